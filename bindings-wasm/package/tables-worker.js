// The script of the worker that worker.js starts.
import * as glue from "./tables-glue.js";
import { memoryOf } from "./answer.js";
import { serve, tablesOver } from "./tables-api.js";

const api = tablesOver(glue);
const start = (source) => api.start(source ?? new URL("./tongbao-tables.wasm", import.meta.url));
const respond = serve({ ...api, start }, (message, transfer) => postMessage(message, transfer), memoryOf);
addEventListener("message", ({ data }) => respond(data));
