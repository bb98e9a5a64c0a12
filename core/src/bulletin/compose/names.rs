//! How the text names those concerned: 单位“账号”（平台）, lists that end in 等N个.

use super::super::phrases::fill;
use super::super::words::Words;
use crate::report::{FindingOut, NumberOut, UndecidedOut};

/// Longer lists are cut in the text if an annex has them in full.
pub(super) const NAMES_AT_MOST: usize = 10;

/// Findings with the same rule and wording.
pub(super) struct Group<'a> {
    pub wording: &'a str,
    pub findings: Vec<&'a FindingOut>,
}

/// Groups findings that read alike, in the order in which they come.
pub(super) fn groups<'a>(findings: impl IntoIterator<Item = &'a FindingOut>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for finding in findings {
        let same = groups.iter_mut().find(|group| {
            group.wording == finding.wording
                && group.findings.first().is_some_and(|first| {
                    first.rule == finding.rule && first.severity == finding.severity
                })
        });
        match same {
            Some(group) => group.findings.push(finding),
            None => groups.push(Group {
                wording: &finding.wording,
                findings: vec![finding],
            }),
        }
    }
    groups
}

/// The unit as the annexes print it.
pub(super) fn unit(finding: &FindingOut) -> &str {
    if finding.unit_as_recorded.is_empty() {
        &finding.unit
    } else {
        &finding.unit_as_recorded
    }
}

/// 单位“对象”（平台）.
pub(super) fn of_unit(words: Words, unit: &str, subject: &str, platform: Option<&str>) -> String {
    let platform = platform
        .filter(|platform| !platform.is_empty())
        .map_or_else(String::new, |platform| {
            fill(words.p.with_platform, &[("platform", platform)])
        });
    let phrase = if unit.is_empty() {
        words.p.without_unit
    } else {
        words.p.of_unit
    };
    let values = [
        ("unit", unit),
        ("subject", subject),
        ("platform", &platform),
    ];
    fill(phrase, &values)
}

/// Those whom a group of findings names.
pub(super) fn named(group: &Group<'_>, in_annex: bool, words: Words) -> String {
    let kind = group
        .findings
        .first()
        .map_or("", |finding| finding.subject_kind.as_str());
    let p = words.p;
    let says_subject = |finding: &&&FindingOut| finding.wording.contains(finding.subject.as_str());
    match kind {
        "letter" | "request" => pieces(group, in_annex, words),
        "unit" => {
            let names = group.findings.iter().map(|finding| {
                let name = if finding.unit.is_empty() {
                    &finding.subject
                } else {
                    &finding.unit
                };
                with_items(name, finding, words)
            });
            list(distinct(names), p.noun_units, in_annex, words)
        }
        "column" if group.findings.iter().all(|one| says_subject(&one)) => {
            let names = group.findings.iter().map(|one| unit(one).to_owned());
            list(distinct(names), p.noun_units, in_annex, words)
        }
        "column" | "account" | "site" => {
            let noun = match kind {
                "column" => p.noun_columns,
                "account" => p.noun_accounts,
                _ => p.noun_sites,
            };
            let names = group.findings.iter().map(|finding| {
                let platform = finding.platform.as_deref();
                of_unit(words, unit(finding), &finding.subject, platform)
            });
            list(names.collect(), noun, in_annex, words)
        }
        _ => {
            let names = group.findings.iter().map(|one| one.subject.clone());
            list(names.collect(), p.noun_others, in_annex, words)
        }
    }
}

/// Those whom an outcome that cannot be told concerns.
pub(super) fn undecided(kind: &str, outcome: &UndecidedOut, words: Words) -> String {
    let recorded = if outcome.unit_as_recorded.is_empty() {
        &outcome.unit
    } else {
        &outcome.unit_as_recorded
    };
    match kind {
        "unit" => outcome.subject.clone(),
        _ => of_unit(
            words,
            recorded,
            &outcome.subject,
            outcome.platform.as_deref(),
        ),
    }
}

/// `甲、乙、丙等3个单位`; a single name stands alone. Cut where an annex has the rest.
pub(super) fn list(names: Vec<String>, noun: &str, in_annex: bool, words: Words) -> String {
    let number = names.len().to_string();
    let cut = in_annex && names.len() > NAMES_AT_MOST;
    let (phrase, listed) = match names.as_slice() {
        [] | [_] => return words.list(&names),
        _ if cut => {
            let first: Vec<String> = names.into_iter().take(NAMES_AT_MOST).collect();
            (words.p.and_others, first.join(words.p.list_separator))
        }
        _ => (words.p.several, words.list(&names)),
    };
    fill(
        phrase,
        &[("names", &listed), ("n", &number), ("noun", noun)],
    )
}

/// Letters and requests: the units, each with how many.
fn pieces(group: &Group<'_>, in_annex: bool, words: Words) -> String {
    let mut units: Vec<(&str, usize)> = Vec::new();
    for finding in &group.findings {
        let name = unit(finding);
        match units.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => units.push((name, 1)),
        }
    }
    let names = units.iter().map(|(name, count)| {
        fill(
            words.p.with_pieces,
            &[("name", name), ("n", &count.to_string())],
        )
    });
    list(names.collect(), words.p.noun_units, in_annex, words)
}

/// A unit with the number of items that it fell short with, where that is one number of items.
fn with_items(name: &str, finding: &FindingOut, words: Words) -> String {
    let value = finding.evidence.value.as_ref();
    let exact = value.and_then(|value| match (&value.low, &value.high) {
        (Some(NumberOut::Whole(low)), Some(NumberOut::Whole(high))) if low == high => Some(low),
        _ => None,
    });
    match exact {
        Some(items) if finding.evidence.source.as_deref() == Some("publications") => {
            let items = items.to_string();
            fill(words.p.with_items, &[("name", name), ("n", &items)])
        }
        _ => name.to_owned(),
    }
}

fn distinct(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    names
        .into_iter()
        .filter(|name| seen.insert(name.clone()))
        .collect()
}
