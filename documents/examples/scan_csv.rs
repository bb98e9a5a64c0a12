//! How quickly large CSV files are judged:
//! `cargo run --release -p tongbao-documents --example scan_csv -- CHANNELS ITEMS [THREADS [BLOCK [PHASE]]]`.
//!
//! Files that are not there are written first: two million items of sixty thousand channels, some 170 MB. Printed are the
//! least wall time and the mean processor time of several runs of each phase: `read` (reading alone), `find` (finding the
//! cells), `judge` (everything).
#![expect(clippy::print_stdout, reason = "it is a program")]

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::time::{Duration, Instant};
use tongbao::wire::plan_of;
use tongbao_documents::csv::inspect::{Reading, inspect};
use tongbao_documents::csv::scan::{Scan, Wanted};

const CHANNELS: u64 = 60_000;
const ITEMS: u64 = 2_000_000;
const RUNS: u32 = 11;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut given = std::env::args().skip(1);
    let channels = given.next().unwrap_or_else(|| "channels.csv".to_owned());
    let items = given.next().unwrap_or_else(|| "items.csv".to_owned());
    let threads: usize = given.next().map_or(Ok(1), |text| text.parse())?;
    let block: usize = given
        .next()
        .map_or(Ok(Scan::default().block), |text| text.parse())?;
    let only = given.next();
    let asked = |phase: &str| only.as_deref().is_none_or(|only| only == phase);
    if !std::fs::exists(&channels)? {
        write_channels(&channels)?;
    }
    if !std::fs::exists(&items)? {
        write_items(&items)?;
    }

    if asked("read") {
        best("read", || {
            let mut file = File::open(&items)?;
            let mut room = vec![0; block];
            let mut length = 0;
            loop {
                match file.read(&mut room)? {
                    0 => return Ok(length),
                    count => length += count as u64,
                }
            }
        })?;
    }
    if asked("find") {
        let scan = Scan {
            file: &items,
            wanted: Wanted::Named(&[&["channel", "channel_id"], &["published_at"]]),
            threads,
            block,
            ..Scan::default()
        };
        best("find", || {
            let scanned = scan.run(File::open(&items)?, || (), |(), _| Ok(()));
            Ok(scanned.map_or(0, |(_, scanned)| scanned.rows))
        })?;
    }
    if asked("judge") {
        let plan = plan_of(PLAN).map_err(|problem| problem.to_string())?;
        let reading = Reading {
            threads,
            block,
            ..Reading::default()
        };
        best("judge", || {
            let judged = inspect(&plan, &reading, File::open(&channels)?, || {
                File::open(&items)
            });
            let (answer, _) = judged.map_err(|told| io::Error::other(format!("{told:?}")))?;
            Ok(answer.findings.rows() as u64)
        })?;
    }
    Ok(())
}

const PLAN: &str = r#"{ "period": "2022-10", "as_of": "2022-11-10",
  "coverage": { "publications": { "from": "2021-10-01", "to": "2022-11-10" } },
  "rules": { "format": 1, "id": "t", "version": 1, "title": "t", "effective": { "from": "2020-01-01" },
    "weeks": { "start": "monday", "belong": "majority" }, "rejected_rows": "ignore",
    "rule": {
      "weekly": { "of": "account", "each": "week", "measure": { "count": "pushes" }, "require": { "at_least": 2 },
        "text": { "zh": "少", "en": "few" }, "basis": { "document": "d" } },
      "stale": { "of": "account", "measure": { "gap": "publications" }, "breach_when": { "more_than": "14 days" },
        "text": { "zh": "旧", "en": "old" }, "basis": { "document": "d" } } } } }"#;

fn write_channels(path: &str) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "channel_id,unit_id,kind")?;
    for channel in 0..CHANNELS {
        writeln!(
            file,
            "ch-{:06},u-{:05},wechat",
            channel * 2,
            channel % 6_000
        )?;
    }
    file.flush()
}

fn best(phase: &str, run: impl Fn() -> io::Result<u64>) -> io::Result<()> {
    let mut wall = Duration::MAX;
    let mut result = run()?;
    let before = processor_time();
    for _ in 0..RUNS {
        let began = Instant::now();
        result = run()?;
        wall = wall.min(began.elapsed());
    }
    let processor = processor_time().saturating_sub(before) / RUNS;
    println!(
        "{phase}: {:.1} ms, processors {:.0} ms ({result})",
        wall.as_secs_f64() * 1e3,
        processor.as_secs_f64() * 1e3
    );
    Ok(())
}

/// User and system time of this process, in hundredths of a second, where the system tells it.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let hundredths: u64 = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    Duration::from_millis(hundredths * 10)
}

fn write_items(path: &str) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "channel_id,published_at,title")?;
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: u64| {
        // xorshift
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let words = [
        "关于",
        "召开",
        "安全生产工作会议",
        "政务公开工作要点",
        "印发",
        "市教育局",
        "优化营商环境若干措施",
    ];
    for item in 0..ITEMS {
        let (day, second) = (item * 390 / ITEMS, random(86_400));
        let (month, day) = (day / 30, day % 28 + 1);
        let (year, month) = (2021 + (month + 9) / 12, (month + 9) % 12 + 1);
        let channel = random(CHANNELS) * 2;
        write!(
            file,
            "ch-{channel:06},{year}-{month:02}-{day:02}T{:02}:{:02}:{:02}+08:00,",
            second / 3_600,
            second / 60 % 60,
            second % 60
        )?;
        let mut title = String::new();
        for _ in 0..random(3) + 1 {
            title.push_str(words.get(random(7) as usize).copied().unwrap_or_default());
        }
        match random(50) {
            0 => writeln!(file, "\"{title}, {}项\"", random(30))?,
            1 => writeln!(file, "\"\"\"{title}\"\"发布\"")?,
            _ => writeln!(file, "{title}")?,
        }
    }
    file.flush()
}
