//! Disclosure requests (依申请公开).

use super::account::TableAccount;
use super::cells::drafts;
use super::identity::settled;
use super::layout::Open;
use super::lookups::{Desk, Lead};
use crate::order::InOrder;
use crate::records::{Candidates, Doubt, RecordKind, Request, When};
use crate::registry::UnitIx;

/// The further events of a request's clock, by column.
const EVENTS: [(&str, &str); 6] = [
    ("correction_told_on", "correction_told"),
    ("corrected_on", "corrected"),
    ("consult_sent_on", "consult_sent"),
    ("opinion_received_on", "opinion_received"),
    ("extension_told_on", "extension_told"),
    ("extended_to", "extended_to"),
];

struct Read {
    request: Request,
    unit: Lead<UnitIx>,
}

/// The requests taken in, by id.
pub(super) fn take(
    open: Option<Open<'_>>,
    desk: &mut Desk<'_>,
    accounts: &mut Vec<TableAccount>,
) -> Vec<Request> {
    let Some(mut open) = open else {
        return Vec::new();
    };
    let drafts = drafts(&mut open, desk, |row| {
        let id = row.required("id");
        row.must("unit");
        let (unit, name) = row.unit("unit");
        row.must("received_on");
        let request = Request {
            id: id.clone().unwrap_or_default(),
            unit: unit.one(),
            unit_as_recorded: name.unwrap_or_default(),
            received_on: row.day("received_on"),
            how: row.text("how"),
            replied_on: row.day("replied_on"),
            answer: row.text("answer"),
            events: EVENTS
                .into_iter()
                .flat_map(|(key, event)| {
                    let days = row.days(key).into_iter();
                    days.map(|day| (event.to_owned(), day))
                })
                .collect(),
            extra: row.extra(),
        };
        (Read { request, unit }, Vec::from_iter(id))
    });
    let mut account = open.account;
    let settled = settled(drafts, &mut account);
    for (read, fault) in settled.rejected {
        desk.remember(&read.request.id, &[]);
        let received = read.request.received_on.map(|day| ("received", day));
        let answered = read.request.replied_on.map(|day| ("answered", day));
        let of_clock = read.request.events.iter().filter_map(|(event, day)| {
            let mut known = EVENTS.iter();
            let (_, name) = known.find(|(_, name)| name == event)?;
            Some((*name, *day))
        });
        let events = of_clock.chain(received).chain(answered);
        let events = events.map(|(event, day)| (event, When::Day(day))).collect();
        desk.doubts.push(Doubt {
            records: RecordKind::Requests,
            channels: Candidates::Only(Vec::new()),
            units: read.unit.candidates(),
            when: read.request.received_on.map(When::Day),
            id: Some(read.request.id).filter(|id| !id.is_empty()),
            events,
            rule: None,
            code: fault.code,
            value: fault.value.unwrap_or_default(),
        });
    }
    let mut requests = Vec::with_capacity(settled.accepted.len());
    for (line, read) in settled.accepted {
        desk.remember(&read.request.id, read.request.unit.as_slice());
        account.accept_dated(line, read.request.received_on, desk.context);
        requests.push(read.request);
    }
    requests.in_order_by(|a: &Request, b| a.id.cmp(&b.id));
    accounts.push(account.closed());
    requests
}
