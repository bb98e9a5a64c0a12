// What every entry of the package shares: values in, values out. Nothing is decided here; core decides.

/** A request that could not be judged, or a call that came too early: what is wrong, where, and what to do next. */
export class TongbaoError extends Error {
  constructor(problem, diagnostics, text) {
    super(problem.message);
    this.name = "TongbaoError";
    this.code = problem.code;
    // `line` and `column` are always set: Safari has properties of these names on every error, for the script.
    const place = problem.place ?? {};
    this.file = place.file;
    this.line = place.line;
    this.column = place.column;
    this.field = place.field;
    this.value = problem.value ?? undefined;
    this.nextStep = problem.next_step;
    this.near = problem.near;
    this.diagnostics = diagnostics;
    this.problem = text ?? JSON.stringify({ problem, diagnostics });
  }
}

/** Compiles a module; `what` is the file's name, for messages. */
export function starter(glue, what) {
  let starting;
  let ready = false;

  /** Compiles the module; further calls wait for the first. A failed start can be tried again. */
  function start(source) {
    starting ??= Promise.resolve(source)
      .then((where) => glue.default({ module_or_path: where }))
      .then(
        () => {
          ready = true;
        },
        (cause) => {
          starting = undefined;
          throw notStarted(cause, what);
        },
      );
    return starting;
  }

  function started() {
    if (!ready) throw notReady();
    return glue;
  }

  return { start, started };
}

/** The functions of the main entry, over the generated glue of one build. */
export function over(glue) {
  const { start, started } = starter(glue, "tongbao.wasm");

  function inspectText(json) {
    const engine = started();
    if (typeof json !== "string") throw notText(json);
    return told(() => engine.inspectText(json));
  }

  return {
    start,
    inspectText,
    inspect: (request) => (started(), JSON.parse(inspectText(requestText(request)))),
    version: () => started().version(),
    shippedRuleSets: () => started().shippedRuleSets(),
  };
}

/**
 * The request as JSON text. What JSON would change without a word (an invalid date, an infinite number, a whole number
 * beyond 2^53-1, a Map) is refused with its place; a Date becomes its instant in UTC, a BigInt its digits.
 */
export function requestText(request) {
  const english = request?.language === "en";
  let table, line, field;

  function jsonValue(key, json) {
    const value = this[key];
    if (this === request) [table, line, field] = [key, undefined, undefined];
    else if (this === request?.[table]) [line, field] = Array.isArray(this) ? [Number(key) + 1] : [undefined, key];
    else if (this === request?.[table]?.[field]) line = Number(key) + 1;
    else if (this === request?.[table]?.[line - 1]) field = key;

    if (typeof value === "bigint") return String(value);
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value);
    const fault = changedByJson(value);
    if (fault === undefined) return json;
    const place = this === request ? { file: "request", field: key } : { file: table ?? "request", line, field };
    const [message, nextStep] = english ? [fault.en, fault.nextEn] : [fault.zh, fault.nextZh];
    throw failure("request.value", message, nextStep, String(value).slice(0, 80), place);
  }

  return JSON.stringify(request, jsonValue) ?? "null";
}

function changedByJson(value) {
  switch (typeof value) {
    case "number":
      if (!Number.isFinite(value)) {
        return {
          zh: "不是有限的数",
          en: "not a finite number",
          nextZh: "没有值时请写 null",
          nextEn: "write null where there is no value",
        };
      }
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
        return {
          zh: "整数超出 JavaScript 能准确表示的范围",
          en: "a whole number beyond what JavaScript holds exactly",
          nextZh: "请写成文本（加引号）或 BigInt",
          nextEn: "write it as text (in quotes) or as a BigInt",
        };
      }
      return undefined;
    case "function":
    case "symbol":
      return notData;
    case "object":
      if (Object.prototype.toString.call(value) === "[object Date]" && Number.isNaN(value.getTime())) {
        return {
          zh: "无效的日期对象",
          en: "an invalid Date",
          nextZh: "请改正日期，或按原文写成文本",
          nextEn: "mend the date, or hand over the original text",
        };
      }
      return value instanceof Map || value instanceof Set || value instanceof Promise ? notData : undefined;
    default:
      return undefined;
  }
}

const notData = {
  zh: "不是数据（函数、Symbol、Map、Set、Promise 无法写成 JSON）",
  en: "not data (functions, symbols, Map, Set and Promise have no JSON)",
  nextZh: "请改用普通对象、数组、文本、数、布尔值、日期或 null",
  nextEn: "use plain objects, arrays, text, numbers, booleans, dates or null",
};

export function failure(code, message, nextStep, value, place) {
  const problem = { code, severity: "error", message, next_step: nextStep, value, place, near: [] };
  return new TongbaoError(problem, [problem]);
}

/** What a call of the module gives; what it throws becomes an error of ours. */
export function told(call) {
  try {
    return call();
  } catch (thrown) {
    throw typeof thrown === "string" ? refused(thrown) : stopped(thrown);
  }
}

/** Core's own words on a request that cannot be judged. */
function refused(text) {
  const { problem, diagnostics } = JSON.parse(text);
  return new TongbaoError(problem, diagnostics, text);
}

function notReady() {
  return failure(
    "init.missing",
    "尚未初始化：请先 await init() / not initialised yet: call await init() first",
    "await init()",
  );
}

function notText(value) {
  return failure(
    "request.not_text",
    `inspectText 需要 JSON 文本，得到 ${typeof value} / inspectText takes JSON text, got ${typeof value}`,
    "对象请用 inspect(request) / for an object use inspect(request)",
  );
}

function notStarted(cause, what) {
  const error = failure(
    "init.failed",
    `${what} 未能载入 / ${what} could not be loaded: ${cause?.message ?? cause}`,
    "请检查地址，以及页面的 CSP 是否含 script-src 'wasm-unsafe-eval' / check the address, and that the page's CSP has script-src 'wasm-unsafe-eval'",
  );
  error.cause = cause;
  return error;
}

/** The engine never panics; what is left is a machine without enough memory. */
function stopped(cause) {
  const error = failure(
    "engine.stopped",
    `引擎中断，可能是内存不足 / the engine stopped, perhaps for lack of memory: ${cause?.message ?? cause}`,
    "请重新载入页面，并分批检查 / load the page again, and inspect fewer records at once",
  );
  error.cause = cause;
  return error;
}
