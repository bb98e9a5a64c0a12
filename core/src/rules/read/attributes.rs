//! Declared attributes, and which attributes a kind of subject has without declaring them.

use super::subjects;
use crate::diagnostic::Text;
use crate::rules::model::{Attribute, Of};
use crate::source::{Entry, Reader, Value};

/// The attributes that every subject of a kind has.
pub(super) fn built_in(of: Of) -> &'static [&'static str] {
    match of {
        Of::Unit => &["id", "name", "kind", "group", "tag", "order"],
        Of::Site => &["id", "name", "kind", "level", "class", "tag", "state"],
        Of::Column => &["id", "name", "class", "level", "tag", "state"],
        Of::Account => &["id", "name", "platform", "tag", "state"],
        Of::Letter => &["id", "kind", "valid", "published", "answered"],
        Of::Request => &["id", "how", "answer", "answered"],
        Of::Publication => &["id", "title", "url", "original"],
        Of::All | Of::Case => &[],
    }
}

/// The kinds that a relation may lead to; empty for a relation that does not exist.
pub(super) fn relation(of: Of, name: &str) -> &'static [Of] {
    match (of, name) {
        (
            Of::Site | Of::Column | Of::Account | Of::Letter | Of::Request | Of::Publication,
            "unit",
        ) => &[Of::Unit],
        (Of::Column | Of::Publication, "site") => &[Of::Site],
        (Of::Column, "parent") => &[Of::Column],
        (Of::Publication, "channel") => &[Of::Site, Of::Column, Of::Account],
        _ => &[],
    }
}

/// The relations of a kind of subject.
pub(super) fn relations(of: Of) -> Vec<&'static str> {
    ["unit", "site", "parent", "channel"]
        .into_iter()
        .filter(|name| !relation(of, name).is_empty())
        .collect()
}

pub(super) fn attribute(reader: &mut Reader<'_>, entry: &Entry, path: &str) -> Option<Attribute> {
    let mut fields = reader.fields(&entry.node, path)?;
    let kinds = [
        Of::Unit,
        Of::Site,
        Of::Column,
        Of::Account,
        Of::Letter,
        Of::Request,
        Of::Publication,
    ];
    let of = subjects::of(
        reader,
        &mut fields,
        &kinds,
        &["task", "manuscript", "observation", "case", "sighting"],
    );
    let mut values = Vec::new();
    if let Some(node) = fields.take("values") {
        match &node.value {
            Value::List(nodes)
                if !nodes.is_empty() && nodes.iter().all(|node| node.text().is_some()) =>
            {
                values = nodes
                    .iter()
                    .filter_map(|node| node.text().map(str::to_owned))
                    .collect();
            }
            _ => reader.wrong_type(
                node,
                &fields.child("values"),
                Text::new("文字的列表", "a list of texts"),
            ),
        }
    }
    let known = ["text", "boolean", "number"];
    let given = fields.take("type");
    if let Some(node) = given
        && node.text().is_none_or(|text| !known.contains(&text))
    {
        reader.unknown_word(node, &fields.child("type"), &known);
    }
    let boolean = given.and_then(|node| node.text()) == Some("boolean");
    let default = fields.take("default").map(|node| (node, plain(node)));
    let default = match default {
        Some((_, Some(text))) => Some(text),
        Some((node, None)) => {
            reader.wrong_type(
                node,
                &fields.child("default"),
                Text::new("一个值", "a plain value"),
            );
            None
        }
        None => None,
    };
    if let (Some(default), Some(node)) = (&default, fields.peek("default"))
        && !values.is_empty()
        && !values.contains(default)
    {
        let list: Vec<&str> = values.iter().map(String::as_str).collect();
        reader.unknown_word(node, &fields.child("default"), &list);
    }
    reader.finish(fields, &[]);
    Some(Attribute {
        name: entry.key.clone(),
        of: of?,
        values,
        boolean,
        default,
    })
}

/// A plain value by its text.
pub(super) fn plain(node: &crate::source::Node) -> Option<String> {
    match &node.value {
        Value::Text(text) => Some(text.clone()),
        Value::Whole(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}
