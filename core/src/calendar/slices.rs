//! The slices of a period: its weeks, days, months and quarters.

use super::period::last_of_months;
use super::{Day, Span};

/// To which period a week belongs that lies in two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Belong {
    /// The one in which it ends.
    #[default]
    End,
    /// The one that has four or more of its days, that is, its fourth day.
    Majority,
    /// The one in which it begins.
    Start,
    /// None: only weeks wholly inside a period are judged.
    Inside,
    /// Both: each has the days that lie in it.
    Clipped,
}

impl Belong {
    /// `end`, `majority`, `start`, `inside` or `clipped`.
    pub fn as_str(self) -> &'static str {
        match self {
            Belong::End => "end",
            Belong::Majority => "majority",
            Belong::Start => "start",
            Belong::Inside => "inside",
            Belong::Clipped => "clipped",
        }
    }

    /// Reads what [`Belong::as_str`] gives.
    pub fn parse(text: &str) -> Option<Belong> {
        [
            Belong::End,
            Belong::Majority,
            Belong::Start,
            Belong::Inside,
            Belong::Clipped,
        ]
        .into_iter()
        .find(|belong| belong.as_str() == text)
    }
}

/// The weeks that belong to a period, in order. `first_weekday` is 0 for Monday to 6 for Sunday.
///
/// # Properties
///
/// Over periods that follow each other without a gap, every week is in exactly one of them for `End`, `Majority` and
/// `Start`; in at most one for `Inside`; and the slices of `Clipped` have every day exactly once.
///
/// ```
/// use tongbao::calendar::{Belong, Period, weeks};
/// let october = Period::parse("2022-10").unwrap().span;
/// let weeks = weeks(october, 0, Belong::End);
/// assert_eq!(weeks.len(), 5);
/// assert_eq!(weeks[0].from.to_string(), "2022-09-26"); // it ends on Sunday, 2 October
/// assert_eq!(weeks[4].to.to_string(), "2022-10-30");   // the week of the 31st belongs to November
/// ```
pub fn weeks(period: Span, first_weekday: u32, belong: Belong) -> Vec<Span> {
    let into_week = (period.from.weekday() + 7 - first_weekday % 7) % 7;
    let mut out = Vec::new();
    let mut start = period.from.plus_days(-i64::from(into_week));
    while start <= period.to {
        let week = Span {
            from: start,
            to: start.plus_days(6),
        };
        let slice = match belong {
            Belong::End => period.contains(week.to).then_some(week),
            Belong::Majority => period.contains(start.plus_days(3)).then_some(week),
            Belong::Start => period.contains(start).then_some(week),
            Belong::Inside => (period.intersect(week) == Some(week)).then_some(week),
            Belong::Clipped => period.intersect(week),
        };
        out.extend(slice);
        let next = week.to.plus_days(1);
        if next == week.to {
            break; // the calendar ends here
        }
        start = next;
    }
    out
}

/// Every day of a span, as a slice of its own.
pub fn days(span: Span) -> Vec<Span> {
    (span.from.0..=span.to.0)
        .map(|day| Span {
            from: Day(day),
            to: Day(day),
        })
        .collect()
}

/// The calendar months that lie wholly inside a span. A month cut off by either end is left out: a requirement on a
/// month can't be judged by half of it.
pub fn months(span: Span) -> Vec<Span> {
    whole(span, 1)
}

/// The calendar quarters that lie wholly inside a span.
pub fn quarters(span: Span) -> Vec<Span> {
    whole(span, 3)
}

/// The ten-day periods of the calendar months (上旬, 中旬, 下旬) that lie wholly inside a span: to the 10th, to the 20th, to
/// the end of the month.
pub fn tens(span: Span) -> Vec<Span> {
    parts_of_months(span, &[10, 20])
}

/// The halves of the calendar months that lie wholly inside a span: to the 15th, to the end of the month.
pub fn half_months(span: Span) -> Vec<Span> {
    parts_of_months(span, &[15])
}

/// The calendar months that touch a span, each cut after some of its days; the parts that lie wholly inside.
fn parts_of_months(span: Span, cuts: &[u32]) -> Vec<Span> {
    let (year, month, _) = span.from.ymd();
    let first = Day::new(year, month, 1).unwrap_or(span.from);
    let last = last_of_months(span.to, 1);
    let mut out = Vec::new();
    for month in months(Span {
        from: first,
        to: last,
    }) {
        let mut from = month.from;
        let ends = cuts
            .iter()
            .map(|day| month.from.plus_days(i64::from(*day) - 1));
        for to in ends.chain([month.to]) {
            let part = Span { from, to };
            if span.intersect(part) == Some(part) {
                out.push(part);
            }
            from = to.plus_days(1);
        }
    }
    out
}

/// The days of a span that fall on some days of the week, 0 for Monday, as slices of their own.
pub fn weekdays(span: Span, wanted: impl Fn(u32) -> bool) -> Vec<Span> {
    let mut all = days(span);
    all.retain(|day| wanted(day.from.weekday()));
    all
}

fn whole(span: Span, length: u32) -> Vec<Span> {
    let (year, month, _) = span.from.ymd();
    let first_month = month.saturating_sub(1) / length * length + 1;
    let mut out = Vec::new();
    let mut from = Day::new(year, first_month, 1).unwrap_or(span.from);
    while from <= span.to {
        let slice = Span {
            from,
            to: last_of_months(from, length),
        };
        if span.intersect(slice) == Some(slice) {
            out.push(slice);
        }
        let next = slice.to.plus_days(1);
        if next == slice.to {
            break; // the calendar ends here
        }
        from = next;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Period;
    use proptest::prelude::*;

    fn span(text: &str) -> Option<Span> {
        Period::parse(text).map(|period| period.span)
    }

    fn written(slices: &[Span]) -> Vec<String> {
        slices
            .iter()
            .map(|slice| format!("{}..{}", slice.from, slice.to))
            .collect()
    }

    #[test]
    fn the_weeks_of_october_2022_in_every_way() -> Result<(), &'static str> {
        let october = span("2022-10").ok_or("no period")?;
        let ends = |belong| {
            let weeks = weeks(october, 0, belong);
            let first = weeks.first().map(|week| week.from.to_string());
            let last = weeks.last().map(|week| week.to.to_string());
            (
                weeks.len(),
                first.unwrap_or_default(),
                last.unwrap_or_default(),
            )
        };
        let is = |count: usize, from: &str, to: &str| (count, from.to_owned(), to.to_owned());
        assert_eq!(ends(Belong::End), is(5, "2022-09-26", "2022-10-30"));
        assert_eq!(ends(Belong::Majority), is(4, "2022-10-03", "2022-10-30"));
        assert_eq!(ends(Belong::Start), is(5, "2022-10-03", "2022-11-06"));
        assert_eq!(ends(Belong::Inside), is(4, "2022-10-03", "2022-10-30"));
        assert_eq!(ends(Belong::Clipped), is(6, "2022-10-01", "2022-10-31"));
        Ok(())
    }

    #[test]
    fn weeks_may_start_on_a_sunday() -> Result<(), &'static str> {
        let october = span("2022-10").ok_or("no period")?;
        assert_eq!(
            written(&weeks(october, 6, Belong::Inside)),
            [
                "2022-10-02..2022-10-08",
                "2022-10-09..2022-10-15",
                "2022-10-16..2022-10-22",
                "2022-10-23..2022-10-29",
            ]
        );
        Ok(())
    }

    #[test]
    fn only_whole_months_and_quarters_are_slices() -> Result<(), &'static str> {
        let year = span("2022-01-02..2022-12-31").ok_or("no period")?;
        assert_eq!(months(year).len(), 11);
        assert_eq!(
            written(&quarters(year)),
            [
                "2022-04-01..2022-06-30",
                "2022-07-01..2022-09-30",
                "2022-10-01..2022-12-31"
            ]
        );
        let short = span("2022-10-02..2022-10-30").ok_or("no period")?;
        assert_eq!(months(short), []);
        assert_eq!(days(short).len(), 29);
        Ok(())
    }

    #[test]
    fn months_fall_into_ten_day_periods_halves_and_days_of_the_week() -> Result<(), &'static str> {
        let february = span("2024-02").ok_or("no period")?;
        assert_eq!(
            written(&tens(february)),
            [
                "2024-02-01..2024-02-10",
                "2024-02-11..2024-02-20",
                "2024-02-21..2024-02-29"
            ]
        );
        assert_eq!(
            written(&half_months(february)),
            ["2024-02-01..2024-02-15", "2024-02-16..2024-02-29"]
        );
        // 25 September to 25 October: the last third of September begins before it
        let other = span("2022-09-25..2022-10-25").ok_or("no period")?;
        assert_eq!(
            written(&tens(other)),
            ["2022-10-01..2022-10-10", "2022-10-11..2022-10-20"]
        );
        assert_eq!(written(&half_months(other)), ["2022-10-01..2022-10-15"]);
        // 4 October 2022 is a Tuesday
        let tuesdays_and_fridays = weekdays(other, |day| day == 1 || day == 4);
        assert_eq!(tuesdays_and_fridays.len(), 9);
        let first = tuesdays_and_fridays.first().map(|day| day.from.to_string());
        assert_eq!(first.as_deref(), Some("2022-09-27"));
        Ok(())
    }

    #[test]
    fn the_ends_of_the_calendar_end_the_slices() {
        let all = |from: Day, to: Day| Span { from, to };
        let early = all(Day::MIN, Day::MIN.plus_days(40));
        let late = all(Day::MAX.plus_days(-40), Day::MAX);
        for period in [early, late] {
            for belong in [Belong::End, Belong::Start, Belong::Clipped] {
                assert!(weeks(period, 3, belong).len() < 8);
            }
            assert_eq!(months(period).len(), 1);
        }
    }

    #[test]
    fn every_word_reads_back() {
        for word in ["end", "majority", "start", "inside", "clipped"] {
            assert_eq!(Belong::parse(word).map(Belong::as_str), Some(word));
        }
        assert_eq!(Belong::parse("End"), None);
    }

    /// Periods that follow each other without a gap.
    fn chain() -> impl Strategy<Value = Vec<Span>> {
        (10_000..30_000, prop::collection::vec(0..70, 1..12)).prop_map(|(first, lengths)| {
            let mut from = first;
            let mut out = Vec::new();
            for length in lengths {
                let to = from + length;
                out.push(Span {
                    from: Day(from),
                    to: Day(to),
                });
                from = to + 1;
            }
            out
        })
    }

    proptest! {
        #[test]
        fn every_week_is_judged_exactly_once(
            chain in chain(), first_weekday in 0u32..7, which in 0usize..3
        ) {
            let belong = [Belong::End, Belong::Majority, Belong::Start]
                .into_iter().nth(which).unwrap_or_default();
            let split: Vec<Span> = chain.iter()
                .flat_map(|period| weeks(*period, first_weekday, belong)).collect();
            let whole = Span {
                from: chain.first().map_or(Day(0), |period| period.from),
                to: chain.last().map_or(Day(0), |period| period.to),
            };
            prop_assert_eq!(&split, &weeks(whole, first_weekday, belong));
            for pair in split.windows(2) {
                if let [one, next] = pair {
                    prop_assert_eq!(one.to.plus_days(1), next.from);
                }
            }
            for week in &split {
                prop_assert_eq!(week.days(), 7);
                prop_assert_eq!(week.from.weekday(), first_weekday);
            }
        }

        #[test]
        fn clipped_weeks_have_every_day_once(chain in chain(), first_weekday in 0u32..7) {
            for period in chain {
                let slices = weeks(period, first_weekday, Belong::Clipped);
                let total: i64 = slices.iter().map(|slice| slice.days()).sum();
                prop_assert_eq!(total, period.days());
                for inside in weeks(period, first_weekday, Belong::Inside) {
                    prop_assert!(slices.contains(&inside));
                }
            }
        }
    }
}
