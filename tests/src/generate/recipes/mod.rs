//! Rule sets: one recipe for every construct, its numbers drawn.

mod findings;
mod items;
mod records;
mod sheets;
mod subjects;

use crate::generate::{Drawn, pick};
use crate::reference::rules::{
    At, Body, Clock, Compare, Declared, Each, Every, Except, Extend, Figure, Length, Limit,
    Measure, Of, Over, Path, Requirement, Rule, Selector, Set, Source, Step, Subjects, Take, Term,
    Unit, Until, Value, Window,
};
use crate::reference::world::World;
use findings::*;
use items::*;
use records::*;
use sheets::*;
use subjects::*;

type Recipe = fn(&mut Maker<'_>, Drawn);

/// The recipes with what they make.
const RECIPES: &[(&str, Recipe)] = &[
    ("each week, pushes", weekly),
    ("count publications over windows", publications),
    ("count days", count_days),
    ("gap of publications", gap),
    ("gap at looks and weeks", gap_each),
    ("longest_gap", longest_gap),
    ("count gaps", gaps),
    ("ratio of publications", ratio_items),
    ("count letters", letters),
    ("ratio of letters", ratio_letters),
    ("clock of letters, extension", clock_letters),
    ("clock of requests, restart and pause", clock_requests),
    ("clock of tasks, due", clock_tasks),
    ("count tasks", tasks),
    ("count observations", observations),
    ("ratio of probes, enough", probes),
    ("count probes each day", probes_each),
    ("count notices", notices),
    ("count cases", cases),
    ("clock of cases", clock_cases),
    ("count verdicts", verdicts),
    ("in_a_row", in_a_row),
    ("change", change),
    ("rank", rank),
    ("mean", mean),
    ("value", value),
    ("count breaches", breaches),
    ("count outcomes", outcomes),
    ("ratio of outcomes", ratio_outcomes),
    ("by groups", by_groups),
    ("count registry", registry),
    ("sightings", sightings),
    ("references", references),
    ("count manuscripts", manuscripts),
    ("unless", unless),
    ("except filing", except_filing),
    ("limit by attribute", limit_by),
    ("steps", steps),
    ("each, other slices", other_slices),
    ("in_list, where of the subject", in_list),
    ("count requests", requests),
    ("named figure", named),
    ("slices counted", slices_counted),
    ("gap of other records", gap_other),
    ("sample", sample),
    ("credit to the publisher", publisher),
    ("history recomputed, in_a_row", in_a_row_anew),
    ("history recomputed, change", change_anew),
    ("ratio with reach", ratio_reach),
    ("sheet of deductions", deductions),
    ("sheet of worths", worths),
    ("sheet of awards", awards),
    ("sheet over sheets", over_sheets),
];

/// How many recipes there are.
pub const NUMBER: u8 = RECIPES.len() as u8;

/// The name of a recipe.
pub fn name(ix: u8) -> &'static str {
    RECIPES[ix as usize % RECIPES.len()].0
}

struct Maker<'w> {
    set: Set,
    world: &'w World,
    next: usize,
}

/// The rule set that some recipes make, and their names.
pub fn set(recipes: &[(u8, Drawn)], run: Drawn, world: &World) -> (Set, Vec<&'static str>) {
    let attributes = vec![
        Declared {
            of: Of::Unit,
            name: "rating",
            values: Vec::new(),
            kind: Some("number"),
            default: None,
        },
        Declared {
            of: Of::Unit,
            name: "group",
            values: vec!["部门", "乡镇"],
            kind: None,
            default: None,
        },
        Declared {
            of: Of::Column,
            name: "marked",
            values: Vec::new(),
            kind: Some("boolean"),
            default: None,
        },
    ];
    let set = Set {
        week_start: u32::from(run[3] % 9 == 8) * 6,
        belong: pick(
            &[
                "end", "end", "end", "majority", "start", "inside", "clipped",
            ],
            run[2],
        ),
        push_within: i64::from(pick(&[0_u8, 0, 0, 2, 60], run[4])),
        monday_to_friday: run[5] % 6 == 5,
        recomputed: false,
        ignore_rejected: false,
        attributes,
        lists: vec![("picked".to_owned(), vec!["u0".to_owned()])],
        figures: Vec::new(),
        clocks: Vec::new(),
        rules: Vec::new(),
        sheets: Vec::new(),
    };
    let mut maker = Maker {
        set,
        world,
        next: 0,
    };
    let mut constructs = Vec::new();
    for (which, drawn) in recipes {
        let (name, recipe) = RECIPES[*which as usize % RECIPES.len()];
        constructs.push(name);
        recipe(&mut maker, *drawn);
    }
    let text = maker.set.toml();
    maker
        .set
        .attributes
        .retain(|declared| text.matches(declared.name).count() > 1);
    if !text.contains("in_list") {
        maker.set.lists.clear();
    }
    (maker.set, constructs)
}

impl Maker<'_> {
    fn id(&mut self, letter: &str) -> String {
        self.next += 1;
        format!("{letter}{}", self.next)
    }

    fn rule(&mut self, body: Body, requirement: Requirement) -> String {
        let id = self.id("r");
        self.set.rules.push(Rule {
            id: id.clone(),
            body,
            requirement,
            effect: None,
        });
        id
    }

    fn figure(&mut self, body: Body) -> String {
        let id = self.id("f");
        self.set.figures.push(Figure {
            id: id.clone(),
            body,
        });
        id
    }

    fn clock(
        &mut self,
        of: Of,
        start: &'static str,
        stop: &'static str,
        limit: Option<Value>,
    ) -> Clock {
        Clock {
            id: self.id("k"),
            of,
            filter: None,
            start,
            stop,
            limit,
            restart: None,
            pauses: Vec::new(),
            extend: None,
            ends_at: None,
        }
    }
}

fn body(of: Of, measure: Measure) -> Body {
    Body {
        subjects: Subjects::all(of),
        window: Window::Over(Over::Period),
        at: None,
        dated: None,
        measure,
        enough: None,
    }
}

fn count(source: Source) -> Measure {
    Measure::Count {
        source,
        filter: None,
        reach: None,
        publisher: false,
        distinct: None,
    }
}

fn count_where(source: Source, filter: Option<Selector>) -> Measure {
    Measure::Count {
        source,
        filter,
        reach: None,
        publisher: false,
        distinct: None,
    }
}

fn is(name: &str, value: &str) -> Selector {
    Selector(vec![Term::Is(
        Path(None, name.to_owned()),
        vec![value.to_owned()],
    )])
}

fn of_unit(name: &str, value: &str) -> Selector {
    Selector(vec![Term::Is(
        Path(Some("unit"), name.to_owned()),
        vec![value.to_owned()],
    )])
}

fn compare(by: u8) -> Compare {
    pick(
        &[
            Compare::AtLeast,
            Compare::MoreThan,
            Compare::AtMost,
            Compare::LessThan,
            Compare::Equals,
        ],
        by,
    )
}

fn limit(by: u8, value: Value) -> Limit {
    Limit::Compare(vec![(compare(by), value)])
}

/// `require` or `breach_when`, with any comparator.
fn requirement(by: u8, value: Value) -> Requirement {
    let limit = limit(by / 2, value);
    if by.is_multiple_of(2) {
        Requirement::Require(limit)
    } else {
        Requirement::BreachWhen(limit)
    }
}

fn few(by: u8) -> Value {
    Value::Number(i64::from(by % 4))
}

fn percent(by: u8) -> Value {
    Value::Percent(i64::from(pick(&[50_u8, 100, 0, 33, 95], by)))
}

fn length(by: u8) -> Length {
    let unit = pick(
        &[
            Unit::Days,
            Unit::Days,
            Unit::WorkingDays,
            Unit::Months,
            Unit::Weeks,
        ],
        by,
    );
    let number = match unit {
        Unit::Months => 1,
        Unit::Weeks => i64::from(by / 16 % 3),
        _ => i64::from(by / 8 % 18),
    };
    Length { number, unit }
}

fn days(by: u8) -> Length {
    Length {
        number: i64::from(by % 20),
        unit: if by.is_multiple_of(3) {
            Unit::WorkingDays
        } else {
            Unit::Days
        },
    }
}

fn over(by: u8) -> Over {
    let days = Length {
        number: i64::from(by / 8 + 1),
        unit: Unit::Days,
    };
    pick(
        &[
            Over::Period,
            Over::Period,
            Over::PreviousPeriod,
            Over::Last(days),
            Over::Last(Length {
                number: 1,
                unit: Unit::Months,
            }),
            Over::Last(Length {
                number: 2,
                unit: Unit::Weeks,
            }),
            Over::LastPeriods(2),
            Over::ThisYear,
            Over::Always,
            Over::SamePeriodLastYear,
            Over::Last(Length {
                number: 1,
                unit: Unit::Years,
            }),
        ],
        by,
    )
}

fn reach(by: u8) -> Option<bool> {
    pick(&[None, None, Some(true), Some(false)], by)
}

fn item_filter(by: u8) -> Option<Selector> {
    match by % 7 {
        1 => Some(is("original", "true")),
        2 => Some(is("kind", "解读")),
        3 => Some(Selector(vec![Term::Not(is("kind", "动态"))])),
        4 => Some(Selector(vec![Term::Any(vec![
            is("original", "false"),
            is("kind", "动态"),
        ])])),
        5 => Some(Selector(vec![Term::Is(
            Path(None, "kind".to_owned()),
            vec!["动态".to_owned(), "解读".to_owned()],
        )])),
        _ => None,
    }
}

fn channel_kind(by: u8) -> Of {
    pick(&[Of::Account, Of::Column, Of::Site, Of::Unit, Of::All], by)
}
