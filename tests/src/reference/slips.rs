//! Wrong readings of the rule language, made on purpose: whoever makes one of them must be noticed by the comparison.
//!
//! A slip is made in the reference and not in the engine, so that nothing that is shipped knows of it; a difference is
//! noticed whichever side it is on.

use std::cell::Cell;

/// A wrong reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Slip {
    GapIsADayLonger,
    WeekBelongsWhereItStarts,
    AtLeastIsMoreThan,
    StartDayCounts,
    PausesAddUp,
    TiesSkip,
    NotApplicableRunsOn,
    ExemptSliceIsJudged,
    UnlessIsIgnored,
    UnitsCountTwice,
    AllowIsIgnored,
    FrozenIsJudged,
    BaseIgnored,
}

impl Slip {
    /// All of them.
    pub const ALL: [Slip; 13] = [
        Slip::GapIsADayLonger,
        Slip::WeekBelongsWhereItStarts,
        Slip::AtLeastIsMoreThan,
        Slip::StartDayCounts,
        Slip::PausesAddUp,
        Slip::TiesSkip,
        Slip::NotApplicableRunsOn,
        Slip::ExemptSliceIsJudged,
        Slip::UnlessIsIgnored,
        Slip::UnitsCountTwice,
        Slip::AllowIsIgnored,
        Slip::FrozenIsJudged,
        Slip::BaseIgnored,
    ];

    /// Whether this slip is being made.
    pub fn is_made(self) -> bool {
        MADE.with(Cell::get) == Some(self)
    }
}

thread_local! {
    static MADE: Cell<Option<Slip>> = const { Cell::new(None) };
}

/// Makes a slip from now on, or none, in this thread.
pub fn make(slip: Option<Slip>) {
    MADE.with(|made| made.set(slip));
}
