//! Exact numbers for points, means and differences: fractions in lowest terms, never floats.

use std::cmp::Ordering;
use std::fmt;

/// A fraction in lowest terms with a positive denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rational {
    n: i128,
    d: i128,
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i128::try_from(a).unwrap_or(1).max(1)
}

impl Rational {
    /// Zero.
    pub const ZERO: Rational = Rational { n: 0, d: 1 };
    /// One.
    pub const ONE: Rational = Rational { n: 1, d: 1 };

    /// `n/d`; `None` for a denominator of zero.
    ///
    /// ```
    /// use tongbao::rational::Rational;
    /// assert_eq!(Rational::new(-6, -4), Rational::new(3, 2));
    /// assert_eq!(Rational::new(1, 0), None);
    /// ```
    pub fn new(n: i128, d: i128) -> Option<Rational> {
        if d == 0 || n == i128::MIN || d == i128::MIN {
            return None;
        }
        let divisor = gcd(n, d) * d.signum();
        Some(Rational {
            n: n / divisor,
            d: d / divisor,
        })
    }

    /// A whole number.
    pub fn whole(n: i64) -> Rational {
        Rational { n: n.into(), d: 1 }
    }

    /// Reads `12`, `-3.5`, `+0.25`: at most nine digits before the point and nine after it.
    ///
    /// ```
    /// use tongbao::rational::Rational;
    /// assert_eq!(Rational::parse("59.50"), Rational::new(119, 2));
    /// assert_eq!(Rational::parse("1e3"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Rational> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, decimals) = match digits.split_once('.') {
            Some((_, "")) => return None,
            Some(both) => both,
            None => (digits, ""),
        };
        let plain = |text: &str| text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(decimals) {
            return None;
        }
        let scale = 10_i128.checked_pow(u32::try_from(decimals.len()).ok()?)?;
        let n: i128 = format!("{whole}{decimals}").parse().ok()?;
        Rational::new(sign * n, scale)
    }

    /// The numerator.
    pub fn numerator(self) -> i128 {
        self.n
    }

    /// The denominator, positive.
    pub fn denominator(self) -> i128 {
        self.d
    }

    /// The sum; `None` if it is too long to be told exactly.
    pub fn plus(self, other: Rational) -> Option<Rational> {
        let n = self
            .n
            .checked_mul(other.d)?
            .checked_add(other.n.checked_mul(self.d)?)?;
        Rational::new(n, self.d.checked_mul(other.d)?)
    }

    /// The difference; `None` if it is too long.
    pub fn minus(self, other: Rational) -> Option<Rational> {
        self.plus(other.negated())
    }

    /// The product; `None` if it is too long.
    pub fn times(self, other: Rational) -> Option<Rational> {
        Rational::new(self.n.checked_mul(other.n)?, self.d.checked_mul(other.d)?)
    }

    /// The quotient; `None` if the divisor is zero or the result too long.
    pub fn over(self, other: Rational) -> Option<Rational> {
        Rational::new(self.n.checked_mul(other.d)?, self.d.checked_mul(other.n)?)
    }

    /// With the other sign.
    #[must_use]
    pub fn negated(self) -> Rational {
        Rational {
            n: -self.n,
            d: self.d,
        }
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.n < 0
    }

    /// As a decimal string: exact where it ends within six decimals, else rounded half up to six and the zeros left out.
    ///
    /// ```
    /// use tongbao::rational::Rational;
    /// assert_eq!(Rational::new(-7, 4).map(Rational::decimal).as_deref(), Some("-1.75"));
    /// assert_eq!(Rational::new(2, 3).map(Rational::decimal).as_deref(), Some("0.666667"));
    /// ```
    pub fn decimal(self) -> String {
        const PLACES: usize = 6;
        let scale = 1_000_000_i128;
        let Some(scaled) = self.n.unsigned_abs().checked_mul(2 * scale.unsigned_abs()) else {
            return format!("{}/{}", self.n, self.d);
        };
        let d = self.d.unsigned_abs();
        let rounded = (scaled + d) / (2 * d);
        let (whole, rest) = (
            rounded / scale.unsigned_abs(),
            rounded % scale.unsigned_abs(),
        );
        let sign = if self.n < 0 && rounded > 0 { "-" } else { "" };
        let decimals = format!("{rest:0PLACES$}");
        match decimals.trim_end_matches('0') {
            "" => format!("{sign}{whole}"),
            decimals => format!("{sign}{whole}.{decimals}"),
        }
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Rational) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rational {
    fn cmp(&self, other: &Rational) -> Ordering {
        match (self.n.checked_mul(other.d), other.n.checked_mul(self.d)) {
            (Some(left), Some(right)) => left.cmp(&right),
            // too long to multiply: by whole parts, then by what is left of them turned over
            _ => {
                let (left, right) = (self.n.div_euclid(self.d), other.n.div_euclid(other.d));
                left.cmp(&right).then_with(|| {
                    let (a, b) = (self.n.rem_euclid(self.d), other.n.rem_euclid(other.d));
                    match (a, b) {
                        (0, 0) => Ordering::Equal,
                        (0, _) => Ordering::Less,
                        (_, 0) => Ordering::Greater,
                        _ => Rational { n: other.d, d: b }.cmp(&Rational { n: self.d, d: a }),
                    }
                })
            }
        }
    }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.decimal())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_orders_as_the_fractions_do(a in -1_000_i64..1_000, b in 1_i64..1_000, c in -1_000_i64..1_000, d in 1_i64..1_000) {
            let (left, right) = (Rational::new(a.into(), b.into()), Rational::new(c.into(), d.into()));
            prop_assert_eq!(left.cmp(&right), (a * d).cmp(&(c * b)));
            // and with parts too long to multiply
            let far = |r: Option<Rational>| r.map(|r| Rational { n: r.n * (i128::MAX / 4_000), d: r.d * (i128::MAX / 4_000) });
            prop_assert_eq!(far(left).cmp(&far(right)), (a * d).cmp(&(c * b)));
        }

        #[test]
        fn what_is_added_can_be_taken_away(a in any::<i32>(), b in 1_i32..9_999, c in any::<i32>(), d in 1_i32..9_999) {
            let (Some(left), Some(right)) = (Rational::new(a.into(), b.into()), Rational::new(c.into(), d.into())) else {
                return Ok(());
            };
            prop_assert_eq!(left.plus(right).and_then(|sum| sum.minus(right)), Some(left));
        }

        #[test]
        fn a_decimal_reads_back(n in -999_999_999_i64..999_999_999) {
            let number = Rational::new(n.into(), 1_000);
            let printed = number.map(Rational::decimal).unwrap_or_default();
            prop_assert_eq!(Rational::parse(&printed), number);
        }
    }
}
