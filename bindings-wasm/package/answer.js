// Answers as columns, and rows where they are asked for.
import { MISSING_DAY } from "./columns.js";

const TABLES = ["findings", "notices", "undecided", "units", "totals", "outcomes"];
const ACCOUNT = ["rows", "undated", "bad_date", "unknown_channel", "in_period", "after_as_of"];
const DAY = 86_400_000;

/** Everything that one inspection of tables answers, over the lists that the module hands out. */
export class Answer {
  constructor([texts, tables, account]) {
    const lists = texts.map(([offsets, bytes]) => new Texts(offsets, bytes));
    TABLES.forEach((name, at) => {
      this[name] = new Table(tables[at], lists);
    });
    this.account = Object.fromEntries(ACCOUNT.map((name, at) => [name, account[at]]));
  }
}

/** The answer of CSV files, with what became of the rows of both: rows = good + misfits. */
export class CsvAnswer extends Answer {
  constructor(lists) {
    super(lists);
    this.files = { channels: lists[3], publications: lists[4] };
  }
}

/** Texts one after the other, in UTF-8; made JavaScript's own when one is first asked for. */
export class Texts {
  #text;
  #ends;

  constructor(offsets, bytes) {
    this.offsets = offsets;
    this.bytes = bytes;
    this.length = Math.max(offsets.length - 1, 0);
  }

  at(number) {
    if (!(number >= 0 && number < this.length)) return null;
    if (this.#text === undefined) this.#decode();
    return this.#text.slice(this.#ends[number], this.#ends[number + 1]);
  }

  /** All at once, which is far quicker than one after the other. */
  #decode() {
    const { bytes, offsets } = this;
    this.#text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    this.#ends = this.#text.length === bytes.length ? offsets : inUnits(offsets, bytes);
  }
}

/** Where texts end, in JavaScript's units: four bytes of UTF-8 are two, any fewer one. */
function inUnits(offsets, bytes) {
  const ends = new Int32Array(offsets.length);
  let units = 0;
  for (let at = 0, text = 0; text < offsets.length; text += 1) {
    for (; at < offsets[text]; at += 1) units += (bytes[at] & 0xc0) === 0x80 ? 0 : bytes[at] >= 0xf0 ? 2 : 1;
    ends[text] = units;
  }
  return ends;
}

/** A column; `at(row)` is null where there is nothing. */
class Column {
  constructor(kind, length) {
    this.kind = kind;
    this.length = length;
  }

  /** All cells. */
  toArray() {
    return Array.from({ length: this.length }, (_, row) => this.at(row));
  }

  [Symbol.iterator]() {
    return this.toArray()[Symbol.iterator]();
  }
}

class TextColumn extends Column {
  constructor(texts) {
    super("texts", texts.length);
    this.texts = texts;
  }

  at(row) {
    return this.texts.at(row);
  }
}

class CodedColumn extends Column {
  constructor(texts, codes) {
    super("coded", codes.length);
    this.codes = codes;
    this.texts = texts;
  }

  at(row) {
    return this.texts.at(this.codes[row]);
  }
}

class NumberColumn extends Column {
  constructor(values) {
    super("numbers", values.length);
    this.values = values;
  }

  at(row) {
    return numberOf(this.values[row]);
  }
}

class DayColumn extends Column {
  constructor(days) {
    super("days", days.length);
    this.days = days;
  }

  at(row) {
    return dayOf(this.days[row]);
  }
}

class SliceColumn extends Column {
  constructor(offsets, from, to, values) {
    super("slices", offsets.length - 1);
    Object.assign(this, { offsets, from, to, values });
  }

  at(row) {
    const slices = [];
    for (let at = this.offsets[row]; at < this.offsets[row + 1]; at += 1) {
      slices.push({ from: dayOf(this.from[at]), to: dayOf(this.to[at]), value: numberOf(this.values[at]) });
    }
    return slices;
  }
}

function numberOf(value) {
  return value === undefined || Number.isNaN(value) ? null : value;
}

const days = new Map();

/** A day as text, `2022-10-03`; answers name few of them, over and over. */
export function dayOf(day) {
  if (day === undefined || day === MISSING_DAY) return null;
  let text = days.get(day);
  if (text === undefined) {
    text = new Date(day * DAY).toISOString().slice(0, 10);
    if (days.size > 10_000) days.clear();
    days.set(day, text);
  }
  return text;
}

function columnOver([, kind, first, ...more], lists) {
  switch (kind) {
    case "texts":
      return new TextColumn(lists[first]);
    case "coded":
      return new CodedColumn(lists[first], ...more);
    case "numbers":
      return new NumberColumn(first);
    case "days":
      return new DayColumn(first);
    default:
      return new SliceColumn(first, ...more);
  }
}

/** Columns of equal length, by name; rows are made when they are asked for. */
class Table {
  constructor(columns, lists) {
    this.columns = Object.fromEntries(columns.map((column) => [column[0], columnOver(column, lists)]));
    this.length = Object.values(this.columns)[0]?.length ?? 0;
  }

  /** A row as a plain object; undefined beyond the last. */
  row(number) {
    if (!(number >= 0 && number < this.length)) return undefined;
    return Object.fromEntries(Object.entries(this.columns).map(([name, column]) => [name, column.at(number)]));
  }

  /** All rows as plain objects. */
  toArray() {
    return Array.from({ length: this.length }, (_, row) => this.row(row));
  }

  *[Symbol.iterator]() {
    for (let row = 0; row < this.length; row += 1) yield this.row(row);
  }
}

/** The memory that an answer's lists lie in, to be handed over to another thread. */
export function memoryOf([texts, tables]) {
  const lists = [...texts.flat(), ...tables.flat(2)].filter(ArrayBuffer.isView);
  return [...new Set(lists.map((list) => list.buffer))];
}
