//! The wordings of the findings of a rule.

use super::super::Plan;
use super::super::judge::{Among, Judging, Number, Quick};
use super::super::short::{Measuring, Taking};
use super::super::table::Strings;
use super::{Names, Row, Who, everything, high_of, low_of, nothing_seen};
use crate::calendar::{Day, Span};
use crate::diagnostic::Language;
use crate::evaluate::{Subject, Taken};
use crate::findings::{
    day_words, duration_unit, limit_words, span_words, text_of, value_out, value_words,
};
use crate::registry::ChannelKind;
use crate::report::NumberOut;
use crate::rules::template::{Piece, pieces};
use crate::rules::{DurationUnit, ListForm, Rule};
use std::rc::Rc;

/// A part of a text, its field known.
#[derive(Clone, Copy)]
enum TextPart<'t> {
    Text(&'t str),
    Field(Field),
}

/// A field of a text, as far as these tables fill it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Unit,
    Subject,
    Id,
    Platform,
    Value,
    Slices,
    Last,
    Limit,
    Nothing,
}

impl<'t> TextPart<'t> {
    fn of(piece: Piece<'t>) -> TextPart<'t> {
        match piece {
            Piece::Text(text) => TextPart::Text(text),
            Piece::Field(field) => TextPart::Field(match field {
                "unit" => Field::Unit,
                "subject" => Field::Subject,
                "id" => Field::Id,
                "platform" => Field::Platform,
                "count" | "gap" | "late" | "value" | "score" | "rank" => Field::Value,
                "weeks" | "slices" => Field::Slices,
                "last" => Field::Last,
                "limit" => Field::Limit,
                _ => Field::Nothing,
            }),
        }
    }
}

/// What a wording is filled with.
pub(super) struct Telling<'t> {
    pub row: &'t Row<'t>,
    pub who: &'t Who<'t>,
}

/// Writes the wordings of one rule; what says the same is put in words once.
pub(super) struct Words<'w, 'j, 'a> {
    judging: &'w Judging<'j, 'a>,
    rule: &'w Rule,
    measuring: &'w Measuring,
    pub among: Among,
    pub language: Language,
    units: Quick<u32, bool>,
    parts: Quick<Option<usize>, Rc<[TextPart<'w>]>>,
    values: Quick<(i64, i64, Option<Day>), ValueTold>,
    days: Quick<Day, String>,
    spans: Quick<(Span, Option<(i64, i64)>), String>,
    limits: Quick<u32, String>,
}

impl<'w, 'j, 'a> Words<'w, 'j, 'a> {
    pub fn new(
        plan: &Plan,
        judging: &'w Judging<'j, 'a>,
        rule: &'w Rule,
        measuring: &'w Measuring,
        among: Among,
    ) -> Self {
        Words {
            judging,
            rule,
            measuring,
            among,
            language: plan.language,
            units: Quick::default(),
            parts: Quick::default(),
            values: Quick::default(),
            days: Quick::default(),
            spans: Quick::default(),
            limits: Quick::default(),
        }
    }

    pub fn write(&mut self, out: &mut Strings, telling: &Telling<'_>, names: &Names<'_>) {
        let (language, rule, attached) = (self.language, self.rule, telling.row.attached);
        let parts = self.parts.entry(attached.step).or_insert_with(|| {
            let text = text_of(rule, Some(attached)).text.get(language);
            let pieces = pieces(text).unwrap_or_else(|_| vec![Piece::Text(text)]);
            pieces.into_iter().map(TextPart::of).collect()
        });
        let parts = parts.clone();
        for part in parts.iter() {
            match part {
                TextPart::Text(text) => out.bytes.extend_from_slice(text.as_bytes()),
                TextPart::Field(field) => self.field(*field, out, telling, names),
            }
        }
        if attached.mildest {
            let further = match language {
                Language::Zh => "（至少如此，数据尚不完整）",
                Language::En => " (at least; the data are incomplete)",
            };
            out.bytes.extend_from_slice(further.as_bytes());
        }
        out.close();
    }

    fn field(&mut self, field: Field, out: &mut Strings, telling: &Telling<'_>, names: &Names<'_>) {
        let language = self.language;
        let roster = self.judging.roster;
        let mut put = |text: &[u8]| out.bytes.extend_from_slice(text);
        let unit = |texts: &Strings, out: &mut dyn FnMut(&[u8])| {
            let text = telling
                .who
                .unit
                .and_then(|unit| texts.bytes_of(unit as usize));
            out(text.unwrap_or_default());
        };
        match field {
            Field::Unit => unit(&names.unit_names, &mut put),
            Field::Subject | Field::Id => match telling.who.id {
                Some(id) => {
                    let name = telling.who.name.filter(|_| field == Field::Subject);
                    put(name.unwrap_or(id));
                }
                None if self.among == Among::All && field == Field::Id => put(b"all"),
                None if self.among == Among::All => put(everything(language).as_bytes()),
                None if field == Field::Id => unit(&names.unit_ids, &mut put),
                None => unit(&names.unit_names, &mut put),
            },
            Field::Platform => {
                let account = telling.who.channel().filter(|channel| {
                    roster.kind.get(*channel as usize) == Some(&ChannelKind::Account)
                });
                let text =
                    account.and_then(|channel| names.platforms.as_ref()?.text(channel as usize));
                put(text.unwrap_or_default());
            }
            Field::Value => {
                let row = telling.row;
                if let Some((taken, number)) = row.value.or(row.slices.first().copied()) {
                    let told = self.value_told(number, &taken, telling.who.kind);
                    put(told.words.as_bytes());
                }
            }
            Field::Slices => {
                let form = text_of(self.rule, Some(telling.row.attached)).list.as_ref();
                let between = match (form, language) {
                    (Some(form), language) => form.between(language),
                    (None, Language::Zh) => "、",
                    (None, Language::En) => ", ",
                };
                for (at, (taken, number)) in telling.row.slices.iter().enumerate() {
                    if at > 0 {
                        out.bytes.extend_from_slice(between.as_bytes());
                    }
                    let key = (taken.span, form.map(|_| (number.low, number.high)));
                    if let Some(words) = self.spans.get(&key) {
                        out.bytes.extend_from_slice(words.as_bytes());
                        continue;
                    }
                    let words = self.slice_words(form, taken, *number, telling.who.kind);
                    out.bytes.extend_from_slice(words.as_bytes());
                    self.spans.insert(key, words);
                }
            }
            Field::Last => match telling.row.last {
                Some(day) => {
                    let words = self
                        .days
                        .entry(day)
                        .or_insert_with(|| day_words(day, language));
                    put(words.as_bytes());
                }
                None => put(match language {
                    Language::Zh => "无".as_bytes(),
                    Language::En => b"none",
                }),
            },
            Field::Limit => {
                let kind = telling.who.kind;
                let (judging, rule) = (self.judging, self.rule);
                let among = self.among;
                let words = self.limits.entry(kind).or_insert_with(|| {
                    let subject = stand_in(judging, among, kind);
                    limit_words(judging.case, rule, subject, &nothing_seen(), language)
                });
                put(words.as_bytes());
            }
            Field::Nothing => {}
        }
    }

    /// A breached slice in words.
    fn slice_words(
        &mut self,
        form: Option<&ListForm>,
        taken: &Taken,
        number: Number,
        kind: u32,
    ) -> String {
        let language = self.language;
        let Some(form) = form else {
            return span_words(taken.span, language);
        };
        let value = self.value_told(number, taken, kind).words.clone();
        form.member(language, |field| match field {
            "from" => day_words(taken.span.from, language),
            "to" => day_words(taken.span.to, language),
            "slice" => span_words(taken.span, language),
            _ => value.clone(),
        })
    }

    /// Whether a gap is told in working days, which may depend on the kind of the subject.
    fn in_working_days(&mut self, kind: u32) -> bool {
        if self.measuring.taking != Taking::Gap {
            return false;
        }
        let kind = match self.measuring.by_attribute {
            true => kind,
            false => 0,
        };
        let (judging, rule, among) = (self.judging, self.rule, self.among);
        *self.units.entry(kind).or_insert_with(|| {
            let subject = stand_in(judging, among, kind);
            duration_unit(judging.case, rule, subject, &nothing_seen()) == DurationUnit::WorkingDays
        })
    }

    /// A number as it is told: its ends and its words.
    fn value_told(&mut self, number: Number, taken: &Taken, kind: u32) -> &ValueTold {
        let working = self.in_working_days(kind);
        let (judging, measuring, language) = (self.judging, self.measuring, self.language);
        // so many working days lie between two days, and not between others as far apart
        let key = (number.low, number.high, working.then_some(taken.check));
        self.values.entry(key).or_insert_with(|| {
            let measured = Judging::measured(&measuring.taking, &number, taken);
            let unit = match working {
                true => DurationUnit::WorkingDays,
                false => DurationUnit::Days,
            };
            let value = value_out(&measured, unit, judging.case.calendar);
            let in_days = match (&measuring.taking, working) {
                (Taking::Gap, true) => Some("working days"),
                (Taking::Gap, false) => Some("days"),
                _ => None,
            };
            let end = |end: &Option<NumberOut>| match end {
                Some(NumberOut::Whole(number)) => Some(*number),
                _ => None,
            };
            ValueTold {
                ends: (end(&value.low), end(&value.high)),
                words: value_words(&value, in_days, language),
            }
        })
    }

    pub fn ends(&mut self, number: Number, taken: &Taken, kind: u32) -> (Option<i64>, Option<i64>) {
        if !self.in_working_days(kind) {
            return (low_of(&number), high_of(&number));
        }
        self.value_told(number, taken, kind).ends
    }
}

/// A number as it is told.
pub(super) struct ValueTold {
    ends: (Option<i64>, Option<i64>),
    words: String,
}

fn stand_in(judging: &Judging<'_, '_>, among: Among, kind: u32) -> Subject {
    match among {
        Among::Channels(_) => {
            let channel = judging.kinds.channels.get(kind as usize);
            channel.map_or(Subject::All, |ix| Subject::Channel(*ix))
        }
        Among::Units => {
            let unit = judging.kinds.units.get(kind as usize);
            unit.map_or(Subject::All, |ix| Subject::Unit(*ix))
        }
        Among::All => Subject::All,
    }
}
