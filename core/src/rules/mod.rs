//! What is required: the model of a rule set, reading it with every mistake told in its place, and the shipped sets.

pub mod describe;
mod duration;
mod limit;
mod model;
mod read;
mod selector;
mod shipped;
pub(crate) mod template;
mod versions;

pub use duration::{Anchor, Duration, DurationUnit};
pub use limit::{Comparator, Comparison, Limit, LimitValue, Literal, Otherwise, Words};
pub use model::{
    Against, At, Attribute, Basis, Bonus, Clock, Credit, Distinct, Effect, End, Enough, Exception,
    Extend, Figure, Line, Measure, Of, Over, Part, Pause, Points, Reads, Requirement, Rule,
    RuleSet, Runs, Sheet, Slices, Source, Stage, Step, Subjects, Take, Ties, Until, Weeks, Window,
    paths,
};
pub use selector::{Path, Selector, Test};
pub use shipped::{SHIPPED, Shipped};
pub use template::{ListForm, Template};
pub use versions::{Catalogue, How, Listed, Origin, Resolved, unknown_rule_set};

/// The JSON Schema (draft 2020-12) of the rule format, for editors: it knows every key and word, and leaves names that
/// lead nowhere to the reader.
pub const SCHEMA: &str = include_str!("schema.json");
