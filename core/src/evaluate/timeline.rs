//! The updates of every channel in order of time, made from borrowed chunks in two passes.

use crate::calendar::{Day, Offset, Span};
use crate::records::PublicationChunks;
use crate::registry::ChannelIx;

/// One update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    /// Its civil day.
    pub day: Day,
    /// Whether only the day is known.
    pub day_only: bool,
    /// UTC seconds (or the day times 86,400).
    pub at: i64,
    /// The record.
    pub row: u32,
}

/// The updates by channel, then time.
#[derive(Debug, Default)]
pub(crate) struct Timeline {
    starts: Vec<usize>,
    events: Vec<Event>,
}

const SECONDS_OF_DAY: i64 = 86_400;

impl Timeline {
    /// Two passes over the chunks: how many updates each channel has, then the updates themselves.
    pub fn new(chunks: &impl PublicationChunks, channels: usize, offset: Offset) -> Timeline {
        let mut counts = vec![0_usize; channels + 1];
        chunks.for_each(&mut |chunk| {
            for (ix, channel) in chunk.channel.iter().enumerate() {
                let counted = chunk
                    .is_update
                    .is_none_or(|is_update| is_update.get(ix).copied().unwrap_or(false));
                if counted && let Some(count) = counts.get_mut(channel.0 as usize) {
                    *count += 1;
                }
            }
        });
        let mut starts = Vec::with_capacity(channels + 1);
        let mut total = 0;
        for count in &counts {
            starts.push(total);
            total += count;
        }
        let mut next = starts.clone();
        let blank = Event {
            day: Day(0),
            day_only: false,
            at: 0,
            row: 0,
        };
        let mut events = vec![blank; total];
        chunks.for_each(&mut |chunk| {
            let columns = chunk
                .channel
                .iter()
                .zip(chunk.at)
                .zip(chunk.day_only)
                .enumerate();
            for (ix, ((channel, &at), &day_only)) in columns {
                let counted = chunk
                    .is_update
                    .is_none_or(|is_update| is_update.get(ix).copied().unwrap_or(false));
                if !counted {
                    continue;
                }
                let day = if day_only {
                    Day(at.div_euclid(SECONDS_OF_DAY) as i32)
                } else {
                    offset.day_of(at)
                };
                if let Some(place) = next.get_mut(channel.0 as usize) {
                    if let Some(event) = events.get_mut(*place) {
                        *event = Event {
                            day,
                            day_only,
                            at,
                            row: (chunk.first_row + ix) as u32,
                        };
                    }
                    *place += 1;
                }
            }
        });
        for bounds in starts.windows(2) {
            if let [from, to] = *bounds
                && let Some(events) = events.get_mut(from..to)
            {
                events
                    .sort_unstable_by_key(|event| (event.day, event.day_only, event.at, event.row));
            }
        }
        Timeline { starts, events }
    }

    /// The updates of a channel on the days of a span, by time.
    pub fn within(&self, channel: ChannelIx, span: Span) -> &[Event] {
        let ix = channel.0 as usize;
        let (Some(&from), Some(&to)) = (self.starts.get(ix), self.starts.get(ix + 1)) else {
            return &[];
        };
        let events = self.events.get(from..to).unwrap_or(&[]);
        let first = events.partition_point(|event| event.day < span.from);
        let last = events.partition_point(|event| event.day <= span.to);
        events.get(first..last).unwrap_or(&[])
    }
}
