//! Whether a tightened rule is: every value that breached still breaches, and no milder.
//!
//! Both rules are step functions of one value. They change only at their limits, so it is enough to look at each limit,
//! between two of them, and beyond the ends. What cannot be shown so is refused.

use super::extend::Tightened;
use crate::diagnostic::{Diagnostic, Text};
use crate::order::InOrder;
use crate::rational::Rational;
use crate::rules::{
    Comparator, Comparison, DurationUnit, Effect, Limit, LimitValue, Literal, Measure, Otherwise,
    Path, Requirement, Rule, RuleSet,
};
use crate::source::Source;

/// Why a rule was not tightened; nothing if it was.
pub(super) fn looser(
    source: &Source,
    tightened: &Tightened,
    base: &RuleSet,
    own: &RuleSet,
) -> Option<Diagnostic> {
    let (before, after) = (base.rule(&tightened.id)?, own.rule(&tightened.id)?);
    let id = &tightened.id;
    let (code, message) = if !same_number(base, before, own, after) {
        (
            "tighten.not_shown",
            Text::new(
                format!("`{id}` 所数的已不是同一个数，不能说是收紧"),
                format!("`{id}` no longer judges the same number, so it is not tightened"),
            ),
        )
    } else {
        match compare(before, after) {
            Compared::Stricter => return None,
            Compared::Looser { value, case } => {
                let (zh, en) = case.map_or_else(Default::default, |(path, case)| {
                    (
                        format!("（{path} 为 {case}）"),
                        format!(" (`{path}` is {case})"),
                    )
                });
                let message = Text::new(
                    format!("`{id}` 不是收紧：{}{zh}原为不符合，现在放宽了", value.zh),
                    format!(
                        "`{id}` is not tightened: {}{en} was a breach and is let off now",
                        value.en
                    ),
                );
                ("tighten.looser", message)
            }
            Compared::NotShown => (
                "tighten.not_shown",
                Text::new(
                    format!("不能确定 `{id}` 是收紧"),
                    format!("it cannot be shown that `{id}` is tightened"),
                ),
            ),
        }
    };
    let next = Text::new(
        format!(
            "原为 {}，现为 {}；不是收紧的改动请用 [replace.{id}]",
            tightened.base, tightened.own
        ),
        format!(
            "it was {}, it is {} now; use [replace.{id}] for what is no tightening",
            tightened.base, tightened.own
        ),
    );
    let related = Text::new(
        format!("原为 {}", tightened.base),
        format!("it was {}", tightened.base),
    );
    Some(
        source
            .error(code, &tightened.spot.span, &tightened.spot.path, message)
            .with_value(tightened.own.clone())
            .with_next_step(next)
            .with_related(tightened.base_place.clone(), related),
    )
}

/// Whether both rules judge the same number of the same subjects.
fn same_number(base: &RuleSet, before: &Rule, own: &RuleSet, after: &Rule) -> bool {
    let figure = |rules: &RuleSet, id: &str| rules.figure(id).cloned();
    let clock = |rules: &RuleSet, id: &str| rules.clock(id).cloned();
    let same = |id: &str| figure(base, id) == figure(own, id) && clock(base, id) == clock(own, id);
    let named: Vec<&str> = match &before.figure.measure {
        Measure::Clock { id, .. } => vec![id],
        measure => measure.figures().iter().map(String::as_str).collect(),
    };
    before.figure == after.figure && named.into_iter().all(same)
}

enum Compared {
    Stricter,
    /// A value that breached and no longer does, or milder; for which attribute value.
    Looser {
        value: Text,
        case: Option<(String, String)>,
    },
    NotShown,
}

/// How much a breach of this effect is: nothing, a condition, a problem, a veto.
fn weight(effect: Effect) -> u8 {
    match effect {
        Effect::Praise | Effect::Notice => 0,
        Effect::None => 1,
        Effect::Problem => 2,
        Effect::Veto => 3,
    }
}

/// What a rule says, as steps; the last without a limit is the rest.
struct Ladder<'r> {
    steps: Vec<(Option<&'r Limit>, u8)>,
}

impl<'r> Ladder<'r> {
    fn of(rule: &'r Rule) -> Ladder<'r> {
        let steps = match &rule.requirement {
            Requirement::Require(limit) => vec![(Some(limit), 0), (None, weight(rule.effect))],
            Requirement::BreachWhen(limit) => vec![(Some(limit), weight(rule.effect))],
            Requirement::Steps(steps) => steps
                .iter()
                .map(|step| (step.limit.as_ref(), weight(step.effect)))
                .collect(),
        };
        Ladder { steps }
    }

    fn comparisons(&self) -> impl Iterator<Item = &'r Comparison> {
        self.steps
            .iter()
            .filter_map(|(limit, _)| *limit)
            .flat_map(|limit| limit.comparisons.iter())
    }

    fn words(&self) -> impl Iterator<Item = &'r str> {
        self.steps
            .iter()
            .filter_map(|(limit, _)| *limit)
            .flat_map(|limit| limit.words.iter())
            .flat_map(|words| words.words.iter().map(String::as_str))
    }

    /// What a word comes to.
    fn at_word(&self, word: &str) -> u8 {
        let holds = |limit: &Limit| {
            limit
                .words
                .iter()
                .all(|words| words.among == words.words.iter().any(|one| one == word))
        };
        let reached = self.steps.iter().find(|(limit, _)| limit.is_none_or(holds));
        reached.map_or(0, |(_, weight)| *weight)
    }

    /// The steps for subjects with one value of the attribute (`None` for every value that is not named); whether some
    /// step has no limit there.
    fn at_case(&self, case: Option<&str>) -> (Vec<Rung>, bool) {
        let mut rungs = Vec::new();
        let mut open = false;
        for (limit, weight) in &self.steps {
            let Some(limit) = limit else {
                rungs.push(Rung {
                    tests: Vec::new(),
                    weight: *weight,
                });
                continue;
            };
            let tests: Option<Vec<(Comparator, Literal)>> = limit
                .comparisons
                .iter()
                .map(|comparison| Some((comparison.comparator, literal(&comparison.value, case)?)))
                .collect();
            match tests {
                Some(tests) => rungs.push(Rung {
                    tests,
                    weight: *weight,
                }),
                None => open = true,
            }
        }
        (rungs, open)
    }
}

/// A step whose limits are numbers.
struct Rung {
    tests: Vec<(Comparator, Literal)>,
    weight: u8,
}

fn literal(value: &LimitValue, case: Option<&str>) -> Option<Literal> {
    match value {
        LimitValue::Fixed(literal) => Some(*literal),
        LimitValue::From { .. } | LimitValue::Figure { .. } => None,
        LimitValue::By {
            cases, otherwise, ..
        } => {
            let named = case.and_then(|case| cases.iter().find(|(known, _)| known == case));
            match named.map(|(_, value)| *value).or(*otherwise)? {
                Otherwise::Limit(literal) => Some(literal),
                Otherwise::Exempt => None,
            }
        }
    }
}

fn compare(before: &Rule, after: &Rule) -> Compared {
    let (before_steps, after_steps) = (Ladder::of(before), Ladder::of(after));
    // the same limits, no milder
    let same = before_steps.steps.len() == after_steps.steps.len()
        && before_steps
            .steps
            .iter()
            .zip(&after_steps.steps)
            .all(|(before, after)| before.0 == after.0 && before.1 <= after.1);
    if same {
        return Compared::Stricter;
    }
    let both = || before_steps.comparisons().chain(after_steps.comparisons());
    let words: Vec<&str> = before_steps.words().chain(after_steps.words()).collect();
    if !words.is_empty() {
        return if both().next().is_some() {
            Compared::NotShown
        } else {
            compare_words(&before_steps, &after_steps, &words)
        };
    }
    let mut paths: Vec<&Path> = Vec::new();
    let mut cases: Vec<Option<&str>> = vec![None];
    for comparison in both() {
        match &comparison.value {
            LimitValue::Fixed(_) => {}
            LimitValue::From { .. } | LimitValue::Figure { .. } => return Compared::NotShown,
            LimitValue::By {
                attribute,
                cases: named,
                ..
            } => {
                if !paths.contains(&attribute) {
                    paths.push(attribute);
                }
                cases.extend(named.iter().map(|(case, _)| Some(case.as_str())));
            }
        }
    }
    if paths.len() > 1 {
        return Compared::NotShown;
    }
    cases.in_order();
    cases.dedup();
    for case in cases {
        let (before_rungs, _) = before_steps.at_case(case);
        let (after_rungs, open) = after_steps.at_case(case);
        // a step that is exempt or missing may let everything off
        let after_rungs = if open { Vec::new() } else { after_rungs };
        match compare_numbers(&before_rungs, &after_rungs, &before.figure.measure) {
            Compared::Looser { value, .. } => {
                let case = paths.first().map(|path| {
                    (
                        path.to_string(),
                        case.map_or_else(|| "…".to_owned(), str::to_owned),
                    )
                });
                return Compared::Looser { value, case };
            }
            Compared::NotShown => return Compared::NotShown,
            Compared::Stricter => {}
        }
    }
    Compared::Stricter
}

fn compare_words(before: &Ladder<'_>, after: &Ladder<'_>, words: &[&str]) -> Compared {
    // no word holds a control character: this is any other word
    let other = "\u{0}";
    for word in words.iter().copied().chain([other]) {
        if after.at_word(word) < before.at_word(word) {
            let value = if word == other {
                Text::new("其他值", "any other value")
            } else {
                Text::new(format!("“{word}”"), format!("“{word}”"))
            };
            return Compared::Looser { value, case: None };
        }
    }
    Compared::Stricter
}

/// In what the numbers of a measure are told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scale {
    Plain,
    Share,
    Time(DurationUnit),
}

fn on_scale(literal: Literal) -> Option<(Scale, Rational)> {
    Some(match literal {
        Literal::Number(number) => (Scale::Plain, Rational::whole(number)),
        Literal::Decimal(n, d) => (Scale::Plain, Rational::new(n.into(), d.into())?),
        Literal::Share(n, d) => (Scale::Share, Rational::new(n.into(), d.into())?),
        Literal::Duration(duration) => {
            (Scale::Time(duration.unit), Rational::whole(duration.number))
        }
    })
}

fn compare_numbers(before: &[Rung], after: &[Rung], measure: &Measure) -> Compared {
    let mut scale = None;
    let mut limits = Vec::new();
    for (_, literal) in before.iter().chain(after).flat_map(|rung| &rung.tests) {
        let Some((here, number)) = on_scale(*literal) else {
            return Compared::NotShown;
        };
        if scale.is_some_and(|scale| scale != here) {
            return Compared::NotShown;
        }
        scale = Some(here);
        limits.push(number);
    }
    let Some(scale) = scale else {
        // the same for every value
        let rest = |rungs: &[Rung]| rungs.first().map_or(0, |rung| rung.weight);
        return if rest(after) < rest(before) {
            Compared::Looser {
                value: Text::new("任何数值", "every value"),
                case: None,
            }
        } else {
            Compared::Stricter
        };
    };
    let Some(points) = points(limits, scale, measure) else {
        return Compared::NotShown;
    };
    for point in points {
        let (Some(was), Some(is)) = (at(before, point), at(after, point)) else {
            return Compared::NotShown;
        };
        if is < was {
            return Compared::Looser {
                value: shown(point, scale),
                case: None,
            };
        }
    }
    Compared::Stricter
}

/// What a number comes to.
fn at(rungs: &[Rung], point: Rational) -> Option<u8> {
    for rung in rungs {
        let mut holds = true;
        for (comparator, literal) in &rung.tests {
            let (_, limit) = on_scale(*literal)?;
            holds &= comparator.holds(point.cmp(&limit));
        }
        if holds {
            return Some(rung.weight);
        }
    }
    Some(0)
}

/// Values that stand for all that there can be.
fn points(mut limits: Vec<Rational>, scale: Scale, measure: &Measure) -> Option<Vec<Rational>> {
    // only whole numbers come out of these
    let whole = match scale {
        Scale::Plain => matches!(
            measure,
            Measure::Count { .. }
                | Measure::Breaches { .. }
                | Measure::Outcomes { .. }
                | Measure::Rank { .. }
                | Measure::InARow { .. }
        ),
        Scale::Share => false,
        Scale::Time(unit) => unit == DurationUnit::Days,
    };
    // and nothing below zero out of these
    let from_zero = matches!(
        measure,
        Measure::Count { .. }
            | Measure::Breaches { .. }
            | Measure::Outcomes { .. }
            | Measure::Rank { .. }
            | Measure::InARow { .. }
            | Measure::Ratio { .. }
            | Measure::OutcomeRatio { .. }
            | Measure::Gap { .. }
            | Measure::LongestGap { .. }
    );
    let at_most_one = matches!(
        measure,
        Measure::Ratio { inside: true, .. } | Measure::OutcomeRatio { .. }
    );
    limits.in_order();
    limits.dedup();
    let half = Rational::new(1, 2)?;
    let mut points = Vec::new();
    let mut before: Option<Rational> = None;
    for limit in limits {
        if whole {
            let floor = Rational::new(limit.numerator().div_euclid(limit.denominator()), 1)?;
            for step in -1..=2 {
                points.push(floor.plus(Rational::whole(step))?);
            }
        } else {
            match before {
                Some(before) => points.push(before.plus(limit)?.times(half)?),
                None => points.push(limit.minus(Rational::ONE)?),
            }
            points.push(limit);
            before = Some(limit);
        }
    }
    if let Some(last) = before {
        points.push(last.plus(Rational::ONE)?);
    }
    if from_zero {
        // zero itself, and a little above it
        let least = points
            .iter()
            .copied()
            .filter(|point| *point > Rational::ZERO)
            .min();
        points.push(Rational::ZERO);
        if let (Some(least), false) = (least, whole) {
            points.push(least.times(half)?);
        }
    }
    if at_most_one {
        let most = points
            .iter()
            .copied()
            .filter(|point| *point < Rational::ONE)
            .max();
        points.push(Rational::ONE);
        if let Some(most) = most {
            points.push(most.plus(Rational::ONE)?.times(half)?);
        }
    }
    points.retain(|point| {
        !(from_zero && point.is_negative() || at_most_one && *point > Rational::ONE)
    });
    points.in_order();
    points.dedup();
    Some(points)
}

fn shown(point: Rational, scale: Scale) -> Text {
    match scale {
        Scale::Plain => Text::new(point.decimal(), point.decimal()),
        Scale::Share => {
            let hundred = point.times(Rational::whole(100)).unwrap_or(point).decimal();
            Text::new(format!("{hundred}%"), format!("{hundred}%"))
        }
        Scale::Time(unit) => {
            let (zh, en) = match unit {
                DurationUnit::Days => ("天", "days"),
                DurationUnit::WorkingDays => ("个工作日", "working days"),
                DurationUnit::Months => ("个月", "months"),
            };
            let number = point.decimal();
            Text::new(format!("{number}{zh}"), format!("{number} {en}"))
        }
    }
}
