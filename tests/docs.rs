//! The documentation tells the truth: its examples load, and what it calls "not yet" is refused as such.

use serde_json::Value;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use tongbao::records::RecordKind;
use tongbao::rules::RuleSet;
use tongbao::wire::{SCHEMA, read_settings};

/// A page and its blocks of TOML.
type Page = (PathBuf, Vec<String>);

/// The pages of the documentation, by file name.
fn pages() -> Result<Vec<Page>, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "md") {
            let text = fs::read_to_string(&path)?;
            pages.push((path, blocks(&text)));
        }
    }
    pages.sort();
    Ok(pages)
}

fn page(name: &str) -> Result<String, Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs")
        .join(name);
    Ok(fs::read_to_string(path)?)
}

/// The cells of the rows of the first table after a heading.
fn table_after(page: &str, heading: &str) -> Vec<Vec<String>> {
    let section = page.split_once(heading).map_or("", |(_, section)| section);
    let lines = section.lines().skip_while(|line| !line.starts_with('|'));
    let rows = lines.take_while(|line| line.starts_with('|')).skip(2);
    let cells = |row: &str| {
        row.trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect()
    };
    rows.map(cells).collect()
}

/// What stands between backticks.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The fenced blocks of a page that are marked as TOML.
fn blocks(page: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<Vec<&str>> = None;
    for line in page.lines() {
        match (&mut open, line.trim_end()) {
            (None, "```toml") => open = Some(Vec::new()),
            (Some(lines), "```") => {
                blocks.push(lines.join("\n"));
                open = None;
            }
            (Some(lines), _) => lines.push(line),
            (None, _) => {}
        }
    }
    blocks
}

fn rule_sets(blocks: &[String]) -> impl Iterator<Item = &String> {
    blocks
        .iter()
        .filter(|block| block.starts_with("format = 1"))
}

#[test]
fn every_rule_set_in_the_documentation_loads() -> Result<(), Box<dyn Error>> {
    let mut loaded = 0;
    for (path, blocks) in pages()? {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        for block in rule_sets(&blocks) {
            let rules = RuleSet::from_toml(&name, block)
                .map_err(|told| format!("{name}: {told:#?}\n{block}"))?;
            assert_eq!(rules.warnings, [], "{name}");
            loaded += 1;
        }
    }
    assert!(loaded > 0, "no rule set was found in docs/*.md");
    Ok(())
}

#[test]
fn every_settings_file_in_the_documentation_loads() -> Result<(), Box<dyn Error>> {
    let mut loaded = 0;
    for (path, blocks) in pages()? {
        for block in blocks
            .iter()
            .filter(|block| !block.starts_with("format = 1"))
        {
            read_settings("tongbao.toml", block)
                .map_err(|told| format!("{}: {told:#?}\n{block}", path.display()))?;
            loaded += 1;
        }
    }
    assert!(loaded > 0, "no settings were found in docs/*.md");
    Ok(())
}

#[test]
fn both_languages_show_the_same_number_of_examples() -> Result<(), Box<dyn Error>> {
    let pages = pages()?;
    let count = |name: &str| {
        let page = pages.iter().find(|(path, _)| path.ends_with(name));
        page.map(|(_, blocks)| (rule_sets(blocks).count(), blocks.len()))
    };
    for page in ["RULES", "FOLDER"] {
        let (english, chinese) = (
            count(&format!("{page}.md")),
            count(&format!("{page}.zh-CN.md")),
        );
        assert!(english.is_some(), "docs/{page}.md is missing");
        assert_eq!(english, chinese, "{page}");
    }
    Ok(())
}

/// What stands before every rule set of the tests below.
const HEADER: &str =
    "format = 1\nid = \"x\"\nversion = 1\ntitle = \"x\"\neffective = { from = 2022-01-01 }\n";

/// A rule set with a word of the table "Not yet" in its place; the row of the table says which place.
fn with(row: usize, word: &str) -> Option<String> {
    let plain = word.trim_matches('"');
    let rule = |of: &str, more: &str, measure: &str, limit: &str| {
        format!(
            "[rule.r]\nof = \"{of}\"\nbasis = {{ document = \"x\" }}\n{more}\nmeasure = {measure}\n{limit}\n"
        )
    };
    let publications = "{ count = \"publications\" }";
    let two = "require = { at_least = 2 }";
    let account = |more: &str| rule("account", more, publications, two);
    let unit = |measure: &str| rule("unit", "", measure, two);
    Some(match row {
        0 => format!("{plain} = \"x\"\n"),
        1 => rule(plain, "", publications, two),
        2 => format!("[attribute.x]\nof = \"{plain}\"\n"),
        3 => account(&format!("{plain} = \"x\"")),
        4 => format!("[figure.f]\nof = \"unit\"\nmeasure = {publications}\n{plain} = \"x\"\n"),
        5 => format!(
            "[clock.c]\nof = \"letter\"\nstart = \"received\"\nstop = \"answered\"\nlimit = \"7 days\"\n{plain} = \"x\"\n"
        ),
        6 => account(&format!("where = {{ {plain} = \"x\" }}")),
        7 => account(&format!("where = {{ platform = {{ {plain} = \"x\" }} }}")),
        8 => account(&format!("at = {word}")),
        9 => account(&format!("dated = {word}")),
        10 => account(&format!("over = {word}")),
        11 => account(&format!("each = {word}")),
        12 => unit(&format!("{{ {plain} = \"x\" }}")),
        13 => unit(&format!("{{ count = \"{plain}\" }}")),
        14 => unit(&format!("{{ gap = \"{plain}\" }}")),
        15 => unit(&format!(
            "{{ ratio = \"{plain}\", part = {{ answered = true }} }}"
        )),
        16 => unit(&format!("{{ count = \"publications\", {plain} = \"x\" }}")),
        17 => rule(
            "unit",
            "",
            publications,
            &format!("require = {{ {plain} = 2 }}"),
        ),
        18 => rule(
            "unit",
            "",
            publications,
            &format!("require = {{ at_least = {word} }}"),
        ),
        19 => rule(
            "unit",
            "",
            publications,
            &format!("steps = [{{ at_least = 2, {plain} = \"x\" }}]"),
        ),
        _ => return None,
    })
}

/// The words of the table "Not yet", row by row.
fn refused(page: &str, heading: &str) -> Vec<Vec<String>> {
    let rows = table_after(page, heading);
    rows.iter()
        .map(|row| quoted(row.get(1).map_or("", String::as_str)))
        .collect()
}

/// The codes of what is wrong with a rule set, each with the value it is about.
fn told(text: &str) -> Vec<(&'static str, Option<String>)> {
    let told = RuleSet::from_toml("x.toml", &format!("{HEADER}{text}"))
        .err()
        .unwrap_or_default();
    told.into_iter().map(|one| (one.code, one.value)).collect()
}

#[test]
fn what_the_documentation_calls_not_yet_is_refused_as_such() -> Result<(), Box<dyn Error>> {
    let rows = refused(&page("RULES.md")?, "\n## Not yet\n");
    assert_eq!(rows, refused(&page("RULES.zh-CN.md")?, "\n## 尚未支持\n"));
    assert_eq!(rows.len(), 20);
    for (row, words) in rows.iter().enumerate() {
        assert!(!words.is_empty(), "row {row} names nothing");
        for word in words {
            let text = with(row, word).ok_or("a row that this test does not know")?;
            let codes: Vec<&str> = told(&text).into_iter().map(|(code, _)| code).collect();
            assert!(
                codes.contains(&"not_yet"),
                "`{word}` gives {codes:?}:\n{text}"
            );
        }
    }
    Ok(())
}

#[test]
fn known_parts_that_do_not_go_together_yet_are_refused_as_such() {
    let weekly = |of: &str, measure: &str, limit: &str| {
        format!(
            "[rule.r]\nof = \"{of}\"\neach = \"week\"\nmeasure = {measure}\n{limit}\nbasis = {{ document = \"x\" }}\n"
        )
    };
    let one = "require = { at_least = 1 }";
    for text in [
        weekly(
            "account",
            "{ gap = \"publications\" }",
            "breach_when = { more_than = \"7 days\" }",
        ),
        weekly(
            "unit",
            "{ ratio = \"letters\", part = { answered = true } }",
            "require = { at_least = \"90%\" }",
        ),
        weekly("unit", "{ count = \"letters\" }", one),
        weekly("unit", "{ count = \"requests\" }", one),
        weekly(
            "account",
            "{ count = \"pushes\" }",
            "steps = [{ less_than = 2 }]",
        ),
        "[figure.f]\nof = \"account\"\neach = \"week\"\nmeasure = { count = \"pushes\" }\n"
            .to_owned(),
    ] {
        let codes: Vec<&str> = told(&text).into_iter().map(|(code, _)| code).collect();
        assert_eq!(codes, ["not_yet"], "{text}");
    }
}

#[test]
fn the_columns_of_every_table_are_those_that_are_read() -> Result<(), Box<dyn Error>> {
    for (name, yes) in [("FOLDER.md", "yes"), ("FOLDER.zh-CN.md", "是")] {
        let page = page(name)?;
        for kind in RecordKind::ALL {
            let written: Vec<Vec<String>> =
                table_after(&page, &format!("\n### {}\n", kind.file_name()))
                    .into_iter()
                    .map(|row| row.into_iter().take(3).collect())
                    .collect();
            let read: Vec<Vec<String>> = kind
                .columns()
                .iter()
                .map(|column| {
                    let required = if column.required { yes } else { "" };
                    vec![
                        format!("`{}`", column.key),
                        column.names.join("、"),
                        required.to_owned(),
                    ]
                })
                .collect();
            assert_eq!(written, read, "{name}: {}", kind.file_name());
        }
    }
    Ok(())
}

/// The paths that a cell names: `/a/{b,c}` stands for two.
fn paths(cell: &str) -> Vec<String> {
    let expand = |path: String| match path.split_once('{') {
        Some((before, rest)) => {
            let names = rest.trim_end_matches('}').split(',');
            names.map(|name| format!("{before}{name}")).collect()
        }
        None => vec![path],
    };
    quoted(cell).into_iter().flat_map(expand).collect()
}

/// Whether the schema of the report has a path; `*` stands for a place in a list.
fn is_in_schema(schema: &Value, path: &str) -> bool {
    let resolved = |node: &Value| {
        let node = node.pointer("/anyOf/0").unwrap_or(node).clone();
        match node.get("$ref").and_then(Value::as_str) {
            Some(reference) => schema
                .pointer(reference.trim_start_matches('#'))
                .cloned()
                .unwrap_or_default(),
            None => node,
        }
    };
    let found = path
        .split('/')
        .skip(1)
        .try_fold(schema.clone(), |node, part| {
            let next = if part == "*" {
                node.get("items")
            } else {
                node.get("properties")?.get(part)
            };
            next.map(resolved)
        });
    found.is_some()
}

#[test]
fn the_paths_to_rely_on_are_in_the_schema() -> Result<(), Box<dyn Error>> {
    let schema: Value = serde_json::from_str(SCHEMA)?;
    let english = table_after(&page("FOLDER.md")?, "Paths to rely on:");
    let chinese = table_after(&page("FOLDER.zh-CN.md")?, "可以依赖的路径：");
    let of = |rows: &[Vec<String>]| -> Vec<String> {
        rows.iter()
            .filter_map(|row| row.first())
            .flat_map(|cell| paths(cell))
            .collect()
    };
    assert_eq!(of(&english), of(&chinese));
    assert!(of(&english).len() > 40);
    for path in of(&english) {
        assert!(is_in_schema(&schema, &path), "{path} is not in the report");
    }
    assert!(!is_in_schema(&schema, "/findings/*/nothing"));
    Ok(())
}

/// A file of the project, from its root.
fn project(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file)
}

#[test]
fn every_guarantee_names_tests_that_exist() -> Result<(), Box<dyn Error>> {
    let mut held = 0;
    for line in fs::read_to_string(project("GUARANTEES.md"))?.lines() {
        let Some(cell) = line
            .strip_suffix(" |")
            .and_then(|row| row.rsplit('|').next())
        else {
            continue;
        };
        let mut text = String::new();
        for name in quoted(cell) {
            if name.contains('/') {
                text = fs::read_to_string(project(&name))
                    .map_err(|error| format!("{name}: {error}"))?;
            } else {
                let test =
                    text.contains(&format!("fn {name}(")) || text.contains(&format!("def {name}("));
                assert!(test, "there is no test `{name}`: {line}");
            }
            held += 1;
        }
    }
    assert!(held > 40, "only {held} files and tests are named");
    Ok(())
}

#[test]
fn links_between_the_pages_lead_somewhere() -> Result<(), Box<dyn Error>> {
    let folder = project("docs");
    let mut pages: Vec<PathBuf> = [
        "README.md",
        "README.zh-CN.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "GUARANTEES.md",
    ]
    .into_iter()
    .map(project)
    .collect();
    for entry in fs::read_dir(folder)? {
        pages.push(entry?.path());
    }
    for path in pages {
        let text = fs::read_to_string(&path)?;
        let links = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.starts_with("http")) {
            let (file, _) = link.split_once('#').unwrap_or((link, ""));
            let target = path.parent().unwrap_or(&path).join(file);
            assert!(target.exists(), "{}: {link} leads nowhere", path.display());
        }
    }
    Ok(())
}
