//! Durations: `14 days`, `7 working days`, `6 months`. Each becomes one cut-off date; the length of a month is never computed.

use crate::calendar::{Day, WorkingDays};
use std::cmp::Ordering;
use std::fmt;

/// The unit of a duration. Weeks are read as days, years as months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DurationUnit {
    /// Calendar days.
    Days,
    /// Working days of the calendar.
    WorkingDays,
    /// Calendar months, the day clamped.
    Months,
}

/// The day on which a duration is laid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The earlier day: the cut-off date lies so long after it.
    Start,
    /// The later day: the cut-off date lies so long before it.
    End,
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Duration {
    /// How many.
    pub number: i64,
    /// Of what.
    pub unit: DurationUnit,
}

impl Duration {
    /// Reads `14 days`, `1 day`, `2 weeks`, `7 working days`, `6 months`, `1 year`; numbers from 0 to 100,000.
    pub fn parse(text: &str) -> Option<Duration> {
        let (number, unit) = text.trim().split_once(' ')?;
        let number: i64 = number
            .parse()
            .ok()
            .filter(|number| (0..=100_000).contains(number))?;
        let (unit, times) = match unit.trim() {
            "day" | "days" => (DurationUnit::Days, 1),
            "week" | "weeks" => (DurationUnit::Days, 7),
            "working day" | "working days" => (DurationUnit::WorkingDays, 1),
            "month" | "months" => (DurationUnit::Months, 1),
            "year" | "years" => (DurationUnit::Months, 12),
            _ => return None,
        };
        Some(Duration {
            number: number * times,
            unit,
        })
    }

    /// The day that lies this long after a day; `None` if the calendar does not know a year that it needs.
    pub fn after(self, day: Day, calendar: &WorkingDays) -> Option<Day> {
        match self.unit {
            DurationUnit::Days => Some(day.plus_days(self.number)),
            DurationUnit::Months => {
                Some(day.plus_months(i32::try_from(self.number).unwrap_or(i32::MAX)))
            }
            DurationUnit::WorkingDays => calendar.after(day, self.number),
        }
    }

    /// How the time from one day to another compares with this duration: the duration is laid on one of the two days, and
    /// the cut-off date that it gives is compared with the other. `None` if the calendar does not know a year.
    ///
    /// A deadline is laid on its start (an answer on the Saturday after the due Friday is late); a gap is laid on the
    /// check point (监测时间点前n个月).
    pub fn compare(
        self,
        from: Day,
        to: Day,
        laid_on: Anchor,
        calendar: &WorkingDays,
    ) -> Option<Ordering> {
        if laid_on == Anchor::Start {
            return Some(to.cmp(&self.after(from, calendar)?));
        }
        match self.unit {
            DurationUnit::Days => Some(to.days_since(from).cmp(&self.number)),
            DurationUnit::WorkingDays => match calendar.between(from, to) {
                Some(days) => Some(days.cmp(&self.number)),
                // it began before the years that are known: those alone may make it longer
                None => (calendar.at_least_between(from, to)? > self.number)
                    .then_some(Ordering::Greater),
            },
            DurationUnit::Months => {
                let months = i32::try_from(self.number).unwrap_or(i32::MAX);
                Some(to.plus_months(-months).cmp(&from))
            }
        }
    }

    /// In Chinese: `14天`.
    pub fn zh(self) -> String {
        match self.unit {
            DurationUnit::Days => format!("{}天", self.number),
            DurationUnit::WorkingDays => format!("{}个工作日", self.number),
            DurationUnit::Months if self.number > 0 && self.number % 12 == 0 => {
                format!("{}年", self.number / 12)
            }
            DurationUnit::Months => format!("{}个月", self.number),
        }
    }
}

/// In English: `14 days`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, unit) = match self.unit {
            DurationUnit::Days => (self.number, "day"),
            DurationUnit::WorkingDays => (self.number, "working day"),
            DurationUnit::Months if self.number > 0 && self.number % 12 == 0 => {
                (self.number / 12, "year")
            }
            DurationUnit::Months => (self.number, "month"),
        };
        write!(f, "{number} {unit}{}", if number == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_began_before_the_calendar_is_longer_where_the_known_years_are_enough() {
        let day = |text: &str| text.parse::<Day>().ok();
        let calendar = &WorkingDays::built_in();
        let compared = |number: i64, from: &str, to: &str| {
            let unit = DurationUnit::WorkingDays;
            let duration = Duration { number, unit };
            duration.compare(day(from)?, day(to)?, Anchor::End, calendar)
        };
        // the calendar begins with 2010: five working days of it lie in 2010-01-04..2010-01-08
        assert_eq!(
            compared(15, "1999-05-01", "2010-03-31"),
            Some(Ordering::Greater)
        );
        assert_eq!(compared(15, "1999-05-01", "2010-01-08"), None);
        assert_eq!(
            compared(15, "2010-01-03", "2010-01-08"),
            Some(Ordering::Less)
        );
    }

    #[test]
    fn a_duration_reads_what_it_writes() {
        for text in [
            "14 days",
            "1 day",
            "7 working days",
            "6 months",
            "1 year",
            "0 days",
        ] {
            assert_eq!(
                Duration::parse(text)
                    .map(|duration| duration.to_string())
                    .as_deref(),
                Some(text)
            );
        }
        assert_eq!(Duration::parse("2 weeks"), Duration::parse("14 days"));
        for text in [
            "14",
            "days",
            "14days",
            "-1 days",
            "1.5 days",
            "14 nights",
            "",
        ] {
            assert_eq!(Duration::parse(text), None);
        }
    }
}
