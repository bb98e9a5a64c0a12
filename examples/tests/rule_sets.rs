//! The rule sets beside the examples on real records make no finding of anybody.

use std::path::Path;
use tongbao::rules::{Effect, RuleSet};
use tongbao_examples::Result;

#[test]
fn the_example_rule_sets_describe_and_find_nobody_wanting() -> Result<()> {
    for example in ["newsrooms-2025-08", "message-board"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(example)
            .join("rules.toml");
        let text = std::fs::read_to_string(path)?;
        let rules = RuleSet::from_toml("rules.toml", &text)
            .map_err(|told| format!("{example}: {told:#?}"))?;
        assert!(!rules.rules.is_empty());
        for rule in &rules.rules {
            assert!(
                matches!(rule.effect, Effect::Notice | Effect::None),
                "{} makes findings",
                rule.id
            );
        }
    }
    Ok(())
}
