//! Files that people write (rule sets, settings) as one tree of values with places, whether they came as TOML or JSON.
//!
//! Reading goes through [`Fields`], which knows what was asked for: a key that nobody asked for is told with the
//! nearest one that is known.

mod fields;
mod json;
mod places;
#[cfg(feature = "toml")]
mod toml;

pub use fields::{Fields, Reader, nearest};
pub(crate) use places::Places;

use crate::diagnostic::{Diagnostic, Place, Text};
use crate::order::InOrder;
use std::ops::Range;

/// One value and the bytes it came from (for JSON the number of its token, from which [`Source`] finds them).
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands in the source.
    pub span: Range<usize>,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// JSON's null.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Whole(i64),
    /// Any other number, as written.
    Number(String),
    /// A text; TOML dates and times arrive as their text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A table, by key.
    Table(Vec<Entry>),
}

/// A key of a table with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands in the source.
    pub span: Range<usize>,
    /// The value.
    pub node: Node,
}

impl Entry {
    /// The key as a value of its own, for messages about it.
    pub fn key_node(&self) -> Node {
        Node {
            value: Value::Text(self.key.clone()),
            span: self.span.clone(),
        }
    }
}

impl Node {
    /// A key with its value, if this is a table that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.value {
            Value::Table(entries) => entries.iter().find(|entry| entry.key == key),
            _ => None,
        }
    }

    /// The value of a key, if this is a table that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The text, if this is one.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, if this is one.
    pub fn whole(&self) -> Option<i64> {
        match self.value {
            Value::Whole(number) => Some(number),
            _ => None,
        }
    }

    /// The boolean, if this is one.
    pub fn boolean(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The value as a user would write it, shortened, for messages.
    pub fn shown(&self) -> String {
        let mut text = match &self.value {
            Value::Text(text) => text.clone(),
            _ => self.canonical(),
        };
        if text.chars().count() > 60 {
            text = text.chars().take(59).chain(['…']).collect();
        }
        text
    }

    /// Canonical JSON: keys sorted by code point, no spaces.
    pub fn canonical(&self) -> String {
        let mut out = String::new();
        self.write_canonical(&mut out);
        out
    }

    fn write_canonical(&self, out: &mut String) {
        match &self.value {
            Value::Null => out.push_str("null"),
            Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Value::Whole(number) => out.push_str(&number.to_string()),
            Value::Number(number) => out.push_str(number),
            Value::Text(text) => write_text(text, out),
            Value::List(nodes) => {
                out.push('[');
                for (ix, node) in nodes.iter().enumerate() {
                    if ix > 0 {
                        out.push(',');
                    }
                    node.write_canonical(out);
                }
                out.push(']');
            }
            Value::Table(entries) => {
                let mut sorted: Vec<&Entry> = entries.iter().collect();
                sorted.in_order_by(|a, b| a.key.cmp(&b.key));
                out.push('{');
                for (ix, entry) in sorted.into_iter().enumerate() {
                    if ix > 0 {
                        out.push(',');
                    }
                    write_text(&entry.key, out);
                    out.push(':');
                    entry.node.write_canonical(out);
                }
                out.push('}');
            }
        }
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

/// A file that a person wrote: its name for messages and, where places can be told, its text.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// What the user calls it.
    pub file: String,
    /// Its text, where places can be told.
    pub text: Option<String>,
    /// Other files that parts of its tree came from.
    pub joined: Vec<Joined>,
    /// Where its lines begin, and for JSON its tokens: looked up once something is told.
    pub(crate) places: Places,
}

/// Another file whose tree was joined to this one: bytes from here on are its own.
#[derive(Clone, Debug)]
pub struct Joined {
    /// The number of its first byte among those of all the files.
    pub from: usize,
    /// How its places are told.
    pub told: Told,
}

/// How the places of a joined file are told.
#[derive(Clone, Debug)]
pub enum Told {
    /// In the file itself.
    In(Box<Source>),
    /// Where it was called for, because the reader has no such file.
    At(Place),
}

/// The longest file that a person may write, in bytes.
pub const LONGEST_FILE: usize = 2 << 20;

impl Source {
    /// Reads TOML.
    ///
    /// # Errors
    /// Every syntax error and duplicate key, with line and column; a file that is too long.
    #[cfg(feature = "toml")]
    pub fn read_toml(file: &str, text: &str) -> Result<(Source, Node), Vec<Diagnostic>> {
        let source = Source::of_text(file, text)?;
        let node = toml::read(&source, text)?;
        Ok((source, node))
    }

    /// Reads JSON; a key given twice is an error. Its places are told by dotted keys, not by lines: a request is made by
    /// a program and has one line.
    ///
    /// # Errors
    /// The first syntax error or duplicate key, with line and column.
    pub fn read_json(file: &str, text: &str) -> Result<(Source, Node), Vec<Diagnostic>> {
        let source = Source {
            file: file.to_owned(),
            ..Source::default()
        };
        let node = json::read(&source, text).map_err(|diagnostic| vec![*diagnostic])?;
        Ok((source, node))
    }

    /// Reads JSON that a person wrote: what is told of it later has line and column.
    ///
    /// # Errors
    /// The first syntax error or duplicate key, with line and column; a file that is too long.
    pub fn read_json_file(file: &str, text: &str) -> Result<(Source, Node), Vec<Diagnostic>> {
        let mut source = Source::of_text(file, text)?;
        let node = json::read(&source, text).map_err(|diagnostic| vec![*diagnostic])?;
        source.places = Places::of_json();
        Ok((source, node))
    }

    fn of_text(file: &str, text: &str) -> Result<Source, Vec<Diagnostic>> {
        let source = Source {
            file: file.to_owned(),
            text: Some(text.to_owned()),
            ..Source::default()
        };
        if text.len() <= LONGEST_FILE {
            return Ok(source);
        }
        let message = Text::new(
            format!("文件有 {} 字节，超过 {LONGEST_FILE} 字节", text.len()),
            format!(
                "the file has {} bytes, more than {LONGEST_FILE}",
                text.len()
            ),
        );
        let next = Text::new("请拆成几个文件", "split it into several files");
        let told = source.error("limits.size", &(0..0), "", message);
        Err(vec![told.with_next_step(next)])
    }

    /// The place of some bytes, with the dotted key for readers.
    pub fn place(&self, span: &Range<usize>, field: &str) -> Place {
        self.locate(span, field).0
    }

    /// The place of some bytes, and the bytes in the file that the place names.
    fn locate(&self, span: &Range<usize>, field: &str) -> (Place, Option<(usize, usize)>) {
        let joined = self.joined.iter().rfind(|joined| joined.from <= span.start);
        match joined {
            Some(Joined {
                told: Told::At(place),
                ..
            }) => return (place.clone(), None),
            Some(Joined {
                from,
                told: Told::In(source),
            }) => {
                let own = span.start - from..span.end.saturating_sub(*from);
                return source.locate(&own, field);
            }
            None => {}
        }
        let mut place = Place {
            file: self.file.clone(),
            ..Place::default()
        };
        if !field.is_empty() {
            place.field = Some(field.to_owned());
        }
        let Some(text) = self.text.as_deref() else {
            return (place, None);
        };
        let bytes = self.places.bytes(text, span);
        if let Some((line, column)) = self.places.line(text, bytes.start) {
            place.line = Some(line);
            place.column = Some(column);
        }
        (place, Some((bytes.start, bytes.end)))
    }

    /// An error at a node.
    pub fn error(
        &self,
        code: &'static str,
        span: &Range<usize>,
        field: &str,
        message: Text,
    ) -> Diagnostic {
        self.told(Diagnostic::error(code, message), span, field)
    }

    /// A diagnostic, placed.
    pub fn told(&self, mut diagnostic: Diagnostic, span: &Range<usize>, field: &str) -> Diagnostic {
        (diagnostic.place, diagnostic.span) = self.locate(span, field);
        diagnostic
    }
}
