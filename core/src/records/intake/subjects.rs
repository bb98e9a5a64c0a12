//! What the subject cell of a row may name: a unit, a channel, or a record by its id.

use super::faults::{self, Miss, Thing};
use super::layout::{Open, cell};
use super::lookups::{Desk, Lead, listed};
use crate::diagnostic::Diagnostic;
use crate::order::InOrder;
use crate::records::{Candidates, Publications, RecordKind};
use crate::registry::{ChannelIx, UnitIx};
use std::collections::{BTreeMap, HashSet};

/// Where a subject leads.
#[derive(Default)]
pub(super) struct About {
    pub units: Lead<UnitIx>,
    pub channels: Lead<ChannelIx>,
    /// It is the id of a record that was handed over.
    pub record: bool,
    /// It is what a group of equal values is called.
    pub group: bool,
}

/// Looks a subject up among units, channels and records; a unit narrows channels of one name. What two of them are
/// called is ambiguous; what nobody is called is an error, for such a row would silently concern nobody.
pub(super) fn about(
    desk: &mut Desk<'_>,
    subject: &str,
    platform: Option<&str>,
    unit: Option<UnitIx>,
    groups: bool,
) -> (About, Option<Box<Diagnostic>>) {
    let units = match platform {
        Some(_) => Lead::Unknown,
        None => desk.unit_lead(subject),
    };
    let (mut channels, mut of_other_unit) = desk.channel_lead(subject, platform, unit);
    if of_other_unit && units != Lead::Unknown {
        (channels, of_other_unit) = (Lead::Unknown, false);
    }
    let record = platform.is_none()
        && desk
            .record_ids
            .as_ref()
            .is_none_or(|ids| ids.contains_key(subject));
    let about = About {
        units,
        channels,
        record,
        group: groups && platform.is_none() && desk.is_group(subject),
    };
    let known = |unknown: bool| usize::from(!unknown);
    let ways = known(about.units == Lead::Unknown) + known(about.channels == Lead::Unknown);
    let miss = match (
        about.units.one().is_some() || about.channels.one().is_some(),
        ways,
    ) {
        (true, 1) => None,
        (_, 0) if about.record || about.group => None,
        (_, 0) => Some(Miss::Unknown),
        (_, 1) if of_other_unit => return (about, Some(faults::channel_of_other_unit())),
        (_, 1) if about.only_rejected() => Some(Miss::Rejected),
        _ => Some(Miss::Ambiguous),
    };
    let fault = miss.map(|miss| {
        let near = match miss {
            Miss::Unknown => desk.near(Thing::Subject, subject, |names| {
                let units = names.nearest_units(subject).into_iter().take(2);
                units
                    .chain(names.nearest_channels(subject, platform))
                    .take(3)
                    .collect()
            }),
            _ => about.ids(desk),
        };
        faults::reference(Thing::Subject, miss, near)
    });
    (about, fault)
}

impl About {
    fn only_rejected(&self) -> bool {
        all(&self.units).is_empty() && all(&self.channels).is_empty()
    }

    fn ids(&self, desk: &Desk<'_>) -> Vec<String> {
        let units = all(&self.units).into_iter().map(|unit| unit.0);
        let channels = all(&self.channels).into_iter().map(|channel| channel.0);
        let mut ids = listed(&desk.unit_ids, units);
        ids.extend(listed(&desk.channel_ids, channels));
        ids.truncate(5);
        ids
    }

    /// Whether it is a record or a group: nobody of the registry.
    pub fn by_record(&self) -> bool {
        self.record || self.group
    }

    /// Whether nothing is known of the subject: a rejected row may concern anyone.
    pub fn unknown(&self) -> bool {
        self.units == Lead::Unknown && self.channels == Lead::Unknown && !self.by_record()
    }

    /// Whom a rejected row may concern that holds for all that a unit answers for.
    pub fn with_what_they_answer_for(
        &self,
        desk: &Desk<'_>,
    ) -> (Candidates<ChannelIx>, Candidates<UnitIx>) {
        let units: Vec<UnitIx> = all(&self.units);
        let mut channels: Vec<ChannelIx> = all(&self.channels);
        let theirs = |owners: &[UnitIx]| owners.iter().any(|unit| units.contains(unit));
        let owned = desk
            .owners
            .iter()
            .zip(0..)
            .filter(|(owners, _)| theirs(owners));
        channels.extend(owned.map(|(_, at)| ChannelIx(at)));
        channels.in_order();
        channels.dedup();
        (Candidates::Only(channels), Candidates::Only(units))
    }

    /// Whom a rejected row may concern that holds for its subject alone.
    pub fn candidates(&self, desk: &Desk<'_>) -> (Candidates<ChannelIx>, Candidates<UnitIx>) {
        let own = all(&self.units);
        match &self.channels {
            Lead::Absent | Lead::Unknown => (Candidates::Only(Vec::new()), Candidates::Only(own)),
            channels => {
                let (channels, units) = desk.candidates(channels);
                let units = match units {
                    Candidates::Only(mut units) => {
                        units.extend(own);
                        units.in_order();
                        units.dedup();
                        Candidates::Only(units)
                    }
                    Candidates::Anyone => Candidates::Anyone,
                };
                (channels, units)
            }
        }
    }
}

fn all<T: Copy>(lead: &Lead<T>) -> Vec<T> {
    match lead {
        Lead::One(one) => vec![*one],
        Lead::OneOf(some, _) => some.clone(),
        Lead::Absent | Lead::Unknown => Vec::new(),
    }
}

/// Everything that some row names as its subject, so that of the ids of publications only these need be remembered.
pub(super) fn named(open: &BTreeMap<RecordKind, Open<'_>>) -> HashSet<String> {
    let mut named = HashSet::new();
    for open in open.values() {
        let Some((place, _)) = open.layout.column("subject") else {
            continue;
        };
        let subjects = open
            .table
            .rows
            .iter()
            .filter_map(|row| cell(row, Some(place)));
        named.extend(subjects.map(str::to_owned));
    }
    named
}

/// Remembers the ids of publications that some row names as its subject, rejected ones included.
pub(super) fn remember_publications(
    desk: &mut Desk<'_>,
    publications: &Publications,
    named: &HashSet<String>,
) {
    let rejected = desk
        .doubts
        .iter()
        .filter(|doubt| doubt.records == RecordKind::Publications)
        .filter_map(|doubt| doubt.id.clone());
    let rejected: Vec<String> = rejected.filter(|id| named.contains(id)).collect();
    for id in rejected {
        desk.remember(&id, &[]);
    }
    for (id, channel) in publications.id.iter().zip(&publications.channel) {
        if let Some(id) = id.as_ref().filter(|id| named.contains(*id)) {
            let units = desk.owners_of(*channel).to_vec();
            desk.remember(id, &units);
        }
    }
}
