//! Judging a completed world: one outcome for every rule and subject.

mod decide;
mod measure;

use crate::reference::days::{self, Day, Span};
use crate::reference::numbers::{Fraction, Number, holds};
use crate::reference::plain::{Asked, Ix, Plain, Thing};
use crate::reference::rules::{
    At, Body, Clock, Except, Figure, Limit, Measure, Of, Over, Requirement, Rule, Set, Source,
    Step, Subjects, Take, Value, Window,
};
use crate::reference::sheets::Scored;
use crate::reference::slips::Slip;
use crate::reference::world::World;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// An outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Outcome {
    Met,
    Breached,
    NotApplicable,
    CannotTell,
    /// The selector does not admit the subject.
    None,
    /// The reference has no opinion.
    Skip,
}

impl Outcome {
    /// The word of the report.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Met => "met",
            Outcome::Breached => "breached",
            Outcome::NotApplicable => "not_applicable",
            Outcome::CannotTell => "cannot_tell",
            Outcome::None => "none",
            Outcome::Skip => "skip",
        }
    }
}

/// Why there is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Stop {
    None,
    NotApplicable,
    CannotTell,
    Skip,
}

impl Stop {
    fn outcome(self) -> Outcome {
        match self {
            Stop::None => Outcome::None,
            Stop::NotApplicable => Outcome::NotApplicable,
            Stop::CannotTell => Outcome::CannotTell,
            Stop::Skip => Outcome::Skip,
        }
    }
}

/// A number and the records it counts.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The number.
    pub number: Number,
    /// The records.
    pub cited: Vec<Ix>,
}

/// The days of a window.
#[derive(Clone, Copy, Debug)]
pub struct Time {
    /// First and last day.
    pub span: Span,
    /// The check point.
    pub check: Day,
    /// When states are read.
    pub state: Day,
    /// Whether it reaches back for ever.
    pub always: bool,
}

/// One outcome.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Which.
    pub outcome: Outcome,
    /// The number it rests on.
    pub number: Option<Number>,
    /// The slices.
    pub slices: Vec<(Span, Outcome, Option<Number>)>,
    /// The ids of the records counted.
    pub cited: Vec<String>,
    /// The step reached.
    pub step: Option<usize>,
    /// The outcome before it stood back for another rule.
    pub own: Outcome,
}

impl Judged {
    fn only(outcome: Outcome) -> Judged {
        Judged {
            outcome,
            number: None,
            slices: Vec::new(),
            cited: Vec::new(),
            step: None,
            own: outcome,
        }
    }
}

/// Outcomes by subject.
pub type Outcomes = Rc<BTreeMap<Ix, Judged>>;

/// Outcomes and numbers of an earlier period, by the id of the subject.
type Anew = BTreeMap<String, (Outcome, Option<Number>)>;

/// A judge of a completed world.
pub struct Judge<'w> {
    /// The world.
    pub plain: Plain<'w>,
    rules: RefCell<BTreeMap<String, Outcomes>>,
    /// Earlier periods judged anew: so many back, of a rule or figure, by the id of the subject.
    anew: RefCell<BTreeMap<(usize, String), Anew>>,
    pub(super) scores: RefCell<BTreeMap<String, Rc<BTreeMap<Ix, Scored>>>>,
    groups: BTreeMap<String, Vec<Ix>>,
    /// Groups of which no member is judged.
    dead: BTreeSet<Ix>,
}

impl<'w> Judge<'w> {
    /// A judge of a world under a rule set.
    pub fn new(world: &'w World, set: &'w Set) -> Judge<'w> {
        let plain = Plain::new(world, set);
        let mut judge = Judge {
            plain,
            rules: RefCell::default(),
            anew: RefCell::default(),
            scores: RefCell::default(),
            groups: BTreeMap::new(),
            dead: BTreeSet::new(),
        };
        let bodies = set
            .figures
            .iter()
            .map(|figure| (&figure.id, &figure.body))
            .chain(set.rules.iter().map(|rule| (&rule.id, &rule.body)));
        for (id, body) in bodies.filter(|(_, body)| !body.subjects.by.is_empty()) {
            judge.group(id, &body.subjects);
        }
        judge
    }

    /// Forms the groups of equal values.
    fn group(&mut self, id: &str, subjects: &Subjects) {
        let asked = Asked {
            state: self.plain.world.check(),
        };
        let mut groups: BTreeMap<Vec<String>, Vec<Ix>> = BTreeMap::new();
        for ix in self.things_of(subjects.of) {
            if !self.plain.fits(subjects.filter.as_ref(), ix, asked) {
                continue;
            }
            let values: Option<Vec<Vec<String>>> = subjects
                .by
                .iter()
                .map(|path| self.plain.attribute(ix, path, asked))
                .collect();
            let mut several = vec![Vec::new()];
            for choices in values.unwrap_or_default() {
                several = several
                    .iter()
                    .flat_map(|before: &Vec<String>| {
                        choices.iter().map(move |choice| {
                            [before.as_slice(), std::slice::from_ref(choice)].concat()
                        })
                    })
                    .collect();
            }
            for values in several {
                groups.entry(values).or_default().push(ix);
            }
        }
        let mut own = Vec::new();
        for (values, all) in groups {
            let living: Vec<Ix> = all
                .iter()
                .copied()
                .filter(|ix| self.lives(subjects, *ix) && self.plain.sampled(*ix))
                .collect();
            if living.is_empty() {
                self.dead.insert(self.plain.things.len());
            }
            let members = if living.is_empty() { all } else { living };
            static NOTHING: crate::reference::world::Row = crate::reference::world::Row::new();
            let units: BTreeSet<Ix> = members
                .iter()
                .flat_map(|member| self.plain.things[*member].units.clone())
                .collect();
            let units = if units.len() == 1 {
                units.into_iter().collect()
            } else {
                Vec::new()
            };
            own.push(self.plain.things.len());
            self.plain.things.push(Thing {
                of: subjects.of,
                id: values.join(" / "),
                row: &NOTHING,
                units,
                channel: None,
                parent: None,
                about: None,
                members,
            });
        }
        self.groups.insert(id.to_owned(), own);
    }

    /// All single things of a kind.
    pub fn things_of(&self, of: Of) -> Vec<Ix> {
        self.plain
            .of(of)
            .filter(|ix| self.plain.things[*ix].members.is_empty())
            .collect()
    }

    /// The subjects that a rule, figure or sheet may judge.
    pub fn subjects(&self, id: &str, subjects: &Subjects) -> Vec<Ix> {
        self.groups
            .get(id)
            .cloned()
            .unwrap_or_else(|| self.things_of(subjects.of))
    }

    fn lives(&self, subjects: &Subjects, ix: Ix) -> bool {
        let thing = &self.plain.things[ix];
        if !thing.of.is_channel() || !thing.members.is_empty() {
            return true;
        }
        let state = self.plain.cell(ix, "state").unwrap_or("open");
        match &subjects.life {
            Some(life) => life.contains(&state),
            None => matches!(state, "open" | "closing") || Slip::FrozenIsJudged.is_made(),
        }
    }

    /// Selector, exceptions, life and sample, in this order. A filing is asked for a span.
    pub fn admitted(
        &self,
        subjects: &Subjects,
        ix: Ix,
        state: Day,
        span: Span,
    ) -> Result<(), Stop> {
        let asked = Asked { state };
        let is_group = !self.plain.things[ix].members.is_empty();
        if is_group {
            return if self.dead.contains(&ix) {
                Err(Stop::NotApplicable)
            } else {
                Ok(())
            };
        }
        if let Some(filter) = &subjects.filter {
            match self.plain.holds(filter, ix, asked) {
                Some(true) => {}
                Some(false) => return Err(Stop::None),
                None => return Err(Stop::CannotTell),
            }
        }
        let mut open = false;
        for except in &subjects.except {
            match except {
                Except::Fits(selector) => match self.plain.holds(selector, ix, asked) {
                    Some(true) => return Err(Stop::NotApplicable),
                    Some(false) => {}
                    None => open = true,
                },
                Except::Filing(kind) if self.plain.filed(kind, ix, span) => {
                    return Err(Stop::NotApplicable);
                }
                Except::Filing(_) => {}
            }
        }
        if !self.lives(subjects, ix) || !self.plain.sampled(ix) {
            return Err(Stop::NotApplicable);
        }
        if open { Err(Stop::CannotTell) } else { Ok(()) }
    }

    /// Whether states of a measure are read at the as-of date unless it says otherwise.
    fn at_as_of(body: &Body) -> bool {
        let cases = |of: Of| matches!(of, Of::Letter | Of::Request);
        match &body.measure {
            Measure::Clock { .. } | Measure::Mean { .. } => true,
            Measure::Count { source, .. } | Measure::Ratio { source, .. } => cases(source.of()),
            _ => cases(body.subjects.of),
        }
    }

    /// The days of a figure's one window.
    pub fn time(&self, body: &Body, over: Over) -> Time {
        let world = self.plain.world;
        let check = match body.at {
            None | Some(At::End) => world.check(),
            Some(At::AsOf) => world.as_of,
            Some(At::On(day)) => day,
        };
        let state = if body.at.is_none() && Judge::at_as_of(body) {
            world.as_of
        } else {
            check
        };
        Time {
            span: self.window(over, check),
            check,
            state,
            always: over == Over::Always,
        }
    }

    fn window(&self, over: Over, check: Day) -> Span {
        let world = self.plain.world;
        match over {
            Over::Period => world.span,
            Over::PreviousPeriod => world.before(1).1,
            Over::SamePeriodLastYear => (
                days::plus_months(world.span.0, -12),
                days::plus_months(world.span.1 + 1, -12) - 1,
            ),
            Over::LastPeriods(number) => (world.before(number as usize - 1).1.0, world.span.1),
            Over::ThisYear => (days::day(days::ymd(check).0, 1, 1), check),
            Over::Always => (Day::MIN, check),
            Over::Last(length) => {
                use crate::reference::rules::Unit;
                let before = match length.unit {
                    Unit::Days => check - length.number as Day,
                    Unit::Weeks => check - 7 * length.number as Day,
                    Unit::Months => days::plus_months(check, -length.number),
                    Unit::Years => days::plus_months(check, -12 * length.number),
                    Unit::WorkingDays => {
                        let (mut day, mut left) = (check + 1, length.number);
                        while left > 0 {
                            day -= 1;
                            if self.plain.working.is(day) {
                                left -= 1;
                            }
                        }
                        day - 1
                    }
                };
                (before + 1, check)
            }
        }
    }

    /// The days of one slice.
    fn slice_time(&self, body: &Body, span: Span) -> Time {
        let state = match body.at {
            Some(At::On(day)) => day,
            Some(At::AsOf) => self.plain.world.as_of,
            None if Judge::at_as_of(body) => self.plain.world.as_of,
            _ => span.1,
        };
        Time {
            span,
            check: span.1,
            state,
            always: false,
        }
    }

    /// A figure by its id.
    pub fn figure(&self, id: &str) -> Option<&'w Figure> {
        self.plain.set.figures.iter().find(|figure| figure.id == id)
    }

    fn clock_of(&self, id: &str) -> Option<&'w Clock> {
        self.plain.set.clocks.iter().find(|clock| clock.id == id)
    }

    /// The number of a figure for a subject.
    pub fn number(&self, id: &str, body: &Body, ix: Ix) -> Result<Reading, Stop> {
        let over = match &body.window {
            Window::Over(over) => *over,
            Window::Each(_) => return Err(Stop::Skip),
        };
        let time = self.time(body, over);
        let filed = if matches!(body.measure, Measure::Count { .. }) && !time.always {
            time.span
        } else {
            (time.check, time.check)
        };
        self.admitted(&body.subjects, ix, time.state, filed)?;
        self.in_time(body, ix, time)?;
        self.measure(id, body, ix, time)
    }

    /// A record is judged in the window in which it lies.
    fn in_time(&self, body: &Body, ix: Ix, time: Time) -> Result<(), Stop> {
        let of = self.plain.things[ix].of;
        if !of.is_record() || of == Of::Manuscript && !self.plain.things[ix].members.is_empty() {
            return Ok(());
        }
        if !self.plain.things[ix].members.is_empty() {
            return Ok(());
        }
        let event = body.dated.unwrap_or(crate::reference::plain::own_event(of));
        let inside = self
            .plain
            .events(ix, event)
            .iter()
            .any(|when| days::has(time.span, when.day));
        let counts = of != Of::Publication || self.plain.is_update(ix);
        if inside && counts {
            Ok(())
        } else {
            Err(Stop::None)
        }
    }
}
