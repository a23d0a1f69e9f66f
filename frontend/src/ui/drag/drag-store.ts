import { createContext, useContext, useSyncExternalStore } from "react";

/** Something that can be picked up. `label` is what the ghost under the pointer and the screen reader say. */
export interface DragItem {
  id: string;
  kind: string;
  label: string;
  data?: unknown;
}

/** Where, relative to the target, the item would land. */
export type Edge = "before" | "after" | "inside";

/**
 * What a target offers: `list` above/below · `row` left/right · `tree` above/into/below · `inside` only into.
 */
export type Edges = "list" | "row" | "tree" | "inside";

export interface DropTarget {
  id: string;
  data?: unknown;
}

export interface Drop {
  item: DragItem;
  target: DropTarget;
  edge: Edge;
}

interface Over {
  id: string;
  edge: Edge;
}

/** Who is dragged over what. Outside React state, so that a move redraws two elements and not the whole page. */
export class DragStore {
  item: DragItem | null = null;
  over: Over | null = null;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(item: DragItem | null, over: Over | null): void {
    const same = this.item === item && this.over?.id === over?.id && this.over?.edge === over?.edge;
    if (same) return;
    this.item = item;
    this.over = over;
    this.listeners.forEach((listener) => listener());
  }
}

export const DragContext = createContext<DragStore | null>(null);

export function useDragStore(): DragStore {
  const store = useContext(DragContext);
  if (!store) throw new Error("drag and drop outside a DragArea");
  return store;
}

/** The item in the air, null when none is. */
export function useDraggedItem(): DragItem | null {
  const store = useDragStore();
  return useSyncExternalStore(store.subscribe, () => store.item);
}

export function useOverEdge(id: string): Edge | null {
  const store = useDragStore();
  return useSyncExternalStore(store.subscribe, () => (store.over?.id === id ? store.over.edge : null));
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The edge nearest to a point of the target's box. */
export function edgeAt(edges: Edges, box: Box, point: { x: number; y: number }): Edge {
  if (edges === "inside") return "inside";
  if (edges === "row") return point.x < box.left + box.width / 2 ? "before" : "after";
  const part = (point.y - box.top) / Math.max(1, box.height);
  if (edges === "list") return part < 0.5 ? "before" : "after";
  if (part < 0.28) return "before";
  return part > 0.72 ? "after" : "inside";
}
