//! The places of units by a figure.

use super::{Among, Judged, Judging, NO_BOUND, Number, Value, Values};
use crate::evaluate::{Admitted, Measured, Subject, Verdict, rank};
use crate::rational::Rational;
use crate::registry::UnitIx;
use crate::rules::{End, Figure, Measure, Ties};
use std::collections::HashMap;

impl Judging<'_, '_> {
    /// The places of units by a figure.
    pub(super) fn places(&self, place: usize, figure: &Figure, judged: &Judged) -> Values {
        let mut values: Values = vec![None; self.roster.units.len()];
        let Measure::Rank { from, ties, .. } = &figure.measure else {
            return values;
        };
        let numbers = judged.figure(place);
        let admissions = self.admissions(&[figure], Among::Units);
        let admitted = |unit: usize| {
            let (kind, _) = self.stands_for(Among::Units, unit);
            admissions.get(kind as usize)
        };
        ranked(&self.order, numbers, admitted, (*from, *ties), &mut values);
        values
    }
}

/// The places of units by numbers, given the units in roster order.
pub(in super::super) fn ranked<'v>(
    order: &[u32],
    numbers: &[Option<Value>],
    admitted: impl Fn(usize) -> Option<&'v Admitted>,
    (from, ties): (End, Ties),
    values: &mut Values,
) {
    let mut unplaced = false;
    let mut ranked: Vec<(usize, Number)> = Vec::new();
    // those that may have no number, and then no place
    let mut perhaps_none = HashMap::new();
    for unit in order.iter().map(|unit| *unit as usize) {
        let number = numbers.get(unit).copied().flatten();
        let Some(number) = number else { continue };
        match admitted(unit) {
            Some(Admitted::Yes) => {}
            Some(Admitted::Settled(verdict)) => {
                unplaced |= matches!(verdict, Verdict::CannotTell(_));
                continue;
            }
            _ => continue,
        }
        match number {
            Ok(number) => ranked.push((unit, number)),
            Err((true, reason)) => {
                if let Some(slot) = values.get_mut(unit) {
                    *slot = Some(Err((true, reason)));
                }
            }
            Err((false, reason)) => {
                perhaps_none.insert(unit, reason);
                ranked.push((
                    unit,
                    Number {
                        low: i64::MIN,
                        high: NO_BOUND,
                        uncovered: false,
                        doubtful: false,
                    },
                ));
            }
        }
    }
    let known = ranked.iter().all(|(_, number)| number.low == number.high);
    let places = if known {
        of_known(&ranked, from, ties)
    } else {
        let all: Vec<(Subject, rank::Ends)> = ranked
            .iter()
            .zip(0..)
            .map(|((_, number), at)| {
                let low = (number.low != i64::MIN).then(|| Rational::whole(number.low));
                let high = (number.high != NO_BOUND).then(|| Rational::whole(number.high));
                let at = UnitIx(at);
                (Subject::Unit(at), vec![(low, high)])
            })
            .collect();
        let places = rank::places(&all, from, ties);
        let place = |(subject, _): &(Subject, rank::Ends)| match places.get(subject) {
            Some(Measured::Number(interval)) => (interval.low, interval.high.unwrap_or(NO_BOUND)),
            _ => (1, NO_BOUND),
        };
        all.iter().map(place).collect()
    };
    for ((unit, _), (low, high)) in ranked.iter().zip(places) {
        if let Some(slot) = values.get_mut(*unit) {
            *slot = Some(if let Some(reason) = perhaps_none.get(unit) {
                Err((false, *reason))
            } else if unplaced {
                Err((false, "rank_open"))
            } else {
                Ok(Number {
                    low,
                    high,
                    uncovered: false,
                    doubtful: false,
                })
            });
        }
    }
}

/// Numbers in order, equal ones as they are given: counted where they lie close together, which counts of units do.
fn in_order(mut numbers: Vec<(i64, u32)>) -> Vec<(i64, u32)> {
    let all = || numbers.iter().map(|(number, _)| *number);
    let (Some(least), Some(greatest)) = (all().min(), all().max()) else {
        return numbers;
    };
    let above = |number: i64| usize::try_from(number.abs_diff(least)).unwrap_or(usize::MAX);
    if above(greatest) > numbers.len().saturating_mul(2) {
        numbers.sort_unstable();
        return numbers;
    }
    let mut starts = vec![0_usize; above(greatest) + 2];
    for number in all() {
        if let Some(count) = starts.get_mut(above(number) + 1) {
            *count += 1;
        }
    }
    let mut total = 0;
    for start in &mut starts {
        total += *start;
        *start = total;
    }
    let mut ordered = numbers.clone();
    for own in numbers {
        if let Some(at) = starts.get_mut(above(own.0)) {
            if let Some(slot) = ordered.get_mut(*at) {
                *slot = own;
            }
            *at += 1;
        }
    }
    ordered
}

/// The places of known numbers, given in roster order.
fn of_known(ranked: &[(usize, Number)], from: End, ties: Ties) -> Vec<(i64, i64)> {
    let numbers = ranked.iter().map(|(_, number)| match from {
        End::Top => number.low.saturating_neg(),
        End::Bottom => number.low,
    });
    let order = in_order(numbers.zip(0..).collect());
    let mut places = vec![(0, 0); ranked.len()];
    let (mut place, mut last) = (0_i64, None);
    for ((value, at), own) in order.into_iter().zip(1_i64..) {
        let new = last != Some(value);
        place = match ties {
            Ties::Roster => own,
            Ties::Skip if new => own,
            Ties::Dense if new => place + 1,
            Ties::Skip | Ties::Dense => place,
        };
        last = Some(value);
        if let Some(slot) = places.get_mut(at as usize) {
            *slot = (place, place);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn numbers_close_together_and_far_apart_are_put_in_the_same_order(
            near in proptest::collection::vec(-9_i64..9, 0..60), far: Vec<i64>,
        ) {
            for numbers in [near, far] {
                let given: Vec<(i64, u32)> = numbers.into_iter().zip(0..).collect();
                let mut sorted = given.clone();
                sorted.sort_unstable();
                proptest::prop_assert_eq!(in_order(given), sorted);
            }
        }
    }
}
