//! Comparing two rule sets on the records of one request.

use super::Problem;
use super::request;
use super::text::pretty;
use crate::findings::{Comparison, compare_rules};

/// Compares two rule sets on the records of a request: that of [`inspect_text`](super::inspect_text) with `against` (or
/// `against_toml`), the rule set that `rules` is measured against. A set that was handed over need not be in force.
///
/// # Errors
/// The text of the problem, if nothing could be judged.
///
/// ```
/// let same = r#"{ "rules": "zhanggong-2022", "against": "zhanggong-2022", "period": "2022-10", "as_of": "2022-11-15" }"#;
/// assert!(tongbao::wire::compare_text(same).is_ok_and(|said| said.contains("\"added\": []")));
/// ```
pub fn compare_text(request: &str) -> Result<String, String> {
    compare_request(request)
        .map(|comparison| pretty(&comparison))
        .map_err(|problem| problem.to_text())
}

/// Compares two rule sets on the records of a request.
///
/// # Errors
/// What is wrong with it, if nothing could be judged.
pub fn compare_request(request: &str) -> Result<Comparison, Problem> {
    request::open(request, true, |run, against| match against {
        Some(against) => compare_rules(run, against),
        None => Err(Vec::new()),
    })
}

/// The text of `comparison.json`.
pub fn comparison_text(comparison: &Comparison) -> String {
    pretty(comparison)
}
