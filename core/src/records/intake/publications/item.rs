//! One row of publications as numbers, and what it is compared by.

use crate::calendar::{Day, Offset};
use crate::records::When;
use crate::records::intake::layout::{Layout, cell};
use crate::records::table::Row;
use crate::registry::ChannelIx;
use std::cmp::Ordering;

/// What a row came to; a cell that could not be read is compared as it stands.
#[derive(Clone, Copy)]
pub(super) struct Item<'a> {
    pub row: &'a Row,
    pub line: u32,
    pub channel: ChannelIx,
    pub at: i64,
    pub dated: Dated,
    pub state: State,
    pub original: u8,
    pub comment: bool,
    pub faulty: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Dated {
    Instant,
    Day,
    Not,
    Unread,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    Published,
    Deleted,
    Scheduled,
    Unread,
}

/// Stands for a channel that is not known; a registry never has so many.
pub(super) const NO_CHANNEL: ChannelIx = ChannelIx(u32::MAX);
pub(super) const NOT_STATED: u8 = 2;

/// The places of the cells in a row.
pub(super) struct Places {
    pub channel: Option<usize>,
    pub platform: Option<usize>,
    pub unit: Option<usize>,
    pub published_at: Option<usize>,
    pub id: Option<usize>,
    pub title: Option<usize>,
    pub original: Option<usize>,
    pub url: Option<usize>,
    pub state: Option<usize>,
    /// The column `type`: whether it is a comment.
    pub form: Option<usize>,
    pub kind: Option<usize>,
    pub refers_to: Option<usize>,
    /// What is kept beside the known columns: header and place.
    pub extra: Vec<(String, usize)>,
}

impl Places {
    pub fn of(layout: &Layout) -> Places {
        let place = |key| layout.column(key).map(|(place, _)| place);
        let header = |key| {
            layout
                .column(key)
                .map(|(place, name)| (name.to_owned(), place))
        };
        let mut extra = layout.extra.clone();
        // Both are kept as they stand as well: who posted, in the row's own words, and what form of item it is.
        extra.extend(header("unit"));
        extra.extend(header("type"));
        Places {
            channel: place("channel"),
            platform: place("platform"),
            unit: place("unit"),
            published_at: place("published_at"),
            id: place("id"),
            title: place("title"),
            original: place("original"),
            url: place("url"),
            state: place("state"),
            form: place("type"),
            kind: place("kind"),
            refers_to: place("refers_to"),
            extra,
        }
    }
}

pub(super) fn state(text: &str) -> Option<State> {
    match text.to_ascii_lowercase().as_str() {
        "published" | "已发布" | "发布" | "正常" => Some(State::Published),
        "deleted" | "已删除" | "删除" | "已撤回" | "撤回" => Some(State::Deleted),
        "scheduled" | "定时" | "定时发布" | "待发布" => Some(State::Scheduled),
        _ => None,
    }
}

impl Item<'_> {
    /// The order in which publications are kept; equal rows say the same.
    pub fn cmp(&self, other: &Item<'_>, places: &Places) -> Ordering {
        let numbers =
            |item: &Item<'_>| (item.channel, item.at, item.dated, item.state, item.original);
        let (own, theirs) = (self.row, other.row);
        let at = |place: Option<usize>| cell(own, place).cmp(&cell(theirs, place));
        (self.channel, self.at, self.dated)
            .cmp(&(other.channel, other.at, other.dated))
            .then_with(|| at(places.id))
            .then_with(|| at(places.title))
            .then_with(|| at(places.url))
            .then_with(|| numbers(self).cmp(&numbers(other)))
            .then_with(|| at(places.kind))
            .then_with(|| at(places.refers_to))
            .then_with(|| {
                let extra = places.extra.iter().map(|(_, place)| at(Some(*place)));
                extra.fold(Ordering::Equal, Ordering::then)
            })
            .then_with(|| self.faulty.cmp(&other.faulty))
            .then_with(|| {
                if !self.faulty {
                    return Ordering::Equal;
                }
                at(places.channel)
                    .then_with(|| at(places.platform))
                    .then_with(|| at(places.published_at))
                    .then_with(|| at(places.original))
                    .then_with(|| at(places.state))
            })
    }

    /// Whether nothing but the channel and the day tells it apart from another item.
    pub fn is_bare_day(&self, places: &Places) -> bool {
        let told = |place| cell(self.row, place).is_some();
        let by_extra = places.extra.iter().any(|(_, place)| told(Some(*place)));
        self.dated == Dated::Day
            && !by_extra
            && ![
                places.id,
                places.title,
                places.url,
                places.kind,
                places.refers_to,
            ]
            .into_iter()
            .any(told)
    }

    /// Whether it may be an update once it is mended: not if it says itself that it is none.
    pub fn may_be_update(&self) -> bool {
        let published = matches!(self.state, State::Published | State::Unread);
        self.dated != Dated::Not && published && !self.comment
    }

    /// Whether it counts as an update.
    pub fn is_update(&self) -> bool {
        self.when().is_some() && self.state == State::Published && !self.comment
    }

    /// Its time, if it has one.
    pub fn when(&self) -> Option<When> {
        match self.dated {
            Dated::Instant => Some(When::Instant(self.at)),
            Dated::Day => Some(When::Day(Day((self.at / 86_400) as i32))),
            Dated::Not | Dated::Unread => None,
        }
    }

    /// Its day in an offset, if it has one.
    pub fn day(&self, days: Offset) -> Option<Day> {
        self.when().map(|when| when.day(days))
    }
}
