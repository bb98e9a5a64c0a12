// The tail of tongbao.classic.js, for pages without modules: `<script src="tongbao.classic.js"></script>`, then
// `tongbao.init().then(...)`. `cargo xtask wasm` puts the glue and api.js before it, all in one function.
const home = globalThis.document?.currentScript?.src ?? globalThis.location?.href; // the latter in a classic worker
const api = over({ default: wasm_bindgen, ...wasm_bindgen });
const { inspect, inspectText, version, shippedRuleSets } = api;

function init(source) {
  return api.start(source ?? new URL("./tongbao.wasm", home));
}

globalThis.tongbao = { ...globalThis.tongbao, init, inspect, inspectText, version, shippedRuleSets, TongbaoError };
