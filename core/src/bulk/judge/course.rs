//! In what order everything is judged: each rule and figure after what it needs, and much of it at the same time.

use super::super::parallel::Tasks;
use super::super::short::{Measuring, Taking};
use super::{Among, Judging, KeptWindow, Kind, NOT_SELECTED, Outcomes, Slices, Value, Values};
use super::{among, intern};
use crate::evaluate::Node;
use crate::rules::Figure;
use std::ops::Range;
use std::sync::{Mutex, OnceLock, PoisonError};

/// What was judged, as far as it was.
#[derive(Debug, Default)]
pub(in super::super) struct Judged {
    rules: Vec<OnceLock<Outcomes>>,
    figures: Vec<OnceLock<Values>>,
}

impl Judged {
    /// The outcomes of a rule, by its place.
    pub fn rule(&self, place: usize) -> Option<&Outcomes> {
        self.rules.get(place)?.get()
    }

    /// The values of a figure, by its place; none of one that is not taken.
    pub fn figure(&self, place: usize) -> &[Option<Value>] {
        let values = self.figures.get(place).and_then(OnceLock::get);
        values.map_or(&[], Vec::as_slice)
    }
}

/// A piece of the work.
#[derive(Clone, Debug)]
pub(in super::super) enum Task {
    /// What several rules ask for.
    Shared(usize),
    /// A rule with some of its subjects: channels by their place in the list of their kind.
    Part(usize, Range<usize>),
    /// The parts of a rule put together.
    Rule(usize),
    Figure(usize),
}

/// The outcomes of some subjects of a rule.
#[derive(Debug)]
pub(super) struct Partial {
    pub subjects: Range<usize>,
    pub codes: Vec<u16>,
    pub kinds: Vec<Kind>,
    pub slices: Slices,
}

/// Judging under way.
#[derive(Debug)]
pub(in super::super) struct UnderWay<'j> {
    shared: Vec<(&'j Taking, KeptWindow)>,
    /// For each rule the parts that are done.
    parts: Vec<Mutex<Vec<Partial>>>,
    pub judged: Judged,
    /// The task that ends the judging of each rule and figure.
    of_rules: Vec<Option<usize>>,
    of_figures: Vec<Option<usize>>,
}

impl UnderWay<'_> {
    /// The task after which a rule is judged.
    pub fn rule(&self, place: usize) -> Option<usize> {
        self.of_rules.get(place).copied().flatten()
    }

    /// The tasks after which everything is judged.
    pub fn all(&self) -> Vec<usize> {
        let all = self.of_rules.iter().chain(&self.of_figures);
        all.filter_map(|task| *task).collect()
    }

    fn task(&self, node: Node) -> Option<usize> {
        match node {
            Node::Rule(place) => self.rule(place),
            Node::Figure(place) => self.of_figures.get(place).copied().flatten(),
            Node::Sheet(_) => None,
        }
    }
}

/// How often each of so many codes occurs.
fn counted(codes: &[u16], kinds: usize) -> impl Iterator<Item = i64> {
    // two counts in turn: equal codes in a row would wait for each other
    let mut of = vec![[0_i64; 2]; kinds];
    for pair in codes.chunks(2) {
        for (turn, code) in pair.iter().enumerate() {
            let count = of.get_mut(usize::from(*code));
            if let Some(count) = count.and_then(|counts| counts.get_mut(turn)) {
                *count += 1;
            }
        }
    }
    of.into_iter().map(|[one, other]| one + other)
}

fn cells<T>(count: usize) -> Vec<OnceLock<T>> {
    (0..count).map(|_| OnceLock::new()).collect()
}

impl<'j> Judging<'j, '_> {
    /// Judges everything.
    pub fn judge(&self) -> Judged {
        let mut tasks = Tasks::default();
        let under_way = self.course(&mut tasks, |task| task);
        tasks.run(self.threads, |task| self.does(task, &under_way));
        under_way.judged
    }

    /// Adds the tasks of judging everything to some tasks.
    pub fn course<T: Sync>(
        &self,
        tasks: &mut Tasks<T>,
        as_task: impl Fn(Task) -> T,
    ) -> UnderWay<'j> {
        let (rules, figures) = (self.case.rules.rules.len(), self.case.rules.figures.len());
        let mut under_way = UnderWay {
            shared: Vec::new(),
            parts: (0..rules).map(|_| Mutex::default()).collect(),
            judged: Judged {
                rules: cells(rules),
                figures: cells(figures),
            },
            of_rules: vec![None; rules],
            of_figures: vec![None; figures],
        };
        // what several rules ask for comes first, so that threads need not wait for each other
        let asked: Vec<Vec<usize>> = self
            .short
            .order
            .iter()
            .map(|node| self.shared(*node, &mut under_way.shared))
            .collect();
        let shared: Vec<usize> = (0..under_way.shared.len())
            .map(|at| tasks.add(as_task(Task::Shared(at)), []))
            .collect();
        for (node, asked) in self.short.order.iter().zip(asked) {
            let own = asked.iter().filter_map(|at| shared.get(*at).copied());
            let others = self.needed(*node);
            let others = others.into_iter().filter_map(|node| under_way.task(node));
            let needs: Vec<usize> = own.chain(others).collect();
            match *node {
                Node::Rule(place) => {
                    let parts = self.parts(place).into_iter();
                    let parts: Vec<usize> = parts
                        .map(|part| tasks.add(as_task(Task::Part(place, part)), needs.clone()))
                        .collect();
                    let task = tasks.add(as_task(Task::Rule(place)), parts);
                    if let Some(own) = under_way.of_rules.get_mut(place) {
                        *own = Some(task);
                    }
                }
                Node::Figure(place) => {
                    let task = tasks.add(as_task(Task::Figure(place)), needs);
                    if let Some(own) = under_way.of_figures.get_mut(place) {
                        *own = Some(task);
                    }
                }
                Node::Sheet(_) => {}
            }
        }
        under_way
    }

    /// Does a task, after those that it needs.
    pub fn does(&self, task: &Task, under_way: &UnderWay<'_>) {
        let judged = &under_way.judged;
        let parts = |place: usize| {
            let parts = under_way.parts.get(place)?;
            Some(parts.lock().unwrap_or_else(PoisonError::into_inner))
        };
        match task {
            Task::Shared(at) => match under_way.shared.get(*at) {
                Some((Taking::Count(source), window)) => drop(self.sums(*source, window)),
                Some((taking, window)) => drop(self.last_days(taking, window)),
                None => {}
            },
            Task::Part(place, subjects) => {
                let done = self.judge_rule(*place, subjects.clone(), judged);
                if let (Some(done), Some(mut parts)) = (done, parts(*place)) {
                    parts.push(done);
                }
            }
            Task::Rule(place) => {
                let mut parts = parts(*place).map_or_else(Vec::new, |mut own| own.split_off(0));
                parts.sort_unstable_by_key(|part| part.subjects.start);
                let mut outcomes = Outcomes::default();
                for part in parts {
                    self.gather(*place, part, &mut outcomes);
                }
                if let Some(own) = judged.rules.get(*place) {
                    own.get_or_init(|| outcomes);
                }
            }
            Task::Figure(place) => {
                if let (Some(own), Some(values)) =
                    (judged.figures.get(*place), self.values(*place, judged))
                {
                    own.get_or_init(|| values);
                }
            }
        }
    }

    fn of_node(&self, node: Node) -> Option<(&'j Measuring, &'j Figure)> {
        let rules = &self.case.rules;
        match node {
            Node::Rule(place) => {
                let figure = rules.rules.get(place).map(|rule| &rule.figure);
                Some((self.short.rules.get(place)?, figure?))
            }
            Node::Figure(place) => {
                let measuring = self.short.figures.get(place).and_then(Option::as_ref);
                Some((measuring?, rules.figures.get(place)?))
            }
            Node::Sheet(_) => None,
        }
    }

    /// What a rule or figure asks for that others may ask for too: its places among what is shared, to which it is added.
    fn shared(&self, node: Node, shared: &mut Vec<(&'j Taking, KeptWindow)>) -> Vec<usize> {
        if self.threads == 1 {
            return Vec::new();
        }
        let Some((measuring, figure)) = self.of_node(node) else {
            return Vec::new();
        };
        let wide = !matches!(among(figure.subjects.of), Among::Channels(_));
        let is_shared = match measuring.taking {
            Taking::Gap => !wide && measuring.slices.is_none(),
            Taking::Count(_) => wide,
            Taking::Breaches(..) | Taking::Rank(_) => false,
        };
        let windows = self.windows(measuring).into_iter().filter(|_| is_shared);
        let place = |window: KeptWindow| {
            let mut known = shared.iter();
            let at = known
                .position(|(taking, other)| **taking == measuring.taking && other.is_same(&window));
            at.unwrap_or_else(|| {
                shared.push((&measuring.taking, window));
                shared.len() - 1
            })
        };
        windows.map(place).collect()
    }

    /// The rules and figures without which one cannot be judged.
    fn needed(&self, node: Node) -> Vec<Node> {
        let Some((measuring, figure)) = self.of_node(node) else {
            return Vec::new();
        };
        let rules = &self.case.rules.rules;
        let unless = figure.subjects.unless.iter().filter_map(|id| {
            let place = rules.iter().position(|rule| rule.id == *id)?;
            Some(Node::Rule(place))
        });
        let mut needed: Vec<Node> = unless.collect();
        match &measuring.taking {
            Taking::Breaches(places, _) => {
                needed.extend(places.iter().map(|place| Node::Rule(*place)));
            }
            Taking::Rank(place) => needed.push(Node::Figure(*place)),
            _ => {}
        }
        needed
    }

    /// The subjects of a rule, in as many parts as there are threads.
    fn parts(&self, place: usize) -> Vec<Range<usize>> {
        let Some(rule) = self.case.rules.rules.get(place) else {
            return Vec::new();
        };
        // a part for less than this costs more than it gives
        const ENOUGH: usize = 10_000;
        let (subjects, parts) = match among(rule.figure.subjects.of) {
            Among::Channels(kind) => {
                let subjects = self.roster.of_kind(kind).len();
                (subjects, self.threads.clamp(1, (subjects / ENOUGH).max(1)))
            }
            among => (self.len(among), 1),
        };
        let bounds = |part: usize| subjects * part / parts;
        (0..parts)
            .map(|part| bounds(part)..bounds(part + 1))
            .collect()
    }

    /// Adds what was judged of some subjects to the outcomes of their rule.
    fn gather(&self, place: usize, part: Partial, outcomes: &mut Outcomes) {
        let Some(rule) = self.case.rules.rules.get(place) else {
            return;
        };
        let own: Vec<u16> = std::iter::once(NOT_SELECTED)
            .chain(
                part.kinds
                    .iter()
                    .map(|kind| intern(&mut outcomes.kinds, *kind)),
            )
            .collect();
        let number = |code: &u16| own.get(usize::from(*code)).copied().unwrap_or(NOT_SELECTED);
        outcomes.counts.resize(outcomes.kinds.len(), 0);
        for (kind, count) in own.iter().zip(counted(&part.codes, own.len())) {
            let kind = usize::from(*kind).checked_sub(1);
            if let Some(sum) = kind.and_then(|kind| outcomes.counts.get_mut(kind)) {
                *sum += count;
            }
        }
        match among(rule.figure.subjects.of) {
            Among::Channels(kind) => {
                outcomes.of.resize(self.roster.len(), NOT_SELECTED);
                let channels = self.roster.of_kind(kind).get(part.subjects.clone());
                for (channel, code) in channels.unwrap_or_default().iter().zip(&part.codes) {
                    if let Some(slot) = outcomes.of.get_mut(*channel as usize) {
                        *slot = number(code);
                    }
                }
            }
            _ => outcomes.of = part.codes.iter().map(number).collect(),
        }
        outcomes.slices.append(part.slices);
    }
}
