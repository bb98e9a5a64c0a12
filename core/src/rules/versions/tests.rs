//! What versions and bases mean, each law with its neighbour.

use super::{Catalogue, How};
use crate::calendar::Day;
use crate::diagnostic::Diagnostic;
use crate::rules::{RuleSet, describe};
use crate::source::Source;

fn set(id: &str, version: i64, effective: &str, rest: &str) -> String {
    format!(
        "format = 1\nid = \"{id}\"\nversion = {version}\ntitle = {{ zh = \"示例\", en = \"example\" }}\neffective = {{ {effective} }}\n{rest}"
    )
}

fn weekly(limit: i64) -> String {
    format!(
        "[rule.account-weekly]\nof = \"account\"\neach = \"week\"\nmeasure = {{ count = \"pushes\" }}\n\
         require = {{ at_least = {limit} }}\nbasis = {{ document = \"示例办法\" }}\n"
    )
}

const STALE: &str = "[rule.column-stale]\nof = \"column\"\nmeasure = { gap = \"publications\" }\n\
    breach_when = { more_than = \"14 days\" }\nbasis = { document = \"示例办法\" }\n";

fn day(text: &str) -> Day {
    text.parse().unwrap_or_default()
}

fn catalogue(files: &[(&str, &str)]) -> Result<Catalogue, Vec<Diagnostic>> {
    let mut catalogue = Catalogue::new();
    for (file, text) in files {
        catalogue.add_toml(file, text)?;
    }
    Ok(catalogue)
}

/// Reads a set over a base that was handed over in `base.toml`.
fn over(base: &str, own: &str) -> Result<super::Resolved, Vec<Diagnostic>> {
    let text = set(
        "own",
        1,
        "from = 2024-01-01",
        &format!("extends = \"base\"\n{own}"),
    );
    let base = set("base", 3, "from = 2020-01-01", base);
    let (source, node) = Source::read_toml("own.toml", &text)?;
    catalogue(&[("base.toml", &base)])?.read(&source, &node, None)
}

/// Codes with the file and line of their places, and of the related ones.
fn told<T>(read: Result<T, Vec<Diagnostic>>) -> Vec<String> {
    let place = |place: &crate::diagnostic::Place| {
        format!("{}:{}", place.file, place.line.unwrap_or_default())
    };
    let all = read.err().unwrap_or_default();
    all.iter()
        .map(|one| {
            let related: Vec<String> = one.related.iter().map(|one| place(&one.place)).collect();
            let at = place(&one.place);
            format!("{} {at} {}", one.code, related.join(" "))
                .trim_end()
                .to_owned()
        })
        .collect()
}

fn versions(first: &str, second: &str) -> Result<Catalogue, Vec<Diagnostic>> {
    let first = set("a", 1, first, &weekly(1));
    let second = set("a", 2, second, &weekly(2));
    catalogue(&[("a1.toml", &first), ("a2.toml", &second)])
}

#[test]
fn the_version_in_force_on_the_day_is_taken() -> Result<(), Vec<Diagnostic>> {
    let both = versions("from = 2022-01-01, to = 2022-12-31", "from = 2023-01-01")?;
    assert_eq!(both.check(), []);
    let version = |on: &str| both.resolve("a", day(on)).map(|rules| rules.version);
    assert_eq!(version("2022-12-31"), Ok(1));
    assert_eq!(version("2023-01-01"), Ok(2));
    assert_eq!(
        version("2021-12-31").map_err(|told| told.first().map(|one| one.code)),
        Err(Some("rules.not_in_force"))
    );
    Ok(())
}

#[test]
fn versions_neither_overlap_nor_leave_a_gap() -> Result<(), Vec<Diagnostic>> {
    let overlap = versions("from = 2022-01-01, to = 2023-01-01", "from = 2023-01-01")?;
    let open = versions("from = 2022-01-01", "from = 2023-01-01")?;
    let gap = versions("from = 2022-01-01, to = 2022-12-30", "from = 2023-01-01")?;
    for (wrong, code) in [(&overlap, "overlap"), (&open, "overlap"), (&gap, "gap")] {
        let expected = [format!("versions.{code} a2.toml:5 a1.toml:5")];
        assert_eq!(told::<()>(Err(wrong.check())), expected);
        assert_eq!(told(wrong.resolve("a", day("2022-06-30"))), expected);
    }
    Ok(())
}

#[test]
fn the_same_set_handed_over_twice_is_one() -> Result<(), Vec<Diagnostic>> {
    let text = set("a", 1, "from = 2022-01-01", &weekly(2));
    let both = catalogue(&[
        ("a.toml", &text),
        ("copy.toml", &format!("# a copy\n{text}")),
    ])?;
    assert_eq!(both.check(), []);
    let shipped = crate::rules::SHIPPED
        .iter()
        .find(|set| set.id == "zhanggong-2022");
    let shipped = shipped.map_or("", |set| set.toml);
    assert_eq!(
        catalogue(&[("rules/zhanggong-2022.toml", shipped)])?.check(),
        []
    );
    Ok(())
}

#[test]
fn a_set_has_what_its_base_has_and_its_own() -> Result<(), Vec<Diagnostic>> {
    let base = format!(
        "push_within = \"60 seconds\"\noffset = \"+08:00\"\n{}{STALE}",
        weekly(2)
    );
    let own = "offset = \"Z\"\n[rule.account-blank]\nof = \"account\"\nmeasure = { count = \"pushes\" }\n\
        breach_when = { at_most = 0 }\nbasis = { document = \"本区办法\" }\n";
    let read = over(&base, own)?;
    let ids: Vec<(&str, Option<&str>)> = read
        .rules
        .rules
        .iter()
        .map(|rule| (rule.id.as_str(), rule.from_set.as_deref()))
        .collect();
    assert_eq!(
        ids,
        [
            ("account-blank", None),
            ("account-weekly", Some("base")),
            ("column-stale", Some("base"))
        ]
    );
    assert_eq!(read.rules.push_within, 60);
    assert_eq!(
        read.rules
            .offset
            .map(|offset| offset.to_string())
            .as_deref(),
        Some("+00:00")
    );
    assert_eq!(read.rules.extends, [("base".to_owned(), 3)]);
    assert!(!read.rules.canonical.contains("extends"));
    Ok(())
}

#[test]
fn the_hash_is_that_of_the_whole_set() -> Result<(), Vec<Diagnostic>> {
    let read = over(&weekly(2), STALE)?;
    let whole = set(
        "own",
        1,
        "from = 2024-01-01",
        &format!("{}{STALE}", weekly(2)),
    );
    assert_eq!(
        read.rules.hash,
        RuleSet::from_toml("whole.toml", &whole)?.hash
    );
    Ok(())
}

#[test]
fn a_rule_is_disabled_replaced_or_tightened_by_name() -> Result<(), Vec<Diagnostic>> {
    let base = format!("{}{STALE}", weekly(2));
    let own =
        "disable = [\"column-stale\"]\n[tighten.account-weekly]\nrequire = { at_least = 3 }\n";
    let read = over(&base, own)?;
    let how: Vec<(&str, &str, How)> = read
        .origins
        .iter()
        .map(|origin| (origin.id.as_str(), origin.set.as_str(), origin.how))
        .collect();
    assert_eq!(how, [("account-weekly", "own", How::Tightened)]);
    let said = describe::describe(
        &read.rules,
        "account-weekly",
        crate::diagnostic::Language::En,
    );
    assert!(said.is_some_and(|said| said.contains("at least 3")));

    let own = STALE
        .replace("[rule.", "[replace.")
        .replace("14 days", "21 days");
    let read = over(&base, &own)?;
    let stale = read.rules.rule("column-stale");
    assert_eq!(stale.map(|rule| rule.from_set.clone()), Some(None));
    assert!(read.rules.canonical.contains("21 days"));
    Ok(())
}

#[test]
fn nothing_of_the_base_changes_unsaid() {
    let base = format!("{}{STALE}", weekly(2));
    assert_eq!(
        told(over(&base, &weekly(3))),
        ["extends.twice own.toml:7 base.toml:6"]
    );
    let line = "own.toml:7";
    let cases = [
        (
            "disable = [\"column-stael\"]\n".to_owned(),
            format!("disable.unknown {line}"),
        ),
        (
            "[replace.column-stael]\nof = \"column\"\n".to_owned(),
            format!("replace.unknown {line}"),
        ),
        (
            "[tighten.column-stael]\neffect = \"veto\"\n".to_owned(),
            format!("tighten.unknown {line}"),
        ),
        (
            "[tighten.column-stale]\nof = \"site\"\n".to_owned(),
            "tighten.key own.toml:8".to_owned(),
        ),
        (
            "disable = [\"column-stale\"]\n[tighten.column-stale]\neffect = \"veto\"\n".to_owned(),
            "extends.both own.toml:8 own.toml:7".to_owned(),
        ),
    ];
    for (own, expected) in cases {
        assert_eq!(told(over(&base, &own)), [expected], "{own}");
    }
    let alone = set(
        "own",
        1,
        "from = 2024-01-01",
        &format!("disable = [\"a\"]\n{STALE}"),
    );
    assert_eq!(
        told(RuleSet::from_toml("own.toml", &alone)),
        ["extends.missing own.toml:6"]
    );
}

#[test]
fn what_names_a_disabled_rule_is_told_with_both_places() {
    let base = format!(
        "{}{}",
        weekly(2),
        STALE.replace("measure", "unless = [\"column-blank\"]\nmeasure")
    );
    let base = format!(
        "{base}[rule.column-blank]\nof = \"column\"\nmeasure = {{ count = \"publications\" }}\n\
         breach_when = {{ at_most = 0 }}\nbasis = {{ document = \"示例办法\" }}\n"
    );
    let read = told(over(&base, "disable = [\"column-blank\"]\n"));
    assert_eq!(read, ["value.unknown base.toml:14 base.toml:12 own.toml:7"]);
}

#[test]
fn an_error_in_a_base_is_told_in_the_base() {
    let base = weekly(2).replace("pushes", "pushs");
    assert_eq!(told(over(&base, STALE)), ["value.unknown base.toml:9"]);
}

#[test]
fn an_error_with_a_shipped_base_is_told_where_it_is_called_for() {
    let text = set(
        "own",
        1,
        "from = 2024-01-01",
        "extends = \"zhanggong-2022\"\ndisable = [\"unit-items\"]\n",
    );
    let read = told(RuleSet::from_toml("own.toml", &text));
    assert!(
        read.iter().all(|one| one.contains("own.toml:6 own.toml:7")),
        "{read:?}"
    );
    assert!(!read.is_empty());
}

#[test]
fn sets_do_not_extend_each_other_in_a_circle() -> Result<(), Vec<Diagnostic>> {
    let a = set("a", 1, "from = 2022-01-01", "extends = \"b\"\n");
    let b = set("b", 1, "from = 2022-01-01", "extends = \"a\"\n");
    let both = catalogue(&[("a.toml", &a), ("b.toml", &b)])?;
    assert_eq!(
        told(both.resolve("a", day("2022-06-30"))),
        ["extends.cycle b.toml:6"]
    );
    let itself = set("a", 1, "from = 2022-01-01", "extends = \"a\"\n");
    assert_eq!(
        told(RuleSet::from_toml("a.toml", &itself)),
        ["extends.cycle a.toml:6"]
    );
    Ok(())
}

#[test]
fn an_unknown_base_is_told_with_the_nearest() {
    let text = set(
        "own",
        1,
        "from = 2024-01-01",
        "extends = \"zhangong-2022\"\n",
    );
    let read = RuleSet::from_toml("own.toml", &text);
    let near = read
        .as_ref()
        .err()
        .and_then(|told| told.first())
        .map(|one| one.near.clone());
    assert_eq!(
        near.unwrap_or_default().first().map(String::as_str),
        Some("zhanggong-2022")
    );
    assert_eq!(told(read), ["rules.unknown own.toml:6"]);
}

#[test]
fn the_base_is_the_one_in_force_on_the_day() -> Result<(), Vec<Diagnostic>> {
    let mut both = versions("from = 2022-01-01, to = 2022-12-31", "from = 2023-01-01")?;
    let own = set("own", 1, "from = 2022-01-01", "extends = \"a\"\n");
    both.add_toml("own.toml", &own)?;
    let base = |on: &str| both.resolve("own", day(on)).map(|rules| rules.extends);
    assert_eq!(base("2022-12-31"), Ok(vec![("a".to_owned(), 1)]));
    assert_eq!(base("2023-01-31"), Ok(vec![("a".to_owned(), 2)]));
    Ok(())
}

/// The code of tightening one requirement to another, if it is refused.
fn tightened(measure: &str, before: &str, after: &str) -> Option<&'static str> {
    let attribute = "attribute.class = { of = \"column\", values = [\"news\", \"notice\"], default = \"news\" }\n";
    let clock = "[clock.reply]\nof = \"letter\"\nstart = \"received\"\nstop = \"answered\"\nlimit = \"7 working days\"\n";
    let base = format!(
        "{attribute}{clock}[rule.r]\n{measure}\n{before}\nbasis = {{ document = \"示例办法\" }}\n"
    );
    let read = over(&base, &format!("[tighten.r]\n{after}\n"));
    read.err().and_then(|told| told.first().map(|one| one.code))
}

#[test]
fn tightened_means_that_every_breach_stays_one() {
    const LOOSER: Option<&str> = Some("tighten.looser");
    const NOT_SHOWN: Option<&str> = Some("tighten.not_shown");
    let count = "of = \"column\"\nmeasure = { count = \"publications\" }";
    let gap = "of = \"column\"\nmeasure = { gap = \"publications\" }";
    let late = "of = \"letter\"\nmeasure = { clock = \"reply\", take = \"late\" }";
    let rate = "of = \"unit\"\nmeasure = { ratio = \"letters\", part = { answered = true } }";
    let value = "of = \"column\"\nmeasure = { value = \"class\" }";
    let cases = [
        (
            count,
            "require = { at_least = 2 }",
            "require = { at_least = 3 }",
            None,
        ),
        (
            count,
            "require = { at_least = 2 }",
            "require = { at_least = 1 }",
            LOOSER,
        ),
        (
            count,
            "require = { at_least = 2 }",
            "breach_when = { less_than = 2 }",
            None,
        ),
        // whole numbers only: more than 2 is at least 3
        (
            count,
            "breach_when = { more_than = 2 }",
            "breach_when = { at_least = 3 }",
            None,
        ),
        (
            count,
            "breach_when = { at_most = 0 }",
            "breach_when = { equals = 0 }",
            None,
        ),
        (
            count,
            "require = { at_least = 2, at_most = 9 }",
            "require = { at_least = 3, at_most = 8 }",
            None,
        ),
        (
            count,
            "require = { at_least = 2, at_most = 9 }",
            "require = { at_least = 3 }",
            LOOSER,
        ),
        (
            count,
            "require = { at_least = 2 }",
            "effect = \"veto\"",
            None,
        ),
        (
            count,
            "require = { at_least = 2 }",
            "effect = \"notice\"",
            LOOSER,
        ),
        (
            count,
            "require = { at_least = 2 }\neffect = \"notice\"",
            "effect = \"problem\"",
            None,
        ),
        (
            count,
            "require = { at_least = 2 }\neffect = \"veto\"",
            "require = { at_least = 3 }\neffect = \"problem\"",
            LOOSER,
        ),
        (
            count,
            "breach_when = { at_most = 3 }",
            "steps = [{ at_most = 1, effect = \"veto\" }, { at_most = 3 }]",
            None,
        ),
        (
            count,
            "breach_when = { at_most = 3 }",
            "steps = [{ at_most = 1, effect = \"veto\" }, { at_most = 3, effect = \"notice\" }]",
            LOOSER,
        ),
        (
            gap,
            "breach_when = { more_than = \"14 days\" }",
            "breach_when = { more_than = \"2 weeks\" }",
            None,
        ),
        (
            gap,
            "breach_when = { more_than = \"14 days\" }",
            "breach_when = { at_least = \"15 days\" }",
            None,
        ),
        (
            gap,
            "breach_when = { more_than = \"14 days\" }",
            "breach_when = { more_than = \"1 month\" }",
            NOT_SHOWN,
        ),
        (
            gap,
            "breach_when = { more_than = \"6 months\" }",
            "breach_when = { more_than = \"3 months\" }",
            None,
        ),
        (
            gap,
            "breach_when = { more_than = \"3 months\" }",
            "breach_when = { more_than = \"6 months\" }",
            LOOSER,
        ),
        // late on the Saturday after a Friday: more than 5 working days, and not yet 6
        (
            late,
            "breach_when = { more_than = \"5 working days\" }",
            "breach_when = { at_least = \"6 working days\" }",
            LOOSER,
        ),
        (
            late,
            "breach_when = { more_than = \"5 working days\" }",
            "breach_when = { at_least = \"5 working days\" }",
            None,
        ),
        (
            rate,
            "require = { at_least = \"95%\" }",
            "require = { at_least = \"97.5%\" }",
            None,
        ),
        (
            rate,
            "require = { at_least = \"95%\" }",
            "require = { more_than = \"95%\" }",
            None,
        ),
        (
            rate,
            "require = { more_than = \"95%\" }",
            "require = { at_least = \"95%\" }",
            LOOSER,
        ),
        (
            gap,
            "breach_when = { more_than = { by = \"class\", news = \"14 days\", else = \"exempt\" } }",
            "breach_when = { more_than = { by = \"class\", news = \"7 days\", notice = \"90 days\", else = \"exempt\" } }",
            None,
        ),
        (
            gap,
            "breach_when = { more_than = { by = \"class\", news = \"14 days\", notice = \"90 days\" } }",
            "breach_when = { more_than = { by = \"class\", news = \"7 days\", else = \"exempt\" } }",
            LOOSER,
        ),
        (
            gap,
            "breach_when = { more_than = { by = \"class\", news = \"14 days\", notice = \"90 days\" } }",
            "breach_when = { more_than = \"14 days\" }",
            None,
        ),
        (
            value,
            "require = { one_of = [\"news\", \"notice\"] }",
            "require = { is = \"news\" }",
            None,
        ),
        (
            value,
            "require = { is = \"news\" }",
            "require = { one_of = [\"news\", \"notice\"] }",
            LOOSER,
        ),
    ];
    for (measure, before, after, expected) in cases {
        assert_eq!(
            tightened(measure, before, after),
            expected,
            "{before} -> {after}"
        );
    }
}
