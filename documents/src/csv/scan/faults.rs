//! What is told of a file that cannot be scanned.

use super::super::decode::{self, NotUtf8, Spot};
use super::super::read::{no_header, nul_byte, place, unclosed_quote};
use super::blocks::{Fault as NoBlock, LONGEST_RECORD};
use super::source::Stop;
use tongbao::diagnostic::{Diagnostic, Text};

/// What stopped the scanning of a block; lines count from the block's first.
#[derive(Debug)]
pub(super) enum Fault {
    NoBlock(NoBlock),
    /// A NUL byte, some lines into the block.
    Nul(u32),
    /// Bytes that are no UTF-8.
    NotUtf8(NotUtf8),
    /// No record that is not blank.
    NoHeader,
    /// What the user of the rows says.
    Refused(Vec<Diagnostic>),
}

impl Fault {
    /// Tells it, with the lines that the blocks before have.
    pub fn told(self, file: &str, before: u32) -> Vec<Diagnostic> {
        let line = |lines: u32| before.saturating_add(lines).saturating_add(1);
        let told = match self {
            Fault::NoBlock(NoBlock::OpenQuote(lines)) => unclosed_quote(file, line(lines)),
            Fault::NoBlock(NoBlock::LongRecord(lines)) => long_record(file, line(lines)),
            Fault::NoBlock(NoBlock::Stop(stop, lines)) => match stop {
                Stop::Io(error) => unread(file, &error),
                Stop::Utf16 => decode::utf16(file),
                Stop::NotGb18030 { byte, value } => {
                    let line = line(lines);
                    decode::not_gb18030_at(file, Spot { line, byte, value })
                }
            },
            Fault::Nul(lines) => nul_byte(file, line(lines)),
            Fault::NotUtf8(mut what) => {
                what.spot.line = what.spot.line.saturating_add(before);
                decode::not_utf8(file, what)
            }
            Fault::NoHeader => no_header(file),
            Fault::Refused(told) => return told,
        };
        vec![told]
    }
}

fn unread(file: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(
        "csv.unread",
        Text::new("文件读取中断", "the file could not be read to its end"),
    )
    .at(place(file, None))
    .with_value(error.to_string())
    .with_next_step(Text::new(
        "核对文件和存储设备后重试",
        "check the file and the disk it is on, and try again",
    ))
}

fn long_record(file: &str, line: u32) -> Diagnostic {
    let most = LONGEST_RECORD >> 20;
    Diagnostic::error(
        "csv.long_record",
        Text::new(
            format!("第 {line} 行起的一条记录超过 {most} MiB，可能是引号没有结束"),
            format!("the record from line {line} on is longer than {most} MiB; a quote may never be closed"),
        ),
    )
    .at(place(file, Some(line)))
    .with_value("\"")
    .with_next_step(Text::new(
        "补上结束的引号；单元格内的引号写两次",
        "close the quote; write a quote inside a cell twice",
    ))
}

pub(super) fn header_twice(file: &str, before: &str, again: &str) -> Diagnostic {
    let message = if before == again {
        Text::new(
            format!("表头“{again}”出现了两次"),
            format!("the header `{again}` occurs twice"),
        )
    } else {
        Text::new(
            format!("表头“{before}”和“{again}”是同一列"),
            format!("the headers `{before}` and `{again}` mean the same column"),
        )
    };
    let mut place = place(file, None);
    place.field = Some(again.to_owned());
    Diagnostic::error("header.twice", message)
        .at(place)
        .with_value(again)
        .with_next_step(Text::new(
            "只留一列，另一列删去或改名",
            "keep one of the columns, delete or rename the other one",
        ))
}
