//! What a sheet says of a subject as a finding, notice or praise: a sheet is an outcome too, and who fails by points alone
//! stands under no rule.

use super::evidence::{basis, outcome_out};
use super::inspection::Inspection;
use super::numbers::{exact_out, value_words};
use super::wording::{graded_limit_words, title, who};
use crate::diagnostic::Language;
use crate::evaluate::{Attached, Case, Judged, SheetResult, Subject, Told, id_at, outcomes_at};
use crate::report::{Evidence, FindingOut, OutcomeOut, ValueOut, WaiverOut};
use crate::rules::{Effect, RuleSet, Sheet};

/// Whether a veto that fails a subject is itself a finding of that subject: then it is named once, by the veto.
pub(super) fn named_by_veto(case: &Case<'_>, judged: &Judged, result: &SheetResult) -> bool {
    let all = result.vetoes.iter();
    let mut all = all.flat_map(|place| outcomes_at(case, judged, *place));
    all.any(|outcome| {
        let reported = outcome.attached.map(|attached| attached.effect);
        outcome.subject == result.outcome.subject
            && outcome.counts()
            && reported.is_some_and(|effect| effect != Effect::None)
    })
}

/// The finding, notice or praise of a result.
pub(super) fn graded(
    inspection: &Inspection,
    case: &Case<'_>,
    sheet: &Sheet,
    result: &SheetResult,
    attached: Attached,
) -> FindingOut {
    let language = inspection.options.language;
    let who = who(case, result.outcome.subject, language);
    let waiver = result
        .outcome
        .waiver
        .and_then(|ix| case.records.waivers.get(ix as usize));
    FindingOut {
        rule: sheet.id.clone(),
        wording: wording(case.rules, sheet, result, attached, language),
        severity: attached.effect.as_str().to_owned(),
        subject_kind: sheet.subjects.of.as_str().to_owned(),
        evidence: evidence(case, &inspection.judged, sheet, result, language),
        basis: basis(&sheet.basis),
        waiver: waiver.map(|waiver| WaiverOut {
            reason: waiver.reason.clone(),
            expires: waiver.expires,
        }),
        unit: who.unit,
        unit_as_recorded: who.unit_as_recorded,
        subject: who.subject,
        platform: who.platform,
        unit_id: who.unit_id,
        subject_id: who.subject_id,
    }
}

/// The text of the reached step; else the score with its grade, and what was a veto.
fn wording(
    rules: &RuleSet,
    sheet: &Sheet,
    result: &SheetResult,
    attached: Attached,
    language: Language,
) -> String {
    let zh = language == Language::Zh;
    let step = attached.step.and_then(|step| sheet.steps.get(step));
    let title = sheet.title.as_ref().map(|title| title.get(language));
    let score = value(result).map(|score| value_words(&score, None, language));
    let mut said: Vec<String> = Vec::new();
    if let Some(text) = step.and_then(|step| step.text.as_ref()) {
        said.push(text.fill(language, |field| match field {
            "score" | "value" => score.clone().unwrap_or_default(),
            _ => String::new(),
        }));
    } else {
        let begin = title.map(str::to_owned).unwrap_or_default();
        said.extend(score.map(|score| match (zh, begin.is_empty()) {
            (true, true) => format!("得{score}分"),
            (true, false) => format!("{begin}{score}分"),
            (false, true) => format!("{score} points"),
            (false, false) => format!("{begin}: {score} points"),
        }));
        let grade = step.and_then(|step| step.grade.as_ref());
        said.extend(grade.map(|grade| grade.get(language).to_owned()));
    }
    let vetoes: Vec<String> = result
        .vetoes
        .iter()
        .filter_map(|place| named(rules, *place, language))
        .collect();
    if !vetoes.is_empty() {
        let begin = title.filter(|_| said.is_empty());
        let of = begin.unwrap_or_default();
        said.push(match (zh, of.is_empty()) {
            (true, _) => format!("{of}单项否决：{}", vetoes.join("、")),
            (false, true) => format!("vetoed by: {}", vetoes.join(", ")),
            (false, false) => format!("{of}: vetoed by: {}", vetoes.join(", ")),
        });
    }
    let said = said.join(if zh { "，" } else { ", " });
    match (attached.mildest, zh) {
        (false, _) => said,
        (true, true) => format!("{said}（至少如此，数据尚不完整）"),
        (true, false) => format!("{said} (at least; the data are incomplete)"),
    }
}

/// What people call a rule or sheet.
fn named(rules: &RuleSet, place: usize, language: Language) -> Option<String> {
    if let Some(rule) = rules.rules.get(place) {
        return Some(title(rule, language).unwrap_or_else(|| rule.id.clone()));
    }
    let sheet = rules.sheets.get(place.checked_sub(rules.rules.len())?)?;
    let title = sheet.title.as_ref().map(|title| title.get(language));
    Some(title.unwrap_or(&sheet.id).to_owned())
}

fn value(result: &SheetResult) -> Option<ValueOut> {
    let score = result.score?;
    let end = |end: Option<crate::rational::Rational>| end.map(|end| exact_out(end, Told::Plain));
    Some(ValueOut {
        low: end(score.low),
        high: end(score.high),
    })
}

/// The score, the grades that are a breach, and the breaches that were a veto.
fn evidence(
    case: &Case<'_>,
    judged: &Judged,
    sheet: &Sheet,
    result: &SheetResult,
    language: Language,
) -> Evidence {
    let subject = result.outcome.subject;
    let lies_beneath = |other: Subject| match subject {
        Subject::Group(_) => true,
        _ => other == subject || case.upward(other, sheet.subjects.of).contains(&subject),
    };
    let vetoes: Vec<OutcomeOut> = result
        .vetoes
        .iter()
        .flat_map(|place| {
            let all = outcomes_at(case, judged, *place).into_iter();
            all.map(move |outcome| (*place, outcome))
        })
        .filter(|(place, outcome)| {
            let veto = outcome.attached.map(|attached| attached.effect) == Some(Effect::Veto);
            let named = sheet.veto.as_ref();
            let named = named.is_some_and(|ids| ids.iter().any(|id| id == id_at(case, *place)));
            outcome.counts() && (veto || named) && lies_beneath(outcome.subject)
        })
        .map(|(place, outcome)| outcome_out(case, place, outcome, language))
        .collect();
    Evidence {
        measure: "score".to_owned(),
        source: Some(sheet.id.clone()),
        limit: graded_limit_words(case, sheet, subject, language),
        value: value(result),
        outcomes: vetoes,
        ..Evidence::default()
    }
}
