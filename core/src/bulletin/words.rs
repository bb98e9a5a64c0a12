//! Numbers, dates, rates and lists as a language writes them.

use super::phrases::{Phrases, fill};
use crate::calendar::{Day, Span};
use crate::diagnostic::Language;
use crate::report::{Fraction, PeriodOut};

/// The decimals of a printed rate.
const RATE_DECIMALS: u32 = 1;
/// A rate just under 100% or just over 0% gets more decimals, up to so many, before it is rounded there.
const RATE_DECIMALS_AT_MOST: u32 = 6;

/// The words of one language.
#[derive(Clone, Copy)]
pub(super) struct Words {
    pub p: &'static Phrases,
}

impl Words {
    pub fn of(language: Language) -> Words {
        Words {
            p: Phrases::of(language),
        }
    }

    /// `2022年10月31日`.
    pub fn date(&self, day: Day) -> String {
        let (year, month, date) = day.ymd();
        fill(
            self.p.date,
            &[
                ("year", &year.to_string()),
                ("month", &month.to_string()),
                ("month_name", self.month(month)),
                ("day", &date.to_string()),
            ],
        )
    }

    /// `10月31日`.
    pub fn month_and_day(&self, day: Day) -> String {
        let (_, month, date) = day.ymd();
        fill(
            self.p.month_and_day,
            &[
                ("month", &month.to_string()),
                ("month_name", self.month(month)),
                ("day", &date.to_string()),
            ],
        )
    }

    /// `2022年10月1日至31日`.
    pub fn span(&self, from: Day, to: Day) -> String {
        let ((year, month, day), (to_year, to_month, to_day)) = (from.ymd(), to.ymd());
        let phrase = if from == to {
            self.p.one_day
        } else if (year, month) == (to_year, to_month) {
            self.p.date_span_same_month
        } else if year == to_year {
            self.p.date_span_same_year
        } else {
            self.p.date_span
        };
        fill(
            phrase,
            &[
                ("from", &self.date(from)),
                ("to", &self.date(to)),
                ("year", &year.to_string()),
                ("month", &month.to_string()),
                ("month_name", self.month(month)),
                ("day", &day.to_string()),
                ("to_month", &to_month.to_string()),
                ("to_month_name", self.month(to_month)),
                ("to_day", &to_day.to_string()),
            ],
        )
    }

    pub fn span_of(&self, span: Span) -> String {
        self.span(span.from, span.to)
    }

    /// `2022年10月`, `2022年第四季度`, or the days.
    pub fn period(&self, period: &PeriodOut) -> String {
        let (year, part) = self.part_of_year(period);
        let year = year.to_string();
        match (period.kind.as_str(), part) {
            ("month", Some(month)) => fill(
                self.p.period_month,
                &[("year", year.as_str()), ("month", month)],
            ),
            ("quarter" | "half-year", Some(part)) => fill(
                self.p.period_part,
                &[("year", year.as_str()), ("part", part)],
            ),
            ("year", _) => fill(self.p.period_year, &[("year", year.as_str())]),
            _ => self.span(period.from, period.to),
        }
    }

    /// What an annex remarks on a finding: `10月份检查`.
    pub fn remark(&self, period: &PeriodOut) -> String {
        let (year, part) = self.part_of_year(period);
        match (period.kind.as_str(), part) {
            ("month", Some(month)) => fill(self.p.remark_month, &[("month", month)]),
            ("quarter" | "half-year", Some(part)) => fill(self.p.remark_part, &[("part", part)]),
            ("year", _) => fill(self.p.remark_year, &[("year", &year.to_string())]),
            _ => fill(
                self.p.remark_days,
                &[("span", &self.span(period.from, period.to))],
            ),
        }
    }

    fn part_of_year(&self, period: &PeriodOut) -> (i32, Option<&'static str>) {
        let (year, month, _) = period.from.ymd();
        let month = month.saturating_sub(1) as usize;
        let part = match period.kind.as_str() {
            "month" => self.p.months.get(month),
            "quarter" => self.p.quarters.get(month / 3),
            "half-year" => self.p.halves.get(month / 6),
            _ => None,
        };
        (year, part.copied())
    }

    fn month(&self, month: u32) -> &'static str {
        self.p
            .months
            .get(month.saturating_sub(1) as usize)
            .copied()
            .unwrap_or_default()
    }

    /// `5 working days` as the language says it; anything else as it is.
    pub fn duration(&self, duration: &str) -> String {
        let known = duration.split_once(' ').and_then(|(number, unit)| {
            number.parse::<u32>().ok()?;
            let (_, name) = self.p.durations.iter().find(|(key, _)| *key == unit)?;
            Some(format!("{number}{name}"))
        });
        known.unwrap_or_else(|| duration.to_owned())
    }

    /// `甲、乙、丙`, `a, b and c`.
    pub fn list(&self, names: &[String]) -> String {
        match names.split_last() {
            None => String::new(),
            Some((last, [])) => last.clone(),
            Some((last, before)) => before.join(self.p.list_separator) + self.p.list_last + last,
        }
    }

    /// Clauses of the template joined to a sentence.
    pub fn sentence(&self, clauses: &[String]) -> String {
        let text = clauses.join(self.p.clause_separator);
        let mut letters = text.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        self.end(&first.chain(letters).collect::<String>())
    }

    /// The text with the mark that ends a sentence, once.
    pub fn end(&self, text: &str) -> String {
        let text = text.trim_end_matches(['。', '.', ';', '；', ' ']);
        if text.is_empty() {
            return String::new();
        }
        format!("{text}{}", self.p.sentence_end)
    }

    /// Sentences after one another.
    pub fn sentences(&self, sentences: &[String]) -> String {
        let all: Vec<&str> = sentences
            .iter()
            .map(String::as_str)
            .filter(|sentence| !sentence.is_empty())
            .collect();
        all.join(self.p.sentence_gap)
    }

    /// The number of a part or of a topic.
    pub fn number(&self, number: usize) -> String {
        if self.p.chinese_numbers {
            chinese(number)
        } else {
            number.to_string()
        }
    }

    /// A rate, or nothing where there is nothing to divide by.
    pub fn rate(&self, rate: Fraction) -> Option<String> {
        percent(rate)
    }
}

/// The percentage with [`RATE_DECIMALS`] decimals, half up, without zeros at its end. What is not all is never printed
/// as 100%, what is not nothing never as 0%.
fn percent(rate: Fraction) -> Option<String> {
    let (n, d) = (i128::from(rate.n), i128::from(rate.d));
    if d <= 0 {
        return None;
    }
    let whole = n == d || n == 0;
    let mut decimals = RATE_DECIMALS;
    loop {
        let scale = 10_i128.pow(decimals);
        let scaled = (2 * n * 100 * scale + d).div_euclid(2 * d);
        let hides = !whole && (scaled == 0 || scaled == 100 * scale);
        if !hides || decimals >= RATE_DECIMALS_AT_MOST {
            let sign = if scaled < 0 { "-" } else { "" };
            let (left, right) = (scaled.abs() / scale, scaled.abs() % scale);
            let right = format!("{right:0width$}", width = decimals as usize);
            let right = right.trim_end_matches('0');
            let point = if right.is_empty() { "" } else { "." };
            return Some(format!("{sign}{left}{point}{right}%"));
        }
        decimals += 1;
    }
}

/// `一`, `十`, `二十一`; digits from 100 on.
fn chinese(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |at: usize| DIGITS.get(at).copied().unwrap_or_default();
    match number {
        0 | 100.. => number.to_string(),
        1..=9 => digit(number).to_owned(),
        10..=19 => format!("十{}", digit(number % 10)),
        _ => format!("{}十{}", digit(number / 10), digit(number % 10)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_chinese() {
        let written: Vec<String> = [1, 10, 11, 20, 35, 100].into_iter().map(chinese).collect();
        assert_eq!(written, ["一", "十", "十一", "二十", "三十五", "100"]);
    }

    #[test]
    fn rates_are_rounded_half_up_and_never_hide_an_exception() {
        let rate = |n, d| percent(Fraction { n, d });
        assert_eq!(rate(5, 5).as_deref(), Some("100%"));
        assert_eq!(rate(0, 5).as_deref(), Some("0%"));
        assert_eq!(rate(1, 3).as_deref(), Some("33.3%"));
        assert_eq!(rate(1, 2).as_deref(), Some("50%"));
        assert_eq!(rate(1, 16).as_deref(), Some("6.3%"));
        assert_eq!(rate(1999, 2000).as_deref(), Some("99.95%"));
        assert_eq!(rate(1, 100_000).as_deref(), Some("0.001%"));
        assert_eq!(rate(91, 89).as_deref(), Some("102.2%"));
        assert_eq!(rate(0, 0), None);
    }

    #[test]
    fn spans_say_each_year_and_month_once() -> Result<(), ()> {
        let zh = Words::of(Language::Zh);
        let en = Words::of(Language::En);
        let (a, b, c): (Day, Day, Day) = (
            "2022-10-01".parse()?,
            "2022-10-31".parse()?,
            "2023-01-02".parse()?,
        );
        assert_eq!(zh.span(a, b), "2022年10月1日至31日");
        assert_eq!(zh.span(b, c), "2022年10月31日至2023年1月2日");
        assert_eq!(en.span(a, b), "1 to 31 October 2022");
        assert_eq!(zh.span(a, a), "2022年10月1日");
        Ok(())
    }

    #[test]
    fn durations_are_translated() {
        assert_eq!(
            Words::of(Language::Zh).duration("5 working days"),
            "5个工作日"
        );
        assert_eq!(Words::of(Language::Zh).duration("soon"), "soon");
    }
}
