//! Columns of websites, with the columns above them.

use super::sites::{SiteOf, Sites};
use super::{Placed, RejectedChannel, Row, common};
use crate::diagnostic::Diagnostic;
use crate::order::InOrder;
use crate::records::RecordKind;
use crate::records::intake::account::TableAccount;
use crate::records::intake::cells::drafts;
use crate::records::intake::faults::{self, Miss, Thing};
use crate::records::intake::identity::{Draft, find_conflicts, first_of_equals, settle};
use crate::records::intake::layout::Open;
use crate::records::intake::lookups::Desk;
use crate::registry::{Channel, ChannelKind, Registry, UnitIx};
use std::collections::{BTreeMap, HashMap};

/// What columns are read against.
pub(super) struct Columns<'r> {
    pub sites: Sites,
    pub registry: &'r Registry,
}

/// A row of columns as far as it was read.
struct ColumnRow {
    row: Row,
    site: SiteOf,
    above: Option<String>,
    parent: Parent,
}

/// The column above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parent {
    /// None was named, or the website itself.
    None,
    /// The column of this draft.
    Draft(usize),
    /// It leads nowhere; the row is rejected.
    Lost(Miss),
}

/// Where a column may be looked up by name: unit and website.
type Home<'a> = (Option<UnitIx>, &'a SiteOf);

impl Columns<'_> {
    pub fn take(
        &self,
        mut open: Open<'_>,
        desk: &mut Desk<'_>,
        accounts: &mut Vec<TableAccount>,
        placed: &mut Vec<Placed>,
        rejected: &mut Vec<RejectedChannel>,
    ) {
        let mut drafts = drafts(&mut open, desk, |row| {
            let name = row.required("name");
            row.must("unit");
            let unit = row.owners("unit");
            let site = row.text("site");
            let (site_of, fault) = self.sites.find(site.as_deref(), row.desk());
            if let Some(fault) = fault {
                row.fault("site", site.as_deref(), fault);
            }
            let above = row.text("parent");
            let class = row.word("class", class);
            let mut read = common(row, ChannelKind::Column, name, unit);
            read.channel.class = class;
            let read = ColumnRow {
                row: read,
                site: site_of,
                above,
                parent: Parent::None,
            };
            (read, Vec::new())
        });
        let same_as = first_of_equals(&drafts);
        let header = open
            .layout
            .column("parent")
            .map_or("parent", |(_, header)| header)
            .to_owned();
        self.find_parents(&mut drafts, &same_as, placed, &header);
        reject_cycles(&mut drafts, &header);
        for draft in &mut drafts {
            draft.keys = Vec::from_iter(key(&draft.value));
        }
        find_conflicts(&mut drafts, &same_as, false);
        reject_below_rejected(&mut drafts, &same_as, &header);

        let mut account = open.account;
        let first_place = placed.len();
        let ids = ids(&drafts, &same_as, self.registry, placed);
        let mut place_of: HashMap<usize, usize> = HashMap::new();
        let mut ids_in_order: Vec<String> = Vec::new();
        for at in accepted(&drafts, &same_as) {
            place_of.insert(at, first_place + place_of.len());
            ids_in_order.push(ids.get(&at).cloned().unwrap_or_default());
        }
        let mut ids = ids_in_order.into_iter();
        let settled = settle(drafts, &same_as, &mut account);
        account.accepted = settled.accepted.len() as u64;
        accounts.push(account.closed());
        for (read, fault) in settled.rejected {
            rejected.push(read.row.rejected());
            desk.doubts
                .push(read.row.doubt(RecordKind::Columns, &fault));
        }
        let mut made: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (_, read) in settled.accepted {
            let mut parent = match read.parent {
                Parent::Draft(at) => place_of.get(&at).copied(),
                Parent::None | Parent::Lost(_) => None,
            };
            match read.site {
                SiteOf::Row(place) => parent = parent.or(Some(place)),
                SiteOf::Name(name) => {
                    let below = made.entry(name).or_default();
                    if parent.is_none() {
                        below.push(placed.len());
                    }
                }
                SiteOf::None => {}
            }
            let mut channel = read.row.channel;
            channel.id = ids.next().unwrap_or_default();
            placed.push(Placed { channel, parent });
        }
        for (name, below) in made {
            let site = placed.len();
            placed.push(Placed {
                channel: website(name),
                parent: None,
            });
            for place in below {
                if let Some(column) = placed.get_mut(place) {
                    column.parent = Some(site);
                }
            }
        }
    }

    /// Looks every parent up: an id anywhere, else a name within the same unit and website, else the website itself.
    fn find_parents(
        &self,
        drafts: &mut [Draft<ColumnRow>],
        same_as: &[usize],
        placed: &[Placed],
        header: &str,
    ) {
        let mut parents: Vec<Parent> = Vec::with_capacity(drafts.len());
        {
            let mut by_id: HashMap<&str, Parent> = HashMap::new();
            let mut by_name: HashMap<(Home<'_>, &str), Vec<usize>> = HashMap::new();
            for (at, (draft, same)) in drafts.iter().zip(same_as).enumerate() {
                if *same != at {
                    continue;
                }
                if let Some(id) = &draft.value.row.id {
                    // Rows of one id and other content conflict: none of them will be accepted.
                    by_id
                        .entry(id)
                        .and_modify(|parent| *parent = Parent::Lost(Miss::Rejected))
                        .or_insert(Parent::Draft(at));
                }
                let name = draft.value.row.channel.name.as_str();
                for home in homes(&draft.value) {
                    by_name.entry((home, name)).or_default().push(at);
                }
            }
            for (at, draft) in drafts.iter().enumerate() {
                let Some(above) = draft.value.above.as_deref() else {
                    parents.push(Parent::None);
                    continue;
                };
                let itself = same_as.get(at).copied().unwrap_or(at);
                let mut named: Vec<usize> = homes(&draft.value)
                    .into_iter()
                    .flat_map(|home| by_name.get(&(home, above)).into_iter().flatten())
                    .copied()
                    .collect();
                named.in_order();
                named.dedup();
                let others: Vec<usize> =
                    named.iter().copied().filter(|&one| one != itself).collect();
                parents.push(match (by_id.get(above), others.as_slice()) {
                    (Some(parent), _) => *parent,
                    (None, [one]) => Parent::Draft(*one),
                    (None, []) if self.is_site(&draft.value.site, above, placed) => Parent::None,
                    (None, []) if named.contains(&itself) => Parent::Draft(itself),
                    (None, []) => Parent::Lost(Miss::Unknown),
                    (None, _) => Parent::Lost(Miss::Ambiguous),
                });
            }
        }
        for (draft, parent) in drafts.iter_mut().zip(parents) {
            draft.value.parent = parent;
            if let Parent::Lost(miss) = parent {
                fail(draft, header, || {
                    faults::reference(Thing::Parent, miss, Vec::new())
                });
            }
        }
    }

    fn is_site(&self, site: &SiteOf, above: &str, placed: &[Placed]) -> bool {
        match site {
            SiteOf::None => false,
            SiteOf::Name(name) => name == above,
            SiteOf::Row(place) => placed
                .get(*place)
                .is_some_and(|site| site.channel.id == above || site.channel.name == above),
        }
    }
}

/// One for each unit that answers for the column.
fn homes(read: &ColumnRow) -> Vec<Home<'_>> {
    let units: Vec<UnitIx> = read.row.channel.units().collect();
    if units.is_empty() {
        return vec![(None, &read.site)];
    }
    let home = |unit| (Some(unit), &read.site);
    units.into_iter().map(home).collect()
}

/// Gives a row a fault of its parent cell, unless it has one already.
fn fail(draft: &mut Draft<ColumnRow>, header: &str, fault: impl FnOnce() -> Box<Diagnostic>) {
    if draft.fault.is_none() {
        let mut fault = fault();
        fault.place.field = Some(header.to_owned());
        fault.value.clone_from(&draft.value.above);
        draft.fault = Some(fault);
    }
}

/// Rejects the rows whose columns above lead back to themselves.
fn reject_cycles(drafts: &mut [Draft<ColumnRow>], header: &str) {
    let above = |at: usize| match drafts.get(at).map(|draft| draft.value.parent) {
        Some(Parent::Draft(parent)) => Some(parent),
        _ => None,
    };
    // 0: not seen; otherwise the walk on which a row was seen first.
    let mut seen_on: Vec<usize> = vec![0; drafts.len()];
    let mut in_cycle: Vec<usize> = Vec::new();
    for start in 0..drafts.len() {
        let walk = start + 1;
        let mut at = Some(start);
        while let Some(here) = at {
            match seen_on.get_mut(here) {
                Some(seen) if *seen == 0 => *seen = walk,
                Some(seen) if *seen == walk => {
                    let mut member = here;
                    loop {
                        in_cycle.push(member);
                        match above(member) {
                            Some(next) if next != here => member = next,
                            _ => break,
                        }
                    }
                    break;
                }
                _ => break,
            }
            at = above(here);
        }
    }
    for at in in_cycle {
        if let Some(draft) = drafts.get_mut(at) {
            fail(draft, header, faults::parent_cycle);
        }
    }
}

/// What identifies a column: its id, else unit, website, parent and name.
fn key(read: &ColumnRow) -> Option<String> {
    if let Some(id) = &read.row.id {
        return Some(format!("#{id}"));
    }
    let mut units: Vec<UnitIx> = read.row.channel.units().collect();
    if units.is_empty() {
        return None;
    }
    units.in_order();
    let name = Some(&read.row.channel.name).filter(|name| !name.is_empty())?;
    let parent = match read.parent {
        Parent::None => String::new(),
        Parent::Draft(at) => at.to_string(),
        Parent::Lost(_) => format!("?{}", read.above.as_deref().unwrap_or_default()),
    };
    Some(format!(
        "{units:?}\u{1f}{:?}\u{1f}{parent}\u{1f}{name}",
        read.site
    ))
}

/// Rejects the rows below a rejected one, down to the last.
fn reject_below_rejected(drafts: &mut [Draft<ColumnRow>], same_as: &[usize], header: &str) {
    let mut below: HashMap<usize, Vec<usize>> = HashMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        if let Parent::Draft(parent) = draft.value.parent {
            below.entry(parent).or_default().push(at);
        }
    }
    let rejected = |(at, draft): (usize, &Draft<ColumnRow>)| {
        (draft.fault.is_some() && same_as.get(at) == Some(&at)).then_some(at)
    };
    let mut todo: Vec<usize> = drafts.iter().enumerate().filter_map(rejected).collect();
    while let Some(at) = todo.pop() {
        for child in below.remove(&at).unwrap_or_default() {
            if let Some(draft) = drafts.get_mut(child)
                && draft.fault.is_none()
            {
                fail(draft, header, || {
                    faults::reference(Thing::Parent, Miss::Rejected, Vec::new())
                });
                todo.push(child);
            }
        }
    }
}

/// The drafts that will be accepted, each content once, in order.
fn accepted(drafts: &[Draft<ColumnRow>], same_as: &[usize]) -> Vec<usize> {
    let judged = drafts.iter().zip(same_as).enumerate();
    judged
        .filter(|(at, (draft, same))| draft.fault.is_none() && at == *same)
        .map(|(at, _)| at)
        .collect()
}

/// So many columns above are part of an id; nobody nests them deeper.
const DEEPEST: usize = 20;

/// The ids of the accepted rows: as given, else `unit/website/parents/name` without the parts that are absent; with
/// them, and the parent's id, where two columns would look the same.
fn ids(
    drafts: &[Draft<ColumnRow>],
    same_as: &[usize],
    registry: &Registry,
    placed: &[Placed],
) -> HashMap<usize, String> {
    let names_above = |draft: &Draft<ColumnRow>| {
        let mut names: Vec<String> = Vec::new();
        let mut parent = draft.value.parent;
        while let Parent::Draft(at) = parent {
            let Some(above) = drafts.get(at).filter(|_| names.len() < DEEPEST) else {
                break;
            };
            names.push(above.value.row.channel.name.clone());
            parent = above.value.parent;
        }
        names.reverse();
        names
    };
    let parts = |draft: &Draft<ColumnRow>| {
        let read = &draft.value;
        let units = read.row.channel.units();
        let units: Vec<&str> = units
            .filter_map(|unit| Some(registry.unit(unit)?.id.as_str()))
            .collect();
        let site = match &read.site {
            SiteOf::None => String::new(),
            SiteOf::Name(name) => name.clone(),
            SiteOf::Row(place) => placed
                .get(*place)
                .map(|site| site.channel.id.clone())
                .unwrap_or_default(),
        };
        [
            units.join("、"),
            site,
            names_above(draft).join("/"),
            read.row.channel.name.clone(),
        ]
    };
    let mut ids: HashMap<usize, String> = HashMap::new();
    let mut same: HashMap<String, Vec<usize>> = HashMap::new();
    for at in accepted(drafts, same_as) {
        let Some(draft) = drafts.get(at) else {
            continue;
        };
        match &draft.value.row.id {
            Some(id) => drop(ids.insert(at, id.clone())),
            None => {
                let parts = parts(draft);
                let filled: Vec<&str> = parts
                    .iter()
                    .map(String::as_str)
                    .filter(|part| !part.is_empty())
                    .collect();
                let id = filled.join("/");
                same.entry(id.clone()).or_default().push(at);
                ids.insert(at, id);
            }
        }
    }
    for group in same.values().filter(|group| group.len() > 1) {
        for &at in group {
            let Some(draft) = drafts.get(at) else {
                continue;
            };
            let [unit, site, above, name] = parts(draft);
            let parent_id = match draft.value.parent {
                Parent::Draft(parent) => drafts.get(parent).and_then(|d| d.value.row.id.clone()),
                _ => None,
            };
            let above = parent_id.unwrap_or(above);
            ids.insert(at, format!("{unit}/{site}/{above}/{name}"));
        }
    }
    ids
}

fn class(word: &str) -> Option<&'static str> {
    let canonical = match word.to_ascii_lowercase().as_str() {
        "news" | "动态要闻" | "动态" | "要闻" => "news",
        "notice" | "通知公告" | "通知" => "notice",
        "policy" | "政策文件" | "政策" => "policy",
        "plan" | "规划计划" | "规划" => "plan",
        "business" | "业务工作" | "业务" => "business",
        "other" | "其他" => "other",
        _ => return None,
    };
    Some(canonical)
}

/// A website that only rows of columns name.
fn website(name: String) -> Channel {
    Channel {
        id: name.clone(),
        name,
        kind: ChannelKind::Site,
        platform: None,
        unit: None,
        with: Vec::new(),
        unit_as_recorded: None,
        parent: None,
        class: None,
        level: None,
        opened_on: None,
        closed_on: None,
        state: None,
        tags: Vec::new(),
        extra: Vec::new(),
    }
}
