//! `count`: how many items, pushes or days with an update; how many letters or requests.

use super::{Interval, Measured, Reading};
use crate::calendar::{Day, Span};
use crate::evaluate::attributes::{publication_holds, record_holds};
use crate::evaluate::timeline::Event;
use crate::evaluate::{Case, Subject, Truth};
use crate::order::InOrder;
use crate::records::{RecordKind, When};
use crate::registry::ChannelIx;
use crate::rules::{CountSource, Selector};

/// What is counted for a subject over a span.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Count<'s> {
    /// Of what.
    pub source: CountSource,
    /// Which of them.
    pub filter: &'s Selector,
    /// Whether what lies beneath the subject counts with it.
    pub below: bool,
}

impl Count<'_> {
    /// The number over a span of days.
    pub fn read<'r>(&self, case: &Case<'r>, subject: Subject, span: Span) -> Reading<'r> {
        if !self.source.is_of_publications() {
            return self.records(case, subject, span);
        }
        let channels = case.channels_of(subject, self.below, self.filter);
        let (sure, maybe) = self.number(case, &channels, span);
        let attributes = maybe > sure;
        let until = case.known_until(span.to);
        // a unit without channels published nothing, where that can be known of anybody
        let of_nobody = channels.is_empty()
            && matches!(subject, Subject::Unit(_) | Subject::All)
            && !covers(case.covered_by_default(), span, until);
        let uncovered = of_nobody
            || channels
                .iter()
                .any(|channel| uncovered(case, *channel, span))
            || channels.is_empty() && !case.records.present.contains(&RecordKind::Publications)
            || case
                .covered_where_lost(subject, self.below)
                .is_some_and(|spans| !covers(spans, span, until));
        let doubts = match case.doubts.get(&RecordKind::Publications) {
            Some(doubts) if !doubts.is_empty() => doubts
                .of_channels(&channels, case.beneath(subject, self.below), span)
                .into_iter()
                .map(|(doubt, _)| doubt)
                .collect(),
            _ => Vec::new(),
        };
        let mut high = (!uncovered).then(|| maybe + doubts.len() as i64);
        if self.source == CountSource::Days {
            high = Some(high.map_or(span.days(), |high| high.min(span.days())));
        }
        Reading {
            measured: Measured::Number(Interval { low: sure, high }),
            uncovered,
            attributes,
            replies: false,
            outcomes: false,
            doubts,
        }
    }

    /// The least number and the greatest, by the filter alone.
    fn number(&self, case: &Case<'_>, channels: &[ChannelIx], span: Span) -> (i64, i64) {
        let known = self.counted_span(case, span);
        let Some(known) = known else { return (0, 0) };
        if self.filter.is_everything() {
            let number = self.tally(case, channels, |channel| {
                case.timeline.within(channel, known).iter().copied()
            });
            return (number, number);
        }
        let of = |channel: ChannelIx, open: bool| {
            let holds = move |event: &Event| match publication_holds(
                case,
                self.filter,
                channel,
                Some(event.row),
            ) {
                Truth::Yes => true,
                Truth::Open => open,
                Truth::No => false,
            };
            case.timeline
                .within(channel, known)
                .iter()
                .copied()
                .filter(holds)
        };
        (
            self.tally(case, channels, |channel| of(channel, false)),
            self.tally(case, channels, |channel| of(channel, true)),
        )
    }

    /// The days of the span on which items count at all.
    fn counted_span(&self, case: &Case<'_>, span: Span) -> Option<Span> {
        Span::new(span.from, case.known_until(span.to))
    }

    fn tally<I: Iterator<Item = Event>>(
        &self,
        case: &Case<'_>,
        channels: &[ChannelIx],
        events: impl Fn(ChannelIx) -> I,
    ) -> i64 {
        match self.source {
            CountSource::Publications => channels
                .iter()
                .map(|channel| events(*channel).count() as i64)
                .sum(),
            CountSource::Pushes => channels
                .iter()
                .map(|channel| pushes(events(*channel), case.rules.push_within))
                .sum(),
            CountSource::Days => {
                let mut days: Vec<Day> = channels
                    .iter()
                    .flat_map(|channel| events(*channel).map(|event| event.day))
                    .collect();
                days.in_order();
                days.dedup();
                days.len() as i64
            }
            CountSource::Letters | CountSource::Requests => 0,
        }
    }

    /// The items that surely count, by time.
    pub fn rows(&self, case: &Case<'_>, subject: Subject, span: Span) -> Vec<u32> {
        let (true, Some(known)) = (
            self.source.is_of_publications(),
            self.counted_span(case, span),
        ) else {
            return Vec::new();
        };
        let channels = case.channels_of(subject, self.below, self.filter);
        let mut events: Vec<Event> = Vec::new();
        for channel in channels {
            let within = case.timeline.within(channel, known).iter().copied();
            events.extend(within.filter(|event| {
                publication_holds(case, self.filter, channel, Some(event.row)) == Truth::Yes
            }));
        }
        events.in_order_by_key(|event| (event.day, event.day_only, event.at, event.row));
        events.into_iter().map(|event| event.row).collect()
    }

    fn records<'r>(&self, case: &Case<'r>, subject: Subject, span: Span) -> Reading<'r> {
        let kind = if self.source == CountSource::Letters {
            RecordKind::Letters
        } else {
            RecordKind::Requests
        };
        let received = received(case, kind, subject, span);
        let truths: Vec<Truth> = received
            .subjects
            .iter()
            .map(|record| record_holds(case, self.filter, *record))
            .collect();
        let sure = truths.iter().filter(|truth| **truth == Truth::Yes).count() as i64;
        let open = truths.iter().filter(|truth| **truth == Truth::Open).count() as i64;
        let high = (!received.uncovered).then(|| sure + open + received.doubts.len() as i64);
        let measured = Measured::Number(Interval { low: sure, high });
        Reading {
            measured,
            uncovered: received.uncovered,
            attributes: open > 0,
            replies: false,
            outcomes: false,
            doubts: received.doubts,
        }
    }
}

/// The letters or requests of a subject that were received in a span, with what leaves their number open.
pub(crate) struct Received<'r> {
    pub subjects: Vec<Subject>,
    pub uncovered: bool,
    pub doubts: Vec<&'r crate::records::Doubt>,
}

pub(crate) fn received<'r>(
    case: &Case<'r>,
    kind: RecordKind,
    subject: Subject,
    span: Span,
) -> Received<'r> {
    let unit = match subject {
        Subject::Unit(unit) => Some(unit),
        _ => None,
    };
    let until = case.known_until(span.to);
    let counts = |day: Option<Day>| day.is_some_and(|day| span.contains(day) && day <= until);
    let owned = |of: Option<crate::registry::UnitIx>| unit.is_none() || of == unit;
    let subjects = if kind == RecordKind::Letters {
        let day = |at: Option<When>| at.map(|at| case.day_of(at));
        let letters = case.records.letters.iter().enumerate();
        let own =
            letters.filter(|(_, letter)| owned(letter.unit) && counts(day(letter.received_at)));
        own.map(|(ix, _)| Subject::Letter(ix as u32)).collect()
    } else {
        let requests = case.records.requests.iter().enumerate();
        let own =
            requests.filter(|(_, request)| owned(request.unit) && counts(request.received_on));
        own.map(|(ix, _)| Subject::Request(ix as u32)).collect()
    };
    let uncovered = !covers(&case.covered_kind(kind), span, until);
    let doubts = case
        .doubts
        .get(&kind)
        .map(|doubts| doubts.of_unit(unit, span))
        .unwrap_or_default();
    Received {
        subjects,
        uncovered,
        doubts,
    }
}

/// Whether some day of the span on which the channel was open is not covered.
pub(crate) fn uncovered(case: &Case<'_>, channel: ChannelIx, span: Span) -> bool {
    let Some(needed) = open_days(case, channel, span) else {
        return false;
    };
    !covers(case.covered(channel), needed, case.known_until(span.to))
}

/// The days of a span on which a channel was open.
pub(crate) fn open_days(case: &Case<'_>, channel: ChannelIx, span: Span) -> Option<Span> {
    let channel = case.registry.channel(channel)?;
    let from = channel
        .opened_on
        .map_or(span.from, |opened| span.from.max(opened));
    let to = channel
        .closed_on
        .map_or(span.to, |closed| span.to.min(closed.plus_days(-1)));
    Span::new(from, to)
}

/// Whether sorted, disjoint spans cover all the days of a span, none of them after `until`.
pub(crate) fn covers(spans: &[Span], needed: Span, until: Day) -> bool {
    needed.to <= until
        && spans
            .iter()
            .any(|span| span.from <= needed.from && needed.to <= span.to)
}

/// How many pushes: the fewest windows of `within` seconds that hold all instants, and one for each item that is known
/// only to the day. (The fewest, not chains of neighbours: so a further item never makes the number smaller.)
pub(crate) fn pushes(events: impl Iterator<Item = Event>, within: i64) -> i64 {
    push_days(events, within).len() as i64
}

/// The day of every push.
pub(crate) fn push_days(events: impl Iterator<Item = Event>, within: i64) -> Vec<Day> {
    let mut days = Vec::new();
    let mut covered_until = i64::MIN;
    for event in events {
        if event.day_only {
            days.push(event.day);
        } else if event.at > covered_until {
            days.push(event.day);
            covered_until = event.at.saturating_add(within);
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Event {
        Event {
            day: Day(0),
            day_only: false,
            at: seconds,
            row: 0,
        }
    }

    #[test]
    fn items_of_one_second_are_one_push_and_day_only_items_one_each() {
        let day = Event {
            day_only: true,
            ..at(0)
        };
        assert_eq!(pushes([day, day, at(5), at(5), at(6)].into_iter(), 0), 4);
        assert_eq!(pushes([at(0), at(50), at(61), at(100)].into_iter(), 60), 2);
    }

    proptest::proptest! {
        #[test]
        fn a_further_item_never_makes_pushes_fewer(mut seconds: Vec<u8>, further: u8, within in 0_i64..90) {
            seconds.sort_unstable();
            let before = pushes(seconds.iter().map(|s| at(i64::from(*s))), within);
            seconds.push(further);
            seconds.sort_unstable();
            let after = pushes(seconds.iter().map(|s| at(i64::from(*s))), within);
            proptest::prop_assert!(after >= before && after <= before + 1);
        }
    }
}
