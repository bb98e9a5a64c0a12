//! The request: what a binding hands over as JSON text.

use super::{Problem, rules};
use crate::calendar::{BothKinds, Day, WorkingDays};
use crate::diagnostic::{Diagnostic, Language, Text};
use crate::findings::{Inspection, Options, Run, inspect};
use crate::records::RecordKind;
use crate::records::settings::Settings;
use crate::records::table::{Row, Table};
use crate::rules::RuleSet;
use crate::source::{Entry, Fields, Node, Reader, Source, Value};
use std::collections::{BTreeSet, HashMap};

/// Inspects a request, JSON in and JSON out: the text of the report.
///
/// # Errors
/// The text of the problem, if nothing could be judged.
///
/// ```
/// let said = tongbao::wire::inspect_text(r#"{ "rules": "zhanggong-2022", "period": "2022-10", "as_of": "2022-11-15" }"#);
/// assert!(said.is_ok_and(|report| report.contains("\"id\": \"zhanggong-2022\"")));
/// let said = tongbao::wire::inspect_text("{}");
/// assert!(said.is_err_and(|problem| problem.contains("key.missing")));
/// ```
pub fn inspect_text(request: &str) -> Result<String, String> {
    inspect_request(request)
        .map(|inspection| super::to_text(&inspection.report()))
        .map_err(|problem| problem.to_text())
}

/// Inspects a request.
///
/// # Errors
/// What is wrong with it, if nothing could be judged.
pub fn inspect_request(request: &str) -> Result<Inspection, Problem> {
    open(request, false, |run, _| inspect(run))
}

/// Reads a request and does with it what is asked; `comparing` requests name a second rule set.
pub(super) fn open<T>(
    request: &str,
    comparing: bool,
    done: impl FnOnce(Run, Option<RuleSet>) -> Result<T, Vec<Diagnostic>>,
) -> Result<T, Problem> {
    let (source, node) = Source::read_json("request", request).map_err(|diagnostics| Problem {
        language: Language::Zh,
        diagnostics,
    })?;
    let language = match node.get("language").and_then(Node::text) {
        Some("en") => Language::En,
        _ => Language::Zh,
    };
    let mut reader = Reader::new(&source);
    let read = read(&mut reader, &node, language, comparing);
    let done = match read {
        Some((run, against)) if reader.diagnostics.is_empty() => done(run, against),
        _ => Err(reader.diagnostics),
    };
    done.map_err(|diagnostics| Problem {
        language,
        diagnostics,
    })
}

fn read(
    reader: &mut Reader<'_>,
    node: &Node,
    language: Language,
    comparing: bool,
) -> Option<(Run, Option<RuleSet>)> {
    let mut fields = reader.fields(node, "")?;
    if let Some(node) = fields.take("language")
        && !matches!(node.text(), Some("zh" | "en"))
    {
        reader.unknown_word(node, "language", &["zh", "en"]);
    }
    let calendar = calendar(reader, &mut fields);
    let settings = Settings::read(
        reader,
        &mut fields,
        calendar.unwrap_or_else(WorkingDays::built_in),
    );
    let sets = rules::catalogue(reader, &mut fields);
    let day = settings.as_ref().map(|settings| settings.period.span.to);
    let rules = rules::rule_set(reader, &mut fields, rules::RULES, &sets, day, comparing);
    let against = if comparing {
        rules::rule_set(reader, &mut fields, rules::AGAINST, &sets, day, comparing)
    } else {
        None
    };
    let mut tables = Vec::new();
    for kind in RecordKind::ALL {
        if let Some(node) = fields.take(kind.key())
            && let Some(table) = table(reader, node, kind.key())
        {
            tables.push((kind, table));
        }
    }
    let all_outcomes = yes_or_no(reader, &mut fields, "all_outcomes", false);
    let shortcuts = yes_or_no(reader, &mut fields, "shortcuts", true);
    let explain = explain(reader, &mut fields);
    reader.finish(fields);
    let run = Run {
        settings: settings?,
        tables,
        rules: rules?,
        options: Options {
            language,
            all_outcomes,
            plain: !shortcuts,
            explain,
        },
    };
    Some((run, against))
}

fn yes_or_no(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    key: &'static str,
    otherwise: bool,
) -> bool {
    let Some(node) = fields.take(key) else {
        return otherwise;
    };
    node.boolean().unwrap_or_else(|| {
        reader.wrong_type(node, key, Text::new("true 或 false", "true or false"));
        otherwise
    })
}

fn explain(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Vec<(String, String)> {
    let Some(node) = fields.take("explain") else {
        return Vec::new();
    };
    let Value::List(nodes) = &node.value else {
        reader.wrong_type(
            node,
            "explain",
            Text::new("{ rule, subject } 的列表", "a list of { rule, subject }"),
        );
        return Vec::new();
    };
    let mut wanted = Vec::new();
    for (ix, node) in nodes.iter().enumerate() {
        let Some(mut inner) = reader.fields(node, &format!("explain.{ix}")) else {
            continue;
        };
        let rule = reader.required_text(&mut inner, "rule");
        let subject = reader.required_text(&mut inner, "subject");
        reader.finish(inner);
        wanted.extend(rule.zip(subject));
    }
    wanted
}

fn calendar(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Option<WorkingDays> {
    let node = fields.take("calendar")?;
    let table = table(reader, node, "calendar")?;
    match calendar_of(&table) {
        Ok(calendar) => Some(calendar),
        Err(diagnostic) => {
            reader.diagnostics.push(*diagnostic);
            None
        }
    }
}

/// A working-day calendar from a table with the columns `date` and `kind` (`holiday` or `workday`).
///
/// # Errors
/// The first row that is no such row.
pub fn calendar_of(table: &Table) -> Result<WorkingDays, Box<Diagnostic>> {
    let column = |names: [&str; 2]| {
        table
            .header
            .iter()
            .position(|header| names.contains(&header.trim().to_lowercase().as_str()))
    };
    let wrong = |line: Option<u32>, value: &str, message: Text, next: Text| {
        let place = crate::diagnostic::Place {
            file: table.name.clone(),
            line,
            column: None,
            field: None,
        };
        Box::new(
            Diagnostic::error("calendar.row", message)
                .at(place)
                .with_value(value)
                .with_next_step(next),
        )
    };
    let next = || {
        Text::new(
            "列名为 date 和 kind，kind 写 holiday 或 workday",
            "its columns are `date` and `kind`, the kind is `holiday` or `workday`",
        )
    };
    let (Some(date), Some(kind)) = (column(["date", "日期"]), column(["kind", "类型"])) else {
        let message = Text::new(
            "工作日历缺少 date 或 kind 列",
            "the working-day calendar lacks the column `date` or `kind`",
        );
        return Err(wrong(Some(1), "", message, next()));
    };
    let mut rows: Vec<(Day, bool)> = Vec::new();
    for row in &table.rows {
        let cell = |ix: usize| row.cells.get(ix).map_or("", |cell| cell.trim());
        let working = match cell(kind) {
            "holiday" | "休" => Some(false),
            "workday" | "班" => Some(true),
            _ => None,
        };
        match (cell(date).parse::<Day>(), working) {
            (Ok(day), Some(working)) => rows.push((day, working)),
            (Err(()), _) => {
                let message = Text::new("不是日期", "this is no day");
                return Err(wrong(
                    Some(row.line),
                    cell(date),
                    message,
                    Text::new("请写成 2022-10-08 的样子", "write it as 2022-10-08"),
                ));
            }
            (_, None) => {
                let message = Text::new("不认识的日期类型", "this is no kind of day");
                return Err(wrong(Some(row.line), cell(kind), message, next()));
            }
        }
    }
    WorkingDays::from_rows(table.name.clone(), rows).map_err(|BothKinds(day)| {
        let message = Text::new(
            "同一天既是假日又是工作日",
            "one day is both a holiday and a workday",
        );
        wrong(
            None,
            &day.to_string(),
            message,
            Text::new("请留下正确的一行", "keep the right row"),
        )
    })
}

/// A list of records, or a record of lists.
fn table(reader: &mut Reader<'_>, node: &Node, name: &str) -> Option<Table> {
    match &node.value {
        Value::List(nodes) => Some(from_records(reader, nodes, name)),
        Value::Table(entries) => from_columns(reader, node, entries, name),
        _ => {
            reader.wrong_type(
                node,
                name,
                Text::new(
                    "记录的列表，或各列的列表",
                    "a list of records, or a record of lists",
                ),
            );
            None
        }
    }
}

/// A list of records may name so many columns together. Every row has a cell for each, so that records without keys in
/// common would take memory by the square of their number.
const COLUMNS: usize = 1_000;

fn too_many_columns(reader: &mut Reader<'_>, nodes: &[Node], name: &str, given: usize) {
    let message = Text::new(
        format!("这些记录共有{given}个不同的键，最多{COLUMNS}个"),
        format!("the records have {given} different keys, {COLUMNS} at most can be taken"),
    );
    let next = Text::new(
        "键应是列名，各条记录相同",
        "the keys are names of columns, the same for all records",
    );
    let Some(first) = nodes.first() else { return };
    reader.error("table.keys", first, name, message, next);
}

fn from_records(reader: &mut Reader<'_>, nodes: &[Node], name: &str) -> Table {
    // the keys of all records, sorted: the order in which records name them must not show
    let mut keys = BTreeSet::new();
    for node in nodes {
        if let Value::Table(entries) = &node.value {
            keys.extend(entries.iter().map(|entry| entry.key.as_str()));
        }
    }
    if keys.len() > COLUMNS {
        too_many_columns(reader, nodes, name, keys.len());
        keys.clear();
    }
    let header: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
    let places: HashMap<&str, usize> = keys
        .into_iter()
        .enumerate()
        .map(|(place, key)| (key, place))
        .collect();
    let mut rows = Vec::with_capacity(nodes.len());
    for (ix, node) in nodes.iter().enumerate() {
        let line = u32::try_from(ix + 1).unwrap_or(u32::MAX);
        let Value::Table(entries) = &node.value else {
            reader.wrong_type(
                node,
                &format!("{name}.{ix}"),
                Text::new("一条记录", "a record"),
            );
            continue;
        };
        let mut cells = vec![String::new(); header.len()];
        for entry in entries {
            let slot = places
                .get(entry.key.as_str())
                .and_then(|place| cells.get_mut(*place));
            if let (Some(slot), Some(text)) =
                (slot, cell(reader, &entry.node, name, line, &entry.key))
            {
                *slot = text;
            }
        }
        rows.push(Row { line, cells });
    }
    let header = if header.is_empty() {
        required_headers(name)
    } else {
        header
    };
    Table {
        name: name.to_owned(),
        header,
        rows,
        unreadable: None,
    }
}

/// An empty list is a table with its header and no rows.
fn required_headers(name: &str) -> Vec<String> {
    let columns = RecordKind::parse(name)
        .map(RecordKind::columns)
        .unwrap_or_default();
    columns
        .iter()
        .filter(|column| column.required)
        .map(|column| column.key.to_owned())
        .collect()
}

fn from_columns(
    reader: &mut Reader<'_>,
    node: &Node,
    entries: &[Entry],
    name: &str,
) -> Option<Table> {
    let mut columns = Vec::new();
    for entry in entries {
        match &entry.node.value {
            Value::List(nodes) => columns.push((entry, nodes)),
            _ => {
                reader.wrong_type(
                    &entry.node,
                    &format!("{name}.{}", entry.key),
                    Text::new("一列值的列表", "a list of values"),
                );
                return None;
            }
        }
    }
    let length = columns.first().map_or(0, |(_, nodes)| nodes.len());
    if let Some((entry, nodes)) = columns.iter().find(|(_, nodes)| nodes.len() != length) {
        let message = Text::new(
            format!(
                "各列长短不一：`{}` 有{}个值，第一列有{length}个",
                entry.key,
                nodes.len()
            ),
            format!(
                "the columns differ in length: `{}` has {} values, the first has {length}",
                entry.key,
                nodes.len()
            ),
        );
        reader.error(
            "table.lengths",
            node,
            name,
            message,
            Text::new("请补齐各列", "make them equally long"),
        );
        return None;
    }
    let mut rows: Vec<Row> = (0..length)
        .map(|ix| Row {
            line: u32::try_from(ix + 1).unwrap_or(u32::MAX),
            cells: Vec::new(),
        })
        .collect();
    for (entry, nodes) in &columns {
        for (row, node) in rows.iter_mut().zip(nodes.iter()) {
            let text = cell(reader, node, name, row.line, &entry.key).unwrap_or_default();
            row.cells.push(text);
        }
    }
    let header: Vec<String> = columns.iter().map(|(entry, _)| entry.key.clone()).collect();
    let header = if header.is_empty() {
        required_headers(name)
    } else {
        header
    };
    Some(Table {
        name: name.to_owned(),
        header,
        rows,
        unreadable: None,
    })
}

fn cell(
    reader: &mut Reader<'_>,
    node: &Node,
    table: &str,
    line: u32,
    column: &str,
) -> Option<String> {
    match &node.value {
        Value::Null => Some(String::new()),
        Value::Text(text) => Some(text.clone()),
        Value::Whole(number) => Some(number.to_string()),
        Value::Number(number) => Some(number.clone()),
        Value::Bool(value) => Some(value.to_string()),
        Value::List(nodes) => {
            let parts: Option<Vec<&str>> = nodes.iter().map(Node::text).collect();
            if let Some(parts) = parts {
                return Some(parts.join("、"));
            }
            not_a_cell(reader, node, table, line, column);
            None
        }
        Value::Table(_) => {
            not_a_cell(reader, node, table, line, column);
            None
        }
    }
}

fn not_a_cell(reader: &mut Reader<'_>, node: &Node, table: &str, line: u32, column: &str) {
    let message = Text::new(
        "单元格须是文字、整数、真假或空",
        "a cell is a text, a whole number, a boolean or null",
    );
    let place = crate::diagnostic::Place {
        file: table.to_owned(),
        line: Some(line),
        column: None,
        field: Some(column.to_owned()),
    };
    let next = Text::new("请改成文字", "write it as a text");
    reader.diagnostics.push(
        Diagnostic::error("cell.type", message)
            .at(place)
            .with_value(node.shown())
            .with_next_step(next),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(keys: usize) -> Result<String, String> {
        let records: Vec<String> = (0..keys)
            .map(|key| format!("{{ \"k{key}\": 1 }}"))
            .collect();
        inspect_text(&format!(
            r#"{{ "rules": "zhanggong-2022", "period": "2022-10", "as_of": "2022-11-15", "units": [{}] }}"#,
            records.join(",")
        ))
    }

    #[test]
    fn records_without_keys_in_common_are_refused_where_they_would_fill_the_memory() {
        assert!(asked(1_000).is_ok());
        assert!(asked(1_001).is_err_and(|problem| problem.contains("table.keys")));
        // a cell for each row and key would be 60 GB
        assert!(asked(50_000).is_err_and(|problem| problem.contains("table.keys")));
    }
}
