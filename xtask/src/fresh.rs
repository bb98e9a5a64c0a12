//! `cargo xtask ci`: what is committed, and nothing else, passes from a fresh clone.

use crate::run::{Done, command, file, root, run, target, text};
use std::fs;

/// Clones the commit that is checked out and runs `.ci/run` in the clone, with a target folder of its own.
pub fn ci() -> Done {
    let clone = target().join("fresh-clone");
    if clone.exists() {
        file(&clone, fs::remove_dir_all(&clone))?;
    }
    run(&mut command(
        "git",
        &["clone", "--quiet", &text(&root()), &text(&clone)],
    ))?;
    run(command(&text(&clone.join(".ci/run")), &[])
        .current_dir(&clone)
        .env_remove("CARGO_TARGET_DIR"))?;
    let clean = [
        "-c",
        "test -z \"$(git status --porcelain)\" || { git status --short; exit 1; }",
    ];
    run(command("sh", &clean).current_dir(&clone))
}
