//! What became of the rows, kept so that it can be told for any day to come.

use super::super::Account;
use super::super::tally::{Kept, Tally};
use super::super::times::day_of;
use super::who::Channel;
use crate::calendar::Day;
use std::collections::BTreeMap;

/// The rows that came, and those that are in doubt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Receipts {
    /// Without those after the as-of date.
    pub account: Account,
    /// Rows after the as-of date, by day.
    pub later: BTreeMap<Day, u64>,
    /// Rows that lie too far in the future to be looked at.
    pub far: u64,
    /// Rows of channels that are not known, by their local second.
    pub nobodys: Vec<i64>,
    /// Those whose time could not be read either.
    pub nobodys_unread: u32,
    /// Whether no row is in doubt.
    pub all_read: bool,
}

impl Receipts {
    /// Those of a tally that keeps what is to come.
    pub fn of(tally: &Tally, kept: &Kept) -> Receipts {
        let mut receipts = Receipts {
            account: Account {
                after_as_of: 0,
                ..tally.account
            },
            // what was kept was not counted as after the as-of date
            far: tally.account.after_as_of,
            nobodys: tally.of_nobody.clone(),
            nobodys_unread: tally.of_nobody_unread,
            all_read: tally.of_nobody.is_empty()
                && tally.unread.is_empty()
                && tally.of_nobody_unread == 0,
            ..Receipts::default()
        };
        for item in tally.items.iter() {
            let local = kept.from + i64::from((item as u32) >> 1);
            receipts.note_later(local, kept);
        }
        receipts
    }

    fn note_later(&mut self, local: i64, kept: &Kept) {
        if local >= kept.after {
            *self.later.entry(day_of(local)).or_default() += 1;
        }
    }

    /// A row of a channel.
    #[inline]
    pub fn row(&mut self, local: i64, kept: &Kept, horizon: i64) {
        self.account.rows += 1;
        if local >= kept.period.0 && local < kept.period.1 {
            self.account.in_period += 1;
        }
        if local >= horizon {
            self.far += 1;
        } else if local >= kept.from {
            self.note_later(local, kept);
        }
    }

    /// A row of nobody.
    pub fn of_nobody(&mut self, local: i64, kept: &Kept) {
        self.account.rows += 1;
        self.account.unknown_channel += 1;
        if kept.note_doubts {
            self.nobodys.push(local);
        }
    }

    /// Whether no row is in doubt.
    pub fn all_read(&self, channels: &[Channel]) -> bool {
        self.nobodys.is_empty()
            && self.nobodys_unread == 0
            && channels.iter().all(|channel| channel.unread == 0)
    }

    /// A tally of nothing but what is in doubt.
    pub fn doubts(&self, channels: &[Channel]) -> Tally {
        let mut tally = Tally::new(0);
        tally.of_nobody.clone_from(&self.nobodys);
        tally.of_nobody_unread = self.nobodys_unread;
        let unread = (0_u32..)
            .zip(channels)
            .filter(|(_, channel)| channel.unread > 0);
        tally.unread = unread.map(|(at, channel)| (at, channel.unread)).collect();
        tally
    }

    /// Puts them onto a tally.
    pub fn onto(&self, tally: &mut Tally, kept: &Kept) {
        let first = day_of(kept.to.max(kept.after));
        let after: u64 = self.later.range(first..).map(|(_, rows)| rows).sum();
        tally.account = Account {
            after_as_of: after + self.far,
            ..self.account
        };
        tally.of_nobody.clone_from(&self.nobodys);
        tally.of_nobody_unread = self.nobodys_unread;
    }

    /// The as-of date is another.
    pub fn come_to(&mut self, as_of: Day) {
        self.later.retain(|day, _| *day > as_of);
    }
}
