//! Why a finding is one, in one line, from its evidence.

use super::{inert, say};
use tongbao::diagnostic::Language;
use tongbao::wire::report::{Evidence, FindingOut, NumberOut, SliceOut, ValueOut};

const SLICES_SHOWN: usize = 5;

/// The subject as people name it: `章贡环境（微信公众号）`.
pub fn subject(name: &str, platform: Option<&str>, language: Language) -> String {
    let name = inert(name);
    match platform {
        Some(platform) => {
            let platform = inert(platform);
            match language {
                Language::Zh => format!("{name}（{platform}）"),
                Language::En => format!("{name} ({platform})"),
            }
        }
        None => name,
    }
}

/// A finding as one line: subject, unit, wording, reason.
pub fn finding(finding: &FindingOut, language: Language) -> String {
    let mut who = subject(&finding.subject, finding.platform.as_deref(), language);
    if !finding.unit_as_recorded.is_empty() && finding.unit_as_recorded != finding.subject {
        who.push_str(say(language, "　", ", "));
        who.push_str(&inert(&finding.unit_as_recorded));
    }
    let wording = inert(&finding.wording);
    let reason = of(&finding.evidence, language);
    match (language, reason.is_empty()) {
        (Language::Zh, true) => format!("{who}：{wording}"),
        (Language::Zh, false) => format!("{who}：{wording}（{reason}）"),
        (Language::En, true) => format!("{who}: {wording}"),
        (Language::En, false) => format!("{who}: {wording} ({reason})"),
    }
}

/// What the evidence says, as short as it can be said; empty where it says nothing.
pub fn of(evidence: &Evidence, language: Language) -> String {
    let breached: Vec<&SliceOut> = evidence
        .slices
        .iter()
        .filter(|slice| slice.outcome == "breached")
        .collect();
    if !breached.is_empty() {
        return slices(&breached, evidence, language);
    }
    match evidence.measure.as_str() {
        "gap" => gap(evidence, language),
        "clock" => clock(evidence, language),
        // the wording of a sheet says its points
        "score" => String::new(),
        _ => evidence
            .value
            .as_ref()
            .map(|value| counted(value, evidence, language))
            .unwrap_or_default(),
    }
}

fn slices(breached: &[&SliceOut], evidence: &Evidence, language: Language) -> String {
    let shown: Vec<String> = breached
        .iter()
        .take(SLICES_SHOWN)
        .map(|slice| {
            let value = slice.value.as_ref();
            let counted = value.map(|value| counted(value, evidence, language));
            let counted = counted.unwrap_or_default();
            match language {
                Language::Zh => format!("{}至{}：{counted}", slice.from, slice.to),
                Language::En => format!("{}..{}: {counted}", slice.from, slice.to),
            }
        })
        .collect();
    let mut out = shown.join(say(language, "；", "; "));
    let more = breached.len().saturating_sub(SLICES_SHOWN);
    if more > 0 {
        out.push_str(&match language {
            Language::Zh => format!("；另有{more}段"),
            Language::En => format!("; and {more} more"),
        });
    }
    out
}

fn gap(evidence: &Evidence, language: Language) -> String {
    let value = evidence.value.as_ref();
    let days = value.map(|value| counted(value, evidence, language));
    match (evidence.last, evidence.at, days) {
        (Some(last), Some(at), Some(days)) => match language {
            Language::Zh => format!("最后更新{last}，至{at}已{days}"),
            Language::En => format!("last update {last}, {days} before {at}"),
        },
        (None, Some(at), _) => match language {
            Language::Zh => format!("数据范围内至{at}无更新"),
            Language::En => format!("no update in the covered days up to {at}"),
        },
        _ => String::new(),
    }
}

fn clock(evidence: &Evidence, language: Language) -> String {
    let mut parts = Vec::new();
    if let Some(start) = evidence.start {
        parts.push(match language {
            Language::Zh => format!("{start}起算"),
            Language::En => format!("from {start}"),
        });
    }
    if let Some(due) = evidence.due {
        parts.push(match language {
            Language::Zh => format!("期限{due}"),
            Language::En => format!("due {due}"),
        });
    }
    match (evidence.stop, evidence.at) {
        (Some(stop), _) => parts.push(match language {
            Language::Zh => format!("{stop}办结"),
            Language::En => format!("done {stop}"),
        }),
        (None, Some(at)) => parts.push(match language {
            Language::Zh => format!("至{at}未办结"),
            Language::En => format!("not done by {at}"),
        }),
        (None, None) => {}
    }
    parts.join(say(language, "，", ", "))
}

/// A value with the word for what was counted: `1次`, `3条`, `1 push`.
pub fn counted(value: &ValueOut, evidence: &Evidence, language: Language) -> String {
    let number = number(value, language);
    let one = number == "1";
    let source = evidence
        .unit
        .as_deref()
        .or(evidence.source.as_deref())
        .unwrap_or_default();
    let (zh, en) = match (source, one) {
        ("pushes", true) => ("次", " push"),
        ("pushes", false) => ("次", " pushes"),
        ("publications", true) => ("条", " item"),
        ("publications", false) => ("条", " items"),
        ("days", true) => ("天", " day"),
        ("days", false) => ("天", " days"),
        ("working days", true) => ("个工作日", " working day"),
        ("working days", false) => ("个工作日", " working days"),
        ("letters" | "requests", true) => ("件", " case"),
        ("letters" | "requests", false) => ("件", " cases"),
        ("breaches", true) => ("项", " breach"),
        ("breaches", false) => ("项", " breaches"),
        _ => ("", ""),
    };
    format!("{number}{}", say(language, zh, en))
}

/// A number, or the ends between which the data leave it open.
pub fn number(value: &ValueOut, language: Language) -> String {
    match (&value.low, &value.high) {
        (Some(low), Some(high)) if low == high => plain(low),
        (Some(low), Some(high)) => match language {
            Language::Zh => format!("{}至{}", plain(low), plain(high)),
            Language::En => format!("{} to {}", plain(low), plain(high)),
        },
        (Some(low), None) => match language {
            Language::Zh => format!("至少{}", plain(low)),
            Language::En => format!("at least {}", plain(low)),
        },
        (None, Some(high)) => match language {
            Language::Zh => format!("至多{}", plain(high)),
            Language::En => format!("at most {}", plain(high)),
        },
        (None, None) => say(language, "不详", "unknown").to_owned(),
    }
}

fn plain(number: &NumberOut) -> String {
    match number {
        NumberOut::Whole(whole) => whole.to_string(),
        NumberOut::Fraction(fraction) => format!("{}/{}", fraction.n, fraction.d),
        NumberOut::Text(text) => inert(text),
    }
}
