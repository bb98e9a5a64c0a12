//! What attributes, events, values and kinds are called.

use super::super::model::{Of, Source};

/// A kind of subject in Chinese: its name, and the word it is counted by.
pub fn of_zh(of: Of) -> (&'static str, &'static str) {
    match of {
        Of::All => ("整体", "个"),
        Of::Unit => ("单位", "个"),
        Of::Site => ("网站", "个"),
        Of::Column => ("栏目", "个"),
        Of::Account => ("账号", "个"),
        Of::Publication => ("信息", "条"),
        Of::Letter => ("信件", "件"),
        Of::Request => ("依申请公开", "件"),
        Of::Task => ("工作任务", "项"),
        Of::Manuscript => ("文稿", "篇"),
        Of::Observation => ("人工检查发现", "条"),
        Of::Case => ("台账问题", "项"),
        Of::Sighting => ("公开渠道所见账号", "个"),
        Of::Probe => ("监测", "次"),
        Of::Notice => ("已发提示", "次"),
        Of::Verdict => ("以往判定", "条"),
        Of::Filing => ("报备", "项"),
    }
}

/// A kind of subject in English: one, and several.
pub fn of_en(of: Of) -> (&'static str, &'static str) {
    match of {
        Of::All => ("everything together", "everything together"),
        Of::Unit => ("unit", "units"),
        Of::Site => ("website", "websites"),
        Of::Column => ("column", "columns"),
        Of::Account => ("account", "accounts"),
        Of::Publication => ("published item", "published items"),
        Of::Letter => ("letter", "letters"),
        Of::Request => ("disclosure request", "disclosure requests"),
        Of::Task => ("task", "tasks"),
        Of::Manuscript => ("manuscript", "manuscripts"),
        Of::Observation => ("observation", "observations"),
        Of::Case => ("case of the ledger", "cases of the ledger"),
        Of::Sighting => ("account seen in the open", "accounts seen in the open"),
        Of::Probe => ("availability check", "availability checks"),
        Of::Notice => ("reminder sent", "reminders sent"),
        Of::Verdict => ("earlier outcome", "earlier outcomes"),
        Of::Filing => ("filing", "filings"),
    }
}

/// What is counted, in Chinese: its name, and the word it is counted by.
pub fn source_zh(source: Source) -> (&'static str, &'static str) {
    match source {
        Source::Publications => ("信息", "条"),
        Source::Pushes => ("更新", "次"),
        Source::Days => ("有更新的日期", "天"),
        Source::Gaps => ("间断", "次"),
        Source::References => ("关联信息", "条"),
        Source::Of(of) => of_zh(of),
    }
}

/// What is counted, in English, in the plural.
pub fn source_en(source: Source) -> &'static str {
    match source {
        Source::Publications => "published items",
        Source::Pushes => "updates",
        Source::Days => "days with an update",
        Source::Gaps => "times without an update",
        Source::References => "items that refer to it",
        Source::Of(of) => of_en(of).1,
    }
}

/// A yes-or-no attribute as an adjective: yes and no, in Chinese and in English.
pub fn yes_no(attribute: &str) -> Option<[&'static str; 4]> {
    Some(match attribute {
        "valid" => ["有效", "无效", "valid", "invalid"],
        "answered" => ["已答复", "未答复", "answered", "unanswered"],
        "published" => ["已公开", "未公开", "published", "unpublished"],
        "extended" => ["已延期", "未延期", "extended", "not extended"],
        "corrected" => ["经过补正", "未经补正", "corrected", "not corrected"],
        "original" => ["原创", "非原创", "original", "reposted"],
        "own_site" => [
            "有独立网站",
            "没有独立网站",
            "with a website of its own",
            "without a website of its own",
        ],
        "sampled" => ["在抽查范围内", "不在抽查范围内", "sampled", "not sampled"],
        "reached" => ["能够访问", "不能访问", "reached", "not reached"],
        "announced" => ["已公告", "未公告", "announced", "not announced"],
        "confirmed" => ["已确认", "未确认", "confirmed", "not confirmed"],
        "registered" => ["已登记", "未登记", "registered", "not registered"],
        "done" => ["已完成", "未完成", "done", "not done"],
        "adopted" => ["已采用", "未采用", "adopted", "not adopted"],
        _ => return None,
    })
}

/// An attribute of a kind, in Chinese; one of the set's own is called as it stands.
pub fn attribute_zh(of: Of, attribute: &str) -> String {
    let label = match (of, attribute) {
        (Of::Column, "class") => "栏目类别",
        (Of::Manuscript, "form") => "宣传形式",
        (_, "kind") => "类型",
        (_, "id") => "编号",
        (_, "name") => "名称",
        (_, "group") => "分组",
        (_, "tag") => "标签",
        (_, "order") => "序号",
        (_, "class") => "类别",
        (_, "level") => "级别",
        (_, "state") => "状态",
        (_, "platform") => "平台",
        (_, "title") => "标题",
        (_, "url") => "网址",
        (_, "refers_to") => "关联信息",
        (_, "how") => "收到方式",
        (_, "answer") => "答复类型",
        (_, "adopted_by") => "采用级别",
        (_, "source") => "来源",
        (_, "detail") => "说明",
        (_, "rule" | "about") => "指标",
        (_, "opened_in") => "立案时间",
        (_, "reported") => "报送日期",
        (_, "seconds") => "耗时（秒）",
        (_, "status") => "状态码",
        (_, "stage") => "阶段",
        (_, "outcome") => "判定",
        (_, "grade") => "等次",
        (_, "value") => "数值",
        (_, "reason") => "理由",
        (_, "unit") => "单位",
        (_, "channel") => "渠道",
        (_, "day") => "日期",
        (_, "item") => "信息",
        (_, other) => yes_no(other).map_or(other, |[yes, ..]| yes),
    };
    label.to_owned()
}

/// A relation in Chinese.
pub fn relation_zh(relation: &str) -> &str {
    match relation {
        "unit" => "所属单位",
        "site" => "所属网站",
        "parent" => "上级栏目",
        "channel" => "所在渠道",
        "column" => "所在栏目",
        "account" => "所在账号",
        other => other,
    }
}

/// The kind that a relation leads to; for a channel of any kind, a site stands for it.
pub fn reached(of: Of, relation: Option<&str>) -> Of {
    match relation {
        None => of,
        Some("unit") => Of::Unit,
        Some("parent" | "column") => Of::Column,
        Some("account") => Of::Account,
        Some(_) => Of::Site,
    }
}

/// A value of an attribute in Chinese, where the language itself knows it.
pub fn value_zh<'a>(of: Of, attribute: &str, value: &'a str) -> &'a str {
    match (of, attribute, value) {
        (Of::Case, "state", "open") => "未整改",
        (Of::Case, "state", "partly") => "部分整改",
        (Of::Case, "state", "rectified") => "已整改",
        (Of::Case, "state", "closed") => "已销号",
        (_, "state", "open") => "开通",
        (_, "state", "frozen") => "冻结",
        (_, "state", "closing") => "关停中",
        (_, "state", "closed") => "已关停",
        (_, "opened_in", "this period") => "本期",
        (_, "opened_in", "previous period") => "上期",
        (_, "opened_in", "earlier") => "更早",
        (Of::Site, "kind", "site") => "网站",
        (Of::Site, "kind", "column") => "栏目",
        (Of::Site, "kind", "account") => "账号",
        (Of::Column, "class", "news") => "动态要闻",
        (Of::Column, "class", "notice") => "通知公告",
        (Of::Column, "class", "policy") => "政策文件",
        (Of::Column, "class", "plan") => "规划计划",
        (Of::Column, "class", "business") => "业务",
        (Of::Column, "class", "other") => "其他",
        (_, "outcome", value) => outcome_zh(value),
        (_, _, "true") => "是",
        (_, _, "false") => "否",
        (_, _, value) => value,
    }
}

/// An outcome in Chinese.
pub fn outcome_zh(word: &str) -> &str {
    match word {
        "met" => "符合",
        "breached" => "不符合",
        "not_applicable" => "不适用",
        "cannot_tell" => "无法判定",
        other => other,
    }
}

/// An outcome in English.
pub fn outcome_en(word: &str) -> &str {
    match word {
        "not_applicable" => "not applicable",
        "cannot_tell" => "cannot tell",
        other => other,
    }
}

/// An event in Chinese; one of the set's own is called as it stands.
pub fn event_zh(event: &str) -> &str {
    match event {
        "opened" => "开设",
        "closed" => "关停",
        "published" => "发布",
        "referred" => "有信息与之对应",
        "received" => "收到",
        "transferred" => "转办",
        "answered" => "答复",
        "extension_told" => "告知延期",
        "extended_to" => "延期届满",
        "correction_told" => "告知补正",
        "corrected" => "补正",
        "consult_sent" => "征求意见",
        "opinion_received" => "收到意见",
        "due" => "期限",
        "issued" => "交办",
        "handed_in" => "提交",
        "submitted" => "投稿",
        "adopted" => "采用",
        "found" => "发现",
        "reported" => "报送",
        "rectified" => "整改",
        "seen" => "见到",
        "at" => "监测",
        "sent" => "发出",
        "from" => "起始",
        "to" => "截止",
        other => other,
    }
}

/// An event in English, as a noun; one of the set's own is called as it stands.
pub fn event_en(event: &str) -> &str {
    match event {
        "opened" => "its opening",
        "closed" => "its closing",
        "published" => "publication",
        "referred" => "an item that refers to it",
        "received" => "receipt",
        "transferred" => "the transfer",
        "answered" => "the answer",
        "extension_told" => "telling the extension",
        "extended_to" => "the end of the extension",
        "correction_told" => "asking for a correction",
        "corrected" => "the correction",
        "consult_sent" => "asking for an opinion",
        "opinion_received" => "the opinion",
        "due" => "its due day",
        "issued" => "issue",
        "handed_in" => "handing in",
        "submitted" => "submission",
        "adopted" => "adoption",
        "found" => "the finding",
        "reported" => "the report",
        "rectified" => "rectification",
        "seen" => "being seen",
        "at" => "the check",
        "sent" => "sending",
        other => other,
    }
}
