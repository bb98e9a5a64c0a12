//! Filling in what is not known, in every way that is tried.
//!
//! A completion is a world without anything unknown. Not every way there is can be tried: of the days that are not
//! covered the first, the middle and the last are, with nothing, one item or many. So what the completions leave
//! possible is possible; what they exclude need not be impossible. Where they differ, the outcome cannot be told.

mod asked;
mod coverage;
mod later;

use crate::reference::days::{self, Day, Span};
use crate::reference::plain::{event_cell, own_event, when};
use crate::reference::rules::{
    Body, Compare, Except, Limit, Measure, Of, Over, Path, Requirement, Selector, Set, Source,
    Term, Value, Window,
};
use crate::reference::world::{Row, World};
pub use asked::Asked;
use asked::*;
use coverage::*;
pub use coverage::{by_publisher, is_covered, is_open_without_channels, replies_known};
use later::*;
use std::collections::{BTreeMap, BTreeSet};

/// A change of a world.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Edit {
    Add(Of, Row),
    Cell(Of, usize, &'static str, String),
    Remove(Of, usize),
}

/// The ways in which one thing that is not known may be.
pub type Ways = Vec<Vec<Edit>>;

/// A day long before all records.
const LONG_AGO: Day = days::FIRST;

/// Everything that is not known, each with its ways; and what is the same in all completions.
pub fn unknowns(world: &World, set: &Set) -> (Vec<Edit>, Vec<Ways>) {
    let mut fixed = Vec::new();
    let mut all = Vec::new();
    let used = used(set);
    late_items(world, &mut fixed);
    bad_rows(world, set, &used, &mut fixed, &mut all);
    missing_attributes(world, set, &mut all);
    publishers(world, set, &mut all);
    for of in &used {
        uncovered(world, set, *of, &mut all);
    }
    running(world, set, &mut all);
    earlier(world, set, &mut all);
    filings(world, set, &mut all);
    (fixed, all)
}

/// How many completions there are.
pub fn number(all: &[Ways]) -> u64 {
    all.iter().fold(1_u64, |product, ways| {
        product.saturating_mul(ways.len().max(1) as u64)
    })
}

/// The completion of a number.
pub fn completion(world: &World, fixed: &[Edit], all: &[Ways], mut number: u64) -> World {
    let mut edits: Vec<&Edit> = fixed.iter().collect();
    for ways in all {
        let way = number % ways.len().max(1) as u64;
        number /= ways.len().max(1) as u64;
        edits.extend(ways.get(way as usize).into_iter().flatten());
    }
    let mut done = world.clone();
    let mut removed: BTreeSet<(Of, usize)> = BTreeSet::new();
    let mut added: Vec<(Of, Row)> = Vec::new();
    for edit in edits {
        match edit {
            Edit::Add(of, row) => added.push((*of, row.clone())),
            Edit::Remove(of, place) => _ = removed.insert((*of, *place)),
            Edit::Cell(of, place, header, cell) => {
                if let Some(row) = done
                    .tables
                    .get_mut(of)
                    .and_then(|rows| rows.get_mut(*place))
                {
                    row.insert((*header).to_owned(), cell.clone());
                }
            }
        }
    }
    for (of, rows) in &mut done.tables {
        let mut place = 0;
        rows.retain(|_| {
            place += 1;
            !removed.contains(&(*of, place - 1))
        });
    }
    for (number, (of, mut row)) in added.into_iter().enumerate() {
        // every added row is a record of its own
        row.insert(
            if of == Of::Manuscript { "title" } else { "id" }.to_owned(),
            format!("~{number}"),
        );
        done.tables.entry(of).or_default().push(row);
    }
    done
}

/// Every figure and rule of a set.
pub fn bodies(set: &Set) -> impl Iterator<Item = &Body> {
    set.figures
        .iter()
        .map(|figure| &figure.body)
        .chain(set.rules.iter().map(|rule| &rule.body))
}

/// The kinds of records that a set reads.
pub fn used(set: &Set) -> BTreeSet<Of> {
    let mut used = BTreeSet::new();
    for body in bodies(set) {
        match &body.measure {
            Measure::Count { source, .. }
            | Measure::Ratio { source, .. }
            | Measure::Gap { source, .. } => _ = used.insert(source.of()),
            Measure::Breaches { after: true, .. } => _ = used.insert(Of::Case),
            Measure::InARow(_) | Measure::Change { .. } => _ = used.insert(Of::Verdict),
            _ => {}
        }
        used.extend(body.enough.iter().map(|(source, ..)| source.of()));
        if body.subjects.of.is_record() {
            used.insert(body.subjects.of);
        }
        if body
            .subjects
            .except
            .iter()
            .any(|except| matches!(except, Except::Filing(_)))
        {
            used.insert(Of::Filing);
        }
    }
    used.extend(set.clocks.iter().map(|clock| clock.of));
    used.retain(|of| of.is_record());
    used
}

/// Items after the last day that counts are not counted: what there is on those days is not known.
fn late_items(world: &World, fixed: &mut Vec<Edit>) {
    let last = last_known(world);
    for (place, row) in world.rows(Of::Publication).iter().enumerate() {
        if row
            .get("published_at")
            .and_then(|cell| when(cell))
            .is_some_and(|when| when.day > last)
        {
            fixed.push(Edit::Cell(
                Of::Publication,
                place,
                "~late",
                "true".to_owned(),
            ));
        }
    }
}

fn last_known(world: &World) -> Day {
    world
        .check_point
        .map_or(world.as_of, |point| point.min(world.as_of))
}

fn ids(world: &World, of: Of) -> impl Iterator<Item = &String> {
    world.rows(of).iter().filter_map(|row| row.get("id"))
}

fn channels(world: &World) -> Vec<&String> {
    [Of::Site, Of::Column, Of::Account]
        .into_iter()
        .flat_map(|of| ids(world, of))
        .collect()
}

/// The ids of rows that cannot be read: the engine has no such subject.
pub fn unread(world: &World) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for (of, rows) in &world.tables {
        let bad = |row: &&Row| {
            let day = row
                .get(event_cell(*of, own_event(*of)))
                .is_some_and(|cell| when(cell).is_none());
            let channel = matches!(of, Of::Publication | Of::Probe)
                && row
                    .get("channel")
                    .is_some_and(|cell| !channels(world).contains(&cell));
            day || channel
        };
        ids.extend(
            rows.iter()
                .filter(bad)
                .filter_map(|row| row.get("id").cloned()),
        );
    }
    ids
}

/// A rejected row may be no record, or a record on any day, or of any channel.
fn bad_rows(
    world: &World,
    set: &Set,
    used: &BTreeSet<Of>,
    fixed: &mut Vec<Edit>,
    all: &mut Vec<Ways>,
) {
    for (of, rows) in &world.tables {
        let header: &'static str = match *of {
            Of::Publication => "published_at",
            Of::Letter => "received_at",
            Of::Request => "received_on",
            Of::Task => "due",
            Of::Observation => "on",
            Of::Probe => "at",
            _ => continue,
        };
        for (place, row) in rows.iter().enumerate() {
            let bad_day = row.get(header).is_some_and(|cell| when(cell).is_none());
            let bad_channel = matches!(of, Of::Publication | Of::Probe)
                && row
                    .get("channel")
                    .is_some_and(|cell| !channels(world).contains(&cell));
            if !bad_day && !bad_channel {
                continue;
            }
            if set.ignore_rejected || !used.contains(of) {
                fixed.push(Edit::Remove(*of, place));
                continue;
            }
            let (from, to) = world.span;
            let days = if bad_day {
                vec![
                    to.min(last_known(world)),
                    from,
                    i32::midpoint(from, to),
                    from - 40,
                ]
            } else {
                vec![0]
            };
            let mut ways = vec![vec![Edit::Remove(*of, place)]];
            for day in days {
                let mut edits = Vec::new();
                if bad_day {
                    edits.push(Edit::Cell(*of, place, header, days::text(day)));
                }
                if bad_channel {
                    for channel in channels(world) {
                        let mut more = edits.clone();
                        more.push(Edit::Cell(*of, place, "channel", channel.clone()));
                        ways.push(more);
                    }
                } else {
                    ways.push(edits);
                }
            }
            all.push(ways);
        }
    }
}
