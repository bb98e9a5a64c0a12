//! A monitor: after every item its answer is that of a run over all items so far, and on every day that of a plan made for
//! that day.

use proptest::prelude::*;
use std::collections::BTreeMap;
use tongbao::bulk::{Answer, Finding, Monitor, Plan, Whose};
use tongbao::calendar::Day;
use tongbao::wire::plan_of;
use tongbao_tests::tables::{Cells_, World, id, lines, request, rules, told, world};

fn plan(request: &str) -> Result<Plan, TestCaseError> {
    plan_of(request).map_err(|problem| TestCaseError::fail(format!("{problem}\n{request}")))
}

fn cases() -> u32 {
    let asked = std::env::var("TONGBAO_CASES").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(40)
}

fn failed<E: std::fmt::Debug>(problem: E) -> TestCaseError {
    TestCaseError::fail(format!("{problem:?}"))
}

/// What differs between two lists, in words.
fn same(monitor: &[String], full: &[String], about: &str) -> Result<(), TestCaseError> {
    if monitor == full {
        return Ok(());
    }
    let only = |a: &[String], b: &[String]| {
        let own: Vec<&String> = a.iter().filter(|line| !b.contains(line)).collect();
        own.iter()
            .map(|line| format!("\n  {line}"))
            .collect::<String>()
    };
    Err(TestCaseError::fail(format!(
        "{about}\nmonitor only:{}\nfull only:{}",
        only(monitor, full),
        only(full, monitor)
    )))
}

fn full(plan: &Plan, world: &World) -> Result<Option<Answer>, TestCaseError> {
    let cells = Cells_::of(world);
    match plan.inspect(&cells.tables(world, 0), 1) {
        Ok(answer) => Ok(Some(answer)),
        Err(_) => Ok(None),
    }
}

/// The findings and notices of an answer, in words and sorted; of some rows.
fn rows(answer: &Answer, wanted: impl Fn(&str, Option<&str>) -> bool) -> Vec<String> {
    let mut out = Vec::new();
    for table in [&answer.findings, &answer.notices] {
        let all = lines(table);
        for (row, line) in all.into_iter().enumerate() {
            let text = |name: &str| table.column(name).and_then(|column| column.text(row));
            if wanted(text("unit_id").unwrap_or_default(), text("channel_id")) {
                out.push(line);
            }
        }
    }
    out.sort();
    out
}

fn words(monitor: &Monitor, findings: &[Finding]) -> Result<Vec<String>, TestCaseError> {
    let mut out = lines(&monitor.table(findings).map_err(failed)?);
    out.sort();
    Ok(out)
}

type Known = BTreeMap<(usize, Whose), Finding>;

fn follow(known: &mut Known, changes: &[tongbao::bulk::Change]) -> Result<(), TestCaseError> {
    for change in changes {
        let Some(key) = change.key() else {
            return Err(TestCaseError::fail("a change of nothing"));
        };
        prop_assert_eq!(&known.get(&key).cloned(), &change.before);
        prop_assert_ne!(&change.before, &change.after);
        match &change.after {
            Some(after) => known.insert(key, after.clone()),
            None => known.remove(&key),
        };
    }
    Ok(())
}

fn known(monitor: &mut Monitor) -> Known {
    let all = monitor.findings().into_iter();
    all.map(|one| ((one.rule, one.whose), one)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_every_item_a_monitor_answers_as_a_run_over_all_of_them(
        world in world(), rules in rules(), run in any::<(u8, u8, u8)>(), first in 0_usize..30,
    ) {
        let request = request(&rules, run);
        let plan = plan(&request)?;
        let mut world = world;
        world.undated.retain(|item| *item < first);
        let start = world.so_far(first);
        let cells = Cells_::of(&start);
        let Ok(mut monitor) = plan.monitor(&cells.tables(&start, 3), 1) else {
            prop_assert!(full(&plan, &start)?.is_none(), "{}", request);
            return Ok(());
        };
        let mut followed = known(&mut monitor);
        for items in first.min(world.items.len())..=world.items.len() {
            let so_far = world.so_far(items);
            if items > first {
                let (_, at) = world.items[items - 1];
                monitor.add_id(world.channel_of(items - 1).as_bytes(), at);
                follow(&mut followed, monitor.changes())?;
                let compared = monitor.compared_changes();
                follow(&mut followed, &compared)?;
            }
            let Some(full) = full(&plan, &so_far)? else {
                return Err(TestCaseError::fail("no answer"));
            };
            let about = format!("{request}\n{so_far:?}");
            same(&told(&monitor.answer().map_err(failed)?), &told(&full), &about)?;
            let all = monitor.findings();
            same(&words(&monitor, &all)?, &rows(&full, |_, _| true), &about)?;
            prop_assert_eq!(&known(&mut monitor), &followed);
            if items == first || items % 7 == 0 {
                for channel in 0..so_far.channels.len() {
                    let Some(handle) = monitor.handle(id(channel).as_bytes()) else {
                        return Err(TestCaseError::fail("a channel without a handle"));
                    };
                    let unit = ["u1", "u0", "u3", "u2"][so_far.channels[channel].unit as usize];
                    let own = monitor.findings_of(handle);
                    let is_clear = own.is_empty() && !monitor.compares();
                    prop_assert_eq!(monitor.is_clear(handle), is_clear);
                    let expected = rows(&full, |of, channel_id| {
                        channel_id.map_or(of == unit, |own| own == id(channel))
                    });
                    same(&words(&monitor, &own)?, &expected, &about)?;
                }
            }
        }
    }

    #[test]
    fn a_monitor_that_goes_on_to_a_day_answers_as_a_plan_made_for_that_day(
        world in world(), rules in rules(), run in any::<(u8, u8, u8)>(), first in 0_usize..60,
        days in prop::collection::vec(0_i64..9, 1..6),
    ) {
        let request = request(&rules, run);
        let plan = plan(&request)?;
        let mut world = world;
        world.undated.retain(|item| *item < first);
        let start = world.so_far(first);
        let cells = Cells_::of(&start);
        let Ok(mut monitor) = plan.monitor(&cells.tables(&start, 3), 1) else {
            return Ok(());
        };
        let mut followed = known(&mut monitor);
        let (mut as_of, check_point): (Day, Option<Day>) = match run.1 % 3 {
            0 => (Day(19_311), None),
            1 => (Day(19_291), None),
            _ => (Day(19_311), Some(Day(19_285))),
        };
        let mut items = first.min(world.items.len());
        for by in days {
            as_of = as_of.plus_days(by);
            prop_assert!(monitor.advance(as_of).is_ok());
            follow(&mut followed, monitor.changes())?;
            let compared = monitor.compared_changes();
            follow(&mut followed, &compared)?;
            prop_assert_eq!(&known(&mut monitor), &followed);
            for _ in 0..3 {
                if items < world.items.len() {
                    monitor.add_id(world.channel_of(items).as_bytes(), world.items[items].1);
                    items += 1;
                }
            }
            followed = known(&mut monitor);
            monitor.compared_changes();
            let so_far = world.so_far(items);
            let other = plan.on(as_of, check_point).map_err(failed)?;
            let Some(full) = full(&other, &so_far)? else {
                return Err(TestCaseError::fail("no answer"));
            };
            let about = format!("{request}\n{as_of}\n{so_far:?}");
            same(&told(&monitor.answer().map_err(failed)?), &told(&full), &about)?;
            let all = monitor.findings();
            same(&words(&monitor, &all)?, &rows(&full, |_, _| true), &about)?;
        }
    }

    #[test]
    fn many_items_at_once_come_to_what_they_come_to_one_by_one(
        world in world(), rules in rules(), run in any::<(u8, u8, u8)>(),
    ) {
        let plan = plan(&request(&rules, run))?;
        let start = world.so_far(0);
        let cells = Cells_::of(&start);
        let Ok(mut one) = plan.monitor(&cells.tables(&start, 0), 1) else {
            return Ok(());
        };
        let Ok(mut many) = plan.monitor(&cells.tables(&start, 0), 1) else {
            return Ok(());
        };
        let mut followed = known(&mut many);
        many.compared_changes();
        let items: Vec<_> = (0..world.items.len())
            .filter_map(|item| Some((one.handle(world.channel_of(item).as_bytes())?, world.items[item].1)))
            .collect();
        for (channel, at) in &items {
            one.add(*channel, *at);
        }
        many.add_all(items);
        follow(&mut followed, many.changes())?;
        let compared = many.compared_changes();
        follow(&mut followed, &compared)?;
        prop_assert_eq!(one.findings(), many.findings());
        prop_assert_eq!(&known(&mut many), &followed);
        prop_assert_eq!(told(&one.answer().map_err(failed)?), told(&many.answer().map_err(failed)?));
    }

    #[test]
    fn a_monitor_goes_on_from_its_bytes_where_it_stood(
        world in world(), rules in rules(), run in any::<(u8, u8, u8)>(), first in 0_usize..60,
        by in 0_i64..9, at in any::<prop::sample::Index>(), with in 1_u8..,
    ) {
        let plan = plan(&request(&rules, run))?;
        let mut world = world;
        world.undated.retain(|item| *item < first);
        let start = world.so_far(first);
        let cells = Cells_::of(&start);
        let tables = cells.tables(&start, 3);
        let Ok(mut monitor) = plan.monitor(&tables, 1) else {
            return Ok(());
        };
        let middle = (first + world.items.len()) / 2;
        let add = |monitor: &mut Monitor, item: usize| {
            monitor.add_id(world.channel_of(item).as_bytes(), world.items[item].1);
        };
        for item in first..middle.min(world.items.len()) {
            add(&mut monitor, item);
        }
        let day = monitor.as_of().plus_days(by);
        prop_assert!(monitor.advance(day).is_ok());
        let bytes = monitor.to_bytes().map_err(failed)?;
        let mut other = Monitor::from_bytes(&plan, &tables, &bytes).map_err(failed)?;
        prop_assert_eq!(&other.to_bytes().map_err(failed)?, &bytes);
        for item in middle.max(first)..world.items.len() {
            add(&mut monitor, item);
            add(&mut other, item);
            prop_assert_eq!(monitor.changes(), other.changes());
        }
        prop_assert_eq!(monitor.findings(), other.findings());
        prop_assert_eq!(told(&monitor.answer().map_err(failed)?), told(&other.answer().map_err(failed)?));
        let at = at.index(bytes.len());
        prop_assert!(Monitor::from_bytes(&plan, &tables, &bytes[..at]).is_err());
        let mut damaged = bytes;
        damaged[at] ^= with;
        prop_assert!(Monitor::from_bytes(&plan, &tables, &damaged).is_err());
    }

    #[test]
    fn the_next_change_is_the_first_day_whose_own_plan_tells_something_else(
        world in world(), rules in rules(), run in any::<(u8, u8, u8)>(), today in any::<bool>(),
    ) {
        let plan = plan(&request(&rules, run))?;
        let cells = Cells_::of(&world);
        let tables = cells.tables(&world, 3);
        // with a check point of today the days pass with it
        let (start, check) = match today {
            true => (Day(19_280), Some(Day(19_280))),
            false => (Day(19_280), None),
        };
        let plan = plan.on(start, check).map_err(failed)?;
        let Ok(monitor) = plan.monitor(&tables, 1) else {
            return Ok(());
        };
        let until = start.plus_days(12);
        for channel in 0..world.channels.len() {
            let id = id(channel);
            let on = |day: Day| -> Result<Vec<String>, TestCaseError> {
                let plan = plan.on(day, check.map(|_| day)).map_err(failed)?;
                let answer = plan.inspect(&tables, 1).map_err(failed)?;
                let mut out = Vec::new();
                for (table, of, what) in [
                    (&answer.findings, "channel_id", "severity"),
                    (&answer.notices, "channel_id", "severity"),
                    (&answer.undecided, "subject_id", "code"),
                ] {
                    let text = |name: &str, row: usize| {
                        table.column(name).and_then(|column| column.text(row)).unwrap_or_default().to_owned()
                    };
                    for row in (0..table.rows()).filter(|row| text(of, *row) == id) {
                        out.push(format!("{} {}", text("rule", row), text(what, row)));
                    }
                }
                Ok(out)
            };
            let now = on(start)?;
            let mut expected = None;
            let mut day = start;
            while expected.is_none() && day < until {
                day = day.plus_days(1);
                expected = (on(day)? != now).then_some(day);
            }
            let Some(handle) = monitor.handle(id.as_bytes()) else {
                return Err(TestCaseError::fail("a channel without a handle"));
            };
            prop_assert_eq!(monitor.next_change(handle, until).map_err(failed)?, expected);
        }
    }
}
