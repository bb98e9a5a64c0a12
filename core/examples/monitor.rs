//! How long an item takes in a monitor of a nation's channels: `cargo run --release --example monitor`, optionally with how
//! many channels and items.

#![expect(clippy::print_stdout, reason = "an example says what it measured")]

use std::hint::black_box;
use tongbao::bulk::{Cells, ChannelHandle, Chunk, Column, Tables, Texts};

const RULES: &str = r#"{ "format": 1, "id": "t", "version": 1, "title": "t", "effective": { "from": "2020-01-01" },
  "weeks": { "start": "monday", "belong": "majority" }, "rejected_rows": "ignore",
  "figure": {
    "items": { "of": "unit", "measure": { "count": "pushes" } },
    "bad": { "of": "unit", "measure": { "count": "breaches", "rules": ["weekly", "stale", "blank"], "distinct": "subject" } }
  },
  "rule": {
    "weekly": { "of": "account", "each": "week", "measure": { "count": "pushes" }, "require": { "at_least": 2 }, "text": "每周不足两次（{weeks}）", "basis": { "document": "d" } },
    "stale": { "of": "column", "measure": { "gap": "publications" }, "breach_when": { "more_than": "14 days" }, "unless": ["blank"], "text": "{gap}未更新", "basis": { "document": "d" } },
    "blank": { "of": "column", "over": "always", "measure": { "count": "publications" }, "breach_when": { "at_most": 0 }, "text": "空白", "basis": { "document": "d" } },
    "few": { "of": "unit", "measure": "items", "breach_when": { "less_than": 30 }, "text": "共{count}条", "basis": { "document": "d" } },
    "many-bad": { "of": "unit", "measure": "bad", "breach_when": { "at_least": 2 }, "text": "{count}个", "basis": { "document": "d" } }
  } }"#;

/// Numbers that look random, the same each time.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below.max(1)
    }
}

struct Flat(Vec<i32>, String);

impl Flat {
    fn of(texts: impl Iterator<Item = String>) -> Flat {
        let (mut offsets, mut bytes) = (vec![0], String::new());
        for text in texts {
            bytes.push_str(&text);
            offsets.push(bytes.len() as i32);
        }
        Flat(offsets, bytes)
    }

    fn column<'a>(&'a self, name: &'a str) -> Column<'a> {
        Column {
            name,
            cells: Cells::Texts(Texts::Offsets {
                offsets: &self.0,
                bytes: self.1.as_bytes(),
            }),
            valid: None,
        }
    }
}

/// Nanoseconds of processor time so far.
fn cpu() -> u64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split(' ')
        .next()
        .and_then(|first| first.parse().ok())
        .unwrap_or(0)
}

fn main() -> Result<(), String> {
    let mut asked = std::env::args()
        .skip(1)
        .map(|text| text.parse::<u64>().unwrap_or(0));
    let (channels, items) = (
        asked.next().unwrap_or(60_000),
        asked.next().unwrap_or(2_000_000),
    );
    let request = format!(
        r#"{{ "rules": {RULES}, "period": "2022-10", "as_of": "2022-11-15", "coverage": {{ "publications": {{ "from": "always", "to": "2022-11-20" }} }} }}"#
    );
    let plan = tongbao::wire::plan_of(&request).map_err(|problem| problem.to_string())?;
    let ids = Flat::of((0..channels).map(|ix| format!("c{ix:06}")));
    let units = Flat::of((0..channels).map(|ix| format!("u{:04}", ix / 20)));
    let kinds = Flat::of((0..channels).map(|ix| {
        match ix % 3 {
            0 => "column",
            1 => "wechat",
            _ => "weibo",
        }
        .to_owned()
    }));
    let mut numbers = Numbers(7);
    // September to the middle of November
    let first: i64 = 1_661_961_600;
    let mut times: Vec<(i64, u32)> = (0..items)
        .map(|_| {
            (
                first + numbers.next(75 * 86_400) as i64,
                numbers.next(channels) as u32,
            )
        })
        .collect();
    times.sort_unstable();
    let tables = Tables {
        units: None,
        channels: vec![Chunk {
            columns: vec![ids.column("id"), units.column("unit"), kinds.column("kind")],
        }],
        publications: Vec::new(),
    };
    let seconds = |from: u64| (cpu() - from) as f64 / 1e9;
    let begun = cpu();
    let mut monitor = plan
        .monitor(&tables, 1)
        .map_err(|told| format!("{told:?}"))?;
    println!("made: {:.3} s", seconds(begun));
    let mut changes = 0;
    let begun = cpu();
    for (at, channel) in &times {
        black_box(monitor.add(ChannelHandle(*channel), *at));
        changes += monitor.changes().len();
    }
    println!(
        "add: {:.0} ns an item, {changes} changes",
        seconds(begun) * 1e9 / items as f64
    );
    let mut monitor = plan
        .monitor(&tables, 1)
        .map_err(|told| format!("{told:?}"))?;
    let mut findings = 0;
    let begun = cpu();
    for (at, channel) in &times {
        black_box(monitor.add(ChannelHandle(*channel), *at));
        findings += black_box(monitor.findings_of(ChannelHandle(*channel))).len();
    }
    println!(
        "add and findings: {:.0} ns an item, {findings} findings",
        seconds(begun) * 1e9 / items as f64
    );
    let begun = cpu();
    let answer = monitor.answer().map_err(|told| format!("{told:?}"))?;
    println!(
        "answer: {:.3} s, {} findings",
        seconds(begun),
        answer.findings.rows()
    );
    let begun = cpu();
    let bytes = monitor.to_bytes().map_err(|told| format!("{told:?}"))?;
    println!(
        "bytes: {:.3} s, {} MB",
        seconds(begun),
        bytes.len() / 1_000_000
    );
    let begun = cpu();
    let day = monitor.as_of().plus_days(1);
    monitor.advance(day).map_err(|told| format!("{told:?}"))?;
    println!(
        "a day on: {:.3} s, {} changes",
        seconds(begun),
        monitor.changes().len()
    );
    let begun = cpu();
    let own = monitor.findings_of(ChannelHandle(4));
    let table = monitor.table(&own).map_err(|told| format!("{told:?}"))?;
    println!(
        "in words: {:.3} ms, {} rows",
        seconds(begun) * 1e3,
        table.rows()
    );
    let begun = cpu();
    let next = monitor
        .next_change(ChannelHandle(4), day.plus_days(30))
        .map_err(|told| format!("{told:?}"))?;
    println!("next change: {:.3} ms, {next:?}", seconds(begun) * 1e3);
    Ok(())
}
