//! The comparison: fields in a stated order, as the report has them.

use crate::calendar::Day;
use crate::diagnostic::Language;
use crate::report::{Engine, FindingOut, PeriodOut, RuleSetRef, UndecidedOut};
use serde::{Deserialize, Serialize};

/// What becomes of the findings when one rule set takes the place of another, on the same records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The version of this contract.
    pub format: u32,
    /// What judged.
    pub engine: Engine,
    /// The language of wordings.
    pub language: Language,
    /// 检查周期.
    pub period: PeriodOut,
    /// 监测时间点.
    pub check_point: Day,
    /// 统计截止日.
    pub as_of: Day,
    /// The rule set that the other is measured against.
    pub before: RuleSetRef,
    /// The other one.
    pub after: RuleSetRef,
    /// Findings that only `after` makes, by rule, unit, subject.
    pub added: Vec<DifferenceOut>,
    /// Findings that only `before` makes, in the same order.
    pub cleared: Vec<DifferenceOut>,
    /// Findings that both make, in other words, of another severity or with another value.
    pub changed: Vec<FindingChangeOut>,
    /// Outcomes that cannot be told under `after` alone.
    pub opened: Vec<OpenedOut>,
    /// Outcomes that cannot be told under `before` alone.
    pub settled: Vec<OpenedOut>,
    /// A line for each unit with a difference, in roster order; what has no unit stands last under an empty name.
    pub units: Vec<UnitComparisonOut>,
    /// A line for each rule that changed or has a difference, by id.
    pub rules: Vec<RuleComparisonOut>,
}

/// A finding that one of the sets makes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DifferenceOut {
    /// The finding.
    pub finding: FindingOut,
    /// What the other set says of this subject: `met`, `waived`, `not_applicable`, `cannot_tell`, `breached` (a mere
    /// condition), `not_selected` (its rule does not judge it), `no_rule`.
    pub other: String,
    /// By which rule, figure, clock or setting.
    pub by: Vec<CauseOut>,
}

/// A finding that both sets make, and not in the same way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FindingChangeOut {
    /// As `before` makes it.
    pub before: FindingOut,
    /// As `after` makes it.
    pub after: FindingOut,
    /// `rule` (it has another id), `wording`, `severity`, `evidence`, `basis`, `unit`.
    pub what: Vec<String>,
    /// By which rule, figure, clock or setting.
    pub by: Vec<CauseOut>,
}

/// An outcome that one of the sets leaves open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenedOut {
    /// The outcome that cannot be told.
    pub undecided: UndecidedOut,
    /// What the other set says of this subject.
    pub other: String,
    /// By which rule, figure, clock or setting.
    pub by: Vec<CauseOut>,
}

/// What makes the difference: the rule itself if it is another one, else the nearest of those that it names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CauseOut {
    /// `rule`, `figure`, `clock`, `sheet`, `attribute`, `list`, or `set` for the header of the set.
    pub kind: String,
    /// Its id; for `set` that of the set.
    pub id: String,
    /// The set that wrote it, in `before`; absent if it has none.
    pub before: Option<String>,
    /// The set that wrote it, in `after`; absent if it has none.
    pub after: Option<String>,
    /// `new`, `gone`, or what of it is different: `subjects`, `unless`, `window`, `measure`, `limit`, `effect`,
    /// `points`, `id`, `wording`, `basis`, or the keys of the header.
    pub what: Vec<String>,
}

/// The differences of one unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitComparisonOut {
    /// The roster name; empty for what has no unit.
    pub unit: String,
    /// Its findings under `before`.
    pub before: u64,
    /// Its findings under `after`.
    pub after: u64,
    /// Of these, only under `after`.
    pub added: u64,
    /// Only under `before`.
    pub cleared: u64,
    /// Under both, and not in the same way.
    pub changed: u64,
    /// Outcomes left open under `after` alone.
    pub opened: u64,
    /// Outcomes left open under `before` alone.
    pub settled: u64,
}

impl UnitComparisonOut {
    pub(super) fn is_the_same(&self) -> bool {
        [
            self.added,
            self.cleared,
            self.changed,
            self.opened,
            self.settled,
        ] == [0; 5]
    }
}

/// The differences of one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleComparisonOut {
    /// Its id, the one in `after` if it was renamed.
    pub rule: String,
    /// What of the rule itself is different; absent if it is the same in both.
    pub change: Option<CauseOut>,
    /// Findings under `after` alone.
    pub added: u64,
    /// Findings under `before` alone.
    pub cleared: u64,
    /// Findings under both, and not in the same way.
    pub changed: u64,
    /// Outcomes left open under `after` alone.
    pub opened: u64,
    /// Outcomes left open under `before` alone.
    pub settled: u64,
}

impl RuleComparisonOut {
    pub(super) fn is_the_same(&self) -> bool {
        let counts = [
            self.added,
            self.cleared,
            self.changed,
            self.opened,
            self.settled,
        ];
        self.change.is_none() && counts == [0; 5]
    }
}

impl Comparison {
    /// Whether both sets say the same.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.cleared.is_empty()
            && self.changed.is_empty()
            && self.opened.is_empty()
            && self.settled.is_empty()
    }

    /// The findings under `after`, from those under `before`: what is cleared goes, what is added comes, what is changed
    /// takes its other form in its place. Those that come stand at the end.
    pub fn apply(&self, before: &[FindingOut]) -> Vec<FindingOut> {
        let mut after = Vec::new();
        for finding in before {
            if self.cleared.iter().any(|one| one.finding == *finding) {
                continue;
            }
            let changed = self.changed.iter().find(|one| one.before == *finding);
            after.push(changed.map_or_else(|| finding.clone(), |one| one.after.clone()));
        }
        after.extend(self.added.iter().map(|one| one.finding.clone()));
        after
    }

    /// The comparison the other way round.
    #[must_use]
    pub fn inverse(self) -> Comparison {
        let turn = |by: Vec<CauseOut>| by.into_iter().map(CauseOut::inverse).collect();
        let turn_difference = |one: DifferenceOut| DifferenceOut {
            by: turn(one.by),
            ..one
        };
        let turn_opened = |one: OpenedOut| OpenedOut {
            by: turn(one.by),
            ..one
        };
        Comparison {
            before: self.after,
            after: self.before,
            added: self.cleared.into_iter().map(turn_difference).collect(),
            cleared: self.added.into_iter().map(turn_difference).collect(),
            changed: self
                .changed
                .into_iter()
                .map(|one| FindingChangeOut {
                    before: one.after,
                    after: one.before,
                    what: one.what,
                    by: turn(one.by),
                })
                .collect(),
            opened: self.settled.into_iter().map(turn_opened).collect(),
            settled: self.opened.into_iter().map(turn_opened).collect(),
            units: self
                .units
                .into_iter()
                .map(|one| UnitComparisonOut {
                    before: one.after,
                    after: one.before,
                    added: one.cleared,
                    cleared: one.added,
                    opened: one.settled,
                    settled: one.opened,
                    ..one
                })
                .collect(),
            rules: self
                .rules
                .into_iter()
                .map(|one| RuleComparisonOut {
                    change: one.change.map(CauseOut::inverse),
                    added: one.cleared,
                    cleared: one.added,
                    opened: one.settled,
                    settled: one.opened,
                    ..one
                })
                .collect(),
            ..self
        }
    }
}

impl CauseOut {
    fn inverse(self) -> CauseOut {
        let what = self.what.into_iter().map(|what| match what.as_str() {
            "new" => "gone".to_owned(),
            "gone" => "new".to_owned(),
            _ => what,
        });
        CauseOut {
            what: what.collect(),
            before: self.after,
            after: self.before,
            kind: self.kind,
            id: self.id,
        }
    }
}
