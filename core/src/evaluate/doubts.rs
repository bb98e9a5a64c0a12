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
    anyone: Vec<u32>,
    by_channel: HashMap<ChannelIx, Vec<u32>>,
    by_unit: HashMap<UnitIx, Vec<u32>>,
    any_unit: Vec<u32>,
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
                Candidates::Anyone => index.anyone.push(ix),
                Candidates::Only(channels) => {
                    for channel in channels {
                        index.by_channel.entry(*channel).or_default().push(ix);
                    }
                    // a row that no channel of the registry can own still belongs to a unit
                    if channels.is_empty() {
                        match &doubt.units {
                            Candidates::Anyone => index.any_unit.push(ix),
                            Candidates::Only(units) => {
                                for unit in units {
                                    index.by_unit.entry(*unit).or_default().push(ix);
                                }
                            }
                        }
                    }
                }
            }
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
            rows.extend(&self.anyone);
        }
        for channel in channels {
            rows.extend(self.by_channel.get(channel).into_iter().flatten());
        }
        match beneath {
            Beneath::Nothing => {}
            Beneath::Unit(unit) => {
                rows.extend(self.by_unit.get(&unit).into_iter().flatten());
                rows.extend(&self.any_unit);
            }
            Beneath::Everything => {
                rows.extend(self.by_unit.values().flatten());
                rows.extend(&self.any_unit);
            }
        }
        self.pick(rows, span)
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

    fn pick(&self, mut rows: Vec<u32>, span: Span) -> Vec<(&'r Doubt, Option<Day>)> {
        rows.in_order();
        rows.dedup();
        let rows = rows
            .into_iter()
            .filter_map(|ix| self.doubts.get(ix as usize).copied());
        rows.filter(|(_, day)| day.is_none_or(|day| span.contains(day)))
            .collect()
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
