//! The guide tells the truth: every command it shows runs, and its first rule says what it promises.

mod common;

use common::{Tested, tongbao};
use std::fs;
use std::path::{Path, PathBuf};

fn project(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file)
}

/// The commands of a page with their arguments: the lines of its blocks marked `sh`, and what stands between backticks.
fn commands(page: &str) -> Vec<Vec<String>> {
    let mut commands = Vec::new();
    for (ix, part) in page.split("```").enumerate() {
        if ix % 2 == 1 {
            if let Some(lines) = part.strip_prefix("sh\n") {
                commands.extend(lines.lines().map(str::to_owned));
            }
        } else {
            commands.extend(part.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    commands
        .iter()
        .filter_map(|command| {
            let mut words = command.split_whitespace();
            (words.next() == Some("tongbao")).then(|| words.map(str::to_owned).collect())
        })
        // a command that is only named, such as `tongbao rules check`
        .filter(|words: &Vec<String>| {
            words.len() > 2 || words.iter().any(|word| word.contains('/'))
        })
        .collect()
}

#[test]
fn every_command_of_the_guide_runs() -> Tested {
    let mut run = 0;
    for page in [
        "docs/RULES.md",
        "docs/RULES.zh-CN.md",
        "examples/first-rules/README.md",
    ] {
        for words in commands(&fs::read_to_string(project(page))?) {
            let words = words.into_iter().map(|word| {
                if word.starts_with("examples/") {
                    project(&word).display().to_string()
                } else {
                    word
                }
            });
            let words: Vec<String> = words.collect();
            let ran = tongbao(&words)?;
            assert_eq!(
                ran.code,
                Some(0),
                "{page}: {words:?}: {}{}",
                ran.out,
                ran.err
            );
            run += 1;
        }
    }
    assert!(run >= 10, "only {run} commands were found");
    Ok(())
}

/// The rule set of the guide's first section.
fn first_rules(page: &str) -> Tested<String> {
    let page = fs::read_to_string(project(page))?;
    let block = page
        .split("```toml\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    Ok(block.ok_or("no rule set")?.to_owned())
}

#[test]
fn the_first_rule_takes_twelve_lines_and_is_the_example() -> Tested {
    let example = fs::read_to_string(project("examples/first-rules/rules.toml"))?;
    for page in ["docs/RULES.md", "docs/RULES.zh-CN.md"] {
        assert_eq!(first_rules(page)?, example, "{page}");
    }
    let lines = example.lines().filter(|line| !line.trim().is_empty());
    assert_eq!(lines.count(), 12);
    Ok(())
}

#[test]
fn the_first_rule_judges_and_explains_in_both_languages() -> Tested {
    let folder = project("examples/first-rules").display().to_string();
    let ran = tongbao(["inspect", &folder])?;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    for line in [
        "  unit-floor  单位     2       2       0       1         0",
        "    乙镇：不符合要求：每月应不少于10条（2024-03-01至2024-03-31：9条）",
        "    示例教育局：不符合要求：每月应不少于20条（2024-03-01至2024-03-31：19条）",
    ] {
        assert!(
            ran.out.lines().any(|told| told == line),
            "{line}\n{}",
            ran.out
        );
    }
    let explain = |subject: &str, language: &str| {
        tongbao([
            "explain",
            &folder,
            "--rule",
            "unit-floor",
            "--subject",
            subject,
            "--lang",
            language,
        ])
    };
    let exempt = explain("示例大数据局", "zh")?;
    assert_eq!(
        (exempt.code, exempt.out.as_str()),
        (
            Some(0),
            "示例大数据局：不适用（指标 unit-floor）\n  有独立网站\n\n标准：每月应不少于20条\n\
             依据：示例区信息发布管理办法　第五条\n数据范围：2024-03-01至2024-03-31\n"
        )
    );
    let exempt = explain("示例大数据局", "en")?;
    let mut lines = exempt.out.lines();
    assert_eq!(
        lines.next(),
        Some("示例大数据局: not applicable (rule unit-floor)")
    );
    assert_eq!(lines.next(), Some("  has a website of its own"));
    assert!(
        exempt
            .out
            .contains("\nbasis: 示例区信息发布管理办法, 第五条\n"),
        "{}",
        exempt.out
    );
    let enough = explain("甲镇", "zh")?;
    assert!(
        enough.out.starts_with("甲镇：符合（指标 unit-floor）\n"),
        "{}",
        enough.out
    );
    assert!(
        enough.out.contains("2024-03-01至2024-03-31  10条  符合"),
        "{}",
        enough.out
    );
    Ok(())
}
