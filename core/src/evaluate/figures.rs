//! Figures: numbers without judgement.

use super::admitted::{Admitted, admitted, not_open};
use super::look::Look;
use super::measures::Slice;
use super::measuring::measure;
use super::outcome::{FigureValue, FigureValues, Judged, Reason, Verdict};
use super::prepared::{Prepared, prepare};
use super::rules::all_of;
use super::{Case, Subject, windows};
use crate::order::InOrder;
use crate::rules::{Figure, Window};

/// The values of a figure for every subject it selects.
pub(super) fn values(case: &Case<'_>, ix: usize, judged: &Judged) -> FigureValues {
    let mut values = Vec::new();
    if let Some(figure) = case.rules.figures.get(ix) {
        let prepared = prepare(case, figure, judged);
        for subject in all_of(case, figure) {
            values.extend(value(case, figure, subject, &prepared));
        }
    }
    values.in_order_by_key(|value: &FigureValue| {
        let unit = case.unit_of(value.subject);
        (unit.is_none(), unit, value.subject)
    });
    FigureValues { figure: ix, values }
}

fn value(
    case: &Case<'_>,
    figure: &Figure,
    subject: Subject,
    prepared: &Prepared<'_>,
) -> Option<FigureValue> {
    let none = |verdict: Verdict| {
        let applies = !matches!(verdict, Verdict::NotApplicable(_));
        let reason = verdict.reason().cloned();
        Err((!applies, reason.unwrap_or_else(Reason::not_known)))
    };
    let told = |value, slices| {
        Some(FigureValue {
            subject,
            value,
            slices,
        })
    };
    match admitted(case, figure, subject) {
        Admitted::No => return None,
        Admitted::Settled(verdict) => return told(none(verdict), Vec::new()),
        Admitted::Yes => {}
    }
    let read = |taken| {
        let mut look = Look::only(Verdict::Met);
        let reading = measure(case, figure, subject, &taken, prepared, &mut look)?;
        if reading.perhaps_none {
            return Err(Verdict::CannotTell(reading.why_open()));
        }
        Ok(reading.measured)
    };
    match figure.window {
        Window::Over(over) => {
            let value = read(windows::whole(case, figure, over));
            told(value.or_else(none), Vec::new())
        }
        Window::Each { slices, until, .. } => {
            let Some(spans) = windows::slices(case, slices, until) else {
                return told(Err((false, Reason::year_missing())), Vec::new());
            };
            let slices = spans.into_iter().map(|span| {
                let closed = not_open(case, subject, span).map(Verdict::NotApplicable);
                let value = match closed {
                    Some(verdict) => Err(verdict),
                    None => read(windows::slice(case, figure, span)),
                };
                Slice {
                    span,
                    verdict: value.as_ref().err().cloned().unwrap_or(Verdict::Met),
                    value: value.ok(),
                    attached: None,
                }
            });
            let sliced = Reason::new("sliced", "按时段分列", "told slice by slice");
            told(Err((true, sliced)), slices.collect())
        }
    }
}
