import { useEffect, useRef } from "react";

interface Keys {
  onNew: (() => void) | null;
  onSearch: () => void;
}

/** Whether somebody is typing, so that letters are text and not commands. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest("input,textarea,select,[role=dialog],[role=combobox]") !== null)
  );
}

/** `N` new record, `/` search: from anywhere on the page but from inside a text. */
export function usePageKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key.toLowerCase() === "n" && latest.current.onNew) {
        event.preventDefault();
        latest.current.onNew();
      } else if (event.key === "/") {
        event.preventDefault();
        latest.current.onSearch();
      }
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

/** Ctrl+F anywhere on the page of a list: its rows are mostly not in the page, so the browser's own search can't help. */
export function useFindKey(onFind: (() => void) | null): void {
  const latest = useRef(onFind);
  useEffect(() => {
    latest.current = onFind;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "f" || !latest.current) return;
      if (document.querySelector("[role=dialog]")) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
