//! CSV files as the examples hold them.

use crate::Result;
use std::path::Path;

/// A finished file: its name and its bytes.
pub type File = (&'static str, Vec<u8>);

/// The mark by which Excel knows a CSV file for UTF-8.
pub const BOM: &[u8] = "\u{feff}".as_bytes();

/// Rows as CSV with LF line ends, quoted only where needed; `bom` for files that people open in Excel.
///
/// # Errors
/// If a row has more or fewer cells than the header.
pub fn csv<const N: usize>(bom: bool, header: [&str; N], rows: &[[String; N]]) -> Result<Vec<u8>> {
    let start = if bom { BOM.to_vec() } else { Vec::new() };
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(start);
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row)?;
    }
    Ok(writer.into_inner()?)
}

/// Writes the files into a folder.
///
/// # Errors
/// If one can't be written.
pub fn write(folder: &Path, files: &[File]) -> Result<()> {
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}
