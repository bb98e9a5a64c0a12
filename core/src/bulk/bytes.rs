//! Numbers as bytes, small ones short, with a mark at the head and a check at the end.

use crate::diagnostic::{Diagnostic, Text};
use sha2::{Digest, Sha256};

/// What a head says: what it is, the form's version, what it was made by.
pub(super) struct Head {
    pub what: [u8; 8],
    pub version: u8,
    pub made_by: [u8; 32],
}

const CHECK: usize = 8;

fn check(bytes: &[u8]) -> [u8; CHECK] {
    let mut out = [0; CHECK];
    for (out, byte) in out.iter_mut().zip(Sha256::digest(bytes)) {
        *out = byte;
    }
    out
}

/// Writes numbers.
pub(super) struct Writer(Vec<u8>);

impl Writer {
    pub fn new(head: &Head) -> Writer {
        let mut bytes = head.what.to_vec();
        bytes.push(head.version);
        bytes.extend(head.made_by);
        Writer(bytes)
    }

    /// A number, seven bits a byte.
    pub fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// A number that may be below nought.
    pub fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)) as u64);
    }

    /// Ascending numbers, each by how much it is more than the one before.
    pub fn ascending(&mut self, numbers: impl ExactSizeIterator<Item = u64>) {
        self.number(numbers.len() as u64);
        let mut last = 0;
        for number in numbers {
            self.number(number - last);
            last = number;
        }
    }

    pub fn end(self) -> Vec<u8> {
        let mut bytes = self.0;
        let check = check(&bytes);
        bytes.extend(check);
        bytes
    }
}

/// Reads what was written; `None` where the bytes say something else.
pub(super) struct Reader<'b>(&'b [u8]);

impl Reader<'_> {
    /// # Errors
    /// If the bytes are no such thing, of another version, damaged, or made by something else.
    pub fn new<'b>(bytes: &'b [u8], head: &Head) -> Result<Reader<'b>, Vec<Diagnostic>> {
        let body = bytes.strip_prefix(&head.what).ok_or_else(damaged)?;
        let (version, body) = body.split_first().ok_or_else(damaged)?;
        if *version != head.version {
            let told = told(
                "summary.version",
                "这份数据由另一版本写成",
                "these bytes were written by another version",
                ("请用同一版本重新生成", "make them anew with this version"),
            );
            return Err(vec![told.with_value(version.to_string())]);
        }
        let (whole, end) = bytes.split_last_chunk::<CHECK>().ok_or_else(damaged)?;
        let (body, _) = body.split_last_chunk::<CHECK>().ok_or_else(damaged)?;
        if check(whole) != *end {
            return Err(damaged());
        }
        let (made_by, body) = body.split_first_chunk::<32>().ok_or_else(damaged)?;
        if *made_by != head.made_by {
            return Err(vec![told(
                "summary.other",
                "这份数据属于另一个方案或另一份名录",
                "these bytes belong to another plan, or to other channels",
                (
                    "各部分请用同一指标体系、同一日期设置和同一份渠道表",
                    "make all parts with the same rule set, the same days and the same table of channels",
                ),
            )]);
        }
        Ok(Reader(body))
    }

    pub fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            let part = u64::from(byte & 0x7f);
            if part << shift >> shift != part {
                return None;
            }
            number |= part << shift;
            if *byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    pub fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// So many of something; never more than there are bytes.
    pub fn length(&mut self) -> Option<usize> {
        let number = usize::try_from(self.number()?).ok()?;
        (number <= self.0.len()).then_some(number)
    }

    pub fn ascending(&mut self, mut each: impl FnMut(u64) -> Option<()>) -> Option<()> {
        let mut last = 0_u64;
        for _ in 0..self.length()? {
            last = last.checked_add(self.number()?)?;
            each(last)?;
        }
        Some(())
    }

    /// Whether everything was read.
    pub fn end(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }
}

fn told(code: &'static str, zh: &str, en: &str, next: (&str, &str)) -> Diagnostic {
    Diagnostic::error(code, Text::new(zh, en)).with_next_step(Text::new(next.0, next.1))
}

/// Bytes that are not whole.
pub(super) fn damaged() -> Vec<Diagnostic> {
    vec![told(
        "summary.damaged",
        "这份数据不完整或已损坏",
        "these bytes are cut off or damaged",
        ("请重新传送或重新生成", "send them again, or make them anew"),
    )]
}
