//! Every way in which an office's files go wrong is told with file, row, column, value and next step.

mod common;

use common::{Folder, Ran, Tested, findings, intake, list, sums_hold, text, tongbao};

fn assert_says(text: &str, all: &[&str]) {
    for said in all {
        assert!(text.contains(said), "{said} is not in\n{text}");
    }
}

/// Inspects the district with one bad row of publications added: it is rejected, told, and changes no finding.
fn one_bad_row(row: &str, said: &[&str]) -> Tested<(Folder, Ran)> {
    let folder = Folder::district()?;
    folder.inspect(&[])?;
    let before = findings(&folder.report()?);
    let line = folder.add_row("publications.csv", row)?;
    let ran = folder.inspect(&[])?;
    assert_eq!(ran.code, Some(3), "{}{}", ran.out, ran.err);
    let report = folder.report()?;
    assert!(sums_hold(&report));
    assert_eq!(intake(&report, "publications"), Some([1747, 1746, 1, 0]));
    // It may be what an open outcome waits for; it never makes a finding.
    assert!(findings(&report).iter().all(|one| before.contains(one)));
    assert_says(&ran.out, said);
    assert_says(
        &ran.out,
        &[&format!("publications.csv:{line}:"), "下一步", "退回的行"],
    );
    assert_says(
        &folder.result("intake.json")?,
        &[&format!("\"line\": {line}")],
    );
    Ok((folder, ran))
}

#[test]
fn an_unknown_channel_is_told_with_the_nearest_names() -> Tested {
    one_bad_row(
        "P90001,章贡环镜,2022-10-05 09:00,示例信息 1",
        &[
            "渠道",
            "“章贡环镜”",
            "channel.unknown",
            "最接近的名称：章贡环境",
        ],
    )?;
    Ok(())
}

#[test]
fn an_impossible_date_is_told() -> Tested {
    one_bad_row(
        "P90001,A30,2022-13-45,示例信息 1",
        &["发布时间", "“2022-13-45”", "date.impossible"],
    )?;
    Ok(())
}

#[test]
fn a_date_of_another_form_is_not_guessed() -> Tested {
    one_bad_row(
        "P90001,A30,05/10/2022,示例信息 1",
        &["发布时间", "“05/10/2022”", "date.format", "date_formats"],
    )?;
    Ok(())
}

#[test]
fn an_id_twice_with_different_content_rejects_every_copy() -> Tested {
    let folder = Folder::district()?;
    folder.inspect(&[])?;
    let before = findings(&folder.report()?);
    let first = folder.add_row("publications.csv", "P90001,A31,2022-10-05 09:00,示例信息 1")?;
    let second = folder.add_row("publications.csv", "P90001,A31,2022-10-06 09:00,示例信息 1")?;
    let ran = folder.inspect(&[])?;
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    let report = folder.report()?;
    assert_eq!(intake(&report, "publications"), Some([1748, 1746, 2, 0]));
    assert_eq!(findings(&report), before);
    let places = [first, second].map(|line| format!("publications.csv:{line}:编号"));
    assert_says(
        &ran.out,
        &[&places[0], &places[1], "“P90001”", "id.conflict", "下一步"],
    );
    Ok(())
}

#[test]
fn a_row_repeated_is_a_duplicate() -> Tested {
    let folder = Folder::district()?;
    folder.add_row(
        "publications.csv",
        "P00001,A25,2022-09-26 08:37:31,示例信息 1",
    )?;
    let ran = folder.inspect(&[])?;
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(
        intake(&folder.report()?, "publications"),
        Some([1747, 1746, 0, 1])
    );
    Ok(())
}

#[test]
fn a_missing_column_leaves_its_rules_unjudged_and_the_rest_judged() -> Tested {
    let folder = Folder::district()?;
    folder.edit("publications.csv", |text| {
        text.replacen("发布时间", "发表于", 1)
    })?;
    let ran = folder.inspect(&[])?;
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert_says(
        &ran.err,
        &["错误[", "publications.csv", "发布时间", "下一步"],
    );
    assert_says(&ran.out, &["无法读取", "未判定"]);
    let report = folder.report()?;
    assert!(findings(&report).is_empty());
    let judged = |rule: &str| {
        let line = list(&report, "/outcomes")
            .iter()
            .find(|line| text(line, "/rule") == rule);
        line.and_then(|line| line.pointer("/judged")).cloned()
    };
    assert_eq!(judged("account-weekly"), Some(false.into()));
    assert_eq!(judged("request-late"), Some(true.into()));

    let told = folder.explain("account-weekly", "A30")?;
    assert_eq!(told.code, Some(2));
    assert_says(
        &told.err,
        &["explain.not_judged", "publications.csv", "下一步"],
    );
    Ok(())
}

#[test]
fn gbk_declared_is_read_and_changes_nothing() -> Tested {
    let folder = Folder::district()?;
    folder.inspect(&[])?;
    let before = folder.result("inspection.json")?;
    to_gbk(&folder, "publications.csv")?;
    to_gbk(&folder, "units.csv")?;
    folder.edit("tongbao.toml", |text| {
        let declared = "encoding = { publications = \"gb18030\", units = \"gb18030\" }";
        text.replace("encoding = \"utf-8\"", declared)
    })?;
    let ran = folder.inspect(&[])?;
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(folder.result("inspection.json")? == before);
    Ok(())
}

#[test]
fn gbk_undeclared_is_told_and_the_rest_is_judged() -> Tested {
    let folder = Folder::district()?;
    to_gbk(&folder, "publications.csv")?;
    let ran = folder.inspect(&[])?;
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert_says(
        &ran.err,
        &["错误[", "publications.csv", "gb18030", "下一步"],
    );
    assert!(findings(&folder.report()?).is_empty());
    Ok(())
}

fn to_gbk(folder: &Folder, file: &str) -> Tested {
    let text = folder.read(file)?;
    let (bytes, _, lossy) = encoding_rs::GB18030.encode(text.trim_start_matches('\u{feff}'));
    assert!(!lossy);
    folder.write(file, bytes)
}

#[test]
fn a_misspelt_file_name_is_told() -> Tested {
    let folder = Folder::district()?;
    std::fs::rename(
        folder.path().join("publications.csv"),
        folder.path().join("publication.csv"),
    )?;
    let ran = folder.inspect(&[])?;
    assert_says(
        &ran.err,
        &[
            "警告[folder.unknown_file]",
            "publication.csv",
            "是否应为 publications.csv",
        ],
    );
    assert!(
        findings(&folder.report()?).is_empty(),
        "no data is no finding"
    );
    Ok(())
}

#[test]
fn what_cannot_be_judged_at_all_says_where_and_what_next() -> Tested {
    let folder = Folder::district()?;
    let gone = folder.path().join("没有");
    let ran = tongbao(["inspect".into(), gone])?;
    assert_eq!(ran.code, Some(2));
    assert_says(
        &ran.err,
        &["错误[folder.missing]", "没有", "下一步", "tongbao new"],
    );
    assert_eq!(ran.out, "");

    std::fs::remove_file(folder.path().join("tongbao.toml"))?;
    let ran = folder.inspect(&["--lang", "en"])?;
    assert_eq!(ran.code, Some(2));
    assert_says(
        &ran.err,
        &[
            "error[folder.no_settings]",
            "tongbao.toml",
            "help:",
            "tongbao new",
        ],
    );
    assert!(!folder.out().exists(), "nothing judged, nothing written");
    Ok(())
}

#[test]
fn mistakes_in_the_settings_have_a_line() -> Tested {
    let folder = Folder::district()?;
    folder.edit("tongbao.toml", |text| text.replace("as_of = ", "as_off = "))?;
    let ran = folder.inspect(&[])?;
    assert_eq!(ran.code, Some(2));
    assert_says(&ran.err, &["tongbao.toml:6:1", "as_off", "as_of", "下一步"]);
    Ok(())
}

#[test]
fn mistakes_on_the_command_line_are_told() -> Tested {
    let folder = Folder::district()?;
    for (arguments, said) in [
        (["--rules", "zhangong-2022"], "最接近的名称：zhanggong-2022"),
        (["--rules", "没有.toml"], "没有.toml"),
        (["--period", "2022-13"], "2022Q4"),
        (["--as-of", "15/11/2022"], "2022-11-15"),
        (["--calendar", "没有.csv"], "没有.csv"),
    ] {
        let ran = folder.inspect(&arguments)?;
        assert_eq!(ran.code, Some(2), "{arguments:?}");
        assert_says(&ran.err, &["错误[", said, "下一步"]);
    }
    let ran = folder.inspect(&["--perid", "2022-10"])?;
    assert_eq!(ran.code, Some(2));
    assert_says(&ran.err, &["没有这个选项", "--period"]);
    Ok(())
}
