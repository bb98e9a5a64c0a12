//! What is given for a run: the days, the offset, the coverage, who issues the bulletin.

use super::RecordKind;
use super::coverage::{Coverage, Declared};
use super::dates::DateFormat;
use super::headers::trimmed;
use crate::calendar::{Day, Offset, Period, Span, WorkingDays};
use crate::diagnostic::{Place, Text};
use crate::order::InOrder;
use crate::registry::{ChannelIx, UnitIx};
use crate::source::{Fields, Node, Reader, Value};

/// The settings of a run. There is no clock: every day is given.
#[derive(Clone, Debug)]
pub struct Settings {
    /// 检查周期.
    pub period: Period,
    /// 统计截止日.
    pub as_of: Day,
    /// 监测时间点, where it is not the period's last day.
    pub check_point: Option<Day>,
    /// The offset of times that state none; without it the rule set's, else +08:00.
    pub offset: Option<Offset>,
    /// Declared forms of dates, tried first.
    pub date_formats: Vec<DateFormat>,
    /// 数据范围.
    pub coverage: Coverage,
    /// The bulletin's title.
    pub title: Option<String>,
    /// Who issues it.
    pub issuer: Option<String>,
    /// The day of issue.
    pub issued_on: Option<Day>,
    /// Set where the records were reconstructed: how, in words.
    pub reconstructed: Option<String>,
    /// The check days (检查日), sorted, each once.
    pub looks: Vec<Day>,
    /// The sample (抽查范围), where not everything is looked at, by name.
    pub sample: Option<SampleNames>,
    /// Working days.
    pub calendar: WorkingDays,
}

/// A name of the sample, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// An id, a name, or `name@platform`.
    pub name: String,
    /// Where it stands.
    pub place: Place,
}

/// A sample (抽查范围) as settings name it; of a kind that is not named everything is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SampleNames {
    /// 单位.
    pub units: Option<Vec<Named>>,
    /// 网站.
    pub sites: Option<Vec<Named>>,
    /// 栏目.
    pub columns: Option<Vec<Named>>,
    /// 账号.
    pub accounts: Option<Vec<Named>>,
}

/// A sample (抽查范围), found in the registry; each list is sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// 单位; absent means all.
    pub units: Option<Vec<UnitIx>>,
    /// 网站; absent means all.
    pub sites: Option<Vec<ChannelIx>>,
    /// 栏目; absent means all.
    pub columns: Option<Vec<ChannelIx>>,
    /// 账号; absent means all.
    pub accounts: Option<Vec<ChannelIx>>,
}

impl Settings {
    /// Reads the keys that settings have in common, whichever door they come through; all that is wrong is told to the
    /// reader, and then there are no settings.
    pub(crate) fn read(
        reader: &mut Reader<'_>,
        fields: &mut Fields<'_>,
        calendar: WorkingDays,
    ) -> Option<Settings> {
        let period = period(reader, fields);
        let as_of = day(reader, fields, "as_of");
        if fields.peek("as_of").is_none() {
            reader.missing(fields, "as_of");
        }
        let check_point = day(reader, fields, "check_point");
        let offset = offset(reader, fields);
        let date_formats = date_formats(reader, fields);
        let coverage = coverage(reader, fields);
        let title = reader.text(fields, "title");
        let issuer = reader.text(fields, "issuer");
        let issued_on = day(reader, fields, "issued_on");
        let reconstructed = reader.text(fields, "reconstructed");
        let looks = looks(reader, fields);
        let sample = sample(reader, fields);
        Some(Settings {
            period: period?,
            as_of: as_of?,
            check_point,
            offset,
            date_formats,
            coverage,
            title,
            issuer,
            issued_on,
            reconstructed,
            looks,
            sample,
            calendar,
        })
    }
}

fn period(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Option<Period> {
    let Some(node) = fields.take("period") else {
        reader.missing(fields, "period");
        return None;
    };
    // TOML reads a bare 2022 as a number
    let text = node
        .text()
        .map(str::to_owned)
        .or_else(|| node.whole().map(|year| year.to_string()));
    let period = text.and_then(|text| Period::parse(&text));
    if period.is_none() {
        let message = Text::new("不是检查周期", "this is no period");
        let next = Text::new(
            "请写 2022-10、2022Q4、2022H2、2022，或 2022-10-01..2022-10-31（不超过一百年）",
            "write 2022-10, 2022Q4, 2022H2, 2022, or 2022-10-01..2022-10-31 (no more than a hundred years)",
        );
        reader.error(
            "period.format",
            node,
            &fields.child("period"),
            message,
            next,
        );
    }
    period
}

fn day(reader: &mut Reader<'_>, fields: &mut Fields<'_>, key: &'static str) -> Option<Day> {
    let node = fields.take(key)?;
    day_of(reader, node, &fields.child(key))
}

fn day_of(reader: &mut Reader<'_>, node: &Node, path: &str) -> Option<Day> {
    let day = node.text().and_then(|text| text.parse().ok());
    if day.is_none() {
        let message = Text::new("没有这一天", "this is no day");
        let next = Text::new("请写成 2022-11-15 的样子", "write it as 2022-11-15");
        reader.error("day.format", node, path, message, next);
    }
    day
}

fn looks(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Vec<Day> {
    let Some(node) = fields.take("looks") else {
        return Vec::new();
    };
    let path = fields.child("looks");
    let Value::List(nodes) = &node.value else {
        let wanted = Text::new(
            "检查日的列表，如 [\"2022-10-08\"]",
            "a list of check days, such as [\"2022-10-08\"]",
        );
        reader.wrong_type(node, &path, wanted);
        return Vec::new();
    };
    let mut looks = Vec::new();
    for (ix, node) in nodes.iter().enumerate() {
        looks.extend(day_of(reader, node, &format!("{path}.{ix}")));
    }
    looks.in_order();
    looks.dedup();
    looks
}

fn sample(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Option<SampleNames> {
    let node = fields.take("sample")?;
    let mut inner = reader.fields(node, &fields.child("sample"))?;
    let sample = SampleNames {
        units: names(reader, &mut inner, "units"),
        sites: names(reader, &mut inner, "sites"),
        columns: names(reader, &mut inner, "columns"),
        accounts: names(reader, &mut inner, "accounts"),
    };
    reader.finish(inner);
    Some(sample)
}

fn names(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    key: &'static str,
) -> Option<Vec<Named>> {
    let node = fields.take(key)?;
    let path = fields.child(key);
    let wanted = || Text::new("名称或编号的列表", "a list of names or ids");
    let Value::List(nodes) = &node.value else {
        reader.wrong_type(node, &path, wanted());
        return None;
    };
    let mut names = Vec::new();
    for (ix, node) in nodes.iter().enumerate() {
        let path = format!("{path}.{ix}");
        match node.text().map(trimmed).filter(|name| !name.is_empty()) {
            Some(name) => names.push(Named {
                name: name.to_owned(),
                place: reader.source.place(&node.span, &path),
            }),
            None => reader.wrong_type(node, &path, wanted()),
        }
    }
    Some(names)
}

fn offset(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Option<Offset> {
    let node = fields.take("offset")?;
    let offset = node.text().and_then(|text| text.parse().ok());
    if offset.is_none() {
        let message = Text::new("不是时区偏移", "this is no offset");
        reader.error(
            "offset.format",
            node,
            &fields.child("offset"),
            message,
            Text::new("请写成 +08:00 的样子", "write it as +08:00"),
        );
    }
    offset
}

fn date_formats(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Vec<DateFormat> {
    let Some(node) = fields.take("date_formats") else {
        return Vec::new();
    };
    let path = fields.child("date_formats");
    let nodes: Vec<&Node> = match &node.value {
        Value::List(nodes) => nodes.iter().collect(),
        _ => vec![node],
    };
    let mut formats = Vec::new();
    for node in nodes {
        match node.text().map(DateFormat::parse) {
            Some(Ok(format)) => formats.push(format),
            Some(Err(diagnostic)) => {
                let place = reader.source.place(&node.span, &path);
                reader.diagnostics.push(diagnostic.at(place));
            }
            None => reader.wrong_type(
                node,
                &path,
                Text::new("日期写法的列表", "a list of date formats"),
            ),
        }
    }
    formats
}

/// `{ publications = { from, to } }`, a list of such with `channel`, `{ from, to }` for all kinds, or pairs of days.
fn coverage(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Coverage {
    let mut declared = Vec::new();
    let Some(node) = fields.take("coverage") else {
        return Coverage::default();
    };
    let path = fields.child("coverage");
    match &node.value {
        Value::List(_) => declarations(reader, node, &path, None, &mut declared),
        Value::Table(entries) if node.get("from").is_some() || node.get("to").is_some() => {
            // `from` and `to` for all kinds, beside tables of single kinds
            let general = entries
                .iter()
                .filter(|entry| RecordKind::parse(&entry.key).is_none())
                .cloned()
                .collect();
            let general = Node {
                value: Value::Table(general),
                span: node.span.clone(),
            };
            declarations(reader, &general, &path, None, &mut declared);
            kinds(reader, node, &path, true, &mut declared);
        }
        _ => kinds(reader, node, &path, false, &mut declared),
    }
    declared.in_order();
    declared.dedup();
    Coverage {
        declared,
        channels: Vec::new(),
    }
}

fn kinds(
    reader: &mut Reader<'_>,
    node: &Node,
    path: &str,
    general: bool,
    declared: &mut Vec<Declared>,
) {
    let Some(mut inner) = reader.fields(node, path) else {
        return;
    };
    for kind in RecordKind::ALL {
        if let Some(node) = inner.take(kind.key()) {
            declarations(reader, node, &inner.child(kind.key()), Some(kind), declared);
        }
    }
    if !general {
        reader.finish(inner);
    }
}

fn declarations(
    reader: &mut Reader<'_>,
    node: &Node,
    path: &str,
    records: Option<RecordKind>,
    declared: &mut Vec<Declared>,
) {
    if let Value::List(nodes) = &node.value {
        // an empty list says that nothing is covered
        if nodes.is_empty() {
            return;
        }
        if nodes.iter().all(|node| node.text().is_some()) {
            pair(reader, node, nodes, path, records, declared);
        } else {
            for (ix, node) in nodes.iter().enumerate() {
                declaration(reader, node, &format!("{path}.{ix}"), records, declared);
            }
        }
        return;
    }
    declaration(reader, node, path, records, declared);
}

fn pair(
    reader: &mut Reader<'_>,
    node: &Node,
    nodes: &[Node],
    path: &str,
    records: Option<RecordKind>,
    declared: &mut Vec<Declared>,
) {
    let days: Vec<Day> = nodes
        .iter()
        .filter_map(|node| node.text().and_then(|text| text.parse().ok()))
        .collect();
    match (nodes.len(), days.as_slice()) {
        (2, [from, to]) => push(
            reader,
            node,
            path,
            records,
            Some((*from, *to)),
            (None, None),
            true,
            declared,
        ),
        _ => reader.wrong_type(
            node,
            path,
            Text::new(
                "首末两日，如 [\"2022-10-01\", \"2022-10-31\"]",
                "the first and the last day, such as [\"2022-10-01\", \"2022-10-31\"]",
            ),
        ),
    }
}

fn declaration(
    reader: &mut Reader<'_>,
    node: &Node,
    path: &str,
    records: Option<RecordKind>,
    declared: &mut Vec<Declared>,
) {
    let Some(mut inner) = reader.fields(node, path) else {
        return;
    };
    // complete since ever: so that a column that never held anything can be told
    let since_ever = inner.peek("from").and_then(Node::text) == Some("always");
    let from = if since_ever {
        inner.take("from").map(|_| Day::MIN)
    } else {
        day(reader, &mut inner, "from")
    };
    let to = day(reader, &mut inner, "to");
    for key in ["from", "to"] {
        if inner.peek(key).is_none() {
            reader.missing(&inner, key);
        }
    }
    let channel = reader.text(&mut inner, "channel");
    let platform = reader.text(&mut inner, "platform");
    let replies_known = match inner.take("replies_known") {
        None => true,
        Some(node) => node.boolean().unwrap_or_else(|| {
            reader.wrong_type(
                node,
                &inner.child("replies_known"),
                Text::new("true 或 false", "true or false"),
            );
            true
        }),
    };
    reader.finish(inner);
    push(
        reader,
        node,
        path,
        records,
        from.zip(to),
        (channel, platform),
        replies_known,
        declared,
    );
}

#[expect(
    clippy::too_many_arguments,
    reason = "one declaration has so many parts"
)]
fn push(
    reader: &mut Reader<'_>,
    node: &Node,
    path: &str,
    records: Option<RecordKind>,
    days: Option<(Day, Day)>,
    (channel, platform): (Option<String>, Option<String>),
    replies_known: bool,
    declared: &mut Vec<Declared>,
) {
    let Some((from, to)) = days else { return };
    match Span::new(from, to) {
        Some(span) => declared.push(Declared {
            records,
            channel,
            platform,
            span,
            replies_known,
        }),
        None => {
            let message = Text::new(
                "数据范围的末日早于首日",
                "this coverage ends before it begins",
            );
            reader.error(
                "coverage.order",
                node,
                path,
                message,
                Text::new("请检查 from 和 to", "check `from` and `to`"),
            );
        }
    }
}
