//! When: days, offsets, periods, weeks, working days. No clock is ever read.

mod day;

pub use day::{Day, Offset, Span};
