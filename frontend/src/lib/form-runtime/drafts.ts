/** What somebody had typed but not saved, kept in this browser until it is saved or thrown away. */
import type { Values } from "./engine-types";

interface Kept {
  /** Version of the record it began from; a draft of an older one isn't offered. */
  base: number;
  at: string;
  values: Values;
}

const MAX_BYTES = 500_000;

export const draftKey = (person: string, app: string, form: string, record: string | null): string =>
  `dougong.form.${person}.${app}.${form}.${record ?? "new"}`;

export function keepDraft(key: string, base: number, values: Values): void {
  const text = JSON.stringify({ base, at: new Date().toISOString(), values } satisfies Kept);
  if (text.length > MAX_BYTES) return;
  try {
    localStorage.setItem(key, text);
  } catch {
    // A full or forbidden storage costs the draft, not the form.
  }
}

export function keptDraft(key: string, base: number): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null") as Kept | null;
    return kept && kept.base === base && typeof kept.values === "object" ? kept : null;
  } catch {
    return null;
  }
}

export const dropDraft = (key: string): void => localStorage.removeItem(key);
