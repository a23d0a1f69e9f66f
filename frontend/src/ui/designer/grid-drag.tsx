/**
 * Dragging on a grid of 12 columns: something new of the palette, or a tile by its middle or by its corner. While
 * something is in the air the page shows the layout that letting go would make; Escape gives up.
 */
import {
  createContext,
  useContext,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from "react";
import { GAP, ROW } from "@/ui/dashboard/board";
import { cellAt, within, type Box } from "@/lib/report/board";
import type { Place } from "@/lib/report/definition";

export type Air =
  | { what: "new"; type: string }
  | { what: "move"; tile: string; grip: { x: number; y: number } }
  | { what: "size"; tile: string };

export interface Flying {
  air: Air;
  at: { x: number; y: number };
  /** Where it would land; null outside of the page. */
  box: Box | null;
}

interface GridDrag {
  flying: Flying | null;
  /** Puts a pointer that went down into use; a press without a move is a click and none of its business. */
  begin: (event: React.PointerEvent, air: Air) => void;
  /** The element with the grid. */
  grid: (element: HTMLElement | null) => void;
}

const Context = createContext<GridDrag | null>(null);
const THRESHOLD = 4;
/** So near to its edge the page scrolls by itself. */
const EDGE = 48;

export function useGridDrag(): GridDrag {
  const drag = useContext(Context);
  if (!drag) throw new Error("a tile outside its drag area");
  return drag;
}

interface Pressed {
  air: Air;
  from: { x: number; y: number };
  moved: boolean;
}

function scrollNear(element: HTMLElement, y: number): void {
  const scroller = element.closest<HTMLElement>("[data-scrolls]");
  const box = scroller?.getBoundingClientRect();
  if (!scroller || !box) return;
  if (y > box.bottom - EDGE) scroller.scrollBy(0, 12);
  else if (y < box.top + EDGE) scroller.scrollBy(0, -12);
}

interface Props {
  places: readonly Place[];
  /** How large something new of this type begins. */
  sizeOf: (type: string) => { w: number; h: number };
  onAdd: (type: string, box: Box) => void;
  onPut: (tile: string, box: Box, what: "move" | "size") => void;
  children: ReactNode;
}

export function GridDragProvider({ places, sizeOf, onAdd, onPut, children }: Props) {
  const [flying, setFlying] = useState<Flying | null>(null);
  const pressed = useRef<Pressed | null>(null);
  const element = useRef<HTMLElement | null>(null);

  const boxAt = (air: Air, at: { x: number; y: number }): Box | null => {
    const grid = element.current;
    if (!grid) return null;
    const frame = grid.getBoundingClientRect();
    const own = air.what === "new" ? null : places.find((place) => place.tile === air.tile);
    const point = { x: at.x - frame.left, y: at.y - frame.top };
    const measure = { width: frame.width, row: ROW, gap: GAP };
    if (air.what === "size" && own) {
      // The corner follows the pointer: half of the next cell makes the tile one larger.
      const step = { x: (frame.width + GAP) / 12, y: ROW + GAP };
      const w = Math.max(1, Math.round((point.x - own.x * step.x + GAP) / step.x));
      const h = Math.max(1, Math.round((point.y - own.y * step.y + GAP) / step.y));
      return within({ x: own.x, y: own.y, w: Math.min(w, 12 - own.x), h });
    }
    const inside = point.x > -40 && point.x < frame.width + 40 && point.y > -40;
    if (!inside) return null;
    if (air.what === "move" && own) {
      const corner = cellAt({ x: point.x - air.grip.x + 40, y: point.y - air.grip.y + ROW / 2 }, measure);
      return within({ ...own, ...corner });
    }
    const size = air.what === "new" ? sizeOf(air.type) : { w: 4, h: 4 };
    const cell = cellAt(point, measure);
    return within({ ...size, x: Math.min(cell.x, 12 - size.w), y: cell.y });
  };

  const onMove = useEffectEvent((event: PointerEvent): void => {
    const now = pressed.current;
    if (!now) return;
    const at = { x: event.clientX, y: event.clientY };
    if (!now.moved && Math.hypot(at.x - now.from.x, at.y - now.from.y) < THRESHOLD) return;
    now.moved = true;
    event.preventDefault();
    if (element.current) scrollNear(element.current, at.y);
    setFlying({ air: now.air, at, box: boxAt(now.air, at) });
  });
  const stop = useEffectEvent((): void => {
    pressed.current = null;
    setFlying(null);
  });
  const onUp = useEffectEvent((event: PointerEvent): void => {
    const now = pressed.current;
    if (!now) return;
    const box = now.moved ? boxAt(now.air, { x: event.clientX, y: event.clientY }) : null;
    stop();
    if (!now.moved) return;
    // The click that ends a drag selects nothing.
    window.addEventListener("click", swallow, { capture: true, once: true });
    window.setTimeout(() => window.removeEventListener("click", swallow, { capture: true }));
    if (!box) return;
    if (now.air.what === "new") onAdd(now.air.type, box);
    else onPut(now.air.tile, box, now.air.what);
  });
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !pressed.current?.moved) return;
    event.stopPropagation();
    stop();
  });
  useEffect(() => {
    const move = (event: PointerEvent) => onMove(event);
    const up = (event: PointerEvent) => onUp(event);
    const cancel = () => stop();
    const key = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", up);
    window.addEventListener("pointercancel", cancel);
    window.addEventListener("keydown", key, { capture: true });
    return () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", up);
      window.removeEventListener("pointercancel", cancel);
      window.removeEventListener("keydown", key, { capture: true });
    };
  }, []);
  const drag = useMemo<GridDrag>(
    () => ({
      flying,
      begin: (event, air) => {
        if (event.button !== 0) return;
        pressed.current = { air, from: { x: event.clientX, y: event.clientY }, moved: false };
      },
      grid: (grid) => {
        element.current = grid;
      },
    }),
    [flying],
  );
  return <Context.Provider value={drag}>{children}</Context.Provider>;
}

function swallow(event: MouseEvent): void {
  event.stopPropagation();
  event.preventDefault();
}
