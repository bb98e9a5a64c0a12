//! letters.csv, requests.csv, manuscripts.csv.

use super::calendar::{Moment, day, days, is_office_day, office_days_later, office_hour};
use super::published::{Manuscript, Published};
use super::roster::Unit;
use crate::random::Random;
use crate::table::csv;
use crate::{Result, zhanggong::SEED};
use tongbao::calendar::Day;

/// letters.csv: as many of each kind as published, each replied to within seven working days. Which unit, which day is
/// drawn; the bulletin gives totals only.
///
/// # Errors
/// If there are no units.
pub fn letters(published: &Published, units: &[Unit]) -> Result<Vec<u8>> {
    let mut random = Random::new(SEED, 3);
    let ranked: Vec<&Unit> = units.iter().filter(|unit| unit.ranked).collect();
    let october: Vec<Day> = days(day(10, 1)?, day(10, 31)?).collect();

    let mut letters: Vec<(Moment, &str, &str, Moment)> = Vec::new();
    for (kind, count) in &published.letters.by_kind {
        for _ in 0..*count {
            let received_on = *random.pick(&october)?;
            let received = office_hour(&mut random, received_on);
            let replied_on = office_days_later(received_on, 1 + random.below(6) as usize);
            let replied = office_hour(&mut random, replied_on);
            let unit = *random.pick(&ranked)?;
            letters.push((received, &unit.name, kind, replied));
        }
    }
    letters.sort_unstable();
    let rows: Vec<[String; 6]> = (1..)
        .zip(letters)
        .map(|(n, (received, unit, kind, replied))| {
            let n: u32 = n;
            [
                format!("X{n:02}"),
                unit.to_owned(),
                kind.to_owned(),
                received.to_string(),
                replied.to_string(),
                "是".to_owned(),
            ]
        })
        .collect();
    csv(
        true,
        ["编号", "承办单位", "类型", "收到时间", "答复时间", "有效"],
        &rows,
    )
}

/// requests.csv: three requests at three units. The first was received in the National Day holiday and answered on
/// its twentieth working day, 2 November; by a calendar of Mondays to Fridays that would have been two days late.
///
/// # Errors
/// If the bulletin counts otherwise than this was made for.
pub fn requests(published: &Published, units: &[Unit]) -> Result<Vec<u8>> {
    let mut random = Random::new(SEED, 4);
    let received_on = [day(10, 3)?, day(10, 12)?, day(10, 20)?];
    let totals = published.disclosure_requests;
    let three = received_on.len();
    if [totals.received, totals.answered, totals.units_receiving] != [three; 3] {
        return Err("made for three requests at three units, all answered".into());
    }
    let mut ranked: Vec<&Unit> = units.iter().filter(|unit| unit.ranked).collect();
    let mut rows: Vec<[String; 4]> = Vec::new();
    for (n, received_on) in received_on.into_iter().enumerate() {
        let used = if is_office_day(received_on) {
            5 + random.below(12) as usize
        } else {
            20
        };
        let unit = ranked.swap_remove(random.below(ranked.len() as u64) as usize);
        rows.push([
            format!("Y{:02}", n + 1),
            unit.name.clone(),
            received_on.to_string(),
            office_days_later(received_on, used).to_string(),
        ]);
    }
    csv(true, ["编号", "受理单位", "收到日期", "答复日期"], &rows)
}

/// manuscripts.csv: annex 1 as printed; the day of adoption is the one that its text names.
///
/// # Errors
/// If that day does not exist.
pub fn manuscripts(published: &Published) -> Result<Vec<u8>> {
    let mut rows: Vec<[String; 6]> = Vec::new();
    for Manuscript(order, title, units, form, adopted) in &published.manuscripts.rows {
        let adopted = adopted.clone().unwrap_or_default();
        let adopted_on = adoption_day(&adopted)?;
        rows.push([
            order.to_string(),
            title.clone(),
            units.join("、"),
            form.clone(),
            adopted,
            adopted_on.map(|day| day.to_string()).unwrap_or_default(),
        ]);
    }
    let header = [
        "序号",
        "文稿标题",
        "投稿单位",
        "宣传形式",
        "采用情况",
        "采用日期",
    ];
    csv(true, header, &rows)
}

fn adoption_day(adopted: &str) -> Result<Option<Day>> {
    let Some((date, _)) = adopted.split_once('日') else {
        return Ok(None);
    };
    let (month, of_month) = date
        .split_once('月')
        .ok_or("no month in a day of adoption")?;
    Ok(Some(day(month.parse()?, of_month.parse()?)?))
}
