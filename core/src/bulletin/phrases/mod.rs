//! The template: every word that a bulletin adds to the report, one file for each language, apart from all logic.
//!
//! `{name}` stands for a value, `{name?one|many}` for `one` where that value is 1 and for `many` elsewhere.

mod en;
mod zh;

use crate::diagnostic::Language;

/// The template of one language.
pub(super) struct Phrases {
    // between things
    pub list_separator: &'static str,
    pub list_last: &'static str,
    pub clause_separator: &'static str,
    pub item_separator: &'static str,
    pub sentence_end: &'static str,
    pub sentence_gap: &'static str,
    pub colon: &'static str,

    // numbers of parts
    pub chinese_numbers: bool,
    pub part: &'static str,
    pub lead: &'static str,
    pub point: &'static str,

    // time
    pub date: &'static str,
    pub date_span: &'static str,
    pub date_span_same_year: &'static str,
    pub date_span_same_month: &'static str,
    pub one_day: &'static str,
    pub months: [&'static str; 12],
    pub quarters: [&'static str; 4],
    pub halves: [&'static str; 2],
    pub period_month: &'static str,
    pub period_part: &'static str,
    pub period_year: &'static str,
    pub remark_month: &'static str,
    pub remark_part: &'static str,
    pub remark_year: &'static str,
    pub remark_days: &'static str,
    /// `5 working days` in the report, and how the bulletin says it.
    pub durations: &'static [(&'static str, &'static str)],

    // head and foot
    pub title: &'static str,
    pub warning: &'static str,
    pub running_head: &'static str,
    pub addressee: &'static str,
    pub opening: &'static str,
    pub opening_span: &'static str,
    pub annexes_label: &'static str,
    pub annex: &'static str,
    pub picture_label: &'static str,
    pub tables_label: &'static str,
    pub see: &'static str,

    // 一、
    pub overview: &'static str,
    pub topic_columns: &'static str,
    pub topic_publications: &'static str,
    pub topic_sites: &'static str,
    pub topic_accounts: &'static str,
    pub topic_units: &'static str,
    pub topic_letters: &'static str,
    pub topic_requests: &'static str,
    pub topic_manuscripts: &'static str,
    pub topic_others: &'static str,
    pub topic_rectify: &'static str,
    pub topic_check_by_hand: &'static str,
    pub columns_checked: &'static str,
    pub with_items_published: &'static str,
    pub items_published: &'static str,
    pub items_counted: &'static str,
    pub counts_in_annex: &'static str,
    pub sites_checked: &'static str,
    pub accounts_checked: &'static str,
    pub accounts_failing: &'static str,
    pub accounts_undecided: &'static str,
    pub accounts_fine: &'static str,
    pub picture_in_annex: &'static str,
    pub requests_none: &'static str,
    pub requests_received: &'static str,
    pub requests_all_answered: &'static str,
    pub requests_answered: &'static str,
    pub requests_known_answered: &'static str,
    pub requests_none_overdue: &'static str,
    pub requests_overdue: &'static str,
    pub requests_undecided: &'static str,
    pub letters_none: &'static str,
    pub letters_received: &'static str,
    pub letters_kinds: &'static str,
    pub letters_kind: &'static str,
    pub letters_kind_not_stated: &'static str,
    pub letters_replied: &'static str,
    pub letters_known_replied: &'static str,
    pub letters_rate: &'static str,
    pub letters_invalid: &'static str,
    pub manuscripts_none: &'static str,
    pub manuscripts_received: &'static str,
    pub manuscripts_adopted: &'static str,
    pub manuscripts_none_adopted: &'static str,

    // 二、
    pub problems: &'static str,
    pub observations: &'static str,
    pub found: &'static str,
    pub found_none: &'static str,
    pub found_none_but_undecided: &'static str,
    pub found_none_in_others: &'static str,
    pub no_subjects: &'static str,
    pub not_judged: &'static str,
    pub veto: &'static str,
    pub and_others: &'static str,
    pub several: &'static str,
    pub noun_units: &'static str,
    pub noun_columns: &'static str,
    pub noun_accounts: &'static str,
    pub noun_sites: &'static str,
    pub noun_others: &'static str,
    pub of_unit: &'static str,
    pub without_unit: &'static str,
    pub with_platform: &'static str,
    pub with_items: &'static str,
    pub with_pieces: &'static str,
    pub notices: &'static str,
    pub notices_intro: &'static str,
    pub praise: &'static str,
    pub praise_intro: &'static str,
    pub undecided: &'static str,
    pub undecided_intro: &'static str,
    pub undecided_group: &'static str,
    pub waived: &'static str,
    pub waived_intro: &'static str,
    pub waived_one: &'static str,

    // 三、
    pub demands: &'static str,
    pub rectify: &'static str,
    pub rectify_plain: &'static str,
    pub rectify_report_to: &'static str,
    pub rectify_report: &'static str,
    pub rectify_due: &'static str,
    pub rectify_due_unknown: &'static str,
    pub rectify_nothing: &'static str,
    pub check_by_hand: &'static str,

    // annexes
    pub annex_manuscripts: &'static str,
    pub annex_columns: &'static str,
    pub annex_accounts: &'static str,
    pub annex_counts: &'static str,
    pub annex_sites: &'static str,
    pub annex_letters: &'static str,
    pub annex_requests: &'static str,
    pub annex_others: &'static str,
    pub annex_undecided: &'static str,
    pub annex_picture: &'static str,
    pub annex_tables: &'static str,
    pub head_number: &'static str,
    pub head_manuscript: &'static str,
    pub head_submitted_by: &'static str,
    pub head_form: &'static str,
    pub head_adopted: &'static str,
    pub head_unit: &'static str,
    pub head_problem: &'static str,
    pub head_remark: &'static str,
    pub head_account: &'static str,
    pub head_site: &'static str,
    pub head_letter_unit: &'static str,
    pub head_request_unit: &'static str,
    pub head_record: &'static str,
    pub head_counted_unit: &'static str,
    pub head_items: &'static str,
    pub head_subject: &'static str,
    pub head_rule: &'static str,
    pub head_reason: &'static str,
    pub subject_and_wording: &'static str,
    pub account_and_platform: &'static str,
    pub remark_veto: &'static str,
    pub subtotal: &'static str,
    pub adopted_on: &'static str,
    pub month_and_day: &'static str,
    pub left_out: &'static str,
    pub left_out_with_items: &'static str,

    // tables and picture that explain
    pub table_outcomes: &'static str,
    pub outcome_heads: [&'static str; 8],
    pub outcome_not_judged: &'static str,
    pub table_intake: &'static str,
    pub intake_heads: [&'static str; 8],
    pub intake_unreadable: &'static str,
    pub table_figures: &'static str,
    pub figure_heads: [&'static str; 4],
    pub at_least: &'static str,
    pub between: &'static str,
    pub picture_description: &'static str,
    pub picture_breached: &'static str,
    pub picture_none_breached: &'static str,
    pub picture_total: &'static str,
    pub picture_updates_of_day: &'static str,
    pub picture_updates_of_week: &'static str,
    pub head_platform: &'static str,
    pub picture_week_breached: &'static str,
    pub picture_week_undecided: &'static str,
    pub picture_weekend: &'static str,

    // provenance
    pub made_by: &'static str,
    pub calendar: &'static str,
    pub coverage: &'static str,
    pub coverage_one: &'static str,
    pub coverage_channel: &'static str,
    pub coverage_replies_unknown: &'static str,
    pub intake: &'static str,
    pub intake_rejected: &'static str,
    pub records: &'static [(&'static str, &'static str)],
    pub subject_kinds: &'static [(&'static str, &'static str)],
}

impl Phrases {
    /// The template of a language.
    pub fn of(language: Language) -> &'static Phrases {
        match language {
            Language::Zh => &zh::PHRASES,
            Language::En => &en::PHRASES,
        }
    }

    /// The name of a kind of record, or the kind itself.
    pub fn records<'a>(&self, kind: &'a str) -> &'a str {
        look_up(self.records, kind)
    }

    /// The name of a kind of subject, or the kind itself.
    pub fn subject_kind<'a>(&self, kind: &'a str) -> &'a str {
        look_up(self.subject_kinds, kind)
    }
}

fn look_up<'a>(pairs: &'static [(&'static str, &'static str)], key: &'a str) -> &'a str {
    pairs
        .iter()
        .find(|(known, _)| *known == key)
        .map_or(key, |(_, name)| name)
}

/// A phrase with its values put in. Values are put in as they are: braces in them mean nothing.
pub(super) fn fill(phrase: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(phrase.len() + 32);
    let mut rest = phrase;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (slot, after) = after.split_once('}').unwrap_or((after, ""));
        let (name, forms) = match slot.split_once('?') {
            Some((name, forms)) => (name, forms.split_once('|')),
            None => (slot, None),
        };
        let value = values
            .iter()
            .find(|(key, _)| *key == name)
            .map_or("", |(_, value)| *value);
        filled.push_str(match forms {
            None => value,
            Some((one, _)) if value == "1" => one,
            Some((_, many)) => many,
        });
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_in_once_and_as_they_are() {
        assert_eq!(
            fill("{a} and {b}", &[("a", "{b}"), ("b", "1")]),
            "{b} and 1"
        );
    }

    #[test]
    fn one_and_many_differ() {
        let phrase = "{n} {n?unit|units}";
        assert_eq!(fill(phrase, &[("n", "1")]), "1 unit");
        assert_eq!(fill(phrase, &[("n", "2")]), "2 units");
    }
}
