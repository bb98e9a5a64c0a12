//! Recipes of letters, requests, tasks, observations, probes, notices and cases, and of their clocks.

use super::*;

pub(super) fn letter_filter(by: u8) -> Option<Selector> {
    match by % 5 {
        1 => Some(is("valid", "true")),
        2 => Some(is("kind", "投诉")),
        3 => Some(is("answered", "false")),
        4 => Some(Selector(vec![Term::Not(is("kind", "建议"))])),
        _ => None,
    }
}

pub(super) fn letters(maker: &mut Maker<'_>, [a, b, c, d, e, f]: Drawn) {
    let mut body = body(
        pick(&[Of::Unit, Of::All], a),
        count_where(Source::Of(Of::Letter), letter_filter(b)),
    );
    body.window = Window::Over(over(c));
    body.dated = pick(&[None, None, Some("answered")], d);
    if f % 6 == 0
        && let Measure::Count { distinct, .. } = &mut body.measure
    {
        *distinct = Some(pick(&["kind", "day", "unit"], f / 6));
    }
    maker.rule(body, requirement(e, few(f)));
}

pub(super) fn ratio_letters(maker: &mut Maker<'_>, [a, b, c, d, e, _]: Drawn) {
    let part = pick(&[is("answered", "true"), is("kind", "咨询")], c);
    let mut body = body(
        pick(&[Of::Unit, Of::All], a),
        Measure::Ratio {
            source: Source::Of(Of::Letter),
            base: letter_filter(b).filter(|_| b % 5 != 3),
            part,
            inside: true,
            reach: None,
        },
    );
    body.at = pick(&[None, Some(At::AsOf), Some(At::End)], d);
    maker.rule(body, requirement(e, percent(d / 3)));
}

pub(super) fn take(by: u8) -> Take {
    pick(&[Take::Late, Take::Late, Take::Used, Take::Left], by)
}

pub(super) fn clock_rule(maker: &mut Maker<'_>, clock: Clock, take: Take, by: u8, length: Length) {
    let measure = Measure::Clock {
        id: clock.id.clone(),
        take,
    };
    let body = body(clock.of, measure);
    maker.set.clocks.push(clock);
    maker.rule(body, requirement(by, Value::Length(length)));
}

pub(super) fn clock_letters(maker: &mut Maker<'_>, [a, b, c, d, e, f]: Drawn) {
    let kinds = |first: Length, second: Length| {
        let some = |length: Length| Some(Box::new(Value::Length(length)));
        let otherwise = if a % 3 == 0 { None } else { Some(None) };
        Value::By(
            Path(None, "kind".to_owned()),
            vec![
                ("咨询".to_owned(), some(first)),
                ("投诉".to_owned(), some(second)),
            ],
            otherwise,
        )
    };
    let limit = if a % 2 == 0 {
        Value::Length(days(b))
    } else {
        kinds(days(b), days(c))
    };
    let mut clock = maker.clock(Of::Letter, "received", "answered", Some(limit));
    if c % 4 == 0 {
        clock.filter = Some(is("valid", "true"));
    }
    if d % 2 == 0 {
        let working = |number: i64| Length {
            number,
            unit: Unit::WorkingDays,
        };
        clock.extend = Some(Extend {
            to: (d % 4 == 0).then(|| working(20 + i64::from(e % 9))),
            at_most: (d % 4 != 0).then(|| working(i64::from(e % 12))),
            asked_before: d % 3 != 0,
            ends_at: None,
        });
    }
    if f % 5 == 0 {
        clock.ends_at = Some(16);
    }
    let take = if clock.ends_at.is_some() {
        Take::Late
    } else {
        take(e)
    };
    clock_rule(maker, clock, take, f / 5, days(d / 4));
}

pub(super) fn clock_requests(maker: &mut Maker<'_>, [a, b, c, d, e, _]: Drawn) {
    let mut clock = maker.clock(
        Of::Request,
        "received",
        "answered",
        Some(Value::Length(days(a / 4 + 3))),
    );
    if a % 2 == 0 {
        clock.restart = Some("corrected");
    }
    if b % 2 == 0 {
        clock.pauses.push((
            "consult_sent",
            "opinion_received",
            (b % 4 == 0).then(|| days(b / 4)),
        ));
    }
    if c % 3 == 0 {
        clock.extend = Some(Extend {
            to: None,
            at_most: Some(days(c / 3)),
            asked_before: c % 2 == 0,
            ends_at: None,
        });
    }
    let take = if clock.pauses.is_empty() {
        take(d)
    } else {
        pick(&[Take::Late, Take::Left], d)
    };
    clock_rule(maker, clock, take, d / 2, days(e));
}

pub(super) fn clock_tasks(maker: &mut Maker<'_>, [a, b, c, d, ..]: Drawn) {
    let mut clock = maker.clock(Of::Task, "issued", "handed_in", None);
    if a % 3 == 0 {
        clock.filter = Some(is("kind", "报告"));
    }
    clock_rule(
        maker,
        clock,
        pick(&[Take::Late, Take::Late, Take::Used], b),
        c,
        days(d),
    );
}

pub(super) fn clock_cases(maker: &mut Maker<'_>, [a, b, c, d, ..]: Drawn) {
    let limit = if a % 2 == 0 {
        None
    } else {
        Some(Value::Length(days(b)))
    };
    let clock = maker.clock(Of::Case, "issued", "rectified", limit);
    clock_rule(maker, clock, take(c), c / 4, days(d));
}

pub(super) fn tasks(maker: &mut Maker<'_>, [a, b, c, d, e, _]: Drawn) {
    let done = is("done", pick(&["true", "false"], a));
    let measure = if b % 2 == 0 {
        count_where(Source::Of(Of::Task), Some(done))
    } else {
        Measure::Ratio {
            source: Source::Of(Of::Task),
            base: (c % 2 == 0).then(|| is("kind", "报告")),
            part: done,
            inside: true,
            reach: None,
        }
    };
    let is_ratio = b % 2 == 1;
    let mut body = body(pick(&[Of::Unit, Of::All], c / 2), measure);
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

pub(super) fn observations(maker: &mut Maker<'_>, [a, b, c, d, e, f]: Drawn) {
    let filter = match b % 4 {
        1 => Some(is("source", "上级")),
        2 => Some(is("kind", "错别字")),
        3 => Some(Selector(vec![
            Term::Is(Path(None, "source".to_owned()), vec!["上级".to_owned()]),
            Term::Is(Path(None, "confirmed".to_owned()), vec!["true".to_owned()]),
        ])),
        _ => None,
    };
    let distinct = if f % 4 == 0 {
        Some(pick(&["kind", "source", "day"], f / 4))
    } else {
        None
    };
    let mut body = body(
        channel_kind(a),
        Measure::Count {
            source: Source::Of(Of::Observation),
            filter,
            reach: None,
            publisher: false,
            distinct,
        },
    );
    body.window = Window::Over(over(c));
    if d % 4 == 0 {
        body.window = Window::Each(Each {
            every: pick(&[Every::Week, Every::Month], d / 4),
            until: None,
            allow: 0,
        });
    }
    maker.rule(body, requirement(e, few(e / 10)));
}

pub(super) fn seconds(more: i64) -> Selector {
    Selector(vec![Term::Number(
        Path(None, "seconds".to_owned()),
        vec![(Compare::AtLeast, more)],
    )])
}

pub(super) fn probes(maker: &mut Maker<'_>, [a, b, c, d, e, _]: Drawn) {
    let part = pick(
        &[
            is("reached", "false"),
            seconds(15),
            Selector(vec![Term::Any(vec![is("reached", "false"), seconds(10)])]),
        ],
        a,
    );
    let base = (b % 2 == 0).then(|| is("announced", "false"));
    let mut body = body(
        pick(&[Of::Site, Of::Account, Of::Column, Of::Unit], c),
        Measure::Ratio {
            source: Source::Of(Of::Probe),
            base,
            part,
            inside: true,
            reach: None,
        },
    );
    body.window = Window::Over(pick(
        &[
            Over::Period,
            Over::Last(Length {
                number: 7,
                unit: Unit::Days,
            }),
        ],
        d,
    ));
    if e % 3 == 0 {
        body.enough = Some((
            Source::Of(Of::Probe),
            None,
            (d % 4 == 0).then_some(Every::Week),
            i64::from(e % 2) + 1,
        ));
    }
    maker.rule(body, requirement(e, percent(e / 10)));
}

pub(super) fn probes_each(maker: &mut Maker<'_>, [a, b, c, d, ..]: Drawn) {
    let mut body = body(
        pick(&[Of::Site, Of::Account, Of::Unit], a),
        count_where(
            Source::Of(Of::Probe),
            (b % 3 == 0).then(|| is("reached", "true")),
        ),
    );
    body.window = Window::Each(Each {
        every: pick(&[Every::Day, Every::WorkingDay, Every::Eve], b),
        until: None,
        allow: i64::from(c % 25),
    });
    maker.rule(body, requirement(d, few(d / 10)));
}

pub(super) fn notices(maker: &mut Maker<'_>, [a, b, c, d, ..]: Drawn) {
    let about = maker.set.rules.first().map(|rule| rule.id.clone());
    let filter = match (a % 3, about) {
        (1, Some(about)) => Some(is("about", &about)),
        (2, _) => Some(is("stage", "二")),
        _ => None,
    };
    let mut body = body(channel_kind(b), count_where(Source::Of(Of::Notice), filter));
    body.window = Window::Over(over(c));
    maker.rule(body, requirement(d, few(d / 10)));
}

pub(super) fn cases(maker: &mut Maker<'_>, [a, b, c, d, ..]: Drawn) {
    let filter = match a % 4 {
        1 => Some(is("state", "open")),
        2 => Some(Selector(vec![
            Term::Is(
                Path(None, "opened_in".to_owned()),
                vec!["previous period".to_owned()],
            ),
            Term::Is(
                Path(None, "state".to_owned()),
                vec!["open".to_owned(), "partly".to_owned()],
            ),
        ])),
        3 => Some(is("reported", "true")),
        _ => None,
    };
    let mut body = body(channel_kind(b), count_where(Source::Of(Of::Case), filter));
    body.window = Window::Over(pick(
        &[
            Over::Always,
            Over::PreviousPeriod,
            Over::Always,
            Over::LastPeriods(2),
        ],
        c,
    ));
    maker.rule(body, requirement(d, few(d / 10)));
}
