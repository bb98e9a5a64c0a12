// Runs in the page: each case through the package's browser entry, the answer posted back as bytes for corpus.mjs to
// compare. The page's policy allows no inline script and no eval.
import * as tongbao from "/package/index.js";

const { init, inspect, inspectText, shippedRuleSets, version, TongbaoError } = tongbao;
const faults = [];
document.addEventListener("securitypolicyviolation", (event) => faults.push(`policy: ${event.violatedDirective}`));

function expect(truth, otherwise) {
  if (!truth) faults.push(otherwise);
}

function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

function isPlain(value) {
  if (typeof value !== "object" || value === null) return true;
  const plain = [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value));
  return plain && Object.values(value).every(isPlain);
}

for (const call of [() => inspect({}), () => inspectText("{}"), version, shippedRuleSets]) {
  const early = thrown(call);
  expect(early instanceof TongbaoError && early.code === "init.missing", "a call before init has no clear error");
  expect(/await init\(\)/.test(early?.message) && /初始化/.test(early?.message), "the error before init lacks a language");
}
const missing = await init("/no-such.wasm").then(() => undefined, (error) => error);
expect(missing?.code === "init.failed", "a missing module has no clear error");

const start = performance.now();
await init();
const loaded = Math.round(performance.now() - start);

expect(/^\d+\.\d+\.\d+/.test(version()), "version() is no version");
expect(shippedRuleSets().includes("zhanggong-2022"), "the shipped rule set is missing");

const names = await (await fetch("/cases.json")).json();
for (const name of names) {
  const request = await (await fetch(`/requests/${encodeURIComponent(name)}`)).text();
  const { text, findings } = answer(request);
  await fetch(`/answers/${encodeURIComponent(name)}`, { method: "POST", body: text });
  addRow(name, findings);
}

function answer(request) {
  try {
    const text = inspectText(request);
    const report = inspect(JSON.parse(request));
    expect(isPlain(report), "inspect() gave something else than plain objects");
    expect(JSON.stringify(report) === JSON.stringify(JSON.parse(text)), "inspect() and inspectText() differ");
    return { text, findings: report.findings?.length };
  } catch (error) {
    return { text: error instanceof TongbaoError ? error.problem : String(error), findings: error.message };
  }
}

function addRow(name, findings) {
  const row = document.getElementById("cases").insertRow();
  for (const text of [name, typeof findings === "number" ? "已判定" : "未判定", findings]) {
    row.insertCell().textContent = text;
  }
}

const summary = document.getElementById("summary");
summary.textContent = `tongbao ${version()}，${names.length} 个用例，载入 ${loaded} 毫秒`;
summary.dataset.done = JSON.stringify({ faults, loaded });
