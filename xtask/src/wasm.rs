//! `cargo xtask wasm`: the npm package, from `bindings-wasm/package/` (written by hand) and the compiled module.

use crate::run::{Done, cargo, command, file, output, root, run, target, text};
use std::fs;
use std::path::{Path, PathBuf};

const TRIPLE: &str = "wasm32-unknown-unknown";

/// Flags of rustc, separated by the unit separator, since folders may hold spaces.
const RUSTFLAGS: &str = "CARGO_ENCODED_RUSTFLAGS";

/// What wasm-bindgen calls the modules that it writes.
const RAW: &str = "tongbao_bg.wasm";

/// One of the package's compiled modules, with the JavaScript that belongs to it.
struct Module {
    /// The feature of `tongbao-wasm`.
    feature: &'static str,
    profile: &'static str,
    /// Further flags of rustc.
    flags: &'static [&'static str],
    /// Further words for wasm-opt.
    optimise: &'static [&'static str],
    /// The name of the module in the package.
    name: &'static str,
    glue: &'static str,
    /// The script for pages without modules; its tail; and what stands between glue and tail.
    classic: &'static str,
    tail: &'static str,
    scripts: &'static [&'static str],
}

const MODULES: [Module; 2] = [
    Module {
        feature: "report",
        profile: "wasm",
        flags: &[],
        optimise: &["-Oz"],
        name: "tongbao.wasm",
        glue: "glue.js",
        classic: "tongbao.classic.js",
        tail: "classic.js",
        scripts: &["api.js"],
    },
    Module {
        feature: "tables",
        profile: "wasm-tables",
        flags: &["-Ctarget-feature=+simd128"],
        // a function that is called block by block stays one: browsers make it quick between two calls
        optimise: &[
            "-Oz",
            "--one-caller-inline-max-function-size=1000",
            "--enable-simd",
        ],
        name: "tongbao-tables.wasm",
        glue: "tables-glue.js",
        classic: "tongbao-tables.classic.js",
        tail: "tables.classic.js",
        scripts: &["api.js", "columns.js", "answer.js", "tables-api.js"],
    },
];

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
    let package = root().join("bindings-wasm/pkg");
    let source = root().join("bindings-wasm/package");
    empty(&package)?;
    copy_files(&source, &package)?;
    for module in &MODULES {
        add(module, &source, &package)?;
    }
    for licence in LICENCES {
        let from = root().join(licence);
        let name = from.file_name().unwrap_or_default();
        copy(&from, &package.join(name))?;
    }
    install_for_tests(&package)?;
    println!("bindings-wasm/pkg is ready");
    Ok(())
}

/// Builds a module and puts it into the package.
fn add(module: &Module, source: &Path, package: &Path) -> Done {
    let words = [
        "build",
        "--locked",
        "-p",
        "tongbao-wasm",
        "--no-default-features",
        "--features",
        module.feature,
        "--target",
        TRIPLE,
        "--profile",
        module.profile,
    ];
    let places = without_places().into_iter();
    let flags: Vec<String> = places
        .chain(module.flags.iter().map(|flag| (*flag).to_owned()))
        .collect();
    run(cargo(&words).env(RUSTFLAGS, flags.join("\u{1f}")))?;
    let folder = target().join(TRIPLE).join(module.profile);
    let compiled = folder.join("tongbao_wasm.wasm");
    let modules = bindgen(&compiled, module, "web")?;
    let classic = bindgen(&compiled, module, "no-modules")?;
    if read(&modules.join(RAW))? != read(&classic.join(RAW))? {
        return Err(
            "the modules and the classic script need different compiled modules; ship both"
                .to_owned(),
        );
    }
    optimise(module, &modules.join(RAW), &package.join(module.name))?;
    copy(&modules.join("tongbao.js"), &package.join(module.glue))?;
    let tail = package.join(module.tail);
    let mut scripts = vec![read(&classic.join("tongbao.js"))?];
    for script in module.scripts.iter().chain([&module.tail]) {
        scripts.push(read(&source.join(script))?);
    }
    let path = package.join(module.classic);
    file(&path, fs::write(&path, classic_script(&scripts)))?;
    file(&tail, fs::remove_file(&tail))
}

/// Panic messages name source files: keep the folders of whoever builds out of the package, and the package the same
/// wherever it is built.
fn without_places() -> Vec<String> {
    let home = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
    let cargo_home = home("CARGO_HOME").or_else(|| Some(home("HOME")?.join(".cargo")));
    let registry = cargo_home.map(|home| home.join("registry/src"));
    let places = registry.into_iter().chain([root()]);
    places
        .map(|place| format!("--remap-path-prefix={}=.", text(&place)))
        .collect()
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
fn bindgen(compiled: &Path, module: &Module, kind: &str) -> Done<PathBuf> {
    let folder = target().join("bindgen").join(module.feature).join(kind);
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

/// The compiled module, made smaller or quicker.
fn optimise(module: &Module, from: &Path, to: &Path) -> Done {
    let tool = "tests/node_modules/binaryen/bin/wasm-opt";
    let words = [tool, &text(from), "-o", &text(to)];
    run(command("node", &words).args(module.optimise).args(FEATURES))
}

/// One function around scripts that import nothing but each other. Only ASCII: a page in GBK reads a plain script as GBK.
fn classic_script(scripts: &[Vec<u8>]) -> String {
    let mut whole = "(function () {\n\"use strict\";\n".to_owned();
    for script in scripts {
        let script = String::from_utf8_lossy(script);
        let lines = script.lines().filter(|line| !line.starts_with("import "));
        for line in lines.filter(|line| !line.starts_with("export {")) {
            whole.push_str(line.strip_prefix("export ").unwrap_or(line));
            whole.push('\n');
        }
    }
    whole.push_str("})();\n");
    whole.chars().map(escaped).collect()
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
