//! Small worlds and rule sets, made of small numbers, so that what shrinks stays a world that can be read.
//!
//! [`cases`] draws numbers; [`registry`], [`records`] and [`noise`] make a world of them, [`recipes`] a rule set with any
//! construct of the language.

pub mod noise;
pub mod recipes;
pub mod records;
pub mod registry;

use crate::reference::complete::used;
use crate::reference::days::{self, Day, Span};
use crate::reference::rules::{Of, Set};
use crate::reference::world::{Covered, World};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt;

/// A drawn thing: six small numbers.
pub type Drawn = [u8; 6];

/// A world and a rule set.
#[derive(Clone)]
pub struct Case {
    /// The world.
    pub world: World,
    /// The rule set.
    pub set: Set,
    /// The constructs that were asked for.
    pub constructs: Vec<&'static str>,
}

/// As people read it: the rule set in TOML, the tables as CSV.
impl fmt::Debug for Case {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "\n{}\nrules = '''\n{}'''\n",
            self.world,
            self.set.toml()
        )
    }
}

/// The numbers of which a case is made.
#[derive(Clone, Debug)]
pub struct Genes {
    /// Period, as-of date, check point, weeks and other settings.
    pub run: Drawn,
    /// Units, sites, columns, accounts.
    pub registry: [Vec<Drawn>; 4],
    /// Records of every kind, in the order of their kinds.
    pub records: Vec<Drawn>,
    /// What makes the rule set.
    pub recipes: Vec<(u8, Drawn)>,
    /// What is left unknown.
    pub noise: Vec<[u8; 3]>,
}

/// Numbers for a case of these recipes.
pub fn genes(recipes: impl Strategy<Value = Vec<(u8, Drawn)>>) -> impl Strategy<Value = Genes> {
    let things = |most: usize| vec(any::<Drawn>(), 0..=most);
    let registry = (vec(any::<Drawn>(), 1..=4), things(3), things(8), things(6));
    let noise = prop_oneof![5 => Just(Vec::new()), 4 => vec(any::<[u8; 3]>(), 1..=1), 2 => vec(any::<[u8; 3]>(), 2..=3)];
    (
        any::<Drawn>(),
        registry,
        vec(any::<Drawn>(), 0..=40),
        recipes,
        noise,
    )
        .prop_map(
            |(run, (units, sites, columns, accounts), records, recipes, noise)| Genes {
                run,
                registry: [units, sites, columns, accounts],
                records,
                recipes,
                noise,
            },
        )
}

/// Cases of any constructs.
pub fn cases() -> impl Strategy<Value = Case> {
    genes(vec((0..recipes::NUMBER, any::<Drawn>()), 1..=3)).prop_map(|genes| genes.case())
}

/// Cases of one recipe.
pub fn cases_of(which: u8) -> impl Strategy<Value = Case> {
    genes(vec((Just(which), any::<Drawn>()), 1..=1)).prop_map(|genes| genes.case())
}

/// One of some.
pub fn pick<T: Clone>(of: &[T], by: u8) -> T {
    of[by as usize % of.len()].clone()
}

/// A period by a number: `2022-10` and others with holidays, leap days and ends of years in them.
pub fn period(by: u8) -> (String, Span) {
    let label = pick(
        &[
            "2022-10",
            "2022-10",
            "2024-02",
            "2023-01",
            "2022Q4",
            "2022-10-03..2022-10-16",
            "2022-09-20..2022-10-10",
        ],
        by,
    );
    let day = |text: &str| days::parse(text).unwrap_or(days::FIRST);
    let span = match label {
        "2022Q4" => (day("2022-10-01"), day("2022-12-31")),
        other => match other.split_once("..") {
            Some((from, to)) => (day(from), day(to)),
            None => {
                let first = day(&format!("{other}-01"));
                (first, days::plus_months(first, 1) - 1)
            }
        },
    };
    (label.to_owned(), span)
}

impl Genes {
    /// The case that they make.
    pub fn case(&self) -> Case {
        let (period, span) = period(self.run[0]);
        let as_of = span.1 + Day::from(pick(&[20_u8, 20, 15, 10], self.run[1]));
        let mut world = World {
            period,
            span,
            check_point: None,
            as_of,
            looks: Vec::new(),
            sample: Vec::new(),
            covered: Vec::new(),
            tables: BTreeMap::new(),
        };
        // what is unknown of many channels can be filled in in too many ways to try
        let mut drawn = self.registry.clone();
        if !self.noise.is_empty() && !self.run[1].is_multiple_of(8) {
            for (things, most) in drawn.iter_mut().zip([3, 1, 2, 2]) {
                things.truncate(most);
            }
        }
        registry::fill(&mut world, &drawn);
        let (mut set, constructs) = recipes::set(&self.recipes, self.run, &world);
        if constructs.contains(&"sample") {
            let drawn = |of: Of| {
                world
                    .rows(of)
                    .iter()
                    .filter_map(|row| row.get("id"))
                    .step_by(2)
                    .cloned()
                    .collect()
            };
            world.sample = vec![
                (Of::Account, drawn(Of::Account)),
                (Of::Column, drawn(Of::Column)),
            ];
        }
        if set.toml().contains("\"look\"") {
            world.looks = vec![span.0 + 6, span.0 + 13, span.1 - 1];
        }
        let mut kinds = used(&set);
        kinds.insert(Of::Publication);
        records::fill(&mut world, &self.records, &kinds, &set);
        for of in kinds {
            world.covered.push(Covered {
                of,
                channel: None,
                span: (days::FIRST, as_of),
                replies_known: true,
            });
            world.tables.entry(of).or_default();
        }
        noise::add(&mut world, &mut set, &self.noise);
        Case {
            world,
            set,
            constructs,
        }
    }
}
