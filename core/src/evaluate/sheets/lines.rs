//! What the rows of a sheet count: outcomes at or beneath a subject, figures, other sheets.

use super::score::Item;
use super::{Range, SheetResult, counting};
use crate::calendar::Span;
use crate::evaluate::history::Earlier;
use crate::evaluate::measures::breaches::{self, Grouped, grouped, of_no_group, places_of};
use crate::evaluate::outcome::{Judged, Outcome, Reason, Verdict};
use crate::evaluate::prepared::{Known, numbers_of, own_subject};
use crate::evaluate::{Case, Subject, windows};
use crate::rational::Rational;
use crate::rules::{
    Distinct, Figure, Line, Measure, Over, Points, Requirement, Sheet, Stage, Step,
};
use std::collections::HashMap;

/// The rows of a sheet with what they read.
pub(super) struct Lines<'s> {
    case: &'s Case<'s>,
    rows: Vec<Row<'s>>,
}

struct Row<'s> {
    points: &'s Points,
    reads: Reads<'s>,
}

/// What a row reads.
enum Reads<'s> {
    /// Outcomes of a rule or sheet.
    Outcomes {
        figure: Box<Figure>,
        grouped: Grouped<'s>,
        /// Those of which nobody knows to which group they belong.
        perhaps: Vec<(usize, Outcome)>,
        judged: bool,
    },
    /// The numbers of a figure or sheet, and those it may have where they are not known.
    Numbers(HashMap<Subject, Known>, Range),
    /// The results of a sheet.
    Results {
        results: HashMap<Subject, &'s SheetResult>,
        /// Its own total, if it has one.
        most: Option<Rational>,
    },
}

/// What a row counts for a subject.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ready {
    /// So much; for a row over a sheet, out of so much.
    Counts(Range, Option<Rational>),
    /// Nothing: it does not apply.
    Nothing,
}

impl Ready {
    pub fn item(&self) -> Item {
        match self {
            Ready::Counts(count, most) => Item {
                applies: true,
                count: *count,
                most: *most,
            },
            Ready::Nothing => Item {
                applies: false,
                count: Range::ZERO,
                most: None,
            },
        }
    }
}

impl<'s> Lines<'s> {
    pub fn new(
        case: &'s Case<'s>,
        sheet: &'s Sheet,
        lines: &'s [Line],
        judged: &'s Judged,
    ) -> Lines<'s> {
        let rows = lines.iter().map(|line| Row {
            points: &line.points,
            reads: reads(case, sheet, &line.points, judged),
        });
        Lines {
            case,
            rows: rows.collect(),
        }
    }

    /// What every row counts for a subject.
    ///
    /// # Errors
    /// Why a row has no points at all, though it applies.
    pub fn of(&self, subject: Subject) -> Result<Vec<Ready>, Reason> {
        self.rows
            .iter()
            .map(|row| row.of(self.case, subject))
            .collect()
    }
}

fn reads<'s>(
    case: &'s Case<'s>,
    sheet: &'s Sheet,
    points: &'s Points,
    judged: &'s Judged,
) -> Reads<'s> {
    let id = points.reads();
    match points {
        Points::Once { .. } | Points::Each { .. } | Points::Worth { .. } => {
            let distinct = match points {
                Points::Each { distinct, .. } => distinct.clone(),
                _ => Distinct::Subject,
            };
            let figure = counting(sheet, vec![id.to_owned()], distinct);
            let places = places_of(case, &[id.to_owned()]);
            let grouped = grouped(case, &figure, judged);
            let perhaps = of_no_group(case, &figure, judged);
            let mut rules = judged.rules.iter();
            let judged = !rules.any(|one| !one.judged && places.contains(&one.rule));
            Reads::Outcomes {
                figure: Box::new(figure),
                grouped,
                perhaps,
                judged,
            }
        }
        Points::Figure { .. } => {
            let own = counting(sheet, Vec::new(), Distinct::Subject);
            let numbers = numbers_of(case, judged, id).into_iter();
            let numbers = numbers
                .filter_map(|(subject, known)| Some((own_subject(case, &own, subject)?, known)));
            Reads::Numbers(numbers.collect(), may_be(case.rules.figure(id)))
        }
        Points::Sheet { .. } => {
            let own = counting(sheet, Vec::new(), Distinct::Subject);
            let place = case.rules.sheets.iter().position(|known| known.id == id);
            let results = judged.sheets.iter().filter(|one| Some(one.sheet) == place);
            let results = results.flat_map(|one| &one.results).filter_map(|result| {
                Some((own_subject(case, &own, result.outcome.subject)?, result))
            });
            Reads::Results {
                results: results.collect(),
                most: case.rules.sheet(id).and_then(|sheet| sheet.scale),
            }
        }
    }
}

/// The numbers that a figure can have.
fn may_be(figure: Option<&Figure>) -> Range {
    let from_zero = Range {
        low: Some(Rational::ZERO),
        high: None,
    };
    match figure.map(|figure| &figure.measure) {
        Some(Measure::Ratio { inside: true, .. } | Measure::OutcomeRatio { .. }) => {
            Range::between(Rational::ZERO, Rational::ONE)
        }
        Some(
            Measure::Count { .. }
            | Measure::Breaches { .. }
            | Measure::Outcomes { .. }
            | Measure::Ratio { .. }
            | Measure::Gap { .. }
            | Measure::LongestGap { .. }
            | Measure::Rank { .. }
            | Measure::InARow { .. },
        ) => from_zero,
        _ => Range::ANY,
    }
}

impl Row<'_> {
    fn of(&self, case: &Case<'_>, subject: Subject) -> Result<Ready, Reason> {
        match &self.reads {
            Reads::Outcomes {
                figure,
                grouped,
                perhaps,
                judged,
            } => {
                if !judged {
                    // a table could not be read: anything may be breached
                    let open = Range {
                        low: Some(Rational::ZERO),
                        high: None,
                    };
                    return Ok(Ready::Counts(open, None));
                }
                let own = grouped.get(&subject).map_or(&[][..], Vec::as_slice);
                let perhaps = perhaps.iter().map(|(place, outcome)| (*place, outcome));
                let outcomes: Vec<(usize, &Outcome)> = own.iter().copied().chain(perhaps).collect();
                let outcomes = outcomes.as_slice();
                let distinct = match self.points {
                    Points::Each { distinct, .. } => distinct,
                    _ => &Distinct::Subject,
                };
                let stage = Stage::Found;
                let reading = breaches::read(case, figure, subject, outcomes, distinct, stage);
                let Ok(reading) = reading else {
                    return Ok(Ready::Nothing);
                };
                let count = if matches!(self.points, Points::Worth { .. }) {
                    lost(case, outcomes, !reading.doubts.is_empty())
                } else {
                    Range::of(&reading.measured)
                };
                Ok(Ready::Counts(count, None))
            }
            Reads::Numbers(numbers, otherwise) => Ok(match numbers.get(&subject) {
                None | Some(Err((true, _))) => Ready::Nothing,
                Some(Ok(measured)) => Ready::Counts(Range::of(measured), None),
                Some(Err((false, _))) => Ready::Counts(*otherwise, None),
            }),
            Reads::Results { results, most } => {
                let over = match self.points {
                    Points::Sheet { over, .. } => *over,
                    _ => None,
                };
                let result = results.get(&subject).copied();
                let most = most.or_else(|| result?.points.as_ref()?.possible);
                let own = result.map_or(Ok(Ready::Nothing), |result| of_sheet(result, most));
                match over {
                    None | Some(Over::Period) => own,
                    Some(over) => sum(case, self.points.reads(), subject, over, own, most),
                }
            }
        }
    }
}

/// The score of another sheet.
fn of_sheet(result: &SheetResult, most: Option<Rational>) -> Result<Ready, Reason> {
    match result.number() {
        Ok(score) => Ok(Ready::Counts(Range::of(&score), most)),
        Err(_) if matches!(result.outcome.verdict, Verdict::NotApplicable(_)) => Ok(Ready::Nothing),
        // it may have none, and then neither has this sheet
        Err((false, reason)) => Err(reason),
        // what a veto leaves without a score leaves this sheet without one
        Err((true, reason)) => Err(reason),
    }
}

/// The sum of earlier scores, and of this one where the window holds this period.
fn sum(
    case: &Case<'_>,
    sheet: &str,
    subject: Subject,
    over: Over,
    own: Result<Ready, Reason>,
    most: Option<Rational>,
) -> Result<Ready, Reason> {
    let window = windows::span(case, over, case.check_point());
    let inside = |span: Span| window.intersect(span) == Some(span);
    let mut scores: Vec<Range> = Vec::new();
    if window.contains(case.period.from)
        && let Ready::Counts(score, _) = own?
    {
        scores.push(score);
    }
    if over == Over::Always {
        // how far back it goes nobody says
        return Ok(Ready::Counts(Range::ANY, most));
    }
    let before = case.periods_before(1_200).into_iter();
    let spans = before
        .map(|period| period.span)
        .take_while(|span| span.from >= window.from);
    for span in spans.filter(|span| inside(*span)) {
        match case.earlier(sheet, subject, span) {
            Earlier::Told {
                outcome: Some("not_applicable"),
                ..
            } => {}
            Earlier::Told { value, .. } => {
                scores.push(value.map_or(Range::ANY, Range::exactly));
            }
            // complete, and no score among them: there was none
            Earlier::Silent => {}
            Earlier::Unknown => scores.push(Range::ANY),
        }
    }
    if scores.is_empty() {
        return Ok(Ready::Nothing);
    }
    let number = Rational::whole(i64::try_from(scores.len()).unwrap_or(i64::MAX));
    let most = most.and_then(|most| most.times(number));
    let sum = scores
        .into_iter()
        .try_fold(Range::ZERO, Range::plus)
        .ok_or_else(Reason::too_precise)?;
    Ok(Ready::Counts(sum, most))
}

/// The share of a row's worth that is lost: by the gravest outcome at or beneath the subject.
fn lost(case: &Case<'_>, outcomes: &[(usize, &Outcome)], rejected: bool) -> Range {
    let all = Range::between(Rational::ZERO, Rational::ONE);
    let mut lost = if rejected { all } else { Range::ZERO };
    for (place, outcome) in outcomes {
        let one = lost_by(steps_at(case, *place), outcome);
        lost = Range {
            low: lost.low.max(one.low),
            high: lost.high.max(one.high),
        };
    }
    lost
}

/// The steps of the rule or sheet at a place.
fn steps_at<'a>(case: &Case<'a>, place: usize) -> &'a [Step] {
    let rules = &case.rules.rules;
    match rules.get(place).map(|rule| &rule.requirement) {
        Some(Requirement::Steps(steps)) => steps,
        Some(_) => &[],
        None => {
            let sheet = case.rules.sheets.get(place.saturating_sub(rules.len()));
            sheet.map_or(&[], |sheet| &sheet.steps)
        }
    }
}

fn lost_by(steps: &[Step], outcome: &Outcome) -> Range {
    let share = |step: &Step| match step.lose {
        Some((n, d)) => Rational::new(n.into(), d.into()).unwrap_or(Rational::ONE),
        None if step.effect.leaves_met() => Rational::ZERO,
        None => Rational::ONE,
    };
    let any = steps.iter().map(share);
    if outcome.waiver.is_some() {
        return Range::ZERO;
    }
    match (&outcome.verdict, outcome.attached) {
        (Verdict::NotApplicable(_), _) => Range::ZERO,
        (Verdict::CannotTell(_), _) => {
            let most = if steps.is_empty() {
                Rational::ONE
            } else {
                any.max().unwrap_or(Rational::ONE)
            };
            Range::between(Rational::ZERO, most)
        }
        (verdict, attached) => {
            let step = attached
                .and_then(|one| one.step)
                .and_then(|ix| steps.get(ix));
            match (step, attached.is_some_and(|one| one.mildest)) {
                (Some(_), true) => {
                    // any step that is a breach may be the one
                    let breaches = steps.iter().filter(|step| !step.effect.leaves_met());
                    let least = breaches.clone().map(share).min();
                    let most = breaches.map(share).max();
                    Range {
                        low: least,
                        high: most,
                    }
                }
                (Some(step), false) => Range::exactly(share(step)),
                (None, _) if *verdict == Verdict::Breached => Range::exactly(Rational::ONE),
                (None, _) => Range::ZERO,
            }
        }
    }
}
