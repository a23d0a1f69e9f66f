import { useEffect } from "react";
import { isTyping } from "../use-page-keys";

/** `E` edits the open record. */
export function useEditKey(onEdit: (() => void) | null): void {
  useEffect(() => {
    if (!onEdit) return undefined;
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "e" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target)) return;
      event.preventDefault();
      onEdit();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [onEdit]);
}
