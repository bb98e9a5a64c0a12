//! Columns that go out as Arrow arrays. Texts and numbers lie where they were written; only what says which are absent is
//! made here.

use super::border::lent;
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, Date32Array, DictionaryArray, Int32Array, Int64Array, ListArray, RecordBatch,
    RecordBatchOptions, StringArray, StructArray,
};
use arrow_buffer::{
    ArrowNativeType, BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer,
};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema};
use std::sync::Arc;
use tongbao::bulk::{SliceLists, Strings, Table, Values};

/// A table as an Arrow batch that keeps it alive.
pub fn batch_of(table: &Arc<Table>) -> Result<RecordBatch, ArrowError> {
    let mut fields = Vec::with_capacity(table.columns.len());
    let mut arrays = Vec::with_capacity(table.columns.len());
    for (place, (name, _)) in table.columns.iter().enumerate() {
        let array = Lending { table, place }.array()?;
        fields.push(Field::new(
            name.as_str(),
            array.data_type().clone(),
            array.is_nullable(),
        ));
        arrays.push(array);
    }
    let rows = RecordBatchOptions::new().with_row_count(Some(table.rows()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &rows)
}

/// A column of a table, by its place.
struct Lending<'a> {
    table: &'a Arc<Table>,
    place: usize,
}

fn impossible(what: &str) -> ArrowError {
    ArrowError::CDataInterface(format!("{what} of a table that goes out"))
}

impl Lending<'_> {
    /// Numbers of this column.
    fn numbers<T: ArrowNativeType>(
        &self,
        pick: impl Fn(&Values) -> Option<&[T]>,
    ) -> Result<ScalarBuffer<T>, ArrowError> {
        let place = self.place;
        lent(|table| pick(&table.columns.get(place)?.1), self.table)
            .map(ScalarBuffer::from)
            .ok_or_else(|| impossible("numbers"))
    }

    fn strings(&self, pick: fn(&Values) -> Option<&Strings>) -> Result<StringArray, ArrowError> {
        let offsets = self.numbers(|values| pick(values).map(|texts| texts.offsets.as_slice()))?;
        let bytes = self.numbers(|values| pick(values).map(|texts| texts.bytes.as_slice()))?;
        StringArray::try_new(rising(offsets)?, Buffer::from(bytes), None)
    }

    fn array(&self) -> Result<ArrayRef, ArrowError> {
        let Some((_, values)) = self.table.columns.get(self.place) else {
            return Err(impossible("column"));
        };
        Ok(match values {
            Values::Texts(_) => Arc::new(self.strings(texts_of)?),
            Values::Coded { codes, .. } => {
                let absent = present(codes, |code| *code >= 0);
                let codes = self.numbers(|values| match values {
                    Values::Coded { codes, .. } => Some(codes.as_slice()),
                    _ => None,
                })?;
                let dictionary = self.strings(texts_of)?;
                Arc::new(DictionaryArray::<Int32Type>::try_new(
                    Int32Array::try_new(codes, absent)?,
                    Arc::new(dictionary),
                )?)
            }
            Values::Whole(numbers) => {
                let absent = present(numbers, |number| *number != Values::NO_NUMBER);
                let numbers = self.numbers(|values| match values {
                    Values::Whole(numbers) => Some(numbers.as_slice()),
                    _ => None,
                })?;
                Arc::new(Int64Array::try_new(numbers, absent)?)
            }
            Values::Days(days) => {
                let absent = present(days, |day| *day != Values::NO_DAY);
                let days = self.numbers(|values| match values {
                    Values::Days(days) => Some(days.as_slice()),
                    _ => None,
                })?;
                Arc::new(Date32Array::try_new(days, absent)?)
            }
            Values::Slices(_) => Arc::new(self.slices()?),
        })
    }

    fn slices(&self) -> Result<ListArray, ArrowError> {
        fn lists(values: &Values) -> Option<&SliceLists> {
            match values {
                Values::Slices(lists) => Some(lists),
                _ => None,
            }
        }
        let from = self.numbers(|values| lists(values).map(|lists| lists.from.as_slice()))?;
        let to = self.numbers(|values| lists(values).map(|lists| lists.to.as_slice()))?;
        let value = self.numbers(|values| lists(values).map(|lists| lists.value.as_slice()))?;
        let offsets = self.numbers(|values| lists(values).map(|lists| lists.offsets.as_slice()))?;
        let absent = present(&value, |number| *number != Values::NO_NUMBER);
        let fields = Fields::from(vec![
            Field::new("from", DataType::Date32, false),
            Field::new("to", DataType::Date32, false),
            Field::new("value", DataType::Int64, true),
        ]);
        let members: Vec<ArrayRef> = vec![
            Arc::new(Date32Array::try_new(from, None)?),
            Arc::new(Date32Array::try_new(to, None)?),
            Arc::new(Int64Array::try_new(value, absent)?),
        ];
        let slices = StructArray::try_new(fields, members, None)?;
        let member = Field::new("item", slices.data_type().clone(), false);
        ListArray::try_new(Arc::new(member), rising(offsets)?, Arc::new(slices), None)
    }
}

fn texts_of(values: &Values) -> Option<&Strings> {
    match values {
        Values::Texts(texts) | Values::Coded { values: texts, .. } => Some(texts),
        _ => None,
    }
}

/// Offsets, which an array takes only if they never fall.
fn rising(offsets: ScalarBuffer<i32>) -> Result<OffsetBuffer<i32>, ArrowError> {
    let starts = offsets.first().is_some_and(|first| *first >= 0);
    if starts && offsets.is_sorted() {
        Ok(OffsetBuffer::new(offsets))
    } else {
        Err(impossible("offsets"))
    }
}

/// Which rows are present; `None` where all are.
fn present<T>(values: &[T], is_present: impl Fn(&T) -> bool) -> Option<NullBuffer> {
    let bits =
        BooleanBuffer::collect_bool(values.len(), |row| values.get(row).is_some_and(&is_present));
    Some(NullBuffer::new(bits)).filter(|bits| bits.null_count() > 0)
}
