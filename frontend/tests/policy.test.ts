import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { files, SRC } from "./sources";

/** The content policy allows no style attribute and no written script: what needs one is not drawn as it should be. */
const FORBIDDEN = [/\bautoSize\b/, /setAttribute\(\s*["'`]style/, /dangerouslySetInnerHTML/];

it("nothing on the page needs what the content policy refuses", () => {
  const found = files(SRC).flatMap((path) =>
    FORBIDDEN.filter((pattern) => pattern.test(readFileSync(path, "utf8"))).map((one) => `${path} ${one}`),
  );
  expect(found).toEqual([]);
});
