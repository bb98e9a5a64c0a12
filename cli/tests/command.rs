//! The command's manners: exit codes, the folder of results, new folders, explanations, help.

mod common;

use common::{Folder, Tested, findings, tongbao};
use std::fs;

#[test]
fn exit_codes_tell_what_happened() -> Tested {
    let folder = Folder::district()?;
    assert_eq!(
        folder.inspect(&[])?.code,
        Some(0),
        "findings alone are no failure"
    );
    assert_eq!(folder.inspect(&["--fail-on", "problem"])?.code, Some(1));
    assert_eq!(folder.inspect(&["--fail-on", "veto"])?.code, Some(0));
    folder.add_row("publications.csv", "P90001,A30,2022-13-45,示例信息 1")?;
    assert_eq!(folder.inspect(&[])?.code, Some(3));
    assert_eq!(
        folder.inspect(&["--fail-on", "problem"])?.code,
        Some(1),
        "1 before 3"
    );
    assert_eq!(folder.inspect(&["--fail-on", "veto"])?.code, Some(3));
    folder.write("requests.csv", "编号,受理单位\n")?;
    assert_eq!(
        folder.inspect(&["--fail-on", "problem"])?.code,
        Some(2),
        "2 before 1"
    );
    Ok(())
}

#[test]
fn the_folder_of_results_is_whole_and_ours() -> Tested {
    let folder = Folder::skeleton()?;
    folder.inspect(&[])?;
    let mut names: Vec<String> = fs::read_dir(folder.out())?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "bulletin.html",
            "bulletin.md",
            "findings.csv",
            "inspection.json",
            "intake.json",
            "statistics.csv"
        ]
    );

    fs::write(folder.out().join("领导批示.txt"), "x")?;
    let before = folder.result("inspection.json")?;
    let ran = folder.inspect(&["--all-outcomes"])?;
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("out.not_ours") && ran.err.contains("领导批示.txt"),
        "{}",
        ran.err
    );
    assert_eq!(
        folder.result("inspection.json")?,
        before,
        "nothing was touched"
    );
    Ok(())
}

#[test]
fn results_never_land_among_the_input() -> Tested {
    let folder = Folder::skeleton()?;
    let ran = tongbao([
        "inspect".into(),
        folder.path(),
        "--out".into(),
        folder.path(),
    ])?;
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    assert!(folder.path().join("tongbao.toml").exists());
    Ok(())
}

#[test]
fn the_same_folder_gives_the_same_bytes() -> Tested {
    let folder = Folder::skeleton()?;
    folder.inspect(&[])?;
    let files = [
        "inspection.json",
        "intake.json",
        "findings.csv",
        "statistics.csv",
        "bulletin.html",
        "bulletin.md",
    ];
    let first = files.map(|file| folder.result(file).unwrap_or_default());
    folder.inspect(&[])?;
    assert_eq!(
        first,
        files.map(|file| folder.result(file).unwrap_or_default())
    );
    Ok(())
}

#[test]
fn a_new_folder_judges_cleanly_with_one_finding() -> Tested {
    let folder = Folder::skeleton()?;
    let ran = folder.inspect(&[])?;
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert_eq!(ran.err, "");
    let report = folder.report()?;
    assert_eq!(
        findings(&report),
        [("account-weekly".to_owned(), "Z02".to_owned())]
    );
    assert!(
        common::list(&report, "/undecided").is_empty(),
        "{}",
        ran.out
    );
    assert!(common::list(&report, "/notes").is_empty(), "{}", ran.out);

    let again = tongbao(["new".into(), folder.path()])?;
    assert_eq!(again.code, Some(2));
    assert!(again.err.contains("new.not_empty"), "{}", again.err);
    Ok(())
}

#[test]
fn a_subject_is_found_by_all_its_names() -> Tested {
    let folder = Folder::skeleton()?;
    for name in [
        "Z02",
        "示例民政",
        "示例民政（微信公众号）",
        "示例民政(微信公众号)",
        "示例民政@微信公众号",
    ] {
        let ran = folder.explain("account-weekly", name)?;
        assert_eq!(ran.code, Some(0), "{name}: {}", ran.err);
        for said in [
            "示例民政（微信公众号）",
            "不符合",
            "2026-10-12至2026-10-18",
            "1次",
            "依据",
        ] {
            assert!(ran.out.contains(said), "{said} is not in\n{}", ran.out);
        }
    }
    let met = folder.explain("account-weekly", "示例教育")?;
    assert!(
        met.out.contains("：符合"),
        "what is met is explained too: {}",
        met.out
    );
    Ok(())
}

#[test]
fn a_rule_or_subject_that_is_not_there_is_answered_with_the_nearest() -> Tested {
    let folder = Folder::skeleton()?;
    let rule = folder.explain("acount-weekly", "Z02")?;
    assert_eq!(rule.code, Some(2));
    assert!(
        rule.err.contains("最接近的名称：account-weekly"),
        "{}",
        rule.err
    );
    let subject = folder.explain("account-weekly", "示列民政")?;
    assert_eq!(subject.code, Some(2));
    assert!(subject.err.contains("示例民政"), "{}", subject.err);
    let other = folder.explain("column-stale", "示例民政")?;
    assert_eq!(other.code, Some(2));
    assert!(other.err.contains("不检查「示例民政」"), "{}", other.err);
    Ok(())
}

#[test]
fn help_is_in_both_languages() -> Tested {
    for arguments in [
        vec!["--help"],
        vec!["inspect", "--help"],
        vec!["explain", "-h"],
        vec!["rules", "--help"],
    ] {
        let ran = tongbao(&arguments)?;
        assert_eq!(ran.code, Some(0));
        assert!(ran.out.contains("用法 Usage:"), "{}", ran.out);
        assert!(!ran.out.contains("Print help"), "{}", ran.out);
    }
    let listed = tongbao(["rules", "list"])?;
    assert!(listed.out.contains("zhanggong-2022"), "{}", listed.out);
    Ok(())
}
