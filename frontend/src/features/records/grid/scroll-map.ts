/**
 * Browsers draw boxes of some 33 million pixels at most (Firefox: 17): a million rows are higher than that. Beyond the
 * limit the box is shorter than its rows and shows a stretch of them: small steps move row by row as ever, a jump of
 * the scroll bar moves the stretch. Below the limit all of it is the plain arithmetic of one pixel for one.
 */

/** The highest box any browser draws, with room. */
export const HIGHEST = 12_000_000;

/** Height of the box that stands for `count` rows. */
export const boxHeight = (count: number, height: number): number => Math.min(count * height, HIGHEST);

export class ScrollMap {
  /** Height of all rows, and of the box that stands for them. */
  readonly rows: number;
  readonly box: number;
  private readonly page: number;
  private readonly pages: number;
  private readonly shift: number;
  /** What is taken off a row's place in this stretch. */
  offset = 0;
  private last = 0;

  constructor(count: number, height: number, before?: ScrollMap) {
    this.rows = count * height;
    this.box = boxHeight(count, height);
    this.page = this.box / 100;
    this.pages = this.page > 0 ? Math.floor(this.rows / this.page) : 0;
    this.shift = this.rows > this.box && this.pages > 1 ? (this.rows - this.box) / (this.pages - 1) : 0;
    if (before && this.shift > 0 && before.shift > 0) {
      this.offset = Math.min(before.offset, this.rows - this.box);
      this.last = before.last;
    }
  }

  /** The browser has scrolled to `top`: → where to correct it to, or null; `offset` is right afterwards. */
  scrolled(top: number, sight: number): number | null {
    const step = Math.abs(top - this.last);
    this.last = top;
    if (this.shift === 0 || step === 0) return null;
    if (step < sight) return this.to(top + this.offset, top);
    const share = (this.rows - sight) / (this.box - sight);
    const page = Math.min(this.pages - 1, Math.floor((top * share) / this.page));
    this.offset = Math.round(page * this.shift);
    return null;
  }

  /** Where the box must stand so that the row at `y` (of all rows) is its first. */
  place(y: number): number {
    return this.to(Math.max(0, Math.min(y, this.rows)), Number.NaN) ?? y - this.offset;
  }

  private to(y: number, top: number): number | null {
    if (this.shift === 0) return y === top ? null : y;
    const page = Math.min(this.pages - 1, Math.floor(y / this.page));
    const before = this.offset;
    this.offset = Math.round(page * this.shift);
    if (before === this.offset && y - this.offset === top) return null;
    this.last = y - this.offset;
    return this.last;
  }
}
