//! For which days the records of a kind are complete: declared by whoever exported them, never inferred.

use super::RecordKind;
use crate::calendar::{Day, Span};
use crate::order::InOrder;
use crate::registry::ChannelIx;

/// One declaration: inside the span silence is silence, outside it nothing is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Declared {
    /// The kind of record; `None` for every kind that was handed over.
    pub records: Option<RecordKind>,
    /// Only this channel (its id, or its name), instead of what is declared for the kind.
    pub channel: Option<String>,
    /// The platform, where `channel` is the name of an account.
    pub platform: Option<String>,
    /// The first and last day covered.
    pub span: Span,
    /// For letters and requests: whether a record without a reply is known to be unanswered at the as-of date.
    pub replies_known: bool,
}

/// All declarations of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// As declared.
    pub declared: Vec<Declared>,
    /// Per-channel declarations resolved by the intake.
    pub channels: Vec<(ChannelIx, RecordKind, Span)>,
}

impl Coverage {
    /// The spans declared for a kind as a whole, sorted and disjoint (touching ones joined).
    pub fn of_kind(&self, kind: RecordKind) -> Vec<Span> {
        let own =
            |declared: &&Declared| declared.channel.is_none() && declared.records == Some(kind);
        let general =
            |declared: &&Declared| declared.channel.is_none() && declared.records.is_none();
        let mut spans: Vec<Span> = self
            .declared
            .iter()
            .filter(own)
            .map(|declared| declared.span)
            .collect();
        if spans.is_empty() {
            spans = self
                .declared
                .iter()
                .filter(general)
                .map(|declared| declared.span)
                .collect();
        }
        joined(spans)
    }

    /// The spans declared for one channel: its own declarations if it has any, else those of the kind.
    pub fn of_channel(&self, kind: RecordKind, channel: ChannelIx) -> Vec<Span> {
        let own: Vec<Span> = self
            .channels
            .iter()
            .filter(|(ix, of, _)| *ix == channel && *of == kind)
            .map(|(_, _, span)| *span)
            .collect();
        if own.is_empty() {
            self.of_kind(kind)
        } else {
            joined(own)
        }
    }

    /// Whether a letter or request without a reply is known to be unanswered at the as-of date.
    pub fn replies_known(&self, kind: RecordKind) -> bool {
        self.declared
            .iter()
            .filter(|declared| declared.records == Some(kind))
            .all(|declared| declared.replies_known)
    }
}

fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.in_order();
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span.from <= last.to.plus_days(1) => last.to = last.to.max(span.to),
            _ => out.push(span),
        }
    }
    out
}

/// The first and last day of a declaration, in words.
impl std::fmt::Display for Declared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (from, to): (Day, Day) = (self.span.from, self.span.to);
        write!(f, "{from}..{to}")
    }
}
