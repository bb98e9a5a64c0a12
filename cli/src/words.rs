//! The words of DESIGN's vocabulary that the command prints for the codes of the report.

use crate::terminal::{inert, say};
use tongbao::diagnostic::Language;

/// A kind of table: `publications` is 信息.
pub fn records(kind: &str, language: Language) -> String {
    let (zh, en) = match kind {
        "units" => ("单位", "units"),
        "sites" => ("网站", "sites"),
        "columns" => ("栏目", "columns"),
        "accounts" => ("账号", "accounts"),
        "publications" => ("信息", "publications"),
        "letters" => ("信件", "letters"),
        "requests" => ("依申请公开", "requests"),
        "probes" => ("监测", "probes"),
        "observations" => ("人工检查", "observations"),
        "tasks" => ("工作任务", "tasks"),
        "manuscripts" => ("宣传文稿", "manuscripts"),
        "notices" => ("提醒记录", "notices"),
        "cases" => ("整改台账", "cases"),
        "verdicts" => ("往期判定", "verdicts"),
        "sightings" => ("账号发现记录", "sightings"),
        "filings" => ("报备记录", "filings"),
        "waivers" => ("豁免", "waivers"),
        other => return inert(other),
    };
    say(language, zh, en).to_owned()
}

/// What a rule judges: `account` is 账号.
pub fn subject_kind(kind: &str, language: Language) -> String {
    let (zh, en) = match kind {
        "unit" => ("单位", "units"),
        "site" => ("网站", "sites"),
        "column" => ("栏目", "columns"),
        "account" => ("账号", "accounts"),
        "letter" => ("信件", "letters"),
        "request" => ("依申请公开", "requests"),
        "task" => ("工作任务", "tasks"),
        "publication" => ("信息", "publications"),
        "manuscript" => ("宣传文稿", "manuscripts"),
        "observation" => ("人工检查发现", "observations"),
        "case" => ("整改事项", "cases"),
        "sighting" => ("账号发现记录", "sightings"),
        "probe" => ("监测", "probes"),
        "notice" => ("提醒记录", "notices"),
        "verdict" => ("往期判定", "verdicts"),
        "filing" => ("报备记录", "filings"),
        "all" => ("全部", "all"),
        other => return inert(other),
    };
    say(language, zh, en).to_owned()
}

/// An outcome: `cannot_tell` is 无法判定.
pub fn outcome(code: &str, language: Language) -> &str {
    match code {
        "met" => say(language, "符合", "met"),
        "breached" => say(language, "不符合", "breached"),
        "waived" => say(language, "已豁免", "waived"),
        "not_applicable" => say(language, "不适用", "not applicable"),
        "cannot_tell" => say(language, "无法判定", "cannot tell"),
        other => other,
    }
}

/// How far the text behind a rule was verified.
pub fn verified(code: &str, language: Language) -> String {
    let (zh, en) = match code {
        "full" => ("已逐字核对原文", "checked against the full text"),
        "applied" => ("见于通报的实际适用", "seen applied in bulletins"),
        "local" => ("仅见于当地通报", "seen in this district's bulletin only"),
        other => return inert(other),
    };
    say(language, zh, en).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongbao::records::RecordKind;
    use tongbao::rules::Of;

    #[test]
    fn every_kind_has_a_word_in_both_languages() {
        let is_zh = |word: &str| !word.is_empty() && !word.is_ascii();
        for kind in RecordKind::ALL.iter().map(|kind| kind.key()) {
            assert!(is_zh(&records(kind, Language::Zh)), "{kind}");
            assert!(records(kind, Language::En).is_ascii(), "{kind}");
        }
        for kind in Of::ALL.iter().map(|of| of.as_str()) {
            assert!(is_zh(&subject_kind(kind, Language::Zh)), "{kind}");
            assert!(subject_kind(kind, Language::En).is_ascii(), "{kind}");
        }
    }
}
