//! The rule sets that come with the engine. None of them is an official rule set: each rule names its source and how
//! far the text was verified.

use super::RuleSet;
use crate::diagnostic::Diagnostic;

/// A shipped rule set.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// Its id.
    pub id: &'static str,
    /// As people write it.
    #[cfg(feature = "toml")]
    pub toml: &'static str,
    /// Canonical JSON, made from the TOML and tested equal to it.
    pub json: &'static str,
}

/// The shipped rule sets, by id.
pub const SHIPPED: &[Shipped] = &[
    Shipped {
        id: "cn-inspect-2019",
        #[cfg(feature = "toml")]
        toml: include_str!("../../rulesets/cn-inspect-2019.toml"),
        json: include_str!("../../rulesets/cn-inspect-2019.json"),
    },
    Shipped {
        id: "columns-census-2015",
        #[cfg(feature = "toml")]
        toml: include_str!("../../rulesets/columns-census-2015.toml"),
        json: include_str!("../../rulesets/columns-census-2015.json"),
    },
    Shipped {
        id: "columns-deqin-2024",
        #[cfg(feature = "toml")]
        toml: include_str!("../../rulesets/columns-deqin-2024.toml"),
        json: include_str!("../../rulesets/columns-deqin-2024.json"),
    },
    Shipped {
        id: "columns-yangling-2021",
        #[cfg(feature = "toml")]
        toml: include_str!("../../rulesets/columns-yangling-2021.toml"),
        json: include_str!("../../rulesets/columns-yangling-2021.json"),
    },
    Shipped {
        id: "foi-711",
        #[cfg(feature = "toml")]
        toml: include_str!("../../rulesets/foi-711.toml"),
        json: include_str!("../../rulesets/foi-711.json"),
    },
    Shipped {
        id: "letters-jiangxi-2015",
        #[cfg(feature = "toml")]
        toml: include_str!("../../rulesets/letters-jiangxi-2015.toml"),
        json: include_str!("../../rulesets/letters-jiangxi-2015.json"),
    },
    Shipped {
        id: "zhanggong-2022",
        #[cfg(feature = "toml")]
        toml: include_str!("../../rulesets/zhanggong-2022.toml"),
        json: include_str!("../../rulesets/zhanggong-2022.json"),
    },
    Shipped {
        id: "zombie-advice-2025",
        #[cfg(feature = "toml")]
        toml: include_str!("../../rulesets/zombie-advice-2025.toml"),
        json: include_str!("../../rulesets/zombie-advice-2025.json"),
    },
];

impl RuleSet {
    /// A shipped rule set by its id; `None` if there is none of that id.
    ///
    /// # Errors
    /// None for a rule set that the tests have read.
    ///
    /// ```
    /// use tongbao::rules::RuleSet;
    /// let rules = RuleSet::shipped("zhanggong-2022");
    /// assert!(matches!(rules, Some(Ok(rules)) if rules.rules.len() == 4));
    /// ```
    pub fn shipped(id: &str) -> Option<Result<RuleSet, Vec<Diagnostic>>> {
        let shipped = SHIPPED.iter().find(|shipped| shipped.id == id)?;
        Some(RuleSet::from_json(shipped.id, shipped.json.trim_end()))
    }
}

#[cfg(all(test, feature = "toml"))]
mod tests {
    use super::*;

    #[test]
    fn the_canonical_json_is_made_from_the_toml() {
        for shipped in SHIPPED {
            let from_toml = RuleSet::from_toml(shipped.id, shipped.toml);
            let diagnostics = from_toml.as_ref().err();
            assert_eq!(diagnostics, None);
            let canonical = from_toml.map(|rules| rules.canonical).unwrap_or_default();
            assert_eq!(
                shipped.json.trim_end(),
                canonical,
                "run: cargo run -p tongbao --example canonical"
            );
        }
    }
}
