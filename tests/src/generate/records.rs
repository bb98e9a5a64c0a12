//! Records of every kind that a rule set reads.

use super::{Drawn, pick};
use crate::reference::complete::by_publisher;
use crate::reference::days::{self, Day};
use crate::reference::rules::{Measure, Of, Set};
use crate::reference::world::{Row, World, row};
use std::collections::BTreeSet;

fn text(word: &str) -> String {
    word.to_owned()
}

/// A day near the period, most often inside it.
fn near(world: &World, by: u8, by_how: u8) -> Day {
    let (first, last) = world.span;
    let length = last - first + 1;
    let day = match by_how % 8 {
        7 => first - 1 - Day::from(by % 40),
        6 => last + 1 + Day::from(by % 12),
        5 => last - Day::from(by % 3),
        _ => first + Day::from(by) % length,
    };
    day.min(world.as_of)
}

/// A later day, never after the as-of date.
fn later(world: &World, from: Day, by: u8) -> String {
    let day = from + Day::from(by % 32);
    if by.is_multiple_of(5) || day > world.as_of {
        String::new()
    } else {
        days::text(day)
    }
}

fn timed(day: Day, by: u8) -> String {
    match by % 3 {
        0 => days::text(day),
        1 => format!("{} {:02}:00:00", days::text(day), 8 + by % 12),
        _ => format!("{} 09:00:{:02}", days::text(day), by % 4),
    }
}

/// Fills the tables of these kinds, one drawn thing after the other.
pub fn fill(world: &mut World, drawn: &[Drawn], kinds: &BTreeSet<Of>, set: &Set) {
    let kinds: Vec<Of> = kinds.iter().copied().collect();
    let channels: Vec<String> = ids(world, &[Of::Site, Of::Column, Of::Account]);
    let units = ids(world, &[Of::Unit]);
    let everybody: Vec<String> = units.iter().chain(&channels).cloned().collect();
    let rules: Vec<String> = set.rules.iter().map(|rule| rule.id.clone()).collect();
    let mut seen: BTreeSet<(Of, Vec<String>)> = BTreeSet::new();
    for (place, one) in drawn.iter().enumerate() {
        let [a, b, c, d, e, f] = *one;
        // items are drawn as often as all other kinds together
        let of = if a % 2 == 0 {
            Of::Publication
        } else {
            pick(&kinds, a / 2)
        };
        let needs_channel = matches!(of, Of::Publication | Of::Probe | Of::Sighting);
        if needs_channel && channels.is_empty() && of != Of::Sighting {
            continue;
        }
        let day = near(world, b, c);
        let letter = &of.words().1[..1];
        let id = format!("{letter}{letter}{place}");
        let channel = || pick(&channels, d);
        let unit = || pick(&units, d);
        let whom = || pick(&everybody, d);
        let filled = match of {
            Of::Publication => row([
                ("id", id),
                ("channel", channel()),
                (
                    "published_at",
                    if f == 255 {
                        String::new()
                    } else {
                        timed(day, e)
                    },
                ),
                ("kind", text(pick(&["政策文件", "解读", "动态"], f))),
                ("original", text(pick(&["true", "false"], f / 3))),
                ("refers_to", refers_to(drawn, place, f)),
                (
                    "unit",
                    if by_publisher(set) && c % 16 != 15 {
                        pick(&units, f / 7)
                    } else {
                        String::new()
                    },
                ),
                (
                    "state",
                    text(pick(&["", "", "", "", "", "", "", "deleted"], e / 3)),
                ),
            ]),
            Of::Letter => row([
                ("id", id),
                ("unit", unit()),
                ("received_at", days::text(day)),
                ("kind", text(pick(&["咨询", "投诉", "建议"], f))),
                ("replied_at", with_hour(later(world, day, e), f)),
                ("valid", text(pick(&["", "true", "false"], f / 3))),
                ("extension_told_at", later(world, day, f.wrapping_mul(5))),
                (
                    "extended_to",
                    if e % 3 == 0 {
                        days::text(day + 10 + Day::from(f % 30))
                    } else {
                        String::new()
                    },
                ),
            ]),
            Of::Request => {
                let told = later(world, day, f);
                let corrected =
                    days::parse(&told).map_or(String::new(), |told| later(world, told, e / 2));
                let sent = later(world, day, b);
                let replied = later(world, day, e);
                let back =
                    days::parse(&sent).map_or(String::new(), |sent| later(world, sent, f / 2));
                // an opinion still awaited belongs to a request not yet answered
                let replied = if !sent.is_empty() && back.is_empty() {
                    String::new()
                } else {
                    replied
                };
                row([
                    ("id", id),
                    ("unit", unit()),
                    ("received_on", days::text(day)),
                    ("how", text(pick(&["网络", "信函"], f))),
                    ("replied_on", replied),
                    ("answer", text(pick(&["公开", "不予公开"], e))),
                    ("correction_told_on", told),
                    ("corrected_on", corrected),
                    ("consult_sent_on", sent),
                    ("opinion_received_on", back),
                    (
                        "extension_told_on",
                        if d % 3 == 0 {
                            later(world, day, b.wrapping_add(e))
                        } else {
                            String::new()
                        },
                    ),
                ])
            }
            Of::Task => row([
                ("id", id),
                ("name", format!("任务{place}")),
                ("unit", unit()),
                (
                    "due",
                    if f % 3 == 0 {
                        format!("{} 12:00", days::text(day))
                    } else {
                        days::text(day)
                    },
                ),
                ("issued_on", days::text(day - 5 - Day::from(f % 9))),
                ("kind", text(pick(&["报告", "名册"], f))),
                ("done_at", with_hour(later(world, day - 4, e), f / 2)),
            ]),
            Of::Manuscript => row([
                ("title", format!("稿{place}")),
                (
                    "units",
                    if f % 4 == 0 && units.len() > 1 {
                        format!("{}、{}", units[0], units[1])
                    } else {
                        unit()
                    },
                ),
                ("submitted_on", days::text(day)),
                ("form", text(pick(&["图文", "视频"], f))),
                ("adopted_by", text(pick(&["", "本级", "上级"], e))),
                (
                    "adopted_on",
                    if e % 3 == 0 {
                        String::new()
                    } else {
                        days::text(day.min(world.as_of - 2) + 1)
                    },
                ),
            ]),
            Of::Observation => row([
                ("id", id),
                ("kind", text(pick(&["错别字", "死链"], e))),
                ("subject", whom()),
                ("on", days::text(day)),
                ("count", text(pick(&["", "", "3"], f))),
                ("source", text(pick(&["上级", "自查"], f / 3))),
                ("confirmed", text(pick(&["", "true", "false"], f / 6))),
            ]),
            Of::Probe => row([
                ("id", String::new()),
                ("channel", channel()),
                (
                    "at",
                    format!(
                        "{} {:02}:{:02}:{:02}",
                        days::text(day),
                        e % 24,
                        place % 60,
                        f % 60
                    ),
                ),
                ("ok", text(pick(&["true", "true", "false"], e))),
                ("seconds", (f % 20).to_string()),
                ("announced", text(pick(&["", "true", "false"], f / 20))),
            ]),
            Of::Notice => row([
                ("id", id),
                ("about", pick(&rules, e)),
                ("subject", whom()),
                ("sent_on", days::text(day)),
                ("kind", text(pick(&["提醒", "通报"], f))),
                ("stage", text(pick(&["一", "二"], f / 2))),
            ]),
            Of::Case => row([
                ("id", id),
                ("rule", pick(&rules, e)),
                ("subject", whom()),
                ("found_on", days::text(day)),
                ("kind", text(pick(&["错别字", "死链"], e))),
                (
                    "state",
                    text(pick(&["open", "partly", "rectified", "closed"], f)),
                ),
                (
                    "issued_on",
                    days::text((day + Day::from(f % 4)).min(world.as_of)),
                ),
                ("due_on", days::text(day + 5 + Day::from(f % 6))),
                ("rectified_on", later(world, day + 4, b)),
                ("reported_on", later(world, day, e)),
            ]),
            Of::Verdict => verdict(world, set, &everybody, one),
            Of::Sighting => {
                let accounts: Vec<&Row> = world.rows(Of::Account).iter().collect();
                let known = accounts.get(d as usize % (accounts.len() + 1)).copied();
                let cell = |key: &str, or: String| {
                    known.and_then(|row| row.get(key)).cloned().unwrap_or(or)
                };
                row([
                    ("id", id),
                    ("name", cell("name", format!("野{}", d % 3))),
                    ("platform", cell("platform", text("微信"))),
                    ("seen_on", days::text(day)),
                ])
            }
            Of::Filing => row([
                ("id", id),
                ("kind", text(pick(&["特殊情况", "停更"], f))),
                ("subject", whom()),
                ("from", days::text(day)),
                ("to", days::text(day + Day::from(e % 9))),
            ]),
            _ => continue,
        };
        // what is told twice over without an id is one record: never draw that by chance
        let mut key: Vec<String> = filled
            .iter()
            .filter(|(header, _)| header.as_str() != "id")
            .map(|(header, cell)| format!("{header}={cell}"))
            .collect();
        if of == Of::Verdict {
            key.retain(|cell| !cell.starts_with("outcome") && !cell.starts_with("value"));
        }
        let nameless =
            matches!(of, Of::Manuscript | Of::Sighting | Of::Verdict) || !filled.contains_key("id");
        if nameless && !seen.insert((of, key)) {
            continue;
        }
        if filled.is_empty() {
            continue;
        }
        world.tables.entry(of).or_default().push(filled);
    }
}

fn ids(world: &World, kinds: &[Of]) -> Vec<String> {
    kinds
        .iter()
        .flat_map(|of| world.rows(*of))
        .filter_map(|row| row.get("id"))
        .cloned()
        .collect()
}

fn with_hour(day: String, by: u8) -> String {
    if day.is_empty() || by % 3 != 1 {
        day
    } else {
        format!("{day} {:02}:00:00", 9 + by % 12)
    }
}

/// An earlier item that an item refers to.
fn refers_to(drawn: &[Drawn], place: usize, by: u8) -> String {
    let items: Vec<usize> = (0..place)
        .filter(|ix| drawn[*ix][0].is_multiple_of(2))
        .collect();
    if by % 3 == 1 && !items.is_empty() {
        format!("pp{}", items[by as usize % items.len()])
    } else {
        String::new()
    }
}

fn verdict(world: &World, set: &Set, everybody: &[String], one: &Drawn) -> Row {
    let [_, b, c, d, e, f] = *one;
    let asks: Vec<(&String, bool)> = set
        .rules
        .iter()
        .filter_map(|rule| match &rule.body.measure {
            Measure::InARow(of) => Some((of, false)),
            Measure::Change { figure, .. } => Some((figure, true)),
            Measure::Count { .. } => None,
            _ => None,
        })
        .collect();
    let (id, is_figure) = if asks.is_empty() || f % 4 == 0 {
        (
            set.rules
                .first()
                .map_or_else(String::new, |rule| rule.id.clone()),
            false,
        )
    } else {
        let (id, is_figure) = asks[c as usize % asks.len()];
        (id.clone(), is_figure)
    };
    let share = set
        .figures
        .iter()
        .any(|figure| figure.id == id && matches!(figure.body.measure, Measure::Ratio { .. }));
    row([
        ("period", world.before(1 + b as usize % 3).0),
        ("rule", id),
        ("subject", pick(everybody, d)),
        (
            "outcome",
            if is_figure {
                String::new()
            } else {
                text(pick(&["met", "breached", "breached", "not_applicable"], e))
            },
        ),
        (
            "value",
            match (is_figure, share) {
                (false, _) => String::new(),
                (true, true) => format!("{}/4", e % 5),
                (true, false) => (e % 6).to_string(),
            },
        ),
    ])
}
