//! Answers as JavaScript keeps them: lists of its own, which outlive the memory of the module.

use js_sys::{Array, Float64Array, Int32Array, Uint8Array};
use std::sync::Arc;
use tongbao::bulk::{Account, Answer, Strings, Table, Values};
use wasm_bindgen::JsValue;

/// `[texts, tables, account]`: the lists of texts that columns name by number; the tables in the order of `package/answer.js`;
/// the numbers of the account.
pub fn answer(answer: &Answer) -> Array {
    let mut texts = Texts::default();
    let tables = [
        &answer.findings,
        &answer.notices,
        &answer.undecided,
        &answer.units,
        &answer.totals,
        &answer.outcomes,
    ];
    let tables = Array::from_iter(tables.map(|own| table(own, &mut texts)));
    Array::of3(&texts.lists, &tables, &account(&answer.account))
}

/// The lists of texts that were handed over.
#[derive(Default)]
struct Texts<'a> {
    known: Vec<&'a Arc<Strings>>,
    lists: Array,
}

impl<'a> Texts<'a> {
    /// The number of a list; columns may share one.
    fn number(&mut self, texts: &'a Arc<Strings>) -> JsValue {
        let mut known = self.known.iter();
        let number = known.position(|known| Arc::ptr_eq(known, texts));
        let number = number.unwrap_or_else(|| {
            let offsets = Int32Array::from(texts.offsets.as_slice());
            let bytes = Uint8Array::from(texts.bytes.as_slice());
            self.lists.push(&Array::of2(&offsets, &bytes));
            self.known.push(texts);
            self.known.len() - 1
        });
        JsValue::from_f64(number as f64)
    }
}

/// A list of columns: `[name, kind, ...]`.
fn table<'a>(table: &'a Table, texts: &mut Texts<'a>) -> Array {
    let columns = table.columns.iter();
    Array::from_iter(columns.map(|(name, values)| column(name, values, texts)))
}

fn column<'a>(name: &str, values: &'a Values, texts: &mut Texts<'a>) -> Array {
    let name = JsValue::from_str(name);
    let kind = JsValue::from_str;
    match values {
        Values::Texts(own) => Array::of3(&name, &kind("texts"), &texts.number(own)),
        Values::Coded { codes, values } => Array::of4(
            &name,
            &kind("coded"),
            &texts.number(values),
            &Int32Array::from(codes.as_slice()),
        ),
        Values::Whole(numbers) => Array::of3(&name, &kind("numbers"), &floats(numbers)),
        Values::Days(days) => Array::of3(&name, &kind("days"), &Int32Array::from(days.as_slice())),
        Values::Slices(lists) => {
            let column = Array::of5(
                &name,
                &kind("slices"),
                &Int32Array::from(lists.offsets.as_slice()),
                &Int32Array::from(lists.from.as_slice()),
                &Int32Array::from(lists.to.as_slice()),
            );
            column.push(&floats(&lists.value));
            column
        }
    }
}

/// As JavaScript's own numbers; NaN where there is none.
fn floats(numbers: &[i64]) -> Float64Array {
    let number = |number: &i64| match *number {
        Values::NO_NUMBER => f64::NAN,
        number => number as f64,
    };
    let numbers: Vec<f64> = numbers.iter().map(number).collect();
    Float64Array::from(numbers.as_slice())
}

fn account(account: &Account) -> Array {
    let rows = [
        account.rows,
        account.undated,
        account.bad_date,
        account.unknown_channel,
        account.in_period,
        account.after_as_of,
    ];
    Array::from_iter(rows.map(|rows| JsValue::from_f64(rows as f64)))
}
