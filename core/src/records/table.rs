//! Tables of cells, the form in which every door hands data over.

use super::RecordKind;
use crate::diagnostic::Diagnostic;

/// One table of cells: a CSV file, a list of dicts, a dict of lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What the user calls it: a file name such as `publications.csv`, or the name of an argument.
    pub name: String,
    /// The header cells, as given.
    pub header: Vec<String>,
    /// The rows, in the order given.
    pub rows: Vec<Row>,
    /// Why the table could not be read at all (wrong encoding, not CSV); it then has no rows.
    pub unreadable: Option<Diagnostic>,
}

/// One row of cells. An absent cell and an empty one are the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The line in the file on which the row begins, or the number of the record in a list, from 1.
    pub line: u32,
    /// The cells, one for each header cell; more or fewer make the row a rejected one.
    pub cells: Vec<String>,
}

/// A table and its kind.
pub type KindTable = (RecordKind, Table);
