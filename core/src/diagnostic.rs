//! What went wrong, where, and what to do next: one shape for rule files, settings and rows of data.

use serde::{Deserialize, Serialize};

/// The language of sentences. Chinese is the users' language and the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese (中文).
    #[default]
    Zh,
    /// English.
    En,
}

/// A sentence in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// A sentence in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Text {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// The sentence in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing (or not this row, not this rule set) can be used.
    Error,
    /// Usable, but probably not what was meant.
    Warning,
    /// Worth knowing.
    Note,
}

/// Where in the input a diagnostic points. Rows and lines count from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The file or table, as the user named it.
    pub file: String,
    /// The line of a file (the header is line 1), or the number of a record in a list.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line: Option<u32>,
    /// The character column in that line of a rule file, from 1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub column: Option<u32>,
    /// The named column of a table, as its header has it, or the dotted key of a rule file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub field: Option<String>,
}

/// One thing to tell the user: code, place, offending value, sentence, next step.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// A stable code such as `date.impossible`; codes are under semver.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// The bytes it is about in the file that the place names: the first, and the one after the last.
    pub span: Option<(usize, usize)>,
    /// The offending value, as given.
    pub value: Option<String>,
    /// What is wrong, lower case, no full stop.
    pub message: Text,
    /// What to do next.
    pub next_step: Text,
    /// The nearest known names, best first, where a name was not known.
    pub near: Vec<String>,
    /// Other places that have to do with it, such as the first of two that exclude each other.
    pub related: Vec<Related>,
}

/// Another place that a diagnostic has to do with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What stands there.
    pub message: Text,
}

impl Diagnostic {
    /// An error; add place, value and next step with the `with_*` methods.
    pub fn error(code: &'static str, message: Text) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// A warning.
    pub fn warning(code: &'static str, message: Text) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    /// A note.
    pub fn note(code: &'static str, message: Text) -> Self {
        Self::new(code, Severity::Note, message)
    }

    fn new(code: &'static str, severity: Severity, message: Text) -> Self {
        Diagnostic {
            code,
            severity,
            place: Place::default(),
            span: None,
            value: None,
            message,
            next_step: Text::default(),
            near: Vec::new(),
            related: Vec::new(),
        }
    }

    /// The same diagnostic, placed.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// The same diagnostic with the offending value.
    #[must_use]
    pub fn with_value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    /// The same diagnostic with its next step.
    #[must_use]
    pub fn with_next_step(mut self, next_step: Text) -> Self {
        self.next_step = next_step;
        self
    }

    /// The same diagnostic with the nearest known names.
    #[must_use]
    pub fn with_near(mut self, near: Vec<String>) -> Self {
        self.near = near;
        self
    }

    /// The same diagnostic with another place that it has to do with.
    #[must_use]
    pub fn with_related(mut self, place: Place, message: Text) -> Self {
        self.related.push(Related { place, message });
        self
    }
}
