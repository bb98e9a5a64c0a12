//! Kinds that are checked and counted, and not yet judged: probes, observations, tasks. No measure reads them, so
//! nothing of their rows is kept.

use super::account::TableAccount;
use super::cells::{Reader, drafts};
use super::identity::settled;
use super::layout::Open;
use super::lookups::{Desk, Lead};
use crate::records::headers::CellKind;
use crate::records::{Candidates, Doubt};
use crate::registry::{ChannelIx, UnitIx};

#[derive(Default)]
struct Read {
    id: Option<String>,
    unit: Option<Lead<UnitIx>>,
    channel: Option<Lead<ChannelIx>>,
}

pub(super) fn take(open: Option<Open<'_>>, desk: &mut Desk<'_>, accounts: &mut Vec<TableAccount>) {
    let Some(mut open) = open else { return };
    let kind = open.layout.kind;
    let drafts = drafts(&mut open, desk, |row| {
        let mut read = Read::default();
        for column in kind.columns() {
            if column.required && column.cell != CellKind::Channel {
                row.must(column.key);
            }
            field(row, column.key, column.cell, &mut read);
        }
        row.extra();
        let keys = Vec::from_iter(read.id.clone());
        (read, keys)
    });
    let mut account = open.account;
    let settled = settled(drafts, &mut account);
    account.accepted = settled.accepted.len() as u64;
    accounts.push(account.closed());
    for (read, fault) in settled.rejected {
        let (channels, units) = match (&read.channel, &read.unit) {
            (Some(channel), _) => desk.candidates(channel),
            (None, Some(unit)) => (Candidates::Only(Vec::new()), unit.candidates()),
            (None, None) => (Candidates::Anyone, Candidates::Anyone),
        };
        desk.doubts.push(Doubt {
            records: kind,
            channels,
            units,
            when: None,
            id: read.id,
            rule: None,
            code: fault.code,
            value: fault.value.unwrap_or_default(),
        });
    }
}

fn field(row: &mut Reader<'_, '_>, key: &'static str, cell: CellKind, read: &mut Read) {
    match cell {
        CellKind::Whole => {
            let _ = row.whole(key);
        }
        CellKind::YesNo => {
            let _ = row.yes_no(key);
        }
        CellKind::Day => {
            let _ = row.day(key);
        }
        CellKind::Time => {
            let _ = row.when(key);
        }
        CellKind::Unit => read.unit = Some(row.unit(key).0),
        CellKind::Units => {
            let _ = row.units(key);
        }
        CellKind::Channel => read.channel = Some(row.channel(key, "platform")),
        CellKind::Text | CellKind::List | CellKind::Word => {
            let text = row.text(key);
            if key == "id" {
                read.id = text;
            }
        }
    }
}
