//! The newsrooms example: news posts of 25 sites of the US federal government, as a folder that can be inspected.

use crate::Result;
use crate::table::{File, csv};
use serde::Deserialize;
use std::collections::BTreeSet;

/// A line of `source/posts.csv`.
#[derive(Clone, Debug, Deserialize)]
struct Post {
    host: String,
    published_at: String,
    title: String,
    url: String,
}

/// Makes units.csv, columns.csv and publications.csv from `posts.csv`. Times, titles and links stay as they are; the id
/// is the post's place in the file.
///
/// # Errors
/// If the file is no such CSV.
pub fn convert(posts: &[u8]) -> Result<Vec<File>> {
    let posts: Vec<Post> = csv::Reader::from_reader(posts)
        .deserialize()
        .collect::<std::result::Result<_, _>>()?;
    let hosts: BTreeSet<&str> = posts.iter().map(|post| post.host.as_str()).collect();

    let units: Vec<[String; 1]> = hosts.iter().map(|host| [(*host).to_owned()]).collect();
    let columns: Vec<[String; 5]> = hosts
        .iter()
        .map(|host| {
            let id = newsroom(host);
            [
                id,
                "newsroom".into(),
                (*host).into(),
                (*host).into(),
                "news".into(),
            ]
        })
        .collect();
    let publications: Vec<[String; 5]> = (1..)
        .zip(posts)
        .map(|(n, post)| {
            let channel = newsroom(&post.host);
            [
                format!("N{n:04}"),
                channel,
                post.published_at,
                post.title,
                post.url,
            ]
        })
        .collect();

    let header = ["id", "channel", "published_at", "title", "url"];
    Ok(vec![
        ("units.csv", csv(false, ["name"], &units)?),
        (
            "columns.csv",
            csv(false, ["id", "name", "unit", "site", "class"], &columns)?,
        ),
        ("publications.csv", csv(false, header, &publications)?),
    ])
}

/// The id of a host's newsroom; the host's own name is the id of the site above it.
fn newsroom(host: &str) -> String {
    format!("newsroom@{host}")
}
