//! `rank`: the place of a subject among others by one figure, or by several one after the other.

use super::{Interval, Measured};
use crate::evaluate::Subject;
use crate::order::InOrder;
use crate::rational::Rational;
use crate::rules::{End, Ties};
use std::cmp::Ordering;
use std::collections::HashMap;

/// The numbers of one subject, the first figure first: least and greatest.
pub(crate) type Ends = Vec<(Option<Rational>, Option<Rational>)>;

/// The places of subjects, each with its numbers, in roster order. `None` stands for an end that is not known.
pub(crate) fn places(
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
            Ties::Dense => (fewest(&sure), most(&possible)),
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
fn fewest(subjects: &[&Ends]) -> i64 {
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
fn most(subjects: &[&Ends]) -> i64 {
    let (known, open): (Vec<&Ends>, Vec<&Ends>) = subjects.iter().partition(|ends| is_known(ends));
    different(&known) + open.len() as i64
}

fn different(subjects: &[&Ends]) -> i64 {
    let mut numbers: Vec<&Ends> = subjects.to_vec();
    numbers.in_order_by(|a, b| a.cmp(b));
    numbers.dedup();
    numbers.len() as i64
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
}
