// What every entry of `tongbao/tables` shares: large tables as columns, copied in once; columns out.
import { TongbaoError, failure, requestText, starter, told } from "./api.js";
import { Answer, CsvAnswer } from "./answer.js";
import { columnsOf } from "./columns.js";

/** The functions over the generated glue of one build. */
export function tablesOver(glue) {
  const { start, started } = starter(glue, "tongbao-tables.wasm");

  /** A rule set made ready with the days of a run, and the memory into which tables are copied. */
  class Plan {
    #plan;
    #english;

    constructor(request, { times } = {}) {
      const engine = started();
      const text = typeof request === "string" ? request : requestText(request);
      this.#english = inEnglish(request);
      if (times !== undefined && times !== "rfc3339") throw this.#unknown("plan.times", "times", times);
      this.#plan = told(() => new engine.Plan(text, times === "rfc3339"));
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
      if (unknown !== undefined) throw this.#unknown("table.unknown", unknown, unknown);
      const english = this.#english;
      const given = [
        units === undefined || units === null ? undefined : columnsOf("units", units, english),
        columnsOf("channels", channels, english),
        columnsOf("publications", publications, english),
      ];
      return told(() => plan.inspect(...given));
    }

    inspectCsv(files) {
      const lists = this.inspectCsvLists(files);
      return new CsvAnswer(lists);
    }

    inspectCsvLists(files) {
      const plan = this.#own();
      const { channels, publications, encoding = "utf-8", ...further } = files ?? {};
      const [unknown] = Object.keys(further);
      if (unknown !== undefined) throw this.#unknown("table.unknown", unknown, unknown);
      if (!ENCODINGS.includes(encoding)) throw this.#unknown("csv.encoding", "encoding", encoding);
      const opened = [opener(channels), opener(publications)];
      const absent = ["channels", "publications"].find((_, at) => opened[at] === undefined);
      if (absent !== undefined) throw this.#unknown("csv.source", absent, typeof files?.[absent]);
      return told(() => plan.inspectCsv(...opened, encoding));
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

    #unknown(code, field, value) {
      const { zh, en, nextZh, nextEn } = unknownWords[code];
      const [message, nextStep] = this.#english ? [en, nextEn] : [zh, nextZh];
      return failure(code, message, nextStep, String(value), { file: "request", field });
    }
  }
  if (Symbol.dispose) Plan.prototype[Symbol.dispose] = Plan.prototype.free;

  return { start, Plan, version: () => started().version() };
}

const ENCODINGS = ["utf-8", "gb18030"];

const unknownWords = {
  "table.unknown": {
    zh: "没有这种表格",
    en: "there is no such table",
    nextZh: "表格为 units、channels、publications；CSV 文件为 channels、publications",
    nextEn: "the tables are `units`, `channels` and `publications`; of CSV files `channels` and `publications`",
  },
  "plan.times": {
    zh: "没有这种读取时间的方式",
    en: "there is no such way to read times",
    nextZh: "可写 times: \"rfc3339\"（只接受 2022-10-03T09:00:00+08:00 的写法），或不写",
    nextEn: "write `times: \"rfc3339\"` (nothing but 2022-10-03T09:00:00+08:00 is a time), or leave it out",
  },
  "csv.encoding": {
    zh: "没有这种编码",
    en: "there is no such encoding",
    nextZh: "可用 utf-8、gb18030（含 GBK）",
    nextEn: "use `utf-8` or `gb18030`, of which GBK is a part",
  },
  "csv.source": {
    zh: "不是 CSV 文件的内容",
    en: "this is no content of a CSV file",
    nextZh: "请给 Uint8Array、ArrayBuffer，或每次打开文件都返回读取函数的函数",
    nextEn: "give a Uint8Array, an ArrayBuffer, or a function that gives a reader each time the file is opened",
  },
};

/** What gives a reader each time: given a length, it gives so many bytes or fewer, none at the end. */
function opener(source) {
  if (typeof source === "function") return source;
  if (!ArrayBuffer.isView(source) && Object.prototype.toString.call(source) !== "[object ArrayBuffer]") return undefined;
  const bytes = ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source);
  return () => {
    let at = 0;
    return (length) => bytes.subarray(at, (at += length));
  };
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
    plan(number, request, options) {
      const plan = new Plan(request, options);
      plans.set(number, plan);
      return { ruleSet: plan.ruleSet, longWay: plan.longWay };
    },
    inspect: (number, tables) => plans.get(number).inspectLists(tables),
    inspectCsv: (number, files) => plans.get(number).inspectCsvLists(opened(files)),
    free(number) {
      plans.get(number)?.free();
      plans.delete(number);
    },
  };
  return async ({ call, name, words }) => {
    try {
      const answer = await calls[name](...words);
      send({ call, answer }, Array.isArray(answer) ? memoryOf(answer) : []);
    } catch (error) {
      const problem = error instanceof TongbaoError ? error.problem : undefined;
      send({ call, problem, message: String(error?.message ?? error) }, []);
    }
  };
}

/** Files of a page are read where they lie, piece by piece. */
function opened({ channels, publications, ...more }) {
  const open = (source) => {
    if (!isBlob(source)) return source;
    const reader = new FileReaderSync();
    return () => {
      let at = 0;
      return (length) => new Uint8Array(reader.readAsArrayBuffer(source.slice(at, (at += length))));
    };
  };
  return { channels: open(channels), publications: open(publications), ...more };
}

function isBlob(source) {
  return typeof FileReaderSync === "function" && source instanceof Blob;
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

    async inspectCsv(files) {
      return new CsvAnswer(await ask("inspectCsv", [this.#number, files]));
    }

    free() {
      ask("free", [this.#number]).catch(() => undefined); // a worker that is gone holds nothing
    }
  }
  if (Symbol.dispose) WorkerPlan.prototype[Symbol.dispose] = WorkerPlan.prototype.free;

  async function plan(request, options) {
    const text = typeof request === "string" ? request : requestText(request);
    plans += 1;
    const number = plans;
    return new WorkerPlan(number, await ask("plan", [number, text, options]));
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
