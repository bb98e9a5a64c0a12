// Every case of the corpus in headless Chromium: core's own text, byte for byte, under a strict policy. `--picture FILE`
// also writes what the page looks like.
import { chromium } from "playwright-core";
import { cases, difference } from "../cases.mjs";
import { serve } from "./server.mjs";

const PATIENCE = 60_000;
const corpus = cases();
const server = await serve(corpus);
const faults = [];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", // as root, which a CI often is
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
  ],
});
try {
  await run("page.html", picture());
  await run("classic.html");
  await run("tables.html");
  await run("tables-classic.html");
} finally {
  await browser.close();
  server.close();
}

let passed = 0;
for (const { name, expected } of corpus) {
  const answer = server.answers.get(name);
  if (answer?.equals(expected)) passed += 1;
  else console.log(`not equal: ${name}: ${answer ? difference(expected, answer) : "no answer"}`);
}
if (corpus.length === 0) faults.push("the corpus has no cases");
for (const fault of faults) console.log(`fault: ${fault}`);
console.log(`corpus in Chromium ${browser.version()}: ${passed} passed, ${corpus.length - passed} failed`);
process.exitCode = passed === corpus.length && faults.length === 0 ? 0 : 1;

/** Opens a page, waits until it is done, and keeps what went wrong in it. */
async function run(name, path) {
  const page = await browser.newPage();
  page.on("pageerror", (error) => faults.push(`${name}: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(server.address)) faults.push(`${name} asked for ${request.url()}`);
  });
  await page.goto(`${server.address}/${name}`);
  const summary = page.locator("#summary[data-done]");
  await summary.waitFor({ timeout: PATIENCE }).catch((error) => faults.push(`${name}: ${error.message}`));
  const done = (await summary.count()) ? JSON.parse(await summary.getAttribute("data-done")) : { faults: [] };
  faults.push(...done.faults.map((fault) => `${name}: ${fault}`));
  if (done.loaded !== undefined) console.log(`tongbao.wasm loaded in ${done.loaded} ms`);
  if (path) await page.screenshot({ path, fullPage: true });
  await page.close();
}

function picture() {
  const at = process.argv.indexOf("--picture");
  return at < 0 ? undefined : process.argv[at + 1];
}
