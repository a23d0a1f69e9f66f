import type { Fetcher } from "./fetcher";
import { PAGE_SIZE } from "./near-pages";

/** Marks that one list has at most; the server gives no more. */
const MOST = 200;
/** Pages between two marks, in lists that need not more. */
const STRETCH = 50;

interface LongList {
  count: number | null;
  cursors: Map<number, string>;
  fetcher: Fetcher;
}

/** Rows between two marks of a list. */
export function stretchOf(count: number): number {
  return Math.max(STRETCH, Math.ceil(count / MOST / PAGE_SIZE)) * PAGE_SIZE;
}

/** Cursors in the midst of a long list, by page: a leap needs to be counted off from the nearest one only. */
export class Marks {
  /** How many pages a cursor may lie before the page that it leads to. */
  reach: number;
  private asked: AbortController | null = null;

  constructor(private readonly least: number) {
    this.reach = least;
  }

  /** Fetches them once for a list that is long enough. */
  async bring({ count, cursors, fetcher }: LongList): Promise<void> {
    if (!fetcher.marks || this.asked || count === null || count <= this.least * PAGE_SIZE) return;
    const controller = new AbortController();
    this.asked = controller;
    const every = stretchOf(count);
    try {
      const found = await fetcher.marks(every, controller.signal);
      if (controller.signal.aborted) return;
      const pages = every / PAGE_SIZE;
      found.forEach((cursor, at) => cursors.set((at + 1) * pages, cursor));
      if (found.length > 0) this.reach = Math.max(this.least, pages);
    } catch {
      // Without marks a leap takes longer, and that is all.
    }
  }

  forget(): void {
    this.asked?.abort();
    this.asked = null;
    this.reach = this.least;
  }
}
