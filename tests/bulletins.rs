//! Eight published bulletins: their rules as rule sets, and every figure, rank and list of names that follows from
//! counts comes out as it should. Where a bulletin prints something else than its own numbers give, the file says so.

use serde_json::Value;
use std::collections::BTreeMap;
use tongbao::wire::inspect_text;
use tongbao_tests::bulletin::{self, Bulletin, Order, Printed, Sum, Table};
use tongbao_tests::expect;

const BULLETINS: usize = 8;

#[test]
fn every_bulletin_comes_out_as_its_facts_say() -> Result<(), String> {
    let bulletins = bulletin::all()?;
    assert_eq!(bulletins.len(), BULLETINS);
    let mut failed = Vec::new();
    for bulletin in &bulletins {
        let wrong = differences(bulletin)?;
        if !wrong.is_empty() {
            failed.push(format!("{}\n    {}", bulletin.name, wrong.join("\n    ")));
        }
    }
    assert!(
        failed.is_empty(),
        "{} of {BULLETINS} bulletins\n\n{}\n",
        failed.len(),
        failed.join("\n\n")
    );
    Ok(())
}

fn differences(bulletin: &Bulletin) -> Result<Vec<String>, String> {
    let mut wrong = Vec::new();
    let mut reports: BTreeMap<&str, Value> = BTreeMap::new();
    for (name, run) in &bulletin.runs {
        let told = |error: String| format!("{} {name}: {error}", bulletin.name);
        let (expected, tables) = bulletin.expected.of(name).map_err(told)?;
        let request = run.request().map_err(told)?;
        let text = match inspect_text(&request.to_string()) {
            Ok(text) => text,
            Err(problem) => {
                wrong.push(format!("{name}: refused: {}", briefly(&problem)));
                continue;
            }
        };
        let report: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let mut here = expect::differences(&expected, &report);
        here.extend(
            tables
                .iter()
                .filter_map(|table| table_difference(table, &report)),
        );
        here.extend(lost_rows(&report));
        wrong.extend(here.into_iter().map(|told| format!("{name}: {told}")));
        reports.insert(name, report);
    }
    let expected = &bulletin.expected;
    wrong.extend(
        expected
            .sums
            .iter()
            .filter_map(|sum| sum_difference(sum, &reports)),
    );
    wrong.extend(
        expected
            .printed
            .iter()
            .filter_map(|rate| rate_difference(rate, &reports)),
    );
    wrong.extend(
        expected
            .order
            .iter()
            .filter_map(|order| order_difference(order, &reports)),
    );
    Ok(wrong)
}

fn briefly(problem: &str) -> String {
    let problem: Value = serde_json::from_str(problem).unwrap_or_default();
    let diagnostics = problem.get("diagnostics").and_then(Value::as_array);
    let one = |told: &Value| {
        let line = told.pointer("/place/line").map(Value::to_string);
        format!(
            "\n        {} line {} {}",
            told.get("code").unwrap_or(&Value::Null),
            line.unwrap_or_default(),
            told.get("message").unwrap_or(&Value::Null)
        )
    };
    diagnostics.into_iter().flatten().map(one).collect()
}

/// Every made row must have been taken in.
fn lost_rows(report: &Value) -> Vec<String> {
    let tables = report.get("intake").and_then(Value::as_array);
    tables
        .into_iter()
        .flatten()
        .filter(|table| table.get("read") != table.get("accepted"))
        .map(|table| format!("rows were not accepted: {table}"))
        .collect()
}

fn values<'a>(report: &'a Value, figure: &str) -> Vec<&'a Value> {
    let figures = report
        .pointer("/statistics/figures")
        .and_then(Value::as_array);
    figures
        .into_iter()
        .flatten()
        .filter(|one| one.get("figure").is_some_and(|id| id == figure))
        .filter_map(|one| one.get("values")?.as_array())
        .flatten()
        .collect()
}

/// The value of a figure, where it is known: its part and base; of a whole number the base is 1.
fn number(value: &Value) -> Option<(i64, i64)> {
    let (low, high) = (value.pointer("/value/low")?, value.pointer("/value/high")?);
    if low != high {
        return None;
    }
    match low.as_i64() {
        Some(whole) => Some((whole, 1)),
        None => Some((low.get("n")?.as_i64()?, low.get("d")?.as_i64()?)),
    }
}

/// The value of `[figure]` or `[figure, subject]`.
fn figure(report: Option<&Value>, path: &[String]) -> Option<(i64, i64)> {
    let (id, subject) = match path {
        [id] => (id, None),
        [id, subject] => (id, Some(subject)),
        _ => return None,
    };
    let mut found = values(report?, id).into_iter().filter(|value| {
        subject.is_none_or(|subject| value.get("subject").is_some_and(|name| name == subject))
    });
    let one = found.next()?;
    found.next().is_none().then(|| number(one)).flatten()
}

fn table_difference(table: &Table, report: &Value) -> Option<String> {
    let values = values(report, &table.figure);
    let numbers: Vec<i64> = values
        .iter()
        .filter_map(|value| number(value))
        .map(|(n, _)| n)
        .collect();
    let got = (values.len(), numbers.len(), numbers.iter().sum::<i64>());
    (got != (table.rows, table.rows, table.total)).then(|| {
        format!(
            "{}: expected {} rows that add up to {}, got {} rows, {} known, {}",
            table.figure, table.rows, table.total, got.0, got.1, got.2
        )
    })
}

fn sum_difference(sum: &Sum, reports: &BTreeMap<&str, Value>) -> Option<String> {
    let of = |path: &Vec<String>| match path.split_first() {
        Some((run, path)) => figure(reports.get(run.as_str()), path).map(|(n, _)| n),
        None => None,
    };
    let all = |paths: &[Vec<String>]| paths.iter().map(of).sum::<Option<i64>>();
    let got = all(&sum.plus)
        .zip(all(&sum.minus))
        .map(|(plus, minus)| plus - minus);
    (got != Some(sum.is)).then(|| format!("{}: expected {}, got {got:?}", sum.what, sum.is))
}

/// A percentage in units of its last decimal, and how many decimals it has.
fn percent(text: &str) -> Option<(i64, u32)> {
    let text = text.strip_suffix('%')?;
    let decimals = text
        .split_once('.')
        .map_or(0, |(_, rest)| rest.len() as u32);
    Some((text.replace('.', "").parse().ok()?, decimals))
}

fn rate_difference(rate: &Printed, reports: &BTreeMap<&str, Value>) -> Option<String> {
    let report = reports.get(rate.run.as_str());
    let of = |path: &Option<Vec<String>>| path.as_deref().and_then(|path| figure(report, path));
    let fraction = of(&rate.ratio).or_else(|| Some((of(&rate.part)?.0, of(&rate.base)?.0)));
    let Some((n, d)) = fraction.filter(|(_, d)| *d > 0) else {
        return Some(format!("{}: no part and base", rate.what));
    };
    // in units of the last decimal: cut off, and rounded half up
    let cut = |decimals: u32| n * 100 * 10_i64.pow(decimals) / d;
    let rounded = |decimals: u32| (2 * n * 100 * 10_i64.pow(decimals) + d) / (2 * d);
    let Some((right, decimals)) = percent(&rate.right) else {
        return Some(format!("{}: no percentage: {}", rate.what, rate.right));
    };
    let verdict = match rate.printed.as_deref().map(percent) {
        None => "derived",
        Some(Some((printed, decimals))) if printed == rounded(decimals) => "fits",
        Some(Some((printed, decimals))) if printed == cut(decimals) => "truncated",
        Some(Some(_)) => "slip",
        Some(None) => "no percentage",
    };
    (right != rounded(decimals) || verdict != rate.verdict).then(|| {
        let printed = rate.printed.as_deref().unwrap_or("nothing");
        format!(
            "{}: {n}/{d}, expected {} and {printed} to be a {}, got {verdict}",
            rate.what, rate.right, rate.verdict
        )
    })
}

fn order_difference(order: &Order, reports: &BTreeMap<&str, Value>) -> Option<String> {
    let report = reports.get(order.run.as_str());
    let of = |name: &String| figure(report, &[order.figure.clone(), name.clone()]);
    let falls = |names: &[String]| {
        let numbers: Option<Vec<(i64, i64)>> = names.iter().map(of).collect();
        numbers.map(|numbers| numbers.is_sorted_by(|a, b| a.0 >= b.0))
    };
    let got = (falls(&order.right), falls(&order.printed));
    let expected = (Some(true), Some(order.verdict == "fits"));
    (got != expected).then(|| {
        format!(
            "order of {}: expected {expected:?}, got {got:?}",
            order.figure
        )
    })
}
