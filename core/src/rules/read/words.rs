//! Single values: whole numbers in a range, words that stand for something, points, texts in one language or two.

use crate::calendar::Day;
use crate::diagnostic::{Language, Text};
use crate::rational::Rational;
use crate::rules::{ListForm, Template};
use crate::source::{Fields, Node, Reader, Value};

/// A whole number within a range, if the key is there.
pub(super) fn whole(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    key: &'static str,
    range: std::ops::RangeInclusive<i64>,
) -> Option<i64> {
    let node = fields.take(key)?;
    let number = node.whole().filter(|number| range.contains(number));
    if number.is_none() {
        let (from, to) = (range.start(), range.end());
        reader.wrong_type(
            node,
            &fields.child(key),
            Text::new(
                format!("{from} 到 {to} 的整数"),
                format!("a whole number from {from} to {to}"),
            ),
        );
    }
    number
}

/// That a key is there, told if it is not.
pub(super) fn must(reader: &mut Reader<'_>, fields: &Fields<'_>, key: &str) {
    if fields.peek(key).is_none() {
        reader.missing(fields, key);
    }
}

/// A text that stands for something.
pub(super) fn word<T>(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    key: &'static str,
    parse: impl Fn(&str) -> Option<T>,
    known: &[&str],
) -> Option<T> {
    let node = fields.take(key)?;
    let parsed = node.text().and_then(parse);
    if parsed.is_none() {
        reader.unknown_word(node, &fields.child(key), known);
    }
    parsed
}

/// A text of a certain form.
pub(super) fn form<T>(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    key: &'static str,
    parse: impl Fn(&str) -> Option<T>,
    wanted: (&str, &str),
) -> Option<T> {
    let node = fields.take(key)?;
    let parsed = node.text().and_then(parse);
    if parsed.is_none() {
        let wanted = Text::new(wanted.0, wanted.1);
        reader.wrong_type(node, &fields.child(key), wanted);
    }
    parsed
}

/// A day, if the key is there.
pub(super) fn day(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    key: &'static str,
) -> Option<Day> {
    let wanted = ("一个日期，如 2022-10-01", "a day, such as 2022-10-01");
    form(reader, fields, key, |text| text.parse().ok(), wanted)
}

/// One of some words, and what it stands for.
pub(super) fn choice<T: Copy>(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    key: &'static str,
    words: &[(&str, T)],
) -> Option<T> {
    let node = fields.take(key)?;
    let found = words.iter().find(|(word, _)| node.text() == Some(*word));
    if found.is_none() {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        reader.unknown_word(node, &fields.child(key), &known);
    }
    found.map(|(_, meaning)| *meaning)
}

/// Points: a whole number or a decimal.
pub(super) fn points(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    key: &'static str,
) -> Option<Rational> {
    let node = fields.take(key)?;
    let number = number(node);
    if number.is_none() {
        let wanted = Text::new("分数，如 5 或 -0.5", "points, such as 5 or -0.5");
        reader.wrong_type(node, &fields.child(key), wanted);
    }
    number
}

/// Points of which there must be some: a limit, a worth, a scale.
pub(super) fn some_points(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    key: &'static str,
) -> Option<Rational> {
    let points = points(reader, fields, key)?;
    if points <= Rational::ZERO {
        if let Some(node) = fields.peek(key) {
            let wanted = Text::new("大于 0 的数", "a number above 0");
            reader.wrong_type(node, &fields.child(key), wanted);
        }
        return None;
    }
    Some(points)
}

/// The number that a value is.
pub(super) fn number(node: &Node) -> Option<Rational> {
    match &node.value {
        Value::Whole(number) => Some(*number)
            .filter(|number| number.unsigned_abs() < 1_000_000_000)
            .map(Rational::whole),
        Value::Number(text) => Rational::parse(text),
        _ => None,
    }
}

/// A text in the set's language (Chinese), or `{ zh, en }`.
pub(super) fn text(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    key: &'static str,
) -> Option<Text> {
    let node = fields.take(key)?;
    let path = fields.child(key);
    text_of(reader, node, &path).map(|template| template.text)
}

/// A text that must be there.
pub(super) fn must_text(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    key: &'static str,
) -> Option<Text> {
    let text = text(reader, fields, key);
    must(reader, fields, key);
    text
}

pub(super) fn text_of(reader: &mut Reader<'_>, node: &Node, path: &str) -> Option<Template> {
    text_with(reader, node, path, false)
}

/// The same; the text of a rule may say how it prints a list of slices.
pub(super) fn text_with(
    reader: &mut Reader<'_>,
    node: &Node,
    path: &str,
    lists: bool,
) -> Option<Template> {
    if let Some(text) = node.text().filter(|text| !text.trim().is_empty()) {
        return Some(Template {
            text: Text::new(text, text),
            given: vec![Language::Zh],
            list: None,
        });
    }
    if !matches!(node.value, Value::Table(_)) {
        reader.wrong_type(
            node,
            path,
            Text::new("一段文字，或 { zh, en }", "a text, or { zh, en }"),
        );
        return None;
    }
    let mut inner = reader.fields(node, path)?;
    let zh = reader.text(&mut inner, "zh");
    let en = reader.text(&mut inner, "en");
    let given = [
        zh.is_some().then_some(Language::Zh),
        en.is_some().then_some(Language::En),
    ];
    let text = match (zh, en) {
        (Some(zh), Some(en)) => Some(Text::new(zh, en)),
        (Some(one), None) | (None, Some(one)) => Some(Text::new(one.clone(), one)),
        (None, None) => None,
    };
    if inner.entries().is_empty() {
        reader.missing(&inner, "zh");
    }
    let mut form = |key: &'static str| {
        let node = inner.take(key).filter(|_| lists)?;
        either(reader, node, &format!("{path}.{key}"))
    };
    let (member, between) = if lists {
        (form("member"), form("between"))
    } else {
        (None, None)
    };
    let list = member.map(|member| ListForm { member, between });
    reader.finish(inner);
    Some(Template {
        text: text?,
        given: given.into_iter().flatten().collect(),
        list,
    })
}

/// A text in one or both languages, that may be white space.
fn either(reader: &mut Reader<'_>, node: &Node, path: &str) -> Option<Text> {
    match node.text() {
        Some(text) => Some(Text::new(text, text)),
        None => text_of(reader, node, path).map(|template| template.text),
    }
}
