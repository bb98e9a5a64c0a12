//! A comparison as text: by unit, by rule, then one difference after the other.

use super::table::{Side, lines};
use super::{BAD, DOUBTFUL, GOOD, HEADING, QUIET, inert, say, styled};
use crate::words::{outcome, subject_kind};
use anstyle::Style;
use tongbao::diagnostic::Language;
use tongbao::findings::{CauseOut, Comparison, FindingChangeOut};
use tongbao::wire::report::{FindingOut, RuleSetRef, UndecidedOut};

/// What becomes of the findings.
pub fn comparison(compared: &Comparison, language: Language) -> String {
    let mut out = String::new();
    let set = |set: &RuleSetRef| match language {
        Language::Zh => format!("{} 第{}版", inert(&set.id), set.version),
        Language::En => format!("{} version {}", inert(&set.id), set.version),
    };
    let title = format!("{} → {}", set(&compared.before), set(&compared.after));
    let period = inert(&compared.period.label);
    out.push_str(&format!(
        "{}  {}\n",
        styled(HEADING, title),
        styled(QUIET, period)
    ));
    if compared.is_empty() {
        out.push_str(say(
            language,
            "两个指标体系对这批记录的结果相同\n",
            "both rule sets say the same of these records\n",
        ));
    } else {
        counts(&mut out, compared, language);
        units(&mut out, compared, language);
    }
    rules(&mut out, compared, language);
    differences(&mut out, compared, language);
    out
}

fn counts(out: &mut String, compared: &Comparison, language: Language) {
    let (added, cleared) = (compared.added.len(), compared.cleared.len());
    let changed = compared.changed.len();
    let (opened, settled) = (compared.opened.len(), compared.settled.len());
    out.push_str(&match language {
        Language::Zh => format!(
            "新增问题{added}个，不再有的{cleared}个，有变化的{changed}个；新的无法判定{opened}个，不再无法判定{settled}个\n"
        ),
        Language::En => format!(
            "{added} findings added, {cleared} cleared, {changed} changed; {opened} outcomes no longer told, {settled} told now\n"
        ),
    });
}

const NUMBERS: [Side; 8] = [
    Side::Left,
    Side::Right,
    Side::Right,
    Side::Right,
    Side::Right,
    Side::Right,
    Side::Right,
    Side::Right,
];

fn head(language: Language, first: &str, with_sums: bool) -> Vec<String> {
    let sums = [
        say(language, "原有", "before"),
        say(language, "现有", "after"),
    ];
    let rest = [
        say(language, "新增", "added"),
        say(language, "不再有", "cleared"),
        say(language, "变化", "changed"),
        say(language, "新无法判定", "opened"),
        say(language, "不再无法判定", "settled"),
    ];
    let sums = if with_sums { &sums[..] } else { &[] };
    let all = [first].into_iter().chain(sums.iter().copied()).chain(rest);
    all.map(str::to_owned).collect()
}

fn table(out: &mut String, rows: &[Vec<String>]) {
    for (place, line) in lines(&NUMBERS, rows).into_iter().enumerate() {
        let line = if place == 0 {
            styled(QUIET, line)
        } else {
            line
        };
        out.push_str(&format!("{line}\n"));
    }
}

fn units(out: &mut String, compared: &Comparison, language: Language) {
    if compared.units.is_empty() {
        return;
    }
    let mut rows = vec![head(language, say(language, "单位", "unit"), true)];
    for unit in &compared.units {
        let name = match unit.unit.as_str() {
            "" => say(language, "（没有单位）", "(no unit)").to_owned(),
            name => inert(name),
        };
        let numbers = [
            unit.before,
            unit.after,
            unit.added,
            unit.cleared,
            unit.changed,
            unit.opened,
            unit.settled,
        ];
        rows.push(
            [name]
                .into_iter()
                .chain(numbers.map(|number| number.to_string()))
                .collect(),
        );
    }
    out.push('\n');
    table(out, &rows);
}

fn rules(out: &mut String, compared: &Comparison, language: Language) {
    if compared.rules.is_empty() {
        return;
    }
    let mut rows = vec![head(language, say(language, "指标", "rule"), false)];
    for rule in &compared.rules {
        let change = rule.change.as_ref().map_or_else(String::new, |change| {
            let what = what(change, language);
            match language {
                Language::Zh => format!("（{what}）"),
                Language::En => format!(" ({what})"),
            }
        });
        let name = format!("{}{change}", inert(&rule.rule));
        let numbers = [
            rule.added,
            rule.cleared,
            rule.changed,
            rule.opened,
            rule.settled,
        ];
        rows.push(
            [name]
                .into_iter()
                .chain(numbers.map(|number| number.to_string()))
                .collect(),
        );
    }
    out.push('\n');
    table(out, &rows);
}

fn differences(out: &mut String, compared: &Comparison, language: Language) {
    for (list, sign, style, zh, en) in [
        (&compared.added, '+', BAD, "新增的问题", "findings added"),
        (
            &compared.cleared,
            '-',
            GOOD,
            "不再有的问题",
            "findings cleared",
        ),
    ] {
        heading(out, !list.is_empty(), zh, en, language);
        for one in list {
            let other = other(&one.other, language);
            let other = match (sign, language) {
                ('+', Language::Zh) => format!("原为：{other}"),
                ('+', Language::En) => format!("before: {other}"),
                (_, Language::Zh) => format!("现为：{other}"),
                (_, Language::En) => format!("after: {other}"),
            };
            difference(
                out,
                (sign, style),
                &told(&one.finding, language),
                &other,
                &one.by,
                language,
            );
        }
    }
    heading(
        out,
        !compared.changed.is_empty(),
        "有变化的问题",
        "findings changed",
        language,
    );
    for one in &compared.changed {
        let changed = changed(one, language);
        difference(
            out,
            ('~', DOUBTFUL),
            &told(&one.after, language),
            &changed,
            &one.by,
            language,
        );
    }
    for (list, zh, en) in [
        (&compared.opened, "新的无法判定", "no longer told"),
        (&compared.settled, "不再无法判定", "told now"),
    ] {
        heading(out, !list.is_empty(), zh, en, language);
        for one in list {
            let other = other(&one.other, language);
            difference(
                out,
                ('?', DOUBTFUL),
                &open(&one.undecided),
                other,
                &one.by,
                language,
            );
        }
    }
}

fn heading(out: &mut String, any: bool, zh: &str, en: &str, language: Language) {
    if any {
        out.push_str(&format!("\n{}\n", styled(HEADING, say(language, zh, en))));
    }
}

fn difference(
    out: &mut String,
    (sign, style): (char, Style),
    said: &str,
    other: &str,
    by: &[CauseOut],
    language: Language,
) {
    out.push_str(&format!("  {} {said}\n", styled(style, sign)));
    let by: Vec<String> = by
        .iter()
        .map(|cause| self::cause(cause, language))
        .collect();
    let joint = say(language, "；", "; ");
    let line = match (by.is_empty(), language) {
        (true, _) => other.to_owned(),
        (false, Language::Zh) => format!("{other}。起因：{}", by.join(joint)),
        (false, Language::En) => format!("{other}; by {}", by.join(joint)),
    };
    out.push_str(&format!("      {}\n", styled(QUIET, line)));
}

fn who(unit: &str, subject: &str, platform: Option<&String>) -> String {
    let platform = platform.map_or_else(String::new, |platform| format!("（{}）", inert(platform)));
    let subject = format!("{}{platform}", inert(subject));
    if unit.is_empty() || unit == subject {
        subject
    } else {
        format!("{} {subject}", inert(unit))
    }
}

fn told(finding: &FindingOut, language: Language) -> String {
    let who = who(&finding.unit, &finding.subject, finding.platform.as_ref());
    let rule = inert(&finding.rule);
    let wording = inert(&finding.wording);
    let kind = subject_kind(&finding.subject_kind, language);
    match language {
        Language::Zh => format!("{who}：{wording} [{rule}，{kind}]"),
        Language::En => format!("{who}: {wording} [{rule}, {kind}]"),
    }
}

fn open(open: &UndecidedOut) -> String {
    let who = who(&open.unit, &open.subject, open.platform.as_ref());
    format!("{who}：{} [{}]", inert(&open.reason), inert(&open.rule))
}

fn changed(one: &FindingChangeOut, language: Language) -> String {
    let word = |what: &str| match what {
        "rule" => say(language, "指标编号", "id of the rule").to_owned(),
        "wording" => format!(
            "{}→{}",
            inert(&one.before.wording),
            inert(&one.after.wording)
        ),
        "severity" => format!(
            "{}→{}",
            inert(&one.before.severity),
            inert(&one.after.severity)
        ),
        "evidence" => {
            let (before, after) = (
                inert(&one.before.evidence.limit),
                inert(&one.after.evidence.limit),
            );
            if before == after {
                say(language, "依据的数据", "evidence").to_owned()
            } else {
                format!("{before}→{after}")
            }
        }
        "basis" => say(language, "依据", "basis").to_owned(),
        _ => say(language, "单位", "unit").to_owned(),
    };
    let all: Vec<String> = one.what.iter().map(|what| word(what)).collect();
    all.join(say(language, "；", "; "))
}

fn other(code: &str, language: Language) -> &str {
    match code {
        "not_selected" => say(language, "不在检查之列", "not judged by the rule"),
        "no_rule" => say(language, "没有这个指标", "there is no such rule"),
        code => outcome(code, language),
    }
}

fn what(cause: &CauseOut, language: Language) -> String {
    let words: Vec<&str> = cause
        .what
        .iter()
        .map(|what| match what.as_str() {
            "new" => say(language, "新增", "new"),
            "gone" => say(language, "取消", "gone"),
            "subjects" => say(language, "对象不同", "other subjects"),
            "unless" => say(language, "不重复判定的条件不同", "another `unless`"),
            "window" => say(language, "时间范围不同", "another time"),
            "measure" => say(language, "所数的不同", "another measure"),
            "limit" => say(language, "界限不同", "another limit"),
            "effect" => say(language, "后果不同", "another effect"),
            "points" => say(language, "分值不同", "other points"),
            "id" => say(language, "编号不同", "another id"),
            "wording" => say(language, "措辞不同", "other words"),
            "basis" => say(language, "依据不同", "another basis"),
            "values" => say(language, "属性值不同", "other values"),
            "members" => say(language, "名单不同", "other members"),
            other => other,
        })
        .collect();
    words.join(say(language, "、", ", "))
}

fn cause(cause: &CauseOut, language: Language) -> String {
    let kind = match cause.kind.as_str() {
        "rule" => say(language, "指标", "the rule"),
        "sheet" => say(language, "评分表", "the sheet"),
        "figure" => say(language, "统计项", "the figure"),
        "clock" => say(language, "时限", "the clock"),
        "attribute" => say(language, "属性", "the attribute"),
        "list" => say(language, "名单", "the list"),
        _ => say(language, "指标体系", "the header of"),
    };
    let sets: Vec<String> = match (&cause.before, &cause.after) {
        (Some(before), Some(after)) if before != after => vec![inert(before), inert(after)],
        (Some(set), _) | (None, Some(set)) => vec![inert(set)],
        (None, None) => Vec::new(),
    };
    let sets = sets.join(" → ");
    let (id, what) = (inert(&cause.id), what(cause, language));
    match language {
        Language::Zh => format!("{kind} {id}（{sets}：{what}）"),
        Language::En => format!("{kind} {id} ({sets}: {what})"),
    }
}
