//! Comparing a report with what a case expects; every difference in a sentence with its path.

use crate::case::{Expect, plain};
use serde_json::Value;

/// Every way in which the report is not what the case expects.
pub fn differences(expect: &Expect, report: &Value) -> Vec<String> {
    let mut out = Vec::new();
    exactly(
        "/findings",
        expect.findings.as_deref().unwrap_or_default(),
        report,
        &mut out,
    );
    exactly("/notices", &expect.notices, report, &mut out);
    exactly("/waived", &expect.waived, report, &mut out);
    among_outcomes(&expect.outcomes, report, &mut out);
    for code in &expect.notes {
        if !list(report, "/notes")
            .iter()
            .any(|note| note.get("code").and_then(Value::as_str) == Some(code))
        {
            out.push(format!(
                "/notes: expected a note `{code}`, got {}",
                shown(report.pointer("/notes"))
            ));
        }
    }
    for path in &expect.absent {
        if report.pointer(path).is_some_and(|value| !value.is_null()) {
            out.push(format!(
                "{path}: expected nothing, got {}",
                shown(report.pointer(path))
            ));
        }
    }
    for (path, value) in &expect.values {
        let expected = plain(value);
        if report.pointer(path) != Some(&expected) {
            out.push(format!(
                "{path}: expected {expected}, got {}",
                shown(report.pointer(path))
            ));
        }
    }
    for (table, counts) in &expect.intake {
        intake(table, &plain(counts), report, &mut out);
    }
    out
}

/// Every way in which the problem is not what the case expects.
pub fn problem_differences(expect: &Expect, problem: &Value) -> Vec<String> {
    let expected = [
        ("/problem/code", &expect.problem),
        ("/problem/place/field", &expect.problem_field),
    ];
    let mut out: Vec<String> = expected
        .into_iter()
        .filter_map(|(path, expected)| {
            let expected = expected.as_ref()?;
            let got = problem.pointer(path);
            (got.and_then(Value::as_str) != Some(expected)).then(|| {
                format!(
                    "{path}: expected `{expected}`, got {}; {}",
                    shown(got),
                    shown(problem.pointer("/problem/message"))
                )
            })
        })
        .collect();
    for wanted in &expect.diagnostics {
        let is = |got: &Value, key: &str, value: &toml::Value| {
            got.get(key)
                .or_else(|| got.pointer(&format!("/place/{key}")))
                == Some(&plain(value))
        };
        if !list(problem, "/diagnostics")
            .iter()
            .any(|got| wanted.iter().all(|(key, value)| is(got, key, value)))
        {
            out.push(format!(
                "/diagnostics: expected {}, got {}",
                brief_wanted(wanted),
                shown(problem.pointer("/diagnostics"))
            ));
        }
    }
    out
}

fn list<'a>(report: &'a Value, path: &str) -> &'a [Value] {
    report
        .pointer(path)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), Value::to_string)
}

/// Each expected one is there, and nothing else is.
fn exactly(path: &str, expected: &[toml::Table], report: &Value, out: &mut Vec<String>) {
    let mut left: Vec<&Value> = list(report, path).iter().collect();
    for wanted in expected {
        match left.iter().position(|got| {
            wanted
                .iter()
                .all(|(key, value)| agrees(key, &plain(value), got, report))
        }) {
            Some(place) => drop(left.swap_remove(place)),
            None => out.push(format!(
                "{path}: expected {}, got only {}",
                brief_wanted(wanted),
                briefly(list(report, path))
            )),
        }
    }
    if !left.is_empty() {
        out.push(format!("{path}: did not expect {}", briefly(left)));
    }
}

fn among_outcomes(expected: &[toml::Table], report: &Value, out: &mut Vec<String>) {
    let all = list(report, "/all_outcomes");
    for wanted in expected {
        let identifies = |got: &&Value| {
            wanted
                .iter()
                .filter(|(key, _)| {
                    ["rule", "subject", "platform", "unit", "subject_id"].contains(&key.as_str())
                })
                .all(|(key, value)| agrees(key, &plain(value), got, report))
        };
        let found: Vec<&Value> = all.iter().filter(identifies).collect();
        match found.as_slice() {
            [one] => {
                for (key, value) in wanted {
                    if !agrees(key, &plain(value), one, report) {
                        let code =
                            undecided(one, report).and_then(|undecided| undecided.get("code"));
                        out.push(format!(
                            "/all_outcomes: expected {}, got {one} code {}",
                            brief_wanted(wanted),
                            shown(code)
                        ));
                        break;
                    }
                }
            }
            other => out.push(format!(
                "/all_outcomes: expected {}, got {} such outcomes",
                brief_wanted(wanted),
                other.len()
            )),
        }
    }
}

/// Whether a finding or outcome has what a key of the case says.
fn agrees(key: &str, expected: &Value, got: &Value, report: &Value) -> bool {
    match key {
        "weeks" => breached_slices(got).as_ref() == Some(expected),
        "value" => value_agrees(expected, got),
        "last" | "due" => got.pointer(&format!("/evidence/{key}")) == Some(expected),
        "reason_code" => {
            undecided(got, report).and_then(|undecided| undecided.get("code")) == Some(expected)
        }
        _ if key.starts_with('/') => got.pointer(key) == Some(expected),
        _ => got.get(key) == Some(expected),
    }
}

/// The first days of the breached slices.
fn breached_slices(finding: &Value) -> Option<Value> {
    let slices = finding.pointer("/evidence/slices")?.as_array()?;
    let breached = slices
        .iter()
        .filter(|slice| slice.get("outcome").and_then(Value::as_str) == Some("breached"));
    Some(
        breached
            .filter_map(|slice| slice.get("from").cloned())
            .collect(),
    )
}

/// A number means both ends; `[low, high]` means these; `[low]` means no upper limit.
fn value_agrees(expected: &Value, finding: &Value) -> bool {
    let end = |name: &str| {
        finding
            .pointer(&format!("/evidence/value/{name}"))
            .filter(|value| !value.is_null())
    };
    match expected.as_array().map(Vec::as_slice) {
        None => end("low") == Some(expected) && end("high") == Some(expected),
        Some([low]) => end("low") == Some(low) && end("high").is_none(),
        Some([low, high]) => end("low") == Some(low) && end("high") == Some(high),
        Some(_) => false,
    }
}

fn undecided<'a>(outcome: &Value, report: &'a Value) -> Option<&'a Value> {
    let same = |key: &str, other: &Value| outcome.get(key) == other.get(key);
    list(report, "/undecided")
        .iter()
        .find(|other| same("rule", other) && same("subject_id", other))
}

fn intake(table: &str, counts: &Value, report: &Value, out: &mut Vec<String>) {
    let Some(line) = list(report, "/intake")
        .iter()
        .find(|line| line.get("records").and_then(Value::as_str) == Some(table))
    else {
        out.push(format!(
            "/intake: expected a line for {table}, got {}",
            shown(report.pointer("/intake"))
        ));
        return;
    };
    for (key, expected) in counts.as_object().into_iter().flatten() {
        if key == "codes" {
            let got: Value = list(line, "/rejected_by")
                .iter()
                .filter_map(|one| {
                    Some((
                        one.get("code")?.as_str()?.to_owned(),
                        one.get("count")?.clone(),
                    ))
                })
                .collect::<serde_json::Map<String, Value>>()
                .into();
            if got != *expected {
                out.push(format!(
                    "/intake {table} codes: expected {expected}, got {got}"
                ));
            }
        } else if line.get(key) != Some(expected) {
            out.push(format!(
                "/intake {table} {key}: expected {expected}, got {}",
                shown(line.get(key))
            ));
        }
    }
}

fn brief_wanted(wanted: &toml::Table) -> String {
    plain(&toml::Value::Table(wanted.clone())).to_string()
}

fn briefly<'a>(list: impl IntoIterator<Item = &'a Value>) -> String {
    let one = |got: &Value| {
        let field = |key: &str| got.get(key).cloned().unwrap_or_default();
        let weeks = breached_slices(got)
            .filter(|weeks| weeks.as_array().is_some_and(|weeks| !weeks.is_empty()));
        let detail = weeks
            .or_else(|| got.pointer("/evidence/value").cloned())
            .unwrap_or_default();
        format!(
            "[{} {} {} {} {detail}]",
            field("rule"),
            field("subject"),
            field("wording"),
            field("severity")
        )
    };
    let shown: Vec<String> = list.into_iter().map(one).collect();
    if shown.is_empty() {
        "none".to_owned()
    } else {
        shown.join(" ")
    }
}
