//! What cannot be told, and why.

use super::super::interner::Codes;
use super::super::judge::{Among, Judged, Judging, Kind, Told, among, reports};
use super::super::table::{Strings, Table, Values};
use super::{Names, Who, in_order, table_of};
use crate::rules::Rule;
use std::sync::Arc;

/// Rows of what cannot be told.
#[derive(Default)]
pub(super) struct Undecided {
    rule: Vec<i32>,
    rules: Strings,
    subject: Strings,
    code: Vec<i32>,
    codes: Vec<&'static str>,
}

impl Undecided {
    pub fn add(
        &mut self,
        judging: &Judging<'_, '_>,
        judged: &Judged,
        (place, rule): (usize, &Rule),
        names: &Names<'_>,
    ) {
        let Some(outcomes) = judged.rule(place).filter(|_| reports(rule)) else {
            return;
        };
        let open = |kind: &Kind| kind.told == Told::CannotTell;
        if !outcomes.kinds.iter().any(open) {
            return;
        }
        let among = among(rule.figure.subjects.of);
        let all = 0..outcomes.of.len() as u32;
        let some = all.filter(|subject| outcomes.kind(*subject as usize).is_some_and(open));
        let mut platforms = Codes::new();
        let some: Vec<u32> = some.collect();
        let subjects = Who::all(judging, names, (among, &some), &mut platforms);
        if subjects.is_empty() {
            return;
        }
        let rule_code = self.rules.len() as i32;
        self.rules.push(rule.id.as_bytes());
        let order = in_order(names, &subjects).into_iter();
        for who in order.filter_map(|at| subjects.get(at as usize)) {
            let Some(kind) = outcomes.kind(who.subject as usize) else {
                continue;
            };
            self.rule.push(rule_code);
            let id = match among {
                Among::Channels(_) => who.id,
                Among::Units => judging.roster.units.text(who.subject),
                Among::All => Some(&b"all"[..]),
            };
            self.subject.push(id.unwrap_or_default());
            let code = self.code(kind.reason);
            self.code.push(code);
        }
    }

    /// Adds rows after those that are there.
    pub fn join(&mut self, other: &Undecided) {
        let first = self.rules.len() as i32;
        self.rule.extend(other.rule.iter().map(|code| code + first));
        self.rules.append(&other.rules);
        self.subject.append(&other.subject);
        for code in &other.code {
            let reason = other.codes.get(*code as usize).copied().unwrap_or_default();
            let code = self.code(reason);
            self.code.push(code);
        }
    }

    fn code(&mut self, reason: &'static str) -> i32 {
        let at = self.codes.iter().position(|code| *code == reason);
        let at = at.unwrap_or_else(|| {
            self.codes.push(reason);
            self.codes.len() - 1
        });
        at as i32
    }

    pub fn table(self) -> Table {
        table_of(vec![
            (
                "rule",
                Values::Coded {
                    codes: self.rule,
                    values: Arc::new(self.rules),
                },
            ),
            ("subject_id", Values::Texts(Arc::new(self.subject))),
            (
                "code",
                Values::Coded {
                    codes: self.code,
                    values: Arc::new(self.codes.iter().collect()),
                },
            ),
        ])
    }
}
