//! The engine beside the slow reference evaluator, on small worlds with any construct of the rule language.
//!
//! A few hundred cases run here, from several seeds; `TONGBAO_CASES=100000` asks for more of them, `TONGBAO_SEED=9` for
//! the seeds from 9 on, and what was compared is printed by construct:
//! `TONGBAO_CASES=100000 cargo test --release -p tongbao-tests --test reference -- --nocapture`.

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeMap;
use tongbao_tests::generate::{Case, cases, cases_of};
use tongbao_tests::reference::compare::compare;
use tongbao_tests::reference::slips::{Slip, make};

/// How many cases are drawn, over all seeds, unless the environment asks for another number.
const CASES: u32 = 480;

/// From so many seeds, each in a thread of its own.
const SEEDS: u32 = 6;

fn number(name: &str, otherwise: u32) -> u32 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

#[derive(Default)]
struct Tally {
    cases: u64,
    compared: u64,
    too_many: u64,
    known: u64,
    numbers: u64,
    completions: u64,
    recipes: BTreeMap<&'static str, u64>,
    constructs: BTreeMap<&'static str, [u64; 3]>,
}

impl Tally {
    fn add(&mut self, case: &Case) -> Vec<String> {
        let compared = compare(&case.world, &case.set);
        self.cases += 1;
        if compared.completions == 0 {
            self.too_many += 1;
            return Vec::new();
        }
        if compared.errors.is_empty() {
            self.compared += 1;
            self.known += u64::from(compared.completions == 1);
            self.numbers += compared.numbers;
            self.completions += compared.completions;
            for name in &case.constructs {
                *self.recipes.entry(name).or_default() += 1;
            }
            for (place, counts) in [&compared.agreed, &compared.wider, &compared.skipped]
                .into_iter()
                .enumerate()
            {
                for (construct, count) in counts {
                    self.constructs.entry(construct).or_default()[place] += count;
                }
            }
        }
        compared.errors
    }

    fn join(&mut self, other: Tally) {
        self.cases += other.cases;
        self.compared += other.compared;
        self.too_many += other.too_many;
        self.known += other.known;
        self.numbers += other.numbers;
        self.completions += other.completions;
        for (name, count) in other.recipes {
            *self.recipes.entry(name).or_default() += count;
        }
        for (name, counts) in other.constructs {
            let own = self.constructs.entry(name).or_default();
            for (own, count) in own.iter_mut().zip(counts) {
                *own += count;
            }
        }
    }

    fn print(&self) {
        println!(
            "{} cases drawn, {} with too many completions to try",
            self.cases, self.too_many
        );
        println!(
            "{} cases on which reference and engine agree, {} of them without anything unknown",
            self.compared, self.known
        );
        println!(
            "{} completions judged, {} numbers compared",
            self.completions, self.numbers
        );
        println!("{:<42} {:>8}", "cases by recipe", "agree");
        for (name, count) in &self.recipes {
            println!("{name:<42} {count:>8}");
        }
        println!(
            "{:<26} {:>10} {:>10} {:>8} {:>10}",
            "outcomes by construct", "agree", "wider", "", "no opinion"
        );
        for (name, [agreed, wider, skipped]) in &self.constructs {
            let all = (agreed + wider).max(1);
            println!(
                "{name:<26} {agreed:>10} {wider:>10} {:>7}% {skipped:>10}",
                100 * wider / all
            );
        }
    }
}

/// A seed of its own for each number, so that a long run can be split and a failure repeated.
fn rng(seed: u32) -> TestRng {
    let mut bytes = [0; 32];
    for (byte, value) in bytes.iter_mut().zip(seed.to_le_bytes()) {
        *byte = value;
    }
    TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)
}

/// Draws cases from one seed, and tells the shortest one that fails.
fn drawn_from(seed: u32, cases_asked: u32) -> (Tally, Result<(), String>) {
    let config = Config {
        cases: cases_asked,
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    };
    let tally = RefCell::new(Tally::default());
    let mut runner = TestRunner::new_with_rng(config, rng(seed));
    let result = runner.run(&cases(), |case| {
        let errors = tally.borrow_mut().add(&case);
        if errors.is_empty() {
            Ok(())
        } else {
            Err(TestCaseError::fail(errors.join("\n")))
        }
    });
    let result = match result {
        Ok(()) => Ok(()),
        Err(TestError::Fail(reason, case)) => Err(format!("seed {seed}:{case:?}\n{reason}")),
        Err(other) => Err(format!("seed {seed}: {other}")),
    };
    (tally.into_inner(), result)
}

#[test]
fn the_engine_agrees_with_the_reference_on_every_construct() {
    let first = number("TONGBAO_SEED", 1);
    let each = number("TONGBAO_CASES", CASES).div_ceil(SEEDS);
    let mut all = Tally::default();
    let mut failures = Vec::new();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (first..first + SEEDS)
            .map(|seed| scope.spawn(move || drawn_from(seed, each)))
            .collect();
        for thread in threads {
            match thread.join() {
                Ok((tally, result)) => {
                    all.join(tally);
                    failures.extend(result.err());
                }
                Err(_) => failures.push("a thread panicked".to_owned()),
            }
        }
    });
    all.print();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    // a comparison of next to nothing would prove nothing
    assert!(
        2 * all.compared > all.cases && all.numbers > all.cases,
        "too little was compared"
    );
}

/// For each recipe by itself the shortest case that fails: `TONGBAO_SURVEY=200 cargo test ... survey -- --ignored --nocapture`.
#[test]
#[ignore = "a tool: tells one shrunk failure for each recipe"]
fn survey() {
    let only = std::env::var("TONGBAO_RECIPE").unwrap_or_default();
    let seed = number("TONGBAO_SEED", 1);
    for which in 0..tongbao_tests::generate::recipes::NUMBER {
        let name = tongbao_tests::generate::recipes::name(which);
        if !name.contains(only.as_str()) {
            continue;
        }
        let config = Config {
            cases: number("TONGBAO_SURVEY", 200),
            failure_persistence: None,
            max_shrink_iters: 5_000,
            ..Config::default()
        };
        let tally = RefCell::new(Tally::default());
        let mut runner = TestRunner::new_with_rng(config, rng(seed));
        let result = runner.run(&cases_of(which), |case| {
            let errors = tally.borrow_mut().add(&case);
            if errors.is_empty() {
                Ok(())
            } else {
                Err(TestCaseError::fail(errors.join("\n")))
            }
        });
        match result {
            Ok(()) => println!(
                "== {name}: {} agree, {} too many",
                tally.borrow().compared,
                tally.borrow().too_many
            ),
            Err(TestError::Fail(reason, case)) => println!(
                "== {name}: FAILS after {}\n{case:?}\n{reason}\n",
                tally.borrow().compared
            ),
            Err(other) => println!("== {name}: {other}"),
        }
    }
}

/// The recipe of runs, of which a world of several rarely has enough.
const IN_A_ROW: u8 = 21;

/// The seeds with which each slip is looked for.
const SLIP_SEEDS: std::ops::RangeInclusive<u32> = 1..=8;

/// Takes minutes: `cargo test --release -p tongbao-tests --test reference every_slip -- --ignored --nocapture`.
#[test]
#[ignore = "slow: draws cases until each of thirteen wrong readings is noticed"]
fn every_slip_is_noticed() {
    let mut missed = Vec::new();
    for slip in Slip::ALL {
        make(Some(slip));
        let noticed = SLIP_SEEDS.into_iter().find_map(|seed| {
            let config = Config {
                cases: 400,
                failure_persistence: None,
                max_shrink_iters: 0,
                ..Config::default()
            };
            let drawn = RefCell::new(0);
            let mut runner = TestRunner::new_with_rng(config, rng(seed));
            let drawn_from = match slip {
                Slip::NotApplicableRunsOn => cases_of(IN_A_ROW).boxed(),
                _ => cases().boxed(),
            };
            let result = runner.run(&drawn_from, |case| {
                *drawn.borrow_mut() += 1;
                let Some(error) = compare(&case.world, &case.set).errors.into_iter().next() else {
                    return Ok(());
                };
                // noticed only where the right reading agrees
                make(None);
                let right = compare(&case.world, &case.set).errors.is_empty();
                make(Some(slip));
                if right {
                    Err(TestCaseError::fail(error))
                } else {
                    Ok(())
                }
            });
            match result {
                Err(TestError::Fail(reason, _)) => {
                    Some(format!("seed {seed}, case {}: {reason}", drawn.borrow()))
                }
                _ => None,
            }
        });
        make(None);
        match noticed {
            Some(how) => println!("{slip:?}: {how}"),
            None => missed.push(slip),
        }
    }
    assert_eq!(missed, Vec::<Slip>::new(), "nobody noticed these");
}
