//! What else the reader must know: what intake and judging told, what was handed over in vain, what nobody declared.

use super::inspection::Inspection;
use crate::diagnostic::{Diagnostic, Language, Text};
use crate::evaluate::{Case, kinds_read};
use crate::order::InOrder;
use crate::records::RecordKind;
use crate::report::NoteOut;

/// The kinds that say something by rules alone; of the others intake tells that coverage is missing, and statistics
/// count them.
const BY_RULES: [RecordKind; 8] = [
    RecordKind::Probes,
    RecordKind::Observations,
    RecordKind::Tasks,
    RecordKind::Notices,
    RecordKind::Cases,
    RecordKind::Verdicts,
    RecordKind::Sightings,
    RecordKind::Filings,
];

/// Tables that no rule reads, and tables that one reads and of which nobody says how far they reach.
fn unread(inspection: &Inspection, case: &Case<'_>) -> Vec<Diagnostic> {
    let read = kinds_read(case);
    let coverage = &inspection.taken.coverage;
    let handed_over = BY_RULES
        .into_iter()
        .filter(|kind| case.records.present.contains(kind));
    let told = handed_over.filter_map(|kind| {
        let (zh, en) = (kind.zh(), kind.key());
        if !read.contains(&kind) {
            let message = Text::new(
                format!("交来了“{zh}”，而指标体系没有一条用到它"),
                format!("`{en}` was handed over, and nothing in the rule set reads it"),
            );
            let next = Text::new(
                "若应用到，请核对指标体系；若不用，可不交",
                "if it should be read, look at the rule set; if not, leave it out",
            );
            return Some(Diagnostic::note("records.unused", message).with_next_step(next));
        }
        let of_channels = coverage.channels.iter().any(|(_, of, _)| *of == kind);
        if !coverage.of_kind(kind).is_empty() || of_channels {
            return None;
        }
        let message = Text::new(
            format!("没有声明“{zh}”的数据范围，没有记录的日子一律无法判定"),
            format!("no coverage is declared for `{en}`: silence cannot be judged"),
        );
        let next = Text::new(
            "在设置的 coverage 里写明这份数据从哪天导到哪天",
            "say in `coverage` of the settings from which day to which day it was exported",
        );
        Some(Diagnostic::warning("coverage.missing", message).with_next_step(next))
    });
    told.collect()
}

/// A note has no place of its own for the next step, so it stands in the sentence.
fn with_next_step(note: &Diagnostic, language: Language) -> String {
    let message = note.message.get(language);
    match (note.next_step.get(language), language) {
        ("", _) => message.to_owned(),
        (next, Language::Zh) => format!("{message}；{next}"),
        (next, Language::En) => format!("{message}; {next}"),
    }
}

/// Everything that the reader must know besides, by code.
pub(super) fn notes(inspection: &Inspection, case: &Case<'_>) -> Vec<NoteOut> {
    let language = inspection.options.language;
    let mut all: Vec<Diagnostic> = inspection.judged.notes.clone();
    all.extend(inspection.taken.intake.notes.iter().cloned());
    all.extend(unread(inspection, case));
    if inspection.rules.history_recomputed {
        let message = Text::new(
            "以往周期没有判定记录的，已按本指标体系重新计算（history = recomputed）",
            "earlier periods without verdicts were judged anew by this rule set (history = recomputed)",
        );
        all.push(Diagnostic::note("history.recomputed", message));
    }
    let mut out: Vec<NoteOut> = all
        .iter()
        .map(|note| NoteOut {
            code: note.code.to_owned(),
            message: with_next_step(note, language),
        })
        .collect();
    out.in_order_by(|a, b| (&a.code, &a.message).cmp(&(&b.code, &b.message)));
    out.dedup();
    out
}
