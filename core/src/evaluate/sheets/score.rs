//! The arithmetic of a sheet: base, lines, parts, what is left out, scale.

use super::Range;
use crate::rational::Rational;
use crate::rules::{Points, Sheet};

/// What one line comes to before its points are counted.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    /// Whether it applies; what does not leaves the base.
    pub applies: bool,
    /// How often it counts: breaches, the share that is lost, the number of a figure, the score of a sheet.
    pub count: Range,
    /// For a line over another sheet: the most that sheet can come to.
    pub most: Option<Rational>,
}

/// One line with its points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Counted {
    pub applies: bool,
    pub points: Range,
}

/// One part with its points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PartCounted {
    pub worth: Rational,
    pub points: Range,
}

/// What a sheet comes to before bonus and veto.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scored {
    /// The points to begin with, over what applies.
    pub base: Rational,
    pub lines: Vec<Counted>,
    pub parts: Vec<PartCounted>,
    /// What was got.
    pub got: Range,
    /// The most that could be got; `None` where a line has no end.
    pub possible: Option<Rational>,
    /// After scaling.
    pub scaled: Range,
}

/// Why there is no score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoScore {
    /// No line applies.
    Nothing,
    /// There is no total over which to scale.
    NoTotal,
    /// A number is too long to be told exactly.
    TooPrecise,
}

impl Points {
    /// Whether it takes points away.
    fn deducts(&self) -> bool {
        match self {
            Points::Once { points, .. }
            | Points::Each { points, .. }
            | Points::Figure { points, .. } => points.is_negative(),
            Points::Worth { .. } | Points::Sheet { .. } => false,
        }
    }

    /// Whether it has a size that can grow.
    fn has_size(&self) -> bool {
        match self {
            Points::Once { .. } | Points::Worth { .. } => true,
            Points::Each { limit, .. } | Points::Figure { limit, .. } => limit.is_some(),
            Points::Sheet { .. } => false,
        }
    }

    /// What it comes to, its size grown.
    fn counted(&self, item: &Item, gain: Rational) -> Option<Range> {
        match self {
            Points::Once { points, .. } => {
                let grown = if points.is_negative() {
                    points.minus(gain)?
                } else {
                    points.plus(gain)?
                };
                let once = item.count.within(Some(Rational::ZERO), Some(Rational::ONE));
                once.times(grown)
            }
            Points::Each { points, limit, .. } | Points::Figure { points, limit, .. } => {
                let all = item.count.times(*points)?;
                Some(match limit {
                    None => all,
                    Some(limit) => {
                        let limit = limit.plus(gain)?;
                        all.within(Some(limit.negated()), Some(limit))
                    }
                })
            }
            Points::Worth { points, .. } => {
                let lost = item.count.within(Some(Rational::ZERO), Some(Rational::ONE));
                let kept = Range::exactly(Rational::ONE).plus(lost.negated())?;
                kept.times(points.plus(gain)?)
            }
            Points::Sheet { weight, .. } => item.count.times(*weight),
        }
    }

    /// The most that it can add, its size grown; `None` for no limit.
    fn most(&self, item: &Item, gain: Rational) -> Result<Option<Rational>, NoScore> {
        let grown = |points: &Rational| points.plus(gain).ok_or(NoScore::TooPrecise).map(Some);
        match self {
            _ if self.deducts() => Ok(Some(Rational::ZERO)),
            Points::Once { points, .. } | Points::Worth { points, .. } => grown(points),
            Points::Each { limit, .. } | Points::Figure { limit, .. } => {
                limit.as_ref().map_or(Ok(None), grown)
            }
            Points::Sheet { weight, .. } => match item.most {
                Some(most) => most.times(*weight).ok_or(NoScore::TooPrecise).map(Some),
                None => Ok(None),
            },
        }
    }
}

fn sum(list: impl IntoIterator<Item = Rational>) -> Result<Rational, NoScore> {
    list.into_iter()
        .try_fold(Rational::ZERO, Rational::plus)
        .ok_or(NoScore::TooPrecise)
}

/// The points of some lines.
pub(super) fn lines<'s>(
    lines: impl Iterator<Item = (&'s Points, &'s Item)>,
) -> Result<Vec<Counted>, NoScore> {
    let counted = lines.map(|(points, item)| {
        let counted = if item.applies {
            points.counted(item, Rational::ZERO)
        } else {
            Some(Range::ZERO)
        };
        counted.map(|points| Counted {
            applies: item.applies,
            points,
        })
    });
    counted.collect::<Option<_>>().ok_or(NoScore::TooPrecise)
}

/// All points together.
pub(super) fn total(points: impl IntoIterator<Item = Range>) -> Result<Range, NoScore> {
    points
        .into_iter()
        .try_fold(Range::ZERO, Range::plus)
        .ok_or(NoScore::TooPrecise)
}

/// A sheet's arithmetic for one subject, some of its parts left out.
struct Sums<'s> {
    sheet: &'s Sheet,
    items: &'s [Item],
    out: &'s [bool],
}

/// What a sheet comes to for a subject.
///
/// A part whose lines only take points away lies inside the base; one with lines that add brings its own points. Without
/// a base, the parts of the first kind make it.
pub(super) fn score(sheet: &Sheet, items: &[Item], out: &[bool]) -> Result<Scored, NoScore> {
    Sums { sheet, items, out }.score()
}

impl<'s> Sums<'s> {
    /// The lines with what they come to and the part that they belong to.
    fn lines(&self) -> impl Iterator<Item = (&'s Points, &'s Item, Option<usize>)> {
        let parts = &self.sheet.parts;
        self.sheet
            .lines
            .iter()
            .zip(self.items)
            .map(move |(line, item)| {
                let part = line
                    .part
                    .as_ref()
                    .and_then(|name| parts.iter().position(|part| part.name == *name));
                (&line.points, item, part)
            })
    }

    fn is_out(&self, part: usize) -> bool {
        self.out.get(part).copied().unwrap_or(false)
    }

    /// Whether the points of a part are added by its lines, instead of lying in the base.
    fn adds(&self, part: usize) -> bool {
        self.lines()
            .any(|(points, _, of)| of == Some(part) && !points.deducts())
    }

    fn counts(&self, item: &Item, part: Option<usize>) -> bool {
        item.applies && !part.is_some_and(|part| self.is_out(part))
    }

    /// The most that a part with points of its own can come to; of what applies, or of everything.
    fn most_of(&self, part: usize, everything: bool, gain: Rational) -> Result<Rational, NoScore> {
        let Some(worth) = self.sheet.parts.get(part).map(|part| part.worth) else {
            return Ok(Rational::ZERO);
        };
        let mut grown = worth;
        let mut most = Some(Rational::ZERO);
        for (points, item, of) in self.lines() {
            if of != Some(part) || !(everything || item.applies) {
                continue;
            }
            let gain = if points.has_size() {
                gain
            } else {
                Rational::ZERO
            };
            grown = grown.plus(gain).ok_or(NoScore::TooPrecise)?;
            most = match (most, points.most(item, gain)?) {
                (Some(sum), Some(one)) => Some(sum.plus(one).ok_or(NoScore::TooPrecise)?),
                _ => None,
            };
        }
        Ok(most.map_or(grown, |most| most.min(grown)))
    }

    /// The points of what is left out, and what each line gets of them where they are spread.
    fn gain(&self) -> Result<Rational, NoScore> {
        if !self.sheet.spread {
            return Ok(Rational::ZERO);
        }
        let mut left_out = Rational::ZERO;
        let mut takers = 0;
        for (part, of) in self.sheet.parts.iter().enumerate() {
            if self.is_out(part) {
                let lost = if self.adds(part) {
                    self.most_of(part, true, Rational::ZERO)?
                } else {
                    of.worth
                };
                left_out = left_out.plus(lost).ok_or(NoScore::TooPrecise)?;
            }
        }
        for (points, item, part) in self.lines() {
            if part.is_some_and(|part| self.is_out(part)) {
                continue;
            }
            if !item.applies {
                if let Points::Worth { points, .. } = points {
                    left_out = left_out.plus(*points).ok_or(NoScore::TooPrecise)?;
                }
            } else if points.has_size() {
                takers += 1;
            }
        }
        // nobody to take them: they are gone
        Ok(left_out
            .over(Rational::whole(takers))
            .unwrap_or(Rational::ZERO))
    }

    fn score(&self) -> Result<Scored, NoScore> {
        let sheet = self.sheet;
        if !self.lines().any(|(_, item, part)| self.counts(item, part)) {
            return Err(NoScore::Nothing);
        }
        let gain = self.gain()?;
        let base = self.base(gain)?;
        let counted = self.lines().map(|(points, item, part)| {
            let applies = self.counts(item, part);
            let points = if applies {
                let gain = if points.has_size() {
                    gain
                } else {
                    Rational::ZERO
                };
                points.counted(item, gain)?
            } else {
                Range::ZERO
            };
            Some(Counted { applies, points })
        });
        let lines: Vec<Counted> = counted.collect::<Option<_>>().ok_or(NoScore::TooPrecise)?;
        let parts: Vec<PartCounted> = (0..sheet.parts.len())
            .map(|part| self.part(part, &lines, gain))
            .collect::<Result<_, _>>()?;
        let alone = self.lines().zip(&lines);
        let alone = alone.filter(|((_, _, part), _)| part.is_none());
        let got = total(
            std::iter::once(Range::exactly(base))
                .chain(parts.iter().map(|part| part.points))
                .chain(alone.map(|(_, line)| line.points)),
        )?;
        let possible = self.possible(base, gain)?;
        let scaled = match sheet.scale {
            None => got,
            Some(scale) => {
                let possible = possible.ok_or(NoScore::NoTotal)?;
                if possible <= Rational::ZERO {
                    return Err(NoScore::Nothing);
                }
                let factor = scale.over(possible).ok_or(NoScore::TooPrecise)?;
                got.times(factor).ok_or(NoScore::TooPrecise)?
            }
        };
        Ok(Scored {
            base,
            lines,
            parts,
            got,
            possible,
            scaled,
        })
    }

    /// The base, over what applies; lines that take points away and got some of what is left out bring them.
    fn base(&self, gain: Rational) -> Result<Rational, NoScore> {
        let inside = |left_out: bool| {
            let parts = self.sheet.parts.iter().enumerate();
            let inside = parts.filter(|(part, _)| !self.adds(*part));
            let inside = inside.filter(|(part, _)| !left_out || self.is_out(*part));
            sum(inside.map(|(_, part)| part.worth))
        };
        let whole = if self.sheet.base == Rational::ZERO {
            inside(false)?
        } else {
            self.sheet.base
        };
        let takers = self.lines().filter(|(points, item, part)| {
            self.counts(item, *part) && points.deducts() && points.has_size()
        });
        let gained = sum(takers.map(|_| gain))?;
        whole
            .minus(inside(true)?)
            .and_then(|base| base.plus(gained))
            .ok_or(NoScore::TooPrecise)
    }

    /// A part: never below zero, never above its worth.
    fn part(&self, part: usize, lines: &[Counted], gain: Rational) -> Result<PartCounted, NoScore> {
        let own = || {
            self.lines()
                .zip(lines)
                .filter(move |((_, _, of), line)| *of == Some(part) && line.applies)
        };
        let gains = own().filter(|((points, ..), _)| points.has_size());
        let worth = self.sheet.parts.get(part).map(|part| part.worth);
        let worth = sum(worth.into_iter().chain(gains.map(|_| gain)))?;
        let all = total(own().map(|(_, line)| line.points))?;
        let points = if self.adds(part) {
            all.within(Some(Rational::ZERO), Some(worth))
        } else {
            all.within(Some(worth.negated()), None)
        };
        let left_out = self.is_out(part);
        Ok(PartCounted {
            worth,
            points: if left_out { Range::ZERO } else { points },
        })
    }

    /// The most that can be got.
    fn possible(&self, base: Rational, gain: Rational) -> Result<Option<Rational>, NoScore> {
        let mut most = base;
        for part in 0..self.sheet.parts.len() {
            if self.adds(part) && !self.is_out(part) {
                let part = self.most_of(part, false, gain)?;
                most = most.plus(part).ok_or(NoScore::TooPrecise)?;
            }
        }
        for (points, item, part) in self.lines() {
            if part.is_some() || !item.applies {
                continue;
            }
            // on top of a base, awards are extra
            let extra = self.sheet.base != Rational::ZERO
                && !matches!(points, Points::Worth { .. } | Points::Sheet { .. });
            if extra {
                continue;
            }
            let gain = if points.has_size() {
                gain
            } else {
                Rational::ZERO
            };
            match points.most(item, gain)? {
                Some(one) => most = most.plus(one).ok_or(NoScore::TooPrecise)?,
                None => return Ok(None),
            }
        }
        Ok(Some(most))
    }
}
