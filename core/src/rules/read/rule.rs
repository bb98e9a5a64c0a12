//! One rule: subject, window, measure, what is required of it, effect, wording, basis.

use super::limits;
use super::subjects::{self, Named};
use super::wording::{default_wording, wording};
use super::words::word;
use super::{check, measures};
use crate::diagnostic::Text;
use crate::rules::{Basis, Effect, Figure, Of, Over, Requirement, Rule, Step, Window};
use crate::source::{Entry, Fields, Reader, Value};

pub(super) fn rule(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    figures: &[Figure],
    entry: &Entry,
    path: &str,
) -> Option<Rule> {
    let mut fields = reader.fields(&entry.node, path)?;
    let Some(subjects) = subjects::subjects(reader, named, &mut fields) else {
        // without a subject the other keys cannot be read; those that do not exist are told all the same
        for key in RULE_KEYS {
            fields.take(key);
        }
        reader.finish(fields, &RULE_LATER);
        return None;
    };
    let own_window = measures::window(reader, &mut fields);
    let measure = measures::measure(reader, named, figures, &mut fields, subjects.of);
    let effect = effect(reader, &mut fields).unwrap_or(Effect::Problem);
    let accepts = measure
        .as_ref()
        .map(|(_, measure)| measures::accepts(measure));
    let requirement = requirement(reader, named, &mut fields, subjects.of, accepts);
    let wording = wording(reader, &mut fields);
    let basis = basis(reader, &mut fields);
    if basis.is_none() && fields.peek("basis").is_none() {
        reader.missing(&fields, "basis");
    }
    let tags = tags(reader, &mut fields);
    let figure_window = match &measure {
        Some((Some(id), _)) => figures
            .iter()
            .find(|known| known.id == *id)
            .map(|known| known.window),
        _ => None,
    };
    let window = own_window
        .or(figure_window)
        .unwrap_or(Window::Over(Over::Period));
    if let (Some((_, measure)), Some(requirement)) = (&measure, &requirement) {
        check::window_fits(reader, &fields, &window, measure, requirement, subjects.of);
    }
    measures::at_and_dated(
        reader,
        &mut fields,
        measure.as_ref().map(|(_, measure)| measure),
    );
    reader.finish(fields, &RULE_LATER);
    let (figure, measure) = measure?;
    Some(Rule {
        id: entry.key.clone(),
        subjects,
        window,
        figure,
        measure,
        requirement: requirement?,
        effect,
        text: wording.unwrap_or_else(default_wording),
        basis: basis?,
        tags,
    })
}

/// The keys of a rule.
const RULE_KEYS: [&str; 19] = [
    "of",
    "where",
    "except",
    "unless",
    "life",
    "at",
    "dated",
    "over",
    "each",
    "until",
    "allow",
    "measure",
    "require",
    "breach_when",
    "steps",
    "effect",
    "text",
    "basis",
    "tags",
];

/// The keys of a rule that this version does not judge.
const RULE_LATER: [&str; 5] = ["by", "enough", "was", "history", "sample"];

pub(super) fn requirement(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    fields: &mut Fields<'_>,
    of: Of,
    accepts: Option<limits::Accepts>,
) -> Option<Requirement> {
    let require = fields.take("require");
    let breach_when = fields.take("breach_when");
    let steps = fields.take("steps");
    let given = [require, breach_when, steps].iter().flatten().count();
    if given != 1 {
        let message = Text::new(
            "`require`、`breach_when`、`steps` 三者须恰好写一个",
            "exactly one of `require`, `breach_when` and `steps` must stand here",
        );
        let next = Text::new(
            "require 写「达到什么算符合」，breach_when 写「出现什么算不符合」",
            "`require` says when it is met, `breach_when` when it is breached",
        );
        let diagnostic = reader.source.error(
            "limit.one",
            &fields.span.clone(),
            &fields.path.clone(),
            message,
        );
        reader.diagnostics.push(diagnostic.with_next_step(next));
        return None;
    }
    let accepts = accepts.as_ref();
    if let Some(node) = require {
        return limits::limit(reader, named, node, &fields.child("require"), of, accepts)
            .map(Requirement::Require);
    }
    if let Some(node) = breach_when {
        return limits::limit(
            reader,
            named,
            node,
            &fields.child("breach_when"),
            of,
            accepts,
        )
        .map(Requirement::BreachWhen);
    }
    let node = steps?;
    let path = fields.child("steps");
    let Value::List(nodes) = &node.value else {
        reader.wrong_type(node, &path, Text::new("步骤的列表", "a list of steps"));
        return None;
    };
    let mut steps = Vec::new();
    for (ix, node) in nodes.iter().enumerate() {
        let path = format!("{path}.{ix}");
        let Some(mut inner) = reader.fields(node, &path) else {
            continue;
        };
        let limit = limits::limit_of(reader, named, &mut inner, of, accepts);
        let effect = effect(reader, &mut inner).unwrap_or(Effect::Problem);
        let text = wording(reader, &mut inner);
        if limit.is_none() && ix + 1 < nodes.len() {
            let message = Text::new(
                "只有最后一个步骤可以不写界限",
                "only the last step may do without a limit",
            );
            let next = Text::new(
                "请写上界限，或移到最后",
                "give it a limit, or move it to the end",
            );
            reader.error("step.rest", node, &path, message, next);
        }
        reader.finish(inner, &["grade", "lose"]);
        steps.push(Step {
            limit,
            effect,
            text,
        });
    }
    if nodes.is_empty() {
        reader.wrong_type(node, &path, Text::new("至少一个步骤", "at least one step"));
        return None;
    }
    Some(Requirement::Steps(steps))
}

pub(super) fn effect(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Option<Effect> {
    let all = [
        Effect::Problem,
        Effect::Veto,
        Effect::None,
        Effect::Notice,
        Effect::Praise,
    ];
    let known: Vec<&str> = all.iter().map(|effect| effect.as_str()).collect();
    word(
        reader,
        fields,
        "effect",
        |text| all.into_iter().find(|effect| effect.as_str() == text),
        &known,
    )
}

pub(super) fn tags(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Vec<String> {
    let Some(node) = fields.take("tags") else {
        return Vec::new();
    };
    match &node.value {
        Value::List(nodes) if nodes.iter().all(|node| node.text().is_some()) => nodes
            .iter()
            .filter_map(|node| node.text().map(str::to_owned))
            .collect(),
        _ => {
            reader.wrong_type(
                node,
                &fields.child("tags"),
                Text::new("文字的列表", "a list of texts"),
            );
            Vec::new()
        }
    }
}

pub(super) fn basis(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Option<Basis> {
    let node = fields.take("basis")?;
    let mut inner = reader.fields(node, &fields.child("basis"))?;
    let document = reader.required_text(&mut inner, "document");
    let clause = reader.text(&mut inner, "clause");
    let known = ["full", "applied", "local"];
    let verified = word(
        reader,
        &mut inner,
        "verified",
        |text| known.contains(&text).then(|| text.to_owned()),
        &known,
    );
    reader.finish(inner, &[]);
    Some(Basis {
        document: document?,
        clause,
        verified,
    })
}
