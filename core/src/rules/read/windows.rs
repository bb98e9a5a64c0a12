//! Windows: over which time, cut into which slices, at which day states are read, by which event records belong.

use super::attributes::event;
use super::book::Book;
use super::kinds;
use super::words::{choice, day, form, whole, word};
use crate::diagnostic::Text;
use crate::rules::model::{At, Measure, Of, Over, Slices, Source, Until, Weekdays, Window};
use crate::rules::{Duration, DurationUnit};
use crate::source::{Fields, Node, Value};

/// The days of the week, Monday first.
pub(super) const WEEKDAYS: [(&str, u32); 7] = [
    ("monday", 0),
    ("tuesday", 1),
    ("wednesday", 2),
    ("thursday", 3),
    ("friday", 4),
    ("saturday", 5),
    ("sunday", 6),
];

/// The window, if the table states one.
pub(super) fn window<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>) -> Option<Window> {
    let over = over(book, fields);
    let slices = each(book, fields);
    let until = until(book, fields, slices);
    let allow = whole(&mut book.reader, fields, "allow", 0..=1_000);
    let in_a_row = whole(&mut book.reader, fields, "in_a_row", 2..=1_000);
    if let (Some(_), Some(node)) = (fields.peek("allow"), fields.peek("in_a_row")) {
        let message = Text::new(
            "`allow` 与 `in_a_row` 只能写一个",
            "`allow` and `in_a_row` exclude each other",
        );
        let next = Text::new("请删去其一", "leave one out");
        let path = fields.child("in_a_row");
        book.reader.error("window.one", node, &path, message, next);
    }
    for key in ["until", "allow", "in_a_row"] {
        if let (Some(node), None) = (fields.peek(key), fields.peek("each")) {
            let message = Text::new(
                format!("`{key}` 只与 `each` 同用"),
                format!("`{key}` needs `each`"),
            );
            let next = Text::new("请删去，或写 each", "leave it out, or give `each`");
            let source = book.reader.source;
            let diagnostic = source.error("window.each", &node.span, &fields.child(key), message);
            book.reader.hold(fields, diagnostic.with_next_step(next));
        }
    }
    if let (Some(node), Some(_)) = (fields.peek("over"), fields.peek("each")) {
        let message = Text::new(
            "`over` 与 `each` 只能写一个",
            "`over` and `each` exclude each other",
        );
        let next = Text::new("请删去其一", "leave one out");
        book.reader
            .error("window.one", node, &fields.child("over"), message, next);
        return None;
    }
    match slices {
        Some(slices) => Some(Window::Each {
            slices,
            until,
            allow: allow.unwrap_or(0),
            in_a_row,
        }),
        None => over.map(Window::Over),
    }
}

const OVERS: [(&str, Over); 5] = [
    ("period", Over::Period),
    ("previous period", Over::PreviousPeriod),
    ("same period last year", Over::SamePeriodLastYear),
    ("this year", Over::ThisYear),
    ("always", Over::Always),
];

/// One window, if the key is there.
pub(super) fn over<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>) -> Option<Over> {
    let parse = |text: &str| {
        if let Some((_, over)) = OVERS.iter().find(|(word, _)| *word == text) {
            return Some(*over);
        }
        let last = text.strip_prefix("last ")?;
        let periods = last
            .strip_suffix(" periods")
            .or_else(|| last.strip_suffix(" period"));
        if let Some(periods) = periods {
            let number: i64 = periods.parse().ok()?;
            return (1..=1_000)
                .contains(&number)
                .then_some(Over::LastPeriods(number));
        }
        Duration::parse(last)
            .filter(|duration| duration.number > 0 && duration.unit != DurationUnit::WorkingDays)
            .map(Over::Last)
    };
    let known = [
        "period",
        "previous period",
        "last 14 days",
        "last 6 months",
        "last 3 periods",
        "this year",
        "same period last year",
        "always",
    ];
    word(&mut book.reader, fields, "over", parse, &known)
}

const EACH: [(&str, Slices); 9] = [
    ("day", Slices::Day),
    ("working day", Slices::WorkingDay),
    ("eve of holiday", Slices::EveOfHoliday),
    ("week", Slices::Week),
    ("ten days", Slices::TenDays),
    ("half month", Slices::HalfMonth),
    ("month", Slices::Month),
    ("quarter", Slices::Quarter),
    ("look", Slices::Look),
];

/// Slices, if the key is there.
pub(super) fn each<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>) -> Option<Slices> {
    match fields.peek("each") {
        Some(node) if matches!(node.value, Value::Table(_)) => {
            fields.take("each");
            every(book, node, &fields.child("each"))
        }
        Some(node) if matches!(node.value, Value::List(_)) => {
            fields.take("each");
            weekdays(book, node, &fields.child("each"))
        }
        Some(node) if node.text().is_some_and(|text| weekday(text).is_some()) => {
            fields.take("each");
            let day = node.text().and_then(weekday)?;
            Some(Slices::Weekdays(Weekdays::default().and(day)))
        }
        _ => choice(&mut book.reader, fields, "each", &EACH),
    }
}

fn weekday(text: &str) -> Option<u32> {
    let found = WEEKDAYS.iter().find(|(word, _)| *word == text);
    found.map(|(_, day)| *day)
}

/// `["tuesday", "friday"]`: these days of every week.
fn weekdays<'n>(book: &mut Book<'_, 'n>, node: &'n Node, path: &str) -> Option<Slices> {
    let known: Vec<&str> = WEEKDAYS.iter().map(|(word, _)| *word).collect();
    let texts = book.texts(node, path)?;
    if texts.is_empty() {
        let wanted = Text::new("星期几的列表", "a list of days of the week");
        book.reader.wrong_type(node, path, wanted);
        return None;
    }
    let mut days = Some(Weekdays::default());
    for (text, node) in texts {
        match weekday(&text) {
            Some(day) => days = days.map(|days| days.and(day)),
            None => {
                book.reader.unknown_word(node, path, &known);
                days = None;
            }
        }
    }
    days.map(Slices::Weekdays)
}

/// `{ weeks = 2, from = DATE }`, `{ days = 10, from = DATE }`.
fn every<'n>(book: &mut Book<'_, 'n>, node: &'n Node, path: &str) -> Option<Slices> {
    let mut fields = book.reader.fields(node, path)?;
    let weeks = whole(&mut book.reader, &mut fields, "weeks", 1..=520);
    let days = whole(&mut book.reader, &mut fields, "days", 1..=3_640);
    let from = day(&mut book.reader, &mut fields, "from");
    if fields.peek("from").is_none() {
        book.reader.missing(&fields, "from");
    }
    match (fields.peek("weeks"), fields.peek("days")) {
        (None, None) => book.reader.missing(&fields, "weeks"),
        (Some(_), Some(node)) => {
            let message = Text::new(
                "`weeks` 与 `days` 只能写一个",
                "`weeks` and `days` exclude each other",
            );
            let next = Text::new("请删去其一", "leave one out");
            book.reader
                .error("window.one", node, &fields.child("days"), message, next);
        }
        _ => {}
    }
    book.reader.finish(fields);
    Some(Slices::Every {
        days: weeks.map(|weeks| weeks * 7).or(days)?,
        from: from?,
    })
}

fn until<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    slices: Option<Slices>,
) -> Option<Until> {
    let node = fields.peek("until")?;
    let until = if node.whole().is_some() {
        let last = whole(&mut book.reader, fields, "until", 1..=31)?;
        Until::DayOfMonth(u32::try_from(last).ok()?)
    } else {
        Until::Weekday(choice(&mut book.reader, fields, "until", &WEEKDAYS)?)
    };
    let fits = match (until, slices) {
        (_, None) => true,
        (Until::Weekday(_), Some(Slices::Week)) => true,
        (Until::Weekday(_), Some(Slices::Every { days, .. })) => days % 7 == 0,
        (Until::DayOfMonth(_), Some(Slices::Month)) => true,
        _ => false,
    };
    if !fits {
        let message = Text::new(
            "until 写星期几时 each 须为周，写几日时 each 须为月",
            "`until` takes a day of the week where `each` is a week, and a day of the month where it is a month",
        );
        let next = Text::new(
            "如 each = \"week\", until = \"thursday\"",
            "such as each = \"week\", until = \"thursday\"",
        );
        book.reader
            .error("window.until", node, &fields.child("until"), message, next);
    }
    Some(until)
}

/// The day at which states are read, if the key is there.
pub(super) fn at<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>) -> Option<At> {
    let parse = |text: &str| match text {
        "end" => Some(At::End),
        "as-of" => Some(At::AsOf),
        _ => text.parse().ok().map(At::On),
    };
    let wanted = (
        "\"end\"、\"as-of\" 或一个日期",
        "\"end\", \"as-of\" or a day",
    );
    form(&mut book.reader, fields, "at", parse, wanted)
}

/// The kind whose events say to which window something belongs.
fn dated_kind(measure: &Measure, of: Of) -> Option<Of> {
    let own = of.is_record().then_some(of);
    match measure {
        Measure::Count { source, .. }
        | Measure::Ratio { source, .. }
        | Measure::Gap { source, .. }
        | Measure::LongestGap { source, .. } => match source {
            Source::Of(of) => Some(*of),
            _ => Some(Of::Publication),
        },
        Measure::Clock { .. } | Measure::Value { .. } | Measure::Fits { .. } => own,
        _ => own,
    }
}

/// The event by which records belong to the window, if the key is there.
pub(super) fn dated<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    measure: Option<&Measure>,
    of: Option<Of>,
) -> Option<String> {
    let kind = match (measure, of) {
        (Some(measure), Some(of)) => match dated_kind(measure, of) {
            Some(kind) => Some(kind),
            None => {
                let node = fields.take("dated")?;
                let message = Text::new(
                    "这里没有按事件归入时段的记录",
                    "nothing here belongs to a window by an event",
                );
                let next = Text::new("请删去 dated", "leave `dated` out");
                book.reader
                    .error("dated.none", node, &fields.child("dated"), message, next);
                return None;
            }
        },
        _ => None,
    };
    if let Some(kind) = kind
        && let Some(node) = fields.peek("dated")
        && kinds::events(kind).is_empty()
        && super::attributes::events(book, kind).is_empty()
    {
        fields.take("dated");
        let message = Text::new(
            format!("{kind} 没有事件"),
            format!("a {kind} has no events"),
        );
        let next = Text::new("请删去 dated", "leave `dated` out");
        book.reader
            .error("dated.none", node, &fields.child("dated"), message, next);
        return None;
    }
    event(book, fields, "dated", kind)
}
