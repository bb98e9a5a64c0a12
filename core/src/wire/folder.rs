//! The settings of an inspection folder, `tongbao.toml`.

use crate::calendar::WorkingDays;
use crate::diagnostic::{Diagnostic, Text};
use crate::records::RecordKind;
use crate::records::settings::Settings;
use crate::source::{Fields, Node, Reader, Source, Value};

/// What `tongbao.toml` says.
#[derive(Clone, Debug)]
pub struct FolderSettings {
    /// The settings of the run.
    pub settings: Settings,
    /// The id of a shipped rule set, or the path of a file beside `tongbao.toml`.
    pub rules: String,
    /// The encoding of each file.
    pub encoding: Encodings,
}

/// The declared encodings of the CSV files.
#[derive(Clone, Debug, Default)]
pub struct Encodings {
    default: Option<String>,
    by_kind: Vec<(RecordKind, String)>,
}

impl Encodings {
    /// The encoding of a file: `utf-8` or `gb18030`.
    pub fn of(&self, kind: RecordKind) -> &str {
        let own = self
            .by_kind
            .iter()
            .find(|(known, _)| *known == kind)
            .map(|(_, encoding)| encoding.as_str());
        own.or(self.default.as_deref()).unwrap_or("utf-8")
    }
}

/// Reads `tongbao.toml`.
///
/// # Errors
/// Everything that is wrong with it, with line and column.
pub fn read_settings(file: &str, text: &str) -> Result<FolderSettings, Vec<Diagnostic>> {
    let (source, node) = Source::read_toml(file, text)?;
    let mut reader = Reader::new(&source);
    let read = folder(&mut reader, &node);
    match read {
        Some(settings) if reader.diagnostics.is_empty() => Ok(settings),
        _ => Err(reader.diagnostics),
    }
}

fn folder(reader: &mut Reader<'_>, node: &Node) -> Option<FolderSettings> {
    let mut fields = reader.fields(node, "")?;
    let settings = Settings::read(reader, &mut fields, WorkingDays::built_in());
    let rules = reader.required_text(&mut fields, "rules");
    let encoding = encodings(reader, &mut fields);
    reader.finish(fields);
    Some(FolderSettings {
        settings: settings?,
        rules: rules?,
        encoding,
    })
}

fn encodings(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Encodings {
    let mut encodings = Encodings::default();
    let Some(node) = fields.take("encoding") else {
        return encodings;
    };
    let path = fields.child("encoding");
    match &node.value {
        Value::Table(_) => {
            let Some(mut inner) = reader.fields(node, &path) else {
                return encodings;
            };
            for kind in RecordKind::ALL {
                if let Some(node) = inner.take(kind.key())
                    && let Some(encoding) = encoding(reader, node, &inner.child(kind.key()))
                {
                    encodings.by_kind.push((kind, encoding));
                }
            }
            reader.finish(inner);
        }
        Value::Text(_) => encodings.default = encoding(reader, node, &path),
        _ => reader.wrong_type(
            node,
            &path,
            Text::new("\"utf-8\" 或 \"gb18030\"", "\"utf-8\" or \"gb18030\""),
        ),
    }
    encodings
}

fn encoding(reader: &mut Reader<'_>, node: &Node, path: &str) -> Option<String> {
    let name = node.text().unwrap_or("").to_ascii_lowercase();
    match name.as_str() {
        "utf-8" | "utf8" => Some("utf-8".to_owned()),
        "gb18030" | "gbk" | "gb2312" => Some("gb18030".to_owned()),
        _ => {
            reader.unknown_word(node, path, &["utf-8", "gb18030"]);
            None
        }
    }
}
