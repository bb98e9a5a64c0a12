//! Browser and Node bindings: convert, call once, convert back. Everything is decided in core; what JavaScript likes to see
//! around it is in `package/`. Built twice, once with each feature.

#[cfg(feature = "report")]
mod report;
#[cfg(feature = "tables")]
mod tables;
