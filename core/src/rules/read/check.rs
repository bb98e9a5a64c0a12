//! What must hold across the parts of a rule set: names that lead somewhere, no cycles, windows that fit.

use crate::diagnostic::Text;
use crate::rules::model::{
    Clock, CountSource, Figure, Measure, Of, Over, Requirement, Rule, Window,
};
use crate::source::{Fields, Node, Reader, Value};

/// Names that lead nowhere, and rules that lead back to themselves.
pub(super) fn references(
    reader: &mut Reader<'_>,
    top: &Node,
    figures: &[Figure],
    clocks: &[Clock],
    rules: &[Rule],
    unit_figure: Option<&str>,
) {
    let clock_ids: Vec<&str> = clocks.iter().map(|clock| clock.id.as_str()).collect();
    // names of rules that were read and of those that have mistakes of their own: only what is nowhere is unknown
    let rule_ids: Vec<&str> = names(top, "rule");
    let measured = figures
        .iter()
        .map(|figure| {
            (
                "figure",
                figure.id.as_str(),
                figure.subjects.of,
                &figure.measure,
            )
        })
        .chain(
            rules
                .iter()
                .map(|rule| ("rule", rule.id.as_str(), rule.subjects.of, &rule.measure)),
        );
    for (section, id, of, measure) in measured {
        match measure {
            Measure::Clock { id: clock, .. } => {
                let key = format!("{section}.{id}.measure.clock");
                let node = find(top, &[section, id, "measure", "clock"]);
                match clocks.iter().find(|known| known.id == *clock) {
                    Some(known) if known.of == of => {}
                    Some(known) => {
                        let message = Text::new(
                            format!("时限 `{clock}` 的对象是 {}，不是 {of}", known.of),
                            format!("the clock `{clock}` is of {}, not of {of}", known.of),
                        );
                        reader.error(
                            "clock.of",
                            node,
                            &key,
                            message,
                            Text::new("请改 of，或另写时限", "change `of`, or write another clock"),
                        );
                    }
                    None if names(top, "clock").contains(&clock.as_str()) => {}
                    None => reader.unknown_word(node, &key, &clock_ids),
                }
            }
            Measure::Breaches { rules: counted, .. } => {
                for name in counted {
                    if !rule_ids.contains(&name.as_str()) {
                        let node = find(top, &[section, id, "measure", "rules"]);
                        unknown_rule(
                            reader,
                            node,
                            &format!("{section}.{id}.measure.rules"),
                            name,
                            &rule_ids,
                        );
                    }
                }
            }
            _ => {}
        }
    }
    for rule in rules {
        for name in &rule.subjects.unless {
            let node = find(top, &["rule", &rule.id, "unless"]);
            let key = format!("rule.{}.unless", rule.id);
            match rules.iter().find(|other| other.id == *name) {
                Some(other) if other.subjects.of == rule.subjects.of => {}
                Some(other) => {
                    let message = Text::new(
                        format!(
                            "`{name}` 的对象是 {}，不是 {}",
                            other.subjects.of, rule.subjects.of
                        ),
                        format!(
                            "`{name}` judges a {}, not a {}",
                            other.subjects.of, rule.subjects.of
                        ),
                    );
                    let next = Text::new(
                        "unless 只能写同一对象的规则",
                        "`unless` takes rules on the same kind of subject",
                    );
                    reader.error("unless.of", node, &key, message, next);
                }
                None if rule_ids.contains(&name.as_str()) => {}
                None => unknown_rule(reader, node, &key, name, &rule_ids),
            }
        }
    }
    if let Some(id) = unit_figure {
        let node = find(top, &["statistics", "publications"]);
        let key = "statistics.publications";
        match figures.iter().find(|figure| figure.id == id) {
            Some(figure) => {
                let counts = matches!(
                    &figure.measure,
                    Measure::Count {
                        source: CountSource::Publications,
                        ..
                    }
                );
                if figure.subjects.of != Of::Unit
                    || !counts
                    || figure.window != Window::Over(Over::Period)
                {
                    let message = Text::new(
                        "这里须是单位在本周期内的信息条数",
                        "this must be a unit's number of publications over the period",
                    );
                    let next = Text::new(
                        "请写 of = \"unit\"、measure = { count = \"publications\" } 的统计项",
                        "name a figure with of = \"unit\" and measure = { count = \"publications\" }",
                    );
                    reader.error("statistics.figure", node, key, message, next);
                }
            }
            None => {
                let known: Vec<&str> = figures.iter().map(|figure| figure.id.as_str()).collect();
                reader.unknown_word(node, key, &known);
            }
        }
    }
    cycles(reader, top, rules);
}

fn unknown_rule(reader: &mut Reader<'_>, node: &Node, key: &str, name: &str, known: &[&str]) {
    let named = Node {
        value: Value::Text(name.to_owned()),
        span: node.span.clone(),
    };
    reader.unknown_word(&named, key, known);
}

fn names<'n>(top: &'n Node, section: &str) -> Vec<&'n str> {
    match top.get(section).map(|node| &node.value) {
        Some(Value::Table(entries)) => entries.iter().map(|entry| entry.key.as_str()).collect(),
        _ => Vec::new(),
    }
}

fn find<'n>(top: &'n Node, path: &[&str]) -> &'n Node {
    path.iter()
        .try_fold(top, |node, key| node.get(key))
        .unwrap_or(top)
}

/// Outcomes move upward only: a rule may not, through others, count itself.
fn cycles(reader: &mut Reader<'_>, top: &Node, rules: &[Rule]) {
    let needs = |rule: &Rule| {
        let mut needed = rule.subjects.unless.clone();
        if let Measure::Breaches { rules, .. } = &rule.measure {
            needed.extend(rules.iter().cloned());
        }
        needed
    };
    let mut settled: Vec<&str> = Vec::new();
    let mut open: Vec<&Rule> = rules.iter().collect();
    loop {
        let before = open.len();
        open.retain(|rule| {
            let ready = needs(rule).iter().all(|id| {
                settled.contains(&id.as_str()) || !rules.iter().any(|rule| rule.id == *id)
            });
            if ready {
                settled.push(&rule.id);
            }
            !ready
        });
        if open.len() == before {
            break;
        }
    }
    if let Some(rule) = open.first() {
        let list = open
            .iter()
            .map(|rule| rule.id.as_str())
            .collect::<Vec<_>>()
            .join(" → ");
        let node = find(top, &["rule", &rule.id]);
        let message = Text::new(
            format!("规则互相依赖，成了环：{list}"),
            format!("these rules depend on each other in a circle: {list}"),
        );
        let next = Text::new(
            "请去掉其中一处 rules 或 unless",
            "take one of the `rules` or `unless` away",
        );
        reader.error(
            "rule.cycle",
            node,
            &format!("rule.{}", rule.id),
            message,
            next,
        );
    }
}

/// Windows that a measure cannot be taken over, and steps over slices.
pub(super) fn window_fits(
    reader: &mut Reader<'_>,
    fields: &Fields<'_>,
    window: &Window,
    measure: &Measure,
    requirement: &Requirement,
    of: Of,
) {
    let sliced = matches!(window, Window::Each { .. });
    let counts = matches!(measure, Measure::Count { source, .. } if source.is_of_publications());
    let not_yet = if sliced && !counts {
        Some("each")
    } else if sliced && matches!(requirement, Requirement::Steps(_)) {
        Some("each + steps")
    } else if sliced && !(of.is_channel() || matches!(of, Of::Unit | Of::All)) {
        Some("each")
    } else {
        None
    };
    if let Some(what) = not_yet {
        let span = fields
            .peek("each")
            .map_or(fields.span.clone(), |node| node.span.clone());
        reader.not_yet(&span, &fields.child("each"), what);
    }
    if matches!(measure, Measure::Gap { .. })
        && matches!(window, Window::Over(over) if *over != Over::Period)
        && let Some(node) = fields.peek("over")
    {
        let message = Text::new(
            "gap 只看监测时间点，不用 over",
            "a gap is judged at the check point and takes no `over`",
        );
        reader.error(
            "window.gap",
            node,
            &fields.child("over"),
            message,
            Text::new("请删去 over", "leave `over` out"),
        );
    }
}
