//! The files of the district's bulletin, compared with the ones in `golden/`.
//! `UPDATE_GOLDEN=1 cargo test -p tongbao-documents` writes them anew.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use std::fs;
use std::path::Path;
use support::{bulletin, district};

fn compare(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, text).expect("the golden file can be written");
        return;
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    if golden == text {
        return;
    }
    let differences: Vec<String> = golden
        .lines()
        .map(Some)
        .chain(std::iter::repeat(None))
        .zip(text.lines().map(Some).chain(std::iter::repeat(None)))
        .take_while(|(was, is)| was.is_some() || is.is_some())
        .enumerate()
        .filter(|(_, (was, is))| was != is)
        .take(8)
        .map(|(at, (was, is))| {
            let shown = |line: Option<&str>| line.map_or("(no line)".to_owned(), str::to_owned);
            format!(
                "line {}\n  was: {}\n  is:  {}",
                at + 1,
                shown(was),
                shown(is)
            )
        })
        .collect();
    panic!(
        "{name} differs; if this is right, run again with UPDATE_GOLDEN=1\n{}",
        differences.join("\n")
    );
}

#[test]
fn the_district_in_markdown() {
    compare(
        "district.md",
        &tongbao_documents::markdown::to_markdown(&bulletin()),
    );
}

#[test]
fn the_district_in_csv() {
    compare(
        "findings.csv",
        &tongbao_documents::csv::findings_csv(&district()),
    );
    compare(
        "statistics.csv",
        &tongbao_documents::csv::statistics_csv(&district()),
    );
}

#[test]
fn the_district_in_html() {
    compare(
        "district.html",
        &tongbao_documents::html::to_html(&bulletin()),
    );
}
