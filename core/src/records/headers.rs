//! The columns that tongbao knows in each table, by their English key and Chinese names.

use super::RecordKind;

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// Any text.
    Text,
    /// Texts separated by `、`.
    List,
    /// A whole number.
    Whole,
    /// Yes or no.
    YesNo,
    /// A day; a time is taken down to its day.
    Day,
    /// A time, or only a day.
    Time,
    /// A unit by id, name or alias.
    Unit,
    /// Units separated by `、`.
    Units,
    /// A channel by id or name.
    Channel,
    /// A word of which tongbao knows some; others stay as they are.
    Word,
    /// One of these words, canonical first; any other is an error.
    OneOf(&'static [Canonical]),
    /// Days separated by `、`.
    Days,
    /// A number that is not negative: `12`, `95.5`.
    Number,
    /// A number, a fraction or a percentage: `12`, `95.5`, `5/6`, `95%`.
    Value,
    /// A period: `2022-09`, `2022Q3`.
    Period,
    /// A unit, a channel, the id of a record, or `all`.
    Subject,
}

/// A word in its canonical form, and how else it may be written.
pub type Canonical = (&'static str, &'static [&'static str]);

/// A column that tongbao knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The English header.
    pub key: &'static str,
    /// The Chinese headers; the first is the one to print.
    pub names: &'static [&'static str],
    /// Whether the table cannot be read without it.
    pub required: bool,
    /// What its cells hold.
    pub cell: CellKind,
}

const fn must(key: &'static str, names: &'static [&'static str], cell: CellKind) -> Column {
    Column {
        key,
        names,
        required: true,
        cell,
    }
}

const fn may(key: &'static str, names: &'static [&'static str], cell: CellKind) -> Column {
    Column {
        key,
        names,
        required: false,
        cell,
    }
}

use CellKind::{
    Channel, Day, Days, List, Number, OneOf, Period, Subject, Text, Time, Unit, Units, Value,
    Whole, Word, YesNo,
};

const UNITS: &[Column] = &[
    must("name", &["单位", "单位名称", "名称"], Text),
    may("id", &["编号", "单位编号", "单位代码"], Text),
    may("order", &["序号", "排序"], Whole),
    may("aliases", &["别名", "简称"], List),
    may("kind", &["类别", "单位类别"], Text),
    may("group", &["分组"], Text),
    may("tags", &["标签"], List),
    may("own_site", &["有独立网站", "独立网站"], YesNo),
];

const OPENED: Column = may(
    "opened_on",
    &["开设日期", "开通日期", "开设时间", "开通时间"],
    Day,
);
const CLOSED: Column = may(
    "closed_on",
    &["关停日期", "注销日期", "关停时间", "注销时间"],
    Day,
);
const STATE: Column = may("state", &["状态"], Word);
const TAGS: Column = may("tags", &["标签"], List);
const LEVEL: Column = may("level", &["级别", "层级"], Text);

const SITES: &[Column] = &[
    must("name", &["网站", "网站名称", "名称"], Text),
    may("unit", &["责任单位", "主办单位", "单位"], Unit),
    may("id", &["编号", "网站编号", "网站标识码"], Text),
    may("kind", &["类别", "网站类别"], Text),
    may("url", &["网址", "首页网址"], Text),
    LEVEL,
    OPENED,
    CLOSED,
    STATE,
    TAGS,
];

const COLUMNS: &[Column] = &[
    must("name", &["栏目", "栏目名称", "名称"], Text),
    must("unit", &["责任单位", "单位"], Unit),
    may("id", &["编号", "栏目编号"], Text),
    may("site", &["网站", "网站名称", "所属网站"], Text),
    may("parent", &["上级栏目", "父栏目"], Text),
    may("class", &["栏目类别", "类别", "栏目类型"], Word),
    LEVEL,
    OPENED,
    CLOSED,
    STATE,
    TAGS,
];

const ACCOUNTS: &[Column] = &[
    must("name", &["账号名称", "账号", "帐号名称", "名称"], Text),
    must("platform", &["平台", "平台名称", "所在平台"], Text),
    must("unit", &["责任单位", "主办单位", "单位"], Unit),
    may("id", &["编号", "账号编号"], Text),
    LEVEL,
    OPENED,
    CLOSED,
    STATE,
    TAGS,
];

const PUBLICATIONS: &[Column] = &[
    must(
        "channel",
        &[
            "渠道",
            "渠道名称",
            "渠道编号",
            "发布渠道",
            "栏目",
            "栏目名称",
            "账号",
            "账号名称",
        ],
        Channel,
    ),
    may("platform", &["平台", "平台名称"], Text),
    may("unit", &["单位", "责任单位", "发布单位"], Unit),
    must("published_at", &["发布时间", "发布日期"], Time),
    may("id", &["编号", "信息编号"], Text),
    may("title", &["标题", "信息标题"], Text),
    may("original", &["原创", "是否原创"], YesNo),
    may("url", &["链接", "网址", "地址"], Text),
    may("state", &["状态", "发布状态"], Word),
    may("type", &["类型", "信息类型"], Word),
    may("kind", &["信息类别", "文件类型"], Text),
    may("refers_to", &["对应文件", "关联信息"], Text),
];

const LETTERS: &[Column] = &[
    must("id", &["编号", "信件编号", "留言编号"], Text),
    must("unit", &["承办单位", "办理单位", "单位"], Unit),
    must(
        "received_at",
        &["收到时间", "收到日期", "来信时间", "留言时间"],
        Time,
    ),
    may("kind", &["类型", "信件类型", "留言类型"], Text),
    may(
        "replied_at",
        &["答复时间", "答复日期", "回复时间", "回复日期"],
        Time,
    ),
    may("valid", &["有效", "是否有效"], YesNo),
    may("published", &["公开", "是否公开"], YesNo),
    may("transferred_at", &["转办时间", "转办日期"], Time),
    may("extension_told_at", &["告知延期时间", "告知延期日期"], Time),
    may("extended_to", &["延期至"], Day),
];

const REQUESTS: &[Column] = &[
    must("id", &["编号", "申请编号"], Text),
    must("unit", &["受理单位", "承办单位", "单位"], Unit),
    must(
        "received_on",
        &["收到日期", "收到时间", "受理日期", "受理时间"],
        Day,
    ),
    may("how", &["收到方式", "申请方式"], Text),
    may("replied_on", &["答复日期", "答复时间"], Day),
    may("answer", &["答复类型", "答复结果"], Text),
    may("correction_told_on", &["告知补正日期"], Day),
    may("corrected_on", &["补正日期", "收到补正日期"], Days),
    may(
        "consult_sent_on",
        &["征求意见日期", "发出征求意见日期"],
        Days,
    ),
    may("opinion_received_on", &["收到意见日期"], Days),
    may("extension_told_on", &["告知延期日期", "延期告知日期"], Day),
    may("extended_to", &["延期至"], Day),
];

const PROBES: &[Column] = &[
    must(
        "channel",
        &["渠道", "渠道名称", "网站", "网站名称"],
        Channel,
    ),
    may("platform", &["平台"], Text),
    must("at", &["时间", "监测时间"], Time),
    may("ok", &["正常", "是否正常"], YesNo),
    may("status", &["状态码"], Whole),
    may("seconds", &["耗时"], Number),
    may("announced", &["已公告", "是否公告"], YesNo),
];

const OBSERVATIONS: &[Column] = &[
    must("kind", &["问题类型", "类型"], Text),
    must("subject", &["对象", "检查对象"], Subject),
    PLATFORM,
    UNIT,
    may("on", &["日期", "发现日期"], Day),
    may("count", &["次数", "数量"], Whole),
    may("detail", &["说明", "问题描述"], Text),
    may("source", &["来源"], Text),
    may("confirmed", &["已确认", "是否确认"], YesNo),
    ID,
];

const TASKS: &[Column] = &[
    must("name", &["任务", "任务名称", "工作任务"], Text),
    must("unit", &["单位", "责任单位"], Unit),
    must("due", &["期限", "完成期限", "截止日期"], Time),
    may("issued_on", &["布置日期"], Day),
    may("done_at", &["完成时间", "完成日期"], Time),
    may("kind", &["类型", "任务类型"], Text),
    may("id", &["编号", "任务编号"], Text),
];

const MANUSCRIPTS: &[Column] = &[
    must("title", &["文稿标题", "标题"], Text),
    must("units", &["投稿单位", "单位"], Units),
    may("order", &["序号"], Whole),
    may("form", &["宣传形式"], Text),
    may("submitted_on", &["投稿日期", "投稿时间"], Day),
    may("adopted_by", &["采用情况", "采用单位"], Text),
    may("adopted_on", &["采用日期", "采用时间"], Day),
    may("level", &["采用级别"], Text),
];

const PLATFORM: Column = may("platform", &["平台"], Text);
const UNIT: Column = may("unit", &["单位", "责任单位"], Unit);
const ID: Column = may("id", &["编号"], Text);

const NOTICES: &[Column] = &[
    must("about", &["指标", "指标编号"], Text),
    must("subject", &["对象"], Subject),
    PLATFORM,
    UNIT,
    must("sent_on", &["发出日期", "提醒日期"], Day),
    may("kind", &["类型"], Text),
    may("stage", &["阶段"], Text),
    ID,
];

const CASE_STATES: &[Canonical] = &[
    ("open", &["未整改"]),
    ("partly", &["部分整改"]),
    ("rectified", &["已整改"]),
    ("closed", &["已销号"]),
];

const CASES: &[Column] = &[
    must("rule", &["指标", "指标编号"], Text),
    must("subject", &["对象", "整改对象"], Subject),
    PLATFORM,
    UNIT,
    must("found_on", &["发现日期"], Day),
    may("kind", &["问题类型", "类型"], Text),
    may("state", &["状态", "整改状态"], OneOf(CASE_STATES)),
    may("issued_on", &["交办日期"], Day),
    may("due_on", &["整改期限"], Day),
    may("reported_on", &["报送日期"], Day),
    may("rectified_on", &["整改日期"], Day),
    ID,
];

const OUTCOMES: &[Canonical] = &[
    ("met", &["符合"]),
    ("breached", &["不符合"]),
    ("not_applicable", &["不适用"]),
    ("cannot_tell", &["无法判定"]),
];

const VERDICTS: &[Column] = &[
    must("period", &["检查周期", "周期"], Period),
    must("rule", &["指标", "指标编号"], Text),
    must("subject", &["对象"], Subject),
    PLATFORM,
    UNIT,
    may("outcome", &["判定", "判定结果"], OneOf(OUTCOMES)),
    may("value", &["数值", "得分"], Value),
    may("grade", &["等次"], Text),
];

const SIGHTINGS: &[Column] = &[
    must("name", &["账号名称", "账号", "名称"], Text),
    must("platform", &["平台", "平台名称"], Text),
    may("seen_on", &["发现日期", "发现时间"], Day),
    may("unit", &["单位", "责任单位"], Text),
    may("url", &["链接", "网址"], Text),
    ID,
];

const FILINGS: &[Column] = &[
    must("kind", &["类型", "备案类型"], Text),
    must("subject", &["对象"], Subject),
    PLATFORM,
    UNIT,
    must("from", &["起始日期"], Day),
    must("to", &["截止日期"], Day),
    may("reason", &["理由"], Text),
    ID,
];

const WAIVERS: &[Column] = &[
    must("rule", &["指标", "指标编号"], Text),
    must("subject", &["对象", "豁免对象"], Text),
    may("platform", &["平台"], Text),
    must("reason", &["理由", "豁免理由"], Text),
    must("expires", &["有效期至", "到期日期"], Day),
];

/// The event that a column dates, by its key: the same word in every table.
const EVENTS: [(&str, &str); 31] = [
    ("adopted_on", "adopted"),
    ("at", "at"),
    ("closed_on", "closed"),
    ("consult_sent_on", "consult_sent"),
    ("corrected_on", "corrected"),
    ("correction_told_on", "correction_told"),
    ("done_at", "handed_in"),
    ("due", "due"),
    ("due_on", "due"),
    ("extended_to", "extended_to"),
    ("extension_told_at", "extension_told"),
    ("extension_told_on", "extension_told"),
    ("found_on", "found"),
    ("from", "from"),
    ("issued_on", "issued"),
    ("on", "found"),
    ("opened_on", "opened"),
    ("opinion_received_on", "opinion_received"),
    ("published_at", "published"),
    ("received_at", "received"),
    ("received_on", "received"),
    ("rectified_on", "rectified"),
    ("replied_at", "answered"),
    ("replied_on", "answered"),
    ("reported_on", "reported"),
    ("seen_on", "seen"),
    ("sent_on", "sent"),
    ("submitted_on", "submitted"),
    ("to", "to"),
    ("transferred_at", "transferred"),
    ("expires", "expires"),
];

impl Column {
    /// The event of the rule language that this column dates.
    ///
    /// ```
    /// use tongbao::records::RecordKind;
    /// let done = RecordKind::Tasks.column("完成时间");
    /// assert_eq!(done.and_then(|column| column.event()), Some("handed_in"));
    /// ```
    pub fn event(&self) -> Option<&'static str> {
        let mut events = EVENTS.iter();
        let (_, event) = events.find(|(key, _)| *key == self.key)?;
        Some(event)
    }
}

impl RecordKind {
    /// Every kind, in the order of reports.
    pub const ALL: [RecordKind; 17] = [
        RecordKind::Units,
        RecordKind::Sites,
        RecordKind::Columns,
        RecordKind::Accounts,
        RecordKind::Publications,
        RecordKind::Letters,
        RecordKind::Requests,
        RecordKind::Probes,
        RecordKind::Observations,
        RecordKind::Tasks,
        RecordKind::Manuscripts,
        RecordKind::Notices,
        RecordKind::Cases,
        RecordKind::Verdicts,
        RecordKind::Sightings,
        RecordKind::Filings,
        RecordKind::Waivers,
    ];

    /// Its name in requests, settings and reports: `units`, `publications`, ...
    pub fn key(self) -> &'static str {
        self.file_name().trim_end_matches(".csv")
    }

    /// The file of an office's folder: `units.csv`, `publications.csv`, ...
    pub fn file_name(self) -> &'static str {
        match self {
            RecordKind::Units => "units.csv",
            RecordKind::Sites => "sites.csv",
            RecordKind::Columns => "columns.csv",
            RecordKind::Accounts => "accounts.csv",
            RecordKind::Publications => "publications.csv",
            RecordKind::Letters => "letters.csv",
            RecordKind::Requests => "requests.csv",
            RecordKind::Probes => "probes.csv",
            RecordKind::Observations => "observations.csv",
            RecordKind::Tasks => "tasks.csv",
            RecordKind::Manuscripts => "manuscripts.csv",
            RecordKind::Notices => "notices.csv",
            RecordKind::Cases => "cases.csv",
            RecordKind::Verdicts => "verdicts.csv",
            RecordKind::Sightings => "sightings.csv",
            RecordKind::Filings => "filings.csv",
            RecordKind::Waivers => "waivers.csv",
        }
    }

    /// What it is called in Chinese sentences.
    pub fn zh(self) -> &'static str {
        match self {
            RecordKind::Units => "单位名录",
            RecordKind::Sites => "网站名录",
            RecordKind::Columns => "栏目名录",
            RecordKind::Accounts => "账号名录",
            RecordKind::Publications => "发布信息",
            RecordKind::Letters => "网民留言",
            RecordKind::Requests => "依申请公开",
            RecordKind::Probes => "监测记录",
            RecordKind::Observations => "人工检查记录",
            RecordKind::Tasks => "工作任务",
            RecordKind::Manuscripts => "宣传文稿",
            RecordKind::Notices => "提醒记录",
            RecordKind::Cases => "整改台账",
            RecordKind::Verdicts => "往期判定",
            RecordKind::Sightings => "账号发现记录",
            RecordKind::Filings => "报备记录",
            RecordKind::Waivers => "豁免",
        }
    }

    /// Reads what [`RecordKind::key`] gives.
    ///
    /// ```
    /// use tongbao::records::RecordKind;
    /// assert_eq!(RecordKind::parse("letters"), Some(RecordKind::Letters));
    /// assert_eq!(RecordKind::parse("letters.csv"), None);
    /// ```
    pub fn parse(key: &str) -> Option<RecordKind> {
        RecordKind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The columns that tongbao knows in its table, in the order in which a row is read.
    pub fn columns(self) -> &'static [Column] {
        match self {
            RecordKind::Units => UNITS,
            RecordKind::Sites => SITES,
            RecordKind::Columns => COLUMNS,
            RecordKind::Accounts => ACCOUNTS,
            RecordKind::Publications => PUBLICATIONS,
            RecordKind::Letters => LETTERS,
            RecordKind::Requests => REQUESTS,
            RecordKind::Probes => PROBES,
            RecordKind::Observations => OBSERVATIONS,
            RecordKind::Tasks => TASKS,
            RecordKind::Manuscripts => MANUSCRIPTS,
            RecordKind::Notices => NOTICES,
            RecordKind::Cases => CASES,
            RecordKind::Verdicts => VERDICTS,
            RecordKind::Sightings => SIGHTINGS,
            RecordKind::Filings => FILINGS,
            RecordKind::Waivers => WAIVERS,
        }
    }

    /// The known column that a header cell names, by English key (in any case) or Chinese name.
    pub fn column(self, header: &str) -> Option<&'static Column> {
        let header = trimmed(header);
        self.columns().iter().find(|column| {
            column.key.eq_ignore_ascii_case(header) || column.names.contains(&header)
        })
    }
}

/// A cell without the white space around it, the ideographic space and the byte order mark included.
pub fn trimmed(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_header_means_two_columns_of_a_table() {
        for kind in RecordKind::ALL {
            let mut seen = BTreeSet::new();
            for column in kind.columns() {
                assert!(seen.insert(column.key), "{kind:?} {}", column.key);
                for name in column.names {
                    assert!(seen.insert(*name), "{kind:?} {name}");
                    assert_eq!(kind.column(name), Some(column));
                }
            }
        }
    }

    #[test]
    fn headers_are_known_in_any_case_and_padding() {
        let known = |header| {
            RecordKind::Publications
                .column(header)
                .map(|column| column.key)
        };
        assert_eq!(known("\u{feff}Published_At "), Some("published_at"));
        assert_eq!(known("\u{3000}发布时间\u{3000}"), Some("published_at"));
        assert_eq!(known("发布 时间"), None);
        assert_eq!(known(""), None);
    }

    #[test]
    fn every_kind_reads_back() {
        for kind in RecordKind::ALL {
            assert_eq!(RecordKind::parse(kind.key()), Some(kind));
            assert_eq!(kind.file_name(), format!("{}.csv", kind.key()));
        }
    }
}
