//! The cookbook pages, made of the corpus: `docs/COOKBOOK.md` and `docs/COOKBOOK.zh-CN.md`. What comes out is what the
//! engine says of the case; that this is right is what the corpus states.

use crate::case::{self, Case, Rules, Shape, plain};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tongbao::diagnostic::Language;
use tongbao::rules::{RuleSet, describe};
use tongbao::wire::inspect_text;

/// So many rows of a table are shown.
const ROWS: usize = 12;

/// The demands that are no rules, and where they are met.
const ELSEWHERE: [(&str, &str, &str); 5] = [
    (
        "d14",
        "小数、截断、强制为100、“余”“超过”“万”、不合格率：统计的呈现，规则只有数",
        "decimals, truncation, forced 100, rounded claims, 万, fail rates: how figures are presented; rules have numbers",
    ),
    (
        "d15",
        "没有问题时的句子、段落编号：由通报写出，规则没有不符合就是空",
        "sentences for empty lists, numbering of paragraphs: the bulletin writes them",
    ),
    (
        "d17",
        "一次运行出几份文件：由输出决定，规则用 `effect` 和 `tags` 分类",
        "several documents from one run: the output; rules are told apart by `effect` and `tags`",
    ),
    (
        "d18",
        "按名录次序、按字数排列：名录的 `order`（序号）和通报",
        "roster order, order by length of names: `order` of the registry, and the bulletin",
    ),
    (
        "d20",
        "生僻字、账号名里的符号：照数据原样，编码见 FOLDER",
        "rare characters: as they are in the data",
    ),
];

/// Where a page is kept.
pub fn page_file(language: Language) -> PathBuf {
    let name = match language {
        Language::Zh => "COOKBOOK.zh-CN.md",
        Language::En => "COOKBOOK.md",
    };
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs")
        .join(name)
}

/// The cases of the cookbook: patterns, then demands, then the others.
///
/// # Errors
/// A case that cannot be read.
pub fn cases() -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = case::all()?
        .into_iter()
        .filter(|case| case.name.starts_with("cookbook/"))
        .collect();
    let order = |case: &Case| {
        let kind = id(case).chars().next();
        let place = ['p', 'd'].iter().position(|known| kind == Some(*known));
        (place.unwrap_or(2), case.name.clone())
    };
    cases.sort_by_key(order);
    Ok(cases)
}

/// `p01` of `cookbook/p01-two-posts-a-week`.
pub fn id(case: &Case) -> &str {
    let name = case.name.split('/').nth(1).unwrap_or_default();
    name.split('-').next().unwrap_or_default()
}

fn pick(language: Language, zh: &str, en: &str) -> String {
    match language {
        Language::Zh => zh.to_owned(),
        Language::En => en.to_owned(),
    }
}

/// The page in a language.
///
/// # Errors
/// A case that is not judged, or no case.
pub fn page(language: Language) -> Result<String, String> {
    let say = |zh: &str, en: &str| pick(language, zh, en);
    let chinese: toml::Table = {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("cookbook.zh.toml");
        let text = fs::read_to_string(&file).map_err(|error| error.to_string())?;
        toml::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?
    };
    let mut out = say(
        "# 规则实例\n\n[English](COOKBOOK.md) · 每一例有完整的规则、数据和判定结果，都是 `tests/corpus/cookbook` 里由测试保证的用例；\
         本页由它们生成（`cargo run -p tongbao-tests --bin cookbook`），请勿手改。怎样写见[怎样写指标体系](RULES.zh-CN.md)。\
         p01 至 p39 是通报中常见的规则样式，d01 至 d23 是更难的要求，其余是别的写法和数据不全时的判定。\n",
        "# Cookbook\n\n[中文](COOKBOOK.zh-CN.md) · every entry has a whole rule set, records and outcomes; each is a case of `tests/corpus/cookbook`, \
         held by a test. This page is made from them (`cargo run -p tongbao-tests --bin cookbook`): do not edit it. How to write rules \
         stands in [RULES](RULES.md). p01 to p39 are common patterns of bulletins, d01 to d23 harder demands, the rest other ways of \
         writing and data with gaps.\n",
    );
    let cases = cases()?;
    out.push('\n');
    for case in &cases {
        let name = case.name.split('/').nth(1).unwrap_or_default();
        let title = pick(language, &case.title.zh, &case.title.en);
        out.push_str(&format!("* [{} {title}](#{name})\n", id(case)));
    }
    for case in &cases {
        let title = pick(language, &case.title.zh, &case.title.en);
        let name = case.name.split('/').nth(1).unwrap_or_default();
        let why = match language {
            Language::En => Some(case.why.as_str()),
            Language::Zh => chinese.get(name).and_then(toml::Value::as_str),
        };
        out.push_str(&format!(
            "\n<a id=\"{name}\"></a>\n\n## {} {title}\n\n",
            id(case)
        ));
        if let Some(why) = why {
            out.push_str(&format!("{why}\n\n"));
        }
        entry(case, language, &mut out)?;
    }
    out.push_str(&say(
        "\n## 不是规则的要求\n\n| 编号 | 在哪里 |\n|---|---|\n",
        "\n## Demands that are no rules\n\n| | where |\n|---|---|\n",
    ));
    for (id, zh, en) in ELSEWHERE {
        out.push_str(&format!("| {id} | {} |\n", pick(language, zh, en)));
    }
    Ok(out)
}

fn entry(case: &Case, language: Language, out: &mut String) -> Result<(), String> {
    let say = |zh: &str, en: &str| pick(language, zh, en);
    let mut request = case.request(Rules::Toml, Shape::Rows)?;
    let word = if language == Language::Zh { "zh" } else { "en" };
    if let Some(fields) = request.as_object_mut() {
        fields.insert("language".to_owned(), word.into());
    }
    let text = request
        .get("rules_toml")
        .and_then(Value::as_str)
        .ok_or_else(|| format!("{}: the cookbook shows rule sets of its own", case.name))?
        .trim()
        .to_owned();
    let report = inspect_text(&request.to_string())
        .map_err(|problem| format!("{}: {problem}", case.name))?;
    let report: Value = serde_json::from_str(&report).map_err(|error| error.to_string())?;
    let rules = RuleSet::from_toml("rules.toml", &text)
        .map_err(|told| format!("{}: {told:?}", case.name))?;
    for said in sentences(&rules, language) {
        out.push_str(&format!("* {said}\n"));
    }
    out.push_str(&format!("\n```toml\n{text}\n```\n\n"));
    out.push_str(&settings(&request, language));
    for (name, csv) in case.tables() {
        out.push_str(&format!("\n**{name}.csv**\n\n{}", table(csv, language)?));
    }
    out.push_str(&say(
        "\n**判定**\n\n| 指标 | 对象 | 判定 | |\n|---|---|---|---|\n",
        "\n**Outcomes**\n\n| rule | subject | outcome | |\n|---|---|---|---|\n",
    ));
    for row in outcomes(case, &report, language) {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    Ok(())
}

fn sentences(rules: &RuleSet, language: Language) -> Vec<String> {
    let ids = rules
        .clocks
        .iter()
        .map(|clock| &clock.id)
        .chain(rules.figures.iter().map(|figure| &figure.id))
        .chain(rules.rules.iter().map(|rule| &rule.id))
        .chain(rules.sheets.iter().map(|sheet| &sheet.id));
    let colon = if language == Language::Zh {
        "："
    } else {
        ": "
    };
    ids.filter_map(|id| {
        let said = describe::describe(rules, id, language)?;
        Some(format!("`{id}`{colon}{}", said.replace('\n', "；")))
    })
    .collect()
}

/// Period, as-of date, coverage and the like, in a line.
fn settings(request: &Value, language: Language) -> String {
    let say = |zh: &str, en: &str| pick(language, zh, en);
    let mut parts = Vec::new();
    for (key, zh, en) in [
        ("period", "检查周期", "period"),
        ("check_point", "监测时间点", "check point"),
        ("as_of", "统计截止日", "as of"),
        ("looks", "检查日", "looks"),
        ("sample", "抽查范围", "sample"),
    ] {
        if let Some(value) = request.get(key) {
            let shown = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            parts.push(format!("{} `{shown}`", say(zh, en)));
        }
    }
    let mut line = parts.join(&say("，", ", "));
    if let Some(coverage) = request.get("coverage").and_then(Value::as_object) {
        let each = coverage
            .iter()
            .map(|(name, days)| format!("{name} {}", spans(days, language)));
        let each: Vec<String> = each.collect();
        line.push_str(&say("；数据范围：", "; covered: "));
        line.push_str(&each.join(&say("，", ", ")));
    }
    format!("{line}\n")
}

fn spans(days: &Value, language: Language) -> String {
    if let Some(list) = days.as_array()
        && list.iter().all(Value::is_object)
    {
        let each: Vec<String> = list.iter().map(|days| spans(days, language)).collect();
        return each.join(if language == Language::Zh {
            "、"
        } else {
            " and "
        });
    }
    let text = |key: &str| days.get(key).and_then(Value::as_str);
    let (Some(from), Some(to)) = (text("from"), text("to")) else {
        return format!("`{days}`");
    };
    let to_word = pick(language, "至", " to ");
    let whose = text("channel").map_or_else(String::new, |channel| {
        let platform = text("platform").map_or_else(String::new, |name| format!("@{name}"));
        pick(language, "（", " (") + channel + &platform + &pick(language, "）", ")")
    });
    format!("{from}{to_word}{to}{whose}")
}

fn table(csv: &str, language: Language) -> Result<String, String> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(csv.trim_start().as_bytes());
    let cells = |row: &csv::StringRecord| {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let headers = reader.headers().map_err(|error| error.to_string())?.clone();
    let mut out = cells(&headers);
    out.push_str(&format!("|{}\n", "---|".repeat(headers.len())));
    let rows: Vec<csv::StringRecord> = reader
        .records()
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())?;
    let long = rows.len() > ROWS + 4;
    let shown = if long { ROWS } else { rows.len() };
    for row in rows.iter().take(shown) {
        out.push_str(&cells(row));
    }
    if long {
        out.push_str(&match language {
            Language::Zh => format!("\n共{}行，只列前{ROWS}行。\n", rows.len()),
            Language::En => format!("\n{} rows, of which the first {ROWS}.\n", rows.len()),
        });
    }
    Ok(out)
}

fn list<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    value
        .pointer(path)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn field<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Who: the subject, with its platform in brackets.
fn who(one: &Value, language: Language) -> String {
    match (field(one, "subject"), field(one, "platform")) {
        (subject, "") => subject.to_owned(),
        (subject, platform) if language == Language::Zh => format!("{subject}（{platform}）"),
        (subject, platform) => format!("{subject} ({platform})"),
    }
}

fn outcome_word(word: &str, language: Language) -> String {
    let (zh, en) = match word {
        "met" => ("符合", "met"),
        "breached" => ("不符合", "breached"),
        "problem" => ("不符合", "breached"),
        "veto" => ("不符合（单项否决）", "breached (veto)"),
        "notice" => ("符合，提示", "met, with a notice"),
        "praise" => ("符合，表扬", "met, with praise"),
        "waived" => ("不符合，已豁免", "breached, waived"),
        "not_applicable" => ("不适用", "not applicable"),
        "cannot_tell" => ("无法判定", "cannot tell"),
        other => (other, other),
    };
    pick(language, zh, en)
}

fn outcomes(case: &Case, report: &Value, language: Language) -> Vec<[String; 4]> {
    let row = |rule: &str, who: String, outcome: String, what: &str| {
        [format!("`{rule}`"), who, outcome, what.to_owned()]
    };
    let mut rows = Vec::new();
    let mut told = Vec::new();
    for (path, word) in [
        ("/findings", None),
        ("/notices", None),
        ("/waived", Some("waived")),
    ] {
        for one in list(report, path) {
            let word = word.unwrap_or_else(|| field(one, "severity"));
            let outcome = outcome_word(word, language);
            rows.push(row(
                field(one, "rule"),
                who(one, language),
                outcome,
                field(one, "wording"),
            ));
            told.push((
                field(one, "rule").to_owned(),
                field(one, "subject_id").to_owned(),
            ));
        }
    }
    let wanted = |wanted: &toml::Table, one: &Value, keys: &[&str]| {
        keys.iter().all(|key| {
            let value = wanted.get(*key).map(plain);
            value.is_none() || value.as_ref() == one.get(*key)
        })
    };
    let whom = ["rule", "subject", "platform", "unit", "subject_id"];
    for expected in &case.expect.outcomes {
        let found = list(report, "/all_outcomes").iter();
        for one in found.filter(|one| wanted(expected, one, &whom)) {
            let key = (
                field(one, "rule").to_owned(),
                field(one, "subject_id").to_owned(),
            );
            if !told.contains(&key) {
                let outcome = outcome_word(field(one, "outcome"), language);
                rows.push(row(
                    &key.0,
                    who(one, language),
                    outcome,
                    field(one, "reason"),
                ));
                told.push(key);
            }
        }
    }
    for expected in &case.expect.scores {
        for sheet in list(report, "/scores") {
            let same = expected.get("sheet").and_then(toml::Value::as_str)
                == sheet.get("sheet").and_then(Value::as_str);
            let results = list(sheet, "/results").iter();
            for one in results.filter(|one| same && wanted(expected, one, &["subject"])) {
                let score = one.get("score").filter(|score| !score.is_null());
                let points = score.map_or_else(
                    || pick(language, "不计分", "no score"),
                    |score| match (field(score, "low"), field(score, "high")) {
                        (low, high) if low == high => pick(language, &format!("{low}分"), low),
                        (low, high) => pick(
                            language,
                            &format!("{low}至{high}分"),
                            &format!("{low} to {high}"),
                        ),
                    },
                );
                rows.push(row(
                    field(sheet, "sheet"),
                    who(one, language),
                    points,
                    field(one, "grade"),
                ));
            }
        }
    }
    for expected in &case.expect.figures {
        let id = expected
            .get("figure")
            .and_then(toml::Value::as_str)
            .unwrap_or_default();
        let subject = expected
            .get("subject")
            .and_then(toml::Value::as_str)
            .unwrap_or("");
        let value = match expected.get("value") {
            None => pick(language, "没有这个数", "no number"),
            Some(toml::Value::Array(ends)) => {
                let ends: Vec<String> = ends.iter().map(shown).collect();
                match ends.as_slice() {
                    [low, high] => pick(
                        language,
                        &format!("{low}至{high}"),
                        &format!("{low} to {high}"),
                    ),
                    _ => pick(
                        language,
                        &format!("至少{}", ends.join("")),
                        &format!("at least {}", ends.join("")),
                    ),
                }
            }
            Some(value) => shown(value),
        };
        let all = pick(language, "全部", "all");
        let subject = if subject.is_empty() {
            all
        } else {
            subject.to_owned()
        };
        rows.push(row(id, subject, value, ""));
    }
    rows
}

fn shown(value: &toml::Value) -> String {
    value
        .as_str()
        .map_or_else(|| plain(value).to_string(), str::to_owned)
}
