//! Figures.

use super::measures;
use super::rule::basis;
use super::subjects::{self, Named};
use crate::rules::{Figure, Over, Window};
use crate::source::{Entry, Reader};

pub(super) fn figure(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    entry: &Entry,
    path: &str,
) -> Option<Figure> {
    let mut fields = reader.fields(&entry.node, path)?;
    let subjects = subjects::subjects(reader, named, &mut fields)?;
    let window = measures::window(reader, &mut fields);
    let measure = measures::measure(reader, named, &[], &mut fields, subjects.of);
    measures::at_and_dated(
        reader,
        &mut fields,
        measure.as_ref().map(|(_, measure)| measure),
    );
    basis(reader, &mut fields);
    reader.finish(fields, &["by", "title"]);
    let (_, measure) = measure?;
    if matches!(window, Some(Window::Each { .. })) {
        reader.not_yet(&entry.node.span, path, "each");
        return None;
    }
    let window = window.unwrap_or(Window::Over(Over::Period));
    Some(Figure {
        id: entry.key.clone(),
        subjects,
        window,
        measure,
    })
}
