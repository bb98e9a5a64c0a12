//! statistics.csv: every number of the report in long form, so that a pivot table or a data frame takes it as it is.

use super::findings::number;
use super::write::Rows;
use tongbao::wire::Report;
use tongbao::wire::report::{Fraction, NumberOut, UnitReplies};

const HEADER: [&str; 11] = [
    "statistic",
    "item",
    "unit",
    "subject",
    "subject_id",
    "platform",
    "value",
    "base",
    "low",
    "high",
    "reason",
];

/// The statistics as CSV: a row for each number. A rate has its part in `value` and what it is a part of in `base`; a
/// figure that the data leave open has its ends in `low` and `high` and no `value`.
pub fn statistics_csv(report: &Report) -> String {
    let mut table = Long(Rows::new(&HEADER));
    let registry = &report.registry;
    table.plain("registry.units", "", registry.units);
    table.plain("registry.sites", "", registry.sites);
    table.plain("registry.columns", "", registry.columns);
    table.plain("registry.accounts", "", registry.accounts);

    let statistics = &report.statistics;
    let items = &statistics.publications;
    table.plain("publications.total", "", items.total);
    table.plain("publications.columns", "", items.columns);
    table.plain("publications.accounts", "", items.accounts);
    table.plain("publications.sites", "", items.sites);
    for unit in &statistics.units {
        let of = Subject {
            unit: &unit.name,
            subject: &unit.name,
            id: &unit.id,
            platform: "",
        };
        table.line("unit.publications", "", &of, Some(unit.publications));
        table.line("unit.rank", "", &of, unit.rank);
        table.line("unit.columns", "", &of, Some(unit.columns));
        table.line("unit.accounts", "", &of, Some(unit.accounts));
        table.line("unit.findings", "", &of, Some(unit.findings));
    }
    for account in &statistics.accounts {
        let of = Subject {
            unit: account.unit.as_deref().unwrap_or_default(),
            subject: &account.name,
            id: &account.id,
            platform: account.platform.as_deref().unwrap_or_default(),
        };
        table.line("account.publications", "", &of, Some(account.publications));
        table.line("account.pushes", "", &of, Some(account.pushes));
        table.line("account.last", "", &of, account.last);
    }
    if let Some(letters) = &statistics.letters {
        table.plain("letters.received", "", letters.received);
        table.plain("letters.replied", "", letters.replied);
        table.plain("letters.invalid", "", letters.invalid);
        if let Some(rate) = letters.completion_rate {
            table.rate("letters.completion_rate", rate);
        }
        for line in &letters.by_kind {
            table.plain("letters.by_kind", &line.kind, line.count);
        }
        table.by_unit("letters", &letters.by_unit);
    }
    if let Some(requests) = &statistics.requests {
        table.plain("requests.received", "", requests.received);
        table.plain("requests.answered", "", requests.answered);
        if let Some(overdue) = requests.overdue {
            table.plain("requests.overdue", "", overdue);
        }
        table.plain("requests.undecided", "", requests.undecided);
        table.plain("requests.units", "", requests.units);
        table.by_unit("requests", &requests.by_unit);
    }
    table.plain("manuscripts.received", "", statistics.manuscripts.len());
    table.figures(report);
    for rule in &report.outcomes {
        if !rule.judged {
            continue;
        }
        table.plain("outcomes.selected", &rule.rule, rule.selected);
        table.plain("outcomes.met", &rule.rule, rule.met);
        table.plain("outcomes.breached", &rule.rule, rule.breached);
        table.plain("outcomes.waived", &rule.rule, rule.waived);
        table.plain("outcomes.not_applicable", &rule.rule, rule.not_applicable);
        table.plain("outcomes.cannot_tell", &rule.rule, rule.cannot_tell);
    }
    for intake in &report.intake {
        table.plain("intake.read", &intake.table, intake.read);
        table.plain("intake.accepted", &intake.table, intake.accepted);
        table.plain("intake.rejected", &intake.table, intake.rejected);
        table.plain("intake.duplicates", &intake.table, intake.duplicates);
    }
    table.0.finish()
}

#[derive(Default)]
struct Subject<'a> {
    unit: &'a str,
    subject: &'a str,
    id: &'a str,
    platform: &'a str,
}

struct Long(Rows);

impl Long {
    fn head(&mut self, statistic: &str, item: &str, of: &Subject<'_>) {
        self.0
            .text(statistic)
            .text(item)
            .text(of.unit)
            .text(of.subject)
            .text(of.id)
            .text(of.platform);
    }

    fn line(
        &mut self,
        statistic: &str,
        item: &str,
        of: &Subject<'_>,
        value: Option<impl ToString>,
    ) {
        self.head(statistic, item, of);
        self.0.number_or_empty(value);
        self.blank(4);
        self.0.end();
    }

    fn plain(&mut self, statistic: &str, item: &str, value: impl ToString) {
        self.line(statistic, item, &Subject::default(), Some(value));
    }

    fn rate(&mut self, statistic: &str, rate: Fraction) {
        self.head(statistic, "", &Subject::default());
        self.0.number(rate.n).number(rate.d);
        self.blank(3);
        self.0.end();
    }

    fn by_unit(&mut self, records: &str, lines: &[UnitReplies]) {
        for line in lines {
            let of = Subject {
                unit: &line.unit,
                subject: &line.unit,
                ..Subject::default()
            };
            let statistic = format!("{records}.by_unit.received");
            self.line(&statistic, "", &of, Some(line.received));
            let statistic = format!("{records}.by_unit.replied");
            self.line(&statistic, "", &of, Some(line.replied));
        }
    }

    fn figures(&mut self, report: &Report) {
        for figure in &report.statistics.figures {
            for value in &figure.values {
                let of = Subject {
                    unit: value.unit.as_deref().unwrap_or_default(),
                    subject: &value.subject,
                    id: &value.subject_id,
                    platform: "",
                };
                self.head("figure", &figure.figure, &of);
                let (low, high) = value.value.as_ref().map_or((None, None), |value| {
                    (value.low.as_ref(), value.high.as_ref())
                });
                match (low, high) {
                    (Some(NumberOut::Fraction(rate)), same) if low == same => {
                        self.0.number(rate.n).number(rate.d);
                        self.blank(2);
                    }
                    (Some(exact), same) if low == same => {
                        number(&mut self.0, Some(exact));
                        self.blank(3);
                    }
                    _ => {
                        self.blank(2);
                        number(&mut self.0, low);
                        number(&mut self.0, high);
                    }
                }
                self.0
                    .text(value.reason.as_deref().unwrap_or_default())
                    .end();
            }
        }
    }

    fn blank(&mut self, cells: usize) {
        for _ in 0..cells {
            self.0.text("");
        }
    }
}
