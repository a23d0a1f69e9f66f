/**
 * The page's evaluator against the server's closures: the shared vectors (tests/engines/formula/vectors.json)
 * and random trees with the answers Python gives at this moment (tests/engines/formula/typescript.py).
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { Program } from "./ast";
import { compile, unsupportedIn } from "./compile";
import { loadFunctions } from "./load";
import { toJson } from "./values";

interface Vector {
  text: string;
  values: Record<string, unknown>;
  now: string;
  tz: string;
  ast?: Program;
  result?: unknown;
  error?: string;
  approx?: boolean;
}
interface Random {
  now: string;
  zone: string;
  cases: { name: string; ast: Program; env: Record<string, unknown>; expected: unknown }[];
}

const ROOT = resolve(import.meta.dirname, "../../../..");
/** They need the server's working calendar; the form says «computed when saved». */
const NEEDS_THE_SERVER = ["ADDWORKMINUTES", "ISWORKDAY", "NETWORKDAYS", "WORKDAY", "WORKMINUTES"];

const vectors = (
  JSON.parse(readFileSync(resolve(ROOT, "tests/engines/formula/vectors.json"), "utf8")) as Vector[]
).filter((vector): vector is Vector & { ast: Program } => vector.ast !== undefined);
await loadFunctions(vectors.map((vector) => vector.ast));

function randomCases(): Random {
  const given = process.env.FORMULA_CASES;
  if (given) return JSON.parse(readFileSync(given, "utf8")) as Random;
  const own = resolve(ROOT, ".venv/bin/python");
  const output = execFileSync(
    existsSync(own) ? own : "python3",
    ["-m", "tests.engines.formula.typescript", "cases", "300"],
    { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 28 },
  );
  return JSON.parse(output) as Random;
}

function answer(ast: Program, values: Record<string, unknown>, now: string, zone: string): unknown {
  const run = compile(ast);
  if (!run) throw new Error("not computable");
  const get = (path: string[]): unknown => values[path.join(".")] ?? null;
  return toJson(run({ get, now: Date.parse(now), zone }));
}

/** Transcendental functions may differ in the last of 15 digits: everything else must be equal. */
function same(found: unknown, wanted: unknown, approximate: boolean): boolean {
  if (approximate && typeof found === "number" && typeof wanted === "number")
    return Math.abs(found - wanted) <= Math.abs(wanted) * 1e-12;
  return JSON.stringify(found) === JSON.stringify(wanted);
}

describe("the page computes what the server computes", () => {
  it("knows every function but those that need the server's calendar", () => {
    const missing = new Set(vectors.flatMap((vector) => unsupportedIn(vector.ast)));
    expect([...missing].sort()).toEqual(NEEDS_THE_SERVER);
  });

  it("answers every vector", () => {
    const wrong: string[] = [];
    for (const { text, ast, values, now, tz, result, error, approx } of vectors) {
      if (unsupportedIn(ast).length > 0) continue;
      const found = answer(ast, values, now, tz);
      const wanted = error === undefined ? (result ?? null) : { error };
      if (!same(found, wanted, approx ?? false))
        wrong.push(`${text}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
    }
    expect(wrong).toEqual([]);
    expect(vectors.length).toBeGreaterThan(400);
  });

  it("answers random formulas over random records", () => {
    const { now, zone, cases } = randomCases();
    const wrong = cases
      .map(({ name, ast, env, expected }) => ({ name, env, expected, found: answer(ast, env, now, zone) }))
      .filter(({ found, expected }) => !same(found, expected, false));
    expect(wrong).toEqual([]);
    expect(cases.length).toBeGreaterThan(200);
  }, 120_000);
});
