//! Everything that is known, and the indexes that the measures read.

use super::doubts::{Beneath, Doubts};
use super::groups::Groups;
use super::history::History;
use super::subjects::Relations;
use super::timeline::Timeline;
use super::{Judged, Subject, Truth, attributes};
use crate::calendar::{Day, Offset, Period, Span, WorkingDays};
use crate::order::InOrder;
use crate::records::coverage::{Coverage, Declared};
use crate::records::dates::DateFormat;
use crate::records::settings::Sample;
use crate::records::{RecordKind, Records};
use crate::registry::{ChannelIx, ChannelKind, Registry, UnitIx};
use crate::rules::{RuleSet, Selector};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

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
    /// The units that have a website of their own.
    with_site: HashSet<UnitIx>,
    /// Records by whom they belong to.
    pub(super) owned: Owned,
    pub(crate) history: History,
    pub(crate) groups: Groups,
    /// Earlier periods that were judged anew.
    pub(super) judged_anew: Mutex<HashMap<Span, Arc<(Judged, Groups)>>>,
}

/// Letters, requests and the records that are kept row by row, by the units and channels they belong to.
#[derive(Debug, Default)]
pub(super) struct Owned {
    by_unit: HashMap<(RecordKind, UnitIx), Vec<u32>>,
    by_channel: HashMap<(RecordKind, ChannelIx), Vec<u32>>,
}

impl Owned {
    fn new(records: &Records) -> Owned {
        let mut owned = Owned::default();
        for kind in RecordKind::ALL {
            for (ix, entry) in records.of(kind).iter().enumerate() {
                for unit in &entry.units {
                    let list = owned.by_unit.entry((kind, *unit)).or_default();
                    list.push(ix as u32);
                }
                if let Some(channel) = entry.channel {
                    let list = owned.by_channel.entry((kind, channel)).or_default();
                    list.push(ix as u32);
                }
            }
        }
        let letters = records.letters.iter().map(|letter| letter.unit);
        let requests = records.requests.iter().map(|request| request.unit);
        let units = letters
            .enumerate()
            .map(|(ix, unit)| (RecordKind::Letters, ix, unit))
            .chain(
                requests
                    .enumerate()
                    .map(|(ix, unit)| (RecordKind::Requests, ix, unit)),
            );
        for (kind, ix, unit) in units {
            if let Some(unit) = unit {
                owned
                    .by_unit
                    .entry((kind, unit))
                    .or_default()
                    .push(ix as u32);
            }
        }
        owned
    }

    /// The records of a kind that belong to a unit.
    pub fn of_unit(&self, kind: RecordKind, unit: UnitIx) -> &[u32] {
        self.by_unit.get(&(kind, unit)).map_or(&[], Vec::as_slice)
    }

    /// The records of a kind that belong to a channel itself.
    pub fn of_channel(&self, kind: RecordKind, channel: ChannelIx) -> &[u32] {
        self.by_channel
            .get(&(kind, channel))
            .map_or(&[], Vec::as_slice)
    }
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
    /// The same with its kind, so that the period before is known.
    pub named_period: &'a Period,
    /// The check days of the run, ascending.
    pub looks: &'a [Day],
    /// 抽查范围, if only a sample was inspected.
    pub sample: Option<&'a Sample>,
    /// 监测时间点, if it was given; without it the period's last day.
    pub given_check_point: Option<Day>,
    /// 统计截止日.
    pub as_of: Day,
    /// The offset in which days are counted.
    pub offset: Offset,
    /// The offset of times that name none.
    pub naive_offset: Offset,
    /// The forms of dates that the data declare.
    pub date_formats: &'a [DateFormat],
    /// Whether earlier periods of which nothing was published are judged anew.
    pub recompute: bool,
    /// Whether everything is looked up one by one, without shortcuts: slow, and the same answers.
    pub plain: bool,
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
        let doubts = if rules.ignore_rejected {
            HashMap::new()
        } else {
            RecordKind::ALL
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
        let sites = registry
            .channels
            .iter()
            .filter(|channel| channel.kind == ChannelKind::Site);
        let mut case = Case {
            parts,
            relations: Relations::new(registry),
            timeline,
            doubts,
            covered,
            covered_by_default,
            with_site: sites.flat_map(|site| site.units()).collect(),
            owned: Owned::new(records),
            history: History::default(),
            groups: Groups::default(),
            judged_anew: Mutex::default(),
        };
        case.history = History::new(&case);
        case.groups = Groups::of_case(&case);
        if !case.groups.is_empty() {
            // whether a filing holds may decide who is in a group, and a group may be what a record is about
            case.history = History::new(&case);
        }
        case
    }

    /// Whether a unit has a website of its own.
    pub(super) fn has_own_site(&self, unit: UnitIx) -> bool {
        self.with_site.contains(&unit)
    }

    /// Whether a subject is in the sample; without a sample everything is.
    pub(super) fn sampled(&self, subject: Subject) -> bool {
        let Some(sample) = self.sample else {
            return true;
        };
        match subject {
            Subject::Unit(ix) => sample.units.as_ref().is_none_or(|list| list.contains(&ix)),
            Subject::Channel(ix) => {
                let kind = self.registry.channel(ix).map(|channel| channel.kind);
                let list = match kind {
                    Some(ChannelKind::Site) => &sample.sites,
                    Some(ChannelKind::Column) => &sample.columns,
                    _ => &sample.accounts,
                };
                list.as_ref().is_none_or(|list| list.contains(&ix))
            }
            _ => true,
        }
    }

    /// Whether a subject stands in a list of the rule set, by id, name, alias or `name@platform`.
    pub(super) fn in_list(&self, name: &str, subject: Subject) -> bool {
        let list = self.rules.lists.iter().find(|(known, _)| known == name);
        let Some((_, words)) = list else {
            return false;
        };
        let has = |word: &str| words.iter().any(|known| known == word);
        match subject {
            Subject::Unit(ix) => self.registry.unit(ix).is_some_and(|unit| {
                has(&unit.id) || has(&unit.name) || unit.aliases.iter().any(|alias| has(alias))
            }),
            Subject::Channel(ix) => self.registry.channel(ix).is_some_and(|channel| {
                let full = channel
                    .platform
                    .as_ref()
                    .map(|platform| format!("{}@{platform}", channel.name));
                has(&channel.id) || has(&channel.name) || full.is_some_and(|full| has(&full))
            }),
            Subject::Letter(ix) => {
                let letter = self.records.letters.get(ix as usize);
                letter.is_some_and(|letter| has(&letter.id))
            }
            Subject::Request(ix) => {
                let request = self.records.requests.get(ix as usize);
                request.is_some_and(|request| has(&request.id))
            }
            Subject::Publication(row) => {
                let id = self.records.publications.id.get(row as usize);
                id.and_then(Option::as_deref).is_some_and(has)
            }
            Subject::Record(kind, ix) => {
                let record = self.records.of(kind).get(ix as usize);
                record.is_some_and(|record| {
                    has(&record.subject) || record.id.as_deref().is_some_and(has)
                })
            }
            Subject::Group(ix) => self.groups.get(ix).is_some_and(|group| has(&group.label)),
            Subject::All => false,
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
    pub(super) fn may_have_lost(&self, subject: Subject, below: bool) -> bool {
        let (unit, kinds): (_, &[RecordKind]) = match subject {
            Subject::Unit(unit) => (Some(unit), &CHANNELS),
            Subject::All | Subject::Group(_) => (None, &CHANNELS),
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

    /// The spans for which the records of a kind are complete.
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
            Subject::Group(ix) => {
                let members = self.groups.get(ix).map_or(&[][..], |group| &group.members);
                let mut all: Vec<ChannelIx> = members
                    .iter()
                    .flat_map(|member| self.channels_of(*member, below, filter))
                    .collect();
                all.in_order();
                all.dedup();
                all
            }
            _ => Vec::new(),
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
            Subject::All | Subject::Group(_) => Beneath::Everything,
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
