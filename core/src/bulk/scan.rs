//! The one pass over the items: each row adds to what the plan keeps of its channel, and is then forgotten.

use super::ids::{self, BLOCK, Ids};
use super::interner::NONE;
use super::roster::{Roster, ambiguous};
use super::times::{Read, Times};
use super::{Account, Bits, Cells, Chunk, Column, Texts, parallel};
use crate::calendar::Day;
use crate::diagnostic::{Diagnostic, Place, Text};
use crate::records::RecordKind;
use std::collections::BTreeMap;
use std::ops::Range;

const SECONDS_OF_DAY: i64 = 86_400;
/// The same, for what is kept.
pub(super) const DAY: u32 = 86_400;

/// Whether a column says which rows are one record, or whether a row is an update.
fn tells_records_apart(name: &str) -> bool {
    const KEYS: [&str; 5] = ["id", "platform", "original", "state", "type"];
    let columns = RecordKind::Publications.columns();
    columns.iter().any(|column| {
        KEYS.contains(&column.key) && (column.key == name || column.names.contains(&name))
    })
}

/// The headers under which the columns of items are known.
pub(super) const CHANNEL: &[&str] = &["channel", "channel_id", "渠道"];
pub(super) const PUBLISHED: &[&str] = &["published_at", "发布时间"];

/// Of what days the items themselves are kept, in seconds of the local calendar (`to` is the first second after).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// The first second of the items that are kept.
    pub from: i64,
    /// The first second after them; what comes later is only counted.
    pub to: i64,
    /// The first second after the as-of date, for the account.
    pub after: i64,
    /// The period, for the account.
    pub period: (i64, i64),
    /// Whether rows that cannot be read are noted for the channels they may concern.
    pub note_doubts: bool,
}

impl Kept {
    /// Days as local seconds.
    pub fn seconds(day: Day) -> i64 {
        i64::from(day.0) * SECONDS_OF_DAY
    }
}

/// What the items come to so far. Tallies of any parts of the items join to that of all of them, in any order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// For each channel the time of its last item before those that are kept, in parts of a day of [`PART`] seconds;
    /// [`NO_TIME`] for none.
    pub(super) last_before: Vec<i32>,
    /// The items that are kept: channel, then seconds from the first one that could be, then whether only the day is known.
    pub(super) items: Vec<u64>,
    /// Rows of a channel whose time could not be read.
    pub(super) unread: BTreeMap<u32, u32>,
    /// Rows of channels that are not known, by their local second.
    pub(super) of_nobody: Vec<i64>,
    /// Rows of channels that are not known whose time could not be read either.
    pub(super) of_nobody_unread: u32,
    /// What became of the rows.
    pub(super) account: Account,
    /// Whether there are columns beside channel and time, some item known only to the day, and a column that says which
    /// rows are one record or whether a row is an update at all.
    pub(super) has_more: bool,
    pub(super) has_days: bool,
    pub(super) has_identity: bool,
}

/// Before every time.
pub(super) const NO_TIME: i32 = i32::MIN;

/// Days have a whole number of parts of so many seconds: a time in parts tells the day, and is made by a shift.
const PART: i64 = 128;
const PARTS_OF_DAY: i32 = (SECONDS_OF_DAY / PART) as i32;

/// A time of the calendar in parts; the years 1 to 9999 fit.
#[inline(always)]
fn part_of(local: i64) -> i32 {
    (local >> PART.trailing_zeros()) as i32
}

/// The first second of the calendar, and the first after it.
const FIRST: i64 = Day::MIN.0 as i64 * SECONDS_OF_DAY;
const AFTER: i64 = (Day::MAX.0 as i64 + 1) * SECONDS_OF_DAY;

/// The seconds of a column that lie before what is kept and what the account counts: of these the last alone matters.
#[derive(Clone, Copy)]
struct Early {
    first: i64,
    seconds: u64,
}

impl Early {
    fn of(shift: i64, kept: &Kept) -> Early {
        let end = kept.from.min(kept.period.0);
        Early {
            first: FIRST - shift,
            seconds: u64::try_from(end - FIRST).unwrap_or(0),
        }
    }

    /// The time of such a second, in parts.
    #[inline(always)]
    fn time(self, at: i64) -> Option<i32> {
        let since = at.wrapping_sub(self.first) as u64;
        (since < self.seconds).then(|| part_of(since as i64 + FIRST))
    }
}

/// An item as a number: ordered by channel, then time.
#[inline]
pub(super) fn item(channel: u32, seconds: i64, day_only: bool) -> u64 {
    u64::from(channel) << 32 | (seconds as u64 & 0x7fff_ffff) << 1 | u64::from(day_only)
}

/// The longest time for which items are kept: what fits beside the channel.
pub(super) const LONGEST: i64 = 0x7fff_ffff;

impl Tally {
    /// Nothing yet.
    pub(super) fn new(channels: usize) -> Tally {
        Tally {
            last_before: vec![NO_TIME; channels],
            items: Vec::new(),
            unread: BTreeMap::new(),
            of_nobody: Vec::new(),
            of_nobody_unread: 0,
            account: Account::default(),
            has_more: false,
            has_days: false,
            has_identity: false,
        }
    }

    /// The day of the last item of a channel before those that are kept.
    pub(super) fn last_before(&self, channel: usize) -> Option<Day> {
        let time = *self.last_before.get(channel)?;
        (time != NO_TIME).then(|| Day(time.div_euclid(PARTS_OF_DAY)))
    }

    /// Whether a channel has items before those that are kept.
    #[inline]
    pub(super) fn has_before(&self, channel: usize) -> bool {
        let time = self.last_before.get(channel);
        time.is_some_and(|time| *time != NO_TIME)
    }

    /// Whether rows must be told apart by more than channel and time.
    pub(super) fn needs_rows(&self, counts_items: bool) -> bool {
        self.has_more && (counts_items || self.has_days || self.has_identity)
    }

    /// The last item of a channel before those that are kept, by its day alone.
    pub(super) fn set_last_before(&mut self, channel: usize, day: Day) {
        if let Some(last) = self.last_before.get_mut(channel) {
            *last = (*last).max(part_of(i64::from(day.0) * SECONDS_OF_DAY));
        }
    }

    /// Both together.
    pub fn join(&mut self, other: Tally) {
        for (own, other) in self.last_before.iter_mut().zip(other.last_before) {
            *own = (*own).max(other);
        }
        self.items.extend(other.items);
        for (channel, rows) in other.unread {
            *self.unread.entry(channel).or_default() += rows;
        }
        self.of_nobody.extend(other.of_nobody);
        self.of_nobody_unread += other.of_nobody_unread;
        self.account.join(&other.account);
        self.has_more |= other.has_more;
        self.has_days |= other.has_days;
        self.has_identity |= other.has_identity;
    }

    /// An item of a channel at a local second.
    #[inline(always)]
    pub(super) fn add(&mut self, channel: u32, local: i64, day_only: bool, kept: &Kept) {
        if local < kept.from && local >= FIRST {
            let time = part_of(local);
            if let Some(last) = self.last_before.get_mut(channel as usize) {
                *last = (*last).max(time);
            }
            if kept.period.0 < kept.from && local >= kept.period.0 {
                self.account.in_period += u64::from(local < kept.period.1);
            }
        } else {
            self.add_late(channel, local, day_only, kept);
        }
    }

    fn add_late(&mut self, channel: u32, local: i64, day_only: bool, kept: &Kept) {
        if !(FIRST..AFTER).contains(&local) {
            self.add_unread(channel, kept);
        } else if local < kept.to {
            self.has_days |= day_only;
            self.items.push(item(channel, local - kept.from, day_only));
        } else if local >= kept.after {
            self.account.after_as_of += 1;
        }
        if local >= kept.period.0 && local < kept.period.1 {
            self.account.in_period += 1;
        }
    }

    #[inline(never)]
    fn add_unread(&mut self, channel: u32, kept: &Kept) {
        self.account.bad_date += 1;
        if kept.note_doubts {
            match channel {
                NONE => self.of_nobody_unread += 1,
                channel => *self.unread.entry(channel).or_default() += 1,
            }
        }
    }

    #[inline(never)]
    fn add_of_nobody(&mut self, local: i64, kept: &Kept) {
        if !(FIRST..AFTER).contains(&local) {
            return self.add_unread(NONE, kept);
        }
        self.account.unknown_channel += 1;
        if kept.note_doubts {
            self.of_nobody.push(local);
        }
    }

    /// Adds the rows of a chunk from one to before another; the channels of its dictionary may be known already.
    ///
    /// # Errors
    /// If it lacks a column that is needed, or has one of another type.
    pub(super) fn scan(
        &mut self,
        chunk: &Chunk<'_>,
        rows: Range<usize>,
        roster: &Roster<'_>,
        (times, kept): (&Times<'_>, &Kept),
        known: Option<&[u32]>,
    ) -> Result<(), Vec<Diagnostic>> {
        for names in [CHANNEL, PUBLISHED] {
            ambiguous("publications", chunk, names)?;
        }
        let channels = &roster.channels;
        let named = chunk.column(CHANNEL).ok_or_else(|| missing("channel"))?;
        let Cells::Texts(ids) = named.cells else {
            return Err(wrong_type("channel"));
        };
        let published = chunk
            .column(PUBLISHED)
            .ok_or_else(|| missing("published_at"))?;
        self.account.rows += rows.len() as u64;
        self.has_more |= chunk.columns.len() > 2;
        self.has_identity |= chunk
            .columns
            .iter()
            .any(|column| tells_records_apart(column.name));
        match ids {
            Texts::Coded {
                codes,
                values,
                valid,
            } => {
                // a dictionary is looked up once, each of its texts
                let own;
                let of_codes = match known {
                    Some(known) => known,
                    None => {
                        own = of_dictionary(values, valid, 0..values.len(), channels);
                        &own
                    }
                };
                if let Some((at, shift)) = plain_seconds(named, published, &rows, times)
                    && let Some(codes) = codes.get(rows.clone())
                    && of_codes.len() <= rows.len()
                {
                    let mut last_of = LastOf::new(of_codes);
                    let early = Early::of(shift, kept);
                    let codes = codes.iter().map(|code| *code as usize);
                    self.add_coded(codes.zip(at), &mut last_of, (early, shift, kept));
                    self.take_last(&last_of);
                    return Ok(());
                }
                let find = |rows: Range<usize>, numbers: &mut [u32]| {
                    let codes = codes.get(rows).unwrap_or_default();
                    for (number, code) in numbers.iter_mut().zip(codes) {
                        *number = of_codes.get(*code as usize).copied().unwrap_or(NONE);
                    }
                };
                self.scan_blocks(named, published, rows, find, times, kept)
            }
            Texts::Offsets { offsets, bytes } => {
                if let Ids::Numbered { table, .. } = channels
                    && let Some((at, shift)) = plain_seconds(named, published, &rows, times)
                    && let Some(offsets) = offsets.get(rows.start..rows.end.saturating_add(1))
                    && table.table().len() <= rows.len()
                {
                    let mut last_of = LastOf::new(table.table());
                    let mut own = [NONE; BLOCK];
                    let early = Early::of(shift, kept);
                    let blocks = at.chunks(BLOCK).zip((0..rows.len()).step_by(BLOCK));
                    for (at, first) in blocks {
                        let offsets = offsets.get(first..=first + at.len());
                        ids::places(table, offsets.unwrap_or_default(), bytes, &mut own);
                        let places = own.iter().map(|place| *place as usize);
                        self.add_coded(places.zip(at), &mut last_of, (early, shift, kept));
                    }
                    self.take_last(&last_of);
                    return Ok(());
                }
                let find = |rows: Range<usize>, numbers: &mut [u32]| {
                    let own = offsets.get(rows.start..rows.end.saturating_add(1));
                    channels.find_all(own.unwrap_or_default(), bytes, numbers);
                };
                self.scan_blocks(named, published, rows, find, times, kept)
            }
            texts => {
                let find = |rows: Range<usize>, numbers: &mut [u32]| {
                    for (number, row) in numbers.iter_mut().zip(rows) {
                        let text = texts.get(row);
                        *number = text.map_or(NONE, |text| channels.find_trimmed(text));
                    }
                };
                self.scan_blocks(named, published, rows, find, times, kept)
            }
        }
    }

    /// Adds rows, some at a time: first the channels of all, then the times.
    fn scan_blocks(
        &mut self,
        named: &Column<'_>,
        published: &Column<'_>,
        rows: Range<usize>,
        find: impl Fn(Range<usize>, &mut [u32]),
        times: &Times<'_>,
        kept: &Kept,
    ) -> Result<(), Vec<Diagnostic>> {
        let mut numbers = [NONE; BLOCK];
        let mut first = rows.start;
        while first < rows.end {
            let block = first..rows.end.min(first + BLOCK);
            first = block.end;
            let Some(own) = numbers.get_mut(..block.len()) else {
                break;
            };
            own.fill(NONE);
            find(block.clone(), own);
            if named.valid.is_some() {
                for (number, row) in own.iter_mut().zip(block.clone()) {
                    if !named.is_present(row) {
                        *number = NONE;
                    }
                }
            }
            self.add_block(own, published, block, times, kept)?;
        }
        Ok(())
    }

    fn add_block(
        &mut self,
        channels: &[u32],
        published: &Column<'_>,
        rows: Range<usize>,
        times: &Times<'_>,
        kept: &Kept,
    ) -> Result<(), Vec<Diagnostic>> {
        let all = channels.iter().zip(rows.clone());
        match published.cells {
            Cells::Times {
                values,
                per_second,
                utc,
            } => {
                let shift = times.shift(utc);
                match values.get(rows) {
                    Some(values) if per_second == 1 && published.valid.is_none() => {
                        self.add_seconds(channels, values, shift, kept);
                    }
                    _ => {
                        for (channel, row) in all {
                            match values.get(row) {
                                Some(at) if published.is_present(row) => {
                                    let seconds = at.div_euclid(per_second.max(1));
                                    let local = seconds.saturating_add(shift);
                                    self.place(*channel, local, false, kept);
                                }
                                _ => self.account.undated += 1,
                            }
                        }
                    }
                }
            }
            Cells::Days(days) => {
                for (channel, row) in all {
                    match days.get(row) {
                        Some(day) if published.is_present(row) => {
                            let local = i64::from(*day) * SECONDS_OF_DAY;
                            self.place(*channel, local, true, kept);
                        }
                        _ => self.account.undated += 1,
                    }
                }
            }
            Cells::Texts(texts) => {
                for (channel, row) in all {
                    let text = texts.get(row).filter(|_| published.is_present(row));
                    match times.read(text.unwrap_or_default()) {
                        Read::Second { local, day_only } => {
                            self.place(*channel, local, day_only, kept);
                        }
                        Read::Nothing => self.account.undated += 1,
                        Read::Unread => self.add_unread(*channel, kept),
                    }
                }
            }
            Cells::Whole(_) | Cells::Flags { .. } => return Err(wrong_type("published_at")),
        }
        Ok(())
    }

    /// Items at seconds that are all there, of channels by their codes in a dictionary or their places in a table: the last
    /// times are kept by code, and the channel is looked up only of what is kept itself.
    #[inline]
    fn add_coded<'t>(
        &mut self,
        items: impl Iterator<Item = (usize, &'t i64)>,
        last_of: &mut LastOf<'_>,
        (early, shift, kept): (Early, i64, &Kept),
    ) {
        for (code, at) in items {
            match (early.time(*at), last_of.last.get_mut(code)) {
                (Some(time), Some(last)) if *last != LastOf::OF_NOBODY => *last = (*last).max(time),
                _ => {
                    let channel = last_of.channels.get(code).copied().unwrap_or(NONE);
                    self.place(channel, at.saturating_add(shift), false, kept);
                }
            }
        }
    }

    /// Takes over the last times that were kept by code.
    fn take_last(&mut self, last_of: &LastOf<'_>) {
        for (channel, last) in last_of.channels.iter().zip(&last_of.last) {
            if let Some(own) = self.last_before.get_mut(*channel as usize) {
                *own = (*own).max(*last);
            }
        }
    }

    /// Items at seconds that are all there: most lie before what is kept, and of these the last alone matters.
    #[inline(never)]
    fn add_seconds(&mut self, channels: &[u32], values: &[i64], shift: i64, kept: &Kept) {
        let early = Early::of(shift, kept);
        for (channel, at) in channels.iter().zip(values) {
            match (early.time(*at), self.last_before.get_mut(*channel as usize)) {
                (Some(time), Some(last)) => *last = (*last).max(time),
                _ => self.place(*channel, at.saturating_add(shift), false, kept),
            }
        }
    }

    #[inline]
    fn place(&mut self, channel: u32, local: i64, day_only: bool, kept: &Kept) {
        if channel == NONE {
            self.add_of_nobody(local, kept);
        } else {
            self.add(channel, local, day_only, kept);
        }
    }
}

/// The last time of each code of a dictionary, or place of a table, among what is not kept itself.
struct LastOf<'c> {
    /// The channel of each code; [`NONE`] for none.
    channels: &'c [u32],
    last: Vec<i32>,
}

impl<'c> LastOf<'c> {
    /// After every time: the code is of no channel that is known.
    const OF_NOBODY: i32 = i32::MAX;

    fn new(channels: &'c [u32]) -> LastOf<'c> {
        let last = channels.iter().map(|channel| match *channel {
            NONE => LastOf::OF_NOBODY,
            _ => NO_TIME,
        });
        LastOf {
            channels,
            last: last.collect(),
        }
    }
}

/// The times of some rows and what is added to them, if all are there and in seconds, and all channels are there: the usual
/// form.
fn plain_seconds<'a>(
    named: &Column<'_>,
    published: &Column<'a>,
    rows: &Range<usize>,
    times: &Times<'_>,
) -> Option<(&'a [i64], i64)> {
    match published.cells {
        Cells::Times {
            values,
            per_second: 1,
            utc,
        } if published.valid.is_none() && named.valid.is_none() => {
            Some((values.get(rows.clone())?, times.shift(utc)))
        }
        _ => None,
    }
}

/// The channels of some texts of a dictionary.
fn of_dictionary(
    values: &Texts<'_>,
    valid: Option<Bits<'_>>,
    codes: Range<usize>,
    channels: &Ids<'_>,
) -> Vec<u32> {
    let number = |code| match values.get(code) {
        Some(text) if valid.is_none_or(|valid| valid.get(code)) => channels.find_trimmed(text),
        _ => NONE,
    };
    codes.map(number).collect()
}

/// The channels of the dictionary of a chunk, if it has one: looked up once for all threads, by all of them.
pub(super) fn dictionary(
    chunk: &Chunk<'_>,
    roster: &Roster<'_>,
    threads: usize,
) -> Option<Vec<u32>> {
    let Cells::Texts(Texts::Coded { values, valid, .. }) = chunk.column(CHANNEL)?.cells else {
        return None;
    };
    let texts = values.len();
    let parts: Vec<usize> = (0..threads).collect();
    let found = parallel::each(threads, &parts, |part| {
        let codes = texts * part / threads..texts * (part + 1) / threads;
        of_dictionary(values, valid, codes, &roster.channels)
    });
    Some(found.concat())
}

fn place_of(field: &str) -> Place {
    Place {
        file: "publications".to_owned(),
        line: None,
        column: None,
        field: Some(field.to_owned()),
    }
}

fn missing(field: &str) -> Vec<Diagnostic> {
    let told = Diagnostic::error(
        "column.missing",
        Text::new(
            format!("缺少 {field} 列"),
            format!("the column `{field}` is missing"),
        ),
    )
    .at(place_of(field))
    .with_value(field)
    .with_next_step(Text::new("请补上此列", "add it"));
    vec![told]
}

fn wrong_type(field: &str) -> Vec<Diagnostic> {
    let told = Diagnostic::error(
        "column.type",
        Text::new(
            format!("{field} 列的类型不对"),
            format!("the column `{field}` is of another type"),
        ),
    )
    .at(place_of(field))
    .with_value(field)
    .with_next_step(Text::new(
        "channel 应为文字，published_at 应为时间、日期或文字",
        "`channel` holds texts, `published_at` times, days or texts",
    ));
    vec![told]
}
