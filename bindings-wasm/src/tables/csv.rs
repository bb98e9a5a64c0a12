//! Large CSV files, read piece by piece from JavaScript.

use js_sys::{Function, Object, Reflect, Uint8Array};
use std::cell::RefCell;
use std::io::{self, Read};
use tongbao::bulk::{self, Answer};
use tongbao::diagnostic::Diagnostic;
use tongbao_documents::csv::Encoding;
use tongbao_documents::csv::inspect::{CsvAccount, Reading, inspect};
use tongbao_documents::csv::scan::Scanned;
use wasm_bindgen::JsValue;

thread_local! {
    // What the sources below ask: values of JavaScript stay with their thread, sources of core's readers need not.
    static FILES: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
}

/// A file that JavaScript reads: given a length, a function gives so many bytes or fewer; none at the end.
struct Source {
    file: usize,
}

impl Source {
    fn open(reader: Function) -> Source {
        FILES.with_borrow_mut(|files| {
            files.push(reader);
            Source {
                file: files.len() - 1,
            }
        })
    }
}

impl Read for Source {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let reader = FILES.with_borrow(|files| files.get(self.file).cloned());
        let reader = reader.ok_or(io::ErrorKind::NotFound)?;
        let length = JsValue::from_f64(into.len() as f64);
        let part = reader.call1(&JsValue::NULL, &length).map_err(failed)?;
        let part = Uint8Array::new(&part);
        let length = part.length() as usize;
        match into.get_mut(..length) {
            Some(own) => part.copy_to(own),
            None => return Err(io::Error::other("more bytes than were asked for")),
        }
        Ok(length)
    }
}

/// What JavaScript threw, in words.
fn failed(thrown: JsValue) -> io::Error {
    let message = Reflect::get(&thrown, &JsValue::from_str("message"));
    let message = message.ok().and_then(|message| message.as_string());
    io::Error::other(message.or_else(|| thrown.as_string()).unwrap_or_default())
}

/// Judges two files; `open_channels` and `open_items` give a reader each time they are called.
pub fn judge(
    plan: &bulk::Plan,
    open_channels: &Function,
    open_items: &Function,
    encoding: &str,
) -> Result<(Answer, CsvAccount), Vec<Diagnostic>> {
    let reading = Reading {
        encoding: Encoding::from_name(encoding).unwrap_or_default(),
        ..Reading::default()
    };
    let open = |opener: &Function| {
        let reader = opener.call0(&JsValue::NULL).map_err(failed)?;
        Ok(Source::open(reader.into()))
    };
    let channels = Opened::of(open(open_channels));
    let judged = inspect(plan, &reading, channels, || open(open_items));
    FILES.with_borrow_mut(Vec::clear);
    judged
}

/// A file, or why it could not be opened: told when it is read, in its place.
struct Opened(Result<Source, Option<io::Error>>);

impl Opened {
    fn of(source: io::Result<Source>) -> Opened {
        Opened(source.map_err(Some))
    }
}

impl Read for Opened {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            Ok(source) => source.read(into),
            Err(error) => Err(error.take().unwrap_or_else(|| io::Error::other("not open"))),
        }
    }
}

/// What became of the rows of a file: rows = good + misfits.
pub fn account(scanned: &Scanned) -> Object {
    let object = Object::new();
    let numbers = [
        ("rows", scanned.rows),
        ("good", scanned.good),
        ("misfits", scanned.misfits),
    ];
    for (name, number) in numbers {
        let number = JsValue::from_f64(number as f64);
        // an object of our own takes every property
        let _ = Reflect::set(&object, &JsValue::from_str(name), &number);
    }
    object
}
