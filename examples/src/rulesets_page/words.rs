//! Words of the rule language in the two languages of the page. What has no word here stands as the rule set has it.

use serde_json::Value;
use tongbao::diagnostic::Language;

/// One of two.
pub(super) fn said<'t>(language: Language, zh: &'t str, en: &'t str) -> &'t str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

/// A text that may stand in one language or in both.
pub(super) fn text(language: Language, value: Option<&Value>) -> String {
    let key = said(language, "zh", "en");
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(other) => ["zh", "en"]
            .iter()
            .fold(other.get(key), |found, key| {
                found.or_else(|| other.get(key))
            })
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        None => String::new(),
    }
}

/// The colon before what is told.
pub(super) fn colon(language: Language) -> &'static str {
    said(language, "：", ": ")
}

/// In brackets, if it is anything.
pub(super) fn bracketed(language: Language, inner: &str) -> String {
    match (inner.is_empty(), language) {
        (true, _) => String::new(),
        (false, Language::Zh) => format!("（{inner}）"),
        (false, Language::En) => format!(" ({inner})"),
    }
}

/// The items of a list, joined as the language does.
pub(super) fn listed(language: Language, items: &[String]) -> String {
    items.join(said(language, "、", ", "))
}

/// Several sentences, joined.
pub(super) fn joined(language: Language, items: &[String]) -> String {
    items.join(said(language, "；", "; "))
}

/// How far a basis was verified.
pub(super) fn verified(language: Language, word: &str) -> String {
    let (zh, en) = match word {
        "full" => ("已读原文", "text read"),
        "applied" => ("据其适用", "applied"),
        "local" => ("地方做法", "local"),
        "" => ("未注明", "not stated"),
        other => (other, other),
    };
    said(language, zh, en).to_owned()
}

/// How far a rule that was left out was read.
pub(super) fn grade(language: Language, word: &str) -> String {
    let (zh, en) = match word {
        "V" => ("读到原文", "text read"),
        "P" => ("只见其适用", "only seen applied"),
        "L" => ("地方做法", "local"),
        "G" => ("只见改写过的转载", "only an altered copy"),
        "M" => ("未读到", "not read"),
        "T" => ("只见第三方", "only a third party"),
        "?" => ("无文本", "no text"),
        other => (other, other),
    };
    said(language, zh, en).to_owned()
}

/// A subject, a source of records or an attribute.
pub(super) fn noun(language: Language, word: &str) -> String {
    let (zh, en) = match word {
        "all" => ("全部检查对象合并", "everything together"),
        "unit" => ("单位", "units"),
        "site" => ("网站", "websites"),
        "column" => ("栏目", "columns"),
        "account" => ("账号", "accounts"),
        "publication" => ("信息", "items"),
        "letter" => ("信件", "letters"),
        "request" => ("依申请公开申请", "disclosure requests"),
        "task" => ("工作任务", "tasks"),
        "manuscript" => ("宣传文稿", "manuscripts"),
        "observation" => ("检查发现", "observations"),
        "case" => ("台账条目", "cases of the ledger"),
        "sighting" => ("所见账号", "sightings"),
        "units" => ("单位数", "units"),
        "sites" => ("网站数", "websites"),
        "columns" => ("栏目数", "columns"),
        "accounts" => ("账号数", "accounts"),
        "publications" => ("信息条数", "items"),
        "pushes" => (
            "更新次数（同时推送的多条算一次）",
            "pushes (items sent together are one)",
        ),
        "days" => ("有更新的天数", "days with an update"),
        "gaps" => ("间断次数", "gaps"),
        "letters" => ("信件数", "letters"),
        "requests" => ("申请数", "requests"),
        "tasks" => ("工作任务数", "tasks"),
        "manuscripts" => ("文稿数", "manuscripts"),
        "observations" => ("人工检查发现数", "observations by people"),
        "probes" => ("监测次数", "probes"),
        "cases" => ("台账条目数", "cases"),
        "notices" => ("提醒数", "notices sent"),
        "verdicts" => ("以往判定数", "earlier verdicts"),
        "sightings" => ("所见账号数", "sightings"),
        "filings" => ("报备数", "filings"),
        "references" => ("关联信息数", "items that refer to it"),
        "outcomes" => ("判定", "outcomes"),
        "kind" => ("类型", "kind"),
        "class" => ("类别", "class"),
        "level" => ("级别", "level"),
        "group" => ("分组", "group"),
        "tag" => ("标签", "tag"),
        "platform" => ("平台", "platform"),
        "state" => ("状态", "state"),
        "confirmed" => ("已确认", "confirmed"),
        "valid" => ("有效", "valid"),
        "answered" => ("已答复", "answered"),
        "original" => ("原创", "original"),
        "reached" => ("打得开", "reached"),
        "seconds" => ("耗时（秒）", "seconds"),
        "channel" => ("渠道", "channel"),
        "outcome" => ("判定", "outcome"),
        "received" => ("收到", "received"),
        "stop" => ("止", "stop"),
        "published" => ("发布", "published"),
        "corrected" => ("收到补正", "corrected"),
        "correction_told" => ("告知补正", "the correction is asked for"),
        "consult_sent" => ("发出征求意见", "the opinion is asked for"),
        "opinion_received" => ("收到意见", "the opinion is received"),
        "extension_told" => ("告知延期", "the extension is told"),
        "issued" => ("交办", "issued"),
        "handed_in" => ("完成", "handed in"),
        "rectified" => ("整改", "rectified"),
        "due" => ("期限", "due"),
        "news" => ("动态要闻", "news"),
        "notice" => ("通知公告", "notice"),
        "policy" => ("政策文件", "policy"),
        "plan" => ("规划计划", "plan"),
        "business" => ("业务", "business"),
        "other" => ("其他", "other"),
        "true" => ("是", "yes"),
        "false" => ("否", "no"),
        other => (other, other),
    };
    said(language, zh, en).to_owned()
}

/// An event of a record.
pub(super) fn event(language: Language, word: &str) -> String {
    let (zh, en) = match word {
        "answered" => ("答复", "answered"),
        "handed_in" => ("提交", "handed in"),
        _ => return noun(language, word),
    };
    said(language, zh, en).to_owned()
}

/// A value of a limit: a length of time, a share, a number.
pub(super) fn amount(language: Language, value: &Value) -> String {
    let Value::String(text) = value else {
        return value.to_string();
    };
    let Some((number, unit)) = text.split_once(' ') else {
        return if text == "exempt" {
            said(language, "不判", "not judged").to_owned()
        } else {
            text.clone()
        };
    };
    let zh = match unit {
        "day" | "days" => "天",
        "working day" | "working days" => "个工作日",
        "week" | "weeks" => "周",
        "month" | "months" => "个月",
        "year" | "years" => "年",
        _ => return text.clone(),
    };
    match language {
        Language::Zh => format!("{number}{zh}"),
        Language::En => text.clone(),
    }
}

/// A comparator.
pub(super) fn comparator(language: Language, word: &str) -> String {
    let (zh, en) = match word {
        "at_least" => ("不少于", "at least"),
        "more_than" => ("超过", "more than"),
        "at_most" => ("不超过", "at most"),
        "less_than" => ("少于", "less than"),
        "equals" => ("等于", "exactly"),
        "is" => ("是", "is"),
        "is_not" => ("不是", "is not"),
        "one_of" => ("是其中之一：", "one of"),
        other => (other, other),
    };
    said(language, zh, en).to_owned()
}

/// A window of time, as the rule set writes it.
pub(super) fn window(language: Language, over: Option<&Value>, each: Option<&Value>) -> String {
    if let Some(each) = each {
        let word = each
            .as_str()
            .map_or_else(|| each.to_string(), str::to_owned);
        let (zh, en) = match word.as_str() {
            "day" => ("每天", "each day"),
            "working day" => ("每个工作日", "each working day"),
            "eve of holiday" => (
                "每次节假日放假前的最后一个工作日",
                "the last working day before each public holiday",
            ),
            "week" => ("每周", "each week"),
            "month" => ("每月", "each month"),
            "quarter" => ("每季度", "each quarter"),
            "look" => ("每次检查之日", "each day of checking"),
            other => (other, other),
        };
        return said(language, zh, en).to_owned();
    }
    let Some(over) = over.and_then(Value::as_str) else {
        return said(language, "检查周期内", "in the period").to_owned();
    };
    if let Some(last) = over.strip_prefix("last ") {
        let amount = amount(language, &Value::from(last));
        return match language {
            Language::Zh => format!("截至监测时间点的最近{amount}内"),
            Language::En => format!("in the last {amount} up to the check point"),
        };
    }
    let (zh, en) = match over {
        "period" => ("检查周期内", "in the period"),
        "previous period" => ("上一周期内", "in the previous period"),
        "this year" => ("本年内", "this year"),
        "always" => ("自开设以来", "ever since it was opened"),
        other => (other, other),
    };
    said(language, zh, en).to_owned()
}
