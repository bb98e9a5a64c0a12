//! Working days (工作日): a calendar that is data.

use super::{Day, Span};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Rows of mainland China for 2010 to 2026; where they come from is told in `cn-working-days.LICENSE.txt`.
const CN_ROWS: &str = include_str!("cn-working-days.csv");

/// Which days are worked: Monday to Friday, except for the days off and the make-up working days of its rows. It knows
/// the years that its rows name, and answers `None` for every other.
///
/// ```
/// use tongbao::calendar::{Day, WorkingDays};
/// let calendar = WorkingDays::built_in();
/// let issued = "2022-11-15".parse::<Day>().unwrap();
/// assert_eq!(calendar.after(issued, 5).unwrap().to_string(), "2022-11-22");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingDays {
    name: String,
    hash: String,
    years: Vec<i32>,
    runs: Vec<Run>,
    /// The days off that its rows name, ascending.
    off: Vec<Day>,
}

/// Known years without a gap between them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    span: Span,
    /// Element `i`: the working days before the run's day `i`; one more element than days.
    before: Vec<u32>,
    /// The working days, ascending.
    worked: Vec<Day>,
}

/// A day that a calendar's rows call both worked and off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is both a day off and a working day")]
pub struct BothKinds(pub Day);

impl WorkingDays {
    /// The calendar of mainland China, 2010 to 2026, named `cn-working-days`.
    pub fn built_in() -> WorkingDays {
        let exceptions = CN_ROWS
            .lines()
            .filter_map(|line| {
                let (day, rest) = line.split_once(',')?;
                let kind = rest.split_once(',').map_or(rest, |(kind, _)| kind);
                Some((day.parse().ok()?, kind == "workday"))
            })
            .collect();
        WorkingDays::of("cn-working-days".to_owned(), exceptions)
    }

    /// A calendar from rows: a day, and whether it is worked. Every year that a row names is known; its other days are
    /// worked from Monday to Friday. A row may come twice.
    ///
    /// # Errors
    ///
    /// The first day that one row calls worked and another one off.
    pub fn from_rows(
        name: impl Into<String>,
        rows: impl IntoIterator<Item = (Day, bool)>,
    ) -> Result<WorkingDays, BothKinds> {
        let mut exceptions = BTreeMap::new();
        let mut twice = BTreeSet::new();
        for (day, worked) in rows {
            if exceptions
                .insert(day, worked)
                .is_some_and(|was| was != worked)
            {
                twice.insert(day);
            }
        }
        match twice.first() {
            Some(day) => Err(BothKinds(*day)),
            None => Ok(WorkingDays::of(name.into(), exceptions)),
        }
    }

    fn of(name: String, exceptions: BTreeMap<Day, bool>) -> WorkingDays {
        let years: BTreeSet<i32> = exceptions.keys().map(|day| day.ymd().0).collect();
        let mut runs: Vec<Run> = Vec::new();
        for &year in &years {
            let (Some(from), Some(to)) = (Day::new(year, 1, 1), Day::new(year, 12, 31)) else {
                continue;
            };
            let span = Span { from, to };
            match runs.last_mut() {
                Some(run) if run.span.to.plus_days(1) == from => run.extend(span, &exceptions),
                _ => {
                    let mut run = Run {
                        span,
                        before: vec![0],
                        worked: Vec::new(),
                    };
                    run.extend(span, &exceptions);
                    runs.push(run);
                }
            }
        }
        WorkingDays {
            name,
            hash: hash(&exceptions),
            years: years.into_iter().collect(),
            runs,
            off: exceptions
                .iter()
                .filter(|(_, worked)| !**worked)
                .map(|(day, _)| *day)
                .collect(),
        }
    }

    /// Every day from Monday to Friday is worked, from 1970 to 2099, whatever holidays there are.
    ///
    /// ```
    /// use tongbao::calendar::{Day, WorkingDays};
    /// let calendar = WorkingDays::monday_to_friday();
    /// assert_eq!(calendar.is_working("2022-10-03".parse::<Day>().unwrap()), Some(true));
    /// ```
    pub fn monday_to_friday() -> WorkingDays {
        let years = 1970..=2099;
        // a row that says what is so anyway makes a year known
        let rows = years.filter_map(|year| {
            let first = Day::new(year, 1, 1)?;
            Some((first, first.weekday() < 5))
        });
        let mut calendar = WorkingDays::of("monday-friday".to_owned(), rows.collect());
        calendar.off.clear();
        calendar
    }

    /// The last working days before runs of days off that hold a statutory holiday, among the days of a span; `None` if a
    /// year is not known.
    ///
    /// ```
    /// use tongbao::calendar::{Period, WorkingDays};
    /// let autumn = Period::parse("2022-09-01..2022-10-31").unwrap().span;
    /// let eves = WorkingDays::built_in().eves_of_holidays(autumn).unwrap();
    /// let eves: Vec<String> = eves.iter().map(|day| day.to_string()).collect();
    /// assert_eq!(eves, ["2022-09-09", "2022-09-30"]); // before 中秋节 and 国庆节
    /// ```
    pub fn eves_of_holidays(&self, span: Span) -> Option<Vec<Day>> {
        let mut eves = Vec::new();
        for number in span.from.0..=span.to.0 {
            let day = Day(number);
            if !self.is_working(day)? {
                continue;
            }
            let mut next = day.plus_days(1);
            let mut holiday = false;
            // no run of days off is longer than a month
            for _ in 0..31 {
                match self.is_working(next) {
                    Some(false) => holiday |= self.off.binary_search(&next).is_ok(),
                    Some(true) => break,
                    // at the end of what is known, whether a holiday follows is not known either
                    None if next.ymd().1 == 1 => return None,
                    None => break,
                }
                next = next.plus_days(1);
            }
            if holiday {
                eves.push(day);
            }
        }
        Some(eves)
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The years it knows, ascending.
    pub fn years(&self) -> &[i32] {
        &self.years
    }

    /// SHA-256 of its rows in their canonical form (sorted lines `2022-10-08,workday`), lower-case hexadecimal.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Whether a day is worked; `None` in a year that it does not know.
    pub fn is_working(&self, day: Day) -> Option<bool> {
        let run = self.run_of(day)?;
        Some(run.before(day)? < run.through(day)?)
    }

    /// A day if it is worked, or else the first working day after it. `None` in a year that it does not know.
    pub fn working_from(&self, day: Day) -> Option<Day> {
        if self.is_working(day)? {
            Some(day)
        } else {
            self.after(day, 1)
        }
    }

    /// The `n`-th working day after a day, which is itself not counted (民法典 201); with `n` = 0 the day itself, with a
    /// negative `n` the working day before it. `None` if a day on the way lies in a year that it does not know.
    pub fn after(&self, day: Day, n: i64) -> Option<Day> {
        if n == 0 {
            return Some(day);
        }
        let next = if n > 0 {
            day.plus_days(1)
        } else {
            day.plus_days(-1)
        };
        let run = self.run_of(next)?;
        let place = if n > 0 {
            i64::from(run.before(next)?)
                .checked_add(n)?
                .checked_sub(1)?
        } else {
            i64::from(run.before(day)?).checked_add(n)?
        };
        run.worked.get(usize::try_from(place).ok()?).copied()
    }

    /// How many working days lie after the one day, up to and including the other: `(after, to]`. Negative if `to` is
    /// the earlier one. `None` if a day on the way lies in a year that it does not know.
    pub fn between(&self, after: Day, to: Day) -> Option<i64> {
        if to < after {
            return self.between(to, after).map(|days| -days);
        }
        if to == after {
            return Some(0);
        }
        let first = after.plus_days(1);
        let run = self.run_of(first)?;
        Some(i64::from(run.through(to)?) - i64::from(run.before(first)?))
    }

    /// The working days between two days as far as its years go back from the later one: surely no more than there are.
    /// `None` if it does not know the year of the later day.
    pub fn at_least_between(&self, after: Day, to: Day) -> Option<i64> {
        let known = self.run_of(to)?.span.from.plus_days(-1);
        self.between(after.max(known), to)
    }

    fn run_of(&self, day: Day) -> Option<&Run> {
        let at = self.runs.partition_point(|run| run.span.to < day);
        self.runs.get(at).filter(|run| run.span.contains(day))
    }
}

impl Run {
    fn extend(&mut self, year: Span, exceptions: &BTreeMap<Day, bool>) {
        self.span.to = year.to;
        for number in year.from.0..=year.to.0 {
            let day = Day(number);
            let worked = exceptions.get(&day).copied();
            if worked.unwrap_or(day.weekday() < 5) {
                self.worked.push(day);
            }
            self.before.push(self.worked.len() as u32);
        }
    }

    /// The working days of the run before a day.
    fn before(&self, day: Day) -> Option<u32> {
        self.before.get(self.place(day)?).copied()
    }

    /// The working days of the run up to and including a day.
    fn through(&self, day: Day) -> Option<u32> {
        self.before.get(self.place(day)? + 1).copied()
    }

    fn place(&self, day: Day) -> Option<usize> {
        usize::try_from(day.days_since(self.span.from)).ok()
    }
}

fn hash(exceptions: &BTreeMap<Day, bool>) -> String {
    let mut hasher = Sha256::new();
    for (day, worked) in exceptions {
        let kind = if *worked { "workday" } else { "holiday" };
        hasher.update(format!("{day},{kind}\n"));
    }
    hasher
        .finalize()
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap_or_default()
    }

    fn written(day: Option<Day>) -> String {
        day.map(|day| day.to_string()).unwrap_or_default()
    }

    #[test]
    fn the_vectors_of_the_law_and_of_the_bulletin() {
        let calendar = WorkingDays::built_in();
        assert_eq!(written(calendar.after(day("2022-11-15"), 5)), "2022-11-22");
        assert_eq!(written(calendar.after(day("2022-09-20"), 20)), "2022-10-21");
        assert_eq!(written(calendar.after(day("2022-10-07"), 20)), "2022-11-02");
        assert_eq!(calendar.is_working(day("2022-10-08")), Some(true));
        assert_eq!(calendar.is_working(day("2022-10-09")), Some(true));
        assert_eq!(calendar.is_working(day("2022-10-07")), Some(false));
        assert_eq!(calendar.is_working(day("2020-01-19")), Some(true));
        assert_eq!(calendar.is_working(day("2020-02-01")), Some(false));
        let october = calendar.between(day("2022-09-30"), day("2022-10-31"));
        assert_eq!(october, Some(18));
    }

    #[test]
    fn the_embedded_rows_are_all_read() {
        let calendar = WorkingDays::built_in();
        assert_eq!(CN_ROWS.lines().count(), 582);
        assert_eq!(calendar.years(), (2010..=2026).collect::<Vec<i32>>());
        let rows: BTreeMap<&str, bool> = CN_ROWS
            .lines()
            .skip(1)
            .filter_map(|row| row.split_once(','))
            .map(|(date, rest)| (date, rest.starts_with("workday,")))
            .collect();
        assert_eq!(rows.len(), 581);
        for number in day("2010-01-01").0..=day("2026-12-31").0 {
            let date = Day(number);
            let row = rows.get(date.to_string().as_str()).copied();
            let worked = row.unwrap_or(!matches!(date.weekday(), 5 | 6));
            assert_eq!(calendar.is_working(date), Some(worked), "{date}");
        }
    }

    #[test]
    fn walking_day_by_day_agrees_over_all_years() {
        let calendar = WorkingDays::built_in();
        let (first, last) = (day("2010-01-01"), day("2026-12-31"));
        let mut known = 0;
        for start in first.0..=last.0 {
            known += i32::from(calendar.is_working(Day(start)).is_some());
            let mut counted = 0;
            for step in 1..=45 {
                let walked = Day(start + step);
                if walked > last {
                    assert_eq!(calendar.between(Day(start), walked), None);
                    continue;
                }
                if calendar.is_working(walked) == Some(true) {
                    counted += 1;
                    assert_eq!(calendar.after(Day(start), counted), Some(walked));
                }
                assert_eq!(calendar.between(Day(start), walked), Some(counted));
            }
        }
        assert_eq!(known, 6_209);
    }

    #[test]
    fn a_year_that_is_not_known_is_not_guessed() {
        let calendar = WorkingDays::built_in();
        assert_eq!(calendar.is_working(day("2009-12-31")), None);
        assert_eq!(calendar.is_working(day("2027-01-04")), None);
        assert_eq!(
            calendar.after(day("2026-12-30"), 1),
            Some(day("2026-12-31"))
        );
        assert_eq!(calendar.after(day("2026-12-30"), 2), None);
        assert_eq!(calendar.after(day("2026-12-31"), 1), None);
        assert_eq!(
            calendar.after(day("2031-05-05"), 0),
            Some(day("2031-05-05"))
        );
        assert_eq!(
            calendar.between(day("2009-12-31"), day("2010-01-04")),
            Some(1)
        );
        assert_eq!(
            calendar.after(day("2009-12-31"), 1),
            Some(day("2010-01-04"))
        );
        assert_eq!(calendar.between(day("2009-12-30"), day("2010-01-04")), None);
        assert_eq!(calendar.after(day("2022-10-10"), i64::MAX), None);
        assert_eq!(calendar.after(day("2022-10-10"), i64::MIN), None);
        assert_eq!(calendar.after(Day::MAX, 1), None);
        assert_eq!(calendar.is_working(Day::MIN), None);
        let last = WorkingDays::from_rows("last", [(Day::MAX, true)]);
        assert_eq!(
            last.ok().and_then(|last| last.is_working(Day::MAX)),
            Some(true)
        );
    }

    #[test]
    fn years_apart_are_two_runs() -> Result<(), BothKinds> {
        let rows = [(day("2022-01-01"), false), (day("2024-01-01"), false)];
        let calendar = WorkingDays::from_rows("own", rows)?;
        assert_eq!(calendar.years(), [2022, 2024]);
        assert_eq!(calendar.is_working(day("2023-01-02")), None);
        assert_eq!(calendar.between(day("2022-12-29"), day("2024-01-03")), None);
        assert_eq!(written(calendar.after(day("2024-01-01"), 1)), "2024-01-02");
        assert_eq!(calendar.after(day("2022-12-30"), 1), None);
        Ok(())
    }

    #[test]
    fn a_day_of_both_kinds_is_refused_and_a_repeated_row_is_not() {
        let (off, on) = ((day("2022-10-08"), false), (day("2022-10-08"), true));
        assert_eq!(
            WorkingDays::from_rows("own", [off, on]),
            Err(BothKinds(day("2022-10-08")))
        );
        let once = WorkingDays::from_rows("own", [on]);
        assert_eq!(WorkingDays::from_rows("own", [on, on]), once);
        let other = WorkingDays::from_rows("own", [off]);
        let hash = |calendar: &Result<WorkingDays, BothKinds>| {
            calendar
                .as_ref()
                .map(|one| one.hash().to_owned())
                .unwrap_or_default()
        };
        assert_ne!(hash(&once), hash(&other));
        assert_eq!(hash(&once).len(), 64);
    }

    proptest! {
        #[test]
        fn counting_back_undoes_counting_on(start in 14_700i32..20_400, n in 1i64..200) {
            let calendar = WorkingDays::built_in();
            let end = calendar.after(Day(start), n);
            let back = end.and_then(|end| calendar.between(end, Day(start)));
            prop_assert_eq!(back, Some(-n));
            let worked = calendar.is_working(Day(start)) == Some(true);
            if worked {
                prop_assert_eq!(end.and_then(|end| calendar.after(end, -n)), Some(Day(start)));
            }
        }
    }
}
