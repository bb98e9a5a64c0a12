//! Findings in words: rows as an answer has them.

use super::super::judge::{Judging, Number};
use super::super::kinds::Kinds;
use super::super::short::parts;
use super::super::tally::Tally;
use super::super::tell::{self, Row};
use super::super::{Plan, Table};
use super::found::{Finding, Whose};
use super::owned::Owned;
use super::{Monitor, unusable};
use crate::diagnostic::Diagnostic;
use crate::evaluate::{Case, Taken};
use std::collections::BTreeSet;

/// The channels and units of some findings, by their rows.
fn concerned(monitor: &Monitor, findings: &[Finding]) -> (Vec<usize>, Vec<usize>) {
    let (mut channels, mut units) = (BTreeSet::new(), BTreeSet::new());
    for finding in findings {
        match finding.whose {
            Whose::Channel(channel) => {
                channels.insert(channel.0 as usize);
                units.extend(monitor.unit_of(channel).map(|unit| unit.0 as usize));
            }
            Whose::Unit(unit) => {
                units.insert(unit.0 as usize);
            }
            Whose::Everything => {}
        }
    }
    if !monitor.who.owned.has_units() {
        // a unit is known by one of its channels
        let mut missing = units.clone();
        for (at, channel) in monitor.channels.iter().enumerate() {
            if missing.is_empty() {
                break;
            }
            if missing.remove(&(channel.unit as usize)) {
                channels.insert(at);
            }
        }
    }
    (channels.into_iter().collect(), units.into_iter().collect())
}

impl Monitor {
    /// Findings and notices as rows with their wordings, in the order given: the columns of [`crate::bulk::Answer::findings`].
    ///
    /// # Errors
    /// None that [`Plan::monitor`] did not tell.
    pub fn table(&self, findings: &[Finding]) -> Result<Table, Vec<Diagnostic>> {
        let (channels, units) = concerned(self, findings);
        let all = self.who.owned.tables();
        let some = Owned::some(&all, &units, &channels);
        let tables = some.tables();
        let plan: &Plan = &self.plan;
        let roster = plan.roster(&tables)?;
        let kinds = Kinds::of(plan, &self.short, &tables, &roster).ok_or_else(unusable)?;
        let case = Case::new(parts(
            &plan.settings,
            &plan.rules,
            &kinds.registry,
            &self.records,
        ));
        let tally = Tally::new(roster.len());
        let judging = Judging::new(&case, &self.short, &roster, &kinds, &tally);
        let channel_at = |channel: usize| channels.binary_search(&channel).ok();
        let unit_at = |unit: usize| {
            if self.who.owned.has_units() {
                return units.binary_search(&unit).ok();
            }
            let own = channels.iter().position(|at| {
                let channel = self.channels.get(*at);
                channel.is_some_and(|channel| channel.unit as usize == unit)
            });
            own.and_then(|at| roster.unit.get(at).map(|unit| *unit as usize))
        };
        let slices: Vec<Vec<(Taken, Number)>> = findings
            .iter()
            .map(|finding| {
                let slices = finding.slices.iter();
                slices.map(|slice| (slice.taken, slice.number)).collect()
            })
            .collect();
        let rows = findings
            .iter()
            .zip(&slices)
            .filter_map(|(finding, slices)| {
                let subject = match finding.whose {
                    Whose::Channel(channel) => channel_at(channel.0 as usize)?,
                    Whose::Unit(unit) => unit_at(unit.0 as usize)?,
                    Whose::Everything => 0,
                };
                let row = Row {
                    subject,
                    attached: finding.attached,
                    value: finding.number,
                    last: finding.last,
                    slices,
                };
                Some((finding.rule, row))
            });
        Ok(tell::rows(plan, &judging, rows))
    }
}
