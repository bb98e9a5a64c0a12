//! Recipes of publications: counts, gaps, shares.

use super::*;

pub(super) fn weekly(maker: &mut Maker<'_>, [a, b, c, d, ..]: Drawn) {
    let until = pick(
        &[None, None, Some(Until::Weekday(3)), Some(Until::Weekday(0))],
        a,
    );
    let mut body = body(
        pick(&[Of::Account, Of::Column, Of::Unit], b),
        count(pick(
            &[Source::Pushes, Source::Days, Source::Of(Of::Publication)],
            c,
        )),
    );
    body.window = Window::Each(Each {
        every: Every::Week,
        until,
        allow: i64::from(d % 3),
    });
    maker.rule(body, requirement(d / 3, few(c / 3)));
}

pub(super) fn publications(maker: &mut Maker<'_>, [a, b, c, d, e, f]: Drawn) {
    let mut body = body(
        channel_kind(a),
        Measure::Count {
            source: pick(&[Source::Of(Of::Publication), Source::Pushes], f),
            filter: item_filter(b),
            reach: reach(c),
            publisher: false,
            distinct: None,
        },
    );
    if matches!(body.subjects.of, Of::Unit | Of::All)
        && let Measure::Count { reach, .. } = &mut body.measure
    {
        *reach = None;
    }
    body.window = Window::Over(over(d));
    maker.rule(body, requirement(e, few(f / 2)));
}

pub(super) fn count_days(maker: &mut Maker<'_>, [a, b, c, d, ..]: Drawn) {
    let mut body = body(channel_kind(a), count_where(Source::Days, item_filter(b)));
    body.window = Window::Over(over(c));
    maker.rule(body, requirement(d, few(b / 7)));
}

pub(super) fn gap(maker: &mut Maker<'_>, [a, b, c, d, e, f]: Drawn) {
    let of = channel_kind(a);
    let reach = if matches!(of, Of::Unit | Of::All) {
        None
    } else {
        reach(c)
    };
    let mut body = body(
        of,
        Measure::Gap {
            source: Source::Of(Of::Publication),
            filter: item_filter(b),
            reach,
            longest: false,
        },
    );
    if f % 5 == 0 {
        body.at = Some(At::On(maker.world.span.0 + 10));
    }
    maker.rule(body, requirement(d, Value::Length(length(e))));
}

pub(super) fn gap_each(maker: &mut Maker<'_>, [a, b, c, d, e, _]: Drawn) {
    let mut body = body(
        channel_kind(a),
        Measure::Gap {
            source: Source::Of(Of::Publication),
            filter: None,
            reach: None,
            longest: false,
        },
    );
    let every = pick(&[Every::Look, Every::Week, Every::Eve], b);
    body.window = Window::Each(Each {
        every,
        until: None,
        allow: i64::from(c % 2),
    });
    maker.rule(body, requirement(d, Value::Length(days(e))));
}

pub(super) fn longest_gap(maker: &mut Maker<'_>, [a, b, c, d, e, _]: Drawn) {
    let mut body = body(
        channel_kind(a),
        Measure::Gap {
            source: Source::Of(Of::Publication),
            filter: item_filter(b),
            reach: None,
            longest: true,
        },
    );
    body.window = Window::Over(pick(
        &[
            Over::Period,
            Over::Last(Length {
                number: 20,
                unit: Unit::Days,
            }),
        ],
        c,
    ));
    maker.rule(body, requirement(d, Value::Length(days(e))));
}

pub(super) fn gaps(maker: &mut Maker<'_>, [a, b, c, d, ..]: Drawn) {
    let body = body(
        channel_kind(a),
        count(Source::Gaps(Length {
            number: i64::from(b % 20),
            unit: Unit::Days,
        })),
    );
    maker.rule(body, requirement(c, few(d)));
}

pub(super) fn publisher(maker: &mut Maker<'_>, [a, b, c, d, e, f]: Drawn) {
    let mut body = body(
        Of::Unit,
        Measure::Count {
            source: pick(
                &[Source::Of(Of::Publication), Source::Pushes, Source::Days],
                a,
            ),
            filter: item_filter(b),
            reach: None,
            publisher: true,
            distinct: None,
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
    maker.rule(body, requirement(e, few(f)));
}

pub(super) fn ratio_reach(maker: &mut Maker<'_>, [a, b, c, d, e, f]: Drawn) {
    let (source, part) = if a % 2 == 0 {
        (Of::Publication, is("original", "true"))
    } else {
        (Of::Probe, is("reached", "false"))
    };
    let mut body = body(
        pick(&[Of::Column, Of::Site, Of::Column, Of::Account], b),
        Measure::Ratio {
            source: Source::Of(source),
            base: if a % 2 == 0 { item_filter(c) } else { None },
            part,
            inside: true,
            reach: reach(d),
        },
    );
    if e % 3 == 0 {
        body.enough = Some((
            Source::Of(source),
            None,
            (d % 8 == 0).then_some(Every::Week),
            i64::from(e % 2) + 1,
        ));
    }
    maker.rule(body, requirement(f, percent(f / 10)));
}

pub(super) fn ratio_items(maker: &mut Maker<'_>, [a, b, c, d, e, f]: Drawn) {
    let part = item_filter(c % 5 + 1).unwrap_or_default();
    let part = if part.0.is_empty() {
        is("original", "true")
    } else {
        part
    };
    let mut body = body(
        channel_kind(a),
        Measure::Ratio {
            source: Source::Of(Of::Publication),
            base: item_filter(b),
            part,
            inside: f % 4 != 0,
            reach: None,
        },
    );
    body.window = Window::Over(over(d));
    maker.rule(body, requirement(e, percent(f)));
}
