import type { RecordRow } from "./types";
import type { RowSource } from "./row-source";

export const PAGE_SIZE = 100;
/** Pages asked for before they are in sight: ahead of the eye, and behind it. */
const AHEAD = 2;
const BEHIND = 1;
/** Pages kept; a cursor further off than that is no shorter way. */
export const MOST_PAGES = 60;
/** Where a bar that is drawn over the list rests for so long, what is on its way for other places isn't waited for. */
const REST_MS = 120;

/** The way to a page: by the nearest cursor before it, as far behind that as it must be. */
export function placeOf(
  page: number,
  cursors: ReadonlyMap<number, string>,
  reach = MOST_PAGES,
): { cursor?: string; offset?: number } {
  if (page === 0) return {};
  for (let near = page; near > 0 && near > page - reach; near -= 1) {
    const cursor = cursors.get(near);
    if (cursor) return near === page ? { cursor } : { cursor, offset: (page - near) * PAGE_SIZE };
  }
  return { offset: page * PAGE_SIZE };
}

/** No cursor leads to the page: the database must count what lies before it. */
export function isCountedOff(
  page: number,
  cursors: ReadonlyMap<number, string>,
  reach = MOST_PAGES,
): boolean {
  const { cursor, offset } = placeOf(page, cursors, reach);
  return cursor === undefined && offset !== undefined && page > reach;
}

/** A single leap is followed at once; a flight over what is still being fetched where it ends. */
export class Flight {
  private resting: ReturnType<typeof setTimeout> | undefined;
  /** When something was flown over last. */
  private last = -Infinity;

  land(busy: boolean, act: () => void): void {
    clearTimeout(this.resting);
    const flying = busy && performance.now() - this.last < REST_MS;
    this.last = performance.now();
    if (flying) this.resting = setTimeout(act, REST_MS);
    else act();
  }

  end(): void {
    clearTimeout(this.resting);
  }
}

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

/** Of more pages than are kept the farthest from the eye, never the first. */
export function farFrom(eye: number, pages: number[]): number[] {
  const far = pages.sort((a, b) => Math.abs(b - eye) - Math.abs(a - eye));
  return far.slice(0, Math.max(0, pages.length - MOST_PAGES)).filter((page) => page !== 0);
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

/** Puts a changed row in the place of the old one. → whether it was there */
export function patched(pages: Map<number, RecordRow[]>, row: RecordRow): boolean {
  for (const [page, rows] of pages) {
    const at = rows.findIndex((each) => each.id === row.id);
    if (at < 0) continue;
    pages.set(page, rows.with(at, row));
    return true;
  }
  return false;
}
