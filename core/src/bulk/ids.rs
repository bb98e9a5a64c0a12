//! The ids of channels: their numbers in the order of their rows, found by whichever way their form allows.

use super::interner::{Interner, NONE};
use super::numbered::Numbered;

/// Ids, each with its number.
#[derive(Clone, Debug)]
pub(super) enum Ids<'a> {
    /// Those of a length are one prefix and digits: the digits are the place in a table.
    Numbered {
        table: Box<Numbered>,
        texts: Vec<&'a [u8]>,
    },
    /// Of any form.
    Hashed(Interner<'a>),
}

impl Default for Ids<'_> {
    fn default() -> Self {
        Ids::Hashed(Interner::with_room(0))
    }
}

/// So many ids are looked up at once.
pub(super) const BLOCK: usize = 1_024;

impl<'a> Ids<'a> {
    /// Numbers texts in their order; `twice` is told each row whose text is empty or stood before.
    pub fn of(texts: Vec<&'a [u8]>, mut twice: impl FnMut(usize, &'a [u8])) -> Ids<'a> {
        if let Some(table) = Numbered::of(&texts) {
            let table = Box::new(table);
            return Ids::Numbered { table, texts };
        }
        let mut known = Interner::with_room(texts.len());
        for (row, text) in texts.into_iter().enumerate() {
            let (_, new) = known.intern(text);
            if text.is_empty() || !new {
                twice(row, text);
            }
        }
        Ids::Hashed(known)
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.texts().len()
    }

    /// The ids by their numbers.
    pub fn texts(&self) -> &[&'a [u8]] {
        match self {
            Ids::Numbered { texts, .. } => texts,
            Ids::Hashed(known) => known.texts(),
        }
    }

    /// An id by its number.
    #[inline]
    pub fn text(&self, number: u32) -> Option<&'a [u8]> {
        self.texts().get(number as usize).copied()
    }

    /// The number of an id as it stands; [`NONE`] if it is not known.
    #[inline]
    pub fn find(&self, text: &[u8]) -> u32 {
        match self {
            Ids::Numbered { table, .. } => table.find(text),
            Ids::Hashed(known) => known.find(text),
        }
    }

    /// The number of an id, of which white space around it is no part; [`NONE`] if it is not known.
    #[inline]
    pub fn find_trimmed(&self, text: &[u8]) -> u32 {
        match self.find(text) {
            NONE => self.find_otherwise(text),
            number => number,
        }
    }

    #[inline(never)]
    fn find_otherwise(&self, text: &[u8]) -> u32 {
        let trimmed = text.trim_ascii();
        if trimmed.len() == text.len() {
            NONE
        } else {
            self.find(trimmed)
        }
    }

    /// The numbers of some texts that lie one after the other, as [`Ids::find_trimmed`] finds each: text `i` from
    /// `offsets[i]` to `offsets[i + 1]`.
    pub fn find_all(&self, offsets: &[i32], bytes: &[u8], numbers: &mut [u32]) {
        match self {
            Ids::Numbered { table, .. } => {
                places(table, offsets, bytes, numbers);
                for number in numbers {
                    let found = table.table().get(*number as usize);
                    *number = found.copied().unwrap_or(NONE);
                }
            }
            Ids::Hashed(known) => {
                for (text, number) in texts_of(offsets, bytes).zip(numbers) {
                    *number = match known.find(text) {
                        NONE => self.find_otherwise(text),
                        found => found,
                    };
                }
            }
        }
    }
}

/// The places in a table of some texts that lie one after the other, of which white space around them is no part.
pub(super) fn places(table: &Numbered, offsets: &[i32], bytes: &[u8], places: &mut [u32]) {
    table.places(offsets, bytes, places);
    // what is not of the form may be so without the white space around it
    if places.contains(&NONE) {
        for (text, place) in texts_of(offsets, bytes).zip(places) {
            if *place == NONE {
                *place = self::place(table, text);
            }
        }
    }
}

/// The same of one text.
#[inline]
pub(super) fn place(table: &Numbered, text: &[u8]) -> u32 {
    match table.place(text) {
        NONE => table.place(text.trim_ascii()),
        place => place,
    }
}

fn texts_of<'t>(offsets: &'t [i32], bytes: &'t [u8]) -> impl Iterator<Item = &'t [u8]> {
    offsets.windows(2).map(|pair| match pair {
        [from, to] => bytes.get(*from as usize..*to as usize).unwrap_or_default(),
        _ => &[],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn many_are_found_as_each_is(
            digits in proptest::bool::ANY, count in 1_usize..60, asked in proptest::collection::vec("[ch 0-9-]{0,9}", 0..30),
            known in proptest::collection::vec(0_usize..80, 0..40),
        ) {
            let form = |number: usize| if digits { format!("ch-{number:05}") } else { format!("ch-{number}") };
            let ids: Vec<String> = (0..count).map(form).collect();
            let of = Ids::of(ids.iter().map(String::as_bytes).collect(), |_, _| {});
            for texts in [asked, known.into_iter().map(form).collect()] {
                let mut offsets = vec![0_i32];
                let mut bytes = Vec::new();
                for text in &texts {
                    bytes.extend_from_slice(text.as_bytes());
                    offsets.push(bytes.len() as i32);
                }
                let mut numbers = vec![7; texts.len()];
                of.find_all(&offsets, &bytes, &mut numbers);
                let expected: Vec<u32> = texts
                    .iter()
                    .map(|text| {
                        let place = ids.iter().position(|id| id == text.trim_ascii());
                        place.map_or(NONE, |place| place as u32)
                    })
                    .collect();
                proptest::prop_assert_eq!(numbers, expected);
            }
        }
    }

    #[test]
    fn what_stands_twice_or_is_empty_is_told() {
        for ids in [["ch-000001", "ch-000002", "ch-000001"], ["a", "", "a"]] {
            let mut told = Vec::new();
            let texts = ids.iter().map(|id| id.as_bytes()).collect();
            Ids::of(texts, |row, _| told.push(row));
            assert_eq!(told.last(), Some(&2));
        }
    }
}
