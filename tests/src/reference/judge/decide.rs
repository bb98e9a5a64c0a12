//! Limits, steps, slices: from a number to an outcome.

use super::*;

impl Judge<'_> {
    /// The value of a limit for a subject.
    pub fn value(&self, value: &Value, ix: Ix, asked: Asked) -> Result<Value, Stop> {
        let Value::By(path, cases, otherwise) = value else {
            return Ok(value.clone());
        };
        let words = self
            .plain
            .attribute(ix, path, asked)
            .ok_or(Stop::CannotTell)?;
        // units that answer together and differ have no one value
        if words.len() > 1 {
            return Err(Stop::CannotTell);
        }
        let found = cases
            .iter()
            .find(|(word, _)| words.contains(word))
            .map(|(_, value)| value)
            .or(otherwise.as_ref());
        match found {
            Some(Some(value)) => Ok((**value).clone()),
            Some(None) => Err(Stop::NotApplicable),
            None => Err(Stop::CannotTell),
        }
    }

    /// Whether a limit holds of a number; `None` if that is open.
    pub fn limit(
        &self,
        limit: &Limit,
        number: &Number,
        ix: Ix,
        state: Day,
    ) -> Result<Option<bool>, Stop> {
        match limit {
            Limit::Words(among, words) => match number {
                Number::Words(own) => {
                    Ok(Some(own.iter().any(|word| words.contains(word)) == *among))
                }
                _ => Err(Stop::Skip),
            },
            Limit::Compare(all) => {
                let all: Result<Vec<_>, Stop> = all
                    .iter()
                    .map(|(how, value)| Ok((*how, self.value(value, ix, Asked { state })?)))
                    .collect();
                Ok(holds(number, &all?, self.plain.working))
            }
        }
    }

    /// The outcome that a number has under a requirement, and the step reached.
    pub(super) fn decide(
        &self,
        rule: &Rule,
        number: &Number,
        ix: Ix,
        state: Day,
    ) -> (Outcome, Option<usize>) {
        let (limit, breach) = match &rule.requirement {
            Requirement::Require(limit) => (limit, false),
            Requirement::BreachWhen(limit) => (limit, true),
            Requirement::Steps(steps) => return self.step(steps, number, ix, state),
        };
        match self.limit(limit, number, ix, state) {
            Err(stop) => (stop.outcome(), None),
            Ok(None) => (Outcome::CannotTell, None),
            Ok(Some(holds))
                if holds == breach && !matches!(rule.effect, Some("notice" | "praise")) =>
            {
                (Outcome::Breached, None)
            }
            Ok(Some(_)) => (Outcome::Met, None),
        }
    }

    pub(in crate::reference) fn step(
        &self,
        steps: &[Step],
        number: &Number,
        ix: Ix,
        state: Day,
    ) -> (Outcome, Option<usize>) {
        for (place, step) in steps.iter().enumerate() {
            let holds = match &step.limit {
                None => Ok(Some(true)),
                Some(limit) => self.limit(limit, number, ix, state),
            };
            match holds {
                Err(stop) => return (stop.outcome(), None),
                Ok(None) => return (Outcome::Skip, None),
                Ok(Some(true)) if matches!(step.effect, "notice" | "praise") => {
                    return (Outcome::Met, Some(place));
                }
                Ok(Some(true)) => return (Outcome::Breached, Some(place)),
                Ok(Some(false)) => {}
            }
        }
        (Outcome::Met, None)
    }

    /// All outcomes of a rule (or sheet), by subject.
    pub fn outcomes(&self, id: &str) -> Outcomes {
        if let Some(done) = self.rules.borrow().get(id) {
            return done.clone();
        }
        let mut all = BTreeMap::new();
        if let Some(rule) = self.plain.set.rules.iter().find(|rule| rule.id == id) {
            for ix in self.subjects(id, &rule.body.subjects) {
                all.insert(ix, self.rule(rule, ix));
            }
        } else {
            for (ix, scored) in self.scored(id).iter() {
                all.insert(*ix, Judged::only(scored.outcome));
            }
        }
        let all = Rc::new(all);
        self.rules.borrow_mut().insert(id.to_owned(), all.clone());
        all
    }

    pub(super) fn rule(&self, rule: &Rule, ix: Ix) -> Judged {
        let mut judged = match &rule.body.window {
            Window::Over(_) => self.whole(rule, ix),
            Window::Each(each) => self.sliced(rule, ix, each),
        };
        if matches!(
            judged.outcome,
            Outcome::Met | Outcome::Breached | Outcome::CannotTell
        ) {
            for other in rule
                .body
                .subjects
                .unless
                .iter()
                .filter(|_| !Slip::UnlessIsIgnored.is_made())
            {
                match self.outcomes(other).get(&ix).map(|judged| judged.outcome) {
                    Some(Outcome::Breached) => judged.outcome = Outcome::NotApplicable,
                    Some(Outcome::Skip) => judged.outcome = Outcome::Skip,
                    Some(Outcome::CannotTell) if judged.outcome == Outcome::Breached => {
                        judged.outcome = Outcome::CannotTell
                    }
                    _ => {}
                }
            }
        }
        judged
    }

    pub(super) fn whole(&self, rule: &Rule, ix: Ix) -> Judged {
        match self.number(&rule.id, &rule.body, ix) {
            Err(stop) => Judged::only(stop.outcome()),
            Ok(reading) => {
                let state = match rule.body.window {
                    Window::Over(over) => self.time(&rule.body, over).state,
                    Window::Each(_) => self.plain.world.check(),
                };
                let (outcome, step) = self.decide(rule, &reading.number, ix, state);
                let mut cited: Vec<String> = reading
                    .cited
                    .iter()
                    .map(|one| self.plain.things[*one].id.clone())
                    .collect();
                cited.sort();
                Judged {
                    outcome,
                    number: Some(reading.number),
                    slices: Vec::new(),
                    cited,
                    step,
                    own: outcome,
                }
            }
        }
    }

    pub(super) fn sliced(
        &self,
        rule: &Rule,
        ix: Ix,
        each: &crate::reference::rules::Each,
    ) -> Judged {
        let plain = &self.plain;
        let check = plain.world.check();
        // selector and plain exceptions once, filings in every slice
        let mut whole = rule.body.subjects.clone();
        whole
            .except
            .retain(|except| matches!(except, Except::Fits(_)));
        if let Err(stop) = self.admitted(&whole, ix, check, (check, check)) {
            return Judged::only(stop.outcome());
        }
        let mut slices = Vec::new();
        let mut cited = Vec::new();
        for span in days::slices(
            each,
            plain.world.span,
            plain.weeks,
            plain.working,
            &plain.world.looks,
        ) {
            let time = self.slice_time(&rule.body, span);
            let filed = rule.body.subjects.except.iter().any(
                |except| matches!(except, Except::Filing(kind) if plain.filed(kind, ix, span)),
            );
            if (filed || !plain.open_throughout(ix, span)) && !Slip::ExemptSliceIsJudged.is_made() {
                slices.push((span, Outcome::NotApplicable, None));
                continue;
            }
            match self.measure(&rule.id, &rule.body, ix, time) {
                Err(Stop::Skip) => return Judged::only(Outcome::Skip),
                Err(stop) => slices.push((span, stop.outcome(), None)),
                Ok(reading) => {
                    let (outcome, _) = self.decide(rule, &reading.number, ix, time.state);
                    cited.extend(
                        reading
                            .cited
                            .iter()
                            .map(|one| plain.things[*one].id.clone()),
                    );
                    slices.push((span, outcome, Some(reading.number)));
                }
            }
        }
        cited.sort();
        let count =
            |outcome: Outcome| slices.iter().filter(|slice| slice.1 == outcome).count() as i64;
        let (breached, open) = (count(Outcome::Breached), count(Outcome::CannotTell));
        let allow = if Slip::AllowIsIgnored.is_made() {
            0
        } else {
            each.allow
        };
        let outcome = if count(Outcome::Skip) > 0 {
            Outcome::Skip
        } else if breached > allow {
            Outcome::Breached
        } else if breached + open > allow {
            Outcome::CannotTell
        } else if breached + open + count(Outcome::Met) > 0 {
            Outcome::Met
        } else {
            Outcome::NotApplicable
        };
        Judged {
            outcome,
            number: None,
            slices,
            cited,
            step: None,
            own: outcome,
        }
    }

    /// Whether a source is of publications.
    pub fn is_of_items(source: Source) -> bool {
        source.of() == Of::Publication
    }
}
