//! Names that lead nowhere: told where they stand, unless it is plain that what they name was misspelt where it is written.

use super::book::{Book, Section, Use};
use crate::diagnostic::{Diagnostic, Text};
use crate::rules::model::Of;
use crate::source::{Entry, Value, nearest};

/// A name that leads nowhere.
pub(super) struct Lost {
    /// What was looked for.
    pub sought: Sought,
    /// The name.
    pub name: String,
    /// How it is told.
    pub told: Diagnostic,
}

/// What a name was to lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sought {
    /// A table of one of these sections.
    Table(Vec<Section>),
    /// An attribute of one of these kinds.
    Attribute(Vec<Of>),
}

/// Tells the names that lead nowhere. What several places call by one name, while something that is nearly called so is
/// named by nobody, was misspelt where it is written; of a single place it cannot be known, and both are shown.
pub(super) fn settle(book: &mut Book<'_, '_>) {
    let mut lost = std::mem::take(&mut book.lost);
    while let Some(first) = lost.pop() {
        let same = |one: &Lost| {
            let table = |sought: &Sought| matches!(sought, Sought::Table(_));
            one.name == first.name && table(&one.sought) == table(&first.sought)
        };
        let (mut alike, others): (Vec<Lost>, Vec<Lost>) = lost.into_iter().partition(same);
        alike.push(first);
        lost = others;
        group(book, alike);
    }
}

fn group(book: &mut Book<'_, '_>, alike: Vec<Lost>) {
    let Some(first) = alike.first() else {
        return;
    };
    let name = first.name.clone();
    let found = alike.iter().find_map(|one| meant(book, &one.sought, &name));
    let Some((section, entry)) = found else {
        for one in alike {
            book.reader.tell(one.told);
        }
        return;
    };
    let own = entry.key.as_str();
    let key = section.map_or("attribute", Section::key);
    let path = format!("{key}.{own}");
    if let Some(section) = section {
        book.uses.push(Use {
            from: (Section::List, String::new()),
            to: (section, own.to_owned()),
            span: entry.span.clone(),
            path: path.clone(),
            in_a_row: false,
        });
    }
    let source = book.reader.source;
    if let [_] = alike.as_slice() {
        let message = Text::new(
            format!("这里写有 `{own}`，没有哪里用到"),
            format!("`{own}` stands here and is used nowhere"),
        );
        let place = source.place(&entry.span, &path);
        for one in alike {
            book.reader
                .tell(one.told.with_related(place.clone(), message.clone()));
        }
        return;
    }
    let times = alike.len();
    let message = Text::new(
        format!("没有哪里用到 `{own}`，而 `{name}` 用了 {times} 处却没有写"),
        format!("`{own}` is used nowhere, and `{name}`, which {times} places name, stands nowhere"),
    );
    let next = Text::new(
        format!("是否应为 `{name}`？"),
        format!("did you mean `{name}`?"),
    );
    let mut told = source
        .error("name.misspelt", &entry.span, &path, message)
        .with_value(own)
        .with_next_step(next)
        .with_near(vec![name.clone()]);
    for one in alike {
        let message = Text::new(
            format!("这里用到 `{name}`"),
            format!("`{name}` is named here"),
        );
        told = told.with_related(one.told.place, message);
    }
    book.reader.tell(told);
}

/// What nobody names and is nearly called so.
fn meant<'n>(
    book: &Book<'_, 'n>,
    sought: &Sought,
    name: &str,
) -> Option<(Option<Section>, &'n Entry)> {
    let near = |own: &str| !nearest(name, [own]).is_empty();
    match sought {
        Sought::Table(sections) => sections.iter().find_map(|section| {
            let unused = |entry: &&Entry| {
                let to = (*section, entry.key.clone());
                near(&entry.key) && !book.uses.iter().any(|used| used.to == to)
            };
            let entry = book.entries(*section).iter().find(unused)?;
            Some((Some(*section), entry))
        }),
        Sought::Attribute(kinds) => {
            let Some(Value::Table(entries)) = book.top.get("attribute").map(|node| &node.value)
            else {
                return None;
            };
            let unused = book.attributes.iter().find(|attribute| {
                kinds.contains(&attribute.of)
                    && near(&attribute.name)
                    && !book.found.contains(&attribute.name)
            })?;
            let entry = entries.iter().find(|entry| entry.key == unused.name)?;
            Some((None, entry))
        }
    }
}
