//! CSV files: the ones an office hands over, read to cells, and the ones that spreadsheets open, written from a report.

mod decode;
mod findings;
pub mod inspect;
mod read;
pub mod scan;
mod statistics;
mod write;

pub use decode::Encoding;
pub use findings::findings_csv;
pub use read::read_csv;
pub use statistics::statistics_csv;
