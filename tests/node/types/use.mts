// Compiled by `tsc --strict`, never run: what a user may write, and what the types must refuse.
import { init, inspect, inspectText, shippedRuleSets, TongbaoError, version } from "tongbao";
import type { Finding, InspectionRequest, Report, RuleSet, Table } from "tongbao";

import { Plan } from "tongbao/tables";
import type { Answer, Tables } from "tongbao/tables";
import { startWorker } from "tongbao/worker";

await init();
await init("tongbao.wasm");
await init(new Uint8Array());
await init({ href: "file:///tongbao.wasm" });

const publications: Table<"channel" | "published_at"> = [
  { 渠道: "章贡教体", 平台: "微信", 发布时间: "2022-10-03 09:00:00" },
  { channel: "章贡教体", platform: "微信", published_at: new Date(0), read: 5n, hidden: false, note: null },
];

const request: InspectionRequest = {
  rules: "zhanggong-2022",
  period: "2022-10",
  as_of: "2022-11-15",
  coverage: {
    publications: [{ from: "2022-09-26", to: "2022-10-31" }, ["2022-11-01", "2022-11-07"]],
    letters: { from: "2022-10-01", to: "2022-10-31", replies_known: false },
  },
  units: { name: ["甲", "乙"], order: new Int32Array([1, 2]), aliases: [["甲局", "甲办"], null] },
  publications,
  language: "en",
  explain: [{ rule: "account-weekly", subject: "章贡教体" }],
};
const whole: InspectionRequest = { ...request, coverage: { from: "2022-09-26", to: "2022-10-31" } };
const both: InspectionRequest = {
  ...request,
  coverage: { from: "2022-09-26", to: "2022-10-31", letters: ["2022-10-01", "2022-10-31"] },
};
const ownRules: RuleSet = { format: 1, id: "own", version: 1, rule: {} };

const report: Report = inspect({ ...whole, rules: ownRules });
const wordings: string[] = report.findings.map((finding: Finding) => finding.wording);
const due: string | null | undefined = report.rectification?.due_on;
const rate: number | undefined = report.statistics.letters?.completion_rate?.n;
const low: unknown = report.findings[0]?.evidence.slices?.[0]?.value?.low;
const text: string = inspectText(JSON.stringify(request));
const ids: string[] = shippedRuleSets();
version().toUpperCase();
void [both, wordings, due, rate, low, text, ids];

try {
  inspect(request);
} catch (error) {
  if (error instanceof TongbaoError) {
    const said: [string, number | undefined, string | undefined] = [error.code, error.line, error.nextStep];
    const next: string | undefined = error.diagnostics[0]?.next_step;
    void [said, next];
  }
}

const plan = new Plan({ rules: ownRules, period: "2022-10", as_of: "2022-11-15", language: "en" });
const tables: Tables = {
  units: { id: ["甲"], order: new Int32Array([1]) },
  channels: { id: { offsets: new Int32Array(2), bytes: new Uint8Array(1) }, unit: ["甲"], kind: ["微信"], opened_on: new Int32Array(1) },
  publications: {
    channel: { codes: new Int32Array(1), values: ["甲"], valid: null },
    published_at: { milliseconds: new Float64Array(1), local: true },
  },
};
const answer: Answer = plan.inspect(tables);
const rules: (string | null)[] = answer.findings.columns.rule.toArray() as (string | null)[];
for (const { wording, slices } of answer.findings) void [wording.length, slices[0]?.from.length];
const unknown: number = answer.account.unknown_channel;
const there: Answer = await (await (await startWorker()).plan("{}")).inspect(tables, { transfer: true });
plan.free();
void [rules, unknown, there, plan.memory, plan.longWay?.length];

// @ts-expect-error tables go to the plan's inspect
new Plan({ rules: "zhanggong-2022", period: "2022-10", as_of: "2022-11-15", units: [] });
// @ts-expect-error the items are needed
plan.inspect({ channels: {} });
// @ts-expect-error a dictionary has values
plan.inspect({ channels: {}, publications: { channel: { codes: new Int32Array(1) } } });
// @ts-expect-error the as-of date is never "now"
inspect({ rules: "zhanggong-2022", period: "2022-10", coverage: { from: "2022-10-01", to: "2022-10-31" } });
// @ts-expect-error coverage has a first and a last day
inspect({ ...request, coverage: { from: "2022-10-01" } });
// @ts-expect-error unknown keys are errors
inspect({ ...request, perod: "2022-10" });
// @ts-expect-error a cell is no object
inspect({ ...request, units: [{ name: { zh: "甲" } }] });
// @ts-expect-error text goes to inspectText
inspect("{}");
// @ts-expect-error objects go to inspect
inspectText({});
// @ts-expect-error a misspelt field of the report
report.findigs;
// @ts-expect-error no third language
inspect({ ...request, language: "fr" });
