//! Clocks: start, stop, limit or due day, what stops them meanwhile, and how they are extended.

use super::attributes::{event, of};
use super::book::Book;
use super::counts::flag;
use super::limits::{Accepts, Compared, duration, value};
use super::rule::basis;
use super::selectors::filter;
use super::words::{choice, form, must, text};
use crate::diagnostic::Text;
use crate::rules::model::{Clock, Extend, Of, Pause, Runs};
use crate::source::{Entry, Fields, Node, Value};

/// The kinds that clocks are for.
const KINDS: [Of; 6] = [
    Of::Letter,
    Of::Request,
    Of::Task,
    Of::Case,
    Of::Publication,
    Of::Manuscript,
];

pub(super) fn clock<'n>(book: &mut Book<'_, 'n>, entry: &'n Entry, path: &str) -> Option<Clock> {
    let mut fields = book.reader.fields(&entry.node, path)?;
    text(&mut book.reader, &mut fields, "title");
    let of = of(book, &mut fields, &KINDS);
    let filter = filter(book, &mut fields, of, "where");
    let start = event(book, &mut fields, "start", of);
    let stop = event(book, &mut fields, "stop", of);
    must(&mut book.reader, &fields, "start");
    must(&mut book.reader, &fields, "stop");
    let runs = runs(book, &mut fields, of);
    let restart = event(book, &mut fields, "restart", of);
    let pauses = pauses(book, &mut fields, of);
    let extend = extend(book, &mut fields, of);
    let ends_at = hour(book, &mut fields);
    let postpone = flag(book, &mut fields, "postpone");
    basis(book, &mut fields);
    book.reader.finish(fields);
    Some(Clock {
        id: entry.key.clone(),
        of: of?,
        filter,
        start: start?,
        stop: stop?,
        runs: runs?,
        restart,
        pauses,
        extend,
        ends_at,
        postpone: postpone.unwrap_or_default(),
    })
}

fn runs<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>, of: Option<Of>) -> Option<Runs> {
    let limit = fields
        .take("limit")
        .and_then(|node| {
            value(
                book,
                node,
                &fields.child("limit"),
                of,
                &Compared::with(Accepts::Duration),
            )
        })
        .map(Runs::Limit);
    let due = event(book, fields, "due", of).map(Runs::Due);
    match (fields.peek("limit"), fields.peek("due")) {
        (None, None) => book.reader.missing(fields, "limit"),
        (Some(_), Some(node)) => {
            let message = Text::new(
                "`limit` 与 `due` 只能写一个",
                "`limit` and `due` exclude each other",
            );
            let next = Text::new(
                "时限由 limit 算出，或由 due 给出",
                "the due day is counted by `limit` or given by `due`",
            );
            book.reader
                .error("clock.due", node, &fields.child("due"), message, next);
        }
        _ => {}
    }
    limit.or(due)
}

fn pauses<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>, of: Option<Of>) -> Vec<Pause> {
    let Some(node) = fields.take("pause") else {
        return Vec::new();
    };
    let path = fields.child("pause");
    let nodes: Vec<&Node> = match &node.value {
        Value::List(nodes) => nodes.iter().collect(),
        _ => vec![node],
    };
    let mut pauses = Vec::new();
    for (ix, node) in nodes.into_iter().enumerate() {
        let Some(mut inner) = book.reader.fields(node, &format!("{path}.{ix}")) else {
            continue;
        };
        let from = event(book, &mut inner, "from", of);
        let to = event(book, &mut inner, "to", of);
        must(&mut book.reader, &inner, "from");
        must(&mut book.reader, &inner, "to");
        let at_most = duration(book, &mut inner, "at_most");
        book.reader.finish(inner);
        if let (Some(from), Some(to)) = (from, to) {
            pauses.push(Pause { from, to, at_most });
        }
    }
    pauses
}

fn extend<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>, of: Option<Of>) -> Option<Extend> {
    let node = fields.take("extend")?;
    let path = fields.child("extend");
    let mut inner = book.reader.fields(node, &path)?;
    // the law calls the event by which an extension is told the extension
    let by = match inner.peek("by").and_then(Node::text) {
        Some("extension") => {
            inner.take("by");
            Some("extension_told".to_owned())
        }
        _ => event(book, &mut inner, "by", of),
    };
    let usual = "extension_told";
    if let Some(of) = of
        && inner.peek("by").is_none()
        && !super::attributes::events(book, of).contains(&usual)
    {
        book.reader.missing(&inner, "by");
    }
    let to = duration(book, &mut inner, "to");
    let at_most = duration(book, &mut inner, "at_most");
    if inner.peek("to").is_none() && inner.peek("at_most").is_none() {
        let message = Text::new(
            "延期须写明最长多久",
            "an extension must say how long it may be",
        );
        let next = Text::new(
            "请写 to（连原时限在内）或 at_most（另加）",
            "give `to` (the whole limit with it) or `at_most` (what it adds)",
        );
        book.reader
            .error("clock.extend", node, &path, message, next);
    }
    let asked = choice(&mut book.reader, &mut inner, "asked_before", &[("due", ())]);
    let ends_at = hour(book, &mut inner);
    book.reader.finish(inner);
    Some(Extend {
        by: by.unwrap_or_else(|| usual.to_owned()),
        to,
        at_most,
        asked_before_due: asked.is_some(),
        ends_at,
    })
}

/// `16:00`: the second of the day.
fn hour<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>) -> Option<i64> {
    let second = |text: &str| {
        let mut parts = text.split(':');
        let mut part = |below: i64| {
            let part = parts.next()?;
            let number: i64 = (part.len() == 2).then(|| part.parse().ok())??;
            (0..below).contains(&number).then_some(number)
        };
        let (hour, minute) = (part(24)?, part(60)?);
        match (part(60), text.len()) {
            (None, 5) => Some(hour * 3_600 + minute * 60),
            (Some(second), 8) => Some(hour * 3_600 + minute * 60 + second),
            _ => None,
        }
    };
    let wanted = ("时刻，如 \"16:00\"", "a time of day, such as \"16:00\"");
    form(&mut book.reader, fields, "ends_at", second, wanted)
}
