//! Sheets: points and grades.

use super::book::{Book, Section};
use super::kinds;
use super::limits::{Accepts, Compared, limit, part_of_whole};
use super::measures::same_kind;
use super::outcomes::{distinct, rules};
use super::rule::must_basis;
use super::steps::steps;
use super::subjects::{self, except};
use super::windows::over;
use super::words::{choice, number, points, some_points, text};
use crate::diagnostic::Text;
use crate::order::InOrder;
use crate::rational::Rational;
use crate::rules::model::{Bonus, Distinct, Effect, Line, Of, Part, Points, Sheet};
use crate::source::{Entry, Fields, Node, Value, nearest};

pub(super) fn sheet<'n>(book: &mut Book<'_, 'n>, entry: &'n Entry, path: &str) -> Option<Sheet> {
    let mut fields = book.reader.fields(&entry.node, path)?;
    let title = text(&mut book.reader, &mut fields, "title");
    let subjects = subjects::subjects(book, &mut fields);
    let of = subjects.of;
    let base = points(&mut book.reader, &mut fields, "base").unwrap_or(Rational::ZERO);
    let parts = parts(book, &mut fields, of);
    let names = part_names(&fields);
    let lines = lines(book, &mut fields, of, &names);
    if fields.peek("lines").is_none() {
        book.reader.missing(&fields, "lines");
    }
    let spread = choice(
        &mut book.reader,
        &mut fields,
        "left_out",
        &[("scale", false), ("spread", true)],
    );
    let scale = some_points(&mut book.reader, &mut fields, "scale");
    let bonus = bonus(book, &mut fields, of);
    let veto = match fields.peek("veto") {
        // none at all: whatever is breached, the score stands
        Some(Node {
            value: Value::List(list),
            ..
        }) if list.is_empty() => {
            fields.take("veto");
            Some(Vec::new())
        }
        Some(_) => rules(book, &mut fields, "veto", of),
        None => {
            fields.take("veto");
            None
        }
    };
    let on_veto = on_veto(book, &mut fields);
    let compared = Compared::with(Accepts::Number);
    let steps = steps(book, &mut fields, of, &compared, Effect::None).unwrap_or_default();
    let basis = must_basis(book, &mut fields);
    book.reader.finish(fields);
    Some(Sheet {
        id: entry.key.clone(),
        title,
        subjects: subjects.whole()?,
        base,
        lines: lines?,
        parts,
        spread: spread.unwrap_or(false),
        scale,
        bonus,
        veto,
        on_veto,
        steps,
        basis: basis?,
        from_set: None,
    })
}

fn part_names<'n>(fields: &Fields<'n>) -> Vec<&'n str> {
    match fields.peek("parts").map(|node| &node.value) {
        Some(Value::Table(entries)) => entries.iter().map(|entry| entry.key.as_str()).collect(),
        _ => Vec::new(),
    }
}

fn parts<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>, of: Option<Of>) -> Vec<Part> {
    let Some(node) = fields.take("parts") else {
        return Vec::new();
    };
    let path = fields.child("parts");
    let Some(table) = book.reader.fields(node, &path) else {
        return Vec::new();
    };
    let mut parts = Vec::new();
    for entry in table.entries() {
        let Some(mut inner) = book.reader.fields(&entry.node, &table.child(&entry.key)) else {
            continue;
        };
        let worth = some_points(&mut book.reader, &mut inner, "worth");
        if inner.peek("worth").is_none() {
            book.reader.missing(&inner, "worth");
        }
        let except = except(book, &mut inner, of, false);
        book.reader.finish(inner);
        if let Some(worth) = worth {
            parts.push(Part {
                name: entry.key.clone(),
                worth,
                except,
            });
        }
    }
    parts.in_order_by(|a, b| a.name.cmp(&b.name));
    parts
}

fn lines<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    of: Option<Of>,
    parts: &[&str],
) -> Option<Vec<Line>> {
    let node = fields.take("lines")?;
    let path = fields.child("lines");
    let nodes = match &node.value {
        Value::List(nodes) if !nodes.is_empty() => nodes,
        _ => {
            let wanted = Text::new("评分项的列表", "a list of lines");
            book.reader.wrong_type(node, &path, wanted);
            return None;
        }
    };
    let lines = nodes
        .iter()
        .enumerate()
        .filter_map(|(ix, node)| line(book, node, &format!("{path}.{ix}"), of, parts));
    Some(lines.collect())
}

fn line<'n>(
    book: &mut Book<'_, 'n>,
    node: &'n Node,
    path: &str,
    of: Option<Of>,
    parts: &[&str],
) -> Option<Line> {
    let mut fields = book.reader.fields(node, path)?;
    let text = text(&mut book.reader, &mut fields, "text");
    let part = book.reader.text(&mut fields, "part");
    if let (Some(part), Some(node)) = (&part, fields.peek("part"))
        && !parts.contains(&part.as_str())
        && !nearest(part, parts.iter().copied()).is_empty()
    {
        // a part that is not capped needs no entry; one that is nearly spelt like another is a slip
        book.reader.unknown_word(node, &fields.child("part"), parts);
    }
    let points = line_points(book, &mut fields, node, of);
    book.reader.finish(fields);
    Some(Line {
        part,
        text,
        points: points?,
    })
}

/// What a line reads, and the keys that go with it: of each list of the second exactly one.
const READS: [(&str, &[Section], &[&str]); 3] = [
    (
        "rule",
        &[Section::Rule, Section::Sheet],
        &["once", "each", "worth"],
    ),
    ("figure", &[Section::Figure, Section::Sheet], &["each"]),
    ("sheet", &[Section::Sheet], &["weight"]),
];

fn line_points<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    node: &'n Node,
    of: Option<Of>,
) -> Option<Points> {
    let mut given = READS.iter().filter(|(key, ..)| fields.peek(key).is_some());
    let (Some((key, sections, pays)), None) = (given.next(), given.next()) else {
        for (key, ..) in READS {
            fields.take(key);
        }
        for key in [
            "once", "each", "worth", "limit", "distinct", "weight", "over",
        ] {
            fields.take(key);
        }
        return one_of(book, fields, node, &["rule", "figure", "sheet"]);
    };
    let id = read(book, fields, key, sections, of);
    let mut paid = pays.iter().filter(|key| fields.peek(key).is_some());
    let (pay, more) = (paid.next().copied(), paid.next());
    for key in *pays {
        fields.take(key);
    }
    if pay.is_none() || more.is_some() {
        return one_of(book, fields, node, pays);
    }
    let pay = pay?;
    let number = match pay {
        "weight" => part_of_whole(book, fields, "weight")
            .and_then(|(n, d)| Rational::new(n.into(), d.into())),
        "worth" => some_points(&mut book.reader, fields, "worth"),
        "once" => points(&mut book.reader, fields, "once"),
        _ => points(&mut book.reader, fields, "each"),
    };
    let limit = match pay {
        "each" => some_points(&mut book.reader, fields, "limit"),
        _ => None,
    };
    let told_apart = match (*key, pay) {
        ("rule", "each") => {
            let rules = id.as_ref().map(std::slice::from_ref);
            distinct(book, fields, rules)
        }
        _ => None,
    };
    let over = match pay {
        "weight" => over(book, fields),
        _ => None,
    };
    let (id, points) = (id?, number?);
    Some(match (*key, pay) {
        ("rule", "once") => Points::Once { rule: id, points },
        ("rule", "worth") => Points::Worth { rule: id, points },
        ("rule", _) => Points::Each {
            rule: id,
            points,
            limit,
            distinct: told_apart.unwrap_or(Distinct::Subject),
        },
        ("figure", _) => Points::Figure {
            figure: id,
            points,
            limit,
        },
        _ => Points::Sheet {
            sheet: id,
            weight: points,
            over,
        },
    })
}

/// The name of what a line reads.
fn read<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    key: &'static str,
    sections: &[Section],
    of: Option<Of>,
) -> Option<String> {
    let id = book.reader.text(fields, key)?;
    let node = fields.peek(key)?;
    let path = fields.child(key);
    let section = book.name(sections, node, &path, &id)?;
    if key != "rule" {
        same_kind(book, section, node, &path, &id, of);
    } else if let (Some(of), Some(lower)) = (of, book.of(section, &id))
        && !kinds::beneath(lower, of)
    {
        let message = Text::new(
            format!("`{id}` 的对象是 {lower}，不在 {of} 之下，这一项不会有扣分或得分"),
            format!(
                "`{id}` judges a {lower}, which does not lie beneath a {of}: this line never counts"
            ),
        );
        let next = Text::new(
            "请改 of，或另选一条规则",
            "change `of`, or name another rule",
        );
        book.reader
            .warning("line.beneath", node, &path, message, next);
    }
    Some(id)
}

fn one_of<T>(
    book: &mut Book<'_, '_>,
    fields: &Fields<'_>,
    node: &Node,
    keys: &[&str],
) -> Option<T> {
    let list = keys.join(", ");
    let message = Text::new(
        format!("评分项须恰好写一个：{list}"),
        format!("a line must hold exactly one of: {list}"),
    );
    let next = Text::new(
        "如 { rule = \"…\", each = -1, limit = 5 }",
        "such as { rule = \"...\", each = -1, limit = 5 }",
    );
    book.reader
        .error("line.one", node, &fields.path, message, next);
    None
}

fn bonus<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>, of: Option<Of>) -> Option<Bonus> {
    let node = fields.take("bonus")?;
    let mut inner = book.reader.fields(node, &fields.child("bonus"))?;
    let compared = Compared::with(Accepts::Number);
    let opens = inner
        .take("opens")
        .and_then(|node| limit(book, node, &inner.child("opens"), of, &compared));
    let most = some_points(&mut book.reader, &mut inner, "limit");
    let lines = lines(book, &mut inner, of, &[]);
    if inner.peek("lines").is_none() {
        book.reader.missing(&inner, "lines");
    }
    book.reader.finish(inner);
    Some(Bonus {
        opens,
        limit: most,
        lines: lines?,
    })
}

/// The score on a veto: `"no score"` or a number.
fn on_veto<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>) -> Option<Rational> {
    let node = fields.take("on_veto")?;
    if node.text() == Some("no score") {
        return None;
    }
    let score = number(node);
    if score.is_none() {
        let wanted = Text::new("\"no score\" 或一个分数", "\"no score\" or a number");
        book.reader
            .wrong_type(node, &fields.child("on_veto"), wanted);
    }
    score
}
