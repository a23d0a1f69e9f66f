/** Which rows of a scrolled box are in sight. Rows are of one height, so this is arithmetic, not measuring. */
import { useLayoutEffect, useState, type RefObject } from "react";

const OVERSCAN = 6;

export interface Sight {
  first: number;
  last: number;
}

export function useWindow(
  box: RefObject<HTMLElement | null>,
  count: number,
  height: number,
  head = 0,
): Sight {
  const [sight, setSight] = useState<Sight>({ first: 0, last: 30 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    let frame = 0;
    const look = () => {
      frame = 0;
      const top = element.scrollTop - head;
      const first = Math.max(0, Math.floor(top / height) - OVERSCAN);
      const last = Math.max(0, Math.ceil((top + element.clientHeight) / height) + OVERSCAN);
      setSight((before) => (before.first === first && before.last === last ? before : { first, last }));
    };
    const soon = () => {
      frame ||= requestAnimationFrame(look);
    };
    look();
    element.addEventListener("scroll", soon, { passive: true });
    const observer = new ResizeObserver(soon);
    observer.observe(element);
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener("scroll", soon);
      observer.disconnect();
    };
  }, [box, height, head]);
  return { first: Math.min(sight.first, Math.max(0, count - 1)), last: Math.min(sight.last, count - 1) };
}
