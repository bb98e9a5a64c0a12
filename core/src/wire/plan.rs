//! A plan for large tables, from a request without tables.

use super::Problem;
use super::request::open;
use crate::bulk::Plan;
use crate::diagnostic::{Diagnostic, Text};

/// Reads a plan: a request as for [`super::inspect_text`], without tables.
///
/// # Errors
/// What is wrong with it.
///
/// ```
/// let plan = tongbao::wire::plan_of(r#"{ "rules": "zhanggong-2022", "period": "2022-10", "as_of": "2022-11-15" }"#);
/// assert!(plan.is_ok_and(|plan| plan.rules().id == "zhanggong-2022"));
/// ```
pub fn plan_of(request: &str) -> Result<Plan, Problem> {
    open(request, false, |run, _| {
        if let Some((kind, _)) = run.tables.first() {
            let message = Text::new("制定方案时不带数据表", "a plan is made without tables");
            let next = Text::new(
                "请把数据表交给方案的 inspect",
                "hand the tables to the plan's `inspect`",
            );
            return Err(vec![
                Diagnostic::error("plan.tables", message)
                    .with_value(kind.key())
                    .with_next_step(next),
            ]);
        }
        Plan::new(run.settings, run.rules, run.options.language)
    })
}
