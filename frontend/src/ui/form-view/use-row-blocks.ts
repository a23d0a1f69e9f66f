/**
 * Long lists of rows by blocks: only those near the screen are drawn, the others keep their height. So a key
 * pressed in a form of 500 rows, or a rule that touches all of them, draws a few dozen.
 */
import { useCallback, useState } from "react";

/** Up to so many rows are one block that is always drawn. */
const LEAST = 40;
const SIZE = 10;
const MARGIN = "240px 0px";

export interface RowBlock<R> {
  number: number;
  /** Number of its first row, from 0. */
  from: number;
  rows: R[];
  drawn: boolean;
  /** Height to keep while it isn't drawn, pixels. */
  height: number;
}

interface Seen {
  near: boolean;
  height: number | null;
}

/** `kept` is the row that somebody works in: it is drawn wherever it is. `guess`: height of a row never drawn. */
export function useRowBlocks<R extends { id: string }>(
  rows: readonly R[],
  kept: string | null,
  guess: number,
) {
  const [seen, setSeen] = useState<ReadonlyMap<number, Seen>>(new Map());
  const [observer] = useState(() => observe((fresh) => setSeen((known) => new Map([...known, ...fresh]))));
  /** For each block's element, which names its block in `data-block`. */
  const watch = useCallback(
    (element: HTMLElement | null) => {
      if (element) observer?.observe(element);
      return () => {
        if (element) observer?.unobserve(element);
      };
    },
    [observer],
  );
  const size = rows.length <= LEAST ? LEAST : SIZE;
  const blocks = Array.from({ length: Math.ceil(rows.length / size) }, (_, number): RowBlock<R> => {
    const own = rows.slice(number * size, (number + 1) * size);
    const { near, height } = seen.get(number) ?? { near: number < LEAST / SIZE, height: null };
    const drawn = !observer || size === LEAST || near || own.some(({ id }) => id === kept);
    return { number, from: number * size, rows: own, drawn, height: height ?? own.length * guess };
  });
  return { blocks, watch };
}

function observe(tell: (fresh: Map<number, Seen>) => void): IntersectionObserver | null {
  if (typeof IntersectionObserver === "undefined") return null;
  const options = { rootMargin: MARGIN, scrollMargin: MARGIN };
  return new IntersectionObserver((entries) => {
    const fresh = entries.map(({ target, isIntersecting, boundingClientRect }): [number, Seen] => [
      Number((target as HTMLElement).dataset.block),
      { near: isIntersecting, height: boundingClientRect.height || null },
    ]);
    tell(new Map(fresh));
  }, options);
}
