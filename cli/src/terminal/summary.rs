//! What `tongbao inspect` prints: what was judged, what came in, what came out.

use super::diagnostic::{near, place};
use super::reason::{finding, subject};
use super::table::{Side, lines};
use super::{BAD, DOUBTFUL, GOOD, HEADING, QUIET, grouped, inert, say, styled};
use crate::words;
use tongbao::diagnostic::{Diagnostic, Language};
use tongbao::records::intake::Intake;
use tongbao::wire::report::{FindingOut, IntakeOut, Report};

const FINDINGS_SHOWN: usize = 200;
const NOTICES_SHOWN: usize = 50;
const UNDECIDED_SHOWN: usize = 20;
const ROWS_SHOWN: usize = 20;

/// The summary of one inspection, as lines.
pub fn summary(report: &Report, account: &Intake) -> String {
    let language = report.language;
    let mut out = String::new();
    for part in [
        head(report),
        registry(report),
        intake(report),
        outcomes(report),
        findings(report),
        undecided(report),
        rejected_rows(account, language),
        uncounted_rows(account, language),
        notes(report),
        rectification(report),
    ] {
        if !part.is_empty() {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&part);
        }
    }
    out
}

fn section(title: &str, body: &[String]) -> String {
    if body.is_empty() {
        return String::new();
    }
    let mut out = styled(HEADING, title);
    out.push('\n');
    for line in body {
        out.push_str(line);
        out.push('\n');
    }
    out
}

fn head(report: &Report) -> String {
    let language = report.language;
    let mut out = String::new();
    if let Some(title) = &report.title {
        out.push_str(&styled(HEADING, inert(title)));
        out.push('\n');
    }
    if let Some(how) = &report.reconstructed {
        let warning = say(
            language,
            "注意：以下记录是重构的，不是原始数据。",
            "note: these records are reconstructed, not original. ",
        );
        out.push_str(&styled(DOUBTFUL, format!("{warning}{}", inert(how))));
        out.push('\n');
    }
    let period = &report.period;
    let rules = &report.rule_set;
    let hash: String = rules.hash.chars().take(12).collect();
    let span = match language {
        _ if period.kind == "days" => inert(&period.label),
        Language::Zh => format!("{}（{}至{}）", inert(&period.label), period.from, period.to),
        Language::En => format!(
            "{} ({} to {})",
            inert(&period.label),
            period.from,
            period.to
        ),
    };
    let version = match language {
        Language::Zh => format!("{} 第{}版（{hash}）", inert(&rules.id), rules.version),
        Language::En => format!("{} version {} ({hash})", inert(&rules.id), rules.version),
    };
    let rows = [
        (say(language, "检查周期", "period"), span),
        (
            say(language, "监测时间点", "check point"),
            report.check_point.to_string(),
        ),
        (
            say(language, "统计截止日", "as of"),
            report.as_of.to_string(),
        ),
        (say(language, "指标体系", "rule set"), version),
        ("", inert(&rules.title)),
    ];
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| vec![name.to_owned(), value])
        .collect();
    for line in lines(&[Side::Left, Side::Left], &rows) {
        out.push_str(&line);
        out.push('\n');
    }
    out
}

fn registry(report: &Report) -> String {
    let language = report.language;
    let sizes = &report.registry;
    let parts = [
        ("单位", "units", sizes.units),
        ("网站", "sites", sizes.sites),
        ("栏目", "columns", sizes.columns),
        ("账号", "accounts", sizes.accounts),
    ];
    let parts: Vec<String> = parts
        .iter()
        .map(|(zh, en, count)| match language {
            Language::Zh => format!("{zh} {}", grouped(*count)),
            Language::En => format!("{en} {}", grouped(*count)),
        })
        .collect();
    let line = format!("  {}", parts.join(say(language, "，", ", ")));
    section(say(language, "名录", "registry"), &[line])
}

fn intake(report: &Report) -> String {
    let language = report.language;
    let rows: Vec<Vec<String>> = report
        .intake
        .iter()
        .map(|table| intake_row(table, language))
        .collect();
    let sides = [
        Side::Left,
        Side::Left,
        Side::Right,
        Side::Sign,
        Side::Right,
        Side::Sign,
        Side::Right,
        Side::Sign,
        Side::Right,
        Side::Left,
    ];
    let title = say(
        language,
        "数据（读入 = 接受 + 退回 + 重复）",
        "records (read = accepted + rejected + duplicates)",
    );
    section(title, &lines(&sides, &rows))
}

fn intake_row(table: &IntakeOut, language: Language) -> Vec<String> {
    let name = words::records(&table.records, language);
    if !table.readable {
        let unreadable = say(language, "无法读取", "unreadable");
        return vec![name, inert(&table.table), unreadable.to_owned()];
    }
    let mut remarks = Vec::new();
    let counts = [
        ("无日期", "undated", table.undated),
        (
            "晚于监测时间点",
            "after the check point",
            table.after_check_point,
        ),
        ("晚于统计截止日", "after the as-of date", table.after_as_of),
    ];
    for (zh, en, count) in counts {
        if count > 0 {
            remarks.push(match language {
                Language::Zh => format!("{zh} {}", grouped(count)),
                Language::En => format!("{} {en}", grouped(count)),
            });
        }
    }
    if !table.extra_columns.is_empty() {
        let names: Vec<String> = table.extra_columns.iter().map(|name| inert(name)).collect();
        remarks.push(match language {
            Language::Zh => format!("未用的列：{}", names.join("、")),
            Language::En => format!("columns not used: {}", names.join(", ")),
        });
    }
    vec![
        name,
        inert(&table.table),
        grouped(table.read),
        "=".to_owned(),
        grouped(table.accepted),
        "+".to_owned(),
        grouped(table.rejected),
        "+".to_owned(),
        grouped(table.duplicates),
        remarks.join(say(language, "；", "; ")),
    ]
}

fn rejected_rows(account: &Intake, language: Language) -> String {
    let mut body = Vec::new();
    for table in &account.tables {
        for row in table.rejects.iter().take(ROWS_SHOWN) {
            body.extend(told_row(row, language));
        }
        body.extend(more(&table.table, table.rejects.len(), language));
    }
    let title = say(
        language,
        "退回的行（不计入，也不据此判为问题）",
        "rejected rows (not counted, and never the ground of a finding)",
    );
    section(title, &body)
}

/// Rows that are in order and count for nothing.
fn uncounted_rows(account: &Intake, language: Language) -> String {
    let mut body = Vec::new();
    for table in &account.tables {
        for rows in [&table.undated, &table.after_as_of] {
            for row in rows.iter().take(ROWS_SHOWN) {
                body.extend(told_row(row, language));
            }
            body.extend(more(&table.table, rows.len(), language));
        }
    }
    let title = say(
        language,
        "已接受但不计入的行",
        "rows accepted and not counted",
    );
    section(title, &body)
}

fn more(file: &str, rows: usize, language: Language) -> Option<String> {
    let more = rows.checked_sub(ROWS_SHOWN).filter(|more| *more > 0)?;
    let file = inert(file);
    Some(match language {
        Language::Zh => format!("  {file} 另有 {more} 行，见 intake.json"),
        Language::En => format!("  and {more} more rows of {file}, see intake.json"),
    })
}

fn told_row(row: &Diagnostic, language: Language) -> Vec<String> {
    let colon = say(language, "：", ": ");
    let mut first = format!("  {}", place(&row.place).unwrap_or_default());
    if let Some(value) = &row.value {
        first.push_str(&match language {
            Language::Zh => format!("　“{}”", inert(value)),
            Language::En => format!(" `{}`", inert(value)),
        });
    }
    let message = inert(row.message.get(language));
    first.push_str(&format!(
        "{colon}{message} {}",
        styled(QUIET, format!("[{}]", row.code))
    ));
    let mut out = vec![first];
    if let Some(near) = near(row, language) {
        out.push(format!("      {near}"));
    }
    let next_step = inert(row.next_step.get(language));
    if !next_step.is_empty() {
        let help = say(language, "下一步", "next step");
        out.push(format!("      {help}{colon}{next_step}"));
    }
    out
}

fn outcomes(report: &Report) -> String {
    let language = report.language;
    let heads = [
        say(language, "指标", "rule"),
        say(language, "对象", "of"),
        words::outcome("met", language),
        words::outcome("breached", language),
        words::outcome("waived", language),
        words::outcome("not_applicable", language),
        words::outcome("cannot_tell", language),
    ];
    let mut rows = vec![heads.iter().map(|&head| head.to_owned()).collect()];
    for rule in &report.outcomes {
        let mut row = vec![inert(&rule.rule), words::subject_kind(&rule.of, language)];
        if rule.judged {
            let counts = [
                rule.met,
                rule.breached,
                rule.waived,
                rule.not_applicable,
                rule.cannot_tell,
            ];
            row.extend(counts.map(grouped));
        } else {
            row.push(say(language, "未判定", "not judged").to_owned());
        }
        rows.push(row);
    }
    if report.outcomes.is_empty() {
        return String::new();
    }
    let sides = [
        Side::Left,
        Side::Left,
        Side::Right,
        Side::Right,
        Side::Right,
        Side::Right,
        Side::Right,
    ];
    section(say(language, "判定", "outcomes"), &lines(&sides, &rows))
}

fn findings(report: &Report) -> String {
    let language = report.language;
    let lists = [
        (&report.findings, FINDINGS_SHOWN, "问题", "findings"),
        (&report.notices, NOTICES_SHOWN, "提示", "notices"),
        (
            &report.waived,
            NOTICES_SHOWN,
            "已豁免（不计入问题）",
            "waived (not counted)",
        ),
    ];
    let mut parts = Vec::new();
    if report.findings.is_empty() {
        parts.push(format!("{}\n", no_findings(report)));
    }
    for (list, shown, zh, en) in lists {
        if !list.is_empty() {
            let title = match language {
                Language::Zh => format!("{zh} {} 项", grouped(list.len() as u64)),
                Language::En => format!("{en}: {}", grouped(list.len() as u64)),
            };
            parts.push(section(&title, &listed(list, shown, language)));
        }
    }
    parts.join("\n")
}

fn no_findings(report: &Report) -> String {
    let language = report.language;
    let none = say(language, "没有发现问题", "no findings");
    if report.undecided.is_empty() && report.outcomes.iter().all(|rule| rule.judged) {
        return styled(GOOD, none);
    }
    let unsure = say(
        language,
        "（但有无法判定或未判定的，见判定表）",
        " (but some outcomes are open, see the table above)",
    );
    styled(DOUBTFUL, format!("{none}{unsure}"))
}

fn listed(list: &[FindingOut], shown: usize, language: Language) -> Vec<String> {
    let mut body = Vec::new();
    let mut rule = "";
    for one in list.iter().take(shown) {
        if one.rule != rule {
            rule = &one.rule;
            body.push(format!("  {}", styled(QUIET, inert(rule))));
        }
        body.push(finding_line(one, language));
    }
    body.extend(and_more(list.len(), shown, language));
    body
}

fn finding_line(one: &FindingOut, language: Language) -> String {
    let veto = if one.is_veto_of_one_item() {
        styled(BAD, say(language, "【单项否决】", "[veto] "))
    } else {
        String::new()
    };
    let mut line = format!("    {veto}{}", finding(one, language));
    if let Some(waiver) = &one.waiver {
        let reason = inert(&waiver.reason);
        line.push_str(&match language {
            Language::Zh => format!("；豁免：{reason}，至{}", waiver.expires),
            Language::En => format!("; waived: {reason}, until {}", waiver.expires),
        });
    }
    line
}

fn and_more(all: usize, shown: usize, language: Language) -> Option<String> {
    let more = grouped(all.checked_sub(shown).filter(|more| *more > 0)? as u64);
    Some(match language {
        Language::Zh => format!("    另有 {more} 项，见 inspection.json"),
        Language::En => format!("    and {more} more, see inspection.json"),
    })
}

fn undecided(report: &Report) -> String {
    let language = report.language;
    let mut body = Vec::new();
    let mut rule = "";
    for one in report.undecided.iter().take(UNDECIDED_SHOWN) {
        if one.rule != rule {
            rule = &one.rule;
            body.push(format!("  {}", styled(QUIET, inert(rule))));
        }
        let mut who = subject(&one.subject, one.platform.as_deref(), language);
        if !one.unit_as_recorded.is_empty() && one.unit_as_recorded != one.subject {
            who.push_str(say(language, "　", ", "));
            who.push_str(&inert(&one.unit_as_recorded));
        }
        let colon = say(language, "：", ": ");
        body.push(format!("    {who}{colon}{}", inert(&one.reason)));
    }
    body.extend(and_more(report.undecided.len(), UNDECIDED_SHOWN, language));
    let title = match language {
        Language::Zh => format!("无法判定 {} 项（请人工核实）", report.undecided.len()),
        Language::En => format!(
            "cannot tell: {} (look at these by hand)",
            report.undecided.len()
        ),
    };
    section(&title, &body)
}

fn rectification(report: &Report) -> String {
    let language = report.language;
    let Some(rectification) = &report.rectification else {
        return String::new();
    };
    if report.findings.is_empty() {
        return String::new();
    }
    let within = inert(&rectification.within);
    let line = match (rectification.due_on, &rectification.reason) {
        (Some(due), _) => match language {
            Language::Zh => format!("  {due}（含当日）前完成（{within}）"),
            Language::En => format!("  due {due} ({within})"),
        },
        (None, reason) => {
            let reason = reason.as_deref().map(inert).unwrap_or_default();
            match language {
                Language::Zh => format!("  {within}；期限未定：{reason}"),
                Language::En => format!("  {within}; no date yet: {reason}"),
            }
        }
    };
    section(say(language, "整改期限", "rectification"), &[line])
}

fn notes(report: &Report) -> String {
    let language = report.language;
    let body: Vec<String> = report
        .notes
        .iter()
        .map(|note| {
            format!(
                "  {} {}",
                inert(&note.message),
                styled(QUIET, format!("[{}]", note.code))
            )
        })
        .collect();
    section(say(language, "说明", "notes"), &body)
}
