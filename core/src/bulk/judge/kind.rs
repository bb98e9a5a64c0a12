//! What outcomes come to, and what becomes of them: of many slices, beside other rules.

use super::{Decision, Slices};
use crate::evaluate::{Attached, Verdict};
use crate::rules::{Effect, Requirement, Rule, Window};

/// 判定, in a byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Told {
    Met,
    Breached,
    NotApplicable,
    CannotTell,
}

/// What outcomes come to; a subject has the number of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in super::super) struct Kind {
    pub told: Told,
    pub reason: &'static str,
    pub attached: Option<Attached>,
    pub breached_slices: i64,
    pub open_slices: i64,
}

/// A subject that the selector does not select.
pub(in super::super) const NOT_SELECTED: u16 = 0;

/// The outcomes of one rule: of each subject the number of what it comes to.
#[derive(Debug, Default)]
pub(in super::super) struct Outcomes {
    pub of: Vec<u16>,
    pub kinds: Vec<Kind>,
    /// How many subjects come to each of the kinds.
    pub counts: Vec<i64>,
    /// The breached slices of those that are told.
    pub slices: Slices,
}

impl Outcomes {
    pub fn kind(&self, subject: usize) -> Option<&Kind> {
        let number = *self.of.get(subject)?;
        self.kinds.get(usize::from(number).checked_sub(1)?)
    }
}

/// The same list of what outcomes come to, each once.
pub(in super::super) fn intern(kinds: &mut Vec<Kind>, kind: Kind) -> u16 {
    let at = kinds.iter().position(|known| *known == kind);
    let at = at.unwrap_or_else(|| {
        kinds.push(kind);
        kinds.len() - 1
    });
    u16::try_from(at + 1).unwrap_or(u16::MAX)
}

/// What the outcomes of another rule on the same subjects make of some.
pub(super) fn unless(
    others: &Outcomes,
    subjects: impl Iterator<Item = usize>,
    codes: &mut [u16],
    kinds: &mut Vec<Kind>,
) {
    // what each pair of outcomes comes to is asked once
    let width = others.kinds.len() + 1;
    let mut known: Vec<Option<u16>> = vec![None; width * (kinds.len() + 1)];
    for (code, subject) in codes.iter_mut().zip(subjects) {
        let other = others.of.get(subject).copied().unwrap_or(NOT_SELECTED);
        if *code == NOT_SELECTED || other == NOT_SELECTED {
            continue;
        }
        let (own, other) = (usize::from(*code), usize::from(other));
        let Some(slot) = known.get_mut(own * width + other) else {
            continue;
        };
        *code = match *slot {
            Some(known) => known,
            None => {
                let told = others.kinds.get(other - 1).map(|other| other.told);
                let kind = kinds.get(own - 1).copied();
                let changed = kind.and_then(|kind| stands_back(kind, told));
                let after = changed.map_or(*code, |changed| intern(kinds, changed));
                *slot = Some(after);
                after
            }
        };
    }
}

/// What the outcome of another rule on the same subject makes of one, if anything.
pub(in super::super) fn stands_back(kind: Kind, other: Option<Told>) -> Option<Kind> {
    match other {
        Some(Told::Breached) if kind.told != Told::NotApplicable => Some(Kind {
            told: Told::NotApplicable,
            reason: "counted_under",
            attached: None,
            breached_slices: 0,
            open_slices: 0,
        }),
        Some(Told::CannotTell) if kind.told == Told::Breached => Some(Kind {
            told: Told::CannotTell,
            reason: "unless_open",
            attached: None,
            breached_slices: 0,
            open_slices: (kind.open_slices + kind.breached_slices).max(1),
        }),
        _ => None,
    }
}

/// What was settled before anything was measured.
pub(in super::super) fn settled_as(rule: &Rule, verdict: &Verdict) -> Kind {
    const ANY_NUMBER: i64 = 1_000_000;
    let cannot_tell = matches!(verdict, Verdict::CannotTell(_));
    let sliced = matches!(rule.figure.window, Window::Each { .. });
    Kind {
        told: told(verdict),
        reason: verdict.reason().map_or("", |reason| reason.code),
        attached: None,
        breached_slices: 0,
        open_slices: match (cannot_tell, sliced) {
            (true, true) => ANY_NUMBER,
            (true, false) => 1,
            _ => 0,
        },
    }
}

pub(super) fn told(verdict: &Verdict) -> Told {
    match verdict {
        Verdict::Met => Told::Met,
        Verdict::Breached => Told::Breached,
        Verdict::NotApplicable(_) => Told::NotApplicable,
        Verdict::CannotTell(_) => Told::CannotTell,
    }
}

/// The outcome of one window.
pub(in super::super) fn whole(decision: Decision) -> Kind {
    let leaves_met = decision
        .attached
        .is_some_and(|attached| attached.effect.leaves_met());
    let told = if leaves_met { Told::Met } else { decision.told };
    Kind {
        told,
        reason: decision.reason,
        attached: decision.attached,
        breached_slices: i64::from(told == Told::Breached),
        open_slices: i64::from(told == Told::CannotTell),
    }
}

/// One outcome of many slices: breached if more than are allowed, else cannot tell if that is open, else met if any is,
/// else not applicable.
pub(super) fn settle(decisions: &[Decision], codes: &[u16], allow: i64, rule: &Rule) -> Kind {
    let all = || {
        codes
            .iter()
            .filter_map(|code| decisions.get(usize::from(*code)))
    };
    let count = |wanted: Told| all().filter(|one| one.told == wanted).count() as i64;
    let (breached, open) = (count(Told::Breached), count(Told::CannotTell));
    let first = |wanted: Told| all().find(|one| one.told == wanted).map(|one| one.reason);
    let (mut told, reason) = if breached > allow {
        (Told::Breached, "")
    } else if breached + open > allow && open > 0 {
        (
            Told::CannotTell,
            first(Told::CannotTell).unwrap_or("not_known"),
        )
    } else if all().any(|one| one.told != Told::NotApplicable) {
        (Told::Met, "")
    } else {
        (
            Told::NotApplicable,
            first(Told::NotApplicable).unwrap_or("no_slice"),
        )
    };
    let attached = if matches!(rule.requirement, Requirement::Steps(_)) {
        let own = all().filter(|one| one.told == told);
        let gravest = own.filter_map(|one| one.attached).max_by_key(|one| {
            let step = one.step.unwrap_or(usize::MAX);
            (one.effect, std::cmp::Reverse(step))
        });
        gravest.filter(|_| matches!(told, Told::Breached | Told::Met))
    } else if told == Told::Breached {
        if rule.effect.leaves_met() {
            told = Told::Met;
        }
        Some(Attached {
            effect: rule.effect,
            step: None,
            mildest: false,
        })
    } else {
        None
    };
    Kind {
        told,
        reason,
        attached,
        breached_slices: breached,
        open_slices: open,
    }
}

/// Whether an outcome is told among the findings or the notices.
pub(in super::super) fn is_told(kind: &Kind) -> Option<Attached> {
    let attached = kind.attached?;
    let told = matches!(kind.told, Told::Breached | Told::Met);
    (told && attached.effect != Effect::None).then_some(attached)
}

/// Whether a rule reports anything: a condition does not.
pub(in super::super) fn reports(rule: &Rule) -> bool {
    match &rule.requirement {
        Requirement::Steps(steps) => steps.iter().any(|step| step.effect != Effect::None),
        _ => rule.effect != Effect::None,
    }
}
