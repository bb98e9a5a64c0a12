//! Small tables by hand.

use super::*;
use crate::wire::plan_of;

pub(super) const RULES: &str = r#"{
  "format": 1, "id": "t", "version": 1, "title": "t", "effective": { "from": "2020-01-01" },
  "weeks": { "start": "monday", "belong": "majority" },
  "rule": {
    "weekly": { "of": "account", "each": "week", "measure": { "count": "pushes" }, "require": { "at_least": 2 },
      "text": { "zh": "少于两次（{weeks}）", "en": "fewer than two ({weeks})" }, "basis": { "document": "d" } }
  }
}"#;

fn text<'a>(name: &'a str, offsets: &'a [i32], bytes: &'a str) -> Column<'a> {
    Column {
        name,
        cells: Cells::Texts(Texts::Offsets {
            offsets,
            bytes: bytes.as_bytes(),
        }),
        valid: None,
    }
}

#[test]
fn an_account_with_one_push_in_a_week_is_found() {
    let request = format!(
        r#"{{ "rules": {RULES}, "period": "2022-10", "as_of": "2022-11-10", "language": "en",
          "coverage": {{ "publications": {{ "from": "2022-09-01", "to": "2022-11-10" }} }} }}"#
    );
    let plan = match plan_of(&request) {
        Ok(plan) => plan,
        Err(problem) => return assert_eq!(problem.to_string(), ""),
    };
    let channels = Chunk {
        columns: vec![
            text("id", &[0, 1, 2], "ab"),
            text("unit", &[0, 1, 2], "uv"),
            text("kind", &[0, 6, 11], "wechatweibo"),
        ],
    };
    let monday = 1_664_726_400 + 8 * 3_600; // 2022-10-03T08:00:00Z
    let week = 7 * 86_400;
    let at: Vec<i64> = (0..4)
        .flat_map(|n| [monday + n * week, monday + n * week + 60])
        .chain((0..4).flat_map(|n| [monday + n * week, monday + n * week + i64::from(n != 2)]))
        .collect();
    let ids = "a".repeat(8) + &"b".repeat(8);
    let offsets: Vec<i32> = (0..=16).collect();
    let tables = Tables {
        units: None,
        channels: vec![channels],
        publications: vec![Chunk {
            columns: vec![
                text("channel", &offsets, &ids),
                Column {
                    name: "published_at",
                    cells: Cells::Times {
                        values: &at,
                        per_second: 1,
                        utc: true,
                    },
                    valid: None,
                },
            ],
        }],
    };
    let answer = plan.inspect(&tables, 1).unwrap_or_default();
    let cell = |name: &str| {
        let column = answer.findings.column(name);
        column
            .and_then(|column| column.text(0))
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(answer.findings.rows(), 1);
    assert_eq!(
        (cell("unit_id"), cell("channel_id"), cell("platform")),
        ("v".to_owned(), "b".to_owned(), "weibo".to_owned())
    );
    assert_eq!(cell("wording"), "fewer than two (2022-10-17..2022-10-23)");
    assert_eq!((answer.account.rows, answer.account.in_period), (16, 16));
}

#[test]
fn a_column_under_two_of_its_names_is_refused() {
    let request = format!(r#"{{ "rules": {RULES}, "period": "2022-10", "as_of": "2022-11-10" }}"#);
    let plan = match plan_of(&request) {
        Ok(plan) => plan,
        Err(problem) => return assert_eq!(problem.to_string(), ""),
    };
    let column = |name| text(name, &[0, 1], "a");
    let channels = |further: &[&'static str]| Chunk {
        columns: ["id", "unit", "kind"]
            .iter()
            .chain(further)
            .map(|name| column(name))
            .collect(),
    };
    let items = |names: &[&'static str]| Chunk {
        columns: names.iter().map(|name| column(name)).collect(),
    };
    let told = |channels, items| {
        let tables = Tables {
            units: None,
            channels: vec![channels],
            publications: vec![items],
        };
        let told = plan.inspect(&tables, 1).err().unwrap_or_default();
        let codes = told
            .iter()
            .map(|one| (one.code, one.value.clone().unwrap_or_default()));
        codes.collect::<Vec<_>>()
    };
    let twice = |name: &str| vec![("header.twice", name.to_owned())];
    let plain = ["channel", "published_at"];
    assert_eq!(told(channels(&[]), items(&plain)), []);
    assert_eq!(
        told(channels(&["channel_id"]), items(&plain)),
        twice("channel_id")
    );
    assert_eq!(
        told(channels(&["开设日期", "opened_on"]), items(&plain)),
        twice("opened_on")
    );
    assert_eq!(
        told(channels(&[]), items(&["channel", "渠道", "published_at"])),
        twice("渠道")
    );
}

proptest::proptest! {
    #[test]
    fn numbers_of_any_size_are_decided_as_row_by_row(
        gaps in proptest::collection::vec(0_i32..6_000, 1..20), limit in 0_u32..5_000, months: bool, least: bool,
        near in -2_i32..3,
    ) {
        let (limit, unit) = if months { (limit % 160, "months") } else { (limit, "days") };
        let requirement = match least {
            true => format!(r#""require": {{ "at_least": "{limit} {unit}" }}"#),
            false => format!(r#""breach_when": {{ "more_than": "{limit} {unit}" }}"#),
        };
        let request = format!(
            r#"{{ "rules": {{ "format": 1, "id": "t", "version": 1, "title": "t", "effective": {{ "from": "2010-01-01" }}, "rule": {{
              "stale": {{ "of": "account", "measure": {{ "gap": "publications" }}, {requirement}, "basis": {{ "document": "d" }} }} }} }},
              "period": "2022-10", "as_of": "2022-11-10", "coverage": {{ "publications": {{ "from": "always", "to": "2022-11-10" }} }} }}"#
        );
        let plan = plan_of(&request).map_err(|problem| proptest::test_runner::TestCaseError::fail(problem.to_string()))?;
        proptest::prop_assert_eq!(plan.long_way(), None);
        let check = 19_296; // 2022-10-31
        let about = if months { limit as i32 * 30 } else { limit as i32 };
        let gaps: Vec<i32> = gaps.into_iter().chain([1_023, 1_024, (about + near).max(0)]).collect();
        let at: Vec<i64> = gaps.iter().map(|gap| i64::from(check - gap) * 86_400).collect();
        let offsets: Vec<i32> = (0..=gaps.len() as i32).collect();
        let ids: String = ('a'..='z').take(gaps.len()).collect();
        let (units, kinds) = ("u".repeat(gaps.len()), "k".repeat(gaps.len()));
        let channels = vec![text("id", &offsets, &ids), text("unit", &offsets, &units), text("kind", &offsets, &kinds)];
        let published = Column { name: "published_at", cells: Cells::Times { values: &at, per_second: 1, utc: true }, valid: None };
        let tables = Tables {
            units: None,
            channels: vec![Chunk { columns: channels }],
            publications: vec![Chunk { columns: vec![text("channel", &offsets, &ids), published] }],
        };
        let told = |answer: Result<Answer, _>| -> Option<Vec<(String, String, i64)>> {
            let findings = answer.ok()?.findings;
            let text = |name, row| Some(findings.column(name)?.text(row)?.to_owned());
            let row = |row| Some((text("channel_id", row)?, text("wording", row)?, findings.column("value")?.number(row)?));
            (0..findings.rows()).map(row).collect()
        };
        let found = told(plan.inspect(&tables, 1));
        proptest::prop_assert!(found.is_some());
        proptest::prop_assert_eq!(found, told(plan.inspect_row_by_row(&tables)));
    }
}
