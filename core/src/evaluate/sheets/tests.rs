#![cfg(feature = "toml")]

use super::*;
use crate::calendar::{Offset, Period, WorkingDays};
use crate::evaluate::{Parts, judge};
use crate::records::coverage::Coverage;
use crate::records::{Candidates, Doubt, RecordKind, Records};
use crate::registry::{Registry, Unit};
use crate::rules::RuleSet;
use proptest::prelude::*;
use std::sync::LazyLock;

static CALENDAR: LazyLock<WorkingDays> = LazyLock::new(WorkingDays::built_in);

/// Rules and figures over numbers that stand in the cells of the units: a cell that is missing is not known, and the
/// rule `x` breaches from 1 on. `v` is a veto, `s` has steps.
const RULES: &str = r#"
format = 1
id = "points"
version = 1
title = "points"
effective = { from = 2000-01-01 }
"#;

const NAMES: [&str; 9] = ["a", "b", "c", "d", "e", "f", "s", "v", "w"];

fn rule_set(sheets: &str) -> String {
    let basis = r#"basis = { document = "D" }"#;
    let mut text = RULES.to_owned();
    for name in NAMES {
        text.push_str(&format!(
            "attribute.{name} = {{ of = \"unit\", type = \"number\" }}\n"
        ));
    }
    text.push_str("attribute.level = { of = \"unit\", values = [\"县级\", \"乡镇\"] }\n");
    for name in NAMES {
        let limit = match name {
            "s" => "steps = [ { at_least = 3 }, { at_least = 1, lose = \"50%\" } ]",
            "v" => "breach_when = { at_least = 1 }\neffect = \"veto\"",
            "w" => "steps = [ { at_least = 3, effect = \"veto\" }, { at_least = 1 } ]",
            _ => "breach_when = { at_least = 1 }",
        };
        text.push_str(&format!(
            "[rule.{name}]\nof = \"unit\"\nexcept = [ {{ tag = \"no-{name}\", reason = \"-\" }} ]\n\
             measure = {{ value = \"{name}\" }}\n{limit}\ntext = \"-\"\n{basis}\n\
             [figure.f{name}]\nof = \"unit\"\nexcept = [ {{ tag = \"no-{name}\", reason = \"-\" }} ]\n\
             measure = {{ value = \"{name}\" }}\n"
        ));
    }
    text.push_str(sheets);
    text
}

/// The units with their cells, `tag` among them.
fn units(cells: &[&str]) -> Registry {
    let units = cells.iter().enumerate().map(|(ix, cells)| {
        let pairs = cells
            .split_whitespace()
            .filter_map(|cell| cell.split_once('='));
        let all = pairs.map(|(key, value)| (key.to_owned(), value.to_owned()));
        let (tags, extra): (Vec<_>, Vec<_>) = all.partition(|(key, _)| key == "tag");
        Unit {
            id: ix.to_string(),
            name: ix.to_string(),
            order: Some(ix as i64),
            tags: tags.into_iter().map(|(_, tag)| tag).collect(),
            extra,
            ..Unit::default()
        }
    });
    Registry {
        units: units.collect(),
        channels: Vec::new(),
    }
}

/// What every sheet comes to for the units.
fn judged(sheets: &str, cells: &[&str], records: &Records) -> Vec<Vec<SheetResult>> {
    let rules = RuleSet::from_toml("rules.toml", &rule_set(sheets));
    assert!(rules.is_ok(), "{rules:#?}");
    rules.map_or_else(|_| Vec::new(), |rules| judged_by(&rules, cells, records))
}

fn judged_by(rules: &RuleSet, cells: &[&str], records: &Records) -> Vec<Vec<SheetResult>> {
    let Some(period) = Period::parse("2022-10") else {
        return Vec::new();
    };
    let (registry, coverage) = (units(cells), Coverage::default());
    let case = Case::new(Parts {
        registry: &registry,
        records,
        coverage: &coverage,
        calendar: &CALENDAR,
        rules,
        period: period.span,
        named_period: &period,
        looks: &[],
        sample: None,
        given_check_point: None,
        as_of: period.span.to,
        offset: Offset::default(),
        naive_offset: Offset::default(),
        date_formats: &[],
        recompute: false,
        plain: false,
    });
    let sheets = judge(&case).sheets;
    sheets.into_iter().map(|sheet| sheet.results).collect()
}

fn records() -> Records {
    Records {
        present: vec![RecordKind::Units],
        ..Records::default()
    }
}

/// One sheet over units, in short: score, verdict, grade.
fn short(sheet: &str, cells: &[&str]) -> Vec<String> {
    let of = if sheet.contains("of = ") {
        ""
    } else {
        "of = \"unit\"\n"
    };
    let text = format!("[sheet.t]\n{of}{sheet}\nbasis = {{ document = \"D\" }}\n");
    let results = judged(&text, cells, &records()).into_iter().next();
    results.unwrap_or_default().iter().map(said).collect()
}

fn said(result: &SheetResult) -> String {
    let number = |end: Option<Rational>| end.map_or("-".to_owned(), Rational::decimal);
    let score = result
        .score
        .map_or("none".to_owned(), |score| match score.known() {
            Some(known) => known.decimal(),
            None => format!("{}..{}", number(score.low), number(score.high)),
        });
    let grade = result.grade.map(|grade| format!(" #{grade}"));
    let reason = match &result.outcome.verdict {
        Verdict::NotApplicable(reason) | Verdict::CannotTell(reason) => {
            format!(" ({})", reason.code)
        }
        _ => String::new(),
    };
    let word = result.outcome.verdict.as_str();
    format!("{score} {word}{reason}{}", grade.unwrap_or_default())
}

const DEDUCTIONS: &str = r#"
base = 100
lines = [ { rule = "a", once = -5 }, { rule = "b", once = -2 }, { rule = "c", once = -3 }, { rule = "d", once = -1 } ]
steps = [ { less_than = 60, grade = "F", effect = "veto" }, { grade = "P" } ]
"#;

#[test]
fn the_published_example_comes_to_89() {
    assert_eq!(
        short(
            DEDUCTIONS,
            &["a=1 b=1 c=1 d=1 v=0 w=0", "a=0 b=0 c=0 d=0 v=0 w=0"]
        ),
        ["89 met #1", "100 met #1"]
    );
}

const NUMBER: &str = r#"
lines = [ { figure = "fa", each = 1 } ]
bonus = { opens = { more_than = 80 }, limit = 30, lines = [ { figure = "fb", each = 5 } ] }
veto = []
steps = [ { less_than = 60, grade = "F", effect = "veto" }, { at_most = 80, grade = "P" }, { grade = "E", effect = "praise" } ]
"#;

#[test]
fn sixty_passes_and_the_bonus_opens_above_eighty() {
    assert_eq!(
        short(
            NUMBER,
            &[
                "a=60 b=2",
                "a=59.9 b=2",
                "a=80 b=2",
                "a=80.5 b=2",
                "a=90 b=9"
            ]
        ),
        [
            "60 met #1",
            "59.9 breached #0",
            "80 met #1",
            "90.5 met #2",
            "120 met #2"
        ]
    );
}

#[test]
fn an_open_bonus_is_between_nothing_and_all_of_it() {
    // the number is not known: it may open or not
    let open = short(NUMBER, &["b=2", "a=85", "a=70", "a=55"]);
    assert_eq!(
        open,
        [
            "-..- cannot_tell (score_open)",
            // a bonus that is not known is at most 30, and may be a loss as a number may be negative
            "55..115 cannot_tell (score_open)",
            "70 met #1",
            "55 breached #0",
        ]
    );
}

#[test]
fn a_line_never_takes_more_than_its_limit() {
    let sheet = r#"
base = 100
lines = [ { figure = "fa", each = -5, limit = 40 }, { figure = "fb", each = -0.5, limit = 10 } ]
veto = []
"#;
    assert_eq!(
        short(sheet, &["a=3 b=1", "a=9 b=1", "a=9 b=99", "a=0 b=0"]),
        ["84.5 met", "59.5 met", "50 met", "100 met"]
    );
}

#[test]
fn a_part_that_does_not_apply_leaves_the_total_over_which_it_is_scaled() {
    let sheet = r#"
base = 100
lines = [ { figure = "fa", each = -1, part = "x" }, { figure = "fb", each = -10, part = "y" } ]
parts = { y = { worth = 25, except = { tag = "no-service", reason = "-" } } }
scale = 100
veto = []
"#;
    assert_eq!(
        short(
            sheet,
            &[
                "a=0 b=1",
                "a=0 b=1 tag=no-service",
                "a=15 b=1 tag=no-service",
                "a=0 b=9"
            ]
        ),
        // 75 x 4/3 = 100, 60 x 4/3 = 80; a part never loses more than it is worth
        ["90 met", "100 met", "80 met", "75 met"]
    );
}

#[test]
fn lines_of_a_worth_lose_the_share_of_the_step() {
    let sheet = "lines = [ { rule = \"s\", worth = 10 }, { rule = \"a\", worth = 30 } ]\nscale = 100\nveto = []\n";
    assert_eq!(
        short(
            sheet,
            &[
                "s=0 a=0",
                "s=1 a=0",
                "s=3 a=0",
                "s=3 a=1",
                "s=1 a=5 tag=no-a"
            ]
        ),
        ["100 met", "87.5 met", "75 met", "0 met", "50 met"]
    );
    // without a scale what does not apply is just missing
    let plain = sheet.replace("scale = 100\n", "");
    assert_eq!(
        short(
            &plain,
            &[
                "s=1 a=0",
                "s=1 tag=no-a",
                "s=1 a=1",
                "a=0",
                "tag=no-a tag=no-s"
            ]
        ),
        [
            "35 met",
            "5 met",
            "5 met",
            "30..40 met",
            "none not_applicable (nothing_to_score)",
        ]
    );
}

#[test]
fn points_of_what_is_left_out_can_be_spread_evenly() {
    let sheet = r#"
lines = [
  { rule = "a", worth = 40 }, { rule = "b", worth = 40 },
  { rule = "c", worth = 10, part = "services" }, { rule = "d", worth = 10, part = "services" },
]
parts = { services = { worth = 20, except = { tag = "no-service", reason = "-" } } }
left_out = "spread"
veto = []
"#;
    assert_eq!(
        short(
            sheet,
            &[
                "a=0 b=1 c=0 d=0",
                "a=0 b=1 c=0 d=0 tag=no-service",
                "a=0 b=0 c=1 d=1 tag=no-service",
                "a=0 b=0 c=0 d=9 tag=no-c",
            ]
        ),
        // the last: ten points over three lines, and the part grows with its line
        ["60 met", "50 met", "100 met", "86.666667 met"]
    );
    let deductions = r#"
base = 100
lines = [ { figure = "fa", each = -10, limit = 40 }, { figure = "fb", each = -10, limit = 40 }, { figure = "fc", each = -10, part = "services" } ]
parts = { services = { worth = 20, except = { tag = "no-service", reason = "-" } } }
left_out = "spread"
veto = []
"#;
    assert_eq!(
        short(
            deductions,
            &[
                "a=9 b=0 c=9",
                "a=9 b=0 c=9 tag=no-service",
                "a=9 b=9 c=0 tag=no-service"
            ]
        ),
        ["40 met", "50 met", "0 met"]
    );
}

#[test]
fn two_sheets_make_a_third_by_their_weights() {
    let text = r#"
[sheet.x]
of = "unit"
base = 100
lines = [ { figure = "fa", each = -2, limit = 20 } ]
veto = []
basis = { document = "D" }
[sheet.y]
of = "unit"
base = 100
except = [ { tag = "no-y", reason = "-" } ]
lines = [ { figure = "fb", each = -5, limit = 50 } ]
veto = ["v"]
on_veto = 59
basis = { document = "D" }
[sheet.z]
of = "unit"
lines = [ { sheet = "x", weight = "30%" }, { sheet = "y", weight = "70%" } ]
veto = []
scale = 100
basis = { document = "D" }
"#;
    let cells = [
        "a=4 b=0 v=0",
        "a=0 b=9 v=1",
        "a=5 b=0 v=0 tag=no-y",
        "a=0 v=0",
    ];
    let all = judged(text, &cells, &records());
    let said: Vec<Vec<String>> = all
        .iter()
        .map(|sheet| sheet.iter().map(said).collect())
        .collect();
    assert_eq!(
        said,
        [
            ["92 met", "100 met", "90 met", "100 met"],
            [
                "100 met",
                "59 breached",
                "none not_applicable (exempt)",
                "50..150 met"
            ],
            // 92 x 0.3 + 100 x 0.7; 100 x 0.3 + 59 x 0.7; only the first sheet, scaled
            ["97.6 met", "71.3 met", "90 met", "65..135 met"],
        ]
    );
}

#[test]
fn a_veto_leaves_no_score_or_the_one_that_is_stated() {
    let none = DEDUCTIONS;
    let fixed = format!("{DEDUCTIONS}on_veto = 59\n");
    let cells = [
        "a=1 b=0 c=0 d=0 v=1 w=0",
        "a=1 b=0 c=0 d=0 v=0 w=3",
        "a=1 b=0 c=0 d=0 v=0 w=1",
        // not known whether there is one
        "a=1 b=0 c=0 d=0 w=0",
    ];
    assert_eq!(
        short(none, &cells),
        [
            "none breached",
            "none breached",
            "95 met #1",
            "none cannot_tell (veto_open)",
        ]
    );
    assert_eq!(
        short(&fixed, &cells),
        [
            "59 breached #0",
            "59 breached #0",
            "95 met #1",
            "59..95 cannot_tell (veto_open)",
        ]
    );
}

#[test]
fn a_veto_that_cannot_be_told_does_not_hide_a_failure() {
    let sheet = r#"
lines = [ { figure = "fa", each = 1 } ]
steps = [ { less_than = 60, grade = "F", effect = "veto" }, { grade = "P" } ]
"#;
    assert_eq!(
        short(sheet, &["a=40 w=0", "a=70 w=0", "a=40 v=0 w=0"]),
        [
            "none breached",
            "none cannot_tell (veto_open)",
            "40 breached #0"
        ]
    );
}

#[test]
fn limits_of_grades_may_hang_on_an_attribute() {
    let sheet = r#"
lines = [ { figure = "fa", each = 1 } ]
steps = [ { less_than = { by = "level", "县级" = 60, "乡镇" = 50 }, grade = "F", effect = "veto" }, { grade = "P" } ]
veto = []
"#;
    assert_eq!(
        short(
            sheet,
            &[
                "a=55 level=县级",
                "a=55 level=乡镇",
                "a=49 level=乡镇",
                "a=55"
            ]
        ),
        [
            "55 breached #0",
            "55 met #1",
            "49 breached #0",
            "55 cannot_tell (attribute_missing)"
        ]
    );
}

#[test]
fn an_unknown_line_is_graded_only_if_both_ends_agree() {
    assert_eq!(
        short(DEDUCTIONS, &["a=1 b=1 c=1 v=0 w=0"]),
        ["89..90 met #1"]
    );
    let hard = DEDUCTIONS.replace("60", "90");
    assert_eq!(
        short(&hard, &["a=1 b=1 c=1 v=0 w=0", "a=1 b=1 c=1 d=0 v=0 w=0"]),
        ["89..90 cannot_tell (score_open)", "90 met #1"]
    );
    // whatever it is, it fails
    let two = r#"
base = 50
lines = [ { rule = "a", once = -30 } ]
steps = [ { less_than = 30, grade = "G", effect = "veto" }, { less_than = 60, grade = "F", effect = "problem" }, { grade = "P" } ]
veto = []
"#;
    assert_eq!(short(two, &["b=1"]), ["20..50 breached"]);
}

#[test]
fn a_part_of_which_it_is_open_whether_it_applies_counts_both_ways() {
    let sheet = r#"
base = 100
lines = [ { figure = "fa", each = -10 }, { figure = "fb", each = -10, part = "y" } ]
parts = { y = { worth = 25, except = { level = "乡镇", reason = "-" } } }
scale = 100
veto = []
"#;
    assert_eq!(
        short(
            sheet,
            &["a=3 b=0 level=县级", "a=3 b=0 level=乡镇", "a=3 b=0"]
        ),
        ["70 met", "60 met", "60..70 met"]
    );
}

#[test]
fn breaches_beneath_count_each_and_waived_ones_not() {
    let sheet = "of = \"all\"\nbase = 100\nlines = [ { rule = \"a\", each = -4, limit = 10 } ]\nveto = []\n";
    assert_eq!(short(sheet, &["a=1", "a=1", "a=0"]), ["92 met"]);
    assert_eq!(short(sheet, &["a=1", "a=1", "a=2", "a=3"]), ["90 met"]);
    assert_eq!(short(sheet, &["a=1", "b=1"]), ["92..96 met"]);
    let text = format!("[sheet.t]\n{sheet}basis = {{ document = \"D\" }}\n");
    let mut records = records();
    records.waivers = vec![crate::records::Waiver {
        rule: "a".to_owned(),
        scope: Some(crate::records::WaiverScope::Unit(crate::registry::UnitIx(
            0,
        ))),
        subject: "0".to_owned(),
        reason: "-".to_owned(),
        expires: crate::calendar::Day::MAX,
    }];
    let results = judged(&text, &["a=1", "a=1"], &records).into_iter().next();
    let all: Vec<String> = results.unwrap_or_default().iter().map(said).collect();
    assert_eq!(all, ["96 met"]);
}

#[test]
fn a_row_that_could_not_be_read_may_hide_a_veto() {
    let sheet = "[sheet.t]\nof = \"all\"\nbase = 100\nlines = [ { rule = \"a\", each = -4 } ]\nbasis = { document = \"D\" }\n";
    let mut records = records();
    records.doubts = vec![Doubt {
        records: RecordKind::Units,
        channels: Candidates::Only(Vec::new()),
        units: Candidates::Anyone,
        when: None,
        events: Vec::new(),
        id: None,
        rule: None,
        code: "x",
        value: "x".to_owned(),
    }];
    let results = judged(sheet, &["a=1 v=0 w=0"], &records).into_iter().next();
    let results = results.unwrap_or_default();
    let all: Vec<String> = results.iter().map(said).collect();
    assert_eq!(all, ["none cannot_tell (rejected_row)"]);
    let total = results
        .iter()
        .filter_map(|result| Some(result.points.as_ref()?.total));
    let total: Vec<_> = total.collect();
    assert_eq!(
        total,
        [Range::between(Rational::whole(92), Rational::whole(96))]
    );
}

#[test]
fn the_arithmetic_is_told_line_by_line() {
    let text = format!("[sheet.t]\nof = \"unit\"\n{NUMBER}basis = {{ document = \"D\" }}\n");
    let results = judged(&text, &["a=85 b=7"], &records()).into_iter().next();
    let results = results.unwrap_or_default();
    let points: Vec<&SheetPoints> = results
        .iter()
        .filter_map(|one| one.points.as_ref())
        .collect();
    assert_eq!(points.len(), 1);
    for points in points {
        let exactly = |number| Range::exactly(Rational::whole(number));
        let lines: Vec<(bool, Range, Range)> = points
            .lines
            .iter()
            .map(|line| (line.bonus, line.count, line.points))
            .collect();
        assert_eq!(
            lines,
            [
                (false, exactly(85), exactly(85)),
                (true, exactly(7), exactly(35))
            ]
        );
        let bonus = BonusResult {
            open: Truth::Yes,
            points: exactly(30),
        };
        assert_eq!(points.bonus, Some(bonus));
        assert_eq!(
            (points.base, points.scaled, points.total),
            (exactly(0), exactly(85), exactly(115))
        );
    }
}

#[test]
fn numbers_too_long_to_be_told_are_not_guessed() {
    let points = crate::rules::Points::Figure {
        figure: "fa".to_owned(),
        points: Rational::whole(7),
        limit: None,
    };
    let item = |count: i128| Item {
        applies: true,
        count: Rational::new(count, 3).map_or(Range::ANY, Range::exactly),
        most: None,
    };
    let counted = |count| score::lines([(&points, &item(count))].into_iter());
    assert_eq!(counted(i128::MAX / 2), Err(NoScore::TooPrecise));
    let points = counted(2).map(|lines| lines.iter().map(|line| line.points).collect());
    let fourteen_thirds = Rational::new(14, 3).map(Range::exactly);
    assert_eq!(points, Ok(Vec::from_iter(fourteen_thirds)));
    assert_eq!(why(NoScore::TooPrecise).code, "too_precise");
}

/// Sheets of every kind of line, part and step.
const MANY: &str = r#"
[sheet.p]
of = "unit"
base = 100
lines = [
  { figure = "fa", each = -3, limit = 30, part = "x" }, { rule = "b", once = -5, part = "x" },
  { rule = "s", worth = 10 }, { figure = "fc", each = 2, limit = 8 },
]
parts = { x = { worth = 20, except = { level = "乡镇", reason = "-" } } }
scale = 100
bonus = { opens = { more_than = 80 }, limit = 6, lines = [ { figure = "fd", each = 2 } ] }
steps = [
  { less_than = { by = "level", "县级" = 60, "乡镇" = 50 }, grade = "F", effect = "veto" },
  { less_than = 75, grade = "D", effect = "problem" },
  { at_least = 95, grade = "E", effect = "praise" },
  { grade = "P" },
]
basis = { document = "D" }
[sheet.q]
of = "unit"
lines = [
  { rule = "a", worth = 20, part = "x" }, { rule = "b", worth = 20, part = "x" },
  { rule = "s", worth = 30 }, { rule = "e", worth = 30 },
]
parts = { x = { worth = 40, except = { level = "乡镇", reason = "-" } } }
left_out = "spread"
veto = ["v"]
on_veto = 59
steps = [ { less_than = 60, effect = "veto" } ]
basis = { document = "D" }
[sheet.z]
of = "unit"
lines = [ { sheet = "p", weight = "40%" }, { sheet = "q", weight = "60%" } ]
veto = []
steps = [ { less_than = 70, effect = "problem" } ]
basis = { document = "D" }
[sheet.all]
of = "all"
base = 100
lines = [ { rule = "a", each = -4, limit = 10 }, { rule = "q", once = -20 }, { rule = "w", worth = 7 } ]
steps = [ { less_than = 90, effect = "problem" } ]
basis = { document = "D" }
"#;

static MANY_RULES: LazyLock<Option<RuleSet>> =
    LazyLock::new(|| RuleSet::from_toml("rules.toml", &rule_set(MANY)).ok());

/// The cells of a unit, without those whose bit is not set.
fn cells(values: &[(&str, i64)], level: usize, tag: Option<&str>, known: u16) -> String {
    let mut cells = String::new();
    for (ix, (name, value)) in values.iter().enumerate() {
        if known >> ix & 1 == 1 {
            cells.push_str(&format!("{name}={value} "));
        }
    }
    if known >> 15 & 1 == 1 {
        cells.push_str(
            ["level=县级 ", "level=乡镇 "]
                .get(level)
                .copied()
                .unwrap_or(""),
        );
    }
    tag.map_or(cells.clone(), |tag| format!("{cells}tag=no-{tag}"))
}

fn inside(outer: Range, inner: Range) -> bool {
    let low = outer
        .low
        .is_none_or(|outer| inner.low.is_some_and(|inner| outer <= inner));
    let high = outer
        .high
        .is_none_or(|outer| inner.high.is_some_and(|inner| inner <= outer));
    low && high
}

proptest! {
    /// Whatever the cells that are missing turn out to be: met stays met, breached stays breached, a grade stays, and
    /// the score lies where it was said to lie.
    #[test]
    fn learning_more_never_turns_a_sheet_around(
        values in proptest::collection::vec(0_i64..5, 9),
        zero in any::<u16>(),
        level in 0_usize..2,
        tag in proptest::option::of(0_usize..9),
        hidden in proptest::collection::vec(0_u32..16, 1..4),
        learnt in 0_usize..4,
    ) {
        let without = |hidden: &[u32]| hidden.iter().fold(u16::MAX, |known, bit| known & !(1 << bit));
        let known = without(&hidden);
        let more = without(hidden.get(learnt..).unwrap_or_default());
        // vetoes are rare, or nothing else would be looked at
        let values: Vec<(&str, i64)> = NAMES
            .iter()
            .zip(&values)
            .enumerate()
            .map(|(ix, (name, value))| (*name, if zero >> ix & 1 == 1 { 0 } else { *value }))
            .collect();
        let tag = tag.and_then(|tag| NAMES.get(tag).copied());
        let rules = MANY_RULES.as_ref();
        prop_assert!(rules.is_some());
        let Some(rules) = rules else { return Ok(()) };
        let other = "a=1 b=0 c=0 d=0 e=0 f=0 s=0 v=0 w=0 level=县级";
        let results = |known: u16| {
            let cells = cells(&values, level, tag, known);
            judged_by(rules, &[&cells, other], &records()).concat()
        };
        let (part, full) = (results(known), results(known | more));
        prop_assert_eq!(part.len(), full.len());
        for (before, after) in part.iter().zip(&full) {
            if matches!(before.outcome.verdict, Verdict::Met | Verdict::Breached) {
                prop_assert_eq!(&before.outcome.verdict, &after.outcome.verdict, "{:#?} {:#?}", before, after);
            }
            if before.grade.is_some() {
                prop_assert_eq!(before.grade, after.grade);
            }
            prop_assert!(before.vetoes.iter().all(|veto| after.vetoes.contains(veto)));
            if let (Some(before), Some(after)) = (before.score, after.score) {
                prop_assert!(inside(before, after), "{:?} {:?}", before, after);
            }
            if let (Some(before), Some(after)) = (&before.points, &after.points) {
                prop_assert!(inside(before.total, after.total), "{:#?} {:#?}", before, after);
            }
        }
    }
}
