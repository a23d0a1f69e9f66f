// @vitest-environment node
import { resolve } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

/** The very text that the server writes for the tests' app (tests/dougong/records/test_examples.py). */
const EXAMPLE = resolve(import.meta.dirname, "../../../../tests/dougong/records/examples/deal.ts");

test("the TypeScript example of the API page has no type errors", { timeout: 60_000 }, () => {
  const program = ts.createProgram([EXAMPLE], {
    strict: true,
    noEmit: true,
    noUncheckedIndexedAccess: true,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    types: [],
  });
  const problems = ts.getPreEmitDiagnostics(program);
  expect(problems.map((each) => ts.flattenDiagnosticMessageText(each.messageText, "\n"))).toEqual([]);
});
