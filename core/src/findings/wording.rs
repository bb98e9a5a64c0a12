//! Wordings: a rule's short text filled with evidence, and limits in words.

use super::numbers::{day_words, exact_out, percent, span_words, value_words};
use crate::calendar::Span;
use crate::diagnostic::Language;
use crate::evaluate::{
    Attached, Bound, Case, Known, Look, Measured, Subject, Told, Verdict, resolve_limit,
};
use crate::rational::Rational;
use crate::report::{Evidence, NumberOut, ValueOut};
use crate::rules::{
    Comparator, DurationUnit, Limit, LimitValue, Literal, Measure, Of, Requirement, Rule, Sheet,
    Slices, Source, Template, Until, Window,
};

/// Who a subject is, in words.
#[derive(Clone, Debug, Default)]
pub(super) struct Who {
    /// The roster name of its unit.
    pub unit: String,
    /// The unit's id.
    pub unit_id: Option<String>,
    /// The name that its own row used for the unit.
    pub unit_as_recorded: String,
    /// Its name.
    pub subject: String,
    /// Its id.
    pub subject_id: String,
    /// Its platform.
    pub platform: Option<String>,
}

/// What people call a rule: its text, else that of its first step, without what is of one subject only. Nothing for a
/// rule that has none of its own.
pub(super) fn title(rule: &Rule, language: Language) -> Option<String> {
    let steps = match &rule.requirement {
        Requirement::Steps(steps) => steps.as_slice(),
        _ => &[],
    };
    let of_steps = steps.iter().filter_map(|step| step.text.as_ref());
    let mut texts = Some(&rule.text)
        .filter(|text| **text != Template::unsaid())
        .into_iter()
        .chain(of_steps);
    texts.find_map(|text| text.title(language))
}

/// Names a subject.
pub(super) fn who(case: &Case<'_>, subject: Subject, language: Language) -> Who {
    let unit = case.unit_of(subject).and_then(|ix| case.registry.unit(ix));
    let mut who = Who {
        unit: unit.map(|unit| unit.name.clone()).unwrap_or_default(),
        unit_id: unit.map(|unit| unit.id.clone()),
        ..Who::default()
    };
    let recorded = match subject {
        Subject::All => {
            who.subject = if language == Language::Zh {
                "全部"
            } else {
                "all"
            }
            .to_owned();
            who.subject_id = "all".to_owned();
            None
        }
        Subject::Unit(_) => {
            who.subject = who.unit.clone();
            who.subject_id = who.unit_id.clone().unwrap_or_default();
            None
        }
        Subject::Channel(ix) => case.registry.channel(ix).and_then(|channel| {
            who.subject = channel.name.clone();
            who.subject_id = channel.id.clone();
            who.platform = channel.platform.clone();
            channel.unit_as_recorded.clone()
        }),
        Subject::Letter(ix) => case.records.letters.get(ix as usize).map(|letter| {
            who.subject = letter.id.clone();
            who.subject_id = letter.id.clone();
            letter.unit_as_recorded.clone()
        }),
        Subject::Request(ix) => case.records.requests.get(ix as usize).map(|request| {
            who.subject = request.id.clone();
            who.subject_id = request.id.clone();
            request.unit_as_recorded.clone()
        }),
        Subject::Publication(row) => {
            let row = row as usize;
            let publications = &case.records.publications;
            let cell = |column: &[Option<String>]| column.get(row).cloned().flatten();
            let (id, title) = (cell(&publications.id), cell(&publications.title));
            who.subject = title.or_else(|| id.clone()).unwrap_or_default();
            who.subject_id = id.unwrap_or_else(|| format!("publications#{}", row + 1));
            let channel = publications.channel.get(row);
            let channel = channel.and_then(|ix| case.registry.channel(*ix));
            channel.and_then(|channel| channel.unit_as_recorded.clone())
        }
        Subject::Record(kind, ix) => case.records.of(kind).get(ix as usize).map(|entry| {
            who.subject.clone_from(&entry.subject);
            who.platform.clone_from(&entry.platform);
            // a record without an id is told by its place among those of its kind, which are in order of content
            let own = || format!("{}#{}", kind.key(), ix + 1);
            who.subject_id = entry.id.clone().unwrap_or_else(own);
            String::new()
        }),
        Subject::Group(ix) => {
            let label = case.groups.get(ix).map(|group| group.label.clone());
            who.subject = label.unwrap_or_default();
            who.subject_id = who.subject.clone();
            None
        }
    };
    who.unit_as_recorded = recorded
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| who.unit.clone());
    who
}

/// The printed wording of an outcome.
pub(super) fn wording(
    rule: &Rule,
    who: &Who,
    look: &Look<'_>,
    attached: Option<Attached>,
    evidence: &Evidence,
    language: Language,
) -> String {
    let template = text_of(rule, attached);
    let filled = template.fill(language, |field| match field {
        "unit" => who.unit.clone(),
        "subject" => who.subject.clone(),
        "platform" => who.platform.clone().unwrap_or_default(),
        "id" => who.subject_id.clone(),
        "count" | "gap" | "late" | "value" | "score" | "rank" => {
            let value = evidence.value.clone().or_else(|| {
                evidence
                    .slices
                    .iter()
                    .find(|slice| slice.outcome == "breached")
                    .and_then(|slice| slice.value.clone())
            });
            value
                .map(|value| value_words(&value, evidence.unit.as_deref(), language))
                .unwrap_or_default()
        }
        "rate" => match look.reading.as_ref().map(|reading| &reading.measured) {
            Some(Measured::Share { low, high }) if Some(*low) == *high => percent(*low),
            Some(Measured::Share { low, high }) => {
                let high = high.map(percent).unwrap_or_default();
                format!("{}–{high}", percent(*low))
            }
            Some(Measured::Exact {
                low,
                high,
                told: Told::Share,
            }) => {
                let ends: Vec<String> = [*low, *high]
                    .into_iter()
                    .flatten()
                    .map(share_words)
                    .collect();
                match ends.as_slice() {
                    [low, high] if low == high => low.clone(),
                    _ => ends.join("–"),
                }
            }
            _ => String::new(),
        },
        "weeks" | "slices" if template.list.is_some() => {
            let form = template.list.clone().unwrap_or_default();
            let breached = evidence
                .slices
                .iter()
                .filter(|slice| slice.outcome == "breached");
            let members: Vec<String> = breached
                .map(|slice| {
                    form.member(language, |field| match field {
                        "from" => day_words(slice.from, language),
                        "to" => day_words(slice.to, language),
                        "slice" => {
                            let (from, to) = (slice.from, slice.to);
                            span_words(Span { from, to }, language)
                        }
                        _ => slice.value.as_ref().map_or_else(String::new, |value| {
                            value_words(value, evidence.unit.as_deref(), language)
                        }),
                    })
                })
                .collect();
            members.join(form.between(language))
        }
        "weeks" | "slices" => {
            let breached = look
                .slices
                .iter()
                .filter(|slice| slice.verdict == Verdict::Breached);
            let words: Vec<String> = breached
                .map(|slice| span_words(slice.span, language))
                .collect();
            words.join(if language == Language::Zh {
                "、"
            } else {
                ", "
            })
        }
        "last" => match (evidence.last, language) {
            (Some(last), _) => day_words(last, language),
            (None, Language::Zh) => "无".to_owned(),
            (None, Language::En) => "none".to_owned(),
        },
        "due" => match (evidence.due, evidence.due_between, language) {
            (Some(due), ..) => day_words(due, language),
            (None, Some(days), Language::Zh) => format!(
                "{}至{}",
                day_words(days.from, language),
                day_words(days.to, language)
            ),
            (None, Some(days), Language::En) => format!("{} to {}", days.from, days.to),
            (None, None, _) => String::new(),
        },
        "limit" => evidence.limit.clone(),
        "before" => {
            let before = evidence.before.clone();
            let value = before.map(|before| ValueOut {
                low: Some(before.clone()),
                high: Some(before),
            });
            let words = value.map(|value| value_words(&value, None, language));
            words.unwrap_or_default()
        }
        "start" => evidence
            .start
            .map(|start| day_words(start, language))
            .unwrap_or_default(),
        "stop" => evidence
            .stop
            .map(|stop| day_words(stop, language))
            .unwrap_or_default(),
        _ => String::new(),
    });
    match (attached.is_some_and(|attached| attached.mildest), language) {
        (false, _) => filled,
        (true, Language::Zh) => format!("{filled}（至少如此，数据尚不完整）"),
        (true, Language::En) => format!("{filled} (at least; the data are incomplete)"),
    }
}

/// The text of a rule, or of the step that was reached.
pub(crate) fn text_of(rule: &Rule, attached: Option<Attached>) -> &Template {
    let step = attached.and_then(|attached| attached.step);
    match (&rule.requirement, step) {
        (Requirement::Steps(steps), Some(ix)) => steps
            .get(ix)
            .and_then(|step| step.text.as_ref())
            .unwrap_or(&rule.text),
        _ => &rule.text,
    }
}

/// What a rule requires, in words, as it comes to for the subject.
pub(crate) fn limit_words(
    case: &Case<'_>,
    rule: &Rule,
    subject: Subject,
    look: &Look<'_>,
    language: Language,
) -> String {
    let zh = language == Language::Zh;
    let counter = match (&rule.figure.measure, zh) {
        (Measure::Count { source, .. }, true) => match source {
            Source::Publications | Source::References => "条",
            Source::Pushes | Source::Gaps => "次",
            Source::Days => "天",
            Source::Of(Of::Letter | Of::Request | Of::Task | Of::Case) => "件",
            Source::Of(Of::Manuscript | Of::Verdict | Of::Filing) => "条",
            Source::Of(Of::Probe | Of::Notice | Of::Observation) => "次",
            Source::Of(_) => "个",
        },
        (Measure::Breaches { .. } | Measure::Outcomes { .. }, true) => "个",
        (Measure::InARow { .. }, true) => "个周期",
        (Measure::Score { .. }, true) => "分",
        _ => "",
    };
    let words = |limit: &Limit| comparisons(case, limit, subject, &look.limits, (counter, zh));
    let said = match &rule.requirement {
        Requirement::Require(limit) if zh => format!("应{}", words(limit)),
        Requirement::Require(limit) => format!("must be {}", words(limit)),
        Requirement::BreachWhen(limit) if zh => format!("{}为不符合", words(limit)),
        Requirement::BreachWhen(limit) => format!("breached when {}", words(limit)),
        Requirement::Steps(steps) => {
            let each = steps.iter().map(|step| {
                let effect = effect_words(step.effect.as_str(), zh);
                match &step.limit {
                    Some(limit) if zh => format!("{}为{effect}", words(limit)),
                    Some(limit) => format!("{effect} when {}", words(limit)),
                    None if zh => format!("其余为{effect}"),
                    None => format!("otherwise {effect}"),
                }
            });
            each.collect::<Vec<_>>().join(if zh { "；" } else { "; " })
        }
    };
    let Window::Each { slices, until, .. } = rule.figure.window else {
        return said;
    };
    let each = each_words(slices, until, zh);
    format!("{each}{said}")
}

/// What a sheet calls a failure, in words: a veto, and its grades.
pub(super) fn graded_limit_words(
    case: &Case<'_>,
    sheet: &Sheet,
    subject: Subject,
    language: Language,
) -> String {
    let zh = language == Language::Zh;
    let mut said: Vec<String> = Vec::new();
    if sheet.veto.as_ref().is_none_or(|veto| !veto.is_empty()) {
        said.push(
            if zh {
                "单项否决为不合格"
            } else {
                "failed by a veto"
            }
            .to_owned(),
        );
    }
    for step in &sheet.steps {
        let grade = step.grade.as_ref().map(|grade| grade.get(language));
        let grade = grade.unwrap_or_else(|| effect_words(step.effect.as_str(), zh));
        let words = |counter: &str| {
            let limit = step.limit.as_ref()?;
            Some(comparisons(case, limit, subject, &[], (counter, zh)))
        };
        said.push(match (words(if zh { "分" } else { "" }), zh) {
            (Some(words), true) => format!("{words}为{grade}"),
            (Some(words), false) => format!("{grade} when {words}"),
            (None, true) => format!("其余为{grade}"),
            (None, false) => format!("otherwise {grade}"),
        });
    }
    said.join(if zh { "；" } else { "; " })
}

/// The slices of a window in words, to stand before what is required of each.
fn each_words(slices: Slices, until: Option<Until>, zh: bool) -> String {
    const WEEKDAYS: [(&str, &str); 7] = [
        ("周一", "Monday"),
        ("周二", "Tuesday"),
        ("周三", "Wednesday"),
        ("周四", "Thursday"),
        ("周五", "Friday"),
        ("周六", "Saturday"),
        ("周日", "Sunday"),
    ];
    let weekday = |day: u32| WEEKDAYS.get(day as usize).copied().unwrap_or_default();
    let each = match (slices, zh) {
        (Slices::Day, true) => "每日".to_owned(),
        (Slices::WorkingDay, true) => "每个工作日".to_owned(),
        (Slices::EveOfHoliday, true) => "每个节假日前一个工作日".to_owned(),
        (Slices::Week, true) => "每周".to_owned(),
        (Slices::Weekdays(days), true) => {
            let days: Vec<&str> = days.all().map(|day| weekday(day).0).collect();
            format!("每个{}", days.join("、"))
        }
        (Slices::Weekdays(days), false) => {
            let days: Vec<&str> = days.all().map(|day| weekday(day).1).collect();
            format!("each {} ", days.join(", "))
        }
        (Slices::TenDays, true) => "每旬".to_owned(),
        (Slices::HalfMonth, true) => "每半月".to_owned(),
        (Slices::TenDays, false) => "each ten-day period ".to_owned(),
        (Slices::HalfMonth, false) => "each half of a month ".to_owned(),
        (Slices::Month, true) => "每月".to_owned(),
        (Slices::Quarter, true) => "每季度".to_owned(),
        (Slices::Look, true) => "每个检查日".to_owned(),
        (Slices::Every { days, .. }, true) if days % 7 == 0 => format!("每{}周", days / 7),
        (Slices::Every { days, .. }, true) => format!("每{days}天"),
        (Slices::Day, false) => "each day ".to_owned(),
        (Slices::WorkingDay, false) => "each working day ".to_owned(),
        (Slices::EveOfHoliday, false) => "each last working day before a holiday ".to_owned(),
        (Slices::Week, false) => "each week ".to_owned(),
        (Slices::Month, false) => "each month ".to_owned(),
        (Slices::Quarter, false) => "each quarter ".to_owned(),
        (Slices::Look, false) => "at each look ".to_owned(),
        (Slices::Every { days, .. }, false) if days % 7 == 0 => {
            format!("every {} weeks ", days / 7)
        }
        (Slices::Every { days, .. }, false) => format!("every {days} days "),
    };
    match until {
        None => each,
        Some(Until::Weekday(day)) => {
            let (zh_day, en_day) = weekday(day);
            if zh {
                format!("{each}（截至{zh_day}）")
            } else {
                format!("{each}(up to {en_day}) ")
            }
        }
        Some(Until::DayOfMonth(day)) if zh => format!("{each}（截至{day}日）"),
        Some(Until::DayOfMonth(day)) => format!("{each}(up to the {day}.) "),
    }
}

/// An effect in words.
pub(super) fn effect_words(effect: &str, zh: bool) -> &'static str {
    match (effect, zh) {
        ("veto", true) => "单项否决",
        ("notice", true) => "提示",
        ("praise", true) => "表扬",
        ("none", true) => "不符合（不作为问题）",
        (_, true) => "问题",
        ("veto", false) => "a veto",
        ("notice", false) => "a notice",
        ("praise", false) => "praise",
        ("none", false) => "breached (no finding)",
        (_, false) => "a problem",
    }
}

fn comparisons(
    case: &Case<'_>,
    limit: &Limit,
    subject: Subject,
    numbers: &[(String, Known)],
    (counter, zh): (&str, bool),
) -> String {
    let literal = |literal: Literal| {
        if zh {
            format!("{}{counter}", literal.zh())
        } else {
            literal.en()
        }
    };
    let one = |comparator: Comparator, value: String| {
        let (zh_word, en_word) = comparator.words();
        if zh {
            format!("{zh_word}{value}")
        } else {
            format!("{en_word} {value}")
        }
    };
    let joined = |words: Vec<String>| words.join(if zh { "且" } else { " and " });
    let resolved = resolve_limit(case, limit, subject, numbers);
    let mut words: Vec<String> = match resolved {
        Some(resolved) => resolved
            .into_iter()
            .map(|(comparator, bound)| {
                let value = match bound {
                    Bound::Literal(value) => literal(value),
                    Bound::Number {
                        id,
                        measured,
                        share,
                    } => number_words(case, (&id, share), &measured, (counter, zh)),
                };
                one(comparator, value)
            })
            .collect(),
        None => limit
            .comparisons
            .iter()
            .map(|comparison| {
                let value = match &comparison.value {
                    LimitValue::Fixed(value) => literal(*value),
                    LimitValue::By { attribute, .. } if zh => format!("（按{attribute}定）"),
                    LimitValue::By { attribute, .. } => format!("(by {attribute})"),
                    LimitValue::From { path, .. } if zh => format!("（按{path}所填）"),
                    LimitValue::From { path, .. } => format!("(as `{path}` says)"),
                    LimitValue::Figure { id, .. } if zh => format!("（{}）", titled(case, id, zh)),
                    LimitValue::Figure { id, .. } => format!("({})", titled(case, id, zh)),
                };
                one(comparison.comparator, value)
            })
            .collect(),
    };
    words.extend(limit.words.iter().map(|test| {
        let list = test.words.join(if zh { "、" } else { ", " });
        match (test.among, zh) {
            (true, true) => format!("为「{list}」"),
            (false, true) => format!("不为「{list}」"),
            (true, false) => format!("is `{list}`"),
            (false, false) => format!("is not `{list}`"),
        }
    }));
    joined(words)
}

/// What a figure or sheet is called.
fn titled(case: &Case<'_>, id: &str, zh: bool) -> String {
    let figure = case
        .rules
        .figure(id)
        .and_then(|figure| figure.title.as_ref());
    let sheet = || case.rules.sheet(id).and_then(|sheet| sheet.title.as_ref());
    match figure.or_else(sheet) {
        Some(title) if zh => title.zh.clone(),
        Some(title) => title.en.clone(),
        None => id.to_owned(),
    }
}

/// The number of another figure as a limit, and which one it is: `4.5条（平均条数）`, `2.25 (50% of the mean, 4.5)`.
fn number_words(
    case: &Case<'_>,
    (id, share): (&str, Option<Rational>),
    measured: &Measured,
    (counter, zh): (&str, bool),
) -> String {
    let language = if zh { Language::Zh } else { Language::En };
    let (unit, told) = match measured.told() {
        Told::In(DurationUnit::WorkingDays) => (Some("working days"), Told::Plain),
        Told::In(_) => (Some("days"), Told::Plain),
        told => (None, told),
    };
    let words = |ends: (Option<Rational>, Option<Rational>)| {
        let of_end = |end: Option<Rational>| match (end, told) {
            (Some(end), Told::Share) => Some(NumberOut::Text(share_words(end))),
            (end, _) => end.map(|end| exact_out(end, Told::Plain)),
        };
        let (low, high) = (of_end(ends.0), of_end(ends.1));
        let said = value_words(&ValueOut { low, high }, unit, language);
        let counted = zh && unit.is_none() && told == Told::Plain;
        if counted {
            format!("{said}{counter}")
        } else {
            said
        }
    };
    let (title, ends) = (titled(case, id, zh), measured.ends());
    let Some(share) = share else {
        return if zh {
            format!("{}（{title}）", words(ends))
        } else {
            format!("{} ({title})", words(ends))
        };
    };
    let part = |end: Option<Rational>| end.and_then(|end| end.times(share));
    let (whole, part) = (words(ends), words((part(ends.0), part(ends.1))));
    let share = share_words(share);
    if zh {
        format!("{part}（{title}{whole}的{share}）")
    } else {
        format!("{part} ({share} of {title}, {whole})")
    }
}

/// An exact share as a percentage with two decimals.
fn share_words(share: Rational) -> String {
    let (n, d) = (share.numerator(), share.denominator());
    match (i64::try_from(n), i64::try_from(d)) {
        (Ok(n), Ok(d)) => percent((n, d)),
        _ => share.decimal(),
    }
}
