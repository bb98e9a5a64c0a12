//! Subjects and how they belong together: channel to unit, column to column to website, record to unit.

use crate::order::InOrder;
use crate::records::Records;
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
    /// A letter, by its place in [`Records::letters`].
    Letter(u32),
    /// A request, by its place in [`Records::requests`].
    Request(u32),
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
            if let Some(list) = channel
                .unit
                .and_then(|unit| of_unit.get_mut(unit.0 as usize))
            {
                list.push(ix);
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

/// Every subject of a kind.
pub(super) fn all(of: Of, registry: &Registry, records: &Records) -> Vec<Subject> {
    let kind = match of {
        Of::All => return vec![Subject::All],
        Of::Unit => {
            return (0..registry.units.len())
                .map(|ix| Subject::Unit(UnitIx(ix as u32)))
                .collect();
        }
        Of::Letter => {
            return (0..records.letters.len())
                .map(|ix| Subject::Letter(ix as u32))
                .collect();
        }
        Of::Request => {
            return (0..records.requests.len())
                .map(|ix| Subject::Request(ix as u32))
                .collect();
        }
        Of::Publication | Of::Case => return Vec::new(),
        Of::Site => ChannelKind::Site,
        Of::Column => ChannelKind::Column,
        Of::Account => ChannelKind::Account,
    };
    channels(registry)
        .filter(|(_, channel)| channel.kind == kind)
        .map(|(ix, _)| Subject::Channel(ix))
        .collect()
}

/// The unit that answers for a subject.
pub(crate) fn unit_of(subject: Subject, registry: &Registry, records: &Records) -> Option<UnitIx> {
    match subject {
        Subject::All => None,
        Subject::Unit(ix) => Some(ix),
        Subject::Channel(ix) => registry.channel(ix)?.unit,
        Subject::Letter(ix) => records.letters.get(ix as usize)?.unit,
        Subject::Request(ix) => records.requests.get(ix as usize)?.unit,
    }
}

/// The subjects of a kind that a subject lies at or beneath.
pub(super) fn upward(
    subject: Subject,
    of: Of,
    registry: &Registry,
    records: &Records,
) -> Vec<Subject> {
    match of {
        Of::All => vec![Subject::All],
        Of::Unit => unit_of(subject, registry, records)
            .map(Subject::Unit)
            .into_iter()
            .collect(),
        Of::Site | Of::Column | Of::Account => {
            let mut found = Vec::new();
            let mut at = match subject {
                Subject::Channel(ix) => Some(ix),
                _ => None,
            };
            while let Some((ix, channel)) =
                at.and_then(|ix| registry.channel(ix).map(|channel| (ix, channel)))
            {
                let fits = matches!(
                    (of, channel.kind),
                    (Of::Site, ChannelKind::Site)
                        | (Of::Column, ChannelKind::Column)
                        | (Of::Account, ChannelKind::Account)
                );
                if fits {
                    found.push(Subject::Channel(ix));
                }
                if found.len() > registry.channels.len() {
                    break;
                }
                at = channel.parent;
            }
            found
        }
        Of::Letter | Of::Request => vec![subject],
        Of::Publication | Of::Case => Vec::new(),
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
