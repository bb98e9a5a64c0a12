//! Days of which the records are not known.

use super::*;

/// The first day that any window of a set needs for records of a kind.
pub(super) fn earliest(world: &World, set: &Set, of: Of) -> Day {
    let mut first = world.span.0;
    if set.recomputed {
        return LONG_AGO;
    }
    for body in bodies(set) {
        let of_kind = match &body.measure {
            Measure::Count { source, .. }
            | Measure::Ratio { source, .. }
            | Measure::Gap { source, .. } => source.of() == of,
            _ => false,
        } || body
            .enough
            .as_ref()
            .is_some_and(|(source, ..)| source.of() == of)
            || body.subjects.of == of;
        if !of_kind {
            continue;
        }
        let window = match &body.window {
            Window::Each(_) => world.span.0 - 31,
            Window::Over(Over::Period) => world.span.0,
            Window::Over(Over::PreviousPeriod) => world.before(1).1.0,
            Window::Over(Over::LastPeriods(number)) => world.before(*number as usize).1.0,
            Window::Over(Over::Last(_) | Over::ThisYear) => world.span.0 - 400,
            Window::Over(Over::SamePeriodLastYear) => world.span.0 - 366,
            Window::Over(Over::Always) => LONG_AGO,
        };
        let gap = matches!(
            body.measure,
            Measure::Gap { .. }
                | Measure::Count {
                    source: Source::Gaps(_) | Source::References,
                    ..
                }
        );
        first = first.min(if gap { LONG_AGO } else { window });
    }
    first
}

/// What is covered, of a channel or of all.
pub fn is_covered(world: &World, of: Of, channel: Option<&str>, day: Day) -> bool {
    if !world.tables.contains_key(&of) {
        return false;
    }
    let own: Vec<Span> = world
        .covered
        .iter()
        .filter(|one| one.of == of && channel.is_some() && one.channel.as_deref() == channel)
        .map(|one| one.span)
        .collect();
    let general = world
        .covered
        .iter()
        .filter(|one| one.of == of && one.channel.is_none())
        .map(|one| one.span);
    if own.is_empty() {
        general.into_iter().any(|span| days::has(span, day))
    } else {
        own.iter().any(|span| days::has(*span, day))
    }
}

/// Whether a subject has no channel of which anything could be tried, and days are not covered: its only channel may be
/// one that is not in the registry.
pub fn is_open_without_channels(world: &World, set: &Set, of: Of, subject: &str) -> bool {
    let own = |row: &Row| {
        let units = row.get("unit").map_or("", String::as_str);
        units.split('、').any(|unit| unit == subject)
    };
    let has = [Of::Site, Of::Column, Of::Account]
        .into_iter()
        .flat_map(|kind| world.rows(kind))
        .any(|row| of != Of::Unit || own(row));
    let last = (world.span.1 + 7).max(world.check());
    let used = used(set);
    let open = |kind: Of| {
        let known = |day: Day| is_covered(world, kind, None, day) && day <= last_known(world);
        !(earliest(world, set, kind)..=last).all(known)
    };
    let kinds = [Of::Publication, Of::Probe].into_iter();
    matches!(of, Of::Unit | Of::All) && !has && kinds.filter(|kind| used.contains(kind)).any(open)
}

/// The channels with the days on which they are open, among some.
pub(super) fn open_days(world: &World, first: Day, last: Day) -> Vec<(&String, Span)> {
    let mut all = Vec::new();
    for row in [Of::Site, Of::Column, Of::Account]
        .into_iter()
        .flat_map(|kind| world.rows(kind))
    {
        let day = |header: &str| row.get(header).and_then(|cell| days::parse(cell));
        let open = (
            day("opened_on").unwrap_or(first),
            day("closed_on").map_or(last, |closed| closed - 1),
        );
        all.extend(row.get("id").map(|id| (id, open)));
    }
    all
}

/// Days that are not covered: nothing, something or much may have happened.
pub(super) fn uncovered(world: &World, set: &Set, of: Of, all: &mut Vec<Ways>) {
    if matches!(of, Of::Verdict | Of::Filing) {
        return;
    }
    let asked = Asked::of(set);
    // what refers to an item may do so until the as-of date
    let refers = bodies(set).any(|body| {
        let counted =
            matches!(&body.measure, Measure::Count { source, .. } if *source == Source::References);
        of == Of::Publication && counted && body.at.is_some()
    });
    let last = (world.span.1 + 7).max(world.check());
    let (first, last) = (
        earliest(world, set, of),
        if refers { last.max(world.as_of) } else { last },
    );
    let owners: Vec<(&'static str, &String, Span)> = match of {
        Of::Publication | Of::Probe => open_days(world, first, last)
            .into_iter()
            .map(|(id, open)| ("channel", id, open))
            .collect(),
        Of::Letter | Of::Request | Of::Task => ids(world, Of::Unit)
            .map(|id| ("unit", id, (first, last)))
            .collect(),
        Of::Manuscript => ids(world, Of::Unit)
            .map(|id| ("units", id, (first, last)))
            .collect(),
        Of::Observation | Of::Notice | Of::Case => {
            let units = ids(world, Of::Unit).map(|id| ("subject", id, (first, last)));
            units
                .chain(
                    open_days(world, first, last)
                        .into_iter()
                        .map(|(id, open)| ("subject", id, open)),
                )
                .collect()
        }
        // names of accounts are their ids here
        Of::Sighting => open_days(world, first, last)
            .into_iter()
            .filter(|(id, _)| id.starts_with('a'))
            .map(|(id, open)| ("name", id, open))
            .collect(),
        _ => Vec::new(),
    };
    for (header, owner, open) in owners {
        let channel = (header == "channel"
            || header == "subject" && channels(world).contains(&owner))
        .then_some(owner.as_str());
        let known = |day: Day| is_covered(world, of, channel, day) && day <= last_known(world);
        let mut day = first.max(open.0);
        while day <= last.min(open.1) {
            if known(day) {
                day += 1;
                continue;
            }
            let from = day;
            while day <= last.min(open.1) && !known(day) {
                day += 1;
            }
            all.push(happenings(
                world,
                set,
                &asked,
                of,
                header,
                owner,
                (from, day - 1),
            ));
        }
    }
}

#[allow(clippy::too_many_arguments)]
pub(super) fn happenings(
    world: &World,
    set: &Set,
    asked: &Asked,
    of: Of,
    header: &str,
    owner: &str,
    (from, to): Span,
) -> Ways {
    let record = |day: Day, variant: usize| {
        let mut row = Row::new();
        row.insert(header.to_owned(), owner.to_owned());
        row.insert(event_cell(of, own_event(of)).to_owned(), days::text(day));
        match of {
            Of::Notice => _ = row.insert("about".to_owned(), "~".to_owned()),
            Of::Case => _ = row.insert("rule".to_owned(), "~".to_owned()),
            Of::Probe => {
                _ = row.insert(
                    "ok".to_owned(),
                    if variant == 0 { "true" } else { "false" }.to_owned(),
                )
            }
            Of::Observation => _ = row.insert("kind".to_owned(), "~".to_owned()),
            Of::Sighting => {
                let account = world
                    .rows(Of::Account)
                    .iter()
                    .find(|row| row.get("name").is_some_and(|name| name == owner));
                row.extend(
                    account
                        .and_then(|row| row.get("platform"))
                        .map(|platform| ("platform".to_owned(), platform.clone())),
                );
            }
            // an item names whoever published it
            Of::Publication if by_publisher(set) => {
                let mut units = ids(world, Of::Unit);
                let unit = if variant == 0 {
                    units.next()
                } else {
                    units.last()
                };
                row.extend(unit.map(|unit| ("unit".to_owned(), unit.clone())));
            }
            _ => {}
        }
        for (of_name, name) in asked
            .words
            .keys()
            .chain(asked.numbers.keys())
            .filter(|(kind, _)| *kind == of)
        {
            let cell = match (of_name, name.as_str()) {
                (Of::Notice, "about") => "about",
                (Of::Case, "rule") => "rule",
                (Of::Observation, "kind") => "kind",
                (Of::Letter, "valid") => "valid",
                (of, name) => match self::header(*of, name) {
                    Some(header) => header,
                    None => continue,
                },
            };
            let choices = values(set, asked, of, name);
            let choice = if variant == 0 {
                choices.first()
            } else {
                choices.last()
            };
            row.extend(choice.map(|choice| (cell.to_owned(), choice.clone())));
        }
        Edit::Add(of, row)
    };
    let mut ways: Ways = vec![Vec::new()];
    let mut tried = BTreeSet::new();
    for day in [from, to, i32::midpoint(from, to)] {
        if tried.insert(day) {
            ways.push(vec![record(day, 0)]);
        }
    }
    ways.push(vec![record(to, 1)]);
    let near = from.max(world.span.0 - 8);
    let near = near.min(to);
    let often = |day: Day| {
        if to - near < 8 || day == near || day == to {
            3
        } else {
            1
        }
    };
    ways.push(
        (near..=to)
            .flat_map(|day| (0..often(day)).map(move |_| day))
            .map(|day| record(day, 0))
            .collect(),
    );
    ways
}

/// Whether items are credited to whoever published them.
pub fn by_publisher(set: &Set) -> bool {
    bodies(set).any(|body| {
        matches!(
            body.measure,
            Measure::Count {
                publisher: true,
                ..
            }
        )
    })
}

/// An item that names nobody may be anybody's.
pub(super) fn publishers(world: &World, set: &Set, all: &mut Vec<Ways>) {
    if !by_publisher(set) {
        return;
    }
    for (place, row) in world.rows(Of::Publication).iter().enumerate() {
        if row.contains_key("unit") {
            continue;
        }
        let nobody = "~".to_owned();
        let units = std::iter::once(&nobody).chain(ids(world, Of::Unit));
        let ways = units.map(|unit| vec![Edit::Cell(Of::Publication, place, "unit", unit.clone())]);
        all.push(ways.collect());
    }
}

/// Whether a missing reply is none.
pub fn replies_known(world: &World, of: Of) -> bool {
    world
        .covered
        .iter()
        .filter(|one| one.of == of)
        .all(|one| one.replies_known)
}
