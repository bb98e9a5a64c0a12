//! Counts over outcomes: breaches of some rules at or beneath each unit, or of everything.

use super::{Among, Judged, Judging, Kind, NOT_SELECTED, Number, Told, Values, among};
use crate::registry::ChannelKind;
use crate::rules::{Distinct, Of};
use std::collections::BTreeMap;

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
        #[derive(Clone, Copy, Default)]
        struct Sum {
            low: i64,
            further: i64,
            judged: bool,
            surely: bool,
        }
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
        // by subject, however many rules: the gravest that any of them says
        let mut marks: BTreeMap<u8, Vec<u8>> = BTreeMap::new();
        let mut unit_marks = vec![0_u8; units];
        for place in places {
            let (Some(rule), Some(outcomes)) =
                (self.case.rules.rules.get(*place), judged.rule(*place))
            else {
                continue;
            };
            let of_rule = among(rule.figure.subjects.of);
            let list = match of_rule {
                Among::Channels(_) => 0,
                Among::Units => 1,
                Among::All => 2,
            };
            let len = self.len(of_rule);
            let marks = marks.entry(list).or_insert_with(|| vec![0; len]);
            // what each outcome adds, told once for all subjects that have it
            let added: Vec<Added> = outcomes
                .kinds
                .iter()
                .map(|kind| Added::of(kind, distinct))
                .collect();
            let mut add = |subject: usize| {
                let code = outcomes.of.get(subject).copied().unwrap_or(NOT_SELECTED);
                let added = usize::from(code)
                    .checked_sub(1)
                    .and_then(|at| added.get(at));
                let Some(added) = added.filter(|added| added.judged) else {
                    return;
                };
                if *distinct == Distinct::Subject {
                    // summed up by unit when all rules have had their say
                    if let Some(own) = marks.get_mut(subject) {
                        let mark = (*own & Added::MARK).max(added.mark);
                        *own = *own & !Added::MARK | mark | added.bits();
                    }
                    return;
                }
                let Some(sum) = above(of_rule, subject).and_then(|at| sums.get_mut(at)) else {
                    return;
                };
                sum.judged = true;
                sum.surely |= added.surely;
                sum.low += added.low;
                sum.further += added.further;
                if added.mark == 0 {
                    return;
                }
                let unit = unit_of(of_rule, subject);
                if let Some(own) = unit.and_then(|unit| unit_marks.get_mut(unit)) {
                    *own = (*own).max(added.mark);
                }
            };
            match of_rule {
                Among::Channels(kind) => {
                    let channels = self.roster.of_kind(kind).iter();
                    channels.for_each(|channel| add(*channel as usize));
                }
                _ => (0..len).for_each(add),
            }
        }
        let mut add = |at: Option<usize>, mark: u8| {
            if let Some(sum) = at.and_then(|at| sums.get_mut(at)) {
                sum.judged |= mark & Added::JUDGED != 0;
                sum.surely |= mark & Added::SURELY != 0;
                sum.low += i64::from(mark & Added::MARK == 2);
                sum.further += i64::from(mark & Added::MARK == 1);
            }
        };
        match distinct {
            Distinct::Subject => {
                for (list, marks) in &marks {
                    let among = match list {
                        0 => Among::Channels(ChannelKind::Column),
                        1 => Among::Units,
                        _ => Among::All,
                    };
                    for (subject, mark) in marks.iter().enumerate() {
                        if *mark > 0 {
                            add(above(among, subject), *mark);
                        }
                    }
                }
            }
            Distinct::Unit => {
                for (unit, mark) in unit_marks.iter().enumerate() {
                    if *mark > 0 {
                        add(if wide { Some(0) } else { Some(unit) }, *mark);
                    }
                }
            }
            // an attribute takes the long way
            Distinct::Finding | Distinct::Slice | Distinct::Attribute(_) => {}
        }
        let value = |sum: Sum| {
            if !sum.judged {
                return Some(Err((true, "nothing_to_count")));
            }
            if sum.low == 0 && !sum.surely {
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

/// What an outcome adds to a count over outcomes.
#[derive(Clone, Copy, Debug, Default)]
struct Added {
    judged: bool,
    surely: bool,
    low: i64,
    further: i64,
    /// Where subjects or units are counted: 2 for a breach, 1 for what cannot be told.
    mark: u8,
}

impl Added {
    /// Where what several rules add to a subject is kept in a byte: the mark, and whether it was judged, and surely.
    const MARK: u8 = 3;
    const JUDGED: u8 = 4;
    const SURELY: u8 = 8;

    fn bits(&self) -> u8 {
        (u8::from(self.judged) * Added::JUDGED) | (u8::from(self.surely) * Added::SURELY)
    }

    fn of(kind: &Kind, distinct: &Distinct) -> Added {
        if kind.told == Told::NotApplicable {
            return Added::default();
        }
        let mark = match kind.told {
            Told::Breached => 2,
            Told::CannotTell => 1,
            _ => 0,
        };
        let added = Added {
            judged: true,
            surely: kind.told != Told::CannotTell,
            ..Added::default()
        };
        match distinct {
            Distinct::Finding => Added {
                low: i64::from(mark == 2),
                further: i64::from(mark == 1),
                ..added
            },
            Distinct::Slice => Added {
                low: if mark == 2 { kind.breached_slices } else { 0 },
                further: kind.open_slices + if mark == 1 { kind.breached_slices } else { 0 },
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
