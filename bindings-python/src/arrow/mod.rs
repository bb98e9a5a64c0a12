//! Arrow tables in and out: whatever speaks the C data interface, without its package being imported here.

mod border;
mod given;
mod taken;

pub use border::{export_schema, export_stream, import_array, import_stream};
pub use given::batch_of;
pub use taken::{Held, Need, Refused, Wanted};
