//! Two rule sets on the same records: which findings one makes and the other does not, and by which rule.
//!
//! Only what asks for it carries it: nothing of the judging calls this.

mod causes;
mod out;
#[cfg(test)]
mod tests;

pub use out::{
    CauseOut, Comparison, DifferenceOut, FindingChangeOut, OpenedOut, RuleComparisonOut,
    UnitComparisonOut,
};

use super::inspection::{Inspection, Run, inspect_whenever};
use super::report::FORMAT;
use crate::diagnostic::Diagnostic;
use crate::order::InOrder;
use crate::report::{FindingOut, Report, UndecidedOut};
use crate::rules::RuleSet;
use causes::{Causes, For};
use std::collections::BTreeMap;

/// Compares what two rule sets say of the same records; `before` is the one that the other is measured against.
///
/// ```
/// use tongbao::wire::inspect_request;
/// let request = r#"{ "rules": "zhanggong-2022", "period": "2022-10", "as_of": "2022-11-15" }"#;
/// let inspection = inspect_request(request);
/// let same = inspection.map(|one| tongbao::findings::compare(&one, &one));
/// assert!(same.is_ok_and(|same| same.is_empty()));
/// ```
pub fn compare(before: &Inspection, after: &Inspection) -> Comparison {
    let (left, right) = (before.full_report(), after.full_report());
    let mut units: Vec<String> = Vec::new();
    for inspection in [before, after] {
        for unit in &inspection.taken.registry.units {
            if !units.contains(&unit.name) {
                units.push(unit.name.clone());
            }
        }
    }
    compare_reports(
        Side {
            rules: &before.rules,
            report: &left,
        },
        Side {
            rules: &after.rules,
            report: &right,
        },
        &units,
    )
}

/// Compares two rule sets on the records of a run: what `run.rules` says, measured against `before`. Neither need be in
/// force.
///
/// # Errors
/// If the sample names what the registry does not have.
pub fn compare_rules(run: Run, before: RuleSet) -> Result<Comparison, Vec<Diagnostic>> {
    let left = inspect_whenever(Run {
        rules: before,
        ..run.clone()
    })?;
    let right = inspect_whenever(run)?;
    Ok(compare(&left, &right))
}

/// A rule set and what it said, with every outcome.
#[derive(Clone, Copy)]
pub(super) struct Side<'r> {
    pub rules: &'r RuleSet,
    pub report: &'r Report,
}

/// A subject under a rule, by the id that the rule has now.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    rule: String,
    unit: String,
    subject: String,
    platform: Option<String>,
    subject_id: String,
}

/// What a subject under a rule came to, by its place among those of the same key.
type Outcomes<'r> = BTreeMap<Key, Vec<&'r str>>;

impl Key {
    fn finding(causes: &Causes<'_>, finding: &FindingOut) -> Key {
        Key {
            rule: causes.paired(&finding.rule),
            unit: finding.unit.clone(),
            subject: finding.subject.clone(),
            platform: finding.platform.clone(),
            subject_id: finding.subject_id.clone(),
        }
    }

    fn undecided(causes: &Causes<'_>, open: &UndecidedOut) -> Key {
        Key {
            rule: causes.paired(&open.rule),
            unit: open.unit.clone(),
            subject: open.subject.clone(),
            platform: open.platform.clone(),
            subject_id: open.subject_id.clone(),
        }
    }
}

fn outcomes<'r>(causes: &Causes<'_>, side: Side<'r>) -> Outcomes<'r> {
    let mut all: Outcomes<'r> = BTreeMap::new();
    for one in side.report.all_outcomes.iter().flatten() {
        let key = Key {
            rule: causes.paired(&one.rule),
            unit: one.unit.clone(),
            subject: one.subject.clone(),
            platform: one.platform.clone(),
            subject_id: one.subject_id.clone(),
        };
        all.entry(key).or_default().push(one.outcome.as_str());
    }
    all
}

/// Things by key, in their order; two of one key meet by their place.
fn by_key<'r, T>(
    all: impl IntoIterator<Item = &'r T>,
    key: impl Fn(&T) -> Key,
) -> BTreeMap<(Key, usize), &'r T> {
    let mut seen: BTreeMap<Key, usize> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for one in all {
        let key = key(one);
        let place = seen.entry(key.clone()).or_default();
        found.insert((key, *place), one);
        *place += 1;
    }
    found
}

pub(super) fn compare_reports(before: Side<'_>, after: Side<'_>, units: &[String]) -> Comparison {
    let causes = Causes::new(before.rules, after.rules);
    let (was, is) = (outcomes(&causes, before), outcomes(&causes, after));
    let other = |outcomes: &Outcomes<'_>, side: Side<'_>, (key, place): &(Key, usize)| -> String {
        let found = outcomes
            .get(key)
            .and_then(|all| all.get(*place).or(all.first()));
        match found {
            Some(outcome) => (*outcome).to_owned(),
            None if causes.has(side.rules, &key.rule) => "not_selected".to_owned(),
            None => "no_rule".to_owned(),
        }
    };
    let finding = |finding: &FindingOut| Key::finding(&causes, finding);
    let (left, right) = (
        by_key(&before.report.findings, finding),
        by_key(&after.report.findings, finding),
    );
    let mut added = Vec::new();
    let mut cleared = Vec::new();
    let mut changed = Vec::new();
    for (key, finding) in &right {
        match left.get(key) {
            None => added.push(DifferenceOut {
                finding: (*finding).clone(),
                other: other(&was, before, key),
                by: causes.of(&key.0.rule, For::Outcome),
            }),
            Some(old) => {
                let what = what_changed(old, finding);
                if !what.is_empty() {
                    changed.push(FindingChangeOut {
                        before: (*old).clone(),
                        after: (*finding).clone(),
                        what,
                        by: causes.of(&key.0.rule, For::Telling),
                    });
                }
            }
        }
    }
    for (key, finding) in &left {
        if !right.contains_key(key) {
            cleared.push(DifferenceOut {
                finding: (*finding).clone(),
                other: other(&is, after, key),
                by: causes.of(&key.0.rule, For::Outcome),
            });
        }
    }
    let open = |open: &UndecidedOut| Key::undecided(&causes, open);
    let (left_open, right_open) = (
        by_key(&before.report.undecided, open),
        by_key(&after.report.undecided, open),
    );
    let only = |here: &BTreeMap<(Key, usize), &UndecidedOut>,
                there: &BTreeMap<(Key, usize), &UndecidedOut>,
                outcomes: &Outcomes<'_>,
                side: Side<'_>|
     -> Vec<OpenedOut> {
        let gone = here.iter().filter(|(key, _)| !there.contains_key(*key));
        gone.map(|(key, open)| OpenedOut {
            undecided: (*open).clone(),
            other: other(outcomes, side, key),
            by: causes.of(&key.0.rule, For::Outcome),
        })
        .collect()
    };
    let opened = only(&right_open, &left_open, &was, before);
    let settled = only(&left_open, &right_open, &is, after);
    let mut comparison = Comparison {
        format: FORMAT,
        engine: after.report.engine.clone(),
        language: after.report.language,
        period: after.report.period.clone(),
        check_point: after.report.check_point,
        as_of: after.report.as_of,
        before: before.report.rule_set.clone(),
        after: after.report.rule_set.clone(),
        added,
        cleared,
        changed,
        opened,
        settled,
        units: Vec::new(),
        rules: Vec::new(),
    };
    comparison.units = of_units(&comparison, before.report, after.report, units);
    comparison.rules = of_rules(&comparison, &causes);
    comparison
}

/// What is different of two findings of one subject under one rule.
fn what_changed(before: &FindingOut, after: &FindingOut) -> Vec<String> {
    let parts = [
        ("rule", before.rule != after.rule),
        ("wording", before.wording != after.wording),
        ("severity", before.severity != after.severity),
        ("evidence", before.evidence != after.evidence),
        ("basis", before.basis != after.basis),
        (
            "unit",
            (&before.unit_id, &before.unit_as_recorded)
                != (&after.unit_id, &after.unit_as_recorded),
        ),
    ];
    let changed = parts.into_iter().filter(|(_, changed)| *changed);
    changed.map(|(what, _)| what.to_owned()).collect()
}

fn of_units(
    comparison: &Comparison,
    before: &Report,
    after: &Report,
    units: &[String],
) -> Vec<UnitComparisonOut> {
    let mut all: BTreeMap<&str, UnitComparisonOut> = BTreeMap::new();
    let mut count = |unit: &str, add: fn(&mut UnitComparisonOut)| {
        let place = units.iter().find(|known| *known == unit);
        let key = place.map_or("", String::as_str);
        let line = all.entry(key).or_insert_with(|| UnitComparisonOut {
            unit: key.to_owned(),
            ..UnitComparisonOut::default()
        });
        add(line);
    };
    before
        .findings
        .iter()
        .for_each(|one| count(&one.unit, |line| line.before += 1));
    after
        .findings
        .iter()
        .for_each(|one| count(&one.unit, |line| line.after += 1));
    for one in &comparison.added {
        count(&one.finding.unit, |line| line.added += 1);
    }
    for one in &comparison.cleared {
        count(&one.finding.unit, |line| line.cleared += 1);
    }
    for one in &comparison.changed {
        count(&one.after.unit, |line| line.changed += 1);
    }
    for one in &comparison.opened {
        count(&one.undecided.unit, |line| line.opened += 1);
    }
    for one in &comparison.settled {
        count(&one.undecided.unit, |line| line.settled += 1);
    }
    let mut lines: Vec<UnitComparisonOut> = all
        .into_values()
        .filter(|line| !line.is_the_same())
        .collect();
    // the roster's order; what has no unit stands last
    let place = |line: &UnitComparisonOut| {
        let place = units.iter().position(|unit| *unit == line.unit);
        place.unwrap_or(units.len())
    };
    lines.in_order_by(|a, b| place(a).cmp(&place(b)));
    lines
}

fn of_rules(comparison: &Comparison, causes: &Causes<'_>) -> Vec<RuleComparisonOut> {
    let count = |all: Vec<&str>, id: &str| {
        all.into_iter()
            .filter(|rule| causes.paired(rule) == id)
            .count() as u64
    };
    let findings = |all: &[DifferenceOut], id: &str| {
        count(
            all.iter().map(|one| one.finding.rule.as_str()).collect(),
            id,
        )
    };
    let open = |all: &[OpenedOut], id: &str| {
        count(
            all.iter().map(|one| one.undecided.rule.as_str()).collect(),
            id,
        )
    };
    let mut lines = Vec::new();
    for id in causes.ids() {
        let line = RuleComparisonOut {
            rule: id.clone(),
            change: causes.itself(&id),
            added: findings(&comparison.added, &id),
            cleared: findings(&comparison.cleared, &id),
            changed: count(
                comparison
                    .changed
                    .iter()
                    .map(|one| one.after.rule.as_str())
                    .collect(),
                &id,
            ),
            opened: open(&comparison.opened, &id),
            settled: open(&comparison.settled, &id),
        };
        if !line.is_the_same() {
            lines.push(line);
        }
    }
    lines
}
