//! The ten measures: which one, and the options of those that take a single name.

use super::attributes::{Found, find, path_of};
use super::book::{Book, Section};
use super::counts;
use super::kinds::{self, Holds};
use super::limits::{Accepts, Compared};
use super::outcomes;
use super::selectors::selector;
use super::words::choice;
use crate::diagnostic::Text;
use crate::rules::Path;
use crate::rules::model::{Against, End, Figure, Measure, Of, Reads, Take, Ties};
use crate::source::{Fields, Node};

/// The ten measures, a sum being a mean that is not divided.
const MEASURES: [&str; 12] = [
    "count",
    "ratio",
    "gap",
    "longest_gap",
    "clock",
    "value",
    "fits",
    "mean",
    "sum",
    "rank",
    "in_a_row",
    "change",
];

const TAKES: [(&str, Take); 3] = [
    ("late", Take::Late),
    ("used", Take::Used),
    ("left", Take::Left),
];

/// The measure of a table: one of its own, a figure's by its id, or a sheet's score.
pub(super) fn measure<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    of: Option<Of>,
    grouped: bool,
) -> Option<(Measure, Option<Figure>)> {
    let Some(node) = fields.take("measure") else {
        book.reader.missing(fields, "measure");
        return None;
    };
    let path = fields.child("measure");
    match node.text() {
        Some(id) => named(book, node, &path, id, of),
        None => own(book, node, &path, of, grouped).map(|measure| (measure, None)),
    }
}

fn named<'n>(
    book: &mut Book<'_, 'n>,
    node: &'n Node,
    path: &str,
    id: &str,
    of: Option<Of>,
) -> Option<(Measure, Option<Figure>)> {
    let section = book.name(&[Section::Figure, Section::Sheet], node, path, id)?;
    same_kind(book, section, node, path, id, of);
    if section == Section::Sheet {
        let sheet = id.to_owned();
        return Some((Measure::Score { sheet }, None));
    }
    let figure = book.figures.iter().find(|figure| figure.id == id)?;
    Some((figure.measure.clone(), Some(figure.clone())))
}

/// That a figure or sheet is of the same kind as the table that names it.
pub(super) fn same_kind(
    book: &mut Book<'_, '_>,
    section: Section,
    node: &Node,
    path: &str,
    id: &str,
    of: Option<Of>,
) {
    let (Some(of), Some(other)) = (of, book.of(section, id)) else {
        return;
    };
    if of == other {
        return;
    }
    let (zh, en) = match section {
        Section::Sheet => ("评分表", "sheet"),
        Section::Clock => ("时限", "clock"),
        _ => ("统计项", "figure"),
    };
    let code = match section {
        Section::Clock => "clock.of",
        _ => "figure.of",
    };
    let message = Text::new(
        format!("{zh} `{id}` 的对象是 {other}，不是 {of}"),
        format!("the {en} `{id}` is of {other}, not of {of}"),
    );
    let next = Text::new(
        format!("请改 of，或另写{zh}"),
        format!("change `of`, or write another {en}"),
    );
    book.reader.error(code, node, path, message, next);
}

fn own<'n>(
    book: &mut Book<'_, 'n>,
    node: &'n Node,
    path: &str,
    of: Option<Of>,
    grouped: bool,
) -> Option<Measure> {
    let mut inner = book.reader.fields(node, path)?;
    let given: Vec<&str> = inner
        .entries()
        .iter()
        .map(|entry| entry.key.as_str())
        .filter(|key| MEASURES.contains(key))
        .collect();
    let [word] = given.as_slice() else {
        one_measure(book, node, path, &inner, given.first().copied());
        return None;
    };
    let measure = match *word {
        "count" => counts::count(book, &mut inner, of, grouped),
        "ratio" => counts::ratio(book, &mut inner, of, grouped),
        "gap" | "longest_gap" => counts::gap(book, &mut inner, of),
        "clock" => clock(book, &mut inner, of),
        "value" => value(book, &mut inner, of),
        "fits" => fits(book, &mut inner, of),
        "mean" => mean(book, &mut inner, of, "mean"),
        "sum" => mean(book, &mut inner, of, "sum"),
        "rank" => rank(book, &mut inner, of),
        "in_a_row" => outcomes::in_a_row(book, &mut inner, of),
        _ => change(book, &mut inner, of),
    };
    book.reader.finish(inner);
    measure
}

/// Tells that there is not exactly one measure.
fn one_measure(
    book: &mut Book<'_, '_>,
    node: &Node,
    path: &str,
    inner: &Fields<'_>,
    first: Option<&str>,
) {
    let list = MEASURES.join(", ");
    let message = Text::new(
        format!("`{path}` 须恰好写一个量"),
        format!("`{path}` must hold exactly one measure"),
    );
    let next = Text::new(format!("可用的量：{list}"), format!("the measures: {list}"));
    let entries = inner.entries().iter();
    let odd = entries
        .clone()
        .find(|entry| first.is_none() && !crate::source::nearest(&entry.key, MEASURES).is_empty());
    let second = entries
        .filter(|entry| MEASURES.contains(&entry.key.as_str()))
        .nth(1);
    let near = odd
        .map(|entry| crate::source::nearest(&entry.key, MEASURES))
        .unwrap_or_default();
    let span = odd.or(second).map_or(&node.span, |entry| &entry.span);
    let diagnostic = book
        .reader
        .source
        .error("measure.one", span, path, message)
        .with_value(node.shown())
        .with_next_step(next)
        .with_near(near);
    book.reader.tell(diagnostic);
}

/// The name that a measure takes.
fn name<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    key: &'static str,
    sections: &[Section],
) -> Option<(String, Section, &'n Node)> {
    let node = fields.take(key)?;
    let path = fields.child(key);
    let Some(id) = node.text() else {
        let wanted = Text::new("一个名称", "the name of one");
        book.reader.wrong_type(node, &path, wanted);
        return None;
    };
    let section = book.name(sections, node, &path, id)?;
    Some((id.to_owned(), section, node))
}

fn clock<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>, of: Option<Of>) -> Option<Measure> {
    let take = choice(&mut book.reader, fields, "take", &TAKES);
    let (id, section, node) = name(book, fields, "clock", &[Section::Clock])?;
    same_kind(book, section, node, &fields.child("clock"), &id, of);
    let take = take.unwrap_or(Take::Late);
    Some(Measure::Clock { id, take })
}

fn value<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>, of: Option<Of>) -> Option<Measure> {
    let name = book.reader.text(fields, "value")?;
    let path = path_of(&name);
    let own = fields.child("value");
    let node = fields.peek("value")?;
    find(book, of, &path, &node.span, &own)?;
    Some(Measure::Value { path })
}

fn fits<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>, of: Option<Of>) -> Option<Measure> {
    let node = fields.take("fits")?;
    let selector = selector(book, node, &fields.child("fits"), of, 0);
    Some(Measure::Fits { selector })
}

fn mean<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    of: Option<Of>,
    word: &'static str,
) -> Option<Measure> {
    let take = choice(&mut book.reader, fields, "take", &TAKES);
    let sections = [Section::Figure, Section::Sheet, Section::Clock];
    let (id, section, node) = name(book, fields, word, &sections)?;
    let path = fields.child(word);
    beneath(book, section, node, &path, &id, of);
    if let (Some(node), true) = (fields.peek("take"), section != Section::Clock) {
        let message = Text::new("`take` 只用于时限", "`take` is for clocks");
        book.reader.error(
            "measure.take",
            node,
            &fields.child("take"),
            message,
            Text::new("请删去", "leave it out"),
        );
    }
    let take = take.unwrap_or(Take::Used);
    let sum = word == "sum";
    Some(Measure::Mean { id, take, sum })
}

/// That something lies at or beneath the subject.
pub(super) fn beneath(
    book: &mut Book<'_, '_>,
    section: Section,
    node: &Node,
    path: &str,
    id: &str,
    of: Option<Of>,
) {
    let (Some(of), Some(lower)) = (of, book.of(section, id)) else {
        return;
    };
    if kinds::beneath(lower, of) {
        return;
    }
    let message = Text::new(
        format!("`{id}` 的对象是 {lower}，不在 {of} 之下"),
        format!("`{id}` is of {lower}, which does not lie beneath a {of}"),
    );
    let next = Text::new("请改 of，或另选一个", "change `of`, or name another one");
    book.reader
        .error("measure.beneath", node, path, message, next);
}

const ENDS: [(&str, End); 2] = [("top", End::Top), ("bottom", End::Bottom)];

const TIES: [(&str, Ties); 3] = [
    ("dense", Ties::Dense),
    ("skip", Ties::Skip),
    ("roster", Ties::Roster),
];

fn rank<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>, of: Option<Of>) -> Option<Measure> {
    let from = choice(&mut book.reader, fields, "from", &ENDS).unwrap_or_default();
    let ties = choice(&mut book.reader, fields, "ties", &TIES).unwrap_or_default();
    let share = choice(
        &mut book.reader,
        fields,
        "as",
        &[("place", false), ("share", true)],
    );
    let share = share.unwrap_or_default();
    let within = within(book, fields, of);
    let node = fields.take("rank")?;
    let path = fields.child("rank");
    let mut figures = Vec::new();
    for (id, node) in book.texts(node, &path)? {
        let sections = [Section::Figure, Section::Sheet];
        if let Some(section) = book.name(&sections, node, &path, &id) {
            same_kind(book, section, node, &path, &id, of);
            figures.push(id);
        }
    }
    (!figures.is_empty()).then_some(Measure::Rank {
        figures,
        from,
        within,
        ties,
        share,
    })
}

fn within<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>, of: Option<Of>) -> Option<Path> {
    let name = book.reader.text(fields, "within")?;
    let path = path_of(&name);
    let node = fields.peek("within")?;
    find(book, of, &path, &node.span, &fields.child("within"))?;
    Some(path)
}

const AGAINST: [(&str, Against); 2] = [
    ("previous period", Against::PreviousPeriod),
    ("same period last year", Against::SamePeriodLastYear),
];

fn change<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>, of: Option<Of>) -> Option<Measure> {
    let against = choice(&mut book.reader, fields, "against", &AGAINST);
    if fields.peek("against").is_none() {
        book.reader.missing(fields, "against");
    }
    let share = choice(
        &mut book.reader,
        fields,
        "as",
        &[("difference", false), ("share", true)],
    );
    let sections = [Section::Figure, Section::Sheet];
    let (figure, section, node) = name(book, fields, "change", &sections)?;
    same_kind(book, section, node, &fields.child("change"), &figure, of);
    Some(Measure::Change {
        figure,
        against: against?,
        share: share.unwrap_or_default(),
    })
}

/// What the number of a measure is compared with.
pub(super) fn compared(book: &mut Book<'_, '_>, measure: &Measure, of: Option<Of>) -> Compared {
    let accepts = match measure {
        Measure::Count { .. }
        | Measure::Breaches { .. }
        | Measure::Outcomes { .. }
        | Measure::Rank { share: false, .. }
        | Measure::InARow { .. }
        | Measure::Score { .. } => Accepts::Number,
        Measure::Ratio { .. }
        | Measure::OutcomeRatio { .. }
        | Measure::Rank { share: true, .. } => Accepts::Share,
        Measure::Gap { .. } | Measure::LongestGap { .. } | Measure::Clock { .. } => {
            Accepts::Duration
        }
        Measure::Value { path } => return compared_value(book, path, of),
        Measure::Fits { .. } => {
            return Compared {
                by_words: true,
                words: ["true", "false"].map(str::to_owned).to_vec(),
                ..Compared::with(Accepts::Words)
            };
        }
        Measure::Mean { id, .. } => accepts_of(book, id),
        Measure::Change { share: true, .. } => Accepts::Points,
        Measure::Change { figure, .. } => match accepts_of(book, figure) {
            Accepts::Share => Accepts::Points,
            other => other,
        },
    };
    Compared::with(accepts)
}

/// What the number of a figure, sheet or clock is compared with.
pub(super) fn accepts_of(book: &mut Book<'_, '_>, id: &str) -> Accepts {
    let figure = book.figures.iter().find(|figure| figure.id == id);
    if let Some(figure) = figure {
        let measure = figure.measure.clone();
        let of = figure.subjects.of;
        return match measure {
            // a mean of a mean may lead on in a circle
            Measure::Change { share: true, .. } => Accepts::Points,
            Measure::Mean { .. } | Measure::Change { .. } => Accepts::Any,
            other => compared(book, &other, Some(of)).accepts,
        };
    }
    if book.ids(Section::Sheet).contains(&id) {
        Accepts::Number
    } else if book.ids(Section::Clock).contains(&id) {
        Accepts::Duration
    } else {
        Accepts::Any
    }
}

fn compared_value(book: &mut Book<'_, '_>, path: &Path, of: Option<Of>) -> Compared {
    let nowhere = 0..0;
    let Some(found) = find(book, of, path, &nowhere, "") else {
        return Compared::with(Accepts::Any);
    };
    let words: Vec<String> = found.values().into_iter().map(str::to_owned).collect();
    let accepts = match found {
        Found::Declared(attribute) => match attribute.reads {
            Reads::Number => Accepts::Number,
            Reads::Duration => Accepts::Duration,
            Reads::Boolean | Reads::Date => Accepts::Words,
            Reads::Text if attribute.values.is_empty() => Accepts::Any,
            Reads::Text => Accepts::Words,
        },
        Found::BuiltIn(Holds::Number) => Accepts::Number,
        Found::BuiltIn(Holds::Text) | Found::Unsure => Accepts::Any,
        Found::BuiltIn(Holds::YesNo | Holds::Word(_)) | Found::Relation => Accepts::Words,
    };
    Compared {
        accepts,
        by_words: true,
        words,
        figures: false,
    }
}
