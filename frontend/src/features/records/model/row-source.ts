/** Rows of a list, loaded by pages as somebody scrolls. The next page is asked for by the cursor of the
 * one before (keyset: costs the same at row 50,000); only a jump of the scroll bar over unloaded pages
 * goes by offset. Pages far from the eye are dropped again.
 */
import { Listeners } from "@/lib/listeners";
import { Marks } from "./marks";
import {
  farFrom,
  Flight,
  isCountedOff,
  MOST_PAGES,
  PAGE_SIZE,
  pagesNear,
  patched,
  placeOf,
  rowsBetween,
} from "./near-pages";
import type { Fetcher, PageAnswer } from "./fetcher";
import type { RecordRow } from "./types";

export { PAGE_SIZE };
/** Requests at once: what is in sight must not queue behind what was flown over. */
const AT_ONCE = 4;

export type { Fetcher, PageAnswer };

export class RowSource {
  private pages = new Map<number, RecordRow[]>();
  /** Rows shown until a refresh has brought the new ones. */
  private stale = new Map<number, RecordRow[]>();
  cursors = new Map<number, string>();
  private readonly loading = new Map<number, AbortController>();
  private queue: number[] = [];
  private controller = new AbortController();
  private readonly flight = new Flight();
  private readonly marks = new Marks(MOST_PAGES);
  private readonly listeners = new Listeners();
  private readonly followers = new Listeners();
  private version = 0;
  private end: number | null = null;
  private counting = false;
  /** The rows last looked at: what a refresh brings first. */
  private seen = { first: 0, last: 0 };
  /** How many rows there were before a refresh. */
  private before: number | null = null;
  count: number | null = null;
  error: unknown = null;
  /** The first page has been answered at least once. */
  ready = false;

  constructor(readonly fetcher: Fetcher) {}

  subscribe = this.listeners.add;
  getVersion = (): number => this.version;

  /** Told when records may have changed: `refresh` or `patch`. */
  follow = this.followers.add;

  private tell(): void {
    this.version += 1;
    this.listeners.tell();
  }

  /** How many rows the scroll bar stands for: exact once counted, else what is loaded and one page more. */
  get length(): number {
    const known = this.count ?? this.end ?? this.before;
    if (known !== null) return known;
    const last = Math.max(-1, ...this.pages.keys());
    return last < 0 ? 0 : (last + 1) * PAGE_SIZE + PAGE_SIZE;
  }

  /** All rows are here (a short list). */
  get complete(): boolean {
    return this.ready && this.rowsLoaded === this.length;
  }

  get rowsLoaded(): number {
    return [...this.pages.values()].reduce((sum, page) => sum + page.length, 0);
  }

  row(at: number): RecordRow | undefined {
    const page = Math.floor(at / PAGE_SIZE);
    return (this.pages.get(page) ?? this.stale.get(page))?.[at % PAGE_SIZE];
  }

  indexOf(id: string): number {
    for (const [page, rows] of this.pages) {
      const at = rows.findIndex((row) => row.id === id);
      if (at >= 0) return page * PAGE_SIZE + at;
    }
    return -1;
  }

  loaded(): RecordRow[] {
    return [...this.pages.keys()].sort((a, b) => a - b).flatMap((page) => this.pages.get(page) ?? []);
  }

  /** Asks for what is missing between two rows. */
  ensure(first: number, last: number): void {
    this.seen = { first, last };
    if (this.error) return;
    const from = Math.max(0, Math.floor(first / PAGE_SIZE));
    const until = Math.floor(Math.max(last, 0) / PAGE_SIZE);
    for (let page = from; page <= until; page += 1) {
      if (this.pages.has(page) || this.loading.has(page) || this.beyond(page)) continue;
      void this.load(page, (from + until) / 2);
    }
  }

  /** The rows between two places, brought here where they aren't yet. Fewer when the list ends before. */
  take(first: number, last: number): Promise<RecordRow[]> {
    return rowsBetween(this, first, last, (page) => {
      if (!this.loading.has(page)) void this.load(page, page);
    });
  }

  /**
   * The rows somebody scrolls over: what is in sight at once, the neighbours as soon as there is room, and nothing
   * any more of what was only flown over, but one page: a flight is not blind.
   */
  look(first: number, last: number): void {
    const down = first >= this.seen.first;
    this.seen = { first, last };
    if (this.error) return;
    if (first > 0) void this.marks.bring(this);
    const from = Math.max(0, Math.floor(first / PAGE_SIZE));
    const until = Math.floor(Math.max(last, 0) / PAGE_SIZE);
    const near = pagesNear(from, until, down);
    this.queue = near.filter((page) => !this.pages.has(page) && !this.loading.has(page));
    // Before anything is known the first page tells whether there are others.
    if (!this.ready && this.queue.includes(0)) this.queue = [0];
    const far =
      !this.pages.has(from) && !this.stale.has(from) && isCountedOff(from, this.cursors, this.marks.reach);
    if (!far) this.drop(near);
    this.flight.land(far && this.loading.size > 0, () => {
      this.drop(near);
      this.pump((from + until) / 2);
    });
  }

  /** Nothing is waited for any more but these pages. */
  private drop(near: readonly number[]): void {
    for (const [page, controller] of this.loading)
      if (!near.includes(page)) {
        controller.abort();
        this.loading.delete(page);
      }
  }

  private pump(eye: number): void {
    while (!this.error && this.loading.size < AT_ONCE) {
      const [page] = this.queue;
      if (page === undefined) return;
      // One at a time: what is in sight shares the database with nothing, and its neighbour then goes by cursor.
      if (this.loading.size > 0 && isCountedOff(page, this.cursors, this.marks.reach)) return;
      this.queue.shift();
      if (this.pages.has(page) || this.loading.has(page) || this.beyond(page)) continue;
      void this.load(page, eye).then(() => this.pump(eye));
    }
  }

  private beyond(page: number): boolean {
    const length = this.end ?? this.count;
    return length !== null && page > 0 && page * PAGE_SIZE >= length;
  }

  private async load(page: number, eye: number): Promise<void> {
    const controller = new AbortController();
    this.loading.set(page, controller);
    const { signal } = controller;
    try {
      const { items, next } = await this.fetcher.page(placeOf(page, this.cursors, this.marks.reach), signal);
      if (signal.aborted) return;
      this.pages.set(page, items);
      this.stale.delete(page);
      if (next) this.cursors.set(page + 1, next);
      else if (items.length > 0 || page === 0) this.finish(page * PAGE_SIZE + items.length);
      this.ready = true;
      this.forget(eye);
      if (next && this.count === null) void this.ask(this.controller.signal);
    } catch (error) {
      if (signal.aborted) return;
      this.error = error;
    } finally {
      if (!signal.aborted) this.loading.delete(page);
    }
    this.tell();
  }

  private finish(total: number): void {
    this.end = total;
    this.count = total;
    this.before = null;
    for (const page of this.stale.keys()) if (page * PAGE_SIZE >= total) this.stale.delete(page);
  }

  private async ask(signal: AbortSignal): Promise<void> {
    if (this.counting) return;
    this.counting = true;
    try {
      const count = await this.fetcher.count(signal);
      if (signal.aborted) return;
      this.count ??= count;
      this.before = null;
      if (this.seen.first > 0) void this.marks.bring(this);
      this.tell();
    } catch {
      // Without a count the list still works: it grows as one scrolls. Asked again with the next page.
    } finally {
      if (!signal.aborted) this.counting = false;
    }
  }

  private forget(eye: number): void {
    for (const page of farFrom(eye, [...this.pages.keys()])) this.pages.delete(page);
  }

  /** Asks again; the old rows stay until the new ones are here. */
  refresh(): void {
    this.followers.tell();
    this.stop();
    this.before = this.ready ? this.length : null;
    // Those far off would only lie about for as long as the list stands open.
    this.stale = new Map([...this.stale, ...this.pages].slice(-MOST_PAGES));
    this.pages = new Map();
    this.cursors = new Map();
    this.end = null;
    this.count = null;
    this.error = null;
    this.ensure(this.seen.first, this.seen.last);
    this.tell();
  }

  stop(): void {
    this.flight.end();
    this.marks.forget();
    this.controller.abort();
    this.controller = new AbortController();
    for (const controller of this.loading.values()) controller.abort();
    this.loading.clear();
    this.queue = [];
    this.counting = false;
  }

  /** Puts a changed row in the place of the old one. */
  patch(row: RecordRow): void {
    this.followers.tell();
    if (patched(this.pages, row)) this.tell();
  }
}
