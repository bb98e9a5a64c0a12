//! Published bulletins, told again: the rules that they state, records made from their facts, and the figures that must
//! come out. Only facts of public bodies are kept; where a single record is not in the bulletin it is made up from the
//! totals, and the file says so (`reconstructed`).
//!
//! A folder of `tests/bulletins` has the rules, a file for each period (`2024-01.toml`), and `expected.toml`.

use crate::case::{Expect, plain};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tongbao::calendar::Day;

/// A folder.
#[derive(Clone, Debug)]
pub struct Bulletin {
    /// Its name.
    pub name: String,
    /// Its periods.
    pub runs: BTreeMap<String, Run>,
    /// What must come out.
    pub expected: Expected,
}

/// One period: settings, tables, and rows to be made.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// The address of the bulletin, where an official one was read.
    pub source: Option<String>,
    /// The file of its rules, in the same folder.
    rules: String,
    /// What of the records is no original, in words.
    pub reconstructed: String,
    period: String,
    as_of: toml::Value,
    check_point: Option<toml::Value>,
    issued_on: Option<toml::Value>,
    looks: Option<toml::Value>,
    sample: Option<toml::Value>,
    coverage: Option<toml::Value>,
    /// Tables as CSV.
    #[serde(default)]
    tables: BTreeMap<String, String>,
    /// Tables whose rows stand for many: see [`made`].
    #[serde(default)]
    made: BTreeMap<String, String>,
    /// Letters of which only the counts by unit, by kind, ... are known, each by itself.
    #[serde(default)]
    letters: Vec<toml::Table>,
    /// Filled in when read: the text of the rules.
    #[serde(skip)]
    rules_toml: String,
}

/// What must come out of a folder.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// By period: an [`Expect`] of the corpus, and `tables`.
    pub runs: BTreeMap<String, toml::Table>,
    /// Figures that follow from several others.
    #[serde(default)]
    pub sums: Vec<Sum>,
    /// Rates as the bulletin prints them.
    #[serde(default)]
    pub printed: Vec<Printed>,
    /// Rows in the order in which the bulletin prints them.
    #[serde(default)]
    pub order: Vec<Order>,
}

/// A whole figure: how many values it has and what they add up to.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The figure.
    pub figure: String,
    /// How many values.
    pub rows: usize,
    /// Their sum.
    pub total: i64,
}

/// A figure that follows from others: a run, a figure, and where there are several values a subject.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// What it is.
    pub what: String,
    /// What is added.
    pub plus: Vec<Vec<String>>,
    /// What is taken off.
    #[serde(default)]
    pub minus: Vec<Vec<String>>,
    /// What comes out.
    pub is: i64,
}

/// A rate as printed: `fits` (rounded half up), `truncated`, `slip`, or `derived` (the bulletin prints none).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printed {
    /// What it is a rate of.
    pub what: String,
    /// The run.
    pub run: String,
    /// The figure of the part, and its subject.
    pub part: Option<Vec<String>>,
    /// The figure of the base.
    pub base: Option<Vec<String>>,
    /// A figure that is a ratio, instead of the two.
    pub ratio: Option<Vec<String>>,
    /// As the bulletin has it.
    pub printed: Option<String>,
    /// As it should be, rounded half up to its decimals.
    pub right: String,
    /// What is to be said of the printed one.
    pub verdict: String,
}

/// Subjects in order of a figure, the greatest first.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The run.
    pub run: String,
    /// The figure.
    pub figure: String,
    /// As the bulletin has them.
    pub printed: Vec<String>,
    /// As they should stand.
    pub right: Vec<String>,
    /// `fits` or `slip`.
    pub verdict: String,
}

/// Every folder, by name.
///
/// # Errors
/// The first file that is no part of a bulletin, and why.
pub fn all() -> Result<Vec<Bulletin>, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("bulletins");
    entries(&folder)?
        .into_iter()
        .filter(|path| path.is_dir())
        .map(|path| read(&path))
        .collect()
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(told)? {
        paths.push(entry.map_err(told)?.path());
    }
    paths.sort();
    Ok(paths)
}

fn read(folder: &Path) -> Result<Bulletin, String> {
    let text = |path: &Path| {
        fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let mut runs = BTreeMap::new();
    let mut expected = Expected::default();
    for path in entries(folder)? {
        let told = |error: toml::de::Error| format!("{}: {error}", path.display());
        let stem = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if stem == "expected" {
            expected = toml::from_str(&text(&path)?).map_err(told)?;
        } else if !stem.starts_with("rules") {
            let mut run: Run = toml::from_str(&text(&path)?).map_err(told)?;
            run.rules_toml = text(&folder.join(&run.rules))?;
            runs.insert(stem, run);
        }
    }
    let name = folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    if runs.keys().ne(expected.runs.keys()) {
        return Err(format!("{name}: not every period has its expectation"));
    }
    Ok(Bulletin {
        name,
        runs,
        expected,
    })
}

impl Expected {
    /// What must come out of a run, and its tables.
    ///
    /// # Errors
    /// If it is no expectation.
    pub fn of(&self, run: &str) -> Result<(Expect, Vec<Table>), String> {
        let mut table = self.runs.get(run).cloned().unwrap_or_default();
        let tables = table.remove("tables");
        let told = |error: toml::de::Error| format!("{run}: {error}");
        let tables = tables.map_or(Ok(Vec::new()), |tables| tables.try_into().map_err(told))?;
        Ok((toml::Value::Table(table).try_into().map_err(told)?, tables))
    }
}

impl Run {
    /// The request.
    ///
    /// # Errors
    /// What of the file can't be put into a request.
    pub fn request(&self) -> Result<Value, String> {
        let mut request = Map::new();
        request.insert("rules_toml".to_owned(), json!(self.rules_toml));
        request.insert("reconstructed".to_owned(), json!(self.reconstructed));
        request.insert("period".to_owned(), json!(self.period));
        request.insert("as_of".to_owned(), plain(&self.as_of));
        request.insert("all_outcomes".to_owned(), json!(true));
        for (key, value) in [
            ("check_point", &self.check_point),
            ("issued_on", &self.issued_on),
            ("looks", &self.looks),
            ("sample", &self.sample),
            ("coverage", &self.coverage),
        ] {
            if let Some(value) = value {
                request.insert(key.to_owned(), plain(value));
            }
        }
        let mut tables: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for (name, csv) in &self.tables {
            let rows = rows(csv).map_err(|error| format!("{name}: {error}"))?;
            tables.insert(name, rows.into_iter().map(as_row).collect());
        }
        for (name, csv) in &self.made {
            let made = made(name, csv).map_err(|error| format!("{name}: {error}"))?;
            tables.entry(name).or_default().extend(made);
        }
        for margins in &self.letters {
            tables
                .entry("letters")
                .or_default()
                .extend(letters(margins)?);
        }
        for (name, rows) in tables {
            request.insert(name.to_owned(), Value::Array(rows));
        }
        Ok(Value::Object(request))
    }
}

type Row = Vec<(String, String)>;

fn rows(text: &str) -> Result<Vec<Row>, String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    reader
        .records()
        .map(|row| {
            let row = row.map_err(|error| error.to_string())?;
            let cells = header.iter().zip(row.iter());
            Ok(cells
                .map(|(key, cell)| (key.to_owned(), cell.to_owned()))
                .collect())
        })
        .collect()
}

fn as_row(row: Row) -> Value {
    let cells = row.into_iter().map(|(key, cell)| (key, json!(cell)));
    Value::Object(cells.collect())
}

/// The columns of the day on which a record of a table begins, and of that on which it was answered.
fn days_of(table: &str) -> Option<(&'static str, &'static str)> {
    match table {
        "publications" => Some(("published_at", "")),
        "letters" => Some(("received_at", "replied_at")),
        "requests" => Some(("received_on", "replied_on")),
        "notices" => Some(("sent_on", "")),
        _ => None,
    }
}

/// The rows for which a row stands: one for each number from 1 to `count` (written `{n}` in the cells), each of them
/// `times` times with days spread evenly from `from` to `to`, answered `after` so many days. The other cells are as
/// they stand.
fn made(table: &str, text: &str) -> Result<Vec<Value>, String> {
    let mut made = Vec::new();
    for row in rows(text)? {
        let cell = |key: &str| {
            let found = row.iter().find(|(name, _)| name == key);
            found.map_or("", |(_, cell)| cell.as_str())
        };
        let number = |key: &str| match cell(key) {
            "" => Ok(1),
            text => text.parse::<i64>().map_err(|_| format!("{key}: {text}")),
        };
        let (count, times) = (number("count")?, number("times")?);
        let after = match cell("after") {
            "" => None,
            _ => Some(number("after")?),
        };
        let days = match (cell("from"), cell("to")) {
            ("", "") => None,
            (from, to) => Some((day(from)?, day(to)?)),
        };
        for n in 1..=count {
            for place in 0..times {
                let kept = row.iter().filter(|(key, _)| {
                    !["count", "times", "from", "to", "after"].contains(&key.as_str())
                });
                let mut out: Row = kept
                    .map(|(key, cell)| (key.clone(), cell.replace("{n}", &n.to_string())))
                    .collect();
                if let (Some((from, to)), Some((begins, ends))) = (days, days_of(table)) {
                    let on = from.plus_days(place * (to.days_since(from) + 1) / times);
                    out.push((begins.to_owned(), on.to_string()));
                    if let Some(after) = after {
                        out.push((ends.to_owned(), on.plus_days(after).to_string()));
                    }
                    out.push(("id".to_owned(), format!("{table}{:05}", made.len() + 1)));
                }
                made.push(as_row(out));
            }
        }
    }
    Ok(made)
}

/// Letters of which counts by several attributes are known, each by itself: the n-th letter has the n-th value of each.
fn letters(margins: &toml::Table) -> Result<Vec<Value>, String> {
    let mut attributes: Vec<(&String, Vec<&str>)> = Vec::new();
    for (key, list) in margins {
        let Some(list) = list.as_array() else {
            continue;
        };
        let mut values = Vec::new();
        for one in list {
            let (Some(value), Some(count)) = (
                one.get(0).and_then(toml::Value::as_str),
                one.get(1).and_then(toml::Value::as_integer),
            ) else {
                return Err(format!("letters: {key}: {}", plain(one)));
            };
            values.extend((0..count).map(|_| value));
        }
        attributes.push((key, values));
    }
    let total = attributes.first().map_or(0, |(_, values)| values.len());
    if let Some((key, values)) = attributes.iter().find(|(_, values)| values.len() != total) {
        return Err(format!("letters: {key}: {} of {total}", values.len()));
    }
    let date = |key: &str| {
        let text = margins.get(key).map(plain);
        day(text.as_ref().and_then(Value::as_str).unwrap_or_default())
    };
    let (from, to) = (date("from")?, date("to")?);
    let after = margins.get("after").and_then(toml::Value::as_integer);
    let letter = |n: usize| {
        let place = n as i64 * (to.days_since(from) + 1) / total as i64;
        let on = from.plus_days(place);
        let mut out: Row = vec![
            ("id".to_owned(), format!("L{:05}", n + 1)),
            ("received_at".to_owned(), on.to_string()),
        ];
        if let Some(after) = after {
            out.push(("replied_at".to_owned(), on.plus_days(after).to_string()));
        }
        for (key, values) in &attributes {
            out.extend(
                values
                    .get(n)
                    .map(|value| ((*key).clone(), (*value).to_owned())),
            );
        }
        as_row(out)
    };
    Ok((0..total).map(letter).collect())
}

fn day(text: &str) -> Result<Day, String> {
    text.parse().map_err(|_| format!("no day: `{text}`"))
}
