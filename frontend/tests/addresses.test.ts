import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const SRC = join(import.meta.dirname, "../src");

it("where the API lies is known to lib/api.ts alone: written twice, an address leads nowhere", () => {
  const files = (readdirSync(SRC, { recursive: true }) as string[]).filter((file) => /\.tsx?$/.test(file));
  const written = files.filter((file) => readFileSync(join(SRC, file), "utf8").includes("/api/v1"));
  expect(written.filter((file) => !file.endsWith(".test.ts"))).toEqual([join("lib", "api.ts")]);
});
