//! A part of a ratio that cannot lie in its base.

use super::{Check, Set, at};
use crate::diagnostic::Text;
use crate::rules::model::Measure;
use crate::rules::read::book::{Book, Section};
use crate::rules::{Path, Selector, Test};

pub(super) struct PartOutsideBase;

impl Check for PartOutsideBase {
    fn look(&self, set: &Set<'_>, book: &mut Book<'_, '_>) {
        let mut outside: Vec<(Section, String)> = Vec::new();
        for figure in &book.figures {
            if never_meet(&figure.measure) {
                outside.push((Section::Figure, figure.id.clone()));
            }
        }
        for rule in set.rules.iter().filter(|rule| rule.named.is_none()) {
            if never_meet(&rule.figure.measure) {
                outside.push((Section::Rule, rule.id.clone()));
            }
        }
        for (section, id) in outside {
            let (node, path) = at(book, section, &id, &["measure", "part"]);
            let message = Text::new(
                "part 与 base 没有交集，比率总是 0%",
                "nothing of the part lies in the base: the ratio is always 0%",
            );
            let next = Text::new(
                "请检查两个条件；分子不在分母之内时写 inside = false",
                "check the two selectors; write inside = false if the part lies outside the base",
            );
            book.reader
                .warning("ratio.part", node, &path, message, next);
        }
    }
}

fn never_meet(measure: &Measure) -> bool {
    match measure {
        Measure::Ratio {
            base,
            part,
            inside: true,
            ..
        } => {
            let (base, part) = (tests(base), tests(part));
            base.iter()
                .any(|own| part.iter().any(|other| own.shuts_out(other)))
        }
        Measure::OutcomeRatio { base, part, .. } => {
            !base.is_empty() && !part.iter().any(|word| base.contains(word))
        }
        _ => false,
    }
}

/// A test that must hold for all that is selected.
struct Must<'a> {
    path: &'a Path,
    among: bool,
    words: &'a [String],
}

impl Must<'_> {
    fn shuts_out(&self, other: &Must<'_>) -> bool {
        // a tag is one of several, and so may be each of two different words
        if self.path != other.path || self.path.attribute == "tag" {
            return false;
        }
        match (self.among, other.among) {
            (true, true) => !self.words.iter().any(|word| other.words.contains(word)),
            (true, false) => self.words.iter().all(|word| other.words.contains(word)),
            (false, true) => other.shuts_out(self),
            (false, false) => false,
        }
    }
}

fn tests(selector: &Selector) -> Vec<Must<'_>> {
    match selector {
        Selector::All(all) => all.iter().flat_map(tests).collect(),
        Selector::Test {
            path,
            test: Test::OneOf(words),
        } => vec![Must {
            path,
            among: true,
            words,
        }],
        Selector::Not(inner) => {
            let mut inner = tests(inner);
            match (inner.pop(), inner.is_empty()) {
                (Some(only), true) => vec![Must {
                    among: !only.among,
                    ..only
                }],
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}
