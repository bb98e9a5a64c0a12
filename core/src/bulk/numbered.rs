//! A quicker way to the number of an id, where all ids of a length are one prefix and digits: the digits are the place in a
//! table.
//!
//! Nothing depends on it: ids of any other form are looked up in a hash table, with the same answers.

use super::interner::NONE;

/// The places of ids of eight to sixteen bytes. Those of one length are a prefix of up to eight bytes and up to eight digits.
#[derive(Clone, Debug)]
pub(super) struct Numbered {
    /// By length, the shortest first.
    forms: [Form; FORMS],
    table: Vec<u32>,
}

const SHORTEST: usize = 8;
const LONGEST: usize = 16;
const FORMS: usize = LONGEST - SHORTEST + 1;

/// The form of the ids of one length; of no room in the table where there are none.
#[derive(Clone, Copy, Debug, Default)]
struct Form {
    prefix: u64,
    prefix_mask: u64,
    /// The bytes of the last eight that are digits.
    digits_mask: u64,
    /// The least number, its place in the table, and how many places there are from it on.
    first: usize,
    start: usize,
    places: usize,
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

impl Form {
    /// The form of the ids of a length, given one of them and how many digits at the end all of them have.
    fn of(id: &[u8], digits: usize) -> Option<Form> {
        let prefix_length = id.len().checked_sub(digits)?;
        if digits == 0 || prefix_length > 8 {
            return None;
        }
        let own = u64::from_le_bytes(*id.first_chunk::<8>()?);
        let prefix_mask = match prefix_length {
            8 => u64::MAX,
            short => (1 << (8 * short)) - 1,
        };
        let digits_mask = match digits {
            8 => u64::MAX,
            some => !(u64::MAX >> (8 * some)),
        };
        Some(Form {
            prefix: own & prefix_mask,
            prefix_mask,
            digits_mask,
            ..Form::default()
        })
    }

    /// The digits of an id of this length as a number, by its ends; `None` if it is not of the form.
    #[inline(always)]
    fn value(&self, first: [u8; 8], last: [u8; 8]) -> Option<usize> {
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

    /// The place of an id of this length in the table.
    #[inline(always)]
    fn place(&self, first: [u8; 8], last: [u8; 8]) -> Option<usize> {
        let value = self.value(first, last)?.wrapping_sub(self.first);
        (value < self.places).then(|| self.start + value)
    }
}

impl Numbered {
    /// Makes the table, if the ids are of that form, none stands twice, and it would not be much larger than they are many.
    pub fn of(ids: &[&[u8]]) -> Option<Numbered> {
        // of each length one id, and how many digits at the end all have: what all share is no digit that tells them apart
        let mut seen: [Option<(&[u8], usize)>; FORMS] = [None; FORMS];
        for id in ids {
            let own = seen.get_mut(id.len().checked_sub(SHORTEST)?)?;
            let digits = trailing_digits(u64::from_le_bytes(*id.last_chunk::<8>()?));
            match own {
                Some((_, least)) => *least = digits.min(*least),
                None => *own = Some((id, digits)),
            }
        }
        let mut forms = [Form::default(); FORMS];
        for (form, seen) in forms.iter_mut().zip(seen) {
            if let Some((id, digits)) = seen {
                *form = Form::of(id, digits)?;
                form.first = usize::MAX;
            }
        }
        let ends = |id: &[u8]| Some((*id.first_chunk::<8>()?, *id.last_chunk::<8>()?));
        for id in ids {
            let (first, last) = ends(id)?;
            let form = forms.get_mut(id.len().checked_sub(SHORTEST)?)?;
            let value = form.value(first, last)?;
            // the last place for now
            form.places = form.places.max(value);
            form.first = form.first.min(value);
        }
        let mut places = 0_usize;
        for (form, _) in forms
            .iter_mut()
            .zip(seen)
            .filter(|(_, seen)| seen.is_some())
        {
            form.places = form.places - form.first + 1;
            form.start = places;
            places = places.checked_add(form.places)?;
        }
        if places > ids.len().saturating_mul(4) + 1_024 {
            return None;
        }
        let mut table = vec![NONE; places];
        for (id, number) in ids.iter().zip(0..) {
            let (first, last) = ends(id)?;
            let form = forms.get(id.len().checked_sub(SHORTEST)?)?;
            let place = table.get_mut(form.place(first, last)?)?;
            if *place != NONE {
                return None;
            }
            *place = number;
        }
        (!ids.is_empty()).then_some(Numbered { forms, table })
    }

    /// The number of an id; [`NONE`] if it is not known.
    #[inline(always)]
    pub fn find(&self, id: &[u8]) -> u32 {
        let number = self.table.get(self.place(id) as usize);
        number.copied().unwrap_or(NONE)
    }

    /// The number of the id at each place of the table; [`NONE`] where there is none.
    pub fn table(&self) -> &[u32] {
        &self.table
    }

    /// The places in the table of texts that lie one after the other; [`NONE`] for what is not of the form.
    #[inline(never)]
    pub fn places(&self, offsets: &[i32], bytes: &[u8], places: &mut [u32]) {
        if self.places_of_one_length(offsets, bytes, places) {
            return;
        }
        for (pair, place) in offsets.windows(2).zip(places) {
            let text = match pair {
                [from, to] => bytes.get(*from as usize..*to as usize).unwrap_or_default(),
                _ => &[],
            };
            *place = self.place(text);
        }
    }

    /// The place of a text in the table; [`NONE`] if it is not of the form.
    #[inline(always)]
    pub fn place(&self, text: &[u8]) -> u32 {
        let form = self.forms.get(text.len().wrapping_sub(SHORTEST));
        let place = match (form, text.first_chunk::<8>(), text.last_chunk::<8>()) {
            (Some(form), Some(first), Some(last)) => form.place(*first, *last),
            _ => None,
        };
        place.map_or(NONE, |place| place as u32)
    }

    /// The same, if all texts have one length; else `false`, and nothing is done.
    fn places_of_one_length(&self, offsets: &[i32], bytes: &[u8], places: &mut [u32]) -> bool {
        let [from, second, .., to] = offsets else {
            return false;
        };
        let length = second.wrapping_sub(*from);
        let next = offsets.get(1..).unwrap_or_default();
        let differs = offsets.iter().zip(next).fold(0, |differs, (from, to)| {
            differs | (to.wrapping_sub(*from) ^ length)
        });
        let length = length as usize;
        let form = self.forms.get(length.wrapping_sub(SHORTEST));
        let (Some(form), Some(texts)) = (form, bytes.get(*from as usize..*to as usize)) else {
            return false;
        };
        if differs != 0 {
            return false;
        }
        for (text, place) in texts.chunks_exact(length).zip(places) {
            let own = match (text.first_chunk::<8>(), text.last_chunk::<8>()) {
                (Some(first), Some(last)) => form.place(*first, *last),
                _ => None,
            };
            *place = own.map_or(NONE, |place| place as u32);
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
            prefix in "[a-z-]{0,8}", width in 1_usize..9, mut numbers in proptest::collection::vec(0_u32..2_000, 1..40),
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
        assert!(has(ids(|n| format!("channel-{n}"))));
        assert!(has(ids(|n| format!("ch-{:06}", n * 7 + 999_900))));
        assert!(!has(ids(|n| format!("ch-{n}"))));
        assert!(!has(ids(|n| format!("ch-{:06}", n / 2))));
        assert!(!has(ids(|n| format!("ch-{:06}", n * 10_000))));
        assert!(!has(ids(|n| format!(
            "{}-{n:06}",
            if n < 25 { "ch" } else { "co" }
        ))));
    }
}
