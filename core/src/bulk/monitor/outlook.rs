//! What time alone will change.

use super::super::judge::{Among, Judging, Told, among, is_told, reports};
use super::super::kinds::Kinds;
use super::super::roster::Roster;
use super::super::short::parts;
use super::super::tally::{LONGEST, Tally, item};
use super::super::{Plan, Tables};
use super::found::ChannelHandle;
use super::owned::Owned;
use super::{Monitor, unusable};
use crate::calendar::Day;
use crate::diagnostic::Diagnostic;
use crate::evaluate::Case;
use crate::rules::Effect;

/// What is told of a channel by each rule: a finding or notice with its effect and step, or why nothing can be told.
type Standing = Vec<(Option<(Effect, Option<usize>)>, Option<&'static str>)>;

impl Monitor {
    /// The first day, after the one the monitor has come to and up to another, on which what is told of a channel changes if
    /// nothing more is published: a finding or notice appears, disappears or becomes another, or can no longer or at last be
    /// told. The days pass as [`Monitor::advance`] lets them; each is looked at, so that this takes longer the farther it
    /// looks.
    ///
    /// # Errors
    /// None that [`Plan::monitor`] did not tell.
    pub fn next_change(
        &self,
        channel: ChannelHandle,
        until: Day,
    ) -> Result<Option<Day>, Vec<Diagnostic>> {
        let at = channel.0 as usize;
        let Some(unit) = self.unit_of(channel) else {
            return Ok(None);
        };
        let all = self.who.owned.tables();
        let some = Owned::some(&all, &[unit.0 as usize], &[at]);
        let tables = some.tables();
        let roster = self.plan.roster(&tables)?;
        let now = self.told_on(&self.plan, at, &tables, &roster)?;
        let mut day = self.plan.settings.as_of;
        while day < until {
            day = day.plus_days(1);
            let plan = self.plan.on(day, self.check_point_on(day))?;
            if self.told_on(&plan, at, &tables, &roster)? != now {
                return Ok(Some(day));
            }
        }
        Ok(None)
    }

    /// What is told of a channel by a plan for a day to come.
    fn told_on(
        &self,
        plan: &Plan,
        at: usize,
        tables: &Tables<'_>,
        roster: &Roster<'_>,
    ) -> Result<Standing, Vec<Diagnostic>> {
        let (Some(short), Some(channel)) = (plan.short(), self.channels.get(at)) else {
            return Err(unusable());
        };
        let mut own = channel.clone();
        let passed = (short.kept.from - self.kept.from).clamp(0, LONGEST);
        own.forget(passed, super::super::times::day_of(self.kept.from).0);
        let mut tally = Tally::new(1);
        self.receipts.onto(&mut tally, &short.kept);
        if own.unread > 0 {
            tally.unread.insert(0, own.unread);
        }
        if let Some(day) = own.before {
            tally.set_last_before(0, day);
        }
        let end = ((short.kept.to - short.kept.from).clamp(0, LONGEST) as u32) << 1;
        let times = own.times.iter().take_while(|time| **time < end);
        let items = times.map(|time| item(0, i64::from(time >> 1), time & 1 == 1));
        tally.items = items.collect();
        let kinds = Kinds::of(plan, short, tables, roster).ok_or_else(unusable)?;
        let case = Case::new(parts(
            &plan.settings,
            &plan.rules,
            &kinds.registry,
            &self.records,
        ));
        let judged = Judging::new(&case, short, roster, &kinds, &tally).judge();
        let rules = plan.rules.rules.iter().enumerate();
        let of_channels =
            rules.filter(|(_, rule)| matches!(among(rule.figure.subjects.of), Among::Channels(_)));
        let told = of_channels.map(|(place, rule)| {
            let kind = judged.rule(place).and_then(|outcomes| outcomes.kind(0));
            let told = kind.and_then(is_told);
            let open = kind.filter(|kind| kind.told == Told::CannotTell && reports(rule));
            (
                told.map(|attached| (attached.effect, attached.step)),
                open.map(|kind| kind.reason),
            )
        });
        Ok(told.collect())
    }
}
