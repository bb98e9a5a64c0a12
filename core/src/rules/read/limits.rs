//! Limits: comparators, bands, values by attribute; the kind of value must fit the measure.

use super::attributes::{Found, find, path_of, plain};
use super::book::{Book, Section};
use super::kinds;
use super::selectors::words;
use super::words::number;
use crate::diagnostic::Text;
use crate::order::InOrder;
use crate::rules::limit::Words;
use crate::rules::model::{Of, Reads, Window};
use crate::rules::{Comparator, Comparison, Duration, Limit, LimitValue, Literal, Otherwise, Path};
use crate::source::{Fields, Node, Value};

/// Which kind of value a measure can be compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Accepts {
    /// Numbers.
    Number,
    /// Shares.
    Share,
    /// Shares, also below zero: the change of a ratio.
    Points,
    /// Durations.
    Duration,
    /// Words only.
    Words,
    /// It cannot be said, or anything goes.
    Any,
}

impl Accepts {
    fn wanted(self) -> Text {
        match self {
            Accepts::Number => Text::new("一个数，如 2", "a number, such as 2"),
            Accepts::Share | Accepts::Points => {
                Text::new("百分比，如 \"95%\"", "a share, such as \"95%\"")
            }
            Accepts::Duration => Text::new(
                "时长，如 \"14 days\"、\"7 working days\"、\"6 months\"",
                "a duration, such as \"14 days\", \"7 working days\", \"6 months\"",
            ),
            Accepts::Words => Text::new(
                "is、is_not 或 one_of",
                "compared by `is`, `is_not` or `one_of`",
            ),
            Accepts::Any => Text::new("一个数、百分比或时长", "a number, a share or a duration"),
        }
    }

    /// Whether numbers of two kinds can be compared.
    fn fits(self, other: Accepts) -> bool {
        use Accepts::{Any, Points, Share, Words};
        match (self, other) {
            (Words, _) | (_, Words) => false,
            (Any, _) | (_, Any) | (Share | Points, Share | Points) => true,
            _ => self == other,
        }
    }

    fn takes(self, literal: Literal) -> bool {
        match self {
            Accepts::Number => matches!(literal, Literal::Number(_) | Literal::Decimal(..)),
            Accepts::Share => matches!(literal, Literal::Share(n, _) if n >= 0),
            Accepts::Points => matches!(literal, Literal::Share(..)),
            Accepts::Duration => matches!(literal, Literal::Duration(_)),
            Accepts::Words => false,
            Accepts::Any => true,
        }
    }
}

/// What a limit is compared with: the kind of value, and for words those that may be asked for.
#[derive(Clone, Debug)]
pub(super) struct Compared {
    /// The kind of value.
    pub accepts: Accepts,
    /// Whether `is`, `is_not` and `one_of` may stand here.
    pub by_words: bool,
    /// The words that it may be, if they are enumerated.
    pub words: Vec<String>,
    /// Whether the limit may be the number of another figure.
    pub figures: bool,
}

impl Compared {
    pub(super) fn with(accepts: Accepts) -> Compared {
        Compared {
            accepts,
            by_words: accepts == Accepts::Any,
            words: Vec::new(),
            figures: false,
        }
    }
}

/// `is`, `is_not` and `one_of`, and whether the words are asked for or shut out.
pub(super) const WORDS: [(&str, bool); 3] = [("is", true), ("is_not", false), ("one_of", true)];

/// A limit that is a table of its own.
pub(super) fn limit<'n>(
    book: &mut Book<'_, 'n>,
    node: &'n Node,
    path: &str,
    of: Option<Of>,
    compared: &Compared,
) -> Option<Limit> {
    let mut fields = book.reader.fields(node, path)?;
    let limit = limit_of(book, &mut fields, of, compared);
    let empty = fields.entries().is_empty();
    if empty {
        let known: Vec<&str> = Comparator::ALL.iter().map(|(key, _)| *key).collect();
        let list = known.join(", ");
        let message = Text::new(
            format!("`{path}` 没有写比较"),
            format!("`{path}` holds no comparison"),
        );
        let next = Text::new(format!("请写其一：{list}"), format!("write one of: {list}"));
        book.reader.error("limit.empty", node, path, message, next);
    }
    book.reader.finish(fields);
    limit
}

/// The comparisons among the keys of a table; `None` if there are none.
pub(super) fn limit_of<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    of: Option<Of>,
    compared: &Compared,
) -> Option<Limit> {
    let mut limit = Limit::default();
    for (key, comparator) in Comparator::ALL {
        if let Some(node) = fields.take(key)
            && let Some(value) = value(book, node, &fields.child(key), of, compared)
        {
            limit.comparisons.push(Comparison { comparator, value });
        }
    }
    for (key, among) in WORDS {
        let Some(node) = fields.take(key) else {
            continue;
        };
        let path = fields.child(key);
        if !compared.by_words {
            let message = Text::new(
                format!("`{key}` 只用于属性（value）"),
                format!("`{key}` is for attributes (`value`) only"),
            );
            let wanted = compared.accepts.wanted();
            let next = Text::new(
                format!("请用 at_least 等比较，值为{}", wanted.zh),
                format!("use `at_least` or another comparator with {}", wanted.en),
            );
            book.reader.error("limit.words", node, &path, message, next);
        } else if let Some(words) = words(book, node, &path, &compared.words) {
            limit.words.push(Words { among, words });
        }
    }
    (!limit.comparisons.is_empty() || !limit.words.is_empty()).then_some(limit)
}

/// The value of a comparison: a literal, `{ by = ... }`, `{ from = ... }`, `{ figure = ... }`.
pub(super) fn value<'n>(
    book: &mut Book<'_, 'n>,
    node: &'n Node,
    path: &str,
    of: Option<Of>,
    compared: &Compared,
) -> Option<LimitValue> {
    let accepts = compared.accepts;
    if !matches!(node.value, Value::Table(_)) {
        return literal(book, node, path, accepts).map(LimitValue::Fixed);
    }
    let mut fields = book.reader.fields(node, path)?;
    if fields.peek("from").is_some() && fields.peek("by").is_none() {
        let from = attribute(book, &mut fields, "from", of, Some(accepts));
        let share = match fields.peek("share") {
            Some(_) => share_of(book, &mut fields).map(Some),
            None => Some(None),
        };
        if let (Some(node), Accepts::Duration) = (fields.peek("share"), accepts) {
            let message = Text::new("时长不取百分之几", "a part of a duration cannot be taken");
            let next = Text::new("请删去 share", "leave `share` out");
            let path = fields.child("share");
            book.reader.error("limit.share", node, &path, message, next);
        }
        book.reader.finish(fields);
        let path = from?.0;
        return Some(LimitValue::From {
            path,
            share: share?,
        });
    }
    if fields.peek("figure").is_some() && fields.peek("by").is_none() {
        let value = of_figure(book, &mut fields, of, compared);
        book.reader.finish(fields);
        return value;
    }
    let by = attribute(book, &mut fields, "by", of, None);
    by_attribute(book, node, &fields, by, accepts)
}

/// A limit that is the number of another figure or sheet, of the subject itself or of what it lies beneath.
fn of_figure<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    of: Option<Of>,
    compared: &Compared,
) -> Option<LimitValue> {
    let id = book.reader.required_text(fields, "figure");
    let share = match fields.peek("share") {
        Some(_) => Some(share_of(book, fields)?),
        None => None,
    };
    let id = id?;
    let node = fields.peek("figure")?;
    let path = fields.child("figure");
    let refuse = |book: &mut Book<'_, 'n>, message: Text, next: Text| {
        book.reader
            .error("limit.figure", node, &path, message, next);
    };
    if !compared.figures {
        let message = Text::new(
            "这里的界限不能是别的统计项",
            "the limit cannot be another figure here",
        );
        let next = Text::new(
            "请另写一条规则：measure 写这个统计项或评分表，界限写 { figure = ... }",
            "write a rule whose `measure` is this figure or sheet, and compare there",
        );
        refuse(book, message, next);
        return None;
    }
    let section = book.name(&[Section::Figure, Section::Sheet], node, &path, &id)?;
    if let (Some(of), Some(other)) = (of, book.of(section, &id))
        && !kinds::beneath(of, other)
    {
        let message = Text::new(
            format!("`{id}` 是 {other} 的数，{of} 没有这个数"),
            format!("`{id}` is a number of {other}, and a {of} has none of it"),
        );
        let next = Text::new(
            "请用同一对象、它的上级或 all 的统计项",
            "name a figure of the same subject, of one above it, or of `all`",
        );
        refuse(book, message, next);
        return None;
    }
    let sliced = book
        .figures
        .iter()
        .any(|figure| figure.id == id && matches!(figure.window, Window::Each { .. }));
    if sliced {
        let message = Text::new(
            format!("`{id}` 按时段分列，不是一个数"),
            format!("`{id}` is told slice by slice and is not one number"),
        );
        let next = Text::new("请用不写 each 的统计项", "name a figure without `each`");
        refuse(book, message, next);
        return None;
    }
    let other = super::measures::accepts_of(book, &id);
    if !compared.accepts.fits(other) {
        let (own, other) = (compared.accepts.wanted(), other.wanted());
        let message = Text::new(
            format!("`{id}` 的数是{}，这里比较的是{}", other.zh, own.zh),
            format!(
                "`{id}` is {}, and here it is compared with {}",
                other.en, own.en
            ),
        );
        let next = Text::new(
            "请换一个同类的统计项",
            "name a figure whose number is of the same kind",
        );
        refuse(book, message, next);
        return None;
    }
    Some(LimitValue::Figure { id, share })
}

/// The share of a figure that is the limit: more than 0.
fn share_of<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>) -> Option<(i64, i64)> {
    let node = fields.take("share")?;
    let read = node
        .text()
        .and_then(|text| share(text.trim().strip_suffix('%')?));
    match read {
        Some(Literal::Share(n, d)) if n > 0 => Some((n, d)),
        _ => {
            let wanted = Text::new(
                "大于0的百分比，如 \"80%\"",
                "a share above 0, such as \"80%\"",
            );
            book.reader.wrong_type(node, &fields.child("share"), wanted);
            None
        }
    }
}

/// An attribute of the subject that a key names, and the values that it may have.
fn attribute<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    key: &'static str,
    of: Option<Of>,
    accepts: Option<Accepts>,
) -> Option<(Path, Vec<String>)> {
    let name = book.reader.required_text(fields, key)?;
    let node = fields.peek(key)?;
    let path = path_of(&name);
    let own = fields.child(key);
    let found = find(book, of, &path, &node.span, &own)?;
    let values = found.values().into_iter().map(str::to_owned).collect();
    let fits = match (accepts, found) {
        (None, _) | (_, Found::Unsure | Found::Relation) => true,
        (Some(accepts), Found::Declared(attribute)) => match attribute.reads {
            Reads::Boolean | Reads::Date => false,
            Reads::Text => true,
            Reads::Number => accepts != Accepts::Duration,
            Reads::Duration => matches!(accepts, Accepts::Duration | Accepts::Any),
        },
        (_, Found::BuiltIn(holds)) => !matches!(holds, kinds::Holds::YesNo),
    };
    if !fits {
        let wanted = accepts.map(Accepts::wanted).unwrap_or_default();
        let message = Text::new(
            format!("属性 `{name}` 的值不是{}", wanted.zh),
            format!("the attribute `{name}` does not hold {}", wanted.en),
        );
        let next = Text::new(
            "请换一个属性，或改它的 type",
            "name another attribute, or change its `type`",
        );
        book.reader.error("limit.from", node, &own, message, next);
    }
    Some((path, values))
}

fn by_attribute<'n>(
    book: &mut Book<'_, 'n>,
    node: &'n Node,
    fields: &Fields<'n>,
    by: Option<(Path, Vec<String>)>,
    accepts: Accepts,
) -> Option<LimitValue> {
    let known = by
        .as_ref()
        .map(|(_, values)| values.as_slice())
        .unwrap_or_default();
    let words: Vec<&str> = known.iter().map(String::as_str).collect();
    let mut cases: Vec<(String, Option<Otherwise>)> = Vec::new();
    let mut otherwise = None;
    for entry in fields.entries().iter().filter(|entry| entry.key != "by") {
        let path = fields.child(&entry.key);
        let value = match entry.node.text() {
            Some("exempt") => Some(Otherwise::Exempt),
            _ => literal(book, &entry.node, &path, accepts).map(Otherwise::Limit),
        };
        if entry.key == "else" {
            otherwise = Some(value);
            continue;
        }
        if !words.is_empty() && !words.contains(&entry.key.as_str()) {
            book.reader.unknown_word(&entry.key_node(), &path, &words);
        }
        cases.push((entry.key.clone(), value));
    }
    let missed: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| !cases.iter().any(|(case, _)| case == word))
        .collect();
    if otherwise.is_none() && !missed.is_empty() {
        let list = missed.join(", ");
        let message = Text::new(
            format!("没有写这些取值的界限：{list}"),
            format!("no limit for these values: {list}"),
        );
        let next = Text::new(
            "请补上，或写 else = \"exempt\"",
            "add them, or write else = \"exempt\"",
        );
        book.reader
            .error("limit.values", node, &fields.path, message, next);
    } else if cases.is_empty() && by.is_some() {
        let message = Text::new(
            "至少写一个取值的界限",
            "give the limit of at least one value",
        );
        let next = Text::new(
            "如 \"news\" = \"14 days\"",
            "such as \"news\" = \"14 days\"",
        );
        book.reader
            .error("limit.values", node, &fields.path, message, next);
        return None;
    }
    for entry in fields.entries() {
        // with `else` misspelt every other value would be left without a limit, silently
        let near = strsim::normalized_damerau_levenshtein(&entry.key, "else") >= 0.75;
        if otherwise.is_none() && words.is_empty() && near {
            let path = fields.child(&entry.key);
            book.reader
                .unknown_word(&entry.key_node(), &path, &["else"]);
        }
    }
    cases.in_order_by(|a, b| a.0.cmp(&b.0));
    let cases: Option<Vec<(String, Otherwise)>> = cases
        .into_iter()
        .map(|(case, value)| Some((case, value?)))
        .collect();
    Some(LimitValue::By {
        attribute: by?.0,
        cases: cases?,
        otherwise: match otherwise {
            None => None,
            Some(value) => Some(value?),
        },
    })
}

/// A number, a share or a duration.
pub(super) fn literal(
    book: &mut Book<'_, '_>,
    node: &Node,
    path: &str,
    accepts: Accepts,
) -> Option<Literal> {
    let read = read(node);
    if let Some(literal) = read.filter(|literal| accepts.takes(*literal)) {
        return Some(literal);
    }
    let shown = plain(node).unwrap_or_else(|| node.shown());
    let wanted = accepts.wanted();
    let message = Text::new(
        format!("`{path}` 应为{}", wanted.zh),
        format!("`{path}` must be {}", wanted.en),
    );
    let next = match (read, accepts) {
        (Some(Literal::Duration(duration)), Accepts::Number) => {
            let number = duration.number;
            Text::new(
                format!("请写 {number}，或改用 gap"),
                format!("write {number}, or measure a gap"),
            )
        }
        (None, Accepts::Number | Accepts::Any) if shown.parse::<i64>().is_ok() => Text::new(
            format!("请写 {shown}，不加引号"),
            format!("write {shown} without the quotation marks"),
        ),
        (Some(Literal::Number(number)), Accepts::Duration) => Text::new(
            format!("请写明单位，如 \"{number} days\" 或 \"{number} working days\""),
            format!("say of what: \"{number} days\" or \"{number} working days\""),
        ),
        (Some(Literal::Number(number)), Accepts::Share | Accepts::Points) => Text::new(
            format!("请写 \"{number}%\""),
            format!("write \"{number}%\""),
        ),
        _ => Text::new(
            format!("`{shown}` 不能与这个量比较"),
            format!("`{shown}` cannot be compared with this measure"),
        ),
    };
    book.reader.error("limit.type", node, path, message, next);
    None
}

/// What a value is by its own form.
fn read(node: &Node) -> Option<Literal> {
    match &node.value {
        Value::Whole(number) => Some(*number)
            .filter(|number| number.unsigned_abs() <= 1_000_000_000)
            .map(Literal::Number),
        Value::Number(_) => decimal(number(node)?),
        Value::Text(text) => match text.trim().strip_suffix('%') {
            Some(number) => share(number),
            None => Duration::parse(text).map(Literal::Duration),
        },
        _ => None,
    }
}

fn decimal(number: crate::rational::Rational) -> Option<Literal> {
    let n = i64::try_from(number.numerator()).ok()?;
    let d = i64::try_from(number.denominator()).ok()?;
    Some(if d == 1 {
        Literal::Number(n)
    } else {
        Literal::Decimal(n, d)
    })
}

/// `95`, `99.5`, `-2`: at most six decimals, up to 9,999.
pub(super) fn share(number: &str) -> Option<Literal> {
    let number = number.trim();
    let (sign, number) = match number.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, number),
    };
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 4
        || decimals.len() > 6
        || !digits(whole)
        || !digits(decimals)
    {
        return None;
    }
    let decimals = decimals.trim_end_matches('0');
    let scale = 10_i64.pow(u32::try_from(decimals.len()).ok()?);
    let fraction: i64 = if decimals.is_empty() {
        0
    } else {
        decimals.parse().ok()?
    };
    let n = whole.parse::<i64>().ok()? * scale + fraction;
    Some(Literal::Share(sign * n, 100 * scale))
}

/// A share of a whole: `"50%"`, from 0 to 100.
pub(super) fn part_of_whole<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    key: &'static str,
) -> Option<(i64, i64)> {
    let node = fields.take(key)?;
    let share = match node
        .text()
        .and_then(|text| share(text.trim().strip_suffix('%')?))
    {
        Some(Literal::Share(n, d)) if (0..=d).contains(&n) => Some((n, d)),
        _ => None,
    };
    if share.is_none() {
        let wanted = Text::new(
            "0% 到 100%，如 \"50%\"",
            "a share from 0% to 100%, such as \"50%\"",
        );
        book.reader.wrong_type(node, &fields.child(key), wanted);
    }
    share
}

/// A duration, if the key is there.
pub(super) fn duration<'n>(
    book: &mut Book<'_, 'n>,
    fields: &mut Fields<'n>,
    key: &'static str,
) -> Option<Duration> {
    let node = fields.take(key)?;
    match literal(book, node, &fields.child(key), Accepts::Duration) {
        Some(Literal::Duration(duration)) => Some(duration),
        _ => None,
    }
}
