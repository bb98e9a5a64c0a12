//! What is required: `require`, `breach_when`, or steps, of which the first that holds is reached.

use super::book::Book;
use super::limits::{Compared, limit, limit_of, part_of_whole};
use super::wording::wording;
use super::words::{choice, text};
use crate::diagnostic::Text;
use crate::rules::model::{Effect, Of, Requirement, Step};
use crate::source::{Fields, Value};

/// The one of the three that a rule gives.
pub(super) fn requirement<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    of: Option<Of>,
    compared: &Compared,
    effect: Effect,
) -> Option<Requirement> {
    let require = fields.take("require");
    let breach_when = fields.take("breach_when");
    let given = [require, breach_when, fields.peek("steps")];
    if given.iter().flatten().count() != 1 {
        let message = Text::new(
            "`require`、`breach_when`、`steps` 三者须恰好写一个",
            "exactly one of `require`, `breach_when` and `steps` must stand here",
        );
        let next = Text::new(
            "require 写「达到什么算符合」，breach_when 写「出现什么算不符合」",
            "`require` says when it is met, `breach_when` when it is breached",
        );
        let second = ["require", "breach_when", "steps"]
            .into_iter()
            .filter_map(|key| fields.entry(key))
            .map(|entry| entry.span.clone())
            .max_by_key(|span| span.start);
        let span = second.clone().unwrap_or_else(|| fields.before("require"));
        let diagnostic = book
            .reader
            .source
            .error("limit.one", &span, &fields.path, message)
            .with_next_step(next);
        match second {
            Some(_) => book.reader.tell(diagnostic),
            None => book.reader.hold(fields, diagnostic),
        }
    }
    let require = require
        .and_then(|node| limit(book, node, &fields.child("require"), of, compared))
        .map(Requirement::Require);
    let breach_when = breach_when
        .and_then(|node| limit(book, node, &fields.child("breach_when"), of, compared))
        .map(Requirement::BreachWhen);
    let steps = steps(book, fields, of, compared, effect).map(Requirement::Steps);
    require.or(breach_when).or(steps)
}

/// Steps, if the key is there; a step without an effect has that of the rule.
pub(super) fn steps<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    of: Option<Of>,
    compared: &Compared,
    usual: Effect,
) -> Option<Vec<Step>> {
    let node = fields.take("steps")?;
    let path = fields.child("steps");
    let nodes = match &node.value {
        Value::List(nodes) if !nodes.is_empty() => nodes,
        _ => {
            let wanted = Text::new("步骤的列表", "a list of steps");
            book.reader.wrong_type(node, &path, wanted);
            return None;
        }
    };
    let mut steps = Vec::new();
    for (ix, node) in nodes.iter().enumerate() {
        let path = format!("{path}.{ix}");
        let Some(mut inner) = book.reader.fields(node, &path) else {
            continue;
        };
        let told = book.reader.diagnostics.len();
        let limit = limit_of(book, &mut inner, of, compared);
        if limit.is_none() && book.reader.diagnostics.len() == told && ix + 1 < nodes.len() {
            let message = Text::new(
                "只有最后一个步骤可以不写界限",
                "only the last step may do without a limit",
            );
            let next = Text::new(
                "请写上界限，或移到最后",
                "give it a limit, or move it to the end",
            );
            let source = book.reader.source;
            let diagnostic = source.error("step.rest", &node.span, &path, message);
            book.reader.hold(&inner, diagnostic.with_next_step(next));
        }
        let effect = effect(book, &mut inner).unwrap_or(usual);
        let grade = text(&mut book.reader, &mut inner, "grade");
        let lose = part_of_whole(book, &mut inner, "lose");
        let text = wording(&mut book.reader, &mut inner);
        book.reader.finish(inner);
        steps.push(Step {
            limit,
            effect,
            text,
            grade,
            lose,
        });
    }
    Some(steps)
}

const EFFECTS: [(&str, Effect); 5] = [
    ("problem", Effect::Problem),
    ("veto", Effect::Veto),
    ("none", Effect::None),
    ("notice", Effect::Notice),
    ("praise", Effect::Praise),
];

/// The effect, if the key is there.
pub(super) fn effect<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>) -> Option<Effect> {
    choice(&mut book.reader, fields, "effect", &EFFECTS)
}
