//! How the bulletin was made: the lines at its foot, and the tables that account for every outcome and row.

use super::super::document::{Align, Block, Cell, Column, Row, Table, Width};
use super::super::phrases::fill;
use super::super::words::Words;
use crate::report::Report;
use crate::report::{NumberOut, ValueOut};

/// So much of a hash tells one rule set from another.
const HASH_SHOWN: usize = 12;

pub(super) fn provenance(report: &Report, words: Words) -> Vec<String> {
    let p = words.p;
    let short = |hash: &str| hash.chars().take(HASH_SHOWN).collect::<String>();
    let rule_set = &report.rule_set;
    let mut lines = vec![
        fill(
            p.made_by,
            &[
                ("engine", &report.engine.name),
                ("version", &report.engine.version),
                ("title", &rule_set.title),
                ("id", &rule_set.id),
                ("rule_version", &rule_set.version.to_string()),
                ("hash", &short(&rule_set.hash)),
            ],
        ),
        fill(
            p.calendar,
            &[
                ("name", &report.calendar.name),
                ("years", &years(&report.calendar.years)),
                ("hash", &short(&report.calendar.hash)),
                ("offset", &report.offset),
            ],
        ),
    ];
    lines.extend(coverage(report, words));
    lines.extend(intake(report, words));
    lines.extend(report.notes.iter().map(|note| words.end(&note.message)));
    lines
}

/// `2010—2026`, `2020、2022`.
fn years(years: &[i32]) -> String {
    match (years.first(), years.last()) {
        (Some(first), Some(last)) if first == last => first.to_string(),
        (Some(first), Some(last)) if i64::from(*last - *first) + 1 == years.len() as i64 => {
            format!("{first}–{last}")
        }
        _ => {
            let years: Vec<String> = years.iter().map(i32::to_string).collect();
            years.join(", ")
        }
    }
}

fn coverage(report: &Report, words: Words) -> Option<String> {
    let p = words.p;
    let list: Vec<String> = report
        .coverage
        .iter()
        .map(|coverage| {
            let channel = coverage.channel.as_ref().map_or_else(String::new, |name| {
                let platform = coverage
                    .platform
                    .as_ref()
                    .map_or_else(String::new, |platform| {
                        fill(p.with_platform, &[("platform", platform)])
                    });
                let channel = format!("{name}{platform}");
                fill(p.coverage_channel, &[("channel", &channel)])
            });
            let replies = if coverage.replies_known {
                ""
            } else {
                p.coverage_replies_unknown
            };
            fill(
                p.coverage_one,
                &[
                    ("records", p.records(&coverage.records)),
                    ("channel", &channel),
                    ("span", &words.span(coverage.from, coverage.to)),
                    ("replies", replies),
                ],
            )
        })
        .collect();
    (!list.is_empty()).then(|| fill(p.coverage, &[("list", &list.join(p.item_separator))]))
}

fn intake(report: &Report, words: Words) -> Option<String> {
    let p = words.p;
    if report.intake.is_empty() {
        return None;
    }
    let mut sums = [0_u64; 4];
    let mut rejected = Vec::new();
    for table in &report.intake {
        let counts = [table.read, table.accepted, table.rejected, table.duplicates];
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum = sum.saturating_add(count);
        }
        if table.rejected > 0 {
            let count = table.rejected.to_string();
            let values = [("table", table.table.as_str()), ("rejected", &count)];
            rejected.push(fill(p.intake_rejected, &values));
        }
    }
    let [read, accepted, refused, duplicates] = sums.map(|sum| sum.to_string());
    let line = fill(
        p.intake,
        &[
            ("read", read.as_str()),
            ("accepted", &accepted),
            ("rejected", &refused),
            ("duplicates", &duplicates),
            ("list", &words.sentences(&rejected)),
        ],
    );
    Some(line.trim_end().to_owned())
}

/// The tables that account for outcomes, figures and rows.
pub(super) fn tables(report: &Report, words: Words) -> Vec<Block> {
    let p = words.p;
    let mut blocks = Vec::new();
    let mut add = |title: &str, table: Table| {
        if !table.rows.is_empty() {
            blocks.push(Block::Heading {
                level: 2,
                number: String::new(),
                text: title.to_owned(),
            });
            blocks.push(Block::Table(table));
        }
    };
    add(p.table_outcomes, outcomes(report, words));
    add(p.table_figures, figures(report, words));
    add(p.table_intake, intake_table(report, words));
    blocks
}

fn columns(heads: &[&str], texts: usize) -> Vec<Column> {
    let column = |(at, head): (usize, &&str)| {
        if at < texts {
            Column::new(*head, Align::Start, Width::Name)
        } else {
            Column::new(*head, Align::Center, Width::Narrow)
        }
    };
    heads.iter().enumerate().map(column).collect()
}

fn outcomes(report: &Report, words: Words) -> Table {
    let p = words.p;
    let rows = report.outcomes.iter().map(|rule| {
        let mut row: Row = [super::annexes::title(rule), p.subject_kind(&rule.of)]
            .into_iter()
            .collect();
        if rule.judged {
            let counts = [
                rule.selected,
                rule.met,
                rule.breached,
                rule.waived,
                rule.not_applicable,
                rule.cannot_tell,
            ];
            row.cells.extend(counts.map(|n| Cell::from(n.to_string())));
        } else {
            row.cells.push(Cell {
                text: p.outcome_not_judged.to_owned(),
                rowspan: 1,
                colspan: 6,
            });
        }
        row
    });
    Table {
        columns: columns(&p.outcome_heads, 2),
        rows: rows.collect(),
    }
}

fn intake_table(report: &Report, words: Words) -> Table {
    let p = words.p;
    let rows = report.intake.iter().map(|table| {
        let mut row: Row = [table.table.as_str()].into_iter().collect();
        if table.readable {
            let counts = [
                table.read,
                table.accepted,
                table.rejected,
                table.duplicates,
                table.undated,
                table.after_check_point,
                table.after_as_of,
            ];
            row.cells.extend(counts.map(|n| Cell::from(n.to_string())));
        } else {
            row.cells.push(Cell {
                text: p.intake_unreadable.to_owned(),
                rowspan: 1,
                colspan: 7,
            });
        }
        row
    });
    Table {
        columns: columns(&p.intake_heads, 1),
        rows: rows.collect(),
    }
}

/// The figures of the rule set, without the one that the annex of counts already shows.
fn figures(report: &Report, words: Words) -> Table {
    let p = words.p;
    let shown = report.statistics.publications.figure.as_deref();
    let rows = report
        .statistics
        .figures
        .iter()
        .filter(|figure| Some(figure.figure.as_str()) != shown)
        .flat_map(|figure| {
            figure.values.iter().map(|value| {
                let text = match (&value.value, &value.reason) {
                    (Some(value), _) => value_text(value, words),
                    (None, Some(reason)) => reason.clone(),
                    (None, None) => String::new(),
                };
                [
                    figure.figure.clone(),
                    value.unit.clone().unwrap_or_default(),
                    value.subject.clone(),
                    text,
                ]
                .into_iter()
                .collect()
            })
        });
    Table {
        columns: columns(&p.figure_heads, 4),
        rows: rows.collect(),
    }
}

fn value_text(value: &ValueOut, words: Words) -> String {
    let number = |number: &NumberOut| match number {
        NumberOut::Whole(whole) => whole.to_string(),
        NumberOut::Fraction(rate) => words
            .rate(*rate)
            .unwrap_or_else(|| format!("{}/{}", rate.n, rate.d)),
        NumberOut::Text(text) => text.clone(),
    };
    match (&value.low, &value.high) {
        (Some(low), Some(high)) if low == high => number(low),
        (Some(low), Some(high)) => fill(
            words.p.between,
            &[("low", &number(low)), ("high", &number(high))],
        ),
        (Some(low), None) => fill(words.p.at_least, &[("low", &number(low))]),
        (None, Some(high)) => number(high),
        (None, None) => String::new(),
    }
}
