//! One rule and one subject: selector, exceptions, life, measure, limit. Verdict and evidence come from the same look.

use super::attributes::holds;
use super::limits::{resolve, satisfies};
use super::measures::clock::ClockState;
use super::measures::{Reading, Slice, breaches, clock, count, gap, ratio};
use super::outcome::{Attached, Outcome, Reason, Verdict};
use super::{Case, Subject, Truth};
use crate::calendar::{self, Day, Span};
use crate::rules::{
    Comparator, Effect, Exception, Literal, Measure, Over, Requirement, Rule, Slices, Subjects,
    Window,
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
    pub last: Option<(Day, u32)>,
    /// For a clock: its state.
    pub clock: Option<ClockState>,
    /// The window.
    pub window: Option<Span>,
    /// For a count over breaches: the outcomes counted, with the place of their rule.
    pub counted: Vec<(usize, Outcome)>,
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
        }
    }
}

/// The outcome of a rule for a subject by the rule alone; `None` if its selector does not admit the subject.
pub(crate) fn look<'r>(
    case: &Case<'r>,
    rule: &Rule,
    subject: Subject,
    grouped: &breaches::Grouped<'_>,
) -> Option<Look<'r>> {
    match admitted(case, &rule.subjects, subject) {
        Admitted::No => return None,
        Admitted::Settled(verdict) => return Some(Look::only(verdict)),
        Admitted::Yes => {}
    }
    if let Some(figure) = rule.figure.as_deref().and_then(|id| case.rules.figure(id)) {
        match admitted(case, &figure.subjects, subject) {
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
    match rule.window {
        Window::Each { slices, allow } => Some(sliced(case, rule, subject, slices, allow)),
        Window::Over(over) => whole(case, rule, subject, over, grouped),
    }
}

pub(super) enum Admitted {
    Yes,
    No,
    Settled(Verdict),
}

/// Selector, exceptions and life, in this order.
pub(super) fn admitted(case: &Case<'_>, subjects: &Subjects, subject: Subject) -> Admitted {
    let missing = |attribute: String| Admitted::Settled(Verdict::CannotTell(missing(&attribute)));
    match holds(case, &subjects.filter, subject) {
        Ok(false) => return Admitted::No,
        Err(attribute) => return missing(attribute),
        Ok(true) => {}
    }
    let mut open = None;
    for Exception { selector, reason } in &subjects.except {
        match holds(case, selector, subject) {
            Ok(true) => {
                let reason = Reason {
                    code: "exempt",
                    text: reason.clone(),
                };
                return Admitted::Settled(Verdict::NotApplicable(reason));
            }
            Ok(false) => {}
            Err(attribute) => open = Some(attribute),
        }
    }
    if let Some(attribute) = open {
        return missing(attribute);
    }
    if let Subject::Channel(ix) = subject
        && let Some(channel) = case.registry.channel(ix)
    {
        let state = channel.state.as_deref().unwrap_or("open");
        if !subjects.life.iter().any(|known| known == state) {
            let reason = Reason::new(
                "life",
                format!("状态为「{state}」"),
                format!("its state is `{state}`"),
            );
            return Admitted::Settled(Verdict::NotApplicable(reason));
        }
    }
    Admitted::Yes
}

/// Every slice by itself, then one outcome: breached if more than `allow` are, else cannot tell if that is open, else
/// met if any is, else not applicable.
fn sliced<'r>(
    case: &Case<'r>,
    rule: &Rule,
    subject: Subject,
    slices: Slices,
    allow: i64,
) -> Look<'r> {
    let mut look = Look::only(Verdict::Met);
    look.window = Some(case.period);
    let Some(spans) = spans(case, slices) else {
        look.verdict = Verdict::CannotTell(Reason::year_missing());
        return look;
    };
    if let (Some(first), Some(last)) = (spans.first(), spans.last()) {
        look.window = Span::new(first.from, last.to);
    }
    for span in spans {
        look.slices.push(slice(case, rule, subject, span));
    }
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
    settle_effect(rule.effect, &mut look);
    look
}

/// The slices of the period; `None` if the working-day calendar does not know a year.
fn spans(case: &Case<'_>, slices: Slices) -> Option<Vec<Span>> {
    let weeks = case.rules.weeks;
    Some(match slices {
        Slices::Day => calendar::days(case.period),
        Slices::Week => calendar::weeks(case.period, weeks.start, weeks.belong),
        Slices::Month => calendar::months(case.period),
        Slices::Quarter => calendar::quarters(case.period),
        Slices::WorkingDay => {
            let mut working = Vec::new();
            for day in calendar::days(case.period) {
                if case.calendar.is_working(day.from)? {
                    working.push(day);
                }
            }
            working
        }
    })
}

fn slice(case: &Case<'_>, rule: &Rule, subject: Subject, span: Span) -> Slice {
    let settled = |verdict| Slice {
        span,
        value: None,
        verdict,
    };
    if let Some(reason) = not_open(case, subject, span) {
        return settled(Verdict::NotApplicable(reason));
    }
    let Measure::Count {
        source,
        filter,
        below,
    } = &rule.measure
    else {
        return settled(Verdict::CannotTell(Reason::not_known()));
    };
    let reading = count::Count {
        source: *source,
        filter,
        below: *below,
    }
    .read(case, subject, span);
    let verdict = match require(case, rule, subject, &reading) {
        Err(verdict) => verdict,
        Ok(Truth::Yes) => Verdict::Met,
        Ok(Truth::No) => Verdict::Breached,
        Ok(Truth::Open) => Verdict::CannotTell(reading.why_open()),
    };
    Slice {
        span,
        value: Some(reading.measured),
        verdict,
    }
}

/// Why a channel is not judged over a span: it was not open on all its days.
fn not_open(case: &Case<'_>, subject: Subject, span: Span) -> Option<Reason> {
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

/// Whether what the rule requires holds of a number.
fn require(
    case: &Case<'_>,
    rule: &Rule,
    subject: Subject,
    reading: &Reading<'_>,
) -> Result<Truth, Verdict> {
    let (limit, breach) = match &rule.requirement {
        Requirement::Require(limit) => (limit, false),
        Requirement::BreachWhen(limit) => (limit, true),
        Requirement::Steps(_) => return Err(Verdict::CannotTell(Reason::not_known())),
    };
    let truth = holds_of(case, limit, subject, reading)?;
    Ok(if breach { !truth } else { truth })
}

fn holds_of(
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
    satisfies(case, &reading.measured, &comparisons).map_err(Verdict::CannotTell)
}

/// Takes a measure of a subject over one window; what was found on the way is noted in the look.
///
/// # Errors
/// Why there is no number: not applicable, or cannot tell.
pub(super) fn measure<'r>(
    case: &Case<'r>,
    measure: &Measure,
    subject: Subject,
    over: Over,
    grouped: &breaches::Grouped<'_>,
    look: &mut Look<'r>,
) -> Result<Reading<'r>, Verdict> {
    let check = case.check_point();
    let at_check_point = Span {
        from: check,
        to: check,
    };
    let window = window(case, over);
    look.window = Some(window);
    match measure {
        Measure::Count {
            source,
            filter,
            below,
        } => {
            open_throughout(
                case,
                subject,
                if over == Over::Always {
                    at_check_point
                } else {
                    window
                },
            )?;
            Ok(count::Count {
                source: *source,
                filter,
                below: *below,
            }
            .read(case, subject, window))
        }
        Measure::Gap { filter, below } => {
            look.window = None;
            open_throughout(case, subject, at_check_point)?;
            let gap = gap::read(case, subject, filter, *below);
            look.last = gap.last;
            Ok(gap.reading)
        }
        Measure::Ratio { source, base, part } => {
            ratio::read(case, subject, window, *source, base, part).map_err(Verdict::NotApplicable)
        }
        Measure::Clock { id, take } => {
            let clock = case
                .rules
                .clock(id)
                .ok_or_else(|| Verdict::CannotTell(Reason::not_known()))?;
            match holds(case, &clock.filter, subject) {
                Ok(true) => {}
                Ok(false) => {
                    let reason =
                        Reason::new("no_clock", "此时限不适用", "the clock does not apply");
                    return Err(Verdict::NotApplicable(reason));
                }
                Err(attribute) => return Err(Verdict::CannotTell(missing(&attribute))),
            }
            let state = clock::state(case, clock, subject).map_err(settled)?;
            look.clock = Some(state);
            clock::read(case, state, *take).map_err(settled)
        }
        Measure::Breaches { distinct, .. } => {
            let counted: &[(usize, &Outcome)] = grouped.get(&subject).map_or(&[], Vec::as_slice);
            look.counted = counted
                .iter()
                .map(|(rule, outcome)| (*rule, (*outcome).clone()))
                .collect();
            breaches::read(
                case,
                subject,
                counted,
                &breaches::counted_rules(case, measure),
                *distinct,
            )
            .map_err(Verdict::NotApplicable)
        }
    }
}

/// Not applicable for `Ok`, cannot tell for `Err`.
fn settled(reason: Result<Reason, Reason>) -> Verdict {
    reason.map_or_else(Verdict::CannotTell, Verdict::NotApplicable)
}

fn open_throughout(case: &Case<'_>, subject: Subject, span: Span) -> Result<(), Verdict> {
    not_open(case, subject, span).map_or(Ok(()), |reason| Err(Verdict::NotApplicable(reason)))
}

fn missing(attribute: &str) -> Reason {
    let (zh, en) = (
        format!("属性 {attribute} 没有填写"),
        format!("the attribute `{attribute}` is missing"),
    );
    Reason::new("attribute_missing", zh, en)
}

/// One window.
fn whole<'r>(
    case: &Case<'r>,
    rule: &Rule,
    subject: Subject,
    over: Over,
    grouped: &breaches::Grouped<'_>,
) -> Option<Look<'r>> {
    let window = window(case, over);
    let mut look = Look::only(Verdict::Met);
    if let Some(received) = received_on(case, subject)
        && !received.is_some_and(|day| window.contains(day))
    {
        // a letter or request of another period, or one without a day of receipt, has no outcome in this one
        return None;
    }
    let reading = measure(case, &rule.measure, subject, over, grouped, &mut look);
    match reading {
        Err(verdict) => look.verdict = verdict,
        Ok(reading) => {
            decide(case, rule, subject, &reading, &mut look);
            look.reading = Some(reading);
        }
    }
    if look.verdict == Verdict::Breached && look.clock.is_some_and(|state| state.more_time_possible)
    {
        let reason = Reason::new(
            "clock_event",
            "有延期、补正等情形，此时限尚不能计算，请人工核实",
            "it has an extension or correction that this clock cannot count yet: look at it by hand",
        );
        look.verdict = Verdict::CannotTell(reason);
        look.attached = None;
    }
    Some(look)
}

/// `Some` for a letter or request: the day it was received, if known.
fn received_on(case: &Case<'_>, subject: Subject) -> Option<Option<Day>> {
    match subject {
        Subject::Letter(ix) => Some(
            case.records
                .letters
                .get(ix as usize)
                .and_then(|letter| letter.received_at)
                .map(|at| case.day_of(at)),
        ),
        Subject::Request(ix) => Some(
            case.records
                .requests
                .get(ix as usize)
                .and_then(|request| request.received_on),
        ),
        _ => None,
    }
}

pub(crate) fn window(case: &Case<'_>, over: Over) -> Span {
    let check = case.check_point();
    match over {
        Over::Period => case.period,
        Over::Always => Span {
            from: Day::MIN,
            to: check,
        },
        Over::ThisYear => Span {
            from: Day::new(check.ymd().0, 1, 1).unwrap_or(check),
            to: check,
        },
        Over::Last(duration) => {
            let from = match duration.unit {
                crate::rules::DurationUnit::Months => {
                    check.plus_months(-i32::try_from(duration.number).unwrap_or(i32::MAX))
                }
                _ => check.plus_days(-duration.number),
            };
            Span {
                from: from.plus_days(1).min(check),
                to: check,
            }
        }
    }
}

fn decide(
    case: &Case<'_>,
    rule: &Rule,
    subject: Subject,
    reading: &Reading<'_>,
    look: &mut Look<'_>,
) {
    if let Requirement::Steps(_) = rule.requirement {
        steps(case, rule, subject, reading, look);
        return;
    }
    look.verdict = match require(case, rule, subject, reading) {
        Err(verdict) => verdict,
        Ok(Truth::Yes) => Verdict::Met,
        Ok(Truth::No) => Verdict::Breached,
        Ok(Truth::Open) => Verdict::CannotTell(reading.why_open()),
    };
    settle_effect(rule.effect, look);
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
fn steps(
    case: &Case<'_>,
    rule: &Rule,
    subject: Subject,
    reading: &Reading<'_>,
    look: &mut Look<'_>,
) {
    let Requirement::Steps(steps) = &rule.requirement else {
        return;
    };
    let mut possible: Vec<Option<(usize, Effect)>> = Vec::new();
    let mut surely = false;
    for (ix, step) in steps.iter().enumerate() {
        let truth = match &step.limit {
            None => Truth::Yes,
            Some(limit) => match holds_of(case, limit, subject, reading) {
                Ok(truth) => truth,
                Err(verdict) => {
                    look.verdict = verdict;
                    return;
                }
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
        _ => {
            look.verdict = Verdict::CannotTell(reading.why_open());
            return;
        }
    };
    if let Some((ix, effect)) = reached {
        look.attached = Some(Attached {
            effect,
            step: Some(ix),
            mildest: possible.len() > 1,
        });
        look.verdict = if effect.leaves_met() {
            Verdict::Met
        } else {
            Verdict::Breached
        };
    }
}
