//! One rule: a number, what is required of it, effect, wording, basis.

use super::book::{Book, Section};
use super::figure::number;
use super::limits::{Accepts, Compared};
use super::measures::compared;
use super::steps::{effect, requirement};
use super::wording::wording;
use super::words::choice;
use crate::diagnostic::Text;
use crate::rules::Template;
use crate::rules::model::{Basis, Effect, Rule};
use crate::source::{Entry, Fields};

pub(super) fn rule<'n>(book: &mut Book<'_, 'n>, entry: &'n Entry, path: &str) -> Option<Rule> {
    let mut fields = book.reader.fields(&entry.node, path)?;
    let number = number(book, &mut fields);
    let of = number.subjects.of;
    let compared = match &number.measure {
        Some(measure) => compared(book, measure, of),
        None => Compared::with(Accepts::Any),
    };
    let compared = Compared {
        figures: true,
        ..compared
    };
    let effect = effect(book, &mut fields).unwrap_or(Effect::Problem);
    let requirement = requirement(book, &mut fields, of, &compared, effect);
    let wording = wording(&mut book.reader, &mut fields);
    let basis = must_basis(book, &mut fields);
    let tags = book.words(&mut fields, "tags").unwrap_or_default();
    let was = was(book, &mut fields, &entry.key);
    book.reader.finish(fields);
    let named = number.named.clone();
    Some(Rule {
        id: entry.key.clone(),
        figure: number.whole(&entry.key, None)?,
        named,
        requirement: requirement?,
        effect,
        text: wording.unwrap_or_else(Template::unsaid),
        basis: basis?,
        tags,
        was,
        from_set: None,
    })
}

/// The ids that a rule had before; none of them may be in use.
fn was<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>, id: &str) -> Vec<String> {
    let Some(node) = fields.take("was") else {
        return Vec::new();
    };
    let path = fields.child("was");
    let texts = book.texts(node, &path).unwrap_or_default();
    for (name, node) in &texts {
        let taken = book.ids(Section::Rule).contains(&name.as_str());
        if taken || name == id {
            let message = Text::new(
                format!("现在就有规则 `{name}`，不能又是旧名"),
                format!("`{name}` is a rule of this set and cannot be an earlier name too"),
            );
            let next = Text::new(
                "请删去，或给其中之一改名",
                "leave it out, or rename one of the two",
            );
            book.reader.error("was.current", node, &path, message, next);
        }
    }
    texts.into_iter().map(|(name, _)| name).collect()
}

const VERIFIED: [(&str, &str); 3] = [("full", "full"), ("applied", "applied"), ("local", "local")];

/// The basis, if the key is there.
pub(super) fn basis<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>) -> Option<Basis> {
    let node = fields.take("basis")?;
    let mut inner = book.reader.fields(node, &fields.child("basis"))?;
    let document = book.reader.required_text(&mut inner, "document");
    let clause = book.reader.text(&mut inner, "clause");
    let verified = choice(&mut book.reader, &mut inner, "verified", &VERIFIED);
    book.reader.finish(inner);
    Some(Basis {
        document: document?,
        clause,
        verified: verified.map(str::to_owned),
    })
}

/// The basis, which must be there.
pub(super) fn must_basis<'n>(book: &mut Book<'_, 'n>, fields: &mut Fields<'n>) -> Option<Basis> {
    let basis = basis(book, fields);
    if fields.peek("basis").is_none() {
        book.reader.missing(fields, "basis");
    }
    basis
}
