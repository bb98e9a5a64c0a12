//! The examples, judged: the district gives every published figure and no finding beside the published ones; the two on
//! real records give what another program counted, and no finding of anybody.

use std::path::Path;
use tongbao::Inspection;
use tongbao::diagnostic::Language;
use tongbao::wire::Report;
use tongbao::wire::report::{FindingOut, Fraction, NumberOut, ValueOut};
use tongbao_examples::{Result, folder, zhanggong::published};

fn judged(example: &str) -> Result<Report> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(example);
    let inspection: Inspection = folder::judge(&path, Language::Zh)?;
    assert!(
        inspection.rules().warnings.is_empty(),
        "{:#?}",
        inspection.rules().warnings
    );
    let report = inspection.report();
    for table in &report.intake {
        assert!(table.readable && table.read > 0, "{}", table.table);
        assert_eq!(table.read, table.accepted, "{}", table.table);
        assert_eq!(
            (table.undated, table.after_as_of),
            (0, 0),
            "{}",
            table.table
        );
        assert!(table.extra_columns.is_empty(), "{:?}", table.extra_columns);
    }
    assert!(report.notes.is_empty(), "{:#?}", report.notes);
    Ok(report)
}

fn of_rule<'r>(list: &'r [FindingOut], rule: &'r str) -> impl Iterator<Item = &'r FindingOut> {
    list.iter().filter(move |finding| finding.rule == rule)
}

/// Met, breached, not applicable, cannot tell.
fn outcomes(report: &Report, rule: &str) -> Option<[u64; 4]> {
    let counts = report.outcomes.iter().find(|counts| counts.rule == rule)?;
    Some([
        counts.met,
        counts.breached,
        counts.not_applicable,
        counts.cannot_tell,
    ])
}

#[test]
fn the_district_gives_every_published_figure() -> Result<()> {
    let report = judged("zhanggong-2022-10")?;
    let json = Path::new(env!("CARGO_MANIFEST_DIR")).join("zhanggong-2022-10/published.json");
    let published = published::read(&std::fs::read_to_string(json)?)?;

    let size = &report.registry;
    assert_eq!(
        size.units,
        published.disclosure_columns.units_checked as u64
    );
    assert_eq!(
        size.columns,
        published.disclosure_columns.columns_checked as u64
    );
    assert_eq!(size.accounts, published.new_media.accounts as u64);

    let statistics = &report.statistics;
    assert_eq!(
        statistics.publications.total,
        published.disclosure_columns.items_published as u64
    );
    let ranked = statistics
        .units
        .iter()
        .filter_map(|unit| Some((unit.rank?, unit.name.as_str(), unit.publications)));
    let printed = published
        .counts
        .rows
        .iter()
        .map(|row| (u64::from(row.0), row.1.as_str(), row.2 as u64));
    assert!(ranked.eq(printed), "annex 4");

    let letters = statistics.letters.as_ref().ok_or("no letters")?;
    assert_eq!(letters.received, published.letters.received as u64);
    assert_eq!(letters.replied, published.letters.replied as u64);
    assert_eq!(letters.completion_rate, Some(Fraction { n: 5, d: 5 }));
    let kinds = letters
        .by_kind
        .iter()
        .map(|kind| (kind.kind.clone(), kind.count as usize));
    assert_eq!(
        kinds.collect::<std::collections::BTreeMap<_, _>>(),
        published.letters.by_kind
    );

    let requests = statistics.requests.as_ref().ok_or("no requests")?;
    assert_eq!(
        requests.received,
        published.disclosure_requests.received as u64
    );
    assert_eq!(
        requests.answered,
        published.disclosure_requests.answered as u64
    );
    assert_eq!(
        requests.units,
        published.disclosure_requests.units_receiving as u64
    );
    assert_eq!((requests.overdue, requests.undecided), (Some(0), 0));

    let manuscripts = statistics
        .manuscripts
        .iter()
        .map(|line| (&line.title, &line.units, &line.form, &line.adopted_by));
    let forms: Vec<_> = published
        .manuscripts
        .rows
        .iter()
        .map(|row| Some(row.3.clone()))
        .collect();
    let printed = published.manuscripts.rows.iter().zip(&forms);
    assert!(
        manuscripts.eq(printed.map(|(row, form)| (&row.1, &row.2, form, &row.4))),
        "annex 1"
    );

    let due = report
        .rectification
        .as_ref()
        .map(|rectification| &rectification.due_on);
    assert_eq!(serde_json::to_value(due)?, "2022-11-22");
    assert!(report.reconstructed.is_some());
    Ok(())
}

#[test]
fn the_district_has_the_published_findings_and_no_other() -> Result<()> {
    let report = judged("zhanggong-2022-10")?;
    let json = Path::new(env!("CARGO_MANIFEST_DIR")).join("zhanggong-2022-10/published.json");
    let published = published::read(&std::fs::read_to_string(json)?)?;

    let columns = of_rule(&report.findings, "column-stale");
    let columns =
        columns.map(|finding| (finding.unit_as_recorded.as_str(), finding.wording.as_str()));
    let printed = published
        .column_findings
        .rows
        .iter()
        .map(|row| (row.1.as_str(), row.2.as_str()));
    assert!(columns.eq(printed), "annex 2");

    let accounts = of_rule(&report.findings, "account-weekly").map(|finding| {
        let platform = finding.platform.as_deref().unwrap_or_default();
        let printed = format!("{}({platform})", finding.subject);
        (
            finding.unit_as_recorded.clone(),
            printed,
            finding.wording.clone(),
        )
    });
    let printed = published.account_findings.rows.iter();
    assert!(
        accounts.eq(printed.map(|row| (row.1.clone(), row.2.clone(), row.3.clone()))),
        "annex 3"
    );

    let few = of_rule(&report.findings, "unit-few-items").map(|finding| &finding.unit);
    assert!(few.eq(&published.low_volume_named), "low counts");

    let named = published.column_findings.rows.len() + published.account_findings.rows.len();
    assert_eq!(
        report.findings.len(),
        named + published.low_volume_named.len()
    );
    assert!(report.undecided.is_empty() && report.notices.is_empty() && report.waived.is_empty());
    Ok(())
}

#[test]
fn the_newsrooms_are_described_and_not_judged() -> Result<()> {
    let report = judged("newsrooms-2025-08")?;
    assert_eq!(report.statistics.publications.total, 774);
    assert!(report.findings.is_empty() && report.undecided.is_empty());
    assert_eq!(of_rule(&report.notices, "newsroom-quiet-week").count(), 12);
    assert_eq!(of_rule(&report.notices, "newsroom-quiet-lately").count(), 5);
    Ok(())
}

#[test]
fn a_letter_without_a_known_reply_is_not_late() -> Result<()> {
    let report = judged("message-board")?;
    assert!(report.findings.is_empty());
    // Of the letters without a known reply, 2 and 40 were not yet due at the as-of date.
    assert_eq!(
        outcomes(&report, "letter-over-7-working-days"),
        Some([124, 148, 2, 4_324])
    );
    assert_eq!(
        outcomes(&report, "letter-over-15-working-days"),
        Some([205, 67, 40, 4_286])
    );

    // Areas with a known reply over the limit, and the sum of what is known; the unknown area (6 and 4) is left out.
    for (rule, areas, letters) in [
        ("area-over-7-working-days", 48, 142),
        ("area-over-15-working-days", 27, 63),
    ] {
        let known = of_rule(&report.notices, rule).map(|notice| match notice.evidence.value {
            Some(ValueOut {
                low: Some(NumberOut::Whole(known)),
                ..
            }) => known,
            _ => 0,
        });
        let known: Vec<i64> = known.collect();
        assert_eq!(
            (known.len(), known.iter().sum::<i64>()),
            (areas, letters),
            "{rule}"
        );
    }
    Ok(())
}
