//! What is kept of the items: of each channel the last one before those that matter, and these.

use super::Account;
use super::interner::NONE;
use super::items::Items;
use crate::calendar::Day;
use std::collections::BTreeMap;

const SECONDS_OF_DAY: i64 = 86_400;
/// The same, for what is kept.
pub(super) const DAY: u32 = 86_400;

/// Of what days the items themselves are kept, in seconds of the local calendar (`to` is the first second after).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// The first second of the items that are kept.
    pub from: i64,
    /// The first second after them; what comes later is only counted.
    pub to: i64,
    /// The first second after the as-of date, for the account.
    pub after: i64,
    /// The period, for the account.
    pub period: (i64, i64),
    /// Whether rows that cannot be read are noted for the channels they may concern.
    pub note_doubts: bool,
}

impl Kept {
    /// Days as local seconds.
    pub fn seconds(day: Day) -> i64 {
        i64::from(day.0) * SECONDS_OF_DAY
    }
}

/// What the items come to so far. Tallies of any parts of the items join to that of all of them, in any order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// For each channel the time of its last item before those that are kept, in parts of a day of [`PART`] seconds;
    /// [`NO_TIME`] for none.
    pub(super) last_before: Vec<i32>,
    /// The items that are kept: channel, then seconds from the first one that could be, then whether only the day is known.
    pub(super) items: Items,
    /// Rows of a channel whose time could not be read.
    pub(super) unread: BTreeMap<u32, u32>,
    /// Rows of channels that are not known, by their local second.
    pub(super) of_nobody: Vec<i64>,
    /// Rows of channels that are not known whose time could not be read either.
    pub(super) of_nobody_unread: u32,
    /// What became of the rows.
    pub(super) account: Account,
    /// Whether there are columns beside channel and time, some item known only to the day, and a column that says which
    /// rows are one record or whether a row is an update at all.
    pub(super) has_more: bool,
    pub(super) has_days: bool,
    pub(super) has_identity: bool,
}

/// Before every time.
pub(super) const NO_TIME: i32 = i32::MIN;

/// Days have a whole number of parts of so many seconds: a time in parts tells the day, and is made by a shift.
const PART: i64 = 128;
const PARTS_OF_DAY: i32 = (SECONDS_OF_DAY / PART) as i32;

/// A time of the calendar in parts; the years 1 to 9999 fit.
#[inline(always)]
pub(super) fn part_of(local: i64) -> i32 {
    (local >> PART.trailing_zeros()) as i32
}

/// The first second of the calendar, and the first after it.
pub(super) const FIRST: i64 = Day::MIN.0 as i64 * SECONDS_OF_DAY;
pub(super) const AFTER: i64 = (Day::MAX.0 as i64 + 1) * SECONDS_OF_DAY;

/// An item as a number: ordered by channel, then time.
#[inline]
pub(super) fn item(channel: u32, seconds: i64, day_only: bool) -> u64 {
    u64::from(channel) << 32 | (seconds as u64 & 0x7fff_ffff) << 1 | u64::from(day_only)
}

/// The longest time for which items are kept: what fits beside the channel.
pub(super) const LONGEST: i64 = 0x7fff_ffff;

impl Tally {
    /// Nothing yet.
    pub(super) fn new(channels: usize) -> Tally {
        Tally {
            last_before: vec![NO_TIME; channels],
            items: Items::default(),
            unread: BTreeMap::new(),
            of_nobody: Vec::new(),
            of_nobody_unread: 0,
            account: Account::default(),
            has_more: false,
            has_days: false,
            has_identity: false,
        }
    }

    /// The day of the last item of a channel before those that are kept.
    pub(super) fn last_before(&self, channel: usize) -> Option<Day> {
        let time = *self.last_before.get(channel)?;
        (time != NO_TIME).then(|| Day(time.div_euclid(PARTS_OF_DAY)))
    }

    /// Whether a channel has items before those that are kept.
    #[inline]
    pub(super) fn has_before(&self, channel: usize) -> bool {
        let time = self.last_before.get(channel);
        time.is_some_and(|time| *time != NO_TIME)
    }

    /// Whether rows must be told apart by more than channel and time.
    pub(super) fn needs_rows(&self, counts_items: bool) -> bool {
        self.has_more && (counts_items || self.has_days || self.has_identity)
    }

    /// The last item of a channel before those that are kept, by its day alone.
    pub(super) fn set_last_before(&mut self, channel: usize, day: Day) {
        if let Some(last) = self.last_before.get_mut(channel) {
            *last = (*last).max(part_of(i64::from(day.0) * SECONDS_OF_DAY));
        }
    }

    /// Both together.
    pub fn join(&mut self, other: Tally) {
        if self.last_before.len() < other.last_before.len() {
            self.last_before.resize(other.last_before.len(), NO_TIME);
        }
        for (own, other) in self.last_before.iter_mut().zip(other.last_before) {
            *own = (*own).max(other);
        }
        self.items.append(other.items);
        for (channel, rows) in other.unread {
            *self.unread.entry(channel).or_default() += rows;
        }
        self.of_nobody.extend(other.of_nobody);
        self.of_nobody_unread += other.of_nobody_unread;
        self.account.join(&other.account);
        self.has_more |= other.has_more;
        self.has_days |= other.has_days;
        self.has_identity |= other.has_identity;
    }

    /// An item of a channel that is not before those that are kept.
    pub(super) fn add_late(&mut self, channel: u32, local: i64, day_only: bool, kept: &Kept) {
        if !(FIRST..AFTER).contains(&local) {
            self.add_unread(channel, kept);
        } else if local < kept.to {
            self.has_days |= day_only;
            self.items.push(item(channel, local - kept.from, day_only));
        } else if local >= kept.after {
            self.account.after_as_of += 1;
        }
        if local >= kept.period.0 && local < kept.period.1 {
            self.account.in_period += 1;
        }
    }

    #[inline(never)]
    pub(super) fn add_unread(&mut self, channel: u32, kept: &Kept) {
        self.account.bad_date += 1;
        if kept.note_doubts {
            match channel {
                NONE => self.of_nobody_unread += 1,
                channel => *self.unread.entry(channel).or_default() += 1,
            }
        }
    }

    #[inline(never)]
    pub(super) fn add_of_nobody(&mut self, local: i64, kept: &Kept) {
        if !(FIRST..AFTER).contains(&local) {
            return self.add_unread(NONE, kept);
        }
        self.account.unknown_channel += 1;
        if kept.note_doubts {
            self.of_nobody.push(local);
        }
    }
}
