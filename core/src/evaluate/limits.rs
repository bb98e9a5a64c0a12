//! Limits against numbers: resolving a limit for a subject, and whether it is satisfied.

use super::attributes::{Asked, Value, of_subject};
use super::prepared::Known;
use super::{Case, Measured, Reason, Subject, Told, Truth};
use crate::rational::Rational;
use crate::rules::{
    Comparator, Duration, DurationUnit, Limit, LimitValue, Literal, Otherwise, Path, Rule,
};

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

/// The numbers with which the limits of a rule compare a subject, by figure or sheet.
pub(crate) type Numbers = [(String, Known)];

/// What a comparison comes to for a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    /// A value of the rule set or of an attribute.
    Literal(Literal),
    /// The number of a figure or sheet, or so much of it.
    Number {
        /// The figure or sheet.
        id: String,
        /// Its number.
        measured: Measured,
        /// So much of it, if not all.
        share: Option<Rational>,
    },
}

/// The literal that a limit value comes to for a subject.
pub(super) fn value(
    case: &Case<'_>,
    value: &LimitValue,
    subject: Subject,
) -> Result<Literal, NoLimit> {
    let (attribute, cases, otherwise) = match value {
        LimitValue::Fixed(literal) => return Ok(*literal),
        LimitValue::From { path, share } => return from(case, path, *share, subject),
        // a deadline is no number of another figure: the reader refuses it there
        LimitValue::Figure { .. } => return Err(NoLimit::Open(Reason::not_known())),
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
fn from(
    case: &Case<'_>,
    path: &Path,
    share: Option<(i64, i64)>,
    subject: Subject,
) -> Result<Literal, NoLimit> {
    match of_subject(case, subject, path, Asked::at_check_point(case)) {
        Value::One(cell) => literal(&cell)
            .and_then(|literal| part(literal, share))
            .ok_or_else(|| {
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

/// So much of a number, if not all of it; there is none of a time.
fn part(literal: Literal, share: Option<(i64, i64)>) -> Option<Literal> {
    let Some((n, d)) = share else {
        return Some(literal);
    };
    let share = Rational::new(n.into(), d.into())?;
    let part = super::attributes::number_of(literal)?.times(share)?;
    let n = i64::try_from(part.numerator()).ok()?;
    let d = i64::try_from(part.denominator()).ok()?;
    Some(match literal {
        Literal::Share(..) => Literal::Share(n, d),
        _ if d == 1 => Literal::Number(n),
        _ => Literal::Decimal(n, d),
    })
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

/// The bound that a limit value comes to for a subject.
fn bound(
    case: &Case<'_>,
    limit: &LimitValue,
    subject: Subject,
    numbers: &Numbers,
) -> Result<Bound, NoLimit> {
    let LimitValue::Figure { id, share } = limit else {
        return value(case, limit, subject).map(Bound::Literal);
    };
    let known = numbers.iter().find(|(known, _)| known == id);
    let measured = match known.map(|(_, known)| known) {
        Some(Ok(measured)) => measured.clone(),
        Some(Err((true, reason))) => return Err(NoLimit::Exempt(reason.clone())),
        Some(Err((false, reason))) => return Err(NoLimit::Open(reason.clone())),
        None => return Err(NoLimit::Exempt(Reason::no_figure())),
    };
    let share = share.and_then(|(n, d)| Rational::new(n.into(), d.into()));
    let id = id.clone();
    Ok(Bound::Number {
        id,
        measured,
        share,
    })
}

/// The comparisons that a limit comes to for a subject.
pub(super) fn resolve(
    case: &Case<'_>,
    limit: &Limit,
    subject: Subject,
    numbers: &Numbers,
) -> Result<Vec<(Comparator, Bound)>, NoLimit> {
    let comparisons = limit.comparisons.iter();
    comparisons
        .map(|one| {
            let bound = bound(case, &one.value, subject, numbers)?;
            Ok((one.comparator, bound))
        })
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
    comparisons: &[(Comparator, Bound)],
) -> Result<Truth, Reason> {
    let mut all = Truth::Yes;
    for (comparator, bound) in comparisons {
        let truth = match bound {
            Bound::Literal(literal) => measured.satisfies(*comparator, *literal, case.calendar),
            Bound::Number {
                measured: other,
                share,
                ..
            } => measured.compares(*comparator, other, *share, case.calendar),
        };
        all = all.and(truth.map_err(|_| Reason::year_missing())?);
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
    numbers: &Numbers,
) -> Option<Vec<(Comparator, Bound)>> {
    resolve(case, limit, subject, numbers).ok()
}

/// The unit in which a rule's durations are told: working days where the subject's limit is in working days, else days.
pub(crate) fn duration_unit(
    case: &Case<'_>,
    rule: &Rule,
    subject: Subject,
    numbers: &Numbers,
) -> DurationUnit {
    let in_working_days = |bound: &Bound| match bound {
        Bound::Literal(Literal::Duration(duration)) => duration.unit == DurationUnit::WorkingDays,
        Bound::Literal(_) => false,
        Bound::Number { measured, .. } => measured.told() == Told::In(DurationUnit::WorkingDays),
    };
    let limits = rule.requirement.limits().into_iter();
    let mut bounds = limits.flat_map(|limit| {
        let resolved = resolve_limit(case, limit, subject, numbers);
        resolved.unwrap_or_default()
    });
    if bounds.any(|(_, bound)| in_working_days(&bound)) {
        DurationUnit::WorkingDays
    } else {
        DurationUnit::Days
    }
}
