//! Parts of the items, tallied apart and joined, come to the whole, however they were parted.

use proptest::prelude::*;
use tongbao::bulk::{Plan, Roster, Tables, Tally};
use tongbao::wire::plan_of;
use tongbao_tests::tables::{Cells_, World, request, rules, told, world};

fn plan(request: &str) -> Result<Plan, TestCaseError> {
    plan_of(request).map_err(|problem| TestCaseError::fail(format!("{problem}\n{request}")))
}

fn cases() -> u32 {
    let asked = std::env::var("TONGBAO_CASES").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(150)
}

fn failed<E: std::fmt::Debug>(problem: E) -> TestCaseError {
    TestCaseError::fail(format!("{problem:?}"))
}

/// The world with those items alone that are of a part.
fn part(world: &World, parts: &[u8], wanted: u8) -> World {
    let of = |item: usize| parts.get(item).copied().unwrap_or(0) % 3 == wanted;
    let mut out = world.clone();
    let items = world.items.iter().enumerate();
    out.items = items
        .filter(|(item, _)| of(*item))
        .map(|(_, one)| *one)
        .collect();
    let own: Vec<usize> = (0..world.items.len()).filter(|item| of(*item)).collect();
    let undated = |item: &usize| world.undated.contains(item);
    out.undated = own
        .iter()
        .enumerate()
        .filter(|(_, item)| undated(item))
        .map(|(at, _)| at)
        .collect();
    out
}

fn answer(
    plan: &Plan,
    tables: &Tables<'_>,
    roster: &Roster<'_>,
    tally: &Tally,
) -> Result<Vec<String>, TestCaseError> {
    let answer = plan.judge(tables, roster, tally).map_err(failed)?;
    Ok(answer.map_or_else(|| vec!["the long way".to_owned()], |answer| told(&answer)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_of_the_items_join_to_the_whole_in_any_order_and_grouping(
        world in world(), rules in rules(), run in any::<(u8, u8, u8)>(),
        parts in prop::collection::vec(0_u8..3, 60),
    ) {
        let plan = plan(&request(&rules, run))?;
        let cells = Cells_::of(&world);
        let tables = cells.tables(&world, 0);
        let Ok(roster) = plan.roster(&tables) else {
            return Ok(());
        };
        let whole = plan.scan(&roster, &tables, 1).map_err(failed)?;
        let expected = answer(&plan, &tables, &roster, &whole)?;
        let mut tallies = Vec::new();
        for wanted in 0..3 {
            let own = part(&world, &parts, wanted);
            let cells = Cells_::of(&own);
            tallies.push(plan.scan(&roster, &cells.tables(&own, 2), 1).map_err(failed)?);
        }
        let [a, b, c] = &tallies[..] else {
            return Ok(());
        };
        let join = |one: &Tally, other: &Tally| {
            let mut one = one.clone();
            one.join(other.clone());
            one
        };
        let told = |tally: &Tally| answer(&plan, &tables, &roster, tally);
        // in any grouping and order
        for tally in [
            join(&join(a, b), c),
            join(a, &join(b, c)),
            join(&join(c, a), b),
            join(&join(b, a), c),
        ] {
            prop_assert_eq!(&told(&tally)?, &expected);
        }
        // nothing is the identity
        let nothing = plan.tally(&roster);
        prop_assert_eq!(&told(&join(&nothing, &whole))?, &expected);
        prop_assert_eq!(&join(&whole, &nothing), &whole);
        // and each part may come as bytes
        let mut joined = nothing;
        for tally in &tallies {
            let bytes = tally.to_bytes(&plan, &roster);
            let read = Tally::from_bytes(&plan, &roster, &bytes).map_err(failed)?;
            prop_assert_eq!(&read.to_bytes(&plan, &roster), &bytes);
            joined.join(read);
        }
        prop_assert_eq!(&told(&joined)?, &expected);
    }

    #[test]
    fn bytes_of_another_plan_or_other_channels_or_damaged_ones_are_refused(
        world in world(), rules in rules(), run in any::<(u8, u8, u8)>(), at in any::<prop::sample::Index>(),
        by in 1_u8..,
    ) {
        let plan = plan(&request(&rules, run))?;
        let cells = Cells_::of(&world);
        let tables = cells.tables(&world, 0);
        let Ok(roster) = plan.roster(&tables) else {
            return Ok(());
        };
        let bytes = plan.scan(&roster, &tables, 1).map_err(failed)?.to_bytes(&plan, &roster);
        let code = |plan: &Plan, roster: &Roster<'_>, bytes: &[u8]| {
            let read = Tally::from_bytes(plan, roster, bytes);
            read.err().and_then(|told| told.first().map(|told| told.code))
        };
        prop_assert_eq!(code(&plan, &roster, &bytes), None);
        let at = at.index(bytes.len());
        prop_assert!(code(&plan, &roster, &bytes[..at]).is_some());
        let mut damaged = bytes.clone();
        damaged[at] ^= by;
        prop_assert!(code(&plan, &roster, &damaged).is_some());
        let later = plan.on(tongbao::calendar::Day(19_320), None).map_err(failed)?;
        prop_assert_eq!(code(&later, &roster, &bytes), Some("summary.other"));
        if let Some(fewer) = world.channels.len().checked_sub(1) {
            let mut other = world.so_far(0);
            other.channels.truncate(fewer);
            let cells = Cells_::of(&other);
            let tables = cells.tables(&other, 0);
            let roster = plan.roster(&tables).map_err(failed)?;
            prop_assert_eq!(code(&plan, &roster, &bytes), Some("summary.other"));
        }
    }
}
