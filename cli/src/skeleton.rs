//! `tongbao new`: a filled folder to start from.

use crate::problem::{not_accessible, place};
use std::fs;
use std::io;
use std::path::Path;
use tongbao::diagnostic::{Diagnostic, Language, Text};

const FILES: [(&str, &str); 7] = [
    ("tongbao.toml", include_str!("../skeleton/tongbao.toml")),
    ("units.csv", include_str!("../skeleton/units.csv")),
    ("columns.csv", include_str!("../skeleton/columns.csv")),
    ("accounts.csv", include_str!("../skeleton/accounts.csv")),
    (
        "publications.csv",
        include_str!("../skeleton/publications.csv"),
    ),
    ("letters.csv", include_str!("../skeleton/letters.csv")),
    ("requests.csv", include_str!("../skeleton/requests.csv")),
];

/// Fills a new or empty folder with an example inspection; the names of the files written.
///
/// # Errors
///
/// The folder is not empty, or the system refuses to write.
pub fn create(dir: &Path, language: Language) -> Result<Vec<&'static str>, Diagnostic> {
    let refused = |why: io::Error| {
        not_accessible(
            "new.not_written",
            dir,
            "无法新建文件夹",
            "the folder cannot be made",
            &why,
        )
    };
    fs::create_dir_all(dir).map_err(refused)?;
    if let Some(entry) = fs::read_dir(dir).map_err(refused)?.next() {
        let name = entry.map_err(refused)?.file_name();
        let message = Text::new(
            "文件夹不是空的，不在里面新建",
            "the folder is not empty, nothing is written to it",
        );
        return Err(Diagnostic::error("new.not_empty", message)
            .at(place(dir))
            .with_value(name.to_string_lossy())
            .with_next_step(Text::new("请另外指定一个文件夹", "name another folder")));
    }
    let readme = match language {
        Language::Zh => include_str!("../skeleton/README.zh.md"),
        Language::En => include_str!("../skeleton/README.en.md"),
    };
    let mut written = Vec::new();
    for (name, text) in FILES.into_iter().chain([("README.md", readme)]) {
        // Excel takes a CSV file for GBK unless it begins with the mark.
        let mark = if name.ends_with(".csv") {
            "\u{feff}"
        } else {
            ""
        };
        fs::write(dir.join(name), format!("{mark}{text}")).map_err(refused)?;
        written.push(name);
    }
    Ok(written)
}
