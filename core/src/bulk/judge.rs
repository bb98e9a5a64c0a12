//! The judging of what was kept: numbers from the kept items, verdicts from the engine, each different case decided once.

mod breaches;
mod course;
mod decide;
mod gaps;
mod kind;
mod ranks;
mod slices;

pub(super) use breaches::open_reason;
use course::Partial;
pub(super) use course::{Judged, Task};
pub(super) use decide::{Decider, Decision, Memo, decision, numberless};
use gaps::SHORTER_THAN_ANYTHING;
pub(super) use gaps::{GapDoubts, Gathered, plain_gap, uncovered};
pub(super) use kind::{
    Kind, NOT_SELECTED, Outcomes, Told, intern, is_told, reports, settled_as, stands_back, whole,
};
use kind::{settle, told, unless};
pub(super) use ranks::ranked;
use slices::Slices;

use super::events::{Events, next, number, within};
use super::kinds::Kinds;
use super::roster::{EVER, NEVER, Roster};
use super::short::{Measuring, Short, Taking};
use super::tally::{Kept, Tally};
use crate::calendar::{Day, Span};
use crate::evaluate::{
    Admitted, Attached, Case, Interval, Measured, Reading, Reason, Subject, Taken, Verdict,
    admitted, decided,
};
use crate::records::{Candidates, Doubt, RecordKind};
use crate::registry::ChannelKind;
use crate::rules::{
    Anchor, Comparator, DurationUnit, Figure, LimitValue, Literal, Of, Otherwise, Requirement,
    Rule, Source,
};
use rustc_hash::FxBuildHasher;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// Where there is no bound.
pub(super) const NO_BOUND: i64 = i64::MAX;

/// A number as measured. For a gap the days from the check point back to the last item, at the shortest and the longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Number {
    pub low: i64,
    pub high: i64,
    pub uncovered: bool,
    pub doubtful: bool,
}

impl Number {
    pub fn known(number: i64) -> Number {
        Number {
            low: number,
            high: number,
            uncovered: false,
            doubtful: false,
        }
    }
}

/// A window as the kept items have it.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeptWindow {
    pub taken: Taken,
    /// The last day of which anything is known.
    pub until: Day,
    /// Its times among the kept ones.
    pub from: u32,
    pub to: u32,
    /// Whether all its days are covered.
    pub covered: bool,
    /// How many rows of channels that are not known lie in it.
    pub of_nobody: i64,
    /// For a gap: the time after the last item that counts, and whether every day up to the check point is covered.
    pub end: u32,
    pub covered_ever: bool,
    /// The days on which a channel must be open to be judged in it.
    pub needed: Span,
}

impl KeptWindow {
    /// Whether the same numbers are had in another window.
    fn is_same(&self, other: &KeptWindow) -> bool {
        let of = |window: &KeptWindow| (window.taken.span, window.until, window.end);
        of(self) == of(other)
    }
}

/// The value of a figure for a subject; `Err` for why there is none.
pub(super) type Value = Result<Number, (bool, &'static str)>;

/// Those of a figure, for each subject.
pub(super) type Values = Vec<Option<Value>>;

/// The counts of all units by source and window, each taken once.
type Sums = HashMap<(Source, Span, Day), Arc<Vec<Number>>>;

/// A map whose keys are numbers of our own making.
pub(super) type Quick<K, V> = HashMap<K, V, FxBuildHasher>;

/// What is put in order before judging: the items of each channel, and the units.
pub(super) struct Ordered {
    pub events: Events,
    /// The units in roster order.
    pub order: Vec<u32>,
}

impl Ordered {
    pub fn of(roster: &Roster<'_>, tally: &Tally) -> Ordered {
        Ordered {
            events: Events::of(tally),
            order: roster.order(),
        }
    }
}

/// Everything that is looked at while judging.
pub(super) struct Judging<'j, 'a> {
    pub case: &'j Case<'j>,
    pub short: &'j Short,
    pub roster: &'j Roster<'a>,
    pub kinds: &'j Kinds,
    tally: &'j Tally,
    events: Events,
    /// The days of rows of channels that are not known, ascending.
    nobodys_days: Vec<Day>,
    /// Whether no row is in doubt.
    all_read: bool,
    /// The first day of which items are kept.
    first_kept_day: i32,
    doubt: Doubt,
    /// The units in roster order.
    pub order: Vec<u32>,
    /// The channels of each unit: how many, whether rows of them could not be read.
    pub unit_channels: Vec<u32>,
    unit_unread: Vec<i64>,
    sums: Mutex<Sums>,
    last_days: Mutex<Quick<u32, Arc<Vec<Day>>>>,
    threads: usize,
}

/// A number of a channel that is had at once: everything is covered, and every row could be read.
enum Plain<'p, 'j, 'a> {
    /// The days since the last item, of which the days are known.
    Gap(&'p Judging<'j, 'a>, Arc<Vec<Day>>),
    /// Whether there was anything at all.
    Any(&'p Judging<'j, 'a>),
    /// A count.
    Count(&'p Judging<'j, 'a>, Source),
    /// It is not had at once.
    No,
}

impl Plain<'_, '_, '_> {
    #[inline(always)]
    fn number(&self, channel: usize, window: &KeptWindow) -> Option<i64> {
        match self {
            Plain::Gap(judging, days) => {
                let last = days.get(channel).copied().unwrap_or(EVER);
                let opened = judging.roster.opened.get(channel).copied().unwrap_or(EVER);
                let (earliest, check) = (last.max(opened), window.taken.check);
                (earliest != EVER).then(|| check.days_since(earliest.min(check)))
            }
            Plain::Any(judging) => {
                let any = judging.tally.has_before(channel)
                    || judging.events.has(channel, window.from, window.to);
                Some(i64::from(any))
            }
            Plain::Count(judging, source) => {
                let times = judging.events.of_channel(channel);
                let push_within = judging.case.rules.push_within;
                let own = within(times, window.from, window.to);
                Some(number(*source, own, push_within))
            }
            Plain::No => None,
        }
    }
}

/// Which subjects a figure has, as places in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Among {
    Channels(ChannelKind),
    Units,
    All,
}

pub(super) fn among(of: Of) -> Among {
    match of {
        Of::Unit => Among::Units,
        Of::Site => Among::Channels(ChannelKind::Site),
        Of::Column => Among::Channels(ChannelKind::Column),
        Of::Account => Among::Channels(ChannelKind::Account),
        _ => Among::All,
    }
}

impl<'j, 'a> Judging<'j, 'a> {
    pub fn new(
        case: &'j Case<'j>,
        short: &'j Short,
        roster: &'j Roster<'a>,
        kinds: &'j Kinds,
        tally: &'j Tally,
    ) -> Judging<'j, 'a> {
        let ordered = Ordered::of(roster, tally);
        Judging::of(case, short, (roster, kinds, tally), ordered, 1)
    }

    /// The same, given what was put in order before, by so many threads.
    pub fn of(
        case: &'j Case<'j>,
        short: &'j Short,
        (roster, kinds, tally): (&'j Roster<'a>, &'j Kinds, &'j Tally),
        Ordered { events, order }: Ordered,
        threads: usize,
    ) -> Judging<'j, 'a> {
        let mut nobodys_days: Vec<Day> = tally
            .of_nobody
            .iter()
            .map(|local| super::times::day_of(*local))
            .collect();
        nobodys_days.sort_unstable();
        let units = roster.units.len();
        let mut unit_channels = vec![0_u32; units];
        for unit in &roster.unit {
            if let Some(number) = unit_channels.get_mut(*unit as usize) {
                *number += 1;
            }
        }
        let mut unit_unread = vec![0_i64; units];
        for (channel, rows) in &tally.unread {
            let unit = roster.unit.get(*channel as usize);
            if let Some(number) = unit.and_then(|unit| unit_unread.get_mut(*unit as usize)) {
                *number += i64::from(*rows);
            }
        }
        Judging {
            case,
            short,
            roster,
            kinds,
            tally,
            events,
            all_read: nobodys_days.is_empty()
                && tally.unread.is_empty()
                && tally.of_nobody_unread == 0,
            nobodys_days,
            first_kept_day: super::times::day_of(short.kept.from).0,
            doubt: a_row(),
            order,
            unit_channels,
            unit_unread,
            sums: Mutex::default(),
            last_days: Mutex::default(),
            threads,
        }
    }

    /// How many subjects there may be.
    pub fn len(&self, among: Among) -> usize {
        match among {
            Among::Channels(_) => self.roster.len(),
            Among::Units => self.roster.units.len(),
            Among::All => 1,
        }
    }

    /// The places of the subjects.
    fn subjects(&self, among: Among) -> impl ExactSizeIterator<Item = usize> {
        let (list, count) = match among {
            Among::Channels(kind) => {
                let list = self.roster.of_kind(kind);
                (Some(list), list.len())
            }
            among => (None, self.len(among)),
        };
        (0..count).map(move |at| match list {
            Some(list) => list.get(at).map_or(0, |channel| *channel as usize),
            None => at,
        })
    }

    /// The subject that stands for a subject, and its kind.
    fn stands_for(&self, among: Among, subject: usize) -> (u32, Subject) {
        match among {
            Among::Channels(_) => {
                let kind = self.kinds.of_channel.get(subject).copied().unwrap_or(0);
                let channel = self.kinds.channels.get(kind as usize);
                (
                    kind,
                    channel.map_or(Subject::All, |ix| Subject::Channel(*ix)),
                )
            }
            Among::Units => {
                let kind = self.kinds.of_unit.get(subject).copied().unwrap_or(0);
                let unit = self.kinds.units.get(kind as usize);
                (kind, unit.map_or(Subject::All, |ix| Subject::Unit(*ix)))
            }
            Among::All => (0, Subject::All),
        }
    }

    /// How many kinds of subjects there are.
    pub fn kinds_of(&self, among: Among) -> usize {
        match among {
            Among::Channels(_) => self.kinds.channels.len(),
            Among::Units => self.kinds.units.len(),
            Among::All => 1,
        }
    }

    /// The subject that stands for a kind.
    pub fn of_kind(&self, among: Among, kind: usize) -> Subject {
        match among {
            Among::Channels(_) => {
                let channel = self.kinds.channels.get(kind);
                channel.map_or(Subject::All, |ix| Subject::Channel(*ix))
            }
            Among::Units => {
                let unit = self.kinds.units.get(kind);
                unit.map_or(Subject::All, |ix| Subject::Unit(*ix))
            }
            Among::All => Subject::All,
        }
    }

    /// How many threads there are.
    pub fn threads(&self) -> usize {
        self.threads
    }

    pub fn windows(&self, measuring: &Measuring) -> Vec<KeptWindow> {
        let kept = &self.short.kept;
        let spans = self.case.covered_by_default();
        let time = |day: Day| {
            let seconds = (Kept::seconds(day) - kept.from).clamp(0, super::tally::LONGEST);
            (seconds as u32) << 1
        };
        let windows = measuring.windows.iter().map(|taken| {
            let until = self.case.known_until(taken.span.to);
            let covered = taken.span.to <= until
                && spans
                    .iter()
                    .any(|span| span.from <= taken.span.from && taken.span.to <= span.to);
            KeptWindow {
                taken: *taken,
                until,
                from: time(taken.span.from),
                to: time(until.plus_days(1)),
                covered,
                of_nobody: self.nobodys(taken.span),
                end: time(self.case.known_until(taken.check).plus_days(1)),
                covered_ever: taken.check <= self.case.known_until(taken.check)
                    && spans
                        .iter()
                        .any(|span| span.from <= Day::MIN && taken.check <= span.to),
                needed: needed(measuring, taken),
            }
        });
        windows.collect()
    }

    /// How many rows of channels that are not known lie in a span.
    fn nobodys(&self, span: Span) -> i64 {
        let days = &self.nobodys_days;
        let from = days.partition_point(|day| *day < span.from);
        let to = days.partition_point(|day| *day <= span.to);
        to.saturating_sub(from) as i64 + i64::from(self.tally.of_nobody_unread)
    }

    fn unread(&self, channel: usize) -> i64 {
        if self.tally.unread.is_empty() {
            return 0;
        }
        let rows = self.tally.unread.get(&(channel as u32));
        i64::from(rows.copied().unwrap_or(0))
    }

    fn open(&self, channel: usize) -> (Day, Day) {
        let opened = self.roster.opened.get(channel).copied().unwrap_or(EVER);
        let closed = self.roster.closed.get(channel).copied().unwrap_or(NEVER);
        (opened, closed)
    }

    /// Whether a channel is open on all days of a span.
    #[inline]
    fn open_throughout(&self, channel: usize, span: Span) -> bool {
        let (opened, closed) = self.open(channel);
        opened <= span.from && span.to < closed
    }

    fn uncovered(&self, channel: usize, window: &KeptWindow) -> bool {
        !window.covered && uncovered(self.open(channel), window, self.case.covered_by_default())
    }

    /// The count of a channel in a window.
    #[inline]
    fn count(&self, channel: usize, source: Source, window: &KeptWindow) -> Number {
        let low = if window.taken.always {
            // since ever: whether there was anything at all is asked, and no more
            let any =
                self.tally.has_before(channel) || self.events.has(channel, window.from, window.to);
            i64::from(any)
        } else {
            let times = self.events.of_channel(channel);
            let push_within = self.case.rules.push_within;
            number(source, within(times, window.from, window.to), push_within)
        };
        let uncovered = self.uncovered(channel, window);
        let doubts = self.unread(channel) + window.of_nobody;
        counted(low, doubts, uncovered, source, window)
    }

    /// The day of the last item of a channel before a time.
    #[inline]
    fn last(&self, channel: usize, end: u32) -> Option<Day> {
        let times = self.events.of_channel(channel);
        let before = match times.last() {
            Some(last) if *last < end => times,
            _ => within(times, 0, end),
        };
        match before.last() {
            Some(time) => Some(Day(
                self.first_kept_day + (time / (2 * super::tally::DAY)) as i32
            )),
            None => self.tally.last_before(channel),
        }
    }

    /// The day of the last item of every channel before the end of a window ([`EVER`] for none), where a gap is nothing but
    /// the days since: everything is covered and every row could be read. Told once for all rules that ask.
    fn last_days(&self, taking: &Taking, window: &KeptWindow) -> Option<Arc<Vec<Day>>> {
        if *taking != Taking::Gap || !window.covered_ever || !self.all_read {
            return None;
        }
        let known = || {
            self.last_days
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(days) = known().get(&window.end) {
            return Some(days.clone());
        }
        let all = 0..self.roster.len();
        let days = all.map(|channel| self.last(channel, window.end).unwrap_or(EVER));
        let days: Arc<Vec<Day>> = Arc::new(days.collect());
        known().insert(window.end, days.clone());
        Some(days)
    }

    /// How a number is had at once, if it can be.
    fn plain(&self, taking: &Taking, window: &KeptWindow) -> Plain<'_, 'j, 'a> {
        if let Some(days) = self.last_days(taking, window) {
            return Plain::Gap(self, days);
        }
        match taking {
            Taking::Count(source) if window.covered && self.all_read => match window.taken.always {
                true => Plain::Any(self),
                false => Plain::Count(self, *source),
            },
            _ => Plain::No,
        }
    }

    /// The gap of a channel where everything is covered and every row could be read.
    #[inline(always)]
    fn plain_gap(&self, channel: usize, window: &KeptWindow) -> (Number, Option<Day>) {
        let last = self.last(channel, window.end);
        let opened = self.roster.opened.get(channel).copied().unwrap_or(EVER);
        (plain_gap(last, opened, window.taken.check), last)
    }

    /// The gap of some channels, and the day of their last item.
    #[inline(never)]
    fn gap(
        &self,
        channels: impl Iterator<Item = usize>,
        window: &KeptWindow,
        of_nobody: bool,
        unread: i64,
    ) -> (Number, Option<Day>) {
        let check = window.taken.check;
        let until = self.case.known_until(check);
        let spans = self.case.covered_by_default();
        let mut gathered = Gathered::default();
        for channel in channels {
            gathered.add(
                self.last(channel, window.end),
                self.open(channel),
                (check, until),
                spans,
            );
        }
        let doubts = self.gap_doubts(of_nobody, unread, until);
        (gathered.gap(check, doubts), gathered.last)
    }

    /// What rows in doubt may mean for a gap: a row whose time could not be read, or the latest day of one of nobody.
    pub fn gap_doubts(&self, of_nobody: bool, unread: i64, until: Day) -> GapDoubts {
        let end = self.nobodys_days.partition_point(|day| *day <= until);
        let latest = end.checked_sub(1).and_then(|at| self.nobodys_days.get(at));
        GapDoubts {
            any_time: unread > 0 || of_nobody && self.tally.of_nobody_unread > 0,
            latest: latest.copied().filter(|_| of_nobody),
        }
    }

    /// The measure of a channel in a window; for a gap with the day of its last item.
    #[inline(always)]
    fn of_channel(
        &self,
        channel: usize,
        taking: &Taking,
        window: &KeptWindow,
    ) -> (Number, Option<Day>) {
        match taking {
            Taking::Count(source) => (self.count(channel, *source, window), None),
            Taking::Gap if window.covered_ever && self.all_read => self.plain_gap(channel, window),
            Taking::Gap => self.gap(std::iter::once(channel), window, true, self.unread(channel)),
            Taking::Breaches(..) | Taking::Rank(_) => (Number::known(0), None),
        }
    }

    /// The counts of all units in a window, and of everything after the last of them.
    fn sums(&self, source: Source, window: &KeptWindow) -> Arc<Vec<Number>> {
        let key = (source, window.taken.span, window.until);
        let known = || self.sums.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known().get(&key) {
            return known.clone();
        }
        let units = self.roster.units.len();
        let mut low = vec![0_i64; units + 1];
        let mut uncovered = vec![false; units + 1];
        let push_within = self.case.rules.push_within;
        let ends = (window.from, window.to);
        let numbers = self.events.numbers(source, ends, push_within);
        for ((channel, unit), own) in self.roster.unit.iter().enumerate().zip(numbers) {
            // since ever: whether there was anything at all is asked, and no more
            let before = window.taken.always && self.tally.has_before(channel);
            if let Some(sum) = low.get_mut(*unit as usize) {
                *sum += own.max(i64::from(before));
            }
            if !window.covered
                && self.uncovered(channel, window)
                && let Some(flag) = uncovered.get_mut(*unit as usize)
            {
                *flag = true;
            }
        }
        for (number, flag) in self.unit_channels.iter().zip(&mut uncovered) {
            // a unit without channels published nothing, where that can be known of anybody
            *flag |= *number == 0 && !window.covered;
        }
        let all: i64 = low.iter().sum();
        let any_uncovered =
            uncovered.iter().any(|flag| *flag) || self.roster.is_empty() && !window.covered;
        if let (Some(sum), Some(flag)) = (low.last_mut(), uncovered.last_mut()) {
            *sum = all;
            // of everything only channels count, not units without any
            *flag = any_uncovered
                && (self.roster.is_empty()
                    || (0..self.roster.len()).any(|channel| self.uncovered(channel, window)));
        }
        let unread: i64 = self.unit_unread.iter().sum();
        let unread = self.unit_unread.iter().copied().chain([unread]);
        let sums = low.into_iter().zip(uncovered).zip(unread);
        let sums: Vec<Number> = sums
            .map(|((low, uncovered), unread)| {
                counted(low, unread + window.of_nobody, uncovered, source, window)
            })
            .collect();
        let sums = Arc::new(sums);
        known().insert(key, sums.clone());
        sums
    }

    /// The counts of all units in each window, where a measure asks for them.
    fn sums_of(
        &self,
        taking: &Taking,
        among: Among,
        windows: &[KeptWindow],
    ) -> Vec<Arc<Vec<Number>>> {
        match (taking, among) {
            (_, Among::Channels(_)) => Vec::new(),
            (Taking::Count(source), _) => windows
                .iter()
                .map(|window| self.sums(*source, window))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The measure of a unit, or of everything, in a window.
    fn of_wide(
        &self,
        subject: Option<usize>,
        taking: &Taking,
        (window, sums): (&KeptWindow, Option<&Arc<Vec<Number>>>),
        channels_of: &[Vec<u32>],
    ) -> (Number, Option<Day>) {
        match taking {
            Taking::Count(source) => {
                let own = || self.sums(*source, window);
                let sums = sums.cloned().unwrap_or_else(own);
                let at = subject.unwrap_or(self.roster.units.len());
                (sums.get(at).copied().unwrap_or(Number::known(0)), None)
            }
            Taking::Gap => match subject {
                Some(unit) => {
                    let own = channels_of.get(unit).map_or(&[][..], Vec::as_slice);
                    let unread = self.unit_unread.get(unit).copied().unwrap_or(0);
                    self.gap(own.iter().map(|ix| *ix as usize), window, true, unread)
                }
                None => {
                    let unread = self.unit_unread.iter().sum();
                    self.gap(0..self.roster.len(), window, true, unread)
                }
            },
            Taking::Breaches(..) | Taking::Rank(_) => (Number::known(0), None),
        }
    }

    /// A number as the engine has it.
    pub fn measured(taking: &Taking, number: &Number, taken: &Taken) -> Measured {
        match taking {
            Taking::Gap => {
                let check = taken.check;
                let end =
                    |days: i64, none: i64| (days != none).then(|| (check.plus_days(-days), check));
                Measured::Elapsed {
                    shortest: end(number.low, SHORTER_THAN_ANYTHING),
                    longest: end(number.high, NO_BOUND),
                    laid_on: Anchor::End,
                }
            }
            _ => Measured::Number(Interval {
                low: number.low,
                high: (number.high != NO_BOUND).then_some(number.high),
            }),
        }
    }

    /// What is settled of each kind of subject before anything is measured.
    pub fn admissions(&self, figures: &[&Figure], among: Among) -> Vec<Admitted> {
        let kinds = 0..self.kinds_of(among);
        let of_kind = |kind: usize| {
            let subject = self.of_kind(among, kind);
            for (at, figure) in figures.iter().enumerate() {
                match admitted(self.case, figure, subject) {
                    Admitted::Yes => {}
                    Admitted::No if at > 0 => {
                        return Admitted::Settled(Verdict::NotApplicable(Reason::new(
                            "no_figure",
                            "",
                            "",
                        )));
                    }
                    other => return other,
                }
            }
            Admitted::Yes
        };
        kinds.map(of_kind).collect()
    }

    fn judge_rule(&self, place: usize, subjects: Range<usize>, judged: &Judged) -> Option<Partial> {
        let rule = self.case.rules.rules.get(place)?;
        let measuring = self.short.rules.get(place)?;
        let among = among(rule.figure.subjects.of);
        let named = rule
            .named
            .as_deref()
            .and_then(|id| self.case.rules.figure(id));
        let figures: Vec<&Figure> = std::iter::once(&rule.figure).chain(named).collect();
        let admissions = self.admissions(&figures, among);
        let windows = self.windows(measuring);
        let mut kinds = Vec::new();
        let settled: Vec<Option<u16>> = admissions
            .iter()
            .map(|admission| match admission {
                Admitted::Yes => None,
                Admitted::No => Some(NOT_SELECTED),
                Admitted::Settled(verdict) => Some(intern(&mut kinds, settled_as(rule, verdict))),
            })
            .collect();
        let mut decider = Decider::new(self, rule, measuring, &windows, among);
        let list = match among {
            Among::Channels(kind) => self.roster.of_kind(kind).get(subjects.clone())?,
            _ => &[],
        };
        let mut codes = if let Among::Channels(_) = among {
            decider.judge_channels(list, &settled, &mut kinds)
        } else {
            let numbers = self.numbers(&measuring.taking, judged, &rule.figure);
            let channels_of = self.channels_of(&measuring.taking, among);
            let code = |subject: usize| {
                let (kind, stand_in) = self.stands_for(among, subject);
                match settled.get(kind as usize) {
                    Some(Some(settled)) => *settled,
                    _ => {
                        let stands_for = (kind, stand_in);
                        decider.outcome(subject, stands_for, &numbers, &channels_of, &mut kinds)
                    }
                }
            };
            subjects.clone().map(code).collect()
        };
        for others in self.stands_back_for(rule, among, judged) {
            match among {
                Among::Channels(_) => {
                    let own = list.iter().map(|channel| *channel as usize);
                    unless(others, own, &mut codes, &mut kinds);
                }
                _ => unless(others, subjects.clone(), &mut codes, &mut kinds),
            }
        }
        Some(Partial {
            subjects,
            codes,
            kinds,
            slices: decider.breached,
        })
    }

    /// The channels of each unit, where a measure asks for them one by one.
    fn channels_of(&self, taking: &Taking, among: Among) -> Vec<Vec<u32>> {
        if *taking != Taking::Gap || among != Among::Units {
            return Vec::new();
        }
        let mut of = vec![Vec::new(); self.roster.units.len()];
        for (channel, unit) in self
            .roster
            .unit
            .iter()
            .zip(0_u32..)
            .map(|(unit, ix)| (ix, unit))
        {
            if let Some(list) = of.get_mut(*unit as usize) {
                list.push(channel);
            }
        }
        of
    }

    /// The outcomes of the rules for which a rule stands back on the same subject.
    fn stands_back_for<'o>(
        &self,
        rule: &Rule,
        own: Among,
        judged: &'o Judged,
    ) -> Vec<&'o Outcomes> {
        let rules = &self.case.rules.rules;
        let unless = rule.figure.subjects.unless.iter();
        let others = unless.filter_map(|id| {
            let place = rules.iter().position(|known| known.id == *id)?;
            let same_list = match (own, among(rules.get(place)?.figure.subjects.of)) {
                (Among::Channels(_), Among::Channels(_)) => true,
                (own, other) => own == other,
            };
            judged.rule(place).filter(|_| same_list)
        });
        others.collect()
    }

    /// The numbers of a measure over outcomes or figures, for each unit (or the one of everything).
    fn numbers(&self, taking: &Taking, judged: &Judged, figure: &Figure) -> Values {
        match taking {
            Taking::Breaches(places, distinct) => {
                self.breaches(places, distinct, figure.subjects.of, judged)
            }
            Taking::Rank(place) => self.places(*place, figure, judged),
            _ => Values::new(),
        }
    }

    /// The values of a figure.
    fn values(&self, place: usize, judged: &Judged) -> Option<Values> {
        let measuring = self.short.figures.get(place)?.as_ref()?;
        let figure = self.case.rules.figures.get(place)?;
        let among = among(figure.subjects.of);
        let admissions = self.admissions(&[figure], among);
        let window = self.windows(measuring).first().copied()?;
        let numbers = self.numbers(&measuring.taking, judged, figure);
        let channels_of = self.channels_of(&measuring.taking, among);
        let sums = self.sums_of(&measuring.taking, among, &[window]);
        let value = |subject: usize| {
            let (kind, _) = self.stands_for(among, subject);
            match admissions.get(kind as usize)? {
                Admitted::No => return None,
                Admitted::Settled(verdict) => {
                    let not_applicable = matches!(verdict, Verdict::NotApplicable(_));
                    let reason = verdict.reason().map_or("", |reason| reason.code);
                    return Some(Err((not_applicable, reason)));
                }
                Admitted::Yes => {}
            }
            match &measuring.taking {
                Taking::Breaches(..) | Taking::Rank(_) => match numbers.get(subject) {
                    Some(Some(value)) => Some(*value),
                    _ => Some(Err((true, "no_figure"))),
                },
                taking => {
                    let unit = (among == Among::Units).then_some(subject);
                    Some(Ok(self
                        .of_wide(unit, taking, (&window, sums.first()), &channels_of)
                        .0))
                }
            }
        };
        Some((0..self.len(among)).map(value).collect())
    }

    /// The numbers behind the outcomes of a whole window of some subjects, each with the day of the last item for a gap.
    pub fn values_of(
        &self,
        place: usize,
        subjects: &[u32],
        evidence: &Evidence,
    ) -> Vec<Option<(Number, Option<Day>)>> {
        let rule = self.case.rules.rules.get(place);
        let measuring = self.short.rules.get(place);
        let (Some(rule), Some(measuring), Some(window)) =
            (rule, measuring, evidence.windows.first())
        else {
            return Vec::new();
        };
        let taking = &measuring.taking;
        let subjects = subjects.iter().map(|subject| *subject as usize);
        match (taking, among(rule.figure.subjects.of)) {
            (Taking::Breaches(..) | Taking::Rank(_), _) => {
                let number = |subject| match evidence.numbers.get(subject)? {
                    Some(Ok(number)) => Some((*number, None)),
                    _ => None,
                };
                subjects.map(number).collect()
            }
            (_, Among::Channels(_)) => match self.last_days(taking, window) {
                Some(days) => {
                    let gap = |channel: usize| {
                        let last = days.get(channel).copied().filter(|day| *day != EVER);
                        let opened = self.roster.opened.get(channel).copied().unwrap_or(EVER);
                        Some((plain_gap(last, opened, window.taken.check), last))
                    };
                    subjects.map(gap).collect()
                }
                None => {
                    let number = |channel| Some(self.of_channel(channel, taking, window));
                    subjects.map(number).collect()
                }
            },
            (_, among) => {
                let window = (window, evidence.sums.first());
                let number = |subject| {
                    let unit = (among == Among::Units).then_some(subject);
                    Some(self.of_wide(unit, taking, window, &evidence.channels_of))
                };
                subjects.map(number).collect()
            }
        }
    }

    /// What is needed to tell the values of a rule.
    pub fn evidence(&self, place: usize, judged: &Judged) -> Option<Evidence> {
        let rule = self.case.rules.rules.get(place)?;
        let measuring = self.short.rules.get(place)?;
        let among = among(rule.figure.subjects.of);
        let windows = self.windows(measuring);
        Some(Evidence {
            numbers: self.numbers(&measuring.taking, judged, &rule.figure),
            channels_of: self.channels_of(&measuring.taking, among),
            sums: self.sums_of(&measuring.taking, among, &windows),
            windows,
        })
    }
}

/// What is needed to tell the values of a rule: its windows, the numbers it takes up, the channels of units and their counts
/// in each window.
pub(super) struct Evidence {
    pub windows: Vec<KeptWindow>,
    numbers: Values,
    channels_of: Vec<Vec<u32>>,
    sums: Vec<Arc<Vec<Number>>>,
}

/// A row in doubt, whoever's it is.
pub(super) fn a_row() -> Doubt {
    Doubt {
        records: RecordKind::Publications,
        channels: Candidates::Anyone,
        units: Candidates::Anyone,
        when: None,
        events: Vec::new(),
        id: None,
        rule: None,
        code: "row",
        value: String::new(),
    }
}

/// A count with what may come to it.
pub(super) fn counted(
    low: i64,
    doubts: i64,
    uncovered: bool,
    source: Source,
    window: &KeptWindow,
) -> Number {
    let mut high = if uncovered { NO_BOUND } else { low + doubts };
    if source == Source::Days {
        high = high.min(window.taken.span.days());
    }
    Number {
        low,
        high,
        uncovered,
        doubtful: doubts > 0,
    }
}

/// The days on which a channel must be open for a window of it to be judged.
pub(super) fn needed(measuring: &Measuring, taken: &Taken) -> Span {
    let point = Span {
        from: taken.check,
        to: taken.check,
    };
    match measuring.taking {
        Taking::Gap if measuring.slices.is_none() => point,
        _ if taken.always => point,
        _ => taken.span,
    }
}
