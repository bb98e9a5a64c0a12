//! In Chinese, as an office writes.

use super::labels::{
    attribute_zh, event_zh, of_zh, outcome_zh, reached, relation_zh, source_zh, value_zh, yes_no,
};
use crate::rules::Duration;
use crate::rules::limit::{Comparator, Limit, LimitValue, Literal, Otherwise, Words};
use crate::rules::model::{
    Against, At, Basis, Clock, Credit, Distinct, Effect, End, Exception, Extend, Figure, Line,
    Measure, Of, Over, Points, Requirement, Rule, RuleSet, Runs, Sheet, Slices, Source, Stage,
    Step, Subjects, Take, Ties, Until, Window,
};
use crate::rules::selector::{Path, Selector, Test};

pub fn rule(rules: &RuleSet, rule: &Rule) -> String {
    let figure = &rule.figure;
    let number = Number::of(rules, &figure.measure, figure.subjects.of);
    let required = match &rule.requirement {
        Requirement::Require(limit) => {
            let said = number.limit(limit);
            match rule.effect {
                Effect::None => format!("应{said}（只作判断条件，不列问题）"),
                effect => format!("应{said}，否则{}", effect_zh(effect)),
            }
        }
        Requirement::BreachWhen(limit) => {
            let said = number.limit(limit);
            match rule.effect {
                Effect::None => format!("{said}的为不符合（只作判断条件，不列问题）"),
                effect => format!("{said}的{}", effect_zh(effect)),
            }
        }
        Requirement::Steps(steps) => number.steps(steps),
    };
    let mut said = format!("{}，{required}", sentence(rules, figure));
    exceptions(&mut said, &figure.subjects);
    format!("{said}。{}", basis(&rule.basis))
}

pub fn figure(rules: &RuleSet, figure: &Figure) -> String {
    let mut said = format!("{}（统计项，不作判定）", sentence(rules, figure));
    exceptions(&mut said, &figure.subjects);
    format!("{said}。")
}

/// Of whom, over which time, what number.
fn sentence(rules: &RuleSet, figure: &Figure) -> String {
    let of = figure.subjects.of;
    let (before, window) = window(figure);
    let mut said = format!("{before}{}，{window}", subjects(&figure.subjects));
    said.push_str(&measure(rules, &figure.measure, of));
    if let Some(enough) = &figure.enough {
        let (name, counted) = source_zh(enough.source);
        let each = enough.each.map_or_else(String::new, slices);
        let which = chosen(&enough.filter, enough.source.of());
        said.push_str(&format!(
            "（{each}{which}{name}不足{}{counted}的，不作判定）",
            enough.at_least
        ));
    }
    said
}

fn subjects(subjects: &Subjects) -> String {
    let of = subjects.of;
    let (name, counted) = of_zh(of);
    if !subjects.by.is_empty() {
        let by: Vec<String> = subjects.by.iter().map(|path| path_zh(path, of)).collect();
        return format!(
            "按{}分组的每组{}{name}",
            by.join("、"),
            chosen(&subjects.filter, of)
        );
    }
    if of == Of::All {
        return "全部对象合计".to_owned();
    }
    let mut said = format!("每{counted}{}{name}", chosen(&subjects.filter, of));
    let usual = ["open", "closing"];
    if of.is_channel() && !subjects.life.is_empty() && subjects.life != usual {
        let states: Vec<&str> = subjects
            .life
            .iter()
            .map(|state| value_zh(of, "state", state))
            .collect();
        said.push_str(&format!("（限{}的）", states.join("、")));
    }
    said
}

/// A selector before a noun, with its 的; nothing if it selects everything.
fn chosen(selector: &Selector, of: Of) -> String {
    if selector.is_everything() {
        return String::new();
    }
    format!("{}的", select(selector, of))
}

fn select(selector: &Selector, of: Of) -> String {
    match selector {
        Selector::All(list) => {
            let parts: Vec<String> = list
                .iter()
                .filter(|one| !one.is_everything())
                .map(|one| select(one, of))
                .collect();
            parts.join("且")
        }
        Selector::Any(list) => {
            let parts: Vec<String> = list.iter().map(|one| select(one, of)).collect();
            parts.join("或者")
        }
        Selector::Not(inner) => not(inner, of),
        Selector::InList(list) => format!("列入名单“{list}”"),
        Selector::Filing(kind) => format!("已报备“{kind}”"),
        Selector::Has { path, ago } => has(path, ago, of),
        Selector::Test { path, test } => tested(path, test, of),
    }
}

/// What does not hold.
fn not(selector: &Selector, of: Of) -> String {
    match selector {
        Selector::Not(inner) => select(inner, of),
        Selector::All(list) => match list.as_slice() {
            [one] => not(one, of),
            _ => format!("不属于（{}）", select(selector, of)),
        },
        Selector::Any(list) => {
            let parts: Vec<String> = list.iter().map(|one| not(one, of)).collect();
            parts.join("且")
        }
        Selector::InList(list) => format!("未列入名单“{list}”"),
        Selector::Filing(kind) => format!("未报备“{kind}”"),
        Selector::Has { path, ago } if ago.is_empty() => {
            format!("没有{}记录", has_name(path, of))
        }
        Selector::Has { path, ago } => format!("不属于（{}）", has(path, ago, of)),
        Selector::Test { path, test } => {
            let said = tested(path, test, of);
            let Test::OneOf(values) = test else {
                return format!("不属于（{said}）");
            };
            if let ([value], Some([yes, no, ..])) = (values.as_slice(), yes_no(&path.attribute)) {
                let relation = path.relation.as_deref().map_or("", relation_zh);
                return match value.as_str() {
                    "true" => format!("{relation}{no}"),
                    "false" => format!("{relation}{yes}"),
                    _ => format!("不属于（{said}）"),
                };
            }
            if path.attribute == "tag" {
                return format!("未{said}");
            }
            format!("不属于（{said}）")
        }
    }
}

fn has_name(path: &Path, of: Of) -> String {
    let event = event_zh(&path.attribute);
    match &path.relation {
        Some(_) => path_zh(path, of),
        None if event == path.attribute => path_zh(path, of),
        None => event.to_owned(),
    }
}

fn has(path: &Path, ago: &[(Comparator, Duration)], of: Of) -> String {
    let name = has_name(path, of);
    if ago.is_empty() {
        return format!("有{name}记录");
    }
    let ago: Vec<String> = ago
        .iter()
        .map(|(comparator, duration)| format!("{}{}", comparator.words().0, duration.zh()))
        .collect();
    format!("{name}至今{}", ago.join("且"))
}

fn tested(path: &Path, test: &Test, of: Of) -> String {
    let owner = reached(of, path.relation.as_deref());
    let relation = path.relation.as_deref();
    match test {
        Test::OneOf(values) => {
            if (relation, path.attribute.as_str()) == (Some("channel"), "kind") {
                let words: Vec<&str> = values
                    .iter()
                    .map(|value| value_zh(owner, "kind", value))
                    .collect();
                return format!("{}上", words.join("或"));
            }
            if let ([value], Some([yes, no, ..])) = (values.as_slice(), yes_no(&path.attribute)) {
                let relation = path.relation.as_deref().map_or("", relation_zh);
                match value.as_str() {
                    "true" => return format!("{relation}{yes}"),
                    "false" => return format!("{relation}{no}"),
                    _ => {}
                }
            }
            let words: Vec<&str> = values
                .iter()
                .map(|value| value_zh(owner, &path.attribute, value))
                .collect();
            if path.attribute == "tag" {
                let relation = path.relation.as_deref().map_or("", relation_zh);
                return format!("{relation}标有“{}”", words.join("”或“"));
            }
            format!("{}为{}", path_zh(path, of), words.join("或"))
        }
        Test::Number(comparisons) => {
            let parts: Vec<String> = comparisons
                .iter()
                .map(|(comparator, literal)| format!("{}{}", comparator.words().0, literal.zh()))
                .collect();
            format!("{}{}", path_zh(path, of), parts.join("且"))
        }
    }
}

fn path_zh(path: &Path, of: Of) -> String {
    let owner = reached(of, path.relation.as_deref());
    let attribute = attribute_zh(owner, &path.attribute);
    match path.relation.as_deref() {
        Some(relation) => format!("{}的{attribute}", relation_zh(relation)),
        None => attribute,
    }
}

/// The time of a figure: before the subjects, where it says which of them are meant, and before the measure.
fn window(figure: &Figure) -> (String, String) {
    let dated = figure.dated.as_deref().map_or_else(String::new, |event| {
        format!("（按{}日期计）", event_zh(event))
    });
    let at = match figure.at {
        None => String::new(),
        Some(At::End) => "（以监测时间点为准）".to_owned(),
        Some(At::AsOf) => "（截至统计截止日）".to_owned(),
        Some(At::On(day)) => format!("（截至{day}）"),
    };
    let Window::Over(over) = figure.window else {
        let Window::Each {
            slices: each,
            until,
            allow,
            in_a_row,
        } = figure.window
        else {
            return (String::new(), String::new());
        };
        let until = until.map_or_else(String::new, |until| format!("（截至{}）", until_zh(until)));
        let run = in_a_row.map_or_else(String::new, |number| {
            format!("（连续{number}个时段不达标的）")
        });
        let allow = if allow > 0 {
            format!("（允许{allow}个时段不达标）")
        } else {
            String::new()
        };
        let said = format!("检查周期内{}{until}{allow}{run}{dated}{at}", slices(each));
        return (String::new(), said);
    };
    if figure.subjects.of.is_record() {
        return (format!("{}的", over_zh(over)), format!("{dated}{at}"));
    }
    let said = match figure.measure {
        // these say their time themselves
        Measure::Value { .. }
        | Measure::Fits { .. }
        | Measure::Rank { .. }
        | Measure::InARow { .. }
        | Measure::Change { .. }
        | Measure::Score { .. }
        | Measure::Mean { .. }
            if over == Over::Period =>
        {
            String::new()
        }
        Measure::Gap { .. } if over == Over::Period => match figure.at {
            None => "监测时间点".to_owned(),
            Some(At::End) => return (String::new(), "监测时间点".to_owned()),
            Some(At::AsOf) => return (String::new(), "统计截止日".to_owned()),
            Some(At::On(day)) => return (String::new(), day.to_string()),
        },
        _ => over_zh(over),
    };
    (String::new(), format!("{said}{dated}{at}"))
}

fn over_zh(over: Over) -> String {
    match over {
        Over::Period => "检查周期内".to_owned(),
        Over::PreviousPeriod => "上一检查周期内".to_owned(),
        Over::SamePeriodLastYear => "上年同期".to_owned(),
        Over::Last(duration) => format!("监测时间点前{}内", duration.zh()),
        Over::LastPeriods(number) => format!("最近{number}个检查周期（含本期）"),
        Over::ThisYear => "本年初至监测时间点".to_owned(),
        Over::Always => "监测时间点以前".to_owned(),
    }
}

fn slices(slices: Slices) -> String {
    match slices {
        Slices::Day => "每天".to_owned(),
        Slices::WorkingDay => "每个工作日".to_owned(),
        Slices::EveOfHoliday => "每个法定节假日前的最后一个工作日".to_owned(),
        Slices::Week => "每周".to_owned(),
        Slices::Weekdays(days) => {
            let days: Vec<String> = days.all().map(weekday).collect();
            format!("每个{}", days.join("、"))
        }
        Slices::TenDays => "每旬".to_owned(),
        Slices::HalfMonth => "每半月".to_owned(),
        Slices::Month => "每月".to_owned(),
        Slices::Quarter => "每季度".to_owned(),
        Slices::Look => "每个检查日".to_owned(),
        Slices::Every { days, from } if days % 7 == 0 => {
            format!("每{}周（自{from}起算）", days / 7)
        }
        Slices::Every { days, from } => format!("每{days}天（自{from}起算）"),
    }
}

fn weekday(day: u32) -> String {
    let days = ["一", "二", "三", "四", "五", "六", "日"];
    format!("周{}", days.get(day as usize).copied().unwrap_or("日"))
}

fn until_zh(until: Until) -> String {
    match until {
        Until::Weekday(day) => weekday(day),
        Until::DayOfMonth(day) => format!("当月{day}日"),
    }
}

/// The names of ids, in quotes.
fn named(ids: &[String]) -> String {
    let names: Vec<String> = ids.iter().map(|id| format!("“{id}”")).collect();
    names.concat()
}

/// A figure or sheet by its title, or by its id.
fn titled(rules: &RuleSet, id: &str) -> String {
    let title = rules.figure(id).and_then(|figure| figure.title.as_ref());
    let title = title.or_else(|| rules.sheet(id).and_then(|sheet| sheet.title.as_ref()));
    format!("“{}”", title.map_or(id, |title| title.zh.as_str()))
}

fn measure(rules: &RuleSet, measure: &Measure, of: Of) -> String {
    match measure {
        Measure::Count {
            source,
            filter,
            below,
            credit,
            distinct,
            longer_than,
        } => {
            let which = chosen(filter, source.of());
            let base = match (source, distinct, longer_than) {
                (_, Some(attribute), _) => format!(
                    "{which}{}中不同{}的个数",
                    source_zh(*source).0,
                    attribute_zh(source.of(), attribute)
                ),
                (Source::Gaps, _, Some(longer)) => {
                    format!("{which}超过{}无更新的次数", longer.zh())
                }
                (Source::Publications, ..) => format!("{which}信息发布条数"),
                (Source::Pushes, ..) => format!("{which}更新次数"),
                (Source::Days, ..) => format!("{which}有更新的天数"),
                _ => {
                    let (name, counted) = source_zh(*source);
                    format!("{which}{name}{counted}数")
                }
            };
            let below = if *below && matches!(of, Of::Column | Of::Account) {
                "（含下级）"
            } else {
                ""
            };
            let credit = if *credit == Credit::Publisher {
                "（按发布单位计）"
            } else {
                ""
            };
            format!("{base}{below}{credit}")
        }
        Measure::Breaches {
            rules: ids,
            filter,
            distinct,
            stage,
        } => {
            let kind = kind_of(rules, ids, of);
            let what = match distinct {
                Distinct::Subject => "对象数".to_owned(),
                Distinct::Finding => "问题数".to_owned(),
                Distinct::Slice => "时段数".to_owned(),
                Distinct::Unit => "单位数".to_owned(),
                Distinct::Attribute(path) => format!("{}种数", path_zh(path, kind)),
            };
            let stage = stage_zh(*stage);
            let whose = whose(filter, kind);
            format!("不符合指标{}的{what}{whose}{stage}", named(ids))
        }
        Measure::Outcomes {
            rules: ids,
            filter,
            words,
        } => {
            let whose = whose(filter, kind_of(rules, ids, of));
            format!("指标{}的判定{whose}中{}的个数", named(ids), outcomes(words))
        }
        Measure::Ratio {
            source,
            base,
            part,
            inside,
            ..
        } => {
            let base = chosen(base, source.of());
            let part = chosen(part, source.of());
            let name = source_zh(*source).0;
            if *inside {
                format!("{base}{name}中{part}占比")
            } else {
                format!("{part}{name}与{base}{name}之比")
            }
        }
        Measure::OutcomeRatio {
            rules: ids,
            filter,
            base,
            part,
            stage,
        } => {
            let whose = whose(filter, kind_of(rules, ids, of));
            let base = if base.is_empty() {
                "（不适用的除外）".to_owned()
            } else {
                format!("（限{}的）", outcomes(base))
            };
            format!(
                "指标{}的判定{whose}{base}中{}的占比{}",
                named(ids),
                outcomes(part),
                stage_zh(*stage)
            )
        }
        Measure::Gap {
            source,
            filter,
            below,
        } => {
            let below = if *below && matches!(of, Of::Column | Of::Account) {
                "（含下级）"
            } else {
                ""
            };
            let which = chosen(filter, source.of());
            match source {
                Source::Publications | Source::Pushes | Source::Days => {
                    format!("距最近一次{which}更新{below}的时间")
                }
                _ => {
                    let (name, counted) = source_zh(*source);
                    format!("距最近一{counted}{which}{name}的时间")
                }
            }
        }
        Measure::LongestGap {
            source,
            filter,
            below,
        } => {
            let below = if *below && matches!(of, Of::Column | Of::Account) {
                "（含下级）"
            } else {
                ""
            };
            let which = chosen(filter, source.of());
            match source {
                Source::Publications | Source::Pushes | Source::Days => {
                    format!("两次{which}更新{below}之间的最长间隔")
                }
                _ => {
                    let (name, counted) = source_zh(*source);
                    format!("两{counted}{which}{name}之间的最长间隔")
                }
            }
        }
        Measure::Clock { id, take } => {
            let runs = rules.clock(id).map_or_else(|| format!("“{id}”"), runs_zh);
            match take {
                Take::Late => format!("超过时限（{runs}）的时间"),
                Take::Used => format!("在时限（{runs}）内已用的时间"),
                Take::Left => format!("距时限（{runs}）届满所余的时间"),
            }
        }
        Measure::Value { path } => path_zh(path, of),
        Measure::Fits { selector } => format!("是否“{}”", select(selector, of)),
        Measure::Mean { id, take, sum } => match rules.clock(id) {
            Some(clock) => {
                let what = match take {
                    Take::Late => "超期时间",
                    Take::Used => "用时",
                    Take::Left => "剩余时间",
                };
                format!(
                    "其下{}的{}{what}（{}）",
                    of_zh(clock.of).0,
                    if *sum { "合计" } else { "平均" },
                    runs_zh(clock)
                )
            }
            None if *sum => format!("其下{}的合计", titled(rules, id)),
            None => format!("其下{}的平均值", titled(rules, id)),
        },
        Measure::Rank {
            figures,
            from,
            within,
            ties,
            share,
        } => {
            let figures: Vec<String> = figures.iter().map(|id| titled(rules, id)).collect();
            let from = match from {
                End::Top => "从高到低",
                End::Bottom => "从低到高",
            };
            let within = within.as_ref().map_or_else(String::new, |path| {
                format!("在{}相同者中", path_zh(path, of))
            });
            let ties = match ties {
                Ties::Dense => "",
                Ties::Skip => "（并列占位）",
                Ties::Roster => "（并列按名录顺序）",
            };
            let share = if *share { "占总数的比例" } else { "" };
            format!(
                "{within}按{}{from}的名次{ties}{share}",
                figures.join("、其次")
            )
        }
        Measure::InARow { rule } => format!("连续不符合指标“{rule}”的检查周期数（含本期）"),
        Measure::Change {
            figure,
            against,
            share,
        } => {
            let against = match against {
                Against::PreviousPeriod => "上期",
                Against::SamePeriodLastYear => "上年同期",
            };
            let change = if *share { "增减幅度" } else { "增减" };
            format!("{}比{against}的{change}", titled(rules, figure))
        }
        Measure::Score { sheet } => format!("评分表{}的得分", titled(rules, sheet)),
    }
}

/// The kind of subjects that some rules judge.
fn kind_of(rules: &RuleSet, ids: &[String], otherwise: Of) -> Of {
    let rule = |id: &String| rules.rule(id).map(|rule| rule.figure.subjects.of);
    let sheet = |id: &String| rules.sheet(id).map(|sheet| sheet.subjects.of);
    let found = ids.iter().find_map(|id| rule(id).or_else(|| sheet(id)));
    found.unwrap_or(otherwise)
}

/// Whose outcomes are taken, if not those of all.
fn whose(filter: &Selector, of: Of) -> String {
    if filter.is_everything() {
        return String::new();
    }
    format!("（限{}的）", select(filter, of))
}

fn stage_zh(stage: Stage) -> &'static str {
    match stage {
        Stage::Found => "",
        Stage::After => "（已销号的除外）",
    }
}

fn outcomes(words: &[String]) -> String {
    let words: Vec<&str> = words.iter().map(|word| outcome_zh(word)).collect();
    format!("“{}”", words.join("”或“"))
}

/// How the numbers of a measure are told.
struct Number<'m> {
    rules: Option<&'m RuleSet>,
    counted: &'static str,
    /// The attribute whose value it is.
    value: Option<&'m Path>,
    of: Of,
}

impl<'m> Number<'m> {
    fn of(rules: &'m RuleSet, measure: &'m Measure, of: Of) -> Number<'m> {
        let counted = match measure {
            Measure::Count {
                distinct: Some(_), ..
            } => "个",
            Measure::Count { source, .. } => source_zh(*source).1,
            Measure::Breaches { .. } | Measure::Outcomes { .. } | Measure::InARow { .. } => "个",
            Measure::Score { .. } => "分",
            Measure::Rank { .. } => "名",
            _ => "",
        };
        let value = match measure {
            Measure::Value { path } => Some(path),
            _ => None,
        };
        Number {
            rules: Some(rules),
            counted,
            value,
            of,
        }
    }

    fn titled(&self, id: &str) -> String {
        let rules = self.rules;
        rules.map_or_else(|| format!("“{id}”"), |rules| titled(rules, id))
    }

    fn literal(&self, literal: Literal) -> String {
        match literal {
            Literal::Number(_) | Literal::Decimal(..) => {
                format!("{}{}", literal.zh(), self.counted)
            }
            _ => literal.zh(),
        }
    }

    fn limit(&self, limit: &Limit) -> String {
        let mut parts: Vec<String> = Vec::new();
        if let [low, high] = limit.comparisons.as_slice()
            && (low.comparator, high.comparator) == (Comparator::AtLeast, Comparator::AtMost)
            && low.value == high.value
        {
            return self.comparison(Comparator::Equals, &low.value);
        }
        for comparison in &limit.comparisons {
            parts.push(self.comparison(comparison.comparator, &comparison.value));
        }
        for words in &limit.words {
            parts.push(self.words(words));
        }
        parts.join("且")
    }

    fn words(&self, words: &Words) -> String {
        let owner = self
            .value
            .map_or(self.of, |path| reached(self.of, path.relation.as_deref()));
        let attribute = self.value.map_or("", |path| path.attribute.as_str());
        let said: Vec<&str> = words
            .words
            .iter()
            .map(|word| value_zh(owner, attribute, word))
            .collect();
        format!(
            "{}“{}”",
            if words.among { "为" } else { "不为" },
            said.join("”或“")
        )
    }

    fn comparison(&self, comparator: Comparator, value: &LimitValue) -> String {
        let word = comparator.words().0;
        match value {
            LimitValue::Fixed(Literal::Number(0)) if comparator == Comparator::AtMost => {
                format!("为0{}", self.counted)
            }
            LimitValue::Fixed(Literal::Duration(none))
                if none.number == 0 && comparator == Comparator::MoreThan =>
            {
                "大于0".to_owned()
            }
            LimitValue::Fixed(literal) => format!("{word}{}", self.literal(*literal)),
            LimitValue::From { path, share } => {
                let share = share.map_or_else(String::new, |(n, d)| {
                    format!("的{}", Literal::Share(n, d).zh())
                });
                format!("{word}“{}”所列的数{share}", path_zh(path, self.of))
            }
            LimitValue::Figure { id, share: None } => {
                format!("{word}{}", self.titled(id))
            }
            LimitValue::Figure {
                id,
                share: Some((n, d)),
            } => {
                let share = Literal::Share(*n, *d).zh();
                format!("{word}{}的{share}", self.titled(id))
            }
            LimitValue::By {
                attribute,
                cases,
                otherwise,
            } => {
                let owner = reached(self.of, attribute.relation.as_deref());
                let mut parts: Vec<String> = cases
                    .iter()
                    .map(|(case, value)| {
                        let name = value_zh(owner, &attribute.attribute, case);
                        format!("{name}{}", self.otherwise(*value))
                    })
                    .collect();
                if let Some(otherwise) = otherwise {
                    parts.push(format!("其余{}", self.otherwise(*otherwise)));
                }
                format!(
                    "{word}规定的数（按{}：{}）",
                    path_zh(attribute, self.of),
                    parts.join("，")
                )
            }
        }
    }

    fn otherwise(&self, otherwise: Otherwise) -> String {
        match otherwise {
            Otherwise::Limit(literal) => self.literal(literal),
            Otherwise::Exempt => "不作要求".to_owned(),
        }
    }

    fn steps(&self, steps: &[Step]) -> String {
        let mut parts: Vec<String> = steps
            .iter()
            .map(|step| {
                let when = step.limit.as_ref().map_or_else(
                    || "其余的".to_owned(),
                    |limit| format!("{}的", self.limit(limit)),
                );
                let mut said = match &step.grade {
                    Some(grade) => format!("{when}等次为“{}”", grade.zh),
                    None => format!("{when}{}", effect_zh(step.effect)),
                };
                if step.grade.is_some() && step.effect == Effect::Veto {
                    said.push_str("（单项否决）");
                }
                if let Some(lost) = step.lose.and_then(|(n, d)| percent(n, d)) {
                    said.push_str(&format!("（扣该项分值的{lost}）"));
                }
                said
            })
            .collect();
        if steps
            .iter()
            .all(|step| step.limit.is_some() && step.grade.is_none())
        {
            parts.push("其余为符合".to_owned());
        }
        parts.join("；")
    }
}

fn percent(n: i64, d: i64) -> Option<String> {
    let hundred = crate::rational::Rational::new(i128::from(n) * 100, d.into())?;
    Some(format!("{}%", hundred.decimal()))
}

fn effect_zh(effect: Effect) -> &'static str {
    match effect {
        Effect::None => "只作判断条件，不列问题",
        Effect::Praise => "予以表扬",
        Effect::Notice => "予以提示（不列问题）",
        Effect::Problem => "列为问题",
        Effect::Veto => "单项否决",
    }
}

fn exceptions(said: &mut String, subjects: &Subjects) {
    for exception in &subjects.except {
        said.push_str(&format!("；{}", exception_zh(exception, subjects.of)));
    }
    if !subjects.unless.is_empty() {
        said.push_str(&format!(
            "；已按指标{}列出的，不再重复判定",
            named(&subjects.unless)
        ));
    }
}

fn exception_zh(exception: &Exception, of: Of) -> String {
    let mut who = Vec::new();
    if !exception.selector.is_everything() {
        who.push(select(&exception.selector, of));
    }
    if let Some(filing) = &exception.filing {
        who.push(format!("已报备“{filing}”"));
    }
    format!("{}的除外（{}）", who.join("且"), exception.reason.zh)
}

fn basis(basis: &Basis) -> String {
    let clause = basis
        .clause
        .as_deref()
        .map_or_else(String::new, |clause| format!("，{clause}"));
    format!("依据：{}{clause}。", basis.document)
}

/// How long a clock runs, between which events.
fn runs_zh(clock: &Clock) -> String {
    let (start, stop) = (event_zh(&clock.start), event_zh(&clock.stop));
    match &clock.runs {
        Runs::Due(event) => format!("{start}后应在“{}”当日或之前{stop}", event_zh(event)),
        Runs::Limit(value) => {
            let number = Number {
                rules: None,
                counted: "",
                value: None,
                of: clock.of,
            };
            match value {
                LimitValue::Fixed(literal) => format!("{start}后{}内{stop}", literal.zh()),
                other => {
                    format!(
                        "{start}后{stop}{}",
                        number.comparison(Comparator::AtMost, other)
                    )
                }
            }
        }
    }
}

pub fn clock(clock: &Clock) -> String {
    let (name, counted) = of_zh(clock.of);
    let mut said = format!(
        "每{counted}{}{name}：{}",
        chosen(&clock.filter, clock.of),
        runs_zh(clock)
    );
    if let Some(event) = &clock.restart {
        said.push_str(&format!(
            "；有{}的，自{}之日起重新计算",
            event_zh(event),
            event_zh(event)
        ));
    }
    for pause in &clock.pauses {
        let most = pause
            .at_most
            .map_or_else(String::new, |most| format!("，最多扣除{}", most.zh()));
        said.push_str(&format!(
            "；自{}至{}的时间不计入{most}",
            event_zh(&pause.from),
            event_zh(&pause.to)
        ));
    }
    if let Some(extend) = &clock.extend {
        said.push_str(&extend_zh(extend));
    }
    if let Some(second) = clock.ends_at {
        said.push_str(&format!("；最后一天以{}为限", hour(second)));
    }
    if clock.postpone {
        said.push_str("；最后一天不是工作日的，顺延到下一个工作日");
    }
    format!("{said}。")
}

fn extend_zh(extend: &Extend) -> String {
    let mut said = format!("；已{}的可以延期", event_zh(&extend.by));
    if extend.asked_before_due {
        said.push_str("（须在原期限届满前告知）");
    }
    if let Some(most) = extend.at_most {
        said.push_str(&format!("，最多延长{}", most.zh()));
    }
    if let Some(to) = extend.to {
        said.push_str(&format!("，合计不超过{}", to.zh()));
    }
    if let Some(second) = extend.ends_at {
        said.push_str(&format!("，延期后最后一天以{}为限", hour(second)));
    }
    said
}

fn hour(second: i64) -> String {
    format!("{}:{:02}", second / 3_600, second % 3_600 / 60)
}

pub fn sheet(rules: &RuleSet, sheet: &Sheet) -> String {
    let mut said = format!("{}评分：基础分{}分", subjects(&sheet.subjects), sheet.base);
    for one in &sheet.lines {
        said.push_str(&format!("；{}", line(rules, one)));
    }
    for part in &sheet.parts {
        let except: Vec<String> = part
            .except
            .iter()
            .map(|exception| exception_zh(exception, sheet.subjects.of))
            .collect();
        let except = if except.is_empty() {
            String::new()
        } else {
            format!("（{}）", except.join("；"))
        };
        said.push_str(&format!("；“{}”部分{}分{except}", part.name, part.worth));
    }
    if sheet.spread {
        said.push_str("；不适用部分的分值平均分摊到其余各项");
    }
    if let Some(scale) = sheet.scale {
        said.push_str(&format!("；按适用部分折算为{scale}分制"));
    }
    if let Some(bonus) = &sheet.bonus {
        let score = Number {
            rules: Some(rules),
            counted: "分",
            value: None,
            of: sheet.subjects.of,
        };
        let opens = bonus
            .opens
            .as_ref()
            .map_or_else(String::new, |limit| format!("得分{}的", score.limit(limit)));
        let limit = bonus
            .limit
            .map_or_else(String::new, |limit| format!("，合计不超过{limit}分"));
        let lines: Vec<String> = bonus.lines.iter().map(|one| line(rules, one)).collect();
        said.push_str(&format!("；{opens}可以加分：{}{limit}", lines.join("，")));
    }
    match &sheet.veto {
        None => said.push_str("；有单项否决的"),
        Some(ids) if ids.is_empty() => {}
        Some(ids) => said.push_str(&format!("；不符合指标{}之一的", named(ids))),
    }
    if sheet.veto.as_ref().is_none_or(|ids| !ids.is_empty()) {
        match sheet.on_veto {
            None => said.push_str("不计分"),
            Some(score) => said.push_str(&format!("计{score}分")),
        }
    }
    if !sheet.steps.is_empty() {
        let score = Number {
            rules: Some(rules),
            counted: "分",
            value: None,
            of: sheet.subjects.of,
        };
        said.push_str(&format!("；{}", score.steps(&sheet.steps)));
    }
    exceptions(&mut said, &sheet.subjects);
    format!("{said}。{}", basis(&sheet.basis))
}

fn line(rules: &RuleSet, line: &Line) -> String {
    let points = |points: crate::rational::Rational| {
        if points.is_negative() {
            format!("扣{}分", points.negated())
        } else {
            format!("加{points}分")
        }
    };
    let most = |limit: Option<crate::rational::Rational>| {
        limit.map_or_else(String::new, |limit| format!("（不超过{limit}分）"))
    };
    let said = match &line.points {
        Points::Once { rule, points: each } => {
            format!("指标“{rule}”不符合的，{}", points(*each))
        }
        Points::Each {
            rule,
            points: each,
            limit,
            distinct,
        } => {
            let what = match distinct {
                Distinct::Subject => "对象",
                Distinct::Finding => "问题",
                Distinct::Slice => "时段",
                Distinct::Unit => "单位",
                Distinct::Attribute(path) => {
                    &path_zh(path, kind_of(rules, std::slice::from_ref(rule), Of::All))
                }
            };
            format!(
                "指标“{rule}”每有一个{what}不符合，{}{}",
                points(*each),
                most(*limit)
            )
        }
        Points::Worth { rule, points } => format!("指标“{rule}”{points}分"),
        Points::Figure {
            figure,
            points: each,
            limit,
        } => {
            format!(
                "{}每1，{}{}",
                titled(rules, figure),
                points(*each),
                most(*limit)
            )
        }
        Points::Sheet {
            sheet,
            weight,
            over,
        } => {
            let share = percent_of(*weight);
            let over = over.map_or_else(String::new, |over| format!("（{}）", over_zh(over)));
            format!("评分表{}{over}占{share}", titled(rules, sheet))
        }
    };
    match &line.text {
        Some(text) => format!("{}：{said}", text.zh),
        None => said,
    }
}

fn percent_of(weight: crate::rational::Rational) -> String {
    weight
        .times(crate::rational::Rational::whole(100))
        .map_or_else(|| weight.to_string(), |hundred| format!("{hundred}%"))
}
