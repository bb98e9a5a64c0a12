//! Items on website columns: as many for each unit as annex 4 prints, and a 工作动态 column as fresh as annex 2 leaves it.

use super::calendar::{Moment, day, office_days, office_hour};
use super::columns::{Column, NEWS};
use super::published::Published;
use crate::random::Random;
use crate::{Result, zhanggong::SEED};
use tongbao::calendar::Day;

/// One published item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// When.
    pub at: Moment,
    /// The id of the column or account.
    pub channel: String,
}

/// How a unit's 工作动态 column stands at the check point, 31 October.
#[derive(Clone, Copy, Debug)]
enum News {
    /// Its last item is drawn, at most 14 days old.
    Fresh,
    /// Its last item is of this day.
    Last(Day),
}

/// The three columns of annex 2 and one just inside the limit. The bulletin says neither the limit nor the days: one is
/// 15 days old, the first day that breaches, one 19, one 33; the one that is met with nothing to spare is 14.
fn news(unit: &str) -> Result<News> {
    Ok(match unit {
        "水南街道" => News::Last(day(10, 16)?),
        "水东镇" => News::Last(day(10, 12)?),
        "区商务局" => News::Last(day(9, 28)?),
        "区市场监督管理局" => News::Last(day(10, 17)?),
        _ => News::Fresh,
    })
}

/// The items of 26 September to 31 October; those of October are what annex 4 counts.
///
/// # Errors
/// If a unit has no 工作动态 column.
pub fn items(published: &Published, columns: &[Column]) -> Result<Vec<Item>> {
    let mut random = Random::new(SEED, 1);
    let mut items = Vec::new();
    for row in &published.counts.rows {
        let own: Vec<&Column> = columns
            .iter()
            .filter(|column| column.unit == row.1)
            .collect();
        items.extend(unit_items(&mut random, &row.1, row.2, &own)?);
    }
    Ok(items)
}

fn unit_items(random: &mut Random, unit: &str, count: usize, own: &[&Column]) -> Result<Vec<Item>> {
    let october = day(10, 1)?;
    let working_days = office_days(october, day(10, 31)?);
    let (news_column, others): (Vec<&Column>, Vec<&Column>) =
        own.iter().partition(|column| column.class == NEWS);
    // A notice is put up more often than anything but news.
    let notices = others.iter().filter(|column| column.class == "通知公告");
    let others: Vec<&Column> = others
        .iter()
        .chain(notices.clone())
        .chain(notices)
        .copied()
        .collect();

    let last = match news(unit)? {
        News::Fresh => *random.pick(&office_days(day(10, 17)?, day(10, 31)?))?,
        News::Last(day) => day,
    };
    let fresh = matches!(news(unit)?, News::Fresh);
    let before_last: Vec<Day> = working_days
        .iter()
        .copied()
        .filter(|day| *day < last)
        .collect();
    let news_days = if fresh { &working_days } else { &before_last };

    let mut items = Vec::new();
    let mut put = |random: &mut Random, column: &Column, day: Day| {
        let at = office_hour(random, day);
        items.push(Item {
            at,
            channel: column.id.clone(),
        });
    };
    put(random, random_column(&news_column)?, last);
    let counted = usize::from(last >= october);
    for _ in counted..count {
        if !news_days.is_empty() && random.chance(55) {
            let day = *random.pick(news_days)?;
            put(random, random_column(&news_column)?, day);
        } else {
            let column = *random.pick(&others)?;
            let day = *random.pick(&working_days)?;
            put(random, column, day);
        }
    }
    // The last days of September: covered by the export, no part of the month.
    if fresh && random.chance(40) {
        let day = *random.pick(&office_days(day(9, 26)?, day(9, 30)?))?;
        put(random, random_column(&news_column)?, day);
    }
    Ok(items)
}

fn random_column<'a>(columns: &[&'a Column]) -> Result<&'a Column> {
    columns
        .first()
        .copied()
        .ok_or_else(|| "a unit without a 工作动态 column".into())
}
