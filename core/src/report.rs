//! The report: what `inspection.json` holds. Fields in schema order, arrays in a stated order, no floats, no object
//! keyed by data.

use crate::calendar::Day;
use crate::diagnostic::Language;
use serde::{Deserialize, Serialize};

/// Everything that one inspection answers, in one language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// The version of this contract.
    pub format: u32,
    /// What judged.
    pub engine: Engine,
    /// What it judged by.
    pub rule_set: RuleSetRef,
    /// The working-day calendar it used.
    pub calendar: CalendarRef,
    /// The language of wordings.
    pub language: Language,
    /// The bulletin's title, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who issues the bulletin, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The day of issue, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<Day>,
    /// Set where the records were reconstructed: how, in words. Every document says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reconstructed: Option<String>,
    /// 检查周期.
    pub period: PeriodOut,
    /// 监测时间点.
    pub check_point: Day,
    /// 统计截止日.
    pub as_of: Day,
    /// The offset in which days are counted, such as `+08:00`.
    pub offset: String,
    /// 数据范围, as declared; by kind of record, channel, first day.
    pub coverage: Vec<CoverageOut>,
    /// How many units and channels there are.
    pub registry: RegistryOut,
    /// What was taken in, a line for each table, in the order of kinds. Row places are in the intake account.
    pub intake: Vec<IntakeOut>,
    /// Figures without judgement.
    pub statistics: StatisticsOut,
    /// Counts of outcomes, a line for each rule, by rule id.
    pub outcomes: Vec<RuleOutcomesOut>,
    /// 问题, by rule, unit order, subject; those of sheets (who fails by points or by a veto) after those of rules.
    pub findings: Vec<FindingOut>,
    /// 提示, in the same order.
    pub notices: Vec<FindingOut>,
    /// Breaches covered by a waiver, in the same order.
    pub waived: Vec<FindingOut>,
    /// Every `cannot tell` of a rule that reports anything (`effect` is not `none`), in the same order: what to look at
    /// by hand.
    pub undecided: Vec<UndecidedOut>,
    /// 评分, of each sheet of the rule set, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<ScoresOut>,
    /// By when the findings are to be rectified, where the rule set says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rectification: Option<RectificationOut>,
    /// What else the reader must know (a rule that selects nobody, coverage declared for a table that is missing).
    pub notes: Vec<NoteOut>,
    /// On request: the outcome of every rule and subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all_outcomes: Option<Vec<OutcomeOut>>,
    /// On request: explanations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanations: Option<Vec<ExplanationOut>>,
}

/// What judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Engine {
    /// `tongbao`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What it judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleSetRef {
    /// The rule set's id.
    pub id: String,
    /// Its version.
    pub version: i64,
    /// Its title in the report's language.
    pub title: String,
    /// SHA-256 of its canonical JSON, hexadecimal.
    pub hash: String,
}

/// The working-day calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CalendarRef {
    /// `cn-working-days` for the built-in one, else the given name.
    pub name: String,
    /// The years it knows, ascending.
    pub years: Vec<i32>,
    /// SHA-256 of its rows, hexadecimal.
    pub hash: String,
}

/// The period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PeriodOut {
    /// `month`, `quarter`, `half-year`, `year` or `days`.
    pub kind: String,
    /// As given: `2022-10`, `2022Q4`, `2022H2`, `2022`, `2022-10-01..2022-10-31`.
    pub label: String,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
}

/// One declaration of coverage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CoverageOut {
    /// The kind of record, such as `publications`; `all` for every kind handed over.
    pub records: String,
    /// The channel, if it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// The platform of that channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// `false` where a letter or request without a reply may have been answered all the same.
    pub replies_known: bool,
}

/// Sizes of the registry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RegistryOut {
    /// 单位.
    pub units: u64,
    /// 网站.
    pub sites: u64,
    /// 栏目.
    pub columns: u64,
    /// 账号.
    pub accounts: u64,
}

/// One table taken in: read = accepted + rejected + duplicates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IntakeOut {
    /// The kind of record.
    pub records: String,
    /// What the user calls the table.
    pub table: String,
    /// `false` if the table could not be read; rules over it are not judged.
    pub readable: bool,
    /// Rows read.
    pub read: u64,
    /// Rows accepted.
    pub accepted: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// Rows that repeat another one.
    pub duplicates: u64,
    /// Accepted rows without a date: no updates.
    pub undated: u64,
    /// Accepted rows after the check point: not counted for this period.
    pub after_check_point: u64,
    /// Accepted rows after the as-of date: not counted.
    pub after_as_of: u64,
    /// Header cells that tongbao does not know; kept aside.
    pub extra_columns: Vec<String>,
    /// How many rows were rejected for each reason, by code.
    pub rejected_by: Vec<CodeCount>,
}

/// A code and how often it occurred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodeCount {
    /// A diagnostic code.
    pub code: String,
    /// How often.
    pub count: u64,
}

/// An exact fraction with its base; never reduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fraction {
    /// The part.
    pub n: i64,
    /// The base.
    pub d: i64,
}

/// Figures without judgement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StatisticsOut {
    /// 信息 of the period.
    pub publications: PublicationStatistics,
    /// A line for each unit: ranked ones by rank, then the others in roster order.
    pub units: Vec<UnitStatistics>,
    /// 账号, by unit order, then name and platform.
    pub accounts: Vec<AccountStatistics>,
    /// 信件; absent if no letters were handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letters: Option<LetterStatistics>,
    /// 依申请公开; absent if no requests were handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests: Option<RequestStatistics>,
    /// 宣传文稿, in the order of the table.
    pub manuscripts: Vec<ManuscriptOut>,
    /// The figures of the rule set, by id.
    pub figures: Vec<FigureOut>,
}

/// Published items of the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublicationStatistics {
    /// Items that the rule set's statistics count (all, unless it says otherwise), each once.
    pub total: u64,
    /// The figure that says which items count, if the rule set names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<String>,
    /// Items on website columns.
    pub columns: u64,
    /// Items on accounts.
    pub accounts: u64,
    /// Items on websites themselves.
    pub sites: u64,
}

/// One unit's figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnitStatistics {
    /// The unit's id.
    pub id: String,
    /// The roster name.
    pub name: String,
    /// Its items in the period, of those that the statistics count.
    pub publications: u64,
    /// The place by that number, 1 for the most; consecutive, equal numbers in roster order. Absent for a unit that is left out of the ranking.
    pub rank: Option<u64>,
    /// Its columns.
    pub columns: u64,
    /// Its accounts.
    pub accounts: u64,
    /// Its findings.
    pub findings: u64,
}

/// One account's figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccountStatistics {
    /// The account's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its platform.
    pub platform: Option<String>,
    /// The roster name of its unit.
    pub unit: Option<String>,
    /// Items in the period.
    pub publications: u64,
    /// Pushes in the period (items of the same second are one).
    pub pushes: u64,
    /// The day of its last update at or before the check point.
    pub last: Option<Day>,
}

/// Letters received in the period, as of the as-of date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LetterStatistics {
    /// Valid letters received in the period.
    pub received: u64,
    /// Of these, replied by the as-of date.
    pub replied: u64,
    /// 办结率: replied of received; absent where nothing was received or the replies are not known.
    pub completion_rate: Option<Fraction>,
    /// Letters received in the period and marked invalid; in no other figure.
    pub invalid: u64,
    /// By kind, the most frequent first, then by name.
    pub by_kind: Vec<KindCount>,
    /// By unit, in roster order, those with letters.
    pub by_unit: Vec<UnitReplies>,
    /// Whether a letter without a reply is known to be unanswered.
    pub replies_known: bool,
}

/// A kind and its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KindCount {
    /// The kind, as recorded; empty where not stated.
    pub kind: String,
    /// How many.
    pub count: u64,
}

/// One unit's letters or requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnitReplies {
    /// The roster name.
    pub unit: String,
    /// Received in the period.
    pub received: u64,
    /// Of these, replied by the as-of date.
    pub replied: u64,
}

/// Disclosure requests received in the period, as of the as-of date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RequestStatistics {
    /// Received in the period.
    pub received: u64,
    /// Of these, answered by the as-of date.
    pub answered: u64,
    /// Of these, overdue by the rule set's clock; absent if it has no rule on requests.
    pub overdue: Option<u64>,
    /// Of these, those for which overdue cannot be told.
    pub undecided: u64,
    /// How many units received any.
    pub units: u64,
    /// By unit, in roster order, those with requests.
    pub by_unit: Vec<UnitReplies>,
}

/// A submitted manuscript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ManuscriptOut {
    /// 文稿标题.
    pub title: String,
    /// 投稿单位, as recorded.
    pub units: Vec<String>,
    /// 宣传形式.
    pub form: Option<String>,
    /// 采用情况.
    pub adopted_by: Option<String>,
    /// 采用日期.
    pub adopted_on: Option<Day>,
}

/// A figure of the rule set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FigureOut {
    /// The figure's id.
    pub figure: String,
    /// What it is called, if the rule set says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// A value for each subject that it selects, in unit order, then subject.
    pub values: Vec<FigureValueOut>,
}

/// One value of a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FigureValueOut {
    /// The roster name of the subject's unit.
    pub unit: Option<String>,
    /// The subject's name.
    pub subject: String,
    /// The subject's id.
    pub subject_id: String,
    /// The value; absent where the figure does not apply.
    pub value: Option<ValueOut>,
    /// Why there is no value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The value of each slice, for a figure that is taken over slices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slices: Vec<SliceOut>,
}

/// A number that the data leave open between two ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ValueOut {
    /// The least it can be.
    pub low: Option<NumberOut>,
    /// The greatest it can be; absent for no limit.
    pub high: Option<NumberOut>,
}

/// A whole number or a fraction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum NumberOut {
    /// A whole number.
    Whole(i64),
    /// A fraction with its base.
    Fraction(Fraction),
    /// A state or a text.
    Text(String),
}

/// Counts of outcomes of one rule: selected = met + breached + waived + not_applicable + cannot_tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleOutcomesOut {
    /// The rule's id.
    pub rule: String,
    /// What people call it: its text without the fields of one subject; its id if it has no text. Of a sheet its title.
    #[serde(default)]
    pub title: String,
    /// What it judges: `unit`, `column`, `account`, `letter`, ...
    pub of: String,
    /// What its breach is: `problem`, `veto`, `none`, `notice`, `praise`.
    pub effect: String,
    /// `false` where a table that it needs could not be read; all counts are then 0.
    pub judged: bool,
    /// Subjects selected.
    pub selected: u64,
    /// 符合.
    pub met: u64,
    /// 不符合, not counting the waived ones.
    pub breached: u64,
    /// Breached, and covered by a waiver.
    pub waived: u64,
    /// 不适用.
    pub not_applicable: u64,
    /// 无法判定.
    pub cannot_tell: u64,
}

/// A finding, a notice or a waived breach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FindingOut {
    /// The id of the rule or sheet.
    pub rule: String,
    /// The roster name of the unit (tables of counts print this one); empty if the subject has no unit.
    pub unit: String,
    /// The name that the subject's own row used (annexes of findings print this one).
    pub unit_as_recorded: String,
    /// The subject's name.
    pub subject: String,
    /// The platform, for an account.
    pub platform: Option<String>,
    /// The printed wording.
    pub wording: String,
    /// `problem`, `veto`, `notice` or `praise`.
    pub severity: String,
    /// The unit's id.
    pub unit_id: Option<String>,
    /// The subject's id.
    pub subject_id: String,
    /// `unit`, `site`, `column`, `account`, `letter`, `request`, `all`.
    pub subject_kind: String,
    /// What it rests on.
    pub evidence: Evidence,
    /// The document and clause.
    pub basis: BasisOut,
    /// The waiver, for a waived breach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<WaiverOut>,
}

impl FindingOut {
    /// Whether it is a veto by one item (单项否决). A sheet fails by its points too, and says itself what was a veto.
    pub fn is_veto_of_one_item(&self) -> bool {
        self.severity == "veto" && self.evidence.measure != "score"
    }
}

/// The document and clause behind a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BasisOut {
    /// The document.
    pub document: String,
    /// The clause.
    pub clause: Option<String>,
    /// How far the text was verified: `full`, `applied`, `local`.
    pub verified: Option<String>,
}

/// A waiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WaiverOut {
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub expires: Day,
}

/// What an outcome rests on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evidence {
    /// The measure: `count`, `ratio`, `gap`, `longest_gap`, `clock`, `value`, `fits`, `mean`, `rank`, `in_a_row`, `change`, `score`.
    pub measure: String,
    /// What was counted (`publications`, `pushes`, `letters`, `breaches`, ...), or the id of the clock, figure, rule or
    /// sheet that was taken up.
    pub source: Option<String>,
    /// The limit in words.
    pub limit: String,
    /// The value over the whole window, for a measure without slices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<ValueOut>,
    /// The unit of the value: `days`, `working days`; absent for numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// For a gap: the day of the last update at or before the check point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Day>,
    /// For a gap: the check point. For a clock: the as-of date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Day>,
    /// For a clock: the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Day>,
    /// For a clock: the due day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
    /// For a clock whose due day is open: the days on which it may lie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_between: Option<SpanOut>,
    /// For a clock: the stop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<Day>,
    /// The window that was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<SpanOut>,
    /// Every slice of the window, in order of time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slices: Vec<SliceOut>,
    /// The records counted, by time (for a count without slices, and the last one for a gap); findings cite no more than
    /// fifty, explanations all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<RecordOut>,
    /// How many further records were counted and are not cited.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub records_not_cited: u64,
    /// The outcomes counted, for a count over breaches: those breached or undecided; explanations have all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<OutcomeOut>,
    /// For the longest gap and for counted gaps: their two ends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<SpanOut>,
    /// For a clock: the day of its restart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restarted: Option<Day>,
    /// For a clock: what did not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<PauseOut>,
    /// For a clock: its extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<ExtensionOut>,
    /// For a run of periods: the earlier ones, the nearest first, and what was told of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<EarlierOut>,
    /// For a change: the number of the earlier period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<NumberOut>,
    /// For a limit that is the number of another figure: that figure and its number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compared_with: Vec<ComparedOut>,
    /// For a mean, a rank or a change: the subjects compared and their numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartOut>,
    /// The days of the window for which the records are complete.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub coverage: Vec<SpanOut>,
    /// Rejected rows that may concern this subject and window.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<DoubtOut>,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// A span of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SpanOut {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
}

/// One slice of a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SliceOut {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// `met`, `breached`, `not_applicable`, `cannot_tell`.
    pub outcome: String,
    /// The value, where the slice was measured.
    pub value: Option<ValueOut>,
    /// Why it is not applicable or cannot be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The records counted in it, by time; no more than fifty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<RecordOut>,
}

/// Days that did not count on a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PauseOut {
    /// The day after which it began.
    pub from: Day,
    /// The last day that does not count.
    pub to: Day,
    /// How many days of the limit's unit; absent if the calendar does not know a year.
    pub days: Option<i64>,
}

/// The extension of a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExtensionOut {
    /// The day on which it was told.
    pub told: Option<Day>,
    /// The day that the record gives.
    pub to: Option<Day>,
    /// `valid`, `void` (told too late) or `open`.
    pub state: String,
}

/// What was told of an earlier period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EarlierOut {
    /// Its first day.
    pub from: Day,
    /// Its last day.
    pub to: Day,
    /// `breached`, `met`, `not_applicable`, `cannot_tell`, or `unknown` where nothing was told.
    pub outcome: String,
}

/// A figure whose number is the limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ComparedOut {
    /// The id of the figure or sheet.
    pub figure: String,
    /// Its number; absent where it has none.
    pub value: Option<ValueOut>,
}

/// One of the numbers that a mean, a rank or a change was taken from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartOut {
    /// The subject's name.
    pub subject: String,
    /// The subject's id.
    pub subject_id: String,
    /// Its number; absent where it has none.
    pub value: Option<ValueOut>,
}

/// A record that was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecordOut {
    /// What it is, if it is no published item: `letters`, `requests`, `probes`, `accounts`, ...
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<String>,
    /// Its id, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its time in the report's offset (`2022-10-03T09:00:00+08:00`), or its day; empty where it has none.
    pub at: String,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A rejected row that keeps an outcome open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DoubtOut {
    /// The kind of record.
    pub records: String,
    /// Why it was rejected.
    pub code: String,
    /// The offending value.
    pub value: String,
    /// Its id, if it could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// One outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OutcomeOut {
    /// The rule's id.
    pub rule: String,
    /// The roster name of the unit.
    pub unit: String,
    /// The subject's name.
    pub subject: String,
    /// The platform, for an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// The subject's id.
    pub subject_id: String,
    /// `met`, `breached`, `waived`, `not_applicable`, `cannot_tell`.
    pub outcome: String,
    /// Why it is not applicable or cannot be told, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// An outcome that cannot be told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UndecidedOut {
    /// The rule's id.
    pub rule: String,
    /// The roster name of the unit.
    pub unit: String,
    /// The name that the subject's own row used.
    pub unit_as_recorded: String,
    /// The subject's name.
    pub subject: String,
    /// The platform, for an account.
    pub platform: Option<String>,
    /// The subject's id.
    pub subject_id: String,
    /// Why, as a code: `coverage`, `rejected_row`, `attribute_missing`, `calendar_year_missing`, `not_known`, ...
    pub code: String,
    /// Why, in words.
    pub reason: String,
}

/// The results of one sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScoresOut {
    /// The sheet's id.
    pub sheet: String,
    /// What it is called.
    pub title: String,
    /// Its results, in unit order, then subject.
    pub results: Vec<ScoreOut>,
}

/// What a sheet comes to for one subject. Numbers are decimal strings, exact where they end within six decimals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScoreOut {
    /// The roster name of the unit.
    pub unit: String,
    /// The subject's name.
    pub subject: String,
    /// The platform, for an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// The subject's id.
    pub subject_id: String,
    /// `met`, `breached` (a veto, or a grade that is one), `waived`, `not_applicable`, `cannot_tell`.
    pub outcome: String,
    /// Why it is not applicable or cannot be told, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// 得分; absent where there is none (a veto without a score).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<DecimalOut>,
    /// 等次; absent where it is not known, or the sheet has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// What the reached step prints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wording: Option<String>,
    /// The rules and sheets whose breach is a veto.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vetoes: Vec<String>,
    /// Those that may have one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open_vetoes: Vec<String>,
    /// The points to begin with, over what applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<DecimalOut>,
    /// The rows, then those of the bonus.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<ScoreLineOut>,
    /// The parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<ScorePartOut>,
    /// The points got, before scale and bonus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub got: Option<DecimalOut>,
    /// The most that could be got over what applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub possible: Option<String>,
    /// The points got, scaled to the total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scaled: Option<DecimalOut>,
    /// The bonus, where the sheet has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bonus: Option<DecimalOut>,
    /// The score if there is no veto.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<DecimalOut>,
}

/// An exact number between two ends, as decimal strings; an end that is absent has no limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DecimalOut {
    /// The least it can be.
    pub low: Option<String>,
    /// The greatest it can be.
    pub high: Option<String>,
}

/// One row of a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScoreLineOut {
    /// The rule, figure or sheet it reads.
    pub reads: String,
    /// What it is called, if the sheet says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The part it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Whether it is a row of the bonus.
    pub bonus: bool,
    /// Whether it applies; otherwise it leaves the base.
    pub applies: bool,
    /// What was counted: breaches, the share that is lost, the number of a figure, the score of a sheet.
    pub count: DecimalOut,
    /// Its points.
    pub points: DecimalOut,
}

/// One part of a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScorePartOut {
    /// Its name.
    pub part: String,
    /// `yes`, `no` or `open`: whether it is left out.
    pub left_out: String,
    /// Its worth.
    pub worth: String,
    /// The points of its rows together.
    pub points: DecimalOut,
}

/// By when findings are to be rectified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RectificationOut {
    /// The limit as the rule set has it, such as `5 working days`.
    pub within: String,
    /// The day it is counted from: the day of issue.
    pub from: Option<Day>,
    /// The last day; absent if the day of issue is not given or the calendar does not know the year.
    pub due_on: Option<Day>,
    /// Why there is no last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A note to the reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NoteOut {
    /// A stable code.
    pub code: String,
    /// The sentence in the report's language.
    pub message: String,
}

/// The explanation of one outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExplanationOut {
    /// The rule's id.
    pub rule: String,
    /// The outcome.
    pub outcome: OutcomeOut,
    /// What it rests on, with every slice and the records counted.
    pub evidence: Option<Evidence>,
    /// For a sheet: the score with its arithmetic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<ScoreOut>,
    /// The document and clause.
    pub basis: BasisOut,
    /// The explanation in words, a line each.
    pub lines: Vec<String>,
}
