//! From the cells of a row to typed fields.

use super::account::TableAccount;
use super::faults;
use super::identity::Draft;
use super::layout::{Layout, Open, cell};
use super::lookups::{Desk, Lead};
use crate::calendar::Day;
use crate::diagnostic::Diagnostic;
use crate::records::dates::{self, DateError};
use crate::records::table::Row;
use crate::records::{Candidates, Doubt, When};
use crate::registry::{ChannelIx, UnitIx};
use std::fmt::Display;

/// Reads one row, field by field in the order of the kind's columns. It keeps the first fault and goes on, so that
/// whatever else the row tells is known of a rejected row too.
pub(super) struct Reader<'r, 'c> {
    layout: &'r Layout,
    row: &'r Row,
    desk: &'r mut Desk<'c>,
    content: String,
    fault: Option<Box<Diagnostic>>,
}

/// Reads every row of a table that can be trusted at all; the others are rejected at once.
pub(super) fn drafts<T>(
    open: &mut Open<'_>,
    desk: &mut Desk<'_>,
    mut read: impl FnMut(&mut Reader<'_, '_>) -> (T, Vec<String>),
) -> Vec<Draft<T>> {
    let mut drafts = Vec::with_capacity(open.table.rows.len());
    for row in &open.table.rows {
        if rejected_at_once(&open.layout, row, desk, &mut open.account) {
            continue;
        }
        let mut reader = Reader {
            layout: &open.layout,
            row,
            desk: &mut *desk,
            content: String::new(),
            fault: None,
        };
        let (value, keys) = read(&mut reader);
        drafts.push(Draft {
            line: row.line,
            value,
            content: reader.content,
            keys,
            fault: reader.fault,
        });
    }
    drafts
}

/// Rejects a row of the wrong width, which may concern anyone at any time, or a blank one, which concerns nobody.
pub(super) fn rejected_at_once(
    layout: &Layout,
    row: &Row,
    desk: &mut Desk<'_>,
    account: &mut TableAccount,
) -> bool {
    let Some(fault) = layout.broken(row) else {
        return false;
    };
    account.reject(row.line, &fault);
    if fault.code == "row.width" {
        desk.doubts.push(Doubt {
            records: layout.kind,
            channels: Candidates::Anyone,
            units: Candidates::Anyone,
            when: None,
            id: None,
            events: Vec::new(),
            rule: None,
            code: fault.code,
            value: fault.value.unwrap_or_default(),
        });
    }
    true
}

/// A cell that could not be read stands in the content as it is, apart from every cell that could.
const UNREAD: char = '\u{1}';
const NEXT: char = '\u{1f}';

impl<'c> Reader<'_, 'c> {
    /// Notes a fault of a field; the first one is told.
    pub fn fault(&mut self, key: &str, value: Option<&str>, mut fault: Box<Diagnostic>) {
        if self.fault.is_none() {
            let header = self.layout.column(key).map_or(key, |(_, header)| header);
            fault.place.field = Some(header.to_owned());
            fault.value = value.map(str::to_owned);
            self.fault = Some(fault);
        }
    }

    /// The cell of a column, without adding it to the content.
    pub fn cell(&self, key: &str) -> Option<String> {
        let (place, _) = self.layout.column(key)?;
        cell(self.row, Some(place)).map(str::to_owned)
    }

    /// Adds what was read to the content by which rows are compared.
    fn note(&mut self, value: impl Display) {
        use std::fmt::Write as _;
        let _ = write!(self.content, "{value}{NEXT}");
    }

    /// A text as it stands.
    pub fn text(&mut self, key: &str) -> Option<String> {
        let text = self.cell(key);
        self.note(text.as_deref().unwrap_or_default());
        text
    }

    /// A text that must be there.
    pub fn required(&mut self, key: &str) -> Option<String> {
        let text = self.text(key);
        if text.is_none() {
            self.fault(key, None, faults::cell_empty());
        }
        text
    }

    /// Texts separated by `、` or line breaks.
    pub fn list(&mut self, key: &str) -> Vec<String> {
        let parts = self.parts(key);
        let _ = self.text(key);
        parts
    }

    fn parts(&self, key: &str) -> Vec<String> {
        let text = self.cell(key).unwrap_or_default();
        let parts = text.split(['、', '\n']).map(super::super::headers::trimmed);
        parts
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// A word, in its canonical form if `canonical` knows it, else as it stands.
    pub fn word(
        &mut self,
        key: &str,
        canonical: impl Fn(&str) -> Option<&'static str>,
    ) -> Option<String> {
        let word = self.cell(key);
        let word = word.map(|word| canonical(&word).map_or(word, str::to_owned));
        self.note(word.as_deref().unwrap_or_default());
        word
    }

    /// A value that `read` makes of the cell; a cell of which it makes none is a fault.
    fn read<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&Self, &str) -> Result<T, Box<Diagnostic>>,
        written: impl FnOnce(&T) -> String,
    ) -> Option<T> {
        let Some(text) = self.cell(key) else {
            self.note("");
            return None;
        };
        match read(self, &text) {
            Ok(value) => {
                self.note(written(&value));
                Some(value)
            }
            Err(fault) => {
                self.note(format_args!("{UNREAD}{text}"));
                self.fault(key, Some(&text), fault);
                None
            }
        }
    }

    /// A whole number.
    pub fn whole(&mut self, key: &str) -> Option<i64> {
        let read = |_: &Self, text: &str| text.parse().map_err(|_| faults::whole_number());
        self.read(key, read, i64::to_string)
    }

    /// Yes or no.
    pub fn yes_no(&mut self, key: &str) -> Option<bool> {
        let read = |_: &Self, text: &str| yes_no(key, text).ok_or_else(faults::yes_or_no);
        self.read(key, read, bool::to_string)
    }

    /// A day.
    pub fn day(&mut self, key: &str) -> Option<Day> {
        let read = |reader: &Self, text: &str| {
            let when = reader.desk.when(text)?;
            Ok(when.day(reader.desk.context.day_offset))
        };
        self.read(key, read, Day::to_string)
    }

    /// Days separated by `、` or line breaks, in the order of the cell.
    pub fn days(&mut self, key: &str) -> Vec<Day> {
        let mut days = Vec::new();
        for text in self.parts(key) {
            match self.desk.when(&text) {
                Ok(when) => {
                    let day = when.day(self.desk.context.day_offset);
                    self.note(day);
                    days.push(day);
                }
                Err(fault) => {
                    self.note(format_args!("{UNREAD}{text}"));
                    self.fault(key, Some(&text), fault);
                }
            }
        }
        self.note("");
        days
    }

    /// A text in the form that `canonical` gives it; a cell to which it gives none is a fault.
    pub fn canonical(
        &mut self,
        key: &str,
        canonical: impl FnOnce(&str) -> Option<String>,
        fault: impl FnOnce() -> Box<Diagnostic>,
    ) -> Option<String> {
        let read = |_: &Self, text: &str| canonical(text).ok_or_else(fault);
        self.read(key, read, String::clone)
    }

    /// A time, or only a day.
    pub fn when(&mut self, key: &str) -> Option<When> {
        let read = |reader: &Self, text: &str| reader.desk.when(text);
        self.read(key, read, |when| match when {
            When::Day(day) => day.to_string(),
            When::Instant(instant) => instant.to_string(),
        })
    }

    /// A fault if the cell of a required field is empty.
    pub fn must(&mut self, key: &str) {
        if self.cell(key).is_none() {
            self.fault(key, None, faults::cell_empty());
        }
    }

    /// A unit, and its name as it stands.
    pub fn unit(&mut self, key: &str) -> (Lead<UnitIx>, Option<String>) {
        let name = self.text(key);
        let lead = name.as_deref().map(|name| self.unit_named(key, name));
        (lead.unwrap_or_default(), name)
    }

    /// The units of a cell that names one, or several separated by `、` (only where no unit has the whole cell as its
    /// name); and the cell as it stands.
    pub fn owners(&mut self, key: &str) -> (Vec<Lead<UnitIx>>, Option<String>) {
        let parts = self.parts(key);
        let Some(name) = self.text(key) else {
            return (Vec::new(), None);
        };
        if parts.len() < 2 || self.desk.unit_lead(&name) != Lead::Unknown {
            return (vec![self.unit_named(key, &name)], Some(name));
        }
        let mut leads: Vec<Lead<UnitIx>> = Vec::with_capacity(parts.len());
        for part in &parts {
            let lead = self.unit_named(key, part);
            if !leads.contains(&lead) {
                leads.push(lead);
            }
        }
        (leads, Some(name))
    }

    /// Units, and their names as they stand.
    pub fn units(&mut self, key: &str) -> (Vec<Lead<UnitIx>>, Vec<String>) {
        let names = self.list(key);
        let leads = names
            .iter()
            .map(|name| self.unit_named(key, name))
            .collect();
        (leads, names)
    }

    fn unit_named(&mut self, key: &str, name: &str) -> Lead<UnitIx> {
        let (lead, fault) = self.desk.unit(name);
        if let Some(fault) = fault {
            self.fault(key, Some(name), fault);
        }
        lead
    }

    /// A channel by name and platform.
    pub fn channel(&mut self, key: &str, platform_key: &str) -> Lead<ChannelIx> {
        let name = self.required(key);
        let platform = self.text(platform_key);
        let Some(name) = name else {
            return Lead::Absent;
        };
        let (lead, fault) = self.desk.channel(&name, platform.as_deref(), None);
        if let Some(fault) = fault {
            self.fault(key, Some(&name), fault);
        }
        lead
    }

    /// What the reading of tables shares.
    pub fn desk(&mut self) -> &mut Desk<'c> {
        self.desk
    }

    /// The further columns: header and cell, those that are filled.
    pub fn extra(&mut self) -> Vec<(String, String)> {
        let layout = self.layout;
        let mut extra = Vec::new();
        for (header, place) in &layout.extra {
            let text = cell(self.row, Some(*place));
            self.note(text.unwrap_or_default());
            extra.extend(text.map(|text| (header.clone(), text.to_owned())));
        }
        extra
    }
}

impl Desk<'_> {
    /// Reads a date of the data.
    pub fn when(&self, text: &str) -> Result<When, Box<Diagnostic>> {
        let context = self.context;
        dates::read_when(text, context.date_formats, context.naive_offset).map_err(
            |error: DateError| {
                let fault = Diagnostic::error(error.code(), error.message());
                Box::new(fault.with_next_step(error.next_step(text)))
            },
        )
    }
}

/// Reads a yes or a no; some columns have words of their own.
pub(super) fn yes_no(key: &str, text: &str) -> Option<bool> {
    const WORDS: [(&str, &str); 5] = [
        ("true", "false"),
        ("yes", "no"),
        ("1", "0"),
        ("是", "否"),
        ("有", "无"),
    ];
    let own = match key {
        "valid" => Some(("有效", "无效")),
        "published" => Some(("公开", "不公开")),
        "original" => Some(("原创", "转载")),
        "ok" => Some(("正常", "异常")),
        "announced" => Some(("已公告", "未公告")),
        "confirmed" => Some(("已确认", "未确认")),
        _ => None,
    };
    WORDS.into_iter().chain(own).find_map(|(yes, no)| {
        if yes.eq_ignore_ascii_case(text) {
            Some(true)
        } else {
            no.eq_ignore_ascii_case(text).then_some(false)
        }
    })
}
