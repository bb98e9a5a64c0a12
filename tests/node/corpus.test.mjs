// Every case of the corpus through the npm package in Node: core's own text, byte for byte.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { TongbaoError, init, inspect, inspectText } from "tongbao";
import { cases, difference } from "../cases.mjs";

const corpus = cases();
let passed = 0;

before(() => init());
after(() => console.log(`corpus in Node: ${passed} passed, ${corpus.length - passed} failed`));

test("the corpus has cases", () => assert.ok(corpus.length > 0));

for (const { name, request, expected, judged } of corpus) {
  test(name, () => {
    const text = judged ? inspectText(request.toString()) : problemOf(request.toString());
    const actual = Buffer.from(text);
    assert.ok(actual.equals(expected), difference(expected, actual));
    if (judged) assert.deepStrictEqual(inspect(JSON.parse(request)), JSON.parse(expected));
    passed += 1;
  });
}

function problemOf(request) {
  try {
    inspectText(request);
  } catch (error) {
    assert.ok(error instanceof TongbaoError, String(error));
    return error.problem;
  }
  return assert.fail("the request was judged");
}
