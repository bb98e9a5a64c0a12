//! One rule and one subject: selector, exceptions, life, measure, limit. Verdict and evidence come from the same look.

use super::attributes::{Asked, holds};
use super::limits::{resolve, satisfies};
use super::measures::clock::ClockState;
use super::measures::{
    Interval, Measured, Reading, Slice, breaches, change, clock, count, gap, in_a_row, longest_gap,
    mean, ratio, records, value,
};
use super::outcome::{Attached, Outcome, Reason, Verdict};
use super::prepared::Prepared;
use super::windows::{self, Taken};
use super::{Case, Subject, Truth};
use crate::calendar::{Day, Span};
use crate::rational::Rational;
use crate::records::Doubt;
use crate::rules::{
    Comparator, Credit, Effect, Enough, Exception, Figure, Literal, Measure, Of, Over, Requirement,
    Rule, Selector, Slices, Source, Step, Subjects, Test, Until, Window,
};
use std::cmp::Reverse;

/// One rule and one subject, looked at closely.
#[derive(Debug)]
pub(crate) struct Look<'r> {
    /// The verdict by the rule alone.
    pub verdict: Verdict,
    /// What was reached.
    pub attached: Option<Attached>,
    /// The slices, for a rule that judges each.
    pub slices: Vec<Slice>,
    /// The number, for a rule without slices.
    pub reading: Option<Reading<'r>>,
    /// For a gap: the last update, its day and record.
    pub last: Option<(Day, Subject)>,
    /// For a clock: its state.
    pub clock: Option<ClockState>,
    /// The window.
    pub window: Option<Taken>,
    /// For a count over outcomes: the outcomes counted, with the place of their rule.
    pub counted: Vec<(usize, Outcome)>,
    /// The records counted.
    pub cited: Vec<Subject>,
    /// For the longest gap and counted gaps: their two ends.
    pub gaps: Vec<(Day, Day)>,
    /// For a run: the earlier periods and what was told of them.
    pub periods: Vec<(Span, &'static str)>,
    /// For a change: the earlier number.
    pub before: Option<Rational>,
    /// For a mean: the subjects and their numbers.
    pub parts: Vec<(Subject, Option<Measured>)>,
}

impl Look<'_> {
    pub(super) fn only(verdict: Verdict) -> Self {
        Look {
            verdict,
            attached: None,
            slices: Vec::new(),
            reading: None,
            last: None,
            clock: None,
            window: None,
            counted: Vec::new(),
            cited: Vec::new(),
            gaps: Vec::new(),
            periods: Vec::new(),
            before: None,
            parts: Vec::new(),
        }
    }
}

/// The outcome of a rule for a subject by the rule alone; `None` if its selector does not admit the subject.
pub(crate) fn look<'r>(
    case: &Case<'r>,
    rule: &Rule,
    subject: Subject,
    prepared: &Prepared<'_>,
) -> Option<Look<'r>> {
    match admitted(case, &rule.figure, subject) {
        Admitted::No => return None,
        Admitted::Settled(verdict) => return Some(Look::only(verdict)),
        Admitted::Yes => {}
    }
    if let Some(figure) = rule.named.as_deref().and_then(|id| case.rules.figure(id)) {
        match admitted(case, figure, subject) {
            Admitted::No => {
                let reason = Reason::new(
                    "no_figure",
                    "统计项不包括此对象",
                    "the figure does not include this subject",
                );
                return Some(Look::only(Verdict::NotApplicable(reason)));
            }
            Admitted::Settled(verdict) => return Some(Look::only(verdict)),
            Admitted::Yes => {}
        }
    }
    match rule.figure.window {
        Window::Each {
            slices,
            until,
            allow,
        } => Some(sliced(
            case,
            rule,
            subject,
            prepared,
            (slices, until, allow),
        )),
        Window::Over(over) => whole(case, rule, subject, over, prepared),
    }
}

pub(super) enum Admitted {
    Yes,
    No,
    Settled(Verdict),
}

/// Selector, exceptions, life and sample, in this order.
pub(super) fn admitted(case: &Case<'_>, figure: &Figure, subject: Subject) -> Admitted {
    let subjects = &figure.subjects;
    // a group was formed of what was admitted
    if let Subject::Group(ix) = subject {
        let none = case.groups.get(ix).and_then(|group| group.none.clone());
        return none.map_or(Admitted::Yes, |reason| {
            Admitted::Settled(Verdict::NotApplicable(reason))
        });
    }
    let asked = Asked::at_check_point(case);
    let open = |reason| Admitted::Settled(Verdict::CannotTell(reason));
    match holds(case, &subjects.filter, subject, asked) {
        Ok(false) => return Admitted::No,
        Err(reason) => return open(reason),
        Ok(true) => {}
    }
    if let Some(of) = subject_of_window(case, figure, subject) {
        match of {
            // a letter or request of another period has no outcome in this one
            Truth::No => return Admitted::No,
            Truth::Open => {
                let reason = Reason::new(
                    "undated",
                    "没有日期，是否属于本周期无法判定",
                    "without a day it cannot be told whether it belongs to the period",
                );
                return open(reason);
            }
            Truth::Yes => {}
        }
    }
    let fixed = subjects.except.iter().filter(|one| one.filing.is_none());
    if let Some(verdict) = exempt(case, fixed, subject, asked) {
        return Admitted::Settled(verdict);
    }
    if let Some(reason) = life(case, subjects, subject) {
        return Admitted::Settled(Verdict::NotApplicable(reason));
    }
    if !case.sampled(subject) {
        return Admitted::Settled(Verdict::NotApplicable(Reason::not_sampled()));
    }
    Admitted::Yes
}

/// For a record: whether it belongs to the window by its event.
fn subject_of_window(case: &Case<'_>, figure: &Figure, subject: Subject) -> Option<Truth> {
    let of = figure.subjects.of;
    if !of.is_record() || figure.window == Window::Over(Over::Always) {
        return None;
    }
    let taken = match figure.window {
        Window::Over(over) => windows::whole(case, figure, over),
        Window::Each { .. } => windows::whole(case, figure, Over::Period),
    };
    let dated = figure.dated.as_deref().or(match figure.measure {
        // an item is of the period in which it appears, whatever starts its clock
        Measure::Clock { .. } => records::own_event(of),
        _ => None,
    });
    Some(records::in_window(case, of, subject, dated, &taken))
}

/// The exceptions that a subject falls under on the days in question.
pub(super) fn exempt<'e>(
    case: &Case<'_>,
    exceptions: impl Iterator<Item = &'e Exception>,
    subject: Subject,
    asked: Asked,
) -> Option<Verdict> {
    let mut open = None;
    for exception in exceptions {
        let selector = holds(case, &exception.selector, subject, asked);
        let filed = match &exception.filing {
            None => Ok(true),
            Some(kind) => holds(case, &Selector::Filing(kind.clone()), subject, asked),
        };
        match (selector, filed) {
            (Ok(false), _) | (_, Ok(false)) => {}
            (Ok(true), Ok(true)) => {
                let reason = Reason {
                    code: "exempt",
                    text: exception.reason.clone(),
                };
                return Some(Verdict::NotApplicable(reason));
            }
            (Err(reason), _) | (_, Err(reason)) => open = Some(reason),
        }
    }
    open.map(Verdict::CannotTell)
}

/// Why a channel is not judged in the state that it is in.
pub(super) fn life(case: &Case<'_>, subjects: &Subjects, subject: Subject) -> Option<Reason> {
    let Subject::Channel(ix) = subject else {
        return None;
    };
    let state = case.registry.channel(ix)?.state.as_deref();
    let state = state.unwrap_or("open");
    if subjects.life.iter().any(|known| known == state) {
        return None;
    }
    let zh = match state {
        "open" => "正常",
        "closing" => "关停中",
        "frozen" => "冻结",
        "closed" => "已关停",
        other => other,
    };
    Some(Reason::new(
        "life",
        format!("状态为“{zh}”"),
        format!("its state is `{state}`"),
    ))
}

/// Every slice by itself, then one outcome: breached if more than `allow` are, else cannot tell if that is open, else
/// met if any is, else not applicable.
fn sliced<'r>(
    case: &Case<'r>,
    rule: &Rule,
    subject: Subject,
    prepared: &Prepared<'_>,
    (slices, until, allow): (Slices, Option<Until>, i64),
) -> Look<'r> {
    let mut look = Look::only(Verdict::Met);
    let whole = windows::whole(case, &rule.figure, Over::Period);
    look.window = Some(whole);
    let Some(spans) = windows::slices(case, slices, until) else {
        look.verdict = Verdict::CannotTell(Reason::year_missing());
        return look;
    };
    if let (Some(first), Some(last)) = (spans.first(), spans.last()) {
        let span = Span::new(first.from, last.to).unwrap_or(whole.span);
        look.window = Some(Taken { span, ..whole });
    } else if slices == Slices::Look {
        look.verdict = Verdict::CannotTell(Reason::new(
            "no_looks",
            "没有给出检查日（looks）",
            "the run states no check days (`looks`)",
        ));
        return look;
    }
    for span in spans {
        look.slices.push(slice(case, rule, subject, span, prepared));
    }
    settle_slices(rule, &mut look, allow);
    look
}

/// One outcome of many slices.
fn settle_slices(rule: &Rule, look: &mut Look<'_>, allow: i64) {
    let count = |fits: &dyn Fn(&Verdict) -> bool| {
        look.slices
            .iter()
            .filter(|slice| fits(&slice.verdict))
            .count() as i64
    };
    let breached = count(&|verdict| *verdict == Verdict::Breached);
    let open = count(&|verdict| matches!(verdict, Verdict::CannotTell(_)));
    let judged = count(&|verdict| !matches!(verdict, Verdict::NotApplicable(_)));
    let reason = |code: &dyn Fn(&Verdict) -> bool| {
        look.slices
            .iter()
            .find(|slice| code(&slice.verdict))
            .and_then(|slice| slice.verdict.reason())
    };
    look.verdict = if breached > allow {
        Verdict::Breached
    } else if breached + open > allow && open > 0 {
        Verdict::CannotTell(
            reason(&|verdict| matches!(verdict, Verdict::CannotTell(_)))
                .cloned()
                .unwrap_or_else(Reason::not_known),
        )
    } else if judged > 0 {
        Verdict::Met
    } else {
        let none = || {
            Reason::new(
                "no_slice",
                "周期内没有可判定的时段",
                "the period holds nothing to judge",
            )
        };
        Verdict::NotApplicable(
            reason(&|verdict| matches!(verdict, Verdict::NotApplicable(_)))
                .cloned()
                .unwrap_or_else(none),
        )
    };
    if !matches!(rule.requirement, Requirement::Steps(_)) {
        settle_effect(rule.effect, look);
        return;
    }
    // the gravest step of the slices that make the outcome what it is
    let verdict = &look.verdict;
    let own = look.slices.iter().filter(|slice| slice.verdict == *verdict);
    let gravest = own.filter_map(|slice| slice.attached).max_by_key(|one| {
        let step = one.step.unwrap_or(usize::MAX);
        (one.effect, Reverse(step))
    });
    look.attached = match look.verdict {
        Verdict::Breached | Verdict::Met => gravest,
        _ => None,
    };
}

fn slice(
    case: &Case<'_>,
    rule: &Rule,
    subject: Subject,
    span: Span,
    prepared: &Prepared<'_>,
) -> Slice {
    let settled = |verdict| Slice {
        span,
        value: None,
        verdict,
        attached: None,
    };
    if let Some(reason) = not_open(case, subject, span) {
        return settled(Verdict::NotApplicable(reason));
    }
    let taken = windows::slice(case, &rule.figure, span);
    let filings = rule.figure.subjects.except.iter();
    let filings = filings.filter(|one| one.filing.is_some());
    if let Some(verdict) = exempt(case, filings, subject, taken.asked()) {
        return settled(verdict);
    }
    let mut aside = Look::only(Verdict::Met);
    match measure(case, &rule.figure, subject, &taken, prepared, &mut aside) {
        Err(verdict) => settled(verdict),
        Ok(reading) => {
            let (verdict, attached) = decided(case, rule, subject, &reading);
            Slice {
                span,
                value: Some(reading.measured),
                verdict,
                attached,
            }
        }
    }
}

/// The records that a slice counts, by time.
pub(crate) fn cited_in(
    case: &Case<'_>,
    figure: &Figure,
    subject: Subject,
    span: Span,
    prepared: &Prepared<'_>,
) -> Vec<Subject> {
    let taken = windows::slice(case, figure, span);
    if let Some(count) = counting(figure) {
        return count.cited(case, subject, &taken);
    }
    let mut look = Look::only(Verdict::Met);
    let read = measure(case, figure, subject, &taken, prepared, &mut look);
    let last = look.last.map(|(_, record)| record);
    match read {
        Ok(_) => look.cited.into_iter().chain(last).collect(),
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

/// Why a channel is not judged over a span: it was not open on all its days.
pub(super) fn not_open(case: &Case<'_>, subject: Subject, span: Span) -> Option<Reason> {
    let Subject::Channel(ix) = subject else {
        return None;
    };
    let channel = case.registry.channel(ix)?;
    if channel.is_open_throughout(span) {
        return None;
    }
    let opened = channel
        .opened_on
        .filter(|opened| *opened > span.from)
        .map(|day| (format!("{day} 开设"), format!("opened on {day}")));
    let closed = channel
        .closed_on
        .filter(|closed| *closed <= span.to)
        .map(|day| (format!("{day} 关停"), format!("closed on {day}")));
    let (zh, en) = opened.or(closed).unwrap_or_default();
    Some(Reason::new(
        "not_open",
        format!("时段内未全程开设（{zh}）"),
        format!("not open throughout ({en})"),
    ))
}

/// The verdict on a number, and what was reached.
fn decided(
    case: &Case<'_>,
    rule: &Rule,
    subject: Subject,
    reading: &Reading<'_>,
) -> (Verdict, Option<Attached>) {
    if reading.perhaps_none {
        return (Verdict::CannotTell(reading.why_open()), None);
    }
    let (limit, breach) = match &rule.requirement {
        Requirement::Require(limit) => (limit, false),
        Requirement::BreachWhen(limit) => (limit, true),
        Requirement::Steps(steps) => return step_reached(case, steps, subject, reading),
    };
    let verdict = match holds_of(case, limit, subject, reading) {
        Err(verdict) => verdict,
        Ok(Truth::Open) => Verdict::CannotTell(reading.why_open()),
        Ok(truth) if (truth == Truth::Yes) == breach => Verdict::Breached,
        Ok(_) => Verdict::Met,
    };
    let attached = (verdict == Verdict::Breached).then_some(Attached {
        effect: rule.effect,
        step: None,
        mildest: false,
    });
    (verdict, attached)
}

pub(super) fn holds_of(
    case: &Case<'_>,
    limit: &crate::rules::Limit,
    subject: Subject,
    reading: &Reading<'_>,
) -> Result<Truth, Verdict> {
    let comparisons: Vec<(Comparator, Literal)> =
        resolve(case, limit, subject).map_err(|none| match none.into_result() {
            Ok(reason) => Verdict::NotApplicable(reason),
            Err(reason) => Verdict::CannotTell(reason),
        })?;
    satisfies(case, &reading.measured, limit, &comparisons).map_err(Verdict::CannotTell)
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
        enough_of(case, enough, subject, taken)?;
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
            let gaps = longest_gap::read(case, subject, &gap, taken);
            look.gaps = gaps.shown;
            look.cited = gaps.cited;
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
            look.clock = Some(state);
            Ok(reading)
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
            None => Err(Verdict::NotApplicable(Reason::new(
                "no_figure",
                "统计项不包括此对象",
                "the figure does not include this subject",
            ))),
        },
        Measure::InARow { rule } => {
            let own = prepared.own.get(&subject).copied();
            let run = in_a_row::read(case, rule, subject, own);
            look.periods = run.periods;
            Ok(run.reading)
        }
        Measure::Change { figure, against } => {
            let now = number_of(prepared, subject)?;
            let change =
                change::read(case, figure, *against, subject, &now).map_err(Verdict::CannotTell)?;
            look.before = Some(change.before);
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
            breaches::read(case, figure, subject, counted, *distinct, *stage)
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
        None => Err(Verdict::NotApplicable(Reason::new(
            "no_figure",
            "统计项不包括此对象",
            "the figure does not include this subject",
        ))),
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

/// Whether a record has events that give it more time by the law, and of which its clock says nothing.
fn more_time_possible(case: &Case<'_>, clock: &str, subject: Subject) -> bool {
    const MORE_TIME: [&str; 4] = ["corrected", "consult_sent", "extension_told", "extended_to"];
    let Some(clock) = case.rules.clock(clock) else {
        return false;
    };
    // these give more time to answer, and to nothing else
    if clock.stop != "answered" {
        return false;
    }
    let known = |event: &str| {
        clock.restart.as_deref() == Some(event)
            || clock.pauses.iter().any(|pause| pause.from == event)
            || clock.start == event
            || matches!(&clock.runs, crate::rules::Runs::Due(due) if due == event)
            || clock.extend.is_some() && matches!(event, "extension_told" | "extended_to")
    };
    MORE_TIME
        .into_iter()
        .filter(|event| !known(event))
        .any(|event| records::events(case, subject, event).is_ok_and(|times| !times.is_empty()))
}

/// The floor of evidence: so many records in every slice, or nothing is told.
fn enough_of(
    case: &Case<'_>,
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
        ..count::Count::of(enough.source, &enough.filter, true)
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

fn open_throughout(case: &Case<'_>, subject: Subject, span: Span) -> Result<(), Verdict> {
    not_open(case, subject, span).map_or(Ok(()), |reason| Err(Verdict::NotApplicable(reason)))
}

/// One window.
fn whole<'r>(
    case: &Case<'r>,
    rule: &Rule,
    subject: Subject,
    over: Over,
    prepared: &Prepared<'_>,
) -> Option<Look<'r>> {
    let taken = windows::whole(case, &rule.figure, over);
    let mut look = Look::only(Verdict::Met);
    let counts = matches!(rule.figure.measure, Measure::Count { .. });
    let asked = Asked {
        span: if counts && !taken.always {
            taken.span
        } else {
            Span {
                from: taken.check,
                to: taken.check,
            }
        },
        ..taken.asked()
    };
    let filings = rule.figure.subjects.except.iter();
    let filings = filings.filter(|one| one.filing.is_some());
    if let Some(verdict) = exempt(case, filings, subject, asked) {
        look.verdict = verdict;
        return Some(look);
    }
    match measure(case, &rule.figure, subject, &taken, prepared, &mut look) {
        Err(verdict) => look.verdict = verdict,
        Ok(reading) => {
            (look.verdict, look.attached) = decided(case, rule, subject, &reading);
            look.reading = Some(reading);
            if let Some(Attached { effect, .. }) = look.attached
                && effect.leaves_met()
            {
                look.verdict = Verdict::Met;
            }
            if look.verdict == Verdict::Breached
                && let Measure::Clock { id, .. } = &rule.figure.measure
                && more_time_possible(case, id, subject)
            {
                look.verdict = Verdict::CannotTell(Reason::new(
                    "clock_event",
                    "有延期、补正等情形，此时限没有规定如何计算，请人工核实",
                    "it has an extension or correction that this clock says nothing of: look at it by hand",
                ));
                look.attached = None;
            }
        }
    }
    Some(look)
}

/// A breach of a rule whose effect is a notice or praise is none: it stays met and the notice is attached.
fn settle_effect(effect: Effect, look: &mut Look<'_>) {
    if look.verdict == Verdict::Breached {
        look.attached = Some(Attached {
            effect,
            step: None,
            mildest: false,
        });
        if effect.leaves_met() {
            look.verdict = Verdict::Met;
        }
    }
}

/// The first step that holds. If several remain possible and all are breaches: breached with the mildest, which says so.
pub(super) fn step_reached(
    case: &Case<'_>,
    steps: &[Step],
    subject: Subject,
    reading: &Reading<'_>,
) -> (Verdict, Option<Attached>) {
    let mut possible: Vec<Option<(usize, Effect)>> = Vec::new();
    let mut surely = false;
    for (ix, step) in steps.iter().enumerate() {
        let truth = match &step.limit {
            None => Truth::Yes,
            Some(limit) => match holds_of(case, limit, subject, reading) {
                Ok(truth) => truth,
                Err(verdict) => return (verdict, None),
            },
        };
        if truth != Truth::No {
            possible.push(Some((ix, step.effect)));
        }
        if truth == Truth::Yes {
            surely = true;
            break;
        }
    }
    if !surely {
        possible.push(None);
    }
    let breach =
        |step: &Option<(usize, Effect)>| step.is_some_and(|(_, effect)| !effect.leaves_met());
    let reached = match possible.as_slice() {
        [one] => *one,
        several if several.iter().all(breach) => several
            .iter()
            .copied()
            .flatten()
            .min_by_key(|(ix, effect)| (*effect, Reverse(*ix))),
        _ => return (Verdict::CannotTell(reading.why_open()), None),
    };
    let Some((ix, effect)) = reached else {
        return (Verdict::Met, None);
    };
    let attached = Attached {
        effect,
        step: Some(ix),
        mildest: possible.len() > 1,
    };
    let verdict = if effect.leaves_met() {
        Verdict::Met
    } else {
        Verdict::Breached
    };
    (verdict, Some(attached))
}
