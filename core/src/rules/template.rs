//! The short text of a rule, with named evidence fields in braces.

use crate::diagnostic::{Language, Text};

/// The fields that a text may name.
pub const FIELDS: &[&str] = &[
    "unit", "subject", "platform", "count", "weeks", "slices", "gap", "last", "limit", "due",
    "late", "rate", "id", "value", "score", "rank", "before", "start", "stop",
];

/// A text in both languages with fields in braces; a doubled brace stands for itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// The text as written.
    pub text: Text,
    /// The languages that the set gives (the other falls back to it).
    pub given: Vec<Language>,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Text.
    Text(&'t str),
    /// A field.
    Field(&'t str),
}

impl Template {
    /// The pieces of the text in a language.
    ///
    /// # Errors
    /// The text from the brace on that is not closed.
    pub fn pieces(&self, language: Language) -> Result<Vec<Piece<'_>>, &str> {
        pieces(self.text.get(language))
    }

    /// The text, if it names no fields.
    pub fn plain(&self, language: Language) -> Option<String> {
        let pieces = self.pieces(language).ok()?;
        let texts = pieces.into_iter().map(|piece| match piece {
            Piece::Text(text) => Some(text),
            Piece::Field(_) => None,
        });
        let text: String = texts.collect::<Option<_>>()?;
        (!text.is_empty()).then_some(text)
    }

    /// The text with its fields filled in; a field without a value stays empty.
    pub fn fill(&self, language: Language, value: impl Fn(&str) -> String) -> String {
        match self.pieces(language) {
            Err(_) => self.text.get(language).to_owned(),
            Ok(pieces) => pieces
                .into_iter()
                .map(|piece| match piece {
                    Piece::Text(text) => text.to_owned(),
                    Piece::Field(field) => value(field),
                })
                .collect(),
        }
    }
}

/// The pieces of a text.
pub(crate) fn pieces(text: &str) -> Result<Vec<Piece<'_>>, &str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        if let Some(after) = from.strip_prefix("{{") {
            pieces.push(Piece::Text("{"));
            rest = after;
        } else if let Some(after) = from.strip_prefix("}}") {
            pieces.push(Piece::Text("}"));
            rest = after;
        } else if let Some((field, after)) = from
            .strip_prefix('{')
            .and_then(|inner| inner.split_once('}'))
        {
            pieces.push(Piece::Field(field));
            rest = after;
        } else {
            return Err(from);
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_filled_and_doubled_braces_stand_for_themselves() {
        let template = Template {
            text: Text::new("{subject}栏目{{{count}}}", "{subject}"),
            given: vec![],
        };
        let filled = template.fill(Language::Zh, |field| format!("<{field}>"));
        assert_eq!(filled, "<subject>栏目{<count>}");
        assert_eq!(pieces("a {b"), Err("{b"));
    }
}
