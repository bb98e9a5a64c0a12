//! Rule by rule, each after those whose outcomes it needs.

use super::look::{Look, look};
use super::measures::breaches::{Grouped, counted_rules, grouped};
use super::outcome::{Judged, Outcome, Reason, RuleJudged, Verdict};
use super::{Case, Subject, figures, subjects, waivers};
use crate::diagnostic::{Diagnostic, Text};
use crate::order::InOrder;
use crate::records::RecordKind;
use crate::rules::{CountSource, Measure, RatioSource, Rule, RuleSet};
use std::collections::HashMap;

/// Judges everything.
pub fn judge(case: &Case<'_>) -> Judged {
    let mut notes = Vec::new();
    let mut rules: Vec<RuleJudged> = Vec::new();
    for ix in order(case.rules) {
        let Some(rule) = case.rules.rules.get(ix) else {
            continue;
        };
        let judged = judge_rule(case, ix, rule, &rules, &mut notes);
        rules.push(judged);
    }
    rules.in_order_by_key(|judged| judged.rule);
    waivers::notes(case, &mut notes);
    let figures = (0..case.rules.figures.len())
        .map(|figure| figures::values(case, figure, &rules))
        .collect();
    notes.in_order();
    Judged {
        rules,
        figures,
        notes,
    }
}

/// The rules so that each comes after those whose outcomes it needs.
fn order(rules: &RuleSet) -> Vec<usize> {
    let place = |id: &String| rules.rules.iter().position(|rule| rule.id == *id);
    let needs = |rule: &Rule| -> Vec<usize> {
        let counted = match &rule.measure {
            Measure::Breaches { rules, .. } => rules.as_slice(),
            _ => &[],
        };
        rule.subjects
            .unless
            .iter()
            .chain(counted)
            .filter_map(place)
            .collect()
    };
    let mut order: Vec<usize> = Vec::new();
    while order.len() < rules.rules.len() {
        let before = order.len();
        for (ix, rule) in rules.rules.iter().enumerate() {
            if !order.contains(&ix) && needs(rule).iter().all(|need| order.contains(need)) {
                order.push(ix);
            }
        }
        if order.len() == before {
            // a cycle: the reader refuses such a set
            break;
        }
    }
    order
}

fn judge_rule(
    case: &Case<'_>,
    ix: usize,
    rule: &Rule,
    done: &[RuleJudged],
    notes: &mut Vec<Diagnostic>,
) -> RuleJudged {
    if let Some(kind) = needed(rule)
        .into_iter()
        .find(|kind| case.records.unreadable.contains(kind))
    {
        let message = Text::new(
            format!("指标 {} 没有判定：{} 不能读取", rule.id, kind.file_name()),
            format!(
                "rule {} was not judged: {} could not be read",
                rule.id,
                kind.file_name()
            ),
        );
        notes.push(Diagnostic::warning("rule.not_judged", message).with_value(rule.id.clone()));
        return RuleJudged {
            rule: ix,
            judged: false,
            outcomes: Vec::new(),
        };
    }
    let not_judged = counted_rules(case, &rule.measure).into_iter().any(|ix| {
        done.iter()
            .any(|judged| judged.rule == ix && !judged.judged)
    });
    if not_judged {
        return RuleJudged {
            rule: ix,
            judged: false,
            outcomes: Vec::new(),
        };
    }
    let grouped = grouped(case, rule.subjects.of, &rule.measure, done);
    let others = others(case, rule, done);
    let mut outcomes = Vec::new();
    for subject in subjects::all(rule.subjects.of, case.registry, case.records) {
        let Some(look) = look(case, rule, subject, &grouped) else {
            continue;
        };
        let (breached_slices, open_slices) = slice_counts(&look);
        let mut outcome = Outcome {
            subject,
            verdict: look.verdict,
            attached: look.attached,
            waiver: None,
            breached_slices,
            open_slices,
        };
        unless(&others, &mut outcome);
        waivers::waive(case, rule, &mut outcome);
        outcomes.push(outcome);
    }
    if outcomes.is_empty() {
        let message = Text::new(
            format!("指标 {} 没有选中任何对象", rule.id),
            format!("rule {} selects nobody", rule.id),
        );
        notes.push(Diagnostic::note("rule.selects_nobody", message).with_value(rule.id.clone()));
    }
    // by unit in roster order, then by subject
    outcomes.in_order_by_key(|outcome| {
        let unit = subjects::unit_of(outcome.subject, case.registry, case.records);
        (unit.is_none(), unit, outcome.subject)
    });
    RuleJudged {
        rule: ix,
        judged: true,
        outcomes,
    }
}

fn slice_counts(look: &Look<'_>) -> (i64, i64) {
    let count = |fits: fn(&Verdict) -> bool| {
        look.slices
            .iter()
            .filter(|slice| fits(&slice.verdict))
            .count() as i64
    };
    let breached: fn(&Verdict) -> bool = |verdict| *verdict == Verdict::Breached;
    let open: fn(&Verdict) -> bool = |verdict| matches!(verdict, Verdict::CannotTell(_));
    if look.slices.is_empty() {
        (
            i64::from(breached(&look.verdict)),
            i64::from(open(&look.verdict)),
        )
    } else {
        (count(breached), count(open))
    }
}

/// The kinds of record that a rule reads.
fn needed(rule: &Rule) -> Vec<RecordKind> {
    match &rule.measure {
        Measure::Count { source, .. } if source.is_of_publications() => {
            vec![RecordKind::Publications]
        }
        Measure::Count {
            source: CountSource::Letters,
            ..
        } => vec![RecordKind::Letters],
        Measure::Count { .. } => vec![RecordKind::Requests],
        Measure::Gap { .. } => vec![RecordKind::Publications],
        Measure::Ratio { source, .. } => vec![match source {
            RatioSource::Letters => RecordKind::Letters,
            RatioSource::Requests => RecordKind::Requests,
            RatioSource::Publications => RecordKind::Publications,
        }],
        Measure::Clock { .. } => match rule.subjects.of {
            crate::rules::Of::Letter => vec![RecordKind::Letters],
            _ => vec![RecordKind::Requests],
        },
        Measure::Breaches { .. } => Vec::new(),
    }
}

/// The outcomes that a rule counts: what looking at its subjects again needs besides the case.
pub(crate) fn counted_by<'o>(case: &Case<'_>, rule: &Rule, judged: &'o Judged) -> Grouped<'o> {
    grouped(case, rule.subjects.of, &rule.measure, &judged.rules)
}

/// Each rule that a rule stands back for, with its verdicts by subject.
fn others<'o>(
    case: &Case<'_>,
    rule: &'o Rule,
    done: &'o [RuleJudged],
) -> Vec<(&'o str, HashMap<Subject, &'o Verdict>)> {
    let verdicts = |id: &'o String| {
        let place = case.rules.rules.iter().position(|rule| rule.id == *id);
        let judged = done.iter().find(|judged| Some(judged.rule) == place);
        let outcomes = judged.into_iter().flat_map(|judged| &judged.outcomes);
        let verdicts = outcomes.map(|outcome| (outcome.subject, &outcome.verdict));
        (id.as_str(), verdicts.collect())
    };
    rule.subjects.unless.iter().map(verdicts).collect()
}

/// What other rules on the same subject make of an outcome.
fn unless(others: &[(&str, HashMap<Subject, &Verdict>)], outcome: &mut Outcome) {
    for (id, verdicts) in others {
        let settled = matches!(outcome.verdict, Verdict::NotApplicable(_));
        match verdicts.get(&outcome.subject) {
            Some(Verdict::Breached) if !settled => {
                let reason = Reason::new(
                    "counted_under",
                    format!("已按 {id} 计"),
                    format!("counted under {id}"),
                );
                *outcome = Outcome {
                    verdict: Verdict::NotApplicable(reason),
                    attached: None,
                    breached_slices: 0,
                    open_slices: 0,
                    ..outcome.clone()
                };
            }
            Some(Verdict::CannotTell(_)) if outcome.verdict == Verdict::Breached => {
                let (zh, en) = (
                    format!("{id} 无法判定，可能已按它计"),
                    format!("{id} cannot be told, and may count it already"),
                );
                let verdict = Verdict::CannotTell(Reason::new("unless_open", zh, en));
                *outcome = Outcome {
                    verdict,
                    attached: None,
                    ..outcome.clone()
                };
            }
            _ => {}
        }
    }
}
