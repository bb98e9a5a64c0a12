//! From bytes to lines and columns, and for JSON from the number of a token to its bytes. Made once, and only when
//! something is told.

use std::ops::Range;
use std::sync::OnceLock;

/// Where the lines of a text begin, and for JSON its tokens.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    lines: OnceLock<Vec<usize>>,
    tokens: Option<OnceLock<Vec<Range<usize>>>>,
}

impl Places {
    /// Of a text whose spans number its tokens.
    pub(crate) fn of_json() -> Places {
        Places {
            lines: OnceLock::new(),
            tokens: Some(OnceLock::new()),
        }
    }

    /// The bytes of a span.
    pub(crate) fn bytes(&self, text: &str, span: &Range<usize>) -> Range<usize> {
        let Some(tokens) = &self.tokens else {
            return span.clone();
        };
        let tokens = tokens.get_or_init(|| tokens_of(text));
        tokens.get(span.start).cloned().unwrap_or(0..0)
    }

    /// The line and the column of a byte, both from 1; columns count characters.
    pub(crate) fn line(&self, text: &str, byte: usize) -> Option<(u32, u32)> {
        let lines = self.lines.get_or_init(|| {
            let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0)
                .chain(ends.map(|(at, _)| at + 1))
                .collect()
        });
        let line = lines.partition_point(|begin| *begin <= byte);
        let begin = *lines.get(line.checked_sub(1)?)?;
        let column = text.get(begin..byte)?.chars().count() + 1;
        Some((u32::try_from(line).ok()?, u32::try_from(column).ok()?))
    }
}

/// The bytes of every value and key of a JSON text, in the order in which they begin; of a list or table its bracket.
fn tokens_of(text: &str) -> Vec<Range<usize>> {
    let mut tokens = Vec::new();
    let mut begun: Option<usize> = None;
    let mut quoted = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        if quoted {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    tokens.extend(begun.take().map(|begin| begin..at + 1));
                    quoted = false;
                }
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => {
                quoted = true;
                begun = Some(at);
            }
            b'{' | b'[' => tokens.push(at..at + 1),
            b'}' | b']' | b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' => {
                tokens.extend(begun.take().map(|begin| begin..at));
            }
            _ => {
                begun.get_or_insert(at);
            }
        }
    }
    tokens.extend(begun.map(|begin| begin..text.len()));
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_keys_and_values_in_their_order() {
        let text = r#"{"a": [1, -2.5, "x\"]"], "中": {"b": null}}"#;
        let tokens: Vec<&str> = tokens_of(text)
            .into_iter()
            .filter_map(|bytes| text.get(bytes))
            .collect();
        let expected = [
            "{",
            "\"a\"",
            "[",
            "1",
            "-2.5",
            r#""x\"]""#,
            "\"中\"",
            "{",
            "\"b\"",
            "null",
        ];
        assert_eq!(tokens, expected);
        assert_eq!(tokens_of("12").first().map(|token| token.end), Some(2));
    }

    #[test]
    fn columns_count_characters() {
        let places = Places::default();
        let text = "a = 1\n中文 = 2\n";
        assert_eq!(places.line(text, 0), Some((1, 1)));
        assert_eq!(places.line(text, 13), Some((2, 4)));
        assert_eq!(places.line(text, text.len()), Some((3, 1)));
        assert_eq!(places.line(text, 999), None);
    }
}
