//! `change`: the difference of a figure to an earlier period, as that one was published, or its share of that one.

use super::{Measured, Reading, Told};
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
    /// The verdicts that say so.
    pub verdicts: Vec<Subject>,
}

/// The difference of a number to that of an earlier period.
///
/// # Errors
/// `Err` where the earlier number is not known; `Ok` where there is no share of it, because it is none above 0.
pub(crate) fn read<'r>(
    case: &Case<'r>,
    figure: &str,
    (against, share): (Against, bool),
    subject: Subject,
    now: &Measured,
) -> Result<Difference<'r>, Result<Reason, Reason>> {
    let period = match against {
        Against::PreviousPeriod => {
            let previous = case.named_period.previous();
            previous.ok_or_else(|| Err(Reason::history_missing()))?.span
        }
        Against::SamePeriodLastYear => case.a_year_earlier(),
    };
    let Earlier::Told {
        value: Some(before),
        ..
    } = case.earlier(figure, subject, period)
    else {
        return Err(Err(Reason::history_missing()));
    };
    if share && before <= Rational::ZERO {
        return Err(Ok(Reason::base_zero()));
    }
    let (low, high) = now.ends();
    let less = |end: Option<Rational>| match end {
        None => Ok(None),
        Some(end) => {
            let less = end.minus(before);
            let told = if share {
                less.and_then(|less| less.over(before))
            } else {
                less
            };
            told.map(Some).ok_or_else(|| Err(Reason::too_precise()))
        }
    };
    let measured = Measured::Exact {
        low: less(low)?,
        high: less(high)?,
        told: if share { Told::Share } else { now.told() },
    };
    Ok(Difference {
        reading: Reading {
            outcomes: low != high,
            ..Reading::of(measured)
        },
        before,
        verdicts: case.verdict_records(figure, subject, period).collect(),
    })
}
