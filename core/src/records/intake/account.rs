//! The account of rows: what became of every one of them.

use super::Context;
use crate::calendar::Day;
use crate::diagnostic::{Diagnostic, Place, Text};
use crate::order::InOrder;
use crate::records::RecordKind;
use crate::records::table::Table;

/// What became of every row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intake {
    /// An account for each table, in the order of kinds.
    pub tables: Vec<TableAccount>,
    /// What else to know: coverage that names no known channel, a table without declared coverage.
    pub notes: Vec<Diagnostic>,
}

/// The account of one table: read = accepted + rejected + duplicates. Lines are those of the file (or the numbers of
/// the records in a list), ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableAccount {
    /// The kind of record.
    pub records: RecordKind,
    /// What the user calls the table.
    pub table: String,
    /// Why the table could not be read; all counts are then 0.
    pub unreadable: Option<Diagnostic>,
    /// Rows read.
    pub read: u64,
    /// Rows accepted.
    pub accepted: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// Rows that repeat an accepted one.
    pub duplicates: u64,
    /// Header cells that tongbao does not know; kept aside.
    pub extra_columns: Vec<String>,
    /// One diagnostic for each rejected row: its first fault in the order of known columns.
    pub rejects: Vec<Diagnostic>,
    /// The lines of duplicates, each with the line that it repeats.
    pub duplicate_rows: Vec<(u32, u32)>,
    /// A note for each accepted row without a date.
    pub undated: Vec<Diagnostic>,
    /// A note for each accepted row after the as-of date: publications by their time, letters and requests by receipt.
    pub after_as_of: Vec<Diagnostic>,
    /// How many accepted rows lie after the check point, those after the as-of date included.
    pub after_check_point: u64,
    /// The header of the column by which rows are dated.
    pub(super) dated_by: Option<String>,
    /// The header of the column by which rows are told apart.
    pub(super) identified_by: Option<String>,
}

impl TableAccount {
    pub(super) fn new(records: RecordKind, table: &Table) -> Self {
        TableAccount {
            records,
            table: table.name.clone(),
            unreadable: None,
            read: table.rows.len() as u64,
            accepted: 0,
            rejected: 0,
            duplicates: 0,
            extra_columns: Vec::new(),
            rejects: Vec::new(),
            duplicate_rows: Vec::new(),
            undated: Vec::new(),
            after_as_of: Vec::new(),
            after_check_point: 0,
            dated_by: None,
            identified_by: None,
        }
    }

    pub(super) fn unreadable(records: RecordKind, table: &Table, mut fault: Diagnostic) -> Self {
        if fault.place.file.is_empty() {
            fault.place.file.clone_from(&table.name);
        }
        TableAccount {
            unreadable: Some(fault),
            read: 0,
            ..TableAccount::new(records, table)
        }
    }

    pub(super) fn reject(&mut self, line: u32, fault: &Diagnostic) {
        self.rejected += 1;
        let place = Place {
            file: self.table.clone(),
            line: Some(line),
            column: None,
            field: fault.place.field.clone(),
        };
        self.rejects.push(fault.clone().at(place));
    }

    pub(super) fn repeat(&mut self, line: u32, first: u32) {
        self.duplicates += 1;
        self.duplicate_rows.push((line, first));
    }

    /// Accepts a row of a day, or one that is undated.
    pub(super) fn accept_dated(&mut self, line: u32, day: Option<Day>, context: &Context<'_>) {
        self.accepted += 1;
        match day {
            None => {
                let message = Text::new("没有日期，不计入", "it has no date and is not counted");
                let next = Text::new("补上日期后重新检查", "add the date and inspect again");
                let told = Diagnostic::note("row.undated", message).with_next_step(next);
                self.undated.push(told.at(self.dated_in(line)));
            }
            Some(day) => {
                self.after_check_point += u64::from(day > context.check_point);
                if day > context.as_of {
                    let as_of = context.as_of;
                    let message = Text::new(
                        format!("晚于统计截止日{as_of}，不计入"),
                        format!("it is after the as-of date {as_of} and is not counted"),
                    );
                    let next = Text::new(
                        "核对日期；如果数据是后来导出的，就改统计截止日（as_of）",
                        "check the date; if the records were exported later, change the as-of date",
                    );
                    let told = Diagnostic::note("row.after_as_of", message)
                        .with_value(day.to_string())
                        .with_next_step(next);
                    self.after_as_of.push(told.at(self.dated_in(line)));
                }
            }
        }
    }

    /// The place of a row's date.
    fn dated_in(&self, line: u32) -> Place {
        Place {
            file: self.table.clone(),
            line: Some(line),
            column: None,
            field: self.dated_by.clone(),
        }
    }

    /// Puts the lines in order, whatever the order in which rows were settled.
    pub(super) fn closed(mut self) -> Self {
        self.rejects.in_order_by_key(|reject| reject.place.line);
        self.duplicate_rows.in_order();
        self.undated.in_order_by_key(|row| row.place.line);
        self.after_as_of.in_order_by_key(|row| row.place.line);
        self
    }
}
