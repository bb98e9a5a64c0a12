//! `tongbao rules`: what it prints, compared with committed files; and what it promises.
//!
//! If a difference is right: `UPDATE_GOLDEN=1 cargo test -p tongbao-cli --test rules`, and read the diff.

mod common;

use common::{Folder, Tested, tongbao};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of rule files that the golden files are about.
fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/rules")
}

/// Runs the command in that folder, so that no path of this machine is printed; code and output.
fn ran(arguments: &[&str]) -> Tested<(Option<i32>, String)> {
    let ran = Command::new(env!("CARGO_BIN_EXE_tongbao"))
        .current_dir(home())
        .args(arguments)
        .output()?;
    let text = String::from_utf8(ran.stdout)? + &String::from_utf8(ran.stderr)?;
    Ok((ran.status.code(), text))
}

fn golden(name: &str, arguments: &[&str], code: i32) -> Tested {
    for language in ["zh", "en"] {
        let arguments: Vec<&str> = arguments
            .iter()
            .copied()
            .chain(["--lang", language])
            .collect();
        let (exit, said) = ran(&arguments)?;
        assert_eq!(exit, Some(code), "{arguments:?}\n{said}");
        let file = home().join(format!("{name}.{language}.txt"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&file, &said)?;
        }
        assert_eq!(said, fs::read_to_string(&file)?, "{}", file.display());
    }
    Ok(())
}

#[test]
fn every_mistake_is_told_under_its_line() -> Tested {
    golden("check-mistakes", &["rules", "check", "mistakes.toml"], 2)
}

#[test]
fn a_looser_rule_is_told_with_the_rule_of_the_base() -> Tested {
    golden("check-looser", &["rules", "check", "looser.toml"], 2)
}

#[test]
fn sound_sets_are_told_as_such_and_warnings_do_not_fail() -> Tested {
    golden("check-sound", &["rules", "check", "rules"], 0)?;
    golden("check-warned", &["rules", "check", "warned.toml"], 0)
}

#[test]
fn mistakes_are_there_as_json_too() -> Tested {
    let (code, said) = ran(&["rules", "check", "mistakes.toml", "--format", "json"])?;
    assert_eq!(code, Some(2));
    let told: serde_json::Value = serde_json::from_str(&said)?;
    assert_eq!(
        told.pointer("/problem/place/file")
            .and_then(|file| file.as_str()),
        Some("mistakes.toml")
    );
    let (code, said) = ran(&["rules", "check", "rules/city.toml", "--format", "json"])?;
    assert_eq!(code, Some(0));
    let told: serde_json::Value = serde_json::from_str(&said)?;
    assert_eq!(told.pointer("/diagnostics"), Some(&serde_json::json!([])));
    Ok(())
}

#[test]
fn a_whole_set_is_shown_with_where_each_part_came_from() -> Tested {
    golden("show", &["rules", "show", "rules/district.toml"], 0)
}

#[test]
fn what_is_shown_reads_back_to_the_same_set() -> Tested {
    let folder = tempfile::tempdir()?;
    for set in [
        "rules/district.toml",
        "zhanggong-2022",
        "columns-yangling-2021",
    ] {
        let (_, shown) = ran(&["rules", "show", set])?;
        let (_, canonical) = ran(&["rules", "show", set, "--json"])?;
        let whole = folder.path().join("whole.toml");
        fs::write(&whole, shown)?;
        let again = tongbao(["rules".into(), "show".into(), whole, "--json".into()])?;
        assert_eq!(again.out, canonical, "{set}");
    }
    Ok(())
}

#[test]
fn sets_are_listed_with_their_days() -> Tested {
    let (code, said) = ran(&["rules", "list", "."])?;
    assert_eq!(code, Some(0));
    let line = |id: &str| {
        said.lines()
            .find(|line| line.trim_start().starts_with(id))
            .unwrap_or("")
    };
    assert!(line("city ").contains("2022-01-01至2023-12-31"), "{said}");
    assert!(line("district ").contains("沿用 city"), "{said}");
    assert!(line("zhanggong-2022 ").contains("内置"), "{said}");
    Ok(())
}

#[test]
fn each_rule_is_explained_in_a_sentence() -> Tested {
    golden("explain", &["rules", "explain", "rules/district.toml"], 0)?;
    golden(
        "explain-unknown",
        &["rules", "explain", "rules/district.toml", "account-weekl"],
        2,
    )
}

#[test]
fn two_sets_are_compared_on_a_folder() -> Tested {
    let folder = Folder::district()?;
    let dir = folder.path().display().to_string();
    golden(
        "compare",
        &["rules", "compare", "zhanggong-2022", "stricter.toml", &dir],
        0,
    )?;
    let (code, said) = ran(&[
        "rules",
        "compare",
        "zhanggong-2022",
        "zhanggong-2022",
        &dir,
        "--json",
    ])?;
    assert_eq!(code, Some(0));
    let told: serde_json::Value = serde_json::from_str(&said)?;
    assert_eq!(told.pointer("/added"), Some(&serde_json::json!([])));
    Ok(())
}

#[test]
fn an_old_month_is_judged_by_the_version_of_that_month() -> Tested {
    let folder = Folder::district()?;
    fs::create_dir(folder.path().join("rules"))?;
    let version = |number: u32, days: &str, floor: u32| {
        format!(
            "format = 1\nid = \"mine\"\nversion = {number}\ntitle = {{ zh = \"示例\", en = \"example\" }}\n\
             effective = {{ {days} }}\n[rule.floor]\nof = \"unit\"\nmeasure = {{ count = \"publications\" }}\n\
             require = {{ at_least = {floor} }}\ntext = {{ zh = \"较少\", en = \"few\" }}\n\
             basis = {{ document = \"示例办法\" }}\n"
        )
    };
    folder.write(
        "rules/mine-1.toml",
        version(1, "from = 2022-01-01, to = 2022-10-30", 0),
    )?;
    folder.write(
        "rules/mine-2.toml",
        version(2, "from = 2022-10-31", 1_000_000),
    )?;
    folder.edit("tongbao.toml", |text| {
        text.replace("\"zhanggong-2022\"", "\"mine\"")
    })?;
    let october = folder.inspect(&[])?;
    assert_eq!(october.code, Some(0), "{}", october.err);
    let version = |report: &serde_json::Value| common::number(report, "/rule_set/version");
    assert_eq!(version(&folder.report()?), 2);
    assert!(!common::findings(&folder.report()?).is_empty());
    let september = folder.inspect(&["--period", "2022-09"])?;
    assert_eq!(september.code, Some(0), "{}", september.err);
    assert_eq!(version(&folder.report()?), 1);
    assert!(common::findings(&folder.report()?).is_empty());

    folder.edit("rules/mine-1.toml", |text| {
        text.replace("2022-10-30", "2022-10-31")
    })?;
    let overlap = folder.inspect(&[])?;
    assert_eq!(overlap.code, Some(2));
    assert!(overlap.err.contains("versions.overlap"), "{}", overlap.err);
    Ok(())
}
