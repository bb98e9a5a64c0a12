//! Columns that line up, also where Chinese characters take two places.

use unicode_width::UnicodeWidthStr;

/// On which side of its column a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Text.
    Left,
    /// Numbers.
    Right,
    /// A sign between two numbers, closer to them than other columns.
    Sign,
}

/// How many places a text without styles takes in a terminal.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Rows of cells as lines, two places before each column; no blanks at the end of a line. A row may have fewer cells
/// than there are sides.
pub fn lines(sides: &[Side], rows: &[Vec<String>]) -> Vec<String> {
    let widths: Vec<usize> = (0..sides.len())
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| width(cell)).max().unwrap_or(0)
        })
        .collect();
    rows.iter().map(|row| line(row, sides, &widths)).collect()
}

fn line(row: &[String], sides: &[Side], widths: &[usize]) -> String {
    let mut out = String::new();
    let mut before = Side::Left;
    for ((cell, side), places) in row.iter().zip(sides).zip(widths) {
        let close = *side == Side::Sign || before == Side::Sign;
        let blanks = " ".repeat(places.saturating_sub(width(cell)));
        out.push_str(if close { " " } else { "  " });
        if *side == Side::Right {
            out.push_str(&blanks);
            out.push_str(cell);
        } else {
            out.push_str(cell);
            out.push_str(&blanks);
        }
        before = *side;
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Side, lines};

    #[test]
    fn double_width_cells_line_up() {
        let row = |name: &str, number: &str| vec![name.to_owned(), number.to_owned()];
        let shown = lines(
            &[Side::Left, Side::Right],
            &[row("信息", "7"), row("units", "1,034")],
        );
        assert_eq!(shown, ["  信息       7", "  units  1,034"]);
    }

    #[test]
    fn a_sign_stands_close_to_its_numbers() {
        let row = ["3", "=", "12"].map(str::to_owned).to_vec();
        let shown = lines(&[Side::Right, Side::Sign, Side::Right], &[row]);
        assert_eq!(shown, ["  3 = 12"]);
    }
}
