//! What the tests of the command share: a copy of an inspection folder to spoil, and a run of the built command.

#![allow(dead_code, reason = "each test file uses a part of it")]

use serde_json::Value;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

pub type Tested<T = ()> = Result<T, Box<dyn Error>>;

/// What a run of the command left behind.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// Runs the built command.
pub fn tongbao<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Tested<Ran> {
    let ran = Command::new(env!("CARGO_BIN_EXE_tongbao"))
        .args(arguments)
        .output()?;
    Ok(Ran {
        code: ran.status.code(),
        out: String::from_utf8(ran.stdout)?,
        err: String::from_utf8(ran.stderr)?,
    })
}

/// An inspection folder of the test's own.
pub struct Folder {
    base: TempDir,
}

impl Folder {
    /// A copy of the district example.
    pub fn district() -> Tested<Folder> {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/zhanggong-2022-10");
        let base = tempfile::tempdir()?;
        let to = base.path().join("检查");
        fs::create_dir(&to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
        Ok(Folder { base })
    }

    /// What `tongbao new` makes.
    pub fn skeleton() -> Tested<Folder> {
        let folder = Folder {
            base: tempfile::tempdir()?,
        };
        let made = tongbao([std::ffi::OsString::from("new"), folder.path().into()])?;
        assert_eq!(made.code, Some(0), "{made:?}");
        Ok(folder)
    }

    pub fn path(&self) -> PathBuf {
        self.base.path().join("检查")
    }

    pub fn out(&self) -> PathBuf {
        self.base.path().join("结果")
    }

    pub fn read(&self, file: &str) -> Tested<String> {
        Ok(fs::read_to_string(self.path().join(file))?)
    }

    pub fn write(&self, file: &str, bytes: impl AsRef<[u8]>) -> Tested {
        Ok(fs::write(self.path().join(file), bytes)?)
    }

    pub fn edit(&self, file: &str, change: impl FnOnce(String) -> String) -> Tested {
        let text = self.read(file)?;
        self.write(file, change(text))
    }

    /// Adds a row at the end of a file; its line.
    pub fn add_row(&self, file: &str, row: &str) -> Tested<usize> {
        self.edit(file, |text| format!("{}\n{row}\n", text.trim_end()))?;
        Ok(self.read(file)?.lines().count())
    }

    /// `tongbao inspect` with results written, in Chinese, and further arguments.
    pub fn inspect(&self, further: &[&str]) -> Tested<Ran> {
        let mut arguments = vec!["inspect".into(), self.path(), "--out".into(), self.out()];
        arguments.extend(further.iter().map(PathBuf::from));
        tongbao(arguments)
    }

    /// `tongbao explain`.
    pub fn explain(&self, rule: &str, subject: &str) -> Tested<Ran> {
        let rest = ["--rule", rule, "--subject", subject].map(PathBuf::from);
        tongbao(["explain".into(), self.path()].into_iter().chain(rest))
    }

    pub fn result(&self, file: &str) -> Tested<String> {
        Ok(fs::read_to_string(self.out().join(file))?)
    }

    pub fn report(&self) -> Tested<Value> {
        Ok(serde_json::from_str(&self.result("inspection.json")?)?)
    }
}

/// The members of an array of the report.
pub fn list<'a>(report: &'a Value, pointer: &str) -> &'a [Value] {
    report
        .pointer(pointer)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// A text inside a value.
pub fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

/// A number inside a value.
pub fn number(value: &Value, pointer: &str) -> u64 {
    value
        .pointer(pointer)
        .and_then(Value::as_u64)
        .unwrap_or(u64::MAX)
}

/// Rule and subject of every finding.
pub fn findings(report: &Value) -> Vec<(String, String)> {
    let pair = |finding: &Value| {
        (
            text(finding, "/rule").to_owned(),
            text(finding, "/subject_id").to_owned(),
        )
    };
    list(report, "/findings").iter().map(pair).collect()
}

/// The line of the intake for a kind of record: read, accepted, rejected, duplicates.
pub fn intake(report: &Value, kind: &str) -> Option<[u64; 4]> {
    let line = list(report, "/intake")
        .iter()
        .find(|line| text(line, "/records") == kind)?;
    let counts = ["/read", "/accepted", "/rejected", "/duplicates"];
    Some(counts.map(|count| number(line, count)))
}

/// Whether every table's rows are accounted for.
pub fn sums_hold(report: &Value) -> bool {
    list(report, "/intake").iter().all(|line| {
        let sum =
            number(line, "/accepted") + number(line, "/rejected") + number(line, "/duplicates");
        number(line, "/read") == sum
    })
}

/// Lines in another order, always the same one for a seed; the first line stays.
pub fn shuffled(text: &str, seed: u64) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let header = if lines.is_empty() {
        ""
    } else {
        lines.remove(0)
    };
    let mut state = seed;
    for place in (1..lines.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        lines.swap(place, (state >> 33) as usize % (place + 1));
    }
    let rows = lines.iter().map(|line| format!("{line}\n"));
    format!("{header}\n{}", rows.collect::<String>())
}
