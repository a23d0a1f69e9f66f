import type { FormEngine } from "@/lib/form-runtime/engine";
import { lastOf } from "@/lib/form-runtime/inner-rows";
import { cellPath, parseCell } from "@/lib/form-runtime/paths";

/** The DOM id of a place's control, so that labels, the error summary and the focus find it. */
export const placeId = (path: string): string => `f-${path.replaceAll("/", "-")}`;

/** Told to a subform's element: draw this row and open it, and the rows inside it at `inner`. */
export const SHOW_ROW = "dougong:show-row";

export interface ShownRow {
  row: string;
  inner: string | null;
}

/** Brings a place into view and puts the cursor there; a row that isn't drawn is drawn first. */
export function focusPlace(path: string, engine?: FormEngine): void {
  if (focusNow(path)) return;
  const cell = parseCell(path);
  if (!cell) return;
  const outer = engine?.record.outer(cell.subform, cell.row);
  if (!outer) {
    show(cell.subform, { row: cell.row, inner: null });
    requestAnimationFrame(() => focusNow(path));
    return;
  }
  const inner = cellPath(outer.subform, outer.id, lastOf(cell.subform));
  show(outer.subform, { row: outer.id, inner });
  requestAnimationFrame(() => {
    show(inner, { row: cell.row, inner: null });
    requestAnimationFrame(() => focusNow(path));
  });
}

function show(subform: string, detail: ShownRow): void {
  document.getElementById(placeId(subform))?.dispatchEvent(new CustomEvent(SHOW_ROW, { detail }));
}

function focusNow(path: string): boolean {
  const control = document.getElementById(placeId(path));
  if (!control) return false;
  control.scrollIntoView({ block: "center", behavior: "smooth" });
  const target = control.matches("input,textarea,button,select,[tabindex]")
    ? control
    : control.querySelector<HTMLElement>("input,textarea,button,[tabindex]");
  target?.focus({ preventScroll: true });
  return true;
}
