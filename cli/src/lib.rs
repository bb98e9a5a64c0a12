//! The `tongbao` command as a library: a folder in, an inspection and a folder of results out.
//!
//! Everything that touches files is here; what is judged and how is told by the crate `tongbao`.

#![allow(
    clippy::result_large_err,
    reason = "an error is made once, and the command ends with it"
)]

mod arguments;
mod command;
mod folder;
mod inspect;
mod options;
pub mod output;
mod problem;
mod progress;
mod rule_files;
mod rules;
mod skeleton;
mod terminal;
mod words;

pub use command::{FINDINGS, JUDGED, NOT_JUDGED, ROWS_REJECTED, run};
pub use inspect::{
    Inspected, Step, compare_folder, inspect_folder, inspect_folder_with, result_files, write_out,
};
pub use options::{InspectOptions, Rules};
