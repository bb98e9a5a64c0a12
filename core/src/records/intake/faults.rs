//! What can be wrong with a table or a row, in words, with a next step.

use crate::diagnostic::{Diagnostic, Text};
use crate::records::RecordKind;
use crate::records::headers::{Canonical, Column, trimmed};

/// What a reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Thing {
    Unit,
    Channel,
    Site,
    Parent,
    Subject,
}

/// What is wrong with a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Miss {
    /// Nothing has that name.
    Unknown,
    /// Several have it.
    Ambiguous,
    /// The row that has it was rejected.
    Rejected,
    /// The table in which it would stand was not handed over.
    NoTable,
    /// The table in which it would stand could not be read.
    Unreadable,
}

fn fault(code: &'static str, message: (&str, &str), next: (&str, &str)) -> Box<Diagnostic> {
    let (zh, en) = message;
    let next_step = Text::new(next.0, next.1);
    Box::new(Diagnostic::error(code, Text::new(zh, en)).with_next_step(next_step))
}

pub(super) fn table_twice(kind: RecordKind) -> Box<Diagnostic> {
    fault(
        "table.twice",
        (
            &format!("“{}”交了两份，这一份没有读取", kind.zh()),
            &format!(
                "`{}` was handed over twice, this one was not read",
                kind.key()
            ),
        ),
        ("把两份合并成一份", "put the two into one table"),
    )
}

pub(super) fn no_header(kind: RecordKind) -> Box<Diagnostic> {
    let (keys, names) = required(kind.columns());
    fault(
        "header.missing",
        ("没有表头", "the table has no header"),
        (
            &format!("第一行写上表头，至少要有：{names}"),
            &format!("put a header into the first line, with at least {keys}"),
        ),
    )
}

fn required(columns: &[Column]) -> (String, String) {
    let columns: Vec<&Column> = columns.iter().filter(|column| column.required).collect();
    listed(&columns)
}

fn listed(columns: &[&Column]) -> (String, String) {
    let keys: Vec<String> = columns
        .iter()
        .map(|column| format!("`{}`", column.key))
        .collect();
    let names: Vec<&str> = columns
        .iter()
        .filter_map(|column| column.names.first())
        .copied()
        .collect();
    (keys.join(", "), names.join("、"))
}

pub(super) fn header_missing(missing: &[&Column], header: &[String]) -> Box<Diagnostic> {
    let (keys, names) = listed(missing);
    let given: Vec<&str> = header.iter().map(|cell| trimmed(cell)).collect();
    let mut fault = fault(
        "header.missing",
        (
            &format!("缺少必需的列：{names}"),
            &format!("required columns are missing: {keys}"),
        ),
        (
            "补上这一列，或把表头改成认得的名称",
            "add the column, or rename the header to a name that tongbao knows",
        ),
    );
    fault.place.field = missing.first().map(|column| column.key.to_owned());
    fault.value = Some(given.join("、"));
    fault
}

pub(super) fn header_twice(before: &str, again: &str) -> Box<Diagnostic> {
    let (zh, en) = if before == again {
        (
            format!("表头“{again}”出现了两次"),
            format!("the header `{again}` occurs twice"),
        )
    } else {
        (
            format!("表头“{before}”和“{again}”是同一列"),
            format!("the headers `{before}` and `{again}` mean the same column"),
        )
    };
    let mut fault = fault(
        "header.twice",
        (&zh, &en),
        (
            "只留一列，另一列删去或改名",
            "keep one of the columns, delete or rename the other one",
        ),
    );
    fault.place.field = Some(again.to_owned());
    fault.value = Some(again.to_owned());
    fault
}

pub(super) fn row_width(cells: usize, header: usize) -> Box<Diagnostic> {
    let mut fault = fault(
        "row.width",
        (
            &format!("这一行有{cells}格，表头有{header}格"),
            &format!("the row has {cells} cells, the header has {header}"),
        ),
        (
            "补齐或去掉多余的格；内容里有逗号的格要用英文双引号括起来",
            "add or remove cells; a cell that holds a comma needs double quotes around it",
        ),
    );
    fault.value = Some(cells.to_string());
    fault
}

pub(super) fn row_blank() -> Box<Diagnostic> {
    fault(
        "row.blank",
        ("这一行是空的", "the row is blank"),
        ("删去这一行", "delete the row"),
    )
}

pub(super) fn cell_empty() -> Box<Diagnostic> {
    fault(
        "cell.empty",
        ("必填的格没有填", "a required cell is empty"),
        ("补填这一格", "fill in the cell"),
    )
}

pub(super) fn whole_number() -> Box<Diagnostic> {
    fault(
        "number.format",
        ("这里应填整数", "a whole number belongs here"),
        ("改成整数，例如 3", "write a whole number such as 3"),
    )
}

pub(super) fn no_number() -> Box<Diagnostic> {
    fault(
        "number.format",
        (
            "这里应填不小于零的数",
            "a number belongs here, zero or more",
        ),
        (
            "改成数字，例如 3 或 95.5",
            "write a number such as 3 or 95.5",
        ),
    )
}

pub(super) fn no_value() -> Box<Diagnostic> {
    fault(
        "number.format",
        ("这里应填数值", "a value belongs here"),
        (
            "改成 12、95.5、5/6 或 95% 的样子",
            "write it as 12, 95.5, 5/6 or 95%",
        ),
    )
}

pub(super) fn no_period() -> Box<Diagnostic> {
    fault(
        "period.format",
        ("不是检查周期", "this is no period"),
        (
            "改成 2022-09、2022Q3、2022H2、2022 或 2022-09-01..2022-09-30 的样子",
            "write it as 2022-09, 2022Q3, 2022H2, 2022 or 2022-09-01..2022-09-30",
        ),
    )
}

/// A word that is none of those that belong into the column.
pub(super) fn unknown_word(column: &Column, words: &[Canonical]) -> Box<Diagnostic> {
    let code = match column.key {
        "outcome" => "outcome.unknown",
        _ => "state.unknown",
    };
    let name = column.names.first().copied().unwrap_or(column.key);
    let keys: Vec<String> = words.iter().map(|(key, _)| format!("`{key}`")).collect();
    let names: Vec<String> = words
        .iter()
        .filter_map(|(_, names)| names.first())
        .map(|name| format!("“{name}”"))
        .collect();
    fault(
        code,
        (
            &format!("不认得的{name}"),
            &format!("this {} is not known", column.key),
        ),
        (
            &format!("改成{}之一", names.concat()),
            &format!("write one of {}", keys.join(", ")),
        ),
    )
}

pub(super) fn ends_before_it_begins() -> Box<Diagnostic> {
    fault(
        "date.order",
        ("截止日期早于起始日期", "it ends before it begins"),
        ("核对两个日期", "check the two dates"),
    )
}

pub(super) fn yes_or_no() -> Box<Diagnostic> {
    fault(
        "boolean.format",
        ("这里应填“是”或“否”", "yes or no belongs here"),
        ("改成“是”或“否”", "write `yes` or `no`"),
    )
}

pub(super) fn publication_state() -> Box<Diagnostic> {
    fault(
        "state.unknown",
        ("不认得的发布状态", "the state of this item is not known"),
        (
            "改成“已发布”“已删除”或“定时”",
            "write `published`, `deleted` or `scheduled`",
        ),
    )
}

pub(super) fn closed_before_opened() -> Box<Diagnostic> {
    fault(
        "date.order",
        ("关停日期早于开设日期", "it was closed before it was opened"),
        ("核对两个日期", "check the two dates"),
    )
}

/// Another row of the same identity says something else.
pub(super) fn conflict(other_line: u32, by_account_name: bool) -> Box<Diagnostic> {
    let (zh, en) = if by_account_name {
        (
            "同一平台上的同名账号，内容却不一致",
            "another row has the same account with other content",
        )
    } else {
        (
            "编号（或名称）相同，内容却不一致",
            "another row has the same id with other content",
        )
    };
    fault(
        "id.conflict",
        (
            &format!("{zh}（另见第{other_line}行）"),
            &format!("{en} (line {other_line})"),
        ),
        (
            "核对后只留正确的一行；若不是同一个，就改编号",
            "keep the right row; if they are not the same, correct the id",
        ),
    )
}

pub(super) fn parent_cycle() -> Box<Diagnostic> {
    fault(
        "parent.cycle",
        (
            "上级栏目绕回了自己",
            "the columns above lead back to this one",
        ),
        ("改正上级栏目", "correct the parent column"),
    )
}

pub(super) fn channel_of_other_unit() -> Box<Diagnostic> {
    fault(
        "channel.unit_mismatch",
        (
            "叫这个名称的渠道不归所填的单位负责",
            "the unit of this row does not answer for a channel of this name",
        ),
        (
            "核对渠道和单位，或改填渠道编号",
            "check the channel and the unit, or write the channel's id",
        ),
    )
}

/// Rows that are equal because they say so little; they may have been two items.
pub(super) fn bare_repeats(count: usize, table: &str) -> Diagnostic {
    let message = Text::new(
        format!("有{count}行只写了渠道和日期，内容相同，按重复行处理，没有计数"),
        format!("{count} rows hold only a channel and a day and are equal to others: not counted"),
    );
    let mut note = Diagnostic::warning("duplicate.bare", message).with_next_step(Text::new(
        "如果是不同的信息，请补上编号、标题或时刻",
        "if they are different items, add ids, titles or times",
    ));
    note.place.file = table.to_owned();
    note
}

/// Items whose publisher is not one unit of the roster; they are no less the channel's.
pub(super) fn publisher_unknown(
    name: &str,
    items: usize,
    near: Vec<String>,
    table: &str,
) -> Diagnostic {
    let message = Text::new(
        format!("发布单位在单位名录里查不到或不唯一，有{items}条信息因此不知由谁发布"),
        format!("the roster has no one such unit: the publisher of {items} items is not known"),
    );
    let mut note = Diagnostic::note("publisher.unknown", message)
        .with_value(name.to_owned())
        .with_next_step(unknown_next(Thing::Unit, "units.csv", &near))
        .with_near(near);
    note.place.file = table.to_owned();
    note
}

/// Items on a channel of one unit that name another one as their publisher: they are the channel's, and may have been meant
/// for a channel of the same name that the roster does not have.
pub(super) fn publisher_elsewhere(
    channel: &str,
    unit: &str,
    items: usize,
    table: &str,
) -> Diagnostic {
    let message = Text::new(
        format!(
            "「{channel}」的责任单位不是「{unit}」，却有{items}条信息写明由它发布；更新计在该渠道"
        ),
        format!(
            "{items} items on `{channel}` name `{unit}`, which does not answer for it; they count as updates of that channel"
        ),
    );
    let next = Text::new(
        "如果该单位另有同名渠道，请在名录中登记，或在此写渠道编号",
        "if that unit has a channel of the same name, put it into the roster, or write the channel's id here",
    );
    let mut note = Diagnostic::note("publisher.elsewhere", message)
        .with_value(channel.to_owned())
        .with_next_step(next);
    note.place.file = table.to_owned();
    note
}

/// A reference that leads to no one thing.
pub(super) fn reference(thing: Thing, miss: Miss, near: Vec<String>) -> Box<Diagnostic> {
    let (zh, en, file) = match thing {
        Thing::Unit => ("单位", "unit", "units.csv"),
        Thing::Channel => ("渠道", "channel", "columns.csv / accounts.csv"),
        Thing::Site => ("网站", "website", "sites.csv"),
        Thing::Parent => ("上级栏目", "parent column", "columns.csv"),
        Thing::Subject => (
            "对象",
            "subject",
            "units.csv / sites.csv / columns.csv / accounts.csv",
        ),
    };
    let (message, next) = match miss {
        Miss::Unknown => (
            Text::new(
                format!("名录里没有这个{zh}"),
                format!("the registry has no such {en}"),
            ),
            unknown_next(thing, file, &near),
        ),
        Miss::Ambiguous => (
            Text::new(
                format!("有不止一个{zh}叫这个名称"),
                format!("more than one {en} has this name"),
            ),
            match thing {
                Thing::Channel | Thing::Subject => Text::new(
                    "改填编号，账号也可以补填平台",
                    "write the id, or for an account the platform as well",
                ),
                _ => Text::new("改填编号", "write the id instead"),
            },
        ),
        Miss::Rejected => (
            Text::new(
                format!("这个{zh}在名录里的那一行有错，没有被采用"),
                format!("the row of this {en} in the registry was rejected"),
            ),
            Text::new(
                format!("先改正 {file} 里的那一行"),
                format!("correct that row of {file} first"),
            ),
        ),
        Miss::NoTable => (
            Text::new(
                format!("没有交来{zh}名录，无从查对"),
                format!("no registry was handed over in which the {en} could be looked up"),
            ),
            Text::new(format!("补交 {file}"), format!("hand over {file}")),
        ),
        Miss::Unreadable => (
            Text::new(
                format!("{zh}名录无法读取，无从查对"),
                format!("the registry in which the {en} would stand could not be read"),
            ),
            Text::new(format!("先改正 {file}"), format!("correct {file} first")),
        ),
    };
    let code = match (thing, miss) {
        (Thing::Unit, Miss::Ambiguous) => "unit.ambiguous",
        (Thing::Unit, Miss::Rejected) => "unit.rejected",
        (Thing::Unit, _) => "unit.unknown",
        (Thing::Channel, Miss::Ambiguous) => "channel.ambiguous",
        (Thing::Channel, Miss::Rejected) => "channel.rejected",
        (Thing::Channel, _) => "channel.unknown",
        (Thing::Site, Miss::Ambiguous) => "site.ambiguous",
        (Thing::Site, Miss::Rejected) => "site.rejected",
        (Thing::Site, _) => "site.unknown",
        (Thing::Parent, Miss::Ambiguous) => "parent.ambiguous",
        (Thing::Parent, Miss::Rejected) => "parent.rejected",
        (Thing::Parent, _) => "parent.unknown",
        (Thing::Subject, Miss::Ambiguous) => "subject.ambiguous",
        (Thing::Subject, Miss::Rejected) => "subject.rejected",
        (Thing::Subject, _) => "subject.unknown",
    };
    Box::new(
        Diagnostic::error(code, message)
            .with_next_step(next)
            .with_near(near),
    )
}

fn unknown_next(thing: Thing, file: &str, near: &[String]) -> Text {
    match near.first() {
        Some(name) => {
            let (zh, en) = match thing {
                Thing::Unit => (
                    "，或在名录的别名里加上这个写法",
                    ", or add this spelling to its aliases",
                ),
                _ => ("", ""),
            };
            Text::new(
                format!("是不是“{name}”？改成名录里的写法{zh}"),
                format!("is it `{name}`? write it as the registry does{en}"),
            )
        }
        None => Text::new(
            format!("改成名录里的写法，或在 {file} 里补上一行"),
            format!("write it as the registry does, or add a row to {file}"),
        ),
    }
}
