//! The page that documents the shipped rule sets, in Chinese and English, made from the sets themselves: what stands in
//! `docs/RULESETS.md` and `docs/RULESETS.zh-CN.md` is what the engine reads.

mod requirement;
mod words;

use crate::Result;
use requirement::{effects, exemptions, required, subject, wordings};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::fmt::Write;
use tongbao::diagnostic::Language;
use tongbao::rules::SHIPPED;
use words::{bracketed, colon, said, text};

/// What is left out of the shipped sets, and why: `core/rulesets/absent.toml`.
const ABSENT: &str = include_str!("../../../core/rulesets/absent.toml");

/// The file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Absences {
    absent: Vec<Absence>,
}

/// A rule that a set leaves out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// The set.
    pub set: String,
    /// What the rule would be called.
    pub id: String,
    /// How far its text was read.
    pub grade: String,
    /// Why it is left out, in Chinese.
    pub zh: String,
    /// Why it is left out, in English.
    pub en: String,
}

/// Everything that the shipped sets leave out.
///
/// # Errors
/// If the file is no such list.
pub fn absences() -> Result<Vec<Absence>> {
    let file: Absences = toml::from_str(ABSENT)?;
    Ok(file.absent)
}

/// The page in a language.
///
/// # Errors
/// If a shipped set or the list of absences can't be read.
pub fn page(language: Language) -> Result<String> {
    let absent = absences()?;
    let mut page = String::from(said(language, HEAD_ZH, HEAD_EN));
    for shipped in SHIPPED {
        let set: Value = serde_json::from_str(shipped.json)?;
        let left_out: Vec<&Absence> = absent.iter().filter(|one| one.set == shipped.id).collect();
        one_set(language, &set, &left_out, &mut page)?;
    }
    Ok(page)
}

fn one_set(language: Language, set: &Value, absent: &[&Absence], page: &mut String) -> Result<()> {
    let id = set.get("id").and_then(Value::as_str).unwrap_or_default();
    writeln!(page, "\n## `{id}`\n")?;
    writeln!(page, "**{}**\n", text(language, set.get("title")))?;
    let day = |key: &str| {
        set.pointer(&format!("/effective/{key}"))
            .and_then(Value::as_str)
    };
    let version = set.get("version").map(Value::to_string).unwrap_or_default();
    let from = day("from").unwrap_or_default();
    let force = match (language, day("to")) {
        (Language::Zh, Some(to)) => format!("版本{version}；{from} 至 {to} 有效。"),
        (Language::Zh, None) => format!("版本{version}；自 {from} 起有效。"),
        (Language::En, Some(to)) => format!("Version {version}; in force from {from} to {to}."),
        (Language::En, None) => format!("Version {version}; in force from {from}."),
    };
    writeln!(page, "{force}")?;
    for (key, zh, en) in [
        ("rule", "指标", "Rules"),
        ("sheet", "评分表", "Sheets"),
        ("figure", "统计项", "Figures"),
        ("clock", "时限", "Clocks"),
    ] {
        let Some(parts) = set.get(key).and_then(Value::as_object) else {
            continue;
        };
        writeln!(
            page,
            "\n### {}{}`{id}`\n",
            said(language, zh, en),
            colon(language)
        )?;
        for (name, part) in parts {
            match key {
                "rule" => rule(language, name, part, set, page)?,
                _ => other(language, key, name, part, page)?,
            }
        }
    }
    let heading = said(language, "未收录", "Left out");
    writeln!(page, "\n### {heading}{}`{id}`\n", colon(language))?;
    if absent.is_empty() {
        writeln!(page, "{}", said(language, "无。", "Nothing."))?;
    }
    for one in absent {
        let why = said(language, &one.zh, &one.en);
        let read = words::grade(language, &one.grade);
        let read = bracketed(language, &read);
        writeln!(page, "- `{}`{read}{}{why}", one.id, colon(language))?;
    }
    Ok(())
}

fn rule(
    language: Language,
    name: &str,
    rule: &Value,
    set: &Value,
    page: &mut String,
) -> Result<()> {
    writeln!(page, "**`{name}`**\n")?;
    let mut line = |zh: &str, en: &str, value: &str| -> Result<()> {
        if !value.is_empty() {
            writeln!(
                page,
                "- {}{}{value}",
                said(language, zh, en),
                colon(language)
            )?;
        }
        Ok(())
    };
    line("对象", "Whom", &subject(language, rule, set))?;
    line("不判", "Not applicable", &exemptions(language, rule))?;
    line("要求", "Required", &required(language, rule, set))?;
    line("结果", "Effect", &effects(language, rule))?;
    line("用语", "Text", &wordings(language, rule))?;
    line("依据", "Basis", &basis(language, rule.get("basis")))?;
    writeln!(page)?;
    Ok(())
}

fn other(language: Language, key: &str, name: &str, part: &Value, page: &mut String) -> Result<()> {
    let what = match key {
        "clock" => requirement::clock(language, part),
        "sheet" => requirement::sheet(language, part),
        _ => requirement::figure(language, part),
    };
    let basis = basis(language, part.get("basis"));
    let basis = match (basis.is_empty(), language) {
        (true, _) => String::new(),
        (false, Language::Zh) => format!("依据：{basis}。"),
        (false, Language::En) => format!(" Basis: {basis}."),
    };
    writeln!(page, "- `{name}`{}{what}{basis}", colon(language))?;
    Ok(())
}

fn basis(language: Language, basis: Option<&Value>) -> String {
    let Some(basis) = basis.and_then(Value::as_object) else {
        return String::new();
    };
    let field = |key: &str| basis.get(key).and_then(Value::as_str).unwrap_or_default();
    let clause = match field("clause") {
        "" => String::new(),
        clause => format!("{}{clause}", said(language, "，", ", ")),
    };
    let read = words::verified(language, field("verified"));
    format!(
        "{}{clause}{}",
        field("document"),
        bracketed(language, &read)
    )
}

/// The members of a table, in the order of the canonical JSON.
fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::iter)
}

const HEAD_ZH: &str = "\
# 内置的指标体系

[English](RULESETS.md) · 本页由程序根据 `core/rulesets` 生成：`cargo run -p tongbao-examples --bin rulesets-page`。

这些指标体系都由 tongbao 根据公开文件整理，**没有一个是官方发布的指标体系**。每条指标注明依据的文件、条款，以及核对到什么程度：

| 核对程度 | |
|---|---|
| 已读原文 | 读过条款全文 |
| 据其适用 | 条款全文未读，数字或者措辞见于适用它的官方通报、自查 |
| 地方做法 | 一地通报载明或者明显适用的要求 |

只读到改写过的转载或者凭记忆的内容一律不收，列在每个体系之后。要改一个数，另写一个指标体系，不要改这里的。
";

const HEAD_EN: &str = "\
# The shipped rule sets

[中文](RULESETS.zh-CN.md) · made by a program from `core/rulesets`: `cargo run -p tongbao-examples --bin rulesets-page`.

tongbao arranged these rule sets after public documents; **none of them is an official rule set**. Each rule names its
document and clause, and how far they were checked:

| checked | |
|---|---|
| text read | the clause itself was read |
| applied | the clause was not read; its number or wording stands in an official bulletin or self-check that applies it |
| local | a requirement that the bulletin of one place states or clearly applies |

What was read only in altered copies, or is known only from memory, is not shipped; it is listed after each set. To
change a number, write a rule set of your own.
";
