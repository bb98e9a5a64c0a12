//! `clock`: from the event that starts it to the event that stops it, against a limit (政府信息公开条例 33; 民法典 201:
//! the start day is not counted), with what restarts it, what does not count, and what extends it.

mod due;
#[cfg(test)]
mod tests;

use super::{Measured, Reading, records};
use crate::calendar::{Day, WorkingDays};
use crate::evaluate::{Case, Reason, Subject, Truth, limits};
use crate::order::InOrder;
use crate::records::When;
use crate::rules::{Anchor, Clock, Duration, DurationUnit, Literal, Runs, Take};
use due::{Due, Limits, PausedBy};

/// Not applicable (`Ok`), or cannot tell (`Err`).
pub(crate) type NoClock = Result<Reason, Reason>;

/// What a clock shows for one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockState {
    /// The day from which it runs, itself not counted: of its start, or of its restart. Only a clock with a due day of
    /// its own may do without.
    pub start: Option<Day>,
    /// The day of its restart, if it was restarted.
    pub restarted: Option<Day>,
    /// How long it may run; `None` if the record has a due day of its own.
    pub limit: Option<Duration>,
    /// What did not count, by its beginning.
    pub pauses: Vec<Paused>,
    /// The extension, if one was told or is on record.
    pub extension: Option<Extension>,
    /// The last day in time.
    pub due: Days,
    /// The second of the due day after which it is too late, where the due day has one.
    pub due_by: Option<i64>,
    /// The day it stopped, as known at the as-of date: after the due day's hour it is the day after. `None` if there is
    /// no stop on record.
    pub stop: Option<Days>,
    /// Whether, without a stop, it is known to be still running.
    pub running_is_known: bool,
    facts: Facts,
}

/// The earliest and the latest day that something can be: the same when it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The earliest.
    pub earliest: Day,
    /// The latest; `None` for no limit.
    pub latest: Option<Day>,
}

impl ClockState {
    /// The day of the stop as the record tells it, whatever the hour; `None` if there is none on record.
    pub fn stop_day(&self) -> Option<Day> {
        self.facts.stop.map(|stop| stop.day)
    }
}

impl Days {
    /// The day, if it is known.
    pub fn known(self) -> Option<Day> {
        self.latest.filter(|latest| *latest == self.earliest)
    }
}

/// Days that do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paused {
    /// The day after which it began.
    pub from: Day,
    /// The last day that does not count.
    pub to: Day,
    /// How many days of the limit's unit that took from the clock; those that two pauses share count with the first.
    pub days: Option<i64>,
    /// Whether it was cut at the longest that it may take.
    pub cut: bool,
    /// Whether nothing on record ended it.
    pub open: bool,
}

/// An extension of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The day on which it was told.
    pub told: Option<Day>,
    /// The day that the record gives.
    pub to: Option<Day>,
    /// Whether it holds: told too late it is void, without a day of telling that is open.
    pub valid: Truth,
}

/// What the numbers are taken from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Facts {
    /// The stop as the record tells it.
    stop: Option<At>,
    /// The least due day that is possible, and the greatest.
    earliest: Option<Due>,
    latest: Option<Due>,
    /// How many days did not count, in the unit of the limit.
    paused: Option<i64>,
    /// Whether it is the calendar that leaves the due day open.
    year_missing: bool,
}

impl Facts {
    /// The day of the stop against the greatest due day at its earliest, and against the least one at its latest.
    fn ends(self, stop: At) -> (Day, Day) {
        let against = |due: Option<Due>| due.map_or((stop.day, stop.day), |due| stop.against(due));
        let (least, greatest) = (against(self.earliest), against(self.latest));
        let same = self.earliest.map(|due| due.day) == self.latest.map(|due| due.day);
        if same {
            (least.0.min(greatest.0), least.1.max(greatest.1))
        } else {
            (greatest.0, least.1)
        }
    }

    /// The days on which the stop may count.
    fn effective(self) -> Option<Days> {
        let stop = self.stop?;
        let (soonest, latest) = self.ends(stop);
        let hours = [self.earliest, self.latest].into_iter().flatten();
        let between = self.earliest.is_none_or(|due| due.day < stop.day)
            && self.latest.is_none_or(|due| stop.day < due.day);
        // any day between may be the due day, with its hour
        let perhaps = between
            && hours
                .filter_map(|due| due.by)
                .any(|by| stop.second.is_none_or(|second| second > by));
        let latest = if perhaps {
            stop.day.plus_days(1)
        } else {
            latest
        };
        Some(Days {
            earliest: soonest.min(latest),
            latest: Some(latest.max(soonest)),
        })
    }
}

/// Whether an extension has no end of its own.
fn boundless(clock: &Clock) -> bool {
    clock
        .extend
        .as_ref()
        .is_some_and(|extend| extend.to.is_none() && extend.at_most.is_none())
}

/// A day and, where it is known, the second of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct At {
    day: Day,
    second: Option<i64>,
}

impl At {
    /// The day on which it counts against a due day: after the due day's hour it is the day after.
    fn against(self, due: Due) -> (Day, Day) {
        let next = self.day.plus_days(1);
        match (due.by, self.second) {
            (Some(by), Some(second)) if self.day == due.day && second > by => (next, next),
            (Some(_), None) if self.day == due.day => (self.day, next),
            _ => (self.day, self.day),
        }
    }
}

/// The events of one record, as far as a clock asks for them: all of them, also those after the as-of date.
#[derive(Clone, Debug, Default)]
struct Events {
    start: Vec<At>,
    stop: Vec<At>,
    restart: Vec<At>,
    /// When a correction was asked for.
    asked: Vec<At>,
    due: Vec<At>,
    told: Vec<At>,
    extended_to: Vec<At>,
    /// For each pause, when it began and when it ended.
    pauses: Vec<(Vec<At>, Vec<At>)>,
}

/// The event whose correction restarts a clock, and the one that asks for it.
const CORRECTION: (&str, &str) = ("corrected", "correction_told");

/// Reads a clock.
///
/// # Errors
/// Why the clock has no state, `Err(Ok(..))` for not applicable and `Err(Err(..))` for cannot tell.
pub(crate) fn state(
    case: &Case<'_>,
    clock: &Clock,
    subject: Subject,
) -> Result<ClockState, NoClock> {
    let times = |event: &str| -> Result<Vec<At>, NoClock> {
        let times = records::events(case, subject, event).map_err(Err)?;
        let mut times: Vec<At> = times
            .into_iter()
            .map(|when| At {
                day: case.day_of(when),
                second: match when {
                    When::Day(_) => None,
                    When::Instant(at) => Some(at - case.offset.start_of(case.day_of(when))),
                },
            })
            .collect();
        times.in_order();
        Ok(times)
    };
    let maybe = |event: Option<&str>| event.map_or(Ok(Vec::new()), times);
    let limit = match &clock.runs {
        Runs::Due(_) => None,
        Runs::Limit(limit) => {
            let limit = limits::value(case, limit, subject).map_err(|open| open.into_result())?;
            let Literal::Duration(limit) = limit else {
                return Err(Err(Reason::not_known()));
            };
            Some(limit)
        }
    };
    let corrects = clock.restart.as_deref() == Some(CORRECTION.0);
    let start = times(&clock.start)?;
    // an attribute of the data that is not filled is not known; what begins by an event that never came has not begun
    if start.is_empty() && case.rules.attribute(clock.of, &clock.start).is_some() {
        return Err(Err(Reason::attribute_missing(&clock.start)));
    }
    let events = Events {
        start,
        stop: times(&clock.stop)?,
        restart: maybe(clock.restart.as_deref())?,
        asked: maybe(corrects.then_some(CORRECTION.1))?,
        due: match &clock.runs {
            Runs::Due(event) => times(event)?,
            Runs::Limit(_) => Vec::new(),
        },
        told: match &clock.extend {
            // the new due day is no day of telling
            Some(extend) if extend.by != "extended_to" => times(&extend.by)?,
            _ => Vec::new(),
        },
        extended_to: match &clock.extend {
            Some(_) => times("extended_to")?,
            None => Vec::new(),
        },
        pauses: clock
            .pauses
            .iter()
            .map(|pause| Ok((times(&pause.from)?, times(&pause.to)?)))
            .collect::<Result<_, NoClock>>()?,
    };
    let kind = clock.of.records();
    let known = match clock.stop.as_str() {
        // an item that refers to it may lie where the items are not complete
        "referred" => {
            let found = records::referring(case, subject);
            !found.uncovered && found.doubts.is_empty()
        }
        _ => kind.is_none_or(|kind| case.coverage.replies_known(kind)),
    };
    let world = World {
        calendar: case.calendar,
        as_of: case.as_of,
        running_is_known: known,
    };
    world.run(clock, limit, &events)
}

/// What is taken of a clock's state.
///
/// # Errors
/// `Err(Ok(..))`, not applicable, while it is not yet due; `Err(Err(..))`, cannot tell, if what is missing matters.
pub(crate) fn read<'r>(
    case: &Case<'r>,
    state: &ClockState,
    take: Take,
) -> Result<Reading<'r>, NoClock> {
    let world = World {
        calendar: case.calendar,
        as_of: case.as_of,
        running_is_known: state.running_is_known,
    };
    let measured = world.take(state, take)?;
    Ok(Reading {
        replies: state.stop.is_none() && !state.running_is_known,
        why: state.facts.year_missing.then(Reason::year_missing),
        ..Reading::of(measured)
    })
}

/// All that a clock needs to know besides its record.
struct World<'a> {
    calendar: &'a WorkingDays,
    as_of: Day,
    running_is_known: bool,
}

impl World<'_> {
    fn run(
        &self,
        clock: &Clock,
        limit: Option<Duration>,
        events: &Events,
    ) -> Result<ClockState, NoClock> {
        let known = |at: &&At| at.day <= self.as_of;
        let first = events.start.first().map(|at| at.day);
        let mut stops = events.stop.iter().filter(known);
        let stop = stops
            .clone()
            .find(|at| first.is_none_or(|first| at.day >= first))
            .or_else(|| stops.next())
            .copied();
        // what comes after the stop changes nothing any more
        let until = stop.map_or(self.as_of, |stop| stop.day);
        let before = |at: &&At| at.day <= until;
        let restarted = events
            .restart
            .iter()
            .filter(before)
            .map(|at| at.day)
            .next_back()
            .filter(|day| first.is_none_or(|first| *day >= first));
        if stop.is_none()
            && let Some(asked) = events.asked.iter().rfind(known)
            && restarted.is_none_or(|corrected| corrected < asked.day)
        {
            let (zh, en) = (
                format!("{}已告知补正，等待申请人补正", asked.day),
                format!(
                    "a correction was asked for on {}: waiting for it",
                    asked.day
                ),
            );
            return Err(Ok(Reason::new("waiting", zh, en)));
        }
        let start = restarted.or(first);
        let due = match limit {
            None => events.due.first().copied(),
            Some(_) => None,
        };
        if limit.is_none() && due.is_none() {
            return Err(Ok(Reason::new(
                "no_due",
                "没有规定完成日期",
                "there is no day on which it is due",
            )));
        }
        if limit.is_some() && start.is_none() {
            return Err(Ok(Reason::new(
                "no_start",
                format!("没有起算日期（{}）", clock.start),
                format!("there is no day on which it starts (`{}`)", clock.start),
            )));
        }
        let unit = limit.map_or(DurationUnit::Days, |limit| limit.unit);
        let limits = Limits {
            calendar: self.calendar,
            unit,
        };
        let pauses = self.pauses(clock, events, until);
        let paused = start.map(|start| limits.paused(start, until, &pauses));
        let unextended = match (limit, start, due) {
            (Some(limit), Some(start), _) => limits.after(start, limit, &pauses),
            (_, _, Some(due)) => Days {
                earliest: due.day,
                latest: Some(due.day),
            },
            // neither a limit nor a due day: told above
            _ => return Err(Err(Reason::not_known())),
        };
        let unextended = self.postponed(clock, unextended);
        // a due day at midnight is a due day without an hour
        let by = due
            .and_then(|due| due.second)
            .filter(|second| *second > 0)
            .or(clock.ends_at);
        let (extension, extended) = extended(
            clock,
            events,
            start,
            until,
            (unextended, by),
            &limits,
            &pauses,
        );
        let extended = self.postponed(clock, extended);
        let valid = extension.map_or(Truth::No, |extension| extension.valid);
        let extended_by = clock
            .extend
            .as_ref()
            .and_then(|extend| extend.ends_at)
            .or(by);
        let ends = match valid {
            Truth::No => (Some((unextended, by)), None),
            Truth::Yes => (None, Some((extended, extended_by))),
            Truth::Open => (Some((unextended, by)), Some((extended, extended_by))),
        };
        let earliest = ends.0.or(ends.1).map(|(days, by)| Due {
            day: days.earliest,
            by,
        });
        let latest = ends
            .1
            .or(ends.0)
            .and_then(|(days, by)| days.latest.map(|day| Due { day, by }));
        let earliest_day = earliest.map_or(unextended.earliest, |due| due.day);
        let days = Days {
            earliest: earliest_day,
            latest: latest.map(|due| due.day),
        };
        let facts = Facts {
            stop,
            earliest,
            latest,
            paused: paused.flatten(),
            year_missing: unextended.latest.is_none()
                || (valid != Truth::No && extended.latest.is_none() && !boundless(clock)),
        };
        Ok(ClockState {
            start,
            restarted,
            limit,
            pauses: limits.told(start, until, &pauses),
            extension,
            due: days,
            due_by: days.known().and(latest).and_then(|due| due.by),
            stop: facts.effective(),
            running_is_known: self.running_is_known,
            facts,
        })
    }

    /// The due days, each moved to the next working day where the clock says so.
    fn postponed(&self, clock: &Clock, days: Days) -> Days {
        if !clock.postpone {
            return days;
        }
        let moved = |day: Day| self.calendar.working_from(day);
        Days {
            earliest: moved(days.earliest).unwrap_or(days.earliest),
            latest: days.latest.and_then(moved),
        }
    }

    /// The days that do not count, by the pauses they come from, ascending.
    fn pauses(&self, clock: &Clock, events: &Events, until: Day) -> Vec<PausedBy> {
        let mut all = Vec::new();
        for (pause, (from, to)) in clock.pauses.iter().zip(&events.pauses) {
            let mut ends = to.iter().map(|at| at.day).filter(|day| *day <= until);
            for from in from.iter().map(|at| at.day).filter(|day| *day <= until) {
                // each end belongs to the first beginning that it can end
                let end = ends.find(|day| *day >= from);
                let to = end.unwrap_or(until);
                // a longest end in a year that the calendar does not know: it may be as early as the beginning
                let cut = pause.at_most.map(|at_most| {
                    let known = at_most.after(from, self.calendar);
                    let earliest = known.unwrap_or_else(|| due::least(from, at_most));
                    (earliest, known)
                });
                let at_least = cut.map_or(to, |(earliest, _)| to.min(earliest));
                let at_most = match cut {
                    Some((_, Some(latest))) => to.min(latest),
                    _ => to,
                };
                all.push(PausedBy {
                    from,
                    at_least,
                    at_most,
                    cut: at_least < to,
                    open: end.is_none(),
                });
            }
        }
        all.in_order_by_key(|paused| (paused.from, paused.at_most, paused.at_least));
        all
    }

    /// What is taken of a state.
    fn take(&self, state: &ClockState, take: Take) -> Result<Measured, NoClock> {
        let facts = state.facts;
        let stop = facts.stop;
        let open = || {
            if facts.year_missing {
                Reason::year_missing()
            } else {
                Reason::new(
                    "due_open",
                    "期限是否已延长不明，到期日不能确定",
                    "whether it was extended is not known, so the due day is open",
                )
            }
        };
        let Days { earliest, latest } = state.due;
        if stop.is_none() && self.as_of <= earliest {
            let (zh, en) = match state.due.known() {
                Some(due) => (format!("尚未到期（{due}）"), format!("not yet due ({due})")),
                None => ("尚未到期".to_owned(), "not yet due".to_owned()),
            };
            return Err(Ok(Reason::new("not_yet_due", zh, en)));
        }
        if stop.is_none() && latest.is_none_or(|latest| self.as_of <= latest) {
            return Err(Err(open()));
        }
        // without a stop: still running at the as-of date or, where replies are not known, stopped at any time from the
        // start on
        let running = if self.running_is_known {
            self.as_of
        } else {
            state.start.unwrap_or(Day::MIN)
        };
        let (soonest, last) = match stop {
            Some(stop) => {
                let (soonest, last) = facts.ends(stop);
                (soonest, Some(last))
            }
            None => (running, None),
        };
        let (shortest, longest) = match take {
            Take::Late => (
                // with no end of the due day it may be in time
                Some(latest.map_or((soonest, soonest), |due| (due, soonest.max(due)))),
                last.map(|stop| (earliest, stop.max(earliest))),
            ),
            Take::Left => (
                last.map(|stop| (stop, earliest)),
                latest.map(|due| (soonest, due)),
            ),
            Take::Used => {
                let Some(start) = state.start else {
                    return Err(Ok(Reason::new(
                        "no_start",
                        "没有起始日期",
                        "there is no day on which it starts",
                    )));
                };
                // days that did not count move the start instead
                let unit = state.limit.map_or(DurationUnit::Days, |limit| limit.unit);
                let limits = Limits {
                    calendar: self.calendar,
                    unit,
                };
                let start = facts.paused.and_then(|paused| limits.moved(start, paused));
                let start = start.ok_or_else(|| Err(Reason::year_missing()))?;
                // an answer after the hour is late by a day, and took none longer for it
                let day = stop.map(|stop| stop.day);
                (
                    Some((start, day.unwrap_or(running).max(start))),
                    day.map(|day| (start, day.max(start))),
                )
            }
        };
        Ok(Measured::Elapsed {
            laid_on: Anchor::Start,
            shortest,
            longest,
        })
    }
}

/// Whether the clock was extended, and the due day if it was.
fn extended(
    clock: &Clock,
    events: &Events,
    start: Option<Day>,
    until: Day,
    (unextended, by): (Days, Option<i64>),
    limits: &Limits<'_>,
    pauses: &[PausedBy],
) -> (Option<Extension>, Days) {
    let Some(extend) = &clock.extend else {
        return (None, unextended);
    };
    let first = events.told.first();
    let told = first.map(|at| at.day);
    let to = events.extended_to.last().map(|at| at.day);
    // told after the as-of date is not yet known; told after the stop changes nothing any more
    if told.is_some_and(|told| told > until) || told.or(to).is_none() {
        return (None, unextended);
    }
    // told on the due day after its hour is told too late, as an answer would be
    let against = |at: &At, day| at.against(Due { day, by });
    let valid = match (first, unextended.latest) {
        (None, _) => Truth::Open,
        (Some(_), _) if !extend.asked_before_due => Truth::Yes,
        (Some(at), _) if against(at, unextended.earliest).1 <= unextended.earliest => Truth::Yes,
        (Some(at), Some(latest)) if against(at, latest).0 > latest => Truth::No,
        _ => Truth::Open,
    };
    let open = Days {
        earliest: Day::MAX,
        latest: None,
    };
    let whole = match (extend.to, start) {
        (Some(limit), Some(start)) => limits.after(start, limit, pauses),
        _ => open,
    };
    let added = extend.at_most.map_or(open, |at_most| {
        let early = limits.after(unextended.earliest, at_most, pauses);
        let late = unextended
            .latest
            .map(|latest| limits.after(latest, at_most, pauses));
        Days {
            earliest: early.earliest,
            latest: late.and_then(|late| late.latest),
        }
    });
    let bounded = extend.to.is_some() && start.is_some() || extend.at_most.is_some();
    let least = |a: Option<Day>, b: Option<Day>| match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    let allowed = Days {
        earliest: whole.earliest.min(added.earliest),
        latest: least(whole.latest, added.latest),
    };
    let given = match (to, bounded) {
        (Some(to), _) => Days {
            earliest: to.min(allowed.earliest),
            latest: least(Some(to), allowed.latest),
        },
        (None, true) => allowed,
        // extended, nobody says how long
        (None, false) => Days {
            earliest: unextended.earliest,
            latest: None,
        },
    };
    // an extension never takes time away
    let extended = Days {
        earliest: given.earliest.max(unextended.earliest),
        latest: match (given.latest, unextended.latest) {
            (Some(given), Some(unextended)) => Some(given.max(unextended)),
            _ => None,
        },
    };
    (Some(Extension { told, to, valid }), extended)
}
