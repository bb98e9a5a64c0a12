//! Taking a measure of a subject over one window, and the records that it counted.

use super::admitted::open_throughout;
use super::attributes::{Asked, holds};
use super::look::Look;
use super::measures::clock::ClockState;
use super::measures::{
    Interval, Measured, Reading, breaches, change, clock, count, gap, in_a_row, longest_gap, mean,
    ratio, records, value,
};
use super::outcome::{Outcome, Reason, Verdict};
use super::prepared::Prepared;
use super::windows::{self, Taken};
use super::{Case, Subject};
use crate::calendar::{Day, Span};
use crate::records::Doubt;
use crate::rules::{Credit, Enough, Figure, Measure, Of, Over, Selector, Source, Test, Window};

/// The records that a slice counts, by time; on request those too that it consulted.
pub(crate) fn cited_in(
    case: &Case<'_>,
    figure: &Figure,
    subject: Subject,
    span: Span,
    prepared: &Prepared<'_>,
    whole: bool,
) -> Vec<Subject> {
    let taken = windows::slice(case, figure, span);
    if let Some(count) = counting(figure) {
        return count.cited(case, subject, &taken);
    }
    let mut look = Look::only(Verdict::Met);
    let read = measure(case, figure, subject, &taken, prepared, &mut look);
    match read {
        Ok(_) => look.cited_records(case, whole),
        Err(_) => Vec::new(),
    }
}

/// The rejected rows that may change the number of a slice.
pub(crate) fn doubts_in<'r>(
    case: &Case<'r>,
    figure: &Figure,
    subject: Subject,
    span: Span,
    prepared: &Prepared<'_>,
) -> Vec<&'r Doubt> {
    let taken = windows::slice(case, figure, span);
    let mut look = Look::only(Verdict::Met);
    let read = measure(case, figure, subject, &taken, prepared, &mut look);
    read.map(|reading| reading.doubts).unwrap_or_default()
}

/// What a figure counts, if it counts records.
pub(crate) fn counting(figure: &Figure) -> Option<count::Count<'_>> {
    match &figure.measure {
        Measure::Count {
            source,
            filter,
            below,
            credit,
            distinct,
            ..
        } if *source != Source::Gaps => Some(count::Count {
            source: *source,
            filter,
            below: *below,
            credit: *credit,
            distinct: distinct.as_deref(),
            dated: dated_of(figure, source.of()),
        }),
        _ => None,
    }
}

/// The event by which counted records belong to the window: of a record that is judged itself, `dated` is its own.
fn dated_of(figure: &Figure, counted: Of) -> Option<&str> {
    let dated = figure.dated.as_deref()?;
    (!figure.subjects.of.is_record() || figure.subjects.of == counted).then_some(dated)
}

/// Takes a measure of a subject over one window; what was found on the way is noted in the look.
///
/// # Errors
/// Why there is no number: not applicable, or cannot tell.
pub(super) fn measure<'r>(
    case: &Case<'r>,
    figure: &Figure,
    subject: Subject,
    taken: &Taken,
    prepared: &Prepared<'_>,
    look: &mut Look<'r>,
) -> Result<Reading<'r>, Verdict> {
    let reading = measure_known(case, figure, subject, taken, prepared, look)?;
    let unplaced = match subject {
        Subject::Group(ix) => case.groups.get(ix).map_or(0, |group| group.unplaced),
        _ => 0,
    };
    let members = matches!(&figure.measure, Measure::Count { source, .. } if source.of() == figure.subjects.of);
    if unplaced == 0 || members {
        return Ok(reading);
    }
    // what belongs to a member that could not be put into any group may belong to this one
    match reading.measured {
        Measured::Number(Interval { low, .. }) => Ok(Reading {
            measured: Measured::Number(Interval { low, high: None }),
            attributes: true,
            ..reading
        }),
        _ => {
            let by = figure.subjects.by.iter().map(ToString::to_string);
            let by = by.collect::<Vec<_>>().join(", ");
            Err(Verdict::CannotTell(Reason::attribute_missing(&by)))
        }
    }
}

/// The same, as if every member were in its group.
fn measure_known<'r>(
    case: &Case<'r>,
    figure: &Figure,
    subject: Subject,
    taken: &Taken,
    prepared: &Prepared<'_>,
    look: &mut Look<'r>,
) -> Result<Reading<'r>, Verdict> {
    look.window = Some(*taken);
    if let Some(enough) = &figure.enough {
        enough_of(case, figure, enough, subject, taken)?;
    }
    let at_check_point = Span {
        from: taken.check,
        to: taken.check,
    };
    let own = |source: &Source| dated_of(figure, source.of());
    match &figure.measure {
        Measure::Count {
            source: Source::Gaps,
            filter,
            below,
            longer_than,
            ..
        } => {
            open_throughout(case, subject, taken.span)?;
            let gap = gap::Gap {
                source: Source::Publications,
                filter: Some(filter),
                below: *below,
                dated: figure.dated.as_deref(),
            };
            let length = longer_than.ok_or_else(|| Verdict::CannotTell(Reason::not_known()))?;
            let gaps = longest_gap::number(case, subject, &gap, length, taken)
                .ok_or_else(|| Verdict::CannotTell(Reason::year_missing()))?;
            look.gaps = gaps.shown;
            look.cited = gaps.cited;
            look.consulted = gaps.between;
            Ok(gaps.reading)
        }
        Measure::Count { .. } => {
            let of_record = figure.subjects.of.is_record() && figure.subjects.by.is_empty();
            let always = taken.always || of_record;
            let span = if always { at_check_point } else { taken.span };
            open_throughout(case, subject, span)?;
            let counted = counting(figure);
            let counted = counted.ok_or_else(|| Verdict::CannotTell(Reason::not_known()))?;
            Ok(counted.read(case, subject, &about(case, figure, taken)))
        }
        Measure::Gap {
            source,
            filter,
            below,
        } => {
            open_throughout(case, subject, at_check_point)?;
            let gap = gap::Gap {
                source: *source,
                filter: Some(filter),
                below: *below,
                dated: own(source),
            };
            let found = gap::read(case, subject, &gap, taken);
            look.last = found.last;
            Ok(found.reading)
        }
        Measure::LongestGap {
            source,
            filter,
            below,
        } => {
            open_throughout(case, subject, taken.span)?;
            let gap = gap::Gap {
                source: *source,
                filter: Some(filter),
                below: *below,
                dated: own(source),
            };
            let gaps = longest_gap::read(case, subject, &gap, taken, look.unit);
            look.gaps = gaps.shown;
            look.cited = gaps.cited;
            look.consulted = gaps.between;
            Ok(gaps.reading)
        }
        Measure::Ratio {
            source,
            base,
            part,
            inside,
            below,
        } => {
            let ratio = ratio::Ratio {
                source: *source,
                base,
                part,
                inside: *inside,
                below: *below,
                dated: own(source),
            };
            ratio
                .read(case, subject, &about(case, figure, taken), &mut look.cited)
                .map_err(Verdict::NotApplicable)
        }
        Measure::Clock { id, take } => {
            let (state, reading) = clock_of(case, id, *take, subject)?;
            // what refers to an item is a record of its own
            let clock = case.rules.clock(id);
            if clock.is_some_and(|clock| clock.start == "referred" || clock.stop == "referred") {
                look.cited = records::referring(case, subject).sure;
            }
            look.clock = Some(state);
            Ok(reading)
        }
        Measure::Fits { selector } => {
            let fits = holds(case, selector, subject, taken.asked());
            let fits = fits.map_err(Verdict::CannotTell)?;
            Ok(Reading::of(Measured::Words(vec![fits.to_string()])))
        }
        Measure::Value { path } => {
            value::read(case, subject, path, taken.asked()).map_err(Verdict::CannotTell)
        }
        Measure::Mean { id, sum, .. } => {
            all_known(case, figure, id, subject, taken)?;
            let parts = prepared.parts.get(&subject).map_or(&[][..], Vec::as_slice);
            look.parts = parts
                .iter()
                .map(|(subject, value)| (*subject, value.as_ref().ok().cloned()))
                .collect();
            let values: Vec<Result<Measured, (bool, Reason)>> =
                parts.iter().map(|(_, value)| value.clone()).collect();
            mean::of(&values, prepared.told, *sum).map_err(settled)
        }
        Measure::Rank { .. } => match prepared.places.get(&subject) {
            Some(Ok(place)) => Ok(Reading {
                outcomes: place.ends().0 != place.ends().1,
                ..Reading::of(place.clone())
            }),
            Some(Err(verdict)) => Err(verdict.clone()),
            None => Err(Verdict::NotApplicable(Reason::no_figure())),
        },
        Measure::InARow { rule } => {
            let own = prepared.own.get(&subject).copied();
            let run = in_a_row::read(case, rule, subject, own);
            let verdicts = run.periods.iter();
            let verdicts =
                verdicts.flat_map(|(span, _)| case.verdict_records(rule, subject, *span));
            look.consulted = verdicts.collect();
            look.periods = run.periods;
            Ok(run.reading)
        }
        Measure::Change {
            figure,
            against,
            share,
        } => {
            let now = number_of(prepared, subject)?;
            let change =
                change::read(case, figure, (*against, *share), subject, &now).map_err(settled)?;
            look.before = Some(change.before);
            look.consulted = change.verdicts;
            look.parts = vec![(subject, Some(now))];
            Ok(change.reading)
        }
        Measure::Score { .. } => {
            let score = number_of(prepared, subject)?;
            let (low, high) = score.ends();
            Ok(Reading {
                outcomes: low != high,
                ..Reading::of(score)
            })
        }
        Measure::Breaches {
            distinct, stage, ..
        } => {
            let counted = note_counted(prepared, subject, look);
            look.consulted = breaches::consulted(case, figure, counted, *stage);
            breaches::read(case, figure, subject, counted, distinct, *stage)
                .map_err(Verdict::NotApplicable)
        }
        Measure::Outcomes { words, .. } => {
            let counted = note_counted(prepared, subject, look);
            Ok(breaches::number(case, figure, subject, counted, words))
        }
        Measure::OutcomeRatio {
            base, part, stage, ..
        } => {
            let counted = note_counted(prepared, subject, look);
            look.consulted = breaches::consulted(case, figure, counted, *stage);
            breaches::share(case, figure, subject, counted, (base, part, *stage))
                .map_err(Verdict::NotApplicable)
        }
    }
}

/// The window of the records that are counted: of those about a record all that are known on the day at which states are
/// read; of cases that a selector tells apart by when they were opened, the period before as well.
pub(crate) fn about(case: &Case<'_>, figure: &Figure, taken: &Taken) -> Taken {
    if !figure.subjects.of.is_record() || !figure.subjects.by.is_empty() {
        let over = figure.window == Window::Over(Over::Period);
        return match cases_opened(figure) {
            Some(earlier) if over && figure.dated.is_none() => {
                let before = case.periods_before(1);
                let first = before.first().map_or(taken.span.from, |one| one.span.from);
                let from = if earlier { Day::MIN } else { first };
                Taken {
                    span: Span {
                        from,
                        to: taken.span.to,
                    },
                    always: earlier,
                    ..*taken
                }
            }
            _ => *taken,
        };
    }
    Taken {
        span: Span {
            from: Day::MIN,
            to: taken.state.max(taken.check),
        },
        always: true,
        ..*taken
    }
}

/// Whether a figure tells cases apart by when they were opened, and whether it asks for those of earlier periods.
fn cases_opened(figure: &Figure) -> Option<bool> {
    fn asks(selector: &Selector) -> Option<bool> {
        match selector {
            Selector::All(list) | Selector::Any(list) => {
                list.iter().filter_map(asks).reduce(|a, b| a || b)
            }
            Selector::Not(inner) => asks(inner).map(|_| true),
            Selector::Test { path, test } if path.attribute == "opened_in" => Some(match test {
                Test::OneOf(words) => words.iter().any(|word| word == "earlier"),
                Test::Number(_) => true,
            }),
            _ => None,
        }
    }
    match &figure.measure {
        Measure::Count { source, filter, .. } if *source == Source::Of(Of::Case) => asks(filter),
        Measure::Ratio {
            source, base, part, ..
        } if *source == Source::Of(Of::Case) => match (asks(base), asks(part)) {
            (None, None) => None,
            (a, b) => Some(a.unwrap_or(false) || b.unwrap_or(false)),
        },
        _ => None,
    }
}

fn note_counted<'p>(
    prepared: &'p Prepared<'_>,
    subject: Subject,
    look: &mut Look<'_>,
) -> &'p [(usize, &'p Outcome)] {
    let counted = prepared.grouped.get(&subject);
    let counted = counted.map_or(&[][..], Vec::as_slice);
    look.counted = counted
        .iter()
        .map(|(rule, outcome)| (*rule, (*outcome).clone()))
        .collect();
    counted
}

/// Whether everything that a mean is taken over is known: no rejected row of it, no day that is not covered.
fn all_known(
    case: &Case<'_>,
    figure: &Figure,
    id: &str,
    subject: Subject,
    taken: &Taken,
) -> Result<(), Verdict> {
    let clock = case.rules.clock(id).map(|clock| clock.of);
    let own = case.rules.figure(id).map(|figure| figure.subjects.of);
    let sheet = case.rules.sheet(id).map(|sheet| sheet.subjects.of);
    let Some(of) = clock.or(own).or(sheet).filter(|of| *of != Of::All) else {
        return Ok(());
    };
    let dated = figure.dated.as_deref().filter(|_| clock.is_some());
    let wanted = records::Wanted {
        of,
        filter: None,
        below: true,
        credit: Credit::Responsible,
        dated,
    };
    let found = records::belonging(case, &wanted, subject, taken);
    if !found.uncovered && found.doubts.is_empty() {
        return Ok(());
    }
    let reading = Reading {
        uncovered: found.uncovered,
        ..Reading::of(Measured::number(0)).with(found.doubts)
    };
    Err(Verdict::CannotTell(reading.why_open()))
}

/// The number of a figure or sheet that a measure takes up.
fn number_of(prepared: &Prepared<'_>, subject: Subject) -> Result<Measured, Verdict> {
    match prepared.numbers.get(&subject) {
        Some(Ok(measured)) => Ok(measured.clone()),
        Some(Err((true, reason))) => Err(Verdict::NotApplicable(reason.clone())),
        Some(Err((false, reason))) => Err(Verdict::CannotTell(reason.clone())),
        None => Err(Verdict::NotApplicable(Reason::no_figure())),
    }
}

/// The state of a clock, and what is taken of it.
pub(super) fn clock_of<'r>(
    case: &Case<'r>,
    id: &str,
    take: crate::rules::Take,
    subject: Subject,
) -> Result<(ClockState, Reading<'r>), Verdict> {
    let clock = case
        .rules
        .clock(id)
        .ok_or_else(|| Verdict::CannotTell(Reason::not_known()))?;
    match holds(case, &clock.filter, subject, Asked::at_check_point(case)) {
        Ok(true) => {}
        Ok(false) => {
            let reason = Reason::new("no_clock", "此时限不适用", "the clock does not apply");
            return Err(Verdict::NotApplicable(reason));
        }
        Err(reason) => return Err(Verdict::CannotTell(reason)),
    }
    let state = clock::state(case, clock, subject).map_err(settled)?;
    let reading = clock::read(case, &state, take).map_err(settled)?;
    Ok((state, reading))
}

/// The floor of evidence: so many records in every slice, or nothing is told. They are those that the measure reaches.
fn enough_of(
    case: &Case<'_>,
    figure: &Figure,
    enough: &Enough,
    subject: Subject,
    taken: &Taken,
) -> Result<(), Verdict> {
    let spans = match enough.each {
        None => vec![taken.span],
        Some(slices) => windows::slices_of(case, slices, None, taken.span)
            .ok_or_else(|| Verdict::CannotTell(Reason::year_missing()))?,
    };
    let count = count::Count {
        credit: Credit::Responsible,
        ..count::Count::of(enough.source, &enough.filter, below(figure))
    };
    for span in spans {
        let reading = count.read(case, subject, &Taken { span, ..*taken });
        let low = match reading.measured {
            Measured::Number(interval) => interval.low,
            _ => 0,
        };
        if low < enough.at_least {
            return Err(Verdict::CannotTell(Reason::new(
                "not_enough",
                format!(
                    "数据不足：{}只有{low}条，至少应有{}条",
                    day_span(span),
                    enough.at_least
                ),
                format!(
                    "not enough data: {low} in {}, at least {} are needed",
                    day_span(span),
                    enough.at_least
                ),
            )));
        }
    }
    Ok(())
}

/// Whether a measure takes what lies beneath a subject with it; of what has no `reach`, as where none is written.
fn below(figure: &Figure) -> bool {
    match &figure.measure {
        Measure::Count { below, .. }
        | Measure::Ratio { below, .. }
        | Measure::Gap { below, .. }
        | Measure::LongestGap { below, .. } => *below,
        _ => !matches!(figure.subjects.of, Of::Column | Of::Account),
    }
}

fn day_span(span: Span) -> String {
    if span.from == span.to {
        span.from.to_string()
    } else {
        format!("{}..{}", span.from, span.to)
    }
}

/// Not applicable for `Ok`, cannot tell for `Err`.
fn settled(reason: Result<Reason, Reason>) -> Verdict {
    reason.map_or_else(Verdict::CannotTell, Verdict::NotApplicable)
}
