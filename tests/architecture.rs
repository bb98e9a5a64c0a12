//! ARCHITECTURE.md is true: every path that it names in backticks is there.

use std::fs;
use std::path::Path;

#[test]
fn every_path_of_the_architecture_page_exists() -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = fs::read_to_string(root.join("ARCHITECTURE.md"))
        .map_err(|error| format!("ARCHITECTURE.md: {error}"))?;
    let paths = paths(&page);
    assert!(
        paths.len() >= 10,
        "only {} paths in backticks: {paths:?}",
        paths.len()
    );
    let missing: Vec<&str> = paths
        .into_iter()
        .filter(|path| !root.join(path).exists())
        .collect();
    assert!(
        missing.is_empty(),
        "ARCHITECTURE.md names what is not there: {missing:?}"
    );
    Ok(())
}

/// What stands in single backticks and looks like a path of this repository: it has a slash, and neither blanks, nor
/// placeholders, nor the slash of an address or JSON path at its head. `target/` is made by the build.
fn paths(page: &str) -> Vec<&str> {
    let mut in_fence = false;
    let prose = page.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        in_fence ^= fence;
        !fence && !in_fence
    });
    prose
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .filter(|text| text.contains('/') && !text.starts_with('/') && !text.starts_with("target/"))
        .filter(|text| {
            !text.contains("://")
                && !text.contains(|c: char| c.is_whitespace() || "<>{}*()=".contains(c))
        })
        .collect()
}

#[test]
fn paths_are_told_from_other_things_in_backticks() {
    let page = "See `core/src/rules/` and `a b/c`, `/findings/0`, `https://a/b`.\n```\n`no/path`\n```\nAnd `x/*.rs`, `README.md`, `tests/`.";
    assert_eq!(paths(page), ["core/src/rules/", "tests/"]);
}
