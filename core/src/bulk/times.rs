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

/// Reads many cells, most of which are of the same month and offset as the one before.
#[derive(Debug)]
pub(super) struct Reader<'t> {
    times: Times<'t>,
    last: Month,
}

impl<'t> Reader<'t> {
    pub fn new(times: Times<'t>) -> Reader<'t> {
        Reader {
            times,
            last: Month::default(),
        }
    }

    /// Reads a cell, as [`Times::read`] does.
    #[inline]
    pub fn read(&mut self, text: &[u8]) -> Read {
        let whole = text.first_chunk::<25>().filter(|_| text.len() == 25);
        match whole.and_then(|text| self.last.read(text)) {
            Some(instant) => Read::Second {
                local: instant + i64::from(self.times.offset.0),
                day_only: false,
            },
            None => self.read_anew(text),
        }
    }

    #[inline(never)]
    fn read_anew(&mut self, text: &[u8]) -> Read {
        let read = self.times.read(text);
        let whole = text.first_chunk::<25>().filter(|_| text.len() == 25);
        if let Some(month) = whole.and_then(Month::of) {
            self.last = month;
        }
        read
    }
}

/// A month of an offset, as instants of it are written.
#[derive(Clone, Copy, Debug, Default)]
struct Month {
    /// `YYYY-MM-`, and what stands behind the minutes, but for the seconds.
    date: [u8; 8],
    rest: [u8; 8],
    last: u8,
    /// The instant at which the day before its first one begins, and how many days it has; none before one is known.
    before: i64,
    days: u8,
}

impl Month {
    /// That of an instant written `YYYY-MM-DDTHH:MM:SS+HH:MM`.
    fn of(text: &[u8; 25]) -> Option<Month> {
        let instant = rfc3339(text)?;
        let (&[date, hours, rest], &[last]) = text.as_chunks::<8>() else {
            return None;
        };
        let [century, _, year, _, _, month, ..] = pairs(date, OF_DATE, *b"0000-00-")?;
        let [day, _, _, hour, _, _, minute, _] = pairs(hours, OF_HOURS, *b"00T00:00")?;
        let [_, second, ..] = pairs(rest, OF_SECONDS, rest)?;
        let of_day = i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
        Some(Month {
            date,
            rest,
            last,
            before: instant - of_day - i64::from(day) * SECONDS_OF_DAY,
            days: days_of(u32::from(century) * 100 + u32::from(year), month.into())? as u8,
        })
    }

    /// An instant of this month and offset.
    #[inline(always)]
    fn read(&self, text: &[u8; 25]) -> Option<i64> {
        let (&[date, hours, rest], &[last]) = text.as_chunks::<8>() else {
            return None;
        };
        if date != self.date || last != self.last {
            return None;
        }
        let [day, _, _, hour, _, _, minute, _] = pairs(hours, OF_HOURS, *b"00T00:00")?;
        let [_, second, ..] = pairs(rest, OF_SECONDS, self.rest)?;
        if day == 0 || day > self.days || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let of_day = i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
        Some(self.before + i64::from(day) * SECONDS_OF_DAY + of_day)
    }
}

/// The digits of eight bytes, those at `places` (the highest bit of each), as pairs: where a pair begins stands its number.
/// `None` if one is no digit, or the other bytes are not those of `form`.
#[inline(always)]
fn pairs(bytes: [u8; 8], places: u64, form: [u8; 8]) -> Option<[u8; 8]> {
    const ZEROS: u64 = 0x3030_3030_3030_3030;
    const ABOVE_NINE: u64 = 0x7676_7676_7676_7676;
    let word = u64::from_le_bytes(bytes);
    // all bits of each place
    let digits = (places >> 7).wrapping_mul(0xff);
    let own = (word ^ ZEROS) & digits;
    let no_digit = (own & !HIGH).wrapping_add(ABOVE_NINE) | own;
    if no_digit & places | (word ^ u64::from_le_bytes(form)) & !digits != 0 {
        return None;
    }
    Some((own.wrapping_mul(10).wrapping_add(own >> 8)).to_le_bytes())
}

const HIGH: u64 = 0x8080_8080_8080_8080;

/// Where the digits of the three words of a time stand, each by its highest bit.
const OF_DATE: u64 = 0x0080_8000_8080_8080;
const OF_HOURS: u64 = 0x8080_0080_8000_8080;
const OF_REST: u64 = 0x8000_8080_0080_8000;
/// The seconds alone.
const OF_SECONDS: u64 = 0x0000_0000_0080_8000;

/// An instant written `YYYY-MM-DDTHH:MM:SS+HH:MM`.
#[inline]
fn rfc3339(text: &[u8; 25]) -> Option<i64> {
    let (&[date, hours, rest], &[last]) = text.as_chunks::<8>() else {
        return None;
    };
    let [_, _, _, mark @ (b'+' | b'-'), ..] = rest else {
        return None;
    };
    let [century, _, year, _, _, month, ..] = pairs(date, OF_DATE, *b"0000-00-")?;
    let [day, _, _, hour, _, _, minute, _] = pairs(hours, OF_HOURS, *b"00T00:00")?;
    let form = [b':', b'0', b'0', mark, b'0', b'0', b':', b'0'];
    let [_, second, _, _, off_hours, _, _, off_tens] = pairs(rest, OF_REST, form)?;
    let off_minutes = off_tens + last.checked_sub(b'0').filter(|digit| *digit <= 9)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    if off_hours > 14 || off_minutes > 59 || off_hours == 14 && off_minutes > 0 {
        return None;
    }
    let year = u32::from(century) * 100 + u32::from(year);
    let days = day_number(year, month.into(), day.into())?;
    let sign = if mark == b'+' { 1 } else { -1 };
    let shift = sign * (i64::from(off_hours) * 3_600 + i64::from(off_minutes) * 60);
    let of_day = i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
    Some(i64::from(days) * SECONDS_OF_DAY + of_day - shift)
}

const DAYS: [u32; 13] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// How many days a month has.
#[inline]
fn days_of(year: u32, month: u32) -> Option<u32> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    Some(DAYS.get(month as usize)? + u32::from(leap && month == 2))
}

/// The number of a civil day, counted from 1970-01-01.
#[inline]
fn day_number(year: u32, month: u32, day: u32) -> Option<i32> {
    let last = days_of(year, month)?;
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

    proptest::proptest! {
        #[test]
        fn whatever_is_written_is_read_as_the_intake_reads_it(
            text in "(19|20|00|99|2x)[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9][+-][01][0-9]:[0-6][0-9]",
            at in 0_usize..30, byte: u8, broken: bool,
        ) {
            let mut bytes = text.into_bytes();
            if let (true, Some(own)) = (broken, bytes.get_mut(at)) {
                *own = byte;
            }
            let strict = Times { strict: true, ..TIMES };
            let instant = std::str::from_utf8(&bytes).ok().and_then(|text| {
                match read_when(text, &[], Offset(28_800)) {
                    // the intake knows more forms, of other lengths or with blanks, which a strict run does not
                    Ok(When::Instant(at)) if text.contains('T') && text.len() == 25 => Some(at),
                    _ => None,
                }
            });
            let expected = instant.map_or(Read::Unread, |at| Read::Second { local: at + 28_800, day_only: false });
            proptest::prop_assert_eq!(strict.read(&bytes), expected, "{:?}", String::from_utf8_lossy(&bytes));
        }
    }

    proptest::proptest! {
        #[test]
        fn many_are_read_as_each_is(
            texts in proptest::collection::vec(
                ("20(22|23|24)-(02|13|10)-([0-3][0-9]|28|29)T[0-2][0-9]:[0-6][0-9]:[0-6][0-9][+-]0[78]:[03]0", 0_usize..200, proptest::num::u8::ANY),
                0..30,
            ),
        ) {
            let mut reader = Reader::new(TIMES);
            for (text, at, byte) in texts {
                let mut bytes = text.into_bytes();
                if let Some(own) = bytes.get_mut(at) {
                    *own = byte;
                }
                proptest::prop_assert_eq!(reader.read(&bytes), TIMES.read(&bytes), "{:?}", String::from_utf8_lossy(&bytes));
            }
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
