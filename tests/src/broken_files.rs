//! The broken rule sets that are kept in `tests/broken-rules`, and what is asked of the reader.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use tongbao::diagnostic::Severity;
use tongbao::rules::{RuleSet, SHIPPED};

/// The seed of the kept files.
pub const SEED: u64 = 2_022;

/// How many are kept.
pub const COUNT: usize = 300;

fn tests(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

/// Where the broken files are kept.
pub fn folder() -> PathBuf {
    tests("broken-rules")
}

/// The good sets: the shipped ones, and those that between them use the whole language.
///
/// # Errors
/// A file that cannot be read.
pub fn good() -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let mut good: Vec<(String, String)> = SHIPPED
        .iter()
        .map(|set| (set.id.to_owned(), set.toml.to_owned()))
        .collect();
    for entry in fs::read_dir(tests("rules"))? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(&path)?;
        // the whole language twice, so that the small shipped sets do not outweigh it
        good.push((name.clone().into_owned(), text.clone()));
        good.push((name.into_owned(), text));
    }
    good.sort();
    Ok(good)
}

/// What is wrong with the way in which a broken set is told; `None` if it is refused within a line of the change.
pub fn misplaced(text: &str, line: usize) -> Option<String> {
    let told = match RuleSet::from_toml("rules.toml", text) {
        Ok(_) => return Some("it loads".to_owned()),
        Err(told) => told,
    };
    let Some(first) = told.first() else {
        return Some("nothing is told".to_owned());
    };
    let at = first.place.line.and_then(|line| usize::try_from(line).ok());
    let near = at.is_some_and(|at| at.abs_diff(line) <= 1);
    let error = first.severity == Severity::Error;
    (!near || !error).then(|| {
        format!(
            "changed line {line}, told first: line {at:?} {} {}",
            first.code, first.message.en
        )
    })
}
