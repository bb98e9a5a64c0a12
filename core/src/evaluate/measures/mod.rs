//! The measures, one file each, and the numbers they come to.

pub(crate) mod breaches;
pub(crate) mod change;
pub(crate) mod clock;
pub(crate) mod count;
pub(crate) mod gap;
pub(crate) mod in_a_row;
pub(crate) mod longest_gap;
pub(crate) mod mean;
pub(crate) mod rank;
pub(crate) mod ratio;
pub(crate) mod records;
pub(crate) mod value;

use super::attributes::number_of;
use super::windows::Taken;
use super::{Attached, Case, Reason, Subject, Truth, Verdict};
use crate::calendar::{Day, Span, WorkingDays};
use crate::rational::Rational;
use crate::records::Doubt;
use crate::registry::ChannelIx;
use crate::rules::{Anchor, Comparator, DurationUnit, Literal, Selector};
use std::cmp::Ordering;

/// A number that the data leave open between two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The least it can be.
    pub low: i64,
    /// The greatest it can be; `None` for no limit.
    pub high: Option<i64>,
}

/// In what a number is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// As it is.
    Plain,
    /// As a share, or a difference of shares in points.
    Share,
    /// In days of a kind.
    In(DurationUnit),
}

/// The longest of several times between two days, as days, as working days and as months: twelve days over a holiday may
/// hold fewer working days than ten others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lengths {
    /// The longest in days.
    pub days: (Day, Day),
    /// The longest in working days.
    pub working_days: (Day, Day),
    /// The longest in calendar months.
    pub months: (Day, Day),
}

impl Lengths {
    /// The longest in a unit.
    pub fn in_unit(&self, unit: DurationUnit) -> (Day, Day) {
        match unit {
            DurationUnit::Days => self.days,
            DurationUnit::WorkingDays => self.working_days,
            DurationUnit::Months => self.months,
        }
    }
}

/// What a measure comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measured {
    /// A whole number.
    Number(Interval),
    /// A share, part and base at both ends.
    Share {
        /// The least it can be.
        low: (i64, i64),
        /// The greatest it can be; `None` for no limit.
        high: Option<(i64, i64)>,
    },
    /// The time between two days.
    Elapsed {
        /// Between these at the shortest; `None` if it may be shorter than anything.
        shortest: Option<(Day, Day)>,
        /// Between these at the longest; `None` if it may be longer than anything.
        longest: Option<(Day, Day)>,
        /// On which of the two days a limit is laid.
        laid_on: Anchor,
    },
    /// The longest of several times between two days: which of them it is depends on what they are counted in.
    Longest {
        /// At the shortest; `None` if it may be shorter than anything.
        shortest: Option<Lengths>,
        /// At the longest; `None` if it may be longer than anything.
        longest: Option<Lengths>,
    },
    /// An exact number: a score, a mean, a difference.
    Exact {
        /// The least it can be; `None` for no limit.
        low: Option<Rational>,
        /// The greatest it can be; `None` for no limit.
        high: Option<Rational>,
        /// In what.
        told: Told,
    },
    /// The value of an attribute; several for tags.
    Words(Vec<String>),
}

/// A year that the working-day calendar does not know was needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct YearMissing;

impl Measured {
    /// A whole number that is known.
    pub(crate) fn number(number: i64) -> Measured {
        Measured::Number(Interval {
            low: number,
            high: Some(number),
        })
    }

    /// Its ends as exact numbers; `None` for what is no number, or for no limit.
    pub(crate) fn ends(&self) -> (Option<Rational>, Option<Rational>) {
        let share = |(n, d): (i64, i64)| Rational::new(n.into(), d.into());
        match self {
            Measured::Number(interval) => (
                Some(Rational::whole(interval.low)),
                interval.high.map(Rational::whole),
            ),
            Measured::Share { low, high } => (share(*low), high.and_then(share)),
            Measured::Elapsed {
                shortest, longest, ..
            } => {
                let days = |(from, to): (Day, Day)| Rational::whole(to.days_since(from));
                (shortest.map(days), longest.map(days))
            }
            Measured::Longest { shortest, longest } => {
                let days = |lengths: Lengths| {
                    let (from, to) = lengths.days;
                    Rational::whole(to.days_since(from))
                };
                (shortest.map(days), longest.map(days))
            }
            Measured::Exact { low, high, .. } => (*low, *high),
            Measured::Words(words) => match words.as_slice() {
                [one] => {
                    let number = Rational::parse(one);
                    (number, number)
                }
                _ => (None, None),
            },
        }
    }

    /// In what it is told.
    pub(crate) fn told(&self) -> Told {
        match self {
            Measured::Share { .. } => Told::Share,
            Measured::Elapsed { .. } | Measured::Longest { .. } => Told::In(DurationUnit::Days),
            Measured::Exact { told, .. } => *told,
            _ => Told::Plain,
        }
    }

    /// Whether it is one of some words, or (`among` false) none of them.
    pub(crate) fn is(&self, among: bool, words: &[String]) -> Truth {
        match self {
            Measured::Words(own) => (own.iter().any(|word| words.contains(word)) == among).into(),
            _ => Truth::Open,
        }
    }

    /// Whether one comparison holds.
    pub(crate) fn satisfies(
        &self,
        comparator: Comparator,
        literal: Literal,
        calendar: &WorkingDays,
    ) -> Result<Truth, YearMissing> {
        let ordered = self.against(literal, calendar)?;
        Ok(holds(comparator, ordered))
    }

    /// Whether one comparison holds with another number, or with so much of it.
    pub(crate) fn compares(
        &self,
        comparator: Comparator,
        other: &Measured,
        share: Option<Rational>,
        calendar: &WorkingDays,
    ) -> Result<Truth, YearMissing> {
        let unit = match (self.told(), other.told()) {
            (Told::In(DurationUnit::WorkingDays), _) | (_, Told::In(DurationUnit::WorkingDays)) => {
                DurationUnit::WorkingDays
            }
            _ => DurationUnit::Days,
        };
        let (own, limit) = (
            self.ends_in(unit, calendar)?,
            other.ends_in(unit, calendar)?,
        );
        let (Some((low, high)), Some((least, greatest))) = (own, limit) else {
            return Ok(Truth::Open);
        };
        let part = |end: Option<Rational>| match share {
            Some(share) => end.and_then(|end| end.times(share)),
            None => end,
        };
        let order = |own: Option<Rational>, limit: Option<Rational>, otherwise| {
            own.zip(limit)
                .map_or(otherwise, |(own, limit)| own.cmp(&limit))
        };
        let ordered = (
            order(low, part(greatest), Ordering::Less),
            order(high, part(least), Ordering::Greater),
        );
        Ok(holds(comparator, ordered))
    }

    /// Its ends in days of a kind where it is a time; `None` where it is told in days of another kind.
    #[expect(
        clippy::type_complexity,
        reason = "two ends, either of which may not be known"
    )]
    fn ends_in(
        &self,
        unit: DurationUnit,
        calendar: &WorkingDays,
    ) -> Result<Option<(Option<Rational>, Option<Rational>)>, YearMissing> {
        match self {
            Measured::Elapsed {
                shortest, longest, ..
            } if unit == DurationUnit::WorkingDays => {
                let days = |days: &Option<(Day, Day)>| match days {
                    None => Ok(None),
                    Some((from, to)) => {
                        let between = calendar.between(*from, *to).ok_or(YearMissing)?;
                        Ok(Some(Rational::whole(between)))
                    }
                };
                Ok(Some((days(shortest)?, days(longest)?)))
            }
            Measured::Longest { shortest, longest } if unit == DurationUnit::WorkingDays => {
                let days = |lengths: &Option<Lengths>| match lengths {
                    None => Ok(None),
                    Some(lengths) => {
                        let (from, to) = lengths.working_days;
                        let between = calendar.between(from, to).ok_or(YearMissing)?;
                        Ok(Some(Rational::whole(between)))
                    }
                };
                Ok(Some((days(shortest)?, days(longest)?)))
            }
            Measured::Exact {
                told: Told::In(own),
                ..
            } if *own != unit => Ok(None),
            _ => Ok(Some(self.ends())),
        }
    }
}

/// Whether a comparison holds, by how the least and the greatest value order.
fn holds(comparator: Comparator, (low, high): (Ordering, Ordering)) -> Truth {
    match comparator {
        Comparator::AtLeast | Comparator::MoreThan => {
            ends(comparator.holds(low), comparator.holds(high))
        }
        Comparator::AtMost | Comparator::LessThan => {
            ends(comparator.holds(high), comparator.holds(low))
        }
        Comparator::Equals => match (low, high) {
            (Ordering::Equal, Ordering::Equal) => Truth::Yes,
            (Ordering::Greater, _) | (_, Ordering::Less) => Truth::No,
            _ => Truth::Open,
        },
    }
}

impl Measured {
    /// How the least and the greatest value order against a literal.
    fn against(
        &self,
        literal: Literal,
        calendar: &WorkingDays,
    ) -> Result<(Ordering, Ordering), YearMissing> {
        let open = (Ordering::Less, Ordering::Greater);
        match (self, literal) {
            (
                Measured::Elapsed {
                    shortest,
                    longest,
                    laid_on,
                },
                Literal::Duration(duration),
            ) => {
                let order = |days: &Option<(Day, Day)>, otherwise| match days {
                    Some((from, to)) => duration
                        .compare(*from, *to, *laid_on, calendar)
                        .ok_or(YearMissing),
                    None => Ok(otherwise),
                };
                Ok((
                    order(shortest, Ordering::Less)?,
                    order(longest, Ordering::Greater)?,
                ))
            }
            (Measured::Longest { shortest, longest }, Literal::Duration(duration)) => {
                let order = |lengths: &Option<Lengths>, otherwise| match lengths {
                    Some(lengths) => {
                        let (from, to) = lengths.in_unit(duration.unit);
                        duration
                            .compare(from, to, Anchor::End, calendar)
                            .ok_or(YearMissing)
                    }
                    None => Ok(otherwise),
                };
                Ok((
                    order(shortest, Ordering::Less)?,
                    order(longest, Ordering::Greater)?,
                ))
            }
            (Measured::Exact { low, high, told }, Literal::Duration(duration)) => {
                // days against working days cannot be told without the days themselves
                if *told != Told::In(duration.unit) && duration.number != 0 {
                    return Ok(open);
                }
                Ok(between(*low, *high, Rational::whole(duration.number)))
            }
            (_, Literal::Duration(_)) => Ok(open),
            (Measured::Words(_), _) if self.ends().0.is_none() => Ok(open),
            _ => {
                let (low, high) = self.ends();
                Ok(number_of(literal).map_or(open, |limit| between(low, high, limit)))
            }
        }
    }
}

/// How two ends order against a number.
fn between(low: Option<Rational>, high: Option<Rational>, limit: Rational) -> (Ordering, Ordering) {
    (
        low.map_or(Ordering::Less, |low| low.cmp(&limit)),
        high.map_or(Ordering::Greater, |high| high.cmp(&limit)),
    )
}

/// For a comparison that, once it holds, holds for every greater (or every smaller) value.
fn ends(surely: bool, possibly: bool) -> Truth {
    match (surely, possibly) {
        (true, _) => Truth::Yes,
        (false, true) => Truth::Open,
        (false, false) => Truth::No,
    }
}

/// A number with what leaves it open.
#[derive(Clone, Debug)]
pub(crate) struct Reading<'r> {
    /// The number.
    pub measured: Measured,
    /// Days that no data cover may change it.
    pub uncovered: bool,
    /// Attributes that are missing may change it.
    pub attributes: bool,
    /// Replies that are not known may change it.
    pub replies: bool,
    /// Outcomes that cannot be told may change it.
    pub outcomes: bool,
    /// What earlier periods said, and is not known, may change it.
    pub history: bool,
    /// Rejected rows that may change it.
    pub doubts: Vec<&'r Doubt>,
    /// Whether there may be no number at all: then nothing is told of it.
    pub perhaps_none: bool,
    /// Why it is open, where that is known better.
    pub why: Option<Reason>,
}

impl<'r> Reading<'r> {
    /// The same with the rejected rows that may change it.
    pub fn with(self, doubts: Vec<&'r Doubt>) -> Self {
        Reading { doubts, ..self }
    }

    /// A number that nothing leaves open.
    pub fn of(measured: Measured) -> Self {
        Reading {
            measured,
            uncovered: false,
            attributes: false,
            replies: false,
            outcomes: false,
            history: false,
            doubts: Vec::new(),
            perhaps_none: false,
            why: None,
        }
    }

    /// Why the number is open.
    pub fn why_open(&self) -> Reason {
        if let Some(reason) = &self.why {
            return reason.clone();
        }
        if let (false, Some(doubt)) = (self.uncovered, self.doubts.first()) {
            let (count, value) = (self.doubts.len(), &doubt.value);
            return Reason::new(
                "rejected_row",
                format!("有{count}行未能读取的数据可能与此有关（如「{value}」），改正后再判定"),
                format!(
                    "{count} rejected rows may concern it (such as `{value}`); mend them and judge again"
                ),
            );
        }
        if self.uncovered {
            return Reason::new(
                "coverage",
                "数据范围没有覆盖所需的日期",
                "the data do not cover the days that are needed",
            );
        }
        if self.replies {
            return Reason::new(
                "not_known",
                "答复情况不明：没有答复记录，不等于没有答复",
                "the replies are not known: no reply on record is not the same as none",
            );
        }
        if self.attributes {
            return Reason::new(
                "attribute_missing",
                "所需的属性没有填写",
                "an attribute that is needed is missing",
            );
        }
        if self.outcomes {
            return Reason::new(
                "outcomes_open",
                "所计的判定中有的无法判定",
                "some of the outcomes that it counts cannot be told",
            );
        }
        if self.history {
            return Reason::history_missing();
        }
        Reason::not_known()
    }
}

/// The spans for which the items of a subject's channels are complete.
pub(crate) fn channels_read(
    case: &Case<'_>,
    subject: Subject,
    below: bool,
    filter: &Selector,
) -> Vec<Span> {
    case.channels_of(subject, below, filter)
        .iter()
        .flat_map(|channel| case.covered(*channel).iter().copied())
        .collect()
}

/// The day of every push of a channel in a window, ascending.
pub(crate) fn days_with_pushes(case: &Case<'_>, channel: ChannelIx, window: Span) -> Vec<Day> {
    let events = case.timeline.within(
        channel,
        Span {
            from: window.from,
            to: window.to.min(case.as_of).max(window.from),
        },
    );
    count::push_days(
        events
            .iter()
            .copied()
            .filter(|event| event.day <= case.as_of),
        case.rules.push_within,
    )
}

/// The day of the last update of a subject at or before the check point.
pub(crate) fn last_update(case: &Case<'_>, subject: Subject) -> Option<Day> {
    let check = case.check_point();
    let taken = Taken {
        span: case.period,
        check,
        state: check,
        always: false,
    };
    gap::read(case, subject, &gap::Gap::of_publications(), &taken)
        .last
        .map(|(day, _)| day)
}

/// The outcome of one slice of a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// Its days.
    pub span: Span,
    /// Its value, where it was measured.
    pub value: Option<Measured>,
    /// Its outcome.
    pub verdict: Verdict,
    /// What was reached in it.
    pub attached: Option<Attached>,
}
