//! A monitor: items one at a time, and the findings that change.

use crate::ask;
use crate::plan::{Answer, Plan};
use crate::table::{FIRST_DAY, Table, day};
use pyo3::exceptions::{PyIndexError, PyKeyError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::sync::MutexExt;
use pyo3::types::{PyBytes, PyList, PyString, PyTuple};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tongbao::bulk::{self, Change as Told, ChannelHandle, Finding, UnitHandle, Whose};
use tongbao::calendar::Day;
use tongbao::diagnostic::Diagnostic;

/// Watches tables to which items come one at a time. Made by :meth:`Plan.monitor`.
#[pyclass(frozen, module = "tongbao")]
pub struct Monitor {
    watched: Mutex<Watched>,
    plan: Py<Plan>,
    shared: Arc<Shared>,
    /// The thread in which something is being made of a finding; 0 if none is.
    telling: AtomicUsize,
    /// What most items change.
    nothing: Py<PyTuple>,
}

/// A monitor, and what stands as Python has it.
struct Watched {
    monitor: bulk::Monitor,
    standing: Standing,
}

impl Watched {
    /// Adds an item of a channel, by its number or its id.
    #[inline]
    fn add(&mut self, channel: &Bound<'_, PyAny>, seconds: i64) -> PyResult<ChannelHandle> {
        let handle = self.handle(channel)?;
        if let bulk::Arrival::Nobody = self.monitor.add(handle, seconds) {
            return Err(PyIndexError::new_err(handle.0));
        }
        Ok(handle)
    }

    /// A channel by its number or its id.
    #[inline]
    fn handle(&self, channel: &Bound<'_, PyAny>) -> PyResult<ChannelHandle> {
        match channel.cast::<PyString>() {
            Ok(id) => self.channel(id),
            Err(_) => Ok(ChannelHandle(channel.extract()?)),
        }
    }

    /// The channel of an id.
    #[inline]
    fn channel(&self, id: &Bound<'_, PyString>) -> PyResult<ChannelHandle> {
        let handle = self.monitor.handle(id.to_cow()?.as_bytes());
        handle.ok_or_else(|| PyKeyError::new_err(id.clone().unbind()))
    }
}

/// The findings that stand, of channels and of units: made when they are asked for, and kept until they change.
#[derive(Default)]
struct Standing {
    channels: Kept<OfChannel>,
    units: Kept<Found>,
    /// What makes of a finding what is handed out; the finding itself where there is none.
    make: Option<Py<PyAny>>,
}

/// What is kept of some channels or units, by their numbers.
struct Kept<T>(Vec<Option<T>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Kept(Vec::new())
    }
}

impl<T> Kept<T> {
    #[inline]
    fn get(&self, number: u32) -> Option<&T> {
        self.0.get(number as usize)?.as_ref()
    }

    #[inline]
    fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        self.0.get_mut(number as usize)?.as_mut()
    }

    /// Keeps something of one of those that there are.
    fn keep(&mut self, number: u32, of: T) {
        let at = number as usize;
        if self.0.len() <= at {
            self.0.resize_with(at + 1, || None);
        }
        if let Some(place) = self.0.get_mut(at) {
            *place = Some(of);
        }
    }

    fn forget(&mut self, number: u32) {
        if let Some(place) = self.0.get_mut(number as usize) {
            *place = None;
        }
    }
}

/// Those of a channel.
struct OfChannel {
    own: Found,
    /// Those of its unit, and both together.
    with_unit: Option<(Py<PyTuple>, Py<PyTuple>)>,
}

/// The findings of somebody, with the places of their rules.
struct Found {
    rules: Vec<usize>,
    told: Py<PyTuple>,
}

impl Found {
    /// The same with that of one rule changed, in the order of the rules.
    fn change<'py>(
        &mut self,
        py: Python<'py>,
        rule: usize,
        told: Option<Bound<'py, PyAny>>,
    ) -> PyResult<()> {
        let known = self.rules.iter().copied().zip(self.told.bind(py).iter());
        let mut list: Vec<(usize, Bound<'py, PyAny>)> =
            known.filter(|(place, _)| *place != rule).collect();
        if let Some(told) = told {
            let at = list.partition_point(|(place, _)| *place < rule);
            list.insert(at, (rule, told));
        }
        let (rules, told): (Vec<_>, Vec<_>) = list.into_iter().unzip();
        self.told = PyTuple::new(py, told)?.unbind();
        self.rules = rules;
        Ok(())
    }
}

impl Standing {
    /// Lets go of what changed.
    fn forget(&mut self, changes: &[Told]) {
        for (_, whose) in changes.iter().filter_map(Told::key) {
            match whose {
                Whose::Channel(channel) => self.channels.forget(channel.0),
                Whose::Unit(unit) => self.units.forget(unit.0),
                Whose::Everything => {}
            }
        }
    }

    /// Lets go of everything.
    fn clear(&mut self) {
        self.channels = Kept::default();
        self.units = Kept::default();
    }

    /// What is kept of those whose a finding is.
    fn of(&mut self, whose: Whose) -> Option<&mut Found> {
        match whose {
            Whose::Channel(channel) => {
                let known = self.channels.get_mut(channel.0)?;
                known.with_unit = None;
                Some(&mut known.own)
            }
            Whose::Unit(unit) => self.units.get_mut(unit.0),
            Whose::Everything => None,
        }
    }
}

/// Something of this thread alone by which it is known from others; never 0.
fn this_thread() -> usize {
    thread_local!(static HERE: u8 = const { 0 });
    HERE.with(|here| std::ptr::from_ref(here) as usize)
}

/// The ids of rules as Python has them, and days, each made once.
struct Shared {
    rules: Vec<Py<PyString>>,
    /// By their numbers, ascending.
    days: Mutex<Vec<(i32, Py<PyAny>)>>,
}

impl Shared {
    fn day<'py>(&self, py: Python<'py>, number: i32) -> PyResult<Bound<'py, PyAny>> {
        let mut days = self
            .days
            .lock_py_attached(py)
            .unwrap_or_else(PoisonError::into_inner);
        match days.binary_search_by_key(&number, |day| day.0) {
            Ok(at) => match days.get(at) {
                Some((_, known)) => Ok(known.bind(py).clone()),
                None => day(py, number.into()),
            },
            Err(at) => {
                let made = day(py, number.into())?;
                days.insert(at, (number, made.clone().unbind()));
                Ok(made)
            }
        }
    }
}

impl Monitor {
    pub fn new(py: Python<'_>, monitor: bulk::Monitor, plan: Py<Plan>) -> Monitor {
        let rules = monitor.plan().rules().rules.iter();
        let rules = rules.map(|rule| PyString::intern(py, &rule.id).unbind());
        Monitor {
            shared: Arc::new(Shared {
                rules: rules.collect(),
                days: Mutex::new(Vec::new()),
            }),
            telling: AtomicUsize::new(0),
            nothing: PyTuple::empty(py).unbind(),
            watched: Mutex::new(Watched {
                monitor,
                standing: Standing::default(),
            }),
            plan,
        }
    }

    /// The monitor for this thread alone; one that waits for it does not hold up Python meanwhile.
    fn locked(&self, py: Python<'_>) -> PyResult<MutexGuard<'_, Watched>> {
        if self.telling.load(Ordering::Relaxed) == this_thread() {
            let told = "what makes something of a finding cannot call the monitor meanwhile";
            return Err(PyRuntimeError::new_err(told));
        }
        let broken = |_| PyRuntimeError::new_err("an earlier call on this monitor failed");
        self.watched.lock_py_attached(py).map_err(broken)
    }

    /// Does something longer without holding up other Python threads.
    fn long<T: Send>(
        &self,
        py: Python<'_>,
        does: impl FnOnce(&mut bulk::Monitor) -> Result<T, Vec<Diagnostic>> + Send,
    ) -> PyResult<T> {
        let mut guard = self.locked(py)?;
        let (monitor, plan) = (&mut guard.monitor, self.plan.get());
        ask(py, || does(monitor).map_err(|told| plan.problem(told)))
    }

    /// The same for what may change anything: nothing that stood before is relied upon.
    fn anew<T: Send>(
        &self,
        py: Python<'_>,
        does: impl FnOnce(&mut bulk::Monitor) -> Result<T, Vec<Diagnostic>> + Send,
    ) -> PyResult<T> {
        let mut guard = self.locked(py)?;
        guard.standing.clear();
        let (monitor, plan) = (&mut guard.monitor, self.plan.get());
        ask(py, || does(monitor).map_err(|told| plan.problem(told)))
    }

    fn changes<'py>(
        &self,
        py: Python<'py>,
        monitor: &bulk::Monitor,
        changes: &[Told],
    ) -> PyResult<Bound<'py, PyTuple>> {
        if changes.is_empty() {
            return Ok(self.nothing.bind(py).clone());
        }
        let changes = changes.iter().filter_map(|change| {
            let (rule, whose) = change.key()?;
            Some(self.change(monitor, (rule, whose), change.after.clone()))
        });
        PyTuple::new(py, changes.collect::<Vec<_>>())
    }

    fn change(
        &self,
        monitor: &bulk::Monitor,
        (rule, whose): (usize, Whose),
        after: Option<Finding>,
    ) -> Change {
        let unit = match whose {
            Whose::Channel(channel) => monitor.unit_of(channel),
            Whose::Unit(unit) => Some(unit),
            Whose::Everything => None,
        };
        Change {
            shared: Arc::clone(&self.shared),
            rule,
            whose,
            unit,
            after,
        }
    }

    /// What is handed out of a finding.
    fn told<'py>(
        &self,
        py: Python<'py>,
        monitor: &bulk::Monitor,
        make: Option<&Py<PyAny>>,
        found: Finding,
    ) -> PyResult<Bound<'py, PyAny>> {
        let found = self.change(monitor, (found.rule, found.whose), Some(found));
        let found = Bound::new(py, found)?.into_any();
        let Some(make) = make else { return Ok(found) };
        self.telling.store(this_thread(), Ordering::Relaxed);
        let made = make.bind(py).call1((found,));
        self.telling.store(0, Ordering::Relaxed);
        made
    }

    fn found(
        &self,
        py: Python<'_>,
        monitor: &bulk::Monitor,
        make: Option<&Py<PyAny>>,
        found: Vec<Finding>,
    ) -> PyResult<Found> {
        let rules = found.iter().map(|one| one.rule).collect();
        if found.is_empty() {
            let told = self.nothing.clone_ref(py);
            return Ok(Found { rules, told });
        }
        let told = found.into_iter();
        let told = told.map(|one| self.told(py, monitor, make, one));
        let told = PyTuple::new(py, told.collect::<PyResult<Vec<_>>>()?)?.unbind();
        Ok(Found { rules, told })
    }

    /// Takes what changed into what is kept of those whose it is.
    fn take_up(&self, py: Python<'_>, watched: &mut Watched) -> PyResult<()> {
        let Watched { monitor, standing } = watched;
        for told in monitor.changes() {
            let Some((rule, whose)) = told.key() else {
                continue;
            };
            let make = standing.make.as_ref().map(|make| make.clone_ref(py));
            let Some(known) = standing.of(whose) else {
                continue;
            };
            let after = told.after.clone();
            let after = after.map(|after| self.told(py, monitor, make.as_ref(), after));
            let taken = after
                .transpose()
                .and_then(|after| known.change(py, rule, after));
            if taken.is_err() {
                standing.forget(monitor.changes());
                return taken;
            }
        }
        Ok(())
    }

    /// What stands of a channel, and of its unit.
    fn found_of<'py>(
        &self,
        py: Python<'py>,
        watched: &mut Watched,
        channel: ChannelHandle,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let Watched { monitor, standing } = watched;
        let Some(unit) = monitor
            .unit_of(channel)
            .filter(|_| !monitor.is_clear(channel))
        else {
            return Ok(self.nothing.bind(py).clone());
        };
        let unit = unit.0;
        // what rules find that compare units may have changed with any item
        let of_unit = standing.units.get(unit).filter(|_| !monitor.compares());
        if of_unit.is_none() || standing.channels.get(channel.0).is_none() {
            let found = monitor.findings_of(channel);
            let is_own = |one: &Finding| matches!(one.whose, Whose::Channel(_));
            let (own, of_unit): (Vec<_>, Vec<_>) = found.into_iter().partition(is_own);
            let make = standing.make.as_ref();
            let own = self.found(py, monitor, make, own)?;
            let of_unit = self.found(py, monitor, make, of_unit)?;
            let with_unit = None;
            let of_channel = OfChannel { own, with_unit };
            standing.channels.keep(channel.0, of_channel);
            standing.units.keep(unit, of_unit);
        }
        let known = standing.channels.get_mut(channel.0);
        let (Some(known), Some(of_unit)) = (known, standing.units.get(unit)) else {
            return Ok(self.nothing.bind(py).clone());
        };
        let (own, of_unit) = (known.own.told.bind(py), of_unit.told.bind(py));
        if of_unit.is_empty() {
            return Ok(own.clone());
        }
        if own.is_empty() {
            return Ok(of_unit.clone());
        }
        match &known.with_unit {
            Some((same, both)) if same.is(of_unit) => Ok(both.bind(py).clone()),
            _ => {
                let both = own.iter().chain(of_unit.iter());
                let both = PyTuple::new(py, both.collect::<Vec<_>>())?;
                known.with_unit = Some((of_unit.clone().unbind(), both.clone().unbind()));
                Ok(both)
            }
        }
    }
}

#[pymethods]
impl Monitor {
    /// The number of a channel in this monitor, by its id.
    fn channel(&self, id: &Bound<'_, PyString>) -> PyResult<u32> {
        Ok(self.locked(id.py())?.channel(id)?.0)
    }

    /// Adds an item of a channel, by its number or its id, at a second of UTC.
    ///
    /// Gives the findings and notices of the channel, of its unit and of everything that it changed: most items change none.
    fn add<'py>(
        &self,
        py: Python<'py>,
        channel: &Bound<'py, PyAny>,
        seconds: i64,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let mut guard = self.locked(py)?;
        guard.add(channel, seconds)?;
        let Watched { monitor, standing } = &mut *guard;
        standing.forget(monitor.changes());
        self.changes(py, monitor, monitor.changes())
    }

    /// Adds an item as :meth:`add` does, and gives the findings and notices of the channel, then of its unit, as they stand
    /// after it: a tuple that is handed out again as long as nothing changes.
    fn findings_after<'py>(
        &self,
        py: Python<'py>,
        channel: &Bound<'py, PyAny>,
        seconds: i64,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let mut guard = self.locked(py)?;
        let channel = guard.add(channel, seconds)?;
        self.take_up(py, &mut guard)?;
        self.found_of(py, &mut guard, channel)
    }

    /// From now on :meth:`findings_after` and :meth:`standing` give what a function makes of each finding: it is called once
    /// for a finding, as long as that stands. It cannot call the monitor.
    fn told_as(&self, py: Python<'_>, make: Py<PyAny>) -> PyResult<()> {
        let mut guard = self.locked(py)?;
        guard.standing.clear();
        guard.standing.make = Some(make);
        Ok(())
    }

    /// The findings and notices of a channel, by its number or its id, then of its unit, as they stand.
    fn standing<'py>(
        &self,
        py: Python<'py>,
        channel: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let mut guard = self.locked(py)?;
        let handle = guard.handle(channel)?;
        if guard.monitor.unit_of(handle).is_none() {
            return Err(PyIndexError::new_err(handle.0));
        }
        self.found_of(py, &mut guard, handle)
    }

    /// Adds many items; gives what they changed together.
    fn add_all<'py>(
        &self,
        py: Python<'py>,
        channels: Vec<u32>,
        seconds: Vec<i64>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let changes = self.anew(py, |monitor| {
            monitor.add_all(channels.into_iter().map(ChannelHandle).zip(seconds));
            Ok(monitor.changes().to_vec())
        })?;
        self.changes(py, &self.locked(py)?.monitor, &changes)
    }

    /// Goes on to another as-of date; gives what time alone changed.
    fn advance<'py>(
        &self,
        py: Python<'py>,
        to: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let ordinal: i32 = to.call_method0("toordinal")?.extract()?;
        let to = ordinal.saturating_sub(FIRST_DAY as i32);
        let changes = self.anew(py, |monitor| {
            monitor.advance(Day(to))?;
            Ok(monitor.changes().to_vec())
        })?;
        self.changes(py, &self.locked(py)?.monitor, &changes)
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

/// A finding or notice that appeared, changed or disappeared; or one as it stands.
#[pyclass(frozen, module = "tongbao")]
pub struct Change {
    shared: Arc<Shared>,
    rule: usize,
    whose: Whose,
    unit: Option<UnitHandle>,
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

    /// The number of the unit: that of a finding of the unit, or of a channel of it.
    #[getter]
    fn unit(&self) -> Option<u32> {
        self.unit.map(|unit| unit.0)
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
