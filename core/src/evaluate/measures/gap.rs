//! `gap`: the time from the last update to the check point, as two days between which it may lie.

use super::count::{covers, open_days};
use super::records::{Wanted, belonging, covered_days, events, own_event};
use super::{Measured, Reading};
use crate::calendar::{Day, Span};
use crate::evaluate::attributes::{publication_holds, record_holds};
use crate::evaluate::windows::Taken;
use crate::evaluate::{Case, Subject, Truth};
use crate::records::RecordKind;
use crate::registry::ChannelIx;
use crate::rules::{Anchor, Credit, Selector, Source};

/// What a gap is taken of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gap<'s> {
    /// Of what.
    pub source: Source,
    /// Which of them.
    pub filter: Option<&'s Selector>,
    /// Whether what lies beneath the subject counts with it.
    pub below: bool,
    /// The event that ends a gap.
    pub dated: Option<&'s str>,
}

impl Gap<'static> {
    /// The gap of a channel's own items.
    pub fn of_publications() -> Gap<'static> {
        Gap {
            source: Source::Publications,
            filter: None,
            below: false,
            dated: None,
        }
    }
}

/// What was found of the last update.
#[derive(Clone, Debug)]
pub(crate) struct Found<'r> {
    /// The number.
    pub reading: Reading<'r>,
    /// The last update that is surely one: its day and its record.
    pub last: Option<(Day, Subject)>,
}

/// Looks for the last update of a subject at or before the check point.
pub(crate) fn read<'r>(
    case: &Case<'r>,
    subject: Subject,
    gap: &Gap<'_>,
    taken: &Taken,
) -> Found<'r> {
    if !gap.source.is_of_publications() || gap.dated.is_some_and(|dated| dated != "published") {
        return of_records(case, subject, gap, taken);
    }
    let everything = Selector::everything();
    let (filter, below) = (gap.filter.unwrap_or(&everything), gap.below);
    let check = taken.check;
    let until = case.known_until(check);
    let channels = case.channels_of(subject, below, filter);
    let seen = Span {
        from: Day::MIN,
        to: until,
    };
    let mut last: Option<(Day, Subject)> = None;
    let mut perhaps: Option<Day> = None;
    for channel in &channels {
        for event in case.timeline.within(*channel, seen).iter().rev() {
            if last.is_some_and(|(day, _)| day >= event.day) {
                if case.plain {
                    continue;
                }
                break;
            }
            match publication_holds(case, filter, *channel, Some(event.row)) {
                Truth::Yes => {
                    last = Some((event.day, Subject::Publication(event.row)));
                    break;
                }
                Truth::Open => perhaps = perhaps.max(Some(event.day)),
                Truth::No => {}
            }
        }
    }
    let after_last = |day: &Day| last.is_none_or(|(last, _)| *day > last);
    let always = Span {
        from: Day::MIN,
        to: check,
    };
    let lost = case.covered_where_lost(subject, below);
    let unknown = channels
        .iter()
        .filter_map(|channel| latest_uncovered(case, *channel, check, until))
        .max()
        .filter(after_last);
    let of_lost = lost
        .and_then(|spans| latest_outside(spans, always, until))
        .filter(after_last);
    let doubts = case
        .doubts
        .get(&RecordKind::Publications)
        .filter(|doubts| !doubts.is_empty());
    let rejected: Vec<_> = doubts.map_or_else(Vec::new, |doubts| {
        let span = Span {
            from: last.map_or(Day::MIN, |(day, _)| day.plus_days(1)),
            to: until,
        };
        doubts.of_channels(&channels, case.beneath(subject, below), span)
    });
    let rejected_day = rejected.iter().map(|(_, day)| day.unwrap_or(check)).max();
    let perhaps = perhaps.filter(after_last);

    // nothing can have been published before every channel was opened
    let opened = channels
        .iter()
        .map(|ix| {
            case.registry
                .channel(*ix)
                .and_then(|channel| channel.opened_on)
        })
        .min()
        .flatten();
    // a channel whose row was rejected may have been opened before them
    let opened = opened.filter(|_| lost.is_none());
    // an item older than the channel (moved in from elsewhere) does not make it older than it is
    let earliest = last.map(|(day, _)| day).max(opened);
    // where nobody could publish yet there has been no time without an update
    let earliest = earliest.map(|day| day.min(check));
    let latest = [earliest, unknown, of_lost, rejected_day, perhaps]
        .into_iter()
        .flatten()
        .max();
    // complete since ever, and nothing at all: longer than anything
    let never = latest.is_none() && !channels.is_empty();
    let measured = Measured::Elapsed {
        laid_on: Anchor::End,
        shortest: latest
            .or(never.then_some(Day::MIN))
            .map(|latest| (latest, check)),
        longest: earliest.map(|earliest| (earliest, check)),
    };
    let uncovered = unknown.is_some() || of_lost.is_some() && of_lost == latest;
    let doubts = rejected.into_iter().map(|(doubt, _)| doubt).collect();
    Found {
        reading: Reading {
            uncovered,
            attributes: perhaps.is_some(),
            doubts,
            ..Reading::of(measured)
        },
        last,
    }
}

/// The last record of another kind.
fn of_records<'r>(case: &Case<'r>, subject: Subject, gap: &Gap<'_>, taken: &Taken) -> Found<'r> {
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
    let event = gap.dated.or(own_event(of)).unwrap_or_default();
    let day = |record: &Subject| {
        let times = events(case, *record, event).unwrap_or_default();
        times
            .iter()
            .map(|when| case.day_of(*when))
            .filter(|day| *day <= taken.check.min(case.as_of))
            .max()
    };
    let everything = Selector::everything();
    let filter = gap.filter.unwrap_or(&everything);
    let holds = |record: &Subject| record_holds(case, filter, *record, taken.asked());
    let sure = found.sure.iter();
    let last = sure
        .filter(|record| holds(record) == Truth::Yes)
        .filter_map(|record| day(record).map(|day| (day, *record)))
        .max_by_key(|(day, record)| (*day, *record));
    let maybe = found.sure.iter().chain(&found.open);
    let perhaps = maybe
        .filter(|record| holds(record) != Truth::No)
        .map(|record| day(record).unwrap_or(taken.check))
        .max();
    let kind = of.records();
    let spans = kind.map_or_else(Vec::new, |kind| {
        covered_days(case, kind, subject, gap.below, always.span)
    });
    let open = super::count::open_of(case, subject, always.span).unwrap_or(always.span);
    let present = kind.is_some_and(|kind| case.records.present.contains(&kind));
    let unknown = if present {
        let until = case.known_until(taken.check);
        let outside = spans
            .iter()
            .filter_map(|(open, spans)| latest_outside(spans, *open, until));
        outside.max()
    } else {
        Some(taken.check)
    };
    let doubtful = found.doubts.iter().map(|doubt| {
        let day = doubt.when.map(|when| case.day_of(when));
        day.unwrap_or(taken.check).min(taken.check)
    });
    let earliest = last
        .map(|(day, _)| day)
        .max((open.from > Day::MIN).then_some(open.from));
    let latest = [earliest, unknown, perhaps, doubtful.max()]
        .into_iter()
        .flatten()
        .max();
    let measured = Measured::Elapsed {
        laid_on: Anchor::End,
        shortest: latest.map(|latest| (latest, taken.check)),
        longest: earliest.map(|earliest| (earliest, taken.check)),
    };
    Found {
        reading: Reading {
            uncovered: unknown.is_some() && unknown == latest,
            attributes: perhaps != last.map(|(day, _)| day),
            doubts: found.doubts,
            ..Reading::of(measured)
        },
        last,
    }
}

/// The latest day up to the check point on which the channel was open and of which nothing is known.
fn latest_uncovered(case: &Case<'_>, channel: ChannelIx, check: Day, until: Day) -> Option<Day> {
    let open = open_days(
        case,
        channel,
        Span {
            from: Day::MIN,
            to: check,
        },
    )?;
    latest_outside(case.covered(channel), open, until)
}

/// The latest day of a span that sorted, disjoint spans do not cover, or that lies after `until`.
pub(crate) fn latest_outside(spans: &[Span], open: Span, until: Day) -> Option<Day> {
    if covers(spans, open, until) {
        return None;
    }
    let mut day = open.to;
    // walk back over the covered spans: they are sorted and disjoint
    for span in spans.iter().rev() {
        if day > until || day > span.to {
            break;
        }
        if day >= span.from {
            day = span.from.plus_days(-1);
        }
    }
    (day >= open.from).then_some(day)
}
