//! The plain twin of the HTML page: GitHub's Markdown. Merged cells are repeated, the picture is a table of weeks.

use crate::text::one_line;
use tongbao::bulletin::{Align, Annex, Block, CalendarPicture, Document, Table};

/// The document as Markdown. Nothing in a name, title or wording is taken for markup.
pub fn to_markdown(document: &Document) -> String {
    let mut out = Writer(String::new());
    out.block(&format!("# {}", escape(&document.title)));
    out.warning(document);
    if let Some(addressee) = &document.addressee {
        out.block(&escape(addressee));
    }
    for block in &document.blocks {
        out.content(block, 2);
    }
    out.list_of_annexes(document);
    let signature = [&document.issuer, &document.issued_on];
    let signature: Vec<String> = signature
        .into_iter()
        .flatten()
        .map(|line| escape(line))
        .collect();
    if !signature.is_empty() {
        out.block(&signature.join("  \n"));
    }
    for annex in &document.annexes {
        out.annex(annex);
    }
    if !document.provenance.is_empty() {
        out.block("---");
        for line in &document.provenance {
            out.block(&escape(line));
        }
    }
    out.warning(document);
    out.0
}

struct Writer(String);

impl Writer {
    fn block(&mut self, text: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(text);
        self.0.push('\n');
    }

    /// At the top and at the end, as the page has it.
    fn warning(&mut self, document: &Document) {
        if let Some(warning) = &document.warning {
            self.block(&format!("> **{}**", escape(warning)));
        }
    }

    fn list_of_annexes(&mut self, document: &Document) {
        if document.annexes.is_empty() {
            return;
        }
        self.block(&escape(&document.annexes_label));
        let items: Vec<String> = document
            .annexes
            .iter()
            .map(|annex| {
                let entry = format!("{} {}", annex.entry.trim_end(), annex.title);
                format!("- {}", escape(&entry))
            })
            .collect();
        self.block(&items.join("\n"));
    }

    fn annex(&mut self, annex: &Annex) {
        self.block(&format!(
            "## {} {}",
            escape(&annex.label),
            escape(&annex.title)
        ));
        for block in &annex.blocks {
            self.content(block, 3);
        }
    }

    /// A block; headings of level 1 get `top` number signs.
    fn content(&mut self, block: &Block, top: usize) {
        match block {
            Block::Heading {
                level,
                number,
                text,
            } => {
                let marks = "#".repeat(top + usize::from(*level).saturating_sub(1));
                let heading = format!("{number}{text}");
                self.block(&format!("{marks} {}", escape(&heading)));
            }
            Block::Paragraph { lead, text } => {
                let lead = lead.as_deref().unwrap_or_default();
                let paragraph = match (lead.trim_end(), text.as_str()) {
                    ("", text) => escape(text),
                    (lead, "") => format!("**{}**", escape(lead)),
                    (lead, text) => format!("**{}** {}", escape(lead), escape(text)),
                };
                self.block(&paragraph);
            }
            Block::Note(text) => self.block(&escape(text)),
            Block::Table(table) => self.block(&self::table(table)),
            Block::SideBySide(parts) => {
                if let Some(whole) = joined(parts) {
                    self.block(&table(&whole));
                }
            }
            Block::Calendar(picture) => {
                self.block(&escape(&picture.description));
                self.block(&weeks(picture));
            }
        }
    }
}

/// The parts of a table under each other again.
fn joined(parts: &[Table]) -> Option<Table> {
    let mut parts = parts.iter();
    let mut whole = parts.next()?.clone();
    for part in parts {
        whole.rows.extend(part.rows.iter().cloned());
    }
    Some(whole)
}

fn table(table: &Table) -> String {
    let heads = table.columns.iter().map(|column| cell(&column.title));
    let mut lines = vec![line(heads)];
    lines.push(line(table.columns.iter().map(|column| {
        match column.align {
            Align::Start => "---",
            Align::Center => ":---:",
            Align::End => "---:",
        }
        .to_owned()
    })));
    for (row, cells) in table.rows.iter().zip(table.grid()) {
        lines.push(line(cells.into_iter().map(|text| match cell(text) {
            text if row.total && !text.is_empty() => format!("**{text}**"),
            text => text,
        })));
    }
    lines.join("\n")
}

/// The picture in numbers: a row for each account, a column for each week; `!` marks a week that fell short, `?` one
/// that could not be judged.
fn weeks(picture: &CalendarPicture) -> String {
    let weeks = picture.weeks();
    let short = |day: tongbao::calendar::Day| {
        let (_, month, day) = day.ymd();
        format!("{month}/{day}")
    };
    let mut heads = vec![cell(&picture.legend.account)];
    heads.extend(weeks.iter().map(|week| {
        if week.from == week.to {
            short(week.from)
        } else {
            format!("{}–{}", short(week.from), short(week.to))
        }
    }));
    heads.push(cell(&picture.legend.total));
    let mut rules = vec!["---".to_owned()];
    rules.resize(heads.len(), "---:".to_owned());
    let mut lines = vec![line(heads), line(rules)];
    for account in &picture.accounts {
        let name = match &account.platform {
            Some(platform) => format!("{}({platform})", account.name),
            None => account.name.clone(),
        };
        let mut cells = vec![cell(&name)];
        cells.extend(weeks.iter().map(|&week| {
            let touches = |marked: &[tongbao::calendar::Span]| {
                marked.iter().any(|span| span.intersect(week).is_some())
            };
            let mark = if touches(&account.breached_weeks) {
                " \\!"
            } else if touches(&account.undecided_weeks) {
                " ?"
            } else {
                ""
            };
            format!("{}{mark}", account.updates_in(week))
        }));
        cells.push(account.updates_in(picture.window).to_string());
        lines.push(line(cells));
    }
    let legend = &picture.legend;
    format!(
        "{}\n\n\\! {}; ? {}",
        lines.join("\n"),
        escape(&legend.breached),
        escape(&legend.undecided)
    )
}

fn line(cells: impl IntoIterator<Item = String>) -> String {
    let cells: Vec<String> = cells.into_iter().collect();
    format!("| {} |", cells.join(" | "))
}

fn cell(text: &str) -> String {
    escape(text)
}

/// Text in which nothing is markup, on one line.
fn escape(text: &str) -> String {
    let line = one_line(text);
    let mut escaped = String::with_capacity(line.len() + 8);
    for (at, c) in line.char_indices() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '!' => escaped.push('\\'),
            // markup only where a line begins
            '#' | '+' | '-' | '=' | ':' if at == 0 => escaped.push('\\'),
            // `1.` and `1)` begin a list
            '.' | ')' if at > 0 && escaped.bytes().all(|byte| byte.is_ascii_digit()) => {
                escaped.push('\\');
            }
            _ => {}
        }
        // an address would become a link
        match c {
            ':' if line.get(at..).is_some_and(|rest| rest.starts_with("://")) => {
                escaped.push_str("\\:");
            }
            '@' => escaped.push_str("\\@"),
            // not by a backslash: not every renderer knows it before a tag
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn markup_in_names_is_inert() {
        for (text, inert) in [
            (
                "<script>alert(1)</script>",
                "&lt;script&gt;alert(1)&lt;/script&gt;",
            ),
            ("a|b", "a\\|b"),
            ("a\nb", "a b"),
            ("# head", "\\# head"),
            ("=1+1", "\\=1+1"),
            ("1. one", "1\\. one"),
            ("![x](y)", "\\!\\[x\\](y)"),
            ("&lt;", "&amp;lt;"),
            ("2022-10", "2022-10"),
            ("http://x.y", "http\\://x.y"),
        ] {
            assert_eq!(escape(text), inert);
        }
    }
}
