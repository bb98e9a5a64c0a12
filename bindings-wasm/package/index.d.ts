// The types of the package. Those of the report are core's own (a test compares them with it, field by field).

/** Where the compiled module is: an address, a path or file URL (Node), or its bytes. */
export type ModuleSource = string | { readonly href: string } | ArrayBuffer | ArrayBufferView;

/**
 * Loads the engine; await it once before the first call. Without an argument it takes `tongbao.wasm` beside this file.
 * Further calls wait for the first one; after a failure it can be tried again.
 */
export function init(source?: ModuleSource): Promise<void>;

/** Judges the records of a request. Throws a {@link TongbaoError} if they cannot be judged. */
export function inspect(request: InspectionRequest): Report;

/** The same from JSON text to core's own text, byte for byte what Rust and Python give. */
export function inspectText(json: string): string;

/** The version of the engine. */
export function version(): string;

/** The ids of the rule sets that the engine carries, such as `zhanggong-2022`. */
export function shippedRuleSets(): string[];

/** Why a request was not judged; a call before `init` gives the code `init.missing`. */
export class TongbaoError extends Error {
  private constructor();
  readonly name: "TongbaoError";
  /** A stable code such as `date.impossible`. */
  readonly code: string;
  /** The table, rule file, or `request`. */
  readonly file: string | undefined;
  /** The number of the record in its table, or the line of a rule file, from 1. */
  readonly line: number | undefined;
  /** The character column in a line of a rule file, from 1. */
  readonly column: number | undefined;
  /** The header of the table's column, or the key. */
  readonly field: string | undefined;
  /** The offending value. */
  readonly value: string | undefined;
  /** What to do next. */
  readonly nextStep: string;
  /** The nearest known names, best first. */
  readonly near: readonly string[];
  /** Everything that was found wrong; the first one is what the error itself tells. */
  readonly diagnostics: readonly Diagnostic[];
  /** Core's own text of the problem (JSON). */
  readonly problem: string;
}

/** Another place that a diagnostic is about. */
export interface Related {
  /** Where. */
  place: Place;
  /** What is there. */
  message: string;
}

/** One thing to tell the user. */
export interface Diagnostic {
  code: string;
  severity: "error" | "warning" | "note";
  message: string;
  next_step: string;
  value: string | null;
  place: Place;
  near: string[];
  /** Other places that it has to do with; absent where there are none. */
  related?: Related[];
}

/** Where in the input a diagnostic points. */
export interface Place {
  file: string;
  line?: number;
  column?: number;
  field?: string;
}

// The request

/** A cell; null and undefined are empty. A `Date` is an instant, a BigInt its digits. */
export type Cell = string | number | bigint | boolean | Date | readonly string[] | null | undefined;

/** Rows by English keys or Chinese headers (`published_at` or `发布时间`); further columns are kept aside and told. */
export type Row<Key extends string> = { readonly [K in Key]?: Cell } & { readonly [header: string]: Cell };

/** A table by columns: a list of cells for each header. */
export type Columns<Key extends string> = { readonly [K in Key]?: ArrayLike<Cell> } & {
  readonly [header: string]: ArrayLike<Cell> | undefined;
};

/** A table, by rows or by columns. */
export type Table<Key extends string> = readonly Row<Key>[] | Columns<Key>;

/** Days, both ends included; a channel (its id, or its name with the platform) narrows them to one. */
export interface CoveredDays {
  readonly from: string;
  readonly to: string;
  readonly channel?: string;
  readonly platform?: string;
  /** `false` where a letter or request without a reply may have been answered all the same. */
  readonly replies_known?: boolean;
}

/** Days in full, or the first and the last one. */
export type DeclaredCoverage = CoveredDays | readonly [from: string, to: string];

/** The kinds of record. */
export type RecordKind =
  | "publications"
  | "letters"
  | "requests"
  | "probes"
  | "observations"
  | "tasks"
  | "manuscripts"
  | "notices"
  | "cases"
  | "verdicts"
  | "sightings"
  | "filings";

/** Coverage of single kinds of record. */
export type CoverageByKind = { readonly [K in RecordKind]?: DeclaredCoverage | readonly DeclaredCoverage[] };

/** Coverage of every kind that is handed over, kind by kind, or both. */
export type CoverageDeclaration =
  | DeclaredCoverage
  | readonly DeclaredCoverage[]
  | CoverageByKind
  | (CoveredDays & CoverageByKind);

/** 抽查范围, by id, name or `name@platform`; of a kind that is left out everything is looked at. */
export interface Sample {
  readonly units?: readonly string[];
  readonly sites?: readonly string[];
  readonly columns?: readonly string[];
  readonly accounts?: readonly string[];
}

/** A rule set as data: the canonical JSON form. */
export interface RuleSet {
  readonly format: number;
  readonly id: string;
  readonly version: number;
  readonly [key: string]: unknown;
}

/** What to inspect, by which rules, for which time. Days are text (`2022-10-31`). Unknown keys are errors. */
export interface InspectionRequest {
  /** The id of a shipped rule set, or a rule set. */
  readonly rules: string | RuleSet;
  /** 检查周期: `2022-10`, `2022Q4`, `2022H2`, `2022`, `2022-10-01..2022-10-31`. */
  readonly period: string;
  /** 统计截止日: the day on which the records were known. */
  readonly as_of: string;
  /** 监测时间点: the period's last day unless set. */
  readonly check_point?: string;
  /** The offset of times without one, such as `+08:00`. */
  readonly offset?: string;
  /** Further date formats of the data, such as `DD/MM/YYYY`; nothing is guessed. */
  readonly date_formats?: readonly string[];
  /** 数据范围: the days for which the records are complete; where nothing is declared, silence is `cannot tell`. */
  readonly coverage?: CoverageDeclaration;
  readonly title?: string;
  readonly issuer?: string;
  readonly issued_on?: string;
  /** Set it where the records were reconstructed: how, in words. */
  readonly reconstructed?: string;
  /** 检查日: the days of the single checks, for rules on each `look`. */
  readonly looks?: readonly string[];
  /** 抽查范围: what is looked at, where it is not everything. */
  readonly sample?: Sample;
  readonly units?: Table<
    "name" | "id" | "order" | "aliases" | "kind" | "group" | "tags" | "own_site"
  >;
  readonly sites?: Table<
    "name" | "unit" | "id" | "kind" | "url" | "level" | "opened_on" | "closed_on" | "state" |
    "tags"
  >;
  readonly columns?: Table<
    "name" | "unit" | "id" | "site" | "parent" | "class" | "level" | "opened_on" | "closed_on" |
    "state" | "tags"
  >;
  readonly accounts?: Table<
    "name" | "platform" | "unit" | "id" | "level" | "opened_on" | "closed_on" | "state" | "tags"
  >;
  readonly publications?: Table<
    "channel" | "platform" | "unit" | "published_at" | "id" | "title" | "original" | "url" |
    "state" | "type" | "kind" | "refers_to"
  >;
  readonly letters?: Table<
    "id" | "unit" | "received_at" | "kind" | "replied_at" | "valid" | "published" |
    "transferred_at" | "extension_told_at" | "extended_to"
  >;
  readonly requests?: Table<
    "id" | "unit" | "received_on" | "how" | "replied_on" | "answer" |
    "correction_told_on" | "corrected_on" | "consult_sent_on" | "opinion_received_on" | "extension_told_on" | "extended_to"
  >;
  readonly probes?: Table<
    "channel" | "platform" | "at" | "ok" | "status" | "seconds" | "announced"
  >;
  readonly observations?: Table<
    "kind" | "subject" | "platform" | "unit" | "on" | "count" | "detail" | "source" | "confirmed" |
    "id"
  >;
  readonly tasks?: Table<
    "name" | "unit" | "due" | "issued_on" | "done_at" | "kind" | "id"
  >;
  readonly manuscripts?: Table<
    "title" | "units" | "order" | "form" | "submitted_on" | "adopted_by" | "adopted_on" | "level"
  >;
  /** 提醒记录: reminders that were really sent. */
  readonly notices?: Table<
    "about" | "subject" | "platform" | "unit" | "sent_on" | "kind" | "stage" | "id"
  >;
  /** 整改台账: the ledger, and what became of each entry. */
  readonly cases?: Table<
    "rule" | "subject" | "platform" | "unit" | "found_on" | "kind" | "state" | "issued_on" |
    "due_on" | "reported_on" | "rectified_on" | "id"
  >;
  /** 往期判定: outcomes of earlier periods, as published. */
  readonly verdicts?: Table<
    "period" | "rule" | "subject" | "platform" | "unit" | "outcome" | "value" | "grade"
  >;
  /** 账号发现记录: accounts and websites seen in the open, in the registry or not. */
  readonly sightings?: Table<
    "name" | "platform" | "seen_on" | "unit" | "url" | "id"
  >;
  /** 报备记录: exemptions and special cases, with their days. */
  readonly filings?: Table<
    "kind" | "subject" | "platform" | "unit" | "from" | "to" | "reason" | "id"
  >;
  readonly waivers?: Table<
    "rule" | "subject" | "platform" | "reason" | "expires"
  >;
  /** A working-day calendar instead of the built-in one; it must know every year that matters. */
  readonly calendar?: Table<"date" | "kind">;
  /** The language of wordings and errors; Chinese unless set. */
  readonly language?: Language;
  /** Ask for the outcome of every rule and subject. */
  readonly all_outcomes?: boolean;
  /** `false` to look every record up one by one: slow, and the same answers. */
  readonly shortcuts?: boolean;
  /** Ask for explanations, met or not. */
  readonly explain?: readonly { readonly rule: string; readonly subject: string }[];
}

// The report

export type Language = "zh" | "en";

/** A civil day, `2022-10-31`. */
export type Day = string;

/** Everything that one inspection answers, in one language. */
export interface Report {

  /** The version of this contract. */
  format: number;
  /** What judged. */
  engine: Engine;
  /** What it judged by. */
  rule_set: RuleSetRef;
  /** The working-day calendar it used. */
  calendar: CalendarRef;
  /** The language of wordings. */
  language: Language;
  /** The bulletin's title, as given. */
  title?: string;
  /** Who issues the bulletin, as given. */
  issuer?: string;
  /** The day of issue, as given. */
  issued_on?: Day;
  /** Set where the records were reconstructed: how, in words. Every document says so. */
  reconstructed?: string;
  /** 检查周期. */
  period: Period;
  /** 监测时间点. */
  check_point: Day;
  /** 统计截止日. */
  as_of: Day;
  /** The offset in which days are counted, such as `+08:00`. */
  offset: string;
  /** 数据范围, as declared; by kind of record, channel, first day. */
  coverage: Coverage[];
  /** How many units and channels there are. */
  registry: Registry;
  /** What was taken in, a line for each table, in the order of kinds. Row places are in the intake account. */
  intake: Intake[];
  /** Figures without judgement. */
  statistics: Statistics;
  /** Counts of outcomes, a line for each rule, by rule id. */
  outcomes: RuleOutcomes[];
  /** 问题, by rule, unit order, subject. */
  findings: Finding[];
  /** 提示, in the same order. */
  notices: Finding[];
  /** Breaches covered by a waiver, in the same order. */
  waived: Finding[];
  /** Every `cannot tell`, in the same order: what to look at by hand. */
  undecided: Undecided[];
  /** 评分, of each sheet of the rule set, by id. */
  scores?: Scores[];
  /** By when the findings are to be rectified, where the rule set says so. */
  rectification?: Rectification;
  /** What else the reader must know (a rule that selects nobody, coverage declared for a table that is missing). */
  notes: Note[];
  /** On request: the outcome of every rule and subject. */
  all_outcomes?: Outcome[];
  /** On request: explanations. */
  explanations?: Explanation[];
}

/** What judged. */
export interface Engine {
  /** `tongbao`. */
  name: string;
  /** Its version. */
  version: string;
}

/** What it judged by. */
export interface RuleSetRef {
  /** The rule set's id. */
  id: string;
  /** Its version. */
  version: number;
  /** Its title in the report's language. */
  title: string;
  /** SHA-256 of its canonical JSON, hexadecimal. */
  hash: string;
}

/** The working-day calendar. */
export interface CalendarRef {
  /** `cn-working-days` for the built-in one, else the given name. */
  name: string;
  /** The years it knows, ascending. */
  years: number[];
  /** SHA-256 of its rows, hexadecimal. */
  hash: string;
}

/** The period. */
export interface Period {
  /** `month`, `quarter`, `half-year`, `year` or `days`. */
  kind: "month" | "quarter" | "half-year" | "year" | "days";
  /** As given: `2022-10`, `2022Q4`, `2022H2`, `2022`, `2022-10-01..2022-10-31`. */
  label: string;
  /** The first day. */
  from: Day;
  /** The last day. */
  to: Day;
}

/** One declaration of coverage. */
export interface Coverage {
  /** The kind of record, such as `publications`; `all` for every kind handed over. */
  records: string;
  /** The channel, if it is for one. */
  channel?: string;
  /** The platform of that channel. */
  platform?: string;
  /** The first day. */
  from: Day;
  /** The last day. */
  to: Day;
  /** `false` where a letter or request without a reply may have been answered all the same. */
  replies_known: boolean;
}

/** Sizes of the registry. */
export interface Registry {
  /** 单位. */
  units: number;
  /** 网站. */
  sites: number;
  /** 栏目. */
  columns: number;
  /** 账号. */
  accounts: number;
}

/** One table taken in: read = accepted + rejected + duplicates. */
export interface Intake {
  /** The kind of record. */
  records: string;
  /** What the user calls the table. */
  table: string;
  /** `false` if the table could not be read; rules over it are not judged. */
  readable: boolean;
  /** Rows read. */
  read: number;
  /** Rows accepted. */
  accepted: number;
  /** Rows rejected. */
  rejected: number;
  /** Rows that repeat another one. */
  duplicates: number;
  /** Accepted rows without a date: no updates. */
  undated: number;
  /** Accepted rows after the check point: not counted for this period. */
  after_check_point: number;
  /** Accepted rows after the as-of date: not counted. */
  after_as_of: number;
  /** Header cells that tongbao does not know; kept aside. */
  extra_columns: string[];
  /** How many rows were rejected for each reason, by code. */
  rejected_by: CodeCount[];
}

/** A code and how often it occurred. */
export interface CodeCount {
  /** A diagnostic code. */
  code: string;
  /** How often. */
  count: number;
}

/** An exact fraction with its base; never reduced. */
export interface Fraction {
  /** The part. */
  n: number;
  /** The base. */
  d: number;
}

/** Figures without judgement. */
export interface Statistics {
  /** 信息 of the period. */
  publications: PublicationStatistics;
  /** A line for each unit: ranked ones by rank, then the others in roster order. */
  units: UnitStatistics[];
  /** 账号, by unit order, then name and platform. */
  accounts: AccountStatistics[];
  /** 信件; absent if no letters were handed over. */
  letters?: LetterStatistics;
  /** 依申请公开; absent if no requests were handed over. */
  requests?: RequestStatistics;
  /** 宣传文稿, in the order of the table. */
  manuscripts: Manuscript[];
  /** The figures of the rule set, by id. */
  figures: Figure[];
}

/** Published items of the period. */
export interface PublicationStatistics {
  /** Items that the rule set's statistics count (all, unless it says otherwise), each once. */
  total: number;
  /** The figure that says which items count, if the rule set names one. */
  figure?: string;
  /** Items on website columns. */
  columns: number;
  /** Items on accounts. */
  accounts: number;
  /** Items on websites themselves. */
  sites: number;
}

/** One unit's figures. */
export interface UnitStatistics {
  /** The unit's id. */
  id: string;
  /** The roster name. */
  name: string;
  /** Its items in the period, of those that the statistics count. */
  publications: number;
  /** The place by that number, 1 for the most; consecutive, equal numbers in roster order. Absent for a unit that is left out of the ranking. */
  rank: number | null;
  /** Its columns. */
  columns: number;
  /** Its accounts. */
  accounts: number;
  /** Its findings. */
  findings: number;
}

/** One account's figures. */
export interface AccountStatistics {
  /** The account's id. */
  id: string;
  /** Its name. */
  name: string;
  /** Its platform. */
  platform: string | null;
  /** The roster name of its unit. */
  unit: string | null;
  /** Items in the period. */
  publications: number;
  /** Pushes in the period (items of the same second are one). */
  pushes: number;
  /** The day of its last update at or before the check point. */
  last: Day | null;
}

/** Letters received in the period, as of the as-of date. */
export interface LetterStatistics {
  /** Valid letters received in the period. */
  received: number;
  /** Of these, replied by the as-of date. */
  replied: number;
  /** 办结率: replied of received; absent where nothing was received or the replies are not known. */
  completion_rate: Fraction | null;
  /** Letters received in the period and marked invalid; in no other figure. */
  invalid: number;
  /** By kind, the most frequent first, then by name. */
  by_kind: KindCount[];
  /** By unit, in roster order, those with letters. */
  by_unit: UnitReplies[];
  /** Whether a letter without a reply is known to be unanswered. */
  replies_known: boolean;
}

/** A kind and its number. */
export interface KindCount {
  /** The kind, as recorded; empty where not stated. */
  kind: string;
  /** How many. */
  count: number;
}

/** One unit's letters or requests. */
export interface UnitReplies {
  /** The roster name. */
  unit: string;
  /** Received in the period. */
  received: number;
  /** Of these, replied by the as-of date. */
  replied: number;
}

/** Disclosure requests received in the period, as of the as-of date. */
export interface RequestStatistics {
  /** Received in the period. */
  received: number;
  /** Of these, answered by the as-of date. */
  answered: number;
  /** Of these, overdue by the rule set's clock; absent if it has no rule on requests. */
  overdue: number | null;
  /** Of these, those for which overdue cannot be told. */
  undecided: number;
  /** How many units received any. */
  units: number;
  /** By unit, in roster order, those with requests. */
  by_unit: UnitReplies[];
}

/** A submitted manuscript. */
export interface Manuscript {
  /** 文稿标题. */
  title: string;
  /** 投稿单位, as recorded. */
  units: string[];
  /** 宣传形式. */
  form: string | null;
  /** 采用情况. */
  adopted_by: string | null;
  /** 采用日期. */
  adopted_on: Day | null;
}

/** A figure of the rule set. */
export interface Figure {

  /** The figure's id. */
  figure: string;
  /** What it is called, if the rule set says so. */
  title?: string;
  /** A value for each subject that it selects, in unit order, then subject. */
  values: FigureValue[];
}

/** One value of a figure. */
export interface FigureValue {

  /** The roster name of the subject's unit. */
  unit: string | null;
  /** The subject's name. */
  subject: string;
  /** The subject's id. */
  subject_id: string;
  /** The value; absent where the figure does not apply. */
  value: Value | null;
  /** Why there is no value. */
  reason?: string;
  /** The value of each slice, for a figure that is taken over slices. */
  slices?: Slice[];
}

/** A number that the data leave open between two ends. */
export interface Value {
  /** The least it can be. */
  low: Quantity | null;
  /** The greatest it can be; absent for no limit. */
  high: Quantity | null;
}

/** A whole number, a fraction, or a state or text. */
export type Quantity = number | Fraction | string;

/** Counts of outcomes of one rule: selected = met + breached + waived + not_applicable + cannot_tell. */
export interface RuleOutcomes {

  /** The rule's id. */
  rule: string;
  /** What people call it: its text if that names no fields, else its id. */
  title: string;
  /** What it judges: `unit`, `column`, `account`, `letter`, ... */
  of: string;
  /** What its breach is: `problem`, `veto`, `none`, `notice`, `praise`; `grade` for a sheet. */
  effect: "problem" | "veto" | "none" | "notice" | "praise" | "grade";
  /** `false` where a table that it needs could not be read; all counts are then 0. */
  judged: boolean;
  /** Subjects selected. */
  selected: number;
  /** 符合. */
  met: number;
  /** 不符合, not counting the waived ones. */
  breached: number;
  /** Breached, and covered by a waiver. */
  waived: number;
  /** 不适用. */
  not_applicable: number;
  /** 无法判定. */
  cannot_tell: number;
}

/** A finding, a notice or a waived breach. */
export interface Finding {
  /** The rule's id. */
  rule: string;
  /** The roster name of the unit (tables of counts print this one); empty if the subject has no unit. */
  unit: string;
  /** The name that the subject's own row used (annexes of findings print this one). */
  unit_as_recorded: string;
  /** The subject's name. */
  subject: string;
  /** The platform, for an account. */
  platform: string | null;
  /** The printed wording. */
  wording: string;
  /** `problem`, `veto`, `notice` or `praise`. */
  severity: "problem" | "veto" | "notice" | "praise";
  /** The unit's id. */
  unit_id: string | null;
  /** The subject's id. */
  subject_id: string;
  /** `unit`, `site`, `column`, `account`, a kind of record, or `all`. */
  subject_kind: "unit" | "site" | "column" | "account" | "publication" | "letter" | "request" | "task" | "manuscript" | "observation" | "case" | "sighting" | "all";
  /** What it rests on. */
  evidence: Evidence;
  /** The document and clause. */
  basis: Basis;
  /** The waiver, for a waived breach. */
  waiver?: Waiver;
}

/** The document and clause behind a rule. */
export interface Basis {
  /** The document. */
  document: string;
  /** The clause. */
  clause: string | null;
  /** How far the text was verified: `full`, `applied`, `local`. */
  verified: string | null;
}

/** A waiver. */
export interface Waiver {
  /** Why. */
  reason: string;
  /** The last day on which it holds. */
  expires: Day;
}

/** What an outcome rests on. */
export interface Evidence {

  /** The measure. */
  measure: "count" | "ratio" | "gap" | "longest_gap" | "clock" | "value" | "fits" | "mean" | "sum" | "rank" | "in_a_row" | "change" | "score";
  /** What was counted: `publications`, `pushes`, `days`, `letters`, `breaches`, or the clock's id. */
  source: string | null;
  /** The limit in words. */
  limit: string;
  /** The value over the whole window, for a measure without slices. */
  value?: Value;
  /** The unit of the value: `days`, `working days`; absent for numbers. */
  unit?: string;
  /** For a gap: the day of the last update at or before the check point. */
  last?: Day;
  /** For a gap: the check point. For a clock: the as-of date. */
  at?: Day;
  /** For a clock: the start. */
  start?: Day;
  /** For a clock: the due day. */
  due?: Day;
  /** For a clock whose due day is open: the days on which it may lie. */
  due_between?: Span;
  /** For a clock: the stop. */
  stop?: Day;
  /** The window that was looked at. */
  window?: Span;
  /** Every slice of the window, in order of time. */
  slices?: Slice[];
  /** The records counted, by time (for a count without slices, and the last one for a gap); no more than fifty are cited. */
  records?: CitedRecord[];
  /** How many further records were counted and are not cited. */
  records_not_cited?: number;
  /** The outcomes counted, for a count over breaches. */
  outcomes?: Outcome[];
  /** For the longest gap and for counted gaps: their two ends. */
  gaps?: Span[];
  /** For a clock: the day of its restart. */
  restarted?: Day;
  /** For a clock: what did not count. */
  pauses?: Pause[];
  /** For a clock: its extension. */
  extension?: Extension;
  /** For a run of periods: the earlier ones, the nearest first, and what was told of them. */
  periods?: Earlier[];
  /** For a change: the number of the earlier period. */
  before?: Quantity;
  /** For a limit that is the number of another figure: that figure and its number. */
  compared_with?: Compared[];
  /** For a mean, a rank or a change: the subjects compared and their numbers. */
  parts?: Part[];
  /** The days of the window for which the records are complete. */
  coverage?: Span[];
  /** Rejected rows that may concern this subject and window. */
  doubts?: Doubt[];
}

/** A figure whose number is the limit. */
export interface Compared {
  /** The id of the figure or sheet. */
  figure: string;
  /** Its number; absent where it has none. */
  value: Value | null;
}

/** A span of days, both ends included. */
export interface Span {
  /** The first day. */
  from: Day;
  /** The last day. */
  to: Day;
}

/** One slice of a window. */
export interface Slice {
  /** The first day. */
  from: Day;
  /** The last day. */
  to: Day;
  /** `met`, `breached`, `not_applicable`, `cannot_tell`. */
  outcome: "met" | "breached" | "not_applicable" | "cannot_tell";
  /** The value, where the slice was measured. */
  value: Value | null;
  /** Why it is not applicable or cannot be told. */
  reason?: string;
  /** The records counted in it, by time; no more than fifty. */
  records?: CitedRecord[];
}

/** A record that was counted. */
export interface CitedRecord {
  /** What it is, if it is no published item: `letters`, `requests`, `probes`, `accounts`, ... */
  records?: string;

  /** Its id, if it has one. */
  id?: string;
  /** Its time in the report's offset (`2022-10-03T09:00:00+08:00`), or its day. */
  at: string;
  /** Its title. */
  title?: string;
  /** Its address. */
  url?: string;
}

/** A rejected row that keeps an outcome open. */
export interface Doubt {
  /** The kind of record. */
  records: string;
  /** Why it was rejected. */
  code: string;
  /** The offending value. */
  value: string;
  /** Its id, if it could be read. */
  id?: string;
}

/** One outcome. */
export interface Outcome {
  /** The rule's id. */
  rule: string;
  /** The roster name of the unit. */
  unit: string;
  /** The subject's name. */
  subject: string;
  /** The platform, for an account. */
  platform?: string;
  /** The subject's id. */
  subject_id: string;
  /** `met`, `breached`, `waived`, `not_applicable`, `cannot_tell`. */
  outcome: "met" | "breached" | "waived" | "not_applicable" | "cannot_tell";
  /** Why it is not applicable or cannot be told, in words. */
  reason?: string;
}

/** An outcome that cannot be told. */
export interface Undecided {
  /** The rule's id. */
  rule: string;
  /** The roster name of the unit. */
  unit: string;
  /** The name that the subject's own row used. */
  unit_as_recorded: string;
  /** The subject's name. */
  subject: string;
  /** The platform, for an account. */
  platform: string | null;
  /** The subject's id. */
  subject_id: string;
  /** Why, as a code: `coverage`, `rejected_row`, `attribute_missing`, `calendar_year_missing`, `not_known`, ... */
  code: string;
  /** Why, in words. */
  reason: string;
}

/** By when findings are to be rectified. */
export interface Rectification {
  /** The limit as the rule set has it, such as `5 working days`. */
  within: string;
  /** The day it is counted from: the day of issue. */
  from: Day | null;
  /** The last day; absent if the day of issue is not given or the calendar does not know the year. */
  due_on: Day | null;
  /** Why there is no last day. */
  reason?: string;
}

/** A note to the reader. */
export interface Note {
  /** A stable code. */
  code: string;
  /** The sentence in the report's language. */
  message: string;
}

/** The explanation of one outcome. */
export interface Explanation {

  /** The rule's id. */
  rule: string;
  /** The outcome. */
  outcome: Outcome;
  /** What it rests on, with every slice and the records counted. */
  evidence: Evidence | null;
  /** For a sheet: the score with its arithmetic. */
  score?: Score;
  /** The document and clause. */
  basis: Basis;
  /** The explanation in words, a line each. */
  lines: string[];
}

/** Days that did not count on a clock. */
export interface Pause {
  /** The day after which it began. */
  from: Day;
  /** The last day that does not count. */
  to: Day;
  /** How many days of the limit's unit; absent if the calendar does not know a year. */
  days: number | null;
}

/** The extension of a clock. */
export interface Extension {
  /** The day on which it was told. */
  told: Day | null;
  /** The day that the record gives. */
  to: Day | null;
  /** `valid`, `void` (told too late) or `open`. */
  state: string;
}

/** What was told of an earlier period. */
export interface Earlier {
  /** Its first day. */
  from: Day;
  /** Its last day. */
  to: Day;
  /** `breached`, `met`, `not_applicable`, `cannot_tell`, or `unknown` where nothing was told. */
  outcome: string;
}

/** One of the numbers that a mean, a rank or a change was taken from. */
export interface Part {
  /** The subject's name. */
  subject: string;
  /** The subject's id. */
  subject_id: string;
  /** Its number; absent where it has none. */
  value: Value | null;
}

/** The results of one sheet. */
export interface Scores {
  /** The sheet's id. */
  sheet: string;
  /** What it is called. */
  title: string;
  /** Its results, in unit order, then subject. */
  results: Score[];
}

/** What a sheet comes to for one subject. Numbers are decimal strings, exact where they end within six decimals. */
export interface Score {
  /** The roster name of the unit. */
  unit: string;
  /** The subject's name. */
  subject: string;
  /** The platform, for an account. */
  platform?: string;
  /** The subject's id. */
  subject_id: string;
  /** `met`, `breached` (a veto, or a grade that is one), `waived`, `not_applicable`, `cannot_tell`. */
  outcome: string;
  /** Why it is not applicable or cannot be told, in words. */
  reason?: string;
  /** 得分; absent where there is none (a veto without a score). */
  score?: Decimal;
  /** 等次; absent where it is not known, or the sheet has none. */
  grade?: string;
  /** What the reached step prints. */
  wording?: string;
  /** The rules and sheets whose breach is a veto. */
  vetoes?: string[];
  /** Those that may have one. */
  open_vetoes?: string[];
  /** The points to begin with, over what applies. */
  base?: Decimal;
  /** The rows, then those of the bonus. */
  lines?: ScoreLine[];
  /** The parts. */
  parts?: ScorePart[];
  /** The points got, before scale and bonus. */
  got?: Decimal;
  /** The most that could be got over what applies. */
  possible?: string;
  /** The points got, scaled to the total. */
  scaled?: Decimal;
  /** The bonus, where the sheet has one. */
  bonus?: Decimal;
  /** The score if there is no veto. */
  total?: Decimal;
}

/** An exact number between two ends, as decimal strings; an end that is absent has no limit. */
export interface Decimal {
  /** The least it can be. */
  low: string | null;
  /** The greatest it can be. */
  high: string | null;
}

/** One row of a score. */
export interface ScoreLine {
  /** The rule, figure or sheet it reads. */
  reads: string;
  /** What it is called, if the sheet says so. */
  title?: string;
  /** The part it belongs to. */
  part?: string;
  /** Whether it is a row of the bonus. */
  bonus: boolean;
  /** Whether it applies; otherwise it leaves the base. */
  applies: boolean;
  /** What was counted: breaches, the share that is lost, the number of a figure, the score of a sheet. */
  count: Decimal;
  /** Its points. */
  points: Decimal;
}

/** One part of a score. */
export interface ScorePart {
  /** Its name. */
  part: string;
  /** `yes`, `no` or `open`: whether it is left out. */
  left_out: string;
  /** Its worth. */
  worth: string;
  /** The points of its rows together. */
  points: Decimal;
}
