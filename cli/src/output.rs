//! The folder of results: written whole or not at all.

use crate::problem::{not_accessible, place};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tongbao::diagnostic::{Diagnostic, Text};

/// A file of results: its name and its bytes.
pub type ResultFile = (&'static str, Vec<u8>);

/// The names of the files that tongbao writes. A folder that holds only these may be replaced.
pub const FILES: [&str; 6] = [
    "inspection.json",
    "intake.json",
    "findings.csv",
    "statistics.csv",
    "bulletin.html",
    "bulletin.md",
];

/// Says whether results may be written to a folder, before any work is done.
///
/// # Errors
///
/// The path is a file, or a folder that holds anything but earlier results.
pub fn check(dir: &Path) -> Result<(), Diagnostic> {
    let unreadable = |why: io::Error| {
        not_accessible(
            "out.unreadable",
            dir,
            "无法读取输出文件夹",
            "the output folder cannot be read",
            &why,
        )
    };
    let metadata = match fs::metadata(dir) {
        Ok(metadata) => metadata,
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(why) => return Err(unreadable(why)),
    };
    if !metadata.is_dir() {
        return Err(Diagnostic::error(
            "out.not_a_folder",
            Text::new(
                "输出位置是一个文件，不是文件夹",
                "the output path is a file, not a folder",
            ),
        )
        .at(place(dir))
        .with_next_step(Text::new(
            "请用 --out 指定一个新的文件夹",
            "name a new folder with --out",
        )));
    }
    let mut others = Vec::new();
    for entry in fs::read_dir(dir).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_file = entry.file_type().map_err(unreadable)?.is_file();
        if !is_file || !FILES.contains(&name.as_str()) {
            others.push(name);
        }
    }
    others.sort_unstable();
    let Some(first) = others.first() else {
        return Ok(());
    };
    let message = Text::new(
        "输出文件夹里有不是 tongbao 写的文件，不覆盖",
        "the output folder holds files that tongbao did not write, so it is not replaced",
    );
    Err(Diagnostic::error("out.not_ours", message)
        .at(place(dir))
        .with_value(first.clone())
        .with_next_step(Text::new(
            "请用 --out 指定一个新的或空的文件夹，或先把其中的文件移走",
            "name a new or empty folder with --out, or move these files away first",
        )))
}

/// Writes the files to a folder, replacing earlier results. They are first written to a folder beside it, which then
/// takes its place, so that nobody ever sees half of them.
///
/// # Errors
///
/// As [`check`], or the system refuses to write; the folder is then as it was.
pub fn write(dir: &Path, files: &[ResultFile]) -> Result<Vec<PathBuf>, Diagnostic> {
    check(dir)?;
    let refused = |why: io::Error| {
        not_accessible(
            "out.not_written",
            dir,
            "无法写入输出文件夹",
            "the output folder cannot be written",
            &why,
        )
    };
    replace(dir, files).map_err(refused)?;
    Ok(files.iter().map(|(name, _)| dir.join(name)).collect())
}

fn replace(dir: &Path, files: &[ResultFile]) -> io::Result<()> {
    // A link is followed, so that the folder it points to is replaced and not the link.
    let exists = dir.exists();
    let target = if exists {
        dir.canonicalize()?
    } else {
        std::path::absolute(dir)?
    };
    let Some(parent) = target.parent() else {
        return Err(io::Error::from(io::ErrorKind::InvalidInput));
    };
    fs::create_dir_all(parent)?;
    let beside = tempfile::Builder::new()
        .prefix(".tongbao-")
        .tempdir_in(parent)?;
    let (new, old) = (beside.path().join("new"), beside.path().join("old"));
    fs::create_dir(&new)?;
    for (name, bytes) in files {
        fs::write(new.join(name), bytes)?;
    }
    if exists {
        fs::rename(&target, &old)?;
    }
    fs::rename(&new, &target).inspect_err(|_| {
        if exists {
            // Best effort: the caller is told of the first error.
            let _ = fs::rename(&old, &target);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{check, write};
    use std::fs;

    type Tested = Result<(), Box<dyn std::error::Error>>;

    #[test]
    fn earlier_results_are_replaced_whole() -> Tested {
        let base = tempfile::tempdir()?;
        let out = base.path().join("deep/out");
        write(
            &out,
            &[
                ("findings.csv", b"1".to_vec()),
                ("bulletin.md", b"1".to_vec()),
            ],
        )
        .map_err(|told| told.message.en)?;
        write(&out, &[("findings.csv", b"2".to_vec())]).map_err(|told| told.message.en)?;
        assert_eq!(fs::read(out.join("findings.csv"))?, b"2");
        assert!(!out.join("bulletin.md").exists());
        let beside: Vec<_> = fs::read_dir(base.path().join("deep"))?.collect();
        assert_eq!(beside.len(), 1, "nothing is left beside it");
        Ok(())
    }

    #[test]
    fn what_is_not_ours_is_never_replaced() -> Tested {
        let base = tempfile::tempdir()?;
        fs::write(base.path().join("年度总结.docx"), b"x")?;
        let told = write(base.path(), &[("findings.csv", Vec::new())]);
        assert_eq!(told.map_err(|told| told.code), Err("out.not_ours"));
        assert!(!base.path().join("findings.csv").exists());
        let told = check(&base.path().join("年度总结.docx"));
        assert_eq!(told.map_err(|told| told.code), Err("out.not_a_folder"));
        Ok(())
    }
}
