//! The ways to break a rule set.

use super::Dice;
use super::places::{Holds, Place, Places};

/// A broken rule set.
#[derive(Clone, Debug)]
pub struct Broken {
    /// In which way.
    pub kind: String,
    /// The good set it was.
    pub from: String,
    /// Its text.
    pub text: String,
    /// The line that was changed, from 1; where a key was taken away, the one on which it stood.
    pub line: usize,
    /// What was done.
    pub what: String,
}

/// A way to break a set; `None` if the dice chose a place where it cannot be done.
type Change = fn(&Places, &mut Dice) -> Option<Broken>;

/// Every way, by its name.
pub const KINDS: [(&str, Change); 22] = [
    ("key-misspelt", key_misspelt),
    ("type-scalar", type_scalar),
    ("reference-unknown", reference_unknown),
    ("key-missing", key_missing),
    ("quote-open", quote_open),
    ("type-table", type_table),
    ("key-unknown", key_unknown),
    ("attribute-misspelt", attribute_misspelt),
    ("brace-open", brace_open),
    ("key-twice", key_twice),
    ("reference-unknown", reference_unknown),
    ("header-broken", header_broken),
    ("type-list", type_list),
    ("key-misspelt", key_misspelt),
    ("list-open", list_open),
    ("table-twice", table_twice),
    ("exclusive-keys", exclusive_keys),
    ("section-misspelt", section_misspelt),
    ("key-elsewhere", key_elsewhere),
    ("equals-sign", equals_sign),
    ("circle", circle),
    ("word-misspelt", word_misspelt),
];

fn broken(set: &Places, text: String, line: usize, what: String) -> Broken {
    Broken {
        kind: String::new(),
        from: set.name.clone(),
        text,
        line,
        what,
    }
}

fn pick<'p>(set: &'p Places, dice: &mut Dice, fits: impl Fn(&Place) -> bool) -> Option<&'p Place> {
    let fit: Vec<&Place> = set.all.iter().filter(|place| fits(place)).collect();
    dice.one_of(&fit).copied()
}

/// A word with one letter of it wrong.
fn misspelt(word: &str, dice: &mut Dice) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 2 || word.contains(['"', '\'']) {
        return None;
    }
    let at = dice.below(letters.len() - 1);
    match dice.below(4) {
        0 => letters.swap(at, at + 1),
        1 => {
            letters.remove(at);
        }
        2 => letters.insert(at, *letters.get(at)?),
        _ => letters.push('x'),
    }
    let made: String = letters.into_iter().collect();
    let bare = |c: char| c.is_alphanumeric() || "-_".contains(c);
    (made != word && made.chars().all(bare) && !KEYS.contains(&made.as_str())).then_some(made)
}

/// Keys of the language that a slip could turn another one into.
const KEYS: [&str; 8] = ["of", "by", "at", "to", "is", "id", "any", "not"];

/// The keys of comparisons.
const COMPARATORS: [&str; 5] = ["at_least", "more_than", "at_most", "less_than", "equals"];

/// Attributes and relations stand as keys in selectors; values by attribute stand as keys in limits.
fn is_case(place: &Place, set: &Places) -> bool {
    let table = place.path.split_last().map_or(&[][..], |(_, table)| table);
    let limit = COMPARATORS.contains(&place.above(1)) || place.above(1) == "limit";
    limit && set.has(table, "by") && !["by", "else"].contains(&place.name())
}

fn key_misspelt(set: &Places, dice: &mut Dice) -> Option<Broken> {
    let place = pick(set, dice, |place| {
        !place.is_own_name()
            && !place.in_selector()
            && !is_case(place, set)
            && place.path.len() > 1
            && place.holds != Holds::Headed
    })?;
    let made = misspelt(place.name(), dice)?;
    let line = set.line(place.key.start);
    let what = format!("`{}` is spelt `{made}`", place.dotted());
    Some(broken(set, set.with(&place.key, &made), line, what))
}

fn attribute_misspelt(set: &Places, dice: &mut Dice) -> Option<Broken> {
    let place = pick(set, dice, |place| {
        place.in_selector()
            && !place.is_own_name()
            && place.path.len() > 2
            && !["outcome", "zh", "en"].contains(&place.name())
    })?;
    let made = misspelt(place.name(), dice)?;
    let line = set.line(place.key.start);
    let what = format!("`{}` is spelt `{made}`", place.dotted());
    Some(broken(set, set.with(&place.key, &made), line, what))
}

fn key_unknown(set: &Places, dice: &mut Dice) -> Option<Broken> {
    let place = pick(set, dice, |place| {
        set.is_line(place) && place.path.len() == 3
    })?;
    if ["select", "list"].contains(&place.above(2)) || place.above(1) == "parts" {
        return None;
    }
    let names = [
        "colour",
        "when",
        "threshold",
        "unless_not",
        "penalty",
        "备注",
    ];
    let name = dice.one_of(&names)?;
    let line = if name.is_ascii() {
        format!("{name} = 3")
    } else {
        format!("\"{name}\" = \"…\"")
    };
    let at = set.line(place.value.end) + 1;
    let what = format!("`{name}` put in below `{}`", place.dotted());
    Some(broken(
        set,
        set.with_line_after(place.value.end, &line),
        at,
        what,
    ))
}

fn key_twice(set: &Places, dice: &mut Dice) -> Option<Broken> {
    let place = pick(set, dice, |place| set.is_line(place))?;
    let line = set.slice(&set.line_of(place.key.start)).to_owned();
    let at = set.line(place.key.start) + 1;
    let what = format!("`{}` stands twice", place.dotted());
    Some(broken(
        set,
        set.with_line_after(place.value.end, &line),
        at,
        what,
    ))
}

/// The keys that tables cannot do without.
fn is_needed(place: &Place) -> bool {
    let section = place.path.first().map_or("", String::as_str);
    let name = place.name();
    let of_section: &[&str] = match section {
        "rule" => &["of", "measure", "require", "breach_when", "steps", "basis"],
        "figure" => &["of", "measure"],
        "clock" => &["of", "start", "stop", "limit", "due"],
        "sheet" => &["of", "lines", "basis"],
        "attribute" => &["of"],
        _ => &[],
    };
    match place.path.len() {
        1 => ["format", "id", "version", "title", "effective"].contains(&name),
        3 => of_section.contains(&name),
        _ => match place.above(1) {
            "basis" => name == "document",
            "effective" => name == "from",
            "enough" => ["count", "at_least"].contains(&name),
            "measure" => ["part", "rules", "against", "longer_than"].contains(&name),
            "#" => name == "reason" && place.above(2) == "except",
            _ => false,
        },
    }
}

fn key_missing(set: &Places, dice: &mut Dice) -> Option<Broken> {
    let place = pick(set, dice, |place| {
        is_needed(place) && place.holds != Holds::Headed
    })?;
    let line = set.line(place.key.start);
    let what = format!("`{}` is missing", place.dotted());
    let text = if set.is_line(place) {
        let line = set.line_of(place.key.start);
        set.with(&(line.start..line.end + 1), "")
    } else {
        // within braces: with the comma before it or behind it
        let before = set.text.get(..place.key.start)?.trim_end();
        let after = set.text.get(place.value.end..)?;
        if set.line(place.key.start) != set.line(place.value.end) {
            return None;
        }
        if before.ends_with(',') {
            set.with(&(before.len() - 1..place.value.end), "")
        } else if after.trim_start().starts_with(',') {
            let comma = after.find(',')? + 1;
            set.with(&(place.key.start..place.value.end + comma), "")
        } else {
            set.with(&(place.key.start..place.value.end), "")
        }
    };
    Some(broken(set, text, line, what))
}

/// Whether a plain value of any kind is right there.
fn takes_anything(place: &Place) -> bool {
    place.in_selector()
        || place
            .path
            .first()
            .is_some_and(|key| key == "list" || key == "select")
        || ["is", "is_not", "one_of", "outcome"].contains(&place.name())
        || ["is_not", "one_of", "outcome"].contains(&place.above(1))
        || (place.above(2) == "attribute" && ["default", "values"].contains(&place.name()))
        || ["on_veto", "until"].contains(&place.name())
}

fn type_scalar(set: &Places, dice: &mut Dice) -> Option<Broken> {
    let place = pick(set, dice, |place| {
        !takes_anything(place) && place.holds != Holds::Headed
    })?;
    let by = match place.holds {
        Holds::Text => *dice.one_of(&["7", "true", "2.5"])?,
        Holds::Number => *dice.one_of(&["\"many\"", "true"])?,
        Holds::Flag => *dice.one_of(&["\"perhaps\"", "3"])?,
        // a limit by attribute may just as well be a number
        Holds::Inline if COMPARATORS.contains(&place.name()) => "false",
        Holds::List | Holds::Inline => *dice.one_of(&["7", "false"])?,
        Holds::Headed => return None,
    };
    retyped(set, place, by)
}

fn type_table(set: &Places, dice: &mut Dice) -> Option<Broken> {
    let place = pick(set, dice, |place| {
        !matches!(place.holds, Holds::Headed | Holds::Inline) && !is_relation(place)
    })?;
    retyped(set, place, "{ nothing = [] }")
}

fn is_relation(place: &Place) -> bool {
    ["unit", "site", "channel", "parent"].contains(&place.above(1))
}

fn type_list(set: &Places, dice: &mut Dice) -> Option<Broken> {
    let place = pick(set, dice, |place| {
        matches!(place.holds, Holds::Text | Holds::Number | Holds::Inline)
            && !takes_anything(place)
            // a list may stand in these
            && !["where", "except", "pause", "not", "any", "by", "tags", "was", "life", "unless",
                "rules", "rank", "veto", "lines", "steps", "values"].contains(&place.name())
            && place.name() != "#"
    })?;
    let value = set.slice(&place.value).to_owned();
    retyped(set, place, &format!("[[{value}]]"))
}

fn retyped(set: &Places, place: &Place, by: &str) -> Option<Broken> {
    if set.slice(&place.value) == by {
        return None;
    }
    let line = set.line(place.value.start);
    let what = format!("`{}` is {by}", place.dotted());
    Some(broken(set, set.with(&place.value, by), line, what))
}

/// Whether a text names something of the set or an event.
fn is_reference(place: &Place) -> bool {
    let name = if place.name() == "#" {
        place.above(1)
    } else {
        place.name()
    };
    let section = place.path.first().map_or("", String::as_str);
    let measure = [
        "clock", "rank", "change", "mean", "in_a_row", "rules", "value",
    ];
    let names = match section {
        "rule" | "figure" => {
            ["unless", "dated", "within", "by"].contains(&name)
                || (name == "measure" && place.path.len() == 3)
                || (measure.contains(&name) && place.path.contains(&"measure".to_owned()))
                || (name == "where" && place.path.len() == 3)
                || name == "in_list"
                || name == "tag" && place.above(1) == "rules"
        }
        "clock" => {
            ["start", "stop", "restart", "due"].contains(&name)
                || ["from", "to"].contains(&name) && place.above(2) == "pause"
        }
        "sheet" => ["rule", "figure", "sheet", "veto"].contains(&name),
        "statistics" => name == "publications",
        _ => false,
    };
    let parts = name == "from" && ["more_than", "at_least", "at_most"].contains(&place.above(1));
    names || parts
}

fn reference_unknown(set: &Places, dice: &mut Dice) -> Option<Broken> {
    let place = pick(set, dice, |place| {
        is_reference(place) && place.holds == Holds::Text
    })?;
    let word = set.slice(&place.value).trim_matches('"').to_owned();
    let made = match dice.below(3) {
        0 => format!("{word}-of-old"),
        1 => format!("{word}s"),
        _ => "nobody".to_owned(),
    };
    retyped(set, place, &format!("\"{made}\""))
}

/// Texts that are words of the language.
fn is_word(place: &Place) -> bool {
    let words = [
        "of",
        "effect",
        "credit",
        "reach",
        "take",
        "ties",
        "against",
        "belong",
        "start",
        "history",
        "working_days",
        "rejected_rows",
        "verified",
        "type",
        "left_out",
        "asked_before",
        "stage",
        "count",
        "ratio",
        "gap",
        "longest_gap",
    ];
    let start = place.name() == "start" && place.above(1) != "weeks";
    let count = place.name() == "stage" && place.in_selector();
    words.contains(&place.name()) && !start && !count
        || (["over", "each"].contains(&place.name()) && place.holds == Holds::Text)
}

fn word_misspelt(set: &Places, dice: &mut Dice) -> Option<Broken> {
    let place = pick(set, dice, |place| {
        is_word(place) && place.holds == Holds::Text
    })?;
    let word = set.slice(&place.value).trim_matches('"').to_owned();
    retyped(set, place, &format!("\"{word}x\""))
}

fn quote_open(set: &Places, dice: &mut Dice) -> Option<Broken> {
    let place = pick(set, dice, |place| {
        place.holds == Holds::Text && set.slice(&place.value).ends_with('"')
    })?;
    let end = place.value.end;
    let line = set.line(place.value.start);
    let what = format!("`{}` has no closing quotation mark", place.dotted());
    Some(broken(set, set.with(&(end - 1..end), ""), line, what))
}

fn brace_open(set: &Places, dice: &mut Dice) -> Option<Broken> {
    closing(set, dice, Holds::Inline, "brace")
}

fn list_open(set: &Places, dice: &mut Dice) -> Option<Broken> {
    closing(set, dice, Holds::List, "bracket")
}

fn closing(set: &Places, dice: &mut Dice, holds: Holds, what: &str) -> Option<Broken> {
    let place = pick(set, dice, |place| place.holds == holds)?;
    let end = place.value.end;
    let line = set.line(end - 1);
    let what = format!("`{}` has no closing {what}", place.dotted());
    Some(broken(set, set.with(&(end - 1..end), ""), line, what))
}

fn header<'p>(set: &'p Places, dice: &mut Dice) -> Option<&'p Place> {
    pick(set, dice, |place| {
        place.holds == Holds::Headed && set.slice(&place.value).starts_with('[')
    })
}

fn header_broken(set: &Places, dice: &mut Dice) -> Option<Broken> {
    let place = header(set, dice)?;
    let header = set.slice(&place.value).to_owned();
    let inner = header.trim_matches(['[', ']']).to_owned();
    let made = match dice.below(4) {
        0 => format!("[{inner}"),
        1 => format!("{inner}]"),
        2 => format!("[[{inner}]]"),
        _ => inner.clone(),
    };
    // a list of tables within a list of sections is told where it is one: a table of tables has none of its own
    if place.path.len() == 1 && made.starts_with("[[") {
        return None;
    }
    let line = set.line(place.value.start);
    let what = format!("`{header}` is written `{made}`");
    Some(broken(set, set.with(&place.value, &made), line, what))
}

fn section_misspelt(set: &Places, dice: &mut Dice) -> Option<Broken> {
    let place = header(set, dice)?;
    let header = set.slice(&place.value).to_owned();
    let inner = header.trim_matches(['[', ']']);
    let (section, rest) = match inner.split_once('.') {
        Some((section, rest)) => (section, format!(".{rest}")),
        None => (inner, String::new()),
    };
    let made = format!("[{}{rest}]", misspelt(section, dice)?);
    if place.path.len() > 2 {
        return None;
    }
    let line = set.line(place.value.start);
    let what = format!("`{header}` is written `{made}`");
    Some(broken(set, set.with(&place.value, &made), line, what))
}

fn table_twice(set: &Places, dice: &mut Dice) -> Option<Broken> {
    let place = header(set, dice)?;
    let header = set.slice(&place.value).to_owned();
    let last = set
        .all
        .iter()
        .filter(|inner| inner.path.starts_with(&place.path) && inner.holds != Holds::Headed)
        .map(|inner| inner.value.end)
        .max()?;
    let line = set.line(last) + 1;
    let what = format!("`{header}` stands twice");
    Some(broken(set, set.with_line_after(last, &header), line, what))
}

/// Keys that exclude each other, and how the second is written.
const EXCLUSIVE: [(&str, &str, &str); 6] = [
    ("require", "breach_when", "breach_when = { at_most = 0 }"),
    ("breach_when", "require", "require = { at_least = 1 }"),
    ("steps", "require", "require = { at_least = 1 }"),
    ("each", "over", "over = \"period\""),
    ("over", "each", "each = \"month\""),
    ("limit", "due", "due = \"answered\""),
];

fn exclusive_keys(set: &Places, dice: &mut Dice) -> Option<Broken> {
    let place = pick(set, dice, |place| {
        place.path.len() == 3
            && ["rule", "clock", "figure"].contains(&place.above(2))
            && EXCLUSIVE.iter().any(|(key, ..)| *key == place.name())
    })?;
    let (_, other, line) = EXCLUSIVE.iter().find(|(key, ..)| *key == place.name())?;
    let at = set.line(place.value.end) + 1;
    let what = format!("`{}` and `{other}` stand together", place.dotted());
    Some(broken(
        set,
        set.with_line_after(place.value.end, line),
        at,
        what,
    ))
}

/// Keys of one section in another, where they mean nothing.
const ELSEWHERE: [(&str, &str); 8] = [
    ("figure", "require = { at_least = 1 }"),
    ("figure", "effect = \"veto\""),
    ("clock", "measure = { count = \"letters\" }"),
    ("clock", "steps = [{ at_least = 1 }]"),
    ("attribute", "where = { tag = \"x\" }"),
    ("sheet", "measure = { count = \"publications\" }"),
    ("rule", "lines = [{ figure = \"x\", each = 1 }]"),
    ("rule", "start = \"received\""),
];

fn key_elsewhere(set: &Places, dice: &mut Dice) -> Option<Broken> {
    let (section, line) = dice.one_of(&ELSEWHERE)?;
    let place = pick(set, dice, |place| {
        place.path.len() == 3 && place.above(2) == *section && set.is_line(place)
    })?;
    let at = set.line(place.value.end) + 1;
    let what = format!("a key of another section below `{}`", place.dotted());
    Some(broken(
        set,
        set.with_line_after(place.value.end, line),
        at,
        what,
    ))
}

fn equals_sign(set: &Places, dice: &mut Dice) -> Option<Broken> {
    let place = pick(set, dice, |place| set.is_line(place))?;
    let between = place.key.end..place.value.start;
    let by = *dice.one_of(&[" ", ": ", " == "])?;
    let line = set.line(place.key.start);
    let what = format!("`{}` is written with `{}`", place.dotted(), by.trim());
    Some(broken(set, set.with(&between, by), line, what))
}

fn circle(set: &Places, dice: &mut Dice) -> Option<Broken> {
    let place = pick(set, dice, |place| {
        place.path.len() == 3 && place.above(2) == "rule" && place.name() == "of"
    })?;
    let (_, table) = place.path.split_last()?;
    if set.has(table, "unless") {
        return None;
    }
    let id = place.above(1);
    let line = format!("unless = [\"{id}\"]");
    let at = set.line(place.value.end) + 1;
    let what = format!("`{id}` gives way to itself");
    Some(broken(
        set,
        set.with_line_after(place.value.end, &line),
        at,
        what,
    ))
}
