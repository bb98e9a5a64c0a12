//! What came out: findings with evidence and wording, statistics, explanations, all gathered in the report.

mod compare;
mod evidence;
mod explain;
mod graded;
mod inspection;
mod notes;
mod numbers;
mod report;
mod scores;
mod statistics;
mod wording;

pub use compare::{
    CauseOut, Comparison, DifferenceOut, FindingChangeOut, OpenedOut, RuleComparisonOut,
    UnitComparisonOut, compare, compare_rules,
};
pub(crate) use evidence::duration_unit;
pub use explain::details;
pub(crate) use inspection::in_force;
pub use inspection::{Inspection, Options, Run, inspect};
pub(crate) use numbers::{day_words, span_words, value_out, value_words};
pub(crate) use wording::{limit_words, text_of};
