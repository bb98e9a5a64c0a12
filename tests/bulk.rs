//! Large tables: what is judged in one pass is what the engine comes to row by row, whatever the tables and the rules.

use proptest::prelude::*;
use tongbao::bulk::Plan;
use tongbao::wire::plan_of;
use tongbao_tests::tables::{Cells_, request, rules, told, world};

fn plan(request: &str) -> Result<Plan, TestCaseError> {
    plan_of(request).map_err(|problem| TestCaseError::fail(format!("{problem}\n{request}")))
}

/// How many cases: a few hundred, or as many as the environment asks for.
fn cases() -> u32 {
    let asked = std::env::var("TONGBAO_CASES").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(300)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_pass_is_what_the_engine_comes_to_row_by_row(
        world in world(), rules in rules(), run in any::<(u8, u8, u8)>(), cut in 0_usize..60,
    ) {
        let request = request(&rules, run);
        let plan = plan(&request)?;
        prop_assert_eq!(plan.long_way(), None, "{}", request);
        let cells = Cells_::of(&world);
        let tables = cells.tables(&world, cut);
        let quick = plan.inspect(&tables, 2);
        let slow = plan.inspect_row_by_row(&tables);
        match (quick, slow) {
            (Ok(quick), Ok(slow)) => {
                let (quick, slow) = (told(&quick), told(&slow));
                if quick != slow {
                    let only = |a: &[String], b: &[String]| a.iter().filter(|line| !b.contains(line)).cloned().collect::<Vec<_>>().join("\n  ");
                    return Err(TestCaseError::fail(format!("{request}\nquick only:\n  {}\nslow only:\n  {}", only(&quick, &slow), only(&slow, &quick))));
                }
            }
            (quick, slow) => prop_assert_eq!(quick.is_err(), slow.is_err()),
        }
    }
}
