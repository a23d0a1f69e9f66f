import { useEffect, type RefObject } from "react";
import { fetchInputs } from "@/ui/fields/later-input";

const SIGNS = ["pointermove", "pointerdown", "focusin", "keydown"] as const;
/** After that long somebody is likely to read, and the connection is idle; milliseconds. */
const IDLE = 4_000;

/** Fetches the controls of cells at the first sign that somebody may write, so that nobody waits for them. */
export function useControlsAhead(writes: boolean, box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = box.current;
    if (!writes || !element) return undefined;
    const timer = setTimeout(() => fetch(), IDLE);
    const quit = () => {
      clearTimeout(timer);
      for (const sign of SIGNS) element.removeEventListener(sign, fetch);
    };
    const fetch = () => {
      quit();
      void fetchInputs();
    };
    for (const sign of SIGNS) element.addEventListener(sign, fetch, { passive: true });
    return quit;
  }, [writes, box]);
}
