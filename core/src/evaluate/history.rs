//! History: what earlier periods, the ledger and the filings say. Read from records, never computed behind the reader's
//! back: only a rule set that says so has earlier periods judged anew, and the report tells it.

use super::groups::Groups;
use super::measures::breaches::{outcomes_at, places_of};
use super::{Case, Judged, Parts, Subject, Truth};
use crate::calendar::{Day, Period, Span};
use crate::order::InOrder;
use crate::rational::Rational;
use crate::records::{Candidates, Entry, RecordKind};
use crate::registry::UnitIx;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

/// The records about subjects, and the verdicts of earlier periods.
#[derive(Debug, Default)]
pub(crate) struct History {
    /// Filings and cases by whom they are about.
    about: HashMap<(RecordKind, Subject), Vec<u32>>,
    /// Verdicts by rule (as it is called now) and subject.
    verdicts: HashMap<(String, Subject), Vec<u32>>,
}

/// The verdict of an earlier period on a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Earlier {
    /// As published or, where the rule set says so, computed anew.
    Told {
        /// `met`, `breached`, `not_applicable` or `cannot_tell`.
        outcome: Option<&'static str>,
        /// Its number.
        value: Option<Rational>,
    },
    /// The verdicts of that period are complete and have none of this kind: nothing was breached.
    Silent,
    /// Not known.
    Unknown,
}

const ABOUT: [RecordKind; 5] = [
    RecordKind::Notices,
    RecordKind::Cases,
    RecordKind::Verdicts,
    RecordKind::Filings,
    RecordKind::Observations,
];

impl History {
    /// Indexes the records that are about subjects.
    pub fn new(case: &Case<'_>) -> History {
        let mut history = History::default();
        let records = case.records;
        if ABOUT.iter().all(|kind| records.of(*kind).is_empty()) {
            return history;
        }
        let ids = ids(case);
        for kind in ABOUT {
            for (ix, entry) in records.of(kind).iter().enumerate() {
                let rule = match kind {
                    RecordKind::Notices => entry.cell("about"),
                    _ => entry.cell("rule"),
                };
                let rule = rule.unwrap_or_default();
                let rule = case.rules.current_id(rule).unwrap_or(rule);
                let found = about(case, entry, &ids);
                let Some(subject) = group(case, rule, entry, found).or(found) else {
                    continue;
                };
                let ix = ix as u32;
                if kind == RecordKind::Verdicts {
                    let key = (rule.to_owned(), subject);
                    history.verdicts.entry(key).or_default().push(ix);
                } else {
                    history.about.entry((kind, subject)).or_default().push(ix);
                }
            }
        }
        history
    }

    /// The records of a kind that are about exactly this subject.
    pub fn about(&self, kind: RecordKind, subject: Subject) -> &[u32] {
        self.about.get(&(kind, subject)).map_or(&[], Vec::as_slice)
    }
}

/// The letters, requests, items and other records by their ids.
fn ids<'a>(case: &Case<'a>) -> HashMap<&'a str, Subject> {
    let records = case.records;
    let mut ids: HashMap<&str, Subject> = HashMap::new();
    for kind in RecordKind::ALL {
        for (ix, entry) in records.of(kind).iter().enumerate() {
            if let Some(id) = &entry.id {
                ids.insert(id, Subject::Record(kind, ix as u32));
            }
        }
    }
    for (row, id) in records.publications.id.iter().enumerate() {
        if let Some(id) = id {
            ids.insert(id, Subject::Publication(row as u32));
        }
    }
    for (ix, request) in records.requests.iter().enumerate() {
        ids.insert(&request.id, Subject::Request(ix as u32));
    }
    for (ix, letter) in records.letters.iter().enumerate() {
        ids.insert(&letter.id, Subject::Letter(ix as u32));
    }
    ids
}

/// Whom a record is about.
fn about(case: &Case<'_>, entry: &Entry, ids: &HashMap<&str, Subject>) -> Option<Subject> {
    if let Some(channel) = entry.channel {
        return Some(Subject::Channel(channel));
    }
    if entry.subject == "all" {
        return Some(Subject::All);
    }
    let is_named = |unit: &&UnitIx| {
        case.registry.unit(**unit).is_some_and(|unit| {
            unit.id == entry.subject
                || unit.name == entry.subject
                || unit.aliases.contains(&entry.subject)
        })
    };
    if let Some(unit) = entry.units.iter().find(is_named) {
        return Some(Subject::Unit(*unit));
    }
    ids.get(entry.subject.as_str()).copied()
}

/// The group of a rule that a record is about, if that rule judges groups.
fn group(case: &Case<'_>, rule: &str, entry: &Entry, found: Option<Subject>) -> Option<Subject> {
    let unit = match found {
        Some(Subject::Unit(ix)) => case.registry.unit(ix),
        _ => None,
    };
    let unit = unit.map(|unit| unit.id.as_str());
    case.groups.called(rule, &entry.subject, unit)
}

/// Whether a filing of a kind about a subject (or the unit that answers for it) touches some days.
pub(super) fn filed(case: &Case<'_>, kind: &str, subject: Subject, span: Span) -> Truth {
    let units = case.units_of(subject);
    let owners = units.iter().map(|unit| Subject::Unit(*unit));
    let mut found: Vec<u32> = Vec::new();
    for scope in [subject, Subject::All].into_iter().chain(owners) {
        found.extend(case.history.about(RecordKind::Filings, scope));
    }
    let filings = case.records.of(RecordKind::Filings);
    let touches = |entry: &Entry| {
        let day = |event| entry.event(event).map(|when| case.day_of(when));
        let from = day("from").unwrap_or(Day::MIN);
        let to = day("to").unwrap_or(Day::MAX);
        entry.cell("kind") == Some(kind) && from <= span.to && span.from <= to
    };
    if found
        .iter()
        .filter_map(|ix| filings.get(*ix as usize))
        .any(touches)
    {
        return Truth::Yes;
    }
    let covered = case.covered_kind(RecordKind::Filings);
    // what is filed after the as-of date may touch the days after it
    let known = covered
        .iter()
        .any(|covered| covered.from <= span.from && span.to <= covered.to);
    let concerns = |doubt: &crate::records::Doubt| {
        let channel = match subject {
            Subject::Channel(ix) => doubt.channels.may_be(&ix),
            _ => doubt.channels == Candidates::Anyone,
        };
        doubt.records == RecordKind::Filings
            && (channel || units.is_empty() || units.iter().any(|unit| doubt.units.may_be(unit)))
    };
    let lost = !case.rules.ignore_rejected && case.records.doubts.iter().any(concerns);
    if known && !lost {
        Truth::No
    } else {
        Truth::Open
    }
}

/// In which period a case was opened.
pub(super) fn opened_in(case: &Case<'_>, day: Day) -> &'static str {
    let previous = case.named_period.previous().map(|period| period.span);
    if case.period.contains(day) {
        "this period"
    } else if previous.is_some_and(|previous| previous.contains(day)) {
        "previous period"
    } else if day < case.period.from {
        "earlier"
    } else {
        "later"
    }
}

impl Case<'_> {
    /// The same days a year earlier.
    pub(super) fn a_year_earlier(&self) -> Span {
        let from = self.period.from.plus_months(-12);
        let after = self.period.to.plus_days(1).plus_months(-12);
        Span {
            from,
            to: after.plus_days(-1).max(from),
        }
    }

    /// So many periods before this one, the nearest first.
    pub(super) fn periods_before(&self, number: i64) -> Vec<Period> {
        let mut periods: Vec<Period> = Vec::new();
        let mut at = self.named_period.previous();
        while let Some(period) = at {
            if periods.len() as i64 >= number {
                break;
            }
            at = period.previous();
            periods.push(period);
        }
        periods
    }
}

impl Case<'_> {
    /// What an earlier period said of a rule, figure or sheet and a subject. What was published wins over what is computed
    /// anew.
    pub(super) fn earlier(&self, rule: &str, subject: Subject, period: Span) -> Earlier {
        match self.published(rule, subject, period) {
            // a row that could not be read may be the verdict: nothing is computed in its place
            Earlier::Unknown if self.recompute && !self.verdict_lost(rule, subject) => {
                self.computed(rule, subject, period)
            }
            published => published,
        }
    }

    /// The judging of an earlier period by the same rules and records, made once.
    fn judged_in(&self, period: Span) -> Option<Arc<(Judged, Groups)>> {
        let anew = || {
            self.judged_anew
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(judged) = anew().get(&period) {
            return Some(Arc::clone(judged));
        }
        let same_days = |one: &Period| one.span == period;
        let named = self.periods_before(1_200).into_iter().find(same_days);
        let named = named.unwrap_or_else(|| Period::days(period));
        let parts: Parts<'_> = Parts {
            period,
            named_period: &named,
            given_check_point: None,
            recompute: false,
            ..**self
        };
        let mut case = Case::new(parts);
        let judged = super::judge(&case);
        let judged = Arc::new((judged, std::mem::take(&mut case.groups)));
        anew().insert(period, Arc::clone(&judged));
        Some(judged)
    }

    /// The group of a rule that has the values of a group, among those of this or another period; anything else is
    /// itself.
    fn same_in(&self, groups: &Groups, rule: &str, subject: Subject) -> Option<Subject> {
        match subject {
            Subject::Group(ix) => groups.having(rule, &self.groups.get(ix)?.values),
            other => Some(other),
        }
    }

    fn computed(&self, rule: &str, subject: Subject, period: Span) -> Earlier {
        let Some(anew) = self.judged_in(period) else {
            return Earlier::Unknown;
        };
        let (judged, groups) = anew.as_ref();
        let Some(subject) = self.same_in(groups, rule, subject) else {
            return Earlier::Unknown;
        };
        let numbers = super::prepared::numbers_of(self, judged, rule);
        let number = numbers.into_iter().find(|(own, _)| *own == subject);
        let number = number.and_then(|(_, known)| known.ok());
        let value = number.and_then(|measured| match measured.ends() {
            (Some(low), Some(high)) if low == high => Some(low),
            _ => None,
        });
        let places = places_of(self, &[rule.to_owned()]);
        let outcomes = places
            .into_iter()
            .flat_map(|place| outcomes_at(self, judged, place));
        let outcome = outcomes
            .filter(|outcome| outcome.subject == subject)
            .map(|outcome| match outcome.waiver {
                Some(_) => "met",
                None => outcome.verdict.as_str(),
            })
            .next();
        match (outcome, value) {
            (None | Some("cannot_tell"), None) => Earlier::Unknown,
            _ => Earlier::Told { outcome, value },
        }
    }

    /// Whether a row that could not be read may be a verdict on a rule and a subject.
    fn verdict_lost(&self, rule: &str, subject: Subject) -> bool {
        let units = self.units_of(subject);
        let theirs = |doubt: &crate::records::Doubt| {
            let mut units = units.iter();
            units.any(|unit| doubt.units.may_be(unit))
        };
        let lost = |doubt: &crate::records::Doubt| {
            doubt.records == RecordKind::Verdicts
                && doubt
                    .rule
                    .as_deref()
                    .is_none_or(|named| self.rules.current_id(named).unwrap_or(named) == rule)
                && match subject {
                    Subject::Channel(ix) => doubt.channels.may_be(&ix) || theirs(doubt),
                    _ => units.is_empty() || theirs(doubt),
                }
        };
        !self.rules.ignore_rejected && self.records.doubts.iter().any(lost)
    }

    /// The verdicts of an earlier period on a rule and a subject, by their places.
    fn verdicts(&self, rule: &str, subject: Subject, period: Span) -> Vec<u32> {
        let verdicts = self.records.of(RecordKind::Verdicts);
        let named = self.same_in(&self.groups, rule, subject);
        let key = (rule.to_owned(), named.unwrap_or(subject));
        let own = self.history.verdicts.get(&key);
        let of_period = |ix: &&u32| {
            let entry = verdicts.get(**ix as usize);
            let label = entry.and_then(|entry| entry.cell("period"));
            label
                .and_then(Period::parse)
                .is_some_and(|told| told.span == period)
        };
        let mut told: Vec<u32> = own
            .into_iter()
            .flatten()
            .filter(of_period)
            .copied()
            .collect();
        told.in_order();
        told
    }

    /// The records of the verdicts of an earlier period on a rule and a subject.
    pub(super) fn verdict_records(
        &self,
        rule: &str,
        subject: Subject,
        period: Span,
    ) -> impl Iterator<Item = Subject> {
        let told = self.verdicts(rule, subject, period).into_iter();
        told.map(|ix| Subject::Record(RecordKind::Verdicts, ix))
    }

    fn published(&self, rule: &str, subject: Subject, period: Span) -> Earlier {
        let verdicts = self.records.of(RecordKind::Verdicts);
        match self.verdicts(rule, subject, period).as_slice() {
            [one] => {
                let entry = verdicts.get(*one as usize);
                return entry.map_or(Earlier::Unknown, told_by);
            }
            [] => {}
            // the same verdict told twice over is one; two that differ are none
            [first, rest @ ..] => {
                let said = |ix: &u32| {
                    let entry = verdicts.get(*ix as usize);
                    entry.map(|entry| {
                        (
                            entry.cell("outcome"),
                            entry.cell("value"),
                            entry.cell("grade"),
                        )
                    })
                };
                let entry = verdicts.get(*first as usize);
                return match entry {
                    Some(entry) if rest.iter().all(|other| said(other) == said(first)) => {
                        told_by(entry)
                    }
                    _ => Earlier::Unknown,
                };
            }
        }
        let covered = match subject {
            Subject::Channel(channel) if self.records.present.contains(&RecordKind::Verdicts) => {
                self.coverage.of_channel(RecordKind::Verdicts, channel)
            }
            _ => self.covered_kind(RecordKind::Verdicts),
        };
        let complete = covered
            .iter()
            .any(|covered| covered.from <= period.from && period.to <= covered.to);
        let doubtful = self.verdict_lost(rule, subject);
        if complete && !doubtful {
            Earlier::Silent
        } else {
            Earlier::Unknown
        }
    }
}

fn told_by(entry: &Entry) -> Earlier {
    const WORDS: [&str; 4] = ["met", "breached", "not_applicable", "cannot_tell"];
    let word = entry.cell("outcome");
    Earlier::Told {
        outcome: word.map(|word| {
            let known = WORDS.into_iter().find(|known| *known == word);
            known.unwrap_or("cannot_tell")
        }),
        value: value_of(entry),
    }
}

/// The number of an earlier verdict: `12`, `95.5`, `5/6`, `95%`.
fn value_of(entry: &Entry) -> Option<Rational> {
    let text = entry.cell("value")?;
    if let Some(share) = text.strip_suffix('%') {
        return Rational::parse(share)?.over(Rational::whole(100));
    }
    match text.split_once('/') {
        Some((n, d)) => Rational::parse(n)?.over(Rational::parse(d)?),
        None => Rational::parse(text),
    }
}
