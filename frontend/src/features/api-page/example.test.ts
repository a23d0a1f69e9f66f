// @vitest-environment node
import { spawnSync } from "node:child_process";
import { dirname, resolve } from "node:path";
import { expect, test } from "vitest";

/** The very text that the server writes for the tests' app (tests/dougong/records/test_examples.py). */
const EXAMPLE = resolve(import.meta.dirname, "../../../../tests/dougong/records/examples/deal.ts");
const COMPILER = resolve(import.meta.dirname, "../../../node_modules/.bin/tsc");
const OPTIONS = "--noEmit --strict --noUncheckedIndexedAccess --target es2022 --lib es2023,dom,dom.iterable";

test("the TypeScript example of the API page has no type errors", { timeout: 60_000 }, () => {
  const done = spawnSync(COMPILER, [...OPTIONS.split(" "), EXAMPLE], {
    cwd: dirname(EXAMPLE),
    encoding: "utf8",
  });
  expect([done.status, done.stdout, done.stderr]).toEqual([0, "", ""]);
});
