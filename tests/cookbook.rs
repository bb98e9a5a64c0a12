//! The cookbook pages are what the corpus makes them, and they cover every pattern and demand.

use std::error::Error;
use std::fs;
use tongbao::diagnostic::Language;
use tongbao_tests::cookbook::{cases, id, page, page_file};

#[test]
fn the_pages_are_made_of_the_corpus() -> Result<(), Box<dyn Error>> {
    for language in [Language::Zh, Language::En] {
        let file = page_file(language);
        let kept = fs::read_to_string(&file)?;
        let made = page(language)?;
        let differs = kept
            .lines()
            .zip(made.lines())
            .find(|(kept, made)| kept != made);
        assert!(
            kept == made,
            "{} is not what the corpus makes: run `cargo run -p tongbao-tests --bin cookbook`; first difference {differs:?}",
            file.display()
        );
    }
    Ok(())
}

#[test]
fn every_pattern_and_every_demand_is_covered() -> Result<(), Box<dyn Error>> {
    let cases = cases()?;
    let page = page(Language::En)?;
    let patterns = (1..=39).map(|number| format!("p{number:02}"));
    let demands = (1..=23).map(|number| format!("d{number:02}"));
    let missing: Vec<String> = patterns
        .chain(demands)
        .filter(|wanted| {
            !cases.iter().any(|case| id(case) == wanted)
                && !page.contains(&format!("\n| {wanted} |"))
        })
        .collect();
    assert!(missing.is_empty(), "not covered: {missing:?}");
    Ok(())
}
