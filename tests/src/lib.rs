//! What holds across the crates and languages of tongbao.
//!
//! [`case`] reads a case of the conformance corpus as a person wrote it and makes the request of it that every
//! language sends; [`expect`] compares a report with what the case expects; [`laws`] holds what every report keeps,
//! whatever the case; [`bulletin`] tells published bulletins again; [`broken`] breaks good rule sets in one place each;
//! [`cookbook`] makes the pages of the cookbook; [`oracle`] is a slow and obvious second opinion on cadence and gap rules,
//! [`reference`] one on nearly the whole rule language, for the worlds of [`generate`];
//! [`tables`] draws large tables and rules for them; [`worlds`] gives the cases as requests for laws between two runs.

pub mod broken;
pub mod broken_files;
pub mod bulletin;
pub mod case;
pub mod cookbook;
pub mod expect;
pub mod generate;
pub mod laws;
pub mod oracle;
pub mod reference;
pub mod tables;
pub mod worlds;
