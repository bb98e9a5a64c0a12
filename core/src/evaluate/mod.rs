//! The judging: one outcome for every rule and every subject that its selector admits.
//!
//! [`Case`] is everything that is known; [`judge`] goes through the rules level by level (a rule that counts breaches
//! comes after those it counts). Numbers are intervals: what the data leave open stays open.

mod attributes;
mod case;
mod doubts;
mod figures;
mod limits;
mod look;
mod measures;
mod outcome;
mod rules;
mod subjects;
mod timeline;
mod truth;
mod waivers;

pub use case::{Case, Parts};
pub use measures::{Interval, Measured, Slice, clock::ClockState};
pub use outcome::{
    Attached, FigureValue, FigureValues, Judged, Outcome, Reason, RuleJudged, Verdict,
};
pub use rules::judge;
pub use subjects::Subject;
pub use truth::Truth;

pub(crate) use limits::resolve_limit;
pub(crate) use look::{Look, look};
pub(crate) use measures::breaches::Grouped;
pub(crate) use measures::count::{Count, received};
pub(crate) use measures::{channels_read, days_with_pushes, doubts_of, last_update};
pub(crate) use rules::counted_by;
pub(crate) use subjects::unit_of;
