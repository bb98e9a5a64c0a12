//! A plan for large tables: Arrow in, Arrow out.

use crate::arrow::{self, Held, Need, Refused, Wanted};
use crate::ask;
use crate::monitor::Monitor;
use crate::table::Table;
use arrow_array::RecordBatch;
use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_schema::ArrowError;
use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList};
use std::fs::File;
use std::path::PathBuf;
use tongbao::bulk::{self, Account, Tables, Tally};
use tongbao::diagnostic::{Diagnostic, Text};
use tongbao::records::RecordKind;
use tongbao::records::headers::CellKind;
use tongbao::wire::{self, Problem};
use tongbao_documents::csv::inspect::Reading;
use tongbao_documents::csv::{self, Encoding};

/// A rule set made ready with the days of a run.
#[pyclass(frozen, module = "tongbao._native")]
pub struct Plan {
    plan: bulk::Plan,
}

/// Has the C library keep the memory that one run gives back, so that the next need not ask the system for it page by page
/// (a sixth of the time of a province's month): glibc keeps up to twice the largest block that was ever returned to the
/// system whole, and other libraries take no notice.
fn keep_memory() {
    const BLOCK: usize = 16 << 20;
    drop(std::hint::black_box(Vec::<u8>::with_capacity(BLOCK)));
}

/// A table as Python hands it over (what speaks Arrow, or a list of columns of texts), ready to be read without holding up
/// Python.
enum Source {
    Texts(Vec<(String, Vec<Option<String>>)>),
    Stream(RecordBatchStreamReader),
    Batch(RecordBatch),
}

/// Why a table could not be taken.
enum Trouble {
    /// It is none.
    NoTable(&'static str, String),
    /// Its producer failed.
    Failed(&'static str, String),
    /// A column that is read is of a type that is not.
    Refused(&'static str, Refused),
}

#[pymethods]
impl Plan {
    #[new]
    fn new(py: Python<'_>, request: &str, strict_times: bool) -> PyResult<Plan> {
        keep_memory();
        ask(py, || {
            let plan = wire::plan_of(request).map_err(|problem| problem.to_text())?;
            Ok(Plan {
                plan: plan.with_strict_times(strict_times),
            })
        })
    }

    /// The id of the rule set.
    #[getter]
    fn rule_set(&self) -> &str {
        &self.plan.rules().id
    }

    /// Why publications are not judged in one pass.
    #[getter]
    fn long_way(&self) -> Option<&str> {
        self.plan.long_way()
    }

    /// Judges tables.
    fn inspect(
        &self,
        py: Python<'_>,
        channels: &Bound<'_, PyAny>,
        publications: &Bound<'_, PyAny>,
        units: Option<&Bound<'_, PyAny>>,
        threads: usize,
    ) -> PyResult<Answer> {
        // one after the other: a database has one open result at a time
        let units = units.map(|units| self.taken(UNITS, units)).transpose()?;
        let channels = self.taken(CHANNELS, channels)?;
        let mut publications = self.taken(PUBLICATIONS, publications)?;
        let short = ask(py, || {
            self.judge(units.as_ref(), &channels, &publications, |tables| {
                self.plan.inspect_in_one_pass(tables, threads)
            })
        })?;
        if let Some(answer) = short {
            return Answer::new(py, answer);
        }
        let known = Known {
            plan: self,
            table: PUBLICATIONS,
        };
        let refused = |refused| self.told(Trouble::Refused(PUBLICATIONS, refused));
        ask(py, || Ok(publications.complete(&known)))?.map_err(refused)?;
        let answer = ask(py, || {
            self.judge(units.as_ref(), &channels, &publications, |tables| {
                self.plan.inspect_row_by_row(tables)
            })
        })?;
        Answer::new(py, answer)
    }

    /// Judges two CSV files.
    fn inspect_csv(
        &self,
        py: Python<'_>,
        channels: PathBuf,
        publications: PathBuf,
        encoding: &str,
        threads: usize,
    ) -> PyResult<Answer> {
        let Some(encoding) = Encoding::from_name(encoding) else {
            let said = Text::new(
                format!("encoding: 应为 'utf-8' 或 'gb18030'，而不是 `{encoding}`"),
                format!("encoding: 'utf-8' or 'gb18030' is wanted, not `{encoding}`"),
            );
            let said = said.get(self.plan.language()).to_owned();
            return Err(PyValueError::new_err(said));
        };
        let names = [&channels, &publications].map(|path| path.display().to_string());
        let [channels_name, publications_name] = &names;
        let reading = Reading {
            channels: channels_name,
            publications: publications_name,
            encoding,
            threads,
            ..Reading::default()
        };
        let roster = File::open(&channels)?;
        let (answer, account) = ask(py, || {
            csv::inspect::inspect(&self.plan, &reading, roster, || File::open(&publications))
                .map_err(|diagnostics| self.problem(diagnostics))
        })?;
        Ok(Answer {
            misfits: account.publications.misfits,
            ..Answer::new(py, answer)?
        })
    }

    /// Counts a part of the publications, batch by batch: no more than one is held.
    fn tally<'py>(
        &self,
        py: Python<'py>,
        channels: &Bound<'py, PyAny>,
        publications: &Bound<'py, PyAny>,
        units: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let units = units.map(|units| self.taken(UNITS, units)).transpose()?;
        let channels = self.taken(CHANNELS, channels)?;
        let source = self.opened(PUBLICATIONS, publications)?;
        let known = Known {
            plan: self,
            table: PUBLICATIONS,
        };
        let none = Held::default();
        let mut trouble = None;
        let tally = ask(py, || {
            self.judge(units.as_ref(), &channels, &none, |tables| {
                let roster = self.plan.roster(tables)?;
                let mut adding = self.plan.adding(&roster);
                let mut faults = Vec::new();
                let held = known.each(source, |held| {
                    held.lend(|chunks| {
                        let mut chunks = chunks.iter();
                        let added = chunks.try_for_each(|chunk| adding.add(chunk));
                        faults = added.err().unwrap_or_default();
                        faults.is_empty()
                    })
                });
                trouble = held.err();
                if faults.is_empty() {
                    Ok(adding.end().to_bytes(&self.plan, &roster))
                } else {
                    Err(faults)
                }
            })
        })?;
        match trouble {
            Some(trouble) => Err(self.told(trouble)),
            None => Ok(PyBytes::new(py, &tally)),
        }
    }

    /// A monitor of tables, after all their items.
    fn monitor(
        own: Bound<'_, Self>,
        channels: &Bound<'_, PyAny>,
        publications: &Bound<'_, PyAny>,
        units: Option<&Bound<'_, PyAny>>,
        threads: usize,
    ) -> PyResult<Monitor> {
        let (py, plan) = (own.py(), own.get());
        let units = units.map(|units| plan.taken(UNITS, units)).transpose()?;
        let channels = plan.taken(CHANNELS, channels)?;
        let publications = plan.taken(PUBLICATIONS, publications)?;
        let monitor = ask(py, || {
            plan.judge(units.as_ref(), &channels, &publications, |tables| {
                plan.plan.monitor(tables, threads)
            })
        })?;
        Ok(Monitor::new(py, monitor, own.unbind()))
    }

    /// A monitor from where one stood.
    fn resume(
        own: Bound<'_, Self>,
        channels: &Bound<'_, PyAny>,
        bytes: &Bound<'_, PyBytes>,
        units: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Monitor> {
        let (py, plan) = (own.py(), own.get());
        let units = units.map(|units| plan.taken(UNITS, units)).transpose()?;
        let channels = plan.taken(CHANNELS, channels)?;
        let (none, bytes) = (Held::default(), bytes.as_bytes());
        let monitor = ask(py, || {
            plan.judge(units.as_ref(), &channels, &none, |tables| {
                bulk::Monitor::from_bytes(&plan.plan, tables, bytes)
            })
        })?;
        Ok(Monitor::new(py, monitor, own.unbind()))
    }

    /// Judges what was counted in parts; `None` if what was counted does not suffice.
    fn judge_tallies(
        &self,
        py: Python<'_>,
        channels: &Bound<'_, PyAny>,
        tallies: Vec<Bound<'_, PyBytes>>,
        units: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Option<Answer>> {
        let units = units.map(|units| self.taken(UNITS, units)).transpose()?;
        let channels = self.taken(CHANNELS, channels)?;
        let tallies: Vec<&[u8]> = tallies.iter().map(|tally| tally.as_bytes()).collect();
        let none = Held::default();
        let answer = ask(py, || {
            self.judge(units.as_ref(), &channels, &none, |tables| {
                let roster = self.plan.roster(tables)?;
                let mut whole = self.plan.tally(&roster);
                for tally in &tallies {
                    whole.join(Tally::from_bytes(&self.plan, &roster, tally)?);
                }
                self.plan.judge(tables, &roster, &whole)
            })
        })?;
        answer.map(|answer| Answer::new(py, answer)).transpose()
    }
}

const UNITS: &str = "units";
const CHANNELS: &str = "channels";
const PUBLICATIONS: &str = "publications";

impl Plan {
    /// Asks for a table's stream or batch; what it holds is read later, while other Python threads run.
    fn opened(&self, table: &'static str, given: &Bound<'_, PyAny>) -> PyResult<Source> {
        if given.is_instance_of::<PyList>() {
            return Ok(Source::Texts(given.extract()?));
        }
        let py = given.py();
        let opened = match given.getattr_opt(intern!(py, "__arrow_c_stream__"))? {
            Some(stream) => arrow::import_stream(&stream.call0()?)?.map(Source::Stream),
            None => {
                let array = given.call_method0(intern!(py, "__arrow_c_array__"))?;
                arrow::import_array(&array)?.map(Source::Batch)
            }
        };
        opened.map_err(|error| self.told(Trouble::NoTable(table, error.to_string())))
    }

    /// Takes a table in; what it does itself to hand its rows over does not hold up other Python threads.
    fn taken(&self, table: &'static str, given: &Bound<'_, PyAny>) -> PyResult<Held> {
        let source = self.opened(table, given)?;
        let known = Known { plan: self, table };
        let held = ask(given.py(), || Ok(known.hold(source)))?;
        held.map_err(|trouble| self.told(trouble))
    }

    /// Does something with the tables that were taken in.
    fn judge<T>(
        &self,
        units: Option<&Held>,
        channels: &Held,
        publications: &Held,
        judge: impl FnOnce(&Tables<'_>) -> Result<T, Vec<Diagnostic>>,
    ) -> Result<T, String> {
        let none = Held::default();
        let judged = units.unwrap_or(&none).lend(|unit_chunks| {
            channels.lend(|channels| {
                publications.lend(|publications| {
                    judge(&Tables {
                        units: units.is_some().then_some(unit_chunks),
                        channels,
                        publications,
                    })
                })
            })
        });
        judged.map_err(|diagnostics| self.problem(diagnostics))
    }

    pub fn problem(&self, diagnostics: Vec<Diagnostic>) -> String {
        let language = self.plan.language();
        let problem = Problem {
            language,
            diagnostics,
        };
        problem.to_text()
    }

    fn told(&self, trouble: Trouble) -> PyErr {
        let language = self.plan.language();
        match trouble {
            Trouble::Failed(table, message) => {
                let said = Text::new(
                    format!("{table}: 表格未能交出数据：{message}"),
                    format!("{table}: the table could not hand over its rows: {message}"),
                );
                PyRuntimeError::new_err(said.get(language).to_owned())
            }
            Trouble::NoTable(table, message) => {
                let said = Text::new(
                    format!("{table}: 不是表格：{message}；请传入含有各列的表格"),
                    format!(
                        "{table}: this is no table: {message}; hand over a table with named columns"
                    ),
                );
                PyTypeError::new_err(said.get(language).to_owned())
            }
            Trouble::Refused(table, Refused { column, type_name }) => {
                let said = Text::new(
                    format!(
                        "{table} 的 {column} 列：不接受 {type_name} 类型；请转成字符串、整数、日期、时间或布尔值，或去掉此列"
                    ),
                    format!(
                        "{table}, column {column}: the type {type_name} is not accepted; cast it to strings, whole \
                         numbers, dates, timestamps or booleans, or leave it out"
                    ),
                );
                PyTypeError::new_err(said.get(language).to_owned())
            }
        }
    }
}

/// The columns of a table that the engine may read.
struct Known<'a> {
    plan: &'a Plan,
    table: &'static str,
}

impl Known<'_> {
    /// Takes in all of a table.
    fn hold(&self, source: Source) -> Result<Held, Trouble> {
        let mut whole = Held::default();
        self.each(source, |held| {
            whole.append(held);
            true
        })?;
        Ok(whole)
    }

    /// Takes in a table batch by batch, as long as more is wanted.
    fn each(&self, source: Source, mut more: impl FnMut(Held) -> bool) -> Result<(), Trouble> {
        let held = |batch: &RecordBatch| {
            Held::of(batch, self).map_err(|refused| Trouble::Refused(self.table, refused))
        };
        match source {
            Source::Texts(columns) => {
                more(Held::of_texts(columns, self));
            }
            Source::Batch(batch) => {
                more(held(&batch)?);
            }
            Source::Stream(stream) => {
                for batch in stream {
                    let failed = |error: ArrowError| Trouble::Failed(self.table, error.to_string());
                    if !more(held(&batch.map_err(failed)?)?) {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    fn kinds(&self) -> &'static [RecordKind] {
        match self.table {
            UNITS => &[RecordKind::Units],
            CHANNELS => &[RecordKind::Sites, RecordKind::Columns, RecordKind::Accounts],
            _ => &[RecordKind::Publications],
        }
    }

    /// Ids under the names that tables of a database give them.
    fn is_id(&self, name: &str) -> bool {
        matches!(name, "channel_id" | "unit_id" | "渠道类型")
    }
}

impl Wanted for Known<'_> {
    fn need(&self, name: &str) -> Need {
        if self.table == PUBLICATIONS {
            // every column tells rows apart: two that differ in any of them are two items
            let mut columns = self.kinds().iter().filter_map(|kind| kind.column(name));
            let first = columns.any(|column| matches!(column.key, "channel" | "published_at"));
            return if first || self.is_id(name) {
                Need::Now
            } else {
                Need::Later
            };
        }
        if self.is_known(name) {
            Need::Now
        } else {
            Need::Never
        }
    }

    fn is_known(&self, name: &str) -> bool {
        let declared = || {
            let mut attributes = self.plan.plan.rules().attributes.iter();
            attributes.any(|attribute| attribute.name == name)
        };
        self.is_id(name)
            || self.kinds().iter().any(|kind| kind.column(name).is_some())
            || declared()
    }

    fn is_text(&self, name: &str) -> bool {
        let mut columns = self.kinds().iter().filter_map(|kind| kind.column(name));
        let text = |cell| matches!(cell, CellKind::Text | CellKind::Unit | CellKind::Channel);
        self.is_id(name) || columns.any(|column| text(column.cell))
    }
}

/// Everything that one inspection of tables answers. Made by :meth:`Plan.inspect`.
#[pyclass(frozen, module = "tongbao")]
pub struct Answer {
    /// 问题: breached outcomes, by rule, unit order, channel: `rule`, `unit_id`, `unit`, `channel_id`, `subject`,
    /// `platform`, `severity`, `wording`, `value`, `value_at_most`, `last`, `slices`.
    #[pyo3(get)]
    findings: Py<Table>,
    /// 提示: praise, or a warning before the breach, with the same columns.
    #[pyo3(get)]
    notices: Py<Table>,
    /// 无法判定: `rule`, `subject_id`, `code`.
    #[pyo3(get)]
    undecided: Py<Table>,
    /// A row for each unit, in roster order: `unit_id`, `unit`, `channels`, and a column for each figure of units.
    #[pyo3(get)]
    units: Py<Table>,
    /// The figures of everything: `figure`, `value`, `value_at_most`.
    #[pyo3(get)]
    totals: Py<Table>,
    /// Counts of outcomes, a row for each rule.
    #[pyo3(get)]
    outcomes: Py<Table>,
    numbers: Account,
    misfits: u64,
}

impl Answer {
    pub fn new(py: Python<'_>, answer: bulk::Answer) -> PyResult<Answer> {
        let table = |columns| Py::new(py, Table::new(columns));
        Ok(Answer {
            findings: table(answer.findings)?,
            notices: table(answer.notices)?,
            undecided: table(answer.undecided)?,
            units: table(answer.units)?,
            totals: table(answer.totals)?,
            outcomes: table(answer.outcomes)?,
            numbers: answer.account,
            misfits: 0,
        })
    }

    fn account_numbers(&self) -> [(&'static str, u64); 7] {
        let account = &self.numbers;
        [
            ("rows", account.rows),
            ("undated", account.undated),
            ("bad_date", account.bad_date),
            ("unknown_channel", account.unknown_channel),
            ("in_period", account.in_period),
            ("after_as_of", account.after_as_of),
            ("misfits", self.misfits),
        ]
    }

    fn tables(&self) -> [&Py<Table>; 6] {
        [
            &self.findings,
            &self.notices,
            &self.undecided,
            &self.units,
            &self.totals,
            &self.outcomes,
        ]
    }
}

#[pymethods]
impl Answer {
    /// What became of the rows of publications: `rows` = accepted + `bad_date` + `unknown_channel`; of those accepted
    /// `undated` are no updates, `in_period` lie in the period (repeated ones included), `after_as_of` after the as-of date. Of a CSV
    /// file there are besides `misfits`, rejected rows with more or fewer cells than the header.
    #[getter]
    fn account<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let account = PyDict::new(py);
        for (name, rows) in self.account_numbers() {
            account.set_item(name, rows)?;
        }
        Ok(account)
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        let Ok(other) = other.cast::<Answer>() else {
            return false;
        };
        let other = other.get();
        let mut pairs = self.tables().into_iter().zip(other.tables());
        (self.numbers, self.misfits) == (other.numbers, other.misfits)
            && pairs.all(|(own, other)| own.get().columns() == other.get().columns())
    }

    fn __repr__(&self) -> String {
        let rows = |table: &Py<Table>| table.get().columns().rows();
        format!(
            "<tongbao.Answer {} findings, {} notices, {} undecided, {} units, {} rows>",
            rows(&self.findings),
            rows(&self.notices),
            rows(&self.undecided),
            rows(&self.units),
            self.numbers.rows
        )
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Travelling<'py>> {
        let tables = self.tables().map(|table| table.clone_ref(py));
        let numbers = self.account_numbers().map(|(_, rows)| rows);
        let arrived = py.import("tongbao._native")?.getattr("answer_of")?;
        Ok((arrived, (tables, numbers)))
    }
}

/// How an answer travels: what makes it anew, and of what.
type Travelling<'py> = (Bound<'py, PyAny>, ([Py<Table>; 6], [u64; 7]));

/// An answer that travelled by pickle.
pub fn answer_of(tables: [Py<Table>; 6], numbers: [u64; 7]) -> Answer {
    let [findings, notices, undecided, units, totals, outcomes] = tables;
    let [
        rows,
        undated,
        bad_date,
        unknown_channel,
        in_period,
        after_as_of,
        misfits,
    ] = numbers;
    Answer {
        findings,
        notices,
        undecided,
        units,
        totals,
        outcomes,
        numbers: Account {
            rows,
            undated,
            bad_date,
            unknown_channel,
            in_period,
            after_as_of,
        },
        misfits,
    }
}
