//! Recipes of groups, the registry, exceptions, limits, steps and slices.

use super::*;

pub(super) fn by_groups(maker: &mut Maker<'_>, [a, b, c, d, ..]: Drawn) {
    let (of, by) = match a % 4 {
        0 => (Of::Account, vec![Path(None, "platform".to_owned())]),
        1 => (
            Of::Account,
            vec![
                Path(None, "unit".to_owned()),
                Path(None, "platform".to_owned()),
            ],
        ),
        2 => (Of::Unit, vec![Path(None, "group".to_owned())]),
        _ => (Of::Column, vec![Path(None, "class".to_owned())]),
    };
    let measure = match (b % 3, of) {
        (0, Of::Account) => count(Source::Of(of)),
        (1, _) => count(Source::Of(Of::Publication)),
        _ => count(Source::Days),
    };
    let mut body = body(of, measure);
    body.subjects.by = by;
    maker.rule(body, requirement(c, few(d)));
}

pub(super) fn registry(maker: &mut Maker<'_>, [a, b, c, d, e, _]: Drawn) {
    let (of, source) = pick(
        &[
            (Of::Unit, Of::Account),
            (Of::Unit, Of::Column),
            (Of::All, Of::Site),
            (Of::All, Of::Unit),
            (Of::Site, Of::Column),
            (Of::All, Of::Account),
            (Of::Unit, Of::Site),
        ],
        a,
    );
    let filter = match (b % 3, source) {
        (0, Of::Column) => Some(is("class", "news")),
        (0, Of::Account) => Some(is("platform", "微信")),
        (1, Of::Unit) => Some(is("tag", "甲类")),
        _ => None,
    };
    let mut body = body(of, count_where(Source::Of(source), filter));
    if source != Of::Unit {
        body.dated = pick(&[None, None, Some("opened"), Some("closed")], c);
    }
    maker.rule(body, requirement(d, few(e)));
}

pub(super) fn sightings(maker: &mut Maker<'_>, [a, b, c, d, ..]: Drawn) {
    if a % 2 == 0 {
        let limit = Limit::Words(true, vec!["true".to_owned()]);
        maker.rule(
            body(
                Of::Sighting,
                Measure::Value(Path(None, "registered".to_owned())),
            ),
            Requirement::Require(limit),
        );
    } else {
        let mut body = body(Of::Account, count(Source::Of(Of::Sighting)));
        if b % 2 == 0 {
            body.subjects.life = Some(vec!["closed", "frozen"]);
        }
        body.window = Window::Over(pick(&[Over::Always, Over::Period], c));
        maker.rule(body, requirement(d, few(d / 10)));
    }
}

pub(super) fn references(maker: &mut Maker<'_>, [a, b, c, d, ..]: Drawn) {
    let filter = (a % 2 == 0).then(|| is("kind", "解读"));
    let mut body = body(Of::Publication, count_where(Source::References, filter));
    if b % 2 == 0 {
        body.subjects.filter = Some(is("kind", "政策文件"));
    }
    if b % 5 == 0 {
        body.at = Some(At::AsOf);
    }
    maker.rule(body, requirement(c, few(d % 3)));
}

pub(super) fn manuscripts(maker: &mut Maker<'_>, [a, b, c, d, e, _]: Drawn) {
    let filter = pick(
        &[
            None,
            Some(is("adopted_by", "本级")),
            Some(is("adopted", "true")),
            Some(is("form", "视频")),
        ],
        a,
    );
    let distinct = pick(&[None, None, Some("form")], b);
    let mut body = body(
        pick(&[Of::Unit, Of::All], b / 3),
        Measure::Count {
            source: Source::Of(Of::Manuscript),
            filter,
            reach: None,
            publisher: false,
            distinct,
        },
    );
    body.dated = pick(&[None, Some("adopted")], c);
    body.window = Window::Over(pick(
        &[Over::Period, Over::ThisYear, Over::LastPeriods(2)],
        d,
    ));
    maker.rule(body, requirement(e, few(e / 10)));
}

pub(super) fn unless(maker: &mut Maker<'_>, [a, b, c, d, ..]: Drawn) {
    let of = pick(&[Of::Column, Of::Account], a);
    let mut blank = body(
        of,
        Measure::Count {
            source: Source::Of(Of::Publication),
            filter: None,
            reach: Some(true),
            publisher: false,
            distinct: None,
        },
    );
    blank.window = Window::Over(pick(&[Over::Always, Over::Period], b));
    let blank = maker.rule(
        blank,
        Requirement::BreachWhen(Limit::Compare(vec![(Compare::AtMost, Value::Number(0))])),
    );
    let mut stale = body(
        of,
        Measure::Gap {
            source: Source::Of(Of::Publication),
            filter: None,
            reach: Some(true),
            longest: false,
        },
    );
    stale.subjects.unless = vec![blank.clone()];
    let stale = maker.rule(
        stale,
        Requirement::BreachWhen(Limit::Compare(vec![(
            Compare::MoreThan,
            Value::Length(days(c)),
        )])),
    );
    maker.rule(
        body(
            Of::Unit,
            Measure::Breaches {
                rules: vec![blank, stale],
                distinct: pick(&[None, Some("finding")], d),
                after: false,
            },
        ),
        requirement(d / 2, few(d / 20)),
    );
}

pub(super) fn except_filing(maker: &mut Maker<'_>, [a, b, c, d, e, _]: Drawn) {
    let measure = if a % 2 == 0 {
        count(Source::Of(Of::Publication))
    } else {
        Measure::Gap {
            source: Source::Of(Of::Publication),
            filter: None,
            reach: None,
            longest: false,
        }
    };
    let is_gap = a % 2 == 1;
    let mut body = body(pick(&[Of::Account, Of::Column], b), measure);
    body.subjects
        .except
        .push(Except::Filing("特殊情况".to_owned()));
    if c % 3 == 0 {
        body.subjects.except.push(Except::Fits(is("tag", "乙类")));
    }
    if c % 2 == 0 {
        body.window = Window::Each(Each {
            every: Every::Week,
            until: None,
            allow: 0,
        });
    }
    maker.rule(
        body,
        if is_gap {
            requirement(d, Value::Length(days(e)))
        } else {
            requirement(d, few(e))
        },
    );
}

pub(super) fn limit_by(maker: &mut Maker<'_>, [a, b, c, d, e, f]: Drawn) {
    let otherwise = |value: Value| pick(&[Some(None), Some(Some(Box::new(value))), None], f);
    let some = |value: Value| Some(Box::new(value));
    if a % 2 == 0 {
        let value = Value::By(
            Path(None, "class".to_owned()),
            vec![
                ("news".to_owned(), some(Value::Length(days(b)))),
                ("policy".to_owned(), some(Value::Length(length(c)))),
            ],
            otherwise(Value::Length(days(d))),
        );
        maker.rule(
            body(
                Of::Column,
                Measure::Gap {
                    source: Source::Of(Of::Publication),
                    filter: None,
                    reach: None,
                    longest: false,
                },
            ),
            Requirement::BreachWhen(limit(e, value)),
        );
    } else {
        let path = if b % 2 == 0 {
            Path(None, "group".to_owned())
        } else {
            Path(Some("unit"), "group".to_owned())
        };
        let of = if b % 2 == 0 { Of::Unit } else { Of::Account };
        let value = Value::By(
            path,
            vec![
                ("部门".to_owned(), some(few(c))),
                (
                    "乡镇".to_owned(),
                    if d % 3 == 0 { None } else { some(few(d)) },
                ),
            ],
            None,
        );
        maker.rule(
            body(of, count(Source::Of(Of::Publication))),
            requirement(e, value),
        );
    }
}

pub(super) fn steps(maker: &mut Maker<'_>, [a, b, c, d, e, f]: Drawn) {
    let step = |how: Compare, number: u8, effect: &'static str| Step {
        limit: Some(Limit::Compare(vec![(
            how,
            Value::Number(i64::from(number % 6)),
        )])),
        effect,
        grade: None,
        lose: None,
    };
    let mut all = vec![
        step(
            Compare::AtMost,
            b % 2,
            pick(&["veto", "problem", "notice"], c),
        ),
        step(compare(d), d, pick(&["problem", "notice", "none"], e)),
    ];
    if f % 3 == 0 {
        all.push(Step {
            limit: None,
            effect: pick(&["praise", "problem"], f),
            grade: None,
            lose: None,
        });
    }
    maker.rule(
        body(channel_kind(a), count(Source::Of(Of::Publication))),
        Requirement::Steps(all),
    );
}

pub(super) fn other_slices(maker: &mut Maker<'_>, [a, b, c, d, e, f]: Drawn) {
    let from = maker.world.span.0 + 3;
    let every = pick(
        &[
            Every::Month,
            Every::Quarter,
            Every::Days { days: 14, from },
            Every::Days { days: 5, from },
            Every::WorkingDay,
            Every::Eve,
            Every::Day,
        ],
        a,
    );
    let until = if matches!(every, Every::Month) && b % 2 == 0 {
        Some(Until::DayOfMonth(20))
    } else {
        None
    };
    let mut body = body(
        channel_kind(c),
        count(pick(
            &[Source::Of(Of::Publication), Source::Pushes, Source::Days],
            d,
        )),
    );
    body.window = Window::Each(Each {
        every,
        until,
        allow: i64::from(e % 4) * 3,
    });
    maker.rule(body, requirement(e / 4, few(f)));
}

pub(super) fn in_list(maker: &mut Maker<'_>, [a, b, c, d, e, _]: Drawn) {
    let filter = pick(
        &[
            Selector(vec![Term::InList("picked".to_owned())]),
            Selector(vec![Term::Not(Selector(vec![Term::InList(
                "picked".to_owned(),
            )]))]),
            is("tag", "甲类"),
            Selector(vec![Term::Number(
                Path(None, "rating".to_owned()),
                vec![(Compare::AtLeast, 1), (Compare::LessThan, 3)],
            )]),
            is("kind", "局"),
        ],
        a,
    );
    let mut body = body(Of::Unit, count(Source::Of(Of::Publication)));
    body.subjects.filter = Some(filter);
    if b % 3 == 0 {
        body.subjects.of = Of::Account;
        body.subjects.filter = Some(of_unit("group", "部门"));
    }
    if c % 3 == 0 && body.subjects.of == Of::Unit {
        body.subjects
            .except
            .push(Except::Fits(is("own_site", "true")));
    }
    maker.rule(body, requirement(d, few(e)));
}

pub(super) fn requests(maker: &mut Maker<'_>, [a, b, c, d, e, _]: Drawn) {
    let filter = pick(
        &[
            is("answered", "true"),
            is("corrected", "true"),
            is("how", "网络"),
            is("extended", "true"),
        ],
        a,
    );
    let is_ratio = b % 2 == 0;
    let measure = if is_ratio {
        Measure::Ratio {
            source: Source::Of(Of::Request),
            base: None,
            part: filter,
            inside: true,
            reach: None,
        }
    } else {
        count_where(Source::Of(Of::Request), Some(filter))
    };
    let mut body = body(pick(&[Of::Unit, Of::All], c), measure);
    body.window = Window::Over(over(d));
    maker.rule(
        body,
        requirement(
            e,
            if is_ratio {
                percent(e / 10)
            } else {
                few(e / 10)
            },
        ),
    );
}

pub(super) fn named(maker: &mut Maker<'_>, [a, b, c, d, e, f]: Drawn) {
    let mut of = body(
        channel_kind(a),
        count_where(Source::Of(Of::Publication), item_filter(b)),
    );
    of.window = Window::Over(over(c));
    if f % 3 == 0 && of.subjects.of == Of::Unit {
        of.subjects.except.push(Except::Fits(is("tag", "甲类")));
    }
    if f % 4 == 0 && of.subjects.of == Of::Unit {
        of.subjects.filter = Some(is("kind", "镇"));
    }
    let kind = of.subjects.of;
    let id = maker.figure(of);
    maker.rule(
        body(kind, Measure::Named(id.clone())),
        requirement(d, few(e)),
    );
    if kind == Of::Unit {
        maker.rule(
            body(
                kind,
                Measure::Rank {
                    figures: vec![id],
                    bottom: true,
                    within: None,
                    ties: "skip",
                    share: false,
                },
            ),
            requirement(e, few(f)),
        );
    }
}

pub(super) fn slices_counted(maker: &mut Maker<'_>, [a, b, c, d, e, _]: Drawn) {
    let of = pick(&[Of::Account, Of::Column], a);
    let mut late = body(
        of,
        Measure::Gap {
            source: Source::Of(Of::Publication),
            filter: None,
            reach: None,
            longest: false,
        },
    );
    late.window = Window::Each(Each {
        every: Every::Look,
        until: None,
        allow: 0,
    });
    let late = maker.rule(
        late,
        Requirement::BreachWhen(Limit::Compare(vec![(
            Compare::MoreThan,
            Value::Length(days(b)),
        )])),
    );
    maker
        .set
        .rules
        .last_mut()
        .into_iter()
        .for_each(|rule| rule.effect = Some("none"));
    maker.rule(
        body(
            pick(&[of, Of::Unit], c),
            Measure::Breaches {
                rules: vec![late],
                distinct: Some("slice"),
                after: false,
            },
        ),
        requirement(d, few(e)),
    );
}

pub(super) fn gap_other(maker: &mut Maker<'_>, [a, b, c, d, ..]: Drawn) {
    let source = pick(&[Of::Observation, Of::Probe, Of::Letter], a);
    let of = match source {
        Of::Letter => Of::Unit,
        _ => pick(&[Of::Account, Of::Unit, Of::Column], b),
    };
    maker.rule(
        body(
            of,
            Measure::Gap {
                source: Source::Of(source),
                filter: None,
                reach: None,
                longest: false,
            },
        ),
        requirement(c, Value::Length(days(d))),
    );
}

pub(super) fn sample(maker: &mut Maker<'_>, [a, b, c, ..]: Drawn) {
    let mut body = body(
        pick(&[Of::Account, Of::Column, Of::Unit], a),
        count(Source::Of(Of::Publication)),
    );
    if b % 3 == 0 {
        body.subjects.filter = Some(is("sampled", pick(&["true", "false"], b / 3)));
    }
    maker.rule(body, requirement(c, few(c / 10)));
}
