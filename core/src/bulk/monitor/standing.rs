//! How everybody stands: the outcome of every rule on every subject, kept up to date item by item.

use super::super::judge::{
    Among, GapDoubts, Judging, KeptWindow, Kind, Memo, NOT_SELECTED, Number, Outcomes, Values,
    a_row, among, decision, intern, is_told, needed, numberless, ranked, settled_as, stands_back,
    whole,
};
use super::super::roster::Roster;
use super::super::short::{Measuring, Short, Taking, parts};
use super::super::tally::Tally;
use super::super::tell::{high_of, low_of, nothing_seen};
use super::breaches::Breaches;
use super::found::{ChannelHandle, Finding, FoundSlice, UnitHandle, Whose};
use super::who::{Channel, View, counts};
use super::wide::Wide;
use crate::calendar::Span;
use crate::evaluate::{Admitted, Case, Measured, Node, Subject, Taken};
use crate::findings::{duration_unit, value_out};
use crate::records::Doubt;
use crate::report::NumberOut;
use crate::rules::{DurationUnit, Figure, Measure, Rule};
use std::cell::OnceCell;

/// A case of the plan, made when the engine is first asked.
pub(super) struct Engine<'v> {
    pub view: View<'v>,
    case: OnceCell<Case<'v>>,
    doubt: OnceCell<Doubt>,
    /// Whether numbers around one that is asked for are decided with it: where one item comes at a time, a case is made for
    /// few numbers.
    ahead: bool,
}

impl<'v> Engine<'v> {
    pub fn new(view: View<'v>, ahead: bool) -> Engine<'v> {
        Engine {
            view,
            case: OnceCell::new(),
            doubt: OnceCell::new(),
            ahead,
        }
    }

    pub fn case(&self) -> &Case<'v> {
        self.case.get_or_init(|| {
            let View {
                plan,
                kinds,
                records,
                ..
            } = self.view;
            Case::new(parts(&plan.settings, &plan.rules, &kinds.registry, records))
        })
    }

    fn stand_in(&self, level: usize, kind: u32) -> Subject {
        let kinds = self.view.kinds;
        match level {
            CHANNELS => kinds
                .channels
                .get(kind as usize)
                .map_or(Subject::All, |ix| Subject::Channel(*ix)),
            UNITS => kinds
                .units
                .get(kind as usize)
                .map_or(Subject::All, |ix| Subject::Unit(*ix)),
            _ => Subject::All,
        }
    }
}

/// The lists of subjects.
pub(super) const CHANNELS: usize = 0;
pub(super) const UNITS: usize = 1;
pub(super) const ALL: usize = 2;

fn level(among: Among) -> usize {
    match among {
        Among::Channels(_) => CHANNELS,
        Among::Units => UNITS,
        Among::All => ALL,
    }
}

/// Where the numbers of a measure come from.
#[derive(Clone, Debug)]
pub(super) enum From {
    /// The items of a channel themselves.
    Items,
    /// Counts of units, one for each window.
    Sums(Vec<usize>),
    /// Gaps of units, one for each window.
    Gaps(Vec<usize>),
    /// A count over outcomes.
    Breaches(usize),
    /// The rank by a figure, by its place.
    Rank(usize),
}

/// One rule.
#[derive(Debug)]
pub(super) struct OfRule {
    pub level: usize,
    /// Its place among the rules of its level.
    column: usize,
    pub measuring: Measuring,
    pub windows: Vec<KeptWindow>,
    /// On which days a channel must be open for a window.
    pub needed: Vec<Span>,
    pub doubts: Vec<GapDoubts>,
    pub from: From,
    /// For each kind of subject what is settled before anything is measured.
    pub settled: Vec<Option<u16>>,
    pub memo: Memo,
    kinds: Vec<Kind>,
    pub unless: Vec<usize>,
    /// The counts over outcomes that count this rule.
    counted_in: Vec<usize>,
    /// For each kind whether a gap is told in working days.
    working: Vec<bool>,
    /// The ranks of units, where it judges them.
    ranks: Values,
    /// The admissions of a ranking, by the kind of unit.
    ranked: Vec<Admitted>,
    /// Whether it compares units with each other, or builds on a rule that does.
    pub compares: bool,
    scratch: Vec<u16>,
}

/// A figure by which units are ranked.
#[derive(Debug)]
struct OfFigure {
    place: usize,
    from: From,
    admissions: Vec<Admitted>,
    window: Option<KeptWindow>,
    doubts: Vec<GapDoubts>,
}

/// The outcomes of the subjects of one level, row by row.
#[derive(Debug, Default)]
struct Outcomes_ {
    width: usize,
    of: Vec<u16>,
}

/// How everybody stands.
#[derive(Debug)]
pub(super) struct Standing {
    pub rules: Vec<OfRule>,
    outcomes: [Outcomes_; 3],
    figures: Vec<OfFigure>,
    pub wide: Wide,
    /// The rules that select a kind of channel, each after what it needs.
    of_kinds: Vec<Vec<u32>>,
    /// The rules of units and of everything, each after what it needs, without those that compare units.
    pub of_units: Vec<usize>,
    pub of_all: Vec<usize>,
    /// Those that compare units.
    pub comparing: Vec<usize>,
    /// Whether these are to be judged anew.
    pub stale: bool,
}

impl OfRule {
    fn kind(&self, code: u16) -> Option<&Kind> {
        self.kinds.get(usize::from(code).checked_sub(1)?)
    }

    #[inline]
    fn decide(
        &mut self,
        rule: &Rule,
        number: &Number,
        kind: u32,
        at: usize,
        engine: &Engine<'_>,
    ) -> u16 {
        let slot = self.memo.slot(kind, at);
        match self.memo.quick(slot, number) {
            Some(code) => code,
            None => self.decide_anew(rule, number, kind, at, engine),
        }
    }

    #[inline(never)]
    fn decide_anew(
        &mut self,
        rule: &Rule,
        number: &Number,
        kind: u32,
        at: usize,
        engine: &Engine<'_>,
    ) -> u16 {
        let Some(taken) = self.windows.get(at).map(|window| window.taken) else {
            return 0;
        };
        let slot = self.memo.slot(kind, at);
        if let Some(code) = self.memo.known(slot, number) {
            return code;
        }
        let stand_in = engine.stand_in(self.level, kind);
        let (case, doubt) = (engine.case(), engine.doubt.get_or_init(a_row));
        let taking = &self.measuring.taking;
        let one = |number: &Number| decision(case, rule, stand_in, (taking, number, &taken), doubt);
        let code = self.memo.keep(slot, number, one(number));
        if engine.ahead && Memo::is_small(number) {
            const BLOCK: i64 = 16;
            let first = number.low / BLOCK * BLOCK;
            for near in first..first + BLOCK {
                let near = Number {
                    low: near,
                    high: near,
                    ..*number
                };
                if Memo::is_small(&near) && self.memo.known(slot, &near).is_none() {
                    self.memo.keep(slot, &near, one(&near));
                }
            }
        }
        code
    }

    /// The decision on one window of a channel, and its number.
    #[inline]
    fn window_of_channel(
        &mut self,
        rule: &Rule,
        channel: &Channel,
        at: usize,
        times: &mut &[u32],
        engine: &Engine<'_>,
    ) -> (u16, Number) {
        let (Some(window), Some(needed)) = (self.windows.get(at), self.needed.get(at)) else {
            return (0, Number::known(0));
        };
        if !(channel.open.0 <= needed.from && needed.to < channel.open.1) {
            return (0, Number::known(0));
        }
        let number = self.number_of_channel(channel, window, at, times, engine);
        (self.decide(rule, &number, channel.kind, at, engine), number)
    }

    #[inline]
    fn number_of_channel(
        &self,
        channel: &Channel,
        window: &KeptWindow,
        at: usize,
        times: &mut &[u32],
        engine: &Engine<'_>,
    ) -> Number {
        let view = &engine.view;
        match self.measuring.taking {
            Taking::Count(source) => channel.count(times, source, window, view),
            Taking::Gap => {
                let doubts = self.doubts.get(at).copied();
                channel.gap(window, doubts, view)
            }
            Taking::Breaches(..) | Taking::Rank(_) => Number::known(0),
        }
    }

    /// The outcome of a channel by itself.
    fn of_channel(&mut self, rule: &Rule, channel: &Channel, engine: &Engine<'_>) -> u16 {
        if let Some(Some(code)) = self.settled.get(channel.kind as usize) {
            return *code;
        }
        let mut times = channel.times.as_slice();
        let Some(allow) = self.measuring.slices else {
            let (code, _) = self.window_of_channel(rule, channel, 0, &mut times, engine);
            return self.memo.of_whole(code, &mut self.kinds);
        };
        let mut codes = std::mem::take(&mut self.scratch);
        codes.clear();
        for at in 0..self.windows.len() {
            codes.push(
                self.window_of_channel(rule, channel, at, &mut times, engine)
                    .0,
            );
        }
        let code = self.memo.of_slices(&codes, allow, rule, &mut self.kinds);
        self.scratch = codes;
        code
    }

    /// The number of a unit, or of everything, in a window.
    fn wide_number(
        &self,
        wide: &Wide,
        unit: Option<usize>,
        at: usize,
    ) -> Result<Number, (bool, &'static str)> {
        let window = self.windows.get(at);
        match &self.from {
            From::Rank(_) => match unit.and_then(|unit| self.ranks.get(unit)) {
                Some(Some(value)) => *value,
                _ => Err((true, "no_figure")),
            },
            from => wide_number(from, wide, unit, at, window, self.doubts.get(at).copied()),
        }
    }

    /// The outcome of a unit, or of everything, by itself.
    fn of_wide(
        &mut self,
        rule: &Rule,
        wide: &Wide,
        (unit, kind): (Option<usize>, u32),
        engine: &Engine<'_>,
    ) -> u16 {
        if let Some(Some(code)) = self.settled.get(kind as usize) {
            return *code;
        }
        let one = |own: &mut OfRule, at: usize| -> Result<u16, (bool, &'static str)> {
            let number = own.wide_number(wide, unit, at)?;
            Ok(own.decide(rule, &number, kind, at, engine))
        };
        let Some(allow) = self.measuring.slices else {
            return match one(self, 0) {
                Ok(code) => self.memo.of_whole(code, &mut self.kinds),
                Err(reason) => intern(&mut self.kinds, whole(numberless(Some(reason)))),
            };
        };
        let mut codes = std::mem::take(&mut self.scratch);
        codes.clear();
        for at in 0..self.windows.len() {
            codes.push(one(self, at).unwrap_or(0));
        }
        let code = self.memo.of_slices(&codes, allow, rule, &mut self.kinds);
        self.scratch = codes;
        code
    }
}

fn wide_number(
    from: &From,
    wide: &Wide,
    unit: Option<usize>,
    at: usize,
    window: Option<&KeptWindow>,
    doubts: Option<GapDoubts>,
) -> Result<Number, (bool, &'static str)> {
    let nothing = Err((true, "no_figure"));
    let (Some(window), Some(doubts)) = (window, doubts) else {
        return nothing;
    };
    match from {
        From::Sums(list) => {
            let sum = list.get(at).and_then(|at| wide.sums.get(*at));
            sum.map_or(nothing, |sum| Ok(sum.number(unit, 0, window, &wide.unread)))
        }
        From::Gaps(list) => {
            let gaps = list.get(at).and_then(|at| wide.gaps.get(*at));
            gaps.map_or(nothing, |gaps| {
                Ok(gaps.number(unit, None, doubts, &wide.unread))
            })
        }
        From::Breaches(at) => wide
            .breaches
            .get(*at)
            .map_or(nothing, |breaches| breaches.value(unit)),
        From::Items | From::Rank(_) => nothing,
    }
}

/// What is being put together.
struct Making<'m, 'j, 'a> {
    judging: &'m Judging<'j, 'a>,
    short: &'m Short,
    wide: Wide,
    figures: Vec<OfFigure>,
}

impl Making<'_, '_, '_> {
    fn doubts(&self, windows: &[KeptWindow]) -> Vec<GapDoubts> {
        let of = |window: &KeptWindow| {
            let until = self.judging.case.known_until(window.taken.check);
            self.judging.gap_doubts(true, 0, until)
        };
        windows.iter().map(of).collect()
    }

    /// Where the numbers of a measure come from; what is kept for it is made.
    fn from(
        &mut self,
        measuring: &Measuring,
        of: Among,
        windows: &[KeptWindow],
        wide: bool,
    ) -> From {
        let units = self.judging.len(Among::Units);
        match &measuring.taking {
            _ if matches!(of, Among::Channels(_)) => From::Items,
            Taking::Count(source) => {
                let sums = windows.iter().map(|window| self.wide.sum(*source, window));
                From::Sums(sums.collect())
            }
            Taking::Gap => {
                let case = self.judging.case;
                let until = |window: &KeptWindow| case.known_until(window.taken.check);
                let gaps = windows
                    .iter()
                    .map(|window| self.wide.gap(window, until(window)));
                From::Gaps(gaps.collect())
            }
            Taking::Breaches(places, distinct) => {
                let breaches = &mut self.wide.breaches;
                breaches.push(Breaches::new(places, distinct, wide, units));
                From::Breaches(breaches.len() - 1)
            }
            Taking::Rank(place) => {
                self.figure(*place);
                From::Rank(*place)
            }
        }
    }

    /// Makes what a ranking by a figure needs.
    fn figure(&mut self, place: usize) {
        if self.figures.iter().any(|known| known.place == place) {
            return;
        }
        let case = self.judging.case;
        let measuring = self.short.figures.get(place).and_then(Option::as_ref);
        let (Some(measuring), Some(figure)) = (measuring, case.rules.figures.get(place)) else {
            return;
        };
        let windows = self.judging.windows(measuring);
        let from = self.from(measuring, Among::Units, &windows, false);
        self.figures.push(OfFigure {
            place,
            from,
            admissions: self.judging.admissions(&[figure], Among::Units),
            window: windows.first().copied(),
            doubts: self.doubts(&windows),
        });
    }
}

impl Standing {
    /// Judges everybody.
    pub fn new(
        view: View<'_>,
        roster: &Roster<'_>,
        doubts: &Tally,
        channels: &mut [Channel],
    ) -> Standing {
        let engine = Engine::new(view, false);
        let mut standing = Standing::empty(&view, roster, doubts, &engine, channels);
        for (at, channel) in channels.iter().enumerate() {
            standing.wide.take(channel, &view);
            for place in standing.of_kind(channel.kind) {
                standing.judge_channel(place, at, channel, &engine);
            }
        }
        for place in standing.of_units.clone() {
            for unit in 0..view.who.units {
                standing.judge_wide(place, unit, &engine);
            }
        }
        for place in standing.of_all.clone() {
            standing.judge_wide(place, 0, &engine);
        }
        for (at, channel) in channels.iter_mut().enumerate() {
            channel.told = standing.tells_of(at, channel.kind);
        }
        standing
    }

    /// The rules that select a kind of channel.
    fn of_kind(&self, kind: u32) -> Vec<usize> {
        let own = self.of_kinds.get(kind as usize).into_iter().flatten();
        own.map(|place| *place as usize).collect()
    }

    /// The same, one by one.
    #[inline]
    pub fn rule_of_kind(&self, kind: u32, at: usize) -> Option<usize> {
        let own = self.of_kinds.get(kind as usize)?;
        own.get(at).map(|place| *place as usize)
    }

    fn empty(
        view: &View<'_>,
        roster: &Roster<'_>,
        doubts: &Tally,
        engine: &Engine<'_>,
        channels: &[Channel],
    ) -> Standing {
        let case = engine.case();
        let judging = Judging::new(case, view.short, roster, view.kinds, doubts);
        let mut making = Making {
            judging: &judging,
            short: view.short,
            wide: Wide::new(view.who.units, channels),
            figures: Vec::new(),
        };
        let mut rules: Vec<OfRule> = Vec::new();
        let mut widths = [0; 3];
        for (rule, measuring) in case.rules.rules.iter().zip(&view.short.rules) {
            let of = among(rule.figure.subjects.of);
            let level = level(of);
            let column = widths.get(level).copied().unwrap_or(0);
            if let Some(width) = widths.get_mut(level) {
                *width += 1;
            }
            rules.push(of_rule(
                &mut making,
                rule,
                measuring,
                (of, level, column),
                engine,
            ));
        }
        let Making { wide, figures, .. } = making;
        for (at, breaches) in wide.breaches.iter().enumerate() {
            for place in &breaches.places {
                if let Some(rule) = rules.get_mut(*place) {
                    rule.counted_in.push(at);
                }
            }
        }
        let mut standing = Standing {
            outcomes: Default::default(),
            rules,
            figures,
            wide,
            of_kinds: Vec::new(),
            of_units: Vec::new(),
            of_all: Vec::new(),
            comparing: Vec::new(),
            stale: true,
        };
        standing.order(view, &judging);
        let lens = [channels.len(), view.who.units, 1];
        for ((outcomes, width), len) in standing.outcomes.iter_mut().zip(widths).zip(lens) {
            *outcomes = Outcomes_ {
                width,
                of: vec![NOT_SELECTED; width * len],
            };
        }
        standing
    }

    /// Lists the rules by whom they judge, each after what it needs.
    fn order(&mut self, view: &View<'_>, judging: &Judging<'_, '_>) {
        let nodes = view.short.order.iter();
        let order: Vec<usize> = nodes
            .filter_map(|node| match node {
                Node::Rule(place) => Some(*place),
                _ => None,
            })
            .collect();
        for place in &order {
            let compares = |own: &OfRule| match &own.from {
                From::Rank(_) => true,
                From::Breaches(at) => {
                    let counted = self.wide.breaches.get(*at).map(|one| one.places.as_slice());
                    self.any_compares(counted.unwrap_or_default())
                }
                _ => self.any_compares(&own.unless),
            };
            let compares = self.rules.get(*place).is_some_and(compares)
                || self
                    .rules
                    .get(*place)
                    .is_some_and(|own| self.any_compares(&own.unless));
            let Some(own) = self.rules.get_mut(*place) else {
                continue;
            };
            own.compares = compares;
            match own.level {
                _ if compares => self.comparing.push(*place),
                UNITS => self.of_units.push(*place),
                ALL => self.of_all.push(*place),
                _ => {}
            }
        }
        let kinds = view.kinds.channels.len();
        self.of_kinds = vec![Vec::new(); kinds];
        for (kind, list) in self.of_kinds.iter_mut().enumerate() {
            let channel = view.kinds.channels.get(kind);
            let of = channel.and_then(|ix| view.kinds.registry.channel(*ix));
            for place in &order {
                let rule = judging.case.rules.rules.get(*place);
                let selects = self
                    .rules
                    .get(*place)
                    .is_some_and(|own| own.settled.get(kind) != Some(&Some(NOT_SELECTED)))
                    && rule.is_some_and(|rule| match among(rule.figure.subjects.of) {
                        Among::Channels(wanted) => of.is_some_and(|of| of.kind == wanted),
                        _ => false,
                    });
                if selects {
                    list.push(*place as u32);
                }
            }
        }
    }

    fn any_compares(&self, places: &[usize]) -> bool {
        let mut rules = places.iter().filter_map(|place| self.rules.get(*place));
        rules.any(|rule| rule.compares)
    }

    /// The outcome of a rule on a subject, as it stands.
    #[inline]
    fn code(&self, place: usize, subject: usize) -> u16 {
        let Some(rule) = self.rules.get(place) else {
            return NOT_SELECTED;
        };
        let Some(outcomes) = self.outcomes.get(rule.level) else {
            return NOT_SELECTED;
        };
        let at = subject * outcomes.width + rule.column;
        outcomes.of.get(at).copied().unwrap_or(NOT_SELECTED)
    }

    fn kind(&self, place: usize, subject: usize) -> Option<&Kind> {
        self.rules.get(place)?.kind(self.code(place, subject))
    }

    /// Whether the outcome of a rule on a subject is told.
    #[inline]
    pub fn is_told(&self, place: usize, subject: usize) -> bool {
        self.kind(place, subject).and_then(is_told).is_some()
    }

    /// Whether some outcome of a channel of a kind is told.
    pub fn tells_of(&self, channel: usize, kind: u32) -> bool {
        let mut of_kind = self.of_kinds.get(kind as usize).into_iter().flatten();
        of_kind.any(|place| self.is_told(*place as usize, channel))
    }

    /// Whether no outcome of a channel, nor of its unit, is told; `false` where rules compare units, which are judged when
    /// somebody asks.
    #[inline]
    pub fn is_clear(&self, channel: &Channel) -> bool {
        let mut of_units = self.of_units.iter();
        let unit = channel.unit as usize;
        !channel.told
            && self.comparing.is_empty()
            && !of_units.any(|place| self.is_told(*place, unit))
    }

    /// What other rules on the same subject make of an outcome.
    fn unless(&mut self, place: usize, subject: usize, code: u16) -> u16 {
        let Some(own) = self.rules.get(place) else {
            return code;
        };
        if own.unless.is_empty() {
            return code;
        }
        let Some(mut kind) = own.kind(code).copied() else {
            return code;
        };
        let first = kind;
        for other in &own.unless {
            let other = self.kind(*other, subject).map(|other| other.told);
            kind = stands_back(kind, other).unwrap_or(kind);
        }
        match self.rules.get_mut(place) {
            Some(own) if kind != first => intern(&mut own.kinds, kind),
            _ => code,
        }
    }

    /// Judges a channel by a rule.
    #[inline]
    pub fn judge_channel(
        &mut self,
        place: usize,
        at: usize,
        channel: &Channel,
        engine: &Engine<'_>,
    ) {
        let rule = engine.view.plan.rules.rules.get(place);
        let (Some(rule), Some(own)) = (rule, self.rules.get_mut(place)) else {
            return;
        };
        let code = own.of_channel(rule, channel, engine);
        let code = self.unless(place, at, code);
        self.set(place, at, Some(channel.unit as usize), code);
    }

    /// Judges a unit, or everything, by a rule.
    pub fn judge_wide(&mut self, place: usize, subject: usize, engine: &Engine<'_>) {
        let rule = engine.view.plan.rules.rules.get(place);
        let (Some(rule), Some(own)) = (rule, self.rules.get_mut(place)) else {
            return;
        };
        let unit = (own.level == UNITS).then_some(subject);
        let kind = engine.view.kind_of(own.level, subject);
        let code = own.of_wide(rule, &self.wide, (unit, kind), engine);
        let code = self.unless(place, subject, code);
        self.set(place, subject, unit, code);
    }

    /// Sets an outcome, and what counts it.
    #[inline]
    fn set(&mut self, place: usize, subject: usize, unit: Option<usize>, code: u16) {
        if self.code(place, subject) != code {
            self.set_other(place, subject, unit, code);
        }
    }

    fn set_other(&mut self, place: usize, subject: usize, unit: Option<usize>, code: u16) {
        let Standing {
            rules,
            outcomes,
            wide,
            ..
        } = self;
        let Some(own) = rules.get(place) else { return };
        let Some(outcomes) = outcomes.get_mut(own.level) else {
            return;
        };
        let at = subject * outcomes.width + own.column;
        let old = outcomes.of.get(at).copied().unwrap_or(NOT_SELECTED);
        for counted in &own.counted_in {
            let Some(breaches) = wide.breaches.get_mut(*counted) else {
                continue;
            };
            let mut of = |code: u16| {
                if let Some(slot) = outcomes.of.get_mut(at) {
                    *slot = code;
                }
                let kinds = breaches.places.iter().filter_map(|place| {
                    let rule = rules.get(*place).filter(|rule| rule.level == own.level)?;
                    let at = subject * outcomes.width + rule.column;
                    rule.kind(outcomes.of.get(at).copied()?)
                });
                breaches.own(kinds)
            };
            let (before, after) = (of(old), of(code));
            breaches.change(unit, before, after);
        }
        if let Some(slot) = outcomes.of.get_mut(at) {
            *slot = code;
        }
    }

    /// Judges anew by the rules that compare units.
    pub fn compare(&mut self, engine: &Engine<'_>) {
        if !self.stale {
            return;
        }
        self.stale = false;
        for place in self.comparing.clone() {
            let rule = engine.view.plan.rules.rules.get(place);
            let ranked_by = self.rules.get(place).map(|own| own.from.clone());
            if let (Some(rule), Some(From::Rank(figure))) = (rule, ranked_by) {
                let admissions = self.rules.get(place).map(|own| &own.ranked);
                let ranks = admissions
                    .map(|admissions| self.ranks(figure, &rule.figure, admissions, &engine.view));
                if let (Some(own), Some(ranks)) = (self.rules.get_mut(place), ranks) {
                    own.ranks = ranks;
                }
            }
            let units = self.rules.get(place).is_some_and(|own| own.level == UNITS);
            let subjects = if units { engine.view.who.units } else { 1 };
            for subject in 0..subjects {
                self.judge_wide(place, subject, engine);
            }
        }
    }

    /// The places of units by a figure.
    fn ranks(
        &self,
        place: usize,
        ranking: &Figure,
        admissions: &[Admitted],
        view: &View<'_>,
    ) -> Values {
        let mut values: Values = vec![None; view.who.units];
        let Measure::Rank { from, ties, .. } = &ranking.measure else {
            return values;
        };
        let numbers = self.figure_values(place, view);
        let admitted = |unit: usize| admissions.get(view.kind_of(UNITS, unit) as usize);
        ranked(
            &view.who.order,
            &numbers,
            admitted,
            (*from, *ties),
            &mut values,
        );
        values
    }

    /// The values of a figure by which units are ranked.
    fn figure_values(&self, place: usize, view: &View<'_>) -> Values {
        let units = view.who.units;
        let Some(own) = self.figures.iter().find(|own| own.place == place) else {
            return vec![None; units];
        };
        let ranks = match (&own.from, view.plan.rules.figures.get(place)) {
            (From::Rank(other), Some(figure)) => {
                Some(self.ranks(*other, figure, &own.admissions, view))
            }
            _ => None,
        };
        let value = |unit: usize| match own.admissions.get(view.kind_of(UNITS, unit) as usize)? {
            Admitted::No => None,
            Admitted::Settled(verdict) => Some(Err(counts(verdict))),
            Admitted::Yes => Some(match &ranks {
                Some(ranks) => match ranks.get(unit) {
                    Some(Some(value)) => *value,
                    _ => Err((true, "no_figure")),
                },
                None => wide_number(
                    &own.from,
                    &self.wide,
                    Some(unit),
                    0,
                    own.window.as_ref(),
                    own.doubts.first().copied(),
                ),
            }),
        };
        (0..units).map(value).collect()
    }

    /// The list of subjects that a rule judges.
    #[inline]
    pub fn level(&self, place: usize) -> usize {
        self.rules.get(place).map_or(ALL, |own| own.level)
    }

    /// Whether a rule compares units, or builds on one that does.
    pub fn compares(&self, place: usize) -> bool {
        self.rules.get(place).is_some_and(|own| own.compares)
    }

    /// The findings and notices of a unit, or of everything.
    pub fn found(
        &mut self,
        level: usize,
        subject: usize,
        engine: &Engine<'_>,
        out: &mut Vec<Finding>,
    ) {
        for place in 0..self.rules.len() {
            if self.level(place) == level && self.is_told(place, subject) {
                out.extend(self.finding(place, subject, None, engine));
            }
        }
    }

    /// The finding or notice of a rule on a subject, as it stands.
    pub fn finding(
        &mut self,
        place: usize,
        subject: usize,
        channel: Option<&Channel>,
        engine: &Engine<'_>,
    ) -> Option<Finding> {
        let attached = self.kind(place, subject).and_then(is_told)?;
        let rule = engine.view.plan.rules.rules.get(place)?;
        let wide = &self.wide;
        let own = self.rules.get_mut(place)?;
        let (unit, whose, kind) = match (own.level, channel) {
            (CHANNELS, channel) => {
                let handle = ChannelHandle(subject as u32);
                (None, Whose::Channel(handle), channel?.kind)
            }
            (UNITS, _) => {
                let handle = UnitHandle(subject as u32);
                let kind = engine.view.kind_of(UNITS, subject);
                (Some(subject), Whose::Unit(handle), kind)
            }
            _ => (None, Whose::Everything, 0),
        };
        let working = match own.measuring.by_attribute {
            true => own.working.get(kind as usize),
            false => own.working.first(),
        };
        let working = working.copied().unwrap_or(false);
        let ends = |taking: &Taking, number: &Number, taken: &Taken| {
            if !working {
                return (low_of(number), high_of(number));
            }
            let measured: Measured = Judging::measured(taking, number, taken);
            let calendar = &engine.view.plan.settings.calendar;
            let value = value_out(&measured, DurationUnit::WorkingDays, calendar);
            let end = |end: &Option<NumberOut>| match end {
                Some(NumberOut::Whole(number)) => Some(*number),
                _ => None,
            };
            (end(&value.low), end(&value.high))
        };
        let mut finding = Finding {
            rule: place,
            whose,
            severity: attached.effect,
            value: None,
            value_at_most: None,
            last: None,
            slices: Vec::new(),
            attached,
            number: None,
        };
        if own.measuring.slices.is_some() {
            let mut times = channel.map_or(&[][..], |channel| channel.times.as_slice());
            for at in 0..own.windows.len() {
                let (code, number) = match channel {
                    Some(channel) if own.level == CHANNELS => {
                        own.window_of_channel(rule, channel, at, &mut times, engine)
                    }
                    _ => {
                        let Ok(number) = own.wide_number(wide, unit, at) else {
                            continue;
                        };
                        (own.decide(rule, &number, kind, at, engine), number)
                    }
                };
                let breached = own.memo.is_breached(code);
                if let Some(window) = own.windows.get(at).filter(|_| breached) {
                    let (value, _) = ends(&own.measuring.taking, &number, &window.taken);
                    finding.slices.push(FoundSlice {
                        span: window.taken.span,
                        value,
                        taken: window.taken,
                        number,
                    });
                }
            }
            return Some(finding);
        }
        let window = own.windows.first()?;
        let number = match channel {
            Some(channel) if own.level == CHANNELS => {
                let mut times = channel.times.as_slice();
                Some(own.number_of_channel(channel, window, 0, &mut times, engine))
            }
            _ => own.wide_number(wide, unit, 0).ok(),
        };
        if own.measuring.taking == Taking::Gap {
            finding.last = match (channel, &own.from) {
                (Some(channel), From::Items) => channel.last(window.end, &engine.view),
                (_, From::Gaps(list)) => {
                    let gaps = list.first().and_then(|at| wide.gaps.get(*at));
                    gaps.and_then(|gaps| gaps.last(unit))
                }
                _ => None,
            };
        }
        if let Some(number) = number {
            (finding.value, finding.value_at_most) =
                ends(&own.measuring.taking, &number, &window.taken);
            finding.number = Some((window.taken, number));
        }
        Some(finding)
    }
}

/// Makes one rule ready.
fn of_rule(
    making: &mut Making<'_, '_, '_>,
    rule: &Rule,
    measuring: &Measuring,
    (of, level, column): (Among, usize, usize),
    engine: &Engine<'_>,
) -> OfRule {
    let judging = making.judging;
    let case = judging.case;
    let named = rule.named.as_deref().and_then(|id| case.rules.figure(id));
    let figures: Vec<&Figure> = std::iter::once(&rule.figure).chain(named).collect();
    let mut outcomes = Outcomes::default();
    let settled = judging.admissions(&figures, of);
    let settled = settled.iter().map(|admission| match admission {
        Admitted::Yes => None,
        Admitted::No => Some(NOT_SELECTED),
        Admitted::Settled(verdict) => Some(intern(&mut outcomes.kinds, settled_as(rule, verdict))),
    });
    let settled: Vec<Option<u16>> = settled.collect();
    let windows = judging.windows(measuring);
    let from = making.from(measuring, of, &windows, level == ALL);
    let same_list = |other: &Rule| match (of, among(other.figure.subjects.of)) {
        (Among::Channels(_), Among::Channels(_)) => true,
        (own, other) => own == other,
    };
    let unless = rule.figure.subjects.unless.iter().filter_map(|id| {
        let mut known = case.rules.rules.iter();
        let place = known.position(|known| known.id == *id)?;
        let other = case.rules.rules.get(place)?;
        same_list(other).then_some(place)
    });
    let kinds = judging.kinds_of(of);
    let classes = if measuring.by_attribute { kinds } else { 1 };
    let working = |kind: usize| {
        measuring.taking == Taking::Gap && {
            let subject = engine.stand_in(level, kind as u32);
            duration_unit(case, rule, subject, &nothing_seen()) == DurationUnit::WorkingDays
        }
    };
    let ranked = match measuring.taking {
        Taking::Rank(_) => judging.admissions(&[&rule.figure], Among::Units),
        _ => Vec::new(),
    };
    OfRule {
        level,
        column,
        needed: windows
            .iter()
            .map(|window| needed(measuring, &window.taken))
            .collect(),
        doubts: making.doubts(&windows),
        windows,
        from,
        settled,
        memo: Memo::new(measuring, kinds),
        kinds: outcomes.kinds,
        unless: unless.collect(),
        counted_in: Vec::new(),
        working: (0..classes).map(working).collect(),
        ranks: Values::new(),
        ranked,
        compares: false,
        scratch: Vec::new(),
        measuring: measuring.clone(),
    }
}
