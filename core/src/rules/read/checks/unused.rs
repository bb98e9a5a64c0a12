//! What is declared and named nowhere.

use super::{Check, Set};
use crate::diagnostic::Text;
use crate::rules::model::Of;
use crate::rules::read::book::{Book, Section};

pub(super) struct Unused;

/// The clock by which rectification is due; the report reads it by this name.
const RECTIFICATION: &str = "rectification";

impl Check for Unused {
    fn look(&self, _: &Set<'_>, book: &mut Book<'_, '_>) {
        let words = [
            (Section::Select, "选择条件", "selector"),
            (Section::List, "名单", "list"),
            (Section::Figure, "统计项", "figure"),
            (Section::Clock, "时限", "clock"),
        ];
        for (section, zh, en) in words {
            for entry in book.entries(section) {
                let id = entry.key.as_str();
                let used = book
                    .uses
                    .iter()
                    .any(|used| used.to.0 == section && used.to.1 == id);
                // a figure with a title is printed for its own sake
                let printed = section == Section::Figure && entry.node.get("title").is_some();
                let rectifies = section == Section::Clock
                    && id == RECTIFICATION
                    && book.of(section, id) == Some(Of::Case);
                if used || printed || rectifies {
                    continue;
                }
                let message = Text::new(
                    format!("{zh} `{id}` 没有用到"),
                    format!("the {en} `{id}` is used nowhere"),
                );
                let next = match section {
                    Section::Figure => Text::new(
                        "请删去；只为统计而写的，请加 title",
                        "leave it out; give it a `title` if it is there to be printed",
                    ),
                    _ => Text::new(
                        "请删去，或检查用到它的地方",
                        "leave it out, or check where it was meant",
                    ),
                };
                let key = entry.key_node();
                let path = format!("{}.{id}", section.key());
                book.reader.warning("unused", &key, &path, message, next);
            }
        }
    }
}
