//! Rejected rows, by whom they may concern. They are never counted; they widen numbers.

use crate::calendar::{Day, Offset, Span};
use crate::order::InOrder;
use crate::records::{Candidates, Doubt, RecordKind, When};
use crate::registry::{ChannelIx, UnitIx};
use std::collections::HashMap;

/// Rejected rows of the kinds that measures read, indexed.
#[derive(Debug, Default)]
pub(crate) struct Doubts<'r> {
    doubts: Vec<(&'r Doubt, Option<Day>)>,
    anyone: ByDay,
    by_channel: HashMap<ChannelIx, ByDay>,
    by_unit: HashMap<UnitIx, ByDay>,
    any_unit: ByDay,
}

/// Rows by their day, so that those of a week are found among thousands; rows without a day fit every span.
#[derive(Debug, Default)]
struct ByDay {
    undated: Vec<u32>,
    dated: Vec<(Day, u32)>,
}

impl ByDay {
    fn push(&mut self, day: Option<Day>, ix: u32) {
        match day {
            Some(day) => self.dated.push((day, ix)),
            None => self.undated.push(ix),
        }
    }

    fn within(&self, span: Span) -> impl Iterator<Item = u32> {
        let first = self.dated.partition_point(|(day, _)| *day < span.from);
        let end = self.dated.partition_point(|(day, _)| *day <= span.to);
        let dated = self.dated.get(first..end).unwrap_or(&[]);
        let undated = self.undated.iter().copied();
        undated.chain(dated.iter().map(|(_, ix)| *ix))
    }
}

impl<'r> Doubts<'r> {
    /// An index of the rejected rows of one kind of record.
    pub fn new(doubts: &'r [Doubt], records: RecordKind, offset: Offset) -> Doubts<'r> {
        let mut index = Doubts::default();
        for doubt in doubts.iter().filter(|doubt| doubt.records == records) {
            let day = doubt.when.map(|when| match when {
                When::Day(day) => day,
                When::Instant(at) => offset.day_of(at),
            });
            let ix = index.doubts.len() as u32;
            index.doubts.push((doubt, day));
            match &doubt.channels {
                Candidates::Anyone => index.anyone.push(day, ix),
                Candidates::Only(channels) => {
                    for channel in channels {
                        index.by_channel.entry(*channel).or_default().push(day, ix);
                    }
                    // a row that no channel of the registry can own still belongs to a unit
                    if channels.is_empty() {
                        match &doubt.units {
                            Candidates::Anyone => index.any_unit.push(day, ix),
                            Candidates::Only(units) => {
                                for unit in units {
                                    index.by_unit.entry(*unit).or_default().push(day, ix);
                                }
                            }
                        }
                    }
                }
            }
        }
        let one = [&mut index.anyone, &mut index.any_unit];
        let many = index
            .by_channel
            .values_mut()
            .chain(index.by_unit.values_mut());
        for list in one.into_iter().chain(many) {
            list.dated.in_order();
        }
        index
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.doubts.is_empty()
    }

    /// The rows that may belong to one of these channels (or, beneath a unit, to a channel of the unit that is not in
    /// the registry) and to a day of the span.
    pub fn of_channels(
        &self,
        channels: &[ChannelIx],
        beneath: Beneath,
        span: Span,
    ) -> Vec<(&'r Doubt, Option<Day>)> {
        if self.doubts.is_empty() {
            return Vec::new();
        }
        let mut rows: Vec<u32> = Vec::new();
        if !channels.is_empty() || beneath != Beneath::Nothing {
            rows.extend(self.anyone.within(span));
        }
        for channel in channels {
            let list = self.by_channel.get(channel);
            rows.extend(list.into_iter().flat_map(|list| list.within(span)));
        }
        match beneath {
            Beneath::Nothing => {}
            Beneath::Unit(unit) => {
                let list = self.by_unit.get(&unit);
                rows.extend(list.into_iter().flat_map(|list| list.within(span)));
                rows.extend(self.any_unit.within(span));
            }
            Beneath::Everything => {
                rows.extend(self.by_unit.values().flat_map(|list| list.within(span)));
                rows.extend(self.any_unit.within(span));
            }
        }
        // rows of one list without days, the usual thing, are in order
        if !rows.is_sorted() {
            rows.in_order();
        }
        rows.dedup();
        rows.into_iter()
            .filter_map(|ix| self.doubts.get(ix as usize).copied())
            .collect()
    }

    /// The rows of letters or requests that may belong to a unit (or, for `None`, to anybody) and to a day of the span.
    pub fn of_unit(&self, unit: Option<UnitIx>, span: Span) -> Vec<&'r Doubt> {
        let may_be = |doubt: &Doubt| unit.is_none_or(|unit| doubt.units.may_be(&unit));
        let all = self
            .doubts
            .iter()
            .filter(|(doubt, day)| may_be(doubt) && day.is_none_or(|day| span.contains(day)));
        all.map(|(doubt, _)| *doubt).collect()
    }

    /// Whether there is a row that may belong to a unit (or, for `None`, to anybody).
    pub fn may_be_of_unit(&self, unit: Option<UnitIx>) -> bool {
        let may_be = |doubt: &Doubt| unit.is_none_or(|unit| doubt.units.may_be(&unit));
        self.doubts.iter().any(|(doubt, _)| may_be(doubt))
    }
}

/// What lies beneath a subject besides its channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beneath {
    /// Nothing: the subject is a channel.
    Nothing,
    /// What a unit answers for.
    Unit(UnitIx),
    /// Everything.
    Everything,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_without_a_day_fit_every_span_and_the_others_theirs() {
        let mut rows = ByDay::default();
        for (ix, day) in [
            (0, None),
            (1, Some(3)),
            (2, Some(4)),
            (3, Some(9)),
            (4, None),
        ] {
            rows.push(day.map(Day), ix);
        }
        let within = |from, to| -> Vec<u32> {
            let (from, to) = (Day(from), Day(to));
            rows.within(Span { from, to }).collect()
        };
        assert_eq!(within(4, 8), [0, 4, 2]);
        assert_eq!(within(3, 9), [0, 4, 1, 2, 3]);
        assert_eq!(within(10, 20), [0, 4]);
    }
}
