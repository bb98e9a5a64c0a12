//! The annexes: which there are, their numbers, and their tables.

use super::super::document::{Align, Annex, Block, Column, Row, Table, Width};
use super::super::phrases::fill;
use super::super::picture::{AccountDays, CalendarPicture, Legend, PICTURE_DAYS_AT_MOST};
use super::super::words::Words;
use super::names::{self, NAMES_AT_MOST};
use super::problems::undecided_groups;
use super::{handed_over, provenance};
use crate::calendar::{Day, Span};
use crate::diagnostic::Language;
use crate::report::Report;
use crate::report::{FindingOut, ManuscriptOut, RuleOutcomesOut};

/// Ten years in weeks still fit a page's width; there is no picture of more.
const PICTURE_DAYS_IN_ALL: i64 = 3_660;

/// What a part of the text, or an annex, is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    Manuscripts,
    Columns,
    Accounts,
    Counts,
    Units,
    Sites,
    Letters,
    Requests,
    Others,
    Undecided,
    Picture,
}

/// The kinds of subject in the order in which the text goes through them; the last stands for all others.
pub(super) const KINDS: [(&str, Topic); 7] = [
    ("column", Topic::Columns),
    ("account", Topic::Accounts),
    ("unit", Topic::Units),
    ("site", Topic::Sites),
    ("letter", Topic::Letters),
    ("request", Topic::Requests),
    ("", Topic::Others),
];

/// Whether a kind of subject belongs to one of [`KINDS`].
pub(super) fn is_kind(kind: &str, subject_kind: &str) -> bool {
    match kind {
        "" => KINDS.iter().all(|(known, _)| *known != subject_kind),
        _ => kind == subject_kind,
    }
}

/// What people call a rule; reports written before there were titles have its id alone.
pub(super) fn title(rule: &RuleOutcomesOut) -> &str {
    match rule.title.as_str() {
        "" => &rule.rule,
        title => title,
    }
}

/// The annexes and where the text finds them.
pub(super) struct Annexed {
    pub list: Vec<Annex>,
    labels: Vec<(Topic, String)>,
    /// Id, kind of subject, and what people call it.
    rules: Vec<(String, String, String)>,
}

impl Annexed {
    pub fn label(&self, topic: Topic) -> Option<&str> {
        let found = self.labels.iter().find(|(known, _)| *known == topic);
        found.map(|(_, label)| label.as_str())
    }

    /// What a rule judges.
    pub fn kind_of_rule(&self, rule: &str) -> &str {
        let found = self.rules.iter().find(|(known, ..)| known == rule);
        found.map_or("", |(_, kind, _)| kind.as_str())
    }

    /// What people call a rule.
    pub fn title_of_rule<'r>(&'r self, rule: &'r str) -> &'r str {
        let found = self.rules.iter().find(|(known, ..)| known == rule);
        found.map_or(rule, |(.., title)| title.as_str())
    }
}

/// Makes every annex that has something to say.
pub(super) fn annexes(report: &Report, accounts: &[AccountDays], words: Words) -> Annexed {
    let p = words.p;
    let maker = Maker { report, words };
    let numbered = [
        (Topic::Manuscripts, p.annex_manuscripts, maker.manuscripts()),
        (Topic::Columns, p.annex_columns, maker.columns()),
        (Topic::Accounts, p.annex_accounts, maker.accounts()),
        (Topic::Counts, p.annex_counts, maker.counts()),
        (Topic::Sites, p.annex_sites, maker.sites()),
        (
            Topic::Letters,
            p.annex_letters,
            maker.pieces("letter", p.head_letter_unit),
        ),
        (
            Topic::Requests,
            p.annex_requests,
            maker.pieces("request", p.head_request_unit),
        ),
        (Topic::Others, p.annex_others, maker.pieces("", p.head_unit)),
        (Topic::Undecided, p.annex_undecided, maker.undecided()),
    ];
    let others = [
        (
            Some(Topic::Picture),
            p.picture_label,
            p.annex_picture,
            maker.picture(accounts),
        ),
        (
            None,
            p.tables_label,
            p.annex_tables,
            provenance::tables(report, words),
        ),
    ];

    let period = words.period(&report.period);
    let titled = |phrase: &str| fill(phrase, &[("period", &period)]);
    let mut annexed = Annexed {
        list: Vec::new(),
        labels: Vec::new(),
        rules: report
            .outcomes
            .iter()
            .map(|rule| (rule.rule.clone(), rule.of.clone(), title(rule).to_owned()))
            .collect(),
    };
    let mut number = 0;
    for (topic, phrase, blocks) in numbered {
        if blocks.is_empty() {
            continue;
        }
        number += 1;
        let label = fill(p.annex, &[("n", &number.to_string())]);
        annexed.labels.push((topic, label.clone()));
        annexed.list.push(Annex {
            number: Some(number),
            label,
            entry: fill(p.point, &[("n", &number.to_string())]),
            title: titled(phrase),
            blocks,
        });
    }
    for (topic, label, phrase, blocks) in others {
        if blocks.is_empty() {
            continue;
        }
        annexed
            .labels
            .extend(topic.map(|topic| (topic, label.to_owned())));
        annexed.list.push(Annex {
            number: None,
            label: label.to_owned(),
            entry: label.to_owned(),
            title: titled(phrase),
            blocks,
        });
    }
    annexed
}

/// Whether a text says the day itself, in whatever language it was recorded.
fn says_day(text: &str, day: Day) -> bool {
    let written =
        [Language::Zh, Language::En].map(|language| Words::of(language).month_and_day(day));
    written.iter().any(|day| text.contains(day)) || text.contains(&day.to_string())
}

/// The head of the column that names the subject, and what it says.
type SubjectColumn<'a> = (&'a str, fn(&FindingOut, Words) -> String);

struct Maker<'a> {
    report: &'a Report,
    words: Words,
}

impl Maker<'_> {
    fn findings(&self, kind: &str) -> impl Iterator<Item = &FindingOut> {
        let findings = self.report.findings.iter();
        findings.filter(move |finding| is_kind(kind, &finding.subject_kind))
    }

    /// A table of findings: number, unit, whatever the kind needs, the wording, the remark.
    fn table_of_findings<'f>(
        &self,
        findings: impl Iterator<Item = &'f FindingOut>,
        unit: &str,
        subject: Option<SubjectColumn<'_>>,
    ) -> Vec<Block> {
        let p = self.words.p;
        let mut columns = vec![
            Column::new(p.head_number, Align::Center, Width::Number),
            Column::new(unit, Align::Center, Width::Name),
        ];
        if let Some((head, _)) = subject {
            columns.push(Column::new(head, Align::Center, Width::Name));
        }
        columns.push(Column::new(p.head_problem, Align::Center, Width::Text));
        columns.push(Column::new(p.head_remark, Align::Center, Width::Narrow));
        let remark = self.words.remark(&self.report.period);
        let rows: Vec<Row> = findings
            .enumerate()
            .map(|(at, finding)| {
                let mut row = vec![(at + 1).to_string(), names::unit(finding).to_owned()];
                row.extend(subject.map(|(_, name)| name(finding, self.words)));
                row.push(match subject {
                    Some(_) => finding.wording.clone(),
                    None => self.wording_with_subject(finding),
                });
                row.push(if finding.is_veto_of_one_item() {
                    fill(p.remark_veto, &[("remark", &remark)])
                } else {
                    remark.clone()
                });
                row.into_iter().collect()
            })
            .collect();
        if rows.is_empty() {
            return Vec::new();
        }
        vec![Block::Table(Table { columns, rows })]
    }

    /// Without a column for the subject the wording has to name it.
    fn wording_with_subject(&self, finding: &FindingOut) -> String {
        if finding.wording.contains(finding.subject.as_str()) {
            return finding.wording.clone();
        }
        let values = [
            ("subject", finding.subject.as_str()),
            ("wording", &finding.wording),
        ];
        fill(self.words.p.subject_and_wording, &values)
    }

    fn columns(&self) -> Vec<Block> {
        self.table_of_findings(self.findings("column"), self.words.p.head_unit, None)
    }

    fn accounts(&self) -> Vec<Block> {
        let p = self.words.p;
        let name: fn(&FindingOut, Words) -> String =
            |finding, words| match finding.platform.as_deref() {
                None | Some("") => finding.subject.clone(),
                Some(platform) => fill(
                    words.p.account_and_platform,
                    &[("account", &finding.subject), ("platform", platform)],
                ),
            };
        self.table_of_findings(
            self.findings("account"),
            p.head_unit,
            Some((p.head_account, name)),
        )
    }

    fn sites(&self) -> Vec<Block> {
        let p = self.words.p;
        self.table_of_findings(
            self.findings("site"),
            p.head_unit,
            Some((p.head_site, |finding, _| finding.subject.clone())),
        )
    }

    fn pieces(&self, kind: &str, unit: &str) -> Vec<Block> {
        let p = self.words.p;
        let head = if kind.is_empty() {
            p.head_subject
        } else {
            p.head_record
        };
        self.table_of_findings(
            self.findings(kind),
            unit,
            Some((head, |finding, _| finding.subject.clone())),
        )
    }

    fn manuscripts(&self) -> Vec<Block> {
        let p = self.words.p;
        let manuscripts = &self.report.statistics.manuscripts;
        if manuscripts.is_empty() {
            return Vec::new();
        }
        let rows = manuscripts.iter().enumerate().map(|(at, one)| {
            [
                (at + 1).to_string(),
                one.title.clone(),
                one.units.join(p.list_separator),
                one.form.clone().unwrap_or_default(),
                self.adoption(one),
            ]
            .into_iter()
            .collect()
        });
        let mut table = Table {
            columns: vec![
                Column::new(p.head_number, Align::Center, Width::Number),
                Column::new(p.head_manuscript, Align::Start, Width::Text),
                Column::new(p.head_submitted_by, Align::Center, Width::Narrow),
                Column::new(p.head_form, Align::Center, Width::Narrow),
                Column::new(p.head_adopted, Align::Center, Width::Name),
            ],
            rows: rows.collect(),
        };
        for column in [2, 3, 4] {
            table.merge_down(column);
        }
        vec![Block::Table(table)]
    }

    /// 采用情况, with its day unless it already says it.
    fn adoption(&self, manuscript: &ManuscriptOut) -> String {
        let adopted = manuscript.adopted_by.as_deref().unwrap_or_default();
        let Some(day) = manuscript.adopted_on else {
            return adopted.to_owned();
        };
        let short = self.words.month_and_day(day);
        if adopted.is_empty() {
            self.words.date(day)
        } else if says_day(adopted, day) {
            adopted.to_owned()
        } else {
            let values = [("date", short.as_str()), ("adopted", adopted)];
            fill(self.words.p.adopted_on, &values)
        }
    }

    /// The items of each unit, in two halves; the total closes the second.
    fn counts(&self) -> Vec<Block> {
        let (p, words) = (self.words.p, self.words);
        if !handed_over(self.report, "publications") {
            return Vec::new();
        }
        let (ranked, left_out): (Vec<_>, Vec<_>) = self
            .report
            .statistics
            .units
            .iter()
            .partition(|unit| unit.rank.is_some());
        if ranked.is_empty() {
            return Vec::new();
        }
        let mut rows: Vec<Row> = ranked
            .iter()
            .map(|unit| {
                let rank = unit.rank.map_or_else(String::new, |rank| rank.to_string());
                [rank, unit.name.clone(), unit.publications.to_string()]
                    .into_iter()
                    .collect()
            })
            .collect();
        let total: u64 = ranked.iter().map(|unit| unit.publications).sum();
        rows.push(Row {
            total: true,
            ..[
                (ranked.len() + 1).to_string(),
                p.subtotal.to_owned(),
                total.to_string(),
            ]
            .into_iter()
            .collect()
        });
        let columns = vec![
            Column::new(p.head_number, Align::Center, Width::Number),
            Column::new(p.head_counted_unit, Align::Center, Width::Text),
            Column::new(p.head_items, Align::Center, Width::Narrow),
        ];
        let second = rows.split_off(rows.len().div_ceil(2));
        let halves = [rows, second].map(|rows| Table {
            columns: columns.clone(),
            rows,
        });
        let mut blocks = vec![Block::SideBySide(halves.into())];
        if !left_out.is_empty() {
            let with_items = left_out.iter().any(|unit| unit.publications > 0);
            let names = left_out.iter().map(|unit| {
                if unit.publications == 0 {
                    return unit.name.clone();
                }
                let items = unit.publications.to_string();
                fill(p.with_items, &[("name", &unit.name), ("n", &items)])
            });
            let names = names::list(names.collect(), p.noun_units, false, words);
            let phrase = if with_items {
                p.left_out_with_items
            } else {
                p.left_out
            };
            blocks.push(Block::Note(words.end(&fill(phrase, &[("names", &names)]))));
        }
        blocks
    }

    fn title<'r>(&'r self, rule: &'r str) -> &'r str {
        let found = self.report.outcomes.iter().find(|one| one.rule == rule);
        found.map_or(rule, title)
    }

    /// Everything that cannot be told, where the text had to cut it short.
    fn undecided(&self) -> Vec<Block> {
        let p = self.words.p;
        let undecided = &self.report.undecided;
        if undecided_groups(undecided)
            .iter()
            .all(|group| group.len() <= NAMES_AT_MOST)
        {
            return Vec::new();
        }
        let rows = undecided.iter().enumerate().map(|(at, outcome)| {
            let subject = match outcome.platform.as_deref() {
                None | Some("") => outcome.subject.clone(),
                Some(platform) => fill(
                    p.account_and_platform,
                    &[("account", &outcome.subject), ("platform", platform)],
                ),
            };
            [
                (at + 1).to_string(),
                outcome.unit_as_recorded.clone(),
                subject,
                self.title(&outcome.rule).to_owned(),
                outcome.reason.clone(),
            ]
            .into_iter()
            .collect()
        });
        let rows = rows.collect();
        let columns = vec![
            Column::new(p.head_number, Align::Center, Width::Number),
            Column::new(p.head_unit, Align::Center, Width::Name),
            Column::new(p.head_subject, Align::Center, Width::Name),
            Column::new(p.head_rule, Align::Center, Width::Narrow),
            Column::new(p.head_reason, Align::Start, Width::Text),
        ];
        vec![Block::Table(Table { columns, rows })]
    }

    fn picture(&self, accounts: &[AccountDays]) -> Vec<Block> {
        let (p, words) = (self.words.p, self.words);
        let window = accounts.iter().map(|account| account.window);
        let window = window.reduce(|a, b| Span {
            from: a.from.min(b.from),
            to: a.to.max(b.to),
        });
        let Some(window) = window.filter(|window| window.days() <= PICTURE_DAYS_IN_ALL) else {
            return Vec::new();
        };
        let failing: Vec<String> = accounts
            .iter()
            .filter(|account| !account.breached_weeks.is_empty())
            .map(|account| {
                let unit = account.unit.as_deref().unwrap_or_default();
                names::of_unit(words, unit, &account.name, account.platform.as_deref())
            })
            .collect();
        let breached = match failing.as_slice() {
            [] => p.picture_none_breached.to_owned(),
            names => fill(
                p.picture_breached,
                &[
                    ("n", &names.len().to_string()),
                    ("names", &words.list(names)),
                ],
            ),
        };
        let description = fill(
            p.picture_description,
            &[
                ("span", &words.span_of(window)),
                ("accounts", &accounts.len().to_string()),
                ("breached", &breached),
            ],
        );
        let period = words.period(&self.report.period);
        vec![Block::Calendar(Box::new(CalendarPicture {
            title: fill(p.annex_picture, &[("period", &period)]),
            description,
            accounts: accounts.to_vec(),
            window,
            legend: Legend {
                account: p.head_account.to_owned(),
                total: p.picture_total.to_owned(),
                platform: p.head_platform.to_owned(),
                updates: if window.days() > PICTURE_DAYS_AT_MOST {
                    p.picture_updates_of_week.to_owned()
                } else {
                    p.picture_updates_of_day.to_owned()
                },
                breached: p.picture_week_breached.to_owned(),
                undecided: p.picture_week_undecided.to_owned(),
                weekend: p.picture_weekend.to_owned(),
                months: p.months.iter().map(|month| (*month).to_owned()).collect(),
            },
        }))]
    }
}
