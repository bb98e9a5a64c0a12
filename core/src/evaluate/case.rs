//! Everything that is known, and the indexes that the measures read.

use super::doubts::{Beneath, Doubts};
use super::subjects::Relations;
use super::timeline::Timeline;
use super::{Subject, Truth, attributes};
use crate::calendar::{Day, Offset, Span, WorkingDays};
use crate::records::coverage::{Coverage, Declared};
use crate::records::{RecordKind, Records};
use crate::registry::{ChannelIx, ChannelKind, Registry};
use crate::rules::{RuleSet, Selector};
use std::collections::HashMap;

/// The kinds of the registry that hold channels.
const CHANNELS: [RecordKind; 3] = [RecordKind::Sites, RecordKind::Columns, RecordKind::Accounts];

/// A case to judge: its parts, and the indexes that the measures read.
#[derive(Debug)]
pub struct Case<'a> {
    parts: Parts<'a>,
    pub(super) relations: Relations,
    pub(super) timeline: Timeline,
    pub(super) doubts: HashMap<RecordKind, Doubts<'a>>,
    covered: HashMap<ChannelIx, Vec<Span>>,
    covered_by_default: Vec<Span>,
}

impl<'a> std::ops::Deref for Case<'a> {
    type Target = Parts<'a>;

    fn deref(&self) -> &Parts<'a> {
        &self.parts
    }
}

/// What a case is made of: registry, records, calendar, coverage, rules, and the days that are given.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// Who is inspected.
    pub registry: &'a Registry,
    /// What they did.
    pub records: &'a Records,
    /// For which days the records are complete.
    pub coverage: &'a Coverage,
    /// Working days.
    pub calendar: &'a WorkingDays,
    /// What is required.
    pub rules: &'a RuleSet,
    /// 检查周期.
    pub period: Span,
    /// 监测时间点, if it was given; without it the period's last day.
    pub given_check_point: Option<Day>,
    /// 统计截止日.
    pub as_of: Day,
    /// The offset in which days are counted.
    pub offset: Offset,
}

impl<'a> Case<'a> {
    /// Indexes a case.
    pub fn new(parts: Parts<'a>) -> Case<'a> {
        let Parts {
            registry,
            records,
            coverage,
            rules,
            offset,
            ..
        } = parts;
        let timeline = Timeline::new(&records.publications, registry.channels.len(), offset);
        let kinds = [
            RecordKind::Publications,
            RecordKind::Letters,
            RecordKind::Requests,
            RecordKind::Units,
            RecordKind::Sites,
            RecordKind::Columns,
            RecordKind::Accounts,
        ];
        let doubts = if rules.ignore_rejected {
            HashMap::new()
        } else {
            kinds
                .into_iter()
                .map(|kind| (kind, Doubts::new(&records.doubts, kind, offset)))
                .collect()
        };
        let present = records.present.contains(&RecordKind::Publications);
        let mut covered = HashMap::new();
        if present {
            for (channel, kind, _) in &coverage.channels {
                if *kind == RecordKind::Publications {
                    covered
                        .entry(*channel)
                        .or_insert_with(|| coverage.of_channel(*kind, *channel));
                }
            }
        }
        let covered_by_default = if present {
            coverage.of_kind(RecordKind::Publications)
        } else {
            Vec::new()
        };
        Case {
            parts,
            relations: Relations::new(registry),
            timeline,
            doubts,
            covered,
            covered_by_default,
        }
    }

    /// The day at which states are judged.
    pub fn check_point(&self) -> Day {
        self.given_check_point.unwrap_or(self.period.to)
    }

    /// The last day of a window of which anything is known: nothing after the as-of date, nothing after a check point
    /// that was given. (Without one, a week that belongs to the period is judged to its own end.)
    pub(crate) fn known_until(&self, window_end: Day) -> Day {
        window_end
            .min(self.as_of)
            .min(self.given_check_point.unwrap_or(Day::MAX))
    }

    /// The spans for which the publications of a channel are complete.
    pub(crate) fn covered(&self, channel: ChannelIx) -> &[Span] {
        self.covered
            .get(&channel)
            .map_or(self.covered_by_default.as_slice(), Vec::as_slice)
    }

    /// Whether a rejected row of the registry may be a channel beneath a subject.
    fn may_have_lost(&self, subject: Subject, below: bool) -> bool {
        let (unit, kinds): (_, &[RecordKind]) = match subject {
            Subject::Unit(unit) => (Some(unit), &CHANNELS),
            Subject::All => (None, &CHANNELS),
            Subject::Channel(ix) if below => match self.registry.channel(ix) {
                Some(channel) if channel.kind != ChannelKind::Account => {
                    (None, &[RecordKind::Columns])
                }
                _ => return false,
            },
            _ => return false,
        };
        kinds.iter().any(|kind| {
            self.doubts
                .get(kind)
                .is_some_and(|doubts| doubts.may_be_of_unit(unit))
        })
    }

    /// For what a rejected row of the registry may have taken from beneath a subject: the spans for which the items of
    /// such a channel were complete, none where single channels have their own. `None` if no such row was rejected.
    pub(crate) fn covered_where_lost(&self, subject: Subject, below: bool) -> Option<&[Span]> {
        if !self.may_have_lost(subject, below) {
            return None;
        }
        let single = |declared: &Declared| {
            let publications = declared
                .records
                .is_none_or(|kind| kind == RecordKind::Publications);
            declared.channel.is_some() && publications
        };
        if self.coverage.declared.iter().any(single) {
            return Some(&[]);
        }
        Some(&self.covered_by_default)
    }

    /// The spans for which the items of channels without a declaration of their own are complete.
    pub(crate) fn covered_by_default(&self) -> &[Span] {
        &self.covered_by_default
    }

    /// The spans for which letters or requests are complete.
    pub(crate) fn covered_kind(&self, kind: RecordKind) -> Vec<Span> {
        if self.records.present.contains(&kind) {
            self.coverage.of_kind(kind)
        } else {
            Vec::new()
        }
    }

    /// The channels whose items belong to a subject, without those that a filter on publications rules out as a whole.
    pub(crate) fn channels_of(
        &self,
        subject: Subject,
        below: bool,
        filter: &Selector,
    ) -> Vec<ChannelIx> {
        let all = match subject {
            Subject::All => (0..self.registry.channels.len())
                .map(|ix| ChannelIx(ix as u32))
                .collect(),
            Subject::Unit(ix) => self
                .relations
                .of_unit
                .get(ix.0 as usize)
                .cloned()
                .unwrap_or_default(),
            Subject::Channel(ix) if below => self.relations.with_beneath(ix),
            Subject::Channel(ix) => vec![ix],
            Subject::Letter(_) | Subject::Request(_) => Vec::new(),
        };
        if filter.is_everything() {
            return all;
        }
        all.into_iter()
            .filter(|ix| attributes::publication_holds(self, filter, *ix, None) != Truth::No)
            .collect()
    }

    /// What lies beneath a subject besides the channels of the registry.
    pub(crate) fn beneath(&self, subject: Subject, below: bool) -> Beneath {
        match subject {
            Subject::Channel(_) if below && self.may_have_lost(subject, below) => {
                Beneath::Everything
            }
            Subject::Unit(ix) => Beneath::Unit(ix),
            Subject::All => Beneath::Everything,
            Subject::Channel(ix)
                if self
                    .registry
                    .channel(ix)
                    .is_some_and(|channel| channel.kind == ChannelKind::Site) =>
            {
                Beneath::Everything
            }
            _ => Beneath::Nothing,
        }
    }
}
