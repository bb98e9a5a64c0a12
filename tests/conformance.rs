//! The conformance corpus through Rust. It also writes what the runners of the other languages compare with: for each
//! case `area--name.request.json` and core's own `area--name.report.json` or `area--name.problem.json`.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tongbao::wire::inspect_text;
use tongbao_tests::case::{self, Case, Rules, Shape};
use tongbao_tests::{expect, laws};

const FEWEST: usize = 60;

#[test]
fn every_case_comes_out_as_written() -> Result<(), String> {
    let out = written_to();
    let told = |error: std::io::Error| format!("{}: {error}", out.display());
    // what an earlier run left would be run by the other languages too
    if out.exists() {
        fs::remove_dir_all(&out).map_err(told)?;
    }
    fs::create_dir_all(&out).map_err(told)?;
    let cases = case::all()?;
    assert!(cases.len() >= FEWEST, "only {} cases", cases.len());
    let mut failed = Vec::new();
    for case in &cases {
        let differences = run(case, &out)?;
        if !differences.is_empty() {
            failed.push(format!(
                "{}: {}\n    {}",
                case.name,
                case.title.en,
                differences.join("\n    ")
            ));
        }
    }
    assert!(
        failed.is_empty(),
        "{} of {} cases failed\n\n{}\n",
        failed.len(),
        cases.len(),
        failed.join("\n\n")
    );
    Ok(())
}

/// `corpus` in the target folder, where the other languages look for it.
fn written_to() -> PathBuf {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    tmp.parent().unwrap_or(tmp).join("corpus")
}

fn run(case: &Case, out: &Path) -> Result<Vec<String>, String> {
    let request = sent(case, Rules::Json, Shape::Rows)?;
    let answer = inspect_text(&request);
    write(out, case, "request", &request)?;
    let kind = if answer.is_ok() { "report" } else { "problem" };
    let (Ok(text) | Err(text)) = &answer;
    write(out, case, kind, text)?;

    let parsed: Value =
        serde_json::from_str(text).map_err(|error| format!("{}: {error}", case.name))?;
    let mut differences = match (&answer, case.expect.is_refused()) {
        (Ok(text), false) => {
            let mut differences = expect::differences(&case.expect, &parsed);
            differences.extend(laws::broken(text));
            differences
        }
        (Err(_), true) => expect::problem_differences(&case.expect, &parsed),
        (Ok(_), true) => vec!["expected a problem, got a report".to_owned()],
        (Err(problem), false) => vec![format!("expected a report, got {problem}")],
    };
    differences.extend(same_answer(case, &request, &answer)?);
    Ok(differences)
}

/// Order of rows, shape of tables and form of the rule set change nothing, and neither does asking twice.
fn same_answer(
    case: &Case,
    request: &str,
    answer: &Result<String, String>,
) -> Result<Vec<String>, String> {
    let mut out = Vec::new();
    if inspect_text(request) != *answer {
        out.push("asked twice, it answers differently".to_owned());
    }
    if answer.is_err() {
        // places differ with the form, the code does not
        if case.has_own_rules() {
            let other = inspect_text(&sent(case, Rules::Toml, Shape::Rows)?);
            if code(&other) != code(answer) {
                out.push(format!("with rules in TOML it answers {:?}", code(&other)));
            }
        }
        return Ok(out);
    }
    let plain = request.replacen('{', "{\n  \"shortcuts\": false,", 1);
    let other = inspect_text(&plain);
    if other != *answer {
        let difference = first_difference(answer, &other);
        out.push(format!(
            "without shortcuts it answers differently: {difference}"
        ));
    }
    let mut forms = vec![
        ("with other rows first", Rules::Json, Shape::Shuffled(1)),
        ("with yet other rows first", Rules::Json, Shape::Shuffled(2)),
        ("with lists of cells", Rules::Json, Shape::Columns),
    ];
    if case.has_own_rules() {
        forms.push(("with rules in TOML", Rules::Toml, Shape::Rows));
    }
    for (what, rules, shape) in forms {
        let other = inspect_text(&sent(case, rules, shape)?);
        if other != *answer {
            out.push(format!(
                "{what} it answers differently: {}",
                first_difference(answer, &other)
            ));
        }
    }
    Ok(out)
}

fn sent(case: &Case, rules: Rules, shape: Shape) -> Result<String, String> {
    let request = case.request(rules, shape)?;
    serde_json::to_string_pretty(&request).map_err(|error| error.to_string())
}

fn code(answer: &Result<String, String>) -> Option<String> {
    let problem: Value = serde_json::from_str(answer.as_ref().err()?).ok()?;
    Some(problem.pointer("/problem/code")?.as_str()?.to_owned())
}

fn first_difference(left: &Result<String, String>, right: &Result<String, String>) -> String {
    let (Ok(left) | Err(left)) = left;
    let (Ok(right) | Err(right)) = right;
    let pair = left
        .lines()
        .zip(right.lines())
        .find(|(left, right)| left != right);
    pair.map_or_else(
        || "one is longer".to_owned(),
        |(left, right)| format!("{} / {}", left.trim(), right.trim()),
    )
}

fn write(out: &Path, case: &Case, kind: &str, text: &str) -> Result<(), String> {
    let path = out.join(format!("{}.{kind}.json", case.file_name()));
    fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
}
