//! Reports: text in, text out.

use wasm_bindgen::prelude::*;

/// Core's report on a request, as text. Throws core's problem, as text; `package/api.js` makes an error of it.
#[wasm_bindgen(js_name = inspectText)]
pub fn inspect_text(request: &str) -> Result<String, String> {
    tongbao::wire::inspect_text(request)
}

/// The version of the engine.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The ids of the rule sets that the engine carries.
#[wasm_bindgen(js_name = shippedRuleSets)]
pub fn shipped_rule_sets() -> Vec<String> {
    tongbao::rules::SHIPPED
        .iter()
        .map(|set| set.id.to_owned())
        .collect()
}
