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
