//! `count`: how many items, pushes or days with an update; how many letters or requests.

use super::records::{Belonging, Wanted, belonging, events, own_event};
use super::{Interval, Measured, Reading};
use crate::calendar::{Day, Span};
use crate::evaluate::attributes::{Value, of_subject, publication_holds, record_holds};
use crate::evaluate::timeline::Event;
use crate::evaluate::windows::Taken;
use crate::evaluate::{Case, Subject, Truth, subjects};
use crate::order::InOrder;
use crate::records::headers::trimmed;
use crate::records::{Doubt, RecordKind, When};
use crate::registry::ChannelIx;
use crate::rules::{Credit, Of, Path, Selector, Source};
use std::collections::BTreeSet;

/// What is counted for a subject over a span.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Count<'s> {
    /// Of what.
    pub source: Source,
    /// Which of them.
    pub filter: &'s Selector,
    /// Whether what lies beneath the subject counts with it.
    pub below: bool,
    /// To whom items are credited.
    pub credit: Credit,
    /// The attribute whose different values are counted.
    pub distinct: Option<&'s str>,
    /// The event by which records belong to the window.
    pub dated: Option<&'s str>,
}

impl<'s> Count<'s> {
    /// A plain count of items.
    pub fn of(source: Source, filter: &'s Selector, below: bool) -> Count<'s> {
        Count {
            source,
            filter,
            below,
            credit: Credit::Responsible,
            distinct: None,
            dated: None,
        }
    }

    /// Whether the items of channels are counted by their day, which the timeline has ready.
    fn by_timeline(&self, case: &Case<'_>) -> bool {
        !case.plain
            && self.source.is_of_publications()
            && self.credit == Credit::Responsible
            && self.distinct.is_none()
            && self.dated.is_none_or(|dated| dated == "published")
    }

    /// The number over a window.
    pub fn read<'r>(&self, case: &Case<'r>, subject: Subject, taken: &Taken) -> Reading<'r> {
        if !self.by_timeline(case) {
            return self.records(case, subject, taken);
        }
        let span = taken.span;
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
        let doubts = case.doubts_on(&channels, subject, self.below, span);
        let mut high = (!uncovered).then(|| maybe + doubts.len() as i64);
        if self.source == Source::Days {
            high = Some(high.map_or(span.days(), |high| high.min(span.days())));
        }
        Reading {
            uncovered,
            attributes,
            doubts,
            ..Reading::of(Measured::Number(Interval { low: sure, high }))
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
            Source::Publications => channels
                .iter()
                .map(|channel| events(*channel).count() as i64)
                .sum(),
            Source::Pushes => channels
                .iter()
                .map(|channel| pushes(events(*channel), case.rules.push_within))
                .sum(),
            Source::Days => {
                let mut days: Vec<Day> = channels
                    .iter()
                    .flat_map(|channel| events(*channel).map(|event| event.day))
                    .collect();
                days.in_order();
                days.dedup();
                days.len() as i64
            }
            _ => 0,
        }
    }

    /// What surely counts, by time.
    pub fn cited(&self, case: &Case<'_>, subject: Subject, taken: &Taken) -> Vec<Subject> {
        if !self.by_timeline(case) {
            let mut records = self.sorted(case, subject, taken).0;
            if self.source.is_of_publications() && self.source != Source::References {
                records.in_order_by_key(|record| {
                    let event = case.event_of(*record);
                    event.map(|event| (event.day, event.day_only, event.at, event.row))
                });
            }
            return records;
        }
        let Some(known) = self.counted_span(case, taken.span) else {
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
        events
            .into_iter()
            .map(|event| Subject::Publication(event.row))
            .collect()
    }

    /// The records that surely count, those that may, and what else leaves the number open.
    fn sorted<'r>(
        &self,
        case: &Case<'r>,
        subject: Subject,
        taken: &Taken,
    ) -> (Vec<Subject>, Vec<Subject>, Belonging<'r>) {
        let belonging = if self.source == Source::References {
            references(case, subject, taken.state)
        } else {
            let wanted = Wanted {
                of: self.source.of(),
                filter: Some(self.filter),
                below: self.below,
                credit: self.credit,
                dated: self.dated,
            };
            belonging(case, &wanted, subject, taken)
        };
        let holds = |record: &Subject| record_holds(case, self.filter, *record, taken.asked());
        let (mut sure, mut open) = (Vec::new(), Vec::new());
        for record in &belonging.sure {
            match holds(record) {
                Truth::Yes => sure.push(*record),
                Truth::Open => open.push(*record),
                Truth::No => {}
            }
        }
        let may = belonging.open.iter().copied();
        open.extend(may.filter(|record| holds(record) != Truth::No));
        (sure, open, belonging)
    }

    fn records<'r>(&self, case: &Case<'r>, subject: Subject, taken: &Taken) -> Reading<'r> {
        let (sure, open, belonging) = self.sorted(case, subject, taken);
        let (low, further) = self.add_up(case, &sure, &open, taken);
        let doubts = belonging.doubts.len() as i64;
        // a row that could not be read may stand for any number
        let bounded = doubts == 0 || !self.weighs();
        let unplaced = match subject {
            Subject::Group(ix) if self.source.of().is_channel() => {
                case.groups.get(ix).map_or(0, |group| group.unplaced)
            }
            _ => 0,
        };
        let high = (!belonging.uncovered && bounded).then_some(low + further + doubts + unplaced);
        Reading {
            uncovered: belonging.uncovered,
            attributes: further > 0 || unplaced > 0,
            doubts: belonging.doubts,
            ..Reading::of(Measured::Number(Interval { low, high }))
        }
    }

    /// Whether a record may stand for more than one.
    fn weighs(&self) -> bool {
        self.source == Source::Of(Of::Observation) && self.distinct.is_none()
    }

    /// The number of the sure records, and how many more the open ones may make it.
    fn add_up(
        &self,
        case: &Case<'_>,
        sure: &[Subject],
        open: &[Subject],
        taken: &Taken,
    ) -> (i64, i64) {
        match (self.distinct, self.source) {
            (Some(attribute), _) => different(case, attribute, sure, open, taken),
            (None, Source::Pushes | Source::Days) => {
                let number = |records: &[Subject]| {
                    let event = |record: &Subject| {
                        let event = case.event_of(*record)?;
                        Some((case.channel_of(*record), event))
                    };
                    let mut events: Vec<(Option<ChannelIx>, Event)> =
                        records.iter().filter_map(event).collect();
                    if self.source == Source::Days {
                        let days: BTreeSet<Day> =
                            events.iter().map(|(_, event)| event.day).collect();
                        return days.len() as i64;
                    }
                    // a push is of one channel, whoever it is credited to
                    events.in_order_by_key(|(channel, event)| {
                        (*channel, event.day, event.day_only, event.at)
                    });
                    let each = events.chunk_by(|(one, _), (other, _)| one == other);
                    each.map(|events| {
                        let events = events.iter().map(|(_, event)| *event);
                        pushes(events, case.rules.push_within)
                    })
                    .sum()
                };
                let both: Vec<Subject> = sure.iter().chain(open).copied().collect();
                let low = number(sure);
                (low, number(&both) - low)
            }
            (None, _) => {
                let weight = |record: &Subject| weight(case, *record);
                (sure.iter().map(weight).sum(), open.iter().map(weight).sum())
            }
        }
    }
}

/// For how many a record stands: an observation for as many as its 次数 says.
pub(super) fn weight(case: &Case<'_>, record: Subject) -> i64 {
    let Subject::Record(RecordKind::Observations, ix) = record else {
        return 1;
    };
    let entry = case.records.of(RecordKind::Observations).get(ix as usize);
    let cell = entry.and_then(|entry| entry.cell("count"));
    let count = cell.and_then(|cell| cell.parse::<i64>().ok());
    count.map_or(1, |count| count.clamp(0, 1_000_000_000))
}

/// How many different values of an attribute, and how many more there may be.
fn different(
    case: &Case<'_>,
    attribute: &str,
    sure: &[Subject],
    open: &[Subject],
    taken: &Taken,
) -> (i64, i64) {
    let path = Path {
        relation: None,
        attribute: if attribute == "item" { "id" } else { attribute }.to_owned(),
    };
    let mut values: BTreeSet<String> = BTreeSet::new();
    let mut unknown = 0;
    let mut add = |record: &Subject, values: &mut BTreeSet<String>| {
        if attribute == "day" {
            let own = case.event_of(*record).map(|event| event.day);
            match own {
                Some(day) => _ = values.insert(day.to_string()),
                None => unknown += 1,
            }
            return;
        }
        match of_subject(case, *record, &path, taken.asked()) {
            Value::Missing => unknown += 1,
            Value::One(one) => _ = values.insert(one.into_owned()),
            Value::Many(many) => values.extend(many.iter().cloned()),
        }
    };
    for record in sure {
        add(record, &mut values);
    }
    let low = values.len() as i64;
    for record in open {
        add(record, &mut values);
    }
    let further = values.len() as i64 - low + unknown;
    // something whose value is not known is at least one thing
    if low == 0 && !sure.is_empty() {
        return (1, further - 1);
    }
    (low, further)
}

/// The items that refer to an item, as known on the day at which states are read.
pub(super) fn references<'r>(case: &Case<'r>, subject: Subject, until: Day) -> Belonging<'r> {
    let mut found = Belonging::default();
    let Subject::Publication(row) = subject else {
        return found;
    };
    let publications = &case.records.publications;
    let Some(Some(id)) = publications.id.get(row as usize) else {
        // what has no id cannot be referred to by it
        found.uncovered = true;
        return found;
    };
    let until = until.min(case.as_of);
    let day = case.event_of(subject).map_or(Day::MIN, |event| event.day);
    for item in subjects::all(Of::Publication, case.registry, case.records) {
        let Subject::Publication(other) = item else {
            continue;
        };
        let refers = publications.refers_to.get(other as usize);
        let refers = refers
            .and_then(Option::as_deref)
            .is_some_and(|cell| cell.split(['、', '\n']).any(|part| trimmed(part) == id));
        if refers && case.event_of(item).is_some_and(|event| event.day <= until) {
            found.sure.push(item);
        }
    }
    let span = Span {
        from: day,
        to: until.max(day),
    };
    let channels = case.channels_of(Subject::All, true, &Selector::everything());
    found.uncovered = channels.iter().any(|channel| {
        open_days(case, *channel, span)
            .is_some_and(|needed| !covers(case.covered(*channel), needed, case.as_of))
    });
    // what explains a file may have appeared before it
    let ever = Span {
        from: Day::MIN,
        ..span
    };
    found.doubts = case.doubts_on(&channels, Subject::All, true, ever);
    found
}

impl<'r> Case<'r> {
    /// The rejected rows that may be items of a subject on some days.
    pub(super) fn doubts_on(
        &self,
        channels: &[ChannelIx],
        subject: Subject,
        below: bool,
        span: Span,
    ) -> Vec<&'r Doubt> {
        match self.doubts.get(&RecordKind::Publications) {
            Some(doubts) if !doubts.is_empty() => doubts
                .of_channels(channels, self.beneath(subject, below), span)
                .into_iter()
                .map(|(doubt, _)| doubt)
                .collect(),
            _ => Vec::new(),
        }
    }

    /// A record as an event of its day.
    pub(crate) fn event_of(&self, record: Subject) -> Option<Event> {
        let of = match record {
            Subject::Publication(_) => Of::Publication,
            Subject::Letter(_) => Of::Letter,
            Subject::Request(_) => Of::Request,
            Subject::Record(kind, _) => {
                Of::ALL.into_iter().find(|of| of.records() == Some(kind))?
            }
            _ => return None,
        };
        let times = events(self, record, own_event(of)?).ok()?;
        let when = *times.first()?;
        let (day_only, at) = match when {
            When::Day(day) => (true, i64::from(day.0) * 86_400),
            When::Instant(at) => (false, at),
        };
        Some(Event {
            day: self.day_of(when),
            day_only,
            at,
            row: match record {
                Subject::Publication(row) | Subject::Letter(row) | Subject::Request(row) => row,
                Subject::Record(_, ix) => ix,
                _ => 0,
            },
        })
    }
}

/// The letters or requests of a subject that were received in a span.
pub(crate) fn received(
    case: &Case<'_>,
    kind: RecordKind,
    subject: Subject,
    span: Span,
) -> Vec<Subject> {
    let of = if kind == RecordKind::Letters {
        Of::Letter
    } else {
        Of::Request
    };
    let taken = Taken {
        span,
        check: span.to,
        state: case.as_of,
        always: false,
    };
    let wanted = Wanted {
        of,
        filter: None,
        below: true,
        credit: Credit::Responsible,
        dated: None,
    };
    let mut sure = belonging(case, &wanted, subject, &taken).sure;
    sure.in_order();
    sure
}

/// The days of a span on which a subject was open; records and units always are.
pub(super) fn open_of(case: &Case<'_>, subject: Subject, span: Span) -> Option<Span> {
    match subject {
        Subject::Channel(channel) => open_days(case, channel, span),
        _ => Some(span),
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
