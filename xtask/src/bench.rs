//! `cargo xtask bench`: what the parts of judging large tables cost, in time and, where valgrind is at hand, in
//! instructions, which tell of a change what a shared machine's clock does not.

use crate::run::{Done, cargo, command, file, output, root, run, target};
use std::fs;
use std::path::PathBuf;

/// The benchmark, for cargo.
const KERNELS: [&str; 7] = [
    "bench",
    "-p",
    "tongbao",
    "--features",
    "parallel",
    "--bench",
    "kernels",
];

/// The kernels whose instructions are counted, by their names in the benchmark.
const COUNTED: [&str; 9] = [
    "roster",
    "scan, ids of a prefix and digits",
    "scan, dictionary",
    "judge and tell",
    "inspect",
    "inspect, ids of any form",
    "inspect by 100 rules",
    "monitor, an item and its changes",
    "the engine row by row",
];

/// So much more than before is told as a change for the worse.
const TOLERATED: f64 = 1.03;

/// Runs the kernels whose names contain one of the words, all without any. `save` keeps the instruction counts as those that
/// later ones are held against.
pub fn bench(words: &[&str], save: bool) -> Done {
    run(cargo(&KERNELS).arg("--").args(words))?;
    if output(&mut command("valgrind", &["--version"])).is_err() {
        println!("valgrind is not here: no instructions are counted");
        return Ok(());
    }
    let program = program()?;
    let known = known()?;
    let mut lines = String::new();
    let mut worse = Vec::new();
    println!("\ninstructions a thing, a tenth of the data");
    for name in COUNTED {
        if !words.is_empty() && !words.iter().any(|word| name.contains(word)) {
            // what is not counted now stays as it was
            let before = known.iter().find(|(own, _)| own == name);
            lines.extend(before.map(|(_, count)| format!("{name}\t{count:.1}\n")));
            continue;
        }
        let count = counted(&program, name)?;
        lines.push_str(&format!("{name}\t{count:.1}\n"));
        let before = known
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, count)| *count);
        let change = before.map_or(String::new(), |before| {
            format!("{:+.1} %", (count / before - 1.0) * 100.0)
        });
        println!("{name:<34} {count:>10.1} {change}");
        if before.is_some_and(|before| count > before * TOLERATED) {
            worse.push(name);
        }
    }
    if save {
        file(&kept(), fs::write(kept(), lines))?;
    }
    match worse.as_slice() {
        [] => Ok(()),
        _ if save => Ok(()),
        worse => Err(format!(
            "more instructions than before: {}",
            worse.join(", ")
        )),
    }
}

/// Where the counts are that later ones are held against.
fn kept() -> PathBuf {
    root().join("core/benches/instructions.tsv")
}

fn known() -> Done<Vec<(String, f64)>> {
    if !kept().exists() {
        return Ok(Vec::new());
    }
    let text = file(&kept(), fs::read_to_string(kept()))?;
    let lines = text.lines().filter_map(|line| {
        let (name, count) = line.split_once('\t')?;
        Some((name.to_owned(), count.parse().ok()?))
    });
    Ok(lines.collect())
}

/// The benchmark as a program.
fn program() -> Done<String> {
    let told = output(cargo(&KERNELS).args(["--no-run", "--message-format=json"]))?;
    let executable = told.lines().rev().find_map(|line| {
        let (_, rest) = line.split_once("\"executable\":\"")?;
        rest.split_once('"').map(|(path, _)| path.to_owned())
    });
    executable.ok_or_else(|| "cargo names no program of the benchmark".to_owned())
}

/// The instructions of a kernel, by the thing that it works on.
fn counted(program: &str, name: &str) -> Done<f64> {
    let out = scratch()?;
    let to = format!("--callgrind-out-file={}", out.display());
    let mut valgrind = command(
        "valgrind",
        &[
            "--tool=callgrind",
            "--toggle-collect=*measured*",
            &to,
            program,
            "--once",
            name,
        ],
    );
    let told = output(&mut valgrind)?;
    let profile = file(&out, fs::read_to_string(&out))?;
    file(&out, fs::remove_file(&out))?;
    let total = profile.lines().find_map(|line| {
        line.strip_prefix("totals: ")
            .or_else(|| line.strip_prefix("summary: "))
    });
    let total: Option<f64> = total.and_then(|total| total.trim().parse().ok());
    let things: Option<f64> = told.lines().find_map(|line| {
        line.strip_prefix(name)?
            .rsplit('\t')
            .next()?
            .trim()
            .parse()
            .ok()
    });
    match (total, things) {
        (Some(total), Some(things)) if things > 0.0 => Ok(total / things),
        _ => Err(format!("nothing was counted of `{name}`:\n{told}")),
    }
}

/// A file that valgrind may write to.
fn scratch() -> Done<PathBuf> {
    let folder = target();
    file(&folder, fs::create_dir_all(&folder))?;
    Ok(folder.join("callgrind.out"))
}
