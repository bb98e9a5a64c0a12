//! What must hold, or had better hold, across the parts of a rule set that was read: one type for each check.

mod cycles;
mod languages;
mod ratios;
mod regions;
mod runs;
mod steps;
mod unused;
mod vetoes;

use super::book::{Book, Section};
use crate::rules::model::{Rule, Sheet};
use crate::source::{Node, Value};

/// What was read of a set, mistakes left out.
pub(super) struct Set<'a> {
    /// The rules.
    pub rules: &'a [Rule],
    /// The sheets.
    pub sheets: &'a [Sheet],
}

/// One check of a whole set.
trait Check {
    /// Looks at the set and tells what it finds.
    fn look(&self, set: &Set<'_>, book: &mut Book<'_, '_>);
}

/// Every check.
pub(super) fn all(set: &Set<'_>, book: &mut Book<'_, '_>) {
    let checks: [&dyn Check; 7] = [
        &cycles::Cycles,
        &steps::StepNeverReached,
        &ratios::PartOutsideBase,
        &runs::RunOfNothing,
        &vetoes::VetoUngraded,
        &unused::Unused,
        &languages::LanguageMissing,
    ];
    for check in checks {
        check.look(set, book);
    }
}

/// A place in a table of a section, or the nearest that there is on the way, with its dotted key.
fn at<'n>(book: &Book<'_, 'n>, section: Section, id: &str, keys: &[&str]) -> (&'n Node, String) {
    let mut path = format!("{}.{id}", section.key());
    let mut node = book
        .entry(section, id)
        .map_or(book.top, |entry| &entry.node);
    for key in keys {
        let inner = match &node.value {
            Value::List(nodes) => key.parse().ok().and_then(|ix: usize| nodes.get(ix)),
            _ => node.get(key),
        };
        let Some(inner) = inner else {
            break;
        };
        path = format!("{path}.{key}");
        node = inner;
    }
    (node, path)
}
