//! The period of an inspection (检查周期).

use super::{Day, Span};

/// What a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodKind {
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// January to June, or July to December.
    HalfYear,
    /// A calendar year.
    Year,
    /// Two dates.
    Days,
}

impl PeriodKind {
    /// `month`, `quarter`, `half-year`, `year` or `days`.
    pub fn as_str(self) -> &'static str {
        match self {
            PeriodKind::Month => "month",
            PeriodKind::Quarter => "quarter",
            PeriodKind::HalfYear => "half-year",
            PeriodKind::Year => "year",
            PeriodKind::Days => "days",
        }
    }

    /// How many calendar months it has; 0 for two dates.
    fn months(self) -> u32 {
        match self {
            PeriodKind::Month => 1,
            PeriodKind::Quarter => 3,
            PeriodKind::HalfYear => 6,
            PeriodKind::Year => 12,
            PeriodKind::Days => 0,
        }
    }
}

/// A month, a quarter, half a year, a year, or two dates.
///
/// ```
/// use tongbao::calendar::Period;
/// let october = Period::parse("2022-10").unwrap();
/// assert_eq!(october.span.to.to_string(), "2022-10-31");
/// assert_eq!(october.zh(), "2022年10月");
/// assert_eq!(Period::parse("2022-q4").unwrap().label, "2022Q4");
/// assert!(Period::parse("2022-13").is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// What it is.
    pub kind: PeriodKind,
    /// Its normal form: `2022-10`, `2022Q4`, `2022H2`, `2022`, `2022-10-01..2022-10-31`.
    pub label: String,
    /// Its first and last day.
    pub span: Span,
}

impl Period {
    /// The longest period in days, a hundred years: a period is judged slice by slice, and its length costs nothing to
    /// write down.
    pub const LONGEST: i64 = 36_525;

    /// Reads `2022-10`, `2022Q4` (or `2022-Q4`), `2022H2` (or `2022-H2`), `2022`, or `2022-10-01..2022-10-31` (at most
    /// [`Period::LONGEST`] days).
    pub fn parse(text: &str) -> Option<Period> {
        let text = text.trim();
        if let Some((from, to)) = text.split_once("..") {
            let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
            let span = Span::new(from, to)?;
            return (span.days() <= Period::LONGEST).then(|| Period::days(span));
        }
        let (year, rest) = text.split_at_checked(4)?;
        let year = digits(year)? as i32;
        if rest.is_empty() {
            return Period::whole(PeriodKind::Year, year, 1);
        }
        let dashed = rest.strip_prefix('-');
        let part = dashed.unwrap_or(rest);
        let letter = part.chars().next()?.to_ascii_uppercase();
        let number = part.get(1..).filter(|number| number.len() == 1);
        match letter {
            'Q' => Period::whole(PeriodKind::Quarter, year, digits(number?)?),
            'H' => Period::whole(PeriodKind::HalfYear, year, digits(number?)?),
            _ if dashed.is_some() && part.len() == 2 => {
                Period::whole(PeriodKind::Month, year, digits(part)?)
            }
            _ => None,
        }
    }

    /// The calendar month, quarter or half of a year with a number (from 1); `None` if there is no such part.
    fn whole(kind: PeriodKind, year: i32, number: u32) -> Option<Period> {
        let months = kind.months();
        let first_month = number
            .checked_sub(1)?
            .checked_mul(months)?
            .checked_add(1)
            .filter(|month| months > 0 && *month <= 12)?;
        let from = Day::new(year, first_month, 1)?;
        let label = match kind {
            PeriodKind::Month => format!("{year:04}-{number:02}"),
            PeriodKind::Quarter => format!("{year:04}Q{number}"),
            PeriodKind::HalfYear => format!("{year:04}H{number}"),
            PeriodKind::Year | PeriodKind::Days => format!("{year:04}"),
        };
        let span = Span::new(from, last_of_months(from, months))?;
        Some(Period { kind, label, span })
    }

    /// The period between two dates, both included.
    pub fn days(span: Span) -> Period {
        Period {
            kind: PeriodKind::Days,
            label: format!("{}..{}", span.from, span.to),
            span,
        }
    }

    /// The one before: the month before a month, the quarter before a quarter; for two dates as many days, ending the
    /// day before. `None` before the first year of the calendar.
    pub fn previous(&self) -> Option<Period> {
        if self.span.from == Day::MIN {
            return None;
        }
        if self.kind == PeriodKind::Days {
            let from = self.span.from.plus_days(-self.span.days());
            let span = Span::new(from, self.span.from.plus_days(-1))?;
            return (span.days() == self.span.days()).then(|| Period::days(span));
        }
        let before = self.span.from.plus_months(-(self.kind.months() as i32));
        let (year, month, _) = before.ymd();
        Period::whole(self.kind, year, self.number_of(month))
    }

    /// Which month, quarter or half of the year a month lies in, from 1.
    fn number_of(&self, month: u32) -> u32 {
        (month.saturating_sub(1)) / self.kind.months().max(1) + 1
    }

    /// The period in Chinese words: `2022年10月`, `2022年第四季度`, `2022年上半年`, `2022年`,
    /// `2022年10月1日至10月31日`.
    pub fn zh(&self) -> String {
        let (year, month, _) = self.span.from.ymd();
        let number = self.number_of(month);
        match self.kind {
            PeriodKind::Month => format!("{year}年{month}月"),
            PeriodKind::Quarter => {
                let which = match number {
                    1 => "一",
                    2 => "二",
                    3 => "三",
                    _ => "四",
                };
                format!("{year}年第{which}季度")
            }
            PeriodKind::HalfYear if number == 1 => format!("{year}年上半年"),
            PeriodKind::HalfYear => format!("{year}年下半年"),
            PeriodKind::Year => format!("{year}年"),
            PeriodKind::Days => {
                let (_, _, day) = self.span.from.ymd();
                let (last_year, last_month, last_day) = self.span.to.ymd();
                let from = format!("{year}年{month}月{day}日");
                if self.span.from == self.span.to {
                    from
                } else if last_year == year {
                    format!("{from}至{last_month}月{last_day}日")
                } else {
                    format!("{from}至{last_year}年{last_month}月{last_day}日")
                }
            }
        }
    }

    /// The period in English words: `October 2022`, `the fourth quarter of 2022`, `the first half of 2022`, `2022`,
    /// `1 October 2022 to 31 October 2022`.
    pub fn en(&self) -> String {
        let (year, month, _) = self.span.from.ymd();
        let number = self.number_of(month);
        match self.kind {
            PeriodKind::Month => format!("{} {year}", month_name(month)),
            PeriodKind::Quarter => {
                let which = match number {
                    1 => "first",
                    2 => "second",
                    3 => "third",
                    _ => "fourth",
                };
                format!("the {which} quarter of {year}")
            }
            PeriodKind::HalfYear if number == 1 => format!("the first half of {year}"),
            PeriodKind::HalfYear => format!("the second half of {year}"),
            PeriodKind::Year => year.to_string(),
            PeriodKind::Days if self.span.from == self.span.to => english_day(self.span.from),
            PeriodKind::Days => format!(
                "{} to {}",
                english_day(self.span.from),
                english_day(self.span.to)
            ),
        }
    }
}

/// The last day of so many calendar months, the first of which begins on `from`.
pub(super) fn last_of_months(from: Day, months: u32) -> Day {
    let next = from.plus_months(months as i32);
    // December 9999 has no next month in the calendar.
    if next == Day::MAX {
        Day::MAX
    } else {
        next.plus_days(-1)
    }
}

fn digits(text: &str) -> Option<u32> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
}

fn english_day(day: Day) -> String {
    let (year, month, day) = day.ymd();
    format!("{day} {} {year}", month_name(month))
}

fn month_name(month: u32) -> &'static str {
    match month {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_period_is_no_longer_than_a_century() {
        assert!(super::Period::parse("2001-01-01..2100-12-31").is_some());
        assert_eq!(super::Period::parse("0001-01-01..9999-12-31"), None);
    }

    use super::*;

    fn read(text: &str) -> Option<(&'static str, String, String)> {
        let period = Period::parse(text)?;
        let span = format!("{}..{}", period.span.from, period.span.to);
        Some((period.kind.as_str(), period.label, span))
    }

    fn known(
        kind: &'static str,
        label: &str,
        span: &str,
    ) -> Option<(&'static str, String, String)> {
        Some((kind, label.to_owned(), span.to_owned()))
    }

    #[test]
    fn every_written_form_gives_its_days() {
        let october = known("month", "2022-10", "2022-10-01..2022-10-31");
        assert_eq!(read("2022-10"), october);
        let quarter = known("quarter", "2022Q4", "2022-10-01..2022-12-31");
        assert_eq!(read("2022Q4"), quarter);
        assert_eq!(read("2022-Q4"), quarter);
        assert_eq!(read(" 2022q4 "), quarter);
        assert_eq!(
            read("2022H1"),
            known("half-year", "2022H1", "2022-01-01..2022-06-30")
        );
        assert_eq!(
            read("2024"),
            known("year", "2024", "2024-01-01..2024-12-31")
        );
        assert_eq!(
            read("2024-02"),
            known("month", "2024-02", "2024-02-01..2024-02-29")
        );
        assert_eq!(
            read("2022-10-08..2022-10-08"),
            known("days", "2022-10-08..2022-10-08", "2022-10-08..2022-10-08")
        );
        assert_eq!(
            read("9999-12"),
            known("month", "9999-12", "9999-12-01..9999-12-31")
        );
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in [
            "",
            "22-10",
            "2022-13",
            "2022-00",
            "2022-1",
            "202210",
            "2022Q0",
            "2022Q5",
            "2022H3",
            "2022Q",
            "2022-Q44",
            "2022年10月",
            "2022-10-31..2022-10-01",
            "2022-10-01..",
            "2022-02-01..2022-02-30",
            "0000",
            "2022-+1",
            "20二2",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_previous_period_ends_the_day_before() {
        let before = |text: &str| {
            Period::parse(text)
                .and_then(|period| period.previous())
                .map(|period| period.label)
        };
        assert_eq!(before("2022-01").as_deref(), Some("2021-12"));
        assert_eq!(before("2022Q1").as_deref(), Some("2021Q4"));
        assert_eq!(before("2022H2").as_deref(), Some("2022H1"));
        assert_eq!(before("2022").as_deref(), Some("2021"));
        assert_eq!(
            before("2022-10-08..2022-10-14").as_deref(),
            Some("2022-10-01..2022-10-07")
        );
        assert_eq!(before("0001-01"), None);
        assert_eq!(before("0001-01-02..0001-01-09"), None);
    }

    #[test]
    fn words_in_both_languages() {
        let words = |text: &str| Period::parse(text).map(|period| (period.zh(), period.en()));
        let pair = |zh: &str, en: &str| Some((zh.to_owned(), en.to_owned()));
        assert_eq!(words("2022-10"), pair("2022年10月", "October 2022"));
        assert_eq!(
            words("2022Q4"),
            pair("2022年第四季度", "the fourth quarter of 2022")
        );
        assert_eq!(
            words("2022H1"),
            pair("2022年上半年", "the first half of 2022")
        );
        assert_eq!(
            words("2022H2"),
            pair("2022年下半年", "the second half of 2022")
        );
        assert_eq!(words("2022"), pair("2022年", "2022"));
        assert_eq!(
            words("2022-10-01..2022-10-31"),
            pair(
                "2022年10月1日至10月31日",
                "1 October 2022 to 31 October 2022"
            )
        );
        assert_eq!(
            words("2022-12-20..2023-01-05"),
            pair(
                "2022年12月20日至2023年1月5日",
                "20 December 2022 to 5 January 2023"
            )
        );
        assert_eq!(
            words("2022-10-08..2022-10-08"),
            pair("2022年10月8日", "8 October 2022")
        );
    }
}
