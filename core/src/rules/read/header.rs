//! The header: format, effective dates, how weeks and pushes are counted, what statistics count.

use super::FORMAT;
use super::words::word;
use crate::calendar::{Belong, Day};
use crate::diagnostic::Text;
use crate::rules::Weeks;
use crate::source::{Fields, Reader};

pub(super) fn format(reader: &mut Reader<'_>, top: &mut Fields<'_>) {
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

pub(super) fn effective(
    reader: &mut Reader<'_>,
    top: &mut Fields<'_>,
) -> (Option<Day>, Option<Day>) {
    let Some(node) = top.take("effective") else {
        reader.missing(top, "effective");
        return (None, None);
    };
    let Some(mut fields) = reader.fields(node, "effective") else {
        return (None, None);
    };
    let known = ["2022-10-01"];
    let from = word(
        reader,
        &mut fields,
        "from",
        |text| text.parse().ok(),
        &known,
    );
    if from.is_none() && fields.peek("from").is_none() {
        reader.missing(&fields, "from");
    }
    let to: Option<Day> = word(reader, &mut fields, "to", |text| text.parse().ok(), &known);
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
    reader.finish(fields, &[]);
    (from, to)
}

pub(super) fn weeks(reader: &mut Reader<'_>, top: &mut Fields<'_>) -> Weeks {
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
    const DAYS: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let start = |text: &str| {
        DAYS.iter()
            .position(|day| *day == text)
            .and_then(|at| u32::try_from(at).ok())
    };
    if let Some(start) = word(reader, &mut fields, "start", start, &DAYS) {
        weeks.start = start;
    }
    let known = ["end", "majority", "start", "inside", "clipped"];
    if let Some(belong) = word(reader, &mut fields, "belong", Belong::parse, &known) {
        weeks.belong = belong;
    }
    reader.finish(fields, &[]);
    weeks
}

pub(super) fn push_within(reader: &mut Reader<'_>, top: &mut Fields<'_>) -> i64 {
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
    word(
        reader,
        top,
        "push_within",
        seconds,
        &["0 seconds", "60 seconds", "5 minutes", "1 hour"],
    )
    .unwrap_or(0)
}

pub(super) fn statistics(reader: &mut Reader<'_>, top: &mut Fields<'_>) -> Option<String> {
    let node = top.take("statistics")?;
    let mut fields = reader.fields(node, "statistics")?;
    let figure = reader.text(&mut fields, "publications");
    reader.finish(fields, &[]);
    figure
}
