//! Laws that hold for any rows, good or bad.

use super::*;
use proptest::prelude::*;

/// A row of one choice for each column.
fn rows(choices: &'static [&'static [&'static str]]) -> impl Strategy<Value = Vec<String>> {
    let cell =
        |options: &'static [&'static str]| prop::sample::select(options).prop_map(str::to_owned);
    let row = choices
        .iter()
        .map(|options| cell(options))
        .collect::<Vec<_>>();
    let row = (row, 0..40u8).prop_map(|(mut cells, fate)| {
        // Now and then a row of the wrong width, or a blank one.
        match fate {
            0 => cells.push("多".to_owned()),
            1 => cells.iter_mut().for_each(String::clear),
            _ => {}
        }
        cells.join("|")
    });
    prop::collection::vec(row, 0..14)
}

fn texts(
    header: &'static str,
    choices: &'static [&'static [&'static str]],
) -> impl Strategy<Value = (String, Vec<String>)> {
    rows(choices).prop_map(move |rows| (header.to_owned(), rows))
}

const UNITS: &[&[&str]] = &[
    &["", "1", "2", "3"],
    &["甲局", "乙局", "丙局", ""],
    &["", "2", "x"],
    &["", "乙局", "甲、丁"],
];
const SITES: &[&[&str]] = &[&["", "w1", "w2"], &["网", "站", ""], &["", "甲局", "无"]];
const COLUMNS: &[&[&str]] = &[
    &["", "", "c1", "c2"],
    &["动态", "通知", "公开"],
    &["甲局", "乙局", "1", "无"],
    &["", "网", "站", "w1"],
    &["", "", "公开", "通知", "c1", "动态"],
    &["", "2022-01-01", "坏"],
];
const ACCOUNTS: &[&[&str]] = &[
    &["", "a1", "c1"],
    &["动态", "发布"],
    &["微信", "微博", ""],
    &["甲局", "乙局"],
    &["", "正常", "关停"],
];
const POSTS: &[&[&str]] = &[
    &["", "", "p1", "p2"],
    &["c1", "动态", "通知", "发布", "发布@微信", "网", "无", ""],
    &["", "", "微信", "网站"],
    &["", "", "甲局", "乙局", "无"],
    &[
        "2022-10-08",
        "2022-10-08 08:30",
        "2022/10/8 8:30",
        "",
        "坏",
        "2022-02-30",
    ],
    &["", "题"],
    &["", "是", "否", "?"],
    &["", "已删除", "草稿"],
    &["", "", "注"],
];
const LETTERS: &[&[&str]] = &[
    &["L1", "L2", "L3", ""],
    &["甲局", "1", "丁", "无", ""],
    &["2022-10-08", "2022-11-20", "坏", ""],
    &["", "是", "?"],
];
const WAIVERS: &[&[&str]] = &[
    &["r", "q", ""],
    &["甲局", "动态", "c1", "L1", "无"],
    &["因", ""],
    &["2022-12-31", "坏"],
    &["", "微信"],
];

const PROBES: &[&[&str]] = &[
    &["网", "动态", "无", ""],
    &["2022-10-08 08:00", "2022-10-08", "坏", ""],
    &["", "是", "异常", "?"],
    &["", "0.3", "-1", "慢"],
    &["", "注"],
];
const TASKS: &[&[&str]] = &[
    &["", "", "t1", "t2"],
    &["报送", "整改", ""],
    &["甲局", "1", "无", ""],
    &["2022-10-31", "2022-10-31 17:00", "坏"],
    &["", "2022-11-01 08:00"],
];
const MANUSCRIPTS: &[&[&str]] = &[
    &["文", "稿", ""],
    &["甲局", "甲局、乙局", "无", ""],
    &["", "1", "2", "x"],
    &["", "2022-10-02"],
    &["", "市级"],
];
/// What a subject cell, a platform cell and a unit cell may hold.
const WHOM: &[&str] = &[
    "甲局", "动态", "发布", "c1", "L1", "p1", "k1", "全部", "无", "",
];
const PLATFORM: &[&str] = &["", "", "微信", "网站"];
const UNIT: &[&str] = &["", "", "甲局", "乙局", "无"];
const OBSERVATIONS: &[&[&str]] = &[
    &["错字", "错链", ""],
    WHOM,
    PLATFORM,
    UNIT,
    &["", "2022-10-08", "坏"],
    &["", "3", "三"],
    &["", "", "o1"],
];
const NOTICES: &[&[&str]] = &[
    &["r", "q", ""],
    WHOM,
    PLATFORM,
    UNIT,
    &["2022-10-08", "坏", ""],
    &["", "一"],
];
const CASES: &[&[&str]] = &[
    &["r", "q", ""],
    WHOM,
    PLATFORM,
    UNIT,
    &["2022-10-08", "坏"],
    &["", "已整改", "closed", "在办"],
    &["", "", "k1", "k2"],
];
const VERDICTS: &[&[&str]] = &[
    &["2022-09", "2022-9", "2022q3"],
    &["r", "q"],
    WHOM,
    PLATFORM,
    UNIT,
    &["", "符合", "breached", "行"],
    &["", "95%", "5/6", "5/0", "1.5"],
];
const SIGHTINGS: &[&[&str]] = &[
    &["发布", "未登记", "网", ""],
    &["微信", "微博", "网站", ""],
    &["", "甲局", "某公司"],
    &["", "2022-10-08", "坏"],
];
const FILINGS: &[&[&str]] = &[
    &["停更", ""],
    WHOM,
    PLATFORM,
    UNIT,
    &["2022-10-01", "2022-10-20", "坏"],
    &["2022-10-10", "2022-10-31", ""],
];

type Folder = Vec<(RecordKind, String, Vec<String>)>;

fn folder() -> impl Strategy<Value = Folder> {
    let tables = (
        texts("编号|单位|序号|别名", UNITS),
        prop::option::of(texts("编号|网站|责任单位", SITES)),
        texts("编号|栏目|责任单位|网站|上级栏目|开设日期", COLUMNS),
        texts("编号|账号名称|平台|责任单位|状态", ACCOUNTS),
        texts("编号|渠道|平台|单位|发布时间|标题|原创|状态|备注", POSTS),
        texts("编号|承办单位|收到时间|有效", LETTERS),
        texts("指标|对象|理由|有效期至|平台", WAIVERS),
    );
    tables.prop_map(
        |(units, sites, columns, accounts, posts, letters, waivers)| {
            let kinds = [
                (RecordKind::Units, Some(units)),
                (RecordKind::Sites, sites),
                (RecordKind::Columns, Some(columns)),
                (RecordKind::Accounts, Some(accounts)),
                (RecordKind::Publications, Some(posts)),
                (RecordKind::Letters, Some(letters)),
                (RecordKind::Waivers, Some(waivers)),
            ];
            let present = kinds
                .into_iter()
                .filter_map(|(kind, table)| Some((kind, table?)));
            present
                .map(|(kind, (header, rows))| (kind, header, rows))
                .collect()
        },
    )
}

/// Tables of the kinds that are kept row by row, beside those that they may name.
fn with_entries() -> impl Strategy<Value = Folder> {
    let entries = (
        texts("渠道|时间|正常|耗时|备注", PROBES),
        texts("编号|任务|单位|期限|完成时间", TASKS),
        texts("标题|单位|序号|投稿日期|采用级别", MANUSCRIPTS),
        texts("类型|对象|平台|单位|日期|次数|编号", OBSERVATIONS),
        texts("指标|对象|平台|单位|发出日期|阶段", NOTICES),
        texts("指标|对象|平台|单位|发现日期|状态|编号", CASES),
        texts("周期|指标|对象|平台|单位|判定|数值", VERDICTS),
        texts("名称|平台|单位|发现日期", SIGHTINGS),
        texts("类型|对象|平台|单位|起始日期|截止日期", FILINGS),
    );
    (folder(), entries).prop_map(|(mut folder, entries)| {
        let (
            probes,
            tasks,
            manuscripts,
            observations,
            notices,
            cases,
            verdicts,
            sightings,
            filings,
        ) = entries;
        let kinds = [
            (RecordKind::Probes, probes),
            (RecordKind::Tasks, tasks),
            (RecordKind::Manuscripts, manuscripts),
            (RecordKind::Observations, observations),
            (RecordKind::Notices, notices),
            (RecordKind::Cases, cases),
            (RecordKind::Verdicts, verdicts),
            (RecordKind::Sightings, sightings),
            (RecordKind::Filings, filings),
        ];
        folder.extend(
            kinds
                .into_iter()
                .map(|(kind, (header, rows))| (kind, header, rows)),
        );
        folder
    })
}

fn read(folder: &Folder) -> Taken {
    let tables: Vec<(RecordKind, Table)> = folder
        .iter()
        .map(|(kind, header, rows)| {
            let lines: Vec<&str> = std::iter::once(header.as_str())
                .chain(rows.iter().map(String::as_str))
                .collect();
            table(*kind, &lines.join("\n"))
        })
        .collect();
    taken(&tables)
}

/// How often each code occurs in each table, and the counts of its rows.
fn counted(taken: &Taken) -> Vec<String> {
    let tables = taken.intake.tables.iter().map(|account| {
        let mut codes: Vec<&str> = account.rejects.iter().map(|reject| reject.code).collect();
        codes.sort_unstable();
        let dated = (
            account.undated.len(),
            account.after_as_of.len(),
            account.after_check_point,
        );
        format!(
            "{:?} {} {} {} {dated:?} {codes:?}",
            account.records, account.accepted, account.rejected, account.duplicates
        )
    });
    tables.collect()
}

fn shuffled(folder: &Folder, seed: u64) -> Folder {
    let mut state = seed | 1;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut folder = folder.clone();
    for (_, _, rows) in &mut folder {
        rows.sort_by_cached_key(|_| next());
    }
    folder
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_order_of_rows_changes_nothing_but_lines(folder in with_entries(), seed in any::<u64>()) {
        let one = read(&folder);
        let other = read(&shuffled(&folder, seed));
        prop_assert_eq!(&one.registry, &other.registry);
        prop_assert_eq!(&one.records, &other.records);
        prop_assert_eq!(&one.coverage, &other.coverage);
        prop_assert_eq!(counted(&one), counted(&other));
    }

    #[test]
    fn repeating_rows_changes_nothing_but_the_account_and_how_often_a_row_is_in_doubt(folder in with_entries()) {
        let whole = |rows: &Vec<String>, header: &str| -> Vec<String> {
            let width = header.matches('|').count();
            rows.iter().filter(|row| row.matches('|').count() == width).cloned().collect()
        };
        let tidy: Folder = folder.iter()
            .map(|(kind, header, rows)| (*kind, header.clone(), whole(rows, header))).collect();
        let twice: Folder = tidy.iter()
            .map(|(kind, header, rows)| (*kind, header.clone(), [rows.clone(), rows.clone()].concat()))
            .collect();
        let (mut one, mut other) = (read(&tidy), read(&twice));
        // rejected rows without an id may each turn out to be a record of its own
        one.records.doubts.dedup();
        other.records.doubts.dedup();
        prop_assert_eq!(&one.registry, &other.registry);
        prop_assert_eq!(&one.records, &other.records);
    }

    #[test]
    fn every_reference_leads_to_a_row_of_the_registry(folder in with_entries()) {
        let taken = read(&folder);
        let channels = taken.registry.channels.len() as u32;
        let units = taken.registry.units.len() as u32;
        for channel in &taken.registry.channels {
            prop_assert!(channel.parent.is_none_or(|parent| parent.0 < channels));
            prop_assert!(channel.unit.is_none_or(|unit| unit.0 < units));
            let mut above = channel.parent;
            let mut steps = 0;
            while let Some(parent) = above {
                steps += 1;
                prop_assert!(steps <= channels, "a cycle of parents");
                above = taken.registry.channel(parent).and_then(|parent| parent.parent);
            }
        }
        for channel in &taken.records.publications.channel {
            prop_assert!(channel.0 < channels);
        }
        let posts = &taken.records.publications;
        for length in [posts.at.len(), posts.day_only.len(), posts.is_update.len(), posts.original.len(),
            posts.id.len(), posts.title.len(), posts.url.len()] {
            prop_assert_eq!(length, posts.len());
        }
        // the table of publications has a column of units, and none of kinds
        prop_assert_eq!(posts.publisher.len(), posts.len());
        prop_assert!(posts.kind.is_empty() && posts.refers_to.is_empty());
        prop_assert!(posts.publisher.iter().flatten().all(|unit| unit.0 < units));
        for entry in taken.records.entries.values().flatten() {
            prop_assert!(entry.channel.is_none_or(|channel| channel.0 < channels));
            prop_assert!(entry.units.iter().all(|unit| unit.0 < units));
            prop_assert!(!entry.subject.is_empty());
        }
    }

    #[test]
    fn every_rejected_row_says_where_and_what_to_do(folder in with_entries()) {
        let taken = read(&folder);
        // a channel is what several of its cells say
        let channels = [RecordKind::Sites, RecordKind::Columns, RecordKind::Accounts];
        let tables = taken.intake.tables.iter().filter(|account| !channels.contains(&account.records));
        for reject in tables.flat_map(|account| &account.rejects) {
            prop_assert!(reject.place.line.is_some());
            prop_assert!(!reject.next_step.zh.is_empty() && !reject.next_step.en.is_empty());
            let whole_row = matches!(reject.code, "row.width" | "row.blank");
            prop_assert_eq!(reject.place.field.is_none(), whole_row, "{:?}", reject);
            let shown = matches!(reject.code, "cell.empty" | "row.blank") || reject.value.is_some();
            prop_assert!(shown, "{:?}", reject);
        }
    }
}
