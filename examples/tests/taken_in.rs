//! Every row of every example is taken in: none rejected, none a duplicate, no column unknown.

use std::path::Path;
use tongbao::calendar::{Day, Offset};
use tongbao::records::RecordKind;
use tongbao::records::coverage::{Coverage, Declared};
use tongbao::records::intake::{Context, take};
use tongbao::records::table::Table;
use tongbao::{calendar::Span, registry::ChannelKind};
use tongbao_documents::csv::{Encoding, read_csv};
use tongbao_examples::Result;

const TABLES: [(&str, RecordKind); 7] = [
    ("units.csv", RecordKind::Units),
    ("columns.csv", RecordKind::Columns),
    ("accounts.csv", RecordKind::Accounts),
    ("publications.csv", RecordKind::Publications),
    ("letters.csv", RecordKind::Letters),
    ("requests.csv", RecordKind::Requests),
    ("manuscripts.csv", RecordKind::Manuscripts),
];

/// Units, sites, columns, accounts.
type Sizes = [usize; 4];

fn taken_in_whole(example: &str, offset: &str, from: &str, as_of: &str) -> Result<Sizes> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(example);
    let mut tables: Vec<(RecordKind, Table)> = Vec::new();
    for (name, kind) in TABLES {
        let path = folder.join(name);
        if path.exists() {
            tables.push((kind, read_csv(name, &std::fs::read(path)?, Encoding::Utf8)));
        }
    }
    let day = |text: &str| {
        text.parse::<Day>()
            .map_err(|()| format!("`{text}` is no day"))
    };
    let offset: Offset = offset.parse().map_err(|()| "no offset")?;
    let (from, as_of) = (day(from)?, day(as_of)?);
    let everything = Declared {
        records: None,
        channel: None,
        platform: None,
        span: Span { from, to: as_of },
        replies_known: true,
    };
    let context = Context {
        naive_offset: offset,
        day_offset: offset,
        date_formats: &[],
        coverage: &Coverage {
            declared: vec![everything],
            channels: Vec::new(),
        },
        check_point: as_of,
        as_of,
    };
    let taken = take(&tables, &context);
    assert_eq!(taken.intake.tables.len(), tables.len());
    for table in &taken.intake.tables {
        assert_eq!(table.unreadable, None, "{}", table.table);
        assert_eq!(table.rejects, [], "{}", table.table);
        assert!(table.read > 0);
        assert_eq!(table.read, table.accepted, "{}", table.table);
        assert!(
            table.undated.is_empty() && table.after_as_of.is_empty(),
            "{}",
            table.table
        );
        assert!(table.extra_columns.is_empty(), "{:?}", table.extra_columns);
    }
    assert_eq!(taken.intake.notes, []);
    let registry = taken.registry;
    let count = |kind| registry.count(kind);
    Ok([
        registry.units.len(),
        count(ChannelKind::Site),
        count(ChannelKind::Column),
        count(ChannelKind::Account),
    ])
}

#[test]
fn the_district_is_taken_in_whole() -> Result<()> {
    let sizes = taken_in_whole("zhanggong-2022-10", "+08:00", "2022-09-26", "2022-11-15")?;
    assert_eq!(sizes, [45, 1, 580, 50]);
    Ok(())
}

#[test]
fn the_newsrooms_are_taken_in_whole() -> Result<()> {
    let sizes = taken_in_whole("newsrooms-2025-08", "-04:00", "2025-07-18", "2025-08-31")?;
    assert_eq!(sizes, [25, 25, 25, 0]);
    Ok(())
}

#[test]
fn the_message_board_is_taken_in_whole() -> Result<()> {
    let sizes = taken_in_whole("message-board", "+08:00", "2011-10-01", "2020-01-31")?;
    assert_eq!(sizes, [78, 0, 0, 0]);
    Ok(())
}
