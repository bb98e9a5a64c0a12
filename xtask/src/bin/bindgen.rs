//! `bindgen IN.wasm OUT web|no-modules`: the JavaScript side of the bindings, by the very version of wasm-bindgen that
//! Cargo.lock names. Called by `cargo xtask wasm`.

use std::process::ExitCode;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, out, target] = arguments.as_slice() else {
        eprintln!("usage: bindgen IN.wasm OUT web|no-modules");
        return ExitCode::from(2);
    };
    match generate(input, out, target) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bindgen: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn generate(input: &str, out: &str, target: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mut bindgen = Bindgen::new();
    match target {
        "web" => bindgen.web(true)?,
        "no-modules" => bindgen.no_modules(true)?,
        other => return Err(format!("unknown target `{other}`: web or no-modules").into()),
    };
    bindgen
        .input_path(input)
        .out_name("tongbao")
        .typescript(false) // index.d.ts is written by hand
        .omit_default_module_path(true) // the package's entries say where the module is
        .remove_producers_section(true)
        .generate(out)?;
    Ok(())
}
