//! `in_a_row`: how many periods in a row a rule was breached, this one included.

use super::{Interval, Measured, Reading};
use crate::calendar::Span;
use crate::evaluate::history::Earlier;
use crate::evaluate::{Case, Outcome, Subject, Verdict};

/// No run is followed further back than this.
const LONGEST: i64 = 1_200;

/// A run, and the earlier periods it was read from.
#[derive(Debug)]
pub(crate) struct Run<'r> {
    /// The number.
    pub reading: Reading<'r>,
    /// The periods, the nearest first, and what was told of each.
    pub periods: Vec<(Span, &'static str)>,
}

/// The length of the run that this period's outcome ends.
pub(crate) fn read<'r>(
    case: &Case<'r>,
    rule: &str,
    subject: Subject,
    outcome: Option<&Outcome>,
) -> Run<'r> {
    let (low_now, high_now) = match outcome {
        Some(outcome) if outcome.counts() => (true, true),
        Some(outcome) if matches!(outcome.verdict, Verdict::CannotTell(_)) => (false, true),
        _ => (false, false),
    };
    let mut periods = Vec::new();
    if !high_now {
        return Run {
            reading: Reading::of(Measured::number(0)),
            periods,
        };
    }
    // how long the run surely is, and how long it may be, counting back from this period
    let (mut surely, mut perhaps) = (1, 1);
    let (mut sure, mut endless) = (true, true);
    for period in case.periods_before(LONGEST) {
        let span = period.span;
        let said = match case.earlier(rule, subject, span) {
            Earlier::Told { outcome, .. } => outcome.unwrap_or("cannot_tell"),
            Earlier::Silent => "met",
            Earlier::Unknown => "unknown",
        };
        periods.push((span, said));
        match said {
            "breached" => {
                perhaps += 1;
                surely += i64::from(sure);
            }
            "cannot_tell" => {
                perhaps += 1;
                sure = false;
            }
            "unknown" => break,
            // met or not applicable: the run began after it
            _ => {
                endless = false;
                break;
            }
        }
    }
    let measured = Measured::Number(Interval {
        low: if low_now { surely } else { 0 },
        high: (!endless).then_some(perhaps),
    });
    Run {
        reading: Reading {
            outcomes: !low_now,
            history: endless || !sure,
            ..Reading::of(measured)
        },
        periods,
    }
}
