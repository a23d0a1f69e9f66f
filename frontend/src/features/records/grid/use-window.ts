/** The rows of a scrolled box that are in sight, as state of a component. */
import { useLayoutEffect, useState, useSyncExternalStore, type RefObject } from "react";
import { boxHeight } from "./scroll-map";
import { Scroller, type Sight } from "./scroller";

export interface View {
  sight: Sight;
  /** Height of the box that holds the rows. */
  box: number;
  show: (row: number) => void;
  jump: (row: number) => void;
}

export function useWindow(box: RefObject<HTMLElement | null>, count: number, height: number, head = 0): View {
  const [scroller] = useState(() => new Scroller());
  useLayoutEffect(
    () => (box.current ? scroller.attach(box.current, count, height, head) : undefined),
    [scroller, box, count, height, head],
  );
  const sight = useSyncExternalStore(scroller.subscribe, scroller.getSight);
  const within = {
    first: Math.min(sight.first, Math.max(0, count - 1)),
    last: Math.min(sight.last, count - 1),
    offset: sight.offset,
  };
  return { sight: within, box: boxHeight(count, height), show: scroller.show, jump: scroller.jump };
}
