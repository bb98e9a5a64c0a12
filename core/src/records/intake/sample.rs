//! The sample (抽查范围) that settings name, looked up in the registry.

use super::Taken;
use crate::diagnostic::{Diagnostic, Place, Text};
use crate::order::InOrder;
use crate::records::settings::{Named, Sample, SampleNames};
use crate::registry::{ChannelIx, ChannelKind, UnitIx};

/// Looks every name of a sample up.
///
/// # Errors
/// Every name that does not lead to one row of the registry: a sample that shrank in silence would judge others than
/// was said.
pub(crate) fn resolved(names: &SampleNames, taken: &Taken) -> Result<Sample, Vec<Diagnostic>> {
    let mut told = Vec::new();
    let units = names.units.as_ref().map(|names| {
        let mut units: Vec<UnitIx> = Vec::new();
        for named in names {
            let matches = taken.names.unit_matches(&named.name);
            match matches.one() {
                Some(unit) => units.push(unit),
                None => {
                    let ids = matches
                        .accepted
                        .iter()
                        .filter_map(|unit| taken.registry.unit(*unit).map(|unit| unit.id.clone()));
                    let found = Found {
                        ids: ids.collect(),
                        rejected: !matches.rejected.is_empty(),
                    };
                    let near = || taken.names.nearest_units(&named.name);
                    told.push(fault(named, "单位", "unit", found, near));
                }
            }
        }
        units.in_order();
        units.dedup();
        units
    });
    let mut channels = |names: &Option<Vec<Named>>, kind| {
        let names = names.as_ref()?;
        let mut channels = Vec::new();
        for named in names {
            match channel(named, kind, taken) {
                Ok(channel) => channels.push(channel),
                Err(fault) => told.push(*fault),
            }
        }
        channels.in_order();
        channels.dedup();
        Some(channels)
    };
    let sites = channels(&names.sites, ChannelKind::Site);
    let columns = channels(&names.columns, ChannelKind::Column);
    let accounts = channels(&names.accounts, ChannelKind::Account);
    if told.is_empty() {
        Ok(Sample {
            units,
            sites,
            columns,
            accounts,
        })
    } else {
        Err(told)
    }
}

fn channel(named: &Named, kind: ChannelKind, taken: &Taken) -> Result<ChannelIx, Box<Diagnostic>> {
    let matches = taken.names.channel_matches(&named.name, None, None);
    let of_kind: Vec<(ChannelIx, &str)> = matches
        .accepted
        .iter()
        .filter_map(|ix| Some((*ix, taken.registry.channel(*ix)?)))
        .filter(|(_, channel)| channel.kind == kind)
        .map(|(ix, channel)| (ix, channel.id.as_str()))
        .collect();
    if let ([(one, _)], true) = (of_kind.as_slice(), matches.rejected.is_empty()) {
        return Ok(*one);
    }
    let (zh, en) = match kind {
        ChannelKind::Site => ("网站", "website"),
        ChannelKind::Column => ("栏目", "column"),
        ChannelKind::Account => ("账号", "account"),
    };
    let found = Found {
        ids: of_kind.iter().map(|(_, id)| (*id).to_owned()).collect(),
        rejected: !matches.rejected.is_empty(),
    };
    let near = || taken.names.nearest_channels(&named.name, None);
    Err(Box::new(fault(named, zh, en, found, near)))
}

/// What a name may mean.
struct Found {
    ids: Vec<String>,
    rejected: bool,
}

fn fault(
    named: &Named,
    zh: &str,
    en: &str,
    found: Found,
    near: impl FnOnce() -> Vec<String>,
) -> Diagnostic {
    let (message, next, near) = match (found.ids.is_empty(), found.rejected) {
        (false, _) => (
            Text::new(
                format!("抽查范围里的名称不止指一个{zh}"),
                format!("this name of the sample means more than one {en}"),
            ),
            Text::new(
                "改填编号，账号也可以写成 名称@平台",
                "write the id, or for an account name@platform",
            ),
            found.ids.into_iter().take(5).collect(),
        ),
        (true, true) => (
            Text::new(
                format!("抽查范围里的这个{zh}在名录里的那一行有错，没有被采用"),
                format!("the row of this {en} of the sample in the registry was rejected"),
            ),
            Text::new(
                "先改正名录里的那一行",
                "correct that row of the registry first",
            ),
            Vec::new(),
        ),
        (true, false) => {
            let near = near();
            let next = match near.first() {
                Some(name) => Text::new(
                    format!("是不是“{name}”？改成名录里的写法"),
                    format!("is it `{name}`? write it as the registry does"),
                ),
                None => Text::new(
                    "改成名录里的写法，或在名录里补上一行",
                    "write it as the registry does, or add a row to it",
                ),
            };
            (
                Text::new(
                    format!("名录里没有抽查范围所写的这个{zh}"),
                    format!("the registry has no such {en} as the sample names"),
                ),
                next,
                near,
            )
        }
    };
    let place: Place = named.place.clone();
    Diagnostic::error("sample.unknown", message)
        .at(place)
        .with_value(named.name.clone())
        .with_next_step(next)
        .with_near(near)
}
