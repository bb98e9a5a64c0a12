//! The one intake that turns tables of cells into a registry and records, for every door: files, Python, browsers.
//!
//! Nothing is lost: every row is accepted, rejected with its place and a next step, or a duplicate. Nothing is guessed:
//! a date without a known form or a name that could mean two subjects is rejected. What leaves here does not show the
//! order of the rows; only the account names lines.

mod account;
mod cells;
mod channels;
mod coverage;
mod entries;
mod faults;
mod identity;
mod layout;
mod letters;
mod lookups;
mod publications;
mod requests;
mod sample;
mod subjects;
mod units;
mod waivers;

#[cfg(test)]
mod tests;

pub use account::{Intake, TableAccount};
pub(crate) use sample::resolved as sample;

use super::coverage::Coverage;
use super::dates::DateFormat;
use super::settings::Sample;
use super::table::Table;
use super::{RecordKind, Records};
use crate::calendar::{Day, Offset};
use crate::registry::{Names, Registry};
use layout::{Layout, Open};
use lookups::Desk;
use std::collections::BTreeMap;

/// What the data mean, where the cells do not say it themselves.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The offset of times that name none.
    pub naive_offset: Offset,
    /// The offset in which days are counted.
    pub day_offset: Offset,
    /// The forms of dates that the data declare.
    pub date_formats: &'a [DateFormat],
    /// For which days the records are complete, as declared.
    pub coverage: &'a Coverage,
    /// The day at which states are judged.
    pub check_point: Day,
    /// The day on which the records were known.
    pub as_of: Day,
}

/// What was taken in.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The units and channels.
    pub registry: Registry,
    /// Their names, and those of rejected rows.
    pub names: Names,
    /// What the units did.
    pub records: Records,
    /// The account of rows.
    pub intake: Intake,
    /// The declared coverage, with the declarations for single channels resolved. One that names no known channel
    /// covers nothing, and is a note of the account.
    pub coverage: Coverage,
    /// What is looked at, where it is not everything.
    pub sample: Option<Sample>,
}

/// Takes tables in. A kind whose table is missing is simply not present; two tables of one kind are an error, and the
/// second is not read.
pub fn take(tables: &[(RecordKind, Table)], context: &Context<'_>) -> Taken {
    let mut accounts = Vec::new();
    let mut open: BTreeMap<RecordKind, Open<'_>> = BTreeMap::new();
    let mut handed_over: Vec<RecordKind> = Vec::new();
    let mut unreadable: Vec<RecordKind> = Vec::new();
    for (kind, table) in tables {
        let layout = if handed_over.contains(kind) {
            Err(faults::table_twice(*kind))
        } else {
            Layout::read(*kind, table)
        };
        handed_over.push(*kind);
        match layout {
            Ok(layout) => {
                open.insert(*kind, Open::new(table, layout));
            }
            Err(fault) => {
                unreadable.push(*kind);
                accounts.push(TableAccount::unreadable(*kind, table, *fault));
            }
        }
    }
    let mut desk = Desk::new(context, &open, &unreadable);
    let named = subjects::named(&open);
    let mut take = |kind| open.remove(&kind);

    let units = units::take(take(RecordKind::Units), &mut desk, &mut accounts);
    let mut registry = Registry {
        units: units.accepted,
        channels: Vec::new(),
    };
    desk.names = Names::with_rejected(&registry, &units.rejected, &[]);
    desk.unit_ids = registry.units.iter().map(|unit| unit.id.clone()).collect();
    let tables = channels::Tables {
        sites: take(RecordKind::Sites),
        columns: take(RecordKind::Columns),
        accounts: take(RecordKind::Accounts),
    };
    let channels = channels::take(tables, &registry, &mut desk, &mut accounts);
    registry.channels = channels.accepted;
    desk.names = Names::with_rejected(&registry, &units.rejected, &channels.rejected);
    desk.channel_ids = registry
        .channels
        .iter()
        .map(|channel| channel.id.clone())
        .collect();
    desk.remember_groups(&registry);
    desk.owners = registry
        .channels
        .iter()
        .map(|channel| channel.units().collect())
        .collect();

    let publications = publications::take(take(RecordKind::Publications), &mut desk, &mut accounts);
    let letters = letters::take(take(RecordKind::Letters), &mut desk, &mut accounts);
    let requests = requests::take(take(RecordKind::Requests), &mut desk, &mut accounts);
    subjects::remember_publications(&mut desk, &publications, &named);
    let mut entries = BTreeMap::new();
    for kind in entries::KINDS {
        let of_kind = entries::take(take(kind), &mut desk, &mut accounts);
        if !of_kind.is_empty() {
            entries.insert(kind, of_kind);
        }
    }
    let manuscripts = entries.get(&RecordKind::Manuscripts);
    let manuscripts = manuscripts.map_or_else(Vec::new, |all| entries::manuscripts(all));
    let waivers = waivers::take(take(RecordKind::Waivers), &mut desk, &mut accounts);

    let (coverage, mut notes) = coverage::resolve(&mut desk, &handed_over);
    notes.append(&mut desk.notes);
    notes.sort();
    accounts.sort_by_key(|account| account.records);
    unreadable.sort_unstable();
    unreadable.dedup();
    handed_over.sort_unstable();
    handed_over.dedup();
    handed_over.retain(|kind| !unreadable.contains(kind));
    let mut doubts = desk.doubts;
    doubts.sort_unstable();
    Taken {
        records: Records {
            publications,
            letters,
            requests,
            manuscripts,
            entries,
            waivers,
            doubts,
            present: handed_over,
            unreadable,
        },
        registry,
        names: desk.names,
        intake: Intake {
            tables: accounts,
            notes,
        },
        coverage,
        sample: None,
    }
}
