//! Attributes of subjects and records, and whether a selector holds of them.

use super::measures::records;
use super::subjects::kind_of;
use super::{Case, Reason, Subject, Truth};
use crate::calendar::{Day, Span};
use crate::order::InOrder;
use crate::rational::Rational;
use crate::records::{Entry, Publications, RecordKind, When};
use crate::registry::{Channel, ChannelIx, Unit, UnitIx};
use crate::rules::{Anchor, Comparator, Duration, Literal, Of, Path, Reads, Selector, Test};
use std::borrow::Cow;

/// When is asked: the day at which states are read, and the days that a filing must touch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    /// States are read as known on this day.
    pub state: Day,
    /// The days in question.
    pub span: Span,
}

impl Asked {
    /// At the check point, with what is known at the as-of date.
    pub fn at_check_point(case: &Case<'_>) -> Asked {
        let check = case.check_point();
        Asked {
            state: case.as_of,
            span: Span {
                from: check,
                to: check,
            },
        }
    }
}

/// An attribute's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// Not known.
    Missing,
    /// One.
    One(Cow<'a, str>),
    /// Several at once: tags, or what the units have that answer together.
    Many(Cow<'a, [String]>),
}

impl<'a> Value<'a> {
    fn text(text: &'a str) -> Value<'a> {
        Value::One(Cow::Borrowed(text))
    }

    fn maybe(text: Option<&'a str>) -> Value<'a> {
        text.map_or(Value::Missing, Value::text)
    }

    fn boolean(known: Option<bool>) -> Value<'a> {
        Value::maybe(known.map(|known| if known { "true" } else { "false" }))
    }
}

/// Whether a selector holds of a subject; if that is open, why.
pub(crate) fn holds(
    case: &Case<'_>,
    selector: &Selector,
    subject: Subject,
    asked: Asked,
) -> Result<bool, Reason> {
    if selector.is_everything() {
        return Ok(true);
    }
    let mut missing = None;
    let truth = walk(
        selector,
        &mut |path| {
            let value = of_subject(case, subject, path, asked);
            if value == Value::Missing {
                missing.get_or_insert_with(|| path.to_string());
            }
            value
        },
        &mut |other| elsewhere(case, other, subject, asked),
    );
    match (truth, missing) {
        (Truth::Yes, _) => Ok(true),
        (Truth::No, _) => Ok(false),
        (Truth::Open, Some(attribute)) => Err(Reason::attribute_missing(&attribute)),
        (Truth::Open, None) => Err(Reason::new(
            "filing_open",
            "备案记录不全，是否属于备案情形无法判定",
            "the filings are not complete: whether one covers it cannot be told",
        )),
    }
}

/// Whether a selector holds of a record.
pub(super) fn record_holds(
    case: &Case<'_>,
    selector: &Selector,
    record: Subject,
    asked: Asked,
) -> Truth {
    if let Subject::Publication(row) = record {
        let channel = case.records.publications.channel.get(row as usize);
        return channel.map_or(Truth::No, |channel| {
            publication_holds(case, selector, *channel, Some(row))
        });
    }
    walk(
        selector,
        &mut |path| of_subject(case, record, path, asked),
        &mut |other| elsewhere(case, other, record, asked),
    )
}

/// Whether a selector holds of a publication of a channel; without a row, whether it may hold of any.
pub(super) fn publication_holds(
    case: &Case<'_>,
    selector: &Selector,
    channel: ChannelIx,
    row: Option<u32>,
) -> Truth {
    if selector.is_everything() {
        return Truth::Yes;
    }
    walk(
        selector,
        &mut |path| match path.relation.as_deref() {
            Some(_) => related(case, Subject::Channel(channel), path),
            None => row.map_or(Value::Missing, |row| {
                of_publication(case, &case.records.publications, row as usize, path)
            }),
        },
        &mut |other| {
            row.map_or(Truth::Open, |row| {
                elsewhere(
                    case,
                    other,
                    Subject::Publication(row),
                    Asked::at_check_point(case),
                )
            })
        },
    )
}

/// What is asked of lists and filings instead of attributes.
fn elsewhere(case: &Case<'_>, selector: &Selector, subject: Subject, asked: Asked) -> Truth {
    match selector {
        Selector::InList(name) => case.in_list(name, subject).into(),
        Selector::Filing(kind) => super::history::filed(case, kind, subject, asked.span),
        Selector::Has { path, ago } => has(case, path, ago, subject, asked),
        _ => Truth::Open,
    }
}

/// The value of an attribute of a subject, or of what it is related to.
pub(super) fn of_subject<'a>(
    case: &Case<'a>,
    subject: Subject,
    path: &Path,
    asked: Asked,
) -> Value<'a> {
    match path.relation.as_deref() {
        None => plain(case, subject, path, asked),
        Some(_) => related(case, subject, path),
    }
}

/// Whether an attribute of a subject is filled in, or an event has happened so long ago, as known on the day at which
/// states are read.
fn has(
    case: &Case<'_>,
    path: &Path,
    ago: &[(Comparator, Duration)],
    subject: Subject,
    asked: Asked,
) -> Truth {
    let own = Path {
        relation: None,
        attribute: path.attribute.clone(),
    };
    let subject = match path.relation.as_deref() {
        None => Some(subject),
        Some("unit") => case.unit_of(subject).map(Subject::Unit),
        Some("site") => case.upward(subject, Of::Site).last().copied(),
        Some("channel") => case.channel_of(subject).map(Subject::Channel),
        Some(_) => {
            let channel = case.channel_of(subject);
            let channel = channel.and_then(|ix| case.registry.channel(ix));
            channel
                .and_then(|channel| channel.parent)
                .map(Subject::Channel)
        }
    };
    let Some(subject) = subject else {
        return Truth::No;
    };
    // of letters and the like what is known at the as-of date counts, of channels how they are at the check point
    let on = match subject {
        Subject::Letter(_) | Subject::Request(_) | Subject::Record(..) => asked.state,
        _ => asked.span.to,
    };
    let until = if ago.is_empty() { asked.state } else { on };
    let until = until.min(case.as_of);
    let declared = of_kind(case, subject).and_then(|of| case.rules.attribute(of, &path.attribute));
    let times = match declared {
        Some(attribute) if attribute.reads != Reads::Date => Ok(Vec::new()),
        _ => records::events(case, subject, &path.attribute),
    };
    let Ok(times) = times else {
        return Truth::Open;
    };
    let mut days: Vec<Day> = times.into_iter().map(|when| case.day_of(when)).collect();
    let known_later = !days.is_empty();
    days.retain(|day| *day <= until);
    if let Some(last) = days.into_iter().max() {
        let holds = ago.iter().map(|(comparator, duration)| {
            let order = duration.compare(last, on, Anchor::End, case.calendar);
            order.map_or(Truth::Open, |order| comparator.holds(order).into())
        });
        return holds.fold(Truth::Yes, Truth::and);
    }
    if known_later {
        return Truth::No;
    }
    if ago.is_empty() {
        let filled = match plain(case, subject, &own, asked) {
            // an event may be asked for by yes and no as well
            Value::One(one) => !one.is_empty() && one != "false",
            Value::Many(many) => !many.is_empty(),
            Value::Missing => false,
        };
        if filled {
            return Truth::Yes;
        }
    }
    if let (Subject::Publication(_), "referred") = (subject, path.attribute.as_str()) {
        let found = records::referring(case, subject);
        let complete = !found.uncovered && found.doubts.is_empty();
        return if complete { Truth::No } else { Truth::Open };
    }
    let records = match subject {
        Subject::Letter(_) => Some(RecordKind::Letters),
        Subject::Request(_) => Some(RecordKind::Requests),
        Subject::Record(kind, _) => Some(kind),
        _ => None,
    };
    match records {
        Some(kind) if is_stop(&path.attribute) && !case.coverage.replies_known(kind) => Truth::Open,
        _ => Truth::No,
    }
}

/// The kind of a subject; `None` for everything together and for groups.
fn of_kind(case: &Case<'_>, subject: Subject) -> Option<Of> {
    Some(match subject {
        Subject::All | Subject::Group(_) => return None,
        Subject::Unit(_) => Of::Unit,
        Subject::Channel(ix) => kind_of(case.registry.channel(ix)?),
        Subject::Publication(_) => Of::Publication,
        Subject::Letter(_) => Of::Letter,
        Subject::Request(_) => Of::Request,
        Subject::Record(kind, _) => Of::ALL.into_iter().find(|of| of.records() == Some(kind))?,
    })
}

/// Events that end what a record began: that there is none on record does not always mean that it did not happen.
fn is_stop(event: &str) -> bool {
    matches!(
        event,
        "answered" | "handed_in" | "adopted" | "reported" | "rectified"
    )
}

/// The attribute of the unit, website, column or channel that a subject belongs to.
fn related<'a>(case: &Case<'a>, subject: Subject, path: &Path) -> Value<'a> {
    let asked = Asked::at_check_point(case);
    let own = Path {
        relation: None,
        attribute: path.attribute.clone(),
    };
    let found = match path.relation.as_deref() {
        Some("unit") => {
            let units = case.units_of(subject);
            if units.len() > 1 {
                return of_all(case, &units, &own, asked);
            }
            case.unit_of(subject).map(Subject::Unit)
        }
        Some("site") => case.upward(subject, Of::Site).last().copied(),
        Some("parent") => {
            let channel = case
                .channel_of(subject)
                .and_then(|ix| case.registry.channel(ix));
            channel
                .and_then(|channel| channel.parent)
                .map(Subject::Channel)
        }
        Some("channel") => {
            let channel = case.channel_of(subject);
            if path.attribute == "kind" {
                let channel = channel.and_then(|ix| case.registry.channel(ix));
                return Value::maybe(channel.map(|channel| kind_of(channel).as_str()));
            }
            channel.map(Subject::Channel)
        }
        _ => None,
    };
    found.map_or(Value::Missing, |found| plain(case, found, &own, asked))
}

/// The attribute of several units that answer together: all that they have of it, one value if they agree.
fn of_all<'a>(case: &Case<'a>, units: &[UnitIx], path: &Path, asked: Asked) -> Value<'a> {
    let mut all: Vec<String> = Vec::new();
    for unit in units {
        match plain(case, Subject::Unit(*unit), path, asked) {
            Value::Missing => return Value::Missing,
            Value::One(one) => all.push(one.into_owned()),
            Value::Many(many) => all.extend(many.iter().cloned()),
        }
    }
    all.in_order();
    all.dedup();
    match all.as_slice() {
        [one] => Value::One(Cow::Owned(one.clone())),
        _ => Value::Many(Cow::Owned(all)),
    }
}

fn plain<'a>(case: &Case<'a>, subject: Subject, path: &Path, asked: Asked) -> Value<'a> {
    let name = path.attribute.as_str();
    if matches!(name, "unit" | "site" | "parent" | "channel") {
        return whose(case, subject, name);
    }
    let (of, value, extra): (Of, Value<'a>, &'a [(String, String)]) = match subject {
        Subject::All => return Value::Missing,
        Subject::Group(ix) => {
            // what all members have in common
            let mut values = case.groups.get(ix).into_iter().flat_map(|group| {
                group
                    .members
                    .iter()
                    .map(|member| plain(case, *member, path, asked))
            });
            let first = values.next().unwrap_or(Value::Missing);
            return if values.all(|value| value == first) {
                first
            } else {
                Value::Missing
            };
        }
        Subject::Unit(ix) => match case.registry.unit(ix) {
            Some(unit) => {
                let value = match name {
                    "own_site" => {
                        Value::boolean(Some(unit.own_site.unwrap_or_else(|| case.has_own_site(ix))))
                    }
                    "sampled" => Value::boolean(Some(case.sampled(subject))),
                    _ => of_unit(unit, name),
                };
                (Of::Unit, value, &unit.extra)
            }
            None => return Value::Missing,
        },
        Subject::Channel(ix) => match case.registry.channel(ix) {
            Some(channel) => {
                let value = match name {
                    "sampled" => Value::boolean(Some(case.sampled(subject))),
                    _ => of_channel(channel, name),
                };
                (kind_of(channel), value, &channel.extra)
            }
            None => return Value::Missing,
        },
        Subject::Publication(row) => {
            return of_publication(case, &case.records.publications, row as usize, path);
        }
        Subject::Letter(ix) => match case.records.letters.get(ix as usize) {
            Some(letter) => {
                let value = match name {
                    "id" => Value::text(&letter.id),
                    "kind" => Value::maybe(letter.kind.as_deref()),
                    "valid" => Value::boolean(Some(letter.valid.unwrap_or(true))),
                    "published" => Value::boolean(letter.published),
                    "answered" => Value::boolean(happened(
                        case,
                        letter.replied_at,
                        RecordKind::Letters,
                        asked,
                    )),
                    "extended" => {
                        let told = letter.events.iter();
                        let mut told = told.filter(|(event, _)| *event == "extension_told");
                        Value::boolean(Some(match told.clone().next() {
                            Some(_) => told.any(|(_, when)| by_then(case, *when, asked)),
                            None => letter.extended_to.is_some(),
                        }))
                    }
                    _ => Value::Missing,
                };
                (Of::Letter, value, &letter.extra)
            }
            None => return Value::Missing,
        },
        Subject::Request(ix) => match case.records.requests.get(ix as usize) {
            Some(request) => {
                let event = |wanted: &str| {
                    let mut own = request.events.iter().filter(|(event, _)| event == wanted);
                    let by_then = own.any(|(_, day)| by_then(case, When::Day(*day), asked));
                    Value::boolean(Some(by_then))
                };
                let value = match name {
                    "id" => Value::text(&request.id),
                    "how" => Value::maybe(request.how.as_deref()),
                    "answer" => Value::maybe(request.answer.as_deref()),
                    "corrected" => event("corrected"),
                    "extended" => {
                        let has = |wanted| request.events.iter().any(|(event, _)| event == wanted);
                        match has("extension_told") {
                            true => event("extension_told"),
                            false => Value::boolean(Some(has("extended_to"))),
                        }
                    }
                    "answered" => Value::boolean(happened(
                        case,
                        request.replied_on.map(When::Day),
                        RecordKind::Requests,
                        asked,
                    )),
                    _ => Value::Missing,
                };
                (Of::Request, value, &request.extra)
            }
            None => return Value::Missing,
        },
        Subject::Record(kind, ix) => match case.records.of(kind).get(ix as usize) {
            Some(record) => {
                let of = Of::ALL.into_iter().find(|of| of.records() == Some(kind));
                let value = of_record(case, kind, record, name, asked);
                (of.unwrap_or(Of::All), value, &record.extra)
            }
            None => return Value::Missing,
        },
    };
    declared(case, of, name, value, extra)
}

/// The id of the unit, website, column or channel that a subject belongs to: what `by` groups by.
fn whose<'a>(case: &Case<'a>, subject: Subject, name: &str) -> Value<'a> {
    let channel = match name {
        "unit" => {
            let units = case.units_of(subject);
            let ids = units.iter().filter_map(|ix| case.registry.unit(*ix));
            let mut ids = ids.map(|unit| &unit.id);
            return match (ids.next(), ids.next()) {
                (None, _) => Value::Missing,
                (Some(one), None) => Value::text(one),
                (Some(first), Some(second)) => {
                    let all = [first, second].into_iter().chain(ids);
                    Value::Many(Cow::Owned(all.cloned().collect()))
                }
            };
        }
        "site" => match case.upward(subject, Of::Site).last() {
            Some(Subject::Channel(ix)) => Some(*ix),
            _ => None,
        },
        "parent" => case
            .channel_of(subject)
            .and_then(|ix| case.registry.channel(ix)?.parent),
        _ => case.channel_of(subject),
    };
    let channel = channel.and_then(|ix| case.registry.channel(ix));
    Value::maybe(channel.map(|channel| channel.id.as_str()))
}

/// The attributes of a record that is kept row by row.
fn of_record<'a>(
    case: &Case<'a>,
    kind: RecordKind,
    record: &'a Entry,
    name: &str,
    asked: Asked,
) -> Value<'a> {
    let has = |event: &str| Value::boolean(happened(case, record.event(event), kind, asked));
    match (kind, name) {
        (_, "id") => Value::maybe(record.id.as_deref()),
        (RecordKind::Tasks, "done") => has("handed_in"),
        (RecordKind::Manuscripts, "adopted") => match record.cell("adopted_by") {
            Some(_) => Value::boolean(Some(true)),
            None => has("adopted"),
        },
        // by nobody, unless a day says that it was adopted
        (RecordKind::Manuscripts, "adopted_by") => match record.cell("adopted_by") {
            Some(cell) => Value::text(cell),
            None if has("adopted") == Value::text("false") => Value::text(""),
            None => Value::Missing,
        },
        // a figure or score as it was published has no outcome, a rule no grade
        (RecordKind::Verdicts, "outcome" | "grade") => {
            Value::text(record.cell(name).unwrap_or_default())
        }
        (RecordKind::Observations, "confirmed") => {
            Value::text(record.cell("confirmed").unwrap_or("true"))
        }
        (RecordKind::Probes, "announced") => {
            Value::text(record.cell("announced").unwrap_or("false"))
        }
        (RecordKind::Probes, "reached") => match (record.cell("ok"), record.cell("status")) {
            (Some(ok), _) => Value::text(ok),
            (None, Some(status)) => Value::boolean(
                status
                    .parse::<i64>()
                    .ok()
                    .map(|status| (200..400).contains(&status)),
            ),
            (None, None) => Value::Missing,
        },
        (RecordKind::Cases, "reported") => has("reported"),
        (RecordKind::Cases, "opened_in") => {
            let found = record.event("found").map(|when| case.day_of(when));
            Value::maybe(found.map(|day| super::history::opened_in(case, day)))
        }
        (RecordKind::Sightings, "name") => Value::text(&record.subject),
        (RecordKind::Sightings, "platform") => Value::maybe(record.platform.as_deref()),
        (RecordKind::Tasks | RecordKind::Manuscripts, "name" | "title") => {
            Value::text(&record.subject)
        }
        _ => Value::maybe(record.cell(name)),
    }
}

/// A further column of the data under its declared name, then the declared default.
fn declared<'a>(
    case: &Case<'a>,
    of: Of,
    name: &str,
    value: Value<'a>,
    extra: &'a [(String, String)],
) -> Value<'a> {
    if value != Value::Missing {
        return value;
    }
    let Some(attribute) = case.rules.attribute(of, name) else {
        return Value::Missing;
    };
    match extra.iter().find(|(header, _)| header == name) {
        Some((_, cell)) if attribute.reads == Reads::Boolean => Value::boolean(yes_no(cell)),
        Some((_, cell)) => Value::text(cell),
        None => Value::maybe(attribute.default.as_deref()),
    }
}

fn yes_no(cell: &str) -> Option<bool> {
    match cell.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" | "是" | "有" => Some(true),
        "false" | "no" | "0" | "否" | "无" => Some(false),
        _ => None,
    }
}

/// Whether a time lies no later than the day at which states are read.
fn by_then(case: &Case<'_>, when: When, asked: Asked) -> bool {
    case.day_of(when) <= asked.state.min(case.as_of)
}

/// Whether an event has happened, as known on the day at which states are read. One that lies after the as-of date is not
/// known yet, as for a clock.
fn happened(case: &Case<'_>, event: Option<When>, kind: RecordKind, asked: Asked) -> Option<bool> {
    match event.filter(|event| case.day_of(*event) <= case.as_of) {
        Some(event) => Some(by_then(case, event, asked)),
        None => case.coverage.replies_known(kind).then_some(false),
    }
}

fn of_unit<'a>(unit: &'a Unit, name: &str) -> Value<'a> {
    match name {
        "id" => Value::text(&unit.id),
        "name" => Value::text(&unit.name),
        "kind" => Value::maybe(unit.kind.as_deref()),
        "group" => Value::maybe(unit.group.as_deref()),
        "own_site" => Value::boolean(unit.own_site),
        "tag" => Value::Many(Cow::Borrowed(&unit.tags)),
        "order" => unit.order.map_or(Value::Missing, |order| {
            Value::One(Cow::Owned(order.to_string()))
        }),
        _ => Value::Missing,
    }
}

fn of_channel<'a>(channel: &'a Channel, name: &str) -> Value<'a> {
    let column = |wanted: &str| {
        let found = channel.extra.iter().find(|(header, _)| header == wanted);
        Value::maybe(found.map(|(_, cell)| cell.as_str()))
    };
    match name {
        "id" => Value::text(&channel.id),
        "name" => Value::text(&channel.name),
        // 类别 and 网址 of a website; the other channels have none
        "kind" | "url" => column(name),
        "platform" => Value::maybe(channel.platform.as_deref()),
        "class" => Value::maybe(channel.class.as_deref()),
        "level" => Value::maybe(channel.level.as_deref()),
        "state" => Value::text(channel.state.as_deref().unwrap_or("open")),
        "tag" => Value::Many(Cow::Borrowed(&channel.tags)),
        _ => Value::Missing,
    }
}

fn of_publication<'a>(
    case: &Case<'a>,
    publications: &'a Publications,
    row: usize,
    path: &Path,
) -> Value<'a> {
    let cell =
        |column: &'a [Option<String>]| Value::maybe(column.get(row).and_then(Option::as_deref));
    let name = path.attribute.as_str();
    match name {
        "id" => cell(&publications.id),
        "title" => cell(&publications.title),
        "url" => cell(&publications.url),
        "kind" => declared_cell(case, publications, row, name, cell(&publications.kind)),
        "refers_to" => cell(&publications.refers_to),
        "original" => Value::boolean(match publications.original.get(row) {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        }),
        _ => declared_cell(case, publications, row, name, Value::Missing),
    }
}

/// A further column of the publications under its declared name, then the declared default.
fn declared_cell<'a>(
    case: &Case<'a>,
    publications: &'a Publications,
    row: usize,
    name: &str,
    value: Value<'a>,
) -> Value<'a> {
    let Some(attribute) = case.rules.attribute(Of::Publication, name) else {
        return value;
    };
    if value != Value::Missing {
        return value;
    }
    let column = publications.extra.iter().find(|(header, _)| header == name);
    let found = column
        .and_then(|(_, cells)| cells.get(row))
        .and_then(Option::as_deref);
    match found {
        Some(cell) if attribute.reads == Reads::Boolean => Value::boolean(yes_no(cell)),
        found => Value::maybe(found.or(attribute.default.as_deref())),
    }
}

fn walk<'a>(
    selector: &Selector,
    value: &mut dyn FnMut(&Path) -> Value<'a>,
    elsewhere: &mut dyn FnMut(&Selector) -> Truth,
) -> Truth {
    match selector {
        Selector::All(list) => list.iter().fold(Truth::Yes, |truth, one| {
            truth.and(walk(one, value, elsewhere))
        }),
        Selector::Any(list) => list.iter().fold(Truth::No, |truth, one| {
            truth.or(walk(one, value, elsewhere))
        }),
        Selector::Not(inner) => !walk(inner, value, elsewhere),
        Selector::InList(_) | Selector::Filing(_) | Selector::Has { .. } => elsewhere(selector),
        Selector::Test { path, test } => match (value(path), test) {
            (Value::Missing, _) => Truth::Open,
            (Value::One(one), Test::OneOf(words)) => words.iter().any(|word| *word == one).into(),
            (Value::Many(many), Test::OneOf(words)) => {
                words.iter().any(|word| many.contains(word)).into()
            }
            (Value::One(one), Test::Number(comparisons)) => match Rational::parse(one.trim()) {
                None => Truth::Open,
                Some(number) => comparisons
                    .iter()
                    .all(|(comparator, literal)| {
                        number_of(*literal)
                            .is_some_and(|limit| comparator.holds(number.cmp(&limit)))
                    })
                    .into(),
            },
            (Value::Many(_), Test::Number(_)) => Truth::Open,
        },
    }
}

/// A literal that is a plain number.
pub(super) fn number_of(literal: Literal) -> Option<Rational> {
    match literal {
        Literal::Number(number) => Some(Rational::whole(number)),
        Literal::Decimal(n, d) | Literal::Share(n, d) => Rational::new(n.into(), d.into()),
        Literal::Duration(_) => None,
    }
}

impl Case<'_> {
    /// The civil day of a time.
    pub fn day_of(&self, when: When) -> Day {
        match when {
            When::Day(day) => day,
            When::Instant(at) => self.offset.day_of(at),
        }
    }
}
