//! The engine through its public door, beside the completed worlds.

use super::complete::{completion, number, unknowns};
use super::days::Working;
use super::judge::{Judge, Judged, Outcome};
use super::numbers::{Fraction, Number};
use super::rules::{Measure, Rule, Set};
use super::sheets::Scored;
use super::world::World;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tongbao::wire::inspect_text;

/// So many completions are tried at most.
pub const MOST: u64 = 2_000;

/// So many rows are judged at most, over all completions of a case.
const ROWS: u64 = 40_000;

/// What came of one case.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// Outcomes on which both agree, by construct.
    pub agreed: BTreeMap<&'static str, u64>,
    /// Outcomes where the engine is wider, by construct.
    pub wider: BTreeMap<&'static str, u64>,
    /// Outcomes of which the reference has no opinion, by construct.
    pub skipped: BTreeMap<&'static str, u64>,
    /// Numbers that were compared.
    pub numbers: u64,
    /// How many completions there were; none if too many.
    pub completions: u64,
    /// What contradicts.
    pub errors: Vec<String>,
}

/// What a rule is of, to count by.
pub fn construct(set: &Set, rule: &Rule) -> &'static str {
    use super::rules::Source;
    let each = matches!(rule.body.window, super::rules::Window::Each(_));
    match &rule.body.measure {
        Measure::Named(id) => match set.figures.iter().find(|figure| figure.id == *id) {
            Some(_) => "named figure",
            None => "score",
        },
        Measure::Count {
            source: Source::Pushes,
            ..
        } if each => "count pushes, each",
        Measure::Count {
            source: Source::Pushes,
            ..
        } => "count pushes",
        Measure::Count {
            source: Source::Days,
            ..
        } => "count days",
        Measure::Count {
            source: Source::Gaps(_),
            ..
        } => "count gaps",
        Measure::Count {
            source: Source::References,
            ..
        } => "count references",
        Measure::Count {
            source: Source::Of(of),
            ..
        } if each => match of.is_record() {
            true => "count records, each",
            false => "count registry, each",
        },
        Measure::Count {
            source: Source::Of(of),
            ..
        } => of.words().1,
        Measure::Breaches { .. } => "count breaches",
        Measure::Outcomes { .. } => "count outcomes",
        Measure::Ratio { .. } => "ratio",
        Measure::OutcomeRatio { .. } => "ratio outcomes",
        Measure::Gap { longest: true, .. } => "longest_gap",
        Measure::Gap { .. } if each => "gap, each",
        Measure::Gap { .. } => "gap",
        Measure::Clock { .. } => match rule.body.subjects.of.words().0 {
            "letter" => "clock of letters",
            "request" => "clock of requests",
            "task" => "clock of tasks",
            _ => "clock of cases",
        },
        Measure::Value(_) => "value",
        Measure::Mean { .. } => "mean",
        Measure::Rank { .. } => "rank",
        Measure::InARow(_) => "in_a_row",
        Measure::Change { .. } => "change",
    }
}

/// The engine's answer.
pub struct Answer {
    /// The text of the report.
    pub text: String,
    /// The report.
    pub report: Value,
    /// Outcomes by rule and subject.
    pub outcomes: BTreeMap<(String, String), String>,
    /// Evidence by rule and subject.
    pub evidence: BTreeMap<(String, String), Value>,
}

/// Asks the engine.
///
/// # Errors
/// What the engine refuses.
pub fn ask(world: &World, toml: &str, explain: &[(String, String)]) -> Result<Answer, String> {
    let text = inspect_text(&world.request(toml, explain).to_string())?;
    let report: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let field = |value: &Value, key: &str| {
        value
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let list = |key: &str| {
        report
            .get(key)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let outcomes = list("all_outcomes")
        .iter()
        .map(|one| {
            (
                (field(one, "rule"), field(one, "subject_id")),
                field(one, "outcome"),
            )
        })
        .collect();
    let evidence = list("explanations")
        .iter()
        .map(|one| {
            (
                (field(one, "rule"), field(&one["outcome"], "subject_id")),
                one["evidence"].clone(),
            )
        })
        .collect();
    Ok(Answer {
        text,
        report,
        outcomes,
        evidence,
    })
}

/// Compares the two on a world. With more completions than are tried nothing is compared.
pub fn compare(world: &World, set: &Set) -> Compared {
    let mut out = Compared::default();
    let (fixed, mut all) = unknowns(world, set);
    if number(&all) > MOST {
        // fewer ways of each: nothing, and the most
        for ways in &mut all {
            let last = ways.len() - 1;
            if last > 1 {
                ways.drain(1..last);
            }
        }
    }
    let many = number(&all);
    let rows: usize = world.tables.values().map(Vec::len).sum::<usize>()
        + all
            .iter()
            .filter_map(|ways| ways.last())
            .map(Vec::len)
            .sum::<usize>();
    if many > MOST || many.saturating_mul(rows as u64) > ROWS {
        return out;
    }
    out.completions = many;
    let unread = super::complete::unread(world);
    let mut possible: BTreeMap<(String, String), Vec<Judged>> = BTreeMap::new();
    let mut scored: BTreeMap<(String, String), Vec<Scored>> = BTreeMap::new();
    for place in 0..many {
        let completed = completion(world, &fixed, &all, place);
        let judge = Judge::new(&completed, set);
        for rule in &set.rules {
            for (ix, judged) in judge.outcomes(&rule.id).iter() {
                let id = &judge.plain.things[*ix].id;
                if !id.starts_with('~') && !unread.contains(id) {
                    possible
                        .entry((rule.id.clone(), id.clone()))
                        .or_default()
                        .push(judged.clone());
                }
            }
        }
        for sheet in &set.sheets {
            for (ix, one) in judge.scored(&sheet.id).iter() {
                let id = &judge.plain.things[*ix].id;
                scored
                    .entry((sheet.id.clone(), id.clone()))
                    .or_default()
                    .push(one.clone());
            }
        }
    }
    let wanted: Vec<(String, String)> = possible.keys().cloned().collect();
    let answer = match ask(world, &set.toml(), &wanted) {
        Ok(answer) => answer,
        Err(problem) => {
            out.errors.push(format!("the engine refuses: {problem}"));
            return out;
        }
    };
    // since ever: the engine may leave open how long that is, and what counts it
    let ever = possible.values().flatten().any(|one| {
        let since_ever = |number: &Option<Number>| match number {
            Some(Number::Gap(None, _)) => true,
            Some(Number::Longest(all)) => all.iter().any(|gap| gap.0.is_none()),
            _ => false,
        };
        since_ever(&one.number) || one.slices.iter().any(|slice| since_ever(&slice.2))
    });
    for rule in &set.rules {
        let construct = construct(set, rule);
        for ((_, subject), judged) in possible.iter().filter(|((id, _), _)| *id == rule.id) {
            let without_channels = |subject: &str| {
                let of = rule.body.subjects.of;
                super::complete::is_open_without_channels(world, set, of, subject)
            };
            // a place is open as soon as the number of anybody compared with is
            let compared = matches!(rule.body.measure, Measure::Rank { .. });
            let nobody = possible
                .keys()
                .filter(|(id, other)| *id == rule.id && (compared || other == subject))
                .any(|(_, other)| without_channels(other));
            let ever = ever || nobody;
            let mut outcomes: BTreeSet<Outcome> = judged.iter().map(|one| one.outcome).collect();
            if (judged.len() as u64) < many {
                outcomes.insert(Outcome::None);
            }
            // while it cannot be told whether it stands back for another rule, its own "met" stays
            // (the engine may leave open more than the completions that are tried do)
            let left_open = |other: &String| {
                let other = answer.outcomes.get(&(other.clone(), subject.clone()));
                other.is_some_and(|outcome| outcome == "cannot_tell")
            };
            let unless = &rule.body.subjects.unless;
            let stands_back = !unless.is_empty()
                && (outcomes.len() > 1 || many > 1 && unless.iter().any(left_open))
                && judged
                    .iter()
                    .all(|one| one.outcome == one.own || one.outcome == Outcome::NotApplicable);
            if stands_back {
                outcomes = judged
                    .iter()
                    .map(|one| match one.own {
                        Outcome::Met => Outcome::Met,
                        _ => one.outcome,
                    })
                    .collect();
            }
            let key = (rule.id.clone(), subject.clone());
            let got = answer.outcomes.get(&key).map_or("none", String::as_str);
            // whoever has no value may belong to any group, or form one: the engine does not say so yet
            let only_perhaps = !rule.body.subjects.by.is_empty() && many > 1;
            // whether a reply that is not on record ends what is not yet due is not said
            let not_due = got == "not_applicable"
                && !super::complete::replies_known(world, rule.body.subjects.of)
                && outcomes.contains(&Outcome::NotApplicable);
            // what came after the check point: whether it is judged by itself is not said
            let late =
                got == "none" && world.check_point.is_some() && rule.body.subjects.of.is_record();
            if outcomes.contains(&Outcome::Skip) || only_perhaps || not_due || late {
                *out.skipped.entry(construct).or_default() += 1;
                continue;
            }
            let words: Vec<&str> = outcomes.iter().map(|outcome| outcome.word()).collect();
            match words.as_slice() {
                [one] if *one == got => *out.agreed.entry(construct).or_default() += 1,
                [_, _, ..] if got == "cannot_tell" => {
                    *out.agreed.entry(construct).or_default() += 1
                }
                [_] if got == "cannot_tell" && (many > 1 || ever) => {
                    *out.wider.entry(construct).or_default() += 1
                }
                several => out.errors.push(format!(
                    "{} of {subject}: the reference says {}, the engine {got}",
                    rule.id,
                    several.join(" or ")
                )),
            }
            if let Some(evidence) = answer.evidence.get(&key) {
                let working = if set.monday_to_friday {
                    Working::MondayToFriday
                } else {
                    Working::Calendar
                };
                evidence_agrees(
                    &key,
                    judged,
                    got,
                    evidence,
                    (if ever { many.max(2) } else { many }, working),
                    &mut out,
                );
            }
        }
    }
    scores_agree(world, set, &scored, &answer, (many, ever), &mut out);
    // an outcome of which the reference knows nothing
    for (rule, subject) in answer.outcomes.keys() {
        // an item after the check point does not count; whether it may still be judged by itself is not said
        let late = world.check_point.is_some()
            && set.rules.iter().any(|one| {
                one.id == *rule && one.body.subjects.of == super::rules::Of::Publication
            });
        let grouped = set
            .rules
            .iter()
            .any(|one| one.id == *rule && !one.body.subjects.by.is_empty());
        let unsaid = late || grouped && many > 1;
        if !unsaid
            && set.rules.iter().any(|one| one.id == *rule)
            && !possible.contains_key(&(rule.clone(), subject.clone()))
        {
            out.errors.push(format!(
                "{rule} of {subject}: the reference has no such subject"
            ));
        }
    }
    out
}

/// The scores: outcome, score, grade, and the points of every line.
fn scores_agree(
    world: &World,
    set: &Set,
    scored: &BTreeMap<(String, String), Vec<Scored>>,
    answer: &Answer,
    (many, ever): (u64, bool),
    out: &mut Compared,
) {
    let list = |value: &Value, key: &str| {
        let list = value.get(key).and_then(Value::as_array);
        list.cloned().unwrap_or_default()
    };
    let text = |value: &Value, key: &str| {
        let text = value.get(key).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let mut theirs: BTreeMap<(String, String), Value> = BTreeMap::new();
    for sheet in list(&answer.report, "scores") {
        for result in list(&sheet, "results") {
            theirs.insert((text(&sheet, "sheet"), text(&result, "subject_id")), result);
        }
    }
    for key in theirs.keys().filter(|key| !scored.contains_key(*key)) {
        out.errors.push(format!(
            "sheet {} of {}: the reference has no such subject",
            key.0, key.1
        ));
    }
    for sheet in &set.sheets {
        for (key, judged) in scored.iter().filter(|(key, _)| key.0 == sheet.id) {
            let mut outcomes: BTreeSet<Outcome> = judged.iter().map(|one| one.outcome).collect();
            if (judged.len() as u64) < many {
                outcomes.insert(Outcome::None);
            }
            let nobody =
                super::complete::is_open_without_channels(world, set, sheet.subjects.of, &key.1);
            let many = if nobody || ever { many.max(2) } else { many };
            if outcomes.contains(&Outcome::Skip) {
                *out.skipped.entry("sheet").or_default() += 1;
                continue;
            }
            let result = theirs.get(key);
            let got = result.map_or("none".to_owned(), |result| text(result, "outcome"));
            let words: Vec<&str> = outcomes.iter().map(|outcome| outcome.word()).collect();
            match words.as_slice() {
                [one] if *one == got => *out.agreed.entry("sheet").or_default() += 1,
                [_, _, ..] if got == "cannot_tell" => *out.agreed.entry("sheet").or_default() += 1,
                [_] if got == "cannot_tell" && many > 1 => {
                    *out.wider.entry("sheet").or_default() += 1
                }
                several => out.errors.push(format!(
                    "sheet {} of {}: the reference says {}, the engine {got}",
                    key.0,
                    key.1,
                    several.join(" or ")
                )),
            }
            let Some(result) = result.filter(|_| got != "not_applicable") else {
                continue;
            };
            let grades: BTreeSet<Option<&str>> = judged.iter().map(|one| one.grade).collect();
            let grade = result.get("grade").and_then(Value::as_str);
            let right = grades.len() == 1 && grades.contains(&grade) || many > 1 && grade.is_none();
            if !right {
                out.errors.push(format!(
                    "sheet {} of {}: the grade is {grades:?} for the reference, {grade:?} for the engine",
                    key.0, key.1
                ));
            }
            let mut check = |what: &str, value: Option<&Value>, numbers: Vec<Option<Fraction>>| {
                let Some(value) = value else {
                    if many == 1 && numbers.iter().any(Option::is_some) {
                        out.errors.push(format!(
                            "sheet {} of {}: {what} is missing for the engine",
                            key.0, key.1
                        ));
                    }
                    return;
                };
                let (low, high) = (read(value.get("low")), read(value.get("high")));
                for number in numbers.into_iter().flatten() {
                    out.numbers += 1;
                    let near = |end: Option<Fraction>, key: &str| same(end, number, value.get(key));
                    let inside = low
                        .is_none_or(|end| end.order(number).is_le() || near(low, "low"))
                        && high.is_none_or(|end| end.order(number).is_ge() || near(high, "high"));
                    let exact = many > 1 || near(low, "low") && near(high, "high");
                    if !inside || !exact {
                        out.errors.push(format!(
                            "sheet {} of {}: {what} is {}/{} for the reference, {value} for the engine",
                            key.0, key.1, number.0, number.1
                        ));
                        return;
                    }
                }
            };
            let scores = judged.iter().map(|one| one.score).collect();
            check("the score", result.get("score"), scores);
            let sums = || judged.iter().map(|one| one.sums.as_ref());
            let got = sums().map(|sums| sums.map(|sums| sums.got)).collect();
            check("what was got", result.get("got"), got);
            let total = sums().map(|sums| sums.map(|sums| sums.total)).collect();
            check("the total", result.get("total"), total);
            let mut differing = Vec::new();
            for (place, line) in list(result, "lines").iter().enumerate() {
                let of_line = sums().map(|sums| sums?.lines.get(place).copied());
                let points = of_line.clone().map(|line| line.map(|line| line.1));
                check(
                    &format!("line {}", place + 1),
                    line.get("points"),
                    points.collect(),
                );
                let applies = line.get("applies").and_then(Value::as_bool);
                let mut differ = of_line.flatten().filter(|own| Some(own.0) != applies);
                if many == 1 && differ.next().is_some() {
                    differing.push(place + 1);
                }
            }
            if !differing.is_empty() {
                out.errors.push(format!(
                    "sheet {} of {}: whether the lines {differing:?} apply differs",
                    key.0, key.1
                ));
            }
        }
    }
}

/// A number as the report has it.
fn read(value: Option<&Value>) -> Option<Fraction> {
    let value = value?;
    if let Some(whole) = value.as_i64() {
        return Some(Fraction::whole(whole));
    }
    if let (Some(n), Some(d)) = (
        value.get("n").and_then(Value::as_i64),
        value.get("d").and_then(Value::as_i64),
    ) {
        return (d != 0).then_some(Fraction(n.into(), d.into()));
    }
    let text = value.as_str()?;
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits: i128 = format!("{whole}{rest}").parse().ok()?;
    Some(Fraction(digits, 10_i128.pow(rest.len() as u32)))
}

/// A number of the reference, in the unit of the evidence.
fn shown(number: &Number, unit: Option<&str>, working: Working) -> Option<Fraction> {
    let length = |from: i32, to: i32| match unit {
        Some("working days") if to < from => -working.between(to, from),
        Some("working days") => working.between(from, to),
        _ => i64::from(to - from),
    };
    match number {
        Number::Count(low, high) if low == high => Some(Fraction::whole(*low)),
        Number::Share(n, d) => Some(Fraction((*n).into(), (*d).into())),
        Number::Decimal(number) | Number::Points(number) => Some(*number),
        Number::Gap(Some(from), to) => Some(Fraction::whole(length(*from, *to))),
        Number::Longest(all) => {
            let each: Option<Vec<i64>> = all
                .iter()
                .map(|(from, to)| from.map(|from| length(from, *to)))
                .collect();
            each?.into_iter().max().map(Fraction::whole)
        }
        Number::Time(from, to) if unit.is_none_or(|unit| unit == "days") => {
            Some(Fraction::whole(i64::from(to - from)))
        }
        _ => None,
    }
}

/// Whether an end of the report is a number; a decimal is rounded at its sixth place.
fn same(end: Option<Fraction>, number: Fraction, shown: Option<&Value>) -> bool {
    let Some(end) = end else { return false };
    let apart = end.plus(number.minus());
    let rounded = shown.is_some_and(Value::is_string);
    end == number
        || rounded
            && apart
                .max(apart.minus())
                .order(Fraction(1, 1_000_000))
                .is_le()
}

fn evidence_agrees(
    key: &(String, String),
    judged: &[Judged],
    got: &str,
    evidence: &Value,
    (many, working): (u64, Working),
    out: &mut Compared,
) {
    let unit = evidence.get("unit").and_then(Value::as_str);
    let mut check = |what: &str, value: Option<&Value>, numbers: Vec<Option<Fraction>>| {
        let Some(value) = value.filter(|value| !value.is_null()) else {
            return;
        };
        let (low, high) = (read(value.get("low")), read(value.get("high")));
        let open = value.get("high").is_none_or(Value::is_null);
        for number in numbers.into_iter().flatten() {
            out.numbers += 1;
            let near = |end: Option<Fraction>, key: &str| same(end, number, value.get(key));
            let inside = low.is_none_or(|end| end.order(number).is_le() || near(low, "low"))
                && (open || high.is_none_or(|end| end.order(number).is_ge() || near(high, "high")));
            let exact = many > 1
                || same(low, number, value.get("low")) && same(high, number, value.get("high"));
            if !inside || !exact {
                out.errors.push(format!(
                    "{} of {}: {what} is {}/{} for the reference, {value} for the engine",
                    key.0, key.1, number.0, number.1
                ));
                return;
            }
        }
    };
    if matches!(got, "met" | "breached" | "cannot_tell") {
        let numbers = judged
            .iter()
            .map(|one| {
                one.number
                    .as_ref()
                    .and_then(|number| shown(number, unit, working))
            })
            .collect();
        check("the value", evidence.get("value"), numbers);
    }
    let slices = evidence
        .get("slices")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let first = &judged[0].slices;
    if first.is_empty() {
        if many == 1 && got != "not_applicable" && !judged[0].cited.is_empty() {
            cited(key, &judged[0], evidence, out);
        }
        return;
    }
    let days = |slice: &Value| {
        let day = |end: &str| {
            slice
                .get(end)
                .and_then(Value::as_str)
                .and_then(super::days::parse)
                .unwrap_or(0)
        };
        (day("from"), day("to"))
    };
    let theirs: Vec<_> = slices.iter().map(days).collect();
    let ours: Vec<_> = first.iter().map(|slice| slice.0).collect();
    if theirs != ours {
        let text = |spans: &[(i32, i32)]| {
            spans
                .iter()
                .map(|span| {
                    format!(
                        "{}..{}",
                        super::days::text(span.0),
                        super::days::text(span.1)
                    )
                })
                .collect::<Vec<_>>()
                .join(" ")
        };
        out.errors.push(format!(
            "{} of {}: slices {} for the reference, {} for the engine",
            key.0,
            key.1,
            text(&ours),
            text(&theirs)
        ));
        return;
    }
    for (place, slice) in slices.iter().enumerate() {
        let mut outcomes: BTreeSet<&str> = judged
            .iter()
            .filter_map(|one| one.slices.get(place))
            .map(|slice| slice.1.word())
            .collect();
        outcomes.remove("skip");
        let said = slice
            .get("outcome")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let ever = judged
            .iter()
            .filter_map(|one| one.slices.get(place))
            .any(|slice| matches!(slice.2, Some(Number::Gap(None, _))));
        let agrees = said == "cannot_tell" && (many > 1 || ever)
            || outcomes.len() == 1 && outcomes.contains(said);
        if !agrees && !outcomes.is_empty() {
            out.errors.push(format!("{} of {}: the slice of {} is {outcomes:?} for the reference, {said} for the engine", key.0, key.1, super::days::text(first[place].0.0)));
            return;
        }
        let numbers: Vec<Option<Fraction>> = judged
            .iter()
            .filter_map(|one| one.slices.get(place))
            .map(|slice| {
                slice
                    .2
                    .as_ref()
                    .and_then(|number| shown(number, unit, working))
            })
            .collect();
        let mut inner = Compared::default();
        let value = slice.get("value").filter(|value| !value.is_null());
        if let Some(value) = value {
            let (low, high) = (read(value.get("low")), read(value.get("high")));
            for number in numbers.into_iter().flatten() {
                inner.numbers += 1;
                let inside = low.is_none_or(|low| low.order(number).is_le())
                    && high.is_none_or(|high| high.order(number).is_ge());
                if !inside || many == 1 && (low != Some(number) || high != Some(number)) {
                    out.errors.push(format!("{} of {}: in the slice of {} the value is {}/{} for the reference, {value} for the engine", key.0, key.1, super::days::text(first[place].0.0), number.0, number.1));
                    return;
                }
            }
        }
        out.numbers += inner.numbers;
    }
}

/// The records counted, by id, where the evidence cites them all.
fn cited(key: &(String, String), judged: &Judged, evidence: &Value, out: &mut Compared) {
    let left = evidence
        .get("records_not_cited")
        .and_then(Value::as_u64)
        .unwrap_or(0);
    let records = evidence
        .get("records")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let mut ids: Vec<String> = records
        .iter()
        .filter_map(|record| record.get("id"))
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    ids.sort();
    if left > 0
        || ids.len() < records.len()
        || ids.iter().chain(&judged.cited).any(|id| id.contains('#'))
        || judged.cited.iter().any(|id| id.contains('#'))
    {
        return;
    }
    let is_gap = matches!(judged.number, Some(Number::Gap(..) | Number::Longest(_)));
    let same = if is_gap {
        judged.cited.is_empty() || ids.len() == 1
    } else {
        ids == judged.cited
    };
    if !same {
        out.errors.push(format!(
            "{} of {}: the records counted are {:?} for the reference, {ids:?} for the engine",
            key.0, key.1, judged.cited
        ));
    }
}
