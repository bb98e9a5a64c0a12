//! The documentation tells the truth: its examples load, and what it says does not go together is refused.

use serde_json::Value;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use tongbao::records::RecordKind;
use tongbao::rules::RuleSet;
use tongbao::wire::{SCHEMA, read_settings};
use tongbao_tests::case::plain;

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

/// What a piece of a rule set begins with; a piece does without header and `basis`.
const SECTIONS: [&str; 7] = [
    "attribute",
    "select",
    "list",
    "figure",
    "clock",
    "rule",
    "sheet",
];

/// Whether a block is a piece of a rule set.
fn is_piece(block: &str) -> bool {
    let line = block.trim_start_matches('[');
    let word = line.split('.').next().unwrap_or_default();
    SECTIONS.contains(&word)
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
            // an entry of the cookbook shows figures for their own sake
            if !name.starts_with("COOKBOOK") {
                assert_eq!(rules.warnings, [], "{name}");
            }
            loaded += 1;
        }
    }
    assert!(loaded > 0, "no rule set was found in docs/*.md");
    Ok(())
}

/// The pieces of a page as one rule set: each section once, and a `basis` where one must stand.
fn joined(blocks: &[String]) -> Result<(usize, toml::Table), Box<dyn Error>> {
    let mut whole: toml::Table = toml::from_str(HEADER)?;
    let mut count = 0;
    for block in blocks.iter().filter(|block| is_piece(block)) {
        let piece: toml::Table =
            toml::from_str(block).map_err(|error| format!("{error}\n{block}"))?;
        count += 1;
        for (section, inner) in piece {
            let toml::Value::Table(inner) = inner else {
                return Err(format!("`{section}` is no section\n{block}").into());
            };
            let all = whole
                .entry(section.clone())
                .or_insert_with(|| toml::Value::Table(toml::Table::new()));
            for (id, mut one) in inner {
                if let (true, Some(table)) = (
                    ["rule", "sheet"].contains(&section.as_str()),
                    one.as_table_mut(),
                ) {
                    let basis = toml::from_str("document = \"示例办法\"")?;
                    table.entry("basis").or_insert(toml::Value::Table(basis));
                }
                let all = all.as_table_mut().ok_or("no table")?;
                if all.insert(id.clone(), one).is_some() {
                    return Err(format!("`{section}.{id}` stands twice\n{block}").into());
                }
            }
        }
    }
    Ok((count, whole))
}

#[test]
fn the_pieces_of_rule_sets_on_a_page_make_one_that_loads() -> Result<(), Box<dyn Error>> {
    let mut read = 0;
    for (path, blocks) in pages()? {
        let name = path.display().to_string();
        let (pieces, whole) = joined(&blocks).map_err(|error| format!("{name}: {error}"))?;
        if pieces == 0 {
            continue;
        }
        let text = plain(&toml::Value::Table(whole)).to_string();
        let rules =
            RuleSet::from_json(&name, &text).map_err(|told| format!("{name}: {told:#?}"))?;
        assert_eq!(rules.warnings, [], "{name}");
        read += pieces;
    }
    assert!(read > 30, "only {read} pieces were read");
    Ok(())
}

#[test]
fn every_settings_file_in_the_documentation_loads() -> Result<(), Box<dyn Error>> {
    let mut loaded = 0;
    for (path, blocks) in pages()? {
        for block in blocks
            .iter()
            .filter(|block| !block.starts_with("format = 1") && !is_piece(block))
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
    "format = 1\nid = \"x\"\nversion = 1\ntitle = \"x\"\neffective = { from = 2024-01-01 }\n";

/// A rule set with the words of a row of the table "What does not go together".
fn together(code: &str, word: &str) -> Option<String> {
    let publications = "{ count = \"publications\" }";
    let (more, measure, limit) = match (code, word) {
        ("window.measure", "rank" | "change") => {
            let against = if word == "change" {
                ", against = \"previous period\""
            } else {
                ""
            };
            let measure = format!("{{ {word} = \"f\"{against} }}");
            ("each = \"week\"", measure, "require = { at_least = 2 }")
        }
        ("window.measure", "in_a_row") => {
            let measure = "{ in_a_row = \"q\" }".to_owned();
            ("each = \"week\"", measure, "breach_when = { at_least = 2 }")
        }
        ("window.measure", "mean") => (
            "each = \"week\"",
            "{ mean = \"f\" }".to_owned(),
            "require = { at_least = 2 }",
        ),
        ("window.measure", "clock") => {
            return Some(
                "[clock.c]\nof = \"letter\"\nstart = \"received\"\nstop = \"answered\"\nlimit = \"7 days\"\n\
                 [rule.r]\nof = \"letter\"\neach = \"week\"\nmeasure = { clock = \"c\" }\n\
                 breach_when = { more_than = \"0 days\" }\nbasis = { document = \"x\" }\n"
                    .to_owned(),
            );
        }
        ("window.gap", "over") => (
            "over = \"this year\"",
            "{ gap = \"publications\" }".to_owned(),
            "breach_when = { more_than = \"14 days\" }",
        ),
        ("window.one", "each") => (
            "over = \"this year\"\neach = \"week\"",
            publications.to_owned(),
            "require = { at_least = 2 }",
        ),
        ("window.each", "until") => (
            "until = \"thursday\"",
            publications.to_owned(),
            "require = { at_least = 2 }",
        ),
        ("window.each", "allow") => (
            "allow = 1",
            publications.to_owned(),
            "require = { at_least = 2 }",
        ),
        ("limit.words", "is" | "is_not" | "one_of") => {
            let limit = match word {
                "is" => "require = { is = \"x\" }",
                "is_not" => "require = { is_not = \"x\" }",
                _ => "require = { one_of = [\"x\"] }",
            };
            ("", publications.to_owned(), limit)
        }
        _ => return None,
    };
    Some(format!(
        "[figure.f]\nof = \"unit\"\ntitle = \"f\"\nmeasure = {publications}\n\
         [rule.q]\nof = \"unit\"\nmeasure = \"f\"\nrequire = {{ at_least = 1 }}\nbasis = {{ document = \"x\" }}\n\
         [rule.r]\nof = \"unit\"\nbasis = {{ document = \"x\" }}\n{more}\nmeasure = {measure}\n{limit}\n"
    ))
}

/// The codes of what is wrong with a rule set, each with the value it is about.
fn told(text: &str) -> Vec<(&'static str, Option<String>)> {
    let told = RuleSet::from_toml("x.toml", &format!("{HEADER}{text}"))
        .err()
        .unwrap_or_default();
    told.into_iter().map(|one| (one.code, one.value)).collect()
}

/// The rows of a table: the code, and what stands between backticks in the second column.
fn refused(page: &str, heading: &str) -> Vec<(Vec<String>, Vec<String>)> {
    let cell = |row: &[String], at: usize| quoted(row.get(at).map_or("", String::as_str));
    table_after(page, heading)
        .iter()
        .map(|row| (cell(row, 0), cell(row, 1)))
        .collect()
}

#[test]
fn what_the_documentation_calls_senseless_together_is_refused() -> Result<(), Box<dyn Error>> {
    let rows = refused(&page("RULES.md")?, "\n## What does not go together\n");
    let chinese = refused(&page("RULES.zh-CN.md")?, "\n## 不能合用的写法\n");
    assert_eq!(rows.len(), 5);
    let mut tried = 0;
    for ((codes, mut words), (other, mut others)) in rows.into_iter().zip(chinese) {
        words.sort();
        others.sort();
        assert_eq!((&codes, &words), (&other, &others));
        let code = codes.first().ok_or("a row without a code")?;
        for word in words {
            let Some(text) = together(code, &word) else {
                continue;
            };
            tried += 1;
            let codes: Vec<&str> = told(&text).into_iter().map(|(code, _)| code).collect();
            assert_eq!(codes, [code.as_str()], "`{word}`:\n{text}");
        }
    }
    assert_eq!(tried, 12);
    Ok(())
}

/// A rule of one line for each part, to break it in one.
fn rule(of: &str, more: &str, measure: &str, limit: &str) -> String {
    format!(
        "[rule.r]\nof = \"{of}\"\n{more}\nmeasure = {measure}\n{limit}\nbasis = {{ document = \"x\" }}\n"
    )
}

/// The mistakes of the table "Common mistakes", in its order.
fn mistakes() -> Vec<(&'static str, String)> {
    let items = "{ count = \"publications\" }";
    let gap = "{ gap = \"publications\" }";
    let two = "require = { at_least = 2 }";
    let circle = |id: &str, other: &str| {
        rule(
            "unit",
            "",
            &format!("{{ count = \"breaches\", rules = [\"{other}\"] }}"),
            "breach_when = { at_least = 1 }",
        )
        .replace("rule.r", &format!("rule.{id}"))
    };
    let share = "{ ratio = \"letters\", part = { answered = true } }";
    vec![
        (
            "limit.type",
            rule("unit", "", items, "require = { at_least = \"2\" }"),
        ),
        (
            "limit.type",
            rule("account", "", gap, "breach_when = { more_than = 14 }"),
        ),
        (
            "limit.type",
            rule("unit", "", share, "require = { at_least = 95 }"),
        ),
        (
            "window.gap",
            rule(
                "account",
                "over = \"this year\"",
                gap,
                "breach_when = { more_than = \"14 days\" }",
            ),
        ),
        (
            "key.missing",
            rule("unit", "", items, two).replace("basis", "#"),
        ),
        (
            "limit.values",
            format!(
                "[attribute.group]\nof = \"unit\"\nvalues = [\"部门\", \"乡镇\"]\n{}",
                rule(
                    "unit",
                    "",
                    items,
                    "require = { at_least = { by = \"group\", \"乡镇\" = 10 } }"
                )
            ),
        ),
        (
            "attribute.unknown",
            rule("column", "where = { \"业务系统\" = true }", items, two),
        ),
        (
            "toml.syntax",
            rule("column", "where = { 业务系统 = true }", items, two),
        ),
        (
            "value.unknown",
            rule(
                "unit",
                "except = [{ own_site = \"是\", reason = \"x\" }]",
                items,
                two,
            ),
        ),
        (
            "step.never",
            rule(
                "account",
                "",
                gap,
                "steps = [{ more_than = \"7 days\" }, { more_than = \"14 days\" }]",
            ),
        ),
        (
            "rule.cycle",
            format!("{}{}", circle("a", "b"), circle("b", "a")),
        ),
        (
            "text.field",
            rule("unit", "", items, &format!("{two}\ntext = \"{{数量}}条\"")),
        ),
        (
            "measure.of",
            rule("site", "", "{ count = \"accounts\" }", two),
        ),
        (
            "tighten.looser",
            "extends = \"zhanggong-2022\"\n[tighten.account-weekly]\nrequire = { at_least = 1 }\n"
                .to_owned(),
        ),
    ]
}

#[test]
fn the_common_mistakes_are_told_as_the_guide_says() -> Result<(), Box<dyn Error>> {
    let english = table_after(&page("RULES.md")?, "\n## Common mistakes\n");
    let chinese = table_after(&page("RULES.zh-CN.md")?, "\n## 常见的错误\n");
    let mistakes = mistakes();
    assert_eq!(
        (english.len(), chinese.len()),
        (mistakes.len(), mistakes.len())
    );
    let cell = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
    for (((code, text), zh), en) in mistakes.iter().zip(&chinese).zip(&english) {
        let text = format!("{HEADER}{text}");
        let told = match RuleSet::from_toml("x.toml", &text) {
            Ok(rules) => rules.warnings,
            Err(told) => told,
        };
        let one = told
            .iter()
            .find(|one| one.code == *code)
            .ok_or_else(|| format!("no {code}: {told:#?}"))?;
        assert_eq!(
            [cell(zh, 0), cell(en, 0)],
            [format!("`{code}`"), format!("`{code}`")]
        );
        let says =
            |said: &str, message: &str, next: &str| message.contains(said) || next.contains(said);
        let (said, also) = (cell(zh, 2), cell(en, 2));
        assert!(
            says(&said, &one.message.zh, &one.next_step.zh),
            "{said}: {one:#?}"
        );
        assert!(
            says(&also, &one.message.en, &one.next_step.en),
            "{also}: {one:#?}"
        );
    }
    Ok(())
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
