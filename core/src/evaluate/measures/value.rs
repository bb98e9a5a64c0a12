//! `value`: an attribute of the subject.

use super::{Measured, Reading};
use crate::evaluate::attributes::{Asked, Value, of_subject};
use crate::evaluate::{Case, Reason, Subject};
use crate::rules::Path;

/// The attribute's value.
///
/// # Errors
/// It is missing.
pub(crate) fn read<'r>(
    case: &Case<'r>,
    subject: Subject,
    path: &Path,
    asked: Asked,
) -> Result<Reading<'r>, Reason> {
    match of_subject(case, subject, path, asked) {
        Value::Missing => Err(Reason::attribute_missing(&path.to_string())),
        Value::One(one) => Ok(Reading::of(Measured::Words(vec![one.into_owned()]))),
        Value::Many(many) => Ok(Reading::of(Measured::Words(many.to_vec()))),
    }
}
