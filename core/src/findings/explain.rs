//! Explanations: for any rule and subject, met or not, the slices, the records counted, the limit, the clause.

use super::evidence::{basis, evidence, outcome_out};
use super::inspection::Inspection;
use super::numbers::{day_words, span_words, value_words};
use super::scores;
use super::wording::{Who, who};
use crate::calendar::Span;
use crate::diagnostic::{Diagnostic, Language, Text};
use crate::evaluate::{Case, Outcome, look, outcomes_at, prepare_rule};
use crate::report::{Evidence, ExplanationOut, ValueOut};
use crate::rules::{Basis, Rule, Sheet};
use crate::source::nearest;
use std::collections::BTreeSet;

impl Inspection {
    /// What is wrong with a wish for an explanation, if anything: no such rule, or no such subject under it.
    pub fn explanation_missing(&self, rule: &str, subject: &str) -> Option<Diagnostic> {
        if let Some(place) = self.rules.sheets.iter().position(|sheet| sheet.id == rule) {
            let case = self.case();
            let place = self.rules.rules.len() + place;
            if !outcomes_of(self, &case, place, subject).is_empty() {
                return None;
            }
            return Some(no_subject(self, &case, place, rule, subject));
        }
        let Some(found) = self.rules.rules.iter().position(|known| known.id == rule) else {
            let rules = self.rules.rules.iter().map(|rule| rule.id.as_str());
            let sheets = self.rules.sheets.iter().map(|sheet| sheet.id.as_str());
            let ids: Vec<&str> = rules.chain(sheets).collect();
            let message = Text::new(
                format!("指标体系中没有 {rule}"),
                format!("the rule set has no rule `{rule}`"),
            );
            let next = Text::new(
                format!("可用的指标：{}", ids.join("、")),
                format!("rules known here: {}", ids.join(", ")),
            );
            let near = nearest(rule, ids);
            return Some(
                Diagnostic::error("explain.rule", message)
                    .with_value(rule)
                    .with_next_step(next)
                    .with_near(near),
            );
        };
        let case = self.case();
        if !outcomes_of(self, &case, found, subject).is_empty() {
            return None;
        }
        let known = self.rules.rules.get(found);
        if let Some(told) = known.and_then(|rule| self.not_judged(rule)) {
            return Some(told);
        }
        Some(no_subject(self, &case, found, rule, subject))
    }
}

/// A rule or sheet judges no such subject.
fn no_subject(
    inspection: &Inspection,
    case: &Case<'_>,
    place: usize,
    rule: &str,
    subject: &str,
) -> Diagnostic {
    let language = inspection.options.language;
    let names: BTreeSet<String> = outcomes_at(case, &inspection.judged, place)
        .into_iter()
        .flat_map(|outcome| {
            let who = who(case, outcome.subject, language);
            [label(&who), who.subject, who.subject_id]
        })
        .collect();
    let mut others = (0..inspection.rules.rules.len()).filter(|other| *other != place);
    let elsewhere = others.any(|other| !outcomes_of(inspection, case, other, subject).is_empty());
    let message = if elsewhere {
        Text::new(
            format!("指标 {rule} 不检查「{subject}」"),
            format!("the rule {rule} does not judge `{subject}`"),
        )
    } else {
        Text::new(
            format!("指标 {rule} 没有名为「{subject}」的对象"),
            format!("the rule {rule} has no subject `{subject}`"),
        )
    };
    let next = Text::new(
        "请写编号、名称，或「名称（平台）」",
        "write its id, its name, or `name(platform)`",
    );
    let near = nearest(subject, names.iter().map(String::as_str));
    Diagnostic::error("explain.subject", message)
        .with_value(subject)
        .with_next_step(next)
        .with_near(near)
}

impl Inspection {
    /// Why a rule was not judged, if it was not.
    fn not_judged(&self, rule: &Rule) -> Option<Diagnostic> {
        let note = self.judged.notes.iter().find(|note| {
            note.code == "rule.not_judged" && note.value.as_deref() == Some(rule.id.as_str())
        })?;
        Some(
            Diagnostic::error("explain.not_judged", note.message.clone())
                .with_value(rule.id.clone())
                .with_next_step(Text::new(
                    "先改正不能读取的文件，再重新检查",
                    "mend the file that cannot be read, then inspect again",
                )),
        )
    }
}

/// `name(platform)`, or the name alone.
fn label(who: &Who) -> String {
    match &who.platform {
        Some(platform) => format!("{}({platform})", who.subject),
        None => who.subject.clone(),
    }
}

/// The outcomes of the rule or sheet at a place that are about a subject.
fn outcomes_of<'i>(
    inspection: &'i Inspection,
    case: &Case<'_>,
    place: usize,
    subject: &str,
) -> Vec<&'i Outcome> {
    let wanted = subject.replace('（', "(").replace('）', ")");
    let language = inspection.options.language;
    let fits = |outcome: &&Outcome| {
        let who = who(case, outcome.subject, language);
        who.subject_id == subject
            || who.subject == subject
            || label(&who) == wanted
            || who
                .platform
                .as_ref()
                .is_some_and(|platform| format!("{}@{platform}", who.subject) == subject)
            || (who.unit == subject && matches!(outcome.subject, crate::evaluate::Subject::Unit(_)))
    };
    let all: Vec<&Outcome> = outcomes_at(case, &inspection.judged, place)
        .into_iter()
        .filter(fits)
        .collect();
    // an exact id leaves no doubt about who is meant
    let by_id: Vec<&Outcome> = all
        .iter()
        .copied()
        .filter(|outcome| who(case, outcome.subject, language).subject_id == subject)
        .collect();
    if by_id.is_empty() { all } else { by_id }
}

pub(super) fn explanations(inspection: &Inspection, case: &Case<'_>) -> Vec<ExplanationOut> {
    let mut out = Vec::new();
    let rules = &inspection.rules;
    for (wanted, subject) in &inspection.options.explain {
        if let Some(ix) = rules.rules.iter().position(|rule| rule.id == *wanted)
            && let Some(rule) = rules.rules.get(ix)
        {
            for outcome in outcomes_of(inspection, case, ix, subject) {
                out.push(explanation(inspection, case, rule, ix, outcome));
            }
        } else if let Some(ix) = rules.sheets.iter().position(|sheet| sheet.id == *wanted)
            && let Some(sheet) = rules.sheets.get(ix)
        {
            let place = rules.rules.len() + ix;
            for outcome in outcomes_of(inspection, case, place, subject) {
                out.extend(of_sheet(inspection, case, sheet, ix, outcome));
            }
        }
    }
    out
}

/// The explanation of a score: its arithmetic.
fn of_sheet(
    inspection: &Inspection,
    case: &Case<'_>,
    sheet: &Sheet,
    ix: usize,
    outcome: &Outcome,
) -> Option<ExplanationOut> {
    let language = inspection.options.language;
    let place = inspection.rules.rules.len() + ix;
    let judged = inspection
        .judged
        .sheets
        .iter()
        .find(|one| one.sheet == ix)?;
    let mut results = judged.results.iter();
    let result = results.find(|result| result.outcome.subject == outcome.subject)?;
    let out = outcome_out(case, place, outcome, language);
    let score = scores::score(case, sheet, place, result, language);
    let who = who(case, outcome.subject, language);
    let mut lines = vec![first_line(
        &who,
        &out.outcome,
        out.reason.as_deref(),
        language,
    )];
    lines.extend(scores::lines(&score, language));
    lines.push(basis_line(&sheet.basis, language));
    Some(ExplanationOut {
        rule: sheet.id.clone(),
        outcome: out,
        evidence: None,
        score: Some(score),
        basis: basis(&sheet.basis),
        lines,
    })
}

fn explanation(
    inspection: &Inspection,
    case: &Case<'_>,
    rule: &Rule,
    ix: usize,
    outcome: &Outcome,
) -> ExplanationOut {
    let language = inspection.options.language;
    let prepared = prepare_rule(case, rule, &inspection.judged);
    let look = look(case, rule, outcome.subject, &prepared);
    let evidence = look.as_ref().map(|look| {
        evidence(
            case,
            rule,
            outcome.subject,
            look,
            &prepared,
            (language, true),
        )
    });
    let out = outcome_out(case, ix, outcome, language);
    let who = who(case, outcome.subject, language);
    let lines = lines(
        rule,
        &who,
        &out.outcome,
        out.reason.as_deref(),
        evidence.as_ref(),
        language,
    );
    ExplanationOut {
        rule: rule.id.clone(),
        outcome: out,
        evidence,
        score: None,
        basis: basis(&rule.basis),
        lines,
    }
}

fn outcome_words(outcome: &str, language: Language) -> &'static str {
    match (outcome, language) {
        ("met", Language::Zh) => "符合",
        ("breached", Language::Zh) => "不符合",
        ("waived", Language::Zh) => "不符合，已豁免",
        ("not_applicable", Language::Zh) => "不适用",
        (_, Language::Zh) => "无法判定",
        ("met", Language::En) => "met",
        ("breached", Language::En) => "breached",
        ("waived", Language::En) => "breached, waived",
        ("not_applicable", Language::En) => "not applicable",
        (_, Language::En) => "cannot tell",
    }
}

fn lines(
    rule: &Rule,
    who: &Who,
    outcome: &str,
    reason: Option<&str>,
    evidence: Option<&Evidence>,
    language: Language,
) -> Vec<String> {
    let zh = language == Language::Zh;
    let mut lines = vec![first_line(who, outcome, reason, language)];
    if let Some(evidence) = evidence {
        lines.push(if zh {
            format!("要求：{}", evidence.limit)
        } else {
            format!("required: {}", evidence.limit)
        });
        measured(evidence, language, &mut lines);
    }
    lines.push(basis_line(&rule.basis, language));
    lines
}

/// Who, and what came out.
fn first_line(who: &Who, outcome: &str, reason: Option<&str>, language: Language) -> String {
    let zh = language == Language::Zh;
    let said = outcome_words(outcome, language);
    let subject = label(who);
    let unit = if who.unit.is_empty() || who.unit == who.subject {
        String::new()
    } else if zh {
        format!("（{}）", who.unit)
    } else {
        format!(" ({})", who.unit)
    };
    match (reason, zh) {
        (Some(reason), true) => format!("{subject}{unit}：{said}——{reason}"),
        (Some(reason), false) => format!("{subject}{unit}: {said}: {reason}"),
        (None, true) => format!("{subject}{unit}：{said}"),
        (None, false) => format!("{subject}{unit}: {said}"),
    }
}

/// The document and clause.
fn basis_line(basis: &Basis, language: Language) -> String {
    match (basis.clause.as_deref(), language) {
        (Some(clause), Language::Zh) => format!("依据：{}，{clause}", basis.document),
        (None, Language::Zh) => format!("依据：{}", basis.document),
        (Some(clause), Language::En) => format!("basis: {}, {clause}", basis.document),
        (None, Language::En) => format!("basis: {}", basis.document),
    }
}

/// What a clock, a gap, a run, a change, a mean or a rank was taken from, besides the number itself, a line each.
pub fn details(evidence: &Evidence, language: Language) -> Vec<String> {
    let zh = language == Language::Zh;
    let mut lines = Vec::new();
    let day = |day| day_words(day, language);
    if let Some(restarted) = evidence.restarted {
        lines.push(if zh {
            format!("{}重新起算", day(restarted))
        } else {
            format!("counted anew from {}", day(restarted))
        });
    }
    for pause in &evidence.pauses {
        let (from, to) = (day(pause.from), day(pause.to));
        let days = pause.days.map(|days| days.to_string()).unwrap_or_default();
        lines.push(if zh {
            format!("{from}后至{to}不计入期限（{days}日）")
        } else {
            format!("after {from} up to {to} does not count ({days} days)")
        });
    }
    if let Some(extension) = &evidence.extension {
        let told = extension.told.map(day).unwrap_or_else(|| "—".to_owned());
        lines.push(match (extension.state.as_str(), zh) {
            ("valid", true) => format!("延期已于{told}告知，有效"),
            ("valid", false) => format!("the extension was told on {told} and holds"),
            ("void", true) => format!("延期于{told}告知，已超过原期限，无效"),
            ("void", false) => format!("the extension was told on {told}, too late: void"),
            (_, true) => "有延期，但告知日期不明，是否有效无法判定".to_owned(),
            (_, false) => "an extension without a day of telling: it may be void".to_owned(),
        });
    }
    for gap in &evidence.gaps {
        let days = gap.to.days_since(gap.from);
        lines.push(if zh {
            format!("{}至{}相隔{days}天", day(gap.from), day(gap.to))
        } else {
            format!("{days} days from {} to {}", day(gap.from), day(gap.to))
        });
    }
    for period in &evidence.periods {
        let span = Span {
            from: period.from,
            to: period.to,
        };
        let said = match (period.outcome.as_str(), zh) {
            ("unknown", true) => "没有判定记录",
            ("unknown", false) => "nothing on record",
            (outcome, _) => outcome_words(outcome, language),
        };
        lines.push(if zh {
            let (year, ..) = span.from.ymd();
            format!("{year}年{}：{said}", span_words(span, language))
        } else {
            format!("{}: {said}", span_words(span, language))
        });
    }
    if let Some(before) = &evidence.before {
        let value = ValueOut {
            low: Some(before.clone()),
            high: Some(before.clone()),
        };
        let words = value_words(&value, None, language);
        lines.push(if zh {
            format!("对比周期：{words}")
        } else {
            format!("in the earlier period: {words}")
        });
    }
    for part in &evidence.parts {
        let words = match &part.value {
            Some(value) => value_words(value, evidence.unit.as_deref(), language),
            None => "—".to_owned(),
        };
        lines.push(if zh {
            format!("  {}：{words}", part.subject)
        } else {
            format!("  {}: {words}", part.subject)
        });
    }
    lines
}

fn measured(evidence: &Evidence, language: Language, lines: &mut Vec<String>) {
    let zh = language == Language::Zh;
    for slice in &evidence.slices {
        let span = span_words(
            Span {
                from: slice.from,
                to: slice.to,
            },
            language,
        );
        let value = slice
            .value
            .as_ref()
            .map(|value| value_words(value, None, language));
        let outcome = outcome_words(&slice.outcome, language);
        let reason = slice
            .reason
            .as_deref()
            .map(|reason| {
                if zh {
                    format!("（{reason}）")
                } else {
                    format!(" ({reason})")
                }
            })
            .unwrap_or_default();
        lines.push(match (value, zh) {
            (Some(value), true) => format!("{span}：{value}，{outcome}{reason}"),
            (Some(value), false) => format!("{span}: {value}, {outcome}{reason}"),
            (None, true) => format!("{span}：{outcome}{reason}"),
            (None, false) => format!("{span}: {outcome}{reason}"),
        });
    }
    let day = |day| day_words(day, language);
    if let (Some(start), Some(due)) = (evidence.start, evidence.due) {
        let stop = evidence.stop.map(day);
        lines.push(match (stop, zh) {
            (Some(stop), true) => format!("{}收到，应于{}前答复，{stop}答复", day(start), day(due)),
            (Some(stop), false) => {
                format!("received {}, due {}, answered {stop}", day(start), day(due))
            }
            (None, true) => format!("{}收到，应于{}前答复，未见答复", day(start), day(due)),
            (None, false) => format!("received {}, due {}, no answer known", day(start), day(due)),
        });
    }
    if evidence.measure == "gap"
        && let Some(at) = evidence.at
    {
        let last = evidence.last.map(day);
        lines.push(match (last, zh) {
            (Some(last), true) => format!("最后更新于{last}，监测时间点{}", day(at)),
            (Some(last), false) => format!("last update {last}, check point {}", day(at)),
            (None, true) => format!("未见更新，监测时间点{}", day(at)),
            (None, false) => format!("no update seen, check point {}", day(at)),
        });
    }
    if let Some(value) = &evidence.value {
        let words = value_words(value, evidence.unit.as_deref(), language);
        lines.push(if zh {
            format!("实际：{words}")
        } else {
            format!("measured: {words}")
        });
    }
    lines.extend(details(evidence, language));
    // what earlier periods said stands in lines of its own
    let told_above = matches!(evidence.measure.as_str(), "in_a_row" | "change");
    for record in evidence.records.iter().filter(|_| !told_above) {
        let name = record
            .title
            .as_deref()
            .or(record.id.as_deref())
            .unwrap_or("—");
        let at = record.at.as_str();
        lines.push(match (at.is_empty(), zh) {
            (true, true) => format!("  计入：{name}"),
            (true, false) => format!("  counted: {name}"),
            (false, true) => format!("  计入：{at} {name}"),
            (false, false) => format!("  counted: {at} {name}"),
        });
    }
    for outcome in &evidence.outcomes {
        let said = outcome_words(&outcome.outcome, language);
        lines.push(if zh {
            format!("  {} {}：{said}", outcome.rule, outcome.subject)
        } else {
            format!("  {} {}: {said}", outcome.rule, outcome.subject)
        });
    }
    for doubt in &evidence.doubts {
        lines.push(if zh {
            format!(
                "未能读取的一行可能与此有关：{}「{}」（{}）",
                doubt.records, doubt.value, doubt.code
            )
        } else {
            format!(
                "a rejected row may concern it: {} `{}` ({})",
                doubt.records, doubt.value, doubt.code
            )
        });
    }
}
