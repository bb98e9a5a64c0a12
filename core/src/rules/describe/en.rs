//! In English.

use super::labels::{event_en, of_en, outcome_en, source_en, yes_no};
use crate::rational::Rational;
use crate::rules::Duration;
use crate::rules::limit::{Comparator, Limit, LimitValue, Literal, Otherwise};
use crate::rules::model::{
    Against, At, Basis, Clock, Credit, Distinct, Effect, End, Exception, Extend, Figure, Line,
    Measure, Of, Over, Points, Requirement, Rule, RuleSet, Runs, Sheet, Slices, Source, Stage,
    Step, Subjects, Take, Ties, Until, Window,
};
use crate::rules::selector::{Path, Selector, Test};

pub fn rule(rules: &RuleSet, rule: &Rule) -> String {
    let figure = &rule.figure;
    let required = match &rule.requirement {
        Requirement::Require(wanted) => {
            let said = limit(rules, wanted);
            match rule.effect {
                Effect::None => format!("must be {said} (a condition, not reported)"),
                effect => format!("must be {said}, or else {}", effect_en(effect)),
            }
        }
        Requirement::BreachWhen(breach) => {
            let said = limit(rules, breach);
            match rule.effect {
                Effect::None => format!("if {said}, the condition is not met (not reported)"),
                effect => format!("if {said}, {}", effect_en(effect)),
            }
        }
        Requirement::Steps(list) => steps(rules, list),
    };
    let joint = match &rule.requirement {
        Requirement::Require(_) => " ",
        _ => ": ",
    };
    let mut said = format!("{}{joint}{required}", sentence(rules, figure));
    exceptions(&mut said, &figure.subjects);
    format!("{said}. {}", basis(&rule.basis))
}

pub fn figure(rules: &RuleSet, figure: &Figure) -> String {
    let mut said = format!("{} (a figure, not judged)", sentence(rules, figure));
    exceptions(&mut said, &figure.subjects);
    format!("{said}.")
}

/// Of whom, what number, over which time.
fn sentence(rules: &RuleSet, figure: &Figure) -> String {
    let of = figure.subjects.of;
    let (of_window, window) = window(figure);
    let mut said = format!(
        "For {}{of_window}, {}",
        subjects(&figure.subjects),
        measure(rules, &figure.measure, of)
    );
    if !window.is_empty() {
        said.push(' ');
        said.push_str(&window);
    }
    if let Some(enough) = &figure.enough {
        let each = enough
            .each
            .map_or_else(String::new, |each| format!(" {}", slices(each)));
        said.push_str(&format!(
            " (not judged with fewer than {} {}{}{each})",
            enough.at_least,
            source_en(enough.source),
            chosen(&enough.filter)
        ));
    }
    said
}

fn subjects(subjects: &Subjects) -> String {
    let of = subjects.of;
    let (one, several) = of_en(of);
    let which = chosen(&subjects.filter);
    if !subjects.by.is_empty() {
        let by: Vec<String> = subjects.by.iter().map(path_en).collect();
        return format!(
            "each group of {several}{which} with the same {}",
            by.join(" and ")
        );
    }
    if of == Of::All {
        return one.to_owned();
    }
    let mut said = format!("each {one}{which}");
    let usual = ["open", "closing"];
    if of.is_channel() && !subjects.life.is_empty() && subjects.life != usual {
        said.push_str(&format!(" that is {}", subjects.life.join(" or ")));
    }
    said
}

/// A selector behind a noun, with its blank; nothing if it selects everything.
fn chosen(selector: &Selector) -> String {
    if selector.is_everything() {
        return String::new();
    }
    format!(" ({})", select(selector))
}

fn select(selector: &Selector) -> String {
    match selector {
        Selector::All(list) => {
            let parts: Vec<String> = list
                .iter()
                .filter(|one| !one.is_everything())
                .map(select)
                .collect();
            parts.join(" and ")
        }
        Selector::Any(list) => {
            let parts: Vec<String> = list.iter().map(select).collect();
            format!("either {}", parts.join(" or "))
        }
        Selector::Not(inner) => match inner.as_ref() {
            Selector::Test { .. } | Selector::InList(_) => format!("not {}", select(inner)),
            _ => format!("not ({})", select(inner)),
        },
        Selector::InList(list) => format!("in the list “{list}”"),
        Selector::Filing(kind) => format!("with a filing “{kind}”"),
        Selector::Has { path, ago } => has(path, ago),
        Selector::Test { path, test } => tested(path, test),
    }
}

fn has(path: &Path, ago: &[(Comparator, Duration)]) -> String {
    let event = event_en(&path.attribute);
    let name = match &path.relation {
        Some(_) => path_en(path),
        None if event == path.attribute => path_en(path),
        None => event.to_owned(),
    };
    if ago.is_empty() {
        return format!("with {name} on record");
    }
    let ago: Vec<String> = ago
        .iter()
        .map(|(comparator, duration)| format!("{} {duration}", comparator.words().1))
        .collect();
    format!("with {name} {} ago", ago.join(" and "))
}

fn tested(path: &Path, test: &Test) -> String {
    match test {
        Test::OneOf(values) => {
            if let ([value], Some([_, _, yes, no])) = (values.as_slice(), yes_no(&path.attribute)) {
                let relation = path
                    .relation
                    .as_deref()
                    .map_or_else(String::new, |relation| format!("{relation} "));
                match value.as_str() {
                    "true" => return format!("{relation}{yes}"),
                    "false" => return format!("{relation}{no}"),
                    _ => {}
                }
            }
            if path.attribute == "tag" {
                let relation = path
                    .relation
                    .as_deref()
                    .map_or_else(String::new, |relation| format!("its {relation} "));
                return format!("{relation}tagged “{}”", values.join("” or “"));
            }
            let words: Vec<&str> = values.iter().map(|value| outcome_en(value)).collect();
            if path.relation.as_deref() == Some("channel") && path.attribute == "kind" {
                return format!("on {}s", words.join("s or "));
            }
            format!("{}: {}", path_en(path), words.join(" or "))
        }
        Test::Number(comparisons) => {
            let parts: Vec<String> = comparisons
                .iter()
                .map(|(comparator, literal)| format!("{} {}", comparator.words().1, literal.en()))
                .collect();
            format!("{} {}", path_en(path), parts.join(" and "))
        }
    }
}

fn path_en(path: &Path) -> String {
    let attribute = path.attribute.replace('_', " ");
    match &path.relation {
        Some(relation) => format!("{attribute} of its {relation}"),
        None => attribute,
    }
}

/// The time of a figure: behind the subjects, where it says which of them are meant, and behind the measure.
fn window(figure: &Figure) -> (String, String) {
    let mut of_subjects = String::new();
    let mut parts = match figure.window {
        Window::Over(over) if figure.subjects.of.is_record() => {
            of_subjects = format!(" {}", over_en(over));
            Vec::new()
        }
        Window::Over(over) => match figure.measure {
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
                Vec::new()
            }
            Measure::Gap { .. } if over == Over::Period && figure.at.is_none() => {
                vec!["at the check point".to_owned()]
            }
            Measure::Gap { .. } if over == Over::Period => Vec::new(),
            _ => vec![over_en(over)],
        },
        Window::Each {
            slices: each,
            until,
            allow,
            in_a_row,
        } => {
            let mut parts = vec![format!("{} of the period", slices(each))];
            parts.extend(until.map(|until| format!("up to {}", until_en(until))));
            parts.extend(in_a_row.map(|number| format!("({number} in a row breached)")));
            if allow > 0 {
                parts.push(format!("({allow} breached tolerated)"));
            }
            parts
        }
    };
    parts.extend(
        figure
            .dated
            .as_deref()
            .map(|event| format!("(by the day of {})", event_en(event))),
    );
    parts.extend(figure.at.map(|at| match at {
        At::End => "at the check point".to_owned(),
        At::AsOf => "as of the as-of date".to_owned(),
        At::On(day) => format!("as of {day}"),
    }));
    (of_subjects, parts.join(" "))
}

fn over_en(over: Over) -> String {
    match over {
        Over::Period => "in the period".to_owned(),
        Over::PreviousPeriod => "in the previous period".to_owned(),
        Over::SamePeriodLastYear => "in the same period of the year before".to_owned(),
        Over::Last(duration) => format!("in the last {duration} before the check point"),
        Over::LastPeriods(number) => format!("in the last {number} periods (with this one)"),
        Over::ThisYear => "this year up to the check point".to_owned(),
        Over::Always => "up to the check point".to_owned(),
    }
}

fn slices(slices: Slices) -> String {
    match slices {
        Slices::Day => "on each day".to_owned(),
        Slices::WorkingDay => "on each working day".to_owned(),
        Slices::EveOfHoliday => "on the last working day before each public holiday".to_owned(),
        Slices::Week => "in each week".to_owned(),
        Slices::Weekdays(days) => {
            let days: Vec<&str> = days.all().map(weekday).collect();
            format!("on each {}", days.join(", "))
        }
        Slices::TenDays => {
            "in each ten-day period of a month (to the 10th, the 20th, its end)".to_owned()
        }
        Slices::HalfMonth => "in each half of a month (to the 15th, its end)".to_owned(),
        Slices::Month => "in each month".to_owned(),
        Slices::Quarter => "in each quarter".to_owned(),
        Slices::Look => "on each check day".to_owned(),
        Slices::Every { days, from } if days % 7 == 0 => {
            format!("in each {} weeks from {from}", days / 7)
        }
        Slices::Every { days, from } => format!("in each {days} days from {from}"),
    }
}

fn weekday(day: u32) -> &'static str {
    let days = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    days.get(day as usize).copied().unwrap_or("Sunday")
}

fn until_en(until: Until) -> String {
    match until {
        Until::Weekday(day) => weekday(day).to_owned(),
        Until::DayOfMonth(day) => format!("day {day} of the month"),
    }
}

/// The names of ids, in quotes.
fn named(ids: &[String], joint: &str) -> String {
    let names: Vec<String> = ids.iter().map(|id| format!("“{id}”")).collect();
    names.join(joint)
}

/// A figure or sheet by its title, or by its id.
fn titled(rules: &RuleSet, id: &str) -> String {
    let title = rules.figure(id).and_then(|figure| figure.title.as_ref());
    let title = title.or_else(|| rules.sheet(id).and_then(|sheet| sheet.title.as_ref()));
    format!("“{}”", title.map_or(id, |title| title.en.as_str()))
}

fn titled_in(rules: Option<&RuleSet>, id: &str) -> String {
    rules.map_or_else(|| format!("“{id}”"), |rules| titled(rules, id))
}

fn below(below: bool, of: Of) -> &'static str {
    if below && matches!(of, Of::Column | Of::Account) {
        " (and of all beneath)"
    } else {
        ""
    }
}

fn measure(rules: &RuleSet, measure: &Measure, of: Of) -> String {
    match measure {
        Measure::Count {
            source,
            filter,
            below: beneath,
            credit,
            distinct,
            longer_than,
        } => {
            let which = chosen(filter);
            let base = match (source, distinct, longer_than) {
                (_, Some(attribute), _) => format!(
                    "the number of different values of “{attribute}” among {}{which}",
                    source_en(*source)
                ),
                (Source::Gaps, _, Some(longer)) => {
                    format!("the number of times without an update for more than {longer}{which}")
                }
                _ => format!("the number of {}{which}", source_en(*source)),
            };
            let credit = match credit {
                Credit::Responsible => "",
                Credit::Publisher => " (credited to the publishing unit)",
            };
            format!("{base}{}{credit}", below(*beneath, of))
        }
        Measure::Breaches {
            rules: ids,
            filter,
            distinct,
            stage,
        } => {
            let what = match distinct {
                Distinct::Subject => "subjects".to_owned(),
                Distinct::Finding => "findings".to_owned(),
                Distinct::Slice => "times".to_owned(),
                Distinct::Unit => "units".to_owned(),
                Distinct::Attribute(path) => format!("different values of {}", path_en(path)),
            };
            format!(
                "the number of {what}{} in breach of {}{}",
                chosen(filter),
                named(ids, " or "),
                stage_en(*stage)
            )
        }
        Measure::Outcomes {
            rules: ids,
            filter,
            words,
        } => format!(
            "the number of outcomes of {}{} that are {}",
            named(ids, " and "),
            chosen(filter),
            outcomes(words)
        ),
        Measure::Ratio {
            source,
            base,
            part,
            inside,
            ..
        } => {
            let name = source_en(*source);
            if *inside {
                format!(
                    "the share of those {} among {name}{}",
                    select(part),
                    chosen(base)
                )
            } else {
                format!(
                    "the ratio of {name}{} to {name}{}",
                    chosen(part),
                    chosen(base)
                )
            }
        }
        Measure::OutcomeRatio {
            rules: ids,
            filter,
            base,
            part,
            stage,
        } => {
            let whose = chosen(filter);
            let base = if base.is_empty() {
                " (those not applicable left out)".to_owned()
            } else {
                format!(" ({})", outcomes(base))
            };
            format!(
                "the share of {} among the outcomes of {}{whose}{base}{}",
                outcomes(part),
                named(ids, " and "),
                stage_en(*stage)
            )
        }
        Measure::Gap {
            source,
            filter,
            below: beneath,
        } => {
            let what = match source {
                Source::Publications | Source::Pushes | Source::Days => "update",
                Source::Of(kind) => of_en(*kind).0,
                _ => "item",
            };
            format!(
                "the time since the last {what}{}{}",
                chosen(filter),
                below(*beneath, of)
            )
        }
        Measure::LongestGap {
            source,
            filter,
            below: beneath,
        } => {
            let what = match source {
                Source::Publications | Source::Pushes | Source::Days => "updates",
                other => source_en(*other),
            };
            format!(
                "the longest time between two {what}{}{}",
                chosen(filter),
                below(*beneath, of)
            )
        }
        Measure::Clock { id, take } => {
            let runs = rules.clock(id).map_or_else(|| format!("“{id}”"), runs_en);
            match take {
                Take::Late => format!("the time beyond the deadline ({runs})"),
                Take::Used => format!("the time used under the deadline ({runs})"),
                Take::Left => format!("the time left to the deadline ({runs})"),
            }
        }
        Measure::Value { path } => path_en(path),
        Measure::Fits { selector } => format!("whether it is {}", select(selector)),
        Measure::Mean { id, take, sum } => match rules.clock(id) {
            Some(clock) => {
                let what = match take {
                    Take::Late => "time late",
                    Take::Used => "time used",
                    Take::Left => "time left",
                };
                format!(
                    "the {} {what} of its {} ({})",
                    if *sum { "sum of the" } else { "mean" },
                    of_en(clock.of).1,
                    runs_en(clock)
                )
            }
            None if *sum => format!("the sum of {} beneath it", titled(rules, id)),
            None => format!("the mean of {} beneath it", titled(rules, id)),
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
                End::Top => "the greatest first",
                End::Bottom => "the smallest first",
            };
            let within = within.as_ref().map_or_else(String::new, |path| {
                format!(" among those of the same {}", path_en(path))
            });
            let ties = match ties {
                Ties::Dense => "",
                Ties::Skip => ", places skipped after ties",
                Ties::Roster => ", ties in roster order",
            };
            let share = if *share {
                ", as a share of how many there are"
            } else {
                ""
            };
            format!(
                "the place by {}{within} ({from}{ties}){share}",
                figures.join(", then ")
            )
        }
        Measure::InARow { rule } => {
            format!("the number of periods in a row in breach of “{rule}” (with this one)")
        }
        Measure::Change {
            figure,
            against,
            share,
        } => {
            let against = match against {
                Against::PreviousPeriod => "the previous period",
                Against::SamePeriodLastYear => "the same period of the year before",
            };
            let share = if *share { " in percent" } else { "" };
            let figure = titled(rules, figure);
            format!("the change of {figure} against {against}{share}")
        }
        Measure::Score { sheet } => format!("the score of the sheet {}", titled(rules, sheet)),
    }
}

fn stage_en(stage: Stage) -> &'static str {
    match stage {
        Stage::Found => "",
        Stage::After => " (without those whose case is closed)",
    }
}

fn outcomes(words: &[String]) -> String {
    let words: Vec<&str> = words.iter().map(|word| outcome_en(word)).collect();
    format!("“{}”", words.join("” or “"))
}

fn limit(rules: &RuleSet, limit: &Limit) -> String {
    if let [low, high] = limit.comparisons.as_slice()
        && (low.comparator, high.comparator) == (Comparator::AtLeast, Comparator::AtMost)
        && low.value == high.value
    {
        return comparison(Some(rules), Comparator::Equals, &low.value);
    }
    let comparisons = limit
        .comparisons
        .iter()
        .map(|comparison| self::comparison(Some(rules), comparison.comparator, &comparison.value));
    let words = limit.words.iter().map(|words| {
        format!(
            "{}“{}”",
            if words.among { "" } else { "not " },
            words.words.join("” or “")
        )
    });
    let parts: Vec<String> = comparisons.chain(words).collect();
    parts.join(" and ")
}

fn comparison(rules: Option<&RuleSet>, comparator: Comparator, value: &LimitValue) -> String {
    let word = comparator.words().1;
    match value {
        LimitValue::Fixed(Literal::Number(0)) if comparator == Comparator::AtMost => "0".to_owned(),
        LimitValue::Fixed(Literal::Duration(none))
            if none.number == 0 && comparator == Comparator::MoreThan =>
        {
            "more than 0".to_owned()
        }
        LimitValue::Fixed(literal) => format!("{word} {}", literal.en()),
        LimitValue::From { path, share } => {
            let share = share.map_or_else(String::new, |(n, d)| {
                format!("{} of ", Literal::Share(n, d).en())
            });
            format!("{word} {share}what “{}” says", path_en(path))
        }
        LimitValue::Figure { id, share: None } => format!("{word} {}", titled_in(rules, id)),
        LimitValue::Figure {
            id,
            share: Some((n, d)),
        } => {
            let share = Literal::Share(*n, *d).en();
            format!("{word} {share} of {}", titled_in(rules, id))
        }
        LimitValue::By {
            attribute,
            cases,
            otherwise,
        } => {
            let mut parts: Vec<String> = cases
                .iter()
                .map(|(case, value)| format!("{case} {}", otherwise_en(*value)))
                .collect();
            parts.extend(otherwise.map(|value| format!("others {}", otherwise_en(value))));
            format!(
                "{word} what is set by {} ({})",
                path_en(attribute),
                parts.join(", ")
            )
        }
    }
}

fn otherwise_en(otherwise: Otherwise) -> String {
    match otherwise {
        Otherwise::Limit(literal) => literal.en(),
        Otherwise::Exempt => "exempt".to_owned(),
    }
}

fn steps(rules: &RuleSet, steps: &[Step]) -> String {
    let mut parts: Vec<String> = steps
        .iter()
        .map(|step| {
            let when = step.limit.as_ref().map_or_else(
                || "otherwise".to_owned(),
                |wanted| format!("if {}", limit(rules, wanted)),
            );
            let mut said = match &step.grade {
                Some(grade) => format!("{when}, the grade is “{}”", grade.en),
                None => format!("{when}, {}", effect_en(step.effect)),
            };
            if step.grade.is_some() && step.effect == Effect::Veto {
                said.push_str(" (a veto)");
            }
            if let Some(lost) = step
                .lose
                .and_then(|(n, d)| Rational::new(n.into(), d.into()))
            {
                said.push_str(&format!(" ({} of the points lost)", percent(lost)));
            }
            said
        })
        .collect();
    if steps
        .iter()
        .all(|step| step.limit.is_some() && step.grade.is_none())
    {
        parts.push("otherwise it is met".to_owned());
    }
    parts.join("; ")
}

fn percent(share: Rational) -> String {
    share
        .times(Rational::whole(100))
        .map_or_else(|| share.to_string(), |hundred| format!("{hundred}%"))
}

fn effect_en(effect: Effect) -> &'static str {
    match effect {
        Effect::None => "it is a condition (not reported)",
        Effect::Praise => "it is praised",
        Effect::Notice => "a notice is given (no finding)",
        Effect::Problem => "it is a finding",
        Effect::Veto => "it is a veto",
    }
}

fn exceptions(said: &mut String, subjects: &Subjects) {
    for exception in &subjects.except {
        said.push_str(&format!("; {}", exception_en(exception)));
    }
    if !subjects.unless.is_empty() {
        said.push_str(&format!(
            "; not judged again where {} is breached",
            named(&subjects.unless, " or ")
        ));
    }
}

fn exception_en(exception: &Exception) -> String {
    let mut who = Vec::new();
    if !exception.selector.is_everything() {
        who.push(select(&exception.selector));
    }
    if let Some(filing) = &exception.filing {
        who.push(format!("with a filing “{filing}”"));
    }
    format!(
        "except those {} ({})",
        who.join(" and "),
        exception.reason.en
    )
}

fn basis(basis: &Basis) -> String {
    let clause = basis
        .clause
        .as_deref()
        .map_or_else(String::new, |clause| format!(", {clause}"));
    format!("Basis: {}{clause}.", basis.document)
}

/// How long a clock runs, between which events.
fn runs_en(clock: &Clock) -> String {
    let (start, stop) = (event_en(&clock.start), event_en(&clock.stop));
    match &clock.runs {
        Runs::Due(event) => format!("from {start} to {stop}, by {}", event_en(event)),
        Runs::Limit(LimitValue::Fixed(literal)) => {
            format!("{} from {start} to {stop}", literal.en())
        }
        Runs::Limit(other) => {
            format!(
                "from {start} to {stop}, {}",
                comparison(None, Comparator::AtMost, other)
            )
        }
    }
}

pub fn clock(clock: &Clock) -> String {
    let mut said = format!(
        "For each {}{}: {}",
        of_en(clock.of).0,
        chosen(&clock.filter),
        runs_en(clock)
    );
    if let Some(event) = &clock.restart {
        said.push_str(&format!("; started anew from {}", event_en(event)));
    }
    for pause in &clock.pauses {
        let most = pause
            .at_most
            .map_or_else(String::new, |most| format!(", {most} at most"));
        said.push_str(&format!(
            "; the time from {} to {} does not count{most}",
            event_en(&pause.from),
            event_en(&pause.to)
        ));
    }
    if let Some(extend) = &clock.extend {
        said.push_str(&extend_en(extend));
    }
    if let Some(second) = clock.ends_at {
        said.push_str(&format!("; until {} on the last day", hour(second)));
    }
    if clock.postpone {
        said.push_str("; a last day that is no working day moves to the next one");
    }
    format!("{said}.")
}

fn extend_en(extend: &Extend) -> String {
    let mut said = format!("; may be extended by {}", event_en(&extend.by));
    if extend.asked_before_due {
        said.push_str(" (before the deadline)");
    }
    if let Some(most) = extend.at_most {
        said.push_str(&format!(", by {most} at most"));
    }
    if let Some(to) = extend.to {
        said.push_str(&format!(", to {to} altogether"));
    }
    if let Some(second) = extend.ends_at {
        said.push_str(&format!(", then until {} on the last day", hour(second)));
    }
    said
}

fn hour(second: i64) -> String {
    format!("{}:{:02}", second / 3_600, second % 3_600 / 60)
}

pub fn sheet(rules: &RuleSet, sheet: &Sheet) -> String {
    let mut said = format!(
        "Points for {}: {} to begin with",
        subjects(&sheet.subjects),
        sheet.base
    );
    for one in &sheet.lines {
        said.push_str(&format!("; {}", line(rules, one)));
    }
    for part in &sheet.parts {
        let except: Vec<String> = part.except.iter().map(exception_en).collect();
        let except = if except.is_empty() {
            String::new()
        } else {
            format!(" ({})", except.join("; "))
        };
        said.push_str(&format!(
            "; part “{}” is worth {}{except}",
            part.name, part.worth
        ));
    }
    if sheet.spread {
        said.push_str("; the points of parts that do not apply are spread evenly over the others");
    }
    if let Some(scale) = sheet.scale {
        said.push_str(&format!("; scaled to {scale} over what applies"));
    }
    if let Some(bonus) = &sheet.bonus {
        let opens = bonus.opens.as_ref().map_or_else(String::new, |opens| {
            format!(" for scores {}", limit(rules, opens))
        });
        let most = bonus
            .limit
            .map_or_else(String::new, |limit| format!(", {limit} at most"));
        let lines: Vec<String> = bonus.lines.iter().map(|one| line(rules, one)).collect();
        said.push_str(&format!("; bonus{opens}: {}{most}", lines.join(", ")));
    }
    let veto = match &sheet.veto {
        None => Some("with a veto".to_owned()),
        Some(ids) if ids.is_empty() => None,
        Some(ids) => Some(format!("in breach of {}", named(ids, " or "))),
    };
    if let Some(veto) = veto {
        let score = sheet.on_veto.map_or_else(
            || "no score".to_owned(),
            |score| format!("a score of {score}"),
        );
        said.push_str(&format!("; {score} {veto}"));
    }
    if !sheet.steps.is_empty() {
        said.push_str(&format!("; {}", steps(rules, &sheet.steps)));
    }
    exceptions(&mut said, &sheet.subjects);
    format!("{said}. {}", basis(&sheet.basis))
}

fn line(rules: &RuleSet, line: &Line) -> String {
    let most = |limit: Option<Rational>| {
        limit.map_or_else(String::new, |limit| format!(" ({limit} at most)"))
    };
    let signed = |points: Rational| {
        if points.is_negative() {
            points.to_string()
        } else {
            format!("+{points}")
        }
    };
    let said = match &line.points {
        Points::Once { rule, points } => format!("{} if “{rule}” is breached", signed(*points)),
        Points::Each {
            rule,
            points,
            limit,
            distinct,
        } => {
            let what = match distinct {
                Distinct::Subject => "subject",
                Distinct::Finding => "finding",
                Distinct::Slice => "time",
                Distinct::Unit => "unit",
                Distinct::Attribute(path) => &path_en(path),
            };
            format!(
                "{} for each {what} in breach of “{rule}”{}",
                signed(*points),
                most(*limit)
            )
        }
        Points::Worth { rule, points } => format!("{points} for “{rule}”"),
        Points::Figure {
            figure,
            points,
            limit,
        } => {
            format!(
                "{} for each 1 of {}{}",
                signed(*points),
                titled(rules, figure),
                most(*limit)
            )
        }
        Points::Sheet {
            sheet,
            weight,
            over,
        } => {
            let over = over.map_or_else(String::new, |over| format!(" {}", over_en(over)));
            format!(
                "{} of the sheet {}{over}",
                percent(*weight),
                titled(rules, sheet)
            )
        }
    };
    match &line.text {
        Some(text) => format!("{}: {said}", text.en),
        None => said,
    }
}
