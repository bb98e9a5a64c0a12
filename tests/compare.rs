//! Two rule sets on the same records, through Rust. It also writes what the runners of the other languages compare with:
//! core's own comparison of each request in `compare/`, as `<name>.comparison.json` in `comparisons` of the target folder.

use serde_json::Value;
use std::fs;
use std::path::Path;
use tongbao::wire;

/// A request of `compare/`, as text.
fn request(name: &str) -> Result<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("compare");
    let path = folder.join(format!("{name}.json"));
    fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
}

fn compared(request: &str) -> Result<Value, String> {
    let text = wire::compare_text(request)?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

/// How many of a kind of difference there are.
fn count(comparison: &Value, kind: &str) -> Option<usize> {
    comparison.get(kind)?.as_array().map(Vec::len)
}

#[test]
fn a_stricter_limit_adds_the_finding_that_it_causes() -> Result<(), String> {
    let text = request("stricter")?;
    let comparison = compared(&text)?;
    assert_eq!(count(&comparison, "added"), Some(1), "{comparison:#}");
    for kind in ["cleared", "changed", "opened", "settled"] {
        assert_eq!(count(&comparison, kind), Some(0), "{kind}: {comparison:#}");
    }
    let told = |path: &str| comparison.pointer(path).and_then(Value::as_str);
    assert_eq!(told("/added/0/finding/rule"), Some("account-weekly"));
    assert_eq!(told("/added/0/finding/subject"), Some("示例发布"));
    assert_eq!(told("/added/0/other"), Some("met"));
    assert_eq!(told("/added/0/by/0/id"), Some("account-weekly"));
    assert_eq!(told("/added/0/by/0/before"), Some("zhanggong-2022"));
    assert_eq!(told("/added/0/by/0/after"), Some("stricter"));
    assert_eq!(told("/added/0/by/0/what/0"), Some("limit"));

    let said = wire::compare_text(&text)?;
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = tmp.parent().unwrap_or(tmp).join("comparisons");
    let path = folder.join("stricter.comparison.json");
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&path, said))
        .map_err(|error| format!("{}: {error}", path.display()))
}

#[test]
fn a_rule_set_against_itself_makes_no_difference() -> Result<(), String> {
    let text = request("stricter")?;
    let mut same: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    if let Some(fields) = same.as_object_mut() {
        fields.remove("rules_toml");
        fields.insert("rules".to_owned(), "zhanggong-2022".into());
    }
    let comparison = compared(&same.to_string())?;
    for kind in [
        "added", "cleared", "changed", "opened", "settled", "units", "rules",
    ] {
        assert_eq!(count(&comparison, kind), Some(0), "{kind}: {comparison:#}");
    }
    Ok(())
}
