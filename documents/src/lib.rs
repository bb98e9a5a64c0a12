//! Files around tongbao: bytes to cells, and bulletins and findings to files. Each format is a feature, so that the
//! browser takes what it needs.
#![forbid(unsafe_code)]

#[cfg(feature = "csv")]
pub mod csv;
#[cfg(feature = "html")]
pub mod html;
#[cfg(feature = "markdown")]
pub mod markdown;
#[cfg(any(feature = "csv", feature = "html", feature = "markdown"))]
mod text;
