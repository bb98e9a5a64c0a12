//! `count = "breaches"`: how many breached outcomes of other rules lie at or beneath a subject.

use super::{Interval, Measured, Reading};
use crate::evaluate::{Case, Outcome, Reason, RuleJudged, Subject, Verdict, subjects};
use crate::order::InOrder;
use crate::records::{Doubt, RecordKind};
use crate::registry::UnitIx;
use crate::rules::{Distinct, Measure, Of};
use std::collections::{HashMap, HashSet};

/// Outcomes by the subject of a kind that they lie at or beneath; each with the rule it came from.
pub(crate) type Grouped<'o> = HashMap<Subject, Vec<(usize, &'o Outcome)>>;

/// Groups outcomes upward.
fn group<'o>(
    case: &Case<'_>,
    of: Of,
    outcomes: impl Iterator<Item = (usize, &'o Outcome)>,
) -> Grouped<'o> {
    let mut grouped = Grouped::new();
    for (rule, outcome) in outcomes {
        for above in subjects::upward(outcome.subject, of, case.registry, case.records) {
            grouped.entry(above).or_default().push((rule, outcome));
        }
    }
    grouped
}

/// The rules whose breaches a measure counts, by their place.
pub(crate) fn counted_rules(case: &Case<'_>, measure: &Measure) -> Vec<usize> {
    match measure {
        Measure::Breaches { rules, .. } => rules
            .iter()
            .filter_map(|id| case.rules.rules.iter().position(|rule| rule.id == *id))
            .collect(),
        _ => Vec::new(),
    }
}

/// The outcomes that a measure counts, by the subject they lie at or beneath.
pub(crate) fn grouped<'o>(
    case: &Case<'_>,
    of: Of,
    measure: &Measure,
    done: &'o [RuleJudged],
) -> Grouped<'o> {
    let counted = counted_rules(case, measure);
    let judged = done.iter().filter(|judged| counted.contains(&judged.rule));
    let outcomes =
        judged.flat_map(|judged| judged.outcomes.iter().map(|outcome| (judged.rule, outcome)));
    group(case, of, outcomes)
}

/// The rejected rows whose outcomes are missing among those that a measure counts for a subject.
fn lost<'r>(case: &Case<'r>, subject: Subject, counted: &[usize]) -> Vec<&'r Doubt> {
    let unit = match subject {
        Subject::Unit(unit) => Some(unit),
        _ => None,
    };
    let rules = counted.iter().filter_map(|ix| case.rules.rules.get(*ix));
    let mut kinds: Vec<RecordKind> = rules
        .flat_map(|rule| match (rule.subjects.of, subject) {
            // nothing lies beneath an account, a letter or a request but itself
            (_, Subject::Letter(_) | Subject::Request(_)) => [].as_slice(),
            (Of::Column, _) => &[RecordKind::Columns],
            // a column's row may make its website
            (Of::Site, Subject::Unit(_) | Subject::All) => {
                &[RecordKind::Sites, RecordKind::Columns]
            }
            (Of::Account, Subject::Unit(_) | Subject::All) => &[RecordKind::Accounts],
            (Of::Letter, Subject::Unit(_) | Subject::All) => &[RecordKind::Letters],
            (Of::Request, Subject::Unit(_) | Subject::All) => &[RecordKind::Requests],
            (Of::Unit, Subject::All) => &[RecordKind::Units],
            _ => &[],
        })
        .copied()
        .collect();
    kinds.in_order();
    kinds.dedup();
    kinds
        .iter()
        .filter_map(|kind| case.doubts.get(kind))
        .flat_map(|doubts| doubts.of_unit(unit, case.period))
        .collect()
}

/// The number of breaches among the outcomes of the counted rules at or beneath a subject.
///
/// # Errors
/// Not applicable if nothing was judged at all.
pub(crate) fn read<'r>(
    case: &Case<'r>,
    subject: Subject,
    outcomes: &[(usize, &Outcome)],
    counted: &[usize],
    distinct: Distinct,
) -> Result<Reading<'r>, Reason> {
    let lost = lost(case, subject, counted);
    let judged = |outcome: &Outcome| !matches!(outcome.verdict, Verdict::NotApplicable(_));
    if lost.is_empty() && !outcomes.iter().any(|(_, outcome)| judged(outcome)) {
        return Err(Reason::new(
            "nothing_to_count",
            "没有可计数的判定",
            "nothing to count",
        ));
    }
    let breached = outcomes.iter().filter(|(_, outcome)| outcome.counts());
    let open = outcomes
        .iter()
        .filter(|(_, outcome)| matches!(outcome.verdict, Verdict::CannotTell(_)));
    let (low, further) = match distinct {
        Distinct::Finding => (breached.count() as i64, open.count() as i64),
        Distinct::Slice => {
            let low: i64 = breached.map(|(_, outcome)| outcome.breached_slices).sum();
            let open: i64 = outcomes
                .iter()
                .filter(|(_, outcome)| outcome.waiver.is_none())
                .map(|(_, outcome)| outcome.open_slices)
                .sum();
            // slices that are surely breached in an outcome that is open as a whole count among the open ones
            let hidden: i64 = outcomes
                .iter()
                .filter(|(_, outcome)| matches!(outcome.verdict, Verdict::CannotTell(_)))
                .map(|(_, outcome)| outcome.breached_slices)
                .sum();
            (low, open + hidden)
        }
        Distinct::Subject => {
            let sure: HashSet<Subject> = breached.map(|(_, outcome)| outcome.subject).collect();
            let open: HashSet<Subject> = open
                .map(|(_, outcome)| outcome.subject)
                .filter(|subject| !sure.contains(subject))
                .collect();
            (sure.len() as i64, open.len() as i64)
        }
        Distinct::Unit => {
            let unit =
                |outcome: &Outcome| subjects::unit_of(outcome.subject, case.registry, case.records);
            let sure: HashSet<UnitIx> = breached.filter_map(|(_, outcome)| unit(outcome)).collect();
            let open: HashSet<UnitIx> = open
                .filter_map(|(_, outcome)| unit(outcome))
                .filter(|unit| !sure.contains(unit))
                .collect();
            (sure.len() as i64, open.len() as i64)
        }
    };
    let lost_at_most = match distinct {
        Distinct::Subject | Distinct::Unit => Some(lost.len() as i64),
        Distinct::Finding => Some(lost.len() as i64 * counted.len() as i64),
        Distinct::Slice => lost.is_empty().then_some(0),
    };
    let measured = Measured::Number(Interval {
        low,
        high: lost_at_most.map(|lost| low + further + lost),
    });
    Ok(Reading {
        measured,
        uncovered: false,
        attributes: false,
        replies: false,
        outcomes: further > 0,
        doubts: lost,
    })
}
