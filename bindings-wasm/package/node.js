// The entry for Node: reads the module from its own folder.
import * as glue from "./glue.js";
import { over } from "./api.js";
import { bytes } from "./source.js";

const api = over(glue);

export { TongbaoError } from "./api.js";
export const { inspect, inspectText, version, shippedRuleSets } = api;

export function init(source) {
  return api.start(bytes(source ?? new URL("./tongbao.wasm", import.meta.url)));
}
