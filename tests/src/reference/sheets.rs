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
}

/// What a line comes to: the points, and what of a worth there was to get.
struct Got {
    points: Fraction,
    worth: Fraction,
    applies: bool,
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
        let check = self.plain.world.check();
        let asked = Asked { state: check };
        let zero = Fraction::whole(0);
        let mut possible = Fraction::tenths(sheet.base);
        let mut got = Fraction::tenths(sheet.base);
        let mut left_out = Vec::new();
        for (name, worth, except) in &sheet.parts {
            let excepted = except
                .as_ref()
                .map(|except| self.plain.holds(except, ix, asked));
            match excepted {
                Some(Some(true)) => {
                    left_out.push(*name);
                    let worth = Fraction::tenths(*worth).minus();
                    (possible, got) = (possible.plus(worth), got.plus(worth));
                }
                Some(None) => return Err(Stop::Skip),
                _ => {}
            }
        }
        let mut of_parts: BTreeMap<&str, Fraction> = BTreeMap::new();
        for line in sheet
            .lines
            .iter()
            .filter(|line| line.part.is_none_or(|part| !left_out.contains(&part)))
        {
            let line_got = self.line(line, ix)?;
            if !line_got.applies {
                continue;
            }
            possible = possible.plus(line_got.worth);
            match line.part {
                None => got = got.plus(line_got.points),
                Some(part) => {
                    let sum = of_parts.entry(part).or_insert(zero);
                    *sum = sum.plus(line_got.points);
                }
            }
        }
        for (name, sum) in of_parts {
            // a part neither loses nor gives more than it is worth
            let worth = sheet
                .parts
                .iter()
                .find(|part| part.0 == name)
                .map_or(zero, |part| Fraction::tenths(part.1));
            got = got.plus(sum.max(worth.minus()).min(worth));
        }
        let mut score = got.max(zero);
        if let Some(scale) = sheet.scale {
            if possible.order(zero).is_le() {
                return Err(Stop::NotApplicable);
            }
            score = score.times(Fraction::tenths(scale)).over(possible);
        }
        if let Some((opens, limit, lines)) = &sheet.bonus {
            let open = match opens {
                None => Some(true),
                Some(opens) => self.limit(opens, &Number::Decimal(score), ix, check)?,
            };
            if open == Some(true) {
                let mut bonus = zero;
                for line in lines {
                    let line_got = self.line(line, ix)?;
                    if line_got.applies {
                        bonus = bonus.plus(line_got.points);
                    }
                }
                let bonus = limit.map_or(bonus, |limit| bonus.min(Fraction::tenths(limit)));
                score = score.plus(bonus);
            }
        }
        let vetoed = self.vetoed(sheet, ix)?;
        if vetoed {
            let score = sheet.on_veto.map(Fraction::tenths);
            let grade = match score {
                Some(score) => self.grade(sheet, score, ix)?.0,
                None => None,
            };
            return Ok(Scored {
                outcome: Outcome::Breached,
                score,
                grade,
            });
        }
        let (grade, veto) = self.grade(sheet, score, ix)?;
        Ok(Scored {
            outcome: if veto {
                Outcome::Breached
            } else {
                Outcome::Met
            },
            score: Some(score),
            grade,
        })
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
            (_, Some(step)) => Ok((step.grade, step.effect == "veto")),
        }
    }

    fn vetoed(&self, sheet: &Sheet, ix: Ix) -> Result<bool, Stop> {
        for rule in &self.plain.set.rules {
            let listed = sheet.veto.as_ref().map(|list| list.contains(&rule.id));
            if listed == Some(false) {
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
        let zero = Fraction::whole(0);
        let plain = |points: Fraction| Got {
            points,
            worth: zero,
            applies: true,
        };
        let none = Got {
            points: zero,
            worth: zero,
            applies: false,
        };
        let cut = |points: Fraction, limit: Option<i64>| match limit {
            None => points,
            Some(limit) => points
                .min(Fraction::tenths(limit))
                .max(Fraction::tenths(limit).minus()),
        };
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
        Ok(match &line.points {
            Points::Once { rule, points } => match count(rule, None)? {
                None => none,
                Some(0) => plain(zero),
                Some(_) => plain(Fraction::tenths(*points)),
            },
            Points::Each {
                rule,
                points,
                limit,
                distinct,
            } => match count(rule, *distinct)? {
                None => none,
                Some(number) => plain(cut(
                    Fraction::tenths(*points).times(Fraction::whole(number)),
                    *limit,
                )),
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
                    return Ok(none);
                }
                let steps = self
                    .plain
                    .set
                    .rules
                    .iter()
                    .find(|one| one.id == *rule)
                    .map(|rule| &rule.requirement);
                let mut lost = 0;
                for (_, _, judged) in all
                    .iter()
                    .filter(|(_, _, judged)| judged.outcome == Outcome::Breached)
                {
                    let share = match (steps, judged.step) {
                        (Some(Requirement::Steps(steps)), Some(step)) => {
                            steps.get(step).and_then(|step| step.lose).unwrap_or(100)
                        }
                        _ => 100,
                    };
                    lost = lost.max(share);
                }
                let worth = Fraction::tenths(*points);
                let kept = worth.times(Fraction((100 - i128::from(lost)).max(0), 100));
                Got {
                    points: kept,
                    worth,
                    applies: true,
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
                        Number::Count(low, high) if low == high => plain(cut(
                            Fraction::tenths(*points).times(Fraction::whole(low)),
                            *limit,
                        )),
                        _ => return Err(Stop::Skip),
                    },
                    Err(Stop::NotApplicable | Stop::None) => none,
                    Err(stop) => return Err(stop),
                }
            }
            Points::Sheet { sheet, percent } => match self.scored(sheet).get(&ix) {
                Some(Scored {
                    score: Some(score), ..
                }) => plain(score.times(Fraction((*percent).into(), 100))),
                Some(scored) if scored.outcome == Outcome::Skip => return Err(Stop::Skip),
                _ => return Err(Stop::Skip),
            },
        })
    }
}
