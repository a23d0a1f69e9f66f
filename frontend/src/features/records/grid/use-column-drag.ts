/**
 * Moving columns by dragging their names with pointer or pen. The columns panel does the same for the keyboard,
 * so headers keep their own roles: a drag library would make buttons of them.
 */
import { useRef, useState, type PointerEvent } from "react";
import type { Column } from "../model/types";

const START = 5;
type Edge = "before" | "after";

export function useColumnDrag(
  columns: Column[],
  onMove: (moved: string, target: string, edge: Edge) => void,
) {
  const start = useRef<{ key: string; x: number; pointer: number } | null>(null);
  const dropped = useRef(false);
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<{ key: string; edge: Edge } | null>(null);

  const targetAt = (event: PointerEvent): { key: string; edge: Edge } | null => {
    const row = event.currentTarget.parentElement;
    const cells = [...(row?.children ?? [])].slice(1);
    for (const [at, cell] of cells.entries()) {
      const box = cell.getBoundingClientRect();
      if (event.clientX < box.left || event.clientX > box.right) continue;
      const column = columns[at];
      if (!column || column.key === start.current?.key) return null;
      return { key: column.key, edge: event.clientX < box.left + box.width / 2 ? "before" : "after" };
    }
    return null;
  };
  const stop = () => {
    start.current = null;
    setDragged(null);
    setOver(null);
  };
  const of = (column: Column) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0 || event.pointerType === "touch") return;
      if ((event.target as HTMLElement).closest("[data-no-drag]")) return;
      start.current = { key: column.key, x: event.clientX, pointer: event.pointerId };
      dropped.current = false;
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (start.current?.key !== column.key) return;
      if (dragged === null) {
        if (Math.abs(event.clientX - start.current.x) < START) return;
        event.currentTarget.setPointerCapture(start.current.pointer);
        setDragged(column.key);
      }
      setOver(targetAt(event));
    },
    onPointerUp: () => {
      if (dragged && over) onMove(dragged, over.key, over.edge);
      dropped.current = dragged !== null;
      stop();
    },
    onPointerCancel: stop,
  });
  /** The click that ends a drag is none. */
  const justDropped = (): boolean => {
    const was = dropped.current;
    dropped.current = false;
    return was;
  };
  return { of, over, dragged, justDropped };
}
