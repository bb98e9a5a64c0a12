//! Verdicts of numbers: the engine is asked once for each different one, by a rule and a kind of subject.

use super::*;

/// What the engine says of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::bulk) struct Decision {
    pub told: Told,
    pub reason: &'static str,
    pub attached: Option<Attached>,
}

const NOT_OPEN: Decision = Decision {
    told: Told::NotApplicable,
    reason: "not_open",
    attached: None,
};

/// Numbers below this one are looked up in a row, at whose end is what all above them come to, where that is known.
const SMALL: i64 = 1_024;
const UNDECIDED: u16 = u16::MAX;

/// What the engine said of a number by a rule.
pub(in crate::bulk) fn decision(
    case: &Case<'_>,
    rule: &Rule,
    stand_in: Subject,
    (taking, number, taken): (&Taking, &Number, &Taken),
    doubt: &Doubt,
) -> Decision {
    let reading = Reading {
        uncovered: number.uncovered,
        doubts: if number.doubtful {
            vec![doubt]
        } else {
            Vec::new()
        },
        outcomes: matches!(taking, Taking::Breaches(..) | Taking::Rank(_))
            && number.low != number.high,
        ..Reading::of(Judging::measured(taking, number, taken))
    };
    let (verdict, attached) = decided(case, rule, stand_in, &reading, &[]);
    Decision {
        told: told(&verdict),
        reason: verdict.reason().map_or("", |reason| reason.code),
        attached,
    }
}

/// Whether a rule has one limit alone, above which all numbers are decided alike, and below. A limit in working days is
/// none: it may fall on a year that the calendar does not know.
fn is_one_limit(rule: &Rule) -> bool {
    let (Requirement::Require(limit) | Requirement::BreachWhen(limit)) = &rule.requirement else {
        return false;
    };
    let in_working_days = |literal: &Literal| match literal {
        Literal::Duration(duration) => duration.unit == DurationUnit::WorkingDays,
        _ => false,
    };
    let is_plain = |value: &LimitValue| match value {
        LimitValue::Fixed(literal) => !in_working_days(literal),
        LimitValue::By {
            cases, otherwise, ..
        } => {
            let mut all = cases.iter().map(|(_, value)| value).chain(otherwise);
            all.all(|value| !matches!(value, Otherwise::Limit(literal) if in_working_days(literal)))
        }
        LimitValue::From { .. } | LimitValue::Figure { .. } => false,
    };
    match limit.comparisons.as_slice() {
        [one] => {
            limit.words.is_empty() && one.comparator != Comparator::Equals && is_plain(&one.value)
        }
        _ => false,
    }
}

/// What a rule said of numbers, kept: each different number is decided once.
#[derive(Debug, Default)]
pub(in crate::bulk) struct Memo {
    /// How many classes of subjects are decided apart, and whether each window is.
    classes: usize,
    by_window: bool,
    small: Vec<Vec<u16>>,
    others: Quick<(usize, Number), u16>,
    pub decisions: Vec<Decision>,
    /// The outcome of a decision on a whole window.
    wholes: Vec<u16>,
    /// The outcome of the decisions on all slices.
    signatures: Quick<Box<[u16]>, u16>,
}

impl Memo {
    pub fn new(measuring: &Measuring, kinds: usize) -> Memo {
        let classes = if measuring.by_attribute { kinds } else { 1 };
        // a duration is laid on the check point, which every slice has for itself
        let by_window = measuring.taking == Taking::Gap;
        let places = match by_window {
            true => measuring.windows.len().max(1),
            false => 1,
        };
        Memo {
            classes,
            by_window,
            small: vec![Vec::new(); classes * places],
            decisions: vec![NOT_OPEN],
            ..Memo::default()
        }
    }

    /// Where the decisions on numbers of a kind in a window stand.
    #[inline]
    pub fn slot(&self, kind: u32, at: usize) -> usize {
        let class = if self.classes > 1 { kind as usize } else { 0 };
        if self.by_window {
            at * self.classes + class
        } else {
            class
        }
    }

    /// Whether a number is one of those that are looked up in a row.
    #[inline]
    pub fn is_small(number: &Number) -> bool {
        number.low == number.high && (0..SMALL).contains(&number.low)
    }

    /// The decision on a number, if it stands in the row: the look that is taken most.
    #[inline(always)]
    pub fn quick(&self, slot: usize, number: &Number) -> Option<u16> {
        if number.low != number.high {
            return None;
        }
        self.quick_low(slot, number.low)
    }

    /// The same, of a number that is known.
    #[inline(always)]
    fn quick_low(&self, slot: usize, low: i64) -> Option<u16> {
        let low = usize::try_from(low.min(SMALL)).ok()?;
        let code = *self.small.get(slot)?.get(low)?;
        (code != UNDECIDED).then_some(code)
    }

    /// The decision on a number, if it was made.
    #[inline]
    pub fn known(&self, slot: usize, number: &Number) -> Option<u16> {
        if Memo::is_small(number) {
            let row = self.small.get(slot)?;
            let code = row.get(number.low as usize).copied()?;
            (code != UNDECIDED).then_some(code)
        } else {
            self.others.get(&(slot, *number)).copied()
        }
    }

    /// Keeps a decision.
    pub fn keep(&mut self, slot: usize, number: &Number, decision: Decision) -> u16 {
        let code = self.intern(decision);
        if Memo::is_small(number) {
            if let Some(row) = self.small.get_mut(slot) {
                if row.is_empty() {
                    *row = vec![UNDECIDED; SMALL as usize + 1];
                }
                if let Some(cell) = row.get_mut(number.low as usize) {
                    *cell = code;
                }
            }
        } else {
            self.others.insert((slot, *number), code);
        }
        code
    }

    /// Keeps the decision on all small numbers up to one, and that on all above it.
    fn keep_all(&mut self, slot: usize, (up_to, decision): (i64, Decision), above: Decision) {
        // where it is the same for all small ones, the one limit may lie above them
        let beyond = match decision == above {
            true => UNDECIDED,
            false => self.intern(above),
        };
        let (decision, above) = (self.intern(decision), self.intern(above));
        if let Some(row) = self.small.get_mut(slot) {
            let numbers = 0..SMALL;
            *row = numbers
                .map(|low| if low <= up_to { decision } else { above })
                .chain([beyond])
                .collect();
        }
    }

    fn intern(&mut self, decision: Decision) -> u16 {
        let at = self.decisions.iter().position(|known| *known == decision);
        let at = at.unwrap_or_else(|| {
            self.decisions.push(decision);
            self.decisions.len() - 1
        });
        u16::try_from(at).unwrap_or(UNDECIDED - 1)
    }

    /// Whether a decision is a breach.
    pub fn is_breached(&self, code: u16) -> bool {
        let told = self.decisions.get(usize::from(code)).map(|one| one.told);
        told == Some(Told::Breached)
    }

    /// The outcome of the decision on a whole window.
    #[inline]
    pub fn of_whole(&mut self, code: u16, kinds: &mut Vec<Kind>) -> u16 {
        let at = usize::from(code);
        match self.wholes.get(at) {
            Some(known) if *known != UNDECIDED => return *known,
            _ => {}
        }
        let decision = self.decisions.get(at).copied();
        let number = decision.map_or(NOT_SELECTED, |one| intern(kinds, whole(one)));
        if self.wholes.len() <= at {
            self.wholes.resize(at + 1, UNDECIDED);
        }
        if let Some(known) = self.wholes.get_mut(at) {
            *known = number;
        }
        number
    }

    /// The outcome of the decisions on all slices.
    #[inline]
    pub fn of_slices(
        &mut self,
        codes: &[u16],
        allow: i64,
        rule: &Rule,
        kinds: &mut Vec<Kind>,
    ) -> u16 {
        if let Some(known) = self.signatures.get(codes) {
            return *known;
        }
        let kind = settle(&self.decisions, codes, allow, rule);
        let number = intern(kinds, kind);
        self.signatures.insert(codes.into(), number);
        number
    }
}

/// The outcome where a measure over outcomes or figures has no number.
pub(in crate::bulk) fn numberless(value: Option<(bool, &'static str)>) -> Decision {
    let (not_applicable, reason) = value.unwrap_or((true, "no_figure"));
    Decision {
        told: if not_applicable {
            Told::NotApplicable
        } else {
            Told::CannotTell
        },
        reason,
        attached: None,
    }
}

/// Decides numbers by a rule, each different one once.
pub(in crate::bulk) struct Decider<'d, 'j, 'a> {
    judging: &'d Judging<'j, 'a>,
    rule: &'d Rule,
    measuring: &'d Measuring,
    pub windows: &'d [KeptWindow],
    pub among: Among,
    pub memo: Memo,
    scratch: (Vec<u16>, Vec<Number>),
    /// Whether anything of the rule may be told.
    reports: bool,
    /// The breached slices behind what is told.
    pub(super) breached: Slices,
    /// The counts of units in each window.
    sums: Vec<Arc<Vec<Number>>>,
}

impl<'d, 'j, 'a> Decider<'d, 'j, 'a> {
    pub fn new(
        judging: &'d Judging<'j, 'a>,
        rule: &'d Rule,
        measuring: &'d Measuring,
        windows: &'d [KeptWindow],
        among: Among,
    ) -> Self {
        Decider {
            judging,
            rule,
            measuring,
            windows,
            among,
            memo: Memo::new(measuring, judging.kinds_of(among)),
            scratch: Default::default(),
            reports: reports(rule),
            breached: Slices::default(),
            sums: judging.sums_of(&measuring.taking, among, windows),
        }
    }

    /// The decision on a number, by its place among the decisions.
    #[inline]
    fn decide(&mut self, number: &Number, kind: u32, stand_in: Subject, at: usize) -> u16 {
        let slot = self.memo.slot(kind, at);
        match self.memo.quick(slot, number) {
            Some(code) => code,
            None => self.decide_anew(number, slot, stand_in, at),
        }
    }

    #[inline(never)]
    fn decide_anew(&mut self, number: &Number, slot: usize, stand_in: Subject, at: usize) -> u16 {
        if let Some(code) = self.memo.known(slot, number) {
            return code;
        }
        if Memo::is_small(number) && is_one_limit(self.rule) {
            return self.fill(number, slot, stand_in, at);
        }
        let decision = self.ask(number, stand_in, at);
        self.memo.keep(slot, number, decision)
    }

    /// What the engine says of a number in a window.
    fn ask(&self, number: &Number, stand_in: Subject, at: usize) -> Decision {
        let Some(window) = self.windows.get(at) else {
            return NOT_OPEN;
        };
        let what = (&self.measuring.taking, number, &window.taken);
        let judging = self.judging;
        decision(judging.case, self.rule, stand_in, what, &judging.doubt)
    }

    /// Decides all small numbers of the same standing: on either side of one limit the decision is the same, so that the
    /// engine is asked for the number on which it changes.
    #[cold]
    fn fill(&mut self, number: &Number, slot: usize, stand_in: Subject, at: usize) -> u16 {
        let of = |low: i64| Number {
            low,
            high: low,
            ..*number
        };
        let (first, last) = (
            self.ask(&of(0), stand_in, at),
            self.ask(&of(SMALL - 1), stand_in, at),
        );
        // the last number that is decided as the first is
        let (mut same, mut other) = (0, SMALL - 1);
        while same + 1 < other {
            let middle = (same + other) / 2;
            let decision = self.ask(&of(middle), stand_in, at);
            if decision == first {
                same = middle;
            } else if decision == last {
                other = middle;
            } else {
                // two limits after all
                let decision = self.ask(number, stand_in, at);
                return self.memo.keep(slot, number, decision);
            }
        }
        self.memo.keep_all(slot, (same, first), last);
        self.memo.known(slot, number).unwrap_or(0)
    }

    /// The decision on one window of a subject, with its number; the number of a window that is not judged is 0.
    #[inline(always)]
    pub(super) fn slice(
        &mut self,
        subject: usize,
        (kind, stand_in): (u32, Subject),
        at: usize,
        channels_of: &[Vec<u32>],
    ) -> Option<(u16, Number)> {
        let window = self.windows.get(at)?;
        let number = match self.among {
            Among::Channels(_) => {
                if !self.judging.open_throughout(subject, window.needed) {
                    return Some((0, Number::known(0)));
                }
                self.judging
                    .of_channel(subject, &self.measuring.taking, window)
                    .0
            }
            among => {
                let unit = (among == Among::Units).then_some(subject);
                self.judging
                    .of_wide(
                        unit,
                        &self.measuring.taking,
                        (window, self.sums.get(at)),
                        channels_of,
                    )
                    .0
            }
        };
        Some((self.decide(&number, kind, stand_in, at), number))
    }

    /// The decisions on all windows of a subject, each with its number; the number of a window that is not judged is 0.
    pub(super) fn slices(
        &mut self,
        subject: usize,
        (kind, stand_in): (u32, Subject),
        channels_of: &[Vec<u32>],
        mut each: impl FnMut((u16, Number)),
    ) {
        let (judging, windows) = (self.judging, self.windows);
        if let (Among::Channels(_), Taking::Count(source)) = (self.among, &self.measuring.taking)
            && judging.all_read
            && windows
                .iter()
                .all(|window| window.covered && !window.taken.always)
        {
            // windows follow each other: what lies before one lies before the next
            let mut times = judging.events.of_channel(subject);
            for (at, window) in windows.iter().enumerate() {
                if !judging.open_throughout(subject, window.needed) {
                    each((0, Number::known(0)));
                    continue;
                }
                let (own, later) = next(times, window.from, window.to);
                times = later;
                let number = Number::known(number(*source, own, judging.case.rules.push_within));
                let code = self.decide(&number, kind, stand_in, at);
                each((code, number));
            }
            return;
        }
        for at in 0..windows.len() {
            if let Some(decided) = self.slice(subject, (kind, stand_in), at, channels_of) {
                each(decided);
            }
        }
    }

    /// The outcomes of some channels, of each kind either settled before or judged.
    pub(super) fn judge_channels(
        &mut self,
        channels: &[u32],
        settled: &[Option<u16>],
        kinds: &mut Vec<Kind>,
    ) -> Vec<u16> {
        let judging = self.judging;
        let kind_of = &judging.kinds.of_channel;
        let window = self
            .windows
            .first()
            .filter(|_| self.measuring.slices.is_none());
        let plain = window.map(|window| judging.plain(&self.measuring.taking, window));
        let outcome = |channel: &u32| {
            let channel = *channel as usize;
            let kind = kind_of.get(channel).copied().unwrap_or(0);
            match (settled.get(kind as usize), window) {
                (Some(Some(settled)), _) => *settled,
                (_, Some(window)) => {
                    let code = if judging.open_throughout(channel, window.needed) {
                        let slot = self.memo.slot(kind, 0);
                        let low = plain
                            .as_ref()
                            .and_then(|plain| plain.number(channel, window));
                        match low.and_then(|low| self.memo.quick_low(slot, low)) {
                            Some(code) => code,
                            None => self.decide_channel(channel, slot, window),
                        }
                    } else {
                        0
                    };
                    self.memo.of_whole(code, kinds)
                }
                _ => {
                    let stands_for = judging.stands_for(self.among, channel);
                    self.outcome(channel, stands_for, &Values::new(), &[], kinds)
                }
            }
        };
        channels.iter().map(outcome).collect()
    }

    /// The decision on a channel in a window, for which none is at hand.
    #[inline(never)]
    fn decide_channel(&mut self, channel: usize, slot: usize, window: &KeptWindow) -> u16 {
        let judging = self.judging;
        let (number, _) = judging.of_channel(channel, &self.measuring.taking, window);
        let stand_in = judging.stands_for(self.among, channel).1;
        match self.memo.quick(slot, &number) {
            Some(code) => code,
            None => self.decide_anew(&number, slot, stand_in, 0),
        }
    }

    /// The outcome of a subject.
    pub(super) fn outcome(
        &mut self,
        subject: usize,
        stands_for: (u32, Subject),
        numbers: &Values,
        channels_of: &[Vec<u32>],
        kinds: &mut Vec<Kind>,
    ) -> u16 {
        if let Taking::Breaches(..) | Taking::Rank(_) = self.measuring.taking {
            let decision = match numbers.get(subject) {
                Some(Some(Ok(number))) => {
                    let code = self.decide(number, stands_for.0, stands_for.1, 0);
                    self.memo.decisions.get(usize::from(code)).copied()
                }
                Some(Some(Err(reason))) => Some(numberless(Some(*reason))),
                _ => Some(numberless(None)),
            };
            return decision.map_or(NOT_SELECTED, |decision| intern(kinds, whole(decision)));
        }
        let Some(allow) = self.measuring.slices else {
            let Some((code, _)) = self.slice(subject, stands_for, 0, channels_of) else {
                return NOT_SELECTED;
            };
            return self.memo.of_whole(code, kinds);
        };
        let (mut codes, mut numbers) = std::mem::take(&mut self.scratch);
        codes.clear();
        numbers.clear();
        let reports = self.reports;
        self.slices(subject, stands_for, channels_of, |(code, number)| {
            codes.push(code);
            if reports {
                numbers.push(number);
            }
        });
        let outcome = self.memo.of_slices(&codes, allow, self.rule, kinds);
        let kind = usize::from(outcome).checked_sub(1);
        if reports && kind.and_then(|kind| is_told(kinds.get(kind)?)).is_some() {
            let own = codes.iter().zip(&numbers).zip(0..);
            let breached = own.filter(|((code, _), _)| self.memo.is_breached(**code));
            let breached = breached.map(|((_, number), at)| (at, *number));
            self.breached.add(subject as u32, breached);
        }
        self.scratch = (codes, numbers);
        outcome
    }
}
