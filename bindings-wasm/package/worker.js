// `tongbao/worker`: plans in a worker of their own, so that a page stays alive while large tables are judged.
import { client } from "./tables-api.js";

export { TongbaoError } from "./api.js";

/** Starts a worker; resolves when it has compiled the module. */
export async function startWorker(source) {
  // written out whole, so that bundlers find the script
  const worker = new Worker(new URL("./tables-worker.js", import.meta.url), { type: "module", name: "tongbao" });
  const { api, take, fail, init } = client(
    (message, transfer) => worker.postMessage(message, transfer),
    () => worker.terminate(),
  );
  worker.addEventListener("message", ({ data }) => take(data));
  worker.addEventListener("error", ({ message }) => fail(message));
  worker.addEventListener("messageerror", () => fail("messageerror"));
  await init(source?.href ?? source);
  return api;
}
