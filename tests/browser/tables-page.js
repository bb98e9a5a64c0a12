// Large tables in a page and in a worker, through the package's browser entries.
import * as tables from "/package/tables.js";
import { startWorker } from "/package/worker.js";
import "./tables-check.js";

const faults = [];
document.addEventListener("securitypolicyviolation", (event) => faults.push(`policy: ${event.violatedDirective}`));
const summary = document.getElementById("summary");
await globalThis.checkTables({ ...tables, startWorker }, faults).catch((error) => faults.push(String(error)));
summary.textContent = `tongbao ${tables.version()}`;
summary.dataset.done = JSON.stringify({ faults });
