// `tongbao/worker` for Node.
import { Worker } from "node:worker_threads";
import { client } from "./tables-api.js";

export { TongbaoError } from "./api.js";

/** Starts a worker; resolves when it has compiled the module. */
export async function startWorker(source) {
  const worker = new Worker(new URL("./tables-worker-node.js", import.meta.url), { name: "tongbao" });
  const { api, take, fail, init } = client(
    (message, transfer) => worker.postMessage(message, transfer),
    () => worker.terminate(),
  );
  worker.on("message", take);
  worker.on("error", (error) => fail(error.message));
  worker.on("messageerror", (error) => fail(error.message));
  await init(source?.href ?? source);
  return api;
}
