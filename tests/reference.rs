//! The engine beside the slow reference evaluator, on small worlds with any construct of the rule language.
//!
//! A few hundred cases run here, eighty from each of several seeds; `TONGBAO_CASES=100000` asks for more of them,
//! `TONGBAO_SEED=9` for the seeds from 9 on, `TONGBAO_THREADS=1` for no more threads than that, and what was compared is
//! printed by construct:
//! `TONGBAO_CASES=100000 cargo test --release -p tongbao-tests --test reference -- --nocapture`.
//! What differs is shrunk and told as soon as it is found, and the rest goes on.

use proptest::strategy::{BoxedStrategy, Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use tongbao_tests::generate::{Case, cases, cases_of, recipes};
use tongbao_tests::reference::compare::compare;
use tongbao_tests::reference::slips::{Slip, make};

/// How many cases are drawn, over all seeds, unless the environment asks for another number.
const CASES: u32 = 480;

/// So many cases from each seed, whatever the number of seeds: a seed alone says which cases they are.
const OF_A_SEED: u32 = 80;

/// So many failures are shrunk and told; a run with more is stopped.
const FAILURES: usize = 40;

/// So many simpler cases are tried of each failure.
const SIMPLER: u32 = 20_000;

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

fn runner(seed: u32) -> TestRunner {
    TestRunner::new_with_rng(Config::default(), rng(seed))
}

/// What differs on a case.
fn differs(case: &Case) -> Vec<String> {
    compare(&case.world, &case.set).errors
}

/// The simplest case on which the two still differ, and how.
fn shrunk(tree: &mut impl ValueTree<Value = Case>) -> (Case, Vec<String>) {
    let mut told = tree.current();
    let mut errors = differs(&told);
    let mut tried = 0;
    let mut goes_on = tree.simplify();
    while goes_on && tried < SIMPLER {
        tried += 1;
        let case = tree.current();
        let found = differs(&case);
        goes_on = if found.is_empty() {
            tree.complicate()
        } else {
            (told, errors) = (case, found);
            tree.simplify()
        };
    }
    (told, errors)
}

/// Draws the cases of one seed, and tells all that fail, each by itself and shrunk.
fn drawn_from(
    seed: u32,
    cases: &BoxedStrategy<Case>,
    number: u32,
    most: usize,
) -> (Tally, Vec<String>) {
    let mut tally = Tally::default();
    let mut failures = Vec::new();
    let mut runner = runner(seed);
    for place in 0..number {
        let mut tree = cases.new_tree(&mut runner).expect("a case can be drawn");
        if tally.add(&tree.current()).is_empty() || failures.len() >= most {
            continue;
        }
        let (case, errors) = shrunk(&mut tree);
        failures.push(format!(
            "seed {seed}, case {place}, by {:?}:{case:?}\n{}",
            case.constructs,
            errors.join("\n")
        ));
    }
    (tally, failures)
}

#[test]
fn the_engine_agrees_with_the_reference_on_every_construct() {
    let first = number("TONGBAO_SEED", 1);
    let seeds = number("TONGBAO_CASES", CASES).div_ceil(OF_A_SEED);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = number("TONGBAO_THREADS", cores as u32).min(seeds);
    let next = AtomicU32::new(0);
    let all = Mutex::new((Tally::default(), Vec::<String>::new()));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let cases = cases().boxed();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds {
                        return;
                    }
                    let (tally, failures) = drawn_from(first + seed, &cases, OF_A_SEED, FAILURES);
                    failures.iter().for_each(|failure| println!("{failure}\n"));
                    let mut all = all.lock().expect("no thread has panicked");
                    all.0.join(tally);
                    all.1.extend(failures);
                    if all.1.len() >= FAILURES {
                        return;
                    }
                }
            });
        }
    });
    let (tally, failures) = all.into_inner().expect("no thread has panicked");
    println!(
        "seeds {first} to {}, {OF_A_SEED} cases each",
        first + seeds - 1
    );
    tally.print();
    println!("{} cases on which they differ", failures.len());
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    // a comparison of next to nothing would prove nothing
    assert!(
        2 * tally.compared > tally.cases && tally.numbers > tally.cases,
        "too little was compared"
    );
}

/// For each recipe by itself the shortest cases that fail: `TONGBAO_SURVEY=200 cargo test ... survey -- --ignored --nocapture`.
#[test]
#[ignore = "a tool: tells shrunk failures for each recipe"]
fn survey() {
    let only = std::env::var("TONGBAO_RECIPE").unwrap_or_default();
    let seed = number("TONGBAO_SEED", 1);
    for which in 0..recipes::NUMBER {
        let name = recipes::name(which);
        if !name.contains(only.as_str()) {
            continue;
        }
        let drawn = number("TONGBAO_SURVEY", 200);
        let most = number("TONGBAO_FAILURES", 1) as usize;
        let (tally, failures) = drawn_from(seed, &cases_of(which).boxed(), drawn, most);
        println!(
            "== {name}: {} agree, {} too many, {} differ",
            tally.compared,
            tally.too_many,
            tally.cases - tally.compared - tally.too_many
        );
        failures.iter().for_each(|failure| println!("{failure}\n"));
        if !only.is_empty() {
            tally.print();
        }
    }
}

/// The recipe of runs, of which a world of several rarely has enough.
const IN_A_ROW: u8 = 21;

/// The seeds with which each slip is looked for.
const SLIP_SEEDS: std::ops::RangeInclusive<u32> = 1..=8;

/// So many cases are drawn from each of them.
const SLIP_CASES: u32 = 400;

/// Takes minutes: `cargo test --release -p tongbao-tests --test reference every_slip -- --ignored --nocapture`.
#[test]
#[ignore = "slow: draws cases until each of the wrong readings is noticed"]
fn every_slip_is_noticed() {
    let mut missed = Vec::new();
    for slip in Slip::ALL {
        make(Some(slip));
        let cases = match slip {
            Slip::NotApplicableRunsOn => cases_of(IN_A_ROW).boxed(),
            _ => cases().boxed(),
        };
        let noticed = SLIP_SEEDS.into_iter().find_map(|seed| {
            let mut runner = runner(seed);
            (0..SLIP_CASES).find_map(|place| {
                let case = cases.new_tree(&mut runner).ok()?.current();
                let error = differs(&case).into_iter().next()?;
                // noticed only where the right reading agrees
                make(None);
                let right = differs(&case).is_empty();
                make(Some(slip));
                right.then(|| format!("seed {seed}, case {place}: {error}"))
            })
        });
        make(None);
        match noticed {
            Some(how) => println!("{slip:?}: {how}"),
            None => missed.push(slip),
        }
    }
    assert_eq!(missed, Vec::<Slip>::new(), "nobody noticed these");
}
