//! The pages of the shipped rule sets are what the generator makes, and name everything that the sets leave out.

use std::collections::BTreeSet;
use std::path::Path;
use tongbao::diagnostic::Language;
use tongbao::rules::SHIPPED;
use tongbao_examples::{Result, rulesets_page};

fn read(path: &str) -> Result<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    Ok(std::fs::read_to_string(root.join(path))?)
}

#[test]
fn the_committed_pages_are_what_the_generator_makes() -> Result<()> {
    for (path, language) in [
        ("docs/RULESETS.md", Language::En),
        ("docs/RULESETS.zh-CN.md", Language::Zh),
    ] {
        assert!(
            read(path)? == rulesets_page::page(language)?,
            "{path}: run cargo run -p tongbao-examples --bin rulesets-page"
        );
    }
    Ok(())
}

#[test]
fn each_set_lists_at_its_end_what_it_leaves_out() -> Result<()> {
    let absences = rulesets_page::absences()?;
    for absence in &absences {
        assert!(
            SHIPPED.iter().any(|shipped| shipped.id == absence.set),
            "{} is no shipped set",
            absence.set
        );
    }
    for shipped in SHIPPED {
        let (_, end) = shipped
            .toml
            .split_once("# 未收录 / absent:\n")
            .ok_or_else(|| format!("{}: no list of what it leaves out", shipped.id))?;
        let listed: Vec<&str> = end
            .lines()
            .filter_map(|line| line.strip_prefix("# - ")?.split_once(": "))
            .map(|(id, _)| id)
            .collect();
        let wanted: Vec<&str> = absences
            .iter()
            .filter(|absence| absence.set == shipped.id)
            .map(|absence| absence.id.as_str())
            .collect();
        assert_eq!(listed, wanted, "{}", shipped.id);
    }
    Ok(())
}

#[test]
fn every_shipped_rule_names_its_clause_and_how_far_it_was_verified() -> Result<()> {
    let degrees = BTreeSet::from(["full", "applied", "local"]);
    for shipped in SHIPPED {
        let set: serde_json::Value = serde_json::from_str(shipped.json)?;
        let rules = set.get("rule").and_then(|rules| rules.as_object());
        let rules = rules.ok_or_else(|| format!("{}: no rules", shipped.id))?;
        for (id, rule) in rules {
            let basis = |key: &str| {
                rule.pointer(&format!("/basis/{key}"))
                    .and_then(|text| text.as_str())
            };
            assert!(
                basis("document").is_some() && basis("clause").is_some(),
                "{} {id}",
                shipped.id
            );
            assert!(
                basis("verified").is_some_and(|word| degrees.contains(word)),
                "{} {id}",
                shipped.id
            );
            for language in ["zh", "en"] {
                let text = rule
                    .pointer(&format!("/text/{language}"))
                    .and_then(|text| text.as_str());
                assert!(
                    text.is_some_and(|text| !text.is_empty()),
                    "{} {id} {language}",
                    shipped.id
                );
            }
        }
    }
    Ok(())
}
