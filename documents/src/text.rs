//! What strangers' text must not do in any file: break lines, or turn the reading direction around.

use std::borrow::Cow;

/// The text on one line: line breaks, tabs and control characters become a space, characters that steer the reading
/// direction or cannot be seen are left out.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| breaks(c) || hides(c)) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars().filter(|c| !hides(*c)) {
        if breaks(c) {
            gap = true;
        } else {
            if gap && !line.is_empty() {
                line.push(' ');
            }
            gap = false;
            line.push(c);
        }
    }
    Cow::Owned(line)
}

fn breaks(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

fn hides(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn breaks_become_a_space_and_steering_is_dropped() {
        assert_eq!(one_line("a\r\n\tb\u{202e}c\n"), "a bc");
        assert_eq!(one_line("章贡 环境"), "章贡 环境");
    }
}
