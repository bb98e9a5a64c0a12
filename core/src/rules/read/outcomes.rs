//! Measures over the outcomes of other rules and sheets: `breaches`, `outcomes`, `in_a_row`.

use super::attributes::{find, path_of};
use super::book::{Book, Section};
use super::kinds::OUTCOMES;
use super::measures::beneath;
use super::selectors::{selector, tests, words};
use super::words::choice;
use crate::diagnostic::Text;
use crate::order::InOrder;
use crate::rules::Selector;
use crate::rules::model::{Distinct, Measure, Of, Stage, paths};
use crate::source::{Fields, Node, Value};

const DISTINCT: [(&str, Distinct); 4] = [
    ("subject", Distinct::Subject),
    ("finding", Distinct::Finding),
    ("slice", Distinct::Slice),
    ("unit", Distinct::Unit),
];

const STAGES: [(&str, Stage); 2] = [("found", Stage::Found), ("after", Stage::After)];

fn stage<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>) -> Stage {
    choice(&mut book.reader, fields, "stage", &STAGES).unwrap_or_default()
}

/// The rules and sheets of a key: names, or all rules with a tag.
pub(super) fn rules<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    key: &'static str,
    of: Option<Of>,
) -> Option<Vec<String>> {
    let Some(node) = fields.take(key) else {
        book.reader.missing(fields, key);
        return None;
    };
    let path = fields.child(key);
    let mut rules = Vec::new();
    if matches!(node.value, Value::Table(_)) {
        rules = tagged(book, node, &path)?;
        for rule in &rules {
            beneath(book, Section::Rule, node, &path, rule, of);
        }
    } else {
        for (id, node) in book.texts(node, &path)? {
            if let Some(section) = book.name(&[Section::Rule, Section::Sheet], node, &path, &id) {
                beneath(book, section, node, &path, &id, of);
                rules.push(id);
            }
        }
        // an empty `veto` says that none counts; nothing else can be taken of no rules
        if let (Value::List(nodes), true) = (&node.value, key == "rules")
            && nodes.is_empty()
        {
            let wanted = Text::new("至少一条规则", "at least one rule");
            book.reader.wrong_type(node, &path, wanted);
        }
    }
    rules.in_order();
    rules.dedup();
    Some(rules)
}

/// The rules that carry a tag.
fn tagged<'n>(book: &mut Book<'_, 'n>, node: &'n Node, path: &str) -> Option<Vec<String>> {
    let mut inner = book.reader.fields(node, path)?;
    let tag = book.reader.required_text(&mut inner, "tag");
    let at = inner.peek("tag").unwrap_or(node);
    let own = inner.child("tag");
    book.reader.finish(inner);
    let tag = tag?;
    let mut found = Vec::new();
    let mut known: Vec<String> = Vec::new();
    for entry in book.entries(Section::Rule) {
        let tags = entry.node.get("tags").map(texts).unwrap_or_default();
        if tags.contains(&tag.as_str()) {
            found.push(entry.key.clone());
        }
        known.extend(tags.into_iter().map(str::to_owned));
    }
    if found.is_empty() {
        known.in_order();
        known.dedup();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        book.reader.unknown_word(at, &own, &known);
    }
    for id in &found {
        book.name(&[Section::Rule], at, &own, id);
    }
    Some(found)
}

fn texts(node: &Node) -> Vec<&str> {
    match &node.value {
        Value::List(nodes) => nodes.iter().filter_map(Node::text).collect(),
        _ => node.text().into_iter().collect(),
    }
}

pub(super) fn breaches<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    of: Option<Of>,
) -> Option<Measure> {
    fields.take("count");
    let rules = rules(book, fields, "rules", of);
    let filter = match (fields.take("where"), &rules) {
        (Some(node), Some(rules)) => whose(book, node, &fields.child("where"), rules),
        _ => Selector::everything(),
    };
    let distinct = distinct(book, fields, rules.as_deref());
    let stage = stage(book, fields);
    Some(Measure::Breaches {
        rules: rules?,
        filter,
        distinct: distinct.unwrap_or(Distinct::Subject),
        stage,
    })
}

/// The kinds of subjects that rules and sheets judge.
fn kinds_of(book: &Book<'_, '_>, rules: &[String]) -> Vec<Of> {
    let of = |id: &String| {
        let of = book.of(Section::Rule, id);
        of.or_else(|| book.of(Section::Sheet, id))
    };
    let mut kinds: Vec<Of> = rules.iter().filter_map(of).collect();
    kinds.in_order();
    kinds.dedup();
    kinds
}

/// A selector over the subjects of some rules, whatever their kinds.
fn whose<'n>(book: &mut Book<'_, 'n>, node: &'n Node, path: &str, rules: &[String]) -> Selector {
    let kinds = kinds_of(book, rules);
    let selector = selector(book, node, path, kinds.first().copied(), 0);
    for of in kinds.into_iter().skip(1) {
        for attribute in paths(&selector) {
            find(book, Some(of), attribute, &node.span, path);
        }
    }
    selector
}

/// What is told apart: a word, or an attribute of the subjects of the rules.
pub(super) fn distinct<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    rules: Option<&[String]>,
) -> Option<Distinct> {
    let name = book.reader.text(fields, "distinct")?;
    if let Some((_, word)) = DISTINCT.iter().find(|(word, _)| *word == name) {
        return Some(word.clone());
    }
    let node = fields.peek("distinct")?;
    let (path, own) = (path_of(&name), fields.child("distinct"));
    let kinds = rules.map(|rules| kinds_of(book, rules)).unwrap_or_default();
    for of in kinds {
        find(book, Some(of), &path, &node.span, &own)?;
    }
    Some(Distinct::Attribute(path))
}

/// `{ outcome = "met" }`, `{ outcome = ["met", "breached"] }`, if the key is there; with what else stands in it of the
/// subjects, where that may be.
fn outcome<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    key: &'static str,
    rules: Option<&[String]>,
) -> (Option<Vec<String>>, Selector) {
    let everything = Selector::everything();
    let Some(node) = fields.take(key) else {
        return (None, everything);
    };
    let path = fields.child(key);
    let known: Vec<String> = OUTCOMES.iter().map(|word| (*word).to_owned()).collect();
    let (Value::Table(entries), Some(rules)) = (&node.value, rules) else {
        let Some(mut inner) = book.reader.fields(node, &path) else {
            return (None, everything);
        };
        let found = match inner.take("outcome") {
            Some(node) => words(book, node, &inner.child("outcome"), &known),
            None => {
                book.reader.missing(&inner, "outcome");
                None
            }
        };
        book.reader.finish(inner);
        return (found, everything);
    };
    let kinds = kinds_of(book, rules);
    let selector = tests(
        book,
        entries,
        &path,
        kinds.first().copied(),
        0,
        &["outcome"],
    );
    for of in kinds.into_iter().skip(1) {
        for attribute in paths(&selector) {
            find(book, Some(of), attribute, &node.span, &path);
        }
    }
    let found = node.get("outcome");
    let found = found.and_then(|node| words(book, node, &format!("{path}.outcome"), &known));
    (found, selector)
}

pub(super) fn count<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    of: Option<Of>,
) -> Option<Measure> {
    fields.take("count");
    let rules = rules(book, fields, "rules", of);
    let (words, filter) = outcome(book, fields, "where", rules.as_deref());
    match fields.peek("where") {
        None => book.reader.missing(fields, "where"),
        Some(node) if rules.is_some() && node.get("outcome").is_none() => {
            if let Some(inner) = book.reader.fields(node, &fields.child("where")) {
                book.reader.missing(&inner, "outcome");
            }
        }
        _ => {}
    }
    Some(Measure::Outcomes {
        rules: rules?,
        filter,
        words: words?,
    })
}

pub(super) fn ratio<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    of: Option<Of>,
) -> Option<Measure> {
    fields.take("ratio");
    let rules = rules(book, fields, "rules", of);
    let (part, _) = outcome(book, fields, "part", None);
    if fields.peek("part").is_none() {
        book.reader.missing(fields, "part");
    }
    let (base, filter) = outcome(book, fields, "base", rules.as_deref());
    let stage = stage(book, fields);
    Some(Measure::OutcomeRatio {
        rules: rules?,
        filter,
        base: base.unwrap_or_default(),
        part: part?,
        stage,
    })
}

pub(super) fn in_a_row<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    of: Option<Of>,
) -> Option<Measure> {
    let node = fields.take("in_a_row")?;
    let path = fields.child("in_a_row");
    let Some(rule) = node.text() else {
        let wanted = Text::new("一条规则的名称", "the name of a rule");
        book.reader.wrong_type(node, &path, wanted);
        return None;
    };
    let section = book.name(&[Section::Rule, Section::Sheet], node, &path, rule)?;
    if let Some(named) = book.uses.last_mut() {
        named.in_a_row = true;
    }
    let other = book.of(section, rule);
    if let (Some(of), Some(other)) = (of, other)
        && of != other
    {
        let message = Text::new(
            format!("`{rule}` 的对象是 {other}，不是 {of}"),
            format!("`{rule}` judges a {other}, not a {of}"),
        );
        let next = Text::new(
            "请改 of，或另选一条规则",
            "change `of`, or name another rule",
        );
        book.reader.error("in_a_row.of", node, &path, message, next);
    }
    let rule = rule.to_owned();
    Some(Measure::InARow { rule })
}
