// `tongbao/tables` for Node: reads the module from its own folder.
import * as glue from "./tables-glue.js";
import { bytes } from "./source.js";
import { tablesOver } from "./tables-api.js";

const api = tablesOver(glue);

export { TongbaoError } from "./api.js";
export const { Plan, version } = api;

export function init(source) {
  return api.start(bytes(source ?? new URL("./tongbao-tables.wasm", import.meta.url)));
}
