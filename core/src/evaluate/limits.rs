//! Limits against numbers: resolving a limit for a subject, and whether it is satisfied.

use super::attributes::{Asked, Value, of_subject};
use super::{Case, Measured, Reason, Subject, Truth};
use crate::rational::Rational;
use crate::rules::{Comparator, Duration, Limit, LimitValue, Literal, Otherwise, Path};

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
        LimitValue::From(path) => return from(case, path, subject),
        LimitValue::By {
            attribute,
            cases,
            otherwise,
        } => (attribute, cases, otherwise),
    };
    let missing = || NoLimit::Open(Reason::attribute_missing(&attribute.to_string()));
    let word = match of_subject(case, subject, attribute, Asked::at_check_point(case)) {
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

/// A limit that stands in an attribute of the subject.
fn from(case: &Case<'_>, path: &Path, subject: Subject) -> Result<Literal, NoLimit> {
    match of_subject(case, subject, path, Asked::at_check_point(case)) {
        Value::One(cell) => literal(&cell).ok_or_else(|| {
            let (zh, en) = (
                format!("属性 {path} 的「{cell}」不能作界限"),
                format!("`{cell}` of the attribute `{path}` is no limit"),
            );
            NoLimit::Open(Reason::new("limit_unreadable", zh, en))
        }),
        Value::Missing | Value::Many(_) => {
            Err(NoLimit::Open(Reason::attribute_missing(&path.to_string())))
        }
    }
}

/// A limit as a cell has it: `20`, `59.5`, `95%`, `14 days`, `14天`, `5个工作日`, `6个月`, `1年`.
fn literal(cell: &str) -> Option<Literal> {
    let cell = cell.trim();
    if let Some(share) = cell.strip_suffix(['%', '％']) {
        let share = Rational::parse(share)?.over(Rational::whole(100))?;
        let n = i64::try_from(share.numerator()).ok()?;
        return Some(Literal::Share(n, i64::try_from(share.denominator()).ok()?));
    }
    if let Some(number) = Rational::parse(cell) {
        let n = i64::try_from(number.numerator()).ok()?;
        return Some(match i64::try_from(number.denominator()).ok()? {
            1 => Literal::Number(n),
            d => Literal::Decimal(n, d),
        });
    }
    if let Some(duration) = Duration::parse(cell) {
        return Some(Literal::Duration(duration));
    }
    const WORDS: [(&str, &str); 8] = [
        ("个工作日", "working days"),
        ("工作日", "working days"),
        ("个月", "months"),
        ("周", "weeks"),
        ("天", "days"),
        ("日", "days"),
        ("月", "months"),
        ("年", "years"),
    ];
    let (number, unit) = WORDS
        .iter()
        .find_map(|(word, unit)| Some((cell.strip_suffix(word)?, unit)))?;
    Duration::parse(&format!("{} {unit}", number.trim())).map(Literal::Duration)
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
    limit: &Limit,
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
    for words in &limit.words {
        all = all.and(measured.is(words.among, &words.words));
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
