//! Random tables and rule sets for the laws of large tables.

use proptest::prelude::*;
use tongbao::bulk::{Answer, Bits, Cells, Chunk, Column, Table, Tables, Texts, Values};

/// A small world: who there is, and what they published.
#[derive(Clone, Debug)]
pub struct World {
    /// The channels.
    pub channels: Vec<Row>,
    /// The items: of which channel, and when.
    pub items: Vec<(u8, i64)>,
    /// Whether there is a table of units.
    pub with_units: bool,
    /// The items without a time.
    pub undated: Vec<usize>,
}

impl World {
    /// The id of the channel that an item names; one number more than there are channels names nobody.
    pub fn channel_of(&self, item: usize) -> String {
        match self.items[item].0 as usize {
            channel if channel < self.channels.len() => id(channel),
            _ if self.channels.is_empty() => "nobody".to_owned(),
            7 => "nobody".to_owned(),
            channel => id(channel % self.channels.len()),
        }
    }

    /// The world when only some of the items, the first, were there.
    #[must_use]
    pub fn so_far(&self, items: usize) -> World {
        let mut world = self.clone();
        world.items.truncate(items);
        world.undated.retain(|item| *item < items);
        world
    }
}

/// A channel.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its unit.
    pub unit: u8,
    kind: u8,
    class: u8,
    opened: Option<i32>,
    closed: Option<i32>,
    state: u8,
}

const KINDS: [&str; 4] = ["column", "column", "wechat", "weibo"];
const CLASSES: [&str; 4] = ["", "news", "notice", "自定"];
const STATES: [&str; 4] = ["", "open", "冻结", "closing"];
const GROUPS: [&str; 3] = ["部门", "乡镇", ""];
/// 2022-10-01
const OCTOBER: i32 = 19_266;

fn row() -> impl Strategy<Value = Row> {
    let day = OCTOBER - 60..OCTOBER + 40;
    (
        0_u8..4,
        0_u8..4,
        0_u8..4,
        prop::option::weighted(0.5, day.clone()),
        prop::option::weighted(0.2, 0..80),
        0_u8..40,
    )
        .prop_map(|(unit, kind, class, opened, lasts, state)| Row {
            unit,
            kind,
            class,
            opened,
            closed: lasts.map(|lasts| opened.unwrap_or(OCTOBER - 20) + lasts),
            state: if state < 4 { state } else { 0 },
        })
}

/// Any world.
pub fn world() -> impl Strategy<Value = World> {
    let second = i64::from(OCTOBER - 50) * 86_400..i64::from(OCTOBER + 50) * 86_400;
    // often on the hour, so that seconds and ends of days meet
    let second = prop_oneof![second.clone().prop_map(|at| at / 43_200 * 43_200), second];
    (
        prop::collection::vec(row(), 0..7),
        prop::collection::vec((0_u8..8, second), 0..60),
        any::<bool>(),
        prop::collection::vec(0_usize..60, 0..3),
    )
        .prop_map(|(channels, items, with_units, undated)| World {
            channels,
            items,
            with_units,
            undated,
        })
}

fn limit() -> impl Strategy<Value = String> {
    (
        prop::sample::select(vec![
            "at_least",
            "more_than",
            "at_most",
            "less_than",
            "equals",
        ]),
        0_i64..6,
    )
        .prop_map(|(comparator, number)| format!(r#"{{ "{comparator}": {number} }}"#))
}

fn duration() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "0 days",
        "3 days",
        "14 days",
        "1 month",
        "5 working days",
    ])
    .prop_map(str::to_owned)
}

fn window() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "",
        r#""over": "last 20 days","#,
        r#""over": "this year","#,
        r#""over": "previous period","#,
        r#""each": "week","#,
        r#""each": "week", "until": "thursday","#,
        r#""each": "week", "allow": 1,"#,
        r#""each": "day", "allow": 3,"#,
        r#""each": "working day","#,
        r#""each": "month","#,
        r#""each": { "weeks": 2, "from": "2022-10-03" },"#,
    ])
    .prop_map(str::to_owned)
}

fn subject() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        r#""of": "account","#,
        r#""of": "column","#,
        r#""of": "column", "where": { "class": ["news", "自定"] },"#,
        r#""of": "column", "except": [ { "class": "notice", "reason": "不更新" } ],"#,
        r#""of": "account", "where": { "platform": "wechat" }, "life": ["open", "frozen"],"#,
        r#""of": "account", "where": { "unit": { "group": "部门" } },"#,
        r#""of": "unit","#,
        r#""of": "unit", "where": { "not": { "group": "乡镇" } },"#,
        r#""of": "all","#,
    ])
    .prop_map(str::to_owned)
}

fn counting() -> impl Strategy<Value = String> {
    (
        subject(),
        window(),
        prop::sample::select(vec!["pushes", "publications", "days"]),
        any::<bool>(),
        limit(),
        prop::sample::select(vec!["", r#""effect": "notice","#, r#""effect": "none","#, r#""effect": "veto","#]),
    )
        .prop_map(|(subject, window, source, require, limit, effect)| {
            // days of several channels are no sum, and go the long way by themselves
            let source = if subject.contains("unit\",") || subject.contains("all") {
                source.replace("days", "pushes")
            } else {
                source.to_owned()
            };
            let key = if require { "require" } else { "breach_when" };
            // some texts say how they list slices
            let form = if effect.is_empty() {
                r#", "member": "{from}起{count}（{slice}）", "between": ";""#
            } else {
                ""
            };
            format!(
                r#"{subject}{window}{effect} "measure": {{ "count": "{source}" }}, "{key}": {limit},
                "text": {{ "zh": "{{unit}}{{subject}}{{count}}次（{{slices}}）{{limit}}", "en": "{{id}} {{platform}} {{value}} {{weeks}} {{limit}}"{form} }}"#
            )
        })
}

fn gap() -> impl Strategy<Value = String> {
    (subject(), prop::sample::select(vec!["", r#""each": "week","#, r#""at": "as-of","#]), duration(), duration(), 0_u8..3).prop_map(
        |(subject, window, one, two, how)| {
            let limit = match how {
                0 => format!(r#""breach_when": {{ "more_than": "{one}" }}"#),
                1 if subject.contains("column") => format!(
                    r#""breach_when": {{ "at_least": {{ "by": "class", "news": "{one}", "notice": "{two}", "else": "exempt" }} }}"#
                ),
                _ => format!(
                    r#""steps": [ {{ "more_than": "{one}", "effect": "veto", "text": "久未更新{{gap}}" }}, {{ "at_least": "{two}", "effect": "notice", "text": "将逾期" }} ]"#
                ),
            };
            format!(
                r#"{subject}{window} "measure": {{ "gap": "publications" }}, {limit}, "text": {{ "zh": "{{gap}}未更新，最近{{last}}", "en": "{{gap}} since {{last}}" }}"#
            )
        },
    )
}

/// The rules of a set: two that count, two gaps, one that stands back, counts over outcomes, ranks.
pub fn rules() -> impl Strategy<Value = String> {
    (
        counting(),
        counting(),
        gap(),
        gap(),
        prop::sample::select(vec!["subject", "finding", "slice", "unit"]),
        prop::sample::select(vec!["end", "majority", "start", "inside", "clipped"]),
        prop::sample::select(vec!["", "", r#""push_within": "1 minute","#, r#""push_within": "12 hours","#]),
        prop::sample::select(vec!["dense", "skip", "roster"]),
        any::<bool>(),
    )
        .prop_map(|(a, b, c, d, distinct, belong, within, ties, ignore)| {
            let rejected = if ignore { r#""rejected_rows": "ignore","# } else { "" };
            let basis = r#""basis": { "document": "d" }"#;
            let of = |rule: &str| rule.split('"').nth(3).unwrap_or_default().to_owned();
            let back = match of(&c).as_str() {
                "column" => r#", "unless": ["blank"]"#,
                "account" => r#", "unless": ["silent"]"#,
                _ => "",
            };
            let beneath: Vec<&str> = [("a", &a), ("b", &b), ("c", &c), ("blank", &"\"of\": \"column\"".to_owned())]
                .into_iter()
                .filter(|(_, rule)| of(rule) != "all")
                .map(|(id, _)| id)
                .collect();
            let beneath = beneath.join(r#"", ""#);
            let d_back = if of(&d) == of(&a) { r#", "unless": ["a"]"# } else { "" };
            format!(
                r#"{{ "format": 1, "id": "t", "version": 1, "title": "t", "effective": {{ "from": "2020-01-01" }}, {rejected}
  "weeks": {{ "start": "monday", "belong": "{belong}" }}, {within}
  "attribute": {{ "group": {{ "of": "unit", "values": ["部门", "乡镇"], "default": "部门" }} }},
  "figure": {{
    "items": {{ "of": "unit", "measure": {{ "count": "pushes" }} }},
    "some": {{ "of": "unit", "where": {{ "group": "部门" }}, "over": "last 20 days", "measure": {{ "count": "publications" }} }},
    "place": {{ "of": "unit", "measure": {{ "rank": "items", "ties": "{ties}" }} }},
    "last-place": {{ "of": "unit", "measure": {{ "rank": "some", "from": "bottom", "ties": "{ties}" }} }},
    "bad": {{ "of": "unit", "measure": {{ "count": "breaches", "rules": ["{beneath}"], "distinct": "{distinct}" }} }},
    "all": {{ "of": "all", "measure": {{ "count": "pushes" }} }},
    "worst": {{ "of": "unit", "measure": {{ "rank": "bad", "ties": "{ties}" }} }},
    "hard": {{ "of": "unit", "measure": {{ "count": "breaches", "rules": ["last", "few", "blank"], "distinct": "{distinct}" }} }},
    "units": {{ "of": "all", "measure": {{ "count": "breaches", "rules": ["a", "c", "d"], "distinct": "unit" }} }}
  }},
  "rule": {{
    "a": {{ {a}, {basis} }},
    "b": {{ {b}, {basis} }},
    "c": {{ {c}{back}, {basis} }},
    "d": {{ {d}{d_back}, {basis} }},
    "blank": {{ "of": "column", "over": "always", "measure": {{ "count": "publications" }}, "breach_when": {{ "at_most": 0 }}, "text": "空白", {basis} }},
    "silent": {{ "of": "account", "over": "always", "measure": {{ "count": "publications" }}, "require": {{ "at_least": 1 }}, "text": "从未", {basis} }},
    "few": {{ "of": "unit", "measure": "items", "breach_when": {{ "less_than": {{ "by": "group", "部门": 3, "乡镇": 1 }} }}, "text": "共{{count}}条，{{limit}}", {basis} }},
    "many-bad": {{ "of": "unit", "measure": "bad", "breach_when": {{ "at_least": 2 }}, "text": "{{count}}个", {basis} }},
    "never": {{ "of": "unit", "over": "always", "measure": {{ "count": "publications" }}, "breach_when": {{ "at_most": 0 }}, "text": "从未", {basis} }},
    "worst-place": {{ "of": "unit", "measure": "worst", "breach_when": {{ "at_most": 1 }}, "text": "第{{rank}}", {basis} }},
    "hard-hit": {{ "of": "unit", "measure": "hard", "breach_when": {{ "at_least": 2 }}, "text": "{{count}}个", {basis} }},
    "bad-units": {{ "of": "all", "measure": "units", "breach_when": {{ "at_least": 1 }}, "text": "{{count}}个单位", {basis} }},
    "last": {{ "of": "unit", "measure": "last-place", "breach_when": {{ "at_most": 1 }}, "text": "第{{rank}}", {basis} }}
  }}
}}"#
            )
        })
}

/// A request for a plan.
pub fn request(rules: &str, run: (u8, u8, u8)) -> String {
    let covered = [
        r#"{ "from": "always", "to": "2022-11-20" }"#,
        r#"{ "from": "2022-08-01", "to": "2022-11-20" }"#,
        r#"{ "from": "2022-10-05", "to": "2022-10-28" }"#,
        r#"[ { "from": "2022-08-01", "to": "2022-10-10" }, { "from": "2022-10-12", "to": "2022-11-20" } ]"#,
    ][run.0 as usize % 4];
    let days = [
        r#""as_of": "2022-11-15""#,
        r#""as_of": "2022-10-26""#,
        r#""as_of": "2022-11-15", "check_point": "2022-10-20""#,
    ][run.1 as usize % 3];
    let language = ["zh", "en"][run.2 as usize % 2];
    format!(
        r#"{{ "rules": {rules}, "period": "2022-10", {days}, "language": "{language}", "coverage": {{ "publications": {covered} }} }}"#
    )
}

/// The cells of a world, owned.
pub struct Cells_ {
    ids: Flat,
    units: Flat,
    kinds: Flat,
    classes: Flat,
    states: Flat,
    opened: (Vec<i32>, Vec<u8>),
    closed: (Vec<i32>, Vec<u8>),
    unit_ids: Flat,
    groups: Flat,
    orders: Vec<i64>,
    channel: Flat,
    at: Vec<i64>,
    dated: Vec<u8>,
}

#[derive(Default)]
struct Flat {
    offsets: Vec<i32>,
    bytes: Vec<u8>,
}

impl Flat {
    fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Flat {
        let mut flat = Flat {
            offsets: vec![0],
            bytes: Vec::new(),
        };
        for text in texts {
            flat.bytes.extend_from_slice(text.as_bytes());
            flat.offsets.push(flat.bytes.len() as i32);
        }
        flat
    }

    fn column<'a>(&'a self, name: &'a str) -> Column<'a> {
        Column {
            name,
            cells: Cells::Texts(Texts::Offsets {
                offsets: &self.offsets,
                bytes: &self.bytes,
            }),
            valid: None,
        }
    }
}

fn bits(flags: impl Iterator<Item = bool>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (ix, flag) in flags.enumerate() {
        if ix % 8 == 0 {
            bytes.push(0);
        }
        if flag {
            bytes[ix / 8] |= 1 << (ix % 8);
        }
    }
    bytes
}

/// The id of a channel.
pub fn id(ix: usize) -> String {
    // of many lengths, and not in the order of their rows
    [
        "x",
        "渠道",
        "一个很长的渠道编号，超过十六个字节",
        "b7",
        "a",
        "gov.example/column/9",
        "z0",
    ][ix % 7]
        .to_owned()
}

impl Cells_ {
    /// The cells of a world.
    pub fn of(world: &World) -> Cells_ {
        let rows = || world.channels.iter();
        let ids: Vec<String> = (0..rows().len()).map(id).collect();
        let days = |day: fn(&Row) -> Option<i32>| {
            (
                rows().map(|row| day(row).unwrap_or(0)).collect(),
                bits(rows().map(|row| day(row).is_some())),
            )
        };
        let unit = |row: &Row| ["u1", "u0", "u3", "u2"][row.unit as usize];
        let named: Vec<String> = (0..world.items.len())
            .map(|ix| world.channel_of(ix))
            .collect();
        Cells_ {
            ids: Flat::of(ids.iter().map(String::as_str)),
            units: Flat::of(rows().map(unit)),
            kinds: Flat::of(rows().map(|row| KINDS[row.kind as usize])),
            classes: Flat::of(rows().map(|row| CLASSES[row.class as usize])),
            states: Flat::of(rows().map(|row| STATES[row.state as usize])),
            opened: days(|row| row.opened),
            closed: days(|row| row.closed),
            unit_ids: Flat::of(["u0", "u1", "u2", "u3", "u4"].into_iter()),
            groups: Flat::of((0..5).map(|ix| GROUPS[ix % 3])),
            orders: vec![5, 4, 3, 2, 1],
            channel: Flat::of(named.iter().map(String::as_str)),
            at: world.items.iter().map(|(_, at)| *at).collect(),
            dated: bits((0..world.items.len()).map(|ix| !world.undated.contains(&ix))),
        }
    }

    /// The tables of a world, its items in two chunks.
    pub fn tables(&self, world: &World, cut: usize) -> Tables<'_> {
        let mut columns = vec![
            self.ids.column("id"),
            self.units.column("unit"),
            self.kinds.column("kind"),
            self.classes.column("class"),
            self.states.column("state"),
        ];
        for (name, (values, valid)) in [("opened_on", &self.opened), ("closed_on", &self.closed)] {
            columns.push(Column {
                name,
                cells: Cells::Days(values),
                valid: Some(Bits {
                    bytes: valid,
                    offset: 0,
                }),
            });
        }
        let units = Chunk {
            columns: vec![
                self.unit_ids.column("id"),
                self.groups.column("group"),
                Column {
                    name: "order",
                    cells: Cells::Whole(&self.orders),
                    valid: None,
                },
            ],
        };
        let items = |from: usize, to: usize| Chunk {
            columns: vec![
                Column {
                    name: "channel",
                    cells: Cells::Texts(Texts::Offsets {
                        offsets: &self.channel.offsets[from..=to],
                        bytes: &self.channel.bytes,
                    }),
                    valid: None,
                },
                Column {
                    name: "published_at",
                    cells: Cells::Times {
                        values: &self.at[from..to],
                        per_second: 1,
                        utc: true,
                    },
                    valid: Some(Bits {
                        bytes: &self.dated,
                        offset: from,
                    }),
                },
            ],
        };
        let cut = cut.min(world.items.len());
        Tables {
            units: world.with_units.then(|| vec![units]),
            channels: vec![Chunk { columns }],
            publications: vec![items(0, cut), items(cut, world.items.len())],
        }
    }
}

/// An answer in words, without what only the engine's own way has an order for.
pub fn told(answer: &Answer) -> Vec<String> {
    let mut out = Vec::new();
    for (name, table) in [
        ("findings", &answer.findings),
        ("notices", &answer.notices),
        ("undecided", &answer.undecided),
        ("units", &answer.units),
        ("totals", &answer.totals),
        ("outcomes", &answer.outcomes),
    ] {
        out.extend(
            lines(table)
                .into_iter()
                .map(|line| format!("{name}: {line}")),
        );
    }
    out.push(format!("{:?}", answer.account));
    out
}

/// The rows of a table in words.
pub fn lines(table: &Table) -> Vec<String> {
    let row = |row: usize| {
        let cells = table.columns.iter().map(|(column, values)| {
            let text = values.text(row).map(str::to_owned);
            let number = values.number(row).map(|number| number.to_string());
            let slices = match values {
                Values::Slices(lists) => {
                    let own = lists.offsets[row] as usize..lists.offsets[row + 1] as usize;
                    Some(format!(
                        "{:?} {:?} {:?}",
                        &lists.from[own.clone()],
                        &lists.to[own.clone()],
                        &lists.value[own]
                    ))
                }
                _ => None,
            };
            format!(
                "{column}={}",
                text.or(number).or(slices).unwrap_or_default()
            )
        });
        cells.collect::<Vec<_>>().join(" | ")
    };
    (0..table.rows()).map(row).collect()
}
