/** The keyboard of the page: copy, paste, double, remove, leave what is selected. */
import { useEffect } from "react";
import { isTyping } from "@/lib/typing";
import { useDesigner } from "./context";
import { useTileActs } from "./use-tile-acts";

export function useTileKeys(): void {
  const { selection, select } = useDesigner();
  const acts = useTileActs();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isTyping(event) || (event.target as HTMLElement).closest(".ant-modal")) return;
      const key = event.key.toLowerCase();
      const tile = selection?.kind === "tile" ? selection.key : null;
      // What is marked in the page is copied as text, as everywhere.
      const text = window.getSelection()?.toString() ?? "";
      const control = event.ctrlKey || event.metaKey;
      if (control && key === "c" && tile && text === "") acts.copy(tile);
      else if (control && key === "v" && acts.canPaste()) acts.paste();
      else if (control && key === "d" && tile) acts.double(tile);
      else if ((key === "delete" || key === "backspace") && tile) acts.remove(tile);
      else if (key === "escape" && selection) select(null);
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
}
