import { isGroup } from "@/lib/navigation";
import type { Label, Nav } from "@/lib/types";
import type { Edge } from "@/ui/drag/drag-store";

/** The navigation as a flat list with ids while it is edited: a group and, indented behind it, what it holds. */
export interface Row {
  id: string;
  item: Nav;
  /** Id of the group the row stands in. */
  parent: string | null;
}

let counter = 0;
const nextId = () => `n${(counter += 1)}`;

export function toRows(items: Nav[], parent: string | null = null): Row[] {
  return items.flatMap((item) => {
    const id = nextId();
    if (!isGroup(item)) return [{ id, item, parent }];
    // Groups are one level deep in the editor; what a package nested deeper moves up.
    const inside = toRows(item.items, parent ?? id).filter((row) => !isGroup(row.item));
    return parent ? inside : [{ id, item: { ...item, items: [] }, parent: null }, ...inside];
  });
}

export function toNavigation(rows: Row[]): Nav[] {
  return rows
    .filter((row) => row.parent === null)
    .map((row) => {
      if (!isGroup(row.item)) return row.item;
      const items = rows.filter((inner) => inner.parent === row.id).map((inner) => inner.item);
      return { ...row.item, items };
    });
}

/** A row with everything it holds. */
function block(rows: Row[], id: string): Row[] {
  return rows.filter((row) => row.id === id || row.parent === id);
}

/** Puts a row (and its content) before, after or into another. Nothing changes where that makes no sense. */
export function place(rows: Row[], id: string, targetId: string, edge: Edge): Row[] {
  const moved = block(rows, id);
  const head = moved[0];
  const target = rows.find((row) => row.id === targetId);
  if (!head || !target || moved.includes(target)) return rows;
  const intoGroup = edge === "inside" && isGroup(target.item);
  const parent = intoGroup ? target.id : target.parent;
  if (parent !== null && isGroup(head.item)) return rows;
  const rest = rows.filter((row) => !moved.includes(row));
  const placed = moved.map((row) => (row === head ? { ...row, parent } : row));
  const last = block(rest, targetId).at(-1) ?? target;
  const at = edge === "before" ? rest.indexOf(target) : rest.indexOf(last) + 1;
  return [...rest.slice(0, at), ...placed, ...rest.slice(at)];
}

/** One step up or down; into and out of groups on the way. The road without a mouse. */
export function step(rows: Row[], id: string, by: -1 | 1): Row[] {
  const moved = block(rows, id);
  const head = moved[0];
  if (!head) return rows;
  const first = rows.indexOf(head);
  const neighbour = by < 0 ? rows[first - 1] : rows[first + moved.length];
  if (!neighbour) return head.parent === null ? rows : outOf(rows, head, by);
  if (isGroup(head.item)) {
    const whole = neighbour.parent ?? neighbour.id;
    return place(rows, id, whole, by < 0 ? "before" : "after");
  }
  if (head.parent !== null && neighbour.parent !== head.parent) return outOf(rows, head, by);
  if (by > 0 && head.parent === null && isGroup(neighbour.item)) return enter(rows, head, neighbour);
  if (by < 0 && head.parent === null && neighbour.parent !== null) {
    return place(rows, id, neighbour.id, "after");
  }
  return place(rows, id, neighbour.id, by < 0 ? "before" : "after");
}

function outOf(rows: Row[], head: Row, by: -1 | 1): Row[] {
  return head.parent === null ? rows : place(rows, head.id, head.parent, by < 0 ? "before" : "after");
}

function enter(rows: Row[], head: Row, group: Row): Row[] {
  const first = rows.find((row) => row.parent === group.id);
  return first ? place(rows, head.id, first.id, "before") : place(rows, head.id, group.id, "inside");
}

export function remove(rows: Row[], id: string): Row[] {
  // What a group holds stays, one level up.
  return rows
    .filter((row) => row.id !== id)
    .map((row) => (row.parent === id ? { ...row, parent: null } : row));
}

export function add(rows: Row[], item: Nav): Row[] {
  return [...rows, { id: nextId(), item, parent: null }];
}

export function rename(rows: Row[], id: string, label: Label): Row[] {
  return rows.map((row) => {
    if (row.id !== id) return row;
    return { ...row, item: isGroup(row.item) ? { ...row.item, group: label } : { ...row.item, label } };
  });
}

/** Whom an entry is for, its icon, where the app opens; what is empty is left out. */
export function adjust(rows: Row[], id: string, change: object): Row[] {
  const isEmpty = (value: unknown) =>
    value === "" || value === null || value === undefined || (Array.isArray(value) && value.length === 0);
  return rows.map((row) => {
    if (row.id !== id) return row;
    const kept = Object.entries({ ...row.item, ...change }).filter(
      ([name, value]) => name === "items" || !isEmpty(value),
    );
    return { ...row, item: Object.fromEntries(kept) as unknown as Nav };
  });
}
