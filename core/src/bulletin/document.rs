//! The document tree: what a bulletin consists of, whatever it is printed with.

use super::picture::CalendarPicture;
use crate::diagnostic::Language;

/// A bulletin. Every string is ready to print in the document's language and is plain text: whoever writes a file
/// format escapes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The language of every string in it.
    pub language: Language,
    /// The title.
    pub title: String,
    /// Said prominently wherever the document is shown: the records are reconstructed.
    pub warning: Option<String>,
    /// The same in a few words, for the head of every printed page.
    pub running_head: Option<String>,
    /// Whom it addresses, with its colon.
    pub addressee: Option<String>,
    /// The text.
    pub blocks: Vec<Block>,
    /// The words before the list of annexes (`附件：`).
    pub annexes_label: String,
    /// The annexes, in the order in which they are printed: numbered ones first.
    pub annexes: Vec<Annex>,
    /// Who issues it.
    pub issuer: Option<String>,
    /// The day of issue.
    pub issued_on: Option<String>,
    /// How it was made, a line each: rule set, calendar, coverage, what was taken in.
    pub provenance: Vec<String>,
}

/// A piece of text or a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading {
        /// 1 for the main parts, 2 for the parts of these.
        level: u8,
        /// The number with its mark: `一、`.
        number: String,
        /// The heading itself.
        text: String,
    },
    /// A paragraph.
    Paragraph {
        /// The heading that runs into it, with number and full stop: `（一）政务公开栏目。`
        lead: Option<String>,
        /// The text.
        text: String,
    },
    /// A remark in small print, such as the one under a table.
    Note(String),
    /// A table.
    Table(Table),
    /// The parts of one table, printed side by side.
    SideBySide(Vec<Table>),
    /// The calendar picture of updates.
    Calendar(Box<CalendarPicture>),
}

/// An annex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annex {
    /// Its number; absent for the picture and the tables that only explain.
    pub number: Option<u32>,
    /// What stands above its title: `附件1`, `附图`.
    pub label: String,
    /// What the list of annexes calls it: `1．`, `附图`.
    pub entry: String,
    /// Its title.
    pub title: String,
    /// What is in it.
    pub blocks: Vec<Block>,
}

/// Where the text of a column stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// At the start of the line: sentences.
    Start,
    /// In the middle: names, numbers of rows.
    #[default]
    Center,
    /// At the end: quantities in long columns.
    End,
}

/// How much room a column wants, from little to much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// A number.
    Number,
    /// A few characters.
    Narrow,
    /// A name.
    #[default]
    Name,
    /// A sentence.
    Text,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The header cell.
    pub title: String,
    /// Where its text stands.
    pub align: Align,
    /// How much room it wants.
    pub width: Width,
}

impl Column {
    /// A column.
    pub fn new(title: impl Into<String>, align: Align, width: Width) -> Column {
        Column {
            title: title.into(),
            align,
            width,
        }
    }
}

/// A table. A cell that is merged over rows or columns stands once, where it begins; the places that it covers have
/// no cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The columns, with the header cells.
    pub columns: Vec<Column>,
    /// The rows under the header.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The cells that begin in this row.
    pub cells: Vec<Cell>,
    /// Whether it sums up the others.
    pub total: bool,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// Over how many rows it extends, at least 1.
    pub rowspan: u32,
    /// Over how many columns it extends, at least 1.
    pub colspan: u32,
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell {
            text,
            rowspan: 1,
            colspan: 1,
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::from(text.to_owned())
    }
}

impl<C: Into<Cell>> FromIterator<C> for Row {
    fn from_iter<I: IntoIterator<Item = C>>(cells: I) -> Row {
        Row {
            cells: cells.into_iter().map(Into::into).collect(),
            total: false,
        }
    }
}

impl Table {
    /// Every place of the table filled: merged cells repeated, so that each row has a text for each column. For
    /// formats that cannot merge.
    pub fn grid(&self) -> Vec<Vec<&str>> {
        let width = self.columns.len();
        // for each column the text that still reaches down, and over how many further rows
        let mut reaching: Vec<(&str, u32)> = vec![("", 0); width];
        let mut grid = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let mut cells = row.cells.iter();
            let mut across: Option<(&Cell, u32)> = None;
            let mut line = Vec::with_capacity(width);
            for below in &mut reaching {
                if below.1 > 0 {
                    below.1 -= 1;
                    line.push(below.0);
                    continue;
                }
                let (cell, left) = match across.take() {
                    Some(running) => running,
                    None => match cells.next() {
                        Some(cell) => (cell, cell.colspan.max(1)),
                        None => {
                            line.push("");
                            continue;
                        }
                    },
                };
                line.push(cell.text.as_str());
                *below = (&cell.text, cell.rowspan.saturating_sub(1));
                across = (left > 1).then(|| (cell, left - 1));
            }
            grid.push(line);
        }
        grid
    }

    /// Merges equal neighbours that are not empty down the given column. Where several columns are merged, call it
    /// from left to right.
    pub(super) fn merge_down(&mut self, column: usize) {
        let grid: Vec<String> = self
            .grid()
            .iter()
            .map(|row| row.get(column).copied().unwrap_or_default().to_owned())
            .collect();
        let mut run: u32 = 0;
        // from the bottom: the upper cell of a run takes what was gathered below it
        for (at, row) in self.rows.iter_mut().enumerate().rev() {
            let here = grid.get(at);
            let above = at.checked_sub(1).and_then(|at| grid.get(at));
            let joins = here == above && here.is_some_and(|text| !text.is_empty());
            // merged columns to the left have taken cells of this row away: find the cell from the right
            let from_end = self.columns.len().saturating_sub(column + 1);
            let place = row.cells.len().checked_sub(from_end + 1);
            if joins {
                run += 1;
                if let Some(place) = place.filter(|&place| place < row.cells.len()) {
                    row.cells.remove(place);
                }
            } else {
                if let Some(cell) = place.and_then(|place| row.cells.get_mut(place)) {
                    cell.rowspan = run + 1;
                }
                run = 0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Table {
        let columns = rows.first().map_or(0, |row| row.len());
        Table {
            columns: vec![Column::new("c", Align::Center, Width::Name); columns],
            rows: rows
                .iter()
                .map(|row| row.iter().copied().collect())
                .collect(),
        }
    }

    #[test]
    fn merging_keeps_what_the_grid_says() {
        let rows: &[&[&str]] = &[
            &["1", "a", "x", ""],
            &["2", "a", "x", ""],
            &["3", "a", "y", "z"],
            &["4", "b", "y", "z"],
        ];
        let plain = table(rows);
        let mut merged = plain.clone();
        for column in [1, 2, 3] {
            merged.merge_down(column);
        }
        assert_eq!(merged.grid(), plain.grid());
        let spans: Vec<Vec<u32>> = merged
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.rowspan).collect())
            .collect();
        assert_eq!(
            spans,
            [vec![1, 3, 2, 1], vec![1, 1], vec![1, 2, 2], vec![1, 1]]
        );
    }

    #[test]
    fn the_grid_repeats_cells_merged_across() {
        let mut table = table(&[&["", "", ""], &["d", "e", "f"]]);
        if let Some(first) = table.rows.first_mut() {
            first.cells = vec![
                Cell {
                    text: "a".into(),
                    rowspan: 1,
                    colspan: 2,
                },
                Cell::from("c"),
            ];
        }
        assert_eq!(table.grid(), [["a", "a", "c"], ["d", "e", "f"]]);
    }
}
