//! A small world: the tables as an office hands them over, and what is said of them.

use super::days::{self, Day, Span};
use super::rules::Of;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt;

/// A row: cells by header. An empty cell is absent. What begins with `~` is no cell: it is how a completed world says
/// what no row can (an answer that is still to come).
pub type Row = BTreeMap<String, String>;

/// A row from headers and cells.
pub fn row<const N: usize>(cells: [(&str, String); N]) -> Row {
    cells
        .into_iter()
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(header, cell)| (header.to_owned(), cell))
        .collect()
}

/// For which days the rows of a kind are complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    /// Which rows.
    pub of: Of,
    /// Of one channel only: its id.
    pub channel: Option<String>,
    /// First and last day.
    pub span: Span,
    /// Whether a missing reply is none.
    pub replies_known: bool,
}

/// A small world.
#[derive(Clone, PartialEq, Eq)]
pub struct World {
    /// Its name: `2022-10` or two dates.
    pub period: String,
    /// First and last day of it.
    pub span: Span,
    /// The check point, where it is stated.
    pub check_point: Option<Day>,
    /// The as-of date.
    pub as_of: Day,
    /// The check days.
    pub looks: Vec<Day>,
    /// Who was drawn, by kind.
    pub sample: Vec<(Of, Vec<String>)>,
    /// What is complete.
    pub covered: Vec<Covered>,
    /// The rows. A kind that is not here was not handed over.
    pub tables: BTreeMap<Of, Vec<Row>>,
}

impl World {
    /// The day at which states are read.
    pub fn check(&self) -> Day {
        self.check_point.unwrap_or(self.span.1)
    }

    /// The rows of a kind.
    pub fn rows(&self, of: Of) -> &[Row] {
        self.tables.get(&of).map_or(&[], Vec::as_slice)
    }

    /// The period before (a month before a month, as many days before two dates).
    pub fn before(&self, number: usize) -> (String, Span) {
        let (mut label, mut span) = (self.period.clone(), self.span);
        for _ in 0..number {
            if label.contains("..") {
                let length = span.1 - span.0 + 1;
                span = (span.0 - length, span.1 - length);
                label = format!("{}..{}", days::text(span.0), days::text(span.1));
            } else {
                let months = if label.contains('Q') { 3 } else { 1 };
                span = (days::plus_months(span.0, -months), span.0 - 1);
                let (year, month, _) = days::ymd(span.0);
                label = if months == 3 {
                    format!("{year:04}Q{}", month.div_ceil(3))
                } else {
                    format!("{year:04}-{month:02}")
                };
            }
        }
        (label, span)
    }

    /// The request that asks the engine: everything, with an explanation for each of some (rule, subject).
    pub fn request(&self, toml: &str, explain: &[(String, String)]) -> Value {
        let mut request = Map::new();
        let mut put = |key: &str, value: Value| request.insert(key.to_owned(), value);
        put("rules_toml", json!(toml));
        put("period", json!(self.period));
        put("as_of", json!(days::text(self.as_of)));
        put("all_outcomes", json!(true));
        put("language", json!("en"));
        if let Some(point) = self.check_point {
            put("check_point", json!(days::text(point)));
        }
        if !self.looks.is_empty() {
            put(
                "looks",
                self.looks
                    .iter()
                    .map(|day| json!(days::text(*day)))
                    .collect(),
            );
        }
        if !self.sample.is_empty() {
            let drawn = self
                .sample
                .iter()
                .map(|(of, ids)| (of.words().1.to_owned(), json!(ids)));
            put("sample", Value::Object(drawn.collect()));
        }
        let mut coverage: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for covered in &self.covered {
            let mut one =
                json!({ "from": since(covered.span.0), "to": days::text(covered.span.1) });
            if let Some(channel) = &covered.channel {
                one["channel"] = json!(channel);
            }
            if !covered.replies_known {
                one["replies_known"] = json!(false);
            }
            coverage.entry(covered.of.words().1).or_default().push(one);
        }
        put("coverage", json!(coverage));
        for (of, rows) in &self.tables {
            put(of.words().1, table(*of, rows));
        }
        if !explain.is_empty() {
            let wanted = explain
                .iter()
                .map(|(rule, subject)| json!({ "rule": rule, "subject": subject }));
            put("explain", wanted.collect());
        }
        Value::Object(request)
    }
}

/// The day from which something is complete; the first day that there is stands for all before it.
fn since(day: Day) -> String {
    if day == days::FIRST {
        "always".to_owned()
    } else {
        days::text(day)
    }
}

/// The columns that a table needs even where it has no rows.
fn required(of: Of) -> &'static [&'static str] {
    match of {
        Of::All => &[],
        Of::Unit | Of::Site => &["name"],
        Of::Column => &["name", "unit"],
        Of::Account => &["name", "platform", "unit"],
        Of::Publication => &["channel", "published_at"],
        Of::Letter => &["id", "unit", "received_at"],
        Of::Request => &["id", "unit", "received_on"],
        Of::Probe => &["channel", "at", "ok"],
        Of::Observation => &["kind", "subject"],
        Of::Task => &["name", "unit", "due"],
        Of::Manuscript => &["title", "units"],
        Of::Notice => &["about", "subject", "sent_on"],
        Of::Case => &["rule", "subject", "found_on"],
        Of::Verdict => &["period", "rule", "subject", "outcome"],
        Of::Sighting => &["name", "platform"],
        Of::Filing => &["kind", "subject", "from", "to"],
    }
}

fn table(of: Of, rows: &[Row]) -> Value {
    let mut headers: Vec<&str> = required(of).to_vec();
    for row in rows {
        headers.extend(
            row.keys()
                .map(String::as_str)
                .filter(|key| !key.starts_with('~')),
        );
    }
    headers.sort_unstable();
    headers.dedup();
    let columns = headers.into_iter().map(|header| {
        let cells = rows
            .iter()
            .map(|row| json!(row.get(header).map_or("", String::as_str)));
        (header.to_owned(), cells.collect::<Value>())
    });
    Value::Object(columns.collect())
}

/// The tables as CSV, so that a case that shrank can be read.
impl fmt::Display for World {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "period = \"{}\"\nas_of = {}\n",
            self.period,
            days::text(self.as_of)
        )?;
        if let Some(point) = self.check_point {
            writeln!(out, "check_point = {}", days::text(point))?;
        }
        if !self.looks.is_empty() {
            let looks: Vec<String> = self
                .looks
                .iter()
                .map(|day| format!("\"{}\"", days::text(*day)))
                .collect();
            writeln!(out, "looks = [{}]", looks.join(", "))?;
        }
        for (of, ids) in &self.sample {
            writeln!(out, "sample.{} = {ids:?}", of.words().1)?;
        }
        for (of, rows) in &self.tables {
            let mut headers: Vec<&str> = required(*of).to_vec();
            headers.extend(rows.iter().flat_map(Row::keys).map(String::as_str));
            let mut seen = Vec::new();
            headers.retain(|header| {
                !seen.contains(header) && {
                    seen.push(*header);
                    true
                }
            });
            writeln!(out, "{} = '''\n{}", of.words().1, headers.join(","))?;
            for row in rows {
                let cells: Vec<&str> = headers
                    .iter()
                    .map(|header| row.get(*header).map_or("", String::as_str))
                    .collect();
                writeln!(out, "{}", cells.join(","))?;
            }
            writeln!(out, "'''")?;
        }
        writeln!(out, "[coverage]")?;
        let mut by_kind: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for covered in &self.covered {
            let channel = covered.channel.as_ref().map_or(String::new(), |channel| {
                format!(", channel = \"{channel}\"")
            });
            let replies = if covered.replies_known {
                ""
            } else {
                ", replies_known = false"
            };
            let (from, to) = (since(covered.span.0), days::text(covered.span.1));
            let from = if from == "always" {
                "\"always\"".to_owned()
            } else {
                from
            };
            by_kind
                .entry(covered.of.words().1)
                .or_default()
                .push(format!("{{ from = {from}, to = {to}{channel}{replies} }}"));
        }
        for (kind, spans) in by_kind {
            writeln!(out, "{kind} = [{}]", spans.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Debug for World {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "\n{self}")
    }
}
