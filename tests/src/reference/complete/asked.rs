//! The values that a rule set tells apart, which a missing attribute may have.

use super::*;

/// The attributes that a set asks for, whose they are, and the words and numbers they are compared with.
#[derive(Default)]
pub struct Asked {
    pub(super) words: BTreeMap<(Of, String), BTreeSet<String>>,
    pub(super) numbers: BTreeMap<(Of, String), BTreeSet<i64>>,
}

impl Asked {
    /// What a set asks for.
    pub fn of(set: &Set) -> Asked {
        let mut asked = Asked::default();
        for body in bodies(set) {
            let of = body.subjects.of;
            asked.subjects(of, &body.subjects.filter, &body.subjects.except);
            body.subjects
                .by
                .iter()
                .for_each(|path| asked.word(of, path, None));
            match &body.measure {
                Measure::Count { source, filter, .. } | Measure::Gap { source, filter, .. } => {
                    asked.selector(source.of(), filter.as_ref())
                }
                Measure::Ratio {
                    source, base, part, ..
                } => {
                    asked.selector(source.of(), base.as_ref());
                    asked.selector(source.of(), Some(part));
                }
                Measure::Rank {
                    within: Some(path), ..
                }
                | Measure::Value(path) => asked.word(of, path, None),
                _ => {}
            }
            if let Measure::Count {
                source,
                distinct: Some(distinct),
                ..
            } = &body.measure
                && !matches!(*distinct, "day" | "item" | "unit" | "channel")
            {
                asked.word(source.of(), &Path(None, (*distinct).to_owned()), None);
            }
            if let Some((source, filter, ..)) = &body.enough {
                asked.selector(source.of(), filter.as_ref());
            }
        }
        for rule in &set.rules {
            let limits: Vec<&Limit> = match &rule.requirement {
                Requirement::Require(limit) | Requirement::BreachWhen(limit) => vec![limit],
                Requirement::Steps(steps) => steps
                    .iter()
                    .filter_map(|step| step.limit.as_ref())
                    .collect(),
            };
            for limit in limits {
                asked.limit(rule.body.subjects.of, limit);
                if let (Limit::Words(_, words), Measure::Value(path)) = (limit, &rule.body.measure)
                {
                    words
                        .iter()
                        .for_each(|word| asked.word(rule.body.subjects.of, path, Some(word)));
                }
                if let (Limit::Compare(all), Measure::Value(path)) = (limit, &rule.body.measure) {
                    for (_, value) in all {
                        if let Value::Number(number) = value {
                            asked.number(rule.body.subjects.of, path, *number);
                        }
                    }
                }
            }
        }
        for clock in &set.clocks {
            asked.selector(clock.of, clock.filter.as_ref());
            if let Some(limit) = &clock.limit {
                asked.limit(
                    clock.of,
                    &Limit::Compare(vec![(Compare::Equals, limit.clone())]),
                );
            }
        }
        for sheet in &set.sheets {
            asked.subjects(
                sheet.subjects.of,
                &sheet.subjects.filter,
                &sheet.subjects.except,
            );
            sheet
                .parts
                .iter()
                .for_each(|part| asked.selector(sheet.subjects.of, part.2.as_ref()));
        }
        asked
    }

    fn subjects(&mut self, of: Of, filter: &Option<Selector>, except: &[Except]) {
        self.selector(of, filter.as_ref());
        for except in except {
            if let Except::Fits(selector) = except {
                self.selector(of, Some(selector));
            }
        }
    }

    fn limit(&mut self, of: Of, limit: &Limit) {
        if let Limit::Compare(all) = limit {
            for (_, value) in all {
                if let Value::By(path, cases, _) = value {
                    cases
                        .iter()
                        .for_each(|(word, _)| self.word(of, path, Some(word)));
                }
            }
        }
    }

    fn owners(of: Of, path: &Path) -> Vec<Of> {
        match path.0 {
            Some("unit") => vec![Of::Unit],
            Some("site") => vec![Of::Site],
            Some("parent") => vec![Of::Site, Of::Column],
            Some("channel") => vec![Of::Site, Of::Column, Of::Account],
            _ => vec![of],
        }
    }

    fn word(&mut self, of: Of, path: &Path, word: Option<&String>) {
        for owner in Asked::owners(of, path) {
            self.words
                .entry((owner, path.1.clone()))
                .or_default()
                .extend(word.cloned());
        }
    }

    fn number(&mut self, of: Of, path: &Path, number: i64) {
        for owner in Asked::owners(of, path) {
            self.numbers
                .entry((owner, path.1.clone()))
                .or_default()
                .insert(number);
        }
    }

    fn selector(&mut self, of: Of, selector: Option<&Selector>) {
        for term in selector.into_iter().flat_map(|selector| &selector.0) {
            match term {
                Term::Is(path, words) => words
                    .iter()
                    .for_each(|word| self.word(of, path, Some(word))),
                Term::Number(path, tests) => tests
                    .iter()
                    .for_each(|(_, number)| self.number(of, path, *number)),
                Term::Any(any) => any.iter().for_each(|one| self.selector(of, Some(one))),
                Term::Not(inner) => self.selector(of, Some(inner)),
                Term::InList(_) => {}
            }
        }
    }
}

/// The header of an attribute that may be missing, for those whose absence means nothing by itself.
pub(super) fn header(of: Of, name: &str) -> Option<&'static str> {
    Some(match (of, name) {
        (
            Of::Unit | Of::Letter | Of::Task | Of::Publication | Of::Case | Of::Notice | Of::Filing,
            "kind",
        ) => "kind",
        (Of::Unit, "group") => "group",
        (Of::Site | Of::Column | Of::Account | Of::Manuscript, "level") => "level",
        (Of::Column, "class") => "class",
        (Of::Publication, "original") => "original",
        (Of::Letter, "published") => "published",
        (Of::Request, "how") => "how",
        (Of::Request, "answer") => "answer",
        (Of::Observation, "source") => "source",
        (Of::Probe, "seconds") => "seconds",
        (Of::Notice, "stage") => "stage",
        (Of::Case, "state") => "state",
        (Of::Manuscript, "form") => "form",
        (Of::Manuscript, "adopted_by") => "~adopted_by",
        (_, "rating") => "rating",
        (_, "marked") => "marked",
        _ => return None,
    })
}

/// The values that a missing attribute may have.
pub(super) fn values(set: &Set, asked: &Asked, of: Of, name: &str) -> Vec<String> {
    let declared = set
        .attributes
        .iter()
        .find(|one| one.of == of && one.name == name);
    if let Some(declared) = declared {
        if !declared.values.is_empty() {
            return declared
                .values
                .iter()
                .map(|value| (*value).to_owned())
                .collect();
        }
        if declared.kind == Some("boolean") {
            return vec!["true".to_owned(), "false".to_owned()];
        }
    }
    if (of, name) == (Of::Case, "state") {
        return ["open", "partly", "rectified", "closed"]
            .map(str::to_owned)
            .to_vec();
    }
    if matches!(name, "original" | "published") {
        return vec!["true".to_owned(), "false".to_owned()];
    }
    let key = (of, name.to_owned());
    if let Some(numbers) = asked.numbers.get(&key) {
        let near: BTreeSet<i64> = numbers
            .iter()
            .flat_map(|number| [0, (number - 1).max(0), *number, number + 1])
            .collect();
        return near.into_iter().map(|number| number.to_string()).collect();
    }
    let mut words: Vec<String> = asked
        .words
        .get(&key)
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    words.push("其他值".to_owned());
    if words.len() == 1 {
        words.push("另一值".to_owned());
    }
    words.dedup();
    words
}

pub(super) fn missing_attributes(world: &World, set: &Set, all: &mut Vec<Ways>) {
    let asked = Asked::of(set);
    for (of, name) in asked.words.keys().chain(asked.numbers.keys()) {
        let Some(header) = header(*of, name) else {
            continue;
        };
        let declared = set
            .attributes
            .iter()
            .find(|one| one.of == *of && one.name == name);
        if declared.is_some_and(|declared| declared.default.is_some()) {
            continue;
        }
        let values = values(set, &asked, *of, name);
        for (place, row) in world.rows(*of).iter().enumerate() {
            // who was not adopted was adopted by nobody
            if header == "~adopted_by"
                && (row.contains_key("adopted_by") || !row.contains_key("adopted_on"))
            {
                continue;
            }
            if row.get(header).is_none_or(String::is_empty) {
                all.push(
                    values
                        .iter()
                        .map(|value| vec![Edit::Cell(*of, place, header, value.clone())])
                        .collect(),
                );
            }
        }
    }
}
