//! What `tongbao explain` prints: one outcome, every slice of it, the records counted, the clause.

use super::reason::{counted, of as reason, subject};
use super::table::{Side, lines};
use super::{BAD, DOUBTFUL, GOOD, HEADING, QUIET, inert, say, styled};
use crate::words;
use anstyle::Style;
use tongbao::calendar::Day;
use tongbao::diagnostic::Language;
use tongbao::findings::details;
use tongbao::wire::report::{BasisOut, Evidence, ExplanationOut, RecordOut, SliceOut, SpanOut};

/// The explanation of one outcome, as lines.
pub fn explanation(explanation: &ExplanationOut, language: Language) -> String {
    let colon = say(language, "：", ": ");
    let mut out = head(explanation, language);
    let Some(evidence) = &explanation.evidence else {
        for line in &explanation.lines {
            out.push_str(&format!("  {}\n", inert(line)));
        }
        out.push_str(&basis(&explanation.basis, language));
        return out;
    };
    let reason = reason(evidence, language);
    if !reason.is_empty() {
        out.push_str(&format!("  {reason}\n"));
    }
    out.push('\n');
    let limit = say(language, "标准", "limit");
    out.push_str(&format!(
        "{}{colon}{}\n",
        styled(HEADING, limit),
        inert(&evidence.limit)
    ));
    out.push_str(&basis(&explanation.basis, language));
    if !evidence.coverage.is_empty() {
        let spans: Vec<String> = evidence
            .coverage
            .iter()
            .map(|one| covered(one, language))
            .collect();
        let name = styled(HEADING, say(language, "数据范围", "covered days"));
        out.push_str(&format!(
            "{name}{colon}{}\n",
            spans.join(say(language, "、", ", "))
        ));
    }
    let taken_from: Vec<String> = details(evidence, language)
        .iter()
        .map(|line| inert(line.trim_start()))
        .collect();
    out.push_str(&titled(
        say(language, "由此得出", "taken from"),
        &taken_from,
    ));
    out.push_str(&slices(evidence, language));
    out.push_str(&counted_records(evidence, language));
    out.push_str(&doubts(evidence, language));
    out
}

fn head(explanation: &ExplanationOut, language: Language) -> String {
    let outcome = &explanation.outcome;
    let mut who = subject(&outcome.subject, outcome.platform.as_deref(), language);
    if !outcome.unit.is_empty() && outcome.unit != outcome.subject {
        who.push_str(say(language, "　", ", "));
        who.push_str(&inert(&outcome.unit));
    }
    let judged = styled(
        style(&outcome.outcome),
        words::outcome(&outcome.outcome, language),
    );
    let rule = inert(&explanation.rule);
    let mut out = match language {
        Language::Zh => format!("{who}：{judged}（指标 {rule}）\n"),
        Language::En => format!("{who}: {judged} (rule {rule})\n"),
    };
    if let Some(reason) = &outcome.reason {
        out.push_str(&format!("  {}\n", inert(reason)));
    }
    out
}

fn style(outcome: &str) -> Style {
    match outcome {
        "met" => GOOD,
        "breached" => BAD,
        "cannot_tell" | "waived" => DOUBTFUL,
        _ => HEADING,
    }
}

fn basis(basis: &BasisOut, language: Language) -> String {
    let colon = say(language, "：", ": ");
    let mut text = inert(&basis.document);
    if let Some(clause) = &basis.clause {
        text.push_str(say(language, "　", ", "));
        text.push_str(&inert(clause));
    }
    if let Some(verified) = &basis.verified {
        let verified = words::verified(verified, language);
        text.push_str(&match language {
            Language::Zh => format!("（{verified}）"),
            Language::En => format!(" ({verified})"),
        });
    }
    let name = styled(HEADING, say(language, "依据", "basis"));
    format!("{name}{colon}{text}\n")
}

fn span(span: &SpanOut, language: Language) -> String {
    match language {
        Language::Zh => format!("{}至{}", span.from, span.to),
        Language::En => format!("{}..{}", span.from, span.to),
    }
}

/// Days without a beginning are those up to their end.
fn covered(one: &SpanOut, language: Language) -> String {
    match (one.from <= Day::MIN, language) {
        (false, _) => span(one, language),
        (true, Language::Zh) => format!("截至{}的全部", one.to),
        (true, Language::En) => format!("all up to {}", one.to),
    }
}

fn slices(evidence: &Evidence, language: Language) -> String {
    if evidence.slices.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> = evidence
        .slices
        .iter()
        .map(|slice| slice_row(slice, evidence, language))
        .collect();
    let shown = lines(&[Side::Left, Side::Right, Side::Left], &rows);
    let title = say(language, "逐段", "slices");
    let mut out = format!("\n{}\n", styled(HEADING, title));
    for (line, slice) in shown.iter().zip(&evidence.slices) {
        out.push_str(&match slice.outcome.as_str() {
            "breached" => styled(BAD, line),
            "cannot_tell" => styled(DOUBTFUL, line),
            _ => line.clone(),
        });
        out.push('\n');
        for record in &slice.records {
            out.push_str(&format!("      {}\n", self::record(record)));
        }
    }
    out
}

fn slice_row(slice: &SliceOut, evidence: &Evidence, language: Language) -> Vec<String> {
    let days = SpanOut {
        from: slice.from,
        to: slice.to,
    };
    let value = slice.value.as_ref();
    let value = value.map(|value| counted(value, evidence, language));
    let mut judged = words::outcome(&slice.outcome, language).to_owned();
    if let Some(reason) = &slice.reason {
        judged.push_str(say(language, "：", ": "));
        judged.push_str(&inert(reason));
    }
    vec![
        span(&days, language),
        value.unwrap_or_else(|| "-".to_owned()),
        judged,
    ]
}

fn record(record: &RecordOut) -> String {
    let mut out = time(&record.at);
    for more in [&record.title, &record.url].into_iter().flatten() {
        out.push_str("  ");
        out.push_str(&inert(more));
    }
    // a place among the accepted is no name that anybody knows the record by
    let own = |id: &&String| !(record.records.is_some() && id.contains('#'));
    if let Some(id) = record.id.as_ref().filter(own) {
        out.push_str(&format!("  {}", styled(QUIET, format!("[{}]", inert(id)))));
    }
    out
}

/// A time as people write it; the offset is that of the report.
fn time(at: &str) -> String {
    match at.split_once('T') {
        Some((day, time)) => {
            let time: String = time.chars().take("00:00:00".len()).collect();
            inert(&format!("{day} {time}"))
        }
        None => inert(at),
    }
}

fn counted_records(evidence: &Evidence, language: Language) -> String {
    let mut body: Vec<String> = evidence.records.iter().map(record).collect();
    let more = evidence.records_not_cited;
    if more > 0 {
        body.push(match language {
            Language::Zh => format!("另有 {more} 条未列出"),
            Language::En => format!("and {more} more, not listed"),
        });
    }
    for outcome in &evidence.outcomes {
        let who = subject(&outcome.subject, outcome.platform.as_deref(), language);
        let judged = words::outcome(&outcome.outcome, language);
        body.push(format!(
            "{who}  {judged}  {}",
            styled(QUIET, inert(&outcome.rule))
        ));
    }
    titled(say(language, "依据的记录", "what was counted"), &body)
}

fn doubts(evidence: &Evidence, language: Language) -> String {
    let body: Vec<String> = evidence
        .doubts
        .iter()
        .map(|doubt| {
            let records = words::records(&doubt.records, language);
            let id = doubt.id.as_deref().map(inert).unwrap_or_default();
            let value = inert(&doubt.value);
            let code = styled(QUIET, format!("[{}]", doubt.code));
            match language {
                Language::Zh => format!("{records} {id}　“{value}” {code}"),
                Language::En => format!("{records} {id} `{value}` {code}"),
            }
        })
        .collect();
    let title = say(
        language,
        "可能与此有关的退回的行（改正后重新检查）",
        "rejected rows that may concern it (mend them and inspect again)",
    );
    titled(title, &body)
}

fn titled(title: &str, body: &[String]) -> String {
    if body.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", styled(HEADING, title));
    for line in body {
        out.push_str(&format!("  {line}\n"));
    }
    out
}
