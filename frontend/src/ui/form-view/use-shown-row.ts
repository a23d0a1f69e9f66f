import { useEffect } from "react";
import { placeId, SHOW_ROW } from "./place-id";

/** Calls `show` with the id of a row that somebody wants to get to (`focusPlace`). */
export function useShownRow(subform: string, show: (row: string) => void): void {
  useEffect(() => {
    const element = document.getElementById(placeId(subform));
    const told = (event: Event) => show((event as CustomEvent<string>).detail);
    element?.addEventListener(SHOW_ROW, told);
    return () => element?.removeEventListener(SHOW_ROW, told);
  }, [subform, show]);
}
