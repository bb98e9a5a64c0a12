// The script of the worker that worker-node.js starts.
import { parentPort } from "node:worker_threads";
import * as glue from "./tables-glue.js";
import { memoryOf } from "./answer.js";
import { bytes } from "./source.js";
import { serve, tablesOver } from "./tables-api.js";

const api = tablesOver(glue);
const start = (source) => api.start(bytes(source ?? new URL("./tongbao-tables.wasm", import.meta.url)));
const respond = serve({ ...api, start }, (message, transfer) => parentPort.postMessage(message, transfer), memoryOf);
parentPort.on("message", respond);
