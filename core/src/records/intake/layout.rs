//! Which cell of a row belongs to which known column.

use super::account::TableAccount;
use super::faults;
use crate::diagnostic::Diagnostic;
use crate::records::RecordKind;
use crate::records::headers::{Column, trimmed};
use crate::records::table::{Row, Table};
use std::collections::HashSet;

/// The header of a table, understood.
pub(super) struct Layout {
    pub kind: RecordKind,
    width: usize,
    /// For each known column of the kind its place in a row and its header as given.
    known: Vec<Option<(usize, String)>>,
    /// The further columns: header and place.
    pub extra: Vec<(String, usize)>,
}

/// A table that could be opened, with its account.
pub(super) struct Open<'a> {
    pub table: &'a Table,
    pub layout: Layout,
    pub account: TableAccount,
}

impl<'a> Open<'a> {
    pub fn new(table: &'a Table, layout: Layout) -> Self {
        let mut account = TableAccount::new(layout.kind, table);
        account.extra_columns = layout.extra.iter().map(|(name, _)| name.clone()).collect();
        account.dated_by = ["published_at", "received_at", "received_on"]
            .iter()
            .find_map(|key| layout.column(key))
            .map(|(_, header)| header.to_owned());
        account.identified_by = ["id", "name", "subject"]
            .iter()
            .find_map(|key| layout.column(key))
            .map(|(_, header)| header.to_owned());
        Open {
            table,
            layout,
            account,
        }
    }
}

impl Layout {
    /// Understands a header; the fault is that of the whole table.
    pub fn read(kind: RecordKind, table: &Table) -> Result<Layout, Box<Diagnostic>> {
        if let Some(fault) = &table.unreadable {
            return Err(Box::new(fault.clone()));
        }
        if table.header.iter().all(|cell| trimmed(cell).is_empty()) {
            return Err(faults::no_header(kind));
        }
        let columns = kind.columns();
        let mut known: Vec<Option<(usize, String)>> = vec![None; columns.len()];
        let mut extra: Vec<(String, usize)> = Vec::new();
        let mut seen: HashSet<&str> = HashSet::new();
        for (place, cell) in table.header.iter().enumerate() {
            let name = trimmed(cell);
            if name.is_empty() {
                // A nameless column, as spreadsheets leave them, matters only if something stands in it.
                let filled =
                    |row: &Row| row.cells.get(place).is_some_and(|c| !trimmed(c).is_empty());
                if table.rows.iter().any(filled) {
                    extra.push((format!("#{}", place + 1), place));
                }
                continue;
            }
            let column = kind.column(name);
            let slot = column
                .and_then(|column| columns.iter().position(|one| one.key == column.key))
                .and_then(|at| known.get_mut(at));
            match slot {
                Some(slot) => {
                    if let Some((_, before)) = slot {
                        return Err(faults::header_twice(before, name));
                    }
                    *slot = Some((place, name.to_owned()));
                }
                None => {
                    if !seen.insert(name) {
                        return Err(faults::header_twice(name, name));
                    }
                    extra.push((name.to_owned(), place));
                }
            }
        }
        let missing: Vec<&Column> = columns
            .iter()
            .zip(&known)
            .filter(|(column, place)| column.required && place.is_none())
            .map(|(column, _)| column)
            .collect();
        if !missing.is_empty() {
            return Err(faults::header_missing(&missing, &table.header));
        }
        Ok(Layout {
            kind,
            width: table.header.len(),
            known,
            extra,
        })
    }

    /// The place of a known column in a row, and its header as given.
    pub fn column(&self, key: &str) -> Option<(usize, &str)> {
        let columns = self.kind.columns().iter();
        let (_, place) = columns
            .zip(&self.known)
            .find(|(column, _)| column.key == key)?;
        place
            .as_ref()
            .map(|(place, header)| (*place, header.as_str()))
    }

    /// Why nothing in a row can be trusted.
    pub fn broken(&self, row: &Row) -> Option<Box<Diagnostic>> {
        let first = self.known.iter().flatten().next();
        let mut cells = row.cells.iter();
        let empty = |cell: &String| trimmed(cell).is_empty();
        let begins = first
            .and_then(|(place, _)| row.cells.get(*place))
            .is_some_and(|c| !empty(c));
        if !begins && cells.all(empty) {
            return Some(faults::row_blank());
        }
        (row.cells.len() != self.width).then(|| faults::row_width(row.cells.len(), self.width))
    }
}

/// The trimmed cell at a place, if something stands in it.
pub(super) fn cell(row: &Row, place: Option<usize>) -> Option<&str> {
    let cell = trimmed(row.cells.get(place?)?);
    (!cell.is_empty()).then_some(cell)
}
