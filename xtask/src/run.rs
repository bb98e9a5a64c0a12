//! Running other programs: each command is printed before it runs, and a failure says what to do.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Done, or a sentence that says what went wrong.
pub type Done<T = ()> = Result<T, String>;

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}

/// Where cargo puts what it builds: `CARGO_TARGET_DIR`, else `target`.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// A command, from the program and its words, run in the folder of the workspace.
pub fn command(program: &str, words: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(words).current_dir(root());
    command
}

/// The cargo that started this program.
pub fn cargo(words: &[&str]) -> Command {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    command(&cargo, words)
}

/// Prints the command, runs it, and is an error unless it succeeds.
pub fn run(command: &mut Command) -> Done {
    let line = in_words(command);
    println!("$ {line}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{line}` failed ({status})")),
        Err(error) => Err(not_started(command, &error)),
    }
}

/// What the command prints, without showing the command.
pub fn output(command: &mut Command) -> Done<String> {
    match command.output() {
        Ok(output) if output.status.success() => {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Ok(output) => Err(format!(
            "`{}` failed ({}): {}",
            in_words(command),
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        )),
        Err(error) => Err(not_started(command, &error)),
    }
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    let program = command.get_program().to_string_lossy();
    if error.kind() == ErrorKind::NotFound {
        format!(
            "`{program}` was not found; install it, or put it on the PATH (needed: Rust, Python 3.11, Node 20)"
        )
    } else {
        format!("`{program}` could not be started: {error}")
    }
}

/// The command as one would type it in the folder of the workspace.
fn in_words(command: &Command) -> String {
    let root = format!("{}/", root().display());
    let mut words = vec![short(command.get_program().to_string_lossy().as_ref())];
    words.extend(
        command
            .get_args()
            .map(|word| word.to_string_lossy().replace(&root, "")),
    );
    words.join(" ")
}

fn short(program: &str) -> String {
    let name = Path::new(program).file_name();
    name.map_or_else(
        || program.to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// A path as text for a command line.
pub fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Reads, writes, copies: the error names the file.
pub fn file<T>(path: &Path, done: std::io::Result<T>) -> Done<T> {
    done.map_err(|error| format!("{}: {error}", path.display()))
}
