//! TOML text to a tree with byte places.

use super::{Entry, Node, Source, Value};
use crate::diagnostic::{Diagnostic, Text};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(super) fn read(source: &Source, text: &str) -> Result<Node, Vec<Diagnostic>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        let span = table.span();
        return Ok(Node {
            value: table_value(source, table.into_inner()),
            span,
        });
    }
    Err(errors
        .into_iter()
        .map(|error| {
            let span = error.span().unwrap_or(0..0);
            let said = error.message().replace('\n', ", ");
            source
                .error("toml.syntax", &span, "", Text::new(format!("TOML 语法错误：{said}"), format!("not valid TOML: {said}")))
                .with_next_step(Text::new(
                    "请按行列位置修改；键名若含中文，须加双引号",
                    "mend the text at that line and column; a key with Chinese characters needs double quotes",
                ))
        })
        .collect())
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
        DeValue::Float(number) => Value::Number(number.as_str().to_owned()),
    };
    Node { value, span }
}
