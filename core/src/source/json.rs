//! JSON text to a tree; a key given twice is an error, as it is in TOML.

use super::{Entry, Node, Source, Value};
use crate::diagnostic::{Diagnostic, Place, Text};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::collections::HashSet;
use std::fmt;

pub(super) fn read(source: &Source, text: &str) -> Result<Node, Box<Diagnostic>> {
    serde_json::from_str::<Node>(text).map_err(|error| {
        let place = Place {
            file: source.file.clone(),
            line: u32::try_from(error.line()).ok(),
            column: u32::try_from(error.column()).ok(),
            field: None,
        };
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or("").to_owned();
        let diagnostic = Diagnostic::error(
            "json.syntax",
            Text::new(
                format!("不是有效的 JSON：{said}"),
                format!("not valid JSON: {said}"),
            ),
        )
        .at(place)
        .with_next_step(Text::new(
            "请按行列位置修改后重试",
            "mend the text at that line and column",
        ));
        Box::new(diagnostic)
    })
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

fn node(value: Value) -> Node {
    Node { value, span: 0..0 }
}

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        Ok(node(Value::Null))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Node, E> {
        Ok(node(Value::Bool(value)))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Node, E> {
        Ok(node(Value::Whole(number)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Node, E> {
        Ok(node(i64::try_from(number).map_or_else(
            |_| Value::Number(number.to_string()),
            Value::Whole,
        )))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Node, E> {
        Ok(node(Value::Number(
            serde_json::Value::from(number).to_string(),
        )))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
        Ok(node(Value::Text(text.to_owned())))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Node, E> {
        Ok(node(Value::Text(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(next) = list.next_element::<Node>()? {
            nodes.push(next);
        }
        Ok(node(Value::List(nodes)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        let mut seen = HashSet::new();
        while let Some((key, value)) = map.next_entry::<String, Node>()? {
            if !seen.insert(key.clone()) {
                return Err(A::Error::custom(format_args!(
                    "the key `{key}` stands twice"
                )));
            }
            entries.push(Entry {
                key,
                span: 0..0,
                node: value,
            });
        }
        Ok(node(Value::Table(entries)))
    }
}
