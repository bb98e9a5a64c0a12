//! Sheets: points, parts, scale, bonus, veto and grades.

use super::judge::{Judge, Outcome, Stop};
use super::numbers::{Fraction, Number};
use super::plain::{Asked, Ix};
use super::rules::{Line, Points, Requirement, Sheet};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What a sheet says of a subject.
#[derive(Clone, Debug)]
pub struct Scored {
    /// Met unless there is a veto.
    pub outcome: Outcome,
    /// The score, unless a veto takes it.
    pub score: Option<Fraction>,
    /// The grade.
    pub grade: Option<&'static str>,
    /// The arithmetic, veto or not.
    pub sums: Option<Sums>,
}

/// The arithmetic of a score.
#[derive(Clone, Debug)]
pub struct Sums {
    /// Every line, those of the bonus last: whether it applies, and its points.
    pub lines: Vec<(bool, Fraction)>,
    /// The points got.
    pub got: Fraction,
    /// The score if there is no veto.
    pub total: Fraction,
    /// The most that may be got, where the sheet is scaled over it or another sheet takes it up.
    possible: Fraction,
}

/// What a line comes to.
#[derive(Clone, Copy)]
enum Got {
    /// It does not apply.
    Nothing,
    /// So much of a size, by its share.
    Of { size: Fraction, share: Fraction },
    /// So many points, no more than a limit either way.
    Points(Fraction, Option<Fraction>),
}

impl Got {
    fn applies(self) -> bool {
        !matches!(self, Got::Nothing)
    }

    /// Its points, if its size has grown.
    fn points(self, grown: Fraction) -> Fraction {
        match self {
            Got::Nothing => Fraction::whole(0),
            Got::Of { size, share } => size.plus(grown).times(share),
            Got::Points(points, None) => points,
            Got::Points(points, Some(limit)) => points.min(limit).max(limit.minus()),
        }
    }
}

impl Judge<'_> {
    /// The scores of a sheet, by subject.
    pub fn scored(&self, id: &str) -> Rc<BTreeMap<Ix, Scored>> {
        if let Some(done) = self.scores.borrow().get(id) {
            return done.clone();
        }
        let mut all = BTreeMap::new();
        if let Some(sheet) = self.plain.set.sheets.iter().find(|sheet| sheet.id == id) {
            let check = self.plain.world.check();
            for ix in self.subjects(id, &sheet.subjects) {
                let scored = match self.admitted(&sheet.subjects, ix, check, (check, check)) {
                    Err(stop) => Err(stop),
                    Ok(()) => self.sheet(sheet, ix),
                };
                let none = |outcome| Scored {
                    outcome,
                    score: None,
                    grade: None,
                    sums: None,
                };
                let scored = scored.unwrap_or_else(|stop| {
                    none(match stop {
                        Stop::None => Outcome::None,
                        Stop::NotApplicable => Outcome::NotApplicable,
                        Stop::CannotTell => Outcome::CannotTell,
                        Stop::Skip => Outcome::Skip,
                    })
                });
                all.insert(ix, scored);
            }
        }
        let all = Rc::new(all);
        self.scores.borrow_mut().insert(id.to_owned(), all.clone());
        all
    }

    fn sheet(&self, sheet: &Sheet, ix: Ix) -> Result<Scored, Stop> {
        let sums = self.sums(sheet, ix);
        if matches!(sums, Err(Stop::Skip)) {
            return Err(Stop::Skip);
        }
        if self.vetoed(sheet, ix)? {
            let score = sheet.on_veto.map(Fraction::tenths);
            let grade = match score {
                Some(score) => self.grade(sheet, score, ix)?.0,
                None => None,
            };
            return Ok(Scored {
                outcome: Outcome::Breached,
                score,
                grade,
                sums: sums.ok(),
            });
        }
        let sums = sums?;
        let (grade, veto) = self.grade(sheet, sums.total, ix)?;
        Ok(Scored {
            outcome: if veto {
                Outcome::Breached
            } else {
                Outcome::Met
            },
            score: Some(sums.total),
            grade,
            sums: Some(sums),
        })
    }

    /// The score that there is without a veto.
    fn sums(&self, sheet: &Sheet, ix: Ix) -> Result<Sums, Stop> {
        let check = self.plain.world.check();
        let asked = Asked { state: check };
        let zero = Fraction::whole(0);
        // parts that do not apply: a part of deductions lies in the base, one of points to be had brings its own
        let is_had = |points: &Points| matches!(points, Points::Worth { .. });
        let has_own = |name: &str| {
            let mut own = sheet.lines.iter().filter(|line| line.part == Some(name));
            own.any(|line| is_had(&line.points))
        };
        let mut left_out = Vec::new();
        let mut base = Fraction::tenths(sheet.base);
        for (name, worth, except) in &sheet.parts {
            match except
                .as_ref()
                .map(|except| self.plain.holds(except, ix, asked))
            {
                Some(Some(true)) => {
                    left_out.push(*name);
                    if !has_own(name) {
                        base = base.plus(Fraction::tenths(*worth).minus());
                    }
                }
                Some(None) => return Err(Stop::Skip),
                _ => {}
            }
        }
        let is_out = |line: &Line| line.part.is_some_and(|part| left_out.contains(&part));
        let mut lines = Vec::new();
        for line in &sheet.lines {
            let got = self.line(line, ix)?;
            lines.push(if is_out(line) { Got::Nothing } else { got });
        }
        if !lines.iter().any(|got| got.applies()) {
            return Err(Stop::NotApplicable);
        }
        let grown = if sheet.spread {
            self.shared_out(sheet, &lines, &left_out)
        } else {
            zero
        };
        let mut got = base;
        let mut possible = base;
        for (line, found) in sheet.lines.iter().zip(&lines) {
            if line.part.is_none() {
                got = got.plus(found.points(grown));
                if let (Got::Of { size, .. }, true) = (found, is_had(&line.points)) {
                    possible = possible.plus(size.plus(grown));
                }
                if let (Got::Points(..), Points::Sheet { sheet, percent }) = (found, &line.points) {
                    let weight = Fraction((*percent).into(), 100);
                    possible = possible.plus(self.most_of(sheet, ix)?.times(weight));
                }
            }
        }
        for (name, worth, _) in &sheet.parts {
            let own: Vec<(&Line, &Got)> = sheet
                .lines
                .iter()
                .zip(&lines)
                .filter(|(line, got)| line.part == Some(*name) && got.applies())
                .collect();
            // a part neither loses nor gives more than it is worth
            let worth = own
                .iter()
                .fold(Fraction::tenths(*worth), |worth, _| worth.plus(grown));
            let sum = own
                .iter()
                .fold(zero, |sum, (_, got)| sum.plus(got.points(grown)));
            got = got.plus(sum.max(worth.minus()).min(worth));
            if has_own(name) {
                let most = own.iter().fold(zero, |most, (_, got)| match got {
                    Got::Of { size, .. } => most.plus(size.plus(grown)),
                    _ => most,
                });
                possible = possible.plus(most.min(worth));
            }
        }
        let mut score = got;
        if let Some(scale) = sheet.scale {
            if possible.order(zero).is_le() {
                return Err(Stop::NotApplicable);
            }
            score = score.times(Fraction::tenths(scale)).over(possible);
            possible = Fraction::tenths(scale);
        }
        let mut all: Vec<(bool, Fraction)> = lines
            .iter()
            .map(|got| (got.applies(), got.points(grown)))
            .collect();
        if let Some((opens, limit, extra)) = &sheet.bonus {
            let mut bonus = zero;
            for line in extra {
                let got = self.line(line, ix)?;
                all.push((got.applies(), got.points(zero)));
                bonus = bonus.plus(got.points(zero));
            }
            let open = match opens {
                None => Some(true),
                Some(opens) => self.limit(opens, &Number::Decimal(score), ix, check)?,
            };
            if open == Some(true) {
                let limit = limit.map(Fraction::tenths);
                score = score.plus(limit.map_or(bonus, |limit| bonus.min(limit)));
            }
        }
        Ok(Sums {
            lines: all,
            got,
            total: score,
            possible,
        })
    }

    /// The most that another sheet may come to.
    fn most_of(&self, sheet: &str, ix: Ix) -> Result<Fraction, Stop> {
        let scored = self.scored(sheet);
        let sums = scored.get(&ix).and_then(|scored| scored.sums.as_ref());
        sums.map(|sums| sums.possible).ok_or(Stop::Skip)
    }

    /// What every line that applies gets of the points of those that do not.
    fn shared_out(&self, sheet: &Sheet, lines: &[Got], left_out: &[&str]) -> Fraction {
        let zero = Fraction::whole(0);
        let size = |line: &Line| match line.points {
            Points::Worth { points, .. } => Fraction::tenths(points),
            _ => zero,
        };
        let mut lost = zero;
        for (name, worth, _) in sheet.parts.iter().filter(|part| left_out.contains(&part.0)) {
            let own = sheet.lines.iter().filter(|line| line.part == Some(*name));
            let all = own.fold(zero, |sum, line| sum.plus(size(line)));
            lost = lost.plus(all.min(Fraction::tenths(*worth)));
        }
        let mut takers = 0;
        for (line, got) in sheet.lines.iter().zip(lines) {
            match got {
                _ if line.part.is_some_and(|part| left_out.contains(&part)) => {}
                Got::Nothing => lost = lost.plus(size(line)),
                _ => takers += 1,
            }
        }
        lost.over(Fraction::whole(takers))
    }

    fn grade(
        &self,
        sheet: &Sheet,
        score: Fraction,
        ix: Ix,
    ) -> Result<(Option<&'static str>, bool), Stop> {
        let (outcome, place) = self.step(
            &sheet.steps,
            &Number::Decimal(score),
            ix,
            self.plain.world.check(),
        );
        match (outcome, place.and_then(|place| sheet.steps.get(place))) {
            (Outcome::Skip, _) => Err(Stop::Skip),
            (_, None) => Ok((None, false)),
            (_, Some(step)) => Ok((step.grade, matches!(step.effect, "veto" | "problem"))),
        }
    }

    fn vetoed(&self, sheet: &Sheet, ix: Ix) -> Result<bool, Stop> {
        for rule in &self.plain.set.rules {
            let listed = sheet.veto.as_ref().map(|list| list.contains(&rule.id));
            let may_veto = match &rule.requirement {
                Requirement::Steps(steps) => steps.iter().any(|step| step.effect == "veto"),
                _ => rule.effect == Some("veto"),
            };
            if listed == Some(false) || listed.is_none() && !may_veto {
                continue;
            }
            for (_, _, judged) in self.beneath(ix, std::slice::from_ref(&rule.id))? {
                let effect = match (&rule.requirement, judged.step) {
                    (Requirement::Steps(steps), Some(step)) => {
                        steps.get(step).map(|step| step.effect)
                    }
                    (Requirement::Steps(_), None) => None,
                    _ => Some(rule.effect.unwrap_or("problem")),
                };
                let counts = listed == Some(true) || effect == Some("veto");
                match judged.outcome {
                    Outcome::Breached if counts => return Ok(true),
                    Outcome::CannotTell => return Err(Stop::Skip),
                    _ => {}
                }
            }
        }
        Ok(false)
    }

    fn line(&self, line: &Line, ix: Ix) -> Result<Got, Stop> {
        let count = |rule: &String, distinct: Option<&str>| match self.breaches(
            ix,
            std::slice::from_ref(rule),
            distinct,
            false,
        ) {
            Ok(Number::Count(low, high)) if low == high => Ok(Some(low)),
            Ok(_) => Err(Stop::Skip),
            Err(Stop::NotApplicable) => Ok(None),
            Err(stop) => Err(stop),
        };
        let times = |points: i64, number: i64, limit: Option<i64>| {
            Got::Points(
                Fraction::tenths(points).times(Fraction::whole(number)),
                limit.map(Fraction::tenths),
            )
        };
        Ok(match &line.points {
            Points::Once { rule, points } => match count(rule, None)? {
                None => Got::Nothing,
                Some(number) => Got::Of {
                    size: Fraction::tenths(*points),
                    share: Fraction::whole(number.min(1)),
                },
            },
            Points::Each {
                rule,
                points,
                limit,
                distinct,
            } => match count(rule, *distinct)? {
                None => Got::Nothing,
                Some(number) => times(*points, number, *limit),
            },
            Points::Worth { rule, points } => {
                let all = self.beneath(ix, std::slice::from_ref(rule))?;
                if all
                    .iter()
                    .any(|(_, _, judged)| judged.outcome == Outcome::CannotTell)
                {
                    return Err(Stop::Skip);
                }
                if all
                    .iter()
                    .all(|(_, _, judged)| judged.outcome == Outcome::NotApplicable)
                {
                    return Ok(Got::Nothing);
                }
                let requirement = self.plain.set.rules.iter().find(|one| one.id == *rule);
                let mut lost = 0;
                for (_, _, judged) in all
                    .iter()
                    .filter(|(_, _, judged)| judged.outcome == Outcome::Breached)
                {
                    let share = match (requirement.map(|rule| &rule.requirement), judged.step) {
                        (Some(Requirement::Steps(steps)), Some(step)) => {
                            steps.get(step).and_then(|step| step.lose).unwrap_or(100)
                        }
                        _ => 100,
                    };
                    lost = lost.max(share);
                }
                Got::Of {
                    size: Fraction::tenths(*points),
                    share: Fraction(i128::from(100 - lost), 100),
                }
            }
            Points::Figure {
                figure,
                points,
                limit,
            } => {
                let of = self.figure(figure).ok_or(Stop::Skip)?;
                match self.number(figure, &of.body, ix) {
                    Ok(reading) => match reading.number {
                        Number::Count(low, high) if low == high => times(*points, low, *limit),
                        _ => return Err(Stop::Skip),
                    },
                    Err(Stop::NotApplicable | Stop::None) => Got::Nothing,
                    Err(stop) => return Err(stop),
                }
            }
            Points::Sheet { sheet, percent } => match self.scored(sheet).get(&ix) {
                Some(Scored {
                    score: Some(score), ..
                }) => Got::Points(score.times(Fraction((*percent).into(), 100)), None),
                // a score that a veto took is missing here too
                Some(scored) if scored.outcome == Outcome::Breached => {
                    return Err(Stop::NotApplicable);
                }
                Some(scored) if scored.outcome == Outcome::NotApplicable => Got::Nothing,
                None => Got::Nothing,
                Some(scored) if scored.outcome == Outcome::None => Got::Nothing,
                _ => return Err(Stop::Skip),
            },
        })
    }
}
