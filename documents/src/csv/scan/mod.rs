//! Large CSV files, block by block: each block's records as ranges of the wanted cells, read by several threads, never the
//! whole file in memory.
//!
//! What a record is, and which are skipped as blank, is as [`super::read_csv`] has it. Not looked at is whether the text
//! of columns that nobody wants is UTF-8.

mod blocks;
mod faults;
mod marks;
mod rows;
mod source;
#[cfg(test)]
mod tests;

use super::decode::{Encoding, NotUtf8, lines};
use blocks::{Block, Blocks};
use faults::Fault;
use rows::{Header, Rows, UNWANTED};
use source::Source;
use std::collections::BTreeSet;
use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use tongbao::bulk::{Cells, Chunk, Column, Texts};
use tongbao::diagnostic::Diagnostic;
use tongbao::records::headers::trimmed;

/// Which columns are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub enum Wanted<'a> {
    /// All of them, each by its header.
    #[default]
    All,
    /// Those of which one of some names is the header: the names of a column, for each. ASCII letters are the same in
    /// either case, white space around a header is none of it. A column that is not there is left out.
    Named(&'a [&'a [&'a str]]),
}

/// How a file is scanned.
#[derive(Clone, Copy, Debug)]
pub struct Scan<'a> {
    /// The file as the user named it, for what is told.
    pub file: &'a str,
    /// Its encoding.
    pub encoding: Encoding,
    /// The columns that are wanted.
    pub wanted: Wanted<'a>,
    /// How many threads read; with one, or in a browser, nothing is started.
    pub threads: usize,
    /// About how many bytes are read together. What comes out is the same for every size.
    pub block: usize,
}

impl Default for Scan<'_> {
    fn default() -> Self {
        Scan {
            file: "",
            encoding: Encoding::default(),
            wanted: Wanted::default(),
            threads: 1,
            block: 256 << 10,
        }
    }
}

/// Some records of a file, those that have as many cells as the header.
#[derive(Clone, Copy, Debug)]
pub struct Records<'r> {
    /// The place of the block among the blocks of the file, from 0.
    pub block: usize,
    /// How many there are.
    pub rows: usize,
    /// The names of the columns, as [`Scanned::columns`] has them.
    pub names: &'r [String],
    /// For each column the first byte and the length of each cell.
    pub ranges: &'r [Vec<(u32, u32)>],
    /// What the ranges point into.
    pub bytes: &'r [u8],
}

impl<'r> Records<'r> {
    /// The records as columns, nothing copied.
    pub fn chunk(&self) -> Chunk<'r> {
        let columns = self.names.iter().zip(self.ranges);
        let column = |(name, ranges): (&'r String, &'r Vec<(u32, u32)>)| Column {
            name,
            cells: Cells::Texts(Texts::Ranges {
                ranges,
                bytes: self.bytes,
            }),
            valid: None,
        };
        Chunk {
            columns: columns.map(column).collect(),
        }
    }
}

/// A record that has more or fewer cells than the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The line on which it begins; the header is on line 1.
    pub line: u32,
    /// How many cells it has.
    pub cells: u32,
}

/// What was read: rows = good + misfits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scanned {
    /// The header, every cell of it.
    pub header: Vec<String>,
    /// The names of the wanted columns that are there: of [`Wanted::Named`] the first name of each, else the header's.
    pub columns: Vec<String>,
    /// How many records, blank ones and the header left out.
    pub rows: u64,
    /// How many of them have as many cells as the header.
    pub good: u64,
    /// How many have more or fewer.
    pub misfits: u64,
    /// The first hundred of these.
    pub first_misfits: Vec<Misfit>,
}

/// So many records that have more or fewer cells than the header are listed.
const MISFITS_SHOWN: usize = 100;

impl Scan<'_> {
    /// Scans a file. Each thread makes a state, and hands to `take` its state and the records of one block after the
    /// other, in the order of the file as far as one thread is concerned. The states come back, in no order.
    ///
    /// # Errors
    /// If the file cannot be read, is in another encoding, has a NUL byte, no header or one with a column twice, or a
    /// quote that is never closed; what `take` refuses. Of several that which comes first in the file.
    pub fn run<S: Send>(
        &self,
        source: impl Read + Send,
        make: impl Fn() -> S + Sync,
        take: impl Fn(&mut S, &Records<'_>) -> Result<(), Vec<Diagnostic>> + Sync,
    ) -> Result<(Vec<S>, Scanned), Vec<Diagnostic>> {
        let told = |fault: Fault, before: u32| fault.told(self.file, before);
        let source = Source::open(source, self.encoding)
            .map_err(|stop| told(Fault::NoBlock(blocks::Fault::Stop(stop, 0)), 0))?;
        let mut blocks = Blocks::new(source, self.block);
        let (header, before) =
            first_record(&mut blocks).map_err(|(fault, before)| told(fault, before))?;
        let layout = Layout::of(self, header.cells)?;
        let shared = Shared {
            layout: &layout,
            blocks: Mutex::new(blocks),
            stopped: AtomicBool::new(false),
        };
        let parts = together(self.threads, || {
            let mut state = make();
            let part = shared.read(|records| take(&mut state, records));
            (state, part)
        });
        let (states, parts): (Vec<S>, Vec<Part>) = parts.into_iter().unzip();
        let scanned = joined(parts, before)
            .map_err(|(fault, before)| told(fault, before))
            .map(|scanned| Scanned {
                header: layout.header,
                columns: layout.names,
                ..scanned
            })?;
        Ok((states, scanned))
    }
}

/// The header, and how many lines end with it.
fn first_record<R: Read>(blocks: &mut Blocks<R>) -> Result<(Header, u32), (Fault, u32)> {
    let mut block = Block::default();
    let mut before = 0_u32;
    loop {
        match blocks.next(&mut block) {
            Ok(true) => {}
            Ok(false) => return Err((Fault::NoHeader, before)),
            Err(fault) => return Err((Fault::NoBlock(fault), before)),
        }
        let bytes = block.bytes();
        let read =
            Header::read(bytes).map_err(|at| (Fault::NotUtf8(NotUtf8::new(bytes, at)), before))?;
        let Some(header) = read else {
            refuse_nul(bytes).map_err(|fault| (fault, before))?;
            before = before.saturating_add(lines(bytes));
            continue;
        };
        let (own, rest) = bytes.split_at_checked(header.bytes).unwrap_or((bytes, &[]));
        refuse_nul(own).map_err(|fault| (fault, before))?;
        blocks.give_back(rest);
        let before = before.saturating_add(header.lines);
        return Ok((header, before));
    }
}

fn refuse_nul(bytes: &[u8]) -> Result<(), Fault> {
    match memchr::memchr(0, bytes) {
        None => Ok(()),
        Some(at) => Err(Fault::Nul(lines(bytes.get(..at).unwrap_or_default()))),
    }
}

/// Which cell of a record goes where.
struct Layout {
    header: Vec<String>,
    names: Vec<String>,
    /// For each cell of a record its column.
    wanted: Vec<u32>,
}

impl Layout {
    fn of(scan: &Scan<'_>, header: Vec<String>) -> Result<Layout, Vec<Diagnostic>> {
        let mut seen = BTreeSet::new();
        for cell in header.iter().map(|cell| trimmed(cell)) {
            if !cell.is_empty() && !seen.insert(cell) {
                return Err(vec![faults::header_twice(scan.file, cell, cell)]);
            }
        }
        let mut layout = Layout {
            wanted: vec![UNWANTED; header.len()],
            names: Vec::new(),
            header,
        };
        match scan.wanted {
            Wanted::All => {
                layout.names = layout.header.clone();
                layout.wanted = (0..).take(layout.header.len()).collect();
            }
            Wanted::Named(columns) => {
                for names in columns {
                    layout.find(names, scan.file)?;
                }
            }
        }
        Ok(layout)
    }

    fn find(&mut self, names: &[&str], file: &str) -> Result<(), Vec<Diagnostic>> {
        let named = |cell: &str| names.iter().any(|name| name.eq_ignore_ascii_case(cell));
        let mut found: Option<&str> = None;
        for (cell, wanted) in self.header.iter().zip(&mut self.wanted) {
            let cell = trimmed(cell);
            if !named(cell) {
                continue;
            }
            if let Some(before) = found {
                return Err(vec![faults::header_twice(file, before, cell)]);
            }
            found = Some(cell);
            *wanted = self.names.len() as u32;
        }
        if found.is_some() {
            self.names
                .push(names.first().copied().unwrap_or_default().to_owned());
        }
        Ok(())
    }
}

/// What the threads have in common.
struct Shared<'l, R> {
    layout: &'l Layout,
    blocks: Mutex<Blocks<R>>,
    /// Set where a block cannot be read: none after it is begun.
    stopped: AtomicBool,
}

/// What one thread has read.
#[derive(Default)]
struct Part {
    /// Of each block its number, how many lines and rows it has, and how many misfits.
    blocks: Vec<(usize, u32, u32, u32)>,
    /// Of each misfit its block, how many lines of it come before, and its cells.
    misfits: Vec<(usize, rows::Misfit)>,
    fault: Option<(usize, Fault)>,
}

impl<R: Read> Shared<'_, R> {
    fn read(&self, mut take: impl FnMut(&Records<'_>) -> Result<(), Vec<Diagnostic>>) -> Part {
        let mut part = Part::default();
        let mut block = Block::default();
        let mut rows = Rows::default();
        while !self.stopped.load(Ordering::Relaxed) {
            let next = {
                let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
                blocks.next(&mut block)
            };
            let read = match next {
                Ok(false) => break,
                Ok(true) => self.read_block(&mut block, &mut rows, &mut part, &mut take),
                Err(fault) => Err(Fault::NoBlock(fault)),
            };
            if let Err(fault) = read {
                self.stopped.store(true, Ordering::Relaxed);
                part.fault = Some((block.number, fault));
            }
        }
        part
    }

    fn read_block(
        &self,
        block: &mut Block,
        rows: &mut Rows,
        part: &mut Part,
        take: &mut impl FnMut(&Records<'_>) -> Result<(), Vec<Diagnostic>>,
    ) -> Result<(), Fault> {
        let bytes = block.bytes();
        refuse_nul(bytes)?;
        let most = MISFITS_SHOWN.saturating_sub(part.misfits.len());
        rows.read(bytes, &self.layout.wanted, most)
            .map_err(|at| Fault::NotUtf8(NotUtf8::new(bytes, at)))?;
        if rows.has_written() {
            rows.rewrite(block.bytes_mut());
        }
        let number = block.number;
        part.blocks
            .push((number, rows.lines, rows.rows, rows.misfits));
        let misfits = rows.first_misfits.iter();
        part.misfits.extend(misfits.map(|misfit| (number, *misfit)));
        let records = Records {
            block: number,
            rows: rows.rows as usize,
            names: &self.layout.names,
            ranges: &rows.columns,
            bytes: block.bytes(),
        };
        take(&records).map_err(Fault::Refused)
    }
}

/// The parts of all threads, with the lines before the first block.
fn joined(parts: Vec<Part>, before: u32) -> Result<Scanned, (Fault, u32)> {
    let mut scanned = Scanned::default();
    let mut fault: Option<(usize, Fault)> = None;
    let (mut blocks, mut misfits) = (Vec::new(), Vec::new());
    for part in parts {
        blocks.extend(part.blocks);
        misfits.extend(part.misfits);
        if let Some((at, found)) = part.fault
            && fault.as_ref().is_none_or(|(first, _)| at < *first)
        {
            fault = Some((at, found));
        }
    }
    blocks.sort_unstable();
    let end = fault.as_ref().map(|(at, _)| *at);
    let mut line = before;
    let mut first_lines = Vec::with_capacity(blocks.len());
    for (number, lines, rows, misfits) in blocks {
        if end.is_some_and(|end| number >= end) {
            break;
        }
        first_lines.push(line);
        line = line.saturating_add(lines);
        scanned.good += u64::from(rows);
        scanned.misfits += u64::from(misfits);
    }
    if let Some((_, fault)) = fault {
        return Err((fault, line));
    }
    scanned.rows = scanned.good + scanned.misfits;
    misfits.sort_unstable_by_key(|(number, misfit)| (*number, misfit.lines_before));
    scanned.first_misfits = misfits
        .into_iter()
        .take(MISFITS_SHOWN)
        .map(|(number, misfit)| Misfit {
            line: first_lines
                .get(number)
                .map_or(0, |line| line.saturating_add(misfit.lines_before))
                .saturating_add(1),
            cells: misfit.cells,
        })
        .collect();
    Ok(scanned)
}

/// Does a work on so many threads, the calling one among them. If one cannot be started, the others do the work.
fn together<T: Send>(threads: usize, work: impl Fn() -> T + Sync) -> Vec<T> {
    let further = if cfg!(target_family = "wasm") {
        0
    } else {
        threads.saturating_sub(1)
    };
    if further == 0 {
        return vec![work()];
    }
    std::thread::scope(|scope| {
        let started: Vec<_> = (0..further)
            .map_while(|_| std::thread::Builder::new().spawn_scoped(scope, &work).ok())
            .collect();
        let mut done = vec![work()];
        for thread in started {
            match thread.join() {
                Ok(part) => done.push(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    })
}
