/** The draft on the server and the one on the screen: autosave, revisions, who was faster. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { api, ApiProblem } from "@/lib/api";
import type { FormDefinition } from "@/lib/form-runtime/definition";
import { record, redo, startHistory, undo, type History } from "./history";
import type { Draft } from "./types";

export const draftPath = (app: string, form: string): string => `/apps/${app}/forms/${form}/draft`;
export const draftQueryKey = (app: string, form: string) => ["form-draft", app, form] as const;

export function useLoadDraft(app: string, form: string) {
  return useQuery({
    queryKey: draftQueryKey(app, form),
    queryFn: () => api.get<Draft>(draftPath(app, form)),
    // What is on the screen is newer than what the server has; nothing may replace it behind our back.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

type Act =
  | { type: "apply"; act: string; change: (definition: FormDefinition) => FormDefinition; at: number }
  | { type: "undo" }
  | { type: "redo" }
  | { type: "reset"; definition: FormDefinition };

function reduce(history: History, act: Act): History {
  switch (act.type) {
    case "apply":
      return record(history, act.change(history.present.definition), act.act, act.at);
    case "undo":
      return undo(history);
    case "redo":
      return redo(history);
    case "reset":
      return startHistory(act.definition);
  }
}

export type SaveState = "saved" | "dirty" | "saving" | "failed";
const PAUSE = 700;

export function useDraft(app: string, form: string, loaded: Draft) {
  const client = useQueryClient();
  const [history, dispatch] = useReducer(reduce, loaded.definition, startHistory);
  const [server, setServer] = useState(loaded);
  const [state, setState] = useState<SaveState>("saved");
  const [conflict, setConflict] = useState<Draft | null>(null);
  const [error, setError] = useState<unknown>(null);
  const { definition } = history.present;
  const saved = useRef(loaded.definition);
  // The same for drawing: refs are not read while rendering.
  const [kept, setKept] = useState(loaded.definition);
  const revision = useRef(loaded.revision);
  const running = useRef<Promise<void>>(Promise.resolve());

  const take = useCallback(
    (draft: Draft, own: FormDefinition) => {
      saved.current = own;
      setKept(own);
      revision.current = draft.revision;
      setServer(draft);
      client.setQueryData(draftQueryKey(app, form), draft);
    },
    [client, app, form],
  );

  const put = useCallback(
    async (next: FormDefinition): Promise<void> => {
      if (next === saved.current) return;
      setState("saving");
      try {
        const body = { definition: next, revision: revision.current };
        take(await api.put<Draft>(draftPath(app, form), body), next);
        setState("saved");
        setError(null);
      } catch (problem) {
        setState("failed");
        setError(problem);
        if (problem instanceof ApiProblem && problem.status === 409 && problem.current)
          setConflict(problem.current as Draft);
      }
    },
    [app, form, take],
  );

  /** One save after the other, each with the revision the one before it got. */
  const save = useCallback(
    (next: FormDefinition): Promise<void> => {
      running.current = running.current.then(() => put(next));
      return running.current;
    },
    [put],
  );

  useEffect(() => {
    if (definition === saved.current || conflict) return undefined;
    const timer = setTimeout(() => void save(definition), PAUSE);
    return () => clearTimeout(timer);
  }, [definition, conflict, save]);

  const apply = useCallback(
    (act: string, change: (definition: FormDefinition) => FormDefinition) =>
      dispatch({ type: "apply", act, change, at: Date.now() }),
    [],
  );
  /** Everything on the screen replaced by what the server has (discarded, restored, somebody else's). */
  const replace = useCallback(
    (draft: Draft) => {
      take(draft, draft.definition);
      dispatch({ type: "reset", definition: draft.definition });
      setConflict(null);
      setState("saved");
    },
    [take],
  );
  const overwrite = useCallback(async () => {
    if (!conflict) return;
    revision.current = conflict.revision;
    setConflict(null);
    await save(definition);
  }, [conflict, definition, save]);

  const changed = definition !== kept;
  const shown: SaveState = state === "saved" ? (changed ? "dirty" : "saved") : state;
  return {
    definition,
    history,
    server,
    state: shown,
    error,
    conflict,
    apply,
    undo: useCallback(() => dispatch({ type: "undo" }), []),
    redo: useCallback(() => dispatch({ type: "redo" }), []),
    replace,
    overwrite,
    setServer,
    /** Waits until the server has what is on the screen. */
    flush: useCallback(() => save(definition), [save, definition]),
    revision: () => revision.current,
  };
}

export type DraftState = ReturnType<typeof useDraft>;
