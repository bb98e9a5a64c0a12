//! A rule set that is broken in one place is refused, and the first thing told lies within a line of it.

use serde::Deserialize;
use std::error::Error;
use std::fs;
use tongbao::rules::{RuleSet, SHIPPED};
use tongbao_tests::broken;
use tongbao_tests::broken_files::{COUNT, SEED, folder, good, misplaced};

#[derive(Deserialize)]
struct Index {
    file: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    name: String,
    kind: String,
    line: usize,
}

fn index() -> Result<Index, Box<dyn Error>> {
    let text = fs::read_to_string(folder().join("index.toml"))?;
    Ok(toml::from_str(&text)?)
}

#[test]
fn every_set_that_is_broken_was_good_before() -> Result<(), Box<dyn Error>> {
    for (name, text) in good()? {
        let rules =
            RuleSet::from_toml(&name, &text).map_err(|told| format!("{name}: {told:#?}"))?;
        // a shipped set may say of itself what it leaves open, such as a veto that no sheet reads
        if !SHIPPED.iter().any(|set| set.id == name) {
            assert_eq!(rules.warnings, [], "{name}");
        }
    }
    Ok(())
}

#[test]
fn what_is_broken_is_told_first_within_a_line_of_the_change() -> Result<(), Box<dyn Error>> {
    let files = index()?.file;
    assert_eq!(files.len(), COUNT);
    for file in &files {
        let text = fs::read_to_string(folder().join(&file.name))?;
        assert_eq!(misplaced(&text, file.line), None, "{}", file.name);
    }
    let mut kinds: Vec<&str> = files.iter().map(|file| file.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert!(kinds.len() >= 18, "only {kinds:?}");
    Ok(())
}

#[test]
fn what_is_broken_anew_is_told_as_near() -> Result<(), Box<dyn Error>> {
    for broken in broken::make(&good()?, SEED + 1, 1_000)? {
        let told = misplaced(&broken.text, broken.line);
        assert_eq!(
            told, None,
            "{} of {}: {}",
            broken.kind, broken.from, broken.what
        );
    }
    Ok(())
}

#[test]
fn what_is_cut_off_anywhere_is_refused_or_read_and_never_a_panic() -> Result<(), Box<dyn Error>> {
    for (name, text) in good()? {
        for (at, _) in text.char_indices().step_by(7) {
            let cut = text.get(..at).unwrap_or("");
            let read = RuleSet::from_toml(&name, cut);
            assert!(
                read.is_ok() || read.is_err_and(|told| !told.is_empty()),
                "{name}: {at}"
            );
        }
    }
    Ok(())
}
