//! One rule and one subject: selector, exceptions, life, measure, limit. Verdict and evidence come from the same look.

use super::admitted::{Admitted, admitted, exempt, not_open};
use super::attributes::Asked;
use super::limits::{Bound, Numbers, duration_unit, resolve, satisfies};
use super::measures::clock::ClockState;
use super::measures::{Measured, Reading, Slice, records};
use super::measuring::measure;
use super::outcome::{Attached, Outcome, Reason, Verdict};
use super::prepared::{Known, Prepared};
use super::windows::{self, Taken};
use super::{Case, Subject, Truth};
use crate::calendar::{Day, Span};
use crate::order::InOrder;
use crate::rational::Rational;
use crate::rules::{
    Comparator, DurationUnit, Effect, Limit, Measure, Over, Requirement, Rule, Slices, Step, Until,
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
    pub last: Option<(Day, Subject)>,
    /// For a clock: its state.
    pub clock: Option<ClockState>,
    /// The window.
    pub window: Option<Taken>,
    /// For a count over outcomes: the outcomes counted, with the place of their rule.
    pub counted: Vec<(usize, Outcome)>,
    /// The records counted.
    pub cited: Vec<Subject>,
    /// The records that were not counted and without which the number might be another: those between two ends, earlier
    /// verdicts, cases that were closed.
    pub consulted: Vec<Subject>,
    /// The unit in which durations are told.
    pub unit: DurationUnit,
    /// For the longest gap and counted gaps: their two ends.
    pub gaps: Vec<(Day, Day)>,
    /// For a run: the earlier periods and what was told of them.
    pub periods: Vec<(Span, &'static str)>,
    /// For a change: the earlier number.
    pub before: Option<Rational>,
    /// For a mean: the subjects and their numbers.
    pub parts: Vec<(Subject, Option<Measured>)>,
    /// The numbers of other figures that its limits compare with.
    pub limits: Vec<(String, Known)>,
}

impl Look<'_> {
    /// The records that were read, each once; by time where those are among them that were consulted.
    pub fn cited_records(&self, case: &Case<'_>, whole: bool) -> Vec<Subject> {
        let last = self.last.map(|(_, record)| record);
        let mut records: Vec<Subject> = self.cited.iter().copied().chain(last).collect();
        if whole && !self.consulted.is_empty() {
            records.extend(&self.consulted);
            records
                .in_order_by_key(|record| (case.event_of(*record).map(|event| event.at), *record));
            records.dedup();
        }
        records
    }

    /// A verdict, and nothing that was looked at.
    pub(crate) fn only(verdict: Verdict) -> Self {
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
            consulted: Vec::new(),
            unit: DurationUnit::Days,
            gaps: Vec::new(),
            periods: Vec::new(),
            before: None,
            parts: Vec::new(),
            limits: Vec::new(),
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
                let reason = Reason::no_figure();
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
            in_a_row,
        } => Some(sliced(
            case,
            rule,
            subject,
            prepared,
            (slices, until),
            (allow, in_a_row),
        )),
        Window::Over(over) => whole(case, rule, subject, over, prepared),
    }
}

/// Every slice by itself, then one outcome: breached if more than `allow` are, or so many in a row, else cannot tell if
/// that is open, else met if any is, else not applicable.
fn sliced<'r>(
    case: &Case<'r>,
    rule: &Rule,
    subject: Subject,
    prepared: &Prepared<'_>,
    (slices, until): (Slices, Option<Until>),
    tolerated: (i64, Option<i64>),
) -> Look<'r> {
    let mut look = Look::only(Verdict::Met);
    let whole = windows::whole(case, &rule.figure, Over::Period);
    look.window = Some(whole);
    look.limits = prepared.limits_of(case, rule, subject);
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
        let slice = slice(case, rule, subject, span, prepared, &look.limits);
        look.slices.push(slice);
    }
    settle_slices(rule, &mut look, tolerated);
    look
}

/// One outcome of many slices.
fn settle_slices(rule: &Rule, look: &mut Look<'_>, (allow, in_a_row): (i64, Option<i64>)) {
    let count = |fits: &dyn Fn(&Verdict) -> bool| {
        look.slices
            .iter()
            .filter(|slice| fits(&slice.verdict))
            .count() as i64
    };
    let breached = count(&|verdict| *verdict == Verdict::Breached);
    let open = count(&|verdict| matches!(verdict, Verdict::CannotTell(_)));
    let longest = |fits: &dyn Fn(&Verdict) -> bool| {
        let runs = look
            .slices
            .chunk_by(|one, next| fits(&one.verdict) && fits(&next.verdict));
        let runs = runs.filter(|run| run.iter().all(|slice| fits(&slice.verdict)));
        runs.map(|run| run.len() as i64).max().unwrap_or(0)
    };
    let (surely, possibly) = match in_a_row {
        None => (breached > allow, breached + open > allow && open > 0),
        Some(number) => (
            longest(&|verdict| *verdict == Verdict::Breached) >= number,
            longest(&|verdict| matches!(verdict, Verdict::Breached | Verdict::CannotTell(_)))
                >= number,
        ),
    };
    let judged = count(&|verdict| !matches!(verdict, Verdict::NotApplicable(_)));
    let reason = |code: &dyn Fn(&Verdict) -> bool| {
        look.slices
            .iter()
            .find(|slice| code(&slice.verdict))
            .and_then(|slice| slice.verdict.reason())
    };
    look.verdict = if surely {
        Verdict::Breached
    } else if possibly {
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
    numbers: &Numbers,
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
    aside.unit = unit_of(case, rule, subject, numbers);
    match measure(case, &rule.figure, subject, &taken, prepared, &mut aside) {
        Err(verdict) => settled(verdict),
        Ok(reading) => {
            let (verdict, attached) = decided(case, rule, subject, &reading, numbers);
            Slice {
                span,
                value: Some(reading.measured),
                verdict,
                attached,
            }
        }
    }
}

/// The unit in which the longest gap is looked for; other measures have one time, whatever it is told in.
fn unit_of(case: &Case<'_>, rule: &Rule, subject: Subject, numbers: &Numbers) -> DurationUnit {
    match rule.figure.measure {
        Measure::LongestGap { .. } => duration_unit(case, rule, subject, numbers),
        _ => DurationUnit::Days,
    }
}

/// The verdict on a number, and what was reached.
pub(crate) fn decided(
    case: &Case<'_>,
    rule: &Rule,
    subject: Subject,
    reading: &Reading<'_>,
    numbers: &Numbers,
) -> (Verdict, Option<Attached>) {
    if reading.perhaps_none {
        return (Verdict::CannotTell(reading.why_open()), None);
    }
    let (limit, breach) = match &rule.requirement {
        Requirement::Require(limit) => (limit, false),
        Requirement::BreachWhen(limit) => (limit, true),
        Requirement::Steps(steps) => return step_reached(case, steps, subject, reading, numbers),
    };
    let verdict = match holds_of(case, limit, subject, reading, numbers) {
        Err(verdict) => verdict,
        Ok(Truth::Open) => Verdict::CannotTell(why_open(reading, [limit], numbers)),
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

/// Why it cannot be told whether a limit holds: what leaves the number open, or the number it is compared with.
fn why_open<'l>(
    reading: &Reading<'_>,
    limits: impl IntoIterator<Item = &'l Limit>,
    numbers: &Numbers,
) -> Reason {
    let (low, high) = reading.measured.ends();
    let known = low.is_some() && low == high;
    let mut figures = limits.into_iter().flat_map(Limit::figures);
    let open = |id: &&String| {
        numbers.iter().any(|(known, number)| {
            let ends = number.as_ref().map(Measured::ends);
            known == *id && ends.is_ok_and(|(low, high)| low.is_none() || low != high)
        })
    };
    match figures.find(open) {
        Some(id) if known => Reason::new(
            "limit_open",
            format!("作界限的 {id} 的数未定"),
            format!("the number of `{id}`, which is the limit, is open"),
        ),
        _ => reading.why_open(),
    }
}

fn holds_of(
    case: &Case<'_>,
    limit: &Limit,
    subject: Subject,
    reading: &Reading<'_>,
    numbers: &Numbers,
) -> Result<Truth, Verdict> {
    let comparisons: Vec<(Comparator, Bound)> =
        resolve(case, limit, subject, numbers).map_err(|none| match none.into_result() {
            Ok(reason) => Verdict::NotApplicable(reason),
            Err(reason) => Verdict::CannotTell(reason),
        })?;
    satisfies(case, &reading.measured, limit, &comparisons).map_err(Verdict::CannotTell)
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
    look.limits = prepared.limits_of(case, rule, subject);
    look.unit = unit_of(case, rule, subject, &look.limits);
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
            (look.verdict, look.attached) = decided(case, rule, subject, &reading, &look.limits);
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
fn step_reached(
    case: &Case<'_>,
    steps: &[Step],
    subject: Subject,
    reading: &Reading<'_>,
    numbers: &Numbers,
) -> (Verdict, Option<Attached>) {
    let mut possible: Vec<Option<(usize, Effect)>> = Vec::new();
    let mut surely = false;
    for (ix, step) in steps.iter().enumerate() {
        let truth = match &step.limit {
            None => Truth::Yes,
            Some(limit) => match holds_of(case, limit, subject, reading, numbers) {
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
        _ => {
            let limits = steps.iter().filter_map(|step| step.limit.as_ref());
            let reason = why_open(reading, limits, numbers);
            return (Verdict::CannotTell(reason), None);
        }
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
