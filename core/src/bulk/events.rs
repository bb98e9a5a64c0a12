//! The items that are kept, by channel and time.

use super::tally::{DAY, Tally};
use crate::rules::Source;

/// The kept items of every channel in order of time: seconds from the first that could be, doubled, and one more where only
/// the day is known.
#[derive(Debug)]
pub(super) struct Events {
    starts: Vec<u32>,
    times: Vec<u32>,
}

impl Events {
    /// Sorts what a tally kept.
    pub fn of(tally: &Tally) -> Events {
        let mut starts = vec![0_u32; tally.last_before.len() + 1];
        for item in &tally.items {
            if let Some(count) = starts.get_mut((item >> 32) as usize + 1) {
                *count += 1;
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut next = starts.clone();
        let mut times = vec![0_u32; tally.items.len()];
        for item in &tally.items {
            if let Some(at) = next.get_mut((item >> 32) as usize) {
                if let Some(time) = times.get_mut(*at as usize) {
                    *time = *item as u32;
                }
                *at += 1;
            }
        }
        for bounds in starts.windows(2) {
            if let [from, to] = *bounds
                && to - from > 1
                && let Some(own) = times.get_mut(from as usize..to as usize)
            {
                own.sort_unstable();
            }
        }
        Events { starts, times }
    }

    /// Whether a channel has a time from one to before another.
    #[inline]
    pub fn has(&self, channel: usize, from: u32, to: u32) -> bool {
        let mut times = self.of_channel(channel).iter();
        times.any(|time| (from..to).contains(time))
    }

    /// The times of a channel, ascending.
    #[inline]
    pub fn of_channel(&self, channel: usize) -> &[u32] {
        match (self.starts.get(channel), self.starts.get(channel + 1)) {
            (Some(from), Some(to)) => self
                .times
                .get(*from as usize..*to as usize)
                .unwrap_or_default(),
            _ => &[],
        }
    }
}

/// The part of ascending times that lies from one to before another.
#[inline]
pub(super) fn within(times: &[u32], from: u32, to: u32) -> &[u32] {
    // most channels have few: walking is quicker than halving
    let (first, last) = if times.len() <= 32 {
        let before = |limit: u32| times.iter().take_while(|time| **time < limit).count();
        (before(from), before(to))
    } else {
        (
            times.partition_point(|time| *time < from),
            times.partition_point(|time| *time < to),
        )
    };
    times.get(first..last).unwrap_or_default()
}

/// The part of ascending times that lies from one to before another, and what comes after it.
#[inline]
pub(super) fn next(times: &[u32], from: u32, to: u32) -> (&[u32], &[u32]) {
    let before = |times: &[u32], limit: u32| match times.len() {
        ..=32 => times.iter().take_while(|time| **time < limit).count(),
        _ => times.partition_point(|time| *time < limit),
    };
    let own = times.get(before(times, from)..).unwrap_or_default();
    own.split_at_checked(before(own, to)).unwrap_or_default()
}

/// How many of a source some ascending times are. Equal times are one item: they have nothing to tell them apart.
#[inline]
pub(super) fn number(source: Source, times: &[u32], push_within: i64) -> i64 {
    match source {
        Source::Days => {
            let mut days = 0;
            let mut last = u32::MAX;
            for time in times {
                let day = (time >> 1) / DAY;
                days += i64::from(day != last);
                last = day;
            }
            days
        }
        Source::Pushes if push_within > 0 => {
            let mut pushes = 0;
            let mut covered_until = -1_i64;
            let mut last = u32::MAX;
            for time in times {
                if *time == last {
                    continue;
                }
                last = *time;
                let at = i64::from(time >> 1);
                if time & 1 == 1 {
                    pushes += 1;
                } else if at > covered_until {
                    pushes += 1;
                    covered_until = at + push_within;
                }
            }
            pushes
        }
        _ => {
            let mut items = 0;
            let mut last = u32::MAX;
            for time in times {
                items += i64::from(*time != last);
                last = *time;
            }
            items
        }
    }
}
