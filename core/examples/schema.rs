//! Writes the JSON Schema of the report to `src/wire/schema.json`: run it in the project's root after a change of the
//! wire contract, `cargo run -p tongbao --features schema --example schema`.

use std::{error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/wire/schema.json");
    fs::write(file, tongbao::wire::schema_text())?;
    Ok(())
}
