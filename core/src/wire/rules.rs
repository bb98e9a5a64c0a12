//! The rule sets of a request: by id, as JSON or as TOML, and a catalogue of further ones.

use crate::calendar::Day;
use crate::diagnostic::{Diagnostic, Text};
use crate::rules::{Catalogue, RuleSet};
use crate::source::{Fields, Node, Reader, Source, Value};

/// The keys of a rule set: as an id or JSON, and as TOML.
pub(super) type Keys = (&'static str, &'static str);

/// The rule set that judges.
pub(super) const RULES: Keys = ("rules", "rules_toml");
/// The rule set that it is measured against.
pub(super) const AGAINST: Keys = ("against", "against_toml");

/// The shipped sets and those of `rule_sets`.
pub(super) fn catalogue(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Catalogue {
    let mut catalogue = Catalogue::new();
    let Some(node) = fields.take("rule_sets") else {
        return catalogue;
    };
    let Value::List(nodes) = &node.value else {
        let wanted = Text::new("指标体系的列表", "a list of rule sets");
        reader.wrong_type(node, "rule_sets", wanted);
        return catalogue;
    };
    for (ix, node) in nodes.iter().enumerate() {
        let path = format!("rule_sets.{ix}");
        let tree = match &node.value {
            Value::Table(_) => Ok(of_json(&path, node)),
            Value::Text(text) => of_toml(&format!("{path}.toml"), text),
            _ => {
                let wanted = Text::new("指标体系", "a rule set");
                reader.wrong_type(node, &path, wanted);
                continue;
            }
        };
        let added = tree.and_then(|(source, node)| catalogue.add(source, node));
        reader.diagnostics.extend(added.err().into_iter().flatten());
    }
    reader.diagnostics.extend(catalogue.check());
    catalogue
}

/// A rule set: by its id in the version in force on a day, or as it was handed over. `whenever`: if no version is in force
/// then, the latest.
pub(super) fn rule_set(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    (key, toml): Keys,
    catalogue: &Catalogue,
    day: Option<Day>,
    whenever: bool,
) -> Option<RuleSet> {
    let tree = match (fields.take(key), fields.take(toml)) {
        (Some(node), None) => match &node.value {
            Value::Text(id) => {
                let found = catalogue
                    .resolved(id, day)
                    .or_else(|told| match told.first() {
                        Some(one) if whenever && one.code == "rules.not_in_force" => {
                            catalogue.resolved(id, None)
                        }
                        _ => Err(told),
                    });
                let found = found.map(|resolved| resolved.rules);
                return told(reader, found);
            }
            Value::Table(_) => Ok(of_json(key, node)),
            _ => {
                let wanted = Text::new(
                    "指标体系的编号或内容",
                    "the id of a rule set, or a rule set",
                );
                reader.wrong_type(node, key, wanted);
                return None;
            }
        },
        (None, Some(node)) => match node.text() {
            Some(text) => of_toml(&format!("{key}.toml"), text),
            None => {
                reader.wrong_type(node, toml, Text::new("TOML 文本", "a text in TOML"));
                return None;
            }
        },
        _ => {
            let message = Text::new(
                format!("`{key}` 与 `{toml}` 须恰好给一个"),
                format!("give exactly one of `{key}` and `{toml}`"),
            );
            let next = Text::new(
                format!("如 \"{key}\": \"zhanggong-2022\""),
                format!("such as \"{key}\": \"zhanggong-2022\""),
            );
            let told = reader
                .source
                .error("key.missing", &fields.span, key, message);
            reader.diagnostics.push(told.with_next_step(next));
            return None;
        }
    };
    let read = tree.and_then(|(source, node)| catalogue.read(&source, &node, day));
    told(reader, read.map(|resolved| resolved.rules))
}

fn told(reader: &mut Reader<'_>, read: Result<RuleSet, Vec<Diagnostic>>) -> Option<RuleSet> {
    read.map_err(|diagnostics| reader.diagnostics.extend(diagnostics))
        .ok()
}

fn of_json(file: &str, node: &Node) -> (Source, Node) {
    let source = Source {
        file: file.to_owned(),
        ..Source::default()
    };
    (source, node.clone())
}

#[cfg(feature = "toml")]
fn of_toml(file: &str, text: &str) -> Result<(Source, Node), Vec<Diagnostic>> {
    Source::read_toml(file, text)
}

#[cfg(not(feature = "toml"))]
fn of_toml(_file: &str, _text: &str) -> Result<(Source, Node), Vec<Diagnostic>> {
    let message = Text::new(
        "这里不能读取 TOML 形式的指标体系",
        "rule sets in TOML cannot be read here",
    );
    let next = Text::new("请给出 JSON 形式的 rules", "give `rules` as JSON");
    Err(vec![
        Diagnostic::error("rules.toml", message).with_next_step(next),
    ])
}

#[cfg(test)]
mod tests {
    use crate::wire::inspect_text;

    fn set(id: &str, version: u32, effective: &str, rest: &str) -> String {
        format!(
            r#"{{ "format": 1, "id": "{id}", "version": {version}, "title": {{ "zh": "示例", "en": "example" }}, "effective": {{ {effective} }}, {rest} }}"#
        )
    }

    fn at_least(number: u32) -> String {
        format!(
            r#""rule": {{ "floor": {{ "of": "unit", "measure": {{ "count": "publications" }}, "require": {{ "at_least": {number} }}, "basis": {{ "document": "d" }} }} }}"#
        )
    }

    fn asked(rules: &str, period: &str) -> Result<String, String> {
        inspect_text(&format!(
            r#"{{ {rules}, "period": "{period}", "as_of": "2024-01-15", "language": "en",
            "coverage": {{ "publications": {{ "from": "2022-01-01", "to": "2023-12-31" }} }},
            "units": {{ "id": ["U1"], "name": ["甲局"] }}, "accounts": {{ "id": ["A1"], "name": ["甲"], "platform": ["微信"], "unit": ["甲局"] }},
            "publications": {{ "channel": ["A1", "A1"], "published_at": ["2022-12-05", "2023-01-05"] }} }}"#
        ))
    }

    #[test]
    fn an_old_month_is_judged_by_the_rules_of_that_month() {
        let old = set(
            "mine",
            1,
            r#""from": "2022-01-01", "to": "2022-12-31""#,
            &at_least(1),
        );
        let new = set("mine", 2, r#""from": "2023-01-01""#, &at_least(2));
        let rules = format!(r#""rules": "mine", "rule_sets": [{new}, {old}]"#);
        let december = asked(&rules, "2022-12").unwrap_or_default();
        assert!(
            december.contains("\"version\": 1,") && december.contains("\"findings\": []"),
            "{december}"
        );
        let january = asked(&rules, "2023-01").unwrap_or_default();
        assert!(
            january.contains("\"version\": 2,") && january.contains("\"rule\": \"floor\""),
            "{january}"
        );
        let before = asked(&rules, "2021-12");
        assert!(before.is_err_and(|told| told.contains("rules.not_in_force")));
    }

    #[test]
    fn a_set_is_made_whole_with_the_catalogue_and_its_hash_is_that_of_the_whole() {
        let base = set("base", 1, r#""from": "2022-01-01""#, &at_least(1));
        let tighter =
            r#""extends": "base", "tighten": { "floor": { "require": { "at_least": 2 } } }"#;
        let own = set("own", 1, r#""from": "2022-01-01""#, tighter);
        let whole = set("own", 1, r#""from": "2022-01-01""#, &at_least(2));
        let extended = asked(
            &format!(r#""rules": {own}, "rule_sets": [{base}]"#),
            "2022-12",
        );
        assert!(
            extended
                .as_ref()
                .is_ok_and(|said| said.contains("\"rule\": \"floor\"")),
            "{extended:?}"
        );
        assert_eq!(extended, asked(&format!(r#""rules": {whole}"#), "2022-12"));
        let looser = own.replace("\"at_least\": 2", "\"at_least\": 0");
        let told = asked(
            &format!(r#""rules": {looser}, "rule_sets": [{base}]"#),
            "2022-12",
        );
        assert!(
            told.is_err_and(
                |told| told.contains("tighten.looser") && told.contains("tighten.floor")
            )
        );
    }

    #[test]
    fn versions_that_overlap_are_refused_whoever_asks() {
        let one = set("mine", 1, r#""from": "2022-01-01""#, &at_least(1));
        let two = set("mine", 2, r#""from": "2023-01-01""#, &at_least(2));
        let told = asked(
            &format!(r#""rules": "zhanggong-2022", "rule_sets": [{one}, {two}]"#),
            "2022-12",
        );
        assert!(
            told.is_err_and(
                |told| told.contains("versions.overlap") && told.contains("\"related\"")
            )
        );
    }
}
