//! Due days: a limit counted over the days that count.

use super::{Days, Paused};
use crate::calendar::{Day, WorkingDays};
use crate::rules::{Duration, DurationUnit};

/// A due day, and the second of it after which it is too late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Due {
    pub day: Day,
    pub by: Option<i64>,
}

/// Days after `from` that do not count: up to `at_least` surely, up to `at_most` perhaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PausedBy {
    pub from: Day,
    pub at_least: Day,
    pub at_most: Day,
    pub cut: bool,
    pub open: bool,
}

/// The least day that lies a length of time after a day, whatever the calendar: no unit is shorter than a day.
pub(super) fn least(from: Day, length: Duration) -> Day {
    from.plus_days(length.number)
}

/// How limits are counted.
pub(super) struct Limits<'a> {
    pub calendar: &'a WorkingDays,
    /// The unit in which paused days are counted.
    pub unit: DurationUnit,
}

impl Limits<'_> {
    /// The day that lies so long after a day, over the days that are not paused.
    pub fn after(&self, start: Day, limit: Duration, pauses: &[PausedBy]) -> Days {
        let short = merged(start, pauses, |paused| paused.at_least);
        let long = merged(start, pauses, |paused| paused.at_most);
        let earliest = self.over(start, limit, &short);
        let latest = self.over(start, limit, &long);
        Days {
            earliest: earliest.unwrap_or_else(|low| low),
            latest: latest.ok(),
        }
    }

    /// The same over spans `(from, to]` that are ascending and share nothing; a day before which it cannot lie if the
    /// calendar does not know a year.
    fn over(&self, start: Day, limit: Duration, spans: &[(Day, Day)]) -> Result<Day, Day> {
        if limit.unit == DurationUnit::Months {
            let due = limit
                .after(start, self.calendar)
                .ok_or(least(start, limit))?;
            let mut due = due;
            // a pause that begins within the limit moves its end, which may reach the next one
            for (from, to) in spans {
                if *from < due {
                    due = due.plus_days(to.days_since(*from));
                }
            }
            return Ok(due);
        }
        let mut at = start;
        let mut left = limit.number;
        for (from, to) in spans {
            let Some(before) = self.between(limit.unit, at, *from) else {
                return self.counted(limit.unit, at, left);
            };
            if left <= before {
                return self.counted(limit.unit, at, left);
            }
            left -= before;
            at = *to;
        }
        self.counted(limit.unit, at, left)
    }

    fn counted(&self, unit: DurationUnit, from: Day, number: i64) -> Result<Day, Day> {
        let length = Duration { number, unit };
        length.after(from, self.calendar).ok_or_else(|| {
            // as far as the calendar goes, and a day for each that is left
            let year = from.plus_days(1).ymd().0;
            let known = |year: &i32| self.calendar.years().binary_search(year).is_ok();
            let last = (year..).take_while(known).last();
            let end = last.and_then(|year| Day::new(year, 12, 31));
            let counted = end.and_then(|end| Some((end, self.calendar.between(from, end)?)));
            match counted {
                Some((end, counted)) => end.plus_days((number - counted).max(0)),
                None => least(from, length),
            }
        })
    }

    /// How many days of a unit lie in `(from, to]`.
    fn between(&self, unit: DurationUnit, from: Day, to: Day) -> Option<i64> {
        match unit {
            DurationUnit::WorkingDays => self.calendar.between(from, to),
            _ => Some(to.days_since(from)),
        }
    }

    /// How many days between a start and an end are paused; `None` if that is not known.
    pub fn paused(&self, start: Day, until: Day, pauses: &[PausedBy]) -> Option<i64> {
        let short = merged(start, pauses, |paused| paused.at_least);
        let long = merged(start, pauses, |paused| paused.at_most);
        if short != long {
            return None;
        }
        long.iter()
            .filter(|(from, _)| *from < until)
            .try_fold(0, |sum, (from, to)| {
                Some(sum + self.between(self.unit, *from, (*to).min(until))?)
            })
    }

    /// A day so many days of the unit later.
    pub fn moved(&self, day: Day, by: i64) -> Option<Day> {
        match self.unit {
            DurationUnit::WorkingDays => self.calendar.after(day, by),
            _ => Some(day.plus_days(by)),
        }
    }

    /// The pauses, with what each took.
    pub fn told(&self, start: Option<Day>, until: Day, pauses: &[PausedBy]) -> Vec<Paused> {
        let mut reached = start.unwrap_or(Day::MIN);
        let mut told = Vec::new();
        for paused in pauses {
            let to = paused.at_most.min(until);
            let from = paused.from.max(reached);
            let days = (paused.at_least == paused.at_most)
                .then(|| {
                    if from < to {
                        self.between(self.unit, from, to)
                    } else {
                        Some(0)
                    }
                })
                .flatten();
            reached = reached.max(to);
            told.push(Paused {
                from: paused.from,
                to,
                days,
                cut: paused.cut,
                open: paused.open,
            });
        }
        told
    }
}

/// Spans `(from, to]` after a day, joined where they meet.
fn merged(start: Day, pauses: &[PausedBy], to: impl Fn(&PausedBy) -> Day) -> Vec<(Day, Day)> {
    let mut spans: Vec<(Day, Day)> = Vec::new();
    for paused in pauses {
        let (from, to) = (paused.from.max(start), to(paused));
        if from >= to {
            continue;
        }
        match spans.last_mut() {
            Some((_, last)) if from <= *last => *last = (*last).max(to),
            _ => spans.push((from, to)),
        }
    }
    spans
}
