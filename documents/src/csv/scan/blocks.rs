//! A file in blocks that end where a record ends.
//!
//! Whether a line break stands inside quotes is told by the quotes alone: one opens a cell if a comma, a line break or
//! nothing comes before it, and else is a letter like any other; inside a cell two are a letter and one closes it. So the
//! cuts are exact, and cost a search for quotes and no more.

use super::super::decode::lines;
use super::source::{Source, Stop};
use std::io::Read;

/// A record that is longer is refused: a quote that is never closed would take the whole file into memory.
pub(super) const LONGEST_RECORD: usize = 64 << 20;

/// A block of a file, to be filled again and again.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// Its place among the blocks.
    pub number: usize,
    room: Vec<u8>,
    length: usize,
}

impl Block {
    pub fn bytes(&self) -> &[u8] {
        self.room.get(..self.length).unwrap_or_default()
    }

    pub fn bytes_mut(&mut self) -> &mut [u8] {
        self.room.get_mut(..self.length).unwrap_or_default()
    }

    fn start_with(&mut self, bytes: &[u8]) {
        self.length = bytes.len();
        self.make_room(bytes.len());
        self.bytes_mut().copy_from_slice(bytes);
    }

    fn make_room(&mut self, size: usize) {
        if self.room.len() < size {
            self.room.resize(size, 0);
        }
    }
}

/// Why there is no further block.
#[derive(Debug)]
pub(super) enum Fault {
    /// The bytes could not be read, some lines into the block.
    Stop(Stop, u32),
    /// A quote that is never closed, some lines into the block.
    OpenQuote(u32),
    /// A quote that is not closed for [`LONGEST_RECORD`], or a record of that length.
    LongRecord(u32),
}

pub(super) struct Blocks<R> {
    source: Source<R>,
    size: usize,
    number: usize,
    ended: bool,
    /// What was read behind the last block's end.
    rest: Vec<u8>,
    outside: Vec<(usize, usize)>,
}

impl<R: Read> Blocks<R> {
    pub fn new(source: Source<R>, size: usize) -> Blocks<R> {
        Blocks {
            source,
            size: size.clamp(1, LONGEST_RECORD),
            number: 0,
            ended: false,
            rest: Vec::new(),
            outside: Vec::new(),
        }
    }

    /// Gives back the end of the block that was handed out last; blocks are counted from there.
    pub fn give_back(&mut self, bytes: &[u8]) {
        self.rest.splice(0..0, bytes.iter().copied());
        self.number = 0;
    }

    /// Fills a block; `false` if nothing is left.
    pub fn next(&mut self, block: &mut Block) -> Result<bool, Fault> {
        block.number = self.number;
        block.start_with(&self.rest);
        self.rest.clear();
        let mut wanted = self.size;
        loop {
            self.fill(block, wanted)?;
            let cut = self.cut(block.bytes());
            if self.ended {
                if let Cut { open: Some(at), .. } = cut {
                    return Err(Fault::OpenQuote(lines_before(block.bytes(), at)));
                }
                self.number += 1;
                return Ok(block.length > 0);
            }
            if let Some(end) = cut.end {
                let rest = block.bytes().get(end..).unwrap_or_default();
                self.rest.extend_from_slice(rest);
                block.length = end;
                self.number += 1;
                return Ok(true);
            }
            if block.length > LONGEST_RECORD {
                let at = cut.open.unwrap_or(0);
                return Err(Fault::LongRecord(lines_before(block.bytes(), at)));
            }
            wanted = block.length.max(wanted) * 2;
        }
    }

    /// Reads until a block has so many bytes, or the file ends.
    fn fill(&mut self, block: &mut Block, wanted: usize) -> Result<(), Fault> {
        let least = self.source.least_room();
        while block.length < wanted && !self.ended {
            block.make_room(wanted.max(block.length + least));
            let room = block.room.get_mut(block.length..).unwrap_or_default();
            match self.source.read(room) {
                Ok(0) => self.ended = true,
                Ok(count) => block.length += count,
                Err(stop) => {
                    let before = lines(block.bytes());
                    return Err(Fault::Stop(stop, before));
                }
            }
        }
        Ok(())
    }

    /// Where the last whole record ends, in bytes that begin with one.
    fn cut(&mut self, bytes: &[u8]) -> Cut {
        let open = outside_of_quotes(bytes, &mut self.outside);
        let mut regions = self.outside.iter().rev();
        let end = regions.find_map(|(from, to)| {
            let region = bytes.get(..*to)?.get(*from..)?;
            let breaks = memchr::memrchr2_iter(b'\n', b'\r', region);
            // a carriage return at the very end may be half a line break
            breaks
                .map(|at| from + at)
                .find(|at| match bytes.get(*at..) {
                    Some([b'\n', ..]) => true,
                    Some([b'\r', next, ..]) => *next != b'\n',
                    _ => false,
                })
                .map(|at| at + 1)
        });
        Cut { end, open }
    }
}

struct Cut {
    /// The first byte behind the last whole record.
    end: Option<usize>,
    /// The quote that is open at the end.
    open: Option<usize>,
}

/// Finds what lies outside of quotes in bytes that begin with a record, and the quote that is not closed.
fn outside_of_quotes(bytes: &[u8], outside: &mut Vec<(usize, usize)>) -> Option<usize> {
    outside.clear();
    let mut quotes = memchr::memchr_iter(b'"', bytes);
    let mut from = 0;
    while let Some(quote) = quotes.next() {
        let before = quote.checked_sub(1).and_then(|at| bytes.get(at));
        if !matches!(before, None | Some(b',' | b'\n' | b'\r')) {
            continue;
        }
        outside.push((from, quote));
        loop {
            let Some(at) = quotes.next() else {
                return Some(quote);
            };
            if bytes.get(at + 1) == Some(&b'"') {
                quotes.next();
            } else {
                from = at + 1;
                break;
            }
        }
    }
    outside.push((from, bytes.len()));
    None
}

fn lines_before(bytes: &[u8], at: usize) -> u32 {
    lines(bytes.get(..at).unwrap_or_default())
}
