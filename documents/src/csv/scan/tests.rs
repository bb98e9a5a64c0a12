//! A scan reads what [`read_csv`] reads, for every way of cutting the file.

use super::*;
use crate::csv::read_csv;
use proptest::prelude::*;
use tongbao::records::table::Table;

type Row = Vec<String>;

/// What came out, in the order of the file.
#[derive(Debug, PartialEq)]
enum Outcome {
    Rows {
        header: Row,
        rows: Vec<Row>,
        misfits: Vec<(u32, u32)>,
        all: u64,
    },
    Refused(Vec<(&'static str, Option<u32>, Option<String>)>),
}

fn scanned(bytes: &[u8], scan: &Scan<'_>) -> Outcome {
    let take = |own: &mut Vec<(usize, Vec<Row>)>, records: &Records<'_>| {
        let chunk = records.chunk();
        let cell = |column: &Column<'_>, row: usize| {
            let Cells::Texts(texts) = column.cells else {
                return String::new();
            };
            let text = texts.get(row).unwrap_or(b"?");
            String::from_utf8_lossy(text).into_owned()
        };
        let rows = (0..records.rows)
            .map(|row| chunk.columns.iter().map(|own| cell(own, row)).collect())
            .collect();
        own.push((records.block, rows));
        Ok(())
    };
    match scan.run(bytes, Vec::new, take) {
        Ok((states, scanned)) => {
            let mut blocks: Vec<_> = states.into_iter().flatten().collect();
            blocks.sort();
            let rows: Vec<Row> = blocks.into_iter().flat_map(|(_, rows)| rows).collect();
            assert_eq!(scanned.good, rows.len() as u64);
            assert_eq!(scanned.rows, scanned.good + scanned.misfits);
            let misfits = scanned.first_misfits.iter();
            Outcome::Rows {
                header: scanned.header,
                rows,
                misfits: misfits.map(|one| (one.line, one.cells)).collect(),
                all: scanned.rows,
            }
        }
        Err(told) => Outcome::Refused(
            told.into_iter()
                .map(|one| (one.code, one.place.line, one.value))
                .collect(),
        ),
    }
}

/// What the ordinary reader says of the same bytes.
fn expected(bytes: &[u8], encoding: Encoding) -> Outcome {
    let table: Table = read_csv("t.csv", bytes, encoding);
    if let Some(told) = table.unreadable {
        return Outcome::Refused(vec![(told.code, told.place.line, told.value)]);
    }
    // the intake refuses this one, for the ordinary reader
    let mut seen = BTreeSet::new();
    let header = table.header.iter().map(|cell| trimmed(cell));
    let mut named = header.filter(|cell| !cell.is_empty());
    if let Some(twice) = named.find(|cell| !seen.insert(*cell)) {
        return Outcome::Refused(vec![("header.twice", None, Some(twice.to_owned()))]);
    }
    let width = table.header.len();
    let misfits = table.rows.iter().filter(|row| row.cells.len() != width);
    Outcome::Rows {
        all: table.rows.len() as u64,
        misfits: misfits
            .map(|row| (row.line, row.cells.len() as u32))
            .take(MISFITS_SHOWN)
            .collect(),
        rows: table
            .rows
            .iter()
            .filter(|row| row.cells.len() == width)
            .map(|row| row.cells.clone())
            .collect(),
        header: table.header,
    }
}

/// Every way of cutting and sharing out the work comes to what is expected.
fn agree(bytes: &[u8], encoding: Encoding, blocks: &[usize], threads: &[usize]) {
    let expected = expected(bytes, encoding);
    for block in blocks.iter().copied() {
        for threads in threads.iter().copied() {
            let scan = Scan {
                file: "t.csv",
                encoding,
                threads,
                block,
                ..Scan::default()
            };
            let scanned = scanned(bytes, &scan);
            // the header comes before the quote, and is told first
            if expected.code() == Some("csv.unclosed_quote")
                && scanned.code() == Some("header.twice")
            {
                continue;
            }
            let text = String::from_utf8_lossy(bytes);
            assert_eq!(
                scanned, expected,
                "{threads} threads, blocks of {block}: {text:?}"
            );
        }
    }
}

impl Outcome {
    fn code(&self) -> Option<&'static str> {
        match self {
            Outcome::Rows { .. } => None,
            Outcome::Refused(told) => told.first().map(|(code, ..)| *code),
        }
    }
}

/// Pieces of which files are made that are hard to read.
fn piece() -> impl Strategy<Value = String> {
    let long = "很长的标题".repeat(6);
    prop_oneof![
        6 => Just("a".to_owned()),
        6 => Just(",".to_owned()),
        4 => Just("\"".to_owned()),
        4 => Just("\n".to_owned()),
        2 => Just("\r\n".to_owned()),
        1 => Just("\r".to_owned()),
        1 => Just(" ".to_owned()),
        1 => Just("\u{3000}".to_owned()),
        1 => Just("\u{feff}".to_owned()),
        1 => Just("甲".to_owned()),
        1 => Just("\"\"".to_owned()),
        1 => Just("\",\"".to_owned()),
        1 => Just("\"\n\"".to_owned()),
        1 => Just(long),
    ]
}

/// Cells that are written as they should be, of any text.
fn quoted() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..4).prop_map(|pieces| {
        let text = pieces.concat();
        if text.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_as_the_ordinary_reader_reads_it(
        pieces in prop::collection::vec(piece(), 0..60),
        block in 1_usize..80,
        threads in 1_usize..5,
    ) {
        agree(pieces.concat().as_bytes(), Encoding::Utf8, &[block, 16, 1 << 16], &[threads, 1]);
    }

    #[test]
    fn well_written_rows_are_read_as_the_ordinary_reader_reads_them(
        rows in prop::collection::vec(prop::collection::vec(quoted(), 3..4), 1..40),
        end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
        marked: bool,
        block in 1_usize..300,
        threads in 1_usize..5,
    ) {
        let rows: Vec<String> = rows.iter().map(|cells| cells.join(",")).collect();
        let mark = if marked { "\u{feff}" } else { "" };
        let text = format!("{mark}id,name,day{end}{}", rows.join(end));
        agree(text.as_bytes(), Encoding::Utf8, &[block, 1 << 16], &[threads, 1]);
    }

    #[test]
    fn gb18030_is_read_as_the_ordinary_reader_reads_it(
        pieces in prop::collection::vec(piece(), 0..40),
        cut in any::<prop::sample::Index>(),
        block in 1_usize..80,
        threads in 1_usize..5,
    ) {
        let text = pieces.concat();
        let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
        agree(&bytes, Encoding::Gb18030, &[block, 1 << 16], &[threads]);
        // a byte that fits nowhere, in a table that has nothing else wrong with it
        let mut broken = b"a,b\n".to_vec();
        let (rows, _, _) = encoding_rs::GB18030.encode("甲,1\n乙,2\r\n丙,3\r丁,4\n");
        broken.extend_from_slice(&rows);
        let at = 4 + cut.index(rows.len());
        let expected = {
            broken.insert(at, 0xff);
            expected(&broken, Encoding::Gb18030)
        };
        let scan = Scan { encoding: Encoding::Gb18030, block, threads, ..Scan::default() };
        prop_assert_eq!(scanned(&broken, &scan), expected);
    }

    #[test]
    fn bytes_that_are_no_text_are_told_where_the_ordinary_reader_tells_them(
        at in any::<prop::sample::Index>(),
        byte in prop::sample::select(vec![0_u8, 0x80, 0xc3, 0xff]),
        block in 1_usize..80,
        threads in 1_usize..5,
    ) {
        let mut text = "编号,名称\n1,甲\r\n2,\"乙\n丙\"\n\n3,丁\n4,戊己庚辛\n".to_owned();
        // between two letters, so that it is wrong in one way alone
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let at = places.get(at.index(places.len())).copied().unwrap_or(0);
        let rest = text.split_off(at);
        let bytes = [text.as_bytes(), &[byte], rest.as_bytes()].concat();
        agree(&bytes, Encoding::Utf8, &[block, 16, 1 << 16], &[threads]);
    }
}

#[test]
fn more_misfits_than_are_listed_are_counted_all_the_same() {
    let mut text = "a,b\n".to_owned();
    for row in 0..400 {
        text.push_str(if row % 3 == 0 { "1,2\n" } else { "1,2,3\n" });
    }
    agree(
        text.as_bytes(),
        Encoding::Utf8,
        &[16, 100, 1 << 16],
        &[1, 3],
    );
}

#[test]
fn only_the_wanted_columns_are_read_in_the_order_in_which_they_are_wanted() {
    let text = "发布时间,标题, ID ,渠道\n2022-10-05,\"甲,\"\"乙\",7,\"沙\"\"石\"x\n,,8,\n";
    let scan = Scan {
        wanted: Wanted::Named(&[
            &["channel", "渠道"],
            &["none"],
            &["published_at", "发布时间"],
            &["id"],
        ]),
        ..Scan::default()
    };
    let Outcome::Rows { rows, .. } = scanned(text.as_bytes(), &scan) else {
        return assert_eq!(text, "");
    };
    assert_eq!(rows, [["沙\"石x", "2022-10-05", "7"], ["", "", "8"]]);
    let scanned = scan.run(text.as_bytes(), || (), |(), _| Ok(()));
    let columns = scanned.map(|(_, scanned)| scanned.columns);
    assert_eq!(
        columns.unwrap_or_default(),
        ["channel", "published_at", "id"]
    );
}

#[test]
fn a_column_that_is_there_twice_is_refused() {
    let scan = Scan {
        wanted: Wanted::Named(&[&["channel", "渠道"]]),
        ..Scan::default()
    };
    let refused = |text: &str| match scanned(text.as_bytes(), &scan) {
        Outcome::Refused(told) => told.first().map(|(code, _, value)| (*code, value.clone())),
        Outcome::Rows { .. } => None,
    };
    let twice = |value: &str| Some(("header.twice", Some(value.to_owned())));
    assert_eq!(refused("channel,渠道\n"), twice("渠道"));
    assert_eq!(refused("channel,Channel\n"), twice("Channel"));
    assert_eq!(refused("channel,title, title\n"), twice("title"));
    assert_eq!(refused("channel,,\n"), None);
}

#[test]
fn what_comes_first_in_the_file_is_told_whatever_thread_meets_it() {
    let mut text = "a\n".to_owned();
    for row in 0..200 {
        text.push_str(if row == 90 { "x\0\n" } else { "x\n" });
    }
    text.push('"');
    let refuse = |_: &mut (), records: &Records<'_>| {
        let late = records.block > 120;
        let fault = Diagnostic::error("t.late", tongbao::diagnostic::Text::default());
        if late { Err(vec![fault]) } else { Ok(()) }
    };
    for threads in 1..5 {
        let scan = Scan {
            threads,
            block: 2,
            ..Scan::default()
        };
        let told = scan.run(text.as_bytes(), || (), refuse).err();
        let told: Vec<_> = told
            .iter()
            .flatten()
            .map(|one| (one.code, one.place.line))
            .collect();
        assert_eq!(told, [("csv.nul_byte", Some(92))]);
    }
}

/// Gives a few bytes at a time, and is interrupted before each.
struct Halting<'b>(&'b [u8], bool);

impl Read for Halting<'_> {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        self.1 = !self.1;
        if self.1 {
            return Err(std::io::ErrorKind::Interrupted.into());
        }
        let count = room.len().min(3);
        self.0.read(room.get_mut(..count).unwrap_or_default())
    }
}

#[test]
fn a_source_may_give_a_few_bytes_at_a_time_and_be_interrupted() {
    let text = "\u{feff}编号\n甲\n\"乙\n丙\"\n";
    for encoding in [Encoding::Utf8, Encoding::Gb18030] {
        let scan = Scan {
            encoding,
            ..Scan::default()
        };
        let scanned = scan.run(Halting(text.as_bytes(), false), || (), |(), _| Ok(()));
        assert_eq!(scanned.map_or(0, |(_, scanned)| scanned.rows), 2);
    }
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("the disk is gone"))
    }
}

#[test]
fn a_file_that_breaks_off_is_told() {
    let source = b"a\n1\n".chain(Broken);
    let told = Scan::default().run(source, || (), |(), _| Ok(())).err();
    let codes: Vec<_> = told.iter().flatten().map(|one| one.code).collect();
    assert_eq!(codes, ["csv.unread"]);
}
