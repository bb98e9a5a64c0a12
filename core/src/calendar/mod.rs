//! When: days, offsets, periods, the slices of a period (weeks, months, quarters), working days.
//!
//! No clock is ever read: every day comes from the data or from the caller. Which weeks belong to a period, and which
//! days are worked, are data and options of the call, never guesses.

mod day;
mod period;
mod slices;
mod working_days;

pub use day::{Day, Offset, Span};
pub use period::{Period, PeriodKind};
pub use slices::{Belong, days, half_months, months, quarters, tens, weekdays, weeks};
pub use working_days::{BothKinds, WorkingDays};
