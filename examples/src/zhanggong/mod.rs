//! The district example: single records reconstructed from the totals of a published bulletin.
//!
//! `published.json` holds what the bulletin printed. Everything here is drawn by a seeded generator so that those
//! figures come out; which day, which column, which letter is ours and says nothing about the real district.

pub mod calendar;
pub mod columns;
pub mod correspondence;
pub mod items;
pub mod published;
pub mod pushes;
pub mod roster;

use crate::Result;
use crate::table::{File, csv};
use items::Item;
use published::Published;

/// The seed of all that is drawn; any other gives another month with the same totals.
pub const SEED: u64 = 202_210;

/// Makes the CSV files of the folder from the published figures.
///
/// # Errors
/// If the figures leave no way to make them.
pub fn reconstruct(published: &Published) -> Result<Vec<File>> {
    let units = roster::roster(published)?;
    let columns = columns::columns(&units);
    let accounts = pushes::accounts(published, &units)?;

    let mut published_items = items::items(published, &columns)?;
    published_items.extend(pushes::pushes(&accounts)?);
    published_items.sort();

    Ok(vec![
        ("units.csv", roster::table(&units)?),
        ("columns.csv", columns::table(&columns)?),
        ("accounts.csv", pushes::table(&accounts)?),
        ("publications.csv", publications(&published_items)?),
        ("letters.csv", correspondence::letters(published, &units)?),
        ("requests.csv", correspondence::requests(published, &units)?),
        ("manuscripts.csv", correspondence::manuscripts(published)?),
    ])
}

fn publications(items: &[Item]) -> Result<Vec<u8>> {
    let rows: Vec<[String; 4]> = (1..)
        .zip(items)
        .map(|(n, item)| {
            [
                format!("P{n:05}"),
                item.channel.clone(),
                item.at.to_string(),
                format!("示例信息 {n}"),
            ]
        })
        .collect();
    csv(true, ["编号", "渠道", "发布时间", "标题"], &rows)
}
