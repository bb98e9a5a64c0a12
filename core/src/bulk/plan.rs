//! A rule set made ready with the days of a run.

use super::events::Events;
use super::judge::{Judging, Ordered};
use super::kinds::Kinds;
use super::parallel::Tasks;
use super::roster::Roster;
use super::scan::{Adding, Dictionary, Slots};
use super::short::{Short, nothing_recorded, parts, short};
use super::tally::{Kept, Tally};
use super::times::Times;
use super::{Answer, Chunk, long, tell};
use crate::calendar::{Day, Offset, WorkingDays};
use crate::diagnostic::{Diagnostic, Language};
use crate::evaluate::Case;
use crate::records::settings::Settings;
use crate::rules::RuleSet;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// So many threads as are worth their cost for so many channels.
fn worth(threads: usize, channels: usize) -> usize {
    const ENOUGH: usize = 5_000;
    threads.clamp(1, (channels / ENOUGH).max(1))
}

/// What is made ready before judging, the longest work first.
enum Part {
    Events,
    Kinds,
    Order,
}

/// A piece of the work on items.
enum Step<'s, 'a> {
    /// Part of a dictionary is looked up.
    Look(&'s Dictionary<'a>, usize),
    /// Items are read, as long as there are any.
    Scan(&'s OnceLock<Result<Tally, (usize, Vec<Diagnostic>)>>),
}

/// So many rows are taken at once by one of several threads.
const PIECE: usize = 1 << 15;

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
    /// What is kept of the items, or why the long way is taken.
    short: Result<Short, String>,
}

impl Plan {
    /// Makes a plan.
    ///
    /// # Errors
    /// If the rule set is not in force on the period's last day.
    pub fn new(
        mut settings: Settings,
        rules: RuleSet,
        language: Language,
    ) -> Result<Plan, Vec<Diagnostic>> {
        crate::findings::in_force(&rules, settings.period.span)?;
        if rules.monday_to_friday {
            settings.calendar = WorkingDays::monday_to_friday();
        }
        let short = short(&settings, &rules);
        let offset = rules.offset.or(settings.offset).unwrap_or_default();
        Ok(Plan {
            settings,
            rules,
            language,
            offset,
            strict_times: false,
            short,
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

    /// The same plan for other days: what is known by then, and another check point if one is given.
    ///
    /// # Errors
    /// As [`Plan::new`].
    pub fn on(&self, as_of: Day, check_point: Option<Day>) -> Result<Plan, Vec<Diagnostic>> {
        let settings = Settings {
            as_of,
            check_point,
            ..self.settings.clone()
        };
        let plan = Plan::new(settings, self.rules.clone(), self.language)?;
        Ok(plan.with_strict_times(self.strict_times))
    }

    /// What is kept of the items, if that is enough.
    pub(super) fn short(&self) -> Option<&Short> {
        self.short.as_ref().ok()
    }

    /// Why items are not judged in one pass: a rule or figure by its id, or what the run asks for. Absent: they are.
    pub fn long_way(&self) -> Option<&str> {
        self.short.as_ref().err().map(String::as_str)
    }

    /// Reads the units and channels; the items of `tables` are not looked at.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn roster<'a>(&self, tables: &'a Tables<'a>) -> Result<Roster<'a>, Vec<Diagnostic>> {
        self.roster_by(tables, 1)
    }

    /// The same by so many threads.
    ///
    /// # Errors
    /// As [`Plan::roster`].
    pub fn roster_by<'a>(
        &self,
        tables: &'a Tables<'a>,
        threads: usize,
    ) -> Result<Roster<'a>, Vec<Diagnostic>> {
        let rows = tables.channels.iter().map(Chunk::rows).sum();
        Roster::read(tables, worth(threads, rows))
    }

    /// An empty tally, to which items are added in any order and in parts.
    pub fn tally(&self, roster: &Roster<'_>) -> Tally {
        Tally::new(roster.len())
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
        let own = std::mem::replace(tally, Tally::new(0));
        let mut adding = Adding::to(own, roster, (self.times(), &self.kept()));
        let added = adding.add(chunk);
        *tally = adding.end();
        added
    }

    /// Adds items to a tally of their own, chunk by chunk.
    pub fn adding<'a>(&'a self, roster: &'a Roster<'_>) -> Adding<'a> {
        Adding::new(roster, Slots::places(roster), (self.times(), &self.kept()))
    }

    /// Of what days items are kept.
    pub(super) fn kept(&self) -> Kept {
        if let Ok(short) = &self.short {
            return short.kept;
        }
        let period = self.settings.period.span;
        let ends = (
            Kept::seconds(period.from),
            Kept::seconds(period.to.plus_days(1)),
        );
        let end = Kept::seconds(self.last_day().plus_days(1));
        Kept {
            from: end,
            to: end,
            after: Kept::seconds(self.settings.as_of.plus_days(1)),
            period: ends,
            note_doubts: false,
        }
    }

    /// Judges what was tallied, given the tables of units and channels. `None`: the items have something that the tally
    /// does not keep, and [`Plan::inspect`] takes the long way with them.
    ///
    /// # Errors
    /// None today; what is wrong with the tables is told by [`Plan::roster`].
    pub fn judge(
        &self,
        tables: &Tables<'_>,
        roster: &Roster<'_>,
        tally: &Tally,
    ) -> Result<Option<Answer>, Vec<Diagnostic>> {
        self.judge_by(tables, roster, tally, 1)
    }

    /// The same by so many threads.
    ///
    /// # Errors
    /// As [`Plan::judge`].
    pub fn judge_by(
        &self,
        tables: &Tables<'_>,
        roster: &Roster<'_>,
        tally: &Tally,
        threads: usize,
    ) -> Result<Option<Answer>, Vec<Diagnostic>> {
        let threads = worth(threads, roster.len());
        let Ok(short) = &self.short else {
            return Ok(None);
        };
        if tally.needs_rows(short.counts_items) {
            return Ok(None);
        }
        let (events, order, kinds) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        let mut tasks = Tasks::default();
        for part in [Part::Events, Part::Kinds, Part::Order] {
            tasks.add(part, []);
        }
        tasks.run(threads, |part| match part {
            Part::Events => drop(events.set(Events::of(tally))),
            Part::Kinds => drop(kinds.set(Kinds::of(self, short, tables, roster))),
            Part::Order => drop(order.set(roster.order())),
        });
        let (Some(events), Some(order), Some(Some(kinds))) =
            (events.into_inner(), order.into_inner(), kinds.into_inner())
        else {
            return Ok(None);
        };
        let ordered = Ordered { events, order };
        let records = nothing_recorded();
        let case = Case::new(parts(
            &self.settings,
            &self.rules,
            &kinds.registry,
            &records,
        ));
        let judging = Judging::of(&case, short, (roster, &kinds, tally), ordered, threads);
        Ok(Some(tell::answer(self, &judging, tally.account)))
    }

    /// Judges tables. The answer is the same for any number of threads.
    ///
    /// # Errors
    /// What is wrong with the tables of units and channels: a column that is missing, an id that stands twice.
    pub fn inspect(&self, tables: &Tables<'_>, threads: usize) -> Result<Answer, Vec<Diagnostic>> {
        match self.inspect_in_one_pass(tables, threads)? {
            Some(answer) => Ok(answer),
            None => long::inspect(self, tables),
        }
    }

    /// Judges tables in one pass, without looking at the cells of items beside their channel and time. `None`: they need
    /// the long way.
    ///
    /// # Errors
    /// As [`Plan::inspect`].
    pub fn inspect_in_one_pass(
        &self,
        tables: &Tables<'_>,
        threads: usize,
    ) -> Result<Option<Answer>, Vec<Diagnostic>> {
        if self.short.is_err() {
            return Ok(None);
        }
        let roster = self.roster_by(tables, threads)?;
        let tally = self.scan(&roster, tables, threads)?;
        self.judge_by(tables, &roster, &tally, threads)
    }

    /// Judges tables the long way, whatever the plan: slow, and the same answer.
    ///
    /// # Errors
    /// As [`Plan::inspect`].
    pub fn inspect_row_by_row(&self, tables: &Tables<'_>) -> Result<Answer, Vec<Diagnostic>> {
        long::inspect(self, tables)
    }

    /// The tally of all items of the tables, by so many threads.
    ///
    /// # Errors
    /// As [`Plan::add`].
    pub fn scan(
        &self,
        roster: &Roster<'_>,
        tables: &Tables<'_>,
        threads: usize,
    ) -> Result<Tally, Vec<Diagnostic>> {
        self.scan_kept(roster, tables, threads, &self.kept())
    }

    /// The same, keeping the items of other days.
    pub(super) fn scan_kept(
        &self,
        roster: &Roster<'_>,
        tables: &Tables<'_>,
        threads: usize,
        kept: &Kept,
    ) -> Result<Tally, Vec<Diagnostic>> {
        let times = self.times();
        let chunks = &tables.publications;
        let rows: usize = chunks.iter().map(Chunk::rows).sum();
        // a thread for less than this costs more than it gives
        const ENOUGH: usize = 50_000;
        let parts = threads.clamp(1, (rows / ENOUGH).max(1));
        let slots = Slots::of(roster, chunks, rows / parts);
        // rows of a time lie together and cost alike: whoever has done with a piece takes the next one
        let piece = match parts {
            1 => usize::MAX,
            _ => PIECE,
        };
        let taken: Vec<AtomicUsize> = chunks.iter().map(|_| AtomicUsize::new(0)).collect();
        // a dictionary is looked up once for all threads, by all of them
        let known: Vec<Option<Dictionary<'_>>> = chunks
            .iter()
            .map(|chunk| Dictionary::of(chunk, slots, parts).filter(|_| parts > 1))
            .collect();
        let scanned = || -> Result<Tally, (usize, Vec<Diagnostic>)> {
            let mut adding = Adding::new(roster, slots, (times, kept));
            for (place, ((chunk, known), taken)) in
                chunks.iter().zip(&known).zip(&taken).enumerate()
            {
                let rows = chunk.rows();
                let next = || {
                    let first = taken.fetch_add(1, Ordering::Relaxed).saturating_mul(piece);
                    (first < rows).then(|| first..rows.min(first.saturating_add(piece)))
                };
                let mut pieces = std::iter::from_fn(next).peekable();
                if pieces.peek().is_some() {
                    let known = known.as_ref().map(Dictionary::slots);
                    let added = adding.add_rows(chunk, pieces, known);
                    added.map_err(|told| (place, told))?;
                }
            }
            Ok(adding.end())
        };
        let mut tasks = Tasks::default();
        let dictionaries = known.iter().flatten();
        let looks = dictionaries.flat_map(|own| (0..parts).map(move |part| Step::Look(own, part)));
        let looks: Vec<usize> = looks.map(|look| tasks.add(look, [])).collect();
        let done: Vec<OnceLock<_>> = (0..parts).map(|_| OnceLock::new()).collect();
        for own in &done {
            tasks.add(Step::Scan(own), looks.iter().copied());
        }
        tasks.run(parts, |step| match step {
            Step::Look(own, part) => own.look(*part),
            Step::Scan(own) => drop(own.set(scanned())),
        });
        let (mut whole, mut faults): (Option<Tally>, Option<(usize, _)>) = (None, None);
        for part in done.into_iter().filter_map(OnceLock::into_inner) {
            match (part, &mut whole) {
                (Ok(tally), Some(whole)) => whole.join(tally),
                (Ok(tally), whole) => *whole = Some(tally),
                (Err(told), _) => {
                    // the same chunk's, whichever thread came upon which
                    let first = faults.as_ref().is_none_or(|(place, _)| told.0 < *place);
                    faults = if first { Some(told) } else { faults };
                }
            }
        }
        match (faults, whole) {
            (Some((_, told)), _) => Err(told),
            (None, Some(whole)) => Ok(whole),
            (None, None) => Ok(self.tally(roster)),
        }
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
