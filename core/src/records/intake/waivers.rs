//! Waivers (豁免).

use super::account::TableAccount;
use super::cells::drafts;
use super::faults::{self, Miss, Thing};
use super::identity::settled;
use super::layout::Open;
use super::lookups::{Desk, Lead};
use crate::calendar::Day;
use crate::diagnostic::Diagnostic;
use crate::order::InOrder;
use crate::records::{Candidates, Doubt, RecordKind, Waiver, WaiverScope, When};
use crate::registry::{ChannelIx, UnitIx};

struct Read {
    rule: Option<String>,
    subject: Option<String>,
    about: About,
    reason: Option<String>,
    expires: Option<Day>,
    extra: Vec<(String, String)>,
}

/// What the subject cell may name.
#[derive(Default)]
struct About {
    units: Lead<UnitIx>,
    channels: Lead<ChannelIx>,
    /// It is the id of a letter or request.
    case: bool,
}

/// The waivers taken in, by rule, then subject.
pub(super) fn take(
    open: Option<Open<'_>>,
    desk: &mut Desk<'_>,
    accounts: &mut Vec<TableAccount>,
) -> Vec<Waiver> {
    let Some(mut open) = open else {
        return Vec::new();
    };
    let drafts = drafts(&mut open, desk, |row| {
        let rule = row.required("rule");
        let subject = row.required("subject");
        let platform = row.text("platform");
        let (about, fault) = match &subject {
            Some(subject) => about(row.desk(), subject, platform.as_deref()),
            None => (About::default(), None),
        };
        if let Some(fault) = fault {
            row.fault("subject", subject.as_deref(), fault);
        }
        let reason = row.required("reason");
        row.must("expires");
        let expires = row.day("expires");
        let read = Read {
            rule,
            subject,
            about,
            reason,
            expires,
            extra: row.extra(),
        };
        (read, Vec::new())
    });
    let mut account = open.account;
    let settled = settled(drafts, &mut account);
    for (read, fault) in settled.rejected {
        let doubt = doubt(read, &fault, desk);
        desk.doubts.push(doubt);
    }
    account.accepted = settled.accepted.len() as u64;
    accounts.push(account.closed());
    let mut accepted: Vec<(Waiver, Vec<(String, String)>)> = settled
        .accepted
        .into_iter()
        .filter_map(|(_, read)| {
            let scope = match (read.about.units.one(), read.about.channels.one()) {
                (Some(unit), None) => Some(WaiverScope::Unit(unit)),
                (None, Some(channel)) => Some(WaiverScope::Channel(channel)),
                _ => None,
            };
            let waiver = Waiver {
                rule: read.rule?,
                scope,
                subject: read.subject?,
                reason: read.reason?,
                expires: read.expires?,
            };
            Some((waiver, read.extra))
        })
        .collect();
    accepted.in_order_by_key(|(waiver, extra)| {
        let one = waiver.clone();
        (
            (one.rule, one.subject),
            (one.scope, one.expires, one.reason),
            extra.clone(),
        )
    });
    accepted.into_iter().map(|(waiver, _)| waiver).collect()
}

/// Looks a subject up among units, channels, letters and requests. What two of them are called is ambiguous; what
/// nobody is called is an error, for such a waiver would silently waive nothing.
fn about(
    desk: &mut Desk<'_>,
    subject: &str,
    platform: Option<&str>,
) -> (About, Option<Box<Diagnostic>>) {
    let units = match platform {
        Some(_) => Lead::Unknown,
        None => desk.unit(subject).0,
    };
    let channels = desk.channel(subject, platform, None).0;
    let case = platform.is_none()
        && desk
            .case_ids
            .as_ref()
            .is_none_or(|ids| ids.contains(subject));
    let about = About {
        units,
        channels,
        case,
    };
    let known = |unknown: bool| usize::from(!unknown);
    let ways = known(about.units == Lead::Unknown) + known(about.channels == Lead::Unknown);
    let miss = match (
        about.units.one().is_some() || about.channels.one().is_some(),
        ways,
    ) {
        (true, 1) => None,
        (_, 0) if about.case => None,
        (_, 0) => Some(Miss::Unknown),
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
            _ => Vec::new(),
        };
        faults::reference(Thing::Subject, miss, near)
    });
    (about, fault)
}

impl About {
    fn only_rejected(&self) -> bool {
        let units = matches!(&self.units, Lead::OneOf(units, _) if !units.is_empty());
        let channels = matches!(&self.channels, Lead::OneOf(channels, _) if !channels.is_empty());
        !units && !channels
    }
}

/// Whom a rejected waiver may cover: for a unit also every channel that it answers for.
fn doubt(read: Read, fault: &Diagnostic, desk: &Desk<'_>) -> Doubt {
    let about = &read.about;
    let named = about.units != Lead::Unknown || about.channels != Lead::Unknown;
    let (channels, units) = if read.subject.is_none() || (!named && !about.case) {
        (Candidates::Anyone, Candidates::Anyone)
    } else {
        let units: Vec<UnitIx> = listed(&about.units);
        let mut channels: Vec<ChannelIx> = listed(&about.channels);
        let theirs = |owner: &Option<UnitIx>| owner.is_some_and(|unit| units.contains(&unit));
        let owned = desk
            .owners
            .iter()
            .zip(0..)
            .filter(|(owner, _)| theirs(owner));
        channels.extend(owned.map(|(_, at)| ChannelIx(at)));
        channels.in_order();
        channels.dedup();
        (Candidates::Only(channels), Candidates::Only(units))
    };
    Doubt {
        records: RecordKind::Waivers,
        channels,
        units,
        when: read.expires.map(When::Day),
        id: read.subject,
        rule: read.rule,
        code: fault.code,
        value: fault.value.clone().unwrap_or_default(),
    }
}

fn listed<T: Copy>(lead: &Lead<T>) -> Vec<T> {
    match lead {
        Lead::One(one) => vec![*one],
        Lead::OneOf(some, _) => some.clone(),
        Lead::Absent | Lead::Unknown => Vec::new(),
    }
}
