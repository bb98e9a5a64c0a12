//! 三、工作要求: what is asked of the units, and by when.

use super::super::phrases::fill;
use super::problems::judges;
use super::{Context, Passage};
use crate::report::RectificationOut;

pub(super) fn demands<'a>(context: &Context<'_>) -> (&'a str, Vec<Passage>) {
    let (p, report) = (context.words.p, context.report);
    let mut passages = Vec::new();
    if judges(context) {
        let text = match (&report.rectification, report.findings.is_empty()) {
            (Some(limit), false) => Some(rectify(context, limit)),
            (None, false) => Some(p.rectify_plain.to_owned()),
            (Some(_), true) if report.undecided.is_empty() => Some(p.rectify_nothing.to_owned()),
            _ => None,
        };
        let passage = |text: String| Passage::new(p.topic_rectify, context.words.end(&text));
        passages.extend(text.map(passage));
    }
    if !report.undecided.is_empty() {
        let text = context.words.end(p.check_by_hand);
        passages.push(Passage::new(p.topic_check_by_hand, text));
    }
    (p.demands, passages)
}

fn rectify(context: &Context<'_>, limit: &RectificationOut) -> String {
    let (p, words) = (context.words.p, context.words);
    let due = match (limit.due_on, &limit.reason) {
        (Some(due), _) => fill(p.rectify_due, &[("due", &words.date(due))]),
        (None, Some(reason)) => {
            let reason = reason.trim_end_matches(['。', '.']);
            fill(p.rectify_due_unknown, &[("reason", reason)])
        }
        (None, None) => String::new(),
    };
    let report = context
        .report
        .issuer
        .as_ref()
        .map_or(p.rectify_report.to_owned(), |issuer| {
            fill(p.rectify_report_to, &[("issuer", issuer)])
        });
    let within = words.duration(&limit.within);
    fill(
        p.rectify,
        &[("within", &within), ("due", &due), ("report", &report)],
    )
}
