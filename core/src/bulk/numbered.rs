//! A quicker way to the number of an id, where all ids are one prefix and digits: the digits are the place in a table.
//!
//! Nothing depends on it: ids of any other form are looked up in a hash table, with the same answers.

use super::interner::NONE;

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

/// How many of the last bytes of a word are digits.
#[inline]
fn trailing_digits(last: u64) -> usize {
    let own = last ^ ZEROS;
    // without the highest bits, so that no sum carries into the next byte
    let no_digit = ((own & !HIGH).wrapping_add(ABOVE_NINE) | own) & HIGH;
    no_digit.leading_zeros() as usize / 8
}

impl Numbered {
    /// Makes the table, if the ids are of that form, none stands twice, and it would not be much larger than they are many.
    pub fn of(ids: &[&[u8]]) -> Option<Numbered> {
        let first = *ids.first()?;
        let length = first.len();
        if !(8..=16).contains(&length) {
            return None;
        }
        // what all ids share is no digit that tells them apart
        let mut digits = 8;
        for id in ids {
            let last = u64::from_le_bytes(*id.last_chunk::<8>()?);
            digits = digits.min(trailing_digits(last));
        }
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
        let most = ids.len().saturating_mul(4) + 1_024;
        for (id, number) in ids.iter().zip(0..) {
            let value = numbered.value(id)?;
            if value >= numbered.table.len() {
                if value > most {
                    return None;
                }
                let places = (value + 1).max(ids.len() * 2).min(most + 1);
                numbered.table.resize(places, NONE);
            }
            let place = numbered.table.get_mut(value)?;
            if *place != NONE {
                return None;
            }
            *place = number;
        }
        Some(numbered)
    }

    /// The digits of an id as a number; `None` if it is not of the form.
    #[inline(always)]
    fn value(&self, id: &[u8]) -> Option<usize> {
        if id.len() != self.length {
            return None;
        }
        self.value_of(*id.first_chunk::<8>()?, *id.last_chunk::<8>()?)
    }

    /// The same, of an id of the right length, by its ends.
    #[inline(always)]
    fn value_of(&self, first: [u8; 8], last: [u8; 8]) -> Option<usize> {
        let (first, last) = (u64::from_le_bytes(first), u64::from_le_bytes(last));
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

    /// The numbers of texts that lie one after the other, if all are as long as the ids; else `false`, and nothing is done.
    #[inline(never)]
    pub fn find_all(&self, offsets: &[i32], bytes: &[u8], numbers: &mut [u32]) -> bool {
        let length = self.length;
        let (Some(from), Some(to), Some(next)) =
            (offsets.first(), offsets.last(), offsets.get(1..))
        else {
            return false;
        };
        let pairs = offsets.iter().zip(next);
        let differs = pairs.fold(0, |differs, (from, to)| {
            differs | (to.wrapping_sub(*from) ^ length as i32)
        });
        if differs != 0 || !(8..=16).contains(&length) {
            return false;
        }
        let Some(texts) = bytes.get(*from as usize..*to as usize) else {
            return false;
        };
        for (text, number) in texts.chunks_exact(length).zip(numbers) {
            let ends = (text.first_chunk::<8>(), text.last_chunk::<8>());
            let value = match ends {
                (Some(first), Some(last)) => self.value_of(*first, *last),
                _ => None,
            };
            let found = value.and_then(|value| self.table.get(value));
            *number = found.copied().unwrap_or(NONE);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::interner::Interner;

    fn texts(ids: &[String]) -> Vec<&[u8]> {
        ids.iter().map(|id| id.as_bytes()).collect()
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
            let mut interner = Interner::with_room(ids.len());
            for id in &ids {
                interner.intern(id.as_bytes());
            }
            if let Some(numbered) = Numbered::of(&texts(&ids)) {
                let others = numbers.iter().map(|n| format!("{prefix}{:0width$}", n + 1));
                for id in ids.iter().cloned().chain(asked).chain(others) {
                    proptest::prop_assert_eq!(numbered.find(id.as_bytes()), interner.find(id.as_bytes()), "{}", id);
                }
            }
        }

        #[test]
        fn digits_at_the_end_are_counted(bytes: [u8; 8], text in "[0-9a:/;]{8}") {
            for bytes in [bytes, *text.as_bytes().first_chunk::<8>().unwrap_or(&bytes)] {
                let plain = bytes.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
                proptest::prop_assert_eq!(trailing_digits(u64::from_le_bytes(bytes)), plain);
            }
        }
    }

    #[test]
    fn ids_of_the_form_have_a_table_and_others_none() {
        let ids = |make: fn(u32) -> String| -> Vec<String> { (0..50).map(make).collect() };
        let has = |ids: Vec<String>| Numbered::of(&texts(&ids)).is_some();
        assert!(has(ids(|n| format!("ch-{n:06}"))));
        assert!(has(ids(|n| format!("栏目-{n:04}"))));
        assert!(!has(ids(|n| format!("ch-{n}"))));
        assert!(!has(ids(|n| format!("ch-{:06}", n / 2))));
        assert!(!has(ids(|n| format!("ch-{:06}", n * 10_000))));
        assert!(!has(ids(|n| format!(
            "{}-{n:06}",
            if n < 25 { "ch" } else { "co" }
        ))));
    }
}
