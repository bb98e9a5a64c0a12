//! A step that is never reached, because it never holds or because those before it leave nothing to it.

use super::regions::{Region, attribute, cases, region};
use super::{Check, Set, at};
use crate::diagnostic::Text;
use crate::rules::Limit;
use crate::rules::model::{Measure, Requirement, Step, Take};
use crate::rules::read::book::{Book, Section};

pub(super) struct StepNeverReached;

impl Check for StepNeverReached {
    fn look(&self, set: &Set<'_>, book: &mut Book<'_, '_>) {
        for rule in set.rules {
            let all = domain(&rule.figure.measure);
            match &rule.requirement {
                Requirement::Steps(steps) => look(book, Section::Rule, &rule.id, steps, all),
                Requirement::Require(limit) => never(book, &rule.id, "require", limit, all),
                Requirement::BreachWhen(limit) => never(book, &rule.id, "breach_when", limit, all),
            }
        }
        for sheet in set.sheets {
            look(
                book,
                Section::Sheet,
                &sheet.id,
                &sheet.steps,
                Region::default(),
            );
        }
    }
}

/// The numbers that a measure may give.
fn domain(measure: &Measure) -> Region {
    match measure {
        Measure::Change { .. }
        | Measure::Score { .. }
        | Measure::Value { .. }
        | Measure::Fits { .. }
        | Measure::Mean { .. }
        | Measure::Clock {
            take: Take::Left, ..
        } => Region::default(),
        _ => Region::from_zero(),
    }
}

/// Tells a limit that no number satisfies.
fn never(book: &mut Book<'_, '_>, id: &str, key: &str, limit: &Limit, all: Region) {
    if !is_empty(limit, all) {
        return;
    }
    let (node, path) = at(book, Section::Rule, id, &[key]);
    let message = Text::new("没有数能满足这个界限", "no number satisfies this limit");
    let next = Text::new(
        "请检查几个比较是否相互矛盾",
        "check whether the comparisons contradict each other",
    );
    book.reader
        .warning("limit.never", node, &path, message, next);
}

fn is_empty(limit: &Limit, all: Region) -> bool {
    let mut cases: Vec<Option<&str>> = cases(limit).into_iter().map(Some).collect();
    if cases.is_empty() {
        cases.push(None);
    }
    cases
        .into_iter()
        .all(|case| region(limit, case).is_some_and(|(region, _)| region.and(all).is_empty()))
}

fn look(book: &mut Book<'_, '_>, section: Section, id: &str, steps: &[Step], all: Region) {
    for (ix, step) in steps.iter().enumerate() {
        let before: Vec<&Limit> = steps
            .iter()
            .take(ix)
            .filter_map(|step| step.limit.as_ref())
            .collect();
        let empty = step
            .limit
            .as_ref()
            .is_some_and(|limit| is_empty(limit, all));
        if !empty && !is_covered(step.limit.as_ref(), &before, all) {
            continue;
        }
        let (node, path) = at(book, section, id, &["steps", &ix.to_string()]);
        let message = Text::new("永远不会到达这个步骤", "this step is never reached");
        let next = if empty {
            Text::new(
                "请检查几个比较是否相互矛盾",
                "check whether the comparisons contradict each other",
            )
        } else {
            Text::new(
                "先写的步骤先算，请把更严的写在前面",
                "the first step that holds is taken: put the stricter one first",
            )
        };
        book.reader
            .warning("step.never", node, &path, message, next);
    }
}

/// Whether the steps before hold wherever a step does.
fn is_covered(limit: Option<&Limit>, before: &[&Limit], all: Region) -> bool {
    if let Some(limit) = limit
        && !limit.words.is_empty()
    {
        return is_covered_by_words(limit, before);
    }
    let limits: Vec<&Limit> = before.iter().copied().chain(limit).collect();
    let mut by = limits.iter().filter_map(|limit| attribute(limit));
    let first = by.next();
    if by.any(|other| Some(other) != first) {
        return false;
    }
    let named = limits.iter().flat_map(|limit| cases(limit)).map(Some);
    named.chain([None]).all(|case| {
        let unlimited = Limit::default();
        let Some((own, unit)) = region(limit.unwrap_or(&unlimited), case) else {
            return false;
        };
        let others: Vec<Region> = before
            .iter()
            .filter_map(|limit| region(limit, case))
            .filter(|(_, other)| limit.is_none() || *other == unit)
            .map(|(region, _)| region)
            .collect();
        let units_differ = limit.is_none()
            && before
                .iter()
                .filter_map(|limit| region(limit, case))
                .any(|(_, unit)| unit.is_some());
        !others.is_empty() && !units_differ && own.and(all).is_covered(&others)
    })
}

fn is_covered_by_words(limit: &Limit, before: &[&Limit]) -> bool {
    let [own] = limit.words.as_slice() else {
        return false;
    };
    let earlier: Vec<&String> = before
        .iter()
        .filter(|limit| limit.comparisons.is_empty() && limit.words.len() == 1)
        .flat_map(|limit| &limit.words)
        .filter(|words| words.among)
        .flat_map(|words| &words.words)
        .collect();
    own.among
        && limit.comparisons.is_empty()
        && own.words.iter().all(|word| earlier.contains(&word))
}
