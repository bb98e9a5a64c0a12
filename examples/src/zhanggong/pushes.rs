//! accounts.csv, and what the 50 accounts published: at least two pushes in every week, but for the five of annex 3.

use super::calendar::{Moment, day, days, is_office_day, office_hour};
use super::items::Item;
use super::published::Published;
use super::roster::Unit;
use crate::random::Random;
use crate::table::csv;
use crate::{Result, zhanggong::SEED};
use std::collections::BTreeSet;
use tongbao::calendar::Day;

/// The five weeks that end in October, by their Mondays; 31 October lies in a week that ends in November.
const MONDAYS: [(u32, u32); 5] = [(9, 26), (10, 3), (10, 10), (10, 17), (10, 24)];

/// Pushes in each of the five weeks of the accounts of annex 3. The bulletin does not say which weeks were short. No
/// account is silent for more than 14 days at the end of the month: that would be another fault.
const SHORT: [(&str, [u64; 5]); 5] = [
    ("章贡环境", [3, 1, 2, 2, 1]),
    ("章贡文旅", [2, 0, 2, 1, 2]),
    ("赣江街道办事处", [2, 2, 1, 2, 3]),
    ("赣州章贡交警", [1, 1, 3, 2, 2]),
    ("悦动章贡", [2, 0, 3, 2, 0]),
];

/// The account that has exactly two pushes of one item each in every week: met with nothing to spare.
pub const JUST_TWICE: &str = "区政府办示例公众号";

/// Accounts beside those of annex 3 and one 微信公众号 for every other ranked unit.
const FURTHER: [(&str, &str); 8] = [
    ("区政府办", "微博"),
    ("区文广新旅局", "抖音"),
    ("沙石镇", "抖音"),
    ("水西镇", "今日头条"),
    ("区应急管理局", "微博"),
    ("市公安局章贡分局", "微博"),
    ("区卫健委", "今日头条"),
    ("区金融服务中心", "微信公众号"),
];

/// An account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its platform.
    pub platform: String,
    /// The unit, as the account's own row names it.
    pub unit: String,
}

/// The accounts in roster order: the five of annex 3 as printed, the others with names that say they are made up.
///
/// # Errors
/// If annex 3 is not of the known form.
pub fn accounts(published: &Published, units: &[Unit]) -> Result<Vec<Account>> {
    let mut accounts = Vec::new();
    let mut add = |name: String, platform: &str, unit: &str| {
        accounts.push(Account {
            id: format!("A{:02}", accounts.len() + 1),
            name,
            platform: platform.to_owned(),
            unit: unit.to_owned(),
        });
    };
    for unit in units {
        let mut failing = false;
        for row in &published.account_findings.rows {
            if super::roster::roster_name(&row.1) == unit.name {
                let (name, platform) = row.account()?;
                add(name.to_owned(), platform, &row.1);
                failing = true;
            }
        }
        if unit.ranked && !failing {
            add(made_up(&unit.name, "微信公众号"), "微信公众号", &unit.name);
        }
        for (_, platform) in FURTHER.iter().filter(|(name, _)| *name == unit.name) {
            add(made_up(&unit.name, platform), platform, &unit.name);
        }
    }
    Ok(accounts)
}

fn made_up(unit: &str, platform: &str) -> String {
    let kind = match platform {
        "微信公众号" => "公众号",
        "抖音" => "抖音号",
        "今日头条" => "头条号",
        other => other,
    };
    format!("{unit}示例{kind}")
}

/// accounts.csv.
///
/// # Errors
/// Never for accounts made here.
pub fn table(accounts: &[Account]) -> Result<Vec<u8>> {
    let rows: Vec<[String; 4]> = accounts
        .iter()
        .map(|account| {
            [
                account.id.clone(),
                account.name.clone(),
                account.platform.clone(),
                account.unit.clone(),
            ]
        })
        .collect();
    csv(true, ["编号", "账号名称", "平台", "责任单位"], &rows)
}

/// What the accounts published from 26 September to 31 October.
///
/// # Errors
/// Never for accounts made here.
pub fn pushes(accounts: &[Account]) -> Result<Vec<Item>> {
    let mut random = Random::new(SEED, 2);
    let mut items = Vec::new();
    for account in accounts {
        let short = SHORT.iter().find(|(name, _)| *name == account.name);
        for (week, monday) in MONDAYS.iter().enumerate() {
            let drawn = 2 + random.below(4);
            let count = match short {
                Some((_, counts)) => counts.get(week).copied().unwrap_or(drawn),
                None if account.name == JUST_TWICE => 2,
                None => drawn,
            };
            let monday = day(monday.0, monday.1)?;
            for at in week_pushes(&mut random, monday, count)? {
                for _ in 0..items_of_a_push(&mut random, account, count) {
                    items.push(Item {
                        at,
                        channel: account.id.clone(),
                    });
                }
            }
        }
        if account.name == "悦动章贡" || (short.is_none() && random.chance(50)) {
            let at = office_hour(&mut random, day(10, 31)?);
            items.push(Item {
                at,
                channel: account.id.clone(),
            });
        }
    }
    Ok(items)
}

/// So many different seconds of a week, mostly on office days.
fn week_pushes(random: &mut Random, monday: Day, count: u64) -> Result<BTreeSet<Moment>> {
    let week: Vec<Day> = days(monday, monday.plus_days(6)).collect();
    let office: Vec<Day> = week
        .iter()
        .copied()
        .filter(|day| is_office_day(*day))
        .collect();
    let mut pushes = BTreeSet::new();
    while (pushes.len() as u64) < count {
        let some_days = if random.chance(80) { &office } else { &week };
        let day = *random.pick(some_days)?;
        pushes.insert(office_hour(random, day));
    }
    Ok(pushes)
}

/// A 微信公众号 sends several articles in one push: they carry one second and are one update. Weeks with exactly two
/// pushes have single items only, so that taking away one row takes away one push.
fn items_of_a_push(random: &mut Random, account: &Account, pushes_in_week: u64) -> u64 {
    let several = account.platform == "微信公众号" && pushes_in_week != 2;
    match pushes_in_week {
        1 if several => 2,
        _ if several && random.chance(30) => 2 + random.below(2),
        _ => 1,
    }
}
