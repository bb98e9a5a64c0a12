//! The one pass over the items: each row adds to what the plan keeps of its channel, and is then forgotten.

use super::ids::{self, BLOCK, Ids};
use super::interner::NONE;
use super::numbered::Numbered;
use super::roster::{Roster, ambiguous};
use super::tally::{FIRST, Kept, NO_TIME, Tally, part_of};
use super::times::{Read, Reader, Times};
use super::{Bits, Cells, Chunk, Column, Texts};
use crate::diagnostic::{Diagnostic, Place, Text};
use crate::records::RecordKind;
use std::ops::Range;
use std::sync::OnceLock;

const SECONDS_OF_DAY: i64 = 86_400;

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

/// What the last times are kept by while items are read, and how an id is looked up.
#[derive(Clone, Copy, Debug)]
pub(super) enum Slots<'a> {
    /// By channel.
    Channels(&'a Ids<'a>),
    /// By the place in the table of ids: the channel itself is looked up only of an item that is kept.
    Places(&'a Numbered),
}

impl<'a> Slots<'a> {
    /// Those that are quickest for so many rows of some chunks.
    pub fn of(roster: &'a Roster<'_>, chunks: &[Chunk<'_>], rows: usize) -> Slots<'a> {
        let coded = chunks.iter().any(|chunk| {
            let cells = chunk.column(CHANNEL).map(|named| named.cells);
            matches!(cells, Some(Cells::Texts(Texts::Coded { .. })))
        });
        match Slots::places(roster) {
            Slots::Places(table) if !coded && table.table().len() <= rows => Slots::Places(table),
            _ => Slots::Channels(&roster.channels),
        }
    }

    /// Those of a table of ids, if there is one.
    pub fn places(roster: &'a Roster<'_>) -> Slots<'a> {
        match &roster.channels {
            Ids::Numbered { table, .. } => Slots::Places(table),
            channels => Slots::Channels(channels),
        }
    }

    fn channel(self, slot: u32) -> u32 {
        match self {
            Slots::Channels(_) => slot,
            Slots::Places(table) => {
                let channel = table.table().get(slot as usize);
                channel.copied().unwrap_or(NONE)
            }
        }
    }

    /// The slot of an id; [`NONE`], or a slot of no channel, if it is not known.
    #[inline]
    fn find(self, text: &[u8]) -> u32 {
        match self {
            Slots::Channels(channels) => channels.find_trimmed(text),
            Slots::Places(table) => ids::place(table, text),
        }
    }

    /// The same of texts that lie one after the other.
    fn find_all(self, offsets: &[i32], bytes: &[u8], slots: &mut [u32]) {
        match self {
            Slots::Channels(channels) => channels.find_all(offsets, bytes, slots),
            Slots::Places(table) => ids::places(table, offsets, bytes, slots),
        }
    }

    /// The slots of some texts of a dictionary.
    fn of_dictionary(
        self,
        values: &Texts<'_>,
        valid: Option<Bits<'_>>,
        codes: Range<usize>,
    ) -> Vec<u32> {
        let slot = |code| match values.get(code) {
            Some(text) if valid.is_none_or(|valid| valid.get(code)) => self.find(text),
            _ => NONE,
        };
        codes.map(slot).collect()
    }
}

/// After every time: the slot is of no channel.
const OF_NOBODY: i32 = i32::MAX;

/// Before any item is read: by slot.
fn no_times(channels: &[u32]) -> Vec<i32> {
    let none = channels.iter().map(|channel| match *channel {
        NONE => OF_NOBODY,
        _ => NO_TIME,
    });
    none.collect()
}

/// Which times of a column lie before what is kept and what the account counts, of which the last alone matters; and what
/// makes a time of the column a local one.
#[derive(Clone, Copy)]
struct Early {
    first: i64,
    seconds: u64,
    shift: i64,
}

impl Early {
    fn of(shift: i64, kept: &Kept) -> Early {
        let end = kept.from.min(kept.period.0);
        Early {
            first: FIRST - shift,
            seconds: u64::try_from(end - FIRST).unwrap_or(0),
            shift,
        }
    }

    /// Such a time, in parts.
    #[inline(always)]
    fn time(self, at: i64) -> Option<i32> {
        let since = at.wrapping_sub(self.first) as u64;
        (since < self.seconds).then(|| part_of(since as i64 + FIRST))
    }
}

/// Items being added to a tally, chunk by chunk. The items of many small chunks are added quicker than by
/// [`Plan::add`](super::Plan::add), which adds one chunk to a tally that can be used at once.
///
/// ```
/// use tongbao::bulk::{Cells, Chunk, Column, Tables, Texts};
/// fn chunk<'t>(cells: &[(&'t str, &'t str)]) -> Chunk<'t> {
///     let column = |(name, text): &(&'t str, &'t str)| Column {
///         name,
///         cells: Cells::Texts(Texts::LongOffsets { offsets: &[0, 10], bytes: text.as_bytes() }),
///         valid: None,
///     };
///     Chunk { columns: cells.iter().map(column).collect() }
/// }
/// let plan = tongbao::wire::plan_of(r#"{ "rules": "zhanggong-2022", "period": "2022-10", "as_of": "2022-11-15" }"#)
///     .map_err(|problem| problem.to_string())?;
/// let channels = chunk(&[("id", "account-01"), ("unit", "unit-00001"), ("kind", "newsletter")]);
/// let tables = Tables { channels: vec![channels], ..Tables::default() };
/// let told = |told: Vec<tongbao::diagnostic::Diagnostic>| format!("{told:?}");
/// let roster = plan.roster(&tables).map_err(told)?;
/// let mut adding = plan.adding(&roster);
/// for day in ["2022-10-05", "2022-10-06"] {
///     adding.add(&chunk(&[("channel", "account-01"), ("published_at", day)])).map_err(told)?;
/// }
/// let mut one_by_one = plan.tally(&roster);
/// for day in ["2022-10-05", "2022-10-06"] {
///     plan.add(&mut one_by_one, &roster, &chunk(&[("channel", "account-01"), ("published_at", day)])).map_err(told)?;
/// }
/// assert_eq!(adding.end(), one_by_one);
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug)]
pub struct Adding<'a> {
    slots: Slots<'a>,
    times: Times<'a>,
    kept: Kept,
    /// By slot the time of the last item before those that are kept.
    last: Vec<i32>,
    /// All else; the last times come into it in the end.
    tally: Tally,
    channels: usize,
}

impl<'a> Adding<'a> {
    /// Adds to nothing yet.
    pub(super) fn new(
        roster: &'a Roster<'_>,
        slots: Slots<'a>,
        (times, kept): (Times<'a>, &Kept),
    ) -> Adding<'a> {
        let last = match slots {
            Slots::Channels(_) => vec![NO_TIME; roster.len()],
            Slots::Places(table) => no_times(table.table()),
        };
        Adding {
            slots,
            times,
            kept: *kept,
            last,
            tally: Tally::new(0),
            channels: roster.len(),
        }
    }

    /// Adds to what was tallied.
    pub(super) fn to(
        mut tally: Tally,
        roster: &'a Roster<'_>,
        (times, kept): (Times<'a>, &Kept),
    ) -> Adding<'a> {
        let last = std::mem::take(&mut tally.last_before);
        Adding {
            slots: Slots::Channels(&roster.channels),
            times,
            kept: *kept,
            channels: last.len(),
            last,
            tally,
        }
    }

    /// What was added.
    pub fn end(self) -> Tally {
        let last_before = match self.slots {
            Slots::Channels(_) => self.last,
            Slots::Places(table) => {
                let mut by_channel = vec![NO_TIME; self.channels];
                for (channel, last) in table.table().iter().zip(self.last) {
                    if let Some(own) = by_channel.get_mut(*channel as usize) {
                        *own = last;
                    }
                }
                by_channel
            }
        };
        Tally {
            last_before,
            ..self.tally
        }
    }

    /// Adds the items of a chunk.
    ///
    /// # Errors
    /// If the chunk lacks a column, or has one of another type.
    pub fn add(&mut self, chunk: &Chunk<'_>) -> Result<(), Vec<Diagnostic>> {
        self.add_rows(chunk, std::iter::once(0..chunk.rows()), None)
    }

    /// Adds some pieces of the rows of a chunk; the slots of its dictionary may be known already.
    ///
    /// # Errors
    /// If it lacks a column that is needed, or has one of another type.
    pub(super) fn add_rows(
        &mut self,
        chunk: &Chunk<'_>,
        pieces: impl Iterator<Item = Range<usize>>,
        known: Option<&[u32]>,
    ) -> Result<(), Vec<Diagnostic>> {
        for names in [CHANNEL, PUBLISHED] {
            ambiguous("publications", chunk, names)?;
        }
        let slots = self.slots;
        let named = chunk.column(CHANNEL).ok_or_else(|| missing("channel"))?;
        let Cells::Texts(ids) = named.cells else {
            return Err(wrong_type("channel"));
        };
        let published = chunk
            .column(PUBLISHED)
            .ok_or_else(|| missing("published_at"))?;
        let tally = &mut self.tally;
        tally.has_more |= chunk.columns.len() > 2;
        tally.has_identity |= chunk
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
                        own = slots.of_dictionary(values, valid, 0..values.len());
                        &own
                    }
                };
                if let Some((at, shift)) = plain_seconds(named, published, &self.times)
                    && of_codes.len() <= codes.len()
                    && codes.len().min(at.len()) >= chunk.rows()
                {
                    let pieces =
                        pieces.filter_map(|rows| Some((codes.get(rows.clone())?, at.get(rows)?)));
                    self.add_coded(pieces, of_codes, shift);
                    return Ok(());
                }
                let find = |rows: Range<usize>, own: &mut [u32]| {
                    let codes = codes.get(rows).unwrap_or_default();
                    for (slot, code) in own.iter_mut().zip(codes) {
                        *slot = of_codes.get(*code as usize).copied().unwrap_or(NONE);
                    }
                };
                self.add_blocks(named, published, pieces, find)
            }
            Texts::Offsets { offsets, bytes } => {
                let find = |rows: Range<usize>, own: &mut [u32]| {
                    let offsets = offsets.get(rows.start..rows.end.saturating_add(1));
                    slots.find_all(offsets.unwrap_or_default(), bytes, own);
                };
                self.add_blocks(named, published, pieces, find)
            }
            texts => {
                let find = |rows: Range<usize>, own: &mut [u32]| {
                    let mut own = own.iter_mut();
                    texts.each(rows, |text| {
                        if let (Some(slot), Some(text)) = (own.next(), text) {
                            *slot = slots.find(text);
                        }
                    });
                };
                self.add_blocks(named, published, pieces, find)
            }
        }
    }

    /// Adds pieces of rows, some rows at a time: first the slots of all, then the times.
    fn add_blocks(
        &mut self,
        named: &Column<'_>,
        published: &Column<'_>,
        pieces: impl Iterator<Item = Range<usize>>,
        find: impl Fn(Range<usize>, &mut [u32]),
    ) -> Result<(), Vec<Diagnostic>> {
        let mut slots = [NONE; BLOCK];
        let mut last = std::mem::take(&mut self.last);
        let mut added = Ok(());
        let blocks = pieces.flat_map(|rows| {
            let firsts = rows.clone().step_by(BLOCK);
            firsts.map(move |first| first..rows.end.min(first + BLOCK))
        });
        for block in blocks {
            let Some(own) = slots.get_mut(..block.len()) else {
                break;
            };
            own.fill(NONE);
            find(block.clone(), own);
            if named.valid.is_some() {
                for (slot, row) in own.iter_mut().zip(block.clone()) {
                    if !named.is_present(row) {
                        *slot = NONE;
                    }
                }
            }
            self.tally.account.rows += block.len() as u64;
            added = self.add_block(&mut last, own, published, block);
            if added.is_err() {
                break;
            }
        }
        self.last = last;
        added
    }

    /// Adds the items of a block, given the last times by slot.
    fn add_block(
        &mut self,
        last: &mut [i32],
        slots: &[u32],
        published: &Column<'_>,
        rows: Range<usize>,
    ) -> Result<(), Vec<Diagnostic>> {
        let times = self.times;
        let early = Early::of(0, &self.kept);
        let all = slots.iter().zip(rows.clone());
        match published.cells {
            Cells::Times {
                values,
                per_second,
                utc,
            } => {
                let shift = times.shift(utc);
                match values.get(rows) {
                    Some(values) if per_second == 1 && published.valid.is_none() => {
                        self.add_seconds(last, slots, values, Early::of(shift, &self.kept));
                    }
                    _ => {
                        for (slot, row) in all {
                            match values.get(row) {
                                Some(at) if published.is_present(row) => {
                                    let seconds = at.div_euclid(per_second.max(1));
                                    let local = seconds.saturating_add(shift);
                                    self.place(last, *slot, (local, false), early);
                                }
                                _ => self.tally.account.undated += 1,
                            }
                        }
                    }
                }
            }
            Cells::Days(days) => {
                for (slot, row) in all {
                    match days.get(row) {
                        Some(day) if published.is_present(row) => {
                            let local = i64::from(*day) * SECONDS_OF_DAY;
                            self.place(last, *slot, (local, true), early);
                        }
                        _ => self.tally.account.undated += 1,
                    }
                }
            }
            Cells::Texts(texts) => {
                // first all times, then all last times: a look into much memory need not wait for the reading of the next
                let mut read = [(NONE, 0_i64); BLOCK];
                let mut count = 0;
                let (mut slots, mut row) = (slots.iter(), rows.start);
                let mut reader = Reader::new(times);
                texts.each(rows, |text| {
                    let text = text.filter(|_| published.is_present(row));
                    row += 1;
                    let slot = slots.next().copied().unwrap_or(NONE);
                    match reader.read(text.unwrap_or_default()) {
                        Read::Second { local, day_only } => match read.get_mut(count) {
                            Some(own) if !day_only => {
                                *own = (slot, local);
                                count += 1;
                            }
                            _ => self.place(last, slot, (local, day_only), early),
                        },
                        Read::Nothing => self.tally.account.undated += 1,
                        Read::Unread => {
                            let channel = self.slots.channel(slot);
                            self.tally.add_unread(channel, &self.kept);
                        }
                    }
                });
                for (slot, local) in read.get(..count).unwrap_or_default() {
                    self.place(last, *slot, (*local, false), early);
                }
            }
            Cells::Whole(_) | Cells::Flags { .. } => return Err(wrong_type("published_at")),
        }
        Ok(())
    }

    /// Items at seconds that are all there, of channels by their codes in a dictionary: the last times are kept by code
    /// first.
    fn add_coded<'c>(
        &mut self,
        pieces: impl Iterator<Item = (&'c [i32], &'c [i64])>,
        of_codes: &[u32],
        shift: i64,
    ) {
        let channels: Vec<u32> = of_codes
            .iter()
            .map(|slot| self.slots.channel(*slot))
            .collect();
        let mut last_of = no_times(&channels);
        let mut last = std::mem::take(&mut self.last);
        let early = Early::of(shift, &self.kept);
        for (codes, values) in pieces {
            self.tally.account.rows += codes.len() as u64;
            for (code, at) in codes.iter().zip(values) {
                match (early.time(*at), last_of.get_mut(*code as usize)) {
                    (Some(time), Some(last)) if *last != OF_NOBODY => *last = (*last).max(time),
                    _ => {
                        let slot = of_codes.get(*code as usize).copied().unwrap_or(NONE);
                        let item = (at.saturating_add(shift), false);
                        self.add_otherwise(&mut last, slot, item);
                    }
                }
            }
        }
        for (slot, of_code) in of_codes.iter().zip(last_of) {
            match last.get_mut(*slot as usize) {
                Some(own) if of_code != OF_NOBODY => *own = (*own).max(of_code),
                _ => {}
            }
        }
        self.last = last;
    }

    /// Items at seconds that are all there.
    #[inline(never)]
    fn add_seconds(&mut self, last: &mut [i32], slots: &[u32], values: &[i64], early: Early) {
        for (slot, at) in slots.iter().zip(values) {
            self.place(last, *slot, (*at, false), early);
        }
    }

    /// An item at a time, or a day: most lie before what is kept, and of these the last alone matters.
    #[inline(always)]
    fn place(&mut self, last: &mut [i32], slot: u32, (at, day_only): (i64, bool), early: Early) {
        match (early.time(at), last.get_mut(slot as usize)) {
            (Some(time), Some(last)) if *last != OF_NOBODY => *last = (*last).max(time),
            _ => self.add_otherwise(last, slot, (at.saturating_add(early.shift), day_only)),
        }
    }

    /// An item of no channel, or at a local second of which more matters.
    fn add_otherwise(&mut self, last: &mut [i32], slot: u32, (local, day_only): (i64, bool)) {
        let kept = &self.kept;
        let channel = self.slots.channel(slot);
        if channel == NONE {
            self.tally.add_of_nobody(local, kept);
        } else if (FIRST..kept.from).contains(&local) {
            if let Some(last) = last.get_mut(slot as usize) {
                *last = (*last).max(part_of(local));
            }
            let in_period = (kept.period.0..kept.period.1).contains(&local);
            self.tally.account.in_period += u64::from(in_period);
        } else {
            self.tally.add_late(channel, local, day_only, kept);
        }
    }
}

/// The times of some rows and what is added to them, if all are there and in seconds, and all channels are there: the usual
/// form.
fn plain_seconds<'a>(
    named: &Column<'_>,
    published: &Column<'a>,
    times: &Times<'_>,
) -> Option<(&'a [i64], i64)> {
    match published.cells {
        Cells::Times {
            values,
            per_second: 1,
            utc,
        } if published.valid.is_none() && named.valid.is_none() => Some((values, times.shift(utc))),
        _ => None,
    }
}

/// The dictionary of a chunk, whose texts are looked up in parts.
pub(super) struct Dictionary<'a> {
    values: &'a Texts<'a>,
    valid: Option<Bits<'a>>,
    slots: Slots<'a>,
    parts: Vec<OnceLock<Vec<u32>>>,
    whole: OnceLock<Vec<u32>>,
}

impl<'a> Dictionary<'a> {
    /// That of a chunk, if it has one.
    pub fn of(chunk: &Chunk<'a>, slots: Slots<'a>, parts: usize) -> Option<Dictionary<'a>> {
        let Cells::Texts(Texts::Coded { values, valid, .. }) = chunk.column(CHANNEL)?.cells else {
            return None;
        };
        Some(Dictionary {
            values,
            valid,
            slots,
            parts: (0..parts).map(|_| OnceLock::new()).collect(),
            whole: OnceLock::new(),
        })
    }

    /// Looks up the texts of a part.
    pub fn look(&self, part: usize) {
        let (texts, parts) = (self.values.len(), self.parts.len());
        if let Some(own) = self.parts.get(part) {
            let codes = texts * part / parts..texts * (part + 1) / parts;
            own.get_or_init(|| self.slots.of_dictionary(self.values, self.valid, codes));
        }
    }

    /// The slots of all texts, after all parts were looked up.
    pub fn slots(&self) -> &[u32] {
        self.whole.get_or_init(|| {
            let parts = self.parts.iter().filter_map(OnceLock::get);
            parts.map(Vec::as_slice).collect::<Vec<_>>().concat()
        })
    }
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

#[cfg(test)]
mod tests {
    use super::super::{Column, Plan, Tables, tests::RULES};
    use super::*;
    use proptest::prelude::*;

    /// Texts one after the other, in ranges.
    #[derive(Default)]
    struct Cut {
        ranges: Vec<(u32, u32)>,
        offsets: Vec<i32>,
        bytes: Vec<u8>,
    }

    impl Cut {
        fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Cut {
            let mut cut = Cut {
                offsets: vec![0],
                ..Cut::default()
            };
            for text in texts {
                cut.ranges.push((cut.bytes.len() as u32, text.len() as u32));
                cut.bytes.extend_from_slice(text.as_bytes());
                cut.offsets.push(cut.bytes.len() as i32);
            }
            cut
        }

        fn texts(&self, ranges: bool) -> Texts<'_> {
            let bytes = &self.bytes;
            match ranges {
                true => Texts::Ranges {
                    ranges: &self.ranges,
                    bytes,
                },
                false => Texts::Offsets {
                    offsets: &self.offsets,
                    bytes,
                },
            }
        }
    }

    fn column<'a>(name: &'a str, cells: Cells<'a>) -> Column<'a> {
        Column {
            name,
            cells,
            valid: None,
        }
    }

    /// What some items come to, a chunk of so many at a time.
    fn tally(
        plan: &Plan,
        roster: &Roster<'_>,
        items: &[(String, String)],
        (rows, layout): (usize, u8),
    ) -> Option<Tally> {
        let mut adding = plan.adding(roster);
        let mut tally = plan.tally(roster);
        for items in items.chunks(rows) {
            let ids = Cut::of(items.iter().map(|(id, _)| id.as_str()));
            let times = Cut::of(items.iter().map(|(_, time)| time.as_str()));
            let codes: Vec<i32> = (0..items.len() as i32).rev().collect();
            let backwards = Cut::of(items.iter().rev().map(|(id, _)| id.as_str()));
            let values = backwards.texts(false);
            let coded = Texts::Coded {
                codes: &codes,
                values: &values,
                valid: None,
            };
            let ids = match layout % 3 {
                0 => ids.texts(true),
                1 => ids.texts(false),
                _ => coded,
            };
            let instants: Option<Vec<i64>> =
                items.iter().map(|(_, time)| instant(plan, time)).collect();
            let at = match &instants {
                Some(values) if layout >= 3 => Cells::Times {
                    values,
                    per_second: 1,
                    utc: true,
                },
                _ => Cells::Texts(times.texts(layout.is_multiple_of(2))),
            };
            let columns = vec![
                column("channel", Cells::Texts(ids)),
                column("published_at", at),
            ];
            let chunk = Chunk { columns };
            adding.add(&chunk).ok()?;
            plan.add(&mut tally, roster, &chunk).ok()?;
        }
        // in whatever order
        let sorted = |mut tally: Tally| {
            let mut items: Vec<u64> = tally.items.iter().collect();
            items.sort_unstable();
            tally.items = items.into_iter().collect();
            tally.of_nobody.sort_unstable();
            tally
        };
        let added = sorted(adding.end());
        assert_eq!(added, sorted(tally));
        Some(added)
    }

    /// A whole time as a count of seconds.
    fn instant(plan: &Plan, text: &str) -> Option<i64> {
        match plan.times().read(text.as_bytes()) {
            Read::Second {
                local,
                day_only: false,
            } => Some(local - plan.times().shift(true)),
            _ => None,
        }
    }

    proptest! {
        #[test]
        fn however_items_are_cut_and_laid_out_they_come_to_the_same(
            numbered: bool, ignored: bool, whole: bool,
            items in prop::collection::vec((0_usize..24, 0_u8..4, 0_i32..400, 0_u8..12), 0..60),
            rows in 1_usize..20,
        ) {
            let ignored = if ignored { r#""rejected_rows": "ignore", "weeks""# } else { r#""weeks""# };
            let rules = RULES.replacen(r#""weeks""#, ignored, 1);
            let coverage = r#"{ "publications": { "from": "2022-03-01", "to": "2022-11-10" } }"#;
            let request = format!(
                r#"{{ "rules": {rules}, "period": "2022-10", "as_of": "2022-11-10", "coverage": {coverage} }}"#
            );
            let plan = crate::wire::plan_of(&request).map_err(|problem| TestCaseError::fail(problem.to_string()))?;
            // every other one is known: the table has gaps
            let id = |number: usize| if numbered { format!("channel-{number:03}") } else { format!("ch{number}") };
            let known: Vec<String> = (0..20).step_by(2).rev().map(id).collect();
            let ids = Cut::of(known.iter().map(String::as_str));
            let of = |text: &'static str| Cut::of(known.iter().map(move |_| text));
            let (units, kinds) = (of("u"), of("wechat"));
            let columns = vec![
                column("id", Cells::Texts(ids.texts(false))),
                column("unit", Cells::Texts(units.texts(false))),
                column("kind", Cells::Texts(kinds.texts(false))),
            ];
            let tables = Tables { channels: vec![Chunk { columns }], ..Tables::default() };
            let roster = plan.roster(&tables).map_err(|told| TestCaseError::fail(format!("{told:?}")))?;
            prop_assert_eq!(matches!(Slots::places(&roster), Slots::Places(_)), numbered);
            let items: Vec<(String, String)> = items
                .into_iter()
                .map(|(number, space, day, hour)| {
                    let id = format!("{}{}{}", if space == 1 { " " } else { "" }, id(number), if space == 2 { "\t" } else { "" });
                    let day = crate::calendar::Day(19_000 + day);
                    let time = match hour {
                        _ if whole => format!("{day}T{hour:02}:30:00+08:00"),
                        0 => "never".to_owned(),
                        1 => String::new(),
                        2 => day.to_string(),
                        hour => format!("{day}T{hour:02}:30:00+08:00"),
                    };
                    (id, time)
                })
                .collect();
            let one_by_one = tally(&plan, &roster, &items, (1, 0));
            prop_assert!(one_by_one.is_some());
            for layout in 0..6 {
                prop_assert_eq!(&tally(&plan, &roster, &items, (rows, layout)), &one_by_one);
            }
        }
    }
}
