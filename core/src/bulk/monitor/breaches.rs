//! Counts over outcomes, kept up to date as outcomes change.

use super::super::judge::{Kind, Number, Told, open_reason};
use crate::rules::Distinct;

/// What the outcomes of a subject, a unit or everything add to a count.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    judged: i64,
    surely: i64,
    low: i64,
    further: i64,
    /// Outcomes that are breached, and that cannot be told, where units are counted.
    breached: i64,
    open: i64,
}

impl Part {
    fn change(&mut self, before: &Part, after: &Part) {
        self.judged += after.judged - before.judged;
        self.surely += after.surely - before.surely;
        self.low += after.low - before.low;
        self.further += after.further - before.further;
        self.breached += after.breached - before.breached;
        self.open += after.open - before.open;
    }

    /// As one unit counts: breached, or perhaps.
    fn as_unit(&self) -> (i64, i64) {
        let breached = self.breached > 0;
        (i64::from(breached), i64::from(!breached && self.open > 0))
    }
}

/// The breaches of some rules.
#[derive(Debug)]
pub(super) struct Breaches {
    /// The rules, by their places.
    pub places: Vec<usize>,
    distinct: Distinct,
    /// Whether everything is counted together, else each unit for itself.
    wide: bool,
    units: Vec<Part>,
    total: Part,
}

/// What the outcomes of one subject add, by the rules of its level.
#[derive(Clone, Copy, Debug)]
pub(super) struct Own(Part);

impl Breaches {
    pub fn new(places: &[usize], distinct: &Distinct, wide: bool, units: usize) -> Breaches {
        Breaches {
            places: places.to_vec(),
            distinct: distinct.clone(),
            wide,
            units: vec![Part::default(); units],
            total: Part::default(),
        }
    }

    /// What the outcomes of a subject add.
    pub fn own<'k>(&self, outcomes: impl Iterator<Item = &'k Kind>) -> Own {
        let mut part = Part::default();
        let mut gravest = 0_u8;
        for kind in outcomes.filter(|kind| kind.told != Told::NotApplicable) {
            part.judged += 1;
            part.surely += i64::from(kind.told != Told::CannotTell);
            let (breached, open) = (kind.told == Told::Breached, kind.told == Told::CannotTell);
            match self.distinct {
                Distinct::Finding => {
                    part.low += i64::from(breached);
                    part.further += i64::from(open);
                }
                Distinct::Slice => {
                    if breached {
                        part.low += kind.breached_slices;
                    }
                    if open {
                        part.further += kind.breached_slices;
                    }
                    part.further += kind.open_slices;
                }
                Distinct::Subject => {
                    gravest = gravest.max(u8::from(open) + 2 * u8::from(breached));
                }
                Distinct::Unit => {
                    part.breached += i64::from(breached);
                    part.open += i64::from(open);
                }
                // an attribute takes the long way
                Distinct::Attribute(_) => {}
            }
        }
        part.low += i64::from(gravest == 2);
        part.further += i64::from(gravest == 1);
        Own(part)
    }

    /// A subject of a unit (none: of nobody) adds something else than before.
    pub fn change(&mut self, unit: Option<usize>, Own(before): Own, Own(after): Own) {
        let own = unit.and_then(|unit| self.units.get_mut(unit));
        if !self.wide {
            if let Some(own) = own {
                own.change(&before, &after);
            }
            return;
        }
        self.total.change(&before, &after);
        if self.distinct == Distinct::Unit
            && let Some(own) = own
        {
            let (low, further) = own.as_unit();
            own.change(&before, &after);
            let (now_low, now_further) = own.as_unit();
            self.total.low += now_low - low;
            self.total.further += now_further - further;
        }
    }

    /// The count of a unit, or of everything; else whether it does not apply, and why there is none.
    pub fn value(&self, unit: Option<usize>) -> Result<Number, (bool, &'static str)> {
        let part = match unit {
            Some(unit) => self.units.get(unit).copied().unwrap_or_default(),
            None => self.total,
        };
        let (low, further) = match (&self.distinct, unit) {
            (Distinct::Unit, Some(_)) => part.as_unit(),
            _ => (part.low, part.further),
        };
        if part.judged == 0 {
            return Err((true, "nothing_to_count"));
        }
        if low == 0 && part.surely == 0 {
            // what cannot be told may turn out not applicable: then there is nothing to count
            return Err((false, open_reason(further)));
        }
        Ok(Number {
            low,
            high: low + further,
            uncovered: false,
            doubtful: false,
        })
    }
}
