//! Reading the rows of publications: dates, states, and the channel, looked up once for all rows that name it alike.

use super::item::{Dated, Item, NO_CHANNEL, NOT_STATED, Places, State, state};
use crate::diagnostic::Diagnostic;
use crate::records::intake::cells::yes_no;
use crate::records::intake::faults;
use crate::records::intake::layout::{Layout, cell};
use crate::records::intake::lookups::{Desk, Lead};
use crate::records::table::Row;
use crate::records::{Doubt, Publications, RecordKind, When};
use crate::registry::ChannelIx;
use std::collections::HashMap;

/// A channel, platform and unit cell.
type Named<'a> = (Option<&'a str>, Option<&'a str>, Option<&'a str>);

/// Where such cells lead, and what is wrong with them.
struct Resolved {
    lead: Lead<ChannelIx>,
    fault: Option<Box<Diagnostic>>,
}

/// Reads rows one after the other.
pub(super) struct Reading<'t> {
    layout: &'t Layout,
    places: &'t Places,
    resolved: HashMap<Named<'t>, Resolved>,
    /// The first fault of a row, by its number, where it is not that of the cells that name the channel.
    faults: HashMap<u32, Box<Diagnostic>>,
}

impl<'t> Reading<'t> {
    pub fn new(layout: &'t Layout, places: &'t Places) -> Self {
        Reading {
            layout,
            places,
            resolved: HashMap::new(),
            faults: HashMap::new(),
        }
    }

    /// Reads a row, given its number among those that were read.
    pub fn read(&mut self, row: &'t Row, number: usize, desk: &mut Desk<'_>) -> Item<'t> {
        let places = self.places;
        let resolved = self.resolve(row, desk);
        let channel = resolved.lead.one().unwrap_or(NO_CHANNEL);
        let unnamed = resolved.fault.is_some();
        let mut fault: Option<Box<Diagnostic>> = None;
        let layout = self.layout;
        let unread = |key, text: &str, found| placed(layout, key, Some(text), found);

        let (dated, at) = match cell(row, places.published_at) {
            None => (Dated::Not, Publications::UNDATED),
            Some(text) => match desk.when(text) {
                Ok(When::Instant(instant)) => (Dated::Instant, instant),
                Ok(When::Day(day)) => (Dated::Day, i64::from(day.0) * 86_400),
                Err(found) => {
                    fault.get_or_insert_with(|| unread("published_at", text, found));
                    (Dated::Unread, Publications::UNDATED)
                }
            },
        };
        let original = match cell(row, places.original) {
            None => NOT_STATED,
            Some(text) => match yes_no("original", text) {
                Some(original) => u8::from(original),
                None => {
                    fault.get_or_insert_with(|| unread("original", text, faults::yes_or_no()));
                    NOT_STATED
                }
            },
        };
        let state = match cell(row, places.state) {
            None => State::Published,
            Some(text) => state(text).unwrap_or_else(|| {
                fault.get_or_insert_with(|| unread("state", text, faults::publication_state()));
                State::Unread
            }),
        };
        let comment = cell(row, places.form)
            .is_some_and(|kind| kind == "评论" || kind.eq_ignore_ascii_case("comment"));
        let faulty = unnamed || fault.is_some();
        if let Some(fault) = fault.filter(|_| !unnamed) {
            self.faults.insert(number as u32, fault);
        }
        Item {
            row,
            line: row.line,
            channel,
            at,
            dated,
            state,
            original,
            comment,
            faulty,
        }
    }

    fn named(&self, row: &'t Row) -> Named<'t> {
        let places = self.places;
        (
            cell(row, places.channel),
            cell(row, places.platform),
            cell(row, places.unit),
        )
    }

    /// Looks the channel up, once for all rows that name it alike.
    fn resolve(&mut self, row: &'t Row, desk: &mut Desk<'_>) -> &Resolved {
        let (named, layout) = (self.named(row), self.layout);
        self.resolved
            .entry(named)
            .or_insert_with(|| resolve(layout, named, desk))
    }

    /// The first fault of a row.
    pub fn fault(&mut self, number: u32, item: &Item<'t>) -> Option<Box<Diagnostic>> {
        let of_name = self
            .resolved
            .get(&self.named(item.row))
            .and_then(|found| found.fault.clone());
        of_name.or_else(|| self.faults.remove(&number))
    }

    /// Whom a rejected row may concern, and when.
    pub fn doubt(&self, item: &Item<'t>, fault: &Diagnostic, desk: &Desk<'_>) -> Doubt {
        let lead = self
            .resolved
            .get(&self.named(item.row))
            .map(|resolved| &resolved.lead);
        let (channels, units) = desk.candidates(lead.unwrap_or(&Lead::Unknown));
        Doubt {
            records: RecordKind::Publications,
            channels,
            units,
            when: item.when(),
            id: cell(item.row, self.places.id).map(str::to_owned),
            events: Vec::new(),
            rule: None,
            code: fault.code,
            value: fault.value.clone().unwrap_or_default(),
        }
    }
}

/// A fault of a cell.
fn placed(
    layout: &Layout,
    key: &str,
    value: Option<&str>,
    mut fault: Box<Diagnostic>,
) -> Box<Diagnostic> {
    fault.place.field = layout.column(key).map(|(_, header)| header.to_owned());
    fault.value = value.map(str::to_owned);
    fault
}

fn resolve(layout: &Layout, (channel, platform, unit): Named<'_>, desk: &mut Desk<'_>) -> Resolved {
    let Some(name) = channel else {
        return Resolved {
            lead: Lead::Absent,
            fault: Some(placed(layout, "channel", None, faults::cell_empty())),
        };
    };
    // The unit only tells channels of one name apart; where it is not needed, its name need not be known.
    let unit = unit.filter(|_| desk.names.needs_unit(name, platform));
    let (unit_lead, unit_fault) = unit.map(|unit| desk.unit(unit)).unwrap_or_default();
    let (lead, fault) = desk.channel(name, platform, unit_lead.one());
    match unit_fault {
        Some(fault) if lead != Lead::Unknown => Resolved {
            lead: match lead {
                Lead::One(channel) => Lead::OneOf(vec![channel], Vec::new()),
                lead => lead,
            },
            fault: Some(placed(layout, "unit", unit, fault)),
        },
        _ => Resolved {
            lead,
            fault: fault.map(|fault| placed(layout, "channel", Some(name), fault)),
        },
    }
}
