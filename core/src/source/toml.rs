//! TOML text to a tree with byte places.

use super::{Entry, Node, Source, Value};
use crate::diagnostic::{Diagnostic, Text};
use crate::order::InOrder;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(super) fn read(source: &Source, text: &str) -> Result<Node, Vec<Diagnostic>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let span = table.span();
    let node = Node {
        value: table_value(source, table.into_inner()),
        span,
    };
    if errors.is_empty() {
        return Ok(node);
    }
    if let Some(open) = unclosed(text) {
        return Err(vec![open.told(source)]);
    }
    let mut errors: Vec<(Range<usize>, String)> = errors
        .into_iter()
        .map(|error| {
            let said = error.message().replace('\n', ", ");
            (error.span().unwrap_or(0..0), said)
        })
        .collect();
    errors.in_order_by(|a, b| a.0.start.cmp(&b.0.start));
    let mut told: Vec<Diagnostic> = Vec::new();
    for (span, said) in errors {
        let error = one(source, &node, &span, &said);
        // one slip makes the parser stumble several times in a line, and the second time is no news
        if told
            .last()
            .is_none_or(|last| last.place.line != error.place.line)
        {
            told.push(error);
        }
    }
    Err(told)
}

fn one(source: &Source, node: &Node, span: &Range<usize>, said: &str) -> Diagnostic {
    if said == "duplicate key" {
        return twice(source, node, span);
    }
    if said.contains("recursion") {
        let message = Text::new("嵌套过深", "this is nested too deeply");
        let next = Text::new("请减少嵌套", "nest it less");
        return source
            .error("limits.depth", span, "", message)
            .with_next_step(next);
    }
    let message = Text::new(
        format!("TOML 语法错误：{said}"),
        format!("not valid TOML: {said}"),
    );
    let next = Text::new(
        "请按行列位置修改；键名若含中文，须加双引号",
        "mend the text at that line and column; a key with Chinese characters needs double quotes",
    );
    source
        .error("toml.syntax", span, "", message)
        .with_next_step(next)
}

/// A key that stands twice, with the place where it stands first.
fn twice(source: &Source, node: &Node, span: &Range<usize>) -> Diagnostic {
    let written = source
        .text
        .as_deref()
        .and_then(|text| text.get(span.clone()));
    let key = written.unwrap_or("").trim_matches(['"', '\'']);
    let message = Text::new(
        format!("键 `{key}` 写了两遍"),
        format!("the key `{key}` stands twice"),
    );
    let next = Text::new("请删去其一，或改名", "leave one out, or rename it");
    let told = source
        .error("key.duplicate", span, "", message)
        .with_value(key)
        .with_next_step(next);
    match first(node, key, span.start) {
        Some(first) => {
            let place = source.place(&first, "");
            told.with_related(place, Text::new("第一次写在这里", "it stands here first"))
        }
        None => told,
    }
}

/// The last key of that name before a byte.
fn first(node: &Node, key: &str, before: usize) -> Option<Range<usize>> {
    match &node.value {
        Value::Table(entries) => entries
            .iter()
            .flat_map(|entry| {
                let own =
                    (entry.key == key && entry.span.start < before).then(|| entry.span.clone());
                [own, first(&entry.node, key, before)]
            })
            .flatten()
            .max_by_key(|span| span.start),
        Value::List(nodes) => nodes
            .iter()
            .filter_map(|node| first(node, key, before))
            .max_by_key(|span| span.start),
        _ => None,
    }
}

/// A bracket or quotation mark that is never closed.
struct Open {
    at: usize,
    what: char,
}

/// Something that is never closed, and where it must be closed at the latest.
struct Unclosed {
    open: Open,
    by: usize,
}

impl Unclosed {
    fn told(&self, source: &Source) -> Diagnostic {
        let what = self.open.what;
        let message = Text::new(
            format!("`{what}` 没有配对"),
            format!("`{what}` is never closed"),
        );
        let next = Text::new("请在这里或之前补上另一半", "close it here or before");
        let opened = source.place(&(self.open.at..self.open.at + 1), "");
        let told = source
            .error("toml.unclosed", &(self.by..self.by), "", message)
            .with_value(what)
            .with_next_step(next);
        if opened.line == told.place.line {
            return told;
        }
        told.with_related(opened, Text::new("开头在这里", "it opens here"))
    }
}

/// The first bracket that is still open where a new table or a new key of a table begins, or that nothing closes: the
/// parser would go on and stumble far below it.
fn unclosed(text: &str) -> Option<Unclosed> {
    let mut by = 0;
    let mut open: Vec<Open> = Vec::new();
    let mut begin = 0;
    // whether what stood last, comments aside, lets an entry of the same list or table follow
    let mut goes_on = true;
    let mut long: Option<(&str, usize)> = None;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if long.is_none() && !open.is_empty() && begins_anew(trimmed, &open, goes_on) {
            break;
        }
        let mut chars = line.char_indices().peekable();
        let mut quoted: Option<(char, usize)> = None;
        while let Some((at, c)) = chars.next() {
            let rest = line.get(at..).unwrap_or("");
            if let Some((mark, _)) = long {
                if c == '\\' && mark == "\"\"\"" {
                    chars.next();
                } else if rest.starts_with(mark) {
                    chars.nth(1);
                    long = None;
                }
                continue;
            }
            match (quoted, c) {
                (Some(('"', _)), '\\') => {
                    chars.next();
                }
                (Some((mark, _)), _) if c == mark => quoted = None,
                (Some(_), _) => {}
                (None, '"' | '\'') => {
                    let mark = if c == '"' { "\"\"\"" } else { "'''" };
                    if rest.starts_with(mark) {
                        chars.nth(1);
                        long = Some((mark, begin + at));
                    } else {
                        quoted = Some((c, begin + at));
                    }
                }
                (None, '#') => break,
                (None, '[' | '{') => open.push(Open {
                    at: begin + at,
                    what: c,
                }),
                (None, ']' | '}') => {
                    let other = if c == ']' { '[' } else { '{' };
                    if let Some(open) = open.pop_if(|open| open.what != other) {
                        let by = begin + at;
                        return Some(Unclosed { open, by });
                    }
                    open.pop();
                }
                _ => {}
            }
            if !c.is_whitespace() {
                goes_on = ",[{".contains(c) && quoted.is_none();
            }
        }
        if let Some((what, at)) = quoted {
            let open = Open { at, what };
            return Some(Unclosed { open, by: at });
        }
        if !trimmed.is_empty() && !trimmed.starts_with('#') {
            by = begin + line.trim_end().len();
        }
        begin += line.len();
    }
    if let Some((_, at)) = long {
        let open = Open { at, what: '"' };
        return Some(Unclosed { open, by: at });
    }
    // of several that are open the innermost is the one that was forgotten
    open.pop().map(|open| Unclosed { open, by })
}

/// Whether a line begins a new table, or a key where none can stand: in a list, or in a table without a comma before it.
fn begins_anew(line: &str, open: &[Open], goes_on: bool) -> bool {
    let in_list = open.last().is_some_and(|open| open.what == '[');
    let name = line.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let header = name.is_some_and(|(name, _)| {
        name.starts_with(char::is_alphabetic)
            && name.chars().all(bare)
            && !["true", "false", "inf", "nan"].contains(&name)
    });
    let key = line.split_once('=').is_some_and(|(key, _)| {
        let key = key.trim();
        let quoted = key.strip_prefix('"').and_then(|key| key.strip_suffix('"'));
        match quoted {
            Some(key) => !key.contains('"'),
            None => !key.is_empty() && key.chars().all(bare),
        }
    });
    header || (key && (in_list || !goes_on)) || (!in_list && line.starts_with(['{', ']']))
}

fn bare(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.".contains(c)
}

fn table_value(source: &Source, table: DeTable<'_>) -> Value {
    let entries = table.into_iter().map(|(key, value)| {
        let span = key.span();
        Entry {
            key: key.into_inner().into_owned(),
            span,
            node: node(source, value),
        }
    });
    Value::Table(entries.collect())
}

fn node(source: &Source, spanned: Spanned<DeValue<'_>>) -> Node {
    let span = spanned.span();
    let value = match spanned.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Boolean(value) => Value::Bool(value),
        DeValue::Datetime(value) => Value::Text(value.to_string()),
        DeValue::Array(list) => {
            Value::List(list.into_iter().map(|value| node(source, value)).collect())
        }
        DeValue::Table(table) => table_value(source, table),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(whole) => Value::Whole(whole),
            Err(_) => Value::Number(number.as_str().to_owned()),
        },
        // as JSON writes it, so that the canonical form is the same whichever way a number came
        DeValue::Float(number) => Value::Number(match number.as_str().parse::<f64>() {
            Ok(float) if float.is_finite() => serde_json::Value::from(float).to_string(),
            _ => number.as_str().to_owned(),
        }),
    };
    Node { value, span }
}
