//! A rule set as a generator builds it from parts, and as people read it: TOML.

mod toml;

use crate::reference::days::{self, Day};
use std::fmt::Write as _;
pub use toml::tenths;

/// A rule set.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    /// The first day of the week, 0 for Monday.
    pub week_start: u32,
    /// To which period a week belongs.
    pub belong: &'static str,
    /// Items so many seconds apart may be one push.
    pub push_within: i64,
    /// Whether every Monday to Friday is a working day.
    pub monday_to_friday: bool,
    /// Whether earlier periods of which nothing was published are judged anew.
    pub recomputed: bool,
    /// Whether rejected rows are left out of account.
    pub ignore_rejected: bool,
    /// Declared attributes.
    pub attributes: Vec<Declared>,
    /// Lists of subjects.
    pub lists: Vec<(String, Vec<String>)>,
    /// Numbers without judgement.
    pub figures: Vec<Figure>,
    /// Deadlines.
    pub clocks: Vec<Clock>,
    /// Rules.
    pub rules: Vec<Rule>,
    /// Points and grades.
    pub sheets: Vec<Sheet>,
}

/// A declared attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Declared {
    /// Whose it is.
    pub of: Of,
    /// Its name and header.
    pub name: &'static str,
    /// Its values.
    pub values: Vec<&'static str>,
    /// `boolean`, `number` and so on.
    pub kind: Option<&'static str>,
    /// The value of who has none.
    pub default: Option<&'static str>,
}

/// Kinds of subjects and records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Of {
    All,
    Unit,
    Site,
    Column,
    Account,
    Publication,
    Letter,
    Request,
    Task,
    Manuscript,
    Observation,
    Case,
    Sighting,
    Probe,
    Notice,
    Verdict,
    Filing,
}

impl Of {
    /// Every kind.
    pub const EVERY: [Of; 17] = [
        Of::All,
        Of::Unit,
        Of::Site,
        Of::Column,
        Of::Account,
        Of::Publication,
        Of::Letter,
        Of::Request,
        Of::Task,
        Of::Manuscript,
        Of::Observation,
        Of::Case,
        Of::Sighting,
        Of::Probe,
        Of::Notice,
        Of::Verdict,
        Of::Filing,
    ];

    /// The word of a rule, and the table.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Of::All => ("all", "all"),
            Of::Unit => ("unit", "units"),
            Of::Site => ("site", "sites"),
            Of::Column => ("column", "columns"),
            Of::Account => ("account", "accounts"),
            Of::Publication => ("publication", "publications"),
            Of::Letter => ("letter", "letters"),
            Of::Request => ("request", "requests"),
            Of::Task => ("task", "tasks"),
            Of::Manuscript => ("manuscript", "manuscripts"),
            Of::Observation => ("observation", "observations"),
            Of::Case => ("case", "cases"),
            Of::Sighting => ("sighting", "sightings"),
            Of::Probe => ("probe", "probes"),
            Of::Notice => ("notice", "notices"),
            Of::Verdict => ("verdict", "verdicts"),
            Of::Filing => ("filing", "filings"),
        }
    }

    /// Whether it publishes.
    pub fn is_channel(self) -> bool {
        matches!(self, Of::Site | Of::Column | Of::Account)
    }

    /// Whether it is a record of something that happened.
    pub fn is_record(self) -> bool {
        self > Of::Account
    }
}

/// A selector: all of its terms hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selector(pub Vec<Term>);

/// A part of a selector.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// The attribute has one of these values.
    Is(Path, Vec<String>),
    /// The attribute is such a number.
    Number(Path, Vec<(Compare, i64)>),
    /// One of the selectors holds.
    Any(Vec<Selector>),
    /// The selector does not hold.
    Not(Selector),
    /// It stands in a list of the set.
    InList(String),
}

/// An attribute, perhaps of what the subject belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(pub Option<&'static str>, pub String);

/// Comparators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Compare {
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
    Equals,
}

impl Compare {
    /// The word of a rule.
    pub fn word(self) -> &'static str {
        match self {
            Compare::AtLeast => "at_least",
            Compare::MoreThan => "more_than",
            Compare::AtMost => "at_most",
            Compare::LessThan => "less_than",
            Compare::Equals => "equals",
        }
    }

    /// Whether what orders so against the limit satisfies it.
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        use std::cmp::Ordering::{Equal, Greater, Less};
        match self {
            Compare::AtLeast if crate::reference::slips::Slip::AtLeastIsMoreThan.is_made() => {
                order == Greater
            }
            Compare::AtLeast => order == Greater || order == Equal,
            Compare::MoreThan => order == Greater,
            Compare::AtMost => order == Less || order == Equal,
            Compare::LessThan => order == Less,
            Compare::Equals => order == Equal,
        }
    }
}

/// Units of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Unit {
    Days,
    Weeks,
    WorkingDays,
    Months,
    Years,
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// How many.
    pub number: i64,
    /// Of what.
    pub unit: Unit,
}

impl Length {
    /// As a rule writes it.
    pub fn text(self) -> String {
        let unit = match self.unit {
            Unit::Days => "days",
            Unit::Weeks => "weeks",
            Unit::WorkingDays => "working days",
            Unit::Months => "months",
            Unit::Years => "years",
        };
        format!("{} {unit}", self.number)
    }
}

/// A value to compare with.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A whole number.
    Number(i64),
    /// Percent.
    Percent(i64),
    /// Tenths.
    Tenths(i64),
    /// A length of time.
    Length(Length),
    /// By an attribute: values, then what else; `None` is exempt.
    By(
        Path,
        Vec<(String, Option<Box<Value>>)>,
        Option<Option<Box<Value>>>,
    ),
}

/// What a number or a word is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Limit {
    /// All of these hold.
    Compare(Vec<(Compare, Value)>),
    /// It is (or is not) one of these words.
    Words(bool, Vec<String>),
}

/// What is required.
#[derive(Clone, Debug, PartialEq)]
pub enum Requirement {
    /// Met when.
    Require(Limit),
    /// Breached when.
    BreachWhen(Limit),
    /// The first that holds.
    Steps(Vec<Step>),
}

/// A step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// When; the last may do without.
    pub limit: Option<Limit>,
    /// `problem`, `veto`, `none`, `notice`, `praise`.
    pub effect: &'static str,
    /// 等次.
    pub grade: Option<&'static str>,
    /// Percent of a worth that are lost.
    pub lose: Option<i64>,
}

/// Which subjects.
#[derive(Clone, Debug, PartialEq)]
pub struct Subjects {
    /// Of which kind.
    pub of: Of,
    /// Groups of equal values.
    pub by: Vec<Path>,
    /// Others have no outcome.
    pub filter: Option<Selector>,
    /// Exempt.
    pub except: Vec<Except>,
    /// Counted under these.
    pub unless: Vec<String>,
    /// The states that are judged.
    pub life: Option<Vec<&'static str>>,
}

/// An exemption.
#[derive(Clone, Debug, PartialEq)]
pub enum Except {
    /// Who fits.
    Fits(Selector),
    /// On the days of a filing of this kind.
    Filing(String),
}

/// Over which time.
#[derive(Clone, Debug, PartialEq)]
pub enum Window {
    /// One window.
    Over(Over),
    /// One after the other.
    Each(Each),
}

/// One window.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Over {
    Period,
    PreviousPeriod,
    SamePeriodLastYear,
    Last(Length),
    LastPeriods(i64),
    ThisYear,
    Always,
}

/// Slices.
#[derive(Clone, Debug, PartialEq)]
pub struct Each {
    /// What they are.
    pub every: Every,
    /// Where each is cut short.
    pub until: Option<Until>,
    /// How many breached ones are tolerated.
    pub allow: i64,
}

/// What a slice is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Every {
    Day,
    WorkingDay,
    Eve,
    Week,
    Month,
    Quarter,
    Look,
    Days { days: i32, from: Day },
}

/// Where a slice is cut short.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Until {
    Weekday(u32),
    DayOfMonth(u32),
}

/// The day at which states are read.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum At {
    End,
    AsOf,
    On(Day),
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Source {
    Pushes,
    Days,
    Gaps(Length),
    References,
    Of(Of),
}

impl Source {
    /// The word of a rule.
    pub fn word(self) -> &'static str {
        match self {
            Source::Pushes => "pushes",
            Source::Days => "days",
            Source::Gaps(_) => "gaps",
            Source::References => "references",
            Source::Of(of) => of.words().1,
        }
    }

    /// The kind of the records.
    pub fn of(self) -> Of {
        match self {
            Source::Of(of) => of,
            _ => Of::Publication,
        }
    }
}

/// A measure.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Measure {
    Named(String),
    Count {
        source: Source,
        filter: Option<Selector>,
        reach: Option<bool>,
        publisher: bool,
        distinct: Option<&'static str>,
    },
    Breaches {
        rules: Vec<String>,
        distinct: Option<&'static str>,
        after: bool,
    },
    Outcomes {
        rules: Vec<String>,
        words: Vec<&'static str>,
    },
    Ratio {
        source: Source,
        base: Option<Selector>,
        part: Selector,
        inside: bool,
        reach: Option<bool>,
    },
    OutcomeRatio {
        rules: Vec<String>,
        part: &'static str,
    },
    Gap {
        source: Source,
        filter: Option<Selector>,
        reach: Option<bool>,
        longest: bool,
    },
    Clock {
        id: String,
        take: Take,
    },
    Value(Path),
    Mean {
        id: String,
        take: Option<Take>,
        sum: bool,
    },
    Rank {
        figures: Vec<String>,
        bottom: bool,
        within: Option<Path>,
        ties: &'static str,
        share: bool,
    },
    InARow(String),
    Change {
        figure: String,
        last_year: bool,
    },
}

/// What is taken of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Take {
    Late,
    Used,
    Left,
}

/// A number of a subject over a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Of whom.
    pub subjects: Subjects,
    /// Over which time.
    pub window: Window,
    /// When states are read.
    pub at: Option<At>,
    /// The event by which records belong to the window.
    pub dated: Option<&'static str>,
    /// Of what.
    pub measure: Measure,
    /// A floor of evidence: of what, which, in every such slice, how many.
    pub enough: Option<(Source, Option<Selector>, Option<Every>, i64)>,
}

/// A number without judgement.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its id.
    pub id: String,
    /// The number.
    pub body: Body,
}

/// A rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// The number.
    pub body: Body,
    /// What is required of it.
    pub requirement: Requirement,
    /// What a breach is.
    pub effect: Option<&'static str>,
}

/// A deadline.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    /// Its id.
    pub id: String,
    /// Of which records.
    pub of: Of,
    /// Which of them.
    pub filter: Option<Selector>,
    /// What starts it.
    pub start: &'static str,
    /// What stops it.
    pub stop: &'static str,
    /// How long it runs; without it, until the record's own due day.
    pub limit: Option<Value>,
    /// What starts it anew.
    pub restart: Option<&'static str>,
    /// From, to, and at most so long: does not count.
    pub pauses: Vec<(&'static str, &'static str, Option<Length>)>,
    /// How it may be extended.
    pub extend: Option<Extend>,
    /// The hour of the last day after which it is too late.
    pub ends_at: Option<i64>,
}

/// An extension.
#[derive(Clone, Debug, PartialEq)]
pub struct Extend {
    /// The whole time with it.
    pub to: Option<Length>,
    /// The most it adds.
    pub at_most: Option<Length>,
    /// Whether it must be told by the due day.
    pub asked_before: bool,
    /// The hour of the last day, where it was extended.
    pub ends_at: Option<i64>,
}

/// A sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Its id.
    pub id: String,
    /// Of whom.
    pub subjects: Subjects,
    /// To begin with, in tenths.
    pub base: i64,
    /// Its rows.
    pub lines: Vec<Line>,
    /// Its parts: name, worth in tenths, whom it does not apply to.
    pub parts: Vec<(&'static str, i64, Option<Selector>)>,
    /// Whether what does not apply is spread over the rest.
    pub spread: bool,
    /// The total it is scaled to.
    pub scale: Option<i64>,
    /// Opens when, limit, lines.
    pub bonus: Option<(Option<Limit>, Option<i64>, Vec<Line>)>,
    /// The rules whose breach is a veto.
    pub veto: Option<Vec<String>>,
    /// The score on a veto, in tenths.
    pub on_veto: Option<i64>,
    /// The grades.
    pub steps: Vec<Step>,
}

/// A row of a sheet; points in tenths.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its part.
    pub part: Option<&'static str>,
    /// Its points.
    pub points: Points,
}

/// The points of a row, in tenths.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Points {
    Once {
        rule: String,
        points: i64,
    },
    Each {
        rule: String,
        points: i64,
        limit: Option<i64>,
        distinct: Option<&'static str>,
    },
    Worth {
        rule: String,
        points: i64,
    },
    Figure {
        figure: String,
        points: i64,
        limit: Option<i64>,
    },
    Sheet {
        sheet: String,
        percent: i64,
    },
}
