/** Places and ranges of cells, and where a key leads: arithmetic without a page. */

export interface Spot {
  row: number;
  column: number;
}

/** From where a selection was begun to where it has been drawn. Typing goes to the anchor. */
export interface Range {
  anchor: Spot;
  focus: Spot;
}

export interface Bounds {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export const single = (spot: Spot): Range => ({ anchor: spot, focus: spot });

export const boundsOf = ({ anchor, focus }: Range): Bounds => ({
  top: Math.min(anchor.row, focus.row),
  bottom: Math.max(anchor.row, focus.row),
  left: Math.min(anchor.column, focus.column),
  right: Math.max(anchor.column, focus.column),
});

export const cellsIn = (bounds: Bounds): number =>
  (bounds.bottom - bounds.top + 1) * (bounds.right - bounds.left + 1);

/** What one row must know of the selection, as a text, so that rows outside stay as they are: `left:right:edges`. */
export function marksOf(bounds: Bounds | null, row: number): string | undefined {
  if (!bounds || row < bounds.top || row > bounds.bottom) return undefined;
  const edges = `${row === bounds.top ? "t" : ""}${row === bounds.bottom ? "b" : ""}`;
  return `${bounds.left}:${bounds.right}:${edges}`;
}

/** The edges of one cell of a marked row: `t`, `b`, `l`, `r`; undefined outside of the selection. */
export function edgesOf(marks: string | undefined, column: number): string | undefined {
  if (!marks) return undefined;
  const [left = "", right = "", edges = ""] = marks.split(":");
  if (column < Number(left) || column > Number(right)) return undefined;
  return `${edges}${column === Number(left) ? "l" : ""}${column === Number(right) ? "r" : ""}`;
}

/**
 * Ctrl+arrow: to the end of a filled stretch, else to the next filled cell, else to the last one.
 * `filled` answers undefined for what isn't loaded: there the way goes on to the end.
 */
export function edge(
  filled: (at: number) => boolean | undefined,
  from: number,
  step: 1 | -1,
  last: number,
): number {
  const end = step > 0 ? last : 0;
  if (from === end) return end;
  const inside = filled(from) === true && filled(from + step) === true;
  for (let at = from + step; at !== end; at += step) {
    const here = filled(at);
    if (here === undefined) return end;
    if (inside ? filled(at + step) === false : here) return at;
  }
  return end;
}

interface Way {
  shift: boolean;
  ctrl: boolean;
  page: number;
  last: Spot;
  filled: (spot: Spot) => boolean | undefined;
}

const STEPS: Record<string, Spot> = {
  ArrowDown: { row: 1, column: 0 },
  ArrowUp: { row: -1, column: 0 },
  ArrowRight: { row: 0, column: 1 },
  ArrowLeft: { row: 0, column: -1 },
};

const within = (at: number, last: number): number => Math.min(Math.max(at, 0), last);

/** The selection after a key, null for keys that don't move. */
export function moved(range: Range | null, key: string, way: Way): Range | null {
  const from = range ? (way.shift ? range.focus : range.anchor) : null;
  const to = target(from, key, way);
  if (!to) return null;
  const spot = { row: within(to.row, way.last.row), column: within(to.column, way.last.column) };
  return way.shift && range ? { anchor: range.anchor, focus: spot } : single(spot);
}

function target(from: Spot | null, key: string, way: Way): Spot | null {
  const step = STEPS[key];
  const now = from ?? { row: 0, column: 0 };
  if (step) {
    if (!from) return now;
    if (!way.ctrl) return { row: now.row + step.row, column: now.column + step.column };
    const along = (step.row || step.column) as 1 | -1;
    if (step.row)
      return { ...now, row: edge((row) => way.filled({ ...now, row }), now.row, along, way.last.row) };
    const column = edge((at) => way.filled({ ...now, column: at }), now.column, along, way.last.column);
    return { ...now, column };
  }
  switch (key) {
    case "PageDown":
      return { ...now, row: now.row + way.page };
    case "PageUp":
      return { ...now, row: now.row - way.page };
    case "Home":
      return { row: way.ctrl ? 0 : now.row, column: 0 };
    case "End":
      return { row: way.ctrl ? way.last.row : now.row, column: way.last.column };
    default:
      return null;
  }
}
