//! `rank`: the place of a subject among others by one figure, or by several one after the other.

use super::{Interval, Measured};
use crate::evaluate::Subject;
use crate::order::InOrder;
use crate::rational::Rational;
use crate::rules::{End, Ties};
use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;

/// The numbers of one subject, the first figure first: least and greatest.
pub(crate) type Ends = Vec<(Option<Rational>, Option<Rational>)>;

/// One end of a number, better ends after worse ones: the greater is better counting from the top, the smaller from the
/// bottom. Of one ranking all numbers are of the same kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Bound {
    /// Not known, and perhaps worse than everything.
    Beneath,
    Up(Rational),
    Down(Reverse<Rational>),
    /// Not known, and perhaps better than everything.
    Beyond,
}

/// How a subject stands at the worst and at the best, by the first figure, then by the next.
struct Standing {
    worst: Vec<Bound>,
    best: Vec<Bound>,
}

impl Standing {
    fn of(ends: &Ends, from: End) -> Standing {
        let up = |end: Option<Rational>, none| end.map_or(none, Bound::Up);
        let down = |end: Option<Rational>, none| end.map_or(none, |end| Bound::Down(Reverse(end)));
        let one = |(low, high): &(Option<Rational>, Option<Rational>)| match from {
            End::Top => (up(*low, Bound::Beneath), up(*high, Bound::Beyond)),
            End::Bottom => (down(*high, Bound::Beneath), down(*low, Bound::Beyond)),
        };
        let (worst, best) = ends.iter().map(one).unzip();
        Standing { worst, best }
    }

    fn is_known(&self) -> bool {
        self.worst == self.best
    }
}

/// A subject's line and how it stands.
type Line<'s> = (usize, &'s Standing);

/// The places of subjects, each with its numbers, in roster order. `None` stands for an end that is not known.
///
/// The best place is one more than the number surely ahead, the worst one more than the number possibly ahead. Both are
/// the beginning of a list in order, so that a group is sorted twice and no two subjects are held against each other.
pub(crate) fn places(
    subjects: &[(Subject, Ends)],
    from: End,
    ties: Ties,
) -> HashMap<Subject, Measured> {
    let standings = subjects.iter().map(|(_, ends)| Standing::of(ends, from));
    let standings: Vec<Standing> = standings.collect();
    let lines = || standings.iter().enumerate();
    let mut by_worst: Vec<Line<'_>> = lines().collect();
    by_worst.in_order_by(|(at, a), (other, b)| b.worst.cmp(&a.worst).then(at.cmp(other)));
    let mut by_best: Vec<Line<'_>> = lines().collect();
    by_best.in_order_by(|(at, a), (other, b)| b.best.cmp(&a.best).then(at.cmp(other)));
    let (fewest, most) = match ties {
        Ties::Dense => (fewest(&by_worst), most(&by_best)),
        Ties::Skip | Ties::Roster => (Vec::new(), Vec::new()),
    };
    let mut places = HashMap::new();
    for ((subject, _), (at, own)) in subjects.iter().zip(lines()) {
        // ahead: a better number or, where places are the roster's, the same number and an earlier line
        let earlier = |other: usize| ties == Ties::Roster && other < at;
        let ahead = |ordering: Ordering, other: usize| {
            ordering == Ordering::Greater || (ordering == Ordering::Equal && earlier(other))
        };
        let sure = by_worst
            .partition_point(|(other, standing)| ahead(standing.worst.cmp(&own.best), *other));
        let possible = by_best
            .partition_point(|(other, standing)| ahead(standing.best.cmp(&own.worst), *other));
        // what is not known is possibly better than itself
        let itself = i64::from(!own.is_known());
        let number = |counts: &[i64], subjects: usize| match ties {
            Ties::Dense => counts.get(subjects).copied().unwrap_or_default(),
            Ties::Skip | Ties::Roster => subjects as i64,
        };
        let place = Interval {
            low: 1 + number(&fewest, sure),
            high: Some(1 + number(&most, possible) - itself),
        };
        places.insert(*subject, Measured::Number(place));
    }
    places
}

/// The fewest different numbers that the first so many subjects may have, from none to all: as many as intervals of
/// which no two have a point in common. Counted by the first figure where several order, which never makes it more.
fn fewest(by_worst: &[Line<'_>]) -> Vec<i64> {
    let mut counts = vec![0];
    let (mut different, mut apart, mut all_known) = (0, 0, true);
    let mut last: Option<&Standing> = None;
    let mut reached: Option<Option<&Bound>> = None;
    for (_, standing) in by_worst {
        all_known &= standing.is_known();
        different += i64::from(last.is_none_or(|last| last.worst != standing.worst));
        last = Some(standing);
        // the intervals that begin last, one before the other
        let (worst, best) = (standing.worst.first(), standing.best.first());
        if reached.is_none_or(|reached| best < reached) {
            apart += 1;
            reached = Some(worst);
        }
        counts.push(if all_known { different } else { apart });
    }
    counts
}

/// The most different numbers that the first so many subjects may have, from none to all.
fn most(by_best: &[Line<'_>]) -> Vec<i64> {
    let mut counts = vec![0];
    let mut number = 0;
    let mut last: Option<&Standing> = None;
    for (_, standing) in by_best {
        let known = standing.is_known();
        number += i64::from(!known || last.is_none_or(|last| last.best != standing.best));
        if known {
            last = Some(standing);
        }
        counts.push(number);
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::UnitIx;

    fn known(numbers: &[i64]) -> Vec<(Subject, Ends)> {
        let ends = |number: &i64| {
            let number = Some(Rational::whole(*number));
            vec![(number, number)]
        };
        let units = numbers.iter().enumerate();
        units
            .map(|(ix, number)| (Subject::Unit(UnitIx(ix as u32)), ends(number)))
            .collect()
    }

    fn placed(subjects: &[(Subject, Ends)], from: End, ties: Ties) -> Vec<(i64, Option<i64>)> {
        let places = places(subjects, from, ties);
        let place = |(subject, _): &(Subject, Ends)| match places.get(subject) {
            Some(Measured::Number(interval)) => (interval.low, interval.high),
            _ => (0, None),
        };
        subjects.iter().map(place).collect()
    }

    #[test]
    fn both_tie_rules_of_the_bulletins_and_the_roster() {
        let told = |list: &[i64]| -> Vec<(i64, Option<i64>)> {
            list.iter().map(|place| (*place, Some(*place))).collect()
        };
        // 长沙县 2023: 1, 2, 3, 3, 4, 4, 5
        let letters = known(&[90, 80, 70, 70, 60, 60, 50]);
        let dense = placed(&letters, End::Top, Ties::Dense);
        assert_eq!(dense, told(&[1, 2, 3, 3, 4, 4, 5]));
        // 四川 2011: 9, 9, 11
        let skip = placed(&letters, End::Top, Ties::Skip);
        assert_eq!(skip, told(&[1, 2, 3, 3, 5, 5, 7]));
        let roster = placed(&letters, End::Top, Ties::Roster);
        assert_eq!(roster, told(&[1, 2, 3, 4, 5, 6, 7]));
        let bottom = placed(&letters, End::Bottom, Ties::Dense);
        assert_eq!(bottom, told(&[5, 4, 3, 3, 2, 2, 1]));
    }

    #[test]
    fn what_is_not_known_may_stand_at_either_side() {
        let mut subjects = known(&[10, 20, 30]);
        if let Some((_, ends)) = subjects.first_mut() {
            *ends = vec![(Some(Rational::whole(10)), None)];
        }
        assert_eq!(
            placed(&subjects, End::Top, Ties::Skip),
            [(1, Some(3)), (2, Some(3)), (1, Some(2))]
        );
    }

    use proptest::prelude::*;

    /// Every subject held against every other.
    fn one_by_one(
        subjects: &[(Subject, Ends)],
        from: End,
        ties: Ties,
    ) -> HashMap<Subject, Measured> {
        let mut places = HashMap::new();
        for (at, (subject, own)) in subjects.iter().enumerate() {
            let mut sure: Vec<&Ends> = Vec::new();
            let mut possible: Vec<&Ends> = Vec::new();
            for (other_at, (_, other)) in subjects.iter().enumerate() {
                if at == other_at {
                    continue;
                }
                let (worst, best) = order(other, own, from);
                // ahead: a better number or, where places are the roster's, the same number and an earlier line
                let ahead = |ordering: Ordering| match ordering {
                    Ordering::Greater => true,
                    Ordering::Equal => ties == Ties::Roster && other_at < at,
                    Ordering::Less => false,
                };
                if ahead(worst) {
                    sure.push(other);
                }
                if ahead(best) {
                    possible.push(other);
                }
            }
            let (low, high) = match ties {
                Ties::Skip | Ties::Roster => (sure.len() as i64, possible.len() as i64),
                Ties::Dense => (fewest_of(&sure), most_of(&possible)),
            };
            let place = Interval {
                low: 1 + low,
                high: Some(1 + high),
            };
            places.insert(*subject, Measured::Number(place));
        }
        places
    }

    /// How a subject orders against another at the worst and at the best, `Greater` for ahead of it.
    fn order(one: &Ends, other: &Ends, from: End) -> (Ordering, Ordering) {
        let (mut worst, mut best) = (Ordering::Equal, Ordering::Equal);
        for ((low, high), (other_low, other_high)) in one.iter().zip(other) {
            // an end that is not known lies beyond everything
            let least = match (low, other_high) {
                (Some(low), Some(high)) => low.cmp(high),
                _ => Ordering::Less,
            };
            let greatest = match (high, other_low) {
                (Some(high), Some(low)) => high.cmp(low),
                _ => Ordering::Greater,
            };
            let (least, greatest) = match from {
                End::Top => (least, greatest),
                End::Bottom => (greatest.reverse(), least.reverse()),
            };
            worst = worst.then(least);
            best = best.then(greatest);
        }
        (worst, best)
    }

    fn is_known(ends: &&Ends) -> bool {
        ends.iter().all(|(low, high)| low == high && low.is_some())
    }

    /// The fewest different numbers that subjects may have: as many as intervals of which no two have a point in common.
    /// Counted by the first figure where several order, which never makes it more.
    fn fewest_of(subjects: &[&Ends]) -> i64 {
        if subjects.iter().all(is_known) {
            return different(subjects);
        }
        let mut spans: Vec<(Option<Rational>, Option<Rational>)> = subjects
            .iter()
            .filter_map(|ends| ends.first().copied())
            .collect();
        // the intervals that end first, one after the other
        spans.in_order_by(|(_, a), (_, b)| (a.is_none(), a).cmp(&(b.is_none(), b)));
        let mut number = 0;
        let mut reached: Option<Option<Rational>> = None;
        for (low, high) in spans {
            let beyond = match (reached, low) {
                (None, _) => true,
                (Some(Some(reached)), Some(low)) => low > reached,
                _ => false,
            };
            if beyond {
                number += 1;
                reached = Some(high);
            }
        }
        number
    }

    /// The most different numbers that subjects may have.
    fn most_of(subjects: &[&Ends]) -> i64 {
        let (known, open): (Vec<&Ends>, Vec<&Ends>) =
            subjects.iter().partition(|ends| is_known(ends));
        different(&known) + open.len() as i64
    }

    fn different(subjects: &[&Ends]) -> i64 {
        let mut numbers: Vec<&Ends> = subjects.to_vec();
        numbers.in_order_by(|a, b| a.cmp(b));
        numbers.dedup();
        numbers.len() as i64
    }

    /// Small numbers, so that many are equal; one in three with an end that is not known or another one.
    fn ends() -> impl Strategy<Value = (Option<Rational>, Option<Rational>)> {
        let whole = |number: i64| Some(Rational::whole(number));
        prop_oneof![
            4 => (0_i64..6).prop_map(move |one| (whole(one), whole(one))),
            1 => (0_i64..6, 0_i64..4).prop_map(move |(low, more)| (whole(low), whole(low + more))),
            1 => (0_i64..6).prop_map(move |one| (whole(one), None)),
            1 => (0_i64..6).prop_map(move |one| (None, whole(one))),
            1 => Just((None, None)),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn sorting_gives_the_places_of_holding_each_against_each(
            drawn in (1_usize..=3).prop_flat_map(|figures| {
                proptest::collection::vec(proptest::collection::vec(ends(), figures), 0..14)
            }),
        ) {
            let subjects: Vec<(Subject, Ends)> = drawn
                .into_iter()
                .enumerate()
                .map(|(ix, ends)| (Subject::Unit(UnitIx(ix as u32)), ends))
                .collect();
            for from in [End::Top, End::Bottom] {
                for ties in [Ties::Dense, Ties::Skip, Ties::Roster] {
                    prop_assert_eq!(
                        places(&subjects, from, ties),
                        one_by_one(&subjects, from, ties),
                        "{:?} {:?}", from, ties
                    );
                }
            }
        }
    }
}
