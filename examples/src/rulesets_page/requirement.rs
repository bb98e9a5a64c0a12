//! What a rule, a figure, a clock and a sheet require, in words.

use super::members;
use super::words::{
    self, amount, bracketed, colon, comparator, joined, listed, noun, said, text, window,
};
use serde_json::Value;
use tongbao::diagnostic::Language;

/// The words of a list, or of the one word that stands for it.
fn list(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn quoted(language: Language, value: &Value) -> String {
    match language {
        Language::Zh => format!("“{}”", noun(language, &plain(value))),
        Language::En => format!("\"{}\"", plain(value)),
    }
}

/// A selector in words; empty if it selects everything.
fn selector(language: Language, value: &Value) -> String {
    let mut parts = Vec::new();
    for (key, asked) in members(Some(value)) {
        parts.push(match (key.as_str(), asked) {
            ("any", Value::Array(list)) => {
                let any: Vec<String> = list.iter().map(|one| selector(language, one)).collect();
                let joined = any.join(said(language, "，或者", ", or "));
                match language {
                    Language::Zh => joined,
                    Language::En => format!("({joined})"),
                }
            }
            ("not", _) => format!(
                "{}（{}）",
                said(language, "不是", "not"),
                selector(language, asked)
            ),
            (_, Value::Object(inner)) if inner.keys().all(|key| compares(key)) => {
                format!("{} {}", noun(language, key), limit(language, asked, key))
            }
            (_, Value::Object(_)) => {
                let inner = selector(language, asked);
                let relation = noun(language, key);
                match language {
                    Language::Zh => format!("{}的{inner}", relation),
                    Language::En => format!("{inner} of its {key}"),
                }
            }
            (_, Value::Array(list)) => {
                let any: Vec<String> = list.iter().map(|one| quoted(language, one)).collect();
                let any = any.join(said(language, "或", " or "));
                format!(
                    "{}{}{any}",
                    noun(language, key),
                    said(language, "为", " is ")
                )
            }
            _ => format!(
                "{}{}{}",
                noun(language, key),
                said(language, "为", " is "),
                quoted(language, asked)
            ),
        });
    }
    parts.join(said(language, "，且", ", and "))
}

fn compares(key: &str) -> bool {
    [
        "at_least",
        "more_than",
        "at_most",
        "less_than",
        "equals",
        "is",
        "is_not",
        "one_of",
    ]
    .contains(&key)
}

/// A selector that may be named.
fn which(language: Language, value: Option<&Value>, set: &Value) -> String {
    match value {
        Some(Value::String(name)) => {
            let named = set.pointer(&format!("/select/{name}"));
            named.map_or_else(|| name.clone(), |named| selector(language, named))
        }
        Some(value) => selector(language, value),
        None => String::new(),
    }
}

/// Whom it judges.
pub(super) fn subject(language: Language, rule: &Value, set: &Value) -> String {
    let of = rule.get("of").map(plain).unwrap_or_default();
    let mut out =
        noun(language, &of) + &bracketed(language, &which(language, rule.get("where"), set));
    let by = list(rule.get("by"));
    if !by.is_empty() {
        let by: Vec<String> = by
            .into_iter()
            .map(|one| noun(language, &plain(one)))
            .collect();
        out += said(language, "，按", ", by ");
        out += &listed(language, &by);
        out += said(language, "分组", "");
    }
    if let Some(event) = rule.get("dated").and_then(Value::as_str) {
        out += said(language, "，按", ", in the period in which ");
        out += &words::event(language, event);
        out += said(language, "之日归入周期", "");
    }
    out
}

/// Whom it leaves out, and why.
pub(super) fn exemptions(language: Language, rule: &Value) -> String {
    let mut out: Vec<String> = list(rule.get("except"))
        .into_iter()
        .map(|one| text(language, one.get("reason")))
        .collect();
    let unless: Vec<String> = list(rule.get("unless"))
        .into_iter()
        .map(|one| format!("`{}`", plain(one)))
        .collect();
    if !unless.is_empty() {
        let rules = listed(language, &unless);
        out.push(match language {
            Language::Zh => format!("已计入{rules}的"),
            Language::En => format!("what {rules} counts already"),
        });
    }
    joined(language, &out)
}

/// The time, the measure and the limit.
pub(super) fn required(language: Language, rule: &Value, set: &Value) -> String {
    let mut out = vec![measured(language, rule, set)];
    if let Some(limit_) = rule.get("require") {
        let limit = limit(language, limit_, "");
        out.push(match language {
            Language::Zh => format!("{limit}为符合"),
            Language::En => format!("met when {limit}"),
        });
    }
    if let Some(limit_) = rule.get("breach_when") {
        let limit = match limit_.get("more_than") {
            Some(none) if none == "0 days" => said(language, "逾期", "late").to_owned(),
            _ => limit(language, limit_, ""),
        };
        let attached = rule
            .get("effect")
            .is_some_and(|effect| effect == "notice" || effect == "praise");
        out.push(match (language, attached) {
            (Language::Zh, false) => format!("{limit}为不符合"),
            (Language::En, false) => format!("breached when {limit}"),
            (Language::Zh, true) => format!("{limit}的予以提示"),
            (Language::En, true) => format!("told when {limit}"),
        });
    }
    for step in list(rule.get("steps")) {
        out.push(format!(
            "{}{}{}",
            limit(language, step, ""),
            colon(language),
            effect(language, step)
        ));
    }
    if let Some(enough) = rule.get("enough") {
        let count = noun(
            language,
            &enough.get("count").map(plain).unwrap_or_default(),
        );
        let each = window(language, None, enough.get("each"));
        let least = enough.get("at_least").map(plain).unwrap_or_default();
        out.push(match language {
            Language::Zh => format!("{each}{count}不足{least}的，无法判定"),
            Language::En => format!("with fewer than {least} {count} {each}: cannot tell"),
        });
    }
    joined(language, &out)
}

fn measured(language: Language, rule: &Value, set: &Value) -> String {
    let measure = match rule.get("measure") {
        Some(Value::String(figure)) => match set.pointer(&format!("/figure/{figure}")) {
            Some(named) => return measured(language, named, set),
            None => return format!("`{figure}`"),
        },
        Some(measure) => measure,
        None => return String::new(),
    };
    let when = window(language, rule.get("over"), rule.get("each"));
    let timed = |what: String| match language {
        Language::Zh => format!("{when}，{what}"),
        Language::En => format!("{when}: {what}"),
    };
    let narrowed = bracketed(language, &which(language, measure.get("where"), set));
    let below = match measure.get("reach").and_then(Value::as_str) {
        Some("below") => said(language, "，含下级栏目", ", columns beneath included"),
        _ => "",
    };
    if let Some(source) = measure.get("count").and_then(Value::as_str) {
        let rules: Vec<String> = list(measure.get("rules"))
            .into_iter()
            .map(|one| format!("`{}`", plain(one)))
            .collect();
        if source == "breaches" {
            let rules = listed(language, &rules);
            return match language {
                Language::Zh => format!("不符合{rules}的数量"),
                Language::En => format!("how many breach {rules}"),
            };
        }
        return timed(format!("{}{narrowed}{below}", noun(language, source)));
    }
    if let Some(source) = measure.get("gap").and_then(Value::as_str) {
        let what = match (language, source) {
            (Language::Zh, "publications") => "最近一条信息".to_owned(),
            (Language::En, "publications") => "the last item".to_owned(),
            (_, other) => noun(language, other),
        };
        return match language {
            Language::Zh => format!("{what}{narrowed}{below}距监测时间点"),
            Language::En => format!("time from {what}{narrowed}{below} to the check point"),
        };
    }
    if let Some(source) = measure.get("ratio").and_then(Value::as_str) {
        let base = bracketed(language, &which(language, measure.get("base"), set));
        let part = which(language, measure.get("part"), set);
        let source = noun(language, source);
        return timed(match language {
            Language::Zh => format!("{source}{base}中，{part}的占比"),
            Language::En => format!("share of the {source}{base} with {part}"),
        });
    }
    if let Some(id) = measure.get("clock").and_then(Value::as_str) {
        let taken = match measure.get("take").and_then(Value::as_str) {
            Some("used") => said(language, "用时", "time used"),
            Some("left") => said(language, "剩余时间", "time left"),
            _ => said(language, "逾期时间", "time late"),
        };
        let within = set
            .pointer(&format!("/clock/{id}"))
            .map(|found| bracketed(language, &clock(language, found)))
            .unwrap_or_default();
        let of = format!("{taken}{within}");
        return if rule.get("over").is_some() {
            timed(of)
        } else {
            of
        };
    }
    format!("`{measure}`")
}

/// A limit in words; `of` is the attribute that it compares, if it stands in a selector.
fn limit(language: Language, value: &Value, of: &str) -> String {
    let unit = match (language, of) {
        (Language::Zh, "seconds") => "秒",
        _ => "",
    };
    let all: Vec<String> = members(Some(value))
        .filter(|(key, _)| compares(key))
        .map(|(key, to)| {
            let word = comparator(language, key);
            let space = said(language, "", " ");
            match to.get("by") {
                Some(by) => {
                    let cases: Vec<String> = members(Some(to))
                        .filter(|(case, _)| *case != "by" && *case != "else")
                        .chain(members(Some(to)).filter(|(case, _)| *case == "else"))
                        .map(|(case, to)| {
                            let case = match case.as_str() {
                                "else" => said(language, "其余", "any other").to_owned(),
                                other => noun(language, other),
                            };
                            match to.as_str() {
                                Some("exempt") => format!("{case}{space}{}", amount(language, to)),
                                _ => format!("{case}{space}{word}{space}{}", amount(language, to)),
                            }
                        })
                        .collect();
                    let by = noun(language, &plain(by));
                    match language {
                        Language::Zh => format!("按{by}，{}", listed(language, &cases)),
                        Language::En => format!("by {by}, {}", listed(language, &cases)),
                    }
                }
                None => format!("{word}{space}{}{unit}", amount(language, to)),
            }
        })
        .collect();
    if all.is_empty() {
        return said(language, "其余", "otherwise").to_owned();
    }
    all.join(said(language, "且", " and "))
}

fn effect(language: Language, value: &Value) -> String {
    if value.get("grade").is_some() {
        return text(language, value.get("grade"));
    }
    let word = value.get("effect").and_then(Value::as_str);
    let (zh, en) = match word {
        Some("veto") => ("单项否决", "single veto"),
        Some("none") => ("只作条件，不通报", "a condition, not reported"),
        Some("notice") => ("提示，不是问题", "a notice, no finding"),
        Some("praise") => ("表扬", "praise"),
        _ => ("问题", "a problem"),
    };
    said(language, zh, en).to_owned()
}

/// What a breach is.
pub(super) fn effects(language: Language, rule: &Value) -> String {
    if rule.get("steps").is_some() {
        return String::new();
    }
    effect(language, rule)
}

/// What is printed.
pub(super) fn wordings(language: Language, rule: &Value) -> String {
    let mut out = vec![text(language, rule.get("text"))];
    out.extend(
        list(rule.get("steps"))
            .into_iter()
            .map(|step| text(language, step.get("text"))),
    );
    out.retain(|text| !text.is_empty());
    joined(language, &out)
}

/// A clock in words.
pub(super) fn clock(language: Language, clock: &Value) -> String {
    let when = |key: &str| words::event(language, &clock.get(key).map(plain).unwrap_or_default());
    let (start, stop) = (when("start"), when("stop"));
    let mut out = Vec::new();
    match (language, clock.get("limit")) {
        (Language::Zh, Some(limit)) => out.push(format!(
            "自{start}之日起至{stop}，{}",
            amounts(language, limit)
        )),
        (Language::En, Some(limit)) => out.push(format!(
            "from {start} to {stop}, {}",
            amounts(language, limit)
        )),
        (Language::Zh, None) => out.push(format!("至{stop}，以各自的期限为准")),
        (Language::En, None) => out.push(format!("until {stop}, by its own due day")),
    }
    if clock.get("restart").is_some() {
        let event = when("restart");
        out.push(match language {
            Language::Zh => format!("{event}的，自该日起重新计算"),
            Language::En => format!("runs anew once {event}"),
        });
    }
    for pause in list(clock.get("pause")) {
        let event =
            |key: &str| words::event(language, &pause.get(key).map(plain).unwrap_or_default());
        let most = pause.get("at_most").map(|most| amount(language, most));
        out.push(match language {
            Language::Zh => format!(
                "{}至{}的时间不计{}",
                event("from"),
                event("to"),
                most.map(|most| format!("，每次至多{most}"))
                    .unwrap_or_default()
            ),
            Language::En => format!(
                "the time from when {} until {} does not count{}",
                event("from"),
                event("to"),
                most.map(|most| format!(", {most} at most"))
                    .unwrap_or_default()
            ),
        });
    }
    if let Some(extend) = clock.get("extend") {
        if let Some(to) = extend.get("to") {
            let to = amount(language, to);
            out.push(match language {
                Language::Zh => format!("可延长至{to}"),
                Language::En => format!("may be extended to {to}"),
            });
        }
        if let Some(more) = extend.get("at_most") {
            let more = amount(language, more);
            out.push(match language {
                Language::Zh => format!("可延长，至多{more}"),
                Language::En => format!("may be extended by {more} at most"),
            });
        }
        if extend.get("asked_before").is_some() {
            out.push(said(language, "须在原期限内告知", "told before it was due").to_owned());
        }
    }
    joined(language, &out)
}

fn amounts(language: Language, value: &Value) -> String {
    match value {
        Value::Object(_) => limit(language, &serde_json::json!({ "at_most": value }), ""),
        _ => amount(language, value),
    }
}

/// A figure in words.
pub(super) fn figure(language: Language, figure: &Value) -> String {
    let subject = subject(language, figure, &Value::Null);
    let measured = measured(language, figure, &Value::Null);
    let except = bracketed(
        language,
        &match exemptions(language, figure) {
            left_out if left_out.is_empty() => left_out,
            left_out => format!("{} {left_out}", said(language, "不计", "without")),
        },
    );
    match language {
        Language::Zh => format!("{subject}{except}，{measured}。"),
        Language::En => format!("of {subject}{except}, {measured}."),
    }
}

/// A sheet in words.
pub(super) fn sheet(language: Language, sheet: &Value) -> String {
    let mut out = Vec::new();
    if let Some(base) = sheet.get("base") {
        out.push(format!("{}{base}", said(language, "基础分", "base ")));
    }
    for line in list(sheet.get("lines")) {
        out.push(sheet_line(language, line));
    }
    if let Some(bonus) = sheet.get("bonus") {
        let opens = limit(language, bonus.get("opens").unwrap_or(&Value::Null), "");
        let most = bonus.get("limit").map(plain).unwrap_or_default();
        let lines: Vec<String> = list(bonus.get("lines"))
            .into_iter()
            .map(|line| sheet_line(language, line))
            .collect();
        let lines = joined(language, &lines);
        out.push(match language {
            Language::Zh => format!("得分{opens}方计加分，至多{most}分（{lines}）"),
            Language::En => format!("bonus if the score is {opens}, {most} at most ({lines})"),
        });
    }
    for step in list(sheet.get("steps")) {
        out.push(format!(
            "{}{}{}",
            limit(language, step, ""),
            colon(language),
            effect(language, step)
        ));
    }
    joined(language, &out) + said(language, "。", ".")
}

fn sheet_line(language: Language, line: &Value) -> String {
    let of = ["rule", "figure", "sheet"]
        .iter()
        .find_map(|key| line.get(key))
        .map(plain)
        .unwrap_or_default();
    let points = |key: &str| line.get(key).map(plain);
    let most = points("limit").map(|most| match language {
        Language::Zh => format!("，至多{most}分"),
        Language::En => format!(", {most} at most"),
    });
    let worth = match (
        points("once"),
        points("each"),
        points("worth"),
        points("weight"),
    ) {
        (Some(once), ..) => match language {
            Language::Zh => format!("{once}分（只计一次）"),
            Language::En => format!("{once} once"),
        },
        (_, Some(each), ..) => match language {
            Language::Zh => format!("每个{each}分"),
            Language::En => format!("{each} each"),
        },
        (_, _, Some(worth), _) => match language {
            Language::Zh => format!("满分{worth}分"),
            Language::En => format!("worth {worth}"),
        },
        (_, _, _, Some(weight)) => match language {
            Language::Zh => format!("权重{weight}"),
            Language::En => format!("weight {weight}"),
        },
        _ => String::new(),
    };
    format!("`{of}` {worth}{}", most.unwrap_or_default())
}
