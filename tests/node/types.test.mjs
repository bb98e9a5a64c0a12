// index.d.ts is written by hand; here it is held against core's report, field by field, and against every report of the
// corpus, value by value.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { cases } from "../cases.mjs";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const declared = declarations(read("../../bindings-wasm/package/index.d.ts"));

/** Rust's name in TypeScript: without `Out`, and never the name of a global. */
const nameOf = (rust) => ({ RecordOut: "CitedRecord", NumberOut: "Quantity" })[rust] ?? rust.replace(/Out$/, "");

test("each struct of the report has its interface, with the same fields in the same order", () => {
  const structs = rustStructs(read("../../core/src/report.rs"));
  assert.ok(structs.size > 20);
  for (const [rust, fields] of structs) {
    const name = nameOf(rust);
    assert.ok(declared.interfaces.has(name), `${rust} has no interface ${name}`);
    assert.deepEqual(
      declared.interfaces.get(name).map(({ field, optional, type }) => ({ field, optional, type: widened(type) })),
      fields,
      `interface ${name} and struct ${rust}`,
    );
  }
});

test("each table of a request names the columns that core knows", () => {
  const tables = rustColumns(read("../../core/src/records/headers.rs"));
  assert.ok(tables.size > 10);
  const request = new Map(declared.interfaces.get("InspectionRequest").map(({ field, type }) => [field, type]));
  for (const [table, keys] of tables) {
    assert.deepEqual([...request.get(table).matchAll(/"(\w+)"/g)].map(([, key]) => key), keys, table);
  }
});

test("each report of the corpus is what the types say", () => {
  const judged = cases().filter((one) => one.judged);
  assert.ok(judged.length > 0);
  for (const { name, expected } of judged) check(JSON.parse(expected), "Report", name);
});

test("each problem of the corpus is what the types say", () => {
  for (const { name, expected } of cases().filter((one) => !one.judged)) {
    const { problem, diagnostics } = JSON.parse(expected);
    for (const one of [problem, ...diagnostics]) check({ severity: "error", ...one }, "Diagnostic", name);
  }
});

/** Interfaces with their fields, and type aliases, of a declaration file. */
function declarations(source) {
  const text = source.replace(/\/\*[^]*?\*\//g, "").replace(/\/\/.*/g, "");
  const interfaces = new Map();
  for (const [, name, body] of text.matchAll(/export interface (\w+) \{([^}]*)\}/g)) {
    const fields = [...body.matchAll(/^\s*(?:readonly )?(\w+)(\??): ([^;]+);/gm)];
    interfaces.set(name, fields.map(([, field, mark, type]) => ({ field, optional: mark === "?", type })));
  }
  const aliases = new Map([...text.matchAll(/export type (\w+) = ([^;]+);/g)].map(([, name, type]) => [name, type]));
  return { interfaces, aliases };
}

/** The English keys of each table, in core's order. */
function rustColumns(source) {
  const shared = new Map([...source.matchAll(/const (\w+): Column = \w+\(\s*"(\w+)"/g)].map(([, name, key]) => [name, key]));
  const tables = [...source.matchAll(/const (\w+): &\[Column\] = &\[\n([^]*?)\n\];/g)];
  return new Map(
    tables.map(([, name, body]) => {
      const columns = [...body.matchAll(/\b(?:must|may)\(\s*"(\w+)"|^ *([A-Z]+),$/gm)];
      return [name.toLowerCase(), columns.map(([, key, constant]) => key ?? shared.get(constant))];
    }),
  );
}

/** Structs with their fields, as the types that TypeScript should have. */
function rustStructs(source) {
  const structs = new Map();
  for (const [, name, body] of source.matchAll(/^pub struct (\w+) \{\n([^]*?)^\}/gm)) {
    const fields = [...body.matchAll(/((?:^ *#\[.*\]\n)*)^ *pub (\w+): (.+),$/gm)];
    structs.set(name, fields.map(([, attributes, field, type]) => typed(field, type, attributes)));
  }
  return structs;
}

function typed(field, type, attributes) {
  const optional = attributes.includes("skip_serializing_if");
  const inner = /^Option<(.*)>$/.exec(type)?.[1];
  if (inner === undefined) return { field, optional, type: inTypeScript(type) };
  return { field, optional, type: inTypeScript(inner) + (optional ? "" : " | null") };
}

function inTypeScript(rust) {
  const item = /^Vec<(.*)>$/.exec(rust)?.[1];
  if (item !== undefined) return `${inTypeScript(item)}[]`;
  if (/^[ui](8|16|32|64)$/.test(rust)) return "number";
  return { String: "string", bool: "boolean" }[rust] ?? nameOf(rust);
}

/** A union of words is text in Rust. */
function widened(type) {
  return /^"[^|]*"( \| "[^|]*")*$/.test(type) ? "string" : type;
}

/** Fails unless the value is of the declared type. */
function check(value, type, where) {
  const parts = type.split("|").map((part) => part.trim()).filter(Boolean);
  if (parts.length > 1) {
    const fits = parts.some((part) => matches(value, part, where));
    return assert.ok(fits, `${where}: ${JSON.stringify(value)} is not ${type}`);
  }
  const [part] = parts;
  if (part.endsWith("[]")) {
    assert.ok(Array.isArray(value), `${where} is no list`);
    return value.forEach((item, index) => check(item, part.slice(0, -2), `${where}[${index}]`));
  }
  if (declared.aliases.has(part)) return check(value, declared.aliases.get(part), where);
  if (declared.interfaces.has(part)) return checkFields(value, declared.interfaces.get(part), where);
  return assert.ok(isPlain(value, part), `${where}: ${JSON.stringify(value)} is not ${part}`);
}

function matches(value, type, where) {
  try {
    check(value, type, where);
    return true;
  } catch {
    return false;
  }
}

function checkFields(value, fields, where) {
  assert.ok(typeof value === "object" && value !== null, `${where} is no object`);
  const known = fields.map(({ field }) => field);
  assert.deepEqual(Object.keys(value).filter((key) => !known.includes(key)), [], `${where} has undeclared fields`);
  for (const { field, optional, type } of fields) {
    if (field in value) check(value[field], type, `${where}.${field}`);
    else assert.ok(optional, `${where}.${field} is missing`);
  }
}

function isPlain(value, type) {
  if (type === "null") return value === null;
  if (type.startsWith('"')) return value === JSON.parse(type);
  if (type === "number") return Number.isSafeInteger(value);
  return typeof value === type;
}
