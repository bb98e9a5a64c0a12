//! Submitted manuscripts (宣传文稿).

use super::account::TableAccount;
use super::cells::drafts;
use super::identity::settled;
use super::layout::Open;
use super::lookups::{Desk, Lead};
use crate::order::InOrder;
use crate::records::{Candidates, Doubt, Manuscript, RecordKind, When};
use crate::registry::UnitIx;

struct Read {
    manuscript: Manuscript,
    units: Vec<Lead<UnitIx>>,
    /// The further columns tell rows apart; a manuscript does not keep them.
    extra: Vec<(String, String)>,
}

/// The manuscripts taken in, by their number in the table, then by title.
pub(super) fn take(
    open: Option<Open<'_>>,
    desk: &mut Desk<'_>,
    accounts: &mut Vec<TableAccount>,
) -> Vec<Manuscript> {
    let Some(mut open) = open else {
        return Vec::new();
    };
    let drafts = drafts(&mut open, desk, |row| {
        let title = row.required("title");
        row.must("units");
        let (units, names) = row.units("units");
        let manuscript = Manuscript {
            title: title.unwrap_or_default(),
            units: units.iter().filter_map(Lead::one).collect(),
            units_as_recorded: names,
            order: row.whole("order"),
            form: row.text("form"),
            adopted_by: row.text("adopted_by"),
            adopted_on: row.day("adopted_on"),
        };
        let extra = row.extra();
        let read = Read {
            manuscript,
            units,
            extra,
        };
        (read, Vec::new())
    });
    let mut account = open.account;
    let settled = settled(drafts, &mut account);
    for (read, fault) in settled.rejected {
        desk.doubts.push(Doubt {
            records: RecordKind::Manuscripts,
            channels: Candidates::Only(Vec::new()),
            units: any_of(&read.units),
            when: read.manuscript.adopted_on.map(When::Day),
            id: Some(read.manuscript.title).filter(|title| !title.is_empty()),
            rule: None,
            code: fault.code,
            value: fault.value.unwrap_or_default(),
        });
    }
    account.accepted = settled.accepted.len() as u64;
    accounts.push(account.closed());
    let mut accepted = settled.accepted;
    accepted.in_order_by_key(|(_, read)| {
        let one = read.manuscript.clone();
        let place = (one.order.is_none(), one.order, one.title);
        let words = (one.units_as_recorded, one.form, one.adopted_by);
        (place, words, one.adopted_on, read.extra.clone())
    });
    accepted
        .into_iter()
        .map(|(_, read)| read.manuscript)
        .collect()
}

/// Whom a row of several units may concern: anyone, as soon as one of them is not known.
fn any_of(leads: &[Lead<UnitIx>]) -> Candidates<UnitIx> {
    let mut units = Vec::new();
    for lead in leads {
        match lead.candidates() {
            Candidates::Anyone => return Candidates::Anyone,
            Candidates::Only(some) => units.extend(some),
        }
    }
    if leads.is_empty() {
        return Candidates::Anyone;
    }
    units.in_order();
    units.dedup();
    Candidates::Only(units)
}
