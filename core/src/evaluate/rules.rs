//! Rule by rule, each after those whose outcomes it needs.

use super::look::{Look, look};
use super::measures::breaches::{outcomes_at, places_of};
use super::outcome::{Judged, Outcome, Reason, RuleJudged, Verdict};
use super::prepared::{own_subject, prepare_rule};
use super::{Case, Subject, figures, sheets, subjects, waivers};
use crate::diagnostic::{Diagnostic, Text};
use crate::order::InOrder;
use crate::records::RecordKind;
use crate::rules::{
    Effect, Figure, Line, Measure, Over, Points, Requirement, Rule, RuleSet, Source, Stage, Window,
};
use std::collections::HashMap;

/// Judges everything.
pub fn judge(case: &Case<'_>) -> Judged {
    let mut judged = Judged::default();
    for node in order(case.rules) {
        match node {
            Node::Figure(ix) => {
                let values = figures::values(case, ix, &judged);
                judged.figures.push(values);
            }
            Node::Sheet(ix) => {
                if let Some(sheet) = case.rules.sheets.get(ix) {
                    let results = sheets::judge_sheet(case, sheet, ix, &judged);
                    judged.sheets.push(results);
                }
            }
            Node::Rule(ix) => {
                if let Some(rule) = case.rules.rules.get(ix) {
                    let mut notes = Vec::new();
                    let outcomes = judge_rule(case, ix, rule, &judged, &mut notes);
                    judged.rules.push(outcomes);
                    judged.notes.extend(notes);
                }
            }
        }
    }
    judged.rules.in_order_by_key(|judged| judged.rule);
    judged.figures.in_order_by_key(|judged| judged.figure);
    judged.sheets.in_order_by_key(|judged| judged.sheet);
    let mut of_waivers = Vec::new();
    waivers::notes(case, &judged, &mut of_waivers);
    judged.notes.extend(of_waivers);
    judged.notes.in_order();
    judged
}

/// A rule, figure or sheet, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    /// A rule.
    Rule(usize),
    /// A figure.
    Figure(usize),
    /// A sheet.
    Sheet(usize),
}

/// Rules, figures and sheets so that each comes after those whose outcomes and numbers it needs.
pub(crate) fn order(rules: &RuleSet) -> Vec<Node> {
    // names of outcomes are rules and sheets, names of numbers are figures and sheets
    let sheet = |id: &str| rules.sheets.iter().position(|sheet| sheet.id == id);
    let outcome = |id: &str| {
        let rule = rules.rules.iter().position(|rule| rule.id == id);
        rule.map(Node::Rule).or_else(|| sheet(id).map(Node::Sheet))
    };
    let number = |id: &str| {
        let figure = rules.figures.iter().position(|figure| figure.id == id);
        figure
            .map(Node::Figure)
            .or_else(|| sheet(id).map(Node::Sheet))
    };
    let of_figure = |figure: &Figure| -> Vec<Node> {
        let outcomes = figure.measure.rules().iter().filter_map(|id| outcome(id));
        let numbers = figure.measure.figures().iter().filter_map(|id| number(id));
        outcomes.chain(numbers).collect()
    };
    let needs = |node: Node| -> Vec<Node> {
        match node {
            Node::Figure(ix) => rules.figures.get(ix).map_or_else(Vec::new, of_figure),
            Node::Rule(ix) => rules.rules.get(ix).map_or_else(Vec::new, |rule| {
                let unless = rule.figure.subjects.unless.iter();
                let mut needed = of_figure(&rule.figure);
                needed.extend(unless.filter_map(|id| outcome(id)));
                needed.extend(rule.requirement.figures().filter_map(|id| number(id)));
                needed
            }),
            Node::Sheet(ix) => rules.sheets.get(ix).map_or_else(Vec::new, |own| {
                let bonus = own.bonus.iter().flat_map(|bonus| &bonus.lines);
                let reads = own
                    .lines
                    .iter()
                    .chain(bonus)
                    .map(|line| line.points.reads());
                let mut needed: Vec<Node> = reads
                    .flat_map(|id| outcome(id).into_iter().chain(number(id)))
                    .collect();
                match &own.veto {
                    Some(list) => needed.extend(list.iter().filter_map(|id| outcome(id))),
                    None => {
                        let vetoes = rules.rules.iter().enumerate();
                        needed.extend(
                            vetoes
                                .filter(|(_, rule)| may_veto(rule) && !counts_sheet(rule, rules))
                                .map(|(ix, _)| Node::Rule(ix)),
                        );
                    }
                }
                needed.retain(|need| *need != node);
                needed
            }),
        }
    };
    let all: Vec<Node> = (0..rules.rules.len())
        .map(Node::Rule)
        .chain((0..rules.figures.len()).map(Node::Figure))
        .chain((0..rules.sheets.len()).map(Node::Sheet))
        .collect();
    let mut order: Vec<Node> = Vec::new();
    while order.len() < all.len() {
        let before = order.len();
        for node in &all {
            if !order.contains(node) && needs(*node).iter().all(|need| order.contains(need)) {
                order.push(*node);
            }
        }
        if order.len() == before {
            // a cycle: the reader refuses such a set
            break;
        }
    }
    order
}

/// Whether a breach of a rule may be a veto.
pub(super) fn may_veto(rule: &Rule) -> bool {
    match &rule.requirement {
        Requirement::Steps(steps) => steps.iter().any(|step| step.effect == Effect::Veto),
        _ => rule.effect == Effect::Veto,
    }
}

/// Whether a rule takes up a sheet, directly or through others: then it comes after the sheet and is no veto in it.
pub(super) fn counts_sheet(rule: &Rule, rules: &RuleSet) -> bool {
    let mut seen: Vec<&str> = Vec::new();
    let mut open: Vec<&str> = vec![&rule.id];
    while let Some(id) = open.pop() {
        if seen.contains(&id) {
            continue;
        }
        seen.push(id);
        if rules.sheet(id).is_some() {
            return true;
        }
        let rule = rules.rule(id);
        let limits = rule.into_iter().flat_map(|rule| rule.requirement.figures());
        open.extend(limits.map(String::as_str));
        let own = rule.map(|rule| &rule.figure);
        let figures = own.into_iter().chain(rules.figure(id));
        for figure in figures {
            let named = figure
                .measure
                .rules()
                .iter()
                .chain(figure.measure.figures());
            open.extend(named.chain(&figure.subjects.unless).map(String::as_str));
        }
    }
    false
}

fn judge_rule(
    case: &Case<'_>,
    ix: usize,
    rule: &Rule,
    done: &Judged,
    notes: &mut Vec<Diagnostic>,
) -> RuleJudged {
    if let Some(kind) = needed(case, &rule.figure)
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
    let not_judged = places_of(case, rule.figure.measure.rules())
        .into_iter()
        .any(|ix| {
            done.rules
                .iter()
                .any(|judged| judged.rule == ix && !judged.judged)
        });
    if not_judged {
        return RuleJudged {
            rule: ix,
            judged: false,
            outcomes: Vec::new(),
        };
    }
    let prepared = prepare_rule(case, rule, done);
    let others = others(case, &rule.figure, done);
    let mut outcomes = Vec::new();
    for subject in all_of(case, &rule.figure) {
        let Some(look) = look(case, rule, subject, &prepared) else {
            continue;
        };
        let (breached_slices, open_slices) = slice_counts(rule, &look);
        let mut outcome = Outcome {
            subject,
            verdict: look.verdict,
            attached: look.attached,
            waiver: None,
            breached_slices,
            open_slices,
        };
        unless(&others, &mut outcome);
        waivers::waive(case, &rule.id, &mut outcome);
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
        let unit = case.unit_of(outcome.subject);
        (unit.is_none(), unit, outcome.subject)
    });
    RuleJudged {
        rule: ix,
        judged: true,
        outcomes,
    }
}

/// The subjects that a figure is taken of: groups where it has any.
pub(super) fn all_of(case: &Case<'_>, figure: &Figure) -> Vec<Subject> {
    if figure.subjects.by.is_empty() {
        return subjects::all(figure.subjects.of, case.registry, case.records);
    }
    case.groups.of(&figure.id)
}

fn slice_counts(rule: &Rule, look: &Look<'_>) -> (i64, i64) {
    let count = |fits: fn(&Verdict) -> bool| {
        look.slices
            .iter()
            .filter(|slice| fits(&slice.verdict))
            .count() as i64
    };
    let breached: fn(&Verdict) -> bool = |verdict| *verdict == Verdict::Breached;
    let open: fn(&Verdict) -> bool = |verdict| matches!(verdict, Verdict::CannotTell(_));
    // of how many slices nothing could be told is not known either
    const ANY_NUMBER: i64 = 1_000_000;
    let sliced = matches!(rule.figure.window, Window::Each { .. });
    if look.slices.is_empty() && sliced && matches!(look.verdict, Verdict::CannotTell(_)) {
        return (0, ANY_NUMBER);
    }
    if look.slices.is_empty() {
        (
            i64::from(breached(&look.verdict)),
            i64::from(open(&look.verdict)),
        )
    } else {
        (count(breached), count(open))
    }
}

/// The kinds of record that a figure reads.
pub(super) fn needed(case: &Case<'_>, figure: &Figure) -> Vec<RecordKind> {
    let of = |source: &Source| source.of().records();
    let mut kinds: Vec<RecordKind> = match &figure.measure {
        Measure::Count { source, .. }
        | Measure::Gap { source, .. }
        | Measure::LongestGap { source, .. }
        | Measure::Ratio { source, .. } => Vec::from_iter(of(source)),
        Measure::Mean { id, .. } => {
            let clock = case.rules.clock(id);
            Vec::from_iter(clock.and_then(|clock| clock.of.records()))
        }
        Measure::InARow { .. } | Measure::Change { .. } => vec![RecordKind::Verdicts],
        Measure::Clock { .. }
        | Measure::Value { .. }
        | Measure::Fits { .. }
        | Measure::Rank { .. }
        | Measure::Score { .. }
        | Measure::Breaches { .. }
        | Measure::Outcomes { .. }
        | Measure::OutcomeRatio { .. } => Vec::new(),
    };
    if figure.subjects.of.is_record() {
        kinds.extend(figure.subjects.of.records());
    }
    kinds
}

/// The kinds of record that anything in the rule set reads.
pub(crate) fn kinds_read(case: &Case<'_>) -> Vec<RecordKind> {
    let rules = case.rules;
    let figures = || {
        let of_rules = rules.rules.iter().map(|rule| &rule.figure);
        rules.figures.iter().chain(of_rules)
    };
    let mut kinds: Vec<RecordKind> = rules
        .clocks
        .iter()
        .filter_map(|clock| clock.of.records())
        .collect();
    for figure in figures() {
        kinds.extend(needed(case, figure));
        let enough = figure.enough.as_ref();
        kinds.extend(enough.and_then(|enough| enough.source.of().records()));
        if let Measure::Breaches { stage, .. } | Measure::OutcomeRatio { stage, .. } =
            &figure.measure
        {
            kinds.extend((*stage == Stage::After).then_some(RecordKind::Cases));
            let earlier = !matches!(
                figure.window,
                Window::Over(Over::Period | Over::Always) | Window::Each { .. }
            );
            kinds.extend(earlier.then_some(RecordKind::Verdicts));
        }
    }
    let sheets = rules.sheets.iter();
    let lines = sheets.flat_map(|sheet| {
        let bonus = sheet.bonus.iter().flat_map(|bonus| &bonus.lines);
        sheet.lines.iter().chain(bonus)
    });
    let earlier = |line: &Line| matches!(line.points, Points::Sheet { over: Some(_), .. });
    kinds.extend(
        lines
            .filter(|line| earlier(line))
            .map(|_| RecordKind::Verdicts),
    );
    let selected = figures()
        .map(|figure| &figure.subjects)
        .chain(rules.sheets.iter().map(|sheet| &sheet.subjects));
    for subjects in selected {
        let filed = subjects.except.iter().any(|one| one.filing.is_some());
        kinds.extend(filed.then_some(RecordKind::Filings));
        kinds.extend(subjects.of.records());
    }
    kinds.in_order();
    kinds.dedup();
    kinds
}

/// Each rule that a figure or sheet stands back for, with its verdicts by subject.
pub(super) fn others<'o>(
    case: &Case<'_>,
    figure: &'o Figure,
    done: &'o Judged,
) -> Vec<(&'o str, HashMap<Subject, &'o Verdict>)> {
    let verdicts = |id: &'o String| {
        let places = places_of(case, std::slice::from_ref(id));
        let outcomes = places
            .into_iter()
            .flat_map(|place| outcomes_at(case, done, place));
        let verdicts = outcomes.filter_map(|outcome| {
            let subject = own_subject(case, figure, outcome.subject)?;
            Some((subject, &outcome.verdict))
        });
        (id.as_str(), verdicts.collect())
    };
    figure.subjects.unless.iter().map(verdicts).collect()
}

/// What other rules on the same subject make of an outcome.
pub(super) fn unless(others: &[(&str, HashMap<Subject, &Verdict>)], outcome: &mut Outcome) {
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
            // a met outcome stays: whatever the other comes to, there is nothing to name
            Some(Verdict::CannotTell(_)) if outcome.verdict == Verdict::Breached => {
                let (zh, en) = (
                    format!("{id} 无法判定，可能已按它计"),
                    format!("{id} cannot be told, and may count it already"),
                );
                let verdict = Verdict::CannotTell(Reason::new("unless_open", zh, en));
                *outcome = Outcome {
                    verdict,
                    attached: None,
                    breached_slices: 0,
                    open_slices: (outcome.open_slices + outcome.breached_slices).max(1),
                    ..outcome.clone()
                };
            }
            _ => {}
        }
    }
}
