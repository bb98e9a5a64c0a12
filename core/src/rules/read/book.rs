//! A rule set while it is read: the file, what it names, and who uses what.

use super::lost::{Lost, Sought};
use crate::diagnostic::Text;
use crate::rules::model::{Attribute, Figure, Of};
use crate::source::{Entry, Fields, Node, Reader, Value};
use std::ops::Range;

/// The sections whose tables have ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Section {
    /// `[figure.ID]`
    Figure,
    /// `[clock.ID]`
    Clock,
    /// `[rule.ID]`
    Rule,
    /// `[sheet.ID]`
    Sheet,
    /// `select.NAME`
    Select,
    /// `list.NAME`
    List,
}

impl Section {
    /// The key of the file.
    pub(super) fn key(self) -> &'static str {
        match self {
            Section::Figure => "figure",
            Section::Clock => "clock",
            Section::Rule => "rule",
            Section::Sheet => "sheet",
            Section::Select => "select",
            Section::List => "list",
        }
    }
}

/// One place that names something of the set.
#[derive(Clone, Debug)]
pub(super) struct Use {
    /// Who names it.
    pub from: (Section, String),
    /// What is named.
    pub to: (Section, String),
    /// The bytes of the name.
    pub span: Range<usize>,
    /// The dotted key.
    pub path: String,
    /// Whether it is the condition of `in_a_row`.
    pub in_a_row: bool,
}

/// A rule set while it is read.
pub(super) struct Book<'s, 'n> {
    /// The file and what was found wrong with it.
    pub reader: Reader<'s>,
    /// The whole file.
    pub top: &'n Node,
    /// The declared attributes.
    pub attributes: Vec<Attribute>,
    /// Names of attributes whose declaration has mistakes: nothing is said of their use.
    pub unsure: Vec<&'n str>,
    /// The figures, once they are read.
    pub figures: Vec<Figure>,
    /// Who names what.
    pub uses: Vec<Use>,
    /// The declared attributes that something names.
    pub found: Vec<String>,
    /// Names that lead nowhere.
    pub lost: Vec<Lost>,
    /// The table that is being read.
    pub here: (Section, String),
}

impl<'s, 'n> Book<'s, 'n> {
    /// The tables of a section of the file.
    pub(super) fn entries(&self, section: Section) -> &'n [Entry] {
        match self.top.get(section.key()).map(|node| &node.value) {
            Some(Value::Table(entries)) => entries,
            _ => &[],
        }
    }

    /// A table of the file by its section and id.
    pub(super) fn entry(&self, section: Section, id: &str) -> Option<&'n Entry> {
        self.entries(section).iter().find(|entry| entry.key == id)
    }

    /// The ids of a section.
    pub(super) fn ids(&self, section: Section) -> Vec<&'n str> {
        let entries = self.entries(section).iter();
        entries.map(|entry| entry.key.as_str()).collect()
    }

    /// Whether something of that id stands in the file. What stands under a misspelt section counts: the section has
    /// been told.
    fn stands(&self, section: Section, id: &str) -> bool {
        if self.entry(section, id).is_some() {
            return true;
        }
        let Value::Table(entries) = &self.top.value else {
            return true;
        };
        entries.iter().any(|entry| {
            let known = super::TOP.contains(&entry.key.as_str());
            let table = matches!(entry.node.value, Value::Table(_));
            match (known, entry.key == section.key()) {
                (true, own) => own && !table,
                (false, _) => entry.node.get(id).is_some() || !table || entry.key.contains(id),
            }
        })
    }

    /// Of which kind something is; `None` if that cannot be read.
    pub(super) fn of(&self, section: Section, id: &str) -> Option<Of> {
        let word = self.entry(section, id)?.node.get("of")?.text()?;
        Of::ALL.into_iter().find(|of| of.as_str() == word)
    }

    /// That something is named here: told if there is no such thing in any of the sections, noted otherwise.
    pub(super) fn name(
        &mut self,
        sections: &[Section],
        node: &Node,
        path: &str,
        id: &str,
    ) -> Option<Section> {
        let found = sections
            .iter()
            .copied()
            .find(|section| self.stands(*section, id));
        match found {
            Some(section) => self.uses.push(Use {
                from: self.here.clone(),
                to: (section, id.to_owned()),
                span: node.span.clone(),
                path: path.to_owned(),
                in_a_row: false,
            }),
            None => {
                let known: Vec<&str> = sections
                    .iter()
                    .flat_map(|section| self.ids(*section))
                    .collect();
                let shown = Node {
                    value: Value::Text(id.to_owned()),
                    span: node.span.clone(),
                };
                let told = self.reader.word_told(&shown, path, &known);
                self.lost.push(Lost {
                    sought: Sought::Table(sections.to_vec()),
                    name: id.to_owned(),
                    told,
                });
            }
        }
        found
    }

    /// Names in one place: a text or a list of texts, each with its node.
    pub(super) fn texts(&mut self, node: &'n Node, path: &str) -> Option<Vec<(String, &'n Node)>> {
        let nodes: Vec<&Node> = match &node.value {
            Value::List(nodes) => nodes.iter().collect(),
            _ => vec![node],
        };
        let mut texts: Vec<(String, &Node)> = Vec::new();
        for node in nodes {
            match node.text().filter(|text| !text.trim().is_empty()) {
                Some(text) => texts.push((text.to_owned(), node)),
                None => {
                    let wanted = Text::new("文字的列表", "a list of texts");
                    self.reader.wrong_type(node, path, wanted);
                    return None;
                }
            }
        }
        Some(texts)
    }

    /// Texts of a key, without their nodes.
    pub(super) fn words(
        &mut self,
        fields: &mut Fields<'n>,
        key: &'static str,
    ) -> Option<Vec<String>> {
        let node = fields.take(key)?;
        let texts = self.texts(node, &fields.child(key))?;
        Some(texts.into_iter().map(|(text, _)| text).collect())
    }
}
