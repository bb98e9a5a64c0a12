//! The slices behind what is told, kept where they were judged: telling need not count again.

use super::Number;
use std::ops::Range;

/// Of some subjects, in the order in which they were judged, the breached slices: each by its window, with its number.
#[derive(Debug, Default)]
pub(in super::super) struct Slices {
    /// Each subject with the end of its own.
    ends: Vec<(u32, usize)>,
    all: Vec<(u32, Number)>,
}

impl Slices {
    /// Adds those of a subject.
    pub fn add(&mut self, subject: u32, slices: impl Iterator<Item = (u32, Number)>) {
        self.all.extend(slices);
        self.ends.push((subject, self.all.len()));
    }

    /// Adds those of subjects that were judged after these.
    pub fn append(&mut self, other: Slices) {
        if self.ends.is_empty() {
            *self = other;
            return;
        }
        let first = self.all.len();
        self.all.extend(other.all);
        let ends = other.ends.into_iter();
        self.ends
            .extend(ends.map(|(subject, end)| (subject, first + end)));
    }

    /// Where those of some subjects lie, which stand in the order in which they were judged.
    pub fn places(&self, subjects: &[u32]) -> Vec<Range<usize>> {
        let mut own = self.ends.iter();
        let mut first = 0;
        let places = subjects.iter().map(|subject| {
            for (known, end) in own.by_ref() {
                let place = first..*end;
                first = *end;
                if known == subject {
                    return place;
                }
            }
            0..0
        });
        places.collect()
    }

    /// Those that lie at a place.
    pub fn at(&self, place: Range<usize>) -> &[(u32, Number)] {
        self.all.get(place).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_found_again_by_some_of_the_subjects() {
        let slices = |of: &[(u32, usize)]| {
            let mut slices = Slices::default();
            for (subject, count) in of {
                let own = (0..*count as u32).map(|at| (at, Number::known(i64::from(*subject))));
                slices.add(*subject, own);
            }
            slices
        };
        let mut all = Slices::default();
        all.append(slices(&[(3, 2), (5, 0)]));
        all.append(slices(&[(8, 1), (9, 3)]));
        let places = all.places(&[3, 8, 9]);
        assert_eq!(places, [0..2, 2..3, 3..6]);
        let of: Vec<(u32, i64)> = places
            .into_iter()
            .flat_map(|place| all.at(place))
            .map(|(at, number)| (*at, number.low))
            .collect();
        assert_eq!(of, [(0, 3), (1, 3), (0, 8), (0, 9), (1, 9), (2, 9)]);
    }
}
