//! What an addition or another order may not change, over the rule sets and records of the corpus.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use tongbao::wire::inspect_text;
use tongbao_tests::case::{self, Rules, Shape};
use tongbao_tests::worlds::{
    Dice, RECORDS, WITH_ID, cells, definitions, is_day, judged, list, outcomes, set_key, text,
    with_dependents, worlds,
};

#[test]
fn the_order_of_rules_and_of_the_roster_changes_nothing() -> Result<(), String> {
    let (mut rules, mut rosters) = (0, 0);
    for case in case::all()?.iter().filter(|case| !case.expect.is_refused()) {
        let mut request = case.request(Rules::Toml, Shape::Rows)?;
        if let Some(text) = request.get("rules_toml").and_then(Value::as_str) {
            let other = reversed(text);
            if other != text {
                rules += 1;
                let before = inspect_text(&request.to_string());
                set_key(&mut request, "rules_toml", json!(other));
                assert_eq!(before, inspect_text(&request.to_string()), "{}", case.name);
            }
        }
        // units that say their order, in the order of the file and from the last to the first
        let units = request.get_mut("units").and_then(Value::as_array_mut);
        let Some(units) = units.filter(|units| units.len() > 1) else {
            continue;
        };
        if units.iter().any(|unit| unit.get("order").is_some()) {
            continue;
        }
        for (place, unit) in units.iter_mut().enumerate() {
            set_key(unit, "order", json!((place + 1).to_string()));
        }
        rosters += 1;
        let before = inspect_text(&request.to_string());
        for table in ["units", "sites", "columns", "accounts"] {
            let rows = request.get_mut(table).and_then(Value::as_array_mut);
            rows.into_iter().for_each(|rows| rows.reverse());
        }
        assert_eq!(before, inspect_text(&request.to_string()), "{}", case.name);
    }
    println!("{rules} rule sets, {rosters} rosters");
    assert!(rules > 50 && rosters > 30, "{rules} {rosters}");
    Ok(())
}

/// The rules of a set, each with its own tables, from the last to the first.
fn reversed(text: &str) -> String {
    let mut head = String::new();
    let mut rules: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with('[') {
            let name = line.trim_matches(|c| "[]".contains(c));
            let id = name
                .strip_prefix("rule.")
                .and_then(|rest| rest.split('.').next());
            inside = id.is_some();
            if let Some(id) = id.filter(|id| rules.last().is_none_or(|(last, _)| last != id)) {
                rules.push((id.to_owned(), String::new()));
            }
        }
        let to = match rules.last_mut().filter(|_| inside) {
            Some((_, rule)) => rule,
            None => &mut head,
        };
        to.push_str(line);
        to.push('\n');
    }
    rules.reverse();
    let rules: String = rules.into_iter().map(|(_, rule)| rule).collect();
    if head.is_empty() {
        rules
    } else {
        format!("{head}{rules}")
    }
}

#[test]
fn a_record_given_twice_under_its_id_changes_nothing() -> Result<(), String> {
    let mut compared = 0;
    for world in worlds()? {
        let Some(before) = judged(&world.request) else {
            continue;
        };
        let mut twice = world.request.clone();
        for table in RECORDS.into_iter().take(WITH_ID) {
            if let Some(rows) = twice.get_mut(table).and_then(Value::as_array_mut) {
                let last = rows.last().cloned();
                rows.extend(last);
            }
        }
        if twice == world.request {
            continue;
        }
        compared += 1;
        let after = judged(&twice).ok_or_else(|| format!("{}: a problem", world.name))?;
        assert_eq!(outcomes(&before), outcomes(&after), "{}", world.name);
        assert_eq!(
            before.get("findings"),
            after.get("findings"),
            "{}",
            world.name
        );
        assert_eq!(before.get("scores"), after.get("scores"), "{}", world.name);
    }
    println!("{compared} worlds");
    assert!(compared > 100, "{compared}");
    Ok(())
}

#[test]
fn a_further_rule_changes_only_its_own_outcomes() -> Result<(), String> {
    let mut compared = 0;
    for world in worlds()? {
        let mut more = world.request.clone();
        let Some(Value::Object(rules)) = more.pointer_mut("/rules/rule") else {
            continue;
        };
        rules.insert(
            "further".to_owned(),
            json!({
                "of": "unit", "measure": { "count": "publications" }, "require": { "at_least": 3 },
                "text": { "zh": "不足三条", "en": "fewer than three" },
                "basis": { "document": "示例指标", "clause": "九", "verified": "local" },
            }),
        );
        let (Some(before), Some(after)) = (judged(&world.request), judged(&more)) else {
            continue;
        };
        compared += 1;
        let mut now = outcomes(&after);
        now.retain(|(rule, _), _| rule != "further");
        assert_eq!(outcomes(&before), now, "{}", world.name);
        let others: Vec<&Value> = list(&after, "findings")
            .iter()
            .filter(|one| text(one, "rule") != "further")
            .collect();
        let findings: Vec<&Value> = list(&before, "findings").iter().collect();
        assert_eq!(findings.len(), others.len(), "{}", world.name);
        for key in ["scores", "figures"] {
            assert_eq!(before.get(key), after.get(key), "{}: {key}", world.name);
        }
    }
    println!("{compared} worlds");
    assert!(compared > 150, "{compared}");
    Ok(())
}

#[test]
fn a_further_unit_changes_only_its_own_outcomes() -> Result<(), String> {
    let (mut compared, mut same) = (0, 0);
    for world in worlds()? {
        let mut more = world.request.clone();
        let units = more.get_mut("units").and_then(Value::as_array_mut);
        let Some((units, mut unit)) = units.and_then(|units| {
            let one = units.first()?.clone();
            Some((units, one))
        }) else {
            continue;
        };
        for (column, cell) in unit.as_object_mut().into_iter().flatten() {
            let name = ["name", "单位", "单位名称", "名称"].contains(&column.as_str());
            *cell = json!(if name { "又一个单位" } else { "" });
        }
        units.push(unit);
        let (Some(before), Some(after)) = (judged(&world.request), judged(&more)) else {
            continue;
        };
        // rules that compare subjects with each other, and what follows them
        let compares = definitions(&world.request).into_iter().filter(|(_, one)| {
            let measure = one.get("measure").cloned().unwrap_or_default();
            let group = ["rank", "ratio", "mean"]
                .iter()
                .any(|key| measure.get(key).is_some());
            group || one.get("by").is_some() || text(one, "of") == "all"
        });
        let left = with_dependents(&world.request, compares.map(|(id, _)| id).collect());
        compared += 1;
        let now = outcomes(&after);
        for (key, outcome) in outcomes(&before) {
            if !left.contains(&key.0) {
                same += 1;
                assert_eq!(now.get(&key), Some(&outcome), "{}: {key:?}", world.name);
            }
        }
    }
    println!("{compared} worlds, {same} outcomes");
    assert!(compared > 150 && same > 400, "{compared} {same}");
    Ok(())
}

/// Rules that an update can only help: a least count of publications, pushes or days, or a gap, of publications.
fn is_helped(rule: &Value) -> bool {
    let measure = rule.get("measure").cloned().unwrap_or_default();
    let plain = measure.as_object().is_some_and(|keys| {
        keys.keys()
            .all(|key| ["count", "gap", "longest_gap", "where"].contains(&key.as_str()))
    });
    let limits = |key: &str, names: &[&str]| {
        let limit = rule.get(key).and_then(Value::as_object);
        limit.is_some_and(|limit| limit.keys().all(|name| names.contains(&name.as_str())))
    };
    let counted = ["publications", "pushes", "days"].contains(&text(&measure, "count").as_str());
    let gap = text(&measure, "gap") + &text(&measure, "longest_gap") == "publications";
    let helped = counted
        && (limits("require", &["at_least", "more_than"])
            || limits("breach_when", &["at_most", "less_than"]))
        || (gap && limits("breach_when", &["at_least", "more_than"]))
        || (gap && limits("require", &["at_most", "less_than"]));
    plain && helped && rule.get("unless").is_none() && text(rule, "of") != "publication"
}

#[test]
fn a_further_update_never_breaches_what_was_met() -> Result<(), String> {
    let mut dice = Dice(7);
    let (mut compared, mut met) = (0, 0);
    for world in worlds()? {
        let rules = definitions(&world.request);
        let helped: BTreeSet<&String> = rules
            .iter()
            .filter(|(_, rule)| is_helped(rule))
            .map(|(id, _)| id)
            .collect();
        let dated = cells(&world.request, "publications", &|_, cell| is_day(cell));
        let Some(before) = judged(&world.request).filter(|_| !helped.is_empty()) else {
            continue;
        };
        let covered = list(
            before.get("coverage").unwrap_or(&Value::Null),
            "publications",
        )
        .to_vec();
        let day =
            |value: &Value, key: &str| text(value, key).parse::<tongbao::calendar::Day>().ok();
        let period = before.get("period").cloned().unwrap_or_default();
        let (Some(from), Some(to)) = (day(&period, "from"), day(&period, "to")) else {
            return Err(format!("{}: no period", world.name));
        };
        for _ in 0..6 {
            let at = from.plus_days(dice.below((to.0 - from.0 + 1) as usize) as i64);
            let within = |span: &Value| {
                day(span, "from").is_some_and(|from| from <= at)
                    && day(span, "to").is_some_and(|to| at <= to)
            };
            let Some((place, column)) = dice
                .one(&dated)
                .filter(|_| covered.is_empty() || covered.iter().any(within))
            else {
                continue;
            };
            let mut more = world.request.clone();
            let Some(rows) = more.get_mut("publications").and_then(Value::as_array_mut) else {
                continue;
            };
            let Some(mut row) = rows.get(place).cloned() else {
                continue;
            };
            set_key(&mut row, &column, json!(at.to_string()));
            let key = if row.get("编号").is_some() {
                "编号"
            } else {
                "id"
            };
            set_key(&mut row, key, json!("further"));
            rows.push(row);
            let after = judged(&more).ok_or_else(|| format!("{}: a problem", world.name))?;
            compared += 1;
            let now = outcomes(&after);
            for ((rule, subject), outcome) in outcomes(&before) {
                if helped.contains(&rule) && outcome == "met" {
                    met += 1;
                    let now = now.get(&(rule.clone(), subject.clone()));
                    assert_ne!(
                        now.map(String::as_str),
                        Some("breached"),
                        "{}: {rule} of {subject}, {at}",
                        world.name
                    );
                }
            }
        }
    }
    println!("{compared} updates, {met} outcomes");
    assert!(compared > 200 && met > 200, "{compared} {met}");
    Ok(())
}
