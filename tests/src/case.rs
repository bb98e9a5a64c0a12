//! A case of the corpus: records, a rule set, a period, and what is to come out, in one TOML file.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// A case as its file has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// `area/name`, from the path of the file.
    #[serde(skip)]
    pub name: String,
    /// What the case is about.
    pub title: Bilingual,
    /// The sentence of the meaning that it states.
    pub why: String,
    period: String,
    as_of: toml::Value,
    check_point: Option<toml::Value>,
    offset: Option<String>,
    date_formats: Option<Vec<String>>,
    language: Option<String>,
    coverage: Option<toml::Value>,
    /// The id of a shipped rule set, or a rule set in TOML.
    rules: Option<String>,
    /// A file of `corpus/rules/`, where several cases share a rule set.
    rules_file: Option<String>,
    bulletin_title: Option<String>,
    issuer: Option<String>,
    issued_on: Option<toml::Value>,
    reconstructed: Option<String>,
    explain: Option<toml::Value>,
    /// Keys for the request that are no part of a case: what strangers may send.
    extra_keys: Option<toml::Value>,
    units: Option<String>,
    sites: Option<String>,
    columns: Option<String>,
    accounts: Option<String>,
    publications: Option<String>,
    letters: Option<String>,
    requests: Option<String>,
    probes: Option<String>,
    observations: Option<String>,
    tasks: Option<String>,
    manuscripts: Option<String>,
    notices: Option<String>,
    cases: Option<String>,
    verdicts: Option<String>,
    sightings: Option<String>,
    filings: Option<String>,
    waivers: Option<String>,
    calendar: Option<String>,
    /// The check days of `each = "look"`.
    looks: Option<toml::Value>,
    /// Which subjects were drawn, by kind.
    sample: Option<toml::Value>,
    /// What is to come out.
    pub expect: Expect,
}

/// A sentence in both languages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// What is to come out, written by hand from the meaning.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The code of the problem, for a request that is not judged.
    pub problem: Option<String>,
    /// The field to which the problem points.
    pub problem_field: Option<String>,
    /// Diagnostics of a request that is not judged, among others.
    #[serde(default)]
    pub diagnostics: Vec<toml::Table>,
    /// Every finding, no more and no fewer.
    pub findings: Option<Vec<toml::Table>>,
    /// Every notice and praise, no more and no fewer; none if left out.
    #[serde(default)]
    pub notices: Vec<toml::Table>,
    /// Every waived breach, no more and no fewer; none if left out.
    #[serde(default)]
    pub waived: Vec<toml::Table>,
    /// Outcomes among others.
    #[serde(default)]
    pub outcomes: Vec<toml::Table>,
    /// Values of figures among others.
    #[serde(default)]
    pub figures: Vec<toml::Table>,
    /// Scores of sheets among others.
    #[serde(default)]
    pub scores: Vec<toml::Table>,
    /// Codes of notes among others.
    #[serde(default)]
    pub notes: Vec<String>,
    /// JSON pointers at which there is nothing.
    #[serde(default)]
    pub absent: Vec<String>,
    /// JSON pointers and their values.
    #[serde(default)]
    pub values: toml::Table,
    /// Counts of rows by table.
    #[serde(default)]
    pub intake: toml::Table,
}

impl Expect {
    /// Whether the request is not judged at all.
    pub fn is_refused(&self) -> bool {
        self.problem.is_some() || !self.diagnostics.is_empty()
    }
}

/// How the rows of a table are put into a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A list of rows, as written.
    Rows,
    /// A list of rows in another order, by this number.
    Shuffled(u64),
    /// A list of cells for each header.
    Columns,
}

/// How the rule set is put into a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// As an object, the form that every language can read.
    Json,
    /// As text in TOML.
    Toml,
}

/// The folder of the corpus.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// Every case, by name.
///
/// # Errors
/// The first file that is no case, and why.
pub fn all() -> Result<Vec<Case>, String> {
    all_in(&folder())
}

/// Every case of a folder that is laid out like the corpus, by name.
///
/// # Errors
/// The first file that is no case, and why.
pub fn all_in(folder: &Path) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    for area in entries(folder)? {
        if !area.is_dir() || area.ends_with("rules") {
            continue;
        }
        for file in entries(&area)? {
            if file
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                cases.push(read(&file)?);
            }
        }
    }
    Ok(cases)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut paths = fs::read_dir(folder)
        .map_err(told)?
        .map(|entry| entry.map(|entry| entry.path()).map_err(told))
        .collect::<Result<Vec<PathBuf>, String>>()?;
    paths.sort();
    Ok(paths)
}

fn read(file: &Path) -> Result<Case, String> {
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let text = fs::read_to_string(file).map_err(|error| told(&error))?;
    let mut case: Case = toml::from_str(&text).map_err(|error| told(&error))?;
    let part = |path: Option<&Path>| {
        path.and_then(Path::file_stem)
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default()
    };
    case.name = format!("{}/{}", part(file.parent()), part(Some(file)));
    if case.expect.is_refused() == case.expect.findings.is_some() {
        return Err(told(&"a case expects either findings or a problem"));
    }
    if case.rules.is_some() == case.rules_file.is_some() {
        return Err(told(&"a case has either `rules` or `rules_file`"));
    }
    Ok(case)
}

impl Case {
    /// The name of the files that other languages read: `area--name`.
    pub fn file_name(&self) -> String {
        self.name.replace('/', "--")
    }

    /// The request that every language sends.
    ///
    /// # Errors
    /// What of the case cannot be put into a request.
    pub fn request(&self, rules: Rules, shape: Shape) -> Result<Value, String> {
        let mut request = Map::new();
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                request.insert(key.to_owned(), value);
            }
        };
        match self.rule_text()? {
            RuleText::Shipped(id) => put("rules", Some(Value::from(id))),
            RuleText::Toml(text) if rules == Rules::Toml => {
                put("rules_toml", Some(Value::from(text)))
            }
            RuleText::Toml(text) => put("rules", Some(toml_as_json(&text)?)),
        }
        put("period", Some(Value::from(self.period.clone())));
        put("as_of", Some(plain(&self.as_of)));
        put("check_point", self.check_point.as_ref().map(plain));
        put("offset", self.offset.clone().map(Value::from));
        put("date_formats", self.date_formats.clone().map(Value::from));
        put("language", self.language.clone().map(Value::from));
        put("coverage", self.coverage.as_ref().map(plain));
        put("title", self.bulletin_title.clone().map(Value::from));
        put("issuer", self.issuer.clone().map(Value::from));
        put("issued_on", self.issued_on.as_ref().map(plain));
        put("reconstructed", self.reconstructed.clone().map(Value::from));
        put("explain", self.explain.as_ref().map(plain));
        put("looks", self.looks.as_ref().map(plain));
        put("sample", self.sample.as_ref().map(plain));
        put("all_outcomes", Some(Value::Bool(true)));
        for (name, text) in self.tables() {
            put(
                name,
                Some(
                    table(text, shape)
                        .map_err(|error| format!("{}: {name}: {error}", self.name))?,
                ),
            );
        }
        if let Some(Value::Object(extra)) = self.extra_keys.as_ref().map(plain) {
            request.extend(extra);
        }
        Ok(Value::Object(request))
    }

    /// Whether the rule set can be given in two forms.
    pub fn has_own_rules(&self) -> bool {
        self.rules.as_ref().is_none_or(|text| text.contains('\n'))
    }

    fn rule_text(&self) -> Result<RuleText, String> {
        match (&self.rules, &self.rules_file) {
            (Some(text), _) if text.contains('\n') => Ok(RuleText::Toml(text.clone())),
            (Some(id), _) => Ok(RuleText::Shipped(id.clone())),
            (None, Some(file)) => {
                let path = folder().join("rules").join(file);
                let text = fs::read_to_string(&path)
                    .map_err(|error| format!("{}: {error}", path.display()))?;
                Ok(RuleText::Toml(text))
            }
            (None, None) => Err(format!("{}: no rules", self.name)),
        }
    }

    /// The tables of records that are given: name and CSV text.
    pub fn tables(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("units", &self.units),
            ("sites", &self.sites),
            ("columns", &self.columns),
            ("accounts", &self.accounts),
            ("publications", &self.publications),
            ("letters", &self.letters),
            ("requests", &self.requests),
            ("probes", &self.probes),
            ("observations", &self.observations),
            ("tasks", &self.tasks),
            ("manuscripts", &self.manuscripts),
            ("notices", &self.notices),
            ("cases", &self.cases),
            ("verdicts", &self.verdicts),
            ("sightings", &self.sightings),
            ("filings", &self.filings),
            ("waivers", &self.waivers),
            ("calendar", &self.calendar),
        ]
        .into_iter()
        .filter_map(|(name, text)| text.as_deref().map(|text| (name, text)))
    }
}

enum RuleText {
    Shipped(String),
    Toml(String),
}

fn toml_as_json(text: &str) -> Result<Value, String> {
    let table: toml::Table = toml::from_str(text).map_err(|error| error.to_string())?;
    Ok(plain(&toml::Value::Table(table)))
}

/// A TOML value as JSON, dates as text.
pub fn plain(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(yes) => json!(yes),
        toml::Value::Datetime(day) => json!(day.to_string()),
        toml::Value::Array(list) => list.iter().map(plain).collect(),
        toml::Value::Table(table) => Value::Object(
            table
                .iter()
                .map(|(key, value)| (key.clone(), plain(value)))
                .collect(),
        ),
    }
}

/// CSV text as a table of a request: exactly the cells, all of them text.
fn table(text: &str, shape: Shape) -> Result<Value, String> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .map_err(|error| error.to_string())?
        .iter()
        .map(str::to_owned)
        .collect();
    let mut rows = reader
        .records()
        .map(|row| row.map(|row| row.iter().map(str::to_owned).collect::<Vec<String>>()))
        .collect::<Result<Vec<Vec<String>>, csv::Error>>()
        .map_err(|error| error.to_string())?;
    if let Shape::Shuffled(seed) = shape {
        shuffle(&mut rows, seed);
    }
    // a list of no rows would lose the header
    if rows.is_empty() || shape == Shape::Columns {
        let columns = header.iter().enumerate().map(|(place, name)| {
            let cells: Vec<&String> = rows.iter().filter_map(|row| row.get(place)).collect();
            (name.clone(), json!(cells))
        });
        return Ok(Value::Object(columns.collect()));
    }
    Ok(rows
        .iter()
        .map(|row| {
            Value::Object(
                header
                    .iter()
                    .cloned()
                    .zip(row.iter().map(|cell| json!(cell)))
                    .collect(),
            )
        })
        .collect())
}

/// Another order of the same rows, the same one for the same number.
fn shuffle<T>(rows: &mut [T], seed: u64) {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    for place in (1..rows.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        rows.swap(place, (state >> 33) as usize % (place + 1));
    }
}
