//! Windows and measures.

use super::limits::Accepts;
use super::subjects::{self, Named, texts};
use crate::diagnostic::Text;
use crate::order::InOrder;
use crate::rules::Selector;
use crate::rules::model::{
    CountSource, Distinct, Figure, Measure, Of, Over, RatioSource, Slices, Take, Window,
};
use crate::source::{Fields, Node, Reader, Value};

/// The ten measures; those that this version judges come first.
const MEASURES: [&str; 10] = [
    "count",
    "gap",
    "ratio",
    "clock",
    "longest_gap",
    "value",
    "mean",
    "rank",
    "in_a_row",
    "change",
];

/// Which kind of limit a measure takes.
pub(super) fn accepts(measure: &Measure) -> Accepts {
    match measure {
        Measure::Count { .. } | Measure::Breaches { .. } => Accepts::Number,
        Measure::Gap { .. } | Measure::Clock { .. } => Accepts::Duration,
        Measure::Ratio { .. } => Accepts::Share,
    }
}

/// The day at which states are read, and the event by which records belong to a window: each measure has its own, and
/// any other one is not yet judged.
pub(super) fn at_and_dated(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    measure: Option<&Measure>,
) {
    let (at, dated) = match measure {
        None => (None, None),
        Some(Measure::Count { source, .. }) if source.is_of_publications() => {
            (Some("end"), Some("published"))
        }
        Some(Measure::Count { .. }) => (Some("end"), Some("received")),
        Some(Measure::Gap { .. }) => (Some("end"), Some("published")),
        Some(Measure::Ratio {
            source: RatioSource::Publications,
            ..
        }) => (Some("end"), Some("published")),
        Some(Measure::Ratio { .. } | Measure::Clock { .. }) => (Some("as-of"), Some("received")),
        Some(Measure::Breaches { .. }) => (Some("end"), None),
    };
    for (key, own) in [("at", at), ("dated", dated)] {
        if let Some(node) = fields.take(key)
            && measure.is_some()
            && (own.is_none() || node.text() != own)
        {
            reader.not_yet(&node.span, &fields.child(key), &node.shown());
        }
    }
}

/// The window, if the table states one.
pub(super) fn window(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Option<Window> {
    if let Some(node) = fields.take("until") {
        reader.not_yet(&node.span, &fields.child("until"), "until");
    }
    let over = fields
        .take("over")
        .and_then(|node| over(reader, node, &fields.child("over")));
    let each = fields
        .take("each")
        .and_then(|node| each(reader, node, &fields.child("each")));
    let allow = fields.take("allow").map(|node| {
        (
            node,
            node.whole().filter(|number| (0..=1_000).contains(number)),
        )
    });
    if let Some((node, None)) = allow {
        reader.wrong_type(
            node,
            &fields.child("allow"),
            Text::new("0 到 1000 的整数", "a whole number from 0 to 1000"),
        );
    }
    if let (Some((node, _)), true) = (allow, fields.peek("each").is_none()) {
        let message = Text::new("`allow` 只与 `each` 同用", "`allow` needs `each`");
        reader.error(
            "window.allow",
            node,
            &fields.child("allow"),
            message,
            Text::new("请删去，或写 each", "leave it out, or give `each`"),
        );
    }
    match (over, each) {
        (Some(_), Some(_)) => {
            let node = fields.peek("over")?;
            let message = Text::new(
                "`over` 与 `each` 只能写一个",
                "`over` and `each` exclude each other",
            );
            reader.error(
                "window.one",
                node,
                &fields.child("over"),
                message,
                Text::new("请删去其一", "leave one out"),
            );
            None
        }
        (Some(over), None) => Some(Window::Over(over)),
        (None, Some(slices)) => Some(Window::Each {
            slices,
            allow: allow.and_then(|(_, number)| number).unwrap_or(0),
        }),
        (None, None) => None,
    }
}

fn over(reader: &mut Reader<'_>, node: &Node, path: &str) -> Option<Over> {
    let text = node.text().unwrap_or("");
    match text {
        "period" => return Some(Over::Period),
        "this year" => return Some(Over::ThisYear),
        "always" => return Some(Over::Always),
        "previous period" => {
            reader.not_yet(&node.span, path, text);
            return None;
        }
        _ => {}
    }
    if let Some(last) = text.strip_prefix("last ") {
        if last.ends_with(" periods") || last.ends_with(" period") || last.contains("working") {
            reader.not_yet(&node.span, path, text);
            return None;
        }
        if let Some(duration) =
            crate::rules::Duration::parse(last).filter(|duration| duration.number > 0)
        {
            return Some(Over::Last(duration));
        }
    }
    reader.unknown_word(
        node,
        path,
        &[
            "period",
            "last 6 months",
            "last 14 days",
            "this year",
            "always",
        ],
    );
    None
}

fn each(reader: &mut Reader<'_>, node: &Node, path: &str) -> Option<Slices> {
    match node.text() {
        Some("day") => Some(Slices::Day),
        Some("working day") => Some(Slices::WorkingDay),
        Some("week") => Some(Slices::Week),
        Some("month") => Some(Slices::Month),
        Some("quarter") => Some(Slices::Quarter),
        Some(later @ ("eve of holiday" | "look")) => {
            reader.not_yet(&node.span, path, later);
            None
        }
        None if matches!(node.value, Value::Table(_)) => {
            reader.not_yet(&node.span, path, "{ weeks, from }");
            None
        }
        _ => {
            reader.unknown_word(
                node,
                path,
                &["day", "working day", "week", "month", "quarter"],
            );
            None
        }
    }
}

/// The measure, and the figure it came from.
pub(super) fn measure(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    figures: &[Figure],
    fields: &mut Fields<'_>,
    of: Of,
) -> Option<(Option<String>, Measure)> {
    let Some(node) = fields.take("measure") else {
        reader.missing(fields, "measure");
        return None;
    };
    let path = fields.child("measure");
    if let Some(id) = node.text() {
        return match figures.iter().find(|figure| figure.id == id) {
            Some(figure) if figure.subjects.of == of => {
                Some((Some(id.to_owned()), figure.measure.clone()))
            }
            Some(figure) => {
                let message = Text::new(
                    format!("统计项 `{id}` 的对象是 {}，不是 {of}", figure.subjects.of),
                    format!(
                        "the figure `{id}` is of {}, not of {of}",
                        figure.subjects.of
                    ),
                );
                reader.error(
                    "figure.of",
                    node,
                    &path,
                    message,
                    Text::new(
                        "请改 of，或另写统计项",
                        "change `of`, or write another figure",
                    ),
                );
                None
            }
            None => {
                let known: Vec<&str> = figures.iter().map(|figure| figure.id.as_str()).collect();
                reader.unknown_word(node, &path, &known);
                None
            }
        };
    }
    let mut inner = reader.fields(node, &path)?;
    let given: Vec<&str> = inner
        .entries()
        .iter()
        .map(|entry| entry.key.as_str())
        .filter(|key| MEASURES.contains(key))
        .collect();
    if given.len() != 1 {
        let list = MEASURES.join(", ");
        let message = Text::new(
            format!("`{path}` 须恰好写一个量"),
            format!("`{path}` must hold exactly one measure"),
        );
        let next = Text::new(format!("可用的量：{list}"), format!("the measures: {list}"));
        let known = inner
            .entries()
            .iter()
            .find(|entry| !MEASURES.contains(&entry.key.as_str()));
        let near = known
            .map(|entry| crate::source::nearest(&entry.key, MEASURES))
            .unwrap_or_default();
        let diagnostic = reader
            .source
            .error("measure.one", &node.span, &path, message);
        reader.diagnostics.push(
            diagnostic
                .with_value(node.shown())
                .with_next_step(next)
                .with_near(near),
        );
        return None;
    }
    let measure = if inner.peek("count").is_some() {
        count(reader, named, &mut inner, of)
    } else if inner.peek("gap").is_some() {
        gap(reader, named, &mut inner, of)
    } else if inner.peek("ratio").is_some() {
        ratio(reader, named, &mut inner, of)
    } else if inner.peek("clock").is_some() {
        clock(reader, &mut inner, of)
    } else {
        let word = given.first().copied().unwrap_or("");
        reader.not_yet(&node.span, &path, word);
        return None;
    };
    reader.finish(
        inner,
        &[
            "credit",
            "stage",
            "inside",
            "longer_than",
            "about",
            "within",
            "ties",
            "from",
        ],
    );
    measure.map(|measure| (None, measure))
}

fn count(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    fields: &mut Fields<'_>,
    of: Of,
) -> Option<Measure> {
    let node = fields.take("count")?;
    let path = fields.child("count");
    let source = match node.text() {
        Some("publications") => CountSource::Publications,
        Some("pushes") => CountSource::Pushes,
        Some("days") => CountSource::Days,
        Some("letters") => CountSource::Letters,
        Some("requests") => CountSource::Requests,
        Some("breaches") => return breaches(reader, fields),
        Some(
            later @ ("gaps" | "columns" | "accounts" | "sites" | "units" | "references"
            | "outcomes" | "probes" | "observations" | "tasks" | "manuscripts" | "notices"
            | "cases" | "verdicts" | "sightings" | "filings"),
        ) => {
            reader.not_yet(&node.span, &path, later);
            return None;
        }
        _ => {
            reader.unknown_word(
                node,
                &path,
                &[
                    "publications",
                    "pushes",
                    "days",
                    "letters",
                    "requests",
                    "breaches",
                ],
            );
            return None;
        }
    };
    let record = match source {
        CountSource::Letters => Of::Letter,
        CountSource::Requests => Of::Request,
        _ => Of::Publication,
    };
    fits(reader, node, &path, of, record)?;
    let filter = subjects::filter(reader, named, fields, record, "where");
    let below = reach(reader, fields, of);
    Some(Measure::Count {
        source,
        filter,
        below,
    })
}

/// Whether records of a kind can belong to subjects of a kind.
fn fits(reader: &mut Reader<'_>, node: &Node, path: &str, of: Of, record: Of) -> Option<()> {
    let fits = match record {
        Of::Publication => of.is_channel() || matches!(of, Of::Unit | Of::All),
        _ => matches!(of, Of::Unit | Of::All),
    };
    if fits {
        return Some(());
    }
    let message = Text::new(
        format!("{record} 不属于 {of}"),
        format!("a {record} does not belong to a {of}"),
    );
    reader.error(
        "measure.of",
        node,
        path,
        message,
        Text::new("请改 of 或 measure", "change `of` or the measure"),
    );
    None
}

fn reach(reader: &mut Reader<'_>, fields: &mut Fields<'_>, of: Of) -> bool {
    let default = !matches!(of, Of::Column | Of::Account);
    match fields.take("reach") {
        None => default,
        Some(node) => match node.text() {
            Some("own") => false,
            Some("below") => true,
            _ => {
                reader.unknown_word(node, &fields.child("reach"), &["own", "below"]);
                default
            }
        },
    }
}

fn breaches(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Option<Measure> {
    let rules = texts(reader, fields, "rules");
    if rules.is_none() && fields.peek("rules").is_none() {
        reader.missing(fields, "rules");
    }
    let distinct = match fields.take("distinct") {
        None => Distinct::Subject,
        Some(node) => match node.text() {
            Some("subject") => Distinct::Subject,
            Some("finding") => Distinct::Finding,
            Some("slice") => Distinct::Slice,
            Some("unit") => Distinct::Unit,
            _ => {
                reader.unknown_word(
                    node,
                    &fields.child("distinct"),
                    &["subject", "finding", "slice", "unit"],
                );
                return None;
            }
        },
    };
    let mut rules = rules?;
    rules.in_order();
    rules.dedup();
    Some(Measure::Breaches { rules, distinct })
}

fn gap(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    fields: &mut Fields<'_>,
    of: Of,
) -> Option<Measure> {
    let node = fields.take("gap")?;
    let path = fields.child("gap");
    match node.text() {
        Some("publications") => {}
        Some(
            later @ ("pushes" | "days" | "letters" | "requests" | "observations" | "probes"
            | "manuscripts"),
        ) => {
            reader.not_yet(&node.span, &path, later);
            return None;
        }
        _ => {
            reader.unknown_word(node, &path, &["publications"]);
            return None;
        }
    }
    fits(reader, node, &path, of, Of::Publication)?;
    let filter = subjects::filter(reader, named, fields, Of::Publication, "where");
    let below = reach(reader, fields, of);
    Some(Measure::Gap { filter, below })
}

fn ratio(
    reader: &mut Reader<'_>,
    named: &Named<'_>,
    fields: &mut Fields<'_>,
    of: Of,
) -> Option<Measure> {
    let node = fields.take("ratio")?;
    let path = fields.child("ratio");
    let (source, record) = match node.text() {
        Some("letters") => (RatioSource::Letters, Of::Letter),
        Some("requests") => (RatioSource::Requests, Of::Request),
        Some("publications") => (RatioSource::Publications, Of::Publication),
        Some(
            later @ ("outcomes" | "probes" | "observations" | "columns" | "accounts" | "breaches"
            | "manuscripts"),
        ) => {
            reader.not_yet(&node.span, &path, later);
            return None;
        }
        _ => {
            reader.unknown_word(node, &path, &["letters", "requests", "publications"]);
            return None;
        }
    };
    fits(reader, node, &path, of, record)?;
    let base = subjects::filter(reader, named, fields, record, "base");
    let part = fields.take("part");
    let part = match part {
        Some(node) => subjects::selector(reader, named, node, &fields.child("part"), record, 0),
        None => {
            reader.missing(fields, "part");
            return None;
        }
    };
    Some(Measure::Ratio {
        source,
        base,
        part: Selector::All(vec![part]),
    })
}

fn clock(reader: &mut Reader<'_>, fields: &mut Fields<'_>, of: Of) -> Option<Measure> {
    let node = fields.take("clock")?;
    let path = fields.child("clock");
    let Some(id) = node.text() else {
        reader.wrong_type(node, &path, Text::new("时限的名称", "the name of a clock"));
        return None;
    };
    if !matches!(of, Of::Letter | Of::Request) {
        let message = Text::new(
            "时限只能用于信件和申请",
            "a clock is for letters and requests",
        );
        reader.error(
            "measure.of",
            node,
            &path,
            message,
            Text::new(
                "请写 of = \"letter\" 或 \"request\"",
                "write of = \"letter\" or \"request\"",
            ),
        );
        return None;
    }
    let take = match fields.take("take") {
        None => Take::Late,
        Some(node) => match node.text() {
            Some("late") => Take::Late,
            Some("used") => Take::Used,
            Some("left") => Take::Left,
            _ => {
                reader.unknown_word(node, &fields.child("take"), &["late", "used", "left"]);
                return None;
            }
        },
    };
    Some(Measure::Clock {
        id: id.to_owned(),
        take,
    })
}
