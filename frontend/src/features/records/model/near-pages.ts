import type { RecordRow } from "./types";
import { PAGE_SIZE, type RowSource } from "./row-source";

/** Pages asked for before they are in sight: ahead of the eye, and behind it. */
const AHEAD = 2;
const BEHIND = 1;

/** What is in sight first, then its neighbours, more of them where one scrolls to. */
export function pagesNear(from: number, until: number, down: boolean): number[] {
  const near: number[] = [];
  for (let page = from; page <= until; page += 1) near.push(page);
  const [after, before] = down ? [AHEAD, BEHIND] : [BEHIND, AHEAD];
  for (let step = 1; step <= AHEAD; step += 1) {
    if (step <= after) near.push(until + step);
    if (step <= before) near.push(from - step);
  }
  return near.filter((page) => page >= 0);
}

/** Waits until all rows between two places are there; `load` brings a page. */
export async function rowsBetween(
  source: RowSource,
  first: number,
  last: number,
  load: (page: number) => void,
): Promise<RecordRow[]> {
  const missing = (): number => {
    for (let at = first; at <= Math.min(last, source.length - 1); at += 1) if (!source.row(at)) return at;
    return -1;
  };
  for (let at = missing(); at >= 0; at = missing()) {
    if (source.error) throw source.error;
    load(Math.floor(at / PAGE_SIZE));
    await new Promise<void>((resolve) => {
      const stop = source.subscribe(() => {
        stop();
        resolve();
      });
    });
  }
  const rows: RecordRow[] = [];
  for (let at = first; at <= Math.min(last, source.length - 1); at += 1) rows.push(source.row(at)!);
  return rows;
}
