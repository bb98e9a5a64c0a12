//! The JSON contract that every binding shares: a request in, a report out, as text.

mod compare;
#[cfg(feature = "toml")]
mod folder;
mod plan;
mod problem;
mod request;
mod rules;
mod text;

pub use crate::report::{self, Report};
pub use compare::{compare_request, compare_text, comparison_text};
#[cfg(feature = "toml")]
pub use folder::{Encodings, FolderSettings, read_settings};
pub use plan::plan_of;
pub use problem::Problem;
pub use request::{calendar_of, inspect_request, inspect_text};
pub use text::{intake_text, to_text};

/// The JSON Schema of the report, as committed.
pub const SCHEMA: &str = include_str!("schema.json");

/// The JSON Schema of the report, made from its types.
#[cfg(feature = "schema")]
pub fn schema_text() -> String {
    text::pretty(&schemars::schema_for!(Report))
}

#[cfg(all(test, feature = "schema"))]
mod tests {
    #[test]
    fn the_committed_schema_is_the_one_of_the_types() {
        assert_eq!(
            super::SCHEMA,
            super::schema_text(),
            "run: cargo run -p tongbao --features schema --example schema"
        );
    }
}
