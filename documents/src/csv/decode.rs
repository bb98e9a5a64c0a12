//! Bytes to text in the declared encoding. Nothing is guessed and nothing is replaced: a byte that does not fit stops
//! the file, with its place.

use encoding_rs::{DecoderResult, GB18030};
use std::borrow::Cow;
use tongbao::diagnostic::{Diagnostic, Place, Text};

pub(super) const UTF8_BOM: &[u8] = &[0xef, 0xbb, 0xbf];
pub(super) const UTF16_BOMS: [&[u8]; 2] = [&[0xff, 0xfe], &[0xfe, 0xff]];
/// So many of the offending bytes are shown.
const BYTES_SHOWN: usize = 4;

/// The declared encoding of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// GB18030, of which GBK and GB2312 are parts. A file with the mark of UTF-8 is UTF-8 all the same.
    Gb18030,
}

impl Encoding {
    /// The encoding of that name, as `tongbao.toml` has it.
    ///
    /// ```
    /// use tongbao_documents::csv::Encoding;
    /// assert_eq!(Encoding::from_name("UTF-8"), Some(Encoding::Utf8));
    /// assert_eq!(Encoding::from_name("gbk"), Some(Encoding::Gb18030));
    /// assert_eq!(Encoding::from_name("latin1"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Encoding> {
        match name.trim().to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Encoding::Utf8),
            "gb18030" | "gbk" | "gb2312" => Some(Encoding::Gb18030),
            _ => None,
        }
    }
}

/// The text of a file.
///
/// # Errors
/// `encoding.utf16`, `encoding.not_utf8` or `encoding.not_gb18030`, with line, byte and value.
pub(super) fn decode<'a>(
    file: &str,
    bytes: &'a [u8],
    encoding: Encoding,
) -> Result<Cow<'a, str>, Box<Diagnostic>> {
    if UTF16_BOMS.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(Box::new(utf16(file)));
    }
    let marked = bytes.strip_prefix(UTF8_BOM);
    match (encoding, marked) {
        (Encoding::Utf8, _) | (_, Some(_)) => {
            let bytes = marked.unwrap_or(bytes);
            std::str::from_utf8(bytes)
                .map(Cow::Borrowed)
                .map_err(|error| Box::new(not_utf8(file, NotUtf8::new(bytes, error.valid_up_to()))))
        }
        (Encoding::Gb18030, None) => GB18030
            .decode_without_bom_handling_and_without_replacement(bytes)
            .ok_or_else(|| Box::new(not_gb18030(file, bytes))),
    }
}

/// Bytes that are no UTF-8.
#[derive(Debug)]
pub(super) struct NotUtf8 {
    pub spot: Spot,
    /// Whether everything around them is GB18030.
    looks_gb18030: bool,
}

impl NotUtf8 {
    /// The byte at a place.
    pub fn new(bytes: &[u8], at: usize) -> NotUtf8 {
        let gb18030 = GB18030.decode_without_bom_handling_and_without_replacement(bytes);
        NotUtf8 {
            spot: Spot::new(bytes, at),
            looks_gb18030: gb18030.is_some(),
        }
    }
}

pub(super) fn not_utf8(file: &str, what: NotUtf8) -> Diagnostic {
    let place = what.spot;
    let next_step = if what.looks_gb18030 {
        Text::new(
            "该文件像是 GBK/GB18030 编码：在 tongbao.toml 中写 encoding = \"gb18030\"，或另存为“CSV UTF-8”",
            "the file looks like GBK/GB18030: write encoding = \"gb18030\" in tongbao.toml, or save it as \"CSV UTF-8\"",
        )
    } else {
        Text::new(
            "另存为“CSV UTF-8”；若为 GBK 文件，在 tongbao.toml 中写 encoding = \"gb18030\"",
            "save the file as \"CSV UTF-8\"; if it is GBK, write encoding = \"gb18030\" in tongbao.toml",
        )
    };
    place
        .diagnostic(file, "encoding.not_utf8", "UTF-8")
        .with_next_step(next_step)
}

fn not_gb18030(file: &str, bytes: &[u8]) -> Diagnostic {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(room.unwrap_or_default());
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    let at = match result {
        DecoderResult::Malformed(bad, after) => {
            read.saturating_sub(usize::from(bad) + usize::from(after))
        }
        DecoderResult::InputEmpty | DecoderResult::OutputFull => read,
    };
    not_gb18030_at(file, Spot::new(bytes, at))
}

pub(super) fn not_gb18030_at(file: &str, spot: Spot) -> Diagnostic {
    spot.diagnostic(file, "encoding.not_gb18030", "GB18030")
        .with_next_step(Text::new(
            "核对文件的实际编码：若为 UTF-8，在 tongbao.toml 中写 encoding = \"utf-8\"；否则重新导出",
            "check the file's encoding: if it is UTF-8, write encoding = \"utf-8\" in tongbao.toml; otherwise export it again",
        ))
}

pub(super) fn utf16(file: &str) -> Diagnostic {
    Diagnostic::error(
        "encoding.utf16",
        Text::new(
            "文件是 UTF-16（“Unicode 文本”），不能读取",
            "the file is UTF-16 (\"Unicode text\") and cannot be read",
        ),
    )
    .at(Place {
        file: file.to_owned(),
        ..Place::default()
    })
    .with_next_step(Text::new(
        "另存为“CSV UTF-8（逗号分隔）”",
        "save it as \"CSV UTF-8 (comma delimited)\"",
    ))
}

/// A byte of a file.
#[derive(Debug)]
pub(super) struct Spot {
    /// Its line, from 1.
    pub line: u32,
    /// Its place in the line, from 1.
    pub byte: usize,
    /// It and a few after it.
    pub value: String,
}

impl Spot {
    fn new(bytes: &[u8], at: usize) -> Spot {
        let before = bytes.get(..at).unwrap_or(bytes);
        let line_start = before
            .iter()
            .rposition(|byte| matches!(byte, b'\n' | b'\r'))
            .map_or(0, |end| end + 1);
        Spot {
            line: lines(before).saturating_add(1),
            byte: at - line_start + 1,
            value: Spot::shown(bytes.get(at..).unwrap_or_default()),
        }
    }

    /// The first bytes of a line's rest.
    pub fn shown(bytes: &[u8]) -> String {
        let value: Vec<String> = bytes
            .iter()
            .take_while(|byte| !matches!(byte, b'\n' | b'\r'))
            .take(BYTES_SHOWN)
            .map(|byte| format!("{byte:02X}"))
            .collect();
        value.join(" ")
    }

    fn diagnostic(self, file: &str, code: &'static str, encoding: &str) -> Diagnostic {
        let Spot { line, byte, value } = self;
        Diagnostic::error(
            code,
            Text::new(
                format!("第 {line} 行第 {byte} 个字节起不是有效的 {encoding}"),
                format!("not valid {encoding} from byte {byte} of line {line} on"),
            ),
        )
        .at(Place {
            file: file.to_owned(),
            line: Some(line),
            ..Place::default()
        })
        .with_value(value)
    }
}

/// How many lines end in these bytes, however they end.
pub(super) fn lines(bytes: &[u8]) -> u32 {
    let mut count: u32 = 0;
    let mut after_return = false;
    for byte in bytes {
        match byte {
            b'\n' if after_return => {}
            b'\n' | b'\r' => count = count.saturating_add(1),
            _ => {}
        }
        after_return = *byte == b'\r';
    }
    count
}
