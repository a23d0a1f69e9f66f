/** The draft on the server and the one on the screen: autosave, revisions, who was faster. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { api, ApiProblem } from "../api";
import { record, redo, startHistory, undo, type History } from "./history";

/** What the server keeps of a document that is being drawn. */
export interface DraftOnServer<D> {
  definition: D;
  revision: number;
  /** It differs from what is published. */
  dirty: boolean;
}

type Act<D> =
  | { type: "apply"; act: string; change: (definition: D) => D; at: number }
  | { type: "undo" }
  | { type: "redo" }
  | { type: "reset"; definition: D };

function reduce<D>(history: History<D>, act: Act<D>): History<D> {
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

/**
 * `path` takes GET and PUT of the draft; `queryKey` is where the page keeps it. `outgoing` leaves out what is only
 * begun on the screen and no document yet. None of them may change.
 */
export function useDraft<D, Draft extends DraftOnServer<D>>(
  path: string,
  queryKey: readonly unknown[],
  loaded: Draft,
  outgoing?: (definition: D) => D,
) {
  const client = useQueryClient();
  const key = useRef(queryKey);
  const finish = useRef(outgoing);
  const [history, dispatch] = useReducer(reduce<D>, loaded.definition, startHistory<D>);
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
    (draft: Draft, own: D) => {
      saved.current = own;
      setKept(own);
      revision.current = draft.revision;
      setServer(draft);
      client.setQueryData(key.current, draft);
    },
    [client],
  );

  const put = useCallback(
    async (next: D): Promise<void> => {
      if (next === saved.current) return;
      setState("saving");
      try {
        const definition = finish.current ? finish.current(next) : next;
        const body = { definition, revision: revision.current };
        take(await api.put<Draft>(path, body), next);
        setState("saved");
        setError(null);
      } catch (problem) {
        setState("failed");
        setError(problem);
        if (problem instanceof ApiProblem && problem.status === 409 && problem.current)
          setConflict(problem.current as Draft);
      }
    },
    [path, take],
  );

  /** One save after the other, each with the revision the one before it got. */
  const save = useCallback(
    (next: D): Promise<void> => {
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
    (act: string, change: (definition: D) => D) => dispatch({ type: "apply", act, change, at: Date.now() }),
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

export type DraftState<D, Draft extends DraftOnServer<D>> = ReturnType<typeof useDraft<D, Draft>>;
