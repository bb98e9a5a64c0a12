//! Reading a table key by key, so that nothing in it goes unnoticed.

use super::{Entry, Node, Source, Value};
use crate::diagnostic::{Diagnostic, Text};
use crate::order::InOrder;
use std::ops::Range;

/// The keys of tables in the order in which people write them: what is missing is told where it would stand.
const USUAL: [&str; 69] = [
    "format",
    "id",
    "version",
    "title",
    "effective",
    "extends",
    "disable",
    "offset",
    "weeks",
    "push_within",
    "working_days",
    "rejected_rows",
    "history",
    "statistics",
    "of",
    "by",
    "where",
    "except",
    "unless",
    "life",
    "over",
    "each",
    "until",
    "allow",
    "in_a_row",
    "at",
    "dated",
    "enough",
    "start",
    "restart",
    "stop",
    "limit",
    "due",
    "pause",
    "extend",
    "ends_at",
    "postpone",
    "measure",
    "count",
    "ratio",
    "rules",
    "change",
    "against",
    "base",
    "part",
    "lines",
    "parts",
    "require",
    "breach_when",
    "steps",
    "effect",
    "at_least",
    "text",
    "document",
    "clause",
    "verified",
    "values",
    "type",
    "default",
    "basis",
    "tags",
    "was",
    "attribute",
    "select",
    "list",
    "figure",
    "clock",
    "rule",
    "sheet",
];

/// Collects every diagnostic of a file, so that all are told in one go.
#[derive(Debug)]
pub struct Reader<'s> {
    /// The file.
    pub source: &'s Source,
    /// What was found wrong so far.
    pub diagnostics: Vec<Diagnostic>,
    /// What is wrong because a key of a table is not there, by the key, until the table has been read to its end.
    held: Vec<Held>,
    patient: bool,
}

/// A diagnostic that waits for the end of its table: a misspelt key explains why another is not there.
#[derive(Debug)]
struct Held {
    table: String,
    diagnostic: Diagnostic,
}

/// The keys of one table, with those already asked for.
#[derive(Debug)]
pub struct Fields<'n> {
    /// The dotted key of this table.
    pub path: String,
    /// The table's bytes.
    pub span: Range<usize>,
    entries: &'n [Entry],
    asked: Vec<&'static str>,
}

impl<'s> Reader<'s> {
    /// A reader of a file.
    pub fn new(source: &'s Source) -> Self {
        Reader {
            source,
            diagnostics: Vec::new(),
            held: Vec::new(),
            patient: false,
        }
    }

    /// A reader that tells what is missing together with misspelt keys of the same table: every table must be read to its
    /// end, and what was found is in [`Reader::into_diagnostics`].
    pub fn patient(source: &'s Source) -> Self {
        Reader {
            patient: true,
            ..Reader::new(source)
        }
    }

    /// Tells an error at a node.
    pub fn error(
        &mut self,
        code: &'static str,
        node: &Node,
        path: &str,
        message: Text,
        next_step: Text,
    ) {
        let diagnostic = self
            .source
            .error(code, &node.span, path, message)
            .with_value(node.shown())
            .with_next_step(next_step);
        self.tell(diagnostic);
    }

    /// A value of another type than is wanted here.
    pub fn wrong_type(&mut self, node: &Node, path: &str, wanted: Text) {
        let message = Text::new(
            format!("`{path}` 应为{}", wanted.zh),
            format!("`{path}` must be {}", wanted.en),
        );
        self.error(
            "value.type",
            node,
            path,
            message,
            Text::new("请改成所要求的写法", "write it as asked for"),
        );
    }

    /// Tells a word that is not one of those known here.
    pub fn unknown_word(&mut self, node: &Node, path: &str, known: &[&str]) {
        let told = self.word_told(node, path, known);
        self.tell(told);
    }

    /// How a word is told that is not one of those known here.
    pub fn word_told(&self, node: &Node, path: &str, known: &[&str]) -> Diagnostic {
        let given = node.shown();
        let list = known.join(", ");
        let message = Text::new(
            format!("`{path}` 不能是 `{given}`"),
            format!("`{path}` cannot be `{given}`"),
        );
        let next = if known.is_empty() {
            Text::new(
                "这里还没有可用的名称",
                "there is nothing yet that could be named here",
            )
        } else {
            Text::new(
                format!("可用的写法：{list}"),
                format!("write one of: {list}"),
            )
        };
        let near = nearest(&given, known.iter().copied());
        self.source
            .error("value.unknown", &node.span, path, message)
            .with_value(given)
            .with_next_step(next)
            .with_near(near)
    }

    /// Tells something odd at a node that is no error.
    pub fn warning(
        &mut self,
        code: &'static str,
        node: &Node,
        path: &str,
        message: Text,
        next_step: Text,
    ) {
        let diagnostic = self
            .source
            .told(Diagnostic::warning(code, message), &node.span, path)
            .with_value(node.shown())
            .with_next_step(next_step);
        self.tell(diagnostic);
    }

    /// Tells a diagnostic.
    pub fn tell(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The keys of a table; anything else is told.
    pub fn fields<'n>(&mut self, node: &'n Node, path: &str) -> Option<Fields<'n>> {
        match &node.value {
            Value::Table(entries) => Some(Fields {
                path: path.to_owned(),
                span: node.span.clone(),
                entries,
                asked: Vec::new(),
            }),
            _ => {
                self.wrong_type(node, path, Text::new("一个表", "a table"));
                None
            }
        }
    }

    /// Tells every key that was not asked for. What is missing is told with them, and by itself only where there are none.
    pub fn finish(&mut self, fields: Fields<'_>) {
        let (mut missing, others): (Vec<Held>, Vec<Held>) = std::mem::take(&mut self.held)
            .into_iter()
            .partition(|held| held.table == fields.path);
        self.held = others;
        for entry in fields.entries {
            if fields.asked.contains(&entry.key.as_str()) {
                continue;
            }
            let mut told = self.unknown_key(&fields, entry);
            for held in missing.drain(..) {
                told = told.with_related(held.diagnostic.place, held.diagnostic.message);
            }
            self.tell(told);
        }
        for held in missing {
            self.tell(held.diagnostic);
        }
    }

    fn unknown_key(&self, fields: &Fields<'_>, entry: &Entry) -> Diagnostic {
        let list = fields.asked.join(", ");
        let message = Text::new(
            format!("没有 `{}` 这个键", entry.key),
            format!("unknown key `{}`", entry.key),
        );
        let next = Text::new(
            format!("这里可用的键：{list}"),
            format!("keys known here: {list}"),
        );
        let near = nearest(&entry.key, fields.asked.iter().copied());
        self.source
            .error(
                "key.unknown",
                &entry.span,
                &fields.child(&entry.key),
                message,
            )
            .with_value(entry.key.clone())
            .with_next_step(next)
            .with_near(near)
    }

    /// Tells what is wrong because a key of a table is not there, once the table has been read to its end.
    pub fn hold(&mut self, fields: &Fields<'_>, diagnostic: Diagnostic) {
        if !self.patient {
            self.tell(diagnostic);
            return;
        }
        self.held.push(Held {
            table: fields.path.clone(),
            diagnostic,
        });
    }

    /// Everything that was found wrong, also in tables that were not read to their end.
    pub fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        for held in std::mem::take(&mut self.held) {
            self.tell(held.diagnostic);
        }
        self.diagnostics
    }

    /// Tells a key that must be there.
    pub fn missing(&mut self, fields: &Fields<'_>, key: &str) {
        let path = fields.child(key);
        let message = Text::new(format!("缺少 `{path}`"), format!("`{path}` is missing"));
        let next = Text::new(format!("请补上 `{key}`"), format!("add `{key}`"));
        let told = self
            .source
            .error("key.missing", &fields.before(key), &path, message)
            .with_next_step(next);
        self.hold(fields, told);
    }

    /// A text that must be there.
    pub fn required_text(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<String> {
        if fields.peek(key).is_none() {
            fields.asked.push(key);
            self.missing(fields, key);
            return None;
        }
        self.text(fields, key)
    }

    /// A text, if the key is there.
    pub fn text(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<String> {
        let node = fields.take(key)?;
        if node.text().is_none_or(|text| text.trim().is_empty()) {
            self.wrong_type(
                node,
                &fields.child(key),
                Text::new("一段非空文字", "a text that is not empty"),
            );
            return None;
        }
        node.text().map(str::to_owned)
    }
}

impl<'n> Fields<'n> {
    /// Where people would write a key: behind the last key before it, or the table's head.
    pub fn before(&self, key: &str) -> Range<usize> {
        let place = |key: &str| USUAL.iter().position(|usual| *usual == key);
        let Some(own) = place(key) else {
            return self.span.clone();
        };
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.in_order_by_key(|entry| entry.span.start);
        let later = |entry: &&&Entry| place(&entry.key).is_some_and(|at| at > own);
        let next = entries.iter().find(later).map(|entry| entry.span.clone());
        let until = next.as_ref().map_or(usize::MAX, |next| next.start);
        let earlier = entries.iter().filter(|entry| entry.span.start < until);
        let last = earlier
            .map(|entry| entry.node.span.end.max(entry.span.end))
            .max();
        match (last, next) {
            // a table in braces is shown whole
            (Some(end), _) if end > self.span.end => end.saturating_sub(1)..end,
            // the file itself has no head
            (None, Some(next)) if self.path.is_empty() => next,
            _ => self.span.clone(),
        }
    }

    /// The dotted key of a key of this table.
    pub fn child(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// A key with its value, without marking it as asked for.
    pub fn entry(&self, key: &str) -> Option<&'n Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// A value without marking the key as asked for.
    pub fn peek(&self, key: &str) -> Option<&'n Node> {
        self.entries
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.node)
    }

    /// A value; the key is known from now on, whether it is there or not. JSON's null is the same as an absent key.
    pub fn take(&mut self, key: &'static str) -> Option<&'n Node> {
        self.asked.push(key);
        self.peek(key).filter(|node| node.value != Value::Null)
    }

    /// All keys, for tables keyed by the user's own names.
    pub fn entries(&self) -> &'n [Entry] {
        self.entries
    }
}

const LONGEST: usize = 100;

/// The known words nearest to a given one, best first, at most three, near enough to be meant.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    // nobody misspells a word this long; comparing it would take time and memory by its square
    if given.chars().count() > LONGEST {
        return Vec::new();
    }
    let mut scored: Vec<(f64, &str)> = known
        .into_iter()
        .map(|word| (strsim::normalized_damerau_levenshtein(given, word), word))
        .filter(|(score, _)| *score >= 0.5)
        .collect();
    scored.in_order_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored
        .into_iter()
        .take(3)
        .map(|(_, word)| word.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_told_and_nothing_is_near_to_a_very_long_one() {
        assert_eq!(nearest("perod", ["period", "rules"]), ["period"]);
        // its table of distances to itself would take 80 GB
        let long = "x".repeat(100_000);
        assert_eq!(nearest(&long, [long.as_str()]), Vec::<String>::new());
    }
}
