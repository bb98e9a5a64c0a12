//! `in_a_row` of a rule that nobody is ever told of.

use super::{Check, Set};
use crate::diagnostic::Text;
use crate::rules::model::{Effect, Requirement};
use crate::rules::read::book::{Book, Section};

pub(super) struct RunOfNothing;

impl Check for RunOfNothing {
    fn look(&self, set: &Set<'_>, book: &mut Book<'_, '_>) {
        let mut found = Vec::new();
        for used in book.uses.iter().filter(|used| used.in_a_row) {
            let silent = set
                .rules
                .iter()
                .find(|rule| rule.id == used.to.1)
                .is_some_and(|rule| match &rule.requirement {
                    Requirement::Steps(steps) => {
                        steps.iter().all(|step| step.effect == Effect::None)
                    }
                    _ => rule.effect == Effect::None,
                });
            let counted = book
                .uses
                .iter()
                .any(|other| other.to == used.to && other.from.0 == Section::Sheet);
            if silent && !counted {
                found.push(used.clone());
            }
        }
        let source = book.reader.source;
        for used in found {
            let id = &used.to.1;
            let message = Text::new(
                format!("`{id}` 既不通报也不计分，以往各期的判定可能没有公布过"),
                format!(
                    "`{id}` is in no bulletin and on no sheet: its earlier outcomes may never have been published"
                ),
            );
            let next = Text::new(
                format!("请给 `{id}` 写 effect，或改数另一条规则"),
                format!("give `{id}` an effect, or count another rule"),
            );
            let told = crate::diagnostic::Diagnostic::warning("in_a_row.silent", message);
            let mut told = source
                .told(told, &used.span, &used.path)
                .with_value(id)
                .with_next_step(next);
            if let Some(entry) = book.entry(Section::Rule, id) {
                let place = source.place(&entry.span, &format!("rule.{id}"));
                let here = Text::new("它写在这里", "it stands here");
                told = told.with_related(place, here);
            }
            book.reader.tell(told);
        }
    }
}
