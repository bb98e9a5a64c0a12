//! Reading a rule set: every mistake of a file told in one go, each in its place; nothing half-loaded.

mod attributes;
mod book;
mod checks;
mod clock;
mod counts;
mod figure;
mod header;
mod kinds;
mod limits;
mod lost;
mod measures;
mod outcomes;
mod rule;
mod selectors;
mod sheet;
mod steps;
mod subjects;
#[cfg(all(test, feature = "toml"))]
mod tests;
mod windows;
mod wording;
mod words;

use super::Catalogue;
use super::model::{Clock, Rule, RuleSet, Sheet};
use crate::calendar::Offset;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::order::InOrder;
use crate::source::{Entry, Fields, Node, Reader, Source, Value};
use book::{Book, Section};
use sha2::{Digest, Sha256};
use words::{choice, form, must, must_text};

/// The version of the rule format that this engine reads.
pub const FORMAT: i64 = 1;

impl RuleSet {
    /// Reads a rule set written in TOML.
    ///
    /// # Errors
    /// Everything that is wrong with it, with line and column.
    ///
    /// ```
    /// use tongbao::rules::RuleSet;
    /// let rules = RuleSet::from_toml("mine.toml", r#"
    /// format = 1
    /// id = "mine"
    /// version = 1
    /// title = "每月不少于20条"
    /// effective = { from = 2024-01-01 }
    /// [rule.unit-floor]
    /// of = "unit"
    /// measure = { count = "publications" }
    /// require = { at_least = 20 }
    /// basis = { document = "示例办法" }
    /// "#);
    /// assert!(rules.is_ok());
    /// ```
    #[cfg(feature = "toml")]
    pub fn from_toml(file: &str, text: &str) -> Result<RuleSet, Vec<Diagnostic>> {
        let (source, node) = Source::read_toml(file, text)?;
        RuleSet::from_node(&source, &node)
    }

    /// Reads a rule set in JSON, the form that is hashed and exchanged.
    ///
    /// # Errors
    /// Everything that is wrong with it, with line and column.
    pub fn from_json(file: &str, text: &str) -> Result<RuleSet, Vec<Diagnostic>> {
        let (source, node) = Source::read_json_file(file, text)?;
        RuleSet::from_node(&source, &node)
    }

    /// Reads a rule set from a tree; one that extends another is made whole with the shipped sets.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn from_node(source: &Source, node: &Node) -> Result<RuleSet, Vec<Diagnostic>> {
        let resolved = Catalogue::new().read(source, node, None);
        resolved.map(|resolved| resolved.rules)
    }
}

/// Reads a rule set that extends no other, or that was made whole before.
///
/// # Errors
/// Everything that is wrong with it: the errors first, both they and the warnings in the order of the file.
pub(super) fn whole(source: &Source, node: &Node) -> Result<RuleSet, Vec<Diagnostic>> {
    let mut book = Book {
        reader: Reader::patient(source),
        top: node,
        attributes: Vec::new(),
        unsure: Vec::new(),
        figures: Vec::new(),
        uses: Vec::new(),
        found: Vec::new(),
        lost: Vec::new(),
        here: (Section::Rule, String::new()),
    };
    let read = rule_set(&mut book);
    let mut diagnostics = book.reader.into_diagnostics();
    diagnostics.in_order_by(|a, b| order(a).cmp(&order(b)));
    diagnostics.dedup();
    let errors = diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error);
    if diagnostics.len() > MOST {
        let rest = diagnostics.len() - MOST;
        diagnostics.truncate(MOST);
        diagnostics.push(Diagnostic::note(
            "limits.told",
            Text::new(
                format!("还有 {rest} 处没有列出"),
                format!("{rest} more are not listed"),
            ),
        ));
    }
    match read {
        Some(mut rules) if !errors => {
            rules.warnings = diagnostics;
            Ok(rules)
        }
        _ => Err(diagnostics),
    }
}

/// More than this nobody reads.
const MOST: usize = 200;

/// Errors first, in the order of the file.
fn order(diagnostic: &Diagnostic) -> (Severity, &str, Option<u32>, Option<u32>) {
    let place = &diagnostic.place;
    (
        diagnostic.severity,
        place.file.as_str(),
        place.line,
        place.column,
    )
}

/// The keys of a rule set.
const TOP: [&str; 23] = [
    "format",
    "id",
    "version",
    "title",
    "effective",
    "offset",
    "weeks",
    "push_within",
    "rejected_rows",
    "statistics",
    "extends",
    "disable",
    "replace",
    "tighten",
    "history",
    "working_days",
    "attribute",
    "select",
    "list",
    "figure",
    "clock",
    "rule",
    "sheet",
];

fn rule_set(book: &mut Book<'_, '_>) -> Option<RuleSet> {
    let node = book.top;
    let reader = &mut book.reader;
    let mut top = reader.fields(node, "")?;
    header::format(reader, &mut top);
    let id = reader.required_text(&mut top, "id");
    let version = words::whole(reader, &mut top, "version", 1..=1_000_000);
    must(reader, &top, "version");
    let title = must_text(reader, &mut top, "title");
    let (from, to) = header::effective(reader, &mut top);
    let wanted = ("时差，如 \"+08:00\"", "an offset, such as \"+08:00\"");
    let offset = |text: &str| text.parse::<Offset>().ok();
    let offset = form(reader, &mut top, "offset", offset, wanted);
    let weeks = header::weeks(reader, &mut top);
    let push_within = header::push_within(reader, &mut top);
    let rejected = [("widen", false), ("ignore", true)];
    let ignore_rejected = choice(reader, &mut top, "rejected_rows", &rejected);
    let history = [("verdicts", false), ("recomputed", true)];
    let history_recomputed = choice(reader, &mut top, "history", &history);
    let working_days = [("cn", false), ("monday-friday", true)];
    let monday_to_friday = choice(reader, &mut top, "working_days", &working_days);

    for entry in top.entries() {
        // what stands in a section that is misspelt, or of the wrong form, may be an attribute: its use is no mistake
        let odd = !TOP.contains(&entry.key.as_str());
        if let (true, Value::Table(inner)) = (odd, &entry.node.value) {
            book.unsure
                .extend(inner.iter().map(|entry| entry.key.as_str()));
        }
    }
    let declared = tables(book, &mut top, "attribute", None, attributes::attribute);
    book.attributes = declared.into_iter().flatten().collect();
    selects(book, &mut top);
    let lists = header::lists(book, &mut top);
    let clocks: Vec<Clock> = tables(book, &mut top, "clock", Some(Section::Clock), clock::clock);
    figures(book, &mut top);
    book.here = (Section::List, String::new());
    let unit_figure = header::statistics(book, &mut top);
    let rules: Vec<Rule> = tables(book, &mut top, "rule", Some(Section::Rule), rule::rule);
    let sheets: Vec<Sheet> = tables(book, &mut top, "sheet", Some(Section::Sheet), sheet::sheet);
    unused_selects(book);
    lost::settle(book);
    let set = checks::Set {
        rules: &rules,
        sheets: &sheets,
    };
    checks::all(&set, book);
    for key in ["extends", "disable", "replace", "tighten"] {
        if let Some(entry) = top.entry(key) {
            let message = Text::new(
                format!("`{key}` 要与所沿用的指标体系一起读"),
                format!("`{key}` is read together with the set that is extended"),
            );
            let next = Text::new(
                "请连同那个指标体系一起读入",
                "read the set together with that one",
            );
            let node = entry.key_node();
            book.reader
                .error("extends.alone", &node, key, message, next);
        }
        top.take(key);
    }
    book.reader.finish(top);

    let canonical = node.canonical();
    let hash = hex(&Sha256::digest(canonical.as_bytes()));
    Some(RuleSet {
        id: id?,
        version: version?,
        title: title?,
        from: from?,
        to,
        offset,
        weeks,
        push_within,
        ignore_rejected: ignore_rejected.unwrap_or(false),
        unit_figure,
        attributes: std::mem::take(&mut book.attributes),
        figures: std::mem::take(&mut book.figures),
        clocks,
        rules,
        sheets,
        lists,
        history_recomputed: history_recomputed.unwrap_or(false),
        monday_to_friday: monday_to_friday.unwrap_or(false),
        extends: Vec::new(),
        canonical,
        hash,
        warnings: Vec::new(),
    })
}

/// That the section `select` is a table; each select is read where it is used, for the kind of subject it is used on.
fn selects<'n>(book: &mut Book<'_, 'n>, top: &mut Fields<'n>) {
    let Some(node) = top.take("select") else {
        return;
    };
    let Some(fields) = book.reader.fields(node, "select") else {
        return;
    };
    for entry in fields.entries() {
        let path = fields.child(&entry.key);
        if !matches!(entry.node.value, Value::Table(_) | Value::Text(_)) {
            let wanted = Text::new("选择条件", "a selector");
            book.reader.wrong_type(&entry.node, &path, wanted);
        }
    }
}

/// A select that nobody uses is read all the same, for what is wrong with it whoever it is for.
fn unused_selects(book: &mut Book<'_, '_>) {
    for entry in book.entries(Section::Select) {
        let used = |used: &book::Use| used.to.0 == Section::Select && used.to.1 == entry.key;
        if !book.uses.iter().any(used) {
            book.here = (Section::Select, entry.key.clone());
            let path = format!("select.{}", entry.key);
            selectors::selector(book, &entry.node, &path, None, 1);
        }
    }
}

/// The figures: those that take their measure from another one after it.
fn figures<'n>(book: &mut Book<'_, 'n>, top: &mut Fields<'n>) {
    let named = |entry: &Entry| {
        let id = entry.node.get("measure").and_then(Node::text);
        id.map(str::to_owned)
    };
    let Some(node) = top.take("figure") else {
        return;
    };
    let Some(fields) = book.reader.fields(node, "figure") else {
        return;
    };
    let mut open: Vec<&Entry> = fields.entries().iter().collect();
    open.in_order_by(|a, b| a.key.cmp(&b.key));
    while !open.is_empty() {
        let waits = |entry: &&Entry| {
            named(entry).is_some_and(|id| open.iter().any(|other| other.key == id))
        };
        let (later, ready): (Vec<&Entry>, Vec<&Entry>) =
            open.iter().copied().partition(|entry| waits(entry));
        // nothing but a circle is left: told as such by the uses that reading it leaves
        let (later, ready) = if ready.is_empty() {
            (ready, later)
        } else {
            (later, ready)
        };
        for entry in ready {
            if let Some(figure) = one(book, &fields, entry, Some(Section::Figure), figure::figure) {
                book.figures.push(figure);
            }
        }
        open = later;
    }
    book.figures.in_order_by(|a, b| a.id.cmp(&b.id));
}

/// Bytes in lower-case hexadecimal.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The named tables of a section, read one by one, sorted by name.
fn tables<'s, 'n, T>(
    book: &mut Book<'s, 'n>,
    top: &mut Fields<'n>,
    key: &'static str,
    section: Option<Section>,
    read: fn(&mut Book<'s, 'n>, &'n Entry, &str) -> Option<T>,
) -> Vec<T> {
    let Some(node) = top.take(key) else {
        return Vec::new();
    };
    let Some(fields) = book.reader.fields(node, key) else {
        return Vec::new();
    };
    let mut entries: Vec<&Entry> = fields.entries().iter().collect();
    entries.in_order_by(|a, b| a.key.cmp(&b.key));
    entries
        .into_iter()
        .filter_map(|entry| one(book, &fields, entry, section, read))
        .collect()
}

/// One named table of a section.
fn one<'s, 'n, T>(
    book: &mut Book<'s, 'n>,
    fields: &Fields<'n>,
    entry: &'n Entry,
    section: Option<Section>,
    read: fn(&mut Book<'s, 'n>, &'n Entry, &str) -> Option<T>,
) -> Option<T> {
    let path = fields.child(&entry.key);
    if let Some(section) = section {
        book.here = (section, entry.key.clone());
    }
    let odd = |c: char| c.is_whitespace() || c.is_control();
    if entry.key.is_empty() || entry.key.chars().any(odd) {
        let message = Text::new(
            "名称不能为空，也不能含空格",
            "a name may not be empty or hold spaces",
        );
        let next = Text::new(
            "请换一个名称，如 account-weekly",
            "choose another name, such as account-weekly",
        );
        let key = entry.key_node();
        book.reader.error("id.form", &key, &path, message, next);
        return None;
    }
    read(book, entry, &path)
}
