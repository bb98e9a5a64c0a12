//! Text to rows of cells, each with the line on which it begins.

use super::decode::{Encoding, decode, lines};
use tongbao::diagnostic::{Diagnostic, Place, Text};
use tongbao::records::table::{Row, Table};

/// The cells of a CSV file. The first row that is not empty is the header; empty rows are skipped; a row may have more
/// or fewer cells than the header, which the intake tells. A file that cannot be read has no rows and says why in
/// `unreadable`.
///
/// ```
/// use tongbao_documents::csv::{Encoding, read_csv};
/// let table = read_csv("units.csv", "单位,序号\n沙石镇,1\n".as_bytes(), Encoding::Utf8);
/// assert_eq!(table.header, ["单位", "序号"]);
/// assert_eq!(table.rows[0].line, 2);
/// ```
pub fn read_csv(name: &str, bytes: &[u8], encoding: Encoding) -> Table {
    let mut table = Table {
        name: name.to_owned(),
        ..Table::default()
    };
    let read = decode(name, bytes, encoding).and_then(|text| rows(name, &text));
    match read {
        Ok(rows) => {
            let mut rows = rows.into_iter();
            table.header = rows.next().map(|row| row.cells).unwrap_or_default();
            table.rows = rows.collect();
        }
        Err(diagnostic) => table.unreadable = Some(*diagnostic),
    }
    table
}

fn rows(file: &str, text: &str) -> Result<Vec<Row>, Box<Diagnostic>> {
    // marks in the file's own encoding, or second ones: the reader below would leave one of them out, and not its quote
    let text = text.trim_start_matches('\u{feff}');
    let bytes = text.as_bytes();
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(Box::new(nul_byte(file, line_of(bytes, at))));
    }
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let mut rows = Vec::new();
    let mut record = ::csv::StringRecord::new();
    // the line on which the byte `counted` stands
    let (mut line, mut counted) = (1_u32, 0_usize);
    let mut start = 0;
    while reader
        .read_record(&mut record)
        .map_err(|error| Box::new(unreadable(file, &error)))?
    {
        let position = record.position().map_or(0, |position| position.byte());
        start = usize::try_from(position).unwrap_or(usize::MAX);
        // the reader's record begins with the line breaks that it skips
        start += bytes
            .iter()
            .skip(start)
            .take_while(|byte| matches!(byte, b'\n' | b'\r'))
            .count();
        line = line.saturating_add(lines(bytes.get(counted..start).unwrap_or_default()));
        counted = start;
        if record.iter().any(|cell| !is_blank(cell)) {
            rows.push(Row {
                line,
                cells: record.iter().map(str::to_owned).collect(),
            });
        }
    }
    // an open quote swallows everything after it, so that it can only be in the last record
    if let Some(at) = open_quote(bytes.get(start..).unwrap_or_default()) {
        return Err(Box::new(unclosed_quote(file, line_of(bytes, start + at))));
    }
    if rows.is_empty() {
        return Err(Box::new(no_header(file)));
    }
    Ok(rows)
}

pub(super) fn is_blank(cell: &str) -> bool {
    cell.chars().all(|c| c.is_whitespace() || c == '\u{feff}')
}

fn line_of(bytes: &[u8], at: usize) -> u32 {
    lines(bytes.get(..at).unwrap_or_default()).saturating_add(1)
}

/// Where a record opens a quote that it does not close.
fn open_quote(record: &[u8]) -> Option<usize> {
    let mut opened = None;
    let mut closed = None;
    let mut at_start = true;
    for (at, byte) in record.iter().enumerate() {
        let before = closed.take();
        match (byte, opened) {
            // a doubled quote closes and opens again at once
            (b'"', None) if before.is_some() => opened = before,
            (b'"', None) if at_start => opened = Some(at),
            (b'"', Some(_)) => closed = opened.take(),
            _ => {}
        }
        at_start = opened.is_none() && matches!(byte, b',' | b'\n' | b'\r');
    }
    opened
}

pub(super) fn place(file: &str, line: Option<u32>) -> Place {
    Place {
        file: file.to_owned(),
        line,
        ..Place::default()
    }
}

pub(super) fn nul_byte(file: &str, line: u32) -> Diagnostic {
    Diagnostic::error(
        "csv.nul_byte",
        Text::new(
            "文件含有空字节，不是 CSV 文本（可能是 UTF-16 或 Excel 工作簿）",
            "the file has a NUL byte and is no CSV text (it may be UTF-16 or an Excel workbook)",
        ),
    )
    .at(place(file, Some(line)))
    .with_next_step(Text::new(
        "另存为“CSV UTF-8（逗号分隔）”",
        "save it as \"CSV UTF-8 (comma delimited)\"",
    ))
}

pub(super) fn unclosed_quote(file: &str, line: u32) -> Diagnostic {
    Diagnostic::error(
        "csv.unclosed_quote",
        Text::new(
            format!("第 {line} 行的引号没有结束，其后的内容都被当作一个单元格"),
            format!(
                "the quote on line {line} is never closed, so that the rest of the file is one cell"
            ),
        ),
    )
    .at(place(file, Some(line)))
    .with_value("\"")
    .with_next_step(Text::new(
        "补上结束的引号；单元格内的引号写两次",
        "close the quote; write a quote inside a cell twice",
    ))
}

pub(super) fn no_header(file: &str) -> Diagnostic {
    Diagnostic::error(
        "csv.no_header",
        Text::new(
            "文件是空的，没有表头",
            "the file is empty and has no header",
        ),
    )
    .at(place(file, None))
    .with_next_step(Text::new(
        "写上表头；没有记录时只留表头一行",
        "write the header; a table without records has the header alone",
    ))
}

fn unreadable(file: &str, error: &::csv::Error) -> Diagnostic {
    let line = error.position().map(|position| position.line());
    Diagnostic::error(
        "csv.unreadable",
        Text::new("不是可读的 CSV 文件", "not a readable CSV file"),
    )
    .at(place(file, line.and_then(|line| u32::try_from(line).ok())))
    .with_value(error.to_string())
    .with_next_step(Text::new("重新导出该文件", "export the file again"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Table {
        read_csv("t.csv", text.as_bytes(), Encoding::Utf8)
    }

    fn code(table: &Table) -> Option<(&'static str, Option<u32>)> {
        let told = table.unreadable.as_ref()?;
        Some((told.code, told.place.line))
    }

    #[test]
    fn lines_are_those_of_the_file() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "", "1,\"x", "y\"", ",", "  ,\u{3000}", "2,z", ""].join(end);
            let table = read(&text);
            let lines: Vec<u32> = table.rows.iter().map(|row| row.line).collect();
            assert_eq!(lines, [3, 7], "with {end:?}");
            assert_eq!(table.header, ["a", "b"]);
        }
    }

    #[test]
    fn rows_keep_the_cells_they_have() {
        let table = read("\u{feff}a,b\n1\n1,2,3\n\"\"\"q\"\",\",x\n");
        let cells: Vec<&[String]> = table.rows.iter().map(|row| row.cells.as_slice()).collect();
        assert_eq!(table.header, ["a", "b"]);
        assert_eq!(
            cells,
            [
                ["1"].as_slice(),
                ["1", "2", "3"].as_slice(),
                ["\"q\",", "x"].as_slice()
            ]
            .map(|row| row
                .iter()
                .map(|cell| (*cell).to_owned())
                .collect::<Vec<_>>())
        );
    }

    #[test]
    fn an_open_quote_is_told_where_it_opens() {
        assert_eq!(
            code(&read("a,b\n1,2\n3,\"x\n4,5\n")),
            Some(("csv.unclosed_quote", Some(3)))
        );
        assert_eq!(
            code(&read("a,b\n1,\"x\n\"\"\n4,5\n")),
            Some(("csv.unclosed_quote", Some(2)))
        );
        for fine in [
            "a\n\"\"",
            "a\n\"x\"\"\"",
            "a\nx\"y",
            "a\n\"x\"\n",
            "a\n\"x\ny\"",
        ] {
            assert_eq!(code(&read(fine)), None, "{fine:?}");
        }
    }

    #[test]
    fn empty_files_and_foreign_ones_are_told() {
        assert_eq!(code(&read("")), Some(("csv.no_header", None)));
        assert_eq!(code(&read("\n , \n")), Some(("csv.no_header", None)));
        assert_eq!(code(&read("a\nb\0\n")), Some(("csv.nul_byte", Some(2))));
        let utf16 = read_csv("t.csv", b"\xff\xfea\0", Encoding::Gb18030);
        assert_eq!(code(&utf16), Some(("encoding.utf16", None)));
        assert_eq!(code(&read("a\n")), None);
    }

    #[test]
    fn undeclared_gbk_is_told_with_place_value_and_next_step() {
        // 单位 in GBK
        let bytes = b"name,unit\nx,\xb5\xa5\xce\xbb\n";
        let table = read_csv("units.csv", bytes, Encoding::Utf8);
        assert_eq!(code(&table), Some(("encoding.not_utf8", Some(2))));
        let told = table.unreadable.unwrap_or_else(|| no_header(""));
        assert_eq!(told.value.as_deref(), Some("B5 A5 CE BB"));
        assert!(
            told.message.en.contains("byte 3 of line 2"),
            "{}",
            told.message.en
        );
        assert!(told.next_step.zh.contains("encoding = \"gb18030\""));
        assert!(table.rows.is_empty());

        let table = read_csv("units.csv", bytes, Encoding::Gb18030);
        let cells = table.rows.first().map(|row| row.cells.clone());
        assert_eq!(cells, Some(vec!["x".into(), "单位".into()]));
    }

    #[test]
    fn malformed_gb18030_is_told_and_a_mark_wins() {
        let table = read_csv("t.csv", b"a\nb\xc9\n\xc9\xff\n", Encoding::Gb18030);
        assert_eq!(code(&table), Some(("encoding.not_gb18030", Some(2))));
        let marked = read_csv("t.csv", "\u{feff}单位\n甲\n".as_bytes(), Encoding::Gb18030);
        assert_eq!(marked.header, ["单位"]);
    }
}
