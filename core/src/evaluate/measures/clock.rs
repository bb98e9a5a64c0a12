//! `clock`: from the event that starts it to the event that stops it, against a limit (政府信息公开条例 33; 民法典 201:
//! the start day is not counted).

use super::{Measured, Reading};
use crate::calendar::Day;
use crate::evaluate::{Case, Reason, Subject, limits};
use crate::records::RecordKind;
use crate::rules::{Anchor, Clock, Duration, Take};

/// What a clock shows for one letter or request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockState {
    /// The day it started.
    pub start: Day,
    /// The last day in time; `None` if it lies in a year that the working-day calendar does not know.
    pub due: Option<Day>,
    /// How long it may run.
    pub limit: Duration,
    /// The day it stopped, as known at the as-of date.
    pub stop: Option<Day>,
    /// Whether, without a stop, it is known to be still running.
    pub running_is_known: bool,
    /// The record has events that this clock does not know (an extension, a correction): it may have more time.
    pub more_time_possible: bool,
}

/// Reads a clock.
///
/// # Errors
/// Why the clock has no state, `Err(Ok(..))` for not applicable and `Err(Err(..))` for cannot tell.
pub(crate) fn state(
    case: &Case<'_>,
    clock: &Clock,
    subject: Subject,
) -> Result<ClockState, Result<Reason, Reason>> {
    let no_start = || {
        Ok(Reason::new(
            "no_start",
            "没有收到日期",
            "there is no day of receipt",
        ))
    };
    let (start, stop, more_time_possible, kind) = match subject {
        Subject::Letter(ix) => {
            let letter = case.records.letters.get(ix as usize).ok_or_else(no_start)?;
            let start = letter.received_at.map(|at| case.day_of(at));
            (
                start,
                letter.replied_at.map(|at| case.day_of(at)),
                letter.extended_to.is_some(),
                RecordKind::Letters,
            )
        }
        Subject::Request(ix) => {
            let request = case
                .records
                .requests
                .get(ix as usize)
                .ok_or_else(no_start)?;
            (
                request.received_on,
                request.replied_on,
                !request.events.is_empty(),
                RecordKind::Requests,
            )
        }
        _ => return Err(no_start()),
    };
    let start = start.ok_or_else(no_start)?;
    let limit = limits::value(case, &clock.limit, subject).map_err(|open| open.into_result())?;
    let crate::rules::Literal::Duration(duration) = limit else {
        return Err(no_start());
    };
    let due = duration.after(start, case.calendar);
    let stop = stop.filter(|stop| *stop <= case.as_of);
    let running_is_known = case.coverage.replies_known(kind);
    Ok(ClockState {
        start,
        due,
        limit: duration,
        stop,
        running_is_known,
        more_time_possible,
    })
}

/// What is taken of a clock's state.
///
/// # Errors
/// `Err(Ok(..))`, not applicable, while it is not yet due; `Err(Err(..))`, cannot tell, if a year is missing that matters.
pub(crate) fn read<'r>(
    case: &Case<'r>,
    state: ClockState,
    take: Take,
) -> Result<Reading<'r>, Result<Reason, Reason>> {
    let ClockState {
        start,
        stop,
        running_is_known,
        ..
    } = state;
    let Some(due) = state.due else {
        return unknown_due(case, state, take);
    };
    if stop.is_none() && case.as_of <= due {
        let (zh, en) = (format!("尚未到期（{due}）"), format!("not yet due ({due})"));
        return Err(Ok(Reason::new("not_yet_due", zh, en)));
    }
    // without a stop: still running at the as-of date or, where replies are not known, stopped at any time from the start on
    let first = stop.unwrap_or(if running_is_known { case.as_of } else { start });
    let last = stop;
    let measured = match take {
        Take::Late => Measured::Elapsed {
            laid_on: Anchor::Start,
            shortest: Some((due, first.max(due))),
            longest: last.map(|last| (due, last.max(due))),
        },
        Take::Used => Measured::Elapsed {
            laid_on: Anchor::Start,
            shortest: Some((start, first)),
            longest: last.map(|last| (start, last)),
        },
        Take::Left => Measured::Elapsed {
            laid_on: Anchor::Start,
            shortest: last.map(|last| (last, due)),
            longest: Some((first, due)),
        },
    };
    Ok(Reading {
        measured,
        uncovered: false,
        attributes: false,
        replies: stop.is_none() && !running_is_known,
        outcomes: false,
        doubts: Vec::new(),
    })
}

/// The due day lies in a year that the calendar does not know: what is told without it all the same.
fn unknown_due<'r>(
    case: &Case<'r>,
    state: ClockState,
    take: Take,
) -> Result<Reading<'r>, Result<Reason, Reason>> {
    let in_time = |day: Day| {
        let passed = case.calendar.between(state.start, day);
        passed.is_some_and(|passed| passed <= state.limit.number)
    };
    match state.stop {
        Some(stop) if take == Take::Late && in_time(stop) => Ok(Reading {
            measured: Measured::Elapsed {
                laid_on: Anchor::Start,
                shortest: Some((stop, stop)),
                longest: Some((stop, stop)),
            },
            uncovered: false,
            attributes: false,
            replies: false,
            outcomes: false,
            doubts: Vec::new(),
        }),
        None if in_time(case.as_of) => {
            Err(Ok(Reason::new("not_yet_due", "尚未到期", "not yet due")))
        }
        _ => Err(Err(Reason::year_missing())),
    }
}
