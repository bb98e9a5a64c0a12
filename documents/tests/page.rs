//! The page as a reader and a printer find it.
#![allow(clippy::expect_used)]

mod support;

use support::{bulletin, days, district};
use tongbao::bulletin::compose;
use tongbao::diagnostic::Language;
use tongbao_documents::html::to_html;

/// What stands between two marks, for each time it occurs.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    text.split(open)
        .skip(1)
        .map(|rest| rest.split(close).next().unwrap_or_default())
        .collect()
}

/// The bodies of the tables of an annex.
fn tables(page: &str, annex: u32) -> Vec<&str> {
    between(page, &format!("<table data-annex=\"{annex}\">"), "</table>")
        .into_iter()
        .flat_map(|table| between(table, "<tbody>", "</tbody>"))
        .collect()
}

/// For each row the text and the row span of its cells.
fn rows(body: &str) -> Vec<Vec<(String, u32)>> {
    let cell = |cell: &str| {
        let (attributes, text) = cell.split_once('>').unwrap_or_default();
        let spans = between(attributes, "rowspan=\"", "\"");
        let span = spans.first().and_then(|span| span.parse().ok());
        (text.replace("<wbr>", ""), span.unwrap_or(1))
    };
    between(body, "<tr", "</tr>")
        .iter()
        .map(|row| between(row, "<td", "</td>").into_iter().map(cell).collect())
        .collect()
}

#[test]
fn annexes_have_the_rows_of_the_published_bulletin() {
    let page = to_html(&bulletin());
    let counts = |annex| -> Vec<usize> {
        tables(&page, annex)
            .into_iter()
            .map(|body| rows(body).len())
            .collect()
    };
    assert_eq!(counts(1), [8]);
    assert_eq!(counts(2), [3]);
    assert_eq!(counts(3), [5]);
    assert_eq!(counts(4), [21, 21]);
    let halves = tables(&page, 4);
    let last = halves.last().and_then(|body| rows(body).pop());
    let texts: Vec<String> = last.into_iter().flatten().map(|(text, _)| text).collect();
    assert_eq!(texts, ["42", "小计", "680"]);
}

#[test]
fn annex_1_merges_equal_neighbours() {
    let page = to_html(&bulletin());
    let rows: Vec<_> = tables(&page, 1).into_iter().flat_map(rows).collect();
    let spans: Vec<Vec<u32>> = rows
        .iter()
        .map(|row| row.iter().map(|(_, span)| *span).collect())
        .collect();
    assert_eq!(
        spans,
        [
            vec![1, 1, 5, 4, 1],
            vec![1, 1, 1],
            vec![1, 1, 1],
            vec![1, 1, 1],
            vec![1, 1, 1, 1],
            vec![1, 1, 1, 3, 1],
            vec![1, 1, 1, 1],
            vec![1, 1, 1, 1],
        ]
    );
}

#[test]
fn annex_3_prints_units_as_recorded_and_accounts_with_their_platform() {
    let page = to_html(&bulletin());
    let rows: Vec<_> = tables(&page, 3).into_iter().flat_map(rows).collect();
    let last: Vec<&str> = rows
        .last()
        .into_iter()
        .flatten()
        .map(|(text, _)| text.as_str())
        .collect();
    assert_eq!(
        last,
        [
            "5",
            "区教体局",
            "悦动章贡(微信公众号)",
            "未按要求每周更新两次",
            "10月份检查"
        ]
    );
}

#[test]
fn the_page_is_whole_and_prints_to_a4() {
    let document = bulletin();
    let page = to_html(&document);
    assert!(page.contains("<html lang=\"zh-CN\">"));
    assert!(page.contains("@page{size:A4;margin:37mm 26mm 35mm 28mm"));
    assert_eq!(page.matches("<style>").count(), 1);
    for foreign in [
        "http://",
        "https://",
        "url(",
        "@import",
        "<script",
        " style=",
        "javascript:",
    ] {
        let outside = page.matches(foreign).count();
        assert_eq!(outside, 0, "{foreign:?}");
    }
    let warning = document.warning.expect("the district is reconstructed");
    assert!(page.contains(&warning) && page.contains("@top-center{content:\""));
    // every shape is closed, or it would hold what follows it
    assert_eq!(
        page.matches("<rect").count(),
        page.matches("</rect>").count()
    );
    assert_eq!(
        page.matches("<path").count(),
        page.matches("</path>").count()
    );
    assert_eq!(page.matches("class=\"breached\"").count(), 6 + 1);
}

#[test]
fn english_reports_give_english_pages() {
    let mut report = district();
    report.language = Language::En;
    report.title = None;
    let page = to_html(&compose(&report, &days(&report)));
    assert!(page.contains("<html lang=\"en\">"));
    assert!(page.contains("Open government inspection: bulletin for October 2022"));
    assert!(page.contains("580 columns of 45 units were checked, with 680 items published"));
    assert!(page.contains("that is by 22 November 2022,"));
}
