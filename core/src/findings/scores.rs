//! Scores: every sheet with its whole arithmetic.

use super::evidence::outcome_out;
use super::inspection::Inspection;
use super::wording::who;
use crate::diagnostic::Language;
use crate::evaluate::{Case, Range, SheetResult, Truth, id_at};
use crate::rational::Rational;
use crate::report::{DecimalOut, ScoreLineOut, ScoreOut, ScorePartOut, ScoresOut};
use crate::rules::Sheet;

/// The results of every sheet.
pub(super) fn scores(inspection: &Inspection, case: &Case<'_>) -> Vec<ScoresOut> {
    let language = inspection.options.language;
    let all = inspection.judged.sheets.iter();
    let known = all.filter_map(|judged| {
        let sheet = case.rules.sheets.get(judged.sheet)?;
        let place = case.rules.rules.len() + judged.sheet;
        let results = judged.results.iter();
        Some(ScoresOut {
            sheet: sheet.id.clone(),
            title: match &sheet.title {
                Some(title) => title.get(language).to_owned(),
                None => sheet.id.clone(),
            },
            results: results
                .map(|result| score(case, sheet, place, result, language))
                .collect(),
        })
    });
    known.collect()
}

fn decimals(range: Range) -> DecimalOut {
    DecimalOut {
        low: range.low.map(Rational::decimal),
        high: range.high.map(Rational::decimal),
    }
}

/// The score of one subject.
pub(super) fn score(
    case: &Case<'_>,
    sheet: &Sheet,
    place: usize,
    result: &SheetResult,
    language: Language,
) -> ScoreOut {
    let who = who(case, result.outcome.subject, language);
    let outcome = outcome_out(case, place, &result.outcome, language);
    let ids = |places: &[usize]| -> Vec<String> {
        let ids = places.iter().map(|place| id_at(case, *place).to_owned());
        ids.collect()
    };
    let step = result.grade.and_then(|step| sheet.steps.get(step));
    let points = result.points.as_ref();
    let part_name = |place: usize| sheet.parts.get(place).map(|part| part.name.clone());
    let bonus = sheet.bonus.iter().flat_map(|bonus| &bonus.lines);
    let bonus: Vec<_> = bonus.collect();
    let lines = points.iter().flat_map(|points| &points.lines);
    let lines = lines.filter_map(|line| {
        let own = if line.bonus {
            bonus.get(line.line).copied()
        } else {
            sheet.lines.get(line.line)
        }?;
        Some(ScoreLineOut {
            reads: own.points.reads().to_owned(),
            title: own.text.as_ref().map(|text| text.get(language).to_owned()),
            part: own.part.clone().or_else(|| line.part.and_then(part_name)),
            bonus: line.bonus,
            applies: line.applies,
            count: decimals(line.count),
            points: decimals(line.points),
        })
    });
    let parts = points.iter().flat_map(|points| &points.parts);
    let parts = parts.filter_map(|part| {
        Some(ScorePartOut {
            part: part_name(part.part)?,
            left_out: match part.left_out {
                Truth::Yes => "yes",
                Truth::No => "no",
                Truth::Open => "open",
            }
            .to_owned(),
            worth: part.worth.decimal(),
            points: decimals(part.points),
        })
    });
    ScoreOut {
        unit: who.unit,
        subject: who.subject,
        platform: who.platform,
        subject_id: who.subject_id,
        outcome: outcome.outcome,
        reason: outcome.reason,
        score: result.score.map(decimals),
        grade: step
            .and_then(|step| step.grade.as_ref())
            .map(|grade| grade.get(language).to_owned()),
        wording: step
            .and_then(|step| step.text.as_ref())
            .map(|text| text.text.get(language).to_owned()),
        vetoes: ids(&result.vetoes),
        open_vetoes: ids(&result.open_vetoes),
        base: points.map(|points| decimals(points.base)),
        lines: lines.collect(),
        parts: parts.collect(),
        got: points.map(|points| decimals(points.got)),
        possible: points.and_then(|points| points.possible.map(Rational::decimal)),
        scaled: points.map(|points| decimals(points.scaled)),
        bonus: points
            .and_then(|points| points.bonus)
            .map(|bonus| decimals(bonus.points)),
        total: points.map(|points| decimals(points.total)),
    }
}

/// The arithmetic of a score in words, a line each.
pub(super) fn lines(score: &ScoreOut, language: Language) -> Vec<String> {
    let zh = language == Language::Zh;
    let words = |number: &DecimalOut| match (&number.low, &number.high) {
        (Some(low), Some(high)) if low == high => low.clone(),
        (Some(low), Some(high)) if zh => format!("{low}至{high}"),
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) if zh => format!("至少{low}"),
        (Some(low), None) => format!("at least {low}"),
        (None, Some(high)) if zh => format!("至多{high}"),
        (None, Some(high)) => format!("at most {high}"),
        (None, None) if zh => "未知".to_owned(),
        (None, None) => "not known".to_owned(),
    };
    let mut out = Vec::new();
    if let Some(base) = &score.base {
        let base = words(base);
        out.push(if zh {
            format!("基础分：{base}")
        } else {
            format!("base: {base}")
        });
    }
    for line in &score.lines {
        let name = line.title.as_deref().unwrap_or(&line.reads);
        let part = line.part.as_deref().map(|part| {
            if zh {
                format!("〔{part}〕")
            } else {
                format!("[{part}] ")
            }
        });
        let part = part.unwrap_or_default();
        let (count, points) = (words(&line.count), words(&line.points));
        out.push(match (line.applies, line.bonus, zh) {
            (false, _, true) => format!("  {part}{name}：不适用，不计入"),
            (false, _, false) => format!("  {part}{name}: not applicable, left out"),
            (true, false, true) => format!("  {part}{name}：计{count}，{points}分"),
            (true, false, false) => format!("  {part}{name}: {count} counted, {points} points"),
            (true, true, true) => format!("  加分 {part}{name}：计{count}，{points}分"),
            (true, true, false) => {
                format!("  bonus {part}{name}: {count} counted, {points} points")
            }
        });
    }
    for part in &score.parts {
        let points = words(&part.points);
        out.push(match (part.left_out.as_str(), zh) {
            ("yes", true) => format!("  〔{}〕不适用，{}分不计入", part.part, part.worth),
            ("yes", false) => format!("  [{}] left out, with its {}", part.part, part.worth),
            (_, true) => format!("  〔{}〕{points}分（满分{}）", part.part, part.worth),
            (_, false) => format!("  [{}] {points} of {}", part.part, part.worth),
        });
    }
    if let (Some(got), Some(scaled)) = (&score.got, &score.scaled) {
        let (got_words, scaled_words) = (words(got), words(scaled));
        let possible = score.possible.as_deref().unwrap_or("—");
        out.push(match (got == scaled, zh) {
            (true, true) => format!("小计：{got_words}"),
            (true, false) => format!("subtotal: {got_words}"),
            (false, true) => format!("小计：{got_words}（可得{possible}），折算后{scaled_words}"),
            (false, false) => {
                format!("subtotal: {got_words} of {possible}, scaled to {scaled_words}")
            }
        });
    }
    if let Some(bonus) = &score.bonus {
        let bonus = words(bonus);
        out.push(if zh {
            format!("加分：{bonus}")
        } else {
            format!("bonus: {bonus}")
        });
    }
    if !score.vetoes.is_empty() {
        let list = score.vetoes.join(if zh { "、" } else { ", " });
        out.push(if zh {
            format!("单项否决：{list}")
        } else {
            format!("veto: {list}")
        });
    }
    let open = score.open_vetoes.join(if zh { "、" } else { ", " });
    let total = match (&score.score, &score.total) {
        (Some(total), _) => words(total),
        (None, Some(total)) if !score.open_vetoes.is_empty() && score.vetoes.is_empty() => {
            let total = words(total);
            if zh {
                format!("{total}，如无单项否决（无法判定：{open}）")
            } else {
                format!("{total} unless there is a veto (cannot be told: {open})")
            }
        }
        _ if zh => "不评分".to_owned(),
        _ => "no score".to_owned(),
    };
    let grade = match (&score.grade, zh) {
        (Some(grade), true) => format!("，{grade}"),
        (Some(grade), false) => format!(", {grade}"),
        (None, _) => String::new(),
    };
    out.push(if zh {
        format!("得分：{total}{grade}")
    } else {
        format!("score: {total}{grade}")
    });
    out
}
