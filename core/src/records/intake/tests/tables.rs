//! Whole tables, and the coverage that is declared for them.

use super::*;
use crate::diagnostic::{Diagnostic, Text};

/// The code, named field and value by which each table was refused.
fn refused(taken: &Taken) -> Vec<String> {
    let tables = taken.intake.tables.iter();
    let faults = tables.filter_map(|account| account.unreadable.as_ref());
    let told = faults.map(|fault: &Diagnostic| {
        let field = fault.place.field.as_deref().unwrap_or_default();
        format!("{} {} {field}", fault.place.file, fault.code)
    });
    told.collect()
}

#[test]
fn a_table_that_cannot_be_understood_is_unreadable() {
    let unreadable = Diagnostic::error("file.encoding", Text::new("编码不对", "wrong encoding"));
    let requests = (
        RecordKind::Requests,
        Table {
            name: "requests.csv".to_owned(),
            unreadable: Some(unreadable),
            ..Table::default()
        },
    );
    let taken = taken(&[
        units(),
        table(RecordKind::Letters, "编号|承办单位\nL1|沙石镇"),
        table(RecordKind::Columns, "栏目|name|责任单位\na|b|c"),
        table(
            RecordKind::Publications,
            "渠道|发布时间|备注|备注\nC1|2022-10-08||",
        ),
        requests,
        table(RecordKind::Waivers, ""),
        units(),
    ]);
    assert_eq!(
        refused(&taken),
        [
            "units.csv table.twice ",
            "columns.csv header.twice name",
            "publications.csv header.twice 备注",
            "letters.csv header.missing received_at",
            "requests.csv file.encoding ",
            "waivers.csv header.missing ",
        ]
    );
    use RecordKind::{Columns, Letters, Publications, Requests, Units, Waivers};
    let all = [Units, Columns, Publications, Letters, Requests, Waivers];
    assert_eq!(taken.records.unreadable, all);
    assert_eq!(taken.records.present, []);
}

#[test]
fn a_table_without_rows_is_present_and_a_missing_one_is_not() {
    let taken = taken(&[units(), columns(), publications("渠道|发布时间|")]);
    let present = [
        RecordKind::Units,
        RecordKind::Columns,
        RecordKind::Publications,
    ];
    assert_eq!(taken.records.present, present);
    assert_eq!(taken.records.unreadable, []);
}

#[test]
fn a_column_without_a_name_matters_only_if_it_holds_something() {
    let empty = posts("channel|published_at||\nC1|2022-10-08|| ");
    let filled = posts("channel|published_at||\nC1|2022-10-08||某事");
    let extra = |taken: &Taken| {
        let account = taken
            .intake
            .tables
            .iter()
            .find(|a| a.records == RecordKind::Publications);
        account.map(|account| account.extra_columns.clone())
    };
    assert_eq!(extra(&empty), Some(Vec::new()));
    assert_eq!(extra(&filled), Some(vec!["#4".to_owned()]));
}

#[test]
fn coverage_of_single_channels_is_resolved_and_gaps_are_said() {
    let coverage = covered(vec![
        declared(
            Some(RecordKind::Publications),
            Some("章贡教育"),
            Some("微信"),
        ),
        declared(None, Some("C1"), None),
        declared(Some(RecordKind::Publications), Some("通知公告"), None),
        declared(Some(RecordKind::Letters), None, None),
    ]);
    let requests = table(RecordKind::Requests, "id|unit|received_on");
    let tables = [
        units(),
        columns(),
        accounts(),
        publications("渠道|发布时间"),
        requests,
    ];
    let taken = with_coverage(&tables, &coverage);
    let channels: Vec<(u32, RecordKind)> = taken
        .coverage
        .channels
        .iter()
        .map(|(ix, kind, _)| (ix.0, *kind))
        .collect();
    use RecordKind::{Probes, Publications};
    assert_eq!(
        channels,
        [(1, Publications), (1, Probes), (4, Publications)]
    );
    let notes: Vec<(&str, Option<&str>)> = taken
        .intake
        .notes
        .iter()
        .map(|note| (note.code, note.value.as_deref()))
        .collect();
    assert_eq!(
        notes,
        [
            ("coverage.channel", Some("通知公告")),
            ("coverage.missing", None),
            ("coverage.no_table", Some("2022-09-26..2022-10-31")),
        ]
    );
}

#[test]
fn without_a_readable_roster_no_name_is_called_unknown() {
    let letters = table(RecordKind::Letters, "id|unit|received_at\nL1|E|2022-10-08");
    let taken = taken(&[letters]);
    let account = taken.intake.tables.first();
    let message = account
        .and_then(|account| account.rejects.first())
        .map(|reject| &reject.next_step.en);
    assert_eq!(message.map(String::as_str), Some("hand over units.csv"));
}
