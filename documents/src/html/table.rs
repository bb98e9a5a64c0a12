//! Tables: merged cells stay merged, widths and alignment are classes.

use crate::text::one_line;
use maud::{Markup, html};
use tongbao::bulletin::{Align, Table, Width};

/// A table; in a numbered annex it says in which.
pub(super) fn table(table: &Table, annex: Option<u32>) -> Markup {
    html! {
        table data-annex=[annex] {
            colgroup {
                @for column in &table.columns { col class=(width(column.width)); }
            }
            thead {
                tr {
                    @for column in &table.columns { th scope="col" { (one_line(&column.title)) } }
                }
            }
            tbody {
                @for (row, aligns) in table.rows.iter().zip(aligns(table)) {
                    tr.total[row.total] {
                        @for (cell, align) in row.cells.iter().zip(aligns) {
                            td class=[class(align, &cell.text)]
                                rowspan=[(cell.rowspan > 1).then_some(cell.rowspan)]
                                colspan=[(cell.colspan > 1).then_some(cell.colspan)]
                            { (breakable(&cell.text)) }
                        }
                    }
                }
            }
        }
    }
}

/// For each row the alignment of the cells that begin in it: the columns that merged cells from above do not cover.
fn aligns(table: &Table) -> Vec<Vec<Align>> {
    let mut covered: Vec<u32> = vec![0; table.columns.len()];
    let mut rows = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let mut cells = row.cells.iter();
        let mut across = 0;
        let mut down = 0;
        let mut aligns = Vec::with_capacity(row.cells.len());
        for (below, column) in covered.iter_mut().zip(&table.columns) {
            if *below > 0 {
                *below -= 1;
            } else if across > 0 {
                across -= 1;
                *below = down;
            } else if let Some(cell) = cells.next() {
                across = cell.colspan.saturating_sub(1);
                down = cell.rowspan.saturating_sub(1);
                *below = down;
                // a cell over several columns is a remark on all of them
                aligns.push(if across > 0 {
                    Align::Center
                } else {
                    column.align
                });
            }
        }
        rows.push(aligns);
    }
    rows
}

/// Longer runs of text may break anywhere.
const KEPT_TOGETHER: usize = 10;

/// Sentences start at the left; names stay together if they are short.
fn class(align: Align, text: &str) -> Option<&'static str> {
    match align {
        Align::Start => Some("start"),
        Align::End => Some("end"),
        Align::Center => text
            .split(['(', '（', '、', '，', ',', ' '])
            .all(|run| run.chars().count() <= KEPT_TOGETHER)
            .then_some("kept"),
    }
}

/// The text, with a place to break before a bracket: an account breaks before its platform.
fn breakable(text: &str) -> Markup {
    let text = one_line(text);
    match text
        .find(['(', '（'])
        .and_then(|at| text.split_at_checked(at))
    {
        Some((name, rest)) if !name.is_empty() => html! { (name) wbr; (rest) },
        _ => html! { (text) },
    }
}

fn width(width: Width) -> &'static str {
    match width {
        Width::Number => "number",
        Width::Narrow => "narrow",
        Width::Name => "name",
        Width::Text => "text",
    }
}
