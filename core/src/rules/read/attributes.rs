//! Declared attributes, and finding an attribute by its path.

use super::book::Book;
use super::kinds::{self, Holds, RELATIONS};
use super::lost::{Lost, Sought};
use super::words::choice;
use crate::diagnostic::Text;
use crate::order::InOrder;
use crate::rules::model::{Attribute, Of, Reads};
use crate::rules::{Duration, Path};
use crate::source::{Entry, Fields, Node, Value, nearest};
use std::ops::Range;

const TYPES: [(&str, Reads); 5] = [
    ("text", Reads::Text),
    ("boolean", Reads::Boolean),
    ("number", Reads::Number),
    ("date", Reads::Date),
    ("duration", Reads::Duration),
];

pub(super) fn attribute<'n>(
    book: &mut Book<'_, 'n>,
    entry: &'n Entry,
    path: &str,
) -> Option<Vec<Attribute>> {
    let before = book.reader.diagnostics.len();
    let read = declared(book, entry, path);
    if read.is_none() || book.reader.diagnostics.len() > before {
        book.unsure.push(&entry.key);
    }
    read
}

fn declared<'n>(book: &mut Book<'_, 'n>, entry: &'n Entry, path: &str) -> Option<Vec<Attribute>> {
    let mut fields = book.reader.fields(&entry.node, path)?;
    let kinds: Vec<Of> = Of::ALL.into_iter().filter(|of| *of != Of::All).collect();
    let owners = owners(book, &mut fields, &kinds);
    let values = values(book, &mut fields);
    let given = choice(&mut book.reader, &mut fields, "type", &TYPES);
    let reads = given.unwrap_or_default();
    if let (Some(node), false) = (fields.peek("type"), values.is_empty())
        && given.is_some_and(|reads| reads != Reads::Text)
    {
        let message = Text::new(
            "`values` 与 `type` 只能写一个",
            "`values` and `type` exclude each other",
        );
        let next = Text::new("请删去其一", "leave one out");
        book.reader
            .error("attribute.type", node, &fields.child("type"), message, next);
    }
    let default = fields
        .take("default")
        .and_then(|node| default(book, node, &fields.child("default"), &values, reads));
    let owns = |of: &&Of| kinds::events(**of).contains(&entry.key.as_str());
    if let Some(of) = owners.iter().find(owns)
        && reads == Reads::Date
    {
        let message = Text::new(
            format!("{of} 本来就有 `{}` 这个事件", entry.key),
            format!("a {of} has an event `{}` of its own", entry.key),
        );
        let next = Text::new("请换一个名称", "choose another name");
        let key = entry.key_node();
        book.reader
            .error("attribute.event", &key, path, message, next);
    }
    book.reader.finish(fields);
    let each = owners.into_iter().map(|of| Attribute {
        name: entry.key.clone(),
        of,
        values: values.clone(),
        reads,
        default: default.clone(),
    });
    let all: Vec<Attribute> = each.collect();
    (!all.is_empty()).then_some(all)
}

/// Whose an attribute is: one kind, or a list of them.
fn owners<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>, kinds: &[Of]) -> Vec<Of> {
    let Some(Value::List(nodes)) = fields.peek("of").map(|node| &node.value) else {
        return of(book, fields, kinds).into_iter().collect();
    };
    fields.take("of");
    let path = fields.child("of");
    let words: Vec<&str> = kinds.iter().map(|of| of.as_str()).collect();
    let mut owners = Vec::new();
    for node in nodes {
        let known = kinds.iter().find(|of| node.text() == Some(of.as_str()));
        match known {
            Some(of) if owners.contains(of) => twice(book, node, &path),
            Some(of) => owners.push(*of),
            None => book.reader.unknown_word(node, &path, &words),
        }
    }
    if nodes.is_empty() {
        book.reader.missing(fields, "of");
    }
    owners
}

fn values<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>) -> Vec<String> {
    let Some(node) = fields.take("values") else {
        return Vec::new();
    };
    let path = fields.child("values");
    if !matches!(&node.value, Value::List(nodes) if !nodes.is_empty()) {
        book.reader
            .wrong_type(node, &path, Text::new("文字的列表", "a list of texts"));
        return Vec::new();
    }
    let texts = book.texts(node, &path).unwrap_or_default();
    let mut values: Vec<String> = Vec::new();
    for (text, node) in texts {
        if values.contains(&text) {
            twice(book, node, &path);
        } else {
            values.push(text);
        }
    }
    values
}

fn twice(book: &mut Book<'_, '_>, node: &Node, path: &str) {
    let message = Text::new("这个值写了两遍", "this value stands twice");
    let next = Text::new("请删去其一", "leave one out");
    book.reader
        .error("attribute.values", node, path, message, next);
}

fn default(
    book: &mut Book<'_, '_>,
    node: &Node,
    path: &str,
    values: &[String],
    reads: Reads,
) -> Option<String> {
    let Some(text) = plain(node) else {
        book.reader
            .wrong_type(node, path, Text::new("一个值", "a plain value"));
        return None;
    };
    if !values.is_empty() && !values.contains(&text) {
        let list: Vec<&str> = values.iter().map(String::as_str).collect();
        book.reader.unknown_word(node, path, &list);
    }
    let (fits, wanted) = match reads {
        Reads::Text => (true, Text::default()),
        Reads::Boolean => (
            ["true", "false"].contains(&text.as_str()),
            Text::new("true 或 false", "true or false"),
        ),
        Reads::Number => (
            crate::rational::Rational::parse(&text).is_some(),
            Text::new("一个数", "a number"),
        ),
        Reads::Date => (
            text.parse::<crate::calendar::Day>().is_ok(),
            Text::new("一个日期，如 2024-01-31", "a day, such as 2024-01-31"),
        ),
        Reads::Duration => (
            Duration::parse(&text).is_some(),
            Text::new("时长，如 \"14 days\"", "a duration, such as \"14 days\""),
        ),
    };
    if !fits {
        book.reader.wrong_type(node, path, wanted);
    }
    Some(text)
}

/// The kind that a table is about.
pub(super) fn of<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>, known: &[Of]) -> Option<Of> {
    let words: Vec<(&str, Of)> = known.iter().map(|of| (of.as_str(), *of)).collect();
    let found = choice(&mut book.reader, fields, "of", &words);
    if found.is_none() && fields.peek("of").is_none() {
        book.reader.missing(fields, "of");
    }
    found
}

/// A plain value by its text.
pub(super) fn plain(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) | Value::Number(text) => Some(text.clone()),
        Value::Whole(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

/// The path that a text writes: `class`, `unit.group`.
pub(super) fn path_of(text: &str) -> Path {
    let (relation, attribute) = match text.split_once('.') {
        Some((relation, attribute)) => (Some(relation.to_owned()), attribute),
        None => (None, text),
    };
    Path {
        relation,
        attribute: attribute.to_owned(),
    }
}

/// What an attribute holds that was found by its path.
pub(super) enum Found<'a> {
    /// An attribute that every subject of the kind has.
    BuiltIn(Holds),
    /// A declared one.
    Declared(&'a Attribute),
    /// A relation: the id of what it leads to.
    Relation,
    /// It cannot be said: the kind or the declaration could not be read.
    Unsure,
}

impl Found<'_> {
    /// Whether it is yes or no.
    pub(super) fn is_yes_no(&self) -> bool {
        match self {
            Found::BuiltIn(holds) => *holds == Holds::YesNo,
            Found::Declared(attribute) => attribute.reads == Reads::Boolean,
            Found::Relation | Found::Unsure => false,
        }
    }

    /// The values that it may have, if they are enumerated.
    pub(super) fn values(&self) -> Vec<&str> {
        match self {
            Found::BuiltIn(Holds::YesNo) => vec!["true", "false"],
            Found::BuiltIn(Holds::Word(words)) => words.to_vec(),
            Found::Declared(attribute) if attribute.reads == Reads::Boolean => {
                vec!["true", "false"]
            }
            Found::Declared(attribute) => attribute.values.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

/// Finds an attribute of a kind by its path; told if there is none.
pub(super) fn find<'b>(
    book: &'b mut Book<'_, '_>,
    of: Option<Of>,
    path: &Path,
    span: &Range<usize>,
    own: &str,
) -> Option<Found<'b>> {
    let Some(of) = of else {
        return Some(Found::Unsure);
    };
    let name = path.attribute.as_str();
    let one = [of];
    let targets: &[Of] = match &path.relation {
        Some(relation) => kinds::relation(of, relation),
        None => &one,
    };
    if targets.is_empty() {
        unknown(
            book,
            span,
            own,
            path.relation.as_deref().unwrap_or(""),
            &one,
            true,
        );
        return None;
    }
    if path.relation.as_deref() == Some("channel") && name == "kind" {
        return Some(Found::BuiltIn(Holds::Word(&["site", "column", "account"])));
    }
    if book.unsure.contains(&name) {
        return Some(Found::Unsure);
    }
    let declared = book
        .attributes
        .iter()
        .position(|attribute| attribute.name == name && targets.contains(&attribute.of));
    if let Some(at) = declared {
        book.found.push(name.to_owned());
        return book.attributes.get(at).map(Found::Declared);
    }
    let built_in = targets
        .iter()
        .flat_map(|of| kinds::built_in(*of))
        .find(|(known, _)| *known == name);
    if let Some((_, holds)) = built_in {
        return Some(Found::BuiltIn(*holds));
    }
    if path.relation.is_none() && !kinds::relation(of, name).is_empty() {
        return Some(Found::Relation);
    }
    let targets = targets.to_vec();
    unknown(book, span, own, name, &targets, path.relation.is_none());
    None
}

fn unknown(
    book: &mut Book<'_, '_>,
    span: &Range<usize>,
    own: &str,
    name: &str,
    targets: &[Of],
    relations: bool,
) {
    let mut known: Vec<&str> = Vec::new();
    for of in targets {
        known.extend(kinds::built_in(*of).iter().map(|(name, _)| *name));
        if relations {
            let leads = |name: &&&str| !kinds::relation(*of, name).is_empty();
            known.extend(RELATIONS.iter().filter(leads));
        }
    }
    let declared = book
        .attributes
        .iter()
        .filter(|attribute| targets.contains(&attribute.of));
    known.extend(declared.map(|attribute| attribute.name.as_str()));
    known.in_order();
    known.dedup();
    let kinds: Vec<&str> = targets.iter().map(|of| of.as_str()).collect();
    let subject = kinds.join("/");
    let message = Text::new(
        format!("{subject} 没有 `{name}` 这个属性"),
        format!("a {subject} has no attribute `{name}`"),
    );
    let list = known.join(", ");
    let first = kinds.first().copied().unwrap_or("");
    let next = Text::new(
        format!(
            "可用的属性：{list}；数据里另有的列请先写 attribute.{name} = {{ of = \"{first}\" }}"
        ),
        format!(
            "attributes known here: {list}; declare a further column of the data by attribute.{name} = {{ of = \"{first}\" }}"
        ),
    );
    let near = nearest(name, known.iter().copied());
    let diagnostic = book
        .reader
        .source
        .error("attribute.unknown", span, own, message)
        .with_value(name)
        .with_next_step(next)
        .with_near(near);
    book.lost.push(Lost {
        sought: Sought::Attribute(targets.to_vec()),
        name: name.to_owned(),
        told: diagnostic,
    });
}

/// The events of a kind, those that the set declares among them.
pub(super) fn events<'b>(book: &'b Book<'_, '_>, of: Of) -> Vec<&'b str> {
    let declared = book
        .attributes
        .iter()
        .filter(|attribute| attribute.of == of && attribute.reads == Reads::Date);
    let mut events = kinds::events(of).to_vec();
    events.extend(declared.map(|attribute| attribute.name.as_str()));
    events
}

/// An event of a kind, if the key is there.
pub(super) fn event<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    key: &'static str,
    of: Option<Of>,
) -> Option<String> {
    let node = fields.take(key)?;
    let path = fields.child(key);
    let Some(word) = node.text() else {
        let wanted = Text::new("一个事件", "the name of an event");
        book.reader.wrong_type(node, &path, wanted);
        return None;
    };
    if let Some(of) = of
        && !book.unsure.contains(&word)
    {
        let known: Vec<String> = events(book, of).into_iter().map(str::to_owned).collect();
        if !known.iter().any(|event| event == word) {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            book.reader.unknown_word(node, &path, &known);
            return None;
        }
    }
    Some(word.to_owned())
}
