//! Points that are known between two ends.

use crate::evaluate::{Measured, Told};
use crate::rational::Rational;

/// A number that the data leave open between two ends; an end that is not there has no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The least it can be.
    pub low: Option<Rational>,
    /// The greatest it can be.
    pub high: Option<Rational>,
}

impl Range {
    /// Nothing is known.
    pub const ANY: Range = Range {
        low: None,
        high: None,
    };
    /// Nothing.
    pub const ZERO: Range = Range::exactly(Rational::ZERO);

    /// Exactly this.
    pub const fn exactly(number: Rational) -> Range {
        Range {
            low: Some(number),
            high: Some(number),
        }
    }

    /// From this to that.
    pub const fn between(low: Rational, high: Rational) -> Range {
        Range {
            low: Some(low),
            high: Some(high),
        }
    }

    /// As a measure gives it.
    pub(super) fn of(measured: &Measured) -> Range {
        let (low, high) = measured.ends();
        Range { low, high }
    }

    /// As a measure gives it.
    pub(super) fn measured(self) -> Measured {
        Measured::Exact {
            low: self.low,
            high: self.high,
            told: Told::Plain,
        }
    }

    /// The number, if it is known.
    pub fn known(self) -> Option<Rational> {
        self.low.filter(|_| self.low == self.high)
    }

    /// Both ends, if there are both.
    pub fn ends(self) -> Option<(Rational, Rational)> {
        self.low.zip(self.high)
    }

    /// The sum; `None` if it is too long to be told exactly.
    pub(super) fn plus(self, other: Range) -> Option<Range> {
        Some(Range {
            low: both(self.low, other.low, Rational::plus)?,
            high: both(self.high, other.high, Rational::plus)?,
        })
    }

    /// So many times as much.
    pub(super) fn times(self, factor: Rational) -> Option<Range> {
        if factor == Rational::ZERO {
            return Some(Range::ZERO);
        }
        let one = |end: Option<Rational>| match end {
            None => Some(None),
            Some(end) => end.times(factor).map(Some),
        };
        let (low, high) = (one(self.low)?, one(self.high)?);
        Some(if factor.is_negative() {
            Range {
                low: high,
                high: low,
            }
        } else {
            Range { low, high }
        })
    }

    /// With the other sign.
    pub(super) fn negated(self) -> Range {
        Range {
            low: self.high.map(Rational::negated),
            high: self.low.map(Rational::negated),
        }
    }

    /// No less and no more than this.
    pub(super) fn within(self, least: Option<Rational>, most: Option<Rational>) -> Range {
        let cut = |end: Rational| {
            let end = least.map_or(end, |least| end.max(least));
            most.map_or(end, |most| end.min(most))
        };
        Range {
            low: self.low.map_or(least, |low| Some(cut(low))),
            high: self.high.map_or(most, |high| Some(cut(high))),
        }
    }

    /// Whichever of the two it is.
    pub(super) fn or(self, other: Range) -> Range {
        Range {
            low: self.low.zip(other.low).map(|(a, b)| a.min(b)),
            high: self.high.zip(other.high).map(|(a, b)| a.max(b)),
        }
    }
}

/// An end of a sum: none if one of the two has none. `None` if it is too long.
fn both(
    a: Option<Rational>,
    b: Option<Rational>,
    sum: impl Fn(Rational, Rational) -> Option<Rational>,
) -> Option<Option<Rational>> {
    match (a, b) {
        (Some(a), Some(b)) => sum(a, b).map(Some),
        _ => Some(None),
    }
}
