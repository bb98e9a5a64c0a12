//! Reading a rule set: every mistake of a file told in one go, each in its place; nothing half-loaded.

mod attributes;
mod check;
mod limits;
mod measures;
mod subjects;

use super::model::{
    Attribute, Basis, Clock, Effect, Figure, Of, Requirement, Rule, RuleSet, Step, Weeks,
};
use super::{Template, template};
use crate::calendar::{Belong, Day, Offset};
use crate::diagnostic::{Diagnostic, Language, Text};
use crate::source::{Entry, Fields, Node, Reader, Source, Value};
use sha2::{Digest, Sha256};
use subjects::Named;

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
    entries.sort_by(|a, b| a.key.cmp(&b.key));
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

fn format(reader: &mut Reader<'_>, top: &mut Fields<'_>) {
    match top.take("format") {
        None => reader.missing(top, "format"),
        Some(node) if node.whole() == Some(FORMAT) => {}
        Some(node) => reader.error(
            "format.unknown",
            node,
            "format",
            Text::new("不认识的规则格式版本", "unknown version of the rule format"),
            Text::new(
                "请写 format = 1，或换用更新的版本",
                "write format = 1, or use a newer version",
            ),
        ),
    }
}

/// A whole number within a range.
fn whole(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    key: &'static str,
    range: std::ops::RangeInclusive<i64>,
) -> Option<i64> {
    let Some(node) = fields.take(key) else {
        reader.missing(fields, key);
        return None;
    };
    let number = node.whole().filter(|number| range.contains(number));
    if number.is_none() {
        let (from, to) = (range.start(), range.end());
        reader.wrong_type(
            node,
            &fields.child(key),
            Text::new(
                format!("{from} 到 {to} 的整数"),
                format!("a whole number from {from} to {to}"),
            ),
        );
    }
    number
}

/// A text that stands for something.
fn word<T>(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    key: &'static str,
    parse: impl Fn(&str) -> Option<T>,
    known: &[&str],
) -> Option<T> {
    let node = fields.take(key)?;
    let parsed = node.text().and_then(parse);
    if parsed.is_none() {
        reader.unknown_word(node, &fields.child(key), known);
    }
    parsed
}

fn flag(text: &str, no: &str, yes: &str) -> Option<bool> {
    if text == no {
        Some(false)
    } else if text == yes {
        Some(true)
    } else {
        None
    }
}

/// A text in the set's language (Chinese), or `{ zh, en }`.
pub(super) fn text(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    key: &'static str,
) -> Option<Text> {
    let node = fields.take(key)?;
    let path = fields.child(key);
    text_of(reader, node, &path).map(|template| template.text)
}

fn text_of(reader: &mut Reader<'_>, node: &Node, path: &str) -> Option<Template> {
    if let Some(text) = node.text().filter(|text| !text.trim().is_empty()) {
        return Some(Template {
            text: Text::new(text, text),
            given: vec![Language::Zh],
        });
    }
    if !matches!(node.value, Value::Table(_)) {
        reader.wrong_type(
            node,
            path,
            Text::new("一段文字，或 { zh, en }", "a text, or { zh, en }"),
        );
        return None;
    }
    let mut inner = reader.fields(node, path)?;
    let zh = reader.text(&mut inner, "zh");
    let en = reader.text(&mut inner, "en");
    let given = [
        zh.is_some().then_some(Language::Zh),
        en.is_some().then_some(Language::En),
    ];
    let text = match (zh, en) {
        (Some(zh), Some(en)) => Text::new(zh, en),
        (Some(one), None) | (None, Some(one)) => Text::new(one.clone(), one),
        (None, None) => {
            reader.missing(&inner, "zh");
            reader.finish(inner, &[]);
            return None;
        }
    };
    reader.finish(inner, &[]);
    Some(Template {
        text,
        given: given.into_iter().flatten().collect(),
    })
}

fn effective(reader: &mut Reader<'_>, top: &mut Fields<'_>) -> (Option<Day>, Option<Day>) {
    let Some(node) = top.take("effective") else {
        reader.missing(top, "effective");
        return (None, None);
    };
    let Some(mut fields) = reader.fields(node, "effective") else {
        return (None, None);
    };
    let known = ["2022-10-01"];
    let from = word(
        reader,
        &mut fields,
        "from",
        |text| text.parse().ok(),
        &known,
    );
    if from.is_none() && fields.peek("from").is_none() {
        reader.missing(&fields, "from");
    }
    let to: Option<Day> = word(reader, &mut fields, "to", |text| text.parse().ok(), &known);
    if let (Some(from), Some(to), Some(node)) = (from, to, fields.peek("to"))
        && to < from
    {
        reader.error(
            "effective.order",
            node,
            "effective.to",
            Text::new("失效日期早于生效日期", "it ends before it begins"),
            Text::new("请检查两个日期", "check the two dates"),
        );
    }
    reader.finish(fields, &[]);
    (from, to)
}

fn weeks(reader: &mut Reader<'_>, top: &mut Fields<'_>) -> Weeks {
    let mut weeks = Weeks {
        start: 0,
        belong: Belong::End,
    };
    let Some(node) = top.take("weeks") else {
        return weeks;
    };
    let Some(mut fields) = reader.fields(node, "weeks") else {
        return weeks;
    };
    const DAYS: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let start = |text: &str| {
        DAYS.iter()
            .position(|day| *day == text)
            .and_then(|at| u32::try_from(at).ok())
    };
    if let Some(start) = word(reader, &mut fields, "start", start, &DAYS) {
        weeks.start = start;
    }
    let known = ["end", "majority", "start", "inside", "clipped"];
    if let Some(belong) = word(reader, &mut fields, "belong", Belong::parse, &known) {
        weeks.belong = belong;
    }
    reader.finish(fields, &[]);
    weeks
}

fn push_within(reader: &mut Reader<'_>, top: &mut Fields<'_>) -> i64 {
    let seconds = |text: &str| {
        let (number, unit) = text.trim().split_once(' ')?;
        let number: i64 = number
            .parse()
            .ok()
            .filter(|number| (0..=100_000).contains(number))?;
        let unit = match unit {
            "second" | "seconds" => 1,
            "minute" | "minutes" => 60,
            "hour" | "hours" => 3_600,
            _ => return None,
        };
        Some(number * unit)
    };
    word(
        reader,
        top,
        "push_within",
        seconds,
        &["0 seconds", "60 seconds", "5 minutes", "1 hour"],
    )
    .unwrap_or(0)
}

fn statistics(reader: &mut Reader<'_>, top: &mut Fields<'_>) -> Option<String> {
    let node = top.take("statistics")?;
    let mut fields = reader.fields(node, "statistics")?;
    let figure = reader.text(&mut fields, "publications");
    reader.finish(fields, &[]);
    figure
}

fn clock(reader: &mut Reader<'_>, named: &Named<'_>, entry: &Entry, path: &str) -> Option<Clock> {
    let mut fields = reader.fields(&entry.node, path)?;
    let kinds = [Of::Letter, Of::Request, Of::Case];
    let of = subjects::of(reader, &mut fields, &kinds, &[])?;
    let filter = subjects::filter(reader, named, &mut fields, of, "where");
    let (starts, stops): (&[&str], &[&str]) = match of {
        Of::Case => (&["issued"], &["rectified"]),
        _ => (&["received"], &["answered"]),
    };
    let event = |known: &'static [&'static str]| {
        move |text: &str| known.contains(&text).then(|| text.to_owned())
    };
    let start = word(
        reader,
        &mut fields,
        "start",
        event(if of == Of::Case {
            &["issued"]
        } else {
            &["received"]
        }),
        starts,
    );
    let stop = word(
        reader,
        &mut fields,
        "stop",
        event(if of == Of::Case {
            &["rectified"]
        } else {
            &["answered"]
        }),
        stops,
    );
    for (key, read) in [("start", &start), ("stop", &stop)] {
        if read.is_none() && fields.peek(key).is_none() {
            reader.missing(&fields, key);
        }
    }
    let limit = match fields.take("limit") {
        Some(node) => limits::value(
            reader,
            named,
            node,
            &fields.child("limit"),
            of,
            Some(&limits::DURATION),
        ),
        None => {
            if fields.peek("due").is_none() {
                reader.missing(&fields, "limit");
            }
            None
        }
    };
    basis(reader, &mut fields);
    reader.finish(fields, &["due", "restart", "pause", "extend", "ends_at"]);
    Some(Clock {
        id: entry.key.clone(),
        of,
        filter,
        start: start?,
        stop: stop?,
        limit: limit?,
    })
}

fn figure(reader: &mut Reader<'_>, named: &Named<'_>, entry: &Entry, path: &str) -> Option<Figure> {
    let mut fields = reader.fields(&entry.node, path)?;
    let subjects = subjects::subjects(reader, named, &mut fields)?;
    let window = measures::window(reader, &mut fields);
    let measure = measures::measure(reader, named, &[], &mut fields, subjects.of);
    measures::at_and_dated(
        reader,
        &mut fields,
        measure.as_ref().map(|(_, measure)| measure),
    );
    basis(reader, &mut fields);
    reader.finish(fields, &["by", "title"]);
    let (_, measure) = measure?;
    if matches!(window, Some(super::Window::Each { .. })) {
        reader.not_yet(&entry.node.span, path, "each");
        return None;
    }
    let window = window.unwrap_or(super::Window::Over(super::Over::Period));
    Some(Figure {
        id: entry.key.clone(),
        subjects,
        window,
        measure,
    })
}

fn rule(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    figures: &[Figure],
    entry: &Entry,
    path: &str,
) -> Option<Rule> {
    let mut fields = reader.fields(&entry.node, path)?;
    let Some(subjects) = subjects::subjects(reader, named, &mut fields) else {
        // without a subject the other keys cannot be read; those that do not exist are told all the same
        for key in RULE_KEYS {
            fields.take(key);
        }
        reader.finish(fields, &RULE_LATER);
        return None;
    };
    let own_window = measures::window(reader, &mut fields);
    let measure = measures::measure(reader, named, figures, &mut fields, subjects.of);
    let effect = effect(reader, &mut fields).unwrap_or(Effect::Problem);
    let accepts = measure
        .as_ref()
        .map(|(_, measure)| measures::accepts(measure));
    let requirement = requirement(reader, named, &mut fields, subjects.of, accepts);
    let wording = wording(reader, &mut fields);
    let basis = basis(reader, &mut fields);
    if basis.is_none() && fields.peek("basis").is_none() {
        reader.missing(&fields, "basis");
    }
    let tags = tags(reader, &mut fields);
    let figure_window = match &measure {
        Some((Some(id), _)) => figures
            .iter()
            .find(|known| known.id == *id)
            .map(|known| known.window),
        _ => None,
    };
    let window = own_window
        .or(figure_window)
        .unwrap_or(super::Window::Over(super::Over::Period));
    if let (Some((_, measure)), Some(requirement)) = (&measure, &requirement) {
        check::window_fits(reader, &fields, &window, measure, requirement, subjects.of);
    }
    measures::at_and_dated(
        reader,
        &mut fields,
        measure.as_ref().map(|(_, measure)| measure),
    );
    reader.finish(fields, &RULE_LATER);
    let (figure, measure) = measure?;
    Some(Rule {
        id: entry.key.clone(),
        subjects,
        window,
        figure,
        measure,
        requirement: requirement?,
        effect,
        text: wording.unwrap_or_else(default_wording),
        basis: basis?,
        tags,
    })
}

/// The keys of a rule.
const RULE_KEYS: [&str; 19] = [
    "of",
    "where",
    "except",
    "unless",
    "life",
    "at",
    "dated",
    "over",
    "each",
    "until",
    "allow",
    "measure",
    "require",
    "breach_when",
    "steps",
    "effect",
    "text",
    "basis",
    "tags",
];

/// The keys of a rule that this version does not judge.
const RULE_LATER: [&str; 5] = ["by", "enough", "was", "history", "sample"];

fn default_wording() -> Template {
    let text = Text::new("不符合要求：{limit}", "does not satisfy: {limit}");
    Template {
        text,
        given: vec![Language::Zh, Language::En],
    }
}

fn wording(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Option<Template> {
    let node = fields.take("text")?;
    let path = fields.child("text");
    let template = text_of(reader, node, &path)?;
    for language in [Language::Zh, Language::En] {
        match template.pieces(language) {
            Err(rest) => {
                let message = Text::new("花括号没有成对", "a brace is not closed");
                let next = Text::new(
                    "字段写作 {count}；要印出花括号请写两遍",
                    "write fields as {count}; double a brace to print it",
                );
                let rest = rest.to_owned();
                let diagnostic = reader
                    .source
                    .error("text.brace", &node.span, &path, message);
                reader
                    .diagnostics
                    .push(diagnostic.with_value(rest).with_next_step(next));
                return None;
            }
            Ok(pieces) => {
                for piece in pieces {
                    let template::Piece::Field(field) = piece else {
                        continue;
                    };
                    if template::FIELDS.contains(&field) {
                        continue;
                    }
                    let message = Text::new(
                        format!("没有 {{{field}}} 这个字段"),
                        format!("unknown field {{{field}}}"),
                    );
                    let list = template::FIELDS.join(", ");
                    let next = Text::new(
                        format!("可用的字段：{list}"),
                        format!("fields known here: {list}"),
                    );
                    let near = crate::source::nearest(field, template::FIELDS.iter().copied());
                    let diagnostic = reader
                        .source
                        .error("text.field", &node.span, &path, message);
                    reader.diagnostics.push(
                        diagnostic
                            .with_value(field)
                            .with_next_step(next)
                            .with_near(near),
                    );
                }
            }
        }
        if template.text.zh == template.text.en {
            break;
        }
    }
    Some(template)
}

fn effect(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Option<Effect> {
    let all = [
        Effect::Problem,
        Effect::Veto,
        Effect::None,
        Effect::Notice,
        Effect::Praise,
    ];
    let known: Vec<&str> = all.iter().map(|effect| effect.as_str()).collect();
    word(
        reader,
        fields,
        "effect",
        |text| all.into_iter().find(|effect| effect.as_str() == text),
        &known,
    )
}

fn tags(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Vec<String> {
    let Some(node) = fields.take("tags") else {
        return Vec::new();
    };
    match &node.value {
        Value::List(nodes) if nodes.iter().all(|node| node.text().is_some()) => nodes
            .iter()
            .filter_map(|node| node.text().map(str::to_owned))
            .collect(),
        _ => {
            reader.wrong_type(
                node,
                &fields.child("tags"),
                Text::new("文字的列表", "a list of texts"),
            );
            Vec::new()
        }
    }
}

fn basis(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Option<Basis> {
    let node = fields.take("basis")?;
    let mut inner = reader.fields(node, &fields.child("basis"))?;
    let document = reader.required_text(&mut inner, "document");
    let clause = reader.text(&mut inner, "clause");
    let known = ["full", "applied", "local"];
    let verified = word(
        reader,
        &mut inner,
        "verified",
        |text| known.contains(&text).then(|| text.to_owned()),
        &known,
    );
    reader.finish(inner, &[]);
    Some(Basis {
        document: document?,
        clause,
        verified,
    })
}

fn requirement(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    fields: &mut Fields<'_>,
    of: Of,
    accepts: Option<limits::Accepts>,
) -> Option<Requirement> {
    let require = fields.take("require");
    let breach_when = fields.take("breach_when");
    let steps = fields.take("steps");
    let given = [require, breach_when, steps].iter().flatten().count();
    if given != 1 {
        let message = Text::new(
            "`require`、`breach_when`、`steps` 三者须恰好写一个",
            "exactly one of `require`, `breach_when` and `steps` must stand here",
        );
        let next = Text::new(
            "require 写「达到什么算符合」，breach_when 写「出现什么算不符合」",
            "`require` says when it is met, `breach_when` when it is breached",
        );
        let diagnostic = reader.source.error(
            "limit.one",
            &fields.span.clone(),
            &fields.path.clone(),
            message,
        );
        reader.diagnostics.push(diagnostic.with_next_step(next));
        return None;
    }
    let accepts = accepts.as_ref();
    if let Some(node) = require {
        return limits::limit(reader, named, node, &fields.child("require"), of, accepts)
            .map(Requirement::Require);
    }
    if let Some(node) = breach_when {
        return limits::limit(
            reader,
            named,
            node,
            &fields.child("breach_when"),
            of,
            accepts,
        )
        .map(Requirement::BreachWhen);
    }
    let node = steps?;
    let path = fields.child("steps");
    let Value::List(nodes) = &node.value else {
        reader.wrong_type(node, &path, Text::new("步骤的列表", "a list of steps"));
        return None;
    };
    let mut steps = Vec::new();
    for (ix, node) in nodes.iter().enumerate() {
        let path = format!("{path}.{ix}");
        let Some(mut inner) = reader.fields(node, &path) else {
            continue;
        };
        let limit = limits::limit_of(reader, named, &mut inner, of, accepts);
        let effect = effect(reader, &mut inner).unwrap_or(Effect::Problem);
        let text = wording(reader, &mut inner);
        if limit.is_none() && ix + 1 < nodes.len() {
            let message = Text::new(
                "只有最后一个步骤可以不写界限",
                "only the last step may do without a limit",
            );
            let next = Text::new(
                "请写上界限，或移到最后",
                "give it a limit, or move it to the end",
            );
            reader.error("step.rest", node, &path, message, next);
        }
        reader.finish(inner, &["grade", "lose"]);
        steps.push(Step {
            limit,
            effect,
            text,
        });
    }
    if nodes.is_empty() {
        reader.wrong_type(node, &path, Text::new("至少一个步骤", "at least one step"));
        return None;
    }
    Some(Requirement::Steps(steps))
}
