import { useState } from "react";

/**
 * A value that is made anew when one of the `parts` is another one, and only then: what it is made from may be
 * fetched again meanwhile. → the value, and a way to make it anew now. (`useMemo` promises neither.)
 */
export function useHeld<T>(parts: readonly unknown[], make: () => T): [T, () => void] {
  const fresh = () => ({ parts, value: make() });
  const [held, setHeld] = useState(fresh);
  const same = parts.every((part, at) => Object.is(part, held.parts[at]));
  const current = same ? held : fresh();
  if (!same) setHeld(current);
  return [current.value, () => setHeld(fresh())];
}
