//! Outcomes: what the judging says of one rule and one subject.

use super::sheets::SheetJudged;
use super::{Measured, Slice, Subject};
use crate::diagnostic::{Diagnostic, Text};
use crate::rules::Effect;

/// Why something is not applicable, or cannot be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// A stable code, such as `coverage` or `rejected_row`.
    pub code: &'static str,
    /// In words.
    pub text: Text,
}

impl Reason {
    /// A reason.
    pub fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Reason {
        Reason {
            code,
            text: Text::new(zh, en),
        }
    }
}

impl Reason {
    /// A year that the working-day calendar does not know was needed.
    pub(super) fn year_missing() -> Reason {
        Reason::new(
            "calendar_year_missing",
            "工作日历没有所需的年份",
            "the working-day calendar does not know a year that is needed",
        )
    }

    /// An attribute that is needed is missing.
    pub(super) fn attribute_missing(attribute: &str) -> Reason {
        Reason::new(
            "attribute_missing",
            format!("属性 {attribute} 没有填写"),
            format!("the attribute `{attribute}` is missing"),
        )
    }

    /// There is nothing to take a share of.
    pub(super) fn base_zero() -> Reason {
        Reason::new(
            "base_zero",
            "基数为0，没有比率",
            "the base is 0: there is no rate",
        )
    }

    /// Only a sample was inspected.
    pub(super) fn not_sampled() -> Reason {
        Reason::new("not_sampled", "未列入抽查范围", "not in the sample")
    }

    /// What an earlier period said is needed and not known.
    pub(super) fn history_missing() -> Reason {
        Reason::new(
            "history_missing",
            "没有以往周期的判定记录（verdicts），或记录不全",
            "the verdicts of earlier periods are missing or not complete",
        )
    }

    /// A figure that is taken up does not include the subject.
    pub(super) fn no_figure() -> Reason {
        Reason::new(
            "no_figure",
            "统计项不包括此对象",
            "the figure does not include this subject",
        )
    }

    /// The arithmetic would need longer numbers than the engine keeps.
    pub(super) fn too_precise() -> Reason {
        Reason::new(
            "too_precise",
            "数值过长，不能精确计算",
            "the numbers are too long to be told exactly",
        )
    }

    /// Nothing more precise can be said.
    pub(super) fn not_known() -> Reason {
        Reason::new("not_known", "现有数据不足以判定", "the data leave it open")
    }
}

/// 判定.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// 符合.
    Met,
    /// 不符合.
    Breached,
    /// 不适用.
    NotApplicable(Reason),
    /// 无法判定.
    CannotTell(Reason),
}

impl Verdict {
    /// The word of the wire.
    pub fn as_str(&self) -> &'static str {
        match self {
            Verdict::Met => "met",
            Verdict::Breached => "breached",
            Verdict::NotApplicable(_) => "not_applicable",
            Verdict::CannotTell(_) => "cannot_tell",
        }
    }

    /// Why, where there is a why.
    pub fn reason(&self) -> Option<&Reason> {
        match self {
            Verdict::NotApplicable(reason) | Verdict::CannotTell(reason) => Some(reason),
            _ => None,
        }
    }
}

/// What is reported beside the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attached {
    /// The effect of the rule or step that was reached.
    pub effect: Effect,
    /// The step, by its place.
    pub step: Option<usize>,
    /// Several steps remain possible and all are breaches: this is the mildest.
    pub mildest: bool,
}

/// One outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Of whom.
    pub subject: Subject,
    /// The verdict.
    pub verdict: Verdict,
    /// What was reached, for a breach, a notice or praise.
    pub attached: Option<Attached>,
    /// The waiver that covers the breach, by its place in the records.
    pub waiver: Option<u32>,
    /// How many slices are breached; 1 for a breach without slices.
    pub breached_slices: i64,
    /// How many slices cannot be told; 1 for an open outcome without slices.
    pub open_slices: i64,
}

impl Outcome {
    /// Whether it counts as a breach: breached and not waived.
    pub fn counts(&self) -> bool {
        self.verdict == Verdict::Breached && self.waiver.is_none()
    }
}

/// The outcomes of one rule, in the order of its subjects.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleJudged {
    /// The rule, by its place in the rule set.
    pub rule: usize,
    /// `false` if a table that it needs could not be read.
    pub judged: bool,
    /// The outcomes.
    pub outcomes: Vec<Outcome>,
}

/// One value of a figure: what was measured, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureValue {
    /// Of whom.
    pub subject: Subject,
    /// The value; `Err` with whether it is not applicable (or else not known), and why.
    pub value: Result<Measured, (bool, Reason)>,
    /// The value of each slice, for a figure that is taken over slices.
    pub slices: Vec<Slice>,
}

/// The values of one figure.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureValues {
    /// The figure, by its place in the rule set.
    pub figure: usize,
    /// The values.
    pub values: Vec<FigureValue>,
}

/// Everything that was judged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    /// By rule id.
    pub rules: Vec<RuleJudged>,
    /// By figure id.
    pub figures: Vec<FigureValues>,
    /// By sheet id.
    pub sheets: Vec<SheetJudged>,
    /// What the reader must know.
    pub notes: Vec<Diagnostic>,
}
