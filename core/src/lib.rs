#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod bulk;
pub mod bulletin;
pub mod calendar;
pub mod diagnostic;
pub mod evaluate;
pub mod findings;
mod order;
pub mod rational;
pub mod records;
pub mod registry;
pub mod report;
pub mod rules;
pub mod source;
pub mod wire;

pub use findings::{Inspection, Options, Run, inspect};
