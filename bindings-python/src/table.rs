//! A table that came out, for whoever reads Arrow.

use crate::arrow;
use arrow_array::RecordBatch;
use pyo3::exceptions::{PyKeyError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyCapsule, PyDict, PyList};
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};
use tongbao::bulk::{SliceLists, Strings, Table as Columns, Values};

/// Columns of equal length, as :attr:`Answer.findings` and its like give them.
///
/// Whatever reads Arrow takes it without copying: ``pyarrow.table(t)``, ``polars.DataFrame(t)``,
/// ``pandas.DataFrame.from_arrow(t)``, ``duckdb.sql("from t")``. Without any of them :meth:`to_pydict` gives lists.
#[pyclass(frozen, module = "tongbao")]
pub struct Table {
    columns: Arc<Columns>,
    batch: OnceLock<RecordBatch>,
}

impl Table {
    pub fn new(columns: Columns) -> Table {
        Table {
            columns: Arc::new(columns),
            batch: OnceLock::new(),
        }
    }

    pub fn columns(&self) -> &Arc<Columns> {
        &self.columns
    }

    fn batch(&self) -> PyResult<RecordBatch> {
        if let Some(batch) = self.batch.get() {
            return Ok(batch.clone());
        }
        let batch = arrow::batch_of(&self.columns).map_err(own_fault)?;
        Ok(self.batch.get_or_init(|| batch).clone())
    }
}

fn own_fault(error: impl std::fmt::Display) -> PyErr {
    PyRuntimeError::new_err(format!("tongbao met a bug of its own: {error}"))
}

/// A notebook shows this many rows.
const SHOWN: usize = 20;

#[pymethods]
impl Table {
    /// The names of the columns, in order.
    #[getter]
    fn column_names(&self) -> Vec<&str> {
        let columns = self.columns.columns.iter();
        columns.map(|(name, _)| name.as_str()).collect()
    }

    fn __len__(&self) -> usize {
        self.columns.rows()
    }

    /// Some columns by their names, in that order: what is not handed on need not be made ready for it.
    ///
    /// Raises ``KeyError`` if there is no column of a name.
    fn select(&self, names: Vec<String>) -> PyResult<Table> {
        let column = |name: String| {
            let mut own = self.columns.columns.iter();
            own.find(|(known, _)| *known == name)
                .cloned()
                .ok_or_else(|| {
                    let known = self.column_names().join(", ");
                    PyKeyError::new_err(format!("没有“{name}”列 / no column `{name}`: {known}"))
                })
        };
        let columns: PyResult<Vec<_>> = names.into_iter().map(column).collect();
        Ok(Table::new(Columns { columns: columns? }))
    }

    /// The table as a dict of lists: ``str``, ``int``, ``datetime.date`` or ``None``; slices as lists of dicts.
    fn to_pydict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (name, values) in &self.columns.columns {
            dict.set_item(name, cells(py, values)?)?;
        }
        Ok(dict)
    }

    /// The rows as a stream of the Arrow C data interface.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // what is requested is a wish, and this table has one form only
        let _ = requested_schema;
        arrow::export_stream(py, self.batch()?)
    }

    /// The types of the columns, of the Arrow C data interface.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        arrow::export_schema(py, &self.batch()?.schema()).map_err(own_fault)?
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        let other = other.cast::<Table>();
        other.is_ok_and(|other| self.columns == other.get().columns)
    }

    fn __repr__(&self) -> String {
        let names = self.column_names().join(", ");
        format!("<tongbao.Table {} rows: {names}>", self.columns.rows())
    }

    /// The first rows for a notebook; every text in them is escaped.
    fn _repr_html_(&self) -> String {
        let mut html = "<table><tr>".to_owned();
        for (name, _) in &self.columns.columns {
            let _ = write!(html, "<th>{}</th>", Escaped(name));
        }
        html.push_str("</tr>");
        let rows = self.columns.rows();
        for row in 0..rows.min(SHOWN) {
            html.push_str("<tr>");
            for (_, values) in &self.columns.columns {
                let _ = write!(html, "<td>{}</td>", Escaped(&shown(values, row)));
            }
            html.push_str("</tr>");
        }
        html.push_str("</table>");
        if rows > SHOWN {
            let _ = write!(html, "<p>{SHOWN} / {rows}</p>");
        }
        html
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (Vec<Part>,))> {
        let columns = self.columns.columns.iter();
        let parts = columns.map(|(name, values)| part_of(name, values));
        let arrived = py.import("tongbao._native")?.getattr("table_of")?;
        Ok((arrived, (parts.collect(),)))
    }
}

/// 1970-01-01 as Python counts days.
pub const FIRST_DAY: i64 = 719_163;

pub fn day<'py>(py: Python<'py>, days: i64) -> PyResult<Bound<'py, PyAny>> {
    static FROM_ORDINAL: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let from_ordinal = FROM_ORDINAL.get_or_try_init(py, || {
        let date = py.import("datetime")?.getattr("date")?;
        PyResult::Ok(date.getattr("fromordinal")?.unbind())
    })?;
    from_ordinal
        .bind(py)
        .call1((days.saturating_add(FIRST_DAY),))
}

fn cells<'py>(py: Python<'py>, values: &Values) -> PyResult<Bound<'py, PyList>> {
    let rows = 0..values.len();
    match values {
        Values::Texts(_) | Values::Coded { .. } => {
            PyList::new(py, rows.map(|row| values.text(row)).collect::<Vec<_>>())
        }
        Values::Whole(_) => PyList::new(py, rows.map(|row| values.number(row)).collect::<Vec<_>>()),
        Values::Days(_) => {
            let days = rows.map(|row| values.number(row).map(|days| day(py, days)).transpose());
            PyList::new(py, days.collect::<PyResult<Vec<_>>>()?)
        }
        Values::Slices(lists) => {
            let slices = lists.offsets.windows(2).map(|ends| {
                let [from, to] = ends else {
                    return PyList::new(py, None::<i64>);
                };
                let members = (*from..*to).map(|at| {
                    let slice = PyDict::new(py);
                    let at = usize::try_from(at).unwrap_or(usize::MAX);
                    let of = |days: &[i32]| days.get(at).copied().unwrap_or_default().into();
                    let value = lists.value.get(at).copied();
                    slice.set_item("from", day(py, of(&lists.from))?)?;
                    slice.set_item("to", day(py, of(&lists.to))?)?;
                    slice.set_item("value", value.filter(|value| *value != Values::NO_NUMBER))?;
                    Ok(slice)
                });
                PyList::new(py, members.collect::<PyResult<Vec<_>>>()?)
            });
            PyList::new(py, slices.collect::<PyResult<Vec<_>>>()?)
        }
    }
}

/// A cell in few words.
fn shown(values: &Values, row: usize) -> String {
    let date = |days: i64| tongbao::calendar::Day(days as i32).to_string();
    match values {
        Values::Texts(_) | Values::Coded { .. } => values.text(row).unwrap_or_default().to_owned(),
        Values::Whole(_) => values
            .number(row)
            .map_or(String::new(), |number| number.to_string()),
        Values::Days(_) => values.number(row).map_or(String::new(), date),
        Values::Slices(lists) => {
            let end = |at: usize| lists.offsets.get(at).copied().unwrap_or_default();
            let members = (end(row)..end(row + 1)).filter_map(|at| {
                let at = usize::try_from(at).ok()?;
                let value = lists
                    .value
                    .get(at)
                    .filter(|value| **value != Values::NO_NUMBER);
                let value = value.map_or("?".to_owned(), i64::to_string);
                let (from, to) = (*lists.from.get(at)?, *lists.to.get(at)?);
                Some(format!(
                    "{}..{}: {value}",
                    date(from.into()),
                    date(to.into())
                ))
            });
            members.collect::<Vec<_>>().join("; ")
        }
    }
}

struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#x27;")?,
                letter => f.write_char(letter)?,
            }
        }
        Ok(())
    }
}

/// A column as it travels: its name, what it holds, and its numbers and texts as bytes.
pub type Part = (String, String, Vec<Vec<u8>>);

fn bytes_of<T: Copy, const N: usize>(numbers: &[T], bytes: fn(T) -> [u8; N]) -> Vec<u8> {
    numbers.iter().flat_map(|number| bytes(*number)).collect()
}

fn part_of(name: &str, values: &Values) -> Part {
    let days = |days: &[i32]| bytes_of(days, i32::to_le_bytes);
    let whole = |numbers: &[i64]| bytes_of(numbers, i64::to_le_bytes);
    let (kind, parts) = match values {
        Values::Texts(texts) => ("texts", vec![days(&texts.offsets), texts.bytes.clone()]),
        Values::Coded { codes, values } => (
            "coded",
            vec![days(codes), days(&values.offsets), values.bytes.clone()],
        ),
        Values::Whole(numbers) => ("whole", vec![whole(numbers)]),
        Values::Days(numbers) => ("days", vec![days(numbers)]),
        Values::Slices(lists) => (
            "slices",
            vec![
                days(&lists.offsets),
                days(&lists.from),
                days(&lists.to),
                whole(&lists.value),
            ],
        ),
    };
    (name.to_owned(), kind.to_owned(), parts)
}

/// A column that travelled; `None` if it was damaged on the way.
fn values_of(kind: &str, parts: &[Vec<u8>]) -> Option<Values> {
    let days = |at: usize| -> Option<Vec<i32>> {
        let (numbers, rest) = parts.get(at)?.as_chunks::<4>();
        let numbers = numbers.iter().map(|bytes| i32::from_le_bytes(*bytes));
        rest.is_empty().then(|| numbers.collect())
    };
    let whole = |at: usize| -> Option<Vec<i64>> {
        let (numbers, rest) = parts.get(at)?.as_chunks::<8>();
        let numbers = numbers.iter().map(|bytes| i64::from_le_bytes(*bytes));
        rest.is_empty().then(|| numbers.collect())
    };
    let strings = |at: usize| -> Option<Arc<Strings>> {
        Some(Arc::new(Strings {
            offsets: days(at)?,
            bytes: parts.get(at + 1)?.clone(),
        }))
    };
    Some(match kind {
        "texts" => Values::Texts(strings(0)?),
        "coded" => Values::Coded {
            codes: days(0)?,
            values: strings(1)?,
        },
        "whole" => Values::Whole(whole(0)?),
        "days" => Values::Days(days(0)?),
        "slices" => Values::Slices(SliceLists {
            offsets: days(0)?,
            from: days(1)?,
            to: days(2)?,
            value: whole(3)?,
        }),
        _ => return None,
    })
}

/// A table that travelled by pickle.
pub fn table_of(parts: Vec<Part>) -> PyResult<Table> {
    let column = |(name, kind, parts): Part| {
        let values = values_of(&kind, &parts).ok_or_else(|| {
            pyo3::exceptions::PyValueError::new_err("the pickled table is damaged")
        })?;
        Ok((name, values))
    };
    let columns: PyResult<Vec<_>> = parts.into_iter().map(column).collect();
    Ok(Table::new(Columns { columns: columns? }))
}
