//! The message board example: letters to Chinese local governments, as a folder that can be inspected.

use crate::Result;
use crate::table::{File, csv};
use serde::Deserialize;
use std::collections::BTreeSet;

/// The unit of letters whose area is not known.
pub const NO_AREA: &str = "未注明地区";

/// A line of `source/replies.csv` or `source/arrivals.csv`.
#[derive(Clone, Debug, Deserialize)]
struct Message {
    letter: String,
    area: String,
    asked_raw: String,
    /// Only of replies: no reply to the other messages is known.
    #[serde(default)]
    answered_raw: String,
}

impl Message {
    fn unit(&self) -> &str {
        if self.area.is_empty() {
            NO_AREA
        } else {
            &self.area
        }
    }
}

/// Makes units.csv and letters.csv from `replies.csv` and `arrivals.csv`, in that order. The times keep their spelling.
///
/// # Errors
/// If a file is no such CSV.
pub fn convert(replies: &[u8], arrivals: &[u8]) -> Result<Vec<File>> {
    let mut messages: Vec<Message> = Vec::new();
    for file in [replies, arrivals] {
        for message in csv::Reader::from_reader(file).deserialize() {
            messages.push(message?);
        }
    }

    let areas: BTreeSet<Area<'_>> = messages
        .iter()
        .map(|message| Area::of(message.unit()))
        .collect();
    let units: Vec<[String; 4]> = (1..)
        .zip(areas)
        .map(|(order, area)| {
            let order: u32 = order;
            [
                order.to_string(),
                area.name.to_owned(),
                area.kind(),
                area.city.to_owned(),
            ]
        })
        .collect();
    let letters: Vec<[String; 4]> = messages
        .iter()
        .map(|message| {
            [
                message.letter.clone(),
                message.unit().to_owned(),
                message.asked_raw.clone(),
                message.answered_raw.clone(),
            ]
        })
        .collect();
    Ok(vec![
        (
            "units.csv",
            csv(true, ["序号", "单位", "类别", "分组"], &units)?,
        ),
        (
            "letters.csv",
            csv(true, ["编号", "承办单位", "收到时间", "答复时间"], &letters)?,
        ),
    ])
}

/// An area code such as `A市` or `A7县`, in the order of city and number; the unknown area comes last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Area<'a> {
    unknown: bool,
    city: &'a str,
    number: u32,
    name: &'a str,
}

impl<'a> Area<'a> {
    fn of(name: &'a str) -> Area<'a> {
        let unknown = name == NO_AREA;
        let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (city, rest) = name.split_at_checked(letters).unwrap_or_default();
        let digits = rest.trim_end_matches(|c: char| !c.is_ascii_digit());
        Area {
            unknown,
            city,
            number: digits.parse().unwrap_or(0),
            name,
        }
    }

    fn kind(&self) -> String {
        let last = self.name.chars().last().filter(|_| !self.unknown);
        last.map(String::from).unwrap_or_default()
    }
}
