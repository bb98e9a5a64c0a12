//! By which rule: what of a rule set is another, and what a rule rests on.

use super::out::CauseOut;
use crate::rules::{
    Clock, Exception, Figure, Limit, LimitValue, Measure, Path, Requirement, Rule, RuleSet, Runs,
    Selector, Sheet, Step, Subjects, paths,
};
use std::collections::{BTreeMap, BTreeSet};

/// What is to be accounted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum For {
    /// Another outcome: wording and basis do not make one.
    Outcome,
    /// A finding told in another way.
    Telling,
}

/// What a rule set is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Rule,
    Sheet,
    Figure,
    Clock,
    Attribute,
    List,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Rule => "rule",
            Kind::Sheet => "sheet",
            Kind::Figure => "figure",
            Kind::Clock => "clock",
            Kind::Attribute => "attribute",
            Kind::List => "list",
        }
    }
}

/// Something of a rule set by its id, the one it has now.
type Named = (Kind, String);

/// Two rule sets, and by what of them outcomes can differ.
pub(super) struct Causes<'r> {
    before: &'r RuleSet,
    after: &'r RuleSet,
    known: BTreeMap<(String, For), Vec<CauseOut>>,
}

impl<'r> Causes<'r> {
    pub fn new(before: &'r RuleSet, after: &'r RuleSet) -> Causes<'r> {
        let mut causes = Causes {
            before,
            after,
            known: BTreeMap::new(),
        };
        for id in causes.ids() {
            for what in [For::Outcome, For::Telling] {
                let found = causes.found(&id, what);
                causes.known.insert((id.clone(), what), found);
            }
        }
        causes
    }

    /// The id that a rule or sheet of either set has now: the later one, where it was renamed between them.
    pub fn paired(&self, id: &str) -> String {
        let stands = |rules: &RuleSet| rules.rule(id).is_some() || rules.sheet(id).is_some();
        let other = match (stands(self.before), stands(self.after)) {
            (true, false) => self.after,
            (false, true) => self.before,
            _ => return id.to_owned(),
        };
        other.current_id(id).unwrap_or(id).to_owned()
    }

    /// The ids of all rules and sheets.
    pub fn ids(&self) -> BTreeSet<String> {
        let of = |rules: &'r RuleSet| {
            let ids = rules.rules.iter().map(|rule| &rule.id);
            ids.chain(rules.sheets.iter().map(|sheet| &sheet.id))
        };
        of(self.before)
            .chain(of(self.after))
            .map(|id| self.paired(id))
            .collect()
    }

    /// Whether one of the sets has a rule or sheet under its id of now.
    pub fn has(&self, rules: &RuleSet, id: &str) -> bool {
        self.rule(rules, id).is_some() || self.sheet(rules, id).is_some()
    }

    /// What of a rule or sheet itself is different.
    pub fn itself(&self, id: &str) -> Option<CauseOut> {
        [Kind::Rule, Kind::Sheet]
            .into_iter()
            .find_map(|kind| self.change(&(kind, id.to_owned()), For::Telling))
    }

    /// By what the outcomes of a rule can differ.
    pub fn of(&self, id: &str, what: For) -> Vec<CauseOut> {
        self.known
            .get(&(id.to_owned(), what))
            .cloned()
            .unwrap_or_default()
    }

    /// The rule itself if it is another one, else the nearest that it rests on, else the header.
    fn found(&self, id: &str, what: For) -> Vec<CauseOut> {
        let mut seen: BTreeSet<Named> = BTreeSet::new();
        let mut level: Vec<Named> = [Kind::Rule, Kind::Sheet]
            .into_iter()
            .map(|kind| (kind, id.to_owned()))
            .filter(|named| self.stands(named))
            .collect();
        let mut asked = what;
        while !level.is_empty() {
            let found: Vec<CauseOut> = level
                .iter()
                .filter_map(|named| self.change(named, asked))
                .collect();
            if !found.is_empty() {
                return found;
            }
            // what stands beneath makes a difference by its outcome only
            asked = For::Outcome;
            seen.extend(level.iter().cloned());
            let beneath: BTreeSet<Named> = level
                .iter()
                .flat_map(|named| self.rests_on(named))
                .collect();
            level = beneath
                .into_iter()
                .filter(|named| !seen.contains(named))
                .collect();
        }
        self.header().into_iter().collect()
    }

    fn rule(&self, rules: &'r RuleSet, id: &str) -> Option<&'r Rule> {
        rules.rules.iter().find(|rule| self.paired(&rule.id) == id)
    }

    fn sheet(&self, rules: &'r RuleSet, id: &str) -> Option<&'r Sheet> {
        rules
            .sheets
            .iter()
            .find(|sheet| self.paired(&sheet.id) == id)
    }

    fn stands(&self, (kind, id): &Named) -> bool {
        [self.before, self.after]
            .into_iter()
            .any(|rules| match kind {
                Kind::Rule => self.rule(rules, id).is_some(),
                Kind::Sheet => self.sheet(rules, id).is_some(),
                Kind::Figure => rules.figure(id).is_some(),
                Kind::Clock => rules.clock(id).is_some(),
                Kind::Attribute => rules
                    .attributes
                    .iter()
                    .any(|attribute| attribute.name == *id),
                Kind::List => rules.lists.iter().any(|(name, _)| name == id),
            })
    }

    /// What of something is different, if anything is.
    fn change(&self, named: &Named, asked: For) -> Option<CauseOut> {
        let (kind, id) = named;
        let (before, after) = (self.before, self.after);
        let (what, sets) = match kind {
            Kind::Rule => {
                let (old, new) = (self.rule(before, id), self.rule(after, id));
                let set = |rule: Option<&Rule>, rules: &RuleSet| {
                    rule.map(|rule| rule.from_set.clone().unwrap_or_else(|| rules.id.clone()))
                };
                let what = differing(old, new, |old, new| self.rule_change(old, new, asked));
                (what, (set(old, before), set(new, after)))
            }
            Kind::Sheet => {
                let (old, new) = (self.sheet(before, id), self.sheet(after, id));
                let set = |sheet: Option<&Sheet>, rules: &RuleSet| {
                    sheet.map(|sheet| sheet.from_set.clone().unwrap_or_else(|| rules.id.clone()))
                };
                let what = differing(old, new, |old, new| sheet_change(old, new, asked));
                (what, (set(old, before), set(new, after)))
            }
            Kind::Figure => {
                let (old, new) = (before.figure(id), after.figure(id));
                let what = differing(old, new, |old, new| self.figure_change(old, new));
                (what, written(before, old.is_some(), after, new.is_some()))
            }
            Kind::Clock => {
                let (old, new) = (before.clock(id), after.clock(id));
                let what = differing(old, new, clock_change);
                (what, written(before, old.is_some(), after, new.is_some()))
            }
            Kind::Attribute => {
                let of = |rules: &RuleSet| -> Vec<crate::rules::Attribute> {
                    let named = rules.attributes.iter().filter(|one| one.name == *id);
                    named.cloned().collect()
                };
                let (old, new) = (of(before), of(after));
                let some = |all: Vec<_>| Some(all).filter(|all| !all.is_empty());
                let what = differing(
                    some(old.clone()).as_ref(),
                    some(new.clone()).as_ref(),
                    |old, new| flags([("values", old != new)]),
                );
                (
                    what,
                    written(before, !old.is_empty(), after, !new.is_empty()),
                )
            }
            Kind::List => {
                let of = |rules: &'r RuleSet| {
                    rules
                        .lists
                        .iter()
                        .find(|(name, _)| name == id)
                        .map(|(_, members)| members)
                };
                let (old, new) = (of(before), of(after));
                let what = differing(old, new, |old, new| flags([("members", old != new)]));
                (what, written(before, old.is_some(), after, new.is_some()))
            }
        };
        if what.is_empty() {
            return None;
        }
        Some(CauseOut {
            kind: kind.word().to_owned(),
            id: id.clone(),
            before: sets.0,
            after: sets.1,
            what,
        })
    }

    /// The header's differences that can make another outcome.
    fn header(&self) -> Option<CauseOut> {
        let (before, after) = (self.before, self.after);
        let what = flags([
            ("weeks", before.weeks != after.weeks),
            ("push_within", before.push_within != after.push_within),
            ("offset", before.offset != after.offset),
            (
                "rejected_rows",
                before.ignore_rejected != after.ignore_rejected,
            ),
            (
                "history",
                before.history_recomputed != after.history_recomputed,
            ),
            (
                "working_days",
                before.monday_to_friday != after.monday_to_friday,
            ),
        ]);
        (!what.is_empty()).then(|| CauseOut {
            kind: "set".to_owned(),
            // the same whichever way they are compared
            id: (&before.id).max(&after.id).clone(),
            before: Some(before.id.clone()),
            after: Some(after.id.clone()),
            what,
        })
    }

    /// Ids by what they are called now.
    fn now(&self, ids: &[String]) -> Vec<String> {
        ids.iter().map(|id| self.paired(id)).collect()
    }

    fn rule_change(&self, before: &Rule, after: &Rule, asked: For) -> Vec<String> {
        let (old, new) = (&before.figure, &after.figure);
        // what a named figure makes different is the figure's
        let by_figure = before.named.is_some()
            && before.named == after.named
            && before.named.as_deref().is_some_and(|id| {
                let named = (Kind::Figure, id.to_owned());
                self.change(&named, For::Outcome).is_some()
            });
        let mut what = self.figure_change(old, new);
        if by_figure {
            what.retain(|part| part != "measure" && part != "window");
        }
        what.extend(flags([
            (
                "limit",
                limits(&before.requirement) != limits(&after.requirement),
            ),
            ("effect", effects(before) != effects(after)),
        ]));
        if asked == For::Telling {
            what.extend(flags([
                ("id", before.id != after.id),
                ("wording", texts(before) != texts(after)),
                ("basis", before.basis != after.basis),
            ]));
        }
        what
    }

    fn figure_change(&self, before: &Figure, after: &Figure) -> Vec<String> {
        let (old, new) = (&before.subjects, &after.subjects);
        let whom = |subjects: &Subjects| Subjects {
            unless: Vec::new(),
            ..subjects.clone()
        };
        let time = |figure: &Figure| (figure.window, figure.at, figure.dated.clone());
        flags([
            ("subjects", whom(old) != whom(new)),
            ("unless", self.now(&old.unless) != self.now(&new.unless)),
            ("window", time(before) != time(after)),
            (
                "measure",
                self.measure_now(&before.measure) != self.measure_now(&after.measure)
                    || before.enough != after.enough,
            ),
        ])
    }

    /// A measure with the rules that it names as they are called now.
    fn measure_now(&self, measure: &Measure) -> Measure {
        let mut measure = measure.clone();
        match &mut measure {
            Measure::Breaches { rules, .. }
            | Measure::Outcomes { rules, .. }
            | Measure::OutcomeRatio { rules, .. } => *rules = self.now(rules),
            Measure::InARow { rule } => *rule = self.paired(rule),
            _ => {}
        }
        measure
    }

    /// What something rests on, in either set.
    fn rests_on(&self, (kind, id): &Named) -> Vec<Named> {
        let mut all = Vec::new();
        for rules in [self.before, self.after] {
            match kind {
                Kind::Rule => {
                    if let Some(rule) = self.rule(rules, id) {
                        all.extend(rule.named.iter().map(|id| (Kind::Figure, id.clone())));
                        self.of_figure(rules, &rule.figure, &mut all);
                        let limits = limits(&rule.requirement);
                        limits
                            .iter()
                            .flatten()
                            .for_each(|limit| of_limit(limit, &mut all));
                        for id in rule.requirement.figures() {
                            self.any(rules, id, &mut all);
                        }
                    }
                }
                Kind::Sheet => {
                    if let Some(sheet) = self.sheet(rules, id) {
                        self.of_sheet(rules, sheet, &mut all);
                    }
                }
                Kind::Figure => {
                    if let Some(figure) = rules.figure(id) {
                        self.of_figure(rules, figure, &mut all);
                    }
                }
                Kind::Clock => {
                    if let Some(clock) = rules.clock(id) {
                        of_selector(&clock.filter, &mut all);
                        if let Runs::Limit(value) = &clock.runs {
                            of_value(value, &mut all);
                        }
                    }
                }
                Kind::Attribute | Kind::List => {}
            }
        }
        all.retain(|named| self.stands(named));
        all
    }

    /// A rule, sheet, figure or clock of an id that some measure names.
    fn any(&self, rules: &RuleSet, id: &str, all: &mut Vec<Named>) {
        if rules.rule(id).is_some() {
            all.push((Kind::Rule, self.paired(id)));
        }
        if rules.sheet(id).is_some() {
            all.push((Kind::Sheet, self.paired(id)));
        }
        all.push((Kind::Figure, id.to_owned()));
        all.push((Kind::Clock, id.to_owned()));
    }

    fn of_figure(&self, rules: &RuleSet, figure: &Figure, all: &mut Vec<Named>) {
        let subjects = &figure.subjects;
        of_selector(&subjects.filter, all);
        of_exceptions(&subjects.except, all);
        all.extend(subjects.by.iter().map(attribute));
        for id in subjects.unless.iter().chain(figure.measure.rules()) {
            self.any(rules, id, all);
        }
        for id in figure.measure.figures() {
            self.any(rules, id, all);
        }
        if let Some(filter) = figure.measure.whose() {
            of_selector(filter, all);
        }
        match &figure.measure {
            Measure::Count { filter, .. }
            | Measure::Gap { filter, .. }
            | Measure::LongestGap { filter, .. } => of_selector(filter, all),
            Measure::Ratio { base, part, .. } => {
                of_selector(base, all);
                of_selector(part, all);
            }
            Measure::Clock { id, .. } => all.push((Kind::Clock, id.clone())),
            Measure::Value { path } => all.push(attribute(path)),
            Measure::Fits { selector } => of_selector(selector, all),
            Measure::Rank { within, .. } => all.extend(within.iter().map(attribute)),
            _ => {}
        }
        if let Some(enough) = &figure.enough {
            of_selector(&enough.filter, all);
        }
    }

    fn of_sheet(&self, rules: &RuleSet, sheet: &Sheet, all: &mut Vec<Named>) {
        of_selector(&sheet.subjects.filter, all);
        of_exceptions(&sheet.subjects.except, all);
        let lines = sheet
            .lines
            .iter()
            .chain(sheet.bonus.iter().flat_map(|bonus| &bonus.lines));
        for line in lines {
            self.any(rules, line.points.reads(), all);
        }
        match &sheet.veto {
            Some(ids) => ids.iter().for_each(|id| self.any(rules, id, all)),
            // any rule may be the veto
            None => {
                for rule in &rules.rules {
                    if effects(rule).contains(&crate::rules::Effect::Veto) {
                        all.push((Kind::Rule, self.paired(&rule.id)));
                    }
                }
            }
        }
        for id in &sheet.subjects.unless {
            self.any(rules, id, all);
        }
        for part in &sheet.parts {
            of_exceptions(&part.except, all);
        }
    }
}

fn written(
    before: &RuleSet,
    in_before: bool,
    after: &RuleSet,
    in_after: bool,
) -> (Option<String>, Option<String>) {
    (
        in_before.then(|| before.id.clone()),
        in_after.then(|| after.id.clone()),
    )
}

/// What is different of two things, or that one of them is not there.
fn differing<T: ?Sized>(
    before: Option<&T>,
    after: Option<&T>,
    change: impl FnOnce(&T, &T) -> Vec<String>,
) -> Vec<String> {
    match (before, after) {
        (None, None) => Vec::new(),
        (None, Some(_)) => vec!["new".to_owned()],
        (Some(_), None) => vec!["gone".to_owned()],
        (Some(before), Some(after)) => change(before, after),
    }
}

fn flags<const N: usize>(parts: [(&str, bool); N]) -> Vec<String> {
    let set = parts.into_iter().filter(|(_, set)| *set);
    set.map(|(word, _)| word.to_owned()).collect()
}

/// The limits of a requirement, without the words and effects of its steps; a duty and a breach are told apart.
fn limits(requirement: &Requirement) -> Vec<Option<Limit>> {
    match requirement {
        Requirement::Require(limit) => vec![Some(limit.clone()), None],
        Requirement::BreachWhen(limit) => vec![Some(limit.clone())],
        Requirement::Steps(steps) => steps.iter().map(|step| step.limit.clone()).collect(),
    }
}

fn effects(rule: &Rule) -> Vec<crate::rules::Effect> {
    match &rule.requirement {
        Requirement::Steps(steps) => steps.iter().map(|step| step.effect).collect(),
        _ => vec![rule.effect],
    }
}

fn texts(rule: &Rule) -> Vec<Option<&crate::rules::Template>> {
    let steps: &[Step] = match &rule.requirement {
        Requirement::Steps(steps) => steps,
        _ => &[],
    };
    let mut texts = vec![Some(&rule.text)];
    texts.extend(steps.iter().map(|step| step.text.as_ref()));
    texts
}

fn sheet_change(before: &Sheet, after: &Sheet, asked: For) -> Vec<String> {
    let points = |sheet: &Sheet| Sheet {
        id: String::new(),
        title: None,
        subjects: before.subjects.clone(),
        steps: Vec::new(),
        basis: before.basis.clone(),
        from_set: None,
        ..sheet.clone()
    };
    let mut what = flags([
        ("subjects", before.subjects != after.subjects),
        ("points", points(before) != points(after)),
        ("limit", before.steps != after.steps),
    ]);
    if asked == For::Telling {
        what.extend(flags([
            ("wording", before.title != after.title),
            ("basis", before.basis != after.basis),
        ]));
    }
    what
}

fn clock_change(before: &Clock, after: &Clock) -> Vec<String> {
    let rest = |clock: &Clock| Clock {
        runs: before.runs.clone(),
        filter: Selector::everything(),
        ..clock.clone()
    };
    flags([
        ("subjects", before.filter != after.filter),
        ("limit", before.runs != after.runs),
        ("measure", rest(before) != rest(after)),
    ])
}

fn attribute(path: &Path) -> Named {
    (Kind::Attribute, path.attribute.clone())
}

fn of_selector(selector: &Selector, all: &mut Vec<Named>) {
    all.extend(paths(selector).into_iter().map(attribute));
    of_lists(selector, all);
}

fn of_lists(selector: &Selector, all: &mut Vec<Named>) {
    match selector {
        Selector::All(list) | Selector::Any(list) => list.iter().for_each(|one| of_lists(one, all)),
        Selector::Not(inner) => of_lists(inner, all),
        Selector::InList(name) => all.push((Kind::List, name.clone())),
        Selector::Test { .. } | Selector::Has { .. } | Selector::Filing(_) => {}
    }
}

fn of_exceptions(exceptions: &[Exception], all: &mut Vec<Named>) {
    for exception in exceptions {
        of_selector(&exception.selector, all);
    }
}

fn of_limit(limit: &Limit, all: &mut Vec<Named>) {
    for comparison in &limit.comparisons {
        of_value(&comparison.value, all);
    }
}

fn of_value(value: &LimitValue, all: &mut Vec<Named>) {
    match value {
        // a figure is named with the rule
        LimitValue::Fixed(_) | LimitValue::Figure { .. } => {}
        LimitValue::By {
            attribute: path, ..
        }
        | LimitValue::From { path, .. } => all.push(attribute(path)),
    }
}
