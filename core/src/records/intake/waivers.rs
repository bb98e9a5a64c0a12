//! Waivers (豁免).

use super::account::TableAccount;
use super::cells::drafts;
use super::identity::settled;
use super::layout::Open;
use super::lookups::Desk;
use super::subjects::{About, about};
use crate::calendar::Day;
use crate::diagnostic::Diagnostic;
use crate::order::InOrder;
use crate::records::{Candidates, Doubt, RecordKind, Waiver, WaiverScope, When};

struct Read {
    rule: Option<String>,
    subject: Option<String>,
    about: About,
    reason: Option<String>,
    expires: Option<Day>,
    extra: Vec<(String, String)>,
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
            Some(subject) => about(row.desk(), subject, platform.as_deref(), None, true),
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

/// Whom a rejected waiver may cover: for a unit also every channel that it answers for.
fn doubt(read: Read, fault: &Diagnostic, desk: &Desk<'_>) -> Doubt {
    let (channels, units) = if read.subject.is_none() || read.about.unknown() {
        (Candidates::Anyone, Candidates::Anyone)
    } else {
        read.about.with_what_they_answer_for(desk)
    };
    Doubt {
        records: RecordKind::Waivers,
        channels,
        units,
        when: read.expires.map(When::Day),
        id: read.subject,
        events: Vec::new(),
        rule: read.rule,
        code: fault.code,
        value: fault.value.clone().unwrap_or_default(),
    }
}
