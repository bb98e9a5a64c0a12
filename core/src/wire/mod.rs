//! The JSON contract that every binding shares: a request in, a report out, as text.

#[cfg(feature = "toml")]
mod folder;
mod problem;
pub mod report;
mod request;
mod text;

#[cfg(feature = "toml")]
pub use folder::{Encodings, FolderSettings, read_settings};
pub use problem::Problem;
pub use report::Report;
pub use request::{calendar_of, inspect_request, inspect_text, unknown_rule_set};
pub use text::{intake_text, to_text};
