//! The two examples on real records: made again byte for byte, and nothing lost on the way.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tongbao_examples::table::{BOM, File};
use tongbao_examples::{Result, message_board, newsrooms};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn assert_committed(name: &str, files: &[File]) -> Result<()> {
    for (file, bytes) in files {
        let committed = std::fs::read(folder(name).join(file))?;
        assert!(
            committed == *bytes,
            "{name}/{file} differs from what the converter makes"
        );
    }
    Ok(())
}

/// The cells of a file under two headers, row by row.
fn pairs(path: &Path, headers: [&str; 2]) -> Result<Vec<(String, String)>> {
    let bytes = std::fs::read(path)?;
    let mut reader = csv::Reader::from_reader(bytes.strip_prefix(BOM).unwrap_or(&bytes));
    let header = reader.headers()?.clone();
    let place = headers.map(|name| header.iter().position(|cell| cell == name));
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row?;
        let [a, b] = place.map(|at| at.and_then(|at| row.get(at)).unwrap_or_default().to_owned());
        rows.push((a, b));
    }
    Ok(rows)
}

#[test]
fn the_newsrooms_are_what_the_converter_makes() -> Result<()> {
    let posts = std::fs::read(folder("newsrooms-2025-08/source/posts.csv"))?;
    assert_committed("newsrooms-2025-08", &newsrooms::convert(&posts)?)
}

#[test]
fn the_message_board_is_what_the_converter_makes() -> Result<()> {
    let replies = std::fs::read(folder("message-board/source/replies.csv"))?;
    let arrivals = std::fs::read(folder("message-board/source/arrivals.csv"))?;
    assert_committed(
        "message-board",
        &message_board::convert(&replies, &arrivals)?,
    )
}

#[test]
fn every_post_keeps_its_time_and_its_link() -> Result<()> {
    let newsrooms = folder("newsrooms-2025-08");
    let posts = pairs(&newsrooms.join("source/posts.csv"), ["published_at", "url"])?;
    let publications = pairs(&newsrooms.join("publications.csv"), ["published_at", "url"])?;
    assert_eq!(posts.len(), 1_181);
    assert_eq!(posts, publications);
    let midnight = posts
        .iter()
        .filter(|(at, _)| at.ends_with(" 00:00:00+00:00"));
    assert_eq!(midnight.count(), 77);
    assert_eq!(pairs(&newsrooms.join("units.csv"), ["name", ""])?.len(), 25);
    Ok(())
}

#[test]
fn every_letter_keeps_its_time_and_only_known_replies_have_one() -> Result<()> {
    let board = folder("message-board");
    let replies = pairs(
        &board.join("source/replies.csv"),
        ["asked_raw", "answered_raw"],
    )?;
    let arrivals = pairs(&board.join("source/arrivals.csv"), ["asked_raw", ""])?;
    assert_eq!((replies.len(), arrivals.len()), (272, 4_326));
    let letters = pairs(&board.join("letters.csv"), ["收到时间", "答复时间"])?;
    assert!(replies.iter().chain(&arrivals).eq(&letters));

    let units = pairs(&board.join("units.csv"), ["单位", ""])?;
    let units: BTreeSet<String> = units.into_iter().map(|(name, _)| name).collect();
    let letters = pairs(&board.join("letters.csv"), ["承办单位", "编号"])?;
    assert!(letters.iter().all(|(unit, _)| units.contains(unit)));
    let ids: BTreeSet<&String> = letters.iter().map(|(_, id)| id).collect();
    assert_eq!(ids.len(), letters.len());
    Ok(())
}
