// The conformance corpus as the Rust tests wrote it: for each case a request, and core's own report or problem.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const REQUEST = ".request.json";

export const folder =
  process.env.TONGBAO_CORPUS ??
  join(process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../target", import.meta.url)), "corpus");

/** All cases by name; `judged` tells a report from a problem, `expected` holds its bytes. */
export function cases() {
  return files()
    .filter((file) => file.endsWith(REQUEST))
    .map((file) => file.slice(0, -REQUEST.length))
    .sort()
    .map((name) => {
      const report = bytes(`${name}.report.json`);
      const expected = report ?? bytes(`${name}.problem.json`);
      if (!expected) throw new Error(`${name} has neither a report nor a problem in ${folder}`);
      return { name, request: bytes(name + REQUEST), expected, judged: report !== undefined };
    });
}

function files() {
  try {
    return readdirSync(folder, { recursive: true }).map((file) => file.replaceAll("\\", "/"));
  } catch (error) {
    throw new Error(`no corpus in ${folder}; write it with: cargo xtask test rust`, { cause: error });
  }
}

function bytes(file) {
  try {
    return readFileSync(join(folder, file));
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Where two texts first differ, to be read by a person. */
export function difference(expected, actual) {
  const [left, right] = [expected, actual].map((text) => text.toString().split("\n"));
  const line = left.findIndex((text, index) => text !== right[index]);
  const at = line < 0 ? left.length : line;
  return `line ${at + 1}: expected ${JSON.stringify(left[at])}, got ${JSON.stringify(right[at])}`;
}
