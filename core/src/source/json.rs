//! JSON text to a tree; a key given twice is an error, as it is in TOML.

use super::{Entry, Node, Source, Value};
use crate::diagnostic::{Diagnostic, Place, Text};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

pub(super) fn read(source: &Source, text: &str) -> Result<Node, Box<Diagnostic>> {
    let count = Cell::new(0);
    let mut json = serde_json::Deserializer::from_str(text);
    let read = Seed(&count).deserialize(&mut json);
    let read = read.and_then(|node| json.end().map(|()| node));
    read.map_err(|error| {
        let place = Place {
            file: source.file.clone(),
            line: u32::try_from(error.line()).ok(),
            column: u32::try_from(error.column()).ok(),
            field: None,
        };
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or("").to_owned();
        let (code, message) = if let Some(key) = said.strip_prefix(TWICE) {
            let message = Text::new(
                format!("键 `{key}` 写了两遍"),
                format!("the key `{key}` stands twice"),
            );
            ("key.duplicate", message)
        } else if said.contains("recursion limit") {
            (
                "limits.depth",
                Text::new("嵌套过深", "this is nested too deeply"),
            )
        } else {
            let message = Text::new(
                format!("不是有效的 JSON：{said}"),
                format!("not valid JSON: {said}"),
            );
            ("json.syntax", message)
        };
        let next = Text::new(
            "请按行列位置修改后重试",
            "mend the text at that line and column",
        );
        Box::new(
            Diagnostic::error(code, message)
                .at(place)
                .with_next_step(next),
        )
    })
}

/// How the visitor says that a key stands twice.
const TWICE: &str = "key twice: ";

/// Reads a value and numbers its tokens: itself, then its keys and values as they come.
struct Seed<'c>(&'c Cell<usize>);

/// The number of the next token.
fn next(count: &Cell<usize>) -> Range<usize> {
    let token = count.get();
    count.set(token + 1);
    token..token + 1
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        let span = next(self.0);
        let value = deserializer.deserialize_any(ValueVisitor(self.0))?;
        Ok(Node { value, span })
    }
}

struct ValueVisitor<'c>(&'c Cell<usize>);

impl<'de> Visitor<'de> for ValueVisitor<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Whole(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(i64::try_from(number).map_or_else(|_| Value::Number(number.to_string()), Value::Whole))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(serde_json::Value::from(number).to_string()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = list.next_element_seed(Seed(self.0))? {
            nodes.push(node);
        }
        Ok(Value::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        let mut seen = HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            let span = next(self.0);
            if !seen.insert(key.clone()) {
                return Err(A::Error::custom(format_args!("{TWICE}{key}")));
            }
            let node = map.next_value_seed(Seed(self.0))?;
            entries.push(Entry { key, span, node });
        }
        Ok(Value::Table(entries))
    }
}
