//! Single values: whole numbers in a range, words that stand for something, texts in one language or two.

use crate::diagnostic::{Language, Text};
use crate::rules::Template;
use crate::source::{Fields, Node, Reader, Value};

/// A whole number within a range.
pub(super) fn whole(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    key: &'static str,
    range: std::ops::RangeInclusive<i64>,
) -> Option<i64> {
    let Some(node) = fields.take(key) else {
        reader.missing(fields, key);
        return None;
    };
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

pub(super) fn flag(text: &str, no: &str, yes: &str) -> Option<bool> {
    if text == no {
        Some(false)
    } else if text == yes {
        Some(true)
    } else {
        None
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

pub(super) fn text_of(reader: &mut Reader<'_>, node: &Node, path: &str) -> Option<Template> {
    if let Some(text) = node.text().filter(|text| !text.trim().is_empty()) {
        return Some(Template {
            text: Text::new(text, text),
            given: vec![Language::Zh],
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
        (Some(zh), Some(en)) => Text::new(zh, en),
        (Some(one), None) | (None, Some(one)) => Text::new(one.clone(), one),
        (None, None) => {
            reader.missing(&inner, "zh");
            reader.finish(inner, &[]);
            return None;
        }
    };
    reader.finish(inner, &[]);
    Some(Template {
        text,
        given: given.into_iter().flatten().collect(),
    })
}
