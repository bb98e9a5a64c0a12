//! What is left unknown: days that are not covered, rows that cannot be read, cells that are empty, replies not known.

use super::pick;
use crate::reference::complete::used;
use crate::reference::days;
use crate::reference::rules::{Of, Set};
use crate::reference::world::{Covered, World};

/// Takes away knowledge, one small thing after the other.
pub fn add(world: &mut World, set: &mut Set, noise: &[[u8; 3]]) {
    let kinds: Vec<Of> = used(set).into_iter().collect();
    if kinds.is_empty() {
        return;
    }
    for [what, which, by] in noise.iter().copied() {
        let of = pick(&kinds, which);
        let (first, last) = world.span;
        let length = last - first + 1;
        match what % 14 {
            // the data begin late, or end early
            0 => from(world, of, first - 8 + i32::from(by) % (length + 8)),
            1 => to(world, of, last + 8 - i32::from(by) % (length + 8)),
            2 => hole(world, of, first - 8 + i32::from(by) % (length + 8)),
            3 => {
                world.tables.remove(&of);
                world.covered.retain(|covered| covered.of != of);
            }
            4 | 5 => bad_day(world, of, by),
            6 => {
                let rows = world.tables.entry(Of::Publication).or_default();
                if let Some(row) = nth(rows, by) {
                    row.insert("channel".to_owned(), "谁也不是".to_owned());
                }
            }
            7 | 8 => empty_cell(world, of, by),
            9 => world
                .covered
                .iter_mut()
                .filter(|covered| covered.of == of)
                .for_each(|covered| {
                    covered.replies_known = !matches!(of, Of::Letter | Of::Request)
                }),
            12 | 13 => of_one_channel(world, of, by),
            10 => world.as_of = (last - i32::from(by) % length).max(first + 2),
            _ => world.check_point = Some(first + i32::from(by) % length),
        }
        if by % 16 == 15 {
            set.ignore_rejected = true;
        }
    }
    let as_of = world.as_of;
    world.covered.retain_mut(|covered| {
        covered.span.1 = covered.span.1.min(as_of);
        covered.span.0 <= covered.span.1
    });
}

fn nth(
    rows: &mut [super::super::reference::world::Row],
    by: u8,
) -> Option<&mut super::super::reference::world::Row> {
    let length = rows.len().max(1);
    rows.get_mut(by as usize % length)
}

fn from(world: &mut World, of: Of, day: i32) {
    for covered in world.covered.iter_mut().filter(|covered| covered.of == of) {
        covered.span.0 = covered.span.0.max(day);
    }
}

fn to(world: &mut World, of: Of, day: i32) {
    for covered in world.covered.iter_mut().filter(|covered| covered.of == of) {
        covered.span.1 = covered.span.1.min(day);
    }
}

/// One channel has a coverage of its own.
fn of_one_channel(world: &mut World, of: Of, by: u8) {
    if !matches!(of, Of::Publication | Of::Probe) {
        return;
    }
    let kinds = [Of::Site, Of::Column, Of::Account].into_iter();
    let ids: Vec<String> = kinds
        .flat_map(|kind| world.rows(kind))
        .filter_map(|row| row.get("id").cloned())
        .collect();
    if ids.is_empty() {
        return;
    }
    let (first, last) = world.span;
    let day = first - 8 + i32::from(by) % (last - first + 9);
    let span = pick(
        &[
            (day, world.as_of),
            (days::FIRST, day),
            (days::FIRST, world.as_of),
        ],
        by,
    );
    world.covered.push(Covered {
        of,
        channel: Some(pick(&ids, by / 3)),
        span,
        replies_known: true,
    });
}

fn hole(world: &mut World, of: Of, day: i32) {
    let mut more: Vec<Covered> = Vec::new();
    for covered in world
        .covered
        .iter_mut()
        .filter(|covered| covered.of == of && days::has(covered.span, day))
    {
        let mut rest = covered.clone();
        rest.span.0 = day + 2;
        covered.span.1 = day - 1;
        more.push(rest);
    }
    world.covered.extend(
        more.into_iter()
            .filter(|covered| covered.span.0 <= covered.span.1),
    );
    world
        .covered
        .retain(|covered| covered.span.0 <= covered.span.1);
}

fn bad_day(world: &mut World, of: Of, by: u8) {
    let header = match of {
        Of::Publication => "published_at",
        Of::Letter => "received_at",
        Of::Request => "received_on",
        Of::Task => "due",
        Of::Observation => "on",
        Of::Probe => "at",
        _ => return,
    };
    let rows = world.tables.entry(of).or_default();
    if let Some(row) = nth(rows, by) {
        row.insert(header.to_owned(), "2022-13-45".to_owned());
    }
}

fn empty_cell(world: &mut World, of: Of, by: u8) {
    let (of, headers): (Of, &[&str]) = match (by % 4, of) {
        (0, _) => (Of::Unit, &["group", "kind", "rating"]),
        (1, _) => (Of::Column, &["class", "marked"]),
        (_, Of::Publication) => (of, &["kind", "original"]),
        (_, Of::Letter) => (of, &["kind"]),
        (_, Of::Task) => (of, &["kind"]),
        (_, Of::Observation) => (of, &["source"]),
        (_, Of::Probe) => (of, &["seconds"]),
        (_, Of::Notice) => (of, &["kind", "stage"]),
        (_, Of::Case) => (of, &["state"]),
        (_, Of::Manuscript) => (of, &["form"]),
        (_, Of::Request) => (of, &["how"]),
        _ => return,
    };
    let header = pick(headers, by / 4);
    let rows = world.tables.entry(of).or_default();
    if let Some(row) = nth(rows, by / 8) {
        row.remove(header);
    }
}
