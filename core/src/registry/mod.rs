//! Who is inspected: units, channels and their names.
//!
//! A registry is built by [`crate::records::intake`] from tables of cells; nothing here decides what is due.

mod names;
mod nearest;

pub use names::{Found, Names};
pub(crate) use names::{Matches, Owner, RejectedChannel, RejectedUnit, is_web};
pub(crate) use nearest::{label, nearest_of};

use crate::calendar::{Day, Span};

/// The place of a unit in [`Registry::units`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitIx(pub u32);

/// The place of a channel in [`Registry::channels`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChannelIx(pub u32);

/// What a channel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChannelKind {
    /// A website (网站).
    Site,
    /// A column of a website (栏目).
    Column,
    /// A new-media account (账号).
    Account,
}

/// A body that answers for channels, letters and requests (单位).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// The id, or the name where the roster has no ids.
    pub id: String,
    /// The roster name.
    pub name: String,
    /// The place in the roster (序号).
    pub order: Option<i64>,
    /// Other names of the same unit.
    pub aliases: Vec<String>,
    /// 类别.
    pub kind: Option<String>,
    /// 分组.
    pub group: Option<String>,
    /// 标签.
    pub tags: Vec<String>,
    /// 有独立网站, if the roster says so.
    pub own_site: Option<bool>,
    /// The further columns of the roster row (header, cell), in header order; empty cells left out.
    pub extra: Vec<(String, String)>,
}

/// Where a unit publishes (渠道).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// The id; for an account without one `name@platform`, for a column without one `unit/site/parent/name`.
    pub id: String,
    /// The name.
    pub name: String,
    /// Website, column or account.
    pub kind: ChannelKind,
    /// The platform of an account.
    pub platform: Option<String>,
    /// The unit that answers for it; a website that only column rows name has none.
    pub unit: Option<UnitIx>,
    /// The further units that answer for it, where several do, in the order of the cell.
    pub with: Vec<UnitIx>,
    /// The unit's name as the channel's own row has it (annexes of findings print this one).
    pub unit_as_recorded: Option<String>,
    /// The column or website above.
    pub parent: Option<ChannelIx>,
    /// 栏目类别, canonical: `news`, `notice`, `policy`, `plan`, `business`, `other`, or a local class as written.
    pub class: Option<String>,
    /// 级别.
    pub level: Option<String>,
    /// The first day it is open.
    pub opened_on: Option<Day>,
    /// The first day it is no longer open.
    pub closed_on: Option<Day>,
    /// 状态, canonical: `open`, `frozen`, `closing`, `closed`, or as written; absent means open.
    pub state: Option<String>,
    /// 标签.
    pub tags: Vec<String>,
    /// The further columns of its row (header, cell); empty cells left out.
    pub extra: Vec<(String, String)>,
}

impl Channel {
    /// The units that answer for it, the one that its row names first before the others.
    pub fn units(&self) -> impl Iterator<Item = UnitIx> {
        self.unit.into_iter().chain(self.with.iter().copied())
    }

    /// Whether it is open on a day: `opened_on <= day < closed_on`.
    pub fn is_open_on(&self, day: Day) -> bool {
        self.opened_on.is_none_or(|opened| opened <= day)
            && self.closed_on.is_none_or(|closed| day < closed)
    }

    /// Whether it is open on every day of a span.
    pub fn is_open_throughout(&self, span: Span) -> bool {
        self.is_open_on(span.from) && self.is_open_on(span.to)
    }
}

/// The units and channels (名录), in an order that does not depend on the order of the rows they came from:
/// units by roster order then id, channels by kind then id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registry {
    /// The units, by roster order (units without one last), then id.
    pub units: Vec<Unit>,
    /// The channels, by kind (websites, columns, accounts), then id.
    pub channels: Vec<Channel>,
}

impl Registry {
    /// A unit by its place.
    pub fn unit(&self, ix: UnitIx) -> Option<&Unit> {
        self.units.get(ix.0 as usize)
    }

    /// A channel by its place.
    pub fn channel(&self, ix: ChannelIx) -> Option<&Channel> {
        self.channels.get(ix.0 as usize)
    }

    /// How many channels of a kind there are.
    pub fn count(&self, kind: ChannelKind) -> usize {
        self.channels
            .iter()
            .filter(|channel| channel.kind == kind)
            .count()
    }
}
