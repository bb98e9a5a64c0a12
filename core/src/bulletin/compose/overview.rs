//! 一、基本情况: what was looked at, in numbers.

use super::super::phrases::fill;
use super::annexes::Topic;
use super::{Context, Passage};
use crate::report::{LetterStatistics, RequestStatistics};
use std::collections::BTreeSet;

pub(super) fn overview<'a>(context: &Context<'_>) -> (&'a str, Vec<Passage>) {
    let p = context.words.p;
    let statistics = &context.report.statistics;
    let passages = [
        publications(context),
        statistics
            .requests
            .as_ref()
            .map(|requests| Passage::new(p.topic_requests, self::requests(context, requests))),
        statistics
            .letters
            .as_ref()
            .map(|letters| Passage::new(p.topic_letters, self::letters(context, letters))),
        accounts(context),
        sites(context),
        manuscripts(context),
    ];
    (p.overview, passages.into_iter().flatten().collect())
}

fn publications(context: &Context<'_>) -> Option<Passage> {
    let (p, words) = (context.words.p, context.words);
    let registry = &context.report.registry;
    let items = &context.report.statistics.publications;
    let known = context.handed_over("publications");
    let units = registry.units.to_string();
    let mut clauses = Vec::new();
    let topic = if registry.columns > 0 {
        let columns = registry.columns.to_string();
        let values = [("units", units.as_str()), ("columns", &columns)];
        clauses.push(fill(p.columns_checked, &values));
        if known {
            clauses.push(with_items(context, items.columns));
        }
        p.topic_columns
    } else if known {
        let total = items.total.to_string();
        let values = [("units", units.as_str()), ("items", &total)];
        clauses.push(fill(p.items_published, &values));
        p.topic_publications
    } else {
        return None;
    };
    if known && registry.columns > 0 && items.total != items.columns {
        let total = items.total.to_string();
        clauses.push(fill(p.items_counted, &[("items", &total)]));
    }
    let mut sentences = vec![words.sentence(&clauses)];
    if let Some(annex) = context.annex(Topic::Counts) {
        sentences.push(words.sentence(&[fill(p.counts_in_annex, &[("annex", annex)])]));
    }
    Some(Passage::new(topic, words.sentences(&sentences)))
}

fn with_items(context: &Context<'_>, items: u64) -> String {
    let items = items.to_string();
    fill(context.words.p.with_items_published, &[("items", &items)])
}

fn requests(context: &Context<'_>, requests: &RequestStatistics) -> String {
    let (p, words) = (context.words.p, context.words);
    if requests.received == 0 {
        return words.end(p.requests_none);
    }
    let received = requests.received.to_string();
    let units = requests.units.to_string();
    let mut clauses = vec![fill(
        p.requests_received,
        &[("units", units.as_str()), ("received", &received)],
    )];
    let answered = requests.answered.to_string();
    let open = requests
        .received
        .saturating_sub(requests.answered)
        .to_string();
    let values = [("answered", answered.as_str()), ("open", &open)];
    clauses.push(if requests.answered >= requests.received {
        p.requests_all_answered.to_owned()
    } else if context.replies_known("requests") {
        fill(p.requests_answered, &values)
    } else {
        fill(p.requests_known_answered, &values)
    });
    match requests.overdue {
        Some(0) if requests.undecided == 0 => clauses.push(p.requests_none_overdue.to_owned()),
        Some(overdue) if overdue > 0 => {
            let overdue = overdue.to_string();
            clauses.push(fill(p.requests_overdue, &[("overdue", &overdue)]));
        }
        _ => {}
    }
    if requests.undecided > 0 {
        let undecided = requests.undecided.to_string();
        clauses.push(fill(p.requests_undecided, &[("undecided", &undecided)]));
    }
    words.sentence(&clauses)
}

fn letters(context: &Context<'_>, letters: &LetterStatistics) -> String {
    let (p, words) = (context.words.p, context.words);
    let invalid = (letters.invalid > 0).then(|| {
        let invalid = letters.invalid.to_string();
        words.sentence(&[fill(p.letters_invalid, &[("invalid", &invalid)])])
    });
    if letters.received == 0 {
        let none = words.end(p.letters_none);
        return words.sentences(&[none, invalid.unwrap_or_default()]);
    }
    let received = letters.received.to_string();
    let mut clauses = vec![fill(p.letters_received, &[("received", &received)])];
    let kinds: Vec<String> = letters
        .by_kind
        .iter()
        .map(|line| {
            let kind = match line.kind.as_str() {
                "" => p.letters_kind_not_stated,
                kind => kind,
            };
            let count = line.count.to_string();
            fill(p.letters_kind, &[("kind", kind), ("count", &count)])
        })
        .collect();
    let stated = letters.by_kind.iter().any(|line| !line.kind.is_empty());
    if stated {
        clauses.push(fill(p.letters_kinds, &[("kinds", &words.list(&kinds))]));
    }
    let replied = letters.replied.to_string();
    if letters.replies_known {
        clauses.push(fill(p.letters_replied, &[("replied", &replied)]));
        if let Some(rate) = letters.completion_rate.and_then(|rate| words.rate(rate)) {
            clauses.push(fill(p.letters_rate, &[("rate", &rate)]));
        }
    } else {
        clauses.push(fill(p.letters_known_replied, &[("replied", &replied)]));
    }
    words.sentences(&[words.sentence(&clauses), invalid.unwrap_or_default()])
}

fn accounts(context: &Context<'_>) -> Option<Passage> {
    let (p, words, report) = (context.words.p, context.words, context.report);
    if report.registry.accounts == 0 {
        return None;
    }
    let accounts = report.registry.accounts.to_string();
    let mut clauses = vec![fill(p.accounts_checked, &[("accounts", &accounts)])];
    if context.handed_over("publications") {
        clauses.push(with_items(context, report.statistics.publications.accounts));
    }
    let failing: BTreeSet<&str> = report
        .findings
        .iter()
        .filter(|finding| finding.subject_kind == "account")
        .map(|finding| finding.subject_id.as_str())
        .collect();
    let rules: Vec<_> = report
        .outcomes
        .iter()
        .filter(|rule| rule.of == "account" && matches!(rule.effect.as_str(), "problem" | "veto"))
        .collect();
    let open: BTreeSet<&str> = report
        .undecided
        .iter()
        .filter(|outcome| rules.iter().any(|rule| rule.rule == outcome.rule))
        .map(|outcome| outcome.subject_id.as_str())
        .collect();
    if !failing.is_empty() {
        let number = failing.len().to_string();
        let see = context.see(Topic::Accounts);
        let values = [("failing", number.as_str()), ("see", &see)];
        clauses.push(fill(p.accounts_failing, &values));
    } else if open.is_empty() && rules.iter().any(|rule| rule.judged && rule.selected > 0) {
        clauses.push(p.accounts_fine.to_owned());
    }
    if !open.is_empty() {
        let number = open.len().to_string();
        clauses.push(fill(p.accounts_undecided, &[("undecided", &number)]));
    }
    let mut sentences = vec![words.sentence(&clauses)];
    if let Some(annex) = context.annex(Topic::Picture) {
        sentences.push(words.sentence(&[fill(p.picture_in_annex, &[("annex", annex)])]));
    }
    Some(Passage::new(p.topic_accounts, words.sentences(&sentences)))
}

fn sites(context: &Context<'_>) -> Option<Passage> {
    let (p, report) = (context.words.p, context.report);
    // websites that only stand above their columns were not checked themselves
    let judged = report
        .outcomes
        .iter()
        .any(|rule| rule.of == "site" && rule.selected > 0);
    let items = report.statistics.publications.sites;
    if report.registry.sites == 0 || !judged && items == 0 {
        return None;
    }
    let sites = report.registry.sites.to_string();
    let mut clauses = vec![fill(p.sites_checked, &[("sites", &sites)])];
    if context.handed_over("publications") {
        clauses.push(with_items(context, items));
    }
    Some(Passage::new(
        p.topic_sites,
        context.words.sentence(&clauses),
    ))
}

fn manuscripts(context: &Context<'_>) -> Option<Passage> {
    let (p, words) = (context.words.p, context.words);
    let manuscripts = &context.report.statistics.manuscripts;
    if manuscripts.is_empty() {
        return context
            .handed_over("manuscripts")
            .then(|| Passage::new(p.topic_manuscripts, words.end(p.manuscripts_none)));
    }
    let adopted = manuscripts
        .iter()
        .filter(|one| one.adopted_by.is_some() || one.adopted_on.is_some())
        .count();
    let received = manuscripts.len().to_string();
    let see = context.see(Topic::Manuscripts);
    let values = [("received", received.as_str()), ("see", &see)];
    let mut clauses = vec![fill(p.manuscripts_received, &values)];
    clauses.push(match adopted {
        0 => p.manuscripts_none_adopted.to_owned(),
        _ => fill(p.manuscripts_adopted, &[("adopted", &adopted.to_string())]),
    });
    Some(Passage::new(p.topic_manuscripts, words.sentence(&clauses)))
}
