//! The short text of a rule: its braces and fields.

use super::words::text_with;
use crate::diagnostic::{Language, Text};
use crate::rules::{Template, template};
use crate::source::{Fields, Node, Reader};

pub(super) fn wording(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Option<Template> {
    let node = fields.take("text")?;
    let path = fields.child("text");
    let template = text_with(reader, node, &path, true)?;
    let text = |language| template.text.get(language);
    check(reader, node, &path, &text, template::FIELDS)?;
    if let Some(list) = &template.list {
        let member = |language| list.member.get(language);
        check(
            reader,
            node,
            &format!("{path}.member"),
            &member,
            template::SLICE_FIELDS,
        )?;
    }
    Some(template)
}

/// Tells braces that are not closed, and fields that there are not.
fn check<'t>(
    reader: &mut Reader<'_>,
    node: &Node,
    path: &str,
    text: &dyn Fn(Language) -> &'t str,
    known: &'static [&'static str],
) -> Option<()> {
    for language in [Language::Zh, Language::En] {
        match template::pieces(text(language)) {
            Err(rest) => {
                let message = Text::new("花括号没有成对", "a brace is not closed");
                let next = Text::new(
                    "字段写作 {count}；要印出花括号请写两遍",
                    "write fields as {count}; double a brace to print it",
                );
                let rest = rest.to_owned();
                let diagnostic = reader.source.error("text.brace", &node.span, path, message);
                reader.tell(diagnostic.with_value(rest).with_next_step(next));
                return None;
            }
            Ok(pieces) => {
                for piece in pieces {
                    let template::Piece::Field(field) = piece else {
                        continue;
                    };
                    if known.contains(&field) {
                        continue;
                    }
                    let message = Text::new(
                        format!("没有 {{{field}}} 这个字段"),
                        format!("unknown field {{{field}}}"),
                    );
                    let list = known.join(", ");
                    let next = Text::new(
                        format!("可用的字段：{list}"),
                        format!("fields known here: {list}"),
                    );
                    let near = crate::source::nearest(field, known.iter().copied());
                    let diagnostic = reader.source.error("text.field", &node.span, path, message);
                    let told = diagnostic.with_value(field).with_next_step(next);
                    reader.tell(told.with_near(near));
                }
            }
        }
        if text(Language::Zh) == text(Language::En) {
            break;
        }
    }
    Some(())
}
