//! Large CSV files are judged as the same rows are judged in a folder.
#![allow(clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use tongbao::bulk::{Answer, Plan, Values};
use tongbao::records::RecordKind;
use tongbao::rules::RuleSet;
use tongbao::wire::{plan_of, read_settings};
use tongbao::{Options, Run};
use tongbao_documents::csv::inspect::{CsvAccount, Reading, inspect};
use tongbao_documents::csv::{Encoding, read_csv};

/// Judged in one pass; with the last rule, which needs the titles, the long way.
const RULES: &str = r#""format": 1, "id": "t", "version": 1, "title": "t", "effective": { "from": "2020-01-01" },
  "weeks": { "start": "monday", "belong": "majority" }"#;
const WEEKLY: &str = r#""weekly": { "of": "account", "each": "week", "measure": { "count": "pushes" }, "require": { "at_least": 1 },
  "text": { "zh": "少", "en": "few" }, "basis": { "document": "d" } }"#;
const STALE: &str = r#""stale": { "of": "account", "measure": { "gap": "publications" }, "breach_when": { "more_than": "14 days" },
  "text": { "zh": "旧", "en": "old" }, "basis": { "document": "d" } }"#;
const ITEMS: &str = r#""items": { "of": "account", "measure": { "count": "publications" }, "require": { "at_least": 4 },
  "text": { "zh": "少", "en": "few" }, "basis": { "document": "d" } }"#;

const COVERED: (&str, &str) = ("2022-08-01", "2022-11-10");
const ACCOUNTS: [&str; 4] = ["a1", "a2", "乙三", "d,4"];

fn rules(of: &[&str], ignored: bool) -> String {
    let rejected = if ignored {
        r#""rejected_rows": "ignore", "#
    } else {
        ""
    };
    format!("{{ {rejected}{RULES}, \"rule\": {{ {} }} }}", of.join(", "))
}

fn plan(rules: &str) -> Plan {
    let (from, to) = COVERED;
    let request = format!(
        r#"{{ "rules": {rules}, "period": "2022-10", "as_of": "2022-11-10",
          "coverage": {{ "publications": {{ "from": "{from}", "to": "{to}" }} }} }}"#
    );
    plan_of(&request).expect("the plan is good")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// What is compared: for each rule how many subjects came out how, and the breached ones.
#[derive(Debug, PartialEq)]
struct Outcome {
    rules: Vec<(String, [i64; 4])>,
    findings: Vec<(String, String)>,
}

fn of_answer(answer: &Answer) -> Outcome {
    let text = |values: Option<&Values>, row: usize| {
        values
            .and_then(|own| own.text(row))
            .unwrap_or_default()
            .to_owned()
    };
    let outcomes = &answer.outcomes;
    let number = |name: &str, row: usize| {
        outcomes
            .column(name)
            .and_then(|own| own.number(row))
            .unwrap_or(-1)
    };
    let findings = &answer.findings;
    let mut found: Vec<_> = (0..findings.rows())
        .map(|row| {
            (
                text(findings.column("rule"), row),
                text(findings.column("channel_id"), row),
            )
        })
        .collect();
    found.sort();
    Outcome {
        rules: (0..outcomes.rows())
            .map(|row| {
                let names = ["met", "breached", "not_applicable", "cannot_tell"];
                (
                    text(outcomes.column("rule"), row),
                    names.map(|name| number(name, row)),
                )
            })
            .collect(),
        findings: found,
    }
}

/// The same files as those of a folder.
fn in_a_folder(rules: &str, items: &str) -> Outcome {
    let (from, to) = COVERED;
    let settings = format!(
        "rules = \"t\"\nperiod = \"2022-10\"\nas_of = 2022-11-10\n[coverage]\npublications = {{ from = {from}, to = {to} }}\n"
    );
    let settings = read_settings("tongbao.toml", &settings)
        .expect("the settings are good")
        .settings;
    let units = "id,name\nu,u\n".to_owned();
    let accounts: Vec<String> = ACCOUNTS
        .iter()
        .map(|id| format!("{0},{0},wechat,u\n", quoted(id)))
        .collect();
    let accounts = format!("id,name,platform,unit\n{}", accounts.concat());
    let files = [
        (RecordKind::Units, units.as_str()),
        (RecordKind::Accounts, &accounts),
        (RecordKind::Publications, items),
    ];
    let tables =
        files.map(|(kind, text)| (kind, read_csv(kind.key(), text.as_bytes(), Encoding::Utf8)));
    let run = Run {
        settings,
        tables: tables.into(),
        rules: RuleSet::from_json("t", rules).expect("the rules are good"),
        options: Options::default(),
    };
    let report = tongbao::inspect(run).expect("the folder is good").report();
    let mut findings: Vec<_> = report
        .findings
        .iter()
        .map(|one| (one.rule.clone(), one.subject_id.clone()))
        .collect();
    findings.sort();
    Outcome {
        rules: report
            .outcomes
            .iter()
            .map(|one| {
                let numbers = [one.met, one.breached, one.not_applicable, one.cannot_tell];
                (one.rule.clone(), numbers.map(|number| number as i64))
            })
            .collect(),
        findings,
    }
}

fn channels() -> String {
    let rows: Vec<String> = ACCOUNTS
        .iter()
        .map(|id| format!("wechat,{},u\n", quoted(id)))
        .collect();
    format!("Kind,id,unit\n{}", rows.concat())
}

fn judged(plan: &Plan, items: &str, reading: &Reading<'_>) -> (Answer, CsvAccount) {
    let channels = channels();
    inspect(plan, reading, channels.as_bytes(), || Ok(items.as_bytes()))
        .expect("the files are good")
}

/// A row of items: mostly good ones, now and then one that is wrong in some way.
fn row() -> impl Strategy<Value = String> {
    let id = prop::sample::select(ACCOUNTS.to_vec());
    let good = (id, 0..100_u32, 0..3_u32).prop_map(|(id, day, title)| {
        let (month, day) = (8 + day / 31, day % 28 + 1);
        let titles = ["", "\"题,\"\"目\"\"\n\"", "题目"];
        let title = titles.get(title as usize).copied().unwrap_or_default();
        let time = format!("2022-{month:02}-{day:02}T10:00:00+08:00");
        format!("{title},{},{time}", quoted(id))
    });
    prop_oneof![
        60 => good,
        1 => Just("题,a1,2022-10-05T10:00:00+08:00,多".to_owned()),
        1 => Just("a2,2022-10-05".to_owned()),
        1 => Just("题,无,2022-10-06T10:00:00+08:00".to_owned()),
        1 => Just("题,a1,昨天".to_owned()),
        1 => Just("题,a2,".to_owned()),
        1 => Just(String::new()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn files_are_judged_as_a_folder_is(
        rows in prop::collection::vec(row(), 0..60),
        long: bool,
        ignored: bool,
        block in 1_usize..400,
        threads in 1_usize..5,
    ) {
        let rules = rules(if long { &[WEEKLY, STALE, ITEMS] } else { &[WEEKLY, STALE] }, ignored);
        let items = format!("title,Channel,published_at\n{}\n", rows.join("\n"));
        let reading = Reading { block, threads, ..Reading::default() };
        let (answer, account) = judged(&plan(&rules), &items, &reading);
        prop_assert_eq!(of_answer(&answer), in_a_folder(&rules, &items));
        let rows = answer.account.rows;
        prop_assert_eq!(rows + account.publications.misfits, account.publications.rows);
        let once = judged(&plan(&rules), &items, &Reading::default());
        prop_assert_eq!(once, (answer, account));
    }
}

#[test]
fn rows_of_another_width_are_rejected_and_leave_their_place_open() {
    let plan = plan(&rules(&[WEEKLY], false));
    let whole = "channel,published_at\n";
    let (without, _) = judged(&plan, whole, &Reading::default());
    assert_eq!(without.findings.rows(), ACCOUNTS.len());
    let broken = format!("{whole}a1\na1,2022-10-05T10:00:00+08:00,2022\n");
    let (answer, account) = judged(&plan, &broken, &Reading::default());
    assert_eq!((answer.account.rows, answer.account.bad_date), (0, 0));
    let misfits: Vec<(u32, u32)> = account
        .publications
        .first_misfits
        .iter()
        .map(|one| (one.line, one.cells))
        .collect();
    assert_eq!(misfits, [(2, 1), (3, 3)]);
    // two rows that may be anyone's: no account is named for a week in which one was missing
    assert_eq!(answer.findings.rows(), 0);
}

#[test]
fn what_is_wrong_with_the_files_is_told() {
    let plan = plan(&rules(&[WEEKLY], false));
    let told = |channels: &str, items: &str| {
        let told = inspect(&plan, &Reading::default(), channels.as_bytes(), || {
            Ok(items.as_bytes())
        });
        let told = told.err().unwrap_or_default();
        let told: Vec<_> = told.iter().map(|one| (one.code, one.place.line)).collect();
        told
    };
    let (channels, items) = (channels(), "channel,published_at\n");
    assert_eq!(told(&channels, items), []);
    assert_eq!(told(&channels, "channel\n"), [("column.missing", None)]);
    assert_eq!(
        told(&channels, "channel,published_at,渠道\n"),
        [("header.twice", None)]
    );
    assert_eq!(told(&channels, ""), [("csv.no_header", None)]);
    assert_eq!(told("id,unit,kind\na,u\n", items), [("row.width", Some(2))]);
    assert_eq!(told("id,kind\n", items), [("column.missing", None)]);
    let gone = inspect(&plan, &Reading::default(), channels.as_bytes(), || {
        Err::<&[u8], _>(std::io::ErrorKind::NotFound.into())
    });
    let codes: Vec<_> = gone.err().iter().flatten().map(|one| one.code).collect();
    assert_eq!(codes, ["csv.unread"]);
}
