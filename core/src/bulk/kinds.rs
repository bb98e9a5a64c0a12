//! The kinds of subjects: channels (and units) that agree in every attribute that the rules ask for are one kind, and one of
//! each stands for all in whatever the engine decides by attributes.

use super::interner::{Codes, NONE};
use super::long;
use super::roster::{ID, KIND, NAME, ORDER, PLATFORM, Roster};
use super::short::Short;
use super::{Cells, Chunk, Column, Plan, Tables};
use crate::records::RecordKind;
use crate::records::intake::{self, Context};
use crate::registry::{ChannelIx, Registry, UnitIx};
use std::collections::HashMap;

/// Channels and units by kind, and a registry with one of each.
#[derive(Debug)]
pub(super) struct Kinds {
    /// One channel and one unit of each kind.
    pub registry: Registry,
    /// The kind of every channel, by its row.
    pub of_channel: Vec<u32>,
    /// Which channel stands for a kind.
    pub channels: Vec<ChannelIx>,
    /// The kind of every unit.
    pub of_unit: Vec<u32>,
    /// Which unit stands for a kind.
    pub units: Vec<UnitIx>,
}

/// The headers under which an attribute is known.
fn headers(attribute: &str) -> Vec<&str> {
    match attribute {
        "id" => ID.to_vec(),
        "name" => NAME.to_vec(),
        "class" => vec!["class", "栏目类别"],
        "level" => vec!["level", "级别"],
        "state" => vec!["state", "状态"],
        "tag" => vec!["tags", "标签"],
        "group" => vec!["group", "分组"],
        "order" => ORDER.to_vec(),
        "kind" => KIND.to_vec(),
        "platform" => PLATFORM.iter().chain(KIND).copied().collect(),
        other => vec![other],
    }
}

/// Numbers for combinations of values, made column by column.
struct Combined {
    class: Vec<u32>,
    number: usize,
}

impl Combined {
    fn new(rows: usize) -> Combined {
        Combined {
            class: vec![0; rows],
            number: usize::from(rows > 0),
        }
    }

    /// Tells rows apart by a further number of each, which is less than `values`.
    fn by(&mut self, codes: impl Iterator<Item = u32>, values: usize) {
        const SMALL: usize = 1 << 16;
        let cells = self.number.saturating_mul(values.max(1));
        let mut next = 0_u32;
        if cells <= SMALL {
            let mut known = vec![NONE; cells];
            for (class, code) in self.class.iter_mut().zip(codes) {
                let at = *class as usize * values + code as usize;
                if let Some(known) = known.get_mut(at) {
                    if *known == NONE {
                        *known = next;
                        next += 1;
                    }
                    *class = *known;
                }
            }
        } else {
            let mut known: HashMap<(u32, u32), u32> = HashMap::new();
            for (class, code) in self.class.iter_mut().zip(codes) {
                *class = *known.entry((*class, code)).or_insert_with(|| {
                    next += 1;
                    next - 1
                });
            }
        }
        self.number = next as usize;
    }

    /// The first row of each combination.
    fn firsts(&self) -> Vec<usize> {
        let mut firsts = vec![usize::MAX; self.number];
        for (row, class) in self.class.iter().enumerate() {
            if let Some(first) = firsts.get_mut(*class as usize)
                && *first == usize::MAX
            {
                *first = row;
            }
        }
        firsts
    }
}

/// The values of a column in all chunks as numbers, the first that is absent included; and how many there are.
fn numbers(
    chunks: &[Chunk<'_>],
    column: &dyn Fn(&Chunk<'_>) -> Option<usize>,
) -> (Vec<u32>, usize) {
    let mut texts = Codes::new();
    let mut others: HashMap<i64, u32> = HashMap::new();
    let mut out = Vec::with_capacity(chunks.iter().map(Chunk::rows).sum());
    let mut next = 1_u32;
    let mut of_text: Vec<u32> = Vec::new();
    for chunk in chunks {
        let Some(column) = column(chunk).and_then(|at| chunk.columns.get(at)) else {
            out.extend(std::iter::repeat_n(0, chunk.rows()));
            continue;
        };
        if let Cells::Texts(_) = column.cells {
            column.each_text(chunk.rows(), |text| {
                let code = text.map(|text| {
                    let code = texts.code(text) as usize;
                    of_text.get(code).copied().unwrap_or_else(|| {
                        of_text.push(next);
                        next += 1;
                        next - 1
                    })
                });
                out.push(code.unwrap_or(0));
            });
            continue;
        }
        out.extend((0..chunk.rows()).map(|row| match whole(column, row) {
            None => 0,
            Some(value) => *others.entry(value).or_insert_with(|| {
                next += 1;
                next - 1
            }),
        }));
    }
    (out, next as usize)
}

fn whole(column: &Column<'_>, row: usize) -> Option<i64> {
    if !column.is_present(row) {
        return None;
    }
    match column.cells {
        Cells::Whole(values) => values.get(row).copied(),
        Cells::Days(values) => values.get(row).map(|day| i64::from(*day)),
        Cells::Times { values, .. } => values.get(row).copied(),
        Cells::Flags { bits, .. } => Some(i64::from(bits.get(row))),
        Cells::Texts(_) => None,
    }
}

fn split(combined: &mut Combined, chunks: &[Chunk<'_>], attributes: &[String]) {
    for attribute in attributes {
        for header in headers(attribute) {
            let at = |chunk: &Chunk<'_>| {
                let mut columns = chunk.columns.iter();
                columns.position(|column| column.name == header)
            };
            if chunks.iter().any(|chunk| at(chunk).is_some()) {
                let (codes, values) = numbers(chunks, &at);
                combined.by(codes.into_iter(), values);
            }
        }
    }
}

impl Kinds {
    /// Sorts units and channels into kinds, and reads one of each through the intake.
    ///
    /// `None` if the intake would not take one of them as it stands.
    pub fn of(
        plan: &Plan,
        short: &Short,
        tables: &Tables<'_>,
        roster: &Roster<'_>,
    ) -> Option<Kinds> {
        let mut of_channels = short.of_channels.clone();
        // every rule asks for the state
        of_channels.push("state".to_owned());
        of_channels.sort_unstable();
        of_channels.dedup();
        let mut units = Combined::new(roster.units.len());
        if let Some(chunks) = &tables.units {
            split(&mut units, chunks, &short.of_units);
        } else if short
            .of_units
            .iter()
            .any(|name| name == "id" || name == "name")
        {
            let every = 0..u32::try_from(roster.units.len()).unwrap_or(NONE);
            units.by(every, roster.units.len());
        }
        let mut channels = Combined::new(roster.len());
        channels.by(roster.kind.iter().map(|kind| *kind as u32), 3);
        split(&mut channels, &tables.channels, &of_channels);
        if units.number > 1 {
            let owner = |unit: &u32| units.class.get(*unit as usize).copied().unwrap_or(0);
            channels.by(roster.unit.iter().map(owner), units.number);
        }
        let (first_units, first_channels) = (units.firsts(), channels.firsts());
        let mut unit_rows = first_units.clone();
        let owners = first_channels.iter();
        unit_rows.extend(
            owners
                .filter_map(|row| roster.unit.get(*row))
                .map(|unit| *unit as usize),
        );
        let chosen = long::some_cells(tables, roster, &first_channels, &unit_rows);
        let taken = intake::take(
            &chosen,
            &Context {
                naive_offset: plan.settings.offset.unwrap_or(plan.offset),
                day_offset: plan.offset,
                date_formats: &plan.settings.date_formats,
                coverage: &plan.settings.coverage,
                check_point: plan
                    .settings
                    .check_point
                    .unwrap_or(plan.settings.period.span.to),
                as_of: plan.settings.as_of,
            },
        );
        let rejected = taken.intake.tables.iter().any(|table| {
            table.records != RecordKind::Publications
                && (table.rejected > 0 || table.unreadable.is_some())
        });
        if rejected {
            return None;
        }
        let registry = taken.registry;
        let channel = |row: &usize| {
            let id = std::str::from_utf8(roster.channels.text(*row as u32)?).ok()?;
            let mut known = registry.channels.iter();
            let at = known.position(|channel| channel.id == id)?;
            Some(ChannelIx(at as u32))
        };
        let unit = |row: &usize| {
            let id = std::str::from_utf8(roster.units.text(*row as u32)?).ok()?;
            let mut known = registry.units.iter();
            Some(UnitIx(known.position(|unit| unit.id == id)? as u32))
        };
        let stands_for: Option<Vec<ChannelIx>> = first_channels.iter().map(channel).collect();
        let units_stand_for: Option<Vec<UnitIx>> = first_units.iter().map(unit).collect();
        Some(Kinds {
            of_channel: channels.class,
            channels: stands_for?,
            of_unit: units.class,
            units: units_stand_for?,
            registry,
        })
    }
}
