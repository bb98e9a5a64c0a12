//! units.csv: the 41 units of annex 4 and the four that it leaves out.

use super::published::Published;
use crate::Result;
use crate::table::csv;
use std::collections::BTreeSet;

/// The units that were inspected and stand in no line of annex 4: two are named elsewhere in the bulletin, two nowhere.
pub const NOT_RANKED: [&str; 4] = [
    "市交警支队直属大队",
    "区金融服务中心",
    "未列明单位一",
    "未列明单位二",
];

/// Roster names and the other names by which the bulletin calls the same unit.
pub const ALIASES: [(&str, &str); 2] =
    [("区教育体育局", "区教体局"), ("赣江街道", "赣江街道办事处")];

/// A unit of the roster.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its name in annex 4.
    pub name: String,
    /// Whether annex 4 has a line for it.
    pub ranked: bool,
}

impl Unit {
    fn alias(&self) -> &'static str {
        let found = ALIASES.iter().find(|(name, _)| *name == self.name);
        found.map_or("", |(_, alias)| alias)
    }

    fn kind(&self) -> &'static str {
        match self.name.as_str() {
            name if name.ends_with('镇') => "镇",
            name if name.ends_with("街道") => "街道",
            name if name.starts_with("未列明") => "",
            _ => "部门",
        }
    }

    fn group(&self) -> &'static str {
        match self.kind() {
            "镇" | "街道" => "镇街",
            "部门" => "部门",
            _ => "",
        }
    }
}

/// The roster name of a unit that the bulletin may call otherwise.
pub fn roster_name(printed: &str) -> &str {
    let found = ALIASES.iter().find(|(_, alias)| *alias == printed);
    found.map_or(printed, |(name, _)| name)
}

/// The units in roster order.
///
/// The bulletin prints no roster. This order is ours: the lines of annex 4 one after the other, but before each the
/// units that must stand before it so that every printed list (equal counts of annex 4, annexes 2 and 3, the units
/// named for low counts) comes out in its printed order when it is sorted by the roster.
///
/// # Errors
/// If the printed lists contradict each other.
pub fn roster(published: &Published) -> Result<Vec<Unit>> {
    let counts = &published.counts.rows;
    let names: Vec<&str> = counts
        .iter()
        .map(|row| row.1.as_str())
        .chain(NOT_RANKED)
        .collect();

    let annex_2 = published
        .column_findings
        .rows
        .iter()
        .map(|row| row.1.as_str());
    let annex_3 = published
        .account_findings
        .rows
        .iter()
        .map(|row| roster_name(&row.1));
    let mut before: Vec<(&str, &str)> = Vec::new();
    for pair in counts.windows(2) {
        if let [a, b] = pair
            && a.2 == b.2
        {
            before.push((&a.1, &b.1));
        }
    }
    before.extend(pairs(annex_2));
    before.extend(pairs(annex_3));
    before.extend(pairs(published.low_volume_named.iter().map(String::as_str)));

    let mut order = Vec::new();
    for name in &names {
        place(name, &before, &mut BTreeSet::new(), &mut order)?;
    }
    let unit = |name: &&str| Unit {
        name: (*name).to_owned(),
        ranked: !NOT_RANKED.contains(name),
    };
    Ok(order.iter().map(unit).collect())
}

fn pairs<'a>(
    list: impl Iterator<Item = &'a str> + Clone,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    list.clone().zip(list.skip(1))
}

fn place<'a>(
    name: &'a str,
    before: &[(&'a str, &'a str)],
    open: &mut BTreeSet<&'a str>,
    order: &mut Vec<&'a str>,
) -> Result<()> {
    if order.contains(&name) {
        return Ok(());
    }
    if !open.insert(name) {
        return Err(format!("the printed lists contradict each other about `{name}`").into());
    }
    for (earlier, _) in before.iter().filter(|(_, later)| *later == name) {
        place(earlier, before, open, order)?;
    }
    order.push(name);
    Ok(())
}

/// units.csv.
///
/// # Errors
/// Never for a roster made here.
pub fn table(units: &[Unit]) -> Result<Vec<u8>> {
    let rows: Vec<[String; 6]> = (1..)
        .zip(units)
        .map(|(order, unit)| {
            let tags = if unit.ranked { "" } else { "not_ranked" };
            let order: u32 = order;
            [
                order.to_string(),
                unit.name.clone(),
                unit.alias().to_owned(),
                unit.kind().to_owned(),
                unit.group().to_owned(),
                tags.to_owned(),
            ]
        })
        .collect();
    csv(
        true,
        ["序号", "单位", "别名", "类别", "分组", "标签"],
        &rows,
    )
}
