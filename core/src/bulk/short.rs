//! What a rule set needs of items, if that is little enough to be kept in one pass: the windows of its rules, resolved
//! once, and the attributes that it asks for.

use super::tally::{Kept, LONGEST};
use crate::calendar::Day;
use crate::evaluate::{self, Case, Node, Parts, Taken};
use crate::records::coverage::Coverage;
use crate::records::settings::Settings;
use crate::records::{RecordKind, Records};
use crate::registry::Registry;
use crate::rules::{
    Comparator, Credit, Distinct, Figure, Limit, LimitValue, Literal, Measure, Of, Otherwise, Over,
    Path, Requirement, RuleSet, Selector, Source, Stage, Window, paths,
};

/// A measure that is taken from what is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Taking {
    /// `count` of items, pushes or days.
    Count(Source),
    /// `gap` of items.
    Gap,
    /// `count = "breaches"`: the rules by their places.
    Breaches(Vec<usize>, Distinct),
    /// `rank` of a figure, by its place.
    Rank(usize),
}

/// A figure, or the figure of a rule, with its windows.
#[derive(Clone, Debug)]
pub(super) struct Measuring {
    /// How it is taken.
    pub taking: Taking,
    /// Its window, or its slices in order of time.
    pub windows: Vec<Taken>,
    /// For slices: how many breached ones are tolerated.
    pub slices: Option<i64>,
    /// Whether a limit depends on an attribute.
    pub by_attribute: bool,
}

/// A rule set that is judged in one pass.
#[derive(Clone, Debug)]
pub(super) struct Short {
    /// Rules and figures, each after what it needs.
    pub order: Vec<Node>,
    /// For each rule how it is measured.
    pub rules: Vec<Measuring>,
    /// For each figure that is taken; the others are of no unit, and nobody asks for them.
    pub figures: Vec<Option<Measuring>>,
    /// Of what days items are kept.
    pub kept: Kept,
    /// The attributes of channels that are asked for.
    pub of_channels: Vec<String>,
    /// The attributes of units that are asked for.
    pub of_units: Vec<String>,
    /// Whether some rule counts items one by one, so that equal rows must be told apart.
    pub counts_items: bool,
}

/// Parts of a case without any data.
pub(super) fn parts<'a>(
    settings: &'a Settings,
    rules: &'a RuleSet,
    registry: &'a Registry,
    records: &'a Records,
) -> Parts<'a> {
    let offset = rules.offset.or(settings.offset).unwrap_or_default();
    Parts {
        registry,
        records,
        coverage: &settings.coverage,
        calendar: &settings.calendar,
        rules,
        period: settings.period.span,
        named_period: &settings.period,
        looks: &settings.looks,
        sample: None,
        given_check_point: settings.check_point,
        as_of: settings.as_of,
        offset,
        naive_offset: settings.offset.unwrap_or(offset),
        date_formats: &settings.date_formats,
        recompute: false,
        plain: false,
    }
}

/// The records of a case in which nothing but the items matters.
pub(super) fn nothing_recorded() -> Records {
    Records {
        present: vec![
            RecordKind::Units,
            RecordKind::Sites,
            RecordKind::Columns,
            RecordKind::Accounts,
            RecordKind::Publications,
        ],
        ..Records::default()
    }
}

/// Makes a rule set ready.
///
/// # Errors
/// Why it takes the long way: the id of a rule or figure, or what the run asks for.
pub(super) fn short(settings: &Settings, rules: &RuleSet) -> Result<Short, String> {
    let of_channels = |coverage: &Coverage| {
        coverage
            .declared
            .iter()
            .any(|declared| declared.channel.is_some())
    };
    if settings.sample.is_some() {
        return Err("sample".to_owned());
    }
    if of_channels(&settings.coverage) {
        return Err("coverage".to_owned());
    }
    if let Some(sheet) = rules.sheets.first() {
        return Err(sheet.id.clone());
    }
    if rules.history_recomputed {
        return Err("history".to_owned());
    }
    let (registry, records) = (Registry::default(), nothing_recorded());
    let case = Case::new(parts(settings, rules, &registry, &records));
    let mut asked = Asked::default();
    let mut of_rules = Vec::new();
    for rule in &rules.rules {
        let measuring = measuring(&case, &rule.figure, Some(&rule.requirement))
            .filter(|_| asked.figure(&rule.figure))
            .ok_or_else(|| rule.id.clone())?;
        let named = rule.named.as_deref().and_then(|id| rules.figure(id));
        if !named.is_none_or(|figure| asked.figure(figure)) || !asked.limits(&rule.requirement) {
            return Err(rule.id.clone());
        }
        let unless = rule.figure.subjects.unless.iter();
        if unless
            .filter_map(|id| rules.rule(id))
            .any(|other| other.figure.subjects.of.is_record())
        {
            return Err(rule.id.clone());
        }
        of_rules.push(Measuring {
            by_attribute: by_attribute(&rule.requirement),
            ..measuring
        });
    }
    let mut figures = Vec::new();
    for figure in &rules.figures {
        let of_units = matches!(figure.subjects.of, Of::Unit | Of::All);
        let wanted = of_units && matches!(figure.window, Window::Over(_));
        if !wanted {
            // it has no place in the answer; a rule that takes it up has its measure as its own
            figures.push(None);
            continue;
        }
        let measuring = measuring(&case, figure, None)
            .filter(|_| asked.figure(figure))
            .ok_or_else(|| figure.id.clone())?;
        figures.push(Some(measuring));
    }
    let all = || of_rules.iter().chain(figures.iter().flatten());
    for one in all() {
        if let Taking::Rank(place) = one.taking
            && !matches!(figures.get(place), Some(Some(_)))
        {
            return Err("rank".to_owned());
        }
    }
    // whether there was anything at all is known without telling equal rows apart
    let counts_items = all().any(|one| {
        one.taking == Taking::Count(Source::Publications)
            && one.windows.iter().any(|window| !window.always)
    });
    let kept = kept(&case, settings, rules, &mut all()).ok_or_else(|| "window".to_owned())?;
    Ok(Short {
        order: evaluate::order(rules),
        kept,
        rules: of_rules.clone(),
        figures: figures.clone(),
        of_channels: asked.of_channels,
        of_units: asked.of_units,
        counts_items,
    })
}

/// Of what days items must be kept: those of every window; of what lies before, the last item of each channel.
fn kept(
    case: &Case<'_>,
    settings: &Settings,
    rules: &RuleSet,
    all: &mut dyn Iterator<Item = &Measuring>,
) -> Option<Kept> {
    let (mut from, mut to): (Option<Day>, Option<Day>) = (None, None);
    for one in all {
        for window in &one.windows {
            let until = case.known_until(window.span.to);
            match one.taking {
                Taking::Count(_) if window.always => {
                    from =
                        Some(from.map_or(until.plus_days(1), |from| from.min(until.plus_days(1))));
                    to = to.max(Some(until));
                }
                Taking::Count(_) => {
                    from = Some(from.map_or(window.span.from, |from| from.min(window.span.from)));
                    to = to.max(Some(until));
                }
                Taking::Gap => {
                    let until = case.known_until(window.check);
                    from =
                        Some(from.map_or(until.plus_days(1), |from| from.min(until.plus_days(1))));
                    to = to.max(Some(until));
                }
                Taking::Breaches(..) | Taking::Rank(_) => {}
            }
        }
    }
    let period = settings.period.span;
    let from = from.unwrap_or(period.from);
    let to = to.unwrap_or(from.plus_days(-1)).max(from.plus_days(-1));
    let kept = Kept {
        from: Kept::seconds(from),
        to: Kept::seconds(to.plus_days(1)),
        after: Kept::seconds(settings.as_of.plus_days(1)),
        period: (
            Kept::seconds(period.from),
            Kept::seconds(period.to.plus_days(1)),
        ),
        note_doubts: !rules.ignore_rejected,
    };
    (kept.to - kept.from <= LONGEST).then_some(kept)
}

/// The windows of a figure and how it is taken; `None` if it needs more than is kept.
fn measuring(
    case: &Case<'_>,
    figure: &Figure,
    requirement: Option<&Requirement>,
) -> Option<Measuring> {
    let of = figure.subjects.of;
    let of_channels = matches!(of, Of::Column | Of::Account | Of::Site);
    if !(of_channels || matches!(of, Of::Unit | Of::All)) || !figure.subjects.by.is_empty() {
        return None;
    }
    if figure.enough.is_some()
        || figure
            .dated
            .as_deref()
            .is_some_and(|dated| dated != "published")
    {
        return None;
    }
    // what lies beneath a website is not in these tables
    if of == Of::Site {
        return None;
    }
    let rules = case.rules;
    let taking = match &figure.measure {
        Measure::Count {
            source: source @ (Source::Publications | Source::Pushes | Source::Days),
            filter,
            credit: Credit::Responsible,
            distinct: None,
            longer_than: None,
            ..
        } if filter.is_everything() && (of_channels || *source != Source::Days) => {
            Taking::Count(*source)
        }
        Measure::Gap {
            source: Source::Publications | Source::Pushes | Source::Days,
            filter,
            ..
        } if filter.is_everything() => Taking::Gap,
        Measure::Breaches {
            rules: ids,
            distinct,
            stage: Stage::Found,
            filter,
        } if !of_channels
            && figure.window == Window::Over(Over::Period)
            && filter.is_everything()
            && !matches!(distinct, Distinct::Attribute(_)) =>
        {
            let places = rules.rules.iter().enumerate();
            let places = places.filter(|(_, rule)| ids.contains(&rule.id));
            Taking::Breaches(places.map(|(place, _)| place).collect(), distinct.clone())
        }
        Measure::Rank {
            figures,
            within: None,
            share: false,
            ..
        } if of == Of::Unit => match figures.as_slice() {
            [id] => Taking::Rank(
                rules
                    .figures
                    .iter()
                    .position(|known| known.id == *id && known.subjects.of == Of::Unit)?,
            ),
            _ => return None,
        },
        _ => return None,
    };
    let (windows, slices) = match figure.window {
        Window::Over(over) => (vec![evaluate::whole(case, figure, over)], None),
        Window::Each {
            slices,
            until,
            allow,
            in_a_row: None,
        } => {
            let spans = evaluate::slices(case, slices, until)?;
            if spans.is_empty() || !is_in_order(&spans) {
                return None;
            }
            let windows = spans
                .into_iter()
                .map(|span| evaluate::slice(case, figure, span));
            (windows.collect(), Some(allow))
        }
        // runs of slices go the long way
        Window::Each { .. } => return None,
    };
    let one = |taking: &Taking| match taking {
        // since ever: whether there was anything at all is known, and no more than that
        Taking::Count(source) if windows.iter().any(|window| window.always) => {
            *source == Source::Publications && requirement.is_some_and(asks_for_any)
        }
        _ => true,
    };
    one(&taking).then_some(Measuring {
        taking,
        windows,
        slices,
        by_attribute: false,
    })
}

fn is_in_order(spans: &[crate::calendar::Span]) -> bool {
    spans
        .windows(2)
        .all(|pair| matches!(pair, [one, next] if one.to < next.from))
}

/// Whether a requirement asks for nothing but whether there is anything, and is breached where there is not.
fn asks_for_any(requirement: &Requirement) -> bool {
    let only = |limit: &Limit| match (limit.comparisons.as_slice(), limit.words.as_slice()) {
        ([one], []) => match one.value {
            LimitValue::Fixed(Literal::Number(number)) => Some((one.comparator, number)),
            _ => None,
        },
        _ => None,
    };
    match requirement {
        Requirement::Require(limit) => matches!(
            only(limit),
            Some((Comparator::AtLeast, 1) | (Comparator::MoreThan, 0))
        ),
        Requirement::BreachWhen(limit) => matches!(
            only(limit),
            Some((Comparator::AtMost | Comparator::Equals, 0) | (Comparator::LessThan, 1))
        ),
        Requirement::Steps(_) => false,
    }
}

fn limits(requirement: &Requirement) -> Vec<&Limit> {
    match requirement {
        Requirement::Require(limit) | Requirement::BreachWhen(limit) => vec![limit],
        Requirement::Steps(steps) => steps
            .iter()
            .filter_map(|step| step.limit.as_ref())
            .collect(),
    }
}

fn by_attribute(requirement: &Requirement) -> bool {
    let mut all = limits(requirement).into_iter();
    all.any(|limit| {
        let mut values = limit.comparisons.iter();
        values.any(|one| !matches!(one.value, LimitValue::Fixed(_)))
    })
}

/// The attributes that are asked for, of channels and of units.
#[derive(Debug, Default)]
struct Asked {
    of_channels: Vec<String>,
    of_units: Vec<String>,
}

impl Asked {
    /// Notes what a figure asks its subjects for; `false` if that is not in these tables.
    fn figure(&mut self, figure: &Figure) -> bool {
        let subjects = &figure.subjects;
        let except = subjects.except.iter();
        let filed = except.clone().any(|one| one.filing.is_some());
        !filed
            && self.selector(&subjects.filter, subjects.of)
            && except
                .into_iter()
                .all(|one| self.selector(&one.selector, subjects.of))
    }

    fn selector(&mut self, selector: &Selector, of: Of) -> bool {
        if has_filing(selector) {
            return false;
        }
        if has_list(selector) {
            // a list names its members by id or name
            let own = self.list(of);
            own.extend(["id", "name"].map(str::to_owned));
        }
        paths(selector).into_iter().all(|path| self.path(path, of))
    }

    fn limits(&mut self, requirement: &Requirement) -> bool {
        let of = Of::Column;
        limits(requirement).into_iter().all(|limit| {
            let mut values = limit.comparisons.iter();
            values.all(|one| match &one.value {
                LimitValue::Fixed(_) => true,
                LimitValue::Figure { .. } => false,
                // an attribute may be one of units or of channels: both are read
                LimitValue::From { path, .. } => self.path(path, of) && self.path(path, Of::Unit),
                LimitValue::By {
                    attribute,
                    cases,
                    otherwise,
                } => {
                    let _ = (cases, otherwise as &Option<Otherwise>);
                    self.path(attribute, of) && self.path(attribute, Of::Unit)
                }
            })
        })
    }

    fn path(&mut self, path: &Path, of: Of) -> bool {
        let of_unit = match path.relation.as_deref() {
            None => of == Of::Unit,
            Some("unit") => true,
            Some(_) => return false,
        };
        let name = path.attribute.as_str();
        if matches!(
            name,
            "own_site" | "sampled" | "site" | "parent" | "channel" | "unit"
        ) {
            return false;
        }
        let list = if of_unit {
            &mut self.of_units
        } else {
            &mut self.of_channels
        };
        list.push(name.to_owned());
        true
    }

    fn list(&mut self, of: Of) -> &mut Vec<String> {
        if of == Of::Unit {
            &mut self.of_units
        } else {
            &mut self.of_channels
        }
    }
}

/// Whether a selector asks for filings or events, which are not in these tables.
fn has_filing(selector: &Selector) -> bool {
    match selector {
        Selector::All(list) | Selector::Any(list) => list.iter().any(has_filing),
        Selector::Not(inner) => has_filing(inner),
        Selector::Filing(_) | Selector::Has { .. } => true,
        Selector::Test { .. } | Selector::InList(_) => false,
    }
}

/// Whether a selector asks for a list of the rule set.
fn has_list(selector: &Selector) -> bool {
    match selector {
        Selector::All(list) | Selector::Any(list) => list.iter().any(has_list),
        Selector::Not(inner) => has_list(inner),
        Selector::InList(_) => true,
        Selector::Test { .. } | Selector::Filing(_) | Selector::Has { .. } => false,
    }
}
