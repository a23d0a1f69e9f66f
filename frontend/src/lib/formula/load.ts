/** Brings in the parts of the evaluator that only some forms need. */
import type { Program } from "./ast";
import { unsupportedIn } from "./compile";
import { IMPLEMENTATIONS } from "./functions";

/** Await before compiling: afterwards every function that has a TypeScript twin is there. */
export async function loadFunctions(programs: Program[]): Promise<void> {
  const missing = new Set(programs.flatMap(unsupportedIn));
  if (![...missing].some((name) => name.startsWith("REGEX"))) return;
  const { REGEX } = await import("./functions/regex");
  for (const [name, implementation] of Object.entries(REGEX)) IMPLEMENTATIONS.set(name, implementation);
}
