//! `cargo xtask test`: everything that must hold, in the order in which a mistake shows soonest. A step that fails does
//! not hide the others; steps that need it are skipped. At the end: each step with its time.

use crate::run::{Done, cargo, command, file, root, run, target, text};
use crate::{chromium, python, wasm};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

/// The packages with Rust tests; the bindings have none of their own.
const TESTED: [&str; 6] = [
    "tongbao",
    "tongbao-documents",
    "tongbao-cli",
    "tongbao-examples",
    "tongbao-tests",
    "xtask",
];

struct Step {
    name: &'static str,
    what: &'static str,
    needs: &'static [&'static str],
    /// Whether it runs without being named.
    always: bool,
    run: fn() -> Done,
}

const STEPS: [Step; 8] = [
    Step {
        name: "format",
        what: "cargo fmt",
        needs: &[],
        always: true,
        run: format,
    },
    Step {
        name: "lint",
        what: "clippy, warnings are errors",
        needs: &[],
        always: true,
        run: lint,
    },
    Step {
        name: "rust",
        what: "Rust tests; writes the corpus for the other runtimes",
        needs: &[],
        always: true,
        run: rust,
    },
    Step {
        name: "wasm",
        what: "the npm package",
        needs: &[],
        always: true,
        run: wasm::build,
    },
    Step {
        name: "node",
        what: "types, functions and corpus in Node",
        needs: &["wasm"],
        always: true,
        run: node,
    },
    Step {
        name: "browser",
        what: "corpus in headless Chromium",
        needs: &["wasm"],
        always: true,
        run: browser,
    },
    Step {
        name: "python",
        what: "the Python package: tests, types, corpus",
        needs: &[],
        always: true,
        run: python::test,
    },
    Step {
        name: "spark",
        what: "the Python package in Spark with two workers; slow, only if named",
        needs: &[],
        always: false,
        run: python::spark,
    },
];

enum Ended {
    Passed,
    Failed(String),
    Skipped(&'static str),
}

/// Runs the named steps, or all of them that are not slow.
pub fn test(names: &[&str]) -> Done {
    if let Some(unknown) = names
        .iter()
        .find(|name| STEPS.iter().all(|step| step.name != **name))
    {
        let known: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        return Err(format!(
            "no step `{unknown}`; there are: {}",
            known.join(" ")
        ));
    }
    let mut ended: Vec<(&Step, Ended, f64)> = Vec::new();
    for step in STEPS
        .iter()
        .filter(|step| names.is_empty() && step.always || names.contains(&step.name))
    {
        println!("\n== {}: {}", step.name, step.what);
        let start = Instant::now();
        let failed = |name: &&&str| {
            ended
                .iter()
                .any(|(other, end, _)| other.name == **name && !matches!(end, Ended::Passed))
        };
        let end = match step.needs.iter().find(|name| failed(name)) {
            Some(name) => Ended::Skipped(name),
            None => (step.run)().map_or_else(Ended::Failed, |()| Ended::Passed),
        };
        if let Ended::Failed(message) = &end {
            eprintln!("error: {message}");
        }
        ended.push((step, end, start.elapsed().as_secs_f64()));
    }
    summary(&ended)
}

fn summary(ended: &[(&Step, Ended, f64)]) -> Done {
    println!("\n== summary");
    let mut bad = Vec::new();
    for (step, end, seconds) in ended {
        let (word, why) = match end {
            Ended::Passed => ("passed", String::new()),
            Ended::Failed(message) => ("FAILED", message.clone()),
            Ended::Skipped(name) => ("skipped", format!("because `{name}` did not pass")),
        };
        println!("{word:<8}{:<9}{seconds:>7.1} s  {why}", step.name);
        if !matches!(end, Ended::Passed) {
            bad.push(step.name);
        }
    }
    let total: f64 = ended.iter().map(|(_, _, seconds)| seconds).sum();
    println!("{:<17}{total:>7.1} s", "in all");
    if bad.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "not passed: {}; one alone: cargo xtask test {}",
            bad.join(" "),
            bad[0]
        ))
    }
}

fn format() -> Done {
    // Only the names of the files; `cargo fmt --all` mends them.
    run(&mut cargo(&["fmt", "--all", "--check", "--", "-l"]))
}

fn lint() -> Done {
    run(&mut cargo(&[
        "clippy",
        "--locked",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))?;
    // As the browser builds it: without TOML.
    run(&mut cargo(&[
        "clippy",
        "--locked",
        "-p",
        "tongbao",
        "--no-default-features",
        "--",
        "-D",
        "warnings",
    ]))?;
    // The module of large tables, a feature that nothing else asks for.
    run(&mut cargo(&[
        "clippy",
        "--locked",
        "-p",
        "tongbao-wasm",
        "--no-default-features",
        "--features",
        "tables",
        "--",
        "-D",
        "warnings",
    ]))
}

fn rust() -> Done {
    let corpus = target().join("corpus");
    if corpus.exists() {
        // What a removed case left behind must not be tested.
        file(&corpus, fs::remove_dir_all(&corpus))?;
    }
    let packages = TESTED.iter().flat_map(|name| ["-p", name]);
    run(cargo(&["test", "--locked", "--quiet", "--no-fail-fast"]).args(packages))?;
    // The committed JSON Schema is the one of the types.
    run(&mut cargo(&[
        "test",
        "--locked",
        "--quiet",
        "-p",
        "tongbao",
        "--features",
        "schema",
        "--lib",
        "wire",
    ]))
}

fn node() -> Done {
    wasm::install_node_tools()?;
    run(&mut command(
        "node",
        &[
            "tests/node_modules/typescript/bin/tsc",
            "-p",
            "tests/node/types",
        ],
    ))?;
    run(with_corpus(
        command("node", &["--test", "--test-reporter=spec"]).args(node_tests()?),
    ))
}

/// By name: Node 20 takes no patterns, and later ones take no folders.
fn node_tests() -> Done<Vec<PathBuf>> {
    let folder = root().join("tests/node");
    let entries = file(&folder, fs::read_dir(&folder))?;
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut tests: Vec<PathBuf> = paths
        .filter(|path| text(path).ends_with(".test.mjs"))
        .collect();
    tests.sort();
    Ok(tests)
}

fn browser() -> Done {
    wasm::install_node_tools()?;
    let chromium = chromium::find()?;
    run(with_corpus(&mut command("node", &["tests/browser/corpus.mjs"])).env("CHROMIUM", chromium))
}

fn with_corpus(command: &mut Command) -> &mut Command {
    command.env("TONGBAO_CORPUS", text(&target().join("corpus")))
}
