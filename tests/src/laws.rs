//! What every report keeps, whatever was asked.

use serde_json::Value;
use std::collections::BTreeMap;
use tongbao::wire::{Report, to_text};

const GREATEST_EXACT: u64 = (1 << 53) - 1;

/// Every law that a report breaks.
pub fn broken(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let (value, report): (Value, Report) =
        match (serde_json::from_str(text), serde_json::from_str(text)) {
            (Ok(value), Ok(report)) => (value, report),
            (_, Err(error)) | (Err(error), _) => return vec![format!("is no report: {error}")],
        };
    if to_text(&report) != text {
        out.push("read and written again, it is another text".to_owned());
    }
    if text.contains('\r') || !text.ends_with("}\n") {
        out.push("is not a text of lines that end in LF".to_owned());
    }
    numbers(&value, &mut out);
    for line in &report.intake {
        if line.read != line.accepted + line.rejected + line.duplicates {
            out.push(format!(
                "{}: read is not accepted + rejected + duplicates: {line:?}",
                line.records
            ));
        }
        if line.rejected != line.rejected_by.iter().map(|by| by.count).sum::<u64>() {
            out.push(format!(
                "{}: the reasons do not add up to the rejected rows: {line:?}",
                line.records
            ));
        }
    }
    outcomes(&report, &mut out);
    out
}

fn numbers(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Number(number) => {
            let exact = number
                .as_i64()
                .is_some_and(|number| number.unsigned_abs() <= GREATEST_EXACT);
            if !exact {
                out.push(format!("{number} is no integer that every language holds"));
            }
        }
        Value::Array(list) => list.iter().for_each(|value| numbers(value, out)),
        Value::Object(map) => map.values().for_each(|value| numbers(value, out)),
        _ => {}
    }
}

/// One outcome for each rule and subject; the counts, findings, waived breaches and undecided ones are those outcomes.
fn outcomes(report: &Report, out: &mut Vec<String>) {
    for line in &report.outcomes {
        let sum = line.met + line.breached + line.waived + line.not_applicable + line.cannot_tell;
        if line.selected != sum {
            out.push(format!(
                "{}: {} selected, {sum} judged",
                line.rule, line.selected
            ));
        }
    }
    let Some(all) = &report.all_outcomes else {
        return;
    };
    let mut by_subject: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    let mut counted: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for outcome in all {
        let key = (outcome.rule.as_str(), outcome.subject_id.as_str());
        if by_subject.insert(key, &outcome.outcome).is_some() {
            out.push(format!("{key:?} has two outcomes"));
        }
        *counted
            .entry((&outcome.rule, &outcome.outcome))
            .or_default() += 1;
    }
    let effects: BTreeMap<&str, &str> = report
        .outcomes
        .iter()
        .map(|line| (line.rule.as_str(), line.effect.as_str()))
        .collect();
    for line in &report.outcomes {
        let count = |outcome: &str| {
            counted
                .get(&(line.rule.as_str(), outcome))
                .copied()
                .unwrap_or_default()
        };
        let counts = ["met", "breached", "waived", "not_applicable", "cannot_tell"].map(count);
        let said = [
            line.met,
            line.breached,
            line.waived,
            line.not_applicable,
            line.cannot_tell,
        ];
        if line.judged && counts != said {
            out.push(format!(
                "{}: counts {said:?}, outcomes {counts:?}",
                line.rule
            ));
        }
    }
    let is = |rule: &str, id: &str, outcome: &str| by_subject.get(&(rule, id)) == Some(&outcome);
    let sections = [
        ("breached", &report.findings),
        ("waived", &report.waived),
        ("met", &report.notices),
    ];
    for (outcome, list) in sections {
        for finding in list {
            if !is(&finding.rule, &finding.subject_id, outcome) {
                out.push(format!(
                    "{} of `{}` is listed as {outcome} and is not",
                    finding.rule, finding.subject
                ));
            }
        }
    }
    for undecided in &report.undecided {
        if !is(&undecided.rule, &undecided.subject_id, "cannot_tell") {
            out.push(format!(
                "{} of `{}` is listed as undecided and is not",
                undecided.rule, undecided.subject
            ));
        }
    }
    let graded: BTreeMap<(&str, &str), &str> = report
        .scores
        .iter()
        .flat_map(|sheet| {
            let one = |result| (sheet.sheet.as_str(), result);
            sheet.results.iter().map(one)
        })
        .map(|(sheet, result)| ((sheet, result.subject_id.as_str()), result.outcome.as_str()))
        .collect();
    for outcome in all {
        let key = (outcome.rule.as_str(), outcome.subject_id.as_str());
        let listed = match outcome.outcome.as_str() {
            // a sheet tells its outcome with its score
            said if effects.get(outcome.rule.as_str()) == Some(&"grade") => {
                graded.get(&key) == Some(&said)
            }
            "breached" | "cannot_tell" if effects.get(outcome.rule.as_str()) == Some(&"none") => {
                true
            }
            "breached" => report
                .findings
                .iter()
                .any(|one| one.rule == outcome.rule && one.subject_id == outcome.subject_id),
            "cannot_tell" => report
                .undecided
                .iter()
                .any(|one| one.rule == outcome.rule && one.subject_id == outcome.subject_id),
            _ => true,
        };
        if !listed {
            out.push(format!(
                "{} of `{}` is {} and not listed",
                outcome.rule, outcome.subject, outcome.outcome
            ));
        }
    }
}
