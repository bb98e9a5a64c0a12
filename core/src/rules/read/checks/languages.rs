//! A text in one language only, in a set whose title is in both.

use super::{Check, Set};
use crate::diagnostic::Text;
use crate::rules::read::book::Book;
use crate::source::{Node, Value};

pub(super) struct LanguageMissing;

/// The keys whose values are texts for readers.
const TEXTS: [&str; 4] = ["title", "text", "reason", "grade"];

/// The keys of tables in which the same words are attributes.
const SELECTORS: [&str; 7] = [
    "where",
    "base",
    "part",
    "select",
    "attribute",
    "list",
    "not",
];

impl Check for LanguageMissing {
    fn look(&self, _: &Set<'_>, book: &mut Book<'_, '_>) {
        let both = |node: &Node| node.get("zh").is_some() && node.get("en").is_some();
        if !book.top.get("title").is_some_and(both) {
            return;
        }
        let mut texts = Vec::new();
        collect(book.top, "", &mut texts);
        for (node, path) in texts.into_iter().filter(|(node, _)| !both(node)) {
            let english = node.get("zh").is_some() || node.text().is_some();
            let (zh, en) = if english {
                ("英文", "English")
            } else {
                ("中文", "Chinese")
            };
            let message = Text::new(
                format!("这里没有{zh}，会用另一种语言代替"),
                format!("there is no {en} here: the other language takes its place"),
            );
            let next = Text::new(
                "请写 { zh = \"…\", en = \"…\" }",
                "write { zh = \"...\", en = \"...\" }",
            );
            book.reader
                .warning("text.language", node, &path, message, next);
        }
    }
}

fn collect<'n>(node: &'n Node, path: &str, texts: &mut Vec<(&'n Node, String)>) {
    match &node.value {
        Value::Table(entries) => {
            for entry in entries {
                let key = entry.key.as_str();
                let own = if path.is_empty() {
                    key.to_owned()
                } else {
                    format!("{path}.{key}")
                };
                if TEXTS.contains(&key) {
                    texts.push((&entry.node, own));
                } else if !SELECTORS.contains(&key) {
                    collect(&entry.node, &own, texts);
                }
            }
        }
        Value::List(nodes) => {
            for (ix, node) in nodes.iter().enumerate() {
                collect(node, &format!("{path}.{ix}"), texts);
            }
        }
        _ => {}
    }
}
