//! `by`: subjects that are groups of equal values among the selected.

use super::attributes::{Asked, Value, holds, of_subject};
use super::{Case, Reason, Subject, subjects};
use crate::order::InOrder;
use crate::registry::UnitIx;
use crate::rules::{Path, Subjects};
use std::collections::{BTreeMap, HashMap};

/// A group.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// The values that its members share, in the order of `by`.
    pub values: Vec<String>,
    /// The same as people read them.
    pub label: String,
    /// Its members, ascending.
    pub members: Vec<Subject>,
    /// The unit of them all, if they have one in common.
    pub unit: Option<UnitIx>,
    /// How many subjects could not be put into any group: they may belong to this one.
    pub unplaced: i64,
    /// Why none of those with these values is judged, if none is.
    pub none: Option<Reason>,
}

/// The groups of every rule, figure and sheet that has any.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    all: Vec<Group>,
    by_owner: HashMap<String, Vec<u32>>,
    /// The groups of a member, by owner.
    of_member: HashMap<(String, Subject), Vec<u32>>,
    /// The subjects that could not be put into any group, by owner.
    unplaced: HashMap<String, Vec<Subject>>,
}

impl Groups {
    /// Whether nothing is grouped.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The group of an owner that has some values.
    pub fn having(&self, owner: &str, values: &[String]) -> Option<Subject> {
        let mut of_owner = self.by_owner.get(owner)?.iter();
        let ix = of_owner.find(|ix| self.get(**ix).is_some_and(|group| group.values == values))?;
        Some(Subject::Group(*ix))
    }

    /// The group of an owner that is called this: by its label or, where it is that of a unit, by another name of it.
    pub fn called(&self, owner: &str, name: &str, unit: Option<&str>) -> Option<Subject> {
        let mut of_owner = self.by_owner.get(owner)?.iter();
        let is_called = |ix: &&u32| {
            self.get(**ix).is_some_and(|group| {
                let of_unit =
                    unit.is_some_and(|id| matches!(group.values.as_slice(), [one] if one == id));
                group.label == name || of_unit
            })
        };
        of_owner.find(is_called).map(|ix| Subject::Group(*ix))
    }

    /// A group by its place.
    pub fn get(&self, ix: u32) -> Option<&Group> {
        self.all.get(ix as usize)
    }

    /// The groups of a rule, figure or sheet.
    pub fn of(&self, owner: &str) -> Vec<Subject> {
        let list = self.by_owner.get(owner);
        list.into_iter()
            .flatten()
            .map(|ix| Subject::Group(*ix))
            .collect()
    }

    /// The groups of a rule, figure or sheet that a subject is a member of.
    pub fn with(&self, owner: &str, member: Subject) -> Vec<Subject> {
        let key = (owner.to_owned(), member);
        let list = self.of_member.get(&key);
        list.into_iter()
            .flatten()
            .map(|ix| Subject::Group(*ix))
            .collect()
    }

    /// Whether a subject may be a member of any group of a rule, figure or sheet, and nobody knows of which.
    pub fn is_unplaced(&self, owner: &str, member: Subject) -> bool {
        let list = self.unplaced.get(owner);
        list.is_some_and(|list| list.contains(&member))
    }

    /// Forms the groups of a case.
    pub fn of_case(case: &Case<'_>) -> Groups {
        let rules = case.rules;
        let figures = rules
            .figures
            .iter()
            .chain(rules.rules.iter().map(|rule| &rule.figure));
        let owners = figures.map(|figure| (&figure.id, &figure.subjects)).chain(
            rules
                .sheets
                .iter()
                .map(|sheet| (&sheet.id, &sheet.subjects)),
        );
        let mut groups = Groups::default();
        for (owner, subjects) in owners.filter(|(_, subjects)| !subjects.by.is_empty()) {
            groups.form(case, owner, subjects);
        }
        groups
    }

    fn form(&mut self, case: &Case<'_>, owner: &str, of: &Subjects) {
        let mut by_values: BTreeMap<Vec<String>, (Vec<Subject>, Option<Reason>)> = BTreeMap::new();
        let mut unplaced = Vec::new();
        let asked = Asked::at_check_point(case);
        for member in subjects::all(of.of, case.registry, case.records) {
            match holds(case, &of.filter, member, asked) {
                Ok(false) => continue,
                Ok(true) => {}
                Err(_) => {
                    unplaced.push(member);
                    continue;
                }
            }
            let left_out = left_out(case, of, member, asked);
            match values(case, &of.by, member) {
                None if left_out.is_some() => {}
                None => unplaced.push(member),
                Some(several) => {
                    for values in several {
                        let (members, none) = by_values.entry(values).or_default();
                        match &left_out {
                            None => members.push(member),
                            Some(reason) => _ = none.get_or_insert_with(|| reason.clone()),
                        }
                    }
                }
            }
        }
        let mut own = Vec::new();
        for (values, (mut members, none)) in by_values {
            members.in_order();
            members.dedup();
            let mut units = members.iter().map(|member| case.units_of(*member));
            let mut common = units.next().unwrap_or_default();
            for units in units {
                common.retain(|unit| units.contains(unit));
            }
            let unit = common.first().copied();
            let ix = self.all.len() as u32;
            for member in &members {
                let key = (owner.to_owned(), *member);
                self.of_member.entry(key).or_default().push(ix);
            }
            let label = label(case, &of.by, &values);
            self.all.push(Group {
                values,
                label,
                none: none.filter(|_| members.is_empty()),
                members,
                unit,
                unplaced: unplaced.len() as i64,
            });
            own.push(ix);
        }
        self.by_owner.insert(owner.to_owned(), own);
        self.unplaced.insert(owner.to_owned(), unplaced);
    }
}

/// Why a selected subject is not judged and so is no member: an exception, its state, the sample.
fn left_out(case: &Case<'_>, of: &Subjects, member: Subject, asked: Asked) -> Option<Reason> {
    let fixed = of.except.iter().filter(|one| one.filing.is_none());
    let mut falls_under = fixed.filter(|one| holds(case, &one.selector, member, asked) == Ok(true));
    if let Some(exception) = falls_under.next() {
        return Some(Reason {
            code: "exempt",
            text: exception.reason.clone(),
        });
    }
    if !case.sampled(member) {
        return Some(Reason::not_sampled());
    }
    super::admitted::life(case, of, member)
}

/// The values of a member, once for each of its tags; `None` if one is missing.
fn values(case: &Case<'_>, by: &[Path], member: Subject) -> Option<Vec<Vec<String>>> {
    let mut several = vec![Vec::new()];
    for path in by {
        let values: Vec<String> = match of_subject(case, member, path, Asked::at_check_point(case))
        {
            Value::Missing => return None,
            Value::One(one) => vec![one.into_owned()],
            Value::Many(many) => many.into_owned(),
        };
        several = several
            .into_iter()
            .flat_map(|before| {
                values.iter().map(move |value| {
                    let mut next = before.clone();
                    next.push(value.clone());
                    next
                })
            })
            .collect();
    }
    Some(several)
}

fn label(case: &Case<'_>, by: &[Path], values: &[String]) -> String {
    let named = by.iter().zip(values).map(|(path, value)| {
        let unit = || case.registry.units.iter().find(|unit| unit.id == *value);
        let channel = || {
            case.registry
                .channels
                .iter()
                .find(|channel| channel.id == *value)
        };
        match (path.relation.as_deref(), path.attribute.as_str()) {
            (None, "unit") => unit().map_or(value.clone(), |unit| unit.name.clone()),
            (None, "site" | "parent" | "channel") => {
                channel().map_or(value.clone(), |channel| channel.name.clone())
            }
            _ => value.clone(),
        }
    });
    named.collect::<Vec<_>>().join(" / ")
}
