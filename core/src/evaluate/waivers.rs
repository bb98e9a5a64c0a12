//! Waivers: a breach that stays visible and is not counted.

use super::outcome::{Outcome, Reason, Verdict};
use super::{Case, Subject};
use crate::diagnostic::{Diagnostic, Text};
use crate::records::{RecordKind, Waiver, WaiverScope};
use crate::rules::Rule;

/// A rule's id written with no more slips than this may be meant: nobody is named before somebody has looked.
const SLIPS: usize = 2;

/// A waiver that covers a breach marks it; one that could not be read leaves it open.
pub(super) fn waive(case: &Case<'_>, rule: &Rule, outcome: &mut Outcome) {
    if outcome.verdict != Verdict::Breached {
        return;
    }
    let check = case.check_point();
    let covers = |waiver: &(usize, &Waiver)| {
        let (_, waiver) = waiver;
        case.rules.current_id(&waiver.rule) == Some(&rule.id)
            && check <= waiver.expires
            && scope_covers(case, waiver, outcome.subject)
    };
    if let Some((ix, _)) = case.records.waivers.iter().enumerate().find(covers) {
        outcome.waiver = u32::try_from(ix).ok();
        return;
    }
    let misspelt = |waiver: &&Waiver| {
        case.rules.current_id(&waiver.rule).is_none()
            && strsim::damerau_levenshtein(&waiver.rule, &rule.id) <= SLIPS
            && check <= waiver.expires
            && scope_covers(case, waiver, outcome.subject)
    };
    if let Some(waiver) = case.records.waivers.iter().find(misspelt) {
        leave_open(
            outcome,
            Reason::new(
                "waiver_misspelt",
                format!(
                    "豁免所写的指标「{}」不存在，可能是指 {}",
                    waiver.rule, rule.id
                ),
                format!(
                    "a waiver names the rule `{}`, which does not exist and may be {}",
                    waiver.rule, rule.id
                ),
            ),
        );
        return;
    }
    if case.rules.ignore_rejected {
        return;
    }
    let units = case.units_of(outcome.subject);
    let concerns = |doubt: &&crate::records::Doubt| {
        let rule_fits = doubt
            .rule
            .as_ref()
            .is_none_or(|known| *known == rule.id || case.rules.current_id(known).is_none());
        let subject_fits = match outcome.subject {
            Subject::Channel(ix) => {
                doubt.channels.may_be(&ix) || units.iter().any(|unit| doubt.units.may_be(unit))
            }
            Subject::Unit(ix) => doubt.units.may_be(&ix),
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
        Some(WaiverScope::Channel(channel)) => subject == Subject::Channel(channel),
        None => match subject {
            Subject::Letter(ix) => case
                .records
                .letters
                .get(ix as usize)
                .is_some_and(|letter| letter.id == waiver.subject),
            Subject::Request(ix) => case
                .records
                .requests
                .get(ix as usize)
                .is_some_and(|request| request.id == waiver.subject),
            _ => false,
        },
    }
}

pub(super) fn notes(case: &Case<'_>, notes: &mut Vec<Diagnostic>) {
    for waiver in &case.records.waivers {
        if case.rules.current_id(&waiver.rule).is_none() {
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
        }
    }
}
