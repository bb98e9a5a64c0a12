//! The JSON Schema of the rule format says of a rule set what the reader says, as far as a schema can.

use serde_json::{Value, json};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use tongbao::rules::{RuleSet, SCHEMA, SHIPPED};
use tongbao_tests::broken_files::good;

fn validator() -> Result<jsonschema::Validator, Box<dyn Error>> {
    Ok(jsonschema::draft202012::new(&serde_json::from_str(
        SCHEMA,
    )?)?)
}

/// What the schema has against a set.
fn errors(validator: &jsonschema::Validator, set: &Value) -> Vec<String> {
    validator
        .iter_errors(set)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// Every TOML file beneath a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files(&path, found)?;
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            found.push(path);
        }
    }
    found.sort();
    Ok(())
}

/// The rule sets of the corpus, in files of their own and within cases.
fn corpus() -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut found = Vec::new();
    files(&folder, &mut found)?;
    let mut sets = Vec::new();
    for path in found {
        let text = fs::read_to_string(&path)?;
        let name = path.display().to_string();
        if text.starts_with("format = 1") || path.parent().is_some_and(|up| up.ends_with("rules")) {
            sets.push((name, text));
            continue;
        }
        let case: toml::Table = toml::from_str(&text)?;
        sets.extend(
            case.get("rules")
                .and_then(toml::Value::as_str)
                .filter(|text| text.contains('\n'))
                .map(|text| (name, text.to_owned())),
        );
    }
    Ok(sets)
}

#[test]
fn every_rule_set_that_is_read_is_valid() -> Result<(), Box<dyn Error>> {
    let validator = validator()?;
    let mut sets = good()?;
    sets.extend(corpus()?);
    let mut read = 0;
    for (name, text) in sets {
        if let Ok(rules) = RuleSet::from_toml(&name, &text) {
            read += 1;
            let set = serde_json::from_str(&rules.canonical)?;
            assert_eq!(errors(&validator, &set), [""; 0], "{name}");
        }
    }
    assert!(read > SHIPPED.len() + 50, "only {read} sets were read");
    Ok(())
}

fn set(part: Value) -> Value {
    let mut set = json!({
        "format": 1, "id": "x", "version": 1, "title": "x", "effective": { "from": "2024-01-01" },
    });
    if let (Some(set), Value::Object(part)) = (set.as_object_mut(), part) {
        set.extend(part);
    }
    set
}

fn rule(part: Value) -> Value {
    let mut rule = json!({
        "of": "unit",
        "measure": { "count": "publications" },
        "require": { "at_least": 2 },
        "basis": { "document": "x" },
    });
    if let (Some(rule), Value::Object(part)) = (rule.as_object_mut(), part) {
        for (key, value) in part {
            if value.is_null() {
                rule.remove(&key);
            } else {
                rule.insert(key, value);
            }
        }
    }
    set(json!({ "rule": { "r": rule } }))
}

#[test]
fn what_is_broken_is_not_valid() -> Result<(), Box<dyn Error>> {
    let validator = validator()?;
    let whole = rule(json!({}));
    assert_eq!(errors(&validator, &whole), [""; 0]);
    let clock = |part: &str| {
        let mut clock = json!({ "of": "letter", "start": "received", "stop": "answered" });
        if let Some(clock) = clock.as_object_mut() {
            clock.insert(part.to_owned(), json!("7 days"));
        }
        set(json!({ "clock": { "c": clock } }))
    };
    assert_eq!(errors(&validator, &clock("limit")), [""; 0]);
    let broken = [
        set(json!({ "format": 2 })),
        set(json!({ "colour": 1 })),
        set(json!({ "effective": {} })),
        set(json!({ "working_days": "us" })),
        set(json!({ "attribute": { "a": { "of": "unit", "type": "colour" } } })),
        rule(json!({ "of": "units" })),
        rule(json!({ "basis": null })),
        rule(json!({ "require": null })),
        rule(json!({ "breach_when": { "at_most": 0 } })),
        rule(json!({ "require": {} })),
        rule(json!({ "require": { "at_lest": 2 } })),
        rule(json!({ "require": { "at_least": "two" } })),
        rule(json!({ "require": { "at_least": { "by": "group" } } })),
        rule(json!({ "measure": { "count": "publications", "gap": "publications" } })),
        rule(json!({ "measure": { "count": "breaches" } })),
        rule(json!({ "measure": { "change": "x", "against": "yesterday" } })),
        rule(json!({ "each": "fortnight" })),
        rule(json!({ "over": "last three months" })),
        rule(json!({ "except": [{ "tag": "x" }] })),
        rule(json!({ "steps": [], "require": null })),
        clock("limits"),
        set(
            json!({ "sheet": { "s": { "of": "unit", "basis": { "document": "x" }, "lines": [{ "rule": "r" }] } } }),
        ),
    ];
    for set in broken {
        assert!(!validator.is_valid(&set), "{set}");
        // and the reader agrees
        assert!(
            RuleSet::from_json("x.json", &set.to_string()).is_err(),
            "{set}"
        );
    }
    Ok(())
}
