//! The measures that rest on other rules and figures, and which of all measures is asked.

use super::*;

/// So many periods back a run is followed.
const LONGEST_RUN: usize = 30;

impl Judge<'_> {
    /// A measure over a window.
    pub(super) fn measure(
        &self,
        id: &str,
        body: &Body,
        ix: Ix,
        time: Time,
    ) -> Result<Reading, Stop> {
        let needed = match &body.measure {
            Measure::Count { .. } | Measure::Gap { longest: true, .. } if !time.always => time.span,
            Measure::Count { .. } | Measure::Gap { .. } => (time.check, time.check),
            _ => (Day::MAX, Day::MIN),
        };
        if needed.0 <= needed.1
            && self.plain.things[ix].members.is_empty()
            && !self.plain.open_throughout(ix, needed)
        {
            return Err(Stop::NotApplicable);
        }
        if let Some((source, filter, each, at_least)) = &body.enough {
            let slices = match each {
                None => vec![time.span],
                Some(every) => {
                    let each = crate::reference::rules::Each {
                        every: *every,
                        until: None,
                        allow: 0,
                    };
                    days::slices(
                        &each,
                        time.span,
                        self.plain.weeks,
                        self.plain.working,
                        &self.plain.world.looks,
                    )
                }
            };
            // as far down as the measure counts
            let below = match &body.measure {
                Measure::Count { reach, .. }
                | Measure::Ratio { reach, .. }
                | Measure::Gap { reach, .. } => *reach,
                _ => None,
            };
            let below = below.unwrap_or(!matches!(
                self.plain.things[ix].of,
                Of::Column | Of::Account
            ));
            for slice in slices {
                let found = self.records(source.of(), ix, below, false, None, slice);
                let fits = found.iter().filter(|one| {
                    self.plain
                        .fits(filter.as_ref(), **one, Asked { state: time.state })
                });
                if (fits.count() as i64) < *at_least {
                    // whether a rate of nothing or too little evidence comes first is not said
                    let rate = matches!(body.measure, Measure::Ratio { .. })
                        .then(|| self.of_records(body, ix, time));
                    return Err(if matches!(rate, Some(Err(Stop::NotApplicable))) {
                        Stop::Skip
                    } else {
                        Stop::CannotTell
                    });
                }
            }
        }
        let plain_number = |number: Number| {
            Ok(Reading {
                number,
                cited: Vec::new(),
            })
        };
        match &body.measure {
            Measure::Named(named) => {
                if let Some(figure) = self.figure(named) {
                    return match self.number(named, &figure.body, ix) {
                        // the figure does not include this subject
                        Err(Stop::None) => Err(Stop::NotApplicable),
                        other => other,
                    };
                }
                let scored = self.scored(named);
                match scored.get(&ix) {
                    Some(Scored {
                        score: Some(score), ..
                    }) => plain_number(Number::Decimal(*score)),
                    Some(scored) if scored.outcome == Outcome::Skip => Err(Stop::Skip),
                    Some(_) | None => Err(Stop::NotApplicable),
                }
            }
            Measure::Count { .. } | Measure::Ratio { .. } | Measure::Gap { .. } => {
                self.of_records(body, ix, time)
            }
            Measure::Breaches {
                rules,
                distinct,
                after,
            } => plain_number(self.breaches(ix, rules, *distinct, *after)?),
            Measure::Outcomes { rules, words } => {
                let all = self.beneath(ix, rules)?;
                let count = all
                    .iter()
                    .filter(|(_, _, judged)| words.contains(&judged.outcome.word()))
                    .count() as i64;
                plain_number(Number::Count(count, count))
            }
            Measure::OutcomeRatio { rules, part } => {
                let all = self.beneath(ix, rules)?;
                if all
                    .iter()
                    .any(|(_, _, judged)| judged.outcome == Outcome::CannotTell)
                {
                    return Err(Stop::Skip);
                }
                let base = all
                    .iter()
                    .filter(|(_, _, judged)| judged.outcome != Outcome::NotApplicable)
                    .count() as i64;
                let part = all
                    .iter()
                    .filter(|(_, _, judged)| judged.outcome.word() == *part)
                    .count() as i64;
                if base == 0 {
                    Err(Stop::NotApplicable)
                } else {
                    plain_number(Number::Share(part, base))
                }
            }
            Measure::Clock { id, take } => {
                let state = self.clock(self.clock_of(id).ok_or(Stop::Skip)?, ix, *take)?;
                plain_number(match take {
                    Take::Late => Number::Time(state.due, state.stop.max(state.due)),
                    Take::Used => Number::Time(state.start, state.stop),
                    Take::Left => Number::Time(state.stop, state.due),
                })
            }
            Measure::Value(path) => {
                match self.plain.attribute(ix, path, Asked { state: time.state }) {
                    Some(words) => plain_number(Number::Words(words)),
                    None => Err(Stop::CannotTell),
                }
            }
            Measure::Mean { id: of, take, sum } => self.mean(ix, of, *take, *sum),
            Measure::Rank {
                figures,
                bottom,
                within,
                ties,
                share,
            } => self.rank(
                id,
                body,
                ix,
                figures,
                *bottom,
                within.as_ref(),
                (ties, *share),
            ),
            Measure::InARow(rule) => self.in_a_row(ix, rule),
            Measure::Change { figure, last_year } => self.change(ix, figure, *last_year),
        }
    }

    /// The outcomes of rules at or beneath a subject: (rule, subject, outcome).
    pub fn beneath(&self, ix: Ix, rules: &[String]) -> Result<Vec<(String, Ix, Judged)>, Stop> {
        let mut all = Vec::new();
        for id in rules {
            for (subject, judged) in self.outcomes(id).iter() {
                if !self.plain.beneath(*subject, ix) || judged.outcome == Outcome::None {
                    continue;
                }
                if judged.outcome == Outcome::Skip {
                    return Err(Stop::Skip);
                }
                all.push((id.clone(), *subject, judged.clone()));
            }
        }
        Ok(all)
    }

    /// How many breaches lie at or beneath a subject.
    pub fn breaches(
        &self,
        ix: Ix,
        rules: &[String],
        distinct: Option<&str>,
        after: bool,
    ) -> Result<Number, Stop> {
        let all = self.beneath(ix, rules)?;
        if all
            .iter()
            .all(|(_, _, judged)| judged.outcome == Outcome::NotApplicable)
        {
            return Err(Stop::NotApplicable);
        }
        // every case of it is done: rectified by the check point, or closed without a day
        let closed = |rule: &str, subject: Ix| {
            let plain = &self.plain;
            let own = |case: &Ix| {
                plain.cell(*case, "rule") == Some(rule)
                    && plain.things[*case].about == Some(subject)
            };
            let done = |case: &Ix| match plain.event(*case, "rectified") {
                Some(when) => when.day <= plain.world.check(),
                None => matches!(plain.cell(*case, "state"), Some("closed" | "rectified")),
            };
            let mut own = self.things_of(Of::Case).into_iter().filter(own).peekable();
            own.peek().is_some() && own.all(|case| done(&case))
        };
        let counts = |(rule, subject, judged): &&(String, Ix, Judged)| {
            judged.outcome == Outcome::Breached && !(after && closed(rule, *subject))
        };
        let units_of = |subject: &Ix| self.plain.things[*subject].units.clone();
        let breached: Vec<&(String, Ix, Judged)> = all.iter().filter(counts).collect();
        let open: Vec<&(String, Ix, Judged)> = all
            .iter()
            .filter(|(_, _, judged)| judged.outcome == Outcome::CannotTell)
            .collect();
        let (low, more) = match distinct {
            Some("finding") => (breached.len(), open.len()),
            Some("slice") => {
                if !open.is_empty()
                    || all.iter().any(|(_, _, judged)| {
                        judged
                            .slices
                            .iter()
                            .any(|slice| slice.1 == Outcome::CannotTell)
                    })
                {
                    return Err(Stop::Skip);
                }
                let slices = |judged: &Judged| match judged.slices.len() {
                    0 => 1,
                    _ => judged
                        .slices
                        .iter()
                        .filter(|slice| slice.1 == Outcome::Breached)
                        .count(),
                };
                (
                    breached.iter().map(|(_, _, judged)| slices(judged)).sum(),
                    0,
                )
            }
            Some("unit") if !Slip::UnitsCountTwice.is_made() => {
                let sure: BTreeSet<Ix> = breached
                    .iter()
                    .flat_map(|(_, subject, _)| units_of(subject))
                    .collect();
                let perhaps: BTreeSet<Ix> = open
                    .iter()
                    .flat_map(|(_, subject, _)| units_of(subject))
                    .filter(|unit| !sure.contains(unit))
                    .collect();
                (sure.len(), perhaps.len())
            }
            _ => {
                let sure: BTreeSet<Ix> = breached.iter().map(|(_, subject, _)| *subject).collect();
                let perhaps: BTreeSet<Ix> = open
                    .iter()
                    .map(|(_, subject, _)| *subject)
                    .filter(|subject| !sure.contains(subject))
                    .collect();
                (sure.len(), perhaps.len())
            }
        };
        Ok(Number::Count(low as i64, (low + more) as i64))
    }

    /// The mean of a figure or clock over what lies beneath a subject.
    pub(super) fn mean(
        &self,
        ix: Ix,
        of: &str,
        take: Option<Take>,
        is_sum: bool,
    ) -> Result<Reading, Stop> {
        let mut numbers = Vec::new();
        if let Some(figure) = self.figure(of) {
            for subject in self.subjects(of, &figure.body.subjects) {
                if !self.plain.beneath(subject, ix) {
                    continue;
                }
                match self.number(of, &figure.body, subject) {
                    Ok(Reading {
                        number: Number::Count(low, high),
                        ..
                    }) if low == high => numbers.push(Fraction::whole(low)),
                    Ok(Reading {
                        number: Number::Share(n, d),
                        ..
                    }) => numbers.push(Fraction(n.into(), d.into())),
                    Ok(Reading {
                        number: Number::Decimal(number),
                        ..
                    }) => numbers.push(number),
                    Err(Stop::None | Stop::NotApplicable) => {}
                    _ => return Err(Stop::Skip),
                }
            }
        } else {
            _ = take;
            return Err(Stop::Skip);
        }
        // the sum of nothing is 0, its mean is none
        if numbers.is_empty() && !is_sum {
            return Err(Stop::NotApplicable);
        }
        let sum = numbers
            .iter()
            .fold(Fraction::whole(0), |sum, number| sum.plus(*number));
        let of_each = Fraction::whole(if is_sum { 1 } else { numbers.len() as i64 });
        Ok(Reading {
            number: Number::Decimal(sum.over(of_each)),
            cited: Vec::new(),
        })
    }

    /// A figure or score as a fraction.
    pub(super) fn ordered(&self, id: &str, ix: Ix) -> Result<Fraction, Stop> {
        if let Some(figure) = self.figure(id) {
            return match self.number(id, &figure.body, ix)?.number {
                Number::Count(low, high) if low == high => Ok(Fraction::whole(low)),
                Number::Share(n, d) => Ok(Fraction(n.into(), d.into())),
                Number::Decimal(number) | Number::Points(number) => Ok(number),
                _ => Err(Stop::Skip),
            };
        }
        match self.scored(id).get(&ix) {
            Some(Scored {
                score: Some(score), ..
            }) => Ok(*score),
            Some(scored) if scored.outcome == Outcome::Skip => Err(Stop::Skip),
            _ => Err(Stop::NotApplicable),
        }
    }

    /// The place of a subject among the others.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn rank(
        &self,
        id: &str,
        body: &Body,
        ix: Ix,
        figures: &[String],
        bottom: bool,
        within: Option<&crate::reference::rules::Path>,
        (ties, share): (&str, bool),
    ) -> Result<Reading, Stop> {
        let asked = Asked {
            state: self.plain.world.check(),
        };
        let group = |one: Ix| within.map(|path| self.plain.attribute(one, path, asked));
        let mine = group(ix);
        if mine == Some(None) {
            return Err(Stop::CannotTell);
        }
        let key = |one: Ix| -> Result<Vec<Fraction>, Stop> {
            figures
                .iter()
                .map(|figure| self.ordered(figure, one))
                .collect()
        };
        let own = match key(ix) {
            Ok(own) => own,
            Err(Stop::None) => return Err(Stop::NotApplicable),
            Err(stop) => return Err(stop),
        };
        let mut others: Vec<(Ix, Vec<Fraction>)> = Vec::new();
        for one in self.subjects(id, &body.subjects) {
            let admitted = self.admitted(
                &body.subjects,
                one,
                self.plain.world.check(),
                (self.plain.world.check(), self.plain.world.check()),
            );
            if one == ix || admitted.is_err() {
                continue;
            }
            match group(one) {
                Some(None) => return Err(Stop::Skip),
                other if other != mine => continue,
                _ => {}
            }
            match key(one) {
                Ok(numbers) => others.push((one, numbers)),
                Err(Stop::Skip | Stop::CannotTell) => return Err(Stop::Skip),
                Err(_) => {}
            }
        }
        let better = |other: &[Fraction]| {
            for (theirs, mine) in other.iter().zip(&own) {
                let order = if bottom {
                    mine.order(*theirs)
                } else {
                    theirs.order(*mine)
                };
                if order.is_ne() {
                    return order.is_gt();
                }
            }
            false
        };
        let before: Vec<&(Ix, Vec<Fraction>)> = others
            .iter()
            .filter(|(_, numbers)| better(numbers))
            .collect();
        let place = match ties {
            _ if Slip::TiesSkip.is_made() => before.len(),
            "skip" => before.len(),
            "roster" => {
                before.len()
                    + others
                        .iter()
                        .filter(|(one, numbers)| {
                            *numbers == own && self.roster(*one) < self.roster(ix)
                        })
                        .count()
            }
            _ => {
                let mut different: Vec<&Vec<Fraction>> = Vec::new();
                for (_, numbers) in before {
                    if !different.contains(&numbers) {
                        different.push(numbers);
                    }
                }
                different.len()
            }
        } as i64
            + 1;
        Ok(Reading {
            number: if share {
                Number::Share(place, others.len() as i64 + 1)
            } else {
                Number::Count(place, place)
            },
            cited: Vec::new(),
        })
    }

    /// The order of the roster: its column, then the id.
    pub(super) fn roster(&self, ix: Ix) -> (i64, String, String) {
        let unit = self.plain.things[ix].units.first().copied();
        let order = unit
            .and_then(|unit| self.plain.cell(unit, "order"))
            .and_then(|cell| cell.parse().ok())
            .unwrap_or(i64::MAX);
        let unit = unit.map_or(String::new(), |unit| self.plain.things[unit].id.clone());
        (order, unit, self.plain.things[ix].id.clone())
    }

    /// What an earlier period said.
    pub(super) fn earlier(&self, id: &str, ix: Ix, label: &str) -> Option<Ix> {
        self.things_of(Of::Verdict).into_iter().find(|verdict| {
            self.plain.cell(*verdict, "rule") == Some(id)
                && self.plain.things[*verdict].about == Some(ix)
                && self.plain.cell(*verdict, "period") == Some(label)
        })
    }

    /// Whether an earlier period of which no verdict is there is judged anew: not where the verdicts are complete.
    fn is_judged_anew(&self, back: usize) -> bool {
        let world = self.plain.world;
        let (_, span) = world.before(back);
        let mut days = span.0..=span.1;
        self.plain.set.recomputed
            && !days
                .all(|day| crate::reference::complete::is_covered(world, Of::Verdict, None, day))
    }

    /// What an earlier period says of a rule or figure and a subject, judged by the same rules and records.
    fn anew(&self, back: usize, id: &str, ix: Ix) -> Result<(Outcome, Option<Number>), Stop> {
        // no run is followed for ever
        if back > LONGEST_RUN {
            return Err(Stop::Skip);
        }
        let key = (back, id.to_owned());
        if !self.anew.borrow().contains_key(&key) {
            let mut world = self.plain.world.clone();
            (world.period, world.span) = self.plain.world.before(back);
            world.check_point = None;
            for row in world.tables.values_mut().flatten() {
                row.remove("~late");
            }
            let set = Set {
                recomputed: false,
                ..self.plain.set.clone()
            };
            let judge = Judge::new(&world, &set);
            let mut found = BTreeMap::new();
            if let Some(figure) = set.figures.iter().find(|figure| figure.id == id) {
                for one in judge.subjects(id, &figure.body.subjects) {
                    let number = judge.number(id, &figure.body, one).map(|read| read.number);
                    let name = judge.plain.things[one].id.clone();
                    found.insert(name, (Outcome::Met, number.ok()));
                }
            } else {
                for (one, judged) in judge.outcomes(id).iter() {
                    let name = judge.plain.things[*one].id.clone();
                    found.insert(name, (judged.outcome, judged.number.clone()));
                }
            }
            self.anew.borrow_mut().insert(key.clone(), found);
        }
        let all = self.anew.borrow();
        let found = all
            .get(&key)
            .and_then(|found| found.get(&self.plain.things[ix].id));
        found.cloned().ok_or(Stop::Skip)
    }

    pub(super) fn in_a_row(&self, ix: Ix, rule: &str) -> Result<Reading, Stop> {
        let outcomes = self.outcomes(rule);
        let now = outcomes
            .get(&ix)
            .map_or(Outcome::None, |judged| judged.outcome);
        let mut periods = match now {
            Outcome::None => return Err(Stop::NotApplicable),
            Outcome::Skip | Outcome::CannotTell => return Err(Stop::Skip),
            Outcome::Breached => 1,
            Outcome::Met | Outcome::NotApplicable => 0,
        };
        if periods == 1 {
            for back in 1.. {
                let (label, _) = self.plain.world.before(back);
                let Some(verdict) = self.earlier(rule, ix, &label) else {
                    if !self.is_judged_anew(back) {
                        break;
                    }
                    match self.anew(back, rule, ix)?.0 {
                        Outcome::Breached => periods += 1,
                        Outcome::Met | Outcome::NotApplicable => break,
                        _ => return Err(Stop::Skip),
                    }
                    continue;
                };
                match self.plain.cell(verdict, "outcome") {
                    Some("breached") => periods += 1,
                    Some("cannot_tell") => return Err(Stop::Skip),
                    Some("not_applicable") if Slip::NotApplicableRunsOn.is_made() => {}
                    _ => break,
                }
            }
        }
        Ok(Reading {
            number: Number::Count(periods, periods),
            cited: Vec::new(),
        })
    }

    pub(super) fn change(&self, ix: Ix, figure: &str, last_year: bool) -> Result<Reading, Stop> {
        let now = match self.figure(figure) {
            Some(of) => match self.number(figure, &of.body, ix) {
                Err(Stop::None) => return Err(Stop::NotApplicable),
                other => other?.number,
            },
            None => return Err(Stop::Skip),
        };
        let label = if last_year {
            let (year, month, _) = days::ymd(self.plain.world.span.0);
            format!("{:04}-{month:02}", year - 1)
        } else {
            self.plain.world.before(1).0
        };
        let then = match self.earlier(figure, ix, &label) {
            None if self.is_judged_anew(1) && !last_year => match self.anew(1, figure, ix)?.1 {
                Some(Number::Count(low, high)) if low == high => Fraction::whole(low),
                Some(Number::Share(n, d)) => Fraction(n.into(), d.into()),
                _ => return Err(Stop::Skip),
            },
            None => return Err(Stop::Skip),
            Some(verdict) => {
                let value = self.plain.cell(verdict, "value").ok_or(Stop::Skip)?;
                match value.split_once('/') {
                    Some((n, d)) => Fraction(n.parse().unwrap_or(0), d.parse().unwrap_or(1)),
                    None => Fraction::whole(value.parse().map_err(|_| Stop::Skip)?),
                }
            }
        };
        let number = match now {
            Number::Count(low, high) if low == high => {
                Number::Decimal(Fraction::whole(low).plus(then.minus()))
            }
            Number::Share(n, d) => Number::Points(Fraction(n.into(), d.into()).plus(then.minus())),
            _ => return Err(Stop::Skip),
        };
        Ok(Reading {
            number,
            cited: Vec::new(),
        })
    }
}
