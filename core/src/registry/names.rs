//! Looking up a unit or a channel by what a row calls it.

use super::nearest::{Label, label, nearest};
use super::{ChannelIx, ChannelKind, Registry, UnitIx};
use crate::order::InOrder;
use std::collections::{BTreeSet, HashMap};

/// What a name led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<T> {
    /// Exactly one.
    One(T),
    /// Several; the row has to say which. A single one stands here if a rejected row of the registry has the same name.
    Several(Vec<T>),
    /// A row of the registry that was itself rejected; the unit it named, if that is known.
    Rejected(Option<UnitIx>),
    /// None, with the nearest known names, best first.
    None(Vec<String>),
}

/// The names of a registry: those of its rows, and those of the rows that were rejected, so that a reference to one of
/// these is told apart from a name that nobody knows.
#[derive(Clone, Debug, Default)]
pub struct Names {
    units: HashMap<String, UnitEntry>,
    channel_ids: HashMap<String, Vec<ChannelEntry>>,
    channel_names: HashMap<String, Vec<ChannelEntry>>,
    unit_labels: Vec<Label>,
    channel_labels: Vec<Label>,
}

/// Who answers for a channel whose row was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Owner {
    /// This unit.
    Unit(UnitIx),
    /// No unit of the registry: none was named, or one whose own row was rejected.
    Nobody,
    /// The row does not tell.
    Unknown,
}

/// A row of units that was rejected: whatever it may be called by.
#[derive(Clone, Debug, Default)]
pub(crate) struct RejectedUnit {
    pub names: Vec<String>,
}

/// A row of sites, columns or accounts that was rejected, as far as it could be read.
#[derive(Clone, Debug)]
pub(crate) struct RejectedChannel {
    pub id: Option<String>,
    pub name: Option<String>,
    pub kind: ChannelKind,
    pub platform: Option<String>,
    /// At least one.
    pub owners: Vec<Owner>,
}

/// Every row of the registry that a name may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Matches<T> {
    /// Accepted rows, sorted.
    pub accepted: Vec<T>,
    /// The owners of rejected rows.
    pub rejected: Vec<Owner>,
    /// Accepted rows of that name that another unit answers for than the one the row names.
    pub of_other_units: Vec<T>,
}

#[derive(Clone, Debug, Default)]
struct UnitEntry {
    accepted: Vec<UnitIx>,
    rejected: bool,
}

#[derive(Clone, Debug)]
struct ChannelEntry {
    /// `None` for a rejected row.
    ix: Option<ChannelIx>,
    kind: ChannelKind,
    platform: Option<String>,
    owners: Vec<Owner>,
}

impl Names {
    /// The names of a registry of which no row was rejected.
    pub fn of(registry: &Registry) -> Names {
        Names::with_rejected(registry, &[], &[])
    }

    pub(crate) fn with_rejected(
        registry: &Registry,
        rejected_units: &[RejectedUnit],
        rejected_channels: &[RejectedChannel],
    ) -> Names {
        let mut names = Names::default();
        let mut unit_labels = BTreeSet::new();
        for (at, unit) in registry.units.iter().enumerate() {
            let ix = UnitIx(at as u32);
            for name in [&unit.id, &unit.name].into_iter().chain(&unit.aliases) {
                let entry = names.units.entry(name.clone()).or_default();
                if !entry.accepted.contains(&ix) {
                    entry.accepted.push(ix);
                }
            }
            for name in std::iter::once(&unit.name).chain(&unit.aliases) {
                unit_labels.insert((name.clone(), name.clone()));
            }
        }
        for name in rejected_units.iter().flat_map(|unit| &unit.names) {
            names.units.entry(name.clone()).or_default().rejected = true;
        }
        let mut channel_labels = BTreeSet::new();
        for (at, channel) in registry.channels.iter().enumerate() {
            let entry = ChannelEntry {
                ix: Some(ChannelIx(at as u32)),
                kind: channel.kind,
                platform: channel.platform.clone(),
                owners: match channel.unit {
                    None => vec![Owner::Nobody],
                    Some(_) => channel.units().map(Owner::Unit).collect(),
                },
            };
            let shown = label(&channel.name, channel.platform.as_deref());
            channel_labels.insert((shown, channel.name.clone()));
            // a row may name a channel by its id; one made from the name says nothing new
            if !channel.id.contains(&channel.name) {
                channel_labels.insert((channel.id.clone(), channel.id.clone()));
            }
            names.add_channel(Some(&channel.id), Some(&channel.name), entry);
        }
        for channel in rejected_channels {
            let entry = ChannelEntry {
                ix: None,
                kind: channel.kind,
                platform: channel.platform.clone(),
                owners: channel.owners.clone(),
            };
            names.add_channel(channel.id.as_ref(), channel.name.as_ref(), entry);
        }
        names.unit_labels = unit_labels.into_iter().map(Label::new).collect();
        names.channel_labels = channel_labels.into_iter().map(Label::new).collect();
        names
    }

    fn add_channel(&mut self, id: Option<&String>, name: Option<&String>, entry: ChannelEntry) {
        // An id that is only the name (a website without an id) may not hide an account of that name.
        if let Some(id) = id.filter(|id| Some(*id) != name) {
            let entries = self.channel_ids.entry(id.clone()).or_default();
            entries.push(entry.clone());
        }
        if let Some(name) = name {
            let entries = self.channel_names.entry(name.clone()).or_default();
            entries.push(entry);
        }
    }

    /// The unit that has this id, name or alias.
    pub fn unit(&self, name: &str) -> Found<UnitIx> {
        let matches = self.unit_matches(name);
        matches.found(|| self.nearest_units(name))
    }

    /// The channel that has this id, else this name.
    ///
    /// With a platform only accounts of that platform have the name (a platform that says `网站` or `栏目` leaves
    /// websites and columns instead). Without one, a unit narrows channels of the same name to those it answers for.
    pub fn channel(
        &self,
        name: &str,
        platform: Option<&str>,
        unit: Option<UnitIx>,
    ) -> Found<ChannelIx> {
        let matches = self.channel_matches(name, platform, unit);
        matches.found(|| self.nearest_channels(name, platform))
    }

    pub(crate) fn unit_matches(&self, name: &str) -> Matches<UnitIx> {
        let Some(entry) = self.units.get(name) else {
            return Matches::default();
        };
        Matches {
            accepted: entry.accepted.clone(),
            rejected: entry
                .rejected
                .then_some(Owner::Nobody)
                .into_iter()
                .collect(),
            of_other_units: Vec::new(),
        }
    }

    /// Whether the unit of a row tells channels apart that are called this: not where an id or an account with its
    /// platform is named, nor where only one is called so.
    pub(crate) fn needs_unit(&self, name: &str, platform: Option<&str>) -> bool {
        let by_id = self
            .channel_ids
            .get(name)
            .is_some_and(|entries| entries.iter().any(|entry| entry.is_on(platform)));
        let several = || {
            let matches = self.channel_matches(name, platform, None);
            matches.accepted.len() + matches.rejected.len() > 1
        };
        !by_id && platform.is_none_or(is_web) && several()
    }

    pub(crate) fn channel_matches(
        &self,
        name: &str,
        platform: Option<&str>,
        unit: Option<UnitIx>,
    ) -> Matches<ChannelIx> {
        if let Some(entries) = self.channel_ids.get(name) {
            let entries: Vec<&ChannelEntry> = entries
                .iter()
                .filter(|entry| entry.is_on(platform))
                .collect();
            if !entries.is_empty() {
                return Matches::of(&entries);
            }
        }
        let Some(entries) = self.channel_names.get(name) else {
            // `name(platform)`, as annexes and suggestions print an account, or `name@platform`, as its id may have it
            return match (platform, printed(name)) {
                (None, Some((name, platform))) => self.channel_matches(name, Some(platform), unit),
                _ => Matches::default(),
            };
        };
        let by_web = platform.is_some_and(is_web);
        let entries: Vec<&ChannelEntry> = entries
            .iter()
            .filter(|entry| match platform {
                None => true,
                Some(_) if by_web => entry.kind != ChannelKind::Account,
                Some(_) => entry.kind == ChannelKind::Account && entry.is_on(platform),
            })
            .collect();
        match unit {
            // An account is identified by name and platform; whoever posted on it does not matter.
            Some(unit) if platform.is_none() || by_web => narrowed(&entries, unit),
            _ => Matches::of(&entries),
        }
    }

    /// Up to three names of units, best first.
    pub(crate) fn nearest_units(&self, name: &str) -> Vec<String> {
        nearest(&self.unit_labels, name, None)
    }

    /// Up to three names of channels, best first; accounts with their platform.
    pub(crate) fn nearest_channels(&self, name: &str, platform: Option<&str>) -> Vec<String> {
        nearest(&self.channel_labels, name, platform)
    }
}

/// The two parts of `name(platform)`, in brackets of either width, or of `name@platform`.
fn printed(name: &str) -> Option<(&str, &str)> {
    let (name, platform) = match name.strip_suffix([')', '）']) {
        Some(inner) => inner.split_at(inner.rfind(['(', '（'])?),
        None => name.split_at(name.rfind('@')?),
    };
    let platform = platform.trim_start_matches(['(', '（', '@']);
    (!name.is_empty() && !platform.is_empty()).then(|| (name.trim_end(), platform))
}

impl ChannelEntry {
    /// Whether a row that names this platform may mean it.
    fn is_on(&self, platform: Option<&str>) -> bool {
        match (platform, &self.platform) {
            (Some(platform), Some(own)) if self.kind == ChannelKind::Account => own == platform,
            _ => true,
        }
    }
}

/// The channels of a name that a unit answers for; websites that nobody answers for if there are none.
fn narrowed(entries: &[&ChannelEntry], unit: UnitIx) -> Matches<ChannelIx> {
    let having = |owners: &[Owner]| -> Vec<&ChannelEntry> {
        let theirs =
            |entry: &&&ChannelEntry| entry.owners.iter().any(|owner| owners.contains(owner));
        entries.iter().filter(theirs).copied().collect()
    };
    let mut kept = having(&[Owner::Unit(unit), Owner::Unknown]);
    if !kept.iter().any(|entry| entry.ix.is_some()) {
        kept.extend(having(&[Owner::Nobody]));
    }
    let mut matches = Matches::of(&kept);
    if kept.is_empty() {
        matches.of_other_units = Matches::of(entries).accepted;
    }
    matches
}

impl Matches<ChannelIx> {
    fn of(entries: &[&ChannelEntry]) -> Self {
        let mut matches = Matches::default();
        for entry in entries {
            match entry.ix {
                Some(ix) => matches.accepted.push(ix),
                None => matches.rejected.extend(&entry.owners),
            }
        }
        matches.accepted.in_order();
        matches.rejected.in_order();
        matches
    }
}

impl<T> Default for Matches<T> {
    fn default() -> Self {
        Matches {
            accepted: Vec::new(),
            rejected: Vec::new(),
            of_other_units: Vec::new(),
        }
    }
}

impl<T: Copy> Matches<T> {
    /// The one that is meant, if there is no doubt.
    pub fn one(&self) -> Option<T> {
        match self.accepted.as_slice() {
            [one] if self.rejected.is_empty() => Some(*one),
            _ => None,
        }
    }

    fn found(self, near: impl FnOnce() -> Vec<String>) -> Found<T> {
        if let Some(one) = self.one() {
            return Found::One(one);
        }
        if !self.accepted.is_empty() {
            return Found::Several(self.accepted);
        }
        match self.rejected.split_first() {
            Some((Owner::Unit(unit), others))
                if others.iter().all(|o| *o == Owner::Unit(*unit)) =>
            {
                Found::Rejected(Some(*unit))
            }
            Some(_) => Found::Rejected(None),
            None => Found::None(near()),
        }
    }
}

/// Whether a platform cell says that the item stands on a website.
pub(crate) fn is_web(platform: &str) -> bool {
    let words = [
        "网站",
        "政府网站",
        "门户网站",
        "政府门户网站",
        "网站栏目",
        "栏目",
    ];
    let english = ["website", "site", "web", "column"];
    words.contains(&platform)
        || english
            .iter()
            .any(|word| word.eq_ignore_ascii_case(platform))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::{Channel, Unit};

    fn unit(id: &str, name: &str, aliases: &[&str]) -> Unit {
        Unit {
            id: id.to_owned(),
            name: name.to_owned(),
            aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
            ..Unit::default()
        }
    }

    fn channel(id: &str, name: &str, kind: ChannelKind, platform: &str, unit: u32) -> Channel {
        Channel {
            id: id.to_owned(),
            name: name.to_owned(),
            kind,
            platform: (!platform.is_empty()).then(|| platform.to_owned()),
            unit: (unit < 9).then_some(UnitIx(unit)),
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

    fn registry() -> Registry {
        use ChannelKind::{Account, Column, Site};
        Registry {
            units: vec![
                unit("01", "区教育局", &["教育局", "区教体局"]),
                unit("02", "区民政局", &[]),
                unit("03", "沙石镇人民政府", &["沙石镇"]),
                unit("04", "区教体局", &[]),
            ],
            channels: vec![
                channel("章贡区", "章贡区", Site, "", 9),
                channel("c1", "通知公告", Column, "", 0),
                channel("c2", "通知公告", Column, "", 1),
                channel("c3", "政策文件", Column, "", 1),
                channel("章贡教育@微信", "章贡教育", Account, "微信", 0),
                channel("章贡教育@微博", "章贡教育", Account, "微博", 0),
                channel("a3", "章贡区", Account, "抖音", 1),
            ],
        }
    }

    fn list(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    #[test]
    fn a_unit_is_found_by_id_name_and_alias() {
        let names = Names::of(&registry());
        for name in ["01", "区教育局", "教育局"] {
            assert_eq!(names.unit(name), Found::One(UnitIx(0)));
        }
        let both = Found::Several(vec![UnitIx(0), UnitIx(3)]);
        assert_eq!(names.unit("区教体局"), both);
        assert_eq!(
            names.unit("区教肓局"),
            Found::None(list(&["区教体局", "区教育局", "区民政局"]))
        );
        assert_eq!(
            names.unit("沙石"),
            Found::None(list(&["沙石镇", "沙石镇人民政府"]))
        );
        assert_eq!(names.unit("某某办公室"), Found::None(Vec::new()));
        assert_eq!(names.unit(""), Found::None(Vec::new()));
    }

    #[test]
    fn a_channel_is_found_by_id_then_by_name() {
        let names = Names::of(&registry());
        let find =
            |name, platform, unit: Option<u32>| names.channel(name, platform, unit.map(UnitIx));
        assert_eq!(find("c2", None, None), Found::One(ChannelIx(2)));
        assert_eq!(find("政策文件", None, None), Found::One(ChannelIx(3)));
        let both = Found::Several(vec![ChannelIx(1), ChannelIx(2)]);
        assert_eq!(find("通知公告", None, None), both);
        assert_eq!(find("通知公告", None, Some(1)), Found::One(ChannelIx(2)));
        assert_eq!(
            find("通知公告", Some("网站"), Some(0)),
            Found::One(ChannelIx(1))
        );
        assert_eq!(
            find("通知公告", Some("微信"), None),
            Found::None(list(&["通知公告"]))
        );
        assert_eq!(
            find("章贡教育", Some("微博"), None),
            Found::One(ChannelIx(5))
        );
        assert_eq!(
            find("章贡教育", Some("微博"), Some(1)),
            Found::One(ChannelIx(5))
        );
        assert_eq!(find("章贡教育@微信", None, None), Found::One(ChannelIx(4)));
    }

    #[test]
    fn a_website_does_not_hide_an_account_of_its_name() {
        let names = Names::of(&registry());
        let both = Found::Several(vec![ChannelIx(0), ChannelIx(6)]);
        assert_eq!(names.channel("章贡区", None, None), both);
        let website = names.channel("章贡区", Some("门户网站"), Some(UnitIx(2)));
        assert_eq!(website, Found::One(ChannelIx(0)));
    }

    #[test]
    fn a_name_alone_does_not_override_the_unit_of_the_row() {
        let names = Names::of(&registry());
        let matches = names.channel_matches("政策文件", None, Some(UnitIx(0)));
        assert_eq!(matches.one(), None);
        assert_eq!(matches.of_other_units, [ChannelIx(3)]);
    }

    #[test]
    fn the_nearest_account_is_shown_with_its_platform() {
        let names = Names::of(&registry());
        let found = names.channel("章贡教育", Some("微信公众号"), None);
        assert_eq!(
            found,
            Found::None(list(&["章贡教育(微信)", "章贡教育(微博)", "章贡区"]))
        );
    }

    #[test]
    fn a_rejected_row_is_no_unknown_name_and_makes_a_name_doubtful() {
        let rejected_unit = RejectedUnit {
            names: list(&["05", "区司法局"]),
        };
        let rejected = |name: &str, owner| RejectedChannel {
            id: None,
            name: Some(name.to_owned()),
            kind: ChannelKind::Column,
            platform: None,
            owners: vec![owner],
        };
        let channels = [
            rejected("政策文件", Owner::Unit(UnitIx(0))),
            rejected("规划计划", Owner::Unit(UnitIx(2))),
            rejected("回应关切", Owner::Unknown),
        ];
        let names = Names::with_rejected(&registry(), &[rejected_unit], &channels);
        assert_eq!(names.unit("区司法局"), Found::Rejected(None));
        let find = |name, unit: Option<u32>| names.channel(name, None, unit.map(UnitIx));
        assert_eq!(find("规划计划", None), Found::Rejected(Some(UnitIx(2))));
        assert_eq!(find("回应关切", None), Found::Rejected(None));
        assert_eq!(find("回应关切", Some(0)), Found::Rejected(None));
        assert_eq!(find("政策文件", None), Found::Several(vec![ChannelIx(3)]));
        assert_eq!(find("政策文件", Some(1)), Found::One(ChannelIx(3)));
        assert_eq!(find("政策文件", Some(0)), Found::Rejected(Some(UnitIx(0))));
    }
}
