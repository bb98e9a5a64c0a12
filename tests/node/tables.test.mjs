// `tongbao/tables`: columns of every layout, the same answers as the main entry, memory that is kept, errors with places.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as main from "tongbao";
import { Plan, TongbaoError, init, version } from "tongbao/tables";
import { startWorker } from "tongbao/worker";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const RUN = {
  rules: {
    format: 1,
    id: "own",
    version: 1,
    title: "own",
    effective: { from: "2020-01-01" },
    weeks: { start: "monday", belong: "majority" },
    rejected_rows: "ignore",
    rule: {
      weekly: {
        of: "account",
        each: "week",
        measure: { count: "pushes" },
        require: { at_least: 1 },
        text: { zh: "未每周更新（{weeks}）", en: "not every week ({weeks})" },
        basis: { document: "d" },
      },
      stale: {
        of: "column",
        measure: { gap: "publications" },
        breach_when: { more_than: "14 days" },
        text: { zh: "最近更新：{last}", en: "last update: {last}" },
        basis: { document: "d" },
      },
      few: {
        of: "unit",
        measure: "posts",
        breach_when: { less_than: 4 },
        text: { zh: "仅{count}条", en: "only {count}" },
        basis: { document: "d" },
      },
    },
    figure: { posts: { of: "unit", measure: { count: "publications" } } },
  },
  period: "2022-10",
  as_of: "2022-11-10",
  coverage: { from: "2022-01-01", to: "2022-11-10" },
};

// 教体局 misses the week of 17 October, and its column was last updated on 5 October; 𠮷林办 has three items and misses none
const UNITS = ["教体局", "𠮷林办"];
const CHANNELS = [
  ["教体微信", "教体局", "wechat"],
  ["jt-lan", "教体局", "column"],
  ["𠮷林微博", "𠮷林办", "weibo"],
];
const ITEMS = [
  ["教体微信", "2022-10-04T09:00:00+08:00"],
  ["教体微信", "2022-10-11T09:00:00+08:00"],
  ["教体微信", "2022-10-30T23:59:59+08:00"],
  ["jt-lan", "2022-10-05T08:00:00+08:00"],
  ["𠮷林微博", "2022-10-03T00:00:00+08:00"],
  ["nobody", "2022-10-06T00:00:00+08:00"],
  ["𠮷林微博", "2022-10-23T12:00:00+08:00"],
  ["𠮷林微博", "2022-10-12T12:00:00+08:00"],
  ["𠮷林微博", null],
];
const FINDINGS = [
  ["few", "𠮷林办", null, "仅3条"],
  ["stale", "教体局", "jt-lan", "最近更新：2022年10月5日"],
  ["weekly", "教体局", "教体微信", "未每周更新（10月17日至10月23日）"],
  ["weekly", "𠮷林办", "𠮷林微博", "未每周更新（10月24日至10月30日）"],
];

const ids = ITEMS.map(([id]) => id);
const seconds = ITEMS.map(([, at]) => (at === null ? null : Date.parse(at) / 1000));
const channels = {
  id: CHANNELS.map(([id]) => id),
  unit: CHANNELS.map(([, unit]) => unit),
  kind: CHANNELS.map(([, , kind]) => kind),
};
const plainTables = { units: { id: UNITS, order: [1, 2] }, channels, publications: { channel: ids, published_at: ITEMS.map(([, at]) => at) } };

function arrowOf(texts) {
  const encoder = new TextEncoder();
  const parts = texts.map((text) => encoder.encode(text ?? ""));
  const offsets = new Int32Array(texts.length + 1);
  parts.forEach((part, row) => (offsets[row + 1] = offsets[row] + part.length));
  return { offsets, bytes: Uint8Array.from(parts.flatMap((part) => [...part])) };
}

function codedOf(texts) {
  const values = [...new Set(texts)];
  return { codes: Int32Array.from(texts, (text) => values.indexOf(text)), values };
}

const validOf = (cells) => {
  const valid = new Uint8Array(Math.ceil(cells.length / 8));
  cells.forEach((cell, row) => cell !== null && (valid[row >> 3] |= 1 << (row & 7)));
  return valid;
};

const rowsOf = (answer) =>
  Object.fromEntries(
    ["findings", "notices", "undecided", "units", "totals", "outcomes"].map((name) => [name, answer[name].toArray()]),
  );
const told = (answer) => answer.findings.toArray().map((row) => [row.rule, row.unit, row.channel_id, row.wording]);

function thrown(call) {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof TongbaoError, String(error));
    return error;
  }
  return assert.fail("nothing was thrown");
}

test("before init a plan says what to do", async () => {
  assert.equal(thrown(() => new Plan(RUN)).code, "init.missing");
  await assert.rejects(init(new Uint8Array([1])), { code: "init.failed", message: /tongbao-tables\.wasm/ });
  await Promise.all([init(), main.init()]);
  assert.equal(version(), main.version());
});

test("findings, units and the account are those worked out by hand", () => {
  using_(new Plan(RUN), (plan) => {
    assert.equal(plan.ruleSet, "own");
    assert.equal(plan.longWay, undefined);
    const answer = plan.inspect(plainTables);
    assert.deepEqual(told(answer), FINDINGS);
    assert.deepEqual(
      answer.units.toArray().map(({ unit_id, channels, posts }) => [unit_id, channels, posts]),
      [["教体局", 2, 4], ["𠮷林办", 1, 3]],
    );
    assert.deepEqual(answer.account, {
      rows: 9, undated: 1, bad_date: 0, unknown_channel: 1, in_period: 7, after_as_of: 0,
    });
    const [few, stale, weekly] = answer.findings;
    assert.deepEqual(weekly, answer.findings.row(2));
    assert.deepEqual([few.subject, few.platform, few.value, few.slices], ["𠮷林办", null, 3, []]);
    assert.deepEqual([stale.last, stale.value], ["2022-10-05", 26]);
    assert.deepEqual(weekly.slices, [{ from: "2022-10-17", to: "2022-10-23", value: 0 }]);
    assert.deepEqual([weekly.platform, weekly.severity, weekly.value], ["wechat", "problem", null]);
    assert.equal(answer.findings.row(4), undefined);
    assert.ok(answer.findings.columns.value.values instanceof Float64Array);
  });
});

test("the main entry finds the same", () => {
  const accounts = CHANNELS.filter(([, , kind]) => kind !== "column");
  const report = main.inspect({
    ...RUN,
    units: UNITS.map((name, at) => ({ name, order: at + 1 })),
    accounts: accounts.map(([name, unit, platform]) => ({ id: name, name, unit, platform })),
    columns: [{ id: "jt-lan", name: "jt-lan", unit: "教体局" }],
    publications: ITEMS.map(([channel, published_at]) => ({ channel, published_at })),
  });
  assert.deepEqual(report.findings.map((one) => [one.rule, one.unit, one.wording]), FINDINGS.map(([rule, unit, , wording]) => [rule, unit, wording]));
});

test("every layout of a column gives the same answer", () => {
  using_(new Plan(RUN), (plan) => {
    const expected = rowsOf(plan.inspect(plainTables));
    const micros = BigInt64Array.from(seconds, (at) => (at === null ? 0n : BigInt(at) * 1_000_000n));
    const times = {
      texts: arrowOf(ITEMS.map(([, at]) => at)),
      dates: ITEMS.map(([, at]) => at && new Date(at)),
      doubles: Float64Array.from(seconds, (at) => at ?? NaN),
      seconds: { seconds: Float64Array.from(seconds, (at) => at ?? NaN) },
      milliseconds: { milliseconds: Float64Array.from(seconds, (at) => (at === null ? NaN : at * 1000)) },
      bigints: BigInt64Array.from(seconds, (at) => (at === null ? -(2n ** 63n) : BigInt(at))),
      microseconds: { microseconds: micros, valid: validOf(seconds) },
      local: { seconds: Float64Array.from(seconds, (at) => (at === null ? NaN : at + 8 * 3600)), local: true },
      part: Float64Array.from([0, ...seconds, 0], (at) => at ?? NaN).subarray(1, seconds.length + 1),
    };
    const names = {
      arrow: arrowOf(ids),
      padded: arrowOf(ids.map((id) => ` ${id} `)),
      large: { ...arrowOf(ids), offsets: BigInt64Array.from(arrowOf(ids).offsets, BigInt) },
      part: { ...arrowOf(["x", ...ids]), offsets: arrowOf(["x", ...ids]).offsets.subarray(1) },
      coded: codedOf(ids),
      codedArrow: { ...codedOf(ids), values: arrowOf(codedOf(ids).values) },
    };
    for (const [layout, published_at] of Object.entries(times)) {
      assert.deepEqual(rowsOf(plan.inspect({ ...plainTables, publications: { channel: ids, published_at } })), expected, layout);
    }
    for (const [layout, channel] of Object.entries(names)) {
      const publications = { channel, published_at: times.doubles };
      assert.deepEqual(rowsOf(plan.inspect({ ...plainTables, publications })), expected, layout);
    }
    const units = { id: arrowOf(UNITS), order: Int32Array.from([1, 2]) };
    for (const order of [units.order, [1n, 2n], BigInt64Array.from([1n, 2n]), Float64Array.from([1, 2]), ["1", "2"]]) {
      const given = { units: { ...units, order }, channels: { id: arrowOf(channels.id), unit: codedOf(channels.unit), kind: arrowOf(channels.kind) } };
      assert.deepEqual(rowsOf(plan.inspect({ ...plainTables, ...given })), expected);
    }
  });
});

test("days are days, whatever they are written as", () => {
  using_(new Plan(RUN), (plan) => {
    const day = (text) => (text === null ? null : Date.parse(text) / 86_400_000);
    const opened = ["2022-10-20", null, "2022-10-08"];
    const days = opened.map(day);
    const asked = (opened_on) => told(plan.inspect({ ...plainTables, channels: { ...channels, opened_on } }));
    // the account of 教体局 is open in the last week alone
    const WITHOUT = FINDINGS.filter(([, , channel]) => channel !== "教体微信");
    assert.deepEqual(asked(opened), WITHOUT);
    assert.deepEqual(asked(Int32Array.from(days, (one) => one ?? -2147483648)), WITHOUT);
    assert.deepEqual(asked({ days: Int32Array.from(days, (one) => one ?? 0), valid: validOf(opened) }), WITHOUT);
    assert.deepEqual(asked(arrowOf(opened)), WITHOUT);
  });
});

test("tables of many blocks give what the same items in any order give", () => {
  using_(new Plan(RUN), (plan) => {
    // each item 20,000 times: repeated times of one channel are one item
    const many = (list) => Array.from({ length: 20_000 }, () => list).flat();
    const [expected, times] = [rowsOf(plan.inspect(plainTables)), Float64Array.from(many(seconds), (at) => at ?? NaN)];
    const layouts = [arrowOf(many(ids)), codedOf(many(ids))];
    for (const channel of layouts) {
      const answer = plan.inspect({ ...plainTables, publications: { channel, published_at: times } });
      assert.deepEqual(rowsOf(answer), expected);
      assert.equal(answer.account.rows, 180_000);
      assert.equal(answer.account.undated, 20_000);
    }
    assert.ok(plan.memory < 2 ** 22, `${plan.memory} bytes are kept for tables of 4 MB`);
  });
});

test("memory is kept from call to call, and an answer outlives it", () => {
  const plan = new Plan(RUN);
  const first = plan.inspect(plainTables);
  const kept = plan.memory;
  assert.ok(kept > 0);
  const few = { channel: ["教体微信"], published_at: ["2022-10-04T09:00:00+08:00"] };
  assert.equal(plan.inspect({ ...plainTables, publications: few }).account.rows, 1);
  assert.deepEqual(rowsOf(plan.inspect(plainTables)), rowsOf(first));
  assert.equal(plan.memory, kept);
  plan.free();
  plan.free();
  assert.equal(plan.memory, 0);
  assert.equal(thrown(() => plan.inspect(plainTables)).code, "plan.freed");
  assert.deepEqual(told(first), FINDINGS);
  const other = new Plan(RUN);
  other[Symbol.dispose]();
  assert.equal(thrown(() => other.ruleSet).code, "plan.freed");
});

test("further columns are read where they tell items apart", () => {
  using_(new Plan(RUN), (plan) => {
    const twice = { channel: ["𠮷林微博", "𠮷林微博"], published_at: ["2022-10-04T09:00:00+08:00", "2022-10-04T09:00:00+08:00"] };
    const posts = (more) => plan.inspect({ ...plainTables, publications: { ...twice, ...more } }).units.toArray()[1].posts;
    assert.equal(posts({}), 1);
    assert.equal(posts({ id: ["1", "2"] }), 2);
    assert.equal(posts({ id: ["1", "1"] }), 1);
    assert.equal(posts({ id: arrowOf(["1", "2"]) }), 2);
  });
});

test("a run that needs rows takes the long way to the same answer", () => {
  const days = { from: "2022-01-01", to: "2022-11-10" };
  const coverage = CHANNELS.map(([channel]) => ({ channel, ...days }));
  using_(new Plan({ ...RUN, coverage }), (plan) => {
    assert.equal(plan.longWay, "coverage");
    for (const channel of [ids, arrowOf(ids), codedOf(ids)]) {
      const publications = { channel, published_at: Float64Array.from(seconds, (at) => at ?? NaN) };
      const answer = plan.inspect({ ...plainTables, publications });
      assert.deepEqual(told(answer).map(([rule]) => rule), FINDINGS.map(([rule]) => rule));
      assert.equal(answer.account.rows, 9);
    }
  });
});

test("the first example of each README runs and finds what it should", async () => {
  for (const name of ["README.md", "README.zh-CN.md"]) {
    const readme = readFileSync(new URL(name, import.meta.resolve("tongbao")), "utf8");
    const code = /```js\n(import { Plan, init }[^]*?)```/.exec(readme)[1];
    const said = [];
    globalThis.said = said;
    const script = code
      .replace('"tongbao/tables"', JSON.stringify(import.meta.resolve("tongbao/tables")))
      .replace(/console\.log\((.*)\);/g, "globalThis.said.push([$1]);");
    await import(`data:text/javascript,${encodeURIComponent(script)}`);
    assert.deepEqual(said.filter(([unit]) => unit === "沙石镇" || unit === "区教体局").length, said.length - 1, name);
    assert.equal(said.at(-1)[1], 2);
  }
});

test("an item of nobody keeps open what it may decide", () => {
  const { rejected_rows: _, ...rules } = RUN.rules;
  using_(new Plan({ ...RUN, rules }), (plan) => {
    const { findings, undecided } = plan.inspect(plainTables);
    assert.deepEqual(findings.columns.rule.toArray(), ["stale", "weekly", "weekly"]);
    assert.deepEqual(undecided.toArray(), [{ rule: "few", subject_id: "𠮷林办", code: "rejected_row" }]);
  });
});

test("what is wrong has a code, a place and a next step, in both languages", () => {
  for (const language of ["zh", "en"]) {
    using_(new Plan({ ...RUN, language }), (plan) => {
      const refuse = (tables, code, file, field, line) => {
        const error = thrown(() => plan.inspect({ ...plainTables, ...tables }));
        assert.deepEqual([error.code, error.file, error.field, error.line], [code, file, field, line]);
        assert.ok(error.nextStep && error.message);
        assert.equal(/[一-龥]/.test(error.message), language === "zh", error.message);
      };
      const items = (publications) => ({ publications: { channel: ids, published_at: times, ...publications } });
      const times = Float64Array.from(seconds, (at) => at ?? NaN);
      refuse({ channels: { id: ["a"], kind: ["wechat"] } }, "column.missing", "channels", "unit", undefined);
      refuse({ channels: { id: ["a", "a"], unit: ["教体局", "教体局"], kind: ["x", "x"] } }, "id.twice", "channels", "id", 2);
      refuse({ channels: { ...channels, opened_on: ["2022-10-01", "x", null] } }, "cell.wrong", "channels", "opened_on", 2);
      refuse({ channels: { ...channels, opened_on: [new Date(0), null, null] } }, "column.layout", "channels", "opened_on", undefined);
      refuse({ channels: { ...channels, opened_on: [1, 2, 3] } }, "column.layout", "channels", "opened_on", undefined);
      refuse({ channels: undefined }, "table.layout", "channels", undefined, undefined);
      refuse({ publications: [] }, "table.layout", "publications", undefined, undefined);
      refuse({ publications: { channel: ids } }, "column.missing", "publications", "published_at", undefined);
      refuse(items({ published_at: times.subarray(1) }), "column.length", "publications", "published_at", undefined);
      refuse(items({ published_at: Float64Array.from(ids, () => Infinity) }), "request.value", "publications", "published_at", undefined);
      refuse(items({ published_at: ids.map(() => new Date(NaN)) }), "request.value", "publications", "published_at", 1);
      refuse(items({ published_at: ids.map(() => 1) }), "column.layout", "publications", "published_at", undefined);
      refuse(items({ published_at: ids.map((id, row) => (row === 3 ? 5 : "2022-10-01")) }), "column.layout", "publications", "published_at", 4);
      refuse(items({ channel: { ...arrowOf(ids), bytes: new Uint8Array(3) } }), "column.offsets", "publications", "channel", undefined);
      refuse(items({ channel: { ...arrowOf(ids), offsets: arrowOf(ids).offsets.reverse() } }), "column.offsets", "publications", "channel", undefined);
      refuse(items({ channel: { codes: new Int32Array(9), values: [1] } }), "column.layout", "publications", "channel", undefined);
      refuse(items({ channel: { codes: [0], values: ["a"] } }), "column.layout", "publications", "channel", undefined);
      refuse(items({ channel: { ...arrowOf(ids), valid: new Uint8Array(1) } }), "column.layout", "publications", "channel", undefined);
      refuse(items({ channel: ids.map(() => ({})) }), "column.layout", "publications", "channel", undefined);
      refuse({ letters: {} }, "table.unknown", "request", "letters", undefined);
      assert.deepEqual(told(plan.inspect(plainTables)).length, FINDINGS.length); // and the plan is still there
    });
  }
});

test("codes that lead nowhere are items of nobody, never of somebody", () => {
  using_(new Plan(RUN), (plan) => {
    const channel = { codes: Int32Array.from([0, 1, -1, 7, -2147483648]), values: ["教体微信", "𠮷林微博"] };
    const published_at = Float64Array.from([0, 0, 0, 0, 0], () => seconds[0]);
    const { account } = plan.inspect({ ...plainTables, publications: { channel, published_at } });
    assert.deepEqual([account.rows, account.unknown_channel, account.in_period], [5, 3, 2]);
  });
});

test("CSV files give what their cells give as columns, however they are read", async () => {
  const csv = (header, rows) => new TextEncoder().encode(`${header}\n${rows.map((row) => row.join(",")).join("\n")}\n`);
  const files = {
    channels: csv("id,unit,kind", CHANNELS),
    publications: csv("channel,published_at,title", ITEMS.map(([id, at], row) => [id, at ?? "", `"a,""b""\n${row}"`])),
  };
  const plan = new Plan({ ...RUN, language: "zh" });
  const told_ = (answer) => told(answer).sort();
  const answer = plan.inspectCsv(files);
  assert.deepEqual(told_(answer), [...FINDINGS].sort());
  assert.deepEqual(answer.files, { channels: { rows: 3, good: 3, misfits: 0 }, publications: { rows: 9, good: 9, misfits: 0 } });
  assert.deepEqual(answer.account, { rows: 9, undated: 1, bad_date: 0, unknown_channel: 1, in_period: 7, after_as_of: 0 });
  const piecemeal = (bytes) => () => {
    let at = 0;
    return (length) => bytes.slice(at, (at += Math.min(length, 7)));
  };
  const pieces = { channels: piecemeal(files.channels), publications: piecemeal(files.publications) };
  assert.deepEqual(rowsOf(plan.inspectCsv(pieces)), rowsOf(answer));
  const strict = new Plan(RUN, { times: "rfc3339" });
  const loose = { ...files, publications: csv("channel,published_at", [["教体微信", "2022-10-04"], ["教体微信"]]) };
  assert.equal(plan.inspectCsv(loose).account.bad_date, 0);
  const { account, files: read } = strict.inspectCsv(loose);
  assert.deepEqual([account.bad_date, read.publications.misfits], [1, 1]);

  const refuse = (given, code, file) => {
    const error = thrown(() => plan.inspectCsv({ ...files, ...given }));
    assert.deepEqual([error.code, error.file], [code, file]);
  };
  const broken = () => () => {
    throw new Error("gone");
  };
  refuse({ publications: "a,b" }, "csv.source", "request");
  refuse({ encoding: "latin1" }, "csv.encoding", "request");
  refuse({ units: new Uint8Array() }, "table.unknown", "request");
  refuse({ publications: Uint8Array.of(0xff, 0x41) }, "encoding.not_utf8", "publications.csv");
  refuse({ publications: broken }, "csv.unread", "publications.csv");
  refuse({ publications: broken() }, "csv.unread", "publications.csv");
  refuse({ channels: () => () => 5 }, "csv.unread", "channels.csv");
  assert.equal(thrown(() => new Plan(RUN, { times: "any" })).code, "plan.times");
  const worker = await startWorker();
  assert.deepEqual(rowsOf(await (await worker.plan(RUN)).inspectCsv(files)), rowsOf(answer));
  worker.terminate();
});

test("a request that makes no plan throws core's problem", () => {
  const error = thrown(() => new Plan({ ...RUN, as_of: "2022-13-45" }));
  assert.equal(error.value, "2022-13-45");
  assert.deepEqual(error.diagnostics, JSON.parse(error.problem).diagnostics);
  assert.equal(thrown(() => new Plan({ ...RUN, units: [{ name: "甲" }] })).code, "plan.tables");
  for (const odd of [undefined, null, 5, "text", "{", []]) assert.ok(thrown(() => new Plan(odd)).code);
});

test("a worker gives the same answer, takes memory over where it is told to, and fails in words", async () => {
  const worker = await startWorker();
  const plan = await worker.plan(RUN);
  assert.equal(plan.ruleSet, "own");
  const publications = { channel: arrowOf(ids), published_at: Float64Array.from(seconds, (at) => at ?? NaN) };
  const tables = { ...plainTables, publications };
  assert.deepEqual(told(await plan.inspect(tables)), FINDINGS);
  assert.equal(publications.published_at.length, 9);
  const [one, two] = await Promise.all([plan.inspect(tables), plan.inspect(tables, { transfer: true })]);
  assert.equal(publications.published_at.length, 0);
  assert.deepEqual(rowsOf(one), rowsOf(two));
  await assert.rejects(plan.inspect({ ...plainTables, channels: { id: ["a"] } }), (error) => {
    assert.ok(error instanceof TongbaoError);
    assert.deepEqual([error.code, error.file, error.field], ["column.missing", "channels", "unit"]);
    return true;
  });
  await assert.rejects(worker.plan({ ...RUN, rules: "no-such" }), TongbaoError);
  await assert.rejects(plan.inspect({ ...plainTables, units: { id: [() => 1] } }), { code: "worker.failed" });
  const open = plan.inspect(plainTables);
  plan.free();
  await open;
  await assert.rejects(plan.inspect(plainTables), TongbaoError);
  const late = worker.plan(RUN);
  worker.terminate();
  await assert.rejects(late, { code: "worker.failed" });
  await assert.rejects(worker.plan(RUN), { code: "worker.failed" });
});

test("the comparison's job comes to what its rules say", async () => {
  const { evaluate, ingest, prepare } = await import("../bench/tongbao_peer.mjs");
  const folder = mkdtempSync(join(tmpdir(), "tongbao-"));
  try {
    const rows = ["b,u2,wechat,,2020-01-01,", "a,u1,website_column,news,2020-01-01,", "c,u1,weibo,,2022-10-12,2022-10-25"];
    writeFileSync(join(folder, "channels.csv"), `channel_id,unit_id,kind,column_class,opened_on,closed_on\n${rows.join("\n")}\n`);
    const at = (text) => Date.parse(`${text}+08:00`) / 1000;
    const posts = [
      ["b", at("2022-10-03T00:00:00")], ["b", at("2022-10-09T23:59:59")], ["b", at("2022-10-09T23:59:59")],
      ["b", at("2022-10-10T00:00:00")], ["b", at("2022-10-31T00:00:00")], ["a", at("2022-10-16T23:59:59")],
      ["c", at("2022-10-17T00:00:00")], ["zz", at("2022-10-17T00:00:00")], ["a", NaN], ["a", at("2022-11-01T00:00:00")],
    ];
    const { offsets, bytes } = arrowOf(posts.map(([id]) => id));
    writeFileSync(join(folder, "post_off.i32"), new Uint8Array(offsets.buffer));
    writeFileSync(join(folder, "post_chr.u8"), bytes);
    writeFileSync(join(folder, "post_ts.f64"), new Uint8Array(Float64Array.from(posts, ([, time]) => time).buffer));
    const time = (at) => (Number.isNaN(at) ? "昨天" : `${new Date((at + 8 * 3600) * 1000).toISOString().slice(0, 19)}+08:00`);
    const lines = posts.map(([id, at], row) => `${id},${time(at)},"t ""${row}"""`);
    writeFileSync(join(folder, "posts.csv"), `channel_id,published_at,title\n${lines.join("\n")}\n`);
    const { findings, units, totals } = evaluate(prepare(folder));
    assert.deepEqual(ingest(folder), { findings, units, totals });
    assert.deepEqual(findings.sort(), [
      ["R1", "u1", "c", "2022-10-17=1"],
      ["R1", "u2", "b", "2022-10-10=1;2022-10-17=0;2022-10-24=0"],
      ["R2", "u1", "a", "stale=2022-10-16"],
      ["R3", "u1", "", "posts=2"],
      ["R3", "u2", "", "posts=4"],
    ]);
    assert.deepEqual(units.sort((a, b) => a.rank - b.rank), [
      { unit: "u2", channels: 1, posts: 4, rank: 1, r1: 1, r2: 0 },
      { unit: "u1", channels: 2, posts: 2, rank: 2, r1: 1, r2: 1 },
    ]);
    assert.deepEqual(totals, { rows: 10, bad_date: 1, unknown_channel: 1, month_posts: 6, month_duplicates: 1 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function using_(plan, use) {
  try {
    use(plan);
  } finally {
    plan.free();
  }
}
