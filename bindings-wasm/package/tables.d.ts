// The types of `tongbao/tables`: large tables, columns in and columns out.
/// <reference lib="esnext.disposable" />
import type { InspectionRequest, ModuleSource } from "./index.js";

export { TongbaoError } from "./index.js";

/** Loads the engine for tables, `tongbao-tables.wasm`; await it once before the first plan. */
export function init(source?: ModuleSource): Promise<void>;

/** The version of the engine. */
export function version(): string;

/** A request as for `inspect`, without tables: rule set, days, coverage, language. */
export type PlanRequest = Pick<
  InspectionRequest,
  "rules" | "period" | "as_of" | "check_point" | "offset" | "date_formats" | "coverage" | "looks" | "sample" | "language"
>;

/** A rule set made ready with the days of a run: compiled once, then used for any number of tables. */
export class Plan {
  /** From an object or its JSON text. Throws a {@link TongbaoError} if there is anything wrong with it. */
  constructor(request: PlanRequest | string, options?: PlanOptions);
  /** The id of the rule set. */
  readonly ruleSet: string;
  /** Why publications are not judged in one pass but row by row (a rule or figure by its id, or what the run asks for). */
  readonly longWay: string | undefined;
  /** How many bytes are kept for the next tables. */
  readonly memory: number;
  /** Judges tables. They are copied once, into memory that is kept from call to call; the answer is JavaScript's own. */
  inspect(tables: Tables): Answer;
  /** Judges CSV files, read block by block; a row with more or fewer cells than the header is rejected. */
  inspectCsv(files: CsvFiles): CsvAnswer;
  /** Gives the memory back; the plan cannot be used afterwards. */
  free(): void;
  [Symbol.dispose](): void;
}

/** How a plan reads. */
export interface PlanOptions {
  /** `rfc3339`: nothing but `2022-10-03T09:00:00+08:00` is a time. */
  readonly times?: "rfc3339" | undefined;
}

/** The content of a file, or what gives a reader each time the file is opened. */
export type CsvSource = Uint8Array | ArrayBuffer | (() => (length: number) => Uint8Array);

/** Two CSV files with the columns of {@link Tables}. */
export interface CsvFiles<Source = CsvSource> {
  readonly channels: Source;
  readonly publications: Source;
  /** The encoding of both: `utf-8` unless set. */
  readonly encoding?: "utf-8" | "gb18030";
}

/** What became of the rows of a file: rows = good + misfits. */
export interface FileAccount {
  rows: number;
  good: number;
  misfits: number;
}

/** The tables of a run: columns by their headers, English or Chinese, each with the same number of rows. */
export interface Tables {
  /** `id`, and `name`, `order`, `kind`, `group`, `tags` or further columns. Absent: those that the channels name. */
  readonly units?: ColumnsIn;
  /**
   * `id`, `unit` (a unit's id), `kind` (`site`, `column`, or the platform of an account), and `name`, `class`, `level`,
   * `opened_on`, `closed_on`, `state`, `tags` or further columns.
   */
  readonly channels: ColumnsIn;
  /** `channel` (a channel's id) and `published_at`; further columns only where they tell items apart. */
  readonly publications: ColumnsIn;
}

/** Columns by their headers. */
export interface ColumnsIn {
  readonly [header: string]: ColumnIn | undefined;
}

/**
 * A column in one of its layouts. Bare `BigInt64Array` and `Float64Array` are seconds since 1970 (UTC) in `published_at`,
 * whole numbers elsewhere; a bare `Int32Array` is days since 1970-01-01 in columns of days and times. Missing: null, NaN,
 * the least number of the type, a negative code, or an unset bit of `valid`.
 */
export type ColumnIn =
  | readonly (string | null | undefined)[]
  | readonly (number | bigint | boolean | Date | null | undefined)[]
  | BigInt64Array
  | Float64Array
  | Int32Array
  | TextsIn
  | CodedIn
  | DaysIn
  | TimesIn;

/** Which cells are present, as Arrow keeps it: a bit for each row, the lowest of the first byte first. */
export interface Validity {
  readonly valid?: Uint8Array | null;
}

/** Texts as Arrow lays them out: row `i` is UTF-8 from `offsets[i]` to `offsets[i + 1]` of `bytes`. */
export interface TextsIn extends Validity {
  readonly offsets: Int32Array | Uint32Array | BigInt64Array;
  readonly bytes: Uint8Array;
}

/** Texts by their numbers in a dictionary. */
export interface CodedIn extends Validity {
  readonly codes: Int32Array;
  readonly values: readonly string[] | TextsIn;
}

/** Days since 1970-01-01. */
export interface DaysIn extends Validity {
  readonly days: Int32Array;
}

type Counted = BigInt64Array | Float64Array;

/** Times since 1970, in one of four units; `local` where they are no instants but times of the data's own offset. */
export type TimesIn = Validity & { readonly local?: boolean } & (
    | { readonly seconds: Counted }
    | { readonly milliseconds: Counted }
    | { readonly microseconds: Counted }
    | { readonly nanoseconds: Counted }
  );

/** Everything that one inspection of tables answers; order: by rule, then unit in roster order, then channel. */
export interface Answer {
  /**
   * 问题: `rule`, `unit_id`, `unit`, `channel_id` (none for what is judged of units), `subject`, `platform`, `severity`,
   * `wording`, `value` and `value_at_most` (two where the data leave it open), `last`, `slices`.
   */
  readonly findings: Table<FindingRow>;
  /** 提示 and 表扬, with the same columns. */
  readonly notices: Table<FindingRow>;
  /** 无法判定: `rule`, `subject_id`, `code`. */
  readonly undecided: Table<UndecidedRow>;
  /** A row for each unit, in roster order: `unit_id`, `unit`, `channels`, and a column for each figure of units by its id. */
  readonly units: Table<UnitRow>;
  /** The figures of everything. */
  readonly totals: Table<TotalRow>;
  /** How often each rule came to each outcome. */
  readonly outcomes: Table<OutcomeRow>;
  /** What became of the rows of publications. */
  readonly account: Account;
}

/** The answer of CSV files. */
export interface CsvAnswer extends Answer {
  readonly files: { channels: FileAccount; publications: FileAccount };
}

/** A row of findings. */
export interface FindingRow {
  rule: string;
  unit_id: string | null;
  unit: string | null;
  channel_id: string | null;
  subject: string;
  platform: string | null;
  severity: "none" | "praise" | "notice" | "problem" | "veto";
  wording: string;
  value: number | null;
  value_at_most: number | null;
  last: string | null;
  slices: { from: string; to: string; value: number | null }[];
}

/** A row of what cannot be told. */
export interface UndecidedRow {
  rule: string;
  subject_id: string;
  code: string;
}

/** A row of units. */
export interface UnitRow {
  unit_id: string;
  unit: string;
  channels: number;
  [figure: string]: string | number | null;
}

/** A row of totals. */
export interface TotalRow {
  figure: string;
  value: number | null;
  value_at_most: number | null;
}

/** A row of outcomes. */
export interface OutcomeRow {
  rule: string;
  selected: number;
  met: number;
  breached: number;
  not_applicable: number;
  cannot_tell: number;
}

/** rows = accepted + bad_date + unknown_channel; of those accepted `undated` are no updates. */
export interface Account {
  rows: number;
  undated: number;
  bad_date: number;
  unknown_channel: number;
  in_period: number;
  after_as_of: number;
}

/** Columns of equal length; rows are made when they are asked for. */
export interface Table<Row> extends Iterable<Row> {
  readonly length: number;
  readonly columns: { readonly [Name in keyof Row]: Column };
  /** A row as a plain object; undefined beyond the last. */
  row(number: number): Row | undefined;
  /** All rows. */
  toArray(): Row[];
}

/** A column; `at` is null where there is nothing. */
export type Column = TextColumn | CodedColumn | NumberColumn | DayColumn | SliceColumn;

interface ColumnOf<Value> extends Iterable<Value> {
  readonly length: number;
  at(row: number): Value;
  toArray(): Value[];
}

/** Texts one after the other, in UTF-8; decoded when one is first asked for. */
export interface Texts {
  readonly length: number;
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
  at(number: number): string | null;
}

/** A text for each row. */
export interface TextColumn extends ColumnOf<string | null> {
  readonly kind: "texts";
  readonly texts: Texts;
}

/** The number of a text for each row; -1 where there is none. */
export interface CodedColumn extends ColumnOf<string | null> {
  readonly kind: "coded";
  readonly codes: Int32Array;
  readonly texts: Texts;
}

/** Numbers; NaN where there is none. */
export interface NumberColumn extends ColumnOf<number | null> {
  readonly kind: "numbers";
  readonly values: Float64Array;
}

/** Days since 1970-01-01; -2147483648 where there is none. */
export interface DayColumn extends ColumnOf<string | null> {
  readonly kind: "days";
  readonly days: Int32Array;
}

/** The slices behind a finding: row `i` has those from `offsets[i]` to `offsets[i + 1]`. */
export interface SliceColumn extends ColumnOf<FindingRow["slices"]> {
  readonly kind: "slices";
  readonly offsets: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly values: Float64Array;
}
