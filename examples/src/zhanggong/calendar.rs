//! Days and hours of the reconstructed month.

use crate::Result;
use crate::random::Random;
use std::fmt;
use tongbao::calendar::Day;

/// A moment by the local clock (+08:00).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The day.
    pub day: Day,
    /// Seconds since midnight.
    pub second: u32,
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, s) = (self.day, self.second);
        write!(f, "{day} {:02}:{:02}:{:02}", s / 3_600, s / 60 % 60, s % 60)
    }
}

/// A day of 2022.
///
/// # Errors
/// If there is no such day.
pub fn day(month: u32, day: u32) -> Result<Day> {
    Day::new(2022, month, day).ok_or_else(|| format!("no day 2022-{month}-{day}").into())
}

/// The days from one to another, both included.
pub fn days(from: Day, to: Day) -> impl Iterator<Item = Day> {
    (0..=to.days_since(from)).map(move |n| from.plus_days(n))
}

/// Whether offices work: Monday to Friday, not 1 to 7 October (国庆节), and on the make-up days 8 and 9 October.
pub fn is_office_day(day: Day) -> bool {
    match day.ymd() {
        (2022, 10, 1..=7) => false,
        (2022, 10, 8 | 9) => true,
        _ => day.weekday() < 5,
    }
}

/// The office days among those from one to another.
pub fn office_days(from: Day, to: Day) -> Vec<Day> {
    days(from, to).filter(|day| is_office_day(*day)).collect()
}

/// The n-th office day after a day, which is not counted.
pub fn office_days_later(from: Day, n: usize) -> Day {
    let mut later = (1..)
        .map(|n| from.plus_days(n))
        .filter(|day| is_office_day(*day));
    later.nth(n.saturating_sub(1)).unwrap_or(from)
}

/// A second of the office hours of a day: 08:30 to 12:00, 14:00 to 17:30.
pub fn office_hour(random: &mut Random, day: Day) -> Moment {
    let half = 7 * 1_800;
    let drawn = random.below(2 * half) as u32;
    let start = if drawn < half as u32 {
        8 * 3_600 + 1_800
    } else {
        14 * 3_600
    };
    Moment {
        day,
        second: start + drawn % half as u32,
    }
}
