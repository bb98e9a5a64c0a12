//! What was judged, as tables.

mod joined;

use super::judge::{
    Among, Decider, Judged, Judging, Kind, NO_BOUND, Number, Outcomes, Quick, Task, Told, among,
    is_told,
};
use super::long::{is_share, of_units};
use super::parallel::Tasks;
use super::roster::{KIND, NAME, PLATFORM, Roster, beginning};
use super::short::{Measuring, Taking};
use super::table::{SliceLists, Strings, Table, Values};
use super::{Account, Answer, Chunk, Plan};
use crate::calendar::{Day, Span};
use crate::diagnostic::Language;
use crate::evaluate::{Attached, Look, Subject, Taken, Verdict};
use crate::findings::{
    day_words, duration_unit, limit_words, span_words, text_of, value_out, value_words,
};
use crate::registry::ChannelKind;
use crate::report::NumberOut;
use crate::rules::template::{Piece, pieces};
use crate::rules::{DurationUnit, Effect, ListForm, Of, Requirement, Rule};
use joined::{Joined, JoinedPart};
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

/// Judges everything, and tells what comes of it.
pub(super) fn answer(plan: &Plan, judging: &Judging<'_, '_>, account: Account) -> Answer {
    let names = Names::of(judging);
    let mut tasks = Tasks::default();
    let judged = judging.course(&mut tasks, Work::Judge);
    // what is told of one rule needs nothing of the others
    let rules = plan.rules.rules.len();
    let each_told = (0..rules).map(|place| tasks.add(Work::Tell(place), judged.rule(place)));
    let each_told: Vec<usize> = each_told.collect();
    tasks.add(Work::Units, judged.all());
    tasks.add(Work::Outcomes, judged.all());
    for part in [JoinedPart::Wordings, JoinedPart::Subjects, JoinedPart::Rest] {
        tasks.add(Work::Join(part), each_told.iter().copied());
    }
    let told: Vec<OnceLock<ToldRule>> = (0..rules).map(|_| OnceLock::new()).collect();
    let (findings, notices) = (Joined::default(), Joined::default());
    let (of_units, of_outcomes) = (OnceLock::new(), OnceLock::new());
    tasks.run(judging.threads(), |work| match work {
        Work::Judge(task) => judging.does(task, &judged),
        Work::Tell(place) => {
            if let Some(own) = told.get(*place) {
                own.get_or_init(|| ToldRule::of(plan, judging, &judged.judged, *place, &names));
            }
        }
        Work::Units => {
            of_units.get_or_init(|| units(plan, judging, &judged.judged, &names));
        }
        Work::Outcomes => {
            of_outcomes.get_or_init(|| outcomes(plan, &judged.judged));
        }
        Work::Join(part) => {
            let all = || told.iter().filter_map(OnceLock::get);
            findings.join(*part, all().map(|rule| &rule.findings), &names);
            notices.join(*part, all().map(|rule| &rule.notices), &names);
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
        let at = row.subject;
        self.rule.push(rule_code);
        self.unit.push(who.unit.map_or(-1, |unit| unit as i32));
        self.add_subject(words, who, names);
        self.severity.push(severity(row.attached.effect));
        let (low, high) = match row.value {
            Some((taken, number)) => words.ends(number, &taken, at),
            _ => (None, None),
        };
        self.value.push(low.unwrap_or(Values::NO_NUMBER));
        self.at_most.push(high.unwrap_or(Values::NO_NUMBER));
        self.last
            .push(row.last.map_or(Values::NO_DAY, |day: Day| day.0));
        for (taken, number) in row.slices {
            let (low, _) = words.ends(*number, taken, at);
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
        let at = who.subject as usize;
        let Some(id) = who.id else {
            self.channel.push(-1);
            self.platform.push(-1);
            let unit = who.unit.map(|unit| unit as usize);
            let name = unit.and_then(|unit| names.unit_names.bytes_of(unit));
            let name = name.unwrap_or(everything(words.language).as_bytes());
            return self.subject.push(name);
        };
        self.channel.push(self.channels.len() as i32);
        self.channels.push(id);
        let name = names.channel_names.as_ref();
        let name = name.and_then(|column| column.text(at));
        self.subject.push(name.unwrap_or(id));
        let of_account = words.among == Among::Channels(ChannelKind::Account);
        let platform = names.platforms.as_ref().filter(|_| of_account);
        let code = platform
            .and_then(|column| column.text(at))
            .map(|platform| code_of(&mut self.platforms, platform));
        self.platform.push(code.unwrap_or(-1));
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
#[derive(Clone, Copy)]
struct Who<'a> {
    /// The place among the channels or units.
    subject: u32,
    unit: Option<u32>,
    /// The id of a channel.
    id: Option<&'a [u8]>,
    /// The first bytes of the id, by which the channels of a unit are sorted.
    beginning: u64,
}

impl<'a> Who<'a> {
    fn of(roster: &Roster<'a>, among: Among, subject: u32) -> Who<'a> {
        let (unit, id) = match among {
            Among::Channels(_) => (
                roster.unit.get(subject as usize).copied(),
                Some(roster.channels.text(subject).unwrap_or_default()),
            ),
            Among::Units => (Some(subject), None),
            Among::All => (None, None),
        };
        Who {
            subject,
            unit,
            id,
            beginning: id.map_or(0, beginning),
        }
    }

    fn channel(&self) -> Option<u32> {
        self.id.map(|_| self.subject)
    }
}

/// The subjects of a rule that are told, in order: by unit, then kind and id.
fn in_order<'a>(
    judging: &Judging<'_, 'a>,
    names: &Names<'_>,
    among: Among,
    subjects: Vec<u32>,
) -> Vec<Who<'a>> {
    let roster = judging.roster;
    let place = |who: &Who<'_>| {
        let place = who.unit.and_then(|unit| names.place.get(unit as usize));
        place.copied().unwrap_or(0) as usize
    };
    let all = subjects.into_iter();
    let mut all: Vec<Who<'a>> = all.map(|subject| Who::of(roster, among, subject)).collect();
    let Among::Channels(_) = among else {
        all.sort_by_key(place);
        return all;
    };
    // by the place of the unit, counted; then, of the few of one unit, by id
    let mut starts = vec![0_u32; names.order.len() + 2];
    for who in &all {
        if let Some(start) = starts.get_mut(place(who) + 2) {
            *start += 1;
        }
    }
    let mut total = 0;
    for start in &mut starts {
        total += *start;
        *start = total;
    }
    let mut ordered = all.clone();
    for who in all {
        if let Some(at) = starts.get_mut(place(&who) + 1) {
            if let Some(slot) = ordered.get_mut(*at as usize) {
                *slot = who;
            }
            *at += 1;
        }
    }
    for bounds in starts.windows(2) {
        if let [from, to] = *bounds
            && to - from > 1
            && let Some(own) = ordered.get_mut(from as usize..to as usize)
        {
            own.sort_unstable_by(|a, b| {
                let ids = || a.id.cmp(&b.id);
                a.beginning.cmp(&b.beginning).then_with(ids)
            });
        }
    }
    ordered
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
    let reached: Vec<Option<Attached>> = outcomes.kinds.iter().map(is_told).collect();
    if reached.iter().all(Option::is_none) {
        return;
    }
    let attached = |subject: u32| {
        let number = *outcomes.of.get(subject as usize)?;
        *reached.get(usize::from(number).checked_sub(1)?)?
    };
    let among = among(rule.figure.subjects.of);
    let is_told: Vec<bool> = std::iter::once(false)
        .chain(reached.iter().map(Option::is_some))
        .collect();
    let own = |subject: u32| {
        let code = outcomes.of.get(subject as usize).copied().unwrap_or(0);
        is_told.get(usize::from(code)).copied().unwrap_or(false)
    };
    let some = match among {
        Among::Channels(kind) => chosen(judging.roster.of_kind(kind).iter().copied(), own),
        _ => chosen(0..outcomes.of.len() as u32, own),
    };
    let subjects = in_order(judging, names, among, some);
    let Some(measuring) = judging.short.rules.get(place) else {
        return;
    };
    let Some((windows, numbers, channels_of)) = judging.telling(place, judged) else {
        return;
    };
    let mut decider = Decider::new(judging, rule, measuring, &windows, among);
    let mut words = Words::new(plan, judging, rule, measuring, among);
    let (mut of_findings, mut of_notices) = (None, None);
    let mut slices: Vec<(Taken, Number)> = Vec::new();
    // looked up of all before any is told, for the same reason
    let codes: Vec<Option<Attached>> = subjects.iter().map(|who| attached(who.subject)).collect();
    let whole = measuring.slices.is_none();
    let values = subjects.iter().filter(|_| whole).map(|who| {
        let at = who.subject as usize;
        judging.value(place, at, &windows, &numbers, &channels_of)
    });
    let values: Vec<Option<(Number, Option<Day>)>> = values.collect();
    for (at, (who, attached)) in subjects.iter().zip(codes).enumerate() {
        let Some(attached) = attached else {
            continue;
        };
        let (out, code_of) = if attached.effect.leaves_met() {
            (&mut *notices, &mut of_notices)
        } else {
            (&mut *findings, &mut of_findings)
        };
        let rule_code = *code_of.get_or_insert_with(|| {
            out.make_room_for(subjects.len());
            out.rule_code(rule)
        });
        let subject = who.subject as usize;
        slices.clear();
        let value = values.get(at).copied().flatten();
        if !whole {
            judging.breached_slices(&mut decider, subject, &channels_of, |taken, number| {
                slices.push((taken, number));
            });
        }
        let row = Row {
            subject,
            attached,
            value: value.and_then(|(number, _)| Some((windows.first()?.taken, number))),
            last: value.and_then(|(_, day)| day),
            slices: &slices,
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
    let mut out = Findings::default();
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
        let who = Who::of(judging.roster, words.among, row.subject as u32);
        out.add(*code, &row, &who, words, &names);
    }
    out.table(&names)
}

pub(super) fn low_of(number: &Number) -> Option<i64> {
    (number.low != i64::MIN).then_some(number.low)
}

pub(super) fn high_of(number: &Number) -> Option<i64> {
    (number.high != NO_BOUND).then_some(number.high)
}

/// A part of a text, its field known.
#[derive(Clone, Copy)]
enum TextPart<'t> {
    Text(&'t str),
    Field(Field),
}

/// A field of a text, as far as these tables fill it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Unit,
    Subject,
    Id,
    Platform,
    Value,
    Slices,
    Last,
    Limit,
    Nothing,
}

impl<'t> TextPart<'t> {
    fn of(piece: Piece<'t>) -> TextPart<'t> {
        match piece {
            Piece::Text(text) => TextPart::Text(text),
            Piece::Field(field) => TextPart::Field(match field {
                "unit" => Field::Unit,
                "subject" => Field::Subject,
                "id" => Field::Id,
                "platform" => Field::Platform,
                "count" | "gap" | "late" | "value" | "score" | "rank" => Field::Value,
                "weeks" | "slices" => Field::Slices,
                "last" => Field::Last,
                "limit" => Field::Limit,
                _ => Field::Nothing,
            }),
        }
    }
}

/// What a wording is filled with.
struct Telling<'t> {
    row: &'t Row<'t>,
    who: &'t Who<'t>,
}

/// Writes the wordings of one rule; what says the same is put in words once.
struct Words<'w, 'j, 'a> {
    judging: &'w Judging<'j, 'a>,
    rule: &'w Rule,
    measuring: &'w Measuring,
    among: Among,
    language: Language,
    units: Quick<u32, bool>,
    parts: Quick<Option<usize>, Rc<[TextPart<'w>]>>,
    values: Quick<(i64, i64, Option<Day>), ValueTold>,
    days: Quick<Day, String>,
    spans: Quick<(Span, Option<(i64, i64)>), String>,
    limits: Quick<u32, String>,
}

impl<'w, 'j, 'a> Words<'w, 'j, 'a> {
    fn new(
        plan: &Plan,
        judging: &'w Judging<'j, 'a>,
        rule: &'w Rule,
        measuring: &'w Measuring,
        among: Among,
    ) -> Self {
        Words {
            judging,
            rule,
            measuring,
            among,
            language: plan.language,
            units: Quick::default(),
            parts: Quick::default(),
            values: Quick::default(),
            days: Quick::default(),
            spans: Quick::default(),
            limits: Quick::default(),
        }
    }

    fn write(&mut self, out: &mut Strings, telling: &Telling<'_>, names: &Names<'_>) {
        let (language, rule, attached) = (self.language, self.rule, telling.row.attached);
        let parts = self.parts.entry(attached.step).or_insert_with(|| {
            let text = text_of(rule, Some(attached)).text.get(language);
            let pieces = pieces(text).unwrap_or_else(|_| vec![Piece::Text(text)]);
            pieces.into_iter().map(TextPart::of).collect()
        });
        let parts = parts.clone();
        for part in parts.iter() {
            match part {
                TextPart::Text(text) => out.bytes.extend_from_slice(text.as_bytes()),
                TextPart::Field(field) => self.field(*field, out, telling, names),
            }
        }
        if attached.mildest {
            let further = match language {
                Language::Zh => "（至少如此，数据尚不完整）",
                Language::En => " (at least; the data are incomplete)",
            };
            out.bytes.extend_from_slice(further.as_bytes());
        }
        out.close();
    }

    fn field(&mut self, field: Field, out: &mut Strings, telling: &Telling<'_>, names: &Names<'_>) {
        let language = self.language;
        let roster = self.judging.roster;
        let mut put = |text: &[u8]| out.bytes.extend_from_slice(text);
        let unit = |texts: &Strings, out: &mut dyn FnMut(&[u8])| {
            let text = telling
                .who
                .unit
                .and_then(|unit| texts.bytes_of(unit as usize));
            out(text.unwrap_or_default());
        };
        match field {
            Field::Unit => unit(&names.unit_names, &mut put),
            Field::Subject | Field::Id => match telling.who.id {
                Some(id) => {
                    let name = names.channel_names.as_ref();
                    let name = name.filter(|_| field == Field::Subject);
                    let at = telling.who.subject as usize;
                    put(name.and_then(|column| column.text(at)).unwrap_or(id));
                }
                None if self.among == Among::All && field == Field::Id => put(b"all"),
                None if self.among == Among::All => put(everything(language).as_bytes()),
                None if field == Field::Id => unit(&names.unit_ids, &mut put),
                None => unit(&names.unit_names, &mut put),
            },
            Field::Platform => {
                let account = telling.who.channel().filter(|channel| {
                    roster.kind.get(*channel as usize) == Some(&ChannelKind::Account)
                });
                let text =
                    account.and_then(|channel| names.platforms.as_ref()?.text(channel as usize));
                put(text.unwrap_or_default());
            }
            Field::Value => {
                let row = telling.row;
                if let Some((taken, number)) = row.value.or(row.slices.first().copied()) {
                    let told = self.value_told(number, &taken, row.subject);
                    put(told.words.as_bytes());
                }
            }
            Field::Slices => {
                let form = text_of(self.rule, Some(telling.row.attached)).list.as_ref();
                let between = match (form, language) {
                    (Some(form), language) => form.between(language),
                    (None, Language::Zh) => "、",
                    (None, Language::En) => ", ",
                };
                for (at, (taken, number)) in telling.row.slices.iter().enumerate() {
                    if at > 0 {
                        out.bytes.extend_from_slice(between.as_bytes());
                    }
                    let key = (taken.span, form.map(|_| (number.low, number.high)));
                    if !self.spans.contains_key(&key) {
                        let words = self.slice_words(form, taken, *number, telling.row.subject);
                        self.spans.insert(key, words);
                    }
                    let words = self.spans.get(&key).map_or("", String::as_str);
                    out.bytes.extend_from_slice(words.as_bytes());
                }
            }
            Field::Last => match telling.row.last {
                Some(day) => {
                    let words = self
                        .days
                        .entry(day)
                        .or_insert_with(|| day_words(day, language));
                    put(words.as_bytes());
                }
                None => put(match language {
                    Language::Zh => "无".as_bytes(),
                    Language::En => b"none",
                }),
            },
            Field::Limit => {
                let kinds = match self.among {
                    Among::Channels(_) => &self.judging.kinds.of_channel,
                    _ => &self.judging.kinds.of_unit,
                };
                let kind = kinds.get(telling.row.subject).copied().unwrap_or(0);
                let (judging, rule) = (self.judging, self.rule);
                let among = self.among;
                let words = self.limits.entry(kind).or_insert_with(|| {
                    let subject = stand_in(judging, among, kind);
                    limit_words(judging.case, rule, subject, &nothing_seen(), language)
                });
                put(words.as_bytes());
            }
            Field::Nothing => {}
        }
    }

    /// A breached slice in words.
    fn slice_words(
        &mut self,
        form: Option<&ListForm>,
        taken: &Taken,
        number: Number,
        subject: usize,
    ) -> String {
        let language = self.language;
        let Some(form) = form else {
            return span_words(taken.span, language);
        };
        let value = self.value_told(number, taken, subject).words.clone();
        form.member(language, |field| match field {
            "from" => day_words(taken.span.from, language),
            "to" => day_words(taken.span.to, language),
            "slice" => span_words(taken.span, language),
            _ => value.clone(),
        })
    }

    /// Whether a gap is told in working days, which may depend on the subject.
    fn in_working_days(&mut self, subject: usize) -> bool {
        if self.measuring.taking != Taking::Gap {
            return false;
        }
        let kinds = match self.among {
            Among::Channels(_) => &self.judging.kinds.of_channel,
            _ => &self.judging.kinds.of_unit,
        };
        let kind = match self.measuring.by_attribute {
            true => kinds.get(subject).copied().unwrap_or(0),
            false => 0,
        };
        let (judging, rule, among) = (self.judging, self.rule, self.among);
        *self.units.entry(kind).or_insert_with(|| {
            let subject = stand_in(judging, among, kind);
            duration_unit(judging.case, rule, subject, &nothing_seen()) == DurationUnit::WorkingDays
        })
    }

    /// A number as it is told: its ends and its words.
    fn value_told(&mut self, number: Number, taken: &Taken, subject: usize) -> &ValueTold {
        let working = self.in_working_days(subject);
        let (judging, measuring, language) = (self.judging, self.measuring, self.language);
        // so many working days lie between two days, and not between others as far apart
        let key = (number.low, number.high, working.then_some(taken.check));
        self.values.entry(key).or_insert_with(|| {
            let measured = Judging::measured(&measuring.taking, &number, taken);
            let unit = match working {
                true => DurationUnit::WorkingDays,
                false => DurationUnit::Days,
            };
            let value = value_out(&measured, unit, judging.case.calendar);
            let in_days = match (&measuring.taking, working) {
                (Taking::Gap, true) => Some("working days"),
                (Taking::Gap, false) => Some("days"),
                _ => None,
            };
            let end = |end: &Option<NumberOut>| match end {
                Some(NumberOut::Whole(number)) => Some(*number),
                _ => None,
            };
            ValueTold {
                ends: (end(&value.low), end(&value.high)),
                words: value_words(&value, in_days, language),
            }
        })
    }

    fn ends(
        &mut self,
        number: Number,
        taken: &Taken,
        subject: usize,
    ) -> (Option<i64>, Option<i64>) {
        if !self.in_working_days(subject) {
            return (low_of(&number), high_of(&number));
        }
        self.value_told(number, taken, subject).ends
    }
}

/// A number as it is told.
struct ValueTold {
    ends: (Option<i64>, Option<i64>),
    words: String,
}

/// The limits of these rules are all their own: there is nothing to be seen of other numbers.
pub(super) fn nothing_seen() -> Look<'static> {
    Look::only(Verdict::Met)
}

fn stand_in(judging: &Judging<'_, '_>, among: Among, kind: u32) -> Subject {
    match among {
        Among::Channels(_) => {
            let channel = judging.kinds.channels.get(kind as usize);
            channel.map_or(Subject::All, |ix| Subject::Channel(*ix))
        }
        Among::Units => {
            let unit = judging.kinds.units.get(kind as usize);
            unit.map_or(Subject::All, |ix| Subject::Unit(*ix))
        }
        Among::All => Subject::All,
    }
}

/// Whether a rule reports anything: a condition does not.
pub(super) fn reports(rule: &Rule) -> bool {
    match &rule.requirement {
        Requirement::Steps(steps) => steps.iter().any(|step| step.effect != Effect::None),
        _ => rule.effect != Effect::None,
    }
}

/// Rows of what cannot be told.
#[derive(Default)]
struct Undecided {
    rule: Vec<i32>,
    rules: Strings,
    subject: Strings,
    code: Vec<i32>,
    codes: Vec<&'static str>,
}

impl Undecided {
    fn add(
        &mut self,
        judging: &Judging<'_, '_>,
        judged: &Judged,
        (place, rule): (usize, &Rule),
        names: &Names<'_>,
    ) {
        let Some(outcomes) = judged.rule(place).filter(|_| reports(rule)) else {
            return;
        };
        let open = |kind: &Kind| kind.told == Told::CannotTell;
        if !outcomes.kinds.iter().any(open) {
            return;
        }
        let among = among(rule.figure.subjects.of);
        let all = 0..outcomes.of.len() as u32;
        let some = all.filter(|subject| outcomes.kind(*subject as usize).is_some_and(open));
        let subjects = in_order(judging, names, among, some.collect());
        if subjects.is_empty() {
            return;
        }
        let rule_code = self.rules.len() as i32;
        self.rules.push(rule.id.as_bytes());
        for who in subjects {
            let Some(kind) = outcomes.kind(who.subject as usize) else {
                continue;
            };
            self.rule.push(rule_code);
            let id = match among {
                Among::Channels(_) => who.id,
                Among::Units => judging.roster.units.text(who.subject),
                Among::All => Some(&b"all"[..]),
            };
            self.subject.push(id.unwrap_or_default());
            let code = self.code(kind.reason);
            self.code.push(code);
        }
    }

    /// Adds rows after those that are there.
    fn join(&mut self, other: &Undecided) {
        let first = self.rules.len() as i32;
        self.rule.extend(other.rule.iter().map(|code| code + first));
        self.rules.append(&other.rules);
        self.subject.append(&other.subject);
        for code in &other.code {
            let reason = other.codes.get(*code as usize).copied().unwrap_or_default();
            let code = self.code(reason);
            self.code.push(code);
        }
    }

    fn code(&mut self, reason: &'static str) -> i32 {
        let at = self.codes.iter().position(|code| *code == reason);
        let at = at.unwrap_or_else(|| {
            self.codes.push(reason);
            self.codes.len() - 1
        });
        at as i32
    }

    fn table(self) -> Table {
        table_of(vec![
            (
                "rule",
                Values::Coded {
                    codes: self.rule,
                    values: Arc::new(self.rules),
                },
            ),
            ("subject_id", Values::Texts(Arc::new(self.subject))),
            (
                "code",
                Values::Coded {
                    codes: self.code,
                    values: Arc::new(self.codes.iter().collect()),
                },
            ),
        ])
    }
}

/// The units with their figures.
fn units(plan: &Plan, judging: &Judging<'_, '_>, judged: &Judged, names: &Names<'_>) -> Table {
    let order = || names.order.iter().map(|unit| *unit as usize);
    let texts = |texts: &Strings| -> Values {
        let mut own = Strings::with_room(names.order.len(), texts.bytes.len());
        for unit in order() {
            own.push(texts.bytes_of(unit).unwrap_or_default());
        }
        Values::Texts(Arc::new(own))
    };
    let channels = order().map(|unit| {
        let number = judging.unit_channels.get(unit).copied();
        i64::from(number.unwrap_or(0))
    });
    let mut columns = vec![
        ("unit_id".to_owned(), texts(&names.unit_ids)),
        ("unit".to_owned(), texts(&names.unit_names)),
        ("channels".to_owned(), Values::Whole(channels.collect())),
    ];
    for (place, figure) in plan.rules.figures.iter().enumerate() {
        if !of_units(figure) || is_share(figure) {
            continue;
        }
        let values = judged.figure(place);
        let known = |unit: usize| match values.get(unit)? {
            Some(Ok(number)) if number.low == number.high => Some(number.low),
            _ => None,
        };
        let own = order().map(|unit| known(unit).unwrap_or(Values::NO_NUMBER));
        columns.push((figure.id.clone(), Values::Whole(own.collect())));
    }
    Table { columns }
}

/// The figures of everything together.
fn totals(plan: &Plan, judged: &Judged) -> Table {
    let figures = plan.rules.figures.iter().enumerate();
    let of_all = figures.filter(|(_, figure)| figure.subjects.of == Of::All);
    let values: Vec<(&str, (i64, i64))> = of_all
        .filter_map(|(place, figure)| {
            let ends = match judged.figure(place).first()?.as_ref()? {
                Ok(number) => (
                    low_of(number).unwrap_or(Values::NO_NUMBER),
                    high_of(number).unwrap_or(Values::NO_NUMBER),
                ),
                Err(_) => (Values::NO_NUMBER, Values::NO_NUMBER),
            };
            Some((figure.id.as_str(), ends))
        })
        .collect();
    table_of(vec![
        (
            "figure",
            Values::Texts(Arc::new(values.iter().map(|(id, _)| id).collect())),
        ),
        (
            "value",
            Values::Whole(values.iter().map(|(_, ends)| ends.0).collect()),
        ),
        (
            "value_at_most",
            Values::Whole(values.iter().map(|(_, ends)| ends.1).collect()),
        ),
    ])
}

/// How many outcomes of each kind every rule has.
fn outcomes(plan: &Plan, judged: &Judged) -> Table {
    let rules = plan.rules.rules.iter().map(|rule| &rule.id);
    let mut counts: [Vec<i64>; 5] = Default::default();
    let none = Outcomes::default();
    for place in 0..plan.rules.rules.len() {
        let outcomes = judged.rule(place).unwrap_or(&none);
        let of_kinds = || outcomes.counts.iter().zip(&outcomes.kinds);
        let all: i64 = of_kinds().map(|(count, _)| count).sum();
        let told = |wanted: Told| -> i64 {
            let own = of_kinds().filter(|(_, kind)| kind.told == wanted);
            own.map(|(count, _)| count).sum()
        };
        let row = [
            all,
            told(Told::Met),
            told(Told::Breached),
            told(Told::NotApplicable),
            told(Told::CannotTell),
        ];
        for (list, count) in counts.iter_mut().zip(row) {
            list.push(count);
        }
    }
    let [selected, met, breached, not_applicable, cannot_tell] = counts;
    table_of(vec![
        ("rule", Values::Texts(Arc::new(rules.collect()))),
        ("selected", Values::Whole(selected)),
        ("met", Values::Whole(met)),
        ("breached", Values::Whole(breached)),
        ("not_applicable", Values::Whole(not_applicable)),
        ("cannot_tell", Values::Whole(cannot_tell)),
    ])
}
