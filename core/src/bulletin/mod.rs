//! How it is told: the bulletin as a document tree that knows no file format. [`compose`] turns a report into a
//! [`Document`]; the `tongbao-documents` crate turns that into HTML or Markdown. All template text is in `phrases`.

mod compose;
mod document;
mod phrases;
mod picture;
mod words;

pub use compose::compose;
pub use document::{Align, Annex, Block, Cell, Column, Document, Row, Table, Width};
pub use picture::{AccountDays, CalendarPicture, Legend};
