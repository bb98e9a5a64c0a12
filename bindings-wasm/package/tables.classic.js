// The tail of tongbao-tables.classic.js, for pages without modules: `<script src="tongbao-tables.classic.js"></script>`,
// then `tongbao.tables.init().then(...)`. The same script is that of the worker.
const home = globalThis.document?.currentScript?.src ?? globalThis.location?.href; // the latter in a classic worker
const api = tablesOver({ default: wasm_bindgen, ...wasm_bindgen });
const { Plan, version } = api;

function init(source) {
  return api.start(source ?? new URL("./tongbao-tables.wasm", home));
}

/** Starts a worker; resolves when it has compiled the module. */
async function startWorker(source) {
  const script = new URL(home);
  script.hash = "tongbao-worker";
  const worker = new Worker(script, { name: "tongbao" });
  const side = client(
    (message, transfer) => worker.postMessage(message, transfer),
    () => worker.terminate(),
  );
  worker.addEventListener("message", ({ data }) => side.take(data));
  worker.addEventListener("error", ({ message }) => side.fail(message));
  worker.addEventListener("messageerror", () => side.fail("messageerror"));
  await side.init(source && String(source.href ?? source));
  return side.api;
}

if (globalThis.document === undefined && globalThis.location?.hash === "#tongbao-worker") {
  const respond = serve({ ...api, start: init }, (message, transfer) => postMessage(message, transfer), memoryOf);
  addEventListener("message", ({ data }) => respond(data));
}

globalThis.tongbao = { TongbaoError, ...globalThis.tongbao, tables: { init, Plan, startWorker, version, TongbaoError } };
