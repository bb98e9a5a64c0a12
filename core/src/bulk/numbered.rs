//! A quicker way to the number of an id, where all ids are one prefix and digits: the digits are the place in a table.
//!
//! Nothing depends on it: ids of any other form are looked up in the [`Interner`], with the same answers.

use super::interner::{Interner, NONE};

/// The places of ids that are a prefix of up to eight bytes and up to eight digits, all of one length.
#[derive(Clone, Debug)]
pub(super) struct Numbered {
    length: usize,
    prefix: u64,
    prefix_mask: u64,
    /// The bytes of the last eight that are digits.
    digits_mask: u64,
    table: Vec<u32>,
}

const ZEROS: u64 = 0x3030_3030_3030_3030;
const HIGH: u64 = 0x8080_8080_8080_8080;
const ABOVE_NINE: u64 = 0x7676_7676_7676_7676;

impl Numbered {
    /// Makes the table, if the ids are of that form and it would not be much larger than they are many.
    pub fn of(ids: &Interner<'_>) -> Option<Numbered> {
        let first = *ids.texts().first()?;
        let length = first.len();
        if !(8..=16).contains(&length) {
            return None;
        }
        let digits_of = |id: &[u8]| id.iter().rev().take_while(|b| b.is_ascii_digit()).count();
        // what all ids share is no digit that tells them apart
        let digits = ids.texts().iter().map(|id| digits_of(id)).min()?.min(8);
        let prefix_length = length.checked_sub(digits)?;
        if digits == 0 || prefix_length > 8 {
            return None;
        }
        let own = u64::from_le_bytes(*first.first_chunk::<8>()?);
        let prefix_mask = match prefix_length {
            8 => u64::MAX,
            short => (1 << (8 * short)) - 1,
        };
        let digits_mask = match digits {
            8 => u64::MAX,
            some => !(u64::MAX >> (8 * some)),
        };
        let mut numbered = Numbered {
            length,
            prefix: own & prefix_mask,
            prefix_mask,
            digits_mask,
            table: Vec::new(),
        };
        let values: Option<Vec<usize>> = ids.texts().iter().map(|id| numbered.value(id)).collect();
        let values = values?;
        let largest = values.iter().copied().max()?;
        if largest > ids.len().saturating_mul(4) + 1_024 {
            return None;
        }
        numbered.table = vec![NONE; largest + 1];
        for (value, number) in values.iter().zip(0..) {
            *numbered.table.get_mut(*value)? = number;
        }
        Some(numbered)
    }

    /// The digits of an id as a number; `None` if it is not of the form.
    #[inline(always)]
    fn value(&self, id: &[u8]) -> Option<usize> {
        if id.len() != self.length {
            return None;
        }
        let first = u64::from_le_bytes(*id.first_chunk::<8>()?);
        let last = u64::from_le_bytes(*id.last_chunk::<8>()?);
        // a digit becomes its value, whatever stands before the digits becomes nothing
        let digits = (last ^ ZEROS) & self.digits_mask;
        let no_digit = (digits.wrapping_add(ABOVE_NINE) | digits) & HIGH;
        if (first ^ self.prefix) & self.prefix_mask | no_digit != 0 {
            return None;
        }
        // eight digits at once: pairs, fours, all
        let pairs = (digits.wrapping_mul(2_561) >> 8) & 0x00ff_00ff_00ff_00ff;
        let fours = (pairs.wrapping_mul(6_553_601) >> 16) & 0x0000_ffff_0000_ffff;
        let all = fours.wrapping_mul(42_949_672_960_001) >> 32;
        usize::try_from(all).ok()
    }

    /// The number of an id; [`NONE`] if it is not known.
    #[inline(always)]
    pub fn find(&self, id: &[u8]) -> u32 {
        let value = self.value(id);
        let number = value.and_then(|value| self.table.get(value));
        number.copied().unwrap_or(NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interner(ids: &[String]) -> Interner<'_> {
        let mut interner = Interner::with_room(ids.len());
        for id in ids {
            interner.intern(id.as_bytes());
        }
        interner
    }

    proptest::proptest! {
        #[test]
        fn it_finds_what_the_interner_finds(
            prefix in "[a-z-]{0,6}", width in 2_usize..9, mut numbers in proptest::collection::vec(0_u32..2_000, 1..40),
            asked in proptest::collection::vec("[a-z0-9:;/ -]{0,18}", 0..20),
        ) {
            numbers.sort_unstable();
            numbers.dedup();
            let ids: Vec<String> = numbers.iter().map(|n| format!("{prefix}{n:0width$}")).collect();
            let interner = interner(&ids);
            if let Some(numbered) = Numbered::of(&interner) {
                let others = numbers.iter().map(|n| format!("{prefix}{:0width$}", n + 1));
                for id in ids.iter().cloned().chain(asked).chain(others) {
                    proptest::prop_assert_eq!(numbered.find(id.as_bytes()), interner.find(id.as_bytes()), "{}", id);
                }
            }
        }
    }

    #[test]
    fn ids_of_the_form_have_a_table_and_others_none() {
        let ids = |make: fn(u32) -> String| -> Vec<String> { (0..50).map(make).collect() };
        let has = |ids: Vec<String>| Numbered::of(&interner(&ids)).is_some();
        assert!(has(ids(|n| format!("ch-{n:06}"))));
        assert!(has(ids(|n| format!("栏目-{n:04}"))));
        assert!(!has(ids(|n| format!("ch-{n}"))));
        assert!(!has(ids(|n| format!("ch-{:06}", n * 10_000))));
        assert!(!has(ids(|n| format!(
            "{}-{n:06}",
            if n < 25 { "ch" } else { "co" }
        ))));
    }
}
