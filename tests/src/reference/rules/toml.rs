//! A rule set as people read it.

use super::*;

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

fn list<T: AsRef<str>>(words: &[T]) -> String {
    let words: Vec<String> = words.iter().map(|word| quoted(word.as_ref())).collect();
    match words.as_slice() {
        [one] => one.clone(),
        several => format!("[{}]", several.join(", ")),
    }
}

fn rule_list(rules: &[String]) -> String {
    let words: Vec<String> = rules.iter().map(|word| quoted(word)).collect();
    format!("[{}]", words.join(", "))
}

/// Tenths as a decimal.
pub fn tenths(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let (whole, rest) = (number.abs() / 10, number.abs() % 10);
    if rest == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{rest}")
    }
}

impl Path {
    /// As a key.
    pub fn text(&self) -> String {
        self.0.map_or_else(
            || self.1.clone(),
            |relation| format!("{relation}.{}", self.1),
        )
    }
}

impl Selector {
    /// In TOML.
    pub fn toml(&self) -> String {
        let terms: Vec<String> = self.0.iter().map(Term::toml).collect();
        format!("{{ {} }}", terms.join(", "))
    }
}

fn plain_word(word: &str) -> String {
    if matches!(word, "true" | "false") {
        word.to_owned()
    } else {
        quoted(word)
    }
}

impl Term {
    fn toml(&self) -> String {
        match self {
            Term::Is(path, values) => match values.as_slice() {
                [one] => format!("{} = {}", path.text(), plain_word(one)),
                several => format!("{} = {}", path.text(), list(several)),
            },
            Term::Number(path, tests) => {
                let tests: Vec<String> = tests
                    .iter()
                    .map(|(how, number)| format!("{} = {number}", how.word()))
                    .collect();
                format!("{} = {{ {} }}", path.text(), tests.join(", "))
            }
            Term::Any(any) => {
                let any: Vec<String> = any.iter().map(Selector::toml).collect();
                format!("any = [{}]", any.join(", "))
            }
            Term::Not(inner) => format!("not = {}", inner.toml()),
            Term::InList(name) => format!("in_list = {}", quoted(name)),
        }
    }
}

impl Value {
    /// In TOML.
    pub fn toml(&self) -> String {
        match self {
            Value::Number(number) => number.to_string(),
            Value::Percent(number) => format!("\"{number}%\""),
            Value::Tenths(number) => tenths(*number),
            Value::Length(length) => quoted(&length.text()),
            Value::By(path, cases, otherwise) => {
                let shown = |value: &Option<Box<Value>>| {
                    value
                        .as_ref()
                        .map_or("\"exempt\"".to_owned(), |value| value.toml())
                };
                let mut parts = vec![format!("by = {}", quoted(&path.text()))];
                parts.extend(
                    cases
                        .iter()
                        .map(|(word, value)| format!("{} = {}", quoted(word), shown(value))),
                );
                parts.extend(
                    otherwise
                        .iter()
                        .map(|value| format!("else = {}", shown(value))),
                );
                format!("{{ {} }}", parts.join(", "))
            }
        }
    }
}

impl Limit {
    /// In TOML.
    pub fn toml(&self) -> String {
        format!("{{ {} }}", self.inner())
    }

    fn inner(&self) -> String {
        match self {
            Limit::Compare(all) => {
                let all: Vec<String> = all
                    .iter()
                    .map(|(how, value)| format!("{} = {}", how.word(), value.toml()))
                    .collect();
                all.join(", ")
            }
            Limit::Words(true, words) if words.len() == 1 => {
                format!("is = {}", plain_word(&words[0]))
            }
            Limit::Words(true, words) => format!("one_of = {}", rule_list(words)),
            Limit::Words(false, words) => format!("is_not = {}", plain_word(&words[0])),
        }
    }
}

impl Step {
    fn toml(&self) -> String {
        let mut parts: Vec<String> = self.limit.iter().map(Limit::inner).collect();
        parts.push(format!("effect = {}", quoted(self.effect)));
        parts.extend(self.grade.map(|grade| format!("grade = {}", quoted(grade))));
        parts.extend(self.lose.map(|lose| format!("lose = \"{lose}%\"")));
        format!("{{ {} }}", parts.join(", "))
    }
}

impl Every {
    fn toml(self) -> String {
        match self {
            Every::Day => quoted("day"),
            Every::WorkingDay => quoted("working day"),
            Every::Eve => quoted("eve of holiday"),
            Every::Week => quoted("week"),
            Every::Month => quoted("month"),
            Every::Quarter => quoted("quarter"),
            Every::Look => quoted("look"),
            Every::Days { days, from } if days % 7 == 0 => {
                format!("{{ weeks = {}, from = {} }}", days / 7, days::text(from))
            }
            Every::Days { days, from } => {
                format!("{{ days = {days}, from = {} }}", days::text(from))
            }
        }
    }
}

impl Over {
    fn word(self) -> String {
        match self {
            Over::Period => "period".to_owned(),
            Over::PreviousPeriod => "previous period".to_owned(),
            Over::SamePeriodLastYear => "same period last year".to_owned(),
            Over::Last(length) => format!("last {}", length.text()),
            Over::LastPeriods(number) => format!("last {number} periods"),
            Over::ThisYear => "this year".to_owned(),
            Over::Always => "always".to_owned(),
        }
    }
}

const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

impl Take {
    fn word(self) -> &'static str {
        match self {
            Take::Late => "late",
            Take::Used => "used",
            Take::Left => "left",
        }
    }
}

impl Measure {
    fn toml(&self) -> String {
        let mut parts = Vec::new();
        let reach_of = |reach: &Option<bool>| {
            reach.map(|below| format!("reach = {}", quoted(if below { "below" } else { "own" })))
        };
        match self {
            Measure::Named(id) => return quoted(id),
            Measure::Count {
                source,
                filter,
                reach,
                publisher,
                distinct,
            } => {
                parts.push(format!("count = {}", quoted(source.word())));
                if let Source::Gaps(longer) = source {
                    parts.push(format!("longer_than = {}", quoted(&longer.text())));
                }
                parts.extend(
                    filter
                        .iter()
                        .map(|filter| format!("where = {}", filter.toml())),
                );
                parts.extend(reach_of(reach));
                parts.extend(publisher.then(|| "credit = \"publisher\"".to_owned()));
                parts.extend(distinct.map(|distinct| format!("distinct = {}", quoted(distinct))));
            }
            Measure::Breaches {
                rules,
                distinct,
                after,
            } => {
                parts.push(format!(
                    "count = \"breaches\", rules = {}",
                    rule_list(rules)
                ));
                parts.extend(distinct.map(|distinct| format!("distinct = {}", quoted(distinct))));
                parts.extend(after.then(|| "stage = \"after\"".to_owned()));
            }
            Measure::Outcomes { rules, words } => {
                parts.push(format!(
                    "count = \"outcomes\", rules = {}, where = {{ outcome = {} }}",
                    rule_list(rules),
                    list(words)
                ));
            }
            Measure::Ratio {
                source,
                base,
                part,
                inside,
                reach,
            } => {
                parts.push(format!("ratio = {}", quoted(source.word())));
                parts.extend(base.iter().map(|base| format!("base = {}", base.toml())));
                parts.push(format!("part = {}", part.toml()));
                parts.extend((!inside).then(|| "inside = false".to_owned()));
                parts.extend(reach_of(reach));
            }
            Measure::OutcomeRatio { rules, part } => {
                parts.push(format!(
                    "ratio = \"outcomes\", rules = {}, part = {{ outcome = {} }}",
                    rule_list(rules),
                    quoted(part)
                ));
            }
            Measure::Gap {
                source,
                filter,
                reach,
                longest,
            } => {
                parts.push(format!(
                    "{} = {}",
                    if *longest { "longest_gap" } else { "gap" },
                    quoted(source.word())
                ));
                parts.extend(
                    filter
                        .iter()
                        .map(|filter| format!("where = {}", filter.toml())),
                );
                parts.extend(reach_of(reach));
            }
            Measure::Clock { id, take } => parts.push(format!(
                "clock = {}, take = {}",
                quoted(id),
                quoted(take.word())
            )),
            Measure::Value(path) => parts.push(format!("value = {}", quoted(&path.text()))),
            Measure::Mean { id, take, sum } => {
                let word = if *sum { "sum" } else { "mean" };
                parts.push(format!("{word} = {}", quoted(id)));
                parts.extend(take.map(|take| format!("take = {}", quoted(take.word()))));
            }
            Measure::Rank {
                figures,
                bottom,
                within,
                ties,
                share,
            } => {
                let of = if figures.len() == 1 {
                    quoted(&figures[0])
                } else {
                    rule_list(figures)
                };
                parts.push(format!(
                    "rank = {of}, from = {}, ties = {}",
                    quoted(if *bottom { "bottom" } else { "top" }),
                    quoted(ties)
                ));
                parts.extend(
                    within
                        .iter()
                        .map(|within| format!("within = {}", quoted(&within.text()))),
                );
                parts.extend(share.then(|| "as = \"share\"".to_owned()));
            }
            Measure::InARow(rule) => parts.push(format!("in_a_row = {}", quoted(rule))),
            Measure::Change { figure, last_year } => {
                let against = if *last_year {
                    "same period last year"
                } else {
                    "previous period"
                };
                parts.push(format!(
                    "change = {}, against = {}",
                    quoted(figure),
                    quoted(against)
                ));
            }
        }
        format!("{{ {} }}", parts.join(", "))
    }
}

impl Subjects {
    /// All subjects of a kind.
    pub fn all(of: Of) -> Subjects {
        Subjects {
            of,
            by: Vec::new(),
            filter: None,
            except: Vec::new(),
            unless: Vec::new(),
            life: None,
        }
    }

    fn toml(&self, out: &mut String) {
        _ = writeln!(out, "of = {}", quoted(self.of.words().0));
        if !self.by.is_empty() {
            let by: Vec<String> = self.by.iter().map(Path::text).collect();
            _ = writeln!(out, "by = {}", list(&by));
        }
        if let Some(filter) = &self.filter {
            _ = writeln!(out, "where = {}", filter.toml());
        }
        if !self.except.is_empty() {
            let except = self.except.iter().map(|except| match except {
                Except::Fits(selector) => {
                    let terms: Vec<String> = selector.0.iter().map(Term::toml).collect();
                    format!("{{ {}, reason = \"r\" }}", terms.join(", "))
                }
                Except::Filing(kind) => format!("{{ filing = {}, reason = \"f\" }}", quoted(kind)),
            });
            _ = writeln!(out, "except = [{}]", except.collect::<Vec<_>>().join(", "));
        }
        if !self.unless.is_empty() {
            _ = writeln!(out, "unless = {}", rule_list(&self.unless));
        }
        if let Some(life) = &self.life {
            let words: Vec<String> = life.iter().map(|word| (*word).to_owned()).collect();
            _ = writeln!(out, "life = {}", rule_list(&words));
        }
    }
}

impl Body {
    fn toml(&self, out: &mut String) {
        self.subjects.toml(out);
        match self.at {
            None => {}
            Some(At::End) => _ = writeln!(out, "at = \"end\""),
            Some(At::AsOf) => _ = writeln!(out, "at = \"as-of\""),
            Some(At::On(day)) => _ = writeln!(out, "at = {}", quoted(&days::text(day))),
        }
        if let Some(dated) = self.dated {
            _ = writeln!(out, "dated = {}", quoted(dated));
        }
        match &self.window {
            Window::Over(Over::Period) => {}
            Window::Over(over) => _ = writeln!(out, "over = {}", quoted(&over.word())),
            Window::Each(each) => {
                _ = writeln!(out, "each = {}", each.every.toml());
                match each.until {
                    None => {}
                    Some(Until::Weekday(day)) => {
                        _ = writeln!(out, "until = {}", quoted(WEEKDAYS[day as usize % 7]))
                    }
                    Some(Until::DayOfMonth(day)) => _ = writeln!(out, "until = {day}"),
                }
                if each.allow > 0 {
                    _ = writeln!(out, "allow = {}", each.allow);
                }
            }
        }
        _ = writeln!(out, "measure = {}", self.measure.toml());
        if let Some((source, filter, each, at_least)) = &self.enough {
            let filter = filter.as_ref().map_or(String::new(), |filter| {
                format!(", where = {}", filter.toml())
            });
            let each = each.map_or(String::new(), |each| format!(", each = {}", each.toml()));
            _ = writeln!(
                out,
                "enough = {{ count = {}{filter}{each}, at_least = {at_least} }}",
                quoted(source.word())
            );
        }
    }
}

impl Line {
    fn toml(&self) -> String {
        let mut parts = Vec::new();
        match &self.points {
            Points::Once { rule, points } => parts.push(format!(
                "rule = {}, once = {}",
                quoted(rule),
                tenths(*points)
            )),
            Points::Each {
                rule,
                points,
                limit,
                distinct,
            } => {
                parts.push(format!(
                    "rule = {}, each = {}",
                    quoted(rule),
                    tenths(*points)
                ));
                parts.extend(limit.map(|limit| format!("limit = {}", tenths(limit))));
                parts.extend(distinct.map(|distinct| format!("distinct = {}", quoted(distinct))));
            }
            Points::Worth { rule, points } => parts.push(format!(
                "rule = {}, worth = {}",
                quoted(rule),
                tenths(*points)
            )),
            Points::Figure {
                figure,
                points,
                limit,
            } => {
                parts.push(format!(
                    "figure = {}, each = {}",
                    quoted(figure),
                    tenths(*points)
                ));
                parts.extend(limit.map(|limit| format!("limit = {}", tenths(limit))));
            }
            Points::Sheet { sheet, percent } => parts.push(format!(
                "sheet = {}, weight = \"{percent}%\"",
                quoted(sheet)
            )),
        }
        parts.extend(self.part.map(|part| format!("part = {}", quoted(part))));
        format!("{{ {} }}", parts.join(", "))
    }
}

fn lines(lines: &[Line]) -> String {
    let all: Vec<String> = lines.iter().map(Line::toml).collect();
    format!("[{}]", all.join(", "))
}

const BASIS: &str = "basis = { document = \"d\" }";

impl Set {
    /// The set as TOML text.
    pub fn toml(&self) -> String {
        let mut out = String::from(
            "format = 1\nid = \"generated\"\nversion = 1\ntitle = \"generated\"\neffective = { from = 2000-01-01 }\n",
        );
        _ = writeln!(
            out,
            "weeks = {{ start = {}, belong = {} }}",
            quoted(WEEKDAYS[self.week_start as usize % 7]),
            quoted(self.belong)
        );
        if self.push_within > 0 {
            _ = writeln!(out, "push_within = \"{} seconds\"", self.push_within);
        }
        if self.monday_to_friday {
            _ = writeln!(out, "working_days = \"monday-friday\"");
        }
        if self.recomputed {
            _ = writeln!(out, "history = \"recomputed\"");
        }
        if self.ignore_rejected {
            _ = writeln!(out, "rejected_rows = \"ignore\"");
        }
        for (name, members) in &self.lists {
            _ = writeln!(out, "list.{name} = {}", rule_list(members));
        }
        for declared in &self.attributes {
            let values = if declared.values.is_empty() {
                String::new()
            } else {
                let words: Vec<String> = declared
                    .values
                    .iter()
                    .map(|word| (*word).to_owned())
                    .collect();
                format!(", values = {}", rule_list(&words))
            };
            let kind = declared
                .kind
                .map_or(String::new(), |kind| format!(", type = {}", quoted(kind)));
            let default = declared.default.map_or(String::new(), |value| {
                format!(
                    ", default = {}",
                    if declared.kind == Some("number") {
                        value.to_owned()
                    } else {
                        plain_word(value)
                    }
                )
            });
            _ = writeln!(
                out,
                "attribute.{} = {{ of = {}{values}{kind}{default} }}",
                declared.name,
                quoted(declared.of.words().0)
            );
        }
        for figure in &self.figures {
            _ = writeln!(out, "\n[figure.{}]", figure.id);
            figure.body.toml(&mut out);
        }
        for clock in &self.clocks {
            clock.toml(&mut out);
        }
        for rule in &self.rules {
            _ = writeln!(out, "\n[rule.{}]", rule.id);
            rule.body.toml(&mut out);
            match &rule.requirement {
                Requirement::Require(limit) => _ = writeln!(out, "require = {}", limit.toml()),
                Requirement::BreachWhen(limit) => {
                    _ = writeln!(out, "breach_when = {}", limit.toml())
                }
                Requirement::Steps(steps) => {
                    let steps: Vec<String> = steps.iter().map(Step::toml).collect();
                    _ = writeln!(out, "steps = [{}]", steps.join(", "));
                }
            }
            if let Some(effect) = rule.effect {
                _ = writeln!(out, "effect = {}", quoted(effect));
            }
            _ = writeln!(out, "{BASIS}");
        }
        for sheet in &self.sheets {
            sheet.toml(&mut out);
        }
        out
    }
}

impl Clock {
    fn toml(&self, out: &mut String) {
        _ = writeln!(
            out,
            "\n[clock.{}]\nof = {}",
            self.id,
            quoted(self.of.words().0)
        );
        if let Some(filter) = &self.filter {
            _ = writeln!(out, "where = {}", filter.toml());
        }
        _ = writeln!(
            out,
            "start = {}\nstop = {}",
            quoted(self.start),
            quoted(self.stop)
        );
        match &self.limit {
            Some(limit) => _ = writeln!(out, "limit = {}", limit.toml()),
            None => _ = writeln!(out, "due = \"due\""),
        }
        if let Some(restart) = self.restart {
            _ = writeln!(out, "restart = {}", quoted(restart));
        }
        if !self.pauses.is_empty() {
            let pauses = self.pauses.iter().map(|(from, to, at_most)| {
                let at_most = at_most.map_or(String::new(), |most| {
                    format!(", at_most = {}", quoted(&most.text()))
                });
                format!(
                    "{{ from = {}, to = {}{at_most} }}",
                    quoted(from),
                    quoted(to)
                )
            });
            _ = writeln!(out, "pause = [{}]", pauses.collect::<Vec<_>>().join(", "));
        }
        if let Some(extend) = &self.extend {
            let mut parts = vec!["by = \"extension_told\"".to_owned()];
            parts.extend(extend.to.map(|to| format!("to = {}", quoted(&to.text()))));
            parts.extend(
                extend
                    .at_most
                    .map(|most| format!("at_most = {}", quoted(&most.text()))),
            );
            parts.extend(
                extend
                    .asked_before
                    .then(|| "asked_before = \"due\"".to_owned()),
            );
            parts.extend(
                extend
                    .ends_at
                    .map(|hour| format!("ends_at = \"{hour:02}:00\"")),
            );
            _ = writeln!(out, "extend = {{ {} }}", parts.join(", "));
        }
        if let Some(hour) = self.ends_at {
            _ = writeln!(out, "ends_at = \"{hour:02}:00\"");
        }
    }
}

impl Sheet {
    fn toml(&self, out: &mut String) {
        _ = writeln!(out, "\n[sheet.{}]", self.id);
        self.subjects.toml(out);
        if self.base != 0 {
            _ = writeln!(out, "base = {}", tenths(self.base));
        }
        _ = writeln!(out, "lines = {}", lines(&self.lines));
        if !self.parts.is_empty() {
            let parts = self.parts.iter().map(|(name, worth, except)| {
                let except = except.as_ref().map_or(String::new(), |except| {
                    format!(", except = {}", except.toml())
                });
                format!(
                    "{} = {{ worth = {}{except} }}",
                    quoted(name),
                    tenths(*worth)
                )
            });
            _ = writeln!(
                out,
                "parts = {{ {} }}",
                parts.collect::<Vec<_>>().join(", ")
            );
        }
        if self.spread {
            _ = writeln!(out, "left_out = \"spread\"");
        }
        if let Some(scale) = self.scale {
            _ = writeln!(out, "scale = {}", tenths(scale));
        }
        if let Some((opens, limit, extra)) = &self.bonus {
            let opens = opens
                .as_ref()
                .map_or(String::new(), |opens| format!("opens = {}, ", opens.toml()));
            let limit = limit.map_or(String::new(), |limit| {
                format!("limit = {}, ", tenths(limit))
            });
            _ = writeln!(out, "bonus = {{ {opens}{limit}lines = {} }}", lines(extra));
        }
        if let Some(veto) = &self.veto {
            _ = writeln!(out, "veto = {}", rule_list(veto));
        }
        if let Some(score) = self.on_veto {
            _ = writeln!(out, "on_veto = {}", tenths(score));
        }
        if !self.steps.is_empty() {
            let steps: Vec<String> = self.steps.iter().map(Step::toml).collect();
            _ = writeln!(out, "steps = [{}]", steps.join(", "));
        }
        _ = writeln!(out, "{BASIS}");
    }
}
