//! Numbers as the report has them.

use crate::calendar::{Day, Offset, Period, Span, WorkingDays};
use crate::diagnostic::Language;
use crate::evaluate::{Case, Lengths, Measured, Subject, Told};
use crate::rational::Rational;
use crate::registry::{ChannelIx, ChannelKind};
use crate::report::{Fraction, NumberOut, RecordOut, ValueOut};
use crate::rules::DurationUnit;

/// A measured number on the wire. Durations are given in days, or in working days where the limit is.
pub(crate) fn value_out(
    measured: &Measured,
    unit: DurationUnit,
    calendar: &WorkingDays,
) -> ValueOut {
    match measured {
        Measured::Number(interval) => ValueOut {
            low: Some(NumberOut::Whole(interval.low)),
            high: interval.high.map(NumberOut::Whole),
        },
        Measured::Share { low, high } => {
            let fraction = |(n, d): (i64, i64)| NumberOut::Fraction(Fraction { n, d });
            ValueOut {
                low: Some(fraction(*low)),
                high: high.map(fraction),
            }
        }
        Measured::Exact { low, high, told } => ValueOut {
            low: low.map(|low| exact_out(low, *told)),
            high: high.map(|high| exact_out(high, *told)),
        },
        Measured::Words(words) => {
            let text = NumberOut::Text(words.join("、"));
            ValueOut {
                low: Some(text.clone()),
                high: Some(text),
            }
        }
        Measured::Elapsed {
            shortest, longest, ..
        } => elapsed_out(*shortest, *longest, unit, calendar),
        Measured::Longest { shortest, longest } => {
            let time = |lengths: &Option<Lengths>| lengths.map(|lengths| lengths.in_unit(unit));
            elapsed_out(time(shortest), time(longest), unit, calendar)
        }
    }
}

/// A time at its shortest and at its longest.
fn elapsed_out(
    shortest: Option<(Day, Day)>,
    longest: Option<(Day, Day)>,
    unit: DurationUnit,
    calendar: &WorkingDays,
) -> ValueOut {
    let number = |days: Option<(Day, Day)>| {
        let (from, to) = days?;
        match unit {
            DurationUnit::WorkingDays => calendar.between(from, to),
            _ => Some(to.days_since(from)),
        }
    };
    // where it began before the years that the calendar knows, those are the least
    let least = || {
        let (from, to) = shortest.filter(|_| unit == DurationUnit::WorkingDays)?;
        calendar.at_least_between(from, to)
    };
    ValueOut {
        low: number(shortest).or_else(least).map(NumberOut::Whole),
        high: number(longest).map(NumberOut::Whole),
    }
}

/// An exact number on the wire: whole, a fraction for a difference of shares, or a decimal string.
pub(super) fn exact_out(number: Rational, told: Told) -> NumberOut {
    let whole = (number.denominator() == 1).then(|| i64::try_from(number.numerator()).ok());
    match (told, whole.flatten()) {
        (Told::Share, _) => {
            let part = i64::try_from(number.numerator());
            let base = i64::try_from(number.denominator());
            match (part, base) {
                (Ok(n), Ok(d)) => NumberOut::Fraction(Fraction { n, d }),
                _ => NumberOut::Text(number.decimal()),
            }
        }
        (_, Some(whole)) => NumberOut::Whole(whole),
        (_, None) => NumberOut::Text(number.decimal()),
    }
}

/// So many days reach back to before anything that is recorded: nothing has ever been there.
const SINCE_EVER: i64 = 365_000;

/// The same, in words.
pub(crate) fn value_words(value: &ValueOut, unit: Option<&str>, language: Language) -> String {
    let counted = |number: &NumberOut| match number {
        NumberOut::Whole(number) => match (unit, language) {
            (Some("working days"), Language::Zh) => format!("{number}个工作日"),
            (Some(_), Language::Zh) => format!("{number}天"),
            (Some(unit), Language::En) => format!("{number} {unit}"),
            (None, _) => number.to_string(),
        },
        NumberOut::Fraction(fraction) => format!("{}/{}", fraction.n, fraction.d),
        NumberOut::Text(text) => match (unit, language) {
            (Some("working days"), Language::Zh) => format!("{text}个工作日"),
            (Some(_), Language::Zh) => format!("{text}天"),
            (Some(unit), Language::En) => format!("{text} {unit}"),
            (None, _) => text.clone(),
        },
    };
    match (&value.low, &value.high, language) {
        (Some(NumberOut::Whole(days)), None, _) if unit.is_some() && *days >= SINCE_EVER => {
            match language {
                Language::Zh => "有数据以来".to_owned(),
                Language::En => "as long as there are data".to_owned(),
            }
        }
        (Some(low), Some(high), _) if low == high => counted(low),
        (Some(low), Some(high), Language::Zh) => format!("{}至{}", counted(low), counted(high)),
        (Some(low), Some(high), Language::En) => format!("{} to {}", counted(low), counted(high)),
        (Some(low), None, Language::Zh) => format!("至少{}", counted(low)),
        (Some(low), None, Language::En) => format!("at least {}", counted(low)),
        (None, Some(high), Language::Zh) => format!("至多{}", counted(high)),
        (None, Some(high), Language::En) => format!("at most {}", counted(high)),
        (None, None, Language::Zh) => "未知".to_owned(),
        (None, None, Language::En) => "not known".to_owned(),
    }
}

/// A fraction as a percentage with two decimals, half up, trailing zeros dropped.
pub(super) fn percent((n, d): (i64, i64)) -> String {
    if d <= 0 {
        return "—".to_owned();
    }
    let (n, d) = (i128::from(n), i128::from(d));
    let hundredths = (n.abs() * 20_000 + d).div_euclid(2 * d);
    let sign = if n < 0 && hundredths != 0 { "-" } else { "" };
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match rest {
        0 => format!("{sign}{whole}%"),
        rest if rest % 10 == 0 => format!("{sign}{whole}.{}%", rest / 10),
        rest => format!("{sign}{whole}.{rest:02}%"),
    }
}

/// A day in words: 2022年10月31日, or 2022-10-31.
pub(crate) fn day_words(day: Day, language: Language) -> String {
    let (year, month, date) = day.ymd();
    match language {
        Language::Zh => format!("{year}年{month}月{date}日"),
        Language::En => day.to_string(),
    }
}

/// A span in words: 10月3日至10月9日, or 2022-10-03..2022-10-09.
pub(crate) fn span_words(span: Span, language: Language) -> String {
    let ((_, from_month, from), (_, to_month, to)) = (span.from.ymd(), span.to.ymd());
    match language {
        Language::Zh if span.from == span.to => format!("{from_month}月{from}日"),
        Language::Zh => format!("{from_month}月{from}日至{to_month}月{to}日"),
        Language::En if span.from == span.to => span.from.to_string(),
        Language::En => format!("{}..{}", span.from, span.to),
    }
}

/// An instant in an offset: `2022-10-03T09:00:00+08:00`.
pub(super) fn instant_words(at: i64, offset: Offset) -> String {
    let day = offset.day_of(at);
    let second = at - offset.start_of(day);
    format!(
        "{day}T{:02}:{:02}:{:02}{offset}",
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
}

/// A record as the evidence cites it.
pub(super) fn record_out(case: &Case<'_>, record: Subject) -> RecordOut {
    let Subject::Publication(row) = record else {
        let who = super::wording::who(case, record, Language::Zh);
        let kind = match record {
            Subject::Letter(_) => "letters",
            Subject::Request(_) => "requests",
            Subject::Record(kind, _) => kind.key(),
            Subject::Unit(_) => "units",
            Subject::Channel(ix) => match case.registry.channel(ix).map(|channel| channel.kind) {
                Some(ChannelKind::Site) => "sites",
                Some(ChannelKind::Column) => "columns",
                _ => "accounts",
            },
            _ => "groups",
        };
        let at = case.event_of(record).map(|event| {
            if event.day_only {
                event.day.to_string()
            } else {
                instant_words(event.at, case.offset)
            }
        });
        let at = at.or_else(|| own_day(case, record));
        let title = (who.subject != who.subject_id).then_some(who.subject);
        return RecordOut {
            records: Some(kind.to_owned()),
            id: Some(who.subject_id).filter(|id| !id.is_empty()),
            at: at.unwrap_or_default(),
            title,
            url: None,
        };
    };
    let publications = &case.records.publications;
    let ix = row as usize;
    let cell = |column: &[Option<String>]| column.get(ix).cloned().flatten();
    let at = publications.at.get(ix).copied().unwrap_or(0);
    let day_only = publications.day_only.get(ix).copied().unwrap_or(false);
    let at = if day_only {
        Day(at.div_euclid(86_400) as i32).to_string()
    } else {
        instant_words(at, case.offset)
    };
    RecordOut {
        records: None,
        id: cell(&publications.id),
        at,
        title: cell(&publications.title),
        url: cell(&publications.url),
    }
}

/// The day by which a record without an event of its own is told: the last one of a verdict's period, the first one of
/// a filing.
fn own_day(case: &Case<'_>, record: Subject) -> Option<String> {
    let Subject::Record(kind, ix) = record else {
        return None;
    };
    let entry = case.records.of(kind).get(ix as usize)?;
    let period = entry.cell("period").and_then(Period::parse);
    let from = entry.event("from").map(|when| case.day_of(when));
    let day = period.map(|period| period.span.to).or(from)?;
    Some(day.to_string())
}

/// The pushes of an account by day.
pub(super) fn pushes_by_day(case: &Case<'_>, channel: ChannelIx, window: Span) -> Vec<(Day, u32)> {
    let mut days: Vec<(Day, u32)> = Vec::new();
    for day in crate::evaluate::days_with_pushes(case, channel, window) {
        match days.last_mut() {
            Some((last, count)) if *last == day => *count += 1,
            _ => days.push((day, 1)),
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_round_half_up() {
        for (fraction, printed) in [
            ((5, 5), "100%"),
            ((1, 3), "33.33%"),
            ((2, 3), "66.67%"),
            ((1, 8), "12.5%"),
            ((1, 800), "0.13%"),
            ((3_055, 3_059), "99.87%"),
        ] {
            assert_eq!(percent(fraction), printed);
        }
    }
}
