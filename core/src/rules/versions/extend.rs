//! A set that extends another, made whole: the base's sections and header, less what is disabled, with what is replaced,
//! tightened and added. Nothing of the base changes without being named.

use super::catalogue::Resolved;
use super::tighten;
use crate::diagnostic::{Diagnostic, Place, Text};
use crate::rules::{RuleSet, read};
use crate::source::{Entry, Joined, Node, Source, Told, Value, nearest};
use std::ops::Range;

/// The sections of named things.
const SECTIONS: [&str; 7] = [
    "attribute",
    "select",
    "list",
    "figure",
    "clock",
    "rule",
    "sheet",
];

/// What is taken over from the base unless the set says otherwise.
const HEADER: [&str; 7] = [
    "offset",
    "weeks",
    "push_within",
    "rejected_rows",
    "statistics",
    "history",
    "working_days",
];

/// What says how a set changes its base.
const CHANGES: [&str; 3] = ["disable", "replace", "tighten"];

/// What may be tightened of a rule.
const TIGHTENED: [&str; 6] = ["require", "breach_when", "steps", "effect", "text", "basis"];

/// The three ways to say what is required.
const REQUIREMENTS: [&str; 3] = ["require", "breach_when", "steps"];

/// Where something of a rule set came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// `attribute`, `select`, `list`, `figure`, `clock`, `rule` or `sheet`.
    pub section: &'static str,
    /// Its id.
    pub id: String,
    /// The id of the set that wrote it.
    pub set: String,
    /// How it came to stand here.
    pub how: How,
}

/// How something came to stand in a rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The set itself says it.
    Own,
    /// It was taken over as it is.
    Inherited,
    /// The set says it instead of what its base said.
    Replaced,
    /// The set took it over with a stricter limit, or another wording.
    Tightened,
}

/// What a set says that it extends.
pub(super) struct Called {
    pub id: String,
    pub span: Range<usize>,
}

/// Some bytes of the set, and the dotted key for readers.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub span: Range<usize>,
    pub path: String,
}

/// A whole tree that has not been read yet.
pub(super) struct Whole {
    source: Source,
    node: Node,
    origins: Vec<Origin>,
    disabled: Vec<(String, Place)>,
    tightened: Vec<Tightened>,
}

/// A rule that was tightened: both ways to say what is required, for the message.
pub(super) struct Tightened {
    pub id: String,
    pub spot: Spot,
    pub base_place: Place,
    pub base: String,
    pub own: String,
}

/// What a set extends, if it does.
pub(super) fn called(source: &Source, node: &Node) -> Result<Option<Called>, Vec<Diagnostic>> {
    let found = node.get("extends").filter(|node| node.value != Value::Null);
    if let Some(found) = found {
        return match found.text() {
            Some(id) => Ok(Some(Called {
                id: id.to_owned(),
                span: found.span.clone(),
            })),
            None => {
                let message = Text::new(
                    "`extends` 应为指标体系的编号",
                    "`extends` must be the id of a rule set",
                );
                let next = Text::new(
                    "如 extends = \"zhanggong-2022\"",
                    "such as extends = \"zhanggong-2022\"",
                );
                Err(vec![
                    source
                        .error("value.type", &found.span, "extends", message)
                        .with_value(found.shown())
                        .with_next_step(next),
                ])
            }
        };
    }
    let without: Vec<Diagnostic> = entries(node)
        .iter()
        .filter(|entry| CHANGES.contains(&entry.key.as_str()))
        .map(|entry| {
            let message = Text::new(
                format!("没有 `extends`，`{}` 无从说起", entry.key),
                format!("`{}` without `extends` changes nothing", entry.key),
            );
            let next = Text::new("请写明沿用哪个指标体系", "write which rule set it extends");
            source
                .error("extends.missing", &entry.span, &entry.key, message)
                .with_value(entry.key.clone())
                .with_next_step(next)
        })
        .collect();
    if without.is_empty() {
        Ok(None)
    } else {
        Err(without)
    }
}

/// Everything that a set without a base says itself.
pub(super) fn own(rules: &RuleSet, node: &Node) -> Vec<Origin> {
    named(node)
        .map(|(section, entry)| Origin {
            section,
            id: entry.key.clone(),
            set: rules.id.clone(),
            how: How::Own,
        })
        .collect()
}

/// The named things of a tree with their sections.
fn named(node: &Node) -> impl Iterator<Item = (&'static str, &Entry)> {
    SECTIONS.into_iter().flat_map(move |section| {
        let found = node.get(section).map_or(&[][..], entries);
        found.iter().map(move |entry| (section, entry))
    })
}

fn entries(node: &Node) -> &[Entry] {
    match &node.value {
        Value::Table(entries) => entries,
        _ => &[],
    }
}

/// The last byte, or token, that a tree came from.
fn furthest(node: &Node) -> usize {
    let beneath = match &node.value {
        Value::List(nodes) => nodes.iter().map(furthest).max(),
        Value::Table(entries) => entries
            .iter()
            .map(|entry| entry.span.end.max(furthest(&entry.node)))
            .max(),
        _ => None,
    };
    beneath.unwrap_or(0).max(node.span.end)
}

/// A tree with its bytes moved behind those of another file.
fn moved(node: &Node, by: usize) -> Node {
    let value = match &node.value {
        Value::List(nodes) => Value::List(nodes.iter().map(|node| moved(node, by)).collect()),
        Value::Table(entries) => Value::Table(
            entries
                .iter()
                .map(|entry| Entry {
                    key: entry.key.clone(),
                    span: entry.span.start + by..entry.span.end + by,
                    node: moved(&entry.node, by),
                })
                .collect(),
        ),
        other => other.clone(),
    };
    Node {
        value,
        span: node.span.start + by..node.span.end + by,
    }
}

/// The tree of a set and its base together.
pub(super) fn join(
    source: &Source,
    node: &Node,
    base: &Resolved,
    shipped: Option<Place>,
) -> Result<Whole, Vec<Diagnostic>> {
    let from = furthest(node) + 1;
    let mut joined = source.clone();
    joined.joined.push(Joined {
        from,
        told: shipped.map_or_else(|| Told::In(Box::new(base.source.clone())), Told::At),
    });
    let mut joining = Joining {
        own: node,
        base: moved(&base.node, from),
        base_id: base.rules.id.clone(),
        set_id: node.get("id").and_then(Node::text).unwrap_or("").to_owned(),
        source: joined,
        origins: base.origins.clone(),
        disabled: Vec::new(),
        tightened: Vec::new(),
        told: Vec::new(),
    };
    let changes = joining.changes();
    let node = joining.node(&changes);
    if !joining.told.is_empty() {
        return Err(joining.told);
    }
    Ok(Whole {
        source: joining.source,
        node,
        origins: joining.origins,
        disabled: joining.disabled,
        tightened: joining.tightened,
    })
}

struct Joining<'n> {
    own: &'n Node,
    base: Node,
    base_id: String,
    set_id: String,
    source: Source,
    origins: Vec<Origin>,
    disabled: Vec<(String, Place)>,
    tightened: Vec<Tightened>,
    told: Vec<Diagnostic>,
}

/// What becomes of a named thing of the base.
struct Change {
    section: &'static str,
    id: String,
    spot: Spot,
    becomes: Option<Entry>,
}

impl Joining<'_> {
    /// What is disabled, replaced and tightened, each found in the base.
    fn changes(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        if let Some(list) = self
            .own
            .get("disable")
            .filter(|node| node.value != Value::Null)
        {
            match &list.value {
                Value::List(nodes) => {
                    for (ix, node) in nodes.iter().enumerate() {
                        let path = format!("disable.{ix}");
                        let Some(id) = node.text() else {
                            self.wrong_list(node, &path);
                            continue;
                        };
                        let place = self.source.place(&node.span, &path);
                        let spot = Spot {
                            span: node.span.clone(),
                            path,
                        };
                        if let Some((section, _)) = self.of_base("disable", id, &spot) {
                            self.disabled.push((id.to_owned(), place));
                            self.change(&mut changes, section, id, spot, None);
                        }
                    }
                }
                _ => self.wrong_list(list, "disable"),
            }
        }
        for key in ["replace", "tighten"] {
            let Some(table) = self.own.get(key).filter(|node| node.value != Value::Null) else {
                continue;
            };
            let Value::Table(entries) = &table.value else {
                self.wrong_table(table, key);
                continue;
            };
            for entry in entries {
                let spot = Spot {
                    span: entry.span.clone(),
                    path: format!("{key}.{}", entry.key),
                };
                let Some((section, base)) = self.of_base(key, &entry.key, &spot) else {
                    continue;
                };
                let becomes = if key == "replace" {
                    self.mark(section, &entry.key, How::Replaced);
                    Some(entry.clone())
                } else {
                    self.tighten(entry, &base, &spot)
                };
                self.change(&mut changes, section, &entry.key, spot, becomes);
            }
        }
        changes
    }

    /// Notes a change; the same thing changed twice is told.
    fn change(
        &mut self,
        changes: &mut Vec<Change>,
        section: &'static str,
        id: &str,
        spot: Spot,
        becomes: Option<Entry>,
    ) {
        if let Some(first) = changes
            .iter()
            .find(|known| known.section == section && known.id == id)
        {
            let message = Text::new(
                format!("`{id}` 改动了两次"),
                format!("`{id}` is changed twice"),
            );
            let next = Text::new(
                "disable、replace、tighten 只能对它用一个",
                "use one of disable, replace and tighten for it",
            );
            let related = Text::new("另一处", "the other one");
            let there = self.source.place(&first.spot.span, &first.spot.path);
            let told = self
                .source
                .error("extends.both", &spot.span, &spot.path, message);
            self.told.push(
                told.with_value(id)
                    .with_next_step(next)
                    .with_related(there, related),
            );
            return;
        }
        changes.push(Change {
            section,
            id: id.to_owned(),
            spot,
            becomes,
        });
    }

    /// Where the base has an id: a rule, or only rules for `tighten`.
    fn of_base(
        &mut self,
        key: &'static str,
        id: &str,
        spot: &Spot,
    ) -> Option<(&'static str, Entry)> {
        let sections = |section: &str| match key {
            "tighten" => section == "rule",
            "disable" => matches!(section, "figure" | "clock" | "rule" | "sheet"),
            _ => true,
        };
        let all: Vec<(&'static str, Entry)> = named(&self.base)
            .filter(|(section, _)| sections(section))
            .map(|(section, entry)| (section, entry.clone()))
            .collect();
        let mut found = all.iter().filter(|(_, entry)| entry.key == id);
        match (found.next(), found.next()) {
            (Some(one), None) => return Some(one.clone()),
            (Some(one), Some(other)) => {
                let message = Text::new(
                    format!(
                        "`{id}` 在 {} 中有两处：{} 和 {}",
                        self.base_id, one.0, other.0
                    ),
                    format!(
                        "{} has `{id}` twice: a {} and a {}",
                        self.base_id, one.0, other.0
                    ),
                );
                let next = Text::new(
                    "请在被沿用的指标体系中改其中一个的名称",
                    "give one of them another name in the base",
                );
                let told = self
                    .source
                    .error("extends.ambiguous", &spot.span, &spot.path, message);
                self.told.push(told.with_value(id).with_next_step(next));
            }
            (None, _) => {
                let message = Text::new(
                    format!("{} 中没有 `{id}`", self.base_id),
                    format!("{} has no `{id}`", self.base_id),
                );
                let next = match key {
                    "tighten" => Text::new(
                        "只能收紧被沿用的指标；新的指标请写在 [rule.*]",
                        "only a rule of the base can be tightened; a new one stands in [rule.*]",
                    ),
                    "replace" => Text::new(
                        "新的内容请写在 [rule.*] 等处",
                        "what is new stands in [rule.*] and so on",
                    ),
                    _ => Text::new("请检查编号", "check the id"),
                };
                let code = match key {
                    "tighten" => "tighten.unknown",
                    "replace" => "replace.unknown",
                    _ => "disable.unknown",
                };
                let near = nearest(id, all.iter().map(|(_, entry)| entry.key.as_str()));
                let told = self.source.error(code, &spot.span, &spot.path, message);
                self.told
                    .push(told.with_value(id).with_next_step(next).with_near(near));
            }
        }
        None
    }

    /// A rule of the base with what is tightened of it.
    fn tighten(&mut self, own: &Entry, base: &Entry, spot: &Spot) -> Option<Entry> {
        let Value::Table(_) = own.node.value else {
            self.wrong_table(&own.node, &spot.path);
            return None;
        };
        for entry in entries(&own.node) {
            if TIGHTENED.contains(&entry.key.as_str()) {
                continue;
            }
            let message = Text::new(
                format!("收紧时不能改 `{}`", entry.key),
                format!("`{}` cannot be changed by tightening", entry.key),
            );
            let next = Text::new(
                format!(
                    "可改的有：{}；其他改动请用 [replace.{}]",
                    TIGHTENED.join(", "),
                    own.key
                ),
                format!(
                    "tightened can be: {}; use [replace.{}] for the rest",
                    TIGHTENED.join(", "),
                    own.key
                ),
            );
            let told = self.source.error(
                "tighten.key",
                &entry.span,
                &format!("{}.{}", spot.path, entry.key),
                message,
            );
            let near = nearest(&entry.key, TIGHTENED);
            self.told.push(
                told.with_value(entry.key.clone())
                    .with_next_step(next)
                    .with_near(near),
            );
        }
        let requires = |key: &str| REQUIREMENTS.contains(&key);
        let anew = entries(&own.node).iter().any(|entry| requires(&entry.key));
        let mut whole: Vec<Entry> = entries(&own.node).to_vec();
        for entry in entries(&base.node) {
            let said = own.node.get(&entry.key).is_some() || anew && requires(&entry.key);
            if !said {
                whole.push(entry.clone());
            }
        }
        let limit = |list: &[Entry]| {
            let mut parts = Vec::new();
            for entry in list {
                if requires(&entry.key) || entry.key == "effect" {
                    parts.push(format!("{} = {}", entry.key, entry.node.canonical()));
                }
            }
            parts.join(", ")
        };
        self.tightened.push(Tightened {
            id: own.key.clone(),
            spot: spot.clone(),
            base_place: self.source.place(&base.span, &format!("rule.{}", base.key)),
            base: limit(entries(&base.node)),
            own: limit(&whole),
        });
        self.mark("rule", &own.key, How::Tightened);
        Some(Entry {
            key: own.key.clone(),
            span: own.span.clone(),
            node: Node {
                value: Value::Table(whole),
                span: own.node.span.clone(),
            },
        })
    }

    /// Notes how a thing of the base came to stand here.
    fn mark(&mut self, section: &str, id: &str, how: How) {
        let found = self
            .origins
            .iter_mut()
            .find(|origin| origin.section == section && origin.id == id);
        if let Some(origin) = found {
            origin.how = how;
            origin.set.clone_from(&self.set_id);
        }
    }

    /// The whole tree.
    fn node(&mut self, changes: &[Change]) -> Node {
        for origin in &mut self.origins {
            let changed = changes
                .iter()
                .any(|change| change.section == origin.section && change.id == origin.id);
            if !changed {
                origin.how = How::Inherited;
            }
        }
        self.origins.retain(|origin| {
            !changes.iter().any(|change| {
                change.section == origin.section
                    && change.id == origin.id
                    && change.becomes.is_none()
            })
        });
        let mut whole: Vec<Entry> = Vec::new();
        for entry in entries(self.own) {
            let key = entry.key.as_str();
            if key != "extends" && !CHANGES.contains(&key) && !SECTIONS.contains(&key) {
                whole.push(entry.clone());
            }
        }
        for entry in entries(&self.base) {
            let given = self
                .own
                .get(&entry.key)
                .is_some_and(|node| node.value != Value::Null);
            if HEADER.contains(&entry.key.as_str()) && !given {
                whole.retain(|own| own.key != entry.key);
                whole.push(entry.clone());
            }
        }
        for section in SECTIONS {
            whole.extend(self.section(section, changes));
        }
        Node {
            value: Value::Table(whole),
            span: self.own.span.clone(),
        }
    }

    /// A section of the whole tree.
    fn section(&mut self, section: &'static str, changes: &[Change]) -> Option<Entry> {
        let find = |node: &Node| {
            let found = entries(node)
                .iter()
                .find(|entry| entry.key == section)
                .cloned();
            found.filter(|entry| entry.node.value != Value::Null)
        };
        let (own, base) = (find(self.own), find(&self.base));
        let Some(base) = base else {
            for entry in own.iter().flat_map(|own| entries(&own.node)) {
                self.add_origin(section, &entry.key);
            }
            return own;
        };
        let mut members = Vec::new();
        for entry in entries(&base.node) {
            let change = changes
                .iter()
                .find(|change| change.section == section && change.id == entry.key);
            match change {
                None => members.push(entry.clone()),
                Some(change) => members.extend(change.becomes.clone()),
            }
        }
        let Some(own) = own else {
            return Some(with_members(&base, members));
        };
        // the reader tells that it is no table
        if !matches!(own.node.value, Value::Table(_)) {
            return Some(own);
        }
        for entry in entries(&own.node) {
            let Some(there) = entries(&base.node)
                .iter()
                .find(|there| there.key == entry.key)
            else {
                members.push(entry.clone());
                self.add_origin(section, &entry.key);
                continue;
            };
            self.twice(section, entry, there);
        }
        Some(with_members(&own, members))
    }

    fn add_origin(&mut self, section: &'static str, id: &str) {
        self.origins.push(Origin {
            section,
            id: id.to_owned(),
            set: self.set_id.clone(),
            how: How::Own,
        });
    }

    /// Something of the base written anew without saying so.
    fn twice(&mut self, section: &str, own: &Entry, there: &Entry) {
        let id = &own.key;
        let path = format!("{section}.{id}");
        let message = Text::new(
            format!("`{path}` 在被沿用的 {} 中已有", self.base_id),
            format!("{} already has `{path}`", self.base_id),
        );
        let next = if section == "rule" {
            Text::new(
                format!("要改动它，请写 [replace.{id}] 或 [tighten.{id}]；否则请换一个编号"),
                format!(
                    "to change it, write [replace.{id}] or [tighten.{id}]; else choose another id"
                ),
            )
        } else {
            Text::new(
                format!("要改动它，请写 [replace.{id}]；否则请换一个编号"),
                format!("to change it, write [replace.{id}]; else choose another id"),
            )
        };
        let related = Text::new("被沿用的", "that of the base");
        let place = self.source.place(&there.span, &path);
        self.told.push(
            self.source
                .error("extends.twice", &own.span, &path, message)
                .with_value(id.clone())
                .with_next_step(next)
                .with_related(place, related),
        );
    }

    fn wrong_list(&mut self, node: &Node, path: &str) {
        let message = Text::new(
            format!("`{path}` 应为编号的列表"),
            format!("`{path}` must be a list of ids"),
        );
        let next = Text::new(
            "如 disable = [\"column-stale\"]",
            "such as disable = [\"column-stale\"]",
        );
        self.told.push(
            self.source
                .error("value.type", &node.span, path, message)
                .with_value(node.shown())
                .with_next_step(next),
        );
    }

    fn wrong_table(&mut self, node: &Node, path: &str) {
        let message = Text::new(
            format!("`{path}` 应为一个表"),
            format!("`{path}` must be a table"),
        );
        let next = Text::new(
            "如 [tighten.account-weekly]，其下写 require",
            "such as [tighten.account-weekly], with `require` under it",
        );
        self.told.push(
            self.source
                .error("value.type", &node.span, path, message)
                .with_value(node.shown())
                .with_next_step(next),
        );
    }
}

fn with_members(section: &Entry, members: Vec<Entry>) -> Entry {
    Entry {
        key: section.key.clone(),
        span: section.span.clone(),
        node: Node {
            value: Value::Table(members),
            span: section.node.span.clone(),
        },
    }
}

/// Reads a whole tree, and sees that what is tightened is.
pub(super) fn read(whole: Whole, base: &Resolved) -> Result<Resolved, Vec<Diagnostic>> {
    let mut rules = read::whole(&whole.source, &whole.node).map_err(|told| {
        told.into_iter()
            .map(|one| disabled(one, &whole.disabled))
            .collect::<Vec<_>>()
    })?;
    let looser: Vec<Diagnostic> = whole
        .tightened
        .iter()
        .filter_map(|tightened| tighten::looser(&whole.source, tightened, &base.rules, &rules))
        .collect();
    if !looser.is_empty() {
        return Err(looser);
    }
    rules.extends = [(base.rules.id.clone(), base.rules.version)]
        .into_iter()
        .chain(base.rules.extends.iter().cloned())
        .collect();
    let set = rules.id.clone();
    let from = |section: &str, id: &str| {
        let origin = whole
            .origins
            .iter()
            .find(|origin| origin.section == section && origin.id == id);
        origin
            .map(|origin| origin.set.clone())
            .filter(|from| *from != set)
    };
    for rule in &mut rules.rules {
        rule.from_set = from("rule", &rule.id);
    }
    for sheet in &mut rules.sheets {
        sheet.from_set = from("sheet", &sheet.id);
    }
    Ok(Resolved {
        rules,
        origins: whole.origins,
        node: whole.node,
        source: whole.source,
    })
}

/// What is wrong because something was disabled says so.
fn disabled(told: Diagnostic, disabled: &[(String, Place)]) -> Diagnostic {
    let named = disabled
        .iter()
        .find(|(id, _)| told.value.as_deref() == Some(id));
    match named {
        Some((id, place)) => {
            let related = Text::new(
                format!("`{id}` 在此停用；提到它的也请停用或替换"),
                format!("`{id}` is disabled here; disable or replace what names it, too"),
            );
            told.with_related(place.clone(), related)
        }
        None => told,
    }
}
