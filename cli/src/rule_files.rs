//! Rule sets in files: one by its id or path, and the folder `rules` beside `tongbao.toml`.

use crate::folder::text;
use crate::problem::not_accessible;
use std::fs;
use std::path::{Path, PathBuf};
use tongbao::calendar::Day;
use tongbao::diagnostic::Diagnostic;
use tongbao::rules::{Catalogue, Resolved};
use tongbao::source::{Node, Source};

/// The folder of further rule sets.
const FOLDER: &str = "rules";

/// The text of a rule file, by the name that diagnostics call it.
pub struct RuleFile {
    /// What the user calls it.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl RuleFile {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// It cannot be read, or is no UTF-8.
    pub fn read(path: &Path, name: &str) -> Result<RuleFile, Diagnostic> {
        let bytes = fs::read(path).map_err(|why| {
            let (zh, en) = ("无法读取指标体系文件", "the rule set cannot be read");
            not_accessible("rules.unreadable", path, zh, en, &why)
        })?;
        Ok(RuleFile {
            name: name.to_owned(),
            text: text(bytes, "rules.encoding", name)?,
        })
    }

    /// The file as a tree.
    ///
    /// # Errors
    ///
    /// What is wrong with its syntax.
    pub fn tree(&self) -> Result<(Source, Node), Vec<Diagnostic>> {
        if self.name.ends_with(".json") {
            Source::read_json_file(&self.name, &self.text)
        } else {
            Source::read_toml(&self.name, &self.text)
        }
    }
}

/// The rule files in the folder `rules` of an inspection folder, by name; none if there is no such folder.
///
/// # Errors
///
/// The folder or a file in it cannot be read.
pub fn beside(dir: &Path) -> Result<Vec<RuleFile>, Vec<Diagnostic>> {
    let folder = dir.join(FOLDER);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    in_folder(&folder, Path::new(FOLDER))
}

/// The rule files in a folder, by name, each called by its name below `called`.
///
/// # Errors
///
/// The folder or a file in it cannot be read.
pub fn in_folder(folder: &Path, called: &Path) -> Result<Vec<RuleFile>, Vec<Diagnostic>> {
    let refused = |why: std::io::Error| {
        let (zh, en) = ("无法打开文件夹", "the folder cannot be opened");
        vec![not_accessible("folder.unreadable", folder, zh, en, &why)]
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(refused)? {
        let name = entry.map_err(refused)?.file_name();
        let name = name.to_string_lossy().into_owned();
        if is_rule_file(Path::new(&name)) && name != crate::folder::SETTINGS {
            names.push(name);
        }
    }
    names.sort();
    let mut files = Vec::new();
    let mut wrong = Vec::new();
    for name in names {
        let called = called.join(&name).display().to_string().replace('\\', "/");
        match RuleFile::read(&folder.join(&name), &called) {
            Ok(file) => files.push(file),
            Err(told) => wrong.push(told),
        }
    }
    if wrong.is_empty() {
        Ok(files)
    } else {
        Err(wrong)
    }
}

/// Whether a path ends as a rule file does.
pub fn is_rule_file(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending == "toml" || ending == "json")
}

/// The sets of these files together with the shipped ones.
///
/// # Errors
///
/// A file that is no rule set, or versions of one set that overlap or leave a gap.
pub fn catalogue(files: &[RuleFile]) -> Result<Catalogue, Vec<Diagnostic>> {
    let mut catalogue = Catalogue::new();
    let mut wrong = Vec::new();
    for file in files {
        let added = file
            .tree()
            .and_then(|(source, node)| catalogue.add(source, node));
        wrong.extend(added.err().into_iter().flatten());
    }
    wrong.extend(catalogue.check());
    if wrong.is_empty() {
        Ok(catalogue)
    } else {
        Err(wrong)
    }
}

/// What is meant by an id or a path.
pub enum Given {
    /// The id of a set at hand.
    Id(String),
    /// A file.
    File(PathBuf),
}

/// An id, or a file whose path is taken from `base`.
pub fn given(given: &str, base: &Path) -> Given {
    let path = base.join(given);
    if is_rule_file(&path) || given.contains(['/', '\\']) || path.is_file() {
        Given::File(path)
    } else {
        Given::Id(given.to_owned())
    }
}

/// A rule set by its id in the version in force on a day (the latest without one), or from a file.
///
/// # Errors
///
/// There is no such set, or what is wrong with it.
pub fn rule_set(
    called: &str,
    base: &Path,
    catalogue: &Catalogue,
    day: Option<Day>,
) -> Result<Resolved, Vec<Diagnostic>> {
    match given(called, base) {
        Given::Id(id) => catalogue.resolved(&id, day),
        Given::File(path) => {
            let file = RuleFile::read(&path, called).map_err(|told| vec![told])?;
            let (source, node) = file.tree()?;
            catalogue.read(&source, &node, day)
        }
    }
}

/// The folder whose rule sets stand beside a file: its own if it is called `rules`, else that folder beside it.
pub fn folder_of(file: &Path) -> Option<PathBuf> {
    let parent = file.parent()?;
    if parent.file_name().is_some_and(|name| name == FOLDER) {
        return Some(parent.to_owned());
    }
    let beside = parent.join(FOLDER);
    beside.is_dir().then_some(beside)
}
