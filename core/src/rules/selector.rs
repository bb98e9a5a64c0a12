//! Selectors: which subjects, which records. Three-valued, because an attribute can be missing.

use super::{Comparator, Duration, Literal};

/// The path of an attribute: a relation to follow, then the attribute. `unit.group`, `channel.kind`, `class`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Path {
    /// `unit`, `site`, `parent`, `channel`, `column`, `account`; none for the subject itself.
    pub relation: Option<String>,
    /// The attribute.
    pub attribute: String,
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.relation {
            Some(relation) => write!(f, "{relation}.{}", self.attribute),
            None => f.write_str(&self.attribute),
        }
    }
}

/// A selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    /// All of these hold; none at all selects everything.
    All(Vec<Selector>),
    /// One of these holds.
    Any(Vec<Selector>),
    /// This does not hold.
    Not(Box<Selector>),
    /// An attribute has a value.
    Test {
        /// Which attribute.
        path: Path,
        /// What is asked of it.
        test: Test,
    },
    /// The subject stands in a list of the set.
    InList(String),
    /// An attribute is filled in or an event has happened, so long ago.
    Has {
        /// Which attribute or event.
        path: Path,
        /// How long ago the event happened; empty for whenever, and for attributes.
        ago: Vec<(Comparator, Duration)>,
    },
    /// A filing of this kind about the subject touches the day or window that is judged.
    Filing(String),
}

impl Selector {
    /// The selector that selects everything.
    pub fn everything() -> Selector {
        Selector::All(Vec::new())
    }

    /// Whether it surely selects everything.
    pub fn is_everything(&self) -> bool {
        matches!(self, Selector::All(all) if all.iter().all(Selector::is_everything))
    }
}

/// What is asked of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// It is one of these texts (numbers and booleans by their text: `3`, `true`).
    OneOf(Vec<String>),
    /// As a number, it satisfies these comparisons.
    Number(Vec<(Comparator, Literal)>),
}
