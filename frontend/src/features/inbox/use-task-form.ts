/** The fields of a step being filled in: the live form, what is sent with a decision, the server's verdict. */
import { useEffect, useMemo, useState } from "react";
import { ApiProblem } from "@/lib/api";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import { dropDraft, keepDraft, keptDraft } from "@/lib/form-runtime/drafts";
import { FormEngine } from "@/lib/form-runtime/engine";
import type { EngineContext, Values } from "@/lib/form-runtime/engine-types";
import { isDirty, payloadOf } from "@/lib/form-runtime/payload";
import { placeRefusals } from "@/lib/form-runtime/server-issues";
import { focusPlace } from "@/ui/form-view/place-id";

export interface TaskForm {
  engine: FormEngine;
  general: string[];
  tried: boolean;
  restored: boolean;
  /** The changed fields to send; null when something is wrong (and shown). */
  take: () => Record<string, unknown> | null;
  /** Shows what the server refused at its places; false when none of it belongs here. */
  refuse: (error: unknown) => boolean;
  settle: () => void;
  startOver: () => void;
  version: number;
}

interface Input {
  /** Null: nothing may be written. */
  runtime: FormRuntime | null;
  values: Values;
  version: number;
  context: EngineContext;
  draftKey: string;
}

const PAUSE = 600;

export function useTaskForm({ runtime, values, version, context, draftKey }: Input): TaskForm | null {
  const [general, setGeneral] = useState<string[]>([]);
  const [tried, setTried] = useState(false);
  const [round, setRound] = useState(0);
  const [restored, setRestored] = useState(() => keptDraft(draftKey, version) !== null);
  const engine = useMemo(() => {
    if (!runtime) return null;
    const made = new FormEngine(runtime, values, context, false);
    for (const [key, value] of Object.entries(keptDraft(draftKey, version)?.values ?? {})) {
      if (made.index.get(key)?.field.type === "subform") made.setRows(key, Array.isArray(value) ? value : []);
      else made.set(key, value);
    }
    return made;
    // A new round forgets what was typed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [runtime, values, round]);

  useEffect(() => {
    if (!engine) return undefined;
    let timer = 0;
    const stop = engine.subscribe("*", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        if (isDirty(engine)) keepDraft(draftKey, version, payloadOf(engine));
        else dropDraft(draftKey);
      }, PAUSE);
    });
    return () => {
      window.clearTimeout(timer);
      stop();
    };
  }, [engine, draftKey, version]);

  if (!engine) return null;
  return {
    engine,
    general,
    tried,
    restored: restored && isDirty(engine),
    version,
    take: () => {
      engine.setServerIssues(new Map());
      engine.revealIssues();
      setTried(true);
      setGeneral([]);
      const [blocking] = engine.issues().filter(({ issue }) => issue.level === "block");
      if (!blocking) return payloadOf(engine);
      focusPlace(blocking.path);
      return null;
    },
    refuse: (error) => {
      const problems = error instanceof ApiProblem && error.status === 422 ? error.errors : [];
      if (problems.length === 0) return false;
      const { placed, general: sentences } = placeRefusals(engine, problems);
      engine.setServerIssues(placed);
      setTried(true);
      setGeneral(sentences);
      const [first] = placed.keys();
      if (first) requestAnimationFrame(() => focusPlace(first));
      return true;
    },
    settle: () => dropDraft(draftKey),
    startOver: () => {
      dropDraft(draftKey);
      setGeneral([]);
      setTried(false);
      setRestored(false);
      setRound((before) => before + 1);
    },
  };
}
