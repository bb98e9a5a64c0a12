//! Who is watched: the channels with what is kept of them, and what everything is judged by.

use super::super::Plan;
use super::super::events::{number, within};
use super::super::judge::{GapDoubts, Gathered, KeptWindow, Number, counted, plain_gap, uncovered};
use super::super::kinds::Kinds;
use super::super::roster::{EVER, NEVER, Roster};
use super::super::short::Short;
use super::super::tally::DAY;
use super::found::{ChannelHandle, UnitHandle};
use super::names::Names;
use super::owned::Owned;
use super::standing::UNITS;
use crate::bulk::Tables;
use crate::calendar::{Day, Span};
use crate::evaluate::Verdict;
use crate::records::Records;
use crate::rules::Source;
use smallvec::SmallVec;

/// A channel and its items, in one line of the processor's cache.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub(super) struct Channel {
    pub unit: u32,
    /// Its kind among those that the rules tell apart.
    pub kind: u32,
    /// Rows of it whose time could not be read.
    pub unread: u32,
    /// Whether some rule has a finding or notice of it as it stands.
    pub told: bool,
    /// The first day on which it is open, and the first on which it no longer is.
    pub open: (Day, Day),
    /// The day of its last item before those that are kept.
    pub before: Option<Day>,
    /// Its items, ascending, each once: seconds from the first that could be kept, doubled, and one more where only the day
    /// is known. Those of most channels lie here.
    pub times: SmallVec<[u32; 6]>,
}

/// An item on its way among the others of its channel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Incoming {
    /// Its time; none if it lies before all that are kept.
    pub time: Option<u32>,
    pub day: Day,
    /// Its place among the times of its channel.
    pub place: usize,
}

impl Channel {
    /// A channel of a roster, without items.
    pub fn of(roster: &Roster<'_>, at: usize) -> Channel {
        Channel {
            unit: roster.unit.get(at).copied().unwrap_or(0),
            kind: 0,
            unread: 0,
            told: false,
            open: (
                roster.opened.get(at).copied().unwrap_or(EVER),
                roster.closed.get(at).copied().unwrap_or(NEVER),
            ),
            before: None,
            times: SmallVec::new(),
        }
    }

    /// How many of a source lie in a window.
    #[inline]
    pub fn number(&self, source: Source, window: &KeptWindow, view: &View<'_>) -> i64 {
        self.number_among(&mut self.times.as_slice(), source, window, view)
    }

    /// The same among the times that windows before it left, in order of time: what lies before its end is taken from them.
    #[inline]
    fn number_among(
        &self,
        times: &mut &[u32],
        source: Source,
        window: &KeptWindow,
        view: &View<'_>,
    ) -> i64 {
        let own = number_of(source, taken(times, window.from, window.to), view);
        low(own, self.before.is_some(), window)
    }

    /// How many of a source lie in a window without an item and with it; nothing if only counting anew tells.
    #[inline]
    pub fn numbers(
        &self,
        source: Source,
        window: &KeptWindow,
        item: &Incoming,
        view: &View<'_>,
    ) -> Option<(i64, i64)> {
        let grows = match item.time {
            Some(time) if holds(window, time) => self.grows(source, item, time, view)?,
            _ => 0,
        };
        let (from, to) = (window.from, window.to);
        let own = number_of(source, taken(&mut self.times.as_slice(), from, to), view);
        let had = self.before.is_some();
        let has = had || item.time.is_none();
        Some((low(own, had, window), low(own + grows, has, window)))
    }

    /// How many an item adds to the count of a source in a window that holds it; nothing if only counting anew tells.
    #[inline]
    pub fn grows(
        &self,
        source: Source,
        item: &Incoming,
        time: u32,
        view: &View<'_>,
    ) -> Option<i64> {
        let is_of_its_day = |at: Option<usize>| {
            let other = at.and_then(|at| self.times.get(at));
            other.is_some_and(|other| view.day(*other) == view.day(time))
        };
        match source {
            Source::Days => {
                let known =
                    is_of_its_day(item.place.checked_sub(1)) || is_of_its_day(Some(item.place));
                Some(i64::from(!known))
            }
            // it may cover others, or be covered
            Source::Pushes if view.push_within > 0 => None,
            _ => Some(1),
        }
    }

    /// The same with what may come to it.
    #[inline]
    pub fn count(
        &self,
        times: &mut &[u32],
        source: Source,
        window: &KeptWindow,
        view: &View<'_>,
    ) -> Number {
        let low = self.number_among(times, source, window, view);
        self.counted(low, source, window, view)
    }

    /// A number of items with what may come to it.
    #[inline]
    pub fn counted(
        &self,
        low: i64,
        source: Source,
        window: &KeptWindow,
        view: &View<'_>,
    ) -> Number {
        let doubts = i64::from(self.unread) + window.of_nobody;
        let open = !window.covered && uncovered(self.open, window, view.spans);
        counted(low, doubts, open, source, window)
    }

    /// The day of its last item before a time.
    #[inline]
    pub fn last(&self, end: u32, view: &View<'_>) -> Option<Day> {
        let before = match self.times.last() {
            Some(last) if *last < end => self.times.as_slice(),
            _ => within(&self.times, 0, end),
        };
        match before.last() {
            Some(time) => Some(view.day(*time)),
            None => self.before,
        }
    }

    /// Lets go of the items of the first seconds, but for the day of the last of them.
    pub fn forget(&mut self, seconds: i64, first_day: i32) {
        let end = (seconds.max(0) as u32) << 1;
        let gone = self.times.partition_point(|time| *time < end);
        if let Some(last) = gone.checked_sub(1).and_then(|at| self.times.get(at)) {
            let day = Day(first_day + (last / (2 * DAY)) as i32);
            self.before = self.before.max(Some(day));
        }
        self.times.drain(..gone);
        for time in &mut self.times {
            *time -= end;
        }
    }

    /// Its gap.
    #[inline]
    pub fn gap(&self, window: &KeptWindow, doubts: Option<GapDoubts>, view: &View<'_>) -> Number {
        self.gap_since(self.last(window.end, view), window, doubts, view)
    }

    /// Its gap if its last item were of a day.
    #[inline]
    pub fn gap_since(
        &self,
        last: Option<Day>,
        window: &KeptWindow,
        doubts: Option<GapDoubts>,
        view: &View<'_>,
    ) -> Number {
        let check = window.taken.check;
        if window.covered_ever && view.all_read {
            return plain_gap(last, self.open.0, check);
        }
        let doubts = doubts.map_or((false, None), |doubts| (doubts.any_time, doubts.latest));
        let mut own = Gathered::default();
        let until = view.known_until(check);
        own.add(last, self.open, (check, until), view.spans);
        let doubts = GapDoubts {
            any_time: doubts.0 || self.unread > 0,
            latest: doubts.1,
        };
        own.gap(check, doubts)
    }
}

/// The ascending times from one to before another, taken from others with all that lies before.
#[inline]
fn taken<'t>(times: &mut &'t [u32], from: u32, to: u32) -> &'t [u32] {
    let all = *times;
    let after = all.get(place(all, from)..).unwrap_or_default();
    let (own, rest) = after.split_at_checked(place(after, to)).unwrap_or_default();
    // windows follow one another: the next looks only at what is left
    *times = rest;
    own
}

/// How many ascending times lie before a limit.
#[inline]
fn place(times: &[u32], limit: u32) -> usize {
    match (times.first(), times.last()) {
        // a window often begins before all of them, or ends after
        (Some(first), _) if *first >= limit => 0,
        (_, Some(last)) if *last < limit => times.len(),
        _ => times.partition_point(|time| *time < limit),
    }
}

/// How many of a source some ascending times are, each there once.
#[inline]
fn number_of(source: Source, times: &[u32], view: &View<'_>) -> i64 {
    match source {
        Source::Days => number(source, times, view.push_within),
        Source::Pushes if view.push_within > 0 => number(source, times, view.push_within),
        _ => times.len() as i64,
    }
}

/// Whether a time lies in a window.
#[inline]
pub(super) fn holds(window: &KeptWindow, time: u32) -> bool {
    window.from <= time && time < window.to
}

/// A count in a window, of items that are kept and, if there were any, those before.
#[inline]
fn low(own: i64, before: bool, window: &KeptWindow) -> i64 {
    // since ever: whether there was anything at all is asked, and no more
    own.max(i64::from(window.taken.always && before))
}

/// Who there is, whatever the day.
#[derive(Clone, Debug)]
pub(super) struct Who {
    pub owned: Owned,
    ids: Names,
    unit_ids: Names,
    /// How many units.
    pub units: usize,
    /// The units in roster order.
    pub order: Vec<u32>,
}

impl Who {
    pub fn of(tables: &Tables<'_>, roster: &Roster<'_>) -> Who {
        Who {
            owned: Owned::of(tables),
            ids: Names::of(roster.channels.texts()),
            unit_ids: Names::of(roster.units.texts()),
            units: roster.units.len(),
            order: roster.order(),
        }
    }

    /// The channel of an id; white space around it is none of it.
    pub fn channel(&self, id: &[u8]) -> Option<ChannelHandle> {
        let known = self.ids.number(id);
        let known = known.or_else(|| self.ids.number(id.trim_ascii()));
        known.map(ChannelHandle)
    }

    pub fn unit(&self, id: &[u8]) -> Option<UnitHandle> {
        self.unit_ids.number(id).map(UnitHandle)
    }
}

/// What everything is judged by.
#[derive(Clone, Copy)]
pub(super) struct View<'v> {
    pub plan: &'v Plan,
    pub short: &'v Short,
    pub who: &'v Who,
    pub kinds: &'v Kinds,
    pub records: &'v Records,
    /// The days for which items are complete.
    pub spans: &'v [Span],
    pub push_within: i64,
    /// Whether no row is in doubt.
    pub all_read: bool,
    /// The first day of which items are kept.
    pub first_day: i32,
}

impl View<'_> {
    /// The day of a kept time.
    #[inline]
    pub fn day(&self, time: u32) -> Day {
        Day(self.first_day + (time / (2 * DAY)) as i32)
    }

    /// The kind of a unit, or of everything.
    pub fn kind_of(&self, level: usize, subject: usize) -> u32 {
        if level == UNITS && self.kinds.units.len() > 1 {
            self.kinds.of_unit.get(subject).copied().unwrap_or(0)
        } else {
            0
        }
    }

    fn known_until(&self, window_end: Day) -> Day {
        window_end.min(self.plan.last_day())
    }
}

/// Why there is no number where an outcome was settled before: whether it does not apply, and the reason.
pub(super) fn counts(verdict: &Verdict) -> (bool, &'static str) {
    let reason = verdict.reason().map_or("", |reason| reason.code);
    (matches!(verdict, Verdict::NotApplicable(_)), reason)
}
