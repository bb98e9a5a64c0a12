//! The nearest known names of one that is not known.

use crate::order::InOrder;
use std::collections::BTreeSet;

/// Up to three of some names, best first.
pub(crate) fn nearest_of<'a>(names: impl Iterator<Item = &'a str>, name: &str) -> Vec<String> {
    let distinct: BTreeSet<&str> = names.collect();
    let labels = distinct
        .into_iter()
        .map(|name| Label::new((name.to_owned(), name.to_owned())));
    nearest(&labels.collect::<Vec<Label>>(), name, None)
}

/// How a channel is shown: an account with its platform.
pub(crate) fn label(name: &str, platform: Option<&str>) -> String {
    match platform {
        Some(platform) => format!("{name}({platform})"),
        None => name.to_owned(),
    }
}

/// A known name, with what makes comparing cheap.
#[derive(Clone, Debug)]
pub(super) struct Label {
    shown: String,
    name: String,
    sorted: Vec<char>,
}

impl Label {
    pub(super) fn new((shown, name): (String, String)) -> Label {
        let sorted = sorted_chars(&name);
        Label {
            shown,
            name,
            sorted,
        }
    }
}

/// Names less alike than this are not worth showing.
const ALIKE: f64 = 0.5;
/// A name that holds the other one whole (`沙石` and `沙石镇人民政府`) is at least this much alike.
const HOLDS: f64 = 0.6;
/// Nobody misspells a name this long; comparing it would only cost time.
const LONGEST: usize = 100;

/// Up to three labels, best first.
pub(super) fn nearest(labels: &[Label], name: &str, platform: Option<&str>) -> Vec<String> {
    let sorted = sorted_chars(name);
    if sorted.is_empty() || sorted.len() > LONGEST {
        return Vec::new();
    }
    let asked = label(name, platform);
    let mut scored: Vec<(f64, &str)> = Vec::new();
    for label in labels {
        let score = likeness(name, &sorted, label);
        if score >= ALIKE {
            // Among equally near names the account on the named platform comes first.
            let ends_alike = platform.is_some()
                && strsim::normalized_damerau_levenshtein(&asked, &label.shown) > score;
            scored.push((score + if ends_alike { 0.01 } else { 0.0 }, &label.shown));
        }
    }
    scored.in_order_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored
        .into_iter()
        .take(3)
        .map(|(_, shown)| shown.to_owned())
        .collect()
}

fn likeness(name: &str, sorted: &[char], label: &Label) -> f64 {
    let longer = sorted.len().max(label.sorted.len());
    let shorter = sorted.len().min(label.sorted.len());
    if longer > LONGEST {
        return 0.0;
    }
    if shorter >= 2 && (label.name.contains(name) || name.contains(&label.name)) {
        return strsim::normalized_damerau_levenshtein(name, &label.name).max(HOLDS);
    }
    // No edit distance can be less than the characters that the two do not share.
    let shared = shared_chars(sorted, &label.sorted);
    if (shared as f64) < ALIKE * longer as f64 {
        return 0.0;
    }
    strsim::normalized_damerau_levenshtein(name, &label.name)
}

fn sorted_chars(text: &str) -> Vec<char> {
    let mut chars: Vec<char> = text.chars().collect();
    chars.in_order();
    chars
}

/// How many characters two sorted lists have in common.
fn shared_chars(one: &[char], other: &[char]) -> usize {
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    let mut shared = 0;
    while let (Some(a), Some(b)) = (one.peek(), other.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => drop(one.next()),
            std::cmp::Ordering::Greater => drop(other.next()),
            std::cmp::Ordering::Equal => {
                shared += 1;
                one.next();
                other.next();
            }
        }
    }
    shared
}
