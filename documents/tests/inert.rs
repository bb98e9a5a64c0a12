//! Names, titles and wordings come from strangers: in no file are they more than text.
#![allow(clippy::expect_used)]

mod support;

use support::{days, district};
use tongbao::bulletin::compose;
use tongbao::wire::Report;
use tongbao_documents::{csv, html, markdown};

const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "=1+1",
    "a|b",
    "two\nlines",
    "\"><img src=x onerror=alert(1)>&amp;",
    "</style><b>{unit}",
];

/// The district's report with a hostile text wherever strangers write.
fn hostile(text: &str) -> Report {
    let mut report = district();
    report.title = Some(text.to_owned());
    report.issuer = Some(text.to_owned());
    report.reconstructed = Some(text.to_owned());
    for finding in &mut report.findings {
        finding.unit = text.to_owned();
        finding.unit_as_recorded = text.to_owned();
        finding.subject = text.to_owned();
        finding.wording = text.to_owned();
        finding.platform = Some(text.to_owned());
    }
    for unit in &mut report.statistics.units {
        unit.name = text.to_owned();
    }
    for account in &mut report.statistics.accounts {
        account.name = text.to_owned();
        account.unit = Some(text.to_owned());
    }
    for manuscript in &mut report.statistics.manuscripts {
        manuscript.title = text.to_owned();
        manuscript.form = Some(text.to_owned());
    }
    report
}

#[test]
fn the_page_has_the_same_elements_whatever_the_names() {
    let elements = |text: &str| {
        let report = hostile(text);
        let page = html::to_html(&compose(&report, &days(&report)));
        assert!(
            !page.contains("<script") && !page.contains("<img"),
            "{text:?}"
        );
        // a place to break before a bracket is no harm
        let tags = page.replace("<wbr>", "").matches('<').count();
        (
            tags,
            page.matches("<svg").count(),
            page.matches("</style>").count(),
        )
    };
    let harmless = elements("name");
    for text in HOSTILE {
        assert_eq!(elements(text), harmless, "{text:?}");
    }
}

#[test]
fn markdown_has_the_same_lines_and_cells_whatever_the_names() {
    let shape = |text: &str| -> Vec<usize> {
        let report = hostile(text);
        let page = markdown::to_markdown(&compose(&report, &days(&report)));
        assert!(
            !page.contains("<script") && !page.contains("<img"),
            "{text:?}"
        );
        page.lines()
            .map(|line| line.replace("\\|", "").matches('|').count())
            .collect()
    };
    let harmless = shape("name");
    for text in HOSTILE {
        assert_eq!(shape(text), harmless, "{text:?}");
    }
}

#[test]
fn csv_has_a_line_for_each_finding_and_no_formula() {
    for text in HOSTILE {
        let report = hostile(text);
        let findings = csv::findings_csv(&report);
        assert!(findings.starts_with("\u{feff}rule,unit,subject,platform,wording,severity,"));
        assert_eq!(findings.lines().count(), report.findings.len() + 1);
        for file in [findings, csv::statistics_csv(&report)] {
            assert!(!file.contains('\r'));
            for cell in file.lines().flat_map(|line| line.split(',')) {
                let cell = cell.trim_start_matches(['"', '\u{feff}']);
                assert!(!cell.starts_with(['=', '+', '@']), "{cell:?}");
            }
        }
    }
}

#[test]
fn what_is_written_is_read_back() {
    let report = hostile("a,\"b\"");
    let text = csv::findings_csv(&report);
    let table = csv::read_csv("findings.csv", text.as_bytes(), csv::Encoding::Utf8);
    assert_eq!(table.header.first().map(String::as_str), Some("rule"));
    assert_eq!(table.rows.len(), report.findings.len());
    for row in &table.rows {
        assert_eq!(row.cells.len(), table.header.len());
        assert_eq!(row.cells.get(1).map(String::as_str), Some("a,\"b\""));
    }
}
