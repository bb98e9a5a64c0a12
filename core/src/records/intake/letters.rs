//! Letters (网民留言、信件).

use super::account::TableAccount;
use super::cells::{Reader, drafts};
use super::identity::settled;
use super::layout::Open;
use super::lookups::{Desk, Lead};
use crate::order::InOrder;
use crate::records::{Candidates, Doubt, Letter, RecordKind, When};
use crate::registry::UnitIx;

struct Read {
    letter: Letter,
    unit: Lead<UnitIx>,
}

/// The further events of a letter's clock, but for the day to which it was extended.
fn events(row: &mut Reader<'_, '_>) -> Vec<(&'static str, When)> {
    [
        ("transferred_at", "transferred"),
        ("extension_told_at", "extension_told"),
    ]
    .into_iter()
    .filter_map(|(key, event)| Some((event, row.when(key)?)))
    .collect()
}

/// The letters taken in, by id.
pub(super) fn take(
    open: Option<Open<'_>>,
    desk: &mut Desk<'_>,
    accounts: &mut Vec<TableAccount>,
) -> Vec<Letter> {
    let Some(mut open) = open else {
        return Vec::new();
    };
    let drafts = drafts(&mut open, desk, |row| {
        let id = row.required("id");
        row.must("unit");
        let (unit, name) = row.unit("unit");
        row.must("received_at");
        let mut letter = Letter {
            id: id.clone().unwrap_or_default(),
            unit: unit.one(),
            unit_as_recorded: name.unwrap_or_default(),
            received_at: row.when("received_at"),
            kind: row.text("kind"),
            replied_at: row.when("replied_at"),
            valid: row.yes_no("valid"),
            published: row.yes_no("published"),
            events: events(row),
            extended_to: row.day("extended_to"),
            extra: row.extra(),
        };
        let told = letter
            .extended_to
            .map(|day| ("extended_to", When::Day(day)));
        letter.events.extend(told);
        (Read { letter, unit }, Vec::from_iter(id))
    });
    let mut account = open.account;
    let settled = settled(drafts, &mut account);
    for (read, fault) in settled.rejected {
        desk.remember(&read.letter.id, &[]);
        let received = read.letter.received_at.map(|when| ("received", when));
        let answered = read.letter.replied_at.map(|when| ("answered", when));
        let mut events = read.letter.events;
        events.extend(received.into_iter().chain(answered));
        desk.doubts.push(Doubt {
            records: RecordKind::Letters,
            channels: Candidates::Only(Vec::new()),
            units: read.unit.candidates(),
            when: read.letter.received_at,
            id: Some(read.letter.id).filter(|id| !id.is_empty()),
            events,
            rule: None,
            code: fault.code,
            value: fault.value.unwrap_or_default(),
        });
    }
    let days = desk.context.day_offset;
    let mut letters = Vec::with_capacity(settled.accepted.len());
    for (line, read) in settled.accepted {
        desk.remember(&read.letter.id, read.letter.unit.as_slice());
        desk.groups.extend(read.letter.kind.clone());
        let day = read.letter.received_at.map(|when| when.day(days));
        account.accept_dated(line, day, desk.context);
        letters.push(read.letter);
    }
    letters.in_order_by(|a: &Letter, b| a.id.cmp(&b.id));
    accounts.push(account.closed());
    letters
}
