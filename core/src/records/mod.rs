//! What the units did: columns of records, and the one intake that turns cells into them for every door.

pub mod coverage;
pub mod dates;
pub mod headers;
pub mod intake;
mod publications;
pub mod settings;
pub mod table;

pub use publications::{PublicationChunk, PublicationChunks, Publications};

use crate::calendar::Day;
use crate::registry::{ChannelIx, UnitIx};
use std::collections::BTreeMap;

/// A kind of table that an office hands over. The order is the order of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// units.csv
    Units,
    /// sites.csv
    Sites,
    /// columns.csv
    Columns,
    /// accounts.csv
    Accounts,
    /// publications.csv
    Publications,
    /// letters.csv
    Letters,
    /// requests.csv
    Requests,
    /// probes.csv
    Probes,
    /// observations.csv
    Observations,
    /// tasks.csv
    Tasks,
    /// manuscripts.csv
    Manuscripts,
    /// notices.csv
    Notices,
    /// cases.csv
    Cases,
    /// verdicts.csv
    Verdicts,
    /// sightings.csv
    Sightings,
    /// filings.csv
    Filings,
    /// waivers.csv
    Waivers,
}

/// A time as the data knows it: an instant, or only the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum When {
    /// Only the civil day is known.
    Day(Day),
    /// UTC seconds.
    Instant(i64),
}

/// A letter (网民留言、信件).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// 编号.
    pub id: String,
    /// 承办单位.
    pub unit: Option<UnitIx>,
    /// The unit as the row names it.
    pub unit_as_recorded: String,
    /// 收到时间.
    pub received_at: Option<When>,
    /// 类型.
    pub kind: Option<String>,
    /// 答复时间.
    pub replied_at: Option<When>,
    /// 有效; absent means valid.
    pub valid: Option<bool>,
    /// 公开.
    pub published: Option<bool>,
    /// 延期至.
    pub extended_to: Option<Day>,
    /// The further events of its clock that the row carries (event, time): `transferred`, `extension_told`,
    /// `extended_to`, in that order.
    pub events: Vec<(&'static str, When)>,
    /// Further columns.
    pub extra: Vec<(String, String)>,
}

/// A disclosure request (依申请公开).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// 编号.
    pub id: String,
    /// 受理单位.
    pub unit: Option<UnitIx>,
    /// The unit as the row names it.
    pub unit_as_recorded: String,
    /// 收到日期.
    pub received_on: Option<Day>,
    /// 收到方式.
    pub how: Option<String>,
    /// 答复日期.
    pub replied_on: Option<Day>,
    /// 答复类型.
    pub answer: Option<String>,
    /// The further events of its clock that the row carries (event, day): `correction_told`, `corrected`,
    /// `consult_sent`, `opinion_received`, `extension_told`, `extended_to`, in that order; a column of several days
    /// gives an event for each, in the order of the cell.
    pub events: Vec<(String, Day)>,
    /// Further columns.
    pub extra: Vec<(String, String)>,
}

/// A submitted manuscript (宣传文稿).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manuscript {
    /// 序号, where the table has one; rows are kept in this order, then by title.
    pub order: Option<i64>,
    /// 文稿标题.
    pub title: String,
    /// 投稿单位.
    pub units: Vec<UnitIx>,
    /// The units as the row names them.
    pub units_as_recorded: Vec<String>,
    /// 宣传形式.
    pub form: Option<String>,
    /// 采用情况.
    pub adopted_by: Option<String>,
    /// 采用日期.
    pub adopted_on: Option<Day>,
}

/// One record of a kind that is kept row by row: probes, observations, tasks, manuscripts, notices, cases, verdicts,
/// sightings, filings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// 编号.
    pub id: Option<String>,
    /// The channel it concerns, if it concerns one. For a sighting the channel of the registry that has its name and
    /// platform.
    pub channel: Option<ChannelIx>,
    /// The units it belongs to: named by the row, or the channel's unit.
    pub units: Vec<UnitIx>,
    /// The subject (or unit, title, name) as the row names it; `all` where it concerns everything.
    pub subject: String,
    /// 平台.
    pub platform: Option<String>,
    /// The known columns by key, canonical text: booleans `true` or `false`, days (and the days of times) ISO, words
    /// canonical; empty ones left out. A sighting also has `registered`, unless that cannot be told.
    pub cells: Vec<(&'static str, String)>,
    /// Its events by name, each with its time; several of one name in the order of the cell.
    pub events: Vec<(&'static str, When)>,
    /// Further columns (header, cell).
    pub extra: Vec<(String, String)>,
}

impl Entry {
    /// What a known column holds, by its key.
    pub fn cell(&self, key: &str) -> Option<&str> {
        let mut cells = self.cells.iter();
        let (_, text) = cells.find(|(known, _)| *known == key)?;
        Some(text)
    }

    /// When an event happened; the first time, if it happened several times.
    pub fn event(&self, name: &str) -> Option<When> {
        let mut events = self.events.iter();
        let (_, when) = events.find(|(known, _)| *known == name)?;
        Some(*when)
    }
}

/// What a waiver is about: whatever the subject cell may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WaiverScope {
    /// A unit, and with it everything it answers for.
    Unit(UnitIx),
    /// A channel.
    Channel(ChannelIx),
}

/// A waiver (豁免): a breach that stays visible and is not counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The rule's id.
    pub rule: String,
    /// Whom it covers; `None` where the subject is a record by its id or name, or a group by its label.
    pub scope: Option<WaiverScope>,
    /// The subject as the row names it.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub expires: Day,
}

/// Whom a rejected row may concern: the numbers of these subjects are widened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Candidates<T> {
    /// Anybody.
    Anyone,
    /// These and no others.
    Only(Vec<T>),
}

impl<T: PartialEq> Candidates<T> {
    /// Whether the row may concern this one.
    pub fn may_be(&self, one: &T) -> bool {
        match self {
            Candidates::Anyone => true,
            Candidates::Only(list) => list.contains(one),
        }
    }
}

/// A rejected row of a kind of record, as far as it could be read. The engine never counts it and never lets it make
/// a finding: it widens the numbers of every subject that it may concern.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Doubt {
    /// The kind of record.
    pub records: RecordKind,
    /// The channels that it may belong to.
    pub channels: Candidates<ChannelIx>,
    /// The units that it may belong to.
    pub units: Candidates<UnitIx>,
    /// Its day or instant, if that could be read; unknown means any time. It is that of the event that dates its kind
    /// unless a rule says otherwise; a filing has none, a verdict the last day of its period.
    pub when: Option<When>,
    /// Every event that could be read, that one included, except for publications. An event that is missing here may
    /// have been at any time.
    pub events: Vec<(&'static str, When)>,
    /// Its id or name, if that could be read.
    pub id: Option<String>,
    /// For a waiver, notice, case or verdict: the rule it names, if that could be read.
    pub rule: Option<String>,
    /// The code of the rejection and the offending value, for explanations.
    pub code: &'static str,
    /// The offending value.
    pub value: String,
}

/// Everything that was taken in, apart from the registry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// 信息.
    pub publications: Publications,
    /// 信件, by id.
    pub letters: Vec<Letter>,
    /// 依申请公开, by id.
    pub requests: Vec<Request>,
    /// 宣传文稿, in the order in which they are listed; they stand among the entries as well.
    pub manuscripts: Vec<Manuscript>,
    /// The records that are kept row by row, by kind, each kind sorted by content.
    pub entries: BTreeMap<RecordKind, Vec<Entry>>,
    /// 豁免, by rule, then subject.
    pub waivers: Vec<Waiver>,
    /// The rejected rows, sorted.
    pub doubts: Vec<Doubt>,
    /// The kinds for which a table was handed over and could be read.
    pub present: Vec<RecordKind>,
    /// The kinds for which a table was handed over and could not be read: rules over them are not judged.
    pub unreadable: Vec<RecordKind>,
}

impl Records {
    /// The records of a kind that is kept row by row.
    pub fn of(&self, kind: RecordKind) -> &[Entry] {
        self.entries.get(&kind).map_or(&[], Vec::as_slice)
    }
}
