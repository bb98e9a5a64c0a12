//! Waivers: a breach that stays visible and is not counted.

use super::measures::breaches::{outcomes_at, places_of};
use super::outcome::{Outcome, Reason, Verdict};
use super::subjects::kind_of;
use super::{Case, Judged, Subject};
use crate::diagnostic::{Diagnostic, Text};
use crate::records::{RecordKind, Waiver, WaiverScope};
use crate::registry::ChannelIx;
use crate::rules::Of;

/// A rule's id written with no more slips than this may be meant: nobody is named before somebody has looked.
const SLIPS: usize = 2;

/// A waiver that covers a breach marks it; one that could not be read leaves it open.
pub(super) fn waive(case: &Case<'_>, rule: &str, outcome: &mut Outcome) {
    if outcome.verdict != Verdict::Breached {
        return;
    }
    let check = case.check_point();
    let covers = |waiver: &(usize, &Waiver)| {
        let (_, waiver) = waiver;
        ruled(case, waiver) == Some(rule)
            && check <= waiver.expires
            && scope_covers(case, waiver, outcome.subject)
    };
    if let Some((ix, _)) = case.records.waivers.iter().enumerate().find(covers) {
        outcome.waiver = u32::try_from(ix).ok();
        return;
    }
    let misspelt = |waiver: &&Waiver| {
        ruled(case, waiver).is_none()
            && strsim::damerau_levenshtein(&waiver.rule, rule) <= SLIPS
            && check <= waiver.expires
            && scope_covers(case, waiver, outcome.subject)
    };
    if let Some(waiver) = case.records.waivers.iter().find(misspelt) {
        leave_open(
            outcome,
            Reason::new(
                "waiver_misspelt",
                format!("豁免所写的指标「{}」不存在，可能是指 {rule}", waiver.rule),
                format!(
                    "a waiver names the rule `{}`, which does not exist and may be {rule}",
                    waiver.rule
                ),
            ),
        );
        return;
    }
    if case.rules.ignore_rejected {
        return;
    }
    let concerns = |doubt: &&crate::records::Doubt| {
        let rule_fits = doubt
            .rule
            .as_ref()
            .is_none_or(|known| named(case, known).is_none_or(|known| known == rule));
        let units = case.units_of(outcome.subject);
        let of_unit = || units.iter().any(|unit| doubt.units.may_be(unit));
        // a waiver of a website covers its columns, one of a column its items
        let of_channel = || {
            [Of::Account, Of::Column, Of::Site].into_iter().any(|of| {
                let above = case.upward(outcome.subject, of).into_iter();
                above.into_iter().any(|above| match above {
                    Subject::Channel(ix) => doubt.channels.may_be(&ix),
                    _ => false,
                })
            })
        };
        let subject_fits = match outcome.subject {
            Subject::Unit(_) => of_unit(),
            Subject::Channel(_) => of_unit() || of_channel(),
            _ => true,
        };
        doubt.records == RecordKind::Waivers && rule_fits && subject_fits
    };
    if let Some(doubt) = case.records.doubts.iter().find(concerns) {
        let reason = Reason::new(
            "waiver_unreadable",
            format!("有一行豁免未能读取（「{}」），可能与此有关", doubt.value),
            format!(
                "a waiver row that could not be read (`{}`) may cover it",
                doubt.value
            ),
        );
        leave_open(outcome, reason);
    }
}

fn leave_open(outcome: &mut Outcome, reason: Reason) {
    outcome.verdict = Verdict::CannotTell(reason);
    outcome.attached = None;
    outcome.open_slices += outcome.breached_slices;
    outcome.breached_slices = 0;
}

fn scope_covers(case: &Case<'_>, waiver: &Waiver, subject: Subject) -> bool {
    match waiver.scope {
        Some(WaiverScope::Unit(unit)) => case.units_of(subject).contains(&unit),
        Some(WaiverScope::Channel(channel)) => {
            subject == Subject::Channel(channel) || lies_on(case, channel, subject)
        }
        None => is_called(case, &waiver.subject, subject),
    }
}

/// Whether a subject of another kind than a channel lies on it or beneath it: an item in a column, a column of a
/// website. A column above says nothing of the columns beneath it.
fn lies_on(case: &Case<'_>, channel: ChannelIx, subject: Subject) -> bool {
    let Some(of) = case.registry.channel(channel).map(kind_of) else {
        return false;
    };
    let own = match subject {
        Subject::Channel(ix) => case.registry.channel(ix).map(kind_of),
        Subject::Unit(_) | Subject::All | Subject::Group(_) => return false,
        _ => None,
    };
    own != Some(of)
        && case
            .upward(subject, of)
            .contains(&Subject::Channel(channel))
}

/// Whether a record has an id or name, or a group a label.
fn is_called(case: &Case<'_>, name: &str, subject: Subject) -> bool {
    let records = case.records;
    match subject {
        Subject::All => name == "all",
        Subject::Letter(ix) => {
            let letter = records.letters.get(ix as usize);
            letter.is_some_and(|letter| letter.id == name)
        }
        Subject::Request(ix) => {
            let request = records.requests.get(ix as usize);
            request.is_some_and(|request| request.id == name)
        }
        Subject::Publication(row) => {
            let id = records.publications.id.get(row as usize);
            id.and_then(Option::as_deref) == Some(name)
        }
        Subject::Record(kind, ix) => {
            let record = records.of(kind).get(ix as usize);
            record.is_some_and(|record| match &record.id {
                Some(id) => id == name,
                // without an id it goes by the name that it has of its own
                None => ["title", "name"]
                    .into_iter()
                    .any(|key| record.cell(key) == Some(name)),
            })
        }
        Subject::Group(ix) => case.groups.get(ix).is_some_and(|group| group.label == name),
        Subject::Unit(_) | Subject::Channel(_) => false,
    }
}

/// Whether a waiver covers no subject of its rule, whatever became of it.
fn covers_nobody(case: &Case<'_>, judged: &Judged, waiver: &Waiver) -> bool {
    let ids: Vec<String> = ruled(case, waiver).map(str::to_owned).into_iter().collect();
    let places = places_of(case, &ids);
    let rules = &judged.rules;
    // of a rule that was not judged nothing is known
    let not_judged = |place: &usize| rules.iter().any(|one| one.rule == *place && !one.judged);
    !places.iter().any(not_judged)
        && !places
            .into_iter()
            .flat_map(|place| outcomes_at(case, judged, place))
            .any(|outcome| scope_covers(case, waiver, outcome.subject))
}

/// The rule or sheet of an id, by the id that it has now.
fn named<'a>(case: &Case<'a>, id: &'a str) -> Option<&'a str> {
    let sheet = || case.rules.sheet(id).map(|sheet| sheet.id.as_str());
    case.rules.current_id(id).or_else(sheet)
}

fn ruled<'a>(case: &Case<'a>, waiver: &'a Waiver) -> Option<&'a str> {
    named(case, &waiver.rule)
}

/// What is to be known of the waivers themselves: those that name no rule, have expired, or cover nobody.
pub(super) fn notes(case: &Case<'_>, judged: &Judged, notes: &mut Vec<Diagnostic>) {
    for waiver in &case.records.waivers {
        if ruled(case, waiver).is_none() {
            let message = Text::new(
                format!(
                    "豁免所指的指标 {} 不在本指标体系中（对象 {}）",
                    waiver.rule, waiver.subject
                ),
                format!(
                    "a waiver names the rule {}, which this rule set does not have (subject {})",
                    waiver.rule, waiver.subject
                ),
            );
            let near = crate::source::nearest(
                &waiver.rule,
                case.rules.rules.iter().map(|rule| rule.id.as_str()),
            );
            notes.push(
                Diagnostic::warning("waiver.rule_unknown", message)
                    .with_value(waiver.rule.clone())
                    .with_near(near),
            );
        } else if waiver.expires < case.check_point() {
            let message = Text::new(
                format!(
                    "对 {} 的豁免（{}）已于 {} 到期，不再适用",
                    waiver.subject, waiver.rule, waiver.expires
                ),
                format!(
                    "the waiver of {} ({}) expired on {} and no longer holds",
                    waiver.subject, waiver.rule, waiver.expires
                ),
            );
            notes.push(
                Diagnostic::note("waiver.expired", message).with_value(waiver.subject.clone()),
            );
        } else if covers_nobody(case, judged, waiver) {
            let message = Text::new(
                format!(
                    "对 {} 的豁免（{}）不涉及该指标判定的任何对象",
                    waiver.subject, waiver.rule
                ),
                format!(
                    "the waiver of {} ({}) covers nothing that this rule judges",
                    waiver.subject, waiver.rule
                ),
            );
            let next = Text::new(
                "核对豁免的指标和对象",
                "check the rule and the subject of the waiver",
            );
            notes.push(
                Diagnostic::warning("waiver.covers_nobody", message)
                    .with_value(waiver.subject.clone())
                    .with_next_step(next),
            );
        }
    }
}
