//! What the text says where there is nothing to say, and where something stays open.

use super::compose;
use crate::bulletin::{Block, Document};
use crate::report::Report;
use serde_json::{Value, json};

/// A month without findings, with nothing handed over but publications.
fn report(changes: Value) -> Result<Report, serde_json::Error> {
    let mut report = json!({
        "format": 1,
        "engine": { "name": "tongbao", "version": "0.1.0" },
        "rule_set": { "id": "r", "version": 1, "title": "规则", "hash": "00" },
        "calendar": { "name": "cn-working-days", "years": [2022], "hash": "00" },
        "language": "zh",
        "period": { "kind": "quarter", "label": "2022Q4", "from": "2022-10-01", "to": "2022-12-31" },
        "check_point": "2022-12-31",
        "as_of": "2023-01-05",
        "offset": "+08:00",
        "coverage": [],
        "registry": { "units": 2, "sites": 0, "columns": 3, "accounts": 0 },
        "intake": [intake("publications")],
        "statistics": {
            "publications": { "total": 4, "columns": 4, "accounts": 0, "sites": 0 },
            "units": [unit("甲局", 3, Some(1)), unit("乙局", 1, None)],
            "accounts": [],
            "manuscripts": [],
            "figures": []
        },
        "outcomes": [outcomes("column-stale", "column", [3, 3, 0, 0, 0])],
        "findings": [],
        "notices": [],
        "waived": [],
        "undecided": [],
        "notes": []
    });
    merge(&mut report, changes);
    serde_json::from_value(report)
}

fn merge(target: &mut Value, changes: Value) {
    match (target, changes) {
        (Value::Object(target), Value::Object(changes)) => {
            for (key, change) in changes {
                merge(target.entry(key).or_insert(Value::Null), change);
            }
        }
        (target, change) => *target = change,
    }
}

fn intake(records: &str) -> Value {
    json!({
        "records": records, "table": format!("{records}.csv"), "readable": true, "read": 4, "accepted": 4,
        "rejected": 0, "duplicates": 0, "undated": 0, "after_check_point": 0, "after_as_of": 0,
        "extra_columns": [], "rejected_by": []
    })
}

fn unit(name: &str, publications: u64, rank: Option<u64>) -> Value {
    json!({
        "id": name, "name": name, "publications": publications, "rank": rank, "columns": 1, "accounts": 0,
        "findings": 0
    })
}

fn outcomes(rule: &str, of: &str, [selected, met, breached, waived, open]: [u64; 5]) -> Value {
    json!({
        "rule": rule, "of": of, "effect": "problem", "judged": true, "selected": selected, "met": met,
        "breached": breached, "waived": waived, "not_applicable": 0, "cannot_tell": open
    })
}

fn finding(unit: &str, subject: &str, wording: &str) -> Value {
    json!({
        "rule": "column-stale", "unit": unit, "unit_as_recorded": unit, "subject": subject, "platform": null,
        "wording": wording, "severity": "problem", "unit_id": unit, "subject_id": subject,
        "subject_kind": "column", "evidence": { "measure": "gap", "source": null, "limit": "more than 14 days" },
        "basis": { "document": "d", "clause": null, "verified": null }
    })
}

fn undecided(subject: &str, reason: &str) -> Value {
    json!({
        "rule": "column-stale", "unit": "甲局", "unit_as_recorded": "甲局", "subject": subject,
        "platform": null, "subject_id": subject, "code": "coverage", "reason": reason
    })
}

/// Every paragraph and heading, a line each.
fn text(document: &Document) -> String {
    let lines: Vec<String> = document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Heading { number, text, .. } => Some(format!("{number}{text}")),
            Block::Paragraph { lead, text } => {
                Some(format!("{}{text}", lead.as_deref().unwrap_or_default()))
            }
            _ => None,
        })
        .collect();
    lines.join("\n")
}

fn labels(document: &Document) -> Vec<String> {
    let annexes = document.annexes.iter();
    annexes
        .map(|annex| format!("{}{}", annex.label, annex.title))
        .collect()
}

type Tested = Result<(), serde_json::Error>;

#[test]
fn a_quiet_quarter_says_so() -> Tested {
    let document = compose(&report(json!({}))?, &[]);
    assert_eq!(document.title, "关于2022年第四季度政务公开检查情况的通报");
    assert_eq!(document.warning, None);
    let text = text(&document);
    assert!(text.contains("共检查2个单位的3个栏目，期内发布信息4条。各单位更新条数见附件1。"));
    assert!(text.contains("二、存在的主要问题\n未发现问题。"), "{text}");
    assert!(!text.contains("工作要求"));
    assert_eq!(
        labels(&document),
        [
            "附件12022年第四季度各单位信息更新情况统计表",
            "附表2022年第四季度指标判定与数据读入情况"
        ]
    );
    Ok(())
}

#[test]
fn units_left_out_of_the_ranking_are_told_with_their_items() -> Tested {
    let document = compose(&report(json!({}))?, &[]);
    let blocks = document
        .annexes
        .first()
        .map(|annex| annex.blocks.as_slice());
    let Some([Block::SideBySide(halves), Block::Note(note)]) = blocks else {
        return Err(serde::de::Error::custom("no halves and note"));
    };
    let sizes: Vec<usize> = halves.iter().map(|half| half.rows.len()).collect();
    assert_eq!(sizes, [1, 1]);
    assert_eq!(note, "注：乙局（1条）不列入本表，其更新条数不计入小计。");
    Ok(())
}

#[test]
fn nothing_received_has_no_rate() -> Tested {
    let document = compose(
        &report(json!({
            "intake": [intake("publications"), intake("manuscripts")],
            "statistics": {
                "letters": {
                    "received": 0, "replied": 0, "completion_rate": null, "invalid": 2, "by_kind": [],
                    "by_unit": [], "replies_known": true
                },
                "requests": {
                    "received": 0, "answered": 0, "overdue": 0, "undecided": 0, "units": 0, "by_unit": []
                }
            }
        }))?,
        &[],
    );
    let text = text(&document);
    assert!(
        text.contains("（二）依申请公开。期内未收到依申请公开申请。"),
        "{text}"
    );
    assert!(text.contains("（三）网民留言。期内未收到网民留言。另有无效留言2件，未计入。"));
    assert!(text.contains("（四）宣传文稿。期内未收到宣传文稿。"));
    assert!(!text.contains('%'));
    Ok(())
}

#[test]
fn replies_that_are_not_known_are_not_counted_as_missing() -> Tested {
    let document = compose(
        &report(json!({
            "statistics": { "letters": {
                "received": 3, "replied": 1, "completion_rate": null, "invalid": 0,
                "by_kind": [{ "kind": "", "count": 3 }], "by_unit": [], "replies_known": false
            } }
        }))?,
        &[],
    );
    let text = text(&document);
    let sentence = "共收到网民留言3件，已知办结1件，其余答复情况不详，不计算办结率。";
    assert!(text.contains(sentence), "{text}");
    Ok(())
}

#[test]
fn what_cannot_be_told_is_named_and_is_no_silent_pass() -> Tested {
    let reason = "数据范围未覆盖监测窗口";
    let few = json!({
        "outcomes": [outcomes("column-stale", "column", [3, 1, 0, 0, 2])],
        "undecided": [undecided("动态", reason), undecided("公告", reason)]
    });
    let document = compose(&report(few)?, &[]);
    let shown = text(&document);
    assert!(shown.contains("（一）政务公开栏目。在能够判定的范围内未发现问题，另有2项无法判定。"));
    assert!(
        shown.contains(
            "以下情况无法判定，需人工核实：甲局“动态”、甲局“公告”等2个对象（指标column-stale），数据范围未覆盖监测窗口。"
        ),
        "{shown}"
    );
    assert!(shown.contains("三、工作要求\n请有关单位配合核实"));

    let many: Vec<Value> = (0..30)
        .map(|n| undecided(&format!("栏目{n}"), reason))
        .collect();
    let document = compose(&report(json!({ "undecided": many }))?, &[]);
    assert!(text(&document).contains("甲局“栏目9”等30个对象"));
    let label = "附件22022年第四季度需人工核实情况清单".to_owned();
    assert!(labels(&document).contains(&label));
    Ok(())
}

#[test]
fn findings_are_grouped_by_wording_and_name_their_column_where_the_wording_does_not() -> Tested {
    let document = compose(
        &report(json!({
            "outcomes": [
                outcomes("column-stale", "column", [3, 0, 3, 0, 0]),
                outcomes("column-empty", "column", [3, 3, 0, 0, 0]),
            ],
            "findings": [
                finding("甲局", "动态", "动态栏目未更新"),
                finding("乙局", "动态", "动态栏目未更新"),
                finding("乙局", "公告", "存在空白栏目"),
            ],
            "rectification": { "within": "1 month", "from": null, "due_on": null, "reason": "未给出印发日期" }
        }))?,
        &[],
    );
    let text = text(&document);
    assert!(
        text.contains("1．甲局、乙局等2个单位动态栏目未更新（见附件1）。"),
        "{text}"
    );
    assert!(text.contains("2．乙局“公告”存在空白栏目（见附件1）。"));
    assert!(text.contains("3．其余1项指标未发现问题。"));
    assert!(
        text.contains("于通报下发之日起1个月内（截止日期未能确定：未给出印发日期）报送整改情况。")
    );
    Ok(())
}

#[test]
fn waived_breaches_stay_visible() -> Tested {
    let mut waived = finding("甲局", "动态", "动态栏目未更新");
    merge(
        &mut waived,
        json!({ "waiver": { "reason": "系统改版", "expires": "2022-12-31" } }),
    );
    let document = compose(
        &report(json!({
            "outcomes": [outcomes("column-stale", "column", [3, 2, 0, 1, 0])],
            "waived": [waived]
        }))?,
        &[],
    );
    let text = text(&document);
    let sentence = "不计入问题：甲局动态栏目未更新（系统改版，有效期至2022年12月31日）。";
    assert!(text.contains(sentence), "{text}");
    Ok(())
}

#[test]
fn a_table_that_could_not_be_read_is_no_pass() -> Tested {
    let mut rule = outcomes("column-stale", "column", [0, 0, 0, 0, 0]);
    merge(&mut rule, json!({ "judged": false }));
    let mut table = intake("publications");
    merge(&mut table, json!({ "readable": false }));
    let document = compose(
        &report(json!({ "outcomes": [rule], "intake": [table] }))?,
        &[],
    );
    let text = text(&document);
    assert!(text.contains("1项指标因数据不可读未作判定。"), "{text}");
    assert!(!text.contains("未发现") && !text.contains("发布信息"));
    Ok(())
}

#[test]
fn a_rule_set_that_only_describes_accuses_nobody() -> Tested {
    let mut rule = outcomes("cadence", "site", [2, 1, 1, 0, 0]);
    merge(&mut rule, json!({ "effect": "none" }));
    let document = compose(
        &report(json!({
            "language": "en",
            "period": { "kind": "days", "from": "2022-10-01", "to": "2022-11-15", "label": "x" },
            "outcomes": [rule]
        }))?,
        &[],
    );
    let text = text(&document);
    assert!(text.contains("1 October to 15 November 2022"), "{text}");
    for word in ["Findings", "Observations", "rectify", "{", "}"] {
        assert!(!text.contains(word), "{text}");
    }
    Ok(())
}
