//! The reconstructed district: made again byte for byte, and counted again from the committed files alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use tongbao_examples::zhanggong::published::{Published, read};
use tongbao_examples::zhanggong::{pushes::JUST_TWICE, reconstruct, roster::ALIASES};
use tongbao_examples::{Result, table::BOM};

type Row = BTreeMap<String, String>;

/// The five weeks that end in October 2022.
const WEEKS: [(&str, &str); 5] = [
    ("2022-09-26", "2022-10-02"),
    ("2022-10-03", "2022-10-09"),
    ("2022-10-10", "2022-10-16"),
    ("2022-10-17", "2022-10-23"),
    ("2022-10-24", "2022-10-30"),
];

/// An item of this day is 14 days old at the check point, 31 October; one of the day before is 15.
const FOURTEEN_DAYS_OLD: &str = "2022-10-17";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("zhanggong-2022-10")
}

fn published() -> Result<Published> {
    read(&std::fs::read_to_string(folder().join("published.json"))?)
}

fn rows(name: &str) -> Result<Vec<Row>> {
    let bytes = std::fs::read(folder().join(name))?;
    let bytes = bytes.strip_prefix(BOM).ok_or("a file without its BOM")?;
    Ok(csv::Reader::from_reader(bytes)
        .deserialize()
        .collect::<std::result::Result<_, _>>()?)
}

fn cell<'a>(row: &'a Row, header: &str) -> &'a str {
    row.get(header).map_or("", String::as_str)
}

fn roster_name(name: &str) -> &str {
    let found = ALIASES.iter().find(|(_, alias)| *alias == name);
    found.map_or(name, |(name, _)| name)
}

/// The times of each channel's items, by channel id.
fn times() -> Result<BTreeMap<String, Vec<String>>> {
    let mut times: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows("publications.csv")? {
        let at = cell(&row, "发布时间").to_owned();
        times
            .entry(cell(&row, "渠道").to_owned())
            .or_default()
            .push(at);
    }
    Ok(times)
}

fn in_days(at: &str, from: &str, to: &str) -> bool {
    let day = at.split(' ').next().unwrap_or_default();
    from <= day && day <= to
}

#[test]
fn the_committed_files_are_what_the_generator_makes() -> Result<()> {
    for (name, bytes) in reconstruct(&published()?)? {
        let committed = std::fs::read(folder().join(name))?;
        assert!(
            committed == bytes,
            "{name} differs from what the generator makes"
        );
    }
    Ok(())
}

#[test]
fn the_registry_has_the_published_size() -> Result<()> {
    let published = published()?;
    let columns = rows("columns.csv")?;
    let units = rows("units.csv")?;
    assert_eq!(units.len(), published.disclosure_columns.units_checked);
    assert_eq!(columns.len(), published.disclosure_columns.columns_checked);
    assert_eq!(rows("accounts.csv")?.len(), published.new_media.accounts);
    let named: BTreeSet<&str> = units.iter().map(|unit| cell(unit, "单位")).collect();
    assert!(
        columns
            .iter()
            .all(|column| named.contains(cell(column, "责任单位")))
    );
    for unit in &units {
        let news = columns.iter().filter(|column| {
            cell(column, "责任单位") == cell(unit, "单位") && cell(column, "栏目类别") == "动态要闻"
        });
        let expected = usize::from(cell(unit, "标签") != "not_ranked");
        assert_eq!(news.count(), expected, "{}", cell(unit, "单位"));
    }
    Ok(())
}

#[test]
fn every_line_of_annex_4_comes_out_in_its_order() -> Result<()> {
    let published = published()?;
    let times = times()?;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for column in rows("columns.csv")? {
        let items = times.get(cell(&column, "编号")).into_iter().flatten();
        *counts
            .entry(cell(&column, "责任单位").to_owned())
            .or_default() += items
            .filter(|at| in_days(at, "2022-10-01", "2022-10-31"))
            .count();
    }
    let mut lines: Vec<(usize, usize, String)> = Vec::new();
    for unit in rows("units.csv")?
        .iter()
        .filter(|unit| cell(unit, "标签") != "not_ranked")
    {
        let count = counts.remove(cell(unit, "单位")).unwrap_or_default();
        lines.push((
            count,
            cell(unit, "序号").parse()?,
            cell(unit, "单位").to_owned(),
        ));
    }
    assert!(
        counts.values().all(|count| *count == 0),
        "items of a unit outside annex 4"
    );
    lines.sort_by_key(|(count, order, _)| (usize::MAX - count, *order));

    let counted: Vec<(&str, usize)> = lines.iter().map(|line| (line.2.as_str(), line.0)).collect();
    let rows = &published.counts.rows;
    let printed: Vec<(&str, usize)> = rows.iter().map(|row| (row.1.as_str(), row.2)).collect();
    assert_eq!(counted, printed);
    let total: usize = counted.iter().map(|(_, count)| count).sum();
    assert_eq!(total, published.disclosure_columns.items_published);

    let mut few: Vec<_> = lines.iter().filter(|(count, _, _)| *count <= 3).collect();
    few.sort_by_key(|(_, order, _)| order);
    assert!(
        few.iter()
            .map(|(_, _, name)| name)
            .eq(&published.low_volume_named)
    );
    Ok(())
}

#[test]
fn exactly_the_columns_of_annex_2_are_stale() -> Result<()> {
    let times = times()?;
    let mut stale = Vec::new();
    for column in rows("columns.csv")?
        .iter()
        .filter(|column| cell(column, "栏目类别") == "动态要闻")
    {
        let last = times
            .get(cell(column, "编号"))
            .and_then(|times| times.iter().max());
        let last = last.ok_or("a 工作动态 column without any item: its age would not be known")?;
        if last.as_str() < FOURTEEN_DAYS_OLD {
            stale.push(format!(
                "{}{}",
                cell(column, "责任单位"),
                cell(column, "栏目")
            ));
        }
    }
    let printed = published()?.column_findings.rows;
    let printed: Vec<String> = printed
        .iter()
        .map(|row| format!("{}{}", row.1, row.2.replace("栏目未及时更新", "")))
        .collect();
    assert_eq!(stale, printed);
    Ok(())
}

#[test]
fn exactly_the_accounts_of_annex_3_are_short_and_none_is_silent() -> Result<()> {
    let times = times()?;
    let mut short = Vec::new();
    for account in rows("accounts.csv")? {
        let name = cell(&account, "账号名称");
        let own = times
            .get(cell(&account, "编号"))
            .ok_or("an account without items")?;
        let pushes: BTreeSet<&String> = own.iter().collect();
        let weeks =
            WEEKS.map(|(from, to)| pushes.iter().filter(|at| in_days(at, from, to)).count());
        if weeks.iter().any(|pushes| *pushes < 2) {
            let printed = format!("{name}({})", cell(&account, "平台"));
            short.push((cell(&account, "责任单位").to_owned(), printed));
        }
        if name == JUST_TWICE {
            assert_eq!(weeks, [2; 5]);
        }
        for (from, to) in WEEKS {
            let items = own.iter().filter(|at| in_days(at, from, to));
            let pushes = pushes.iter().filter(|at| in_days(at, from, to));
            if pushes.count() == 2 {
                assert_eq!(
                    items.count(),
                    2,
                    "{name}: a week with two pushes has single items"
                );
            }
        }
        let last = own.iter().max().ok_or("an account without items")?;
        assert!(last.as_str() >= FOURTEEN_DAYS_OLD, "{name} is silent");
    }
    let printed = published()?.account_findings.rows;
    let printed: Vec<(String, String)> = printed.into_iter().map(|row| (row.1, row.2)).collect();
    assert_eq!(short, printed);
    Ok(())
}

#[test]
fn letters_requests_and_manuscripts_are_as_published() -> Result<()> {
    let published = published()?;
    let letters = rows("letters.csv")?;
    assert_eq!(letters.len(), published.letters.received);
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for letter in &letters {
        assert!(in_days(
            cell(letter, "收到时间"),
            "2022-10-01",
            "2022-10-31"
        ));
        assert!(cell(letter, "收到时间") < cell(letter, "答复时间"));
        assert!(in_days(
            cell(letter, "答复时间"),
            "2022-10-01",
            "2022-11-15"
        ));
        *kinds.entry(cell(letter, "类型").to_owned()).or_default() += 1;
    }
    assert_eq!(kinds, published.letters.by_kind);
    assert_eq!(letters.len(), published.letters.replied);

    let requests = rows("requests.csv")?;
    assert_eq!(requests.len(), published.disclosure_requests.received);
    let units: BTreeSet<&str> = requests
        .iter()
        .map(|request| cell(request, "受理单位"))
        .collect();
    assert_eq!(units.len(), published.disclosure_requests.units_receiving);
    // The twentieth working day after 3 October is 2 November; after 12 and 20 October it lies later.
    for (request, due) in requests
        .iter()
        .zip(["2022-11-02", "2022-11-09", "2022-11-17"])
    {
        assert!(in_days(cell(request, "答复日期"), "2022-10-01", due));
    }

    let manuscripts = rows("manuscripts.csv")?;
    assert_eq!(manuscripts.len(), published.manuscripts.rows.len());
    for (row, printed) in manuscripts.iter().zip(&published.manuscripts.rows) {
        assert_eq!(cell(row, "序号"), printed.0.to_string());
        assert_eq!(cell(row, "文稿标题"), printed.1);
        assert_eq!(cell(row, "投稿单位"), printed.2.join("、"));
        assert_eq!(cell(row, "宣传形式"), printed.3);
        assert_eq!(
            cell(row, "采用情况"),
            printed.4.as_deref().unwrap_or_default()
        );
    }
    Ok(())
}

#[test]
fn the_lists_print_in_roster_order() -> Result<()> {
    let units = rows("units.csv")?;
    let place = |name: &str| {
        units
            .iter()
            .position(|unit| cell(unit, "单位") == roster_name(name))
    };
    let published = published()?;
    let annex_2: Vec<_> = published
        .column_findings
        .rows
        .iter()
        .map(|row| place(&row.1))
        .collect();
    let annex_3: Vec<_> = published
        .account_findings
        .rows
        .iter()
        .map(|row| place(&row.1))
        .collect();
    assert!(annex_2.is_sorted() && annex_2.iter().all(Option::is_some));
    assert!(annex_3.is_sorted() && annex_3.iter().all(Option::is_some));
    Ok(())
}
