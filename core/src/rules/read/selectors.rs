//! Selectors: which subjects, which records.

use super::attributes::{Found, events, find, path_of, plain};
use super::book::{Book, Section};
use super::kinds;
use super::limits::{Accepts, literal};
use crate::diagnostic::{Related, Text};
use crate::rules::model::{Of, Reads};
use crate::rules::{Comparator, Literal, Path, Selector, Test};
use crate::source::{Entry, Fields, Node, Value};

/// Deeper selectors than this are refused.
const DEEPEST: usize = 16;

/// The selector of a key; everything if there is none.
pub(super) fn filter<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    of: Option<Of>,
    key: &'static str,
) -> Selector {
    match fields.take(key) {
        None => Selector::everything(),
        Some(node) => selector(book, node, &fields.child(key), of, 0),
    }
}

/// A selector: a table, or the name of a `select`.
pub(super) fn selector<'n>(
    book: &mut Book<'_, 'n>,
    node: &'n Node,
    path: &str,
    of: Option<Of>,
    depth: usize,
) -> Selector {
    if depth > DEEPEST {
        let message = Text::new("选择条件嵌套过深", "this selector is nested too deeply");
        let next = Text::new(
            "请拆成几个 select；select 也不能引用自己",
            "split it into several `select`s; none may name itself",
        );
        book.reader
            .error("selector.depth", node, path, message, next);
        return Selector::everything();
    }
    match &node.value {
        Value::Text(name) => {
            let named = book.name(&[Section::Select], node, path, name);
            match named.and_then(|section| book.entry(section, name)) {
                Some(found) => {
                    let before = book.reader.diagnostics.len();
                    let path = format!("select.{name}");
                    let selector = selector(book, &found.node, &path, of, depth + 1);
                    used_here(book, before, node, &path);
                    selector
                }
                None => Selector::everything(),
            }
        }
        Value::Table(entries) => tests(book, entries, path, of, depth, &[]),
        _ => {
            book.reader
                .wrong_type(node, path, Text::new("选择条件", "a selector"));
            Selector::everything()
        }
    }
}

/// Says of what is wrong in a `select` for which use it is wrong.
fn used_here(book: &mut Book<'_, '_>, before: usize, node: &Node, path: &str) {
    let place = book.reader.source.place(&node.span, path);
    for told in book.reader.diagnostics.iter_mut().skip(before) {
        if told.related.is_empty() {
            let message = Text::new("用在这里", "it is used here");
            told.related.push(Related {
                place: place.clone(),
                message,
            });
        }
    }
}

/// The tests of a table, without some of its keys.
pub(super) fn tests<'n>(
    book: &mut Book<'_, 'n>,
    entries: &'n [Entry],
    path: &str,
    of: Option<Of>,
    depth: usize,
    but: &[&str],
) -> Selector {
    let entries = entries
        .iter()
        .filter(|entry| !but.contains(&entry.key.as_str()));
    Selector::All(
        entries
            .filter_map(|entry| test(book, entry, &format!("{path}.{}", entry.key), of, depth))
            .collect(),
    )
}

fn test<'n>(
    book: &mut Book<'_, 'n>,
    entry: &'n Entry,
    own: &str,
    of: Option<Of>,
    depth: usize,
) -> Option<Selector> {
    let node = &entry.node;
    match entry.key.as_str() {
        "any" => {
            let Value::List(nodes) = &node.value else {
                let wanted = Text::new("选择条件的列表", "a list of selectors");
                book.reader.wrong_type(node, own, wanted);
                return None;
            };
            let any = nodes
                .iter()
                .map(|node| selector(book, node, own, of, depth + 1));
            return Some(Selector::Any(any.collect()));
        }
        "not" => {
            let inner = selector(book, node, own, of, depth + 1);
            return Some(Selector::Not(Box::new(inner)));
        }
        "in_list" => {
            let names = book.texts(node, own)?;
            let known = names.into_iter().filter_map(|(name, node)| {
                book.name(&[Section::List], node, own, &name)?;
                Some(Selector::InList(name))
            });
            return one_of(known.collect());
        }
        "has" => {
            let names = book.texts(node, own)?;
            let all = names.into_iter().filter_map(|(name, node)| {
                let path = path_of(&name);
                if !is_event(book, of, &path) {
                    let found = find(book, of, &path, &node.span, own)?;
                    if found.is_yes_no() {
                        yes_or_no(book, node, own, &name);
                        return None;
                    }
                }
                let ago = Vec::new();
                Some(Selector::Has { path, ago })
            });
            return Some(Selector::All(all.collect()));
        }
        "filing" => {
            let kinds = book.texts(node, own)?;
            return one_of(
                kinds
                    .into_iter()
                    .map(|(kind, _)| Selector::Filing(kind))
                    .collect(),
            );
        }
        _ => {}
    }
    let relation = of.map_or(!kinds_of_relation(&entry.key), |of| {
        kinds::relation(of, &entry.key).is_empty()
    });
    if let (Value::Table(inner), false) = (&node.value, relation) {
        let tests = inner.iter().filter_map(|inner| {
            let path = Path {
                relation: Some(entry.key.clone()),
                attribute: inner.key.clone(),
            };
            value_test(book, inner, &format!("{own}.{}", inner.key), path, of)
        });
        return Some(Selector::All(tests.collect()));
    }
    let path = Path {
        relation: None,
        attribute: entry.key.clone(),
    };
    value_test(book, entry, own, path, of)
}

fn kinds_of_relation(name: &str) -> bool {
    kinds::RELATIONS.contains(&name)
}

/// One selector of several, any of which will do.
fn one_of(mut selectors: Vec<Selector>) -> Option<Selector> {
    if selectors.len() > 1 {
        return Some(Selector::Any(selectors));
    }
    selectors.pop()
}

fn value_test<'n>(
    book: &mut Book<'_, 'n>,
    entry: &'n Entry,
    own: &str,
    path: Path,
    of: Option<Of>,
) -> Option<Selector> {
    if let Value::Table(inner) = &entry.node.value
        && is_event(book, of, &path)
    {
        let is = |key: &str| super::limits::WORDS.iter().any(|(word, _)| *word == key);
        if !inner.iter().any(|entry| is(&entry.key)) {
            return ago(book, &entry.node, own, path);
        }
    }
    let found = find(book, of, &path, &entry.span, own)?;
    let values: Vec<String> = found.values().into_iter().map(str::to_owned).collect();
    if matches!(entry.node.value, Value::Table(_)) {
        let accepts = match found {
            Found::Declared(attribute) => match attribute.reads {
                Reads::Duration => Accepts::Duration,
                Reads::Number | Reads::Text => Accepts::Number,
                Reads::Boolean | Reads::Date => Accepts::Words,
            },
            Found::BuiltIn(kinds::Holds::YesNo | kinds::Holds::Word(_)) => Accepts::Words,
            Found::BuiltIn(_) => Accepts::Number,
            Found::Relation => Accepts::Words,
            Found::Unsure => Accepts::Any,
        };
        return comparisons(book, &entry.node, own, path, &values, accepts);
    }
    let words = words(book, &entry.node, own, &values)?;
    Some(Selector::Test {
        path,
        test: Test::OneOf(words),
    })
}

/// Tells that an attribute is yes or no, which is asked for by its value.
fn yes_or_no(book: &mut Book<'_, '_>, node: &Node, own: &str, name: &str) {
    let message = Text::new(
        format!("`{name}` 是是非，不问有没有"),
        format!("`{name}` is yes or no, not something to have"),
    );
    let next = Text::new(
        format!("请写 {name} = true"),
        format!("write {name} = true"),
    );
    book.reader.error("selector.has", node, own, message, next);
}

/// Whether a path names an event: of the subject, or of what it belongs to.
fn is_event(book: &Book<'_, '_>, of: Option<Of>, path: &Path) -> bool {
    let Some(of) = of else {
        return false;
    };
    let own = [of];
    let targets: &[Of] = match &path.relation {
        Some(relation) => kinds::relation(of, relation),
        None => &own,
    };
    let mut events = targets.iter().flat_map(|of| events(book, *of));
    events.any(|event| event == path.attribute)
}

/// `{ at_most = "30 days" }`: how long ago an event happened.
fn ago<'n>(book: &mut Book<'_, 'n>, node: &'n Node, own: &str, path: Path) -> Option<Selector> {
    let mut fields = book.reader.fields(node, own)?;
    let mut ago = Vec::new();
    for (key, comparator) in Comparator::ALL {
        if let Some(node) = fields.take(key)
            && let Some(Literal::Duration(duration)) =
                literal(book, node, &fields.child(key), Accepts::Duration)
        {
            ago.push((comparator, duration));
        }
    }
    if fields.entries().is_empty() {
        let wanted = Text::new("至少一个比较", "at least one comparison");
        book.reader.wrong_type(node, own, wanted);
    }
    book.reader.finish(fields);
    Some(Selector::Has { path, ago })
}

/// A value or a list of values, checked against those that the attribute may have.
pub(super) fn words(
    book: &mut Book<'_, '_>,
    node: &Node,
    own: &str,
    known: &[String],
) -> Option<Vec<String>> {
    let nodes: Vec<&Node> = match &node.value {
        Value::List(nodes) => nodes.iter().collect(),
        _ => vec![node],
    };
    let mut words = Vec::new();
    for node in nodes {
        let Some(word) = plain(node) else {
            words.clear();
            break;
        };
        if !known.is_empty() && !known.contains(&word) {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            book.reader.unknown_word(node, own, &known);
        }
        words.push(word);
    }
    if words.is_empty() {
        let wanted = Text::new("一个值或值的列表", "a value or a list of values");
        book.reader.wrong_type(node, own, wanted);
        return None;
    }
    Some(words)
}

/// `{ at_least = 15 }`, `{ is_not = "x" }`, `{ one_of = ["x", "y"] }`: all of them hold.
fn comparisons<'n>(
    book: &mut Book<'_, 'n>,
    node: &'n Node,
    own: &str,
    path: Path,
    values: &[String],
    accepts: Accepts,
) -> Option<Selector> {
    let mut fields = book.reader.fields(node, own)?;
    let mut all = Vec::new();
    let mut numbers = Vec::new();
    for (key, comparator) in Comparator::ALL {
        if let Some(node) = fields.take(key)
            && let Some(literal) = literal(book, node, &fields.child(key), accepts)
        {
            numbers.push((comparator, literal));
        }
    }
    if !numbers.is_empty() {
        all.push(Selector::Test {
            path: path.clone(),
            test: Test::Number(numbers),
        });
    }
    for (key, among) in super::limits::WORDS {
        if let Some(node) = fields.take(key)
            && let Some(words) = words(book, node, &fields.child(key), values)
        {
            let test = Selector::Test {
                path: path.clone(),
                test: Test::OneOf(words),
            };
            all.push(if among {
                test
            } else {
                Selector::Not(Box::new(test))
            });
        }
    }
    if fields.entries().is_empty() {
        let wanted = Text::new("至少一个比较", "at least one comparison");
        book.reader.wrong_type(node, own, wanted);
    }
    book.reader.finish(fields);
    Some(Selector::All(all))
}
