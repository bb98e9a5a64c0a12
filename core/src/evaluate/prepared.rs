//! What a figure needs of everything judged before it: outcomes, numbers and places by subject, found once and not for
//! every subject anew.

use super::admitted::{Admitted, admitted};
use super::attributes::{Asked, Value, of_subject};
use super::measures::breaches::{Grouped, above, grouped, outcomes_at, places_of};
use super::measures::rank::{Ends, places};
use super::measures::{Measured, Told, records};
use super::measuring::clock_of;
use super::outcome::{Judged, Outcome, Reason, Verdict};
use super::windows;
use super::{Case, Subject, Truth, subjects};
use crate::order::InOrder;
use crate::rational::Rational;
use crate::rules::{DurationUnit, Figure, LimitValue, Literal, Measure, Over, Rule, Runs, Window};
use std::collections::{BTreeMap, HashMap};

/// A number of a subject, or whether it is not applicable (or else not known), and why.
pub(crate) type Known = Result<Measured, (bool, Reason)>;

/// What is ready for a figure.
#[derive(Debug)]
pub(crate) struct Prepared<'o> {
    /// The outcomes counted, by the subject they lie at or beneath.
    pub grouped: Grouped<'o>,
    /// The numbers of the figure or sheet that is taken up.
    pub numbers: HashMap<Subject, Known>,
    /// The numbers beneath a subject that a mean is taken of.
    pub parts: HashMap<Subject, Vec<(Subject, Known)>>,
    /// In what a mean is told.
    pub told: Told,
    /// The places of a rank, or why there is none.
    pub places: HashMap<Subject, Result<Measured, Verdict>>,
    /// For a rank: who is compared with whom, and by what numbers.
    pub compared: Vec<Vec<(Subject, Measured)>>,
    /// This period's outcomes of the rule of a run.
    pub own: HashMap<Subject, &'o Outcome>,
    /// The figures and sheets with whose numbers the limits of a rule compare.
    pub limits: Vec<(String, HashMap<Subject, Known>)>,
}

impl Prepared<'_> {
    /// The numbers with which the limits of a rule compare a subject: its own, or that of what it lies beneath.
    pub fn limits_of(
        &self,
        case: &Case<'_>,
        rule: &Rule,
        subject: Subject,
    ) -> Vec<(String, Known)> {
        let own = self.limits.iter().filter_map(|(id, numbers)| {
            let mut above = above_of(case, rule, id, subject).into_iter();
            let mut known = above.by_ref().filter_map(|one| numbers.get(&one).cloned());
            let first = known.next()?;
            // beneath several, each with a number of its own: which one is meant cannot be told
            let one = known.all(|other| other == first);
            let several = || {
                Reason::new(
                    "limit_of_several",
                    format!("对象属于多个上级，{id} 的数各不相同"),
                    format!("it lies beneath several, and `{id}` is not the same for them"),
                )
            };
            Some((
                id.clone(),
                if one { first } else { Err((false, several())) },
            ))
        });
        own.collect()
    }

    /// Those among whom a subject has its place, each with its first number.
    pub fn compared_with(&self, subject: Subject) -> &[(Subject, Measured)] {
        let own = |list: &&Vec<(Subject, Measured)>| list.iter().any(|(one, _)| *one == subject);
        self.compared.iter().find(own).map_or(&[], Vec::as_slice)
    }
}

/// Makes ready what a figure needs.
pub(crate) fn prepare<'o>(case: &Case<'_>, figure: &Figure, judged: &'o Judged) -> Prepared<'o> {
    let mut prepared = Prepared {
        grouped: grouped(case, figure, judged),
        numbers: HashMap::new(),
        parts: HashMap::new(),
        told: Told::Plain,
        places: HashMap::new(),
        compared: Vec::new(),
        own: HashMap::new(),
        limits: Vec::new(),
    };
    match &figure.measure {
        Measure::Change { figure: id, .. } | Measure::Score { sheet: id } => {
            let numbers = numbers_of(case, judged, id).into_iter();
            prepared.numbers = numbers
                .filter_map(|(subject, known)| Some((own_subject(case, figure, subject)?, known)))
                .collect();
        }
        Measure::InARow { rule } => {
            for place in places_of(case, std::slice::from_ref(rule)) {
                for outcome in outcomes_at(case, judged, place) {
                    if let Some(subject) = own_subject(case, figure, outcome.subject) {
                        prepared.own.insert(subject, outcome);
                    }
                }
            }
        }
        Measure::Mean { id, take, .. } => {
            let values = match case.rules.clock(id) {
                Some(clock) => {
                    prepared.told = Told::In(match &clock.runs {
                        Runs::Limit(LimitValue::Fixed(Literal::Duration(limit))) => limit.unit,
                        Runs::Limit(LimitValue::By { cases, .. }) => unit_of_cases(cases),
                        _ => DurationUnit::Days,
                    });
                    clock_values(case, figure, id, *take, clock.of, prepared.told)
                }
                None => numbers_of(case, judged, id),
            };
            if let (Told::Plain, Some((_, Ok(first)))) = (
                prepared.told,
                values.iter().find(|(_, known)| known.is_ok()),
            ) {
                prepared.told = first.told();
            }
            for (subject, known) in values {
                for above in above(case, &figure.id, &figure.subjects, subject) {
                    let parts = prepared.parts.entry(above).or_default();
                    parts.push((subject, known.clone()));
                }
            }
        }
        Measure::Rank { .. } => ranked(case, figure, judged, &mut prepared),
        _ => {}
    }
    prepared
}

/// Makes ready what a rule needs: its own figure, and the figures that its limits name.
pub(crate) fn prepare_rule<'o>(case: &Case<'_>, rule: &Rule, judged: &'o Judged) -> Prepared<'o> {
    let mut prepared = prepare(case, &rule.figure, judged);
    for id in rule.requirement.figures() {
        if !prepared.limits.iter().any(|(known, _)| known == id) {
            let numbers = numbers_of(case, judged, id).into_iter().collect();
            prepared.limits.push((id.clone(), numbers));
        }
    }
    prepared
}

/// The subjects of a figure or sheet that a rule's subject is, or lies beneath.
fn above_of(case: &Case<'_>, rule: &Rule, id: &str, subject: Subject) -> Vec<Subject> {
    let figure = case.rules.figure(id).map(|figure| &figure.subjects);
    let sheet = case.rules.sheet(id).map(|sheet| &sheet.subjects);
    let Some(subjects) = figure.or(sheet) else {
        return Vec::new();
    };
    match subject {
        // a group is the same as the other's of equal values
        Subject::Group(ix) if subjects.of == rule.figure.subjects.of && !subjects.by.is_empty() => {
            let group = case.groups.get(ix);
            let same = group.and_then(|group| case.groups.having(id, &group.values));
            same.into_iter().collect()
        }
        _ => above(case, id, subjects, subject),
    }
}

fn unit_of_cases(cases: &[(String, crate::rules::Otherwise)]) -> DurationUnit {
    let found = cases.iter().find_map(|(_, value)| match value {
        crate::rules::Otherwise::Limit(Literal::Duration(duration)) => Some(duration.unit),
        _ => None,
    });
    found.unwrap_or(DurationUnit::Days)
}

/// The subject of a figure that is the same as a subject of another one: groups by their values.
pub(super) fn own_subject(case: &Case<'_>, figure: &Figure, subject: Subject) -> Option<Subject> {
    let Subject::Group(ix) = subject else {
        return Some(subject);
    };
    let values = &case.groups.get(ix)?.values;
    case.groups
        .of(&figure.id)
        .into_iter()
        .find(|own| match own {
            Subject::Group(ix) => case
                .groups
                .get(*ix)
                .is_some_and(|own| own.values == *values),
            _ => false,
        })
}

/// The numbers of a figure or sheet.
pub(super) fn numbers_of(case: &Case<'_>, judged: &Judged, id: &str) -> Vec<(Subject, Known)> {
    if let Some(place) = case.rules.figures.iter().position(|known| known.id == id) {
        let own = judged.figures.iter().filter(|one| one.figure == place);
        return own
            .flat_map(|one| &one.values)
            .map(|one| (one.subject, one.value.clone()))
            .collect();
    }
    let Some(place) = case.rules.sheets.iter().position(|known| known.id == id) else {
        return Vec::new();
    };
    let own = judged.sheets.iter().filter(|one| one.sheet == place);
    own.flat_map(|one| &one.results)
        .map(|result| (result.outcome.subject, result.number()))
        .collect()
}

/// What is taken of a clock for every record of the window.
fn clock_values(
    case: &Case<'_>,
    figure: &Figure,
    id: &str,
    take: crate::rules::Take,
    of: crate::rules::Of,
    told: Told,
) -> Vec<(Subject, Known)> {
    let over = match figure.window {
        Window::Over(over) => over,
        Window::Each { .. } => Over::Period,
    };
    let taken = windows::whole(case, figure, over);
    let mut values = Vec::new();
    for subject in subjects::all(of, case.registry, case.records) {
        let dated = figure.dated.as_deref();
        let belongs = records::in_window(case, of, subject, dated, &taken);
        if belongs == Truth::No {
            continue;
        }
        let known = match clock_of(case, id, take, subject) {
            Ok((_, reading)) => in_days(case, &reading.measured, told),
            Err(Verdict::NotApplicable(reason)) => Err((true, reason)),
            Err(verdict) => {
                let reason = verdict.reason().cloned();
                Err((false, reason.unwrap_or_else(Reason::not_known)))
            }
        };
        let known = match belongs {
            Truth::Open => Err((false, Reason::not_known())),
            _ => known,
        };
        values.push((subject, known));
    }
    values
}

/// A time in whole days, or in working days.
fn in_days(case: &Case<'_>, measured: &Measured, told: Told) -> Known {
    let Measured::Elapsed {
        shortest, longest, ..
    } = measured
    else {
        return Ok(measured.clone());
    };
    let number = |days: &Option<(crate::calendar::Day, crate::calendar::Day)>| match days {
        None => Ok(None),
        Some((from, to)) => {
            let number = match told {
                Told::In(DurationUnit::WorkingDays) => case.calendar.between(*from, *to),
                _ => Some(to.days_since(*from)),
            };
            number
                .map(|number| Some(crate::rational::Rational::whole(number)))
                .ok_or_else(|| (false, Reason::year_missing()))
        }
    };
    Ok(Measured::Exact {
        low: number(shortest)?,
        high: number(longest)?,
        told,
    })
}

/// The places of all subjects of a rank, each among those of its group.
fn ranked(case: &Case<'_>, figure: &Figure, judged: &Judged, prepared: &mut Prepared<'_>) {
    let Measure::Rank {
        figures,
        from,
        within,
        ties,
        share,
    } = &figure.measure
    else {
        return;
    };
    let mut numbers: BTreeMap<Subject, Vec<Known>> = BTreeMap::new();
    for (at, id) in figures.iter().enumerate() {
        for (subject, known) in numbers_of(case, judged, id) {
            if let Some(subject) = own_subject(case, figure, subject) {
                let list = numbers.entry(subject).or_default();
                if list.len() == at {
                    list.push(known);
                }
            }
        }
    }
    let mut found = HashMap::new();
    let mut told_of: HashMap<Subject, Told> = HashMap::new();
    // those that may have no number, and then no place
    let mut perhaps_none: HashMap<Subject, Reason> = HashMap::new();
    let mut among: BTreeMap<String, Vec<(Subject, Ends)>> = BTreeMap::new();
    let asked = Asked::at_check_point(case);
    // one whose row was rejected may be better than anybody
    let kind = figure.subjects.of.records();
    let mut unplaced = kind
        .and_then(|kind| case.doubts.get(&kind))
        .is_some_and(|doubts| !doubts.is_empty());
    for (subject, known) in numbers {
        // only subjects that the rule itself selects and does not except are compared
        match admitted(case, figure, subject) {
            Admitted::Yes => {}
            Admitted::No => continue,
            Admitted::Settled(verdict) => {
                unplaced |= matches!(verdict, Verdict::CannotTell(_));
                continue;
            }
        }
        if known.len() < figures.len() {
            continue;
        }
        let mut ends = Ends::new();
        let mut none = None;
        for one in known {
            match one {
                Ok(measured) => {
                    told_of.entry(subject).or_insert(measured.told());
                    ends.push(measured.ends());
                }
                Err((true, reason)) => none = Some(reason),
                Err((false, reason)) => {
                    ends.push((None, None));
                    perhaps_none.insert(subject, reason);
                }
            }
        }
        if let Some(reason) = none {
            found.insert(subject, Err(Verdict::NotApplicable(reason)));
            continue;
        }
        let group = match within {
            None => String::new(),
            Some(path) => match of_subject(case, subject, path, asked) {
                Value::One(one) => one.into_owned(),
                Value::Missing | Value::Many(_) => {
                    unplaced = true;
                    let reason = Reason::attribute_missing(&path.to_string());
                    found.insert(subject, Err(Verdict::CannotTell(reason)));
                    continue;
                }
            },
        };
        among.entry(group).or_default().push((subject, ends));
    }
    for mut subjects in among.into_values() {
        subjects.in_order_by_key(|(subject, _)| {
            let unit = case.unit_of(*subject);
            (unit.is_none(), unit, *subject)
        });
        // of how many a place is a share
        let number_open = *share
            && subjects
                .iter()
                .any(|(one, _)| perhaps_none.contains_key(one));
        for (subject, place) in places(&subjects, *from, *ties) {
            let told = if let Some(reason) = perhaps_none.get(&subject) {
                Err(Verdict::CannotTell(reason.clone()))
            } else if unplaced || number_open {
                // one that may stand anywhere may move every place
                let reason = Reason::new(
                    "rank_open",
                    "同组中有对象不能排名，名次无法确定",
                    "a subject that may be of this group cannot be ranked",
                );
                Err(Verdict::CannotTell(reason))
            } else if *share {
                let number = Rational::whole(i64::try_from(subjects.len()).unwrap_or(i64::MAX));
                let of_all = |end: Option<Rational>| end.and_then(|end| end.over(number));
                let (low, high) = place.ends();
                Ok(Measured::Exact {
                    low: of_all(low),
                    high: of_all(high),
                    told: Told::Share,
                })
            } else {
                Ok(place)
            };
            found.insert(subject, told);
        }
        let number = |(subject, ends): (Subject, Ends)| {
            let (low, high) = ends.first().copied().unwrap_or_default();
            let told = told_of.get(&subject).copied().unwrap_or(Told::Plain);
            (subject, Measured::Exact { low, high, told })
        };
        prepared
            .compared
            .push(subjects.into_iter().map(number).collect());
    }
    prepared.places = found;
}
