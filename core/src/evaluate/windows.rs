//! Windows: the days of a rule, whole or in slices, and the days at which states are read.

use super::Case;
use super::attributes::Asked;
use crate::calendar::{self, Belong, Day, Span};
use crate::order::InOrder;
use crate::rules::{At, DurationUnit, Figure, Measure, Of, Over, Slices, Source, Until};

/// One window to take a measure over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Its days.
    pub span: Span,
    /// The day up to which a gap runs.
    pub check: Day,
    /// The day at which states are read.
    pub state: Day,
    /// Whether everything up to its end counts, since the beginning.
    pub always: bool,
}

impl Taken {
    /// When attributes and filings are asked for.
    pub fn asked(&self) -> Asked {
        Asked {
            state: self.state,
            span: self.span,
        }
    }
}

/// The whole window of a figure.
pub(crate) fn whole(case: &Case<'_>, figure: &Figure, over: Over) -> Taken {
    let check = match figure.at {
        None | Some(At::End) => case.check_point(),
        Some(At::AsOf) => case.as_of,
        Some(At::On(day)) => day,
    };
    let state = match (figure.at, at_as_of(&figure.measure, figure.subjects.of)) {
        (None, true) => case.as_of,
        _ => check,
    };
    Taken {
        span: span(case, over, check),
        check,
        state,
        always: over == Over::Always,
    }
}

/// One slice of a figure.
pub(crate) fn slice(case: &Case<'_>, figure: &Figure, span: Span) -> Taken {
    let state = match figure.at {
        Some(At::End) => span.to,
        Some(At::On(day)) => day,
        Some(At::AsOf) => case.as_of,
        None if at_as_of(&figure.measure, figure.subjects.of) => case.as_of,
        None => span.to,
    };
    Taken {
        span,
        check: span.to,
        state,
        always: false,
    }
}

/// Whether a measure reads states as known at the as-of date unless told otherwise: letters, requests, clocks.
fn at_as_of(measure: &Measure, of: Of) -> bool {
    let cases = |of: Of| matches!(of, Of::Letter | Of::Request);
    match measure {
        Measure::Clock { .. } => true,
        Measure::Count { source, .. } | Measure::Ratio { source, .. } => {
            matches!(source, Source::Of(of) if cases(*of))
        }
        Measure::Mean { .. } => true,
        _ => cases(of),
    }
}

/// One window of days.
pub(super) fn span(case: &Case<'_>, over: Over, check: Day) -> Span {
    match over {
        Over::Period => case.period,
        Over::PreviousPeriod => case
            .named_period
            .previous()
            .map_or(case.period, |period| period.span),
        Over::SamePeriodLastYear => case.a_year_earlier(),
        Over::LastPeriods(number) => Span {
            from: case
                .periods_before(number - 1)
                .last()
                .map_or(case.period.from, |first| first.span.from),
            to: case.period.to,
        },
        Over::Always => Span {
            from: Day::MIN,
            to: check,
        },
        Over::ThisYear => Span {
            from: Day::new(check.ymd().0, 1, 1).unwrap_or(check),
            to: check,
        },
        Over::Last(duration) => {
            let from = match duration.unit {
                DurationUnit::Months => {
                    check.plus_months(-i32::try_from(duration.number).unwrap_or(i32::MAX))
                }
                _ => check.plus_days(-duration.number),
            };
            Span {
                from: from.plus_days(1).min(check),
                to: check,
            }
        }
    }
}

/// The slices of the period; `None` if the working-day calendar does not know a year.
pub(crate) fn slices(case: &Case<'_>, slices: Slices, until: Option<Until>) -> Option<Vec<Span>> {
    slices_of(case, slices, until, case.period)
}

/// The slices of some days.
pub(super) fn slices_of(
    case: &Case<'_>,
    slices: Slices,
    until: Option<Until>,
    within: Span,
) -> Option<Vec<Span>> {
    let weeks = case.rules.weeks;
    let day = |day: Day| Span { from: day, to: day };
    let mut spans = match slices {
        Slices::Day => calendar::days(within),
        Slices::Week => calendar::weeks(within, weeks.start, weeks.belong),
        Slices::Weekdays(wanted) => calendar::weekdays(within, |weekday| wanted.has(weekday)),
        Slices::TenDays => calendar::tens(within),
        Slices::HalfMonth => calendar::half_months(within),
        Slices::Month => calendar::months(within),
        Slices::Quarter => calendar::quarters(within),
        Slices::Every { days, from } => every(within, days, from, weeks.belong),
        Slices::Look => {
            let looks = case.looks.iter().copied();
            looks
                .filter(|look| within.contains(*look))
                .map(day)
                .collect()
        }
        Slices::EveOfHoliday => {
            let eves = case.calendar.eves_of_holidays(within)?;
            eves.into_iter().map(day).collect()
        }
        Slices::WorkingDay => {
            let mut working = Vec::new();
            for day in calendar::days(within) {
                if case.calendar.is_working(day.from)? {
                    working.push(day);
                }
            }
            working
        }
    };
    if let Some(until) = until {
        for span in &mut spans {
            span.to = cut(*span, until);
        }
    }
    spans.in_order();
    Some(spans)
}

/// The last day of a slice that is looked at.
fn cut(span: Span, until: Until) -> Day {
    match until {
        Until::Weekday(weekday) => {
            let to_there = (weekday + 7 - span.from.weekday()) % 7;
            span.from.plus_days(i64::from(to_there)).min(span.to)
        }
        Until::DayOfMonth(number) => {
            let (year, month, _) = span.from.ymd();
            Day::new(year, month, number).map_or(span.to, |day| day.clamp(span.from, span.to))
        }
    }
}

/// Slices of so many days each, counted from a day in both directions, that belong to a period as weeks do.
fn every(within: Span, days: i64, from: Day, belong: Belong) -> Vec<Span> {
    let days = days.max(1);
    let into = within.from.days_since(from).rem_euclid(days);
    let mut start = within.from.plus_days(-into);
    let mut out = Vec::new();
    while start <= within.to {
        let slice = Span {
            from: start,
            to: start.plus_days(days - 1),
        };
        let kept = match belong {
            Belong::End => within.contains(slice.to).then_some(slice),
            Belong::Majority => within.contains(start.plus_days(days / 2)).then_some(slice),
            Belong::Start => within.contains(start).then_some(slice),
            Belong::Inside => (within.intersect(slice) == Some(slice)).then_some(slice),
            Belong::Clipped => within.intersect(slice),
        };
        out.extend(kept);
        let next = slice.to.plus_days(1);
        if next <= start {
            break; // the calendar ends here
        }
        start = next;
    }
    out
}
