//! Recipes of what rests on other figures and rules.

use super::*;

pub(super) fn verdicts(maker: &mut Maker<'_>, [a, b, c, d, ..]: Drawn) {
    let mut body = body(
        pick(&[Of::Unit, Of::Account, Of::Column], a),
        count_where(
            Source::Of(Of::Verdict),
            Some(is("outcome", pick(&["breached", "met"], b))),
        ),
    );
    body.window = Window::Over(pick(
        &[
            Over::LastPeriods(3),
            Over::PreviousPeriod,
            Over::LastPeriods(2),
        ],
        c,
    ));
    maker.rule(body, requirement(d, few(d / 10)));
}

pub(super) fn in_a_row(maker: &mut Maker<'_>, [a, b, c, d, e, _]: Drawn) {
    let of = pick(&[Of::Unit, Of::Account, Of::Column], a);
    let id = maker.rule(
        body(of, count(Source::Of(Of::Publication))),
        requirement(b, few(c)),
    );
    maker.rule(body(of, Measure::InARow(id)), requirement(d, few(e)));
}

pub(super) fn in_a_row_anew(maker: &mut Maker<'_>, drawn: Drawn) {
    maker.set.recomputed = true;
    in_a_row(maker, drawn);
}

pub(super) fn change_anew(maker: &mut Maker<'_>, drawn: Drawn) {
    maker.set.recomputed = true;
    change(maker, drawn);
}

pub(super) fn change(maker: &mut Maker<'_>, [a, b, c, d, ..]: Drawn) {
    let of = pick(&[Of::Unit, Of::Account], a);
    let share = b % 2 == 0;
    let measure = if share {
        Measure::Ratio {
            source: Source::Of(Of::Publication),
            base: None,
            part: is("original", "true"),
            inside: true,
            reach: None,
        }
    } else {
        count(Source::Of(Of::Publication))
    };
    let id = maker.figure(body(of, measure));
    let value = if share {
        Value::Percent(i64::from(pick(&[0_u8, 25, 50], c)))
    } else {
        Value::Number(i64::from(c % 4))
    };
    maker.rule(
        body(
            of,
            Measure::Change {
                figure: id,
                last_year: false,
            },
        ),
        requirement(d, value),
    );
}

pub(super) fn rank(maker: &mut Maker<'_>, [a, b, c, d, e, f]: Drawn) {
    let of = pick(&[Of::Unit, Of::Unit, Of::Account, Of::Column], a);
    let mut first = body(of, count_where(Source::Of(Of::Publication), item_filter(b)));
    if c % 4 == 0 && of == Of::Unit {
        first.subjects.except.push(Except::Fits(is("tag", "甲类")));
    }
    let mut figures = vec![maker.figure(first)];
    if c % 3 == 0 {
        figures.push(maker.figure(body(of, count(Source::Days))));
    }
    let within = match (d % 3, of) {
        (0, Of::Unit) => Some(Path(None, "group".to_owned())),
        (0, Of::Account) => Some(Path(None, "platform".to_owned())),
        _ => None,
    };
    let is_share = a % 5 == 0;
    let measure = Measure::Rank {
        figures,
        bottom: e % 2 == 0,
        within,
        ties: pick(&["dense", "skip", "roster"], e / 2),
        share: is_share,
    };
    let few = |by: u8| {
        if is_share { percent(by) } else { few(by) }
    };
    let steps = Requirement::Steps(vec![Step {
        limit: Some(Limit::Compare(vec![(Compare::AtMost, few(f))])),
        effect: pick(&["problem", "praise"], f / 4),
        grade: None,
        lose: None,
    }]);
    let chosen = if f % 2 == 0 {
        steps
    } else {
        requirement(f / 2, few(f / 20))
    };
    maker.rule(body(of, measure), chosen);
}

pub(super) fn mean(maker: &mut Maker<'_>, [a, b, c, d, ..]: Drawn) {
    let measure = if a % 2 == 0 {
        count(Source::Of(Of::Publication))
    } else {
        Measure::Ratio {
            source: Source::Of(Of::Publication),
            base: None,
            part: is("original", "true"),
            inside: true,
            reach: None,
        }
    };
    let id = maker.figure(body(pick(&[Of::Account, Of::Column], b), measure));
    let value = if a % 2 == 0 {
        Value::Tenths(i64::from(c % 40))
    } else {
        percent(c)
    };
    maker.rule(
        body(
            pick(&[Of::Unit, Of::All], c / 40),
            Measure::Mean {
                id,
                take: None,
                sum: a / 2 % 3 == 0,
            },
        ),
        requirement(d, value),
    );
}

pub(super) fn value(maker: &mut Maker<'_>, [a, b, c, d, ..]: Drawn) {
    let (of, path, words) = match a % 5 {
        0 => (Of::Unit, Path(None, "rating".to_owned()), None),
        1 => (
            Of::Account,
            Path(None, "platform".to_owned()),
            Some(vec!["微信", "微博"]),
        ),
        2 => (
            Of::Column,
            Path(Some("unit"), "group".to_owned()),
            Some(vec!["部门", "乡镇"]),
        ),
        3 => (
            Of::Unit,
            Path(None, "own_site".to_owned()),
            Some(vec!["true", "false"]),
        ),
        _ => (
            Of::Column,
            Path(None, "marked".to_owned()),
            Some(vec!["true", "false"]),
        ),
    };
    let chosen = match words {
        None => requirement(b, few(c)),
        Some(words) => {
            let one = vec![pick(&words, c).to_owned()];
            let limit = match d % 3 {
                0 => Limit::Words(true, one),
                1 => Limit::Words(false, one),
                _ if words[0] == "true" => Limit::Words(true, one),
                _ => Limit::Words(true, words.iter().map(|word| (*word).to_owned()).collect()),
            };
            if b % 2 == 0 {
                Requirement::Require(limit)
            } else {
                Requirement::BreachWhen(limit)
            }
        }
    };
    maker.rule(body(of, Measure::Value(path)), chosen);
}

/// A rule on channels that is breached often, to be counted.
pub(super) fn counted(maker: &mut Maker<'_>, by: u8) -> String {
    counted_among(maker, &[Of::Account, Of::Column, Of::Site], by)
}

/// The same, on one of some kinds.
pub(super) fn counted_among(maker: &mut Maker<'_>, kinds: &[Of], by: u8) -> String {
    let of = pick(kinds, by);
    let mut body = body(of, count(Source::Of(Of::Publication)));
    if (by / 3).is_multiple_of(3) {
        body.window = Window::Each(Each {
            every: Every::Week,
            until: None,
            allow: i64::from(by / 9 % 2),
        });
    }
    maker.rule(
        body,
        Requirement::Require(Limit::Compare(vec![(
            Compare::AtLeast,
            Value::Number(1 + i64::from(by / 18 % 2)),
        )])),
    )
}

pub(super) fn breaches(maker: &mut Maker<'_>, [a, b, c, d, e, f]: Drawn) {
    let mut rules = vec![counted(maker, a)];
    if b % 2 == 0 {
        rules.push(counted(maker, b));
    }
    let distinct = pick(
        &[
            None,
            Some("subject"),
            Some("finding"),
            Some("unit"),
            Some("slice"),
        ],
        c,
    );
    maker.rule(
        body(
            above(maker, &rules, d),
            Measure::Breaches {
                rules,
                distinct,
                after: f % 6 == 0,
            },
        ),
        requirement(e, few(e / 10)),
    );
}

/// A kind of subject above what some rules judge.
pub(super) fn above(maker: &Maker<'_>, rules: &[String], by: u8) -> Of {
    let kinds = maker
        .set
        .rules
        .iter()
        .filter(|rule| rules.contains(&rule.id))
        .map(|rule| rule.body.subjects.of);
    if kinds.clone().all(|of| of == Of::Column) && by % 3 == 2 {
        Of::Site
    } else {
        pick(&[Of::Unit, Of::All], by)
    }
}

pub(super) fn outcomes(maker: &mut Maker<'_>, [a, b, c, d, e, _]: Drawn) {
    let rules = vec![counted(maker, a)];
    let words = pick(
        &[
            vec!["met"],
            vec!["breached", "not_applicable"],
            vec!["not_applicable"],
            vec!["met", "breached"],
        ],
        b,
    );
    maker.rule(
        body(above(maker, &rules, c), Measure::Outcomes { rules, words }),
        requirement(d, few(e)),
    );
}

pub(super) fn ratio_outcomes(maker: &mut Maker<'_>, [a, b, c, d, e, _]: Drawn) {
    let rules = vec![counted(maker, a)];
    let part = pick(&["met", "breached"], b);
    let is_account = maker
        .set
        .rules
        .iter()
        .any(|rule| rules.contains(&rule.id) && rule.body.subjects.of == Of::Account);
    let mut of = body(
        above(maker, &rules, c),
        Measure::OutcomeRatio { rules, part },
    );
    if is_account && c % 3 == 0 {
        of.subjects.of = Of::Account;
        of.subjects.by = vec![Path(None, "platform".to_owned())];
    }
    maker.rule(of, requirement(d, percent(e)));
}
