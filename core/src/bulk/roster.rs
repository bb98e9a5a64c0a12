//! The units and channels of tables, read once: who there is, since when, and by what the rules tell them apart.

use super::ids::Ids;
use super::interner::{Codes, Interner, NONE};
use super::parallel::Tasks;
use super::{Cells, Chunk, Column, Tables};
use crate::calendar::Day;
use crate::diagnostic::{Diagnostic, Place, Text};
use crate::registry::ChannelKind;
use std::sync::OnceLock;

/// The headers under which the columns of channels are known.
pub(super) const ID: &[&str] = &["id", "编号", "channel_id"];
pub(super) const NAME: &[&str] = &["name", "名称", "单位", "栏目", "账号名称"];
pub(super) const UNIT: &[&str] = &["unit", "责任单位", "unit_id"];
pub(super) const KIND: &[&str] = &["kind", "类别", "渠道类型"];
pub(super) const PLATFORM: &[&str] = &["platform", "平台"];
pub(super) const OPENED: &[&str] = &["opened_on", "开设日期"];
pub(super) const CLOSED: &[&str] = &["closed_on", "关停日期"];
pub(super) const ORDER: &[&str] = &["order", "序号"];

/// The units and channels.
#[derive(Debug)]
pub struct Roster<'a> {
    /// The ids of the channels, in the order of their rows.
    pub(super) channels: Ids<'a>,
    /// The unit of each.
    pub(super) unit: Vec<u32>,
    /// Website, column or account.
    pub(super) kind: Vec<ChannelKind>,
    /// The websites, the columns and the accounts.
    of_kind: [Vec<u32>; 3],
    /// The first day each is open.
    pub(super) opened: Vec<Day>,
    /// The first day each is no longer open.
    pub(super) closed: Vec<Day>,
    /// The ids of the units: in the order of their rows, or in which the channels name them.
    pub(super) units: Interner<'a>,
    /// The rows of channels by chunk, for the columns that are read later.
    pub(super) chunks: &'a [Chunk<'a>],
    /// The rows of units, if there is a table of them.
    pub(super) unit_chunks: Option<&'a [Chunk<'a>]>,
}

/// No day is before this one: open since ever.
pub(super) const EVER: Day = Day(i32::MIN);
/// No day is after this one: not closed.
pub(super) const NEVER: Day = Day(i32::MAX);

/// What the cell `kind` of a channel says.
pub(super) fn kind_of(word: &[u8]) -> ChannelKind {
    match word {
        b"column" | b"website_column" => ChannelKind::Column,
        b"site" | b"website" => ChannelKind::Site,
        _ if word == "栏目".as_bytes() => ChannelKind::Column,
        _ if word == "网站".as_bytes() => ChannelKind::Site,
        _ => ChannelKind::Account,
    }
}

fn place(table: &str, row: Option<usize>, field: Option<&str>) -> Place {
    Place {
        file: table.to_owned(),
        line: row.map(|row| u32::try_from(row + 1).unwrap_or(u32::MAX)),
        column: None,
        field: field.map(str::to_owned),
    }
}

fn missing_column(table: &str, names: &[&str]) -> Diagnostic {
    let name = names.first().copied().unwrap_or_default();
    Diagnostic::error(
        "column.missing",
        Text::new(
            format!("缺少 {name} 列"),
            format!("the column `{name}` is missing"),
        ),
    )
    .at(place(table, None, Some(name)))
    .with_value(name)
    .with_next_step(Text::new(
        format!("请补上此列（可写作 {}）", names.join("、")),
        format!("add it (known as {})", names.join(", ")),
    ))
}

/// A column that is there under several of its names: which is meant is not guessed.
pub(super) fn ambiguous(
    table: &str,
    chunk: &Chunk<'_>,
    names: &[&str],
) -> Result<(), Vec<Diagnostic>> {
    let own = chunk.columns.iter().map(|column| column.name);
    let known: Vec<&str> = own.filter(|name| names.contains(name)).collect();
    let [first, second, ..] = known.as_slice() else {
        return Ok(());
    };
    let told = Diagnostic::error(
        "header.twice",
        Text::new(
            format!("表头“{first}”和“{second}”是同一列"),
            format!("the headers `{first}` and `{second}` mean the same column"),
        ),
    )
    .at(place(table, None, Some(second)))
    .with_value(*second)
    .with_next_step(Text::new(
        "只留一列，另一列删去或改名",
        "keep one of the columns, delete or rename the other one",
    ));
    Err(vec![told])
}

fn wrong_cell(table: &str, row: usize, field: &str, value: &[u8], message: Text) -> Diagnostic {
    Diagnostic::error("cell.wrong", message)
        .at(place(table, Some(row), Some(field)))
        .with_value(String::from_utf8_lossy(value).into_owned())
        .with_next_step(Text::new(
            "请在名录中改正此行",
            "mend this row of the table",
        ))
}

fn twice(table: &str, row: usize, id: &[u8]) -> Diagnostic {
    let message = Text::new("编号重复", "this id stands twice");
    Diagnostic {
        code: "id.twice",
        ..wrong_cell(table, row, "id", id, message)
    }
}

/// A column that must be there and hold texts.
fn texts<'c, 'a>(
    chunk: &'c Chunk<'a>,
    table: &str,
    names: &[&str],
) -> Result<&'c Column<'a>, Vec<Diagnostic>> {
    match chunk.column(names) {
        Some(column) if matches!(column.cells, Cells::Texts(_)) => Ok(column),
        Some(column) => Err(vec![
            Diagnostic::error(
                "column.type",
                Text::new("此列应为文字", "this column must hold texts"),
            )
            .at(place(table, None, Some(column.name)))
            .with_next_step(Text::new("请转成文字列", "convert it to texts")),
        ]),
        None => Err(vec![missing_column(table, names)]),
    }
}

/// The day of a cell; `Ok(None)` where there is none.
fn day(column: &Column<'_>, row: usize) -> Result<Option<Day>, Vec<u8>> {
    if !column.is_present(row) {
        return Ok(None);
    }
    match column.cells {
        Cells::Days(days) => Ok(days.get(row).copied().map(Day)),
        Cells::Texts(_) => match column.text(row) {
            None => Ok(None),
            Some(text) => std::str::from_utf8(text)
                .ok()
                .and_then(|text| text.parse().ok())
                .map(Some)
                .ok_or_else(|| text.to_vec()),
        },
        Cells::Times {
            values, per_second, ..
        } => Ok(values
            .get(row)
            .map(|at| at.div_euclid(per_second.max(1).saturating_mul(86_400)))
            .and_then(|day| i32::try_from(day).ok())
            .map(Day)),
        _ => Err(b"?".to_vec()),
    }
}

/// The whole number of a cell.
fn whole(column: &Column<'_>, row: usize) -> Option<i64> {
    if let Some(text) = column.text(row) {
        return std::str::from_utf8(text).ok()?.parse().ok();
    }
    match column.cells {
        Cells::Whole(values) if column.is_present(row) => values.get(row).copied(),
        _ => None,
    }
}

/// The first eight bytes of an id, in their order.
pub(super) fn beginning(id: &[u8]) -> u64 {
    if let Some(first) = id.first_chunk::<8>() {
        return u64::from_be_bytes(*first);
    }
    let mut bytes = [0; 8];
    for (byte, own) in bytes.iter_mut().zip(id) {
        *byte = *own;
    }
    u64::from_be_bytes(bytes)
}

/// So many faults of the tables of units and channels are told.
const MOST: usize = 20;

fn tell(faults: &mut Vec<Diagnostic>, fault: impl FnOnce() -> Diagnostic) {
    if faults.len() < MOST {
        faults.push(fault());
    }
}

/// Columns of the channels that are read by themselves, the longest work first.
enum Part {
    Owners,
    Ids,
    Kinds,
    Lives,
}

/// The ids of the channels, and what is wrong with them.
fn ids_of<'a>(chunks: &'a [Chunk<'a>]) -> (Ids<'a>, Vec<Diagnostic>) {
    let mut ids = Vec::with_capacity(chunks.iter().map(Chunk::rows).sum());
    for chunk in chunks {
        if let Some(own) = chunk.column(ID) {
            own.each_text(chunk.rows(), |id| ids.push(id.unwrap_or_default()));
        }
    }
    let mut faults = Vec::new();
    let ids = Ids::of(ids, |row, id| {
        tell(&mut faults, || twice("channels", row, id));
    });
    (ids, faults)
}

/// The units of the channels.
#[derive(Default)]
struct Owners<'a> {
    unit: Vec<u32>,
    /// Those that the channels name, where there is no table of units.
    named: Option<Interner<'a>>,
    faults: Vec<Diagnostic>,
}

impl<'a> Owners<'a> {
    fn of(chunks: &'a [Chunk<'a>], known: Option<&Interner<'a>>) -> Owners<'a> {
        let mut named = Interner::with_room(1_024);
        let mut unit = Vec::with_capacity(chunks.iter().map(Chunk::rows).sum());
        let mut faults = Vec::new();
        for chunk in chunks {
            let Some(owners) = chunk.column(UNIT) else {
                continue;
            };
            owners.each_text(chunk.rows(), |owner| {
                let own = match (owner, known) {
                    (Some(owner), None) => named.intern(owner).0,
                    (Some(owner), Some(known)) => known.find(owner),
                    (None, _) => NONE,
                };
                if own == NONE {
                    tell(&mut faults, || {
                        let message = Text::new("名录中没有这个单位", "there is no such unit");
                        let owner = owner.unwrap_or_default();
                        wrong_cell("channels", unit.len(), "unit", owner, message)
                    });
                }
                unit.push(own);
            });
        }
        Owners {
            unit,
            named: known.is_none().then_some(named),
            faults,
        }
    }
}

/// Of what kind the channels are.
#[derive(Default)]
struct KindsOf {
    kind: Vec<ChannelKind>,
    of_kind: [Vec<u32>; 3],
    faults: Vec<Diagnostic>,
}

impl KindsOf {
    fn of(chunks: &[Chunk<'_>]) -> KindsOf {
        let mut kinds = KindsOf {
            kind: Vec::with_capacity(chunks.iter().map(Chunk::rows).sum()),
            ..KindsOf::default()
        };
        for chunk in chunks {
            kinds.add(chunk);
        }
        for (kind, channel) in kinds.kind.iter().zip(0..) {
            if let Some(list) = kinds.of_kind.get_mut(*kind as usize) {
                list.push(channel);
            }
        }
        kinds
    }

    fn add(&mut self, chunk: &Chunk<'_>) {
        let Some(kinds) = chunk.column(KIND) else {
            return;
        };
        let mut words = Codes::new();
        let mut of_words: Vec<ChannelKind> = Vec::new();
        kinds.each_text(chunk.rows(), |word| {
            let word = word.unwrap_or_default();
            let code = words.code(word) as usize;
            let kind = match of_words.get(code) {
                Some(kind) => *kind,
                None => {
                    of_words.push(kind_of(word));
                    kind_of(word)
                }
            };
            if word.is_empty() {
                let row = self.kind.len();
                tell(&mut self.faults, || {
                    let message = Text::new("没有写渠道类型", "the kind is missing");
                    wrong_cell("channels", row, "kind", word, message)
                });
            }
            self.kind.push(kind);
        });
    }
}

/// Since and until when the channels are open.
#[derive(Default)]
struct Lives {
    opened: Vec<Day>,
    closed: Vec<Day>,
    faults: Vec<Diagnostic>,
}

impl Lives {
    fn of(chunks: &[Chunk<'_>]) -> Lives {
        let rows = chunks.iter().map(Chunk::rows).sum();
        let mut lives = Lives {
            opened: Vec::with_capacity(rows),
            closed: Vec::with_capacity(rows),
            ..Lives::default()
        };
        let mut first = 0;
        for chunk in chunks {
            lives.add(chunk, first);
            first += chunk.rows();
        }
        lives
    }

    fn add(&mut self, chunk: &Chunk<'_>, first: usize) {
        let rows = chunk.rows();
        let faults = &mut self.faults;
        let mut days =
            |names: &[&str], otherwise: Day, out: &mut Vec<Day>| match chunk.column(names) {
                None => out.resize(out.len() + rows, otherwise),
                Some(Column {
                    cells: Cells::Days(days),
                    valid: None,
                    ..
                }) if days.len() == rows => out.extend(days.iter().copied().map(Day)),
                Some(column) => {
                    for row in 0..rows {
                        match day(column, row) {
                            Ok(day) => out.push(day.unwrap_or(otherwise)),
                            Err(text) => {
                                tell(faults, || {
                                    let message = Text::new("不是日期", "this is no day");
                                    let name = column.name;
                                    wrong_cell("channels", first + row, name, &text, message)
                                });
                                out.push(otherwise);
                            }
                        }
                    }
                }
            };
        days(OPENED, EVER, &mut self.opened);
        days(CLOSED, NEVER, &mut self.closed);
        let (opened, closed) = (
            self.opened.get(first..).unwrap_or(&[]),
            self.closed.get(first..).unwrap_or(&[]),
        );
        for (row, (opened, closed)) in opened.iter().zip(closed).enumerate() {
            if closed < opened {
                tell(&mut self.faults, || {
                    let message = Text::new("关停早于开设", "closed before it was opened");
                    let day = closed.to_string();
                    let row = first + row;
                    wrong_cell("channels", row, "closed_on", day.as_bytes(), message)
                });
            }
        }
    }
}

impl<'a> Roster<'a> {
    /// Reads the tables of units and channels.
    ///
    /// # Errors
    /// A column that is missing, an id that is empty or stands twice, a unit that the table of units does not have, a day
    /// that is none.
    pub(super) fn read(
        tables: &'a Tables<'a>,
        threads: usize,
    ) -> Result<Roster<'a>, Vec<Diagnostic>> {
        let mut faults = Vec::new();
        let mut units = Interner::with_room(1_024);
        if let Some(chunks) = &tables.units {
            let mut first = 0;
            for chunk in chunks {
                for names in [ID, ORDER] {
                    ambiguous("units", chunk, names)?;
                }
                match texts(chunk, "units", ID).or_else(|_| texts(chunk, "units", NAME)) {
                    Err(faults) => return Err(faults),
                    Ok(ids) => {
                        for row in 0..chunk.rows() {
                            let id = ids.text(row).unwrap_or_default();
                            let (_, new) = units.intern(id);
                            if (id.is_empty() || !new) && faults.len() < MOST {
                                faults.push(twice("units", first + row, id));
                            }
                        }
                    }
                }
                first += chunk.rows();
            }
        }
        let chunks = &tables.channels;
        for chunk in chunks {
            texts(chunk, "channels", ID)?;
            for names in [ID, UNIT, KIND, PLATFORM, OPENED, CLOSED] {
                ambiguous("channels", chunk, names)?;
            }
            for names in [UNIT, KIND] {
                texts(chunk, "channels", names)?;
            }
        }
        let known = tables.units.is_some().then_some(&units);
        let (owners, ids) = (OnceLock::new(), OnceLock::new());
        let (kinds, lives) = (OnceLock::new(), OnceLock::new());
        let mut tasks = Tasks::default();
        for part in [Part::Owners, Part::Ids, Part::Kinds, Part::Lives] {
            tasks.add(part, []);
        }
        tasks.run(threads, |part| match part {
            Part::Owners => drop(owners.set(Owners::of(chunks, known))),
            Part::Ids => drop(ids.set(ids_of(chunks))),
            Part::Kinds => drop(kinds.set(KindsOf::of(chunks))),
            Part::Lives => drop(lives.set(Lives::of(chunks))),
        });
        let owners = owners.into_inner().unwrap_or_default();
        let (channels, of_ids) = ids.into_inner().unwrap_or_default();
        let kinds = kinds.into_inner().unwrap_or_default();
        let lives = lives.into_inner().unwrap_or_default();
        faults.extend(of_ids);
        faults.extend(owners.faults);
        faults.extend(kinds.faults);
        faults.extend(lives.faults);
        faults.truncate(MOST);
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Roster {
            channels,
            unit: owners.unit,
            kind: kinds.kind,
            of_kind: kinds.of_kind,
            opened: lives.opened,
            closed: lives.closed,
            units: owners.named.unwrap_or(units),
            chunks,
            unit_chunks: tables.units.as_deref(),
        })
    }

    /// The units in roster order: by their place in it, those without one last, then by id.
    pub(super) fn order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..u32::try_from(self.units.len()).unwrap_or(NONE)).collect();
        let places = self.unit_places();
        if places.is_empty() {
            // the first bytes almost always tell
            let id = |unit: u32| self.units.text(unit).unwrap_or_default();
            let mut keyed: Vec<(u64, u32)> = order
                .iter()
                .map(|unit| (beginning(id(*unit)), *unit))
                .collect();
            keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| id(a.1).cmp(id(b.1))));
            order = keyed.into_iter().map(|(_, unit)| unit).collect();
        } else {
            let place = |unit: &u32| places.get(*unit as usize).copied().flatten();
            order.sort_by_key(|unit| (place(unit).is_none(), place(unit), self.units.text(*unit)));
        }
        order
    }

    /// The place of each unit in the roster, where the table of units says any.
    fn unit_places(&self) -> Vec<Option<i64>> {
        let chunks = self.unit_chunks.unwrap_or_default();
        if !chunks.iter().any(|chunk| chunk.column(ORDER).is_some()) {
            return Vec::new();
        }
        let mut places = Vec::with_capacity(self.units.len());
        for chunk in chunks {
            let column = chunk.column(ORDER);
            places.extend((0..chunk.rows()).map(|row| whole(column?, row)));
        }
        places
    }

    /// The channels of a kind, in the order of their rows.
    pub(super) fn of_kind(&self, kind: ChannelKind) -> &[u32] {
        self.of_kind.get(kind as usize).map_or(&[], Vec::as_slice)
    }

    /// How many channels.
    pub fn len(&self) -> usize {
        self.channels.len()
    }

    /// How many rows the units have: those of their table, or one for each that the channels name.
    pub(super) fn unit_rows(&self) -> usize {
        match self.unit_chunks {
            Some(chunks) => chunks.iter().map(Chunk::rows).sum(),
            None => self.units.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
