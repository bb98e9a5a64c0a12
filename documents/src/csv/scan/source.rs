//! The bytes of a file in order, as UTF-8: marks taken off, GB18030 decoded a part at a time.

use super::super::decode::{Encoding, Spot, UTF8_BOM, UTF16_BOMS};
use encoding_rs::{Decoder, DecoderResult, GB18030};
use std::io::{self, Read};

/// The same mark, written in GB18030.
const GB18030_BOM: &[u8; 4] = &[0x84, 0x31, 0x95, 0x33];
/// So much of a file in GB18030 is decoded together.
const PART: usize = 256 << 10;

/// Why there are no further bytes.
#[derive(Debug)]
pub(super) enum Stop {
    /// The file could not be read.
    Io(io::Error),
    /// It is UTF-16.
    Utf16,
    /// It is not in the declared GB18030: from which byte of its line on, and the first of these bytes.
    NotGb18030 {
        /// Counted from 1.
        byte: usize,
        /// A few of them.
        value: String,
    },
}

pub(super) struct Source<R> {
    inner: R,
    /// What was read to look for a mark, and not handed on.
    first: Vec<u8>,
    decoding: Option<Box<Decoding>>,
}

struct Decoding {
    decoder: Decoder,
    part: Vec<u8>,
    /// What of the part was not decoded.
    left: (usize, usize),
    ended: bool,
    /// Whether the decoder has come to the end too, and may not be asked again.
    finished: bool,
    /// What comes behind that which was handed on.
    stop: Option<Stop>,
    /// How many bytes of the file were decoded, and how many of them before the last line.
    decoded: u64,
    line: u64,
}

impl<R: Read> Source<R> {
    /// # Errors
    /// If the file cannot be read, or is UTF-16.
    pub fn open(mut inner: R, encoding: Encoding) -> Result<Source<R>, Stop> {
        let mut first = vec![0; 2 * UTF8_BOM.len()];
        let read = read_full(&mut inner, &mut first)?;
        first.truncate(read);
        if UTF16_BOMS.iter().any(|mark| first.starts_with(mark)) {
            return Err(Stop::Utf16);
        }
        let marked = first.starts_with(UTF8_BOM);
        // the mark, and those of programs that wrote one before another's
        while first.starts_with(UTF8_BOM) {
            first.drain(..UTF8_BOM.len());
            let mut more = [0; UTF8_BOM.len()];
            let read = read_full(&mut inner, &mut more)?;
            first.extend(more.iter().take(read));
        }
        let decoding = if encoding == Encoding::Gb18030 && !marked {
            let mut part = std::mem::take(&mut first);
            part.resize(PART, 0);
            let rest = part.get_mut(read..).unwrap_or_default();
            let more = read_full(&mut inner, rest)?;
            let (marks, _) = part.as_chunks();
            let marks = marks.iter().take_while(|mark| *mark == GB18030_BOM);
            let mark = marks.count() * GB18030_BOM.len();
            Some(Box::new(Decoding {
                decoder: GB18030.new_decoder_without_bom_handling(),
                part,
                left: (mark, read + more),
                ended: false,
                finished: false,
                stop: None,
                decoded: mark as u64,
                line: 0,
            }))
        } else {
            None
        };
        Ok(Source {
            inner,
            first,
            decoding,
        })
    }

    /// Writes some bytes; none at the end of the file, or if there is room for less than a character.
    pub fn read(&mut self, room: &mut [u8]) -> Result<usize, Stop> {
        if let Some(decoding) = &mut self.decoding {
            return decoding.read(&mut self.inner, room);
        }
        if !self.first.is_empty() {
            let count = self.first.len().min(room.len());
            for (to, from) in room.iter_mut().zip(self.first.drain(..count)) {
                *to = from;
            }
            return Ok(count);
        }
        read_some(&mut self.inner, room)
    }

    /// The least room that some bytes are written to.
    pub fn least_room(&self) -> usize {
        if self.decoding.is_some() { 16 } else { 1 }
    }
}

/// Reads until there is no room, or nothing left.
fn read_full(inner: &mut impl Read, room: &mut [u8]) -> Result<usize, Stop> {
    let mut read = 0;
    while let Some(room) = room.get_mut(read..).filter(|room| !room.is_empty()) {
        match read_some(inner, room)? {
            0 => break,
            more => read += more,
        }
    }
    Ok(read)
}

fn read_some(inner: &mut impl Read, room: &mut [u8]) -> Result<usize, Stop> {
    loop {
        match inner.read(room) {
            Ok(count) => return Ok(count),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Stop::Io(error)),
        }
    }
}

impl Decoding {
    fn read(&mut self, inner: &mut impl Read, room: &mut [u8]) -> Result<usize, Stop> {
        while !self.finished && self.stop.is_none() {
            let (from, to) = self.left;
            if from == to && !self.ended {
                let count = read_some(inner, &mut self.part)?;
                self.ended = count == 0;
                self.left = (0, count);
                continue;
            }
            let left = self.part.get(from..to).unwrap_or_default();
            let (result, read, written) = self
                .decoder
                .decode_to_utf8_without_replacement(left, room, self.ended);
            let done = left.get(..read).unwrap_or_default();
            if let DecoderResult::Malformed(bad, after) = result {
                let behind = usize::from(bad) + usize::from(after);
                // the offending bytes may begin in an earlier part
                let value = left.get(read.saturating_sub(behind)..).unwrap_or_default();
                let value = Spot::shown(value);
                if let Some(end) = memchr::memrchr2(b'\n', b'\r', done) {
                    self.line = self.decoded + end as u64 + 1;
                }
                let at = (self.decoded + read as u64).saturating_sub(behind as u64);
                let byte =
                    usize::try_from(at.saturating_sub(self.line)).unwrap_or(usize::MAX - 1) + 1;
                // what comes before it is handed on first
                self.decoded += read as u64;
                self.left = (from + read, to);
                self.stop = Some(Stop::NotGb18030 { byte, value });
                if written > 0 {
                    return Ok(written);
                }
                break;
            }
            if let Some(end) = memchr::memrchr2(b'\n', b'\r', done) {
                self.line = self.decoded + end as u64 + 1;
            }
            self.decoded += read as u64;
            self.left = (from + read, to);
            let empty = result == DecoderResult::InputEmpty;
            self.finished = empty && self.ended;
            if written > 0 || !empty {
                return Ok(written);
            }
        }
        self.stop.take().map_or(Ok(0), Err)
    }
}
