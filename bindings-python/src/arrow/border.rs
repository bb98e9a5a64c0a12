//! The border of the C data interface: the one place with `unsafe`. Capsules in and out, and buffers that are lent with
//! their owner. What a capsule holds is trusted to be what the interface says, as every reader of it must.

#![expect(
    unsafe_code,
    reason = "the C data interface hands over pointers; each use says why it holds"
)]

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchOptions, StructArray};
use arrow_buffer::{ArrowNativeType, Buffer};
use arrow_schema::{ArrowError, DataType, Schema, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};
use std::ffi::CStr;
use std::ptr::NonNull;
use std::sync::Arc;
use tongbao::bulk::Table;

const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";

/// A failure of the other side, in its own words.
pub type Told<T> = Result<T, ArrowError>;

/// The pointer of a capsule, if the capsule has the name that says what it points to.
fn pointer<T>(capsule: &Bound<'_, PyAny>, name: &'static CStr) -> PyResult<NonNull<T>> {
    Ok(capsule
        .cast::<PyCapsule>()?
        .pointer_checked(Some(name))?
        .cast())
}

/// Takes the stream out of what `__arrow_c_stream__` gave.
pub fn import_stream(capsule: &Bound<'_, PyAny>) -> PyResult<Told<RecordBatchStreamReader>> {
    let stream = pointer::<FFI_ArrowArrayStream>(capsule, STREAM)?;
    // SAFETY: a capsule of this name points to a valid stream, which is moved out here and left released, so that the
    // capsule's own destructor finds nothing to release. The capsule is borrowed for the whole call.
    Ok(unsafe { RecordBatchStreamReader::from_raw(stream.as_ptr()) })
}

/// Takes the batch out of what `__arrow_c_array__` gave: a schema and a struct array.
pub fn import_array(given: &Bound<'_, PyAny>) -> PyResult<Told<RecordBatch>> {
    let (schema, array): (Bound<'_, PyAny>, Bound<'_, PyAny>) =
        given.cast::<PyTuple>()?.extract()?;
    let schema = pointer::<FFI_ArrowSchema>(&schema, SCHEMA)?;
    let array = pointer::<FFI_ArrowArray>(&array, ARRAY)?;
    // SAFETY: a capsule of this name points to a valid schema, which is only read while the capsule is borrowed.
    let schema = unsafe { schema.as_ref() };
    let DataType::Struct(fields) = DataType::try_from(schema).unwrap_or(DataType::Null) else {
        let what = "this array is no table: its type is not a struct".to_owned();
        return Ok(Err(ArrowError::CDataInterface(what)));
    };
    // SAFETY: a capsule of this name points to a valid array, which is moved out and left released.
    let array = unsafe { FFI_ArrowArray::from_raw(array.as_ptr()) };
    // SAFETY: the array is of the schema that came with it.
    let data = match unsafe { from_ffi(array, schema) } {
        Ok(data) => data,
        Err(error) => return Ok(Err(error)),
    };
    let options = RecordBatchOptions::new().with_row_count(Some(data.len()));
    let columns = StructArray::from(data).into_parts().1;
    let schema = Arc::new(Schema::new(fields));
    Ok(RecordBatch::try_new_with_options(schema, columns, &options))
}

/// What `__arrow_c_stream__` gives: a stream of one batch.
pub fn export_stream(py: Python<'_>, batch: RecordBatch) -> PyResult<Bound<'_, PyCapsule>> {
    let schema = batch.schema();
    let batches = RecordBatchIterator::new([Ok(batch)], schema);
    let stream = FFI_ArrowArrayStream::new(Box::new(batches));
    PyCapsule::new_with_value(py, stream, STREAM)
}

/// What `__arrow_c_schema__` gives.
pub fn export_schema<'py>(
    py: Python<'py>,
    schema: &SchemaRef,
) -> Told<PyResult<Bound<'py, PyCapsule>>> {
    let schema = FFI_ArrowSchema::try_from(schema.as_ref())?;
    Ok(PyCapsule::new_with_value(py, schema, SCHEMA))
}

/// Numbers of a table as a buffer that keeps the whole table alive, without copying them.
pub fn lent<T: ArrowNativeType>(
    numbers: impl FnOnce(&Table) -> Option<&[T]>,
    owner: &Arc<Table>,
) -> Option<Buffer> {
    let numbers = numbers(owner)?;
    let (start, bytes) = (NonNull::from(numbers).cast(), size_of_val(numbers));
    // SAFETY: the slice was borrowed from the table that is handed over as the owner, nothing in it can change behind
    // an `Arc` (no cells inside), and its vectors keep their place until the last `Arc` is dropped. `T` is a plain number.
    Some(unsafe { Buffer::from_custom_allocation(start, bytes, Arc::<Table>::clone(owner)) })
}
