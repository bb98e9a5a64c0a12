//! The Python package's own test script: it makes `.venv`, installs the package as users do, and tests it there.

use crate::run::{Done, command, root, run, target, text};

/// Runs `bindings-python/test.sh`.
pub fn test() -> Done {
    let script = "bindings-python/test.sh";
    if !root().join(script).exists() {
        return Err(format!("{script} is missing"));
    }
    let target = target();
    run(command("bash", &[script])
        .env("CARGO_TARGET_DIR", text(&target))
        .env("TONGBAO_CORPUS", text(&target.join("corpus"))))
}
