/** Links whose offered records hang on what stands in other fields: what the server is told when it is asked. */
import type { FormEngine } from "./engine";
import { aroundOf, lastOf } from "./inner-rows";
import { topicOf } from "./engine-types";
import { cellPath, parseCell } from "./paths";

/** By node (`customer`, `lines.product`). */
export type Given = Record<string, unknown>;

/** Where the value of `node` stands, seen from the link's own place; null: not beside it. */
function placeOf(engine: FormEngine, path: string, node: string): string | null {
  const around = aroundOf(node);
  if (!around) return node;
  const cell = parseCell(path);
  if (cell?.subform === around) return cellPath(around, cell.row, lastOf(node));
  const outer = cell && engine.record.outer(cell.subform, cell.row);
  return outer?.subform === around ? cellPath(around, outer.id, lastOf(node)) : null;
}

/** What the link at `path` hangs on, as it stands now; null for a link that hangs on nothing. */
export function givenAt(engine: FormEngine, path: string): Given | null {
  const nodes = engine.runtime.offers?.[topicOf(path)];
  if (!nodes) return null;
  const given: Given = {};
  for (const node of nodes) {
    const place = placeOf(engine, path, node);
    if (place !== null) given[node] = engine.record.value(place) ?? null;
  }
  return given;
}

/** The topics of such links. */
export const hangingLinks = (engine: FormEngine): string[] => Object.keys(engine.runtime.offers ?? {});

/** What a picker tells of its surroundings. */
export function besideOf(engine: FormEngine, path: string): { given: Given } | null {
  const given = givenAt(engine, path);
  return given && { given };
}
