//! One inspection: what is handed over, and everything that was judged.

use crate::bulletin::AccountDays;
use crate::calendar::{Offset, Span, WorkingDays, weeks};
use crate::diagnostic::{Diagnostic, Language, Text};
use crate::evaluate::{Case, Judged, Parts, Subject, Verdict, judge, look, prepare_rule};
use crate::order::InOrder;
use crate::records::intake::{self, Context, Intake, Taken};
use crate::records::settings::Settings;
use crate::records::table::KindTable;
use crate::registry::{ChannelIx, ChannelKind};
use crate::rules::{RuleSet, Window};
use std::collections::HashSet;

/// What is handed over.
#[derive(Clone, Debug)]
pub struct Run {
    /// The days, the offset, the coverage.
    pub settings: Settings,
    /// The tables.
    pub tables: Vec<KindTable>,
    /// The rule set.
    pub rules: RuleSet,
    /// What is asked for besides.
    pub options: Options,
}

/// What is asked for besides findings and counts.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The language of wordings.
    pub language: Language,
    /// Every outcome.
    pub all_outcomes: bool,
    /// Whether records are looked up one by one, without shortcuts: slow, and the same answers.
    pub plain: bool,
    /// Explanations: rule id, and the subject by id, name, `name(platform)` or `name@platform`.
    pub explain: Vec<(String, String)>,
}

/// Everything that was taken in and judged.
#[derive(Debug)]
pub struct Inspection {
    pub(super) settings: Settings,
    pub(super) rules: RuleSet,
    pub(super) options: Options,
    pub(super) taken: Taken,
    pub(super) judged: Judged,
    pub(super) offset: Offset,
}

/// Inspects: takes the tables in, judges every rule, and keeps what is needed to tell it.
///
/// # Errors
/// If the rule set is not in force on the period's last day, or the sample names what the registry does not have.
pub fn inspect(run: Run) -> Result<Inspection, Vec<Diagnostic>> {
    in_force(&run.rules, run.settings.period.span)?;
    inspect_whenever(run)
}

/// Inspects by a rule set that need not be in force.
pub(super) fn inspect_whenever(run: Run) -> Result<Inspection, Vec<Diagnostic>> {
    let Run {
        mut settings,
        tables,
        rules,
        options,
    } = run;
    if rules.monday_to_friday {
        settings.calendar = WorkingDays::monday_to_friday();
    }
    let offset = rules.offset.or(settings.offset).unwrap_or_default();
    let naive_offset = settings.offset.unwrap_or(offset);
    let mut taken = intake::take(
        &tables,
        &Context {
            naive_offset,
            day_offset: offset,
            date_formats: &settings.date_formats,
            coverage: &settings.coverage,
            check_point: settings.check_point.unwrap_or(settings.period.span.to),
            as_of: settings.as_of,
        },
    );
    drop(tables);
    if let Some(names) = &settings.sample {
        taken.sample = Some(intake::sample(names, &taken)?);
    }
    let judged = judge(&Case::new(parts(
        &settings,
        &rules,
        &taken,
        offset,
        options.plain,
    )));
    Ok(Inspection {
        settings,
        rules,
        options,
        taken,
        judged,
        offset,
    })
}

/// The rule set in force on the period's last day judges the whole period.
pub(crate) fn in_force(rules: &RuleSet, period: Span) -> Result<(), Vec<Diagnostic>> {
    let last = period.to;
    if rules.from <= last && rules.to.is_none_or(|to| last <= to) {
        return Ok(());
    }
    let until = rules.to.map(|to| to.to_string()).unwrap_or_default();
    let message = Text::new(
        format!(
            "指标体系 {} 在 {last} 不施行（施行期 {} 至 {}）",
            rules.id,
            rules.from,
            if until.is_empty() { "今" } else { &until }
        ),
        format!(
            "the rule set {} is not in force on {last} (it is from {} to {})",
            rules.id,
            rules.from,
            if until.is_empty() { "now on" } else { &until }
        ),
    );
    let next = Text::new(
        "请选用当期施行的指标体系",
        "choose the rule set that was in force then",
    );
    Err(vec![
        Diagnostic::error("rules.not_in_force", message)
            .with_value(last.to_string())
            .with_next_step(next),
    ])
}

fn parts<'a>(
    settings: &'a Settings,
    rules: &'a RuleSet,
    taken: &'a Taken,
    offset: Offset,
    plain: bool,
) -> Parts<'a> {
    Parts {
        registry: &taken.registry,
        records: &taken.records,
        coverage: &taken.coverage,
        calendar: &settings.calendar,
        rules,
        period: settings.period.span,
        named_period: &settings.period,
        looks: &settings.looks,
        sample: taken.sample.as_ref(),
        given_check_point: settings.check_point,
        as_of: settings.as_of,
        offset,
        naive_offset: settings.offset.unwrap_or(offset),
        date_formats: &settings.date_formats,
        recompute: rules.history_recomputed,
        plain,
    }
}

impl Inspection {
    /// The intake account, with row places.
    pub fn intake(&self) -> &Intake {
        &self.taken.intake
    }

    /// What was judged.
    pub fn judged(&self) -> &Judged {
        &self.judged
    }

    /// The units and channels that were taken in.
    pub(crate) fn registry(&self) -> &crate::registry::Registry {
        &self.taken.registry
    }

    /// The rule set that judged.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The language that was asked for.
    pub fn language(&self) -> Language {
        self.options.language
    }

    pub(super) fn case(&self) -> Case<'_> {
        Case::new(parts(
            &self.settings,
            &self.rules,
            &self.taken,
            self.offset,
            self.options.plain,
        ))
    }

    /// The updates of every account by day, for the calendar picture of the bulletin.
    pub fn updates_by_day(&self) -> Vec<AccountDays> {
        let case = self.case();
        let period = self.settings.period.span;
        let weeks = weeks(period, self.rules.weeks.start, self.rules.weeks.belong);
        let from = weeks
            .iter()
            .map(|week| week.from)
            .min()
            .map_or(period.from, |first| first.min(period.from));
        let to = weeks
            .iter()
            .map(|week| week.to)
            .max()
            .map_or(period.to, |last| last.max(period.to));
        let window = Span { from, to };
        let marked = self.marked_subjects();
        let mut pictures = Vec::new();
        for (ix, channel) in self.taken.registry.channels.iter().enumerate() {
            if channel.kind != ChannelKind::Account {
                continue;
            }
            let ix = ChannelIx(ix as u32);
            let unit = channel.unit.and_then(|unit| self.taken.registry.unit(unit));
            let (breached_weeks, undecided_weeks) = self.marked_slices(&case, &marked, ix);
            pictures.push((
                channel.unit,
                AccountDays {
                    id: channel.id.clone(),
                    name: channel.name.clone(),
                    platform: channel.platform.clone(),
                    unit: unit.map(|unit| unit.name.clone()),
                    days: super::numbers::pushes_by_day(&case, ix, window),
                    window,
                    breached_weeks,
                    undecided_weeks,
                },
            ));
        }
        pictures.in_order_by(|(a, left), (b, right)| {
            (a.is_none(), a, &left.id).cmp(&(b.is_none(), b, &right.id))
        });
        pictures.into_iter().map(|(_, picture)| picture).collect()
    }

    /// The subjects with slices to mark, by the place of their rule.
    fn marked_subjects(&self) -> HashSet<(usize, Subject)> {
        let in_slices = self.judged.rules.iter().filter(|judged| {
            let rule = self.rules.rules.get(judged.rule);
            rule.is_some_and(|rule| matches!(rule.figure.window, Window::Each { .. }))
        });
        let marked = in_slices.flat_map(|judged| {
            let reported = judged.outcomes.iter().filter(|outcome| {
                matches!(outcome.verdict, Verdict::Breached | Verdict::CannotTell(_))
            });
            reported.map(|outcome| (judged.rule, outcome.subject))
        });
        marked.collect()
    }

    /// The slices of an account that a rule calls breached, and those that cannot be told.
    fn marked_slices(
        &self,
        case: &Case<'_>,
        marked: &HashSet<(usize, Subject)>,
        ix: ChannelIx,
    ) -> (Vec<Span>, Vec<Span>) {
        let (mut breached, mut open) = (Vec::new(), Vec::new());
        let subject = Subject::Channel(ix);
        for (place, rule) in self.rules.rules.iter().enumerate() {
            if !marked.contains(&(place, subject)) {
                continue;
            }
            let prepared = prepare_rule(case, rule, &self.judged);
            let Some(look) = look(case, rule, subject, &prepared) else {
                continue;
            };
            for slice in look.slices {
                match slice.verdict {
                    Verdict::Breached => breached.push(slice.span),
                    Verdict::CannotTell(_) => open.push(slice.span),
                    _ => {}
                }
            }
        }
        for list in [&mut breached, &mut open] {
            list.in_order();
            list.dedup();
        }
        (breached, open)
    }
}
