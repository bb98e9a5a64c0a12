//! Tables as columns, going out: each column is made once and handed on without copying.

use std::sync::Arc;

/// Texts one after the other: text `i` lies from `offsets[i]` to `offsets[i + 1]` in the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strings {
    /// One more than there are texts.
    pub offsets: Vec<i32>,
    /// UTF-8.
    pub bytes: Vec<u8>,
}

impl Default for Strings {
    fn default() -> Self {
        Strings {
            offsets: vec![0],
            bytes: Vec::new(),
        }
    }
}

impl Strings {
    /// None yet, with room for some.
    pub fn with_room(texts: usize, bytes: usize) -> Strings {
        let mut offsets = Vec::with_capacity(texts + 1);
        offsets.push(0);
        Strings {
            offsets,
            bytes: Vec::with_capacity(bytes),
        }
    }

    /// How many texts.
    pub fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a text.
    #[inline]
    pub fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.close();
    }

    /// Adds texts after those that are there.
    pub(super) fn append(&mut self, texts: &Strings) {
        let first = i32::try_from(self.bytes.len()).unwrap_or(i32::MAX);
        self.bytes.extend_from_slice(&texts.bytes);
        let offsets = texts.offsets.iter().skip(1);
        self.offsets
            .extend(offsets.map(|offset| offset.saturating_add(first)));
    }

    /// Ends the text whose bytes were written.
    #[inline]
    pub fn close(&mut self) {
        self.offsets
            .push(i32::try_from(self.bytes.len()).unwrap_or(i32::MAX));
    }

    /// A text by its place.
    pub fn get(&self, ix: usize) -> Option<&str> {
        std::str::from_utf8(self.bytes_of(ix)?).ok()
    }

    /// The bytes of a text by its place.
    #[inline]
    pub fn bytes_of(&self, ix: usize) -> Option<&[u8]> {
        let (from, to) = (*self.offsets.get(ix)?, *self.offsets.get(ix + 1)?);
        self.bytes
            .get(usize::try_from(from).ok()?..usize::try_from(to).ok()?)
    }
}

impl<T: AsRef<[u8]>> FromIterator<T> for Strings {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut strings = Strings::default();
        for text in texts {
            strings.push(text.as_ref());
        }
        strings
    }
}

/// The slices behind a finding: row `i` has those from `offsets[i]` to `offsets[i + 1]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SliceLists {
    /// One more than there are rows.
    pub offsets: Vec<i32>,
    /// The first day of each slice.
    pub from: Vec<i32>,
    /// Its last day.
    pub to: Vec<i32>,
    /// The number measured in it; the least, where it is open.
    pub value: Vec<i64>,
}

impl Default for SliceLists {
    fn default() -> Self {
        SliceLists {
            offsets: vec![0],
            from: Vec::new(),
            to: Vec::new(),
            value: Vec::new(),
        }
    }
}

impl SliceLists {
    /// Adds lists after those that are there.
    pub(super) fn append(&mut self, lists: &SliceLists) {
        let first = i32::try_from(self.from.len()).unwrap_or(i32::MAX);
        self.from.extend_from_slice(&lists.from);
        self.to.extend_from_slice(&lists.to);
        self.value.extend_from_slice(&lists.value);
        let offsets = lists.offsets.iter().skip(1);
        self.offsets
            .extend(offsets.map(|offset| offset.saturating_add(first)));
    }
}

/// The values of a column that goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// Texts.
    Texts(Arc<Strings>),
    /// Texts of a dictionary; `-1` where there is none.
    Coded {
        /// One for each row.
        codes: Vec<i32>,
        /// The dictionary.
        values: Arc<Strings>,
    },
    /// Whole numbers; `i64::MIN` where there is none.
    Whole(Vec<i64>),
    /// Days counted from 1970-01-01; `i32::MIN` where there is none.
    Days(Vec<i32>),
    /// Slices.
    Slices(SliceLists),
}

impl Values {
    /// Where there is no number.
    pub const NO_NUMBER: i64 = i64::MIN;
    /// Where there is no day.
    pub const NO_DAY: i32 = i32::MIN;

    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            Values::Texts(texts) => texts.len(),
            Values::Coded { codes, .. } => codes.len(),
            Values::Whole(values) => values.len(),
            Values::Days(values) => values.len(),
            Values::Slices(lists) => lists.offsets.len().saturating_sub(1),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text of a row; `None` where there is none, or in a column of no texts.
    pub fn text(&self, row: usize) -> Option<&str> {
        match self {
            Values::Texts(texts) => texts.get(row),
            Values::Coded { codes, values } => values.get(usize::try_from(*codes.get(row)?).ok()?),
            _ => None,
        }
    }

    /// The number or day of a row; `None` where there is none.
    pub fn number(&self, row: usize) -> Option<i64> {
        match self {
            Values::Whole(values) => values
                .get(row)
                .copied()
                .filter(|value| *value != Values::NO_NUMBER),
            Values::Days(values) => values
                .get(row)
                .copied()
                .filter(|value| *value != Values::NO_DAY)
                .map(i64::from),
            _ => None,
        }
    }
}

/// A table going out: columns of equal length, in a stated order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Names and values.
    pub columns: Vec<(String, Values)>,
}

impl Table {
    /// How many rows.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |(_, values)| values.len())
    }

    /// A column by its name.
    pub fn column(&self, name: &str) -> Option<&Values> {
        let mut columns = self.columns.iter();
        columns
            .find(|(known, _)| known == name)
            .map(|(_, values)| values)
    }
}
