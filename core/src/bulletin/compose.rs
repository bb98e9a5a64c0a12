//! From a report to the document tree.

use super::document::Document;
use super::picture::AccountDays;
use crate::wire::Report;

/// The bulletin of a report, in the report's language. `accounts` are the rows of the calendar picture; without any
/// there is no picture.
pub fn compose(report: &Report, accounts: &[AccountDays]) -> Document {
    let _ = accounts;
    Document {
        language: report.language,
        title: report.title.clone().unwrap_or_default(),
        warning: report.reconstructed.clone(),
        addressee: None,
        blocks: Vec::new(),
        annexes_label: String::new(),
        annexes: Vec::new(),
        issuer: report.issuer.clone(),
        issued_on: None,
        provenance: Vec::new(),
    }
}
