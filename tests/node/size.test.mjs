// What a page has to load. The aim is a budget to watch; the limit catches a dependency that slipped in.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { brotliCompressSync, constants } from "node:zlib";

const AIM = 120;
// the whole rule language with its reader and its sentences in two languages brought it from 210 to 353 KB
const LIMIT = 370;

test("the module stays small", () => {
  const module = readFileSync(new URL(import.meta.resolve("tongbao/tongbao.wasm")));
  const small = brotliCompressSync(module, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: module.length },
  });
  console.log(`tongbao.wasm: ${module.length} bytes, brotli ${small.length} bytes (aim ${AIM} KB)`);
  assert.ok(small.length <= LIMIT * 1024, `brotli ${small.length} bytes is beyond ${LIMIT} KB`);
});
