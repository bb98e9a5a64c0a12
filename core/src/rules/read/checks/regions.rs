//! The numbers that a limit holds for, as intervals: enough to see that one step leaves nothing to the next.

use crate::rational::Rational;
use crate::rules::{Comparator, DurationUnit, Limit, LimitValue, Literal, Otherwise, Path};

/// One end of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bound {
    /// Where.
    pub at: Rational,
    /// Whether the end itself belongs to it.
    pub closed: bool,
}

/// An interval; an end that is not there is open for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Region {
    /// From here.
    pub low: Option<Bound>,
    /// To here.
    pub high: Option<Bound>,
}

impl Region {
    /// From zero on.
    pub(super) fn from_zero() -> Region {
        Region {
            low: Some(Bound {
                at: Rational::ZERO,
                closed: true,
            }),
            high: None,
        }
    }

    /// What lies in both.
    pub(super) fn and(self, other: Region) -> Region {
        let higher = |a: Bound, b: Bound| match a.at.cmp(&b.at) {
            std::cmp::Ordering::Less => b,
            std::cmp::Ordering::Greater => a,
            std::cmp::Ordering::Equal => Bound {
                at: a.at,
                closed: a.closed && b.closed,
            },
        };
        let lower = |a: Bound, b: Bound| match a.at.cmp(&b.at) {
            std::cmp::Ordering::Less => a,
            std::cmp::Ordering::Greater => b,
            std::cmp::Ordering::Equal => higher(a, b),
        };
        let both =
            |a: Option<Bound>, b: Option<Bound>, pick: &dyn Fn(Bound, Bound) -> Bound| match (a, b)
            {
                (Some(a), Some(b)) => Some(pick(a, b)),
                (a, b) => a.or(b),
            };
        Region {
            low: both(self.low, other.low, &higher),
            high: both(self.high, other.high, &lower),
        }
    }

    /// Whether nothing lies in it.
    pub(super) fn is_empty(self) -> bool {
        match (self.low, self.high) {
            (Some(low), Some(high)) => {
                low.at > high.at || (low.at == high.at && !(low.closed && high.closed))
            }
            _ => false,
        }
    }

    /// What is left of it above another one that covers its lower end; `None` if that one does not.
    fn above(self, other: Region) -> Option<Left> {
        let covers = match (other.low, self.low) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(other), Some(own)) => {
                other.at < own.at || (other.at == own.at && (other.closed || !own.closed))
            }
        };
        let reaches = match (other.high, self.low) {
            (None, _) => return covers.then_some(Left::Nothing),
            (Some(_), None) => true,
            (Some(high), Some(own)) => high.at > own.at || (high.at == own.at && high.closed),
        };
        let high = other.high?;
        (covers && reaches).then_some(Left::Region(Region {
            low: Some(Bound {
                at: high.at,
                closed: !high.closed,
            }),
            high: self.high,
        }))
    }

    /// Whether the others together cover it.
    pub(super) fn is_covered(self, others: &[Region]) -> bool {
        let mut rest = self;
        // each turn uses up one of the others at least
        for _ in 0..=others.len() {
            if rest.is_empty() {
                return true;
            }
            let next = others.iter().find_map(|other| match rest.above(*other) {
                Some(Left::Region(left)) if left == rest => None,
                left => left,
            });
            match next {
                None => return false,
                Some(Left::Nothing) => return true,
                Some(Left::Region(left)) => rest = left,
            }
        }
        false
    }
}

enum Left {
    Nothing,
    Region(Region),
}

/// The attribute by whose values a limit differs, if it does.
pub(super) fn attribute(limit: &Limit) -> Option<&Path> {
    limit.comparisons.iter().find_map(|one| match &one.value {
        LimitValue::By { attribute, .. } => Some(attribute),
        _ => None,
    })
}

/// The values of an attribute that a limit names.
pub(super) fn cases(limit: &Limit) -> Vec<&str> {
    let by = limit.comparisons.iter().filter_map(|one| match &one.value {
        LimitValue::By { cases, .. } => Some(cases),
        _ => None,
    });
    by.flatten().map(|(case, _)| case.as_str()).collect()
}

/// The numbers that a limit holds for where an attribute has a value, and the unit of durations; `None` if that cannot
/// be told from the file.
pub(super) fn region(limit: &Limit, case: Option<&str>) -> Option<(Region, Option<DurationUnit>)> {
    if !limit.words.is_empty() {
        return None;
    }
    let mut region = Region::default();
    let mut unit = None;
    for one in &limit.comparisons {
        let literal = match &one.value {
            LimitValue::Fixed(literal) => *literal,
            LimitValue::From { .. } | LimitValue::Figure { .. } => return None,
            LimitValue::By {
                cases, otherwise, ..
            } => {
                let found = cases.iter().find(|(name, _)| Some(name.as_str()) == case);
                match found.map(|(_, value)| *value).or(*otherwise)? {
                    Otherwise::Limit(literal) => literal,
                    Otherwise::Exempt => return None,
                }
            }
        };
        let (at, of) = number(literal)?;
        if of.is_some() && unit.is_some() && of != unit {
            return None;
        }
        unit = of.or(unit);
        let bound = |closed| Some(Bound { at, closed });
        let (low, high) = match one.comparator {
            Comparator::AtLeast => (bound(true), None),
            Comparator::MoreThan => (bound(false), None),
            Comparator::AtMost => (None, bound(true)),
            Comparator::LessThan => (None, bound(false)),
            Comparator::Equals => (bound(true), bound(true)),
        };
        region = region.and(Region { low, high });
    }
    Some((region, unit))
}

fn number(literal: Literal) -> Option<(Rational, Option<DurationUnit>)> {
    Some(match literal {
        Literal::Number(number) => (Rational::whole(number), None),
        Literal::Share(n, d) | Literal::Decimal(n, d) => (Rational::new(n.into(), d.into())?, None),
        Literal::Duration(duration) => (Rational::whole(duration.number), Some(duration.unit)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(at: i64, closed: bool) -> Option<Bound> {
        let at = Rational::whole(at);
        Some(Bound { at, closed })
    }

    #[test]
    fn a_region_is_covered_by_what_leaves_no_gap() {
        let below = Region {
            low: None,
            high: from(5, false),
        };
        let above = Region {
            low: from(5, true),
            high: None,
        };
        let past = Region {
            low: from(5, false),
            high: None,
        };
        assert!(Region::default().is_covered(&[above, below]));
        assert!(!Region::default().is_covered(&[past, below]));
        assert!(past.is_covered(&[above]) && !above.is_covered(&[past]));
        assert!(!Region::default().is_covered(&[]));
        let band = Region {
            low: from(2, true),
            high: from(3, true),
        };
        assert!(band.is_covered(&[below]) && !below.is_covered(&[band]));
        assert!(band.and(past).is_empty() && !band.is_empty());
    }
}
