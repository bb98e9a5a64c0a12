//! How far an item reaches: which rules may come to another outcome or finding by it. Most items change none, which few
//! numbers tell: those of the windows in which it lies, without it and with it.

use super::super::judge::{KeptWindow, Number, is_told, whole};
use super::super::short::Taking;
use super::found::Finding;
use super::standing::{ALL, CHANNELS, Engine, From, OfRule, Standing, UNITS};
use super::who::{Channel, Incoming, View, holds};
use super::wide::{Growth, Wide};

/// A rule on a subject that an item may change, and how it stood.
#[derive(Debug)]
pub(super) struct Touched {
    pub place: usize,
    pub subject: usize,
    pub before: Option<Finding>,
}

impl OfRule {
    /// Whether two numbers in a window come to the same outcome, and to no finding that would tell which of them it is.
    #[inline]
    fn tells_the_same(&self, kind: u32, at: usize, numbers: (Number, Number)) -> bool {
        let slot = self.memo.slot(kind, at);
        let known = |number: &Number| match self.memo.quick(slot, number) {
            None => self.memo.known(slot, number),
            code => code,
        };
        match (known(&numbers.0), known(&numbers.1)) {
            (Some(code), Some(other)) if code == other => !self.shows_numbers(code),
            _ => false,
        }
    }

    /// Whether a finding tells the number in a window that is decided so: of the breached slices, or of a whole window.
    #[inline]
    fn shows_numbers(&self, code: u16) -> bool {
        if self.measuring.slices.is_some() {
            return self.memo.is_breached(code);
        }
        let decision = self.memo.decisions.get(usize::from(code)).copied();
        decision.is_none_or(|decision| is_told(&whole(decision)).is_some())
    }

    /// The windows that an item may change, of a count.
    #[inline]
    fn holding(&self, item: &Incoming) -> impl Iterator<Item = (usize, &KeptWindow)> {
        let first = match item.time {
            Some(time) if self.windows.len() > 1 => {
                self.windows.partition_point(|window| window.to <= time)
            }
            _ => 0,
        };
        let windows = self.windows.iter().enumerate().skip(first);
        windows.take_while(move |(_, window)| match item.time {
            Some(time) => holds(window, time),
            None => window.taken.always,
        })
    }

    /// Whether a channel is open as long as it must be for a window.
    #[inline]
    fn is_judged(&self, channel: &Channel, at: usize) -> bool {
        let needed = self.needed.get(at);
        needed.is_some_and(|needed| channel.open.0 <= needed.from && needed.to < channel.open.1)
    }

    /// Whether an item of a channel leaves the rule's outcome by itself, and its finding, as they are.
    #[inline]
    fn is_unmoved(&self, channel: &Channel, item: &Incoming, view: &View<'_>) -> bool {
        let kind = channel.kind;
        if let Some(Some(_)) = self.settled.get(kind as usize) {
            return true;
        }
        match self.measuring.taking {
            Taking::Count(source) => {
                let mut windows = self.holding(item);
                windows.all(|(at, window)| {
                    if !self.is_judged(channel, at) {
                        return true;
                    }
                    let numbers = channel.numbers(source, window, item, view);
                    numbers.is_some_and(|(without, with)| {
                        let number = |low| channel.counted(low, source, window, view);
                        without == with
                            || self.tells_the_same(kind, at, (number(without), number(with)))
                    })
                })
            }
            Taking::Gap => {
                let mut windows = self.windows.iter().enumerate();
                windows.all(|(at, window)| {
                    let later = item.time.is_some_and(|time| time >= window.end);
                    if later || !self.is_judged(channel, at) {
                        return true;
                    }
                    let last = channel.last(window.end, view);
                    let with = last.max(Some(item.day));
                    if last == with {
                        return true;
                    }
                    let doubts = self.doubts.get(at).copied();
                    let number = |last| channel.gap_since(last, window, doubts, view);
                    self.tells_the_same(kind, at, (number(last), number(with)))
                })
            }
            Taking::Breaches(..) | Taking::Rank(_) => false,
        }
    }

    /// The same for the unit of the channel, or for everything.
    #[inline]
    fn is_unmoved_wide(
        &self,
        (unit, kind): (Option<usize>, u32),
        (item, growth): (&Incoming, &[Growth]),
        wide: &Wide,
        touched: &[Touched],
    ) -> bool {
        if let Some(Some(_)) = self.settled.get(kind as usize) {
            return true;
        }
        match &self.from {
            From::Sums(list) => list.iter().enumerate().all(|(at, sum)| {
                let (window, of) = (self.windows.get(at), wide.sums.get(*sum));
                match (window, of, growth.get(*sum)) {
                    (_, _, Some(Growth::By(0))) => true,
                    (Some(window), Some(sum), Some(Growth::By(by))) => {
                        let number = |by| sum.number(unit, by, window, &wide.unread);
                        self.tells_the_same(kind, at, (number(0), number(*by)))
                    }
                    _ => false,
                }
            }),
            From::Gaps(list) => list.iter().enumerate().all(|(at, gaps)| {
                let (Some(gaps), Some(doubts)) = (wide.gaps.get(*gaps), self.doubts.get(at)) else {
                    return false;
                };
                let later = item.time.is_some_and(|time| time >= gaps.window.end);
                if later || gaps.last(unit) >= Some(item.day) {
                    return true;
                }
                let number = |with| gaps.number(unit, with, *doubts, &wide.unread);
                self.tells_the_same(kind, at, (number(None), number(Some(item.day))))
            }),
            From::Breaches(at) => wide.breaches.get(*at).is_some_and(|breaches| {
                let mut touched = touched.iter();
                !touched.any(|touched| breaches.places.contains(&touched.place))
            }),
            From::Items | From::Rank(_) => false,
        }
    }

    /// Whether it gives way to a rule that an item may change.
    #[inline]
    fn gives_way_to(&self, touched: &[Touched]) -> bool {
        let mut unless = self.unless.iter();
        unless.any(|other| touched.iter().any(|touched| touched.place == *other))
    }
}

impl Standing {
    /// The rules on subjects that an item of a channel may change, each after what it needs, and how they stand. The item is
    /// not among the others of its channel yet; how counts grow by it is known.
    #[inline]
    pub fn reached(
        &mut self,
        at: usize,
        (channel, item): (&Channel, &Incoming),
        growth: &[Growth],
        engine: &Engine<'_>,
        touched: &mut Vec<Touched>,
    ) {
        let mut next = 0;
        while let Some(place) = self.rule_of_kind(channel.kind, next) {
            next += 1;
            let stays = self.rules.get(place).is_none_or(|own| {
                own.is_unmoved(channel, item, &engine.view) && !own.gives_way_to(touched)
            });
            if !stays {
                self.reach(place, at, Some(channel), engine, touched);
            }
        }
        let (units, all) = (self.of_units.len(), self.of_all.len());
        for next in 0..units + all {
            let (place, level, subject) = match next.checked_sub(units) {
                None => (self.of_units.get(next), UNITS, channel.unit as usize),
                Some(next) => (self.of_all.get(next), ALL, 0),
            };
            let Some(place) = place.copied() else {
                continue;
            };
            let who = (
                (level == UNITS).then_some(subject),
                engine.view.kind_of(level, subject),
            );
            let stays = self.rules.get(place).is_none_or(|own| {
                own.is_unmoved_wide(who, (item, growth), &self.wide, touched)
                    && !own.gives_way_to(touched)
            });
            if !stays {
                self.reach(place, subject, None, engine, touched);
            }
        }
    }

    #[inline(never)]
    fn reach(
        &mut self,
        place: usize,
        subject: usize,
        channel: Option<&Channel>,
        engine: &Engine<'_>,
        touched: &mut Vec<Touched>,
    ) {
        let before = self.finding(place, subject, channel, engine);
        touched.push(Touched {
            place,
            subject,
            before,
        });
    }

    /// Judges anew what an item that its channel now has may have changed.
    #[inline(never)]
    pub fn judge_touched(
        &mut self,
        touched: &Touched,
        channel: &Channel,
        engine: &Engine<'_>,
    ) -> Option<Finding> {
        let (place, subject) = (touched.place, touched.subject);
        if self.level(place) == CHANNELS {
            self.judge_channel(place, subject, channel, engine);
            self.finding(place, subject, Some(channel), engine)
        } else {
            self.judge_wide(place, subject, engine);
            self.finding(place, subject, None, engine)
        }
    }
}
