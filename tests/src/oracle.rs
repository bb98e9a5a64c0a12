//! A slow and obvious second opinion on two kinds of rule: so many pushes in every week, and no gap longer than so many
//! days. It walks day by day over the raw rows and tries every way in which what is not known may have been.
//!
//! It shares no code with the engine but the calendar's names of days.

use serde_json::{Value, json};
use tongbao::calendar::Day;

/// A small registry with its rows, as a generator makes it. Days are numbers as in [`Day`].
#[derive(Clone, Debug)]
pub struct World {
    /// First and last day of the period.
    pub period: (i32, i32),
    /// `end`, `majority`, `start`, `inside` or `clipped`.
    pub belong: &'static str,
    /// The check point, if it is stated.
    pub check_point: Option<i32>,
    /// The as-of date.
    pub as_of: i32,
    /// For which days the rows are complete.
    pub coverage: Vec<(i32, i32)>,
    /// The accounts; account `i` is called `i` by rows and has the id `a{i}`.
    pub accounts: Vec<Account>,
    /// The rows of publications.
    pub rows: Vec<Row>,
    /// How many pushes every week must have.
    pub at_least: usize,
    /// How many days a gap may have.
    pub more_than: i32,
}

/// An account's life.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    /// The first day on which it is open.
    pub opened_on: Option<i32>,
    /// The first day on which it is no longer open.
    pub closed_on: Option<i32>,
}

/// A row of publications.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Whose it is; `None` for a name that no account has.
    pub account: Option<usize>,
    /// When it was published.
    pub at: At,
    /// Its title, a small number.
    pub title: u8,
    /// Its id, a small number, if it has one.
    pub id: Option<u8>,
}

/// When a row says it was published.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum At {
    /// A day.
    Day(i32),
    /// A day and an hour.
    Hour(i32, u8),
    /// A date that is none.
    Bad,
    /// Nothing.
    Empty,
}

/// What the oracle says of a rule and an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// 符合.
    Met,
    /// 不符合.
    Breached,
    /// 不适用.
    NotApplicable,
    /// 无法判定.
    CannotTell,
}

impl Verdict {
    /// The word of the report.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Met => "met",
            Verdict::Breached => "breached",
            Verdict::NotApplicable => "not_applicable",
            Verdict::CannotTell => "cannot_tell",
        }
    }

    /// From whether a breach and whether no breach is among what may be.
    fn of(may_be_met: bool, may_be_breached: bool) -> Verdict {
        match (may_be_met, may_be_breached) {
            (true, false) => Verdict::Met,
            (false, true) => Verdict::Breached,
            _ => Verdict::CannotTell,
        }
    }
}

impl At {
    /// The day, if the row tells one.
    pub fn day(self) -> Option<i32> {
        match self {
            At::Day(day) | At::Hour(day, _) => Some(day),
            At::Bad | At::Empty => None,
        }
    }
}

impl World {
    /// The day at which states are judged.
    pub fn judged_at(&self) -> i32 {
        self.check_point.unwrap_or(self.period.1)
    }

    fn is_covered(&self, day: i32) -> bool {
        self.coverage
            .iter()
            .any(|(from, to)| *from <= day && day <= *to)
    }

    /// Whether what happened on a day is known, apart from rejected rows.
    fn is_known(&self, day: i32) -> bool {
        self.is_covered(day)
            && day <= self.as_of
            && self.check_point.is_none_or(|point| day <= point)
    }

    /// Whether an item of that day counts at all.
    fn counts(&self, day: i32) -> bool {
        day <= self.as_of && self.check_point.is_none_or(|point| day <= point)
    }

    /// Whether another row has the same id and other content.
    pub fn is_contradicted(&self, row: &Row) -> bool {
        row.id.is_some()
            && self
                .rows
                .iter()
                .any(|other| other.id == row.id && other != row)
    }

    /// Rows that are accepted, each once, and rows that are rejected.
    fn sorted_out(&self) -> (Vec<&Row>, Vec<&Row>) {
        let (mut good, mut bad): (Vec<&Row>, Vec<&Row>) = (Vec::new(), Vec::new());
        for row in &self.rows {
            if self.is_contradicted(row) || row.account.is_none() || row.at == At::Bad {
                // with an id, the same content again is the same record; without one, equal bad rows may be several
                if row.id.is_none() || !bad.contains(&row) {
                    bad.push(row);
                }
            } else if !good.contains(&row) {
                good.push(row);
            }
        }
        (good, bad)
    }

    /// The verdict on `at_least` pushes in every week.
    pub fn weekly(&self, account: usize) -> Verdict {
        let (good, bad) = self.sorted_out();
        let mut seen = Vec::new();
        for (from, to) in self.weeks() {
            if !(from..=to).all(|day| self.is_open(account, day)) {
                seen.push(Verdict::NotApplicable);
                continue;
            }
            let in_week = |row: &&&Row| {
                row.at
                    .day()
                    .is_some_and(|day| from <= day && day <= to && self.counts(day))
            };
            let mut pushes: Vec<&Row> = Vec::new();
            for row in good
                .iter()
                .filter(|row| row.account == Some(account))
                .filter(in_week)
            {
                let same_hour = |other: &&Row| matches!(row.at, At::Hour(..)) && other.at == row.at;
                if !pushes.iter().any(same_hour) {
                    pushes.push(row);
                }
            }
            let may_be_here = |row: &&&Row| {
                let may_be_mine = row.account.is_none_or(|of| of == account);
                may_be_mine
                    && match row.at {
                        At::Bad => (from..=to).any(|day| self.counts(day)),
                        At::Empty => false,
                        At::Day(_) | At::Hour(..) => in_week(row),
                    }
            };
            let open_rows = bad.iter().filter(may_be_here).count();
            let unknown_days = (from..=to).any(|day| !self.is_known(day));
            let mut possible = Vec::new();
            for from_rows in 0..=open_rows {
                for from_days in [0, if unknown_days { self.at_least } else { 0 }] {
                    possible.push(pushes.len() + from_rows + from_days >= self.at_least);
                }
            }
            seen.push(Verdict::of(
                possible.contains(&true),
                possible.contains(&false),
            ));
        }
        [Verdict::Breached, Verdict::CannotTell, Verdict::Met]
            .into_iter()
            .find(|verdict| seen.contains(verdict))
            .unwrap_or(Verdict::NotApplicable)
    }

    /// The verdict on no gap of more than `more_than` days at the check point.
    pub fn fresh(&self, account: usize) -> Verdict {
        let point = self.judged_at();
        if !self.is_open(account, point) {
            return Verdict::NotApplicable;
        }
        let (good, bad) = self.sorted_out();
        let opened_on = self
            .accounts
            .get(account)
            .and_then(|account| account.opened_on);
        let (mut may_be_met, mut may_be_breached) = (false, false);
        let mut last_may_be = |day: i32| {
            if point - day > self.more_than {
                may_be_breached = true
            } else {
                may_be_met = true
            }
        };
        let mut day = point;
        loop {
            let on_day = |row: &&&Row| row.at.day() == Some(day) && day <= self.as_of;
            if good
                .iter()
                .filter(|row| row.account == Some(account))
                .any(|row| on_day(&row))
                || opened_on == Some(day)
            {
                last_may_be(day);
                break;
            }
            let may_be_mine = |row: &&&Row| row.account.is_none_or(|of| of == account);
            let from_row = bad
                .iter()
                .filter(may_be_mine)
                .any(|row| on_day(&row) || row.at == At::Bad && day <= self.as_of);
            if from_row || !self.is_covered(day) || day > self.as_of {
                last_may_be(day);
            }
            if point - day > 400 {
                last_may_be(day);
                break;
            }
            day -= 1;
        }
        Verdict::of(may_be_met, may_be_breached)
    }

    fn is_open(&self, account: usize, day: i32) -> bool {
        self.accounts.get(account).is_some_and(|account| {
            account.opened_on.is_none_or(|opened| opened <= day)
                && account.closed_on.is_none_or(|closed| day < closed)
        })
    }

    /// The weeks of the period, cut if they are to be.
    fn weeks(&self) -> Vec<(i32, i32)> {
        let (first, last) = self.period;
        let inside = |day: i32| first <= day && day <= last;
        let mut weeks = Vec::new();
        for monday in first - 6..=last {
            // 1970-01-05, day 4, was a Monday
            if (monday - 4).rem_euclid(7) != 0 {
                continue;
            }
            let sunday = monday + 6;
            match self.belong {
                "end" if inside(sunday) => weeks.push((monday, sunday)),
                "majority" if inside(monday + 3) => weeks.push((monday, sunday)),
                "start" if inside(monday) => weeks.push((monday, sunday)),
                "inside" if inside(monday) && inside(sunday) => weeks.push((monday, sunday)),
                "clipped" => weeks.push((monday.max(first), sunday.min(last))),
                _ => {}
            }
        }
        weeks
    }

    /// The request that asks the engine the same.
    pub fn request(&self) -> Value {
        let shown = |day: i32| Day(day).to_string();
        let some_day = |day: Option<i32>| day.map(shown);
        let basis = json!({ "document": "oracle" });
        let mut request = json!({
            "rules": {
                "format": 1, "id": "oracle", "version": 1, "title": "oracle",
                "effective": { "from": "2000-01-01" },
                "weeks": { "start": "monday", "belong": self.belong },
                "rule": {
                    "weekly": { "of": "account", "each": "week", "measure": { "count": "pushes" },
                        "require": { "at_least": self.at_least }, "basis": basis },
                    "fresh": { "of": "account", "measure": { "gap": "publications" },
                        "breach_when": { "more_than": format!("{} days", self.more_than) }, "basis": basis },
                },
            },
            "period": format!("{}..{}", shown(self.period.0), shown(self.period.1)),
            "as_of": shown(self.as_of),
            "all_outcomes": true,
            "units": [{ "name": "unit" }],
            "accounts": self.accounts.iter().enumerate().map(|(place, account)| json!({
                "id": format!("a{place}"), "name": format!("account {place}"), "platform": "p", "unit": "unit",
                "opened_on": some_day(account.opened_on), "closed_on": some_day(account.closed_on),
            })).collect::<Value>(),
            "publications": self.rows.iter().map(Row::cells).collect::<Value>(),
        });
        if self.rows.is_empty() {
            request["publications"] = json!({ "channel": [], "published_at": [] });
        }
        if !self.coverage.is_empty() {
            let span = |(from, to): &(i32, i32)| json!({ "from": shown(*from), "to": shown(*to) });
            request["coverage"] =
                json!({ "publications": self.coverage.iter().map(span).collect::<Value>() });
        }
        if let Some(point) = self.check_point {
            request["check_point"] = json!(shown(point));
        }
        request
    }
}

impl Row {
    fn cells(&self) -> Value {
        json!({
            "channel": self.account.map_or_else(|| "nobody's".to_owned(), |place| format!("a{place}")),
            "published_at": match self.at {
                At::Day(day) => Day(day).to_string(),
                At::Hour(day, hour) => format!("{} {hour:02}:00:00", Day(day)),
                At::Bad => "2022-13-45".to_owned(),
                At::Empty => String::new(),
            },
            "title": self.title.to_string(),
            "id": self.id.map(|id| id.to_string()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> i32 {
        Day::new(2022, month, day).unwrap_or_default().0
    }

    fn october(rows: Vec<Row>) -> World {
        World {
            period: (day(10, 1), day(10, 31)),
            belong: "end",
            check_point: None,
            as_of: day(11, 15),
            coverage: vec![(day(9, 26), day(10, 31))],
            accounts: vec![Account {
                opened_on: None,
                closed_on: None,
            }],
            rows,
            at_least: 1,
            more_than: 14,
        }
    }

    fn row(at: At) -> Row {
        Row {
            account: Some(0),
            at,
            title: 0,
            id: None,
        }
    }

    fn each_week() -> Vec<Row> {
        [
            day(10, 2),
            day(10, 3),
            day(10, 16),
            day(10, 17),
            day(10, 30),
        ]
        .map(|day| row(At::Day(day)))
        .to_vec()
    }

    #[test]
    fn october_2022_has_five_weeks_by_their_end() {
        assert_eq!(october(Vec::new()).weeks().len(), 5);
        assert_eq!(october(each_week()).weekly(0), Verdict::Met);
        assert_eq!(
            october(each_week()[1..].to_vec()).weekly(0),
            Verdict::Breached
        );
    }

    #[test]
    fn a_bad_row_opens_what_it_may_fill() {
        let mut rows = each_week();
        rows[2].at = At::Bad;
        assert_eq!(october(rows.clone()).weekly(0), Verdict::CannotTell);
        rows[2].at = At::Empty;
        assert_eq!(october(rows).weekly(0), Verdict::Breached);
    }

    #[test]
    fn fourteen_days_are_in_time_and_fifteen_are_not() {
        assert_eq!(
            october(vec![row(At::Day(day(10, 17)))]).fresh(0),
            Verdict::Met
        );
        assert_eq!(
            october(vec![row(At::Day(day(10, 16)))]).fresh(0),
            Verdict::Breached
        );
        assert_eq!(october(Vec::new()).fresh(0), Verdict::Breached);
        let mut world = october(Vec::new());
        world.coverage = vec![(day(10, 18), day(10, 31))];
        assert_eq!(world.fresh(0), Verdict::CannotTell);
    }
}
