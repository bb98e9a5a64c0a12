//! The tables of units and channels, kept: a monitor outlives what it was made from.

use crate::bulk::{Bits, Cells, Chunk, Column, Tables, Texts};

/// The cells of a column, owned.
#[derive(Clone, Debug)]
enum Kept {
    Texts {
        offsets: Vec<i64>,
        bytes: Vec<u8>,
    },
    Times {
        values: Vec<i64>,
        per_second: i64,
        utc: bool,
    },
    Days(Vec<i32>),
    Whole(Vec<i64>),
    Flags(Vec<u8>, usize),
}

#[derive(Clone, Debug)]
struct KeptColumn {
    name: String,
    cells: Kept,
    valid: Vec<u8>,
}

/// Bits, the lowest of the first byte first.
fn bits(flags: impl Iterator<Item = bool>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (row, flag) in flags.enumerate() {
        if row % 8 == 0 {
            bytes.push(0);
        }
        if let Some(byte) = bytes.last_mut() {
            *byte |= u8::from(flag) << (row % 8);
        }
    }
    bytes
}

impl KeptColumn {
    /// Some rows of a column.
    fn of(column: &Column<'_>, rows: &[usize]) -> KeptColumn {
        let some = |values: &[i64]| -> Vec<i64> {
            let own = rows.iter().map(|row| values.get(*row).copied());
            own.map(Option::unwrap_or_default).collect()
        };
        let cells = match column.cells {
            Cells::Texts(texts) => {
                let (mut offsets, mut bytes) = (vec![0], Vec::new());
                for row in rows {
                    if column.is_present(*row) {
                        bytes.extend_from_slice(texts.get(*row).unwrap_or_default());
                    }
                    offsets.push(bytes.len() as i64);
                }
                Kept::Texts { offsets, bytes }
            }
            Cells::Times {
                values,
                per_second,
                utc,
            } => Kept::Times {
                values: some(values),
                per_second,
                utc,
            },
            Cells::Days(values) => {
                let own = rows.iter().map(|row| values.get(*row).copied());
                Kept::Days(own.map(Option::unwrap_or_default).collect())
            }
            Cells::Whole(values) => Kept::Whole(some(values)),
            Cells::Flags { bits: flags, .. } => {
                Kept::Flags(bits(rows.iter().map(|row| flags.get(*row))), rows.len())
            }
        };
        KeptColumn {
            name: column.name.to_owned(),
            cells,
            valid: bits(rows.iter().map(|row| column.is_present(*row))),
        }
    }

    fn column(&self) -> Column<'_> {
        let cells = match &self.cells {
            Kept::Texts { offsets, bytes } => Cells::Texts(Texts::LongOffsets { offsets, bytes }),
            Kept::Times {
                values,
                per_second,
                utc,
            } => Cells::Times {
                values,
                per_second: *per_second,
                utc: *utc,
            },
            Kept::Days(values) => Cells::Days(values),
            Kept::Whole(values) => Cells::Whole(values),
            Kept::Flags(bytes, rows) => Cells::Flags {
                bits: Bits { bytes, offset: 0 },
                rows: *rows,
            },
        };
        Column {
            name: &self.name,
            cells,
            valid: Some(Bits {
                bytes: &self.valid,
                offset: 0,
            }),
        }
    }
}

type KeptChunk = Vec<KeptColumn>;

/// The tables of units and channels, without items.
#[derive(Clone, Debug)]
pub(super) struct Owned {
    units: Option<Vec<KeptChunk>>,
    channels: Vec<KeptChunk>,
}

/// Some rows of chunks, by their numbers among all; `None`: all of them.
fn keep(chunks: &[Chunk<'_>], wanted: Option<&[usize]>) -> Vec<KeptChunk> {
    let mut first = 0;
    let mut out = Vec::new();
    for chunk in chunks {
        let own = first..first + chunk.rows();
        let rows: Vec<usize> = match wanted {
            None => (0..chunk.rows()).collect(),
            Some(wanted) => {
                let own = wanted.iter().filter(|row| own.contains(row));
                own.map(|row| row - first).collect()
            }
        };
        let columns = chunk.columns.iter();
        out.push(
            columns
                .map(|column| KeptColumn::of(column, &rows))
                .collect(),
        );
        first += chunk.rows();
    }
    out
}

fn chunks(kept: &[KeptChunk]) -> Vec<Chunk<'_>> {
    let columns = kept.iter().map(|columns| columns.iter());
    columns
        .map(|columns| Chunk {
            columns: columns.map(KeptColumn::column).collect(),
        })
        .collect()
}

impl Owned {
    /// All units and channels.
    pub fn of(tables: &Tables<'_>) -> Owned {
        Owned {
            units: tables.units.as_ref().map(|units| keep(units, None)),
            channels: keep(&tables.channels, None),
        }
    }

    /// Some of them, by their rows in ascending order. Without a table of units there is none here either.
    pub fn some(tables: &Tables<'_>, units: &[usize], channels: &[usize]) -> Owned {
        let own = tables.units.as_ref();
        Owned {
            units: own.map(|chunks| keep(chunks, Some(units))),
            channels: keep(&tables.channels, Some(channels)),
        }
    }

    /// Whether there is a table of units.
    pub fn has_units(&self) -> bool {
        self.units.is_some()
    }

    /// The tables as they are read.
    pub fn tables(&self) -> Tables<'_> {
        Tables {
            units: self.units.as_deref().map(chunks),
            channels: chunks(&self.channels),
            publications: Vec::new(),
        }
    }
}
