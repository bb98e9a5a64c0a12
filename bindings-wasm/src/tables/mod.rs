//! Large tables: columns in, columns out.

mod csv;
mod given;
mod held;
mod told;

use given::Given;
use held::Held;
use std::ops::Range;
use tongbao::bulk::{self, Adding, Answer, Chunk, Tables};
use tongbao::diagnostic::Diagnostic;
use tongbao::wire::{self, Problem};
use wasm_bindgen::prelude::*;

/// The version of the engine.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// A rule set made ready with the days of a run, and the memory into which tables are copied.
#[wasm_bindgen]
pub struct Plan {
    plan: bulk::Plan,
    units: Vec<Held>,
    channels: Vec<Held>,
    publications: Vec<Held>,
}

/// So many items are copied in at a time: what they take stays in the processor's own memory.
const BLOCK: usize = 1 << 15;

#[wasm_bindgen]
impl Plan {
    /// Makes a plan. Throws core's problem, as text.
    #[wasm_bindgen(constructor)]
    pub fn new(request: &str, strict_times: bool) -> Result<Plan, String> {
        let plan = wire::plan_of(request).map_err(|problem| problem.to_text())?;
        Ok(Plan {
            plan: plan.with_strict_times(strict_times),
            units: Vec::new(),
            channels: Vec::new(),
            publications: Vec::new(),
        })
    }

    /// The id of the rule set.
    #[wasm_bindgen(getter, js_name = ruleSet)]
    pub fn rule_set(&self) -> String {
        self.plan.rules().id.clone()
    }

    /// Why publications are not judged in one pass.
    #[wasm_bindgen(getter, js_name = longWay)]
    pub fn long_way(&self) -> Option<String> {
        self.plan.long_way().map(str::to_owned)
    }

    /// How many bytes are kept for the tables of the next call.
    #[wasm_bindgen(getter)]
    pub fn memory(&self) -> f64 {
        let tables = [&self.units, &self.channels, &self.publications];
        let bytes: usize = tables.into_iter().flatten().map(Held::bytes).sum();
        bytes as f64
    }

    /// Judges tables, each a list of columns as `package/columns.js` makes them. Throws core's problem, as text.
    pub fn inspect(
        &mut self,
        units: Option<js_sys::Array>,
        channels: &js_sys::Array,
        publications: &js_sys::Array,
    ) -> Result<js_sys::Array, String> {
        match self.judge(units, channels, publications) {
            Ok(answer) => Ok(told::answer(&answer)),
            Err(diagnostics) => Err(self.problem(diagnostics)),
        }
    }

    /// Judges CSV files; each function gives a reader of its file, see [`csv`].
    #[wasm_bindgen(js_name = inspectCsv)]
    pub fn inspect_csv(
        &self,
        channels: &js_sys::Function,
        publications: &js_sys::Function,
        encoding: &str,
    ) -> Result<js_sys::Array, String> {
        let judged = csv::judge(&self.plan, channels, publications, encoding);
        let (answer, account) = judged.map_err(|diagnostics| self.problem(diagnostics))?;
        let lists = told::answer(&answer);
        lists.push(&csv::account(&account.channels));
        lists.push(&csv::account(&account.publications));
        Ok(lists)
    }
}

impl Plan {
    fn problem(&self, diagnostics: Vec<Diagnostic>) -> String {
        let problem = Problem {
            language: self.plan.language(),
            diagnostics,
        };
        problem.to_text()
    }

    fn judge(
        &mut self,
        units: Option<js_sys::Array>,
        channels: &js_sys::Array,
        publications: &js_sys::Array,
    ) -> Result<Answer, Vec<Diagnostic>> {
        let Plan {
            plan,
            units: unit_memory,
            channels: channel_memory,
            publications: memory,
        } = self;
        let has_units = units.is_some();
        let units = Given::table("units", &units.unwrap_or_default());
        let channels = Given::table("channels", channels);
        let publications = Given::table("publications", publications);
        let rows = |table: &[Given]| table.iter().map(Given::rows).max().unwrap_or(0);

        load(unit_memory, &units, 0..rows(&units))?;
        load(channel_memory, &channels, 0..rows(&channels))?;
        let unit_values = held::values(unit_memory);
        let channel_values = held::values(channel_memory);
        let mut tables = Tables {
            units: has_units.then(|| vec![chunk(&units, unit_memory, &unit_values)]),
            channels: vec![chunk(&channels, channel_memory, &channel_values)],
            publications: Vec::new(),
        };
        let rows = rows(&publications);
        if plan.long_way().is_none() {
            let roster = plan.roster(&tables)?;
            let mut adding = plan.adding(&roster);
            // channel and time of each item; of other columns it is enough that they are there
            let parts: Vec<Given> = publications.iter().map(Given::in_one_pass).collect();
            let block = parts
                .iter()
                .map(|column| column.dictionary() * 8)
                .fold(BLOCK, usize::max);
            let mut from = 0;
            loop {
                let to = rows.min(from + block);
                load(memory, &parts, from..to)?;
                add(&mut adding, &parts, memory)?;
                from = to;
                if from == rows {
                    break;
                }
            }
            if let Some(answer) = plan.judge(&tables, &roster, &adding.end())? {
                return Ok(answer);
            }
        }
        load(memory, &publications, 0..rows)?;
        let values = held::values(memory);
        tables.publications = vec![chunk(&publications, memory, &values)];
        plan.inspect_row_by_row(&tables)
    }
}

/// Adds the items that were copied in. Never inlined: a browser puts a quicker form of a function in its place when it is next
/// called.
#[inline(never)]
fn add(adding: &mut Adding<'_>, table: &[Given], memory: &[Held]) -> Result<(), Vec<Diagnostic>> {
    let values = held::values(memory);
    adding.add(&chunk(table, memory, &values))
}

/// Copies some rows of a table in.
fn load(
    memory: &mut Vec<Held>,
    table: &[Given],
    rows: Range<usize>,
) -> Result<(), Vec<Diagnostic>> {
    if memory.len() < table.len() {
        memory.resize_with(table.len(), Held::default);
    }
    for (held, column) in memory.iter_mut().zip(table) {
        held.load(column, rows.clone())?;
    }
    Ok(())
}

/// The rows that were copied in.
fn chunk<'a>(table: &'a [Given], memory: &'a [Held], values: &'a [bulk::Texts<'a>]) -> Chunk<'a> {
    let held = memory.iter().zip(values);
    let columns = table.iter().zip(held);
    Chunk {
        columns: columns
            .map(|(column, (held, values))| held.column(column, values))
            .collect(),
    }
}
