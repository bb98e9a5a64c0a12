// Where the module is, for Node.
import { readFile } from "node:fs/promises";

/** Paths and file URLs are read here, because Node's fetch knows no files. */
export async function bytes(source) {
  const address = source instanceof URL ? source.href : source;
  if (typeof address !== "string") return source;
  if (/^https?:/.test(address)) return fetch(address);
  return readFile(address.startsWith("file:") ? new URL(address) : address);
}
