//! Reading a rule set: every mistake of a file told in one go, each in its place; nothing half-loaded.

mod attributes;
mod check;
mod clock;
mod figure;
mod header;
mod limits;
mod measures;
mod rule;
mod subjects;
mod wording;
mod words;

use super::model::{Attribute, Clock, Figure, Rule, RuleSet};
use crate::calendar::Offset;
use crate::diagnostic::{Diagnostic, Text};
use crate::order::InOrder;
use crate::source::{Entry, Fields, Node, Reader, Source};
use clock::clock;
use figure::figure;
use header::{effective, format, push_within, statistics, weeks};
use rule::rule;
use sha2::{Digest, Sha256};
use subjects::Named;
use words::{flag, text, whole, word};

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
    /// Everything that is wrong with it, with the dotted key.
    pub fn from_json(file: &str, text: &str) -> Result<RuleSet, Vec<Diagnostic>> {
        let (source, node) = Source::read_json(file, text)?;
        RuleSet::from_node(&source, &node)
    }

    /// Reads a rule set from a tree.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn from_node(source: &Source, node: &Node) -> Result<RuleSet, Vec<Diagnostic>> {
        let mut reader = Reader::new(source);
        let read = rule_set(&mut reader, node);
        let errors = reader
            .diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == crate::diagnostic::Severity::Error);
        match read {
            Some(mut rules) if !errors => {
                rules.warnings = reader.diagnostics;
                Ok(rules)
            }
            _ => Err(reader.diagnostics),
        }
    }
}

fn rule_set(reader: &mut Reader<'_>, node: &Node) -> Option<RuleSet> {
    let mut top = reader.fields(node, "")?;
    format(reader, &mut top);
    let id = reader.required_text(&mut top, "id");
    let version = whole(reader, &mut top, "version", 1..=1_000_000);
    let title = text(reader, &mut top, "title");
    if title.is_none() && top.peek("title").is_none() {
        reader.missing(&top, "title");
    }
    let (from, to) = effective(reader, &mut top);
    let offset = word(
        reader,
        &mut top,
        "offset",
        |text| text.parse::<Offset>().ok(),
        &["+08:00", "-04:00", "Z"],
    );
    let weeks = weeks(reader, &mut top);
    let push_within = push_within(reader, &mut top);
    let ignore_rejected = word(
        reader,
        &mut top,
        "rejected_rows",
        |text| flag(text, "widen", "ignore"),
        &["widen", "ignore"],
    )
    .unwrap_or(false);
    let unit_figure = statistics(reader, &mut top);

    let attributes: Vec<Attribute> =
        tables(reader, &mut top, "attribute", |reader, entry, path| {
            attributes::attribute(reader, entry, path)
        });
    let named = Named {
        attributes: &attributes,
        selects: top.take("select"),
    };
    subjects::check_selects(reader, &named);
    let clocks: Vec<Clock> = tables(reader, &mut top, "clock", |reader, entry, path| {
        clock(reader, &named, entry, path)
    });
    let figures: Vec<Figure> = tables(reader, &mut top, "figure", |reader, entry, path| {
        figure(reader, &named, entry, path)
    });
    let rules: Vec<Rule> = tables(reader, &mut top, "rule", |reader, entry, path| {
        rule(reader, &named, &figures, entry, path)
    });
    check::references(
        reader,
        node,
        &figures,
        &clocks,
        &rules,
        unit_figure.as_deref(),
    );
    reader.finish(
        top,
        &[
            "extends",
            "disable",
            "replace",
            "tighten",
            "working_days",
            "sheet",
            "history",
        ],
    );

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
        ignore_rejected,
        unit_figure,
        attributes,
        figures,
        clocks,
        rules,
        canonical,
        hash,
        warnings: Vec::new(),
    })
}

/// Bytes in lower-case hexadecimal.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The named tables of a section, read one by one, sorted by name.
fn tables<T>(
    reader: &mut Reader<'_>,
    top: &mut Fields<'_>,
    key: &'static str,
    mut read: impl FnMut(&mut Reader<'_>, &Entry, &str) -> Option<T>,
) -> Vec<T> {
    let Some(node) = top.take(key) else {
        return Vec::new();
    };
    let Some(fields) = reader.fields(node, key) else {
        return Vec::new();
    };
    let mut entries: Vec<&Entry> = fields.entries().iter().collect();
    entries.in_order_by(|a, b| a.key.cmp(&b.key));
    entries
        .into_iter()
        .filter_map(|entry| {
            let path = fields.child(&entry.key);
            if entry.key.trim().is_empty()
                || entry
                    .key
                    .chars()
                    .any(|c| c.is_whitespace() || c.is_control())
            {
                let message = Text::new(
                    "名称不能为空，也不能含空格",
                    "a name may not be empty or hold spaces",
                );
                let next = Text::new(
                    "请换一个名称，如 account-weekly",
                    "choose another name, such as account-weekly",
                );
                let diagnostic = reader.source.error("id.form", &entry.span, &path, message);
                reader.diagnostics.push(
                    diagnostic
                        .with_value(entry.key.clone())
                        .with_next_step(next),
                );
                return None;
            }
            read(reader, entry, &path)
        })
        .collect()
}
