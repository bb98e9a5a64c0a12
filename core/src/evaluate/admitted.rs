//! Who is judged at all: selector, window, exceptions, life and sample, in this order.

use super::attributes::{Asked, holds};
use super::measures::records;
use super::outcome::{Reason, Verdict};
use super::windows;
use super::{Case, Subject, Truth};
use crate::calendar::Span;
use crate::rules::{Exception, Figure, Measure, Over, Selector, Subjects, Window};

/// Whether a subject is judged.
#[derive(Clone, Debug)]
pub(crate) enum Admitted {
    /// It is.
    Yes,
    /// The selector does not select it: it has no outcome.
    No,
    /// Its outcome is settled before anything is measured.
    Settled(Verdict),
}

/// Selector, exceptions, life and sample, in this order.
pub(crate) fn admitted(case: &Case<'_>, figure: &Figure, subject: Subject) -> Admitted {
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

pub(super) fn open_throughout(
    case: &Case<'_>,
    subject: Subject,
    span: Span,
) -> Result<(), Verdict> {
    not_open(case, subject, span).map_or(Ok(()), |reason| Err(Verdict::NotApplicable(reason)))
}
