//! How quickly a large CSV file of items is read: `cargo run --release -p tongbao-documents --example scan_csv -- FILE [THREADS [BLOCK]]`.
//!
//! A file that is not there is written first: two million items of sixty thousand channels, some 170 MB. Printed are the
//! least wall time and the processor time of several runs: of reading alone, of finding the cells, of counting the items.
#![expect(clippy::print_stdout, reason = "it is a program")]

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::time::{Duration, Instant};
use tongbao::bulk::{Cells, Chunk, Column, Tables, Tally, Texts};
use tongbao_documents::csv::scan::{Scan, Wanted};

const CHANNELS: u64 = 60_000;
const ITEMS: u64 = 2_000_000;
const RUNS: usize = 9;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut given = std::env::args().skip(1);
    let path = given.next().unwrap_or_else(|| "items.csv".to_owned());
    let threads: usize = given.next().map_or(Ok(1), |text| text.parse())?;
    let block: usize = given.next().map_or(Ok(1 << 20), |text| text.parse())?;
    let only = given.next().unwrap_or_default();
    let wanted = |what: &str| only.is_empty() || only == what;
    if !std::fs::exists(&path)? {
        write_items(&path)?;
    }

    if wanted("read") {
        best("reading alone", || {
            let mut file = File::open(&path)?;
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

    let scan = Scan {
        file: &path,
        wanted: Wanted::Named(&[&["channel", "channel_id"], &["published_at"]]),
        threads,
        block,
        ..Scan::default()
    };
    if wanted("find") {
        best("finding the cells", || {
            let scanned = scan.run(File::open(&path)?, || (), |(), _| Ok(()));
            Ok(scanned.map_or(0, |(_, scanned)| scanned.rows))
        })?;
    }
    if !wanted("count") {
        return Ok(());
    }

    let plan = tongbao::wire::plan_of(PLAN).map_err(|problem| problem.to_string())?;
    let ids: Vec<String> = (0..2 * CHANNELS)
        .map(|number| format!("ch-{number:06}"))
        .collect();
    let texts = Columns::of(ids.iter().map(String::as_str));
    let (unit, kind) = (["u"], ["wechat"]).map_each(ids.len());
    let tables = Tables {
        units: None,
        channels: vec![Chunk {
            columns: vec![texts.named("id"), unit.named("unit"), kind.named("kind")],
        }],
        publications: Vec::new(),
    };
    let roster = plan
        .roster(&tables)
        .map_err(|_| "the channels cannot be read")?;
    best("counting the items", || {
        let scanned = scan.run(
            File::open(&path)?,
            || plan.tally(&roster),
            |tally: &mut Tally, records| plan.add(tally, &roster, &records.chunk()),
        );
        let (tallies, scanned) = scanned.map_err(|_| io::Error::other("it cannot be read"))?;
        let mut all = plan.tally(&roster);
        for tally in tallies {
            all.join(tally);
        }
        Ok(scanned.rows)
    })?;
    Ok(())
}

const PLAN: &str = r#"{ "period": "2022-10", "as_of": "2022-11-10",
  "rules": { "format": 1, "id": "t", "version": 1, "title": "t", "effective": { "from": "2020-01-01" },
    "rule": { "weekly": { "of": "account", "each": "week", "measure": { "count": "pushes" }, "require": { "at_least": 2 },
      "text": { "zh": "少", "en": "few" }, "basis": { "document": "d" } } } } }"#;

/// A column of texts.
struct Columns {
    bytes: String,
    ranges: Vec<(u32, u32)>,
}

impl Columns {
    fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Columns {
        let (mut bytes, mut ranges) = (String::new(), Vec::new());
        for text in texts {
            ranges.push((bytes.len() as u32, text.len() as u32));
            bytes.push_str(text);
        }
        Columns { bytes, ranges }
    }

    fn named<'c>(&'c self, name: &'c str) -> Column<'c> {
        Column {
            name,
            cells: Cells::Texts(Texts::Ranges {
                ranges: &self.ranges,
                bytes: self.bytes.as_bytes(),
            }),
            valid: None,
        }
    }
}

trait MapEach {
    fn map_each(self, rows: usize) -> (Columns, Columns);
}

impl MapEach for ([&str; 1], [&str; 1]) {
    fn map_each(self, rows: usize) -> (Columns, Columns) {
        let of = |[text]: [&str; 1]| Columns::of(std::iter::repeat_n(text, rows));
        (of(self.0), of(self.1))
    }
}

fn best(what: &str, run: impl Fn() -> io::Result<u64>) -> io::Result<()> {
    let (mut wall, mut processor) = (Duration::MAX, Duration::MAX);
    let mut result = 0;
    for _ in 0..RUNS {
        let (began, before) = (Instant::now(), processor_time());
        result = run()?;
        wall = wall.min(began.elapsed());
        processor = processor.min(processor_time().saturating_sub(before));
    }
    println!(
        "{what}: {:.1} ms, processors {:.0} ms ({result})",
        wall.as_secs_f64() * 1e3,
        processor.as_secs_f64() * 1e3
    );
    Ok(())
}

/// User and system time of this process, where the system tells it: in nanoseconds of its scheduler, for each thread that
/// lives, or in hundredths of a second.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    Duration::from_millis(ticks * 10)
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
