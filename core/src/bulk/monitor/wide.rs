//! Counts and gaps of units and of everything, kept up to date item by item.

use super::super::judge::{GapDoubts, Gathered, KeptWindow, Number, counted, uncovered};
use super::breaches::Breaches;
use super::who::{Channel, Incoming, View, holds};
use crate::calendar::{Day, Span};
use crate::rules::Source;

/// What is kept for measures that are wider than a channel.
#[derive(Debug)]
pub(super) struct Wide {
    pub sums: Vec<Sum>,
    pub gaps: Vec<Gaps>,
    pub breaches: Vec<Breaches>,
    /// Rows whose time could not be read, of each unit and of all.
    pub unread: Vec<i64>,
    /// How many channels each unit has.
    pub units: Vec<u32>,
}

/// The counts of a source in a window, of each unit and of everything after the last of them.
#[derive(Debug)]
pub(super) struct Sum {
    source: Source,
    pub window: KeptWindow,
    low: Vec<i64>,
    uncovered: Vec<bool>,
}

impl Sum {
    pub fn new(source: Source, window: KeptWindow, units: &[u32]) -> Sum {
        // a unit without channels published nothing, where that can be known of anybody
        let alone = |channels: &u32| *channels == 0 && !window.covered;
        let mut uncovered: Vec<bool> = units.iter().map(alone).collect();
        let nobody = units.iter().all(|channels| *channels == 0);
        uncovered.push(nobody && !window.covered);
        Sum {
            source,
            window,
            low: vec![0; units.len() + 1],
            uncovered,
        }
    }

    pub fn is_of(&self, source: Source, window: &KeptWindow) -> bool {
        self.source == source
            && self.window.taken.span == window.taken.span
            && self.window.until == window.until
    }

    /// How an item of a channel makes it grow.
    #[inline]
    pub fn growth(&self, channel: &Channel, item: &Incoming, view: &View<'_>) -> Growth {
        let (source, window) = (self.source, &self.window);
        let grows = match item.time {
            _ if window.taken.always => {
                let numbers = channel.numbers(source, window, item, view);
                numbers.map(|(without, with)| with - without)
            }
            Some(time) if holds(window, time) => channel.grows(source, item, time, view),
            _ => Some(0),
        };
        match grows {
            Some(by) => Growth::By(by),
            None => Growth::From(self.own(channel, view)),
        }
    }

    /// What a channel adds.
    #[inline]
    fn own(&self, channel: &Channel, view: &View<'_>) -> i64 {
        channel.number(self.source, &self.window, view)
    }

    /// Grows by an item that its channel now has.
    #[inline]
    pub fn grow(&mut self, growth: Growth, channel: &Channel, view: &View<'_>) {
        let by = match growth {
            Growth::By(by) => by,
            Growth::From(own) => self.own(channel, view) - own,
        };
        if by != 0 {
            self.change(channel.unit, by);
        }
    }

    #[inline]
    fn change(&mut self, unit: u32, by: i64) {
        if let Some(low) = self.low.get_mut(unit as usize) {
            *low += by;
        }
        if let Some(low) = self.low.last_mut() {
            *low += by;
        }
    }

    fn take(&mut self, channel: &Channel, view: &View<'_>) {
        self.change(channel.unit, self.own(channel, view));
        if uncovered(channel.open, &self.window, view.spans) {
            if let Some(flag) = self.uncovered.get_mut(channel.unit as usize) {
                *flag = true;
            }
            if let Some(flag) = self.uncovered.last_mut() {
                *flag = true;
            }
        }
    }

    /// The count of a unit, or of everything, if it were greater by some.
    #[inline]
    pub fn number(
        &self,
        unit: Option<usize>,
        by: i64,
        window: &KeptWindow,
        unread: &[i64],
    ) -> Number {
        let at = unit.unwrap_or(self.low.len() - 1);
        let low = self.low.get(at).copied().unwrap_or(0) + by;
        // most often there are none, of nobody: then each unit need not be looked at
        let unread = match unread.last() {
            Some(0) | None => 0,
            Some(_) => unread.get(at).copied().unwrap_or(0),
        };
        let uncovered = !window.covered && self.uncovered.get(at).copied().unwrap_or(false);
        let doubts = unread + window.of_nobody;
        counted(low, doubts, uncovered, self.source, window)
    }
}

/// How a count grows by an item.
#[derive(Clone, Copy, Debug)]
pub(super) enum Growth {
    By(i64),
    /// From what the channel added without the item: counting anew tells.
    From(i64),
}

/// The gaps up to a check point, of each unit and of everything after the last of them.
#[derive(Debug)]
pub(super) struct Gaps {
    pub window: KeptWindow,
    until: Day,
    of: Vec<Gathered>,
}

impl Gaps {
    pub fn new(window: KeptWindow, until: Day, units: usize) -> Gaps {
        Gaps {
            window,
            until,
            of: vec![Gathered::default(); units + 1],
        }
    }

    pub fn is_of(&self, window: &KeptWindow) -> bool {
        self.window.taken.check == window.taken.check
    }

    fn take(&mut self, channel: &Channel, view: &View<'_>) {
        let last = channel.last(self.window.end, view);
        let (days, spans): (_, &[Span]) = ((self.window.taken.check, self.until), view.spans);
        if let Some(own) = self.of.get_mut(channel.unit as usize) {
            own.add(last, channel.open, days, spans);
        }
        if let Some(all) = self.of.last_mut() {
            all.add(last, channel.open, days, spans);
        }
    }

    /// An item of a unit.
    #[inline]
    pub fn item(&mut self, unit: u32, day: Day) {
        if let Some(own) = self.of.get_mut(unit as usize) {
            own.last = own.last.max(Some(day));
        }
        if let Some(all) = self.of.last_mut() {
            all.last = all.last.max(Some(day));
        }
    }

    fn at(&self, unit: Option<usize>) -> usize {
        unit.unwrap_or(self.of.len() - 1)
    }

    /// The gap of a unit, or of everything, if there were an item of a day too.
    pub fn number(
        &self,
        unit: Option<usize>,
        with: Option<Day>,
        doubts: GapDoubts,
        unread: &[i64],
    ) -> Number {
        let at = self.at(unit);
        let mut own = self.of.get(at).copied().unwrap_or_default();
        own.last = own.last.max(with);
        let doubts = GapDoubts {
            any_time: doubts.any_time || unread.get(at).is_some_and(|rows| *rows > 0),
            ..doubts
        };
        own.gap(self.window.taken.check, doubts)
    }

    /// The day of its last item.
    pub fn last(&self, unit: Option<usize>) -> Option<Day> {
        self.of.get(self.at(unit))?.last
    }
}

impl Wide {
    pub fn new(units: usize, channels: &[Channel]) -> Wide {
        let mut wide = Wide {
            sums: Vec::new(),
            gaps: Vec::new(),
            breaches: Vec::new(),
            unread: vec![0; units + 1],
            units: vec![0; units],
        };
        for channel in channels {
            if let Some(number) = wide.units.get_mut(channel.unit as usize) {
                *number += 1;
            }
            let rows = i64::from(channel.unread);
            if let Some(unread) = wide.unread.get_mut(channel.unit as usize) {
                *unread += rows;
            }
            if let Some(unread) = wide.unread.last_mut() {
                *unread += rows;
            }
        }
        wide
    }

    /// Takes up what a channel has.
    pub fn take(&mut self, channel: &Channel, view: &View<'_>) {
        for sum in &mut self.sums {
            sum.take(channel, view);
        }
        for gaps in &mut self.gaps {
            gaps.take(channel, view);
        }
    }

    /// The counts of a source in a window, by their place.
    pub fn sum(&mut self, source: Source, window: &KeptWindow) -> usize {
        let known = self.sums.iter().position(|sum| sum.is_of(source, window));
        known.unwrap_or_else(|| {
            self.sums.push(Sum::new(source, *window, &self.units));
            self.sums.len() - 1
        })
    }

    /// The gaps up to the check point of a window, by their place.
    pub fn gap(&mut self, window: &KeptWindow, until: Day) -> usize {
        let known = self.gaps.iter().position(|gaps| gaps.is_of(window));
        known.unwrap_or_else(|| {
            self.gaps.push(Gaps::new(*window, until, self.units.len()));
            self.gaps.len() - 1
        })
    }
}
