//! The district's month through the command: what stands in the terminal, and what one row more or less changes.

mod common;

use common::{Folder, Tested, findings, intake, list, number, shuffled, sums_hold, text};

/// An account that pushes exactly twice in every week, one item each time.
const TWICE: &str = "A30";
const WEEK: (&str, &str) = ("2022-10-10", "2022-10-16");

fn is_in_week(row: &str) -> bool {
    let cells: Vec<&str> = row.split(',').collect();
    let day: String = cells.get(2).map_or("", |at| at).chars().take(10).collect();
    cells.get(1) == Some(&TWICE) && WEEK.0 <= day.as_str() && day.as_str() <= WEEK.1
}

#[test]
fn the_month_is_judged_and_told() -> Tested {
    let folder = Folder::district()?;
    let ran = folder.inspect(&[])?;
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let report = folder.report()?;
    assert!(sums_hold(&report));
    assert_eq!(list(&report, "/findings").len(), 10);
    for said in [
        "2022-10（2022-10-01至2022-10-31）",
        "zhanggong-2022",
        "单位 45，网站 1，栏目 580，账号 50",
        "章贡环境（微信公众号）　章贡生态环境局：未按要求每周更新两次",
        "问题 10 项",
        "2022-11-22",
        "注意：以下记录是重构的",
    ] {
        assert!(ran.out.contains(said), "{said} is not in\n{}", ran.out);
    }
    assert!(!ran.out.contains('\u{1b}'), "no styles where nobody looks");
    assert_eq!(ran.err, "");
    Ok(())
}

#[test]
fn english_says_the_same_in_english() -> Tested {
    let folder = Folder::district()?;
    let ran = folder.inspect(&["--lang", "en"])?;
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    for said in [
        "findings: 10",
        "units 45, sites 1, columns 580, accounts 50",
        "2022-11-22",
    ] {
        assert!(ran.out.contains(said), "{said} is not in\n{}", ran.out);
    }
    Ok(())
}

#[test]
fn one_push_less_makes_one_finding_and_back() -> Tested {
    let folder = Folder::district()?;
    folder.inspect(&[])?;
    let before = findings(&folder.report()?);
    let whole = folder.read("publications.csv")?;
    let removed = whole.lines().find(|row| is_in_week(row)).unwrap_or("");
    assert_eq!(whole.lines().filter(|row| is_in_week(row)).count(), 2);

    folder.write(
        "publications.csv",
        whole.replace(&format!("{removed}\n"), ""),
    )?;
    folder.inspect(&[])?;
    let after = findings(&folder.report()?);
    let new: Vec<_> = after.iter().filter(|one| !before.contains(one)).collect();
    assert_eq!(new, [&("account-weekly".to_owned(), TWICE.to_owned())]);
    assert_eq!(after.len(), before.len() + 1);

    let told = folder.explain("account-weekly", TWICE)?;
    assert_eq!(told.code, Some(0), "{}", told.err);
    let week = format!("{}至{}", WEEK.0, WEEK.1);
    for said in [
        "不符合",
        &week,
        "1次",
        "2次",
        "按照每周不少于2次的要求更新",
        "章贡区2022年10月通报",
    ] {
        assert!(told.out.contains(said), "{said} is not in\n{}", told.out);
    }

    folder.write("publications.csv", whole)?;
    folder.inspect(&[])?;
    assert_eq!(findings(&folder.report()?), before);
    Ok(())
}

#[test]
fn a_broken_date_leaves_the_outcome_open() -> Tested {
    let folder = Folder::district()?;
    folder.inspect(&[])?;
    let before = findings(&folder.report()?);
    let mut line = 0;
    folder.edit("publications.csv", |whole| {
        line = 1 + whole.lines().position(is_in_week).unwrap_or(0);
        let broken = |(place, row): (usize, &str)| {
            if place + 1 != line {
                return format!("{row}\n");
            }
            let cells: Vec<&str> = row.split(',').collect();
            let at = cells.get(2).map_or("", |at| at);
            format!("{}\n", row.replace(at, "2022-13-45"))
        };
        whole.lines().enumerate().map(broken).collect()
    })?;
    let ran = folder.inspect(&[])?;
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    let report = folder.report()?;
    assert!(sums_hold(&report));
    assert_eq!(findings(&report), before);
    let undecided = list(&report, "/undecided");
    let open: Vec<_> = undecided
        .iter()
        .map(|one| (text(one, "/rule"), text(one, "/subject_id")))
        .collect();
    assert_eq!(open, [("account-weekly", TWICE)]);
    assert!(
        ran.out
            .contains(&format!("publications.csv:{line}:发布时间")),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("2022-13-45"), "{}", ran.out);

    let told = folder.explain("account-weekly", TWICE)?;
    assert_eq!(told.code, Some(0), "{}", told.err);
    for said in ["无法判定", "2022-13-45", "date.impossible"] {
        assert!(told.out.contains(said), "{said} is not in\n{}", told.out);
    }
    Ok(())
}

#[test]
fn the_order_of_rows_changes_nothing() -> Tested {
    let folder = Folder::district()?;
    the_same_when_shuffled(&folder)
}

#[test]
fn the_order_of_rows_changes_nothing_with_bad_rows_either() -> Tested {
    let folder = Folder::district()?;
    folder.add_row("publications.csv", "P90001,A30,2022-13-45,示例信息 1")?;
    folder.add_row(
        "publications.csv",
        "P90002,没有这个渠道,2022-10-05 09:00,示例信息 2",
    )?;
    folder.add_row("publications.csv", "P90003,A31,2022-10-05 09:00,示例信息 3")?;
    folder.add_row("publications.csv", "P90003,A31,2022-10-06 09:00,示例信息 4")?;
    folder.add_row(
        "publications.csv",
        "P90004,A31,2022-10-05 09:00,示例信息 5,多一格",
    )?;
    folder.add_row(
        "publications.csv",
        "P00001,A25,2022-09-26 08:37:31,示例信息 1",
    )?;
    folder.add_row(
        "columns.csv",
        "L901,示例栏目,没有这个单位,赣州市章贡区人民政府网,其他",
    )?;
    folder.add_row(
        "publications.csv",
        "P90005,L901,2022-10-05 09:00,示例信息 6",
    )?;
    the_same_when_shuffled(&folder)?;
    let read = intake(&folder.report()?, "publications").unwrap_or_default();
    assert_eq!(read, [1746 + 7, 1746, 6, 1]);
    Ok(())
}

fn the_same_when_shuffled(folder: &Folder) -> Tested {
    folder.inspect(&["--all-outcomes"])?;
    let before = folder.result("inspection.json")?;
    let documents = [
        "bulletin.html",
        "bulletin.md",
        "findings.csv",
        "statistics.csv",
    ];
    let texts = documents.map(|file| folder.result(file).unwrap_or_default());
    for seed in [1, 2] {
        for entry in std::fs::read_dir(folder.path())? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".csv") {
                folder.edit(&name, |text| shuffled(&text, seed))?;
            }
        }
        folder.inspect(&["--all-outcomes"])?;
        assert!(
            folder.result("inspection.json")? == before,
            "shuffled with {seed}"
        );
        for (file, text) in documents.iter().zip(&texts) {
            assert!(
                &folder.result(file)? == text,
                "{file}, shuffled with {seed}"
            );
        }
    }
    Ok(())
}

#[test]
fn what_comes_after_the_as_of_date_is_listed_and_not_counted() -> Tested {
    let folder = Folder::district()?;
    folder.inspect(&[])?;
    let before = folder.report()?;
    let line = folder.add_row("publications.csv", "P90001,A30,2022-11-16 09:00,示例信息 1")?;
    let ran = folder.inspect(&[])?;
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let report = folder.report()?;
    assert_eq!(findings(&report), findings(&before));
    assert_eq!(
        number(&report, "/statistics/publications/total"),
        number(&before, "/statistics/publications/total")
    );
    let intake = list(&report, "/intake")
        .iter()
        .find(|line| text(line, "/records") == "publications");
    assert_eq!(intake.map(|line| number(line, "/after_as_of")), Some(1));
    assert!(ran.out.contains("晚于统计截止日 1"), "{}", ran.out);
    let told = format!("publications.csv:{line}:发布时间　“2022-11-16”：晚于统计截止日2022-11-15");
    assert!(ran.out.contains(&told), "{told} is not in\n{}", ran.out);
    Ok(())
}
