//! Measures over records and the registry: `count`, `ratio`, `gap`, `longest_gap`.

use super::attributes::{events, find, path_of};
use super::book::Book;
use super::kinds;
use super::limits::duration;
use super::outcomes;
use super::selectors::{filter, selector};
use super::words::choice;
use crate::diagnostic::Text;
use crate::rules::Selector;
use crate::rules::model::{Credit, Measure, Of, Source};
use crate::source::{Fields, Node, Reader};

/// The words of the sources that a measure takes.
fn sources(takes: impl Fn(Source) -> bool) -> Vec<(&'static str, Source)> {
    let own = [
        Source::Publications,
        Source::Pushes,
        Source::Days,
        Source::Gaps,
        Source::References,
    ];
    let of = Of::ALL
        .into_iter()
        .filter(|of| !matches!(of, Of::All | Of::Publication))
        .map(Source::Of);
    own.into_iter()
        .chain(of)
        .filter(|source| takes(*source))
        .map(|source| (source.as_str(), source))
        .collect()
}

/// The source of a measure; words that stand for outcomes are among those told, and left to the caller.
fn source<'n>(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'n>,
    key: &'static str,
    words: &[(&'static str, Source)],
    more: &[&str],
) -> Option<(Source, &'n Node)> {
    let node = fields.take(key)?;
    let found = words.iter().find(|(word, _)| node.text() == Some(*word));
    if found.is_none() {
        let mut known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        known.extend(more);
        reader.unknown_word(node, &fields.child(key), &known);
    }
    found.map(|(_, source)| (*source, node))
}

/// Whether what is counted can belong to subjects of a kind.
fn fits(
    book: &mut Book<'_, '_>,
    node: &Node,
    path: &str,
    of: Option<Of>,
    grouped: bool,
    source: Source,
) {
    let Some(of) = of else {
        return;
    };
    if kinds::belongs(source, of) || (grouped && source == Source::Of(of)) {
        return;
    }
    let word = source.as_str();
    let message = Text::new(
        format!("{of} 没有 {word} 可数"),
        format!("no {word} belong to a {of}"),
    );
    let next = Text::new("请改 of 或 measure", "change `of` or the measure");
    book.reader.error("measure.of", node, path, message, next);
}

const REACH: [(&str, bool); 2] = [("own", false), ("below", true)];

fn reach<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>, of: Option<Of>) -> bool {
    choice(&mut book.reader, fields, "reach", &REACH)
        .unwrap_or(!matches!(of, Some(Of::Column | Of::Account)))
}

const CREDIT: [(&str, Credit); 2] = [
    ("responsible", Credit::Responsible),
    ("publisher", Credit::Publisher),
];

pub(super) fn count<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    of: Option<Of>,
    grouped: bool,
) -> Option<Measure> {
    match fields.peek("count").and_then(Node::text) {
        Some("breaches") => return outcomes::breaches(book, fields, of),
        Some("outcomes") => return outcomes::count(book, fields, of),
        _ => {}
    }
    let words = sources(|_| true);
    let read = source(
        &mut book.reader,
        fields,
        "count",
        &words,
        &["breaches", "outcomes"],
    );
    let kind = read.map(|(source, _)| source.of());
    if let Some((source, node)) = read {
        fits(book, node, &fields.child("count"), of, grouped, source);
    }
    let filter = filter(book, fields, kind, "where");
    let below = reach(book, fields, of);
    let credit = choice(&mut book.reader, fields, "credit", &CREDIT).unwrap_or_default();
    let distinct = distinct(book, fields, kind);
    let longer_than = duration(book, fields, "longer_than");
    let (source, node) = read?;
    match (source == Source::Gaps, fields.peek("longer_than")) {
        (true, None) => book.reader.missing(fields, "longer_than"),
        (false, Some(node)) => {
            let message = Text::new("`longer_than` 只用于 gaps", "`longer_than` is for gaps");
            let next = Text::new(
                "请删去，或写 count = \"gaps\"",
                "leave it out, or write count = \"gaps\"",
            );
            let path = fields.child("longer_than");
            book.reader
                .error("measure.longer_than", node, &path, message, next);
        }
        _ => {}
    }
    let records = matches!(source, Source::Publications | Source::References)
        || matches!(source, Source::Of(of) if of.is_record());
    if let (Some(_), false) = (&distinct, records) {
        let message = Text::new(
            "`distinct` 只用于记录",
            "`distinct` is for counts of records",
        );
        let next = Text::new("请删去", "leave it out");
        book.reader.error(
            "measure.distinct",
            node,
            &fields.child("distinct"),
            message,
            next,
        );
    }
    Some(Measure::Count {
        source,
        filter,
        below,
        credit,
        distinct,
        longer_than,
    })
}

/// The attribute whose different values are counted.
fn distinct<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    kind: Option<Of>,
) -> Option<String> {
    let name = book.reader.text(fields, "distinct")?;
    if ["item", "unit", "channel", "day"].contains(&name.as_str()) {
        return Some(name);
    }
    let node = fields.peek("distinct")?;
    let path = path_of(&name);
    find(book, kind, &path, &node.span, &fields.child("distinct"))?;
    Some(name)
}

pub(super) fn ratio<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    of: Option<Of>,
    grouped: bool,
) -> Option<Measure> {
    if fields.peek("ratio").and_then(Node::text) == Some("outcomes") {
        return outcomes::ratio(book, fields, of);
    }
    let words = sources(|source| !matches!(source, Source::Pushes | Source::Days | Source::Gaps));
    let read = source(&mut book.reader, fields, "ratio", &words, &["outcomes"]);
    let kind = read.map(|(source, _)| source.of());
    if let Some((source, node)) = read {
        fits(book, node, &fields.child("ratio"), of, grouped, source);
    }
    let base = filter(book, fields, kind, "base");
    let part = match fields.take("part") {
        Some(node) => Some(selector(book, node, &fields.child("part"), kind, 0)),
        None => {
            book.reader.missing(fields, "part");
            None
        }
    };
    let inside = flag(book, fields, "inside").unwrap_or(true);
    let below = reach(book, fields, of);
    Some(Measure::Ratio {
        source: read?.0,
        base,
        part: Selector::All(vec![part?]),
        inside,
        below,
    })
}

/// Yes or no.
pub(super) fn flag<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    key: &'static str,
) -> Option<bool> {
    let node = fields.take(key)?;
    let flag = node.boolean();
    if flag.is_none() {
        let wanted = Text::new("true 或 false", "true or false");
        book.reader.wrong_type(node, &fields.child(key), wanted);
    }
    flag
}

pub(super) fn gap<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    of: Option<Of>,
) -> Option<Measure> {
    let longest = fields.peek("longest_gap").is_some();
    let key = if longest { "longest_gap" } else { "gap" };
    let words = sources(|source| match source {
        Source::Publications | Source::References => true,
        Source::Of(of) => of.is_record() && !events(book, of).is_empty(),
        _ => false,
    });
    let read = source(&mut book.reader, fields, key, &words, &[]);
    let kind = read.map(|(source, _)| source.of());
    if let Some((source, node)) = read {
        fits(book, node, &fields.child(key), of, false, source);
    }
    let filter = filter(book, fields, kind, "where");
    let below = reach(book, fields, of);
    let source = read?.0;
    Some(if longest {
        Measure::LongestGap {
            source,
            filter,
            below,
        }
    } else {
        Measure::Gap {
            source,
            filter,
            below,
        }
    })
}

/// The source of a floor of evidence.
pub(super) fn enough_source<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    of: Option<Of>,
) -> Option<Source> {
    let words = sources(|source| source != Source::Gaps);
    let (source, node) = source(&mut book.reader, fields, "count", &words, &[])?;
    fits(book, node, &fields.child("count"), of, true, source);
    Some(source)
}
