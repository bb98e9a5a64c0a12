//! `mean` and `sum`: the mean, or the sum, of a figure or a clock over what lies beneath the subject.

use super::{Measured, Reading, Told};
use crate::evaluate::Reason;
use crate::rational::Rational;

/// The mean of numbers of which some are not known, or (`whole`) their sum.
///
/// # Errors
/// `Ok` for not applicable, if there is nothing to take a mean of; `Err` for cannot tell.
pub(crate) fn of<'r>(
    values: &[Result<Measured, (bool, Reason)>],
    told: Told,
    whole: bool,
) -> Result<Reading<'r>, Result<Reason, Reason>> {
    let (mut low, mut high) = (Some(Rational::ZERO), Some(Rational::ZERO));
    let mut number = 0;
    for value in values {
        match value {
            Ok(measured) => {
                let (least, greatest) = measured.ends();
                low = low.zip(least).and_then(|(sum, next)| sum.plus(next));
                high = high.zip(greatest).and_then(|(sum, next)| sum.plus(next));
                number += 1;
            }
            Err((true, _)) => {}
            // one that is not known may be anything
            Err((false, reason)) => return Err(Err(reason.clone())),
        }
    }
    if number == 0 && !whole {
        return Err(Ok(Reason::new(
            "base_zero",
            "没有可平均的数，没有均值",
            "there is nothing to take a mean of",
        )));
    }
    let by = Rational::whole(if whole { 1 } else { number });
    let divided = |sum: Option<Rational>| sum.and_then(|sum| sum.over(by));
    let (low, high) = (divided(low), divided(high));
    let open = low != high || low.is_none();
    Ok(Reading {
        outcomes: open,
        ..Reading::of(Measured::Exact { low, high, told })
    })
}
