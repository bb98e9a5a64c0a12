//! Published items (信息): by far the longest table, so that rows are compared as numbers first and cells are copied
//! once, when they are kept.

mod item;
mod reading;

use super::account::TableAccount;
use super::cells::rejected_at_once;
use super::faults::{self, Thing};
use super::layout::{Open, cell};
use super::lookups::Desk;
use crate::order::InOrder;
use crate::records::{Publications, RecordKind};
use crate::registry::{ChannelIx, UnitIx};
use item::{Dated, Item, Places};
use reading::Reading;
use std::cmp::Ordering;
use std::collections::HashMap;

/// The publications taken in, sorted by content.
pub(in crate::records::intake) fn take(
    open: Option<Open<'_>>,
    desk: &mut Desk<'_>,
    accounts: &mut Vec<TableAccount>,
) -> Publications {
    let Some(open) = open else {
        return Publications::default();
    };
    let places = Places::of(&open.layout);
    let mut account = open.account;
    let mut reading = Reading::new(&open.layout, &places);
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

    let mut bare_repeats = 0;
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
            if !one.may_be_update() {
                continue;
            }
            let doubt = reading.doubt(one, &fault, desk);
            // rows that share an id are one record; without one, each may turn out to be a record of its own
            let records = if doubt.id.is_some() { 1 } else { group.len() };
            desk.doubts.extend(std::iter::repeat_n(doubt, records));
            continue;
        }
        account.accept_dated(one.line, one.day(desk.context.day_offset), desk.context);
        bare_repeats += copies
            .clone()
            .filter(|copy| copy.is_bare_day(&places))
            .count();
        copies.for_each(|copy| account.repeat(copy.line, one.line));
        let number = group.first().map_or(0, |placed| placed.number as usize);
        kept.push((number, one));
    }
    if bare_repeats > 0 {
        desk.notes
            .push(faults::bare_repeats(bare_repeats, &account.table));
    }
    let mut publications = columns(&kept, &items, &places);
    if places.unit.is_some() {
        publications.publisher = publishers(&kept, &places, desk, &account.table);
    }
    accounts.push(account.closed());
    publications
}

/// So many unknown publishers are told; a column that holds something else altogether has many more.
const MOST_UNKNOWN: usize = 20;

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

/// The units that the accepted rows name, each name looked up once. A name that is not known, or not of one unit alone,
/// leads to none; the first of them are told.
fn publishers(
    kept: &[(usize, &Item<'_>)],
    places: &Places,
    desk: &mut Desk<'_>,
    table: &str,
) -> Vec<Option<UnitIx>> {
    let mut known: HashMap<&str, (Option<UnitIx>, usize)> = HashMap::new();
    let named = kept.iter().map(|(_, item)| {
        let name = cell(item.row, places.unit)?;
        let lead = || (desk.names.unit_matches(name).one(), 0);
        let (unit, items) = known.entry(name).or_insert_with(lead);
        *items += 1;
        *unit
    });
    let publishers: Vec<Option<UnitIx>> = named.collect();
    elsewhere(kept, &publishers, places, desk, table);
    if desk.has(RecordKind::Units) {
        let unknown = known.iter().filter(|(_, (unit, _))| unit.is_none());
        let mut unknown: Vec<(&str, usize)> =
            unknown.map(|(name, (_, items))| (*name, *items)).collect();
        unknown.in_order();
        for (name, items) in unknown.into_iter().take(MOST_UNKNOWN) {
            let near = desk.near(Thing::Unit, name, |names| names.nearest_units(name));
            let note = faults::publisher_unknown(name, items, near, table);
            desk.notes.push(note);
        }
    }
    publishers
}

/// Notes items that name a channel by its name and, as their publisher, a unit that does not answer for it.
fn elsewhere(
    kept: &[(usize, &Item<'_>)],
    publishers: &[Option<UnitIx>],
    places: &Places,
    desk: &mut Desk<'_>,
    table: &str,
) {
    let mut found: HashMap<(ChannelIx, UnitIx), usize> = HashMap::new();
    for ((_, item), publisher) in kept.iter().zip(publishers) {
        let Some(unit) = publisher else { continue };
        let channel = item.channel.0 as usize;
        let owners = desk.owners.get(channel);
        if owners.is_some_and(|owners| owners.is_empty() || owners.contains(unit)) {
            continue;
        }
        let id = desk.channel_ids.get(channel).map(String::as_str);
        let named = cell(item.row, places.channel);
        // an id, and an account's name with its platform, leave no doubt about which channel is meant
        let exact = named == id
            || named.is_some_and(|name| name.contains('@'))
            || cell(item.row, places.platform).is_some();
        if !exact {
            *found.entry((item.channel, *unit)).or_default() += 1;
        }
    }
    let mut found: Vec<((ChannelIx, UnitIx), usize)> = found.into_iter().collect();
    found.in_order();
    for ((channel, unit), items) in found.into_iter().take(MOST_UNKNOWN) {
        let channel = desk.channel_ids.get(channel.0 as usize);
        let unit = desk.unit_ids.get(unit.0 as usize);
        if let (Some(channel), Some(unit)) = (channel, unit) {
            let note = faults::publisher_elsewhere(channel, unit, items, table);
            desk.notes.push(note);
        }
    }
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
    let known = |place: Option<usize>| place.map_or_else(Vec::new, |place| texts(Some(place)));
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
        kind: known(places.kind),
        refers_to: known(places.refers_to),
        publisher: Vec::new(),
        extra: extra.filter(filled).collect(),
    }
}
