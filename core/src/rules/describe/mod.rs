//! A rule set in plain words: each rule, figure, clock and sheet as one sentence, for people who read no TOML.
//!
//! Only what asks for it carries it: nothing of the judging calls this.

mod en;
mod labels;
mod zh;

use super::model::{Clock, Figure, Rule, RuleSet, Sheet};
use crate::diagnostic::Language;

/// A rule in one sentence: of whom, over which time, what number, what is required, who is excepted, what a breach is,
/// and the basis.
///
/// ```
/// use tongbao::diagnostic::Language;
/// use tongbao::rules::{RuleSet, describe};
/// let rules = RuleSet::shipped("zhanggong-2022").and_then(Result::ok);
/// let said = rules.and_then(|rules| Some(describe::rule(&rules, rules.rule("account-weekly")?, Language::Zh)));
/// assert!(said.is_some_and(|said| said.starts_with("每个账号，检查周期内每周更新次数，应不少于2次")));
/// ```
pub fn rule(rules: &RuleSet, rule: &Rule, language: Language) -> String {
    match language {
        Language::Zh => zh::rule(rules, rule),
        Language::En => en::rule(rules, rule),
    }
}

/// A figure in one sentence.
pub fn figure(rules: &RuleSet, figure: &Figure, language: Language) -> String {
    match language {
        Language::Zh => zh::figure(rules, figure),
        Language::En => en::figure(rules, figure),
    }
}

/// A clock in one sentence.
pub fn clock(clock: &Clock, language: Language) -> String {
    match language {
        Language::Zh => zh::clock(clock),
        Language::En => en::clock(clock),
    }
}

/// A sheet in one sentence for each of its parts: base, lines, grades.
pub fn sheet(rules: &RuleSet, sheet: &Sheet, language: Language) -> String {
    match language {
        Language::Zh => zh::sheet(rules, sheet),
        Language::En => en::sheet(rules, sheet),
    }
}

/// What stands under an id: a rule, a figure, a clock or a sheet; `None` if nothing does.
pub fn describe(rules: &RuleSet, id: &str, language: Language) -> Option<String> {
    if let Some(found) = rules.rule(id) {
        return Some(rule(rules, found, language));
    }
    if let Some(found) = rules.figure(id) {
        return Some(figure(rules, found, language));
    }
    if let Some(found) = rules.clock(id) {
        return Some(clock(found, language));
    }
    let found = rules.sheet(id)?;
    Some(sheet(rules, found, language))
}
