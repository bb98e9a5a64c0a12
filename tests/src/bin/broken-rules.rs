//! Writes `tests/broken-rules`: three hundred rule sets broken in one place each, and the list of what was done. With a
//! seed and a number it tries that many fresh ones instead and says how many of them the reader misplaces.

use std::error::Error;
use std::fmt::Write;
use std::fs;
use tongbao_tests::broken;
use tongbao_tests::broken_files::{COUNT, SEED, folder, good, misplaced};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    if let Some(seed) = arguments.next() {
        let count: usize = arguments.next().unwrap_or_default().parse()?;
        return try_fresh(seed.parse()?, count);
    }
    let folder = folder();
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut index = String::new();
    for (ix, broken) in broken::make(&good()?, SEED, COUNT)?.into_iter().enumerate() {
        let file = format!("{:03}-{}.toml", ix + 1, broken.kind);
        fs::write(folder.join(&file), &broken.text)?;
        writeln!(index, "[[file]]")?;
        for (key, value) in [
            ("name", file.as_str()),
            ("kind", &broken.kind),
            ("from", &broken.from),
            ("what", &broken.what),
        ] {
            writeln!(index, "{key} = {}", serde_json::Value::from(value))?;
        }
        writeln!(index, "line = {}\n", broken.line)?;
    }
    fs::write(folder.join("index.toml"), index)?;
    Ok(())
}

fn try_fresh(seed: u64, count: usize) -> Result<(), Box<dyn Error>> {
    let mut wrong = 0;
    for broken in broken::make(&good()?, seed, count)? {
        if let Some(told) = misplaced(&broken.text, broken.line) {
            wrong += 1;
            eprintln!(
                "{} of {}: {}\n    {told}",
                broken.kind, broken.from, broken.what
            );
        }
    }
    eprintln!("{wrong} of {count} misplaced");
    Ok(())
}
