//! Rows to CSV that a spreadsheet opens without harm.
//!
//! UTF-8 with a byte order mark, since spreadsheets take unmarked Chinese for GBK; LF, so that the same report is the
//! same bytes everywhere and a line is a row.

use crate::text::one_line;

const BOM: char = '\u{feff}';

/// A CSV file in the making.
pub(super) struct Rows {
    text: String,
    row: Vec<String>,
}

impl Rows {
    pub fn new(header: &[&str]) -> Rows {
        let mut rows = Rows {
            text: BOM.to_string(),
            row: Vec::new(),
        };
        rows.row = header.iter().map(|&head| head.to_owned()).collect();
        rows.end();
        rows
    }

    /// A cell with text from the data: no formula, no line break.
    pub fn text(&mut self, text: &str) -> &mut Rows {
        self.row.push(inert(text));
        self
    }

    /// A cell with a number or a day: nothing in it can do harm.
    pub fn number(&mut self, number: impl ToString) -> &mut Rows {
        self.row.push(number.to_string());
        self
    }

    /// The same, if there is one.
    pub fn number_or_empty(&mut self, number: Option<impl ToString>) -> &mut Rows {
        self.row
            .push(number.map_or_else(String::new, |number| number.to_string()));
        self
    }

    /// Ends the row.
    pub fn end(&mut self) {
        for (at, cell) in self.row.iter().enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            if cell.contains([',', '"']) {
                self.text.push('"');
                self.text.push_str(&cell.replace('"', "\"\""));
                self.text.push('"');
            } else {
                self.text.push_str(cell);
            }
        }
        self.row.clear();
        self.text.push('\n');
    }

    pub fn finish(self) -> String {
        self.text
    }
}

/// Text that no spreadsheet takes for a formula: what looks like one gets an apostrophe before it.
fn inert(text: &str) -> String {
    let line = one_line(text);
    let first = line.chars().find(|c| !c.is_whitespace());
    let formula = matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'))
        // dropped by the line above, but a spreadsheet would have seen it
        || text.starts_with(['\t', '\r']);
    if formula {
        format!("'{line}")
    } else {
        line.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn formulas_are_inert() {
        for text in [
            "=1+1", "+1", "-1", "@x", "\t=1", "\rx", " =1", "＝1", "＠x", "\n=1",
        ] {
            assert!(inert(text).starts_with('\''), "{text:?}");
        }
        assert_eq!(inert("1-2"), "1-2");
        assert_eq!(inert("a\nb"), "a b");
    }
}
