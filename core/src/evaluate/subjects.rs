//! Subjects and how they belong together: channel to unit, column to column to website, record to channel and unit,
//! member to group.

use super::Case;
use crate::order::InOrder;
use crate::records::{RecordKind, Records};
use crate::registry::{Channel, ChannelIx, ChannelKind, Registry, UnitIx};
use crate::rules::Of;
use std::collections::HashSet;

/// What a rule judges, by its place in the registry or the records. The order is the order of reports within a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Everything together.
    All,
    /// A unit.
    Unit(UnitIx),
    /// A website, column or account.
    Channel(ChannelIx),
    /// A published item, by its row.
    Publication(u32),
    /// A letter, by its place in [`Records::letters`].
    Letter(u32),
    /// A request, by its place in [`Records::requests`].
    Request(u32),
    /// A record of another kind, by its place among those of its kind.
    Record(RecordKind, u32),
    /// A group of equal values, by its place in the case.
    Group(u32),
}

/// The relations of a registry, looked up often.
#[derive(Debug, Default)]
pub(super) struct Relations {
    /// For each unit its channels, ascending.
    pub of_unit: Vec<Vec<ChannelIx>>,
    /// For each channel the channels directly beneath it, ascending.
    pub beneath: Vec<Vec<ChannelIx>>,
}

impl Relations {
    pub fn new(registry: &Registry) -> Relations {
        let mut of_unit = vec![Vec::new(); registry.units.len()];
        let mut beneath = vec![Vec::new(); registry.channels.len()];
        for (ix, channel) in channels(registry) {
            for unit in channel.units() {
                if let Some(list) = of_unit.get_mut(unit.0 as usize) {
                    list.push(ix);
                }
            }
            if let Some(list) = channel
                .parent
                .and_then(|parent| beneath.get_mut(parent.0 as usize))
            {
                list.push(ix);
            }
        }
        Relations { of_unit, beneath }
    }

    /// A channel and everything beneath it, ascending.
    pub fn with_beneath(&self, ix: ChannelIx) -> Vec<ChannelIx> {
        let mut all = vec![ix];
        let mut seen = HashSet::from([ix]);
        let mut at = 0;
        while let Some(next) = all.get(at).copied() {
            let beneath = self.beneath.get(next.0 as usize);
            all.extend(
                beneath
                    .into_iter()
                    .flatten()
                    .filter(|child| seen.insert(**child)),
            );
            at += 1;
        }
        all.in_order();
        all
    }
}

/// The channels with their places.
pub(super) fn channels(registry: &Registry) -> impl Iterator<Item = (ChannelIx, &Channel)> {
    registry
        .channels
        .iter()
        .enumerate()
        .map(|(ix, channel)| (ChannelIx(ix as u32), channel))
}

/// The kind of a channel as rules call it.
pub(super) fn kind_of(channel: &Channel) -> Of {
    match channel.kind {
        ChannelKind::Site => Of::Site,
        ChannelKind::Column => Of::Column,
        ChannelKind::Account => Of::Account,
    }
}

/// Every subject of a kind.
pub(super) fn all(of: Of, registry: &Registry, records: &Records) -> Vec<Subject> {
    let places = |number: usize| 0..number as u32;
    match of {
        Of::All => vec![Subject::All],
        Of::Unit => places(registry.units.len())
            .map(|ix| Subject::Unit(UnitIx(ix)))
            .collect(),
        Of::Letter => places(records.letters.len()).map(Subject::Letter).collect(),
        Of::Request => places(records.requests.len())
            .map(Subject::Request)
            .collect(),
        Of::Publication => {
            let updates = records.publications.is_update.iter().enumerate();
            updates
                .filter(|(_, is_update)| **is_update)
                .map(|(ix, _)| Subject::Publication(ix as u32))
                .collect()
        }
        Of::Site | Of::Column | Of::Account => channels(registry)
            .filter(|(_, channel)| kind_of(channel) == of)
            .map(|(ix, _)| Subject::Channel(ix))
            .collect(),
        other => other.records().map_or_else(Vec::new, |kind| {
            places(records.of(kind).len())
                .map(|ix| Subject::Record(kind, ix))
                .collect()
        }),
    }
}

impl Case<'_> {
    /// The unit that answers for a subject; the first, where several do.
    pub(crate) fn unit_of(&self, subject: Subject) -> Option<UnitIx> {
        match subject {
            Subject::All => None,
            Subject::Unit(ix) => Some(ix),
            Subject::Channel(ix) => self.registry.channel(ix)?.unit,
            Subject::Publication(row) => {
                let channel = self.records.publications.channel.get(row as usize)?;
                self.registry.channel(*channel)?.unit
            }
            Subject::Letter(ix) => self.records.letters.get(ix as usize)?.unit,
            Subject::Request(ix) => self.records.requests.get(ix as usize)?.unit,
            Subject::Record(kind, ix) => {
                let record = self.records.of(kind).get(ix as usize)?;
                record.units.first().copied()
            }
            Subject::Group(ix) => self.groups.get(ix)?.unit,
        }
    }

    /// The units that a subject belongs to: several for what several answer for, and for a manuscript of several.
    pub(crate) fn units_of(&self, subject: Subject) -> Vec<UnitIx> {
        let of_channel = |ix: ChannelIx| {
            let channel = self.registry.channel(ix);
            channel.map_or_else(Vec::new, |channel| channel.units().collect())
        };
        match subject {
            Subject::Channel(ix) => of_channel(ix),
            Subject::Publication(row) => {
                let channel = self.records.publications.channel.get(row as usize);
                channel.map_or_else(Vec::new, |channel| of_channel(*channel))
            }
            Subject::Record(kind, ix) => {
                let record = self.records.of(kind).get(ix as usize);
                record.map_or_else(Vec::new, |record| record.units.clone())
            }
            _ => self.unit_of(subject).into_iter().collect(),
        }
    }

    /// The channel that a subject is, or belongs to.
    pub(super) fn channel_of(&self, subject: Subject) -> Option<ChannelIx> {
        match subject {
            Subject::Channel(ix) => Some(ix),
            Subject::Publication(row) => {
                self.records.publications.channel.get(row as usize).copied()
            }
            Subject::Record(kind, ix) => self.records.of(kind).get(ix as usize)?.channel,
            _ => None,
        }
    }

    /// The subjects of a kind that a subject lies at or beneath.
    pub(crate) fn upward(&self, subject: Subject, of: Of) -> Vec<Subject> {
        match of {
            Of::All => vec![Subject::All],
            Of::Unit => self
                .units_of(subject)
                .into_iter()
                .map(Subject::Unit)
                .collect(),
            Of::Site | Of::Column | Of::Account => {
                let mut found = Vec::new();
                let mut at = self.channel_of(subject);
                while let Some((ix, channel)) =
                    at.and_then(|ix| self.registry.channel(ix).map(|channel| (ix, channel)))
                {
                    if kind_of(channel) == of {
                        found.push(Subject::Channel(ix));
                    }
                    if found.len() > self.registry.channels.len() {
                        break;
                    }
                    at = channel.parent;
                }
                found
            }
            _ => vec![subject],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_beneath_is_found_once_however_much_it_is() {
        // a website with 30,000 columns, one of them with a column of its own that claims the website in turn
        let columns: Vec<ChannelIx> = (1..=30_000).map(ChannelIx).collect();
        let mut beneath = vec![Vec::new(); 30_002];
        if let [site, first, .., last] = beneath.as_mut_slice() {
            site.clone_from(&columns);
            first.push(ChannelIx(30_001));
            last.push(ChannelIx(0));
        }
        let relations = Relations {
            of_unit: Vec::new(),
            beneath,
        };
        let all: Vec<ChannelIx> = (0..=30_001).map(ChannelIx).collect();
        assert_eq!(relations.with_beneath(ChannelIx(0)), all);
        assert_eq!(relations.with_beneath(ChannelIx(2)), [ChannelIx(2)]);
    }
}
