/** Selecting with the mouse: press and draw, Shift to reach, the corner to fill, edges that scroll along. */
import { useEffect, useRef, type PointerEvent, type RefObject } from "react";
import { fillTo, type Words } from "./actions";
import { single, type Bounds, type Spot } from "./range";
import type { Sheet } from "./sheet";

const EDGE = 36;
const PACE = 18;

export function spotOf(target: EventTarget | null): Spot | null {
  const cell = (target as Element | null)?.closest?.<HTMLElement>("[data-column]");
  const row = cell?.closest<HTMLElement>("[data-row]");
  return cell && row ? { row: Number(row.dataset.row), column: Number(cell.dataset.column) } : null;
}

/** The corner goes up or down, never sideways: a column's values are of one kind. */
const stretched = (source: Bounds, spot: Spot): Bounds => ({
  ...source,
  top: Math.min(source.top, spot.row),
  bottom: Math.max(source.bottom, spot.row),
});

export function useSheetPointer(sheet: Sheet | null, box: RefObject<HTMLDivElement | null>, words: Words) {
  const drag = useRef<{ fill: Bounds | null; x: number; y: number } | null>(null);
  const latest = useRef({ sheet, words });
  useEffect(() => {
    latest.current = { sheet, words };
  });
  useEffect(() => {
    let frame = 0;
    const follow = () => {
      const at = drag.current;
      const { sheet: now } = latest.current;
      const element = box.current;
      if (!at || !now || !element) return;
      const area = element.getBoundingClientRect();
      const [down, right] = [
        at.y > area.bottom - EDGE ? PACE : at.y < area.top + EDGE ? -PACE : 0,
        at.fill ? 0 : at.x > area.right - EDGE ? PACE : at.x < area.left + EDGE ? -PACE : 0,
      ];
      if (down || right) element.scrollBy(right, down);
      const inside = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
      const spot = spotOf(
        document.elementFromPoint(
          inside(at.x, area.left + 60, area.right - 20),
          inside(at.y, area.top + 40, area.bottom - 20),
        ),
      );
      if (spot && at.fill) {
        now.drawn = stretched(at.fill, spot);
        now.changed();
      } else if (
        spot &&
        now.range &&
        (spot.row !== now.range.focus.row || spot.column !== now.range.focus.column)
      )
        now.select({ anchor: now.range.anchor, focus: spot });
      frame = down || right ? requestAnimationFrame(follow) : 0;
    };
    const move = (event: globalThis.PointerEvent) => {
      if (!drag.current) return;
      drag.current = { ...drag.current, x: event.clientX, y: event.clientY };
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        follow();
      });
    };
    const up = () => {
      const at = drag.current;
      const { sheet: now, words: said } = latest.current;
      drag.current = null;
      cancelAnimationFrame(frame);
      frame = 0;
      if (!at?.fill || !now?.drawn) return;
      const target = now.drawn;
      now.drawn = null;
      now.select({
        anchor: { row: target.top, column: target.left },
        focus: { row: target.bottom, column: target.right },
      });
      void fillTo(now, at.fill, target, said.fill);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", up);
    window.addEventListener("pointercancel", up);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", up);
      window.removeEventListener("pointercancel", up);
    };
  }, [box]);

  return (event: PointerEvent<HTMLDivElement>) => {
    if (!sheet) return;
    const target = event.target as Element;
    const spot = spotOf(target);
    if (!spot || target.closest("a,input,button,[data-editor]")) return;
    // The menu of the right button works on the selection it was opened in.
    const held = sheet.bounds;
    const inside =
      held &&
      spot.row >= held.top &&
      spot.row <= held.bottom &&
      spot.column >= held.left &&
      spot.column <= held.right;
    if (event.button === 2 && inside) return;
    if (target.closest("[data-fill]") && held) {
      event.preventDefault();
      drag.current = { fill: held, x: event.clientX, y: event.clientY };
      return;
    }
    const reach = event.shiftKey && sheet.range ? { anchor: sheet.range.anchor, focus: spot } : single(spot);
    sheet.select(reach);
    if (event.button === 0 && event.pointerType !== "touch")
      drag.current = { fill: null, x: event.clientX, y: event.clientY };
  };
}
