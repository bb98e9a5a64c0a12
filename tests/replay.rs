//! What an explanation cites is enough: with nothing left of the records but those, the same comes out.
//!
//! The registry, filings, waivers, the coverage and every setting stay; of the records only those that the explanation
//! of the outcome cites, those that the outcomes it counts or stands back for cite, and, of what is itself a record, its
//! own row. Places, means, runs and changes are taken from numbers: these must follow from the numbers that are cited.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tongbao::calendar::Period;
use tongbao_tests::case::plain;
use tongbao_tests::generate::cases;
use tongbao_tests::worlds::{World, id_of, judged, list, set_key, text, worlds};

/// Tables of records. What is filed and waived belongs to the register.
const RECORDS: [&str; 11] = [
    "publications",
    "letters",
    "requests",
    "probes",
    "observations",
    "tasks",
    "manuscripts",
    "notices",
    "cases",
    "sightings",
    "verdicts",
];

/// An outcome: rule and subject.
type Key = (String, String);

/// What is left of the records.
#[derive(Default)]
struct Kept {
    /// Ids by table.
    ids: BTreeSet<(String, String)>,
    /// What a row without an id says: its table, and words of which it has each.
    said: BTreeSet<(String, Vec<String>)>,
}

impl Kept {
    fn keeps(&self, table: &str, row: &Value) -> bool {
        let cells = || row.as_object().into_iter().flatten();
        let has = |word: &String| {
            cells().any(|(_, cell)| {
                let cell = cell
                    .as_str()
                    .map_or_else(|| cell.to_string(), str::to_owned);
                // a day is cited as such, whatever its row said besides; a period by its last one
                cell == *word
                    || cell.replace('/', "-").starts_with(word.as_str())
                    || Period::parse(&cell)
                        .is_some_and(|period| period.span.to.to_string() == *word)
            })
        };
        let id = id_of(row);
        (!id.is_empty() && self.ids.contains(&(table.to_owned(), id)))
            || self
                .said
                .iter()
                .any(|(of, words)| of == table && words.iter().all(has))
    }

    fn request(&self, full: &Value, key: &Key) -> Value {
        let mut request = full.clone();
        let waivers = list(full, "waivers").iter();
        let waived: BTreeSet<&str> = waivers
            .flat_map(|row| row.as_object().into_iter().flatten())
            .filter_map(|(_, cell)| cell.as_str())
            .collect();
        let named = |row: &Value| {
            let name = ["id", "编号", "name", "任务", "title"].map(|key| text(row, key));
            name.iter().any(|name| waived.contains(name.as_str()))
        };
        for table in RECORDS {
            let rows = request.get_mut(table).and_then(Value::as_array_mut);
            if let Some(rows) = rows {
                // what a waiver names stays, or its row would name nobody
                rows.retain(|row| self.keeps(table, row) || named(row));
            }
        }
        set_key(
            &mut request,
            "explain",
            json!([{ "rule": key.0, "subject": key.1 }]),
        );
        request
    }
}

/// What is asked, and all that the engine says of it.
struct Told {
    /// Whether earlier periods without verdicts are judged anew.
    recomputed: bool,
    rules: BTreeMap<String, Value>,
    outcomes: BTreeMap<Key, String>,
    explanations: BTreeMap<Key, Value>,
}

/// Rules, clocks and sheets of a set by id.
fn definitions(request: &Value, section: &str) -> BTreeMap<String, Value> {
    let all = request.pointer(&format!("/rules/{section}"));
    let all = all.and_then(Value::as_object).into_iter().flatten();
    all.map(|(id, one)| (id.clone(), one.clone())).collect()
}

fn told(request: &Value) -> Option<Told> {
    let rules = definitions(request, "rule");
    let report = judged(request)?;
    let explain: Vec<Value> = list(&report, "all_outcomes")
        .iter()
        .filter(|one| rules.contains_key(&text(one, "rule")))
        .map(|one| json!({ "rule": text(one, "rule"), "subject": text(one, "subject_id") }))
        .collect();
    let mut asked = request.clone();
    set_key(&mut asked, "explain", Value::Array(explain));
    let report = judged(&asked)?;
    let history = request.pointer("/rules/history");
    Some(Told {
        recomputed: history.is_some_and(|history| history == "recomputed"),
        rules,
        outcomes: tongbao_tests::worlds::outcomes(&report),
        explanations: explanations(&report),
    })
}

fn explanations(report: &Value) -> BTreeMap<Key, Value> {
    let all = list(report, "explanations").iter();
    all.map(|one| {
        let subject = one
            .get("outcome")
            .map(|outcome| text(outcome, "subject_id"));
        let key = (text(one, "rule"), subject.unwrap_or_default());
        (key, one.get("evidence").cloned().unwrap_or_default())
    })
    .collect()
}

/// The table of what is itself a record.
fn table_of(of: &str) -> Option<String> {
    let table = format!("{of}s");
    RECORDS.contains(&table.as_str()).then_some(table)
}

impl Told {
    /// Everything that an outcome cites, itself or through others; `None` where it rests on numbers of figures or on
    /// points, which cite no records.
    fn cited(&self, key: &Key) -> Option<Kept> {
        let mut kept = Kept::default();
        let mut open = vec![key.clone()];
        let mut seen: BTreeSet<Key> = BTreeSet::new();
        while let Some(key) = open.pop() {
            if !seen.insert(key.clone()) {
                continue;
            }
            let rule = self.rules.get(&key.0)?;
            let evidence = self.explanations.get(&key)?;
            // a limit that is a figure is a number too
            let limits = ["require", "breach_when", "steps"].map(|key| rule.get(key));
            if limits.into_iter().flatten().any(names_a_figure) {
                return None;
            }
            match text(evidence, "measure").as_str() {
                "rank" | "change" | "score" | "mean" | "sum" => return None,
                // what was judged anew for it rests on the records of those periods
                "in_a_row" if self.recomputed => return None,
                "in_a_row" => {
                    let own = rule.pointer("/measure/in_a_row").and_then(Value::as_str)?;
                    open.push((own.to_owned(), key.1.clone()));
                }
                _ => {}
            }
            if let Some(table) = table_of(&text(rule, "of")) {
                kept.ids.insert((table, key.1.clone()));
            }
            let slices = list(evidence, "slices").iter();
            let records = slices.flat_map(|slice| list(slice, "records"));
            for record in list(evidence, "records").iter().chain(records) {
                let table = match text(record, "records") {
                    table if table.is_empty() => "publications".to_owned(),
                    table => table,
                };
                let id = text(record, "id");
                if id.is_empty() || !has_id_column(&table) {
                    let day = text(record, "at").chars().take(10).collect();
                    kept.said.insert((table, vec![day, text(record, "title")]));
                } else {
                    kept.ids.insert((table, id));
                }
            }
            for doubt in list(evidence, "doubts") {
                let table = text(doubt, "records");
                let id = text(doubt, "id");
                if id.is_empty() {
                    kept.said.insert((table, vec![text(doubt, "value")]));
                } else {
                    kept.ids.insert((table, id));
                }
            }
            for child in list(evidence, "outcomes") {
                open.push((text(child, "rule"), text(child, "subject_id")));
            }
            for other in list(rule, "unless") {
                let other = (other.as_str()?.to_owned(), key.1.clone());
                if self.explanations.contains_key(&other) {
                    open.push(other);
                }
            }
        }
        Some(kept)
    }
}

/// Probes and manuscripts have no column for an id.
fn has_id_column(table: &str) -> bool {
    !["probes", "manuscripts", "verdicts"].contains(&table)
}

/// Whether a limit is the number of a figure.
fn names_a_figure(limit: &Value) -> bool {
    match limit {
        Value::Object(map) => map.contains_key("figure") || map.values().any(names_a_figure),
        Value::Array(list) => list.iter().any(names_a_figure),
        _ => false,
    }
}

/// One number, not an interval.
fn number(value: Option<&Value>) -> Option<&Value> {
    let value = value?;
    let low = value.get("low").filter(|low| !low.is_null())?;
    (value.get("low") == value.get("high")).then_some(low)
}

#[derive(Default)]
struct Tally {
    worlds: usize,
    outcomes: usize,
    numbers: usize,
    dropped: usize,
    by_measure: BTreeMap<String, usize>,
    broken: Vec<String>,
}

impl Tally {
    fn replay(&mut self, name: &str, full: &Value) {
        let Some(told) = told(full) else { return };
        self.worlds += 1;
        for (key, outcome) in &told.outcomes {
            if !["met", "breached", "waived"].contains(&outcome.as_str())
                || !told.rules.contains_key(&key.0)
            {
                continue;
            }
            let Some(kept) = told.cited(key) else {
                continue;
            };
            let asked = kept.request(full, key);
            let count = |request: &Value| -> usize {
                RECORDS.iter().map(|table| list(request, table).len()).sum()
            };
            self.dropped += count(full) - count(&asked);
            let Some(report) = judged(&asked) else {
                self.broken.push(format!("{name}: {key:?}: a problem"));
                continue;
            };
            self.outcomes += 1;
            let before = told.explanations.get(key).cloned().unwrap_or_default();
            *self.by_measure.entry(text(&before, "measure")).or_default() += 1;
            let now = tongbao_tests::worlds::outcomes(&report);
            let now = now.get(key).map_or("nothing", String::as_str);
            if now != outcome {
                self.broken.push(format!(
                    "{name}: {key:?}: {outcome}, from what it cites {now}"
                ));
                continue;
            }
            let after = explanations(&report).remove(key).unwrap_or_default();
            let slices = list(&before, "slices").iter().zip(list(&after, "slices"));
            let pairs = slices.map(|(one, other)| (one.get("value"), other.get("value")));
            for (one, other) in pairs.chain([(before.get("value"), after.get("value"))]) {
                let Some(number) = number(one) else { continue };
                self.numbers += 1;
                if self::number(other) != Some(number) {
                    let other = other.cloned().unwrap_or_default();
                    self.broken.push(format!(
                        "{name}: {key:?}: {number}, from what it cites {other}"
                    ));
                }
            }
        }
    }

    fn print(&self) {
        println!(
            "{} worlds, {} outcomes, {} numbers, {} rows left out",
            self.worlds, self.outcomes, self.numbers, self.dropped
        );
        println!("{:?}", self.by_measure);
    }
}

/// Every row of a table that may have ids with one.
fn with_ids(request: &mut Value) {
    for table in RECORDS.iter().filter(|table| has_id_column(table)) {
        let rows = request.get_mut(table).and_then(Value::as_array_mut);
        for (place, row) in rows.into_iter().flatten().enumerate() {
            if id_of(row).is_empty() {
                set_key(row, "id", json!(format!("{table}-{place}")));
            }
        }
    }
}

/// Tables as lists of rows.
fn in_rows(request: &mut Value) {
    for table in RECORDS {
        let Some(Value::Object(columns)) = request.get(table) else {
            continue;
        };
        let cells = |column: &Value| column.as_array().cloned().unwrap_or_default();
        let columns: Vec<(&String, Vec<Value>)> = columns
            .iter()
            .map(|(name, column)| (name, cells(column)))
            .collect();
        let number = columns.first().map_or(0, |(_, cells)| cells.len());
        let row = |place: usize| -> Value {
            let cells = columns.iter();
            cells
                .map(|(name, cells)| {
                    (
                        (*name).clone(),
                        cells.get(place).cloned().unwrap_or_default(),
                    )
                })
                .collect()
        };
        // a table without rows keeps its headers
        if number > 0 {
            let rows = (0..number).map(row).collect();
            set_key(request, table, rows);
        }
    }
}

#[test]
fn what_is_cited_gives_the_same_outcome_in_the_corpus() -> Result<(), String> {
    let mut tally = Tally::default();
    for World { name, mut request } in worlds()? {
        with_ids(&mut request);
        tally.replay(&name, &request);
    }
    tally.print();
    assert!(tally.outcomes > 450 && tally.dropped > 5_000, "too little");
    assert!(
        tally.broken.is_empty(),
        "{}\n{}",
        tally.broken.len(),
        tally.broken.join("\n")
    );
    Ok(())
}

/// A number of the report; text that is no number has none.
fn real(value: &Value) -> Option<f64> {
    match value {
        Value::Object(fraction) => {
            Some(fraction.get("n")?.as_f64()? / fraction.get("d")?.as_f64()?)
        }
        Value::String(decimal) => decimal.parse().ok(),
        number => number.as_f64(),
    }
}

/// What the numbers that are cited come to, for a place, a mean, a sum or a change; nothing where they leave it open.
fn come_to(rule: &Value, subject: &str, evidence: &Value) -> Option<f64> {
    let measure = rule.get("measure")?;
    let parts = list(evidence, "parts");
    let numbers: Vec<(String, Option<f64>)> = parts
        .iter()
        .map(|part| {
            (
                text(part, "subject_id"),
                number(part.get("value")).and_then(real),
            )
        })
        .collect();
    let own = numbers.iter().position(|(id, _)| id == subject);
    match text(evidence, "measure").as_str() {
        "rank" if measure.get("rank")?.is_string() => {
            let all: Option<Vec<f64>> = numbers.iter().map(|(_, number)| *number).collect();
            let (all, own) = (all?, own?);
            let ahead = |number: f64| match text(measure, "from").as_str() {
                "bottom" => number < all[own],
                _ => number > all[own],
            };
            let mut better: Vec<f64> = all.iter().copied().filter(|one| ahead(*one)).collect();
            better.sort_by(f64::total_cmp);
            match text(measure, "ties").as_str() {
                "skip" => {}
                "roster" => {
                    let before = all[..own].iter();
                    better.extend(before.filter(|number| **number == all[own]));
                }
                _ => better.dedup(),
            }
            let place = better.len() as f64 + 1.0;
            let share = measure.get("as").is_some_and(|told| told == "share");
            Some(if share {
                place / all.len() as f64
            } else {
                place
            })
        }
        // parts without a number were not applicable
        told @ ("mean" | "sum") => {
            let own: Vec<f64> = numbers.iter().filter_map(|(_, number)| *number).collect();
            let sum: f64 = own.iter().sum();
            match told {
                "mean" if own.is_empty() => None,
                "mean" => Some(sum / own.len() as f64),
                _ => Some(sum),
            }
        }
        "change" => {
            let before = real(evidence.get("before")?)?;
            let more = numbers.first()?.1? - before;
            let share = measure.get("as").is_some_and(|told| told == "share");
            Some(if share { more / before } else { more })
        }
        _ => None,
    }
}

#[derive(Default)]
struct Followed {
    by_measure: BTreeMap<String, usize>,
    broken: Vec<String>,
}

impl Followed {
    fn follow(&mut self, name: &str, request: &Value) {
        let Some(told) = told(request) else { return };
        for (key, evidence) in &told.explanations {
            let (Some(rule), Some(got)) = (
                told.rules.get(&key.0),
                number(evidence.get("value")).and_then(real),
            ) else {
                continue;
            };
            let Some(expected) = come_to(rule, &key.1, evidence) else {
                continue;
            };
            *self
                .by_measure
                .entry(text(evidence, "measure"))
                .or_default() += 1;
            // decimals end after six places
            if (got - expected).abs() > 0.000_001 {
                self.broken.push(format!(
                    "{name}: {key:?}: {got}, and what is cited comes to {expected}"
                ));
            }
        }
    }
}

#[test]
fn places_means_and_changes_follow_from_the_numbers_cited() -> Result<(), String> {
    let mut followed = Followed::default();
    for World { name, request } in worlds()? {
        followed.follow(&name, &request);
    }
    each_generated(|name, request, _| followed.follow(name, request))?;
    println!("{:?}", followed.by_measure);
    assert!(followed.broken.is_empty(), "{}", followed.broken.join("\n"));
    assert!(followed.by_measure.len() == 4, "{:?}", followed.by_measure);
    Ok(())
}

/// `TONGBAO_CASES` asks for more generated worlds than 150.
fn asked() -> usize {
    let asked = std::env::var("TONGBAO_CASES").ok();
    asked.and_then(|cases| cases.parse().ok()).unwrap_or(150)
}

/// The generated worlds, with their tables as rows and their rules as an object.
fn each_generated(mut what: impl FnMut(&str, &Value, &dyn std::fmt::Debug)) -> Result<(), String> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let drawn = cases();
    for place in 0..asked() {
        let tree = drawn
            .new_tree(&mut runner)
            .map_err(|error| error.to_string())?;
        let case = tree.current();
        let toml = case.set.toml();
        let mut request = case.world.request(&toml, &[]);
        let rules: toml::Value = toml::from_str(&toml).map_err(|error| error.to_string())?;
        if let Some(request) = request.as_object_mut() {
            request.remove("rules_toml");
        }
        set_key(&mut request, "rules", plain(&rules));
        in_rows(&mut request);
        with_ids(&mut request);
        what(&format!("generated {place}"), &request, &case);
    }
    Ok(())
}

#[test]
fn what_is_cited_gives_the_same_outcome_in_generated_worlds() -> Result<(), String> {
    let mut tally = Tally::default();
    each_generated(|name, request, case| {
        let broken = tally.broken.len();
        tally.replay(name, request);
        if tally.broken.len() > broken {
            println!("{case:?}");
        }
    })?;
    tally.print();
    assert!(tally.outcomes > 450 && tally.dropped > 5_000, "too little");
    assert!(
        tally.broken.is_empty(),
        "{}\n{}",
        tally.broken.len(),
        tally.broken.join("\n")
    );
    Ok(())
}
