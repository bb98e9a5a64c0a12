//! What a caller may say beside the folder.

use std::path::PathBuf;
use tongbao::diagnostic::Language;

/// What a caller may say beside the folder; what is said here goes before `tongbao.toml`.
#[derive(Clone, Debug, Default)]
pub struct InspectOptions {
    /// The rule set.
    pub rules: Option<Rules>,
    /// The period, such as `2022-10`.
    pub period: Option<String>,
    /// The as-of date, `YYYY-MM-DD`.
    pub as_of: Option<String>,
    /// A CSV file of working days instead of the built-in calendar.
    pub calendar: Option<PathBuf>,
    /// The language of wordings and messages.
    pub language: Language,
    /// Whether the report lists the outcome of every rule and subject.
    pub all_outcomes: bool,
    /// Rules and subjects to explain.
    pub explain: Vec<(String, String)>,
}

/// Where a rule set comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rules {
    /// A shipped id, or the path of a `.toml` or `.json` file.
    Named(String),
    /// The text of a rule set in TOML.
    Toml(String),
    /// The text of a rule set in JSON.
    Json(String),
}
