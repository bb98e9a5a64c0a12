//! Reading dates and times: by the shapes that name the year first, or by a declared format; never by guess.

use super::When;
use crate::calendar::{Day, Offset};
use crate::diagnostic::{Diagnostic, Text};

/// Why a date could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateError {
    /// The shape is known, but there is no such day or time.
    Impossible,
    /// The shape is not known.
    Format,
    /// Two declared formats read it differently.
    Ambiguous,
}

impl DateError {
    /// `date.impossible`, `date.format` or `date.ambiguous`.
    pub fn code(self) -> &'static str {
        match self {
            DateError::Impossible => "date.impossible",
            DateError::Format => "date.format",
            DateError::Ambiguous => "date.ambiguous",
        }
    }

    /// What is wrong.
    pub fn message(self) -> Text {
        match self {
            DateError::Impossible => {
                Text::new("没有这个日期或时间", "there is no such day or time")
            }
            DateError::Format => {
                Text::new("无法识别的日期写法", "the form of this date is not known")
            }
            DateError::Ambiguous => Text::new(
                "按声明的几种写法会读出不同的日期",
                "the declared date formats read this date differently",
            ),
        }
    }

    /// What to do, looking at the value.
    pub fn next_step(self, value: &str) -> Text {
        match self {
            DateError::Impossible => {
                Text::new("对照原始记录改正", "correct it from the original record")
            }
            DateError::Ambiguous => Text::new(
                "在设置的 date_formats 里只留一种写法，或把日期改写成 2022-10-08 的样子",
                "keep one of the `date_formats` in the settings, or write the date as 2022-10-08",
            ),
            DateError::Format => {
                let all_digits = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
                let slashes = value.bytes().filter(|&b| b == b'/').count() == 2;
                match value.len() {
                    5 if all_digits => Text::new(
                        "这像是 Excel 的日期序号：把单元格设为日期格式后重新导出",
                        "this looks like a serial number of Excel: format the cell as a date and export again",
                    ),
                    8 if all_digits => declare("YYYYMMDD"),
                    14 if all_digits => declare("YYYYMMDDHHmmss"),
                    _ if slashes => Text::new(
                        "在设置里声明日、月的先后，例如 date_formats = [\"DD/MM/YYYY\"] 或 [\"MM/DD/YYYY\"]",
                        "declare the order of day and month in the settings: `date_formats = [\"DD/MM/YYYY\"]` or `[\"MM/DD/YYYY\"]`",
                    ),
                    _ => Text::new(
                        "改写成 2022-10-08 或 2022-10-08 08:30 的样子，或在设置的 date_formats 里声明所用写法",
                        "write it as 2022-10-08 or 2022-10-08 08:30, or declare its form in `date_formats` in the settings",
                    ),
                }
            }
        }
    }
}

fn declare(format: &str) -> Text {
    Text::new(
        format!("在设置里声明这种写法：date_formats = [\"{format}\"]"),
        format!("declare this form in the settings: `date_formats = [\"{format}\"]`"),
    )
}

/// A form of dates that the data declare, such as `DD/MM/YYYY` or `YYYYMMDDHHmmss`.
///
/// `YYYY`, `MM`, `DD`, `HH`, `mm`, `ss` have that many digits; `M`, `D`, `H` one or two. Everything else stands for
/// itself. A form without a time also reads values followed by one (`31/10/2022 08:30`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateFormat {
    pattern: String,
    parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Part {
    Number { of: Field, fixed: bool },
    Literal(char),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Field {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

const TOKENS: [(&str, Field, bool); 9] = [
    ("YYYY", Field::Year, true),
    ("MM", Field::Month, true),
    ("M", Field::Month, false),
    ("DD", Field::Day, true),
    ("D", Field::Day, false),
    ("HH", Field::Hour, true),
    ("H", Field::Hour, false),
    ("mm", Field::Minute, true),
    ("ss", Field::Second, true),
];

impl DateFormat {
    /// Reads a pattern.
    ///
    /// # Errors
    ///
    /// `date_format.invalid` for a pattern without year, month and day, with one of them twice, or that could be read
    /// in two ways.
    pub fn parse(pattern: &str) -> Result<DateFormat, Box<Diagnostic>> {
        let invalid = |zh: &str, en: &str| {
            let error = Diagnostic::error("date_format.invalid", Text::new(zh, en));
            Box::new(error.with_value(pattern).with_next_step(Text::new(
                "写成 DD/MM/YYYY、YYYY/M/D HH:mm 这样的形式",
                "write it like `DD/MM/YYYY` or `YYYY/M/D HH:mm`",
            )))
        };
        let mut parts: Vec<Part> = Vec::new();
        let mut rest = pattern.trim();
        while let Some(first) = rest.chars().next() {
            let token = TOKENS.iter().find(|(token, ..)| rest.starts_with(token));
            let (part, length) = match token {
                Some(&(token, of, fixed)) => (Part::Number { of, fixed }, token.len()),
                None if first.is_ascii_alphanumeric() && first != 'T' && first != 'Z' => {
                    return Err(invalid(
                        "日期写法里有不认识的符号",
                        "the date format holds an unknown letter or digit",
                    ));
                }
                None => (Part::Literal(first), first.len_utf8()),
            };
            if let (Some(Part::Number { fixed: false, .. }), Part::Number { .. }) =
                (parts.last(), part)
            {
                return Err(invalid(
                    "M、D、H 后面要有分隔符",
                    "`M`, `D` and `H` need a separator after them",
                ));
            }
            parts.push(part);
            rest = rest.get(length..).unwrap_or_default();
        }
        let count = |field| {
            let same = |part: &&Part| matches!(part, Part::Number { of, .. } if *of == field);
            parts.iter().filter(same).count()
        };
        if [Field::Year, Field::Month, Field::Day]
            .into_iter()
            .any(|field| count(field) != 1)
        {
            return Err(invalid(
                "年、月、日要各出现一次",
                "year, month and day must each occur once",
            ));
        }
        let (hours, minutes, seconds) = (
            count(Field::Hour),
            count(Field::Minute),
            count(Field::Second),
        );
        if hours > 1 || minutes != hours || seconds > minutes {
            return Err(invalid(
                "时间要有时和分，秒可有可无",
                "a time has hours and minutes, and may have seconds",
            ));
        }
        Ok(DateFormat {
            pattern: pattern.trim().to_owned(),
            parts,
        })
    }

    /// The pattern, as declared.
    pub fn as_str(&self) -> &str {
        &self.pattern
    }

    /// `None` if the value does not have this form.
    fn read(&self, text: &str) -> Option<Result<Civil, DateError>> {
        let mut cursor = Cursor(text);
        let (mut year, mut month, mut day) = (0, 0, 0);
        let mut time: Option<(u32, u32, u32)> = None;
        for part in &self.parts {
            match *part {
                Part::Literal(literal) => cursor.literal(literal)?,
                Part::Number { of, fixed } => {
                    let digits = if of == Field::Year { 4 } else { 2 };
                    let number = cursor.number(if fixed { digits } else { 1 }, digits)?;
                    let (hours, minutes, seconds) = time.unwrap_or_default();
                    match of {
                        Field::Year => year = number,
                        Field::Month => month = number,
                        Field::Day => day = number,
                        Field::Hour => time = Some((number, minutes, seconds)),
                        Field::Minute => time = Some((hours, number, seconds)),
                        Field::Second => time = Some((hours, minutes, number)),
                    }
                }
            }
        }
        let rest = cursor.0;
        let read = match time {
            None => with_time(year, month, day, rest),
            Some(time) if rest.is_empty() => Civil::new(year, month, day).and_then(|c| c.at(time)),
            Some(_) => Err(DateError::Format),
        };
        (read != Err(DateError::Format)).then_some(read)
    }
}

/// A day, and a time of that day if one was given, with its offset if one was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Civil {
    day: Day,
    seconds: Option<u32>,
    offset: Option<Offset>,
}

impl Civil {
    fn new(year: u32, month: u32, day: u32) -> Result<Civil, DateError> {
        let day = Day::new(year as i32, month, day).ok_or(DateError::Impossible)?;
        Ok(Civil {
            day,
            seconds: None,
            offset: None,
        })
    }

    fn at(mut self, (hours, minutes, seconds): (u32, u32, u32)) -> Result<Civil, DateError> {
        if hours > 23 || minutes > 59 || seconds > 59 {
            return Err(DateError::Impossible);
        }
        self.seconds = Some(hours * 3_600 + minutes * 60 + seconds);
        Ok(self)
    }

    /// The day with the time that stands after it: nothing, or `T` or a space, `H:MM`, `H:MM:SS`, an offset.
    fn with_time_after(self, rest: &str) -> Result<Civil, DateError> {
        if rest.is_empty() {
            return Ok(self);
        }
        let clock = match rest.strip_prefix('T') {
            Some(clock) => clock,
            None => rest
                .strip_prefix(' ')
                .ok_or(DateError::Format)?
                .trim_start(),
        };
        let mut cursor = Cursor(clock);
        let (time, offset) = cursor.time().ok_or(DateError::Format)?;
        let mut civil = self.at(time)?;
        civil.offset = match offset {
            Some(offset) => Some(offset?),
            None => None,
        };
        Ok(civil)
    }

    fn when(self, naive: Offset) -> When {
        match self.seconds {
            None => When::Day(self.day),
            Some(seconds) => {
                let offset = self.offset.unwrap_or(naive);
                When::Instant(offset.start_of(self.day) + i64::from(seconds))
            }
        }
    }
}

/// Reads the date of a trimmed cell: by the declared formats, else by the shapes that name the year first. A time
/// without an offset is local in `naive`.
///
/// # Errors
///
/// A [`DateError`]; nothing is ever guessed.
///
/// ```
/// use tongbao::calendar::{Day, Offset};
/// use tongbao::records::{When, dates};
/// let read = |text| dates::read_when(text, &[], Offset::default());
/// assert_eq!(read("1970年1月2日"), Ok(When::Day(Day(1))));
/// assert_eq!(read("1970-01-01 08:00"), Ok(When::Instant(0)));
/// assert_eq!(read("03/10/2022"), Err(dates::DateError::Format));
/// assert_eq!(read("2022-02-30"), Err(dates::DateError::Impossible));
/// ```
pub fn read_when(text: &str, formats: &[DateFormat], naive: Offset) -> Result<When, DateError> {
    let mut shape_known = false;
    let mut declared: Option<When> = None;
    for format in formats {
        match format.read(text) {
            None => {}
            Some(Err(_)) => shape_known = true,
            Some(Ok(civil)) => {
                let when = civil.when(naive);
                if declared.is_some_and(|before| before != when) {
                    return Err(DateError::Ambiguous);
                }
                declared = Some(when);
            }
        }
    }
    if let Some(when) = declared {
        return Ok(when);
    }
    match year_first(text) {
        Ok(civil) => Ok(civil.when(naive)),
        Err(DateError::Format) if shape_known => Err(DateError::Impossible),
        Err(error) => Err(error),
    }
}

/// Reads a cell that is a day: as [`read_when`], a time taken down to its day in the offset `days`.
///
/// # Errors
///
/// A [`DateError`].
pub fn read_day(
    text: &str,
    formats: &[DateFormat],
    naive: Offset,
    days: Offset,
) -> Result<Day, DateError> {
    read_when(text, formats, naive).map(|when| when.day(days))
}

impl When {
    /// The civil day in an offset.
    pub fn day(self, offset: Offset) -> Day {
        match self {
            When::Day(day) => day,
            When::Instant(instant) => offset.day_of(instant),
        }
    }
}

/// `YYYY-M-D`, `YYYY/M/D`, `YYYY.M.D`, `YYYY年M月D日`, and a time after it.
fn year_first(text: &str) -> Result<Civil, DateError> {
    let mut cursor = Cursor(text);
    let (year, month, day) = cursor.date().ok_or(DateError::Format)?;
    with_time(year, month, day, cursor.0)
}

/// A day and what stands after it. The shape of the whole comes first: trailing text is no impossible day.
fn with_time(year: u32, month: u32, day: u32, rest: &str) -> Result<Civil, DateError> {
    let shape = Civil::new(2_000, 1, 1).and_then(|any| any.with_time_after(rest));
    if shape == Err(DateError::Format) {
        return Err(DateError::Format);
    }
    Civil::new(year, month, day)?.with_time_after(rest)
}

/// What of a value is still to be read.
struct Cursor<'a>(&'a str);

impl Cursor<'_> {
    fn date(&mut self) -> Option<(u32, u32, u32)> {
        let year = self.number(4, 4)?;
        let separator = self.0.chars().next()?;
        let (second, last) = match separator {
            '-' | '/' | '.' => (separator, None),
            '年' => ('月', Some('日')),
            _ => return None,
        };
        self.literal(separator)?;
        let month = self.number(1, 2)?;
        self.literal(second)?;
        let day = self.number(1, 2)?;
        if let Some(last) = last {
            self.literal(last)?;
        }
        Some((year, month, day))
    }

    /// A time up to the end of the value; its offset may have the right shape and still not exist.
    #[allow(clippy::type_complexity)]
    fn time(&mut self) -> Option<((u32, u32, u32), Option<Result<Offset, DateError>>)> {
        let hours = self.number(1, 2)?;
        self.literal(':')?;
        let minutes = self.number(2, 2)?;
        let mut seconds = 0;
        if self.0.starts_with(':') {
            self.literal(':')?;
            seconds = self.number(2, 2)?;
            if self.0.starts_with('.') {
                self.literal('.')?;
                let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
                self.0 = self.0.get(digits..).filter(|_| digits > 0)?;
            }
        }
        let offset = match self.0.trim_start() {
            "" => None,
            "Z" | "UTC" => Some(Ok(Offset(0))),
            _ => Some(self.offset()?),
        };
        Some(((hours, minutes, seconds), offset))
    }

    /// `+08:00`, `+0800` or `+08`, up to the end of the value.
    fn offset(&mut self) -> Option<Result<Offset, DateError>> {
        self.0 = self.0.trim_start();
        let sign = self.0.chars().next()?;
        let east = match sign {
            '+' => 1,
            '-' => -1,
            _ => return None,
        };
        self.literal(sign)?;
        let hours = self.number(2, 2)?;
        if self.0.starts_with(':') {
            self.literal(':')?;
            if self.0.is_empty() {
                return None;
            }
        }
        let minutes = if self.0.is_empty() {
            0
        } else {
            self.number(2, 2)?
        };
        if !self.0.is_empty() {
            return None;
        }
        let exists = minutes < 60 && hours * 60 + minutes <= 14 * 60;
        let seconds = east * (hours * 3_600 + minutes * 60) as i32;
        Some(
            exists
                .then_some(Offset(seconds))
                .ok_or(DateError::Impossible),
        )
    }

    fn literal(&mut self, literal: char) -> Option<()> {
        self.0 = self.0.strip_prefix(literal)?;
        Some(())
    }

    /// A number of at least and at most so many digits; takes as many as there are.
    fn number(&mut self, least: usize, most: usize) -> Option<u32> {
        let mut digits = 0;
        let mut number = 0;
        for byte in self.0.bytes().take(most).take_while(u8::is_ascii_digit) {
            number = number * 10 + u32::from(byte - b'0');
            digits += 1;
        }
        self.0 = self.0.get(digits..).filter(|_| digits >= least)?;
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> When {
        When::Day(text.parse().unwrap_or_default())
    }

    fn read(text: &str) -> Result<When, DateError> {
        read_when(text, &[], Offset::default())
    }

    fn formats(patterns: &[&str]) -> Vec<DateFormat> {
        patterns
            .iter()
            .filter_map(|pattern| DateFormat::parse(pattern).ok())
            .collect()
    }

    #[test]
    fn the_year_first_shapes() {
        for text in [
            "2022-10-08",
            "2022-10-8",
            "2022/10/8",
            "2022.10.08",
            "2022年10月8日",
        ] {
            assert_eq!(read(text), Ok(day("2022-10-08")), "{text}");
        }
        let half_past_eight = Ok(When::Instant(1_665_189_000));
        for text in [
            "2022-10-08 08:30",
            "2022-10-08T08:30:00",
            "2022/10/8 8:30",
            "2022-10-08  8:30",
            "2022年10月8日 08:30:00",
            "2022-10-08T00:30:00Z",
            "2022-10-08 00:30:00 UTC",
            "2022-10-08T08:30:00+08:00",
            "2022-10-08T08:30:00.999+0800",
            "2022-10-08 08:30 +08",
            "2022-10-07T20:30-04:00",
        ] {
            assert_eq!(read(text), half_past_eight, "{text}");
        }
    }

    #[test]
    fn a_shape_without_such_a_day_or_time_is_impossible() {
        for text in [
            "2022-13-45",
            "2022-02-29",
            "0000-01-01",
            "2022-10-00",
            "2022-10-08 24:00",
            "2022-10-08 08:60",
            "2022-10-08 08:30:60",
            "2022-10-08T08:30:00+15:00",
            "2022年2月30日",
            "2022-10-08 25:00",
        ] {
            assert_eq!(read(text), Err(DateError::Impossible), "{text}");
        }
    }

    #[test]
    fn what_is_not_declared_is_not_guessed() {
        for text in [
            "",
            "08/10/2022",
            "10/08/2022",
            "22-10-08",
            "20221008",
            "44842",
            "2022-10/08",
            "2022-10-08 abc",
            "2022-10-08x",
            "2022-10-08T",
            "2022-10-08 8",
            "2022-10-08 8:3",
            "2022年10月8",
            "2022-10",
            "昨天",
            "2022-10-08 08:30:00.",
            "2022-10-08 08:30 CST",
            "2022-02-30 xyz",
            "2022-10-08T08:30+",
            "2022-10-08T08:30+08:",
            "2022-10-08T08:30+8",
            "２０２２-10-08",
            "Oct 8, 2022",
            "-2022-10-08",
            "2022-010-08",
        ] {
            assert_eq!(read(text), Err(DateError::Format), "{text}");
        }
    }

    #[test]
    fn declared_formats_come_first() {
        let read = |text, patterns: &[&str]| read_when(text, &formats(patterns), Offset::default());
        assert_eq!(read("03/10/2022", &["DD/MM/YYYY"]), Ok(day("2022-10-03")));
        assert_eq!(read("03/10/2022", &["MM/DD/YYYY"]), Ok(day("2022-03-10")));
        assert_eq!(read("3/10/2022", &["M/D/YYYY"]), Ok(day("2022-03-10")));
        assert_eq!(read("20221008", &["YYYYMMDD"]), Ok(day("2022-10-08")));
        let half_past_eight = Ok(When::Instant(1_665_189_000));
        assert_eq!(read("20221008083000", &["YYYYMMDDHHmmss"]), half_past_eight);
        assert_eq!(read("08/10/2022 08:30", &["DD/MM/YYYY"]), half_past_eight);
        assert_eq!(
            read("08/10/2022 8h30", &["DD/MM/YYYY"]),
            Err(DateError::Format)
        );
        assert_eq!(read("2022-10-08", &["DD/MM/YYYY"]), Ok(day("2022-10-08")));
        assert_eq!(
            read("30/02/2022", &["DD/MM/YYYY"]),
            Err(DateError::Impossible)
        );
        assert_eq!(read("30/02/2022x", &["DD/MM/YYYY"]), Err(DateError::Format));
    }

    #[test]
    fn two_declared_formats_that_disagree_are_no_answer() {
        let read = |text| {
            read_when(
                text,
                &formats(&["DD/MM/YYYY", "MM/DD/YYYY"]),
                Offset::default(),
            )
        };
        assert_eq!(read("03/10/2022"), Err(DateError::Ambiguous));
        assert_eq!(read("13/10/2022"), Ok(day("2022-10-13")));
        assert_eq!(read("10/10/2022"), Ok(day("2022-10-10")));
        assert_eq!(read("32/13/2022"), Err(DateError::Impossible));
    }

    #[test]
    fn a_pattern_that_could_be_read_in_two_ways_is_refused() {
        for pattern in [
            "",
            "YYYY-MM",
            "YYYYMD",
            "DD/MM/YY",
            "YYYY-MM-DD HH",
            "YYYY-MM-DD-DD",
            "D. MMMM YYYY",
            "YYYY-MM-DD mm:ss",
            "yyyy-MM-dd",
        ] {
            assert!(DateFormat::parse(pattern).is_err(), "{pattern}");
        }
        assert_eq!(formats(&[" YYYY年M月D日 H时mm分 "]).len(), 1);
    }

    #[test]
    fn a_day_takes_a_time_down_in_the_offset_of_days() {
        let read = |text| read_day(text, &[], Offset::default(), Offset::default());
        assert_eq!(
            read("2022-10-31T23:30:00Z").map(|day| day.to_string()),
            Ok("2022-11-01".into())
        );
        assert_eq!(
            read("2022-10-31 23:30").map(|day| day.to_string()),
            Ok("2022-10-31".into())
        );
    }

    proptest! {
        #[test]
        fn every_day_reads_back(number in Day::MIN.0..=Day::MAX.0) {
            let day = Day(number);
            prop_assert_eq!(read(&day.to_string()), Ok(When::Day(day)));
        }

        #[test]
        fn any_text_gets_an_answer(text in "\\PC{0,24}", pattern in "[YMDHms/ -]{0,16}") {
            let formats = formats(&[&pattern]);
            let _ = read_when(&text, &formats, Offset::default());
        }

        #[test]
        fn no_byte_after_a_date_is_overlooked(tail in "[a-z0-9:+年 ]{1,6}") {
            let text = format!("2022-10-08 08:30:00{tail}");
            let known = tail.chars().all(|c| c == ' ') || tail.trim_start().starts_with('+');
            prop_assert!(known || read(&text).is_err(), "{}", text);
        }
    }
}
