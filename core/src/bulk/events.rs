//! The items that are kept, by channel and time.

use super::tally::{DAY, Tally};
use crate::rules::Source;

/// The kept items of every channel in order of time, each time once: seconds from the first that could be, doubled, and one
/// more where only the day is known. Equal times are one item: they have nothing to tell them apart.
#[derive(Debug)]
pub(super) struct Events {
    /// Where the times of each channel begin, and where those of the last one end.
    starts: Vec<u32>,
    times: Vec<u32>,
}

impl Events {
    /// Sorts what a tally kept.
    pub fn of(tally: &Tally) -> Events {
        let channels = tally.last_before.len();
        let channel = |item: &u64| (item >> 32) as usize;
        // items come nearly in the order of time, and so do those of each thread: list by list they are nearly in order again
        let mut lists: Vec<&[u64]> = tally.items.lists().collect();
        lists.sort_by_key(|list| list.first().map(|item| *item as u32));
        let mut starts = vec![0_u32; channels + 1];
        for list in &lists {
            for item in *list {
                if let Some(count) = starts.get_mut(channel(item) + 1) {
                    *count += 1;
                }
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut next = starts.clone();
        let mut items = vec![u64::MAX; total as usize];
        for list in &lists {
            for item in *list {
                let at = next.get_mut(channel(item));
                let Some(at) = at.filter(|_| channel(item) < channels) else {
                    continue;
                };
                if let Some(slot) = items.get_mut(*at as usize) {
                    *slot = *item;
                }
                *at += 1;
            }
        }
        if !sort_nearly_sorted(&mut items) {
            for bounds in starts.windows(2) {
                if let [from, to] = *bounds
                    && let Some(own) = items.get_mut(from as usize..to as usize)
                {
                    own.sort_unstable();
                }
            }
        }
        let mut times = vec![0_u32; items.len()];
        let mut equal: Vec<usize> = Vec::new();
        let (mut kept, mut last) = (0, u64::MAX);
        for item in &items {
            if *item == last {
                equal.push(channel(item));
            } else if let Some(slot) = times.get_mut(kept) {
                *slot = *item as u32;
                kept += 1;
            }
            last = *item;
        }
        times.truncate(kept);
        if !equal.is_empty() {
            let mut equal = equal.into_iter().peekable();
            let mut gone = 0;
            for (place, start) in starts.iter_mut().enumerate() {
                while equal.next_if(|channel| *channel < place).is_some() {
                    gone += 1;
                }
                *start -= gone;
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

    /// How many of a source each channel has from one time to before another, as [`number`] counts those [`within`].
    pub fn numbers(
        &self,
        source: Source,
        (from, to): (u32, u32),
        push_within: i64,
    ) -> impl Iterator<Item = i64> {
        let one_by_one = is_one_by_one(source, push_within);
        // counted all at once, so that nothing depends on how few a channel has
        let mut before: Vec<u32> = Vec::new();
        if !one_by_one {
            before.reserve(self.times.len() + 1);
            before.push(0);
            let mut count = 0;
            before.extend(self.times.iter().map(|time| {
                count += u32::from((*time >= from) & (*time < to));
                count
            }));
        }
        let ends = self.starts.iter().zip(self.starts.iter().skip(1));
        ends.map(move |(first, end)| {
            let ends = *first as usize..*end as usize;
            if one_by_one {
                let times = self.times.get(ends).unwrap_or_default();
                return number(source, within(times, from, to), push_within);
            }
            let (before, up_to) = (before.get(ends.start), before.get(ends.end));
            let count = |number: Option<&u32>| i64::from(number.copied().unwrap_or(0));
            count(up_to) - count(before)
        })
    }
}

/// Sorts numbers of which few stand behind greater ones, and not far; `false` if they are others, which are left as they
/// are by then.
fn sort_nearly_sorted(numbers: &mut [u64]) -> bool {
    let mut left = numbers.len().saturating_mul(4);
    for at in 1..numbers.len() {
        let Some((before, [own, ..])) = numbers.split_at_checked(at) else {
            break;
        };
        if before.last() <= Some(own) {
            continue;
        }
        let own = *own;
        let greater = before.iter().rev().take_while(|other| **other > own);
        let first = at - greater.count();
        if at - first > left {
            return false;
        }
        left -= at - first;
        numbers.copy_within(first..at, first + 1);
        if let Some(slot) = numbers.get_mut(first) {
            *slot = own;
        }
    }
    true
}

/// Whether some of the items of a source count only after others are looked at.
fn is_one_by_one(source: Source, push_within: i64) -> bool {
    source == Source::Days || source == Source::Pushes && push_within > 0
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

#[cfg(test)]
mod tests {
    use super::super::tally::item;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_are_sorted_or_all_there(mut numbers in prop::collection::vec(0_u64..99, 0..60)) {
            let mut expected = numbers.clone();
            expected.sort_unstable();
            if !sort_nearly_sorted(&mut numbers) {
                numbers.sort_unstable();
            }
            prop_assert_eq!(numbers, expected);
        }

        #[test]
        fn items_are_put_in_order_and_counted_as_one_by_one(
            items in prop::collection::vec((0_u32..6, 0_i64..40, any::<bool>()), 0..80), sorted: bool,
            from in 0_u32..90, length in 0_u32..90, push_within in 0_i64..9,
        ) {
            let mut tally = Tally::new(5);
            let mut items: Vec<u64> = items.iter().map(|(channel, at, day)| item(*channel, *at, *day)).collect();
            if sorted {
                items.sort_unstable_by_key(|item| *item as u32);
            }
            tally.items = items.iter().copied().collect();
            let events = Events::of(&tally);
            let ends = (from, from + length);
            for source in [Source::Pushes, Source::Publications, Source::Days] {
                let mut numbers = events.numbers(source, ends, push_within);
                for channel in 0..5 {
                    let mut own: Vec<u32> = items.iter().filter(|item| **item >> 32 == channel).map(|item| *item as u32).collect();
                    own.sort_unstable();
                    own.dedup();
                    prop_assert_eq!(events.of_channel(channel as usize), &own);
                    let expected = number(source, within(&own, ends.0, ends.1), push_within);
                    prop_assert_eq!(numbers.next(), Some(expected));
                }
                prop_assert_eq!(numbers.next(), None);
            }
            prop_assert_eq!(events.of_channel(5), &[] as &[u32]);
        }
    }
}
