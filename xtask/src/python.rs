//! The Python package's own test scripts: each makes an environment, installs the package as users do, and tests it there.

use crate::run::{Done, command, root, run, target, text};

/// Runs `bindings-python/test.sh`.
pub fn test() -> Done {
    script("bindings-python/test.sh")
}

/// Runs `bindings-python/test-spark.sh`.
pub fn spark() -> Done {
    script("bindings-python/test-spark.sh")
}

fn script(script: &str) -> Done {
    if !root().join(script).exists() {
        return Err(format!("{script} is missing"));
    }
    let target = target();
    run(command("bash", &[script])
        .env("CARGO_TARGET_DIR", text(&target))
        .env("TONGBAO_CORPUS", text(&target.join("corpus"))))
}
