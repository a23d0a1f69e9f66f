/** Brings in the parts of the evaluator that only some forms need. */
import { rootOf, walk, type Program } from "./ast";

const callsRegex = (program: Program): boolean =>
  [...walk(rootOf(program))].some((node) => node.k === "call" && node.f.startsWith("REGEX"));

/** Await before compiling: afterwards every function that has a TypeScript twin is there. */
export async function loadFunctions(programs: Program[]): Promise<void> {
  if (!programs.some(callsRegex)) return;
  const [{ IMPLEMENTATIONS }, { REGEX }] = await Promise.all([
    import("./functions"),
    import("./functions/regex"),
  ]);
  for (const [name, implementation] of Object.entries(REGEX)) IMPLEMENTATIONS.set(name, implementation);
}
