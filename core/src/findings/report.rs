//! The report: everything that one inspection answers, in one language.

use super::evidence::{basis, clock_limit, evidence, outcome_out};
use super::explain::explanations;
use super::graded::{graded, named_by_veto};
use super::inspection::Inspection;
use super::notes::notes;
use super::scores::scores;
use super::statistics::statistics;
use super::wording::{Who, title, who, wording};
use crate::diagnostic::{Language, Text};
use crate::evaluate::{
    Attached, Case, Outcome, Prepared, Reason, RuleJudged, Verdict, look, prepare_rule,
};
use crate::records::RecordKind;
use crate::records::intake::TableAccount;
use crate::report::{
    CalendarRef, CodeCount, CoverageOut, Engine, FindingOut, IntakeOut, PeriodOut,
    RectificationOut, RegistryOut, Report, RuleOutcomesOut, RuleSetRef, UndecidedOut, WaiverOut,
};
use crate::rules::{Effect, Literal, Of, Requirement, Rule, Runs};
use std::collections::BTreeMap;

/// The version of the wire contract.
pub(crate) const FORMAT: u32 = 1;

impl Inspection {
    /// The report, in the language that was asked for.
    pub fn report(&self) -> Report {
        report(self, &self.case(), self.options.all_outcomes)
    }

    /// The report with every outcome, whatever was asked for.
    pub(super) fn full_report(&self) -> Report {
        report(self, &self.case(), true)
    }
}

fn report(inspection: &Inspection, case: &Case<'_>, all_outcomes: bool) -> Report {
    let Inspection {
        settings,
        rules,
        options,
        taken,
        judged,
        ..
    } = inspection;
    let language = options.language;
    // made ready once for each rule, not for each finding
    let ready: Vec<Prepared<'_>> = rules
        .rules
        .iter()
        .map(|rule| prepare_rule(case, rule, judged))
        .collect();
    let mut findings = Vec::new();
    let mut notices = Vec::new();
    let mut waived = Vec::new();
    let mut undecided = Vec::new();
    for (rule, judged_rule, outcome) in outcomes(inspection) {
        match (&outcome.verdict, outcome.attached) {
            // a condition is not reported; what it leaves open stays open in the rules that count it
            (Verdict::CannotTell(reason), _) if reports(rule) => {
                let who = who(case, outcome.subject, language);
                undecided.push(undecided_out(&rule.id, who, reason, language));
            }
            (Verdict::Breached | Verdict::Met, Some(attached))
                if attached.effect != Effect::None =>
            {
                let Some(finding) = ready.get(judged_rule.rule).and_then(|prepared| {
                    finding(inspection, case, rule, prepared, outcome, attached)
                }) else {
                    continue;
                };
                let list = if outcome.waiver.is_some() {
                    &mut waived
                } else if attached.effect.leaves_met() {
                    &mut notices
                } else {
                    &mut findings
                };
                list.push(finding);
            }
            _ => {}
        }
    }
    for (sheet, judged_sheet) in judged
        .sheets
        .iter()
        .filter_map(|judged| Some((rules.sheets.get(judged.sheet)?, judged)))
    {
        for result in &judged_sheet.results {
            if let Some(attached) = result.outcome.attached
                && attached.effect != Effect::None
                && (result.outcome.waiver.is_some() || !named_by_veto(case, judged, result))
            {
                let list = if result.outcome.waiver.is_some() {
                    &mut waived
                } else if attached.effect.leaves_met() {
                    &mut notices
                } else {
                    &mut findings
                };
                list.push(graded(inspection, case, sheet, result, attached));
            }
            if let Verdict::CannotTell(reason) = &result.outcome.verdict {
                let who = who(case, result.outcome.subject, language);
                undecided.push(undecided_out(&sheet.id, who, reason, language));
            }
        }
    }
    let period = &settings.period;
    Report {
        format: FORMAT,
        engine: Engine {
            name: "tongbao".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        rule_set: RuleSetRef {
            id: rules.id.clone(),
            version: rules.version,
            title: rules.title.get(language).to_owned(),
            hash: rules.hash.clone(),
        },
        calendar: CalendarRef {
            name: settings.calendar.name().to_owned(),
            years: settings.calendar.years().to_vec(),
            hash: settings.calendar.hash().to_owned(),
        },
        language,
        title: settings.title.clone(),
        issuer: settings.issuer.clone(),
        issued_on: settings.issued_on,
        reconstructed: settings.reconstructed.clone(),
        period: PeriodOut {
            kind: period.kind.as_str().to_owned(),
            label: period.label.clone(),
            from: period.span.from,
            to: period.span.to,
        },
        check_point: case.check_point(),
        as_of: settings.as_of,
        offset: case.offset.to_string(),
        coverage: coverage(inspection),
        registry: registry(inspection),
        intake: taken.intake.tables.iter().map(intake).collect(),
        statistics: statistics(inspection, case),
        outcomes: judged
            .rules
            .iter()
            .filter_map(|judged| {
                rules
                    .rules
                    .get(judged.rule)
                    .map(|rule| counts(rule, judged, language))
            })
            .chain(judged.sheets.iter().filter_map(|judged| {
                let sheet = rules.sheets.get(judged.sheet)?;
                let outcomes = judged.results.iter().map(|result| &result.outcome);
                Some(counted(
                    &sheet.id,
                    sheet
                        .title
                        .as_ref()
                        .map(|title| title.get(language).to_owned()),
                    sheet.subjects.of,
                    "grade",
                    true,
                    outcomes.collect(),
                ))
            }))
            .collect(),
        findings,
        notices,
        waived,
        undecided,
        scores: scores(inspection, case),
        rectification: rectification(inspection),
        notes: notes(inspection, case),
        all_outcomes: all_outcomes.then(|| {
            let sheets = judged.sheets.iter().flat_map(|judged| {
                let place = rules.rules.len() + judged.sheet;
                let results = judged.results.iter();
                results.map(move |result| (place, &result.outcome))
            });
            outcomes(inspection)
                .map(|(_, judged, outcome)| (judged.rule, outcome))
                .chain(sheets)
                .map(|(place, outcome)| outcome_out(case, place, outcome, language))
                .collect()
        }),
        explanations: (!options.explain.is_empty()).then(|| explanations(inspection, case)),
    }
}

fn undecided_out(rule: &str, who: Who, reason: &Reason, language: Language) -> UndecidedOut {
    UndecidedOut {
        rule: rule.to_owned(),
        unit: who.unit,
        unit_as_recorded: who.unit_as_recorded,
        subject: who.subject,
        platform: who.platform,
        subject_id: who.subject_id,
        code: reason.code.to_owned(),
        reason: reason.text.get(language).to_owned(),
    }
}

/// Whether a rule reports anything: a mere condition does not.
fn reports(rule: &Rule) -> bool {
    match &rule.requirement {
        Requirement::Steps(steps) => steps.iter().any(|step| step.effect != Effect::None),
        _ => rule.effect != Effect::None,
    }
}

/// Every outcome with its rule, in the order of the report.
fn outcomes(inspection: &Inspection) -> impl Iterator<Item = (&Rule, &RuleJudged, &Outcome)> {
    inspection.judged.rules.iter().flat_map(|judged| {
        let rule = inspection.rules.rules.get(judged.rule);
        rule.into_iter().flat_map(move |rule| {
            judged
                .outcomes
                .iter()
                .map(move |outcome| (rule, judged, outcome))
        })
    })
}

fn finding(
    inspection: &Inspection,
    case: &Case<'_>,
    rule: &Rule,
    prepared: &Prepared<'_>,
    outcome: &Outcome,
    attached: Attached,
) -> Option<FindingOut> {
    let language = inspection.options.language;
    let look = look(case, rule, outcome.subject, prepared)?;
    let evidence = evidence(
        case,
        rule,
        outcome.subject,
        &look,
        prepared,
        (language, false),
    );
    let who = who(case, outcome.subject, language);
    let wording = wording(rule, &who, &look, Some(attached), &evidence, language);
    let waiver = outcome
        .waiver
        .and_then(|ix| case.records.waivers.get(ix as usize));
    Some(FindingOut {
        rule: rule.id.clone(),
        unit: who.unit,
        unit_as_recorded: who.unit_as_recorded,
        subject: who.subject,
        platform: who.platform,
        wording,
        severity: attached.effect.as_str().to_owned(),
        unit_id: who.unit_id,
        subject_id: who.subject_id,
        subject_kind: rule.figure.subjects.of.as_str().to_owned(),
        evidence,
        basis: basis(&rule.basis),
        waiver: waiver.map(|waiver| WaiverOut {
            reason: waiver.reason.clone(),
            expires: waiver.expires,
        }),
    })
}

fn counts(rule: &Rule, judged: &RuleJudged, language: Language) -> RuleOutcomesOut {
    let outcomes = judged.outcomes.iter().collect();
    let of = rule.figure.subjects.of;
    let title = title(rule, language);
    counted(
        &rule.id,
        title,
        of,
        rule.effect.as_str(),
        judged.judged,
        outcomes,
    )
}

fn counted(
    id: &str,
    title: Option<String>,
    of: Of,
    effect: &str,
    judged: bool,
    outcomes: Vec<&Outcome>,
) -> RuleOutcomesOut {
    let count = |fits: &dyn Fn(&Outcome) -> bool| {
        outcomes.iter().filter(|outcome| fits(outcome)).count() as u64
    };
    RuleOutcomesOut {
        rule: id.to_owned(),
        title: title.unwrap_or_else(|| id.to_owned()),
        of: of.as_str().to_owned(),
        effect: effect.to_owned(),
        judged,
        selected: outcomes.len() as u64,
        met: count(&|outcome| outcome.verdict == Verdict::Met),
        breached: count(&|outcome| outcome.counts()),
        waived: count(&|outcome| outcome.waiver.is_some()),
        not_applicable: count(&|outcome| matches!(outcome.verdict, Verdict::NotApplicable(_))),
        cannot_tell: count(&|outcome| matches!(outcome.verdict, Verdict::CannotTell(_))),
    }
}

fn coverage(inspection: &Inspection) -> Vec<CoverageOut> {
    let out = inspection
        .taken
        .coverage
        .declared
        .iter()
        .map(|declared| CoverageOut {
            records: declared.records.map_or("all", RecordKind::key).to_owned(),
            channel: declared.channel.clone(),
            platform: declared.platform.clone(),
            from: declared.span.from,
            to: declared.span.to,
            replies_known: declared.replies_known,
        });
    out.collect()
}

fn registry(inspection: &Inspection) -> RegistryOut {
    use crate::registry::ChannelKind;
    let registry = &inspection.taken.registry;
    RegistryOut {
        units: registry.units.len() as u64,
        sites: registry.count(ChannelKind::Site) as u64,
        columns: registry.count(ChannelKind::Column) as u64,
        accounts: registry.count(ChannelKind::Account) as u64,
    }
}

fn intake(table: &TableAccount) -> IntakeOut {
    let mut by_code: BTreeMap<&str, u64> = BTreeMap::new();
    for reject in &table.rejects {
        *by_code.entry(reject.code).or_default() += 1;
    }
    IntakeOut {
        records: table.records.key().to_owned(),
        table: table.table.clone(),
        readable: table.unreadable.is_none(),
        read: table.read,
        accepted: table.accepted,
        rejected: table.rejected,
        duplicates: table.duplicates,
        undated: table.undated.len() as u64,
        after_check_point: table.after_check_point,
        after_as_of: table.after_as_of.len() as u64,
        extra_columns: table.extra_columns.clone(),
        rejected_by: by_code
            .into_iter()
            .map(|(code, count)| CodeCount {
                code: code.to_owned(),
                count,
            })
            .collect(),
    }
}

/// The clock of the ledger's cases, counted from the day of issue: all findings of one bulletin share it.
fn rectification(inspection: &Inspection) -> Option<RectificationOut> {
    let language = inspection.options.language;
    let clock = inspection
        .rules
        .clocks
        .iter()
        .find(|clock| clock.of == Of::Case && clock.start == "issued")?;
    let Runs::Limit(limit) = &clock.runs else {
        return None;
    };
    let within = clock_limit(limit, language);
    let crate::rules::LimitValue::Fixed(Literal::Duration(duration)) = limit else {
        return None;
    };
    let from = inspection.settings.issued_on;
    let due_on = from.and_then(|from| duration.after(from, &inspection.settings.calendar));
    let reason = match (from, due_on) {
        (None, _) => Some(Text::new(
            "没有给出印发日期",
            "the day of issue is not given",
        )),
        (Some(_), None) => Some(Text::new(
            "工作日历没有所需的年份",
            "the working-day calendar does not know a year that is needed",
        )),
        _ => None,
    };
    Some(RectificationOut {
        within,
        from,
        due_on,
        reason: reason.map(|reason| reason.get(language).to_owned()),
    })
}
