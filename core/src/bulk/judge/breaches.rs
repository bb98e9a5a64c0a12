//! Counts over outcomes: breaches of some rules at or beneath each unit, or of everything.

use super::{Among, Judged, Judging, Kind, NOT_SELECTED, Number, Told, Values, among};
use crate::rules::{Distinct, Of};

impl Judging<'_, '_> {
    /// Breaches of some rules at or beneath each unit, or of everything.
    pub(super) fn breaches(
        &self,
        places: &[usize],
        distinct: &Distinct,
        of: Of,
        judged: &Judged,
    ) -> Values {
        let wide = of == Of::All;
        let units = self.roster.units.len();
        let len = if wide { 1 } else { units };
        let mut sums = vec![Sum::default(); len];
        let above = |among: Among, subject: usize| -> Option<usize> {
            match (among, wide) {
                (_, true) => Some(0),
                (Among::Channels(_), false) => {
                    self.roster.unit.get(subject).map(|unit| *unit as usize)
                }
                (Among::Units, false) => Some(subject),
                // what is judged of everything lies beneath no unit
                (Among::All, false) => None,
            }
        };
        let unit_of = |among: Among, subject: usize| match among {
            Among::Channels(_) => self.roster.unit.get(subject).map(|unit| *unit as usize),
            Among::Units => Some(subject),
            Among::All => None,
        };
        // by subject, however many rules: all that any of them says
        let mut marks: Vec<(Among, Vec<u8>)> = Vec::new();
        let mut unit_marks = vec![0_u8; units];
        for place in places {
            let (Some(rule), Some(outcomes)) =
                (self.case.rules.rules.get(*place), judged.rule(*place))
            else {
                continue;
            };
            let of_rule = among(rule.figure.subjects.of);
            let list = self.subjects(of_rule);
            let own = marks.iter().position(|(known, _)| *known == of_rule);
            let own = own.unwrap_or_else(|| {
                marks.push((of_rule, vec![0; list.len()]));
                marks.len() - 1
            });
            let Some((_, marks)) = marks.get_mut(own) else {
                continue;
            };
            // what each outcome adds, told once for all subjects that have it
            let added: Vec<Added> = outcomes
                .kinds
                .iter()
                .map(|kind| Added::of(kind, distinct))
                .collect();
            // subjects are added up without a branch: who is breached is not to be foreseen
            let of_codes = std::iter::once(0).chain(added.iter().map(Added::bits));
            let of_codes: Vec<u8> = of_codes.collect();
            for (subject, marks) in list.zip(marks) {
                let code = outcomes.of.get(subject).copied().unwrap_or(NOT_SELECTED);
                let code = usize::from(code);
                if *distinct == Distinct::Subject {
                    // summed up by unit when all rules have had their say
                    *marks |= of_codes.get(code).copied().unwrap_or(0);
                    continue;
                }
                let added = code.checked_sub(1).and_then(|at| added.get(at));
                let Some(added) = added.filter(|added| added.judged) else {
                    continue;
                };
                if let Some(sum) = above(of_rule, subject).and_then(|at| sums.get_mut(at)) {
                    sum.add(&Sum::of(added));
                }
                let unit = unit_of(of_rule, subject);
                if let Some(own) = unit.and_then(|unit| unit_marks.get_mut(unit)) {
                    *own |= added.mark;
                }
            }
        }
        match distinct {
            Distinct::Subject => {
                let of_marks: Vec<Sum> = (0..Added::MARKS).map(Sum::of_marks).collect();
                for (among, marks) in &marks {
                    for (subject, mark) in self.subjects(*among).zip(marks) {
                        let sum = above(*among, subject).and_then(|at| sums.get_mut(at));
                        if let (Some(sum), Some(own)) = (sum, of_marks.get(usize::from(*mark))) {
                            sum.add(own);
                        }
                    }
                }
            }
            Distinct::Unit => {
                for (unit, mark) in unit_marks.iter().enumerate() {
                    if let Some(sum) = sums.get_mut(if wide { 0 } else { unit }) {
                        sum.add(&Sum::of_marks(*mark));
                    }
                }
            }
            // an attribute takes the long way
            Distinct::Finding | Distinct::Slice | Distinct::Attribute(_) => {}
        }
        let value = |sum: Sum| {
            if sum.judged == 0 {
                return Some(Err((true, "nothing_to_count")));
            }
            if sum.low == 0 && sum.surely == 0 {
                // what cannot be told may turn out not applicable: then there is nothing to count
                return Some(Err((false, open_reason(sum.further))));
            }
            Some(Ok(Number {
                low: sum.low,
                high: sum.low + sum.further,
                uncovered: false,
                doubtful: false,
            }))
        };
        sums.into_iter().map(value).collect()
    }
}

/// What outcomes come to.
#[derive(Clone, Copy, Default)]
struct Sum {
    low: i64,
    further: i64,
    /// How many were judged, and how many surely.
    judged: i64,
    surely: i64,
}

impl Sum {
    fn of(added: &Added) -> Sum {
        Sum {
            low: added.low,
            further: added.further,
            judged: i64::from(added.judged),
            surely: i64::from(added.surely),
        }
    }

    /// What a subject or unit comes to of which several rules say so much.
    fn of_marks(marks: u8) -> Sum {
        let has = |mark: u8| i64::from(marks & mark == mark);
        Sum {
            low: has(Added::BREACHED),
            further: has(Added::OPEN) * (1 - has(Added::BREACHED)),
            judged: has(Added::JUDGED),
            surely: has(Added::SURELY),
        }
    }

    #[inline]
    fn add(&mut self, other: &Sum) {
        self.low += other.low;
        self.further += other.further;
        self.judged += other.judged;
        self.surely += other.surely;
    }
}

/// What an outcome adds to a count over outcomes.
#[derive(Clone, Copy, Debug, Default)]
struct Added {
    judged: bool,
    surely: bool,
    low: i64,
    further: i64,
    /// Where subjects or units are counted: whether it is a breach, or cannot be told.
    mark: u8,
}

impl Added {
    /// What is kept in a byte of what several rules say of a subject or unit.
    const OPEN: u8 = 1;
    const BREACHED: u8 = 2;
    const JUDGED: u8 = 4;
    const SURELY: u8 = 8;
    const MARKS: u8 = 16;

    fn bits(&self) -> u8 {
        let judged = u8::from(self.judged) * Added::JUDGED;
        self.mark | judged | (u8::from(self.surely) * Added::SURELY)
    }

    fn of(kind: &Kind, distinct: &Distinct) -> Added {
        if kind.told == Told::NotApplicable {
            return Added::default();
        }
        let mark = match kind.told {
            Told::Breached => Added::BREACHED,
            Told::CannotTell => Added::OPEN,
            _ => 0,
        };
        let (breached, open) = (mark == Added::BREACHED, mark == Added::OPEN);
        let added = Added {
            judged: true,
            surely: kind.told != Told::CannotTell,
            ..Added::default()
        };
        match distinct {
            Distinct::Finding => Added {
                low: i64::from(breached),
                further: i64::from(open),
                ..added
            },
            Distinct::Slice => Added {
                low: if breached { kind.breached_slices } else { 0 },
                further: kind.open_slices + if open { kind.breached_slices } else { 0 },
                ..added
            },
            Distinct::Subject | Distinct::Unit => Added { mark, ..added },
            // an attribute takes the long way
            Distinct::Attribute(_) => added,
        }
    }
}

/// Why a count over outcomes is open where it may turn out that there is nothing to count.
pub(in super::super) fn open_reason(further: i64) -> &'static str {
    // what cannot be told may be of nobody that is counted
    if further > 0 {
        "outcomes_open"
    } else {
        "not_known"
    }
}
