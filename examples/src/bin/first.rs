//! An account with one push in its second week: who is found wanting, why, and in which week.
//!
//! ```text
//! 示例街道 示例发布 未按要求每周更新两次 2022-10-10..2022-10-16
//! ```

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

fn main() -> tongbao_examples::Result<()> {
    let report = tongbao::wire::inspect_text(
        r#"{ "rules": "zhanggong-2022", "period": "2022-10-03..2022-10-16", "as_of": "2022-10-31",
             "coverage": { "publications": ["2022-10-03", "2022-10-16"] },
             "units": [{ "name": "示例街道", "tags": "not_ranked" }],
             "accounts": [{ "name": "示例发布", "platform": "微信公众号", "unit": "示例街道" }],
             "publications": { "channel": ["示例发布", "示例发布", "示例发布"],
                 "published_at": ["2022-10-08 09:00", "2022-10-09 16:30", "2022-10-12 10:15"] } }"#,
    )?;
    let report: tongbao::wire::Report = serde_json::from_str(&report)?;
    for finding in report.findings {
        for week in finding
            .evidence
            .slices
            .iter()
            .filter(|week| week.outcome == "breached")
        {
            println!(
                "{} {} {} {}..{}",
                finding.unit, finding.subject, finding.wording, week.from, week.to
            );
        }
    }
    Ok(())
}
