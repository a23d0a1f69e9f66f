/** What a window that edits a draft does of itself: Ctrl+Z and Ctrl+Y, and nothing is lost by leaving. */
import { useEffect } from "react";
import { useBlocker } from "react-router";
import type { SaveState } from "@/lib/draft/use-draft";
import { isTyping } from "@/lib/typing";

interface EditedDraft {
  state: SaveState;
  conflict: unknown;
  undo: () => void;
  redo: () => void;
  flush: () => Promise<unknown>;
}

function useUndoKeys({ undo, redo }: EditedDraft): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || isTyping(event)) return;
      const key = event.key.toLowerCase();
      if (key === "z" && !event.shiftKey) undo();
      else if ((key === "z" && event.shiftKey) || key === "y") redo();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [undo, redo]);
}

/** Leaving waits for the last save; closing the window asks. */
function useSaveBeforeLeaving({ state, conflict, flush }: EditedDraft): void {
  const unsaved = state !== "saved";
  const blocker = useBlocker(unsaved && !conflict);
  useEffect(() => {
    if (blocker.state === "blocked") void flush().finally(() => blocker.proceed());
  }, [blocker, flush]);
  useEffect(() => {
    if (!unsaved) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [unsaved]);
}

export function useDraftWindow(draft: EditedDraft): void {
  useUndoKeys(draft);
  useSaveBeforeLeaving(draft);
}
