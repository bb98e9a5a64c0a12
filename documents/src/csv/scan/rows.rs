//! A block's records as ranges of the wanted cells.

use super::super::decode::lines;
use super::super::read::is_blank;
use super::marks::Ends;

/// A cell's first byte and its length.
pub(super) type Range = (u32, u32);

/// Marks a place of a record whose cells nobody wants.
pub(super) const UNWANTED: u32 = u32::MAX;

/// A record whose number of cells is not that of the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    /// Lines of the block before it.
    pub lines_before: u32,
    /// How many cells it has.
    pub cells: u32,
}

/// The records of a block. Reading another block uses the same memory again.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// For each wanted column the cells, one a row.
    pub columns: Vec<Vec<Range>>,
    /// How many rows have as many cells as the header.
    pub rows: u32,
    /// How many rows have more or fewer, and the first of them.
    pub misfits: u32,
    pub first_misfits: Vec<Misfit>,
    /// How many lines the block has.
    pub lines: u32,
    /// Cells that are not what stands between their quotes.
    written: Vec<Written>,
    memory: Vec<u32>,
}

/// A cell that lies in the file otherwise than it reads: with doubled quotes, or with something behind the closing one.
#[derive(Clone, Copy, Debug)]
struct Written {
    column: u32,
    row: u32,
    /// Its opening quote.
    open: usize,
    end: usize,
}

/// A cell where it lies.
#[derive(Clone, Copy, Debug)]
struct Cell {
    from: usize,
    to: usize,
    /// The comma or line break behind it, or the end of the bytes.
    end: usize,
    /// Whether it reads otherwise than it lies.
    written: bool,
}

/// Goes from cell to cell.
struct Walk<'b> {
    bytes: &'b [u8],
    ends: Ends<'b>,
    at: usize,
    /// Line breaks within quotes.
    breaks_within: u32,
}

impl<'b> Walk<'b> {
    fn new(bytes: &'b [u8], memory: Vec<u32>) -> Walk<'b> {
        Walk {
            bytes,
            ends: Ends::new(bytes, memory),
            at: 0,
            breaks_within: 0,
        }
    }

    #[inline]
    fn cell(&mut self) -> Cell {
        let from = self.at;
        if self.bytes.get(from) == Some(&b'"') {
            return self.quoted(from);
        }
        let end = self.ends.next();
        Cell {
            from,
            to: end,
            end,
            written: false,
        }
    }

    #[inline(never)]
    fn quoted(&mut self, open: usize) -> Cell {
        let from = open + 1;
        let mut at = from;
        let mut doubled = false;
        let close = loop {
            let rest = self.bytes.get(at..).unwrap_or_default();
            let Some(quote) = memchr::memchr(b'"', rest) else {
                break self.bytes.len();
            };
            at += quote;
            if self.bytes.get(at + 1) != Some(&b'"') {
                break at;
            }
            doubled = true;
            at += 2;
        };
        let within = self.bytes.get(from..close).unwrap_or_default();
        if memchr::memchr2(b'\n', b'\r', within).is_some() {
            self.breaks_within += lines(within);
        }
        let behind = (close + 1).min(self.bytes.len());
        self.ends.seek(behind);
        let end = self.ends.next();
        let written = doubled || end > behind;
        Cell {
            from,
            to: if written { end } else { close },
            end,
            written,
        }
    }

    /// Goes behind the end of a cell; whether the record has another.
    #[inline]
    fn another(&mut self, cell: Cell) -> bool {
        self.at = cell.end + 1;
        self.bytes.get(cell.end) == Some(&b',')
    }

    /// Goes behind the second half of a line break.
    #[inline]
    fn end_line(&mut self) {
        if self.bytes.get(self.at) == Some(&b'\n')
            && self.at.checked_sub(1).and_then(|at| self.bytes.get(at)) == Some(&b'\r')
        {
            self.ends.next();
            self.at += 1;
        }
    }
}

impl Rows {
    /// Reads a block. `wanted` says for each cell of a record in which column it goes, or [`UNWANTED`].
    ///
    /// # Errors
    /// The place of a byte that is no UTF-8, in a wanted cell.
    pub fn read(&mut self, bytes: &[u8], wanted: &[u32], most_misfits: usize) -> Result<(), usize> {
        let columns = wanted.iter().filter(|column| **column != UNWANTED).count();
        self.columns.resize_with(columns, Vec::new);
        for column in &mut self.columns {
            column.clear();
        }
        self.written.clear();
        self.first_misfits.clear();
        (self.rows, self.misfits, self.lines) = (0, 0, 0);
        let mut walk = Walk::new(bytes, std::mem::take(&mut self.memory));
        while let Some(first) = bytes.get(walk.at) {
            if matches!(first, b'\n' | b'\r') {
                walk.at = walk.ends.next() + 1;
                walk.end_line();
                self.lines += 1;
                continue;
            }
            let begins = walk.at;
            let mut cells = 0;
            let mut more = true;
            for column in wanted {
                let cell = walk.cell();
                cells += 1;
                if let Some(ranges) = self.columns.get_mut(*column as usize) {
                    ranges.push((cell.from as u32, (cell.to - cell.from) as u32));
                    let text = bytes.get(cell.from..cell.to).unwrap_or_default();
                    if !is_ascii(text)
                        && let Err(error) = std::str::from_utf8(text)
                    {
                        return Err(cell.from + error.valid_up_to());
                    }
                    if cell.written {
                        self.written.push(Written {
                            column: *column,
                            row: self.rows,
                            open: cell.from - 1,
                            end: cell.end,
                        });
                    }
                }
                more = walk.another(cell);
                if !more {
                    break;
                }
            }
            while more {
                let cell = walk.cell();
                cells += 1;
                more = walk.another(cell);
            }
            let ends = walk.at - 1;
            walk.end_line();
            let lines_before = self.lines;
            self.lines += 1 + std::mem::take(&mut walk.breaks_within);
            if may_be_blank(bytes.get(begins..ends).unwrap_or_default())
                && is_blank_record(bytes.get(begins..ends).unwrap_or_default())
            {
                self.take_back();
            } else if cells == wanted.len() {
                self.rows += 1;
            } else {
                self.take_back();
                self.misfits += 1;
                if self.first_misfits.len() < most_misfits {
                    self.first_misfits.push(Misfit {
                        lines_before,
                        cells: u32::try_from(cells).unwrap_or(u32::MAX),
                    });
                }
            }
        }
        self.memory = walk.ends.into_memory();
        Ok(())
    }

    /// Forgets the cells of the last row.
    #[cold]
    fn take_back(&mut self) {
        for column in &mut self.columns {
            column.truncate(self.rows as usize);
        }
        while self.written.pop_if(|cell| cell.row == self.rows).is_some() {}
    }

    /// Whether some cells read otherwise than they lie.
    pub fn has_written(&self) -> bool {
        !self.written.is_empty()
    }

    /// Makes those cells lie as they read, each within its own place.
    pub fn rewrite(&mut self, bytes: &mut [u8]) {
        for cell in self.written.drain(..) {
            let place = bytes.get_mut(cell.open + 1..cell.end).unwrap_or_default();
            let length = unquote(place);
            let range = self
                .columns
                .get_mut(cell.column as usize)
                .and_then(|ranges| ranges.get_mut(cell.row as usize));
            if let Some((_, own)) = range {
                *own = length as u32;
            }
        }
    }
}

/// The first record that is not blank.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    /// What it reads.
    pub cells: Vec<String>,
    /// How many bytes and lines end with it.
    pub bytes: usize,
    pub lines: u32,
}

impl Header {
    /// Reads it; `None` if all records are blank.
    ///
    /// # Errors
    /// The place of a byte that is no UTF-8.
    pub fn read(bytes: &[u8]) -> Result<Option<Header>, usize> {
        let mut walk = Walk::new(bytes, Vec::new());
        let mut lines = 0;
        while let Some(first) = bytes.get(walk.at) {
            if matches!(first, b'\n' | b'\r') {
                walk.at = walk.ends.next() + 1;
                walk.end_line();
                lines += 1;
                continue;
            }
            let mut cells = Vec::new();
            loop {
                let cell = walk.cell();
                let text = bytes.get(cell.from..cell.to).unwrap_or_default();
                let text =
                    std::str::from_utf8(text).map_err(|error| cell.from + error.valid_up_to())?;
                let mut text = text.to_owned().into_bytes();
                if cell.written {
                    let length = unquote(&mut text);
                    text.truncate(length);
                }
                cells.push(String::from_utf8(text).unwrap_or_default());
                if !walk.another(cell) {
                    break;
                }
            }
            walk.end_line();
            lines += 1 + std::mem::take(&mut walk.breaks_within);
            if !cells.iter().all(|cell| is_blank(cell)) {
                let bytes = walk.at.min(bytes.len());
                return Ok(Some(Header {
                    cells,
                    bytes,
                    lines,
                }));
            }
        }
        Ok(None)
    }
}

/// Moves together what a quoted cell reads, of the bytes behind its opening quote; how many they are.
fn unquote(bytes: &mut [u8]) -> usize {
    let (mut read, mut wrote, mut within) = (0, 0, true);
    while let Some(byte) = bytes.get(read).copied() {
        read += 1;
        if within && byte == b'"' {
            // one closes the cell, and what follows is as it is; two are one
            if bytes.get(read) != Some(&b'"') {
                within = false;
                continue;
            }
            read += 1;
        }
        if let Some(place) = bytes.get_mut(wrote) {
            *place = byte;
        }
        wrote += 1;
    }
    wrote
}

/// Whether all bytes are ASCII: quick for the few bytes of an id or a time.
#[inline]
fn is_ascii(text: &[u8]) -> bool {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (words, rest) = text.as_chunks::<8>();
    let mut all = words
        .iter()
        .fold(0, |all, word| all | u64::from_le_bytes(*word));
    match text.last_chunk::<8>() {
        Some(last) => all |= u64::from_le_bytes(*last),
        None => all |= rest.iter().fold(0, |all, byte| all | u64::from(*byte)),
    }
    all & HIGH == 0
}

/// Whether a record may consist of blank cells, by its first letter: white space, a byte order mark, the end of a cell.
#[inline]
fn may_be_blank(record: &[u8]) -> bool {
    let first = match record {
        [b'"', first, ..] | [first, ..] => *first,
        [] => return true,
    };
    // the last ones begin white space outside of ASCII, and the mark
    matches!(
        first,
        0..=b' ' | b',' | b'"' | 0xc2 | 0xe1 | 0xe2 | 0xe3 | 0xef
    )
}

fn is_blank_record(record: &[u8]) -> bool {
    let mut walk = Walk::new(record, Vec::new());
    loop {
        let cell = walk.cell();
        let text = record.get(cell.from..cell.to).unwrap_or_default();
        let blank = |text: &[u8]| std::str::from_utf8(text).is_ok_and(is_blank);
        // of a cell that reads otherwise, all but the quote that closes it; a doubled one is not blank
        let blank = match memchr::memchr(b'"', text) {
            Some(quote) if cell.written => {
                blank(text.get(..quote).unwrap_or_default())
                    && blank(text.get(quote + 1..).unwrap_or_default())
            }
            _ => blank(text),
        };
        if !blank {
            return false;
        }
        if !walk.another(cell) {
            return true;
        }
    }
}
