//! What was judged, as tables.

mod counts;
mod joined;
mod undecided;
mod words;

use super::interner::Codes;
use super::judge::{Among, Judged, Judging, NO_BOUND, Number, Quick, Task, among, is_told};
use super::parallel::Tasks;
use super::roster::{KIND, NAME, PLATFORM, beginning};
use super::table::{SliceLists, Strings, Table, Values};
use super::{Account, Answer, Chunk, Plan};
use crate::calendar::Day;
use crate::diagnostic::Language;
use crate::evaluate::{Attached, Look, Taken, Verdict};
use crate::registry::ChannelKind;
use crate::rules::{Effect, Rule};
use counts::{outcomes, totals, units};
use joined::{Joined, JoinedPart};
use std::sync::{Arc, OnceLock};
use undecided::Undecided;
use words::{Telling, Words};

/// Judges everything, and tells what comes of it.
pub(super) fn answer(plan: &Plan, judging: &Judging<'_, '_>, account: Account) -> Answer {
    let names = OnceLock::new();
    let names = || names.get_or_init(|| Names::of(judging));
    let mut tasks = Tasks::default();
    let judged = judging.course(&mut tasks, Work::Judge);
    let named = tasks.add(Work::Names, []);
    // what is told of one rule needs nothing of the others
    let rules = plan.rules.rules.len();
    let each_told = (0..rules).map(|place| {
        let judged = judged.rule(place).into_iter();
        tasks.add(Work::Tell(place), judged.chain([named]))
    });
    let each_told: Vec<usize> = each_told.collect();
    tasks.add(Work::Units, judged.all().into_iter().chain([named]));
    tasks.add(Work::Outcomes, judged.all());
    for part in [JoinedPart::Wordings, JoinedPart::Subjects, JoinedPart::Rest] {
        tasks.add(Work::Join(part), each_told.iter().copied());
    }
    let told: Vec<OnceLock<ToldRule>> = (0..rules).map(|_| OnceLock::new()).collect();
    let (findings, notices) = (Joined::default(), Joined::default());
    let (of_units, of_outcomes) = (OnceLock::new(), OnceLock::new());
    tasks.run(judging.threads(), |work| match work {
        Work::Judge(task) => judging.does(task, &judged),
        Work::Names => drop(names()),
        Work::Tell(place) => {
            if let Some(own) = told.get(*place) {
                own.get_or_init(|| ToldRule::of(plan, judging, &judged.judged, *place, names()));
            }
        }
        Work::Units => {
            of_units.get_or_init(|| units(plan, judging, &judged.judged, names()));
        }
        Work::Outcomes => {
            of_outcomes.get_or_init(|| outcomes(plan, &judged.judged));
        }
        Work::Join(part) => {
            let all = || told.iter().filter_map(OnceLock::get);
            findings.join(*part, all().map(|rule| &rule.findings), names());
            notices.join(*part, all().map(|rule| &rule.notices), names());
        }
    });
    let mut undecided = Undecided::default();
    for rule in told.iter().filter_map(OnceLock::get) {
        undecided.join(&rule.undecided);
    }
    Answer {
        findings: findings.table(),
        notices: notices.table(),
        undecided: undecided.table(),
        units: of_units.into_inner().unwrap_or_default(),
        totals: totals(plan, &judged.judged),
        outcomes: of_outcomes.into_inner().unwrap_or_default(),
        account,
    }
}

/// A piece of the work.
enum Work {
    Judge(Task),
    Names,
    /// What a rule has found.
    Tell(usize),
    Units,
    Outcomes,
    Join(JoinedPart),
}

/// What is told of a rule.
#[derive(Default)]
struct ToldRule {
    findings: Findings,
    notices: Findings,
    undecided: Undecided,
}

impl ToldRule {
    fn of(
        plan: &Plan,
        judging: &Judging<'_, '_>,
        judged: &Judged,
        place: usize,
        names: &Names<'_>,
    ) -> ToldRule {
        let mut own = ToldRule::default();
        if let Some(rule) = plan.rules.rules.get(place) {
            let lists = (&mut own.findings, &mut own.notices);
            told(plan, judging, judged, (place, rule), names, lists);
            own.undecided.add(judging, judged, (place, rule), names);
        }
        own
    }
}

/// The names of units and channels, and their order.
struct Names<'a> {
    unit_ids: Arc<Strings>,
    unit_names: Arc<Strings>,
    /// The units in roster order.
    order: Vec<u32>,
    /// The place of each unit in that order.
    place: Vec<u32>,
    /// The column of channels that holds names, if there is one.
    channel_names: Option<Column<'a>>,
    platforms: Option<Column<'a>>,
}

/// A column of all chunks.
struct Column<'a> {
    chunks: Vec<(usize, &'a super::Column<'a>)>,
}

impl<'a> Column<'a> {
    fn of(chunks: &'a [Chunk<'a>], names: &[&str]) -> Option<Column<'a>> {
        let mut first = 0;
        let mut found = Vec::new();
        for chunk in chunks {
            found.extend(chunk.column(names).map(|column| (first, column)));
            first += chunk.rows();
        }
        (!found.is_empty()).then_some(Column { chunks: found })
    }

    fn text(&self, row: usize) -> Option<&'a [u8]> {
        let at = match self.chunks.as_slice() {
            [_] => 0,
            chunks => chunks
                .partition_point(|(first, _)| *first <= row)
                .checked_sub(1)?,
        };
        let (first, column) = self.chunks.get(at)?;
        column.text(row - first)
    }
}

impl<'a> Names<'a> {
    fn of(judging: &Judging<'_, 'a>) -> Names<'a> {
        let roster = judging.roster;
        let ids: Arc<Strings> = Arc::new(roster.units.texts().iter().collect());
        let unit_names = roster
            .unit_chunks
            .and_then(|chunks| Column::of(chunks, NAME))
            .map(|names| {
                let own = roster.units.texts().iter().enumerate();
                Arc::new(own.map(|(row, id)| names.text(row).unwrap_or(id)).collect())
            })
            .unwrap_or_else(|| ids.clone());
        let order = judging.order.clone();
        let mut place = vec![0; order.len()];
        for (unit, at) in order.iter().zip(0..) {
            if let Some(place) = place.get_mut(*unit as usize) {
                *place = at;
            }
        }
        Names {
            unit_ids: ids,
            unit_names,
            order,
            place,
            channel_names: Column::of(roster.chunks, NAME),
            platforms: Column::of(roster.chunks, PLATFORM)
                .or_else(|| Column::of(roster.chunks, KIND)),
        }
    }
}

/// Rows of findings, column by column.
#[derive(Default)]
struct Findings {
    rule: Vec<i32>,
    rules: Strings,
    unit: Vec<i32>,
    /// The ids of channels, and for each row which it is; -1 where it is of no channel.
    channels: Strings,
    channel: Vec<i32>,
    subject: Strings,
    /// The platforms of accounts, and for each row which it is; -1 for none.
    platforms: Strings,
    platform: Vec<i32>,
    severity: Vec<i32>,
    wording: Strings,
    value: Vec<i64>,
    at_most: Vec<i64>,
    last: Vec<i32>,
    slices: SliceLists,
}

const SEVERITIES: [&str; 5] = ["none", "praise", "notice", "problem", "veto"];

fn severity(effect: Effect) -> i32 {
    match effect {
        Effect::None => 0,
        Effect::Praise => 1,
        Effect::Notice => 2,
        Effect::Problem => 3,
        Effect::Veto => 4,
    }
}

impl Findings {
    fn rule_code(&mut self, rule: &Rule) -> i32 {
        let code = self.rules.len() as i32;
        self.rules.push(rule.id.as_bytes());
        code
    }

    /// Makes room for so many rows.
    fn make_room_for(&mut self, rows: usize) {
        for list in [
            &mut self.rule,
            &mut self.unit,
            &mut self.channel,
            &mut self.platform,
            &mut self.severity,
            &mut self.last,
        ] {
            list.reserve(rows);
        }
        self.value.reserve(rows);
        self.at_most.reserve(rows);
        for texts in [&mut self.channels, &mut self.subject, &mut self.wording] {
            texts.offsets.reserve(rows);
        }
        self.slices.offsets.reserve(rows);
    }

    fn add(
        &mut self,
        rule_code: i32,
        row: &Row<'_>,
        who: &Who<'_>,
        words: &mut Words<'_, '_, '_>,
        names: &Names<'_>,
    ) {
        self.rule.push(rule_code);
        self.unit.push(who.unit.map_or(-1, |unit| unit as i32));
        self.add_subject(words, who, names);
        self.severity.push(severity(row.attached.effect));
        let (low, high) = match row.value {
            Some((taken, number)) => words.ends(number, &taken, who.kind),
            _ => (None, None),
        };
        self.value.push(low.unwrap_or(Values::NO_NUMBER));
        self.at_most.push(high.unwrap_or(Values::NO_NUMBER));
        self.last
            .push(row.last.map_or(Values::NO_DAY, |day: Day| day.0));
        for (taken, number) in row.slices {
            let (low, _) = words.ends(*number, taken, who.kind);
            self.slices.from.push(taken.span.from.0);
            self.slices.to.push(taken.span.to.0);
            self.slices.value.push(low.unwrap_or(Values::NO_NUMBER));
        }
        self.slices.offsets.push(self.slices.from.len() as i32);
        let telling = Telling { row, who };
        words.write(&mut self.wording, &telling, names);
    }

    /// The id of the channel, the name of the subject, and the platform of an account.
    fn add_subject(&mut self, words: &Words<'_, '_, '_>, who: &Who<'_>, names: &Names<'_>) {
        self.platform.push(who.platform);
        let Some(id) = who.id else {
            self.channel.push(-1);
            let unit = who.unit.map(|unit| unit as usize);
            let name = unit.and_then(|unit| names.unit_names.bytes_of(unit));
            let name = name.unwrap_or(everything(words.language).as_bytes());
            return self.subject.push(name);
        };
        self.channel.push(self.channels.len() as i32);
        self.channels.push(id);
        self.subject.push(who.name.unwrap_or(id));
    }

    fn table(&self, names: &Names<'_>) -> Table {
        let joined = Joined::default();
        for part in [JoinedPart::Wordings, JoinedPart::Subjects, JoinedPart::Rest] {
            joined.join(part, std::iter::once(self), names);
        }
        joined.table()
    }
}

/// The place of a text among some, of which there are few; it is added if it is new.
fn code_of(texts: &mut Strings, text: &[u8]) -> i32 {
    let known = (0..texts.len()).find(|at| texts.bytes_of(*at) == Some(text));
    let at = known.unwrap_or_else(|| {
        texts.push(text);
        texts.len() - 1
    });
    at as i32
}

fn everything(language: Language) -> &'static str {
    match language {
        Language::Zh => "全部",
        Language::En => "all",
    }
}

fn table_of(columns: Vec<(&str, Values)>) -> Table {
    Table {
        columns: columns
            .into_iter()
            .map(|(name, values)| (name.to_owned(), values))
            .collect(),
    }
}

/// Of whom something is told: everything at hand that is looked up by subject, so that telling goes through memory in order.
#[derive(Clone, Copy, Debug)]
struct Who<'a> {
    /// The place among the channels or units.
    subject: u32,
    unit: Option<u32>,
    /// The kind of the channel or unit.
    kind: u32,
    /// The id of a channel, and its name.
    id: Option<&'a [u8]>,
    name: Option<&'a [u8]>,
    /// The platform of an account by its code; -1 for none.
    platform: i32,
    /// The first bytes of the id, by which the channels of a unit are sorted.
    beginning: u64,
}

impl<'a> Who<'a> {
    /// Those of some subjects. Each column is gone through by itself, so that waits for memory overlap.
    fn all(
        judging: &Judging<'_, 'a>,
        names: &Names<'a>,
        (among, subjects): (Among, &[u32]),
        platforms: &mut Codes<'a>,
    ) -> Vec<Who<'a>> {
        let nobody = |subject: &u32| Who {
            subject: *subject,
            unit: (among == Among::Units).then_some(*subject),
            kind: 0,
            id: None,
            name: None,
            platform: -1,
            beginning: 0,
        };
        let mut all: Vec<Who<'a>> = subjects.iter().map(nobody).collect();
        let kinds = match among {
            Among::Channels(_) => &judging.kinds.of_channel,
            Among::Units => &judging.kinds.of_unit,
            Among::All => return all,
        };
        for who in &mut all {
            who.kind = kinds.get(who.subject as usize).copied().unwrap_or(0);
        }
        let Among::Channels(kind) = among else {
            return all;
        };
        let roster = judging.roster;
        for who in &mut all {
            who.unit = roster.unit.get(who.subject as usize).copied();
        }
        for who in &mut all {
            who.id = Some(roster.channels.text(who.subject).unwrap_or_default());
        }
        for who in &mut all {
            who.beginning = who.id.map_or(0, beginning);
        }
        if let Some(names) = &names.channel_names {
            for who in &mut all {
                who.name = names.text(who.subject as usize);
            }
        }
        if let Some(own) = &names.platforms
            && kind == ChannelKind::Account
        {
            for who in &mut all {
                let platform = own.text(who.subject as usize);
                who.platform = platform.map_or(-1, |text| platforms.code(text) as i32);
            }
        }
        all
    }

    fn channel(&self) -> Option<u32> {
        self.id.map(|_| self.subject)
    }
}

/// The places of some in order: by unit, then kind and id.
fn in_order(names: &Names<'_>, all: &[Who<'_>]) -> Vec<u32> {
    let place = |who: &Who<'_>| {
        let place = who.unit.and_then(|unit| names.place.get(unit as usize));
        place.copied().unwrap_or(0) as usize
    };
    // by the place of the unit, counted; then, of the few of one unit, by id
    let mut starts = vec![0_u32; names.order.len() + 2];
    for who in all {
        if let Some(start) = starts.get_mut(place(who) + 2) {
            *start += 1;
        }
    }
    let mut total = 0;
    for start in &mut starts {
        total += *start;
        *start = total;
    }
    let mut order = vec![0; all.len()];
    for (who, number) in all.iter().zip(0_u32..) {
        if let Some(at) = starts.get_mut(place(who) + 1) {
            if let Some(slot) = order.get_mut(*at as usize) {
                *slot = number;
            }
            *at += 1;
        }
    }
    let id = |number: &u32| {
        let who = all.get(*number as usize);
        who.map(|who| (who.beginning, who.id))
    };
    for bounds in starts.windows(2) {
        if let [from, to] = *bounds
            && to - from > 1
            && let Some(own) = order.get_mut(from as usize..to as usize)
        {
            own.sort_unstable_by(|a, b| id(a).cmp(&id(b)));
        }
    }
    order
}

/// Some numbers, chosen without a branch that depends on the data: who is told is not to be foreseen.
fn chosen(all: impl ExactSizeIterator<Item = u32>, is_chosen: impl Fn(u32) -> bool) -> Vec<u32> {
    let mut some = vec![0; all.len() + 1];
    let mut number = 0;
    for one in all {
        if let Some(slot) = some.get_mut(number) {
            *slot = one;
        }
        number += usize::from(is_chosen(one));
    }
    some.truncate(number);
    some
}

/// Tells the findings and notices of a rule.
fn told(
    plan: &Plan,
    judging: &Judging<'_, '_>,
    judged: &Judged,
    (place, rule): (usize, &Rule),
    names: &Names<'_>,
    (findings, notices): (&mut Findings, &mut Findings),
) {
    let Some(outcomes) = judged.rule(place) else {
        return;
    };
    let attached_to: Vec<Option<Attached>> = outcomes.kinds.iter().map(is_told).collect();
    if attached_to.iter().all(Option::is_none) {
        return;
    }
    let among = among(rule.figure.subjects.of);
    let is_told: Vec<bool> = std::iter::once(false)
        .chain(attached_to.iter().map(Option::is_some))
        .collect();
    let is_own = |subject: u32| {
        let code = outcomes.of.get(subject as usize).copied().unwrap_or(0);
        is_told.get(usize::from(code)).copied().unwrap_or(false)
    };
    let some = match among {
        Among::Channels(kind) => chosen(judging.roster.of_kind(kind).iter().copied(), is_own),
        _ => chosen(0..outcomes.of.len() as u32, is_own),
    };
    let Some(measuring) = judging.short.rules.get(place) else {
        return;
    };
    let Some(evidence) = judging.evidence(place, judged) else {
        return;
    };
    // all that is looked up by subject is looked up before, where subjects follow each other as they lie in memory
    let mut platforms = Codes::new();
    let all = Who::all(judging, names, (among, &some), &mut platforms);
    let (values, slices) = match measuring.slices {
        None => (judging.values_of(place, &some, &evidence), Vec::new()),
        Some(_) => (Vec::new(), outcomes.slices.places(&some)),
    };
    let codes = some
        .iter()
        .map(|subject| outcomes.of.get(*subject as usize));
    let codes: Vec<u16> = codes.map(|code| code.copied().unwrap_or(0)).collect();
    let mut words = Words::new(plan, judging, rule, measuring, among);
    let (mut of_findings, mut of_notices) = (None, None);
    let mut breached: Vec<(Taken, Number)> = Vec::new();
    for at in in_order(names, &all) {
        let at = at as usize;
        let (Some(who), Some(code)) = (all.get(at), codes.get(at)) else {
            continue;
        };
        let kind = usize::from(*code).checked_sub(1);
        let Some(Some(attached)) = kind.and_then(|kind| attached_to.get(kind)) else {
            continue;
        };
        let (out, code_of) = if attached.effect.leaves_met() {
            (&mut *notices, &mut of_notices)
        } else {
            (&mut *findings, &mut of_findings)
        };
        let rule_code = *code_of.get_or_insert_with(|| {
            out.make_room_for(some.len());
            out.platforms = platforms.texts().iter().collect();
            out.rule_code(rule)
        });
        breached.clear();
        let own = slices.get(at).cloned().unwrap_or_default();
        let own = outcomes.slices.at(own).iter();
        breached.extend(own.filter_map(|(at, number)| {
            let window = evidence.windows.get(*at as usize)?;
            Some((window.taken, *number))
        }));
        let (number, last) = values.get(at).copied().flatten().unzip();
        let row = Row {
            subject: who.subject as usize,
            attached: *attached,
            value: number.and_then(|number| Some((evidence.windows.first()?.taken, number))),
            last: last.flatten(),
            slices: &breached,
        };
        out.add(rule_code, &row, who, &mut words, names);
    }
}

/// A finding or notice to be told.
pub(super) struct Row<'r> {
    /// Of whom, by the place among the channels or units.
    pub subject: usize,
    pub attached: Attached,
    /// The number of a whole window.
    pub value: Option<(Taken, Number)>,
    pub last: Option<Day>,
    /// The breached slices, each with its number.
    pub slices: &'r [(Taken, Number)],
}

/// Some findings or notices of any rules, each with the place of its rule, told in the order in which they are given.
pub(super) fn rows<'r>(
    plan: &Plan,
    judging: &Judging<'_, '_>,
    rows: impl Iterator<Item = (usize, Row<'r>)>,
) -> Table {
    let names = Names::of(judging);
    let (mut out, mut platforms) = (Findings::default(), Codes::new());
    let mut of_rules: Quick<usize, (i32, Words<'_, '_, '_>)> = Quick::default();
    for (place, row) in rows {
        let (Some(rule), Some(measuring)) =
            (plan.rules.rules.get(place), judging.short.rules.get(place))
        else {
            continue;
        };
        let (code, words) = of_rules.entry(place).or_insert_with(|| {
            let among = among(rule.figure.subjects.of);
            let words = Words::new(plan, judging, rule, measuring, among);
            (out.rule_code(rule), words)
        });
        let whose = (words.among, &[row.subject as u32][..]);
        for who in Who::all(judging, &names, whose, &mut platforms) {
            out.add(*code, &row, &who, words, &names);
        }
    }
    out.platforms = platforms.texts().iter().collect();
    out.table(&names)
}

pub(super) fn low_of(number: &Number) -> Option<i64> {
    (number.low != i64::MIN).then_some(number.low)
}

pub(super) fn high_of(number: &Number) -> Option<i64> {
    (number.high != NO_BOUND).then_some(number.high)
}

/// The limits of these rules are all their own: there is nothing to be seen of other numbers.
pub(super) fn nothing_seen() -> Look<'static> {
    Look::only(Verdict::Met)
}
