//! The units with their figures, the totals, and how many outcomes there are of each kind.

use super::super::Plan;
use super::super::judge::{Judged, Judging, Outcomes, Told};
use super::super::long::{is_share, of_units};
use super::super::table::{Strings, Table, Values};
use super::{Names, high_of, low_of, table_of};
use crate::rules::Of;
use std::sync::Arc;

/// The units with their figures.
pub(super) fn units(
    plan: &Plan,
    judging: &Judging<'_, '_>,
    judged: &Judged,
    names: &Names<'_>,
) -> Table {
    let order = || names.order.iter().map(|unit| *unit as usize);
    let texts = |texts: &Strings| -> Values {
        let mut own = Strings::with_room(names.order.len(), texts.bytes.len());
        for unit in order() {
            own.push(texts.bytes_of(unit).unwrap_or_default());
        }
        Values::Texts(Arc::new(own))
    };
    let channels = order().map(|unit| {
        let number = judging.unit_channels.get(unit).copied();
        i64::from(number.unwrap_or(0))
    });
    let mut columns = vec![
        ("unit_id".to_owned(), texts(&names.unit_ids)),
        ("unit".to_owned(), texts(&names.unit_names)),
        ("channels".to_owned(), Values::Whole(channels.collect())),
    ];
    for (place, figure) in plan.rules.figures.iter().enumerate() {
        if !of_units(figure) || is_share(figure) {
            continue;
        }
        let values = judged.figure(place);
        let known = |unit: usize| match values.get(unit)? {
            Some(Ok(number)) if number.low == number.high => Some(number.low),
            _ => None,
        };
        let own = order().map(|unit| known(unit).unwrap_or(Values::NO_NUMBER));
        columns.push((figure.id.clone(), Values::Whole(own.collect())));
    }
    Table { columns }
}

/// The figures of everything together.
pub(super) fn totals(plan: &Plan, judged: &Judged) -> Table {
    let figures = plan.rules.figures.iter().enumerate();
    let of_all = figures.filter(|(_, figure)| figure.subjects.of == Of::All);
    let values: Vec<(&str, (i64, i64))> = of_all
        .filter_map(|(place, figure)| {
            let ends = match judged.figure(place).first()?.as_ref()? {
                Ok(number) => (
                    low_of(number).unwrap_or(Values::NO_NUMBER),
                    high_of(number).unwrap_or(Values::NO_NUMBER),
                ),
                Err(_) => (Values::NO_NUMBER, Values::NO_NUMBER),
            };
            Some((figure.id.as_str(), ends))
        })
        .collect();
    table_of(vec![
        (
            "figure",
            Values::Texts(Arc::new(values.iter().map(|(id, _)| id).collect())),
        ),
        (
            "value",
            Values::Whole(values.iter().map(|(_, ends)| ends.0).collect()),
        ),
        (
            "value_at_most",
            Values::Whole(values.iter().map(|(_, ends)| ends.1).collect()),
        ),
    ])
}

/// How many outcomes of each kind every rule has.
pub(super) fn outcomes(plan: &Plan, judged: &Judged) -> Table {
    let rules = plan.rules.rules.iter().map(|rule| &rule.id);
    let mut counts: [Vec<i64>; 5] = Default::default();
    let none = Outcomes::default();
    for place in 0..plan.rules.rules.len() {
        let outcomes = judged.rule(place).unwrap_or(&none);
        let of_kinds = || outcomes.counts.iter().zip(&outcomes.kinds);
        let all: i64 = of_kinds().map(|(count, _)| count).sum();
        let told = |wanted: Told| -> i64 {
            let own = of_kinds().filter(|(_, kind)| kind.told == wanted);
            own.map(|(count, _)| count).sum()
        };
        let row = [
            all,
            told(Told::Met),
            told(Told::Breached),
            told(Told::NotApplicable),
            told(Told::CannotTell),
        ];
        for (list, count) in counts.iter_mut().zip(row) {
            list.push(count);
        }
    }
    let [selected, met, breached, not_applicable, cannot_tell] = counts;
    table_of(vec![
        ("rule", Values::Texts(Arc::new(rules.collect()))),
        ("selected", Values::Whole(selected)),
        ("met", Values::Whole(met)),
        ("breached", Values::Whole(breached)),
        ("not_applicable", Values::Whole(not_applicable)),
        ("cannot_tell", Values::Whole(cannot_tell)),
    ])
}
