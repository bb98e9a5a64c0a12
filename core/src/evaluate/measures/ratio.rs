//! `ratio`: a share with its base.

use super::count::weight;
use super::records::{Belonging, Wanted, belonging};
use super::{Measured, Reading};
use crate::evaluate::attributes::record_holds;
use crate::evaluate::windows::Taken;
use crate::evaluate::{Case, Reason, Subject, Truth};
use crate::records::Doubt;
use crate::rules::{Credit, Of, Selector, Source};

/// How many records are surely, perhaps or not in base and part.
#[derive(Clone, Copy, Debug, Default)]
struct Sorted {
    part: i64,
    rest: i64,
    base_part_open: i64,
    base_open_part: i64,
    base_open_rest: i64,
    both_open: i64,
}

impl Sorted {
    fn add(&mut self, base: Truth, part: Truth, weight: i64) {
        let place = match (base, part) {
            (Truth::No, _) => return,
            (Truth::Yes, Truth::Yes) => &mut self.part,
            (Truth::Yes, Truth::No) => &mut self.rest,
            (Truth::Yes, Truth::Open) => &mut self.base_part_open,
            (Truth::Open, Truth::Yes) => &mut self.base_open_part,
            (Truth::Open, Truth::No) => &mut self.base_open_rest,
            (Truth::Open, Truth::Open) => &mut self.both_open,
        };
        *place += weight;
    }
}

/// What a share is taken of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ratio<'s> {
    /// Of what.
    pub source: Source,
    /// The base.
    pub base: &'s Selector,
    /// The part.
    pub part: &'s Selector,
    /// Whether the part lies inside the base.
    pub inside: bool,
    /// Whether what lies beneath the subject counts with it.
    pub below: bool,
    /// The event by which records belong to the window.
    pub dated: Option<&'s str>,
}

impl Ratio<'_> {
    /// The share over a window.
    pub fn read<'r>(
        &self,
        case: &Case<'r>,
        subject: Subject,
        taken: &Taken,
        cited: &mut Vec<Subject>,
    ) -> Result<Reading<'r>, Reason> {
        let of = self.source.of();
        let wanted = Wanted {
            of,
            filter: self.inside.then_some(self.base),
            below: self.below,
            credit: Credit::Responsible,
            dated: self.dated,
        };
        let found = belonging(case, &wanted, subject, taken);
        let replies = of
            .records()
            .is_some_and(|kind| !case.coverage.replies_known(kind));
        let holds = |selector, record| record_holds(case, selector, record, taken.asked());
        if !self.inside {
            return self.beside(case, &found, taken, cited);
        }
        let mut sorted = Sorted::default();
        for record in &found.sure {
            let base = holds(self.base, *record);
            if base == Truth::Yes {
                cited.push(*record);
            }
            sorted.add(base, holds(self.part, *record), weight(case, *record));
        }
        for record in &found.open {
            let base = holds(self.base, *record).and(Truth::Open);
            sorted.add(base, holds(self.part, *record), weight(case, *record));
        }
        // a rejected row of what may stand for several has no bound
        let unbounded = of == Of::Observation && !found.doubts.is_empty();
        share(sorted, found.uncovered || unbounded, found.doubts, replies)
    }

    /// A part that need not lie in the base: two counts.
    fn beside<'r>(
        &self,
        case: &Case<'r>,
        found: &Belonging<'r>,
        taken: &Taken,
        cited: &mut Vec<Subject>,
    ) -> Result<Reading<'r>, Reason> {
        let count = |selector: &Selector| {
            let truth = |record: &&Subject| record_holds(case, selector, **record, taken.asked());
            let sure = found.sure.iter().filter(|one| truth(one) == Truth::Yes);
            let low: i64 = sure.map(|one| weight(case, *one)).sum();
            let maybe = found.sure.iter().chain(&found.open);
            let maybe = maybe.filter(|one| truth(one) != Truth::No);
            let high: i64 = maybe.map(|one| weight(case, *one)).sum();
            (low, high + found.doubts.len() as i64)
        };
        cited.extend(&found.sure);
        let ((part_low, part_high), (base_low, base_high)) = (count(self.part), count(self.base));
        if base_high == 0 && !found.uncovered {
            return Err(Reason::base_zero());
        }
        // a rejected row of what may stand for several has no bound
        let unbounded = self.source == Source::Of(Of::Observation) && !found.doubts.is_empty();
        let open = found.uncovered || unbounded || base_low == 0;
        let measured = Measured::Share {
            low: if found.uncovered || unbounded {
                (0, 1)
            } else {
                (part_low, base_high.max(1))
            },
            high: (!open).then_some((part_high, base_low.max(1))),
        };
        Ok(Reading {
            uncovered: found.uncovered,
            perhaps_none: base_low == 0,
            attributes: part_low != part_high || base_low != base_high,
            doubts: found.doubts.clone(),
            ..Reading::of(measured)
        })
    }
}

/// The share that sorted records come to.
fn share<'r>(
    mut sorted: Sorted,
    uncovered: bool,
    doubts: Vec<&'r Doubt>,
    replies: bool,
) -> Result<Reading<'r>, Reason> {
    sorted.both_open += doubts.len() as i64;
    let surely = sorted.part + sorted.rest + sorted.base_part_open;
    let perhaps = sorted.base_open_part + sorted.base_open_rest + sorted.both_open;
    if surely == 0 && perhaps == 0 && !uncovered {
        return Err(Reason::base_zero());
    }
    let low_base = surely + sorted.base_open_rest + sorted.both_open;
    let high_part = sorted.part + sorted.base_part_open + sorted.base_open_part + sorted.both_open;
    let high_base = surely + sorted.base_open_part + sorted.both_open;
    let measured = if uncovered || surely == 0 {
        Measured::Share {
            low: (0, 1),
            high: Some((1, 1)),
        }
    } else {
        Measured::Share {
            low: (sorted.part, low_base.max(1)),
            high: Some((high_part, high_base.max(1))),
        }
    };
    Ok(Reading {
        uncovered,
        perhaps_none: surely == 0,
        attributes: perhaps > 0 || sorted.base_part_open > 0,
        replies: replies && sorted.base_part_open > 0,
        doubts,
        ..Reading::of(measured)
    })
}

/// The share of outcomes at or beneath a subject.
pub(super) fn of_outcomes<'r>(
    in_base_and_part: impl Iterator<Item = (Truth, Truth)>,
    doubts: Vec<&'r Doubt>,
) -> Result<Reading<'r>, Reason> {
    let mut sorted = Sorted::default();
    for (base, part) in in_base_and_part {
        sorted.add(base, part, 1);
    }
    let open = sorted.base_part_open > 0 || sorted.both_open > 0;
    let mut reading = share(sorted, false, doubts, false)?;
    reading.outcomes = open;
    reading.attributes = false;
    Ok(reading)
}
