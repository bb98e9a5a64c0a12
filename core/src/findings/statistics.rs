//! Figures without judgement: items per unit, accounts, letters, requests, manuscripts, the figures of the rule set.

use super::graded::named_by_veto;
use super::inspection::Inspection;
use super::numbers::value_out;
use super::wording::who;
use crate::evaluate::{Case, Count, Measured, Subject, Taken, Verdict, last_update, received};
use crate::order::InOrder;
use crate::records::{RecordKind, When};
use crate::registry::{ChannelIx, ChannelKind, UnitIx};
use crate::report::{
    AccountStatistics, FigureOut, FigureValueOut, Fraction, KindCount, LetterStatistics,
    ManuscriptOut, PublicationStatistics, RequestStatistics, SliceOut, StatisticsOut, UnitReplies,
    UnitStatistics,
};
use crate::rules::{DurationUnit, Measure, Of, Selector, Source};
use std::collections::{BTreeMap, HashMap};

/// All statistics of the period.
pub(super) fn statistics(inspection: &Inspection, case: &Case<'_>) -> StatisticsOut {
    let everything = Selector::everything();
    let counted = case
        .rules
        .unit_figure
        .as_deref()
        .and_then(|id| case.rules.figure(id));
    let (filter, below) = match counted.map(|figure| &figure.measure) {
        Some(Measure::Count { filter, below, .. }) => (filter, *below),
        _ => (&everything, true),
    };
    let count = Count::of(Source::Publications, filter, below);
    StatisticsOut {
        publications: publications(case, &count),
        units: units(inspection, case, &count),
        accounts: accounts(case),
        letters: letters(case),
        requests: requests(inspection, case),
        manuscripts: manuscripts(case),
        figures: figures(inspection, case),
    }
}

/// The period as a window of statistics.
fn of_period(case: &Case<'_>) -> Taken {
    Taken {
        span: case.period,
        check: case.check_point(),
        state: case.as_of,
        always: false,
    }
}

fn number(case: &Case<'_>, count: &Count<'_>, subject: Subject) -> u64 {
    count.cited(case, subject, &of_period(case)).len() as u64
}

fn publications(case: &Case<'_>, count: &Count<'_>) -> PublicationStatistics {
    let everything = Selector::everything();
    let all = Count::of(Source::Publications, &everything, false);
    let mut by_kind: HashMap<ChannelKind, u64> = HashMap::new();
    for (ix, channel) in case.registry.channels.iter().enumerate() {
        *by_kind.entry(channel.kind).or_default() +=
            number(case, &all, Subject::Channel(ChannelIx(ix as u32)));
    }
    let of = |kind| by_kind.get(&kind).copied().unwrap_or(0);
    PublicationStatistics {
        total: number(case, count, Subject::All),
        figure: case.rules.unit_figure.clone(),
        columns: of(ChannelKind::Column),
        accounts: of(ChannelKind::Account),
        sites: of(ChannelKind::Site),
    }
}

/// Ranked units by rank, then the others in roster order. A rank list is an explicit choice of the rule set.
fn units(inspection: &Inspection, case: &Case<'_>, count: &Count<'_>) -> Vec<UnitStatistics> {
    let figure = case
        .rules
        .unit_figure
        .as_deref()
        .and_then(|id| case.rules.figures.iter().position(|figure| figure.id == id));
    let values = figure.and_then(|ix| {
        inspection
            .judged
            .figures
            .iter()
            .find(|figure| figure.figure == ix)
    });
    let ranked = |unit: UnitIx| {
        values.is_some_and(|values| {
            values
                .values
                .iter()
                .any(|value| value.subject == Subject::Unit(unit) && value.value.is_ok())
        })
    };
    let mut findings: HashMap<UnitIx, u64> = HashMap::new();
    let of_rules = inspection.judged.rules.iter();
    let of_rules = of_rules.flat_map(|judged| &judged.outcomes);
    let of_sheets = inspection.judged.sheets.iter();
    let of_sheets = of_sheets.flat_map(|judged| &judged.results);
    let of_sheets = of_sheets.filter(|one| !named_by_veto(case, &inspection.judged, one));
    let reported = of_rules
        .chain(of_sheets.map(|result| &result.outcome))
        .filter(|outcome| {
            let attached = outcome.attached.map(|attached| attached.effect);
            outcome.counts() && attached.is_some_and(|effect| effect != crate::rules::Effect::None)
        });
    for outcome in reported {
        for unit in case.units_of(outcome.subject) {
            *findings.entry(unit).or_default() += 1;
        }
    }
    let mut columns: HashMap<UnitIx, u64> = HashMap::new();
    let mut accounts: HashMap<UnitIx, u64> = HashMap::new();
    for channel in &case.registry.channels {
        let counted = match channel.kind {
            ChannelKind::Column => &mut columns,
            ChannelKind::Account => &mut accounts,
            ChannelKind::Site => continue,
        };
        for unit in channel.units() {
            *counted.entry(unit).or_default() += 1;
        }
    }
    let mut lines: Vec<(bool, UnitStatistics)> = Vec::new();
    for (ix, unit) in case.registry.units.iter().enumerate() {
        let ix = UnitIx(ix as u32);
        let of = |counted: &HashMap<UnitIx, u64>| counted.get(&ix).copied().unwrap_or(0);
        let line = UnitStatistics {
            id: unit.id.clone(),
            name: unit.name.clone(),
            publications: number(case, count, Subject::Unit(ix)),
            rank: None,
            columns: of(&columns),
            accounts: of(&accounts),
            findings: of(&findings),
        };
        lines.push((ranked(ix), line));
    }
    // the units stand in roster order, which settles ties
    lines.in_order_by(|(a_ranked, a), (b_ranked, b)| {
        b_ranked.cmp(a_ranked).then_with(|| {
            if *a_ranked {
                b.publications.cmp(&a.publications)
            } else {
                std::cmp::Ordering::Equal
            }
        })
    });
    let mut out = Vec::with_capacity(lines.len());
    for (place, (ranked, mut line)) in lines.into_iter().enumerate() {
        line.rank = ranked.then_some(place as u64 + 1);
        out.push(line);
    }
    out
}

fn accounts(case: &Case<'_>) -> Vec<AccountStatistics> {
    let everything = Selector::everything();
    let count = |source| Count::of(source, &everything, false);
    let mut lines = Vec::new();
    for (ix, channel) in case.registry.channels.iter().enumerate() {
        if channel.kind != ChannelKind::Account {
            continue;
        }
        let subject = Subject::Channel(ChannelIx(ix as u32));
        let pushes = match count(Source::Pushes)
            .read(case, subject, &of_period(case))
            .measured
        {
            crate::evaluate::Measured::Number(interval) => u64::try_from(interval.low).unwrap_or(0),
            _ => 0,
        };
        let line = AccountStatistics {
            id: channel.id.clone(),
            name: channel.name.clone(),
            platform: channel.platform.clone(),
            unit: channel
                .unit
                .and_then(|unit| case.registry.unit(unit))
                .map(|unit| unit.name.clone()),
            publications: number(case, &count(Source::Publications), subject),
            pushes,
            last: last_update(case, subject),
        };
        lines.push((channel.unit.is_none(), channel.unit, line));
    }
    lines.in_order_by(|(a_none, a_unit, a), (b_none, b_unit, b)| {
        (a_none, a_unit, &a.name, &a.platform, &a.id).cmp(&(
            b_none,
            b_unit,
            &b.name,
            &b.platform,
            &b.id,
        ))
    });
    lines.into_iter().map(|(_, _, line)| line).collect()
}

fn replied_by(case: &Case<'_>, reply: Option<When>) -> bool {
    reply.is_some_and(|reply| case.day_of(reply) <= case.as_of)
}

fn by_unit(case: &Case<'_>, lines: &BTreeMap<UnitIx, (u64, u64)>) -> Vec<UnitReplies> {
    let line = |(ix, (received, replied)): (&UnitIx, &(u64, u64))| {
        let unit = case
            .registry
            .unit(*ix)
            .map(|unit| unit.name.clone())
            .unwrap_or_default();
        UnitReplies {
            unit,
            received: *received,
            replied: *replied,
        }
    };
    lines.iter().map(line).collect()
}

fn letters(case: &Case<'_>) -> Option<LetterStatistics> {
    let kind = RecordKind::Letters;
    if !case.records.present.contains(&kind) {
        return None;
    }
    let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
    let mut units: BTreeMap<UnitIx, (u64, u64)> = BTreeMap::new();
    let (mut total, mut replied, mut invalid) = (0_u64, 0_u64, 0_u64);
    for subject in received(case, kind, Subject::All, case.period).into_iter() {
        let Subject::Letter(ix) = subject else {
            continue;
        };
        let Some(letter) = case.records.letters.get(ix as usize) else {
            continue;
        };
        if letter.valid == Some(false) {
            invalid += 1;
            continue;
        }
        total += 1;
        let answered = replied_by(case, letter.replied_at);
        replied += u64::from(answered);
        *kinds
            .entry(letter.kind.clone().unwrap_or_default())
            .or_default() += 1;
        if let Some(unit) = letter.unit {
            let line = units.entry(unit).or_default();
            line.0 += 1;
            line.1 += u64::from(answered);
        }
    }
    let replies_known = case.coverage.replies_known(kind);
    let mut by_kind: Vec<KindCount> = kinds
        .into_iter()
        .map(|(kind, count)| KindCount { kind, count })
        .collect();
    by_kind.in_order_by(|a, b| b.count.cmp(&a.count).then_with(|| a.kind.cmp(&b.kind)));
    let rate = total > 0 && (replies_known || replied == total);
    Some(LetterStatistics {
        received: total,
        replied,
        completion_rate: rate.then_some(Fraction {
            n: replied as i64,
            d: total as i64,
        }),
        invalid,
        by_kind,
        by_unit: by_unit(case, &units),
        replies_known,
    })
}

fn requests(inspection: &Inspection, case: &Case<'_>) -> Option<RequestStatistics> {
    let kind = RecordKind::Requests;
    if !case.records.present.contains(&kind) {
        return None;
    }
    let mut units: BTreeMap<UnitIx, (u64, u64)> = BTreeMap::new();
    let (mut total, mut answered) = (0_u64, 0_u64);
    for subject in received(case, RecordKind::Requests, Subject::All, case.period).into_iter() {
        let Subject::Request(ix) = subject else {
            continue;
        };
        let Some(request) = case.records.requests.get(ix as usize) else {
            continue;
        };
        total += 1;
        let replied = replied_by(case, request.replied_on.map(When::Day));
        answered += u64::from(replied);
        if let Some(unit) = request.unit {
            let line = units.entry(unit).or_default();
            line.0 += 1;
            line.1 += u64::from(replied);
        }
    }
    let on_requests: Vec<_> = inspection
        .judged
        .rules
        .iter()
        .filter(|judged| {
            judged.judged
                && case.rules.rules.get(judged.rule).is_some_and(|rule| {
                    rule.figure.subjects.of == Of::Request
                        && matches!(
                            rule.figure.measure,
                            Measure::Clock {
                                take: crate::rules::Take::Late,
                                ..
                            }
                        )
                })
        })
        .collect();
    let distinct = |fits: &dyn Fn(&Verdict) -> bool| {
        let outcomes = on_requests.iter().flat_map(|judged| &judged.outcomes);
        let mut subjects: Vec<Subject> = outcomes
            .filter(|outcome| fits(&outcome.verdict))
            .map(|outcome| outcome.subject)
            .collect();
        subjects.in_order();
        subjects.dedup();
        subjects.len() as u64
    };
    Some(RequestStatistics {
        received: total,
        answered,
        overdue: (!on_requests.is_empty())
            .then(|| distinct(&|verdict| *verdict == Verdict::Breached)),
        undecided: distinct(&|verdict| matches!(verdict, Verdict::CannotTell(_))),
        units: units.len() as u64,
        by_unit: by_unit(case, &units),
    })
}

fn manuscripts(case: &Case<'_>) -> Vec<ManuscriptOut> {
    let out = case
        .records
        .manuscripts
        .iter()
        .map(|manuscript| ManuscriptOut {
            title: manuscript.title.clone(),
            units: manuscript.units_as_recorded.clone(),
            form: manuscript.form.clone(),
            adopted_by: manuscript.adopted_by.clone(),
            adopted_on: manuscript.adopted_on,
        });
    out.collect()
}

fn figures(inspection: &Inspection, case: &Case<'_>) -> Vec<FigureOut> {
    let mut out = Vec::new();
    for values in &inspection.judged.figures {
        let Some(figure) = case.rules.figures.get(values.figure) else {
            continue;
        };
        let language = inspection.options.language;
        let out_of = |measured: &Measured| value_out(measured, DurationUnit::Days, case.calendar);
        let value = |value: &crate::evaluate::FigureValue| {
            let who = who(case, value.subject, language);
            let slices = value.slices.iter().map(|slice| SliceOut {
                from: slice.span.from,
                to: slice.span.to,
                outcome: slice.verdict.as_str().to_owned(),
                value: slice.value.as_ref().map(out_of),
                reason: slice
                    .verdict
                    .reason()
                    .map(|reason| reason.text.get(language).to_owned()),
                records: Vec::new(),
            });
            let reason = value.value.as_ref().err();
            FigureValueOut {
                unit: who.unit_id.is_some().then_some(who.unit),
                subject: who.subject,
                subject_id: who.subject_id,
                value: value.value.as_ref().ok().map(out_of),
                reason: reason.map(|(_, reason)| reason.text.get(language).to_owned()),
                slices: slices.collect(),
            }
        };
        out.push(FigureOut {
            figure: figure.id.clone(),
            title: figure
                .title
                .as_ref()
                .map(|title| title.get(inspection.options.language).to_owned()),
            values: values.values.iter().map(value).collect(),
        });
    }
    out
}
