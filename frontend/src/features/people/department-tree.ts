import type { Department } from "@/lib/types";
import type { Edge } from "@/ui/drag/drag-store";

export interface Placed {
  department: Department;
  depth: number;
}

/** The tree as the list that is drawn: each department right before what is below it. */
export function ordered(all: Department[], parent: string | null = null, depth = 0): Placed[] {
  return all
    .filter((department) => department.parent_id === parent)
    .flatMap((department) => [{ department, depth }, ...ordered(all, department.id, depth + 1)]);
}

/** Whether `id` is `above` itself or anywhere below it. */
export function isBelow(all: Department[], id: string, above: string): boolean {
  let at: string | null | undefined = id;
  while (at) {
    if (at === above) return true;
    at = all.find((department) => department.id === at)?.parent_id;
  }
  return false;
}

/** Where a drop puts a department; null when it would stay or would land below itself. */
export function moveOf(
  all: Department[],
  id: string,
  targetId: string,
  edge: Edge,
): { id: string; parent_id: string | null; position: number } | null {
  const target = all.find((department) => department.id === targetId);
  if (!target || isBelow(all, targetId, id)) return null;
  const parent = edge === "inside" ? target.id : target.parent_id;
  const siblings = all.filter((department) => department.parent_id === parent && department.id !== id);
  const at = siblings.findIndex((department) => department.id === targetId);
  const position = edge === "inside" ? siblings.length : edge === "before" ? at : at + 1;
  return { id, parent_id: parent, position };
}
