//! The cases of the corpus as worlds for laws between two runs.

use crate::case::{self, Rules, Shape};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tongbao::wire::inspect_text;

/// Outcomes by (rule, subject id).
pub type Outcomes = BTreeMap<(String, String), String>;

/// Tables whose rows are records, not the registry and not the calendar.
pub const RECORDS: [&str; 13] = [
    "publications",
    "letters",
    "requests",
    "probes",
    "observations",
    "tasks",
    "manuscripts",
    "notices",
    "cases",
    "verdicts",
    "sightings",
    "filings",
    "waivers",
];
/// How many of them, from the first, are records whose rows have an id of their own here.
pub const WITH_ID: usize = 9;

/// A case as a request that comes to a report.
pub struct World {
    /// The name of the case.
    pub name: String,
    /// Its request, rows with ids and rules as an object.
    pub request: Value,
}

/// Every case that comes to a report.
///
/// # Errors
/// The case or rule set that cannot be read.
pub fn worlds() -> Result<Vec<World>, String> {
    let mut out = Vec::new();
    for case in case::all()? {
        if !case.expect.is_refused() {
            let mut request = case.request(Rules::Json, Shape::Rows)?;
            with_ids(&mut request);
            if let Some(Value::String(id)) = request.get("rules") {
                let file = format!("{}/../core/rulesets/{id}.toml", env!("CARGO_MANIFEST_DIR"));
                let text = std::fs::read_to_string(&file).map_err(|e| format!("{file}: {e}"))?;
                let rules: toml::Value =
                    toml::from_str(&text).map_err(|e| format!("{file}: {e}"))?;
                set_key(&mut request, "rules", case::plain(&rules));
            }
            let name = case.name;
            out.push(World { name, request });
        }
    }
    Ok(out)
}

/// Rows without an id are numbered by the engine, and a row less gives the next ones other numbers.
fn with_ids(request: &mut Value) {
    for table in RECORDS.into_iter().take(WITH_ID) {
        let rows = request.get_mut(table).and_then(Value::as_array_mut);
        for (place, row) in rows.into_iter().flatten().enumerate() {
            if id_of(row).is_empty() {
                let key = if row.get("编号").is_some() {
                    "编号"
                } else {
                    "id"
                };
                set_key(row, key, json!(format!("{table}-{place}")));
            }
        }
    }
}

/// Puts a value under a key.
pub fn set_key(value: &mut Value, key: &str, to: Value) {
    if let Some(map) = value.as_object_mut() {
        map.insert(key.to_owned(), to);
    }
}

/// The report, or nothing for a problem.
pub fn judged(request: &Value) -> Option<Value> {
    let text = inspect_text(&request.to_string()).ok()?;
    serde_json::from_str(&text).ok()
}

/// The list under a key; empty if there is none.
pub fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// The text under a key; empty if there is none.
pub fn text(value: &Value, key: &str) -> String {
    let text = value.get(key).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

/// Every outcome of a report.
pub fn outcomes(report: &Value) -> Outcomes {
    let all = list(report, "all_outcomes").iter();
    all.map(|one| {
        (
            (text(one, "rule"), text(one, "subject_id")),
            text(one, "outcome"),
        )
    })
    .collect()
}

/// Another number each time, the same ones in every run.
pub struct Dice(pub u64);

impl Dice {
    /// A number below this one.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }

    /// One of these.
    pub fn one<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        of.get(self.below(of.len())).cloned()
    }
}

/// What is judged under each id: rules, figures, sheets.
pub fn definitions(request: &Value) -> BTreeMap<String, Value> {
    let mut out = BTreeMap::new();
    for section in ["rule", "figure", "sheet"] {
        let at = format!("/rules/{section}");
        if let Some(Value::Object(all)) = request.pointer(&at) {
            out.extend(all.iter().map(|(id, one)| (id.clone(), one.clone())));
        }
    }
    out
}

fn mentions(value: &Value, wanted: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => wanted(text),
        Value::Array(list) => list.iter().any(|value| mentions(value, wanted)),
        Value::Object(map) => map.values().any(|value| mentions(value, wanted)),
        _ => false,
    }
}

/// Those that begin, and whatever names one of them by id or tag or is a sheet, which grades the rules beneath it too.
pub fn with_dependents(request: &Value, begin: BTreeSet<String>) -> BTreeSet<String> {
    let all = definitions(request);
    let mut out = begin;
    if out.is_empty() {
        return out;
    }
    loop {
        let tagged: BTreeSet<String> = out
            .iter()
            .filter_map(|id| all.get(id))
            .flat_map(|one| list(one, "tags"))
            .filter_map(|tag| tag.as_str().map(str::to_owned))
            .collect();
        let named = |text: &str| out.contains(text) || tagged.contains(text);
        let more: Vec<String> = all
            .iter()
            .filter(|(id, one)| !out.contains(*id) && mentions(one, &named))
            .map(|(id, _)| id.clone())
            .collect();
        if more.is_empty() {
            return out;
        }
        out.extend(more);
    }
}

/// Cells of a table's rows: (row, column).
pub fn cells(
    request: &Value,
    table: &str,
    wanted: &dyn Fn(&str, &str) -> bool,
) -> Vec<(usize, String)> {
    let rows = list(request, table).iter().enumerate();
    rows.filter_map(|(place, row)| Some((place, row.as_object()?)))
        .flat_map(|(place, row)| {
            row.iter()
                .filter(|(column, cell)| wanted(column, cell.as_str().unwrap_or_default()))
                .map(move |(column, _)| (place, column.clone()))
        })
        .collect()
}

/// Puts a text into a cell that is there.
pub fn set(request: &mut Value, table: &str, place: usize, column: &str, cell: &str) {
    let at = request
        .get_mut(table)
        .and_then(|rows| rows.get_mut(place))
        .and_then(|row| row.get_mut(column));
    if let Some(at) = at {
        *at = json!(cell);
    }
}

/// The id of a row, under either of its headers.
pub fn id_of(row: &Value) -> String {
    let id = text(row, "id");
    if id.is_empty() {
        text(row, "编号")
    } else {
        id
    }
}

/// Whether a cell begins like a day.
pub fn is_day(cell: &str) -> bool {
    let digits = cell.chars().take(4).filter(char::is_ascii_digit).count();
    digits == 4 && cell.chars().nth(4) == Some('-')
}
