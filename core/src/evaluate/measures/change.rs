//! `change`: the difference of a figure to an earlier period, as that one was published.

use super::{Measured, Reading};
use crate::evaluate::history::Earlier;
use crate::evaluate::{Case, Reason, Subject};
use crate::rational::Rational;
use crate::rules::Against;

/// The difference, and the number it is a difference to.
pub(crate) struct Difference<'r> {
    /// The number.
    pub reading: Reading<'r>,
    /// What the earlier period had.
    pub before: Rational,
}

/// The difference of a number to that of an earlier period.
///
/// # Errors
/// The earlier number is not known.
pub(crate) fn read<'r>(
    case: &Case<'r>,
    figure: &str,
    against: Against,
    subject: Subject,
    now: &Measured,
) -> Result<Difference<'r>, Reason> {
    let period = match against {
        Against::PreviousPeriod => {
            let previous = case.named_period.previous();
            previous.ok_or_else(Reason::history_missing)?.span
        }
        Against::SamePeriodLastYear => case.a_year_earlier(),
    };
    let Earlier::Told {
        value: Some(before),
        ..
    } = case.earlier(figure, subject, period)
    else {
        return Err(Reason::history_missing());
    };
    let (low, high) = now.ends();
    let less = |end: Option<Rational>| match end {
        None => Ok(None),
        Some(end) => end.minus(before).map(Some).ok_or_else(Reason::too_precise),
    };
    let measured = Measured::Exact {
        low: less(low)?,
        high: less(high)?,
        told: now.told(),
    };
    Ok(Difference {
        reading: Reading {
            outcomes: low != high,
            ..Reading::of(measured)
        },
        before,
    })
}
