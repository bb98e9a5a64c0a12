//! Columns as JavaScript hands them over.

use js_sys::{Array, BigInt64Array, Float64Array, Int32Array, Uint8Array};
use wasm_bindgen::JsCast;

/// The cells of a column, where JavaScript keeps them.
#[derive(Clone)]
pub enum Cells {
    /// Text `i` lies from `offsets[i]` to `offsets[i + 1]` in the bytes.
    Texts(Strings),
    /// Text `i` is the text `codes[i]` of a dictionary.
    Coded(Int32Array, Strings),
    /// Times, counted in parts of a second from the beginning of 1970.
    Times(Longs, Clock),
    /// Days, counted from 1970-01-01.
    Days(Int32Array),
    /// Whole numbers.
    Whole(Longs),
    /// Yes or no, a bit for each row.
    Flags(Uint8Array, usize),
    /// None: the column is there, and not read.
    Unread,
}

/// Texts one after the other.
#[derive(Clone)]
pub struct Strings {
    pub offsets: Int32Array,
    pub bytes: Uint8Array,
}

/// Whole numbers as JavaScript has them.
#[derive(Clone)]
pub enum Longs {
    /// 64 bits.
    Whole(BigInt64Array),
    /// JavaScript's own numbers.
    Numbers(Float64Array),
}

/// How times are counted.
#[derive(Clone, Copy)]
pub struct Clock {
    /// How many make a second.
    pub per_second: i64,
    /// Whether they are instants.
    pub utc: bool,
}

/// A column of a table.
#[derive(Clone)]
pub struct Given {
    /// The table's name, for messages.
    pub table: &'static str,
    pub name: String,
    pub cells: Cells,
    /// Which cells are present, a bit for each row; all where it is absent.
    pub valid: Option<Uint8Array>,
}

impl Given {
    /// The columns of a table.
    pub fn table(table: &'static str, columns: &Array) -> Vec<Given> {
        let column = |column: wasm_bindgen::JsValue| Given::of(table, &column.unchecked_into());
        columns.iter().map(column).collect()
    }

    /// `[name, kind, valid, values, ...]`: what follows is the kind's own, in the order in which it is read here.
    fn of(table: &'static str, column: &Array) -> Given {
        let strings = |at: u32| Strings {
            offsets: column.get(at).unchecked_into(),
            bytes: column.get(at + 1).unchecked_into(),
        };
        let number = |at: u32| column.get(at).as_f64().unwrap_or_default();
        let values = column.get(3);
        let longs = |whole: bool| match whole {
            true => Longs::Whole(values.clone().unchecked_into()),
            false => Longs::Numbers(values.clone().unchecked_into()),
        };
        let clock = || Clock {
            per_second: number(4) as i64,
            utc: column.get(5).is_truthy(),
        };
        let kind = column.get(1).as_string().unwrap_or_default();
        let cells = match kind.as_str() {
            "texts" => Cells::Texts(strings(3)),
            "coded" => Cells::Coded(values.unchecked_into(), strings(4)),
            "times" => Cells::Times(longs(true), clock()),
            "seconds" => Cells::Times(longs(false), clock()),
            "days" => Cells::Days(values.unchecked_into()),
            "whole" => Cells::Whole(longs(true)),
            "numbers" => Cells::Whole(longs(false)),
            "flags" => Cells::Flags(values.unchecked_into(), number(4) as usize),
            _ => Cells::Unread,
        };
        let valid = column.get(2);
        Given {
            table,
            name: column.get(0).as_string().unwrap_or_default(),
            cells,
            valid: valid.is_object().then(|| valid.unchecked_into()),
        }
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        let rows = match &self.cells {
            Cells::Texts(texts) => texts.offsets.length().saturating_sub(1),
            Cells::Coded(codes, _) => codes.length(),
            Cells::Times(longs, _) | Cells::Whole(longs) => match longs {
                Longs::Whole(values) => values.length(),
                Longs::Numbers(values) => values.length(),
            },
            Cells::Days(days) => days.length(),
            Cells::Flags(_, rows) => return *rows,
            Cells::Unread => 0,
        };
        rows as usize
    }

    /// How many texts its dictionary has.
    pub fn dictionary(&self) -> usize {
        match &self.cells {
            Cells::Coded(_, texts) => texts.offsets.length().saturating_sub(1) as usize,
            _ => 0,
        }
    }

    /// The column of items, without its cells unless they are their channels or times.
    pub fn in_one_pass(&self) -> Given {
        const READ: [&str; 5] = ["channel", "channel_id", "渠道", "published_at", "发布时间"];
        if READ.contains(&self.name.as_str()) {
            return self.clone();
        }
        Given {
            cells: Cells::Unread,
            valid: None,
            ..self.clone()
        }
    }
}
