// A server on this machine for the pages of the tests: the package, the pages, the cases; answers come back by POST.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";

const TYPES = {
  ".html": "text/html", // the pages name their encodings
  ".css": "text/css",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};
// What a strict portal allows; the engine needs 'wasm-unsafe-eval' and nothing else.
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

/** Serves the cases; resolves to the address, the answers by name, and a function that ends it. */
export async function serve(corpus) {
  const requests = new Map(corpus.map(({ name, request }) => [name, request]));
  const answers = new Map();

  async function respond(path, request) {
    const [, room, name] = /^\/(\w+)\/(.+)$/.exec(path) ?? [];
    if (room === "package") return readFile(new URL(`../../bindings-wasm/pkg/${name}`, import.meta.url));
    if (room === "requests") return requests.get(name);
    if (room === "answers") return answers.set(name, await bytes(request)) && "";
    if (path === "/cases.json") return JSON.stringify([...requests.keys()]);
    return readFile(new URL(`.${path}`, import.meta.url));
  }

  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const body = await respond(path, request).catch(() => undefined);
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("Content-Type", TYPES[extname(path)] ?? "application/octet-stream");
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { address: `http://127.0.0.1:${server.address().port}`, answers, close: () => server.close() };
}

async function bytes(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
