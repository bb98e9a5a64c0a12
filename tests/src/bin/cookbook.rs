//! Writes `docs/COOKBOOK.md` and `docs/COOKBOOK.zh-CN.md`.

use std::error::Error;
use std::fs;
use tongbao::diagnostic::Language;
use tongbao_tests::cookbook::{page, page_file};

fn main() -> Result<(), Box<dyn Error>> {
    for language in [Language::Zh, Language::En] {
        fs::write(page_file(language), page(language)?)?;
    }
    Ok(())
}
