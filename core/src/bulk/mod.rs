//! Large tables: columns in, columns out, one pass over the items whatever the number of rules.
//!
//! [`Plan`] is a rule set made ready with the days of a run; [`Plan::inspect`] judges [`Tables`] by it. What a plan can
//! keep in a few numbers for each channel is judged from these; a rule set that needs more takes the long way, row by row
//! through the same engine, and comes to the same answer.

mod answer;
mod bytes;
mod columns;
mod events;
mod ids;
mod interner;
mod items;
mod judge;
mod kinds;
mod long;
mod monitor;
mod numbered;
mod parallel;
mod plan;
mod roster;
mod scan;
mod short;
mod summary;
mod table;
mod tally;
mod tell;
mod times;

pub use answer::{Account, Answer};
pub use columns::{Bits, Cells, Chunk, Column, Texts};
pub use monitor::{
    Arrival, Change, ChannelHandle, Finding, FoundSlice, Monitor, UnitHandle, Whose,
};
pub use plan::{Plan, Tables};
pub use roster::Roster;
pub use scan::Adding;
pub use table::{SliceLists, Strings, Table, Values};
pub use tally::Tally;

#[cfg(test)]
mod tests;
