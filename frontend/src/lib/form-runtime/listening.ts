/** Who looks at which place of a live form, and so which rows of a column are looked at. */
import { parseCell } from "./paths";

const NOBODY: ReadonlySet<string> = new Set();

export class Listening {
  private readonly listeners = new Map<string, Set<() => void>>();
  /** topic of a column → rows that somebody looks at there */
  private readonly rows = new Map<string, Set<string>>();

  add(path: string, listener: () => void): () => void {
    const known = this.listeners.get(path) ?? new Set();
    this.listeners.set(path, known.add(listener));
    const cell = parseCell(path);
    if (cell) this.rows.set(cell.topic, (this.rows.get(cell.topic) ?? new Set()).add(cell.row));
    return () => {
      known.delete(listener);
      if (cell && known.size === 0) this.rows.get(cell.topic)?.delete(cell.row);
    };
  }

  at(path: string): Iterable<() => void> {
    return this.listeners.get(path) ?? [];
  }

  paths(): Iterable<string> {
    return this.listeners.keys();
  }

  rowsOf(topic: string): ReadonlySet<string> {
    return this.rows.get(topic) ?? NOBODY;
  }
}
