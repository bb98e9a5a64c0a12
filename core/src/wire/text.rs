//! Text of the wire: two spaces of indent, LF, fields in the order of the schema.

use super::Report;
use crate::diagnostic::{Diagnostic, Language, Place, Severity};
use crate::records::intake::{Intake, TableAccount};
use serde::Serialize;

/// The text of `inspection.json`.
pub fn to_text(report: &Report) -> String {
    pretty(report)
}

/// The text of `intake.json`: every table with its rejected rows, their places, values, reasons and next steps.
pub fn intake_text(intake: &Intake, language: Language) -> String {
    let tables = intake
        .tables
        .iter()
        .map(|table| TableOut::new(table, language))
        .collect();
    let notes = intake
        .notes
        .iter()
        .map(|note| DiagnosticOut::new(note, language))
        .collect();
    pretty(&IntakeOut {
        format: 1,
        tables,
        notes,
    })
}

pub(super) fn pretty(value: &impl Serialize) -> String {
    // serialising plain structs of texts and numbers into memory cannot fail
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// A diagnostic on the wire.
#[derive(Serialize)]
pub(super) struct DiagnosticOut {
    code: String,
    severity: Severity,
    message: String,
    next_step: String,
    value: Option<String>,
    place: Place,
    near: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<RelatedOut>,
}

#[derive(Serialize)]
struct RelatedOut {
    place: Place,
    message: String,
}

impl DiagnosticOut {
    pub fn new(diagnostic: &Diagnostic, language: Language) -> DiagnosticOut {
        DiagnosticOut {
            code: diagnostic.code.to_owned(),
            severity: diagnostic.severity,
            message: diagnostic.message.get(language).to_owned(),
            next_step: diagnostic.next_step.get(language).to_owned(),
            value: diagnostic.value.clone(),
            place: diagnostic.place.clone(),
            near: diagnostic.near.clone(),
            related: diagnostic
                .related
                .iter()
                .map(|related| RelatedOut {
                    place: related.place.clone(),
                    message: related.message.get(language).to_owned(),
                })
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct IntakeOut {
    format: u32,
    tables: Vec<TableOut>,
    notes: Vec<DiagnosticOut>,
}

#[derive(Serialize)]
struct TableOut {
    records: String,
    table: String,
    read: u64,
    accepted: u64,
    rejected: u64,
    duplicates: u64,
    unreadable: Option<DiagnosticOut>,
    extra_columns: Vec<String>,
    rejected_rows: Vec<DiagnosticOut>,
    duplicate_rows: Vec<DuplicateOut>,
    undated_rows: Vec<DiagnosticOut>,
    rows_after_as_of: Vec<DiagnosticOut>,
    after_check_point: u64,
}

#[derive(Serialize)]
struct DuplicateOut {
    line: u32,
    of_line: u32,
}

impl TableOut {
    fn new(table: &TableAccount, language: Language) -> TableOut {
        let out = |diagnostic: &Diagnostic| DiagnosticOut::new(diagnostic, language);
        TableOut {
            records: table.records.key().to_owned(),
            table: table.table.clone(),
            read: table.read,
            accepted: table.accepted,
            rejected: table.rejected,
            duplicates: table.duplicates,
            unreadable: table.unreadable.as_ref().map(out),
            extra_columns: table.extra_columns.clone(),
            rejected_rows: table.rejects.iter().map(out).collect(),
            duplicate_rows: table
                .duplicate_rows
                .iter()
                .map(|(line, of_line)| DuplicateOut {
                    line: *line,
                    of_line: *of_line,
                })
                .collect(),
            undated_rows: table.undated.iter().map(out).collect(),
            rows_after_as_of: table.after_as_of.iter().map(out).collect(),
            after_check_point: table.after_check_point,
        }
    }
}
