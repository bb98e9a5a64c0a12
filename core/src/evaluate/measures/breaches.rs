//! `count = "breaches"`: how many breached outcomes of other rules lie at or beneath a subject.

use super::{Interval, Measured, Reading, ratio};
use crate::calendar::Span;
use crate::evaluate::attributes::{Asked, Value, holds, of_subject};
use crate::evaluate::history::Earlier;
use crate::evaluate::{Case, Judged, Outcome, Reason, Subject, Truth, Verdict};
use crate::order::InOrder;
use crate::records::{Doubt, Entry, RecordKind};
use crate::registry::UnitIx;
use crate::rules::{Distinct, Figure, Measure, Of, Over, Stage, Subjects, Window};
use std::collections::{HashMap, HashSet};

/// Outcomes by the subject of a kind that they lie at or beneath; each with the place of the rule or sheet it came from
/// (sheets after rules).
pub(crate) type Grouped<'o> = HashMap<Subject, Vec<(usize, &'o Outcome)>>;

/// The rules and sheets of some ids, by their places.
pub(crate) fn places_of(case: &Case<'_>, ids: &[String]) -> Vec<usize> {
    let rules = case.rules.rules.iter().map(|rule| &rule.id);
    let sheets = case.rules.sheets.iter().map(|sheet| &sheet.id);
    let mut places: Vec<usize> = rules
        .chain(sheets)
        .enumerate()
        .filter(|(_, id)| ids.contains(id))
        .map(|(place, _)| place)
        .collect();
    places.in_order();
    places
}

/// The id of the rule or sheet at a place.
pub(crate) fn id_at<'a>(case: &Case<'a>, place: usize) -> &'a str {
    let rules = &case.rules.rules;
    match rules.get(place) {
        Some(rule) => &rule.id,
        None => case
            .rules
            .sheets
            .get(place.saturating_sub(rules.len()))
            .map_or("", |sheet| &sheet.id),
    }
}

/// The subjects of the rule or sheet at a place.
fn subjects_at<'a>(case: &Case<'a>, place: usize) -> Option<&'a Subjects> {
    let rules = &case.rules.rules;
    match rules.get(place) {
        Some(rule) => Some(&rule.figure.subjects),
        None => {
            let sheet = case.rules.sheets.get(place.saturating_sub(rules.len()))?;
            Some(&sheet.subjects)
        }
    }
}

/// The outcomes of a rule or sheet.
pub(crate) fn outcomes_at<'o>(
    case: &Case<'_>,
    judged: &'o Judged,
    place: usize,
) -> Vec<&'o Outcome> {
    let rules = case.rules.rules.len();
    if place < rules {
        let own = judged.rules.iter().filter(|one| one.rule == place);
        return own.flat_map(|one| &one.outcomes).collect();
    }
    let own = judged
        .sheets
        .iter()
        .filter(|one| one.sheet + rules == place);
    own.flat_map(|one| one.results.iter().map(|result| &result.outcome))
        .collect()
}

/// The subjects of a rule, figure or sheet that a subject lies at or beneath: groups where it has any.
pub(crate) fn above(
    case: &Case<'_>,
    owner: &str,
    subjects: &Subjects,
    subject: Subject,
) -> Vec<Subject> {
    // what is judged of a group belongs to what its members have in common
    if let (Subject::Group(ix), true) = (subject, subjects.by.is_empty()) {
        let group = case.groups.get(ix);
        let mut found: Vec<Subject> = match (subjects.of, group) {
            (Of::All, _) => vec![Subject::All],
            (Of::Unit, Some(group)) => group.unit.map(Subject::Unit).into_iter().collect(),
            _ => Vec::new(),
        };
        found.dedup();
        return found;
    }
    let own = case.upward(subject, subjects.of);
    if subjects.by.is_empty() {
        return own;
    }
    let mut groups: Vec<Subject> = own
        .into_iter()
        .flat_map(|member| case.groups.with(owner, member))
        .collect();
    groups.in_order();
    groups.dedup();
    groups
}

/// The outcomes that a figure takes, by the subject they lie at or beneath.
pub(crate) fn grouped<'o>(case: &Case<'_>, figure: &Figure, judged: &'o Judged) -> Grouped<'o> {
    let mut grouped = Grouped::new();
    if matches!(figure.measure, Measure::InARow { .. }) {
        return grouped;
    }
    for place in places_of(case, figure.measure.rules()) {
        for outcome in outcomes_at(case, judged, place) {
            if selected(case, figure, outcome) == Truth::No {
                continue;
            }
            for above in above(case, &figure.id, &figure.subjects, outcome.subject) {
                grouped.entry(above).or_default().push((place, outcome));
            }
        }
    }
    grouped
}

/// Whether an outcome is of a subject that a figure asks for.
fn selected(case: &Case<'_>, figure: &Figure, outcome: &Outcome) -> Truth {
    let Some(filter) = figure.measure.whose() else {
        return Truth::Yes;
    };
    match holds(case, filter, outcome.subject, Asked::at_check_point(case)) {
        Ok(holds) => holds.into(),
        Err(_) => Truth::Open,
    }
}

/// The outcomes of which nobody knows to which group of a figure they belong: breaches and what may be one, as open ones
/// of every group.
pub(crate) fn of_no_group(
    case: &Case<'_>,
    figure: &Figure,
    judged: &Judged,
) -> Vec<(usize, Outcome)> {
    let subjects = &figure.subjects;
    let mut found = Vec::new();
    if subjects.by.is_empty() {
        return found;
    }
    for place in places_of(case, figure.measure.rules()) {
        for outcome in outcomes_at(case, judged, place) {
            let members = case.upward(outcome.subject, subjects.of);
            let mut members = members.into_iter();
            let may_count = outcome.counts() || matches!(outcome.verdict, Verdict::CannotTell(_));
            if may_count && members.any(|member| case.groups.is_unplaced(&figure.id, member)) {
                let by = subjects.by.iter().map(ToString::to_string);
                let by = by.collect::<Vec<_>>().join(", ");
                let open = Outcome {
                    verdict: Verdict::CannotTell(Reason::attribute_missing(&by)),
                    attached: None,
                    open_slices: outcome.open_slices + outcome.breached_slices,
                    breached_slices: 0,
                    ..outcome.clone()
                };
                found.push((place, open));
            }
        }
    }
    found
}

/// The rejected rows whose outcomes are missing among those that a measure counts for a subject.
fn lost<'r>(case: &Case<'r>, subject: Subject, counted: &[usize]) -> Vec<&'r Doubt> {
    let unit = match subject {
        Subject::Unit(unit) => Some(unit),
        _ => None,
    };
    let wide = matches!(subject, Subject::Unit(_) | Subject::All | Subject::Group(_));
    let kinds_of = |place: &usize| -> Vec<RecordKind> {
        let Some(subjects) = subjects_at(case, *place) else {
            return Vec::new();
        };
        match (subjects.of, subject) {
            (Of::Column, Subject::Channel(_)) => vec![RecordKind::Columns],
            // a column's row may make its website
            (Of::Site, _) if wide => vec![RecordKind::Sites, RecordKind::Columns],
            (Of::Unit, Subject::All) => vec![RecordKind::Units],
            (Of::Unit | Of::All, _) => Vec::new(),
            (of, Subject::Channel(_)) if of.is_record() => Vec::from_iter(of.records()),
            (of, _) if wide => Vec::from_iter(of.records()),
            // nothing lies beneath an account, a letter or a request but itself
            _ => Vec::new(),
        }
    };
    let mut kinds: Vec<RecordKind> = counted.iter().flat_map(kinds_of).collect();
    kinds.in_order();
    kinds.dedup();
    let concerns = |doubt: &&Doubt| match (subject, doubt.records) {
        (Subject::Channel(_), RecordKind::Columns) => true,
        (Subject::Channel(ix), _) => doubt.channels.may_be(&ix),
        _ => true,
    };
    kinds
        .iter()
        .filter_map(|kind| case.doubts.get(kind))
        .flat_map(|doubts| doubts.of_unit(unit, case.period))
        .filter(concerns)
        .collect()
}

/// Whether a breach counts: at the second stage not, if its case was closed by the check point.
fn counts(case: &Case<'_>, place: usize, outcome: &Outcome, stage: Stage) -> Truth {
    let found = match (&outcome.verdict, outcome.waiver) {
        (Verdict::Breached, None) => Truth::Yes,
        (Verdict::CannotTell(_), _) => Truth::Open,
        _ => return Truth::No,
    };
    match stage {
        Stage::Found => found,
        Stage::After => found.and(!closed(case, id_at(case, place), outcome.subject)),
    }
}

/// The cases of a rule and a subject, by their places.
fn cases_of<'a>(case: &Case<'a>, rule: &str, subject: Subject) -> Vec<(u32, &'a Entry)> {
    let cases = case.records.of(RecordKind::Cases);
    let own = case.history.about(RecordKind::Cases, subject).iter();
    let of_rule = |entry: &Entry| {
        let named = entry.cell("rule").unwrap_or_default();
        case.rules.current_id(named).unwrap_or(named) == rule
    };
    own.filter_map(|ix| Some((*ix, cases.get(*ix as usize)?)))
        .filter(|(_, entry)| of_rule(entry))
        .collect()
}

/// The records that say what became of outcomes: the cases of breaches, and verdicts of earlier periods.
pub(crate) fn consulted(
    case: &Case<'_>,
    figure: &Figure,
    outcomes: &[(usize, &Outcome)],
    stage: Stage,
) -> Vec<Subject> {
    let earlier = match figure.window {
        Window::Over(over) => earlier_periods(case, over),
        Window::Each { .. } => Vec::new(),
    };
    let mut records = Vec::new();
    for (place, outcome) in outcomes {
        let (rule, subject) = (id_at(case, *place), outcome.subject);
        if stage == Stage::After && outcome.verdict == Verdict::Breached {
            let cases = cases_of(case, rule, subject).into_iter();
            records.extend(cases.map(|(ix, _)| Subject::Record(RecordKind::Cases, ix)));
        }
        for span in &earlier {
            records.extend(case.verdict_records(rule, subject, *span));
        }
    }
    records
}

/// Whether the case of a breach was closed by the check point.
fn closed(case: &Case<'_>, rule: &str, subject: Subject) -> Truth {
    let check = case.check_point();
    let mut any = false;
    for (_, entry) in cases_of(case, rule, subject) {
        any = true;
        let rectified = entry.event("rectified").map(|when| case.day_of(when));
        let done = match (rectified, entry.cell("state")) {
            (Some(day), _) => day <= check,
            (None, state) => matches!(state, Some("rectified" | "closed")),
        };
        if !done {
            return Truth::No;
        }
    }
    if any {
        return Truth::Yes;
    }
    let needed = Span {
        from: case.period.from.min(check),
        to: check,
    };
    let covered = case.covered_kind(RecordKind::Cases);
    let lost = !case.rules.ignore_rejected
        && case
            .records
            .doubts
            .iter()
            .any(|doubt| doubt.records == RecordKind::Cases);
    if super::count::covers(&covered, needed, case.as_of.max(check)) && !lost {
        Truth::No
    } else {
        Truth::Open
    }
}

/// The number of breaches among the outcomes at or beneath a subject.
///
/// # Errors
/// Not applicable if nothing was judged at all.
pub(crate) fn read<'r>(
    case: &Case<'r>,
    figure: &Figure,
    subject: Subject,
    outcomes: &[(usize, &Outcome)],
    distinct: &Distinct,
    stage: Stage,
) -> Result<Reading<'r>, Reason> {
    let counted = places_of(case, figure.measure.rules());
    let lost = lost(case, subject, &counted);
    let judged = |outcome: &Outcome| !matches!(outcome.verdict, Verdict::NotApplicable(_));
    let earlier = match figure.window {
        Window::Over(over) => earlier_periods(case, over),
        Window::Each { .. } => Vec::new(),
    };
    if lost.is_empty() && earlier.is_empty() && !outcomes.iter().any(|(_, outcome)| judged(outcome))
    {
        return Err(Reason::new(
            "nothing_to_count",
            "没有可计数的判定",
            "nothing to count",
        ));
    }
    let now = !matches!(
        figure.window,
        Window::Over(Over::PreviousPeriod | Over::SamePeriodLastYear)
    );
    let (mut low, mut further) = if now {
        this_period(case, figure, outcomes, distinct, stage)
    } else {
        (0, 0)
    };
    let mut history = false;
    for span in earlier {
        let mut breached: HashSet<(usize, Subject)> = HashSet::new();
        let mut unknown: HashSet<(usize, Subject)> = HashSet::new();
        for (place, outcome) in outcomes {
            // a subject counts once a period, under however many rules
            let key = match distinct {
                Distinct::Finding => (*place, outcome.subject),
                _ => (0, outcome.subject),
            };
            let whose = selected(case, figure, outcome);
            match case.earlier(id_at(case, *place), outcome.subject, span) {
                Earlier::Told { outcome, .. } => match outcome {
                    Some("breached") if whose == Truth::Open => _ = unknown.insert(key),
                    Some("breached") => _ = breached.insert(key),
                    Some("met" | "not_applicable") => {}
                    _ => _ = unknown.insert(key),
                },
                Earlier::Silent => {}
                Earlier::Unknown => _ = unknown.insert(key),
            }
        }
        low += breached.len() as i64;
        let open = unknown.difference(&breached).count() as i64;
        further += open;
        history |= open > 0;
    }
    let lost_at_most = match distinct {
        Distinct::Subject | Distinct::Unit | Distinct::Attribute(_) => Some(lost.len() as i64),
        Distinct::Finding => Some(lost.len() as i64 * counted.len() as i64),
        Distinct::Slice => lost.is_empty().then_some(0),
    };
    let surely = |outcome: &Outcome| {
        matches!(outcome.verdict, Verdict::Met | Verdict::Breached)
            && selected(case, figure, outcome) == Truth::Yes
    };
    let judged_at_all = outcomes.iter().any(|(_, outcome)| surely(outcome));
    let asked = Asked::at_check_point(case);
    let whose = |(_, outcome): &(usize, &Outcome)| {
        let unnamed = match distinct {
            Distinct::Attribute(path) => {
                of_subject(case, outcome.subject, path, asked) == Value::Missing
            }
            _ => false,
        };
        unnamed && outcome.verdict != Verdict::Met || selected(case, figure, outcome) == Truth::Open
    };
    Ok(Reading {
        attributes: outcomes.iter().any(whose),
        // what cannot be told may turn out not applicable: then there is nothing to count
        perhaps_none: low == 0 && !judged_at_all,
        outcomes: further > 0 && !history,
        history,
        doubts: lost,
        ..Reading::of(Measured::Number(Interval {
            low,
            high: lost_at_most.map(|lost| low + further + lost),
        }))
    })
}

/// The earlier periods that a window holds.
fn earlier_periods(case: &Case<'_>, over: Over) -> Vec<Span> {
    match over {
        Over::PreviousPeriod => case
            .periods_before(1)
            .into_iter()
            .map(|period| period.span)
            .collect(),
        Over::SamePeriodLastYear => vec![case.a_year_earlier()],
        Over::Period | Over::Always => Vec::new(),
        Over::LastPeriods(number) => case
            .periods_before(number - 1)
            .into_iter()
            .map(|period| period.span)
            .collect(),
        Over::ThisYear | Over::Last(_) => {
            let window = crate::evaluate::windows::span(case, over, case.check_point());
            let before = case.periods_before(1_200).into_iter();
            before
                .map(|period| period.span)
                .take_while(|span| span.from >= window.from)
                .collect()
        }
    }
}

/// The breaches of this period, and how many more there may be.
fn this_period(
    case: &Case<'_>,
    figure: &Figure,
    outcomes: &[(usize, &Outcome)],
    distinct: &Distinct,
    stage: Stage,
) -> (i64, i64) {
    let truth = |place: usize, outcome: &Outcome| {
        counts(case, place, outcome, stage).and(selected(case, figure, outcome))
    };
    let sure = || {
        let all = outcomes.iter();
        all.filter(|(place, outcome)| truth(*place, outcome) == Truth::Yes)
    };
    let open = || {
        let all = outcomes.iter();
        all.filter(|(place, outcome)| truth(*place, outcome) == Truth::Open)
    };
    match distinct {
        Distinct::Finding => (sure().count() as i64, open().count() as i64),
        Distinct::Slice => {
            let low: i64 = sure().map(|(_, outcome)| outcome.breached_slices).sum();
            // slices that are surely breached in an outcome that is open as a whole count among the open ones
            let hidden: i64 = open().map(|(_, outcome)| outcome.breached_slices).sum();
            let open: i64 = outcomes
                .iter()
                .filter(|(_, outcome)| outcome.waiver.is_none())
                .map(|(_, outcome)| outcome.open_slices)
                .sum();
            (low, open + hidden)
        }
        Distinct::Subject => {
            let breached: HashSet<Subject> = sure().map(|(_, outcome)| outcome.subject).collect();
            let open: HashSet<Subject> = open()
                .map(|(_, outcome)| outcome.subject)
                .filter(|subject| !breached.contains(subject))
                .collect();
            (breached.len() as i64, open.len() as i64)
        }
        Distinct::Unit => {
            let units = |outcome: &Outcome| case.units_of(outcome.subject);
            let breached: HashSet<UnitIx> =
                sure().flat_map(|(_, outcome)| units(outcome)).collect();
            let open: HashSet<UnitIx> = open()
                .flat_map(|(_, outcome)| units(outcome))
                .filter(|unit| !breached.contains(unit))
                .collect();
            (breached.len() as i64, open.len() as i64)
        }
        Distinct::Attribute(path) => {
            let asked = Asked::at_check_point(case);
            let values = |outcome: &Outcome| match of_subject(case, outcome.subject, path, asked) {
                Value::Missing => Vec::new(),
                Value::One(one) => vec![one.into_owned()],
                Value::Many(many) => many.into_owned(),
            };
            let breached: HashSet<String> =
                sure().flat_map(|(_, outcome)| values(outcome)).collect();
            let possible: HashSet<String> = open()
                .flat_map(|(_, outcome)| values(outcome))
                .filter(|value| !breached.contains(value))
                .collect();
            // a value that nobody filled in may be one more
            let missing = sure()
                .chain(open())
                .filter(|(_, outcome)| values(outcome).is_empty());
            let further = possible.len() + missing.count();
            (breached.len() as i64, further as i64)
        }
    }
}

/// The word of an outcome for the parts of a share: a breach that is waived, or whose case was closed at the second
/// stage, is `met`.
fn is_one_of(
    case: &Case<'_>,
    place: usize,
    outcome: &Outcome,
    words: &[String],
    stage: Stage,
) -> Truth {
    let has = |word: &str| Truth::from(words.iter().any(|known| known == word));
    match (&outcome.verdict, outcome.waiver) {
        // an open outcome may come to anything
        (Verdict::CannotTell(_), _) if words.iter().any(|word| word == "cannot_tell") => Truth::Yes,
        (Verdict::CannotTell(_), _) => Truth::Open,
        (Verdict::Breached, Some(_)) if words.iter().any(|word| word == "waived") => Truth::Yes,
        (Verdict::Breached, Some(_)) => has("met"),
        (Verdict::Breached, None) if stage == Stage::After => {
            match counts(case, place, outcome, stage) {
                Truth::Yes => has("breached"),
                Truth::No => has("met"),
                Truth::Open if has("met") == has("breached") => has("met"),
                Truth::Open => Truth::Open,
            }
        }
        (verdict, _) => has(verdict.as_str()),
    }
}

/// How many outcomes at or beneath a subject are one of some words.
pub(crate) fn number<'r>(
    case: &Case<'r>,
    figure: &Figure,
    subject: Subject,
    outcomes: &[(usize, &Outcome)],
    words: &[String],
) -> Reading<'r> {
    let lost = lost(case, subject, &places_of(case, figure.measure.rules()));
    let truths: Vec<Truth> = outcomes
        .iter()
        .map(|(place, outcome)| {
            is_one_of(case, *place, outcome, words, Stage::Found)
                .and(selected(case, figure, outcome))
        })
        .collect();
    let count = |wanted: Truth| truths.iter().filter(|truth| **truth == wanted).count() as i64;
    let (low, open) = (count(Truth::Yes), count(Truth::Open));
    Reading {
        outcomes: open > 0,
        ..Reading::of(Measured::Number(Interval {
            low,
            high: Some(low + open + lost.len() as i64),
        }))
    }
    .with(lost)
}

/// The share of outcomes at or beneath a subject.
///
/// # Errors
/// Nothing lies in its base.
pub(crate) fn share<'r>(
    case: &Case<'r>,
    figure: &Figure,
    subject: Subject,
    outcomes: &[(usize, &Outcome)],
    (base, part, stage): (&[String], &[String], Stage),
) -> Result<Reading<'r>, Reason> {
    let lost = lost(case, subject, &places_of(case, figure.measure.rules()));
    let all = ["met", "breached"].map(str::to_owned);
    let base = if base.is_empty() { &all } else { base };
    let sorted = outcomes.iter().map(|(place, outcome)| {
        let whose = selected(case, figure, outcome);
        (
            is_one_of(case, *place, outcome, base, stage).and(whose),
            is_one_of(case, *place, outcome, part, stage),
        )
    });
    ratio::of_outcomes(sorted, lost)
}
