//! The judging: one outcome for every rule and every subject that its selector admits.
//!
//! [`Case`] is everything that is known; [`judge`] goes through rules, figures and sheets level by level (what counts
//! breaches comes after what it counts). Numbers are intervals: what the data leave open stays open.

mod admitted;
mod attributes;
mod case;
mod doubts;
mod figures;
mod groups;
mod history;
mod limits;
mod look;
mod measures;
mod measuring;
mod outcome;
mod prepared;
mod rules;
mod sheets;
mod subjects;
mod timeline;
mod truth;
mod waivers;
mod windows;

pub use case::{Case, Parts};
pub use measures::{Interval, Lengths, Measured, Slice, Told, clock::ClockState};
pub use outcome::{
    Attached, FigureValue, FigureValues, Judged, Outcome, Reason, RuleJudged, Verdict,
};
pub use rules::judge;
pub(crate) use rules::kinds_read;
pub use sheets::{
    BonusResult, LineResult, PartResult, Range, SheetJudged, SheetPoints, SheetResult,
};
pub use subjects::Subject;
pub use truth::Truth;

pub(crate) use admitted::{Admitted, admitted};
pub(crate) use limits::{Bound, duration_unit, resolve_limit};
pub(crate) use look::{Look, decided, look};
pub(crate) use measures::breaches::{id_at, outcomes_at};
pub(crate) use measures::count::{Count, received};
pub(crate) use measures::gap::latest_outside;
pub(crate) use measures::{Reading, channels_read, days_with_pushes, last_update, rank};
pub(crate) use measuring::{about, cited_in, counting, doubts_in};
pub(crate) use prepared::{Known, Prepared, prepare_rule};
pub(crate) use rules::{Node, order};
pub(crate) use windows::{Taken, slice, slices, whole};
