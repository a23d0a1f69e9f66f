/** What of a map is in sight, and how fingers, a mouse and keys change it. */
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { project, unproject } from "../fields/geo";
import type { Sight } from "./ground";

export const [FARTHEST_OUT, CLOSEST] = [1, 18];
const PAN = 60;
/** A finger that moved less has tapped. */
const TAP = 5;

const within = (zoom: number): number => Math.min(Math.max(zoom, FARTHEST_OUT), CLOSEST);

/** The same point stays under the hand when one comes closer. */
export function zoomed(sight: Sight, zoom: number, dx = 0, dy = 0): Sight {
  const next = within(zoom);
  const middle = project(sight.center.lat, sight.center.lng, sight.zoom);
  const { lat, lng } = unproject(middle.x + dx, middle.y + dy, sight.zoom);
  const held = project(lat, lng, next);
  return { zoom: next, center: unproject(held.x - dx, held.y - dy, next) };
}

export const moved = (sight: Sight, dx: number, dy: number): Sight => {
  const { x, y } = project(sight.center.lat, sight.center.lng, sight.zoom);
  return { ...sight, center: unproject(x + dx, y + dy, sight.zoom) };
};

type At = { x: number; y: number };

interface Options {
  /** A tap or click, in pixels from the middle. */
  onTap: (dx: number, dy: number) => void;
  onEnter?: () => void;
}

export function useSight(first: Sight, element: HTMLElement | null, { onTap, onEnter }: Options) {
  const [sight, setSight] = useState(first);
  const fingers = useRef(new Map<number, At>());
  const travelled = useRef(0);
  const fromMiddle = useCallback(
    (at: At): At => {
      const box = element?.getBoundingClientRect();
      return box
        ? { x: at.x - box.left - box.width / 2, y: at.y - box.top - box.height / 2 }
        : { x: 0, y: 0 };
    },
    [element],
  );
  const zoomBy = (step: number) => setSight((now) => zoomed(now, Math.round(now.zoom) + step));
  useEffect(() => {
    // By hand: React's own listener can't keep the page from scrolling.
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      const { x, y } = fromMiddle({ x: event.clientX, y: event.clientY });
      const step = -event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.002);
      setSight((now) => zoomed(now, now.zoom + Math.min(Math.max(step, -1), 1), x, y));
    };
    element?.addEventListener("wheel", turn, { passive: false });
    return () => element?.removeEventListener("wheel", turn);
  }, [element, fromMiddle]);
  const keys: Record<string, () => void> = {
    ArrowLeft: () => setSight((now) => moved(now, -PAN, 0)),
    ArrowRight: () => setSight((now) => moved(now, PAN, 0)),
    ArrowUp: () => setSight((now) => moved(now, 0, -PAN)),
    ArrowDown: () => setSight((now) => moved(now, 0, PAN)),
    "+": () => zoomBy(1),
    "=": () => zoomBy(1),
    "-": () => zoomBy(-1),
    ...(onEnter ? { Enter: onEnter } : {}),
  };
  const drag = (event: PointerEvent) => {
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const [dx, dy] = [now.x - before.x, now.y - before.y];
    travelled.current += Math.hypot(dx, dy);
    if (travelled.current < TAP) return;
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    fingers.current.set(event.pointerId, now);
    if (!other) {
      setSight((sight) => moved(sight, -dx, -dy));
      return;
    }
    const apart = (at: At) => Math.max(Math.hypot(at.x - other.x, at.y - other.y), 1);
    const step = Math.log2(apart(now) / apart(before));
    const { x, y } = fromMiddle({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    setSight((sight) => zoomed(sight, sight.zoom + step, x, y));
  };
  const handlers = {
    onKeyDown: (event: KeyboardEvent) => {
      const act = keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    },
    onPointerDown: (event: PointerEvent) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      if (fingers.current.size === 0) travelled.current = 0;
      fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    },
    onPointerMove: drag,
    onPointerUp: (event: PointerEvent) => {
      const tapped = fingers.current.size === 1 && travelled.current < TAP;
      fingers.current.delete(event.pointerId);
      const { x, y } = fromMiddle({ x: event.clientX, y: event.clientY });
      if (tapped) onTap(x, y);
    },
    onPointerCancel: (event: PointerEvent) => fingers.current.delete(event.pointerId),
  };
  return { sight, setSight, zoomBy, handlers };
}
