/** Which modules are on together: none without what it needs. */
export interface Needing {
  key: string;
  needs?: string[] | null;
}

/** `on` with one more, and all it needs. */
export function withNeeds(modules: Needing[], on: string[], key: string): string[] {
  if (on.includes(key)) return on;
  const needs = modules.find((module) => module.key === key)?.needs ?? [];
  return needs.reduce((found, need) => withNeeds(modules, found, need), [...on, key]);
}

/** `on` without one, and without those that need it. */
export function withoutNeeding(modules: Needing[], on: string[], key: string): string[] {
  const left = on.filter((each) => each !== key);
  const needing = modules.filter((module) => left.includes(module.key) && module.needs?.includes(key));
  return needing.reduce((found, module) => withoutNeeding(modules, found, module.key), left);
}
