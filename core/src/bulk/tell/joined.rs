//! The findings of all rules as one table: each column put together of those of every rule, some columns by one thread and
//! some by another.

use super::super::table::{SliceLists, Strings, Table, Values};
use super::{Findings, Names, SEVERITIES, code_of, table_of};
use std::sync::{Arc, OnceLock};

/// Some columns of findings.
#[derive(Clone, Copy)]
pub(super) enum JoinedPart {
    Wordings,
    Subjects,
    Rest,
}

/// The findings of all rules as columns.
#[derive(Default)]
pub(super) struct Joined {
    wordings: OnceLock<Values>,
    subjects: OnceLock<[Values; 2]>,
    rest: OnceLock<[Values; 9]>,
}

impl Joined {
    /// Joins some columns of the findings of several rules, in the order in which they are given.
    pub fn join<'f>(
        &self,
        part: JoinedPart,
        of: impl Iterator<Item = &'f Findings> + Clone,
        names: &Names<'_>,
    ) {
        match part {
            JoinedPart::Wordings => {
                self.wordings
                    .get_or_init(|| Values::Texts(texts(of.map(|own| &own.wording))));
            }
            JoinedPart::Subjects => {
                self.subjects.get_or_init(|| {
                    let channels = texts(of.clone().map(|own| &own.channels));
                    let channel = codes(of.clone().map(|own| (&own.channel, own.channels.len())));
                    let channel = if channel.contains(&-1) {
                        coded(channel, &channels)
                    } else {
                        Values::Texts(channels)
                    };
                    [channel, Values::Texts(texts(of.map(|own| &own.subject)))]
                });
            }
            JoinedPart::Rest => {
                self.rest.get_or_init(|| rest(of, names));
            }
        }
    }

    pub fn table(self) -> Table {
        let (Some(wording), Some([channel, subject]), Some(rest)) = (
            self.wordings.into_inner(),
            self.subjects.into_inner(),
            self.rest.into_inner(),
        ) else {
            return Table::default();
        };
        let [
            rule,
            unit_id,
            unit,
            platform,
            severity,
            value,
            at_most,
            last,
            slices,
        ] = rest;
        table_of(vec![
            ("rule", rule),
            ("unit_id", unit_id),
            ("unit", unit),
            ("channel_id", channel),
            ("subject", subject),
            ("platform", platform),
            ("severity", severity),
            ("wording", wording),
            ("value", value),
            ("value_at_most", at_most),
            ("last", last),
            ("slices", slices),
        ])
    }
}

fn coded(codes: Vec<i32>, values: &Arc<Strings>) -> Values {
    Values::Coded {
        codes,
        values: values.clone(),
    }
}

/// Texts of several rules, one after the other.
fn texts<'f>(of: impl Iterator<Item = &'f Strings> + Clone) -> Arc<Strings> {
    let (mut rows, mut bytes) = (0, 0);
    for own in of.clone() {
        rows += own.len();
        bytes += own.bytes.len();
    }
    let mut joined = Strings::with_room(rows, bytes);
    of.for_each(|own| joined.append(own));
    Arc::new(joined)
}

/// Codes of several rules, whose dictionaries of so many texts stand one after the other.
fn codes<'f>(of: impl Iterator<Item = (&'f Vec<i32>, usize)> + Clone) -> Vec<i32> {
    let mut joined = Vec::with_capacity(of.clone().map(|(codes, _)| codes.len()).sum());
    let mut first = 0;
    for (codes, texts) in of {
        joined.extend(
            codes
                .iter()
                .map(|code| if *code < 0 { *code } else { code + first }),
        );
        first += texts as i32;
    }
    joined
}

/// Numbers of several rules.
fn numbers<'f, T: Copy + 'f>(of: impl Iterator<Item = &'f Vec<T>> + Clone) -> Vec<T> {
    let mut joined = Vec::with_capacity(of.clone().map(Vec::len).sum());
    of.for_each(|own| joined.extend_from_slice(own));
    joined
}

/// The columns of findings that are neither subjects nor wordings.
fn rest<'f>(of: impl Iterator<Item = &'f Findings> + Clone, names: &Names<'_>) -> [Values; 9] {
    let rule = codes(of.clone().map(|own| (&own.rule, own.rules.len())));
    let unit = numbers(of.clone().map(|own| &own.unit));
    let mut platforms = Strings::default();
    let mut platform = Vec::with_capacity(rule.len());
    for own in of.clone() {
        let mut known: Vec<Option<i32>> = vec![None; own.platforms.len()];
        platform.extend(own.platform.iter().map(|code| {
            let Some(slot) = known.get_mut(*code as usize) else {
                return -1;
            };
            let text = || own.platforms.bytes_of(*code as usize).unwrap_or_default();
            *slot.get_or_insert_with(|| code_of(&mut platforms, text()))
        }));
    }
    let mut slices = SliceLists::default();
    let count = of.clone().map(|own| own.slices.from.len()).sum();
    slices.offsets.reserve(rule.len());
    slices.from.reserve(count);
    slices.to.reserve(count);
    slices.value.reserve(count);
    of.clone().for_each(|own| slices.append(&own.slices));
    [
        coded(rule, &texts(of.clone().map(|own| &own.rules))),
        coded(unit.clone(), &names.unit_ids),
        coded(unit, &names.unit_names),
        coded(platform, &Arc::new(platforms)),
        coded(
            numbers(of.clone().map(|own| &own.severity)),
            &Arc::new(SEVERITIES.iter().collect()),
        ),
        Values::Whole(numbers(of.clone().map(|own| &own.value))),
        Values::Whole(numbers(of.clone().map(|own| &own.at_most))),
        Values::Days(numbers(of.map(|own| &own.last))),
        Values::Slices(slices),
    ]
}
