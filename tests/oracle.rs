//! The engine against the slow oracle on small registries, and the laws that hold between two runs.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tongbao::calendar::Day;
use tongbao::wire::inspect_text;
use tongbao_tests::laws;
use tongbao_tests::oracle::{Account, At, Row, World};

/// Outcomes by (rule, account id).
type Outcomes = BTreeMap<(String, String), String>;

fn day(month: u32, day: u32) -> i32 {
    Day::new(2022, month, day).unwrap_or_default().0
}

fn near() -> std::ops::RangeInclusive<i32> {
    day(9, 24)..=day(11, 8)
}

fn accounts() -> impl Strategy<Value = Vec<Account>> {
    // who is closed before being opened is no account
    let in_order =
        |(opened_on, closed_on): &(Option<i32>, Option<i32>)| match (opened_on, closed_on) {
            (Some(opened), Some(closed)) => opened < closed,
            _ => true,
        };
    let account = (
        prop::option::weighted(0.3, near()),
        prop::option::weighted(0.2, near()),
    )
        .prop_filter("closed after it was opened", in_order)
        .prop_map(|(opened_on, closed_on)| Account {
            opened_on,
            closed_on,
        });
    vec(account, 1..4)
}

fn at() -> impl Strategy<Value = At> {
    prop_oneof![
        4 => near().prop_map(At::Day),
        6 => (near(), 8_u8..11).prop_map(|(day, hour)| At::Hour(day, hour)),
        1 => Just(At::Bad),
        1 => Just(At::Empty),
    ]
}

fn row(accounts: usize) -> impl Strategy<Value = Row> {
    (
        prop::option::weighted(0.93, 0..accounts),
        at(),
        0_u8..3,
        prop::option::weighted(0.3, 0_u8..40),
    )
        .prop_map(|(account, at, title, id)| Row {
            account,
            at,
            title,
            id,
        })
}

fn coverage() -> impl Strategy<Value = Vec<(i32, i32)>> {
    let span = (near(), near()).prop_map(|(one, other)| (one.min(other), one.max(other)));
    prop_oneof![
        6 => Just(vec![(day(9, 1), day(11, 30))]),
        2 => Just(vec![(day(9, 26), day(10, 31))]),
        3 => vec(span, 0..3),
    ]
}

prop_compose! {
    fn world()(accounts in accounts())(
        rows in vec(row(accounts.len()), 0..40),
        coverage in coverage(),
        accounts in Just(accounts),
        period in prop::sample::select(vec![
            (day(10, 1), day(10, 31)), (day(10, 3), day(10, 16)), (day(10, 5), day(10, 20)), (day(10, 4), day(10, 9)),
        ]),
        belong in prop::sample::select(vec!["end", "majority", "start", "inside", "clipped"]),
        point in prop::option::weighted(0.25, 0..30_i32),
        as_of in prop_oneof![3 => Just(day(11, 30)), 1 => near()],
        at_least in 1..4_usize,
        more_than in 3..20_i32,
    ) -> World {
        let check_point = point.map(|days| (period.0 + days).min(period.1));
        World { period, belong, check_point, as_of, coverage, accounts, rows, at_least, more_than }
    }
}

fn judged(world: &World) -> Result<(String, Outcomes), TestCaseError> {
    let text = inspect_text(&world.request().to_string()).map_err(TestCaseError::fail)?;
    let report: Value =
        serde_json::from_str(&text).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let field = |outcome: &Value, key: &str| {
        outcome
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let all = report
        .get("all_outcomes")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let outcomes = all
        .iter()
        .map(|one| {
            (
                (field(one, "rule"), field(one, "subject_id")),
                field(one, "outcome"),
            )
        })
        .collect();
    Ok((text, outcomes))
}

fn breached(outcomes: &Outcomes) -> BTreeSet<&(String, String)> {
    outcomes
        .iter()
        .filter(|(_, outcome)| *outcome == "breached")
        .map(|(key, _)| key)
        .collect()
}

/// Five hundred worlds for each law; `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(500),
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_engine_agrees_with_the_oracle(world in world()) {
        let (text, outcomes) = judged(&world)?;
        for account in 0..world.accounts.len() {
            let id = format!("a{account}");
            for (rule, verdict) in [("weekly", world.weekly(account)), ("fresh", world.fresh(account))] {
                let got = outcomes.get(&(rule.to_owned(), id.clone()));
                prop_assert_eq!(got.map(String::as_str), Some(verdict.as_str()), "{} of {}", rule, &id);
            }
        }
        prop_assert_eq!(laws::broken(&text), Vec::<String>::new());
    }

    #[test]
    fn findings_of_a_file_are_among_those_of_the_mended_file(
        world in world(), fixes in vec((0..3_usize, near(), 8_u8..11), 40),
    ) {
        let (_, before) = judged(&world)?;
        let mut mended = world.clone();
        let contradicted: Vec<bool> = world.rows.iter().map(|row| world.is_contradicted(row)).collect();
        for (place, row) in mended.rows.iter_mut().enumerate() {
            // copies under one id are mended alike
            let same = |other: &Row| row.id.is_some() && other == row;
            let first = world.rows.iter().position(same).unwrap_or(place);
            let (account, day, hour) = fixes.get(first).copied().unwrap_or((0, 0, 8));
            if row.account.is_none() {
                row.account = Some(account % world.accounts.len());
            }
            if row.at == At::Bad {
                row.at = At::Hour(day, hour);
            }
            // of copies that contradict each other each was meant to have an id of its own
            if contradicted.get(place) == Some(&true) {
                row.id = Some(100 + place as u8);
            }
        }
        let (_, after) = judged(&mended)?;
        let lost: Vec<_> = breached(&before).difference(&breached(&after)).cloned().collect();
        prop_assert!(lost.is_empty(), "{:?} are findings only because of bad rows", lost);
    }

    #[test]
    fn an_extra_update_never_breaches(world in world(), account in 0..3_usize, day in near(), hour in 8_u8..11) {
        let (_, before) = judged(&world)?;
        let mut more = world.clone();
        more.rows.push(Row { account: Some(account % world.accounts.len()), at: At::Hour(day, hour), title: 9, id: None });
        let (_, after) = judged(&more)?;
        let new: Vec<_> = breached(&after).difference(&breached(&before)).cloned().collect();
        prop_assert!(new.is_empty(), "{:?} are new findings", new);
    }

    #[test]
    fn the_order_of_rows_changes_nothing(world in world(), other in 0..40_usize) {
        let (text, _) = judged(&world)?;
        let mut shuffled = world.clone();
        let by = other % shuffled.rows.len().max(1);
        shuffled.rows.rotate_left(by);
        shuffled.rows.reverse();
        prop_assert_eq!(judged(&shuffled)?.0, text);
    }
}
