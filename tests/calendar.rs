//! The calendar against loops that go day by day over every day of 2010 to 2026.

use std::collections::{BTreeMap, BTreeSet};
use tongbao::calendar::{Belong, Day, Span, WorkingDays, months, quarters, weeks};

const ROWS: &str = include_str!("../core/src/calendar/cn-working-days.csv");

/// A day as a paper calendar has it, counted one after the other from Friday, 1 January 2010.
#[derive(Clone, Copy, Debug)]
struct Date {
    year: i32,
    month: u32,
    day: u32,
    weekday: u32,
    at: Day,
}

fn length(year: i32, month: u32) -> u32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Every day of 2010 to 2026.
fn dates() -> Vec<Date> {
    let mut out = Vec::new();
    let mut weekday = 4;
    let mut number = 14_610; // days from 1970-01-01 to 2010-01-01: 40 years, ten of them leap years
    for year in 2010..=2026 {
        for month in 1..=12 {
            for day in 1..=length(year, month) {
                let at = Day(number);
                out.push(Date {
                    year,
                    month,
                    day,
                    weekday,
                    at,
                });
                weekday = (weekday + 1) % 7;
                number += 1;
            }
        }
    }
    out
}

/// Spans of a week and more: every month and quarter, and spans that begin and end anywhere.
fn spans(dates: &[Date]) -> Vec<Span> {
    let mut out = Vec::new();
    for (start, date) in dates.iter().enumerate() {
        let lengths: &[usize] = if date.day == 1 {
            &[28, 29, 30, 31, 90, 91, 92, 365]
        } else if start % 11 == 0 {
            &[7, 8, 13, 45, 100]
        } else {
            &[]
        };
        for length in lengths {
            if let Some(last) = dates.get(start + length - 1) {
                out.extend(Span::new(date.at, last.at));
            }
        }
    }
    out
}

#[test]
fn every_day_has_its_name_and_weekday() {
    let dates = dates();
    assert_eq!(dates.len(), 6209);
    for date in dates {
        assert_eq!(date.at.ymd(), (date.year, date.month, date.day));
        assert_eq!(Day::new(date.year, date.month, date.day), Some(date.at));
        assert_eq!(date.at.weekday(), date.weekday, "{}", date.at);
    }
}

#[test]
fn weeks_agree_with_going_day_by_day() {
    let dates = dates();
    for span in spans(&dates) {
        for first in 0..7 {
            // the weeks that touch the span, each as its days
            let mut all: Vec<Vec<Day>> = Vec::new();
            let near = (span.from.0 - 7..=span.to.0 + 7).map(Day);
            let mut weekday = span.from.plus_days(-7).weekday();
            for day in near {
                if weekday == first {
                    all.push(Vec::new());
                }
                if let Some(week) = all.last_mut() {
                    week.push(day);
                }
                weekday = (weekday + 1) % 7;
            }
            all.retain(|week| week.len() == 7);
            for belong in [
                Belong::End,
                Belong::Majority,
                Belong::Start,
                Belong::Inside,
                Belong::Clipped,
            ] {
                let mut expected = Vec::new();
                for week in &all {
                    let inside: Vec<Day> = week
                        .iter()
                        .copied()
                        .filter(|day| span.contains(*day))
                        .collect();
                    let ours = match belong {
                        Belong::End => inside.last() == week.last(),
                        Belong::Majority => inside.len() >= 4,
                        Belong::Start => inside.first() == week.first(),
                        Belong::Inside => inside.len() == 7,
                        Belong::Clipped => !inside.is_empty(),
                    };
                    let kept = if belong == Belong::Clipped {
                        &inside
                    } else {
                        week
                    };
                    if let (true, Some(from), Some(to)) = (ours, kept.first(), kept.last()) {
                        expected.extend(Span::new(*from, *to));
                    }
                }
                assert_eq!(
                    weeks(span, first, belong),
                    expected,
                    "{span:?} {first} {belong:?}"
                );
            }
        }
    }
}

#[test]
fn months_and_quarters_agree_with_going_day_by_day() {
    let dates = dates();
    let mut by_month: BTreeMap<(i32, u32), Vec<Day>> = BTreeMap::new();
    let mut by_quarter: BTreeMap<(i32, u32), Vec<Day>> = BTreeMap::new();
    for date in &dates {
        by_month
            .entry((date.year, date.month))
            .or_default()
            .push(date.at);
        by_quarter
            .entry((date.year, (date.month - 1) / 3))
            .or_default()
            .push(date.at);
    }
    let whole = |groups: &BTreeMap<(i32, u32), Vec<Day>>, span: Span| -> Vec<Span> {
        let inside = groups
            .values()
            .filter(|days| days.iter().all(|day| span.contains(*day)));
        inside
            .filter_map(|days| Span::new(*days.first()?, *days.last()?))
            .collect()
    };
    for span in spans(&dates) {
        assert_eq!(months(span), whole(&by_month, span), "{span:?}");
        assert_eq!(quarters(span), whole(&by_quarter, span), "{span:?}");
    }
}

#[test]
fn months_later_and_earlier_are_clamped_to_the_last_day() {
    for date in dates() {
        for by in -30..=30_i32 {
            let (mut year, mut month) = (date.year, date.month);
            for _ in 0..by.abs() {
                (year, month) = match (by > 0, month) {
                    (true, 12) => (year + 1, 1),
                    (true, _) => (year, month + 1),
                    (false, 1) => (year - 1, 12),
                    (false, _) => (year, month - 1),
                };
            }
            let day = date.day.min(length(year, month));
            assert_eq!(
                date.at.plus_months(by).ymd(),
                (year, month, day),
                "{} {by}",
                date.at
            );
        }
    }
}

/// The days that are worked, from the rows alone, and the days off that they name.
fn worked(dates: &[Date]) -> (Vec<bool>, BTreeSet<String>) {
    let mut make_up = BTreeSet::new();
    let mut off = BTreeSet::new();
    for line in ROWS.lines().skip(1) {
        let mut cells = line.split(',');
        let day = cells.next().unwrap_or_default().to_owned();
        match cells.next() {
            Some("workday") => make_up.insert(day),
            _ => off.insert(day),
        };
    }
    let worked = dates.iter().map(|date| {
        let name = name(date);
        make_up.contains(&name) || (date.weekday < 5 && !off.contains(&name))
    });
    (worked.collect(), off)
}

fn name(date: &Date) -> String {
    format!("{}-{:02}-{:02}", date.year, date.month, date.day)
}

#[test]
fn working_days_after_and_between_agree_with_going_day_by_day() {
    let dates = dates();
    let (worked, _) = worked(&dates);
    let calendar = WorkingDays::built_in();
    for (place, date) in dates.iter().enumerate() {
        let is = worked.get(place).copied();
        assert_eq!(calendar.is_working(date.at), is, "{}", date.at);
        // sixty days on and back, counted by walking
        let mut count = 0;
        for (other, is) in dates.iter().zip(&worked).skip(place + 1).take(60) {
            count += i64::from(*is);
            let both = (date.at, other.at);
            assert_eq!(calendar.between(both.0, both.1), Some(count), "{both:?}");
            assert_eq!(calendar.between(both.1, both.0), Some(-count), "{both:?}");
            if *is {
                assert_eq!(calendar.after(date.at, count), Some(other.at), "{both:?}");
            }
        }
        let mut count = 0;
        let before = dates.iter().zip(&worked).take(place);
        for (other, is) in before.rev().take(60) {
            count += i64::from(*is);
            if *is {
                assert_eq!(
                    calendar.after(date.at, -count),
                    Some(other.at),
                    "{}",
                    date.at
                );
            }
        }
    }
}

#[test]
fn eves_of_holidays_agree_with_going_day_by_day() {
    let dates = dates();
    let (worked, off) = worked(&dates);
    let mut expected = Vec::new();
    for (place, date) in dates.iter().enumerate() {
        if worked.get(place) != Some(&true) {
            continue;
        }
        let rest = dates.iter().zip(&worked).skip(place + 1);
        let days_off: Vec<&Date> = rest
            .take_while(|(_, is)| !**is)
            .map(|(date, _)| date)
            .collect();
        if days_off.iter().any(|day| off.contains(&name(day))) {
            expected.push(date.at);
        }
    }
    assert!(expected.len() > 17 * 5);
    let calendar = WorkingDays::built_in();
    // of the last day of the calendar it is not known whether a holiday follows
    let span = |from: &Date, to: &Date| Span::new(from.at, to.at);
    let known = dates
        .first()
        .zip(dates.iter().rev().nth(1))
        .and_then(|(from, to)| span(from, to));
    let eves = known.and_then(|span| calendar.eves_of_holidays(span));
    assert_eq!(eves, Some(expected.clone()));
    for span in spans(&dates) {
        if known.is_some_and(|known| span.to > known.to) {
            continue;
        }
        let inside: Vec<Day> = expected
            .iter()
            .copied()
            .filter(|day| span.contains(*day))
            .collect();
        assert_eq!(calendar.eves_of_holidays(span), Some(inside), "{span:?}");
    }
}
