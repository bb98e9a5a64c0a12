//! A rule set made ready with the days of a run.

use super::roster::Roster;
use super::scan::{Kept, Tally};
use super::times::Times;
use super::{Answer, Chunk, long};
use crate::calendar::{Day, Offset};
use crate::diagnostic::{Diagnostic, Language};
use crate::records::settings::Settings;
use crate::rules::RuleSet;

/// The tables of a run, each in chunks of the same columns.
#[derive(Clone, Debug, Default)]
pub struct Tables<'a> {
    /// The units: `id`, and `name`, `order`, `kind`, `group`, `tags` or further columns. Absent: the units are those that
    /// the channels name.
    pub units: Option<Vec<Chunk<'a>>>,
    /// The channels: `id`, `unit` (a unit's id), `kind` (`site`, `column`, or the platform of an account), and `name`,
    /// `class`, `level`, `opened_on`, `closed_on`, `state`, `tags` or further columns.
    pub channels: Vec<Chunk<'a>>,
    /// The items: `channel` (a channel's id) and `published_at`.
    pub publications: Vec<Chunk<'a>>,
}

/// A rule set made ready with the days of a run: compiled once, then used for any number of tables.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(super) settings: Settings,
    pub(super) rules: RuleSet,
    pub(super) language: Language,
    /// The offset in which days are counted.
    pub(super) offset: Offset,
    /// Whether nothing but `YYYY-MM-DDTHH:MM:SS` with an offset is read as the time of an item.
    pub(super) strict_times: bool,
}

impl Plan {
    /// Makes a plan.
    ///
    /// # Errors
    /// If the rule set is not in force on the period's last day.
    pub fn new(
        settings: Settings,
        rules: RuleSet,
        language: Language,
    ) -> Result<Plan, Vec<Diagnostic>> {
        crate::findings::in_force(&rules, settings.period.span)?;
        let offset = rules.offset.or(settings.offset).unwrap_or_default();
        Ok(Plan {
            settings,
            rules,
            language,
            offset,
            strict_times: false,
        })
    }

    /// The same plan, for data whose texts of times are all `YYYY-MM-DDTHH:MM:SS` with an offset: any other is rejected.
    #[must_use]
    pub fn with_strict_times(self, strict_times: bool) -> Plan {
        Plan {
            strict_times,
            ..self
        }
    }

    /// How the times of items are read.
    pub(super) fn times(&self) -> Times<'_> {
        Times {
            offset: self.offset,
            naive: self.settings.offset.unwrap_or(self.offset),
            formats: &self.settings.date_formats,
            strict: self.strict_times,
        }
    }

    /// The last day of which items count at all.
    pub(super) fn last_day(&self) -> Day {
        let settings = &self.settings;
        settings.as_of.min(settings.check_point.unwrap_or(Day::MAX))
    }

    /// Whether items are judged in one pass; else the whole tables are needed at once, and [`Plan::inspect`] takes the long
    /// way.
    pub fn in_one_pass(&self) -> bool {
        false
    }

    /// Reads the units and channels; the items of `tables` are not looked at.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn roster<'a>(&self, tables: &'a Tables<'a>) -> Result<Roster<'a>, Vec<Diagnostic>> {
        Roster::read(tables)
    }

    /// An empty tally, to which items are added in any order and in parts.
    pub fn tally(&self, roster: &Roster<'_>) -> Tally {
        Tally::new(roster.len(), &self.kept())
    }

    /// Adds the items of a chunk to a tally.
    ///
    /// # Errors
    /// If the chunk lacks a column, or has one of another type.
    pub fn add(
        &self,
        tally: &mut Tally,
        roster: &Roster<'_>,
        chunk: &Chunk<'_>,
    ) -> Result<(), Vec<Diagnostic>> {
        let (rows, times) = (0..chunk.rows(), self.times());
        tally
            .scan(chunk, rows, &roster.channels, &times, &self.kept())
            .map_err(|fault| vec![fault])
    }

    /// Of what days items are kept.
    pub(super) fn kept(&self) -> Kept {
        let period = self.settings.period.span;
        let ends = (
            Kept::seconds(period.from),
            Kept::seconds(period.to.plus_days(1)),
        );
        Kept {
            from: ends.0,
            to: Kept::seconds(self.last_day().plus_days(1)),
            period: ends,
            count_before: false,
            note_doubts: false,
        }
    }

    /// Judges what was tallied; only for a plan that is [`Plan::in_one_pass`].
    ///
    /// # Errors
    /// If the plan is none.
    pub fn judge(&self, roster: &Roster<'_>, tally: Tally) -> Result<Answer, Vec<Diagnostic>> {
        let _ = (roster, tally);
        Err(Vec::new())
    }

    /// Judges tables. The answer is the same for any number of threads.
    ///
    /// # Errors
    /// What is wrong with the tables of units and channels: a column that is missing, an id that stands twice.
    pub fn inspect(&self, tables: &Tables<'_>, threads: usize) -> Result<Answer, Vec<Diagnostic>> {
        let _ = threads;
        long::inspect(self, tables)
    }

    /// The rule set.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The language of wordings.
    pub fn language(&self) -> Language {
        self.language
    }
}
