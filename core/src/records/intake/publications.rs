//! Published items (信息): by far the longest table, so that rows are compared as numbers first and cells are copied
//! once, when they are kept.

use super::account::TableAccount;
use super::cells::{rejected_at_once, yes_no};
use super::faults;
use super::layout::{Layout, Open, cell};
use super::lookups::{Desk, Lead};
use crate::calendar::Day;
use crate::diagnostic::Diagnostic;
use crate::records::table::Row;
use crate::records::{Doubt, Publications, RecordKind, When};
use crate::registry::ChannelIx;
use std::cmp::Ordering;
use std::collections::HashMap;

/// What a row came to; a cell that could not be read is compared as it stands.
#[derive(Clone, Copy)]
struct Item<'a> {
    row: &'a Row,
    channel: ChannelIx,
    at: i64,
    dated: Dated,
    state: State,
    original: u8,
    faulty: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Dated {
    Instant,
    Day,
    Not,
    Unread,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Published,
    Deleted,
    Scheduled,
    Unread,
}

/// Stands for a channel that is not known; a registry never has so many.
const NO_CHANNEL: ChannelIx = ChannelIx(u32::MAX);
const NOT_STATED: u8 = 2;

/// The places of the cells in a row.
struct Places {
    channel: Option<usize>,
    platform: Option<usize>,
    unit: Option<usize>,
    published_at: Option<usize>,
    id: Option<usize>,
    title: Option<usize>,
    original: Option<usize>,
    url: Option<usize>,
    state: Option<usize>,
    kind: Option<usize>,
    /// What is kept beside the known columns: header and place.
    extra: Vec<(String, usize)>,
}

impl Places {
    fn of(layout: &Layout) -> Places {
        let place = |key| layout.column(key).map(|(place, _)| place);
        let header = |key| {
            layout
                .column(key)
                .map(|(place, name)| (name.to_owned(), place))
        };
        let mut extra = layout.extra.clone();
        // Neither decides anything yet, so both are kept as they stand: who posted, and what kind of item it is.
        extra.extend(header("unit"));
        extra.extend(header("type"));
        Places {
            channel: place("channel"),
            platform: place("platform"),
            unit: place("unit"),
            published_at: place("published_at"),
            id: place("id"),
            title: place("title"),
            original: place("original"),
            url: place("url"),
            state: place("state"),
            kind: place("type"),
            extra,
        }
    }
}

/// A channel, platform and unit cell.
type Named<'a> = (Option<&'a str>, Option<&'a str>, Option<&'a str>);

/// Where such cells lead, and what is wrong with them.
struct Resolved {
    lead: Lead<ChannelIx>,
    fault: Option<(&'static str, Option<String>, Box<Diagnostic>)>,
}

/// The publications taken in, sorted by content.
pub(super) fn take(
    open: Option<Open<'_>>,
    desk: &mut Desk<'_>,
    accounts: &mut Vec<TableAccount>,
) -> Publications {
    let Some(open) = open else {
        return Publications::default();
    };
    let places = Places::of(&open.layout);
    let mut account = open.account;
    let mut reading = Reading {
        layout: &open.layout,
        places: &places,
        resolved: HashMap::new(),
        faults: HashMap::new(),
    };
    let mut items: Vec<Item<'_>> = Vec::with_capacity(open.table.rows.len());
    for row in &open.table.rows {
        if !rejected_at_once(&open.layout, row, desk, &mut account) {
            items.push(reading.read(row, items.len(), desk));
        }
    }
    let mut order: Vec<u32> = (0..items.len() as u32).collect();
    let item = |at: u32| items.get(at as usize);
    let by_content = |a: &u32, b: &u32| match (item(*a), item(*b)) {
        (Some(one), Some(other)) => one.cmp(other, &places),
        (one, other) => one.is_some().cmp(&other.is_some()),
    };
    order.sort_unstable_by(|a, b| by_content(a, b).then(a.cmp(b)));
    let groups: Vec<&[u32]> = order
        .chunk_by(|a, b| by_content(a, b) == Ordering::Equal)
        .collect();
    let conflicts = conflicts(&groups, &items, &places);

    let mut kept = Publications::default();
    let mut extra: Vec<Vec<Option<String>>> = vec![Vec::new(); places.extra.len()];
    for (at, group) in groups.iter().enumerate() {
        let Some((first, copies)) = group.split_first() else {
            continue;
        };
        let Some(one) = item(*first) else { continue };
        let conflict = conflicts.get(&at).map(|line| {
            let mut fault = faults::conflict(*line, false);
            fault.place.field = open
                .layout
                .column("id")
                .map(|(_, header)| header.to_owned());
            fault.value = cell(one.row, places.id).map(str::to_owned);
            fault
        });
        let own = one.faulty.then(|| reading.faults.remove(first)).flatten();
        if let Some(fault) = own.or(conflict) {
            for copy in *group {
                let line = item(*copy).map_or(0, |copy| copy.row.line);
                account.reject(line, &fault);
            }
            let doubt = reading.doubt(one, &fault, desk);
            desk.doubts.push(doubt);
            continue;
        }
        let day = match one.dated {
            Dated::Instant => Some(desk.context.day_offset.day_of(one.at)),
            Dated::Day => Some(Day((one.at / 86_400) as i32)),
            Dated::Not | Dated::Unread => None,
        };
        account.accept_dated(one.row.line, day, desk.context);
        for copy in copies {
            let line = item(*copy).map_or(0, |copy| copy.row.line);
            account.repeat(line, one.row.line);
        }
        one.keep(&mut kept, &places);
        for (column, (_, place)) in extra.iter_mut().zip(&places.extra) {
            column.push(cell(one.row, Some(*place)).map(str::to_owned));
        }
    }
    let headers = places.extra.iter().map(|(header, _)| header.clone());
    let filled = |(_, cells): &(String, Vec<Option<String>>)| cells.iter().any(Option::is_some);
    kept.extra = headers.zip(extra).filter(filled).collect();
    accounts.push(account.closed());
    kept
}

/// The groups of equal rows that share an id with another group, with a line of that one.
fn conflicts(groups: &[&[u32]], items: &[Item<'_>], places: &Places) -> HashMap<usize, u32> {
    let mut conflicts = HashMap::new();
    if places.id.is_none() {
        return conflicts;
    }
    let mut holder: HashMap<&str, (usize, u32)> = HashMap::with_capacity(groups.len());
    for (at, group) in groups.iter().enumerate() {
        let Some(item) = group.first().and_then(|first| items.get(*first as usize)) else {
            continue;
        };
        let Some(id) = cell(item.row, places.id) else {
            continue;
        };
        let (before, line) = *holder.entry(id).or_insert((at, item.row.line));
        if before != at {
            conflicts.insert(at, line);
            conflicts.entry(before).or_insert(item.row.line);
        }
    }
    conflicts
}

struct Reading<'t> {
    layout: &'t Layout,
    places: &'t Places,
    resolved: HashMap<Named<'t>, Resolved>,
    /// The first fault of a row, by its number.
    faults: HashMap<u32, Box<Diagnostic>>,
}

impl<'t> Reading<'t> {
    fn read(&mut self, row: &'t Row, number: usize, desk: &mut Desk<'_>) -> Item<'t> {
        let places = self.places;
        let mut fault: Option<(&str, Option<String>, Box<Diagnostic>)> = None;
        let resolved = self.resolve(row, desk);
        let channel = resolved.lead.one().unwrap_or(NO_CHANNEL);
        if let Some(found) = &resolved.fault {
            fault = Some(found.clone());
        }
        let unread = |key, text: &str, found| (key, Some(text.to_owned()), found);

        let (dated, at) = match cell(row, places.published_at) {
            None => (Dated::Not, Publications::UNDATED),
            Some(text) => match desk.when(text) {
                Ok(When::Instant(instant)) => (Dated::Instant, instant),
                Ok(When::Day(day)) => (Dated::Day, i64::from(day.0) * 86_400),
                Err(found) => {
                    fault.get_or_insert_with(|| unread("published_at", text, found));
                    (Dated::Unread, Publications::UNDATED)
                }
            },
        };
        let original = match cell(row, places.original) {
            None => NOT_STATED,
            Some(text) => match yes_no("original", text) {
                Some(original) => u8::from(original),
                None => {
                    fault.get_or_insert_with(|| unread("original", text, faults::yes_or_no()));
                    NOT_STATED
                }
            },
        };
        let state = match cell(row, places.state) {
            None => State::Published,
            Some(text) => state(text).unwrap_or_else(|| {
                fault.get_or_insert_with(|| unread("state", text, faults::publication_state()));
                State::Unread
            }),
        };
        let faulty = fault.is_some();
        if let Some((key, value, mut fault)) = fault {
            fault.place.field = self.layout.column(key).map(|(_, header)| header.to_owned());
            fault.value = value;
            self.faults.insert(number as u32, fault);
        }
        Item {
            row,
            channel,
            at,
            dated,
            state,
            original,
            faulty,
        }
    }

    fn named(&self, row: &'t Row) -> Named<'t> {
        let places = self.places;
        (
            cell(row, places.channel),
            cell(row, places.platform),
            cell(row, places.unit),
        )
    }

    /// Looks the channel up, once for all rows that name it alike.
    fn resolve(&mut self, row: &'t Row, desk: &mut Desk<'_>) -> &Resolved {
        let named = self.named(row);
        self.resolved
            .entry(named)
            .or_insert_with(|| resolve(named, desk))
    }

    fn doubt(&self, item: &Item<'t>, fault: &Diagnostic, desk: &Desk<'_>) -> Doubt {
        let lead = self
            .resolved
            .get(&self.named(item.row))
            .map(|resolved| &resolved.lead);
        let (channels, units) = desk.candidates(lead.unwrap_or(&Lead::Unknown));
        Doubt {
            records: RecordKind::Publications,
            channels,
            units,
            when: match item.dated {
                Dated::Instant => Some(When::Instant(item.at)),
                Dated::Day => Some(When::Day(Day((item.at / 86_400) as i32))),
                Dated::Not | Dated::Unread => None,
            },
            id: cell(item.row, self.places.id).map(str::to_owned),
            rule: None,
            code: fault.code,
            value: fault.value.clone().unwrap_or_default(),
        }
    }
}

fn resolve((channel, platform, unit): Named<'_>, desk: &mut Desk<'_>) -> Resolved {
    let Some(name) = channel else {
        return Resolved {
            lead: Lead::Absent,
            fault: Some(("channel", None, faults::cell_empty())),
        };
    };
    // The unit only tells channels of one name apart; where it is not needed, its name need not be known.
    let unit = unit.filter(|_| desk.names.needs_unit(name, platform));
    let (unit_lead, unit_fault) = unit.map(|unit| desk.unit(unit)).unwrap_or_default();
    let (lead, fault) = desk.channel(name, platform, unit_lead.one());
    match unit_fault {
        Some(fault) if lead != Lead::Unknown => Resolved {
            lead: match lead {
                Lead::One(channel) => Lead::OneOf(vec![channel], Vec::new()),
                lead => lead,
            },
            fault: Some(("unit", unit.map(str::to_owned), fault)),
        },
        _ => Resolved {
            lead,
            fault: fault.map(|fault| ("channel", Some(name.to_owned()), fault)),
        },
    }
}

fn state(text: &str) -> Option<State> {
    match text.to_ascii_lowercase().as_str() {
        "published" | "已发布" | "发布" | "正常" => Some(State::Published),
        "deleted" | "已删除" | "删除" | "已撤回" | "撤回" => Some(State::Deleted),
        "scheduled" | "定时" | "定时发布" | "待发布" => Some(State::Scheduled),
        _ => None,
    }
}

impl Item<'_> {
    /// The order in which publications are kept; equal rows say the same.
    fn cmp(&self, other: &Item<'_>, places: &Places) -> Ordering {
        let numbers =
            |item: &Item<'_>| (item.channel, item.at, item.dated, item.state, item.original);
        let (own, theirs) = (self.row, other.row);
        let at = |place: Option<usize>| cell(own, place).cmp(&cell(theirs, place));
        (self.channel, self.at, self.dated)
            .cmp(&(other.channel, other.at, other.dated))
            .then_with(|| at(places.id))
            .then_with(|| at(places.title))
            .then_with(|| at(places.url))
            .then_with(|| numbers(self).cmp(&numbers(other)))
            .then_with(|| {
                let extra = places.extra.iter().map(|(_, place)| at(Some(*place)));
                extra.fold(Ordering::Equal, Ordering::then)
            })
            .then_with(|| self.faulty.cmp(&other.faulty))
            .then_with(|| {
                if !self.faulty {
                    return Ordering::Equal;
                }
                at(places.channel)
                    .then_with(|| at(places.platform))
                    .then_with(|| at(places.published_at))
                    .then_with(|| at(places.original))
                    .then_with(|| at(places.state))
            })
    }

    fn keep(&self, kept: &mut Publications, places: &Places) {
        let text = |place| cell(self.row, place).map(str::to_owned);
        let comment = cell(self.row, places.kind)
            .is_some_and(|kind| kind == "评论" || kind.eq_ignore_ascii_case("comment"));
        let dated = matches!(self.dated, Dated::Instant | Dated::Day);
        kept.channel.push(self.channel);
        kept.at.push(self.at);
        kept.day_only.push(self.dated != Dated::Instant);
        kept.is_update
            .push(dated && self.state == State::Published && !comment);
        kept.original.push(self.original);
        kept.id.push(text(places.id));
        kept.title.push(text(places.title));
        kept.url.push(text(places.url));
    }
}
