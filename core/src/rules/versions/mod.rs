//! Several rule sets together: versions of one set by their days of validity, and sets that extend another.
//!
//! A set that extends another is made whole as a tree, before it is read: the reader sees one set and needs no base.

mod catalogue;
mod extend;
#[cfg(all(test, feature = "toml"))]
mod tests;
mod tighten;

pub use catalogue::{Catalogue, Listed, Resolved, unknown_rule_set};
pub use extend::{How, Origin};
