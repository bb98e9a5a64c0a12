//! The measures, one file each, and the numbers they come to.

pub(crate) mod breaches;
pub(crate) mod clock;
pub(crate) mod count;
pub(crate) mod gap;
pub(crate) mod ratio;

use super::{Case, Reason, Subject, Truth, Verdict};
use crate::calendar::{Day, Span, WorkingDays};
use crate::records::Doubt;
use crate::registry::ChannelIx;
use crate::rules::{Anchor, Comparator, Literal, Selector};
use std::cmp::Ordering;

/// A number that the data leave open between two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The least it can be.
    pub low: i64,
    /// The greatest it can be; `None` for no limit.
    pub high: Option<i64>,
}

/// What a measure comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    /// A number.
    Number(Interval),
    /// A share, part and base at both ends.
    Share {
        /// The least it can be.
        low: (i64, i64),
        /// The greatest it can be.
        high: (i64, i64),
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
}

/// A year that the working-day calendar does not know was needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct YearMissing;

impl Measured {
    /// Whether one comparison holds.
    pub(crate) fn satisfies(
        &self,
        comparator: Comparator,
        literal: Literal,
        calendar: &WorkingDays,
    ) -> Result<Truth, YearMissing> {
        let (low, high) = self.against(literal, calendar)?;
        Ok(match comparator {
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
        })
    }

    /// How the least and the greatest value order against a literal.
    fn against(
        &self,
        literal: Literal,
        calendar: &WorkingDays,
    ) -> Result<(Ordering, Ordering), YearMissing> {
        match (self, literal) {
            (Measured::Number(interval), Literal::Number(limit)) => Ok((
                interval.low.cmp(&limit),
                interval
                    .high
                    .map_or(Ordering::Greater, |high| high.cmp(&limit)),
            )),
            (Measured::Share { low, high }, Literal::Share(n, d)) => {
                Ok((cmp_shares(*low, (n, d)), cmp_shares(*high, (n, d))))
            }
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
            // the rule set's reader lets no other pair through; left open rather than guessed
            _ => Ok((Ordering::Less, Ordering::Greater)),
        }
    }
}

/// For a comparison that, once it holds, holds for every greater (or every smaller) value.
fn ends(surely: bool, possibly: bool) -> Truth {
    match (surely, possibly) {
        (true, _) => Truth::Yes,
        (false, true) => Truth::Open,
        (false, false) => Truth::No,
    }
}

/// Orders two fractions with positive bases.
pub(super) fn cmp_shares(a: (i64, i64), b: (i64, i64)) -> Ordering {
    (i128::from(a.0) * i128::from(b.1)).cmp(&(i128::from(b.0) * i128::from(a.1)))
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
    /// Rejected rows that may change it.
    pub doubts: Vec<&'r Doubt>,
}

impl Reading<'_> {
    /// Why the number is open.
    pub fn why_open(&self) -> Reason {
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

/// The rejected rows that may change a count over a span.
pub(crate) fn doubts_of<'r>(
    case: &Case<'r>,
    count: &count::Count<'_>,
    subject: Subject,
    span: Span,
) -> Vec<&'r Doubt> {
    count.read(case, subject, span).doubts
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
    gap::read(case, subject, &Selector::everything(), false)
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
}
