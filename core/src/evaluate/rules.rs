//! Rules one by one: selector, exceptions, life, measure, limit, then what other rules and waivers make of it.

use super::attributes::holds;
use super::limits::{resolve, satisfies};
use super::measures::clock::ClockState;
use super::measures::{Measured, Reading, Slice, breaches, clock, count, gap, ratio};
use super::outcome::{
    Attached, FigureValue, FigureValues, Judged, Outcome, Reason, RuleJudged, Verdict,
};
use super::{Case, Subject, Truth, subjects};
use crate::calendar::{self, Day, Span};
use crate::diagnostic::{Diagnostic, Text};
use crate::records::{RecordKind, Waiver, WaiverScope};
use crate::rules::{
    Comparator, CountSource, Effect, Exception, Literal, Measure, Over, RatioSource, Requirement,
    Rule, RuleSet, Slices, Subjects, Window,
};
use std::cmp::Reverse;
use std::collections::HashMap;

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
    fn only(verdict: Verdict) -> Self {
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

/// Judges everything.
pub fn judge(case: &Case<'_>) -> Judged {
    let mut notes = Vec::new();
    let mut done: HashMap<usize, RuleJudged> = HashMap::new();
    for rule in order(case.rules) {
        let Some(judged) = case
            .rules
            .rules
            .get(rule)
            .map(|what| judge_rule(case, rule, what, &done, &mut notes))
        else {
            continue;
        };
        done.insert(rule, judged);
    }
    let mut rules: Vec<RuleJudged> = done.into_values().collect();
    rules.sort_by_key(|judged| judged.rule);
    waiver_notes(case, &mut notes);
    let figures = case
        .rules
        .figures
        .iter()
        .enumerate()
        .map(|(figure, _)| figure_values(case, figure))
        .collect();
    notes.sort();
    Judged {
        rules,
        figures,
        notes,
    }
}

/// The rules so that each comes after those whose outcomes it needs.
fn order(rules: &RuleSet) -> Vec<usize> {
    let place = |id: &String| rules.rules.iter().position(|rule| rule.id == *id);
    let needs = |rule: &Rule| -> Vec<usize> {
        let counted = match &rule.measure {
            Measure::Breaches { rules, .. } => rules.as_slice(),
            _ => &[],
        };
        rule.subjects
            .unless
            .iter()
            .chain(counted)
            .filter_map(place)
            .collect()
    };
    let mut order: Vec<usize> = Vec::new();
    while order.len() < rules.rules.len() {
        let before = order.len();
        for (ix, rule) in rules.rules.iter().enumerate() {
            if !order.contains(&ix) && needs(rule).iter().all(|need| order.contains(need)) {
                order.push(ix);
            }
        }
        if order.len() == before {
            // a cycle: the reader refuses such a set
            break;
        }
    }
    order
}

fn judge_rule(
    case: &Case<'_>,
    ix: usize,
    rule: &Rule,
    done: &HashMap<usize, RuleJudged>,
    notes: &mut Vec<Diagnostic>,
) -> RuleJudged {
    if let Some(kind) = needed(rule)
        .into_iter()
        .find(|kind| case.records.unreadable.contains(kind))
    {
        let message = Text::new(
            format!("指标 {} 没有判定：{} 不能读取", rule.id, kind.file_name()),
            format!(
                "rule {} was not judged: {} could not be read",
                rule.id,
                kind.file_name()
            ),
        );
        notes.push(Diagnostic::warning("rule.not_judged", message).with_value(rule.id.clone()));
        return RuleJudged {
            rule: ix,
            judged: false,
            outcomes: Vec::new(),
        };
    }
    let not_judged = counted_rules(case, rule)
        .into_iter()
        .any(|ix| done.get(&ix).is_some_and(|judged| !judged.judged));
    if not_judged {
        return RuleJudged {
            rule: ix,
            judged: false,
            outcomes: Vec::new(),
        };
    }
    let grouped = grouped(case, rule, done);
    let mut outcomes = Vec::new();
    for subject in subjects::all(rule.subjects.of, case.registry, case.records) {
        let Some(look) = look(case, rule, subject, &grouped) else {
            continue;
        };
        let (breached_slices, open_slices) = slice_counts(&look);
        let mut outcome = Outcome {
            subject,
            verdict: look.verdict,
            attached: look.attached,
            waiver: None,
            breached_slices,
            open_slices,
        };
        unless(case, rule, &mut outcome, done);
        waive(case, rule, &mut outcome);
        outcomes.push(outcome);
    }
    if outcomes.is_empty() {
        let message = Text::new(
            format!("指标 {} 没有选中任何对象", rule.id),
            format!("rule {} selects nobody", rule.id),
        );
        notes.push(Diagnostic::note("rule.selects_nobody", message).with_value(rule.id.clone()));
    }
    // by unit in roster order, then by subject
    outcomes.sort_by_key(|outcome| {
        let unit = subjects::unit_of(outcome.subject, case.registry, case.records);
        (unit.is_none(), unit, outcome.subject)
    });
    RuleJudged {
        rule: ix,
        judged: true,
        outcomes,
    }
}

fn slice_counts(look: &Look<'_>) -> (i64, i64) {
    let count = |fits: fn(&Verdict) -> bool| {
        look.slices
            .iter()
            .filter(|slice| fits(&slice.verdict))
            .count() as i64
    };
    let breached: fn(&Verdict) -> bool = |verdict| *verdict == Verdict::Breached;
    let open: fn(&Verdict) -> bool = |verdict| matches!(verdict, Verdict::CannotTell(_));
    if look.slices.is_empty() {
        (
            i64::from(breached(&look.verdict)),
            i64::from(open(&look.verdict)),
        )
    } else {
        (count(breached), count(open))
    }
}

/// The kinds of record that a rule reads.
fn needed(rule: &Rule) -> Vec<RecordKind> {
    match &rule.measure {
        Measure::Count { source, .. } if source.is_of_publications() => {
            vec![RecordKind::Publications]
        }
        Measure::Count {
            source: CountSource::Letters,
            ..
        } => vec![RecordKind::Letters],
        Measure::Count { .. } => vec![RecordKind::Requests],
        Measure::Gap { .. } => vec![RecordKind::Publications],
        Measure::Ratio { source, .. } => vec![match source {
            RatioSource::Letters => RecordKind::Letters,
            RatioSource::Requests => RecordKind::Requests,
            RatioSource::Publications => RecordKind::Publications,
        }],
        Measure::Clock { .. } => match rule.subjects.of {
            crate::rules::Of::Letter => vec![RecordKind::Letters],
            _ => vec![RecordKind::Requests],
        },
        Measure::Breaches { .. } => Vec::new(),
    }
}

fn counted_rules(case: &Case<'_>, rule: &Rule) -> Vec<usize> {
    match &rule.measure {
        Measure::Breaches { rules, .. } => rules
            .iter()
            .filter_map(|id| case.rules.rules.iter().position(|rule| rule.id == *id))
            .collect(),
        _ => Vec::new(),
    }
}

fn grouped<'o>(
    case: &Case<'_>,
    rule: &Rule,
    done: &'o HashMap<usize, RuleJudged>,
) -> breaches::Grouped<'o> {
    let counted = counted_rules(case, rule);
    let outcomes = counted
        .into_iter()
        .filter_map(|ix| done.get(&ix))
        .flat_map(|judged| {
            let rule = judged.rule;
            judged.outcomes.iter().map(move |outcome| (rule, outcome))
        });
    breaches::group(case, rule.subjects.of, outcomes)
}

/// Looks at one rule and one subject again, in full, from what was judged.
pub(crate) fn look_again<'r>(
    case: &Case<'r>,
    rule: &Rule,
    subject: Subject,
    judged: &Judged,
) -> Option<Look<'r>> {
    let done: HashMap<usize, RuleJudged> = counted_rules(case, rule)
        .into_iter()
        .filter_map(|ix| {
            judged
                .rules
                .iter()
                .find(|judged| judged.rule == ix)
                .map(|judged| (ix, judged.clone()))
        })
        .collect();
    look(case, rule, subject, &grouped(case, rule, &done))
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

enum Admitted {
    Yes,
    No,
    Settled(Verdict),
}

/// Selector, exceptions and life, in this order.
fn admitted(case: &Case<'_>, subjects: &Subjects, subject: Subject) -> Admitted {
    let missing = |attribute: String| {
        let (zh, en) = (
            format!("属性 {attribute} 没有填写"),
            format!("the attribute `{attribute}` is missing"),
        );
        Admitted::Settled(Verdict::CannotTell(Reason::new(
            "attribute_missing",
            zh,
            en,
        )))
    };
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
        look.verdict = Verdict::CannotTell(clock::year_missing());
        return look;
    };
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
                .unwrap_or_else(not_known),
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

fn not_known() -> Reason {
    Reason::new("not_known", "现有数据不足以判定", "the data leave it open")
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
        return settled(Verdict::CannotTell(not_known()));
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
        Requirement::Steps(_) => return Err(Verdict::CannotTell(not_known())),
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

/// One window.
fn whole<'r>(
    case: &Case<'r>,
    rule: &Rule,
    subject: Subject,
    over: Over,
    grouped: &breaches::Grouped<'_>,
) -> Option<Look<'r>> {
    let check = case.check_point();
    let window = window(case, over);
    let mut look = Look::only(Verdict::Met);
    look.window = Some(window);
    if let Some(received) = received_on(case, subject)
        && !received.is_some_and(|day| window.contains(day))
    {
        // a letter or request of another period, or one without a day of receipt, has no outcome in this one
        return None;
    }
    let reading = match &rule.measure {
        Measure::Count {
            source,
            filter,
            below,
        } => {
            let judged_over = if over == Over::Always {
                Span {
                    from: check,
                    to: check,
                }
            } else {
                window
            };
            if let Some(reason) = not_open(case, subject, judged_over) {
                return Some(Look {
                    verdict: Verdict::NotApplicable(reason),
                    ..look
                });
            }
            Ok(count::Count {
                source: *source,
                filter,
                below: *below,
            }
            .read(case, subject, window))
        }
        Measure::Gap { filter, below } => {
            look.window = None;
            if let Some(reason) = not_open(
                case,
                subject,
                Span {
                    from: check,
                    to: check,
                },
            ) {
                return Some(Look {
                    verdict: Verdict::NotApplicable(reason),
                    ..look
                });
            }
            let gap = gap::read(case, subject, filter, *below);
            look.last = gap.last;
            Ok(gap.reading)
        }
        Measure::Ratio { source, base, part } => {
            ratio::read(case, subject, window, *source, base, part).map_err(Verdict::NotApplicable)
        }
        Measure::Clock { id, take } => {
            let clock = case.rules.clock(id)?;
            match holds(case, &clock.filter, subject) {
                Ok(true) => {}
                Ok(false) => {
                    let reason =
                        Reason::new("no_clock", "此时限不适用", "the clock does not apply");
                    return Some(Look {
                        verdict: Verdict::NotApplicable(reason),
                        ..look
                    });
                }
                Err(attribute) => {
                    let (zh, en) = (
                        format!("属性 {attribute} 没有填写"),
                        format!("the attribute `{attribute}` is missing"),
                    );
                    let reason = Reason::new("attribute_missing", zh, en);
                    return Some(Look {
                        verdict: Verdict::CannotTell(reason),
                        ..look
                    });
                }
            }
            match clock::state(case, clock, subject) {
                Ok(state) => {
                    look.clock = Some(state);
                    clock::read(case, state, *take).map_err(Verdict::NotApplicable)
                }
                Err(Ok(reason)) => Err(Verdict::NotApplicable(reason)),
                Err(Err(reason)) => Err(Verdict::CannotTell(reason)),
            }
        }
        Measure::Breaches { distinct, .. } => {
            let counted: &[(usize, &Outcome)] = grouped.get(&subject).map_or(&[], Vec::as_slice);
            look.counted = counted
                .iter()
                .map(|(rule, outcome)| (*rule, (*outcome).clone()))
                .collect();
            breaches::read(case, counted, *distinct).map_err(Verdict::NotApplicable)
        }
    };
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

/// What other rules on the same subject make of an outcome.
fn unless(case: &Case<'_>, rule: &Rule, outcome: &mut Outcome, done: &HashMap<usize, RuleJudged>) {
    for id in &rule.subjects.unless {
        let other = case
            .rules
            .rules
            .iter()
            .position(|rule| rule.id == *id)
            .and_then(|ix| done.get(&ix));
        let other = other.and_then(|judged| {
            judged
                .outcomes
                .iter()
                .find(|other| other.subject == outcome.subject)
        });
        let settled = matches!(outcome.verdict, Verdict::NotApplicable(_));
        match other.map(|other| &other.verdict) {
            Some(Verdict::Breached) if !settled => {
                let reason = Reason::new(
                    "counted_under",
                    format!("已按 {id} 计"),
                    format!("counted under {id}"),
                );
                *outcome = Outcome {
                    verdict: Verdict::NotApplicable(reason),
                    attached: None,
                    breached_slices: 0,
                    open_slices: 0,
                    ..outcome.clone()
                };
            }
            Some(Verdict::CannotTell(_)) if outcome.verdict == Verdict::Breached => {
                let (zh, en) = (
                    format!("{id} 无法判定，可能已按它计"),
                    format!("{id} cannot be told, and may count it already"),
                );
                let verdict = Verdict::CannotTell(Reason::new("unless_open", zh, en));
                *outcome = Outcome {
                    verdict,
                    attached: None,
                    ..outcome.clone()
                };
            }
            _ => {}
        }
    }
}

/// A waiver that covers a breach marks it; one that could not be read leaves it open.
fn waive(case: &Case<'_>, rule: &Rule, outcome: &mut Outcome) {
    if outcome.verdict != Verdict::Breached {
        return;
    }
    let check = case.check_point();
    let covers = |waiver: &&(usize, &Waiver)| {
        let (_, waiver) = waiver;
        waiver.rule == rule.id
            && check <= waiver.expires
            && scope_covers(case, waiver, outcome.subject)
    };
    let waivers: Vec<(usize, &Waiver)> = case.records.waivers.iter().enumerate().collect();
    if let Some((ix, _)) = waivers.iter().find(covers) {
        outcome.waiver = u32::try_from(*ix).ok();
        return;
    }
    if case.rules.ignore_rejected {
        return;
    }
    let unit = subjects::unit_of(outcome.subject, case.registry, case.records);
    let concerns = |doubt: &&crate::records::Doubt| {
        let rule_fits = doubt
            .rule
            .as_ref()
            .is_none_or(|known| *known == rule.id || case.rules.rule(known).is_none());
        let subject_fits = match outcome.subject {
            Subject::Channel(ix) => {
                doubt.channels.may_be(&ix) || unit.is_some_and(|unit| doubt.units.may_be(&unit))
            }
            Subject::Unit(ix) => doubt.units.may_be(&ix),
            _ => true,
        };
        doubt.records == RecordKind::Waivers && rule_fits && subject_fits
    };
    if let Some(doubt) = case.records.doubts.iter().find(concerns) {
        let reason = Reason::new(
            "waiver_unreadable",
            format!("有一行豁免未能读取（「{}」），可能与此有关", doubt.value),
            format!(
                "a waiver row that could not be read (`{}`) may cover it",
                doubt.value
            ),
        );
        outcome.verdict = Verdict::CannotTell(reason);
        outcome.attached = None;
        outcome.open_slices += outcome.breached_slices;
        outcome.breached_slices = 0;
    }
}

fn scope_covers(case: &Case<'_>, waiver: &Waiver, subject: Subject) -> bool {
    match waiver.scope {
        Some(WaiverScope::Unit(unit)) => {
            subjects::unit_of(subject, case.registry, case.records) == Some(unit)
        }
        Some(WaiverScope::Channel(channel)) => subject == Subject::Channel(channel),
        None => match subject {
            Subject::Letter(ix) => case
                .records
                .letters
                .get(ix as usize)
                .is_some_and(|letter| letter.id == waiver.subject),
            Subject::Request(ix) => case
                .records
                .requests
                .get(ix as usize)
                .is_some_and(|request| request.id == waiver.subject),
            _ => false,
        },
    }
}

fn waiver_notes(case: &Case<'_>, notes: &mut Vec<Diagnostic>) {
    for waiver in &case.records.waivers {
        if case.rules.rule(&waiver.rule).is_none() {
            let message = Text::new(
                format!(
                    "豁免所指的指标 {} 不在本指标体系中（对象 {}）",
                    waiver.rule, waiver.subject
                ),
                format!(
                    "a waiver names the rule {}, which this rule set does not have (subject {})",
                    waiver.rule, waiver.subject
                ),
            );
            let near = crate::source::nearest(
                &waiver.rule,
                case.rules.rules.iter().map(|rule| rule.id.as_str()),
            );
            notes.push(
                Diagnostic::warning("waiver.rule_unknown", message)
                    .with_value(waiver.rule.clone())
                    .with_near(near),
            );
        } else if waiver.expires < case.check_point() {
            let message = Text::new(
                format!(
                    "对 {} 的豁免（{}）已于 {} 到期，不再适用",
                    waiver.subject, waiver.rule, waiver.expires
                ),
                format!(
                    "the waiver of {} ({}) expired on {} and no longer holds",
                    waiver.subject, waiver.rule, waiver.expires
                ),
            );
            notes.push(
                Diagnostic::note("waiver.expired", message).with_value(waiver.subject.clone()),
            );
        }
    }
}

/// The values of a figure for every subject it selects.
fn figure_values(case: &Case<'_>, ix: usize) -> FigureValues {
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
    let window = window(case, over);
    let mut values = Vec::new();
    for subject in subjects::all(figure.subjects.of, case.registry, case.records) {
        let value = match admitted(case, &figure.subjects, subject) {
            Admitted::No => continue,
            Admitted::Settled(verdict) => Err(verdict.reason().cloned().unwrap_or_else(not_known)),
            Admitted::Yes => figure_value(case, &figure.measure, subject, window),
        };
        values.push(FigureValue { subject, value });
    }
    values.sort_by_key(|value| {
        let unit = subjects::unit_of(value.subject, case.registry, case.records);
        (unit.is_none(), unit, value.subject)
    });
    FigureValues { figure: ix, values }
}

fn figure_value(
    case: &Case<'_>,
    measure: &Measure,
    subject: Subject,
    window: Span,
) -> Result<Measured, Reason> {
    match measure {
        Measure::Count {
            source,
            filter,
            below,
        } => Ok(count::Count {
            source: *source,
            filter,
            below: *below,
        }
        .read(case, subject, window)
        .measured),
        Measure::Gap { filter, below } => {
            Ok(gap::read(case, subject, filter, *below).reading.measured)
        }
        Measure::Ratio { source, base, part } => {
            ratio::read(case, subject, window, *source, base, part).map(|reading| reading.measured)
        }
        Measure::Clock { id, take } => {
            let clock = case.rules.clock(id).ok_or_else(not_known)?;
            let state = clock::state(case, clock, subject)
                .map_err(|reason| reason.unwrap_or_else(|reason| reason))?;
            clock::read(case, state, *take).map(|reading| reading.measured)
        }
        Measure::Breaches { .. } => Err(Reason::new(
            "not_yet",
            "统计项尚不能计判定数",
            "a figure cannot count breaches yet",
        )),
    }
}
