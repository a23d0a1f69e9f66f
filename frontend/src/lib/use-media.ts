import { useSyncExternalStore } from "react";

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    () => window.matchMedia(query).matches,
  );
}

/** Narrower than a tablet: cards, bottom navigation, full-screen forms. */
export function usePhone(): boolean {
  return useMedia("(max-width: 767px)");
}

/** The person's system asks for reduced motion. */
export function useCalm(): boolean {
  return useMedia("(prefers-reduced-motion: reduce)");
}
