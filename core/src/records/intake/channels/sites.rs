//! Websites: rows of their own, or only the names that columns give.

use super::{Placed, RejectedChannel, common};
use crate::diagnostic::Diagnostic;
use crate::records::RecordKind;
use crate::records::intake::account::TableAccount;
use crate::records::intake::cells::drafts;
use crate::records::intake::faults::{self, Miss, Thing};
use crate::records::intake::identity::settled;
use crate::records::intake::layout::Open;
use crate::records::intake::lookups::Desk;
use crate::registry::{ChannelKind, nearest_of};
use std::collections::HashMap;

/// The websites that columns may name.
pub(super) enum Sites {
    /// No table of websites: every name that an accepted column gives is a website.
    ByName,
    /// Those of the table: where an id or a name leads.
    Table(HashMap<String, Hit>),
}

/// What an id or name of a website leads to.
#[derive(Default)]
pub(super) struct Hit {
    accepted: Vec<usize>,
    rejected: bool,
}

/// The website of a column.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum SiteOf {
    /// None was named.
    None,
    /// A row of the table, by its place among the channels.
    Row(usize),
    /// A name that makes a website, or one that leads nowhere.
    Name(String),
}

pub(super) fn take(
    open: Option<Open<'_>>,
    desk: &mut Desk<'_>,
    accounts: &mut Vec<TableAccount>,
    placed: &mut Vec<Placed>,
    rejected: &mut Vec<RejectedChannel>,
) -> Sites {
    let Some(mut open) = open else {
        return Sites::ByName;
    };
    let drafts = drafts(&mut open, desk, |row| {
        let name = row.required("name");
        let unit = row.owners("unit");
        let kind = row.text("kind");
        let url = row.text("url");
        let mut read = common(row, ChannelKind::Site, name.clone(), unit);
        let key = read.id.clone().or(name);
        read.channel.id = key.clone().unwrap_or_default();
        let own = [("kind", kind), ("url", url)];
        let own = own
            .into_iter()
            .filter_map(|(key, cell)| Some((key.to_owned(), cell?)));
        read.channel.extra.splice(0..0, own);
        (read, Vec::from_iter(key))
    });
    let mut account = open.account;
    let settled = settled(drafts, &mut account);
    account.accepted = settled.accepted.len() as u64;
    accounts.push(account.closed());
    let mut hits: HashMap<String, Hit> = HashMap::new();
    for (row, fault) in settled.rejected {
        let known = row.rejected();
        for name in known.id.iter().chain(&known.name) {
            hits.entry(name.clone()).or_default().rejected = true;
        }
        rejected.push(known);
        desk.doubts.push(row.doubt(RecordKind::Sites, &fault));
    }
    for (_, row) in settled.accepted {
        let place = placed.len();
        for name in [&row.channel.id, &row.channel.name] {
            let hit = hits.entry(name.clone()).or_default();
            if !hit.accepted.contains(&place) {
                hit.accepted.push(place);
            }
        }
        placed.push(Placed {
            channel: row.channel,
            parent: None,
        });
    }
    Sites::Table(hits)
}

impl Sites {
    /// The website that a column names, and what is wrong with the name.
    pub fn find(
        &self,
        name: Option<&str>,
        desk: &mut Desk<'_>,
    ) -> (SiteOf, Option<Box<Diagnostic>>) {
        let Some(name) = name else {
            return (SiteOf::None, None);
        };
        let Sites::Table(hits) = self else {
            return (SiteOf::Name(name.to_owned()), None);
        };
        let miss = match hits.get(name) {
            Some(hit) => match (hit.accepted.as_slice(), hit.rejected) {
                ([one], false) => return (SiteOf::Row(*one), None),
                ([], _) => Miss::Rejected,
                _ => Miss::Ambiguous,
            },
            None => Miss::Unknown,
        };
        let near = match miss {
            Miss::Unknown => desk.near(Thing::Site, name, |_| {
                nearest_of(hits.keys().map(String::as_str), name)
            }),
            _ => Vec::new(),
        };
        let fault = faults::reference(Thing::Site, miss, near);
        (SiteOf::Name(name.to_owned()), Some(fault))
    }
}
