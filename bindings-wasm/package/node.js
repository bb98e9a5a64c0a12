// The entry for Node: reads the module from its own folder.
import { readFile } from "node:fs/promises";
import * as glue from "./glue.js";
import { over } from "./api.js";

const api = over(glue);

export { TongbaoError } from "./api.js";
export const { inspect, inspectText, version, shippedRuleSets } = api;

export function init(source) {
  return api.start(bytes(source ?? new URL("./tongbao.wasm", import.meta.url)));
}

/** Paths and file URLs are read here, because Node's fetch knows no files. */
async function bytes(source) {
  const address = source instanceof URL ? source.href : source;
  if (typeof address !== "string") return source;
  if (/^https?:/.test(address)) return fetch(address);
  return readFile(address.startsWith("file:") ? new URL(address) : address);
}
