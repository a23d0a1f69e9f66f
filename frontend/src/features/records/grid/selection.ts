/** Which rows are ticked: by id, so that it outlives scrolling and new pages. */
import { useMemo, useRef, useState } from "react";
import type { RowSource } from "../model/row-source";
import type { RecordRow } from "../model/types";

export type SelectionState = "none" | "some" | "all";
/** What one bulk request may carry. */
export const MOST_SELECTED = 1000;

export interface Selection {
  ids: string[];
  rows: RecordRow[];
  state: SelectionState;
  has: (id: string) => boolean;
  toggle: (at: number, range: boolean) => void;
  toggleAll: () => void;
  add: (rows: RecordRow[]) => void;
  clear: () => void;
}

export function useSelection(source: RowSource): Selection {
  const [chosen, setChosen] = useState<ReadonlyMap<string, RecordRow>>(new Map());
  const anchor = useRef<number | null>(null);
  const count = source.rowsLoaded;
  return useMemo(() => {
    const add = (rows: RecordRow[]) =>
      setChosen((before) => {
        const next = new Map(before);
        for (const row of rows) if (next.size < MOST_SELECTED) next.set(row.id, row);
        return next;
      });
    const toggle = (at: number, range: boolean) => {
      const row = source.row(at);
      if (!row) return;
      if (range && anchor.current !== null) {
        const [from, until] = [Math.min(anchor.current, at), Math.max(anchor.current, at)];
        const between: RecordRow[] = [];
        for (let each = from; each <= until; each += 1) {
          const found = source.row(each);
          if (found) between.push(found);
        }
        add(between);
        return;
      }
      anchor.current = at;
      setChosen((before) => {
        const next = new Map(before);
        if (!next.delete(row.id) && next.size < MOST_SELECTED) next.set(row.id, row);
        return next;
      });
    };
    const all = chosen.size > 0 && chosen.size >= Math.min(count, MOST_SELECTED);
    return {
      ids: [...chosen.keys()],
      rows: [...chosen.values()],
      state: chosen.size === 0 ? "none" : all ? "all" : "some",
      has: (id: string) => chosen.has(id),
      toggle,
      toggleAll: () => (all ? setChosen(new Map()) : add(source.loaded())),
      add,
      clear: () => setChosen(new Map()),
    };
  }, [chosen, source, count]);
}
