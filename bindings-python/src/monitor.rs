//! A monitor: items one at a time, and the findings that change.

use crate::ask;
use crate::plan::{Answer, Plan};
use crate::table::{FIRST_DAY, Table, day};
use pyo3::exceptions::{PyIndexError, PyKeyError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::sync::MutexExt;
use pyo3::types::{PyBytes, PyList, PyString, PyTuple};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tongbao::bulk::{self, Change as Told, ChannelHandle, Finding, Whose};
use tongbao::calendar::Day;
use tongbao::diagnostic::Diagnostic;

/// Watches tables to which items come one at a time. Made by :meth:`Plan.monitor`.
#[pyclass(frozen, module = "tongbao")]
pub struct Monitor {
    monitor: Mutex<bulk::Monitor>,
    plan: Py<Plan>,
    shared: Arc<Shared>,
    /// What most items change.
    nothing: Py<PyTuple>,
}

/// The ids of rules as Python has them, and days, each made once.
struct Shared {
    rules: Vec<Py<PyString>>,
    days: Mutex<HashMap<i32, Py<PyAny>>>,
}

impl Shared {
    fn day<'py>(&self, py: Python<'py>, number: i32) -> PyResult<Bound<'py, PyAny>> {
        let mut days = self
            .days
            .lock_py_attached(py)
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = days.get(&number) {
            return Ok(known.bind(py).clone());
        }
        let made = day(py, number.into())?;
        days.insert(number, made.clone().unbind());
        Ok(made)
    }
}

impl Monitor {
    pub fn new(py: Python<'_>, monitor: bulk::Monitor, plan: Py<Plan>) -> Monitor {
        let rules = monitor.plan().rules().rules.iter();
        let rules = rules.map(|rule| PyString::intern(py, &rule.id).unbind());
        Monitor {
            shared: Arc::new(Shared {
                rules: rules.collect(),
                days: Mutex::new(HashMap::new()),
            }),
            nothing: PyTuple::empty(py).unbind(),
            monitor: Mutex::new(monitor),
            plan,
        }
    }

    /// The monitor for this thread alone; one that waits for it does not hold up Python meanwhile.
    fn locked(&self, py: Python<'_>) -> PyResult<MutexGuard<'_, bulk::Monitor>> {
        let broken = |_| PyRuntimeError::new_err("an earlier call on this monitor failed");
        self.monitor.lock_py_attached(py).map_err(broken)
    }

    /// Does something longer without holding up other Python threads.
    fn long<T: Send>(
        &self,
        py: Python<'_>,
        does: impl FnOnce(&mut bulk::Monitor) -> Result<T, Vec<Diagnostic>> + Send,
    ) -> PyResult<T> {
        let mut guard = self.locked(py)?;
        let (monitor, plan) = (&mut *guard, self.plan.get());
        ask(py, || does(monitor).map_err(|told| plan.problem(told)))
    }

    fn changes<'py>(&self, py: Python<'py>, changes: &[Told]) -> PyResult<Bound<'py, PyTuple>> {
        if changes.is_empty() {
            return Ok(self.nothing.bind(py).clone());
        }
        let changes = changes.iter().filter_map(|change| {
            let (rule, whose) = change.key()?;
            Some(Change {
                shared: Arc::clone(&self.shared),
                rule,
                whose,
                after: change.after.clone(),
            })
        });
        PyTuple::new(py, changes.collect::<Vec<_>>())
    }
}

#[pymethods]
impl Monitor {
    /// The number of a channel in this monitor, by its id.
    fn channel(&self, py: Python<'_>, id: &str) -> PyResult<u32> {
        let handle = self.locked(py)?.handle(id.as_bytes());
        let unknown = || PyKeyError::new_err(id.to_owned());
        handle.map(|handle| handle.0).ok_or_else(unknown)
    }

    /// Adds an item of a channel, by its number, at a second of UTC.
    ///
    /// Gives the findings and notices of the channel, of its unit and of everything that it changed: most items change none.
    fn add<'py>(
        &self,
        py: Python<'py>,
        channel: u32,
        seconds: i64,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let mut monitor = self.locked(py)?;
        if let bulk::Arrival::Nobody = monitor.add(ChannelHandle(channel), seconds) {
            return Err(PyIndexError::new_err(channel));
        }
        self.changes(py, monitor.changes())
    }

    /// Adds many items; gives what they changed together.
    fn add_all<'py>(
        &self,
        py: Python<'py>,
        channels: Vec<u32>,
        seconds: Vec<i64>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let changes = self.long(py, |monitor| {
            monitor.add_all(channels.into_iter().map(ChannelHandle).zip(seconds));
            Ok(monitor.changes().to_vec())
        })?;
        self.changes(py, &changes)
    }

    /// Goes on to another as-of date; gives what time alone changed.
    fn advance<'py>(
        &self,
        py: Python<'py>,
        to: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let ordinal: i32 = to.call_method0("toordinal")?.extract()?;
        let to = ordinal.saturating_sub(FIRST_DAY as i32);
        let changes = self.long(py, |monitor| {
            monitor.advance(Day(to))?;
            Ok(monitor.changes().to_vec())
        })?;
        self.changes(py, &changes)
    }

    /// The findings and notices as they stand, with their wordings, in the columns of :attr:`Answer.findings`.
    fn findings(&self, py: Python<'_>) -> PyResult<Table> {
        let table = self.long(py, |monitor| {
            let findings = monitor.findings();
            monitor.table(&findings)
        })?;
        Ok(Table::new(table))
    }

    /// Those of a channel, by its number, and of its unit.
    fn findings_of(&self, py: Python<'_>, channel: u32) -> PyResult<Table> {
        let table = self.long(py, |monitor| {
            let findings = monitor.findings_of(ChannelHandle(channel));
            monitor.table(&findings)
        })?;
        Ok(Table::new(table))
    }

    /// What :meth:`Plan.inspect` answers for all items so far.
    fn answer(&self, py: Python<'_>) -> PyResult<Answer> {
        let answer = self.long(py, |monitor| monitor.answer())?;
        Answer::new(py, answer)
    }

    /// Where the monitor stands, for :meth:`Plan.resume`; the tables of units and channels are not in it.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = self.long(py, |monitor| monitor.to_bytes())?;
        Ok(PyBytes::new(py, &bytes))
    }
}

/// A finding or notice that appeared, changed or disappeared.
#[pyclass(frozen, module = "tongbao")]
pub struct Change {
    shared: Arc<Shared>,
    rule: usize,
    whose: Whose,
    after: Option<Finding>,
}

#[pymethods]
impl Change {
    /// The id of the rule.
    #[getter]
    fn rule<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyString>> {
        Some(self.shared.rules.get(self.rule)?.bind(py).clone())
    }

    /// The number of the channel, if the finding is one of a channel.
    #[getter]
    fn channel(&self) -> Option<u32> {
        match self.whose {
            Whose::Channel(channel) => Some(channel.0),
            _ => None,
        }
    }

    /// Whether it is a finding of a unit.
    #[getter]
    fn of_unit(&self) -> bool {
        matches!(self.whose, Whose::Unit(_))
    }

    /// Whether it disappeared.
    #[getter]
    fn cleared(&self) -> bool {
        self.after.is_none()
    }

    /// Whether it is a notice or praise, no finding.
    #[getter]
    fn is_notice(&self) -> bool {
        self.after.as_ref().is_some_and(Finding::is_notice)
    }

    /// The number measured over a whole window; the least, where it is open.
    #[getter]
    fn value(&self) -> Option<i64> {
        self.after.as_ref()?.value
    }

    /// For a gap: the day of the last item.
    #[getter]
    fn last<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let last = self.after.as_ref().and_then(|finding| finding.last);
        last.map(|last| self.shared.day(py, last.0)).transpose()
    }

    /// The breached slices: first day, last day, the number measured in it.
    #[getter]
    fn slices<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let slices = self
            .after
            .iter()
            .flat_map(|finding| &finding.slices)
            .map(|slice| {
                let ends = (
                    self.shared.day(py, slice.span.from.0)?,
                    self.shared.day(py, slice.span.to.0)?,
                );
                Ok((ends.0, ends.1, slice.value))
            });
        PyList::new(py, slices.collect::<PyResult<Vec<_>>>()?)
    }

    fn __repr__(&self, py: Python<'_>) -> String {
        let rule = self
            .shared
            .rules
            .get(self.rule)
            .map(|rule| rule.to_string());
        let _ = py;
        let what = if self.cleared() { "cleared" } else { "found" };
        format!("<tongbao.Change {} {what}>", rule.unwrap_or_default())
    }
}
