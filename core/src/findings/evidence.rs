//! Evidence: what an outcome rests on, as data.

use super::numbers::{exact_out, record_out, value_out};
use super::wording::{limit_words, who};
use crate::calendar::{Day, Span};
use crate::diagnostic::Language;
use crate::evaluate::{
    Case, Known, Look, Measured, Outcome, Prepared, Subject, Told, Truth, Verdict, channels_read,
    cited_in, counting, doubts_in, id_at,
};
use crate::order::InOrder;
use crate::records::Doubt;
use crate::report::{
    BasisOut, ComparedOut, DoubtOut, EarlierOut, Evidence, ExtensionOut, OutcomeOut, PartOut,
    PauseOut, SliceOut, SpanOut,
};
use crate::rules::{Basis, DurationUnit, Figure, LimitValue, Measure, Rule, Take};

/// No more records than this are cited for one window or slice.
const CITED: usize = 50;

pub(super) fn span_out(span: Span) -> SpanOut {
    SpanOut {
        from: span.from,
        to: span.to,
    }
}

/// The unit in which a rule's durations are told, by the limits that a look has resolved.
pub(crate) fn duration_unit(
    case: &Case<'_>,
    rule: &Rule,
    subject: Subject,
    look: &Look<'_>,
) -> DurationUnit {
    crate::evaluate::duration_unit(case, rule, subject, &look.limits)
}

/// What a measure takes up, in a word: what is counted, or the id of a clock, figure, rule or sheet.
fn taken_up(measure: &Measure) -> String {
    match measure {
        Measure::Count { source, .. }
        | Measure::Gap { source, .. }
        | Measure::LongestGap { source, .. }
        | Measure::Ratio { source, .. } => source.as_str().to_owned(),
        Measure::Breaches { .. } => "breaches".to_owned(),
        Measure::Outcomes { .. } | Measure::OutcomeRatio { .. } => "outcomes".to_owned(),
        Measure::Clock { id, .. } | Measure::Mean { id, .. } => id.clone(),
        Measure::Value { path } => path.to_string(),
        Measure::Fits { selector } => {
            let paths = crate::rules::paths(selector);
            let paths: Vec<String> = paths.into_iter().map(ToString::to_string).collect();
            paths.join(", ")
        }
        Measure::Rank { figures, .. } => figures.join(", "),
        Measure::InARow { rule } => rule.clone(),
        Measure::Change { figure, .. } => figure.clone(),
        Measure::Score { sheet } => sheet.clone(),
    }
}

/// The evidence of an outcome: the records of every slice, all of them for an explanation, no more than fifty for a
/// finding.
pub(super) fn evidence(
    case: &Case<'_>,
    rule: &Rule,
    subject: Subject,
    look: &Look<'_>,
    prepared: &Prepared<'_>,
    (language, whole): (Language, bool),
) -> Evidence {
    let unit = duration_unit(case, rule, subject, look);
    let figure = &rule.figure;
    let cited = if whole { usize::MAX } else { CITED };
    let unit_word = |unit: DurationUnit| match unit {
        DurationUnit::WorkingDays => Some("working days".to_owned()),
        _ => Some("days".to_owned()),
    };
    let told = look.reading.as_ref().map(|reading| &reading.measured);
    let in_days = match (&figure.measure, told) {
        (Measure::Gap { .. } | Measure::LongestGap { .. } | Measure::Clock { .. }, _) => {
            unit_word(unit)
        }
        (
            _,
            Some(Measured::Exact {
                told: Told::In(unit),
                ..
            }),
        ) => unit_word(*unit),
        _ => None,
    };
    let state = look.clock.as_ref();
    let value = |measured: &Measured| value_out(measured, unit, case.calendar);
    let mut evidence = Evidence {
        measure: figure.measure.as_str().to_owned(),
        source: Some(taken_up(&figure.measure)),
        limit: limit_words(case, rule, subject, look, language),
        value: told.map(value),
        unit: in_days,
        last: look.last.map(|(day, _)| day),
        at: None,
        start: state.and_then(|state| state.start),
        due: state.and_then(|state| state.due.known()),
        due_between: state
            .filter(|state| state.due.known().is_none())
            .and_then(|state| {
                let to = state.due.latest?;
                Some(SpanOut {
                    from: state.due.earliest,
                    to,
                })
            }),
        stop: state.and_then(|state| state.stop_day()),
        window: look
            .window
            .filter(|taken| !taken.always)
            .map(|taken| span_out(taken.span)),
        slices: slices(
            case,
            figure,
            subject,
            look,
            prepared,
            (language, whole, unit),
        ),
        records: Vec::new(),
        records_not_cited: 0,
        outcomes: Vec::new(),
        gaps: look
            .gaps
            .iter()
            .map(|(from, to)| SpanOut {
                from: *from,
                to: *to,
            })
            .collect(),
        restarted: state.and_then(|state| state.restarted),
        pauses: state.map_or_else(Vec::new, |state| {
            let pauses = state.pauses.iter().map(|pause| PauseOut {
                from: pause.from,
                to: pause.to,
                days: pause.days,
            });
            pauses.collect()
        }),
        extension: state
            .and_then(|state| state.extension)
            .map(|extension| ExtensionOut {
                told: extension.told,
                to: extension.to,
                state: match extension.valid {
                    Truth::Yes => "valid",
                    Truth::No => "void",
                    Truth::Open => "open",
                }
                .to_owned(),
            }),
        periods: look
            .periods
            .iter()
            .map(|(span, outcome)| EarlierOut {
                from: span.from,
                to: span.to,
                outcome: (*outcome).to_owned(),
            })
            .collect(),
        before: look.before.map(|before| {
            // told as the number of this period is, which is not always as the change is
            let now = look.parts.first().and_then(|(_, now)| now.as_ref());
            exact_out(before, now.map_or(Told::Plain, Measured::told))
        }),
        compared_with: compared_with(case, look),
        parts: parts(case, look, prepared, subject, language),
        coverage: Vec::new(),
        doubts: Vec::new(),
    };
    if let (Some(_), Some(taken)) = (&look.reading, &look.window) {
        let records = match counting(figure) {
            Some(count) => count.cited(case, subject, &crate::evaluate::about(case, figure, taken)),
            None => look.cited_records(case, whole),
        };
        evidence.records_not_cited = records.len().saturating_sub(cited) as u64;
        let records = records.into_iter().take(cited);
        evidence.records = records.map(|record| record_out(case, record)).collect();
    }
    match &figure.measure {
        Measure::Count {
            source,
            filter,
            below,
            ..
        } => {
            let window = look.window.map(|taken| taken.span);
            let publications = source.is_of_publications();
            evidence.coverage = coverage(case, subject, *below, filter, publications, window);
        }
        Measure::Gap { filter, below, .. } => {
            evidence.at = look.window.map(|taken| taken.check);
            evidence.window = None;
            evidence.coverage = coverage(case, subject, *below, filter, true, None);
        }
        Measure::Clock { take, .. } => {
            evidence.at = Some(case.as_of);
            evidence.window = None;
            if *take == Take::Late && evidence.value.is_none() && look.clock.is_some() {
                evidence.unit = None;
            }
        }
        Measure::Breaches { .. } | Measure::Outcomes { .. } | Measure::OutcomeRatio { .. } => {
            let told = |outcome: &Outcome| {
                whole || !matches!(outcome.verdict, Verdict::Met | Verdict::NotApplicable(_))
            };
            let mut outcomes: Vec<OutcomeOut> = look
                .counted
                .iter()
                .filter(|(_, outcome)| told(outcome))
                .map(|(rule, outcome)| outcome_out(case, *rule, outcome, language))
                .collect();
            outcomes.in_order_by(|a, b| (&a.rule, &a.subject_id).cmp(&(&b.rule, &b.subject_id)));
            evidence.outcomes = outcomes;
        }
        _ => {}
    }
    let own = look.reading.iter().flat_map(|reading| &reading.doubts);
    let of_slices = look.slices.iter().flat_map(|slice| {
        if matches!(slice.verdict, Verdict::CannotTell(_)) {
            doubts_in(case, figure, subject, slice.span, prepared)
        } else {
            Vec::new()
        }
    });
    evidence.doubts = doubts_out(own.copied().chain(of_slices));
    evidence
}

/// The numbers of other figures that the limits compare with.
fn compared_with(case: &Case<'_>, look: &Look<'_>) -> Vec<ComparedOut> {
    let out = |(id, known): &(String, Known)| ComparedOut {
        figure: id.clone(),
        value: known.as_ref().ok().map(|measured| {
            let unit = match measured.told() {
                Told::In(unit) => unit,
                _ => DurationUnit::Days,
            };
            value_out(measured, unit, case.calendar)
        }),
    };
    look.limits.iter().map(out).collect()
}

/// The numbers that a mean, a rank or a change was taken from.
fn parts(
    case: &Case<'_>,
    look: &Look<'_>,
    prepared: &Prepared<'_>,
    subject: Subject,
    language: Language,
) -> Vec<PartOut> {
    let out = |subject: Subject, value: Option<&Measured>| {
        let who = who(case, subject, language);
        PartOut {
            subject: who.subject,
            subject_id: who.subject_id,
            value: value.map(|value| value_out(value, DurationUnit::Days, case.calendar)),
        }
    };
    let own = look.parts.iter();
    let own = own.map(|(subject, value)| out(*subject, value.as_ref()));
    let compared = prepared.compared_with(subject);
    own.chain(
        compared
            .iter()
            .map(|(subject, value)| out(*subject, Some(value))),
    )
    .collect()
}

fn slices(
    case: &Case<'_>,
    figure: &Figure,
    subject: Subject,
    look: &Look<'_>,
    prepared: &Prepared<'_>,
    (language, whole, unit): (Language, bool, DurationUnit),
) -> Vec<SliceOut> {
    let cited = if whole { usize::MAX } else { CITED };
    let out = |slice: &crate::evaluate::Slice| {
        let rows = if slice.value.is_some() {
            cited_in(case, figure, subject, slice.span, prepared, whole)
        } else {
            Vec::new()
        };
        SliceOut {
            from: slice.span.from,
            to: slice.span.to,
            outcome: slice.verdict.as_str().to_owned(),
            value: slice
                .value
                .as_ref()
                .map(|value| value_out(value, unit, case.calendar)),
            reason: slice
                .verdict
                .reason()
                .map(|reason| reason.text.get(language).to_owned()),
            records: rows
                .into_iter()
                .take(cited)
                .map(|row| record_out(case, row))
                .collect(),
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
        rule: id_at(case, rule).to_owned(),
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
        LimitValue::By { attribute, .. }
        | LimitValue::From {
            path: attribute, ..
        } if language == Language::Zh => format!("按{attribute}定"),
        LimitValue::By { attribute, .. }
        | LimitValue::From {
            path: attribute, ..
        } => format!("by {attribute}"),
        LimitValue::Figure { id, .. } => id.clone(),
    }
}

/// The document and clause behind a rule.
pub(super) fn basis(basis: &Basis) -> BasisOut {
    BasisOut {
        document: basis.document.clone(),
        clause: basis.clause.clone(),
        verified: basis.verified.clone(),
    }
}
