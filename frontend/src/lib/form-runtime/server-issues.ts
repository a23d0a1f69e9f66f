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
  const [head, ...rest] = problem.path ?? [problem.field ?? ""];
  const key = String(head ?? "");
  if (!engine.field(key)) return null;
  let place = key;
  let topic = key;
  let rows = engine.record.rows(key);
  for (let at = 0; at + 1 < rest.length; at += 2) {
    const row = rows[Number(rest[at])];
    const column = String(rest[at + 1]);
    const path = row && cellPath(topic, row.id, column);
    if (!path || !engine.field(path)) return place;
    place = path;
    topic = `${topic}.${column}`;
    rows = engine.record.inner(topic, row.id);
  }
  return place;
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
