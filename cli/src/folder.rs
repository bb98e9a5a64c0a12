//! The folder that an office hands over: `tongbao.toml` and CSV files. The only place that reads input files.

use crate::problem::{not_accessible, place};
use std::fs;
use std::io;
use std::path::Path;
use tongbao::diagnostic::{Diagnostic, Place, Text};
use tongbao::records::RecordKind;
use tongbao::records::table::Table;
use tongbao::source::nearest;
use tongbao::wire::{FolderSettings, read_settings};
use tongbao_documents::csv::{Encoding, read_csv};

/// The file of settings.
pub const SETTINGS: &str = "tongbao.toml";

/// The tables, in the order of reports: the file, the kind, what an office may have called the file instead.
const TABLES: [(&str, RecordKind, &[&str]); 17] = [
    (
        "units.csv",
        RecordKind::Units,
        &["单位", "名录", "单位名录"],
    ),
    ("sites.csv", RecordKind::Sites, &["网站"]),
    ("columns.csv", RecordKind::Columns, &["栏目"]),
    (
        "accounts.csv",
        RecordKind::Accounts,
        &["账号", "帐号", "政务新媒体"],
    ),
    (
        "publications.csv",
        RecordKind::Publications,
        &["信息", "发布信息"],
    ),
    (
        "letters.csv",
        RecordKind::Letters,
        &["信件", "留言", "网民留言"],
    ),
    (
        "requests.csv",
        RecordKind::Requests,
        &["依申请公开", "申请"],
    ),
    ("probes.csv", RecordKind::Probes, &["监测"]),
    (
        "observations.csv",
        RecordKind::Observations,
        &["人工检查", "人工检查发现", "问题"],
    ),
    ("tasks.csv", RecordKind::Tasks, &["任务", "工作任务"]),
    (
        "manuscripts.csv",
        RecordKind::Manuscripts,
        &["文稿", "宣传文稿"],
    ),
    ("notices.csv", RecordKind::Notices, &["提醒", "提醒记录"]),
    ("cases.csv", RecordKind::Cases, &["台账", "整改台账"]),
    (
        "verdicts.csv",
        RecordKind::Verdicts,
        &["往期判定", "往期结果"],
    ),
    (
        "sightings.csv",
        RecordKind::Sightings,
        &["账号发现", "账号发现记录"],
    ),
    ("filings.csv", RecordKind::Filings, &["报备", "报备记录"]),
    ("waivers.csv", RecordKind::Waivers, &["豁免"]),
];

/// Endings of files that may have been meant as a table.
const TABLE_ENDINGS: [&str; 7] = ["csv", "tsv", "xls", "xlsx", "et", "ods", "toml"];

/// A folder, read: its settings, its tables, and what is odd about it.
pub struct Folder {
    /// What `tongbao.toml` says.
    pub settings: FolderSettings,
    /// The tables that are there, in the order of reports.
    pub tables: Vec<(RecordKind, Table)>,
    /// Files that were not read and may have been meant to be.
    pub warnings: Vec<Diagnostic>,
}

impl Folder {
    /// Reads a folder. A CSV file that cannot be read becomes an unreadable table; the others are still judged.
    /// `reading` is told each file and its length in bytes before it is read.
    ///
    /// # Errors
    ///
    /// There is no such folder, no `tongbao.toml` in it, or its settings are wrong.
    pub fn read(dir: &Path, reading: &dyn Fn(&str, u64)) -> Result<Folder, Vec<Diagnostic>> {
        let names = names(dir).map_err(|told| vec![told])?;
        let text = settings_text(dir, &names).map_err(|told| vec![told])?;
        let settings = read_settings(SETTINGS, &text)?;
        let mut tables = Vec::new();
        for (name, kind, _) in TABLES {
            if names.iter().any(|there| there == name) {
                let path = dir.join(name);
                reading(
                    name,
                    fs::metadata(&path).map_or(0, |metadata| metadata.len()),
                );
                let encoding = Encoding::from_name(settings.encoding.of(kind)).unwrap_or_default();
                tables.push((kind, table(&path, name, encoding)));
            }
        }
        let warnings = names
            .iter()
            .filter_map(|name| unknown(name, &names, &settings))
            .collect();
        Ok(Folder {
            settings,
            tables,
            warnings,
        })
    }
}

/// The names of the files in a folder, sorted.
fn names(dir: &Path) -> Result<Vec<String>, Diagnostic> {
    let unreadable = |why: io::Error| match why.kind() {
        io::ErrorKind::NotFound => Diagnostic::error(
            "folder.missing",
            Text::new("没有这个文件夹", "there is no such folder"),
        )
        .at(place(dir))
        .with_next_step(Text::new(
            format!("请检查路径；或用 `tongbao new {}` 新建一个", dir.display()),
            format!(
                "check the path, or make a folder with `tongbao new {}`",
                dir.display()
            ),
        )),
        io::ErrorKind::NotADirectory => Diagnostic::error(
            "folder.not_a_folder",
            Text::new("这是一个文件，不是文件夹", "this is a file, not a folder"),
        )
        .at(place(dir))
        .with_next_step(Text::new(
            "请给出 tongbao.toml 所在的文件夹",
            "name the folder that holds tongbao.toml",
        )),
        _ => not_accessible(
            "folder.unreadable",
            dir,
            "无法读取文件夹",
            "the folder cannot be read",
            &why,
        ),
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        // A link counts as what it points to.
        if entry.path().is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort_unstable();
    Ok(names)
}

fn settings_text(dir: &Path, names: &[String]) -> Result<String, Diagnostic> {
    let path = dir.join(SETTINGS);
    if !names.iter().any(|name| name == SETTINGS) {
        let near = nearest(SETTINGS, names.iter().map(String::as_str));
        let message = Text::new(
            "文件夹里没有 tongbao.toml，不知道检查哪个周期、按哪套指标",
            "there is no tongbao.toml in the folder: neither period nor rule set is known",
        );
        return Err(Diagnostic::error("folder.no_settings", message)
            .at(place(&path))
            .with_near(near)
            .with_next_step(Text::new(
                "用 `tongbao new 新文件夹` 得到一份带说明的 tongbao.toml，复制到这里再修改",
                "make an annotated one with `tongbao new FOLDER`, copy it here and change it",
            )));
    }
    let bytes = fs::read(&path).map_err(|why| {
        not_accessible(
            "settings.unreadable",
            &path,
            "无法读取 tongbao.toml",
            "tongbao.toml cannot be read",
            &why,
        )
    })?;
    text(bytes, "settings.encoding", SETTINGS)
}

/// Text of a TOML or JSON file: UTF-8, with or without the mark.
pub(crate) fn text(bytes: Vec<u8>, code: &'static str, name: &str) -> Result<String, Diagnostic> {
    let whole = String::from_utf8(bytes).map_err(|why| {
        let before = why
            .as_bytes()
            .get(..why.utf8_error().valid_up_to())
            .unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let message = Text::new("文件不是 UTF-8 编码", "the file is not UTF-8");
        Diagnostic::error(code, message)
            .at(Place {
                file: name.to_owned(),
                line: u32::try_from(line).ok(),
                ..Place::default()
            })
            .with_next_step(Text::new(
                "请用文本编辑器另存为 UTF-8",
                "save it as UTF-8 in a text editor",
            ))
    })?;
    Ok(whole
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(whole))
}

fn table(path: &Path, name: &str, encoding: Encoding) -> Table {
    match fs::read(path) {
        Ok(bytes) => read_csv(name, &bytes, encoding),
        Err(why) => {
            let mut told = not_accessible(
                "file.unreadable",
                path,
                "无法读取文件",
                "the file cannot be read",
                &why,
            );
            told.place.file = name.to_owned();
            Table {
                name: name.to_owned(),
                unreadable: Some(told),
                ..Table::default()
            }
        }
    }
}

/// A warning for a file that may have been meant as a table.
fn unknown(name: &str, names: &[String], settings: &FolderSettings) -> Option<Diagnostic> {
    let known = name == SETTINGS
        || TABLES.iter().any(|(table, ..)| *table == name)
        || settings.rules == name
        || name.starts_with('.')
        || name.starts_with('~');
    let (stem, ending) = name.rsplit_once('.')?;
    let ending = ending.to_lowercase();
    if known || !TABLE_ENDINGS.contains(&ending.as_str()) {
        return None;
    }
    let missing = TABLES
        .iter()
        .filter(|(table, ..)| !names.iter().any(|there| there == table));
    let synonym = missing
        .clone()
        .find(|(_, _, synonyms)| synonyms.contains(&stem))
        .map(|(table, ..)| (*table).to_owned());
    let near = match synonym {
        Some(table) => vec![table],
        None => nearest(
            &format!("{}.csv", stem.to_lowercase()),
            missing.map(|(table, ..)| *table),
        ),
    };
    let next_step = match (near.first(), ending.as_str()) {
        (Some(near), "csv" | "toml") => Text::new(
            format!("是否应为 {near}？请改名"),
            format!("did you mean {near}? rename it"),
        ),
        (Some(near), _) => Text::new(
            format!("请另存为 CSV，文件名 {near}"),
            format!("save it as CSV under the name {near}"),
        ),
        (None, "csv" | "toml") => Text::new(
            "如果不是检查数据，可以不管；能读的文件名见 `tongbao new` 建立的文件夹",
            "if it holds no data of this inspection, leave it; `tongbao new` makes a folder with the names that are read",
        ),
        (None, _) => Text::new(
            "如果是检查数据，请另存为 CSV",
            "if it holds data of this inspection, save it as CSV",
        ),
    };
    let message = Text::new(
        "没有读这个文件：文件名不认识",
        "this file was not read: its name is not known",
    );
    Some(
        Diagnostic::warning("folder.unknown_file", message)
            .at(Place {
                file: name.to_owned(),
                ..Place::default()
            })
            .with_near(near)
            .with_next_step(next_step),
    )
}
