/**
 * Names of people, departments and linked records by id: told by expanded records and by searches,
 * asked for in one go when they are missing.
 */
import { useSyncExternalStore } from "react";
import type { ChoiceKind } from "./services";

type Ask = (kind: ChoiceKind, field: string, ids: string[]) => Promise<Record<string, string | null>>;

export class NameStore {
  private readonly known = new Map<string, string | null>();
  private readonly asked = new Set<string>();
  private readonly waiting = new Map<string, { kind: ChoiceKind; field: string; ids: Set<string> }>();
  private readonly listeners = new Set<() => void>();
  private version = 0;

  constructor(private readonly ask: Ask) {}

  tell(names: Record<string, string | null>): void {
    for (const [id, name] of Object.entries(names)) this.known.set(id, name);
    this.version += 1;
    for (const listener of this.listeners) listener();
  }

  /** The name; null when the viewer may not see it; undefined while it isn't known yet. */
  name(kind: ChoiceKind, field: string, id: string): string | null | undefined {
    if (this.known.has(id)) return this.known.get(id);
    if (!this.asked.has(id)) {
      this.asked.add(id);
      const key = `${kind}:${kind === "link" ? field : ""}`;
      const group = this.waiting.get(key) ?? { kind, field, ids: new Set<string>() };
      group.ids.add(id);
      if (this.waiting.size === 0) setTimeout(() => void this.send(), 10);
      this.waiting.set(key, group);
    }
    return undefined;
  }

  private async send(): Promise<void> {
    const groups = [...this.waiting.values()];
    this.waiting.clear();
    await Promise.all(
      groups.map(async ({ kind, field, ids }) => {
        try {
          const found = await this.ask(kind, field, [...ids]);
          this.tell(Object.fromEntries([...ids].map((id) => [id, found[id] ?? null])));
        } catch {
          // Asked again when the next widget needs it.
          for (const id of ids) this.asked.delete(id);
        }
      }),
    );
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  getVersion = (): number => this.version;
}

/** Re-renders when names arrive. */
export function useNames(store: NameStore): NameStore {
  useSyncExternalStore(store.subscribe, store.getVersion);
  return store;
}
