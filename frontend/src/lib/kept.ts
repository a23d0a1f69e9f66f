/** Small things this browser keeps about a page: widths, order of columns, height of rows, first view, closed groups of a navigation. */
import { useState } from "react";

export function readKept<T>(key: string, otherwise: T): T {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? "null") as T | null) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function writeKept(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden storage: the choice lasts as long as the page.
  }
}

/** State under a key of the browser's storage; another key, another state. */
export function useKept<T>(key: string, otherwise: T): [T, (value: T) => void] {
  const [state, setState] = useState(() => ({ key, value: readKept(key, otherwise) }));
  const current = state.key === key ? state : { key, value: readKept(key, otherwise) };
  if (current !== state) setState(current);
  return [
    current.value,
    (value) => {
      writeKept(key, value);
      setState({ key, value });
    },
  ];
}
