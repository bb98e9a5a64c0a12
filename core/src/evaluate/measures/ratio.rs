//! `ratio`: a share with its base.

use super::{Measured, Reading, count};
use crate::calendar::Span;
use crate::evaluate::attributes::{publication_holds, record_holds};
use crate::evaluate::{Case, Reason, Subject, Truth};
use crate::records::RecordKind;
use crate::rules::{CountSource, RatioSource, Selector};

/// How many records are surely, perhaps or not in base and part.
#[derive(Clone, Copy, Debug, Default)]
struct Sorted {
    part: i64,
    rest: i64,
    base_part_open: i64,
    base_open_part: i64,
    base_open_rest: i64,
    both_open: i64,
}

impl Sorted {
    fn add(&mut self, base: Truth, part: Truth) {
        let place = match (base, part) {
            (Truth::No, _) => return,
            (Truth::Yes, Truth::Yes) => &mut self.part,
            (Truth::Yes, Truth::No) => &mut self.rest,
            (Truth::Yes, Truth::Open) => &mut self.base_part_open,
            (Truth::Open, Truth::Yes) => &mut self.base_open_part,
            (Truth::Open, Truth::No) => &mut self.base_open_rest,
            (Truth::Open, Truth::Open) => &mut self.both_open,
        };
        *place += 1;
    }
}

/// The share over a span.
pub(crate) fn read<'r>(
    case: &Case<'r>,
    subject: Subject,
    span: Span,
    source: RatioSource,
    base: &Selector,
    part: &Selector,
) -> Result<Reading<'r>, Reason> {
    let mut sorted = Sorted::default();
    let mut replies = false;
    let (uncovered, doubts) = match source {
        RatioSource::Letters | RatioSource::Requests => {
            let kind = if source == RatioSource::Letters {
                RecordKind::Letters
            } else {
                RecordKind::Requests
            };
            let received = count::received(case, kind, subject, span);
            replies = !case.coverage.replies_known(kind);
            for record in &received.subjects {
                sorted.add(
                    record_holds(case, base, *record),
                    record_holds(case, part, *record),
                );
            }
            (received.uncovered, received.doubts)
        }
        RatioSource::Publications => {
            let everything = Selector::everything();
            let all = count::Count {
                source: CountSource::Publications,
                filter: &everything,
                below: true,
            };
            let reading = all.read(case, subject, span);
            for row in all.rows(case, subject, span) {
                if let Some(channel) = case.records.publications.channel.get(row as usize).copied()
                {
                    sorted.add(
                        publication_holds(case, base, channel, Some(row)),
                        publication_holds(case, part, channel, Some(row)),
                    );
                }
            }
            (reading.uncovered, reading.doubts)
        }
    };
    sorted.both_open += doubts.len() as i64;
    let surely = sorted.part + sorted.rest + sorted.base_part_open;
    let perhaps = sorted.base_open_part + sorted.base_open_rest + sorted.both_open;
    if surely == 0 && perhaps == 0 && !uncovered {
        return Err(Reason::new(
            "base_zero",
            "基数为0，没有比率",
            "the base is 0: there is no rate",
        ));
    }
    let low_base = surely + sorted.base_open_rest + sorted.both_open;
    let high_part = sorted.part + sorted.base_part_open + sorted.base_open_part + sorted.both_open;
    let high_base = surely + sorted.base_open_part + sorted.both_open;
    let measured = if uncovered || surely == 0 {
        Measured::Share {
            low: (0, 1),
            high: (1, 1),
        }
    } else {
        Measured::Share {
            low: (sorted.part, low_base.max(1)),
            high: (high_part, high_base.max(1)),
        }
    };
    Ok(Reading {
        measured,
        uncovered,
        attributes: perhaps > 0 || sorted.base_part_open > 0,
        replies: replies && sorted.base_part_open > 0,
        outcomes: false,
        doubts,
    })
}
