//! Ids to numbers, packed closely: where items come one at a time, each line of memory that a look touches is waited for.

use super::super::numbered::Numbered;
use std::hash::{BuildHasher, RandomState};

/// A place at which nothing stands.
const NONE: u32 = u32::MAX;

/// Ids, each with its number: the first is 0.
#[derive(Clone, Debug)]
pub(super) enum Names {
    /// Those of a length are one prefix and digits: what they say is their place in a table.
    Numbered(Box<Numbered>),
    /// Of any form.
    Hashed(Hashed),
}

impl Names {
    pub fn of(texts: &[&[u8]]) -> Names {
        match Numbered::of(texts) {
            Some(table) => Names::Numbered(Box::new(table)),
            None => Names::Hashed(Hashed::of(texts)),
        }
    }

    /// The number of an id.
    #[inline]
    pub fn number(&self, text: &[u8]) -> Option<u32> {
        match self {
            Names::Numbered(table) => Some(table.find(text)).filter(|number| *number != NONE),
            Names::Hashed(names) => names.number(text),
        }
    }
}

/// Ids of any form by their hashes.
#[derive(Clone, Debug)]
pub(super) struct Hashed {
    /// Where an id stands: some bits of its hash, and its number. At most half of them are taken.
    places: Vec<(u32, u32)>,
    /// Where the bytes of each id end.
    ends: Vec<usize>,
    bytes: Vec<u8>,
    hashes: RandomState,
}

impl Hashed {
    fn of(texts: &[&[u8]]) -> Hashed {
        let mut names = Hashed {
            places: vec![(0, NONE); (texts.len() * 2).next_power_of_two()],
            ends: Vec::with_capacity(texts.len()),
            bytes: Vec::with_capacity(texts.iter().map(|text| text.len()).sum()),
            hashes: RandomState::new(),
        };
        for (text, number) in texts.iter().zip(0..) {
            names.bytes.extend_from_slice(text);
            names.ends.push(names.bytes.len());
            let (mark, mut at) = names.sought(text);
            while names.places.get(at).is_some_and(|place| place.1 != NONE) {
                at = names.next(at);
            }
            if let Some(place) = names.places.get_mut(at) {
                *place = (mark, number);
            }
        }
        names
    }

    /// The mark of a text, and the first place at which it may stand.
    #[inline]
    fn sought(&self, text: &[u8]) -> (u32, usize) {
        let hash = self.hashes.hash_one(text);
        ((hash >> 32) as u32, hash as usize & (self.places.len() - 1))
    }

    #[inline]
    fn next(&self, at: usize) -> usize {
        (at + 1) & (self.places.len() - 1)
    }

    #[inline]
    fn text(&self, number: u32) -> Option<&[u8]> {
        let at = number as usize;
        let from = match at.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.bytes.get(from..*self.ends.get(at)?)
    }

    #[inline]
    fn number(&self, text: &[u8]) -> Option<u32> {
        let (mark, mut at) = self.sought(text);
        loop {
            let (own, number) = *self.places.get(at)?;
            if number == NONE {
                return None;
            }
            if own == mark && self.text(number) == Some(text) {
                return Some(number);
            }
            at = self.next(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn every_id_is_found_and_no_other() {
        let any_form = |at: usize| format!("{}{at}", "渠道".repeat(at % 3));
        let numbered = |at: usize| format!("channel-{at:03}");
        for (form, is_numbered) in [
            (&any_form as &dyn Fn(usize) -> String, false),
            (&numbered, true),
        ] {
            let ids: Vec<String> = (0..300).map(form).collect();
            let texts: Vec<&[u8]> = ids.iter().map(String::as_bytes).collect();
            let names = Names::of(&texts);
            assert_eq!(matches!(names, Names::Numbered(_)), is_numbered);
            for (text, number) in texts.iter().zip(0..) {
                assert_eq!(names.number(text), Some(number));
            }
            assert_eq!(names.number(form(300).as_bytes()), None);
            assert_eq!(names.number(b"300"), None);
            assert_eq!(names.number(b""), None);
        }
        assert_eq!(Names::of(&[]).number(b""), None);
    }
}
