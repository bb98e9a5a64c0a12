//! Limits: comparators, bands, values by attribute; the kind of value must fit the measure.

use super::attributes::plain;
use super::subjects::{self, Named};
use crate::diagnostic::Text;
use crate::order::InOrder;
use crate::rules::model::{Attribute, Of};
use crate::rules::{
    Comparator, Comparison, Duration, DurationUnit, Limit, LimitValue, Literal, Otherwise, Path,
};
use crate::source::{Entry, Fields, Node, Reader, Value};

/// Which kind of value a measure can be compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Accepts {
    /// Whole numbers.
    Number,
    /// Shares.
    Share,
    /// Durations.
    Duration,
}

/// Durations, for clocks.
pub(super) const DURATION: Accepts = Accepts::Duration;

impl Accepts {
    fn wanted(self) -> Text {
        match self {
            Accepts::Number => Text::new("一个数，如 2", "a number, such as 2"),
            Accepts::Share => Text::new("百分比，如 \"95%\"", "a share, such as \"95%\""),
            Accepts::Duration => Text::new(
                "时长，如 \"14 days\"、\"7 working days\"、\"6 months\"",
                "a duration, such as \"14 days\", \"7 working days\", \"6 months\"",
            ),
        }
    }
}

pub(super) fn limit(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    node: &Node,
    path: &str,
    of: Of,
    accepts: Option<&Accepts>,
) -> Option<Limit> {
    let mut fields = reader.fields(node, path)?;
    let limit = limit_of(reader, named, &mut fields, of, accepts);
    if limit.is_none()
        && fields
            .entries()
            .iter()
            .all(|entry| !["is", "is_not", "one_of"].contains(&entry.key.as_str()))
    {
        let known: Vec<&str> = Comparator::ALL.iter().map(|(key, _)| *key).collect();
        let message = Text::new(
            format!("`{path}` 没有写比较"),
            format!("`{path}` holds no comparison"),
        );
        let list = known.join(", ");
        let next = Text::new(format!("请写其一：{list}"), format!("write one of: {list}"));
        reader.error("limit.empty", node, path, message, next);
    }
    reader.finish(fields, &["is", "is_not", "one_of"]);
    limit
}

/// The comparisons among the keys of a table; `None` if there are none.
pub(super) fn limit_of(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    fields: &mut Fields<'_>,
    of: Of,
    accepts: Option<&Accepts>,
) -> Option<Limit> {
    let mut comparisons = Vec::new();
    for (key, comparator) in Comparator::ALL {
        if let Some(node) = fields.take(key)
            && let Some(value) = value(reader, named, node, &fields.child(key), of, accepts)
        {
            comparisons.push(Comparison { comparator, value });
        }
    }
    (!comparisons.is_empty()).then_some(Limit { comparisons })
}

pub(super) fn value(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    node: &Node,
    path: &str,
    of: Of,
    accepts: Option<&Accepts>,
) -> Option<LimitValue> {
    let Value::Table(entries) = &node.value else {
        return literal(reader, node, path, accepts).map(LimitValue::Fixed);
    };
    let mut fields = reader.fields(node, path)?;
    if fields.peek("from").is_some() {
        reader.not_yet(&node.span, &fields.child("from"), "from");
        return None;
    }
    let by = reader.required_text(&mut fields, "by")?;
    let path_of = |text: &str| match text.split_once('.') {
        Some((relation, attribute)) => Path {
            relation: Some(relation.to_owned()),
            attribute: attribute.to_owned(),
        },
        None => Path {
            relation: None,
            attribute: text.to_owned(),
        },
    };
    let attribute = path_of(&by);
    let targets: &[Of] = match &attribute.relation {
        Some(relation) => super::attributes::relation(of, relation),
        None => &[of],
    };
    let by_node = fields.peek("by").cloned().unwrap_or_else(|| node.clone());
    let by_entry = Entry {
        key: by,
        span: by_node.span.clone(),
        node: by_node,
    };
    if !subjects::known_attribute(
        reader,
        named,
        &by_entry,
        &fields.child("by"),
        &attribute,
        targets,
    ) {
        return None;
    }
    let mut cases = Vec::new();
    let mut otherwise = None;
    for entry in entries.iter().filter(|entry| entry.key != "by") {
        let path = fields.child(&entry.key);
        let value = if entry.node.text() == Some("exempt") {
            Some(Otherwise::Exempt)
        } else {
            literal(reader, &entry.node, &path, accepts).map(Otherwise::Limit)
        };
        match (entry.key.as_str(), value) {
            (_, None) => {}
            ("else", Some(value)) => otherwise = Some(value),
            (_, Some(value)) => cases.push((entry.key.clone(), value)),
        }
    }
    cases.in_order_by(|a, b| a.0.cmp(&b.0));
    let declared = |known: &&Attribute| {
        targets.contains(&known.of) && known.name == attribute.attribute && !known.values.is_empty()
    };
    if let Some(declared) = named.attributes.iter().find(declared) {
        let words: Vec<&str> = declared.values.iter().map(String::as_str).collect();
        for entry in entries
            .iter()
            .filter(|entry| entry.key != "by" && entry.key != "else")
        {
            if !words.contains(&entry.key.as_str()) {
                let key = Node {
                    value: Value::Text(entry.key.clone()),
                    span: entry.span.clone(),
                };
                reader.unknown_word(&key, &fields.child(&entry.key), &words);
            }
        }
        let missed: Vec<&str> = words
            .iter()
            .copied()
            .filter(|word| !cases.iter().any(|(case, _)| case == word))
            .collect();
        if otherwise.is_none() && !missed.is_empty() {
            let list = missed.join(", ");
            let message = Text::new(
                format!("没有写这些取值的界限：{list}"),
                format!("no limit for these values: {list}"),
            );
            let next = Text::new(
                "请补上，或写 else = \"exempt\"",
                "add them, or write else = \"exempt\"",
            );
            reader.error("limit.values", node, path, message, next);
        }
    }
    if cases.is_empty() {
        let message = Text::new(
            "至少写一个取值的界限",
            "give the limit of at least one value",
        );
        reader.error(
            "limit.values",
            node,
            path,
            message,
            Text::new(
                "如 \"news\" = \"14 days\"",
                "such as \"news\" = \"14 days\"",
            ),
        );
        return None;
    }
    Some(LimitValue::By {
        attribute,
        cases,
        otherwise,
    })
}

fn literal(
    reader: &mut Reader<'_>,
    node: &Node,
    path: &str,
    accepts: Option<&Accepts>,
) -> Option<Literal> {
    let read = match &node.value {
        Value::Whole(number) if (-1_000_000_000..=1_000_000_000).contains(number) => {
            Some(Literal::Number(*number))
        }
        Value::Text(text) => match text.strip_suffix('%') {
            Some(number) => share(number),
            None => Duration::parse(text).map(Literal::Duration),
        },
        _ => None,
    };
    let fits = match (accepts, read) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(Accepts::Number), Some(Literal::Number(_))) => true,
        (Some(Accepts::Share), Some(Literal::Share(..))) => true,
        (Some(Accepts::Duration), Some(Literal::Duration(_))) => true,
        _ => false,
    };
    if fits {
        return read;
    }
    let wanted = match accepts {
        Some(accepts) => accepts.wanted(),
        None => Text::new("数、百分比或时长", "a number, a share or a duration"),
    };
    if let Some(Literal::Duration(Duration {
        unit: DurationUnit::Days,
        number,
    })) = read
        && accepts == Some(&Accepts::Number)
    {
        let message = Text::new(
            format!("`{path}` 比较的是个数，不是时长"),
            format!("`{path}` compares a number, not a duration"),
        );
        let next = Text::new(
            format!("请写 {number}，或改用 gap"),
            format!("write {number}, or measure a gap"),
        );
        reader.error("limit.type", node, path, message, next);
        return None;
    }
    let shown = plain(node).unwrap_or_else(|| node.shown());
    let message = Text::new(
        format!("`{path}` 应为{}", wanted.zh),
        format!("`{path}` must be {}", wanted.en),
    );
    let next = Text::new(
        format!("`{shown}` 不能与这个量比较"),
        format!("`{shown}` cannot be compared with this measure"),
    );
    reader.error("limit.type", node, path, message, next);
    None
}

/// `95`, `99.5`: at most six decimals, from 0 to 1,000.
fn share(number: &str) -> Option<Literal> {
    let (whole, decimals) = number.trim().split_once('.').unwrap_or((number.trim(), ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 4
        || decimals.len() > 6
        || !digits(whole)
        || !digits(decimals)
    {
        return None;
    }
    let decimals = decimals.trim_end_matches('0');
    let scale = 10_i64.pow(u32::try_from(decimals.len()).ok()?);
    let fraction: i64 = if decimals.is_empty() {
        0
    } else {
        decimals.parse().ok()?
    };
    let n = whole.parse::<i64>().ok()? * scale + fraction;
    Some(Literal::Share(n, 100 * scale))
}
