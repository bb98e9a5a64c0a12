//! The model of a rule set, as the engine reads it.

use super::{Duration, Limit, Path, Selector, Template};
use crate::calendar::{Belong, Day, Offset};
use crate::diagnostic::{Diagnostic, Text};
use crate::rational::Rational;
use crate::records::RecordKind;
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
    /// Sheets, by id.
    pub sheets: Vec<Sheet>,
    /// Lists of subjects by name: ids, names, or `name@platform`.
    pub lists: Vec<(String, Vec<String>)>,
    /// Whether closed periods may be computed anew instead of read from verdicts.
    pub history_recomputed: bool,
    /// Whether every day from Monday to Friday is a working day, whatever the calendar says.
    pub monday_to_friday: bool,
    /// The rule sets this one extends, the nearest first: id and version.
    pub extends: Vec<(String, i64)>,
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

    /// A sheet by its id.
    pub fn sheet(&self, id: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.id == id)
    }

    /// What a rule, figure or sheet of this id, or of an id that a rule had before, is called in this set.
    pub fn current_id(&self, id: &str) -> Option<&str> {
        let ids = self
            .rules
            .iter()
            .map(|rule| &rule.id)
            .chain(self.sheets.iter().map(|sheet| &sheet.id))
            .chain(self.figures.iter().map(|figure| &figure.id));
        let own = ids.into_iter().find(|own| *own == id);
        let before = || {
            let renamed = |rule: &&Rule| rule.was.iter().any(|was| was == id);
            self.rules.iter().find(renamed).map(|rule| &rule.id)
        };
        own.or_else(before).map(String::as_str)
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

/// What a rule judges (检查对象), and the kinds of records that have attributes besides.
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
    /// Published items.
    Publication,
    /// Letters.
    Letter,
    /// Disclosure requests.
    Request,
    /// Tasks.
    Task,
    /// Manuscripts.
    Manuscript,
    /// What a person or a superior body found.
    Observation,
    /// Cases of the ledger.
    Case,
    /// Accounts and websites seen in the open.
    Sighting,
    /// Availability checks: records only.
    Probe,
    /// Reminders really sent: records only.
    Notice,
    /// Outcomes of earlier periods, as published: records only.
    Verdict,
    /// Exemptions and special cases: records only.
    Filing,
}

impl Of {
    /// Every kind.
    pub const ALL: [Of; 17] = [
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

    /// The word of the rule language.
    pub fn as_str(self) -> &'static str {
        match self {
            Of::All => "all",
            Of::Unit => "unit",
            Of::Site => "site",
            Of::Column => "column",
            Of::Account => "account",
            Of::Publication => "publication",
            Of::Letter => "letter",
            Of::Request => "request",
            Of::Task => "task",
            Of::Manuscript => "manuscript",
            Of::Observation => "observation",
            Of::Case => "case",
            Of::Sighting => "sighting",
            Of::Probe => "probe",
            Of::Notice => "notice",
            Of::Verdict => "verdict",
            Of::Filing => "filing",
        }
    }

    /// The table that holds these; `None` for everything together.
    pub fn records(self) -> Option<RecordKind> {
        Some(match self {
            Of::All => return None,
            Of::Unit => RecordKind::Units,
            Of::Site => RecordKind::Sites,
            Of::Column => RecordKind::Columns,
            Of::Account => RecordKind::Accounts,
            Of::Publication => RecordKind::Publications,
            Of::Letter => RecordKind::Letters,
            Of::Request => RecordKind::Requests,
            Of::Task => RecordKind::Tasks,
            Of::Manuscript => RecordKind::Manuscripts,
            Of::Observation => RecordKind::Observations,
            Of::Case => RecordKind::Cases,
            Of::Sighting => RecordKind::Sightings,
            Of::Probe => RecordKind::Probes,
            Of::Notice => RecordKind::Notices,
            Of::Verdict => RecordKind::Verdicts,
            Of::Filing => RecordKind::Filings,
        })
    }

    /// Whether it is a channel.
    pub fn is_channel(self) -> bool {
        matches!(self, Of::Site | Of::Column | Of::Account)
    }

    /// Whether a rule may judge it.
    pub fn is_subject(self) -> bool {
        !matches!(self, Of::Probe | Of::Notice | Of::Verdict | Of::Filing)
    }

    /// Whether it belongs to a window by an event of its own: a letter, a publication, a task.
    pub fn is_record(self) -> bool {
        !matches!(self, Of::All | Of::Unit) && !self.is_channel()
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
    /// How its cells are read.
    pub reads: Reads,
    /// The value of a subject that has none.
    pub default: Option<String>,
}

/// How the cells of a declared attribute are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reads {
    /// As they stand.
    #[default]
    Text,
    /// As yes and no.
    Boolean,
    /// As numbers, with decimals if need be.
    Number,
    /// As days or times: also an event.
    Date,
    /// As lengths of time.
    Duration,
}

/// Which subjects.
#[derive(Clone, Debug, PartialEq)]
pub struct Subjects {
    /// Their kind.
    pub of: Of,
    /// If there are any: the subject is each group of equal values among the selected.
    pub by: Vec<Path>,
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
    /// A kind of filing that exempts for the days it covers.
    pub filing: Option<String>,
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
        /// Where each slice is cut short.
        until: Option<Until>,
        /// How many breached slices are tolerated.
        allow: i64,
        /// How many in a row make a breach, if single ones do not.
        in_a_row: Option<i64>,
    },
}

/// One window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// The period.
    Period,
    /// The period before.
    PreviousPeriod,
    /// The same period of the year before.
    SamePeriodLastYear,
    /// So long before the check point, that day included.
    Last(Duration),
    /// So many periods, this one the last of them.
    LastPeriods(i64),
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
    /// The last working day before each run of days off that holds a statutory holiday.
    EveOfHoliday,
    /// Every week, by the set's way of counting weeks.
    Week,
    /// Some days of every week.
    Weekdays(Weekdays),
    /// Every ten-day period of the months (旬) that lies in the period.
    TenDays,
    /// Every half of a month that lies in the period: to the 15th, and from the 16th.
    HalfMonth,
    /// Every calendar month that lies in the period.
    Month,
    /// Every calendar quarter that lies in the period.
    Quarter,
    /// The check days of the run.
    Look,
    /// So many days each, counted from a day.
    Every {
        /// How many days.
        days: i64,
        /// The first day of one of them.
        from: Day,
    },
}

/// Some days of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weekdays([bool; 7]);

impl Weekdays {
    /// The same and another one, 0 for Monday.
    pub fn and(mut self, weekday: u32) -> Weekdays {
        if let Some(day) = self.0.get_mut(weekday as usize) {
            *day = true;
        }
        self
    }

    /// Whether a day of the week is one of them, 0 for Monday.
    pub fn has(self, weekday: u32) -> bool {
        self.0.get(weekday as usize).copied().unwrap_or_default()
    }

    /// All of them, Monday first.
    pub fn all(self) -> impl Iterator<Item = u32> {
        (0..7).filter(move |weekday| self.has(*weekday))
    }
}

/// Where a slice is cut short: the last day that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// A day of the week, 0 for Monday.
    Weekday(u32),
    /// A day of the month.
    DayOfMonth(u32),
}

/// The day at which states are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// The check point, or the last day of a slice.
    End,
    /// The as-of date.
    AsOf,
    /// A day.
    On(Day),
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// Items.
    Publications,
    /// Distinct seconds of a channel.
    Pushes,
    /// Days with an update.
    Days,
    /// Times without an update that pass a length.
    Gaps,
    /// Items that refer to the subject.
    References,
    /// Records, or what the registry holds, of a kind.
    Of(Of),
}

impl Source {
    /// The word of the rule language.
    pub fn as_str(self) -> &'static str {
        match self {
            Source::Publications => "publications",
            Source::Pushes => "pushes",
            Source::Days => "days",
            Source::Gaps => "gaps",
            Source::References => "references",
            Source::Of(of) => of.records().map_or("all", RecordKind::key),
        }
    }

    /// Reads what [`Source::as_str`] gives.
    pub fn parse(word: &str) -> Option<Source> {
        let own = [
            Source::Publications,
            Source::Pushes,
            Source::Days,
            Source::Gaps,
            Source::References,
        ];
        let of = Of::ALL
            .into_iter()
            .filter(|of| !matches!(of, Of::All | Of::Publication))
            .map(Source::Of);
        own.into_iter()
            .chain(of)
            .find(|source| source.as_str() == word)
    }

    /// The kind whose attributes its selectors name.
    pub fn of(self) -> Of {
        match self {
            Source::Of(of) => of,
            _ => Of::Publication,
        }
    }

    /// Whether it counts published items of channels.
    pub fn is_of_publications(self) -> bool {
        matches!(
            self,
            Source::Publications | Source::Pushes | Source::Days | Source::Gaps
        )
    }
}

/// What is told apart when breaches are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Distinct {
    /// Subjects (the default).
    Subject,
    /// Findings: one subject under two rules counts twice.
    Finding,
    /// Breached slices.
    Slice,
    /// Units.
    Unit,
    /// The values of an attribute of the subjects.
    Attribute(Path),
}

/// Which breaches count when their cases are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// All that were found.
    #[default]
    Found,
    /// Those whose case was not closed by the check point.
    After,
}

/// To whom an item is credited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credit {
    /// The unit that answers for the channel.
    #[default]
    Responsible,
    /// The unit that the record names.
    Publisher,
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

/// From which end a rank counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// The greatest number has place 1.
    #[default]
    Top,
    /// The smallest number has place 1.
    Bottom,
}

/// The places of equal numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ties {
    /// 3, 3, 4: the next place follows.
    #[default]
    Dense,
    /// 9, 9, 11: the next places are skipped.
    Skip,
    /// 1, 2, 3: equal numbers in roster order.
    Roster,
}

/// With what a change is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// The period before (环比).
    PreviousPeriod,
    /// The same period of the year before (同比).
    SamePeriodLastYear,
}

/// A measure.
#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// How many.
    Count {
        /// Of what.
        source: Source,
        /// Which of them.
        filter: Selector,
        /// Whether what lies beneath the subject counts with it.
        below: bool,
        /// To whom items are credited.
        credit: Credit,
        /// The attribute whose different values are counted, instead of the records.
        distinct: Option<String>,
        /// For gaps: those longer than this.
        longer_than: Option<Duration>,
    },
    /// How many breached outcomes of other rules, at or beneath the subject.
    Breaches {
        /// The rules and sheets.
        rules: Vec<String>,
        /// Whose.
        filter: Selector,
        /// What is told apart.
        distinct: Distinct,
        /// Which breaches.
        stage: Stage,
    },
    /// How many outcomes of other rules that are one of these words, at or beneath the subject.
    Outcomes {
        /// The rules and sheets.
        rules: Vec<String>,
        /// Whose.
        filter: Selector,
        /// `met`, `breached`, `not_applicable`, `cannot_tell`.
        words: Vec<String>,
    },
    /// A share.
    Ratio {
        /// Of what.
        source: Source,
        /// The base.
        base: Selector,
        /// The part.
        part: Selector,
        /// Whether the part lies inside the base.
        inside: bool,
        /// Whether what lies beneath the subject counts with it.
        below: bool,
    },
    /// A share of outcomes of other rules, at or beneath the subject.
    OutcomeRatio {
        /// The rules and sheets.
        rules: Vec<String>,
        /// Whose.
        filter: Selector,
        /// The outcomes in the base; none for all but not applicable.
        base: Vec<String>,
        /// The outcomes in the part.
        part: Vec<String>,
        /// Which breaches.
        stage: Stage,
    },
    /// The time from the last record to the check point.
    Gap {
        /// Of what.
        source: Source,
        /// Which of them.
        filter: Selector,
        /// Whether what lies beneath the subject counts with it.
        below: bool,
    },
    /// The longest time between two records that touches the window.
    LongestGap {
        /// Of what.
        source: Source,
        /// Which of them.
        filter: Selector,
        /// Whether what lies beneath the subject counts with it.
        below: bool,
    },
    /// A deadline.
    Clock {
        /// The clock's id.
        id: String,
        /// What is taken of it.
        take: Take,
    },
    /// An attribute of the subject.
    Value {
        /// Which one.
        path: Path,
    },
    /// Whether the subject fits a selector: yes or no.
    Fits {
        /// The selector.
        selector: Selector,
    },
    /// The mean, or the sum, of a figure or clock over what lies beneath the subject.
    Mean {
        /// The id of a figure, a sheet or a clock.
        id: String,
        /// What is taken of a clock.
        take: Take,
        /// Whether it is the sum.
        sum: bool,
    },
    /// The place among others.
    Rank {
        /// The figures or sheets that order, the first before the second.
        figures: Vec<String>,
        /// From which end.
        from: End,
        /// Only among those of the same value.
        within: Option<Path>,
        /// The places of equal numbers.
        ties: Ties,
        /// Whether the place is told as a share of how many are compared.
        share: bool,
    },
    /// How many periods in a row a rule was breached, this one included.
    InARow {
        /// The rule or sheet.
        rule: String,
    },
    /// The difference of a figure to an earlier period.
    Change {
        /// The figure or sheet.
        figure: String,
        /// Which period.
        against: Against,
        /// Whether it is told as a share of the earlier number.
        share: bool,
    },
    /// The score of a sheet.
    Score {
        /// The sheet's id.
        sheet: String,
    },
}

impl Measure {
    /// The word of the rule language.
    pub fn as_str(&self) -> &'static str {
        match self {
            Measure::Count { .. } | Measure::Breaches { .. } | Measure::Outcomes { .. } => "count",
            Measure::Gap { .. } => "gap",
            Measure::LongestGap { .. } => "longest_gap",
            Measure::Ratio { .. } | Measure::OutcomeRatio { .. } => "ratio",
            Measure::Clock { .. } => "clock",
            Measure::Value { .. } => "value",
            Measure::Fits { .. } => "fits",
            Measure::Mean { sum: true, .. } => "sum",
            Measure::Mean { .. } => "mean",
            Measure::Rank { .. } => "rank",
            Measure::InARow { .. } => "in_a_row",
            Measure::Change { .. } => "change",
            Measure::Score { .. } => "score",
        }
    }

    /// The rules and sheets whose outcomes it takes.
    pub fn rules(&self) -> &[String] {
        match self {
            Measure::Breaches { rules, .. }
            | Measure::Outcomes { rules, .. }
            | Measure::OutcomeRatio { rules, .. } => rules,
            Measure::InARow { rule } => std::slice::from_ref(rule),
            _ => &[],
        }
    }

    /// Whose outcomes it takes, if not those of all.
    pub fn whose(&self) -> Option<&Selector> {
        let filter = match self {
            Measure::Breaches { filter, .. }
            | Measure::Outcomes { filter, .. }
            | Measure::OutcomeRatio { filter, .. } => filter,
            _ => return None,
        };
        (!filter.is_everything()).then_some(filter)
    }

    /// The figures, sheets and clocks whose numbers it takes.
    pub fn figures(&self) -> &[String] {
        match self {
            Measure::Mean { id, .. } => std::slice::from_ref(id),
            Measure::Rank { figures, .. } => figures,
            Measure::Change { figure, .. } => std::slice::from_ref(figure),
            Measure::Score { sheet } => std::slice::from_ref(sheet),
            _ => &[],
        }
    }
}

/// A number of a subject over a time (统计项). By itself it is not judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its id; a rule's own figure has the rule's id.
    pub id: String,
    /// What it is called.
    pub title: Option<Text>,
    /// Of whom.
    pub subjects: Subjects,
    /// Over which time.
    pub window: Window,
    /// The day at which states are read, if it is not the measure's own.
    pub at: Option<At>,
    /// The event by which records belong to the window, if it is not their own.
    pub dated: Option<String>,
    /// Of what.
    pub measure: Measure,
    /// The floor of evidence below which nothing is told.
    pub enough: Option<Enough>,
}

/// A floor of evidence: so many records in every slice, or `cannot tell`.
#[derive(Clone, Debug, PartialEq)]
pub struct Enough {
    /// Of what.
    pub source: Source,
    /// Which of them.
    pub filter: Selector,
    /// In every slice of the window, or in the window.
    pub each: Option<Slices>,
    /// How many.
    pub at_least: i64,
}

/// A rule (指标): a figure and a limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// The number that is judged.
    pub figure: Figure,
    /// The figure of the set it takes its measure from, if it names one.
    pub named: Option<String>,
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
    /// The ids it had before.
    pub was: Vec<String>,
    /// The rule set it came from, if it is not this one.
    pub from_set: Option<String>,
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

impl Requirement {
    /// Its limits, in the order written.
    pub fn limits(&self) -> Vec<&Limit> {
        match self {
            Requirement::Require(limit) | Requirement::BreachWhen(limit) => vec![limit],
            Requirement::Steps(steps) => {
                let limits = steps.iter().filter_map(|step| step.limit.as_ref());
                limits.collect()
            }
        }
    }

    /// The figures and sheets with whose numbers its limits compare.
    pub fn figures(&self) -> impl Iterator<Item = &String> {
        self.limits().into_iter().flat_map(Limit::figures)
    }
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
    /// 等次, in a sheet.
    pub grade: Option<Text>,
    /// The share of a line's worth that is lost; all of it if none is stated.
    pub lose: Option<(i64, i64)>,
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
    pub runs: Runs,
    /// The event that starts it anew.
    pub restart: Option<String>,
    /// What does not count.
    pub pauses: Vec<Pause>,
    /// How it may be extended.
    pub extend: Option<Extend>,
    /// The second of the last day after which it is too late.
    pub ends_at: Option<i64>,
    /// Whether a due day that is no working day moves to the next one.
    pub postpone: bool,
}

/// How long a clock runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Runs {
    /// So long.
    Limit(super::LimitValue),
    /// Until an event of the record itself.
    Due(String),
}

/// A time that does not count.
#[derive(Clone, Debug, PartialEq)]
pub struct Pause {
    /// The event after whose day it begins.
    pub from: String,
    /// The event with whose day it ends.
    pub to: String,
    /// The longest it may take.
    pub at_most: Option<Duration>,
}

/// An extension.
#[derive(Clone, Debug, PartialEq)]
pub struct Extend {
    /// The event by which it was told.
    pub by: String,
    /// The whole limit with it.
    pub to: Option<Duration>,
    /// The most that it adds.
    pub at_most: Option<Duration>,
    /// Whether it must be told by the due day.
    pub asked_before_due: bool,
    /// The second of the last day after which it is too late, where the clock was extended.
    pub ends_at: Option<i64>,
}

/// A sheet (评分表): points and a grade.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: Option<Text>,
    /// Of whom.
    pub subjects: Subjects,
    /// The points to begin with.
    pub base: Rational,
    /// Its rows.
    pub lines: Vec<Line>,
    /// Its parts.
    pub parts: Vec<Part>,
    /// Whether the points of parts that do not apply are spread evenly over the lines of the others.
    pub spread: bool,
    /// The total to which the points are scaled.
    pub scale: Option<Rational>,
    /// What is added beyond.
    pub bonus: Option<Bonus>,
    /// The rules whose breach is a veto; none for every rule of that effect.
    pub veto: Option<Vec<String>>,
    /// The score on a veto; none for no score.
    pub on_veto: Option<Rational>,
    /// The grades.
    pub steps: Vec<Step>,
    /// Where it stands.
    pub basis: Basis,
    /// The rule set it came from, if it is not this one.
    pub from_set: Option<String>,
}

/// A row of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The part it belongs to.
    pub part: Option<String>,
    /// What it is called.
    pub text: Option<Text>,
    /// What it is worth.
    pub points: Points,
}

/// The points of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Points {
    /// Once, if anything at or beneath the subject breaches.
    Once {
        /// The rule or sheet.
        rule: String,
        /// How many.
        points: Rational,
    },
    /// For each breached subject.
    Each {
        /// The rule or sheet.
        rule: String,
        /// How many each.
        points: Rational,
        /// No more than this.
        limit: Option<Rational>,
        /// What is told apart.
        distinct: Distinct,
    },
    /// All of it, less the share that the reached step loses.
    Worth {
        /// The rule.
        rule: String,
        /// How many.
        points: Rational,
    },
    /// For each of a number.
    Figure {
        /// The figure.
        figure: String,
        /// How many each.
        points: Rational,
        /// No more than this.
        limit: Option<Rational>,
    },
    /// Another sheet, by its weight.
    Sheet {
        /// The sheet.
        sheet: String,
        /// Its weight.
        weight: Rational,
        /// The sum of its earlier results and this one, over this window.
        over: Option<Over>,
    },
}

impl Points {
    /// The rule, figure or sheet it reads.
    pub fn reads(&self) -> &str {
        match self {
            Points::Once { rule, .. } | Points::Each { rule, .. } | Points::Worth { rule, .. } => {
                rule
            }
            Points::Figure { figure, .. } => figure,
            Points::Sheet { sheet, .. } => sheet,
        }
    }
}

/// A part of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its points.
    pub worth: Rational,
    /// Whom it does not apply to.
    pub except: Vec<Exception>,
}

/// What a sheet adds beyond its total.
#[derive(Clone, Debug, PartialEq)]
pub struct Bonus {
    /// The score from which it is open.
    pub opens: Option<super::Limit>,
    /// No more than this.
    pub limit: Option<Rational>,
    /// Its rows.
    pub lines: Vec<Line>,
}

/// The paths of attributes that a selector names.
pub fn paths(selector: &Selector) -> Vec<&Path> {
    match selector {
        Selector::All(list) | Selector::Any(list) => list.iter().flat_map(paths).collect(),
        Selector::Not(inner) => paths(inner),
        Selector::Test { path, .. } | Selector::Has { path, .. } => vec![path],
        Selector::InList(_) | Selector::Filing(_) => Vec::new(),
    }
}
