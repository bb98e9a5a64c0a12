//! 二、存在的主要问题: the findings by what they are about, then what is no finding but has to be said.

use super::super::phrases::fill;
use super::annexes::{KINDS, Topic, is_kind};
use super::names::{self, groups, named};
use super::{Context, Passage};
use crate::report::{FindingOut, RuleOutcomesOut, UndecidedOut};

pub(super) fn problems<'a>(context: &Context<'_>) -> (&'a str, Vec<Passage>) {
    let p = context.words.p;
    let report = context.report;
    let heading = if judges(context) {
        p.problems
    } else {
        p.observations
    };
    let mut passages: Vec<Passage> = KINDS
        .iter()
        .filter_map(|(kind, topic)| of_kind(context, kind, *topic))
        .collect();
    let (praise, notices): (Vec<_>, Vec<_>) = report
        .notices
        .iter()
        .partition(|notice| notice.severity == "praise");
    passages.extend(listed(context, p.praise, p.praise_intro, &praise));
    passages.extend(listed(context, p.notices, p.notices_intro, &notices));
    passages.extend(undecided(context));
    passages.extend(waived(context));
    (heading, passages)
}

/// Whether the rule set has a rule whose breach is a finding.
pub(super) fn judges(context: &Context<'_>) -> bool {
    context.report.outcomes.iter().any(is_judging) || !context.report.findings.is_empty()
}

fn is_judging(rule: &RuleOutcomesOut) -> bool {
    matches!(rule.effect.as_str(), "problem" | "veto")
}

fn of_kind(context: &Context<'_>, kind: &str, topic: Topic) -> Option<Passage> {
    let (p, words, report) = (context.words.p, context.words, context.report);
    let rules: Vec<&RuleOutcomesOut> = report
        .outcomes
        .iter()
        .filter(|rule| is_judging(rule) && is_kind(kind, &rule.of))
        .collect();
    let findings = report
        .findings
        .iter()
        .filter(|finding| is_kind(kind, &finding.subject_kind));
    let groups = groups(findings);
    if rules.is_empty() && groups.is_empty() {
        return None;
    }
    let see = context.see(topic);
    let mut found: Vec<String> = groups
        .iter()
        .map(|group| {
            let names = named(group, !see.is_empty(), words);
            let veto = group
                .findings
                .first()
                .filter(|first| first.is_veto_of_one_item())
                .map_or("", |_| p.veto);
            let wording = group.wording.trim_end_matches(['。', '.']);
            let wording = format!("{wording}{veto}");
            let values = [
                ("names", names.as_str()),
                ("wording", &wording),
                ("see", &see),
            ];
            words.end(&fill(p.found, &values))
        })
        .collect();

    let count = |which: fn(&RuleOutcomesOut) -> bool| rules.iter().filter(|r| which(r)).count();
    let open: u64 = rules.iter().map(|rule| rule.cannot_tell).sum();
    let mut rest = Vec::new();
    if found.is_empty() {
        if open > 0 {
            let open = open.to_string();
            rest.push(fill(p.found_none_but_undecided, &[("undecided", &open)]));
        } else if count(|rule| rule.judged && rule.selected > 0) > 0 {
            rest.push(p.found_none.to_owned());
        }
    } else {
        let fine = count(|r| r.judged && r.selected > 0 && r.breached == 0 && r.cannot_tell == 0);
        if fine > 0 {
            rest.push(fill(p.found_none_in_others, &[("n", &fine.to_string())]));
        }
    }
    let nobody = count(|rule| rule.judged && rule.selected == 0);
    if nobody > 0 {
        rest.push(fill(p.no_subjects, &[("n", &nobody.to_string())]));
    }
    let unjudged = count(|rule| !rule.judged);
    if unjudged > 0 {
        rest.push(fill(p.not_judged, &[("n", &unjudged.to_string())]));
    }
    let rest: Vec<String> = rest.iter().map(|sentence| words.end(sentence)).collect();

    let mut passage = Passage::new(topic_name(context, topic), String::new());
    if found.len() > 1 {
        found.extend(rest);
        passage.points = found;
    } else {
        found.extend(rest);
        passage.text = words.sentences(&found);
    }
    Some(passage)
}

fn topic_name(context: &Context<'_>, topic: Topic) -> &'static str {
    let p = context.words.p;
    match topic {
        Topic::Columns => p.topic_columns,
        Topic::Accounts => p.topic_accounts,
        Topic::Sites => p.topic_sites,
        Topic::Letters => p.topic_letters,
        Topic::Requests => p.topic_requests,
        Topic::Units => p.topic_units,
        _ => p.topic_others,
    }
}

/// Notices and praise: an introduction, then one group after the other.
fn listed(
    context: &Context<'_>,
    lead: &str,
    intro: &str,
    findings: &[&FindingOut],
) -> Option<Passage> {
    let words = context.words;
    let groups = groups(findings.iter().copied());
    if groups.is_empty() {
        return None;
    }
    let items: Vec<String> = groups
        .iter()
        .map(|group| {
            let names = named(group, false, words);
            let wording = group.wording.trim_end_matches(['。', '.']);
            let values = [("names", names.as_str()), ("wording", wording), ("see", "")];
            fill(words.p.found, &values)
        })
        .collect();
    Some(Passage::new(lead, introduced(context, intro, &items)))
}

fn introduced(context: &Context<'_>, intro: &str, items: &[String]) -> String {
    let p = context.words.p;
    let text = format!("{intro}{}{}", p.colon, items.join(p.item_separator));
    context.words.end(&text)
}

/// Outcomes that cannot be told, those with the same rule and reason together.
fn undecided(context: &Context<'_>) -> Option<Passage> {
    let (p, words) = (context.words.p, context.words);
    let groups = undecided_groups(context.report.undecided.iter());
    if groups.is_empty() {
        return None;
    }
    let see = context.see(Topic::Undecided);
    let items: Vec<String> = groups
        .iter()
        .map(|group| {
            let first = group.first();
            let rule = first.map_or("", |first| first.rule.as_str());
            let reason = first.map_or("", |first| first.reason.as_str());
            let kind = context.annexes.kind_of_rule(rule);
            let names = group
                .iter()
                .map(|outcome| names::undecided(kind, outcome, words))
                .collect();
            let names = names::list(names, p.noun_others, !see.is_empty(), words);
            let reason = reason.trim_end_matches(['。', '.']);
            fill(
                p.undecided_group,
                &[
                    ("names", &names),
                    ("rule", context.annexes.title_of_rule(rule)),
                    ("reason", reason),
                ],
            )
        })
        .collect();
    let intro = fill(p.undecided_intro, &[("see", &see)]);
    Some(Passage::new(
        p.undecided,
        introduced(context, &intro, &items),
    ))
}

/// Outcomes with the same rule and reason, in the order in which they come.
pub(super) fn undecided_groups<'a>(
    outcomes: impl IntoIterator<Item = &'a UndecidedOut>,
) -> Vec<Vec<&'a UndecidedOut>> {
    let mut groups: Vec<Vec<&UndecidedOut>> = Vec::new();
    for outcome in outcomes {
        let same = groups.iter_mut().find(|group| {
            group
                .first()
                .is_some_and(|first| first.rule == outcome.rule && first.reason == outcome.reason)
        });
        match same {
            Some(group) => group.push(outcome),
            None => groups.push(vec![outcome]),
        }
    }
    groups
}

fn waived(context: &Context<'_>) -> Option<Passage> {
    let (p, words) = (context.words.p, context.words);
    let items: Vec<String> = context
        .report
        .waived
        .iter()
        .map(|finding| {
            let name = named(
                &names::Group {
                    wording: &finding.wording,
                    findings: vec![finding],
                },
                false,
                words,
            );
            let (reason, expires) = finding.waiver.as_ref().map_or_else(
                || (String::new(), String::new()),
                |waiver| (waiver.reason.clone(), words.date(waiver.expires)),
            );
            fill(
                p.waived_one,
                &[
                    ("name", name.as_str()),
                    ("wording", finding.wording.trim_end_matches(['。', '.'])),
                    ("reason", &reason),
                    ("expires", &expires),
                ],
            )
        })
        .collect();
    if items.is_empty() {
        return None;
    }
    Some(Passage::new(
        p.waived,
        introduced(context, p.waived_intro, &items),
    ))
}
