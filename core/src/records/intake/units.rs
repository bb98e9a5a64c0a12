//! The roster of units.

use super::account::TableAccount;
use super::cells::drafts;
use super::identity::settled;
use super::layout::Open;
use super::lookups::Desk;
use crate::order::InOrder;
use crate::records::{Candidates, Doubt, RecordKind};
use crate::registry::{RejectedUnit, Unit};

/// The units taken in, in roster order.
#[derive(Default)]
pub(super) struct Units {
    pub accepted: Vec<Unit>,
    pub rejected: Vec<RejectedUnit>,
}

pub(super) fn take(
    open: Option<Open<'_>>,
    desk: &mut Desk<'_>,
    accounts: &mut Vec<TableAccount>,
) -> Units {
    let Some(mut open) = open else {
        return Units::default();
    };
    let drafts = drafts(&mut open, desk, |row| {
        let name = row.required("name");
        let id = row.text("id").or_else(|| name.clone());
        let unit = Unit {
            id: id.clone().unwrap_or_default(),
            name: name.unwrap_or_default(),
            order: row.whole("order"),
            aliases: row.list("aliases"),
            kind: row.text("kind"),
            group: row.text("group"),
            tags: row.list("tags"),
            own_site: row.yes_no("own_site"),
            extra: row.extra(),
        };
        (unit, Vec::from_iter(id))
    });
    let mut account = open.account;
    let settled = settled(drafts, &mut account);
    let mut accepted: Vec<Unit> = settled.accepted.into_iter().map(|(_, unit)| unit).collect();
    account.accepted = accepted.len() as u64;
    accounts.push(account.closed());
    // Ids are unique among accepted units, so this order is total.
    accepted.in_order_by(|a, b| {
        let place = |unit: &Unit| (unit.order.is_none(), unit.order);
        place(a).cmp(&place(b)).then_with(|| a.id.cmp(&b.id))
    });
    let mut rejected = Vec::with_capacity(settled.rejected.len());
    for (unit, fault) in settled.rejected {
        desk.doubts.push(Doubt {
            records: RecordKind::Units,
            channels: Candidates::Only(Vec::new()),
            units: Candidates::Only(Vec::new()),
            when: None,
            id: Some(unit.id.clone()).filter(|id| !id.is_empty()),
            events: Vec::new(),
            rule: None,
            code: fault.code,
            value: fault.value.unwrap_or_default(),
        });
        rejected.push(RejectedUnit {
            names: [unit.id, unit.name]
                .into_iter()
                .chain(unit.aliases)
                .filter(|name| !name.is_empty())
                .collect(),
        });
    }
    Units { accepted, rejected }
}
