//! `cargo xtask wasm`: the npm package, from `bindings-wasm/package/` (written by hand) and the compiled module.

use crate::run::{Done, cargo, command, file, output, root, run, target, text};
use std::fs;
use std::path::{Path, PathBuf};

const TRIPLE: &str = "wasm32-unknown-unknown";

/// Flags of rustc, separated by the unit separator, since folders may hold spaces.
const RUSTFLAGS: &str = "CARGO_ENCODED_RUSTFLAGS";

/// What wasm-bindgen calls the module that it writes.
const RAW: &str = "tongbao_bg.wasm";

/// What every browser since 2021 has, and Rust's current target uses.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The package's own, and that of the working days compiled into it.
const LICENCES: [&str; 3] = [
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "core/src/calendar/cn-working-days.LICENSE.txt",
];

/// Builds `bindings-wasm/pkg`.
pub fn build() -> Done {
    add_target()?;
    install_node_tools()?;
    let words = [
        "build",
        "--locked",
        "-p",
        "tongbao-wasm",
        "--target",
        TRIPLE,
        "--profile",
        "wasm",
    ];
    run(cargo(&words).env(RUSTFLAGS, without_places()))?;
    let compiled = target().join(TRIPLE).join("wasm/tongbao_wasm.wasm");
    let modules = bindgen(&compiled, "web")?;
    let classic = bindgen(&compiled, "no-modules")?;
    let module = optimise(&modules)?;
    if read(&modules.join(RAW))? != read(&classic.join(RAW))? {
        return Err(
            "the modules and the classic script need different compiled modules; ship both"
                .to_owned(),
        );
    }
    let package = root().join("bindings-wasm/pkg");
    assemble(
        &package,
        &module,
        &modules.join("tongbao.js"),
        &classic.join("tongbao.js"),
    )?;
    install_for_tests(&package)?;
    println!("bindings-wasm/pkg is ready");
    Ok(())
}

/// Panic messages name source files: keep the folders of whoever builds out of the package, and the package the same
/// wherever it is built.
fn without_places() -> String {
    let home = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
    let cargo_home = home("CARGO_HOME").or_else(|| Some(home("HOME")?.join(".cargo")));
    let registry = cargo_home.map(|home| home.join("registry/src"));
    let places = registry.into_iter().chain([root()]);
    let flags: Vec<String> = places
        .map(|place| format!("--remap-path-prefix={}=.", text(&place)))
        .collect();
    flags.join("\u{1f}")
}

/// Adds the target to the tool chain that is in use, if rustup manages it.
fn add_target() -> Done {
    let Ok(installed) = output(&mut command("rustup", &["target", "list", "--installed"])) else {
        return Ok(()); // no rustup: cargo says it, should the target be missing
    };
    if installed.lines().any(|line| line.trim() == TRIPLE) {
        return Ok(());
    }
    run(&mut command("rustup", &["target", "add", TRIPLE]))
}

/// Installs the locked development tools under `tests/node_modules`, unless they are there already.
pub fn install_node_tools() -> Done {
    let tests = root().join("tests");
    let changed = |path: PathBuf| fs::metadata(path).and_then(|data| data.modified());
    let wanted = changed(tests.join("package-lock.json"));
    let present = changed(tests.join("node_modules/.package-lock.json"));
    if let (Ok(wanted), Ok(present)) = (wanted, present)
        && present >= wanted
    {
        return Ok(());
    }
    run(command("npm", &["ci", "--no-fund", "--no-audit"]).current_dir(tests))
}

/// The JavaScript side of one kind, in a folder of `target`.
fn bindgen(compiled: &Path, kind: &str) -> Done<PathBuf> {
    let folder = target().join("bindgen").join(kind);
    let words = [
        "run",
        "--locked",
        "--quiet",
        "-p",
        "xtask",
        "--features",
        "bindgen",
        "--bin",
        "bindgen",
        "--",
    ];
    run(cargo(&words).args([&text(compiled), &text(&folder), kind]))?;
    Ok(folder)
}

/// The compiled module, made small.
fn optimise(folder: &Path) -> Done<PathBuf> {
    let small = folder.join("tongbao.wasm");
    let tool = "tests/node_modules/binaryen/bin/wasm-opt";
    let words = [tool, "-Oz", &text(&folder.join(RAW)), "-o", &text(&small)];
    run(command("node", &words).args(FEATURES))?;
    Ok(small)
}

/// Puts the package together.
fn assemble(package: &Path, module: &Path, glue: &Path, classic_glue: &Path) -> Done {
    let source = root().join("bindings-wasm/package");
    empty(package)?;
    copy_files(&source, package)?;
    copy(module, &package.join("tongbao.wasm"))?;
    copy(glue, &package.join("glue.js"))?;
    let tail = package.join("classic.js");
    let script = classic_script(
        &read(classic_glue)?,
        &read(&source.join("api.js"))?,
        &read(&tail)?,
    );
    let path = package.join("tongbao.classic.js");
    file(&path, fs::write(&path, script))?;
    file(&tail, fs::remove_file(&tail))?;
    for licence in LICENCES {
        let from = root().join(licence);
        let name = from.file_name().unwrap_or_default();
        copy(&from, &package.join(name))?;
    }
    Ok(())
}

/// One function around the glue, `api.js` as it is but for its exports, and the tail that makes `tongbao` known. Only
/// ASCII: a page in GBK reads a plain script as GBK.
fn classic_script(glue: &[u8], api: &[u8], tail: &[u8]) -> String {
    let [glue, api, tail] = [glue, api, tail].map(String::from_utf8_lossy);
    let api: String = api
        .lines()
        .map(|line| format!("{}\n", line.strip_prefix("export ").unwrap_or(line)))
        .collect();
    let script = format!("(function () {{\n\"use strict\";\n{glue}\n{api}\n{tail}}})();\n");
    script.chars().map(escaped).collect()
}

/// The character, or its JavaScript escape if it is not ASCII.
fn escaped(character: char) -> String {
    if character.is_ascii() {
        return character.to_string();
    }
    let units = character.encode_utf16(&mut [0; 2]).to_vec();
    units.iter().map(|unit| format!("\\u{unit:04x}")).collect()
}

/// A copy where the tests import it by its name, as users do.
fn install_for_tests(package: &Path) -> Done {
    let installed = root().join("tests/node_modules/tongbao");
    empty(&installed)?;
    copy_files(package, &installed)
}

fn read(path: &Path) -> Done<Vec<u8>> {
    file(path, fs::read(path))
}

fn copy(from: &Path, to: &Path) -> Done {
    file(from, fs::copy(from, to)).map(|_| ())
}

fn copy_files(from: &Path, to: &Path) -> Done {
    for entry in file(from, fs::read_dir(from))? {
        let entry = file(from, entry)?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

fn empty(folder: &Path) -> Done {
    if folder.exists() {
        file(folder, fs::remove_dir_all(folder))?;
    }
    file(folder, fs::create_dir_all(folder))
}
