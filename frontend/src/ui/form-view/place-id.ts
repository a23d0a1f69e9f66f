import { parseCell } from "@/lib/form-runtime/paths";

/** The DOM id of a place's control, so that labels, the error summary and the focus find it. */
export const placeId = (path: string): string => `f-${path.replaceAll("/", "-")}`;

/** Told to a subform's element: draw this row, and open it; `detail` is the row's id. */
export const SHOW_ROW = "dougong:show-row";

/** Brings a place into view and puts the cursor there; a row that isn't drawn is drawn first. */
export function focusPlace(path: string): void {
  if (focusNow(path)) return;
  const cell = parseCell(path);
  const subform = cell && document.getElementById(placeId(cell.subform));
  if (!subform) return;
  subform.dispatchEvent(new CustomEvent(SHOW_ROW, { detail: cell.row }));
  requestAnimationFrame(() => focusNow(path));
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
