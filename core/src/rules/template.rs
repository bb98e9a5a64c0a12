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
    /// How a list of slices is printed, if not in the usual way.
    pub list: Option<ListForm>,
}

/// The fields that the form of a slice may name.
pub const SLICE_FIELDS: &[&str] = &["from", "to", "slice", "count"];

/// How `{weeks}` and `{slices}` print their members.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListForm {
    /// A member, with the fields of [`SLICE_FIELDS`].
    pub member: Text,
    /// What stands between members.
    pub between: Option<Text>,
}

impl ListForm {
    /// A member with its fields filled in.
    pub fn member(&self, language: Language, value: impl Fn(&str) -> String) -> String {
        let text = self.member.get(language);
        let Ok(pieces) = pieces(text) else {
            return text.to_owned();
        };
        let filled = pieces.into_iter().map(|piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Field(field) => value(field),
        });
        filled.collect()
    }

    /// What stands between members.
    pub fn between(&self, language: Language) -> &str {
        match (&self.between, language) {
            (Some(between), language) => between.get(language),
            (None, Language::Zh) => "、",
            (None, Language::En) => ", ",
        }
    }
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
    /// The text of a rule that has none of its own.
    pub fn unsaid() -> Template {
        Template {
            text: Text::new("不符合要求：{limit}", "does not satisfy: {limit}"),
            given: vec![Language::Zh, Language::En],
            list: None,
        }
    }

    /// The pieces of the text in a language.
    ///
    /// # Errors
    /// The text from the brace on that is not closed.
    pub fn pieces(&self, language: Language) -> Result<Vec<Piece<'_>>, &str> {
        pieces(self.text.get(language))
    }

    /// What people call the rule, of no subject in particular: the text without the brackets that hold fields and
    /// without names; `…` stands for any other field. Nothing where that leaves no word.
    pub fn title(&self, language: Language) -> Option<String> {
        let mut title = String::new();
        // where a bracket began, and whether a field stands in it
        let mut bracket: Option<(usize, bool)> = None;
        for piece in self.pieces(language).ok()? {
            match piece {
                Piece::Field(_) if bracket.is_some() => {
                    bracket = bracket.map(|(at, _)| (at, true));
                }
                Piece::Field("unit" | "subject" | "platform" | "id") => {}
                Piece::Field(_) => title.push('…'),
                Piece::Text(text) => {
                    for mark in text.chars() {
                        if matches!(mark, '（' | '(') && bracket.is_none() {
                            bracket = Some((title.len(), false));
                        }
                        title.push(mark);
                        if matches!(mark, '）' | ')')
                            && let Some((at, holds_field)) = bracket.take()
                            && holds_field
                        {
                            title.truncate(at);
                        }
                    }
                }
            }
        }
        let words: Vec<&str> = title.split_whitespace().collect();
        let title = words.join(" ");
        title.chars().any(char::is_alphanumeric).then_some(title)
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
    fn a_title_is_of_no_subject_in_particular() {
        let title = |text: &str| {
            let text = Text::new(text, text);
            Template {
                text,
                given: vec![],
                list: None,
            }
            .title(Language::Zh)
        };
        for (text, expected) in [
            ("未按要求每周更新（{weeks}）", "未按要求每周更新"),
            (
                "首页不更新（指首页）（最近更新：{last}）",
                "首页不更新（指首页）",
            ),
            ("{subject}栏目应更新未更新", "栏目应更新未更新"),
            ("累计{count}个未更新", "累计…个未更新"),
            (
                "column {subject} not updated (last: {last})",
                "column not updated",
            ),
        ] {
            assert_eq!(title(text).as_deref(), Some(expected));
        }
        assert_eq!(title("{subject}（{count}）"), None);
        assert_eq!(title("{limit}"), None);
    }

    #[test]
    fn fields_are_filled_and_doubled_braces_stand_for_themselves() {
        let template = Template {
            text: Text::new("{subject}栏目{{{count}}}", "{subject}"),
            given: vec![],
            list: None,
        };
        let filled = template.fill(Language::Zh, |field| format!("<{field}>"));
        assert_eq!(filled, "<subject>栏目{<count>}");
        assert_eq!(pieces("a {b"), Err("{b"));
    }
}
