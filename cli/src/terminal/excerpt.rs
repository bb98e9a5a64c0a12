//! Diagnostics of rule files, drawn with the lines that they point at. A column of Chinese text takes two places.

use super::diagnostic::{block, near};
use super::{inert, say};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstream::adapter::strip_str;
use std::ops::Range;
use tongbao::diagnostic::{Diagnostic, Language, Place, Severity};

/// A diagnostic with the lines that it points at; without them where no text is known.
///
/// ```text
/// 错误[value.unknown]：`rule.a.effect` 不能是 `vetto`
///   --> 示例.toml:9:10
///    |
///  9 | effect = "vetto"
///    |          ^^^^^^^
///    |
///    = 最接近的名称：veto
///    = 下一步：可用的写法：none, praise, notice, problem, veto
/// ```
pub fn excerpt<'t>(
    diagnostic: &Diagnostic,
    text_of: impl Fn(&str) -> Option<&'t str>,
    language: Language,
) -> String {
    let text = text_of(&diagnostic.place.file);
    let span = diagnostic.span.map(|(from, to)| from..to);
    let (Some(text), Some(span)) = (text, span) else {
        return block(diagnostic, language);
    };
    let Some(span) = on_its_line(text, span) else {
        return block(diagnostic, language);
    };
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR.with_name(say(language, "错误", "error")),
        Severity::Warning => Level::WARNING.with_name(say(language, "警告", "warning")),
        Severity::Note => Level::NOTE.with_name(say(language, "说明", "note")),
    };
    let message = inert(diagnostic.message.get(language));
    let file = inert(&diagnostic.place.file);
    let title = level.primary_title(message.as_str()).id(diagnostic.code);
    let snippet = Snippet::source(text)
        .path(file.as_str())
        .annotation(AnnotationKind::Primary.span(span));
    let mut group = title.element(snippet);
    let related: Vec<(String, String, Range<usize>, &str)> = diagnostic
        .related
        .iter()
        .filter_map(|related| {
            let text = text_of(&related.place.file)?;
            let span = on_its_line(text, start(text, &related.place)?)?;
            let said = inert(related.message.get(language));
            Some((inert(&related.place.file), said, span, text))
        })
        .collect();
    for (file, said, span, text) in &related {
        let snippet = Snippet::source(*text).path(file.as_str()).annotation(
            AnnotationKind::Context
                .span(span.clone())
                .label(said.as_str()),
        );
        group = group.element(snippet);
    }
    let near = near(diagnostic, language);
    if let Some(near) = &near {
        group = group.element(Level::HELP.no_name().message(near.as_str()));
    }
    let next = inert(diagnostic.next_step.get(language));
    if !next.is_empty() {
        let help = Level::HELP.with_name(say(language, "下一步", "help"));
        group = group.element(help.message(next.as_str()));
    }
    format!("{}\n", draw(group, language))
}

fn draw(group: Group<'_>, language: Language) -> String {
    let drawn = Renderer::styled().render(&[group]);
    if language == Language::En {
        return drawn;
    }
    // the marks behind the names of levels, in full width
    let mut lines = drawn.split('\n').enumerate().map(|(place, line)| {
        let help = strip_str(line)
            .to_string()
            .trim_start()
            .starts_with("= 下一步");
        if place == 0 || help {
            line.replacen(": ", "：", 1)
        } else {
            line.to_owned()
        }
    });
    let first = lines.next().unwrap_or_default();
    lines.fold(first, |all, line| format!("{all}\n{line}"))
}

/// The bytes no further than the end of their first line; at least one character where there is one.
fn on_its_line(text: &str, span: Range<usize>) -> Option<Range<usize>> {
    let from = span.start.min(text.len());
    let rest = text.get(from..)?;
    let line = rest.split(['\n', '\r']).next().unwrap_or("");
    let one = line.chars().next().map_or(0, char::len_utf8);
    let to = span
        .end
        .clamp(from + one, (from + line.len()).max(from + one));
    text.get(from..to).map(|_| from..to)
}

/// The word that begins at a place.
fn start(text: &str, place: &Place) -> Option<Range<usize>> {
    let (line, column) = (place.line? as usize, place.column? as usize);
    let before: usize = text
        .split_inclusive('\n')
        .take(line.checked_sub(1)?)
        .map(str::len)
        .sum();
    let rest = text.get(before..)?;
    let at = before + rest.char_indices().nth(column.checked_sub(1)?)?.0;
    let word = text.get(at..)?;
    let end = match word.strip_prefix('"') {
        Some(quoted) => quoted.find('"').map_or(word.len(), |end| end + 2),
        None => word
            .find(|c: char| c.is_whitespace() || "=,]}".contains(c))
            .unwrap_or(word.len()),
    };
    Some(at..at + end)
}

#[cfg(test)]
mod tests {
    use super::{excerpt, on_its_line, strip_str};
    use tongbao::diagnostic::Language;
    use tongbao::rules::RuleSet;
    use unicode_width::UnicodeWidthStr;

    /// A terminal's grid: the places that each character of a line takes.
    fn column_of(line: &str, part: &str) -> Option<usize> {
        Some(line.split_once(part)?.0.width())
    }

    #[test]
    fn the_underline_stands_under_what_follows_chinese_text() {
        let text = "format = 1\nid = \"示例\"\nversion = 1\ntitle = \"示例\"\neffective = { from = 2024-01-01 }\n\
            [rule.\"账号\"]\nof = \"account\"\nmeasure = { count = \"pushes\" }\nrequire = { at_least = 2 }\n\
            basis = { document = \"示例办法（试行）\", clause = \"第一条\", verifed = \"local\" }\n";
        let told = RuleSet::from_toml("示例.toml", text)
            .err()
            .unwrap_or_default();
        let told: Vec<_> = told
            .iter()
            .filter(|one| one.code == "key.unknown")
            .collect();
        assert_eq!(told.len(), 1);
        for one in told {
            let drawn = excerpt(one, |_| Some(text), Language::Zh);
            let drawn = strip_str(&drawn).to_string();
            let lines: Vec<&str> = drawn.lines().collect();
            let code = lines.iter().find_map(|line| column_of(line, "verifed ="));
            let mark = lines.iter().find_map(|line| column_of(line, "^"));
            assert!(code.is_some(), "{drawn}");
            assert_eq!(code, mark, "{drawn}");
        }
    }

    #[test]
    fn an_underline_ends_with_its_line() {
        assert_eq!(on_its_line("ab\ncd", 0..5), Some(0..2));
        assert_eq!(on_its_line("中文", 0..0), Some(0..3));
        assert_eq!(on_its_line("ab", 2..9), Some(2..2));
    }
}
