import { useEffect, useRef } from "react";

interface Keys {
  /** 1: the next row, -1: the one before. */
  step: (by: number) => void;
  close: (() => void) | null;
  search: () => void;
}

/** Whether somebody is typing or a dialog stands open, so that letters are text and not commands. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    (target instanceof HTMLElement &&
      (target.isContentEditable ||
        target.closest("input:not([type=checkbox]),textarea,select,[role=dialog],[role=combobox]") !==
          null)) ||
    document.querySelector(".ant-modal-wrap:not([style*='none'])") !== null
  );
}

/** `J` and `K` walk through the list, `/` searches, Escape closes the open task. `A` and `R` are the task's. */
export function useInboxKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const acts: Record<string, (() => void) | null> = {
        j: () => latest.current.step(1),
        k: () => latest.current.step(-1),
        "/": latest.current.search,
        Escape: latest.current.close,
      };
      const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act || event.defaultPrevented) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
