//! Python bindings: convert, call once, convert back. Arguments are checked in Python, everything is decided in core.

mod arrow;
mod monitor;
mod plan;
mod table;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use tongbao::bulletin::{AccountDays, Document, compose};
use tongbao::diagnostic::{Diagnostic, Language};
use tongbao::findings::Inspection;
use tongbao::wire::{self, Problem, Report};
use tongbao_cli::{InspectOptions, Rules};

/// The native half of the package; `tongbao/__init__.py` is what people import.
#[pymodule(gil_used = false)]
mod _native {
    use super::*;

    #[pymodule_export]
    use super::Inspected;

    #[pymodule_export]
    use crate::monitor::{Change, Monitor};

    #[pymodule_export]
    use crate::plan::{Answer, Plan};

    #[pymodule_export]
    use crate::table::Table;

    /// A table that travelled by pickle.
    #[pyfunction]
    fn table_of(parts: Vec<crate::table::Part>) -> PyResult<Table> {
        crate::table::table_of(parts)
    }

    /// An answer that travelled by pickle.
    #[pyfunction]
    fn answer_of(tables: [Py<Table>; 6], numbers: [u64; 7]) -> Answer {
        crate::plan::answer_of(tables, numbers)
    }

    /// The engine's version.
    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");

    /// A request as JSON text in, the report as JSON text out.
    #[pyfunction]
    fn inspect_text(py: Python<'_>, request: &str) -> PyResult<String> {
        ask(py, || wire::inspect_text(request))
    }

    /// A request as JSON text in, everything that came out.
    #[pyfunction]
    fn inspect_request(py: Python<'_>, request: &str) -> PyResult<Inspected> {
        ask(py, || {
            wire::inspect_request(request)
                .map(|inspection| Inspected::new(&inspection, Vec::new()))
                .map_err(|problem| problem.to_text())
        })
    }

    /// A request with two rule sets as JSON text in, the comparison as JSON text out.
    #[pyfunction]
    fn compare_text(py: Python<'_>, request: &str) -> PyResult<String> {
        ask(py, || wire::compare_text(request))
    }

    /// A folder and two rule sets in, the comparison as JSON text out.
    #[pyfunction]
    fn compare_folder(
        py: Python<'_>,
        folder: PathBuf,
        against: (String, String),
        rules: (String, String),
        options: FolderOptions,
    ) -> PyResult<String> {
        ask(py, || {
            let (before, after) = (rules_of(against), rules_of(rules));
            let sets = [&before, &after];
            tongbao_cli::compare_folder(&folder, sets, &options.into(), &|_| {})
                .map(|comparison| wire::comparison_text(&comparison))
                .map_err(|problem| problem.to_text())
        })
    }

    /// A folder in, everything that came out.
    #[pyfunction]
    fn inspect_folder(
        py: Python<'_>,
        folder: PathBuf,
        options: FolderOptions,
    ) -> PyResult<Inspected> {
        ask(py, || {
            tongbao_cli::inspect_folder(&folder, &options.into())
                .map(|inspected| Inspected::new(&inspected.inspection, inspected.warnings))
                .map_err(|problem| problem.to_text())
        })
    }
}

/// What replaces the folder's settings.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
struct FolderOptions {
    /// How the rule set is given (`named`, `toml`, `json`), and its id, path or text.
    rules: Option<(String, String)>,
    period: Option<String>,
    as_of: Option<String>,
    calendar: Option<PathBuf>,
    language: String,
    all_outcomes: bool,
    explain: Vec<(String, String)>,
}

/// A rule set as it was given: its form, and its id, path or text.
fn rules_of((form, rules): (String, String)) -> Rules {
    match form.as_str() {
        "toml" => Rules::Toml(rules),
        "json" => Rules::Json(rules),
        _ => Rules::Named(rules),
    }
}

impl From<FolderOptions> for InspectOptions {
    fn from(given: FolderOptions) -> Self {
        InspectOptions {
            rules: given.rules.map(rules_of),
            period: given.period,
            as_of: given.as_of,
            calendar: given.calendar,
            language: if given.language == "en" {
                Language::En
            } else {
                Language::Zh
            },
            all_outcomes: given.all_outcomes,
            explain: given.explain,
        }
    }
}

/// What came out of one inspection, without the records that went in.
#[pyclass(frozen)]
struct Inspected {
    /// `inspection.json`
    #[pyo3(get)]
    report: String,
    /// `intake.json`
    #[pyo3(get)]
    intake: String,
    /// What is odd about a folder itself, in the form of a problem; not about its rows.
    #[pyo3(get)]
    warnings: String,
    parts: (Report, Vec<AccountDays>),
}

impl Inspected {
    fn new(inspection: &Inspection, warnings: Vec<Diagnostic>) -> Self {
        let report = inspection.report();
        let language = report.language;
        Inspected {
            intake: wire::intake_text(inspection.intake(), language),
            warnings: Problem {
                language,
                diagnostics: warnings,
            }
            .to_text(),
            report: wire::to_text(&report),
            parts: (report, inspection.updates_by_day()),
        }
    }

    fn bulletin(&self) -> Document {
        compose(&self.parts.0, &self.parts.1)
    }
}

#[pymethods]
impl Inspected {
    /// `bulletin.html`
    fn bulletin_html(&self, py: Python<'_>) -> PyResult<String> {
        ask(py, || {
            Ok(tongbao_documents::html::to_html(&self.bulletin()))
        })
    }

    /// `bulletin.md`
    fn bulletin_markdown(&self, py: Python<'_>) -> PyResult<String> {
        ask(py, || {
            Ok(tongbao_documents::markdown::to_markdown(&self.bulletin()))
        })
    }
}

/// Runs the engine without holding up other Python threads. A problem that it tells becomes an exception with fields.
fn ask<T: Send>(py: Python<'_>, run: impl FnOnce() -> Result<T, String> + Send) -> PyResult<T> {
    // The engine does not panic. If it did, that would be a bug of its own and must not end the caller's process.
    match py.detach(|| catch_unwind(AssertUnwindSafe(run))) {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(problem)) => Err(exception(py, &problem)),
        Err(_) => Err(PyRuntimeError::new_err(
            "tongbao met a bug of its own: please report it with the input / 程序内部错误，请连同输入一并反馈",
        )),
    }
}

fn exception(py: Python<'_>, problem: &str) -> PyErr {
    let made = py
        .import("tongbao._errors")
        .and_then(|errors| errors.getattr("from_problem"))
        .and_then(|from_problem| from_problem.call1((problem,)));
    match made {
        Ok(exception) => PyErr::from_value(exception),
        Err(why) => why,
    }
}
