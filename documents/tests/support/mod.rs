//! What the tests of documents share: the district's report, and days for its picture.

#![allow(dead_code, reason = "each test takes what it needs")]

use tongbao::bulletin::{AccountDays, Document, compose};
use tongbao::calendar::{Day, Span};
use tongbao::wire::Report;

/// A report shaped like the district's, written by hand.
pub fn district() -> Report {
    serde_json::from_str(include_str!("../fixtures/district.json"))
        .expect("the fixture is a report")
}

/// Two or three updates a week for every account; one in the weeks that the findings name.
pub fn days(report: &Report) -> Vec<AccountDays> {
    let window = Span::new(day("2022-09-26"), day("2022-10-31")).expect("a span");
    let accounts = report.statistics.accounts.iter().enumerate();
    accounts
        .map(|(at, account)| {
            let breached_weeks: Vec<Span> = report
                .findings
                .iter()
                .filter(|finding| finding.subject_id == account.id)
                .flat_map(|finding| &finding.evidence.slices)
                .filter(|slice| slice.outcome == "breached")
                .filter_map(|slice| Span::new(slice.from, slice.to))
                .collect();
            let days = (0..window.days())
                .map(|offset| window.from.plus_days(offset))
                .filter_map(|day| {
                    let seed = (day.0 as usize * 7 + at * 11) % 23;
                    let due = match day.weekday() {
                        1 => true,
                        4 => !breached_weeks.iter().any(|week| week.contains(day)),
                        _ => seed == 0 && breached_weeks.is_empty(),
                    };
                    let count = if seed == 5 {
                        5
                    } else {
                        1 + (seed % 4 / 2) as u32
                    };
                    due.then_some((day, count))
                })
                .collect();
            AccountDays {
                id: account.id.clone(),
                name: account.name.clone(),
                platform: account.platform.clone(),
                unit: account.unit.clone(),
                days,
                window,
                breached_weeks,
                undecided_weeks: Vec::new(),
            }
        })
        .collect()
}

/// The district's bulletin.
pub fn bulletin() -> Document {
    let report = district();
    compose(&report, &days(&report))
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}
