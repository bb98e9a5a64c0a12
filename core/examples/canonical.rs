//! Writes the canonical JSON of every shipped rule set beside its TOML: run it in the project's root after a change.

use std::{error::Error, fs, path::Path};
use tongbao::rules::{RuleSet, SHIPPED};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rulesets");
    for shipped in SHIPPED {
        let file = folder.join(format!("{}.toml", shipped.id));
        let rules = RuleSet::from_toml(shipped.id, &fs::read_to_string(&file)?)
            .map_err(|errors| format!("{errors:#?}"))?;
        fs::write(file.with_extension("json"), rules.canonical + "\n")?;
    }
    Ok(())
}
