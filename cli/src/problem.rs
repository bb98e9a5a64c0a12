//! Why nothing could be judged, and the shapes of diagnostics that only files can cause.

use std::io;
use std::path::Path;
use tongbao::diagnostic::{Diagnostic, Place, Text};

/// A place that is a whole file or folder.
pub fn place(path: &Path) -> Place {
    Place {
        file: path.display().to_string(),
        ..Place::default()
    }
}

/// A file or folder that the system would not let us read or write.
pub fn not_accessible(
    code: &'static str,
    path: &Path,
    zh: &str,
    en: &str,
    why: &io::Error,
) -> Diagnostic {
    let next_step = match why.kind() {
        io::ErrorKind::PermissionDenied => Text::new(
            "请检查访问权限，或关闭正在使用它的程序后重试",
            "check the permissions, or close the program that uses it, and try again",
        ),
        io::ErrorKind::StorageFull => Text::new(
            "磁盘已满，请清理后重试",
            "the disk is full; make room and try again",
        ),
        _ => Text::new("请检查路径后重试", "check the path and try again"),
    };
    Diagnostic::error(
        code,
        Text::new(format!("{zh}：{why}"), format!("{en}: {why}")),
    )
    .at(place(path))
    .with_next_step(next_step)
}

/// The known names nearest to a given one, best first, no more than three.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    const LEAST: f64 = 0.5;
    let given = given.to_lowercase();
    let mut scored: Vec<(f64, &str)> = known
        .into_iter()
        .map(|name| {
            (
                strsim::normalized_damerau_levenshtein(&given, &name.to_lowercase()),
                name,
            )
        })
        .filter(|(score, _)| *score >= LEAST)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored
        .into_iter()
        .take(3)
        .map(|(_, name)| name.to_owned())
        .collect()
}
