//! The kinds of record that are kept row by row, read by what `headers` says of their columns: probes, observations,
//! tasks, manuscripts, notices, cases, verdicts, sightings, filings.

use super::account::TableAccount;
use super::cells::{Reader, drafts};
use super::faults;
use super::identity::settled;
use super::layout::Open;
use super::lookups::{Desk, Lead};
use super::subjects::{About, about};
use crate::calendar::Period;
use crate::order::InOrder;
use crate::records::headers::{Canonical, CellKind, Column};
use crate::records::{Candidates, Doubt, Entry, Manuscript, RecordKind, When};
use crate::registry::{ChannelIx, UnitIx};

/// The kinds, in the order in which they are read: a subject may name a record of the earlier ones.
pub(super) const KINDS: [RecordKind; 9] = [
    RecordKind::Probes,
    RecordKind::Tasks,
    RecordKind::Manuscripts,
    RecordKind::Sightings,
    RecordKind::Cases,
    RecordKind::Observations,
    RecordKind::Notices,
    RecordKind::Verdicts,
    RecordKind::Filings,
];

/// The subject of a row that concerns everything.
const ALL: &str = "all";

#[derive(Default)]
struct Read {
    entry: Entry,
    /// The cell that names a channel alone.
    channel: Option<Lead<ChannelIx>>,
    /// Whether the cell may name a group of equal values as well: what rules judge together.
    groups: bool,
    /// The cell that may name anything.
    about: Option<About>,
    /// The cells that name units.
    units: Vec<Lead<UnitIx>>,
    /// For a verdict the last day of its period.
    ends: Option<When>,
}

/// The records of a kind taken in, sorted by content.
pub(super) fn take(
    open: Option<Open<'_>>,
    desk: &mut Desk<'_>,
    accounts: &mut Vec<TableAccount>,
) -> Vec<Entry> {
    let Some(mut open) = open else {
        return Vec::new();
    };
    let kind = open.layout.kind;
    let drafts = drafts(&mut open, desk, |row| {
        let read = read(kind, row);
        let keys = Vec::from_iter(key(kind, &read, row.desk()));
        (read, keys)
    });
    let mut account = open.account;
    let settled = settled(drafts, &mut account);
    account.accepted = settled.accepted.len() as u64;
    accounts.push(account.closed());
    for (read, fault) in settled.rejected {
        desk.remember(name(&read.entry), &[]);
        let (channels, units) = concerned(kind, &read, desk);
        let doubt = Doubt {
            records: kind,
            channels,
            units,
            when: when(kind, &read),
            events: read.entry.events.clone(),
            rule: ["rule", "about"]
                .into_iter()
                .find_map(|key| read.entry.cell(key).map(str::to_owned)),
            id: Some(name(&read.entry).to_owned()).filter(|name| !name.is_empty()),
            code: fault.code,
            value: fault.value.unwrap_or_default(),
        };
        desk.doubts.push(doubt);
    }
    let accepted = settled.accepted.into_iter();
    let mut entries: Vec<Entry> = accepted.map(|(_, read)| read.entry).collect();
    for entry in &entries {
        desk.remember(name(entry), &entry.units);
        desk.groups.extend(entry.cell("kind").map(str::to_owned));
    }
    entries.in_order_by(|a, b| {
        (&a.id, &a.subject, &a.events)
            .cmp(&(&b.id, &b.subject, &b.events))
            .then_with(|| (&a.cells, &a.extra).cmp(&(&b.cells, &b.extra)))
    });
    entries
}

/// Its id, or the name that it has of its own.
fn name(entry: &Entry) -> &str {
    let own = ["title", "name"]
        .into_iter()
        .find_map(|key| entry.cell(key));
    entry.id.as_deref().or(own).unwrap_or_default()
}

fn read(kind: RecordKind, row: &mut Reader<'_, '_>) -> Read {
    let mut read = Read {
        groups: matches!(
            kind,
            RecordKind::Notices | RecordKind::Cases | RecordKind::Verdicts
        ),
        ..Read::default()
    };
    for column in kind.columns() {
        if column.required {
            row.must(column.key);
        }
        if let Some(text) = cell(row, column, &mut read) {
            read.entry.cells.push((column.key, text));
        }
    }
    let entry = &mut read.entry;
    entry.extra = row.extra();
    entry.id = entry.cell("id").map(str::to_owned);
    entry.platform = entry.cell("platform").map(str::to_owned);
    if entry.subject.is_empty() {
        let own = ["title", "name"]
            .into_iter()
            .find_map(|key| entry.cell(key));
        entry.subject = own.unwrap_or_default().to_owned();
    }
    match kind {
        RecordKind::Sightings => registered(row, &mut read),
        RecordKind::Filings => {
            if let (Some(from), Some(to)) = (read.entry.event("from"), read.entry.event("to"))
                && to < from
            {
                let to = row.cell("to");
                row.fault("to", to.as_deref(), faults::ends_before_it_begins());
            }
        }
        RecordKind::Verdicts => {
            let said = ["outcome", "value", "grade"];
            if said.iter().all(|key| row.cell(key).is_none()) {
                row.fault("outcome", None, faults::cell_empty());
            }
        }
        _ => {}
    }
    let channel = match (&read.channel, &read.about) {
        (Some(channel), _) => channel.one(),
        (None, Some(about)) => about.channels.one(),
        (None, None) => None,
    };
    let about = read.about.as_ref();
    let own = about.and_then(|about| about.units.one());
    let by_record = about.is_some_and(|about| about.record && about.units == Lead::Unknown);
    let entry = &mut read.entry;
    entry.channel = channel;
    entry.units = match own {
        Some(unit) => vec![unit],
        None => read.units.iter().filter_map(Lead::one).collect(),
    };
    if entry.units.is_empty() {
        let desk = row.desk();
        match channel {
            Some(channel) => entry.units.extend(desk.owners_of(channel)),
            // what a letter or another record is about belongs to whoever that one belongs to
            None if by_record => entry.units.extend(desk.units_of_record(&entry.subject)),
            None => {}
        }
    }
    read
}

/// Reads a cell into the row, and gives its canonical text.
fn cell(row: &mut Reader<'_, '_>, column: &Column, read: &mut Read) -> Option<String> {
    let key = column.key;
    match column.cell {
        CellKind::Text | CellKind::Word => row.text(key),
        CellKind::List => joined(&row.list(key)),
        CellKind::Whole => {
            let number = row.whole(key);
            let negative = number.is_some_and(|number| number < 0) && key != "order";
            if negative {
                let text = row.cell(key);
                row.fault(key, text.as_deref(), faults::no_number());
            }
            number.map(|number| number.to_string())
        }
        CellKind::YesNo => row.yes_no(key).map(|yes| yes.to_string()),
        CellKind::Day => {
            let day = row.day(key)?;
            happened(read, column, When::Day(day));
            Some(day.to_string())
        }
        CellKind::Days => {
            let days = row.days(key);
            for day in &days {
                happened(read, column, When::Day(*day));
            }
            let days: Vec<String> = days.iter().map(|day| day.to_string()).collect();
            joined(&days)
        }
        CellKind::Time => {
            let when = row.when(key)?;
            happened(read, column, when);
            Some(when.day(row.desk().context.day_offset).to_string())
        }
        CellKind::Unit => {
            let (unit, name) = row.unit(key);
            read.units.extend(name.is_some().then_some(unit));
            name
        }
        CellKind::Units => {
            let (units, names) = row.units(key);
            read.units = units;
            joined(&names)
        }
        CellKind::Channel => {
            read.channel = Some(row.channel(key, "platform"));
            let name = row.cell(key);
            read.entry.subject = name.clone().unwrap_or_default();
            name
        }
        CellKind::Subject => {
            let subject = subject(row, key, read);
            read.entry.subject = subject.clone().unwrap_or_default();
            subject
        }
        CellKind::OneOf(words) => row.canonical(
            key,
            |text| canonical(words, text),
            || faults::unknown_word(column, words),
        ),
        CellKind::Number => row.canonical(key, number, faults::no_number),
        CellKind::Value => row.canonical(key, value, faults::no_value),
        CellKind::Period => {
            let period = |text: &str| Period::parse(text);
            let text = row.canonical(key, |text| Some(period(text)?.label), faults::no_period)?;
            read.ends = period(&text).map(|period| When::Day(period.span.to));
            Some(text)
        }
    }
}

fn happened(read: &mut Read, column: &Column, when: When) {
    let event = column.event().map(|event| (event, when));
    read.entry.events.extend(event);
}

fn joined(parts: &[String]) -> Option<String> {
    (!parts.is_empty()).then(|| parts.join("、"))
}

/// A unit, a channel, the id of a record, or everything; the cells of platform and unit narrow it.
fn subject(row: &mut Reader<'_, '_>, key: &str, read: &mut Read) -> Option<String> {
    let subject = row.word(key, |text| {
        let all = text.eq_ignore_ascii_case(ALL) || matches!(text, "全部" | "全区");
        all.then_some(ALL)
    })?;
    if subject == ALL {
        return Some(subject);
    }
    let (platform, unit) = (row.cell("platform"), row.cell("unit"));
    let desk = row.desk();
    let unit = unit.and_then(|unit| desk.names.unit_matches(&unit).one());
    let (found, fault) = about(desk, &subject, platform.as_deref(), unit, read.groups);
    if let Some(fault) = fault {
        row.fault(key, Some(&subject), fault);
    }
    read.about = Some(found);
    Some(subject)
}

/// Whether the account or website that was seen stands in the registry. Left open if a row of the registry that may be
/// it was rejected, or the registry of such channels was not handed over.
fn registered(row: &mut Reader<'_, '_>, read: &mut Read) {
    let unit = row.cell("unit");
    let desk = row.desk();
    let unit = unit.and_then(|unit| desk.names.unit_matches(&unit).one());
    read.units.extend(unit.map(Lead::One));
    let (Some(name), Some(platform)) = (read.entry.cell("name"), read.entry.cell("platform"))
    else {
        return;
    };
    let matches = desk.names.channel_matches(name, Some(platform), unit);
    let registers: &[RecordKind] = if crate::registry::is_web(platform) {
        &[RecordKind::Sites, RecordKind::Columns]
    } else {
        &[RecordKind::Accounts]
    };
    let handed_over = registers.iter().any(|kind| desk.has(*kind));
    let unread = desk
        .doubts
        .iter()
        .any(|doubt| doubt.code == "row.width" && registers.contains(&doubt.records));
    let told = match matches.accepted.is_empty() {
        false => Some("true"),
        true if handed_over && !unread && matches.rejected.is_empty() => Some("false"),
        true => None,
    };
    read.channel = match (matches.one(), matches.accepted.is_empty()) {
        (Some(channel), _) => Some(Lead::One(channel)),
        (None, false) => Some(Lead::OneOf(matches.accepted, matches.rejected)),
        (None, true) => None,
    };
    let told = told.map(|told| ("registered", told.to_owned()));
    read.entry.cells.extend(told);
}

fn canonical(words: &[Canonical], text: &str) -> Option<String> {
    let mut words = words.iter();
    let (word, _) =
        words.find(|(word, names)| word.eq_ignore_ascii_case(text) || names.contains(&text))?;
    Some((*word).to_owned())
}

/// A decimal number that is not negative, no longer than any that means something.
fn number(text: &str) -> Option<String> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let known = digits(whole) && digits(rest) && text.len() <= 18;
    known.then(|| text.to_owned())
}

/// A number, also a negative one, a fraction `5/6`, or a percentage.
fn value(text: &str) -> Option<String> {
    if let Some((part, base)) = text.split_once('/') {
        let whole = |text: &str| number(text.trim()).filter(|text| !text.contains('.'));
        let (part, base) = (whole(part)?, whole(base)?);
        return base
            .bytes()
            .any(|digit| digit != b'0')
            .then(|| format!("{part}/{base}"));
    }
    let (text, sign) = match text.strip_suffix(['%', '％']) {
        Some(points) => (points.trim_end(), "%"),
        None => (text, ""),
    };
    let (minus, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    number(digits).map(|digits| format!("{minus}{digits}{sign}"))
}

/// What identifies a row, if anything does: two rows of other content may not share it.
fn key(kind: RecordKind, read: &Read, desk: &Desk<'_>) -> Option<String> {
    if kind != RecordKind::Verdicts {
        return read.entry.id.clone();
    }
    // What was published of a subject by a rule in a period is one.
    let entry = &read.entry;
    let (period, rule) = (entry.cell("period")?, entry.cell("rule")?);
    let of_unit = read.about.as_ref().and_then(|about| about.units.one());
    let subject = match (entry.channel, of_unit) {
        (Some(channel), _) => desk.channel_ids.get(channel.0 as usize)?,
        (None, Some(unit)) => desk.unit_ids.get(unit.0 as usize)?,
        (None, None) if entry.subject.is_empty() => return None,
        (None, None) => &entry.subject,
    };
    Some(format!("{period} {rule} {subject}"))
}

/// Whom a rejected row may concern.
fn concerned(
    kind: RecordKind,
    read: &Read,
    desk: &Desk<'_>,
) -> (Candidates<ChannelIx>, Candidates<UnitIx>) {
    let nobody = || Candidates::Only(Vec::new());
    if kind == RecordKind::Sightings {
        let channels = match &read.channel {
            _ if read.entry.cell("name").is_none() || read.entry.platform.is_none() => {
                Candidates::Anyone
            }
            Some(channel) => desk.candidates(channel).0,
            None => nobody(),
        };
        return (channels, any_of(&read.units));
    }
    let (channels, units) = match (&read.channel, &read.about) {
        (Some(channel), _) => desk.candidates(channel),
        (None, Some(about)) if !about.unknown() => match kind {
            RecordKind::Filings => about.with_what_they_answer_for(desk),
            _ => about.candidates(desk),
        },
        // manuscripts and tasks name units alone
        (None, None) if matches!(kind, RecordKind::Tasks | RecordKind::Manuscripts) => {
            return (nobody(), any_of(&read.units));
        }
        (None, _) => return (Candidates::Anyone, Candidates::Anyone),
    };
    let by_record = read.about.as_ref().is_some_and(|about| {
        about.by_record() && about.units == Lead::Unknown && about.channels == Lead::Unknown
    });
    match (read.units.is_empty(), units) {
        (true, _) if by_record => (channels, Candidates::Anyone),
        (true, units) => (channels, units),
        (false, Candidates::Only(mut units)) => match any_of(&read.units) {
            Candidates::Only(named) => {
                units.extend(named);
                units.in_order();
                units.dedup();
                (channels, Candidates::Only(units))
            }
            Candidates::Anyone => (channels, Candidates::Anyone),
        },
        (false, Candidates::Anyone) => (channels, Candidates::Anyone),
    }
}

/// Whom a row of several units may concern: anyone, as soon as one of them is not known.
fn any_of(leads: &[Lead<UnitIx>]) -> Candidates<UnitIx> {
    let mut units = Vec::new();
    for lead in leads {
        match lead.candidates() {
            Candidates::Anyone => return Candidates::Anyone,
            Candidates::Only(some) => units.extend(some),
        }
    }
    if leads.is_empty() {
        return Candidates::Anyone;
    }
    units.in_order();
    units.dedup();
    Candidates::Only(units)
}

/// When a rejected row happened, if that could be read: by the event that dates its kind. A filing holds for days.
fn when(kind: RecordKind, read: &Read) -> Option<When> {
    let event = match kind {
        RecordKind::Probes => "at",
        RecordKind::Observations | RecordKind::Cases => "found",
        RecordKind::Tasks => "due",
        RecordKind::Manuscripts => "submitted",
        RecordKind::Notices => "sent",
        RecordKind::Sightings => "seen",
        RecordKind::Verdicts => return read.ends,
        _ => return None,
    };
    read.entry.event(event)
}

/// The manuscripts as they are listed: by their number in the table, then by title.
pub(super) fn manuscripts(entries: &[Entry]) -> Vec<Manuscript> {
    let text = |entry: &Entry, key: &str| entry.cell(key).map(str::to_owned);
    let mut manuscripts: Vec<Manuscript> = entries
        .iter()
        .map(|entry| Manuscript {
            order: entry.cell("order").and_then(|order| order.parse().ok()),
            title: entry.subject.clone(),
            units: entry.units.clone(),
            units_as_recorded: entry
                .cell("units")
                .map(|units| units.split('、').map(str::to_owned).collect())
                .unwrap_or_default(),
            form: text(entry, "form"),
            adopted_by: text(entry, "adopted_by"),
            adopted_on: entry.cell("adopted_on").and_then(|day| day.parse().ok()),
        })
        .collect();
    manuscripts.in_order_by_key(|one| {
        let place = (one.order.is_none(), one.order, one.title.clone());
        let words = (
            one.units_as_recorded.clone(),
            one.form.clone(),
            one.adopted_by.clone(),
        );
        (place, words, one.adopted_on)
    });
    manuscripts
}
