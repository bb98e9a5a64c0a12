//! Websites, columns and accounts: the channels of the registry.

mod columns;
mod sites;

use super::account::TableAccount;
use super::cells::{Reader, drafts};
use super::faults;
use super::identity::{find_conflicts, first_of_equals, settle};
use super::layout::Open;
use super::lookups::{Desk, Lead};
use crate::diagnostic::Diagnostic;
use crate::order::InOrder;
use crate::records::{Candidates, Doubt, RecordKind};
use crate::registry::{Channel, ChannelIx, ChannelKind, Owner, Registry, RejectedChannel, UnitIx};
use std::collections::HashMap;

/// The tables of channels that were handed over.
pub(super) struct Tables<'a> {
    pub sites: Option<Open<'a>>,
    pub columns: Option<Open<'a>>,
    pub accounts: Option<Open<'a>>,
}

/// The channels taken in, by kind, then id.
pub(super) struct Channels {
    pub accepted: Vec<Channel>,
    pub rejected: Vec<RejectedChannel>,
}

/// A row of channels as far as it was read.
struct Row {
    id: Option<String>,
    /// Whoever its cell names; more than one where several units answer for it.
    units: Vec<Lead<UnitIx>>,
    channel: Channel,
}

/// A channel before channels are in order: its parent is the place of another one in the same list.
struct Placed {
    channel: Channel,
    parent: Option<usize>,
}

pub(super) fn take(
    tables: Tables<'_>,
    registry: &Registry,
    desk: &mut Desk<'_>,
    accounts: &mut Vec<TableAccount>,
) -> Channels {
    let mut placed: Vec<Placed> = Vec::new();
    let mut rejected: Vec<RejectedChannel> = Vec::new();
    let sites = sites::take(tables.sites, desk, accounts, &mut placed, &mut rejected);
    if let Some(open) = tables.columns {
        let columns = columns::Columns { sites, registry };
        columns.take(open, desk, accounts, &mut placed, &mut rejected);
    }
    if let Some(open) = tables.accounts {
        take_accounts(open, desk, accounts, &mut placed, &mut rejected);
    }
    Channels {
        accepted: in_order(placed),
        rejected,
    }
}

fn take_accounts(
    mut open: Open<'_>,
    desk: &mut Desk<'_>,
    accounts: &mut Vec<TableAccount>,
    placed: &mut Vec<Placed>,
    rejected: &mut Vec<RejectedChannel>,
) {
    let mut drafts = drafts(&mut open, desk, |row| {
        let name = row.required("name");
        let platform = row.required("platform");
        row.must("unit");
        let unit = row.owners("unit");
        let mut read = common(row, ChannelKind::Account, name.clone(), unit);
        read.channel.platform = platform.clone();
        let mut keys: Vec<String> = read.id.iter().map(|id| format!("#{id}")).collect();
        if let (Some(name), Some(platform)) = (name, platform) {
            keys.push(format!("{name}\u{1f}{platform}"));
            read.channel.id = read.id.clone().unwrap_or(format!("{name}@{platform}"));
        }
        (read, keys)
    });
    let mut account = open.account;
    let same_as = first_of_equals(&drafts);
    find_conflicts(&mut drafts, &same_as, true);
    let settled = settle(drafts, &same_as, &mut account);
    account.accepted = settled.accepted.len() as u64;
    accounts.push(account.closed());
    for (row, fault) in settled.rejected {
        rejected.push(row.rejected());
        desk.doubts.push(row.doubt(RecordKind::Accounts, &fault));
    }
    placed.extend(settled.accepted.into_iter().map(|(_, row)| Placed {
        channel: row.channel,
        parent: None,
    }));
}

/// What every kind of channel has after its own first cells: id, level, life, state, tags, further columns.
fn common(
    row: &mut Reader<'_, '_>,
    kind: ChannelKind,
    name: Option<String>,
    (units, unit_as_recorded): (Vec<Lead<UnitIx>>, Option<String>),
) -> Row {
    let id = row.text("id");
    let level = row.text("level");
    let opened_on = row.day("opened_on");
    let closed_on = row.day("closed_on");
    if let (Some(opened), Some(closed)) = (opened_on, closed_on)
        && closed < opened
    {
        row.fault(
            "closed_on",
            Some(&closed.to_string()),
            faults::closed_before_opened(),
        );
    }
    let state = row.word("state", state);
    let mut known = units.iter().filter_map(Lead::one);
    let channel = Channel {
        id: id.clone().unwrap_or_default(),
        name: name.unwrap_or_default(),
        kind,
        platform: None,
        unit: known.next(),
        with: known.collect(),
        unit_as_recorded,
        parent: None,
        class: None,
        level,
        opened_on,
        closed_on,
        state,
        tags: row.list("tags"),
        extra: row.extra(),
    };
    Row { id, units, channel }
}

impl Row {
    /// What is known of a row that was rejected.
    fn rejected(&self) -> RejectedChannel {
        let owner = |lead: &Lead<UnitIx>| match lead {
            Lead::One(unit) => Owner::Unit(*unit),
            // A unit whose own row was rejected is no subject.
            Lead::OneOf(units, _) if units.is_empty() => Owner::Nobody,
            Lead::Absent | Lead::OneOf(..) | Lead::Unknown => Owner::Unknown,
        };
        let mut owners: Vec<Owner> = self.units.iter().map(owner).collect();
        if owners.is_empty() {
            owners.push(match self.channel.kind {
                ChannelKind::Site => Owner::Nobody,
                _ => Owner::Unknown,
            });
        }
        RejectedChannel {
            id: self.id.clone(),
            name: Some(self.channel.name.clone()).filter(|name| !name.is_empty()),
            kind: self.channel.kind,
            platform: self.channel.platform.clone(),
            owners,
        }
    }

    /// What a rejected row leaves open: a channel that is not judged, and outcomes that are not counted.
    fn doubt(self, records: RecordKind, fault: &Diagnostic) -> Doubt {
        let mut units = Candidates::Only(Vec::new());
        for owner in self.rejected().owners {
            match (owner, &mut units) {
                (Owner::Unit(unit), Candidates::Only(known)) => known.push(unit),
                (Owner::Unknown, _) => units = Candidates::Anyone,
                _ => {}
            }
        }
        Doubt {
            records,
            channels: Candidates::Only(Vec::new()),
            units,
            when: None,
            id: self.id,
            events: Vec::new(),
            rule: None,
            code: fault.code,
            value: fault.value.clone().unwrap_or_default(),
        }
    }
}

fn state(word: &str) -> Option<&'static str> {
    let canonical = match word.to_ascii_lowercase().as_str() {
        "open" | "正常" | "运行" | "正常运行" => "open",
        "frozen" | "冻结" => "frozen",
        "closing" | "注销中" | "关停中" => "closing",
        "closed" | "已注销" | "注销" | "已关停" | "关停" => "closed",
        _ => return None,
    };
    Some(canonical)
}

/// Puts channels in order and turns the places of parents into those of the order.
fn in_order(placed: Vec<Placed>) -> Vec<Channel> {
    let mut order: Vec<(usize, Placed)> = placed.into_iter().enumerate().collect();
    order.in_order_by(|(_, a), (_, b)| {
        let (one, other) = (&a.channel, &b.channel);
        let first = (one.kind, &one.id, &one.name, &one.platform, one.unit);
        first
            .cmp(&(
                other.kind,
                &other.id,
                &other.name,
                &other.platform,
                other.unit,
            ))
            // Equal ids are rare (of names that hold a slash); any difference then decides.
            .then_with(|| format!("{one:?}").cmp(&format!("{other:?}")))
    });
    let new: HashMap<usize, ChannelIx> = order
        .iter()
        .zip(0..)
        .map(|((old, _), at)| (*old, ChannelIx(at)))
        .collect();
    let channels = order.into_iter().map(|(_, placed)| Channel {
        parent: placed.parent.and_then(|old| new.get(&old).copied()),
        ..placed.channel
    });
    channels.collect()
}
