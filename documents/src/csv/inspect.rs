//! Large CSV files judged: the channels read whole, the items block by block into tallies.

use super::Encoding;
use super::read::place;
use super::scan::{Misfit, Records, Scan, Scanned, Wanted};
use std::io::{self, Read};
use tongbao::bulk::{Adding, Answer, Cells, Chunk, Column, Plan, Roster, Tables, Tally, Texts};
use tongbao::diagnostic::{Diagnostic, Text};
use tongbao::records::RecordKind;
use tongbao::records::headers::trimmed;

/// How the files of an inspection are read.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The file of channels as the user named it.
    pub channels: &'a str,
    /// The file of items as the user named it.
    pub publications: &'a str,
    /// The encoding of both.
    pub encoding: Encoding,
    /// How many threads read and count. The answer is the same for any number.
    pub threads: usize,
    /// About how many bytes are read together; the answer is the same for any number.
    pub block: usize,
}

impl Default for Reading<'_> {
    fn default() -> Self {
        Reading {
            channels: "channels.csv",
            publications: "publications.csv",
            encoding: Encoding::default(),
            threads: 1,
            block: Scan::default().block,
        }
    }
}

/// What became of the rows of both files. The rows of items that were read are those of the answer's account and the
/// misfits here, which are rejected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CsvAccount {
    /// The channels.
    pub channels: Scanned,
    /// The items.
    pub publications: Scanned,
}

/// Judges the channels and items of two CSV files: columns as [`Tables`] has them, headers in either case. The file of
/// items is opened, and opened again if it has something that a single pass does not keep.
///
/// An item with more or fewer cells than the header is rejected, and may concern any channel at any time.
///
/// ```
/// use tongbao_documents::csv::inspect::{Reading, inspect};
/// let plan = tongbao::wire::plan_of(r#"{ "rules": "zhanggong-2022", "period": "2022-10", "as_of": "2022-11-15" }"#);
/// let channels = "id,unit,kind\na1,沙石镇,微信\n".as_bytes();
/// let items = "channel,published_at,title\na1,2022-10-05T10:00:00+08:00,\"甲,乙\"\n".as_bytes();
/// let judged = plan.ok().and_then(|plan| inspect(&plan, &Reading::default(), channels, || Ok(items)).ok());
/// let (answer, account) = judged.unwrap_or_default();
/// assert_eq!((answer.account.rows, account.publications.misfits), (1, 0));
/// ```
///
/// # Errors
/// What is wrong with a file as such, a column that is missing, whatever is wrong with a channel.
pub fn inspect<P: Read + Send>(
    plan: &Plan,
    reading: &Reading<'_>,
    channels: impl Read + Send,
    publications: impl Fn() -> io::Result<P>,
) -> Result<(Answer, CsvAccount), Vec<Diagnostic>> {
    let scan = Scan {
        file: reading.channels,
        encoding: reading.encoding,
        wanted: Wanted::All,
        threads: reading.threads,
        block: reading.block,
    };
    let channels = Whole::read(&scan, channels, CHANNELS)?;
    if channels.scanned.misfits > 0 {
        let misfits = channels.scanned.first_misfits.iter();
        let width = channels.scanned.header.len();
        return Err(misfits
            .map(|misfit| wrong_width(reading.channels, misfit, width))
            .collect());
    }
    let tables = Tables {
        units: None,
        channels: channels.chunks(),
        publications: Vec::new(),
    };
    let scan = Scan {
        file: reading.publications,
        ..scan
    };
    let open = || publications().map_err(|error| vec![unopened(reading.publications, &error)]);
    let roster = plan.roster_by(&tables, reading.threads)?;
    if plan.long_way().is_none() {
        let (tally, scanned) = tallied(plan, &scan, &roster, open()?)?;
        if let Some(answer) = plan.judge_by(&tables, &roster, &tally, reading.threads)? {
            return Ok(accounted(answer, channels.scanned, scanned));
        }
    }
    let items = Whole::read(&scan, open()?, ITEMS)?;
    let misfits = Misfits::of(&items.scanned);
    let mut publications = items.chunks();
    publications.extend(misfits.chunk(&items.names));
    let tables = Tables {
        publications,
        ..tables
    };
    let answer = plan.inspect(&tables, reading.threads)?;
    Ok(accounted(answer, channels.scanned, items.scanned))
}

/// What the table of channels may have.
const CHANNELS: &[RecordKind] = &[RecordKind::Accounts, RecordKind::Columns, RecordKind::Sites];
/// What the table of items may have.
const ITEMS: &[RecordKind] = &[RecordKind::Publications];
/// The columns that a tally keeps.
const CHANNEL: &[&str] = &["channel", "channel_id", "渠道"];
const PUBLISHED: &[&str] = &["published_at", "发布时间"];
/// What is known beside the names of the ordinary tables.
const ALIASES: &[&str] = &["channel_id", "unit_id", "kind"];

/// The items of a file, counted and forgotten.
fn tallied(
    plan: &Plan,
    scan: &Scan<'_>,
    roster: &Roster<'_>,
    source: impl Read + Send,
) -> Result<(Tally, Scanned), Vec<Diagnostic>> {
    let scan = Scan {
        wanted: Wanted::Named(&[CHANNEL, PUBLISHED]),
        ..*scan
    };
    let (added, scanned) = scan.run(
        source,
        || plan.adding(roster),
        |adding, records| adding.add(&records.chunk()),
    )?;
    let mut tallies = added.into_iter().map(Adding::end);
    let mut tally = tallies.next().unwrap_or_else(|| plan.tally(roster));
    for other in tallies {
        tally.join(other);
    }
    // what the header has, whether there are rows or not, and the rows that had no cells to read
    let header = names(&scanned.header, ITEMS);
    let none = header.iter().map(|name| texts(name, &[], &[]));
    let columns = none.collect();
    plan.add(&mut tally, roster, &Chunk { columns })?;
    if let Some(chunk) = Misfits::of(&scanned).chunk(&scanned.columns) {
        plan.add(&mut tally, roster, &chunk)?;
    }
    Ok((tally, scanned))
}

/// An answer that took misfits for rows without a time, and what was read.
fn accounted(mut answer: Answer, channels: Scanned, publications: Scanned) -> (Answer, CsvAccount) {
    let account = &mut answer.account;
    account.rows -= publications.misfits.min(account.rows);
    account.bad_date -= publications.misfits.min(account.bad_date);
    let account = CsvAccount {
        channels,
        publications,
    };
    (answer, account)
}

/// Rows of which nothing is known: of no channel, at no time.
struct Misfits {
    nothing: Vec<(u32, u32)>,
    no_time: Vec<(u32, u32)>,
}

impl Misfits {
    const BYTES: &'static [u8] = b"?";

    fn of(scanned: &Scanned) -> Misfits {
        let rows = usize::try_from(scanned.misfits).unwrap_or(usize::MAX);
        Misfits {
            nothing: vec![(0, 0); rows],
            no_time: vec![(0, 1); rows],
        }
    }

    fn chunk<'c>(&'c self, names: &'c [String]) -> Option<Chunk<'c>> {
        let column = |name: &'c String| {
            let ranges = if PUBLISHED.contains(&name.as_str()) {
                &self.no_time
            } else {
                &self.nothing
            };
            texts(name, ranges, Misfits::BYTES)
        };
        (!self.nothing.is_empty()).then(|| Chunk {
            columns: names.iter().map(column).collect(),
        })
    }
}

fn texts<'c>(name: &'c str, ranges: &'c [(u32, u32)], bytes: &'c [u8]) -> Column<'c> {
    Column {
        name,
        cells: Cells::Texts(Texts::Ranges { ranges, bytes }),
        valid: None,
    }
}

/// A file read whole.
struct Whole {
    blocks: Vec<Held>,
    names: Vec<String>,
    scanned: Scanned,
}

/// The records of a block.
struct Held {
    number: usize,
    bytes: Vec<u8>,
    ranges: Vec<Vec<(u32, u32)>>,
}

impl Whole {
    fn read(
        scan: &Scan<'_>,
        source: impl Read + Send,
        kinds: &[RecordKind],
    ) -> Result<Whole, Vec<Diagnostic>> {
        let hold = |held: &mut Vec<Held>, records: &Records<'_>| {
            held.push(Held {
                number: records.block,
                bytes: records.bytes.to_vec(),
                ranges: records.ranges.to_vec(),
            });
            Ok(())
        };
        let (held, scanned) = scan.run(source, Vec::new, hold)?;
        let mut blocks: Vec<Held> = held.into_iter().flatten().collect();
        blocks.sort_unstable_by_key(|held| held.number);
        if blocks.is_empty() {
            blocks.push(Held {
                number: 0,
                bytes: Vec::new(),
                ranges: vec![Vec::new(); scanned.header.len()],
            });
        }
        Ok(Whole {
            blocks,
            names: names(&scanned.header, kinds),
            scanned,
        })
    }

    fn chunks(&self) -> Vec<Chunk<'_>> {
        self.blocks
            .iter()
            .map(|held| {
                let columns = self.names.iter().zip(&held.ranges);
                Chunk {
                    columns: columns
                        .map(|(name, ranges)| texts(name, ranges, &held.bytes))
                        .collect(),
                }
            })
            .collect()
    }
}

/// The headers by the names under which columns of tables are known.
fn names(header: &[String], kinds: &[RecordKind]) -> Vec<String> {
    let name = |cell: &String| {
        let cell = trimmed(cell);
        let mut keys = kinds
            .iter()
            .flat_map(|kind| kind.columns())
            .map(|column| column.key);
        let known = keys.find(|key| key.eq_ignore_ascii_case(cell)).or_else(|| {
            ALIASES
                .iter()
                .copied()
                .find(|alias| alias.eq_ignore_ascii_case(cell))
        });
        known.unwrap_or(cell).to_owned()
    };
    header.iter().map(name).collect()
}

fn wrong_width(file: &str, misfit: &Misfit, width: usize) -> Diagnostic {
    let Misfit { line, cells } = *misfit;
    Diagnostic::error(
        "row.width",
        Text::new(
            format!("这一行有{cells}格，表头有{width}格"),
            format!("the row has {cells} cells, the header has {width}"),
        ),
    )
    .at(place(file, Some(line)))
    .with_value(cells.to_string())
    .with_next_step(Text::new(
        "补齐或去掉多余的格；内容里有逗号的格要用英文双引号括起来",
        "add or remove cells; a cell that holds a comma needs double quotes around it",
    ))
}

fn unopened(file: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error(
        "csv.unread",
        Text::new("文件打不开", "the file cannot be opened"),
    )
    .at(place(file, None))
    .with_value(error.to_string())
    .with_next_step(Text::new(
        "核对文件名和读取权限",
        "check its name and whether it may be read",
    ))
}
