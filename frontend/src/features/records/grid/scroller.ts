/** Which rows of a scrolled box are in sight. Rows are of one height, so this is arithmetic, not measuring. */
import { ScrollMap } from "./scroll-map";

const OVERSCAN = 6;

export interface Sight {
  first: number;
  last: number;
  /** What is taken off the place of each row (see `ScrollMap`). */
  offset: number;
}

export class Scroller {
  private element: HTMLElement | null = null;
  private map = new ScrollMap(0, 1);
  private height = 1;
  private head = 0;
  private frame = 0;
  private sight: Sight = { first: 0, last: 30, offset: 0 };
  private readonly listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  getSight = (): Sight => this.sight;

  /** Begins to follow the box; → how to end. `head` stands above the rows and stays. */
  attach(element: HTMLElement, count: number, height: number, head: number): () => void {
    this.element = element;
    this.height = height;
    this.head = head;
    // The stretch in sight outlives a count that changes.
    this.map = new ScrollMap(count, height, this.map);
    this.look();
    element.addEventListener("scroll", this.soon, { passive: true });
    const observer = new ResizeObserver(this.soon);
    observer.observe(element);
    return () => {
      cancelAnimationFrame(this.frame);
      this.frame = 0;
      element.removeEventListener("scroll", this.soon);
      observer.disconnect();
    };
  }

  private readonly soon = (): void => {
    this.frame ||= requestAnimationFrame(this.look);
  };

  private readonly look = (): void => {
    this.frame = 0;
    const { element, map, height } = this;
    if (!element) return;
    const room = element.clientHeight - this.head;
    const corrected = map.scrolled(element.scrollTop, room);
    if (corrected !== null) element.scrollTop = corrected;
    const top = element.scrollTop + map.offset;
    const first = Math.max(0, Math.floor(top / height) - OVERSCAN);
    const last = Math.max(0, Math.ceil((top + room) / height) + OVERSCAN);
    const { offset } = map;
    const before = this.sight;
    if (before.first === first && before.last === last && before.offset === offset) return;
    this.sight = { first, last, offset };
    for (const listener of this.listeners) listener();
  };

  /** Puts the row first. */
  readonly jump = (row: number): void => {
    if (!this.element) return;
    this.element.scrollTop = this.map.place(row * this.height);
    this.look();
  };

  /** Scrolls so far that the row is in sight. */
  readonly show = (row: number): void => {
    const { element, height } = this;
    if (!element) return;
    const [top, room] = [element.scrollTop + this.map.offset, element.clientHeight - this.head];
    if (row * height < top) this.jump(row);
    else if ((row + 1) * height > top + room) {
      element.scrollTop = this.map.place((row + 1) * height - room);
      this.look();
    }
  };
}
