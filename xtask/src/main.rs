//! `cargo xtask`: one place for the project's commands. Plain std, so that it starts at once; the one heavy tool is a
//! binary of its own (`src/bin/bindgen.rs`).

mod bench;
mod chromium;
mod fresh;
mod python;
mod run;
mod suite;
mod wasm;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  wasm           build the npm package into bindings-wasm/pkg
  test [STEP..]  everything, or the named steps: format lint rust wasm node browser python, and spark, which is slow
  bench [WORD..] what judging large tables costs, the kernels whose names have one of the words; `--save` first keeps
                 the instruction counts (which need valgrind) as those that later ones are held against
  ci             what CI does: clone what is committed and run .ci/run in the clone";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["wasm"] => wasm::build(),
        ["test", steps @ ..] => suite::test(steps),
        ["bench", "--save", words @ ..] => bench::bench(words, true),
        ["bench", words @ ..] => bench::bench(words, false),
        ["ci"] => fresh::ci(),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
