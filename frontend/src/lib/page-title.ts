import { useEffect, useSyncExternalStore } from "react";

export interface Crumb {
  label: string;
  to: string;
}

interface PageTitle {
  title: string;
  crumbs: Crumb[];
}

let current: PageTitle = { title: "", crumbs: [] };
const listeners = new Set<() => void>();

function set(next: PageTitle): void {
  if (next.title === current.title && JSON.stringify(next.crumbs) === JSON.stringify(current.crumbs)) return;
  current = next;
  const parts = [next.title, ...next.crumbs.map((crumb) => crumb.label).reverse()].filter(Boolean);
  document.title = [...parts, "Dougong 斗拱"].join(" · ");
  listeners.forEach((listener) => listener());
}

const NONE: Crumb[] = [];

/** Names the page: browser tab, top bar (with the way back), what a screen reader hears on arrival. */
export function usePageTitle(title: string, crumbs: Crumb[] = NONE): void {
  const key = JSON.stringify(crumbs);
  useEffect(() => {
    set({ title, crumbs: JSON.parse(key) as Crumb[] });
  }, [title, key]);
}

export function useCurrentTitle(): PageTitle {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
