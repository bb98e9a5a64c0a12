//! What the intake promises, told on small tables.

mod entries;
mod laws;
mod registry;
mod rows;
mod sample;
mod tables;

use super::*;
use crate::calendar::Span;
use crate::records::coverage::Declared;
use crate::records::table::Row;

/// A table from lines of cells parted by `|`; the header is line 1.
fn table(kind: RecordKind, text: &str) -> (RecordKind, Table) {
    let mut lines = text
        .lines()
        .map(|line| line.split('|').map(str::to_owned).collect::<Vec<String>>());
    let table = Table {
        name: kind.file_name().to_owned(),
        header: lines.next().unwrap_or_default(),
        rows: lines
            .zip(2..)
            .map(|(cells, line)| Row { line, cells })
            .collect(),
        unreadable: None,
    };
    (kind, table)
}

fn day(text: &str) -> Day {
    text.parse().unwrap_or_default()
}

fn declared(
    records: Option<RecordKind>,
    channel: Option<&str>,
    platform: Option<&str>,
) -> Declared {
    Declared {
        records,
        channel: channel.map(str::to_owned),
        platform: platform.map(str::to_owned),
        span: Span {
            from: day("2022-09-26"),
            to: day("2022-10-31"),
        },
        replies_known: true,
    }
}

fn covered(declared: Vec<Declared>) -> Coverage {
    Coverage {
        declared,
        channels: Vec::new(),
    }
}

fn with_coverage(tables: &[(RecordKind, Table)], coverage: &Coverage) -> Taken {
    let context = Context {
        naive_offset: Offset::default(),
        day_offset: Offset::default(),
        date_formats: &[],
        coverage,
        check_point: day("2022-10-31"),
        as_of: day("2022-11-15"),
    };
    let taken = take(tables, &context);
    for account in &taken.intake.tables {
        let settled = account.accepted + account.rejected + account.duplicates;
        assert_eq!(account.read, settled, "{}", account.table);
        assert_eq!(account.rejects.len() as u64, account.rejected);
        assert_eq!(account.duplicate_rows.len() as u64, account.duplicates);
    }
    taken
}

fn taken(tables: &[(RecordKind, Table)]) -> Taken {
    with_coverage(tables, &covered(vec![declared(None, None, None)]))
}

/// What became of a table's rows: accepted, then line, code and value of each rejected one.
fn became(taken: &Taken, kind: RecordKind) -> (u64, Vec<String>) {
    let mut accounts = taken.intake.tables.iter();
    let account = accounts.find(|account| account.records == kind);
    let rejects = account.map_or(&[][..], |account| &account.rejects);
    let told = rejects.iter().map(|reject| {
        let value = reject.value.as_deref().unwrap_or_default();
        format!(
            "{} {} {value}",
            reject.place.line.unwrap_or_default(),
            reject.code
        )
    });
    (
        account.map_or(0, |account| account.accepted),
        told.collect(),
    )
}

fn units() -> (RecordKind, Table) {
    table(
        RecordKind::Units,
        "序号|单位|编号|别名\n2|区教育局|E|教育局、区教体局\n1|沙石镇|S|\n|区民政局|M|",
    )
}

fn columns() -> (RecordKind, Table) {
    table(
        RecordKind::Columns,
        "编号|栏目|责任单位|网站|栏目类别\n\
         C1|工作动态|教育局|区政府网|动态要闻\n\
         C2|通知公告|教育局|区政府网|通知\n\
         C3|通知公告|区民政局|区政府网|乡村振兴",
    )
}

fn accounts() -> (RecordKind, Table) {
    table(
        RecordKind::Accounts,
        "账号名称|平台|责任单位|状态\n章贡教育|微信|区教育局|正常\n章贡教育|微博|区教育局|已注销",
    )
}

fn publications(rows: &str) -> (RecordKind, Table) {
    table(RecordKind::Publications, rows)
}

// Channels of the tables of `columns` and `accounts`: 0 website, 1 C1, 2 C2, 3 C3, 4 微信, 5 微博.
// Units: 0 沙石镇, 1 区教育局, 2 区民政局.

fn posts(rows: &str) -> Taken {
    taken(&[units(), columns(), accounts(), publications(rows)])
}
