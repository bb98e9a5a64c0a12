// `tongbao/tables` for browsers, workers and bundlers.
import * as glue from "./tables-glue.js";
import { tablesOver } from "./tables-api.js";

const api = tablesOver(glue);

export { TongbaoError } from "./api.js";
export const { Plan, version } = api;

export function init(source) {
  return api.start(source ?? new URL("./tongbao-tables.wasm", import.meta.url));
}
