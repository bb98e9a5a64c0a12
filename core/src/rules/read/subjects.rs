//! Which subjects: `of`, `where`, `except`, `unless`, `life`, and the selectors in them.

use super::attributes::{built_in, plain, relation, relations};
use crate::diagnostic::Text;
use crate::order::InOrder;
use crate::rules::model::{Attribute, Exception, Of, Subjects};
use crate::rules::{Comparator, Literal, Path, Selector, Test};
use crate::source::{Entry, Fields, Node, Reader, Value, nearest};

/// What selectors may name.
pub(super) struct Named<'n> {
    /// The declared attributes.
    pub attributes: &'n [Attribute],
    /// The section `select`.
    pub selects: Option<&'n Node>,
}

pub(super) fn of(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    known: &[Of],
    later: &[&str],
) -> Option<Of> {
    let Some(node) = fields.take("of") else {
        reader.missing(fields, "of");
        return None;
    };
    let path = fields.child("of");
    let found = node
        .text()
        .and_then(|text| known.iter().copied().find(|of| of.as_str() == text));
    if found.is_none() {
        match node.text() {
            Some(text) if later.contains(&text) => reader.not_yet(&node.span, &path, text),
            _ => {
                let words: Vec<&str> = known.iter().map(|of| of.as_str()).collect();
                reader.unknown_word(node, &path, &words);
            }
        }
    }
    found
}

pub(super) fn subjects(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    fields: &mut Fields<'_>,
) -> Option<Subjects> {
    let kinds = [
        Of::Unit,
        Of::Site,
        Of::Column,
        Of::Account,
        Of::Letter,
        Of::Request,
        Of::All,
    ];
    let of = of(
        reader,
        fields,
        &kinds,
        &[
            "publication",
            "task",
            "manuscript",
            "observation",
            "case",
            "sighting",
        ],
    )?;
    let filter = filter(reader, named, fields, of, "where");
    let except = except(reader, named, fields, of);
    let unless = texts(reader, fields, "unless").unwrap_or_default();
    let known = ["open", "frozen", "closing", "closed"];
    let life = texts(reader, fields, "life");
    if let (Some(life), Some(node)) = (&life, fields.peek("life")) {
        if let Some(unknown) = life.iter().find(|state| !known.contains(&state.as_str())) {
            let unknown = unknown.clone();
            let node = Node {
                value: Value::Text(unknown),
                span: node.span.clone(),
            };
            reader.unknown_word(&node, &fields.child("life"), &known);
        }
        if !of.is_channel() {
            let message = Text::new(
                "`life` 只用于网站、栏目和账号",
                "`life` is for websites, columns and accounts only",
            );
            reader.error(
                "life.of",
                node,
                &fields.child("life"),
                message,
                Text::new("请删去", "leave it out"),
            );
        }
    }
    let life = life.unwrap_or_else(|| vec!["open".to_owned(), "closing".to_owned()]);
    Some(Subjects {
        of,
        filter,
        except,
        unless,
        life,
    })
}

/// A text or a list of texts.
pub(super) fn texts(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    key: &'static str,
) -> Option<Vec<String>> {
    let node = fields.take(key)?;
    let list = match &node.value {
        Value::Text(text) => Some(vec![text.clone()]),
        Value::List(nodes) => nodes
            .iter()
            .map(|node| node.text().map(str::to_owned))
            .collect(),
        _ => None,
    };
    if list.is_none() {
        reader.wrong_type(
            node,
            &fields.child(key),
            Text::new("文字的列表", "a list of texts"),
        );
    }
    list
}

pub(super) fn filter(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    fields: &mut Fields<'_>,
    of: Of,
    key: &'static str,
) -> Selector {
    match fields.take(key) {
        None => Selector::everything(),
        Some(node) => selector(reader, named, node, &fields.child(key), of, 0),
    }
}

fn except(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    fields: &mut Fields<'_>,
    of: Of,
) -> Vec<Exception> {
    let Some(node) = fields.take("except") else {
        return Vec::new();
    };
    let path = fields.child("except");
    let nodes: Vec<&Node> = match &node.value {
        Value::List(nodes) => nodes.iter().collect(),
        Value::Table(_) => vec![node],
        _ => {
            reader.wrong_type(node, &path, Text::new("例外的列表", "a list of exceptions"));
            return Vec::new();
        }
    };
    let mut exceptions = Vec::new();
    for (ix, node) in nodes.into_iter().enumerate() {
        let path = format!("{path}.{ix}");
        let Some(mut inner) = reader.fields(node, &path) else {
            continue;
        };
        let reason = super::words::text(reader, &mut inner, "reason");
        if reason.is_none() && inner.peek("reason").is_none() {
            reader.missing(&inner, "reason");
        }
        let rest: Vec<Entry> = inner
            .entries()
            .iter()
            .filter(|entry| entry.key != "reason")
            .cloned()
            .collect();
        let rest = Node {
            value: Value::Table(rest),
            span: node.span.clone(),
        };
        let selector = selector(reader, named, &rest, &path, of, 0);
        if let Some(reason) = reason {
            exceptions.push(Exception { selector, reason });
        }
    }
    exceptions
}

/// Deeper selectors than this are refused.
const DEEPEST: usize = 16;

pub(super) fn selector(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    node: &Node,
    path: &str,
    of: Of,
    depth: usize,
) -> Selector {
    if depth > DEEPEST {
        let message = Text::new("选择条件嵌套过深", "this selector is nested too deeply");
        reader.error(
            "selector.depth",
            node,
            path,
            message,
            Text::new("请拆成几个 select", "split it into several `select`s"),
        );
        return Selector::everything();
    }
    match &node.value {
        Value::Text(name) => select(reader, named, node, name, path, of, depth),
        Value::Table(entries) => {
            let all = entries
                .iter()
                .filter_map(|entry| test(reader, named, entry, path, of, depth));
            Selector::All(all.collect())
        }
        _ => {
            reader.wrong_type(node, path, Text::new("选择条件", "a selector"));
            Selector::everything()
        }
    }
}

fn select(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    node: &Node,
    name: &str,
    path: &str,
    of: Of,
    depth: usize,
) -> Selector {
    match named.selects.and_then(|selects| selects.get(name)) {
        Some(found) => selector(
            reader,
            named,
            found,
            &format!("select.{name}"),
            of,
            depth + 1,
        ),
        None => {
            let names: Vec<&str> = match named.selects.map(|selects| &selects.value) {
                Some(Value::Table(entries)) => {
                    entries.iter().map(|entry| entry.key.as_str()).collect()
                }
                _ => Vec::new(),
            };
            reader.unknown_word(node, path, &names);
            Selector::everything()
        }
    }
}

/// That the section `select` is a table; each select is checked where it is used, for the kind of subject it is used on.
pub(super) fn check_selects(reader: &mut Reader<'_>, named: &Named<'_>) {
    if let Some(node) = named.selects {
        reader.fields(node, "select");
    }
}

fn test(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    entry: &Entry,
    path: &str,
    of: Of,
    depth: usize,
) -> Option<Selector> {
    let own = if path.is_empty() {
        entry.key.clone()
    } else {
        format!("{path}.{}", entry.key)
    };
    match entry.key.as_str() {
        "any" => {
            let Value::List(nodes) = &entry.node.value else {
                reader.wrong_type(
                    &entry.node,
                    &own,
                    Text::new("选择条件的列表", "a list of selectors"),
                );
                return None;
            };
            let any = nodes
                .iter()
                .map(|node| selector(reader, named, node, &own, of, depth + 1))
                .collect();
            return Some(Selector::Any(any));
        }
        "not" => {
            return Some(Selector::Not(Box::new(selector(
                reader,
                named,
                &entry.node,
                &own,
                of,
                depth + 1,
            ))));
        }
        "in_list" | "filing" => {
            reader.not_yet(&entry.span, &own, &entry.key);
            return None;
        }
        _ => {}
    }
    let targets = relation(of, &entry.key);
    if let (Value::Table(inner), false) = (&entry.node.value, targets.is_empty()) {
        let tests = inner.iter().filter_map(|inner| {
            let path = Path {
                relation: Some(entry.key.clone()),
                attribute: inner.key.clone(),
            };
            value_test(
                reader,
                named,
                inner,
                &format!("{own}.{}", inner.key),
                path,
                targets,
            )
        });
        return Some(Selector::All(tests.collect()));
    }
    let path = Path {
        relation: None,
        attribute: entry.key.clone(),
    };
    value_test(reader, named, entry, &own, path, &[of])
}

fn value_test(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    entry: &Entry,
    own: &str,
    path: Path,
    targets: &[Of],
) -> Option<Selector> {
    let kind_of_channel = path.relation.as_deref() == Some("channel") && path.attribute == "kind";
    if !kind_of_channel && !known_attribute(reader, named, entry, own, &path, targets) {
        return None;
    }
    let values: Vec<&Node> = match &entry.node.value {
        Value::List(nodes) => nodes.iter().collect(),
        Value::Table(_) => return numbers(reader, &entry.node, own, path),
        _ => vec![&entry.node],
    };
    let words: Option<Vec<String>> = values.iter().map(|node| plain(node)).collect();
    let Some(words) = words.filter(|words| !words.is_empty()) else {
        reader.wrong_type(
            &entry.node,
            own,
            Text::new("一个值或值的列表", "a value or a list of values"),
        );
        return None;
    };
    let declared: Vec<&str> = if kind_of_channel {
        vec!["site", "column", "account"]
    } else {
        let of = |attribute: &&Attribute| {
            targets.contains(&attribute.of) && attribute.name == path.attribute
        };
        named
            .attributes
            .iter()
            .filter(of)
            .flat_map(|attribute| attribute.values.iter().map(String::as_str))
            .collect()
    };
    if !declared.is_empty() {
        for (node, word) in values.iter().zip(&words) {
            if !declared.contains(&word.as_str()) {
                reader.unknown_word(node, own, &declared);
            }
        }
    }
    Some(Selector::Test {
        path,
        test: Test::OneOf(words),
    })
}

pub(super) fn known_attribute(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    entry: &Entry,
    own: &str,
    path: &Path,
    targets: &[Of],
) -> bool {
    let name = path.attribute.as_str();
    let declared = |of: &Of| {
        named
            .attributes
            .iter()
            .any(|attribute| attribute.of == *of && attribute.name == name)
    };
    if targets
        .iter()
        .any(|of| built_in(*of).contains(&name) || declared(of))
    {
        return true;
    }
    let mut known: Vec<&str> = targets
        .iter()
        .flat_map(|of| built_in(*of).iter().copied())
        .collect();
    known.extend(
        named
            .attributes
            .iter()
            .filter(|attribute| targets.contains(&attribute.of))
            .map(|attribute| attribute.name.as_str()),
    );
    if path.relation.is_none() {
        known.extend(targets.iter().flat_map(|of| relations(*of)));
    }
    known.in_order();
    known.dedup();
    let subject = targets
        .iter()
        .map(|of| of.as_str())
        .collect::<Vec<_>>()
        .join("/");
    let message = Text::new(
        format!("{subject} 没有 `{name}` 这个属性"),
        format!("a {subject} has no attribute `{name}`"),
    );
    let list = known.join(", ");
    let next = Text::new(
        format!(
            "可用的属性：{list}；数据里另有的列请先写 attribute.{name} = {{ of = \"{subject}\" }}"
        ),
        format!(
            "attributes known here: {list}; declare a further column of the data by attribute.{name} = {{ of = \"{subject}\" }}"
        ),
    );
    let near = nearest(name, known.iter().copied());
    let diagnostic = reader
        .source
        .error("attribute.unknown", &entry.span, own, message);
    reader.diagnostics.push(
        diagnostic
            .with_value(name)
            .with_next_step(next)
            .with_near(near),
    );
    false
}

fn numbers(reader: &mut Reader<'_>, node: &Node, own: &str, path: Path) -> Option<Selector> {
    let mut fields = reader.fields(node, own)?;
    let mut comparisons = Vec::new();
    for (key, comparator) in Comparator::ALL {
        if let Some(node) = fields.take(key) {
            match node.whole() {
                Some(number) => comparisons.push((comparator, Literal::Number(number))),
                None => reader.wrong_type(
                    node,
                    &fields.child(key),
                    Text::new("整数", "a whole number"),
                ),
            }
        }
    }
    if fields.entries().is_empty() {
        reader.wrong_type(
            node,
            own,
            Text::new("至少一个比较", "at least one comparison"),
        );
    }
    reader.finish(fields, &["is", "is_not", "one_of"]);
    Some(Selector::Test {
        path,
        test: Test::Number(comparisons),
    })
}
