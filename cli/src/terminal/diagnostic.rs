//! Diagnostics, drawn: code and sentence, place, value, next step.

use super::{BAD, DOUBTFUL, HEADING, QUIET, inert, say, styled};
use anstyle::Style;
use tongbao::diagnostic::{Diagnostic, Language, Place, Severity};

/// A diagnostic as a block of lines, the last one ended too.
///
/// ```text
/// 错误[date.impossible]：没有这一天
///   --> publications.csv:17:发布时间
///    | 2022-13-45
///   下一步：改成真实的日期
/// ```
pub fn block(diagnostic: &Diagnostic, language: Language) -> String {
    let colon = say(language, "：", ": ");
    let (name, style) = label(diagnostic.severity, language);
    let head = format!("{name}[{}]", diagnostic.code);
    let message = inert(diagnostic.message.get(language));
    let mut out = format!("{}{colon}{message}\n", styled(style, head));
    if let Some(place) = place(&diagnostic.place) {
        out.push_str(&format!("  {} {place}\n", styled(QUIET, "-->")));
    }
    if let Some(value) = &diagnostic.value {
        out.push_str(&format!("   {} {}\n", styled(QUIET, "|"), inert(value)));
    }
    if let Some(near) = near(diagnostic, language) {
        out.push_str(&format!("  {near}\n"));
    }
    let next_step = inert(diagnostic.next_step.get(language));
    if !next_step.is_empty() {
        let help = styled(HEADING, say(language, "下一步", "help"));
        out.push_str(&format!("  {help}{colon}{next_step}\n"));
    }
    out
}

/// `file:line:column`, or `file:line:name of the column`.
pub fn place(place: &Place) -> Option<String> {
    if place.file.is_empty() {
        return place.field.as_deref().map(inert);
    }
    let mut out = inert(&place.file);
    if let Some(line) = place.line {
        out.push_str(&format!(":{line}"));
    }
    if let Some(column) = place.column {
        out.push_str(&format!(":{column}"));
    }
    if let (None, Some(field)) = (place.column, &place.field) {
        out.push_str(&format!(":{}", inert(field)));
    }
    Some(out)
}

/// The nearest known names as a sentence.
pub fn near(diagnostic: &Diagnostic, language: Language) -> Option<String> {
    if diagnostic.near.is_empty() {
        return None;
    }
    let names: Vec<String> = diagnostic.near.iter().map(|name| inert(name)).collect();
    Some(match language {
        Language::Zh => format!("最接近的名称：{}", names.join("、")),
        Language::En => format!("nearest names: {}", names.join(", ")),
    })
}

fn label(severity: Severity, language: Language) -> (&'static str, Style) {
    match severity {
        Severity::Error => (say(language, "错误", "error"), BAD),
        Severity::Warning => (say(language, "警告", "warning"), DOUBTFUL),
        Severity::Note => (say(language, "说明", "note"), HEADING),
    }
}
