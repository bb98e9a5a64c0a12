//! Recipes of sheets: deductions, worths, awards, and sheets over sheets with a rule on their score.

use super::*;
use crate::reference::rules::{Line, Points, Sheet};

fn sheet(of: Of, base: i64, lines: Vec<Line>) -> Sheet {
    Sheet {
        id: String::new(),
        subjects: Subjects::all(of),
        base,
        lines,
        parts: Vec::new(),
        spread: false,
        scale: None,
        bonus: None,
        veto: None,
        on_veto: None,
        steps: Vec::new(),
    }
}

impl Maker<'_> {
    fn sheet(&mut self, mut sheet: Sheet) -> String {
        sheet.id = self.id("s");
        let id = sheet.id.clone();
        self.set.sheets.push(sheet);
        id
    }
}

fn line(points: Points) -> Line {
    Line { part: None, points }
}

/// Whom a sheet is of.
fn whose(by: u8) -> Of {
    pick(&[Of::Unit, Of::Unit, Of::Site, Of::All], by)
}

fn grades(by: u8, around: i64) -> Vec<Step> {
    let step = |how: Compare, number: i64, grade: &'static str, effect: &'static str| Step {
        limit: Some(Limit::Compare(vec![(how, Value::Tenths(number))])),
        effect,
        grade: Some(grade),
        lose: None,
    };
    if by.is_multiple_of(4) {
        return Vec::new();
    }
    let mut all = vec![
        step(
            pick(&[Compare::LessThan, Compare::AtMost], by / 4),
            around * 6 / 10,
            "不合格",
            pick(&["veto", "none", "none"], by / 8),
        ),
        step(Compare::LessThan, around * 9 / 10, "合格", "none"),
    ];
    if by % 4 != 1 {
        all.push(Step {
            limit: None,
            effect: pick(&["praise", "none"], by / 16),
            grade: Some("优秀"),
            lose: None,
        });
    }
    all
}

/// A rule of which a sheet makes a veto: plain, or the first of its steps.
fn veto(maker: &mut Maker<'_>, by: u8) {
    if by.is_multiple_of(3) {
        return;
    }
    let at_most = |number: i64| {
        Some(Limit::Compare(vec![(
            Compare::AtMost,
            Value::Number(number),
        )]))
    };
    let step = |number: i64, effect: &'static str| Step {
        limit: at_most(number),
        effect,
        grade: None,
        lose: None,
    };
    let of = pick(&[Of::Site, Of::Column, Of::Unit, Of::Account], by / 3);
    let body = body(of, count(Source::Of(Of::Publication)));
    if by % 3 == 1 {
        let limit = Limit::Compare(vec![(
            Compare::MoreThan,
            Value::Number(i64::from(by / 12 % 4) + 2),
        )]);
        maker.rule(body, Requirement::BreachWhen(limit));
        if let Some(rule) = maker.set.rules.last_mut() {
            rule.effect = Some("veto");
        }
    } else {
        maker.rule(
            body,
            Requirement::Steps(vec![step(0, "veto"), step(2, "problem")]),
        );
    }
}

fn vetoes(maker: &Maker<'_>, sheet: &mut Sheet, by: u8) {
    sheet.veto = match by % 5 {
        0 => Some(Vec::new()),
        1 => {
            let mut rules = maker.set.rules.iter();
            let lies = |rule: &&Rule| {
                let own = rule.body.subjects.of;
                let below: &[Of] = match sheet.subjects.of {
                    Of::Site => &[Of::Site, Of::Column],
                    _ => &[Of::Site, Of::Column, Of::Account, Of::Unit],
                };
                below.contains(&own) && rule.body.subjects.by.is_empty()
            };
            rules.find(lies).map(|rule| vec![rule.id.clone()])
        }
        _ => None,
    };
    sheet.on_veto = pick(&[None, None, Some(0), Some(300)], by / 5);
}

/// Accounts do not lie beneath a website.
fn beneath(of: Of) -> &'static [Of] {
    if of == Of::Site {
        &[Of::Site, Of::Column]
    } else {
        &[Of::Account, Of::Column, Of::Site]
    }
}

fn deduction(maker: &mut Maker<'_>, of: Of, by: u8) -> Line {
    let rule = counted_among(maker, beneath(of), by);
    line(match by % 3 {
        0 => Points::Once {
            rule,
            points: -i64::from(by / 3 % 20) * 5 - 10,
        },
        _ => Points::Each {
            rule,
            points: -i64::from(by / 3 % 4) * 5 - 5,
            limit: pick(&[None, Some(10), Some(25), Some(50)], by / 12),
            distinct: pick(
                &[None, None, Some("finding"), Some("unit"), Some("slice")],
                by / 48,
            ),
        },
    })
}

/// A figure that awards or costs points.
fn award(maker: &mut Maker<'_>, of: Of, by: u8) -> Line {
    let source = pick(&[Of::Publication, Of::Observation], by);
    let filter =
        (by.is_multiple_of(3) && source == Of::Publication).then(|| is("original", "true"));
    let figure = maker.figure(body(of, count_where(Source::Of(source), filter)));
    line(Points::Figure {
        figure,
        points: pick(&[5_i64, 10, 25, -10], by / 3),
        limit: pick(&[None, Some(20), Some(100)], by / 12),
    })
}

pub(super) fn deductions(maker: &mut Maker<'_>, [a, b, c, d, e, f]: Drawn) {
    let of = whose(a);
    let mut lines = vec![deduction(maker, of, b), deduction(maker, of, c)];
    if d % 3 == 0 {
        lines.push(award(maker, of, d / 3));
    }
    let mut sheet = sheet(of, pick(&[1000, 1000, 500, 305], a / 4), lines);
    if e % 2 == 0 {
        sheet.parts.push((
            "甲",
            pick(&[250_i64, 30, 400], e / 2),
            (e % 4 == 0).then(|| is("tag", "甲类")),
        ));
        sheet.lines[0].part = Some("甲");
        if e % 8 == 0 {
            sheet.lines[1].part = Some("甲");
        }
        if e % 3 == 0 && of != Of::All {
            // points for a figure are extra to a base, and how that is scaled is not said
            sheet.scale = (d % 3 != 0).then_some(1000);
        }
    }
    if of == Of::All {
        sheet.parts.iter_mut().for_each(|part| part.2 = None);
    }
    if f % 3 == 0 {
        let mut extra = award(maker, of, f / 3);
        if let Points::Figure { points, .. } = &mut extra.points {
            *points = points.abs();
        }
        let opens = (f % 2 == 0).then(|| {
            Limit::Compare(vec![(
                Compare::MoreThan,
                Value::Tenths(sheet.base * 8 / 10),
            )])
        });
        sheet.bonus = Some((
            opens,
            pick(&[None, Some(15), Some(300)], f / 6),
            vec![extra],
        ));
    }
    veto(maker, c / 2);
    vetoes(maker, &mut sheet, d / 2);
    sheet.steps = grades(f / 2, sheet.base);
    if a % 5 == 0 && of == Of::Unit {
        sheet.subjects.except.push(Except::Fits(is("tag", "乙类")));
    }
    maker.sheet(sheet);
}

/// A rule that takes a share of a worth by its steps.
fn by_steps(maker: &mut Maker<'_>, above: Of, by: u8) -> String {
    let step = |number: i64, effect: &'static str, lose: Option<i64>| Step {
        limit: Some(Limit::Compare(vec![(
            Compare::AtMost,
            Value::Number(number),
        )])),
        effect,
        grade: None,
        lose,
    };
    let of = pick(beneath(above), by);
    maker.rule(
        body(of, count(Source::Of(Of::Publication))),
        Requirement::Steps(vec![
            step(
                0,
                pick(&["problem", "none"], by / 3),
                pick(&[Some(100), None], by / 6),
            ),
            step(
                i64::from(by / 12 % 3) + 1,
                "none",
                Some(pick(&[50, 30, 0], by / 36)),
            ),
        ]),
    )
}

pub(super) fn worths(maker: &mut Maker<'_>, [a, b, c, d, e, f]: Drawn) {
    let of = whose(a);
    let rules = [
        by_steps(maker, of, b),
        counted_among(maker, beneath(of), c),
        by_steps(maker, of, b.wrapping_add(c)),
    ];
    let lines = rules.into_iter().zip([d, e, d / 2]).map(|(rule, by)| {
        line(Points::Worth {
            rule,
            points: i64::from(by % 40) * 5 + 20,
        })
    });
    let mut sheet = sheet(of, 0, lines.collect());
    if e % 2 == 0 && of != Of::All {
        sheet.parts.push((
            "乙",
            pick(&[250_i64, 50, 2000], e / 2),
            (e % 4 == 0).then(|| is("tag", "甲类")),
        ));
        sheet.lines[1].part = Some("乙");
        if e % 3 == 0 {
            sheet.lines[2].part = Some("乙");
        }
    }
    sheet.spread = f % 3 == 0;
    sheet.scale = pick(&[None, Some(1000), Some(605)], f / 3);
    veto(maker, f / 9);
    vetoes(maker, &mut sheet, d / 3);
    sheet.steps = grades(c / 3, 1000);
    maker.sheet(sheet);
}

pub(super) fn awards(maker: &mut Maker<'_>, [a, b, c, d, e, f]: Drawn) {
    let of = pick(&[Of::Unit, Of::All, Of::Site, Of::Unit], a);
    let mut lines = vec![award(maker, of, b), award(maker, of, c)];
    if d % 3 == 0 {
        let rule = counted_among(maker, beneath(of), d / 3);
        lines.push(line(Points::Once { rule, points: 35 }));
    }
    let sheet = sheet(of, 0, lines);
    let id = maker.sheet(sheet);
    let measure = if e % 3 == 0 && of == Of::Unit {
        Measure::Rank {
            figures: vec![id],
            bottom: e % 2 == 0,
            within: None,
            ties: pick(&["dense", "skip", "roster"], e / 6),
            share: false,
        }
    } else {
        Measure::Named(id)
    };
    maker.rule(body(of, measure), requirement(f, few(f / 10)));
}

pub(super) fn over_sheets(maker: &mut Maker<'_>, [a, b, c, d, e, f]: Drawn) {
    let of = pick(&[Of::Unit, Of::Site], a);
    let first = vec![deduction(maker, of, b)];
    let mut first = sheet(of, 1000, first);
    if b % 4 == 0 {
        first.subjects.except.push(Except::Fits(is("tag", "乙类")));
    }
    veto(maker, c / 4);
    vetoes(maker, &mut first, c);
    let first = maker.sheet(first);
    let rule = by_steps(maker, of, d);
    let mut second = sheet(of, 0, vec![line(Points::Worth { rule, points: 600 })]);
    second.scale = pick(&[None, Some(1000)], d);
    let second = maker.sheet(second);
    let weight = i64::from(e % 10) * 10;
    let lines = [(first, weight), (second, 100 - weight)]
        .map(|(sheet, percent)| line(Points::Sheet { sheet, percent }));
    let mut all = sheet(of, 0, lines.into_iter().collect());
    all.veto = (e % 3 == 0).then(Vec::new);
    all.scale = pick(&[None, None, Some(1000)], f / 16);
    all.steps = grades(f, 1000);
    let all = maker.sheet(all);
    if f % 3 != 0 {
        maker.rule(
            body(of, Measure::Named(all)),
            requirement(f / 3, Value::Tenths(i64::from(f) * 4)),
        );
    }
}
