// tongbao as a peer of the comparison in JavaScript (docs/BENCHMARKS.md): its public API and the rule set beside this file.
//
//   node tongbao_peer.mjs FOLDER arrow|csv REPETITIONS [OUT]
//
// The comparison asks for one form of answer: findings as [rule, unit, channel, detail], units and totals as objects. What is
// done here beyond calling tongbao is that form.
import { closeSync, openSync, readFileSync, readSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { Plan, init } from "tongbao/tables";

// Which rules of the set are which of the comparison.
const NAMES = {
  "account-weekly": "R1",
  "account-never": "R2",
  "account-stale": "R2",
  "column-blank": "R2",
  "column-stale": "R2",
  "unit-few": "R3",
};

await init();
const plan = new Plan(
  {
    rules: JSON.parse(readFileSync(new URL("rules.json", import.meta.url), "utf8")),
    period: "2022-10",
    as_of: "2022-11-10",
    coverage: { publications: { from: "always", to: "2022-11-10" } },
    language: "en",
  },
  { times: "rfc3339" },
);

/** The columns in memory, not timed: texts in Arrow's layout, times as seconds, days as days. */
export function prepare(folder) {
  return {
    channels: channelsOf(readFileSync(join(folder, "channels.csv"), "utf8")),
    publications: {
      channel: { offsets: column(folder, "post_off.i32", Int32Array), bytes: column(folder, "post_chr.u8", Uint8Array) },
      published_at: column(folder, "post_ts.f64", Float64Array),
    },
  };
}

/** From columns in memory to the result, the copy into the module's memory included. */
export function evaluate(tables) {
  return resultOf(plan.inspect(tables));
}

/** From CSV files to the result. */
export function ingest(folder) {
  return resultOf(plan.inspectCsv({ channels: opener(folder, "channels.csv"), publications: opener(folder, "posts.csv") }));
}

function opener(folder, name) {
  return () => {
    const file = openSync(join(folder, name));
    const room = new Uint8Array(1 << 18);
    return (length) => {
      const read = readSync(file, room, 0, Math.min(length, room.length));
      if (read === 0) closeSync(file);
      return room.subarray(0, read);
    };
  };
}

function resultOf({ findings, units, totals, account }) {
  const month = totals.columns.value.at(0);
  return {
    findings: findingRows(findings.columns, findings.length),
    units: unitRows(units.columns, units.length),
    totals: {
      rows: account.rows,
      bad_date: account.undated + account.bad_date,
      unknown_channel: account.unknown_channel,
      month_posts: month,
      month_duplicates: account.in_period - month,
    },
  };
}

function findingRows({ rule, unit_id: unit, channel_id: channel, wording, slices }, length) {
  const rows = new Array(length);
  for (let row = 0; row < length; row += 1) {
    const name = NAMES[rule.at(row)];
    const detail = name === "R1" ? weeks(slices.at(row)) : wording.at(row);
    rows[row] = [name, unit.at(row), channel.at(row) ?? "", detail];
  }
  return rows;
}

function weeks(slices) {
  let text = "";
  for (const { from, value } of slices) text += `${text && ";"}${from}=${value}`;
  return text;
}

function unitRows({ unit_id: unit, channels, posts, rank, r1, r2 }, length) {
  const rows = new Array(length);
  for (let row = 0; row < length; row += 1) {
    rows[row] = {
      unit: unit.at(row),
      channels: channels.at(row),
      posts: posts.at(row),
      rank: rank.at(row),
      r1: r1.at(row) ?? 0, // of a unit without an account there is no number of breaches, not even 0
      r2: r2.at(row) ?? 0,
    };
  }
  return rows;
}

/** The channels, whose cells hold no commas. */
function channelsOf(text) {
  const [header, ...lines] = text.split("\n").filter((line) => line !== "");
  const cells = lines.map((line) => line.split(","));
  const given = (name) => cells.map((row) => row[header.split(",").indexOf(name)]);
  return {
    id: arrowOf(given("channel_id")),
    unit: arrowOf(given("unit_id")),
    kind: arrowOf(given("kind")),
    column_class: arrowOf(given("column_class")),
    opened_on: Int32Array.from(given("opened_on"), dayNumber),
    closed_on: Int32Array.from(given("closed_on"), dayNumber),
  };
}

function arrowOf(texts) {
  const bytes = Buffer.from(texts.join(""));
  const offsets = new Int32Array(texts.length + 1);
  texts.forEach((text, row) => {
    offsets[row + 1] = offsets[row] + Buffer.byteLength(text);
  });
  return { offsets, bytes: new Uint8Array(bytes) };
}

/** Days since 1970-01-01; the least number where there is none. */
function dayNumber(text) {
  return text === "" ? -2147483648 : Date.parse(text) / 86_400_000;
}

function column(folder, name, Type) {
  const bytes = readFileSync(join(folder, name));
  return new Type(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** The protocol of the comparison: one line of JSON with times in milliseconds and the most memory; OUT gets the result. */
function main() {
  const [folder, job, repetitions, out] = process.argv.slice(2);
  const tables = job === "csv" ? undefined : prepare(folder);
  const run = job === "csv" ? () => ingest(folder) : () => evaluate(tables);
  const rss_before = memory("VmRSS");
  try {
    writeFileSync("/proc/self/clear_refs", "5"); // the most memory is counted from here
  } catch {
    // not allowed everywhere; then it is that of the whole process
  }
  const [times, cpu] = [[], []];
  let result;
  for (let repetition = 0; repetition < Number(repetitions); repetition += 1) {
    globalThis.gc?.();
    const [used, start] = [process.cpuUsage(), performance.now()];
    result = run();
    times.push(performance.now() - start);
    const { user, system } = process.cpuUsage(used);
    cpu.push((user + system) / 1000);
  }
  if (out) writeFileSync(out, JSON.stringify(result));
  console.log(JSON.stringify({ times, cpu, peak: memory("VmHWM"), rss_before }));
}

function memory(key) {
  return Number(new RegExp(`${key}:\\s+(\\d+)`).exec(readFileSync("/proc/self/status", "utf8"))[1]) * 1024;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
