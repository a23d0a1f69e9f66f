import { useEffect, useRef } from "react";
import { isTyping } from "./use-inbox-keys";

interface Keys {
  agree: (() => void) | null;
  refuse: (() => void) | null;
}

/** `A` goes to «approve» (Enter then does it), `R` to the comment that a rejection wants. Nothing is decided by one key. */
export function useDecideKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      const act = key === "a" ? latest.current.agree : key === "r" ? latest.current.refuse : null;
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
