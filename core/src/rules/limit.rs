//! Limits: comparators that mean exactly themselves, and values that may depend on an attribute of the subject.

use super::Duration;
use crate::rational::Rational;

/// A comparator. 超过 is [`Comparator::MoreThan`], 超过(含) and 以上 are [`Comparator::AtLeast`] (民法典 1259).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparator {
    /// `>=`
    AtLeast,
    /// `>`
    MoreThan,
    /// `<=`
    AtMost,
    /// `<`
    LessThan,
    /// `=`
    Equals,
}

impl Comparator {
    /// The comparators with their keys.
    pub const ALL: [(&'static str, Comparator); 5] = [
        ("at_least", Comparator::AtLeast),
        ("more_than", Comparator::MoreThan),
        ("at_most", Comparator::AtMost),
        ("less_than", Comparator::LessThan),
        ("equals", Comparator::Equals),
    ];

    /// Whether something that orders so against the limit satisfies it.
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Comparator::AtLeast => ordering.is_ge(),
            Comparator::MoreThan => ordering.is_gt(),
            Comparator::AtMost => ordering.is_le(),
            Comparator::LessThan => ordering.is_lt(),
            Comparator::Equals => ordering.is_eq(),
        }
    }

    /// In words, Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Comparator::AtLeast => ("不少于", "at least"),
            Comparator::MoreThan => ("超过", "more than"),
            Comparator::AtMost => ("不超过", "at most"),
            Comparator::LessThan => ("少于", "less than"),
            Comparator::Equals => ("等于", "exactly"),
        }
    }
}

/// A value to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Literal {
    /// A whole number.
    Number(i64),
    /// A share, as a fraction: `95%` is 95/100.
    Share(i64, i64),
    /// A number with decimals, as a fraction: `59.5` is 595/10.
    Decimal(i64, i64),
    /// A length of time.
    Duration(Duration),
}

impl Literal {
    /// In Chinese.
    pub fn zh(self) -> String {
        match self {
            Literal::Duration(duration) => duration.zh(),
            other => other.en(),
        }
    }

    /// In English.
    pub fn en(self) -> String {
        match self {
            Literal::Number(number) => number.to_string(),
            Literal::Duration(duration) => duration.to_string(),
            Literal::Share(n, d) => share(n, d),
            Literal::Decimal(n, d) => decimal(n, d),
        }
    }
}

fn share(n: i64, d: i64) -> String {
    let percent = Rational::new(i128::from(n) * 100, d.into());
    percent.map_or_else(
        || format!("{n}/{d}"),
        |percent| format!("{}%", percent.decimal()),
    )
}

/// A number with decimals, the zeros at its end left out.
pub(crate) fn decimal(n: i64, d: i64) -> String {
    Rational::new(n.into(), d.into()).map_or_else(|| format!("{n}/{d}"), Rational::decimal)
}

/// The value of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LimitValue {
    /// The same for every subject.
    Fixed(Literal),
    /// By an attribute of the subject: `{ by = "class", "news" = "14 days", else = "exempt" }`.
    By {
        /// The attribute.
        attribute: super::Path,
        /// A value for each attribute value, in the order of the attribute values.
        cases: Vec<(String, Otherwise)>,
        /// For every other attribute value.
        otherwise: Option<Otherwise>,
    },
    /// The value of an attribute of the subject.
    From {
        /// The attribute.
        path: super::Path,
        /// So much of it, if not all.
        share: Option<(i64, i64)>,
    },
    /// The number of a figure or sheet of the subject itself, or of what it lies beneath.
    Figure {
        /// The figure or sheet.
        id: String,
        /// So much of it, if not all.
        share: Option<(i64, i64)>,
    },
}

/// The value for a case: a limit, or no limit at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Otherwise {
    /// This limit.
    Limit(Literal),
    /// Not applicable, visibly.
    Exempt,
}

/// One comparison of a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// How.
    pub comparator: Comparator,
    /// With what.
    pub value: LimitValue,
}

/// A limit: all its comparisons hold (several make a band).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limit {
    /// The comparisons.
    pub comparisons: Vec<Comparison>,
    /// What an attribute must be, or must not be.
    pub words: Vec<Words>,
}

/// What an attribute must be or must not be: `is`, `one_of`, `is_not`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Whether it must be one of the words.
    pub among: bool,
    /// The words.
    pub words: Vec<String>,
}

impl Limit {
    /// The figures and sheets with whose numbers it compares.
    pub fn figures(&self) -> impl Iterator<Item = &String> {
        self.comparisons.iter().filter_map(|one| match &one.value {
            LimitValue::Figure { id, .. } => Some(id),
            _ => None,
        })
    }

    /// Every literal that the limit may come to.
    pub fn literals(&self) -> impl Iterator<Item = Literal> + '_ {
        self.comparisons
            .iter()
            .flat_map(|comparison| match &comparison.value {
                LimitValue::Fixed(literal) => vec![*literal],
                LimitValue::From { .. } | LimitValue::Figure { .. } => Vec::new(),
                LimitValue::By {
                    cases, otherwise, ..
                } => cases
                    .iter()
                    .map(|(_, value)| *value)
                    .chain(*otherwise)
                    .filter_map(|value| match value {
                        Otherwise::Limit(literal) => Some(literal),
                        Otherwise::Exempt => None,
                    })
                    .collect(),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_prints_as_written() {
        assert_eq!(Literal::Share(95, 100).en(), "95%");
        assert_eq!(Literal::Share(995, 1_000).en(), "99.5%");
        assert_eq!(Literal::Share(5, 1_000).en(), "0.5%");
        assert_eq!(Literal::Share(9_901, 10_000).en(), "99.01%");
        // as a cell that says 95% is kept
        assert_eq!(Literal::Share(19, 20).en(), "95%");
    }
}
