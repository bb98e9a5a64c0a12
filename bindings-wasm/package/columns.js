// Columns in every form in which they are handed over, made into the few that the module reads: lists
// `[name, kind, valid, values, ...]`. Nothing is copied here but what comes as plain JavaScript values.
import { failure } from "./api.js";

const MISSING_DAY = -2147483648;
const TIMES = ["published_at", "发布时间"];
const DAYS = [...TIMES, "opened_on", "开设日期", "closed_on", "关停日期"];
const PER_SECOND = { seconds: 1, milliseconds: 1e3, microseconds: 1e6, nanoseconds: 1e9 };

/** The columns of a table; `table` is its name, for messages. */
export function columnsOf(table, given, english) {
  const refuse = refusals(table, english);
  if (typeof given !== "object" || given === null || Array.isArray(given) || ArrayBuffer.isView(given)) {
    throw refuse("table", undefined, given);
  }
  const columns = [];
  let rows, first;
  for (const [name, cells] of Object.entries(given)) {
    if (cells === undefined || cells === null) continue;
    const { column, length } = givenColumn(name, cells, (what, value, line) => refuse(what, name, value, line));
    rows ??= length;
    first ??= name;
    if (length !== rows) throw refuse("length", name, `${length} ≠ ${rows} (${first})`);
    columns.push(column);
  }
  return columns;
}

function givenColumn(name, cells, refuse) {
  if (Array.isArray(cells)) return listed(name, cells, refuse);
  if (ArrayBuffer.isView(cells)) return bare(name, cells, refuse);
  if (typeof cells !== "object") throw refuse("layout", cells);
  const valid = cells.valid === undefined || cells.valid === null ? null : typed(cells.valid, Uint8Array, refuse);
  const given = (kind, values, ...more) => {
    const length = kind === "texts" ? Math.max(values.length - 1, 0) : values.length;
    if (valid && valid.length * 8 < length) throw refuse("valid", valid.length);
    return { column: [name, kind, valid, values, ...more], length };
  };
  if (cells.codes !== undefined) {
    const { offsets, bytes } = dictionary(cells.values, refuse);
    return given("coded", typed(cells.codes, Int32Array, refuse), offsets, bytes);
  }
  if (cells.offsets !== undefined) return given("texts", offsetsOf(cells.offsets, refuse), typed(cells.bytes, Uint8Array, refuse));
  if (cells.days !== undefined) return given("days", typed(cells.days, Int32Array, refuse));
  for (const [unit, perSecond] of Object.entries(PER_SECOND)) {
    const values = cells[unit];
    if (values === undefined) continue;
    const utc = cells.local !== true;
    if (utc && !TIMES.includes(name)) throw refuse("instant", unit);
    const kind = isA(values, "BigInt64Array") ? "times" : "seconds";
    return given(kind, typed(values, kind === "times" ? BigInt64Array : Float64Array, refuse), perSecond, utc);
  }
  throw refuse("layout", Object.keys(cells).join(", "));
}

/** A typed array without a word on what it counts: its column tells. */
function bare(name, values, refuse) {
  const given = (kind, ...more) => ({ column: [name, kind, null, ...more], length: values.length });
  const times = TIMES.includes(name);
  if (isA(values, "BigInt64Array")) return given(times ? "times" : "whole", typed(values, BigInt64Array, refuse), 1, true);
  if (isA(values, "Float64Array")) return given(times ? "seconds" : "numbers", typed(values, Float64Array, refuse), 1, true);
  if (isA(values, "Int32Array") && DAYS.includes(name)) return given("days", typed(values, Int32Array, refuse));
  if (values instanceof DataView || isA(values, "BigUint64Array")) throw refuse("layout", kindOf(values));
  if (DAYS.includes(name)) throw refuse("layout", kindOf(values));
  return given("numbers", Float64Array.from(values));
}

/** Plain JavaScript values; null and undefined are missing. */
function listed(name, cells, refuse) {
  const length = cells.length;
  let kind;
  for (let row = 0; row < length; row += 1) {
    const own = kindOf(cells[row]);
    if (own === undefined) continue;
    kind ??= own;
    if (own !== kind) throw refuse("mixed", cells[row], row + 1);
  }
  const missing = cells.some((cell) => cell === null || cell === undefined);
  const valid = missing ? bits(cells, (cell) => cell !== null && cell !== undefined) : null;
  const given = (own, ...more) => ({ column: [name, own, valid, ...more], length });
  switch (kind) {
    case undefined:
    case "string": {
      const { offsets, bytes } = encoded(cells);
      return given("texts", offsets, bytes);
    }
    case "boolean":
      return given("flags", bits(cells, (cell) => cell === true), length);
    case "bigint":
      for (const [row, cell] of cells.entries()) if (BigInt.asIntN(64, cell ?? 0n) !== (cell ?? 0n)) throw refuse("number", cell, row + 1);
      return given("whole", BigInt64Array.from(cells, (cell) => cell ?? 0n));
    case "number":
      if (DAYS.includes(name)) throw refuse("time", cells.find((cell) => typeof cell === "number"));
      for (const [row, cell] of cells.entries()) {
        if (typeof cell === "number" && !Number.isSafeInteger(cell)) throw refuse("number", cell, row + 1);
      }
      return given("numbers", Float64Array.from(cells, (cell) => cell ?? 0));
    case "Date":
      if (!TIMES.includes(name)) throw refuse("instant", "Date");
      for (const [row, cell] of cells.entries()) {
        if (cell && Number.isNaN(cell.getTime())) throw refuse("date", cell, row + 1);
      }
      return given("seconds", Float64Array.from(cells, (cell) => (cell ? cell.getTime() : NaN)), 1e3, true);
    default:
      throw refuse("cell", kind);
  }
}

/** The texts of a dictionary: plain ones, or in the layout of Arrow. */
function dictionary(values, refuse) {
  if (Array.isArray(values)) {
    const wrong = values.findIndex((value) => typeof value !== "string");
    if (wrong >= 0) throw refuse("dictionary", values[wrong]);
    return encoded(values);
  }
  if (typeof values !== "object" || values === null) throw refuse("dictionary", values);
  return { offsets: offsetsOf(values.offsets, refuse), bytes: typed(values.bytes, Uint8Array, refuse) };
}

/** Texts one after the other, in UTF-8. */
function encoded(texts) {
  const encoder = new TextEncoder();
  const offsets = new Int32Array(texts.length + 1);
  let bytes = new Uint8Array(Math.max(texts.length * 16, 64));
  let end = 0;
  for (let row = 0; row < texts.length; row += 1) {
    const text = texts[row];
    if (text) {
      if (end + text.length * 3 > bytes.length) {
        const larger = new Uint8Array(Math.max(bytes.length * 2, end + text.length * 3));
        larger.set(bytes.subarray(0, end));
        bytes = larger;
      }
      end += encoder.encodeInto(text, bytes.subarray(end)).written;
    }
    offsets[row + 1] = end;
  }
  return { offsets, bytes: bytes.subarray(0, end) };
}

function bits(cells, isSet) {
  const bytes = new Uint8Array(Math.ceil(cells.length / 8));
  cells.forEach((cell, row) => {
    if (isSet(cell)) bytes[row >> 3] |= 1 << (row & 7);
  });
  return bytes;
}

function offsetsOf(offsets, refuse) {
  if (!isA(offsets, "BigInt64Array")) return typed(offsets, Int32Array, refuse);
  if (offsets.length > 0 && offsets[offsets.length - 1] > 0x7fffffffn) throw refuse("long", offsets[offsets.length - 1]);
  return Int32Array.from(offsets, Number);
}

/** A view of the wanted type over the same memory: arrays of another window are of another class. */
function typed(values, Type, refuse) {
  if (values instanceof Type) return values;
  const unsigned = Type === Int32Array && isA(values, "Uint32Array");
  const clamped = Type === Uint8Array && isA(values, "Uint8ClampedArray");
  if (!unsigned && !clamped && !isA(values, Type.name)) throw refuse("type", `${kindOf(values)} ≠ ${Type.name}`);
  return new Type(values.buffer, values.byteOffset, values.length);
}

function isA(value, name) {
  return Object.prototype.toString.call(value) === `[object ${name}]`;
}

/** What a value is called; undefined for one that is missing. */
function kindOf(value) {
  if (value === null || value === undefined) return undefined;
  return typeof value === "object" ? Object.prototype.toString.call(value).slice(8, -1) : typeof value;
}

const layouts = {
  zh: "可用：文本数组，{ offsets, bytes }，{ codes, values }，{ days }，{ seconds }，或 BigInt64Array、Float64Array、Int32Array",
  en: "use an array of texts, { offsets, bytes }, { codes, values }, { days }, { seconds }, or a BigInt64Array, Float64Array or Int32Array",
};

const faults = {
  table: {
    code: "table.layout",
    zh: "表格应为各列组成的对象",
    en: "a table is an object of columns",
    nextZh: "例如 { id: [...], unit: [...], kind: [...] }",
    nextEn: "such as { id: [...], unit: [...], kind: [...] }",
  },
  length: {
    code: "column.length",
    zh: "各列的行数不一",
    en: "the columns have different numbers of rows",
    nextZh: "请使各列等长；没有值的单元格写 null",
    nextEn: "give each as many cells; write null where there is no value",
  },
  layout: { code: "column.layout", zh: "不是可读的列", en: "this is no column that can be read", nextZh: layouts.zh, nextEn: layouts.en },
  type: {
    code: "column.layout",
    zh: "数组的类型不对",
    en: "an array of the wrong type",
    nextZh: "请改用所示类型的数组",
    nextEn: "use an array of the type shown",
  },
  valid: {
    code: "column.layout",
    zh: "valid 短于行数（每行一位）",
    en: "`valid` is shorter than the rows (one bit for each)",
    nextZh: "每八行一字节，低位在前",
    nextEn: "one byte for eight rows, the lowest bit first",
  },
  mixed: {
    code: "column.layout",
    zh: "一列中有不同种类的值",
    en: "values of different kinds in one column",
    nextZh: "请统一为文本、数、布尔值或日期之一",
    nextEn: "make all of them texts, numbers, booleans or dates",
  },
  cell: { code: "column.layout", zh: "不是单元格的值", en: "this is no value of a cell", nextZh: layouts.zh, nextEn: layouts.en },
  number: {
    code: "request.value",
    zh: "不是能准确表示的整数",
    en: "not a whole number that is held exactly",
    nextZh: "请写整数；过大的写成文本",
    nextEn: "write a whole number; write large ones as text",
  },
  date: {
    code: "request.value",
    zh: "无效的日期对象",
    en: "an invalid Date",
    nextZh: "请改正日期，或写 null",
    nextEn: "mend the date, or write null",
  },
  time: {
    code: "column.layout",
    zh: "没有说明这些数是什么时间",
    en: "nothing says what times these numbers are",
    nextZh: "请用 { seconds: Float64Array }、{ milliseconds: ... } 或 { days: Int32Array }",
    nextEn: "use { seconds: Float64Array }, { milliseconds: ... } or { days: Int32Array }",
  },
  instant: {
    code: "column.layout",
    zh: "此列记日，不记时刻",
    en: "this column holds days, no instants",
    nextZh: "请用文本（2022-10-01）或 { days: Int32Array }",
    nextEn: "use texts (2022-10-01) or { days: Int32Array }",
  },
  dictionary: {
    code: "column.layout",
    zh: "字典应为文本数组，或 { offsets, bytes }",
    en: "a dictionary is an array of texts, or { offsets, bytes }",
    nextZh: "例如 { codes: Int32Array, values: [\"甲\", \"乙\"] }；没有值的行 codes 写 -1",
    nextEn: "such as { codes: Int32Array, values: [\"a\", \"b\"] }; write the code -1 where there is no value",
  },
  long: {
    code: "column.layout",
    zh: "一列的文本超过 2 GiB",
    en: "the texts of one column take more than 2 GiB",
    nextZh: "请分批检查",
    nextEn: "inspect fewer rows at once",
  },
};

function refusals(table, english) {
  return (what, field, value, line) => {
    const { code, zh, en, nextZh, nextEn } = faults[what];
    const shown = String(typeof value === "symbol" ? "symbol" : value).slice(0, 80);
    return failure(code, english ? en : zh, english ? nextEn : nextZh, shown, { file: table, line, field });
  };
}

export { MISSING_DAY };
