//! What is required: the model of a rule set, reading it with every mistake told in its place, and the shipped sets.

mod duration;
mod limit;
mod model;
mod read;
mod selector;
mod shipped;
mod template;

pub use duration::{Anchor, Duration, DurationUnit};
pub use limit::{Comparator, Comparison, Limit, LimitValue, Literal, Otherwise};
pub use model::{
    Attribute, Basis, Clock, CountSource, Distinct, Effect, Exception, Figure, Measure, Of, Over,
    RatioSource, Requirement, Rule, RuleSet, Slices, Step, Subjects, Take, Weeks, Window, paths,
};
pub use selector::{Path, Selector, Test};
pub use shipped::{SHIPPED, Shipped};
pub use template::Template;
