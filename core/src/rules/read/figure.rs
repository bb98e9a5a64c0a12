//! Figures, and the part of a rule that is one: a measure over a window.

use super::book::Book;
use super::counts::enough_source;
use super::measures::measure;
use super::rule::basis;
use super::selectors::filter;
use super::subjects::{self, Read};
use super::windows;
use super::words::{text, whole};
use crate::diagnostic::Text;
use crate::rules::model::{At, Enough, Figure, Measure, Of, Over, Window};
use crate::source::{Entry, Fields};

/// A number over a time, with what could be read of it.
pub(super) struct Number {
    /// Of whom.
    pub subjects: Read,
    /// Of what.
    pub measure: Option<Measure>,
    /// The figure that it was taken from.
    pub named: Option<String>,
    window: Window,
    at: Option<At>,
    dated: Option<String>,
    enough: Option<Enough>,
}

impl Number {
    /// The figure, if all is well.
    pub(super) fn whole(self, id: &str, title: Option<Text>) -> Option<Figure> {
        Some(Figure {
            id: id.to_owned(),
            title,
            subjects: self.subjects.whole()?,
            window: self.window,
            at: self.at,
            dated: self.dated,
            measure: self.measure?,
            enough: self.enough,
        })
    }
}

/// Reads the keys that figures and rules have in common.
pub(super) fn number<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>) -> Number {
    let subjects = subjects::subjects(book, fields);
    let of = subjects.of;
    let window = windows::window(book, fields);
    let (measure, figure) = match measure(book, fields, of, subjects.is_grouped()) {
        Some((measure, figure)) => (Some(measure), figure),
        None => (None, None),
    };
    let at = windows::at(book, fields);
    let dated = windows::dated(book, fields, measure.as_ref(), of);
    let enough = enough(book, fields, of);
    let figure = figure.as_ref();
    let number = Number {
        subjects,
        named: figure.map(|figure| figure.id.clone()),
        window: window
            .or(figure.map(|figure| figure.window))
            .unwrap_or(Window::Over(Over::Period)),
        at: at.or(figure.and_then(|figure| figure.at)),
        dated: dated.or(figure.and_then(|figure| figure.dated.clone())),
        enough: enough.or(figure.and_then(|figure| figure.enough.clone())),
        measure,
    };
    if let Some(measure) = &number.measure {
        window_fits(book, fields, &number.window, measure);
    }
    number
}

/// A floor of evidence, if the key is there.
fn enough<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>, of: Option<Of>) -> Option<Enough> {
    let node = fields.take("enough")?;
    let mut inner = book.reader.fields(node, &fields.child("enough"))?;
    let source = enough_source(book, &mut inner, of);
    let filter = filter(book, &mut inner, source.map(|source| source.of()), "where");
    let each = windows::each(book, &mut inner);
    let at_least = whole(&mut book.reader, &mut inner, "at_least", 1..=1_000_000_000);
    for key in ["count", "at_least"] {
        if inner.peek(key).is_none() {
            book.reader.missing(&inner, key);
        }
    }
    book.reader.finish(inner);
    Some(Enough {
        source: source?,
        filter,
        each,
        at_least: at_least?,
    })
}

/// Windows that a measure cannot be taken over.
fn window_fits<'n>(
    book: &mut Book<'_, 'n>,
    fields: &Fields<'n>,
    window: &Window,
    measure: &Measure,
) {
    let (key, zh, en) = match (measure, window) {
        (Measure::Gap { .. }, Window::Over(over)) if *over != Over::Period => (
            "over",
            "gap 只看监测时间点，不用 over",
            "a gap is judged at the check point and takes no `over`",
        ),
        (
            Measure::Rank { .. }
            | Measure::InARow { .. }
            | Measure::Change { .. }
            | Measure::Mean { .. }
            | Measure::Clock { .. }
            | Measure::Score { .. },
            Window::Each { .. },
        ) => (
            "each",
            "这个量整个周期只有一个数，不用 each",
            "this measure is one number for the period and takes no `each`",
        ),
        _ => return,
    };
    let Some(node) = fields.peek(key) else {
        return;
    };
    let message = Text::new(zh, en);
    let next = Text::new(format!("请删去 {key}"), format!("leave `{key}` out"));
    let code = if key == "over" {
        "window.gap"
    } else {
        "window.measure"
    };
    book.reader
        .error(code, node, &fields.child(key), message, next);
}

pub(super) fn figure<'n>(book: &mut Book<'_, 'n>, entry: &'n Entry, path: &str) -> Option<Figure> {
    let mut fields = book.reader.fields(&entry.node, path)?;
    let title = text(&mut book.reader, &mut fields, "title");
    let number = number(book, &mut fields);
    basis(book, &mut fields);
    book.reader.finish(fields);
    number.whole(&entry.key, title)
}
