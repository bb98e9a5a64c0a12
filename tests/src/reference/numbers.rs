//! What a measure comes to in a completed world, and how it stands against a limit.

use super::days::{Day, Working};
use super::rules::{Compare, Length, Unit, Value};
use super::slips::Slip;
use std::cmp::Ordering;

/// A fraction.
#[derive(Clone, Copy, Debug)]
pub struct Fraction(pub i128, pub i128);

impl Fraction {
    /// A whole number.
    pub fn whole(number: i64) -> Fraction {
        Fraction(number.into(), 1)
    }

    /// So many tenths.
    pub fn tenths(number: i64) -> Fraction {
        Fraction(number.into(), 10).least()
    }

    fn least(self) -> Fraction {
        let (mut a, mut b) = (self.0.unsigned_abs(), self.1.unsigned_abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let by = a.max(1) as i128 * self.1.signum();
        Fraction(self.0 / by, self.1 / by)
    }

    /// The sum.
    pub fn plus(self, other: Fraction) -> Fraction {
        Fraction(self.0 * other.1 + other.0 * self.1, self.1 * other.1).least()
    }

    /// The product.
    pub fn times(self, other: Fraction) -> Fraction {
        Fraction(self.0 * other.0, self.1 * other.1).least()
    }

    /// The quotient; by zero, zero.
    pub fn over(self, other: Fraction) -> Fraction {
        if other.0 == 0 {
            Fraction(0, 1)
        } else {
            Fraction(self.0 * other.1, self.1 * other.0).least()
        }
    }

    /// The negative.
    pub fn minus(self) -> Fraction {
        Fraction(-self.0, self.1)
    }

    /// The order.
    pub fn order(self, other: Fraction) -> Ordering {
        (self.0 * other.1).cmp(&(other.0 * self.1))
    }

    /// The lesser.
    pub fn min(self, other: Fraction) -> Fraction {
        if self.order(other).is_gt() {
            other
        } else {
            self
        }
    }

    /// The greater.
    pub fn max(self, other: Fraction) -> Fraction {
        if self.order(other).is_lt() {
            other
        } else {
            self
        }
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Fraction) -> bool {
        self.order(*other).is_eq()
    }
}

/// What a measure comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// So many: the least and the most, which differ only where outcomes that are counted cannot be told.
    Count(i64, i64),
    /// Part and base.
    Share(i64, i64),
    /// A number that need not be whole.
    Decimal(Fraction),
    /// A difference of shares.
    Points(Fraction),
    /// From the last to the check point; without a last, since ever.
    Gap(Option<Day>, Day),
    /// The longest of several such times, whatever it is counted in.
    Longest(Vec<(Option<Day>, Day)>),
    /// From a day to a day, by a clock: the length is laid on the first. The second may lie before the first.
    Time(Day, Day),
    /// Words.
    Words(Vec<String>),
}

/// How a number orders against a value; `None` if they cannot be compared.
fn order(number: &Number, value: &Value, working: Working) -> Option<Ordering> {
    let against = match value {
        Value::Number(number) => Fraction::whole(*number),
        Value::Percent(number) => Fraction((*number).into(), 100),
        Value::Tenths(number) => Fraction::tenths(*number),
        Value::Length(length) => return time(number, *length, working),
        Value::By(..) => return None,
    };
    let number = match number {
        Number::Count(low, _) => Fraction::whole(*low),
        Number::Share(n, d) => Fraction((*n).into(), (*d).into()),
        Number::Decimal(number) | Number::Points(number) => *number,
        Number::Words(words) => words.first()?.parse::<i64>().ok().map(Fraction::whole)?,
        Number::Gap(..) | Number::Longest(_) | Number::Time(..) => return None,
    };
    Some(number.order(against))
}

fn time(number: &Number, length: Length, working: Working) -> Option<Ordering> {
    Some(match number {
        Number::Longest(all) => {
            let each = all.iter().map(|(from, to)| Number::Gap(*from, *to));
            each.filter_map(|one| time(&one, length, working)).max()?
        }
        Number::Gap(None, _) => Ordering::Greater,
        Number::Gap(Some(last), check)
            if Slip::GapIsADayLonger.is_made() && length.unit == Unit::Days =>
        {
            i64::from(check - last + 1).cmp(&length.number)
        }
        Number::Gap(Some(last), check) => match length.unit {
            Unit::Days => i64::from(check - last).cmp(&length.number),
            Unit::Weeks => i64::from(check - last).cmp(&(7 * length.number)),
            Unit::WorkingDays => working.between(*last, *check).cmp(&length.number),
            Unit::Months => super::days::plus_months(*check, -length.number).cmp(last),
            Unit::Years => super::days::plus_months(*check, -12 * length.number).cmp(last),
        },
        Number::Time(from, to) if to < from => Ordering::Less,
        Number::Time(from, to) => to.cmp(&working.after(*from, length)),
        _ => return None,
    })
}

/// Whether all comparisons hold; `None` if that is open.
pub fn holds(number: &Number, all: &[(Compare, Value)], working: Working) -> Option<bool> {
    let at = |number: &Number| {
        all.iter()
            .all(|(how, value)| order(number, value, working).is_some_and(|order| how.holds(order)))
    };
    if let Number::Count(low, high) = number
        && low < high
    {
        let each: Vec<bool> = (*low..=*high)
            .map(|one| at(&Number::Count(one, one)))
            .collect();
        return each
            .iter()
            .all(|holds| *holds == each[0])
            .then_some(each[0]);
    }
    Some(at(number))
}
