//! What the reading of every table shares: names, the cache of nearest names, the doubts that rejected rows leave.

use super::Context;
use super::faults::{self, Miss, Thing};
use super::layout::Open;
use crate::diagnostic::Diagnostic;
use crate::order::InOrder;
use crate::records::{Candidates, Doubt, RecordKind};
use crate::registry::{ChannelIx, Matches, Names, Owner, Registry, UnitIx};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The nearest names are looked up for so many distinct values; a whole column of wrong names costs no more.
const MOST_NEAREST: usize = 100;

/// The kinds of record that a subject may name.
const NAMEABLE: [RecordKind; 8] = [
    RecordKind::Publications,
    RecordKind::Letters,
    RecordKind::Requests,
    RecordKind::Observations,
    RecordKind::Tasks,
    RecordKind::Manuscripts,
    RecordKind::Cases,
    RecordKind::Sightings,
];

/// What reading a table needs and leaves behind.
pub(super) struct Desk<'c> {
    pub context: &'c Context<'c>,
    pub names: Names,
    /// The ids of the units, in order.
    pub unit_ids: Vec<String>,
    /// The ids of the channels, in order.
    pub channel_ids: Vec<String>,
    /// The units of each channel.
    pub owners: Vec<Vec<UnitIx>>,
    pub doubts: Vec<Doubt>,
    pub notes: Vec<Diagnostic>,
    /// The ids of records (of one without an id its name) that a subject may name, rejected ones included, each with
    /// the units it belongs to; of publications only those that some row names. `None` where a table that holds such could not be read.
    pub record_ids: Option<HashMap<String, Vec<UnitIx>>>,
    /// The values by which subjects of rules may be grouped.
    pub groups: HashSet<String>,
    /// The kinds whose tables are there and could be read.
    open: Vec<RecordKind>,
    nearest: HashMap<(Thing, String), Vec<String>>,
    unit_gap: Option<Miss>,
    channel_gap: Option<Miss>,
}

/// Where a reference leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Lead<T> {
    /// Nothing was named.
    #[default]
    Absent,
    /// To this one.
    One(T),
    /// To one of these, or to a rejected row of these owners.
    OneOf(Vec<T>, Vec<Owner>),
    /// Nowhere.
    Unknown,
}

impl<T: Copy> Lead<T> {
    pub fn one(&self) -> Option<T> {
        match self {
            Lead::One(one) => Some(*one),
            _ => None,
        }
    }
}

impl Lead<UnitIx> {
    /// The units that a rejected row may concern.
    pub fn candidates(&self) -> Candidates<UnitIx> {
        match self {
            Lead::One(unit) => Candidates::Only(vec![*unit]),
            Lead::OneOf(units, _) => Candidates::Only(units.clone()),
            Lead::Absent | Lead::Unknown => Candidates::Anyone,
        }
    }
}

impl<'c> Desk<'c> {
    pub fn new(
        context: &'c Context<'c>,
        open: &BTreeMap<RecordKind, Open<'_>>,
        unreadable: &[RecordKind],
    ) -> Self {
        let gap = |kinds: &[RecordKind]| {
            if kinds.iter().any(|kind| unreadable.contains(kind)) {
                Some(Miss::Unreadable)
            } else if !kinds.iter().any(|kind| open.contains_key(kind)) {
                Some(Miss::NoTable)
            } else {
                None
            }
        };
        let ids_known = !NAMEABLE.iter().any(|kind| unreadable.contains(kind));
        Desk {
            context,
            names: Names::default(),
            unit_ids: Vec::new(),
            channel_ids: Vec::new(),
            owners: Vec::new(),
            doubts: Vec::new(),
            notes: Vec::new(),
            record_ids: ids_known.then(Default::default),
            groups: HashSet::new(),
            open: open.keys().copied().collect(),
            nearest: HashMap::new(),
            unit_gap: gap(&[RecordKind::Units]),
            channel_gap: gap(&[RecordKind::Sites, RecordKind::Columns, RecordKind::Accounts]),
        }
    }

    /// Where the name of a unit leads.
    pub fn unit_lead(&self, name: &str) -> Lead<UnitIx> {
        lead(self.names.unit_matches(name))
    }

    /// The unit of a name, and what is wrong with it.
    pub fn unit(&mut self, name: &str) -> (Lead<UnitIx>, Option<Box<Diagnostic>>) {
        let lead = self.unit_lead(name);
        let miss = missed(&lead, self.unit_gap);
        let fault = miss.map(|miss| {
            let near = match &lead {
                Lead::OneOf(units, _) => listed(&self.unit_ids, units.iter().map(|unit| unit.0)),
                _ if miss != Miss::Unknown => Vec::new(),
                _ => self.near(Thing::Unit, name, |names| names.nearest_units(name)),
            };
            faults::reference(Thing::Unit, miss, near)
        });
        (lead, fault)
    }

    /// Where the name of a channel leads, and whether another unit answers for it than the one that is named.
    pub fn channel_lead(
        &self,
        name: &str,
        platform: Option<&str>,
        unit: Option<UnitIx>,
    ) -> (Lead<ChannelIx>, bool) {
        let mut matches = self.names.channel_matches(name, platform, unit);
        let Some(unit) = unit.filter(|_| !matches.of_other_units.is_empty()) else {
            return (lead(matches), false);
        };
        // One of the two cells is right: a channel of that name, or one of that unit.
        let mut may_be = std::mem::take(&mut matches.of_other_units);
        let owned = self
            .owners
            .iter()
            .zip(0..)
            .filter(|(owners, _)| owners.contains(&unit));
        may_be.extend(owned.map(|(_, at)| ChannelIx(at)));
        may_be.in_order();
        may_be.dedup();
        (Lead::OneOf(may_be, vec![Owner::Unit(unit)]), true)
    }

    /// The channel of a name, and what is wrong with it.
    pub fn channel(
        &mut self,
        name: &str,
        platform: Option<&str>,
        unit: Option<UnitIx>,
    ) -> (Lead<ChannelIx>, Option<Box<Diagnostic>>) {
        let (lead, of_other_unit) = self.channel_lead(name, platform, unit);
        if of_other_unit {
            return (lead, Some(faults::channel_of_other_unit()));
        }
        let miss = missed(&lead, self.channel_gap);
        let fault = miss.map(|miss| {
            let near = match &lead {
                Lead::OneOf(channels, _) => {
                    listed(&self.channel_ids, channels.iter().map(|channel| channel.0))
                }
                _ if miss != Miss::Unknown => Vec::new(),
                _ => {
                    let asked = crate::registry::label(name, platform);
                    self.near(Thing::Channel, &asked, |names| {
                        names.nearest_channels(name, platform)
                    })
                }
            };
            faults::reference(Thing::Channel, miss, near)
        });
        (lead, fault)
    }

    /// Nearest names, looked up once for each distinct value.
    pub fn near(
        &mut self,
        thing: Thing,
        asked: &str,
        find: impl FnOnce(&Names) -> Vec<String>,
    ) -> Vec<String> {
        let key = (thing, asked.to_owned());
        if let Some(near) = self.nearest.get(&key) {
            return near.clone();
        }
        if self.nearest.len() >= MOST_NEAREST {
            return Vec::new();
        }
        let near = find(&self.names);
        self.nearest.insert(key, near.clone());
        near
    }

    /// Whether the table of a kind is there and could be read.
    pub fn has(&self, kind: RecordKind) -> bool {
        self.open.contains(&kind)
    }

    /// Remembers the id of a record, by which a subject may name it.
    pub fn remember(&mut self, id: &str, units: &[UnitIx]) {
        let Some(ids) = self.record_ids.as_mut().filter(|_| !id.is_empty()) else {
            return;
        };
        match ids.get_mut(id) {
            None => _ = ids.insert(id.to_owned(), units.to_vec()),
            // two records of one id that belong to others: whose it is cannot be told
            Some(known) if known != units => known.clear(),
            Some(_) => {}
        }
    }

    /// The units that a record belongs to, by its id.
    pub fn units_of_record(&self, id: &str) -> &[UnitIx] {
        let known = self.record_ids.as_ref().and_then(|ids| ids.get(id));
        known.map_or(&[], Vec::as_slice)
    }

    /// Remembers the values of the registry by which subjects may be grouped.
    pub fn remember_groups(&mut self, registry: &Registry) {
        let mut groups = std::mem::take(&mut self.groups);
        let cells = |extra: &[(String, String)]| -> Vec<String> {
            extra.iter().map(|(_, cell)| cell.clone()).collect()
        };
        for unit in &registry.units {
            let own = unit.kind.iter().chain(&unit.group).chain(&unit.tags);
            groups.extend(own.cloned().chain(cells(&unit.extra)));
        }
        for channel in &registry.channels {
            let own = channel.platform.iter().chain(&channel.class);
            let own = own.chain(&channel.level).chain(&channel.tags);
            groups.extend(own.cloned().chain(cells(&channel.extra)));
        }
        self.groups = groups;
    }

    /// Whether a group of equal values may be called this: a value, or several joined by ` / `, which may be names of
    /// units and channels too.
    pub fn is_group(&self, label: &str) -> bool {
        let named = |part: &str| {
            self.groups.contains(part)
                || self.unit_lead(part) != Lead::Unknown
                || self.channel_lead(part, None, None).0 != Lead::Unknown
        };
        self.groups.contains(label) || label.contains(" / ") && label.split(" / ").all(named)
    }

    /// The units that answer for a channel.
    pub fn owners_of(&self, channel: ChannelIx) -> &[UnitIx] {
        let owners = self.owners.get(channel.0 as usize);
        owners.map_or(&[], Vec::as_slice)
    }

    /// The channels and units that a rejected row may concern, by the channel that it names.
    pub fn candidates(
        &self,
        lead: &Lead<ChannelIx>,
    ) -> (Candidates<ChannelIx>, Candidates<UnitIx>) {
        let (channels, owners): (&[ChannelIx], &[Owner]) = match lead {
            Lead::One(channel) => (std::slice::from_ref(channel), &[]),
            Lead::OneOf(channels, owners) => (channels, owners),
            Lead::Absent | Lead::Unknown => return (Candidates::Anyone, Candidates::Anyone),
        };
        let theirs = channels.iter().flat_map(|one| self.owners_of(*one));
        let mut units: Vec<UnitIx> = theirs.copied().collect();
        let mut anyone = false;
        for owner in owners {
            match owner {
                Owner::Unit(unit) => units.push(*unit),
                Owner::Nobody => {}
                Owner::Unknown => anyone = true,
            }
        }
        units.in_order();
        units.dedup();
        let units = if anyone {
            Candidates::Anyone
        } else {
            Candidates::Only(units)
        };
        (Candidates::Only(channels.to_vec()), units)
    }
}

/// The ids of which a row has to choose one; some of them, if there are many.
pub(super) fn listed(ids: &[String], chosen: impl Iterator<Item = u32>) -> Vec<String> {
    chosen
        .filter_map(|at| ids.get(at as usize))
        .take(5)
        .cloned()
        .collect()
}

/// What is wrong with a reference, if anything is.
fn missed<T>(lead: &Lead<T>, gap: Option<Miss>) -> Option<Miss> {
    match lead {
        Lead::One(_) => None,
        Lead::OneOf(accepted, _) if accepted.is_empty() => Some(Miss::Rejected),
        Lead::OneOf(..) => Some(Miss::Ambiguous),
        Lead::Absent | Lead::Unknown => Some(gap.unwrap_or(Miss::Unknown)),
    }
}

fn lead<T: Copy>(matches: Matches<T>) -> Lead<T> {
    match matches.one() {
        Some(one) => Lead::One(one),
        None if matches.accepted.is_empty() && matches.rejected.is_empty() => Lead::Unknown,
        None => Lead::OneOf(matches.accepted, matches.rejected),
    }
}
