//! Arrow batches that came in, as the engine's columns: texts, times and days are read where they lie; whole numbers and
//! indices of other widths are widened once.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, ArrowPrimitiveType, Date32Type, Date64Type, Decimal128Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, OffsetSizeTrait, RecordBatch};
use arrow_buffer::{ArrowNativeType, BooleanBuffer, Buffer, NullBuffer, ScalarBuffer};
use arrow_schema::{DataType, TimeUnit};
use tongbao::bulk::{Bits, Cells, Chunk, Column, Texts};

/// When the engine reads a column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Always.
    Now,
    /// Only if the whole rows are needed; until then it is enough to know that it is there.
    Later,
    /// Never.
    Never,
}

/// What the engine reads of a table.
pub trait Wanted {
    /// When a column of this name is read.
    fn need(&self, name: &str) -> Need;
    /// Whether it is one that the engine knows.
    fn is_known(&self, name: &str) -> bool;
    /// Whether its cells are ids or words, so that whole numbers in it are meant as texts.
    fn is_text(&self, name: &str) -> bool;
}

/// A column that cannot be read: its name and Arrow's name of its type.
#[derive(Debug)]
pub struct Refused {
    pub column: String,
    pub type_name: String,
}

enum HeldTexts {
    Short(ScalarBuffer<i32>, Buffer),
    Long(ScalarBuffer<i64>, Buffer),
    Views(Buffer, Vec<Buffer>),
}

enum HeldCells {
    Texts(HeldTexts),
    Coded {
        codes: ScalarBuffer<i32>,
        values: HeldTexts,
        valid: Option<NullBuffer>,
    },
    Times {
        values: ScalarBuffer<i64>,
        per_second: i64,
        utc: bool,
    },
    Days(ScalarBuffer<i32>),
    Whole(ScalarBuffer<i64>),
    Flags(BooleanBuffer),
    /// Not read yet.
    Waiting(ArrayRef),
}

struct HeldColumn {
    name: String,
    cells: HeldCells,
    valid: Option<NullBuffer>,
}

/// Tables that came in, held while they are judged.
#[derive(Default)]
pub struct Held {
    batches: Vec<Vec<HeldColumn>>,
}

impl Held {
    /// A batch.
    ///
    /// # Errors
    /// A column that is read is of a type that is not.
    pub fn of(batch: &RecordBatch, wanted: &dyn Wanted) -> Result<Held, Refused> {
        let mut columns = Vec::with_capacity(batch.num_columns());
        for (field, array) in batch.schema_ref().fields().iter().zip(batch.columns()) {
            let name = field.name();
            columns.push(match wanted.need(name) {
                Need::Now => read(name, array.as_ref(), wanted)?,
                Need::Later => HeldColumn {
                    name: name.clone(),
                    cells: HeldCells::Waiting(array.clone()),
                    valid: None,
                },
                Need::Never => continue,
            });
        }
        Ok(Held {
            batches: vec![columns],
        })
    }

    /// Adds the batches of another.
    pub fn append(&mut self, other: Held) {
        self.batches.extend(other.batches);
    }

    /// Reads what was left for later.
    ///
    /// # Errors
    /// A column is of a type that is not read.
    pub fn complete(&mut self, wanted: &dyn Wanted) -> Result<(), Refused> {
        for column in self.batches.iter_mut().flatten() {
            let HeldCells::Waiting(array) = &column.cells else {
                continue;
            };
            *column = match told_apart(array.as_ref()) {
                // of a column that nobody asks for it matters only which cells are alike
                Some(cells) if !wanted.is_known(&column.name) => HeldColumn {
                    name: std::mem::take(&mut column.name),
                    cells,
                    valid: array.nulls().cloned(),
                },
                _ => read(&column.name, array.as_ref(), wanted)?,
            };
        }
        Ok(())
    }

    /// Texts, the columns of a small table.
    pub fn of_texts(columns: Vec<(String, Vec<Option<String>>)>, wanted: &dyn Wanted) -> Held {
        let known = columns
            .into_iter()
            .filter(|(name, _)| wanted.need(name) != Need::Never);
        let held = known.map(|(name, texts)| {
            let valid: BooleanBuffer = texts.iter().map(Option::is_some).collect();
            HeldColumn {
                name,
                cells: HeldCells::Texts(joined(
                    texts.iter().map(|text| text.as_deref().unwrap_or_default()),
                )),
                valid: Some(NullBuffer::new(valid)),
            }
        });
        Held {
            batches: vec![held.collect()],
        }
    }

    /// Lends the batches as chunks.
    pub fn lend<R>(&self, to: impl FnOnce(Vec<Chunk<'_>>) -> R) -> R {
        // what chunks point to and batches have in no such form: lists of buffers, then dictionaries
        let columns = || self.batches.iter().flatten();
        let buffers: Vec<Vec<&[u8]>> = columns().map(|column| column.buffers()).collect();
        let dictionaries: Vec<Option<Texts<'_>>> = columns()
            .zip(&buffers)
            .map(|(column, buffers)| match &column.cells {
                HeldCells::Coded { values, .. } => Some(values.lend(buffers)),
                _ => None,
            })
            .collect();
        let mut lists = buffers.iter().zip(&dictionaries);
        let chunks = self.batches.iter().map(|batch| {
            let lent = batch.iter().zip(lists.by_ref());
            Chunk {
                columns: lent
                    .map(|(column, (buffers, dictionary))| {
                        column.lend(buffers, dictionary.as_ref())
                    })
                    .collect(),
            }
        });
        to(chunks.collect())
    }
}

impl HeldColumn {
    fn buffers(&self) -> Vec<&[u8]> {
        match &self.cells {
            HeldCells::Texts(HeldTexts::Views(_, buffers))
            | HeldCells::Coded {
                values: HeldTexts::Views(_, buffers),
                ..
            } => buffers.iter().map(Buffer::as_slice).collect(),
            _ => Vec::new(),
        }
    }

    fn lend<'a>(
        &'a self,
        buffers: &'a [&'a [u8]],
        dictionary: Option<&'a Texts<'a>>,
    ) -> Column<'a> {
        const NOTHING: &Texts<'static> = &Texts::Ranges {
            ranges: &[],
            bytes: &[],
        };
        let cells = match &self.cells {
            HeldCells::Texts(texts) => Cells::Texts(texts.lend(buffers)),
            HeldCells::Coded { codes, valid, .. } => Cells::Texts(Texts::Coded {
                codes,
                values: dictionary.unwrap_or(NOTHING),
                valid: valid.as_ref().map(bits),
            }),
            HeldCells::Times {
                values,
                per_second,
                utc,
            } => Cells::Times {
                values,
                per_second: *per_second,
                utc: *utc,
            },
            HeldCells::Days(days) => Cells::Days(days),
            HeldCells::Whole(numbers) => Cells::Whole(numbers),
            HeldCells::Flags(flags) => Cells::Flags {
                bits: bits_of(flags),
                rows: flags.len(),
            },
            HeldCells::Waiting(_) => Cells::Flags {
                bits: Bits {
                    bytes: &[],
                    offset: 0,
                },
                rows: 0,
            },
        };
        Column {
            name: &self.name,
            cells,
            valid: self.valid.as_ref().map(bits),
        }
    }
}

impl HeldTexts {
    fn lend<'a>(&'a self, buffers: &'a [&'a [u8]]) -> Texts<'a> {
        match self {
            HeldTexts::Short(offsets, bytes) => Texts::Offsets { offsets, bytes },
            HeldTexts::Long(offsets, bytes) => Texts::LongOffsets { offsets, bytes },
            HeldTexts::Views(views, _) => Texts::Views { views, buffers },
        }
    }
}

fn bits(valid: &NullBuffer) -> Bits<'_> {
    bits_of(valid.inner())
}

fn bits_of(bits: &BooleanBuffer) -> Bits<'_> {
    Bits {
        bytes: bits.values(),
        offset: bits.offset(),
    }
}

/// Cells of types that can be compared, and are no other use.
fn told_apart(array: &dyn Array) -> Option<HeldCells> {
    let texts = match array.data_type() {
        DataType::Float32 => joined(values::<Float32Type>(array)?.iter().map(f32::to_string)),
        DataType::Float64 => joined(values::<Float64Type>(array)?.iter().map(f64::to_string)),
        DataType::Decimal128(..) => {
            joined(values::<Decimal128Type>(array)?.iter().map(i128::to_string))
        }
        _ => return None,
    };
    Some(HeldCells::Texts(texts))
}

/// Reads a column.
fn read(name: &str, array: &dyn Array, wanted: &dyn Wanted) -> Result<HeldColumn, Refused> {
    let Some((mut cells, valid)) = held(array) else {
        return Err(Refused {
            column: name.to_owned(),
            type_name: array.data_type().to_string(),
        });
    };
    if let HeldCells::Whole(numbers) = &cells
        && wanted.is_text(name)
    {
        cells = HeldCells::Texts(written(numbers));
    }
    Ok(HeldColumn {
        name: name.to_owned(),
        cells,
        valid,
    })
}

/// The cells of an array, and which are present; `None` for a type that is not read.
fn held(array: &dyn Array) -> Option<(HeldCells, Option<NullBuffer>)> {
    let valid = array
        .nulls()
        .filter(|nulls| nulls.null_count() > 0)
        .cloned();
    let cells = match array.data_type() {
        DataType::Null => {
            let rows = array.len();
            let texts = joined(std::iter::repeat_n("", rows));
            return Some((HeldCells::Texts(texts), Some(NullBuffer::new_null(rows))));
        }
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
            HeldCells::Texts(texts(array)?)
        }
        DataType::Dictionary(key, _) => return held_dictionary(array, key),
        DataType::Timestamp(unit, zone) => {
            let (values, per_second) = match unit {
                TimeUnit::Second => (values::<TimestampSecondType>(array)?, 1),
                TimeUnit::Millisecond => (values::<TimestampMillisecondType>(array)?, 1_000),
                TimeUnit::Microsecond => (values::<TimestampMicrosecondType>(array)?, 1_000_000),
                TimeUnit::Nanosecond => (values::<TimestampNanosecondType>(array)?, 1_000_000_000),
            };
            HeldCells::Times {
                values,
                per_second,
                utc: zone.is_some(),
            }
        }
        DataType::Date32 => HeldCells::Days(values::<Date32Type>(array)?),
        DataType::Date64 => {
            let days = |millisecond: &i64| i32::try_from(millisecond.div_euclid(86_400_000));
            let days: Result<Vec<i32>, _> = values::<Date64Type>(array)?.iter().map(days).collect();
            HeldCells::Days(days.ok()?.into())
        }
        DataType::Boolean => HeldCells::Flags(array.as_boolean_opt()?.values().clone()),
        DataType::List(_) => HeldCells::Texts(listed::<i32>(array)?),
        DataType::LargeList(_) => HeldCells::Texts(listed::<i64>(array)?),
        _ => HeldCells::Whole(whole(array)?),
    };
    Some((cells, valid))
}

fn values<T: ArrowPrimitiveType>(array: &dyn Array) -> Option<ScalarBuffer<T::Native>> {
    Some(array.as_primitive_opt::<T>()?.values().clone())
}

/// Whole numbers of every width; those that do not fit are refused with their column.
fn whole(array: &dyn Array) -> Option<ScalarBuffer<i64>> {
    fn widened<T: ArrowPrimitiveType>(array: &dyn Array) -> Option<ScalarBuffer<i64>>
    where
        i64: TryFrom<T::Native>,
    {
        let array = array.as_primitive_opt::<T>()?;
        // what stands where there is no number may be anything
        let present = |row| array.is_valid(row);
        let numbers = array.values().iter().enumerate();
        let wide = numbers.map(|(row, number)| match i64::try_from(*number) {
            Err(_) if present(row) => None,
            number => Some(number.unwrap_or_default()),
        });
        Some(wide.collect::<Option<Vec<i64>>>()?.into())
    }
    match array.data_type() {
        DataType::Int64 => values::<Int64Type>(array),
        DataType::Int8 => widened::<Int8Type>(array),
        DataType::Int16 => widened::<Int16Type>(array),
        DataType::Int32 => widened::<Int32Type>(array),
        DataType::UInt8 => widened::<UInt8Type>(array),
        DataType::UInt16 => widened::<UInt16Type>(array),
        DataType::UInt32 => widened::<UInt32Type>(array),
        DataType::UInt64 => widened::<UInt64Type>(array),
        // what DuckDB makes of a sum
        DataType::Decimal128(_, 0) => widened::<Decimal128Type>(array),
        _ => None,
    }
}

fn texts(array: &dyn Array) -> Option<HeldTexts> {
    match array.data_type() {
        DataType::Utf8 => {
            let texts = array.as_string_opt::<i32>()?;
            let offsets = texts.offsets().inner().clone();
            Some(HeldTexts::Short(offsets, texts.values().clone()))
        }
        DataType::LargeUtf8 => {
            let texts = array.as_string_opt::<i64>()?;
            let offsets = texts.offsets().inner().clone();
            Some(HeldTexts::Long(offsets, texts.values().clone()))
        }
        DataType::Utf8View => {
            let texts = array.as_string_view_opt()?;
            let views = texts.views().inner().clone();
            Some(HeldTexts::Views(views, texts.data_buffers().to_vec()))
        }
        _ => None,
    }
}

/// Lists of texts, such as tags, as a cell holds them: one after the other.
fn listed<O: OffsetSizeTrait>(array: &dyn Array) -> Option<HeldTexts> {
    let lists = array.as_list_opt::<O>()?;
    let (members, valid) = held(lists.values().as_ref())?;
    let member = HeldColumn {
        name: String::new(),
        cells: members,
        valid,
    };
    let buffers = member.buffers();
    let dictionary = match &member.cells {
        HeldCells::Coded { values, .. } => Some(values.lend(&buffers)),
        HeldCells::Texts(_) => None,
        _ => return None,
    };
    let member = member.lend(&buffers, dictionary.as_ref());
    let rows = lists.value_offsets().windows(2).map(|ends| {
        let [from, to] = ends else {
            return String::new();
        };
        let texts = (from.as_usize()..to.as_usize()).filter_map(|row| member.text(row));
        let texts: Vec<_> = texts.map(String::from_utf8_lossy).collect();
        texts.join("、")
    });
    Some(joined(rows))
}

fn held_dictionary(array: &dyn Array, key: &DataType) -> Option<(HeldCells, Option<NullBuffer>)> {
    let codes = match key {
        DataType::Int32 => array
            .as_dictionary_opt::<Int32Type>()?
            .keys()
            .values()
            .clone(),
        DataType::Int8 => codes::<Int8Type>(array)?,
        DataType::Int16 => codes::<Int16Type>(array)?,
        DataType::Int64 => codes::<Int64Type>(array)?,
        DataType::UInt8 => codes::<UInt8Type>(array)?,
        DataType::UInt16 => codes::<UInt16Type>(array)?,
        DataType::UInt32 => codes::<UInt32Type>(array)?,
        DataType::UInt64 => codes::<UInt64Type>(array)?,
        _ => return None,
    };
    let valid = array
        .nulls()
        .filter(|nulls| nulls.null_count() > 0)
        .cloned();
    let (values, present) = held(array.as_any_dictionary_opt()?.values().as_ref())?;
    if let HeldCells::Texts(values) = values {
        let cells = HeldCells::Coded {
            codes,
            values,
            valid: present,
        };
        return Some((cells, valid));
    }
    // a dictionary of days, times or numbers is spread out
    let place = |code: &i32| usize::try_from(*code).ok();
    let is_present = |(row, code): (usize, &i32)| {
        let of_value = |code| {
            present
                .as_ref()
                .is_none_or(|present| present.is_valid(code))
        };
        let known = place(code).is_some_and(|code| code < values.len() && of_value(code));
        known && valid.as_ref().is_none_or(|valid| valid.is_valid(row))
    };
    let spread: BooleanBuffer = codes.iter().enumerate().map(is_present).collect();
    let cells = match &values {
        HeldCells::Days(days) => HeldCells::Days(picked(&codes, days)),
        HeldCells::Whole(numbers) => HeldCells::Whole(picked(&codes, numbers)),
        HeldCells::Times {
            values,
            per_second,
            utc,
        } => HeldCells::Times {
            values: picked(&codes, values),
            per_second: *per_second,
            utc: *utc,
        },
        HeldCells::Flags(flags) => {
            let flag = |code| place(code).is_some_and(|at| at < flags.len() && flags.value(at));
            HeldCells::Flags(codes.iter().map(flag).collect())
        }
        HeldCells::Texts(_) | HeldCells::Coded { .. } | HeldCells::Waiting(_) => return None,
    };
    Some((cells, Some(NullBuffer::new(spread))))
}

impl HeldCells {
    fn len(&self) -> usize {
        match self {
            HeldCells::Days(days) => days.len(),
            HeldCells::Whole(numbers) => numbers.len(),
            HeldCells::Times { values, .. } => values.len(),
            HeldCells::Flags(flags) => flags.len(),
            HeldCells::Waiting(array) => array.len(),
            HeldCells::Coded { codes, .. } => codes.len(),
            HeldCells::Texts(HeldTexts::Short(offsets, _)) => offsets.len().saturating_sub(1),
            HeldCells::Texts(HeldTexts::Long(offsets, _)) => offsets.len().saturating_sub(1),
            HeldCells::Texts(HeldTexts::Views(views, _)) => views.len() / 16,
        }
    }
}

/// Indices of another width; one that leads nowhere is -1.
fn codes<K: ArrowDictionaryKeyType>(array: &dyn Array) -> Option<ScalarBuffer<i32>>
where
    i32: TryFrom<K::Native>,
{
    let keys = array.as_dictionary_opt::<K>()?.keys().values();
    let codes = keys.iter().map(|key| i32::try_from(*key).unwrap_or(-1));
    Some(codes.collect::<Vec<i32>>().into())
}

fn picked<T: ArrowNativeType>(codes: &[i32], values: &[T]) -> ScalarBuffer<T> {
    let value = |code: &i32| usize::try_from(*code).ok().and_then(|at| values.get(at));
    let picked = codes
        .iter()
        .map(|code| value(code).copied().unwrap_or_default());
    picked.collect::<Vec<T>>().into()
}

/// Whole numbers as texts.
fn written(numbers: &[i64]) -> HeldTexts {
    joined(numbers.iter().map(i64::to_string))
}

fn joined<T: AsRef<str>>(texts: impl Iterator<Item = T>) -> HeldTexts {
    let (mut offsets, mut bytes) = (vec![0_i64], Vec::new());
    for text in texts {
        bytes.extend_from_slice(text.as_ref().as_bytes());
        offsets.push(bytes.len() as i64);
    }
    HeldTexts::Long(offsets.into(), Buffer::from_vec(bytes))
}
