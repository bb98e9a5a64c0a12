//! Outcomes move upward only: nothing may, through others, be counted in itself.

use super::{Check, Set};
use crate::diagnostic::Text;
use crate::rules::model::{Effect, Requirement, Rule};
use crate::rules::read::book::{Book, Section, Use};
use crate::rules::read::kinds::beneath;
use std::collections::{HashMap, HashSet};

pub(super) struct Cycles;

type Id = (Section, String);

impl Check for Cycles {
    fn look(&self, set: &Set<'_>, book: &mut Book<'_, '_>) {
        let mut uses: Vec<Use> = book
            .uses
            .iter()
            .filter(|used| !matches!(used.to.0, Section::Select | Section::List))
            .cloned()
            .collect();
        uses.extend(vetoes(set, book));
        let mut needs: HashMap<&Id, Vec<&Use>> = HashMap::new();
        for used in &uses {
            needs.entry(&used.from).or_default().push(used);
        }
        let mut done: HashSet<&Id> = HashSet::new();
        let mut told: Vec<(Vec<&Use>, &Use)> = Vec::new();
        for used in &uses {
            let mut way: Vec<(&Id, usize)> = vec![(&used.from, 0)];
            if done.contains(&used.from) {
                continue;
            }
            let mut taken: Vec<&Use> = Vec::new();
            // depth first, by hand: a chain of rules may be as long as the file
            while let Some((id, next)) = way.last_mut() {
                let Some(step) = needs.get(*id).and_then(|uses| uses.get(*next)).copied() else {
                    done.insert(id);
                    way.pop();
                    taken.pop();
                    continue;
                };
                *next += 1;
                if let Some(begin) = way.iter().position(|(id, _)| **id == step.to) {
                    let circle = taken.iter().skip(begin).copied().collect();
                    told.push((circle, step));
                } else if !done.contains(&step.to) {
                    taken.push(step);
                    way.push((&step.to, 0));
                }
            }
        }
        for (circle, last) in told {
            tell(book, &circle, last);
        }
    }
}

/// A sheet without `veto` reads every rule of that effect at or beneath its subject.
fn vetoes(set: &Set<'_>, book: &Book<'_, '_>) -> Vec<Use> {
    let mut uses = Vec::new();
    for sheet in set.sheets.iter().filter(|sheet| sheet.veto.is_none()) {
        let Some(entry) = book.entry(Section::Sheet, &sheet.id) else {
            continue;
        };
        let reads = set
            .rules
            .iter()
            .filter(|rule| is_veto(rule) && beneath(rule.figure.subjects.of, sheet.subjects.of));
        uses.extend(reads.map(|rule| Use {
            from: (Section::Sheet, sheet.id.clone()),
            to: (Section::Rule, rule.id.clone()),
            span: entry.span.clone(),
            path: format!("sheet.{}.veto", sheet.id),
            in_a_row: false,
        }));
    }
    uses
}

/// Whether a rule may be a veto.
pub(super) fn is_veto(rule: &Rule) -> bool {
    match &rule.requirement {
        Requirement::Steps(steps) => steps.iter().any(|step| step.effect == Effect::Veto),
        _ => rule.effect == Effect::Veto,
    }
}

fn tell(book: &mut Book<'_, '_>, circle: &[&Use], last: &Use) {
    let mut ids: Vec<&str> = circle.iter().map(|used| used.from.1.as_str()).collect();
    ids.extend([last.from.1.as_str(), last.to.1.as_str()]);
    let list = ids.join(" → ");
    let message = Text::new(
        format!("互相依赖，成了环：{list}"),
        format!("these depend on each other in a circle: {list}"),
    );
    let next = Text::new(
        "请去掉其中一处引用；评分表可用 veto 写明看哪些规则",
        "take one of the references away; a sheet may say by `veto` which rules it reads",
    );
    let source = book.reader.source;
    let mut told = source
        .error("rule.cycle", &last.span, &last.path, message)
        .with_value(&last.to.1)
        .with_next_step(next);
    for used in circle {
        let (from, to) = (&used.from.1, &used.to.1);
        let message = Text::new(
            format!("`{from}` 引用 `{to}`"),
            format!("`{from}` reads `{to}`"),
        );
        told = told.with_related(source.place(&used.span, &used.path), message);
    }
    book.reader.tell(told);
}
