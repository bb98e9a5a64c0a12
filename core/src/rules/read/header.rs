//! The header: format, effective dates, how weeks and pushes are counted, what statistics count.

use super::FORMAT;
use super::book::{Book, Section};
use super::windows::WEEKDAYS;
use super::words::{choice, day, form, word};
use crate::calendar::{Belong, Day};
use crate::diagnostic::Text;
use crate::order::InOrder;
use crate::rules::model::{Measure, Of, Over, Source, Weeks, Window};
use crate::source::{Fields, Reader, Value};

pub(super) fn format<'n>(reader: &mut Reader<'_>, top: &mut Fields<'n>) {
    match top.take("format") {
        None => reader.missing(top, "format"),
        Some(node) if node.whole() == Some(FORMAT) => {}
        Some(node) => reader.error(
            "format.unknown",
            node,
            "format",
            Text::new("不认识的规则格式版本", "unknown version of the rule format"),
            Text::new(
                "请写 format = 1，或换用更新的版本",
                "write format = 1, or use a newer version",
            ),
        ),
    }
}

pub(super) fn effective<'n>(
    reader: &mut Reader<'_>,
    top: &mut Fields<'n>,
) -> (Option<Day>, Option<Day>) {
    let Some(node) = top.take("effective") else {
        reader.missing(top, "effective");
        return (None, None);
    };
    let Some(mut fields) = reader.fields(node, "effective") else {
        return (None, None);
    };
    let from = day(reader, &mut fields, "from");
    if from.is_none() && fields.peek("from").is_none() {
        reader.missing(&fields, "from");
    }
    let to = day(reader, &mut fields, "to");
    if let (Some(from), Some(to), Some(node)) = (from, to, fields.peek("to"))
        && to < from
    {
        reader.error(
            "effective.order",
            node,
            "effective.to",
            Text::new("失效日期早于生效日期", "it ends before it begins"),
            Text::new("请检查两个日期", "check the two dates"),
        );
    }
    reader.finish(fields);
    (from, to)
}

const BELONG: [&str; 5] = ["end", "majority", "start", "inside", "clipped"];

pub(super) fn weeks<'n>(reader: &mut Reader<'_>, top: &mut Fields<'n>) -> Weeks {
    let mut weeks = Weeks {
        start: 0,
        belong: Belong::End,
    };
    let Some(node) = top.take("weeks") else {
        return weeks;
    };
    let Some(mut fields) = reader.fields(node, "weeks") else {
        return weeks;
    };
    if let Some(start) = choice(reader, &mut fields, "start", &WEEKDAYS) {
        weeks.start = start;
    }
    if let Some(belong) = word(reader, &mut fields, "belong", Belong::parse, &BELONG) {
        weeks.belong = belong;
    }
    reader.finish(fields);
    weeks
}

/// The lists of subjects.
pub(super) fn lists<'n>(
    book: &mut Book<'_, 'n>,
    top: &mut Fields<'n>,
) -> Vec<(String, Vec<String>)> {
    let Some(node) = top.take("list") else {
        return Vec::new();
    };
    let Some(fields) = book.reader.fields(node, "list") else {
        return Vec::new();
    };
    let mut lists = Vec::new();
    for entry in fields.entries() {
        let path = fields.child(&entry.key);
        if !matches!(entry.node.value, Value::List(_)) {
            let wanted = Text::new("名称的列表", "a list of names");
            book.reader.wrong_type(&entry.node, &path, wanted);
            continue;
        }
        if let Some(names) = book.texts(&entry.node, &path) {
            let names = names.into_iter().map(|(name, _)| name).collect();
            lists.push((entry.key.clone(), names));
        }
    }
    lists.in_order_by(|a, b| a.0.cmp(&b.0));
    lists
}

pub(super) fn push_within<'n>(reader: &mut Reader<'_>, top: &mut Fields<'n>) -> i64 {
    let seconds = |text: &str| {
        let (number, unit) = text.trim().split_once(' ')?;
        let number: i64 = number
            .parse()
            .ok()
            .filter(|number| (0..=100_000).contains(number))?;
        let unit = match unit {
            "second" | "seconds" => 1,
            "minute" | "minutes" => 60,
            "hour" | "hours" => 3_600,
            _ => return None,
        };
        Some(number * unit)
    };
    let wanted = (
        "时长，如 \"60 seconds\"、\"5 minutes\"、\"1 hour\"",
        "a time, such as \"60 seconds\", \"5 minutes\", \"1 hour\"",
    );
    form(reader, top, "push_within", seconds, wanted).unwrap_or(0)
}

/// The figure that statistics count and rank by.
pub(super) fn statistics<'n>(book: &mut Book<'_, 'n>, top: &mut Fields<'n>) -> Option<String> {
    let node = top.take("statistics")?;
    let mut fields = book.reader.fields(node, "statistics")?;
    let id = book.reader.text(&mut fields, "publications");
    let path = fields.child("publications");
    if let (Some(id), Some(node)) = (&id, fields.peek("publications"))
        && book.name(&[Section::Figure], node, &path, id).is_some()
        && let Some(figure) = book.figures.iter().find(|figure| figure.id == *id)
    {
        let counts = matches!(
            &figure.measure,
            Measure::Count {
                source: Source::Publications,
                ..
            }
        );
        if figure.subjects.of != Of::Unit || !counts || figure.window != Window::Over(Over::Period)
        {
            let message = Text::new(
                "这里须是单位在本周期内的信息条数",
                "this must be a unit's number of publications over the period",
            );
            let next = Text::new(
                "请写 of = \"unit\"、measure = { count = \"publications\" } 的统计项",
                "name a figure with of = \"unit\" and measure = { count = \"publications\" }",
            );
            book.reader
                .error("statistics.figure", node, &path, message, next);
        }
    }
    book.reader.finish(fields);
    id
}
