//! Tables as columns, borrowed where they lie: the layouts of Arrow, of typed arrays, of ranges in a file.

use std::ops::Range;

/// One bit a row, as Arrow keeps validity and booleans: the lowest bit of the first byte first.
#[derive(Clone, Copy, Debug)]
pub struct Bits<'a> {
    /// The bytes.
    pub bytes: &'a [u8],
    /// The bit of row 0.
    pub offset: usize,
}

impl Bits<'_> {
    /// The bit of a row; unset where the bytes end.
    #[inline]
    pub fn get(&self, row: usize) -> bool {
        let bit = self.offset + row;
        self.bytes
            .get(bit >> 3)
            .is_some_and(|byte| byte >> (bit & 7) & 1 == 1)
    }
}

/// The texts of a column, UTF-8, in one of the layouts in which they come.
#[derive(Clone, Copy, Debug)]
pub enum Texts<'a> {
    /// Row `i` lies from `offsets[i]` to `offsets[i + 1]` in the bytes.
    Offsets {
        /// One more than there are rows.
        offsets: &'a [i32],
        /// The bytes of all texts.
        bytes: &'a [u8],
    },
    /// The same with long offsets.
    LongOffsets {
        /// One more than there are rows.
        offsets: &'a [i64],
        /// The bytes of all texts.
        bytes: &'a [u8],
    },
    /// Arrow's views: sixteen bytes a row, the length first; up to twelve bytes of text stand in the view itself, longer
    /// texts in a buffer.
    Views {
        /// Sixteen bytes for each row.
        views: &'a [u8],
        /// What longer texts point into.
        buffers: &'a [&'a [u8]],
    },
    /// Row `i` lies at `ranges[i]` (first byte, length) in the bytes, such as those of a file.
    Ranges {
        /// One for each row.
        ranges: &'a [(u32, u32)],
        /// What they point into.
        bytes: &'a [u8],
    },
    /// Row `i` is the text number `codes[i]` of a dictionary.
    Coded {
        /// One for each row.
        codes: &'a [i32],
        /// The dictionary.
        values: &'a Texts<'a>,
        /// Which of its texts are present; all where it is absent.
        valid: Option<Bits<'a>>,
    },
}

impl<'a> Texts<'a> {
    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            Texts::Offsets { offsets, .. } => offsets.len().saturating_sub(1),
            Texts::LongOffsets { offsets, .. } => offsets.len().saturating_sub(1),
            Texts::Views { views, .. } => views.len() / VIEW,
            Texts::Ranges { ranges, .. } => ranges.len(),
            Texts::Coded { codes, .. } => codes.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of a row; `None` outside the column, or where its offsets lead nowhere.
    #[inline]
    pub fn get(&self, row: usize) -> Option<&'a [u8]> {
        match self {
            Texts::Offsets { offsets, bytes } => {
                let (from, to) = (*offsets.get(row)?, *offsets.get(row + 1)?);
                bytes.get(usize::try_from(from).ok()?..usize::try_from(to).ok()?)
            }
            Texts::LongOffsets { offsets, bytes } => {
                let (from, to) = (*offsets.get(row)?, *offsets.get(row + 1)?);
                bytes.get(usize::try_from(from).ok()?..usize::try_from(to).ok()?)
            }
            Texts::Views { views, buffers } => view(views, row, buffers),
            Texts::Ranges { ranges, bytes } => {
                let (from, length) = *ranges.get(row)?;
                bytes.get(from as usize..(from as usize).checked_add(length as usize)?)
            }
            Texts::Coded {
                codes,
                values,
                valid,
            } => {
                let code = usize::try_from(*codes.get(row)?).ok()?;
                if valid.is_some_and(|valid| !valid.get(code)) {
                    return None;
                }
                values.get(code)
            }
        }
    }

    /// Hands over the bytes of some rows, one after the other, as [`Texts::get`] gives them.
    #[inline]
    pub(super) fn each(&self, rows: Range<usize>, mut take: impl FnMut(Option<&'a [u8]>)) {
        match self {
            // the layout is looked at once
            Texts::Ranges { ranges, bytes } => {
                let own = ranges.get(rows.clone()).unwrap_or_default();
                for (from, length) in own {
                    let from = *from as usize;
                    let to = from.checked_add(*length as usize);
                    take(to.and_then(|to| bytes.get(from..to)));
                }
                for row in rows.skip(own.len()) {
                    take(self.get(row));
                }
            }
            _ => rows.for_each(|row| take(self.get(row))),
        }
    }
}

/// The bytes of one view.
const VIEW: usize = 16;

fn view<'a>(views: &'a [u8], row: usize, buffers: &'a [&'a [u8]]) -> Option<&'a [u8]> {
    let view = views.get(row.checked_mul(VIEW)?..)?.first_chunk::<VIEW>()?;
    let word = |at: usize| -> Option<usize> {
        let bytes = view.get(at..)?.first_chunk::<4>()?;
        usize::try_from(u32::from_le_bytes(*bytes)).ok()
    };
    let length = word(0)?;
    if length <= VIEW - 4 {
        return view.get(4..4 + length);
    }
    let from = word(12)?;
    buffers.get(word(8)?)?.get(from..from.checked_add(length)?)
}

/// The cells of a column.
#[derive(Clone, Copy, Debug)]
pub enum Cells<'a> {
    /// Texts.
    Texts(Texts<'a>),
    /// Times, counted from the beginning of 1970.
    Times {
        /// One for each row.
        values: &'a [i64],
        /// How many make a second: 1, 1,000, 1,000,000 or 1,000,000,000.
        per_second: i64,
        /// Whether they are instants (counted in UTC); else they are local times of the data's offset.
        utc: bool,
    },
    /// Days, counted from 1970-01-01.
    Days(&'a [i32]),
    /// Whole numbers.
    Whole(&'a [i64]),
    /// Yes or no.
    Flags {
        /// One bit a row.
        bits: Bits<'a>,
        /// How many rows.
        rows: usize,
    },
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column<'a> {
    /// Its header, in English or Chinese.
    pub name: &'a str,
    /// Its cells.
    pub cells: Cells<'a>,
    /// Which cells are present; all where it is absent.
    pub valid: Option<Bits<'a>>,
}

impl<'a> Column<'a> {
    /// How many rows.
    pub fn len(&self) -> usize {
        match self.cells {
            Cells::Texts(texts) => texts.len(),
            Cells::Times { values, .. } => values.len(),
            Cells::Days(values) => values.len(),
            Cells::Whole(values) => values.len(),
            Cells::Flags { rows, .. } => rows,
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the cell of a row is present.
    #[inline]
    pub fn is_present(&self, row: usize) -> bool {
        self.valid.is_none_or(|valid| valid.get(row))
    }

    /// The bytes of a row's text, without those around it that are white; `None` where there is none.
    #[inline]
    pub fn text(&self, row: usize) -> Option<&'a [u8]> {
        let Cells::Texts(texts) = self.cells else {
            return None;
        };
        self.is_present(row)
            .then(|| texts.get(row))
            .flatten()
            .map(trimmed)
            .filter(|text| !text.is_empty())
    }

    /// The texts of some rows in order, each as [`Column::text`] gives it.
    #[inline(always)]
    pub(super) fn each_text(&self, rows: usize, mut each: impl FnMut(Option<&'a [u8]>)) {
        if let Cells::Texts(Texts::Offsets { offsets, bytes }) = self.cells
            && self.valid.is_none()
            && offsets.len() == rows + 1
        {
            for pair in offsets.windows(2) {
                let text = match pair {
                    [from, to] => bytes.get(*from as usize..*to as usize).unwrap_or_default(),
                    _ => &[],
                };
                each(Some(trimmed(text)).filter(|text| !text.is_empty()));
            }
            return;
        }
        for row in 0..rows {
            each(self.text(row));
        }
    }
}

/// A text without the white space around it, of which there is almost never any.
#[inline]
pub(super) fn trimmed(text: &[u8]) -> &[u8] {
    match (text.first(), text.last()) {
        (Some(first), Some(last)) if *first > b' ' && *last > b' ' => text,
        _ => text.trim_ascii(),
    }
}

/// Rows of a table as columns of equal length.
#[derive(Clone, Debug, Default)]
pub struct Chunk<'a> {
    /// The columns.
    pub columns: Vec<Column<'a>>,
}

impl<'a> Chunk<'a> {
    /// How many rows: those of the longest column.
    pub fn rows(&self) -> usize {
        self.columns.iter().map(Column::len).max().unwrap_or(0)
    }

    /// The column that has one of some names.
    pub fn column(&self, names: &[&str]) -> Option<&Column<'a>> {
        let named = |column: &&Column<'a>| names.contains(&column.name);
        self.columns.iter().find(named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_same_in_every_layout() {
        let bytes = "甲乙不止十二个字节的文字".as_bytes();
        let short = Texts::Offsets {
            offsets: &[0, 3, 6, 6],
            bytes,
        };
        assert_eq!(short.get(0), Some("甲".as_bytes()));
        assert_eq!(short.get(2), Some(&b""[..]));
        assert_eq!(short.get(3), None);
        let long = Texts::LongOffsets {
            offsets: &[0, 3, 6, 6],
            bytes,
        };
        assert_eq!(long.get(1), Some("乙".as_bytes()));
        let ranges = Texts::Ranges {
            ranges: &[(3, 3), (0, 99)],
            bytes,
        };
        assert_eq!(ranges.get(0), Some("乙".as_bytes()));
        assert_eq!(ranges.get(1), None);
        let coded = Texts::Coded {
            codes: &[1, 0, 7, -1],
            values: &short,
            valid: None,
        };
        let of_codes: Vec<_> = (0..4).map(|row| coded.get(row)).collect();
        let (one, two) = ("甲".as_bytes(), "乙".as_bytes());
        assert_eq!(of_codes, [Some(two), Some(one), None, None]);
        let mut views = Vec::new();
        views.extend(3_u32.to_le_bytes());
        views.extend("甲".as_bytes());
        views.extend([0; 9]);
        for word in [33_u32, 0, 0, 3] {
            views.extend(word.to_le_bytes());
        }
        let viewed = Texts::Views {
            views: &views,
            buffers: &[bytes],
        };
        assert_eq!(viewed.len(), 2);
        assert_eq!(viewed.get(0), Some(one));
        assert_eq!(viewed.get(1), bytes.get(3..36));
    }
}
