//! What came out: findings with evidence and wording, statistics, explanations, all gathered in the report.

mod evidence;
mod explain;
mod inspection;
mod numbers;
mod report;
mod scores;
mod statistics;
mod wording;

pub use inspection::{Inspection, Options, Run, inspect};
