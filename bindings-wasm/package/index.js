// The entry for browsers, workers and bundlers.
import * as glue from "./glue.js";
import { over } from "./api.js";

const api = over(glue);

export { TongbaoError } from "./api.js";
export const { inspect, inspectText, version, shippedRuleSets } = api;

export function init(source) {
  return api.start(source ?? new URL("./tongbao.wasm", import.meta.url));
}
