//! What a monitor tells: findings as numbers, and which of them changed.

use super::super::judge::Number;
use crate::calendar::{Day, Span};
use crate::evaluate::{Attached, Taken};
use crate::rules::Effect;

/// A channel of a monitor: its row among the channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChannelHandle(pub u32);

/// A unit of a monitor: its row among the units, or the place at which the channels first name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitHandle(pub u32);

/// Whose finding it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whose {
    /// A channel's.
    Channel(ChannelHandle),
    /// A unit's.
    Unit(UnitHandle),
    /// Of everything together.
    Everything,
}

/// A breached slice.
#[derive(Clone, Debug)]
pub struct FoundSlice {
    /// Its days.
    pub span: Span,
    /// The number measured in it; the least, where it is open.
    pub value: Option<i64>,
    pub(super) taken: Taken,
    pub(super) number: Number,
}

/// A finding or notice as it stands, as numbers: what a row of [`crate::bulk::Answer::findings`] says without its words.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The place of its rule in the rule set.
    pub rule: usize,
    /// Whose it is.
    pub whose: Whose,
    /// How grave it is; notices and praise are among [`crate::bulk::Answer::notices`].
    pub severity: Effect,
    /// The number measured over a whole window; the least, where it is open.
    pub value: Option<i64>,
    /// The most that it may be.
    pub value_at_most: Option<i64>,
    /// For a gap: the day of the last item.
    pub last: Option<Day>,
    /// The breached slices.
    pub slices: Vec<FoundSlice>,
    pub(super) attached: Attached,
    pub(super) number: Option<(Taken, Number)>,
}

impl PartialEq for Finding {
    fn eq(&self, other: &Finding) -> bool {
        let slice = |a: &FoundSlice, b: &FoundSlice| a.span == b.span && a.value == b.value;
        self.rule == other.rule
            && self.whose == other.whose
            && self.attached == other.attached
            && self.value == other.value
            && self.value_at_most == other.value_at_most
            && self.last == other.last
            && self.slices.len() == other.slices.len()
            && self
                .slices
                .iter()
                .zip(&other.slices)
                .all(|(a, b)| slice(a, b))
    }
}

impl Finding {
    /// Whether it is a notice or praise rather than a finding.
    pub fn is_notice(&self) -> bool {
        self.severity.leaves_met()
    }
}

/// A finding that appeared (no `before`), changed, or disappeared (no `after`).
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// As it stood.
    pub before: Option<Finding>,
    /// As it stands.
    pub after: Option<Finding>,
}

impl Change {
    /// Its rule and whose it is.
    pub fn key(&self) -> Option<(usize, Whose)> {
        let one = self.after.as_ref().or(self.before.as_ref())?;
        Some((one.rule, one.whose))
    }
}

/// What became of an item that was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It counts.
    New,
    /// The channel has an item of that second: nothing changed.
    Repeated,
    /// It lies before all windows: only the day of the channel's last item is kept of such.
    Before,
    /// It lies after what the days of the run let count: it counts once they come.
    Later,
    /// There is no such channel. Unless the rule set ignores rejected rows, it may be anybody's, and widens what is known of
    /// all.
    Nobody,
}

/// The changes between two lists of findings in the order of rule and subject.
pub(super) fn between(before: Vec<Finding>, after: Vec<Finding>) -> Vec<Change> {
    let key = |one: &Finding| (one.rule, one.whose);
    let mut out = Vec::new();
    let (mut before, mut after) = (before.into_iter().peekable(), after.into_iter().peekable());
    loop {
        let (old, new) = match (before.peek().map(key), after.peek().map(key)) {
            (None, None) => return out,
            (Some(old), Some(new)) if old == new => (before.next(), after.next()),
            (Some(old), Some(new)) if old < new => (before.next(), None),
            (Some(_), None) => (before.next(), None),
            (_, Some(_)) => (None, after.next()),
        };
        if old != new {
            out.push(Change {
                before: old,
                after: new,
            });
        }
    }
}
