//! The short text of a rule: its braces and fields.

use super::words::text_of;
use crate::diagnostic::{Language, Text};
use crate::rules::{Template, template};
use crate::source::{Fields, Reader};

pub(super) fn wording(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Option<Template> {
    let node = fields.take("text")?;
    let path = fields.child("text");
    let template = text_of(reader, node, &path)?;
    for language in [Language::Zh, Language::En] {
        match template.pieces(language) {
            Err(rest) => {
                let message = Text::new("花括号没有成对", "a brace is not closed");
                let next = Text::new(
                    "字段写作 {count}；要印出花括号请写两遍",
                    "write fields as {count}; double a brace to print it",
                );
                let rest = rest.to_owned();
                let diagnostic = reader
                    .source
                    .error("text.brace", &node.span, &path, message);
                reader.tell(diagnostic.with_value(rest).with_next_step(next));
                return None;
            }
            Ok(pieces) => {
                for piece in pieces {
                    let template::Piece::Field(field) = piece else {
                        continue;
                    };
                    if template::FIELDS.contains(&field) {
                        continue;
                    }
                    let message = Text::new(
                        format!("没有 {{{field}}} 这个字段"),
                        format!("unknown field {{{field}}}"),
                    );
                    let list = template::FIELDS.join(", ");
                    let next = Text::new(
                        format!("可用的字段：{list}"),
                        format!("fields known here: {list}"),
                    );
                    let near = crate::source::nearest(field, template::FIELDS.iter().copied());
                    let diagnostic = reader
                        .source
                        .error("text.field", &node.span, &path, message);
                    let told = diagnostic.with_value(field).with_next_step(next);
                    reader.tell(told.with_near(near));
                }
            }
        }
        if template.text.zh == template.text.en {
            break;
        }
    }
    Some(template)
}
