/** The keyboard inside the grid: arrows, pages, ends, Enter opens, Space ticks, Escape gives up. */
import type { KeyboardEvent, RefObject } from "react";
import type { GridProps } from "./grid";
import { HEAD_HEIGHT } from "./measures";
import { pressedAt } from "./pressed-at";

export interface Spot {
  row: number;
  column: number;
}

interface Input extends Pick<
  GridProps,
  "source" | "columns" | "selection" | "onOpen" | "onEscape" | "hrefOf"
> {
  box: RefObject<HTMLDivElement | null>;
  spot: Spot | null;
  setSpot: (spot: Spot) => void;
  height: number;
  /** Scrolls so far that the row is in sight. */
  show: (row: number) => void;
}

export function useGridKeys(input: Input) {
  const { source, columns, selection, box, spot, height } = input;
  const show = (next: Spot) => {
    const element = box.current;
    if (!element) return;
    input.show(next.row);
    input.setSpot(next);
    requestAnimationFrame(() =>
      element
        .querySelector(`[data-row="${next.row}"] [data-column="${next.column}"]:not([data-frozen])`)
        ?.scrollIntoView({ block: "nearest", inline: "nearest" }),
    );
  };
  return (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget && event.key !== "Escape") return;
    const now = spot ?? { row: 0, column: 0 };
    const last = { row: Math.max(0, source.length - 1), column: columns.length - 1 };
    const page = Math.max(1, Math.floor((event.currentTarget.clientHeight - HEAD_HEIGHT) / height) - 1);
    const all = event.ctrlKey || event.metaKey;
    const moves: Record<string, Spot> = {
      ArrowDown: { ...now, row: spot ? now.row + 1 : 0 },
      ArrowUp: { ...now, row: now.row - 1 },
      ArrowRight: { ...now, column: now.column + 1 },
      ArrowLeft: { ...now, column: now.column - 1 },
      PageDown: { ...now, row: now.row + page },
      PageUp: { ...now, row: now.row - page },
      Home: { row: all ? 0 : now.row, column: 0 },
      End: { row: all ? last.row : now.row, column: last.column },
    };
    const next = moves[event.key];
    if (next) {
      event.preventDefault();
      show({
        row: Math.min(Math.max(next.row, 0), last.row),
        column: Math.min(Math.max(next.column, 0), last.column),
      });
      return;
    }
    const row = spot ? source.row(spot.row) : undefined;
    if (event.key === "Enter" && spot && pressedAt(box.current, spot)) event.preventDefault();
    else if (event.key === "Enter" && row && input.hrefOf) {
      event.preventDefault();
      input.onOpen(row);
    } else if (event.key === " " && spot) {
      event.preventDefault();
      selection.toggle(spot.row, event.shiftKey);
    } else if (event.key === "a" && all) {
      event.preventDefault();
      selection.toggleAll();
    } else if (event.key === "Escape") input.onEscape();
  };
}
