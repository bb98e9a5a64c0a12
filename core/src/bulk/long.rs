//! The long way: the columns as tables of cells, through the one intake and the engine that judges row by row.

use super::interner::NONE;
use super::roster::{self, KIND, PLATFORM, Roster};
use super::scan::{CHANNEL, PUBLISHED};
use super::table::{SliceLists, Strings, Table, Values};
use super::times::Read;
use super::{Account, Answer, Cells, Chunk, Column, Plan, Tables};
use crate::calendar::Day;
use crate::diagnostic::Diagnostic;
use crate::findings::{Inspection, Options, Run};
use crate::records::RecordKind;
use crate::records::table::{self, Row};
use crate::registry::ChannelKind;
use crate::report::{FindingOut, NumberOut, Report, RuleOutcomesOut, ValueOut};
use crate::rules::{Figure, Measure, Of, Window};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Judges tables row by row.
pub(super) fn inspect(plan: &Plan, tables: &Tables<'_>) -> Result<Answer, Vec<Diagnostic>> {
    // what is wrong with the registry is told as the short way tells it
    let roster = Roster::read(tables, 1)?;
    let run = Run {
        settings: plan.settings.clone(),
        tables: cells_of(plan, tables, &roster),
        rules: plan.rules.clone(),
        options: Options {
            language: plan.language,
            ..Options::default()
        },
    };
    let inspection = crate::findings::inspect(run)?;
    answer(plan, tables, &roster, &inspection)
}

fn cell(column: &Column<'_>, row: usize) -> String {
    if !column.is_present(row) {
        return String::new();
    }
    match column.cells {
        Cells::Texts(_) => column
            .text(row)
            .map(|text| String::from_utf8_lossy(text).into_owned())
            .unwrap_or_default(),
        Cells::Days(days) => days
            .get(row)
            .map(|day| Day(*day).to_string())
            .unwrap_or_default(),
        Cells::Whole(values) => values.get(row).map(i64::to_string).unwrap_or_default(),
        Cells::Flags { bits, .. } => bits.get(row).to_string(),
        Cells::Times {
            values,
            per_second,
            utc,
        } => values
            .get(row)
            .map(|at| instant(at.div_euclid(per_second.max(1)), utc))
            .unwrap_or_default(),
    }
}

/// A time as the intake reads it.
fn instant(at: i64, utc: bool) -> String {
    let (day, second) = (at.div_euclid(86_400), at.rem_euclid(86_400));
    let day = i32::try_from(day).map_or(Day::MAX, Day);
    let zone = if utc { "Z" } else { "" };
    format!(
        "{day}T{:02}:{:02}:{:02}{zone}",
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
}

fn kind_table(kind: RecordKind, header: Vec<String>, rows: Vec<Row>) -> (RecordKind, table::Table) {
    let table = table::Table {
        name: kind.key().to_owned(),
        header,
        rows,
        unreadable: None,
    };
    (kind, table)
}

/// The headers of a table's chunks: those of the first.
fn headers(chunks: &[Chunk<'_>], names: &dyn Fn(&str) -> String) -> Vec<String> {
    let first = chunks.first();
    let columns = first.map_or(&[][..], |chunk| &chunk.columns);
    columns.iter().map(|column| names(column.name)).collect()
}

/// Some rows of a table, by their numbers in ascending order.
fn rows_of(chunks: &[Chunk<'_>], wanted: impl Iterator<Item = usize>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut wanted = wanted.peekable();
    let mut first = 0;
    for chunk in chunks {
        let end = first + chunk.rows();
        while let Some(number) = wanted.next_if(|number| *number < end) {
            let columns = chunk.columns.iter();
            rows.push(Row {
                line: u32::try_from(number + 1).unwrap_or(u32::MAX),
                cells: columns.map(|column| cell(column, number - first)).collect(),
            });
        }
        first = end;
    }
    rows
}

/// The rows of some channels and units, and no items.
pub(super) fn some_cells(
    tables: &Tables<'_>,
    roster: &Roster<'_>,
    channels: &[usize],
    units: &[usize],
) -> Vec<table::KindTable> {
    let chosen = |rows: &[usize]| -> Vec<usize> {
        let set: BTreeSet<usize> = rows.iter().copied().collect();
        set.into_iter().collect()
    };
    let mut out = registry_cells(tables, roster, &chosen(channels), &chosen(units));
    let header = vec!["channel".to_owned(), "published_at".to_owned()];
    out.push(kind_table(RecordKind::Publications, header, Vec::new()));
    out
}

/// The rows of channels and units that are wanted, by their numbers.
fn registry_cells(
    tables: &Tables<'_>,
    roster: &Roster<'_>,
    wanted: &[usize],
    wanted_units: &[usize],
) -> Vec<table::KindTable> {
    let mut out = Vec::new();
    match &tables.units {
        Some(chunks) => {
            let mut header = headers(chunks, &str::to_owned);
            let mut rows = rows_of(chunks, wanted_units.iter().copied());
            named(&mut header, &mut rows);
            out.push(kind_table(RecordKind::Units, header, rows));
        }
        None => {
            let ids = wanted_units.iter().filter_map(|ix| {
                let id = roster.units.text(u32::try_from(*ix).ok()?)?;
                Some((*ix, id))
            });
            let rows = ids.map(|(ix, id)| {
                let id = String::from_utf8_lossy(id).into_owned();
                Row {
                    line: u32::try_from(ix + 1).unwrap_or(u32::MAX),
                    cells: vec![id.clone(), id],
                }
            });
            let header = vec!["id".to_owned(), "name".to_owned()];
            out.push(kind_table(RecordKind::Units, header, rows.collect()));
        }
    }
    for (kind, records) in [
        (ChannelKind::Site, RecordKind::Sites),
        (ChannelKind::Column, RecordKind::Columns),
        (ChannelKind::Account, RecordKind::Accounts),
    ] {
        // what tells the kinds apart is the platform of an account
        let kind_column = |name: &str| KIND.contains(&name);
        let platforms = |name: &str| PLATFORM.contains(&name);
        let has_platforms = tables
            .channels
            .first()
            .is_some_and(|chunk| chunk.column(PLATFORM).is_some());
        let rename = |name: &str| match name {
            _ if roster::ID.contains(&name) => "id".to_owned(),
            _ if roster::UNIT.contains(&name) => "unit".to_owned(),
            _ if kind_column(name) && kind == ChannelKind::Account && !has_platforms => {
                "platform".to_owned()
            }
            _ if kind_column(name) => "kind as recorded".to_owned(),
            _ if platforms(name) && kind != ChannelKind::Account => {
                "platform as recorded".to_owned()
            }
            _ => name.to_owned(),
        };
        let mut header = headers(&tables.channels, &rename);
        let own = wanted.iter().copied();
        let own = own.filter(|row| roster.kind.get(*row) == Some(&kind));
        let mut rows = rows_of(&tables.channels, own);
        if rows.is_empty() {
            continue;
        }
        named(&mut header, &mut rows);
        out.push(kind_table(records, header, rows));
    }
    out
}

fn cells_of(plan: &Plan, tables: &Tables<'_>, roster: &Roster<'_>) -> Vec<table::KindTable> {
    let (channels, units): (Vec<usize>, Vec<usize>) = (
        (0..roster.len()).collect(),
        (0..roster.unit_rows()).collect(),
    );
    let mut out = registry_cells(tables, roster, &channels, &units);
    let rename = |name: &str| match name {
        "channel_id" => "channel".to_owned(),
        _ => name.to_owned(),
    };
    let mut header = headers(&tables.publications, &rename);
    if header.is_empty() {
        header = vec!["channel".to_owned(), "published_at".to_owned()];
    }
    let rows: usize = tables.publications.iter().map(Chunk::rows).sum();
    let mut rows = rows_of(&tables.publications, 0..rows);
    let published = tables
        .publications
        .first()
        .and_then(|chunk| chunk.column(PUBLISHED));
    let written = published.is_some_and(|column| matches!(column.cells, Cells::Texts(_)));
    if plan.strict_times && written {
        close_to_other_forms(plan, &header, &mut rows);
    }
    // in these tables a channel is named by its id; the intake takes names as well
    let channel = header
        .iter()
        .position(|name| CHANNEL.contains(&name.as_str()));
    let ids = rows
        .iter_mut()
        .filter_map(|row| row.cells.get_mut(channel?));
    for id in ids {
        if !id.is_empty() && roster.channels.find(id.as_bytes()) == NONE {
            id.push_str("（无此编号）");
        }
    }
    out.push(kind_table(RecordKind::Publications, header, rows));
    out
}

/// Makes times that are not in the declared form ones that the intake does not read either: it knows more forms.
fn close_to_other_forms(plan: &Plan, header: &[String], rows: &mut [Row]) {
    let published = header
        .iter()
        .position(|name| PUBLISHED.contains(&name.as_str()));
    let Some(published) = published else { return };
    let times = plan.times();
    for cell in rows
        .iter_mut()
        .filter_map(|row| row.cells.get_mut(published))
    {
        if times.read(cell.as_bytes()) == Read::Unread {
            cell.insert(0, '?');
        }
    }
}

/// Where there is no name, the id is one.
fn named(header: &mut Vec<String>, rows: &mut [Row]) {
    let place = |names: &[&str]| {
        header
            .iter()
            .position(|name| names.contains(&name.as_str()))
    };
    if place(roster::NAME).is_some() {
        return;
    }
    let Some(id) = place(roster::ID) else { return };
    header.push("name".to_owned());
    for row in rows {
        let id = row.cells.get(id).cloned().unwrap_or_default();
        row.cells.push(id);
    }
}

fn texts<T: AsRef<str>>(texts: impl Iterator<Item = T>) -> Values {
    Values::Texts(Arc::new(
        texts.map(|text| text.as_ref().to_owned()).collect(),
    ))
}

/// Texts of which many are alike; `None` where there is none.
fn coded<'t>(texts: impl Iterator<Item = Option<&'t str>>) -> Values {
    let mut known: HashMap<&str, i32> = HashMap::new();
    let mut values = Strings::default();
    let codes = texts.map(|text| {
        let Some(text) = text else { return -1 };
        *known.entry(text).or_insert_with(|| {
            values.push(text.as_bytes());
            values.len() as i32 - 1
        })
    });
    let codes = codes.collect();
    Values::Coded {
        codes,
        values: Arc::new(values),
    }
}

fn whole(value: Option<&NumberOut>) -> i64 {
    match value {
        Some(NumberOut::Whole(number)) => *number,
        _ => Values::NO_NUMBER,
    }
}

fn ends(value: Option<&ValueOut>) -> (i64, i64) {
    let low = value.and_then(|value| value.low.as_ref());
    let high = value.and_then(|value| value.high.as_ref());
    (whole(low), whole(high))
}

fn findings(list: &[FindingOut]) -> Table {
    let mut slices = SliceLists::default();
    for finding in list {
        let breached = finding.evidence.slices.iter();
        for slice in breached.filter(|slice| slice.outcome == "breached") {
            slices.from.push(slice.from.0);
            slices.to.push(slice.to.0);
            slices.value.push(ends(slice.value.as_ref()).0);
        }
        slices.offsets.push(slices.from.len() as i32);
    }
    let value = |finding: &FindingOut| ends(finding.evidence.value.as_ref());
    let all = || list.iter();
    let columns = vec![
        ("rule", coded(all().map(|one| Some(one.rule.as_str())))),
        ("unit_id", coded(all().map(|one| one.unit_id.as_deref()))),
        (
            "unit",
            coded(all().map(|one| Some(one.unit.as_str()).filter(|unit| !unit.is_empty()))),
        ),
        (
            "channel_id",
            coded(all().map(|one| {
                let of_channel = matches!(one.subject_kind.as_str(), "site" | "column" | "account");
                of_channel.then_some(one.subject_id.as_str())
            })),
        ),
        ("subject", texts(all().map(|one| &one.subject))),
        ("platform", coded(all().map(|one| one.platform.as_deref()))),
        (
            "severity",
            coded(all().map(|one| Some(one.severity.as_str()))),
        ),
        ("wording", texts(all().map(|one| &one.wording))),
        (
            "value",
            Values::Whole(all().map(|one| value(one).0).collect()),
        ),
        (
            "value_at_most",
            Values::Whole(all().map(|one| value(one).1).collect()),
        ),
        (
            "last",
            Values::Days(
                all()
                    .map(|one| one.evidence.last.map_or(Values::NO_DAY, |day| day.0))
                    .collect(),
            ),
        ),
        ("slices", Values::Slices(slices)),
    ];
    table_of(columns)
}

fn table_of(columns: Vec<(&str, Values)>) -> Table {
    Table {
        columns: columns
            .into_iter()
            .map(|(name, values)| (name.to_owned(), values))
            .collect(),
    }
}

fn answer(
    plan: &Plan,
    tables: &Tables<'_>,
    roster: &Roster<'_>,
    inspection: &Inspection,
) -> Result<Answer, Vec<Diagnostic>> {
    let report = inspection.report();
    let undecided = || report.undecided.iter();
    Ok(Answer {
        findings: findings(&report.findings),
        notices: findings(&report.notices),
        undecided: table_of(vec![
            (
                "rule",
                coded(undecided().map(|one| Some(one.rule.as_str()))),
            ),
            ("subject_id", texts(undecided().map(|one| &one.subject_id))),
            (
                "code",
                coded(undecided().map(|one| Some(one.code.as_str()))),
            ),
        ]),
        units: units(plan, roster, inspection, &report),
        totals: totals(plan, &report),
        outcomes: outcomes(&report),
        account: account(plan, tables, roster)?,
    })
}

/// The figures of units, a row for each.
fn units(plan: &Plan, roster: &Roster<'_>, inspection: &Inspection, report: &Report) -> Table {
    let registry = inspection.registry();
    let mut channels = vec![0_i64; registry.units.len()];
    for channel in &registry.channels {
        for unit in channel.units() {
            if let Some(number) = channels.get_mut(unit.0 as usize) {
                *number += 1;
            }
        }
    }
    let _ = roster;
    let mut columns = vec![
        (
            "unit_id".to_owned(),
            texts(registry.units.iter().map(|unit| &unit.id)),
        ),
        (
            "unit".to_owned(),
            texts(registry.units.iter().map(|unit| &unit.name)),
        ),
        ("channels".to_owned(), Values::Whole(channels)),
    ];
    for figure in plan.rules.figures.iter().filter(|figure| of_units(figure)) {
        let own = report.statistics.figures.iter();
        let own = own.filter(|out| out.figure == figure.id);
        let values: HashMap<&str, &ValueOut> = own
            .flat_map(|out| &out.values)
            .filter_map(|value| Some((value.subject_id.as_str(), value.value.as_ref()?)))
            .collect();
        let known = |unit: &crate::registry::Unit| {
            let value = values.get(unit.id.as_str())?;
            (value.low == value.high).then_some(value.low.as_ref()?)
        };
        let part = registry.units.iter().map(|unit| match known(unit) {
            Some(NumberOut::Whole(number)) => *number,
            Some(NumberOut::Fraction(share)) => share.n,
            _ => Values::NO_NUMBER,
        });
        columns.push((figure.id.clone(), Values::Whole(part.collect())));
        if is_share(figure) {
            let base = registry.units.iter().map(|unit| match known(unit) {
                Some(NumberOut::Fraction(share)) => share.d,
                _ => Values::NO_NUMBER,
            });
            columns.push((format!("{}.base", figure.id), Values::Whole(base.collect())));
        }
    }
    Table { columns }
}

/// Whether a figure is one of units, over one window.
pub(super) fn of_units(figure: &Figure) -> bool {
    figure.subjects.of == Of::Unit
        && figure.subjects.by.is_empty()
        && matches!(figure.window, Window::Over(_))
}

/// Whether a figure is a share.
pub(super) fn is_share(figure: &Figure) -> bool {
    matches!(
        figure.measure,
        Measure::Ratio { .. } | Measure::OutcomeRatio { .. }
    )
}

/// The figures of everything together.
fn totals(plan: &Plan, report: &Report) -> Table {
    let of_all = |id: &str| {
        let figure = plan.rules.figure(id);
        figure.is_some_and(|figure| figure.subjects.of == Of::All)
    };
    let figures = report.statistics.figures.iter();
    let values: Vec<(&str, (i64, i64))> = figures
        .filter(|out| of_all(&out.figure))
        .flat_map(|out| {
            let value = out.values.iter().map(|value| ends(value.value.as_ref()));
            value.map(|ends| (out.figure.as_str(), ends))
        })
        .collect();
    table_of(vec![
        ("figure", texts(values.iter().map(|(id, _)| id))),
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

fn outcomes(report: &Report) -> Table {
    let all = || report.outcomes.iter();
    let count = |number: fn(&RuleOutcomesOut) -> u64| {
        Values::Whole(all().map(|one| number(one) as i64).collect())
    };
    table_of(vec![
        ("rule", texts(all().map(|one| &one.rule))),
        ("selected", count(|one| one.selected)),
        ("met", count(|one| one.met)),
        ("breached", count(|one| one.breached)),
        ("not_applicable", count(|one| one.not_applicable)),
        ("cannot_tell", count(|one| one.cannot_tell)),
    ])
}

/// What became of the rows, counted as the short way counts them.
fn account(
    plan: &Plan,
    tables: &Tables<'_>,
    roster: &Roster<'_>,
) -> Result<Account, Vec<Diagnostic>> {
    let mut tally = plan.tally(roster);
    for chunk in &tables.publications {
        plan.add(&mut tally, roster, chunk)?;
    }
    Ok(tally.account)
}
