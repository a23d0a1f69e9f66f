import { useSyncExternalStore } from "react";

export type Appearance = "light" | "dark" | "system";
const KEY = "dougong.appearance";
const listeners = new Set<() => void>();
const system = () => window.matchMedia("(prefers-color-scheme: dark)");

export function chosenAppearance(): Appearance {
  const kept = localStorage.getItem(KEY);
  return kept === "dark" || kept === "system" ? kept : "light";
}

function effective(): "light" | "dark" {
  const chosen = chosenAppearance();
  if (chosen !== "system") return chosen;
  return system().matches ? "dark" : "light";
}

function apply(): void {
  document.documentElement.dataset.theme = effective();
  listeners.forEach((listener) => listener());
}

export function startAppearance(): void {
  system().addEventListener("change", apply);
  apply();
}

export function chooseAppearance(next: Appearance): void {
  localStorage.setItem(KEY, next);
  apply();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useAppearance(): { chosen: Appearance; mode: "light" | "dark" } {
  const chosen = useSyncExternalStore(subscribe, chosenAppearance);
  const mode = useSyncExternalStore(subscribe, effective);
  return { chosen, mode };
}
