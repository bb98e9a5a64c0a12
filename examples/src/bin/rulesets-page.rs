//! Writes the pages of the shipped rule sets into `docs`: run it in the project's root after a change of a set.

use std::path::Path;
use tongbao::diagnostic::Language;
use tongbao_examples::{Result, rulesets_page};

fn main() -> Result<()> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    std::fs::write(docs.join("RULESETS.md"), rulesets_page::page(Language::En)?)?;
    std::fs::write(
        docs.join("RULESETS.zh-CN.md"),
        rulesets_page::page(Language::Zh)?,
    )?;
    Ok(())
}
