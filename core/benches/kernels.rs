//! What the parts of judging large tables cost, each by itself: `cargo xtask bench`, or
//! `cargo bench -p tongbao --features parallel --bench kernels`.
//!
//! Each kernel runs some times; told are the median and the quickest, by the thing that it works on. With `--once NAME` a
//! kernel runs once inside `measured`, for a tool that counts its instructions. The data are made up, the same in every run:
//! 60,000 channels of 6,000 units with 2,000,000 items over thirteen months, a province's year.
#![expect(clippy::print_stdout, reason = "it is a program")]

use std::hint::black_box;
use std::time::{Duration, Instant};
use tongbao::bulk::{Cells, Chunk, Column, Monitor, Plan, Tables, Texts};
use tongbao::wire::{inspect_text, plan_of};

/// How many there are of each.
#[derive(Clone, Copy)]
struct Size {
    channels: usize,
    units: usize,
    items: usize,
}

const PROVINCE: Size = Size {
    channels: 60_000,
    units: 6_000,
    items: 2_000_000,
};
/// A tenth of it, where instructions are counted one by one.
const TENTH: Size = Size {
    channels: 6_000,
    units: 600,
    items: 200_000,
};
/// 2021-10-01, in seconds of UTC, at midnight of the offset +08:00.
const START: i64 = 1_633_017_600;
const DAY: i64 = 86_400;
/// The tables reach three days past the period.
const DAYS: i64 = 399;

/// Numbers that look random, the same in every run.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() >> 11) as usize % end.max(1)
    }

    /// From 0 to 1, the small ones far more often: few write most.
    fn skewed(&mut self) -> f64 {
        let even = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        even * even * even
    }
}

/// Texts one after the other, as Arrow has them.
struct Flat {
    offsets: Vec<i32>,
    bytes: Vec<u8>,
}

impl Flat {
    fn of<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Flat {
        let mut flat = Flat {
            offsets: vec![0],
            bytes: Vec::new(),
        };
        for text in texts {
            flat.bytes.extend_from_slice(text.as_ref().as_bytes());
            flat.offsets.push(flat.bytes.len() as i32);
        }
        flat
    }

    fn texts(&self) -> Texts<'_> {
        Texts::Offsets {
            offsets: &self.offsets,
            bytes: &self.bytes,
        }
    }

    fn column<'a>(&'a self, name: &'a str) -> Column<'a> {
        Column {
            name,
            cells: Cells::Texts(self.texts()),
            valid: None,
        }
    }
}

/// The columns of a province's year.
struct Data {
    ids: Flat,
    units: Flat,
    kinds: Flat,
    classes: Flat,
    opened: Vec<i32>,
    closed: Vec<i32>,
    named: Flat,
    codes: Vec<i32>,
    at: Vec<i64>,
    /// The rows of channels by place and second, for the monitor.
    items: Vec<(u32, i64)>,
}

/// The form of an id.
type Form = fn(usize) -> String;

fn numbered(number: usize) -> String {
    format!("ch-{number:06}")
}

fn any_form(number: usize) -> String {
    format!("渠道/{}/{number}", "县".repeat(number % 5))
}

impl Data {
    fn new(form: Form, size: Size) -> Data {
        let Size {
            channels,
            units,
            items: number,
        } = size;
        let mut draw = Draw(0x9e37_79b9_7f4a_7c15);
        let ids: Vec<String> = (0..channels)
            .map(|row| form(row * 7_919 % (2 * channels)))
            .collect();
        let kinds: Vec<&str> = (0..channels)
            .map(|_| match draw.below(100) {
                0..4 => "wechat",
                4..8 => "weibo",
                _ => "column",
            })
            .collect();
        let classes: Vec<&str> = kinds
            .iter()
            .map(|kind| match (*kind, draw.below(4)) {
                ("column", 0) => "news",
                ("column", 1) => "notice",
                ("column", 2) => "policy",
                ("column", _) => "other",
                _ => "",
            })
            .collect();
        let owners: Vec<String> = (0..channels)
            .map(|_| format!("u-{:06}", draw.below(units)))
            .collect();
        let first = (START / DAY) as i32;
        let opened = (0..channels)
            .map(|_| first + 1 - draw.below(900) as i32)
            .collect();
        let closed = (0..channels)
            .map(|_| match draw.below(25) {
                0 => first + 1 + draw.below(390) as i32,
                _ => i32::MAX,
            })
            .collect();
        let items: Vec<(u32, i64)> = (0..number)
            .map(|item| {
                let channel = (draw.skewed() * channels as f64) as usize * 104_729 % channels;
                // nearly in the order of time, as they were gathered
                let about = item as i64 * DAYS * DAY / number as i64;
                (
                    channel as u32,
                    START + about + draw.below(3 * DAY as usize) as i64,
                )
            })
            .collect();
        let name =
            |(channel, _): &(u32, i64)| ids.get(*channel as usize).cloned().unwrap_or_default();
        Data {
            named: Flat::of(items.iter().map(name)),
            codes: items.iter().map(|(channel, _)| *channel as i32).collect(),
            at: items.iter().map(|(_, at)| *at).collect(),
            ids: Flat::of(&ids),
            units: Flat::of(&owners),
            kinds: Flat::of(&kinds),
            classes: Flat::of(&classes),
            opened,
            closed,
            items,
        }
    }

    /// The tables; `channel` is the column of the items that names their channel.
    fn tables<'a>(&'a self, channel: Texts<'a>) -> Tables<'a> {
        let days = |name, values| Column {
            name,
            cells: Cells::Days(values),
            valid: None,
        };
        let channels = Chunk {
            columns: vec![
                self.ids.column("id"),
                self.units.column("unit"),
                self.kinds.column("kind"),
                self.classes.column("column_class"),
                days("opened_on", &self.opened),
                days("closed_on", &self.closed),
            ],
        };
        let items = Chunk {
            columns: vec![
                Column {
                    name: "channel",
                    cells: Cells::Texts(channel),
                    valid: None,
                },
                Column {
                    name: "published_at",
                    cells: Cells::Times {
                        values: &self.at,
                        per_second: 1,
                        utc: true,
                    },
                    valid: None,
                },
            ],
        };
        Tables {
            units: None,
            channels: vec![channels],
            publications: vec![items],
        }
    }
}

/// Four rules of every kind of window and limit, and the figures of units.
const RULES: &str = include_str!("../../tests/bench/rules.json");

fn plan(rules: &str) -> Plan {
    let request = format!(
        r#"{{ "rules": {rules}, "period": "2022-10", "as_of": "2022-11-10", "language": "zh", "coverage": {{ "publications": {{ "from": "always", "to": "2022-11-10" }} }} }}"#
    );
    match plan_of(&request) {
        Ok(plan) if plan.long_way().is_none() => plan,
        Ok(plan) => stop(&format!(
            "the rules take the long way: {:?}",
            plan.long_way()
        )),
        Err(problem) => stop(&problem.to_string()),
    }
}

/// So many rules over all channels and windows, none like another.
fn many_rules(number: usize) -> String {
    let rules = (0..number).map(|rule| {
        let (of, limit) = (if rule % 2 == 0 { "account" } else { "column" }, rule / 8 + 1);
        let body = match rule / 2 % 4 {
            0 => format!(r#""measure": {{ "gap": "publications" }}, "breach_when": {{ "more_than": "{} days" }}"#, limit + 7),
            1 => format!(r#""measure": {{ "count": "publications" }}, "require": {{ "at_least": {limit} }}"#),
            2 => format!(r#""each": "week", "measure": {{ "count": "pushes" }}, "require": {{ "at_least": {limit} }}"#),
            _ => format!(r#""measure": {{ "count": "days" }}, "require": {{ "at_least": {limit} }}"#),
        };
        format!(r#""r{rule}": {{ "of": "{of}", "effect": "none", {body}, "basis": {{ "document": "d" }} }}"#)
    });
    let rules: Vec<String> = rules.collect();
    format!(
        r#"{{ "format": 1, "id": "many", "version": 1, "title": "many", "effective": {{ "from": "2020-01-01" }}, "weeks": {{ "start": "monday", "belong": "majority" }}, "rejected_rows": "ignore", "rule": {{ {} }} }}"#,
        rules.join(", ")
    )
}

/// The same rules, of which nothing is told: what verdicts cost without findings.
fn verdicts_alone() -> String {
    let mut rules: serde_json::Value = match serde_json::from_str(RULES) {
        Ok(rules) => rules,
        Err(problem) => stop(&problem.to_string()),
    };
    let of_set = rules.get_mut("rule").and_then(|all| all.as_object_mut());
    for (_, rule) in of_set.into_iter().flatten() {
        if let Some(rule) = rule.as_object_mut() {
            rule.insert("effect".to_owned(), "none".into());
        }
    }
    rules.to_string()
}

/// How many findings there are.
fn findings(plan: &Plan, tables: &Tables<'_>) -> usize {
    match plan.inspect(tables, 1) {
        Ok(answer) => answer.findings.rows(),
        Err(told) => stop(&format!("{told:?}")),
    }
}

fn stop(message: &str) -> ! {
    eprintln!("{message}");
    std::process::exit(1);
}

/// Inside this function lies what is measured, and nothing else.
#[inline(never)]
fn measured<T>(kernel: &mut dyn FnMut() -> T) -> T {
    kernel()
}

/// Which kernels run, and how.
struct Run {
    /// One alone, once.
    once: Option<String>,
    wanted: Vec<String>,
    times: usize,
}

impl Run {
    fn kernel<T>(&self, name: &str, (per, things): (&str, usize), mut kernel: impl FnMut() -> T) {
        if let Some(once) = &self.once {
            if once == name {
                black_box(measured(&mut kernel));
                println!("{name}\t{per}\t{things}");
            }
            return;
        }
        let wanted = |part: &String| name.contains(part.as_str());
        if !self.wanted.is_empty() && !self.wanted.iter().any(wanted) {
            return;
        }
        let mut all: Vec<Duration> = (0..self.times)
            .map(|_| {
                let start = Instant::now();
                black_box(measured(&mut kernel));
                start.elapsed()
            })
            .collect();
        all.sort_unstable();
        let nanoseconds = |time: Option<&Duration>| {
            time.map_or(0.0, |time| time.as_nanos() as f64 / things.max(1) as f64)
        };
        let median = all.get(all.len() / 2);
        println!(
            "{name:<34} {:>10.1} ns a {per:<9} (quickest {:>10.1}; {things} in {:.2} ms)",
            nanoseconds(median),
            nanoseconds(all.first()),
            median.map_or(0.0, |time| time.as_secs_f64() * 1e3),
        );
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let run = match arguments.split_first() {
        Some((first, [name])) if first == "--once" => Run {
            once: Some(name.clone()),
            wanted: Vec::new(),
            times: 1,
        },
        _ => Run {
            once: None,
            wanted: arguments,
            times: 11,
        },
    };
    let size = if run.once.is_some() { TENTH } else { PROVINCE };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let own = plan(RULES);
    let data = Data::new(numbered, size);
    let tables = data.tables(data.named.texts());
    let ids = data.ids.texts();
    let dictionary = data.tables(Texts::Coded {
        codes: &data.codes,
        values: &ids,
        valid: None,
    });
    let inspect = |plan: &Plan, tables: &Tables<'_>, threads| match plan.inspect(tables, threads) {
        Ok(answer) => answer,
        Err(told) => stop(&format!("{told:?}")),
    };
    let roster = |tables| {
        own.roster(tables)
            .unwrap_or_else(|told| stop(&format!("{told:?}")))
    };
    run.kernel("roster", ("channel", size.channels), || {
        roster(&tables).len()
    });
    let known = roster(&tables);
    let scan = |tables: &Tables<'_>| {
        own.scan(&known, tables, 1)
            .unwrap_or_else(|told| stop(&format!("{told:?}")))
    };
    run.kernel(
        "scan, ids of a prefix and digits",
        ("item", size.items),
        || scan(&tables),
    );
    run.kernel("scan, dictionary", ("item", size.items), || {
        scan(&dictionary)
    });
    let tally = scan(&tables);
    run.kernel("judge and tell", ("channel", size.channels), || {
        own.judge(&tables, &known, &tally).is_ok()
    });
    run.kernel("inspect", ("item", size.items), || {
        inspect(&own, &tables, 1)
    });
    run.kernel("inspect, all threads", ("item", size.items), || {
        inspect(&own, &tables, threads)
    });
    run.kernel("inspect, dictionary", ("item", size.items), || {
        inspect(&own, &dictionary, 1)
    });
    let silent = plan(&verdicts_alone());
    let rows = |plan| findings(plan, &tables);
    if rows(&silent) != 0 || rows(&own) == 0 {
        stop("verdicts without findings have some, or those with findings none");
    }
    run.kernel("verdicts without findings", ("item", size.items), || {
        inspect(&silent, &tables, 1)
    });
    for number in [10, 100, 1_000] {
        let plan = plan(&many_rules(number));
        let name = format!("inspect by {number} rules");
        run.kernel(&name, ("item", size.items), || inspect(&plan, &tables, 1));
    }
    let other = Data::new(any_form, size);
    let tables_of_any = other.tables(other.named.texts());
    run.kernel("inspect, ids of any form", ("item", size.items), || {
        inspect(&own, &tables_of_any, 1)
    });
    let mut monitor: Monitor = match own.monitor(&tables, threads) {
        Ok(monitor) => monitor,
        Err(told) => stop(&format!("{told:?}")),
    };
    let some: Vec<(u32, i64)> = data.items.iter().rev().take(20_000).copied().collect();
    // other seconds with every run: what was there before changes nothing
    let mut run_number = 0;
    let name = "monitor, an item and its changes";
    run.kernel(name, ("item", some.len()), || {
        run_number += 1;
        let mut changes = 0;
        for (channel, at) in &some {
            let at = at - 5 * DAY + run_number;
            monitor.add(tongbao::bulk::ChannelHandle(*channel), at);
            changes += monitor.changes().len();
        }
        changes
    });
    let district = row_by_row();
    run.kernel("the engine row by row", ("item", 2_000), || {
        inspect_text(&district).is_ok()
    });
}

/// A district's month through the engine itself, as JSON in and out.
fn row_by_row() -> String {
    let channels: Vec<String> = (0..50)
        .map(|at| {
            format!(
                r#"{{ "id": "a{at}", "name": "账号{at}", "platform": "微信", "unit": "u{}" }}"#,
                at % 20
            )
        })
        .collect();
    let units: Vec<String> = (0..20)
        .map(|at| format!(r#"{{ "id": "u{at}", "name": "单位{at}" }}"#))
        .collect();
    let items: Vec<String> = (0..2_000)
        .map(|at| {
            format!(
                r#"{{ "channel": "a{}", "published_at": "2022-10-{:02}T{:02}:{:02}:00+08:00" }}"#,
                at * 7 % 50,
                at % 31 + 1,
                at % 24,
                at * 13 % 60
            )
        })
        .collect();
    format!(
        r#"{{ "rules": {}, "period": "2022-10", "as_of": "2022-11-10", "units": [{}], "accounts": [{}], "publications": [{}], "coverage": {{ "publications": {{ "from": "always", "to": "2022-11-10" }} }} }}"#,
        many_rules(10).replace("\"effect\": \"none\", ", ""),
        units.join(", "),
        channels.join(", "),
        items.join(", ")
    )
}
