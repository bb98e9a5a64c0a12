//! Which subjects: `of`, `by`, `where`, `except`, `unless`, `life`.

use super::attributes::{find, of, path_of};
use super::book::{Book, Section};
use super::kinds::STATES;
use super::selectors::{filter, tests};
use super::words::text;
use crate::diagnostic::Text;
use crate::rules::Path;
use crate::rules::model::{Exception, Of, Subjects};
use crate::source::{Fields, Node, Value};

/// Which subjects, with what could be read: without `of` nothing can be judged, but the rest is checked all the same.
pub(super) struct Read {
    /// The kind, if it could be read.
    pub of: Option<Of>,
    by: Vec<Path>,
    filter: crate::rules::Selector,
    except: Vec<Exception>,
    unless: Vec<String>,
    life: Vec<String>,
}

impl Read {
    /// Whether the subject is a group.
    pub(super) fn is_grouped(&self) -> bool {
        !self.by.is_empty()
    }

    /// The subjects, if all is well.
    pub(super) fn whole(self) -> Option<Subjects> {
        Some(Subjects {
            of: self.of?,
            by: self.by,
            filter: self.filter,
            except: self.except,
            unless: self.unless,
            life: self.life,
        })
    }
}

/// Reads the keys that say which subjects.
pub(super) fn subjects<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>) -> Read {
    let kinds: Vec<Of> = Of::ALL.into_iter().filter(|of| of.is_subject()).collect();
    let of = of(book, fields, &kinds);
    Read {
        of,
        by: by(book, fields, of),
        filter: filter(book, fields, of, "where"),
        except: except(book, fields, of, true),
        unless: unless(book, fields, of),
        life: life(book, fields, of),
    }
}

fn by<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>, of: Option<Of>) -> Vec<Path> {
    let Some(node) = fields.take("by") else {
        return Vec::new();
    };
    let own = fields.child("by");
    let texts = book.texts(node, &own).unwrap_or_default();
    let paths = texts.into_iter().filter_map(|(text, node)| {
        let path = path_of(&text);
        find(book, of, &path, &node.span, &own).map(|_| path)
    });
    paths.collect()
}

/// One exception or a list of them, each with its reason; a part of a sheet may do without.
pub(super) fn except<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    of: Option<Of>,
    reasons: bool,
) -> Vec<Exception> {
    let Some(node) = fields.take("except") else {
        return Vec::new();
    };
    let path = fields.child("except");
    let nodes: Vec<&Node> = match &node.value {
        Value::List(nodes) => nodes.iter().collect(),
        _ => vec![node],
    };
    let mut exceptions = Vec::new();
    for (ix, node) in nodes.into_iter().enumerate() {
        let path = format!("{path}.{ix}");
        let Some(mut inner) = book.reader.fields(node, &path) else {
            continue;
        };
        let reason = text(&mut book.reader, &mut inner, "reason");
        let reason = match (inner.peek("reason"), reasons) {
            (None, true) => {
                book.reader.missing(&inner, "reason");
                None
            }
            (None, false) => Some(Text::new("不适用", "does not apply")),
            (Some(_), _) => reason,
        };
        let filing = book.reader.text(&mut inner, "filing");
        let entries = inner.entries();
        let selector = tests(book, entries, &path, of, 0, &["reason", "filing"]);
        let alone = entries.iter().all(|entry| entry.key == "reason");
        if alone {
            let message = Text::new(
                "这个例外没有写对象",
                "this exception does not say whom it exempts",
            );
            let next = Text::new(
                "请写属性，如 tag = \"…\"，或 filing = \"…\"",
                "give an attribute, such as tag = \"...\", or filing = \"...\"",
            );
            book.reader
                .error("except.empty", node, &path, message, next);
        }
        if let Some(reason) = reason {
            exceptions.push(Exception {
                selector,
                filing,
                reason,
            });
        }
    }
    exceptions
}

fn unless<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>, of: Option<Of>) -> Vec<String> {
    let Some(node) = fields.take("unless") else {
        return Vec::new();
    };
    let path = fields.child("unless");
    let texts = book.texts(node, &path).unwrap_or_default();
    let mut rules = Vec::new();
    for (name, node) in texts {
        if book.name(&[Section::Rule], node, &path, &name).is_none() {
            continue;
        }
        let other = book.of(Section::Rule, &name);
        if let (Some(of), Some(other)) = (of, other)
            && of != other
        {
            let message = Text::new(
                format!("`{name}` 的对象是 {other}，不是 {of}"),
                format!("`{name}` judges a {other}, not a {of}"),
            );
            let next = Text::new(
                "unless 只能写同一对象的规则",
                "`unless` takes rules on the same kind of subject",
            );
            book.reader.error("unless.of", node, &path, message, next);
        }
        rules.push(name);
    }
    rules
}

fn life<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>, of: Option<Of>) -> Vec<String> {
    let usual = || vec!["open".to_owned(), "closing".to_owned()];
    let Some(node) = fields.take("life") else {
        return usual();
    };
    let path = fields.child("life");
    let Some(texts) = book.texts(node, &path) else {
        return usual();
    };
    for (state, node) in &texts {
        if !STATES.contains(&state.as_str()) {
            book.reader.unknown_word(node, &path, &STATES);
        }
    }
    if of.is_some_and(|of| !of.is_channel()) {
        let message = Text::new(
            "`life` 只用于网站、栏目和账号",
            "`life` is for websites, columns and accounts only",
        );
        book.reader.error(
            "life.of",
            node,
            &path,
            message,
            Text::new("请删去", "leave it out"),
        );
    }
    texts.into_iter().map(|(state, _)| state).collect()
}
