//! The JSON contract that every binding shares: a request in, a report out, as text.

pub mod report;

pub use report::Report;
