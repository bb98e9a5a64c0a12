//! Attributes of subjects and records, and whether a selector holds of them.

use super::{Case, Subject, Truth};
use crate::records::{Publications, When};
use crate::registry::{Channel, ChannelIx, ChannelKind, Unit};
use crate::rules::{Of, Path, Selector, Test};
use std::borrow::Cow;

/// An attribute's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// Not known.
    Missing,
    /// One.
    One(Cow<'a, str>),
    /// Several at once (tags).
    Many(&'a [String]),
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

/// Whether a selector holds of a subject; if that is open, the attribute that is missing.
pub(crate) fn holds(
    case: &Case<'_>,
    selector: &Selector,
    subject: Subject,
) -> Result<bool, String> {
    let mut missing = None;
    let truth = walk(selector, &mut |path| {
        let value = of_subject(case, subject, path);
        if value == Value::Missing {
            missing.get_or_insert_with(|| path.to_string());
        }
        value
    });
    match truth {
        Truth::Yes => Ok(true),
        Truth::No => Ok(false),
        Truth::Open => Err(missing.unwrap_or_default()),
    }
}

/// Whether a selector holds of a letter or request.
pub(super) fn record_holds(case: &Case<'_>, selector: &Selector, record: Subject) -> Truth {
    walk(selector, &mut |path| of_subject(case, record, path))
}

/// Whether a selector holds of a publication of a channel; without a row, whether it may hold of any.
pub(super) fn publication_holds(
    case: &Case<'_>,
    selector: &Selector,
    channel: ChannelIx,
    row: Option<u32>,
) -> Truth {
    walk(selector, &mut |path| match path.relation.as_deref() {
        Some("channel") if path.attribute == "kind" => {
            let kind = case
                .registry
                .channel(channel)
                .map(|channel| kind_of(channel).as_str());
            Value::maybe(kind)
        }
        Some("channel") => of_subject(case, Subject::Channel(channel), &own(path)),
        Some(_) => of_subject(case, Subject::Channel(channel), path),
        None => row.map_or(Value::Missing, |row| {
            of_publication(case, &case.records.publications, row as usize, path)
        }),
    })
}

/// The value of an attribute that a limit depends on.
pub(super) fn of_subject<'a>(case: &Case<'a>, subject: Subject, path: &Path) -> Value<'a> {
    match path.relation.as_deref() {
        None => plain(case, subject, path),
        Some("unit") => {
            let unit = super::subjects::unit_of(subject, case.registry, case.records);
            unit.map_or(Value::Missing, |unit| {
                plain(case, Subject::Unit(unit), &own(path))
            })
        }
        Some("parent") => match subject {
            Subject::Channel(ix) => {
                let parent = case.registry.channel(ix).and_then(|channel| channel.parent);
                parent.map_or(Value::Missing, |parent| {
                    plain(case, Subject::Channel(parent), &own(path))
                })
            }
            _ => Value::Missing,
        },
        Some("site") => {
            let site = super::subjects::upward(subject, Of::Site, case.registry, case.records);
            site.last()
                .map_or(Value::Missing, |site| plain(case, *site, &own(path)))
        }
        Some(_) => Value::Missing,
    }
}

fn own(path: &Path) -> Path {
    Path {
        relation: None,
        attribute: path.attribute.clone(),
    }
}

fn plain<'a>(case: &Case<'a>, subject: Subject, path: &Path) -> Value<'a> {
    let name = path.attribute.as_str();
    let (of, value, extra): (Of, Value<'a>, &'a [(String, String)]) = match subject {
        Subject::All => return Value::Missing,
        Subject::Unit(ix) => match case.registry.unit(ix) {
            Some(unit) => (Of::Unit, of_unit(unit, name), &unit.extra),
            None => return Value::Missing,
        },
        Subject::Channel(ix) => match case.registry.channel(ix) {
            Some(channel) => (kind_of(channel), of_channel(channel, name), &channel.extra),
            None => return Value::Missing,
        },
        Subject::Letter(ix) => match case.records.letters.get(ix as usize) {
            Some(letter) => {
                let known = case
                    .coverage
                    .replies_known(crate::records::RecordKind::Letters);
                let value = match name {
                    "id" => Value::text(&letter.id),
                    "kind" => Value::maybe(letter.kind.as_deref()),
                    "valid" => Value::boolean(Some(letter.valid.unwrap_or(true))),
                    "published" => Value::boolean(letter.published),
                    "answered" => Value::boolean(answered(case, letter.replied_at, known)),
                    _ => Value::Missing,
                };
                (Of::Letter, value, &letter.extra)
            }
            None => return Value::Missing,
        },
        Subject::Request(ix) => match case.records.requests.get(ix as usize) {
            Some(request) => {
                let known = case
                    .coverage
                    .replies_known(crate::records::RecordKind::Requests);
                let value = match name {
                    "id" => Value::text(&request.id),
                    "how" => Value::maybe(request.how.as_deref()),
                    "answer" => Value::maybe(request.answer.as_deref()),
                    "answered" => {
                        Value::boolean(answered(case, request.replied_on.map(When::Day), known))
                    }
                    _ => Value::Missing,
                };
                (Of::Request, value, &request.extra)
            }
            None => return Value::Missing,
        },
    };
    declared(case, of, name, value, extra)
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
        Some((_, cell)) if attribute.boolean => Value::boolean(yes_no(cell)),
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

/// The reply as known at the as-of date.
fn answered(case: &Case<'_>, reply: Option<When>, replies_known: bool) -> Option<bool> {
    match reply {
        Some(reply) if case.day_of(reply) <= case.as_of => Some(true),
        Some(_) => Some(false),
        None => replies_known.then_some(false),
    }
}

fn kind_of(channel: &Channel) -> Of {
    match channel.kind {
        ChannelKind::Site => Of::Site,
        ChannelKind::Column => Of::Column,
        ChannelKind::Account => Of::Account,
    }
}

fn of_unit<'a>(unit: &'a Unit, name: &str) -> Value<'a> {
    match name {
        "id" => Value::text(&unit.id),
        "name" => Value::text(&unit.name),
        "kind" => Value::maybe(unit.kind.as_deref()),
        "group" => Value::maybe(unit.group.as_deref()),
        "own_site" => Value::boolean(unit.own_site),
        "tag" => Value::Many(&unit.tags),
        "order" => unit.order.map_or(Value::Missing, |order| {
            Value::One(Cow::Owned(order.to_string()))
        }),
        _ => Value::Missing,
    }
}

fn of_channel<'a>(channel: &'a Channel, name: &str) -> Value<'a> {
    match name {
        "id" => Value::text(&channel.id),
        "name" => Value::text(&channel.name),
        // 类别 of a website; the other channels have none
        "kind" => Value::maybe(
            channel
                .extra
                .iter()
                .find(|(header, _)| header == "kind")
                .map(|(_, cell)| cell.as_str()),
        ),
        "platform" => Value::maybe(channel.platform.as_deref()),
        "class" => Value::maybe(channel.class.as_deref()),
        "level" => Value::maybe(channel.level.as_deref()),
        "state" => Value::text(channel.state.as_deref().unwrap_or("open")),
        "tag" => Value::Many(&channel.tags),
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
        // not yet attributes of their own: only where a rule set declares them
        "kind" | "refers_to" if case.rules.attribute(Of::Publication, name).is_some() => {
            let known = match name {
                "kind" => cell(&publications.kind),
                _ => cell(&publications.refers_to),
            };
            let attribute = case.rules.attribute(Of::Publication, name);
            let default = attribute.and_then(|attribute| attribute.default.as_deref());
            match known {
                Value::Missing => Value::maybe(default),
                known => known,
            }
        }
        "original" => Value::boolean(match publications.original.get(row) {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        }),
        _ => {
            let Some(attribute) = case.rules.attribute(Of::Publication, name) else {
                return Value::Missing;
            };
            let column = publications.extra.iter().find(|(header, _)| header == name);
            let found = column
                .and_then(|(_, cells)| cells.get(row))
                .and_then(Option::as_deref);
            match found {
                Some(cell) if attribute.boolean => Value::boolean(yes_no(cell)),
                found => Value::maybe(found.or(attribute.default.as_deref())),
            }
        }
    }
}

fn walk<'a>(selector: &Selector, value: &mut impl FnMut(&Path) -> Value<'a>) -> Truth {
    match selector {
        Selector::All(list) => list
            .iter()
            .fold(Truth::Yes, |truth, one| truth.and(walk(one, value))),
        Selector::Any(list) => list
            .iter()
            .fold(Truth::No, |truth, one| truth.or(walk(one, value))),
        Selector::Not(inner) => !walk(inner, value),
        Selector::Test { path, test } => match (value(path), test) {
            (Value::Missing, _) => Truth::Open,
            (Value::One(one), Test::OneOf(words)) => words.iter().any(|word| *word == one).into(),
            (Value::Many(many), Test::OneOf(words)) => {
                words.iter().any(|word| many.contains(word)).into()
            }
            (Value::One(one), Test::Number(comparisons)) => match one.parse::<i64>() {
                Err(_) => Truth::Open,
                Ok(number) => comparisons
                    .iter()
                    .all(|(comparator, literal)| match literal {
                        crate::rules::Literal::Number(limit) => comparator.holds(number.cmp(limit)),
                        _ => false,
                    })
                    .into(),
            },
            (Value::Many(_), Test::Number(_)) => Truth::Open,
        },
    }
}

impl Case<'_> {
    /// The civil day of a time.
    pub fn day_of(&self, when: When) -> crate::calendar::Day {
        match when {
            When::Day(day) => day,
            When::Instant(at) => self.offset.day_of(at),
        }
    }
}
