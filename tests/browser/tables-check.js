// What both pages of large tables ask: the same answer in the page and in a worker. Plain enough for a script without modules.
async function check({ init, Plan, startWorker }, faults) {
  const expect = (truth, otherwise) => truth || faults.push(otherwise);
  const seconds = Float64Array.from(["2022-10-04T09:00:00+08:00", "2022-10-25T09:00:00+08:00"], (text) => Date.parse(text) / 1000);
  const request = {
    rules: "zhanggong-2022",
    period: "2022-10",
    as_of: "2022-11-15",
    coverage: { from: "2022-09-26", to: "2022-11-15" },
  };
  const given = () => ({
    channels: { id: ["a", "b"], unit: ["u", "v"], kind: ["wechat", "weibo"] },
    publications: { channel: { codes: new Int32Array([0, 1]), values: ["a", "b"] }, published_at: seconds.slice() },
  });

  await init();
  const plan = new Plan(request);
  const here = plan.inspect(given());
  expect(here.findings.length > 0 && here.account.rows === 2, "nothing was found in the page");
  plan.free();

  const missing = await startWorker("/no-such.wasm").then(() => undefined, (error) => error);
  expect(missing && missing.code === "init.failed", "a missing module has no clear error in a worker");
  const worker = await startWorker();
  const there = await worker.plan(request);
  const tables = given();
  const answer = await there.inspect(tables, { transfer: true });
  const text = (one) => JSON.stringify([one.findings.toArray(), one.units.toArray(), one.account]);
  expect(text(answer) === text(here), "the worker answers otherwise than the page");
  expect(tables.publications.published_at.length === 0, "the memory was not handed over");
  const refused = await there.inspect({ channels: {}, publications: {} }).then(() => undefined, (error) => error);
  expect(refused && refused.code === "column.missing" && refused.name === "TongbaoError", "no clear error from a worker");
  const files = {
    channels: new File(["id,unit,kind\na,u,wechat\nb,v,weibo\n"], "channels.csv"),
    publications: new File(["channel,published_at\na,2022-10-04T09:00:00+08:00\nb,2022-10-25T09:00:00+08:00\n"], "items.csv"),
  };
  expect(text(await there.inspectCsv(files)) === text(here), "files are read otherwise than columns");
  there.free();
  worker.terminate();
}

globalThis.checkTables = check;
