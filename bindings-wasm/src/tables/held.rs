//! Columns copied in: memory that is kept from one call to the next and grows where it must.

use super::given::{Cells, Given, Longs, Strings};
use js_sys::{Int32Array, Uint8Array};
use std::ops::Range;
use tongbao::bulk::{self, Bits, Column, Texts};
use tongbao::diagnostic::{Diagnostic, Place, Text};

/// Some rows of a column. Of each list the first part is in use.
#[derive(Default)]
pub struct Held {
    rows: usize,
    offsets: Vec<i32>,
    bytes: Vec<u8>,
    text_bytes: usize,
    ints: Vec<i32>,
    longs: Vec<i64>,
    numbers: Vec<f64>,
    /// A bit for each row, that of row 0 at `first_bit`.
    valid: Vec<u8>,
    first_bit: usize,
    has_valid: bool,
    /// How many texts of a dictionary there are, if they were copied in already.
    dictionary: Option<usize>,
}

/// Room for so many; what it held is lost if it must grow.
fn room<T: Copy + Default>(list: &mut Vec<T>, length: usize) -> &mut [T] {
    if list.len() < length {
        *list = Vec::new(); // given back first, so that both are never held
        *list = vec![T::default(); length];
    }
    list.get_mut(..length).unwrap_or_default()
}

/// The cells that stand for none, as they do in answers.
const NO_NUMBER: i64 = bulk::Values::NO_NUMBER;
const NO_DAY: i32 = bulk::Values::NO_DAY;

/// The dictionaries of columns; empty for those that have none.
pub fn values(memory: &[Held]) -> Vec<Texts<'_>> {
    memory.iter().map(Held::texts).collect()
}

impl Held {
    /// How many bytes it keeps.
    pub fn bytes(&self) -> usize {
        (self.offsets.capacity() + self.ints.capacity()) * 4
            + (self.longs.capacity() + self.numbers.capacity()) * 8
            + self.bytes.capacity()
            + self.valid.capacity()
    }

    /// Copies some rows of a column in.
    pub fn load(&mut self, column: &Given, rows: Range<usize>) -> Result<(), Vec<Diagnostic>> {
        self.rows = rows.len();
        self.has_valid = false;
        if rows.start == 0 {
            self.dictionary = None;
        }
        if let Some(valid) = &column.valid {
            let (from, to) = (rows.start / 8, rows.end.div_ceil(8));
            copy_bytes(valid, from..to, room(&mut self.valid, to - from));
            (self.has_valid, self.first_bit) = (true, rows.start % 8);
        }
        match &column.cells {
            Cells::Texts(texts) => self.load_texts(column, texts, rows)?,
            Cells::Coded(codes, texts) => {
                copy_ints(codes, rows.clone(), room(&mut self.ints, rows.len()));
                let values = texts.offsets.length().saturating_sub(1) as usize;
                if self.dictionary != Some(values) {
                    self.load_texts(column, texts, 0..values)?;
                    self.dictionary = Some(values);
                }
            }
            Cells::Times(longs, _) | Cells::Whole(longs) => self.load_longs(column, longs, rows)?,
            Cells::Days(days) => {
                copy_ints(days, rows.clone(), room(&mut self.ints, rows.len()));
                let ints = self.ints.get(..rows.len()).unwrap_or_default();
                if ints.contains(&NO_DAY) {
                    let missing = ints.iter().map(|day| *day == NO_DAY);
                    let missing = Vec::from_iter(missing);
                    self.clear(&missing);
                }
            }
            Cells::Flags(bits, _) => {
                let (from, to) = (rows.start / 8, rows.end.div_ceil(8));
                copy_bytes(bits, from..to, room(&mut self.bytes, to - from));
                self.text_bytes = to - from;
                self.first_bit = rows.start % 8;
            }
            Cells::Unread => self.rows = 0,
        }
        Ok(())
    }

    fn load_texts(
        &mut self,
        column: &Given,
        texts: &Strings,
        rows: Range<usize>,
    ) -> Result<(), Vec<Diagnostic>> {
        self.text_bytes = 0;
        let offsets = room(&mut self.offsets, rows.len() + 1);
        if texts.offsets.length() == 0 {
            offsets.fill(0);
            return Ok(());
        }
        copy_ints(&texts.offsets, rows.start..rows.end + 1, offsets);
        let first = offsets.first().copied().unwrap_or_default();
        let last = offsets.last().copied().unwrap_or_default();
        let mut before = first;
        let mut ascend = first >= 0;
        for offset in offsets.iter_mut() {
            ascend &= *offset >= before;
            before = *offset;
            *offset = offset.wrapping_sub(first);
        }
        if !ascend || last as u32 > texts.bytes.length() {
            return Err(vec![wrong_offsets(column)]);
        }
        let bytes = first as usize..last as usize;
        self.text_bytes = bytes.len();
        let own = room(&mut self.bytes, bytes.len());
        copy_bytes(&texts.bytes, bytes, own);
        Ok(())
    }

    fn load_longs(
        &mut self,
        column: &Given,
        longs: &Longs,
        rows: Range<usize>,
    ) -> Result<(), Vec<Diagnostic>> {
        let own = room(&mut self.longs, rows.len());
        let (start, end) = (rows.start as u32, rows.end as u32);
        match longs {
            Longs::Whole(values) => {
                let part = values.subarray(start, end);
                if part.length() as usize == own.len() {
                    part.copy_to(own);
                }
                if own.contains(&NO_NUMBER) {
                    let missing = Vec::from_iter(own.iter().map(|value| *value == NO_NUMBER));
                    self.clear(&missing);
                }
            }
            Longs::Numbers(values) => {
                let numbers = room(&mut self.numbers, rows.len());
                let part = values.subarray(start, end);
                if part.length() as usize == numbers.len() {
                    part.copy_to(numbers);
                }
                let mut finite = true;
                for (number, long) in numbers.iter().zip(own) {
                    finite &= number.is_finite();
                    *long = number.floor() as i64;
                }
                if !finite {
                    if let Some(infinite) = numbers.iter().find(|number| number.is_infinite()) {
                        return Err(vec![wrong_number(column, *infinite)]);
                    }
                    let missing = Vec::from_iter(numbers.iter().map(|number| number.is_nan()));
                    self.clear(&missing);
                }
            }
        }
        Ok(())
    }

    /// Marks rows as missing.
    fn clear(&mut self, missing: &[bool]) {
        if !self.has_valid {
            let bytes = missing.len().div_ceil(8);
            room(&mut self.valid, bytes).fill(0xff);
            (self.has_valid, self.first_bit) = (true, 0);
        }
        for (row, missing) in missing.iter().enumerate() {
            let bit = self.first_bit + row;
            if *missing && let Some(byte) = self.valid.get_mut(bit / 8) {
                *byte &= !(1 << (bit % 8));
            }
        }
    }

    fn texts(&self) -> Texts<'_> {
        let texts = self.dictionary.unwrap_or(self.rows);
        Texts::Offsets {
            offsets: self.offsets.get(..texts + 1).unwrap_or_default(),
            bytes: self.bytes.get(..self.text_bytes).unwrap_or_default(),
        }
    }

    /// What was copied in of a column, given its dictionary.
    pub fn column<'a>(&'a self, column: &'a Given, values: &'a Texts<'a>) -> Column<'a> {
        let ints = || self.ints.get(..self.rows).unwrap_or_default();
        let longs = || self.longs.get(..self.rows).unwrap_or_default();
        let bits = |bytes: &'a [u8]| Bits {
            bytes,
            offset: self.first_bit,
        };
        let cells = match &column.cells {
            Cells::Texts(_) => bulk::Cells::Texts(self.texts()),
            Cells::Coded(..) => bulk::Cells::Texts(Texts::Coded {
                codes: ints(),
                values,
                valid: None,
            }),
            Cells::Times(_, clock) => bulk::Cells::Times {
                values: longs(),
                per_second: clock.per_second,
                utc: clock.utc,
            },
            Cells::Days(_) => bulk::Cells::Days(ints()),
            Cells::Whole(_) => bulk::Cells::Whole(longs()),
            Cells::Flags(..) => bulk::Cells::Flags {
                bits: bits(self.bytes.get(..self.text_bytes).unwrap_or_default()),
                rows: self.rows,
            },
            Cells::Unread => bulk::Cells::Texts(Texts::Offsets {
                offsets: &[],
                bytes: &[],
            }),
        };
        Column {
            name: &column.name,
            cells,
            valid: self.has_valid.then(|| bits(&self.valid)),
        }
    }
}

/// Copies a part, if it is there as a whole.
fn copy_ints(from: &Int32Array, part: Range<usize>, to: &mut [i32]) {
    let part = from.subarray(part.start as u32, part.end as u32);
    if part.length() as usize == to.len() {
        part.copy_to(to);
    }
}

fn copy_bytes(from: &Uint8Array, part: Range<usize>, to: &mut [u8]) {
    let part = from.subarray(part.start as u32, part.end as u32);
    if part.length() as usize == to.len() {
        part.copy_to(to);
    }
}

fn place(column: &Given) -> Place {
    Place {
        file: column.table.to_owned(),
        line: None,
        column: None,
        field: Some(column.name.clone()),
    }
}

fn wrong_offsets(column: &Given) -> Diagnostic {
    let message = Text::new(
        "位移不是逐行递增，或超出字节的长度",
        "the offsets do not ascend, or go beyond the bytes",
    );
    let next = Text::new(
        "请按 Arrow 的布局给出：第 i 行为 bytes 的 offsets[i] 至 offsets[i + 1]",
        "hand them over as Arrow lays them out: row i from `offsets[i]` to `offsets[i + 1]` of `bytes`",
    );
    Diagnostic::error("column.offsets", message)
        .at(place(column))
        .with_value(&column.name)
        .with_next_step(next)
}

fn wrong_number(column: &Given, number: f64) -> Diagnostic {
    let message = Text::new("不是有限的数", "not a finite number");
    let next = Text::new("没有值时请写 NaN", "write NaN where there is no value");
    Diagnostic::error("request.value", message)
        .at(place(column))
        .with_value(number.to_string())
        .with_next_step(next)
}
