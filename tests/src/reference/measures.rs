//! The measures of records, in plain numbers.

use super::days::{self, Day, Span};
use super::judge::{Judge, Reading, Stop, Time};
use super::numbers::Number;
use super::plain::{Asked, Ix, own_event};
use super::rules::{Body, Measure, Of, Selector, Source};
use std::collections::BTreeSet;

impl Judge<'_> {
    /// The records of a kind that belong to a subject over a window.
    pub fn records(
        &self,
        of: Of,
        subject: Ix,
        below: bool,
        publisher: bool,
        dated: Option<&str>,
        span: Span,
    ) -> Vec<Ix> {
        let plain = &self.plain;
        let in_window = |record: Ix| match of {
            Of::Verdict => {
                let label = plain.cell(record, "period").unwrap_or_default();
                (0..60)
                    .map(|back| plain.world.before(back))
                    .any(|(told, period)| told == label && span.0 <= period.0 && period.1 <= span.1)
            }
            Of::Filing => {
                let day = |header: &str| plain.cell(record, header).and_then(days::parse);
                day("from").is_some_and(|from| from <= span.1)
                    && day("to").is_some_and(|to| span.0 <= to)
            }
            _ => {
                let event = dated.unwrap_or(own_event(of));
                // what came after the check point does not count; what may have come is another matter
                let last = match plain.world.check_point {
                    Some(point) if event != "due" && !plain.things[record].id.starts_with('~') => {
                        point
                    }
                    _ => Day::MAX,
                };
                let events = plain.events(record, event);
                events
                    .iter()
                    .any(|when| days::has(span, when.day) && when.day <= last)
            }
        };
        let counts = |record: &Ix| {
            (of != Of::Publication || plain.is_update(*record))
                && plain.counts_for(*record, subject, below, publisher)
                && in_window(*record)
        };
        self.things_of(of).into_iter().filter(counts).collect()
    }

    fn below(&self, subject: Ix, reach: Option<bool>) -> bool {
        let of = self.plain.things[subject].of;
        reach.unwrap_or(!matches!(of, Of::Column | Of::Account))
    }

    /// A measure of records over a window.
    pub fn of_records(&self, body: &Body, subject: Ix, time: Time) -> Result<Reading, Stop> {
        let asked = Asked { state: time.state };
        let plain = &self.plain;
        match &body.measure {
            Measure::Count {
                source,
                filter,
                reach,
                publisher,
                distinct,
            } => {
                let below = self.below(subject, *reach);
                self.count(
                    *source,
                    filter.as_ref(),
                    below,
                    *publisher,
                    *distinct,
                    body.dated,
                    subject,
                    time,
                )
            }
            Measure::Ratio {
                source,
                base,
                part,
                inside,
                reach,
            } => {
                let below = self.below(subject, *reach);
                let found = self.records(source.of(), subject, below, false, body.dated, time.span);
                let ignored = super::slips::Slip::BaseIgnored.is_made();
                let in_base: Vec<Ix> = found
                    .iter()
                    .copied()
                    .filter(|one| ignored || plain.fits(base.as_ref(), *one, asked))
                    .collect();
                let among = if *inside { &in_base } else { &found };
                let part = among
                    .iter()
                    .filter(|one| plain.fits(Some(part), **one, asked))
                    .count();
                if in_base.is_empty() {
                    return Err(Stop::NotApplicable);
                }
                let cited = if *inside { in_base.clone() } else { found };
                Ok(Reading {
                    number: Number::Share(part as i64, in_base.len() as i64),
                    cited,
                })
            }
            Measure::Gap {
                source,
                filter,
                reach,
                longest,
            } => {
                let below = self.below(subject, *reach);
                self.gap(
                    *source,
                    filter.as_ref(),
                    below,
                    *longest,
                    body.dated,
                    subject,
                    time,
                )
            }
            _ => Err(Stop::Skip),
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn count(
        &self,
        source: Source,
        filter: Option<&Selector>,
        below: bool,
        publisher: bool,
        distinct: Option<&str>,
        dated: Option<&str>,
        subject: Ix,
        time: Time,
    ) -> Result<Reading, Stop> {
        let plain = &self.plain;
        let asked = Asked { state: time.state };
        let of = source.of();
        let found: Vec<Ix> = if source == Source::References {
            self.references(subject, time)
        } else if of == Of::Unit || of.is_channel() {
            self.registered(of, subject, dated, time)
        } else {
            self.records(of, subject, below, publisher, dated, time.span)
        };
        let found: Vec<Ix> = found
            .into_iter()
            .filter(|one| plain.fits(filter, *one, asked))
            .collect();
        let day_of = |one: Ix| plain.event(one, own_event(of)).map_or(0, |when| when.day);
        let number = match (source, distinct) {
            (Source::Pushes, _) => self.pushes(&found),
            (Source::Days, _) => found
                .iter()
                .map(|one| day_of(*one))
                .collect::<BTreeSet<Day>>()
                .len() as i64,
            (Source::Gaps(longer), _) => {
                let spans = self.gaps(
                    Source::Of(Of::Publication),
                    filter,
                    below,
                    None,
                    subject,
                    time.span.1,
                    asked,
                );
                let passes = |from: Day, to: Day| {
                    let gap = |to: Day| {
                        super::numbers::holds(
                            &Number::Gap(Some(from), to),
                            &[(
                                super::rules::Compare::MoreThan,
                                super::rules::Value::Length(longer),
                            )],
                            plain.working,
                        ) == Some(true)
                    };
                    (from + 1..=to)
                        .find(|day| gap(*day))
                        .is_some_and(|day| days::has(time.span, day))
                };
                // nobody could publish yet, or how long ago it began is not told
                if self
                    .opened(subject, below)
                    .is_some_and(|opened| opened > time.span.0)
                {
                    return Err(Stop::Skip);
                }
                if spans
                    .iter()
                    .any(|(from, to)| from.is_none() && *to >= time.span.0)
                {
                    return Err(Stop::Skip);
                }
                spans
                    .into_iter()
                    .filter(|(from, to)| from.is_some_and(|from| passes(from, *to)))
                    .count() as i64
            }
            (_, Some(attribute)) => {
                let mut values = BTreeSet::new();
                for one in &found {
                    match attribute {
                        "day" => _ = values.insert(day_of(*one).to_string()),
                        "item" => _ = values.insert(plain.things[*one].id.clone()),
                        "unit" => values.extend(plain.things[*one].units.iter().map(Ix::to_string)),
                        "channel" => {
                            values.extend(plain.things[*one].channel.iter().map(Ix::to_string))
                        }
                        other => values.extend(
                            plain
                                .attribute(*one, &super::rules::Path(None, other.to_owned()), asked)
                                .ok_or(Stop::Skip)?,
                        ),
                    }
                }
                values.len() as i64
            }
            (Source::Of(Of::Observation), None) => {
                let times = |one: &Ix| {
                    plain
                        .cell(*one, "count")
                        .and_then(|cell| cell.parse::<i64>().ok())
                        .unwrap_or(1)
                };
                found.iter().map(times).sum()
            }
            _ => found.len() as i64,
        };
        let cited = if matches!(source, Source::Gaps(_)) {
            Vec::new()
        } else {
            found
        };
        Ok(Reading {
            number: Number::Count(number, number),
            cited,
        })
    }

    /// Pushes: items of one channel in one second (or within the set's time after the first) are one; what is known
    /// only to the day is one of its own.
    fn pushes(&self, items: &[Ix]) -> i64 {
        let plain = &self.plain;
        let mut number = 0;
        let channels: BTreeSet<Option<Ix>> = items
            .iter()
            .map(|item| plain.things[*item].channel)
            .collect();
        for channel in channels {
            let mut seconds = Vec::new();
            for item in items
                .iter()
                .filter(|item| plain.things[**item].channel == channel)
            {
                if let Some(when) = plain.event(*item, "published") {
                    match when.second {
                        Some(second) => seconds.push(i64::from(when.day) * 86_400 + second),
                        None => number += 1,
                    }
                }
            }
            seconds.sort_unstable();
            let mut first: Option<i64> = None;
            for second in seconds {
                if first.is_none_or(|first| second - first > plain.set.push_within) {
                    number += 1;
                    first = Some(second);
                }
            }
        }
        number
    }

    /// What the registry has of a kind at or beneath a subject.
    fn registered(&self, of: Of, subject: Ix, dated: Option<&str>, time: Time) -> Vec<Ix> {
        let plain = &self.plain;
        let counts = |one: &Ix| {
            let is_beneath = plain.beneath(*one, subject);
            // what comes after the as-of date does not count
            let last = time.span.1.min(plain.world.as_of);
            if let Some(event) = dated {
                return is_beneath
                    && plain
                        .event(*one, event)
                        .is_some_and(|when| days::has((time.span.0, last), when.day));
            }
            let state = plain.cell(*one, "state").unwrap_or("open");
            is_beneath
                && plain.open_throughout(*one, (last, last))
                && !matches!(state, "frozen" | "closed")
        };
        self.things_of(of).into_iter().filter(counts).collect()
    }

    /// The items that refer to an item.
    fn references(&self, subject: Ix, time: Time) -> Vec<Ix> {
        let plain = &self.plain;
        let id = &plain.things[subject].id;
        let refers = |one: &Ix| {
            let to = plain.cell(*one, "refers_to").unwrap_or_default();
            let day = plain
                .event(*one, "published")
                .map_or(Day::MAX, |when| when.day);
            plain.is_item(*one)
                && to.split('、').any(|part| part == id)
                && day <= time.state.min(plain.world.as_of)
        };
        self.things_of(Of::Publication)
            .into_iter()
            .filter(refers)
            .collect()
    }

    /// The days on which a subject had a record of a kind, up to a day.
    #[allow(clippy::too_many_arguments)]
    fn days_of(
        &self,
        source: Source,
        filter: Option<&Selector>,
        below: bool,
        dated: Option<&str>,
        subject: Ix,
        until: Day,
        asked: Asked,
    ) -> Vec<(Day, Ix)> {
        let plain = &self.plain;
        let of = source.of();
        let event = dated.unwrap_or(own_event(of));
        let found = self.records(of, subject, below, false, dated, (Day::MIN, until));
        let mut all: Vec<(Day, Ix)> = Vec::new();
        for one in found
            .into_iter()
            .filter(|one| plain.fits(filter, *one, asked))
        {
            let days = plain.events(one, event).into_iter().map(|when| when.day);
            all.extend(days.filter(|day| *day <= until).max().map(|day| (day, one)));
        }
        all.sort_unstable();
        all
    }

    /// The first day on which all of a subject's channels can have published: the earliest opening, if all are known.
    fn opened(&self, subject: Ix, below: bool) -> Option<Day> {
        let plain = &self.plain;
        let channels = self.channels(subject, below);
        let mut earliest = None;
        for channel in channels {
            let opened = plain.event(channel, "opened")?.day;
            earliest = Some(earliest.map_or(opened, |before: Day| before.min(opened)));
        }
        earliest
    }

    /// The day before which there can have been no record: of a channel the day on which it was opened.
    fn since(&self, source: Source, subject: Ix, below: bool) -> Option<Day> {
        if source.of() == Of::Publication {
            return self.opened(subject, below);
        }
        let is_channel = self.plain.things[subject].of.is_channel();
        is_channel
            .then(|| self.plain.event(subject, "opened"))
            .flatten()
            .map(|when| when.day)
    }

    /// The channels whose items are a subject's.
    pub fn channels(&self, subject: Ix, below: bool) -> Vec<Ix> {
        let plain = &self.plain;
        let all = plain
            .things
            .iter()
            .enumerate()
            .filter(|(_, thing)| thing.of.is_channel() && thing.members.is_empty());
        all.map(|(ix, _)| ix)
            .filter(|channel| plain.counts_for(*channel, subject, below, false))
            .collect()
    }

    #[allow(clippy::too_many_arguments)]
    fn gap(
        &self,
        source: Source,
        filter: Option<&Selector>,
        below: bool,
        longest: bool,
        dated: Option<&str>,
        subject: Ix,
        time: Time,
    ) -> Result<Reading, Stop> {
        let asked = Asked { state: time.state };
        if longest {
            let all = self.gaps(source, filter, below, dated, subject, time.span.1, asked);
            let touching = all.into_iter().filter(|(_, to)| *to >= time.span.0);
            return Ok(Reading {
                number: Number::Longest(touching.collect()),
                cited: Vec::new(),
            });
        }
        let found = self.days_of(source, filter, below, dated, subject, time.check, asked);
        let last = found.last().map(|(day, _)| *day);
        let opened = self.since(source, subject, below);
        let from = match (last, opened) {
            (Some(last), Some(opened)) => Some(last.max(opened)),
            (last, opened) => last.or(opened),
        };
        // where nobody could publish yet there has been no time without an update
        let from = from.map(|from| from.min(time.check));
        let cited = found.last().map(|(_, ix)| *ix).into_iter().collect();
        Ok(Reading {
            number: Number::Gap(from, time.check),
            cited,
        })
    }

    /// Every time without a record up to a day: from one to the next, the last one still running.
    #[allow(clippy::too_many_arguments)]
    fn gaps(
        &self,
        source: Source,
        filter: Option<&Selector>,
        below: bool,
        dated: Option<&str>,
        subject: Ix,
        until: Day,
        asked: Asked,
    ) -> Vec<(Option<Day>, Day)> {
        // the last one runs to the check point
        let until = until.min(self.plain.world.check());
        let opened = self.since(source, subject, below).map(|day| day.min(until));
        let mut from = opened;
        let mut all = Vec::new();
        for (day, _) in self.days_of(source, filter, below, dated, subject, until, asked) {
            // what is older than the channel does not make it older
            if opened.is_some_and(|opened| day < opened) {
                continue;
            }
            all.push((from, day));
            from = Some(day);
        }
        all.push((from, until));
        all
    }
}
