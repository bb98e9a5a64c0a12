//! Figures: numbers without judgement.

use super::look::{Admitted, Look, admitted, measure};
use super::measures::breaches::grouped;
use super::outcome::{FigureValue, FigureValues, Reason, RuleJudged, Verdict};
use super::{Case, subjects};
use crate::order::InOrder;
use crate::rules::{Over, Window};

/// The values of a figure for every subject it selects.
pub(super) fn values(case: &Case<'_>, ix: usize, judged: &[RuleJudged]) -> FigureValues {
    let Some(figure) = case.rules.figures.get(ix) else {
        return FigureValues {
            figure: ix,
            values: Vec::new(),
        };
    };
    let over = match figure.window {
        Window::Over(over) => over,
        Window::Each { .. } => Over::Period,
    };
    let grouped = grouped(case, figure.subjects.of, &figure.measure, judged);
    let mut values = Vec::new();
    for subject in subjects::all(figure.subjects.of, case.registry, case.records) {
        let value = match admitted(case, &figure.subjects, subject) {
            Admitted::No => continue,
            Admitted::Settled(verdict) => Err(verdict),
            Admitted::Yes => {
                let mut look = Look::only(Verdict::Met);
                measure(case, &figure.measure, subject, over, &grouped, &mut look)
                    .map(|reading| reading.measured)
            }
        };
        let value =
            value.map_err(|verdict| verdict.reason().cloned().unwrap_or_else(Reason::not_known));
        values.push(FigureValue { subject, value });
    }
    values.in_order_by_key(|value| {
        let unit = subjects::unit_of(value.subject, case.registry, case.records);
        (unit.is_none(), unit, value.subject)
    });
    FigureValues { figure: ix, values }
}
