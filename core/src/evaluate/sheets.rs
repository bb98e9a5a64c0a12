//! Sheets (评分表): outcomes and figures become points, points a score, a score a grade.

mod lines;
mod range;
mod score;
#[cfg(test)]
mod tests;
mod vetoes;

pub use range::Range;

use super::admitted::{Admitted, admitted, exempt};
use super::attributes::Asked;
use super::outcome::{Attached, Judged, Outcome, Reason, Verdict};
use super::prepared::Known;
use super::rules::{all_of, others, unless};
use super::{Case, Subject, Truth, limits};
use crate::order::InOrder;
use crate::rational::Rational;
use crate::rules::{
    Distinct, Effect, Figure, Limit, Line, Measure, Over, Selector, Sheet, Stage, Step, Window,
};
use lines::{Lines, Ready};
use score::{Item, NoScore, PartCounted, Scored};
use vetoes::{Found, Vetoes};

/// The results of one sheet, in the order of its subjects.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetJudged {
    /// The sheet, by its place in the rule set.
    pub sheet: usize,
    /// The results.
    pub results: Vec<SheetResult>,
}

/// What a sheet comes to for one subject, with its whole arithmetic.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetResult {
    /// Breached by a veto or a grade that is one.
    pub outcome: Outcome,
    /// The score; `None` where there is none, or where a veto that cannot be told leaves open whether there is one.
    pub score: Option<Range>,
    /// The step that gives the grade, by its place; only where it is known.
    pub grade: Option<usize>,
    /// The rules and sheets whose breach is a veto, by their places (sheets after rules).
    pub vetoes: Vec<usize>,
    /// Those that may have one.
    pub open_vetoes: Vec<usize>,
    /// Whether rejected rows may hide a veto.
    pub vetoes_lost: bool,
    /// The points, if the lines could be counted.
    pub points: Option<SheetPoints>,
}

/// The arithmetic of a score: base, parts and lines make what was got; scaled, and with the bonus, that is the score
/// unless there is a veto.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetPoints {
    /// The points to begin with, over what applies.
    pub base: Range,
    /// The rows, then the rows of the bonus.
    pub lines: Vec<LineResult>,
    /// The parts.
    pub parts: Vec<PartResult>,
    /// What was got.
    pub got: Range,
    /// The most that could be got over what applies; `None` where that has no end, or depends on what is not known.
    pub possible: Option<Rational>,
    /// What was got, scaled to the total of the sheet.
    pub scaled: Range,
    /// The bonus.
    pub bonus: Option<BonusResult>,
    /// The score if there is no veto.
    pub total: Range,
}

/// One row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineResult {
    /// The row, by its place among the sheet's lines or the bonus's.
    pub line: usize,
    /// Whether it is a row of the bonus.
    pub bonus: bool,
    /// The part it belongs to, by its place, if the sheet gives that part a worth.
    pub part: Option<usize>,
    /// Whether it applies; otherwise it leaves the base.
    pub applies: bool,
    /// What was counted: breaches, the share that is lost, the number of a figure, the score of a sheet.
    pub count: Range,
    /// Its points.
    pub points: Range,
}

/// One part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartResult {
    /// The part, by its place.
    pub part: usize,
    /// Whether it is left out.
    pub left_out: Truth,
    /// Its worth, with what it got of parts that are left out.
    pub worth: Rational,
    /// The points of its lines together: never more than it is worth, and never more lost than that.
    pub points: Range,
}

/// The bonus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BonusResult {
    /// Whether it is open.
    pub open: Truth,
    /// Its points.
    pub points: Range,
}

impl SheetResult {
    fn without_points(subject: Subject, verdict: Verdict) -> SheetResult {
        SheetResult {
            outcome: outcome(subject, verdict, None),
            score: None,
            grade: None,
            vetoes: Vec::new(),
            open_vetoes: Vec::new(),
            vetoes_lost: false,
            points: None,
        }
    }

    /// The score as a number that other figures and sheets take up.
    pub(super) fn number(&self) -> Known {
        match (&self.outcome.verdict, self.score) {
            (Verdict::NotApplicable(reason), _) => Err((true, reason.clone())),
            (_, Some(score)) => Ok(score.measured()),
            (Verdict::CannotTell(reason), None) => Err((false, reason.clone())),
            (_, None) => Err((true, no_score())),
        }
    }
}

fn no_score() -> Reason {
    Reason::new("no_score", "被否决，没有得分", "vetoed: there is no score")
}

fn outcome(subject: Subject, verdict: Verdict, attached: Option<Attached>) -> Outcome {
    Outcome {
        subject,
        breached_slices: i64::from(verdict == Verdict::Breached),
        open_slices: i64::from(matches!(verdict, Verdict::CannotTell(_))),
        verdict,
        attached,
        waiver: None,
    }
}

/// Breaches of some rules or sheets at or beneath the subjects of a sheet, as a figure would count them.
fn counting(sheet: &Sheet, rules: Vec<String>, distinct: Distinct) -> Figure {
    Figure {
        id: sheet.id.clone(),
        title: None,
        subjects: sheet.subjects.clone(),
        window: Window::Over(Over::Period),
        at: None,
        dated: None,
        measure: Measure::Breaches {
            rules,
            filter: Selector::everything(),
            distinct,
            stage: Stage::Found,
        },
        enough: None,
    }
}

/// The results of a sheet for every subject that it selects.
pub(super) fn judge_sheet(
    case: &Case<'_>,
    sheet: &Sheet,
    ix: usize,
    judged: &Judged,
) -> SheetJudged {
    let figure = counting(sheet, Vec::new(), Distinct::Subject);
    let others = others(case, &figure, judged);
    let ready = Sheeted {
        case,
        sheet,
        lines: Lines::new(case, sheet, &sheet.lines, judged),
        bonus: sheet
            .bonus
            .as_ref()
            .map(|bonus| Lines::new(case, sheet, &bonus.lines, judged)),
        vetoes: Vetoes::new(case, sheet, judged),
    };
    let mut results = Vec::new();
    for subject in all_of(case, &figure) {
        let mut result = match admitted(case, &figure, subject) {
            Admitted::No => continue,
            Admitted::Settled(verdict) => SheetResult::without_points(subject, verdict),
            Admitted::Yes => ready.judge(subject),
        };
        unless(&others, &mut result.outcome);
        super::waivers::waive(case, &sheet.id, &mut result.outcome);
        if let Verdict::NotApplicable(_) = result.outcome.verdict {
            result = SheetResult {
                outcome: result.outcome,
                ..SheetResult::without_points(subject, Verdict::Met)
            };
        }
        results.push(result);
    }
    results.in_order_by_key(|result: &SheetResult| {
        let unit = case.unit_of(result.outcome.subject);
        (unit.is_none(), unit, result.outcome.subject)
    });
    SheetJudged { sheet: ix, results }
}

/// A sheet with all that its subjects have in common.
struct Sheeted<'s> {
    case: &'s Case<'s>,
    sheet: &'s Sheet,
    lines: Lines<'s>,
    bonus: Option<Lines<'s>>,
    vetoes: Vetoes<'s>,
}

/// More parts than this whose exceptions are open leave the score open.
const OPEN_PARTS: usize = 6;

impl Sheeted<'_> {
    fn judge(&self, subject: Subject) -> SheetResult {
        let found = self.vetoes.of(subject);
        let points = self.points(subject);
        let (verdict, attached, grade) = self.verdict(subject, &found, &points);
        let total = points.as_ref().ok().map(|points| points.total);
        let vetoed = self.sheet.on_veto.map(Range::exactly);
        let score = match found.truth() {
            Truth::Yes => vetoed,
            Truth::No => total,
            Truth::Open => vetoed.zip(total).map(|(vetoed, total)| total.or(vetoed)),
        };
        SheetResult {
            outcome: outcome(subject, verdict, attached),
            score,
            grade,
            vetoes: found.sure,
            open_vetoes: found.open,
            vetoes_lost: found.lost,
            points: points.ok(),
        }
    }

    fn points(&self, subject: Subject) -> Result<SheetPoints, Reason> {
        let ready: Vec<Ready> = self.lines.of(subject)?;
        let items: Vec<Item> = ready.iter().map(Ready::item).collect();
        let asked = Asked::at_check_point(self.case);
        let left_out: Vec<Truth> = self
            .sheet
            .parts
            .iter()
            .map(
                |part| match exempt(self.case, part.except.iter(), subject, asked) {
                    None => Truth::No,
                    Some(Verdict::NotApplicable(_)) => Truth::Yes,
                    Some(_) => Truth::Open,
                },
            )
            .collect();
        let scored = either(self.sheet, &items, &left_out)?;
        let mut lines: Vec<LineResult> = self
            .sheet
            .lines
            .iter()
            .zip(&items)
            .zip(&scored.lines)
            .enumerate()
            .map(|(ix, ((line, item), counted))| LineResult {
                line: ix,
                bonus: false,
                part: place_of(self.sheet, line),
                applies: counted.applies,
                count: item.count,
                points: counted.points,
            })
            .collect();
        let parts = scored.parts.iter().zip(&left_out).enumerate();
        let parts = parts.map(|(part, (counted, left_out))| PartResult {
            part,
            left_out: *left_out,
            worth: counted.worth,
            points: counted.points,
        });
        let parts = parts.collect();
        let bonus = self.bonus(subject, scored.scaled, &mut lines)?;
        let added = bonus.map_or(Range::ZERO, |bonus| bonus.points);
        let total = scored.scaled.plus(added).ok_or_else(Reason::too_precise)?;
        Ok(SheetPoints {
            base: scored.base,
            lines,
            parts,
            got: scored.got,
            possible: scored.possible,
            scaled: scored.scaled,
            bonus,
            total,
        })
    }

    fn bonus(
        &self,
        subject: Subject,
        scaled: Range,
        lines: &mut Vec<LineResult>,
    ) -> Result<Option<BonusResult>, Reason> {
        let (Some(bonus), Some(own)) = (&self.sheet.bonus, &self.bonus) else {
            return Ok(None);
        };
        let items: Vec<Item> = own.of(subject)?.iter().map(Ready::item).collect();
        let both = bonus.lines.iter().zip(&items);
        let counted = score::lines(both.map(|(line, item)| (&line.points, item))).map_err(why)?;
        let sum = score::total(counted.iter().map(|line| line.points)).map_err(why)?;
        let all = sum.within(bonus.limit.map(Rational::negated), bonus.limit);
        let open = match &bonus.opens {
            None => Truth::Yes,
            // an attribute that is missing, too, leaves it open
            Some(opens) => self.holds(opens, subject, scaled).unwrap_or(Truth::Open),
        };
        lines.extend(
            items
                .iter()
                .zip(&counted)
                .enumerate()
                .map(|(ix, (item, counted))| LineResult {
                    line: ix,
                    bonus: true,
                    part: None,
                    applies: counted.applies,
                    count: item.count,
                    points: counted.points,
                }),
        );
        let points = match open {
            Truth::Yes => all,
            Truth::No => Range::ZERO,
            Truth::Open => all.or(Range::ZERO),
        };
        Ok(Some(BonusResult { open, points }))
    }

    /// Whether a score satisfies a limit; one that exempts the subject is not satisfied.
    fn holds(&self, limit: &Limit, subject: Subject, score: Range) -> Result<Truth, Reason> {
        match limits::resolve(self.case, limit, subject, &[]) {
            Ok(comparisons) => limits::satisfies(self.case, &score.measured(), limit, &comparisons),
            Err(none) => none.into_result().map(|_| Truth::No),
        }
    }

    fn verdict(
        &self,
        subject: Subject,
        found: &Found,
        points: &Result<SheetPoints, Reason>,
    ) -> (Verdict, Option<Attached>, Option<usize>) {
        if found.truth() == Truth::Yes {
            let vetoed = self.sheet.on_veto.map(Range::exactly);
            let reached = vetoed.and_then(|score| self.reached(subject, score).ok());
            let grade = match reached.as_deref() {
                Some([one]) => *one,
                _ => None,
            };
            let attached = Attached {
                effect: Effect::Veto,
                step: grade,
                mildest: false,
            };
            return (Verdict::Breached, Some(attached), grade);
        }
        let open = |reason: &Reason| (Verdict::CannotTell(reason.clone()), None, None);
        let points = match points {
            Ok(points) => points,
            // known data that leave nothing to score, or a score that a veto took: nothing is left open
            Err(reason) if settles(reason) => {
                return match found.truth() {
                    Truth::No => (Verdict::NotApplicable(reason.clone()), None, None),
                    _ => open(&found.why()),
                };
            }
            Err(reason) => return open(reason),
        };
        let reached = match self.reached(subject, points.total) {
            Ok(reached) => reached,
            Err(reason) => return open(&reason),
        };
        let step = |place: &Option<usize>| place.and_then(|ix| self.sheet.steps.get(ix));
        let effects: Vec<Effect> = reached
            .iter()
            .map(|place| step(place).map_or(Effect::None, |step| step.effect))
            .collect();
        let grade = match reached.as_slice() {
            [one] if found.truth() == Truth::No => *one,
            _ => None,
        };
        let breaches = |effect: &Effect| matches!(effect, Effect::Problem | Effect::Veto);
        if !effects.is_empty() && effects.iter().all(breaches) {
            let mildest = effects
                .iter()
                .zip(&reached)
                .min_by_key(|(effect, place)| (**effect, std::cmp::Reverse(**place)));
            let attached = mildest.map(|(effect, place)| Attached {
                effect: *effect,
                step: *place,
                mildest: reached.len() > 1 || found.truth() == Truth::Open,
            });
            return (Verdict::Breached, attached, grade);
        }
        if found.truth() == Truth::Open {
            return open(&found.why());
        }
        match (reached.as_slice(), effects.as_slice()) {
            ([place], [effect]) => {
                let attached = effect.leaves_met().then_some(Attached {
                    effect: *effect,
                    step: *place,
                    mildest: false,
                });
                (Verdict::Met, attached, grade)
            }
            _ => open(&Reason::new(
                "score_open",
                "有的评分项无法判定，等次不能确定",
                "some lines cannot be told, and with them the grade",
            )),
        }
    }

    /// The steps that a score may reach, the first that holds; `None` among them for none of all.
    fn reached(&self, subject: Subject, score: Range) -> Result<Vec<Option<usize>>, Reason> {
        let mut reached = Vec::new();
        for (ix, Step { limit, .. }) in self.sheet.steps.iter().enumerate() {
            let truth = match limit {
                None => Truth::Yes,
                Some(limit) => self.holds(limit, subject, score)?,
            };
            if truth != Truth::No {
                reached.push(Some(ix));
            }
            if truth == Truth::Yes {
                return Ok(reached);
            }
        }
        reached.push(None);
        Ok(reached)
    }
}

/// The part of a line, by its place.
fn place_of(sheet: &Sheet, line: &Line) -> Option<usize> {
    let name = line.part.as_ref()?;
    sheet.parts.iter().position(|part| part.name == *name)
}

fn parts_open() -> Reason {
    Reason::new(
        "parts_open",
        "有的部分是否适用无法判定",
        "of some parts it is open whether they apply",
    )
}

/// Whether a sheet does not apply for this reason, instead of not being known.
fn settles(reason: &Reason) -> bool {
    matches!(reason.code, "nothing_to_score" | "no_score")
}

fn why(none: NoScore) -> Reason {
    match none {
        NoScore::Nothing => Reason::new(
            "nothing_to_score",
            "没有可计分的项目",
            "no line of the sheet applies",
        ),
        NoScore::NoTotal => Reason::new(
            "no_total",
            "满分不能确定，不能折算",
            "there is no total over which to scale",
        ),
        NoScore::TooPrecise => Reason::too_precise(),
    }
}

/// What is scored whichever way the parts come out of which it is open whether they are left out.
struct Either {
    base: Range,
    lines: Vec<score::Counted>,
    parts: Vec<PartCounted>,
    got: Range,
    possible: Option<Rational>,
    scaled: Range,
}

impl From<Scored> for Either {
    fn from(scored: Scored) -> Either {
        Either {
            base: Range::exactly(scored.base),
            lines: scored.lines,
            parts: scored.parts,
            got: scored.got,
            possible: scored.possible,
            scaled: scored.scaled,
        }
    }
}

fn either(sheet: &Sheet, items: &[Item], left_out: &[Truth]) -> Result<Either, Reason> {
    let open: Vec<usize> = left_out
        .iter()
        .enumerate()
        .filter(|(_, truth)| **truth == Truth::Open)
        .map(|(part, _)| part)
        .collect();
    if open.len() > OPEN_PARTS {
        return Err(parts_open());
    }
    let mut all: Option<Either> = None;
    for which in 0..1_usize << open.len() {
        let out: Vec<bool> = left_out
            .iter()
            .enumerate()
            .map(|(part, truth)| match truth {
                Truth::Yes => true,
                Truth::No => false,
                Truth::Open => open
                    .iter()
                    .position(|known| *known == part)
                    .is_some_and(|bit| which >> bit & 1 == 1),
            })
            .collect();
        let one = score::score(sheet, items, &out).map_err(|none| match none {
            // with another part left out there may be something
            NoScore::Nothing if !open.is_empty() => parts_open(),
            none => why(none),
        })?;
        let one = Either::from(one);
        all = Some(match all {
            None => one,
            Some(before) => before.or(one),
        });
    }
    all.ok_or_else(Reason::not_known)
}

impl Either {
    fn or(self, other: Either) -> Either {
        let lines = self.lines.iter().zip(&other.lines);
        let parts = self.parts.iter().zip(&other.parts);
        Either {
            base: self.base.or(other.base),
            lines: lines
                .map(|(a, b)| score::Counted {
                    applies: a.applies || b.applies,
                    points: a.points.or(b.points),
                })
                .collect(),
            parts: parts
                .map(|(a, b)| PartCounted {
                    worth: a.worth.max(b.worth),
                    points: a.points.or(b.points),
                })
                .collect(),
            got: self.got.or(other.got),
            possible: self.possible.filter(|one| Some(*one) == other.possible),
            scaled: self.scaled.or(other.scaled),
        }
    }
}
