//! Which rows are the same, and which say different things of the same.

use super::account::TableAccount;
use super::faults;
use crate::diagnostic::Diagnostic;
use std::collections::HashMap;

/// A row as far as it was read.
pub(super) struct Draft<T> {
    pub line: u32,
    pub value: T,
    /// What the row says, in one text: equal for rows that say the same.
    pub content: String,
    /// What identifies it; two rows of other content may share none of it.
    pub keys: Vec<String>,
    pub fault: Option<Box<Diagnostic>>,
}

/// The rows of a table, settled.
pub(super) struct Settled<T> {
    /// The accepted rows, each content once, with its line.
    pub accepted: Vec<(u32, T)>,
    /// The rejected rows, each content once, with the fault.
    pub rejected: Vec<(T, Box<Diagnostic>)>,
}

/// For each row the first row of the same content, itself if there is none before it.
pub(super) fn first_of_equals<T>(drafts: &[Draft<T>]) -> Vec<usize> {
    let mut first: HashMap<&str, usize> = HashMap::with_capacity(drafts.len());
    let same = |(at, draft)| *first.entry(content(draft)).or_insert(at);
    drafts.iter().enumerate().map(same).collect()
}

fn content<T>(draft: &Draft<T>) -> &str {
    &draft.content
}

/// Gives rows that share a key and say different things the fault `id.conflict`, unless they have one of their own.
pub(super) fn find_conflicts<T>(drafts: &mut [Draft<T>], same_as: &[usize], by_account_name: bool) {
    let mut holder: HashMap<&str, usize> = HashMap::with_capacity(drafts.len());
    let mut other_line: HashMap<usize, u32> = HashMap::new();
    let line = |at: usize| drafts.get(at).map_or(0, |draft| draft.line);
    for (at, (draft, same)) in drafts.iter().zip(same_as).enumerate() {
        if *same != at {
            continue;
        }
        for key in &draft.keys {
            let before = *holder.entry(key).or_insert(at);
            if before != at {
                other_line.insert(at, line(before));
                other_line.entry(before).or_insert(draft.line);
            }
        }
    }
    for (at, line) in other_line {
        if let Some(draft) = drafts.get_mut(at) {
            draft
                .fault
                .get_or_insert_with(|| faults::conflict(line, by_account_name));
        }
    }
}

/// Enters every row into the account. All copies of a rejected row are rejected; those of an accepted one are
/// duplicates.
pub(super) fn settle<T>(
    drafts: Vec<Draft<T>>,
    same_as: &[usize],
    account: &mut TableAccount,
) -> Settled<T> {
    let head: Vec<(u32, Option<Box<Diagnostic>>)> = drafts
        .iter()
        .map(|draft| (draft.line, draft.fault.clone()))
        .collect();
    let mut settled = Settled {
        accepted: Vec::new(),
        rejected: Vec::new(),
    };
    for (at, (draft, &first)) in drafts.into_iter().zip(same_as).enumerate() {
        let (first_line, fault) = match head.get(first) {
            Some((line, fault)) => (*line, fault.as_deref()),
            None => (draft.line, draft.fault.as_deref()),
        };
        match fault {
            Some(fault) => {
                account.reject(draft.line, fault);
                if first == at {
                    settled
                        .rejected
                        .push((draft.value, Box::new(fault.clone())));
                }
            }
            None if first == at => settled.accepted.push((draft.line, draft.value)),
            None => account.repeat(draft.line, first_line),
        }
    }
    settled
}

/// Compares rows by their content and keys, and enters them into the account.
pub(super) fn settled<T>(mut drafts: Vec<Draft<T>>, account: &mut TableAccount) -> Settled<T> {
    let same_as = first_of_equals(&drafts);
    find_conflicts(&mut drafts, &same_as, false);
    for draft in &mut drafts {
        let conflict = draft.fault.as_mut();
        if let Some(fault) = conflict.filter(|fault| fault.code == "id.conflict") {
            fault.place.field.clone_from(&account.identified_by);
            fault.value = draft.keys.first().cloned();
        }
    }
    settle(drafts, &same_as, account)
}
