//! findings.csv: a row for each finding.

use super::write::Rows;
use tongbao::wire::Report;
use tongbao::wire::report::{Evidence, NumberOut, ValueOut};

const HEADER: [&str; 26] = [
    "rule",
    "unit",
    "subject",
    "platform",
    "wording",
    "severity",
    "unit_as_recorded",
    "unit_id",
    "subject_id",
    "subject_kind",
    "period_from",
    "period_to",
    "measure",
    "source",
    "limit",
    "low",
    "high",
    "last",
    "at",
    "start",
    "due",
    "stop",
    "breached_slices",
    "basis",
    "clause",
    "verified",
];

/// The findings as CSV, in the report's order. Notices and waived breaches are no findings and are not in it. `low` and
/// `high` are the ends of what the measure can be; `breached_slices` has the failing weeks, each with its value
/// (`2022-10-10..2022-10-16=1`).
pub fn findings_csv(report: &Report) -> String {
    let mut rows = Rows::new(&HEADER);
    for finding in &report.findings {
        let evidence = &finding.evidence;
        rows.text(&finding.rule)
            .text(&finding.unit)
            .text(&finding.subject)
            .text(finding.platform.as_deref().unwrap_or_default())
            .text(&finding.wording)
            .text(&finding.severity)
            .text(&finding.unit_as_recorded)
            .text(finding.unit_id.as_deref().unwrap_or_default())
            .text(&finding.subject_id)
            .text(&finding.subject_kind)
            .number(report.period.from)
            .number(report.period.to)
            .text(&evidence.measure)
            .text(evidence.source.as_deref().unwrap_or_default())
            .text(&evidence.limit);
        let value = evidence.value.as_ref();
        number(&mut rows, value.and_then(|value| value.low.as_ref()));
        number(&mut rows, value.and_then(|value| value.high.as_ref()));
        rows.number_or_empty(evidence.last)
            .number_or_empty(evidence.at)
            .number_or_empty(evidence.start)
            .number_or_empty(evidence.due)
            .number_or_empty(evidence.stop)
            .text(&breached(evidence))
            .text(&finding.basis.document)
            .text(finding.basis.clause.as_deref().unwrap_or_default())
            .text(finding.basis.verified.as_deref().unwrap_or_default())
            .end();
    }
    rows.finish()
}

/// A number as a number, a state as text.
pub(super) fn number(rows: &mut Rows, number: Option<&NumberOut>) {
    match number {
        None => rows.text(""),
        Some(NumberOut::Text(text)) => rows.text(text),
        Some(number) => rows.number(plain(number)),
    };
}

fn plain(number: &NumberOut) -> String {
    match number {
        NumberOut::Whole(whole) => whole.to_string(),
        NumberOut::Fraction(rate) => format!("{}/{}", rate.n, rate.d),
        NumberOut::Text(text) => text.clone(),
    }
}

fn breached(evidence: &Evidence) -> String {
    let slices = evidence.slices.iter();
    let breached = slices.filter(|slice| slice.outcome == "breached");
    let texts: Vec<String> = breached
        .map(|slice| {
            let value = slice.value.as_ref().map_or_else(String::new, interval);
            format!("{}..{}{value}", slice.from, slice.to)
        })
        .collect();
    texts.join("; ")
}

fn interval(value: &ValueOut) -> String {
    let end = |number: &Option<NumberOut>| number.as_ref().map_or_else(String::new, plain);
    if value.low == value.high {
        format!("={}", end(&value.low))
    } else {
        format!("={}..{}", end(&value.low), end(&value.high))
    }
}
