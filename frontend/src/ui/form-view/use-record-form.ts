/** One record being written: the engine, saving with the server's verdict put in place, the draft. */
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ApiProblem, newIdempotencyKey } from "@/lib/api";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import { dropDraft, keepDraft, keptDraft } from "@/lib/form-runtime/drafts";
import { FormEngine } from "@/lib/form-runtime/engine";
import type { EngineContext, Values } from "@/lib/form-runtime/engine-types";
import { defaultsOf } from "@/lib/form-runtime/opening";
import { isDirty, payloadOf } from "@/lib/form-runtime/payload";
import { placeRefusals } from "@/lib/form-runtime/server-issues";
import { problemText } from "@/lib/problem-text";
import type { FieldServices } from "@/ui/fields/services";
import { useWholeForm } from "./engine-context";
import { focusPlace } from "./place-id";

interface Input {
  app: string;
  form: string;
  runtime: FormRuntime;
  context: EngineContext;
  /** The stored record with plain ids (`valuesOf`); null for a new one. */
  record: Values | null;
  /** Values a new record starts with, over its defaults. */
  preset?: Values;
  draftKey: string;
  services: FieldServices;
}

export interface Conflict {
  current: Values;
}

const DRAFT_PAUSE = 600;

export function useRecordForm(input: Input) {
  const { app, form, runtime, context, record, draftKey, services } = input;
  const { t } = useTranslation("form");
  const base = record ? Number(record.version ?? 0) : 0;
  const [round, setRound] = useState(0);
  const [restored, setRestored] = useState(() => keptDraft(draftKey, base) !== null);
  const engine = useMemo(() => {
    const fresh = record ?? {
      ...defaultsOf(runtime, runtime.definition.fields, context, null),
      ...input.preset,
    };
    const made = new FormEngine(runtime, fresh, context, record === null);
    const kept = keptDraft(draftKey, base);
    for (const [key, value] of Object.entries(kept?.values ?? {})) {
      if (made.index.get(key)?.field.type === "subform") made.setRows(key, Array.isArray(value) ? value : []);
      else made.set(key, value);
    }
    return made;
    // A new round (save and new, discarding) starts from a clean form.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [runtime, record, round]);
  const revision = useWholeForm(engine);
  const dirty = useMemo(() => isDirty(engine), [engine, revision]); // eslint-disable-line react-hooks/exhaustive-deps
  const [busy, setBusy] = useState(false);
  const [general, setGeneral] = useState<string[]>([]);
  const [tried, setTried] = useState(false);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const attempt = useRef({ body: "", key: "" });

  // What was typed last is kept also when the form goes away before the pause is over: the session ended, say.
  const unkept = useRef<(() => void) | null>(null);
  // The page may leave before React has drawn the saved state: what is saved is not asked about.
  const settled = useRef(false);
  useEffect(() => {
    unkept.current = null;
    settled.current = false;
    if (!dirty) return undefined;
    const keep = () => {
      unkept.current = null;
      keepDraft(draftKey, base, payloadOf(engine));
    };
    unkept.current = keep;
    const timer = setTimeout(keep, DRAFT_PAUSE);
    return () => clearTimeout(timer);
  }, [dirty, revision, engine, draftKey, base]);
  useEffect(() => () => unkept.current?.(), []);
  const forgetDraft = () => {
    unkept.current = null;
    settled.current = true;
    dropDraft(draftKey);
  };

  const refuse = (error: unknown): void => {
    if (error instanceof ApiProblem && error.status === 409 && error.current) {
      setConflict({ current: error.current as Values });
      return;
    }
    const problems = error instanceof ApiProblem ? error.errors : [];
    const { placed, general: sentences } = placeRefusals(engine, problems);
    engine.setServerIssues(placed);
    setGeneral(placed.size + sentences.length > 0 ? sentences : [problemText(error)]);
    const [first] = placed.keys();
    if (first) requestAnimationFrame(() => focusPlace(first));
  };

  const send = (version: number): Promise<Values> => {
    const path = `/apps/${app}/forms/${form}/records`;
    const payload = payloadOf(engine);
    if (record) return api.patch<Values>(`${path}/${String(record.id)}`, { ...payload, version });
    const body = JSON.stringify(payload);
    // The same content sent twice (a lost answer, a double click) makes one record.
    if (attempt.current.body !== body) attempt.current = { body, key: newIdempotencyKey() };
    return api.post<Values>(path, payload, { idempotencyKey: attempt.current.key });
  };

  /** The saved record, or null when something stands in the way. */
  const save = async (version = base): Promise<Values | null> => {
    (document.activeElement as HTMLElement | null)?.blur();
    setBusy(true);
    const arrived = await services.uploads.arrived();
    setBusy(false);
    engine.setServerIssues(new Map());
    engine.revealIssues();
    setTried(true);
    setGeneral([]);
    if (!arrived) {
      setGeneral([t("file.failed")]);
      return null;
    }
    const blocking = engine.issues().filter(({ issue }) => issue.level === "block");
    if (blocking[0]) {
      focusPlace(blocking[0].path);
      return null;
    }
    setBusy(true);
    try {
      const saved = await send(version);
      forgetDraft();
      setConflict(null);
      return saved;
    } catch (error) {
      refuse(error);
      return null;
    } finally {
      setBusy(false);
    }
  };

  const startOver = (): void => {
    forgetDraft();
    attempt.current = { body: "", key: "" };
    setGeneral([]);
    setTried(false);
    setRestored(false);
    setConflict(null);
    setRound((before) => before + 1);
  };

  /** Whether leaving now would lose something. */
  const unsaved = (): boolean => dirty && !busy && !settled.current;

  return { engine, dirty, unsaved, busy, general, tried, conflict, setConflict, restored, save, startOver };
}
