//! The time of an item: an instant, a local time or a day, as a second of the local calendar.

use crate::calendar::{Day, Offset};
use crate::records::When;
use crate::records::dates::{DateFormat, read_when};

const SECONDS_OF_DAY: i64 = 86_400;

/// What a cell came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// A second of the calendar in which days are counted.
    Second {
        /// Counted from the beginning of 1970-01-01 there.
        local: i64,
        /// Whether only the day is known.
        day_only: bool,
    },
    /// The cell is empty.
    Nothing,
    /// It is no time.
    Unread,
}

/// How the times of a run are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times<'a> {
    /// The offset in which days are counted.
    pub offset: Offset,
    /// The offset of times that state none.
    pub naive: Offset,
    /// The forms that the data declare.
    pub formats: &'a [DateFormat],
    /// Whether nothing but `YYYY-MM-DDTHH:MM:SS` with an offset is a time.
    pub strict: bool,
}

impl Times<'_> {
    /// What is added to a count of seconds.
    pub fn shift(&self, utc: bool) -> i64 {
        let naive = if utc { 0 } else { self.naive.0 };
        i64::from(self.offset.0) - i64::from(naive)
    }

    /// Reads a cell.
    #[inline]
    pub fn read(&self, text: &[u8]) -> Read {
        if let Some(text) = text.first_chunk::<25>().filter(|_| text.len() == 25)
            && let Some(instant) = rfc3339(text)
        {
            return Read::Second {
                local: instant + i64::from(self.offset.0),
                day_only: false,
            };
        }
        self.otherwise(text)
    }

    #[inline(never)]
    fn otherwise(&self, text: &[u8]) -> Read {
        let text = text.trim_ascii();
        if text.is_empty() {
            return Read::Nothing;
        }
        if self.strict {
            return Read::Unread;
        }
        let Ok(text) = std::str::from_utf8(text) else {
            return Read::Unread;
        };
        match read_when(text, self.formats, self.naive) {
            Ok(When::Instant(at)) => Read::Second {
                local: at.saturating_add(i64::from(self.offset.0)),
                day_only: false,
            },
            Ok(When::Day(day)) => Read::Second {
                local: i64::from(day.0) * SECONDS_OF_DAY,
                day_only: true,
            },
            Err(_) => Read::Unread,
        }
    }
}

/// Two digits; 255 if they are none.
#[inline]
fn two(text: &[u8; 25], at: usize) -> u32 {
    match (text.get(at), text.get(at + 1)) {
        (Some(tens), Some(ones)) if tens.is_ascii_digit() && ones.is_ascii_digit() => {
            u32::from(tens - b'0') * 10 + u32::from(ones - b'0')
        }
        _ => 255,
    }
}

/// An instant written `YYYY-MM-DDTHH:MM:SS+HH:MM`.
#[inline]
fn rfc3339(text: &[u8; 25]) -> Option<i64> {
    let [
        _,
        _,
        _,
        _,
        b'-',
        _,
        _,
        b'-',
        _,
        _,
        b'T',
        _,
        _,
        b':',
        _,
        _,
        b':',
        _,
        _,
        sign,
        _,
        _,
        b':',
        _,
        _,
    ] = text
    else {
        return None;
    };
    let (century, year, month, day) = (two(text, 0), two(text, 2), two(text, 5), two(text, 8));
    let (hour, minute, second) = (two(text, 11), two(text, 14), two(text, 17));
    let (off_hours, off_minutes) = (two(text, 20), two(text, 23));
    if century > 99 || year > 99 || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    if off_hours > 14 || off_minutes > 59 || off_hours == 14 && off_minutes > 0 {
        return None;
    }
    let days = day_number(century * 100 + year, month, day)?;
    let sign = match sign {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let shift = sign * i64::from(off_hours * 3_600 + off_minutes * 60);
    let of_day = i64::from(hour * 3_600 + minute * 60 + second);
    Some(i64::from(days) * SECONDS_OF_DAY + of_day - shift)
}

const DAYS: [u32; 13] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// The number of a civil day, counted from 1970-01-01.
#[inline]
fn day_number(year: u32, month: u32, day: u32) -> Option<i32> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = DAYS.get(month as usize)? + u32::from(leap && month == 2);
    if year == 0 || day == 0 || day > last {
        return None;
    }
    // counted from March, so that the leap day is the last of its year
    let from_march = (month + 9) % 12;
    let year = year as i32 - i32::from(month <= 2);
    let in_year = (153 * from_march as i32 + 2) / 5 + day as i32 - 1;
    Some(
        365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + in_year
            - 719_468,
    )
}

/// A second as a day of the calendar.
pub(super) fn day_of(local: i64) -> Day {
    let day = local.div_euclid(SECONDS_OF_DAY);
    Day(day.clamp(i64::from(Day::MIN.0), i64::from(Day::MAX.0)) as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMES: Times<'static> = Times {
        offset: Offset(28_800),
        naive: Offset(28_800),
        formats: &[],
        strict: false,
    };

    #[test]
    fn every_day_of_the_calendar_has_the_number_that_the_calendar_gives_it() {
        for number in Day::MIN.0..=Day::MAX.0 {
            let (year, month, day) = Day(number).ymd();
            assert_eq!(day_number(year as u32, month, day), Some(number));
        }
        for (year, month, day) in [
            (0, 1, 1),
            (2022, 2, 29),
            (2022, 13, 1),
            (2022, 0, 1),
            (2022, 4, 31),
            (1900, 2, 29),
        ] {
            assert_eq!(day_number(year, month, day), None);
        }
    }

    #[test]
    fn a_time_is_read_as_the_intake_reads_it() {
        for text in [
            "2022-10-05T10:00:00+08:00",
            "2022-10-05T10:00:00-04:30",
            "2022-10-05T25:00:00+08:00",
            "2022-02-30T10:00:00+08:00",
            "2022-10-05T10:00:00+15:00",
            "2022-10-05T10:00:00",
            "2022-10-05 10:00",
            "2022/10/05",
            "2022-10-05",
            "0000-00-00T00:00:00+08:00",
            "昨天",
        ] {
            let expected = match read_when(text, &[], Offset(28_800)) {
                Ok(When::Instant(at)) => Read::Second {
                    local: at + 28_800,
                    day_only: false,
                },
                Ok(When::Day(day)) => Read::Second {
                    local: i64::from(day.0) * 86_400,
                    day_only: true,
                },
                Err(_) => Read::Unread,
            };
            assert_eq!(TIMES.read(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(TIMES.read(b" "), Read::Nothing);
        let strict = Times {
            strict: true,
            ..TIMES
        };
        assert_eq!(strict.read(b"2022-10-05 10:00"), Read::Unread);
        assert_ne!(strict.read(b"2022-10-05T10:00:00+08:00"), Read::Unread);
    }
}
