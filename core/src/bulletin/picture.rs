//! The calendar picture: how often each account was updated, day by day.

use crate::calendar::{Day, Span};

/// The updates of one account, day by day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountDays {
    /// The account's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its platform.
    pub platform: Option<String>,
    /// The name of its unit.
    pub unit: Option<String>,
    /// The days with updates, ascending, and how many (pushes: items of the same second are one).
    pub days: Vec<(Day, u32)>,
    /// The days looked at: all weeks that the period owns, and the period.
    pub window: Span,
    /// The weeks (or other slices) in which a requirement was breached.
    pub breached_weeks: Vec<Span>,
    /// The weeks (or other slices) that could not be judged.
    pub undecided_weeks: Vec<Span>,
}

impl AccountDays {
    /// How many updates there were in a span.
    pub fn updates_in(&self, span: Span) -> u64 {
        self.days
            .iter()
            .filter(|(day, _)| span.contains(*day))
            .map(|(_, count)| u64::from(*count))
            .sum()
    }
}

/// A longer picture has a column for each week instead of each day.
pub(super) const PICTURE_DAYS_AT_MOST: i64 = 100;

/// The picture, with everything that is written on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarPicture {
    /// Its title, for readers who cannot see it.
    pub title: String,
    /// What it shows, in a few sentences.
    pub description: String,
    /// A row for each account.
    pub accounts: Vec<AccountDays>,
    /// The days across.
    pub window: Span,
    /// The words of its legend and heads.
    pub legend: Legend,
}

/// The words on a calendar picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Legend {
    /// The head of the column of accounts.
    pub account: String,
    /// The head of the column of platforms.
    pub platform: String,
    /// The head of the total at the end of a row.
    pub total: String,
    /// What a tone stands for: updates in a day, or in a week.
    pub updates: String,
    /// A week that breached the requirement.
    pub breached: String,
    /// A week that could not be judged.
    pub undecided: String,
    /// Saturdays and Sundays.
    pub weekend: String,
    /// The names of the twelve months.
    pub months: Vec<String>,
}

impl CalendarPicture {
    /// The columns of the picture: its days, or its weeks if there are too many days to tell them apart.
    pub fn columns(&self) -> Vec<Span> {
        if self.window.days() > PICTURE_DAYS_AT_MOST {
            return self.weeks();
        }
        (0..self.window.days())
            .map(|offset| self.window.from.plus_days(offset))
            .filter_map(|day| Span::new(day, day))
            .collect()
    }

    /// The weeks from Monday to Sunday that the picture touches, cut to its days.
    pub fn weeks(&self) -> Vec<Span> {
        let monday = self
            .window
            .from
            .plus_days(-i64::from(self.window.from.weekday()));
        let weeks = self.window.to.days_since(monday) / 7;
        (0..=weeks)
            .filter_map(|week| {
                let from = monday.plus_days(week * 7);
                Span::new(from, from.plus_days(6))?.intersect(self.window)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_cut_to_the_window() -> Result<(), ()> {
        let span = |from: &str, to: &str| Span::new(from.parse()?, to.parse()?).ok_or(());
        let picture = CalendarPicture {
            title: String::new(),
            description: String::new(),
            accounts: Vec::new(),
            window: span("2022-09-28", "2022-10-10")?,
            legend: Legend {
                account: String::new(),
                platform: String::new(),
                total: String::new(),
                updates: String::new(),
                breached: String::new(),
                undecided: String::new(),
                weekend: String::new(),
                months: Vec::new(),
            },
        };
        assert_eq!(
            picture.weeks(),
            [
                span("2022-09-28", "2022-10-02")?,
                span("2022-10-03", "2022-10-09")?,
                span("2022-10-10", "2022-10-10")?,
            ]
        );
        Ok(())
    }
}
