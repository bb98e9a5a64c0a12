// The types of `tongbao/worker`: plans in a worker of their own.
/// <reference lib="esnext.disposable" />
import type { ModuleSource } from "./index.js";
import type { Answer, CsvAnswer, CsvFiles, PlanOptions, PlanRequest, Tables } from "./tables.js";

export { TongbaoError } from "./index.js";

/** Starts a worker; resolves when it has compiled the module (`source`, or the one beside this file). */
export function startWorker(source?: ModuleSource): Promise<TablesWorker>;

/** A worker that judges tables, so that the page stays alive. */
export interface TablesWorker {
  /** Makes a plan in the worker. */
  plan(request: PlanRequest | string, options?: PlanOptions): Promise<WorkerPlan>;
  /** Ends the worker; calls that are open fail. */
  terminate(): void;
  [Symbol.dispose](): void;
}

/** A plan that lives in the worker. */
export interface WorkerPlan {
  readonly ruleSet: string;
  readonly longWay: string | undefined;
  /**
   * Judges tables; the answer's memory comes back by transfer. `transfer: true` hands the memory of typed arrays over
   * instead of copying it: the page cannot use them afterwards.
   */
  inspect(tables: Tables, options?: { transfer?: boolean }): Promise<Answer>;
  /** Judges CSV files. A `File` of a page is read in the worker piece by piece, never whole in memory. */
  inspectCsv(files: CsvFiles<Uint8Array | ArrayBuffer | FileLike>): Promise<CsvAnswer>;
  /** Gives the plan's memory back. */
  free(): void;
  [Symbol.dispose](): void;
}

/** A `File` or `Blob`, where there are such. */
export interface FileLike {
  readonly size: number;
  slice(start?: number, end?: number): FileLike;
}
