// The functions of the package, beside the corpus: what JavaScript hands over, and what it gets when that is wrong.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { TongbaoError, init, inspect, inspectText, shippedRuleSets, version } from "tongbao";

const request = {
  rules: "zhanggong-2022",
  period: "2022-10",
  as_of: "2022-11-15",
  coverage: { from: "2022-09-26", to: "2022-10-31" },
  units: [{ name: "区教体局" }],
  accounts: [{ name: "章贡教体", platform: "微信", unit: "区教体局" }],
  publications: [{ 渠道: "章贡教体", 平台: "微信", 发布时间: "2022-10-03 09:00:00" }],
};

function thrown(call) {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof TongbaoError, String(error));
    return error;
  }
  return assert.fail("nothing was thrown");
}

test("before init every function says what to do, in both languages", async () => {
  for (const call of [() => inspect(request), () => inspectText("{}"), version, shippedRuleSets]) {
    const error = thrown(call);
    assert.equal(error.name, "TongbaoError");
    assert.equal(error.code, "init.missing");
    assert.match(error.message, /请先 await init\(\)/);
    assert.match(error.message, /call await init\(\) first/);
  }
  await assert.rejects(init(new Uint8Array([1, 2, 3])), { name: "TongbaoError", code: "init.failed" });
  await assert.rejects(init("no/such/file.wasm"), { code: "init.failed" });
  await init(); // a failed start can be tried again
});

test("after init", async (t) => {
  before(() => init());

  await t.test("the package, the engine and its rule sets name themselves", () => {
    const shown = JSON.parse(readFileSync(new URL(import.meta.resolve("tongbao/package.json"))));
    assert.equal(version(), shown.version);
    assert.equal(inspect(request).engine.version, shown.version);
    assert.deepEqual(shippedRuleSets().filter((id) => id === "zhanggong-2022"), ["zhanggong-2022"]);
  });

  await t.test("init can be called again", async () => {
    await Promise.all([init(), init()]);
  });

  await t.test("the first example of each README runs and finds what it should", async () => {
    for (const name of ["README.md", "README.zh-CN.md"]) {
      const readme = readFileSync(new URL(name, import.meta.resolve("tongbao")), "utf8");
      const [, code] = /```js\n([^]*?)```/.exec(readme);
      const said = [];
      const script = code
        .replace('from "tongbao"', `from "${import.meta.resolve("tongbao")}"`)
        .replace("console.log(", "globalThis.said.push([").replace(/\);\s*$/, "]);");
      globalThis.said = said;
      await import(`data:text/javascript,${encodeURIComponent(script)}`);
      const expected = [
        ["区教体局", "章贡教体", "未按要求每周更新两次"],
        ["区教体局", "区教体局", "信息更新条数较少"],
      ];
      assert.deepEqual(said, expected, name);
    }
  });

  await t.test("inspect gives plain objects, equal to core's text", () => {
    const report = inspect(request);
    assert.deepStrictEqual(report, JSON.parse(inspectText(JSON.stringify(request))));
    assertPlain(report);
    assert.equal(report.registry.accounts, 1);
    assert.equal(report.statistics.publications.accounts, 1);
  });

  await t.test("columns, typed arrays and BigInt are the same as rows", () => {
    const rows = { ...request, units: [{ name: "甲", order: 1 }, { name: "乙", order: 2 }], accounts: [], publications: [] };
    const expected = inspect(rows);
    assert.deepStrictEqual(inspect({ ...rows, units: { name: ["甲", "乙"], order: new Int32Array([1, 2]) } }), expected);
    assert.deepStrictEqual(inspect({ ...rows, units: { name: ["甲", "乙"], order: [1n, 2n] } }), expected);
  });

  await t.test("a Date is its instant", () => {
    const at = (value) => inspect({ ...request, publications: [{ ...request.publications[0], 发布时间: value }] });
    assert.deepStrictEqual(at(new Date("2022-10-03T01:00:00Z")), at("2022-10-03T09:00:00+08:00"));
  });

  await t.test("what JSON would change without a word is refused with its place", () => {
    const refuse = (publication) => thrown(() => inspect({ ...request, publications: [{}, publication] }));
    for (const value of [new Date(NaN), NaN, Infinity, 2 ** 60, new Map(), new Set(), () => 1, Symbol("s")]) {
      const { code, file, line, field, nextStep } = refuse({ title: value });
      assert.deepEqual({ code, file, line, field }, { code: "request.value", file: "publications", line: 2, field: "title" });
      assert.ok(nextStep);
    }
    const inColumns = thrown(() => inspect({ ...request, publications: { title: ["a", "b", NaN] } }));
    assert.deepEqual([inColumns.file, inColumns.line, inColumns.field], ["publications", 3, "title"]);
    const setting = thrown(() => inspect({ ...request, as_of: new Date(NaN), language: "en" }));
    assert.deepEqual([setting.file, setting.field, setting.message], ["request", "as_of", "an invalid Date"]);
    assert.equal(thrown(() => inspect(new Map())).code, "request.value");
  });

  await t.test("a request that cannot be judged throws core's problem, with all its fields", () => {
    for (const language of ["zh", "en"]) {
      const error = thrown(() => inspect({ ...request, as_of: "2022-13-45", language }));
      assert.equal(error.name, "TongbaoError");
      const { problem, diagnostics } = JSON.parse(error.problem);
      assert.equal(error.code, problem.code);
      assert.equal(error.message, problem.message);
      assert.equal(error.nextStep, problem.next_step);
      assert.equal(error.value, "2022-13-45");
      assert.equal(error.file, problem.place.file);
      assert.equal(error.line, problem.place.line);
      assert.equal(error.field, problem.place.field);
      assert.deepEqual(error.diagnostics, diagnostics);
      assert.equal(/[一-龥]/.test(error.message), language === "zh");
    }
  });

  await t.test("odd arguments are errors with a code, never a crash", () => {
    for (const value of [undefined, null, 5, "text", [], {}, { rules: { id: 1 } }]) {
      assert.ok(thrown(() => inspect(value)).code);
    }
    for (const text of ["", "{", "null", "\u0000", `${"[".repeat(100_000)}`, '{"rules": "\\ud800"}']) {
      assert.ok(thrown(() => inspectText(text)).code);
    }
    assert.equal(thrown(() => inspectText({})).code, "request.not_text");
    assert.equal(inspect(request).registry.units, 1); // and the engine is still there
  });
});

function assertPlain(value) {
  if (typeof value !== "object" || value === null) return;
  assert.ok([Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value)));
  Object.values(value).forEach(assertPlain);
}
