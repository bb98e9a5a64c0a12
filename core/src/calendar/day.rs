//! Civil days and fixed offsets.

use chrono::{Datelike, Months, NaiveDate};
use std::fmt;

const UNIX_EPOCH_FROM_CE: i32 = 719_163;
const SECONDS_OF_DAY: i64 = 86_400;

/// A civil day, as the number of days since 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// The first day that data may name.
    pub const MIN: Day = Day(-719_162);
    /// The last day that data may name, 9999-12-31.
    pub const MAX: Day = Day(2_932_896);

    /// A day of the calendar, or `None` for one that does not exist or lies outside the years 1 to 9999.
    ///
    /// ```
    /// use tongbao::calendar::Day;
    /// assert_eq!(Day::new(1970, 1, 2), Some(Day(1)));
    /// assert_eq!(Day::new(2022, 13, 45), None);
    /// ```
    pub fn new(year: i32, month: u32, day: u32) -> Option<Day> {
        let date = NaiveDate::from_ymd_opt(year, month, day)?;
        let day = Day(date.num_days_from_ce() - UNIX_EPOCH_FROM_CE);
        (Day::MIN..=Day::MAX).contains(&day).then_some(day)
    }

    /// Year, month, day of the month.
    pub fn ymd(self) -> (i32, u32, u32) {
        let date = self.date();
        (date.year(), date.month(), date.day())
    }

    /// The day of the week: 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> u32 {
        (i64::from(self.0) + 3).rem_euclid(7) as u32
    }

    /// So many days later, or earlier; stays inside the calendar.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Day {
        let moved = i64::from(self.0)
            .saturating_add(days)
            .clamp(i64::from(Day::MIN.0), i64::from(Day::MAX.0));
        Day(moved as i32)
    }

    /// So many calendar months later, or earlier, the day clamped to the month's last (民法典 202).
    ///
    /// ```
    /// use tongbao::calendar::Day;
    /// assert_eq!(Day::new(2022, 10, 31).map(|d| d.plus_months(-6)), Day::new(2022, 4, 30));
    /// ```
    #[must_use]
    pub fn plus_months(self, months: i32) -> Day {
        let by = Months::new(months.unsigned_abs());
        let date = self.date();
        let moved = if months < 0 {
            date.checked_sub_months(by)
        } else {
            date.checked_add_months(by)
        };
        let end = if months < 0 { Day::MIN } else { Day::MAX };
        moved.map_or(end, |date| {
            Day(date.num_days_from_ce() - UNIX_EPOCH_FROM_CE).clamp(Day::MIN, Day::MAX)
        })
    }

    /// Days from `earlier` to this day; negative if it is later.
    pub fn days_since(self, earlier: Day) -> i64 {
        i64::from(self.0) - i64::from(earlier.0)
    }

    fn date(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(
            self.0.clamp(Day::MIN.0, Day::MAX.0) + UNIX_EPOCH_FROM_CE,
        )
        .unwrap_or(NaiveDate::MIN)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl std::str::FromStr for Day {
    type Err = ();

    /// Reads `YYYY-MM-DD` and nothing else.
    fn from_str(text: &str) -> Result<Day, ()> {
        let mut parts = text.splitn(3, '-');
        let mut number = |width: usize| {
            let part = parts
                .next()
                .filter(|part| part.len() == width && part.bytes().all(|b| b.is_ascii_digit()));
            part.and_then(|part| part.parse::<u32>().ok()).ok_or(())
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        Day::new(year as i32, month, day).ok_or(())
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(|()| {
            serde::de::Error::custom(format_args!("`{text}` is no day of the form YYYY-MM-DD"))
        })
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "description": "A civil day, YYYY-MM-DD.", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
    }
}

/// A span of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
}

impl Span {
    /// A span, or `None` if it would end before it begins.
    pub fn new(from: Day, to: Day) -> Option<Span> {
        (from <= to).then_some(Span { from, to })
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }

    /// What two spans share.
    pub fn intersect(self, other: Span) -> Option<Span> {
        Span::new(self.from.max(other.from), self.to.min(other.to))
    }

    /// How many days it has.
    pub fn days(self) -> i64 {
        self.to.days_since(self.from) + 1
    }
}

/// A fixed offset from UTC in seconds, east positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Offset(pub i32);

impl Default for Offset {
    /// China, +08:00.
    fn default() -> Self {
        Offset(8 * 3_600)
    }
}

impl Offset {
    /// The civil day of an instant (UTC seconds).
    pub fn day_of(self, instant: i64) -> Day {
        let days = instant
            .saturating_add(i64::from(self.0))
            .div_euclid(SECONDS_OF_DAY);
        Day(days.clamp(i64::from(Day::MIN.0), i64::from(Day::MAX.0)) as i32)
    }

    /// The instant (UTC seconds) at which a civil day begins.
    pub fn start_of(self, day: Day) -> i64 {
        i64::from(day.0) * SECONDS_OF_DAY - i64::from(self.0)
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, minutes) = if self.0 < 0 {
            ('-', -self.0 / 60)
        } else {
            ('+', self.0 / 60)
        };
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl std::str::FromStr for Offset {
    type Err = ();

    /// Reads `+08:00`, `-04:00` or `Z`, at most fourteen hours.
    fn from_str(text: &str) -> Result<Offset, ()> {
        if text == "Z" {
            return Ok(Offset(0));
        }
        let (sign, rest) = match text.as_bytes().first() {
            Some(b'+') => (1, text.get(1..)),
            Some(b'-') => (-1, text.get(1..)),
            _ => return Err(()),
        };
        let (hours, minutes) = rest.and_then(|rest| rest.split_once(':')).ok_or(())?;
        let two = |part: &str| {
            (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse::<i32>().ok())
                .flatten()
                .ok_or(())
        };
        let (hours, minutes) = (two(hours)?, two(minutes)?);
        if hours > 14 || minutes > 59 {
            return Err(());
        }
        Ok(Offset(sign * (hours * 3_600 + minutes * 60)))
    }
}
