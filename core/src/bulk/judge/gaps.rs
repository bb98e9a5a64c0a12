//! The days since the last item, and what is not known of them.

use super::super::roster::{EVER, NEVER};
use super::{KeptWindow, NO_BOUND, Number};
use crate::calendar::{Day, Span};
use crate::evaluate::latest_outside;

/// Before any gap: it may be shorter than anything.
pub(super) const SHORTER_THAN_ANYTHING: i64 = i64::MIN;

/// The days of a span on which something open between two days was open.
fn open_days((opened, closed): (Day, Day), span: Span) -> Option<Span> {
    let last = if closed == NEVER {
        NEVER
    } else {
        closed.plus_days(-1)
    };
    Span::new(span.from.max(opened), span.to.min(last))
}

/// Whether a day of a window on which a channel was open is not covered.
pub(in super::super) fn uncovered(open: (Day, Day), window: &KeptWindow, spans: &[Span]) -> bool {
    if window.covered {
        return false;
    }
    let Some(needed) = open_days(open, window.taken.span) else {
        return false;
    };
    let covers = |span: &Span| span.from <= needed.from && needed.to <= span.to;
    needed.to > window.until || !spans.iter().any(covers)
}

/// The gap to a check point where everything is covered and every row could be read.
#[inline]
pub(in super::super) fn plain_gap(last: Option<Day>, opened: Day, check: Day) -> Number {
    let earliest = last.max((opened != EVER).then_some(opened));
    match earliest {
        Some(day) => Number::known(check.days_since(day.min(check))),
        None => Number {
            high: NO_BOUND,
            ..Number::known(check.days_since(Day::MIN))
        },
    }
}

/// What rows in doubt may mean for a gap.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct GapDoubts {
    /// A row may be of any time.
    pub any_time: bool,
    /// The latest day of one that may be anybody's.
    pub latest: Option<Day>,
}

/// What some channels come to for a gap.
#[derive(Clone, Copy, Debug, Default)]
pub(in super::super) struct Gathered {
    /// The day of their last item.
    pub last: Option<Day>,
    /// The last day on which one of them was open and nothing is known.
    pub unknown: Option<Day>,
    opened: Option<Day>,
    any: bool,
}

impl Gathered {
    /// Adds a channel: the day of its last item, and when it is open.
    pub fn add(
        &mut self,
        last: Option<Day>,
        open: (Day, Day),
        (check, until): (Day, Day),
        spans: &[Span],
    ) {
        self.last = self.last.max(last);
        self.opened = match self.any {
            false => Some(open.0),
            true => self.opened.map(|opened| opened.min(open.0)),
        };
        self.any = true;
        let since_ever = Span {
            from: Day::MIN,
            to: check,
        };
        if let Some(open) = open_days(open, since_ever) {
            self.unknown = self.unknown.max(latest_outside(spans, open, until));
        }
    }

    /// The gap.
    pub fn gap(&self, check: Day, doubts: GapDoubts) -> Number {
        let last = self.last;
        let opened = self.opened.filter(|day| *day != EVER);
        let after_last = |day: &Day| last.is_none_or(|last| *day > last);
        let unknown = self.unknown.filter(after_last);
        let rejected = if doubts.any_time {
            Some(check)
        } else {
            doubts.latest.filter(after_last)
        };
        // where nobody could publish yet there has been no time without an update
        let earliest = last.max(opened).map(|day| day.min(check));
        let latest = earliest.max(unknown).max(rejected);
        let days = |day: Day| check.days_since(day);
        Number {
            low: match latest {
                Some(latest) => days(latest),
                None if self.any => days(Day::MIN),
                None => SHORTER_THAN_ANYTHING,
            },
            high: earliest.map_or(NO_BOUND, days),
            uncovered: unknown.is_some(),
            doubtful: rejected.is_some(),
        }
    }
}
