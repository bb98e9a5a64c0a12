//! A rule set as TOML that people can read and the engine too, each part with where it came from.

use super::{QUIET, say, styled};
use tongbao::diagnostic::Language;
use tongbao::rules::{How, Origin, Resolved};
use tongbao::source::{Entry, Node, Value};

/// The keys of the header, in the order in which people write them.
const HEADER: [&str; 12] = [
    "format",
    "id",
    "version",
    "title",
    "effective",
    "offset",
    "weeks",
    "push_within",
    "rejected_rows",
    "history",
    "working_days",
    "statistics",
];

/// The sections, in the order in which people write them.
const SECTIONS: [&str; 7] = [
    "attribute",
    "select",
    "list",
    "figure",
    "clock",
    "rule",
    "sheet",
];

/// The keys of a table, in the order in which people write them; others stand before the last four.
const KEYS: [&str; 22] = [
    "was",
    "title",
    "of",
    "by",
    "where",
    "life",
    "except",
    "unless",
    "start",
    "stop",
    "limit",
    "at",
    "dated",
    "over",
    "each",
    "until",
    "allow",
    "enough",
    "measure",
    "require",
    "breach_when",
    "steps",
];
const LAST: [&str; 4] = ["effect", "text", "basis", "tags"];

/// The whole set as TOML; it reads back to the same set.
pub fn toml(resolved: &Resolved, language: Language) -> String {
    let node = &resolved.node;
    let mut out = String::new();
    for (id, version) in &resolved.rules.extends {
        let said = match language {
            Language::Zh => format!("# 沿用 {id} 第{version}版"),
            Language::En => format!("# extends {id}, version {version}"),
        };
        out.push_str(&format!("{}\n", styled(QUIET, said)));
    }
    for key in HEADER {
        if let Some(value) = node.get(key).filter(|node| node.value != Value::Null) {
            out.push_str(&format!("{key} = {}\n", inline(value)));
        }
    }
    for section in SECTIONS {
        let mut entries: Vec<&Entry> = node.get(section).map_or(&[][..], entries).iter().collect();
        entries.sort_by(|a, b| a.key.cmp(&b.key));
        for entry in entries {
            out.push('\n');
            let origin = resolved
                .origins
                .iter()
                .find(|origin| origin.section == section && origin.id == entry.key);
            if let (Some(origin), false) = (origin, resolved.rules.extends.is_empty()) {
                out.push_str(&format!("{}\n", styled(QUIET, came_from(origin, language))));
            }
            out.push_str(&table(section, entry));
        }
    }
    out
}

fn came_from(origin: &Origin, language: Language) -> String {
    let set = super::inert(&origin.set);
    match (origin.how, language) {
        (How::Own, _) => say(language, "# 本体系所定", "# of this set").to_owned(),
        (How::Inherited, Language::Zh) => format!("# 沿用自 {set}"),
        (How::Inherited, Language::En) => format!("# from {set}"),
        (How::Replaced, _) => say(
            language,
            "# 替换了所沿用的",
            "# in place of that of the base",
        )
        .to_owned(),
        (How::Tightened, _) => say(
            language,
            "# 在所沿用的基础上收紧",
            "# that of the base, tightened",
        )
        .to_owned(),
    }
}

fn entries(node: &Node) -> &[Entry] {
    match &node.value {
        Value::Table(entries) => entries,
        _ => &[],
    }
}

/// A named thing as a table with a line for each key.
fn table(section: &str, entry: &Entry) -> String {
    let name = key(&entry.key);
    let Value::Table(all) = &entry.node.value else {
        return format!("{section}.{name} = {}\n", inline(&entry.node));
    };
    let mut out = format!("[{section}.{name}]\n");
    let place = |entry: &&Entry| {
        let first = KEYS.iter().position(|key| *key == entry.key);
        let last = LAST.iter().position(|key| *key == entry.key);
        match (first, last) {
            (Some(place), _) => (0, place),
            (None, None) => (1, 0),
            (None, Some(place)) => (2, place),
        }
    };
    let mut all: Vec<&Entry> = all
        .iter()
        .filter(|entry| entry.node.value != Value::Null)
        .collect();
    all.sort_by(|a, b| place(a).cmp(&place(b)).then(a.key.cmp(&b.key)));
    for entry in all {
        out.push_str(&format!("{} = {}\n", key(&entry.key), inline(&entry.node)));
    }
    out
}

/// A key, in quotes where it needs them.
fn key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.is_empty() && name.chars().all(bare) {
        name.to_owned()
    } else {
        quoted(name)
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            // nothing that a terminal obeys: see `inert`
            c if c.is_control()
                || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}') =>
            {
                out.push_str(&format!("\\u{:04X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn inline(node: &Node) -> String {
    match &node.value {
        Value::Null => String::new(),
        Value::Bool(value) => value.to_string(),
        Value::Whole(number) => number.to_string(),
        Value::Number(number) => number.clone(),
        Value::Text(text) => quoted(text),
        Value::List(nodes) => {
            let nodes: Vec<String> = nodes.iter().map(inline).collect();
            format!("[{}]", nodes.join(", "))
        }
        Value::Table(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .filter(|entry| entry.node.value != Value::Null)
                .map(|entry| format!("{} = {}", key(&entry.key), inline(&entry.node)))
                .collect();
            if entries.is_empty() {
                "{}".to_owned()
            } else {
                format!("{{ {} }}", entries.join(", "))
            }
        }
    }
}
