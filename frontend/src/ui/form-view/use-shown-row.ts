import { useEffect } from "react";
import { placeId, SHOW_ROW, type ShownRow } from "./place-id";

/** Calls `show` with the id of a row that somebody wants to get to (`focusPlace`), `open` with the rows inside it. */
export function useShownRow(
  subform: string,
  show: (row: string) => void,
  open?: (inner: string) => void,
): void {
  useEffect(() => {
    const element = document.getElementById(placeId(subform));
    const told = (event: Event) => {
      const { row, inner } = (event as CustomEvent<ShownRow>).detail;
      show(row);
      if (inner) open?.(inner);
    };
    element?.addEventListener(SHOW_ROW, told);
    return () => element?.removeEventListener(SHOW_ROW, told);
  }, [subform, show, open]);
}
