//! From a report to the document tree: the parts of the text, each in its own file, then the annexes that they cite.

mod annexes;
mod demands;
mod names;
mod overview;
mod problems;
mod provenance;
#[cfg(test)]
mod tests;

use super::document::{Block, Document};
use super::phrases::fill;
use super::picture::AccountDays;
use super::words::Words;
use crate::report::Report;
use annexes::{Annexed, Topic};

/// A paragraph with its points, not yet numbered.
struct Passage {
    lead: String,
    text: String,
    points: Vec<String>,
}

impl Passage {
    fn new(lead: &str, text: String) -> Passage {
        Passage {
            lead: lead.to_owned(),
            text,
            points: Vec::new(),
        }
    }
}

/// What every part of the text looks at.
struct Context<'a> {
    report: &'a Report,
    words: Words,
    annexes: Annexed,
}

impl Context<'_> {
    /// `附件2`, if there is such an annex.
    fn annex(&self, topic: Topic) -> Option<&str> {
        self.annexes.label(topic)
    }

    /// `（见附件2）`, or nothing.
    fn see(&self, topic: Topic) -> String {
        self.annex(topic).map_or_else(String::new, |annex| {
            fill(self.words.p.see, &[("annex", annex)])
        })
    }

    /// Whether a table of this kind was handed over and could be read.
    fn handed_over(&self, records: &str) -> bool {
        handed_over(self.report, records)
    }

    /// Whether a record of this kind without a reply is known to have none.
    fn replies_known(&self, records: &str) -> bool {
        self.report
            .coverage
            .iter()
            .filter(|coverage| coverage.records == records || coverage.records == "all")
            .all(|coverage| coverage.replies_known)
    }
}

fn handed_over(report: &Report, records: &str) -> bool {
    report
        .intake
        .iter()
        .any(|table| table.records == records && table.readable)
}

/// The bulletin of a report, in the report's language. `accounts` are the rows of the calendar picture; without any
/// there is no picture.
///
/// The text has an overview, the findings, and what is asked for; the annexes are numbered in the order in which they
/// stand, and one that would be empty is left out: the text says so instead.
pub fn compose(report: &Report, accounts: &[AccountDays]) -> Document {
    let words = Words::of(report.language);
    let p = words.p;
    let context = Context {
        report,
        words,
        annexes: annexes::annexes(report, accounts, words),
    };
    let period = words.period(&report.period);
    // a period of two days is its own span: not said twice
    let span = words.span(report.period.from, report.period.to);
    let in_days = if span == period {
        String::new()
    } else {
        fill(p.opening_span, &[("span", &span)])
    };
    let opening = fill(
        p.opening,
        &[
            ("rule_set", &report.rule_set.title),
            ("period", &period),
            ("in_days", &in_days),
            ("check_point", &words.date(report.check_point)),
            ("as_of", &words.date(report.as_of)),
        ],
    );
    let mut blocks = vec![Block::Paragraph {
        lead: None,
        text: opening,
    }];
    let parts = [
        overview::overview(&context),
        problems::problems(&context),
        demands::demands(&context),
    ];
    let parts = parts
        .into_iter()
        .filter(|(_, passages)| !passages.is_empty());
    for (at, (heading, passages)) in parts.enumerate() {
        blocks.push(Block::Heading {
            level: 1,
            number: fill(p.part, &[("n", &words.number(at + 1))]),
            text: heading.to_owned(),
        });
        number(passages, words, &mut blocks);
    }
    Document {
        language: report.language,
        title: report
            .title
            .clone()
            .unwrap_or_else(|| fill(p.title, &[("period", &period)])),
        warning: report
            .reconstructed
            .as_ref()
            .map(|how| fill(p.warning, &[("how", how)])),
        running_head: report
            .reconstructed
            .as_ref()
            .map(|_| p.running_head.to_owned()),
        addressee: (!p.addressee.is_empty()).then(|| p.addressee.to_owned()),
        blocks,
        annexes_label: p.annexes_label.to_owned(),
        annexes: context.annexes.list,
        issuer: report.issuer.clone(),
        issued_on: report.issued_on.map(|day| words.date(day)),
        provenance: provenance::provenance(report, words),
    }
}

/// Numbers the passages of a part; a single one needs no number.
fn number(passages: Vec<Passage>, words: Words, blocks: &mut Vec<Block>) {
    let single = passages.len() == 1;
    for (at, passage) in passages.into_iter().enumerate() {
        let number = words.number(at + 1);
        let lead = fill(
            words.p.lead,
            &[("n", number.as_str()), ("topic", &passage.lead)],
        );
        blocks.push(Block::Paragraph {
            lead: (!single).then_some(lead),
            text: passage.text,
        });
        for (at, text) in passage.points.into_iter().enumerate() {
            let lead = fill(words.p.point, &[("n", &(at + 1).to_string())]);
            blocks.push(Block::Paragraph {
                lead: Some(lead),
                text,
            });
        }
    }
}
