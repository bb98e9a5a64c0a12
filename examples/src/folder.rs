//! A folder, read and judged by a program of one's own: the bytes come from the disk, the cells from
//! `tongbao_documents`, the judgement from `tongbao`. The command does the same, and tells more when it fails.

use crate::Result;
use std::path::Path;
use tongbao::diagnostic::{Diagnostic, Language};
use tongbao::records::RecordKind;
use tongbao::rules::RuleSet;
use tongbao::wire::read_settings;
use tongbao::{Inspection, Options, Run, inspect};
use tongbao_documents::csv::{Encoding, read_csv};

/// Reads and judges a folder in the form that an office hands over.
///
/// # Errors
/// What is wrong with the folder, its settings or its rule set. Rows that could not be read are no error: they stand
/// in [`Inspection::intake`].
pub fn judge(folder: &Path, language: Language) -> Result<Inspection> {
    let told = |diagnostics: Vec<Diagnostic>| format!("{}: {diagnostics:#?}", folder.display());

    let read = read_settings(
        "tongbao.toml",
        &std::fs::read_to_string(folder.join("tongbao.toml"))?,
    )
    .map_err(told)?;
    let rules = match RuleSet::shipped(&read.rules) {
        Some(rules) => rules,
        None => RuleSet::from_toml(
            &read.rules,
            &std::fs::read_to_string(folder.join(&read.rules))?,
        ),
    };
    let mut tables = Vec::new();
    for kind in RecordKind::ALL {
        let name = format!("{}.csv", kind.key());
        let path = folder.join(&name);
        if path.exists() {
            let encoding = Encoding::from_name(read.encoding.of(kind)).unwrap_or_default();
            tables.push((kind, read_csv(&name, &std::fs::read(path)?, encoding)));
        }
    }
    let run = Run {
        settings: read.settings,
        tables,
        rules: rules.map_err(told)?,
        options: Options {
            language,
            ..Options::default()
        },
    };
    Ok(inspect(run).map_err(told)?)
}
