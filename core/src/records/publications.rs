//! Published items (信息) as columns, and the chunks in which measures read them.

use crate::calendar::Day;
use crate::registry::{ChannelIx, UnitIx};

/// Some rows of publications, borrowed as columns of equal length. An absent column means that nothing is known of it:
/// without `is_update` every row is an update, without `original` no row states it.
#[derive(Clone, Copy, Debug)]
pub struct PublicationChunk<'a> {
    /// Where it was published.
    pub channel: &'a [ChannelIx],
    /// UTC seconds; for an item known only to the day, the civil day number times 86,400.
    pub at: &'a [i64],
    /// Whether only the day is known.
    pub day_only: &'a [bool],
    /// Whether it counts as an update.
    pub is_update: Option<&'a [bool]>,
    /// 1 original, 0 repost, 2 not stated.
    pub original: Option<&'a [u8]>,
    /// The number of the chunk's first row among all rows.
    pub first_row: usize,
}

/// Publications in chunks of columns. May be read any number of times (verdict first, then evidence), each time with
/// the same chunks in the same order.
pub trait PublicationChunks {
    /// Hands over every chunk.
    fn for_each(&self, f: &mut dyn FnMut(PublicationChunk<'_>));
}

/// Published items (信息) as columns; row `i` is element `i` of every column. Sorted by content, so that the order of
/// the input rows does not show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publications {
    /// Where it was published.
    pub channel: Vec<ChannelIx>,
    /// UTC seconds; for an item known only to the day, the civil day number times 86,400; for an undated one
    /// [`Publications::UNDATED`].
    pub at: Vec<i64>,
    /// Whether only the day is known.
    pub day_only: Vec<bool>,
    /// Whether it counts as an update at all: not for undated, deleted, scheduled items and comments.
    pub is_update: Vec<bool>,
    /// 1 original, 0 repost, 2 not stated.
    pub original: Vec<u8>,
    /// Its id.
    pub id: Vec<Option<String>>,
    /// Its title.
    pub title: Vec<Option<String>>,
    /// Its address.
    pub url: Vec<Option<String>>,
    /// 信息类别、文件类型; empty where the table has no such column.
    pub kind: Vec<Option<String>>,
    /// The id of the item that it belongs to (对应文件、关联信息); empty where the table has no such column.
    pub refers_to: Vec<Option<String>>,
    /// The unit that its row names; empty where the table has no such column. A name that is not known to be one unit
    /// is no fault of the row, and stands in the further columns alone.
    pub publisher: Vec<Option<UnitIx>>,
    /// Further columns (header, one cell a row), those that some row fills.
    pub extra: Vec<(String, Vec<Option<String>>)>,
}

impl Publications {
    /// The time of an undated item, which is never an update: the first day of the calendar, by the day.
    pub const UNDATED: i64 = Day::MIN.0 as i64 * 86_400;

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.channel.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.channel.is_empty()
    }
}

impl PublicationChunks for Publications {
    fn for_each(&self, f: &mut dyn FnMut(PublicationChunk<'_>)) {
        if !self.is_empty() {
            f(PublicationChunk {
                channel: &self.channel,
                at: &self.at,
                day_only: &self.day_only,
                is_update: Some(&self.is_update),
                original: Some(&self.original),
                first_row: 0,
            });
        }
    }
}
