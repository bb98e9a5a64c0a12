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
    among_figures(&expect.figures, report, &mut out);
    among_scores(&expect.scores, report, &mut out);
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

/// Values of figures: `value` as elsewhere, or `none = true` where the figure does not apply.
fn among_figures(expected: &[toml::Table], report: &Value, out: &mut Vec<String>) {
    let lists = list(report, "/statistics/figures").iter().map(|figure| {
        let values = list(figure, "/values").iter();
        (figure.get("figure"), values)
    });
    let all: Vec<(Option<&Value>, &Value)> = lists
        .flat_map(|(id, values)| values.map(move |value| (id, value)))
        .collect();
    for wanted in expected {
        let agrees = |(id, got): &(Option<&Value>, &Value)| {
            wanted.iter().all(|(key, expected)| {
                let expected = plain(expected);
                let value = got.get("value").filter(|value| !value.is_null());
                match key.as_str() {
                    "figure" => *id == Some(&expected),
                    "none" => expected == Value::Bool(value.is_none()),
                    "value" => value.is_some_and(|value| interval_agrees(&expected, value)),
                    _ => got.get(key) == Some(&expected),
                }
            })
        };
        if !all.iter().any(agrees) {
            let of_it: Vec<String> = all
                .iter()
                .filter(|(id, _)| *id == wanted.get("figure").map(plain).as_ref())
                .map(|(_, got)| got.to_string())
                .collect();
            out.push(format!(
                "/statistics/figures: expected {}, got {}",
                brief_wanted(wanted),
                of_it.join(" ")
            ));
        }
    }
}

/// Scores of sheets: `score` is a decimal as text, or `[low, high]`; a key that begins with `/` is a pointer.
fn among_scores(expected: &[toml::Table], report: &Value, out: &mut Vec<String>) {
    let all: Vec<(Option<&Value>, &Value)> = list(report, "/scores")
        .iter()
        .flat_map(|sheet| {
            let results = list(sheet, "/results").iter();
            results.map(move |result| (sheet.get("sheet"), result))
        })
        .collect();
    for wanted in expected {
        let agrees = |(id, got): &(Option<&Value>, &Value)| {
            wanted.iter().all(|(key, expected)| {
                let expected = plain(expected);
                match key.as_str() {
                    "sheet" => *id == Some(&expected),
                    "score" => got
                        .get("score")
                        .filter(|score| !score.is_null())
                        .is_some_and(|score| interval_agrees(&expected, score)),
                    "none" => expected == Value::Bool(got.get("score").is_none_or(Value::is_null)),
                    _ if key.starts_with('/') => got
                        .pointer(key)
                        .is_some_and(|got| number_agrees(&expected, got)),
                    _ => got.get(key) == Some(&expected),
                }
            })
        };
        if !all.iter().any(agrees) {
            let of_it: Vec<String> = all
                .iter()
                .filter(|(id, _)| *id == wanted.get("sheet").map(plain).as_ref())
                .map(|(_, got)| got.to_string())
                .collect();
            out.push(format!(
                "/scores: expected {}, got {}",
                brief_wanted(wanted),
                of_it.join(" ")
            ));
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
    finding
        .pointer("/evidence/value")
        .is_some_and(|value| interval_agrees(expected, value))
}

fn interval_agrees(expected: &Value, interval: &Value) -> bool {
    let end = |name: &str| interval.get(name).filter(|value| !value.is_null());
    let is =
        |name: &str, expected: &Value| end(name).is_some_and(|got| number_agrees(expected, got));
    match expected.as_array().map(Vec::as_slice) {
        None => is("low", expected) && is("high", expected),
        Some([low]) => is("low", low) && end("high").is_none(),
        Some([low, high]) => is("low", low) && is("high", high),
        Some(_) => false,
    }
}

/// `"5/6"` is the fraction with that part and base; a decimal as text (`"89.5"`) agrees with any number of that value.
fn number_agrees(expected: &Value, got: &Value) -> bool {
    if expected == got {
        return true;
    }
    let Some(text) = expected.as_str() else {
        return false;
    };
    if let Some((n, d)) = text.split_once('/') {
        let end = |key: &str| got.get(key).map(Value::to_string);
        return end("n").as_deref() == Some(n) && end("d").as_deref() == Some(d);
    }
    match (decimal(text), decimal(got.as_str().unwrap_or_default())) {
        (Some(expected), Some(got)) => expected == got,
        (Some((whole, scale)), None) => {
            let (n, d) = match (got.as_i64(), got.get("n"), got.get("d")) {
                (Some(n), _, _) => (n, 1),
                (_, Some(n), Some(d)) => (
                    n.as_i64().unwrap_or_default(),
                    d.as_i64().unwrap_or_default(),
                ),
                _ => return false,
            };
            d != 0 && i128::from(n) * scale == whole * i128::from(d)
        }
        _ => false,
    }
}

/// A decimal as a whole number over a power of ten, without zeros at its end.
fn decimal(text: &str) -> Option<(i128, i128)> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let rest = rest.trim_end_matches('0');
    let scale = 10_i128.checked_pow(u32::try_from(rest.len()).ok()?)?;
    let all = format!("{whole}{rest}").parse().ok()?;
    (!whole.is_empty()).then_some((all, scale))
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
