//! What the command says: the summary, explanations and diagnostics as lines of text.
//!
//! Every text that came from data passes [`inert`] before it is shown. Styles are always written; the stream takes
//! them out where they are not wanted.

pub mod comparison;
pub mod diagnostic;
pub mod excerpt;
pub mod explanation;
pub mod reason;
pub mod rule_set;
pub mod summary;
pub mod table;

use anstyle::{AnsiColor, Style};
use std::fmt::Display;
use tongbao::diagnostic::Language;

/// Headings.
pub const HEADING: Style = Style::new().bold();
/// Breaches and errors.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// What a person has to look at.
pub const DOUBTFUL: Style = AnsiColor::Yellow.on_default();
/// What is as it should be.
pub const GOOD: Style = AnsiColor::Green.on_default();
/// Places, codes, hashes.
pub const QUIET: Style = Style::new().dimmed();

/// A text in a style.
pub fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// The sentence of one language.
pub fn say<'a>(language: Language, zh: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

/// A text from data, on one line and without anything that a terminal obeys: control characters and marks that turn
/// the direction of writing are shown as escapes.
pub fn inert(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        let obeyed = character.is_control()
            || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if obeyed {
            out.extend(character.escape_default());
        } else {
            out.push(character);
        }
    }
    out
}

/// A whole number with its thousands apart.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{grouped, inert};

    #[test]
    fn nothing_from_data_moves_the_cursor() {
        assert_eq!(inert("a\nb\u{1b}[31m通报"), "a\\nb\\u{1b}[31m通报");
        assert_eq!(inert("章贡\u{202e}环境"), "章贡\\u{202e}环境");
    }

    #[test]
    fn thousands_stand_apart() {
        let shown = [0, 680, 1034, 1_000_000].map(grouped);
        assert_eq!(shown, ["0", "680", "1,034", "1,000,000"]);
    }
}
