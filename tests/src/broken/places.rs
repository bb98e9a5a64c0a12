//! Where everything in a good rule set stands.

use std::ops::Range;
use tongbao::source::{Node, Value};

/// A key of a table, or a place in a list.
#[derive(Clone, Debug)]
pub struct Place {
    /// The keys from the top; a place in a list is `#`.
    pub path: Vec<String>,
    /// The bytes of the key; of a place in a list those of its value.
    pub key: Range<usize>,
    /// The bytes of the value.
    pub value: Range<usize>,
    /// What kind of value.
    pub holds: Holds,
}

/// A kind of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A text.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// A list.
    List,
    /// A table within braces.
    Inline,
    /// A table under a header of its own.
    Headed,
}

impl Place {
    /// The key, or `#`.
    pub fn name(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    /// A key further up; 1 is the table.
    pub fn above(&self, steps: usize) -> &str {
        let at = self.path.len().checked_sub(steps + 1);
        at.and_then(|at| self.path.get(at))
            .map_or("", String::as_str)
    }

    /// The keys from the top with dots.
    pub fn dotted(&self) -> String {
        self.path.join(".")
    }

    /// Whether it stands in a selector, where the keys are attributes and any plain value may be.
    pub fn in_selector(&self) -> bool {
        let inner = self.path.iter().rev().skip(1);
        let mut named = self.path.iter().rev().skip(2);
        inner
            .clone()
            .any(|key| ["where", "base", "part", "select"].contains(&key.as_str()))
            || (inner.clone().any(|key| key == "except") && self.name() != "reason")
                && !inner.clone().any(|key| key == "reason")
            || named.any(|key| key == "select")
    }

    /// Whether the key is a name that the author of the set chose.
    pub fn is_own_name(&self) -> bool {
        let sections = [
            "rule",
            "figure",
            "clock",
            "sheet",
            "select",
            "list",
            "attribute",
        ];
        self.path.len() == 2 && sections.contains(&self.above(1))
            || self.above(1) == "parts"
            || self.name() == "#"
    }
}

/// A good rule set.
pub struct Places {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Everything in it.
    pub all: Vec<Place>,
}

impl Places {
    /// Where everything stands.
    pub fn of(name: &str, text: &str, tree: Node) -> Places {
        let mut all = Vec::new();
        walk(&tree, text, &mut Vec::new(), &mut all);
        Places {
            name: name.to_owned(),
            text: text.to_owned(),
            all,
        }
    }

    /// The line of a byte, from 1.
    pub fn line(&self, byte: usize) -> usize {
        self.text
            .get(..byte)
            .map_or(0, |text| text.matches('\n').count())
            + 1
    }

    /// Where the line of a byte begins and ends, the end of line left out.
    pub fn line_of(&self, byte: usize) -> Range<usize> {
        let begin = self
            .text
            .get(..byte)
            .and_then(|text| text.rfind('\n'))
            .map_or(0, |at| at + 1);
        let end = self.text.get(byte..).and_then(|text| text.find('\n'));
        begin..end.map_or(self.text.len(), |end| byte + end)
    }

    /// A part of the text.
    pub fn slice(&self, bytes: &Range<usize>) -> &str {
        self.text.get(bytes.clone()).unwrap_or("")
    }

    /// The text with a part of it replaced.
    pub fn with(&self, bytes: &Range<usize>, by: &str) -> String {
        let mut text = self.text.clone();
        text.replace_range(bytes.clone(), by);
        text
    }

    /// The text with a line put in after that of a byte.
    pub fn with_line_after(&self, byte: usize, line: &str) -> String {
        let end = self.line_of(byte).end;
        self.with(&(end..end), &format!("\n{line}"))
    }

    /// Whether a table has a key.
    pub fn has(&self, table: &[String], key: &str) -> bool {
        self.all.iter().any(|place| {
            place.name() == key
                && place.path.len() == table.len() + 1
                && place.path.starts_with(table)
        })
    }

    /// Whether a place is alone on its line with its key: `key = value`.
    pub fn is_line(&self, place: &Place) -> bool {
        let line = self.line_of(place.key.start);
        place.holds != Holds::Headed
            && place.name() != "#"
            && self.slice(&(line.start..place.key.start)).trim().is_empty()
            && self.line_of(place.value.end).start == line.start
    }
}

fn walk(node: &Node, text: &str, path: &mut Vec<String>, all: &mut Vec<Place>) {
    let holds = |node: &Node| match &node.value {
        Value::Text(_) | Value::Null => Holds::Text,
        Value::Whole(_) | Value::Number(_) => Holds::Number,
        Value::Bool(_) => Holds::Flag,
        Value::List(_) => Holds::List,
        Value::Table(_)
            if text
                .get(node.span.clone())
                .is_some_and(|text| text.starts_with('{')) =>
        {
            Holds::Inline
        }
        Value::Table(_) => Holds::Headed,
    };
    let children: Vec<(&str, Range<usize>, &Node)> = match &node.value {
        Value::Table(entries) => entries
            .iter()
            .map(|entry| (entry.key.as_str(), entry.span.clone(), &entry.node))
            .collect(),
        Value::List(nodes) => nodes
            .iter()
            .map(|node| ("#", node.span.clone(), node))
            .collect(),
        _ => Vec::new(),
    };
    for (name, key, child) in children {
        path.push(name.to_owned());
        all.push(Place {
            path: path.clone(),
            key,
            value: child.span.clone(),
            holds: holds(child),
        });
        walk(child, text, path, all);
        path.pop();
    }
}
