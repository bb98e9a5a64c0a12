//! The bulletin as one page: no script, no request, prints to A4 after GB/T 9704.

mod picture;
mod table;

use crate::text::one_line;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use tongbao::bulletin::{Annex, Block, Document};
use tongbao::diagnostic::Language;

const STYLE: &str = include_str!("page.css");
/// Nothing is fetched and nothing runs, whatever a name may hold.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// The document as a self-contained HTML page. Every string of the document is escaped.
pub fn to_html(document: &Document) -> String {
    let language = match document.language {
        Language::Zh => "zh-CN",
        Language::En => "en",
    };
    let page = html! {
        (DOCTYPE)
        html lang=(language) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content="tongbao";
                link rel="icon" href="data:,";
                title { (one_line(&document.title)) }
                style { (PreEscaped(STYLE)) (PreEscaped(running_head(document))) }
            }
            body {
                main {
                    (text(document))
                    @for annex in &document.annexes { (self::annex(annex)) }
                    (provenance(document))
                }
            }
        }
    };
    page.into_string()
}

fn text(document: &Document) -> Markup {
    html! {
        article {
            header {
                @if let Some(warning) = &document.warning {
                    p.warning role="note" { (one_line(warning)) }
                }
                h1 { (title(&document.title)) }
            }
            @if let Some(addressee) = &document.addressee {
                p.addressee { (one_line(addressee)) }
            }
            @for block in &document.blocks { (self::block(block, None)) }
            @if !document.annexes.is_empty() {
                nav.annexes {
                    p { (one_line(&document.annexes_label)) }
                    ul {
                        @for annex in &document.annexes {
                            li {
                                a href={ "#" (anchor(annex)) } {
                                    span.entry { (one_line(&annex.entry)) }
                                    span { (one_line(&annex.title)) }
                                }
                            }
                        }
                    }
                }
            }
            @if document.issuer.is_some() || document.issued_on.is_some() {
                div.signature {
                    div {
                        @if let Some(issuer) = &document.issuer { p { (one_line(issuer)) } }
                        @if let Some(day) = &document.issued_on { p { (one_line(day)) } }
                    }
                }
            }
        }
    }
}

/// A title breaks only at punctuation and before 关于, so that no word is torn apart.
fn title(title: &str) -> Markup {
    let title = one_line(title);
    let (before, after) = match title.split_once("关于") {
        Some((before, after)) if !before.is_empty() => (before, Some(after)),
        _ => (&*title, None),
    };
    html! {
        (before)
        @if let Some(after) = after { wbr; "关于" (after) }
    }
}

fn annex(annex: &Annex) -> Markup {
    html! {
        section.annex id=(anchor(annex)) {
            header {
                p.label { (one_line(&annex.label)) }
                h2 { (one_line(&annex.title)) }
            }
            @for block in &annex.blocks { (block_of(annex, block)) }
        }
    }
}

fn block_of(annex: &Annex, block: &Block) -> Markup {
    self::block(block, annex.number)
}

/// Where the list of annexes leads.
fn anchor(annex: &Annex) -> String {
    match annex.number {
        Some(number) => format!("annex-{number}"),
        None if has_picture(annex) => "picture".to_owned(),
        None => "tables".to_owned(),
    }
}

fn has_picture(annex: &Annex) -> bool {
    let mut blocks = annex.blocks.iter();
    blocks.any(|block| matches!(block, Block::Calendar(_)))
}

fn block(block: &Block, annex: Option<u32>) -> Markup {
    html! {
        @match block {
            Block::Heading { level: 1, number, text } => {
                h2 { (one_line(number)) (one_line(text)) }
            }
            Block::Heading { number, text, .. } => {
                h3 { (one_line(number)) (one_line(text)) }
            }
            Block::Paragraph { lead: Some(lead), text } => {
                p { b.lead { (one_line(lead)) } (one_line(text)) }
            }
            Block::Paragraph { lead: None, text } => p { (one_line(text)) },
            Block::Note(text) => p.note { (one_line(text)) },
            Block::Table(table) => (table::table(table, annex)),
            Block::SideBySide(parts) => {
                div.parts {
                    @for part in parts { (table::table(part, annex)) }
                }
            }
            Block::Calendar(picture) => (picture::picture(picture)),
        }
    }
}

fn provenance(document: &Document) -> Markup {
    html! {
        @if !document.provenance.is_empty() {
            footer {
                @for line in &document.provenance { p { (one_line(line)) } }
            }
        }
    }
}

/// The words at the head of every printed page, as a CSS string in which every character is escaped.
fn running_head(document: &Document) -> String {
    let Some(head) = &document.running_head else {
        return String::new();
    };
    let escaped: String = one_line(head)
        .chars()
        .map(|c| format!("\\{:06x}", u32::from(c)))
        .collect();
    format!("@page{{@top-center{{content:\"{escaped}\"}}}}")
}
