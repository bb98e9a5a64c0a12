// What every entry of `tongbao/tables` shares: large tables as columns, copied in once; columns out.
import { TongbaoError, failure, requestText, starter, told } from "./api.js";
import { Answer } from "./answer.js";
import { columnsOf } from "./columns.js";

/** The functions over the generated glue of one build. */
export function tablesOver(glue) {
  const { start, started } = starter(glue, "tongbao-tables.wasm");

  /** A rule set made ready with the days of a run, and the memory into which tables are copied. */
  class Plan {
    #plan;
    #english;

    constructor(request) {
      const engine = started();
      const text = typeof request === "string" ? request : requestText(request);
      this.#plan = told(() => new engine.Plan(text));
      this.#english = inEnglish(request);
    }

    get ruleSet() {
      return this.#own().ruleSet;
    }

    get longWay() {
      return this.#own().longWay;
    }

    get memory() {
      return this.#plan === undefined ? 0 : this.#plan.memory;
    }

    inspect(tables) {
      return new Answer(this.inspectLists(tables));
    }

    /** The same as the lists that an answer is made over, for another thread. */
    inspectLists(tables) {
      const plan = this.#own();
      const { units, channels, publications, ...further } = tables ?? {};
      const [unknown] = Object.keys(further);
      if (unknown !== undefined) throw this.#unknown(unknown);
      const english = this.#english;
      const given = [
        units === undefined || units === null ? undefined : columnsOf("units", units, english),
        columnsOf("channels", channels, english),
        columnsOf("publications", publications, english),
      ];
      return told(() => plan.inspect(...given));
    }

    free() {
      this.#plan?.free();
      this.#plan = undefined;
    }

    #own() {
      if (this.#plan !== undefined) return this.#plan;
      const [message, nextStep] = this.#english
        ? ["the plan was freed", "make a new one"]
        : ["方案已释放", "请另建一个"];
      throw failure("plan.freed", message, nextStep);
    }

    #unknown(name) {
      const [message, nextStep] = this.#english
        ? ["there is no such table", "the tables are `units`, `channels` and `publications`"]
        : ["没有这种表格", "表格为 units、channels、publications"];
      return failure("table.unknown", message, nextStep, name, { file: "request", field: name });
    }
  }
  if (Symbol.dispose) Plan.prototype[Symbol.dispose] = Plan.prototype.free;

  return { start, Plan, version: () => started().version() };
}

function inEnglish(request) {
  if (typeof request !== "string") return request?.language === "en";
  try {
    return JSON.parse(request)?.language === "en";
  } catch {
    return false; // core says what is wrong with the text
  }
}

/** Answers calls of another thread; `receive` hands over each message, `send` takes an answer and what to transfer. */
export function serve({ start, Plan }, send, memoryOf) {
  const plans = new Map();
  const calls = {
    init: (source) => start(source),
    plan(number, request) {
      const plan = new Plan(request);
      plans.set(number, plan);
      return { ruleSet: plan.ruleSet, longWay: plan.longWay };
    },
    inspect: (number, tables) => plans.get(number).inspectLists(tables),
    free(number) {
      plans.get(number)?.free();
      plans.delete(number);
    },
  };
  return async ({ call, name, words }) => {
    try {
      const answer = await calls[name](...words);
      send({ call, answer }, name === "inspect" ? memoryOf(answer) : []);
    } catch (error) {
      const problem = error instanceof TongbaoError ? error.problem : undefined;
      send({ call, problem, message: String(error?.message ?? error) }, []);
    }
  };
}

/** The side of a page: `post` hands a message over, and the function that is given back takes each answer. */
export function client(post, stop) {
  const open = new Map();
  let calls = 0;
  let plans = 0;
  let end;

  function ask(name, words, transfer = []) {
    if (end !== undefined) return Promise.reject(end);
    calls += 1;
    const call = calls;
    return new Promise((resolve, reject) => {
      open.set(call, { resolve, reject });
      try {
        post({ call, name, words }, transfer);
      } catch (cause) {
        open.delete(call);
        reject(failed(cause?.message ?? cause));
      }
    });
  }

  /** Every call that is open fails, and every later one. */
  function fail(error) {
    end ??= error;
    for (const { reject } of open.values()) reject(error);
    open.clear();
  }

  function take({ call, answer, problem, message }) {
    const waiting = open.get(call);
    open.delete(call);
    if (problem !== undefined) {
      const { problem: first, diagnostics } = JSON.parse(problem);
      waiting?.reject(new TongbaoError(first, diagnostics, problem));
    } else if (message !== undefined) {
      waiting?.reject(failed(message));
    } else {
      waiting?.resolve(answer);
    }
  }

  /** A plan that lives in the worker. */
  class WorkerPlan {
    #number;

    constructor(number, { ruleSet, longWay }) {
      this.#number = number;
      this.ruleSet = ruleSet;
      this.longWay = longWay;
    }

    async inspect(tables, { transfer = false } = {}) {
      return new Answer(await ask("inspect", [this.#number, tables], transfer ? buffersOf(tables) : []));
    }

    free() {
      ask("free", [this.#number]).catch(() => undefined); // a worker that is gone holds nothing
    }
  }
  if (Symbol.dispose) WorkerPlan.prototype[Symbol.dispose] = WorkerPlan.prototype.free;

  async function plan(request) {
    const text = typeof request === "string" ? request : requestText(request);
    plans += 1;
    const number = plans;
    return new WorkerPlan(number, await ask("plan", [number, text]));
  }

  function terminate() {
    stop();
    fail(failed("已停止 / it was stopped"));
  }

  const api = { plan, terminate };
  if (Symbol.dispose) api[Symbol.dispose] = terminate;
  return { api, take, fail: (message) => fail(failed(message)), init: (source) => ask("init", [source]) };
}

function failed(message) {
  return failure(
    "worker.failed",
    `Worker 出错 / the worker failed: ${message}`,
    "请检查脚本的地址，以及页面的 CSP 是否含 worker-src 'self' / check the script's address, and that the page's CSP has worker-src 'self'",
  );
}

/** The memory of the typed arrays in tables, each once. Arrays of texts are copied. */
function buffersOf(tables) {
  const buffers = new Set();
  const visit = (value, depth) => {
    if (ArrayBuffer.isView(value)) {
      if (value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
    } else if (typeof value === "object" && value !== null && !Array.isArray(value) && depth < 5) {
      for (const own of Object.values(value)) visit(own, depth + 1);
    }
  };
  visit(tables, 0);
  return [...buffers];
}
