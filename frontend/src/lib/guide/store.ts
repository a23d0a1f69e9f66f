/** Whether help is open and which tour is being walked: it goes on from page to page. */
import { useSyncExternalStore } from "react";

interface Walk {
  app: string;
  tour: string;
  step: number;
}
interface Guide {
  help: boolean;
  /** Help was opened before: its drawer is there, and may slide out. */
  helped: boolean;
  walk: Walk | null;
}

let now: Guide = { help: false, helped: false, walk: null };
const listeners = new Set<() => void>();

function set(change: Partial<Guide>): void {
  now = { ...now, ...change };
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const openHelp = (): void => set({ help: true, helped: true });
export const closeHelp = (): void => set({ help: false });
export const toggleHelp = (): void => set({ help: !now.help, helped: true });
export const walkTo = (walk: Walk | null): void => set({ walk, help: false });

export const useGuide = (): Guide => useSyncExternalStore(subscribe, () => now);
