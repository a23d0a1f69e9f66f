/**
 * The page's evaluator against the server's closures: examples of every function, the shared vectors and
 * random trees, with the answers Python gives at this moment (tests/engines/formula/typescript.py).
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { Program } from "./ast";
import { compile, unsupportedIn } from "./compile";
import { loadFunctions } from "./load";
import { toJson } from "./values";

interface Case {
  name: string;
  ast: Program;
  env: Record<string, unknown>;
  expected: unknown;
  zone?: string;
  now?: string;
}

const ROOT = resolve(import.meta.dirname, "../../../..");
/** They need the server's working calendar; the form says «computed when saved». */
const NEEDS_THE_SERVER = new Set(["WORKDAY", "NETWORKDAYS", "ISWORKDAY"]);

function loadCases(): { now: string; zone: string; cases: Case[] } {
  const given = process.env.FORMULA_CASES;
  if (given) return JSON.parse(readFileSync(given, "utf8"));
  const own = resolve(ROOT, ".venv/bin/python");
  const output = execFileSync(
    existsSync(own) ? own : "python3",
    ["-m", "tests.engines.formula.typescript", "cases", "400"],
    { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 28 },
  );
  return JSON.parse(output);
}

/** Transcendental functions may differ in the last of 15 digits: everything else must be equal. */
function close(found: unknown, wanted: unknown): boolean {
  if (typeof found === "number" && typeof wanted === "number")
    return found === wanted || Math.abs(found - wanted) <= Math.abs(wanted) * 2e-14;
  return JSON.stringify(found) === JSON.stringify(wanted);
}

const ROUGH = new Set(["pow", "POWER", "EXP", "LN", "LOG", "LOG10", "SIN", "COS", "TAN", "ASIN", "ACOS", "ATAN",
  "RADIANS", "DEGREES", "VAR", "VARP", "STDEV", "STDEVP", "PMT", "FV", "PV", "NPER", "IPMT", "PPMT", "NPV", "IRR",
  "RATE", "SQRT"]); // prettier-ignore

const { now, zone, cases } = loadCases();
await loadFunctions(cases.map((each) => each.ast));

const namesIn = (ast: Program): string[] =>
  [...JSON.stringify(ast).matchAll(/"f": ?"([^"]+)"/g)].map((match) => match[1]!);

describe("the page computes what the server computes", () => {
  it("knows every function but those that need the server's calendar", () => {
    const missing = new Set(cases.flatMap((each) => unsupportedIn(each.ast)));
    expect([...missing].filter((name) => !NEEDS_THE_SERVER.has(name))).toEqual([]);
    expect(cases.length).toBeGreaterThan(300);
  });

  it("gives the same answers", () => {
    const wrong: string[] = [];
    for (const each of cases) {
      const run = compile(each.ast);
      if (!run) continue;
      const env = {
        get: (path: string[]) => each.env[path.join(".")] ?? null,
        now: Date.parse(each.now ?? now),
        zone: each.zone ?? zone,
      };
      const found = toJson(run(env));
      const rough = namesIn(each.ast).some((name) => ROUGH.has(name));
      const same = rough
        ? close(found, each.expected)
        : JSON.stringify(found) === JSON.stringify(each.expected);
      if (!same)
        wrong.push(`${each.name}: ${JSON.stringify(found)} instead of ${JSON.stringify(each.expected)}`);
    }
    expect(wrong).toEqual([]);
  });
});
