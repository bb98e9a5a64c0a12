//! Large tables: what is judged in one pass is what the engine comes to row by row, whatever the tables and the rules.

use proptest::prelude::*;
use tongbao::bulk::{Cells, Chunk, Column, Plan, Tables, Texts};
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

/// Numbers that look random, the same in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

struct Texts_(Vec<i32>, Vec<u8>);

impl Texts_ {
    fn of<T: AsRef<str>>(texts: impl Iterator<Item = T>) -> Texts_ {
        let mut own = Texts_(vec![0], Vec::new());
        for text in texts {
            own.1.extend_from_slice(text.as_ref().as_bytes());
            own.0.push(own.1.len() as i32);
        }
        own
    }

    fn texts(&self) -> Texts<'_> {
        Texts::Offsets {
            offsets: &self.0,
            bytes: &self.1,
        }
    }

    fn column<'a>(&'a self, name: &'a str) -> Column<'a> {
        Column {
            name,
            cells: Cells::Texts(self.texts()),
            valid: None,
        }
    }
}

/// Enough channels and items that threads share every part of the work: the answer is the same for any number of them, for
/// ids of any form, plain or of a dictionary, and the one that the engine comes to row by row.
#[test]
fn threads_the_form_of_ids_and_dictionaries_change_nothing() {
    const CHANNELS: u64 = 24_000;
    const ITEMS: u64 = 110_000;
    let rules = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/bench/rules.json"))
        .expect("rules");
    let request = format!(
        r#"{{ "rules": {rules}, "period": "2022-10", "as_of": "2022-11-10", "coverage": {{ "publications": {{ "from": "always", "to": "2022-11-10" }} }} }}"#
    );
    let plan = plan_of(&request).expect("plan");
    assert_eq!(plan.long_way(), None);
    let mut answers = Vec::new();
    for numbered in [true, false] {
        let mut draw = Draw(9);
        let id = |number: u64| {
            // the same order by bytes in both forms
            if numbered {
                format!("ch-{number:06}")
            } else {
                format!("ch-{number:06}·{}", "x".repeat((number % 9) as usize))
            }
        };
        let mut draws = |end: u64| -> Vec<u64> { (0..CHANNELS).map(|_| draw.below(end)).collect() };
        let (units, kinds, classes, opened, closed) =
            (draws(860), draws(5), draws(4), draws(860), draws(40));
        let kind = |at: usize| ["column", "column", "column", "wechat", "微博"][kinds[at] as usize];
        let all = || 0..CHANNELS as usize;
        let ids = Texts_::of(all().map(|at| id(at as u64 * 37 % CHANNELS)));
        let owners = Texts_::of(units.iter().map(|unit| format!("u{unit}")));
        let words = Texts_::of(all().map(kind));
        let class = Texts_::of(all().map(|at| match kind(at) {
            "column" => ["news", "notice", "policy", "other"][classes[at] as usize],
            _ => "",
        }));
        let opened: Vec<i32> = opened.iter().map(|day| 18_400 + *day as i32).collect();
        let closed: Vec<i32> = closed
            .iter()
            .map(|day| if *day == 0 { 19_270 } else { 30_000 })
            .collect();
        let mut items: Vec<(u64, i64)> = (0..ITEMS)
            .map(|_| {
                (
                    draw.below(CHANNELS + 3).min(draw.below(CHANNELS + 3)),
                    1_630_000_000 + draw.below(39_000_000) as i64,
                )
            })
            .collect();
        items.extend_from_within(..50);
        let named: Vec<String> = items
            .iter()
            .map(|(channel, _)| {
                if *channel < CHANNELS {
                    id(*channel)
                } else {
                    format!(" {}", id(3))
                }
            })
            .collect();
        let channel = Texts_::of(named.iter());
        let at: Vec<i64> = items.iter().map(|(_, at)| *at).collect();
        let mut of_text = std::collections::HashMap::new();
        let mut distinct = Vec::new();
        let codes: Vec<i32> = named
            .iter()
            .map(|name| {
                *of_text.entry(name).or_insert_with(|| {
                    distinct.push(name);
                    distinct.len() as i32 - 1
                })
            })
            .collect();
        let dictionary = Texts_::of(distinct.iter());
        let values = dictionary.texts();
        let coded = Column {
            name: "channel",
            cells: Cells::Texts(Texts::Coded {
                codes: &codes,
                values: &values,
                valid: None,
            }),
            valid: None,
        };
        for channel in [channel.column("channel"), coded] {
            let times = Column {
                name: "published_at",
                cells: Cells::Times {
                    values: &at,
                    per_second: 1,
                    utc: true,
                },
                valid: None,
            };
            let days = |name, values| Column {
                name,
                cells: Cells::Days(values),
                valid: None,
            };
            let tables = Tables {
                units: None,
                channels: vec![Chunk {
                    columns: vec![
                        ids.column("id"),
                        owners.column("unit"),
                        words.column("kind"),
                        class.column("column_class"),
                        days("opened_on", &opened),
                        days("closed_on", &closed),
                    ],
                }],
                publications: vec![Chunk {
                    columns: vec![channel, times],
                }],
            };
            for threads in [1, 2, 3] {
                let answer = plan
                    .inspect_in_one_pass(&tables, threads)
                    .expect("no fault")
                    .expect("one pass");
                answers.push((numbered, told(&answer)));
            }
            if answers.len() == 3 {
                let slow = plan.inspect_row_by_row(&tables).expect("no fault");
                answers.push((numbered, told(&slow)));
            }
        }
    }
    let findings = |lines: &[String]| {
        lines
            .iter()
            .filter(|line| line.starts_with("findings: "))
            .count()
    };
    for form in [true, false] {
        let mut own = answers
            .iter()
            .filter(|(numbered, _)| *numbered == form)
            .map(|(_, lines)| lines);
        let first = own.next().expect("an answer");
        assert!(findings(first) > 5_000, "{}", findings(first));
        for other in own {
            let differs = first.iter().zip(other).find(|(one, other)| one != other);
            assert_eq!((first.len(), differs), (other.len(), None));
        }
    }
}
