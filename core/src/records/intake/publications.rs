//! Published items (信息): by far the longest table, so that rows are compared as numbers first and cells are copied
//! once, when they are kept.

use super::account::TableAccount;
use super::cells::{rejected_at_once, yes_no};
use super::faults;
use super::layout::{Layout, Open, cell};
use super::lookups::{Desk, Lead};
use crate::calendar::{Day, Offset};
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
    line: u32,
    channel: ChannelIx,
    at: i64,
    dated: Dated,
    state: State,
    original: u8,
    comment: bool,
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
    fault: Option<Box<Diagnostic>>,
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
    let order = in_order(&items, &places);
    let same = |a: &Placed, b: &Placed| a.cmp(b, &items, &places) == Ordering::Equal;
    let groups: Vec<&[Placed]> = order.chunk_by(same).collect();
    let conflicts = conflicts(&groups, &items, &places);

    let mut kept: Vec<(usize, &Item<'_>)> = Vec::with_capacity(groups.len());
    for (at, group) in groups.iter().enumerate() {
        let mut copies = group.iter().filter_map(|placed| placed.item(&items));
        let Some(one) = copies.next() else { continue };
        let conflict = || {
            let mut fault = faults::conflict(*conflicts.get(&at)?, false);
            fault.place.field = open
                .layout
                .column("id")
                .map(|(_, header)| header.to_owned());
            fault.value = cell(one.row, places.id).map(str::to_owned);
            Some(fault)
        };
        let own = group
            .first()
            .filter(|_| one.faulty)
            .and_then(|placed| reading.fault(placed.number, one));
        if let Some(fault) = own.or_else(conflict) {
            for copy in std::iter::once(one).chain(copies) {
                account.reject(copy.line, &fault);
            }
            let doubt = reading.doubt(one, &fault, desk);
            desk.doubts.push(doubt);
            continue;
        }
        account.accept_dated(one.line, one.day(desk.context.day_offset), desk.context);
        copies.for_each(|copy| account.repeat(copy.line, one.line));
        let number = group.first().map_or(0, |placed| placed.number as usize);
        kept.push((number, one));
    }
    let publications = columns(&kept, &items, &places);
    accounts.push(account.closed());
    publications
}

/// A row in the order of publications, with what almost always decides that order: reading the cells of rows that lie
/// anywhere in memory costs far more.
#[derive(Clone, Copy)]
struct Placed {
    channel: ChannelIx,
    dated: Dated,
    at: i64,
    number: u32,
}

impl Placed {
    fn item<'i, 'a>(&self, items: &'i [Item<'a>]) -> Option<&'i Item<'a>> {
        items.get(self.number as usize)
    }

    fn cmp(&self, other: &Placed, items: &[Item<'_>], places: &Places) -> Ordering {
        let key = |placed: &Placed| (placed.channel, placed.at, placed.dated);
        key(self)
            .cmp(&key(other))
            .then_with(|| match (self.item(items), other.item(items)) {
                (Some(one), Some(other)) => one.cmp(other, places),
                (one, other) => one.is_some().cmp(&other.is_some()),
            })
    }
}

fn in_order(items: &[Item<'_>], places: &Places) -> Vec<Placed> {
    let placed = items.iter().zip(0..).map(|(item, number)| Placed {
        channel: item.channel,
        dated: item.dated,
        at: item.at,
        number,
    });
    let mut order: Vec<Placed> = placed.collect();
    order.sort_unstable_by(|a, b| a.cmp(b, items, places).then(a.number.cmp(&b.number)));
    order
}

/// The groups of equal rows that share an id with another group, with a line of that one.
fn conflicts(groups: &[&[Placed]], items: &[Item<'_>], places: &Places) -> HashMap<usize, u32> {
    let mut conflicts = HashMap::new();
    if places.id.is_none() {
        return conflicts;
    }
    // The first rows of groups, looked at in the order of the table.
    let mut group_of: Vec<Option<u32>> = vec![None; items.len()];
    for (group, at) in groups.iter().zip(0..) {
        let first = group
            .first()
            .and_then(|placed| group_of.get_mut(placed.number as usize));
        if let Some(slot) = first {
            *slot = Some(at);
        }
    }
    let mut holder: HashMap<&str, (u32, u32)> = HashMap::with_capacity(groups.len());
    for (item, group) in items.iter().zip(group_of) {
        let (Some(id), Some(group)) = (cell(item.row, places.id), group) else {
            continue;
        };
        let (before, line) = *holder.entry(id).or_insert((group, item.line));
        if before != group {
            conflicts.insert(group as usize, line);
            conflicts.entry(before as usize).or_insert(item.line);
        }
    }
    conflicts
}

/// The columns of the accepted rows. Cells are copied in the order of the table, then put in place.
fn columns(kept: &[(usize, &Item<'_>)], items: &[Item<'_>], places: &Places) -> Publications {
    let mut keep = vec![false; items.len()];
    for (number, _) in kept {
        if let Some(keep) = keep.get_mut(*number) {
            *keep = true;
        }
    }
    let texts = |place: Option<usize>| -> Vec<Option<String>> {
        if place.is_none() {
            return vec![None; kept.len()];
        }
        let copied = items.iter().zip(&keep).map(|(item, keep)| {
            keep.then(|| cell(item.row, place).map(str::to_owned))
                .flatten()
        });
        let mut copied: Vec<Option<String>> = copied.collect();
        let in_place = |(number, _): &(usize, &Item<'_>)| copied.get_mut(*number)?.take();
        kept.iter().map(in_place).collect()
    };
    let extra = places
        .extra
        .iter()
        .map(|(header, place)| (header.clone(), texts(Some(*place))));
    let filled = |(_, cells): &(String, Vec<Option<String>>)| cells.iter().any(Option::is_some);
    let items = || kept.iter().map(|(_, item)| item);
    Publications {
        channel: items().map(|item| item.channel).collect(),
        at: items().map(|item| item.at).collect(),
        day_only: items().map(|item| item.dated != Dated::Instant).collect(),
        is_update: items().map(|item| item.is_update()).collect(),
        original: items().map(|item| item.original).collect(),
        id: texts(places.id),
        title: texts(places.title),
        url: texts(places.url),
        extra: extra.filter(filled).collect(),
    }
}

struct Reading<'t> {
    layout: &'t Layout,
    places: &'t Places,
    resolved: HashMap<Named<'t>, Resolved>,
    /// The first fault of a row, by its number, where it is not that of the cells that name the channel.
    faults: HashMap<u32, Box<Diagnostic>>,
}

impl<'t> Reading<'t> {
    fn read(&mut self, row: &'t Row, number: usize, desk: &mut Desk<'_>) -> Item<'t> {
        let places = self.places;
        let resolved = self.resolve(row, desk);
        let channel = resolved.lead.one().unwrap_or(NO_CHANNEL);
        let unnamed = resolved.fault.is_some();
        let mut fault: Option<Box<Diagnostic>> = None;
        let layout = self.layout;
        let unread = |key, text: &str, found| placed(layout, key, Some(text), found);

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
        let comment = cell(row, places.kind)
            .is_some_and(|kind| kind == "评论" || kind.eq_ignore_ascii_case("comment"));
        let faulty = unnamed || fault.is_some();
        if let Some(fault) = fault.filter(|_| !unnamed) {
            self.faults.insert(number as u32, fault);
        }
        Item {
            row,
            line: row.line,
            channel,
            at,
            dated,
            state,
            original,
            comment,
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
        let (named, layout) = (self.named(row), self.layout);
        self.resolved
            .entry(named)
            .or_insert_with(|| resolve(layout, named, desk))
    }

    /// The first fault of a row.
    fn fault(&mut self, number: u32, item: &Item<'t>) -> Option<Box<Diagnostic>> {
        let of_name = self
            .resolved
            .get(&self.named(item.row))
            .and_then(|found| found.fault.clone());
        of_name.or_else(|| self.faults.remove(&number))
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
            when: item.when(),
            id: cell(item.row, self.places.id).map(str::to_owned),
            rule: None,
            code: fault.code,
            value: fault.value.clone().unwrap_or_default(),
        }
    }
}

/// A fault of a cell.
fn placed(
    layout: &Layout,
    key: &str,
    value: Option<&str>,
    mut fault: Box<Diagnostic>,
) -> Box<Diagnostic> {
    fault.place.field = layout.column(key).map(|(_, header)| header.to_owned());
    fault.value = value.map(str::to_owned);
    fault
}

fn resolve(layout: &Layout, (channel, platform, unit): Named<'_>, desk: &mut Desk<'_>) -> Resolved {
    let Some(name) = channel else {
        return Resolved {
            lead: Lead::Absent,
            fault: Some(placed(layout, "channel", None, faults::cell_empty())),
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
            fault: Some(placed(layout, "unit", unit, fault)),
        },
        _ => Resolved {
            lead,
            fault: fault.map(|fault| placed(layout, "channel", Some(name), fault)),
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

    fn is_update(&self) -> bool {
        self.when().is_some() && self.state == State::Published && !self.comment
    }

    fn when(&self) -> Option<When> {
        match self.dated {
            Dated::Instant => Some(When::Instant(self.at)),
            Dated::Day => Some(When::Day(Day((self.at / 86_400) as i32))),
            Dated::Not | Dated::Unread => None,
        }
    }

    fn day(&self, days: Offset) -> Option<Day> {
        self.when().map(|when| when.day(days))
    }
}
