//! Items one at a time, and the findings that change with them.
//!
//! A [`Monitor`] keeps of each channel what the plan keeps, and how everybody stands by every rule; an item touches one
//! channel, its unit, and what is counted over all. Decisions are the engine's, each different one made once and kept.

mod breaches;
mod found;
mod names;
mod outlook;
mod owned;
mod reach;
mod receipts;
mod snapshot;
mod standing;
mod told;
mod who;
mod wide;

pub use found::{Arrival, Change, ChannelHandle, Finding, FoundSlice, UnitHandle, Whose};

use super::kinds::Kinds;
use super::short::{Short, nothing_recorded};
use super::tally::{Kept, LONGEST, Tally, item};
use super::{Answer, Plan, Tables};
use crate::calendar::{Day, Span};
use crate::diagnostic::{Diagnostic, Text};
use crate::evaluate::Case;
use crate::records::Records;
use found::between;
use reach::Touched;
use receipts::Receipts;
use standing::{ALL, CHANNELS, Engine, Standing, UNITS};
use std::collections::HashMap;
use who::{Channel, Incoming, View, Who};
use wide::Growth;

/// Watches tables to which items come one at a time: after each the findings are those of a run over all items so far.
///
/// ```no_run
/// # fn watch(plan: &tongbao::bulk::Plan, tables: &tongbao::bulk::Tables<'_>) -> Option<()> {
/// let mut monitor = plan.monitor(tables, 1).ok()?;
/// let channel = monitor.handle(b"gh_0101")?;
/// monitor.add(channel, 1_664_755_200);
/// for change in monitor.changes() {
///     println!("{:?}", change.after);
/// }
/// # Some(()) }
/// ```
#[derive(Debug)]
pub struct Monitor {
    plan: Plan,
    short: Short,
    who: Who,
    kinds: Kinds,
    records: Records,
    spans: Vec<Span>,
    channels: Vec<Channel>,
    receipts: Receipts,
    standing: Standing,
    kept: Kept,
    /// What is added to a second of UTC.
    shift: i64,
    /// Items from this second on are never looked at.
    horizon: i64,
    changes: Vec<Change>,
    touched: Vec<Touched>,
    growth: Vec<Growth>,
    /// What the rules that compare units found when they were last looked at.
    compared: Vec<Finding>,
}

fn refused(code: &'static str, zh: &str, en: &str, next: (&str, &str)) -> Diagnostic {
    Diagnostic::error(code, Text::new(zh, en)).with_next_step(Text::new(next.0, next.1))
}

impl Plan {
    /// A monitor of tables, after all their items.
    ///
    /// # Errors
    /// What is wrong with the tables; or that the plan, or what the items have beside channel and time, takes the long way,
    /// which cannot be gone item by item.
    pub fn monitor(&self, tables: &Tables<'_>, threads: usize) -> Result<Monitor, Vec<Diagnostic>> {
        let Some(short) = self.short() else {
            let what = self.long_way().unwrap_or_default();
            let told = refused(
                "monitor.long_way",
                "此指标体系不能逐条监测",
                "this rule set cannot be monitored item by item",
                (
                    "请停用此项，或每次以 inspect 重新检查",
                    "leave this out, or run `inspect` anew each time",
                ),
            );
            return Err(vec![told.with_value(what)]);
        };
        let roster = self.roster(tables)?;
        // what the days of the run do not let count yet is kept for the days to come
        let kept = Kept {
            to: short.kept.from + LONGEST,
            ..short.kept
        };
        let tally = self.scan_kept(&roster, tables, threads, &kept)?;
        if tally.needs_rows(short.counts_items) {
            let told = refused(
                "monitor.columns",
                "信息表除渠道和时间外还有决定计数的列，不能逐条监测",
                "the items have columns beside channel and time that decide what counts: they cannot be monitored one by one",
                (
                    "请只保留 channel 和 published_at 两列，或每次以 inspect 重新检查",
                    "keep `channel` and `published_at` alone, or run `inspect` anew each time",
                ),
            );
            return Err(vec![told]);
        }
        let channels = (0..roster.len()).map(|at| Channel {
            unread: tally.unread.get(&(at as u32)).copied().unwrap_or(0),
            before: tally.last_before(at),
            ..Channel::of(&roster, at)
        });
        let mut channels: Vec<Channel> = channels.collect();
        let receipts = Receipts::of(&tally, &kept);
        for item in tally.items.iter() {
            if let Some(channel) = channels.get_mut((item >> 32) as usize) {
                channel.times.push(item as u32);
            }
        }
        for channel in &mut channels {
            channel.times.sort_unstable();
            channel.times.dedup();
        }
        Monitor::new(self.clone(), tables, channels, receipts, kept.to)
    }
}

/// A table whose rows the intake does not take.
fn unusable() -> Vec<Diagnostic> {
    vec![refused(
        "monitor.registry",
        "名录中有读不进的行，不能逐条监测",
        "the tables of units and channels have rows that cannot be taken as they stand",
        (
            "请先以 inspect 检查并改正名录",
            "run `inspect` first, and mend the tables",
        ),
    )]
}

impl Monitor {
    fn new(
        plan: Plan,
        tables: &Tables<'_>,
        channels: Vec<Channel>,
        receipts: Receipts,
        horizon: i64,
    ) -> Result<Monitor, Vec<Diagnostic>> {
        let who = Who::of(tables, &plan.roster(tables)?);
        Monitor::judged(plan, who, channels, receipts, horizon)
    }

    /// Judges everybody by a plan.
    fn judged(
        plan: Plan,
        who: Who,
        mut channels: Vec<Channel>,
        receipts: Receipts,
        horizon: i64,
    ) -> Result<Monitor, Vec<Diagnostic>> {
        let Some(short) = plan.short().cloned() else {
            return Err(unusable());
        };
        let records = nothing_recorded();
        let tables = who.owned.tables();
        let roster = plan.roster(&tables)?;
        let kinds = Kinds::of(&plan, &short, &tables, &roster).ok_or_else(unusable)?;
        for (channel, kind) in channels.iter_mut().zip(&kinds.of_channel) {
            channel.kind = *kind;
        }
        let case = Case::new(super::short::parts(
            &plan.settings,
            &plan.rules,
            &kinds.registry,
            &records,
        ));
        let spans = case.covered_by_default().to_vec();
        drop(case);
        let doubts = receipts.doubts(&channels);
        let view = View {
            plan: &plan,
            short: &short,
            who: &who,
            kinds: &kinds,
            records: &records,
            spans: &spans,
            push_within: plan.rules.push_within,
            all_read: receipts.all_read(&channels),
            first_day: super::times::day_of(short.kept.from).0,
        };
        let standing = Standing::new(view, &roster, &doubts, &mut channels);
        drop(roster);
        drop(tables);
        let mut monitor = Monitor {
            kept: short.kept,
            shift: i64::from(plan.offset.0),
            plan,
            short,
            who,
            kinds,
            records,
            spans,
            channels,
            receipts,
            standing,
            horizon,
            changes: Vec::new(),
            touched: Vec::new(),
            growth: Vec::new(),
            compared: Vec::new(),
        };
        monitor.compared = monitor.compared_now();
        Ok(monitor)
    }

    /// What everything is judged by; a field each, so that what stands can change meanwhile.
    #[inline]
    fn parts(&mut self) -> (View<'_>, &mut Standing, &mut Vec<Channel>) {
        let all_read = self.receipts.all_read;
        let view = View {
            plan: &self.plan,
            short: &self.short,
            who: &self.who,
            kinds: &self.kinds,
            records: &self.records,
            spans: &self.spans,
            push_within: self.plan.rules.push_within,
            all_read,
            first_day: (self.kept.from / 86_400) as i32,
        };
        (view, &mut self.standing, &mut self.channels)
    }

    /// The channel of an id.
    pub fn handle(&self, id: &[u8]) -> Option<ChannelHandle> {
        self.who.channel(id)
    }

    /// The unit of an id.
    pub fn unit_handle(&self, id: &[u8]) -> Option<UnitHandle> {
        self.who.unit(id)
    }

    /// The unit of a channel.
    pub fn unit_of(&self, channel: ChannelHandle) -> Option<UnitHandle> {
        let channel = self.channels.get(channel.0 as usize)?;
        Some(UnitHandle(channel.unit))
    }

    /// The plan, with the days that the monitor has come to.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The as-of date that the monitor has come to.
    pub fn as_of(&self) -> Day {
        self.plan.settings.as_of
    }

    /// Adds an item of a channel at a second of UTC. [`Monitor::changes`] are then those of this item.
    #[inline]
    pub fn add(&mut self, channel: ChannelHandle, seconds: i64) -> Arrival {
        self.changes.clear();
        self.take(channel, seconds)
    }

    /// The same for a channel by its id; an item of nobody may be anybody's, as a row of a table may.
    pub fn add_id(&mut self, id: &[u8], seconds: i64) -> Arrival {
        self.changes.clear();
        match self.handle(id) {
            Some(channel) => self.take(channel, seconds),
            None => self.of_nobody(seconds),
        }
    }

    /// Adds many items. [`Monitor::changes`] are then those of all together.
    pub fn add_all(&mut self, items: impl IntoIterator<Item = (ChannelHandle, i64)>) {
        self.changes.clear();
        let mut taken = 0;
        for (channel, seconds) in items {
            self.take(channel, seconds);
            taken += 1;
        }
        if taken > 1 {
            self.together();
        }
    }

    /// One change for each finding: from as it first stood to as it last does.
    fn together(&mut self) {
        let mut at: HashMap<(usize, Whose), usize> = HashMap::new();
        let mut out: Vec<Change> = Vec::new();
        for change in self.changes.drain(..) {
            let Some(key) = change.key() else { continue };
            match at.get(&key).and_then(|at| out.get_mut(*at)) {
                Some(known) => known.after = change.after,
                None => {
                    at.insert(key, out.len());
                    out.push(change);
                }
            }
        }
        out.retain(|change| change.before != change.after);
        self.changes = out;
    }

    /// The findings and notices that appeared, changed or disappeared by the last addition, or the last
    /// [`Monitor::advance`]; those of rules that compare units are told by [`Monitor::compared_changes`].
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Whether some rules compare units: what they find may change with any item, and is told by
    /// [`Monitor::compared_changes`].
    pub fn compares(&self) -> bool {
        !self.standing.comparing.is_empty()
    }

    fn of_nobody(&mut self, seconds: i64) -> Arrival {
        let local = seconds.saturating_add(self.shift);
        self.receipts.of_nobody(local, &self.kept);
        if self.kept.note_doubts {
            let before = self.findings_but_compared();
            self.judge_anew();
            let after = self.findings_but_compared();
            self.changes = between(before, after);
        }
        Arrival::Nobody
    }

    fn judge_anew(&mut self) {
        self.receipts.all_read = self.receipts.all_read(&self.channels);
        let doubts = self.receipts.doubts(&self.channels);
        let tables = self.who.owned.tables();
        // these tables were read before
        let Ok(roster) = self.plan.roster(&tables) else {
            return;
        };
        let view = View {
            plan: &self.plan,
            short: &self.short,
            who: &self.who,
            kinds: &self.kinds,
            records: &self.records,
            spans: &self.spans,
            push_within: self.plan.rules.push_within,
            all_read: self.receipts.all_read,
            first_day: (self.kept.from / 86_400) as i32,
        };
        self.standing = Standing::new(view, &roster, &doubts, &mut self.channels);
    }

    fn take(&mut self, handle: ChannelHandle, seconds: i64) -> Arrival {
        let at = handle.0 as usize;
        let local = seconds.saturating_add(self.shift);
        let kept = self.kept;
        let Some(channel) = self.channels.get(at) else {
            return Arrival::Nobody;
        };
        self.receipts.row(local, &kept, self.horizon);
        let later = local >= kept.to;
        let (time, day) = if local < kept.from {
            let day = super::times::day_of(local);
            if channel.before >= Some(day) {
                return Arrival::Before;
            }
            (None, day)
        } else if local >= self.horizon {
            return Arrival::Later;
        } else {
            let seconds = local - kept.from;
            let day = kept.from / 86_400 + seconds / 86_400;
            (Some((seconds as u32) << 1), Day(day as i32))
        };
        let place = match time {
            None => 0,
            Some(time) => match channel.times.last() {
                Some(last) if *last < time => channel.times.len(),
                None => 0,
                Some(_) => match channel.times.binary_search(&time) {
                    Ok(_) => return Arrival::Repeated,
                    Err(place) => place,
                },
            },
        };
        if later {
            if let (Some(channel), Some(time)) = (self.channels.get_mut(at), time) {
                channel.times.insert(place, time);
            }
            return Arrival::Later;
        }
        self.place(at, &Incoming { time, day, place });
        if time.is_none() {
            Arrival::Before
        } else {
            Arrival::New
        }
    }

    /// Puts an item among those of its channel, and judges what it touches.
    #[inline]
    fn place(&mut self, at: usize, item: &Incoming) {
        let view = View {
            plan: &self.plan,
            short: &self.short,
            who: &self.who,
            kinds: &self.kinds,
            records: &self.records,
            spans: &self.spans,
            push_within: self.plan.rules.push_within,
            all_read: self.receipts.all_read,
            first_day: (self.kept.from / 86_400) as i32,
        };
        let (standing, touched, growth) = (&mut self.standing, &mut self.touched, &mut self.growth);
        let Some(channel) = self.channels.get_mut(at) else {
            return;
        };
        let engine = Engine::new(view, true);
        touched.clear();
        growth.clear();
        let sums = standing.wide.sums.iter();
        growth.extend(sums.map(|sum| sum.growth(channel, item, &view)));
        standing.reached(at, (channel, item), growth, &engine, touched);
        match item.time {
            Some(time) => channel.times.insert(item.place, time),
            None => channel.before = channel.before.max(Some(item.day)),
        }
        for (sum, growth) in standing.wide.sums.iter_mut().zip(growth) {
            sum.grow(*growth, channel, &view);
        }
        for gaps in &mut standing.wide.gaps {
            if item.time.is_none_or(|time| time < gaps.window.end) {
                gaps.item(channel.unit, item.day);
            }
        }
        let known = self.changes.len();
        for touched in touched.drain(..) {
            let after = standing.judge_touched(&touched, channel, &engine);
            if touched.before != after {
                self.changes.push(Change {
                    before: touched.before,
                    after,
                });
            }
        }
        if self.changes.len() > known {
            channel.told = standing.tells_of(at, channel.kind);
        }
        standing.stale = true;
    }

    /// The findings and notices of a channel and of its unit as they stand, in the order of the rules.
    pub fn findings_of(&mut self, channel: ChannelHandle) -> Vec<Finding> {
        let Some(unit) = self.unit_of(channel) else {
            return Vec::new();
        };
        let mut out = Vec::new();
        let (view, standing, channels) = self.parts();
        let engine = Engine::new(view, true);
        standing.compare(&engine);
        let at = channel.0 as usize;
        if let Some(own) = channels.get(at) {
            let mut next = 0;
            while let Some(place) = standing.rule_of_kind(own.kind, next) {
                next += 1;
                if standing.is_told(place, at) {
                    out.extend(standing.finding(place, at, Some(own), &engine));
                }
            }
        }
        standing.found(UNITS, unit.0 as usize, &engine, &mut out);
        out.sort_unstable_by_key(|finding| finding.rule);
        out
    }

    /// Whether a channel and its unit have no finding or notice; `false` where only [`Monitor::findings_of`] tells.
    #[inline]
    pub fn is_clear(&self, channel: ChannelHandle) -> bool {
        let own = self.channels.get(channel.0 as usize);
        own.is_some_and(|own| self.standing.is_clear(own))
    }

    /// Those of a unit, without those of its channels.
    pub fn findings_of_unit(&mut self, unit: UnitHandle) -> Vec<Finding> {
        self.found(UNITS, unit.0 as usize)
    }

    /// Those of everything together.
    pub fn findings_of_everything(&mut self) -> Vec<Finding> {
        self.found(ALL, 0)
    }

    fn found(&mut self, level: usize, subject: usize) -> Vec<Finding> {
        let mut out = Vec::new();
        let (view, standing, _) = self.parts();
        let engine = Engine::new(view, true);
        standing.compare(&engine);
        standing.found(level, subject, &engine, &mut out);
        out
    }

    /// All findings and notices as they stand, by rule and subject.
    pub fn findings(&mut self) -> Vec<Finding> {
        self.all(|_| true)
    }

    fn findings_but_compared(&mut self) -> Vec<Finding> {
        self.all(|compares| !compares)
    }

    fn compared_now(&mut self) -> Vec<Finding> {
        if self.standing.comparing.is_empty() {
            return Vec::new();
        }
        self.all(|compares| compares)
    }

    fn all(&mut self, wanted: impl Fn(bool) -> bool) -> Vec<Finding> {
        let mut out = Vec::new();
        let (view, standing, channels) = self.parts();
        let engine = Engine::new(view, false);
        if wanted(true) {
            standing.compare(&engine);
        }
        let units = view.who.units;
        for place in 0..standing.rules.len() {
            if !wanted(standing.compares(place)) {
                continue;
            }
            let level = standing.level(place);
            let subjects = match level {
                CHANNELS => channels.len(),
                UNITS => units,
                _ => 1,
            };
            for subject in 0..subjects {
                if standing.is_told(place, subject) {
                    let channel = channels.get(subject).filter(|_| level == CHANNELS);
                    out.extend(standing.finding(place, subject, channel, &engine));
                }
            }
        }
        out
    }

    /// What changed by the rules that compare units (ranks, and what builds on them) since this was last asked: an item may
    /// move every unit, so that they are judged when somebody asks.
    pub fn compared_changes(&mut self) -> Vec<Change> {
        let now = self.compared_now();
        let before = std::mem::replace(&mut self.compared, now.clone());
        between(before, now)
    }

    /// Everything that a run over all items so far answers.
    ///
    /// # Errors
    /// None that [`Plan::monitor`] did not tell.
    pub fn answer(&self) -> Result<Answer, Vec<Diagnostic>> {
        let tables = self.who.owned.tables();
        let roster = self.plan.roster(&tables)?;
        let tally = self.tally();
        let answer = self.plan.judge(&tables, &roster, &tally)?;
        answer.ok_or_else(unusable)
    }

    /// What is kept, as a tally of all items so far.
    fn tally(&self) -> Tally {
        let mut tally = Tally::new(self.channels.len());
        self.receipts.onto(&mut tally, &self.kept);
        let end = ((self.kept.to - self.kept.from).clamp(0, LONGEST) as u32) << 1;
        for (at, channel) in self.channels.iter().enumerate() {
            if let Some(day) = channel.before {
                tally.set_last_before(at, day);
            }
            if channel.unread > 0 {
                tally.unread.insert(at as u32, channel.unread);
            }
            let own = channel.times.iter().take_while(|time| **time < end);
            tally
                .items
                .extend(own.map(|time| item(at as u32, i64::from(time >> 1), time & 1 == 1)));
        }
        tally
    }

    /// Goes on to another day: what is known by then, the check point with it if it lay on the as-of date. Findings are then
    /// those of a plan made for that day, and [`Monitor::changes`] tells which are others.
    ///
    /// # Errors
    /// If the day lies before the one that the monitor has come to.
    pub fn advance(&mut self, to: Day) -> Result<(), Vec<Diagnostic>> {
        let check_point = self.check_point_on(to);
        self.move_to(to, check_point)
    }

    fn check_point_on(&self, to: Day) -> Option<Day> {
        let settings = &self.plan.settings;
        let moves = settings.check_point == Some(settings.as_of);
        if moves {
            Some(to)
        } else {
            settings.check_point
        }
    }

    /// The same with a check point of its own.
    ///
    /// # Errors
    /// If the as-of date lies before the one that the monitor has come to, or a rule would look at days of which the items
    /// are no longer kept one by one.
    pub fn move_to(&mut self, as_of: Day, check_point: Option<Day>) -> Result<(), Vec<Diagnostic>> {
        let plan = self.plan.on(as_of, check_point)?;
        let backwards = || {
            vec![
                refused(
                    "monitor.backwards",
                    "监测只能向后推进，不能回到以前的日期",
                    "a monitor goes forward: what lay before its windows is no longer kept",
                    (
                        "请用不早于当前统计截止日的日期，或重新建立监测",
                        "give a day not before the as-of date it has come to, or make a monitor anew",
                    ),
                )
                .with_value(as_of.to_string()),
            ]
        };
        let Some(short) = plan.short() else {
            return Err(backwards());
        };
        let (from, kept) = (self.kept.from, short.kept);
        if as_of < self.plan.settings.as_of || kept.from < from || kept.to > self.horizon {
            return Err(backwards());
        }
        let before = self.findings_but_compared();
        let mut channels = self.channels.clone();
        for channel in &mut channels {
            channel.forget((kept.from - from).min(LONGEST), (from / 86_400) as i32);
        }
        let mut receipts = self.receipts.clone();
        receipts.come_to(as_of);
        let compared = std::mem::take(&mut self.compared);
        let next = Monitor::judged(plan, self.who.clone(), channels, receipts, self.horizon)?;
        *self = next;
        self.compared = compared;
        let after = self.findings_but_compared();
        self.changes = between(before, after);
        Ok(())
    }
}
