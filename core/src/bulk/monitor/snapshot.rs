//! A monitor as bytes, to go on later where it stood.

use super::super::bytes::{Head, Reader, Writer, damaged};
use super::super::summary::{read_account, write_account};
use super::super::tally::LONGEST;
use super::super::{Plan, Tables};
use super::Monitor;
use super::receipts::Receipts;
use super::who::{Channel, Who};
use crate::calendar::Day;
use crate::diagnostic::Diagnostic;
use std::collections::BTreeMap;

const MONITOR: [u8; 8] = *b"tb-watch";
const VERSION: u8 = 1;

impl Monitor {
    /// Where the monitor stands, as bytes for [`Monitor::from_bytes`]. The tables of units and channels are not among them.
    ///
    /// # Errors
    /// None that [`Plan::monitor`] did not tell.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let tables = self.who.owned.tables();
        let roster = self.plan.roster(&tables)?;
        let stamp = self.plan.stamp_but_days(&roster);
        let mut out = Writer::new(&head(stamp));
        let settings = &self.plan.settings;
        out.signed(i64::from(settings.as_of.0));
        day(&mut out, settings.check_point);
        out.signed(self.kept.from);
        out.signed(self.horizon);
        let Receipts {
            account,
            later,
            far,
            nobodys,
            nobodys_unread,
            all_read: _,
        } = &self.receipts;
        write_account(&mut out, account);
        out.number(later.len() as u64);
        for (day, rows) in later {
            out.signed(i64::from(day.0));
            out.number(*rows);
        }
        out.number(*far);
        out.number(nobodys.len() as u64);
        for local in nobodys {
            out.signed(*local);
        }
        out.number(u64::from(*nobodys_unread));
        for channel in &self.channels {
            day(&mut out, channel.before);
            out.number(u64::from(channel.unread));
            out.ascending(channel.times.iter().map(|time| u64::from(*time)));
        }
        Ok(out.end())
    }

    /// A monitor from where one stood, with the days it had come to; `tables` are those of units and channels of now, whose
    /// other cells may have changed, and whose items are not looked at.
    ///
    /// # Errors
    /// If the bytes are damaged, of another version, or of another plan or other channels; and what is wrong with the tables.
    pub fn from_bytes(
        plan: &Plan,
        tables: &Tables<'_>,
        bytes: &[u8],
    ) -> Result<Monitor, Vec<Diagnostic>> {
        let roster = plan.roster(tables)?;
        let mut bytes = Reader::new(bytes, &head(plan.stamp_but_days(&roster)))?;
        let mut channels: Vec<Channel> = (0..roster.len())
            .map(|at| Channel::of(&roster, at))
            .collect();
        let read = read(&mut bytes, &mut channels).ok_or_else(damaged)?;
        let plan = plan.on(read.as_of, read.check_point)?;
        if plan.kept().from != read.from {
            return Err(damaged());
        }
        let who = Who::of(tables, &roster);
        Monitor::judged(plan, who, channels, read.receipts, read.horizon)
    }
}

fn head(stamp: sha2::Sha256) -> Head {
    Head {
        what: MONITOR,
        version: VERSION,
        made_by: sha2::Digest::finalize(stamp).into(),
    }
}

fn day(out: &mut Writer, day: Option<Day>) {
    out.number(u64::from(day.is_some()));
    out.signed(day.map_or(0, |day| i64::from(day.0)));
}

fn read_day(bytes: &mut Reader<'_>) -> Option<Option<Day>> {
    let there = bytes.number()?;
    let day = Day(i32::try_from(bytes.signed()?).ok()?);
    match there {
        0 => Some(None),
        1 => Some(Some(day)),
        _ => None,
    }
}

/// What was read, beside the channels.
struct Read {
    as_of: Day,
    check_point: Option<Day>,
    from: i64,
    horizon: i64,
    receipts: Receipts,
}

fn read(bytes: &mut Reader<'_>, channels: &mut [Channel]) -> Option<Read> {
    let as_of = Day(i32::try_from(bytes.signed()?).ok()?);
    let check_point = read_day(bytes)?;
    let (from, horizon) = (bytes.signed()?, bytes.signed()?);
    let most = horizon.checked_sub(from)?;
    if !(0..=LONGEST).contains(&most) {
        return None;
    }
    let mut receipts = Receipts {
        account: read_account(bytes)?,
        ..Receipts::default()
    };
    let mut later = BTreeMap::new();
    for _ in 0..bytes.length()? {
        let day = Day(i32::try_from(bytes.signed()?).ok()?);
        later.insert(day, bytes.number()?);
    }
    receipts.later = later;
    receipts.far = bytes.number()?;
    for _ in 0..bytes.length()? {
        receipts.nobodys.push(bytes.signed()?);
    }
    receipts.nobodys_unread = u32::try_from(bytes.number()?).ok()?;
    for channel in channels.iter_mut() {
        channel.before = read_day(bytes)?;
        channel.unread = u32::try_from(bytes.number()?).ok()?;
        let times = &mut channel.times;
        bytes.ascending(|time| {
            times.push(u32::try_from(time).ok()?);
            (time >> 1 < most as u64).then_some(())
        })?;
    }
    bytes.end()?;
    receipts.all_read = receipts.all_read(channels);
    Some(Read {
        as_of,
        check_point,
        from,
        horizon,
        receipts,
    })
}
