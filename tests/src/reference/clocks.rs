//! Deadlines, walked day by day.

use super::days::Day;
use super::judge::{Judge, Stop};
use super::plain::{Asked, Ix, When};
use super::rules::{Clock, Length, Take, Unit, Value};
use super::slips::Slip;

/// A deadline of one record.
#[derive(Clone, Copy, Debug)]
pub struct State {
    /// The day from which it runs.
    pub start: Day,
    /// The last day.
    pub due: Day,
    /// The day on which it stopped.
    pub stop: Day,
}

impl Judge<'_> {
    /// The deadline of a record by a clock.
    pub fn clock(&self, clock: &Clock, ix: Ix, take: Take) -> Result<State, Stop> {
        let plain = &self.plain;
        let as_of = plain.world.as_of;
        if let Some(filter) = &clock.filter {
            match plain.holds(filter, ix, Asked { state: as_of }) {
                Some(true) => {}
                Some(false) => return Err(Stop::NotApplicable),
                None => return Err(Stop::CannotTell),
            }
        }
        let answered = plain.event(ix, clock.stop);
        // what gives more time and is unknown to the clock: to be looked at by hand
        let has = |event: &str| !plain.events(ix, event).is_empty();
        let more = clock.extend.is_none() && (has("extension_told") || has("extended_to"))
            || clock.pauses.is_empty() && (has("consult_sent") || has("opinion_received"))
            || clock.restart.is_none() && (has("correction_told") || has("corrected"));
        if more
            && matches!(
                clock.of,
                super::rules::Of::Letter | super::rules::Of::Request
            )
        {
            return Err(Stop::Skip);
        }
        let began = plain.event(ix, clock.start).ok_or(Stop::Skip)?.day;
        let again = clock.restart.and_then(|restart| {
            // what comes after the answer starts nothing
            let before = |day: &Day| answered.is_none_or(|answered| *day <= answered.day);
            plain
                .events(ix, restart)
                .iter()
                .map(|when| when.day)
                .filter(before)
                .max()
        });
        if clock.restart.is_some() {
            let asked = plain.event(ix, "correction_told");
            if asked.is_some() && again.is_none() && answered.is_none() {
                return Err(Stop::NotApplicable);
            }
        }
        let start = again.unwrap_or(began);
        let paused = self.paused(clock, ix);
        let mut hour = clock.ends_at.map(|hour| hour * 3600);
        let mut due = match &clock.limit {
            None => {
                let due = plain.event(ix, "due").ok_or(Stop::Skip)?;
                hour = due.second.or(hour);
                due.day
            }
            Some(limit) => match self.value(limit, ix, Asked { state: as_of })? {
                Value::Length(length) => self.run(start, length, &paused),
                _ => return Err(Stop::Skip),
            },
        };
        if let Some(extend) = &clock.extend {
            let told = plain.event(ix, "extension_told").map(|when| when.day);
            // what is told after the answer gives no more time
            let after = answered
                .zip(told)
                .is_some_and(|(answered, told)| told > answered.day);
            let to = plain.event(ix, "extended_to").map(|when| when.day);
            // where no day of telling is known, a completed world says whether it was told in time
            let in_time = match (told, to) {
                (Some(told), _) => !after && (!extend.asked_before || told <= due),
                (None, Some(_)) => plain.cell(ix, "~told") == Some("in time"),
                (None, None) => false,
            };
            if in_time {
                let by_total = extend.to.map(|total| self.run(start, total, &paused));
                let by_more = extend.at_most.map(|more| self.run(due, more, &paused));
                let allowed = [by_total, by_more].into_iter().flatten().min();
                let extended = match (to, allowed) {
                    (Some(to), Some(allowed)) => to.min(allowed),
                    (Some(to), None) => to,
                    (None, Some(allowed)) => allowed,
                    (None, None) => due,
                };
                due = due.max(extended);
                hour = extend.ends_at.map(|hour| hour * 3600).or(hour);
            }
        }
        let stop = match answered {
            // an hour makes late, and never longer
            Some(when)
                if when.day == due && take != Take::Used && self.is_after_hour(when, hour, ix) =>
            {
                due + 1
            }
            Some(when) => when.day,
            None if as_of <= due => return Err(Stop::NotApplicable),
            None => plain
                .cell(ix, "~later")
                .and_then(super::days::parse)
                .unwrap_or(as_of),
        };
        Ok(State { start, due, stop })
    }

    fn is_after_hour(&self, when: When, hour: Option<i64>, ix: Ix) -> bool {
        match (hour, when.second) {
            (Some(hour), Some(second)) => second > hour,
            (Some(_), None) => self.plain.cell(ix, "~hour") == Some("late"),
            (None, _) => false,
        }
    }

    /// The days that do not count.
    fn paused(&self, clock: &Clock, ix: Ix) -> Vec<Day> {
        let mut paused = Vec::new();
        for (from, to, at_most) in &clock.pauses {
            let ends = self.plain.events(ix, to);
            for (place, began) in self.plain.events(ix, from).iter().enumerate() {
                let end = ends
                    .get(place)
                    .map_or(self.plain.world.as_of, |when| when.day);
                let end = at_most.map_or(end, |most| {
                    end.min(self.plain.working.after(began.day, most))
                });
                // once it is answered nothing is paused
                let end = self
                    .plain
                    .event(ix, clock.stop)
                    .map_or(end, |answered| end.min(answered.day));
                paused.extend(began.day + 1..=end);
            }
        }
        paused
    }

    /// The last day of so long from a day on, days that do not count left out.
    fn run(&self, start: Day, length: Length, paused: &[Day]) -> Day {
        let working = self.plain.working;
        let counts = |day: Day| !paused.contains(&day);
        let twice = if Slip::PausesAddUp.is_made() {
            paused.len() as i64
        } else {
            0
        };
        let (mut day, mut left) = match length.unit {
            Unit::Months | Unit::Years => {
                let end = working.after(start, length);
                return end;
            }
            Unit::Weeks => (start, 7 * length.number),
            Unit::Days | Unit::WorkingDays => (start, length.number + twice),
        };
        if Slip::StartDayCounts.is_made() {
            day -= 1;
        }
        while left > 0 {
            day += 1;
            if counts(day) && (length.unit != Unit::WorkingDays || working.is(day)) {
                left -= 1;
            }
        }
        day
    }
}
