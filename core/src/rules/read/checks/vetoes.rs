//! A veto on a subject that no sheet grades: nobody would fail by it.

use super::cycles::is_veto;
use super::{Check, Set, at};
use crate::diagnostic::Text;
use crate::rules::model::{Effect, Requirement};
use crate::rules::read::book::{Book, Section};
use crate::rules::read::kinds::beneath;

pub(super) struct VetoUngraded;

impl Check for VetoUngraded {
    fn look(&self, set: &Set<'_>, book: &mut Book<'_, '_>) {
        // a set without sheets is printed as it is; one with sheets that were misread says nothing
        if book.entries(Section::Sheet).is_empty()
            || book.entries(Section::Sheet).len() != set.sheets.len()
        {
            return;
        }
        for rule in set.rules.iter().filter(|rule| is_veto(rule)) {
            let of = rule.figure.subjects.of;
            let graded = set.sheets.iter().any(|sheet| match &sheet.veto {
                Some(rules) => rules.contains(&rule.id),
                None => beneath(of, sheet.subjects.of),
            });
            if graded {
                continue;
            }
            let step = match &rule.requirement {
                Requirement::Steps(steps) => {
                    steps.iter().position(|step| step.effect == Effect::Veto)
                }
                _ => None,
            };
            let (node, path) = match step {
                Some(ix) => at(
                    book,
                    Section::Rule,
                    &rule.id,
                    &["steps", &ix.to_string(), "effect"],
                ),
                None => at(book, Section::Rule, &rule.id, &["effect"]),
            };
            let message = Text::new(
                format!(
                    "没有评分表评 {of} 或其上级，也没有评分表的 veto 列出这条规则，这一票否决不影响任何得分"
                ),
                format!(
                    "no sheet grades a {of} or what is above it, and none lists this rule as a veto: it changes no score"
                ),
            );
            let next = Text::new(
                "请写评分表，或把 effect 改为 \"problem\"",
                "write a sheet for it, or change `effect` to \"problem\"",
            );
            book.reader
                .warning("veto.ungraded", node, &path, message, next);
        }
    }
}
