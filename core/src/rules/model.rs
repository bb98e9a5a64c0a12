//! The model of a rule set, as the engine reads it.

use super::{Duration, Limit, Path, Selector, Template};
use crate::calendar::{Belong, Day, Offset};
use crate::diagnostic::{Diagnostic, Text};
use std::fmt;

/// A rule set (指标体系): read and checked, ready to judge by.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleSet {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: i64,
    /// Its title.
    pub title: Text,
    /// The first day on which it is in force.
    pub from: Day,
    /// The last day on which it is in force.
    pub to: Option<Day>,
    /// The offset in which days are counted, if the set states one.
    pub offset: Option<Offset>,
    /// How weeks are counted.
    pub weeks: Weeks,
    /// Items of a channel no further apart than so many seconds may be one push; 0 for the same second only.
    pub push_within: i64,
    /// Whether rejected rows widen numbers (the default) or are left out of account.
    pub ignore_rejected: bool,
    /// The figure of units that statistics count and rank by; without it every publication counts.
    pub unit_figure: Option<String>,
    /// Declared attributes.
    pub attributes: Vec<Attribute>,
    /// Figures, by id.
    pub figures: Vec<Figure>,
    /// Clocks, by id.
    pub clocks: Vec<Clock>,
    /// Rules, by id.
    pub rules: Vec<Rule>,
    /// Canonical JSON.
    pub canonical: String,
    /// SHA-256 of the canonical JSON, hexadecimal.
    pub hash: String,
    /// What is odd about it and is no error.
    pub warnings: Vec<Diagnostic>,
}

impl RuleSet {
    /// A clock by its id.
    pub fn clock(&self, id: &str) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.id == id)
    }

    /// A figure by its id.
    pub fn figure(&self, id: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.id == id)
    }

    /// A rule by its id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// A declared attribute of a kind of subject.
    pub fn attribute(&self, of: Of, name: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.of == of && attribute.name == name)
    }
}

/// How weeks are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weeks {
    /// The first day of the week, 0 for Monday.
    pub start: u32,
    /// To which period a week belongs.
    pub belong: Belong,
}

/// What a rule judges (检查对象).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Of {
    /// Everything together.
    All,
    /// Units.
    Unit,
    /// Websites.
    Site,
    /// Website columns.
    Column,
    /// New-media accounts.
    Account,
    /// Letters.
    Letter,
    /// Disclosure requests.
    Request,
    /// Published items: only of selectors, not yet of rules.
    Publication,
    /// Cases of the ledger: only of the clock of rectification.
    Case,
}

impl Of {
    /// The word of the rule language.
    pub fn as_str(self) -> &'static str {
        match self {
            Of::All => "all",
            Of::Unit => "unit",
            Of::Site => "site",
            Of::Column => "column",
            Of::Account => "account",
            Of::Letter => "letter",
            Of::Request => "request",
            Of::Publication => "publication",
            Of::Case => "case",
        }
    }

    /// Whether it is a channel.
    pub fn is_channel(self) -> bool {
        matches!(self, Of::Site | Of::Column | Of::Account)
    }
}

impl fmt::Display for Of {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A declared attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name, also the header of its column.
    pub name: String,
    /// Whose it is.
    pub of: Of,
    /// Its values, if they are enumerated.
    pub values: Vec<String>,
    /// Whether its cells are read as yes and no.
    pub boolean: bool,
    /// The value of a subject that has none.
    pub default: Option<String>,
}

/// Which subjects.
#[derive(Clone, Debug, PartialEq)]
pub struct Subjects {
    /// Their kind.
    pub of: Of,
    /// Others have no outcome.
    pub filter: Selector,
    /// These are `not applicable`, with the reason.
    pub except: Vec<Exception>,
    /// Breaching one of these rules makes this one `not applicable`.
    pub unless: Vec<String>,
    /// The states in which a channel is judged.
    pub life: Vec<String>,
}

/// An exemption.
#[derive(Clone, Debug, PartialEq)]
pub struct Exception {
    /// Who is exempt.
    pub selector: Selector,
    /// Why.
    pub reason: Text,
}

/// Over which time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// One window.
    Over(Over),
    /// One window after the other, an outcome for each.
    Each {
        /// Of what.
        slices: Slices,
        /// How many breached slices are tolerated.
        allow: i64,
    },
}

/// One window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// The period.
    Period,
    /// So long before the check point, that day included.
    Last(Duration),
    /// From 1 January of the check point's year to the check point.
    ThisYear,
    /// From the beginning to the check point.
    Always,
}

/// The slices of the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slices {
    /// Every day.
    Day,
    /// Every working day.
    WorkingDay,
    /// Every week, by the set's way of counting weeks.
    Week,
    /// Every calendar month that lies in the period.
    Month,
    /// Every calendar quarter that lies in the period.
    Quarter,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountSource {
    /// Items.
    Publications,
    /// Distinct seconds of a channel.
    Pushes,
    /// Days with an update.
    Days,
    /// Letters received.
    Letters,
    /// Requests received.
    Requests,
}

impl CountSource {
    /// The word of the rule language.
    pub fn as_str(self) -> &'static str {
        match self {
            CountSource::Publications => "publications",
            CountSource::Pushes => "pushes",
            CountSource::Days => "days",
            CountSource::Letters => "letters",
            CountSource::Requests => "requests",
        }
    }

    /// Whether it counts published items.
    pub fn is_of_publications(self) -> bool {
        matches!(
            self,
            CountSource::Publications | CountSource::Pushes | CountSource::Days
        )
    }
}

/// What a ratio is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RatioSource {
    /// Letters received in the window.
    Letters,
    /// Requests received in the window.
    Requests,
    /// Items of the window.
    Publications,
}

impl RatioSource {
    /// The word of the rule language.
    pub fn as_str(self) -> &'static str {
        match self {
            RatioSource::Letters => "letters",
            RatioSource::Requests => "requests",
            RatioSource::Publications => "publications",
        }
    }
}

/// What is told apart when breaches are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distinct {
    /// Subjects (the default).
    Subject,
    /// Findings: one subject under two rules counts twice.
    Finding,
    /// Breached slices.
    Slice,
    /// Units.
    Unit,
}

/// What is taken of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// The time past the due day.
    Late,
    /// The time from start to stop.
    Used,
    /// The time from stop to the due day, negative when late.
    Left,
}

impl Take {
    /// The word of the rule language.
    pub fn as_str(self) -> &'static str {
        match self {
            Take::Late => "late",
            Take::Used => "used",
            Take::Left => "left",
        }
    }
}

/// A measure.
#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// How many.
    Count {
        /// Of what.
        source: CountSource,
        /// Which of them.
        filter: Selector,
        /// Whether what lies beneath the subject counts with it.
        below: bool,
    },
    /// The time from the last update to the check point.
    Gap {
        /// Which updates.
        filter: Selector,
        /// Whether what lies beneath the subject counts with it.
        below: bool,
    },
    /// A share.
    Ratio {
        /// Of what.
        source: RatioSource,
        /// The base.
        base: Selector,
        /// The part; it lies inside the base.
        part: Selector,
    },
    /// A deadline.
    Clock {
        /// The clock's id.
        id: String,
        /// What is taken of it.
        take: Take,
    },
    /// How many breached outcomes of other rules, at or beneath the subject.
    Breaches {
        /// The rules.
        rules: Vec<String>,
        /// What is told apart.
        distinct: Distinct,
    },
}

impl Measure {
    /// The word of the rule language.
    pub fn as_str(&self) -> &'static str {
        match self {
            Measure::Count { .. } | Measure::Breaches { .. } => "count",
            Measure::Gap { .. } => "gap",
            Measure::Ratio { .. } => "ratio",
            Measure::Clock { .. } => "clock",
        }
    }
}

/// A number without judgement (统计项).
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its id.
    pub id: String,
    /// Of whom.
    pub subjects: Subjects,
    /// Over which time.
    pub window: Window,
    /// Of what.
    pub measure: Measure,
}

/// A rule (指标).
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Of whom.
    pub subjects: Subjects,
    /// Over which time.
    pub window: Window,
    /// The figure it takes its number from, if it names one.
    pub figure: Option<String>,
    /// Of what.
    pub measure: Measure,
    /// What is required of it.
    pub requirement: Requirement,
    /// What a breach is.
    pub effect: Effect,
    /// The printed wording.
    pub text: Template,
    /// Where it stands.
    pub basis: Basis,
    /// Tags.
    pub tags: Vec<String>,
}

/// What is required.
#[derive(Clone, Debug, PartialEq)]
pub enum Requirement {
    /// Met when this holds.
    Require(Limit),
    /// Breached when this holds.
    BreachWhen(Limit),
    /// The first that holds, in the order written.
    Steps(Vec<Step>),
}

/// A step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// When it is reached; the last one may do without.
    pub limit: Option<Limit>,
    /// What it is.
    pub effect: Effect,
    /// Its wording, if it has one of its own.
    pub text: Option<Template>,
}

/// What a breach is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// A condition: judged and explained, not reported.
    None,
    /// Praise: attached to a met outcome.
    Praise,
    /// A notice: attached to a met outcome.
    Notice,
    /// 问题.
    Problem,
    /// 单项否决.
    Veto,
}

impl Effect {
    /// The word of the rule language.
    pub fn as_str(self) -> &'static str {
        match self {
            Effect::None => "none",
            Effect::Praise => "praise",
            Effect::Notice => "notice",
            Effect::Problem => "problem",
            Effect::Veto => "veto",
        }
    }

    /// Whether reaching it leaves the outcome `met`.
    pub fn leaves_met(self) -> bool {
        matches!(self, Effect::Praise | Effect::Notice)
    }
}

/// The document and clause behind a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The document.
    pub document: String,
    /// The clause.
    pub clause: Option<String>,
    /// How far the text was verified: `full`, `applied`, `local`.
    pub verified: Option<String>,
}

/// A deadline (时限).
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    /// Its id.
    pub id: String,
    /// Of what.
    pub of: Of,
    /// Which of them.
    pub filter: Selector,
    /// The event that starts it.
    pub start: String,
    /// The event that stops it.
    pub stop: String,
    /// How long it runs.
    pub limit: super::LimitValue,
}

/// The paths of attributes that a selector names.
pub fn paths(selector: &Selector) -> Vec<&Path> {
    match selector {
        Selector::All(list) | Selector::Any(list) => list.iter().flat_map(paths).collect(),
        Selector::Not(inner) => paths(inner),
        Selector::Test { path, .. } => vec![path],
    }
}
