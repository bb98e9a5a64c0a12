//! What was still running, happened before the records begin, or was never told.

use super::*;

/// Periods by their labels.
type Labels = Vec<(String, Span)>;

/// Clocks that are still running, extensions of which it is not known when they were told, hours that are not told.
pub(super) fn running(world: &World, set: &Set, all: &mut Vec<Ways>) {
    for of in [Of::Letter, Of::Request, Of::Task, Of::Case] {
        let clocks: Vec<_> = set.clocks.iter().filter(|clock| clock.of == of).collect();
        let dated = bodies(set).any(|body| body.dated == Some("answered"));
        let asks = |name: &str| {
            Asked::of(set)
                .words
                .keys()
                .any(|(kind, asked)| *kind == of && asked == name)
        };
        let stop: &'static str = match of {
            Of::Letter => "replied_at",
            Of::Request => "replied_on",
            Of::Task => "done_at",
            _ => "rectified_on",
        };
        let late_stop = |row: &Row| {
            row.get(stop)
                .and_then(|cell| when(cell))
                .is_some_and(|when| when.day > world.as_of)
        };
        for (place, row) in world.rows(of).iter().enumerate() {
            let open = row.get(stop).is_none_or(String::is_empty) || late_stop(row);
            let received = row
                .get(event_cell(of, own_event(of)))
                .and_then(|cell| when(cell))
                .map_or(world.span.0, |when| when.day);
            if open
                && !replies_known(world, of)
                && (!clocks.is_empty() || dated || asks("answered") || asks("done"))
            {
                let mut ways = vec![vec![Edit::Cell(
                    of,
                    place,
                    "~later",
                    days::text(world.as_of + 900),
                )]];
                for day in [
                    received + 1,
                    i32::midpoint(received, world.as_of),
                    world.as_of,
                ] {
                    if day <= world.as_of && day >= received {
                        ways.push(vec![Edit::Cell(of, place, stop, days::text(day))]);
                    }
                }
                all.push(ways);
            } else if open && !clocks.is_empty() {
                all.push(
                    [0, 900]
                        .into_iter()
                        .map(|more| {
                            vec![Edit::Cell(
                                of,
                                place,
                                "~later",
                                days::text(world.as_of + more),
                            )]
                        })
                        .collect(),
                );
            }
            let has = |header: &str| row.get(header).is_some_and(|cell| !cell.is_empty());
            let told = has("extension_told_at") || has("extension_told_on");
            if has("extended_to") && !told && clocks.iter().any(|clock| clock.extend.is_some()) {
                all.push(
                    ["in time", "late"]
                        .into_iter()
                        .map(|told| vec![Edit::Cell(of, place, "~told", told.to_owned())])
                        .collect(),
                );
            }
            let hour = clocks.iter().any(|clock| {
                clock.ends_at.is_some()
                    || clock
                        .extend
                        .as_ref()
                        .is_some_and(|extend| extend.ends_at.is_some())
            }) || row.get("due").is_some_and(|due| due.contains(' '));
            if hour && !open && row.get(stop).is_some_and(|cell| !cell.contains(' ')) {
                all.push(
                    ["in time", "late"]
                        .into_iter()
                        .map(|told| vec![Edit::Cell(of, place, "~hour", told.to_owned())])
                        .collect(),
                );
            }
        }
    }
}

/// Verdicts of earlier periods that are not there.
pub(super) fn earlier(world: &World, set: &Set, all: &mut Vec<Ways>) {
    for rule in &set.rules {
        if let Measure::Count {
            source: Source::Of(Of::Verdict),
            ..
        } = &rule.body.measure
        {
            for subject in ids(world, rule.body.subjects.of) {
                for (label, span) in (1..4).map(|back| world.before(back)) {
                    if (span.0..=span.1).all(|day| is_covered(world, Of::Verdict, None, day)) {
                        continue;
                    }
                    let way = |outcome: &str| {
                        let mut row = Row::new();
                        for (key, cell) in [
                            ("period", label.as_str()),
                            ("rule", "~"),
                            ("subject", subject),
                            ("outcome", outcome),
                        ] {
                            row.insert(key.to_owned(), cell.to_owned());
                        }
                        vec![Edit::Add(Of::Verdict, row)]
                    };
                    all.push(vec![Vec::new(), way("met"), way("breached")]);
                }
            }
        }
        let (id, labels, values): (&String, Labels, Vec<(&str, &str)>) = match &rule.body.measure {
            Measure::InARow(of) => (
                of,
                (1..4).map(|back| world.before(back)).collect(),
                vec![("outcome", "met"), ("outcome", "breached")],
            ),
            Measure::Change { figure, last_year } => {
                let of_share = set.figures.iter().any(|one| {
                    one.id == *figure && matches!(one.body.measure, Measure::Ratio { .. })
                });
                let label = if *last_year {
                    continue;
                } else {
                    world.before(1)
                };
                (
                    figure,
                    vec![label],
                    if of_share {
                        vec![("value", "0/1"), ("value", "1/1")]
                    } else {
                        vec![("value", "0"), ("value", "100000")]
                    },
                )
            }
            _ => continue,
        };
        for subject in ids(world, rule.body.subjects.of) {
            for (label, span) in &labels {
                let is_it = |row: &Row| {
                    row.get("rule") == Some(id)
                        && row.get("subject") == Some(subject)
                        && row.get("period") == Some(label)
                };
                let complete =
                    (span.0..=span.1).all(|day| is_covered(world, Of::Verdict, None, day));
                let found = world.rows(Of::Verdict).iter().any(is_it);
                if found || complete && values[0].0 == "outcome" || set.recomputed && !complete {
                    continue;
                }
                let way = |(header, value): &(&str, &str)| {
                    let mut row = Row::new();
                    for (key, cell) in [
                        ("period", label.as_str()),
                        ("rule", id),
                        ("subject", subject),
                        (header, value),
                    ] {
                        row.insert(key.to_owned(), cell.to_owned());
                    }
                    vec![Edit::Add(Of::Verdict, row)]
                };
                all.push(values.iter().map(way).collect());
            }
        }
    }
}

/// Filings that may have been made where they are not covered.
pub(super) fn filings(world: &World, set: &Set, all: &mut Vec<Ways>) {
    let mut kinds: BTreeSet<(Of, &String)> = BTreeSet::new();
    for body in bodies(set) {
        for except in &body.subjects.except {
            if let Except::Filing(kind) = except {
                kinds.insert((body.subjects.of, kind));
            }
        }
    }
    let needed = (world.span.0 - 7, world.span.1 + 7);
    let complete =
        (needed.0..=needed.1.min(world.as_of)).all(|day| is_covered(world, Of::Filing, None, day));
    if complete && world.as_of >= needed.1 {
        return;
    }
    let unknown = |day: &Day| !is_covered(world, Of::Filing, None, *day) || *day > world.as_of;
    let Some(first) = (needed.0..=needed.1).find(unknown) else {
        return;
    };
    let last = (first..=needed.1)
        .take_while(unknown)
        .last()
        .unwrap_or(first);
    for (of, kind) in kinds {
        for subject in ids(world, of) {
            let mut row = Row::new();
            for (key, cell) in [
                ("kind", kind.clone()),
                ("subject", subject.clone()),
                ("from", days::text(first)),
                ("to", days::text(last)),
            ] {
                row.insert(key.to_owned(), cell);
            }
            all.push(vec![Vec::new(), vec![Edit::Add(Of::Filing, row)]]);
        }
    }
}
