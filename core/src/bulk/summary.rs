//! Summaries: a tally as bytes, so that parts of the items may be read on many machines and joined on one.

use super::bytes::{Head, Reader, Writer, damaged};
use super::tally::{NO_TIME, Tally};
use super::{Account, Plan, Roster};
use crate::calendar::Day;
use crate::diagnostic::Diagnostic;
use crate::records::RecordKind;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

const TALLY: [u8; 8] = *b"tb-tally";
const VERSION: u8 = 1;

impl Plan {
    /// What must be the same for tallies to be joined: the rules, the settings that decide what is kept and how times are
    /// read, and the channels.
    fn stamp(&self, roster: &Roster<'_>) -> [u8; 32] {
        let settings = &self.settings;
        let mut hash = self.stamp_but_days(roster);
        let mut day =
            |day: Option<Day>| hash.update(day.map_or(i32::MIN, |day| day.0).to_le_bytes());
        day(Some(settings.as_of));
        day(settings.check_point);
        hash.finalize().into()
    }

    /// The same without the days that pass.
    pub(super) fn stamp_but_days(&self, roster: &Roster<'_>) -> Sha256 {
        let settings = &self.settings;
        let mut hash = Sha256::new();
        let mut text = |text: &[u8]| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        };
        text(self.rules.hash.as_bytes());
        text(settings.calendar.hash().as_bytes());
        text(settings.period.label.as_bytes());
        for offset in [Some(self.offset), settings.offset] {
            text(format!("{offset:?}").as_bytes());
        }
        text(format!("{:?}{}", settings.date_formats, self.strict_times).as_bytes());
        for declared in &settings.coverage.declared {
            text(declared.records.map_or("", RecordKind::key).as_bytes());
            text(format!("{}..{}", declared.span.from.0, declared.span.to.0).as_bytes());
        }
        for id in roster.channels.texts() {
            text(id);
        }
        hash
    }
}

pub(super) fn write_account(out: &mut Writer, account: &Account) {
    let Account {
        rows,
        undated,
        bad_date,
        unknown_channel,
        in_period,
        after_as_of,
    } = *account;
    for number in [
        rows,
        undated,
        bad_date,
        unknown_channel,
        in_period,
        after_as_of,
    ] {
        out.number(number);
    }
}

pub(super) fn read_account(bytes: &mut Reader<'_>) -> Option<Account> {
    Some(Account {
        rows: bytes.number()?,
        undated: bytes.number()?,
        bad_date: bytes.number()?,
        unknown_channel: bytes.number()?,
        in_period: bytes.number()?,
        after_as_of: bytes.number()?,
    })
}

impl Tally {
    /// The tally as bytes, for [`Tally::from_bytes`] of a plan with the same rules and days and the same channels.
    /// A repeated item is written once: it counts once.
    pub fn to_bytes(&self, plan: &Plan, roster: &Roster<'_>) -> Vec<u8> {
        let mut out = Writer::new(&Head {
            what: TALLY,
            version: VERSION,
            made_by: plan.stamp(roster),
        });
        for time in &self.last_before {
            match *time {
                NO_TIME => out.number(0),
                time => out.number(((i64::from(time) - i64::from(NO_TIME)) as u64).max(1)),
            }
        }
        let mut items: Vec<u64> = self.items.iter().collect();
        items.sort_unstable();
        items.dedup();
        out.ascending(items.iter().copied());
        out.ascending(self.unread.keys().map(|channel| u64::from(*channel)));
        for rows in self.unread.values() {
            out.number(u64::from(*rows));
        }
        let mut nobodys = self.of_nobody.clone();
        nobodys.sort_unstable();
        out.number(nobodys.len() as u64);
        for local in nobodys {
            out.signed(local);
        }
        out.number(u64::from(self.of_nobody_unread));
        write_account(&mut out, &self.account);
        for flag in [self.has_more, self.has_days, self.has_identity] {
            out.number(u64::from(flag));
        }
        out.end()
    }

    /// A tally from its bytes.
    ///
    /// # Errors
    /// If they are damaged, of another version, or of a plan with other rules or days or with other channels: such parts
    /// never come together.
    pub fn from_bytes(
        plan: &Plan,
        roster: &Roster<'_>,
        bytes: &[u8],
    ) -> Result<Tally, Vec<Diagnostic>> {
        let head = Head {
            what: TALLY,
            version: VERSION,
            made_by: plan.stamp(roster),
        };
        let mut bytes = Reader::new(bytes, &head)?;
        read(&mut bytes, roster.len()).ok_or_else(damaged)
    }
}

fn read(bytes: &mut Reader<'_>, channels: usize) -> Option<Tally> {
    let mut tally = Tally::new(channels);
    for time in &mut tally.last_before {
        let more = i64::try_from(bytes.number()?).ok()?;
        *time = i32::try_from(i64::from(NO_TIME).checked_add(more)?).ok()?;
    }
    let items = &mut tally.items;
    bytes.ascending(|item| {
        items.push(item);
        ((item >> 32) < channels as u64).then_some(())
    })?;
    let mut unread = Vec::new();
    bytes.ascending(|channel| {
        unread.push(u32::try_from(channel).ok()?);
        (channel < channels as u64).then_some(())
    })?;
    let rows = unread
        .into_iter()
        .map(|channel| Some((channel, u32::try_from(bytes.number()?).ok()?)));
    tally.unread = rows.collect::<Option<BTreeMap<u32, u32>>>()?;
    for _ in 0..bytes.length()? {
        tally.of_nobody.push(bytes.signed()?);
    }
    tally.of_nobody_unread = u32::try_from(bytes.number()?).ok()?;
    tally.account = read_account(bytes)?;
    for flag in [
        &mut tally.has_more,
        &mut tally.has_days,
        &mut tally.has_identity,
    ] {
        *flag = match bytes.number()? {
            0 => false,
            1 => true,
            _ => return None,
        };
    }
    bytes.end()?;
    Some(tally)
}
