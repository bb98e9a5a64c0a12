//! What a comparison promises, on small folders and pairs of rule sets.

use super::{CauseOut, Comparison};
use crate::report::FindingOut;
use crate::wire::{compare_request, inspect_request};
use proptest::prelude::*;

/// Two accounts and two columns of two units, their items on these days of October 2022.
fn request(rest: &str, days: &[(u8, u32)], covered_to: u32) -> String {
    let items: Vec<String> = days
        .iter()
        .map(|(channel, day)| {
            let channel = ["A1", "A2", "C1", "C2"]
                .get(usize::from(*channel))
                .unwrap_or(&"A1");
            format!(
                "{{ \"channel\": \"{channel}\", \"published_at\": \"2022-10-{day:02} 09:00\" }}"
            )
        })
        .collect();
    format!(
        r#"{{ "period": "2022-10", "as_of": "2022-11-15", "language": "en", {rest},
        "coverage": {{ "publications": {{ "from": "2022-09-01", "to": "2022-10-{covered_to:02}" }} }},
        "units": {{ "id": ["U1", "U2"], "name": ["甲局", "乙镇"] }},
        "accounts": {{ "id": ["A1", "A2"], "name": ["甲", "乙"], "platform": ["微信", "微信"], "unit": ["甲局", "乙镇"] }},
        "columns": {{ "id": ["C1", "C2"], "name": ["动态", "通知"], "unit": ["甲局", "乙镇"], "class": ["news", "notice"] }},
        "publications": [{}] }}"#,
        items.join(",")
    )
}

/// A rule set of the rules that are given; a limit of 0 leaves the rule out.
fn rules(id: &str, [weekly, stale, blank, units]: [u32; 4], belong: bool, words: bool) -> String {
    let mut all = Vec::new();
    let basis = r#""basis": { "document": "d" }"#;
    let text = if words { "late {gap}" } else { "stale" };
    if weekly > 0 {
        all.push(format!(
            r#""weekly": {{ "of": "account", "each": "week", "measure": {{ "count": "pushes" }}, "require": {{ "at_least": {weekly} }}, {basis} }}"#
        ));
    }
    if stale > 0 {
        let unless = if blank > 0 {
            r#""unless": ["blank"],"#
        } else {
            ""
        };
        all.push(format!(
            r#""stale": {{ "of": "column", {unless} "measure": {{ "gap": "publications" }}, "breach_when": {{ "more_than": "{} days" }}, "text": {{ "zh": "{text}", "en": "{text}" }}, {basis} }}"#,
            stale * 5
        ));
    }
    if blank > 0 {
        all.push(format!(
            r#""blank": {{ "of": "column", "measure": {{ "count": "publications" }}, "breach_when": {{ "at_most": {} }}, {basis} }}"#,
            blank - 1
        ));
    }
    if units > 0 && stale > 0 && weekly > 0 {
        all.push(format!(
            r#""units": {{ "of": "unit", "measure": {{ "count": "breaches", "rules": ["stale", "weekly"] }}, "breach_when": {{ "at_least": {units} }}, {basis} }}"#
        ));
    }
    let weeks = if belong { "majority" } else { "end" };
    format!(
        r#"{{ "format": 1, "id": "{id}", "version": 1, "title": {{ "zh": "示例", "en": "example" }}, "effective": {{ "from": "2020-01-01" }},
        "weeks": {{ "belong": "{weeks}" }}, "rule": {{ {} }} }}"#,
        all.join(",")
    )
}

fn compared(
    before: &str,
    after: &str,
    days: &[(u8, u32)],
    covered_to: u32,
) -> Result<Comparison, String> {
    let sets = format!("\"rules\": {after}, \"against\": {before}");
    compare_request(&request(&sets, days, covered_to)).map_err(|problem| problem.to_text())
}

fn findings(rules: &str, days: &[(u8, u32)], covered_to: u32) -> Result<Vec<FindingOut>, String> {
    let asked = request(&format!("\"rules\": {rules}"), days, covered_to);
    let inspected = inspect_request(&asked).map_err(|problem| problem.to_text())?;
    Ok(inspected.report().findings)
}

/// Findings in an order of their own.
fn sorted(mut findings: Vec<FindingOut>) -> Vec<String> {
    let mut shown: Vec<String> = findings.drain(..).map(|one| format!("{one:?}")).collect();
    shown.sort();
    shown
}

fn days() -> impl Strategy<Value = Vec<(u8, u32)>> {
    proptest::collection::vec((0_u8..4, 1_u32..32), 0..14)
}

fn sets() -> impl Strategy<Value = ([u32; 4], bool, bool)> {
    (
        [0_u32..4, 0_u32..4, 0_u32..3, 0_u32..3],
        any::<bool>(),
        any::<bool>(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_rule_set_compared_with_itself_makes_no_difference(rule in sets(), days in days(), to in 20_u32..32) {
        let set = rules("a", rule.0, rule.1, rule.2);
        let same = compared(&set, &set, &days, to);
        prop_assert!(same.as_ref().is_ok_and(|same| same.is_empty() && same.units.is_empty() && same.rules.is_empty()), "{same:?}");
    }

    #[test]
    fn the_other_way_round_is_the_inverse(a in sets(), b in sets(), days in days(), to in 20_u32..32) {
        let (a, b) = (rules("a", a.0, a.1, a.2), rules("b", b.0, b.1, b.2));
        let there = compared(&a, &b, &days, to);
        let back = compared(&b, &a, &days, to);
        prop_assert!(there.is_ok(), "{there:?}");
        prop_assert_eq!(there.map(Comparison::inverse), back);
    }

    #[test]
    fn the_difference_applied_to_the_one_gives_the_other(a in sets(), b in sets(), days in days(), to in 20_u32..32) {
        let (a, b) = (rules("a", a.0, a.1, a.2), rules("b", b.0, b.1, b.2));
        let difference = compared(&a, &b, &days, to);
        let applied = difference.and_then(|one| Ok(one.apply(&findings(&a, &days, to)?)));
        prop_assert_eq!(applied.map(sorted), findings(&b, &days, to).map(sorted));
    }

    #[test]
    fn every_difference_has_a_cause(a in sets(), b in sets(), days in days(), to in 20_u32..32) {
        let (a, b) = (rules("a", a.0, a.1, a.2), rules("b", b.0, b.1, b.2));
        let one = compared(&a, &b, &days, to);
        let uncaused = one.map(|one| {
            let differences = one.added.iter().chain(&one.cleared).map(|one| &one.by);
            let changes = one.changed.iter().map(|one| &one.by);
            let open = one.opened.iter().chain(&one.settled).map(|one| &one.by);
            differences.chain(changes).chain(open).any(Vec::is_empty)
        });
        prop_assert_eq!(uncaused, Ok(false));
    }
}

/// Rule, what the other set says, and by what.
fn cause(by: &[CauseOut]) -> Vec<String> {
    by.iter()
        .map(|one| format!("{} {} {}", one.kind, one.id, one.what.join(" ")))
        .collect()
}

const DAYS: [(u8, u32); 2] = [(0, 3), (2, 20)];

#[test]
fn a_rule_that_moved_is_told_by_the_rule_that_moved_it() -> Result<(), String> {
    // the blank column is told as such, or as stale if the other rule is gone
    let with = rules("a", [0, 2, 1, 0], false, false);
    let without = rules("b", [0, 2, 0, 0], false, false);
    let one = compared(&with, &without, &DAYS, 31)?;
    let added: Vec<(&str, &str, Vec<String>)> = one
        .added
        .iter()
        .map(|one| {
            (
                one.finding.subject_id.as_str(),
                one.other.as_str(),
                cause(&one.by),
            )
        })
        .collect();
    // the rule itself names it no longer
    assert_eq!(
        added,
        [("C2", "not_applicable", vec!["rule stale unless".to_owned()])]
    );
    let cleared: Vec<(&str, &str, Vec<String>)> = one
        .cleared
        .iter()
        .map(|one| {
            (
                one.finding.rule.as_str(),
                one.other.as_str(),
                cause(&one.by),
            )
        })
        .collect();
    assert_eq!(
        cleared,
        [("blank", "no_rule", vec!["rule blank gone".to_owned()])]
    );

    // both name it, and the floor of the other is higher: the column with one item is told as blank
    let higher = rules("b", [0, 2, 2, 0], false, false);
    let few: [(u8, u32); 3] = [(2, 2), (3, 30), (3, 31)];
    let one = compared(&with, &higher, &few, 31)?;
    let cleared: Vec<(&str, &str, Vec<String>)> = one
        .cleared
        .iter()
        .map(|one| {
            (
                one.finding.rule.as_str(),
                one.other.as_str(),
                cause(&one.by),
            )
        })
        .collect();
    assert_eq!(
        cleared,
        [(
            "stale",
            "not_applicable",
            vec!["rule blank limit".to_owned()]
        )]
    );
    Ok(())
}

#[test]
fn a_header_that_moved_a_rule_is_told() -> Result<(), String> {
    let (end, majority) = (
        rules("a", [1, 0, 0, 0], false, false),
        rules("b", [1, 0, 0, 0], true, false),
    );
    let every_week: Vec<(u8, u32)> = [2, 9, 16, 23, 30]
        .into_iter()
        .flat_map(|day| [(0, day), (1, day)])
        .collect();
    let one = compared(&end, &majority, &every_week, 31)?;
    assert!(one.added.is_empty() && one.cleared.is_empty(), "{one:?}");
    let only_first: Vec<(u8, u32)> = vec![
        (0, 1),
        (0, 5),
        (0, 12),
        (0, 19),
        (0, 26),
        (1, 5),
        (1, 12),
        (1, 19),
        (1, 26),
    ];
    let one = compared(&end, &majority, &only_first, 31)?;
    let cleared: Vec<(&str, Vec<String>)> = one
        .cleared
        .iter()
        .map(|one| (one.finding.subject_id.as_str(), cause(&one.by)))
        .collect();
    assert_eq!(cleared, [("A2", vec!["set b weeks".to_owned()])]);
    Ok(())
}

#[test]
fn a_renamed_rule_is_the_same_rule() -> Result<(), String> {
    let before = rules("a", [2, 0, 0, 0], false, false);
    let after = before
        .replace("\"weekly\": {", "\"every-week\": { \"was\": [\"weekly\"],")
        .replace("\"id\": \"a\"", "\"id\": \"b\"");
    let one = compared(&before, &after, &DAYS, 31)?;
    assert!(one.added.is_empty() && one.cleared.is_empty(), "{one:?}");
    let changed: Vec<&[String]> = one.changed.iter().map(|one| one.what.as_slice()).collect();
    assert_eq!(changed, [["rule".to_owned()], ["rule".to_owned()]]);
    let by: Vec<String> = one.changed.iter().flat_map(|one| cause(&one.by)).collect();
    assert_eq!(by, ["rule every-week id", "rule every-week id"]);
    assert_eq!(compared(&after, &before, &DAYS, 31), Ok(one.inverse()));
    Ok(())
}

#[test]
fn units_are_summed_in_the_order_of_the_roster() -> Result<(), String> {
    let (one, three) = (
        rules("a", [1, 0, 0, 0], false, false),
        rules("b", [3, 2, 0, 0], false, false),
    );
    let compared = compared(&one, &three, &DAYS, 31)?;
    let units: Vec<(&str, u64, u64, u64)> = compared
        .units
        .iter()
        .map(|unit| (unit.unit.as_str(), unit.before, unit.after, unit.added))
        .collect();
    assert_eq!(units, [("甲局", 1, 2, 1), ("乙镇", 1, 2, 1)]);
    Ok(())
}

#[test]
fn a_request_for_a_comparison_names_both_sets() {
    let one = rules("a", [1, 0, 0, 0], false, false);
    let told = compare_request(&request(&format!("\"rules\": {one}"), &DAYS, 31))
        .map_err(|problem| problem.to_text());
    assert!(told.is_err_and(|told| told.contains("key.missing") && told.contains("against")));
    let told = inspect_request(&request(
        &format!("\"rules\": {one}, \"against\": {one}"),
        &DAYS,
        31,
    ));
    assert!(
        told.map_err(|problem| problem.to_text())
            .is_err_and(|told| told.contains("key.unknown"))
    );
}
