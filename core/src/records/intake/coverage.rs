//! Declared coverage: single channels are looked up, and what is missing is said.

use super::lookups::Desk;
use crate::diagnostic::{Diagnostic, Text};
use crate::order::InOrder;
use crate::records::RecordKind;
use crate::records::coverage::Coverage;

/// The kinds in which silence means something, so that coverage has to be declared.
const TIMED: [RecordKind; 3] = [
    RecordKind::Publications,
    RecordKind::Letters,
    RecordKind::Requests,
];

pub(super) fn resolve(
    desk: &mut Desk<'_>,
    handed_over: &[RecordKind],
) -> (Coverage, Vec<Diagnostic>) {
    let mut coverage = desk.context.coverage.clone();
    let mut notes = Vec::new();
    coverage.channels.clear();
    for declared in &coverage.declared {
        let kind = declared.records.unwrap_or(RecordKind::Publications);
        if declared.records.is_some() && !handed_over.contains(&kind) {
            let note = Diagnostic::note(
                "coverage.no_table",
                Text::new(
                    format!("声明了“{}”的数据范围，却没有交来这份数据", kind.zh()),
                    format!(
                        "coverage is declared for `{}`, which was not handed over",
                        kind.key()
                    ),
                ),
            );
            let next = Text::new(
                format!("补交 {}，或去掉这条声明", kind.file_name()),
                format!("hand over {}, or remove the declaration", kind.file_name()),
            );
            notes.push(note.with_value(declared.to_string()).with_next_step(next));
        }
        let Some(name) = &declared.channel else {
            continue;
        };
        let platform = declared.platform.as_deref();
        let (lead, fault) = desk.channel(name, platform, None);
        if let Some(channel) = lead.one() {
            let kinds = match declared.records {
                Some(kind) => vec![kind],
                None => vec![RecordKind::Publications, RecordKind::Probes],
            };
            for kind in kinds {
                coverage.channels.push((channel, kind, declared.span));
            }
        }
        if let Some(fault) = fault {
            let near = fault.near;
            let text = Text::new(
                format!("数据范围里的渠道查不到或不唯一：{}", fault.message.zh),
                format!("coverage names no one channel: {}", fault.message.en),
            );
            let shown = crate::registry::label(name, platform);
            let note = Diagnostic::warning("coverage.channel", text).with_value(shown);
            notes.push(note.with_next_step(fault.next_step).with_near(near));
        }
    }
    coverage.channels.in_order();
    coverage.channels.dedup();
    for kind in TIMED {
        let of_channels = coverage.channels.iter().any(|(_, of, _)| *of == kind);
        if handed_over.contains(&kind) && coverage.of_kind(kind).is_empty() && !of_channels {
            let note = Diagnostic::warning(
                "coverage.missing",
                Text::new(
                    format!(
                        "没有声明“{}”的数据范围，没有记录的日子一律无法判定",
                        kind.zh()
                    ),
                    format!(
                        "no coverage is declared for `{}`: silence cannot be judged",
                        kind.key()
                    ),
                ),
            );
            let next = Text::new(
                "在设置的 coverage 里写明这份数据从哪天导到哪天",
                "say in `coverage` of the settings from which day to which day it was exported",
            );
            notes.push(note.with_next_step(next));
        }
    }
    notes.dedup();
    (coverage, notes)
}
