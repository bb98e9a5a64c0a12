//! Limits against numbers: resolving a limit for a subject, and whether it is satisfied.

use super::attributes::{Value, of_subject};
use super::{Case, Measured, Reason, Subject, Truth};
use crate::rules::{Comparator, Limit, LimitValue, Literal, Otherwise};

/// Why a subject has no limit.
pub(super) enum NoLimit {
    /// Exempt by the limit itself.
    Exempt(Reason),
    /// It cannot be told which limit holds.
    Open(Reason),
}

impl NoLimit {
    /// As not applicable (`Ok`) or cannot tell (`Err`).
    pub fn into_result(self) -> Result<Reason, Reason> {
        match self {
            NoLimit::Exempt(reason) => Ok(reason),
            NoLimit::Open(reason) => Err(reason),
        }
    }
}

/// The literal that a limit value comes to for a subject.
pub(super) fn value(
    case: &Case<'_>,
    value: &LimitValue,
    subject: Subject,
) -> Result<Literal, NoLimit> {
    let (attribute, cases, otherwise) = match value {
        LimitValue::Fixed(literal) => return Ok(*literal),
        LimitValue::By {
            attribute,
            cases,
            otherwise,
        } => (attribute, cases, otherwise),
    };
    let missing = || {
        let (zh, en) = (
            format!("属性 {attribute} 没有填写"),
            format!("the attribute `{attribute}` is missing"),
        );
        NoLimit::Open(Reason::new("attribute_missing", zh, en))
    };
    let word = match of_subject(case, subject, attribute) {
        Value::One(word) => word,
        Value::Missing | Value::Many(_) => return Err(missing()),
    };
    let found = cases
        .iter()
        .find(|(case, _)| *case == word)
        .map(|(_, value)| *value)
        .or(*otherwise);
    match found {
        Some(Otherwise::Limit(literal)) => Ok(literal),
        Some(Otherwise::Exempt) => {
            let (zh, en) = (
                format!("{attribute} 为 {word}，没有界限"),
                format!("`{attribute}` is `{word}`: no limit"),
            );
            Err(NoLimit::Exempt(Reason::new("exempt", zh, en)))
        }
        None => {
            let (zh, en) = (
                format!("指标没有写 {attribute} 为 {word} 时的界限"),
                format!("the rule states no limit for `{attribute}` = `{word}`"),
            );
            Err(NoLimit::Open(Reason::new("limit_missing", zh, en)))
        }
    }
}

/// The comparisons that a limit comes to for a subject.
pub(super) fn resolve(
    case: &Case<'_>,
    limit: &Limit,
    subject: Subject,
) -> Result<Vec<(Comparator, Literal)>, NoLimit> {
    limit
        .comparisons
        .iter()
        .map(|one| value(case, &one.value, subject).map(|literal| (one.comparator, literal)))
        .collect()
}

/// Whether a number satisfies all comparisons.
///
/// # Errors
/// If a year of the working-day calendar is missing.
pub(super) fn satisfies(
    case: &Case<'_>,
    measured: &Measured,
    comparisons: &[(Comparator, Literal)],
) -> Result<Truth, Reason> {
    let mut all = Truth::Yes;
    for (comparator, literal) in comparisons {
        all = all.and(
            measured
                .satisfies(*comparator, *literal, case.calendar)
                .map_err(|_| Reason::year_missing())?,
        );
    }
    Ok(all)
}

/// The comparisons that a limit comes to for a subject, for words; `None` if there are none.
pub(crate) fn resolve_limit(
    case: &Case<'_>,
    limit: &Limit,
    subject: Subject,
) -> Option<Vec<(Comparator, Literal)>> {
    resolve(case, limit, subject).ok()
}
