//! Python bindings: text in, one call, text out. Arguments are checked in Python, everything is decided in core.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The native half of the package; `tongbao/__init__.py` is what people import.
#[pymodule(gil_used = false)]
mod _native {
    use super::*;

    /// The engine's version.
    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");

    /// A request as JSON text in, the report as JSON text out.
    #[pyfunction]
    fn inspect_text(py: Python<'_>, request: &str) -> PyResult<String> {
        answer(py, || not_yet(request))
    }

    /// A folder and what replaces its settings (JSON text) in, the report as JSON text out.
    #[pyfunction]
    fn inspect_folder(py: Python<'_>, folder: &str, options: &str) -> PyResult<String> {
        let _ = options;
        answer(py, || not_yet(folder))
    }
}

fn not_yet(value: &str) -> Result<String, String> {
    Err(format!(
        r#"{{"problem":{{"code":"not_yet","message":"not yet","next_step":"","value":{value:?},"place":{{"file":""}},"near":[]}},"diagnostics":[]}}"#
    ))
}

/// Runs the engine without holding up other Python threads. A problem told by it becomes an exception with fields.
fn answer(py: Python<'_>, ask: impl FnOnce() -> Result<String, String> + Send) -> PyResult<String> {
    // The engine does not panic. If it did, that would be its own bug and must not end the caller's process.
    match py.detach(|| catch_unwind(AssertUnwindSafe(ask))) {
        Ok(Ok(report)) => Ok(report),
        Ok(Err(problem)) => Err(raised(py, &problem)),
        Err(_) => Err(PyRuntimeError::new_err(
            "tongbao met a bug of its own; please report it with the request / 程序内部错误，请连同输入一并反馈",
        )),
    }
}

fn raised(py: Python<'_>, problem: &str) -> PyErr {
    let exception = py
        .import("tongbao._errors")
        .and_then(|errors| errors.getattr("from_problem"))
        .and_then(|from_problem| from_problem.call1((problem,)));
    match exception {
        Ok(exception) => PyErr::from_value(exception),
        Err(why) => why,
    }
}
