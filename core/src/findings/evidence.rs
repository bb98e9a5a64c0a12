//! Evidence: what an outcome rests on, as data.

use super::numbers::{record_out, value_out};
use super::wording::{limit_words, who};
use crate::calendar::{Day, Span};
use crate::diagnostic::Language;
use crate::evaluate::{Case, Count, Look, Outcome, Subject, Verdict, channels_read, doubts_of};
use crate::order::InOrder;
use crate::records::Doubt;
use crate::report::{BasisOut, DoubtOut, Evidence, OutcomeOut, RecordOut, SliceOut, SpanOut};
use crate::rules::{DurationUnit, Limit, LimitValue, Literal, Measure, Requirement, Rule, Take};

/// No more records than this are cited for one window or slice.
const CITED: usize = 50;

pub(super) fn span_out(span: Span) -> SpanOut {
    SpanOut {
        from: span.from,
        to: span.to,
    }
}

/// The unit in which a rule's durations are told: working days where its limit is in working days (of which zero is as
/// good as zero days), else days.
pub(super) fn duration_unit(rule: &Rule) -> DurationUnit {
    let limits: Vec<&Limit> = match &rule.requirement {
        Requirement::Require(limit) | Requirement::BreachWhen(limit) => vec![limit],
        Requirement::Steps(steps) => steps
            .iter()
            .filter_map(|step| step.limit.as_ref())
            .collect(),
    };
    let working = |literal: Literal| matches!(literal, Literal::Duration(duration) if duration.unit == DurationUnit::WorkingDays && duration.number > 0);
    if limits
        .iter()
        .flat_map(|limit| limit.literals())
        .any(working)
    {
        DurationUnit::WorkingDays
    } else {
        DurationUnit::Days
    }
}

/// The evidence of an outcome; `records` of every slice for explanations, of breached ones for findings.
pub(super) fn evidence(
    case: &Case<'_>,
    rule: &Rule,
    subject: Subject,
    look: &Look<'_>,
    language: Language,
) -> Evidence {
    let unit = duration_unit(rule);
    let (source, in_days) = match &rule.measure {
        Measure::Count { source, .. } => (source.as_str(), false),
        Measure::Gap { .. } => ("publications", true),
        Measure::Ratio { source, .. } => (source.as_str(), false),
        Measure::Clock { id, .. } => (id.as_str(), true),
        Measure::Breaches { .. } => ("breaches", false),
    };
    let mut evidence = Evidence {
        measure: rule.measure.as_str().to_owned(),
        source: Some(source.to_owned()),
        limit: limit_words(case, rule, Some(subject), language),
        value: look
            .reading
            .as_ref()
            .map(|reading| value_out(&reading.measured, unit, case.calendar)),
        unit: in_days.then(|| {
            if unit == DurationUnit::WorkingDays {
                "working days"
            } else {
                "days"
            }
            .to_owned()
        }),
        last: look.last.map(|(day, _)| day),
        at: None,
        start: look.clock.map(|state| state.start),
        due: look.clock.and_then(|state| state.due),
        stop: look.clock.and_then(|state| state.stop),
        window: look.window.map(span_out),
        slices: Vec::new(),
        records: Vec::new(),
        records_not_cited: 0,
        outcomes: Vec::new(),
        coverage: Vec::new(),
        doubts: Vec::new(),
    };
    match &rule.measure {
        Measure::Count {
            source,
            filter,
            below,
        } => {
            let count = Count {
                source: *source,
                filter,
                below: *below,
            };
            evidence.slices = slices(case, &count, subject, look, language);
            if look.reading.is_some()
                && let Some(window) = look.window
            {
                let rows = count.rows(case, subject, window);
                evidence.records_not_cited = rows.len().saturating_sub(CITED) as u64;
                evidence.records = rows
                    .into_iter()
                    .take(CITED)
                    .map(|row| record_out(case, row))
                    .collect();
            }
            evidence.coverage = coverage(
                case,
                subject,
                *below,
                filter,
                source.is_of_publications(),
                look.window,
            );
            let doubts = doubts(case, subject, look, count);
            evidence.doubts = doubts;
        }
        Measure::Gap { filter, below } => {
            evidence.at = Some(case.check_point());
            evidence.records = look
                .last
                .map(|(_, row)| record_out(case, row))
                .into_iter()
                .collect();
            evidence.coverage = coverage(case, subject, *below, filter, true, None);
            evidence.doubts = doubts_out(
                look.reading
                    .iter()
                    .flat_map(|reading| reading.doubts.iter().copied()),
            );
        }
        Measure::Ratio { .. } => {
            evidence.doubts = doubts_out(
                look.reading
                    .iter()
                    .flat_map(|reading| reading.doubts.iter().copied()),
            );
        }
        Measure::Clock { take, .. } => {
            evidence.at = Some(case.as_of);
            if *take == Take::Late && evidence.value.is_none() && look.clock.is_some() {
                evidence.unit = None;
            }
        }
        Measure::Breaches { .. } => {
            let mut outcomes: Vec<OutcomeOut> = look
                .counted
                .iter()
                .filter(|(_, outcome)| {
                    !matches!(outcome.verdict, Verdict::Met | Verdict::NotApplicable(_))
                })
                .map(|(rule, outcome)| outcome_out(case, *rule, outcome, language))
                .collect();
            outcomes.in_order_by(|a, b| (&a.rule, &a.subject_id).cmp(&(&b.rule, &b.subject_id)));
            evidence.outcomes = outcomes;
        }
    }
    evidence
}

fn slices(
    case: &Case<'_>,
    count: &Count<'_>,
    subject: Subject,
    look: &Look<'_>,
    language: Language,
) -> Vec<SliceOut> {
    let out = |slice: &crate::evaluate::Slice| {
        let rows = if slice.value.is_some() {
            count.rows(case, subject, slice.span)
        } else {
            Vec::new()
        };
        let records: Vec<RecordOut> = rows
            .into_iter()
            .take(CITED)
            .map(|row| record_out(case, row))
            .collect();
        SliceOut {
            from: slice.span.from,
            to: slice.span.to,
            outcome: slice.verdict.as_str().to_owned(),
            value: slice
                .value
                .as_ref()
                .map(|value| value_out(value, DurationUnit::Days, case.calendar)),
            reason: slice
                .verdict
                .reason()
                .map(|reason| reason.text.get(language).to_owned()),
            records,
        }
    };
    look.slices.iter().map(out).collect()
}

/// The days for which the records of a subject are complete, inside the window (or up to the check point).
fn coverage(
    case: &Case<'_>,
    subject: Subject,
    below: bool,
    filter: &crate::rules::Selector,
    publications: bool,
    window: Option<Span>,
) -> Vec<SpanOut> {
    let window = window.unwrap_or(Span {
        from: Day::MIN,
        to: case.check_point(),
    });
    let mut spans = if publications {
        channels_read(case, subject, below, filter)
    } else {
        Vec::new()
    };
    spans.in_order();
    spans.dedup();
    spans
        .into_iter()
        .filter_map(|span| span.intersect(window))
        .map(span_out)
        .collect()
}

fn doubts(case: &Case<'_>, subject: Subject, look: &Look<'_>, count: Count<'_>) -> Vec<DoubtOut> {
    let mut all: Vec<&Doubt> = look
        .reading
        .iter()
        .flat_map(|reading| reading.doubts.iter().copied())
        .collect();
    for slice in &look.slices {
        if matches!(slice.verdict, Verdict::CannotTell(_)) {
            all.extend(doubts_of(case, &count, subject, slice.span));
        }
    }
    doubts_out(all.into_iter())
}

fn doubts_out<'d>(doubts: impl Iterator<Item = &'d Doubt>) -> Vec<DoubtOut> {
    let mut sorted: Vec<&Doubt> = doubts.collect();
    sorted.in_order();
    sorted.dedup_by(|a, b| std::ptr::eq(*a, *b));
    let out = |doubt: &Doubt| DoubtOut {
        records: doubt.records.key().to_owned(),
        code: doubt.code.to_owned(),
        value: doubt.value.clone(),
        id: doubt.id.clone(),
    };
    sorted.into_iter().take(CITED).map(out).collect()
}

/// An outcome on the wire.
pub(super) fn outcome_out(
    case: &Case<'_>,
    rule: usize,
    outcome: &Outcome,
    language: Language,
) -> OutcomeOut {
    let who = who(case, outcome.subject, language);
    OutcomeOut {
        rule: case
            .rules
            .rules
            .get(rule)
            .map(|rule| rule.id.clone())
            .unwrap_or_default(),
        unit: who.unit,
        subject: who.subject,
        platform: who.platform,
        subject_id: who.subject_id,
        outcome: if outcome.waiver.is_some() {
            "waived"
        } else {
            outcome.verdict.as_str()
        }
        .to_owned(),
        reason: outcome
            .verdict
            .reason()
            .map(|reason| reason.text.get(language).to_owned()),
    }
}

/// The limit of a clock in words.
pub(super) fn clock_limit(limit: &LimitValue, language: Language) -> String {
    match limit {
        LimitValue::Fixed(literal) if language == Language::Zh => literal.zh(),
        LimitValue::Fixed(literal) => literal.en(),
        LimitValue::By { attribute, .. } if language == Language::Zh => format!("按{attribute}定"),
        LimitValue::By { attribute, .. } => format!("by {attribute}"),
    }
}

/// The document and clause behind a rule.
pub(super) fn basis(rule: &Rule) -> BasisOut {
    BasisOut {
        document: rule.basis.document.clone(),
        clause: rule.basis.clause.clone(),
        verified: rule.basis.verified.clone(),
    }
}
