//! 单项否决: which breaches at or beneath a subject are vetoes.

use super::counting;
use crate::evaluate::measures::breaches::{self, Grouped, grouped, places_of};
use crate::evaluate::outcome::{Judged, Outcome, Reason, Verdict};
use crate::evaluate::rules::{counts_sheet, may_veto};
use crate::evaluate::{Case, Subject, Truth};
use crate::order::InOrder;
use crate::rules::{Distinct, Effect, Figure, Requirement, Sheet, Stage};

/// The vetoes of a sheet.
pub(super) struct Vetoes<'s> {
    case: &'s Case<'s>,
    figure: Figure,
    /// The outcomes of the rules that may veto, by the subject that they lie at or beneath.
    grouped: Grouped<'s>,
    /// Those of which nobody knows to which group they belong.
    perhaps: Vec<(usize, Outcome)>,
    /// Whether the sheet names them: then every breach is one.
    named: bool,
    /// Those that could not be judged at all.
    not_judged: Vec<usize>,
}

/// The vetoes of a subject.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub sure: Vec<usize>,
    pub open: Vec<usize>,
    pub lost: bool,
}

impl Found {
    /// Whether there is one.
    pub fn truth(&self) -> Truth {
        if !self.sure.is_empty() {
            Truth::Yes
        } else if self.open.is_empty() && !self.lost {
            Truth::No
        } else {
            Truth::Open
        }
    }

    /// Why that is open.
    pub fn why(&self) -> Reason {
        if self.open.is_empty() {
            return Reason::new(
                "rejected_row",
                "有未能读取的数据，可能有单项否决",
                "rejected rows may hide a veto",
            );
        }
        Reason::new(
            "veto_open",
            "是否有单项否决无法判定",
            "whether there is a veto cannot be told",
        )
    }
}

impl<'s> Vetoes<'s> {
    pub fn new(case: &'s Case<'s>, sheet: &Sheet, judged: &'s Judged) -> Vetoes<'s> {
        let ids = match &sheet.veto {
            Some(ids) => ids.clone(),
            None => {
                let rules = case.rules.rules.iter();
                let vetoes = rules.filter(|rule| may_veto(rule) && !counts_sheet(rule, case.rules));
                vetoes.map(|rule| rule.id.clone()).collect()
            }
        };
        let places = places_of(case, &ids);
        let figure = counting(sheet, ids, Distinct::Finding);
        let not_judged = judged
            .rules
            .iter()
            .filter(|one| !one.judged && places.contains(&one.rule));
        Vetoes {
            case,
            grouped: grouped(case, &figure, judged),
            perhaps: breaches::of_no_group(case, &figure, judged),
            figure,
            named: sheet.veto.is_some(),
            not_judged: not_judged.map(|one| one.rule).collect(),
        }
    }

    pub fn of(&self, subject: Subject) -> Found {
        let own = self.grouped.get(&subject).map_or(&[][..], Vec::as_slice);
        let mut found = Found::default();
        let distinct = Distinct::Finding;
        if let Ok(reading) = breaches::read(
            self.case,
            &self.figure,
            subject,
            own,
            &distinct,
            Stage::Found,
        ) {
            found.lost = !reading.doubts.is_empty();
        }
        let of_subject = |rule: &&usize| {
            let rule = self.case.rules.rules.get(**rule);
            rule.is_some_and(|rule| may_lie_beneath(rule.figure.subjects.of, subject, self))
        };
        found.open.extend(self.not_judged.iter().filter(of_subject));
        let perhaps = self
            .perhaps
            .iter()
            .map(|(place, outcome)| (*place, outcome));
        for (place, outcome) in own.iter().copied().chain(perhaps) {
            match self.is_veto(place, outcome) {
                Truth::Yes => found.sure.push(place),
                Truth::Open => found.open.push(place),
                Truth::No => {}
            }
        }
        found.sure.in_order();
        found.sure.dedup();
        found.open.retain(|place| !found.sure.contains(place));
        found.open.in_order();
        found.open.dedup();
        found
    }

    fn is_veto(&self, place: usize, outcome: &Outcome) -> Truth {
        match outcome.verdict {
            Verdict::CannotTell(_) => Truth::Open,
            Verdict::Breached if !outcome.counts() => Truth::No,
            Verdict::Breached if self.named => Truth::Yes,
            Verdict::Breached => {
                let attached = outcome.attached;
                if attached.is_none_or(|attached| attached.effect == Effect::Veto) {
                    return Truth::Yes;
                }
                // a graver step may be reached all the same, by the rule or in a slice of it
                let steps = self.case.rules.rules.get(place).is_some_and(|rule| {
                    matches!(rule.requirement, Requirement::Steps(_)) && may_veto(rule)
                });
                let open = outcome.open_slices > 0 || attached.is_some_and(|one| one.mildest);
                if steps && open {
                    Truth::Open
                } else {
                    Truth::No
                }
            }
            _ => Truth::No,
        }
    }
}

/// Whether what a rule judges may lie at or beneath a subject of the sheet.
fn may_lie_beneath(of: crate::rules::Of, subject: Subject, vetoes: &Vetoes<'_>) -> bool {
    use crate::rules::Of;
    let own = vetoes.figure.subjects.of;
    match (subject, own) {
        (Subject::All, _) | (_, Of::All) => true,
        (_, Of::Unit) => of != Of::All,
        (_, Of::Site) => matches!(of, Of::Site | Of::Column) || of.is_record(),
        (_, Of::Column | Of::Account) => of == own || of.is_record(),
        _ => of == own,
    }
}
