/** Where the server's refusals belong: places of the form by path, the rest as sentences. */
import type { FieldProblem } from "@/lib/api";
import type { FormEngine } from "./engine";
import type { Issue } from "./issues";
import { cellPath } from "./paths";

export interface Refusals {
  placed: Map<string, Issue>;
  general: string[];
}

function placeOf(engine: FormEngine, problem: FieldProblem): string | null {
  const [head, row, column] = problem.path ?? [problem.field ?? ""];
  const key = String(head ?? "");
  const field = engine.field(key);
  if (!field) return null;
  if (field.type !== "subform" || typeof row !== "number" || typeof column !== "string") return key;
  const found = engine.record.rows(key)[row];
  return found && engine.field(`${key}/${found.id}/${column}`) ? cellPath(key, found.id, column) : key;
}

export function placeRefusals(engine: FormEngine, problems: FieldProblem[]): Refusals {
  const placed = new Map<string, Issue>();
  const general: string[] = [];
  for (const problem of problems) {
    const place = placeOf(engine, problem);
    const seen = place !== null && engine.isVisible(place);
    if (place === null || !seen) general.push(problem.message);
    else if (!placed.has(place))
      placed.set(place, { code: problem.code, level: "block", message: problem.message });
  }
  return { placed, general };
}
