//! Days, one after the other: weeks, months, working days and slices by walking, never by arithmetic on lengths.

use super::rules::{Each, Every, Length, Unit, Until};
use super::slips::Slip;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A day, counted from 1970-01-01.
pub type Day = i32;

/// The first day that the reference knows, 1985-01-01; long before any record of a test.
pub const FIRST: Day = 5_479;

/// The last day that it knows.
const LAST: Day = 25_567;

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// How many days a month has.
pub fn length(year: i32, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Year, month and day of every day from the first to the last, made by counting on.
fn dates() -> &'static [(i32, u32, u32)] {
    static DATES: OnceLock<Vec<(i32, u32, u32)>> = OnceLock::new();
    DATES.get_or_init(|| {
        let mut all = Vec::new();
        let (mut year, mut month, mut day) = (1985, 1, 1);
        for _ in FIRST..=LAST {
            all.push((year, month, day));
            day += 1;
            if day > length(year, month) {
                (month, day) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
        all
    })
}

/// Year, month and day.
pub fn ymd(day: Day) -> (i32, u32, u32) {
    dates()[(day.clamp(FIRST, LAST) - FIRST) as usize]
}

/// The day of a year, month and day of the month.
pub fn day(year: i32, month: u32, of_month: u32) -> Day {
    let found = dates().binary_search(&(year, month, of_month));
    FIRST + found.unwrap_or_else(|near| near) as Day
}

/// As rows write it.
pub fn text(day: Day) -> String {
    let (year, month, of_month) = ymd(day);
    format!("{year:04}-{month:02}-{of_month:02}")
}

/// Reads `2022-10-08`.
pub fn parse(text: &str) -> Option<Day> {
    let mut parts = text.split('-').map(|part| part.parse::<u32>().ok());
    let (year, month, of_month) = (parts.next()??, parts.next()??, parts.next()??);
    let date = (year as i32, month, of_month);
    let found = dates().binary_search(&date).ok()?;
    Some(FIRST + found as Day)
}

/// 0 for Monday.
pub fn weekday(day: Day) -> u32 {
    // 1970-01-01 was a Thursday
    (day + 3).rem_euclid(7) as u32
}

/// So many calendar months later (or earlier), the day of the month no greater than the month has.
pub fn plus_months(day: Day, months: i64) -> Day {
    let (mut year, mut month, of_month) = ymd(day);
    for _ in 0..months.unsigned_abs() {
        if months > 0 {
            (year, month) = if month == 12 {
                (year + 1, 1)
            } else {
                (year, month + 1)
            };
        } else {
            (year, month) = if month == 1 {
                (year - 1, 12)
            } else {
                (year, month - 1)
            };
        }
    }
    self::day(year, month, of_month.min(length(year, month)))
}

/// The rows of the calendar: whether a day named there is worked.
fn rows() -> &'static BTreeMap<Day, bool> {
    static ROWS: OnceLock<BTreeMap<Day, bool>> = OnceLock::new();
    ROWS.get_or_init(|| {
        include_str!("../../../core/src/calendar/cn-working-days.csv")
            .lines()
            .filter_map(|line| {
                let mut cells = line.split(',');
                Some((parse(cells.next()?)?, cells.next()? == "workday"))
            })
            .collect()
    })
}

/// Which days are worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Working {
    /// By the rows of the calendar.
    Calendar,
    /// Monday to Friday, whatever the calendar says.
    MondayToFriday,
}

impl Working {
    /// Whether a day is worked.
    pub fn is(self, day: Day) -> bool {
        let plain = weekday(day) < 5;
        match self {
            Working::MondayToFriday => plain,
            Working::Calendar => rows().get(&day).copied().unwrap_or(plain),
        }
    }

    /// The day so long after another.
    pub fn after(self, from: Day, length: Length) -> Day {
        match length.unit {
            Unit::Days => from + length.number as Day,
            Unit::Weeks => from + 7 * length.number as Day,
            Unit::Months => plus_months(from, length.number),
            Unit::Years => plus_months(from, 12 * length.number),
            Unit::WorkingDays => {
                let (mut day, mut left) = (from, length.number);
                while left > 0 {
                    day += 1;
                    if self.is(day) {
                        left -= 1;
                    }
                }
                day
            }
        }
    }

    /// How many days after the first and up to the second are worked.
    pub fn between(self, from: Day, to: Day) -> i64 {
        (from + 1..=to).filter(|day| self.is(*day)).count() as i64
    }
}

/// Whether a day is the last working day before a run of days off that holds a statutory holiday.
pub fn is_eve(day: Day) -> bool {
    let working = Working::Calendar;
    if !working.is(day) || working.is(day + 1) {
        return false;
    }
    let mut off = day + 1;
    while !working.is(off) {
        if rows().get(&off) == Some(&false) {
            return true;
        }
        off += 1;
    }
    false
}

/// First and last day.
pub type Span = (Day, Day);

/// Whether a span has a day.
pub fn has(span: Span, day: Day) -> bool {
    span.0 <= day && day <= span.1
}

/// What weeks are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weeks {
    /// The first day of the week, 0 for Monday.
    pub start: u32,
    /// `end`, `majority`, `start`, `inside` or `clipped`.
    pub belong: &'static str,
}

/// The slices of a period. `looks` are the check days of the run.
pub fn slices(
    each: &Each,
    period: Span,
    weeks: Weeks,
    working: Working,
    looks: &[Day],
) -> Vec<Span> {
    let days = || period.0..=period.1;
    let single = |fits: &dyn Fn(Day) -> bool| {
        days()
            .filter(|day| fits(*day))
            .map(|day| (day, day))
            .collect()
    };
    let mut found: Vec<Span> = match each.every {
        Every::Day => single(&|_| true),
        Every::WorkingDay => single(&|day| working.is(day)),
        // where every Monday to Friday is worked there are no holidays
        Every::Eve => single(&|day| working == Working::Calendar && is_eve(day)),
        Every::Look => single(&|day| looks.contains(&day)),
        Every::Week => runs(period, 7, weeks.belong, |day| weekday(day) == weeks.start),
        Every::Days { days, from } => runs(period, days, weeks.belong, |day| {
            (day - from).rem_euclid(days) == 0
        }),
        Every::Month => months(period, 1),
        Every::Quarter => months(period, 3),
    };
    if let Some(until) = each.until {
        for slice in &mut found {
            let is_last = |day: &Day| match until {
                Until::Weekday(wanted) => weekday(*day) == wanted,
                Until::DayOfMonth(wanted) => ymd(*day).2 == wanted,
            };
            slice.1 = (slice.0..=slice.1).find(is_last).unwrap_or(slice.1);
        }
    }
    found
}

/// Runs of so many days each, those that belong to a period.
fn runs(period: Span, days: i32, belong: &str, begins: impl Fn(Day) -> bool) -> Vec<Span> {
    let mut found = Vec::new();
    for first in period.0 - days..=period.1 {
        if !begins(first) {
            continue;
        }
        let last = first + days - 1;
        let belong = if Slip::WeekBelongsWhereItStarts.is_made() && belong == "end" {
            "start"
        } else {
            belong
        };
        match belong {
            "end" if has(period, last) => found.push((first, last)),
            "majority" if has(period, first + days / 2) => found.push((first, last)),
            "start" if has(period, first) => found.push((first, last)),
            "inside" if has(period, first) && has(period, last) => found.push((first, last)),
            "clipped" if last >= period.0 => found.push((first.max(period.0), last.min(period.1))),
            _ => {}
        }
    }
    found
}

/// The calendar months (or quarters) that lie wholly in a period.
fn months(period: Span, number: u32) -> Vec<Span> {
    let mut found = Vec::new();
    for first in period.0..=period.1 {
        let (_, month, of_month) = ymd(first);
        if of_month != 1 || (month - 1) % number != 0 {
            continue;
        }
        let mut last = first;
        let quarter = |day: Day| (ymd(day).0, (ymd(day).1 - 1) / number);
        while quarter(last + 1) == quarter(first) {
            last += 1;
        }
        if last <= period.1 {
            found.push((first, last));
        }
    }
    found
}
