//! `longest_gap` and `count = "gaps"`: the times between one record and the next, the last one up to the check point. A gap
//! that began before the window counts whole; it counts in the window in which it passes the limit.

use super::count::open_of;
use super::gap::Gap;
use super::records::{Wanted, belonging, covered_days, events, own_event};
use super::{Interval, Lengths, Measured, Reading};
use crate::calendar::{Day, Span, WorkingDays};
use crate::evaluate::attributes::record_holds;
use crate::evaluate::windows::Taken;
use crate::evaluate::{Case, Subject, Truth};
use crate::order::InOrder;
use crate::records::{Doubt, RecordKind};
use crate::rules::{Credit, Duration, DurationUnit, Selector};

/// The days with a record, and those that may have one.
struct Days<'r> {
    /// Surely with a record, ascending, each with a record.
    sure: Vec<(Day, Subject)>,
    /// Perhaps with a record: single days and days that no data cover, ascending and disjoint.
    perhaps: Vec<Span>,
    /// Whether there may be a record on any day at all.
    anywhere: bool,
    /// The first day on which there can have been a record.
    opened: Option<Day>,
    uncovered: bool,
    attributes: bool,
    doubts: Vec<&'r Doubt>,
}

/// What was found of the gaps of a window.
pub(crate) struct Gaps<'r> {
    /// The number.
    pub reading: Reading<'r>,
    /// The two ends of the longest gap, or of each gap counted, that the records surely show.
    pub shown: Vec<(Day, Day)>,
    /// The records at these ends.
    pub cited: Vec<Subject>,
    /// The records, one a day, without which there would be other gaps in the window.
    pub between: Vec<Subject>,
}

fn days_of<'r>(case: &Case<'r>, subject: Subject, gap: &Gap<'_>, taken: &Taken) -> Days<'r> {
    let of = gap.source.of();
    let always = Taken {
        span: Span {
            from: Day::MIN,
            to: taken.check,
        },
        always: true,
        ..*taken
    };
    let wanted = Wanted {
        of,
        filter: gap.filter,
        below: gap.below,
        credit: Credit::Responsible,
        dated: gap.dated,
    };
    let found = belonging(case, &wanted, subject, &always);
    let everything = Selector::everything();
    let filter = gap.filter.unwrap_or(&everything);
    let until = case.known_until(taken.check);
    let event = gap.dated.or(own_event(of)).unwrap_or_default();
    let mut days = Days {
        sure: Vec::new(),
        perhaps: Vec::new(),
        anywhere: false,
        opened: None,
        uncovered: false,
        attributes: false,
        doubts: found.doubts,
    };
    let own = found.sure.iter().map(|record| (record, true));
    for (record, sure) in own.chain(found.open.iter().map(|record| (record, false))) {
        let holds = record_holds(case, filter, *record, taken.asked());
        if holds == Truth::No {
            continue;
        }
        let times = events(case, *record, event).unwrap_or_default();
        if times.is_empty() {
            days.anywhere = true;
            days.attributes = true;
        }
        for day in times.iter().map(|when| case.day_of(*when)) {
            if day > until {
                continue;
            }
            if sure && holds == Truth::Yes {
                days.sure.push((day, *record));
            } else {
                days.perhaps.push(Span { from: day, to: day });
                days.attributes = true;
            }
        }
    }
    days.sure.in_order();
    days.sure.dedup_by_key(|(day, _)| *day);
    for doubt in &days.doubts {
        match doubt.when.map(|when| case.day_of(when)) {
            Some(day) if day <= taken.check => days.perhaps.push(Span { from: day, to: day }),
            Some(_) => {}
            None => days.anywhere = true,
        }
    }
    let covered: Vec<(Span, Vec<Span>)> = if of.records() == Some(RecordKind::Publications) {
        let channels = case.channels_of(subject, gap.below, filter);
        let opened = |ix: &crate::registry::ChannelIx| case.registry.channel(*ix)?.opened_on;
        days.opened = channels.iter().map(opened).min().flatten();
        let own = channels.iter().filter_map(|ix| {
            let open = super::count::open_days(case, *ix, always.span)?;
            Some((open, case.covered(*ix).to_vec()))
        });
        let lost = case.covered_where_lost(subject, gap.below);
        own.chain(lost.map(|spans| (always.span, spans.to_vec())))
            .collect()
    } else {
        let open = open_of(case, subject, always.span).unwrap_or(always.span);
        days.opened = Some(open.from).filter(|from| *from > Day::MIN);
        of.records().map_or_else(Vec::new, |kind| {
            covered_days(case, kind, subject, gap.below, always.span)
        })
    };
    // an item older than the channel (moved in from elsewhere) does not make a gap begin before it
    if let Some(opened) = days.opened {
        days.sure.retain(|(day, _)| *day >= opened);
    }
    for (open, spans) in covered {
        let before = days.perhaps.len();
        outside(&spans, open, until, &mut days.perhaps);
        // what lies before the first record known is told apart: it leaves only the first gap open
        let first = days.sure.first().map(|(day, _)| *day);
        let leaves = |span: &Span| first.is_none_or(|first| span.to > first);
        days.uncovered |= days.perhaps.iter().skip(before).any(leaves);
    }
    days.perhaps.in_order();
    days
}

/// The days of a span that sorted, disjoint spans do not cover, or that lie after `until`.
fn outside(spans: &[Span], open: Span, until: Day, out: &mut Vec<Span>) {
    let mut from = open.from;
    for span in spans {
        let covered_to = span.to.min(until);
        if span.from > open.to || covered_to < from {
            continue;
        }
        if span.from > from {
            out.push(Span {
                from,
                to: span.from.plus_days(-1),
            });
        }
        from = from.max(covered_to.plus_days(1));
    }
    if from <= open.to {
        out.push(Span { from, to: open.to });
    }
}

impl Days<'_> {
    /// The pieces of time without a sure record up to the check point: from the record before (or the opening day, if it
    /// is known) to the record after, or the check point.
    fn pieces(&self, check: Day) -> Vec<(Option<Day>, Day)> {
        let first = self.sure.first().map(|(day, _)| *day);
        let mut pieces = Vec::new();
        let start = match (self.opened, first) {
            (Some(opened), Some(first)) if opened >= first => None,
            (Some(opened), _) => Some(Some(opened.min(check))),
            // when it began is not known
            (None, _) => Some(None),
        };
        if let Some(start) = start {
            pieces.push((start, first.unwrap_or(check)));
        }
        for (before, after) in self.sure.iter().zip(self.sure.iter().skip(1)) {
            pieces.push((Some(before.0), after.0));
        }
        if let Some((last, _)) = self.sure.last() {
            pieces.push((Some(*last), check));
        }
        pieces
    }

    /// The records of a window and the last one before it.
    fn between(&self, window: Span) -> Vec<Subject> {
        let before = self.sure.iter().rev().find(|(day, _)| *day < window.from);
        let within = self.sure.iter().filter(|(day, _)| *day >= window.from);
        let all = before.into_iter().chain(within);
        all.map(|(_, record)| *record).collect()
    }

    /// The longest stretch of a piece in which there surely is no record.
    fn least(&self, from: Option<Day>, to: Day) -> Option<(Day, Day)> {
        let mut stretches = self.stretches(from, to).into_iter();
        let first = stretches.next()?;
        let longer = |best: (Day, Day), one: (Day, Day)| {
            if one.1.days_since(one.0) > best.1.days_since(best.0) {
                one
            } else {
                best
            }
        };
        Some(stretches.fold(first, longer))
    }

    /// The stretches of a piece in which there surely is no record.
    fn stretches(&self, from: Option<Day>, to: Day) -> Vec<(Day, Day)> {
        let mut found = Vec::new();
        if self.anywhere {
            return found;
        }
        let mut at = from;
        let mut add = |from: Option<Day>, to: Day| found.extend(from.map(|from| (from, to)));
        for span in &self.perhaps {
            if span.to <= from.unwrap_or(Day::MIN) && from.is_some() || span.from >= to {
                continue;
            }
            add(at, span.from.max(at.unwrap_or(Day::MIN)));
            at = at.max(Some(span.to.min(to)));
        }
        add(at, to);
        found
    }
}

/// The longest gap that touches the window; the one shown is the longest in a unit.
pub(crate) fn read<'r>(
    case: &Case<'r>,
    subject: Subject,
    gap: &Gap<'_>,
    taken: &Taken,
    unit: DurationUnit,
) -> Gaps<'r> {
    let end = taken.span.to.min(taken.check);
    let taken = &Taken {
        check: end,
        ..*taken
    };
    let days = days_of(case, subject, gap, taken);
    let mut shortest: Vec<(Day, Day)> = Vec::new();
    let mut longest: Vec<(Day, Day)> = vec![(end, end)];
    let mut since_ever = false;
    for (from, to) in days.pieces(end) {
        if to < taken.span.from {
            continue;
        }
        // what a possible record cuts off before the window no longer touches it
        let stretches = days.stretches(from, to).into_iter();
        shortest.extend(stretches.filter(|(_, to)| *to >= taken.span.from));
        match from {
            Some(from) => longest.push((from, to)),
            None => since_ever = true,
        }
    }
    let shown = longest_of(case.calendar, longest.iter().skip(1).copied())
        .map(|lengths| lengths.in_unit(unit));
    let shortest = longest_of(case.calendar, shortest.into_iter());
    let longest = longest_of(case.calendar, longest.into_iter()).filter(|_| !since_ever);
    let cited = at_ends(&days, shown.into_iter());
    let between = days.between(taken.span);
    Gaps {
        reading: Reading {
            uncovered: days.uncovered,
            attributes: days.attributes,
            doubts: days.doubts,
            ..Reading::of(Measured::Longest { shortest, longest })
        },
        shown: Vec::from_iter(shown),
        cited,
        between,
    }
}

/// The longest of some times, by each unit; of several of one length the first. A time of which the working days are not
/// known stands for the longest in working days: whoever compares it is told that the calendar does not know the year.
fn longest_of(calendar: &WorkingDays, all: impl Iterator<Item = (Day, Day)>) -> Option<Lengths> {
    let working = |(from, to): (Day, Day)| calendar.between(from, to).unwrap_or(i64::MAX);
    // so many whole months, and whether there are days beyond them
    let months = |(from, to): (Day, Day)| {
        let ((from_year, from_month, _), (to_year, to_month, _)) = (from.ymd(), to.ymd());
        let number = 12 * (to_year - from_year) + to_month as i32 - from_month as i32;
        let number = number - i32::from(to.plus_months(-number) < from);
        (number, to.plus_months(-number) > from)
    };
    let mut best: Option<Lengths> = None;
    for one in all {
        let Some(so_far) = &mut best else {
            best = Some(Lengths {
                days: one,
                working_days: one,
                months: one,
            });
            continue;
        };
        if one.1.days_since(one.0) > so_far.days.1.days_since(so_far.days.0) {
            so_far.days = one;
        }
        if working(one) > working(so_far.working_days) {
            so_far.working_days = one;
        }
        if months(one) > months(so_far.months) {
            so_far.months = one;
        }
    }
    best
}

fn at_ends(days: &Days<'_>, gaps: impl Iterator<Item = (Day, Day)>) -> Vec<Subject> {
    let mut cited = Vec::new();
    for (from, to) in gaps {
        let at = days
            .sure
            .iter()
            .filter(|(day, _)| *day == from || *day == to);
        cited.extend(at.map(|(_, record)| *record));
    }
    cited.dedup();
    cited
}

/// How many gaps pass a length inside the window. `None` if the working-day calendar does not know a year.
pub(crate) fn number<'r>(
    case: &Case<'r>,
    subject: Subject,
    gap: &Gap<'_>,
    longer_than: Duration,
    taken: &Taken,
) -> Option<Gaps<'r>> {
    let end = taken.span.to.min(taken.check);
    let taken = &Taken {
        check: end,
        ..*taken
    };
    let days = days_of(case, subject, gap, taken);
    let known = case.known_until(end);
    // the first day on which a gap that began on a day is longer
    let passes = |from: Day| match longer_than.unit {
        DurationUnit::Months => longer_than
            .after(from, case.calendar)
            .map(|day| day.plus_days(1)),
        // the day that makes one more: the next working day where working days are counted
        unit => {
            let number = longer_than.number + 1;
            Duration { number, unit }.after(from, case.calendar)
        }
    };
    let inside = |day: Day, to: Day| day <= to && taken.span.contains(day);
    let mut shown = Vec::new();
    let (mut low, mut high) = (0, 0);
    for (from, to) in days.pieces(end) {
        if to < taken.span.from {
            continue;
        }
        let open = days.anywhere
            || to > known
            || days
                .perhaps
                .iter()
                .any(|span| span.to > from.unwrap_or(Day::MIN) && span.from < to);
        if let (Some(from), false) = (from, open) {
            let counts = inside(passes(from)?, to);
            if counts {
                shown.push((from, to));
            }
            low += i64::from(counts);
            high += i64::from(counts);
            continue;
        }
        // at least one, if a stretch without any possible record passes the length, wherever the gap around it began
        if let (Some(start), Some((a, b))) = (from, days.least(from, to))
            && inside(passes(a)?, b)
            && taken.span.contains(passes(start)?)
        {
            low += 1;
            shown.push((a, b));
        }
        // at most as many as follow each other without a break
        let step = match longer_than.unit {
            DurationUnit::Months => 28 * longer_than.number,
            _ => longer_than.number,
        } + 1;
        let begin = from
            .unwrap_or(Day::MIN)
            .max(taken.span.from.plus_days(-step));
        let stretch = to.days_since(begin).max(0);
        high += stretch / step.max(1);
    }
    let cited = at_ends(&days, shown.iter().copied());
    let between = days.between(taken.span);
    Some(Gaps {
        reading: Reading {
            uncovered: days.uncovered,
            attributes: days.attributes,
            doubts: days.doubts,
            ..Reading::of(Measured::Number(Interval {
                low,
                high: Some(high.max(low)),
            }))
        },
        between,
        shown,
        cited,
    })
}
